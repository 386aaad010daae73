"""Templates whose figures are still blank: these are asked for, none is made up, and the kind of the rule is told."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft, import_form
from tests.design.imported.forms import workbook
from tests.design.imported.layouts import Rows


def of_rules(folder: Path, first: str, second: str) -> FormDraft:
    rows: Rows = [["考核指标", "权重", "评分标准"], ["回访完成率", "60%", first], ["资料归档", "40%", second]]
    return draft(form_reader.parse(workbook(folder / "a.xlsx", rows)), "zh")


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("达到__%得满分，每低于__%减__分", "open.blank_steps"),
        ("1.达到      %以上,得满分\n2.每低于目标值    %,减    分", "open.blank_steps"),
        ("不少于（ ）次得满分，每少一次扣（ ）分", "open.blank_steps"),
        ("无投诉得满分，每发生一次，扣____分", "open.blank_times"),
        ("达到 ___ 以上得满分，否则不得分", "open.blanks"),
    ],
)
def test_the_figures_of_a_template_are_asked_for_and_nothing_is_assumed(
    tmp_path: Path, written: str, asked: str
) -> None:
    made = of_rules(tmp_path, written, "缺一份扣 2 分")
    blank, stated = made.indicators
    assert (blank.made, blank.of_rule, blank.points) == (None, (asked,), 60)
    assert (stated.rule_mark, stated.made is not None) == ("assumed", True)
    (line,) = [line for line in made.sourced.lines if line.words.startswith(written[:3])]
    assert line.mark == "not_understood"
    assert "▲" not in line.became
    assert "还空着" in line.became


@pytest.mark.parametrize(
    "written",
    ["每缺一份扣 2 分，本月共扣____分", "达到 95% 得满分，每低 1% 扣 2 分", "按 （ ）季度评定，缺一次扣 5 分"],
)
def test_a_rule_that_states_its_figures_is_read_whatever_is_to_be_filled_in_behind_it(
    tmp_path: Path, written: str
) -> None:
    made = of_rules(tmp_path, written, "缺一份扣 2 分")
    assert not any(each.startswith("open.blank") for each in made.indicators[0].of_rule)


@pytest.mark.parametrize(
    ("written", "kind"),
    [("达到__%得满分，每低于__%减__分", "基准增减"), ("无投诉得满分，每发生一次扣__分", "按次扣分")],
)
def test_the_kind_of_a_rule_with_blanks_stands_in_the_draft_without_any_figure(
    tmp_path: Path, written: str, kind: str
) -> None:
    rows: Rows = [["考核指标", "权重", "评分标准"], ["回访", "60%", written], ["资料", "40%", "缺一份扣 2 分"]]
    import_form(workbook(tmp_path / "a.xlsx", rows), target := tmp_path / "b.xlsx", "zh")
    with CalamineWorkbook.from_path(str(target)) as book:
        row = book.get_sheet_by_name("指标").to_python()[3]
    assert row[2:6] == ["✗", "回访", 60, kind]
    assert row[7] == ""
