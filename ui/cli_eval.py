"""`gongkai eval`: the options of CONTRACT.md, wired to `eval.command`."""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import UsageError
from corpus.settings import Settings
from ui.cli import DataDir, Json, app, note, out, progress, settings_of

EXIT_GATE_MISSED = 1

OutFile = Annotated[Path | None, typer.Option(help="Write this form of the results to a file.")]


@app.command(name="eval")
def evaluate(
    sets: Annotated[list[str], typer.Argument(help="Question sets: JSONL, YAML, CSV, or folders of them.")],
    min_accuracy: Annotated[float | None, typer.Option(min=0, max=1, help="Least share of right answers.")] = None,
    max_wrong: Annotated[int | None, typer.Option(min=0, help="Most answers that are wrong with confidence.")] = None,
    tag_accuracy: Annotated[list[str] | None, typer.Option(help="TAG=SHARE; may be repeated.")] = None,
    max_unsourced: Annotated[int | None, typer.Option(min=0, help="Most numerals without a source.")] = None,
    max_p95_ms: Annotated[float | None, typer.Option(min=0, help="Latency budget at p95.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="Compare with this file.")] = None,
    update_baseline: Annotated[bool, typer.Option("--update-baseline", help="Bless this run as the baseline.")] = False,
    fail_on_regression: Annotated[bool, typer.Option("--fail-on-regression")] = False,
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
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Run question sets and gate on them."""
    from eval import report
    from eval.command import Options, evaluate
    from eval.gates import Gates

    if update_baseline and baseline is None:
        raise UsageError("--update-baseline needs --baseline FILE")
    gates = Gates(
        min_accuracy=min_accuracy, max_wrong=max_wrong, fail_on_regression=fail_on_regression, max_unsourced=max_unsourced,
        max_p95_ms=max_p95_ms, tag_accuracy=_tags(tag_accuracy or []),
    )  # fmt: skip
    options = Options(
        gates=gates, baseline=baseline, update_baseline=update_baseline, repeat=repeat, out=output, junit=junit, csv=csv,
        markdown=markdown, html=html,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="gongkai-eval-") if corpus else nullcontext(None) as own:
        settings = settings_of(Path(own) if own else data_dir, llm=llm, llm_cassette=cassette)
        if corpus:
            _fill(corpus, settings)
        with progress("eval") as on_progress:
            run = evaluate(sets, settings, options, on_progress=on_progress)
    out(report.as_json(run) if as_json else report.as_text(run))
    if run.missed:
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
