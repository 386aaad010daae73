"""Where everybody of a period stands: from what was issued, what came back and what was decided since.

Everything after `collect` works from here: calibration, settlement, statements.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from presales_xl.backends.frame import Inputs
from presales_xl.cycle.generating import issuing, raters
from presales_xl.cycle.generating.history import Renewal
from presales_xl.cycle.rosters.roster import Employee, Roster
from presales_xl.ledger import appeals, calibrations, issues, submissions
from presales_xl.ledger.calibrations import Calibration
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Entered, Submission
from presales_xl.people.outcome import Outcome, cohorts, outcome
from presales_xl.project import Period, Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.texts import Lang
from presales_xl.workbook.content import Person, Role, Row


@dataclass(frozen=True)
class Appraised:
    """One employee in a period: the person with all entries that count, the detail rows, and what was decided.

    `file` is the returned file that the entries came from, "" when none was.
    """

    person: Person
    role: str
    manager_id: str
    manager: str
    team: str
    department: str
    details: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    file: str = ""
    calibration: Calibration | None = None

    @property
    def employee_id(self) -> str:
        """Return the employee's id."""
        return self.person.employee_id

    @property
    def name(self) -> str:
        """Return the employee's name."""
        return self.person.name


@dataclass(frozen=True)
class Standing:
    """A role in a period: the plan as issued, everybody of the company in it, and what came out.

    `by_scale` is as the totals alone say; `outcome` has the calibrated grades, and what follows from them.
    """

    role: str
    plan: Plan
    people: Sequence[Appraised]
    outcome: Outcome
    by_scale: Outcome

    def grade(self, person: int, *, by_scale: bool = False) -> str:
        """Return the key of a person's grade, "" where there is none."""
        values = (self.by_scale if by_scale else self.outcome).values.get("grade")
        if values is None or math.isnan(values[person]):
            return ""
        return self.plan.dimensions["grade"].keys[int(values[person])]


@dataclass(frozen=True)
class Standings:
    """All roles of a period, and what there is to tell: raters who have not answered, calibrations that are stale.

    `aside` is what was wrong with the files that were set aside and are still open.
    """

    roster: Roster
    roles: Sequence[Standing]
    problems: Sequence[Problem]
    aside: Sequence[Problem] = ()


def stand(project: Project, ledger: Ledger, period: Period, lang: Lang) -> Sequence[Standing]:
    """Return where everybody stands; ProblemsError `standing.nothing_issued` for a period without workbooks."""
    with ledger.reading() as read:
        return standings(project, read, period, lang).roles


def standings(project: Project, read: Reading, period: Period, lang: Lang) -> Standings:
    """Return the same within a moment of the ledger, with the notices; raises as `stand` does."""
    roster = issuing.roster(read, period.text)
    if not roster.employees:
        raise fail("standing.nothing_issued", Place(), period=period.text)
    team, ratings = _returned(read, period.text)
    merged = raters.merge(ratings, roster, lang)
    changes = _changes(read, period.text)
    decided = calibrations.current(read, period.text)
    renewal = Renewal(read, period.text, roster)
    people = [
        _appraised(roster, employee, team, merged.entries, renewal, changes, decided.get(employee.person.employee_id))
        for employee in roster.employees
    ]
    by_team = project.settings.cohort == "team"
    roles = [
        _standing(name, plan, [one for one in people if one.role == name], by_team=by_team)
        for name, plan in roster.roles.items()
        if any(one.role == name for one in people)
    ]
    stale = [problem for role in roles for problem in _stale(role)]
    aside = [problem for one in submissions.left_aside(read, period.text) for problem in one.problems]
    return Standings(roster, roles, [*merged.problems, *stale], aside)


_Team = Mapping[tuple[str, str], tuple[Submission, Entered]]


def _returned(read: Reading, period: str) -> tuple[_Team, raters.Given]:
    """Return what managers entered, by manager and employee id, and what raters gave."""
    workbooks = {one.id: one for one in issues.all_of(read, period)}
    latest = {one.whose: one.id for one in workbooks.values()}  # in the order of issues
    team: dict[tuple[str, str], tuple[Submission, Entered]] = {}
    ratings: dict[tuple[str, str, str], float] = {}
    for submission, people in submissions.current(read, period):
        workbook = workbooks[submission.workbook_id or 0]
        if workbook.id != latest[workbook.whose]:  # issued anew since
            continue
        for one in people:
            if workbook.kind == "manager":
                team[workbook.recipient_id, one.employee_id] = (submission, one)
            else:
                for column, entry in one.entries.items():
                    ratings[one.employee_id, column, workbook.recipient_id] = entry
    return team, ratings


def _changes(read: Reading, period: str) -> dict[str, dict[str, float]]:
    """Return the entries that upheld appeals changed, by employee and column id."""
    found: dict[str, dict[str, float]] = {}
    for appeal in appeals.all_of(read, period):
        if appeal.outcome == "upheld":
            entries = {key: math.nan if value is None else float(value) for key, value in appeal.changes.items()}
            found.setdefault(appeal.employee_id, {}).update(entries)
    return found


def _appraised(
    roster: Roster,
    employee: Employee,
    team: _Team,
    ratings: Mapping[str, Mapping[str, float]],
    renewal: Renewal,
    changes: Mapping[str, Mapping[str, float]],
    calibration: Calibration | None,
) -> Appraised:
    """Return an employee with the entries that count: HR's as issued, the manager's, the raters', upheld changes.

    What earlier periods leave is as the ledger knows it by now.
    """
    given, manager = employee.person, roster.managers[employee.manager_id]
    key = given.employee_id
    submission, came = team.get((employee.manager_id, key), (None, None))
    entries = dict(given.entries)
    if came is not None:
        fixed = {*given.locked, *given.awaited, *({"level"} & set(given.entries))}
        entries |= {column: value for column, value in came.entries.items() if column not in fixed}
    entries |= {column: value for column, value in ratings.get(key, {}).items() if column in given.awaited}
    entries |= renewal.entries(employee, entries)
    entries |= changes.get(key, {})
    rows = {
        table: [Row(key, row.entries, row.texts, row.place) for row in own]
        for table, own in (came.rows if came else {}).items()
    }
    return Appraised(
        replace(given, entries=entries),
        employee.role,
        manager.manager_id,
        manager.name,
        manager.team,
        manager.department,
        rows,
        submission.file if submission else "",
        calibration,
    )


def _standing(role: str, plan: Plan, people: Sequence[Appraised], *, by_team: bool) -> Standing:
    details = {table: [row for one in people for row in one.details.get(table, ())] for table in plan.tables}
    inputs = Role(role, plan, [one.person for one in people], details).inputs()
    if by_team:
        inputs = replace(inputs, cohort=cohorts([one.manager_id for one in people]))
    by_scale = outcome(plan, inputs)
    return Standing(role, plan, people, _decided(plan, inputs, people, by_scale), by_scale)


def _decided(plan: Plan, inputs: Inputs, people: Sequence[Appraised], by_scale: Outcome) -> Outcome:
    """Return what comes out with the calibrated grades; who has no total has no grade either."""
    if "grade" not in plan.columns or not any(one.calibration for one in people):
        return by_scale
    keys = plan.dimensions["grade"].keys
    grades = [keys.index(one.calibration.to_grade) if one.calibration else math.nan for one in people]
    given = np.where(np.isnan(by_scale.values["grade"]), math.nan, np.array(grades, dtype=float))
    return outcome(plan, replace(inputs, given={"grade": given}))


def _stale(role: Standing) -> Iterator[Problem]:
    """Yield a warning per calibrated grade whose total has since come to another grade by the scale."""
    for place, one in enumerate(role.people):
        now = role.grade(place, by_scale=True)
        if one.calibration is not None and one.calibration.from_grade != now:
            fields = {
                "id": one.employee_id,
                "name": one.name,
                "was": one.calibration.from_grade,
                "now": now or "—",
                "final": one.calibration.to_grade,
            }
            yield Problem("standing.stale_calibration", Place(), fields, "warning")
