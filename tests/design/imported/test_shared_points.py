"""Points that a section or another table states, and not the row of an indicator."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import draft
from tests.design.imported.drafts import of_rows, points
from tests.design.imported.forms import document
from tests.design.imported.layouts import Rows


def test_points_in_the_heading_of_a_group_are_shared_by_its_rows_and_that_is_said(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "考核标准", "得分"],
        ["经济指标（40分，由财务部考核）", None, None],
        ["预算执行", "每超支一次扣2分", None],
        ["报销及时", "每延误一次扣1分", None],
        ["管理指标（60分）", None, None],
        ["制度执行", "发现一次不执行扣2分", None],
    ]
    made = of_rows(tmp_path, rows, "A2:C2", "A5:C5")
    assert points(made) == {"预算执行": 20, "报销及时": 20, "制度执行": 60}
    assert [each.of_points for each in made.indicators] == [("assumed.shared_worth",), ("assumed.shared_worth",), ()]


def test_a_row_without_points_is_worth_what_its_rule_gives_where_that_is_left_of_a_hundred(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "分值", "评分标准"],
        ["新增渠道", 60, "每少一家扣3分"],
        ["回款率", None, "≥95%得25分，≥85%得15分，低于85%得0分"],
        ["报表质量", None, "优秀15分，良好10分，较差0分"],
        ["表扬", None, "获客户表扬一次加2分"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"新增渠道": 60, "回款率": 25, "报表质量": 15}
    assert made.indicators[1].of_points == ("assumed.points_of_rule",)
    assert [each.name for each in made.adjustments] == ["表扬"]


def test_points_of_rules_that_leave_no_hundred_are_made_up_for_nobody(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "分值", "评分标准"],
        ["新增渠道", 60, "每少一家扣3分"],
        ["回款率", None, "≥95%得25分，≥85%得15分，低于85%得0分"],
    ]
    assert points(of_rows(tmp_path, rows)) == {"新增渠道": 60}


def test_a_table_of_dimensions_with_their_weights_weighs_the_sections_of_the_next_table(tmp_path: Path) -> None:
    dimensions = [["维度", "权重", "性质"], ["业绩", "70%", "定量"], ["行为", "30%", "定性"], ["合计", "100%", ""]]
    items = [
        ["维度", "指标", "权重", "评分标准"],
        ["业绩", "新增客户", "40%", "每少1户扣2分"],
        ["业绩", "走访", "60%", "每少1次扣2分"],
        ["行为", "合规", "50%", "违规一次扣5分"],
        ["行为", "协作", "50%", "上级评分"],
    ]
    made = draft(form_reader.parse(document(tmp_path / "a.docx", ["客户经理考核", dimensions, items])), "zh")
    assert points(made) == {"新增客户": 28, "走访": 42, "合规": 15, "协作": 15}
    assert [each["name"] for each in made.content["sections"].values()] == ["业绩", "行为"]


def test_a_table_of_levels_tells_of_the_indicators_of_the_table_before_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "数据来源"],
        ["转化率", "60%", "后台"],
        ["退货率", "40%", "后台"],
        [None],
        ["指标", "优秀（100%）", "良好（80%）", "合格（60%）"],
        ["转化率", "≥5%", "≥4%", "≥3%"],
        ["退货率", "≤2%", "≤4%", "≤6%"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"转化率": 60, "退货率": 40}
    rules = [each.made and each.made.indicator["rule"]["kind"] for each in made.indicators]
    assert rules == ["bands", "bands"]


def test_points_that_sentences_below_unknown_headings_begin_with_are_full_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["姓名", None, "考核月份", None],
        ["考核项", "基准标准", "加减分条件", "得分"],
        ["到课率", "基准分15分。标准：到课率40%", "加：到课率高于40%", None],
        [None, None, "减：到课率低于30%", None],
        ["工作纪律", "基准分10分。标准：遵守制度", "加：全勤", None],
        ["工作配合", "该项占10。标准：配合讲师", "加：满意度90%以上", None],
        ["总分", None, None, None],
    ]
    made = of_rows(tmp_path, rows, "A3:A4", "B3:B4")
    assert points(made) == {"到课率": 15, "工作纪律": 10, "工作配合": 10}


def test_sentences_that_state_all_points_of_a_hundred_in_brackets_are_indicators(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核内容", None, "得分"],
        ["值班", "1、每月核对人数。\n（无误：40分，有误：0分）", None],
        [None, "2、整理记录\n（整齐：30分，未整理：0分）", None],
        ["会议", "1、按时参加会议，做好笔记。\n（全勤：30分，缺席：0分）", None],
    ]
    made = of_rows(tmp_path, rows, "A1:B1", "A2:A3")
    assert points(made) == {"每月核对人数": 40, "整理记录": 30, "按时参加会议，做好笔记": 30}
    assert {each.points_mark for each in made.indicators} == {"assumed"}
    assert [each["name"] for each in made.content["sections"].values()] == ["值班", "会议"]


def test_a_table_of_sentences_without_points_has_no_indicators(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "内容"],
        ["目的", "规范考核"],
        ["范围", "全体员工"],
        ["周期", "每月一次"],
        ["时间", "次月5日"],
    ]
    assert not of_rows(tmp_path, rows).indicators


def test_levels_whose_points_are_ranges_in_the_cells_are_read_and_a_rule_beside_them_is_not_lost(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["考核项目", "考核说明", "权重", "优秀", "良好", "不及格"],
        ["计划", "按时上交", "60%", "60---50", "49---30", "29---0"],
        ["执行", "未按计划执行扣2分/次", "40%", "40-31", "30-20", "19-0"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"计划": 60, "执行": 40}
    assert [each.made and each.made.indicator["rule"]["kind"] for each in made.indicators] == ["level_range"] * 2
    assert [each.rule_mark for each in made.indicators][1] == "assumed"


@pytest.mark.parametrize("stated", ["{}（{}分）", "{} {}分"])
@pytest.mark.parametrize("dimension", ["", "业绩"])
def test_rows_of_an_item_with_names_and_points_that_sum_to_its_own_are_indicators(
    stated: str, dimension: str, tmp_path: Path
) -> None:
    parts = {"1.检验": 20, "2.追溯": 25, "3.心得": 15}
    faults = ["漏检一次扣2分", "缺一份记录扣5分", "字数少的扣3分，没有的扣15分"]
    nested = [["质量", 60, stated.format(*part), fault] for part, fault in zip(parts.items(), faults, strict=True)]
    rows: Rows = [
        ["维度", "考核项目", "分值", "考核内容", "评分标准"],
        *([dimension or "质量", *row] for row in nested),
        [dimension and "行为", "安全", 40, "现场", "违章一次扣5分"],
    ]
    merged = ("A2:A4", "B2:B4", "C2:C4")
    bare = [[*row[1:]] for row in rows]
    made = of_rows(tmp_path, rows if dimension else bare, *(merged if dimension else ("A2:A4", "B2:B4")))
    told = "质量：" if dimension else ""
    assert {each.item.name: each.points for each in made.indicators} == {
        f"{told}检验": 20,
        f"{told}追溯": 25,
        f"{told}心得": 15,
        "安全": 40,
    }
    assert [each.item.section for each in made.indicators][:3] == [dimension or "质量"] * 3
    rules = [each.made.indicator["rule"] for each in made.indicators if each.made]
    assert [[*rule["deductions"].values()] for rule in rules] == [[2], [5], [3, 15], [5]]


def test_lines_of_a_cell_with_names_and_points_that_sum_to_its_item_are_indicators(tmp_path: Path) -> None:
    lines = "1、检验（20分）：漏检一次扣2分\n2、追溯（25分）：缺一份记录扣5分\n3、改进（15分）：未提交一次扣15分"
    rows: Rows = [["考核项目", "分值", "评分标准"], ["质量", 60, lines], ["安全", 40, "违章一次扣5分"]]
    made = of_rows(tmp_path, rows)
    assert [(each.item.name, each.points) for each in made.indicators] == [
        ("检验", 20),
        ("追溯", 25),
        ("改进", 15),
        ("安全", 40),
    ]
    rules = [each.made.indicator["rule"] for each in made.indicators if each.made]
    assert [[*rule["deductions"].values()] for rule in rules] == [[2], [5], [15], [5]]
    rows = [["考核项目", "分值", "评分标准"], ["质量", 50, lines], ["安全", 50, "违章一次扣5分"]]
    assert [each.item.name for each in of_rows(tmp_path, rows).indicators] == ["质量", "安全"]


def test_full_points_that_a_line_states_hold_where_several_share_a_weight(tmp_path: Path) -> None:
    rows: Rows = [
        ["维度", "指标", "权重", "评分标准"],
        ["进度", "里程碑", "35%", "每达成一个得3分，未达成扣2分，满分15分"],
        [None, "交付", None, "每延误一天扣2分"],
        ["团队", "培训", "65%", "按完成率每低10%扣1分，满分60分"],
        [None, "协作", None, "每投诉一次扣1分，满分5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "C2:C3", "A4:A5", "C4:C5")
    assert points(made) == {"里程碑": 15, "交付": 20, "培训": 60, "协作": 5}
    stated = ("assumed.points_of_rule",)
    assert [each.of_points for each in made.indicators] == [stated, ("assumed.shared_worth",), stated, stated]


def test_no_line_gets_what_others_leave_of_a_weight_where_full_points_are_no_parts_of_weights(tmp_path: Path) -> None:
    rows: Rows = [
        ["维度", "指标", "权重", "评分标准"],
        ["进度", "里程碑", "25%", "每达成一个得3分，未达成扣2分，满分15分"],
        [None, "交付", None, "每延误一天扣2分"],
        ["团队", "培训", "65%", "按完成率每低10%扣1分，满分60分"],
        [None, "协作", None, "每投诉一次扣1分，满分25分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "C2:C3", "A4:A5", "C4:C5")
    assert points(made) == {"里程碑": 15, "交付": None, "培训": 60, "协作": 25}
    of_rule = ("assumed.points_of_rule",)
    assert [each.of_points for each in made.indicators][1:] == [("open.no_points",), of_rule, of_rule]
    assert made.sourced.marks["sections.section_2"] == "not_understood"  # 85 of 65
    assert "90%" in made.sourced.notes["", "full_points"].words  # of which 10 % are missing
    assert made.sourced.notes["", "full_points"].mark == "not_understood"


def test_parts_that_the_total_calls_otherwise_are_the_sections_in_their_order(tmp_path: Path) -> None:
    head = ["序号", "考核项目", "权重", "评分等级", "自评", "上级"]
    rows: Rows = [
        ["采购部经理考核表"],
        ["任务绩效"],
        head,
        [1, "采购及时", "60%", "7小时内完成60分，每超出1小时扣3分，最低0分"],
        [2, "次品率", "40%", "1%以内40分，高于1%为0分"],
        ["品行考核"],
        head,
        [1, "清财", "50%", "达到3级得50分，达到2级得30分，达到1级得10分"],
        [2, "责任", "50%", "达到3级得50分，达到2级得30分，达到1级得10分"],
        ["总分=业绩考核得分×80%+行为考核得分×20%"],
    ]
    made = of_rows(tmp_path, rows, "A1:F1", "A2:F2", "A6:F6", "A10:F10")
    assert points(made) == {"采购及时": 48, "次品率": 32, "清财": 10, "责任": 10}
    assert {each.of_points for each in made.indicators} == {("assumed.parts_in_order",)}


def test_a_rule_that_only_weighs_points_leaves_the_rule_to_the_column_that_states_them(tmp_path: Path) -> None:
    weighing = "所得分值/该项总分值*权重"
    rows: Rows = [
        ["考核指标", "权重", "绩效目标值", "计算方式"],
        ["面试", "60%", "组织面试顺利进行。（好5分，较好3分，一般1分）", weighing],
        ["流失率", "40%", "流失率高于15%此项分值全部扣除。", weighing],
    ]
    made = of_rows(tmp_path, rows)
    rules = [each.made.indicator["rule"] for each in made.indicators if each.made]
    assert [*rules[0]["points"].values()] == [5, 3, 1]
    assert (made.indicators[0].points, made.indicators[0].out_of) == (60, 5)
    assert rules[1]["bands"] == {">0.15": 0, "else": 40}


def test_what_stands_in_the_place_of_a_number_tells_an_addition(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "考核项目", "权重", "评分标准"],
        [1, "到岗率", 60, "每低1人扣5分，扣完为止"],
        [2, "验厂", 40, "因自身责任验厂不通过5分"],
        ["加分", "重大贡献", 10, "获客户感谢信每次加2分"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"到岗率": 60, "验厂": 40}
    assert [(each.name, each.content["rule"]["cap"]) for each in made.adjustments] == [("重大贡献", 10)]
    rule = made.indicators[1].made.indicator["rule"] if made.indicators[1].made else {}
    assert ([*rule["deductions"].values()], rule["floor"]) == ([5], 0)  # a fault gives no points
    assert "assumed.sign" in made.indicators[1].of_rule


def test_the_scale_of_a_rating_is_not_taken_for_the_points_of_its_row(tmp_path: Path) -> None:
    rows: Rows = [
        ["维度", "指标", "权重", "评分标准"],
        ["服务", "工单满意度", "40%", "以客户评分为准，满分5分，按得分比例折算"],
        [None, "上门次数", None, "每上门1次得5分，最高100分"],
        ["交付", "按期交付", "60%", "每逾期1天扣5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "C2:C3")
    assert points(made) == {"工单满意度": 20, "上门次数": 20, "按期交付": 60}
    rated = made.indicators[0].made
    assert rated is not None
    assert (rated.indicator["rule"]["kind"], rated.indicator["rule"]["target"]) == ("target_ratio", 5)


def test_weights_inside_blocks_count_by_the_share_of_their_block_where_one_block_is_not_whole(tmp_path: Path) -> None:
    rows: Rows = [
        ["类别", "指标", "权重", "评分标准"],
        ["业绩80%", "新签", "40%", "每少1单扣5分"],
        [None, "回款", "60%", "每逾期1笔扣5分"],
        ["态度20%", "主动", "50%", "不主动一次扣5分"],
        [None, "协作", "20%", "推诿一次扣5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "A4:A5")
    assert points(made) == {"新签": 32, "回款": 48, "主动": 10, "协作": 4}
    assert [path for path, mark in made.sourced.marks.items() if mark == "not_understood"] == ["sections.section_2"]


def test_points_that_a_share_counts_up_to_are_those_of_its_row(tmp_path: Path) -> None:
    rows: Rows = [
        ["维度", "指标", "权重", "评分标准"],
        ["交付", "计划完成", "40%", "按完成比例得分，满分25分"],
        [None, "按期验收", None, "每逾期1天扣1分"],
        ["服务", "响应", "60%", "每超时1次扣5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "C2:C3")
    assert points(made) == {"计划完成": 25, "按期验收": 15, "响应": 60}


def test_levels_from_five_to_one_are_asked_about_even_where_their_points_sum_to_the_weight(tmp_path: Path) -> None:
    levels = ["5\n远超要求", "4\n超出要求", "3\n符合要求", "2\n部分符合", "1\n不符合"]
    rows: Rows = [
        ["考核项目（权重）", "评分标准", None, None, None, None, "得分"],
        ["专业（15）", *levels, None],
        ["协作（85）", *levels, None],
    ]
    made = of_rows(tmp_path, rows, "B1:F1")
    assert points(made) == {"专业": 15, "协作": 85}
    assert all("assumed.each_once" not in each.of_rule for each in made.indicators)
    assert {each.rule_mark for each in made.indicators} == {"not_understood"}
