"""What `gongkai eval` does: read sets, run them, gate, write the outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from corpus.models import Model
from corpus.settings import Settings
from eval import baseline, history, report
from eval.dataset import EvalCase, read_sets
from eval.extraction import truth_cases
from eval.gates import Gates, missed
from eval.model_effect import effect
from eval.runner import run
from eval.subject import Program
from eval.summary import summarise


class Options(Model):
    """The options of one run, as CONTRACT.md names them."""

    gates: Gates = Gates()
    baseline: Path | None = None
    update_baseline: bool = False
    repeat: int = 1
    out: Path | None = None
    junit: Path | None = None
    csv: Path | None = None
    markdown: Path | None = None
    html: Path | None = None
    truth: tuple[str, ...] = ()  # folders of documents with truth files
    history: Path | None = None  # folder where each run's JSON is kept


def evaluate(
    sets: Sequence[str],
    settings: Settings,
    options: Options,
    *,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> report.Run:
    """Run the sets over the corpus of `settings`; `Run.missed` says which gates were missed."""
    cases = [*(read_sets(sets) if sets else ()), *(case for folder in options.truth for case in truth_cases(folder))]
    subject = _subject(cases, settings)
    trials = run(cases, subject, repeat=options.repeat, on_progress=on_progress)
    helped = None
    if settings.llm:
        plain = run(cases, _subject(cases, settings.model_copy(update={"llm": None})))
        helped = effect(settings.llm, plain, trials)
    summary = summarise(trials)
    names = [Path(s).stem for s in (*sets, *options.truth)]
    before = _baseline(options)
    against = baseline.compare(before, trials) if before is not None else None
    failed = list(missed(options.gates, summary, trials, against))
    if options.update_baseline and options.baseline is not None:
        refused = baseline.refusal(trials, names, before)
        if refused is None:
            baseline.write(options.baseline, trials, names)
        else:
            failed.append(refused)
    made = report.Run(
        name=" ".join(names), corpus_version="" if isinstance(subject, Unasked) else subject.engine.store.corpus_version(),
        program_version=program_version(), trials=trials, summary=summary, missed=tuple(failed), against=against, model=helped,
    )  # fmt: skip
    report.write(made, {name: getattr(options, name) for name in report.WRITERS})
    if options.history is not None:
        history.keep(made, options.history)
    return made


def _baseline(options: Options) -> baseline.Baseline | None:
    """The baseline to compare with; none where it is about to be written for the first time."""
    path = options.baseline
    if path is None or (options.update_baseline and not path.exists()):
        return None
    return baseline.read(path)


class Unasked:
    """The subject of a run that only reads documents: no stores are needed."""

    def ask(self, question: str, previous: Sequence[str]) -> dict[str, Any]:
        raise NotImplementedError

    def check(self, claim: str) -> dict[str, Any]:
        raise NotImplementedError


def _subject(cases: Sequence[EvalCase], settings: Settings) -> Program | Unasked:
    return Unasked() if all(case.document is not None for case in cases) else Program(settings)


def program_version() -> str:
    try:
        return version("gongkai")
    except PackageNotFoundError:
        return "unknown"
