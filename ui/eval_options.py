"""The options of `gongkai eval`, as the command line spells them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import UsageError


def _money(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except ArithmeticError as error:
        raise typer.BadParameter(f"{text!r} is no amount") from error
    if not value.is_finite() or value < 0:
        raise typer.BadParameter(f"{text!r} is no amount")
    return value


Sets = Annotated[
    list[str] | None,
    typer.Argument(help="Question sets: JSONL, YAML, CSV, or folders of them; or: new QUESTION…, or: lint SET…."),
]
Truth = Annotated[list[str] | None, typer.Option(help="Folder of documents with truth files; may be repeated.")]
MinAccuracy = Annotated[float | None, typer.Option(min=0, max=1, help="Least share of right answers.")]
MaxWrong = Annotated[int | None, typer.Option(min=0, help="Most answers that are wrong with confidence.")]
TagAccuracy = Annotated[list[str] | None, typer.Option(help="TAG=SHARE; may be repeated.")]
MaxUnsourced = Annotated[int | None, typer.Option(min=0, help="Most numerals without a source.")]
MinAgreement = Annotated[float | None, typer.Option(min=0, max=1, help="Least share of paraphrase groups that agree.")]
MaxP95 = Annotated[float | None, typer.Option(min=0, help="Latency budget at p95.")]
MaxTokens = Annotated[int | None, typer.Option(min=0, help="Budget of a language model's tokens.")]
MaxCost = Annotated[
    Decimal | None,
    typer.Option(parser=_money, metavar="AMOUNT", help="Budget of money, in the currency of the prices."),
]
Prices = Annotated[Path | None, typer.Option(help="YAML or JSON file of prices: provider:model, of a million tokens.")]
Baseline = Annotated[Path | None, typer.Option(help="Compare with this file.")]
UpdateBaseline = Annotated[bool, typer.Option("--update-baseline", help="Bless this run as the baseline.")]
FailOnRegression = Annotated[
    bool, typer.Option("--fail-on-regression", help="No case that was good in the baseline may be lost.")
]
Repeat = Annotated[int, typer.Option(min=1, help="Ask each case this often; answers must be the same.")]
Output = Annotated[Path | None, typer.Option("--out", help="Results as JSON.")]
Junit = Annotated[Path | None, typer.Option(help="Results as JUnit XML.")]
Csv = Annotated[Path | None, typer.Option(help="Results as CSV, one row a case.")]
Markdown = Annotated[Path | None, typer.Option(help="Results as Markdown, for a pull request's summary.")]
Html = Annotated[Path | None, typer.Option(help="Results as one HTML file.")]
Corpus = Annotated[list[str] | None, typer.Option(help="Ingest these first, into stores of this run's own.")]
Llm = Annotated[str | None, typer.Option(help="provider:model; reports what a language model changes.")]
Cassette = Annotated[
    Path | None,
    typer.Option(help="Play the model's exchanges from this file; record them where it does not exist."),
]
Judge = Annotated[str | None, typer.Option(help="package.module:function that scores answers beside; gates nothing.")]
NoHistory = Annotated[bool, typer.Option("--no-history", help="Keep no copy in DATA_DIR/evals.")]


def needs_baseline(baseline: Path | None, *, update: bool, regression: bool) -> None:
    """UsageError where an option asks for a baseline that is not named."""
    if baseline is None and (update or regression):
        raise UsageError(f"--{'update-baseline' if update else 'fail-on-regression'} needs --baseline FILE")


def shares_of(given: list[str]) -> dict[str, float]:
    """tag → least share, of TAG=SHARE."""
    found = {}
    for item in given:
        tag, _, share = item.partition("=")
        try:
            found[tag] = float(share)
        except ValueError as error:
            raise UsageError(f"--tag-accuracy {item}: write TAG=SHARE") from error
        if not tag or not 0 <= found[tag] <= 1:
            raise UsageError(f"--tag-accuracy {item}: write TAG=SHARE, the share from 0 to 1")
    return found
