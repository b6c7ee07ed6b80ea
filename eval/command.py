"""What `gongkai eval` does: read sets, run them, gate, write the outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.models import Model
from corpus.settings import Settings
from eval import baseline, history, judges, metamorphic, report
from eval.dataset import EvalCase, Sets, read
from eval.extraction import truth_cases
from eval.gates import Gates, missed
from eval.model_effect import ModelEffect, effect
from eval.prices import Price, must_be_known, price_of, priced
from eval.runner import Trial, reads_only, run
from eval.subject import Program
from eval.summary import summarise
from qa.llm import Chat

Progress = Callable[[int, int, str], None]


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
    corpus: tuple[str, ...] = ()  # the documents ingested for this run: what relations change
    prices: Path | None = None  # of the language model's tokens
    judge: str | None = None
    history: Path | None = None  # folder where each run's JSON is kept


def evaluate(
    sets: Sequence[str], settings: Settings, options: Options, *, on_progress: Progress | None = None
) -> report.Run:
    """Run the sets over the corpus of `settings`; `Run.missed` says which gates were missed."""
    asked = read(sets) if sets else Sets(cases=())
    cases = [*asked.cases, *(case for folder in options.truth for case in truth_cases(folder))]
    price = price_of(settings, options.prices)
    if options.gates.max_cost is not None:
        must_be_known(settings, price)
    outputs = {name: getattr(options, name) for name in report.WRITERS}
    report.must_be_writable(outputs)
    if settings.llm:
        Chat(settings)  # a name that is none, or a package that is missing, is said now
    judge = judges.load(options.judge) if options.judge else None
    subject = _subject(cases, settings)
    trials = priced(run(cases, subject, repeat=options.repeat, on_progress=on_progress), price)
    plain, helped = _without_model(cases, settings, trials)
    if subject is not None:
        alone = settings.model_copy(update={"llm": None})
        trials += metamorphic.trials(asked.relations, plain, options.corpus, _alone(subject, alone, settings), alone)
    made = _gated(trials, [Path(s).stem for s in (*sets, *options.truth)], options, price).model_copy(
        update={
            "corpus_version": "" if subject is None else subject.engine.store.corpus_version(), "model": helped,
            "skipped": metamorphic.skipped(asked.relations, options.corpus),
            "judged": None if judge is None else judges.judged(options.judge or "", judge, trials),
        }
    )  # fmt: skip
    report.write(made, outputs)
    if options.history is not None:
        history.keep(made, options.history)
    return made


def _without_model(
    cases: Sequence[EvalCase], settings: Settings, trials: tuple[Trial, ...]
) -> tuple[tuple[Trial, ...], ModelEffect | None]:
    """The trials without a language model, and what one changed where it is set."""
    if not settings.llm:
        return trials, None
    plain = run(cases, _subject(cases, settings.model_copy(update={"llm": None})))
    return plain, effect(settings.llm, plain, trials)


def _alone(subject: Program, alone: Settings, settings: Settings) -> Program:
    """The program without a language model."""
    return subject if not settings.llm else Program(alone)


def _gated(trials: tuple[Trial, ...], names: list[str], options: Options, price: Price | None) -> report.Run:
    """The run with its summary and the gates it missed; the baseline is compared with, and blessed where asked."""
    summary = summarise(trials, price.currency if price is not None else "")
    before = _baseline(options)
    against = baseline.compare(before, trials) if before is not None else None
    failed = list(missed(options.gates, summary, trials, against))
    if options.update_baseline and options.baseline is not None:
        refused = baseline.refusal(trials, names, before)
        if refused is None:
            baseline.write(options.baseline, trials, names)
        else:
            failed.append(refused)
    return report.Run(
        name=" ".join(names), corpus_version="", program_version=program_version(), trials=trials, summary=summary,
        missed=tuple(failed), against=against,
        gated=options.gates != Gates() or any(t.case.must_pass for t in trials),
    )  # fmt: skip


def _baseline(options: Options) -> baseline.Baseline | None:
    """The baseline to compare with; none where it is about to be written for the first time."""
    path = options.baseline
    if path is None or (options.update_baseline and not path.exists()):
        return None
    return baseline.read(path)


def _subject(cases: Sequence[EvalCase], settings: Settings) -> Program | None:
    """The program over its stores; None for a run that only reads documents."""
    return None if reads_only(cases) else Program(settings)


def program_version() -> str:
    try:
        return version("gongkai")
    except PackageNotFoundError:
        return "unknown"
