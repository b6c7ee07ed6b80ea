"""What `gongkai eval` does: read sets, run them, gate, write the outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.models import Model
from corpus.settings import Settings
from eval import baseline, report
from eval.dataset import read_sets
from eval.gates import Gates, missed
from eval.model_effect import effect
from eval.runner import run
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


def evaluate(
    sets: Sequence[str],
    settings: Settings,
    options: Options,
    *,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> report.Run:
    """Run the sets over the corpus of `settings`; `Run.missed` says which gates were missed."""
    from eval.subject import Program

    cases = read_sets(sets)
    subject = Program(settings)
    trials = run(cases, subject, repeat=options.repeat, on_progress=on_progress)
    helped = None
    if settings.llm is not None:
        plain = run(cases, Program(settings.model_copy(update={"llm": None})))
        helped = effect(settings.llm, plain, trials)
    summary = summarise(trials)
    against = None
    if options.baseline is not None and (options.baseline.exists() or not options.update_baseline):
        against = baseline.compare(baseline.read(options.baseline), trials)
    made = report.Run(
        name=" ".join(Path(s).stem for s in sets), corpus_version=subject.engine.store.corpus_version(),
        program_version=program_version(), trials=trials, summary=summary,
        missed=missed(options.gates, summary, trials, against), against=against, model=helped,
    )  # fmt: skip
    if options.update_baseline and options.baseline is not None:
        baseline.write(options.baseline, trials)
    outputs = {name: getattr(options, name) for name in report.WRITERS}
    report.write(made, outputs)
    return made


def program_version() -> str:
    try:
        return version("gongkai")
    except PackageNotFoundError:
        return "unknown"
