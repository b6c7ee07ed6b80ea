"""Claims as journalists, press officers and politicians write them, their verdicts read in the documents beforehand.

The first batch showed what was missing, the second was scored once before it was looked at (docs/checking.md has the
figures of first sight); `neighbour` rows are of the same kinds in other words. No truth is refuted and no falsehood supported.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.facts import FactStore
from corpus.settings import Settings
from ingest.parse import parse_named, read_document
from qa.claims import check_text
from qa.directory import StoreDirectory

SETS = Path(__file__).resolve().parents[2] / "eval" / "sets"
GRAVITY = {"refuted": 0, "unverifiable": 1, "supported": 2}
RIGHT_LEAST = 0.92  # a needless "unverifiable" is the only mistake that is allowed, and seldom


def stored(paths: Iterable[Path], folder: Path) -> SimpleNamespace:
    store = FactStore(f"sqlite:///{folder}/facts.db", create=True)
    for path in paths:
        made = parse_named(path.read_bytes(), path.name, Settings())
        store.save(made.report, made.names)
    return SimpleNamespace(store=store, directory=StoreDirectory(store))


@pytest.fixture(scope="module")
def documents(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    paths = [
        *sorted((shared / "seeds").glob("*.txt")), *sorted((shared / "reports" / "flawed").glob("*.html")),
        *sorted((shared / "reports" / "generated").glob("*.html")), shared / "reports" / "real" / "huaian_2024.pdf",
    ]  # fmt: skip
    program = stored(paths, tmp_path_factory.mktemp("heldout"))
    yield program
    program.store.close()


@pytest.fixture
def made(counties_stores: SimpleNamespace) -> SimpleNamespace:
    return counties_stores


def judged(name: str, program: SimpleNamespace) -> tuple[Counter[tuple[str, str]], list[str]]:
    """(wanted, got) of every claim, and the claims where the two differ."""
    seen: Counter[tuple[str, str]] = Counter()
    wrong = []
    for line in (SETS / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "claim" not in row:
            continue
        wanted = row["expect"]["verdict"]
        verdicts = [c.verdict for c in check_text(row["claim"], program).claims]
        got = min(verdicts, key=GRAVITY.__getitem__)
        seen[wanted, got] += 1
        if wanted != got:
            wrong.append(f"{row['id']} {wanted} → {got}: {row['claim']}")
    return seen, wrong


def hold(seen: Counter[tuple[str, str]], wrong: list[str]) -> None:
    assert seen["supported", "refuted"] == seen["refuted", "supported"] == 0, wrong
    assert all(seen["unverifiable", verdict] == 0 for verdict in ("supported", "refuted")), wrong
    assert sum(n for (w, g), n in seen.items() if w == g) / sum(seen.values()) >= RIGHT_LEAST, wrong


@pytest.mark.shared
def test_claims_over_the_documents(documents: SimpleNamespace) -> None:
    hold(*judged("claims_heldout.jsonl", documents))


@pytest.mark.slow
def test_claims_over_the_made_counties(made: SimpleNamespace) -> None:
    hold(*judged("claims_heldout_counties.jsonl", made))


@pytest.mark.slow
def test_a_body_is_never_added_to_its_office(made: SimpleNamespace) -> None:
    """Several years of one name are summed only over reports of one body."""
    for text in (
        "同心县2022年至2024年累计收到申请306件。",
        "Tongxin received 306 requests in total from 2022 to 2024.",
    ):
        (claim,) = check_text(text, made).claims
        assert (claim.verdict, claim.found["value"]) == ("supported", 306), text


@pytest.mark.slow
def test_no_figure_is_passed_over(made: SimpleNamespace) -> None:
    """A sentence with a figure that counts something has a verdict for it, if only that it is open."""
    text = "同心县2024年行政强制210件，社旗县263件，两县相差53件。盐池县另有12块展板。"
    said = [c.claim for c in check_text(text, made).claims]
    assert said == ["同心县2024年行政强制210件", "社旗县263件", "两县相差53件", "盐池县另有12块展板"]


@pytest.mark.slow
def test_where_an_office_decides_how_many_there_are_it_is_left_open(made: SimpleNamespace) -> None:
    """Three counties' own reports and a district's office are below 30: neither three nor four is said to be wrong."""
    for count in ("Three", "Four"):
        (claim,) = check_text(f"{count} counties received fewer than 30 requests in 2024.", made).claims
        assert (claim.verdict, claim.reason) == ("unverifiable", "not_comparable")


@pytest.mark.shared
def test_articles_are_marked_where_they_are_wrong(documents: SimpleNamespace, tmp_path: Path) -> None:
    """Five articles (plain, Markdown, a page, a DOCX, traditional): which claims are refuted, which stay open, how many in all."""
    for path in sorted((SETS / "articles_documents").glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        text = printed(article["text"], article["suffix"], tmp_path)
        claims = check_text(text, documents).claims
        by = {v: [c.claim for c in claims if c.verdict == v] for v in GRAVITY}
        assert by["refuted"] == article["refuted"], path.name
        assert set(by["unverifiable"]) <= set(article["open"]), path.name
        assert len(claims) == article["claims"], path.name
        assert all(text[c.start : c.end] == c.claim for c in claims), path.name


def printed(text: str, suffix: str, folder: Path) -> str:
    """The article as its reader stores it, where it came as a page or a DOCX."""
    if suffix not in (".html", ".docx"):
        return text
    path = folder / f"article{suffix}"
    if suffix == ".docx":
        from docx import Document

        made = Document()
        for line in text.splitlines():
            if line.strip():
                made.add_paragraph(line)
        made.save(str(path))
    else:
        path.write_text(text, encoding="utf-8")
    return read_document(path.read_bytes(), path.name, Settings()).text
