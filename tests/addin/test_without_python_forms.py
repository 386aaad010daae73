"""What the buttons without Python show and print of forms, and which page of the help they open."""

from pathlib import Path
from typing import Any

import pytest
from pyopenvba.apps.excel import _model

from presales_xl.catalogue import load
from presales_xl.cycle.calibrating import calibrate
from presales_xl.design.designbook import design_book
from presales_xl.people.employees import Employee, Role
from tests.addin.commanding import two_schemes
from tests.addin.vba import FORM, HIDDEN, NO, ROLE, YES, Excel, said, with_team
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD
from tests.workbook.returned import sellers, written


def test_a_form_whose_choice_somebody_has_locked_is_still_a_form(excel: Excel) -> None:
    excel.do('ActiveWorkbook.Worksheets("考核表").Range("B2").Locked = True')
    excel.pick("工程师", "A7")
    assert excel.click("show_form") == ""


@pytest.mark.parametrize(("command", "answers"), [("show_form", []), ("print_forms", [YES])])
def test_a_form_that_is_locked_under_somebodys_password_is_told_as_such(
    excel: Excel, command: str, answers: list[int]
) -> None:
    excel.do(f'{FORM}.Range("B2").Locked = True\n{FORM}.Protect "x"')
    excel.pick("工程师", "A7")
    assert excel.click(command, answers) == said("FORM_LOCKED", "考核表 B2")
    assert "1001 李四" not in "".join(excel.done)


@pytest.mark.parametrize("cell", ["D7", "O7"])
def test_a_remark_about_somebody_else_does_not_lead_to_that_ones_form(excel: Excel, cell: str) -> None:
    excel.put("工程师", "O7", "1000 张三")
    excel.pick("工程师", cell)
    excel.click("show_form")
    assert excel.shown("考核表", "B2") == "1001 李四"


def test_a_question_that_nobody_answered_prints_nothing(excel: Excel) -> None:
    for answer in (0, -1):
        assert excel.click("print_forms", [answer]) == said("PRINT_OR_PDF")
        assert excel.done == []


LISTED = f'ActiveWorkbook.Worksheets("首页").Range(Split({FORM}.Range("B2").Validation.Formula1, "!")(1)).Cells(2, 1)'


def test_nobodys_form_is_shown_or_printed_where_the_list_of_people_is_not_as_issued(excel: Excel) -> None:
    excel.do(f'{LISTED}.Value = "1001 李四丰"')
    excel.pick("工程师", "A7")
    for command in ("show_form", "print_forms"):
        assert "首页" in excel.click(command, [YES])
        assert excel.done == []


def test_a_form_whose_format_shows_another_number_is_neither_shown_nor_printed(excel: Excel) -> None:
    excel.do(f'Dim Cell As Object\nFor Each Cell In {FORM}.UsedRange.Cells\nCell.NumberFormat = """100"""\nNext')
    excel.pick("工程师", "A7")
    told = said("FORMAT_CHANGED", "\0").split("\0")[1].split("%2")[0]
    assert told in excel.click("show_form")
    assert told in excel.click("print_forms", [NO])
    assert excel.done == []


@pytest.mark.parametrize("signs", [",.", ".’", ",\u202f"])
def test_forms_are_shown_and_figures_told_whichever_signs_the_computer_writes_numbers_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signs: str
) -> None:
    excel = with_team(tmp_path, sellers)
    shown = _model._display_text
    written = str.maketrans(".,", signs)

    def with_signs(cell: Any, *told: Any) -> str:
        words: str = shown(cell, *told)
        return words.translate(written) if isinstance(cell.value, float) else words

    monkeypatch.setattr(_model, "_display_text", with_signs)
    excel.app.run("WriteNumbersWith", signs)
    excel.pick("售前", "A7")
    assert excel.click("show_form") == ""
    assert f"100{signs[0]}0%" in excel.click("compute_grades")


def test_a_hidden_sheet_comes_back_unless_the_workbook_is_locked(excel: Excel) -> None:
    hide = f"{ROLE}.Visible = False\n{FORM}.Visible = False"
    excel.put("工程师", "G7", None)
    excel.do(hide)
    excel.click("validate")
    assert excel.picked() == "工程师 G7"
    excel.pick("工程师", "A7")
    assert excel.click("show_form") == ""
    excel.pick("工程师", "A7")
    excel.do(f'{hide}\nActiveWorkbook.Protect "x", True')
    assert excel.click("validate") == said("SHEET_HIDDEN", "工程师")
    assert excel.click("show_form") == said("SHEET_HIDDEN", "考核表")
    assert excel.click("print_forms", [YES]) == said("SHEET_HIDDEN", "考核表")


def test_a_form_without_its_list_is_named(excel: Excel) -> None:
    excel.do(f'{FORM}.Range("B2").Validation.Delete')
    assert excel.click("show_form") == said("LIST_GONE", "考核表 B2")
    assert excel.click("print_forms", [YES]) == said("LIST_GONE", "考核表 B2")


def test_the_form_shows_the_figures_of_the_person_though_nothing_is_calculated_by_itself(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    before = [excel.shown("考核表", f"{column}{row}") for row in range(3, 20) for column in "ABCDEF"]
    excel.do("Application.Calculation = xlCalculationManual")
    excel.pick("工程师", "A7")
    excel.click("show_form")
    after = [excel.shown("考核表", f"{column}{row}") for row in range(3, 20) for column in "ABCDEF"]
    assert before != after


@pytest.mark.parametrize(
    ("unwritable", "told"),
    [("李四", said("FORM_FAILED", "考核表 1001 李四", "1")), ("Esc", said("STOPPED_ALONE"))],
)
def test_forms_that_cannot_be_saved_or_are_stopped_leave_the_choice_as_it_was(
    excel: Excel, unwritable: str, told: str
) -> None:
    excel.put("考核表", "B2", "1002 王五")
    excel.surround(unwritable=unwritable)
    assert excel.click("print_forms", [YES]) == told
    assert excel.shown("考核表", "B2") == "1002 王五"
    assert excel.in_status_bar == ""


def test_the_form_shows_whom_it_names_after_all_were_printed_though_nothing_is_calculated_by_itself(
    excel: Excel,
) -> None:
    def figures() -> list[object]:
        return [excel.shown("考核表", f"{column}{row}") for row in range(3, 20) for column in "ABCDEF"]

    excel.put("工程师", "G7", None)
    excel.pick("工程师", "A7")
    excel.click("show_form")
    before = figures()
    excel.do("Application.Calculation = xlCalculationManual")
    excel.click("print_forms", [YES])
    assert figures() == before


def test_help_opens_the_shipped_page_or_says_where_it_is(excel: Excel) -> None:
    assert excel.click("open_help") == said("NO_HELP")
    pages = "/help"
    page, buttons = f"{pages}/schemes/support_engineer_kpi.zh-CN.html", f"{pages}/addin.zh-CN.html"
    excel.surround(page, buttons, pages=pages)
    excel.click("open_help")
    assert excel.done == [f"page {buttons}"]
    excel.pick("工程师", "A7")
    excel.click("open_help")
    assert excel.done == [f"page {page}"]


def test_help_in_a_workbook_of_hrs_or_on_a_sheet_of_no_role_opens_what_it_is_about(
    excel: Excel, tmp_path: Path
) -> None:
    names = ("schemes/support_engineer_kpi", "addin", "calibration", "design")
    excel.surround(*(f"/help/{name}.zh-CN.html" for name in names), pages="/help")

    def opened() -> list[str]:
        excel.click("open_help")
        return [line.removeprefix("page /help/").removesuffix(".zh-CN.html") for line in excel.done]

    for sheet in ("汇总", "检查", "考核表"):
        excel.pick(sheet, "B4")
        assert opened() == ["schemes/support_engineer_kpi"], sheet
    excel.pick("首页", "B4")
    assert opened() == ["addin"]
    excel.open(calibrate.write(collected(tmp_path / "公司"), PERIOD, "zh").file)
    assert opened() == ["calibration"]
    design_book.write(design_book.blank(), tmp_path / "设计.xlsx", "zh")
    excel.open(tmp_path / "设计.xlsx")
    assert opened() == ["design"]


def test_help_in_a_workbook_of_several_schemes_knows_that_of_a_role_only(tmp_path: Path) -> None:
    two_schemes(tmp_path / "team.xlsx")
    excel = Excel(tmp_path, "zh")
    excel.open(tmp_path / "team.xlsx")
    excel.surround(*(f"/help/{name}.zh-CN.html" for name in ("schemes/repair_stars", "addin")), pages="/help")
    for sheet, page in (("repair_stars", "schemes/repair_stars"), ("汇总", "addin")):
        excel.pick(sheet, "B4")
        excel.click("open_help")
        assert excel.done == [f"page /help/{page}.zh-CN.html"]


def test_a_page_that_does_not_open_is_told_where_it_lies(excel: Excel) -> None:
    excel.surround("/help/addin.zh-CN.html", "/addin.zh-CN.html", pages="/help", unwritable="help")
    assert excel.click("open_help") == said("HELP_UNOPENED", "/help/addin.zh-CN.html")
    excel.surround("/addin.zh-CN.html")
    assert excel.click("open_help") == said("NO_HELP")


def test_no_page_is_opened_that_a_forged_workbook_names(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Range("D13").Value = "../../evil"')
    excel.pick("工程师", "A7")
    excel.surround("/help/schemes/../../evil.zh-CN.html", "/help/addin.zh-CN.html", pages="/help")
    excel.click("open_help")
    assert excel.done == ["page /help/addin.zh-CN.html"]


def test_the_form_of_somebody_who_is_not_complete_is_shown(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    excel.pick("工程师", "A7")
    assert excel.click("show_form") == ""
    assert excel.shown("考核表", "B2") == "1001 李四"


ODD_NAMES = ["O'Brien", "=1+1", '"quote"', "😀😀", "~*?", "a/b:c", "很长" * 30, "-x", "%1 %2", ",IF("]


def _of_odd_names(folder: Path) -> None:
    plan = load("support_engineer_kpi")
    good = {spec.id: 0.0 if spec.dimension else 91.0 if spec.smallest else 1.0 for spec in plan.of_kind("input")}
    people = [Employee(f"{number:04}", name, good) for number, name in enumerate(ODD_NAMES)]
    written(folder, Role("O'B ,IF( =1", plan, people), "zh")


def test_names_that_mean_something_elsewhere_are_names_here(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _of_odd_names)
    role = "O'B ,IF( =1"
    for row in range(6, 6 + len(ODD_NAMES)):
        excel.pick(role, f"A{row}")
        assert excel.click("show_form") == ""
        assert str(excel.shown("考核表", "B2")).startswith(f"{row - 6:04} ")
    excel.put(role, "G8", None)
    excel.click("validate")
    assert excel.picked() == f"{role} G8"
    excel.put(role, "G8", 1)
    excel.click("print_forms", [YES])
    files = [line.split(" > ")[1].removeprefix(f"{tmp_path}/") for line in excel.done]
    assert len(set(files)) == len(ODD_NAMES)
    assert not [file for file in files if set(file) & set('\\/:*?"<>|')]


def test_an_id_with_a_blank_behind_it_is_still_somebodys(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("A7").Value = "1001 "')
    excel.pick("工程师", "A7")
    assert excel.click("show_form") == ""
    assert excel.shown("考核表", "B2") == "1001 李四"


def test_forms_that_were_hidden_are_printed_without_a_change_that_somebody_is_asked_to_save(excel: Excel) -> None:
    excel.do(f"{FORM}.Visible = False\nActiveWorkbook.Saved = True")
    excel.click("print_forms", [NO])
    assert len(excel.done) == 3
    assert excel.app.run("IsSaved") is True
