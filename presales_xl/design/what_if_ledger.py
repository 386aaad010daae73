"""`presales-xl what-if` on the ledger: people of one or more periods under several settings side by side.

How things are is what the ledger keeps, pay what was settled where it was; nothing of that is worked out again. What
would be follows from the same entries under other figures. A grade that was calibrated stays, unless the total now
comes to another one by the scale.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from presales_xl.cycle.settling.payroll import fen
from presales_xl.cycle.standing import standings
from presales_xl.design.what_if import changed_by
from presales_xl.ledger import by_hand, kept_results, payments
from presales_xl.ledger.kept_results import Result
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import CalibratedGrade, Standing, appraise
from presales_xl.people.employees import Manager, Role
from presales_xl.people.outcome import PersonOutcome
from presales_xl.periods import Period, months
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.scheme.variant import value_problems
from presales_xl.texts import Lang

#: The case in which everything is as it is.
NOW = 0
_COLUMNS = ["period", "id", "name", "team", "case", "is_tried", "total", "grade", "fen"]


@dataclass(frozen=True)
class Cases:
    """What was tried: `settings` of each case, none of the first, and a row per period, employee and case.

    Columns of `people`: `period`, `id`, `name`, `team`, `case` (its place in `settings`), `is_tried` (whether the
    scheme in question appraises the person; others are there for the money of their teams), `total`, `grade` (its place
    in the scale, NaN without) and `fen`. `budget` is yuan by team for all periods together.
    """

    plan: Plan
    settings: Sequence[Sequence[str]]
    periods: Sequence[Period]
    people: pd.DataFrame
    budget: Mapping[str, float]
    problems: Sequence[Problem]

    @property
    def tried(self) -> pd.DataFrame:
        """Return the rows of those whom the scheme in question appraises."""
        return self.people[self.people["is_tried"]]

    @property
    def grades(self) -> pd.DataFrame:
        """Return how many results have each grade, a row per grade from the best, a column per case."""
        names = range(len(self.plan.dimensions["grade"].keys)) if "grade" in self.plan.columns else range(0)
        counts = self.tried.pivot_table(index="grade", columns="case", values="id", aggfunc="count")
        return counts.reindex(index=names, columns=range(len(self.settings))).fillna(0).astype(int)

    @property
    def money(self) -> pd.DataFrame:
        """Return yuan by team, a column per case, and `budget` where there is one for any team."""
        sums = self.people.pivot_table(index="team", columns="case", values="fen", aggfunc="sum", sort=False) / 100
        return sums.assign(budget=sums.index.map(self.budget)) if self.budget else sums

    def moved(self, case: int) -> tuple[int, int]:
        """Return how many results have a better and how many a worse grade than they have now."""
        grades = self.wide("grade")
        change = grades[case] - grades[NOW]
        return int((change < 0).sum()), int((change > 0).sum())

    def wide(self, value: str) -> pd.DataFrame:
        """Return a value of everybody whom the scheme appraises, a row per period and employee, a column per case."""
        return self.tried.pivot(index=["period", "id", "name", "team"], columns="case", values=value)


def try_cases(
    project: Project,
    scheme: str,
    periods: Sequence[Period],
    cases: Sequence[Sequence[str]],
    *,
    only: Collection[str] = (),
    lang: Lang,
) -> Cases:
    """Return everybody's results in `periods` under each of `cases` (settings as of `what_if.changed_by`).

    `only` are the ids of the people to look at, all by default. Who has no complete result now, or would have none, is
    left out. ProblemsError `ledger.missing`, `what_if.nobody`, and what `standings` and `changed_by` raise.
    """
    rows: list[tuple[object, ...]] = []
    plan, problems = None, list[Problem]()
    with Ledger.open(project.ledger, create=False).reading() as read:
        for period in periods:
            for standing in standings(project, read, period, lang).roles:
                is_tried = standing.plan.scheme.id == scheme
                plan = standing.plan if is_tried else plan
                others = [changed_by(standing.plan, each) if is_tried else None for each in cases]
                problems += (problem for other in others if other for problem in value_problems(other))
                trial = _Trial(project, read, period, standing)
                rows += (row for row in trial.rows(others) if not only or row[1] in only)
    if plan is None:
        raise fail("what_if.nobody", scheme=scheme, periods=[period.text for period in periods])
    people = pd.DataFrame(rows, columns=_COLUMNS)
    whole = people.groupby(["period", "id"])["total"].transform(lambda totals: totals.isna().nunique() == 1)
    months_in = sum(months(period.text) for period in periods)
    budget = {team: amount * months_in for team, amount in project.settings.budget.items()}
    unsound = {repr(each): replace(each, severity="warning", place=Place(field="--case")) for each in problems}
    return Cases(
        plan=plan,
        settings=[(), *cases],
        periods=periods,
        people=people[whole],
        budget=budget,
        problems=list(unsound.values()),
    )


class _Trial:
    """One role of a period: its people as the ledger keeps them, and as they would be."""

    def __init__(self, project: Project, read: Reading, period: Period, standing: Standing) -> None:
        self.period = period
        self.standing = standing
        self.by_team = project.settings.cohort == "team"
        self.kept = {each.employee_id: each for each in kept_results.all_of(read, period.text) if each.complete}
        self.decided = by_hand.current_grades(read, period.text)
        self.settled: dict[str, int] = {}
        for (employee_id, _), amount in payments.paid(read, period.text).items():
            self.settled[employee_id] = self.settled.get(employee_id, 0) + amount

    def rows(self, plans: Sequence[Plan | None]) -> Iterator[tuple[object, ...]]:
        """Yield a row per employee and case; without another plan, as things are."""
        tried = [self._tried(plan) if plan else None for plan in plans]
        for place, who in enumerate(self.standing.people):
            if not (kept := self.kept.get(who.employee_id)):
                continue
            about = self.period.text, kept.employee_id, kept.name, kept.team
            now = (math.nan if kept.total is None else kept.total, self._grade(kept), self._fen(kept))
            is_tried = any(tried)
            yield *about, NOW, is_tried, *now
            for case, would in enumerate(tried, NOW + 1):
                yield *about, case, is_tried, *(_figures(would.people[place].outcome) if would else now)

    def _tried(self, plan: Plan) -> Standing:
        role = Role(self.standing.role, plan, [who.employee for who in self.standing.people])
        managers: Mapping[str, Manager] = {who.manager.manager_id: who.manager for who in self.standing.people}
        plain = appraise(role, managers, by_team=self.by_team)
        still: dict[str, CalibratedGrade] = {
            who.employee_id: self.decided[who.employee_id]
            for who in plain.people
            if who.employee_id in self.decided and self.decided[who.employee_id].from_grade == who.by_scale.grade
        }
        return appraise(role, managers, still, by_team=self.by_team) if still else plain

    def _grade(self, kept: Result) -> float:
        keys = self.standing.plan.dimensions["grade"].keys if "grade" in self.standing.plan.columns else ()
        return float(keys.index(kept.grade)) if kept.grade in keys else math.nan

    def _fen(self, kept: Result) -> int:
        """Return what was settled for an employee, else what the result comes to."""
        money = kept.columns.get(self.standing.plan.pay_total(), math.nan)
        return self.settled.get(kept.employee_id, _in_fen(money))


def _figures(outcome: PersonOutcome) -> tuple[float, float, int]:
    """Return total, place of the grade and fen; without a total for whom something is missing."""
    total = outcome.total if outcome.is_complete else math.nan
    return total, outcome.value("grade"), _in_fen(outcome.money)


def _in_fen(money: float) -> int:
    """Return an amount in fen, 0 where there is none."""
    return fen(money) if math.isfinite(money) else 0
