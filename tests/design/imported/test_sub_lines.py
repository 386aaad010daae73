"""Lines below a name with points that are indicators of their own, though none states points behind its name."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.forms import workbook


def of_lines(folder: Path, *lines: str) -> FormDraft:
    path = folder / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return draft(form_reader.parse(path), "zh")


def told(made: FormDraft) -> list[tuple[str, str, float | None]]:
    return [(each.item.section, each.item.name, each.points) for each in made.indicators]


def test_lines_with_limits_of_their_own_that_sum_to_the_points_count_each_by_itself(tmp_path: Path) -> None:
    made = of_lines(
        tmp_path,
        "销售助理月度考核方案",
        "1.订单处理（40%）",
        "-录入准确：每错一单扣2分，最多扣25分",
        "-及时性：超过2小时未录入，每次扣3分，最多扣15分",
        "2.合同管理（60%）",
        "-归档完整：缺一份扣5分，最多扣20分",
        "-用印登记：漏登一次扣2分",
    )
    assert told(made) == [
        ("订单处理", "录入准确", 25),
        ("订单处理", "及时性", 15),
        ("合同管理", "归档完整", 20),
        ("合同管理", "用印登记", 40),
    ]
    assert {each.points_mark for each in made.indicators} == {"assumed"}
    assert [len(each.made.indicator["rule"]["deductions"]) for each in made.indicators if each.made] == [1] * 4


def test_lines_of_a_cell_with_best_points_of_their_own_are_split_the_same(tmp_path: Path) -> None:
    rows = [
        ["指标", "权重", "考核标准"],
        ["运营", "60%", "-阅读量：≥10万得35分，≥5万得20分，其余0分\n-活跃度：≥30%得25分，≥20%得10分，其余0分"],
        ["考勤", "40%", "迟到一次扣1分\n旷工一天扣10分"],
    ]
    made = draft(form_reader.parse(workbook(tmp_path / "a.xlsx", rows)), "zh")
    assert told(made)[:2] == [("运营", "阅读量", 35), ("运营", "活跃度", 25)]
    assert [each.item.name for each in made.indicators][2:] == ["考勤"]


def test_a_line_that_somebody_rates_is_none_of_what_the_others_take(tmp_path: Path) -> None:
    made = of_lines(
        tmp_path,
        "考核",
        "1.工作态度（30%）",
        "-出勤：迟到一次扣1分",
        "-协作：由主管评分",
        "2.产量（70%）：按完成率计分",
    )
    kinds = [each.made and each.made.indicator["rule"]["kind"] for each in made.indicators]
    assert [*zip(told(made), kinds, strict=True)][:2] == [
        (("工作态度", "出勤", 15), "deduct"),
        (("工作态度", "协作", 15), "rating"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["-录入准确：每错一单扣2分", "-及时性：超时一次扣3分"],
        ["-优秀：无差错得40分", "-良好：差错1次得30分"],
        ["-目标：每月20单", "-评分标准：少一单扣2分，最多扣40分"],
    ],
    ids=["faults", "levels", "labels"],
)
def test_lines_of_one_rule_stay_one(tmp_path: Path, lines: list[str]) -> None:
    made = of_lines(tmp_path, "考核", "1.订单处理（40%）", *lines, "2.产量（60%）：按完成率计分")
    assert [(name, points) for _, name, points in told(made)] == [("订单处理", 40), ("产量", 60)]


def test_an_item_numbered_as_the_section_before_is_none_of_it(tmp_path: Path) -> None:
    made = of_lines(
        tmp_path,
        "考核",
        "1.方案编写（60%）",
        "-及时性（20%）：逾期一次扣5分",
        "-质量（40%）：由经理评分",
        "2.客户拜访（40%）：少一次扣5分",
    )
    assert told(made) == [("方案编写", "及时性", 20), ("方案编写", "质量", 40), ("", "客户拜访", 40)]
