"""Relations: the order of files, a report more, another format, other words leave the answers as they are; a change is red."""

from __future__ import annotations

import subprocess
import sys

import pytest

from corpus.errors import UsageError
from corpus.settings import Settings
from eval import metamorphic
from eval.dataset import read
from eval.runner import run
from eval.scorers import Failure, Result
from eval.subject import Program

RELATIONS = "tests/fixtures/stranger/relations.yaml"
DOCUMENTS = "tests/fixtures/stranger/documents"


def test_nothing_changes_under_any_relation(root):
    command = [
        sys.executable, "-m", "ui", "eval", RELATIONS, "--corpus", DOCUMENTS, "--min-accuracy", "1", "--max-wrong", "0",
        "--tag-accuracy", "metamorphic=1", "--no-history",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=root, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "right 27/27" in done.stdout
    assert "not tried" not in done.stdout


def test_without_documents_only_words_can_be_changed(root, stranger_data):
    sets = read([root / RELATIONS])
    left_out = ("file-order", "another-county-added", "as-docx")
    assert metamorphic.skipped(sets.relations, ()) == left_out
    subject = Program(Settings(data_dir=stranger_data))
    made = metamorphic.trials(sets.relations, run(sets.cases, subject), (), subject, Settings(data_dir=stranger_data))
    assert [t.case.id for t in made] == ["received~synonym", "applicants~synonym", "lawsuits~lawsuits-as-cases"]
    assert {t.score.result for t in made} == {Result.RIGHT}


def set_of(tmp_path, relation, question="天台县2024年收到多少件政府信息公开申请？"):
    path = tmp_path / "set.yaml"
    path.write_text(
        f"cases:\n- {{id: a, question: {question}, expect: {{number: 77}}}}\nrelations:\n- {relation}\n",
        encoding="utf-8",
    )
    return read([path])


def test_an_answer_that_changes_is_wrong(tmp_path, stranger_data):
    sets = set_of(tmp_path, "{id: other, swap: {天台县: 天台县人民政府办公室}}")
    subject = Program(Settings(data_dir=stranger_data))
    [made] = metamorphic.trials(sets.relations, run(sets.cases, subject), (), subject, Settings(data_dir=stranger_data))
    assert (made.case.id, made.case.tags) == ("a~other", ("metamorphic", "other"))
    assert (made.score.result, made.score.failures) == (Result.WRONG, (Failure.CHANGED,))
    assert (made.score.expected, made.score.got) == ("as without other: 77 件", "13 件")


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ("{id: x}", "set.yaml:4: relation: give order, add, replace or swap"),
        ("{id: x, order: reversed, swap: {a: b}}", "one of the four"),
        ("{id: x, order: shuffled}", "set.yaml:4: order: Input should be 'reversed'"),
        ("{id: x, add: [nothing.html]}", "set.yaml:4: there is no nothing.html beside the set"),
        ("{id: x, order: reversed, cases: [b]}", "set.yaml:4: 'b' is no question or claim of this set"),
        ("{id: x, order: reversed, tags: [zh]}", "relation 'x' holds for no case"),
        ("{id: a, order: reversed}", "set.yaml:4: id 'a' is taken by"),
    ],
)
def test_a_broken_relation_is_named(tmp_path, relation, said):
    with pytest.raises(UsageError, match=said):
        set_of(tmp_path, relation)


def test_a_swap_that_touches_nothing_is_said(tmp_path, stranger_data):
    sets = set_of(tmp_path, "{id: x, swap: {辽宁: 吉林}}")
    subject = Program(Settings(data_dir=stranger_data))
    with pytest.raises(UsageError, match="nothing of a is exchanged"):
        metamorphic.trials(sets.relations, run(sets.cases, subject), (), subject, Settings(data_dir=stranger_data))


def test_a_replaced_document_must_be_there(tmp_path, root, stranger_data):
    (tmp_path / "new.txt").write_text("x", encoding="utf-8")
    sets = set_of(tmp_path, "{id: x, replace: {none.html: new.txt}}")
    subject = Program(Settings(data_dir=stranger_data))
    settings = Settings(data_dir=stranger_data)
    with pytest.raises(UsageError, match=r"no document of --corpus is named none\.html"):
        metamorphic.trials(sets.relations, run(sets.cases, subject), [str(root / DOCUMENTS)], subject, settings)
