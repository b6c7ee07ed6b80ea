"""A figure of the prose answers only what its own clause counts."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.facts import FactStore
from corpus.models import Body, BodyKind, Chunk, Form, Level, ParsedReport, Report, Section, SourceFile
from corpus.settings import Settings
from qa import beside, counted, figure_frames, figure_matching, stated
from qa.plan import PassageQuery
from qa.retrieve import retrieve

PROSE = {
    Section.OVERVIEW: [
        "全年公布信息820条，其中县网站刊登500条，“岭上云”微信公众号推送320条，微博推送90条。网站点击量约15万人次。",
        "来信办理有序，区长信箱接到来信238封，办结230封，均在时限内。热线工单受理61件、市民留言47条。",
        "开设专栏6个，维护专栏19个。设立村务公示栏77块。清理5个停更账号，现有31个政务新媒体账号。",
        "邀请12家企业参加座谈会，收集意见44条，采纳意见9条。全县26个部门举办政府开放日，吸引群众900人次。",
        "出刊政府公报8期，发放调查问卷600份，收回580份。组织业务培训4场，培训320人次。",
        "信函申请14件，占比70%；网上申请6件，占比30%。2023年举办新闻发布会3场，2024年举办新闻发布会5场。",
        "同比增加信息发布60条。发布动漫解读7条，图文解读21条。",
        "收到网民建议35件。截至目前，网站设3个专区，累计收到网民建议610件。",
    ],
    Section.PROBLEMS: ["问题：人手不够。下一步将举办新闻发布会20场。"],
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[FactStore, list[Report]]:
    text, chunks = "", []
    for section, parts in PROSE.items():
        for part in parts:
            text += "\n\n"
            place = {"start": len(text), "end": len(text) + len(part)}
            chunks.append(
                Chunk(
                    chunk_id=f"ridge-{len(chunks)}", report_id="ridge", section=section, heading=None, text=part,
                    embed_text=part, **place,
                )
            )  # fmt: skip
            text += part
    body = Body(name="云岭县人民政府", division="云岭县", level=Level.COUNTY, kind=BodyKind.GOVERNMENT)
    source = SourceFile(name="ridge.txt", path="ridge.txt", sha256="ridge", format="text", size=1)
    report = Report(report_id="ridge", body=body, year=2024, title=None, form=Form.F2021, sources=(source,))
    folder: Path = tmp_path_factory.mktemp("stated")
    store = FactStore(Settings(data_dir=folder).database_url, create=True)
    store.save(ParsedReport(report=report, text=text, facts=(), statements=(), identities=(), chunks=tuple(chunks)))
    return store, [report]


def figures(held: tuple[FactStore, list[Report]], question: str) -> list[list[tuple[int, str]]]:
    store, reports = held
    told = stated.answer(question, reports, store)
    stored = store.text("ridge")
    for evidence in (e for group in told for e in group):
        assert stored[evidence.start : evidence.end] == evidence.quote
        assert evidence.statement is not None
        assert evidence.start <= evidence.statement.locator.start < evidence.end
    return [[(int(e.statement.value), e.statement.unit) for e in group if e.statement] for group in told]


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("云岭县2024年公布了多少条信息", 820, "条"),
        ("云岭县微信公众号推送多少条", 320, "条"),
        ("云岭县微博推送了多少条信息", 90, "条"),
        ("云岭县区长信箱收到多少封来信", 238, "封"),
        ("云岭县办结了多少封来信", 230, "封"),
        ("云岭县热线工单有多少件", 61, "件"),
        ("云岭县市民留言几条", 47, "条"),
        ("云岭县开设了几个专栏", 6, "个"),
        ("云岭县维护专栏多少个", 19, "个"),
        ("云岭县村务公示栏设了多少块", 77, "块"),
        ("云岭县清理了多少个停更账号", 5, "个"),
        ("云岭县有多少个政务新媒体账号", 31, "个"),
        ("云岭县收集了多少条意见", 44, "条"),
        ("云岭县采纳意见多少条", 9, "条"),
        ("云岭县有多少个部门举办了开放日", 26, "个"),
        ("云岭县有多少家企业参加了座谈会", 12, "家"),
        ("云岭县开放日吸引了多少群众", 900, "人次"),
        ("云岭县发放了多少份问卷", 600, "份"),
        ("云岭县收回问卷多少份", 580, "份"),
        ("云岭县2024年开了几场新闻发布会", 5, "场"),
        ("云岭县信函申请占比多少", 70, "%"),
        ("云岭县动漫解读发了几条", 7, "条"),
        ("How many letters did the district head's mailbox of Yunling receive?", 238, "封"),
        ("How many letters did Yunling resolve in 2024?", 230, "封"),
        ("How many opinions did Yunling adopt?", 9, "条"),
        ("How many opinions did Yunling collect?", 44, "条"),
        ("How many departments in Yunling held an open day?", 26, "个"),
        ("How many issues of the gazette did Yunling publish?", 8, "期"),
        ("How many questionnaires did Yunling hand out?", 600, "份"),
        ("How many press conferences did Yunling hold in 2024?", 5, "场"),
        ("What share of Yunling's requests came online?", 30, "%"),
        ("How many training sessions did Yunling organise?", 4, "场"),
    ],
)
def test_a_number_is_bound_to_its_own_words(held, question: str, value: int, unit: str) -> None:
    assert figures(held, question) == [[(value, unit)]]


@pytest.mark.parametrize(
    "question",
    [
        "云岭县办结了多少条留言",  # received is told, not handled
        "云岭县关停了多少个专栏",
        "云岭县举办了多少场开放日",  # departments and people are told, not events
        "云岭县有多少个政府网站",  # what the site printed is told
        "云岭县培训了多少个部门",
        "云岭县抖音推送多少条",
        "云岭县增加了多少个专栏查阅点",
        "How many villages did Yunling visit?",
        "How many zeppelins did Yunling launch in 2024?",
        "How many press conferences will Yunling hold?",
        "云岭县收到多少件申请",  # a cell of the tables
    ],
)
def test_a_neighbours_number_is_none(held, question: str) -> None:
    assert not any(figures(held, question))


def test_what_is_stated_differently_is_all_told(held) -> None:
    assert figures(held, "云岭县发布了多少条解读") == [[(7, "条"), (21, "条")]]


def test_joined_things_are_told_one_by_one(held) -> None:
    assert figures(held, "云岭县收到多少热线工单和市民留言") == [[(61, "件")], [(47, "条")]]
    assert figures(held, "How many gazette issues and questionnaires did Yunling put out?")[0] == [(8, "期")]


def test_a_count_and_its_share(held) -> None:
    assert figures(held, "云岭县信函申请多少件，占比多少") == [[(14, "件")], [(70, "%")]]


def test_a_rounded_figure_is_told_as_printed(held) -> None:
    store, reports = held
    (group,) = stated.answer("云岭县网站点击量多少", reports, store)
    (evidence,) = group
    assert evidence.statement is not None
    assert (evidence.statement.value, evidence.printed) == (Decimal(150000), "15万人次")


def test_the_frames_of_a_sentence() -> None:
    frames = figure_frames.frames("接到来信238封，办结230封，其中3件转办")
    assert [(f.own, f.after, f.number.value) for f in frames] == [
        ("接到来信", "", 238), ("办结", "", 230), ("其中", "转办", 3),
    ]  # fmt: skip
    assert all(a.number.end <= b.number.start for a, b in pairwise(frames))


@pytest.mark.parametrize("question", ["云岭县怎么样", "How is Yunling?", "云岭县联系电话"])
def test_what_asks_no_number_is_not_read(question: str) -> None:
    assert counted.read(question, ()) == ()


def test_an_unread_english_word_stops_the_reading() -> None:
    assert counted.read_bare("how many quangos did it visit in 2024") == ()
    assert counted.read_bare("how many letters did it receive in 2024") != ()


def test_beside_a_figure_the_prose_that_names_it(held) -> None:
    store, (report,) = held
    (quote,) = beside.said_of(report, ("requests.received",), store)[:1]
    assert quote.display.startswith("信函申请14件")
    assert beside.said_of(report, ("litigation.total",), store) == ()


def test_who_denies_is_sought_by_what_is_denied(held) -> None:
    store, reports = held
    query = PassageQuery(text="哪些县没有开展社会评议", topic="social_evaluation", mode="who", denied=True)
    assert all(not e.support for e in retrieve(query, reports, store, None))


@pytest.mark.parametrize(("question", "value"), [("收到网民建议多少件", 35), ("累计收到网民建议多少件", 610)])
def test_a_running_total_is_told_where_it_is_asked_for(held, question: str, value: int) -> None:
    assert figures(held, f"云岭县2024年{question}") == [[(value, "件")]]


def test_a_running_total_is_no_figure_of_the_year() -> None:
    frame = figure_frames.frames("截至目前,网站共设3个栏目,累计发布信息9100条")[-1]
    assert stated._since_ever("2024年发布信息多少条", frame) is True
    assert stated._since_ever("累计发布信息多少条", frame) is False
    assert stated._since_ever("发布信息多少条", figure_frames.frames("全年累计发布信息500条")[-1]) is False


def test_one_of_a_list_is_not_the_list(held: tuple[FactStore, list[Report]]) -> None:
    asked = counted.read_bare("发布规范性文件信息多少条")[0]
    frame = figure_frames.frames("公开规范性文件、重要会议、新闻动态等信息300条")[0]
    assert figure_matching._of_a_list(counted.taken_apart(asked), frame) is True
    every = figure_frames.frames("共收到甲网站留言29件、乙信箱来信143件")
    assert [figure_matching._one_of_several(f, every) for f in every] == [True, True]
