"""Names of bodies as OCR may have read them."""

from __future__ import annotations

import pytest

from ingest.slips import proofread


@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        ("桐庐县人民政府", "桐庐县人民政府2023年 桐庐县人民政府", "桐庐县人民政府"),
        ("桐芦县教育局", "桐芦县教育局2023年 桐庐县教育局", "桐庐县教育局"),  # the preamble has it right
        ("桐芦县教育局", "桐芦县教育局2023年 地址：桐庐县迎春路", "桐庐县教育局"),  # the division stands elsewhere
        ("岳西县林亚局", "岳西县林亚局2023年 现将岳西县林业局", "岳西县林业局"),
        ("岳西县林业局", "岳西县林业局2023年 现将岳西县林亚局", "岳西县林业局"),
        ("岳西县林业局", "岳西县林业局2023年 岳西县农业局 岳西县农业局", "岳西县林业局"),  # another department
        ("环江毛南旅自治县民政局", "环江毛南旅自治县民政局 环江毛南族自治县", "环江毛南族自治县民政局"),
        ("吴忠市城市管理局", "吴忠市城市管理局2023年", "吴忠市城市管理局"),
        ("自然资源局", "自然资源局2023年", "自然资源局"),
    ],
)
def test_a_name_is_believed_or_mended_by_the_document(name: str, text: str, right: str) -> None:
    read = proofread(name, text)
    assert read.name == right
    assert bool(read.warnings) is (right != name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("桐芦县教育局", "桐芦县教育局2023年"),  # no such division, and nothing says which is meant
        ("东方市人民政府", "东方市人民政府2022年 现将东莞市人民政府"),  # both exist
    ],
)
def test_what_no_one_can_tell_is_unknown_and_said(name: str, text: str) -> None:
    read = proofread(name, text)
    assert read.name is None
    assert name in read.warnings[0]


def test_an_unheard_of_organ_printed_once_is_said_to_be_so() -> None:
    read = proofread("雁塔区住房和城多建设局", "雁塔区住房和城多建设局2023年")
    assert (read.name, len(read.warnings)) == ("雁塔区住房和城多建设局", 1)
