"""How well passages are found: recall@1, recall@5 and MRR of sparse, dense and fused search, filtered and unfiltered.

The corpus is a folder of reports and near-duplicates made of them: the same sentences under other bodies and other
years, since real reports share most of their sentences. A chunk is right when it is of the report that the question
names and holds the answer's key; the other bodies' copies of it are the distractors.

    python -m benchmarks.retrieval FOLDER [--distractors 2000] [--markdown docs/retrieval.md]
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import ir_measures
import yaml
from ir_measures import RR, R
from pypinyin import lazy_pinyin

from corpus.models import Body, Chunk, Report
from corpus.passages import PassageIndex
from corpus.settings import Settings
from ingest.parse import parse
from qa import subject

SEED = 20250101
K = 10
MEASURES = (R @ 1, R @ 5, RR @ 10)
PLACES = "安平 临河 青川 新津 东阿 望都 宁远 福泉 永兴 长岭 大安 石门 金湖 海丰 龙山 和顺 广宁 乐亭 德江 惠水".split()  # noqa: SIM905
SUFFIXES = ("县", "区", "市")
YEARS = (2021, 2022, 2023, 2024, 2025)
CARRIED = "en, carried to Chinese"
LANGUAGES = ("zh", "en", CARRIED)
QUESTIONS = Path(__file__).with_name("retrieval_queries.yaml")


class Query(NamedTuple):
    id: str
    text: str
    report_id: str
    language: str
    right: frozenset[str]


def read(folder: Path) -> list[tuple[Report, tuple[Chunk, ...]]]:
    """The reports of a folder with their chunks."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        parsed = parse(path.read_bytes(), path.name, Settings())
        found.append((parsed.report, parsed.chunks))
    return found


def near_duplicates(
    corpus: Sequence[tuple[Report, tuple[Chunk, ...]]], number: int
) -> Iterator[tuple[Report, tuple[Chunk, ...]]]:
    """`number` chunks in reports of other bodies and years: the sentences stay, names, years and figures change."""
    chance = random.Random(SEED)  # noqa: S311 - a reproducible corpus, no secret
    made = serial = 0
    while made < number:
        report, chunks = corpus[serial % len(corpus)]
        name = chance.choice(PLACES) + chance.choice(SUFFIXES)
        year = chance.choice([y for y in YEARS if y != report.year])
        report_id = f"near{serial:05d}"
        body = Body(name=f"{name}人民政府", division=name)
        copy = report.model_copy(update={"report_id": report_id, "year": year, "body": body})
        copies = tuple(_disguise(chunk, report, copy, chance) for chunk in chunks[: number - made])
        made += len(copies)
        serial += 1
        yield copy, copies


def _disguise(chunk: Chunk, report: Report, copy: Report, chance: random.Random) -> Chunk:
    old, new = report.body.division or "", copy.body.division or ""

    def change(text: str) -> str:
        text = text.replace(old, new) if old else text
        text = re.sub(rf"{report.year}(?=\s*年)", str(copy.year), text)
        return re.sub(r"(?<!\d)\d{1,5}(?=\s*[件条次场期个])", lambda m: str(chance.randint(1, 10 ** len(m[0]))), text)

    return chunk.model_copy(
        update={
            "chunk_id": f"{copy.report_id}-{chunk.chunk_id}", "report_id": copy.report_id,
            "text": change(chunk.text), "embed_text": change(chunk.embed_text),
        }
    )  # fmt: skip


def questions(corpus: Sequence[tuple[Report, tuple[Chunk, ...]]]) -> list[Query]:
    """Every question asked of every report that holds its key."""
    found = []
    for number, row in enumerate(yaml.safe_load(QUESTIONS.read_text("utf-8"))):
        for report, chunks in corpus:
            right = frozenset(c.chunk_id for c in chunks if re.search(row["key"], c.embed_text))
            if not right or report.body.division is None:
                continue
            pinyin = "".join(lazy_pinyin(report.body.division[:-1])).capitalize() + " County"
            for language in LANGUAGES:
                text = row[language[:2]].format(d=report.body.division, p=pinyin, y=report.year)
                text = subject.carried(text) if language == CARRIED else text
                found.append(Query(f"{number}-{report.report_id}-{language}", text, report.report_id, language, right))
    return found


def bare(query: Query, report: Report) -> str:
    """The question without its body and year, as the planner hands it on once they have become a filter."""
    pinyin = "".join(lazy_pinyin((report.body.division or "")[:-1])).capitalize() + " County"
    return re.sub(rf"{report.body.division}|{pinyin}|{report.year}年?", " ", query.text)


def measure(index: PassageIndex, queries: Sequence[Query], reports: dict[str, Report]) -> list[dict[str, Any]]:
    rows = []
    for language in LANGUAGES:
        asked = [q for q in queries if q.language == language]
        judged = [ir_measures.Qrel(q.id, chunk, 1) for q in asked for chunk in q.right]
        for filtered in (True, False):
            for mode in ("sparse", "dense", "fused") if index.has_vectors else ("sparse",):
                began = time.perf_counter()
                run = [
                    ir_measures.ScoredDoc(q.id, hit.chunk_id, float(K + 1 - hit.rank))
                    for q in asked
                    for hit in index.search(
                        bare(q, reports[q.report_id]) if filtered else q.text,
                        report_ids=[q.report_id] if filtered else None,
                        k=K,
                        mode=mode,  # type: ignore[arg-type]
                    )
                ]
                seconds = (time.perf_counter() - began) / max(len(asked), 1)
                scores = ir_measures.calc_aggregate([*MEASURES], judged, run)
                success = _success(asked, run)
                rows.append(
                    {"language": language, "filtered": filtered, "mode": mode, "n": len(asked), "hit1": success[0],
                     "hit5": success[1], "mrr": scores[RR @ 10], "recall5": scores[R @ 5], "ms": 1000 * seconds}
                )  # fmt: skip
    return rows


def _success(asked: Sequence[Query], run: Sequence[Any]) -> tuple[float, float]:
    """The share of questions with a right chunk first, and among the first five."""
    right = {q.id: q.right for q in asked}
    places: dict[str, int] = {}
    for row in run:
        if row.doc_id in right[row.query_id]:
            rank = int(K + 1 - row.score)
            places[row.query_id] = min(rank, places.get(row.query_id, rank))
    number = max(len(asked), 1)
    return sum(p <= 1 for p in places.values()) / number, sum(p <= 5 for p in places.values()) / number


def table(rows: Sequence[dict[str, Any]]) -> str:
    lines = [
        "| language | filter | search | n | recall@1 | recall@5 | MRR@10 | ms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        name = "body and year" if r["filtered"] else "none"
        scores = f"{r['hit1']:.2f} | {r['hit5']:.2f} | {r['mrr']:.2f} | {r['ms']:.1f}"
        lines.append(f"| {r['language']} | {name} | {r['mode']} | {r['n']} | {scores} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="measure passage retrieval")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--distractors", type=int, default=2000)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--words-only", action="store_true", help="no embedding model: sparse search alone")
    options = parser.parse_args(arguments)
    corpus = read(options.folder)
    copies = list(near_duplicates(corpus, options.distractors))
    with tempfile.TemporaryDirectory() as folder:
        model = "none" if options.words_only else Settings().embedding_model
        index = PassageIndex(Settings(data_dir=Path(folder), embedding_model=model), create=True)
        began = time.perf_counter()
        index.replace_many([*corpus, *copies])
        chunks = sum(len(c) for _, c in (*corpus, *copies))
        print(f"{chunks} chunks indexed in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        rows = measure(index, questions(corpus), {report.report_id: report for report, _ in corpus})
        index.close()
    print(table(rows))
    if options.markdown is not None:
        options.markdown.write_text(table(rows) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
