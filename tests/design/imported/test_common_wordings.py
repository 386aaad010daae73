"""Wordings that forms use again and again: steps in percentage points, what is added at will, duties, plans, grades."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.drafts import of_rows
from tests.design.imported.layouts import Rows

BASE: Rows = [["考核项目", "分值", "评分标准"], ["产量", 60, "按完成率计分"], ["质量", 40, "每次质量事故扣5分"]]


def rules(made: FormDraft) -> list[dict[str, object]]:
    return [dict(each.made.indicator["rule"]) if each.made else {} for each in made.indicators]


@pytest.mark.parametrize(
    "rule",
    [
        "每下降一个1%点扣2分",
        "每低一个1%扣2分",
        "每降低1%个点，扣2分",
        "每低一个百分点扣2分",
        "下降一个点扣2分",
        "低于96%，每下降一个1%点扣2分",
    ],
)
def test_a_percentage_point_below_the_target_costs_points_however_it_is_called(tmp_path: Path, rule: str) -> None:
    made = of_rows(tmp_path, [["指标", "目标值", "分值", "评分标准"], ["接通率", "96%", 40, rule], *BASE[1:2]])
    told = rules(made)[0]
    assert (told["standard"], told["short_step"], told["per_short"]) == (0.96, 0.01, 2)


@pytest.mark.parametrize(
    ("name", "target"), [("差错率", "≤2%"), ("差错率", "2%"), ("费用率", "5%以内"), ("逾期率", "3%")]
)
def test_points_for_less_of_what_should_be_less_are_asked(tmp_path: Path, name: str, target: str) -> None:
    rows: Rows = [["指标", "目标值", "分值", "评分标准"], [name, target, 100, "每下降一个百分点扣2分"]]
    made = of_rows(tmp_path, rows)
    assert made.indicators[0].rule_mark == "not_understood"
    assert "open.order" in made.indicators[0].of_rule


@pytest.mark.parametrize(
    ("row", "limits"),
    [
        (["领导评价", "±15", "由部门负责人酌情加减分"], [-15, 15]),
        (["特殊贡献", "+10", "酌情加分"], [None, 10]),
        (["工作失误", "-8", "视情节酌情扣分"], [-8, 0]),
        (["突出贡献", "", "根据实际情况酌情加分，最多加6分"], [None, 6]),
        (["三、领导加减分（±12分）", "", ""], [-12, 12]),
    ],
    ids=["either way", "added", "taken", "in words", "a heading"],
)
def test_what_somebody_adds_or_takes_within_limits_is_entered_within_these(
    tmp_path: Path, row: list[object], limits: list[float]
) -> None:
    made = of_rows(tmp_path, [*BASE, row, ["四、备注", "", ""], ["出勤", "", "迟到每次扣1分"]])
    part = next(each for each in made.adjustments if each.name != "出勤")
    [entry] = part.needs.inputs.values()
    assert ([entry.get("min"), entry.get("max")], part.mark) == (limits, "assumed")
    assert not [line for line in made.sourced.lines if line.mark == "not_understood"]


def test_what_is_added_or_taken_at_will_without_a_limit_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = ["考核", "1.接听量（60分）：每少10通扣2分", "2.质检（40分）：每错一处扣5分", "3.领导加减分（±20分）"]
    path.write_text("\n".join([*lines, "4.其他违规：酌情扣分"]), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert [len(rule["deductions"]) for rule in rules(made)] == [1, 1]  # type: ignore[arg-type]
    assert {each.name: each.mark for each in made.adjustments} == {
        "领导加减分": "assumed",
        "其他违规": "not_understood",
    }


def test_a_duty_before_the_rule_is_none_of_it(tmp_path: Path) -> None:
    told = "负责办公用品采购与发放，按月盘点；每缺货一次扣3分，账物不符每项扣2分。"
    made = of_rows(tmp_path, [["指标", "分值", "考核标准"], ["物资管理", 40, told], ["接待", 60, "漏登一次扣2分"]])
    assert list(rules(made)[0]["deductions"].values()) == [3, 2]  # type: ignore[attr-defined]
    assert made.indicators[0].rule_mark == "assumed"


def test_a_line_of_no_points_is_added_to_the_total_or_taken_from_it(tmp_path: Path) -> None:
    made = of_rows(tmp_path, [*BASE, ["合理化建议", 0, "每提一条加2分"]])
    assert [each.item.name for each in made.indicators] == ["产量", "质量"]
    assert [(each.name, each.mark) for each in made.adjustments] == [("合理化建议", "assumed")]


def test_a_rule_of_every_three_months_in_a_monthly_form_is_told(tmp_path: Path) -> None:
    rows: Rows = [["月度考核表"], ["指标", "分值", "标准"], ["培训", 100, "每3个月参加一次培训，未参加扣10分"]]
    made = of_rows(tmp_path, rows, "A1:C1")
    assert "assumed.other_period:每3个月" in made.indicators[0].of_rule


@pytest.mark.parametrize("note", ["注：优=100%，良=75%，差=0", "评分标准：优秀为100%、合格为75%、差为0%"])
def test_shares_of_levels_that_a_note_states_once_hold_for_all_that_is_rated(tmp_path: Path, note: str) -> None:
    made = of_rows(tmp_path, [["指标", "权重", "评分"], ["计划", "40%", ""], ["沟通", "60%", ""], [note]])
    points = [list(rule["points"].values()) for rule in rules(made)]  # type: ignore[attr-defined]
    assert points == [[40, 30, 0], [60, 45, 0]]


def test_a_note_by_which_share_of_its_target_each_line_counts_is_the_rule_of_all(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "目标", "完成", "得分"],
        ["销售额", "70%", "50万", "", ""],
        ["回款率", "30%", "95%", "", ""],
        ["评分方法：得分=完成率×权重×100，单项最高不超过权重的110%"],
    ]
    told = rules(of_rows(tmp_path, rows))
    assert [(rule["kind"], rule["target"], rule["cap"]) for rule in told] == [
        ("target_ratio", 50, 1.1),
        ("target_ratio", 0.95, 1.1),
    ]


def test_all_of_a_plan_is_its_full_share(tmp_path: Path) -> None:
    made = of_rows(tmp_path, [["指标", "分值", "标准"], ["产量", 100, "完成计划得满分，每差1%扣0.5分"]])
    rule = rules(made)[0]
    assert (rule["standard"], rule["short_step"], rule["per_short"]) == (1, 0.01, 0.5)


def test_levels_with_points_in_brackets_without_a_unit_are_levels(tmp_path: Path) -> None:
    rows: Rows = [["指标", "分值", "标准"], ["态度", 100, "由班长按优（100）、良（70）、差（0）评定"]]
    rule = rules(of_rows(tmp_path, rows))[0]
    assert dict(zip(rule["described"].values(), rule["points"].values(), strict=True)) == {  # type: ignore[attr-defined]
        "优": 100,
        "良": 70,
        "差": 0,
    }


def test_what_adds_without_end_is_read_beside_full_points(tmp_path: Path) -> None:
    made = of_rows(tmp_path, [*BASE[:2], ["创新", 40, "每项改进加2分，上不封顶"]])
    rule = rules(made)[1]
    assert (rule["kind"], rule["cap"], list(rule["additions"].values())) == ("add", None, [2])  # type: ignore[attr-defined]


def test_who_rates_on_a_scale_is_called_without_it(tmp_path: Path) -> None:
    made = of_rows(tmp_path, [["指标", "分值", "标准"], ["计划性", 100, "由部门经理按1-5分打分"]])
    assert rules(made)[0]["scale"] == 5
    assert [*made.indicators[0].made.raters.values()] == ["部门经理"] if made.indicators[0].made else False


def test_a_column_of_definitions_and_formulas_is_neither_rule_nor_target(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "定义/计算公式", "目标值", "权重", "计分规则"],
        ["投诉次数", "当月有效投诉", "≤2次", "50%", "0次：100分；1次：90分；2次：80分；≥3次：0分"],
        ["来料合格率", "合格批/总批", "≥98.5%", "50%", "达标100分，每降0.1%扣2分"],
    ]
    told = rules(of_rows(tmp_path, rows))
    assert [told[0]["bands"], told[1]["standard"]] == [{"≤0": 100, "≤1": 90, "≤2": 80, "else": 0}, 0.985]


def test_a_rate_of_completion_that_is_multiplied_is_not_held_against_its_target_once_more(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "目标值", "分值", "评分标准"],
        ["招聘完成率", "≥90%", 25, "得分=完成率×25，低于60%不得分"],
        ["合格率", "≥95%", 75, "得分=合格率/95%×75，最高75分"],
    ]
    first = of_rows(tmp_path, rows).indicators[0]
    assert first.made is not None
    assert first.made.indicator["rule"]["target"] == 1
    assert {each["value"] for each in first.made.parameters.values()} == {0.6}
    assert "assumed.target_left" in first.of_rule


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("标识清楚，发现标识缺失扣分", "open.how_much:发现标识缺失扣分"),
        ("人员流失控制在合理范围内", "open.no_rule"),
        ("标识清楚、摆放整齐", None),
        ("发现标识缺失的，由主管酌情扣分", None),
    ],
)
def test_what_changes_points_by_no_figure_is_asked_about_and_not_rated_in_silence(
    tmp_path: Path, said: str, asked: str | None
) -> None:
    rows: Rows = [["考核内容", "分值"], ["1、产量：每少1件扣1分", 95], [f"2、现场：{said}", 5]]
    told = of_rows(tmp_path, rows).indicators[1].of_rule
    assert [each for each in told if each.startswith("open.")] == ([asked] if asked else [])


def test_that_all_count_out_of_a_hundred_is_what_the_draft_does_with_shares_and_ratings_too(tmp_path: Path) -> None:
    line = "各指标按百分制评分，考核得分=Σ(指标得分×权重)"
    rows: Rows = [
        ["季度考核表", None, None],
        [line, None, None],
        ["指标", "权重", "评分标准"],
        ["漏测率", "40%", "≤2%得100分，2%-5%得80分，5%以上得0分"],
        ["完成率", "30%", "按完成率计分"],
        ["分享", "30%", "达标得满分"],
    ]
    made = of_rows(tmp_path, rows, "A1:C1", "A2:C2")
    assert [each.mark for each in made.sourced.lines if each.words == line] == ["understood"]
