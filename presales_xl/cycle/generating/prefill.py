"""Known figures from elsewhere, say a CRM export, put into the workbooks before they go out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_figures import Figures
from presales_xl.people.entries import means
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang
from presales_xl.workbook import table_files


def apply(roster: Roster, file: Path, lang: Lang) -> tuple[Roster, Sequence[Problem]]:
    """Return the roster with the figures of a CSV file or workbook, and warnings about what was not used.

    The file has an employee id column; every other header is an input's id or its name in the employee's scheme.
    ProblemsError when the file cannot be read, an id is there twice, or a figure is not valid.
    """
    table, problems = table_files.read(file)
    table = replace(table, typed=False)  # exports often hold numbers as texts; what they mean is plain
    ids = [place for place, header in enumerate(table.header) if means(header, "employee_id")]
    if len(ids) != 1:
        found = [header for header in table.header if header]
        raise ProblemsError([Problem("table.no_ids", table.place(), {"found": found})])
    others = [place for place, header in enumerate(table.header) if place != ids[0] and not means(header, "name")]
    figures = Figures(roster.roles, lang)
    for employee in roster.employees:
        figures.add(employee)
    known = {employee.employee_id.casefold(): employee.employee_id for employee in roster.employees}
    seen: dict[str, int] = {}
    for row in range(len(table.rows)):
        written = table.text(row, ids[0]) or ""
        place = table.place(row, ids[0])
        before = seen.setdefault(written.casefold(), row)
        if not written:
            problems.append(Problem("table.id_empty", place))
        elif before != row:
            fields = {"found": written, "line": table.lines[before]}
            problems.append(Problem("table.id_twice", place, fields))
        elif written.casefold() not in known:
            problems.append(Problem("prefill.unknown_person", place, {"found": written}, "warning"))
        else:
            figures.read_row(table, row, others, known[written.casefold()])
    problems += figures.problems
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsError(problems)
    employees = [figures.give(employee) for employee in roster.employees]
    return replace(roster, employees=employees), problems
