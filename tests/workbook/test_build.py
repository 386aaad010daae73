"""Real workbook files: sound for Excel, locked where they should be, printable, and quiet until they are filled in."""

import operator
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.people.entries import read_entry
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import write
from presales_xl.workbook.form import CHOICE
from presales_xl.workbook.layout import ABOVE, FIRST_ROW, IDENTITY, ORDER, BookLayout, RoleLayout
from tests.conftest import Validate
from tests.engines import CellError, Cells
from tests.engines.validator import ENDS, VERSIONS
from tests.filling import formulas
from tests.lint import lint
from tests.workbook.samples import COMPANY, EVERYBODY, SCHEMES, TeamFile, team

A4 = 9
Places = dict[str, set[str]]  # sheet -> addresses


# Sound files


@pytest.mark.validator
def test_excel_s_own_schema_accepts_a_team_of_all_schemes(everybody: dict[Lang, Path], validate: Validate) -> None:
    assert [str(flaw) for flaw in validate([everybody["zh"]], VERSIONS[:1])] == []


@pytest.mark.validator
@pytest.mark.parametrize("lang", LANGUAGES)
def test_excel_s_own_schema_accepts_a_team_in_every_version(lang: Lang, tmp_path: Path, validate: Validate) -> None:
    few = team(EVERYBODY, lang)
    roles = [role for role in few.roles if role.name in ("software_presales", "ecom_service_quality", "repair_stars")]
    write(replace(few, roles=roles), tmp_path / f"{lang}.xlsx", lang)
    assert [str(flaw) for flaw in validate([tmp_path / f"{lang}.xlsx"], VERSIONS if lang == "zh" else ENDS)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_our_lint_finds_nothing_in_a_team_of_all_schemes(lang: Lang, everybody: dict[Lang, Path]) -> None:
    assert lint(everybody[lang]) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_our_lint_finds_nothing_in_a_team_of_one_scheme(scheme: str, lang: Lang, team_file: TeamFile) -> None:
    assert lint(team_file(scheme, lang)) == []


def test_no_cell_shows_an_error_and_every_formula_has_the_value_that_it_comes_to(
    everybody: dict[Lang, Path], cells: Cells
) -> None:
    differ = [
        f"{sheet}!{address} shows {cells[sheet].get(address)!r}, the file says {cached!r}"
        for sheet, found in formulas(everybody["zh"]).items()
        for address, (_, cached) in found.items()
        if cells[sheet].get(address, "") != (cached if isinstance(cached, str) else pytest.approx(cached, rel=1e-9))
    ]
    assert differ == []
    assert not [value for found in cells.values() for value in found.values() if isinstance(value, CellError)]
    assert sum(map(len, cells.values())) > 10_000


# Who may change what


def sheets_of(layout: BookLayout) -> Iterator[str]:
    for role in layout.roles:
        yield from (table.sheet for table in role.tables)


def test_the_file_has_the_sheets_of_the_list_and_last_the_hidden_one(
    book: openpyxl.Workbook, layout: BookLayout
) -> None:
    assert book.sheetnames == list(layout.sheets())
    assert book.sheetnames[-1] == IDENTITY


def test_a_hidden_first_row_holds_the_id_of_every_column(book: openpyxl.Workbook, layout: BookLayout) -> None:
    for name in sheets_of(layout):
        sheet = book[name]
        ids = [cell.value for cell in sheet[1]]
        assert sheet.row_dimensions[1].hidden
        assert all(isinstance(key, str) and key for key in ids)
        assert len(set(ids)) == len(ids) == sheet.max_column


def test_the_ids_are_those_of_the_scheme(book: openpyxl.Workbook, layout: BookLayout) -> None:
    for role in layout.roles:
        ids = [cell.value for table in role.tables if not table.detail for cell in book[table.sheet][1]]
        assert set(ids) == {"employee_id", "name", *role.plan.columns, ORDER}
        assert len(set(ids) - {"employee_id", "name", ORDER}) == len([key for key in ids if key in role.plan.columns])
        for detail in role.details.values():
            own = role.plan.tables[detail.detail].columns
            assert {cell.value for cell in book[detail.sheet][1]} == {
                "employee",
                *own,
                *([ABOVE] if role.plan.tables[detail.detail].asking else []),
            }


def test_only_what_a_manager_fills_in_is_unlocked(book: openpyxl.Workbook, layout: BookLayout) -> None:
    unlocked = {
        sheet.title: {
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked and not isinstance(cell, MergedCell)
        }
        for sheet in book
    }
    confirmed = unlocked.pop("检查")  # where doubted entries are confirmed, with a reason
    assert {cell[0] for cell in confirmed} == set("EG")
    assert {name: cells for name, cells in unlocked.items() if cells} == open_cells(layout)


def open_cells(layout: BookLayout) -> Places:
    """Return the cells that a manager fills in, the choice of an employee in the forms among them."""
    cells: Places = {}
    for role in layout.roles:
        cells[role.main.sheet] = {
            role.address(spec.id, FIRST_ROW + number)
            for spec in role.plan.of_kind("employment", "input", "words")
            for number, person in enumerate(role.role.people)
            if spec.id not in person.locked
        }
        cells[role.form] = {CHOICE.replace("$", "")}
        for detail in role.details.values():
            inputs = [spec.id for spec in role.plan.tables[detail.detail].columns.values() if spec.field]
            cells[detail.sheet] = {
                xl_rowcol_to_cell(FIRST_ROW + row, detail.place(column))
                for row in range(detail.rows)
                for column in ("employee", *inputs)
            }
    return {name: found for name, found in cells.items() if found}


def test_figures_that_hr_gave_are_there_and_locked(book: openpyxl.Workbook, layout: BookLayout) -> None:
    given = [
        book[role.main.sheet][role.address(key, FIRST_ROW + number)]
        for role in layout.roles
        for number, person in enumerate(role.role.people)
        for key in person.locked
    ]
    assert given
    assert all(cell.protection.locked for cell in given)


def test_every_sheet_is_protected_and_columns_can_still_be_widened(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert sheet.protection.sheet
        if sheet.title != IDENTITY:
            assert not sheet.protection.formatColumns  # False: not forbidden


def test_what_the_program_needs_is_very_hidden_and_everything_else_is_there_to_see(book: openpyxl.Workbook) -> None:
    assert {sheet.title: sheet.sheet_state for sheet in book if sheet.sheet_state != "visible"} == {
        IDENTITY: "veryHidden"
    }


# What Excel accepts in a cell


def test_every_open_cell_is_checked_when_something_is_typed(book: openpyxl.Workbook, layout: BookLayout) -> None:
    for name, cells in open_cells(layout).items():
        covered = list(chain.from_iterable(addresses(rule) for rule in rules(book[name])))
        assert set(covered) == cells
        assert len(set(covered)) == len(covered)


def rules(sheet: Worksheet) -> list[DataValidation]:
    return list(sheet.data_validations.dataValidation)


def addresses(rule: DataValidation) -> Iterator[str]:
    for area in rule.sqref.ranges:
        for row, column in area.cells:
            yield xl_rowcol_to_cell(row - 1, column - 1)


def test_what_excel_accepts_is_what_collect_accepts(book: openpyxl.Workbook, layout: BookLayout) -> None:
    checked = 0
    for role in layout.roles:
        for spec, rule in input_rules(book, role):
            assert (rule.errorStyle, rule.showErrorMessage, rule.allow_blank) in (
                ("stop", True, True),
                (None, True, True),
            )
            checked += 1
            if spec.is_free_text:
                assert rule.type == ("textLength" if spec.words else "custom")
            elif spec.dimension:
                labels = [names["zh"] for names in role.plan.dimensions[spec.dimension].names]
                assert (rule.type, listed(book, rule.formula1)) == ("list", labels)
            else:
                assert_same_bounds(book, role.plan, spec, rule)
    assert checked > 100


def input_rules(book: openpyxl.Workbook, role: RoleLayout) -> Iterator[tuple[ColumnSpec, DataValidation]]:
    """Yield every input column with the rule of its first open cell."""
    for sheet, specs in (
        (role.main.sheet, role.plan.of_kind("input")),
        *(
            (d.sheet, [s for s in role.plan.tables[d.detail].columns.values() if s.field])
            for d in role.details.values()
        ),
    ):
        by_column = {}
        for rule in rules(book[sheet]):
            by_column[book[sheet].cell(1, next(iter(rule.sqref.ranges)).min_col).value] = rule
        yield from ((spec, by_column[spec.id]) for spec in specs if spec.id in by_column)


def listed(book: openpyxl.Workbook, reference: str | None) -> list[str]:
    assert reference
    sheet, cells = reference.replace("'", "").replace("$", "").rsplit("!", 1)
    found = book[sheet][cells]
    return [cell.value for row in (found if isinstance(found, tuple) else ((found,),)) for cell in row]


def assert_same_bounds(book: openpyxl.Workbook, plan: Plan, spec: ColumnSpec, rule: DataValidation) -> None:
    if "INDEX(" in f"{rule.formula1}{rule.formula2}":  # a bound by level: collect leaves it to the formulas
        return
    low, high = plan.limit(spec.low), plan.limit(spec.high)
    probes = [
        0.5,
        1,
        2.5,
        7,
        *(bound + step for bound in (low, high) if bound is not None for step in (-1, -0.01, 0, 0.01, 1)),
    ]
    for value in probes:
        fine = read_entry(plan, spec, float(value), "zh")[1] is None
        assert accepts(book, rule, value) == fine, f"{spec.id}: {value}"


def accepts(book: openpyxl.Workbook, rule: DataValidation, value: float) -> bool:
    """Return whether Excel would let a number stand."""
    if rule.type == "custom":
        return holds(book, rule.formula1 or "", value)
    first, second = (number(book, formula) for formula in (rule.formula1, rule.formula2))
    within = {
        "between": first <= value <= second,
        "greaterThanOrEqual": value >= first,
        "lessThanOrEqual": value <= first,
    }[rule.operator or "between"]
    return within and (rule.type == "decimal" or (rule.type == "whole" and value == int(value)))


def holds(book: openpyxl.Workbook, formula: str, value: float) -> bool:
    """Return whether a test of one cell is true of a number."""
    cells = re.sub(r"'[^']+'!\$[A-Z]+\$\d+", lambda found: f"{number(book, found[0])}", formula)
    functions = {"NOT": operator.not_, "OR": lambda *parts: any(parts), "AND": lambda *parts: all(parts)}
    counts = {name: lambda _: 1 for name in ("COUNT", "COUNTA")}
    functions |= {"ISLOGICAL": lambda _: False}
    return bool(eval(re.sub(r"\$[A-Z]+\d+", f"{value}", cells), functions | counts))  # noqa: S307 - our own formula


def number(book: openpyxl.Workbook, formula: str | None) -> float:
    if formula is None:
        return 0
    return float(listed(book, formula)[0]) if "!" in formula else float(formula)


# On paper


def test_every_sheet_prints_on_a4_with_page_numbers(book: openpyxl.Workbook) -> None:
    for sheet in book:
        if sheet.sheet_state == "visible":
            assert sheet.page_setup.paperSize == A4
            footer = sheet.oddFooter
            assert footer
            assert footer.left and footer.left.text
            assert footer.right and footer.right.text == "&P / &N"


def test_long_sheets_repeat_their_headers_on_every_page(book: openpyxl.Workbook, layout: BookLayout) -> None:
    for role in layout.roles:
        assert book[role.main.sheet].print_title_rows == "$3:$5"  # the title is in the page's header
        assert book[role.main.sheet].print_title_cols == "$A:$B"
        for detail in role.details.values():
            assert book[detail.sheet].print_title_rows == "$2:$5"
    for key in ("cover", "checks", "parameters"):
        assert book[layout.names[key]].print_title_rows


def test_a_form_fits_on_one_page(book: openpyxl.Workbook, layout: BookLayout) -> None:
    for role in layout.roles:
        sheet = book[role.form]
        assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}  # 1 is what is meant by none
        assert sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area


def test_the_file_says_what_it_is(everybody: dict[Lang, Path], book: openpyxl.Workbook) -> None:
    title = text("zh", "workbook.title", company=COMPANY, period="2026-11")
    assert (book.properties.title, book.properties.creator) == (title, "presales_xl")
    assert book.properties.subject == "华东「售前」 =王芳"
    with ZipFile(everybody["zh"]) as archive:
        assert "<Company>=示例公司 &amp; &lt;分公司&gt;</Company>" in archive.read("docProps/app.xml").decode()
