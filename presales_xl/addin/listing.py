"""The list on 检查: what is wrong, cell by cell, with links; the sheets themselves mark the cells that it names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import xlwings as xw
from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin import open_book
from presales_xl.addin.open_book import OpenBook, Part, write
from presales_xl.addin.protection import unlocked
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, sentences, text
from presales_xl.workbook.areas import HEADER, HEADING, LINE, LISTED, PROBLEM_COLS, PROBLEMS, cell_key
from presales_xl.workbook.layout import quoted

#: Cells of a sheet that also get a note: each costs a call into Excel, so there is a limit to them.
_NOTES = 10
_LONGEST = 1000  # characters of a message: a cell may hold a whole page that somebody pasted
_SIGNS = {"error": "✗", "warning": "▲"}
_KEY = re.compile(r"s(\d+)r(\d+)c(\d+)")  # see areas.cell_key

Cells = Sequence[tuple[str, tuple[int, int]]]  # keys, with row and column from 1


def show(opened: OpenBook, problems: Sequence[Problem], heading: str) -> None:
    """Write the list in place of the one before, and with it all marks; without problems only the heading stands.

    ProblemsError where there is no place for it: its sheet is gone, or the workbook is a rater's form, which has none.
    """
    parts = renewed(opened, problems, heading)
    write(opened, parts)
    renew_notes(opened, parts)


def renewed(opened: OpenBook, problems: Sequence[Problem], heading: str) -> list[Part]:
    """Return what to write for the list; raises as `show` does."""
    rows = list(_rows(opened, problems, heading, opened.issued.identity.lang))
    return open_book.renewed(opened, opened.area(PROBLEMS), rows)


def _rows(opened: OpenBook, problems: Sequence[Problem], heading: str, lang: Lang) -> Iterator[list[object]]:
    filler = [None] * (PROBLEM_COLS - 2)
    yield [heading, None, *filler, HEADING]
    if problems:
        yield [text(lang, "addin.list.place"), text(lang, "addin.list.what"), *filler, HEADER]
    numbers = {name: number for number, name in enumerate(opened.of_team.sheets(), 1)}
    for problem in problems[:LISTED]:
        yield [_link(opened, problem.place), message(problem, lang), *filler, _key(problem.place, numbers)]


def message(problem: Problem, lang: Lang) -> str:
    """Return a problem's sentences behind a sign of its severity: nothing that a person typed can come first."""
    _, what, mend = sentences(lang, problem)
    told = f"{_SIGNS[problem.severity]} {what}{'' if lang == 'zh' else ' '}{mend}"
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"


def _key(place: Place, numbers: Mapping[str, int]) -> str:
    """Return how the list names the cell of a problem: only tables have marks."""
    if place.sheet not in numbers or not place.cell or ":" in place.cell:
        return LINE
    row, column = xl_cell_to_rowcol(place.cell)
    return cell_key(numbers[place.sheet], row + 1, column + 1)


def _link(opened: OpenBook, place: Place) -> str | None:
    if not place.sheet:
        return None
    shown = f"{place.sheet} {place.cell}".strip()
    if place.sheet not in opened.sheets:
        return f"✗ {shown}"
    return link(place.sheet, place.cell if place.cell and ":" not in place.cell else "A1", shown)


def link(sheet: str, cell: str, shown: str) -> str:
    """Return the formula that shows a text and leads to a cell."""
    target, words = (part.replace('"', '""') for part in (f"#{quoted(sheet)}!{cell}", shown))
    return f'=HYPERLINK("{target}","{words}")'


def renew_notes(opened: OpenBook, parts: Sequence[Part]) -> None:
    """Take the notes of the list before away, and put new ones on the first cells of each sheet.

    `parts` are those of `renewed`, written by now.
    """
    before, now = opened.written(opened.area(PROBLEMS)), parts[0][-1]
    words = {str(row[-1]): str(row[1]) for row in reversed(now)}
    old, new = (_first_cells([str(row[-1]) for row in rows]) for rows in (before, now))
    for number, sheet in enumerate(opened.of_team.sheets(), 1):
        if sheet in opened.sheets and (old.get(number) or new.get(number)):
            # A program without notes does without them: the list and the marks stand.
            with suppress(Exception), unlocked([opened.tabs[sheet]]):
                _note(opened.tabs[sheet], old.get(number, []), new.get(number, []), words)


def _first_cells(keys: Sequence[str]) -> dict[int, Cells]:
    """Return by sheet number the first cells that a list names."""
    found: dict[int, list[tuple[str, tuple[int, int]]]] = {}
    for key in dict.fromkeys(keys):
        if match := _KEY.fullmatch(key):
            sheet, row, column = map(int, match.groups())
            found.setdefault(sheet, []).append((key, (row, column)))
    return {sheet: cells[:_NOTES] for sheet, cells in found.items()}


def _note(sheet: xw.Sheet, old: Cells, new: Cells, words: Mapping[str, str]) -> None:
    """Renew the notes of a sheet; somebody's own notes stay."""
    for _, cell in old:
        note = sheet.range(cell).note
        if note is not None and note.text.startswith(tuple(_SIGNS.values())):
            note.delete()
    for key, cell in new:
        cells = sheet.range(cell)
        if cells.note is None:
            cells.add_note(words[key])
