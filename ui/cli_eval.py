"""`gongkai eval`: the options of CONTRACT.md, wired to `eval.command`; `eval new` and `eval lint` beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import UsageError
from corpus.jsontext import dumps
from corpus.settings import Settings
from ui.cli import DataDir, Json, app, note, out, progress, settings_of

EXIT_GATE_MISSED = 1
NEW, LINT = "new", "lint"  # first words that are no sets

OutFile = Annotated[Path | None, typer.Option(help="Write this form of the results to a file.")]


@app.command(name="eval")
def evaluate(
    sets: Annotated[
        list[str] | None,
        typer.Argument(help="Question sets: JSONL, YAML, CSV, or folders of them; or: new QUESTION…, or: lint SET…."),
    ] = None,
    truth: Annotated[
        list[str] | None, typer.Option(help="Folder of documents with truth files; may be repeated.")
    ] = None,
    min_accuracy: Annotated[float | None, typer.Option(min=0, max=1, help="Least share of right answers.")] = None,
    max_wrong: Annotated[int | None, typer.Option(min=0, help="Most answers that are wrong with confidence.")] = None,
    tag_accuracy: Annotated[list[str] | None, typer.Option(help="TAG=SHARE; may be repeated.")] = None,
    max_unsourced: Annotated[int | None, typer.Option(min=0, help="Most numerals without a source.")] = None,
    min_agreement: Annotated[
        float | None, typer.Option(min=0, max=1, help="Least share of paraphrase groups that agree.")
    ] = None,
    max_p95_ms: Annotated[float | None, typer.Option(min=0, help="Latency budget at p95.")] = None,
    max_tokens: Annotated[int | None, typer.Option(min=0, help="Budget of a language model's tokens.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="Compare with this file.")] = None,
    update_baseline: Annotated[bool, typer.Option("--update-baseline", help="Bless this run as the baseline.")] = False,
    fail_on_regression: Annotated[
        bool, typer.Option("--fail-on-regression", help="No case that was good in the baseline may be lost.")
    ] = False,
    repeat: Annotated[int, typer.Option(min=1, help="Ask each case this often; answers must be the same.")] = 1,
    output: Annotated[Path | None, typer.Option("--out", help="Results as JSON.")] = None,
    junit: OutFile = None,
    csv: OutFile = None,
    markdown: OutFile = None,
    html: OutFile = None,
    corpus: Annotated[list[str] | None, typer.Option(help="Ingest these first, into stores of this run's own.")] = None,
    llm: Annotated[str | None, typer.Option(help="provider:model; reports what a language model changes.")] = None,
    cassette: Annotated[
        Path | None,
        typer.Option(help="Play the model's exchanges from this file; record them where it does not exist."),
    ] = None,
    no_history: Annotated[bool, typer.Option("--no-history", help="Keep no copy in DATA_DIR/evals.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Run question sets and gate on them; `eval new` drafts a case, `eval lint` checks sets."""
    from eval import report
    from eval.command import Options, evaluate
    from eval.gates import Gates

    given = sets or []
    with _stores(corpus, data_dir, llm=llm, llm_cassette=cassette) as settings:
        if given[:1] == [NEW]:
            return _new(given[1:], settings)
        if given[:1] == [LINT]:
            return _lint(given[1:], settings, as_json=as_json)
        if not given and not truth:
            raise UsageError("give a question set, or --truth DIR")
        if baseline is None and (update_baseline or fail_on_regression):
            raise UsageError(
                f"--{'update-baseline' if update_baseline else 'fail-on-regression'} needs --baseline FILE"
            )
        gates = Gates(
            min_accuracy=min_accuracy, max_wrong=max_wrong, fail_on_regression=fail_on_regression, max_unsourced=max_unsourced,
            max_p95_ms=max_p95_ms, max_tokens=max_tokens, min_agreement=min_agreement, tag_accuracy=_tags(tag_accuracy or []),
        )  # fmt: skip
        options = Options(
            gates=gates, baseline=baseline, update_baseline=update_baseline, repeat=repeat, out=output, junit=junit, csv=csv,
            markdown=markdown, html=html, truth=tuple(truth or ()),
            history=None if no_history else settings_of(data_dir).data_dir / "evals",
        )  # fmt: skip
        with progress("eval") as on_progress:
            run = evaluate(given, settings, options, on_progress=on_progress)
    out(report.as_json(run) if as_json else report.as_text(run))
    if run.missed:
        raise typer.Exit(EXIT_GATE_MISSED)
    return None


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


def _tags(given: list[str]) -> dict[str, float]:
    found = {}
    for item in given:
        tag, _, share = item.partition("=")
        try:
            found[tag] = float(share)
        except ValueError as error:
            raise UsageError(f"--tag-accuracy {item}: write TAG=SHARE") from error
    return found


def _fill(corpus: list[str], settings: Settings) -> None:
    from ingest.pipeline import ingest

    with progress("ingest") as on_progress:
        result = ingest(corpus, settings, on_progress=on_progress)
    failed = [o for o in result.files if o.status in ("failed", "rejected")]
    for outcome in failed:
        note(f"{outcome.path}: {outcome.error}")
