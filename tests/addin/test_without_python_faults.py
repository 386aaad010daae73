"""Which entry or row of details the buttons without Python go to, and what they say is wrong with it."""

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.addin.addin_file import sources
from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.questions import Confirmation
from presales_xl.texts import Lang, text
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW
from tests.addin.vba import CHECKS, ROLE, Excel, said, with_team
from tests.workbook.files import ordinary, pack, parts_of
from tests.workbook.returned import agents, engineers, filled_row, written


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


def test_a_cell_at_fault_that_is_filtered_out_is_told_to_be_hidden(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    assert not excel.click("validate").endswith(said("CELL_HIDDEN"))
    excel.do(f"{ROLE}.Columns(7).Hidden = True")
    for command in ("validate", "submit"):
        assert excel.click(command).endswith(said("CELL_HIDDEN"))


def test_what_the_checks_link_to_is_never_evaluated(excel: Excel) -> None:
    excel.put("工程师", "H7", 1)
    link = str(excel.app.sheet("检查").formula("I23"))
    begun, _, rest = link.partition("HYPERLINK(")
    target, _, words = rest.partition(",IF")
    forged = f"{begun}HYPERLINK(\"#'汇总'!A1\"&LEFT({target},0),IF{words}".replace('"', '""')  # it reads what it did
    excel.do(f'{CHECKS}.Range("I23").Formula = "{forged}"')
    excel.click("validate")
    assert excel.picked() == "检查 A23"


def test_what_is_refused_is_gone_to_first_and_not_what_is_only_to_be_confirmed(excel: Excel) -> None:
    excel.put("工程师", "H7", 1)
    excel.put("工程师", "M8", None)
    assert excel.click("submit").endswith(said("CELL_BLANK"))
    assert excel.picked() == "工程师 M8"


def test_an_entry_that_is_blank_is_found_whatever_the_checks_are_made_to_show(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    shows = "".join(
        f'{CHECKS}.Range("{cells}").NumberFormat = ";;;""{words}"""\n'
        for cells, words in (("B4", "全部通过 ✓"), ("H7:H40", "✓"), ("I7:I40", "打开 →"))
    )
    excel.do(shows)
    assert excel.click("submit").startswith(said("REFUSED"))
    assert excel.done == []


def test_a_row_below_a_table_of_details_is_named_and_not_handed_in(tmp_path: Path) -> None:
    excel = with_team(tmp_path, agents)
    details = 'ActiveWorkbook.Worksheets("明细 客服")'
    last = next(row[5] for row in excel.app.sheet("_presales").rows() if row[:2] == ["part", "明细 客服"])
    last = FIRST_ROW + int(last)
    excel.do(f'{details}.Range("A{last + 2}").Value = "合计"\n{details}.Range("B{last + 2}").Value = "好"')
    assert "全部通过" in excel.click("validate")
    for label in ("1000 张三", "1000 张三 ", "1000", "1000 张四"):
        excel.do(
            f'{details}.Range("A{last + 1}").Value = "\'{label}"\n'
            f'{details}.Range("B{last + 1}").Value = {details}.Range("B6").Value'
        )
        for command in ("validate", "submit"):
            assert excel.click(command) == said("ROW_ADDED", f"明细 客服 A{last + 1}", str(last))
    assert excel.done == []


def test_a_row_far_below_a_table_of_details_is_seen_and_cells_that_are_only_formatted_are_not_looked_at(
    tmp_path: Path,
) -> None:
    excel = with_team(tmp_path, agents)
    details = 'ActiveWorkbook.Worksheets("明细 客服")'
    reading = 'Debug.Print "read"\n    With ActiveWorkbook.Worksheets(IDENTITY)'
    excel.change("PresalesBook", "    With ActiveWorkbook.Worksheets(IDENTITY)", reading)
    excel.click("recalculate")
    reads = excel.done.count("read")
    excel.do(f'{details}.Range("A100").NumberFormat = "0.00"')
    excel.click("recalculate")
    assert excel.done.count("read") == reads
    excel.do(f'{details}.Range("A6200").Value = "1000 张三"\n{details}.Range("B6200").Value = 1')
    assert excel.click("submit").startswith(said("ROW_ADDED", "明细 客服 A6200").partition("%2")[0])


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


def test_a_blank_entry_that_was_merged_with_another_ones_is_said_to_be_unmerged_first(excel: Excel) -> None:
    excel.put("工程师", "G7", None)
    excel.do(f'{ROLE}.Range("G6:G7").Merge')
    assert excel.click("validate").endswith(said("CELL_MERGED", "工程师 G7", "工程师 G6"))


def test_an_entry_that_another_ones_was_merged_over_is_told_by_every_button_as_one_that_does_not_count(
    excel: Excel, tmp_path: Path
) -> None:
    parts = parts_of(tmp_path / "team" / "team.xlsx")
    xml = parts["xl/worksheets/sheet2.xml"].replace(b"</mergeCells>", b'<mergeCell ref="G6:G7"/></mergeCells>')
    excel.open(pack(tmp_path / "merged.xlsx", {**parts, "xl/worksheets/sheet2.xml": xml}))
    for command in ("validate", "submit"):
        assert said("CELL_COVERED", "工程师 G7", "工程师 G6") in excel.click(command)
        assert excel.picked() == "工程师 G7"
    assert excel.done == []


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


def test_a_blank_entry_that_cannot_be_typed_into_is_said_to_be_locked(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("G6:N8").Locked = True\n{ROLE}.Range("G7").ClearContents')
    assert excel.click("validate").endswith(said("CELL_LOCKED"))
    assert excel.picked() == "工程师 G7"


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


def _with_project(place: Path, lang: Lang, *more: Role, is_part: bool = False, **changes: object) -> Excel:
    """Return Excel with the workbook of a consultant who has a whole project, and changes in the row of that.

    It may have more roles; where it is but a part, other teams may have rows of the project.
    """
    plan = load("erp_project_consultant")
    good = {spec.id: 0.0 if spec.dimension else 1.0 for spec in plan.of_kind("input")}
    inputs = [spec for spec in plan.tables["projects"].inputs if spec.is_number]
    row = DetailRow({spec.id: 1.0 for spec in inputs}, {"projects.project": "项目甲"})
    (place / "team").mkdir()
    person = Employee("1000", "张三", good, rows={"projects": [row]})
    written(place / "team", Role("顾问", plan, [person], is_part=is_part), lang, *more)
    excel = Excel(place, lang)
    excel.open(place / "team" / "team.xlsx")
    for cell, value in changes.items():
        excel.put(text(lang, "workbook.detail_sheet", role="顾问"), cell, value)
    return excel


@pytest.mark.parametrize(
    ("lang", "rule", "sum_"),
    [
        ("zh", "”选“是”；同一项目各顾问的贡献比例合计为 100%；", "本项目比例合计: 150.0%"),
        ("en", "Every row must meet: ", ": 150.0%"),
    ],
)
@pytest.mark.parametrize("share", [0.5, None])
def test_shares_that_do_not_sum_are_told_with_the_rule_and_their_sum_and_not_as_something_blank(
    tmp_path: Path, lang: Lang, rule: str, sum_: str, share: float | None
) -> None:
    again = dict(zip("ABCDEFGHI", ["1000 张三", "项目甲", 1, 1, 1, 1, 1, 1, share], strict=True))
    excel = _with_project(
        tmp_path, lang, **({f"{column}7": each for column, each in again.items()} if share else {"I6": None})
    )
    message = excel.click("validate")
    assert rule in message
    assert sum_.replace("150", "150" if share else "0") in message
    assert message.count("客服") + message.count("do not count") == 0  # of what stands above the table only the rule
    assert excel.picked().endswith(" I6")


def test_a_share_of_a_project_whose_rest_other_teams_may_have_is_handed_in_without_python(tmp_path: Path) -> None:
    excel = _with_project(tmp_path, "zh", is_part=True, I6=0.6)
    assert "✗" not in excel.click("validate")
    told = excel.click("submit", [6] * 4)
    assert (told.startswith(said("HANDED_BESIDE").partition("%")[0][:4]), "提交_" in told) == (True, True), told


def test_rows_of_another_role_that_are_in_a_sum_are_named_with_their_sheet(tmp_path: Path) -> None:
    plan = load("erp_project_consultant")
    inputs = [spec for spec in plan.tables["projects"].inputs if spec.is_number]
    row = DetailRow({spec.id: 0.5 if spec.unit == "rate" else 1.0 for spec in inputs}, {"projects.project": "项目甲"})
    other = Role("资深, O'B", plan, [Employee("2000", "李四", rows={"projects": [row]})])
    excel = _with_project(tmp_path, "zh", other, I6=0.6)
    message = excel.click("validate")
    assert "本项目比例合计: 110.0%（合计的是「项目名称」同为「项目甲」的各行：6, 明细 资深, O'B 6；" in message


def test_of_a_row_of_details_what_may_stay_blank_is_not_asked_for_and_what_is_wanted_is(tmp_path: Path) -> None:
    excel = _with_project(tmp_path, "zh", C6=None)
    assert excel.click("validate").endswith(said("CELL_BLANK"))
    assert excel.picked() == "明细 顾问 C6"


def test_an_error_in_the_place_of_a_text_of_details_is_gone_to(tmp_path: Path) -> None:
    excel = _with_project(tmp_path, "zh", B6="#N/A")
    assert "填的是「#N/A」，不能用。" in excel.click("validate")
    assert excel.picked() == "明细 顾问 B6"


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


def test_entries_out_of_a_ledger_of_ones_own_are_followed_once_and_over_any_number_of_balances(excel: Excel) -> None:
    count = "=COUNTIF(台账!B:B,2)"
    excel.do(
        'ActiveWorkbook.Worksheets.Add\nActiveSheet.Name = "台账"\nActiveSheet.Range("A1").Value = 1\n'
        'ActiveSheet.Range("A2:A400").Formula = "=A1+1"\nActiveSheet.Range("B1:B20").Formula = "=A1+0"\n'
        f'{ROLE}.Range("H7").Formula = "=台账!A400*0+91"\n'
        f'{ROLE}.Range("G6:G8").Formula = "{count}"\n{ROLE}.Range("I6:I8").Formula = "{count}"'
    )
    following = 'Debug.Print "followed"\n    Set ReadBy = New Collection'
    excel.change("PresalesEntries", "    Set ReadBy = New Collection", following)
    assert "全部通过" in excel.click("validate")
    assert excel.done.count("followed") == 399 + 20 + 7


def test_an_entry_that_hangs_on_cells_which_read_themselves_is_named_as_hr_refuses_it(excel: Excel) -> None:
    excel.do(
        'ActiveWorkbook.Worksheets.Add\nActiveSheet.Name = "台账"\nActiveSheet.Range("A1").Formula = "=A2"\n'
        f'ActiveSheet.Range("A2").Formula = "=A1"\n{ROLE}.Range("H7").Formula = "=台账!A1*0+91"'
    )
    assert excel.click("validate").endswith(said("ENTRY_CIRCULAR", "工程师 H7", "='台账'!A1*0+91"))


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("PresalesIssued", "    HasChecksum = True"),
        ("PresalesIssued", "    IsArea = SheetNamed(Name)"),
        ("PresalesBook", "    Set SheetNamed = ActiveWorkbook"),
        ("PresalesEntries", '    If Named = "" Then Set AreaOf'),
        ("PresalesEntries", "    Met.Add Place, Place"),
    ],
)
def test_esc_ends_a_click_wherever_it_is_pressed_and_is_no_answer(excel: Excel, module: str, line: str) -> None:
    excel.do(f'{ROLE}.Range("G7").Formula = "=G8"')
    excel.change(module, line, f"Err.Raise 18\n{line}")
    assert excel.click("validate") == said("STOPPED_ALONE")


def test_no_procedure_that_a_click_without_python_runs_goes_on_after_esc() -> None:
    goes_on = re.compile(r"(?:Sub|Function) (\w+)\((?:(?!\nEnd ).)*?On Error Resume Next", re.DOTALL)
    ours = (code for name, code in sources().items() if name.startswith("Presales"))
    found = {name for code in ours for name in goes_on.findall(code)}
    of_excel = {"LeftBehind", "Working", "Progress", "Undisturbed", "Ungroup", "Moment"}
    assert found == {"GoOn", "PresalesForHr", *of_excel}


def test_a_formula_of_other_cells_is_an_entry(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("G7").Formula = "=SUM(G6,G8)-G6"')
    assert "全部通过" in excel.click("validate")


def _rated(place: Path) -> Excel:
    """Return Excel with the workbook of two engineers; what raters give of the first of them is blank."""

    def team(folder: Path) -> None:
        [role] = engineers(folder).roles
        first, second, _ = role.people
        blank = {**first.entries, "input.satisfaction": math.nan}
        people = [replace(first, awaited=frozenset({"input.satisfaction"}), entries=blank), second]
        written(folder, replace(role, people=people), "zh")

    return with_team(place, team)


def test_what_raters_give_counts_for_nothing_when_the_manager_fills_it_in_and_is_named(tmp_path: Path) -> None:
    excel = _rated(tmp_path)
    assert "全部通过" in excel.click("validate")
    excel.do(f'{ROLE}.Range("H6").Validation.Delete')
    excel.put("工程师", "H6", 91)
    told = said("OF_RATERS", "工程师 H6", "91")
    for command in ("validate", "submit", "compute_grades", "compute_bonus"):
        assert excel.click(command).endswith(told)
    assert "1000 张三" in excel.click("validate")
    assert excel.picked() == "工程师 H6"
    assert excel.done == []
    excel.put("工程师", "H6", None)
    excel.click("submit")
    assert excel.done[0].startswith("copy ")


def test_while_something_is_refused_the_next_click_never_goes_to_what_is_only_to_be_confirmed(excel: Excel) -> None:
    excel.put("工程师", "H7", 1)
    excel.do(f'{ROLE}.Range("G6").NumberFormat = "@"\n{ROLE}.Range("H6").NumberFormat = "@"')
    excel.put("工程师", "G6", "１")
    excel.put("工程师", "H6", "９１")
    excel.click("validate")
    assert excel.picked() == "工程师 G6"
    excel.do(f'{ROLE}.Range("G6").NumberFormat = "General"')
    excel.put("工程师", "G6", 1)
    for _ in range(2):
        assert "✗" in excel.click("validate")
        assert excel.picked() == "工程师 H6"
    excel.do(f'{ROLE}.Range("H6").NumberFormat = "General"')
    excel.put("工程师", "H6", 91)
    assert excel.click("validate").endswith(said("CONFIRM_AT", "检查 E23", "检查 G23"))
    assert excel.picked() == "工程师 H7"


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
    assert said("CELL_BLANK") in excel.click("validate")
    excel.do(f'Debug.Print {beside}.Range("B1").Value')
    assert excel.done[-1].strip() == "1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_weights_that_do_not_come_to_the_whole_are_gone_to_in_the_rows_of_their_person(
    tmp_path: Path, lang: Lang
) -> None:
    plan = load("presales_manager")

    def items(table: str, *weights: float) -> list[DetailRow]:
        words = {f"{table}.name": "甲", f"{table}.target": "乙"}
        return [filled_row(plan, {f"{table}.weight": each, f"{table}.score": 90.0}, words) for each in weights]

    people = [
        Employee(key, name, rows={"key_items": items("key_items", 0.3333, 0.3333, 0.3334), "performance_items": last})
        for key, name, last in (
            ("E1", "张三", items("performance_items", 0.5, 0.25, 0.25)),
            ("E2", "李四", items("performance_items", 0.3333, 0.3333, 0.3333)),
        )
    ]
    written(tmp_path, Role("经理", plan, people), lang)
    excel = Excel(tmp_path, lang)
    excel.open(tmp_path / "team.xlsx")
    message = excel.click("validate")
    assert "99.99%" in message
    assert "E2 李四" in message
    assert excel.picked().endswith(" A14")  # eight rows are kept for the first


def test_of_more_doubts_than_the_list_has_lines_the_way_out_is_told_and_their_people_are_gone_to(
    tmp_path: Path,
) -> None:
    plan = load("support_kpi_85_15")
    doubted = {"input.plan_completion": 0.05, "input.satisfaction": 0.05, "input.exam": 1.0}
    entries = {spec.id: 0.0 for spec in plan.of_kind("input")} | doubted
    entries |= {"input.feedbacks_given": 9.0, "input.feedbacks_due": 9.0, "input.exam_absent": 1.0}
    people = [Employee(f"E{number}", "张三", entries) for number in range(1, 8)]
    said_of = [
        Confirmation("2026-11", person.employee_id, column, value, reason="已核对")
        for person in people
        for column, value in doubted.items()
    ]
    book = written(tmp_path, Role("工程师", plan, people), "zh")
    write(replace(book, confirmed=said_of), tmp_path / "team.xlsx", "zh")
    excel = Excel(tmp_path, "zh")
    excel.open(tmp_path / "team.xlsx")
    told = [(excel.click("validate"), excel.picked()) for _ in range(3)]
    assert all("清单里没有列全：都无误的，交回后由人事逐条确认" in message for message, _ in told)
    assert [place for _, place in told] == ["工程师 A11", "工程师 A12", "工程师 A11"]
