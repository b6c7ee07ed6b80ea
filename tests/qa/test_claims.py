"""Claims against the sample reports: every verdict with its reason, its cell, its correction; and the labelled sets."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.facts import FactStore
from corpus.settings import Settings
from eval import counties
from ingest.parse import parse_named
from qa.claims import CheckedClaim, check_text
from qa.directory import StoreDirectory
from qa.pack import evidence_pack, render_check

SETS = Path(__file__).resolve().parents[2] / "eval" / "sets"
GRAVITY = {"refuted": 0, "unverifiable": 1, "supported": 2}
F1_LEAST = 0.97
RECALL_LEAST = 0.95


@pytest.fixture
def program(sample_stores: SimpleNamespace) -> SimpleNamespace:
    return sample_stores


def check(program: SimpleNamespace, text: str) -> list[CheckedClaim]:
    return list(check_text(text, program).claims)


def only(program: SimpleNamespace, text: str) -> CheckedClaim:
    (claim,) = check(program, text)
    return claim


def test_a_supported_claim_cites_its_cell(program: SimpleNamespace) -> None:
    text = "同心县2024年收到政府信息公开申请41件。"
    claim = only(program, text)
    assert (claim.verdict, claim.reason, claim.found["value"]) == ("supported", "exact", 41)
    (cite,) = claim.citations
    assert program.store.text(cite.report_id)[cite.start : cite.end] == "41"
    assert (claim.start, claim.end) == (0, len(text) - 1)


def test_a_number_of_the_office_is_named(program: SimpleNamespace) -> None:
    claim = only(program, "同心县2024年收到政府信息公开申请16件。")
    assert (claim.verdict, claim.reason) == ("refuted", "wrong_body")
    assert "16 是同心县人民政府办公室 2023 年的数字" in claim.explanation
    assert claim.correction == "同心县2024年收到政府信息公开申请41件"


def test_a_wrong_unit_is_named(program: SimpleNamespace) -> None:
    claim = only(program, "社旗县2024年行政事业性收费1158.4432元。")
    assert (claim.reason, claim.correction) == ("wrong_unit", "社旗县2024年行政事业性收费1158.4432万元")


def test_prose_that_contradicts_its_table_is_said(program: SimpleNamespace) -> None:
    claim = only(program, "同心县2024年其他处理3件。")
    assert (claim.verdict, claim.reason, claim.found["value"]) == ("refuted", "wrong_category", 0)
    assert "不予公开" in claim.explanation
    assert "narrative_contradicts" in {w.code for w in claim.warnings}


def test_growth_without_last_years_report_is_left_open_with_what_it_implies(program: SimpleNamespace) -> None:
    level, growth = check(program, "同心县2024年收到申请41件，同比减少41%。")
    assert level.verdict == "supported"
    assert (growth.verdict, growth.reason) == ("unverifiable", "no_such_report")
    assert "69、70" in growth.explanation


def test_body_and_year_are_carried(program: SimpleNamespace) -> None:
    claims = check(
        program,
        "同心县人民政府2024年年报公布。全年收到申请41件，其中自然人40件，占97.6%。该县行政复议5件，其中纠正3件。",
    )
    assert [(c.claim, c.verdict) for c in claims] == [
        ("全年收到申请41件", "supported"), ("其中自然人40件", "supported"), ("占97.6%", "supported"),
        ("该县行政复议5件", "supported"), ("其中纠正3件", "supported"),
    ]  # fmt: skip


def test_a_superlative_says_over_what_it_was_judged(program: SimpleNamespace) -> None:
    claim = only(program, "2024年同心县的行政许可最多。")
    assert (claim.verdict, claim.reason, claim.correction) == (
        "refuted",
        "wrong_comparison",
        "2024年社旗县的行政许可最多",
    )
    assert "partial_coverage" in {w.code for w in claim.warnings}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("2024年收到申请最多的县是社旗县。", "supported"),
        ("全国2024年收到申请最多的县是社旗县。", "unverifiable"),
        ("在全国各县中，社旗县2024年收到的申请最多。", "unverifiable"),
        ("Nationwide, Sheqi received the most requests in 2024.", "unverifiable"),
        ("全国2024年收到申请最多的县是永宁县。", "refuted"),  # the corpus holds one with more
    ],
)
def test_nothing_nationwide_is_proved_by_some_reports(program: SimpleNamespace, text: str, verdict: str) -> None:
    assert [c.verdict for c in check(program, text)][-1] == verdict


def test_a_tie_is_first_and_said(program: SimpleNamespace) -> None:
    claim = only(program, "2024年同心县的行政诉讼最多。")
    assert claim.verdict == "supported"
    assert "tie" in {w.code for w in claim.warnings}


def test_an_office_stands_in_with_a_warning(program: SimpleNamespace) -> None:
    claim = only(program, "殷都区2024年收到申请21件。")
    assert claim.verdict == "supported"
    assert "scope_mismatch" in {w.code for w in claim.warnings}


def test_the_countys_own_year_is_not_decided_by_its_office(program: SimpleNamespace) -> None:
    claim = only(program, "同心县2023年收到申请60件。")
    assert (claim.verdict, claim.reason) == ("unverifiable", "no_such_report")


def test_an_unread_word_leaves_a_claim_open(program: SimpleNamespace) -> None:
    for text in ("同心县2024年收到环保类申请41件。", "Tongxin County received 41 requests about land in 2024."):
        assert (only(program, text).verdict, only(program, text).reason) == ("unverifiable", "no_evidence")


def test_the_same_text_gives_the_same_bytes(program: SimpleNamespace) -> None:
    text = "同心县2024年收到申请41件，比社旗县多3件。"
    assert check_text(text, program).model_dump_json() == check_text(text, program).model_dump_json()


def test_a_text_without_claims_is_one_open_claim(program: SimpleNamespace) -> None:
    claim = only(program, "会议在县城召开。")
    assert (claim.verdict, claim.reason) == ("unverifiable", "no_evidence")
    assert check_text("  ", program).claims == ()


def test_the_pack_stands_alone_and_marks_its_evidence(program: SimpleNamespace) -> None:
    text = "同心县2024年收到申请<b>43件。"
    made = check_text(text, program)
    html = evidence_pack(text, made, program)
    assert "<b class='hit'>41</b>" in html
    assert "&lt;b&gt;43件" in html
    assert "http" not in html.replace("https://", "http").split("<pre>")[0]
    assert render_check(made, text, "csv").splitlines()[0].startswith("claim,start,end,verdict")


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (SETS / name).read_text(encoding="utf-8").splitlines()]


def test_the_claim_set_holds(program: SimpleNamespace) -> None:
    """Macro-F1 over verdicts; no refuted truth, no supported falsehood."""
    seen: Counter[tuple[str, str]] = Counter()
    wrong = []
    for row in rows("claims.jsonl"):
        wanted = row["expect"]["verdict"]  # type: ignore[index]
        got = min((c.verdict for c in check(program, str(row["claim"]))), key=GRAVITY.__getitem__)
        seen[wanted, got] += 1
        if wanted != got:
            wrong.append(row["claim"])
    assert sum(seen.values()) >= 250
    assert seen["supported", "refuted"] == seen["refuted", "supported"] == 0, wrong
    scores = []
    for verdict in GRAVITY:
        hits = seen[verdict, verdict]
        missed = sum(n for (w, g), n in seen.items() if w == verdict != g)
        false = sum(n for (w, g), n in seen.items() if g == verdict != w)
        scores.append(2 * hits / (2 * hits + missed + false))
    assert sum(scores) / len(scores) >= F1_LEAST, wrong


def test_articles_have_their_claims_found(program: SimpleNamespace) -> None:
    """Every labelled claim of every article is found at its place, with its verdict."""
    wanted = found = 0
    missed = []
    for path in sorted((SETS / "articles").glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        claims = check(program, article["text"])
        for label in article["claims"]:
            wanted += 1
            start = article["text"].index(label["claim"])
            hits = [c.verdict for c in claims if c.start < start + len(label["claim"]) and start < c.end]
            if hits and min(hits, key=GRAVITY.__getitem__) == label["verdict"]:
                found += 1
            else:
                missed.append((path.name, label["claim"], hits))
    assert wanted >= 60
    assert found / wanted >= RECALL_LEAST, missed


@pytest.fixture
def years(counties_stores: SimpleNamespace) -> SimpleNamespace:
    """Made reports of several years, of governments and offices."""
    return counties_stores


def received(year: int, body: str = "同心县人民政府") -> int:
    made = next(m for m in counties.reports() if (m.body, m.year) == (body, year))
    return int(
        made.cells["requests.received@total"]
        if "requests.received@total" in made.cells
        else made.cells["requests.received"]
    )


@pytest.mark.slow
def test_growth_is_recomputed_from_both_reports(years: SimpleNamespace) -> None:
    now, before = received(2024), received(2023)
    change = abs(now - before)
    word, other = ("增加", "减少") if now > before else ("减少", "增加")
    said = {
        f"同心县2024年收到申请{now}件，比上年{word}{change}件。": "supported",
        f"同心县2024年收到申请{now}件，比上年{other}{change}件。": "refuted",
        f"同心县2024年收到申请{now}件，同比{word}{change * 100 / before:.1f}%。": "supported",
        f"同心县2024年收到申请{now}件，同比{word}{change * 100 / before + 9:.1f}%。": "refuted",
        f"同心县申请量由2023年的{before}件变为2024年的{now}件，同比{word}。": "supported",
        f"同心县2023年和2024年合计收到申请{now + before}件。": "supported",
        f"同心县2023年和2024年合计收到申请{now + before + 4}件。": "refuted",
        f"同心县2024年收到申请{before}件。": "refuted",
    }
    for text, verdict in said.items():
        assert min((c.verdict for c in check(years, text)), key=GRAVITY.__getitem__) == verdict, text
    assert check(years, f"同心县2024年收到申请{before}件。")[0].reason == "wrong_year"


def test_two_years_of_different_bodies_are_not_growth(years: SimpleNamespace) -> None:
    claim = check(years, "同心县人民政府办公室2023年收到的申请比同心县人民政府少。")[-1]
    assert (claim.verdict, claim.reason) == ("unverifiable", "not_comparable")


@pytest.mark.shared
def test_statements_decide_what_no_cell_holds(shared: Path, tmp_path: Path) -> None:
    """Claims that only the prose of the reports can decide."""
    store = FactStore(f"sqlite:///{tmp_path}/facts.db", create=True)
    for path in sorted((shared / "seeds").glob("*.txt")):
        made = parse_named(path.read_bytes(), path.name, Settings())
        store.save(made.report, made.names)
    program = SimpleNamespace(store=store, directory=StoreDirectory(store))
    for row in rows("claims_prose.jsonl"):
        claim = only(program, str(row["claim"]))
        assert claim.verdict == row["expect"]["verdict"], row["claim"]  # type: ignore[index]
        assert claim.citations[0].kind == "passage"
    store.close()
