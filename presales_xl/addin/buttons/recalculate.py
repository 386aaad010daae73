"""重新计算: all scores anew in Python, compared with what the sheets show, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from presales_xl.addin.native import Book
from presales_xl.addin.open_book import OpenBook, Part, written
from presales_xl.addin.problem_list import go_to_list, write_list
from presales_xl.addin.ribbon import Ask, Reply, first_few, in_one_message
from presales_xl.people.notices import ChangedLabel, ComputedShown
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, text
from presales_xl.workbook.formulas import of_row
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, RoleLayout
from presales_xl.workbook.recorded import formula_texts
from presales_xl.workbook.returned import Returned
from presales_xl.workbook.review import is_computed
from presales_xl.workbook.shown import ELSEWHERE, shown_otherwise

_NAMED = 6  # cells that the question names


def run(book: Book, ask: Ask) -> Reply:
    """Compute everything anew, list each cell that shows something else, and offer to restore formulas.

    ProblemsError `workbook.not_ours`, `addin.rater_form`.
    """
    _calculate(book)
    opened = OpenBook.read(book)
    checked = opened.review()
    differing = _differing(opened, checked)
    lost = list(_restorable(opened, checked, differing))
    cells = [f"{problem.place.sheet} {problem.place.cell}" for problem in lost]
    named = first_few(cells, _NAMED, ask.lang)
    question = text(ask.lang, "buttons.recalculate.restore", count=len(lost), cells=named)
    if not lost or not ask.yes(question):
        return _compared(opened, checked, differing, 0, lang=ask.lang)
    with written(opened, list(_formulas(opened, lost))):
        _calculate(book)
        opened = OpenBook.read(book)
        checked = opened.review()
        differing = _differing(opened, checked)
        return _compared(opened, checked, differing, len(lost), lang=ask.lang)


def _compared(opened: OpenBook, checked: Returned, differing: Sequence[Problem], restored: int, *, lang: Lang) -> Reply:
    """List what differs, and tell how much that is."""
    unread = [problem for problem in checked.problems if problem.severity == "error" and not problem.place.cell]
    problems = [*unread, *differing]
    counts = {"differ": len(differing), "restored": restored, "unread": len(unread)}
    summary = _summary(counts, lang)
    try:
        write_list(opened, problems, _summary(counts, opened.issued.identity.lang))
    except ProblemsError as error:
        message = f"{summary}\n\n{in_one_message([*error.problems, *problems], lang)}"
        return Reply(message, "error" if problems else "warning")
    if not problems:
        return Reply(summary)
    go_to_list(opened)
    return Reply(_joined([summary, text(lang, "buttons.recalculate.listed")], lang), "error")


def _calculate(book: Book) -> None:
    """Have Excel compute: it may be set to do so only when it is told."""
    with suppress(NotImplementedError, AttributeError):
        book.app.calculate()


def _summary(counts: Mapping[str, int], lang: Lang) -> str:
    keys = [key for key in ("restored", "unread", "differ") if counts[key]]
    if not counts["differ"] and not counts["unread"]:
        keys.append("same")
    return _joined([text(lang, f"buttons.recalculate.{key}", count=counts.get(key)) for key in keys], lang)


def _joined(sentences: Sequence[str], lang: Lang) -> str:
    return ("" if lang == "zh" else " ").join(sentences)


def _elsewhere(opened: OpenBook) -> set[str]:
    """Return the sheets with formulas on which nothing is entered."""
    return {tab.name for tab in opened.of_team.tabs if tab.kind in ELSEWHERE}


def _differing(opened: OpenBook, checked: Returned) -> list[Problem]:
    """Return the cells that show something else than was computed anew, role by role, then on the other sheets."""
    of_roles = shown_otherwise(opened.sheets, checked, opened.of_team.roles)
    cells = {(each.place.sheet, each.place.cell) for each in of_roles}
    others = (each for each in checked.problems if isinstance(each, ComputedShown))
    others = (each for each in others if each.place.sheet in _elsewhere(opened))
    return [*of_roles, *(each for each in others if (each.place.sheet, each.place.cell) not in cells)]


def _restorable(opened: OpenBook, checked: Returned, differing: Sequence[Problem]) -> Iterator[Problem]:
    """Yield the cells with which differences begin, on sheets where everything else stands where it was issued.

    Where rows or columns were inserted, deleted or moved, a formula as issued would read other cells than it should.
    """
    roles = [role for role in opened.of_team.roles if _stands(opened, checked, role)]
    stands = {table.sheet for role in roles for table in role.tables}
    if len(roles) == len(opened.of_team.roles):
        moved = {each.place.sheet for each in checked.problems if isinstance(each, ChangedLabel)}
        stands |= _elsewhere(opened) - moved
    begun = (problem for problem in differing if not problem.fields.get("cause"))
    yield from (problem for problem in begun if problem.place.sheet in stands)


def _stands(opened: OpenBook, checked: Returned, role: RoleLayout) -> bool:
    """Return whether columns and rows of a role's sheets, which read each other, all stand where they stood."""
    rows = sorted(checked.rows.get(role.main.sheet, {}).values())
    ids = [opened.sheets.get(table.sheet, [[]])[ID_ROW][: len(table.columns)] for table in role.tables]
    beyond = (row > t.last_row for t in role.tables for row, _ in opened.sheets.formulas.get(t.sheet, ()))
    as_issued = [list(table.columns) for table in role.tables]
    return rows == list(range(FIRST_ROW, role.main.last_row + 1)) and ids == as_issued and not any(beyond)


def _formulas(opened: OpenBook, lost: Sequence[Problem]) -> Iterator[Part]:
    """Yield the formulas of sheets to write again, a whole column at a time.

    All of a sheet: a formula that reads a wrong cell may show the right value by chance.
    """
    wanted = {problem.place.sheet for problem in lost}
    lang = opened.issued.identity.lang
    for role in opened.of_team.roles:
        for table in (table for table in role.tables if table.sheet in wanted):
            specs = role.plan.tables[table.detail].columns if table.detail else role.plan.columns
            for place, key in enumerate(table.columns):
                if key in specs and is_computed(specs[key]):
                    rows = range(FIRST_ROW, table.last_row + 1)
                    yield table.sheet, FIRST_ROW, place, [[of_row(role, specs[key], row, lang)] for row in rows]
    elsewhere = wanted & _elsewhere(opened)
    for sheet, formulas in formula_texts(opened.of_team, lang, ELSEWHERE).items() if elsewhere else ():
        yield from ((sheet, *cell, [[formula]]) for cell, formula in formulas.items() if sheet in elsewhere)
