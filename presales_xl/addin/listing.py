"""The list on 检查: what is wrong, cell by cell, with links; the sheets themselves mark the cells that it names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import xlwings as xw
from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin.open_book import OpenBook, unlocked, write_area
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang, sentences, text
from presales_xl.workbook.areas import HEADER, HEADING, LINE, LISTED, PROBLEM_COLS, PROBLEMS, cell_key
from presales_xl.workbook.issued import layout_of
from presales_xl.workbook.layout import quoted

#: Cells of a sheet that also get a note: each costs a call into Excel, so there is a limit to them.
_NOTES = 10
_SIGNS = {"error": "✗", "warning": "▲"}
_KEY = re.compile(r"s(\d+)r(\d+)c(\d+)")  # see areas.cell_key


def write(opened: OpenBook, problems: Sequence[Problem], heading: str) -> None:
    """Write the list in place of the one before, and with it all marks; without problems only the heading stands."""
    lang = opened.issued.identity.lang
    area = opened.area(PROBLEMS, LISTED + 2, PROBLEM_COLS)
    before = opened.written(area)
    rows = list(_rows(opened, problems, heading, lang))
    write_area(opened, area, rows)
    words = {str(row[-1]): str(row[1]) for row in reversed(rows)}
    _renew_notes(opened, [str(row[-1]) for row in before], [str(row[-1]) for row in rows], words)


def _rows(opened: OpenBook, problems: Sequence[Problem], heading: str, lang: Lang) -> Iterator[list[object]]:
    filler = [None] * (PROBLEM_COLS - 2)
    yield [heading, None, *filler, HEADING]
    if problems:
        yield [text(lang, "addin.list.place"), text(lang, "addin.list.what"), *filler, HEADER]
    keys = _keys(opened)
    for problem in problems[:LISTED]:
        yield [_link(opened, problem), message(problem, lang), *filler, keys(problem)]


def message(problem: Problem, lang: Lang) -> str:
    """Return a problem's sentences behind a sign of its severity: nothing that a person typed can come first."""
    _, what, mend = sentences(lang, problem)
    return f"{_SIGNS[problem.severity]} {what}{'' if lang == 'zh' else ' '}{mend}"


class _keys:  # noqa: N801 - called as a function
    """How the list names the cell of a problem: only tables have marks."""

    def __init__(self, opened: OpenBook) -> None:
        self.numbers = {name: number for number, name in enumerate(layout_of(opened.issued).sheets(), 1)}

    def __call__(self, problem: Problem) -> str:
        place = problem.place
        if place.sheet not in self.numbers or not place.cell or ":" in place.cell:
            return LINE
        row, column = xl_cell_to_rowcol(place.cell)
        return cell_key(self.numbers[place.sheet], row + 1, column + 1)


def _link(opened: OpenBook, problem: Problem) -> str | None:
    place = problem.place
    if not place.sheet:
        return None
    cell = place.cell if place.cell and ":" not in place.cell else "A1"
    shown = f"{place.sheet} {place.cell}".strip()
    if place.sheet not in opened.sheets:
        return f"✗ {shown}"
    target = f"#{quoted(place.sheet)}!{cell}".replace('"', '""')
    return f'=HYPERLINK("{target}","{shown.replace(chr(34), chr(34) * 2)}")'


def _renew_notes(opened: OpenBook, before: Sequence[str], now: Sequence[str], words: Mapping[str, str]) -> None:
    """Take the notes of the list before away, and put new ones on the first cells of each sheet."""
    old, new = _first_cells(before), _first_cells(now)
    for number, sheet in enumerate(layout_of(opened.issued).sheets(), 1):
        if sheet in opened.sheets and (old.get(number) or new.get(number)):
            with unlocked(opened.book, [sheet]), suppress(NotImplementedError, AttributeError):
                _note(opened.book.sheets[sheet], old.get(number, []), new.get(number, []), words)


def _first_cells(keys: Sequence[str]) -> dict[int, list[tuple[str, tuple[int, int]]]]:
    """Return by sheet number the first cells that a list names: key, and row and column from 1."""
    found: dict[int, list[tuple[str, tuple[int, int]]]] = {}
    for key in dict.fromkeys(keys):
        if match := _KEY.fullmatch(key):
            sheet, row, column = map(int, match.groups())
            found.setdefault(sheet, []).append((key, (row, column)))
    return {sheet: cells[:_NOTES] for sheet, cells in found.items()}


def _note(sheet: xw.Sheet, old: Sequence[tuple[str, tuple[int, int]]], new: Sequence[tuple[str, tuple[int, int]]],
          words: Mapping[str, str]) -> None:  # fmt: skip
    """Renew the notes of a sheet; somebody's own notes stay. A program without notes does without them."""
    for _, cell in old:
        note = sheet.range(cell).note
        if note is not None and note.text.startswith(tuple(_SIGNS.values())):
            note.delete()
    for key, cell in new:
        cells = sheet.range(cell)
        if cells.note is None:
            cells.add_note(words[key])
