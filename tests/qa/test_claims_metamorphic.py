"""A true sentence is supported; the same sentence with one thing changed never is.

Sentences are made from the figures of the made corpus by templates in both languages; what is changed is the value
(one more, one less, ten times), the body, the year, the unit, or the direction of a comparison.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest

from eval import counties
from eval.counties import Made
from qa.claims import check_text

GRAVITY = {"refuted": 0, "unverifiable": 1, "supported": 2}
PAIRS_LEAST = 100
SEED = 7
SAMPLE = 102

# cell → what is said of it with {n} for the figure: Chinese, English
SAID = {
    "requests.received@total": ("收到政府信息公开申请{n}件", "received {n} information requests"),
    "requests.received@natural_person": ("收到自然人提出的申请{n}件", "received {n} requests from natural persons"),
    "requests.received@business": ("收到商业企业提出的申请{n}件", "received {n} requests from businesses"),
    "requests.carried_in@total": ("上年结转申请{n}件", "had {n} requests carried over from the previous year"),
    "requests.carried_out@total": ("结转下年度继续办理的申请{n}件", "carried {n} requests over to the next year"),
    "outcome.disclosed@total": ("予以公开{n}件", "fully disclosed {n} requests"),
    "outcome.partly_disclosed@total": ("部分公开{n}件", "partly disclosed {n} requests"),
    "outcome.unavailable.not_held@total": ("因本机关不掌握相关政府信息而无法提供{n}件", "did not hold the information in {n} cases"),
    "outcome.refused.state_secret@total": ("因属于国家秘密不予公开{n}件", "refused {n} requests as state secrets"),
    "outcome.not_processed.duplicate@total": ("重复申请{n}件", "did not process {n} duplicate requests"),
    "outcome.total@total": ("办结申请{n}件", "concluded {n} requests"),
    "normative_documents.issued@total": ("制发行政规范性文件{n}件", "issued {n} normative documents"),
    "normative_documents.repealed@total": ("废止行政规范性文件{n}件", "repealed {n} normative documents"),
    "normative_documents.in_force@total": ("现行有效的行政规范性文件{n}件", "had {n} normative documents in force"),
    "licensing.decisions@total": ("作出行政许可决定{n}件", "made {n} licensing decisions"),
    "penalties.decisions@total": ("作出行政处罚决定{n}件", "imposed {n} administrative penalties"),
    "coercion.decisions@total": ("作出行政强制决定{n}件", "took {n} administrative coercion decisions"),
    "reconsideration.total@total": ("发生行政复议{n}件", "had {n} administrative reconsideration cases"),
    "reconsideration.corrected@total": ("行政复议结果纠正{n}件", "had {n} reconsideration cases corrected"),
    "litigation_direct.total@total": ("未经复议直接起诉{n}件", "had {n} lawsuits filed directly without reconsideration"),
}  # fmt: skip
COMPARED = {
    "requests.received@total": ("收到的申请", "requests received", "received {more} requests"),
    "licensing.decisions@total": ("的行政许可", "licensing decisions", "made {more} licensing decisions"),
    "penalties.decisions@total": ("的行政处罚", "penalties", "imposed {more} administrative penalties"),
    "outcome.disclosed@total": ("予以公开的申请", "disclosures", "fully disclosed {more} requests"),
}


@pytest.fixture
def program(counties_stores: SimpleNamespace) -> SimpleNamespace:
    return counties_stores


def verdict(program: SimpleNamespace, text: str) -> str:
    return min((c.verdict for c in check_text(text, program).claims), key=GRAVITY.__getitem__)  # type: ignore[arg-type]


def governments(year: int | None = None) -> list[Made]:
    return [m for m in counties.reports() if m.kind == "government" and (year is None or m.year == year)]


def zh(made: Made, cell: str, value: Decimal, *, body: str | None = None, year: int | None = None) -> str:
    return f"{body or made.body}{year or made.year}年{SAID[cell][0].format(n=value)}。"


def en(made: Made, cell: str, value: Decimal, *, body: str | None = None, year: int | None = None) -> str:
    return f"In {year or made.year}, {body or made.division_en} {SAID[cell][1].format(n=f'{value:,}')}."


def perturbed(made: Made, cell: str) -> Iterator[tuple[str, str, str]]:
    """(what was changed, Chinese, English) of a sentence about one cell."""
    value = made.cells[cell]
    for name, other in (("one more", value + 1), ("one less", value - 1), ("ten times", value * 10)):
        if other >= 0 and other != value:
            yield name, zh(made, cell, other), en(made, cell, other)
    for them in governments(made.year):
        if them.cells[cell] != value:
            yield "other body", zh(made, cell, value, body=them.body), en(made, cell, value, body=them.division_en)
            break
    for them in governments():
        if them.body == made.body and them.cells[cell] != value:
            yield "other year", zh(made, cell, value, year=them.year), en(made, cell, value, year=them.year)


def pairs() -> list[tuple[Made, str]]:
    every = [(made, cell) for made in governments() for cell in SAID]
    return random.Random(SEED).sample(every, SAMPLE)


def test_the_true_sentence_is_supported(program: SimpleNamespace) -> None:
    assert len(pairs()) >= PAIRS_LEAST
    said = [make(made, cell, made.cells[cell]) for made, cell in pairs() for make in (zh, en)]
    assert [text for text in said if verdict(program, text) != "supported"] == []


def test_the_changed_sentence_never_is(program: SimpleNamespace) -> None:
    said = [(name, text) for made, cell in pairs() for name, *texts in perturbed(made, cell) for text in texts]
    assert len(said) >= PAIRS_LEAST
    assert [(name, text) for name, text in said if verdict(program, text) == "supported"] == []


def test_a_fee_in_another_unit_is_refuted(program: SimpleNamespace) -> None:
    for made in governments():
        fee = made.cells["fees.amount@total"]
        if fee <= 0:
            continue
        where = f"{made.body}{made.year}年行政事业性收费"
        assert verdict(program, f"{where}{fee}万元。") == "supported", where
        assert verdict(program, f"{where}{fee}元。") == "refuted", where
        assert verdict(program, f"{where}{fee}亿元。") == "refuted", where
        english = f"In {made.year}, {made.division_en} collected {{}} in administrative fees."
        assert verdict(program, english.format(f"{fee / 100} million yuan")) == "supported", where
        assert verdict(program, english.format(f"{fee:,} yuan")) != "supported", where
        assert verdict(program, english.format(f"{fee:,} million yuan")) != "supported", where


def test_a_comparison_turned_round_is_refuted(program: SimpleNamespace) -> None:
    held = governments(2024)
    for one, two in pairwise(held):
        for cell, (noun, _, verb) in COMPARED.items():
            a, b = one.cells[cell], two.cells[cell]
            if a == b:
                continue
            word, other = ("多", "少") if a > b else ("少", "多")
            more, less = ("more", "fewer") if a > b else ("fewer", "more")
            true = f"2024年{one.body}{noun}比{two.body}{word}{abs(a - b)}件。"
            assert verdict(program, true) == "supported", true
            for false in (
                true.replace(f"{word}{abs(a - b)}", f"{other}{abs(a - b)}"),
                true.replace(f"{abs(a - b)}件", f"{abs(a - b) + 1}件"),
            ):
                assert verdict(program, false) == "refuted", false
            english = f"In 2024, {one.division_en} {verb} than {two.division_en}."
            assert verdict(program, english.format(more=more)) == "supported", english
            assert verdict(program, english.format(more=less)) == "refuted", english


def test_growth_turned_round_is_refuted(program: SimpleNamespace) -> None:
    held = {(m.body, m.year): m for m in governments()}
    for (body, year), now in held.items():
        before = held.get((body, year - 1))
        if before is None:
            continue
        for cell in ("requests.received@total", "licensing.decisions@total"):
            a, b = now.cells[cell], before.cells[cell]
            if a == b or b == 0:
                continue
            word, other = ("增加", "减少") if a > b else ("减少", "增加")
            noun = COMPARED[cell][0].removeprefix("的")
            percent = abs(a - b) * 100 / b
            true = f"{body}{year}年{noun}比上年{word}{percent:.1f}%。"
            assert verdict(program, true) == "supported", true
            assert verdict(program, true.replace(word, other)) == "refuted", true
            assert verdict(program, true.replace(f"{percent:.1f}%", f"{percent + 3:.1f}%")) == "refuted", true
            assert verdict(program, true.replace("%", "个百分点")) != "supported", true


def test_shares_and_sums(program: SimpleNamespace) -> None:
    for made in governments(2024):
        received = made.cells["requests.received@total"]
        natural = made.cells["requests.received@natural_person"]
        full, part = made.cells["outcome.disclosed@total"], made.cells["outcome.partly_disclosed@total"]
        if received:
            share = natural * 100 / received
            assert verdict(program, f"{made.body}2024年收到的申请中，自然人提出的占{share:.1f}%。") == "supported"
            assert verdict(program, f"{made.body}2024年收到的申请中，自然人提出的占{share - 2:.1f}%。") == "refuted"
        assert verdict(program, f"{made.body}2024年予以公开和部分公开共{full + part}件。") == "supported"
        assert verdict(program, f"{made.body}2024年予以公开和部分公开共{full + part + 1}件。") == "refuted"
        both = f"In 2024, {made.division_en} disclosed {{}} requests in full or in part."
        assert verdict(program, both.format(full + part)) == "supported"
        assert verdict(program, both.format(full + part + 1)) == "refuted"
