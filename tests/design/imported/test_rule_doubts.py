"""What a rule leaves open though every word of it is read is asked or said; what matters is no mere heading."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.forms import workbook
from tests.design.imported.layouts import Rows


def of_rule(folder: Path, name: str, target: str, rule: str) -> tuple[str, ...]:
    rows: Rows = [
        ["考核项目", "分值", "目标值", "评分标准", "直接上级评分", "物业经理", "得分"],
        [name, 10, target, rule],
        ["出勤", 90, "全勤", "迟到一次扣1分，扣完为止"],
        ["复核加（扣）分"],
        ["等级", "优秀（  ）  称职（  ）  待改进（  ）"],
    ]
    first, _ = read(folder, rows).indicators
    return tuple(remark.partition(":")[0] for remark in first.of_rule)


def read(folder: Path, rows: Rows) -> FormDraft:
    return draft(form_reader.parse(workbook(folder / "a.xlsx", rows)), "zh")


@pytest.mark.parametrize(
    ("name", "target", "rule", "told"),
    [
        ("满意度评分", "90分", "90-100分为优秀，80-89分为良好，60-79分为合格，低于60分为不合格", "assumed.score_share"),
        ("拣选准确率", "≥99%", "按错误数/总订单数计算，每低于目标值0.1%扣2分，最低得0分", "open.turned"),
        ("客户评价平均分", "4.5分", "每低0.1分扣1分，最低扣至4分", "open.limits"),
        ("主动服务", "", "达标的加3分，未达标的减3分", "open.either_way"),
        ("培训", "正确率90%以上", "每缺一次培训扣减2%分数，测试每低10%扣减1%分数，最高扣减10%", "open.limits"),
    ],
)
def test_what_a_rule_leaves_open_is_not_counted_in_silence(
    tmp_path: Path, name: str, target: str, rule: str, told: str
) -> None:
    assert told in of_rule(tmp_path, name, target, rule)


@pytest.mark.parametrize(
    ("name", "target", "rule"),
    [
        ("拣选差错率", "≤1%", "按错误数/总订单数计算，每高于目标值0.1%扣2分，最低得0分"),
        ("拣选准确率", "≥99%", "按准确单数/总订单数计算，每低于目标值0.1%扣2分，最低得0分"),
        ("客户评价平均分", "4.5分", "每低0.1分扣1分，最低扣至0分"),
        ("培训", "", "每缺一次扣2分，迟到一次扣1分，最多扣10分"),
    ],
)
def test_a_rule_that_says_all_of_it_is_not_asked_about(tmp_path: Path, name: str, target: str, rule: str) -> None:
    assert not {"open.turned", "open.limits", "open.either_way"} & {*of_rule(tmp_path, name, target, rule)}


def test_headings_and_rows_of_points_raters_and_grades_without_a_rule_are_to_be_looked_at(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "分值", "评分标准", "直接上级", "间接上级", "物业经理"],
        ["交付", 60, "延误一次扣5分"],
        ["出勤", 40, "迟到一次扣1分"],
        ["复核加（扣）分"],
        ["评定", "优秀（  ）  称职（  ）  待改进（  ）"],
    ]
    marks = {line.words: line.mark for line in read(tmp_path, rows).sourced.lines}
    told = ("物业经理", "复核加（扣）分", "优秀（  ）  称职（  ）  待改进（  ）")
    assert "understood" not in [marks[each] for each in told]
