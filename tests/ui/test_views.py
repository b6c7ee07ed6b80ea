"""Views: what is marked is what is cited, and hostile text stays text."""

from __future__ import annotations

from types import SimpleNamespace

from ui.views import chart_rows, citation_title, claims_html, lead, marked


def test_the_span_is_marked_in_its_row():
    text = "表头\n一、本年新收 40 1 41\n二、上年结转 0 0 0\n"
    start = text.index("41")
    made = marked(text, start, start + 2, (3, start + 2))
    assert '<span class="row">一、本年新收 40 1 <mark>41</mark></span>' in made


def test_an_empty_cell_is_still_marked():
    assert "<mark>&nbsp;</mark>" in marked("a\tb", 1, 1)


def test_markup_in_a_document_is_escaped():
    made = marked("<script>alert(1)</script> 5", 26, 27)
    assert "<script>" not in made
    assert "&lt;script&gt;" in made


def test_surroundings_are_a_few_lines():
    text = "\n".join(f"line {n}" for n in range(100))
    start = text.index("line 50")
    made = marked(text, start, start + 7)
    assert "line 46" in made
    assert "line 54" in made
    assert "line 44" not in made
    assert "line 56" not in made


def test_lead_leaves_warnings_to_the_list():
    answer = SimpleNamespace(
        text="甲县最多，2件。并列：甲县、乙县。", warnings=[SimpleNamespace(text="并列：甲县、乙县。")]
    )
    assert lead(answer) == "甲县最多，2件。"


def test_titles():
    cell = SimpleNamespace(id="c1", kind="cell", source="a.pdf", page=3, table=4, row="行政复议", column="总计")
    assert citation_title(cell, "zh") == "[c1] a.pdf · 第3页 · 表4 · 行政复议 · 总计"
    assert citation_title(cell, "en") == "[c1] a.pdf · p. 3 · table 4 · 行政复议 · 总计"


def test_claims_keep_the_whole_text():
    text = "甲县2件。<b>乙县</b>3件。"
    claims = [SimpleNamespace(start=0, end=4, verdict="supported", reason="exact")]
    made = claims_html(text, claims)
    assert '<span class="gk-verdict-supported" title="supported (exact)">甲县2件</span>' in made
    assert "&lt;b&gt;乙县&lt;/b&gt;3件。" in made


def test_a_chart_needs_two_values_of_one_kind():
    def fact(value, indicator="a"):
        return SimpleNamespace(
            value=value, indicator=indicator, applicant="total", unit="件", body="甲", division="甲", year=2024
        )

    assert chart_rows([fact(1)]) == []
    assert chart_rows([fact(1), fact(2, "b")]) == []
    assert [r["value"] for r in chart_rows([fact(1), fact(2), fact(None)])] == [1.0, 2.0]
