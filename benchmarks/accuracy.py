"""Accuracy by format: documents made by tests/generator, printed by real programs, read, and compared cell by cell.

    python benchmarks/accuracy.py --reports 40 --formats html,docx,web.pdf,scan200

For each format a process of its own: cells recovered, flagged (unreadable or missing), silently wrong (another value
or state than printed), body and year right, unknown or wrong, reports a second, peak memory. Exit 1 where a cell is
silently wrong. Formats that need a program that is absent are left out, with a note on standard error.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from corpus.errors import InputError  # noqa: E402
from corpus.models import State  # noqa: E402
from corpus.settings import Settings  # noqa: E402
from generator import pages, prints, texts, words  # noqa: E402
from generator.reports import Made, any_style, build  # noqa: E402

Maker = Callable[[list[Made], Path], list[bytes]]


def _each(make: Callable[[Made], bytes | str]) -> Maker:
    def made_all(made: list[Made], _folder: Path) -> list[bytes]:
        return [m.encode() if isinstance(m := make(one), str) else m for one in made]

    return made_all


def _browser(made: list[Made], folder: Path) -> list[bytes]:
    return [prints.pdf_by_browser(one, folder) for one in made]


def _scans(dpi: int) -> Maker:
    def made_all(made: list[Made], folder: Path) -> list[bytes]:
        return [prints.scan_of(pdf, dpi, seed=one.seed) for pdf, one in zip(_browser(made, folder), made, strict=True)]

    return made_all


WEB_BARS = (
    "below",
    "alone",
    "broken",
    "row",
    "bare",
    "short",
    "lossy",
)  # bars as text extractors of web pages set them
FORMATS: dict[str, tuple[Maker, Callable[[], str | None] | None]] = {
    "html": (_each(pages.page), None),
    "docx": (_each(words.word), None),
    "doc": (prints.doc_by_office, prints.office),
    "rtf": (lambda made, folder: prints.doc_by_office(made, folder, "rtf"), prints.office),
    "odt": (lambda made, folder: prints.doc_by_office(made, folder, "odt"), prints.office),
    "office.pdf": (prints.pdf_by_office, prints.office),
    "web.pdf": (_browser, prints.browser),
    "scan150": (_scans(150), prints.browser),
    "scan200": (_scans(200), prints.browser),
    "tabs": (_each(texts.tabs), None),
    "markdown": (_each(texts.markdown), None),
    "plain": (_each(texts.plain), None),
    "cells": (_each(texts.cells), None),
    **{f"web.{form}": (_each(partial(texts.barred, form=form)), None) for form in WEB_BARS},
    "web.repeated": (_each(texts.repeated), None),
    "web.leftward": (_each(texts.leftward), None),
    "web.two_tabs": (_each(texts.twice_tabbed), None),
    "web.simple": (_each(texts.ruled), None),
    "web.grid": (_each(partial(texts.ruled, corners=True)), None),
}
DEFAULT = "html,docx,doc,office.pdf,web.pdf,tabs,markdown,plain,cells"


def compare(made: Made, data: bytes, name: str) -> Counter[str]:
    """One report read and compared with its truth."""
    from ingest.parse import parse

    counts: Counter[str] = Counter(reports=1, cells=len(made.truth))
    try:
        parsed = parse(data, name, Settings())
    except InputError as error:
        print(f"{name}: {error}", file=sys.stderr)
        counts.update(flagged=len(made.truth), refused=1)
        return counts
    read = {(fact.indicator, fact.applicant): fact for fact in parsed.facts}
    for key, printed in made.truth.items():
        fact = read.get(key)
        if fact is None or fact.state is State.UNREADABLE:
            counts["flagged"] += 1
        elif (fact.state, fact.value) == (printed.state, printed.value):
            counts["recovered"] += 1
        else:
            counts["wrong"] += 1
            print(f"{name}: {key} is printed {printed.raw!r}, read {fact.raw!r} as {fact.value}", file=sys.stderr)
    counts["wrong"] += sum(1 for key, fact in read.items() if key not in made.truth and fact.state is State.REPORTED)
    for what, found, wanted in (("body", parsed.report.body.name, made.body), ("year", parsed.report.year, made.year)):
        counts[f"{what} {'right' if found == wanted else 'unknown' if found is None else 'wrong'}"] += 1
    return counts


def measure(form: str, reports: int, first: int) -> tuple[Counter[str], float, float]:
    """(counts, seconds of reading, peak MB of this process)."""
    made = [build(seed, any_style(seed)) for seed in range(first, first + reports)]
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        files = FORMATS[form][0](made, Path(folder))
    begun = time.perf_counter()
    for one, data in zip(made, files, strict=True):
        counts += compare(one, data, f"{one.seed}.{form}")
    return counts, time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(form: str, counts: Counter[str], seconds: float, megabytes: float) -> str:
    cells = counts["cells"]
    shares = " | ".join(f"{counts[what] / cells:.2%}" for what in ("recovered", "flagged"))
    who = " | ".join(
        f"{counts[f'{w} right']}/{counts[f'{w} unknown']}/{counts[f'{w} wrong']}" for w in ("body", "year")
    )
    rate = counts["reports"] / seconds
    return f"| {form} | {counts['reports']} | {cells} | {shares} | {counts['wrong']} | {who} | {rate:.1f} | {megabytes:.0f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--formats", default=DEFAULT, help=f"of {','.join(FORMATS)}")
    options = parser.parse_args()
    print(
        "| format | reports | cells | recovered | flagged | silently wrong | body r/u/w | year r/u/w | reports/s | peak MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    wrong = 0
    context = multiprocessing.get_context("spawn")
    for form in options.formats.split(","):
        needs = FORMATS[form][1]
        if needs is not None and needs() is None:
            print(f"{form}: the program that prints it is not installed", file=sys.stderr)
            continue
        with context.Pool(1) as pool:
            counts, seconds, megabytes = pool.apply(measure, (form, options.reports, options.first))
        wrong += counts["wrong"]
        print(row(form, counts, seconds, megabytes), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
