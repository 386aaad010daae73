"""The files that `collect` writes: one workbook, one table of all employees, one table per scheme."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from presales_xl.texts import Lang
from presales_xl.workbook import results, table_files
from presales_xl.workbook.results import ResultPerson, ResultRole, Results, by_scheme
from presales_xl.workbook.table_files import Cells

WORKBOOK = "results.xlsx"
SUMMARY = "results.csv"
#: Columns of the table of all employees that every scheme has, after those of the person.
_COMMON = ("level", "status", "total", "grade", "rank", "pay.total", "flags")


def outputs(folder: Path, book: Results, lang: Lang) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Yield each file with the function that writes it; that may raise ProblemsError `file.locked`."""
    yield folder / WORKBOOK, partial(results.write, book, folder / WORKBOOK, lang)
    yield folder / SUMMARY, partial(_write, folder / SUMMARY, _everybody(book.roles), lang)
    for scheme, roles in by_scheme(book.roles).items():
        path = folder / f"{scheme}.csv"
        yield path, partial(_write, path, _of_scheme(roles), lang)


def _write(path: Path, columns: dict[str, Cells], lang: Lang) -> None:
    table_files.write(path, list(columns), list(columns.values()), lang)


def _everybody(roles: Sequence[ResultRole]) -> dict[str, Cells]:
    """Return the table of all employees."""
    pairs = [(role, person) for role in roles for person in role.people]
    columns: dict[str, Cells] = {
        "employee_id": [person.employee_id for _, person in pairs],
        "name": [person.name for _, person in pairs],
        "manager": [person.manager for _, person in pairs],
        "team": [person.team for _, person in pairs],
        "role": [person.role for _, person in pairs],
        "scheme": [role.plan.scheme.id for role, _ in pairs],
    }
    return columns | {key: [_common(role, person, key) for role, person in pairs] for key in _COMMON}


def _common(role: ResultRole, person: ResultPerson, key: str) -> str | float | None:
    return person.shown.get(role.plan.pay_total() if key == "pay.total" else key)


def _of_scheme(roles: Sequence[ResultRole]) -> dict[str, Cells]:
    """Return the table of one scheme, with the columns that `score` writes."""
    people = [person for role in roles for person in role.people]
    keys = [key for key in people[0].shown if key != "level"]
    return {
        "employee_id": [person.employee_id for person in people],
        **{key: [person.shown[key] for person in people] for key in keys},
    }
