"""The facts store on a real SQLite file (and PostgreSQL where there is one): transactions, versions, readers beside a writer."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from corpus.errors import GongkaiError, StoreError, StoreMissing
from corpus.facts import FactStore
from corpus.models import (
    Body,
    BodyKind,
    Fact,
    Form,
    Level,
    Locator,
    ParsedReport,
    Report,
    SourceFile,
    State,
)


def parsed(
    report_id: str = "r1", body: str = "甲县人民政府", year: int = 2024, value: str | None = "41", text: str = "正文41"
) -> ParsedReport:
    source = SourceFile(
        name=f"{report_id}.txt", path=f"/x/{report_id}.txt", sha256=report_id * 8, format="text", size=9
    )
    fact = Fact(
        report_id=report_id, table=3, indicator="requests.received", applicant="total",
        value=None if value is None else Decimal(value), unit="件", state=State.BLANK if value is None else State.REPORTED,
        raw=value or "", row="一、本年新收", column="总计", locator=Locator(start=2, end=4, row_start=0, row_end=4),
    )  # fmt: skip
    kind = BodyKind.OFFICE if "办公室" in body else BodyKind.GOVERNMENT
    who = Body(
        name=body, division="甲县", division_code="640324", province="宁夏回族自治区", level=Level.COUNTY, kind=kind
    )
    report = Report(report_id=report_id, body=who, year=year, title=None, form=Form.F2021, sources=(source,))
    return ParsedReport(report=report, text=text, facts=(fact,), statements=(), identities=(), chunks=())


@pytest.fixture
def store(tmp_path):
    made = FactStore(f"sqlite:///{tmp_path / 'facts.sqlite'}", create=True)
    yield made
    made.close()


def test_a_report_comes_back_whole(store):
    made = parsed()
    store.save(made, aliases=["甲县"])
    assert store.report("r1") == made.report
    assert store.facts(report_ids=["r1"]) == list(made.facts)
    assert store.text("r1") == "正文41"
    assert store.names_found(["甲县", "乙县"]) == {"甲县": ["r1"]}


def test_filters(store):
    store.save(parsed("r1"))
    store.save(parsed("r2", body="甲县人民政府办公室", year=2023))
    assert [r.report_id for r in store.reports(years=[2023])] == ["r2"]
    assert [r.report_id for r in store.reports(kinds=["government"])] == ["r1"]
    assert [r.report_id for r in store.reports(regions=["6403"])] == ["r1", "r2"]
    assert store.reports(regions=["41"]) == []
    assert store.reports(regions=[]) == []


def test_decimals_are_exact(store):
    store.save(parsed(value="5004.9354"))
    assert store.facts()[0].value == Decimal("5004.9354")


def test_corpus_version_depends_on_content_not_order(tmp_path):
    versions = []
    for number, order in enumerate((["r1", "r2"], ["r2", "r1"])):
        store = FactStore(f"sqlite:///{tmp_path / f'{number}.sqlite'}", create=True)
        for report_id in order:
            store.save(parsed(report_id))
        versions.append(store.corpus_version())
        store.save(parsed("r1"))
        assert store.corpus_version() == versions[-1]
        store.save(parsed("r1", value="42"))
        assert store.corpus_version() != versions[-1]
        store.close()
    assert versions[0] == versions[1]


def test_a_deleted_report_is_kept_in_history(store):
    store.save(parsed())
    before = store.corpus_version()
    store.delete("r1", reason="replaced")
    assert store.report("r1") is None
    assert store.facts() == []
    assert store.corpus_version() != before
    assert [(h["report_id"], h["reason"]) for h in store.history()] == [("r1", "replaced")]


def test_a_failed_save_leaves_the_old_report(store):
    store.save(parsed())
    twice = parsed(value="42")
    broken = twice.model_copy(update={"facts": twice.facts * 2})  # the same cell twice breaks the key
    with pytest.raises(Exception, match="UNIQUE"):
        store.save(broken)
    assert store.facts()[0].value == Decimal(41)


def test_a_missing_store_says_so(tmp_path):
    with pytest.raises(StoreMissing, match="nothing has been ingested"):
        FactStore(f"sqlite:///{tmp_path / 'none.sqlite'}")


def test_a_file_that_is_no_database_says_so(tmp_path):
    (tmp_path / "facts.sqlite").write_bytes(b"not a database, whatever its name says" * 40)
    with pytest.raises(StoreError):
        FactStore(f"sqlite:///{tmp_path / 'facts.sqlite'}")


def test_migrations_are_recorded_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'facts.sqlite'}"
    FactStore(url, create=True).close()
    again = FactStore(url, create=True)
    assert again.schema_version() == 1
    again.close()


def test_a_reader_beside_a_writer_never_trips(tmp_path):
    url = f"sqlite:///{tmp_path / 'facts.sqlite'}"
    writer = FactStore(url, create=True)
    writer.save(parsed("r0"))
    errors: list[Exception] = []
    counts: list[int] = []
    done = threading.Event()

    def read() -> None:
        reader = FactStore(url)
        try:
            while not done.is_set():
                counts.append(len(reader.facts()))
        except Exception as error:  # noqa: BLE001 - any error of the reader is the finding
            errors.append(error)
        finally:
            reader.close()

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(1, 40):
        writer.save(parsed(f"r{number}"))
    done.set()
    thread.join()
    writer.close()
    assert errors == []
    assert counts == sorted(counts)
    assert counts[-1] >= 1


@pytest.mark.parametrize(
    ("url", "sentence", "code"),
    [
        ("oracle+no_such_driver://x", "facts_url is not the address of a database", 2),
        ("not an address", "facts_url is not the address of a database", 2),
        ("mysql+pymysql://x@127.0.0.1:1/x", "the facts database needs pymysql, which is not installed", 4),
    ],
)
def test_an_address_of_no_use_is_one_sentence(url: str, sentence: str, code: int) -> None:
    with pytest.raises(GongkaiError) as caught:
        FactStore(url)
    assert (str(caught.value), caught.value.exit_code) == (sentence, code)
    assert caught.value.hint is not None
