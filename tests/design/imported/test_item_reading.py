"""The columns of one item go together: no target is lost, no figure of another scale is taken for points."""

import pytest

from presales_xl.design.imported.item_reading import ItemReading, indicators
from presales_xl.design.imported.recognised import Form, FormItem
from presales_xl.design.imported.source import Passage, Spot
from tests.backends.cohort import computed
from tests.design.sentences.test_drafted import compiled


def read(rule: str, target: str = "", unit: str = "") -> ItemReading:
    """Return an item of 20 points, or of 20 %, with a rule and a target."""
    targets = [Passage(target, Spot(row=2))] if target else []
    item = FormItem("回款", worth=20, unit=unit, rules=[Passage(rule, Spot(row=1))], targets=targets)
    [found] = indicators(Form("考核表", [item]))
    return found


def scored(found: ItemReading, *values: float) -> list[float]:
    assert found.made is not None
    return computed(compiled(found.made), [{"item_1_1": value} for value in values])["points.item_1"]


@pytest.mark.parametrize(
    "rule",
    [
        "实际÷目标×权重",
        "完成率×分值",
        "实际完成值/目标值×权重分",
        "得分=实际回款额/目标回款额×20",
        "按完成率计分",
        "按完成比例得分，最高100%",
    ],
)
def test_the_figure_in_the_column_of_targets_is_the_target(rule: str) -> None:
    found = read(rule, "500万元")
    assert found.mark == "assumed"
    assert found.made is not None and len(found.made.inputs) == 1
    assert found.made.inputs["item_1_1"]["unit"] == "万元"
    assert scored(found, 400, 900) == [16, 20]
    assert "assumed.target" in found.of_rule


def test_a_target_that_is_a_share_is_held_against_a_share() -> None:
    found = read("完成率×分值，低于60%不得分", "≥80%")
    assert scored(found, 0.6, 0.9, 0.4) == pytest.approx([15, 20, 0])
    assert found.made is not None and found.made.inputs["item_1_1"]["type"] == "rate"


def test_what_is_reached_or_not_is_held_against_the_target() -> None:
    assert scored(read("达到目标值得满分，否则不得分", "≥95%"), 0.95, 0.94) == [20, 0]
    assert scored(read("达标得满分，不达标不得分", "不超过3次"), 3, 4) == [20, 0]


def test_bands_of_completion_are_of_the_target() -> None:
    assert scored(read("完成率≥100%得20分，90%以上得15分，其余0分", "500万元"), 500, 450, 449) == [20, 15, 0]


@pytest.mark.parametrize("rule", ["完成目标得满分，否则不得分", "每次扣2分，扣完为止", "及时率≥90%得20分，其余不得分"])
def test_a_target_that_a_rule_does_not_take_in_is_told(rule: str) -> None:
    found = read(rule, "一季度100，二季度120")
    assert "assumed.target_left" in found.of_rule
    assert found.mark == "assumed"


def test_a_target_that_the_rule_repeats_is_not_told() -> None:
    assert read("及时率≥95%得20分，其余不得分", "≥95%").mark == "understood"


@pytest.mark.parametrize(
    "rule", ["半数以上得10分，不足半数不得分", "优秀(9-10分) 良好(7-8分) 差(0-6分)", "主管评定，酌情给0~10分"]
)
def test_points_of_another_scale_than_the_full_points_are_to_be_decided(rule: str) -> None:
    assert "open.best_differs" in read(rule).of_rule


def test_levels_up_to_10_points_at_a_weight_are_scaled_and_said() -> None:
    found = read("优秀(9-10分) 良好(7-8分) 差(0-6分)", unit="%")
    assert found.out_of == 10
    assert "assumed.scaled" in found.of_rule


def test_full_points_that_a_rule_states_for_itself_are_scaled_to_those_of_the_item_and_said() -> None:
    found = read("每处漏检扣2分，满分50分")
    assert found.out_of == 50
    assert "assumed.scaled" in found.of_rule


def test_what_is_earned_up_to_a_hundred_is_scaled_to_the_weight() -> None:
    assert read("每签1单得20分，最高100分", unit="%").out_of == 100
    assert read("按复购率与目标的比例计算得分，最高100分", "60%", unit="%").out_of == 100
    assert read("每次回访得1分，按实际完成量计分，满分50分").out_of == 50


def test_points_of_a_small_item_are_its_own_where_others_count_up_to_theirs() -> None:
    rated = FormItem("评估", worth=30, unit="%", rules=[Passage("优得100分；良得90分；差得0分", Spot(row=1))])
    banded = FormItem("观感", worth=5, unit="%", rules=[Passage("90%以上得5分；80%以上得3分；其余0分", Spot(row=2))])
    counted = FormItem("结算", worth=5, unit="%", rules=[Passage("漏报扣2分/次", Spot(row=3))])
    found = indicators(Form("考核表", [rated, banded, counted]))
    assert [each.out_of for each in found] == [100, None, None]


def test_more_of_a_rate_of_which_more_is_never_worse_costs_nothing_without_a_question() -> None:
    item = FormItem("交付合格率", worth=20, rules=[Passage("超过10%扣1分", Spot(row=1))])
    [found] = indicators(Form("考核表", [item]))
    assert "open.order" in found.of_rule


def test_a_limit_that_is_beyond_the_full_points_is_not_told_as_unused() -> None:
    found = read("每降低1%扣2分，最高扣30分", "≥95%")
    assert "assumed.more_than_full" in found.of_rule
    assert not [each for each in found.of_rule if each.startswith("assumed.unused")]


@pytest.mark.parametrize(
    ("rule", "about", "target"),
    [
        ("实际开户数/目标开户数*分值", "新开户6家", 6),
        ("实际销量÷销量任务×20", "本季销量任务300台", 300),
        ("实际增长率/增长率目标*分值", "客户增长率：8%", 0.08),
        ("实际签约额/计划签约额×权重", "全年签约目标为120万元", 120),
        ("实际毛利率/目标毛利率*分值", "完成利润目标9%", None),
        ("实际拜访数/目标拜访数*分值", "拜访每月不少于20次，每季60次", None),
    ],
)
def test_a_target_by_its_own_name_has_the_figure_that_the_description_states_of_it(
    rule: str, about: str, target: float | None
) -> None:
    item = FormItem("业绩", worth=20, rules=[Passage(rule, Spot(row=1))], abouts=[Passage(about, Spot(row=2))])
    [found] = indicators(Form("考核表", [item]))
    assert found.made is not None
    assert ("assumed.about" in found.of_rule) == (target is not None)
    assert len(found.made.inputs) == (1 if target else 2)
    assert target is None or scored(found, target, target / 2) == pytest.approx([20, 10])


@pytest.mark.parametrize(
    ("rule", "target"),
    [
        ("每降低10%扣1分，每增加20%加2分", "30万元以内"),
        ("每减少1%扣2分；每提高1%加1分", "不超过5万元"),
        ("每高1%扣2分，每低1%加1分", "≥95%"),
    ],
)
def test_steps_that_take_where_the_target_wants_it_and_give_where_not_are_asked(rule: str, target: str) -> None:
    assert "open.order" in read(rule, target).of_rule


@pytest.mark.parametrize(
    "rule",
    [
        "发货合格率基准为98%，每低1%扣2分；合格率之外每月投诉在1次以内，每超出一次扣5分",
        "一次合格率标准为100%，每低1%扣2分；返工≤2件，每超过1件扣3分",
    ],
)
def test_what_is_counted_beside_a_rate_is_entered_as_a_number(rule: str) -> None:
    found = read(rule)
    assert found.made is not None
    assert [said["type"] for said in found.made.inputs.values()] == ["rate", "number"]


def test_a_level_with_one_figure_above_ranges_is_the_best_of_them() -> None:
    found = read("优秀20分，良好15~18分，一般10~14分，差0~9分")
    assert found.made is not None and found.mark == "assumed"
    assert "assumed.gap:18分–20分" in found.of_rule
    assert [*found.made.indicator["rule"]["levels"].values()] == ["≥20", "≥15", "≥10", "else"]


def test_steps_in_per_cent_from_a_target_in_money_are_shares_of_it() -> None:
    found = read("每低1%扣1分，扣完为止", "500万元")
    assert "assumed.of_target" in found.of_rule
    assert scored(found, 500, 490, 300) == [20, 18, 0]


@pytest.mark.parametrize(("rule", "target"), [("目标/实际×分值", "30天"), ("按比例得分", "≤3%"), ("每低1%扣1分", "98")])
def test_a_target_of_which_a_share_would_say_the_contrary_is_not_taken_for_one(rule: str, target: str) -> None:
    found = read(rule, target)
    assert {"assumed.target_left", "open.order", "open.relative"} & {*found.of_rule}


@pytest.mark.parametrize(
    ("rule", "target", "reached", "missed"),
    [
        ("按实际优化次数计算，每少1次扣2分，最高扣10分", "每月至少优化10次", 10, 9),
        ("每少5个扣2分，扣完为止", "100个", 100, 95),
        ("每多1个扣2分", "不超过5个", 5, 6),
        ("每低10通扣2分", "日均120通", 120, 110),
        ("每超过10分钟扣2分", "90分钟内响应并解决", 90, 100),
        ("每超1小时扣2分", "24小时内", 24, 25),
        ("完成目标篇数得满分，每少1篇扣2分", "6篇/季度", 6, 5),
    ],
)
def test_steps_of_counts_and_minutes_begin_at_the_target(rule: str, target: str, reached: float, missed: float) -> None:
    found = read(rule, target)
    assert scored(found, reached, missed) == [20, 18]
    assert found.mark == "assumed" and "assumed.target" in found.of_rule


def test_a_share_of_what_is_beyond_a_target_is_what_the_steps_behind_it_say_and_never_sure() -> None:
    found = read("超过部分按比例扣分，每超出1%扣0.5分", "不超过总工单时长的10%")
    assert scored(found, 0.1, 0.12) == [20, 19]
    assert found.rule_mark == "assumed"


def test_a_share_beside_what_each_time_costs_is_never_taken_together_with_it() -> None:
    assert read("按完成比例得分，每投诉1次扣0.5分", "100%").rule_mark != "understood"


def test_what_is_short_of_a_target_that_cannot_be_told_is_never_sure() -> None:
    found = read("每少1次扣2分，最高扣10分", "每周10次，每月20次")
    assert found.rule_mark == "assumed" and "assumed.target_left" in found.of_rule


def test_a_target_of_0_is_no_standard_from_which_faults_would_have_to_fall() -> None:
    assert scored(read("每出现1单差错扣2分，3单及以上该项不得分", "0单"), 0, 1, 2, 3) == [20, 18, 16, 0]


def test_below_the_target_there_is_nothing_and_above_it_all_but_not_below_another_bound() -> None:
    assert scored(read("低于95%不得分", "95%"), 0.95, 0.94) == [20, 0]
    other = read("低于95%不得分", "98%")
    assert other.rule_mark == "not_understood" and "open.rest" in other.of_rule


def test_a_date_is_no_number_of_days_that_steps_begin_at() -> None:
    assert scored(read("每超1天扣2分", "12月25日前"), 0, 1) == [20, 18]


@pytest.mark.parametrize("led", ["描述是否清晰、语言是否规范", "主要评价描述是否清晰："])
def test_a_level_behind_a_line_that_introduces_it_keeps_its_own_name(led: str) -> None:
    found = read(f"{led}\nA（优秀）：20分\nB（良好）：16分\nC（一般）：8分\nD（差）：0分")
    assert found.made is not None
    assert [*found.made.choices.values()] == ["A（优秀）", "B（良好）", "C（一般）", "D（差）"]


def test_mutual_ratings_are_those_of_peers() -> None:
    found = read("由项目组成员互评，取平均分")
    assert found.made is not None
    assert found.made.indicator["rule"] == {"kind": "rating", "raters": {"peer": 1.0}}


def test_an_item_with_the_same_rule_as_the_one_above_it_has_that_rule() -> None:
    above = FormItem("研发进度", worth=10, rules=[Passage("延期1天扣2分", Spot(row=1))])
    below, further = (
        FormItem(name, worth=20, rules=[Passage("同上。", Spot(row=row))]) for row, name in ((2, "样机"), (3, "试产"))
    )
    first, *others = indicators(Form("考核表", [above, below, further]))
    assert "assumed.as_above" not in first.of_rule
    for number, found in enumerate(others, 2):
        assert "assumed.as_above" in found.of_rule and found.made is not None
        assert computed(compiled(found.made), [{f"item_{number}_1": 3}])[f"points.item_{number}"] == [14]


def test_a_target_that_only_the_description_states_is_the_standard() -> None:
    item = FormItem(
        "交付率",
        worth=20,
        rules=[Passage("比计划值每低1%扣2分，扣完为止", Spot(row=1))],
        abouts=[Passage("指按期交付的情况，计划值为95%", Spot(row=2))],
    )
    [found] = indicators(Form("考核表", [item]))
    assert scored(found, 0.95, 0.92) == [20, 14]
    assert "assumed.about" in found.of_rule


def test_points_in_another_column_than_the_target_are_the_rule() -> None:
    item = FormItem(
        "合格率",
        worth=20,
        rules=[Passage("合格率为99%", Spot(row=1))],
        abouts=[Passage("合格率大于99%得20分\n合格率为95%-99%得10分\n合格率低于95%得0分", Spot(row=2))],
    )
    [found] = indicators(Form("考核表", [item]))
    assert found.rule_mark == "assumed" and scored(found, 0.995, 0.96, 0.94) == [20, 10, 0]


def test_what_is_beyond_a_target_of_another_column_costs_points_each() -> None:
    assert scored(read("实际停线次数超过目标值，每次扣2分", "不超过5次"), 5, 7) == [20, 16]


@pytest.mark.parametrize(
    ("rule", "counted", "points"),
    [
        ("水量每超过2立方，电量每超过10度扣5分，扣完为止", (3, 25), 5),
        ("水量每超过2立方、电量每超过10度、燃气每超过5方扣3分，扣完为止", (3, 25, 4), 11),
    ],
)
def test_steps_of_several_things_that_take_the_same_are_counted_apart(
    rule: str, counted: tuple[float, ...], points: float
) -> None:
    found = read(rule)
    assert found.made is not None
    entries = dict(zip(found.made.inputs, counted, strict=True))
    assert computed(compiled(found.made), [entries])["points.item_1"] == [points]


def test_a_figure_that_only_the_limits_of_an_entry_have_is_told_to_be_unused() -> None:
    found = read("按完成率计分，其中会员卡占10%，充值占50%")
    assert found.mark != "understood"
    assert any("50%" in remark for remark in found.of_rule)


def test_a_target_told_off_something_else_is_no_figure_of_what_is_measured() -> None:
    found = read("每超出1%扣2分", "低于去年5%")
    assert "open.standard" in found.of_rule


def test_steps_told_behind_a_share_of_what_lacks_say_how_it_counts() -> None:
    found = read("实际提升率低于目标值部分按比例扣分，每低1%扣2分，扣完为止", "提升5%")
    assert scored(found, 0.05, 0.03) == [20, 16]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("标准为90%，每提高1%加1分，低于80%不得分", {"full_to_zero", "no_cap"}),
        ("≥90%得满分，每提高1%加1分，低于80%不得分", {"gap:80%–90%", "no_cap"}),
        ("标准为3%，每降低1%加1分，最高加3分", {"nothing_above"}),
        ("每次分享加2分", {"from_zero", "added_to_full"}),
        ("每次分享加2分，最多加20分", {"from_zero"}),
        ("每次分享得2分，最多得20分", set()),
        ("全部完成得20分，完成70%-80%得6分，70%以下得0分", {"gap:80%–100%"}),
        ("签约额高于上季度得20分，低于上季度得0分", {"level_equal"}),
    ],
)
def test_what_a_rule_leaves_open_is_told_with_what_is_taken_for_it(rule: str, told: set[str]) -> None:
    found = read(rule)
    unsaid = ("full_to_zero", "no_cap", "nothing_above", "from_zero", "added_to_full", "gap", "level_equal")
    remarks = {each.removeprefix("assumed.") for each in found.of_rule}
    assert {each for each in remarks if each.startswith(unsaid)} == told
    assert found.rule_mark == "assumed" or not told


def test_shares_of_full_points_that_are_not_stated_are_not_made_up_from_another_level() -> None:
    item = FormItem("调研", rules=[Passage("出色得100%分值，完成得80%分值，部分完成30分值，未做0分", Spot(row=1))])
    [found] = indicators(Form("考核表", [item]))
    assert (found.points, found.of_points) == (None, ("open.no_points",))


def test_bands_that_give_more_than_the_full_points_are_kept_and_scaled_and_the_contradiction_is_told() -> None:
    found = read("采纳率≥90%，得25分；80%-90%，得15分；<80%，得10分")
    assert found.out_of == 25
    assert scored(found, 0.9, 0.8, 0.5) == [25, 15, 10]
    assert "assumed.above_points" in found.of_rule
    assert found.mark == "assumed"


def test_an_item_that_is_called_by_its_calculation_keeps_the_name_alone() -> None:
    item = FormItem("拜访率=实际拜访数（家）/计划拜访数（家）", worth=20, rules=[Passage("按完成率计分", Spot(row=1))])
    [found] = indicators(Form("考核表", [item]))
    assert found.item.name == "拜访率"


def test_a_time_that_is_within_two_of_what_is_counted_is_told() -> None:
    found = read("延迟1~3天扣2分/次；延迟3~10天（含）以上扣5分/次/项")
    assert found.made is not None and found.made.indicator["rule"]["kind"] == "deduct"
    assert "assumed.two_levels:3" in found.of_rule


def test_a_sum_of_what_takes_from_a_hundred_keeps_its_hundred_beside_a_weight() -> None:
    rules = [
        "1、迟到，每次扣5分\n2、月请假次数达2次扣3分，2次以上的扣6分，旷工每次扣10分",
        "1、操作失误扣2分\n2、违反规程，一次扣5分",
    ]
    whole = Passage("100分", Spot(row=3))
    items = [
        FormItem(name, worth=50, unit="%", rules=[Passage(rule, Spot(row=row))], others=[whole])
        for row, (name, rule) in enumerate(zip(("态度", "操作"), rules, strict=True), 1)
    ]
    found = indicators(Form("考核表", items))
    assert [each.out_of for each in found] == [100, 100]
    assert found[0].made is not None
    assert "<2" in (bands := found[0].made.indicator["rule"]["parts"]["part_1"]["bands"])
    assert bands["<2"] == 100


def test_a_target_with_the_number_of_points_taken_is_still_told_where_the_rule_does_not_take_it_in() -> None:
    found = read("每发生1次重大故障扣2分，最低扣至0分", "全年不超过2次")
    assert "assumed.target_left" in found.of_rule


def test_a_target_of_none_says_no_more_than_what_each_costs() -> None:
    assert read("每次异常扣5分，扣完为止", "0").rule_mark == "understood"


def test_a_formula_above_bands_is_none_of_the_sentence_below_it_and_asks_how_both_go_together() -> None:
    found = read("实际回款/回款任务*分值\n完成85%则得满分，完成率低于85%扣5分，低于70%扣10分，低于60%不得分")
    assert found.rule_mark == "not_understood"


def test_the_days_of_a_period_are_no_unit_of_what_is_counted() -> None:
    found = read("1、以月为单位周期计算，即从每月的1日至31日止\n2、每超过目标值1次扣3分", "≤1次")
    assert scored(found, 1, 3) == [20, 14]
    assert found.rule_mark == "assumed"


def test_a_ratio_of_two_that_a_sentence_compares_is_the_score() -> None:
    found = read("实际上缴金额小于应上缴金额的，其比率作为考核分值")
    assert found.made is not None
    assert [said["name"] for said in found.made.inputs.values()] == ["实际上缴金额", "应上缴金额"]
    assert computed(compiled(found.made), [{"item_1_1": 80, "item_1_2": 100}])["points.item_1"] == [16]


def test_a_count_with_its_points_in_brackets_is_a_level_and_more_of_it_the_next() -> None:
    found = read("未开户（0分）\n1户（15分）\n1户以上（20分）")
    assert scored(found, 0, 1, 2) == [0, 15, 20]


def test_what_is_required_in_words_alone_is_rated_though_efficiency_is_no_rate() -> None:
    item = FormItem("执行能力", worth=20, abouts=[Passage("准确性、效率、计划和组织", Spot(row=1))])
    [found] = indicators(Form("考核表", [item]))
    assert found.of_rule == ("assumed.rated",)


@pytest.mark.parametrize(
    ("rule", "scores"),
    [
        ("每增长1%计1分，每下降1%扣1分", [20, 23, 18]),
        ("每增长1%加1分", [0, 3, 0]),
        ("每提高1%得1分，最高15分", [0, 3, 0]),
    ],
)
def test_a_change_by_its_name_starts_from_0_and_is_not_held_against_the_change_before(
    rule: str, scores: list[float]
) -> None:
    [found] = indicators(Form("考核表", [FormItem("同比销量增长率", worth=20, rules=[Passage(rule, Spot(row=1))])]))
    assert found.made is not None and len(found.made.inputs) == 1
    assert scored(found, 0, 0.03, -0.02) == scores


def test_steps_from_nothing_that_give_all_long_before_the_target_are_asked() -> None:
    assert "open.best_differs" in read("每1%为1分", "90%").of_rule
    assert scored(read("每10%得4分", "50%"), 0.5) == [20]


@pytest.mark.parametrize(
    ("name", "target", "rule"),
    [
        ("客户满意度", ">4.5/5", "根据客户反馈评分，每提高0.1分得2分，最高30分"),
        ("问题解决效率", "平均解决时间4小时", "每提前完成1小时得2分，最高20分"),
        ("响应时间", "30分钟以内响应", "每缩短5分钟得1分，最高10分"),
        ("合格率", "", "每提高1%得2分，最高10分"),
    ],
)
def test_steps_by_which_something_gets_better_never_begin_at_nothing_but_are_asked(
    name: str, target: str, rule: str
) -> None:
    asked = {"open.at_target", "open.standard", "open.combined"}
    targets = [Passage(target, Spot(row=2))] if target else []
    item = FormItem(name, worth=10, rules=[Passage(rule, Spot(row=1))], targets=targets)
    [told] = indicators(Form("考核表", [item]))
    assert told.mark == "not_understood"
    assert asked & {*told.of_rule}


@pytest.mark.parametrize(
    "rule",
    [
        "每完成1场得3分，超出部分每场加1分，不足部分每场减1分，最低得0分",
        "每完成1个得5分，超出部分每1个加2分，不足部分每1个减2分",
    ],
)
def test_what_is_earned_by_each_and_taken_for_each_that_lacks_is_asked(rule: str) -> None:
    assert {"open.combined", "open.order"} & {*read(rule, "10场").of_rule}


@pytest.mark.parametrize("rule", ["实际次数/计划次数*100%", "执行率=实际执行数÷计划执行数×100%"])
def test_a_rate_without_a_word_of_points_is_a_share_of_the_full_points_that_is_told(rule: str) -> None:
    found = read(rule)
    assert found.made is not None and "assumed.mere_rate" in found.of_rule
    assert computed(compiled(found.made), [{"item_1_1": 3, "item_1_2": 4}])["points.item_1"] == [15]


@pytest.mark.parametrize(("rule", "target"), [("差错数/总数*100%", ""), ("回款/应收*100%", "95%"), ("销售额/人数", "")])
def test_a_rate_of_which_less_is_better_or_with_a_target_or_of_another_kind_is_asked(rule: str, target: str) -> None:
    assert read(rule, target).mark == "not_understood"


@pytest.mark.parametrize(
    "rule",
    [
        "达到或超过计划得满分，未达目标得分=∑实际额÷∑计划额×本项分值\n注：毛利率=（收入—成本）÷收入×100%",
        "完成或超额完成目标得满分；未完成的，按实际额÷计划额×分值计算",
        "达成计划得满分，否则得分=实际额/计划额×20",
    ],
)
def test_all_points_for_a_plan_that_is_met_are_the_cap_of_the_share_that_others_get(rule: str) -> None:
    found = read(rule, "按当期计划")
    assert found.made is not None and found.mark != "not_understood"
    people = [{"item_1_1": actual, "item_1_2": 100} for actual in (50, 100, 130)]
    assert [*computed(compiled(found.made), people)["points.item_1"]] == [10, 20, 20]


def test_what_is_beyond_a_plan_and_beside_it_in_the_other_direction_is_asked() -> None:
    kept = "控制在目标值内得满分，超过目标得分=[1—（实际费用率—目标费用率）÷目标费用率]×本项分值"
    found = read(kept, "按当期计划")
    assert found.made is not None and "assumed.no_floor" in found.of_rule
    assert read(kept.replace("超过目标得分", "未达目标得分"), "按当期计划").mark == "not_understood"


@pytest.mark.parametrize(
    "each", ["每份满分10分，最高20分", "每份文档最高10分，总分20分为满分", "每份不超过10分，累计不超过20分"]
)
def test_what_is_rated_one_by_one_up_to_some_points_is_summed_up_to_all_of_them(each: str) -> None:
    found = read(f"根据完整性评分，{each}", "编写1份")
    assert found.made is not None and {"assumed.each_within", "assumed.short_of_full:10"} <= {*found.of_rule}
    people = [{"item_1_1": count, "item_1_2": total} for count, total in ((1, 15), (2, 15), (3, 30))]
    assert [*computed(compiled(found.made), people)["points.item_1"]] == [10, 15, 20]


def test_limits_of_several_cases_are_asked_how_they_make_one_score() -> None:
    rule = "严重事件1小时内响应得满分，每延迟15分钟扣5分；一般事件2小时内响应得满分，每延迟30分钟扣5分"
    assert read(rule).of_rule == ("open.kinds",)


def test_an_example_that_gives_less_than_all_at_the_target_is_asked() -> None:
    rule = "按{}与目标值的比例计分，例如：{}100%得满分，{}80%得80分，以此类推"
    assert "open.example" in read(rule.replace("{}", "复购率"), "80%", "%").of_rule
    assert "open.example" not in read(rule.replace("{}", "目标完成率"), "80%", "%").of_rule


def test_levels_by_number_in_a_description_that_end_with_points_are_levels_of_these() -> None:
    levels = Passage("1级：有意识但无行动5\n2级：主动学习10\n3级：学以致用20", Spot(row=1))
    [found] = indicators(Form("考核表", [FormItem("学习力", worth=20, abouts=[levels])]))
    assert found.made is not None
    assert [*found.made.indicator["rule"]["points"].values()] == [5, 10, 20]
    bare = Passage("1级：有意识但无行动\n2级：主动学习\n3级：学以致用", Spot(row=1))
    [found] = indicators(Form("考核表", [FormItem("学习力", worth=20, abouts=[bare])]))
    assert found.made is None or found.made.indicator["rule"]["kind"] == "rating"


def test_levels_that_go_on_nobody_says_how_are_asked() -> None:
    assert "open.rest" in read("首页20分，第二页15分，第三页10分，依此类推").of_rule


def test_how_far_something_is_off_that_is_better_the_less_there_is_of_it_is_asked_on_which_side() -> None:
    item = FormItem(
        "平均交付周期",
        worth=20,
        rules=[Passage("实际周期与目标值的差值，按每差1天扣5%得分", Spot(row=1))],
        targets=[Passage("15天", Spot(row=2))],
    )
    [found] = indicators(Form("考核表", [item]))
    assert "open.order" in found.of_rule


def test_a_delay_that_leaves_nothing_is_counted_from_the_target_as_the_steps_are() -> None:
    found = read("每延期1天扣2分，延期5天以上不得分", "3天")
    assert scored(found, 3, 5, 7, 8) == [20, 16, 12, 0]
    assert "assumed.off_target" in found.of_rule


@pytest.mark.parametrize("target", ["", "90%"])
def test_what_the_target_gives_is_kept_whether_or_not_a_column_states_it(target: str) -> None:
    found = read("达到90%得16分，每增加1%加0.5分，低于90%不得分，最高20分", target)
    assert scored(found, 0.9, 0.92, 0.89) == [16, 17, 0]
    assert "open.full_points" in read("达到90%得16分，每低1%扣0.5分", target).of_rule
    assert "open.rest" in read("达到90%得16分，每增加1%加0.5分", target).of_rule


def test_steps_of_a_thousandth_are_not_told_as_left_out() -> None:
    found = read("出错率在1‰以内得20分，每增加0.5‰扣2分")
    assert not [each for each in found.of_rule if each.startswith("assumed.unused")]


def test_a_target_with_a_sign_and_no_unit_is_the_standard() -> None:
    found = read("每低于目标值10%扣1分", "平均每篇阅读量/播放量≥4000")
    assert scored(found, 4000, 3600) == [20, 19]


def test_what_is_held_against_a_target_in_ten_thousands_is_entered_in_these() -> None:
    found = read("每低10%扣2分", "曝光量达到100万次")
    assert found.made is not None and found.made.inputs["item_1_1"]["unit"] == "万次"
    assert scored(found, 100, 80) == [20, 16]


def test_additions_beyond_the_full_points_are_told() -> None:
    assert "assumed.beyond_full" in read("每个认证加5分，最多加30分").of_rule
    assert "assumed.beyond_full" not in read("每个认证加5分，最多加15分").of_rule


def test_the_most_that_is_deducted_is_the_full_points_that_a_rule_states_for_itself() -> None:
    assert read("每延迟1天扣2分，扣分上限为该指标满分15分").out_of == 15


def test_a_long_sentence_that_says_what_is_rated_is_a_rating_out_of_its_own_full_points() -> None:
    found = read("根据方案的创新性、完整性以及与客户需求和行业定位的契合程度评分，满分100分")
    assert found.out_of == 100 and found.made is not None
    assert found.made.indicator["rule"]["kind"] == "rating"


def test_lines_that_each_give_from_to_are_levels_whatever_their_figures_say() -> None:
    found = read("满意度达到目标值，得16-20分\n满意度在目标值上下浮动5%以内，得11-15分\n满意度为0，得0-10分")
    assert found.made is not None and found.rule_mark == "assumed"
    assert [*found.made.indicator["rule"]["levels"].values()] == ["≥16", "≥11", "else"]


@pytest.mark.parametrize(
    ("rows", "bands"),
    [
        ([("0", "20"), ("1", "10"), ("≥2", "0")], {"≤0": 20, "≤1": 10, "else": 0}),
        ([("≤1", "20"), ("2", "10"), ("3以上", "0")], {"≤1": 20, "≤2": 10, "else": 0}),
        ([("5", "20"), ("4", "16"), ("<4", "0")], {"≥5": 20, "≥4": 16, "else": 0}),
        ([("<4", "0"), ("4", "16"), ("5", "20")], {"≥5": 20, "≥4": 16, "else": 0}),
    ],
)
def test_bare_counts_in_rows_beside_a_bound_are_levels_too(
    rows: list[tuple[str, str]], bands: dict[str, float]
) -> None:
    spots = [
        (Passage(need, Spot(row=number)), Passage(gives, Spot(row=number, column=2)))
        for number, (need, gives) in enumerate(rows, 1)
    ]
    [found] = indicators(Form("考核表", [FormItem("差错", worth=20, rows=spots)]))
    assert found.made is not None and found.made.indicator["rule"]["bands"] == bands


def test_a_target_that_is_so_much_below_the_budget_is_that_share_of_the_budget() -> None:
    found = read("每超出1%扣2分，扣完为止", "低于预算5%")
    assert scored(found, 0.95, 0.97, 0.9) == [20, 16, 20]
    assert {"assumed.target", "assumed.of_budget"} <= {*found.of_rule}


def test_a_ratio_of_what_is_done_to_all_of_it_in_the_place_of_a_name_is_a_share_that_is_told() -> None:
    def ratio(name: str) -> ItemReading:
        [found] = indicators(Form("考核表", [FormItem(name, Passage(name, Spot(row=1)), worth=20)]))
        return found

    for name in ("实到人数/应到人数", "季度计划完成率，按实际完成率换算：（实际完成数/计划项数）"):
        found = ratio(name)
        assert found.made is not None and found.made.indicator["rule"]["kind"] == "target_ratio"
        assert "assumed.share_in_name" in found.of_rule
    assert found.item.name == "季度计划完成率"
    spent = ratio("实际费用/计划费用")  # of which less is better: somebody rates it
    assert spent.made is not None and spent.made.indicator["rule"]["kind"] == "rating"


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("开庭前3个工作日完成阅卷，每延误1次扣4分", "开庭前3个工作日完成阅卷（延误）"),
        ("出发前2天确认行程，提交名单，每次未做到扣4分", "出发前2天确认行程，提交名单（未做到）"),
        ("收件后2日内归档，每发现一次扣3分", "收件后2日内归档（未做到）"),
        ("每周一10点前提交计划，一次扣2分", "每周一10点前提交计划（未做到）"),
        ("盘点后1天内登记，每1次不及时扣2分", "盘点后1天内登记（不及时）"),
        ("6小时内回复，每超时1次扣2分", "6小时内回复（超时）"),
        ("当天整理单据，每份扣1分", "当天整理单据（未做到）"),
        ("遵守值班制度，每次扣3分", "遵守值班制度（未做到）"),
        ("供应商来函，每次扣3分", "供应商来函"),
        ("客户退货，每次扣3分", "客户退货"),
        ("晚交报告，每次扣3分", "晚交报告"),
    ],
)
def test_what_costs_points_is_named_by_what_was_not_done_and_not_by_what_is_to_be(rule: str, name: str) -> None:
    found = read(rule)
    assert found.made is not None
    assert [said["name"] for said in found.made.inputs.values()] == [name]
