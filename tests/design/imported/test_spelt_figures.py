"""Figures may be spelt in Chinese numerals wherever they stand; words with numerals in them stay as they are."""

from pathlib import Path

import pytest

from presales_xl.design.imported.form_draft import import_form
from presales_xl.design.imported.source import cleaned
from presales_xl.design.imported.spelt_figures import in_digits
from tests.design.imported.forms import workbook


@pytest.mark.parametrize(
    ("spelt", "expected"),
    [
        ("满分二十分，每少一次扣两分，最多扣十五分", "满分20分，每少一次扣2分，最多扣15分"),
        ("百分之九十五以上得一百分，百分之八十至九十得六十分", "95%以上得100分，80%至90%得60分"),
        ("百分之百完成得满分", "100%完成得满分"),
        ("每低零点五个百分点扣一点五分，漏报扣两分半", "每低0.5个百分点扣1.5分，漏报扣2.5分"),
        ("八十至八十九分为良好，六十分为合格", "80至89分为良好，60分为合格"),
        ("五至九次得六分", "5至9次得6分"),
        ("未按时完成（O分），按时完成（1O分），其余Ｏ分", "未按时完成（0分），按时完成（10分），其余0分"),
        ("好十分、中八分、差五分", "好10分、中8分、差5分"),
        ("按五分制打分，满分：十分", "按5分制打分，满分：10分"),
    ],
)
def test_figures_are_read_in_digits(spelt: str, expected: str) -> None:
    assert in_digits(spelt) == expected


@pytest.mark.parametrize(
    "written",
    [
        "工作十分认真，十分满意",
        "三分之一",
        "百分制",
        "提高百分比",
        "利润三七分成",
        "九点三十分前到岗",
        "上午八点五分前",
        "接通后三十分钟内答复",
        "第一至三名",
        "一票否决",
        "方案一次性通过",
        "一分为二地看问题",
        "第十分公司",
        "充分、部分、积分",
    ],
)
def test_words_with_numerals_stay(written: str) -> None:
    assert in_digits(written) == written


def test_a_form_in_numerals_is_read_as_one_in_digits_and_shown_as_it_stands(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["考核项目", "分值", "评分标准"],
        ["出勤", "二十分", "迟到一次扣两分，旷工一次扣十分，扣完为止"],
        ["完成率", "三十分", "百分之九十以上得三十分，百分之八十以上得二十分，其余不得分"],
        ["满意度", "五十分", "九十分以上得五十分，八十至八十九分得三十分，八十分以下零分"],
    ]
    digits: list[list[object]] = [
        ["考核项目", "分值", "评分标准"],
        ["出勤", "20分", "迟到一次扣2分，旷工一次扣10分，扣完为止"],
        ["完成率", "30分", "90%以上得30分，80%以上得20分，其余不得分"],
        ["满意度", "50分", "90分以上得50分，80至89分得30分，80分以下零分"],
    ]
    spelt, plain = (
        import_form(workbook(tmp_path / f"{name}.xlsx", each), tmp_path / f"{name} 草稿.xlsx", "zh")
        for name, each in (("字", rows), ("数", digits))
    )
    assert spelt.content["indicators"] == plain.content["indicators"]
    assert "迟到一次扣两分，旷工一次扣十分，扣完为止" in [line.words for line in spelt.sourced.lines]


@pytest.mark.parametrize("box", ["口", "□", "☐"])
def test_a_box_behind_a_level_is_no_verb_and_no_part_of_its_name(box: str) -> None:
    told = f"优秀{box} 10分；良好{box} 8~9分；一般{box} 5~7分；差{box} 0~4分"
    assert cleaned(told).replace(" ", "") == "优秀10分；良好8~9分；一般5~7分；差0~4分"
    assert cleaned("请假口2分，出口 3分，窗口 5分") == "请假口2分，出口3分，窗口5分"
    assert cleaned("检验不合格口2分，迟到3次以上口5分，质量差口1分") == "检验不合格口2分，迟到3次以上口5分，质量差口1分"
