"""Items that stand side by side in a table, and ratings with what earns each one after the other in a text."""

from pathlib import Path
from typing import Any

import pytest

from presales_xl.design.imported.form_draft import FormDraft
from presales_xl.design.imported.rating_lists import rating_list
from presales_xl.design.imported.source import Passage, Spot
from tests.design.imported.drafts import of_rows
from tests.design.imported.layouts import Rows


def stated(made: FormDraft) -> dict[str, tuple[float | None, Any]]:
    rules = {each.item.name: each.made.indicator["rule"] if each.made else {} for each in made.indicators}
    return {
        each.item.name: (each.points, [*rules[each.item.name].get("deductions", {}).values()])
        for each in made.indicators
    }


WANTED = {"接单及时率": (40, [4]), "车况": (35, [7, 10]), "投诉": (25, [5])}


def test_items_side_by_side_with_their_points_have_the_rules_below_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["某车队月度考核明细"],
        ["姓名", "工号", "满分", "接单及时率：40分", None, "车况：35分", None, "投诉：25分", None, "备注"],
        [None, None, None, "每超时一单扣4分", None, "车辆不洁一次扣7分；未检修一次扣10分", None, "每起扣5分，扣完为止"],
        [None, None, None, "次数", "扣分", "情况", "扣分", "情况", "扣分"],
        [None, None, 100],
        [None, None, 100],
        ["制表人："],
    ]
    merged = [f"{one}{row}:{two}{row}" for row in (2, 3) for one, two in ("DE", "FG", "HI")]
    made = of_rows(tmp_path, rows, *merged, "A2:A4", "B2:B4", "C2:C4")
    assert stated(made) == WANTED
    assert made.content["name"] == "某车队月度考核明细"


def test_a_table_with_its_headings_in_the_first_column_is_turned(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "接单及时率", "车况", "投诉", "合计"],
        ["分值", 40, 35, 25, 100],
        ["评分标准", "每超时一单扣4分", "车辆不洁一次扣7分；未检修一次扣10分", "每起扣5分"],
        ["得分"],
    ]
    assert stated(of_rows(tmp_path, rows)) == WANTED


@pytest.mark.parametrize(
    ("written", "bands"),
    [
        (
            "完成百分比：5=110%+　4=105.0—110.0%　3=100.0—104.9%　2=90.0—99.9%　1=80.0—89.9%",
            {"≥1.1": 5, "≥1.05": 4, "≥1": 3, "≥0.9": 2, "≥0.8": 1, "else": 0},
        ),
        (
            "——全店统一\n5=92.1分以上4=84.1—92分3=76.1—84分2=70.1—76分1=70分以下",
            {"≥92.1": 5, "≥84.1": 4, "≥76.1": 3, "≥70.1": 2, "else": 1},
        ),
        ("95分以上4点\n90——94分3点\n80——89分2点\n79分以下0点", None),  # 4, 3, 2 and 0 count no ratings
        ("95分以上3点\n90——94分2点\n80——89分1点\n79分以下0点", {"≥95": 3, "≥90": 2, "≥80": 1, "else": 0}),
        (
            "3=核定损耗±＜0.5%　2=核定损耗±0.5—1.0%　1=核定损耗±1.0—2.0%（以上为0）",
            {"<0.005": 3, "≤0.01": 2, "≤0.02": 1, "else": 0},
        ),
        ("得分=完成率×20，满分=20", None),
        ("时间：9:30 以前到岗，11:30 以前签到，13:30 以前交接", None),
    ],
)
def test_ratings_one_after_the_other_are_bands_of_what_earns_each(written: str, bands: dict[str, float] | None) -> None:
    reading = rating_list([Passage(written, Spot())])
    assert (reading.rule["bands"] if reading else None) == bands


def test_ratings_are_weighed_by_what_the_item_is_worth(tmp_path: Path) -> None:
    rated = "5=110%+　4=105.0—110.0%　3=100.0—104.9%　2=90.0—99.9%　1=80.0—89.9%"
    rows: Rows = [
        ["指标", "分值", "评分标准"],
        ["营业额", 60, f"实际完成百分比：\n{rated}"],
        ["利润", 40, f"实际完成百分比：\n{rated}"],
    ]
    made = of_rows(tmp_path, rows)
    assert {said["name"]: (said["points"], said["out_of"]) for said in made.content["indicators"].values()} == {
        "营业额": (60, 5),
        "利润": (40, 5),
    }
    assert [each.rule_mark for each in made.indicators] == ["assumed", "assumed"]


def test_rows_that_say_of_the_names_above_what_each_is_worth_stand_above_those_for_people(tmp_path: Path) -> None:
    rows: Rows = [
        ["售前部月度评分表"],
        ["姓名", "方案质量", "响应速度", "学习", "合计"],
        ["满分", 50, 30, 20, 100],
        ["评分标准", "每处错误扣2分", "超时一次扣1分", "未参加培训一次扣5分", None],
        ["张三"],
        ["李四"],
    ]
    wanted = {"方案质量": (50, [2]), "响应速度": (30, [1]), "学习": (20, [5])}
    made = of_rows(tmp_path, rows)
    assert stated(made) == wanted
    assert not made.adjustments
    said = "评分说明：方案质量每处错误扣2分；响应速度超时一次扣1分；学习：未参加培训一次扣5分。"
    told: Rows = [*rows[:1], ["姓名", "方案质量\n50分", "响应速度\n30分", "学习\n20分", "合计"], *rows[4:], [said]]
    assert stated(of_rows(tmp_path, told, "A1:E1", "A5:E5")) == wanted


def test_the_row_of_rules_may_stand_below_the_people(tmp_path: Path) -> None:
    rows: Rows = [
        ["部门", "姓名", "工作量\n（40分）", "质量\n（30分）", "态度\n（30分）", "总分"],
        ["售前部", "张三"],
        ["售前部", "李四"],
        ["评分标准", None, "每少一单扣2分", "差错一次扣3分", "投诉一次扣5分"],
    ]
    made = of_rows(tmp_path, rows)
    assert stated(made) == {"工作量": (40, [2]), "质量": (30, [3]), "态度": (30, [5])}
    assert not made.adjustments
