"""The files that `collect` writes: one workbook, one table of all employees, one table per scheme."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from presales_xl.people.appraised import Appraised, Standing
from presales_xl.texts import Lang
from presales_xl.workbook import results, table_files
from presales_xl.workbook.results import Results, by_scheme
from presales_xl.workbook.table_files import Cells

WORKBOOK = "results.xlsx"
SUMMARY = "results.csv"
#: Columns of the table of all employees that every scheme has, after those of the person.
_COMMON = ("level", "status", "total", "grade", "rank", "pay.total", "flags")


def outputs(folder: Path, book: Results, lang: Lang) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Yield each file with the function that writes it; that may raise ProblemsError `file.locked`."""
    yield folder / WORKBOOK, partial(results.write, book, folder / WORKBOOK, lang)
    yield folder / SUMMARY, partial(_write, folder / SUMMARY, _everybody(book.roles, lang), lang)
    for scheme, roles in by_scheme(book.roles).items():
        path = folder / f"{scheme}.csv"
        yield path, partial(_write, path, _of_scheme(roles, lang), lang)


def _write(path: Path, columns: dict[str, Cells], lang: Lang) -> None:
    table_files.write(path, list(columns), list(columns.values()), lang)


def _everybody(roles: Sequence[Standing], lang: Lang) -> dict[str, Cells]:
    """Return the table of all employees."""
    people = [(role, person) for role in roles for person in role.people]
    return {
        "employee_id": [person.employee_id for _, person in people],
        "name": [person.name for _, person in people],
        "manager": [person.manager.name for _, person in people],
        "team": [person.manager.team for _, person in people],
        "role": [person.employee.role for _, person in people],
        "scheme": [role.plan.scheme.id for role, _ in people],
        **{key: [_common(person, key, lang) for _, person in people] for key in _COMMON},
    }


def _common(person: Appraised, key: str, lang: Lang) -> str | float | None:
    return person.outcome.cell(person.outcome.plan.pay_total() if key == "pay.total" else key, lang)


def _of_scheme(roles: Sequence[Standing], lang: Lang) -> dict[str, Cells]:
    """Return the table of one scheme, with the columns that `score` writes."""
    tables = [role.outcome.table(lang) for role in roles]
    return {
        "employee_id": [person.employee_id for role in roles for person in role.people],
        **{key: [cell for table in tables for cell in table[key]] for key in tables[0]},
    }
