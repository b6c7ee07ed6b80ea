"""`gongkai check` and `gongkai audit`: claims against the cells, and the reports against themselves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import InputError, UsageError
from corpus.jsontext import dumps
from corpus.settings import Settings
from ui.cli import DataDir, Json, answer_dict, app, batch_lines, out, settings_of

EXIT_DEFECT = 1
FORMATS = ("text", "json", "csv", "markdown")

Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 where a defect was found.")]
FormatOption = Annotated[str, typer.Option("--format", help="text, json, csv or markdown.")]


def _printed(file: Path, settings: Settings) -> str:
    """The words of a file: a text as it stands, anything else as ingest reads it; by content, not by name."""
    from ingest.encoding import decode
    from ingest.parse import read_document
    from ingest.sniff import sniff

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    try:
        if sniff(data, file.name) in ("text", "markdown"):
            return decode(data, file.name).text
        return read_document(data, file.name, settings).text
    except InputError as error:
        raise UsageError(str(error), hint=error.hint) from error


@app.command()
def check(
    text: Annotated[str | None, typer.Argument(help="The text to check; - reads standard input.")] = None,
    file: Annotated[Path | None, typer.Option(help="Check this file: text, Markdown, HTML, DOCX, PDF.")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSONL with id and claim; one line back for each.")] = None,
    pack: Annotated[Path | None, typer.Option(help="Write an evidence pack: one HTML file.")] = None,
    format_: FormatOption = "text",
    strict: Strict = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Fact-check a text: one verdict a claim."""
    if sum(given is not None for given in (text, file, batch)) != 1:
        raise UsageError("give a text, --file FILE or --batch FILE, one of the three")
    _known(format_)
    from qa import pack as packing
    from qa.claims import check_text
    from qa.engine import Engine

    engine = Engine(settings_of(data_dir))
    if batch is not None:
        refuted = False
        for identifier, claim in batch_lines(batch, "claim"):
            made = check_text(claim, engine)
            refuted = refuted or any(one.verdict == "refuted" for one in made.claims)
            out(dumps({"id": identifier, **answer_dict(made)}))
        if strict and refuted:
            raise typer.Exit(EXIT_DEFECT)
        return
    article = _text(text, file, engine.settings)
    made = check_text(article, engine)
    if pack is not None:
        pack.write_text(packing.evidence_pack(article, made, engine), encoding="utf-8")
    out(dumps(made) if as_json or format_ == "json" else packing.render_check(made, article, format_))
    if strict and any(claim.verdict == "refuted" for claim in made.claims):
        raise typer.Exit(EXIT_DEFECT)


def _text(text: str | None, file: Path | None, settings: Settings) -> str:
    if text == "-":
        from ingest.encoding import decode

        return decode(sys.stdin.buffer.read(), "standard input").text
    return text or "" if file is None else _printed(file, settings)


@app.command()
def audit(
    report: Annotated[
        list[str] | None, typer.Argument(help="Report ids, bodies or file names; all when none is given.")
    ] = None,
    format_: FormatOption = "text",
    strict: Strict = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """What is wrong or odd in the reports themselves."""
    _known(format_)
    from corpus.facts import FactStore
    from qa import pack as packing
    from qa.audit import audit as run

    store = FactStore(settings_of(data_dir).database_url)
    chosen = None if not report else _chosen(store, report)
    findings = run(store, chosen)
    out(dumps({"findings": findings}) if as_json or format_ == "json" else packing.render_audit(findings, format_))
    if strict and any(finding.severity == "error" for finding in findings):
        raise typer.Exit(EXIT_DEFECT)


def _chosen(store, wanted: list[str]) -> list[str]:  # type: ignore[no-untyped-def]
    """Report ids named by id, body or file name. UsageError for what names none."""
    found: list[str] = []
    known = store.reports()
    for name in wanted:
        ids = [
            r.report_id for r in known if name in (r.report_id, r.body.name, *(Path(s.name).name for s in r.sources))
        ]
        if not ids:
            raise UsageError(f"no report is called {name}", hint="`gongkai reports` lists them")
        found += ids
    return found


def _known(format_: str) -> None:
    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}: not one of {', '.join(FORMATS)}")
