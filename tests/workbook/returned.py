"""Workbooks that came back, and the ways in which they can be wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.entries import read_entry
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW, Book
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import Returned, read
from tests.cycle.company import CONSULTANT


def returned(path: Path) -> Returned:
    return read(read_one(path), path.name, load)


def engineers(folder: Path, lang: Lang = "zh") -> Book:
    """Write the workbook of three engineers who have everything filled in."""
    return _copied(folder, _engineers, lang)


def _engineers() -> Role:
    plan = load("support_engineer_kpi")
    good = {spec.id: 0.0 if spec.dimension else 91.0 if spec.smallest else 1.0 for spec in plan.of_kind("input")}
    names = {"1000": "张三", "1001": "李四", "1002": "王五"}
    people = [Employee(key, name, good) for key, name in names.items()]
    return Role("工程师", plan, people)


def agents(folder: Path, lang: Lang = "zh") -> Book:
    """Write the workbook of two agents with a full chat each, in the rows 6 and 9 of the detail sheet."""
    return _copied(folder, _agents, lang)


def _agents() -> Role:
    plan = load("ecom_service_quality")
    good = {spec.id: 0.0 for spec in plan.tables["chats"].columns.values() if spec.field}
    rows = {"chats": [DetailRow(good)]}
    people = [Employee("1000", "张三", rows=rows), Employee("1001", "李四", rows=rows)]
    return Role("客服", plan, people)


def sellers(folder: Path, lang: Lang = "zh") -> Book:
    """Write the workbook of eight people with a quota and with pay, all of whom have the same results."""
    return _copied(folder, _sellers, lang)


def three_sellers(folder: Path, lang: Lang = "zh") -> Book:
    """Write the workbook of three of them."""
    return _copied(folder, _three_sellers, lang)


def _three_sellers() -> Role:
    return replace(_sellers(), people=_sellers().people[:3])


def _sellers() -> Role:
    entries = {f"input.{key}": float(value) for key, value in CONSULTANT.items()}
    entries |= {"level": 1.0, "input.contribution_target": 500000.0, "input.base_salary": 36000.0}
    people = [Employee(f"E{number}", f"张{number}", entries) for number in range(8)]
    return Role("售前", load("software_presales"), people)


def consultants(folder: Path, lang: Lang = "zh") -> Book:
    """Write the workbook of a consultant whose projects have names."""
    plan = load("erp_project_consultant")
    return written(folder, Role("顾问", plan, [Employee("1000", "张三")]), lang)


def _copied(folder: Path, role: Callable[[], Role], lang: Lang) -> Book:
    """Put a copy of a role's workbook, which is written once, into a folder."""
    book, content = _workbook(role, lang)
    (folder / "team.xlsx").write_bytes(content)
    return book


@cache
def _workbook(role: Callable[[], Role], lang: Lang) -> tuple[Book, bytes]:
    with TemporaryDirectory() as folder:
        book = written(Path(folder), role(), lang)
        return book, (Path(folder) / "team.xlsx").read_bytes()


def written(folder: Path, role: Role, lang: Lang, *more: Role) -> Book:
    book = Book("示例公司", "2026-11", manager_id="m1", manager="王芳", team="华东", roles=[role, *more])
    write(book, folder / "team.xlsx", lang)
    return book


def filled_row(plan: Plan, figures: Mapping[str, float], words: Mapping[str, str]) -> DetailRow:
    """Return a row of details with figures and texts."""
    read = {key: read_entry(plan, plan.column(key), text, "zh")[0] for key, text in words.items()}
    return DetailRow({**figures, **read}, words)


@dataclass(frozen=True)
class Mistake:
    """What somebody does to a workbook, and what they are told about it: {cell} stands for the cell typed into."""

    make: Callable[..., Book]
    sheet: str
    change: Callable[[Worksheet], None]
    zh: str
    en: str
    column: str = ""
    row: int = 0


def typed(column: str, row: int, value: object) -> Callable[[Worksheet], None]:
    """Return what types a value into a column that is known by its id."""

    def change(sheet: Worksheet) -> None:
        cell = sheet.cell(row, place_of(sheet, column))
        cell.value = value  # type: ignore[assignment]
        if value == "#N/A":
            cell.data_type = "e"

    return change


def place_of(sheet: Worksheet, column: str) -> int:
    return [cell.value for cell in sheet[1]].index(column) + 1


def entry(sheet: str, column: str, row: int, value: object, zh: str, en: str) -> Mistake:
    """Return what is told about a value in a column."""
    makes = {"工程师": engineers, "明细 客服": agents, "明细 顾问": consultants}
    return Mistake(makes[sheet], sheet, typed(column, row, value), zh=zh, en=en, column=column, row=row)


def exempt(sheet: Worksheet) -> None:
    """Choose the state that HR alone gives, in the language of the sheet."""
    cell = sheet.cell(6, place_of(sheet, "state"))
    cell.value = "免考" if cell.value == "正常" else "exempt"


def eleven_rows(sheet: Worksheet) -> None:
    """Give the first agent one chat more than anybody may have."""
    full = [cell.value for cell in sheet[FIRST_ROW + 1]]
    for row in range(FIRST_ROW + 1, FIRST_ROW + 12):
        for column, value in enumerate(full[:-1], 1):
            sheet.cell(row, column).value = value


def a_row_below_the_table(sheet: Worksheet) -> None:
    """Give the first agent another chat in the row below the last one that is ready."""
    for column, value in enumerate([cell.value for cell in sheet[FIRST_ROW + 1]][:-1], 1):
        sheet.cell(FIRST_ROW + 21, column).value = value


def remove(sheet: Worksheet) -> None:
    assert sheet.parent
    sheet.parent.remove(sheet)


def without_the_id(sheet: Worksheet) -> None:
    sheet.cell(1, place_of(sheet, "input.complaints")).value = "被改了"


def with_a_copied_column(sheet: Worksheet) -> None:
    sheet.cell(1, sheet.max_column + 1).value = "input.complaints"
