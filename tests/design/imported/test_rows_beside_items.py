"""Rows that add, take or bar beside the indicators: what each is about, what limits it, which sentences it has."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.drafts import of_rows
from tests.design.imported.layouts import Rows

HEAD: Rows = [["类别", "考核项目", "分值", "目标值", "评分标准"], ["业绩", "产量", 100, None, "每少1件扣1分"]]


def changes(made: FormDraft) -> dict[str, tuple[str, dict[str, float], float | None, float | None]]:
    """Return of each row that adds or takes its mark, what it changes by what is counted, the most and the least."""
    found: dict[str, tuple[str, dict[str, float], float | None, float | None]] = {}
    for each in made.adjustments:
        rule = each.content["rule"]
        counted = {each.needs.inputs[key]["name"]: points for key, points in rule["additions"].items()}
        found[each.name] = (each.mark, counted, rule.get("cap"), rule.get("floor"))
    return found


@pytest.mark.parametrize("nothing", ["—", "-", "/", None])
def test_a_row_called_an_addition_is_about_what_the_next_cell_says(tmp_path: Path, nothing: str | None) -> None:
    rows: Rows = [
        ["考核维度", "关键指标", "权重", "指标说明", "评分标准"],
        ["质量", "漏测", 100, "上线后缺陷", "每个扣1分"],
        ["附加项", "加分", nothing, "发现高危隐患", "每个加3分,最高15分"],
        ["附加项", "减分", nothing, "违反测试流程", "每次减2分"],
    ]
    made = of_rows(tmp_path, rows)
    assert changes(made) == {
        "发现高危隐患": ("understood", {"发现高危隐患": 3}, 15, None),
        "违反测试流程": ("understood", {"违反测试流程": -2}, None, None),
    }


def test_a_row_called_a_veto_is_one_of_what_the_next_cell_says_with_what_follows_beside(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核维度", "关键指标", "权重", "指标说明", "评分标准"],
        ["质量", "漏测", 100, "上线后缺陷", "每个扣1分"],
        ["附加项", "否决", "—", "因漏测造成生产事故", "季度考核等级为D"],
        ["A级90分以上，B级80-89分，C级70-79分，D级70分以下", None, None, None, None],
    ]
    made = of_rows(tmp_path, rows, "A4:E4")
    assert [(each["name"], each["effect"]) for each in made.content["vetoes"].values()] == [
        ("因漏测造成生产事故", "lowest_grade")
    ]
    assert not [line.words for line in made.sourced.lines if line.mark == "not_understood"]


def test_the_most_that_a_row_adds_or_takes_may_stand_in_the_column_of_targets(tmp_path: Path) -> None:
    rows: Rows = [
        *HEAD,
        ["加分项", "内部推荐成功入职", "每人+1分", "上限5分", None],
        ["减分项", "未及时反馈面试结果", "每次-0.5分", "累计不超过3分", None],
    ]
    assert changes(of_rows(tmp_path, rows)) == {
        "内部推荐成功入职": ("understood", {"内部推荐成功入职": 1}, 5, None),
        "未及时反馈面试结果": ("understood", {"未及时反馈面试结果": -0.5}, None, -3),
    }


def test_numbered_sentences_of_one_cell_beside_the_items_are_rows_of_their_own(tmp_path: Path) -> None:
    rows: Rows = [*HEAD, ["其他", "1、避免公司损失的，每次加3分；2、连续三个月无差错，加5分。", None, None, None]]
    assert changes(of_rows(tmp_path, rows)) == {
        "避免公司损失": ("understood", {"避免公司损失": 3}, None, None),
        "连续三个月无差错": ("assumed", {"连续三个月无差错": 5}, None, None),
    }


def test_a_veto_behind_what_is_deducted_in_the_same_cell_is_one(tmp_path: Path) -> None:
    rows: Rows = [
        *HEAD,
        ["处罚", "客户退货属质检责任的，每批扣5分；伪造检验记录的，当月考核计0分", None, None, None],
    ]
    made = of_rows(tmp_path, rows)
    assert changes(made) == {"客户退货属质检责任": ("understood", {"客户退货属质检责任": -5}, None, None)}
    assert [(each["name"], each["effect"]) for each in made.content["vetoes"].values()] == [
        ("伪造检验记录", "total_zero")
    ]


def test_a_long_name_of_what_adds_ends_with_a_clause(tmp_path: Path) -> None:
    rows: Rows = [*HEAD, ["加分：提出税务筹划方案为公司节约税款的，视节约金额加1-5分。", None, None, None, None]]
    assert [each.name for each in of_rows(tmp_path, rows, "A3:E3").adjustments] == ["提出税务筹划方案为公司节约税款"]


def test_the_heading_of_a_part_that_was_read_asks_for_no_decision(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "班组长考核表\n1、产量（100分）：每少1件扣1分。\n五、加减分\n改善提案被采纳，每项加2分。\n"
        "六、一票否决\n发生重大事故的，当月考核计0分。\n",
        encoding="utf-8",
    )
    marks = {line.words: line.mark for line in draft(form_reader.parse(path), "zh").sourced.lines}
    assert (marks["五、加减分"], marks["六、一票否决"]) == ("understood", "understood")


def test_what_the_first_ones_and_the_last_one_get_is_counted_by_place(tmp_path: Path) -> None:
    rows: Rows = [*HEAD, ["加减分", "暗访得分排名前三名分别加5分、3分、2分，倒数第一名扣5分", None, None, None]]
    by_place = {"暗访得分第1名": 5, "暗访得分第2名": 3, "暗访得分第3名": 2, "倒数第一名": -5}
    assert changes(of_rows(tmp_path, rows)) == {"暗访得分": ("assumed", by_place, None, None)}


def test_who_rates_the_row_of_a_veto_says_whether_it_is_so(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "分值", "评分标准", "评分人"],
        ["产量", 100, "每少1件扣1分", "车间主任"],
        ["一票否决", None, "私自收费的，当月考核0分", "客服经理"],
    ]
    made = of_rows(tmp_path, rows)
    assert made.plan is not None
    [asked] = [said for said in made.content["inputs"].values() if said["name"] == "私自收费"]
    assert made.content["raters"][asked["rated_by"]] == "客服经理"
    assert not [line.words for line in made.sourced.lines if line.mark == "not_understood"]
