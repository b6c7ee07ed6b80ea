"""`gongkai eval`: the options of CONTRACT.md, wired to `eval.command`; `eval new` and `eval lint` beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from corpus.errors import StoreError, UsageError
from corpus.jsontext import dumps
from corpus.settings import Settings
from ui import eval_options as given
from ui.cli import DataDir, Json, app, note, out, progress, settings_of

if TYPE_CHECKING:
    from eval.command import Options

EXIT_GATE_MISSED = 1
NEW, LINT = "new", "lint"  # first words that are no sets


@app.command(name="eval")
def evaluate(
    sets: given.Sets = None,
    truth: given.Truth = None,
    min_accuracy: given.MinAccuracy = None,
    max_wrong: given.MaxWrong = None,
    tag_accuracy: given.TagAccuracy = None,
    max_unsourced: given.MaxUnsourced = None,
    min_agreement: given.MinAgreement = None,
    max_p95_ms: given.MaxP95 = None,
    max_tokens: given.MaxTokens = None,
    max_cost: given.MaxCost = None,
    prices: given.Prices = None,
    baseline: given.Baseline = None,
    update_baseline: given.UpdateBaseline = False,
    fail_on_regression: given.FailOnRegression = False,
    repeat: given.Repeat = 1,
    output: given.Output = None,
    junit: given.Junit = None,
    csv: given.Csv = None,
    markdown: given.Markdown = None,
    html: given.Html = None,
    corpus: given.Corpus = None,
    llm: given.Llm = None,
    cassette: given.Cassette = None,
    judge: given.Judge = None,
    no_history: given.NoHistory = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Run question sets and gate on them; `eval new` drafts a case, `eval lint` checks sets."""
    from eval.command import Options
    from eval.gates import Gates

    given.needs_baseline(baseline, update=update_baseline, regression=fail_on_regression)
    gates = Gates(
        min_accuracy=min_accuracy, max_wrong=max_wrong, fail_on_regression=fail_on_regression, max_unsourced=max_unsourced,
        max_p95_ms=max_p95_ms, max_tokens=max_tokens, max_cost=max_cost, min_agreement=min_agreement,
        tag_accuracy=given.shares_of(tag_accuracy or []),
    )  # fmt: skip
    options = Options(
        gates=gates, baseline=baseline, update_baseline=update_baseline, repeat=repeat, out=output, junit=junit, csv=csv,
        markdown=markdown, html=html, truth=tuple(truth or ()), corpus=tuple(corpus or ()), prices=prices, judge=judge,
        history=None if no_history else settings_of(data_dir).data_dir / "evals",
    )  # fmt: skip
    _readable(sets or [])
    with _stores(corpus, data_dir, llm=llm, llm_cassette=cassette) as settings:
        _do(sets or [], settings, options, as_json=as_json)


def _readable(words: list[str]) -> None:
    """A broken set is said at once, not after an hour of reading documents."""
    from eval.dataset import read

    if words and words[0] not in (NEW, LINT):
        read(words)


def _do(words: list[str], settings: Settings, options: Options, *, as_json: bool) -> None:
    """What the first word asks for: a draft, a check of sets, or a run."""
    if words[:1] == [NEW]:
        _new(words[1:], settings)
    elif words[:1] == [LINT]:
        _lint(words[1:], settings, as_json=as_json)
    elif not words and not options.truth:
        raise UsageError("give a question set, or --truth DIR")
    else:
        _run(words, settings, options, as_json=as_json)


def _run(sets: list[str], settings: Settings, options: Options, *, as_json: bool) -> None:
    """Run sets and print what came of them; exit 1 where a gate was missed."""
    from eval import report
    from eval.command import evaluate as run_sets

    with progress("eval") as on_progress:
        run = run_sets(sets, settings, options, on_progress=on_progress)
    out(report.as_json(run) if as_json else report.as_text(run))
    if run.missed:
        raise typer.Exit(EXIT_GATE_MISSED)


@contextmanager
def _stores(corpus: list[str] | None, data_dir: Path | None, **model: object) -> Iterator[Settings]:
    """The stores to ask: those of the data directory, or with --corpus new ones of this run's own."""
    if not corpus:
        yield settings_of(data_dir, **model)
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-eval-") as own:
        settings = settings_of(Path(own), **model)
        _fill(corpus, settings)
        yield settings


def _new(questions: list[str], settings: Settings) -> None:
    """Draft a case for each question from its answer, to be confirmed by a person."""
    from eval.drafting import as_yaml
    from eval.subject import Program

    if not questions:
        raise UsageError("give a question: gongkai eval new QUESTION…")
    program = Program(settings)
    for question in questions:
        out(as_yaml(program.ask(question, ())))


def _lint(sets: list[str], settings: Settings, *, as_json: bool) -> None:
    """Say what is wrong with sets; exit 1 where anything is."""
    from corpus.facts import FactStore
    from eval.dataset import read_sets
    from eval.lint import lint

    if not sets:
        raise UsageError("give a set: gongkai eval lint SET…")
    findings = lint(read_sets(sets), FactStore(settings.database_url))
    lines = [f"{f.where}: {f.case_id}: {f.code}: {f.text}" for f in findings]
    out(dumps({"findings": findings}) if as_json else "\n".join([*lines, f"{len(findings)} findings"]))
    if findings:
        raise typer.Exit(EXIT_GATE_MISSED)


def _fill(corpus: list[str], settings: Settings) -> None:
    from ingest.pipeline import ingest

    with progress("ingest") as on_progress:
        result = ingest(corpus, settings, on_progress=on_progress)
    failed = [o for o in result.files if o.status in ("failed", "rejected")]
    for outcome in failed:
        note(f"{outcome.path}: {outcome.error}")
    if len(failed) == len(result.files):
        raise StoreError("no document of --corpus could be read", hint="give files, folders or globs of annual reports")
