"""Questions of the prose are answered by the sentence that states it, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.facts import FactStore
from corpus.models import Body, BodyKind, Chunk, Form, Level, ParsedReport, Report, Section, SourceFile
from corpus.passages import PassageIndex
from corpus.settings import Settings
from qa import topics
from qa.passage_evidence import PassageEvidence
from qa.plan import PassageQuery
from qa.retrieve import retrieve
from qa.retriever import PassageRetriever

CLOUD = {
    Section.OVERVIEW: [
        "（一）主动公开。全年对外公布各类信息共3210条，其中县政府网站发布\n2100条，“云岭发布”微信公众号推送1110条，网站访问量\n达45万余人次。"
        "面向居民办了7场次政府开放日；出刊政府公报6期；撰写政策解读稿18篇。2023年曾办开放日3场次。",
        "（二）依申请公开。从渠道看，信函寄来的申请12件，占比60%；网上提交的申请8件，占比40%。申请内容主要涉及征地补偿、学校招生。",
        "（三）平台建设。完成門戶網站適老化改造，开设营商环境专栏。运维政务新媒体14个，四个季度抽查均合格。全县21个部门参与了政务开放周。",
        "（四）监督保障。定期组织业务培训。未发现因政府信息公开工作造成不良影响、需要追究责任的情形。委托高校开展社会评议，满意度较高。",
    ],
    Section.PROBLEMS: [
        "一年来仍有短板：一是解读偏少；二是人手不足。下一步，我县将举办政府开放日12场次，一是充实队伍，二是多做图解。",
    ],
    Section.OTHER: [
        "（一）收取处理费情况。本年度未向申请人收取任何信息处理费。",
        "联系地址：云岭县人民路8号；咨询电话：0999-1234567；传真：0999-7654321；电子邮箱 [yl@example.com](mailto:yl@example.com)。",
    ],
}
RIVER = {
    Section.OVERVIEW: [
        "全年组织培训4期，办开放日2场。对两名责任人追究责任2人次。未开展社会评议。引入区块链存证。",
    ],
    Section.PROBLEMS: ["存在的问题：栏目更新不及时。针对上述问题，今后将加强督促。"],
    Section.OTHER: ["依规收取信息处理费520元。"],
}


def parsed(report_id: str, name: str, prose: dict[Section, list[str]]) -> ParsedReport:
    text, chunks = "", []
    for section, parts in prose.items():
        for part in parts:
            text += "\n\n"
            chunks.append(
                Chunk(
                    chunk_id=f"{report_id}-{len(chunks)}", report_id=report_id, section=section, heading=None, text=part,
                    embed_text=part, start=len(text), end=len(text) + len(part),
                )
            )  # fmt: skip
            text += part
    body = Body(name=f"{name}人民政府", division=name, level=Level.COUNTY, kind=BodyKind.GOVERNMENT)
    source = SourceFile(name=f"{report_id}.txt", path=f"{report_id}.txt", sha256=report_id, format="text", size=1)
    report = Report(report_id=report_id, body=body, year=2024, title=None, form=Form.F2021, sources=(source,))
    return ParsedReport(report=report, text=text, facts=(), statements=(), identities=(), chunks=tuple(chunks))


class Corpus:
    def __init__(self, folder: Path) -> None:
        settings = Settings(data_dir=folder, embedding_model="none")
        self.facts = FactStore(settings.database_url, create=True)
        self.index = PassageIndex(settings, create=True)
        for one in (parsed("cloud", "云岭县", CLOUD), parsed("river", "清河县", RIVER)):
            self.facts.save(one)
            self.index.replace(one.report, one.chunks)

    def ask(self, text: str, of: str | None = "cloud", **more: object) -> tuple[PassageEvidence, ...]:
        reports = self.facts.reports(report_ids=[of] if of else None)
        query = PassageQuery.model_validate({"text": text, **more})
        found = retrieve(query, reports, self.facts, self.index)
        for evidence in found:
            assert self.facts.text(evidence.report.report_id)[evidence.start : evidence.end] == evidence.quote
        return tuple(e for e in found if e.support)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    made = Corpus(tmp_path_factory.mktemp("prose"))
    yield made
    made.facts.close()
    made.index.close()


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("云岭县2024年办了多少场政府开放日？", 7, "场次"),
        ("How many open days did Yunling hold in 2024?", 7, "场次"),
        ("雲嶺縣舉辦了多少場政府開放日", 7, "场次"),
        ("云岭县一共公布了多少条信息", 3210, "条"),
        ("云岭县政府网站发布了多少条信息", 2100, "条"),
        ("云岭县微信公众号推送多少条", 1110, "条"),
        ("云岭县网站访问量有多少", 450000, "人次"),
        ("How many items did Yunling publish on WeChat?", 1110, "条"),
        ("云岭县政府公报出了几期", 6, "期"),
        ("how many gazette issues did Yunling publish", 6, "期"),
        ("云岭县政策解读有多少篇", 18, "篇"),
        ("云岭县信函申请有多少件", 12, "件"),
        ("How many requests came to Yunling online?", 8, "件"),
        ("云岭县网上申请占比多少", 40, "%"),
        ("云岭县有多少个政务新媒体", 14, "个"),
        ("云岭县有多少个部门参与了政务开放周", 21, "个"),
    ],
)
def test_how_many(corpus: Corpus, question: str, value: int, unit: str) -> None:
    found = corpus.ask(question)
    assert found
    assert found[0].statement is not None
    assert (found[0].statement.value, found[0].statement.unit) == (Decimal(value), unit)
    stored = corpus.facts.text("cloud")
    where = found[0].statement.locator
    assert stored[where.start : where.end] == found[0].statement.raw
    assert found[0].start <= where.start
    assert where.end <= found[0].end


@pytest.mark.parametrize(
    "question",
    [
        "云岭县开展了多少次业务培训",  # said, but not how often
        "云岭县召开了多少场新闻发布会",  # not said
        "云岭县抖音发布了多少条",  # another medium than those told
        "how many press conferences did Yunling hold",
        "did Yunling use blockchain?",  # said by another body only
        "云岭县有没有设立奖学金",
    ],
)
def test_what_no_sentence_supports_is_not_answered(corpus: Corpus, question: str) -> None:
    assert corpus.ask(question) == ()


@pytest.mark.parametrize(
    ("question", "of", "says"),
    [
        ("云岭县收取信息处理费了吗", "cloud", False),
        ("Did Yunling charge a processing fee?", "cloud", False),
        ("清河县收取信息处理费了吗", "river", True),
        ("云岭县有没有责任追究", "cloud", False),
        ("清河县有没有责任追究", "river", True),
        ("云岭县是否开展社会评议", "cloud", True),
        ("清河县是否开展社会评议", "river", False),
        ("清河县有没有使用区块链", "river", True),
    ],
)
def test_whether(corpus: Corpus, question: str, of: str, says: bool) -> None:
    found = corpus.ask(question, of)
    assert [e.says for e in found[:1]] == [says]


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("云岭县有哪些问题", "一年来仍有短板：一是解读偏少；二是人手不足。"),
        ("what problems does Yunling report", "一年来仍有短板：一是解读偏少；二是人手不足。"),
        ("云岭县打算怎么改进", "下一步，我县将举办政府开放日12场次，一是充实队伍，二是多做图解。"),
        ("云岭县的电话", "咨询电话：0999-1234567"),
        ("Yunling fax number", "传真：0999-7654321"),
        ("云岭县的地址在哪", "联系地址：云岭县人民路8号"),
        ("what is Yunling's e-mail address", "yl@example.com"),
        ("云岭县申请内容涉及什么", "申请内容主要涉及征地补偿、学校招生。"),
        ("云岭县社会评议情况", "委托高校开展社会评议，满意度较高。"),
    ],
)
def test_quotes_are_minimal_and_exact(corpus: Corpus, question: str, quote: str) -> None:
    found = corpus.ask(question)
    assert [e.quote for e in found] == [quote]


@pytest.mark.parametrize("term", ["适老化", "適老化", "age-friendly"])
def test_who_mentions_folds_scripts_and_carries_english_over(corpus: Corpus, term: str) -> None:
    found = corpus.ask(f"who mentions {term}", None, mode="who", terms=(term,))
    assert [(e.report.report_id, e.quote) for e in found] == [("cloud", "完成門戶網站適老化改造，开设营商环境专栏。")]


def test_a_list_has_one_passage_a_report(corpus: Corpus) -> None:
    found = corpus.ask("各县有哪些问题", None, mode="list")
    assert [e.report.body.division for e in found] == [r.body.division for r in corpus.facts.reports()]
    assert {e.report.report_id: e.display for e in found}["river"] == "存在的问题：栏目更新不及时。"


def test_many_reports_are_narrowed_by_the_index(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [e.quote for e in corpus.ask("哪些县提到适老化", None, mode="who", terms=("适老化",))]
    days = [(e.report.report_id, e.quote) for e in corpus.ask("各县办了多少场开放日", None, mode="list")]
    for room in ("qa.retrieve", "qa.mentions"):
        monkeypatch.setattr(f"{room}.MANY_REPORTS", 0)
    assert [e.quote for e in corpus.ask("哪些县提到适老化", None, mode="who", terms=("适老化",))] == few
    assert [(e.report.report_id, e.quote) for e in corpus.ask("各县办了多少场开放日", None, mode="list")] == days


def test_the_same_question_gives_the_same_evidence(corpus: Corpus) -> None:
    assert corpus.ask("云岭县办了多少场开放日") == corpus.ask("云岭县办了多少场开放日")


def test_as_a_langchain_retriever(corpus: Corpus) -> None:
    retriever = PassageRetriever(index=corpus.index, facts=corpus.facts, report_ids=("cloud",), k=1, mode="sparse")
    (document,) = retriever.invoke("信息处理费")
    assert document.page_content == CLOUD[Section.OTHER][0]
    assert (document.metadata["body"], document.metadata["year"], document.metadata["source"]) == (
        "云岭县人民政府", 2024, "cloud.txt",
    )  # fmt: skip


def test_every_topic_is_well_formed() -> None:
    for topic in topics.load().topics:
        for pattern in (*topic.ask, *topic.words, *topic.excludes, *topic.near, topic.narrow or "", topic.affirm or ""):
            re.compile(pattern)
    ids = [topic.id for topic in topics.load().topics]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("有多少场开放日", "open_days"), ("open days", "open_days"), ("存在哪些短板", "problems"), ("收费了吗", "fee"),
        ("processing fee", "fee"), ("联系电话", "contact_phone"), ("email address", "contact_email"),
        ("what is the address", "contact_address"), ("how were the requests submitted", "channels"),
        ("追责情况", "accountability"), ("public evaluation", "social_evaluation"), ("今天天气", None),
    ],
)  # fmt: skip
def test_topics_are_named_in_both_languages(question: str, topic: str | None) -> None:
    found = topics.match(question)
    assert (found.id if found else None) == topic


# -- answers over several reports -------------------------------------------------------------------------------------


def answer(corpus: Corpus, text: str, year: int = 2024, **more: object):
    from qa.engine import Engine
    from qa.plan import Passage, QueryPlan, Scope

    query = PassageQuery.model_validate({"text": text, **more})
    engine = Engine(Settings(data_dir=Path("nowhere")), store=corpus.facts)
    plan = Passage(query=query, scope=Scope(years=(year,)))
    return engine.execute(QueryPlan(question=text, language="zh", plan=plan))


def test_who_charged_leaves_out_who_denies_it(corpus):
    made = answer(corpus, "哪些县收取了信息处理费？", topic="fee", mode="who")
    assert (made.answer.kind, made.answer.value) == ("entities", ["清河县"])
    assert "未向申请人收取" not in made.text


def test_bodies_are_named_where_bodies_are_asked(corpus):
    assert answer(corpus, "哪些机关提到了区块链存证？", mode="who").answer.value == ["清河县人民政府"]
    assert answer(corpus, "哪个县提到了区块链存证？", mode="who").answer.value == ["清河县"]


def test_a_heading_is_no_mention(corpus):
    made = answer(corpus, "哪些县提到了平台建设的小程序？", mode="who", topic="platform")
    assert all(c.quote != "（三）平台建设。" for c in made.citations)


def test_nobody_mentions_it(corpus):
    made = answer(corpus, "哪些报告提到了元宇宙？", mode="who", terms=["元宇宙"])
    assert (made.status, made.reason) == ("abstained", "no_evidence")
    assert "2份报告都没有提到“元宇宙”" in made.text


def test_a_share_of_the_prose_is_a_percentage(corpus):
    made = answer(corpus, "云岭县信函申请占比多少？", topic="channels")
    assert "60%" in made.text
    assert (made.answer.value, made.answer.unit) == (60, "%")


def test_plans_for_a_year_stand_in_the_report_before(corpus):
    made = answer(corpus, "2025年准备怎么改进？", year=2025, topic="improvements")
    assert made.status == "answered"
    assert "year_assumed" in [w.code for w in made.warnings]
    assert "充实队伍" in made.text
