"""A figure of another manner than asked is none: not done, by the day, a rate, copies."""

from __future__ import annotations

import pytest

from qa import manner


@pytest.mark.parametrize(
    ("question", "clause", "fits"),
    [
        ("没办结的来信有多少封", "收到来信238封", False),
        ("没办结的来信有多少封", "尚有3封来信未办结", True),
        ("收到来信多少封", "收到来信238封", True),
        ("有没有来信，有多少封", "收到来信238封", True),
        ("办结来信多少封", "8封未办结", False),
        ("网站日均访问量多少", "网站访问量270万人次", False),
        ("网站日均访问量多少", "网站日均访问量900人次", True),
        ("公开栏覆盖率是多少", "设置公开栏142个", False),
        ("公开栏覆盖率是多少", "公开栏覆盖率95%", True),
        ("公报印了多少份", "印发公报4期", False),
        ("公报印了多少份", "每期印发公报400份", False),
        ("how many letters were left unresolved", "收到来信238封", False),
        ("how many visits per day did the website get", "网站访问量270万人次", False),
        ("how many requests by mail were granted", "邮寄申请26件", False),
        ("how many special columns did the office open", "下设六个专题", False),
        ("how many special columns did the office open", "新开设专栏7个", True),
        ("how many letters did the  send in 2023", "共收到来信238件", False),
        ("how many letters did residents send", "共收到来信238件", True),
        ("by how much did visits grow", "访问量270万人次", False),
        ("how many people watched the talks", "录制公开讲13期", False),
        ("公开栏新增了多少个", "设置公开栏142个", False),
        ("承诺事项完成多少个", "承诺事项视频45期", False),
        ("how many views did each gazette issue get", "浏览量1万余人次", False),
        ("how many units were criticised in circulars", "下发通报4期", False),
        ("how many people attended the open days", "吸引群众900人次", True),
    ],
)
def test_the_manner_of_the_question(question: str, clause: str, fits: bool) -> None:
    assert manner.fits(question, clause) is fits
