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


GOOD = "- id: a\n  question: q\n  expect: {number: 1}\n"
MISTAKES = {
    "a field that is not": ("s.yaml", GOOD + "- id: b\n  question: q\n  expects: {number: 1}\n", r"s.yaml:6: expects: no such field; is expect meant\?"),
    "inside expect": ("s.yaml", GOOD + "- id: b\n  question: q\n  expect:\n    number: 1\n    untis: 件\n", r"s.yaml:8: expect.untis: no such field; is unit meant\?"),
    "inside a cell": ("s.yaml", "- id: b\n  question: q\n  expect:\n    cells:\n    - {body: 甲, year: 2024}\n", r"s.yaml:5: expect.cells.0.indicator: is missing"),
    "no id": ("s.yaml", GOOD + "- question: q\n  expect: {number: 1}\n", r"s.yaml:4: id: is missing"),
    "an id that YAML reads otherwise": ("s.yaml", "- id: 12\n  question: q\n  expect: {number: 1}\n", r"s.yaml:1: id: text is wanted: write it in quotes"),
    "an id that YAML reads as no": ("s.yaml", "- id: off\n  question: q\n  expect: {number: 1}\n", r"s.yaml:1: id: text is wanted"),
    "a number with its unit": ("s.yaml", "- id: a\n  question: q\n  expect:\n    number: 41件\n", r"s.yaml:4: expect.number: Input should be a valid decimal"),
    "one tag without a list": ("s.yaml", "- id: a\n  question: q\n  tags: zh\n  expect: {number: 1}\n", r"s.yaml:3: tags: a list is wanted"),
    "a status that is not": ("s.yaml", "- id: a\n  question: q\n  expect: {status: refused}\n", r"s.yaml:3: expect.status: Input should be 'answered', 'abstained' or 'clarify'"),
    "a key given twice": ("s.yaml", "- id: a\n  question: q\n  question: r\n  expect: {number: 1}\n", r"s.yaml:3: question is given twice"),
    "a stranger beside cases": ("s.yaml", "case:\n- {}\ncases:\n" + GOOD, r"s.yaml:1: no case stands beside cases"),
    "a tab in YAML": ("s.yaml", "- id: a\n\tquestion: q\n", r"s.yaml:2: not YAML"),
    "question and claim": ("s.yaml", GOOD + "- id: b\n  question: q\n  claim: c\n  expect: {verdict: refuted}\n", r"s.yaml:4: .*one of the three"),
    "a column that is not": ("s.csv", "id,question,nmber\na,q,1\n", r"s.csv:1: no column is named 'nmber'"),
    "a comma without quotes": ("s.csv", "id,question,number\na,\"q\nr\",1\nb,q,r,1\n", r"s.csv:4: more cells than columns"),
    "nothing expected in CSV": ("s.csv", "id,question,number\na,q,\n", r"s.csv:2: expect: expects nothing"),
    "yes or no": ("s.csv", "id,question,number,must_pass\na,q,1,perhaps\n", r"s.csv:2: must_pass: Input should be a valid boolean"),
    "a comma too many in JSON": ("s.jsonl", '{"id": "a", "question": "q", "expect": {"number": 1},}\n', r"s.jsonl:1: not JSON"),
    "a key given twice in JSON": ("s.jsonl", '{"id": "a", "id": "b", "question": "q", "expect": {"number": 1}}\n', r"s.jsonl:1: id is given twice"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_a_mistake_is_named_by_its_line_and_field(tmp_path, mistake):
    name, text, message = MISTAKES[mistake]
    with pytest.raises(UsageError, match=message):
        read_sets([_write(tmp_path, name, text)])


def test_a_set_of_another_encoding_says_how_to_save_it(tmp_path):
    path = tmp_path / "s.csv"
    path.write_bytes("id,question,number\na,同心县？,1\n".encode("gb18030"))
    with pytest.raises(UsageError, match="save as CSV UTF-8"):
        read_sets([path])


def test_a_set_of_another_kind_is_said(tmp_path):
    with pytest.raises(UsageError, match=r"a set ends in \.jsonl"):
        read_sets([_write(tmp_path, "s.xlsx", "x")])


def test_csv_says_every_list(tmp_path):
    text = "id,question,previous,entities_ordered,warnings_all,boolean\na,q,p1|p2,甲县|乙县,tie|definition,true\n"
    [case] = read_sets([_write(tmp_path, "s.csv", text)])
    assert case.previous == ("p1", "p2")
    assert case.expect.entities_ordered == ("甲县", "乙县")
    assert (case.expect.warnings_all, case.expect.boolean) == (("tie", "definition"), True)


def test_a_missing_set_is_said(tmp_path):
    with pytest.raises(UsageError, match="no such set"):
        read_sets([tmp_path / "none.jsonl"])


def test_the_committed_sets_are_valid(root):
    cases = read_sets([root / "eval" / "sets"])
    questions = [c for c in cases if c.question is not None]
    assert len(questions) >= 500
    made = [c for c in questions if c.read_in == "eval.counties"]
    assert len(made) * 3 >= len(questions)
    assert sum(c.id.startswith("counties-") for c in made) >= 476  # whose gold is worked out by program
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
