"""Detail rows of several workbooks that share something, a project: what one of them shows is not what counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isclose

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.frame import DetailRows, row_by_row
from presales_xl.backends.numbers import Floats
from presales_xl.backends.words import own_name
from presales_xl.people.alike_names import alike_rows, row_in_words
from presales_xl.people.appraised import Standing
from presales_xl.people.employees import DetailRow, Employee
from presales_xl.people.rows_of_others import counting
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, warning
from presales_xl.texts import Lang
from presales_xl.workbook.formulas import entry_in_words
from presales_xl.workbook.returned import row_checks

_CENT = 0.005  # what differs by less is shown alike


def counted_otherwise(role: Standing, lang: Lang) -> Iterator[Problem]:
    """Yield a notice per row that comes to something else over all workbooks than on the sheet of its manager alone.

    That is so where rows of several teams or roles share a project, of which one takes what the others leave.
    """
    for table, rows in role.outcome.inputs.details.items():
        if not role.plan.tables[table].is_shared or not len(rows.owner):
            continue
        lines = _lines(role.entered.people, table)
        others = [*lines, *_lines(role.beside, table)]
        for key, number, shown, counted in _differing(role, table, rows):
            owner, row = lines[number]
            spec = role.plan.tables[table].columns[key]
            found, counts = (entry_in_words(role.plan, spec, value, lang) for value in (shown, counted))
            fields = {
                "id": owner.employee_id,
                "row": _called(row),
                "name": own_name(spec, lang),
                "found": found,
                "counted": counts,
                "others": [row_in_words(*other, lang) for other in others if _is_of_other_sheet(other, lines[number])],
            }
            yield warning("collect.row_shared", row.place, **fields)


def failed_rows(role: Standing, lang: Lang) -> Iterator[Problem]:
    """Yield an error for every detail row that does not meet a check: over all workbooks, not in one of them alone.

    Whoever has rows elsewhere that are reckoned with it is named: on the sheet there is nothing of them.
    """
    for table, rows in role.outcome.inputs.details.items():
        lines = _lines(role.entered.people, table)
        others = [*lines, *_lines(role.beside, table)] if role.plan.tables[table].is_shared else []
        by_place = {line[1].place: line for line in lines}
        for problem in row_checks(role.entered, table, rows, lang):
            elsewhere = [each for each in others if _is_of_other_sheet(each, by_place[problem.place])]
            fields = {**problem.fields, "others": [row_in_words(*each, lang) for each in elsewhere]}
            yield replace(problem, code="collect.row_check", fields=fields) if elsewhere else problem


def alike_names(roles: Sequence[Standing], lang: Lang) -> Iterator[Problem]:
    """Yield a warning per name that rows under one scheme, or those settled before, have in several spellings."""
    of_schemes = {role.plan.scheme.id: role for role in reversed(roles)}  # the first of each
    everybody = (replace(role.entered, people=[*role.entered.people, *role.beside]) for role in of_schemes.values())
    for problem in alike_rows(everybody, lang):
        yield replace(problem, place=Place())  # of rows in several files


def _differing(role: Standing, table: str, rows: DetailRows) -> Iterator[tuple[str, int, float, float]]:
    """Yield column, number, what the sheet shows and what counts of each row of a table where these differ."""
    managers = np.array([person.employee.manager_id for person in role.people], dtype=str)
    counted = row_by_row(role.plan, table, rows).values
    shown = _by_team(role.plan, table, rows, managers[rows.owner])
    for key in counting(role.plan, table):
        own = counted[key][: len(rows.owner)]
        for number, values in enumerate(zip(shown[key].tolist(), own.tolist(), strict=True)):
            if np.isfinite(values).all() and not isclose(*values, abs_tol=_CENT):
                yield key, number, *values


def _by_team(plan: Plan, table: str, rows: DetailRows, managers: NDArray[np.str_]) -> Mapping[str, Floats]:
    """Return the columns of a detail table as the workbook of each manager by itself shows them."""
    shown = {key: np.full(len(rows.owner), np.nan) for key in plan.tables[table].columns}
    for manager in np.unique(managers):
        places = np.flatnonzero(managers == manager)
        for key, column in row_by_row(plan, table, rows.some(places)).values.items():
            if key in shown:
                shown[key][places] = column
    return shown


def _called(row: DetailRow) -> str:
    return next(iter(row.texts.values()), "")


_Line = tuple[Employee, DetailRow]


def _lines(people: Sequence[Employee], table: str) -> list[_Line]:
    """Return the rows of a detail table, each with whose it is."""
    return [(person, row) for person in people for row in person.rows.get(table, ())]


def _is_of_other_sheet(other: _Line, this: _Line) -> bool:
    """Return whether a row is called as this one, and is of another manager's people or of another role."""
    sheets = {(owner.manager_id, owner.role) for owner, _ in (other, this)}
    return len(sheets) > 1 and _called(other[1]).casefold() == _called(this[1]).casefold()
