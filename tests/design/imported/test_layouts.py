"""Forms in the layouts that companies use, as workbooks, Word documents, CSV files and texts, become what they say."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from presales_xl.design.designbook import adoption, design_reader
from presales_xl.design.designbook.design_book import write
from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.forms import decided
from tests.design.imported.layouts import LAYOUTS, Layout

NAMES = [pytest.param(name, marks=pytest.mark.libreoffice if name == "old_workbook" else ()) for name in LAYOUTS]


def made_of(layout: Layout, folder: Path) -> FormDraft:
    return draft(form_reader.read(layout.write(folder)), "zh")


@pytest.fixture
def form(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Layout, FormDraft]:
    layout = LAYOUTS[request.param]
    if request.param == "old_workbook" and shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    return layout, made_of(layout, tmp_path)


def stated(made: FormDraft) -> dict[str, dict[str, Any]]:
    """Return the indicators of a draft by their names."""
    blocks = [made.content, *made.content.get("sections", {}).values()]
    return {said["name"]: said for block in blocks for said in block.get("indicators", {}).values()}


def figures(said: dict[str, Any]) -> dict[str, object]:
    """Return all figures of an indicator's rule, whatever its inputs and levels are called."""
    rule = said["rule"]
    found: dict[str, object] = {"out_of": said["out_of"]} if "out_of" in said else {}
    for key, value in rule.items():
        if key in ("deductions", "additions", "points"):
            found[key] = list(value.values())
        elif key not in ("kind", "of", "described", "target", "formula", "raters", "better"):
            found[key] = value
    return found


@pytest.mark.parametrize("form", NAMES, indirect=True)
def test_every_indicator_has_its_name_and_its_full_points(form: tuple[Layout, FormDraft]) -> None:
    layout, made = form
    assert {name: said["points"] for name, said in stated(made).items()} == {
        name: points for name, (points, _, _) in layout.expected.items()
    }
    assert [said["name"] for said in made.content.get("sections", {}).values()] == list(layout.sections)


@pytest.mark.parametrize("form", NAMES, indirect=True)
def test_what_is_understood_is_right_in_its_kind_and_all_its_figures(form: tuple[Layout, FormDraft]) -> None:
    layout, made = form
    said = stated(made)
    for each in made.indicators:
        _, kind, wanted = layout.expected[each.item.name]
        if each.rule_mark != "not_understood":
            found = figures(said[each.item.name])
            assert said[each.item.name]["rule"]["kind"] == kind
            assert {key: found.get(key) for key in wanted} == wanted


@pytest.mark.parametrize("form", NAMES, indirect=True)
def test_what_is_added_or_deducted_and_the_grades_are_in_the_draft(form: tuple[Layout, FormDraft]) -> None:
    layout, made = form
    changes = {each.name: list(each.content["rule"]["additions"].values()) for each in made.adjustments}
    assert changes == layout.changes
    assert made.content.get("grades", {}).get("scale", {}) == layout.grades


@pytest.mark.parametrize("form", NAMES, indirect=True)
def test_every_text_of_the_form_is_told_of_once(form: tuple[Layout, FormDraft]) -> None:
    _, made = form
    places = [line.place for line in made.sourced.lines]
    assert len(places) == len(set(places))
    assert all(line.became for line in made.sourced.lines)


@pytest.mark.parametrize("form", NAMES, indirect=True)
def test_a_draft_in_which_everything_that_is_counted_is_decided_is_adopted_as_it_is(
    form: tuple[Layout, FormDraft], tmp_path: Path
) -> None:
    _, made = form
    book = tmp_path / "草稿.xlsx"
    write(made.content, book, "zh", plan=made.plan, sourced=made.sourced)
    assert len(design_reader.read(book).undecided) == made.counts()["undecided"]
    plan = adoption.plan_of(design_reader.read(decided(book)))
    assert len(plan.scheme.enabled()) == len(stated(made))


@pytest.mark.libreoffice
def test_four_fifths_of_the_rules_are_read_and_nearly_all_names_and_points(tmp_path: Path) -> None:
    named = ruled = total = 0
    for name, layout in LAYOUTS.items():
        (tmp_path / name).mkdir()
        made = made_of(layout, tmp_path / name)
        said = stated(made)
        known = {each.item.name for each in made.indicators if each.rule_mark != "not_understood"} | {"基础分"}
        for indicator, (points, kind, wanted) in layout.expected.items():
            total += 1
            named += said.get(indicator, {}).get("points") == points
            rule = said.get(indicator, {}).get("rule", {})
            found = figures(said[indicator]) if rule else {}
            is_right = rule.get("kind") == kind and {key: found.get(key) for key in wanted} == wanted
            ruled += indicator in known and is_right
    assert named >= 0.95 * total
    assert ruled >= 0.8 * total


def test_bulleted_lines_below_a_name_with_points_are_its_rule(tmp_path: Path) -> None:
    source = tmp_path / "考核.txt"
    source.write_text(
        "行政考核指标\n一、招聘（60 分）\n1.完成率（40 分）\n- 每月完成率达到 90%及以上得 40 分。\n"
        "- 完成率在 80% - 89%得 20 分，低于 80%得 0 分。\n2.准确性（20 分）\n"
        "• 发放无差错得20分，每出现一次错误扣 2 分，扣完为止。\n二、费用（40 分）\n"
        "1.控制（40 分）\n- 每超支一次扣 5 分。\n",
        encoding="utf-8",
    )
    made = draft(form_reader.parse(source), "zh")
    assert {each.item.name: each.points for each in made.indicators} == {"完成率": 40, "准确性": 20, "控制": 40}
    assert [each.made.indicator["rule"]["kind"] for each in made.indicators if each.made] == [
        "bands",
        "deduct",
        "deduct",
    ]


def test_a_rule_in_brackets_behind_a_name_is_what_that_adds_or_takes(tmp_path: Path) -> None:
    source = tmp_path / "考核.txt"
    source.write_text(
        "采购考核\n每月基础分100分。\n1、采购订单（延误1天扣2分）\n2、供应商（每增加一家加3分）\n", encoding="utf-8"
    )
    made = draft(form_reader.parse(source), "zh")
    assert [said["name"] for said in made.content["adjustments"].values()] == ["采购订单", "供应商"]


def test_chapters_with_points_whose_items_are_numbered_in_brackets_are_sections(tmp_path: Path) -> None:
    source = tmp_path / "方案.txt"
    source.write_text(
        "代表绩效方案\n一、销售指标（60分）\n（一）达成率（40分）：≥100%得40分，每降低1%扣1分。\n"
        "（二）开发（20分）：每开发1家得5分，最高20分。\n二、过程指标（40分）\n（三）拜访（40分）：每少1次扣0.5分。\n",
        encoding="utf-8",
    )
    made = draft(form_reader.parse(source), "zh")
    assert {each.item.name: each.points for each in made.indicators} == {"达成率": 40, "开发": 20, "拜访": 40}
    assert [said["name"] for said in made.content["sections"].values()] == ["销售指标", "过程指标"]
