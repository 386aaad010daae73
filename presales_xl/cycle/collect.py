"""`presales-xl collect`: reads what came back, computes everything anew, writes the results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from presales_xl.backends.frame import failed_checks, from_other_rows
from presales_xl.cycle import roster as rosters
from presales_xl.cycle.gather import Entries, Gathering, Workbook
from presales_xl.cycle.outcome import Outcome, cohorts, outcome
from presales_xl.cycle.outputs import outputs
from presales_xl.cycle.progress import Track, quiet
from presales_xl.cycle.project import Period, Project, find_scheme
from presales_xl.cycle.roster import Employee, Roster
from presales_xl.cycle.score import not_computed
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang
from presales_xl.workbook import read, reader
from presales_xl.workbook.content import Role, Row
from presales_xl.workbook.results import ResultPerson, ResultRole, Results

_LOCK = "~$"  # how Excel begins the name of the lock file beside an open workbook


@dataclass(frozen=True)
class Collected:
    """The files that were written, how many people they hold, how many are complete, and what there is to tell."""

    files: Sequence[Path]
    workbooks: int
    people: int
    complete: int
    problems: Sequence[Problem]


@dataclass(frozen=True)
class _Scored:
    """The people of a role with what counts for them, and what came out."""

    role: str
    plan: Plan
    people: Sequence[Employee]
    details: Mapping[str, Sequence[Row]]
    outcome: Outcome


def collect(project: Project, period: Period, files: Sequence[Path], lang: Lang, track: Track = quiet) -> Collected:
    """Read the files (or everything in the inbox), compute, and write the results workbook and CSV files.

    A file that cannot be used is among the problems and does not stop the others. ProblemsError when the roster is
    wrong, or no file could be used: then nothing is written.
    """
    roster = rosters.load(project, lang, period.cycle)
    paths = _paths(project, period, files)
    workbooks, problems = _read(paths, project, period, lang, track)
    gathering = Gathering(roster, project.company, period, lang)
    usable = gathering.gather(workbooks)
    problems = [*roster.warnings, *problems, *gathering.problems]
    if not usable:
        raise ProblemsError([*problems, Problem("collect.none_usable", fields={"count": len(paths)})])
    scored = [_score(project, roster, role, gathering.entries) for role in roster.roles if _people(roster, role)]
    for each in scored:
        problems += [*_failed_rows(each, lang), *_not_computed(each, gathering.entries, lang)]
    problems = sorted(problems, key=lambda problem: problem.severity != "error")
    book = Results(project.company, period.text, project.cohort, [_shown(roster, s, lang) for s in scored], problems)
    written: list[Path] = []
    for path, write in outputs(project.results(period), book, lang):
        try:
            write()
        except ProblemsError as error:
            problems += error.problems
        else:
            written.append(path)
    complete = sum(int(each.outcome.complete.sum()) for each in scored)
    used = len({id(e.workbook) for e in gathering.entries.values() if e.workbook})
    return Collected(written, used, len(roster.employees), complete, problems)


def _paths(project: Project, period: Period, files: Sequence[Path]) -> list[Path]:
    """Return the files to read: those given, folders being opened, else those of the inbox; no lock files."""
    inbox = project.inbox(period)
    found: list[Path] = []
    for path in files or [inbox]:
        found += sorted(path.glob("*.xlsx")) if path.is_dir() else [path]
    found = [path for path in found if not path.name.startswith(_LOCK)]
    if not found or (not files and not inbox.is_dir()):
        raise fail("collect.nothing", Place(file=str(inbox)), period=period.text)
    return list(dict.fromkeys(found))


def _read(
    paths: Sequence[Path], project: Project, period: Period, lang: Lang, track: Track
) -> tuple[list[Workbook], list[Problem]]:
    def find(scheme: str) -> Plan:
        return find_scheme(scheme, project.schemes, cycle=period.cycle)

    workbooks, problems = [], []
    several = len({path.name for path in paths}) < len(paths)
    for path, sheets in reader.read(track(paths, "collect")):
        file = str(path) if several else path.name
        if isinstance(sheets, Problem):
            problems.append(replace(sheets, place=replace(sheets.place, file=file)))
            continue
        try:
            content = read.read(sheets, file, find)
        except ProblemsError as error:
            problems += [p.at(file=file) if not p.place.file else p for p in error.problems]
        else:
            workbooks.append(Workbook(file, content))
    return workbooks, problems


def _people(roster: Roster, role: str) -> list[Employee]:
    return [employee for employee in roster.employees if employee.role == role]


def _score(project: Project, roster: Roster, role: str, entries: Mapping[str, Entries]) -> _Scored:
    """Compute a role: its people of the whole company are compared, or those of each team."""
    people, plan = _people(roster, role), roster.roles[role]
    own = [entries[employee.person.employee_id] for employee in people]
    details = {table: [row for each in own for row in each.details.get(table, ())] for table in plan.tables}
    inputs = Role(role, plan, [each.person for each in own], details).inputs()
    if project.cohort == "team":
        inputs = replace(inputs, cohort=cohorts([employee.manager_id for employee in people]))
    return _Scored(role, plan, people, details, outcome(plan, inputs))


def _failed_rows(scored: _Scored, lang: Lang) -> Iterator[Problem]:
    """Yield an error for every detail row that does not meet a check: over all workbooks, not in one of them alone."""
    for table, rows in scored.details.items():
        checks = scored.plan.scheme.details[table].checks
        for key, failed in failed_checks(scored.plan, table, scored.outcome.inputs.details[table]).items():
            for row in (rows[number] for number in failed):
                called = next(iter(row.texts.values()), row.employee_id)
                yield Problem("workbook.row_check", row.place, {"row": called, "name": checks[key].name[lang]})


def _not_computed(scored: _Scored, entries: Mapping[str, Entries], lang: Lang) -> Iterator[Problem]:
    """Yield a notice per employee whose entries are all there but do not give a result: a division by 0."""
    for place in np.flatnonzero(~scored.outcome.complete).tolist():
        employee = scored.people[place].person
        own = entries[employee.employee_id]
        blank = scored.outcome.blank_inputs(place)
        invalid = any(np.isinf(value) for value in own.person.entries.values())
        missing, zeros = scored.outcome.not_computed(place)
        if own.workbook is not None and (zeros or not (blank or invalid)):
            problem = not_computed(scored.plan, employee.employee_id, missing, zeros, lang)
            yield replace(problem, place=Place(file=own.workbook.file))


def _shown(roster: Roster, scored: _Scored, lang: Lang) -> ResultRole:
    """Return a role as the results workbook shows it."""
    others = from_other_rows(scored.plan, scored.outcome.inputs, scored.outcome.values)
    table = scored.outcome.table(lang) | {"level": scored.outcome.column("level", lang)}
    people = []
    for place, employee in enumerate(scored.people):
        manager = roster.managers[employee.manager_id]
        shown = {key: column[place] for key, column in table.items()}
        values = {key: float(column[place]) for key, column in scored.outcome.values.items()}
        mine = {node: float(figures[place]) for node, figures in others.items()}
        people.append(ResultPerson(employee.person.employee_id, employee.person.name, manager.name, manager.team,
                                   scored.role, shown, values, mine))  # fmt: skip
    return ResultRole(scored.role, scored.plan, people)
