"""Notes beside a table that carry the rules of its items: by name, by number, or of all of them."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.forms import document

ITEMS = [["指标", "权重"], ["菜品销售额", "40"], ["食材损耗率", "30"], ["卫生检查得分", "30"]]


def with_notes(folder: Path, *notes: str) -> FormDraft:
    return draft(form_reader.parse(document(folder / "a.docx", ["厨师长考核表", ITEMS, *notes])), "zh")


def rules(made: FormDraft) -> list[tuple[str, dict[str, object], tuple[str, ...]]]:
    said = [
        (each.item.name, each.made.indicator["rule"] if each.made else {}, each.of_rule) for each in made.indicators
    ]
    return [(name, rule, tuple(remark.partition(":")[0] for remark in remarks)) for name, rule, remarks in said]


def test_numbered_notes_below_a_table_are_the_rules_of_the_items_that_they_name(tmp_path: Path) -> None:
    made = with_notes(
        tmp_path,
        "1）菜品销售额，≥100%得40分，≥90%得30分，其余0分",
        "2）损耗率，≤3%得30分，≤5%得20分，其余0分",
        "3）卫生检查得分，每低于90分1分扣2分",
    )
    assert [(name, rule["kind"]) for name, rule, _ in rules(made)] == [
        ("菜品销售额", "bands"),
        ("食材损耗率", "bands"),
        ("卫生检查得分", "standard_steps"),
    ]
    assert ["assumed.by_likeness" in remarks for _, _, remarks in rules(made)] == [False, True, False]


def test_a_numbered_note_among_others_about_the_form_is_no_rule_of_an_item(tmp_path: Path) -> None:
    made = with_notes(
        tmp_path, "1、菜品销售额，低于80%扣10分", "2、本表每月填写", "3、考核结果由人事部汇总", "4、得分与奖金挂钩"
    )
    assert [each.item.rules for each in made.indicators] == [[], [], []]


LEVELS = [
    "等级按七级划分，7级为最高，1级为最低",
    "1）菜品销售额，以目标规定数额为4级，每增加5%，向上提升一个评价等级，每减少3%，向下降低一个等级",
    "2）食材损耗率，以目标规定数额为4级，每增加1%，向上提升一个评价等级，每减少0.5%，向下降低一个等级",
    "3）卫生检查得分，以90分为4级，每增加2分，上升一级，每减少2分，下降一级",
]


def test_levels_that_go_by_steps_from_the_target_are_shares_of_the_highest_level(tmp_path: Path) -> None:
    made = with_notes(tmp_path, *LEVELS)
    first, _, third = made.indicators
    assert (first.out_of, third.out_of) == (7, 7)
    assert first.made is not None and third.made is not None
    assert first.made.indicator["rule"]["cap"] == 7 and first.made.indicator["rule"]["floor"] == 1
    steps = third.made.indicator["rule"]["parts"]["steps"]
    assert (steps["standard"], steps["over_step"], steps["short_step"]) == (90, 2, 2)
    assert next(iter(third.made.parameters.values()))["value"] == 4
    assert "assumed.level_share" in first.of_rule


def test_a_rate_of_what_is_amiss_that_gives_more_for_more_is_to_be_decided(tmp_path: Path) -> None:
    assert "open.order" in with_notes(tmp_path, *LEVELS).indicators[1].of_rule


def test_levels_without_a_scale_are_to_be_decided(tmp_path: Path) -> None:
    assert [each.mark for each in with_notes(tmp_path, *LEVELS[1:]).indicators] == ["not_understood"] * 3


def test_what_ticked_levels_are_worth_is_asked_where_a_note_says_when_each_is_met(tmp_path: Path) -> None:
    items = [
        ["序号", "考核内容", "标准分值", "优", "良", "差"],
        ["1", "自觉遵守公司各项制度，不迟到，不早退，不旷工，不串岗", "40", "", "", ""],
        ["2", "及时清除绿化区内的杂草和废弃物，保证排水畅通，成活率99%以上", "60", "", "", ""],
    ]
    note = "备注：1.以上考核项，如发现违反二次则为良，发现三次及以上则为差。"
    made = draft(form_reader.parse(document(tmp_path / "a.docx", ["养护员考核表", items, note])), "zh")
    assert {each.of_rule for each in made.indicators} == {("open.levels_worth:优、良、差",)}


def test_a_note_of_how_all_items_get_their_points_is_the_rule_of_those_that_only_state_a_figure(tmp_path: Path) -> None:
    items = [
        ["指标", "评分标准", "权重"],
        ["直播时长", "当月时长不低于120h", "50"],
        ["成交额", "GMV数据        万元", "20"],
        ["退货率", "不超过5%", "10"],
        ["月报", "每月5日前提交", "10"],
        ["全勤", "迟到一次扣3分", "10"],
    ]
    note = "3.各项数据打分值=实际操作值/月初所定指标；"
    made = draft(form_reader.parse(document(tmp_path / "a.docx", ["主播考核表", items, note])), "zh")
    told = {name: (rule.get("kind"), rule.get("target")) for name, rule, _ in rules(made)}
    assert (told["直播时长"], told["成交额"]) == (("target_ratio", 120), ("target_ratio", "item_2_2"))
    assert told["全勤"][0] == "deduct"
    assert [("assumed.of_all" in remarks) for _, _, remarks in rules(made)] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("note", "best"),
    [
        ("2．单项得分：优秀为10～9分，良好为8～7分，及格为6～5分，不及格为4分及以下。", 10),
        ("每项满分为10分，优秀9-10分，良好7-8分，一般5-6分，较差0-4分。", 10),
        ("评分说明：\n1、9-10分：表现突出；\n2、7-8分：良好；\n3、5-6分：合格；\n4、0-4分：差", 10),
        ("各项指标采用5分制评分：5分-优秀，4分-良好，3分-合格，2分-待改进，1分-不合格", 5),
    ],
)
def test_levels_up_to_ten_points_told_below_the_table_are_those_of_all_items_that_somebody_rates(
    tmp_path: Path, note: str, best: float
) -> None:
    made = with_notes(tmp_path, note, "考核指标所得分乘以相对应的权重再乘以10。")
    assert {rule["kind"] for _, rule, _ in rules(made)} == {"level_range" if best == 10 else "levels"}
    assert {each.out_of for each in made.indicators} == {best}
    assert all("assumed.of_all" in remarks for _, _, remarks in rules(made))
    weighed = next(line for line in made.sourced.lines if "乘以" in line.words)
    assert (weighed.mark == "not_understood") == (best != 10)  # ×10 makes ten points a hundred, and five none


def test_levels_of_a_hundred_told_below_the_table_without_saying_of_what_are_the_grades_of_the_total(
    tmp_path: Path,
) -> None:
    made = with_notes(tmp_path, "评分标准：优（90-100分）、良（80-89分）、中（70-79分）、差（70分以下）")
    assert [rule["kind"] for _, rule, _ in rules(made)] == ["rating"] * 3
