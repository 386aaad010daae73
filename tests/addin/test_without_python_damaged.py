"""What the buttons without Python say of workbooks that were damaged, hidden, locked, or that have no place to go."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from xlsxwriter.utility import xl_col_to_name

from presales_xl.addin.addin_file import sources
from presales_xl.addin.ribbon import ribbon_buttons
from presales_xl.catalogue import load
from presales_xl.cycle.calibrating import calibrate
from presales_xl.design.designbook import design_book
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.scheme.errors import CELL_ERRORS
from presales_xl.texts import Lang, text
from presales_xl.workbook import rater_form
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.sheet_xml import MAX_COLUMNS, SENT
from tests.addin.commanding import two_schemes
from tests.addin.vba import Excel, with_team
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD
from tests.workbook.files import ordinary
from tests.workbook.returned import agents, engineers, written
from tests.workbook.test_rater_form import ratings, whose

YES, NO = 6, 7
HIDDEN = 'ActiveWorkbook.Worksheets("_presales")'
ROLE = 'ActiveWorkbook.Worksheets("工程师")'
CHECKS = 'ActiveWorkbook.Worksheets("检查")'
FORM = 'ActiveWorkbook.Worksheets("考核表")'
EACH_RECORD = (
    f'Dim Row As Long\nFor Row = 1 To 60\nIf {HIDDEN}.Cells(Row, 1).Value = "%s" Then {HIDDEN}.Cells(Row, %s\nNext'
)
OF_TEAMS = [button.command for button in ribbon_buttons() if button.alone and not button.anywhere]


@pytest.fixture
def excel(tmp_path: Path) -> Excel:
    """Return Excel with the workbook of a complete team open."""
    return with_team(tmp_path, engineers)


def said(key: str, *fields: str) -> str:
    words = text("zh", f"addin.say.{key}")
    for number, field in enumerate(fields, 1):
        words = words.replace(f"%{number}", field)
    return words


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (f"Application.DisplayAlerts = False\n{ROLE}.Delete", said("SHEET_GONE", "工程师")),
        (f'{ROLE}.Name = "O\'Brien =1 😀"', said("SHEET_GONE", "工程师")),
        (f'{FORM}.Name = "表"', said("SHEET_GONE", "考核表")),
        (f'{ROLE}.Range("D1").Value = "state"', said("COLUMNS_MOVED", "工程师")),
        (f'{HIDDEN}.Range("A2:H60").ClearContents', said("SPOILED")),
        (f'{HIDDEN}.Range("A6").Value = "sort"', said("SPOILED")),
        (EACH_RECORD % ("area", '4).Value = "1000000000"'), said("SPOILED")),
        (EACH_RECORD % ("area", "4).Value = 5"), said("SPOILED")),
        (f'{ROLE}.Range("A7").Value = "1000"', said("PERSON_WRONG", "工程师 A7")),
        (f'{ROLE}.Range("A7").ClearContents', said("PERSON_GONE", "工程师", "1001")),
        (f'{ROLE}.Range("A9:B9").Value = "E77"\n{ROLE}.Range("H9").Value = 91', said("PERSON_WRONG", "工程师 A9")),
        (f'{ROLE}.Range("A900").Value = "1000"', said("PERSON_WRONG", "工程师 A900")),
        (f'{ROLE}.Range("A7").Value = "1002"\n{ROLE}.Range("A8").Value = "1001"', said("PERSON_WRONG", "工程师 B7")),
        (f'{ROLE}.Range("B8").Value = "王五五"', said("PERSON_WRONG", "工程师 B8")),
        (f'{ROLE}.Range("A6:B8").Sort {ROLE}.Range("A6"), 2', said("PERSON_MOVED", "工程师 A6", "1000")),
        (f'{ROLE}.Range("A6:O8").Sort {ROLE}.Range("A6"), 2', said("PERSON_MOVED", "工程师 A6", "1000")),
        (f'{HIDDEN}.Range("C4").Formula = "=NA()"', said("SPOILED")),
        (EACH_RECORD % ("part", '2).Value = "nix"'), said("SPOILED")),
        (EACH_RECORD % ("formulas", '3).Value = "ZZZZ99999999"'), said("SPOILED")),
        (EACH_RECORD % ("formulas", '2).Value = "nix"'), said("SPOILED")),
        (EACH_RECORD % ("area", '4).Value = "x"'), said("SPOILED")),
        (f'{HIDDEN}.Range("A300").Value = "person"\n{HIDDEN}.Range("B300").Value = "没有的岗位"', said("SPOILED")),
        (f'{HIDDEN}.Range("A300").Value = "scheme"\n{HIDDEN}.Range("B300").Value = "nix"', said("SPOILED")),
        (EACH_RECORD % ("format", '2).Value = "1"'), said("OTHER_FORMAT")),
        (f'{HIDDEN}.Range("A300").Value = "given"\n{HIDDEN}.Range("C300").Value = "level"', said("SPOILED")),
    ],
)
def test_what_a_workbook_lacks_is_named_by_every_button_and_nothing_is_done(excel: Excel, harm: str, told: str) -> None:
    excel.do(harm)
    for command in OF_TEAMS:
        assert excel.click(command, [YES, YES]) == told
        assert excel.done == []
        assert excel.in_status_bar == ""


@pytest.mark.parametrize("kind", ["formulas", "sheet", "constants", "seal", "person", "scheme", "area"])
def test_a_workbook_whose_hidden_sheet_lacks_a_record_is_refused_as_hr_will(excel: Excel, kind: str) -> None:
    excel.do(EACH_RECORD % (kind, "1).ClearContents"))
    for command in ("validate", "submit"):
        assert excel.click(command, [YES, YES]) == said("SPOILED")
    assert excel.done == []


def test_a_remark_or_a_total_below_the_people_is_nobodys_and_keeps_no_button_from_working(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("A9").Value = "合计"\n{ROLE}.Range("H9").Value = 273\n{ROLE}.Range("A900").Value = "备注"')
    assert excel.click("validate") == said("CHECKS_SAY", "全部通过 ✓")
    excel.click("submit")
    assert excel.done[0].startswith("copy ")


@pytest.mark.parametrize(
    ("harm", "cell"),
    [
        (
            '参数").Range("C11").NumberFormat = "@"\nActiveWorkbook.Worksheets("参数").Range("C11").Value = "35"',
            "参数 C11",
        ),
        ('参数").Range("C11").Value = 36', "参数 C11"),
        ('参数").Range("C11").Formula = "=35"', "参数 C11"),
        ('参数").Range("C11").ClearContents', "参数 C11"),
        ('工程师").Range("H5").Value = "支持满意度（几乎）"', "工程师 H5"),
        ('考核表").Range("A1").Value = "选择员工 ▸▸"', "考核表 A1"),
    ],
)
def test_a_parameter_or_label_that_is_not_as_issued_is_named_and_not_handed_in(
    excel: Excel, harm: str, cell: str
) -> None:
    excel.do(f'ActiveWorkbook.Worksheets("{harm}')
    told = said("CONSTANTS_CHANGED", "1", f"\r\n{cell}")
    for command in ("validate", "recalculate", "submit"):
        assert excel.click(command, [YES, YES]).endswith(told)
    assert excel.done == []


def test_a_label_that_a_program_breaks_otherwise_is_as_issued(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("H4").Value = " " & Replace({ROLE}.Range("H4").Value, vbLf, vbCr & vbLf & ChrW(12288))')
    assert excel.click("recalculate") == said("FORMULAS_FINE")


def test_a_form_for_answering_and_hrs_calibration_workbook_are_told_what_to_do_with(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Range("B6").Value = "answer"')
    assert excel.click("submit") == said("NO_TEAM")
    excel.do(f'{HIDDEN}.Range("B1").Value = "presales_xl calibration"')
    assert excel.click("submit") == said("HRS_BOOK")


def test_a_workbook_without_its_formulas_is_not_told_to_be_all_right(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("D7").Value = 96')
    assert "工程师 D7" in excel.click("validate")


def test_a_formula_in_the_place_of_an_entry_counts_by_its_result_as_it_does_for_hr(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("H7").Formula = "=90+1"')
    assert "全部通过" in excel.click("validate")
    excel.click("submit")
    assert excel.done[0].startswith("copy ")


def test_a_date_in_the_place_of_a_number_is_named_and_not_handed_in(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("G7").NumberFormat = "yyyy-mm-dd"\n{ROLE}.Range("G7").Value2 = 2')
    for command in ("validate", "submit"):
        assert said("ENTRY_DATE", "工程师 G7").partition("%2")[0] in excel.click(command)
    assert excel.done == []


@pytest.mark.parametrize(("form", "is_time"), [("hh:mm", True), ("[h]:mm", True), ('0"m"', False), ("[Red]0", False)])
def test_a_number_that_is_shown_as_a_time_is_named_and_not_handed_in(excel: Excel, form: str, *, is_time: bool) -> None:
    excel.do(f'{ROLE}.Range("H7").NumberFormat = "{form.replace(chr(34), chr(34) * 2)}"')
    excel.put("工程师", "H7", 91)
    named = said("ENTRY_DATE", "工程师 H7").partition("%2")[0]
    for command in ("validate", "submit"):
        assert (named in excel.click(command)) is is_time
    assert bool(excel.done) is not is_time


def test_a_date_in_a_remark_is_a_remark(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("O7").NumberFormat = "yyyy-mm-dd"\n{ROLE}.Range("O7").Value2 = 46000')
    excel.click("submit")
    assert excel.done[0].startswith("copy ")


@pytest.mark.parametrize(
    ("cell", "typed", "form", "told"),
    [
        ("G7", "2.4", "0", "填的是「2.4」，不能用"),
        ("H7", "100.00000001", "General", "填的是「100.00000001」，不能用"),
        ("H7", "-0.02", "0%", "填的是「-2%」，不能用"),
    ],
)
def test_an_entry_that_is_refused_is_told_with_all_its_digits(
    excel: Excel, cell: str, typed: str, form: str, told: str
) -> None:
    excel.do(f'{ROLE}.Range("{cell}").NumberFormat = "{form}"\n{ROLE}.Range("{cell}").Value = {typed}')
    for command in ("validate", "submit"):
        assert told in excel.click(command)
    assert excel.done == []


@pytest.mark.parametrize("typed", ["91\t", "\u200f91"])
def test_a_text_that_looks_like_the_number_that_is_asked_for_is_said_to_be_a_text(excel: Excel, typed: str) -> None:
    excel.do(f'{ROLE}.Range("H7").NumberFormat = "@"')
    excel.put("工程师", "H7", typed)
    assert excel.click("validate").endswith(said("IS_TEXT"))


def test_a_choice_that_is_misspelt_is_not_said_to_be_a_text(excel: Excel) -> None:
    excel.put("工程师", "N7", "深刻 ")
    assert said("IS_TEXT") not in excel.click("validate")


def test_a_file_that_hr_cannot_read_is_not_handed_in(excel: Excel) -> None:
    excel.app.run("Encrypt")
    assert excel.click("submit") == said("OTHER_KIND")
    assert excel.done == []


def test_a_cell_at_fault_that_is_filtered_out_is_told_to_be_hidden(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    assert not excel.click("validate").endswith(said("CELL_HIDDEN"))
    excel.do(f"{ROLE}.Columns(7).Hidden = True")
    for command in ("validate", "submit"):
        assert excel.click(command).endswith(said("CELL_HIDDEN"))


def test_a_sheet_of_which_the_last_row_is_used_does_not_keep_anybody_waiting(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("A1048576").Value = "x"')
    assert excel.click("compute_grades").endswith(said("FAR_CELL", "工程师"))


@pytest.mark.parametrize("cell", ["A20001", "ALM1"])
def test_what_stands_so_far_out_that_hr_refuses_the_file_is_told_and_not_handed_in(excel: Excel, cell: str) -> None:
    excel.do(f'{FORM}.Range("{cell}").Value = "x"')
    for command in ("validate", "submit"):
        assert excel.click(command).endswith(said("FAR_CELL", "考核表"))
    assert excel.done == []
    assert f"FAR_ROW = {SENT.rows}, FAR_COLUMN = {MAX_COLUMNS} " in sources()["PresalesIssued"]


def test_what_the_checks_link_to_is_never_evaluated(excel: Excel) -> None:
    excel.put("工程师", "H7", 1)
    link = str(excel.app.sheet("检查").formula("I23"))
    begun, _, rest = link.partition("HYPERLINK(")
    forged = f"{begun}HYPERLINK(\"#'汇总'!A1\",IF{rest.partition(',IF')[2]}".replace('"', '""')
    excel.do(f'{CHECKS}.Range("I23").Formula = "{forged}"')
    excel.click("validate")
    assert excel.picked() == "检查 A23"


@pytest.mark.parametrize("is_saved", [True, False])
@pytest.mark.parametrize("command", ["print_forms", "submit"])
def test_what_is_put_back_is_no_change_that_somebody_is_asked_to_save(
    excel: Excel, command: str, *, is_saved: bool
) -> None:
    excel.surround(unwritable="team_")
    excel.do(f"ActiveWorkbook.Saved = {is_saved}")
    excel.click(command, [NO])
    assert excel.app.run("IsSaved") is is_saved


@pytest.mark.parametrize("is_saved", [True, False])
def test_whoever_has_saved_is_not_told_to_save(excel: Excel, *, is_saved: bool) -> None:
    excel.do(f"ActiveWorkbook.Saved = {is_saved}")
    assert (said("NOT_SAVED") in excel.click("submit")) is not is_saved


def test_a_workbook_without_any_locks_is_handed_in_all_the_same(excel: Excel) -> None:
    excel.do(f"{ROLE}.Cells.Locked = False")
    excel.click("submit")
    assert excel.done[0].startswith("copy ")


def test_what_is_refused_is_gone_to_first_and_not_what_is_only_to_be_confirmed(excel: Excel) -> None:
    excel.put("工程师", "H7", 1)
    excel.put("工程师", "M8", None)
    assert excel.click("submit").endswith(said("CELL_BLANK"))
    assert excel.picked() == "工程师 M8"


def test_nothing_is_handed_in_that_the_checks_refuse_in_all_though_no_line_of_theirs_is_found(excel: Excel) -> None:
    excel.put("工程师", "H7", None)
    records = "".join(
        f'If {HIDDEN}.Cells(Row, 1).Value & {HIDDEN}.Cells(Row, 2).Value = "{key}" Then '
        f"{HIDDEN}.Cells(Row, {column}).Value = {value}\n"
        for key, column, value in (("areaproblems", 4, 7), ("formulas检查", 3, '"B4:B4"'))
    )
    excel.do(f"Dim Row As Long\nFor Row = 1 To 60\n{records}Next")
    for command in ("validate", "submit"):
        assert excel.click(command) == said("SPOILED")
    assert excel.done == []


def test_a_name_with_the_signs_of_a_blank_stays_as_it_is_in_the_name_of_the_copy(excel: Excel, tmp_path: Path) -> None:
    odd = tmp_path / "【交】100%2 %1_提交_20261127-2150-2.xlsx"
    (tmp_path / "team" / "team.xlsx").rename(odd)
    excel.open(odd)
    excel.click("submit")
    assert "/【交】100%2 %1_提交_2" in excel.done[0]
    assert excel.done[0].count("提交") == 1


def test_a_raters_form_needs_no_button_and_is_told_what_to_do_with(tmp_path: Path) -> None:
    excel = with_team(
        tmp_path, lambda folder: rater_form.write(whose(), [ratings("draft_scheme", "peer")], folder / "team.xlsx")
    )
    assert {excel.click(command) for command in OF_TEAMS} == {said("NO_TEAM")}


@pytest.mark.parametrize(("cell", "told"), [("H8", "✓"), ("B4", said("CHECKS_BROKEN", "检查 B4"))])
def test_a_check_without_a_result_passes_nothing(excel: Excel, cell: str, told: str) -> None:
    excel.do(f'{CHECKS}.Range("{cell}").Formula = "=NA()"')
    message = excel.click("submit", [YES, YES])
    assert told in message
    assert "已提交" not in message
    assert excel.done == []


@pytest.mark.parametrize(("sheet", "cell"), [("工程师", "B7"), ("汇总", "D6")])
def test_an_error_in_whatever_is_read_is_told_by_its_cell_and_not_handed_in(
    excel: Excel, sheet: str, cell: str
) -> None:
    place = f'ActiveWorkbook.Worksheets("{sheet}").Range("{cell}")'
    excel.do(f'{place}.NumberFormat = "General"\n{place}.Formula = "=NA()"')
    for command in ("compute_grades", "submit"):
        assert f"{sheet} {cell}" in excel.click(command, [YES, YES])
        assert excel.done == []


@pytest.mark.parametrize("error", CELL_ERRORS)
def test_a_text_that_is_spelled_as_an_error_is_told_by_its_cell_and_not_handed_in(excel: Excel, error: str) -> None:
    excel.put("工程师", "O7", error)
    message = excel.click("submit", [YES, YES])
    assert "工程师 O7" in message
    assert "「评语」是错误值" in message
    assert excel.done == []


def test_all_cells_are_looked_at_once_for_errors_when_a_workbook_is_handed_in(excel: Excel) -> None:
    code = sources()["PresalesIssued"]
    looks = f"Public Function ErrorCells() As String{code.partition('Public Function ErrorCells() As String')[2]}"
    counting = looks.replace("For Each Record", 'Debug.Print "looked"\nFor Each Record', 1)
    excel.app.add_module(code.replace(looks, counting), name="PresalesIssued")
    excel.click("submit")
    assert excel.done.count("looked") == 1


def test_a_hidden_sheet_under_a_password_is_named_when_the_record_cannot_be_written(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Protect "x"')
    assert excel.click("submit") == said("SHEET_LOCKED", "_presales")
    assert excel.done == []


def test_esc_while_the_copy_is_saved_does_nothing(excel: Excel) -> None:
    excel.surround(unwritable="Esc")
    excel.click("submit")
    assert excel.done[0].startswith("copy ")
    assert not [row for row in excel.app.sheet("_presales").rows() if row[0] == "submitted"]


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


@pytest.mark.parametrize(
    "harm",
    [
        f'{CHECKS}.Name = "tmp"\nActiveWorkbook.Worksheets("汇总").Name = "检查"\n'
        'ActiveWorkbook.Worksheets("tmp").Name = "汇总"',
        'ActiveWorkbook.Worksheets("汇总").Range("B6:D14").ClearContents',
    ],
)
def test_a_summary_that_is_not_as_issued_is_not_told(excel: Excel, harm: str) -> None:
    excel.do(harm)
    for command in ("compute_grades", "compute_bonus"):
        message = excel.click(command)
        assert "汇总 " in message
        assert "撤销" in message
        assert "总人数" not in message


@pytest.mark.parametrize(
    ("harm", "named"),
    [(f'{ROLE}.Range("D6").Value = 100', "工程师 D6"), (f'{FORM}.Range("E13").Value = 100', "考核表 E13")],
)
def test_no_total_grade_or_money_is_told_shown_or_printed_where_any_sheet_is_not_as_issued(
    excel: Excel, harm: str, named: str
) -> None:
    excel.do(harm)
    excel.pick("工程师", "D6")
    for command in ("compute_grades", "compute_bonus", "explain_score", "show_form", "print_forms"):
        assert excel.click(command, [YES]).replace("\r", "") == said("FORMULAS_LOST", "1", f"\n{named}")
        assert excel.done == []


@pytest.mark.parametrize(
    ("column", "harm"),
    [
        ("input.base_salary", ".Value = 99999"),
        ("input.base_salary", '.Value = "三万六"'),
        ("input.base_salary", ".ClearContents"),
        ("input.contribution_target", ".Value = 1"),
        ("level", '.Value = "高级"'),
        ("level", ".ClearContents"),
    ],
)
def test_what_hr_gave_that_was_typed_over_cleared_or_filled_in_is_named_and_no_money_is_told(
    tmp_path: Path, column: str, harm: str
) -> None:
    excel = with_team(tmp_path, _with_salaries)
    cell = f"{xl_col_to_name(read_one(tmp_path / 'team' / 'team.xlsx')['顾问'][0].index(column))}6"
    excel.do(f'ActiveWorkbook.Worksheets("顾问").Range("{cell}"){harm}')
    for command in ("compute_bonus", "submit"):
        assert f"顾问 {cell}" in excel.click(command)
    assert excel.done == []


def test_a_level_that_a_program_breaks_otherwise_is_as_issued(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _with_salaries)
    level = xl_col_to_name(read_one(tmp_path / "team" / "team.xlsx")["顾问"][0].index("level"))
    cell = f'ActiveWorkbook.Worksheets("顾问").Range("{level}6")'
    excel.do(f"{cell}.Value = {cell}.Value & vbLf")
    assert excel.click("recalculate") == said("FORMULAS_FINE")


def _with_salaries(folder: Path) -> None:
    """Write the workbook of a consultant with a level and a salary, and a target that is still to come."""
    plan = load("software_presales")
    given = {"input.base_salary": 36000.0}
    locked = frozenset((*given, "input.contribution_target"))
    written(folder, Role("顾问", plan, [Employee("E2", "李四", {**given, "level": 1.0}, locked=locked)]), "zh")


def test_nothing_is_said_of_entries_where_a_formula_was_overwritten(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    excel.do(f'{ROLE}.Range("D8").Value = 96')
    message = excel.click("validate")
    assert "工程师 D8" in message
    assert "G7" not in message


def test_an_entry_that_is_blank_is_found_whatever_the_checks_are_made_to_show(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    shows = "".join(
        f'{CHECKS}.Range("{cells}").NumberFormat = ";;;""{words}"""\n'
        for cells, words in (("B4", "全部通过 ✓"), ("H7:H40", "✓"), ("I7:I40", "打开 →"))
    )
    excel.do(shows)
    assert excel.click("submit").startswith(said("REFUSED"))
    assert excel.done == []


@pytest.mark.parametrize("form", ['"100"', "0.0,", ";;;", "0", "0%", '"1"General', "yyyy-mm-dd"])
def test_of_a_total_what_counts_is_told_whatever_its_format_shows(excel: Excel, form: str) -> None:
    excel.put("工程师", "H7", 80)
    excel.put("工程师", "I7", 88.5)
    excel.pick("工程师", "D7")
    right = excel.click("explain_score")
    excel.do(f'{ROLE}.Range("D7").NumberFormat = "{form.replace(chr(34), chr(34) * 2)}"')
    assert excel.click("explain_score").replace(".00", "") == right.replace(".00", "")


def test_the_summary_tells_the_figures_that_count_whatever_their_formats_show(excel: Excel) -> None:
    right = excel.click("compute_grades").replace(".00", "")
    excel.do('ActiveWorkbook.Worksheets("汇总").Range("B6:H8").NumberFormat = "0.0,"')
    assert excel.click("compute_grades").replace(".00", "") == right


def test_a_form_whose_format_shows_another_number_is_neither_shown_nor_printed(excel: Excel) -> None:
    excel.do(f'Dim Cell As Object\nFor Each Cell In {FORM}.UsedRange.Cells\nCell.NumberFormat = """100"""\nNext')
    excel.pick("工程师", "A7")
    told = said("FORMAT_CHANGED", "\0").split("\0")[1].split("%2")[0]
    assert told in excel.click("show_form")
    assert told in excel.click("print_forms", [NO])
    assert excel.done == []


def test_the_record_stands_below_the_others_though_cells_further_down_are_formatted(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Range("A3000").NumberFormat = "0.00"')
    excel.click("submit")
    rows = read_one(Path(excel.done[0].removeprefix("copy ")))["_presales"]
    assert [row[0] for row in rows].index("submitted") < 100


def test_what_stands_far_down_on_the_sheet_that_nobody_sees_is_not_asked_to_be_deleted(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Range("A30000").Value = " "')
    for command in ("validate", "submit"):
        assert said("SPOILED") in excel.click(command)
    assert excel.done == []


def test_the_folder_of_a_workbook_words_no_question_of_ours(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Range("B12").Value = "D:\\共享" & vbLf & "请放到 X" & String(3000, "很")')
    excel.click("submit", [NO])
    question = next(dialog[1] for dialog in excel.app.dialogs if "D:" in dialog[1])
    assert question.endswith(said("ASK_RETURNS").rpartition("%1")[2])
    assert "共享 请放到" in question
    assert len(question) < 400


def test_a_row_below_a_table_of_details_is_named_and_not_handed_in(tmp_path: Path) -> None:
    excel = with_team(tmp_path, agents)
    details = 'ActiveWorkbook.Worksheets("明细 客服")'
    last = max(
        int(cell.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for cell in _formulas(excel, "明细 客服")
    )
    excel.do(f'{details}.Range("A{last + 2}").Value = "合计"\n{details}.Range("B{last + 2}").Value = "好"')
    assert "全部通过" in excel.click("validate")
    excel.do(
        f'{details}.Range("A{last + 1}").Value = {details}.Range("A6").Value\n'
        f'{details}.Range("B{last + 1}").Value = {details}.Range("B6").Value'
    )
    for command in ("validate", "submit"):
        assert excel.click(command) == said("ROW_ADDED", f"明细 客服 A{last + 1}", str(last))
    assert excel.done == []


def _formulas(excel: Excel, sheet: str) -> list[str]:
    rows = excel.app.sheet("_presales").rows()
    return next(str(row[2]).split(" ") for row in rows if row[0] == "formulas" and row[1] == sheet)


@pytest.mark.parametrize(
    ("cell", "typed", "told"),
    [
        ("A6", "李四", "不能用。这里只能填本组员工"),
        ("A6", None, said("CELL_BLANK")),
        ("B6", "不知道", "填的是「不知道」"),
    ],
)
def test_of_a_row_of_details_that_is_at_fault_the_cell_is_gone_to(
    tmp_path: Path, cell: str, typed: str | None, told: str
) -> None:
    excel = with_team(tmp_path, agents)
    excel.put("明细 客服", cell, typed)
    for command in ("validate", "submit"):
        assert told in excel.click(command)
        assert excel.picked() == f"明细 客服 {cell}"


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


def test_a_scheme_that_pays_nothing_is_said_where_money_is_asked_for(excel: Excel) -> None:
    assert said("NO_PAY", "工程师") in excel.click("compute_bonus")
    assert said("NO_PAY", "工程师") not in excel.click("compute_grades")


def test_a_copy_that_cannot_be_saved_is_not_handed_in_and_leaves_no_record(excel: Excel) -> None:
    excel.surround(unwritable="team_提交")
    assert excel.click("submit").startswith(said("NOT_COPIED").split("\n")[0])
    assert not [row for row in excel.app.sheet("_presales").rows() if row[0] == "submitted"]


def test_a_copy_takes_the_place_of_no_other_and_its_name_does_not_grow(excel: Excel, tmp_path: Path) -> None:
    excel.click("submit")
    (first,) = (line.removeprefix("copy ") for line in excel.done)
    stem, _, when = first.removesuffix(".xlsx").rpartition("_")
    minutes = [datetime.strptime(when, "%Y%m%d-%H%M") + timedelta(minutes=each) for each in range(60)]
    excel.surround(*(f"{stem}_{minute:%Y%m%d-%H%M}.xlsx" for minute in minutes))  # however long it takes
    excel.click("submit")
    assert re.fullmatch(rf"copy {re.escape(stem)}_\d{{8}}-\d{{4}}-2\.xlsx", excel.done[0])
    excel.open(Path(first))
    excel.surround(first)
    excel.click("submit")
    assert Path(excel.done[0].removeprefix("copy ")).name.count("提交") == 1


@pytest.mark.parametrize(("is_there", "answer"), [(True, YES), (False, YES), (True, NO)])
def test_the_folder_that_the_workbook_names_is_asked_about_and_told_when_it_is_not_there(
    excel: Excel, tmp_path: Path, *, is_there: bool, answer: int
) -> None:
    returns = tmp_path / "收件 夹"
    returns.mkdir()
    excel.do(f'{HIDDEN}.Range("B12").Value = "{returns}"')
    excel.surround(*([str(returns)] if is_there else []))
    message = excel.click("submit", [answer])
    goes_there = is_there and answer == YES
    assert message.startswith("已提交") is goes_there  # else it is for the manager to send it
    assert ("还没有交给人事" in message) is not goes_there
    assert Path(excel.done[0].removeprefix("copy ")).parent == (returns if goes_there else tmp_path)
    texts = [dialog[1] for dialog in excel.app.dialogs]
    assert (said("UNREACHABLE", str(returns)) in texts) is not is_there


def test_a_return_folder_on_the_network_is_looked_for_only_after_it_is_said_that_excel_may_stand_still(
    excel: Excel, tmp_path: Path
) -> None:
    excel.do(f'{HIDDEN}.Range("B12").Value = "//server/收件"')
    excel.click("submit", [NO])
    texts = [dialog[1] for dialog in excel.app.dialogs]
    assert said("ASK_FAR", "//server/收件") in texts
    assert said("UNREACHABLE", "//server/收件") not in texts  # nobody has looked
    assert Path(excel.done[0].removeprefix("copy ")).parent == tmp_path


def test_what_is_handed_in_says_when_in_one_way_everywhere(excel: Excel) -> None:
    excel.click("submit")
    (stamp,) = [
        row for row in read_one(Path(excel.done[0].removeprefix("copy ")))["_presales"] if row[0] == "submitted"
    ]
    assert str(stamp[2]).count(":") == 2
    assert str(stamp[2]).endswith("Z")  # HR may sit in another zone


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


def test_a_blank_entry_that_was_merged_with_another_ones_is_said_to_be_unmerged_first(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    excel.do(f'{ROLE}.Range("G6:G7").Merge')
    assert excel.click("validate").endswith(said("CELL_MERGED", "工程师 G7", "工程师 G6"))


@pytest.mark.parametrize(
    ("harm", "room"),
    [("B9:P9", "明细 客服 B9"), ("A9:P9", "明细 客服 B10"), ("A9:P11", "明细 客服 A9")],
)
def test_who_has_no_row_in_a_table_of_details_is_named_at_a_row_that_can_be_filled_in(
    tmp_path: Path, harm: str, room: str
) -> None:
    excel = with_team(tmp_path, agents)
    excel.do(f'ActiveWorkbook.Worksheets("明细 客服").Range("{harm}").ClearContents')
    for command in ("validate", "validate", "submit"):  # the line of the table and that of the person
        assert said("ROWS_LACKING", "1001 李四") in excel.click(command)
        assert excel.picked() == room
    assert excel.done == []


def test_a_row_of_details_that_was_given_to_somebody_else_is_missed_by_its_own_person(tmp_path: Path) -> None:
    excel = with_team(tmp_path, agents)
    excel.put("明细 客服", "A9", "1000 张三")
    assert said("ROWS_LACKING", "1001 李四") in excel.click("validate")
    assert excel.picked() == "明细 客服 B10"


def test_a_remark_that_is_too_long_is_gone_to_and_told_with_its_rule(excel: Excel) -> None:
    excel.put("工程师", "O7", "很" * 600)
    message = excel.click("validate")
    assert excel.picked() == "工程师 O7"
    assert "500" in message
    assert "很" * 100 not in message


def test_a_confirmation_without_its_reason_or_of_another_value_is_told_as_such(excel: Excel) -> None:
    excel.put("工程师", "H7", 1)
    assert excel.click("validate").endswith(said("CONFIRM_AT", "检查 E23", "检查 G23"))
    excel.put("检查", "E23", "是")
    assert excel.click("validate").endswith(said("CONFIRM_ANEW", "检查 E23", str(excel.shown("检查", "M23"))))
    excel.put("检查", "E23", excel.shown("检查", "M23"))
    assert excel.click("validate").endswith(said("CONFIRM_WHY", "检查 G23"))


def test_whoever_does_not_submit_with_an_open_doubt_is_told_that_nothing_was_submitted(excel: Excel) -> None:
    excel.put("工程师", "H7", 1)
    assert excel.click("submit", [NO]).startswith(said("REFUSED"))
    assert excel.done == []


def test_whoever_agrees_to_an_open_doubt_hands_in_and_is_told_where_the_copy_is(excel: Excel, tmp_path: Path) -> None:
    excel.put("工程师", "H7", 1)
    message = excel.click("submit", [YES])
    (copy,) = excel.done
    assert copy.removeprefix("copy ") in message
    assert Path(copy.removeprefix("copy ")).parent == tmp_path
    assert "还有 ▲ 没确认。现在提交吗？" in excel.app.dialogs[0][1]
    assert [row[0] for row in read_one(Path(copy.removeprefix("copy ")))["_presales"]].count("submitted") == 1


def test_a_return_folder_that_cannot_be_written_to_leaves_the_copy_beside_the_workbook(
    excel: Excel, tmp_path: Path
) -> None:
    excel.do(f'{HIDDEN}.Range("B12").Value = "/in"')
    excel.surround("/in", unwritable="/in/")
    message = excel.click("submit", [YES])
    assert said("UNREACHABLE", "/in") in [dialog[1] for dialog in excel.app.dialogs]
    assert "还没有交给人事" in message
    assert Path(excel.done[0].removeprefix("copy ")).parent == tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "team_提交_20261101-0101-12",
        "team_submitted_20261101-0101",
        "team_提交_20261101-0101-12_提交_20261128-1227",
        "team_提交_20261101-0101 - 副本",
        "team_提交_20261101-0101 (1)",
    ],
)
def test_the_name_of_a_copy_does_not_grow_whoever_made_the_one_before(excel: Excel, tmp_path: Path, name: str) -> None:
    (tmp_path / "team" / "team.xlsx").rename(tmp_path / f"{name}.xlsx")
    excel.open(tmp_path / f"{name}.xlsx")
    excel.click("submit")
    assert re.fullmatch(r"team_提交_\d{8}-\d{4}\.xlsx", Path(excel.done[0]).name)


def test_an_id_with_a_blank_behind_it_is_still_somebodys(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("A7").Value = "1001 "')
    excel.pick("工程师", "A7")
    assert excel.click("show_form") == ""
    assert excel.shown("考核表", "B2") == "1001 李四"


def test_an_amount_is_explained_by_its_own_name_and_what_its_rule_names(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _with_salaries)
    ids = read_one(tmp_path / "team" / "team.xlsx")["顾问"][0]
    excel.pick("顾问", f"{xl_col_to_name(ids.index('pay.bonus'))}6")
    message = excel.click("explain_score")
    assert "季度绩效奖金: " in message
    assert "季度基本工资（元）: 36,000.00" in message
    assert "过程→" not in message
    assert "销售贡献目标" not in message


def test_an_entry_whose_rule_was_pasted_away_is_named_with_its_own_cell_and_person(excel: Excel) -> None:
    excel.do('ActiveWorkbook.Worksheets("工程师").Range("H7").Validation.Delete')
    excel.put("工程师", "H7", 120)
    message = excel.click("validate")
    assert "工程师 H7" in message
    assert "1001 李四" in message
    assert "填的是「120」，不能用。「支持满意度」应为：0 到 100 分" in message  # as the rules of others say
    assert "张三" not in message


NO_RULES = "Dim Cell As Object\nFor Each Cell In %s.Cells\nCell.Validation.Delete\nNext\n"


def test_of_several_wrong_entries_each_is_named_with_its_own_cell_though_all_rules_were_pasted_away(
    excel: Excel,
) -> None:
    excel.do(NO_RULES % f'{ROLE}.Range("G6:N8")')
    excel.put("工程师", "H7", 191)
    excel.put("工程师", "G8", -3)
    excel.put("工程师", "N6", "敷衍了")
    told = [("G8", "-3", "1002 王五"), ("H7", "191", "1001 李四"), ("N6", "敷衍了", "1000 张三")]
    for cell, typed, person in told:
        message = excel.click("validate")
        assert excel.picked() == f"工程师 {cell}"
        assert f"工程师 {cell}  {person}" in message
        assert f"填的是「{typed}」，不能用。" in message


def test_a_rule_that_was_pasted_over_an_entry_that_counts_makes_it_not_wrong(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("G7").Validation.Delete\n{ROLE}.Range("G7").Validation.Add 1, 1, 1, "50", "60"')
    excel.put("工程师", "G8", -3)
    assert "填的是「-3」" in excel.click("validate")
    assert excel.picked() == "工程师 G8"


def test_a_blank_entry_that_cannot_be_typed_into_is_said_to_be_locked_or_dragged_away(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("G6:N8").Locked = True\n{ROLE}.Range("G7").ClearContents')
    assert excel.click("validate").endswith(said("CELL_LOCKED"))
    assert excel.picked() == "工程师 G7"
    excel.put("工程师", "G7", 1)
    excel.do(f'{ROLE}.Range("G8").Cut {ROLE}.Range("H8")')
    assert excel.click("submit").endswith(said("CELL_LOCKED"))
    assert excel.picked() == "工程师 G8"


DETAILS = 'ActiveWorkbook.Worksheets("明细 客服")'


def test_who_has_more_rows_of_details_than_may_be_is_named_at_the_last_of_them(tmp_path: Path) -> None:
    excel = with_team(tmp_path, agents)
    excel.do(f'Dim Row As Long\nFor Row = 10 To 19\n{DETAILS}.Range("A6:P6").Copy {DETAILS}.Range("A" & Row)\nNext')
    for command in ("validate", "validate", "submit"):
        assert said("ROWS_MANY", "1000 张三", "11", "10") in excel.click(command)
        assert excel.picked() == "明细 客服 A19"
    assert excel.done == []


def test_a_choice_of_details_is_judged_by_the_formula_of_its_row_though_all_rules_were_pasted_away(
    tmp_path: Path,
) -> None:
    excel = with_team(tmp_path, agents)
    excel.do(NO_RULES % f'{DETAILS}.Range("A6:P25")')
    excel.put("明细 客服", "D9", "满足")
    assert "填的是「满足」，不能用。" in excel.click("validate")
    assert excel.picked() == "明细 客服 D9"


def test_a_row_of_details_that_was_dragged_elsewhere_is_said_to_be_put_back(tmp_path: Path) -> None:
    excel = with_team(tmp_path, agents)
    excel.do(f'{DETAILS}.Range("A6:P6").Cut {DETAILS}.Range("A12")')
    assert excel.click("validate").endswith(said("CELL_CUT"))
    assert excel.picked() == "明细 客服 A12"


def _with_project(place: Path, lang: Lang, **changes: object) -> Excel:
    """Return Excel with the workbook of a consultant who has a whole project, and changes in the row of that."""
    plan = load("erp_project_consultant")
    good = {spec.id: 0.0 if spec.dimension else 1.0 for spec in plan.of_kind("input")}
    inputs = [spec for spec in plan.tables["projects"].inputs if spec.is_number]
    row = DetailRow({spec.id: 1.0 for spec in inputs}, {"projects.project": "项目甲"})
    (place / "team").mkdir()
    person = Employee("1000", "张三", good, rows={"projects": [row]})
    written(place / "team", Role("顾问", plan, [person]), lang)
    excel = Excel(place, lang)
    excel.open(place / "team" / "team.xlsx")
    for cell, value in changes.items():
        excel.put(text(lang, "workbook.detail_sheet", role="顾问"), cell, value)
    return excel


@pytest.mark.parametrize(
    ("lang", "rule", "sum_"),
    [
        ("zh", "须满足：同一项目各顾问的贡献比例合计为 100%", "本项目比例合计: 50.0%"),
        ("en", "Every row must meet: ", ": 50.0%"),
    ],
)
@pytest.mark.parametrize("share", [0.5, None])
def test_shares_that_do_not_sum_are_told_with_the_rule_and_their_sum_and_not_as_something_blank(
    tmp_path: Path, lang: Lang, rule: str, sum_: str, share: float | None
) -> None:
    excel = _with_project(tmp_path, lang, I6=share)
    message = excel.click("validate")
    assert rule in message
    assert sum_.replace("50", "50" if share else "0") in message
    assert message.count("客服") + message.count("do not count") == 0  # of what stands above the table only the rule
    assert excel.picked().endswith(" I6")


def test_of_a_row_of_details_what_may_stay_blank_is_not_asked_for_and_what_is_wanted_is(tmp_path: Path) -> None:
    excel = _with_project(tmp_path, "zh", C6=None)
    assert excel.click("validate").endswith(said("CELL_BLANK"))
    assert excel.picked() == "明细 顾问 C6"


def test_a_text_with_signs_that_it_may_not_have_is_not_said_to_be_no_number(tmp_path: Path) -> None:
    excel = _with_project(tmp_path, "zh", B6="项目*甲")
    message = excel.click("validate")
    assert excel.picked() == "明细 顾问 B6"
    assert "不含 * ? ~ < > =" in message
    assert said("IS_TEXT") not in message


@pytest.mark.parametrize("formula", ["=G7", "=$G$7+0", "=SUM(G6:G8)"])
def test_an_entry_whose_formula_reads_itself_is_named_and_not_handed_in(excel: Excel, formula: str) -> None:
    excel.do(f'{ROLE}.Range("G7").Formula = "{formula}"')
    for command in ("validate", "submit"):
        assert excel.click(command).endswith(said("ENTRY_CIRCULAR", "工程师 G7", formula))
    assert excel.done == []


@pytest.mark.parametrize(
    "formulas",
    [{"G7": "=G8", "G8": "=$G$7+0"}, {"G7": "=IF(D7>0,0,2)"}, {"G7": "=IF('工程师'!D7>0,0,2)"}, {"G7": "=SUM(G:G)"}],
)
def test_an_entry_that_comes_back_to_itself_over_other_cells_is_named_and_not_handed_in(
    excel: Excel, formulas: dict[str, str]
) -> None:
    for cell, formula in formulas.items():
        excel.do(f'{ROLE}.Range("{cell}").Formula = "{formula}"')
    for command in ("validate", "submit"):
        message = excel.click(command)
        assert message.endswith(said("ENTRY_CIRCULAR", "工程师 G7", formulas["G7"]))
        assert "全部通过" not in message
    assert excel.done == []


@pytest.mark.parametrize("formula", ["=IF(D8>0,0,0)", '=IF(""G7""=""G7"",0,1)', "=0*SUM('工程师'!G8:G9)"])
def test_a_formula_that_reads_what_does_not_hang_on_it_is_an_entry(excel: Excel, formula: str) -> None:
    excel.do(f'{ROLE}.Range("G7").Formula = "{formula}"')
    assert "全部通过" in excel.click("validate")


def test_a_formula_of_other_cells_is_an_entry(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("G7").Formula = "=SUM(G6,G8)-G6"')
    assert "全部通过" in excel.click("validate")


def test_forms_that_were_hidden_are_printed_without_a_change_that_somebody_is_asked_to_save(excel: Excel) -> None:
    excel.do(f"{FORM}.Visible = False\nActiveWorkbook.Saved = True")
    excel.click("print_forms", [NO])
    assert len(excel.done) == 3
    assert excel.app.run("IsSaved") is True


def test_a_click_calculates_its_own_workbook_and_none_that_is_open_beside_it(excel: Excel, tmp_path: Path) -> None:
    other = ordinary(tmp_path / "大.xlsx")
    excel.open(other)
    excel.do(
        'ActiveSheet.Range("A1").Value = 1\nActiveSheet.Range("B1").Formula = "=A1"\n'
        'Debug.Print ActiveSheet.Range("B1").Value'
    )
    excel.open(tmp_path / "team" / "team.xlsx")
    beside = f'Workbooks("{other.name}").Worksheets(1)'
    excel.do(f'Application.Calculation = xlCalculationManual\n{beside}.Range("A1").Value = 2')
    excel.put("工程师", "G7", None)
    assert excel.click("validate").endswith(said("CELL_BLANK"))
    excel.do(f'Debug.Print {beside}.Range("B1").Value')
    assert excel.done[-1].strip() == "1"
