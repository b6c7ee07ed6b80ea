"""Lint of sets and drafts of cases."""

from __future__ import annotations

import pytest
import yaml

from corpus.facts import FactStore
from corpus.settings import Settings
from eval.dataset import EvalCase, read_sets
from eval.drafting import as_yaml, case_of
from eval.lint import lint
from eval.runner import run
from eval.subject import Program

RECEIVED = {"body": "天台县人民政府", "year": 2024, "indicator": "requests.received"}


def case(case_id: str, question: str = "天台县2024年收到多少件申请？", **fields) -> EvalCase:
    expect = fields.pop("expect", {"number": 77})
    return EvalCase.model_validate({"id": case_id, "question": question, "expect": expect, "read_in": "a", **fields})


@pytest.fixture(scope="module")
def store(stranger_data):
    return FactStore(Settings(data_dir=stranger_data).database_url)


def found(*cases: EvalCase, store=None) -> list[tuple[str, str]]:
    return [(f.case_id, f.code) for f in lint(cases, store)]


def test_the_same_question_twice():
    assert found(case("a"), case("b", "天台县２０２４年收到多少件申请?")) == [("b", "duplicate")]


def test_the_same_question_with_other_gold():
    assert found(case("a"), case("b", expect={"number": 78})) == [("b", "contradiction")]


def test_a_later_turn_is_another_question():
    assert found(case("a"), case("b", previous=["殷都区呢？"])) == []


def test_a_group_expects_one_value():
    cases = (case("a", group="g"), case("b", "tiantai?", group="g", expect={"number": 78}))
    assert found(*cases) == [("b", "contradiction")]


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        ({"status": "abstained", "number": 5}, "unanswerable"),
        ({"number": 5, "boolean": True}, "unanswerable"),
        ({"number": 5, "warnings_any": ["tied"]}, "unknown_word"),
        ({"status": "abstained", "reason": "no_report"}, "unknown_word"),
        ({"number": 5, "cells": [{**RECEIVED, "indicator": "requests.recieved"}]}, "unanswerable"),
    ],
)
def test_gold_that_cannot_be(expect, code):
    assert found(case("a", expect=expect)) == [("a", code)]


def test_gold_that_nobody_read():
    assert found(case("a", read_in=None)) == [("a", "unread")]


@pytest.mark.parametrize(
    ("expect", "codes"),
    [
        ({"number": 77, "cells": [RECEIVED]}, []),
        ({"number": 78, "cells": [RECEIVED]}, ["contradicted"]),
        ({"number": 4, "cells": [{**RECEIVED, "indicator": "litigation.total"}]}, []),
        ({"number": 5, "cells": [{**RECEIVED, "indicator": "litigation.total"}]}, ["contradicted"]),
        ({"number": 77, "cells": [{**RECEIVED, "year": 2023}]}, ["unanswerable"]),
        ({"text_any": ["9场"], "cite": ["elsewhere.html"]}, ["unanswerable"]),
        ({"entities": ["仙居县"]}, ["unanswerable"]),
    ],
)
def test_gold_against_the_corpus(store, expect, codes):
    assert [code for _, code in found(case("a", expect=expect), store=store)] == codes


@pytest.mark.parametrize(
    "question",
    [
        "天台县2024年收到多少件政府信息公开申请？",
        "天台县2024年公开率是多少？",
        "天台县2022年收到多少件申请？",
        "2024年哪个县收到的申请最多，有多少件？",
    ],
)
def test_a_draft_holds_for_the_answer_it_was_made_from(stranger_data, tmp_path, question):
    program = Program(Settings(data_dir=stranger_data))
    path = tmp_path / "draft.yaml"
    path.write_text(as_yaml(program.ask(question, ())), encoding="utf-8")
    [drafted] = read_sets([path])
    assert drafted.read_in is None
    assert [f.code for f in lint([drafted])] == ["unread"]
    assert run([drafted], program)[0].score.good


def test_a_draft_of_a_number(stranger_data):
    made = Program(Settings(data_dir=stranger_data)).ask("天台县2024年收到多少件政府信息公开申请？", ())
    assert case_of(made)["expect"] == {"number": 77, "unit": "件", "cells": [{**RECEIVED, "applicant": "total"}]}
    assert as_yaml(made).splitlines()[2] == "# tiantai_2024.html: 一、本年新收政府信息公开申请数量 63 9 0 1 4 0 77"
    assert yaml.safe_load(as_yaml(made))[0]["read_in"] is None
