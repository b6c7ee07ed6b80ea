"""From files to stores: outcomes, repeats, twins, corrections, interruption."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest
from filelock import FileLock
from ingest_made.made_report import as_cells, as_lines, as_markdown, figures, printed

from corpus.errors import StoreLocked
from corpus.facts import FactStore
from corpus.settings import Settings
from ingest import pipeline
from ingest.pipeline import ingest

ROWS = printed(figures())
COUNTIES = ("唐河县", "新野县", "淅川县", "内乡县", "镇平县", "西峡县", "方城县", "南召县", "桐柏县", "卢氏县")


class Recorder:
    """A passage index that only remembers which reports it holds."""

    held: dict[str, int]

    def __init__(self) -> None:
        self.held = {}

    def replace_many(self, batch):
        self.held |= {report.report_id: len(chunks) for report, chunks in batch}

    def remove(self, report_ids):
        for report_id in report_ids:
            self.held.pop(report_id, None)


@pytest.fixture
def passages(monkeypatch):
    index = Recorder()
    monkeypatch.setattr(pipeline, "_passages", lambda _settings: index)
    return index


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data", lock_seconds=0.2)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "reports"
    path.mkdir()
    return path


def run(folder, settings, **options):
    return ingest([str(folder)], settings, workers=1, **options)


def statuses(result):
    return [f.status for f in result.files]


def store(settings):
    return FactStore(settings.database_url)


def test_a_report_is_ingested_and_then_unchanged(folder, settings, passages):
    (folder / "a.txt").write_text(as_lines(ROWS), encoding="utf-8")
    seen = []
    first = run(folder, settings, on_progress=lambda *args: seen.append(args))
    version = store(settings).corpus_version()
    second = run(folder, settings)
    assert statuses(first) == ["ingested"]
    assert first.files[0].cells == {"reported": 200, "blank": 0, "not_applicable": 0, "unreadable": 0}
    assert first.files[0].identities == {"held": 42, "broken": 0, "untestable": 0}
    assert first.totals == {"files": 1, "ingested": 1}
    assert seen == [(1, 1, str(folder / "a.txt"))]
    assert statuses(second) == ["unchanged"]
    assert second.files[0].model_copy(update={"status": "ingested"}) == first.files[0]
    assert store(settings).corpus_version() == version
    assert list(passages.held.values()) == [first.files[0].chunks]


def test_force_reads_again_and_changes_nothing(folder, settings, passages):
    (folder / "a.txt").write_text(as_lines(ROWS), encoding="utf-8")
    run(folder, settings)
    version = store(settings).corpus_version()
    assert statuses(run(folder, settings, force=True)) == ["ingested"]
    assert store(settings).corpus_version() == version
    assert [len(r.sources) for r in store(settings).reports()] == [1]


def test_the_same_report_in_another_format_is_one_report_with_two_sources(folder, settings, passages):
    (folder / "a.txt").write_text(as_lines(ROWS), encoding="utf-8")
    (folder / "b.md").write_text(as_markdown(ROWS), encoding="utf-8")
    result = run(folder, settings)
    assert statuses(result) == ["ingested", "duplicate"]
    assert result.files[0].report_id == result.files[1].report_id
    assert [[s.name for s in r.sources] for r in store(settings).reports()] == [
        ["b.md", "a.txt"]
    ]  # Markdown before text, whichever came first
    assert statuses(run(folder, settings)) == ["unchanged", "unchanged"]


def test_two_versions_that_disagree_are_both_kept_and_flagged(folder, settings, passages):
    (folder / "a.txt").write_text(as_lines(ROWS), encoding="utf-8")
    (folder / "b.txt").write_text(as_lines(ROWS).replace("行政许可 7000", "行政许可 7001"), encoding="utf-8")
    result = run(folder, settings)
    assert statuses(result) == ["ingested", "ingested"]
    reports = store(settings).reports()
    assert len(reports) == 2
    assert all(any("another report of the same body and year" in w for w in r.warnings) for r in reports)


def test_a_corrected_file_replaces_the_old_version_which_stays_in_history(folder, settings, passages):
    file = folder / "a.txt"
    file.write_text(as_lines(ROWS), encoding="utf-8")
    old = run(folder, settings).files[0].report_id
    file.write_text(as_lines(ROWS).replace("行政许可 7000", "行政许可 7001"), encoding="utf-8")
    result = run(folder, settings)
    assert statuses(result) == ["replaced"]
    assert [r.report_id for r in store(settings).reports()] == [result.files[0].report_id]
    assert [h["report_id"] for h in store(settings).history()] == [old]
    assert list(passages.held) == [result.files[0].report_id]


def test_the_fuller_of_two_readings_is_kept(folder, settings, passages):
    poor = as_lines(ROWS).replace("行政许可 7000", "行政许可 70 00")
    (folder / "a.txt").write_text(poor, encoding="utf-8")
    (folder / "b.txt").write_text(as_lines(ROWS), encoding="utf-8")
    (folder / "c.txt").write_text(f"{poor}\n", encoding="utf-8")
    assert statuses(run(folder, settings)) == ["partial", "replaced", "duplicate"]
    [report] = store(settings).reports()
    assert [s.name for s in report.sources] == ["b.txt", "a.txt", "c.txt"]
    assert report.identities_held == 42


def test_bad_files_fail_in_one_sentence_and_the_others_land(folder, settings, passages):
    (folder / "a_empty.txt").write_bytes(b"")
    (folder / "b_binary.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "c_broken.pdf").write_bytes(b"%PDF-1.4 nothing that follows is one")
    (folder / "d_broken.docx").write_bytes(b"PK\x03\x04 cut short")
    (folder / "e_good.txt").write_text(as_cells(ROWS), encoding="gb18030")
    result = run(folder, settings)
    assert [f.status for f in result.files[:4]] == ["failed"] * 4
    assert statuses(result)[4] == "ingested"
    for outcome in result.files[:4]:
        assert outcome.error
        assert "\n" not in outcome.error
        assert "Traceback" not in outcome.error


def test_a_missing_path_is_an_outcome(settings, passages, tmp_path):
    result = ingest([str(tmp_path / "nowhere.txt")], settings, workers=1)
    assert statuses(result) == ["failed"]
    assert "nowhere.txt" in (result.files[0].error or "")


def test_archives_and_globs(folder, settings, passages):
    with zipfile.ZipFile(folder / "two.zip", "w") as archive:
        archive.writestr("in/a.txt", as_lines(ROWS))
        archive.writestr("b.txt", b"")
    result = ingest([str(folder / "*.zip")], settings, workers=1)
    assert [(f.path.rpartition("!/")[2], f.status) for f in result.files] == [
        ("in/a.txt", "ingested"),
        ("b.txt", "failed"),
    ]


def test_links_out_of_a_folder_are_not_followed(folder, settings, passages, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text(as_lines(ROWS), encoding="utf-8")
    (folder / "link.txt").symlink_to(outside)
    assert run(folder, settings).files == ()


def test_links_that_lead_to_themselves_stop_nothing(folder, settings, passages):
    (folder / "a.txt").write_text(as_lines(ROWS), encoding="utf-8")
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "there.txt").symlink_to("back.txt")
    (folder / "back.txt").symlink_to("there.txt")
    (folder / "round").symlink_to(".")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "same.txt").symlink_to("a.txt")
    assert [f.path.rpartition("/")[2] for f in run(folder, settings).files] == ["a.txt", "same.txt"]
    result = ingest([str(folder / "self.txt")], settings, workers=1)
    assert statuses(result) == ["failed"]
    assert (result.files[0].error or "").startswith("self.txt")


def test_of_a_page_saved_whole_only_pages_are_read(folder, settings, passages):
    (folder / "年报.html").write_text("<p>附件见正文</p>", encoding="utf-8")
    for where in ("年报_files", "图片_files"):
        (folder / where).mkdir()
        for name in ("logo.gif", "a.css", "frame.html"):
            (folder / where / name).write_bytes(b"<p>1</p><p>2</p>")
    paths = [f.path.removeprefix(f"{folder}/") for f in run(folder, settings).files]
    lone = [
        f"图片_files/{name}" for name in ("a.css", "frame.html", "logo.gif")
    ]  # beside no page: a folder as any other
    assert paths == ["年报.html", *lone, "年报_files/frame.html"]


def test_an_error_that_nobody_foresaw_is_that_file_alone(folder, settings, passages, monkeypatch):
    (folder / "a.txt").write_text("a", encoding="utf-8")
    (folder / "b.txt").write_text(as_lines(ROWS), encoding="utf-8")
    real = pipeline.parse_parts

    def explode(data, *args, **kwargs):
        if data == b"a":
            raise ZeroDivisionError("no such thing")
        return real(data, *args, **kwargs)

    monkeypatch.setattr(pipeline, "parse_parts", explode)
    result = run(folder, settings)
    assert statuses(result) == ["failed", "ingested"]
    assert result.files[0].error == "a.txt could not be read (ZeroDivisionError: no such thing)"


def test_a_second_writer_is_told_so(folder, settings, passages):
    settings.data_dir.mkdir(parents=True)
    with FileLock(settings.data_dir / pipeline.LOCK), pytest.raises(StoreLocked, match="another process"):
        run(folder, settings)


def test_passages_of_an_interrupted_write_are_cleared(folder, settings, passages):
    run(folder, settings)
    passages.held["0123456789abcdef"] = 3
    store(settings).set_meta("ingest.pending", "0123456789abcdef")
    run(folder, settings)
    assert passages.held == {}


def test_the_original_is_kept_by_its_hash(folder, settings, passages):
    data = as_lines(ROWS).encode()
    (folder / "a.txt").write_bytes(data)
    run(folder, settings)
    [report] = store(settings).reports()
    digest = report.sources[0].sha256
    assert (settings.originals_dir / digest[:2] / digest).read_bytes() == data


def test_reading_in_processes_gives_the_same_outcomes_in_the_same_order(folder, tmp_path, passages):
    for n in range(pipeline.PARALLEL_FROM + 2):
        (folder / f"{n:02d}.txt").write_text(as_lines(ROWS).replace("社旗县", COUNTIES[n]), encoding="utf-8")
    alone = ingest([str(folder)], Settings(data_dir=tmp_path / "one"), workers=1)
    together = ingest([str(folder)], Settings(data_dir=tmp_path / "two"), workers=2)
    assert together == alone
    assert alone.totals == {"files": 10, "ingested": 10}


SCRIPT = """
import sys
from ingest import pipeline
class Index:
    def replace_many(self, batch): print(*[report.report_id for report, _ in batch], flush=True)
    def remove(self, report_ids): pass
pipeline._passages = lambda settings: Index()
from ingest import writer
writer.BATCH = 2
from corpus.settings import Settings
if __name__ == "__main__":
    pipeline.ingest([sys.argv[1]], Settings(data_dir=sys.argv[2]), workers=1)
"""


def test_killed_at_any_point_the_next_run_completes(folder, settings, passages, tmp_path, root):
    for n in range(6):
        (folder / f"{n}.txt").write_text(as_lines(ROWS).replace("社旗县", COUNTIES[n]), encoding="utf-8")
    script = tmp_path / "run.py"
    script.write_text(SCRIPT, encoding="utf-8")
    for reports_before_the_end in (1, 2, 3):
        process = subprocess.Popen(
            [sys.executable, str(script), str(folder), str(settings.data_dir)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert process.stdout is not None
        for _ in range(min(reports_before_the_end, 1)):
            process.stdout.readline()
        time.sleep(0.01 * reports_before_the_end)
        process.send_signal(signal.SIGKILL)
        process.wait()
    result = run(folder, settings)
    assert {f.status for f in result.files} <= {"ingested", "unchanged"}
    assert len(store(settings).reports()) == 6
    assert all(len(store(settings).facts(report_ids=[r.report_id])) == 200 for r in store(settings).reports())
    assert json.loads(result.model_dump_json())["totals"]["files"] == 6
