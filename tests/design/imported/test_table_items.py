"""Tables as companies draw them: which column names the items, which rows are headings, what raters weigh."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.backends.cohort import Entry, computed
from tests.design.imported.company_forms import COMPANY_FORMS
from tests.design.imported.drafts import of_rows, points
from tests.design.imported.forms import document
from tests.design.imported.layouts import Rows


def test_items_of_a_form_that_only_adds_and_deducts_are_called_by_their_own_column(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["值班岗位月度考核（基础分100分）"],
            ["序号", "考核事项", "加减分标准"],
            [1, "交接班记录", "每缺一次扣4分"],
            [2, "客户来信表扬", "每封加3分，最高加9分"],
        ],
        "A1:C1",
    )
    assert {each.name: each.content["rule"]["additions"] for each in made.adjustments} == {
        "交接班记录": {"change_1_1": -4},
        "客户来信表扬": {"change_2_1": 3},
    }
    assert made.content["indicators"]["base"]["points"] == 100
    assert made.sourced.lines[-1].mark == "understood"


def test_rows_beside_what_each_takes_are_called_by_their_content_and_no_target_is_what_they_are_worth(
    tmp_path: Path,
) -> None:
    made = of_rows(
        tmp_path,
        [
            ["样机库管理考核"],
            ["项目", "考核内容", "加扣分标准"],
            ["收发管理", "1、样机台账准确率100%", "每发现一项扣5分"],
            ["", "2、借出样机按时收回", "逾期一次扣2分"],
            ["", "3、配件完好率为98%", "每发现一项扣4分"],
            ["日常管理", "4、样机标识清楚", "违反一次扣1分"],
            ["", "5、库存预警建议被采纳", "加2-5分/条"],
            ["考核得分=100分-扣分+加分"],
        ],
        "A1:C1",
        "A3:A5",
        "A6:A7",
        "A8:C8",
    )
    assert {each.name: [*each.content["rule"]["additions"].values()] for each in made.adjustments} == {
        "样机台账准确率100%": [-5],
        "借出样机按时收回": [-2],
        "配件完好率为98%": [-4],
        "样机标识清楚": [-1],
        "库存预警建议被采纳": [1],
    }
    assert made.content["indicators"]["base"]["points"] == 100


def test_every_table_of_a_document_has_items_whatever_its_headings_are_called(tmp_path: Path) -> None:
    path = document(
        tmp_path / "a.docx",
        [
            "实施工程师考核表",
            [["考核指标", "权重", "计算方法"], ["交付准时率", "75%", "≥95%得75分，≥90%得50分，其余0分"]],
            [
                ["行为项目", "分值", "评价标准"],
                ["责任心", "15", "优15分，良10分，差0分"],
                ["主动性", "10", "优10分，差0分"],
            ],
        ],
    )
    assert points(draft(form_reader.parse(path), "zh")) == {"交付准时率": 75, "责任心": 15, "主动性": 10}


def test_a_column_under_a_heading_that_nobody_knows_names_the_items_where_each_has_another_text(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "小目", "权重", "评分标准", "得分"],
        [1, "标书质量", "60%", "每错一处扣5分，扣完为止", None],
        [2, "演示效果", "40%", "优40分，良30分，差0分", None],
    ]
    assert points(of_rows(tmp_path, rows)) == {"标书质量": 60, "演示效果": 40}


def test_what_ratings_weigh_in_a_row_below_their_headings_is_the_raters(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["指标", "权重", "评分标准", "自评", "上级评分"],
            [None, None, None, "25%", "75%"],
            ["责任心", 60, "优60分，良40分，差0分", None, None],
            ["协作", 40, "优40分，良30分，差0分", None, None],
        ],
    )
    assert points(made) == {"责任心": 60, "协作": 40}
    rules = [said["rule"] for said in made.content["indicators"].values()]
    assert [rule["raters"] for rule in rules] == [{"self": 0.25, "superior": 0.75}] * 2


def test_a_number_names_no_item(tmp_path: Path) -> None:
    rows: Rows = [
        ["类别", "指标", "权重", "评分标准"],
        ["效率", "接通率", "60%", "每低1%扣3分"],
        ["质量", "差错", "40%", "每次扣5分"],
        ["系数", "1.2", "1.0", "0.8"],
    ]
    assert points(of_rows(tmp_path, rows)) == {"接通率": 60, "差错": 40}


@pytest.mark.parametrize("name", COMPANY_FORMS)
def test_indicators_of_a_form_as_companies_have_them_have_their_names_and_points(name: str, tmp_path: Path) -> None:
    write, wanted = COMPANY_FORMS[name]
    assert points(draft(form_reader.parse(write(tmp_path)), "zh")) == wanted


def test_what_a_level_gives_is_read_from_a_share_in_its_heading_or_a_range(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["指标", "权重", "A（100%）", "B（60%）", "C（0）"],
            ["修复率", "40%", "≥95%", "≥90%", "＜90%"],
            ["指标", "权重", "优秀90-100%", "合格60-89%", "不合格0-59%"],
            ["态度", "60%", "主动", "一般", "差"],
        ],
    )
    rules = [said["rule"] for said in made.content["indicators"].values()]
    assert rules[0]["bands"] == {"≥0.95": 40, "≥0.9": 24, "else": 0}
    assert list(rules[1]["levels"].values()) == ["≥90", "≥60", "else"]
    assert [*rules[1]["described"].values()] == ["优秀：主动", "合格：一般", "不合格：差"]
    assert made.content["indicators"]["item_2"]["out_of"] == 100


def test_how_far_the_total_of_a_form_that_adds_and_deducts_may_go_is_kept(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核事项", "加减分标准"],
        ["迟到", "每次扣2分"],
        ["表扬", "每次加2分"],
        ["说明：每月基础分100分，总分最高110分。", None],
    ]
    made = of_rows(tmp_path, rows, "A4:B4")
    assert made.sourced.lines[-1].mark == "assumed"
    assert made.content["indicators"]["base"]["points"] == 100
    assert "total_limit" in made.content["adjustments"]


def test_what_is_measured_is_not_taken_for_the_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "考核标准"],
        ["达成率", 60, "按期完成数÷计划数×100%"],
        ["通过率", 40, "得分=通过率×40"],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.rule_mark for each in made.indicators] == ["assumed", "understood"]
    assert "assumed.mere_rate" in made.indicators[0].of_rule


RESULTS: tuple[str, ...] = (
    "考核得分",
    "最终得分",
    "加权总分",
    "考核等级",
    "等级评定",
    "绩效系数",
    "考核结果",
    "实得分",
    "小结",
    "总评分",
)
RESULTS += ("总权重", "合计分值", "得分合计", "本月考核得分", "考核总成绩", "综合评价")
BESIDE: tuple[str, ...] = (
    "签字",
    "面谈",
    "绩效面谈",
    "备注",
    "说明",
    "注：",
    "日期",
    "改进建议",
    "员工确认",
    "直接上级",
    "人力资源部",
    "部门负责人",
)


@pytest.mark.parametrize("stated", ["", "100", "100%"])
def test_rows_of_results_are_no_indicators_in_any_words(tmp_path: Path, stated: str) -> None:
    rows: Rows = [
        ["考核指标", "权重", "评分标准", "得分"],
        ["标书质量", 60, "每错一处扣5分", ""],
        ["演示", 40, "优40分，差0分", ""],
    ]
    made = of_rows(tmp_path, [*rows, *([name, stated, "", "甲"] for name in RESULTS)])
    assert points(made) == {"标书质量": 60, "演示": 40}
    assert {line.mark for line in made.sourced.lines if line.words in RESULTS} == {"understood"}
    assert "full_points" not in made.content


def test_rows_of_remarks_and_signatures_are_no_indicators_in_any_words(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "权重", "评分标准", "得分"],
        ["标书质量", 60, "每错一处扣5分", ""],
        ["演示", 40, "优40分，差0分", ""],
    ]
    made = of_rows(tmp_path, [*rows, *([name, "", "张三", ""] for name in BESIDE)])
    assert points(made) == {"标书质量": 60, "演示": 40}
    assert {line.mark for line in made.sourced.lines if line.words in BESIDE} == {"understood"}


def test_an_indicator_that_is_called_like_a_result_is_one_by_its_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "权重", "评分标准"],
        ["标书质量", 60, "每错一处扣5分"],
        ["综合评价", 40, "优40分，差0分"],
    ]
    assert points(of_rows(tmp_path, rows)) == {"标书质量": 60, "综合评价": 40}


@pytest.mark.parametrize(
    ("headings", "points"),
    [
        (["远高于要求（100%）", "符合要求（80%）", "低于要求（50%）"], [50, 40, 25]),
        (["A档（1.0）", "B档（0.8）", "C档（0）"], [50, 40, 0]),
        (["大大超出期望\n50分", "达到期望\n30分", "未达期望\n0分"], [50, 30, 0]),
    ],
)
def test_levels_in_words_of_a_companys_own_are_told_by_their_figures_and_raters_by_their_shares(
    headings: list[str], points: list[float], tmp_path: Path
) -> None:
    rows: Rows = [
        ["考评内容", "比重", *headings, "本人评（30%）", "主管评（70%）"],
        ["方案能力", 50, "独立完成", "能完成", "需协助", None, None],
        ["沟通", 50, None, None, None, None, None],
    ]
    made = of_rows(tmp_path, rows)
    for said in made.content["indicators"].values():
        assert [*said["rule"]["points"].values()] == points
        assert said["rule"]["raters"] == {"self": 0.3, "superior": 0.7}
    assert [each.mark for each in made.indicators] == ["understood"] * 2


def test_a_level_above_the_full_points_goes_beyond_them_where_another_one_gives_them(tmp_path: Path) -> None:
    rows: Rows = [["项目", "分值", "出色（120%）", "胜任（100%）", "欠佳（60%）"], ["沟通", 100, "很好", "好", "差"]]
    [each] = of_rows(tmp_path, rows).indicators
    assert each.of_rule == ("assumed.beyond_full",)
    assert each.made is not None
    assert [*each.made.indicator["rule"]["parts"]["part_1"]["points"].values()] == [120, 100, 60]
    others: Rows = [["项目", "分值", "出色（120%）", "良好（110%）", "欠佳（60%）"], rows[1]]
    assert of_rows(tmp_path, others).indicators[0].of_rule == ("open.above_full",)


@pytest.mark.parametrize(
    ("ranges", "out_of", "bounds"),
    [
        (("85-100", "60-84", "59以下"), 100, ["≥85", "≥60", "else"]),
        (("25～30分", "15～24分", "0～14分"), None, ["≥25", "≥15", "else"]),
        (("90分以上", "70-89分", "70分以下"), 100, ["≥90", "≥70", "else"]),
    ],
)
@pytest.mark.parametrize("is_merged", [True, False])
def test_a_row_for_each_level_with_its_range_of_points_beside_it_is_a_level_of_the_item(
    ranges: tuple[str, ...], out_of: float | None, bounds: list[str], tmp_path: Path, *, is_merged: bool
) -> None:
    texts = ("表达清晰，逻辑严密", "表达一般", "讲解混乱")
    again = None if is_merged else "方案讲解"
    lines = [[again, None if is_merged else 30, *pair] for pair in zip(texts, ranges, strict=True)]
    lines[0][:2] = ["方案讲解", 30]
    rows: Rows = [["考核内容", "权重", "量化标准", "打分区间"], *lines, ["演示", 70, "优70分，良50分，差0分", None]]
    made = of_rows(tmp_path, rows, *(("A2:A4", "B2:B4") if is_merged else ()))
    said = made.content["indicators"]["item_1"]
    assert [*said["rule"]["levels"].values()] == bounds
    assert [*said["rule"]["described"].values()] == [*texts]
    assert (said["points"], said.get("out_of")) == (30, out_of)


@pytest.mark.parametrize(
    "below",
    [
        [["自评", "直接上级", "分管领导"], ["20%", "50%", "30%"]],
        [["自评20%", "直接上级50%", "分管领导30%"]],
        [["自评\n20%", "直接上级\n50%", "分管领导\n30%"]],
    ],
)
def test_weights_of_raters_in_the_second_and_third_row_of_a_header_are_theirs(
    below: list[list[str]], tmp_path: Path
) -> None:
    rows: Rows = [
        ["考核指标", "权重", "评分标准", "考核评分", None, None],
        *[[None, None, None, *each] for each in below],
        ["责任心", 60, "优60分，良40分，差0分"],
        ["协作", 40, "优40分，良30分，差0分"],
    ]
    last = 1 + len(below)
    made = of_rows(tmp_path, rows, f"A1:A{last}", f"B1:B{last}", f"C1:C{last}", "D1:F1")
    for said in made.content["indicators"].values():
        assert [*said["rule"]["raters"].values()] == [0.2, 0.5, 0.3]


def test_rows_below_the_last_item_are_the_forms_and_not_its(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["序号", "指标", "权重", "评分标准"],
            [1, "及时率", 60, "≥95%得60分，≥90%得40分，其余0分"],
            [2, "差错", 40, "每次扣5分，扣完为止"],
            ["加分项", None, None, "获得公司嘉奖每次加2分，最高加6分"],
            ["等级划分", None, None, "90分以上为A，80-89分为B，80分以下为C"],
            ["其他", None, None, "业绩突出的另议"],
        ],
    )
    assert [each.mark for each in made.indicators] == ["understood"] * 2
    assert [(each.name, each.content["rule"]["cap"]) for each in made.adjustments] == [("加分项", 6)]
    assert made.content["grades"]["scale"] == {"A": "≥90", "B": "≥80", "C": "else"}
    assert {line.words: line.mark for line in made.sourced.lines}["业绩突出的另议"] == "not_understood"


@pytest.mark.parametrize(
    "lines",
    [
        ["（一）标书质量，60分。每处错误扣4分，扣完为止。", "（二）培训，40分。每次得5分，最高40分。"],
        ["1、标书质量，满分60分。每处错误扣4分，扣完为止。", "2、培训，满分40分。每次得5分，最高40分。"],
        ["第一条 标书质量，权重60分：每处错误扣4分，扣完为止", "第二条 培训，权重40分：每次得5分，最高40分"],
        ["①标书质量（60分），每处错误扣4分，扣完为止", "②培训（40分），每次得5分，最高40分"],
        ["1、标书质量60分，每处错误扣4分，扣完为止；", "2、培训40分，每次得5分，最高40分。"],
        ["指标一：标书质量，满分60分，每处错误扣4分，扣完为止", "指标二：培训，满分40分，每次得5分，最高40分"],
        [
            "（1）标书质量（60分）",
            "评分标准：每处错误扣4分，扣完为止",
            "数据来源：评审记录",
            "（2）培训（40分）",
            "评分标准：每次得5分，最高40分",
        ],
        ["1. 标书质量 60分", "每处错误扣4分，扣完为止。", "2. 培训 40分", "每次得5分，最高40分。"],
    ],
)
def test_a_numbered_line_states_what_its_item_is_worth_behind_a_comma_or_a_blank(
    lines: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["售前岗月度考核", *lines, "加分项：获客户表扬，每次加2分，最高加6分"]), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"标书质量": 60, "培训": 40}
    assert [each.mark for each in made.indicators] == ["understood"] * 2
    assert [each.content["rule"]["cap"] for each in made.adjustments] == [6]


def test_what_follows_the_explanations_of_items_is_no_part_of_the_last_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核内容", "分值", "评分细则"],
        ["客户回访", 30, None],
        ["标书制作", 70, None],
        ["1、客户回访：每少回访1家扣3分，扣完为止。", None, None],
        ["2、标书制作：每出现一处错误扣5分，扣完为止。", None, None],
        ["3、客户书面投诉的，每次扣8分。", None, None],
        ["考核结果90分以上为A，80-89分为B，80分以下为C", None, None],
    ]
    made = of_rows(tmp_path, rows, *(f"A{row}:C{row}" for row in range(4, 8)))
    assert [each.mark for each in made.indicators] == ["understood"] * 2
    assert [[*each.content["rule"]["additions"].values()] for each in made.adjustments] == [[-8]]


def test_blank_lines_part_no_rows_of_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["指标,权重,评分标准", "及时率,60,≥95%得60分；其余0分", "差错,40,每次扣5分，扣完为止"]
    path.write_bytes("\r\r\n".join([*lines, ""]).encode())
    assert points(draft(form_reader.parse(path), "zh")) == {"及时率": 60, "差错": 40}


def marks_of(made: FormDraft) -> dict[str, str]:
    return {line.words: line.mark for line in made.sourced.lines}


def test_a_figure_that_stands_nowhere_in_the_draft_leaves_no_tick_and_its_words_are_told(tmp_path: Path) -> None:
    rows: Rows = [
        [35, None, None],
        ["2026年第3季度", None, None],
        ["指标", "权重", "评分标准"],
        ["客户评价", 60, "满意度≥4.5分得60分，≥4分得40分，其余0分；满分5分"],
        ["差错", 40, "每次扣5分，扣完为止"],
    ]
    made = of_rows(tmp_path, rows)
    rated, counted = made.indicators
    assert "assumed.unused:满分5分" in rated.of_rule
    assert counted.of_rule == ()
    assert "没有用上：“满分5分”" in made.sourced.notes["indicators.item_1", "figures"].words
    marks = marks_of(made)
    assert (marks["满意度≥4.5分得60分，≥4分得40分，其余0分；满分5分"], marks["35"]) == ("assumed", "assumed")
    assert marks["2026年第3季度"] == "understood"


def test_weights_of_raters_in_headings_are_told_to_be_unused_where_nothing_is_rated(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "评分标准", "自评30%", "上级评70%"],
        ["差错", 60, "每次扣5分，扣完为止", None, None],
        ["及时率", 40, "≥95%得40分，其余0分", None, None],
    ]
    marks = marks_of(of_rows(tmp_path, rows))
    assert (marks["自评30%"], marks["上级评70%"]) == ("assumed", "assumed")


@pytest.mark.parametrize(
    ("cap", "out_of", "remark"),
    [(12, None, "assumed.weight_in_points"), (30, 30, "assumed.of_section")],
)
def test_what_points_of_an_item_of_a_weighted_section_are_of_is_told_by_what_it_states_or_assumed(
    cap: float, out_of: float | None, remark: str, tmp_path: Path
) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核维度", "维度权重", "指标", "权重", "评分标准"],
            ["学习", "40%", "分享", "30%", f"每分享一次得3分，最高{cap}分"],
            [None, None, "考勤", "70%", "每迟到一次扣2分，扣完为止"],
            ["业绩", "60%", "签约率", "100%", "≥50%得满分，≥30%得20分，其余0分"],
        ],
        "A2:A3",
        "B2:B3",
    )
    shared, late, _ = made.indicators
    assert (shared.points, shared.out_of, shared.rule_mark) == (12, out_of, "understood")
    assert remark in late.of_rule
    assert marks_of(made)["40%"] == "understood"


def test_ranges_of_levels_in_headings_give_the_full_points_where_no_column_does(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "评价项目", "优秀（9-10）", "合格（6-8）", "差（6分以下）"],
        [1, "业务技能", None, None, None],
        [2, "协作", "主动", "配合", "推诿"],
    ]
    made = of_rows(tmp_path, rows)
    said = [*made.content["indicators"].values()]
    assert points(made) == {"业务技能": 10, "协作": 10}
    assert [[*each["rule"]["levels"].values()] for each in said] == [["≥9", "≥6", "else"]] * 2
    assert [[*each["rule"]["described"].values()] for each in said] == [
        ["优秀", "合格", "差"],
        ["优秀：主动", "合格：配合", "差：推诿"],
    ]
    assert [each.of_points for each in made.indicators] == [("assumed.points_of_rule",)] * 2


def test_what_levels_give_is_read_from_a_line_below_but_not_from_one_about_grades(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "权重", "优", "良", "差"],
        ["业务技能", "60%", "精通", "熟练", "不懂"],
        ["协作", "40%", "主动", "配合", "推诿"],
    ]
    made = of_rows(tmp_path, [*rows, ["等级系数：优=1.2，良=1.0，差=0.5"]])
    assert [each.made for each in made.indicators] == [None, None]
    made = of_rows(tmp_path, [*rows, ["注：优＝100分，良＝80分，差＝0分"]])
    assert [[*each["rule"]["points"].values()] for each in made.content["indicators"].values()] == [[100, 80, 0]] * 2


def test_a_column_of_results_that_the_form_has_filled_in_says_what_each_band_gives(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "目标", "得分"],
        ["及时率", "60%", "≥95%", 100],
        [None, None, "90%-95%", 80],
        [None, None, "＜90%", 0],
        ["满意度", "40%", "≥90分", 100],
        [None, None, "＜90分", 50],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "B2:B4", "A5:A6", "B5:B6")
    assert [each["rule"]["bands"] for each in made.content["indicators"].values()] == [
        {"≥0.95": 100, "≥0.9": 80, "else": 0},
        {"≥90": 100, "else": 50},
    ]


def test_a_row_of_raters_below_the_items_is_no_item(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "满分", "评分标准"],
        ["差错", 60, "每次扣5分，扣完为止"],
        ["协作", 40, "优40分，良30分，差0分"],
        ["自评（30%）", None, "上级评（70%）"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"差错": 60, "协作": 40}
    assert made.content["indicators"]["item_2"]["rule"]["raters"] == {"self": 0.3, "superior": 0.7}


def test_numbered_lines_with_points_below_another_are_the_items_of_a_section(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = [
        "一、考核指标",
        "1、业绩指标（60分）",
        "（1）签约率（60分）：≥50%得60分，≥30%得20分，其余0分",
        "2、行为指标（40分）",
        "（1）协作（25分）：优25分，良10分，差0分",
        "（2）考勤（15分）：迟到一次扣2分，扣完为止",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"签约率": 60, "协作": 25, "考勤": 15}
    assert [each["name"] for each in made.content["sections"].values()] == ["业绩指标", "行为指标"]


def test_bands_out_of_100_are_scaled_only_where_the_best_of_them_is_read(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "评分标准", "对应得分"],
        ["及时率", 60, "≥95%", 100],
        [None, None, "≥90%", 80],
        [None, None, "＜90%", 0],
        ["满意度", 40, "另行约定的，≥x分", 100],
        [None, None, "≥90分", 90],
        [None, None, "＜90分", 0],
    ]
    first, second = of_rows(tmp_path, rows, "A2:A4", "B2:B4", "A5:A7", "B5:B7").indicators
    assert (first.out_of, first.rule_mark) == (100, "assumed")
    assert second.rule_mark == "not_understood"


@pytest.mark.parametrize(
    "headings", [["Q1", "Q2", "Q3", "Q4"], ["第1次", "第2次", "第3次", "第4次"], ["评委1", "评委2", "评委3", "评委4"]]
)
def test_columns_that_are_only_counted_are_no_levels(headings: list[str], tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "评分标准", *headings],
        ["协作", 60, "由上级评分"],
        ["差错", 40, "每次扣5分，扣完为止"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"协作": 60, "差错": 40}
    assert made.content["indicators"]["item_1"]["rule"]["kind"] == "rating"


@pytest.mark.parametrize(
    ("heading", "taken", "given"),
    [
        ("上限", "最多扣10分", "最多加9分"),
        ("封顶", 10, 9),
        ("备注", "最多扣10分", "9分封顶"),
        ("分值上限", "10分", "9分"),
    ],
)
def test_the_most_that_an_item_takes_or_gives_is_read_from_a_column_of_its_own(
    heading: str, taken: object, given: object, tmp_path: Path
) -> None:
    rows: Rows = [
        ["值班考核（基础分100分）"],
        ["序号", "考核事项", "加减分标准", heading],
        [1, "迟到", "每次扣2分", taken],
        [2, "表扬", "每次加3分", given],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.content["rule"] for each in made.adjustments] == [
        {"kind": "add", "additions": {"change_1_1": -2}, "floor": -10},
        {"kind": "add", "additions": {"change_2_1": 3}, "cap": 9},
    ]


def test_points_that_a_section_takes_are_taken_and_its_rows_are_no_headings(tmp_path: Path) -> None:
    rows: Rows = [
        ["值班考核（基础分100分）"],
        ["类别", "事项", "分值", "上限"],
        ["扣分项", "迟到", "每次2分", "最多扣10分"],
        ["加分项", "表扬", "每次3分", "最多加9分"],
    ]
    late, praise = of_rows(tmp_path, rows).adjustments
    assert (late.content["rule"]["floor"], [*late.content["rule"]["additions"].values()]) == (-10, [-2])
    assert (praise.content["rule"]["cap"], [*praise.content["rule"]["additions"].values()]) == (9, [3])
    assert late.mark == "assumed"


@pytest.mark.parametrize(
    ("rule", "limit"), [("每次扣2分", "每人每月20分"), ("每次加3分，投诉每次扣3分", 9), ("每次扣2分", "最多加9分")]
)
def test_a_limit_of_which_nobody_knows_what_it_limits_is_to_be_decided(
    rule: str, limit: object, tmp_path: Path
) -> None:
    rows: Rows = [["值班考核（基础分100分）"], ["考核事项", "加减分标准", "上限"], ["值班", rule, limit]]
    (made,) = of_rows(tmp_path, rows).adjustments
    assert made.mark == "not_understood"


def test_a_limit_of_an_item_with_full_points_is_its_floor(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "分值", "评分标准", "上限"],
        ["差错", 60, "每次扣2分", "最多扣10分"],
        ["及时率", 40, "≥95%得40分，其余0分", 40],
    ]
    first, second = of_rows(tmp_path, rows).indicators
    assert first.made is not None
    assert first.made.indicator["rule"]["floor"] == 50
    assert second.mark == "understood"


@pytest.mark.parametrize(
    ("grades", "factors"),
    [
        ([["等级", "分数"], ["A", "≥90"], ["B", "≥75"], ["C", "＜75"]], None),
        (
            [["等级", "分数段", "系数"], ["A", "90分以上", 1.2], ["B", "75-89分", 1.0], ["C", "75分以下", 0.5]],
            {"A": 1.2, "B": 1.0, "C": 0.5},
        ),
        ([["考核结果", "得分范围"], ["优秀", "90分以上"], ["合格", "60-89分"], ["不合格", "60分以下"]], None),
    ],
)
@pytest.mark.parametrize("between", [[], [None]])
def test_a_table_of_grades_beside_the_items_states_the_grades(
    grades: list[list[object]], factors: dict[str, float] | None, between: list[None], tmp_path: Path
) -> None:
    items: list[list[object]] = [
        ["指标", "权重", "评分标准"],
        ["及时率", 60, "≥95%得60分，其余0分"],
        ["差错", 40, "每次扣5分，扣完为止"],
        [None, None, None],
    ]
    made = of_rows(tmp_path, [[*item, *between, *beside] for item, beside in zip(items, grades, strict=True)])
    assert points(made) == {"及时率": 60, "差错": 40}
    assert [each.mark for each in made.indicators] == ["understood"] * 2
    assert [*made.content["grades"]["scale"]] == [row[0] for row in grades[1:]]
    if factors:
        assert made.content["parameters"]["grade_coefficient"]["value"] == factors


@pytest.mark.parametrize(
    "row",
    [
        ["总分上限为110分。", None],
        ["考核总分最高不超过110分", None],
        ["总分上限", "110分"],
        ["合计", 100, "总分上限110分"],
    ],
)
def test_a_row_that_limits_the_total_is_no_row_of_a_sum(row: list[object], tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "评分标准"],
        ["及时率", 60, "≥95%得60分，其余0分"],
        ["差错", 40, "每次扣5分，扣完为止"],
        row,
    ]
    made = of_rows(tmp_path, rows)
    assert made.content["parameters"]["total_limit_figure_1"]["value"] == 110
    assert "full_points" not in made.content
    last = of_rows(tmp_path, [*rows[:3], ["总分最高110分，特殊贡献除外", None]]).sourced.lines[-1]
    assert last.mark == "not_understood"


def test_an_item_of_a_text_of_which_only_is_said_who_rates_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = ["（1）响应，90分。每次超时扣5分，扣完为止。", "（2）团队合作，10分。同事互评占40%，上级评价占60%"]
    path.write_text("\n".join(["售前考核", *lines]), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"响应": 90, "团队合作": 10}
    assert made.content["indicators"]["item_2"]["rule"]["raters"] == {"peer": 0.4, "superior": 0.6}


def test_what_is_achieved_beside_the_points_for_it_is_what_the_form_requires(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "完成情况", "对应分值"],
        ["回款率", "60%", "≥95%", 60],
        [None, None, "≥90%", 40],
        [None, None, "＜90%", 0],
        ["方案质量", "40%", "一次通过", 40],
        [None, None, "修改后通过", 20],
        [None, None, "未通过", 0],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "B2:B4", "A5:A7", "B5:B7")
    first, second = made.content["indicators"].values()
    assert first["rule"]["bands"] == {"≥0.95": 60, "≥0.9": 40, "else": 0}
    assert [*second["rule"]["points"].values()] == [40, 20, 0]
    assert [each.mark for each in made.indicators] == ["understood"] * 2


@pytest.mark.parametrize("unit", ["", "分"])
def test_counts_below_points_out_of_100_are_bands(unit: str, tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", *(f"{worth}{unit}" for worth in (100, 80, 60, 0))],
        ["投诉", "30%", "0次", "1次", "2次", "3次以上"],
        ["差错", "30%", "0处", "1-2处", "3-4处", "5处及以上"],
        ["分享", "20%", "3次以上", "2次", "1次", "0次"],
        ["延误", "20%", "0次", "1次", "3次", "4次以上"],
    ]
    made = of_rows(tmp_path, rows)
    rules = [each["rule"]["bands"] for each in list(made.content["indicators"].values())[:3]]
    assert rules == [
        {"≤0": 100, "≤1": 80, "≤2": 60, "else": 0},
        {"≤0": 100, "≤2": 80, "≤4": 60, "else": 0},
        {"≥3": 100, "≥2": 80, "≥1": 60, "else": 0},
    ]
    assert made.indicators[3].mark == "not_understood"  # 2 stand nowhere


def test_levels_of_one_name_are_one_level_by_which_hr_reads_several_indicators(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "评分标准"],
        ["协作", 60, "优60分，良45分，差0分"],
        ["责任心", 40, "优40分，中20分，差0分"],
    ]
    made = of_rows(tmp_path, rows)
    assert [*made.content["choices"].values()] == ["优", "良", "差", "中"]
    first, second = (each["rule"]["points"] for each in made.content["indicators"].values())
    assert first == {"item_1_level_1": 60, "item_1_level_2": 45, "item_1_level_3": 0}
    assert second == {"item_1_level_1": 40, "item_2_level_2": 20, "item_1_level_3": 0}
    assert made.plan is not None


def test_grades_stand_beside_items_in_sections_whose_points_are_behind_their_names(tmp_path: Path) -> None:
    rows: Rows = [
        ["月度考核评分表"],
        ["模块", "考核内容", "评分办法", "得分", "等级", "分数段", "系数", "奖金（元）"],
        ["招聘", "计划完成率（60分）", "≥95%得60分，其余0分", None, "A", "≥90", 1.2, 600],
        ["薪酬", "差错（40分）", "每次扣5分，扣完为止", None, "B", "75（含）-90", 1, 300],
        [None, None, None, None, "C", "75以下", 0.5, 0],
        ["考核总分最高不超过105分。"],
    ]
    made = of_rows(tmp_path, rows, "A1:H1", "A6:H6")
    assert points(made) == {"计划完成率": 60, "差错": 40}
    assert [each.mark for each in made.indicators] == ["understood"] * 2
    assert made.content["grades"]["scale"] == {"A": "≥90", "B": "≥75", "C": "else"}
    assert made.content["parameters"]["grade_coefficient"]["value"] == {"A": 1.2, "B": 1, "C": 0.5}
    assert made.content["parameters"]["total_limit_figure_1"]["value"] == 105


def test_a_section_merged_down_beside_its_own_header_weighs_what_stands_in_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["业绩80%", "序号", "指标", "权重", "评分等级"],
        [None, 1, "报表", "40%", "按要求完成  10分\n个别差错，不影响数据  5分\n严重差错  0分"],
        [None, 2, "申报", "60%", "按时完成  10分\n未完成  0分"],
        ["行为20%", "序号", "指标", "权重", "评分等级"],
        [None, 1, "保密", "100%", "1级：20分\n2级：60分\n3级：100分"],
        ["总分", "总分=业绩得分×80%+行为得分×20%", None, None, None],
    ]
    made = of_rows(tmp_path, rows, "A1:A3", "A4:A5", "B6:E6")
    assert {each.item.name: each.points for each in made.indicators} == {"报表": 32, "申报": 48, "保密": 20}
    kinds = [each.made.indicator["rule"]["kind"] for each in made.indicators if each.made]
    assert kinds == ["levels", "all_or_nothing", "levels"]
    assert made.sourced.lines[-1].became == "草稿正是这样算的"


def test_a_small_table_below_the_name_of_an_item_is_the_rule_of_that_item(tmp_path: Path) -> None:
    rows: Rows = [
        ["维度", "权重", "口径"],
        ["准确率", "60%", "按错检次数"],
        ["5S与纪律", "40%", "见细则"],
        ["3.1 准确率", None, None],
        ["错检次数", "得分", "备注"],
        [0, 60, None],
        [1, 30, None],
        ["≥2", 0, "书面警告"],
        ["3.2 5S与纪律", None, None],
        ["项目", "扣分标准", None],
        ["着装", "未按规定每次扣1分", None],
        ["现场", "玩手机每次扣3分", None],
    ]
    made = of_rows(tmp_path, rows, "A4:C4", "A9:C9")
    first, second = (each.made.indicator["rule"] for each in made.indicators if each.made)
    assert first["bands"] == {"≤0": 60, "≤1": 30, "else": 0}
    assert sorted(second["deductions"].values()) == [1, 3]
    assert not made.adjustments


def test_figures_that_sum_to_a_whole_are_what_items_are_worth_whatever_their_heading(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "赋值", "评分标准"],
        ["差错", 60, "每次扣5分，扣完为止"],
        ["投诉", 40, "每起扣10分，扣完为止"],
        ["总合计", 100, None],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.points for each in made.indicators] == [60, 40]
    assert not made.adjustments


def test_levels_whose_points_sum_to_the_full_ones_are_added_up(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "计分标准", None, None],
        [None, None, "1级", "2级", "3级"],
        ["5S", 10, "着装整洁（2分）", "桌面整齐（3分）", "下班关灯（5分）"],
        ["销量", 60, "10万以下（20分）", "20万以下（40分）", "20万以上（60分）"],
        ["态度", 30, "消极（10分）", "一般（20分）", "积极（30分）"],
    ]
    made = of_rows(tmp_path, rows, "A1:A2", "B1:B2", "C1:E1")
    rules = [each.made.indicator["rule"] for each in made.indicators if each.made]
    assert [*rules[0]["additions"].values()] == [2, 3, 5]
    assert rules[1]["bands"] == {"≥20": 60, ">10": 40, "else": 20}
    assert [*rules[2]["points"].values()] == [10, 20, 30]
    assert "assumed.each_once" in made.indicators[0].of_rule


def test_a_row_that_says_who_rates_cell_by_cell_is_read_as_a_sentence(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "评分标准", None, None, None],
        ["配合", 100, "优秀100分，良好80分，差0分", None, None, None],
        ["自评总分", "权重", "20%", "主管评分", "权重", "80%"],
    ]
    made = of_rows(tmp_path, rows)
    assert made.indicators[0].made is not None
    assert made.indicators[0].made.indicator["rule"]["raters"] == {"self": 0.2, "superior": 0.8}


def test_the_number_of_a_form_adds_nothing(tmp_path: Path) -> None:
    rows: Rows = [["编号：XZ-49", "部门：行政"], ["指标", "权重"], ["差错", 60], ["投诉", 40]]
    made = of_rows(tmp_path, rows)
    assert not made.adjustments
    assert marks_of(made)["编号：XZ-49"] != "not_understood"


def test_a_table_of_grades_below_items_of_as_many_columns_takes_none_of_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标名称", "定义", "权重", "规则", "口径"],
        ["退货率", "退货/总单", "60%", "≤8%得100分，每高1个百分点扣10分", "后台"],
        ["提报", None, "40%", "漏报一次扣20分", "平台"],
        ["等级", "S", "A", "B", "C"],
        ["得分", "≥100", "85-99", "70-84", "<70"],
        ["奖金（元）", 3000, 2000, 1000, 0],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"退货率": 60, "提报": 40}
    assert [*made.content["grades"]["scale"].values()] == ["≥100", "≥85", "≥70", "else"]


def test_levels_of_items_in_rows_are_no_grades(tmp_path: Path) -> None:
    rows: Rows = [["指标(权重)", "档位", "标准", "得分"]]
    for name, bounds in (("续约率(60%)", ("≥95%", "80%-95%", "<80%")), ("NPS(40%)", ("≥50", "30-50", "<30"))):
        rows = [
            *rows,
            *([name, level, bound, given] for level, bound, given in zip("ABC", bounds, (100, 80, 0), strict=True)),
        ]
    made = of_rows(tmp_path, [row if row[1] in ("档位", "A") else [None, *row[1:]] for row in rows], "A2:A4", "A5:A7")
    assert points(made) == {"续约率": 60, "NPS": 40}
    assert "grades" not in made.content


def test_points_of_a_section_may_stand_below_its_name_and_deductions_behind_a_minus(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "细项", "分数", "扣罚", "得分"],
        ["陈列\n60", "货架整洁", 40, "发现一次-2", None],
        [None, "价签齐全", 20, "缺一个-1", None],
        ["考勤\n40", "出勤", 40, "迟到-1/次，旷工-15/天", None],
    ]
    made = of_rows(tmp_path, rows, "A2:A3")
    assert [said["name"] for said in made.content["sections"].values()] == ["陈列", "考勤"]
    rules = [each.made.indicator["rule"] for each in made.indicators if each.made]
    assert [[*rule["deductions"].values()] for rule in rules] == [[2], [1], [1, 15]]


def test_none_beside_counts_is_the_first_of_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "优（100分）", "良（60分）", "差（0分）"],
        ["新客户", 100, "2家以上", "1家", "未开发"],
    ]
    made = of_rows(tmp_path, rows)
    assert made.indicators[0].made is not None
    assert made.indicators[0].made.indicator["rule"]["bands"] == {"≥2": 100, "≥1": 60, "else": 0}


def test_weights_that_are_fractions_count_out_of_a_hundred_where_rules_do(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "目标值", "计分办法"],
        ["缺陷密度", 0.6, "≤0.5个", "≤0.5得100分，≤1得80分，>1得0分"],
        ["评审", 0.4, None, "每条未关闭扣5分"],
    ]
    made = of_rows(tmp_path, rows)
    assert [(each.points, each.out_of) for each in made.indicators] == [(60, 100), (40, 100)]


def test_what_levels_give_may_stand_below_their_headings_and_go_beyond_the_full_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "优秀", "良好", "不合格"],
        [None, None, "120%", "100%", 0],
        ["响应", "60%", "≤20秒", "≤30秒", ">30秒"],
        ["请假", "40%", "全勤", "请假1天", "请假2天以上"],
    ]
    made = of_rows(tmp_path, rows)
    tables = [each.made.indicator["rule"]["parts"]["part_1"]["bands"] for each in made.indicators if each.made]
    assert tables == [{"≤20": 72, "≤30": 60, "else": 0}, {"≤0": 48, "≤1": 40, "else": 0}]


def test_bare_figures_below_levels_are_what_has_to_be_reached_and_no_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "挑战值(100分)", "目标值(80分)", "底线值(60分)", "底线以下(0分)"],
        ["销售额", 60, 600, 500, 400, "400以下"],
        ["费用率", 40, "4%", "5%", "6%", "6%以上"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"销售额": 60, "费用率": 40}
    assert all(each.made is None or each.made.indicator["rule"]["kind"] == "bands" for each in made.indicators)


def test_the_points_of_a_section_stand_behind_its_name_in_any_words(tmp_path: Path) -> None:
    rows: Rows = [
        ["类别", "指标", "标准分", "评分标准"],
        ["工作业绩\n总分：60", "提交缺陷", 30, "每错一处扣1分"],
        [None, "缺陷描述", 30, "每缺一处扣1分"],
        ["工作态度\n总分：40", "考勤", 40, "每迟到一次扣1分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3")
    assert [said["name"] for said in made.content["sections"].values()] == ["工作业绩", "工作态度"]


def test_a_column_of_what_is_to_be_completed_has_the_targets_that_steps_begin_at(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "分值", "目标完成值", "评分标准"],
        ["提交缺陷数", 60, "100个", "每少1个扣0.5分，扣完为止"],
        ["提交非缺陷数", 40, "不超过5个", "每多1个扣0.5分，扣完为止"],
    ]
    rules = [each.made.indicator["rule"] for each in of_rows(tmp_path, rows).indicators if each.made]
    assert [(rule["kind"], rule["standard"]) for rule in rules] == [("standard_steps", 100), ("standard_steps", 5)]


def test_a_hundred_points_beside_a_weight_are_what_is_deducted_from(tmp_path: Path) -> None:
    rows: Rows = [
        ["KPI", "计算方式", "考核标准", "评分", "权重"],
        ["采购物料", "每发现一次采购不及时扣10分", "100分", None, "60%"],
        ["供应商资料", "每缺一项扣5分", "100分", None, "40%"],
    ]
    made = of_rows(tmp_path, rows)
    assert [(each.points, each.out_of) for each in made.indicators] == [(60, 100), (40, 100)]


def test_the_column_of_what_is_to_be_done_has_the_targets(tmp_path: Path) -> None:
    rows: Rows = [
        ["关键业绩指标", "目标完成值", "标准分", "计分方法", "实际完成值"],
        ["提交缺陷数", "100个", 60, "每少1个扣0.5分", None],
        ["遗漏缺陷数", "不超过5个", 40, "每多1个扣0.5分", None],
    ]
    made = of_rows(tmp_path, rows)
    rules = [said["rule"] for said in made.content["indicators"].values()]
    assert [rule["standard"] for rule in rules] == [100, 5]


def test_rows_that_are_no_steps_of_one_figure_are_levels_to_choose_from(tmp_path: Path) -> None:
    rows: Rows = [["考核项目", "标准分", "完成情况", "得分"]]
    levels = [("提前20%", "70分"), ("提前10%", "60分"), ("正常", "40分"), ("滞后", "0分")]
    for at, name in enumerate(("投标进度", "开发进度")):
        for number, (level, worth) in enumerate(levels):
            rows = [*rows, [name if not number else None, (60, 40)[at] if not number else None, level, worth]]
    made = of_rows(tmp_path, rows, "A2:A5", "B2:B5", "A6:A9", "B6:B9")
    first, second = (each.made for each in made.indicators)
    assert [each.mark for each in made.indicators] == ["assumed", "assumed"]
    assert first is not None and list(first.choices.values()) == ["提前20%", "提前10%", "正常", "滞后"]
    assert second is not None and second.choices == first.choices


def test_those_rate_whom_a_sentence_names(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "评分标准", "自评", "上级评分"],
        ["方案水平", 60, "由技术委员会集体评议", None, None],
        ["代码质量", 40, "每发现一处扣2分", None, None],
    ]
    made = of_rows(tmp_path, rows)
    assert made.indicators[0].made is not None
    assert list(made.indicators[0].made.raters.values()) == ["技术委员会"]
    assert made.indicators[0].mark == "assumed"


def test_rows_of_one_text_above_several_headers_are_the_sections(tmp_path: Path) -> None:
    rows: Rows = [
        ["出纳绩效考核表", None, None, None, None, None],
        ["任务绩效", None, None, None, None, None],
        ["序号", "考核项目", "权重", "评分等级", "得分", None],
        [None, None, None, None, "上级", "结果"],
        [1, "工资发放", "60%", "没有出错60分；出错0分", None, None],
        [2, "凭证归档", "40%", "及时40分；不及时0分", None, None],
        ["行为考核", None, None, None, None, None],
        ["序号", "行为指标", "权重", "指标说明", "考核评分", "得分"],
        [1, "清财", "100%", "1级：不违反制度\n2级：主动节省费用", "1级50分\n2级100分", None],
        ["总分＝任务绩效×85%＋行为考核×15%", None, None, None, None, None],
    ]
    headers = ["A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3"]
    made = of_rows(tmp_path, rows, "A1:F1", "A2:F2", "A7:F7", "A10:F10", *headers)
    assert [said["name"] for said in made.content["sections"].values()] == ["任务绩效", "行为考核"]
    assert points(made) == {"工资发放": 51, "凭证归档": 34, "清财": 15}
    levels = made.indicators[-1].made
    assert levels is not None and list(levels.indicator["rule"]["points"].values()) == [50, 100]
    assert made.sourced.lines[-1].mark == "understood"


@pytest.mark.parametrize(
    ("rule", "given"),
    [("每周更新一次，少一次扣1分", [-1]), ("每月增加3家，每少一家扣2分", [-2]), ("3个工作日给答复，少一次扣2分", [-2])],
)
def test_what_is_expected_beside_a_deduction_in_brackets_is_said_to_be_left_out(
    tmp_path: Path, rule: str, given: list[float]
) -> None:
    rows: Rows = [["采购考核"], ["更新资料（少一项扣1分）"], [f"供应商（{rule}）"], ["基础分100分，按以上项目扣分"]]
    made = of_rows(tmp_path, rows)
    assert [list(each.content["rule"]["additions"].values()) for each in made.adjustments] == [[-1], given]
    assert made.adjustments[1].mark == "assumed"


def test_a_condition_beside_a_deduction_in_brackets_is_not_left_out(tmp_path: Path) -> None:
    rows: Rows = [
        ["采购考核"],
        ["更新资料（少一项扣1分）"],
        ["发货（超过3天，每次扣2分）"],
        ["基础分100分，按以上项目扣分"],
    ]
    made = of_rows(tmp_path, rows)
    assert not [each for each in made.adjustments if any("unused" in told for told in each.remarks)]


@pytest.mark.parametrize("told", ["考核内容", "具体指标/要点"])
def test_rows_with_points_of_their_own_below_one_merged_name_are_items_of_a_section(tmp_path: Path, told: str) -> None:
    rows: Rows = [
        ["考核项目", told, "标准分"],
        ["工作态度（40分）", "1）、责任心（30分）：每发生一次推诿扣2分", 30],
        [None, "2）、主动性（10分）：不主动每次扣1分", 10],
        ["物料管理（60分）", "物料短缺不及时申购扣10分，物料混乱不及时处理扣10分", 50],
        [None, "无关人员不得进入仓库。", 10],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "A4:A5")
    assert points(made) == {"责任心": 30, "主动性": 10, "物料短缺不及时申购": 50, "无关人员不得进入仓库": 10}
    assert [said["name"] for said in made.content["sections"].values()] == ["工作态度", "物料管理"]
    rules = [each.made and each.made.indicator["rule"] for each in made.indicators]
    assert [sorted(rule["deductions"].values()) for rule in rules[:3] if rule] == [[2], [1], [10, 10]]
    assert rules[3] and rules[3]["kind"] == "rating"


def test_deductions_below_one_merged_name_are_called_by_what_each_is_about(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "扣分标准", "备注"],
        ["收发", "入库数据准确", "每发现一项错误扣5分", "损失另计"],
        [None, "先进先出", "每发现一次违反扣3分", None],
        ["日常", "码放整齐", "每发现一次违反扣2分", None],
    ]
    made = of_rows(tmp_path, rows, "A2:A3")
    given = {each.name: [*each.content["rule"]["additions"].values()] for each in made.adjustments}
    assert given == {"入库数据准确": [-5], "先进先出": [-3], "码放整齐": [-2]}


def test_weights_that_only_the_first_row_of_each_section_states_are_shared(tmp_path: Path) -> None:
    lines = ["维度,指标名称,权重,评分标准", "效率,响应,60%,每超时一次扣2分", ",解决,,每失败一次扣3分"]
    (tmp_path / "a.csv").write_text("\n".join([*lines, "态度,投诉,40%,每次投诉扣5分"]), encoding="utf-8")
    made = draft(form_reader.parse(tmp_path / "a.csv"), "zh")
    assert points(made) == {"响应": 30, "解决": 30, "投诉": 40}
    assert not made.adjustments
    assert [each.mark for each in made.indicators[:2]] == ["assumed", "assumed"]


def test_bare_points_below_a_heading_of_deductions_are_taken_and_not_full_points(tmp_path: Path) -> None:
    rows: Rows = [["考核内容", "扣分标准"], ["迟到或早退", "2分"], ["脱岗、睡岗", "5分"]]
    made = of_rows(tmp_path, rows)
    given = {each.name: [*each.content["rule"]["additions"].values()] for each in made.adjustments}
    assert given == {"迟到或早退": [-2], "脱岗、睡岗": [-5]}


def test_levels_below_one_merged_name_are_of_one_item_whatever_its_column_is_called(tmp_path: Path) -> None:
    levels = [("非常规范", 3), ("规范", 2), ("不规范", 1)]
    named = [[number, name, *level] for number, name in enumerate(("编码", "文档"), 1) for level in levels]
    rows: Rows = [["序号", "标准", "说明", "评分标准"], *named]
    made = of_rows(tmp_path, rows, "A2:A4", "B2:B4", "A5:A7", "B5:B7")
    assert points(made) == {"编码": 3, "文档": 3}
    rules = [each.made and each.made.indicator["rule"] for each in made.indicators]
    assert [[*rule["points"].values()] for rule in rules if rule] == [[3, 2, 1], [3, 2, 1]]


@pytest.mark.parametrize("told", ["每人原始基分50分，由队长记录", "满分为50，采用扣分方式", "满分50分，扣完为止。"])
def test_a_form_of_deductions_starts_from_the_points_that_any_sentence_names(tmp_path: Path, told: str) -> None:
    rows: Rows = [["考核内容", "扣分标准"], ["迟到", "每次扣2分"], ["脱岗", "每次扣5分"], [told, None]]
    made = of_rows(tmp_path, rows, "A4:B4")
    assert made.content["indicators"]["base"]["points"] == made.content["full_points"] == 50
    assert [[*each.content["rule"]["additions"].values()] for each in made.adjustments] == [[-2], [-5]]
    assert made.sourced.lines[-1].mark == "understood"


def test_what_only_says_what_is_wanted_is_rated_and_what_may_be_a_rule_is_asked(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "评分标准"],
        ["计划", 60, "拟订阶段性工作计划，获得领导认可。"],
        ["检验", 40, "检验差错率＝差错批次÷总批次"],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.mark for each in made.indicators] == ["assumed", "not_understood"]
    assert made.indicators[0].made and made.indicators[0].made.indicator["rule"]["kind"] == "rating"


def test_of_several_columns_of_rules_the_one_that_states_points_is_read_and_the_other_says_what_is_wanted(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["指标", "权重", "指标要求", "评分等级"],
        ["合格率", "60%", "合格率为99%", "合格率大于99%得60分\n合格率为95%-99%得30分\n合格率低于95%得0分"],
        ["次品率", "40%", "次品率不超过5%", "次品率在5%以内得40分\n次品率超过5%得0分"],
    ]
    made = of_rows(tmp_path, rows)
    rules = [each.made and each.made.indicator["rule"].get("bands") for each in made.indicators]
    assert rules == [{">0.99": 60, "≥0.95": 30, "else": 0}, {"≤0.05": 40, "else": 0}]
    standards = [
        ["指标", "权重", "考核标准", "计算方式"],
        ["独立性", "100%", "独立性达到90%", "90%以上100分\n90%以下0分"],
    ]
    [found] = of_rows(tmp_path, standards).indicators
    assert found.mark == "assumed" and found.made and found.made.indicator["rule"]["bands"] == {"≥0.9": 100, "else": 0}


def test_a_column_of_documents_beside_the_rules_has_no_targets_whatever_its_heading(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "基准目标", "分值", "考核办法", "考核依据"],
        ["漏发件数", "2次/月", 60, "超出基准值一次扣出3分", "发货记录表"],
        ["培训合格率", "90%", 40, "低于基准值一个百分点扣1分", "培训台账"],
    ]
    first, second = of_rows(tmp_path, rows).indicators
    assert first.made and first.made.indicator["rule"] | {"of": ""} == {
        "kind": "standard_steps",
        "of": "",
        "standard": 2,
        "over_step": 1,
        "per_over": -3,
        "floor": 0,
    }
    assert second.made and second.made.indicator["rule"]["standard"] == 0.9
    assert {each.mark for each in (first, second)} == {"assumed"}


def test_what_a_band_gives_may_stand_before_it_and_a_target_right_before_its_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["KPI", "权重", "计算方式"],
        ["计划完成率", "60%", "100分：A≥95%\n80分：90%≤A<95%\n0分：A<90%"],
        ["培训", "40%", "达到目标值10分\n少于10课时5分\n未培训0分"],
    ]
    first, second = of_rows(tmp_path, rows).indicators
    assert first.mark == "understood" and first.made
    assert first.made.indicator["rule"]["bands"] == {"≥0.95": 100, "≥0.9": 80, "else": 0}
    assert second.mark == "assumed" and second.made
    assert second.made.indicator["rule"]["bands"] == {"≥10": 10, "else": 5}  # and 未培训 is asked, which leaves nothing
    assert "zero_when" in second.made.indicator


def test_levels_below_a_heading_that_is_not_merged_are_read_by_the_bounds_in_their_cells(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "绩效目标", "权重", "计分标准", None, None, None],
        [None, None, None, "1级", "2级", "3级", "4级"],
        ["回款", "每月3万", 40, "1万以下（10分）", "3万以下（20分）", "3万（30分）", "3万以上（40分）"],
        ["开发", "每月一家", 30, "未开发（0分）", "1家（20分）", "1家以上（30分）", None],
        ["培训", "累加分数", 30, "完成培训（10分）", "反复培训（20分）", None, None],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"回款": 40, "开发": 30, "培训": 30}
    rules = [each.made.indicator["rule"] for each in made.indicators if each.made]
    assert rules[0]["bands"] == {">3": 40, "≥3": 30, "≥1": 20, "else": 10}
    assert rules[1]["bands"] == {">1": 30, ">0": 20, "else": 0}
    assert sorted(rules[2]["additions"].values()) == [10, 20]


def test_a_row_of_amounts_below_the_items_is_none_of_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "差 0分", "一般 1分", "好 2分"],
        ["到勤", 0, 1, 2],
        ["态度", 0, 1, 2],
        ["每项相应金额", 0, "25元", "50元"],
    ]
    assert points(of_rows(tmp_path, rows)) == {"到勤": 2, "态度": 2}


def test_what_a_name_says_of_points_is_the_rule_where_no_column_has_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "标准分", "评分"],
        ["值守 60分", "按点巡查并登记，漏查一次扣3分", 40, None],
        [None, "钥匙专人保管，遗失一把扣5分，未登记一次扣2分", 20, None],
        ["待人 40分", "言谈得体，热心周到", 10, None],
        [None, "着装整洁", 10, None],
        [None, "待客主动", 20, None],
    ]
    patrol, keys, manner, *_ = of_rows(tmp_path, rows, "A2:A3", "A4:A6").indicators
    assert [each.item.name for each in (patrol, keys)] == ["按点巡查并登记", "钥匙专人保管"]
    assert patrol.made and [*patrol.made.indicator["rule"]["deductions"].values()] == [3]
    assert keys.made and sorted(keys.made.indicator["rule"]["deductions"].values()) == [2, 5]
    assert manner.made and manner.made.indicator["rule"]["kind"] == "rating"


def test_an_interval_beside_a_rule_is_what_its_line_gives(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "权重(%)", "打分标准", "区间"],
        ["开机率", "60%", "A≥98%", "91-100"],
        [None, None, "90%≤A<98%", "71-90"],
        [None, None, "A<90%", "0-70"],
        ["现场", "40%", "整洁", "81-100"],
        [None, None, "凌乱", "0-80"],
    ]
    first, second = of_rows(tmp_path, rows, "A2:A4", "B2:B4", "A5:A6", "B5:B6").indicators
    assert (first.points, second.points) == (60, 40)
    assert first.made and [*first.made.indicator["rule"]["levels"].values()] == ["≥91", "≥71", "else"]
    assert second.made and [*second.made.indicator["rule"]["levels"].values()] == ["≥81", "else"]


def test_a_start_of_a_hundred_beside_a_weight_is_what_is_deducted_from(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "权重(%)", "打分标准", "起始分"],
        ["交接", "70%", "记录缺项的每次扣4分", "100分"],
        ["整理", "30%", "工具未归位的每次扣2分", "100分"],
    ]
    first, second = of_rows(tmp_path, rows).indicators
    assert (first.points, second.points) == (70, 30)
    assert "assumed.hundred" in first.of_rule and "assumed.hundred" in second.of_rule


def test_what_is_aimed_at_names_the_items_where_no_column_does_and_allotted_points_are_full_points(
    tmp_path: Path,
) -> None:
    rows: Rows = [["考核目标", "额定分", "评分办法"], ["出勤", 60, "迟到一次扣1分"], ["值守", 40, "漏岗一次扣2分"]]
    assert points(of_rows(tmp_path, rows)) == {"出勤": 60, "值守": 40}
    assigned: Rows = [["考核项目", "核定分值", "评分标准"], *rows[1:]]
    assert points(of_rows(tmp_path, assigned)) == {"出勤": 60, "值守": 40}


def test_what_a_table_says_in_which_no_item_is_recognised_is_never_taken_as_understood(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "标准分", "评分"],
        ["值守 60分", "按点巡查并登记，漏查一次扣3分", 40, None],
        [None, "钥匙专人保管，遗失一把扣5分，未登记一次扣2分", 20, None],
        ["待人 40分", "言谈得体，热心周到", 40, None],
    ]
    made = of_rows(tmp_path, rows, "A2:A3")
    marks = [*(each.mark for each in made.indicators), *(each.mark for each in made.adjustments)]
    assert marks and "understood" not in marks


def rules(made: FormDraft) -> list[dict[str, object]]:
    return [dict(each.made.indicator["rule"]) if each.made else {} for each in made.indicators]


def test_weights_below_one_are_shares_and_raters_weigh_what_their_headings_say_though_it_is_no_percentage(
    tmp_path: Path,
) -> None:
    made = of_rows(
        tmp_path,
        [
            ["第一部分：行为表现（权重30%）"],
            ["考核项目", "权重", "评分标准", "部门评分 权重0.7", "人事评分 权重0.3"],
            ["守时", 0.5, "A（41~50分）从不迟到\nB（21~40分）偶尔迟到\nC（20分及以下）经常迟到"],
            ["礼貌", 0.4, "A（31~40分）待人周到\nB（16~30分）待人一般\nC（15分及以下）常被投诉"],
        ],
        "A1:E1",
    )
    assert points(made) == {"守时": 50, "礼貌": 40}
    assert all([*each["raters"].values()] == [0.7, 0.3] for each in rules(made))  # type: ignore[attr-defined]
    assert (
        marks_of(made)["第一部分：行为表现（权重30%）"] == "not_understood"
    )  # of what other parts there are nothing is said


def test_a_heading_with_a_figure_that_nothing_of_the_draft_has_is_never_taken_as_understood(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核指标", "分值", "评分标准（折算系数0.85）"],
            ["及时率", 60, "每低1%扣2分"],
            ["差错", 40, "每次扣5分"],
        ],
    )
    found = marks_of(made)
    assert found["评分标准（折算系数0.85）"] == "assumed"
    assert found["考核指标"] == "understood"


def test_levels_to_be_ticked_are_read_where_names_have_their_description_behind_a_colon(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["", "评价项目", "优秀（10分）", "良好（8分）", "较差（4分）", "评分", "权重系数"],
            ["业绩", "1.质量：工作过程与结果同期望相符的程度，包括准确性和返工的多少。", "", "", "", "", 6],
            ["", "2.数量：完成职责之内的工作和上级交办的工作的总量，以及自己发起的工作。", "", "", "", "", ""],
            ["态度", "3.合作：与他人和其他部门的配合，遇到分歧时的沟通，以及对新人的帮助。", "", "", "", "", 4],
        ],
        "A2:A3",
        "G2:G3",
    )
    assert points(made) == {"质量": 3, "数量": 3, "合作": 4}
    assert all(each["kind"] == "levels" and [*each["points"].values()] == [10, 8, 4] for each in rules(made))  # type: ignore[attr-defined]


def test_subtotals_are_no_total(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["类别", "考核内容", "标准分"],
            ["纪律", "服从安排", 15],
            ["", "着装整齐", 10],
            ["小计得分", "", 25],
            ["质量", "巡查到位", 45],
            ["", "记录完整", 30],
            ["小计得分", "", 75],
        ],
        "A2:A3",
        "A5:A6",
    )
    assert sum(filter(None, points(made).values())) == 100
    assert "full_points" not in made.content
    assert set(marks_of(made).values()) == {"understood", "assumed"}


def test_faults_take_what_stands_beside_them_line_by_line(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["项目", "考核内容", "额定分", "考核方法", "评分"],
            [
                "日常",
                "对进入仓库的外来人员和车辆逐一查验证件并且登记清楚，发现异常及时报告；",
                6,
                "1、没有查验\n2、没有登记",
                "-4\n-2",
            ],
            ["", "保护货物的安全，防止丢失和损坏，夜间巡视不少于规定的时间；", 4, "1、货物丢失", "-1~4"],
        ],
        "A2:A3",
    )
    assert [*points(made).values()] == [6, 4]
    first, second = rules(made)
    assert [*first["deductions"].values()] == [4, 2]  # type: ignore[attr-defined]
    assert second["kind"] == "deduct"
    assert made.indicators[1].mark == "assumed"


def test_what_a_name_allows_is_what_the_rule_counts_from(tmp_path: Path) -> None:
    duty = "按照客户的订单确认产品的名称、规格和数量，并且及时把交期回复给客户和计划部门"
    made = of_rows(
        tmp_path,
        [
            ["工作职责", "产出", "绩效标准", "评分", "百分比额度"],
            [duty, "送货单", "送货单开立错误一月不能超过4次", "每超过一次扣3分", "6%"],
            ["", "", "客户催货一月不能超过2次", "每超过1次扣2分", "6%"],
            ["", "", "异常反馈时间不能超过4H", "每超过1次扣2分", "6%"],
        ],
        "A2:A4",
        "B2:B4",
    )
    assert [*points(made).values()] == [6, 6, 6]
    assert [(each["kind"], each.get("standard")) for each in rules(made)] == [
        ("standard_steps", 4),
        ("standard_steps", 2),
        ("deduct", None),  # so many reports that took longer
    ]


def test_what_is_ticked_below_its_heading_gets_all_its_points_or_none(tmp_path: Path) -> None:
    rows: Rows = [
        ["检查表"],
        ["类别", "检查内容", "分值", "达标打√"],
        ["仓库", "通道无杂物", 60, ""],
        ["", "灯具完好", 40, ""],
    ]
    found = of_rows(tmp_path, rows).indicators
    assert [(each.item.name, each.points) for each in found] == [("通道无杂物", 60), ("灯具完好", 40)]
    assert all(each.made and each.made.indicator["rule"]["kind"] == "all_or_nothing" for each in found)
    assert all("assumed.ticked" in each.of_rule for each in found)


def test_levels_that_leave_a_figure_of_the_target_out_are_not_told_as_understood(tmp_path: Path) -> None:
    rule = "完成目标值要求得10分\n持平得5分\n上升得0分"
    rows: Rows = [
        ["考核项目", "权重", "目标值要求", "评分等级"],
        ["耗材费用", "50%", "比上季减少10%", rule],
        ["用车记录", "50%", "每天都有记录", rule],
    ]
    first, second = of_rows(tmp_path, rows).indicators
    assert "assumed.target_left" in first.of_rule and first.mark != "understood"
    assert "assumed.target_left" not in second.of_rule


@pytest.mark.parametrize(("target", "rule"), [("≥95%", "每上升1个百分点扣3分"), ("≤10%", "每下降1%扣2分")])
def test_steps_that_take_away_where_the_target_wants_it_are_to_be_decided(
    target: str, rule: str, tmp_path: Path
) -> None:
    rows: Rows = [
        ["考核项目", "目标值", "权重", "扣分办法"],
        ["成本", target, 60, rule],
        ["差错", "0次", 40, "每次扣5分"],
    ]
    [found, _] = of_rows(tmp_path, rows).indicators
    assert "open.order" in found.of_rule


def test_two_bounds_parted_by_a_stroke_are_one_band(tmp_path: Path) -> None:
    rule = "≥100%得20分；100%>/≥90%得15分；<90%得0分"
    rows: Rows = [["考核项目", "权重", "评分标准"], ["完成率", 20, rule], ["差错", 80, "每次扣5分"]]
    [found, _] = of_rows(tmp_path, rows).indicators
    assert found.mark == "understood"


def test_sentences_beside_what_each_takes_name_the_items(tmp_path: Path) -> None:
    rows: Rows = [
        ["安全检查（起评分100分）"],
        ["检查条目", "", "考核细则", ""],
        ["消防", 1, "灭火器过期未更换。", "每次扣5分"],
        ["", 2, "按月上报台账。", "未报扣10分"],
        ["用电", 3, "私拉电线。", "扣5-10分"],
    ]
    made = of_rows(tmp_path, rows, "A1:D1", "A2:B2", "C2:D2", "A3:A4")
    assert [each.name for each in made.adjustments] == ["灭火器过期未更换", "按月上报台账", "私拉电线"]
    assert made.content["indicators"]["base"]["points"] == 100


def test_a_row_for_each_band_of_a_merged_item_gives_its_points_though_other_lists_stand_below(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "标准", "分值", "权重"],
        ["回复率", "≥98%", 100, "60%"],
        ["", "98%>/≥95%", 80, ""],
        ["", "<95%", 0, ""],
        ["成交率", "≥45%", 100, "40%"],
        ["", "45%>/≥40%", 70, ""],
        ["", "<40%", 0, ""],
        ["基础绩效分数", "", "", 0],
        ["等级", "分值", "", ""],
        ["金", "90≤/≤100", "", ""],
        ["银", "80≤/<90", "", ""],
        ["午休", "轮流就餐", "", ""],
        ["交接班", "当面交接", "", ""],
        ["培训", "按班次参加", "", ""],
    ]
    made = of_rows(tmp_path, rows, "A2:A4", "D2:D4", "A5:A7", "D5:D7", "A8:C8")
    assert points(made) == {"回复率": 60, "成交率": 40}
    assert [*made.content["grades"]["scale"]] == ["金", "银"]
    assert all(each.mark == "understood" for each in made.indicators)


def test_points_with_the_most_that_they_may_reach_are_points_and_the_limit_is_asked(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "考核标准", "权重（%）"],
        ["整改", "每漏一项扣2分", "40（封顶60）"],
        ["差错", "每次扣5分", 60],
    ]
    first, second = of_rows(tmp_path, rows).indicators
    assert (first.points, second.points) == (40, 60)
    assert first.rule_mark == "not_understood"


def test_a_text_merged_over_all_levels_is_the_rule(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "优秀（100分）", "良好（80分）", "差（0分）", "权重（%）"],
        ["投诉次数", "客户投诉次数为2次以下", "客户投诉次数为3-7次", "客户投诉次数为8次以上", 60],
        ["标识差错", "按规程管理标识，违反扣分1分/次", "", "", 40],
    ]
    first, second = of_rows(tmp_path, rows, "B3:D3").indicators
    assert first.made is not None and first.made.indicator["rule"]["bands"] == {"≤2": 100, "≤7": 80, "else": 0}
    assert second.made is not None and second.made.indicator["rule"]["kind"] == "deduct"


def test_a_sentence_that_begins_with_the_sign_of_a_formula_is_one_and_calls_figures_by_their_headings(
    tmp_path: Path,
) -> None:
    told = "=笔试成绩 当达成合格值时，得满分，每下降1分，扣2分；当达成值低于最低值时，该项不得分；"
    rows: Rows = [
        ["考核项目", "占比", "合格值", "最低值", "考核方式"],
        ["业务知识", "60%", 80, 60, told],
        ["纪律", "40%", 0, 0, "每次扣5分"],
    ]
    found, _ = of_rows(tmp_path, rows).indicators
    assert found.made is not None and found.mark == "assumed"
    assert found.made.indicator["rule"] | {"kind": "", "of": ""} == {
        "kind": "",
        "of": "",
        "standard": 80,
        "short_step": 1,
        "per_short": 2,
        "floor": 0,
    }


def test_a_form_starts_from_few_points_and_what_else_their_sentence_says_is_to_be_decided(tmp_path: Path) -> None:
    told = "注：各组基础得分为8分；季度得分低于5分的，视为不达标。"
    rows: Rows = [
        ["考核项目", "考核指标", "计分标准"],
        ["简报", "录用率", "每季度简报录用率低于40%的，扣2分。"],
        ["", "报送", "每少1篇，扣1分。"],
        [told, "", ""],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "A4:C4")
    assert made.content["indicators"]["base"]["points"] == 8
    assert [each.name for each in made.adjustments] == ["录用率", "报送"]
    assert made.adjustments[0].content["rule"]["bands"] == {"≥0.4": 0, "else": -2}
    assert [line.mark for line in made.sourced.lines if line.words == told] == ["not_understood"]


def test_levels_that_are_described_with_figures_are_picked_by_their_descriptions(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "优秀(100分)", "良好(80分)", "一般(60分)", "差(0分)", "权重(%)"],
        ["记账", "准确及时，差错次数为0次", "差错次数为1次", "差错次数为2次", "差错次数为2次以上；造成延迟", 60],
        ["分析", "按时准确", "稍晚但准确", "按时不准确", "未写", 40],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.mark for each in made.indicators] == ["assumed", "assumed"]
    first = made.content["indicators"]["item_1"]["rule"]
    assert [*first["points"].values()] == [100, 80, 60, 0]
    assert [*first["described"].values()][3] == "差错次数为2次以上；造成延迟"


def test_a_row_without_points_in_a_section_that_lacks_some_is_an_item_to_be_decided(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "标准分", "说明"],
        ["行为规范\n40分", "遵守考勤规定，否则每次扣2分", 40, None],
        ["工作质量\n60分", "对来访车辆和物品按公司要求放行，并及时把相关单据上交财务核查", None, None],
        [None, "按时巡逻，在岗期间不得闲聊，发现一次扣2分", 20, None],
        [None, "总经理交办的工作完成的质量", 10, "总经理评"],
    ]
    made = of_rows(tmp_path, rows, "A3:A5")
    assert {each.item.section: each.points for each in made.indicators} == {"行为规范": 40, "工作质量": 10}
    assert [each.points for each in made.indicators] == [40, None, 20, 10]
    assert made.indicators[1].points_mark == "not_understood"
    assert made.indicators[3].item.name == "总经理交办的工作完成的质量"


def test_what_each_fault_takes_in_a_column_of_its_own_is_told_with_its_item(tmp_path: Path) -> None:
    rows: Rows = [
        ["序", "项目考核内容", "额定分", "考核方法", "评分"],
        [1, "防火制度落实", 60, "1、没有制度\n2、未落实", "-3\n-1~3"],
        [2, "登记来访人员", 40, "1、未登记", "-2"],
    ]
    made = of_rows(tmp_path, rows)
    lines = {line.words: (line.mark, line.row) for line in made.sourced.lines}
    assert lines["-2"] == ("assumed", "indicators.item_2")


def test_rules_out_of_a_hundred_state_the_full_points_of_a_form_without_any(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "指标名称", "说明", "计分规则"],
        [1, "销售收入", "总体规模", "1)=目标值，得100分\n2)比目标值每减少4%，减8分\n3)<目标值的80%，不得分"],
        [2, "门店损耗", "损耗控制", "同上"],
        [3, "计划完成", "计划情况", "上级直接评分\n范围：0-100分"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"销售收入": 100, "门店损耗": 100, "计划完成": 100}
    assert [each.mark for each in made.indicators] == ["assumed"] * 3
    rule = made.content["indicators"]["item_1"]
    assert (rule["rule"]["short_step"], rule["rule"]["per_short"]) == (0.04, 8)
    assert "< item_1_figure_1" in rule["zero_when"]


def test_several_measures_of_one_rule_take_from_the_full_points_once(tmp_path: Path) -> None:
    rule = "进货合格率以97%为基准，每降低1个百分点扣2分\n出货合格率以100%为基准，每降低1个百分点扣3分"
    made = of_rows(tmp_path, [["指标", "分值", "评分标准"], ["质量", 40, rule], ["安全", 60, "每起事故扣20分"]])
    assert made.plan is not None
    people: list[dict[str, Entry]] = [
        {"item_1_1": goods, "item_1_2": sent, "item_2_1": 0} for goods, sent in ((0.97, 1.0), (0.95, 0.98))
    ]
    assert list(computed(made.plan, people)["total"]) == [100, 90]


def test_parts_of_an_item_with_shares_of_their_own_are_items(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "指标", "分项", "权重", "评分标准"],
        [1, "月底结帐", "及时性50%", 40, "迟交一次得0分"],
        [None, None, "准确性50%", None, "错一次得80分，错二次得60分，错三次及以上得0分"],
        [2, "报表", None, 60, "每漏一份扣5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "B2:B3", "D2:D3")
    assert points(made) == {"月底结帐：及时性": 20, "月底结帐：准确性": 20, "报表": 60}
    assert made.indicators[1].out_of == 100


def test_sentences_that_state_offences_beside_full_points_name_the_items_where_nothing_else_does(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["岗位", "序号", "考核内容扣分标准", "应得分数", "扣减分数"],
        ["质量员", 1, "未参与编制安全计划的，扣60分", 60, None],
        [None, 2, "无危险点评价记录扣20分；记录不全扣10分", 40, None],
        ["小计", None, None, 100, None],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"未参与编制安全计划": 60, "无危险点评价记录": 40}
    assert [*made.content["indicators"]["item_2"]["rule"]["deductions"].values()] == [20, 10]
    assert not made.adjustments


def test_a_blank_heading_beside_that_of_the_names_is_one_over_both_columns_where_nothing_is_merged(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["考核项目", None, "考核内容及标准", "标准分", "得分"],
        ["销售达成率", None, "完成率达到100%得60分，低于60%不得分", 60, None],
        ["日常管理", "时间管理", "内容：上下班时间", 20, None],
        [None, None, "考核标准：迟到发生一次扣2分", None, None],
        [None, "陈列管理", "每一单品缺货扣1分", 10, None],
        [None, "报表管理", "漏报一次扣5分", 10, None],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"销售达成率": 60, "时间管理": 20, "陈列管理": 10, "报表管理": 10}
    assert [*made.content["sections"]["section_2"]["indicators"]["item_2"]["rule"]["deductions"].values()] == [2]


def test_a_name_that_speaks_of_checking_and_states_its_points_is_no_signature(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "上级评分"],
        ["现金管理（60分）", "每有一次差错扣5分", None],
        ["数据的录入和审核（40分）", "出现错误数据每个扣2分", None],
    ]
    assert points(of_rows(tmp_path, rows)) == {"现金管理": 60, "数据的录入和审核": 40}


def test_the_items_of_an_attached_table_are_the_parts_of_the_item_whose_rule_it_is(tmp_path: Path) -> None:
    path = document(
        tmp_path / "a.docx",
        [
            [("指标", "权重", "评分标准"), ("报告", "40%", "见附表"), ("结帐", "60%", "每错一次扣5分")],
            "附表",
            [("项目", "权重", "评分标准"), ("格式", "25%", "由经理打分"), ("及时性", "75%", "每迟一天扣10分")],
        ],
    )
    made = draft(form_reader.parse(path), "zh")
    assert points(made) == {"报告：格式": 10, "报告：及时性": 30, "结帐": 60}
    assert [each.points_mark for each in made.indicators] == ["assumed", "assumed", "understood"]
    assert "full_points" not in made.content


def test_bare_figures_that_are_taken_belong_to_the_fault_in_their_row(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "标准分", "考核内容", "扣分标准（分/次）", "扣分"],
        ["装配", 60, "漏装零件", 6, None],
        [None, None, "工位杂乱", 2, None],
        ["安全", 40, "违章作业", 8, None],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "B2:B3")
    assert [each["rule"]["deductions"] for each in made.content["indicators"].values()] == [
        {"item_1_1": 6, "item_1_2": 2},
        {"item_2_1": 8},
    ]
    assert [said["name"] for said in made.content["inputs"].values()] == ["漏装零件", "工位杂乱", "违章作业"]


def test_points_behind_a_name_without_brackets_are_its_own_where_no_column_states_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "考核项目", "评分标准", "得分"],
        [1, "账物相符\n60分", "每差一项扣3分", None],
        [2, "收发及时（40分）", "延误一次扣2分", None],
    ]
    assert points(of_rows(tmp_path, rows)) == {"账物相符": 60, "收发及时": 40}


def test_what_lowers_the_grade_within_the_rule_of_an_item_lowers_it_in_the_draft(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "分值", "考核标准"],
        ["违章", 60, "违章一次扣6分，当月发生3次以上的，绩效等级降一级"],
        ["隐患", 40, "未整改一项扣4分；隐瞒不报的，等级降一级"],
        ["考核等级：A级90分以上，B级80-89分，C级60-79分，D级60分以下。"],
    ]
    made = of_rows(tmp_path, rows, "A4:C4")
    assert made.content["grades"]["lowered_by"] == (
        "(1 if lowered_1_1 >= lowered_1_figure_1 else 0) + (1 if lowered_2_1 == 'yes' else 0)"
    )
    told = {key: said["name"] for key, said in made.content["inputs"].items() if key.startswith("lowered")}
    assert told == {"lowered_1_1": "违章当月发生", "lowered_2_1": "隐瞒不报"}
    assert {each.mark for each in made.indicators} == {"assumed"}


def test_points_that_a_rule_begins_with_are_those_of_its_item(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "考核内容", "评分标准"],
        [1, "来客接待", "满分40分，投诉一次扣6分"],
        [2, "总机", "本项35分。漏接一次扣2分"],
        [3, "信件登记", "25分，漏登一次扣3分"],
    ]
    assert points(of_rows(tmp_path, rows)) == {"来客接待": 40, "总机": 35, "信件登记": 25}


@pytest.mark.parametrize(
    ("headings", "aims", "rule", "given", "remarks"),
    [
        (
            ["下限目标值\n（80分）", "目标值\n（100分）", "上限目标值\n（120分）"],
            ["80%", "90%", "100%"],
            "实际值低于80%为0分；\n实际值每增加1%，得分相应增加2分。",
            {0.79: 0, 0.8: 24, 0.85: 27, 0.9: 30, 0.95: 33, 1.2: 36},
            ("assumed.linear", "assumed.beyond_full"),
        ),
        (
            ["门槛（60%）", "目标（100%）", "挑战（120%）"],
            ["6%", "4%", "3%"],
            "各档之间按线性插值计算，高于门槛值不得分",
            {0.061: 0, 0.06: 18, 0.05: 24, 0.04: 30, 0.035: 33, 0.01: 36},
            ("assumed.linear", "assumed.beyond_full"),
        ),
        (
            ["底线值(80分)", "目标值(100分)"],
            ["200万", "300万"],
            "每增加10万元，加2分",
            {199: 0, 200: 24, 250: 27, 300: 30, 400: 30},
            ("assumed.linear", "assumed.nothing_short"),
        ),
    ],
)
def test_columns_of_targets_give_points_in_proportion_between_them_where_the_rule_says_so(
    headings: list[str], aims: list[str], rule: str, given: dict[float, float], remarks: tuple[str, ...], tmp_path: Path
) -> None:
    rows: Rows = [["指标", "权重", *headings, "计分规则"], ["回款", "30%", *aims, rule], ["态度", "70%", *aims, rule]]
    found = of_rows(tmp_path, rows)
    assert [each.of_rule for each in found.indicators] == [remarks, remarks]
    assert found.plan is not None
    columns = computed(found.plan, [{"item_1_1": value, "item_2_1": value} for value in given])
    assert columns["points.item_1"] == pytest.approx([*given.values()])
    assert columns["points.item_2"] == pytest.approx([points * 7 / 3 for points in given.values()])


def test_a_step_that_does_not_lead_from_one_column_of_targets_to_the_next_is_to_be_decided(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "权重", "下限（80分）", "目标（100分）", "上限（120分）", "计分规则"],
        ["回款", "100%", "80%", "90%", "100%", "每增加1%，得分增加5分"],
    ]
    [each] = of_rows(tmp_path, rows).indicators
    assert each.mark == "not_understood"


@pytest.mark.parametrize("heading", ["评分（1-5分）", "得分（0～5）", "上级评分（5分制）"])
def test_the_range_in_the_heading_above_ratings_is_what_they_are_out_of(heading: str, tmp_path: Path) -> None:
    rows: Rows = [
        ["能力维度", "权重", "考核要点", heading],
        ["专业知识", "40%", "条款掌握程度", None],
        ["系统操作", "60%", "每出错一次扣2分", None],
    ]
    made = of_rows(tmp_path, rows)
    rated, counted = made.indicators
    assert rated.made is not None
    assert (rated.made.indicator["rule"]["scale"], rated.points) == (5, 40)
    assert any(remark.startswith("assumed.rated_of:") for remark in rated.of_rule)
    assert any(remark.startswith("assumed.span_left:") for remark in counted.of_rule)
    assert {line.mark for line in made.sourced.lines if line.words == heading} == {"assumed"}


@pytest.mark.parametrize("beside", [True, False])
def test_a_range_of_points_limits_what_is_taken_and_added(beside: bool, tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "权重", "考核标准", "评分区间"],
        ["风险管控", "15%", "审核失误每次扣5分；发现漏洞每次加3分", "0-15"],
        ["准确性", "85%", "每错一单扣5分", "0-85"],
    ]
    bare: Rows = [[name, range_, rule] for name, _, rule, range_ in rows]
    found = of_rows(tmp_path, rows if beside else [["考核项目", "分值", "考核标准"], *bare[1:]])
    assert {each.mark for each in found.indicators} <= {"assumed", "understood"}
    assert found.plan is not None
    people: list[dict[str, Entry]] = [
        {"item_1_1": faults, "item_1_2": finds, "item_2_1": 0} for faults, finds in [(0, 3), (1, 1), (4, 0)]
    ]
    assert computed(found.plan, people)["points.item_1"] == [15, 13, 0]
    assert not any("assumed.floor" in each.of_rule for each in found.indicators)


def test_sentences_that_end_with_points_which_sum_to_a_whole_are_items_however_long_they_are(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "得分标准", "扣分标准", "扣分", "得分"],
        [1, "贯彻法律法规及相关标准，确保项目部安保及维稳工作，出现事故及时上报。（30分）", "出现治安问题一次扣2分"],
        [2, "服从公司安排，明确工程范围，与各部门沟通协调，组织项目运作及方案编制。（30分）", "未听从安排一次扣3分"],
        [3, "遵守工作纪律及公司的规章制度。（40分）", "违纪一次扣2分"],
        ["合计", "100分"],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.points for each in made.indicators] == [30, 30, 40]
    assert not made.adjustments


def test_a_total_of_scores_that_nobody_has_filled_in_is_no_sum_of_full_points(tmp_path: Path) -> None:
    rows: Rows = [["指标", "分值", "评分标准", "得分"], ["投诉", 60, "一次扣5分"], ["考勤", 40, "迟到一次扣2分"]]
    made = of_rows(tmp_path, [*rows, ["合计", 100, None, 0]])
    assert "full_points" not in made.content


def test_points_behind_a_name_may_be_written_with_a_prime(tmp_path: Path) -> None:
    rows: Rows = [["考核项目", "考核标准"], ["台账登记（60’）", "漏记一笔扣2分"], ["资料归档(40′)", "迟交一次扣1分"]]
    assert points(of_rows(tmp_path, rows)) == {"台账登记": 60, "资料归档": 40}


def test_how_far_something_may_exceed_a_budget_is_a_target(tmp_path: Path) -> None:
    rows: Rows = [["指标", "权重", "目标值", "评分标准"], ["差旅成本", 60, "不超过预算的8%", "每超1%扣3分"]]
    within, below = of_rows(tmp_path, [*rows, ["耗材成本", 40, "低于预算8%", "每超1%扣3分"]]).indicators
    assert within.made is not None and below.made is not None
    assert within.made.indicator["rule"]["standard"] == 0.08
    assert below.made.indicator["rule"]["standard"] == 0.92  # of the budget
    assert (within.mark, below.mark) == ("assumed", "assumed")


def test_a_row_that_only_adds_or_takes_says_so_beside_what_each_case_or_amount_counts(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "考核标准", "说明"],
        ["报价及时", 100, "迟报一次扣5分", None],
        ["续签合同额", "加分项", "按新签合同计算", "续签合同额/5万元*3分"],
        ["客户投诉", "扣分项", "查实的投诉", "8分/次"],
        ["成本", "扣分项", "超预算的", "酌情扣分"],
    ]
    made = of_rows(tmp_path, rows)
    told = {each.name: [*each.content["rule"]["additions"].values()] for each in made.adjustments}
    assert told == {"续签合同额": [3], "客户投诉": [-8]}
    assert [each.mark for each in made.adjustments] == ["assumed", "understood"]
    assert made.open_words()


def test_a_formula_in_a_column_beside_the_rule_says_how_something_is_measured(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核指标", "计算公式", "目标", "配分", "评分标准"],
            ["产量达成率", "实际产量÷计划产量", "100%", 60, "每低1%扣1分"],
            ["物料损耗率", "损耗÷领用", "≤1%", 40, "每超过0.1%扣2分"],
        ],
    )
    rules = [each.made.indicator["rule"] if each.made else {} for each in made.indicators]
    assert [(rule["standard"], rule.get("per_short"), rule.get("per_over")) for rule in rules] == [
        (1, 1, None),
        (0.01, None, -2),
    ]


def test_names_with_their_points_below_are_told_by_a_heading_of_both(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核项目\n及分值", "考核内容", "评分标准", "扣分"],
            ["订单\n(60分)", "订单录入准确", "录错一单扣3分", ""],
            ["对账\n(25分)", "每月5日前对账", "延迟1天扣5分；差错一处扣2分", ""],
            ["档案\n(15分)", "合同归档", "缺一份扣3分", ""],
        ],
    )
    assert points(made) == {"订单": 60, "对账": 25, "档案": 15}


def test_a_table_that_only_deducts_is_read_below_a_sentence_about_the_total(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["保安队月度绩效考核"],
            ["总分100分，采用扣分制"],
            ["序号", "考核内容", "扣分", "备注"],
            [1, "脱岗、睡岗", "10分/次", ""],
            [2, "未按规定巡逻", "5分/次", ""],
        ],
        "A1:D1",
        "A2:D2",
    )
    assert [[*each.content["rule"]["additions"].values()] for each in made.adjustments] == [[-10], [-5]]


def test_a_list_of_additions_below_the_items_keeps_its_own_header(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["一、定量指标（100分）", "", "", ""],
            ["序号", "指标", "满分", "考核方法"],
            [1, "合格率", 100, "98%为基准，每±0.5%加减1分"],
            ["三、加减分项", "", "", ""],
            ["序号", "项目", "标准", ""],
            [1, "合理化建议被采纳", "每条加2分，最多加6分", ""],
            [2, "违反操作规程", "每次扣5分", ""],
        ],
    )
    assert [each.name for each in made.adjustments] == ["合理化建议被采纳", "违反操作规程"]


def test_shares_of_levels_stand_below_their_names_beside_headings_of_two_rows(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["指标", "满分", "S", "A", "B"],
            ["", "", "100%", "75%", "0"],
            ["产出", 60, "≥120%", "100%-120%", "<100%"],
            ["协作", 40, "主动带动", "能够配合", "不配合"],
        ],
        "A1:A2",
        "B1:B2",
    )
    rules = [each.made.indicator["rule"] if each.made else {} for each in made.indicators]
    assert rules[0]["bands"] == {"≥1.2": 60, "≥1": 45, "else": 0}
    assert [*rules[1]["points"].values()] == [40, 30, 0]


def test_points_within_a_weighed_section_are_those_that_its_rule_counts_up_to(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["类别", "权重", "考核项", "分值", "评分说明"],
            ["业绩", "70%", "任务完成率", 60, "完成率*60"],
            ["", "", "缺陷", 40, "缺陷数≤1个40分，1-2个30分，2-3个20分，>3个0分"],
            ["行为", "30%", "主动性", 100, "由项目经理评分"],
        ],
        "A2:A3",
        "B2:B3",
    )
    assert [(each.points, each.out_of) for each in made.indicators][:2] == [(42, 60), (28, 40)]


def test_rows_behind_the_total_that_add_or_bar_are_worth_nothing_of_the_sections_above(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["序号", "指标类别", "指标名称", "权重", "考核标准"],
            [1, "财务指标", "回款率", "60%", "低于90%，每低2%扣1分"],
            [2, "学习指标", "培训出勤", "40%", "缺勤一次扣2分"],
            ["合计", "", "", "100%", ""],
            ["奖励项", "", "签订战略客户", "", "每家奖励5分"],
        ],
    )
    assert points(made) == {"回款率": 60, "培训出勤": 40}
    assert [each.name for each in made.adjustments] == ["签订战略客户"]


def test_levels_by_letters_with_their_points_are_told_by_a_heading_of_both(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["序号", "项目", "内容", "评分等级及分值", "得分"],
            [1, "技能（60%）", "掌握程度", "A.精通（60）B.熟练（40）C.较差（8）", ""],
            [2, "沟通（40%）", "跨部门沟通", "A.顺畅（40）B.一般（20）C.差（5）", ""],
        ],
    )
    rules = [each.made.indicator["rule"] if each.made else {} for each in made.indicators]
    assert points(made) == {"技能": 60, "沟通": 40}
    assert dict(zip(rules[0]["described"].values(), rules[0]["points"].values(), strict=True)) == {
        "精通": 60,
        "熟练": 40,
        "较差": 8,
    }


def test_a_share_behind_a_sign_is_the_best_of_the_bands_below_it(tmp_path: Path) -> None:
    rule = "=100%：100分\n95%～99%：90分\n＜95%：0分"
    made = of_rows(tmp_path, [["指标", "权重", "评分标准"], ["准时率", "50%", rule], ["文档", "50%", "缺1份扣10分"]])
    told = made.indicators[0].made.indicator["rule"] if made.indicators[0].made else {}
    assert told["bands"] == {"≥1": 100, "≥0.95": 90, "else": 0}


def test_a_level_in_a_row_of_its_own_is_no_indicator(tmp_path: Path) -> None:
    rows: Rows = [
        ["讲解员加扣分表", "", ""],
        ["基础分：100分", "", ""],
        ["项目", "行为", "分值"],
        ["着装", "未着工装", "-2/次"],
        ["外语", "独立完成外语讲解", "+3/场"],
        ["", "4.0~4.5", 0],
        ["", "60-89分", "0"],
    ]
    made = of_rows(tmp_path, rows)
    assert [each.item.name for each in made.indicators] == []
    assert {line.mark for line in made.sourced.lines if line.words in ("4.0~4.5", "60-89分")} == {"not_understood"}
