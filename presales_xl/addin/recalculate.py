"""重新计算: all scores anew in Python, compared with what the sheets show, cell by cell."""

import math
from collections.abc import Iterator, Sequence

import xlwings as xw
from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin import listing
from presales_xl.addin.open_book import OpenBook, unlocked
from presales_xl.addin.registry import NOBODY, Answer, Ask, command
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, text
from presales_xl.workbook.entries import column_name
from presales_xl.workbook.formulas import of_detail, of_person
from presales_xl.workbook.issued import layout_of
from presales_xl.workbook.layout import FIRST_ROW, cell_name
from presales_xl.workbook.reader import CellError, Value
from presales_xl.workbook.review import Review
from presales_xl.workbook.values import Shown, compute

_SAME = 1e-9  # relative: what a program's last binary digits may differ by; money and totals are rounded to 0.01
_OVERWRITTEN = "review.formula_overwritten"


@command
def recalculate(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Compute everything anew, list each cell that shows something else, and offer to restore overwritten formulas.

    ProblemsError `workbook.not_ours`.
    """
    opened = OpenBook.read(book)
    found = opened.review()
    broken = [problem for problem in found.problems if problem.code == _OVERWRITTEN]
    restored = 0
    if broken and ask.yes(text(ask.lang, "addin.recalculate.restore", count=len(broken), cells=_cells(broken))):
        restored = restore(opened, broken)
        book.app.calculate()
        opened = OpenBook.read(book)
        found = opened.review()
        broken = [problem for problem in found.problems if problem.code == _OVERWRITTEN]
    differing = [*broken, *differences(opened, found)]
    lang = opened.issued.identity.lang
    listing.write(opened, differing, _said(len(differing), restored, lang))
    if differing:
        book.sheets[text(lang, "workbook.sheet.checks")].activate()
    return Answer(_said(len(differing), restored, ask.lang), "error" if differing else "info")


def _said(count: int, restored: int, lang: Lang) -> str:
    told = text(lang, "addin.recalculate.differ" if count else "addin.recalculate.same", count=count)
    return text(lang, "addin.recalculate.restored", count=restored) + told if restored else told


def _cells(problems: Sequence[Problem]) -> str:
    cells = [f"{problem.place.sheet} {problem.place.cell}" for problem in problems[:6]]
    return ", ".join([*cells, *(["…"] if len(problems) > len(cells) else [])])


def differences(opened: OpenBook, found: Review) -> Iterator[Problem]:
    """Yield every computed cell of the role sheets that shows something else than Python computes."""
    lang = opened.issued.identity.lang
    for role in found.roles:
        sheet = next(part.sheet for part in opened.issued.parts if part.role == role.name and not part.table)
        values = compute(role, lang)
        columns = found.returned.columns.get(sheet, {})
        overwritten = {p.place.cell for p in found.problems if p.code == _OVERWRITTEN and p.place.sheet == sheet}
        for number, person in enumerate(role.people):
            row = found.returned.rows[sheet][person.employee_id]
            for spec in role.plan.columns.values():
                if spec.expr is None or spec.id not in columns:
                    continue
                cell = cell_name(row, columns[spec.id])
                shown = opened.sheets[sheet][row][columns[spec.id]]
                expected = values.shown(spec.id, number)
                if cell not in overwritten and not same(shown, expected):
                    name = column_name(role.plan, spec, lang)
                    words = {"found": _word(shown), "expected": _word(expected)}
                    fields = {"person": person.name, "name": name, **words}
                    yield Problem("recalculate.differs", Place(sheet=sheet, cell=cell), fields)


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


def restore(opened: OpenBook, broken: Sequence[Problem]) -> int:
    """Write the overwritten formulas again, a column at a time, and return how many cells they were."""
    wanted: dict[str, set[int]] = {}
    for problem in broken:
        wanted.setdefault(problem.place.sheet, set()).add(xl_cell_to_rowcol(problem.place.cell)[1])
    lang = opened.issued.identity.lang
    with unlocked(opened.book, list(wanted)):
        for role in layout_of(opened.issued).roles:
            for place in sorted(wanted.get(role.sheet, ())):
                spec = role.plan.columns[role.columns[place]]
                rows = range(FIRST_ROW, role.last_row + 1)
                _write(opened, role.sheet, place, [of_person(role, spec, row, lang) for row in rows])
            for detail in role.details.values():
                for place in sorted(wanted.get(detail.sheet, ())):
                    spec = role.plan.column(detail.columns[place - 1])
                    rows = range(FIRST_ROW, detail.last_row + 1)
                    _write(opened, detail.sheet, place, [of_detail(role, detail, spec, row) for row in rows])
    return len(broken)


def _write(opened: OpenBook, sheet: str, place: int, formulas: Sequence[str]) -> None:
    first, last = (FIRST_ROW + 1, place + 1), (FIRST_ROW + len(formulas), place + 1)
    opened.book.sheets[sheet].range(first, last).formula = [[formula] for formula in formulas]
