"""Tables that are no list of rows: cards, names over people, rows to be filled in, columns to tick or to take by."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import draft
from tests.design.imported.drafts import of_rows, points, rules
from tests.design.imported.forms import document


def test_a_card_of_labels_is_an_indicator_by_the_name_that_it_states(tmp_path: Path) -> None:
    path = document(
        tmp_path / "a.docx",
        [
            "关键绩效指标卡",
            [
                ["指标名称", "到岗及时率", "权重", "60%"],
                ["指标定义", "按时到岗人数的比例", "数据来源", "台账"],
                ["评分标准", ("≥95%得60分；≥90%得40分；低于90%得0分", 3)],
            ],
            [
                ["指标名称", "核算准确率", "权重", "40%"],
                ["指标定义", "核算无差错", "数据来源", "财务部"],
                ["评分标准", ("每差错一人次扣5分，扣完为止", 3)],
            ],
        ],
    )
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"到岗及时率": 60, "核算准确率": 40}
    assert rules(made)["到岗及时率"]["bands"] == {"≥0.95": 60, "≥0.9": 40, "else": 0}
    assert [*rules(made)["核算准确率"]["deductions"].values()] == [5]


def test_cards_with_labels_of_their_own_below_one_another_are_indicators_and_no_mere_words(tmp_path: Path) -> None:
    rows: list[list[object]] = [["售后月度考核指标"]]
    for name, rule, worth in (("上门及时性", "每迟到一次扣5分", 60), ("工程回款", "回款额与应收款的比例", 40)):
        rows += [
            ["指标名称", name, "计量单位", "次数"],
            ["评分标准", rule],
            ["数据输出部门", "客服部", "指标分值", worth],
            ["指标责任部门", "售后部"],
            [],
        ]
    made = of_rows(tmp_path, rows, "A1:D1", "B3:D3", "B5:D5", "B8:D8", "B10:D10")
    assert points(made) == {"上门及时性": 60, "工程回款": 40}
    assert {line.words: line.mark for line in made.sourced.lines}["回款额与应收款的比例"] == "not_understood"
    assert not made.adjustments


def test_names_with_points_over_a_row_for_everybody_are_rated(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["车间月度评分表"],
            ["序号", "姓名", "出勤（10分）", "产量（50分）", "质量（40分）", "总分（100分）"],
            [1, "甲"],
            [2, "乙"],
        ],
        "A1:F1",
    )
    assert points(made) == {"出勤": 10, "产量": 50, "质量": 40}
    assert {rule["kind"] for rule in rules(made).values()} == {"rating"}


def test_rows_whose_names_are_left_to_be_filled_in_are_indicators_by_their_heading(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["序号", "重点工作", "权重", "完成标准", "完成情况"],
            [1, None, "50%"],
            [2, None, "30%"],
            [3, "日常工作", "20%", "差错一次扣2分"],
        ],
    )
    assert points(made) == {"重点工作1": 50, "重点工作2": 30, "日常工作": 20}
    assert [each.mark for each in made.indicators] == ["assumed"] * 3


def test_what_is_ticked_below_five_to_one_is_rated_out_of_five(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["评价项目", "评价内容", "评分"],
            [None, None, 5, 4, 3, 2, 1],
            ["态度", "责任心"],
            [None, "纪律性"],
            ["能力", "学习"],
        ],
        "A1:A2",
        "B1:B2",
        "C1:G1",
        "A3:A4",
    )
    assert points(made) == {"责任心": 5, "纪律性": 5, "学习": 5}
    assert {rule["kind"] for rule in rules(made).values()} == {"rating"}


def test_several_columns_of_what_each_kind_of_fault_takes_are_all_taken(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核项目", "标准分", "一般违规扣分", "严重违规扣分", "得分"],
            ["劳保", 40, 2, 5],
            ["操作", 60, 5, 20],
        ],
    )
    assert [*rules(made)["劳保"]["deductions"].values()] == [2, 5]
    assert [*rules(made)["操作"]["deductions"].values()] == [5, 20]


def test_a_share_of_a_hundred_with_a_limit_beyond_it_is_scaled_to_the_weight(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["指标", "权重", "目标", "计分规则"],
            ["营业收入", "60%", "500", "完成率×100，上限120"],
            ["客诉", "40%", None, "投诉一次扣5分"],
        ],
    )
    first = made.indicators[0]
    assert (first.points, first.out_of, rules(made)["营业收入"]["cap"]) == (60, 100, 1.2)


def test_what_is_merged_over_the_same_rows_as_points_and_rule_is_the_item(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["区域", "检查内容", "标准分", "扣分标准", "扣分"],
            ["货架区", "码放整齐", 60, "不符合一处扣2分"],
            [None, "标识清楚"],
            ["收发区", "单据齐全", 40, "缺一张扣5分"],
            [None, "当日清"],
        ],
        *("A2:A3", "C2:C3", "D2:D3", "A4:A5", "C4:C5", "D4:D5"),
    )
    assert points(made) == {"货架区": 60, "收发区": 40}
    assert [*rules(made)["货架区"]["deductions"].values()] == [2]


def test_names_with_what_they_are_worth_on_a_line_below_have_these_points(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["类别", "考核指标及权重", "评分标准"],
            ["业绩", "销售完成率\n60%", "完成率×60分，最高不超过70分"],
            [None, "新品铺货率\n20%", "≥90%得20分，80%以上得15分，其余0分"],
            ["管理", "报表\n20%", "迟报一次扣2分"],
        ],
        "A2:A3",
    )
    assert points(made) == {"销售完成率": 60, "新品铺货率": 20, "报表": 20}


def test_lines_of_labels_are_an_indicator_each(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    first = ["考核项目：接待", "分值：60分", "考核标准：未起立迎客一次扣2分。"]
    lines = [*first, "考核项目：登记", "分值：40分", "考核标准：漏登记一次扣5分。"]
    path.write_text("\n".join(["前台考核标准", *lines]), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"接待": 60, "登记": 40}
    assert [*rules(made)["登记"]["deductions"].values()] == [5]


def test_the_sum_below_lines_with_points_is_none_of_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = ["1、合格率 60分", "≥99%得60分，≥98%得40分，其余0分。", "2、现场 40分", "不合格一项扣1分。", "合计100分。"]
    path.write_text("\n".join(["车间主任考核细则", *lines]), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"合格率": 60, "现场": 40}
    assert [each.rule_mark for each in made.indicators][1] == "assumed"


def test_sentences_below_an_unknown_heading_are_the_items_where_no_column_names_them(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["项目", "考核内容与标准", "分值", "扣分", "得分"],
            ["一、护理质量（60分）"],
            [1, "护理文书合格率≥95%，每低1%扣1分", 40],
            [2, "急救物品完好，一件不合格扣2分", 20],
            ["二、人员管理（40分）"],
            [3, "培训计划落实，缺一次扣2分", 40],
        ],
        "A2:E2",
        "A5:E5",
    )
    assert points(made) == {"护理文书合格率≥95%": 40, "急救物品完好": 20, "培训计划落实": 40}
    assert {each.item.section for each in made.indicators} == {"护理质量", "人员管理"}


def test_a_limit_beyond_the_full_points_is_the_most_that_an_item_gives(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["指标", "权重", "目标值", "评分标准", "备注"],
            ["毛利率", 60, "25%", "达标60分，每低1%扣3分，每高1%加1分", "最高65分"],
            ["出勤", 40, None, "迟到一次扣2分", None],
        ],
    )
    assert rules(made)["毛利率"]["cap"] == 65
    assert made.indicators[0].rule_mark == "assumed"


def test_rows_below_items_behind_a_label_are_their_rules(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核指标", "分值", "得分"],
            ["一、课程满意度", 60],
            ["标准：学员评分≥4.5得60分，≥4.0得30分，其余得15分"],
            ["二、教案提交", 40],
            ["标准：迟交一次扣5分"],
        ],
        "A3:C3",
        "A5:C5",
    )
    assert points(made) == {"课程满意度": 60, "教案提交": 40}
    assert rules(made)["课程满意度"]["bands"] == {"≥4.5": 60, "≥4": 30, "else": 15}
    assert [*rules(made)["教案提交"]["deductions"].values()] == [5]


def test_cells_of_what_is_added_and_taken_became_that(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["项目", "内容", "计分"],
            ["加分", "合理化建议", "+2分/条"],
            ["扣分", "迟到", "-1分/次"],
            [None, "旷工", "-10分/天"],
        ],
        "A3:A4",
    )
    assert {line.words: line.mark for line in made.sourced.lines}["-1分/次"] == "understood"


def test_a_table_of_what_is_paid_has_no_items(tmp_path: Path) -> None:
    items = [["指标", "分值", "评分标准"], ["方案质量", "100", "错一处扣5分"]]
    paid = [["奖金项目", "标准", "条件"], ["方案奖金", "400元/个", "已通过评审"], ["签约奖", "合同额×0.2%", "已签约"]]
    made = draft(form_reader.parse(document(tmp_path / "a.docx", ["考核表", items, "奖金", paid])), "zh")
    assert [each.item.name for each in made.indicators] == ["方案质量"]
    told = {line.words: line.mark for line in made.sourced.lines}
    assert told["400元/个"] == told["合同额×0.2%"] == "not_understood"


@pytest.mark.parametrize(
    ("ticks", "most"),
    [("5 4 3 2 1", 5), ("5、4、3、2、1", 5), ("10/8/6/4/2", 10), ("□1 □2 □3 □4", 4), ("100分 80分 60分 40分", 100)],
)
@pytest.mark.parametrize("raters", [("自评（打√）",), ("自评", "上级评分")])
def test_points_to_be_ticked_in_a_cell_are_the_scale_of_a_second_table_within_what_its_chapter_weighs(
    tmp_path: Path, ticks: str, most: float, raters: tuple[str, ...]
) -> None:
    path = document(
        tmp_path / "a.docx",
        [
            "一、业绩指标",
            [("指标", "权重", "评分标准"), ("交付及时率", "60%", "每延期1天扣5分"), ("差错", "20%", "每次扣2分")],
            "二、行为表现（20%）（全体员工适用）",
            [("评价项目", "评价要点", *raters), *((name, "有良好的配合", *(ticks for _ in raters)) for name in "甲乙")],
        ],
    )
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"交付及时率": 60, "差错": 20, "甲": 10, "乙": 10}
    assert [rules(made)[name].get("scale", 10) for name in "甲乙"] == [most] * 2
    assert {each.points_mark for each in made.indicators[2:]} == {"assumed"}  # the chapter states them together
    assert {line.mark for line in made.sourced.lines if line.words == ticks.replace("分 ", "分")} == {"assumed"}


def test_rows_with_figures_of_which_nothing_was_taken_are_to_be_decided_with_their_names(tmp_path: Path) -> None:
    path = document(
        tmp_path / "a.docx",
        [
            [("指标", "满分", "评分标准"), ("交付及时率", "100", "每延期1天扣5分")],
            "附表",
            [("行为", "解释"), ("团队协作", "共享信息，尊重他人：4 3 2"), ("客户导向", "迅速解决问题：4 3 2")],
        ],
    )
    made = draft(form_reader.parse(path), "zh")
    marks = {line.words: line.mark for line in made.sourced.lines if line.place.startswith("表 2 第 ")}
    assert [*marks][:2] == ["行为", "解释"]
    assert [*marks.values()][2:] == ["not_understood"] * 4
