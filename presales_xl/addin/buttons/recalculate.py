"""重新计算: all scores anew in Python, compared with what the sheets show, cell by cell."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import xlwings as xw
from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin.open_book import OpenBook, Part, written
from presales_xl.addin.problem_list import go_to_list, write_list
from presales_xl.addin.ribbon import Answer, Ask, first_few, in_one_message
from presales_xl.backends.words import column_in_full
from presales_xl.people.outcome import outcome
from presales_xl.people.table import CellError, Value
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import Lang, text
from presales_xl.workbook.formulas import Shown, cell_value, of_row
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, RoleLayout, cell_name
from presales_xl.workbook.returned import Returned

_SAME = 1e-9  # relative: what a program's last binary digits may differ by; money and totals are rounded to 0.01
_NAMED = 6  # cells that the question names


def run(book: xw.Book, ask: Ask) -> Answer:
    """Compute everything anew, list each cell that shows something else, and offer to restore overwritten formulas.

    ProblemsError `workbook.not_ours`, `addin.rater_form`.
    """
    _calculate(book)
    opened = OpenBook.read(book)
    checked = opened.review()
    lost = list(_restorable(opened, checked))
    cells = [f"{problem.place.sheet} {problem.place.cell}" for problem in lost]
    named = first_few(cells, _NAMED, ask.lang)
    question = text(ask.lang, "buttons.recalculate.restore", count=len(lost), cells=named)
    if not lost or not ask.yes(question):
        return _compared(opened, checked, 0, ask.lang)
    with written(opened, list(_formulas(opened, lost))):
        _calculate(book)
        opened = OpenBook.read(book)
        return _compared(opened, opened.review(), len(lost), ask.lang)


def _compared(opened: OpenBook, checked: Returned, restored: int, lang: Lang) -> Answer:
    """List what differs, and tell how much that is."""
    differing = [*checked.overwritten, *differences(opened, checked)]
    unread = [problem for problem in checked.problems if problem.severity == "error" and not problem.place.cell]
    problems = [*unread, *differing]
    counts = {"differ": len(differing), "restored": restored, "unread": len(unread)}
    summary = _summary(counts, lang)
    try:
        write_list(opened, problems, _summary(counts, opened.issued.identity.lang))
    except ProblemsError as error:
        message = f"{summary}\n\n{in_one_message([*error.problems, *problems], lang)}"
        return Answer(message, "error" if problems else "warning")
    if not problems:
        return Answer(summary)
    go_to_list(opened)
    return Answer(_joined([summary, text(lang, "buttons.recalculate.listed")], lang), "error")


def _calculate(book: xw.Book) -> None:
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


def differences(opened: OpenBook, checked: Returned) -> Iterator[Problem]:
    """Yield every computed cell of the role sheets that shows something else than Python computes."""
    lang = opened.issued.identity.lang
    overwritten = {problem.place for problem in checked.overwritten}
    for role, layout in zip(checked.roles, opened.of_team.roles, strict=True):
        computed = outcome(role.plan, role.inputs())
        for sheet in (layout.main.sheet, layout.workings.sheet):
            columns, rows = checked.columns.get(sheet, {}), checked.rows.get(sheet, {})
            specs = [spec for spec in role.plan.columns.values() if spec.expr is not None and spec.id in columns]
            for number, person in enumerate(role.people):
                for spec in specs if person.employee_id in rows else ():
                    row, place = rows[person.employee_id], columns[spec.id]
                    shown = opened.sheets[sheet][row][place]
                    expected = cell_value(computed.person(number), spec.id, lang)
                    where = Place(sheet=sheet, cell=cell_name(row, place))
                    if where not in overwritten and not same(shown, expected):
                        name = column_in_full(role.plan, spec, lang)
                        words = {"found": _word(shown), "expected": _word(expected)}
                        fields = {"person": person.name, "name": name, **words}
                        yield Problem("recalculate.differs", where, fields)


def same(shown: Value, expected: Shown) -> bool:
    """Return whether a cell shows what was computed."""
    if isinstance(expected, str):
        return (shown is None and expected == "") or (isinstance(shown, str) and shown.strip() == expected.strip())
    if isinstance(shown, bool) or not isinstance(shown, int | float):
        return False
    return math.isclose(shown, expected, rel_tol=_SAME, abs_tol=_SAME)


def _word(value: Value | Shown) -> str:
    if isinstance(value, CellError):
        return value.code
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def _restorable(opened: OpenBook, checked: Returned) -> Iterator[Problem]:
    """Yield the overwritten cells of sheets on which everything else stands where it was issued.

    Where rows or columns were inserted, deleted or moved, a formula as issued would read other cells than it should.
    """
    as_issued = {sheet for role in opened.of_team.roles for sheet in _as_issued(opened, checked, role)}
    yield from (problem for problem in checked.overwritten if problem.place.sheet in as_issued)


def _as_issued(opened: OpenBook, checked: Returned, role: RoleLayout) -> Iterator[str]:
    """Yield those of a role's sheets whose columns and rows stand where they stood."""
    rows = sorted(checked.rows.get(role.main.sheet, {}).values())
    people_stand = rows == list(range(FIRST_ROW, role.main.last_row + 1))
    for table in role.tables if people_stand else ():
        ids = opened.sheets.get(table.sheet, [[]])[ID_ROW][: len(table.columns)]
        beyond = any(row > table.last_row for row, _ in opened.sheets.formulas.get(table.sheet, ()))
        if ids == list(table.columns) and not beyond:
            yield table.sheet


def _formulas(opened: OpenBook, lost: Sequence[Problem]) -> Iterator[Part]:
    """Yield the formulas to write again, a whole column at a time: the same ones stand in its other rows."""
    wanted: dict[str, set[int]] = {}
    for problem in lost:
        wanted.setdefault(problem.place.sheet, set()).add(xl_cell_to_rowcol(problem.place.cell)[1])
    lang = opened.issued.identity.lang
    for role in opened.of_team.roles:
        for table in role.tables:
            for place in sorted(wanted.get(table.sheet, ())):
                spec = role.plan.column(table.columns[place])
                rows = range(FIRST_ROW, table.last_row + 1)
                yield table.sheet, FIRST_ROW, place, [[of_row(role, spec, row, lang)] for row in rows]
