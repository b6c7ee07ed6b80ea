"""Views: what is marked is what is cited, and hostile text stays text."""

from __future__ import annotations

from types import SimpleNamespace

from corpus.models import State
from eval.scorers import Result
from ui.views import (
    RESULTS,
    STATES,
    by_sentence,
    called,
    cell_rows,
    chart_rows,
    citation_title,
    claims_html,
    corpus_rows,
    fact_table,
    file_of,
    inert,
    lead,
    marked,
    source_title,
)


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
        text="甲县最多，2件。并列：甲县、乙县。", warnings=[SimpleNamespace(text="并列：甲县、乙县。")], nearest=None
    )
    assert lead(answer) == "甲县最多，2件。"


def test_the_question_to_ask_instead_is_offered_once():
    for said, asked in (
        ("没有甲县2022年的报告。", "可以改问：甲县2024年收到多少件？"),
        ("No such report.", "A question that can be answered: What of 2024?"),
    ):
        nearest = asked.split("：")[-1].split(": ")[-1]
        answer = SimpleNamespace(text=f"{said} {asked}", warnings=[], nearest=nearest)
        assert lead(answer) == said


def test_many_sentences_stand_each_on_its_line_and_no_quotation_is_broken():
    said = "有两份。甲县的报告写道：“一是不足。二是不够。”乙县的报告写道：“不足”。丙县没有。"
    assert by_sentence(said).splitlines() == [
        "有两份。", "甲县的报告写道：“一是不足。二是不够。”", "乙县的报告写道：“不足”。", "丙县没有。",
    ]  # fmt: skip
    assert by_sentence("甲县最多。其次是乙县。") == "甲县最多。其次是乙县。"
    english = "A has 1.5 (0.5 more). B has 1. C has none. D says “x. Y.” E too."
    assert by_sentence(english).splitlines()[0] == "A has 1.5 (0.5 more)."
    assert len(by_sentence(english).splitlines()) == 5


def test_words_from_outside_are_no_markdown():
    assert inert("$x$ **b** :smile: [a](javascript:b)") == r"\$x\$ \*\*b\*\* \:smile\: \[a\](javascript\:b\)"
    assert inert("甲县\n2024年 第1项") == "甲县 2024年 第1项"
    assert "://" not in inert("http://a.cn").replace("\\", "")


def test_a_cell_printed_by_itself_is_seen_at_once():
    text = "表头\n\n一、本年新收\n\n15\n\n \n1\n"
    start = text.index("15")
    made = marked(text, start, start + 2, (text.index("一"), start + 2))
    assert "\n\n" not in made
    assert "gk-whole" not in made
    assert "\n\n" in marked(text, start, start + 2, whole=True)


def test_a_division_that_its_body_names_needs_no_column():
    one = SimpleNamespace(
        body="同心县人民政府", division="同心县", year=2024, label="x", value=1, unit="件", citations=(), rank=None,
        state="reported", citation="c1",
    )  # fmt: skip
    other = SimpleNamespace(**{**vars(one), "body": "本机关"})
    assert "division" not in fact_table([one], "en")[0]
    assert fact_table([one, other], "zh")[0]["地区"] == "同心县"
    assert (fact_table([one], "en")[0]["unit"], fact_table([one], "zh")[0]["单位"]) == ("items", "件")


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
            value=value,
            indicator=indicator,
            applicant="total",
            unit="件",
            body="甲",
            division="甲",
            year=2024,
            label="x",
        )

    assert chart_rows([fact(1)]) == []
    assert chart_rows([fact(1), fact(2, "b")]) == []
    assert [r["value"] for r in chart_rows([fact(1), fact(2), fact(None)])] == [1.0, 2.0]


def report(name: str | None = "同心县人民政府", year: int | None = 2024) -> SimpleNamespace:
    body = SimpleNamespace(name=name, division="同心县", province="宁夏", level="county", kind="office")
    return SimpleNamespace(body=body, year=year, source="a.pdf", identities_held=42, identities_broken=0)


def test_a_source_is_named_by_whose_report_it_is():
    cell = SimpleNamespace(id="c1", source="a1b2.pdf", page=3, kind="cell", table=4, row="行政复议", column="总计")
    passage = SimpleNamespace(id="c2", source="a1b2.pdf", page=None, kind="passage", table=None, row=None, column=None)
    assert source_title(cell, report(), "zh") == "[c1] 同心县人民政府 2024 · 表4 · 行政复议 · 总计"
    assert source_title(cell, report(), "en") == "[c1] 同心县人民政府 2024 · table 4 · 行政复议 · 总计"
    assert source_title(passage, report(None, None), "en") == "[c2] 同心县 ? · prose"
    assert source_title(cell, None, "zh") == citation_title(cell, "zh")
    assert (file_of(cell, "en"), file_of(passage, "zh")) == ("a1b2.pdf · p. 3", "a1b2.pdf")


def test_words_of_the_contract_in_the_readers_language():
    assert called("not_applicable", STATES, "zh") == "不适用"
    assert called("not_applicable", STATES, "en") == "not applicable"
    assert called(None, STATES, "zh") == ""
    assert set(STATES) == {s.value for s in State}
    assert set(RESULTS) == {r.value for r in Result}
    [row] = corpus_rows([report()], "zh")
    assert (row["层级"], row["类别"], row["勾稽成立"]) == ("县级", "办公室", 42)


def test_a_table_of_cells_says_the_state():
    blank = SimpleNamespace(table=3, row="一、", column="总计", value=None, unit="件", state=State.BLANK, raw="")
    assert cell_rows([blank], "zh") == [
        {"表": 3, "行": "一、", "列": "总计", "数值": None, "单位": "件", "状态": "空白", "原文": ""}
    ]
    assert cell_rows([blank], "en")[0]["unit"] == "items"


def test_a_fact_without_a_rank_has_an_empty_one():
    kept = {"body": "甲", "division": "甲县", "year": 2024, "label": "x", "value": 1, "unit": "件", "citations": ()}
    ranked, other = (SimpleNamespace(rank=r, state="reported", citation="c1", **kept) for r in (1, None))
    rows = fact_table([ranked, other], "en")
    assert [row["rank"] for row in rows] == ["1", ""]
    assert "state" not in rows[0]
