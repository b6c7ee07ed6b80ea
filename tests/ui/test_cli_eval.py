"""`gongkai eval` as CI uses it: gates and exit codes that agree, outputs together, new, lint, truth, the docs."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys

import pytest
from lxml import etree

SET = "tests/fixtures/stranger/set.yaml"
RIGHT = (
    "- {id: a, question: 天台县2024年收到多少件政府信息公开申请？, read_in: here, tags: [x], expect: {number: 77}}\n"
)
WRONG = RIGHT.replace("77", "78")
ATTRIBUTES = '<xs:attribute name="message"/><xs:attribute name="type"/>'
# JUnit XML as CI services read it (after Jenkins' xunit schema): one suite of cases, each with at most one problem.
JUNIT = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="testsuite"><xs:complexType><xs:sequence><xs:element name="testcase" minOccurs="0" maxOccurs="unbounded">
<xs:complexType><xs:choice minOccurs="0">
<xs:element name="failure"><xs:complexType mixed="true">{ATTRIBUTES}</xs:complexType></xs:element>
<xs:element name="error"><xs:complexType mixed="true">{ATTRIBUTES}</xs:complexType></xs:element></xs:choice>
<xs:attribute name="name" use="required"/><xs:attribute name="classname" use="required"/><xs:attribute name="time" type="xs:decimal"/>
</xs:complexType></xs:element></xs:sequence><xs:attribute name="name" use="required"/>
<xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/><xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
<xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/><xs:attribute name="time" type="xs:decimal"/><xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
</xs:complexType></xs:element></xs:schema>"""


def gongkai_eval(root, *arguments, data=None):
    command = [sys.executable, "-m", "ui", "eval", *map(str, arguments)]
    if data is not None:
        command += ["--data-dir", str(data)]
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=root, env=environment, check=False
    )


@pytest.fixture
def small(tmp_path):
    def write(text):
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_every_option_is_documented(root):
    said = gongkai_eval(root, "--help").stdout
    options = set(re.findall(r"--[a-z][a-z0-9-]*", said)) - {"--help"}
    documented = set(re.findall(r"--[a-z][a-z0-9-]*", (root / "docs" / "eval.md").read_text(encoding="utf-8")))
    assert len(options) > 15
    assert options - documented == set()


def test_a_strangers_set_from_documents_to_verdict(root):
    done = gongkai_eval(
        root, SET, "tests/fixtures/stranger/reading.yaml", "--corpus", "tests/fixtures/stranger/documents", "--min-accuracy", "1",
        "--max-wrong", "0", "--max-unsourced", "0", "--no-history",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("right 12/12")
    assert "all gates held" in done.stdout


def test_every_output_at_once_and_they_agree(root, stranger_data, small, tmp_path):
    files = {name: tmp_path / f"r.{name}" for name in ("out", "junit", "csv", "markdown", "html")}
    outputs = [part for name, path in files.items() for part in (f"--{name}", path)]
    done = gongkai_eval(root, small(WRONG), SET, "--max-wrong", "0", "--no-history", *outputs, data=stranger_data)
    assert done.returncode == 1
    assert "GATE MISSED: 1 wrong with confidence, 0 allowed" in done.stdout
    result = json.loads(files["out"].read_text(encoding="utf-8"))
    assert (result["passed"], result["summary"]["right"]["good"], result["summary"]["n"]) == (False, 10, 11)
    suite = etree.parse(files["junit"])
    etree.XMLSchema(etree.fromstring(JUNIT)).assertValid(suite)
    assert [case.get("name").split(":")[0] for case in suite.getroot() if len(case)] == ["a"]
    rows = list(csv.DictReader(files["csv"].open(encoding="utf-8")))
    assert [r["id"] for r in rows if not r["result"].startswith("right")] == ["a"]
    assert "| a | 天台县2024年收到多少件政府信息公开申请？ | number=78 | 77 件 | tiantai_2024.html" in files[
        "markdown"
    ].read_text(encoding="utf-8")
    page = etree.HTML(files["html"].read_text(encoding="utf-8"))
    assert page.xpath("//td[@class='bad']/text()") == ["wrong, number"]


def test_regression_against_a_baseline(root, stranger_data, small, tmp_path):
    blessed = tmp_path / "baseline.json"
    done = gongkai_eval(
        root, small(RIGHT), "--baseline", blessed, "--update-baseline", "--no-history", data=stranger_data
    )
    assert done.returncode == 0
    assert json.loads(blessed.read_text()) == {"sets": ["small"], "results": {"a": "right"}}
    before = blessed.read_bytes()
    done = gongkai_eval(
        root, small(WRONG), "--baseline", blessed, "--fail-on-regression", "--no-history", data=stranger_data
    )
    assert done.returncode == 1
    assert "GATE MISSED: 1 regressed: a" in done.stdout
    assert "1 lost, 0 won" in done.stdout
    assert blessed.read_bytes() == before


def test_a_run_is_kept_unless_told_not_to(root, stranger_data, small, tmp_path):
    import shutil

    data = shutil.copytree(stranger_data, tmp_path / "data")
    for option, count in (("--no-history", 0), ("--json", 1)):
        assert gongkai_eval(root, small(RIGHT), option, data=data).returncode == 0
        assert len(list((data / "evals").glob("*-small.json"))) == count


def test_new_prints_a_draft_that_lint_holds_back(root, stranger_data, small):
    done = gongkai_eval(root, "new", "天台县2024年收到多少件政府信息公开申请？", data=stranger_data)
    assert done.returncode == 0
    assert "  read_in: null" in done.stdout
    linted = gongkai_eval(root, "lint", small(done.stdout), data=stranger_data)
    assert linted.returncode == 1
    assert "unread: read_in does not say where a person read the answer" in linted.stdout
    linted = gongkai_eval(
        root, "lint", small(done.stdout.replace("read_in: null", "read_in: table 3")), data=stranger_data
    )
    assert (linted.returncode, linted.stdout) == (0, "0 findings\n")


def test_documents_alone_need_no_stores(root, tmp_path):
    done = gongkai_eval(root, "tests/fixtures/stranger/reading.yaml", "--no-history", data=tmp_path / "nothing")
    assert done.returncode == 0, done.stderr
    assert "cells cited 400/400" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give a question set"),
        ((SET, "--fail-on-regression"), "needs --baseline"),
        ((SET, "--baseline", "README.md"), "no baseline"),
        ((SET, "--tag-accuracy", "zh"), "TAG=SHARE"),
        (("lint",), "give a set"),
        (("new",), "give a question"),
        (("--truth", "docs"), "holds no document"),
        ((SET, "--max-cost", "1"), "needs a language model"),
        ((SET, "--out", "README.md/x.json"), "cannot be written"),
        ((SET, "--judge", "nowhere:f"), "--judge nowhere:f"),
    ],
)
def test_usage(root, stranger_data, arguments, said):
    done = gongkai_eval(root, *arguments, data=stranger_data)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_corpus_of_nothing_is_no_green(root, small):
    done = gongkai_eval(root, small(RIGHT), "--corpus", "no/such/folder", "--no-history")
    assert done.returncode == 4
    assert "no document of --corpus could be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_recipe_for_ci_runs_as_it_stands(root, small, tmp_path):
    """docs/ci/eval.sh over a set and documents of one's own, twice: the gates held, then one missed."""
    program = tmp_path / "bin" / "gongkai"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m ui "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    names = {"SETS": str(small(RIGHT)), "CORPUS": str(root / "tests/fixtures/stranger/documents")}
    environment = {**os.environ, **names, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    codes = []
    for text in (RIGHT, WRONG):
        small(text)
        command = ["sh", str(root / "docs" / "ci" / "eval.sh")]
        codes.append(
            subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False).returncode
        )
    assert codes == [0, 1]
    assert "gate missed" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert {p.name for p in tmp_path.glob("results.*")} == {
        "results.xml",
        "results.json",
        "results.html",
        "results.csv",
    }


def test_the_workflow_runs_the_recipe(root):
    import yaml

    workflow = yaml.safe_load((root / "docs" / "ci" / "github.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["eval"]["steps"]
    assert [s["run"] for s in steps if s.get("name") == "Evaluate"] == ["sh docs/ci/eval.sh"]
    assert all(s.get("if") == "always()" for s in steps[-2:])
