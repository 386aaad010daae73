"""What hangs on people is told by functions of the layout: those of one workbook give what others of its shape say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from random import Random
from types import FunctionType, MethodType, ModuleType
from typing import Any

import pytest
from xlsxwriter.worksheet import Worksheet

from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.outcome import Outcome, PersonOutcome
from presales_xl.scheme.columns import Plan
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.book_sheet import BookSheet
from presales_xl.workbook.build import SHEETS, lay_out_book, written
from presales_xl.workbook.formulas import cell_value, cell_values
from presales_xl.workbook.layout import Book, BookLayout, RoleLayout
from presales_xl.workbook.varying import BookWorksheet, Told, VaryingCells
from tests.workbook.alike import another
from tests.workbook.samples import EVERYBODY, SCHEMES, team

#: Kinds of sheets that say nothing of people but by such functions.
KINDS = {tab.key for line in SHEETS for tab in line}
Cells = Mapping[tuple[int, int], Any]
BLANK = None


def shown(sheet: BookWorksheet, texts: Mapping[int, str]) -> Cells:
    """Return the cells of a sheet: what each holds or, of a formula, shows at first, and all else that it is."""
    cells = {}
    forms = {id(None): ""}
    for row, line in sheet.table.items():
        for column, cell in line.items():
            if id(cell.format) not in forms:
                forms[id(cell.format)] = str(sorted((key, str(value)) for key, value in vars(cell.format).items()))
            value: Told = BLANK
            if hasattr(cell, "number"):
                value = cell.number
            elif hasattr(cell, "formula"):
                value = cell.value
            elif hasattr(cell, "string"):
                value = texts[cell.string]
            form = cell.format.xf_index if (row, column) in sheet.looks else forms[id(cell.format)]
            cells[row, column] = value, getattr(cell, "formula", ""), form
    return cells


def around(sheet: BookWorksheet, other: BookLayout) -> list[Any]:
    """Return what a sheet has besides its cells, with what it says of another workbook where that varies.

    Where it is scrolled to hangs on the first cell that is blank.
    """
    margins = {"header": sheet.header, "footer": sheet.footer}
    margins |= {name: varying.of(other) for name, varying in sheet.margins.items()}
    rows = {row: replace(info, height=None) if row in sheet.heights else info for row, info in sheet.row_info.items()}
    heights = {row: varying.of(other) for row, varying in sheet.heights.items()}
    conditions = [(where, [rule.get("criteria") for rule in rules]) for where, rules in sheet.cond_formats.items()]
    panes, links = (sheet.panes[:2], sheet.selections), {place: str(vars(url)) for place, url in _links(sheet)}
    return [margins, rows, heights, sheet.merge, sheet.validations, conditions, panes, links, sheet.col_info.keys()]


def _links(sheet: BookWorksheet) -> Iterator[tuple[tuple[int, int], Any]]:
    yield from (((row, column), url) for row, line in sheet.hyperlinks.items() for column, url in line.items())


def sheets(layout: BookLayout, lang: Lang) -> dict[str, tuple[BookWorksheet, Cells]]:
    file = written(layout, lang, KINDS)
    texts = file.str_table.by_number()
    return {tab.name: (sheet := file.get_worksheet_by_name(tab.name), shown(sheet, texts)) for tab in layout.tabs}


def replay(book: Book, another: Book, lang: Lang) -> None:
    """Check that what was recorded of a workbook gives what is written in another of its shape."""
    first, other = (lay_out_book(each, lang) for each in (book, another))
    others = sheets(other, lang)
    told = 0
    for sheet_name, (sheet, cells) in sheets(first, lang).items():
        other_sheet, other_cells = others[sheet_name]
        assert (cells.keys(), sheet.varying.keys()) == (other_cells.keys(), other_sheet.varying.keys()), sheet_name
        varying = dict(zip(sheet.varying, VaryingCells([*sheet.varying.values()]).of(other), strict=True))
        looks = {place: look.of(other) for place, look in sheet.looks.items()}
        for place, (value, formula, form) in cells.items():
            replayed = varying.get(place, value)
            replayed = BLANK if replayed != replayed else replayed  # noqa: PLR0124 - NaN
            assert (replayed, formula, looks.get(place, form)) == other_cells[place], f"{sheet_name} {place}"
        assert around(sheet, other) == around(other_sheet, other), sheet_name
        told += len(sheet.varying)
    assert told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "blank"])
@pytest.mark.parametrize("name", SCHEMES)
def test_functions_of_one_workbook_tell_what_another_of_its_shape_says(name: str, filled: bool, lang: Lang) -> None:
    chance = Random(f"{name} {filled} {lang}")  # noqa: S311 - not at random
    replay(team(name, lang, filled=filled), another(name, lang, chance, filled=filled), lang)


def test_so_do_those_of_a_team_of_every_scheme() -> None:
    chance = Random(EVERYBODY)  # noqa: S311 - not at random
    replay(team(EVERYBODY, "zh"), another(EVERYBODY, "zh", chance), "zh")


def asking_raters(book: Book) -> Book:
    """Return the book with every second person's ratings coming from raters."""

    def asked(role: Role, place: int, person: Employee) -> Employee:
        rated = frozenset(spec.id for spec in role.plan.of_kind("input") if spec.rater)
        return replace(person, awaited=rated - person.locked) if place % 2 else person

    roles = [replace(role, people=[asked(role, *each) for each in enumerate(role.people)]) for role in book.roles]
    return replace(book, roles=roles)


@pytest.mark.parametrize("name", [name for name in SCHEMES if any(spec.rater for spec in load(name).columns.values())])
def test_so_do_those_of_a_team_whose_raters_are_asked(name: str) -> None:
    chance = Random(name)  # noqa: S311 - not at random
    replay(asking_raters(team(name, "en")), asking_raters(another(name, "en", chance)), "en")


@pytest.mark.parametrize("name", SCHEMES)
def test_a_column_is_told_at_once_as_each_of_its_cells_is(name: str) -> None:
    for lang in LANGUAGES:
        (role,) = lay_out_book(another(name, lang, Random(name)), lang).roles  # noqa: S311 - not at random
        for column in role.plan.columns:
            each = [cell_value(role.outcome.person(place), column, lang) for place in range(role.outcome.size)]
            assert cell_values(role, column) == each


def held(value: object, seen: set[int]) -> Iterator[object]:
    """Yield everything that a function holds: of its closure, of what it was bound to, of what these hold."""
    if id(value) in seen or isinstance(value, str | float | int | type | ModuleType):
        return
    seen.add(id(value))
    yield value
    parts: list[object] = []
    if isinstance(value, FunctionType):
        parts += [cell.cell_contents for cell in value.__closure__ or ()] + [*(value.__defaults__ or ())]
    elif isinstance(value, partial):
        parts += [value.func, *value.args, *value.keywords.values()]
    elif isinstance(value, MethodType):
        parts += [value.__self__, value.__func__]
    elif isinstance(value, Mapping):
        parts += [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        parts += value
    elif not isinstance(value, Plan):
        parts += vars(value).values() if hasattr(value, "__dict__") else ()
    for part in parts:
        yield from held(part, seen)


@pytest.mark.parametrize("name", ["customer_development", "ecom_service_quality", "sales_2024", "competency"])
def test_functions_hold_nothing_of_the_workbook_that_they_were_made_for(name: str) -> None:
    made = [sheet for sheet, _ in sheets(lay_out_book(team(name, "zh"), "zh"), "zh").values()]
    told = [(*sheet.varying.values(), *sheet.heights.values(), *sheet.margins.values()) for sheet in made]
    of_people = (Book, BookLayout, RoleLayout, BookSheet, Outcome, PersonOutcome, Employee, Role, DetailRow, Worksheet)
    found = {type(each).__name__ for each in held(told, set()) if isinstance(each, of_people)}
    assert found == set()
