"""The list on 检查: what is wrong, cell by cell, with links; the sheets themselves mark the cells that it names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin import native
from presales_xl.addin.native import Sheet, unlocked
from presales_xl.addin.open_book import OpenBook, Part, go_to, in_place_of_old, written
from presales_xl.addin.own_sheet import link
from presales_xl.addin.ribbon import in_one_message
from presales_xl.addin.waiting import in_words, waits
from presales_xl.problem_texts import explain, sentences
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import Lang, text
from presales_xl.workbook.areas import HEADER, HEADING, LINE, LISTED, PROBLEM_COLS, PROBLEMS, cell_key
from presales_xl.workbook.layout import quoted
from presales_xl.workbook.returned import Returned

#: Cells of a sheet that also get a note: each costs a call into Excel, so there is a limit to them.
_NOTES = 10
_LONGEST = 1000  # characters of a message: a cell may hold a whole page that somebody pasted
_SIGNS = {"error": "✗", "warning": "▲"}
_OURS = tuple(_SIGNS.values())  # how notes of ours begin
_KEY = re.compile(r"s(\d+)r(\d+)c(\d+)")  # see areas.cell_key

Cells = Sequence[tuple[str, tuple[int, int]]]  # keys, with row and column from 1


def sorted_problems(problems: Sequence[Problem], lang: Lang) -> list[Problem]:
    """Return the problems of a review, errors first, one per cell and message."""
    unique = {(problem.place, explain(lang, problem)): problem for problem in problems}
    return sorted(unique.values(), key=lambda problem: problem.severity != "error")


def list_and_tell(opened: OpenBook, checked: Returned, lang: Lang) -> str:
    """List what a review found, go there, and return the verdict.

    Where the list has no place, the first problems stand in the message instead.
    """
    problems = sorted_problems(checked.problems, lang)
    try:
        write_list(opened, problems, verdict(checked, opened.issued.identity.lang))
    except ProblemsError as error:
        if opened.layout is None:
            return in_one_message(problems, lang) or verdict(checked, lang)
        return f"{verdict(checked, lang, listed=False)}\n\n{in_one_message([*error.problems, *problems], lang)}"
    if problems:
        go_to_list(opened)
    return verdict(checked, lang)


def verdict(checked: Returned, lang: Lang, *, listed: bool = True) -> str:
    """Return how much is to be mended, to be filled in or to be looked at, where the list is, and who waits for others.

    Only where nobody does and nothing is wrong all is complete.
    """
    problems, known = sorted_problems(checked.problems, lang), waits(checked, lang)
    people = in_words((who for role in checked.roles for who in role.people), known, lang)
    waiting = text(lang, "buttons.validate.waiting", count=len(known), people=people) if known else ""
    if not problems:
        return f"{text(lang, 'buttons.validate.right')}{waiting}" if waiting else text(lang, "buttons.validate.fine")
    wrong, blank = sum(problem.severity == "error" for problem in problems), len(sorted_problems(checked.blank, lang))
    counts = {"wrong": wrong, "blank": blank, "look": len(problems) - wrong - blank}
    parts = [text(lang, f"buttons.validate.{sort}", count=count) for sort, count in counts.items() if count]
    key = "buttons.validate.found" if listed else "buttons.validate.unlisted"
    summary = text(lang, key, parts=text(lang, "addin.comma").join(parts))
    if listed and len(problems) > LISTED:
        summary += text(lang, "buttons.validate.first", most=LISTED)
    return f"{summary}{waiting}"


def go_to_list(opened: OpenBook) -> None:
    """Bring the list to the front."""
    go_to(opened, opened.of_team.names["checks"], opened.issued.areas[PROBLEMS][1])


def write_list(opened: OpenBook, problems: Sequence[Problem], heading: str) -> None:
    """Write the list in place of the one before, and with it all marks; without problems only the heading stands.

    ProblemsError where there is no place for it: its sheet is gone, or the workbook is a rater's form, which has none.
    """
    parts = new_list(opened, problems, heading)
    with written(opened, parts):
        renew_notes(opened, parts)


def new_list(opened: OpenBook, problems: Sequence[Problem], heading: str) -> list[Part]:
    """Return what to write for the list; raises as `write_list` does."""
    rows = list(_rows(opened, problems, heading, opened.issued.identity.lang))
    return in_place_of_old(opened, opened.area(PROBLEMS), rows)


def _rows(opened: OpenBook, problems: Sequence[Problem], heading: str, lang: Lang) -> Iterator[list[object]]:
    filler = [None] * (PROBLEM_COLS - 2)
    yield [heading, None, *filler, HEADING]
    if problems:
        yield [text(lang, "addin.list.place"), text(lang, "addin.list.what"), *filler, HEADER]
    numbers = {name: number for number, name in enumerate(opened.of_team.sheets(), 1)}
    for problem in problems[:LISTED]:
        yield [_link_to(opened, problem.place), message(problem, lang), *filler, _key(problem.place, numbers)]


def message(problem: Problem, lang: Lang) -> str:
    """Return a problem's sentences behind a sign of its severity: nothing that a person typed can come first."""
    _, what, mend = sentences(lang, problem)
    words = f"{_SIGNS[problem.severity]} {what}{'' if lang == 'zh' else ' '}{mend}"
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _key(place: Place, numbers: Mapping[str, int]) -> str:
    """Return how the list names the cell of a problem: only tables have marks."""
    if place.sheet not in numbers or not place.cell or ":" in place.cell:
        return LINE
    row, column = xl_cell_to_rowcol(place.cell)
    return cell_key(numbers[place.sheet], row + 1, column + 1)


def _link_to(opened: OpenBook, place: Place) -> str | None:
    if not place.sheet:
        return None
    shown = f"{place.sheet} {place.cell}".strip()
    if place.sheet not in opened.sheets:
        return f"✗ {shown}"
    return link_in_book(place.sheet, place.cell if place.cell and ":" not in place.cell else "A1", shown)


def link_in_book(sheet: str, cell: str, shown: str) -> str:
    """Return the formula that shows a text and leads to a cell of the same workbook."""
    return link(f"#{quoted(sheet)}!{cell}", shown)


def renew_notes(opened: OpenBook, parts: Sequence[Part]) -> None:
    """Take the notes of the list before away, and put new ones on the first cells of each sheet.

    `parts` are those of `new_list`, written by now. A note that is there already stays, and one that is lacking is put
    there though the list is the same: somebody may have stopped the click that wrote it.
    """
    before, now = opened.rows_of(opened.area(PROBLEMS)), parts[0][-1]
    words = {str(row[-1]): str(row[1]) for row in reversed(now)}
    old, new = (_first_cells([str(row[-1]) for row in rows]) for rows in (before, now))
    for number, sheet in enumerate(opened.of_team.sheets(), 1):
        if sheet in opened.sheets and (old.get(number) or new.get(number)):
            wanted = {cell: words[key] for key, cell in new.get(number, [])}
            # A program without notes does without them: the list and the marks stand.
            with suppress(Exception):
                _renew_notes_of(opened.tabs[sheet], [cell for _, cell in old.get(number, [])], wanted)


def _first_cells(keys: Sequence[str]) -> dict[int, Cells]:
    """Return by sheet number the first cells that a list names, rows and columns from 0."""
    cells: dict[int, list[tuple[str, tuple[int, int]]]] = {}
    for key in dict.fromkeys(keys):
        if match := _KEY.fullmatch(key):
            sheet, row, column = map(int, match.groups())
            cells.setdefault(sheet, []).append((key, (row - 1, column - 1)))
    return {sheet: named[:_NOTES] for sheet, named in cells.items()}


def _renew_notes_of(sheet: Sheet, old: Sequence[tuple[int, int]], wanted: Mapping[tuple[int, int], str]) -> None:
    """Renew the notes of a sheet; somebody's own notes stay."""
    there = {cell: native.cells(sheet, *cell).note for cell in dict.fromkeys([*old, *wanted])}
    ours = {cell: note for cell, note in there.items() if note is not None and note.text.startswith(_OURS)}
    gone = [cell for cell, note in ours.items() if note.text.split() != wanted.get(cell, "").split()]
    lacking = [cell for cell in wanted if there[cell] is None or cell in gone]
    if not gone and not lacking:
        return
    with unlocked([sheet]):
        for cell in gone:
            ours[cell].delete()
        for cell in lacking:
            native.add_note(native.cells(sheet, *cell), wanted[cell])
