"""Tables whose headings say little or something else: what a column is for is told by what stands in it."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.drafts import of_rows, points
from tests.design.imported.forms import document
from tests.design.imported.layouts import Rows


def rule(made: FormDraft, name: str) -> dict[str, object]:
    return next(dict(each.made.indicator["rule"]) for each in made.indicators if each.item.name == name and each.made)


def test_lines_that_begin_with_their_full_points_are_items(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = ["货车司机考核", "出车记录: 本项满分40分;漏记一次扣5分。", "车况保养：满分60分，每有一处损坏扣10分。"]
    path.write_text("\n".join(lines), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"出车记录": 40, "车况保养": 60}
    assert rule(made, "出车记录")["deductions"] == {"item_1_1": 5}


def test_lines_set_in_below_a_row_of_a_text_are_its_rule_and_no_points_of_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = [
        "月度积分表",
        "序号 | 考核项目 | 考核内容 | 应得分 | 自评分",
        "1. 报表及时性 | 按时交报表 | 40分 | ",
        "   延迟1天扣5分",
        "2. 数据准确率 | 数据没有差错 | 60分 | ",
        "   高于95%得60分",
        "   高于90%得30分",
        "   其余得0分",
        "合计得分：",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"报表及时性": 40, "数据准确率": 60}
    assert rule(made, "报表及时性")["deductions"] == {"item_1_1": 5}
    assert rule(made, "数据准确率")["bands"] == {">0.95": 60, ">0.9": 30, "else": 0}
    assert not made.adjustments


def test_figures_that_sum_to_a_hundred_are_the_points_of_a_table_whose_headings_nobody_knows(tmp_path: Path) -> None:
    rows: Rows = [
        ["仓库月度检查", None, None, None],
        ["大块", "看什么", "谁看", "算多少"],
        ["现场", "货架标签齐全", "主管", 20],
        [None, "通道没有杂物", "主管", 30],
        ["账目", "出入库当天登记", "财务", 25],
        [None, "盘点有签字", "财务", 25],
    ]
    made = of_rows(tmp_path, rows, "A1:D1", "A3:A4", "A5:A6")
    assert points(made) == {"货架标签齐全": 20, "通道没有杂物": 30, "出入库当天登记": 25, "盘点有签字": 25}
    assert {each.mark for each in made.indicators} == {"assumed"}


def test_figures_in_a_table_whose_sum_is_no_whole_are_nobodys_points(tmp_path: Path) -> None:
    rows: Rows = [["区域", "面积"], ["一号库", 20], ["二号库", 30], ["三号库", 45]]
    assert not of_rows(tmp_path, rows).indicators


def test_points_below_a_heading_of_rules_are_points_even_where_one_row_states_none(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核办法", None, "自查"],
        ["备课", "30分", "缺一次扣2分", None],
        ["出勤", "20分", "迟到一次扣1分", None],
        ["作业", "25分", "少批一份扣1分", None],
        ["家访", "25分", "每学期少一次扣5分", None],
        ["活动", "另计", "组织活动每次加2分", None],
    ]
    made = of_rows(tmp_path, rows, "B1:C1")
    assert points(made) == {"备课": 30, "出勤": 20, "作业": 25, "家访": 25}
    assert [each.name for each in made.adjustments] == ["活动"]


def test_short_names_beside_sentences_name_the_items_and_sentences_those_that_share_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "指标分解", "考核项目及评分标准", "满分", "经理测评"],
        ["业绩指标70%", "页面制作", "按策划案完成页面设计", 40, None],
        [None, None, "对配色进行优化调整", 10, None],
        [None, "图片制作", "按推广要求，设计图片", 20, None],
        ["态度指标30%", "工作汇报", "每周汇报，漏报1次扣3分", 20, None],
        [None, "协作", "及时沟通，协助运营", 10, None],
        ["合计", None, None, 100, None],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "B2:B3", "A5:A6")
    assert points(made) == {
        "按策划案完成页面设计": 40,
        "对配色进行优化调整": 10,
        "图片制作": 20,
        "工作汇报": 20,
        "协作": 10,
    }
    assert rule(made, "工作汇报")["deductions"] == {"item_4_1": 3}
    assert [each.item.section for each in made.indicators] == ["业绩指标"] * 3 + ["态度指标"] * 2


def test_words_below_a_heading_of_weights_are_levels_where_signed_points_stand_beside_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["注：每月默认满分为100分", None, None, None],
        ["栏目", "权重", "分值", "得分"],
        ["工作量", "超负荷", "+5", None],
        [None, "饱和", "0", None],
        [None, "不足", "-10", None],
        ["差错", "没有造成损失", "-5", None],
        [None, "造成损失", "-30至-100", None],
    ]
    made = of_rows(tmp_path, rows, "A1:D1", "A3:A5", "A6:A7")
    assert not made.indicators
    assert [(each.name, each.mark) for each in made.adjustments] == [
        ("工作量", "assumed"),
        ("差错", "not_understood"),
    ]
    given = made.adjustments[0].content["rule"]
    assert [*given["points"].values()] == [5, 0, -10]
    assert {line.mark for line in made.sourced.lines if line.words == "-30至-100"} == {"not_understood"}


def test_ranges_of_points_left_of_what_they_are_for_are_levels_and_a_result_with_grades_is_none(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核方面", "分值", "评分标准", None],
        ["执行力", 60, "50-60分", "主动完成"],
        [None, None, "30-49分", "按时完成"],
        [None, None, "0-29分", "没有完成"],
        ["团队精神", 40, "30-40分", "善于合作"],
        [None, None, "0-29分", "不愿合作"],
        ["考核成绩", 100, "优秀：90分及以上 良好：80-89分 不合格：80分以下", None],
    ]
    made = of_rows(tmp_path, rows, "C1:D1", "A2:A4", "B2:B4", "A5:A6", "B5:B6", "C7:D7")
    assert points(made) == {"执行力": 60, "团队精神": 40}
    assert rule(made, "执行力")["described"] == {
        "item_1_level_1": "主动完成",
        "item_1_level_2": "按时完成",
        "item_1_level_3": "没有完成",
    }
    assert made.content["grades"]["scale"].keys() == {"优秀", "良好", "不合格"}


def test_rows_of_one_name_are_its_levels_and_rows_of_what_adds_and_takes_are_changes(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核内容及评价依据", None, "分值", "得分"],
        ["工作业绩（60%）", "效率高", "60", None],
        [None, "能胜任", "55-40", None],
        [None, "有差错", "30-0", None],
        ["协作（40%）", "主动配合", "40", None],
        [None, "不愿配合", "20-0", None],
        ["其他事项考核内容及评价依据", None, "分值", None],
        ["加分项", "收回欠款", "10", None],
        [None, "提出建议被采纳", "5", None],
        ["减分项", "客户投诉/次", "-10", None],
        [None, "报表出错", "-5", None],
    ]
    made = of_rows(tmp_path, rows, "A1:B1", "A2:A4", "A5:A6", "A7:B7", "A8:A9", "A10:A11")
    assert points(made) == {"工作业绩": 60, "协作": 40}
    assert [*rule(made, "工作业绩")["levels"].values()] == ["≥60", "≥40", "else"]  # type: ignore[attr-defined]
    assert {each.name: [*each.content["rule"]["additions"].values()] for each in made.adjustments} == {
        "加分项": [10, 5],
        "减分项": [-10, -5],
    }


def test_rules_of_weights_count_out_of_a_hundred_where_one_of_them_gives_more_than_its_weight(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "权重", "评分标准"],
        ["客户评价", "20%", "非常满意：120分\n满意：100分\n不满意：40分"],
        ["排名", "50%", "每退后一名扣20分"],
        ["报告", "30%", "缺一份扣40分"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"客户评价": 20, "排名": 50, "报告": 30}
    assert [each.out_of for each in made.indicators] == [100, 100, 100]
    assert all(each.mark == "assumed" for each in made.indicators)
    alone = of_rows(tmp_path, [rows[0], ["排名", "60%", "每退后一名扣20分"], rows[3]])
    assert [each.out_of for each in alone.indicators] == [None, None]


def test_bands_that_take_more_than_there_is_end_at_nothing_and_say_so(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "分值", "评分标准"],
        ["缺陷率", 6, "低于3%得满分；3%-5%扣3分；5%-8%扣6分；高于8%扣10分"],
        ["交付", 94, "每延迟一天扣5分"],
    ]
    made = of_rows(tmp_path, rows)
    assert [*rule(made, "缺陷率")["bands"].values()] == [6, 3, 0, 0]  # type: ignore[attr-defined]
    assert "assumed.floor" in made.indicators[0].of_rule
    assert not [told for told in made.indicators[0].of_rule if told.startswith("assumed.unused")]


def test_a_calculation_that_is_the_same_for_all_is_no_rule_where_another_column_states_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "权重", "绩效目标值", "计算方式"],
        ["招聘完成率", "60%", "按时到岗，未按时每人扣5分", "所得分值/总分值*权重"],
        ["资料维护", "40%", "及时更新（好40分，较好30分，一般10分）", "所得分值/总分值*权重"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"招聘完成率": 60, "资料维护": 40}
    assert rule(made, "招聘完成率")["kind"] == "deduct"
    assert [*rule(made, "资料维护")["points"].values()] == [40, 30, 10]  # type: ignore[attr-defined]


def test_levels_that_a_heading_lists_are_those_of_every_item_below_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核维度", "优秀（10分） 良好（6-9分） 差（1-5分）", "自评", "满分"],
        ["计划性", "及时制订计划，完成率高，并形成总结", None, 40],
        ["合作性", "与其他部门沟通顺畅", None, 60],
        ["加减分", "由经理填写事由", None, None],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"计划性": 40, "合作性": 60}
    assert [each.out_of for each in made.indicators] == [10, 10]
    assert [*rule(made, "合作性")["described"].values()] == ["优秀", "良好", "差"]  # type: ignore[attr-defined]
    assert not made.adjustments


def test_a_sentence_in_a_table_without_items_changes_the_total_only_as_an_assumption(tmp_path: Path) -> None:
    blocks = [
        "检验员考核",
        [["指标", "权重", "评分标准"], ["准确率", "100%", "≥99%得100分，其余0分"]],
        "细则：",
        [["错检次数", "备注"], ["无", "每增加1次扣6分"]],
    ]
    made = draft(form_reader.parse(document(tmp_path / "a.docx", blocks)), "zh")
    assert [(each.mark, each.remarks) for each in made.adjustments] == [("assumed", ("assumed.of_table",))]


def test_weights_of_sections_below_an_unknown_heading_are_taken_and_said_to_be_assumed(tmp_path: Path) -> None:
    rows: Rows = [
        ["方面", "名目", "轻重", "怎么算"],
        ["响应", "首次回复时长", "40%", "每超过1分钟扣2分"],
        [None, "解决时长", None, "每超过1小时扣3分"],
        ["质量", "差错数", "30%", "每错一处扣5分"],
        [None, "投诉数", None, "每次投诉扣5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "C2:C3", "A4:A5", "C4:C5")
    assert points(made) == {"首次回复时长": 20, "解决时长": 20, "差错数": 15, "投诉数": 15}
    assert {each.points_mark for each in made.indicators} == {"assumed"}
    assert [each.item.section for each in made.indicators] == ["响应", "响应", "质量", "质量"]


def test_points_below_an_unknown_heading_that_are_no_whole_are_said_to_be_assumed(tmp_path: Path) -> None:
    rows: Rows = [
        ["名目", "多少", "怎么算"],
        ["首次回复", 20, "每超过1分钟扣2分"],
        ["差错", 35, "每错一处扣5分"],
        ["投诉", 25, "每次投诉扣5分"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"首次回复": 20, "差错": 35, "投诉": 25}
    assert {each.of_points for each in made.indicators} == {("assumed.by_figures",)}


def test_every_part_of_a_table_below_the_same_unknown_heading_has_its_items(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "看什么", "占多少", "怎么算"],
        [1, "现场整洁", 40, "发现一处杂物扣5分"],
        [2, "账目清楚", 30, "缺一张单据扣5分"],
        [3, "交接及时", 30, "每迟一天扣5分"],
        ["序号", "怎么做事", "占多少", "怎么算"],
        [1, "服从安排", 60, "每拒绝一次扣10分"],
        [2, "主动性", 40, "每推诿一次扣10分"],
    ]
    made = of_rows(tmp_path, rows)
    assert [*points(made)] == ["现场整洁", "账目清楚", "交接及时", "服从安排", "主动性"]


def test_serial_numbers_beside_rules_are_nobodys_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["名目", "第几", "怎么算"],
        ["首次回复", 1, "每超过1分钟扣2分"],
        ["差错", 2, "每错一处扣5分"],
        ["投诉", 3, "每次投诉扣5分"],
    ]
    made = of_rows(tmp_path, rows)
    assert not made.indicators


def test_ranges_of_points_are_full_points_unless_they_go_below_nothing(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "分值"],
        ["工作质量", "一次修复率", "0~40"],
        ["工作效率", "到场及时", "0-30分"],
        ["服务态度", "客户评价", "0～30"],
        ["临时任务", "完成交办工作", "-5~10"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"工作质量": 40, "工作效率": 30, "服务态度": 30}
    left = [line for line in made.sourced.lines if "-5~10" in line.words]
    assert [line.mark for line in left] == ["assumed"]
    assert [(each["min"], each["max"]) for each in made.adjustments[0].needs.inputs.values()] == [(-5, 10)]


def test_signed_figures_among_full_points_are_the_most_that_is_added_or_taken(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核内容", "标准分", "评分标准"],
        ["进度管理", 60, "每延期一周扣5分"],
        ["客户关系", 40, "每投诉一次扣5分"],
        ["提前验收", "+5", "每提前一周加1分"],
        ["重大事故", "-10", "每起扣10分"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"进度管理": 60, "客户关系": 40}
    rules = {each.name: each.content["rule"] for each in made.adjustments}
    assert rules["提前验收"]["cap"] == 5
    assert rules["重大事故"]["floor"] == -10


def test_sentences_with_figures_beside_a_column_of_points_are_what_these_are_given_for(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核实行扣分制，每月满分为100分"],
        ["序号", "栏目", "权重", "分值"],
        [1, "完成情况", "按时完成（不扣分）", 0],
        [None, None, "延时1小时以上5小时以下（扣10分）", -10],
        [None, None, "延时5小时以上（扣15分）", -15],
        [2, "服务质量", "投诉一条扣5分", "N×-5"],
    ]
    made = of_rows(tmp_path, rows, "A3:A5", "B3:B5")
    assert not made.indicators
    assert [each.name for each in made.adjustments] == ["完成情况", "服务质量"]


def test_a_row_with_points_is_no_header_whatever_its_name_is(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", None, "权重", "考核内容", None, "得分"],
        ["工作任务", "其他任务", "60%", "按时完成并有记录", "5-6分", None],
        [None, None, None, "基本完成", "3-4分", None],
        [None, "工资报送", "20%", "按时报送", "5-6分", None],
        [None, None, None, "基本按时", "3-4分", None],
        ["工作态度", "积极性", "20%", "从不需要督促", "5-6分", None],
        [None, None, None, "有时需要提醒", "3-4分", None],
    ]
    merged = ["A1:B1", "D1:E1", "A2:A5", "B2:B3", "C2:C3", "B4:B5", "C4:C5", "A6:A7", "B6:B7", "C6:C7"]
    made = of_rows(tmp_path, rows, *merged)
    assert points(made) == {"其他任务": 60, "工资报送": 20, "积极性": 20}


def test_weights_and_points_of_another_sum_are_full_points_and_what_the_rule_counts_up_to(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "权重", "评分办法"],
        ["客诉处理", 120, "30%", "24小时内处理完120分，48小时内100分，超过48小时0分"],
        ["报告质量", 100, "30%", "每退回一次扣10分"],
        ["到岗", 50, "40%", "每迟到一次扣5分"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"客诉处理": 30, "报告质量": 30, "到岗": 40}
    assert [each.out_of for each in made.indicators] == [120, 100, 50]
    assert "assumed.of_points_beside" in made.indicators[2].of_rule


def test_weights_within_sections_are_not_the_points_where_another_column_sums_to_a_hundred(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核类别", "考核项目", "权重(%)", "分值", "评分标准"],
        ["服务", "接待", 50, 30, "每投诉一次扣2分"],
        [None, "回访", 50, 30, "每漏一次扣2分"],
        ["纪律", "出勤", 60, 24, "迟到一次扣2分"],
        [None, "着装", 40, 16, "不合格一次扣2分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "A4:A5")
    assert points(made) == {"接待": 30, "回访": 30, "出勤": 24, "着装": 16}
    assert {each.out_of for each in made.indicators} == {None}


def test_weights_of_sections_right_of_the_points_in_them_are_multiplied(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核维度", "考核指标", "分值", "权重", "考核标准"],
        ["业绩", "销售额", 60, "70%", "每少一单扣5分"],
        [None, "回款", 40, None, "每逾期一次扣5分"],
        ["过程", "拜访", 50, "30%", "每少一次扣2分"],
        [None, "周报", 50, None, "缺一次扣5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "A4:A5", "D2:D3", "D4:D5")
    assert points(made) == {"销售额": 42, "回款": 28, "拜访": 15, "周报": 15}


def test_weights_beside_other_points_that_sum_to_a_hundred_as_well_are_assumed(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "权重", "分值", "评分标准"],
        ["库存准确率", "40%", 50, "≥99%得50分，≥97%得40分，低于97%得0分"],
        ["发货及时", "60%", 50, "每延误一单扣3分"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"库存准确率": 40, "发货及时": 60}
    assert {each.points_mark for each in made.indicators} == {"assumed"}


def test_weights_of_as_many_items_as_sections_are_not_those_of_the_sections(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标类别", "指标名称", "权重", "满分", "计分规则"],
        ["业绩", "推广", "60%", 100, "每失败一次扣10分"],
        [None, "上新", "20%", 100, "每延误一次扣10分"],
        ["成长", "培训", "20%", 100, "缺席一次扣20分"],
        ["奖惩项", "受到处罚", None, -20, "每次扣10分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3")
    assert points(made) == {"推广": 60, "上新": 20, "培训": 20}
    assert [each.content["rule"]["floor"] for each in made.adjustments] == [-20]


def test_numbers_below_a_heading_of_items_are_no_names(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "子项", "标准分", "评分办法"],
        ["一、安全管理（40分）", None, None, None],
        ["1", "安全台账", 15, "台账不全每项扣2分"],
        ["2", "安全教育", 25, "未开展每次扣5分"],
        ["二、现场管理（60分）", None, None, None],
        ["3", "临边防护", 60, "缺一处扣3分"],
        ["检查人：", None, "负责人：", None],
    ]
    made = of_rows(tmp_path, rows, "A2:D2", "A5:D5")
    assert points(made) == {"安全台账": 15, "安全教育": 25, "临边防护": 60}


def test_a_range_of_points_a_row_is_the_full_points_of_an_item_whatever_its_heading(tmp_path: Path) -> None:
    rows: Rows = [
        ["考评要素", "考评内容", "分值区间", "评分"],
        ["德", "遵纪守法", "0-40分", None],
        ["能", "业务熟练", "0-60分", None],
        ["附加分", "获表彰", "0-5分", None],
    ]
    assert points(of_rows(tmp_path, rows)) == {"德": 40, "能": 60}


@pytest.mark.parametrize("heading", ["标准得分", "基准得分", "目标分值", "分值设定", "所占分值", "赋分"])
def test_points_are_read_below_any_heading_of_what_can_be_got(tmp_path: Path, heading: str) -> None:
    rows: Rows = [
        ["类别", "考核内容", "评分标准", heading, "考核得分"],
        ["业绩", "签约率=签约商机数/有效商机数", "签约率低于80%不得分", 35, None],
        ["业绩", "资料归档", "每缺一份扣2分", 20, None],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"签约率": 35, "资料归档": 20}


@pytest.mark.parametrize("heading", ["项目分", "单项分", "岗位分", "考核分", "算多少"])
def test_points_beside_merged_weights_of_sections_are_those_of_the_items(tmp_path: Path, heading: str) -> None:
    rows: Rows = [
        ["考核项目", "权重", "考核指标", "评分标准", heading, "得分"],
        ["服务", 0.7, "接待", "主动迎客，无推诿", 15, None],
        [None, None, "巡台", "每少巡一次扣2分", 55, None],
        ["品德", 0.3, "守信", "说到做到", 20, None],
        [None, None, "互助", "愿意帮同事", 10, None],
        ["总分", None, None, None, None, None],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "B2:B3", "A4:A5", "B4:B5", "A6:D6")
    assert points(made) == {"接待": 15, "巡台": 55, "守信": 20, "互助": 10}
    assert rule(made, "巡台")["deductions"] == {"item_2_1": 2}


def test_a_composed_heading_above_nothing_is_to_be_filled_in(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "分值", "月度分"],
        ["巡检", "漏检一次扣3分", 60, None],
        ["记录", "漏记一次扣1分", 40, None],
    ]
    assert points(of_rows(tmp_path, rows)) == {"巡检": 60, "记录": 40}


def test_shares_under_the_heading_standard_are_what_is_aimed_at_and_no_scale(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "指标", "标准", "分值", "评分办法"],
        [1, "计划完成率", "100%", 40, "每低1%扣2分"],
        [2, "产品合格率", "95%", 30, "每低1个百分点扣3分"],
        [3, "设备完好率", "98%", 30, "低于98%不得分"],
    ]
    made = of_rows(tmp_path, rows)
    rules = [each.made.indicator["rule"] if each.made else {} for each in made.indicators]
    assert [(each.points, each.out_of) for each in made.indicators] == [(40, None), (30, None), (30, None)]
    assert [(rule["standard"], rule["per_short"]) for rule in rules[:2]] == [(1, 2), (0.95, 3)]


def test_a_heading_of_the_name_with_its_formula_heads_names_and_these_are_called_without_their_formula(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["指标名称及计算公式", "分值", "评分标准"],
        ["回款率=实际回款/应回款×100%", 40, "≥95%得40分，≥90%得30分，其余0分"],
        ["培训完成率：实际培训人数/应培训人数*100%", 30, "≥95%得30分，≥85%得20分，其余0分"],
        ["归档率（已归档合同数/应归档合同数×100%）", 30, "≥98%得30分，≥90%得15分，其余0分"],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.item.name for each in made.indicators] == ["回款率", "培训完成率", "归档率"]
    assert [each.made and each.made.indicator["rule"]["kind"] for each in made.indicators] == ["bands"] * 3


def test_a_rate_whose_name_is_its_formula_and_that_has_no_rule_gives_the_share_that_is_calculated(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["考核指标", "分值"],
        ["回款率=实际回款/应回款×100%", 40],
        ["到训率=实际到训人数/应到训人数×100%", 60],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.item.name for each in made.indicators] == ["回款率", "到训率"]
    rules = [each.made.indicator["rule"] if each.made else {} for each in made.indicators]
    assert [(rule["kind"], isinstance(rule["target"], str)) for rule in rules] == [("target_ratio", True)] * 2
    assert {each.rule_mark for each in made.indicators} == {"assumed"}


def test_levels_that_are_numbered_from_one_on_are_those_of_each_line(tmp_path: Path) -> None:
    rows: Rows = [
        ["维度", "指标", "权重", "1", "2", "3", "4"],
        ["能力", "计划能力", "40%", "无计划", "偶有计划", "有计划", "计划周密"],
        ["", "沟通能力", "60%", "不沟通", "被动沟通", "主动沟通", "善于沟通"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3")
    assert [(each.item.name, each.points, each.out_of) for each in made.indicators] == [
        ("计划能力", 40, 4),
        ("沟通能力", 60, 4),
    ]
    rule = made.indicators[0].made.indicator["rule"] if made.indicators[0].made else {}
    assert dict(zip(rule["described"].values(), rule["points"].values(), strict=True)) == {
        "无计划": 1,
        "偶有计划": 2,
        "有计划": 3,
        "计划周密": 4,
    }


def test_the_same_as_above_takes_the_figures_of_its_own_row(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "权重", "目标值", "底线值", "评分规则"],
        ["销售收入", "60%", "100万", "80万", "达到目标值100分，达到底线值60分，低于底线值0分"],
        ["毛利率", "40%", "25%", "20%", "同上"],
    ]
    made = of_rows(tmp_path, rows)
    rule = made.indicators[1].made.indicator["rule"] if made.indicators[1].made else {}
    assert rule["bands"] == {"≥0.25": 100, "≥0.2": 60, "else": 0}
    assert "assumed.as_above" in made.indicators[1].of_rule


@pytest.mark.parametrize("change", ["+2/天", "-4/次", "+1.5分/篇"])
def test_filled_points_beside_bands_are_no_column_to_fill_in_though_a_row_below_adds_or_takes(
    tmp_path: Path, change: str
) -> None:
    rows: list[list[object]] = [
        ["仓库管理员考核表"],
        ["考核项", "权重", "区间", "得分", "来源", "实得"],
        ["发货及时率", "60%", "≥97%", 100, "系统", None],
        [None, None, "90%≤A<97%", 75, None, None],
        [None, None, "<90%", 0, None, None],
        ["账实差错率", "40%", "≤1%", 100, "盘点", None],
        [None, None, "1%＜A≤4%", 55, None, None],
        [None, None, "＞4%", 0, None, None],
        ["加减分：值守", None, "节日值守", change, None, None],
    ]
    merged = ["A3:A5", "B3:B5", "E3:E5", "F3:F5", "A6:A8", "B6:B8", "E6:E8", "F6:F8"]
    made = of_rows(tmp_path, rows, *merged)
    bands = [each.made.indicator["rule"]["bands"] for each in made.indicators if each.made]
    assert bands == [{"≥0.97": 100, "≥0.9": 75, "else": 0}, {"≤0.01": 100, "≤0.04": 55, "else": 0}]
