"""Sets under pytest: one test a case, readable ids, marks from tags, -k, xdist."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

STRANGER = "tests/fixtures/stranger/set.yaml"


def pytest_run(root, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "eval.pytest_plugin", "-v", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_marks_and_names_choose_cases(root, stranger_data, tmp_path):
    junit = tmp_path / "results.xml"
    code, said = pytest_run(
        root,
        STRANGER,
        "--eval-data-dir",
        str(stranger_data),
        "-m",
        "lookup and zh",
        "-k",
        "not fees",
        f"--junitxml={junit}",
    )
    assert code == 0, said
    names = [case.get("name") for case in ET.parse(junit).getroot().iter("testcase")]
    assert names == ["tiantai-received", "tiantai-office-received"]


def test_two_workers_agree(root, stranger_data):
    code, said = pytest_run(root, STRANGER, "--eval-data-dir", str(stranger_data), "-n", "2", "-k", "received")
    assert code == 0, said
    assert "3 passed" in said


def test_a_failure_says_expected_got_and_cell(root, stranger_data, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "- {id: off-by-one, question: 天台县2024年收到多少件政府信息公开申请？, tags: [t-3], expect: {number: 78}}\n",
        encoding="utf-8",
    )
    code, said = pytest_run(root, str(wrong), "--eval-data-dir", str(stranger_data), "-m", "t_3")
    assert code == 1
    for part in (
        "off-by-one [wrong: number]",
        "expected number=78",
        "got      77 件",
        "tiantai_2024.html · table 3",
        "wrong.yaml:1",
    ):
        assert part in said


@pytest.mark.parametrize("text", ["- {id: a}\n", "nonsense"])
def test_a_broken_set_is_named(root, tmp_path, text):
    broken = tmp_path / "broken.yaml"
    broken.write_text(text, encoding="utf-8")
    code, said = pytest_run(root, str(broken))
    assert code != 0
    assert "broken.yaml" in said
