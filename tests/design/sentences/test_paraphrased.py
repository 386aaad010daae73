"""What companies write in words of their own is read as what the grammar knows, with no figure added or lost."""

import re
from typing import Any

import pytest

from presales_xl.design.sentences.cell import CellReading, read
from presales_xl.design.sentences.paraphrased import in_plain_terms

#: Steps from a standard.
STEPS: dict[str, object] = {"kind": "standard_steps", "of": "", "floor": 0}


def reading(text: str, points: float = 10) -> CellReading:
    return read(in_plain_terms(text), points=points)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("目标值4次；比目标值多1次扣2分", {"standard": 4, "over_step": 1, "per_over": -2}),
        ("目标值4次；超出目标值1次扣2分", {"standard": 4, "over_step": 1, "per_over": -2}),
        ("目标值96%；低于目标1个百分点扣0.5分", {"standard": 0.96, "short_step": 0.01, "per_short": 0.5}),
        ("目标值2%，高于目标0.1%的扣1分", {"standard": 0.02, "over_step": 0.001, "per_over": -1}),
        ("≥93%视为达标，若低于93%则为不达标；每降低1%扣2分", {"standard": 0.93, "short_step": 0.01, "per_short": 2}),
        ("标准为95%，每低1%扣2分，最高扣至该指标得分为0", {"standard": 0.95, "short_step": 0.01, "per_short": 2}),
        (
            "标准为95%，每低1%扣2分（不足1%的不扣分）",
            {"standard": 0.95, "short_step": 0.01, "per_short": 2},
        ),
        (
            "标准为2%，每超0.5%扣1分，不足0.5%的不计",
            {"standard": 0.02, "over_step": 0.005, "per_over": -1},
        ),
    ],
)
def test_what_is_off_a_target_costs_so_much_a_step(text: str, rule: dict[str, object]) -> None:
    found = reading(text)
    assert found.rule == STEPS | rule
    assert found.mark == "assumed"


def test_several_bounds_off_a_target_are_no_steps() -> None:
    text = "低于目标1%扣2分，低于目标3%扣6分"
    assert in_plain_terms(text) == text


@pytest.mark.parametrize(
    ("text", "points", "rule"),
    [
        ("好评一次+1分，差评一次-2分，最多±4分", 10, {"cap_added": 4, "cap_deducted": 4}),
        ("漏接一次扣2分，扣满即止", 10, {"deductions": {"漏接": 2}}),
        ("扣分项一次一分，扣满即止", 5, {"deductions": {"": 1}}),
        ("归档不完整、漏填编号。扣2分/次；遗失扣，3分/份", 10, {"deductions": {"归档不完整、漏填编号": 2, "遗失": 3}}),
        (
            "漏项一件扣去三分；错项一件扣除掉1分，延误一次扣分两分",
            10,
            {"deductions": {"漏项": 3, "错项": 1, "延误": 2}},
        ),
        (
            "停机超过4小时认定为重大故障，每次扣5分；漏电率大于3%定义为次品，一批扣出二分",
            10,
            {"deductions": {"重大故障": 5, "次品": 2}},
        ),
        (
            "色差大于1%小于4%，称为轻微不良，轻微不良一箱扣1分，大于4%即为严重不良，严重不良扣三分",
            10,
            {"deductions": {"轻微不良": 1, "严重不良": 3}},
        ),
        ("破损率超过2%判定为不合格，一台扣0.5分", 10, {"deductions": {"不合格": 0.5}}),
        ("来访等候>10min扣1分/次；错登1次扣2分", 10, {"deductions": {"来访等候>10分钟": 1, "错登": 2}}),
        ("20秒内未接听1次扣1分；转接错误1次扣2分", 10, {"deductions": {"20秒内未接听": 1, "转接错误": 2}}),
        ("初检每项每延误半天扣2分，未记录每项扣1分", 10, {"deductions": {"初检延误": 2, "未记录": 1}}),
        (
            "软著登记1项得2分、授权专利1项得6分；获奖1项得4分",
            10,
            {"additions": {"软著登记": 2, "授权专利": 6, "获奖": 4}},
        ),
        (
            "每节约2万元加0.5分，每超支2万元扣1分",
            10,
            {"deductions": {"超支（万元）": 1}, "additions": {"节约（万元）": 0.5}},
        ),
    ],
)
def test_what_is_counted_is_counted_in_other_words_too(text: str, points: float, rule: dict[str, object]) -> None:
    found = reading(text, points)
    assert {key: found.rule[key] for key in rule} == rule
    assert found.mark != "not_understood"


@pytest.mark.parametrize(
    ("text", "deducted", "barring"),
    [
        ("迟交一次扣1分；当月连续迟交3次扣4分", {"迟交": 1, "当月连续迟交3次": 4}, None),
        ("按期归档，否则该项得分为0；资料每缺一份扣1分", {"资料缺": 1}, "未做到按期归档"),
        ("1.数据准确无误，否则为0分\n2.迟交一天扣2分", {"迟交": 2}, "未做到数据准确无误"),
        ("全厂完好率应达到95%，达不到该标准的计零分；台账缺一项扣1分", {"台账缺": 1}, "全厂完好率未达标准"),
        (
            "员工出勤率达到100%，得满分，早退一次，扣1分(2次及以内)\n累计早退两次以上者，该项得分为0",
            {"早退": 1},
            "累计早退 >2",
        ),
        ("断料1次扣5分，当月连续2次断料，本项不得分", {"断料": 5}, "当月连续2次断料"),
        ("发生死亡事故，安全考核分清零；发生一起轻伤事故，扣4分", {"轻伤事故": 4}, "发生死亡事故"),
    ],
)
def test_what_happens_again_and_again_is_no_number_of_the_same_count(
    text: str, deducted: dict[str, float], barring: str | None
) -> None:
    found = reading(text)
    assert found.rule["deductions"] == deducted
    assert found.rule.get("zero_when") == barring
    assert found.mark == "assumed"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("客户评分为4分，未达到此标准者，为0分", {"kind": "bands", "of": "客户评分", "bands": {"<4": 0, "else": 10}}),
        ("在规定日期内上交，未按规定日期交者，为0分\n评审得分为3分，未达到该标准者为0分", {"kind": "all_or_nothing"}),
        ("准时到岗，否则为0分", {"kind": "all_or_nothing"}),
    ],
)
def test_below_what_has_to_be_there_is_nothing_and_else_all_points(text: str, rule: dict[str, object]) -> None:
    found = reading(text)
    assert {key: found.rule[key] for key in rule} == rule
    assert found.rule.get("points", 10) == 10 and found.mark != "not_understood"


def test_what_lasts_for_months_leaves_nothing_beside_what_one_month_costs() -> None:
    found = reading("连续两个月低于85分的，本项不得分；单月低于85分扣4分")
    assert found.rule == {
        "kind": "bands",
        "of": "单月",
        "bands": {"≥85": 10, "else": 6},
        "zero_when": "连续两个月低于85分",
    }
    alone = reading("连续3个月未达标的，本项不得分")
    assert alone.rule["unless"] == "连续3个月未达标"


def test_faults_with_bare_points_are_deducted_and_no_levels() -> None:
    found = reading("反馈不及时3分；未反馈造成损失的10分")
    assert found.rule["deductions"] == {"反馈不及时": 3, "未反馈造成损失": 10}
    assert "assumed.sign" in found.told


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("≥98%：100；98%>且≥95%：80；95%>且≥90%：60；<90%：0", {"≥0.98": 100, "≥0.95": 80, "≥0.9": 60, "else": 0}),
        ("≤20：100；20＜/≤40：70；40＜：0", {"≤20": 100, "≤40": 70, "else": 0}),
        ("延误1天70分；延误2天以上0分", {"<1": 100, "≤1": 70, "else": 0}),
    ],
)
def test_bare_numbers_behind_bounds_are_what_these_give(text: str, table: dict[str, object]) -> None:
    assert reading(text, 100).rule["bands"] == table


def test_bare_ranges_behind_bounds_are_levels() -> None:
    found = reading("X≥97% 90-100；95%≤X<97% 80-89；X<95% 0-79", 100)
    assert found.rule["levels"] == {"X≥97%": "≥90", "95%≤X<97%": "≥80", "X<95%": "else"}


def test_changes_of_a_base_go_the_way_they_say() -> None:
    found = reading(
        "实际=目标，得100分。每超过目标5%，在100分基础上增加4分，最高120分；每低于目标5%，在100分基础上降低6分", 100
    )
    assert (found.rule["per_over"], found.rule["per_short"]) == (4, 6)
    based = reading("以30分为基数，当月未出现差错为30分，提出改进的加2分，差错扣3分/次", 40)
    assert based.rule["parts"] == [
        {"kind": "formula", "formula": "30"},
        {"kind": "deduct", "deductions": {"差错": 3}, "additions": {"提出改进": 2}, "cap": 10},
    ]


def test_a_line_that_begins_nobody_says_where_is_asked() -> None:
    found = reading(
        "=目标值，得100分；每超过目标值5%，加10分，最高120分；<目标值的70%，不得分；其余按线性关系计算", 100
    )
    assert "open.rest" in found.told


@pytest.mark.parametrize(
    "text",
    [
        "每月抽查8台设备，核查是否建账，发现一台未建账扣2分",
        "离岗半年以上的员工未复训的扣2分",
        "奖励1次加2分，处分1次扣4分",
    ],
)
def test_figures_that_only_tell_which_are_none_of_the_rule(text: str) -> None:
    found = reading(text)
    assert found.mark == "assumed"
    assert 2 in {*_changes(found.rule)}


def _changes(rule: Any) -> list[float]:
    return [each for side in ("deductions", "additions") for each in rule.get(side, {}).values()]


@pytest.mark.parametrize(
    "text", ["比目标值多1次扣3分", "15分钟内未到1次扣1分", "以30分为基数，差错扣3分/次", "最多±5分"]
)
def test_a_paraphrase_has_the_figures_of_the_text(text: str) -> None:
    assert {*re.findall(r"\d+", in_plain_terms(text))} >= {*re.findall(r"\d\d|[2-9]", text)}
    assert {*re.findall(r"\d+", in_plain_terms(text))} <= {*re.findall(r"\d+", text)}


def test_what_lasts_for_months_is_asked_where_nothing_known_follows() -> None:
    assert reading("连续三个月低于60分的，绩效工资另行核定").mark == "not_understood"


def test_a_place_and_what_stands_above_are_no_bounds() -> None:
    found = reading("未做好市场内设备的保养，扣2分/次；以上各项扣完为止")
    assert found.rule["deductions"] == {"未做好市场内设备的保养": 2}


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("发生1次扣3分，发生2次及以上扣8分", {"<1": 10, "≤1": 7, "else": 2}),
        ("发生一次漏检则扣掉全部10分，扣完为止", {"≥1": 0, "else": 10}),
    ],
)
def test_times_with_deductions_of_their_own_are_bands(text: str, bands: dict[str, object]) -> None:
    assert reading(text).rule["bands"] == bands


def test_nothing_is_left_from_so_many_times_on_each_of_which_costs() -> None:
    found = reading("出现1次错误，减2分；出现4次，该项得分为0")
    assert found.rule["deductions"] == {"错误": 2}
    assert found.rule["zero_when"] == "≥4"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("达成率100%以上9~10分；达成率在95%~99%6~8分；达成率低于95%0~5分", ["≥9", "≥6", "else"]),
        ("零差错9~10分；有一次差错但无影响6~8分；有两次以上差错0~5分", ["≥9", "≥6", "else"]),
        ("次数0：9~10分；1~2：6~8分；3次以上：0~5分", ["≥9", "≥6", "else"]),
    ],
)
def test_ranges_of_points_behind_bounds_are_levels(text: str, levels: list[str]) -> None:
    found = reading(text).rule["levels"]
    assert isinstance(found, dict)
    assert [*found.values()] == levels


@pytest.mark.parametrize(
    "text",
    [
        "·80%一般（5分）\n·90%良好（8分）\n·100%优秀（10分）",
        "优秀：100%（10分）；良好：90%（8分）；一般：80%（5分）",
        "100%为优，得10分；90%为良，得8分；80%为中，得5分",
        "100%（10分）、90%（8分）、80%（5分）",
        "80%为一般（5分）[16家×5家]；90%为良好（8分）[18家×5家]；100%为优秀（10分）",
    ],
)
def test_words_beside_the_figures_of_levels_are_no_choice_and_what_is_below_the_lowest_is_asked(text: str) -> None:
    found = reading(text)
    assert found.rule["bands"] == {"≥1": 10, "≥0.9": 8, "≥0.8": 5}
    assert "open.rest" in found.told


@pytest.mark.parametrize(
    "text", ["迟到1次（1分），3次（5分）", "优秀（9-10分）、良好（7-8分）", "每次（2分），每项（3分）"]
)
def test_faults_and_levels_without_figures_of_their_own_keep_their_words(text: str) -> None:
    assert in_plain_terms(text) == text


def test_levels_told_behind_their_points_are_levels() -> None:
    found = reading("评分标准：5分-完全准确；3分-略有偏差；0分-无法解析", 5)
    assert [worth for _, worth in found.rule["points"]] == [5, 3, 0]  # type: ignore[attr-defined]


def test_what_each_earns_and_a_share_of_a_target_are_not_added_up_unasked() -> None:
    assert "open.combined" in reading("目标值为90%；每处理一单得1分，按比例计算得分", 5).told


def test_the_most_that_steps_take_is_no_cap_of_what_is_left() -> None:
    found = reading("标准为100%；每低于1%扣2分，最高不超过10分", 20)
    assert found.rule["cap_deducted"] == 10
    assert "cap" not in found.rule


def test_prizes_of_several_ranks_are_named_one_by_one() -> None:
    found = reading("被评为公司、集团、省级先进的，分别加2分、4分、6分")
    assert found.rule["additions"] == {"被评为公司": 2, "集团": 4, "省级先进": 6}


def test_what_follows_too_follows_from_what_was_said_before() -> None:
    found = reading("轻伤每起扣3分，死亡事故本项不得分并一票否决")
    [veto] = [piece for piece in found.pieces if piece.kind == "veto"]
    assert veto.words == "死亡事故"


@pytest.mark.parametrize("text", ["每少一份或错一份扣2分", "少交一份或填错一份的，扣2分"])
def test_two_faults_that_cost_the_same_are_counted_together(text: str) -> None:
    found = reading(f"{text}，扣完为止")
    deductions = found.rule["deductions"]
    assert isinstance(deductions, dict)
    assert [*deductions.values()] == [2]
    assert found.mark == "understood"
    assert in_plain_terms("迟到一次或旷工一天扣2分") == "迟到一次或旷工一天扣2分"


def test_up_to_a_number_of_times_each_costs_and_beyond_it_nothing_is_left() -> None:
    found = reading("1、出勤率100%得满分，迟到一次扣2分（3次及以内）\n2、累计迟到三次以上的，该项得分为0")
    assert found.rule == {"kind": "deduct", "deductions": {"迟到": 2}, "zero_when": "累计迟到 >3", "floor": 0}
    assert "三次" in in_plain_terms("迟到一次扣2分（2次以内），迟到三次以上不得分")


def test_what_exceeds_a_budget_a_little_earns_all_and_each_share_more_takes() -> None:
    rule = reading("费用超出预算不多于3%为满分，每再超1%扣2分").rule
    assert rule == {**STEPS, "of": "费用超预算", "standard": 0.03, "over_step": 0.01, "per_over": -2}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("备货周期超过一个月扣4分", {"kind": "bands", "bands": {"≤1": 10, "else": 6}}),
        ("晚归2次扣1分，3次及以上扣4分", {"kind": "bands", "bands": {"<2": 10, "<3": 9, "else": 6}}),
        ("渠道订货量下滑30%扣3分/家", {"kind": "deduct", "deductions": {"渠道订货量下滑30%": 3}}),
        ("学习8学时以上10分\n5学时以上4分\n低于0分", {"kind": "bands", "bands": {"≥8": 10, "≥5": 4, "else": 0}}),
        (
            "2天（含）以上5天以下扣1分/次/项，5天（含）以上扣3分/次/项",
            {"deductions": {"时长2天（含）以上5天以下": 1, "时长5天（含）以上": 3}},
        ),
        (
            "达成率100%，按实际比例计提得分\n达成率在70%~99%按60%计提得分\n达成率低于70%不得分",
            {"kind": "bands", "bands": {"≥1": 10, "≥0.7": 6, "else": 0}},
        ),
        (
            "独立完成得100%分值，协助完成70%分值，未完成0分值",
            {"kind": "levels", "points": [["独立完成", 10], ["协助完成", 7], ["未完成", 0]]},
        ),
    ],
)
def test_bounds_and_shares_in_other_words_are_what_they_say(text: str, rule: dict[str, object]) -> None:
    found = reading(text)
    assert {key: found.rule[key] for key in rule} == rule
    assert found.mark != "not_understood"


def test_what_costs_something_from_some_times_on_is_left_where_the_next_number_is_further_off() -> None:
    text = "晚归2次扣1分，5次及以上扣4分"
    assert in_plain_terms(text) == text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "达标后以5%为一个档次，每超过目标值一个档次加2分，未达到目标值的不得分",
            {"additions": {"达标后超额部分": 2}, "every": {"达标后超额部分": 0.05}},
        ),
        (
            "目标以上的，以2%为一级，每提高一级加1分，低于目标得0分",
            {"additions": {"目标超额部分": 1}, "every": {"目标超额部分": 0.02}},
        ),
        ("与上季度或去年同期相比，每提高2%加1分", {"kind": "growth", "step": 0.02, "per_step": 1, "cap": 10}),
        (
            "同上月或上年度业绩比，每增加1%加2分，最高加6分",
            {"kind": "growth", "step": 0.01, "per_step": 2, "cap_added": 6},
        ),
    ],
)
def test_steps_up_from_nobody_says_where_are_kept_and_only_where_they_begin_is_asked(
    text: str, rule: dict[str, object]
) -> None:
    found = reading(text)
    assert found.rule.items() >= rule.items()
    assert {remark for remark in found.remarks if remark.startswith("open.")} <= {"open.standard", "open.previous"}
    assert found.mark == "not_understood"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("样机未按时归还的，以天为单位，超出一天扣2分", {"deductions": {"样机未按时归还（逾期）": 2}}),
        (
            "样机及时归还，限时1个月；未及时归还的，以周为单位，超出一周扣2分，直至归还",
            {"deductions": {"未及时归还（逾期）": 2}},
        ),
        ("借款未核销，按月为单位计算，逾期1个月扣3分", {"deductions": {"借款未核销（逾期）": 3}}),
        ("未按时提交周报，以周为考核单位，每推迟一周，扣1分", {"deductions": {"未按时提交周报（逾期）": 1}}),
        (
            "出勤率100%，得满分，迟到一次扣2分（3次及以内）\n② 迟到三次以上者，该项为0",
            {"deductions": {"迟到": 2}, "zero_when": "迟到 >3"},
        ),
    ],
)
def test_a_unit_of_time_or_a_number_told_apart_is_that_of_each_step(text: str, rule: dict[str, object]) -> None:
    found = reading(text)
    assert found.rule.items() >= ({"kind": "deduct", "floor": 0} | rule).items()
    assert found.mark == "assumed"


def test_what_leaving_a_range_takes_comes_on_top_of_each_step_beyond_it() -> None:
    found = reading("低于90%或高于110%各扣4分，超出范围每低/高1%扣1分，最多扣8分", points=20)
    assert [part["kind"] for part in found.rule["parts"]] == ["standard_steps", "deduct", "bands"]  # type: ignore[attr-defined]
    assert found.rule["cap_deducted"] == 8


@pytest.mark.parametrize("verb", ["核减", "记扣", "罚没", "损失", "削减", "处罚", "少得"])
def test_what_is_lost_is_deducted_whatever_verb_says_so(verb: str) -> None:
    assert reading(f"漏报一次{verb}2分").rule == {"kind": "deduct", "deductions": {"漏报": 2}, "floor": 0}


@pytest.mark.parametrize("verb", ["追加", "加记", "增", "另给", "多得"])
def test_what_is_won_is_added_whatever_verb_says_so(verb: str) -> None:
    assert reading(f"建议被采纳{verb}2分").rule == {"kind": "add", "additions": {"建议被采纳": 2}}


def test_steps_off_two_targets_go_from_the_ends_of_the_range_between_them() -> None:
    text = "①每高于考核目标值1%，扣3分；\n②位于2%~5%间，得15分；\n③每低于挑战目标值0.2%，加1分"
    assert reading(text, points=15).rule["parts"] == [
        STEPS | {"standard": 0.02, "short_step": 0.002, "per_short": -1},
        {"kind": "deduct", "deductions": {"": 3}, "every": {"": 0.01}, "start": {"": 0.05}},
    ]


def test_a_step_off_a_target_of_which_no_range_is_told_stays_one_of_that_target() -> None:
    assert in_plain_terms("每高于考核目标值1%，扣3分；每低于挑战目标值0.2%，加1分").count("目标值") == 2


def test_what_has_to_be_leaves_nothing_where_it_is_not_done_and_the_other_rule_holds_beside() -> None:
    found = reading("按时提交得满分，否则不得分；内容每错一处扣1分")
    assert found.rule.items() >= {"deductions": {"内容错": 1}, "zero_when": "未做到按时提交"}.items()


def test_how_much_of_a_plan_is_reached_is_its_completion() -> None:
    found = reading("销售额未达到计划的70%不得分，70%以上按完成率得分")
    assert found.rule.items() >= {"kind": "target_ratio", "zero_when": "<0.7"}.items()
    assert found.mark == "assumed"
    assert in_plain_terms("产量低于计划5%扣2分") == "产量低于计划5%扣2分"


def test_each_of_what_was_not_done_is_counted_in_its_unit() -> None:
    found = reading("逾期1天扣1分；未执行/台，扣3分")
    assert found.rule["deductions"] == {"逾期": 1, "未执行": 3}
    assert reading("进仓检验每项每延误半天扣2分；终检每个工程每延误半天扣1分").mark == "assumed"


def test_how_many_levels_there_are_is_none_of_them() -> None:
    found = reading("由直接上级打分，分优秀（9-10分）、良好（7-8分）、较差（0-6分）三个等级")
    assert found.rule == {"kind": "level_range", "levels": {"优秀": "≥9", "良好": "≥7", "较差": "else"}}
    assert found.mark == "assumed"


def test_points_for_what_has_to_be_are_the_base_of_what_is_added() -> None:
    found = reading("完成规定动作得基本分6分，每增加一个亮点加1分，最多加4分")
    assert found.rule["parts"] == [
        {"kind": "formula", "formula": "6"},
        {"kind": "add", "additions": {"增加亮点": 1}, "cap": 4},
    ]
    assert reading("每份方案加2分，加满为止").rule == {"kind": "add", "additions": {"方案": 2}, "cap": 10}


@pytest.mark.parametrize(
    "text", ["满意度比上月增2分，加1分", "每少得1分，扣2分", "每多得1分，加0.5分", "每项最多得20分"]
)
def test_steps_of_points_and_limits_are_no_points_won_or_lost(text: str) -> None:
    assert in_plain_terms(text) == text


@pytest.mark.parametrize(
    ("text", "points", "rule"),
    [
        (
            "根据指标达成率与基础分值的乘积得出相应分值，向下取整。\n超额完成任务允许高于基础分值。",
            60,
            {"kind": "formula", "formula": "floor(指标达成率 * points)"},
        ),
        ("按完成率与标准分之积计分", 20, {"kind": "target_ratio", "of": "完成率", "target": "", "cap": "points"}),
        ("得分为完成率与权重相乘", 20, {"kind": "target_ratio", "of": "完成率", "target": "", "cap": "points"}),
        (
            "按实际参训人数与应参训人数的比例计分，比例越高得分越高",
            20,
            {"kind": "target_ratio", "of": "参训人数", "target": "应参训人数", "cap": "points"},
        ),
    ],
)
def test_a_product_told_in_words_is_calculated(text: str, points: float, rule: dict[str, object]) -> None:
    assert reading(text, points).rule == rule


def test_which_end_a_band_has_is_read_behind_its_points_too() -> None:
    found = reading("90%及以上得1.5分；80-90%得1分（含80%）；80%以下得0分", 1.5)
    assert found.rule["bands"] == {"≥0.9": 1.5, "≥0.8": 1.0, "else": 0.0}


def test_none_of_what_costs_points_is_a_count_of_0_in_other_words_too() -> None:
    bonus = {"kind": "bands", "of": "出现差错", "bands": {"≤0": 1, "else": 0}}
    parts: Any = reading("出现差错一次扣出2分，当月无差错则加给一分").rule["parts"]
    assert parts[:2] == [{"kind": "formula", "formula": "points"}, bonus]
    assert parts[2]["deductions"] == {"出现差错": 2}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("违反上述规定，每出现一次或一处扣3分，不受分值限制", {"deductions": {"违反上述规定": 3}, "floor": None}),
        ("漏检一次扣3分，3次上全扣", {"deductions": {"漏检": 3}, "zero_when": "≥3", "floor": 0}),
        ("未执行排产计划扣2分", {"deductions": {"未执行排产计划": 2}, "floor": 0}),
    ],
)
def test_deductions_told_in_other_words_are_counted(text: str, rule: dict[str, object]) -> None:
    assert reading(text).rule == {"kind": "deduct"} | rule


def test_all_points_of_a_part_told_again_are_nothing_left() -> None:
    assert reading("发生后未上报的，该单项分值5′全扣", 5).rule == {
        "kind": "all_or_nothing",
        "points": 5,
        "unless": "发生后未上报",
    }
    assert reading("超期1-3天扣1分，超期3天后扣4分", 5).rule["bands"] == {"<1": 5, "≤3": 4, "else": 1}


def test_levels_whose_words_have_a_verb_of_points_in_them_are_ranges_of_these() -> None:
    found = reading("安排得当，有序 91-100\n安排一般 71-90\n安排混乱 0-70", 100)
    assert found.rule["levels"] == {"安排得当，有序": "≥91", "安排一般": "≥71", "安排混乱": "else"}


def test_what_is_owed_is_none_of_what_had_to_be_done() -> None:
    text = "按回款额占应收账款的比例计算，达到98%得满分，每低1%扣2分"
    assert in_plain_terms(text) == text


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("工作消极怠工，敷衍者；视实际情况扣1-5分", ["工作消极怠工，敷衍者"]),
        ("来访未登记进入厂区；无人陪同参观，扣2分/次", ["来访未登记进入厂区、无人陪同参观"]),
        ("迟到；早退；脱岗，每次扣2分", ["迟到、早退、脱岗"]),
        ("认真填写日报；漏填一次扣2分", ["漏填"]),
        ("不得擅自离岗；离岗一次扣2分", ["离岗"]),
        ("未打卡；旷工一天扣5分", ["旷工"]),
    ],
)
def test_what_is_amiss_before_a_semicolon_shares_the_points_behind_it(text: str, cases: list[str]) -> None:
    taken: Any = reading(text).rule["deductions"]
    assert [*taken] == cases


def test_levels_by_letters_that_cost_something_each_are_counted_by_what_they_are_of() -> None:
    taken: Any = reading("班组形象分三级，得A不扣分，得B扣1分，得C扣2分").rule["deductions"]
    assert taken == {"班组形象B": 1, "班组形象C": 2}


@pytest.mark.parametrize("limit", ["4H，", "4小时，", "4H\n"])
def test_a_time_that_may_not_be_passed_is_what_each_time_beside_it_costs(limit: str) -> None:
    found = reading(f"反馈时间不能超过{limit}每超过1次扣5分")
    assert (found.rule["deductions"], found.mark) == ({"反馈时间超过4小时": 5}, "assumed")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("每出现一次扣除本项分数的20%", {"deductions": {"": 2}}),
        ("每发生一起按该项分值50%扣减", {"deductions": {"": 5}}),
        ("漏检一次扣该项分值10%，扣完为止", {"deductions": {"漏检": 1}}),
    ],
)
def test_a_share_of_the_points_of_the_item_is_taken_each_time(text: str, rule: dict[str, object]) -> None:
    found = reading(text)
    assert found.rule == {"kind": "deduct", "floor": 0} | rule
    assert "assumed.percent_of" in found.told and found.mark == "assumed"


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("1次不扣分，2次扣2分，3次扣5分，4次及以上扣10分", {"≤1": 10, "≤2": 8, "≤3": 5, "else": 0}),
        ("有1次扣2分，有2次扣5分，3次以上全扣", {"<1": 10, "≤1": 8, "≤2": 5, "else": 0}),
        ("累计2次扣1分，3次以上扣5分", {"<2": 10, "<3": 9, "else": 5}),
    ],
)
def test_times_one_after_the_other_cost_what_each_of_them_says(text: str, bands: dict[str, float]) -> None:
    assert reading(text).rule["bands"] == bands


def test_hours_in_letters_are_hours_and_a_code_stays_one() -> None:
    assert reading("标准为4H，每超1H扣2分").rule == STEPS | {"standard": 4, "over_step": 1, "per_over": -2}
    assert "2H小时" in in_plain_terms("依2H小时一次的巡检频率，漏检一次扣2分")
    assert in_plain_terms("型号A4H，错装一次扣2分") == "型号A4H，错装一次扣2分"


def test_a_basis_that_steps_add_to_up_to_the_full_points_is_what_the_standard_gives() -> None:
    found = reading("标准为90%；回访率达到90%得基础分8分，每增加1%加0.2分，低于90%不得分，满分10分")
    assert found.rule["base"] == 8


def test_steps_up_and_down_from_where_the_full_points_are_go_both_ways() -> None:
    found = reading("退货率1%为满分，1%以上提高0.1%扣1分；反之降低0.1%加1分，最高加5分")
    steps = {"of": "退货率", "standard": 0.01, "short_step": 0.001, "over_step": 0.001}
    assert found.rule == STEPS | steps | {"per_short": -1, "per_over": -1, "cap_added": 5}
    assert found.mark == "assumed"
    told = reading("成本率标准为30%，30%以下每降低1%加1分；30%以上每提高1%扣1分，最高加5分")
    assert (told.rule["standard"], told.rule["per_short"], told.rule["per_over"]) == (0.3, -1, -1)
    of_bands = "≥90%得10分，80%-90%得8分，80%以下每降低1%扣1分"
    assert in_plain_terms(of_bands) == of_bands


def test_how_grave_something_is_is_no_count_and_what_it_leaves_is_not_joined_to_what_the_next_one_takes() -> None:
    graver = reading("发生二级以上质量事故，本项不得分；发生三级质量事故，扣5分")
    assert graver.rule["deductions"] == {"发生三级质量事故": 5}
    assert graver.rule["zero_when"] == "发生二级和以上级别的质量事故"
    nothing = reading("发生重大泄密，考核结果为“0”，发生一般泄密，每次扣5分")
    assert nothing.rule["deductions"] == {"发生一般泄密": 5}
    assert ("veto", ("assumed.veto_of_total",)) in [(piece.kind, piece.remarks) for piece in nothing.pieces]


def test_the_end_of_a_range_of_times_before_so_many_or_more_is_no_bound_without_end() -> None:
    text = "3次以下得满分，4-5次扣5分，6-7次扣10分，8次以上扣15分"
    assert in_plain_terms(text) == text
    assert reading(text, 100).rule["bands"] == {"≤3": 100, "≤5": 95, "≤7": 90, "else": 85}


@pytest.mark.parametrize("lead", ["每月调查一次，", "每季度组织满意度测评1次，"])
def test_how_often_somebody_is_asked_is_no_figure_of_what_the_answer_gives(lead: str) -> None:
    text = "满意率90%以上得20分，每低1个百分点扣1分，扣完为止"
    assert reading(lead + text, 20).rule == reading(text, 20).rule
    assert reading(lead + text, 20).mark == "assumed"


@pytest.mark.parametrize("share", ["3%分值", "3%的分数", " 3% 得分"])
def test_a_share_of_the_points_that_names_them_behind_it_is_that_share(share: str) -> None:
    found = reading(f"留存率每低于80%一个百分点，扣除{share}，最高扣除15%分值", points=100)
    assert found.rule == STEPS | {
        "of": "留存率",
        "standard": 0.8,
        "short_step": 0.01,
        "per_short": 3,
        "cap_deducted": 15,
    }
    assert "assumed.percent_of" in found.told and found.mark == "assumed"


@pytest.mark.parametrize("text", ["第三方调研得分（百分制）即为本项得分", "第三方调研得分（百分制）作为该项得分"])
def test_a_score_out_of_a_hundred_that_is_taken_as_it_is_gives_that_share_of_the_points(text: str) -> None:
    found = reading(text)
    assert found.rule == {"kind": "target_ratio", "of": "第三方调研得分", "target": 100, "cap": "points"}
