"""Sets: three formats, schema errors with file and line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.errors import UsageError
from eval.dataset import read_sets


def _write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_three_formats_say_the_same(tmp_path):
    jsonl = _write(
        tmp_path,
        "a.jsonl",
        '{"id": "x", "question": "q?", "expect": {"number": 5004.9354, "entities": ["甲县"]}, "tags": ["zh"]}\n',
    )
    yaml = _write(
        tmp_path, "a.yaml", "- {id: x, question: 'q?', expect: {number: 5004.9354, entities: [甲县]}, tags: [zh]}\n"
    )
    csv = _write(tmp_path, "a.csv", "id,question,number,entities,tags\nx,q?,5004.9354,甲县,zh\n")
    made = [read_sets([p])[0].model_copy(update={"where": ""}) for p in (jsonl, yaml, csv)]
    assert made[0] == made[1] == made[2]
    assert made[0].expect.number == Decimal("5004.9354")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("b.jsonl", '{"id": "a", "question": "q", "expect": {"number": 1}}\n{"id": "a", "question": "q", "expect": {"number": 1}}', r"b.jsonl:2: id 'a' is taken by .*b.jsonl:1"),
        ("b.jsonl", '{"id": "a", "question": "q", "expect": {"nmber": 1}}', r"b.jsonl:1: expect.nmber: no such field; is number meant?"),
        ("b.jsonl", "\n\nnot json", r"b.jsonl:3: not JSON"),
        ("b.jsonl", '{"id": "a", "expect": {"number": 1}}', r"b.jsonl:1: .*question or claim"),
        ("b.jsonl", '{"id": "a", "question": "q", "expect": {}}', r"b.jsonl:1: .*expects nothing"),
        ("b.jsonl", '{"id": "a", "claim": "c", "expect": {"number": 1}}', r"b.jsonl:1: .*a claim expects a verdict"),
        ("b.yaml", "- {id: a, question: q, expect: {number: 1}}\n- 5\n", r"b.yaml:2: a case is an object"),
        ("b.yaml", "a: [", r"b.yaml:1: not YAML"),
        ("b.jsonl", "", "no case"),
    ],
)  # fmt: skip
def test_errors_name_the_line(tmp_path, name, text, message):
    with pytest.raises(UsageError, match=message):
        read_sets([_write(tmp_path, name, text)])


def test_a_missing_set_is_said(tmp_path):
    with pytest.raises(UsageError, match="no such set"):
        read_sets([tmp_path / "none.jsonl"])


def test_the_committed_sets_are_valid(root):
    cases = read_sets([root / "eval" / "sets"])
    questions = [c for c in cases if c.question is not None]
    assert len(questions) >= 500
    made = [c for c in questions if c.id.startswith("counties-")]
    assert len(made) * 3 >= len(questions)
    languages = {tag for c in cases for tag in c.tags} & {"zh", "en"}
    assert languages == {"zh", "en"}


def test_the_made_set_is_what_its_figures_give(root):
    from eval.counties_gold import cases, dump

    assert (root / "eval" / "sets" / "counties.jsonl").read_text(encoding="utf-8") == dump(cases())


def test_the_made_corpus_holds_every_identity():
    from corpus import catalogue
    from eval.counties import reports

    assert len(reports()) >= 40
    for made in reports():
        for identity in catalogue.load().identities:
            left = sum(made.value(*cell) for cell in identity.left)
            assert left == sum(made.value(*cell) for cell in identity.right), (
                made.file,
                identity.rule,
                identity.member,
            )
