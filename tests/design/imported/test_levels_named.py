"""Levels that a form calls by the names of its columns, or tells in rows and lines of a cell."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.backends.cohort import computed
from tests.design.imported.drafts import of_rows, points, rules
from tests.design.imported.layouts import Rows


def bands(made: FormDraft, name: str) -> dict[str, float]:
    rule = rules(made)[name]
    return dict(next(iter(rule["parts"].values()))["bands"] if "parts" in rule else rule["bands"])


HEADS = ["指标", "权重", "门槛值", "目标值", "挑战值", "计分规则"]
EACH = "达到挑战值得120分，达到目标值得100分，达到门槛值得60分，未达门槛值不得分"


def test_points_that_a_rule_gives_for_columns_by_their_names_are_bands_at_their_figures(tmp_path: Path) -> None:
    made = of_rows(tmp_path, [HEADS, ["续费率", "60%", "80%", "90%", "98%", EACH], ["故障数", "40%", 5, 3, 1, EACH]])
    assert bands(made, "续费率") == {"≥0.98": 72, "≥0.9": 60, "≥0.8": 36, "else": 0}
    assert bands(made, "故障数") == {"≤1": 48, "≤3": 40, "≤5": 24, "else": 0}


def test_points_between_such_columns_run_in_a_straight_line_where_the_rule_says_so(tmp_path: Path) -> None:
    rule = "低于门槛值0分；门槛值60分；目标值100分；挑战值120分；中间按线性插值"
    made = of_rows(tmp_path, [HEADS, ["续费率", "60%", "80%", "90%", "98%", rule], ["新客户", "40%", 5, 8, 10, rule]])
    assert made.plan is not None
    people = [{"item_1_1": 0.9, "item_2_1": value} for value in (4.0, 5.0, 8.0, 9.0, 12.0)]
    assert computed(made.plan, people)["points.item_2"] == pytest.approx([0, 24, 40, 44, 48])


def test_a_sentence_below_the_table_gives_the_points_of_all_its_rows(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "保底值", "目标值", "挑战值", "得分"],
        ["毛利率", "60%", "25%", "30%", "35%"],
        ["客诉", "40%", "3次", "1次", "0次"],
        ["评分说明：达到挑战值得120分，达到目标值得100分，达到保底值得60分，低于保底值得0分。"],
    ]
    made = of_rows(tmp_path, rows, "A4:F4")
    assert bands(made, "毛利率") == {"≥0.35": 72, "≥0.3": 60, "≥0.25": 36, "else": 0}
    assert bands(made, "客诉") == {"≤0": 48, "≤1": 40, "≤3": 24, "else": 0}


def test_rows_whose_words_are_not_understood_are_levels_to_choose_from(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核项目", "满分", "等级说明", "分数"],
            ["设备点检", 40, "无遗漏", 40],
            [None, None, "有遗漏", 0],
            ["故障处理", 60, "2小时内处理", 60],
            [None, None, "4小时内处理", 40],
            [None, None, "超过4小时", 0],
        ],
        "A2:A3",
        "B2:B3",
        "A4:A6",
        "B4:B6",
    )
    assert [*rules(made)["故障处理"]["points"].values()] == [60, 40, 0]
    assert [*rules(made)["故障处理"]["described"].values()] == ["2小时内处理", "4小时内处理", "超过4小时"]


def test_levels_over_columns_keep_their_words_where_some_hold_figures(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["项目", "5分", "4分", "3分", "权重"],
            ["产量", "超额10%以上", "超额完成", "欠产5%以内", "60%"],
            ["安全", "无事故", None, "轻微事故1起以上", "40%"],
        ],
    )
    assert [*rules(made)["产量"]["described"].values()] == ["超额10%以上", "超额完成", "欠产5%以内"]


def test_contents_below_a_merged_name_are_items_where_columns_tell_levels_of_each(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["项目", "内容", "A", "B", "C"],
            [None, None, "10分", "8分", "6分"],
            ["德育", "班会", "每周一次", "两周一次", "未开展"],
            [None, "家访", "已家访", "部分家访", "未家访"],
            ["常规", "卫生", "优", "良", "差"],
        ],
        "A1:A2",
        "B1:B2",
        "A3:A4",
    )
    assert points(made) == {"班会": 10, "家访": 10, "卫生": 10}


def test_what_a_row_gives_stands_under_the_heading_for_it_and_not_beside_a_share(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核指标", "完成率", "得分", "权重"],
            ["销售额", "100%及以上", "100", "60%"],
            [None, "80%-99%", "80", None],
            [None, "80%以下", "0", None],
            ["回款率", "95%及以上", "100", "40%"],
            [None, "95%以下", "0", None],
        ],
        "A2:A4",
        "D2:D4",
        "A5:A6",
        "D5:D6",
    )
    assert bands(made, "销售额") == {"≥1": 100, "≥0.8": 80, "else": 0}


def test_faults_with_their_points_in_brackets_take_these_and_add_none(tmp_path: Path) -> None:
    faults = "1、地面有污渍（5分）\n2、玻璃不洁净（5分）\n3、垃圾未及时清运（10分）"
    made = of_rows(tmp_path, [["考核项目", "分值", "考核标准"], ["卫生", 20, faults], ["出勤", 80, "迟到一次扣2分"]])
    rule = rules(made)["卫生"]
    assert (rule["kind"], [*rule["deductions"].values()]) == ("deduct", [5, 5, 10])


def test_what_is_given_or_taken_in_money_is_no_points(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["类别", "内容", "奖罚标准（元）"],
            ["奖励", "全勤", "100"],
            ["处罚", "迟到一次", "20"],
            [None, "违规操作", "100"],
        ],
        "A3:A4",
    )
    found = [*made.content.get("adjustments", {}).values(), *(each for each in rules(made).values() if each)]
    assert not [each for each in found if "rule" in each or "kind" in each]


def test_columns_of_figures_may_be_called_in_any_words_that_the_rule_uses(tmp_path: Path) -> None:
    rule = "低于基本目标不得分；达到基本目标得80分；达到挑战目标得100分；之间按线性计算"
    made = of_rows(
        tmp_path,
        [
            ["关键指标", "权重", "基本目标", "挑战目标", "计分说明"],
            ["回款率", "60%", "85%", "95%", rule],
            ["新客户", "40%", 5, 10, rule],
        ],
    )
    assert made.plan is not None
    people = [{"item_1_1": 0.9, "item_2_1": value} for value in (4.0, 5.0, 10.0)]
    assert computed(made.plan, people)["points.item_2"] == pytest.approx([0, 32, 40])


def test_ranges_below_the_names_of_levels_are_their_points(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["评价因素", "评价要点", "优", "良", "差", "评分"],
            [None, None, "10-9", "8-6", "5-0"],
            ["敬业", "热爱本职"],
            ["协作", "主动协作"],
        ],
        "A1:A2",
        "B1:B2",
        "F1:F2",
    )
    assert points(made) == {"敬业": 10, "协作": 10}
    assert [*made.content["choices"].values()][:3] == ["优", "良", "差"]


def test_a_figure_alone_before_bounds_has_to_be_reached_as_these(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核项目", "配分", "A（100%）", "B（80%）", "C（0%）"],
            ["准确率", 60, "100%", "≥98%", "＜98%"],
            ["差错", 40, "0次", "≤2次", "＞2次"],
        ],
    )
    assert bands(made, "准确率") == {"≥1": 60, "≥0.98": 48, "else": 0}
    assert bands(made, "差错") == {"≤0": 40, "≤2": 32, "else": 0}


def test_no_level_is_lost_whatever_it_is_called(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核项目", "权重", "评分等级"],
            [None, None, "优秀\n100-90", "良好\n89-80", "不及格\n79-60", "有待提高\n60以下"],
            ["质量", "60%", "高", "较高", "低", "差"],
            ["数量", "40%", "超额", "完成", "部分", "没有"],
        ],
        "A1:A2",
        "B1:B2",
        "C1:F1",
    )
    assert [*rules(made)["质量"]["levels"].values()] == ["≥90", "≥80", "≥60", "else"]


def test_lines_of_what_is_required_with_what_it_gives_are_bands(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["指标", "权重", "得分规则"],
            ["及时率", "60%", "100%：100分\n≥95%：80分\n<95%：0分"],
            ["处罚", "40%", "0次：100分\n1次：50分\n2次及以上：0分"],
        ],
    )
    assert bands(made, "及时率") == {"≥1": 100, "≥0.95": 80, "else": 0}
    assert bands(made, "处罚") == {"≤0": 100, "≤1": 50, "else": 0}


def test_points_stand_behind_what_earns_them_in_the_same_cell_below_each_level(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核内容", "优", "良", "中", "差", "评分人"],
        ["中标率（20）", "≥50%，20分", "40%~50%，16分", "30%~40%，12分", "<30%，0分", "总监"],
        ["授课（10）", "≥3次：10分", "2次：8分", "1次：4分", "0次：0分", "人事"],
        ["通过率（30）", "100% 得满分", "90%以上得80%", "80%以上得60%", "80%以下不得分", "评审组"],
        ["团队协作（40）", "40分：主动配合", "30分：较好", "20分：一般", "0分：推诿", "销售60%\n上级40%"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"中标率": 20, "授课": 10, "通过率": 30, "团队协作": 40}
    assert bands(made, "中标率") == {"≥0.5": 20, "≥0.4": 16, "≥0.3": 12, "else": 0}
    assert bands(made, "授课") == {"≥3": 10, "≥2": 8, "≥1": 4, "else": 0}
    assert bands(made, "通过率") == {"≥1": 30, "≥0.9": 24, "≥0.8": 18, "else": 0}
    assert [*rules(made)["团队协作"]["points"].values()] == [40, 30, 20, 0]
    assert [*rules(made)["团队协作"]["raters"].values()] == [0.6, 0.4]


def test_a_score_that_earns_a_level_is_not_taken_for_what_the_level_gives(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核内容", "分值", "优", "良", "差"],
        ["满意度", 60, "客户评价 95分", "客户评价 85分", "客户评价 75分"],
        ["产量", 40, "≥90%", "≥80%", "≥70%"],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.made is None for each in made.indicators] == [True, True]


def test_what_several_letters_stand_for_is_measured(tmp_path: Path) -> None:
    bounds = [("ST≤15", 100), ("ST≤20", 90), ("ST≤30", 60), ("ST>30", 0)]
    first, *others = [[None, None, bound, worth] for bound, worth in bounds]
    head = ["指标", "权重", "标准", "分值"]
    made = of_rows(
        tmp_path,
        [head, ["首次响应时间(ST)", "60%", *first[2:]], *others, ["态度", "40%", "积极", 100], [None, None, "消极", 0]],
        "A2:A5",
        "B2:B5",
        "A6:A7",
        "B6:B7",
    )
    assert bands(made, "首次响应时间(ST)") == {"≤15": 100, "≤20": 90, "≤30": 60, "else": 0}


AIMED = "说明：达到目标值得满分，低于最低值得0分"


@pytest.mark.parametrize("above", [True, False])
def test_a_note_on_targets_and_lowest_values_is_the_rule_of_all_lines(tmp_path: Path, above: bool) -> None:
    head = ["指标", "权重", "计算方式", "目标值", "最低值", "来源"]
    lines: Rows = [
        ["合格率", "60%", "合格人数÷考试人数", "95%", "80%", "质检部"],
        ["客诉次数", "40%", None, "1次", "3次", None],
    ]
    note = [f"{AIMED}，之间按比例。"]
    made = of_rows(tmp_path, [note, head, *lines] if above else [head, *lines, note], "A1:F1" if above else "A4:F4")
    assert points(made) == {"合格率": 60, "客诉次数": 40}
    assert made.plan is not None
    people = [{"item_1_1": 9.0, "item_1_2": 10.0, "item_2_1": value} for value in (0.0, 1.0, 2.0, 3.0, 5.0)]
    found = computed(made.plan, people)
    assert found["points.item_1"] == pytest.approx([40] * 5)
    assert found["points.item_2"] == pytest.approx([40, 40, 20, 0, 0])


def test_what_such_a_note_leaves_open_between_both_is_told(tmp_path: Path) -> None:
    head = ["指标", "权重", "目标值", "最低值"]
    lines: Rows = [["合格率", "60%", "95%", "80%"], ["客诉次数", "40%", "1次", "3次"]]
    made = of_rows(tmp_path, [head, *lines, [AIMED]], "A4:D4")
    assert bands(made, "合格率") == {"≥0.95": 60, "else": 0}
    assert [each.of_rule for each in made.indicators] == [("assumed.gap:80%–95%",), ("assumed.gap:1次–3次",)]


def test_points_of_three_columns_may_begin_at_the_lowest_and_be_told_in_words(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "底线值", "目标值", "挑战值"],
        ["毛利率", "60%", "25%", "30%", "35%"],
        ["客诉", "40%", "3次", "1次", "0次"],
        ["计分：低于底线值不得分，达到目标值得满分，达到挑战值得120%，之间按线性插值。"],
    ]
    made = of_rows(tmp_path, rows, "A4:E4")
    assert made.plan is not None
    people = [{"item_1_1": one, "item_2_1": two} for one, two in ((0.25, 3.0), (0.3, 1.0), (0.35, 0.0), (0.2, 4.0))]
    found = computed(made.plan, people)
    assert found["points.item_1"] == pytest.approx([0, 60, 72, 0])
    assert found["points.item_2"] == pytest.approx([0, 40, 48, 0])


def test_levels_below_the_heading_of_rules_are_read_in_a_text_where_nothing_is_merged(tmp_path: Path) -> None:
    path = tmp_path / "考核.csv"
    lines = ["类别,项目,目标,分值,评分标准,,,完成,得分,", ",,,,一级,二级,三级,,自评,上级评分"]
    lines += ["业务,签约额,每月3万,60,1万以下（20分）,3万以下（40分）,3万以上（60分）,,,"]
    lines += [",例会,准时,40,缺席（0分）,迟到（20分）,准时（40分）,,,", "合计,,,100,,,,,,"]
    path.write_text("\n".join(lines), encoding="utf-8")
    made = draft(form_reader.read(path), "zh")
    assert bands(made, "签约额") == {"≥3": 60, ">1": 40, "else": 20}
    assert [*rules(made)["例会"]["points"].values()] == [0, 20, 40]


#: Two rows of headings below one for all levels: their names and what each gives, either above the other.
NAMES = ("优", "良", "中", "差")
RANGES = [
    (("10~9.0", "9.0~7.5", "7.5~6.0", "6.0~0"), [9, 7.5, 6], 10),
    (("90-100", "75-89", "60-74", "0-59"), [90, 75, 60], 100),
    (("100～85分", "84～70分", "69～50分", "50分以下"), [85, 70, 50], 100),
    (("5-4", "4-3", "3-2", "2-0"), [4, 3, 2], 5),
    (("20至18", "18至14", "14至10", "10至0"), [18, 14, 10], 20),
]


@pytest.mark.parametrize("are_above", [True, False])
@pytest.mark.parametrize(("ranges", "lows", "whole"), RANGES)
def test_ranges_of_points_in_a_heading_row_of_their_own_are_those_of_the_levels_beside(
    tmp_path: Path, ranges: Sequence[str], lows: Sequence[float], whole: float, *, are_above: bool
) -> None:
    rows: Rows = [
        ["指标", "说明", "权重", "评分标准", None, None, None, "自评"],
        [None, None, None, *(ranges if are_above else NAMES), None],
        [None, None, None, *(NAMES if are_above else ranges), None],
        ["方案质量", "方案的完整与可行", "60%", "一次通过", "小改后通过", "大改后通过", "不通过", None],
        ["按期率", "按期数/总数", "40%", "98%以上", "90%~97%", "80%~89%", "80%以下", None],
    ]
    merged = [f"{column}1:{column}3" for column in "ABCH"]
    made = of_rows(tmp_path, rows, *merged, "D1:G1")
    assert points(made) == {"方案质量": 60, "按期率": 40}
    for each in made.indicators:
        assert each.made is not None
        assert [*each.made.indicator["rule"]["levels"].values()] == [*(f"≥{low:g}" for low in lows), "else"]
        assert each.out_of == (None if whole == each.points else whole)
    told = [remark for remark in made.indicators[1].of_rule if "level" in remark]
    assert told == ["assumed.no_level:89%–90%、97%–98%", "assumed.two_levels:80%"]


@pytest.mark.parametrize(
    "heads",
    [
        ("90分以上", "75-89分", "60-74分"),
        ("90分（含）以上", "75～89分", "60～74分"),
        (">=90", "75≤X<90", "60≤X<75"),
        ("90分以上（优）", "75-90分（良）", "60-75分（中）"),
    ],
)
def test_ranges_of_points_that_head_columns_are_all_levels_whether_or_not_they_have_an_upper_end(
    tmp_path: Path, heads: Sequence[str]
) -> None:
    rows: Rows = [["指标", "权重", *heads], ["审计报告", "60%", "透彻", "较好", "不够具体"], ["协作", "40%", *"甲乙丙"]]
    made = of_rows(tmp_path, rows)
    for each in made.indicators:
        assert each.made is not None
        assert [*each.made.indicator["rule"]["levels"].values()] == ["≥90", "≥75", "else"]
        assert each.out_of == 100
        assert "assumed.below" in each.of_rule


@pytest.mark.parametrize("worths", [(5, 4, 3, 2, 1), (10, 8, 6, 4, 2), (100, 80, 60, 30, 0)])
@pytest.mark.parametrize("is_below", [True, False])
def test_falling_figures_alone_head_columns_of_levels_beside_those_of_raters(
    tmp_path: Path, worths: Sequence[int], *, is_below: bool
) -> None:
    body: Rows = [["责任感（60）", *"甲乙丙丁戊", None, None], ["学习力（40）", *"甲乙丙丁戊", None, None]]
    two: Rows = [
        ["项目（权重）", "评分标准", None, None, None, None, "部门负责人评分", None],
        [None, *worths, "评分", "实得"],
    ]
    one: Rows = [["项目（权重）", *worths, "评分", "实得"]]
    made = of_rows(tmp_path, [*(two if is_below else one), *body], *(["A1:A2", "B1:F1", "G1:H1"] if is_below else []))
    assert points(made) == {"责任感": 60, "学习力": 40}
    assert [[*rule["points"].values()] for rule in rules(made).values()] == [[*worths]] * 2


@pytest.mark.parametrize(
    ("target", "rule", "told"),
    [
        (
            "每月不少于3家新客户",
            "按时且超过3家为10分\n迟报或数量不足单项为5分\n均未满足为0分",
            ["assumed.bound_differs:3家"],
        ),
        ("差错不超过2处", "低于2处且及时为10分\n低于2处或及时单项为5分\n均不符合为0分", ["assumed.bound_differs:2处"]),
        ("每月至少3家新客户", "按时且不少于3家为10分\n单项满足为5分\n均未满足为0分", []),
        ("较上期降低", "比上期降低3%以上为10分\n与上期持平为5分\n高于上期为0分", ["assumed.no_level:3%–0"]),
        ("比去年提高", "比去年提高5%以上为10分\n与去年一致为6分\n低于去年为0分", ["assumed.no_level:0–5%"]),
        ("成本降低", "降低率大于1%为10分\n降低1%为5分\n未降低或超预算为0分", ["assumed.no_level:1%–0"]),
        (
            "收款真实",
            "无缺失且无假币为10分\n缺失2次，或假币100元以内为5分\n缺失3次以上，或假币100元以上为0分",
            ["assumed.no_level:0次–2次（缺失）"],
        ),
        ("较上期降低", "比上期降低为10分\n与上期持平为5分\n高于上期为0分", []),
    ],
)
def test_figures_of_which_levels_in_words_say_nothing_or_something_else_than_what_is_wanted_are_told(
    tmp_path: Path, target: str, rule: str, told: list[str]
) -> None:
    rows: Rows = [["指标", "权重", "要求", "评分标准"], ["甲", "10%", target, rule], ["乙", "90%", "", "每次扣5分"]]
    first = of_rows(tmp_path, rows).indicators[0]
    assert first.made is not None
    assert [remark for remark in first.of_rule if remark.startswith(("assumed.bound_", "assumed.no_level"))] == told


def test_what_is_wanted_and_no_level_speaks_of_is_said_to_be_left_to_whoever_rates(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "权重", "目标值要求", "评分等级"],
        ["行车安全", "40%", "无责任事故发生，无违停情形", "达到要求40分\n轻微剐蹭20分\n发生责任事故0分"],
        ["证照办理", "30%", "3日前办理", "按要求完成30分\n证照丢失0分"],
        ["油耗", "20%", "控制在定额内，比上期降低8%", "达到要求20分\n定额内，但没有降低10分\n超定额0分"],
        ["车容", "10%", "车容整洁无破损", "达到要求10分\n小处破损5分\n脏差0分"],
    ]
    told = {
        each.item.name: [said for said in each.of_rule if "untold" in said]
        for each in of_rows(tmp_path, rows).indicators
    }
    assert told == {
        "行车安全": ["assumed.untold:无违停情形"],
        "证照办理": ["assumed.untold:3日前办理"],
        "油耗": ["assumed.untold:比上期降低8%"],
        "车容": [],
    }


LINEAR = (
    "根据实际完成值线性计分。\n最终得分=100+（实际完成值-目标值）/（挑战值-目标值）*20，最高不超过120分\n"
    "未完成合格值计为0分。"
)


def test_a_formula_between_named_figures_is_a_line_through_what_it_gives_at_each_whichever_way_is_better(
    tmp_path: Path,
) -> None:
    heads = ["考核指标", "权重", "考核标准", "计分方法", "得分"]
    rows: Rows = [
        heads,
        ["招聘适岗率", "60%", "合格值：_80__%\n目标值：_90__%\n挑战值：_95__%", LINEAR],
        ["关键员工流失率", "40%", "合格值：15%；目标值：10%；挑战值：5%", LINEAR],
    ]
    made = of_rows(tmp_path, rows)
    told = [each.made for each in made.indicators if each.made]
    figures = [[each["value"] for each in said.parameters.values()] for said in told]
    assert [{0.8, 0.9, 0.95} <= {*each} for each in figures] == [True, False]
    assert [{0.15, 0.1, 0.05} <= {*each} for each in figures] == [False, True]
    assert [each.indicator["zero_when"] for each in told] == [
        "item_1_1 < item_1_figure_7",
        "item_2_1 > item_2_figure_7",
    ]
    blank: Rows = [heads, [*rows[1][:2], "合格值：___%\n目标值：___%\n挑战值：___%", LINEAR], rows[2]]
    made = of_rows(tmp_path, blank)
    assert made.indicators[0].of_rule == ("open.blanks",)


@pytest.mark.parametrize(
    "levels",
    [
        ["完整无误", "1处缺漏", "2-3处缺漏", "4处以上缺漏"],
        ["1小时内上报并跟进关闭", "2小时内上报", "4小时内上报", "超过4小时或未上报"],
    ],
)
def test_columns_of_levels_that_mix_words_and_figures_are_levels_to_choose_from(
    tmp_path: Path, levels: list[str]
) -> None:
    rows: Rows = [
        ["考核指标", "权重", "评价标准", None, None, None],
        [None, None, "优秀(100%)", "良好(80%)", "合格(60%)", "不合格(0)"],
        ["处理", "50%", *levels],
        ["差错", "50%", "0次", "1次", "2次", "3次及以上"],
    ]
    made = of_rows(tmp_path, rows, "C1:F1")
    rule = rules(made)["处理"]
    assert [*rule["points"].values()] == [50, 40, 30, 0]
    assert [each.mark for each in made.indicators] == ["assumed", "understood"]


def test_points_that_head_levels_with_their_names_behind_in_brackets_are_theirs(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项", "权重(%)", "评分等级", None, None],
        [None, None, "5分(卓越)", "4分(优秀)", "1分(不合格)"],
        ["交付率", 50, "100%", "95%及以上", "95%以下"],
        ["技术能力", 50, "独立解决疑难问题", "解决大部分问题", "无法胜任"],
    ]
    made = of_rows(tmp_path, rows, "C1:E1")
    assert bands(made, "交付率") == {"≥1": 5, "≥0.95": 4, "else": 1}
    assert [*rules(made)["技术能力"]["points"].values()] == [5, 4, 1]
    assert points(made) == {"交付率": 50, "技术能力": 50}
