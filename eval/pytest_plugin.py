"""Question sets under pytest: `pytest -p eval.pytest_plugin my/set.yaml --eval-corpus my/reports`.

Each case of a set that is named on the command line is a test of its own, `my/set.yaml::case-id`, marked with its tags
(a tag's characters that no mark may have become _), so that -k, -m, --junitxml and xdist work as for any other test.
`--eval-data-dir DIR` asks stores that exist; `--eval-corpus PATH` ingests first, once for all workers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from corpus.errors import UsageError
from corpus.settings import Settings
from eval.dataset import EvalCase, read_sets
from eval.report import explain
from eval.runner import Trial, run
from eval.subject import Program

SUFFIXES = (".yaml", ".yml", ".jsonl", ".csv")
NO_MARK = re.compile(r"\W")
PROGRAM = pytest.StashKey[Program]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("eval", "question sets")
    group.addoption("--eval-data-dir", help="stores to ask")
    group.addoption("--eval-corpus", action="append", help="documents to ingest first; may be repeated")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A set, when it is named on the command line itself (or by one of its node ids)."""
    named = {Path(parent.config.invocation_params.dir, str(a).split("::")[0]).resolve() for a in parent.config.args}
    if file_path.suffix in SUFFIXES and file_path.resolve() in named:
        found: pytest.Collector = EvalSet.from_parent(parent, path=file_path)
        return found
    return None


class EvalSet(pytest.File):
    """The cases of one set."""

    def collect(self) -> Iterator[pytest.Item]:
        try:
            cases = read_sets([self.path])
        except UsageError as error:
            raise self.CollectError(str(error)) from error
        for case in cases:
            for tag in map(mark_of, case.tags):
                self.config.addinivalue_line("markers", f"{tag}: a tag of a question set")
            yield EvalTest.from_parent(self, name=case.id, case=case)


def mark_of(tag: str) -> str:
    return NO_MARK.sub("_", tag)


class EvalTest(pytest.Item):
    """One case: passes when its score is good."""

    def __init__(self, *, case: EvalCase, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case
        for tag in map(mark_of, case.tags):
            self.add_marker(getattr(pytest.mark, tag))

    def runtest(self) -> None:
        trial = run([self.case], _program(self.config))[0]
        if not trial.score.good:
            raise CaseFailed(trial)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailed):
            return "\n".join(explain(excinfo.value.trial))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, int(self.case.where.rsplit(":", 1)[-1]) - 1, self.case.id


class CaseFailed(AssertionError):
    """A case whose answer is not right."""

    def __init__(self, trial: Trial) -> None:
        super().__init__(trial.case.id)
        self.trial = trial


def _program(config: pytest.Config) -> Program:
    """The program over the stores of this run, opened once a worker."""
    if PROGRAM not in config.stash:
        config.stash[PROGRAM] = Program(_settings(config))
    return config.stash[PROGRAM]


def _settings(config: pytest.Config) -> Settings:
    corpus = config.getoption("--eval-corpus")
    given = config.getoption("--eval-data-dir")
    if not corpus:
        return Settings(data_dir=Path(given)) if given else Settings()
    from ingest.pipeline import ingest

    base: Path = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    shared = base.parent if hasattr(config, "workerinput") else base
    settings = Settings(data_dir=shared / "eval-corpus")
    with FileLock(f"{settings.data_dir}.lock"):
        if not (settings.data_dir / "done").exists():
            ingest(corpus, settings)
            (settings.data_dir / "done").touch()
    return settings
