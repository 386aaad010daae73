"""Rules that stand apart from their indicators: rows of levels, small tables below headings, a second list."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.drafts import of_rows, rules
from tests.design.imported.forms import document
from tests.design.imported.layouts import Rows


def of_text(folder: Path, written: str) -> FormDraft:
    path = folder / "a.txt"
    path.write_text(written, encoding="utf-8")
    return draft(form_reader.parse(path), "zh")


def test_ranges_under_a_heading_of_results_are_the_levels_of_the_item_in_whose_rows_they_stand(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "信息来源", "权重", "考核标准", "得分"],
        ["档案管理", "台账", 0.6, "归档及时、齐全", "90~100"],
        [None, None, None, "偶有1~2件迟归", "75~89"],
        [None, None, None, "多件遗失", "0~74"],
        ["来访投诉", "记录", 0.4, "按投诉次数评定", None],
        [None, None, None, "次数", "分数"],
        [None, None, None, "0", "90~100"],
        [None, None, None, "1~3", "60~89"],
        [None, None, None, "3次以上", "0~59"],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "B2:B4", "C2:C4", "A5:A9", "B5:B9", "C5:C9", "D5:E5")
    assert [*rules(made)["档案管理"]["levels"].values()] == ["≥90", "≥75", "else"]
    assert [*rules(made)["来访投诉"]["levels"].values()] == ["≥90", "≥60", "else"]
    assert [said["out_of"] for said in made.content["indicators"].values()] == [100, 100]
    assert [each.points for each in made.indicators] == [60, 40]
    # Which counts are a level is for whoever picks it.
    assert [each.rule_mark for each in made.indicators] == ["understood", "assumed"]


def test_the_limit_of_what_is_taken_is_kept_beside_what_each_case_takes_in_a_column_of_levels(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "权重", "考核标准", "得分"],
        ["档案管理", 1, "归档及时、齐全", "90~100"],
        [None, None, "偶有迟归", "75~89"],
        [None, None, "多件遗失", "0~74"],
        ["会议", "限扣8分", "无故缺席公司例会，每次", -4],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "B2:B4")
    (change,) = made.adjustments
    assert (change.content["rule"]["additions"], change.content["rule"]["floor"]) == ({"change_1_1": -4}, -8)


def test_a_small_table_below_a_heading_and_its_target_tells_the_rule_of_the_item_that_the_heading_names(
    tmp_path: Path,
) -> None:
    path = document(
        tmp_path / "a.docx",
        [
            "质检岗位考核表",
            [("维度", "权重", "口径"), ("抽检及时率", "60%", "按时完成数÷计划数"), ("现场纪律", "40%", "按制度")],
            "2 细则",
            "2.1 抽检及时率",
            "目标值：≥96%。",
            "计分规则：",
            [("区间", "得分", "备注"), ("≥96%", "60", "每降低1%扣3分，低于85%得0分"), ("<85%", "0", "约谈")],
            "2.2 现场纪律",
            "检查频次：组长每日两次。",
            [("项目", "扣分标准", "每次扣分"), ("工位", "物料乱放", "2"), ("考勤", "迟到", "3")],
        ],
    )
    made = draft(form_reader.parse(path), "zh")
    rule = rules(made)["抽检及时率"]
    assert (rule["standard"], rule["short_step"], rule["per_short"]) == (0.96, 0.01, 3)
    assert rules(made)["现场纪律"]["deductions"] == {"item_2_1": 2, "item_2_2": 3}
    assert [said["name"] for key, said in made.content["inputs"].items() if key.startswith("item_2")] == [
        "物料乱放",
        "迟到",
    ]
    assert made.adjustments == []


def test_small_tables_on_the_sheet_of_the_items_tell_the_rules_of_those_that_their_numbered_headings_begin_with(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["1 用途：考核仓储部", None, None],
        ["维度", "权重", "口径"],
        ["盘点准确率", 0.4, "1-盘点差错数÷盘点件数"],
        ["错发次数", 0.4, "发错货的次数"],
        ["现场纪律", 0.2, "按《仓库制度》"],
        ["3 评分细则", None, None],
        ["3.1 盘点准确率 目标值：≥99%。计分规则：", None, None],
        ["差错次数", "得分", "备注"],
        ["0", 40, "每增加1次扣5分"],
        ["1", 35, "2次得30分"],
        ["≥3", 0, "写检讨"],
        ["3.2 错发 目标值：0次。计分规则：", None, None],
        ["错发次数", "得分", "备注"],
        ["0", 40, "每次扣15分"],
        ["≥2", 0, "第二次起加扣300元并通报"],
        ["3.3 现场纪律 检查频次：组长每日2次。评分表：", None, None],
        ["项目", "扣分标准", "每次扣分"],
        ["货架", "货物乱放", 2],
        ["考勤", "迟到", 1],
    ]
    made = of_rows(tmp_path, rows, "A1:C1", "A6:C6", "A7:C7", "A12:C12", "A16:C16")
    assert [each.points for each in made.indicators] == [40, 40, 20]
    assert rules(made)["盘点准确率"]["bands"] == {"≤0": 40, "≤1": 35, "≤2": 30, "else": 0}
    assert rules(made)["错发次数"]["bands"] == {"≤0": 40, "≤1": 25, "else": 0}
    assert rules(made)["现场纪律"]["deductions"] == {"item_3_1": 2, "item_3_2": 1}
    assert made.adjustments == []


def test_a_formula_in_the_place_of_points_that_steps_do_not_follow_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [
        ["维度", "权重", "口径"],
        ["检验及时率", 0.6, "按时批次÷总批次"],
        ["现场", 0.4, "乱放一次扣2分"],
        ["1.1 检验及时率 目标值：≥97%。扣分规则：", None, None],
        ["达成区间", "得分", "备注"],
        ["≥97%", 60, "每降低1%扣3分，低于90%得0分"],
        ["90%–96.9%", "60-(97-实际)×3", "四舍五入"],
        ["<90%", 0, "约谈"],
    ]
    told = of_rows(tmp_path, rows, "A4:C4").indicators[0].of_rule
    assert [said for said in told if said.startswith("open")] == ["open.formula:60-(97-实际)×3"]


def test_items_of_one_list_have_the_rules_that_a_second_list_states_by_their_names(tmp_path: Path) -> None:
    made = of_text(
        tmp_path,
        "宿舍文明评比表\n"
        "一、项目及权限分\n"
        "1、内务(床铺及桌面),权限分60分。\n"
        "2、纪律,权限分40分。\n"
        "二、得分规定\n"
        "1、内务:有2处以下(含2处)不整齐得60分,有5处以下(含5处)不整齐得30分,5处以上不整齐得0分。\n"
        "2、纪律:晚归每人次扣4分,扣完为止。\n",
    )
    assert {each.item.name: each.points for each in made.indicators} == {"内务(床铺及桌面)": 60, "纪律": 40}
    assert rules(made)["内务(床铺及桌面)"]["bands"] == {"≤2": 60, "≤5": 30, "else": 0}
    assert (rules(made)["纪律"]["deductions"], rules(made)["纪律"]["floor"]) == ({"item_2_1": 4}, 0)
    assert made.content["name"] == "宿舍文明评比表"
    assert made.content["inputs"]["item_2_1"]["name"] == "晚归"
    assert made.adjustments == []


def test_a_sentence_that_only_says_what_has_to_be_is_met_or_not_which_is_said(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "分值", "考核标准", "评分"],
        ["事故", 60, "当月没有发生轻伤以上事故", None],
        ["例会", 40, "当月召开了部门安全例会", None],
    ]
    made = of_rows(tmp_path, rows)
    assert [rule["kind"] for rule in rules(made).values()] == ["all_or_nothing", "all_or_nothing"]
    assert all("assumed.met" in each.of_rule for each in made.indicators)


def test_short_texts_under_an_unknown_heading_name_the_items_of_which_the_next_column_says_more(tmp_path: Path) -> None:
    rows: Rows = [
        ["类别", "管理目标", "具体内容", "分值", "考核方法"],
        ["常规", "回款", "按计划完成区域全部应收款的回收", 50, "每逾期一笔扣5分"],
        [None, "新客户", "按目标完成区域新客户的开发工作", 30, "每少一家扣3分"],
        [None, "报表", "按公司的要求按时提交各类报表", 20, "每迟交一次扣2分"],
        ["扣分", "窜货", None, None, "每查实一起扣6分"],
        ["目标下达者：", None, "下达日期：", None, "考核者："],
    ]
    made = of_rows(tmp_path, rows, "A2:A4")
    assert {each.item.name: each.points for each in made.indicators} == {"回款": 50, "新客户": 30, "报表": 20}
    assert [each.name for each in made.adjustments] == ["窜货"]
    told = {line.words: line.mark for line in made.sourced.lines}
    assert not any(told[text] == "not_understood" for text in ("目标下达者：", "下达日期：", "考核者："))


def changes(made: FormDraft) -> dict[str, dict[str, float]]:
    """Return what each indicator takes and gives by the names of what is counted."""
    names = {key: said["name"] for key, said in made.content["inputs"].items()}
    known = {each.item.name: rules(made)[each.item.name] for each in made.indicators}
    taken = {name: {names[key]: -each for key, each in rule["deductions"].items()} for name, rule in known.items()}
    given = {name: {names[key]: each for key, each in rule["additions"].items()} for name, rule in known.items()}
    return {name: taken[name] | given[name] for name in known}


@pytest.mark.parametrize(
    ("heading", "two", "three", "five"),
    [
        ("扣罚/分/次", "2", "3", "5"),
        ("扣分", "-2", "-3", "-5"),
        ("考核标准", "2分/次", "3分/次", "5分/次"),
        ("扣分值", "每次2", "每次3", "每次5"),
        ("奖惩", "扣2分", "扣3分", "扣5分"),
    ],
)
def test_a_figure_in_a_cell_beside_a_fault_is_what_that_takes_each_time_whatever_the_fault_tells(
    heading: str, two: str, three: str, five: str, tmp_path: Path
) -> None:
    rows: Rows = [
        ["项目（分值）", "内容", "工作标准", heading],
        ["收银（40分）", "操作", "1.长款短款超过10元", two],
        [None, None, "2.每周对账少于2次", three],
        [None, "仪容", "3.未戴工牌", two],
        ["卖场（60分）", "陈列", "1.货架缺货超过3种、缺价签超过5个", five],
        [None, None, "2.过期商品未下架", five],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "B2:B3", "A5:A6", "B5:B6")
    assert {each.item.name: each.points for each in made.indicators} == {"收银": 40, "卖场": 60}
    assert changes(made) == {
        "收银": {"长款短款超过10元": -2, "每周对账少于2次": -3, "未戴工牌": -2},
        "卖场": {"货架缺货超过3种、缺价签超过5个": -5, "过期商品未下架": -5},
    }
    assert {each.mark for each in made.indicators} == {"assumed"}


def test_figures_beside_what_is_counted_in_steps_or_in_an_order_are_no_number_of_times(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "分值", "情形", "扣分"],
        ["考勤", 60, "迟到1次", "2"],
        [None, None, "迟到2次", "5"],
        [None, None, "迟到3次以上", "10"],
        ["合格率", 40, "每低于目标1个百分点（目标95%）", "2"],
        [None, None, "漏检一次", "5"],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "B2:B4", "A5:A6", "B5:B6")
    assert rules(made)["考勤"]["bands"] == {"<1": 60, "≤1": 58, "≤2": 55, "else": 50}
    assert "每低于目标1个百分点（目标95%）" not in str(made.content["inputs"])


def test_what_is_to_be_done_is_counted_where_it_was_not_and_rewards_are_added(tmp_path: Path) -> None:
    rows: Rows = [
        ["类别", "项目", "标准", "加减分/次"],
        ["扣分", "纪律", "上班按时到岗", "2"],
        ["扣分", "卫生", "地面有垃圾", "-3"],
        ["加分", "服务", "客户书面表扬", "5"],
        ["基础分100分"],
    ]
    made = of_rows(tmp_path, rows)
    told = [(each.name, *each.content["rule"]["additions"].values()) for each in made.adjustments]
    assert told == [("纪律", -2), ("卫生", -3), ("服务", 5)]
    names = [said["name"] for each in made.adjustments for said in each.needs.inputs.values()]
    assert names == ["未做到“上班按时到岗”", "地面有垃圾", "客户书面表扬"]


def test_a_form_of_nothing_but_rewards_has_them_by_the_heading_of_their_points(tmp_path: Path) -> None:
    rows: Rows = [["序号", "加分项目", "奖励分值"], [1, "客户表扬信", "5"], [2, "建议被采纳", "3分/条"]]
    made = of_rows(tmp_path, rows)
    given = {each.name: [*each.content["rule"]["additions"].values()] for each in made.adjustments}
    assert given == {"客户表扬信": [5], "建议被采纳": [3]}


@pytest.mark.parametrize(
    ("beside", "best"),
    [("急件8小时内修复；达到97%", 0.97), ("停机率不高于3%；完好率97%以上", 0.97), ("按规程检修", 1.0)],
)
def test_what_is_wanted_of_a_rate_in_another_column_is_what_takes_nothing(
    beside: str, best: float, tmp_path: Path
) -> None:
    rows: Rows = [
        ["考核项目", "依据", "分值", "扣分标准"],
        ["设备完好率", beside, 60, "达到95%扣5分，达到90%扣10分，低于90%扣20分"],
        ["出勤", "", 40, "迟到一次扣2分"],
    ]
    found = rules(of_rows(tmp_path, rows))
    assert found["设备完好率"]["bands"] == {f"≥{best:g}": 60, "≥0.95": 55, "≥0.9": 50, "else": 40}


def test_a_heading_numbered_as_items_are_ends_the_item_before_it(tmp_path: Path) -> None:
    written = (
        "检验员考核办法\n3.1 时效（60分）\n3.1.1未按时检验，每批扣2分。\n3.2 纪律（40分）\n3.2.1迟到每次扣1分。\n"
        "3.3 奖励加分\n3.3.1发现重大隐患的，每次加5分，每月加分不超过10分。\n"
    )
    made = of_text(tmp_path, written)
    assert {name: [*rule["deductions"].values()] for name, rule in rules(made).items()} == {"时效": [2], "纪律": [1]}
    [change] = made.adjustments
    assert [*change.content["rule"]["additions"].values(), change.content["rule"]["cap"]] == [5, 10]
    assert not any("assumed.unused" in told for each in made.indicators for told in each.of_rule)  # 3.2.1 is no figure


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ("版面有误的，每处扣1分，最多扣4分；盖章不全的，每处扣5分。", [(-1, -4), (-5, None)]),
        ("审批手续漏项每处扣2分，最多扣6分；附件不全每份扣1分。", [(-2, -6), (-1, None)]),
        ("面谈记录缺失的每次扣3分，最多扣9分；客户意见未回复每条扣2分。", [(-3, -9), (-2, None)]),
        ("签名不全每处扣0.5分，最多扣3分；培训计划迟交每天扣1分。", [(-0.5, -3), (-1, None)]),
    ],
)
def test_what_is_taken_for_signatures_and_records_under_the_heading_of_an_item_is_of_that_item(
    tmp_path: Path, told: str, taken: list[tuple[float, float | None]]
) -> None:
    written = (
        f"资料员考核办法\n1.规范（40分）\n版面统一，手续齐全。{told}\n2.纪律（60分）\n迟到每次扣2分。\n考核人签字：\n"
    )
    made = of_text(tmp_path, written)
    assert made.adjustments == []
    parts = [part for part in rules(made)["规范"]["parts"].values() if part["kind"] == "add"]
    assert [(*part["additions"].values(), part.get("floor")) for part in parts] == taken


@pytest.mark.parametrize(
    "line",
    [
        "1、结对帮扶（计划、小结）20.5分：",
        "1、结对帮扶（计划、小结）共20.5分。",
        "1、结对帮扶（计划、小结） 满分20.5分：",
    ],
)
def test_points_behind_brackets_make_an_item_of_the_only_line_below_a_heading_that_is_its_section(
    tmp_path: Path, line: str
) -> None:
    written = f"教师考核表\n一、备课（60分）\n1、教案（60分）：缺1份扣2分。\n二、帮扶（40分）\n{line}缺1次扣3分。\n"
    made = of_text(tmp_path, written)
    assert {each.item.name: each.points for each in made.indicators} == {"教案": 60, "结对帮扶（计划、小结）": 20.5}
    asked = [said["name"] for key, said in made.content["sections"].items() if f"sections.{key}" in made.sourced.marks]
    assert asked == ["帮扶"]  # whose points are another sum; the line of the other one is not asked about
    assert made.count("not_understood") == 1


RANGES = """客服月度考核表
一、服务质量（60分）
1、同上月比较效率下滑扣1-5分
2、电话用语不当扣1-3分/次
3、客户投诉扣 {of_complaint}
4、信息出错扣5分/次
二、5S管理  40分
1、桌面不整洁扣 3 分
{open_one}"""


@pytest.mark.parametrize("of_complaint", ["2-6分", "2 至 6 分", "2分~6分", "2 – 6 分"])
def test_a_line_that_takes_points_within_a_range_is_of_the_item_above_and_no_item_with_points_of_its_own(
    tmp_path: Path, of_complaint: str
) -> None:
    made = of_text(tmp_path, RANGES.format(of_complaint=of_complaint, open_one=""))
    assert {each.item.name: each.points for each in made.indicators} == {"服务质量": 60, "5S管理": 40}
    each = [*rules(made)["服务质量"]["deductions"].values()]
    assert each == [1, 1, 1, 5]
    assert rules(made)["5S管理"]["deductions"] == {"item_2_1": 3}
    assert made.adjustments == []
    asked = {"assumed.within_limits", "assumed.each_within", "assumed.each_time", "assumed.floor"}
    assert asked <= {*made.indicators[0].of_rule}
    told = {line.words: line.mark for line in made.sourced.lines if "扣" in line.words}
    assert set(told.values()) == {"assumed"}


def test_a_line_that_takes_points_without_a_figure_is_asked_at_the_item_above(tmp_path: Path) -> None:
    made = of_text(tmp_path, RANGES.format(of_complaint="2-6分", open_one="2、未完成交办事项扣分\n"))
    assert [each.rule_mark for each in made.indicators] == ["assumed", "not_understood"]
    assert "open.how_much:未完成交办事项扣分" in made.indicators[1].of_rule


def test_a_name_that_ends_like_a_verb_of_points_is_an_item_with_its_points(tmp_path: Path) -> None:
    made = of_text(tmp_path, "岗位考核表\n1、方案设计，40 分，差错一次扣 2 分\n2、学习心得，60 分，缺一篇扣 5 分\n")
    assert {each.item.name: each.points for each in made.indicators} == {"方案设计": 40, "学习心得": 60}


def test_what_a_list_of_items_is_called_is_none_of_them_and_another_sum_is_asked(tmp_path: Path) -> None:
    lines = [
        "技术体系考核",
        "1. 设计部考核标准（100分）",
        "1.1 投标进度（60分）：每延误一天扣5分",
        "1.2 图纸质量（40分）：每处错误扣2分",
        "2. 开发部考核标准（100分）",
        "2.1 开发进度（65分）：每延误一天扣5分",
        "2.2 文档（30分）：每缺一份扣2分",
    ]
    made = of_text(tmp_path, "\n".join(lines))
    assert [*rules(made)] == ["投标进度", "图纸质量", "开发进度", "文档"]
    assert [each.item.section for each in made.indicators] == ["设计部考核标准"] * 2 + ["开发部考核标准"] * 2


def test_a_text_that_says_what_is_amiss_takes_all_points_each_time_and_a_requirement_is_rated(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "工作要求", "权重"],
        ["反馈", "1、缺货不及时上报给主管。", 20],
        [None, "2、到货情况需及时反馈给主管。", 30],
        ["团队", "没有合作精神。", 20],
        [None, "外人不得进入库房。", 30],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "A4:A5")
    assert [each.made.indicator["rule"]["kind"] if each.made else "" for each in made.indicators] == [
        "deduct",
        "rating",
        "deduct",
        "rating",
    ]
    assert [each.of_rule for each in made.indicators][0::2] == [("assumed.breach",)] * 2


def test_points_that_a_rule_gives_beside_deductions_and_other_full_points_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "评分标准", "分值"],
        ["盘点", "账实准确无误，得30分；盘点表迟交一次扣2分", 20],
        ["出库", "差错一次扣2分", 80],
    ]
    asked = {
        each.item.name: [said for said in each.of_rule if said.startswith("open")]
        for each in of_rows(tmp_path, rows).indicators
    }
    assert asked == {"盘点": ["open.best_differs"], "出库": []}


def test_several_rates_in_one_are_asked_about_and_growth_counts_up_and_down_from_the_full_points(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["考核指标", "评分标准", "权重"],
        ["签约额、回款目标完成率", "按实际完成百分比计分，完成80%计为80分", "40%"],
        ["毛利增长率", "每增长1%计1分，每下降1%扣1分", "30%"],
        ["网点目标完成率", "按实际完成百分比计分，完成80%计为80分", "10%"],
        ["业绩", "两品牌月度销售计划实际完成率：\n达到100%得100分，达到90%得80分，低于90%得0分", "20%"],
    ]
    made = of_rows(tmp_path, rows)
    asked = [[said for said in each.of_rule if said.startswith("open")] for each in made.indicators]
    assert asked == [["open.two_rates"], [], [], ["open.two_rates"]]
    assert "assumed.from_none" in made.indicators[1].of_rule
    assert (rules(made)["毛利增长率"]["per_over"], rules(made)["毛利增长率"]["per_short"]) == (1, 1)


def test_an_outline_with_bare_figures_has_items_of_its_inner_numbers_and_faults_of_what_has_a_minus(
    tmp_path: Path,
) -> None:
    written = """测试组考核办法
1、目的
   评价测试工作
2.1  用例质量 按评审记录     40分
    2.1.1 覆盖的功能。      25
       2.1.1.1 (覆盖功能数\\列出功能数)*25
    2.1.2 用例的写法        15
       2.1.2.1 没有前提条件。            -3
       2.1.2.2 步骤混乱，难以执行 -2
2.2  返工程度       20
     以评审记录为准：
      <1>20分：一次通过；
      <2>10分：二次通过；
      <3>0分：三次以上通过。
2.3  报告        40
     每缺一份扣8分，扣完为止。
"""
    made = of_text(tmp_path, written)
    assert {each.item.name: each.points for each in made.indicators} == {
        "覆盖的功能": 25,
        "用例的写法": 15,
        "返工程度": 20,
        "报告": 40,
    }
    assert rules(made)["用例的写法"]["deductions"] == {"item_2_1": 3, "item_2_2": 2}
    assert [*rules(made)["返工程度"]["points"].values()] == [20, 10, 0]
    assert rules(made)["报告"]["deductions"] == {"item_4_1": 8}


def test_numbers_of_chapters_alone_make_no_outline(tmp_path: Path) -> None:
    made = of_text(tmp_path, "考核\n2.1 归档（60分）：缺一份扣5分\n2.2 借阅（40分）：漏登一次扣2分\n2.3 附则  10\n")
    assert {each.item.name: each.points for each in made.indicators} == {"归档": 60, "借阅": 40}
