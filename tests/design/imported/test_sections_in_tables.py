"""Sections as tables draw them: rows that head others, names inside of names, parts above sections, points of both."""

from collections.abc import Sequence
from pathlib import Path

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.drafts import of_rows, points, rules
from tests.design.imported.forms import Cell, document, workbook
from tests.design.imported.layouts import Rows


def sections(made: FormDraft) -> dict[str, str]:
    return {each.item.name: each.item.section for each in made.indicators}


def marks(made: FormDraft, words: str) -> list[str]:
    return [line.mark for line in made.sourced.lines if line.words == words]


HEADED: Rows = [
    ["序号", "检查内容", "规定分值", "评分细则", "得分"],
    ["一", "档案管理", 8],
    [None, "1、档案齐全", 5, "缺一份扣1分"],
    [None, "2、借阅登记", 3, "漏登一次扣0.5分"],
    ["二", "现场管理", 12],
    [None, "1、工具定置", 6, "乱放一件扣1分"],
    [None, "2、通道畅通", 6, "堵塞一次扣2分"],
    [None, "合计", 20],
]


def test_a_row_that_states_what_those_below_it_sum_to_is_their_section_and_no_indicator(tmp_path: Path) -> None:
    made = of_rows(tmp_path, HEADED)
    assert points(made) == {"档案齐全": 5, "借阅登记": 3, "工具定置": 6, "通道畅通": 6}
    assert {*sections(made).values()} == {"档案管理", "现场管理"}


def test_a_section_that_states_another_sum_than_its_rows_is_asked_about(tmp_path: Path) -> None:
    made = of_rows(tmp_path, [*HEADED[:4], ["二", "现场管理", 10], *HEADED[5:]])
    assert points(made) == {"档案齐全": 5, "借阅登记": 3, "工具定置": 6, "通道畅通": 6}
    asked = [path for path, mark in made.sourced.marks.items() if mark == "not_understood"]
    assert [made.content["sections"][path.partition(".")[2]]["name"] for path in asked] == ["现场管理"]


def test_rows_without_numbers_head_others_where_their_points_are_the_sums(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核项目", "分值", "评分标准"],
            ["交付质量", 60],
            ["返工率", 40, "每高1%扣2分"],
            ["文档完整", 20, "缺一份扣2分"],
            ["工作纪律", 40],
            ["出勤", 25, "迟到一次扣1分"],
            ["例会", 15, "缺席一次扣3分"],
        ],
    )
    assert points(made) == {"返工率": 40, "文档完整": 20, "出勤": 25, "例会": 15}
    assert sections(made)["例会"] == "工作纪律"


def test_a_rated_row_among_others_with_rules_is_an_indicator_whatever_the_next_one_is_worth(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核项目", "分值", "评分标准"],
            ["返工率", 40, "每高1%扣2分"],
            ["执行力", 20],
            ["文档完整", 20, "缺一份扣2分"],
            ["出勤", 20, "迟到一次扣1分"],
        ],
    )
    assert points(made) == {"返工率": 40, "执行力": 20, "文档完整": 20, "出勤": 20}


def test_parts_that_the_sum_names_are_sections_also_where_each_has_sections_of_its_own(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["车间主任月度考核表"],
            ["任务绩效", "序号", "考核项目", "权重", "评分等级"],
            ["成本与质量60%", 1, "材料损耗率", "40%", "≤3%得40分，≤5%得20分，其余0分"],
            [None, 2, "一次合格率", "20%", "≥98%得20分，≥95%得10分，其余0分"],
            ["安全40%", 3, "安全检查", "40%", "≥95分得40分，≥85分得20分，其余0分"],
            ["加权合计"],
            ["行为考核", "序号", "行为指标", "权重", "考核评分"],
            [None, 1, "领导能力", "50%", "优50分，良30分，差0分"],
            [None, 2, "责任感", "50%", "优50分，良30分，差0分"],
            ["总分", "总分=任务绩效合计得分×80%+行为考核合计得分×20%"],
        ],
        "A3:A4",
        "A7:A9",
        "B10:E10",
    )
    assert points(made) == {"材料损耗率": 32, "一次合格率": 16, "安全检查": 32, "领导能力": 10, "责任感": 10}
    assert {*sections(made).values()} == {"任务绩效", "行为考核"}
    assert marks(made, "总分=任务绩效合计得分×80%+行为考核合计得分×20%") == ["understood"]


NAMES_IN_NAMES: Sequence[Sequence[Cell]] = [
    ["日常工作记录", "", "", "记事", "得分"],
    ["工作纪律（6分）", ("上班迟到或早退", 2), "", ""],
    [("", 1, "continue"), ("脱岗或不认真履行职责", 2), "", ""],
    [("", 1, "continue"), ("不按时参加会议和培训\n（以上三项每出现一次问题扣1分）", 2), "", ""],
    ["工作过程（14分）", "接待（6分）", "热情主动（4分）", "", ""],
    [("", 1, "continue"), ("", 1, "continue"), "登记完整（2分）", "", ""],
    [("", 1, "continue"), "回访（8分）", "按时回访（5分）", "", ""],
    [("", 1, "continue"), ("", 1, "continue"), "登记完整（3分）", "", ""],
]


def test_names_with_points_inside_of_others_are_items_and_their_sections(tmp_path: Path) -> None:
    made = draft(form_reader.parse(document(tmp_path / "a.docx", [NAMES_IN_NAMES])), "zh")
    assert [(each.item.section, each.item.name, each.points) for each in made.indicators] == [
        ("工作纪律", "工作纪律", 6),
        ("接待", "热情主动", 4),
        ("接待", "登记完整", 2),
        ("回访", "按时回访", 5),
        ("回访", "登记完整", 3),
    ]


def test_what_is_told_of_all_above_takes_as_much_for_each_of_them(tmp_path: Path) -> None:
    made = draft(form_reader.parse(document(tmp_path / "a.docx", [NAMES_IN_NAMES])), "zh")
    assert [*rules(made)["工作纪律"]["deductions"].values()] == [1, 1, 1]
    inputs = {said["name"] for said in made.content["inputs"].values()}
    assert {"上班迟到或早退", "脱岗或不认真履行职责", "不按时参加会议和培训"} <= inputs


def test_what_is_told_of_more_than_stands_above_is_not_spread(tmp_path: Path) -> None:
    lines = "1、着装不整齐\n2、工牌未佩戴\n以上五项每出现一次扣2分"
    made = of_rows(tmp_path, [["考核项目", "分值", "评分标准"], ["仪容", 60, lines], ["出勤", 40, "迟到一次扣1分"]])
    asked = next(each for each in made.indicators if each.item.name == "仪容")
    assert asked.rule_mark == "not_understood"


#: Points of sections in a column before those of items; rules in brackets behind names; levels of a section as rows.
POINTS_OF_BOTH: Rows = [
    ["考核项目", "满分分数", "评分细则", "分数", "主管评分"],
    ["1.业绩", "30分", "（本月实际销售额/本月目标销售额）×30", "30分"],
    ["2.纪律", "20分", "遵守考勤纪律（违反一次为0分）", "10分"],
    [None, None, "按时交接（漏交2次以上为0分）", "10分"],
    ["3.协作", "30分", "协助同事接待客户", "15分"],
    [None, None, "配合售后工作", "15分"],
    ["4.服务", "20分", "业务熟练，受到好评", "20分"],
    [None, None, "业务较熟练，投诉一次", "10分"],
    [None, None, "业务生疏，投诉二次", "0分"],
    ["总分", "100分"],
]
MERGED = ("A3:A4", "B3:B4", "A5:A6", "B5:B6", "A7:A9", "B7:B9")


def test_points_of_sections_stand_before_those_of_the_items_that_sum_to_them(tmp_path: Path) -> None:
    made = of_rows(tmp_path, POINTS_OF_BOTH, *MERGED)
    assert points(made) == {
        "业绩": 30,
        "遵守考勤纪律": 10,
        "按时交接": 10,
        "协助同事接待客户": 15,
        "配合售后工作": 15,
        "服务": 20,
    }


def test_a_rule_in_brackets_behind_a_name_and_a_formula_in_the_place_of_one_are_rules(tmp_path: Path) -> None:
    found = rules(of_rows(tmp_path, POINTS_OF_BOTH, *MERGED))
    assert found["遵守考勤纪律"]["bands"] == {"≥1": 0, "else": 10}
    assert found["按时交接"]["bands"] == {"≥2": 0, "else": 10}
    assert found["业绩"]["kind"] == "target_ratio"


def test_items_of_a_section_of_which_one_is_worth_nothing_are_its_levels(tmp_path: Path) -> None:
    found = rules(of_rows(tmp_path, POINTS_OF_BOTH, *MERGED))
    assert [*found["服务"]["points"].values()] == [20, 10, 0]


def test_two_tables_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    levels = "优10分，良8分，差3分"
    made = of_rows(
        tmp_path,
        [
            ["工作业绩", None, None, None, "工作能力"],
            ["指标", "权重", "评分标准", None, "指标", "权重", "评分标准"],
            ["合格率", 60, "返工一次扣2分", None, "学习", 10, levels],
            ["安全", 20, "事故一次扣5分", None, "执行", 10, levels],
        ],
        "A1:C1",
        "E1:G1",
    )
    assert points(made) == {"合格率": 60, "安全": 20, "学习": 10, "执行": 10}
    assert sections(made) == {"合格率": "工作业绩", "安全": "工作业绩", "学习": "工作能力", "执行": "工作能力"}
    assert [*rules(made)["学习"]["points"].values()] == [10, 8, 3]


def test_posts_that_share_a_form_are_sections_and_it_is_said_that_each_makes_a_whole(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["岗位", "序号", "考核内容", "评分标准", "应得分"],
            ["公共部分", 1, "出勤", "迟到一次扣2分", 30],
            [None, 2, "礼仪", "违反一次扣5分", 20],
            ["前台", 3, "快递", "登记错误一次扣5分", 50],
            ["园区", 4, "巡查", "少巡一次扣2分", 50],
        ],
        "A2:A3",
    )
    assert {*sections(made).values()} == {"公共部分", "前台", "园区"}
    assert "“前台”、“园区”分别与“公共部分”合计 100 分" in made.sourced.notes["", "full_points"].words


def test_of_weights_for_several_posts_the_first_are_taken_which_is_said(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核指标", "权重", None, "评分标准"],
            [None, "工程师", "主管", None],
            ["进度", "60%", "40%", "延期一天扣2分"],
            ["文档", "40%", "60%", "缺一份扣3分"],
        ],
        "A1:A2",
        "B1:C1",
        "D1:D2",
    )
    assert points(made) == {"进度": 60, "文档": 40}
    assert all("assumed.by_first" in each.of_points for each in made.indicators)


def test_numbered_requirements_are_indicators_with_what_the_rule_says_of_their_numbers(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "考核标准", "分值"],
        ["日常管理（14分）", "1、排班合理，交接清楚（6分）", "1、3项若有1起，该单项分值全扣；2项每起扣2分", 14],
        [None, "2、报修处理及时（3分）", None, None],
        [None, "3、返修率≤2%（5分）", None, None],
        ["纪律", "遵守制度", "违反一次扣2分", 86],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "C2:C4", "D2:D4")
    assert points(made) == {"排班合理,交接清楚": 6, "报修处理及时": 3, "返修率≤2%": 5, "纪律": 86}
    found = rules(made)
    assert found["排班合理,交接清楚"]["bands"] == {"≥1": 0, "else": 6}
    assert found["报修处理及时"]["kind"] == "deduct"
    assert found["返修率≤2%"]["bands"] == {"≥1": 0, "else": 5}


def test_shares_of_a_section_are_told_without_the_word_for_a_share(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "权重", "指标", "评分标准"],
        ["进度", 20, "总进度占40%", "延期一天扣2分"],
        [None, None, "节点占60%（含月计划）", "延期一天扣1分"],
        ["安全", 80, "无事故", "事故一次扣5分"],
    ]
    assert points(of_rows(tmp_path, rows, "A2:A3", "B2:B3")) == {"进度：总进度": 8, "进度：节点": 12, "安全": 80}


def test_people_and_their_results_below_the_items_are_no_items(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "权重", "考核方式"],
        ["回款", 60, "每低1%扣2分"],
        ["差错", 40, "一次扣2分"],
        ["姓名", "工号", "差错次数"],
        ["员工甲", 2145, 3],
        ["员工乙", 1254, 1],
    ]
    assert points(of_rows(tmp_path, rows)) == {"回款": 60, "差错": 40}


def test_a_sum_in_words_of_its_own_is_no_indicator_and_points_beside_a_merged_weight_are_those_of_its_rows(
    tmp_path: Path,
) -> None:
    rows: Sequence[Sequence[Cell]] = [
        ["序号", "考核项目", "考核指标", "指标说明", "权重", "分值", "得分（上级考评）"],
        ["A", "归档", "归档进度", "缺一项扣5分", "40%", "40", ""],
        ["B", "台账", "台账登记", "漏一项扣2分", "30%", "30", ""],
        [
            ("C", 1, "restart"),
            ("日常", 1, "restart"),
            "责任心",
            "是否有责任心；\n是否愿意多做；",
            ("30%", 1, "restart"),
            "20",
            "",
        ],
        [("", 1, "continue"), ("", 1, "continue"), "能力", "是否有较强的能力", ("", 1, "continue"), "10", ""],
        [("考核小计分", 4), "100%", "100", ""],
    ]
    made = draft(form_reader.parse(document(tmp_path / "a.docx", [rows])), "zh")
    assert points(made) == {"归档进度": 40, "台账登记": 30, "责任心": 20, "能力": 10}
    assert [rules(made)[name]["kind"] for name in ("责任心", "能力")] == ["rating", "rating"]


def test_pairs_below_one_merged_name_are_items_of_their_own_beside_sections_under_a_heading_for_weights(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["权重", "项目", "具体要求", "评分标准", "满分", "员工评分", "考评人评分"],
        ["业绩60%", "响应", "接到工单后及时响应客户的请求，并说明处理的时间", "每延迟一次扣2分", 20, None, None],
        [None, "关键词排名", "关键词在首页的个数（适用于老站）", "每少一个扣1分", 20, None, None],
        [None, None, "关键词多久能上首页（适用于新站）", "每超过一天扣2分", 20, None, None],
        ["能力40%", "代码", "代码优化的规范（密度标准4-12%）", "合格为20分，不合格为0分", 20, None, None],
        [None, "报告", "每周提交分析报告", "迟交每次扣2分", 20, None, None],
    ]
    merged = ["A2:A4", "B3:B4", "A5:A6"]
    made = draft(form_reader.parse(workbook(tmp_path / "a.xlsx", rows, merged)), "zh")
    assert {each.item.name: (each.item.section, each.points) for each in made.indicators} == {
        "响应": ("业绩", 20),
        "关键词排名(适用于老站)": ("业绩", 20),
        "关键词排名(适用于新站)": ("业绩", 20),
        "代码": ("能力", 20),
        "报告": ("能力", 20),
    }
    assert all(each.made for each in made.indicators)


def test_of_two_columns_of_points_below_one_heading_the_one_that_adds_up_to_the_other_is_that_of_the_items(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["目标", None, "点值", "绩效测评", "实际完成", "得分"],
        ["客户", 60, 45, "满意度：问卷调查\n5=90.1分以上\n4=80.1-90分\n3=80分以下"],
        [None, None, 15, "暗访：专业人士暗访\n5=85.1分以上\n4=75.1-85分\n3=75分以下"],
        ["员工", 40, 20, "员工满意度：意见调查\n5=85.1分以上\n4=75.1-85分\n3=75分以下"],
        [None, None, 20, "流失率：关键员工流失\n5=0-5%\n4=5.1-10%\n3=10%以上"],
        ["总分", 100, 100],
    ]
    made = of_rows(tmp_path, rows, "A1:B1", "A2:A3", "B2:B3", "A4:A5", "B4:B5")
    assert points(made) == {"满意度": 45, "暗访": 15, "员工满意度": 20, "流失率": 20}
    assert all(rules(made).values())
