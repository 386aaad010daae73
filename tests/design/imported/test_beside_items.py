"""What forms say beside their items becomes a veto, an addition or what the draft does anyway, under a plain name."""

from pathlib import Path

import pytest

from tests.design.imported.drafts import with_fates
from tests.design.imported.layouts import Rows

HEAD: Rows = [["考核指标", "分值", "评分标准"]]
ITEMS: Rows = [*HEAD, ["差错", 60, "每次扣5分"], ["完成率", 40, "≥95%得40分，其余0分"]]


@pytest.mark.parametrize(
    "told",
    [
        "造成业务中断30分钟以上的责任事故，当月考核为0分；泄露客户资料的，当月考核为0分并按公司制度处理。",
        "造成业务中断30分钟以上的，当月绩效得0分；泄露客户资料的，一票否决，当月得分为0",
        "1、造成业务中断30分钟以上的，当月考核为0分；2、泄露客户资料的，当月考核为0分",
    ],
)
def test_a_row_with_cases_between_semicolons_is_a_veto_of_each(tmp_path: Path, told: str) -> None:
    made, fates = with_fates(tmp_path, [*ITEMS, ["否决项", None, told]])
    cases = [*made.content["vetoes"].values()]
    assert [each["effect"] for each in cases] == ["total_zero"] * 2
    assert ">=" in cases[0]["when"]
    assert fates[told][0] == "▲"


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("工作量：超负荷+5，饱和0，一般-5，不足-10（部门经理定）", [5, 0, -5, -10]),
        ("工作饱和度：超负荷加5分、饱和0分、不足扣10分", [5, 0, -10]),
        ("3、出勤：满勤＋2；缺勤2天内0；其他－3（由人事部评定）", None),
        ("态度：积极+3分，一般0分，消极-3分", [3, 0, -3]),
    ],
)
def test_levels_with_a_sign_change_the_total_by_the_one_that_is_picked(
    tmp_path: Path, line: str, points: list[float] | None
) -> None:
    made, _ = with_fates(tmp_path, [*ITEMS, ["附加"], [line]])
    changes = [*made.content.get("adjustments", {}).values()]
    if points is None:
        assert not [each for each in changes if each.get("rule", {}).get("kind") == "levels"]
        return
    [change] = changes
    assert [*change["rule"]["points"].values()] == points
    raters = made.content.get("raters", {})
    assert [raters[key] for key in change["rule"].get("raters", {})] == (["部门经理"] if "经理" in line else [])


@pytest.mark.parametrize("line", ["提出改善提案并实施，每件+2", "合理化建议被采纳，每条＋3"])
def test_a_sign_alone_adds_for_each(tmp_path: Path, line: str) -> None:
    made, _ = with_fates(tmp_path, [*ITEMS, ["附加"], [line]])
    [change] = made.content["adjustments"].values()
    assert [*change["rule"]["additions"].values()] == [float(line[-1])]


def test_what_only_takes_adds_for_none_of_its_cases(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "类型", "评分标准"],
        ["差错", 60, "扣分项", "每次扣5分"],
        ["完成率", 40, "/", "≥95%得40分，其余0分"],
    ]
    made, _ = with_fates(tmp_path, [*rows, ["内外投诉", "/", "扣分项", "外部投诉扣5分/次，内部2分/次"]])
    [change] = made.content["adjustments"].values()
    assert sorted(change["rule"]["additions"].values()) == [-5, -2]


@pytest.mark.parametrize(
    "line",
    [
        "当月无该项工作的，该项得满分。",
        "本季没有此项工作任务，该项按满分计算",
        "无相应业务的该指标得满分",
    ],
)
def test_no_such_work_gives_full_points_by_what_is_entered(tmp_path: Path, line: str) -> None:
    mark, told = with_fates(tmp_path, [*ITEMS, [line]])[1][line]
    assert mark == "▲"
    assert "100%" in told


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("自评得分供参考，以主管评分为准。", "✓"),
        ("自评仅作参考，最终得分以上级评分为准", "✓"),
        ("自评占20%", "✗"),
    ],
)
def test_ratings_for_reference_leave_no_weights_to_decide(tmp_path: Path, line: str, mark: str) -> None:
    rows: Rows = [
        ["考核指标", "分值", "评分标准", "自评得分", "主管评分"],
        ["态度", 60, "主动热情", None, None],
        ["完成率", 40, "≥95%得40分，其余0分", None, None],
        [line],
    ]
    _, fates = with_fates(tmp_path, rows)
    assert {fates[head][0] for head in ("自评得分", "主管评分")} == {mark}


@pytest.mark.parametrize("total", ["100分（说明：各单项分扣完为止）", "100（各项扣完为止）", "100分；每项分扣完为止。"])
def test_that_items_end_at_nothing_is_no_assumption_where_the_total_says_it(tmp_path: Path, total: str) -> None:
    made, _ = with_fates(tmp_path, [*ITEMS, ["合计", total]])
    assert not any("assumed.floor" in each.of_rule for each in made.indicators)


def test_lines_to_fill_in_are_no_part_of_a_name(tmp_path: Path) -> None:
    filled_in = "发货率\n实际发货额：\n计划发货额：___"
    rows: Rows = [*HEAD, [filled_in, 60, "≥95%得60分，其余0分"], ["收发差错\n（漏发、错发次数）", 40, "每次扣5分"]]
    names = [each.item.name for each in with_fates(tmp_path, rows)[0].indicators]
    assert names == ["发货率", "收发差错 (漏发、错发次数)"]


def test_what_a_row_adds_is_called_by_its_first_clause_and_not_by_all_its_sentences(tmp_path: Path) -> None:
    told = "①独立主讲并中标的大型项目，每个加5分；取得专利每项加3分；加分不超过10分。②因售前原因造成废标，每次扣10分。"
    made, _ = with_fates(tmp_path, [["类别", *HEAD[0]], *(["业绩", *row] for row in ITEMS[1:]), ["加减分", told]])
    assert [each.name for each in made.adjustments] == ["独立主讲并中标的大型项目"]


def test_a_row_that_is_worth_what_all_others_are_together_is_their_total_whatever_it_is_called(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "评分标准", "得分"],
        ["交付", 60, "每延误一次扣5分，扣完为止", None],
        ["质量", 40, "每返工一次扣4分，扣完为止", None],
        ["岗位综合评价成绩", 100, None, None],
    ]
    made, _ = with_fates(tmp_path, rows)
    assert [each.item.name for each in made.indicators] == ["交付", "质量"]
    made, _ = with_fates(tmp_path, [*rows[:3], ["质量奖", 5, "加分", None], ["岗位考评成绩", 100, None, None]])
    assert "岗位考评成绩" not in [each.item.name for each in made.indicators]
    three: Rows = [["态度", 30], ["协作", 20], ["学习", 50]]  # no total, but half of a hundred
    made, _ = with_fates(tmp_path, [rows[0], *three])
    assert [each.points for each in made.indicators] == [30, 20, 50]


def test_what_its_own_cell_calls_an_addition_is_beside_the_points_which_are_the_most_that_it_adds(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["指标项", "分值", "加减分项", "考评方法", "考评值"],
        ["交付", 60, None, "未按计划交付扣分", "5分/次"],
        ["质量", 40, None, "返工扣分", "4分/次"],
        ["表扬信", 10, "加分项", "收到客户表扬信加分", "2分/次"],
        ["专利", 5, "加分项", "授权专利加分", "8分/次"],
        ["续费额", 6, "加分", "续费额/3万元*1分", None],
    ]
    made, _ = with_fates(tmp_path, rows)
    assert {each.item.name: each.points for each in made.indicators} == {"交付": 60, "质量": 40}
    told = {
        each.name: (each.content["rule"]["cap"], *each.content["rule"]["additions"].values())
        for each in made.adjustments
    }
    assert told == {"表扬信": (10, 2), "专利": (5, 8), "续费额": (6, 1)}
    assert {each.name: each.mark for each in made.adjustments} == {
        "表扬信": "assumed",
        "专利": "not_understood",  # 8 each time, of 5 at most
        "续费额": "assumed",
    }


def test_points_for_a_unit_in_a_cell_of_their_own_are_those_that_the_rule_takes_or_adds(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标类别", "指标项", "分值", "考评目的", "考评方法", "考评值", "信息来源"],
        ["业绩（60%）", "及时性", 60, "及时", "未按派工单时间扣分", "5分/次，扣完为止", "CRM"],
        [None, "验收", "加减分项", "满意", "一次验收未通过扣分，拿到意见加分", "5分/次", "报告"],
        ["综合（40%）", "总结", 40, "按时", "每月30日前交，晚一天扣分", "1分/天，扣完为止", "行政"],
        [None, "记录", "加分项", "数量", "收集客户意见加分", "2.5分/份", "意见"],
        [None, "投诉", "扣分项", "减少", "有效投诉扣分", "3分/次", "投诉单"],
    ]
    made, _ = with_fates(tmp_path, rows, "A2:A3", "A4:A6")
    assert [(each.item.name, each.points, each.mark) for each in made.indicators] == [
        ("及时性", 60, "understood"),
        ("总结", 40, "understood"),
    ]
    rules = [each.made.indicator["rule"] for each in made.indicators if each.made]
    assert [[*rule["deductions"].values()] for rule in rules] == [[5], [1]]
    found = {each.name: [*each.content["rule"]["additions"].values()] for each in made.adjustments}
    assert found == {"验收": [5, -5], "记录": [2.5], "投诉": [-3]}
    assert [each.mark for each in made.adjustments] == ["assumed", "understood", "understood"]


def test_a_veto_that_takes_pay_too_leaves_no_points_and_no_pay(tmp_path: Path) -> None:
    told = "备注：因操作失误造成业务中断的，当期绩效考核为零，取消当期奖金。"
    made, _ = with_fates(tmp_path, [*ITEMS, [told]])
    assert [each["effect"] for each in made.content["vetoes"].values()] == ["total_zero"]
    assert [each["name"] for each in made.content["vetoes"].values()] == ["因操作失误造成业务中断"]
    assert all("== 'yes'" in each["formula"] for each in made.content["pay"].values())
