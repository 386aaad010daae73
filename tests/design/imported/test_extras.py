"""What a form adds to its full points, or takes from them, is no indicator of it, and neither are its totals."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import draft
from tests.design.imported.drafts import of_rows
from tests.design.imported.layouts import Rows

BONUS: Rows = [
    ["考核指标", "分值", "考核细则"],
    ["一、基础指标", None, None],
    ["产量完成", 60, "每少一件扣1分"],
    ["安全生产", 40, "每发生一起扣10分"],
    ["二、奖惩指标", None, None],
    ["技术革新", 10, "每项加2分"],
    ["节能降耗", 5, "由领导酌情决定"],
    ["违反工艺", 5, "每次扣1分"],
    ["三、小计", 100, None],
    ["四、总分", None, "一+二"],
    ["部门负责人签名", None, None],
]


def test_a_section_of_rewards_beside_full_points_of_a_hundred_is_adjustments(tmp_path: Path) -> None:
    made = of_rows(tmp_path, BONUS, "A2:C2", "A5:C5")
    assert {each.item.name: each.points for each in made.indicators} == {"产量完成": 60, "安全生产": 40}
    assert [each.name for each in made.adjustments] == ["技术革新", "节能降耗", "违反工艺"]
    assert made.adjustments[0].content["rule"]["cap"] == 10
    assert min(made.adjustments[2].content["rule"]["additions"].values()) == -1


def test_a_reward_whose_rule_is_not_understood_is_a_row_without_a_rule_for_hr_to_decide(tmp_path: Path) -> None:
    made = of_rows(tmp_path, BONUS, "A2:C2", "A5:C5")
    saving = made.adjustments[1]
    assert (saving.name, saving.mark, dict(saving.content)) == ("节能降耗", "not_understood", {"name": "节能降耗"})
    open_lines = {line.words: line.row for line in made.sourced.lines if line.mark == "not_understood"}
    assert open_lines["由领导酌情决定"] == f"adjustments.{saving.key}"
    assert made.plan is not None  # which leaves it out


def test_rewards_within_the_hundred_points_are_indicators(tmp_path: Path) -> None:
    rows: Rows = [
        ["类别", "考核项目", "分值", "评分标准"],
        ["基本工作", "文件流转", 80, "延误一次扣2分"],
        ["加分项", "合理化建议", 20, "每采纳一条加5分"],
    ]
    made = of_rows(tmp_path, rows)
    assert {each.item.name: each.points for each in made.indicators} == {"文件流转": 80, "合理化建议": 20}


def test_totals_with_a_number_before_them_are_no_indicators(tmp_path: Path) -> None:
    made = of_rows(tmp_path, BONUS, "A2:C2", "A5:C5")
    assert not {"小计", "总分", "部门负责人签名"} & {each.item.name for each in made.indicators}


EITHER_WAY = ["±15分", "在±15分内由经理评定", "-15分至15分，看平时表现", "（-15～+15分）根据表现", "视情况加减1-15分"]


@pytest.mark.parametrize("said", EITHER_WAY)
def test_points_either_way_within_limits_are_one_entry_with_a_sign(tmp_path: Path, said: str) -> None:
    rows: Rows = [
        ["考核项目", "分值", "考核细则"],
        ["产量完成", 60, "每少一件扣1分"],
        ["安全生产", 40, "每发生一起扣10分"],
        ["关键事件", *([said, None] if said == "±15分" else [None, said])],
    ]
    outline = tmp_path / "a.txt"
    outline.write_text(
        f"考核办法\n1、纪律：迟到每次扣1分。\n2、签单：每签1单加2分。\n3、关键事件：{said}。\n", encoding="utf-8"
    )
    for made in (of_rows(tmp_path, rows), draft(form_reader.parse(outline), "zh")):
        event = made.adjustments[-1]
        assert (event.name, event.mark) == ("关键事件", "assumed")
        assert [*event.content["rule"]["additions"].values()] == [1]
        assert [(each["min"], each["max"]) for each in event.needs.inputs.values()] == [(-15, 15)]


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ("跨区销售,每查实一起扣5分,情节严重的取消当月考核奖金", "open.consequence:情节严重的取消当月考核奖金"),
        ("跨区销售每起扣5分，造成重大损失的一票否决", "open.consequence:造成重大损失的一票否决"),
    ],
)
def test_what_follows_beside_a_deduction_without_full_points_is_asked_about(
    tmp_path: Path, rule: str, left: str
) -> None:
    rows: Rows = [
        ["考核项目", "分值", "考核细则"],
        ["产量完成", 60, "每少一件扣1分"],
        ["安全生产", 40, "每发生一起扣10分"],
        ["跨区销售", None, rule],
    ]
    made = of_rows(tmp_path, rows)
    [change] = made.adjustments
    assert [*change.content["rule"]["additions"].values()] == [-5]
    assert left in change.remarks
    assert {line.mark for line in made.sourced.lines if line.words == rule} == {"not_understood"}


def test_a_limit_and_what_each_time_takes_in_cells_of_their_own_are_one_deduction(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "权重", "考核细则", "评分"],
        ["产量完成", 60, "每少一件扣1分", None],
        ["安全生产", 40, "每发生一起扣10分", None],
        ["保密纪律", "限扣20分", "泄露薪酬信息，每次", "-10"],
    ]
    [change] = of_rows(tmp_path, rows).adjustments
    rule = change.content["rule"]
    assert ([*rule["additions"].values()], rule["floor"]) == ([-10], -20)


@pytest.mark.parametrize(("base", "floor"), [("基础分100分", -100), ("检查办法", None)])
def test_what_is_deducted_until_nothing_is_left_has_the_limit_of_a_base_only_where_the_form_states_one(
    tmp_path: Path, base: str, floor: float | None
) -> None:
    source = tmp_path / "a.txt"
    source.write_text(f"班级检查\n{base}\n追逐打闹每人次扣1分，扣完为止\n迟到每次扣1分\n", encoding="utf-8")
    made = draft(form_reader.parse(source), "zh")
    change = next(each for each in made.adjustments if "追逐" in each.name)
    assert change.content["rule"].get("floor") == floor
    assert change.mark == ("not_understood" if floor is None else "assumed")


def test_prizes_of_additions_are_counted_each_and_not_picked_from(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "满分", "评分标准"],
        ["质量", 60, "每错一次扣2分"],
        ["协作", 40, "由部门经理评分"],
        ["技能竞赛", None, "市级一等奖10分，二等奖8分，三等奖5分"],
    ]
    [prizes] = of_rows(tmp_path, rows).adjustments
    assert sorted(prizes.content["rule"]["additions"].values()) == [5, 8, 10]
    assert prizes.mark == "assumed"


def test_lines_whose_points_have_nothing_but_a_sign_are_adjustments(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "评分标准"],
        ["投诉", 60, "每投诉一次扣10分"],
        ["考勤", 40, "迟到一次扣2分"],
        ["附加"],
        ["1.工作量：超负荷+5，饱和0，一般-5，不足-10（部门经理定）"],
        ["2.提出改善提案并实施，每件+2"],
    ]
    made = of_rows(tmp_path, rows, "A4:C4", "A5:C5", "A6:C6")
    by_name = {each.name: each for each in made.adjustments}
    levels = by_name["工作量"].content["rule"]
    assert {levels["described"][key]: points for key, points in levels["points"].items()} == {
        "超负荷": 5,
        "饱和": 0,
        "一般": -5,
        "不足": -10,
    }
    assert [*by_name["提出改善提案并实施"].content["rule"]["additions"].values()] == [2]
    ranged = of_rows(tmp_path, [*rows[:4], ["说明：T+1，T+2 交付"], ["考核结果80-90，合格"]], "A4:C4", "A5:C5", "A6:C6")
    assert not ranged.adjustments


def test_a_cell_that_says_what_an_item_does_gives_points_for_each_time_their_sign(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "类型", "评分标准"],
        ["投诉", 60, "扣分项", "每投诉一次扣10分"],
        ["考勤", 40, "扣分项", "迟到一次扣2分"],
        ["内外部投诉", "/", "扣分项", "外部投诉5分/次，内部2分/次"],
        ["表扬", "/", "加分项", "客户来信3分/次"],
    ]
    made = of_rows(tmp_path, rows)
    given = {each.name: [*each.content["rule"]["additions"].values()] for each in made.adjustments}
    assert given == {"内外部投诉": [-5, -2], "表扬": [3]}


def test_what_an_item_takes_is_not_taken_twice_where_a_sentence_says_it_again(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "评分标准"],
        ["投诉", 60, "投诉每次扣10分"],
        ["考勤", 40, "迟到每次扣2分，旷工每次扣10分"],
    ]
    again, other, more = "迟到每次扣2分。", "迟到每次扣5分。", "忘记打卡每次扣1分。"
    made = of_rows(tmp_path, [[again], *rows], "A1:C1")
    assert not made.adjustments
    assert [line.mark for line in made.sourced.lines if line.words == again] == ["understood"]
    differing = of_rows(tmp_path, [[other], *rows], "A1:C1")
    assert not differing.adjustments
    assert [line.mark for line in differing.sourced.lines if line.words == other] == ["not_understood"]
    assert len(of_rows(tmp_path, [[more], *rows], "A1:C1").adjustments) == 1


def test_a_case_costs_points_and_a_grave_one_leaves_nothing_of_the_whole(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    grave = "扣分：泄露底价的，一次扣10分，情节严重的当月考核记0分。"
    source.write_text(f"考核表（目标每季度调整一次）\n1、报表（100分）：迟报一次扣5分\n{grave}", encoding="utf-8")
    made = draft(form_reader.read(source), "zh")
    assert [(each.name, [*each.content["rule"]["additions"].values()]) for each in made.adjustments] == [
        ("泄露底价", [-10])
    ]
    [veto] = made.content["vetoes"].values()
    assert (veto["name"], veto["effect"]) == ("泄露底价情节严重", "total_zero")
    assert made.content["cycles"] == ["month"]


@pytest.mark.parametrize(
    "line", ["重大贡献或客户来信赞赏性加分，8分", "提出合理化建议加分：8 分。", "3、兼任其他岗位的加分, 8分"]
)
def test_an_amount_behind_that_something_adds_is_kept_and_asked_whether_it_is_each_time(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f"考核表\n指标\t满分\t评分标准\n回复\t60\t漏回一次扣2分\n记录\t40\t错记一次扣1分\n加分指标\n{line}",
        encoding="utf-8",
    )
    [change] = draft(form_reader.parse(path), "zh").adjustments
    assert [*change.content["rule"]["additions"].values()] == [8]
    assert "open.each_or_most" in change.remarks
