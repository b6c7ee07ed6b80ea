"""The command line: `gongkai ingest|ask|check|audit|facts|reports|eval|ui`. Wiring only; CONTRACT.md in words.

Heavy libraries are imported inside the commands that need them. Exit codes: 0 done, 1 a gate or a defect,
2 usage, 3 some inputs failed, 4 nothing could be done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from corpus.errors import GongkaiError, UsageError
from corpus.jsontext import dumps
from corpus.settings import Settings
from corpus.settings import load as load_settings

app = typer.Typer(
    name="gongkai",
    help="Ask, check and audit what Chinese governments report about their own openness.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of the stores (also GONGKAI_DATA_DIR; default ./data).")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output and nothing else there.")]
EXIT_SOME_FAILED, EXIT_NOTHING_DONE = 3, 4


def out(text: str) -> None:
    """Print to standard output, as UTF-8 whatever the terminal says."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def note(text: str) -> None:
    """Print to standard error."""
    sys.stderr.write(text + "\n")


def settings_of(data_dir: Path | None, **overrides: object) -> Settings:
    return load_settings(None, data_dir=data_dir, **overrides)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int, str], None] | None]:
    """A progress bar on standard error, or None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[at]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, at="")

        def report(done: int, total: int, at: str) -> None:
            bar.update(task, completed=done, total=total, at=Path(at).name[:40])

        yield report


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, globs, archives, http(s) addresses.")],
    workers: Annotated[int | None, typer.Option(min=0, help="Processes that read (0: one a core).")] = None,
    ocr: Annotated[str | None, typer.Option(help="auto, never or always.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Read again what is known.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Read reports into the stores; one outcome a file."""
    from ingest.pipeline import ingest as run
    from ui import render

    settings = settings_of(data_dir, workers=workers, ocr=ocr)
    with progress("ingest") as report:
        result = run(paths, settings, force=force, on_progress=report)
    out(dumps(result) if as_json else render.ingested(result))
    if any(outcome.status == "failed" for outcome in result.files):
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in Chinese or English.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(help="One question a line, or JSONL with id and question; one JSON object a line back."),
    ] = None,
    llm: Annotated[str | None, typer.Option(help="provider:model of a language model; off by default.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Answer one question, or a file of them."""
    if (question is None) == (batch is None):
        raise UsageError("give a question or --batch FILE, one of the two")
    from qa.engine import Engine
    from ui import render

    engine = Engine(settings_of(data_dir, llm=llm))
    if batch is not None:
        for identifier, text in batch_lines(batch, "question"):
            answer = engine.answer(text)
            out(dumps(answer if identifier is None else {"id": identifier, **answer_dict(answer)}))
        return
    answer = engine.answer(question or "")
    out(dumps(answer) if as_json else render.answer(answer))


def answer_dict(model: Any) -> dict[str, Any]:
    """The fields of a type as a dict, in order."""
    return {name: getattr(model, name) for name in type(model).model_fields}


def batch_lines(path: Path, key: str) -> list[tuple[object, str]]:
    """(id or None, text) of each line of a text or JSONL file. UsageError, before anything is answered, for a bad line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8 text") from error
    # a line ends at a line end, not at the separators that str.splitlines and JSON's strings hold
    lines = enumerate(text.split("\n"), start=1)
    return [_batch_line(line.strip(), key, f"{path}, line {number}") for number, line in lines if line.strip()]


def _batch_line(line: str, key: str, where: str) -> tuple[object, str]:
    import json

    if not line.startswith("{"):
        return None, line
    try:
        row = json.loads(line)
        value = row[key]
    except (ValueError, KeyError, RecursionError) as error:
        raise UsageError(f"{where}: not a JSON object with {key!r}") from error
    if not isinstance(value, str):
        raise UsageError(f"{where}: {key!r} is no text")
    return row.get("id"), value


@app.command()
def facts(
    body: Annotated[str | None, typer.Option(help="A body's name as printed.")] = None,
    division: Annotated[str | None, typer.Option(help="A division's name or code.")] = None,
    year: Annotated[list[int] | None, typer.Option(help="A year; may be repeated.")] = None,
    indicator: Annotated[list[str] | None, typer.Option(help="An indicator's id; may be repeated.")] = None,
    applicant: Annotated[list[str] | None, typer.Option(help="An applicant's id; may be repeated.")] = None,
    format_: Annotated[str, typer.Option("--format", help="table, csv, json or parquet.")] = "table",
    output: Annotated[Path | None, typer.Option("--out", help="Write to this file.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """The facts table: one row a cell."""
    from corpus.facts import FactStore
    from ui import table

    format_ = "json" if as_json else format_

    if format_ not in table.FORMATS:
        raise UsageError(f"--format {format_}: not one of {', '.join(table.FORMATS)}")
    table.require_known(indicator or (), applicant or ())
    store = FactStore(settings_of(data_dir).database_url)
    rows = table.fact_rows(store, body=body, division=division, years=year, indicators=indicator, applicants=applicant)
    if not table.write(rows, format_, output):
        note("gongkai: no cell matches (`gongkai reports` lists the bodies, divisions and years)")


@app.command()
def reports(as_json: Json = False, data_dir: DataDir = None) -> None:
    """What is in the corpus."""
    from corpus.facts import FactStore
    from ui import table

    store = FactStore(settings_of(data_dir).database_url)
    rows = [table.report_row(report) for report in store.reports()]
    out(dumps(rows) if as_json else table.text(rows, table.REPORT_COLUMNS))


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8501,
    host: Annotated[
        str, typer.Option(help="Address to bind to; reports can be added on the page at a loopback address only.")
    ] = "127.0.0.1",
    data_dir: DataDir = None,
) -> None:
    """Open the chat in the browser."""
    must_be_free(host, port)
    import ui.app

    settings = settings_of(data_dir)
    environment = {**os.environ, "GONGKAI_DATA_DIR": str(settings.data_dir.resolve())}
    command = [
        sys.executable, "-m", "streamlit", "run", str(Path(ui.app.__file__)), "--server.address", host,
        "--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false",
        "--client.toolbarMode", "minimal",
    ]  # fmt: skip
    note(f"the chat is at http://{host}:{port} (stop with Ctrl-C)")
    sys.stderr.flush()
    os.execve(sys.executable, command, environment)  # noqa: S606 - Streamlit takes this process over, signals and all


def must_be_free(host: str, port: int) -> None:
    """GongkaiError where nothing can listen there: Streamlit would say it late, after the address was announced."""
    import socket

    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise GongkaiError(
            f"the chat cannot listen on {host}:{port} ({error.strerror or error})",
            hint="choose another --port or --host",
        ) from error


def main() -> None:
    """Run a command; an expected error is one sentence on standard error and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from ui import cli_check, cli_eval  # noqa: F401 - each adds its commands

    try:
        app()
    except GongkaiError as error:
        note(f"gongkai: {error}" + (f" — {error.hint}" if error.hint else ""))
        sys.exit(error.exit_code)
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError) or not _flushed():
            _leave_quietly()
        raise
    except BrokenPipeError:
        _leave_quietly()
    except OSError as error:
        note(f"gongkai: {error.filename or 'a file'} cannot be read or written: {error.strerror or error}")
        sys.exit(EXIT_NOTHING_DONE)


def _flushed() -> bool:
    """Whether what was printed has reached its reader."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return False
    return True


def _leave_quietly() -> NoReturn:
    """End well: who read what is printed has seen enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(0)
