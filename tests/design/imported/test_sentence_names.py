"""Names of indicators that sentences tell of: whole clauses, and never taken for sure."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import draft
from presales_xl.design.imported.sentence_names import name_and_rule
from tests.design.imported.drafts import of_rows
from tests.design.imported.layouts import Rows


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("建立健全责任制，层层签订责任书，缺一份扣1分", "建立健全责任制，层层签订责任书"),
        ("参与发展规划的拟定，年度计划的编制和重大事项的讨论", "参与发展规划的拟定，年度计划的编制和重大事项的讨论"),
        ("工具交接清楚，每丢失一件的，扣5分", "工具交接清楚"),
        ("物料短缺不及时申购扣10分，无人值守扣5分", "物料短缺不及时申购"),
        ("2、责任心：每推诿一次扣1分", "责任心"),
        ("监督各类支出的有效性、及时性。防止误缴造成损失", "监督各类支出的有效性、及时性"),
    ],
)
def test_the_name_in_a_sentence_is_whole_clauses_before_its_points(written: str, name: str) -> None:
    assert name_and_rule(written)[0] == name


THREE_LEVELS: Rows = [
    ["一级指标", "二级指标", "三级指标", "分值"],
    ["安全管理", "制度建设", "建立责任制，层层签订责任书，缺一份扣1分", 30],
    [None, None, "制定培训计划，按计划开展培训，少一次扣2分", 20],
    [None, "隐患排查", "每周排查一次，建立台账，未排查一次扣2分", 50],
]


def test_a_name_taken_out_of_a_sentence_is_assumed_and_the_draft_says_so(tmp_path: Path) -> None:
    made = of_rows(tmp_path, THREE_LEVELS, "A2:A4", "B2:B3")
    names = {each.item.name: each for each in made.indicators}
    first = names["建立责任制，层层签订责任书"]
    assert first.mark == first.name_mark == "assumed"
    assert made.sourced.notes["indicators.item_1", "name"].words.endswith("▲ 名称取自这句话")


def test_what_stands_in_one_row_of_a_section_names_it_rather_than_its_sentence(tmp_path: Path) -> None:
    made = of_rows(tmp_path, THREE_LEVELS, "A2:A4", "B2:B3")
    assert {each.item.name: each.points for each in made.indicators} == {
        "建立责任制，层层签订责任书": 30,
        "制定培训计划，按计划开展培训": 20,
        "隐患排查": 50,
    }
    assert made.indicators[2].name_mark == "understood"


def test_sentences_with_their_points_behind_them_are_indicators_beside_what_takes_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "得分标准", "扣分标准", "得分"],
        [1, "严格执行仓储、配送与退换货的各项操作流程，账实相符，异常情况当天上报。（20分）", "账实不符扣5分", None],
        [2, "按计划完成盘点，及时清理滞销品并形成书面的处理意见。（15分）", "盘点漏项扣3分；滞销品未清理扣2分", None],
        [3, "保持库区整洁。（10分）", "通道堵塞扣2分。", None],
    ]
    made = of_rows(tmp_path, rows)
    assert [(each.item.name[:6], each.points) for each in made.indicators] == [
        ("严格执行仓储", 20),
        ("按计划完成盘", 15),
        ("保持库区整洁", 10),
    ]
    assert [*made.adjustments] == []


def test_sentences_of_any_length_name_items_where_each_has_full_points_beside_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "考核内容", "分值", "得分"],
        [1, "自觉遵守公司各项制度，不迟到，不早退，不旷工，不做与工作无关的事", 40],
        [2, "管理好绿化工具，在规定位置摆放整齐，保证工具干净、完好、不丢失", 30],
        [3, "及时清除区内的杂草和废弃物，保证排水畅通，成活率99%以上，无积水", 30],
    ]
    made = of_rows(tmp_path, rows)
    assert [(each.item.name, each.points) for each in made.indicators] == [(row[1], row[2]) for row in rows[1:]]


def test_a_numbered_requirement_of_a_text_is_worth_the_points_between_it_and_its_breach(tmp_path: Path) -> None:
    lines = [
        "一、环境考核打分——满分为30分",
        "1、工具摆放整齐，并归类；10分。若工具乱扔乱丢，视实际情况扣1-5分。",
        "2、地上无杂物，垃圾及时清理；20分。若地上有杂物，视实际情况扣1-5分。",
        "二、维修考核——满分为70分",
        "1、消极怠工，不服从分配者；视实际情况扣1-5分。",
        "2、维修中浪费材料，没有节约意识的；视实际情况扣1-10分。",
    ]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["维修人员考核细则", *lines]), encoding="utf-8")
    made = draft(form_reader.parse(path), "zh")
    assert [(each.item.name, each.points, each.mark) for each in made.indicators] == [
        ("工具摆放整齐，并归类", 10, "assumed"),
        ("地上无杂物，垃圾及时清理", 20, "assumed"),
        ("维修考核", 70, "assumed"),
    ]
    assert made.indicators[2].made is not None
    assert len(made.indicators[2].made.indicator["rule"]["deductions"]) == len(lines[4:])


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("投诉每次扣5分", "投诉"),
        ("设备故障未在30分钟内到场，每次扣5分", "设备故障未在30分钟内到场"),
        ("完成率100%得50分，每低1%扣1分", "完成率"),
    ],
)
def test_how_often_points_are_taken_is_no_part_of_a_name(sentence: str, name: str) -> None:
    assert name_and_rule(sentence) == (name, sentence)


def test_a_group_that_is_repeated_in_all_rows_names_none_of_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["维度", "应得分数", "评分标准"],
        ["工作业绩", 20, "日报按时提交，迟交一次扣2分"],
        ["工作业绩", 30, "客户投诉每次扣3分"],
        ["工作业绩", 50, "完成率100%得50分，每低1%扣1分"],
    ]
    made = of_rows(tmp_path, rows)
    assert [(each.item.name, each.points) for each in made.indicators] == [
        ("日报按时提交", 20),
        ("客户投诉", 30),
        ("完成率", 50),
    ]


def test_which_way_is_better_behind_the_points_in_brackets_leaves_the_line_one_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "考核.txt"
    lines = ["运营岗考核方案", "一、业绩（100分）", "1、转化率（60分）：95%以上满分，每低1个百分点扣1分。"]
    lines += ["2、退款率（40分，越低越好）：4%以内40分；4%-5%（含5%）20分；5%以上0分。"]
    path.write_text("\n".join(lines), encoding="utf-8")
    made = draft(form_reader.read(path), "zh")
    assert [(each.item.name, each.points) for each in made.indicators] == [("转化率", 60), ("退款率", 40)]
    rule = made.indicators[1].made
    assert rule and rule.indicator["rule"]["bands"] == {"≤0.04": 40, "≤0.05": 20, "else": 0}
