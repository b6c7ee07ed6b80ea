"""Reports and what is taken for one: near misses refused with their reason, reports that mention them kept."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from corpus.document import Document, Paragraph
from corpus.errors import Rejected
from corpus.models import Form
from corpus.settings import Settings
from ingest.classify import classify
from ingest.parse import parse, read_document

ROWS = (
    "本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "予以公开", "部分公开", "属于国家秘密", "其他法律行政法规禁止公开",
    "危及“三安全一稳定”", "保护第三方合法权益", "属于三类内部事务信息", "属于四类过程性信息", "属于行政执法案卷", "属于行政查询事项",
    "本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确", "信访举报投诉类申请", "重复申请", "要求提供公开出版物",
    "无正当理由大量反复申请", "要求行政机关确认或重新出具已获取信息",
)  # fmt: skip
PARTS = ("申请人无正当理由逾期不补正", "申请人逾期未按收费通知要求缴纳费用", "其他")
TITLE = "同心县2024年政府信息公开工作年度报告\n"


def document(text: str, title: str | None = None) -> Document:
    return Document(format="text", text=text, blocks=(Paragraph(text=text, start=0, end=len(text)),), title=title)


def body(
    value: str = "0", parts: tuple[str, ...] = PARTS, table2: str = "本年制发件数 本年废止件数 现行有效件数"
) -> str:
    cells = f" {value}" * 7
    rows = "\n".join(
        f"{label}{cells}" for label in (*ROWS, *(parts or ("（六）其他处理",)), "总计", "结转下年度继续办理")
    )
    return (
        "一、总体情况\n2024年，我县认真做好公开工作，按时答复每一件申请。\n二、主动公开政府信息情况\n"
        f"第二十条第（一）项\n{table2}\n规章 {value} {value} {value}\n三、收到和处理政府信息公开申请情况\n（六）其他处理\n{rows}\n"
        "四、政府信息公开行政复议、行政诉讼情况\n未经复议直接起诉 复议后起诉\n五、存在的主要问题及改进情况\n力量不足。\n六、其他需要报告的事项\n无\n"
    )


def form(text: str, title: str | None = None) -> Form:
    return classify(document(text, title))


def reason(text: str, title: str | None = None) -> str:
    with pytest.raises(Rejected) as caught:
        classify(document(text, title))
    assert str(caught.value)
    return caught.value.reason


def test_forms() -> None:
    assert form(TITLE + body()) is Form.F2021
    assert form(TITLE + body(parts=())) is Form.F2021_23ROWS
    assert form(TITLE + body(table2="本年新制作数量 本年新公开数量 对外公开总数量")) is Form.F2019


MENU = "政府信息公开指南\n政府信息公开制度\n政府信息公开年报\n法治政府建设年度报告\n政府工作报告\n"
REAL = [
    MENU + TITLE + body(),
    "国务院办公厅关于印发《政府信息公开工作年度报告格式》的通知\n" + body("3"),
    body("3"),  # nobody is named and no title printed: still such a report
    TITLE
    + body().replace(
        "力量不足", "解读少于政府工作报告，统计公报和法治政府建设年度报告公开不及时，公开指南陈旧，总结不够"
    ),
    TITLE + body(""),
    TITLE + body("/"),
    TITLE + body("—"),
    "同心县二〇二四年\n政府信息公开工作\n年度报告\n" + body(),
]


@pytest.mark.parametrize("text", REAL)
def test_real_reports_that_mention_near_misses_are_kept(text: str) -> None:
    assert form(text) is Form.F2021


MORE = "\n为进一步做好有关工作，根据上级部署，结合工作实际，请认真抓好落实。\n" * 5
NEAR = [
    ("关于做好2024年政府信息公开工作年度报告编制和发布工作的通知" + MORE, "notice"),
    ("关于编制2024年度政府信息公开工作年度报告的通知" + MORE, "notice"),
    ("同心县人民政府办公室关于报送2024年政府信息公开年报的通知\n各乡镇、各部门：现将有关事项通知如下：" + MORE, "notice"),
    ("国务院办公厅政府信息与政务公开办公室关于印发\n《中华人民共和国政府信息公开工作年度报告格式》的通知" + MORE, "notice"),
    ("各乡镇人民政府、县直各单位：\n现就2024年政府信息公开年报编制有关事项通知如下：" + MORE, "notice"),
    ("《同心县2024年政府信息公开工作年度报告》解读" + MORE, "interpretation"),
    ("同心县2024年政府信息公开工作年度报告解读" + MORE, "interpretation"),
    ("一图读懂同心县2024年政府信息公开工作年度报告" + MORE, "interpretation"),
    ("【图解】2024年政府信息公开年报" + MORE, "interpretation"),
    ("同心县人民政府信息公开指南" + MORE, "guide"),
    ("同心县财政局政府信息公开指南\n特编制本指南，申请人可以通过下列方式申请" + MORE, "guide"),
    ("社旗县依申请公开指南" + MORE, "guide"),
    ("政府工作报告\n——2025年1月8日在同心县第十九届人民代表大会上\n各位代表：\n现在，我代表县人民政府向大会报告工作" + MORE, "work_report"),
    ("2025年同心县政府工作报告" + MORE, "work_report"),
    ("同心县2024年政府工作报告\n加强政府信息公开，发布政府信息公开工作年度报告。" + MORE, "work_report"),
    ("同心县2024年法治政府建设年度报告" + MORE, "rule_of_law"),
    ("同心县人民政府关于2024年度法治政府建设情况的报告" + MORE, "rule_of_law"),
    ("社旗县2024年国民经济和社会发展统计公报" + MORE, "statistics"),
    ("同心县2024年政务公开工作总结" + MORE, "summary"),
    ("社旗县水利局2024年工作总结及2025年工作计划" + MORE, "summary"),
    ("同心县2024年政务公开工作要点" + MORE, "summary"),
    ("社旗县2024年部门预算公开说明" + MORE, "other"),
    ("菜谱\n西红柿两个，鸡蛋三枚，先炒鸡蛋，再放西红柿，加盐少许。" + MORE, "other"),
    ("The County published its annual report on open government information in January, and this is a news item.", "foreign"),
    ("Годовой отчёт о работе по раскрытию информации за прошедший год, подготовленный администрацией района.", "foreign"),
    ("关于编制2024年政府信息公开工作年度报告的通知\n现将有关事项通知如下\n" + body(""), "notice"),
    ("同心县政务公开办召开2024年政府信息公开年度报告编制培训会\n2025-01-10" + MORE, "news"),
    ("同心县：晒出政务公开“成绩单”\n日前，《同心县2024年政府信息公开工作年度报告》正式发布。" + MORE, "news"),
    ("为便于公众获取政府信息，根据条例，制定本公开指南。\n一、受理机构\n县政府办公室受理申请。" + MORE, "guide"),
    ("按规定，各级行政机关应公布本单位政府信息公开工作年度报告。\n2016年政府信息公开工作年度报告展示平台 来源：网站\n各部门的报告集中展示。" + MORE, "mention"),
    ("学校信息公开工作\n按照《高等学校信息公开办法》，编制本报告。\n一、概述\n二、主动公开情况\n三、依申请公开情况\n四、收费情况\n五、复议情况\n六、存在的问题" + MORE, "institution"),
    ("《同心县豫海镇人民政府2024年政府信息公开工作年度报告》已经公布，现就年报内容进行如下解读。\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n五、存在的主要问题及改进情况" + MORE, "interpretation"),
    ("政府信息公开\n政府信息公开年报\n政府网站年度报表\n依申请公开\n第六师五家渠市政务信息公开指南\n特编制了本指南。" + MORE, "guide"),
    ("同心县公布去年政务公开成绩\n本报讯（记者 张三）全年收到申请16件。" + MORE, "news"),
    ("《同心县2024年政府信息公开工作年度报告》问答\n问：收到多少？" + MORE, "interpretation"),
    ("同心县人民政府2024年政府信息公开工作年度报告\n附件：同心县人民政府2024年政府信息公开工作年度报告.pdf", "mention"),
    ("政府信息公开年报\n同心县水务局2024年政府信息公开工作年度报告 2025-01-11\n同心县民政局2024年政府信息公开工作年度报告 2025-01-12", "list"),
    ("政府网站工作年度报表（2024年度）\n独立用户访问总量 120000" + MORE, "website"),
    ("中华人民共和国政府信息公开条例\n第一条 为了保障公民依法获取政府信息，制定本条例。第二条 本条例所称" + MORE, "regulation"),
    ("同心县政府信息公开申请表\n申请人信息 姓名 工作单位 所需信息的内容描述", "request"),
    ("政府信息公开申请答复书\n张三：本机关收到您的申请。" + MORE, "request"),
    ("事业单位法人年度报告书（2024年度）\n单位名称 同心县人民医院" + MORE, "institution"),
    ("某某大学2023-2024学年信息公开工作年度报告\n一、概述" + MORE, "institution"),
    ("统一身份认证平台\n用户名\n密码\n验证码\n登录\n忘记密码", "no_page"),
    ("404\n您访问的页面不存在或已删除\n返回首页", "no_page"),
    ("同心县2024年上半年政府信息公开工作情况报告\n" + body("3"), "part_of_year"),
    ("同心县2024年第一季度政府信息公开工作总结" + MORE, "part_of_year"),
    ("同心县水务局2024年部门预算公开\n一、部门概况" + MORE, "other"),
    ("Annual Report on Government Information Disclosure of Tongxin County (2024)\nThe county received 16 requests.", "foreign"),
    ("政府信息公开工作年度报告格式模板\n（文字描述）\n" + body("").replace("2024年，我县认真做好公开工作，按时答复每一件申请。", ""), "empty_form"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NEAR)
def test_near_misses(text: str, expected: str) -> None:
    assert reason(text) == expected


def test_the_pages_own_title_counts() -> None:
    text = "各科室：\n请于本月底前提交材料。" + MORE
    assert reason(text, "关于编制2024年政府信息公开工作年度报告的通知_同心县人民政府") == "notice"


OLD = (
    "\n根据《中华人民共和国政府信息公开条例》编制本报告。\n一、概述\n按要求开展工作。\n二、主动公开政府信息情况\n公开信息320条。\n"
    "三、依申请公开政府信息情况\n收到申请2件。\n四、收费及减免情况\n未收费。\n五、行政复议、诉讼情况\n无。\n六、存在的主要问题和改进措施\n力量不足，需要加强培训。\n"
)


@pytest.mark.parametrize("head", ["同心县2015年政府信息公开工作年度报告", "2017年同心县人民政府政府信息公开工作年报"])
def test_reports_before_2019_are_kept_for_retrieval(head: str) -> None:
    assert form(head + OLD) is Form.PRE2019


@pytest.mark.parametrize(
    "head",
    [
        "本报告所列数据的统计期限自2013年1月1日至2013年12月31日止。如有疑问，请与新庄街道办事处联系。",
        "各单位认真落实条例，按时更新栏目，依法答复申请，现把一年的工作报告如下。",
        "一、概述\n2010年，我局继续开展政府信息公开，运行正常。",
        "天津市的报告由概述、存在的主要问题及改进情况、其他需要报告的事项组成，统计期限自2018年1月1日起至2018年12月31日止。",
    ],
)
def test_reports_before_2019_without_a_title(head: str) -> None:
    assert form(head + OLD) is Form.PRE2019


@pytest.mark.parametrize("body_name", ["同心县审计局", "同心县综合行政执法局", "宁夏回族自治区审计厅"])
def test_an_audit_offices_report_is_no_report_on_an_audit(body_name: str) -> None:
    head = f"{body_name}2024年政府信息公开工作年度报告\n"
    assert form(head + body("").split("第二十条")[0] + "五、存在的主要问题及改进情况\n无。") is Form.F2021


def test_a_new_report_whose_tables_are_pictures() -> None:
    text = (
        TITLE
        + "一、总体情况\n2024年工作。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n五、存在的主要问题及改进情况\n无。"
    )
    assert form(text) is Form.F2021


def test_data_about_a_report_is_none() -> None:
    assert reason(json.dumps({"title": TITLE, "rows": body("3")}, ensure_ascii=False)) == "other"


def test_a_list_of_reports_is_none() -> None:
    assert (
        reason("政府信息公开年报\n同心县2024年政府信息公开工作年度报告\n同心县2023年政府信息公开工作年度报告\n下一页")
        == "list"
    )


@pytest.mark.shared
def test_shared_documents(shared) -> None:
    forms = {}
    for path in sorted((shared / "seeds").glob("*.txt")) + sorted((shared / "reports").glob("*/*")):
        if (
            path.suffix in {".json", ".doc"}
            or "scan" in path.name
            or path.name in {"README.md", "blank_form_2021.docx"}
        ):
            continue
        forms[path.name] = classify(read_document(path.read_bytes(), path.name, Settings()))
    assert set(forms.values()) == {Form.F2021}


@pytest.mark.shared
def test_the_official_empty_form(shared) -> None:
    path = shared / "reports" / "real" / "blank_form_2021.docx"
    with pytest.raises(Rejected) as caught:
        classify(read_document(path.read_bytes(), path.name, Settings()))
    assert caught.value.reason == "empty_form"


def test_labels_without_a_report_are_none() -> None:
    """The program's own list of labels has every word of the form and says nothing."""
    listed = resources.files("ingest").joinpath("labels.yaml").read_bytes()
    with pytest.raises(Rejected) as caught:
        parse(listed, "labels.yaml", Settings())
    assert (
        str(caught.value)
        == "labels.yaml has words of such a report, but no body, no year and no table that can be read"
    )
