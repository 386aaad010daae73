"""What sheets show is told without writing them again: what writing them gives, whoever was written before."""

from dataclasses import replace
from random import Random

import pytest

from presales_xl.people.questions import Confirmation
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook import recorded
from presales_xl.workbook.build import KINDS, lay_out_book, written
from presales_xl.workbook.identity import constant_of
from presales_xl.workbook.layout import Book, BookLayout
from presales_xl.workbook.question_list import asked_of
from presales_xl.workbook.shown import ELSEWHERE
from tests.workbook.alike import another
from tests.workbook.samples import SCHEMES, team


def written_anew(layout: BookLayout, lang: Lang) -> dict[str, dict[tuple[int, int], tuple[object, ...]]]:
    """Return value, formula and value of it of all cells, by writing every sheet."""
    file = written(layout, lang, KINDS)
    texts = file.str_table.by_number()
    return {
        sheet.name: {
            (row, column): (constant_of(cell, texts), getattr(cell, "formula", None), getattr(cell, "value", None))
            for row, line in sheet.table.items()
            for column, cell in line.items()
        }
        for sheet in file.worksheets()
    }


def answered(book: Book, lang: Lang, chance: Random) -> Book:
    """Return the book with some of its questions confirmed, and others than the first chosen on its forms."""
    layout = lay_out_book(book, lang)
    said = [
        Confirmation(book.period, role.role.people[each.place].employee_id, each.column, each.value, reason="真的")
        for role in layout.roles
        for table in ("", *role.details)
        for each in asked_of(role, table)
        if chance.random() < 0.5
    ]
    chosen = {role.form: chance.randrange(len(role.role.people)) for role in layout.roles}
    return replace(book, confirmed=said, chosen=chosen)


@pytest.mark.parametrize("name", SCHEMES)
def test_what_sheets_hold_and_show_is_told_as_writing_them_again_gives_it(name: str) -> None:
    chance = Random(name)  # noqa: S311 - not at random
    lang: Lang = chance.choice(LANGUAGES)
    books = [another(name, lang, chance), *(answered(another(name, lang, chance), lang, chance) for _ in range(2))]
    for book in books:
        layout = lay_out_book(book, lang)
        right = written_anew(layout, lang)
        kinds = {tab.name: tab.kind for tab in layout.tabs}
        values = {
            sheet: {cell: value for cell, (_, formula, value) in cells.items() if formula is not None}
            for sheet, cells in right.items()
        }
        wanted = {sheet: cells for sheet, cells in values.items() if kinds[sheet] in ELSEWHERE}
        assert repr(recorded.formula_values(layout, lang, ELSEWHERE)) == repr(wanted)
        formulas = {
            sheet: {cell: f"={formula}" for cell, (_, formula, _) in cells.items() if formula is not None}
            for sheet, cells in right.items()
        }
        assert recorded.formula_texts(layout, lang, KINDS) == formulas
        held = {sheet: {cell: value for cell, (value, *_) in cells.items()} for sheet, cells in right.items()}
        assert recorded.constants(layout, lang) == held


def test_sheets_are_told_of_anew_where_their_cells_differ() -> None:
    book = team("five_dimension", "zh")
    fewer = replace(book, roles=[replace(role, people=role.people[1:]) for role in book.roles])
    renamed = replace(book, roles=[replace(role, name="顾问") for role in book.roles])
    role = book.roles[0]
    free = replace(book, roles=[replace(role, people=[replace(each, locked=frozenset()) for each in role.people])])
    for each in (book, fewer, renamed, free, replace(book, due="2026-12-10"), book):
        layout = lay_out_book(each, "zh")
        held = {
            sheet: {cell: value for cell, (value, *_) in cells.items()}
            for sheet, cells in written_anew(layout, "zh").items()
        }
        assert recorded.constants(layout, "zh") == held
