"""The results of a period from where everybody stands: into the ledger, and as workbook and tables for HR."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from presales_xl.backends.frame import from_other_rows
from presales_xl.cycle.outputs import outputs
from presales_xl.cycle.standing import Standing, Standings
from presales_xl.ledger import results, schemes
from presales_xl.ledger.results import Result
from presales_xl.ledger.step import Step
from presales_xl.people.score import not_computed
from presales_xl.project import Period, Project
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import Lang
from presales_xl.workbook.identity import as_issued
from presales_xl.workbook.results import ResultPerson, ResultRole, Results
from presales_xl.workbook.review import row_checks


def keep(step: Step, period: Period, found: Standings) -> None:
    """Make these the results of the period in the ledger."""
    results.put(step, period.text, [result for role in found.roles for result in _results(period, role)])


def _results(period: Period, role: Standing) -> Iterator[Result]:
    scheme, values = schemes.digest_of(as_issued(role.plan)), role.outcome.values
    cohort = role.outcome.inputs.cohort
    ranked = np.isfinite(values["rank"]) if "rank" in values else np.zeros(len(role.people), dtype=bool)
    for place, one in enumerate(role.people):
        total, rank = float(values["total"][place]), float(values["rank"][place]) if "rank" in values else math.nan
        among = ranked if cohort is None else ranked & (cohort == cohort[place])
        yield Result(
            period.text,
            one.employee_id,
            one.name,
            role.role,
            one.manager_id,
            one.manager,
            one.team,
            one.department,
            scheme,
            total if math.isfinite(total) else None,
            role.grade(place),
            role.grade(place, by_scale=True),
            int(rank) if math.isfinite(rank) else None,
            int(among.sum()),
            bool(role.outcome.complete[place]),
            {key: float(column[place]) for key, column in values.items()},
            dict(one.person.entries),
        )


def write(
    project: Project, period: Period, found: Standings, problems: Sequence[Problem], lang: Lang
) -> tuple[list[Path], list[Problem]]:
    """Write the results workbook and the tables; returns them, and `problems` with all that the results tell.

    The workbook also tells what was wrong with files of earlier runs that are still open.
    """
    told = [*problems, *found.problems, *_not_returned(found)]
    for role in found.roles:
        told += [*_failed_rows(role, lang), *_not_computed(role, lang)]
    told.sort(key=lambda problem: problem.severity != "error")
    roles = [_shown(role, lang) for role in found.roles]
    known = [*told, *(problem for problem in found.aside if problem not in told)]
    book = Results(project.company, period.text, project.settings.cohort, roles, known)
    written: list[Path] = []
    for path, make in outputs(project.results(period), book, lang):
        try:
            make()
        except ProblemsError as error:
            told += error.problems
        else:
            written.append(path)
    return written, told


def _not_returned(found: Standings) -> Iterator[Problem]:
    """Yield a notice per manager of whom nothing usable has come back yet."""
    back = {one.manager_id for role in found.roles for one in role.people if one.file}
    for manager in found.roster.managers.values():
        people = found.roster.team(manager.manager_id)
        if people and manager.manager_id not in back:
            fields = {"manager": manager.name, "team": manager.team, "count": len(people)}
            yield Problem("collect.not_returned", Place(), fields, "warning")


def _failed_rows(role: Standing, lang: Lang) -> Iterator[Problem]:
    """Yield an error for every detail row that does not meet a check: over all workbooks, not in one of them alone."""
    for table in role.plan.tables:
        rows = [row for one in role.people for row in one.details.get(table, ())]
        yield from row_checks(role.plan, table, rows, role.outcome.inputs.details[table], lang)


def _not_computed(role: Standing, lang: Lang) -> Iterator[Problem]:
    """Yield a notice per employee whose entries are all there but do not give a result: a division by 0."""
    for place in np.flatnonzero(~role.outcome.complete).tolist():
        one = role.people[place]
        missing, zeros = role.outcome.not_computed(place)
        if one.file and (zeros or not role.outcome.blank_inputs(place)):
            yield not_computed(role.plan, one.employee_id, missing, zeros, lang).at(file=one.file)


def _shown(role: Standing, lang: Lang) -> ResultRole:
    """Return a role as the results workbook shows it."""
    others = from_other_rows(role.plan, role.outcome.inputs, role.outcome.values)
    table = role.outcome.table(lang) | {"level": role.outcome.column("level", lang)}
    people = []
    for place, one in enumerate(role.people):
        shown = {key: column[place] for key, column in table.items()}
        values = {key: float(column[place]) for key, column in role.outcome.values.items()}
        mine = {node: float(figures[place]) for node, figures in others.items()}
        people.append(ResultPerson(one.employee_id, one.name, one.manager, one.team, role.role, shown, values, mine))
    return ResultRole(role.role, role.plan, people)
