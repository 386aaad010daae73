"""What the buttons without Python say of workbooks in which something is not as it was issued."""

from pathlib import Path

import pytest
from xlsxwriter.utility import xl_col_to_name

from presales_xl.addin.addin_file import sources
from presales_xl.addin.ribbon import ribbon_buttons
from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.errors import CELL_ERRORS
from presales_xl.workbook import rater_form
from presales_xl.workbook.build import write
from presales_xl.workbook.identity import HEAD
from presales_xl.workbook.layout import Book
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.sheet_xml import MAX_COLUMNS, SENT
from tests.addin.vba import CHECKS, FORM, HIDDEN, ROLE, YES, Excel, said, with_team
from tests.workbook.returned import written
from tests.workbook.test_rater_form import ratings, whose

#: Kinds of records of the hidden sheet that may say nothing.
MAY_BE_BLANK = ("company", "recipient", "team", "returns", "seal")
EACH_RECORD = (
    f'Dim Row As Long\nFor Row = 1 To 60\nIf {HIDDEN}.Cells(Row, 1).Value = "%s" Then {HIDDEN}.Cells(Row, %s\nNext'
)

OF_TEAMS = [button.command for button in ribbon_buttons() if button.alone and not button.anywhere]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (f"Application.DisplayAlerts = False\n{ROLE}.Delete", said("SHEET_GONE", "工程师")),
        (f'{ROLE}.Name = "O\'Brien =1 😀"', said("SHEET_GONE", "工程师")),
        (f'{FORM}.Name = "表"', said("SHOWING_GONE", "考核表")),
        (f'{CHECKS}.Name = "表"', said("SHOWING_GONE", "检查")),
        ('ActiveWorkbook.Worksheets("计算过程").Name = "表"', said("SHEET_GONE", "计算过程")),
        ('ActiveWorkbook.Worksheets("参数").Name = "表"', said("SHEET_GONE", "参数")),
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


@pytest.mark.parametrize(
    "kind",
    ["formulas", "sheet", "constants", "person", "scheme", "area", *sorted({*HEAD} - {"mark", "kind", "format"})],
)
def test_a_workbook_whose_hidden_sheet_lacks_a_record_is_refused_as_hr_will(excel: Excel, kind: str) -> None:
    excel.do(EACH_RECORD % (kind, "1).ClearContents"))
    for command in ("validate", "submit"):
        assert excel.click(command, [YES, YES]) == said("SPOILED")
    assert excel.done == []


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        *((kind, 2) for kind in sorted({*HEAD, "exempted"} - {*MAY_BE_BLANK, "format"})),
        *((kind, 3) for kind in ("part", "constants", "formulas", "person", "area", "given", "awaited", "scheme")),
    ],
)
def test_a_record_of_the_hidden_sheet_that_says_nothing_is_as_good_as_gone(
    excel: Excel, kind: str, column: int
) -> None:
    if kind in ("given", "awaited", "exempted"):  # of whom the workbook has none
        excel.do(f'{HIDDEN}.Range("A300").Value = "{kind}"\n{HIDDEN}.Range("B300").Value = "1000"')
        excel.do(f'{HIDDEN}.Range("C300").Value = "input.satisfaction=nan"')
    excel.do(
        f'Dim Row As Long\nFor Row = 1 To 300\nIf {HIDDEN}.Cells(Row, 1).Value = "{kind}" Then '
        f"{HIDDEN}.Cells(Row, {column}).ClearContents\nNext"
    )
    for command in ("validate", "submit"):
        assert excel.click(command, [YES, YES]) == said("SPOILED")
    assert excel.done == []


def test_a_remark_or_a_total_below_the_people_is_nobodys_and_keeps_no_button_from_working(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("A9").Value = "合计"\n{ROLE}.Range("O9").Value = 273\n{ROLE}.Range("A900").Value = "备注"')
    assert excel.click("validate") == said("CHECKS_SAY", "全部通过 ✓")
    excel.click("submit")
    assert excel.done[0].startswith("copy ")


@pytest.mark.parametrize(("cell", "typed"), [("H9", "5"), ("J11", "合计"), ("H300", "=SUM(H6:H8)")])
def test_an_entry_below_the_people_is_named_as_nobodys_and_handed_in_all_the_same(
    excel: Excel, cell: str, typed: str
) -> None:
    excel.do(f'{ROLE}.Range("{cell}").Formula = "{typed}"')
    told = f"工程师 {cell}  {said('OF_NOBODY', str(excel.shown('工程师', cell)).removesuffix('.0'))}"
    assert excel.click("validate") == f"{said('CHECKS_SAY', '全部通过 ✓')}\r\n\r\n{told}"
    assert excel.picked() == f"工程师 {cell}"
    assert told in excel.click("submit")
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
    told = said("CONSTANTS_CHANGED", "1", f"\n{cell}")
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


def test_a_sheet_of_which_the_last_row_is_used_does_not_keep_anybody_waiting(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("A1048576").Value = "x"')
    assert excel.click("compute_grades").endswith(said("FAR_CELL", "工程师"))


def test_an_id_that_a_format_hides_is_there(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("A7").NumberFormat = ";;;"')
    assert "全部通过" in excel.click("validate")


def test_who_was_given_what_is_looked_up_once_for_each_row(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _with_salaries)
    excel.change("PresalesBook", "    Held = CStr(Cell.Value2)", 'Debug.Print "read"\n    Held = CStr(Cell.Value2)')
    excel.click("recalculate")
    reads = excel.done.count("read")
    for row in range(80, 90):
        excel.do(f'{HIDDEN}.Range("A{row}:C{row}").Value = Array("given", "N{row}", "input.base_salary=1.0")')
    excel.click("recalculate")
    assert excel.done.count("read") == reads


@pytest.mark.parametrize("cell", ["A20001", "ALM1"])
def test_what_stands_so_far_out_that_hr_refuses_the_file_is_told_and_not_handed_in(excel: Excel, cell: str) -> None:
    excel.do(f'{FORM}.Range("{cell}").Value = "x"')
    for command in ("validate", "submit"):
        assert excel.click(command).endswith(said("FAR_CELL", "考核表"))
    assert excel.done == []
    assert f"FAR_ROW = {SENT.rows}, FAR_COLUMN = {MAX_COLUMNS} " in sources()["PresalesBook"]


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


def test_a_raters_form_needs_no_button_and_is_told_what_to_do_with(tmp_path: Path) -> None:
    excel = with_team(
        tmp_path, lambda folder: rater_form.write(whose(), [ratings("draft_scheme", "peer")], folder / "team.xlsx")
    )
    assert {excel.click(command) for command in OF_TEAMS} == {said("NO_TEAM")}


@pytest.mark.parametrize(("cell", "told"), [("H8", "✓"), ("B4", said("CHECKS_BROKEN", "检查 B4"))])
def test_a_check_without_a_result_passes_nothing(excel: Excel, cell: str, told: str) -> None:
    excel.do(f'{CHECKS}.Range("{cell}").Formula = "=NA()+" & Mid({CHECKS}.Range("{cell}").Formula, 2)')
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


def test_what_hr_wrote_may_be_spelled_as_an_error(tmp_path: Path) -> None:
    plan = load("support_engineer_kpi")
    good = {spec.id: 0.0 if spec.dimension else 91.0 if spec.smallest else 1.0 for spec in plan.of_kind("input")}
    role = Role("工程师", plan, [Employee("1000", "张三", good), Employee("1001", "李四", good)])
    book = Book("示例公司", "2026-11", manager_id="m1", manager="#N/A", team="#N/A", roles=[role])
    excel = with_team(tmp_path, lambda folder: write(book, folder / "team.xlsx", "zh"))
    assert "#N/A" not in excel.click("submit", [YES, YES])
    assert excel.done != []


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


def test_what_stands_far_down_on_the_sheet_that_nobody_sees_is_not_asked_to_be_deleted(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Range("A30000").Value = " "')
    for command in ("validate", "submit"):
        assert said("SPOILED") in excel.click(command)
    assert excel.done == []


def test_a_scheme_that_pays_nothing_is_said_where_money_is_asked_for(excel: Excel) -> None:
    assert said("NO_PAY", "工程师") in excel.click("compute_bonus")
    assert said("NO_PAY", "工程师") not in excel.click("compute_grades")


def test_an_amount_is_explained_by_its_own_name_and_what_its_rule_names(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _with_salaries)
    ids = read_one(tmp_path / "team" / "team.xlsx")["顾问"][0]
    excel.pick("顾问", f"{xl_col_to_name(ids.index('pay.bonus'))}6")
    message = excel.click("explain_score")
    assert "季度绩效奖金: " in message
    assert "季度基本工资（元）: 36,000.00" in message
    assert "过程→" not in message
    assert "销售贡献目标" not in message
