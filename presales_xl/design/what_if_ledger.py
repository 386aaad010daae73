"""`presales-xl what-if` on the ledger: people of one or more periods under several settings side by side.

How things are is what the ledger keeps of results, pay what these come to: what was settled may lack a correction that
is still to come, which no figure of the scheme changes. Nothing of that is worked out again. What would be follows from
the same entries under other figures. A grade that was calibrated stays, unless the total now comes to another one by
the scale.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import pandas as pd

from presales_xl.cycle.generating import issuing
from presales_xl.cycle.standing import Standings, standings
from presales_xl.design.what_if import changed_by
from presales_xl.ledger import by_hand, kept_results, marks
from presales_xl.ledger.kept_results import Result
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.people import stints
from presales_xl.people.appraised import Appraised, CalibratedGrade, appraise, fen, paid_in_all
from presales_xl.people.employees import Role, of_plan
from presales_xl.periods import Period, last_day, months, parse_period
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import by_days, due, in_month, weighed
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.scheme.individual import individual_as
from presales_xl.scheme.variant import value_problems
from presales_xl.texts import Lang

#: The case in which everything is as it is.
NOW = 0
_PLACES = 10  # to which totals are compared
_COLUMNS = ["period", "id", "name", "team", "case", "is_tried", "total", "grade", "fen"]


#: Settings as of `what_if.changed_by`, or a whole scheme instead of the one that was issued.
Case = Sequence[str] | Plan


@dataclass(frozen=True)
class TriedCases:
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
    cases: Sequence[Case],
    *,
    only: Collection[str] = (),
    lang: Lang,
) -> TriedCases:
    """Return everybody's results in `periods` under each of `cases`.

    `only` are the ids of the people to look at, all by default. Who has no complete result now, or would have none, is
    left out. ProblemsError `ledger.missing`, `what_if.nobody`, and what `standings` and `changed_by` raise.
    """
    rows: list[tuple[object, ...]] = []
    plan, problems = None, list[Problem]()
    with Ledger.open(project.ledger, create=False).reading() as read:
        for period in periods:
            current = standings(project, read, period, lang)
            plans = {role.role: role.plan for role in current.apart if role.plan.scheme.id == scheme}
            levels = _levels(current, scheme)
            others = [
                {name: _otherwise(tried, each, period, levels) for name, tried in plans.items()} for each in cases
            ]
            plan = next(reversed(plans.values()), plan)
            problems += (problem for other in others for tried in other.values() for problem in value_problems(tried))
            trial = _Trial(read, period, current)
            rows += (row for row in trial.rows(others) if not only or row[1] in only)
    if plan is None:
        raise fail("what_if.nobody", scheme=scheme, periods=[period.text for period in periods])
    people = pd.DataFrame(rows, columns=_COLUMNS)
    whole = people.groupby(["period", "id"])["total"].transform(lambda totals: totals.isna().nunique() == 1)
    months_in = sum(months(period.text) for period in periods)
    budget = {team: amount * months_in for team, amount in project.settings.budget.items()}
    unsound = {repr(each): replace(each, severity="warning", place=Place(field="--case")) for each in problems}
    return TriedCases(
        plan=plan,
        settings=[(), *(() if isinstance(each, Plan) else each for each in cases)],
        periods=periods,
        people=people.loc[whole.astype(bool)],
        budget=budget,
        problems=list(unsound.values()),
    )


def _levels(current: Standings, scheme: str) -> list[str]:
    """Return the levels of those whom a scheme appraises."""
    standing = [role for role in current.apart if role.plan.scheme.id == scheme]
    places = {who.employee.entries.get("level", math.nan) for role in standing for who in role.people}
    return [level for role in standing[:1] for at, level in enumerate(role.plan.scheme.levels) if at in places]


def _otherwise(issued: Plan, case: Case, period: Period, levels: Collection[str]) -> Plan:
    """Return the plan that a role would have had in a period instead of the one that was issued."""
    if not isinstance(case, Plan):
        return changed_by(issued, case)
    whole = due(case, period.cycle) if period.cycle in case.scheme.cycles else case
    plan = weighed(in_month(whole, period.month), [level for level in levels if level in case.scheme.levels])
    return individual_as(by_days(plan) if issued.scheme.by_days else plan, issued)


class _Trial:
    """A period: its people as the ledger keeps them, and as they would be."""

    def __init__(self, read: Reading, period: Period, current: Standings) -> None:
        self.period = period
        self.current = current
        self.by_team = current.settings.cohort == "team"
        self.kept = {each.employee_id: each for each in kept_results.all_of(read, period.text) if each.complete}
        self.decided = by_hand.current_grades(read, period.text)

    def rows(self, cases: Sequence[Mapping[str, Plan]]) -> Iterator[tuple[object, ...]]:
        """Yield a row per employee and case; `cases` are other plans by role, without one things are as they are."""
        tried = [self._tried(plans) for plans in cases]
        for role in self.current.roles:
            is_tried = any(role.role in plans for plans in cases)
            for who in role.people:
                if not (kept := self.kept.get(who.employee_id)):
                    continue
                about = self.period.text, kept.employee_id, kept.name, kept.team
                now = (
                    math.nan if kept.total is None else kept.total,
                    _grade(kept, role.plan),
                    _in_fen(paid_in_all(kept.columns)),
                )
                yield *about, NOW, is_tried, *now
                for case, would in enumerate(tried, NOW + 1):
                    yield (
                        *about,
                        case,
                        is_tried,
                        *(_figures(would[kept.employee_id]) if kept.employee_id in would else now),
                    )

    def _tried(self, plans: Mapping[str, Plan]) -> dict[str, Appraised]:
        """Return those whom other plans appraise, in any stint, by employee id."""
        plain = self._appraised(plans, {})
        still = {
            key: self.decided[key]
            for key, who in plain.items()
            if key in self.decided and self.decided[key].from_grade == who.by_scale.grade
        }
        return self._appraised(plans, still) if still else plain

    def _appraised(self, plans: Mapping[str, Plan], decided: Mapping[str, CalibratedGrade]) -> dict[str, Appraised]:
        managers = self.current.roster.managers
        apart = list(self.current.apart)
        for place, role in enumerate(apart):
            if role.role in plans:
                plan = plans[role.role]
                here, beside = ([of_plan(who, plan) for who in them] for them in (role.entered.people, role.beside))
                other = Role(role.role, plan, here, beside)
                apart[place] = appraise(other, managers, decided, by_team=self.by_team)
        is_enforced = self.current.settings.calibration.mode == "enforce"
        joined = stints.joined(apart, managers, decided, {}, by_team=self.by_team, is_enforced=is_enforced)
        people = (who for role in joined for who in role.people)
        return {
            who.employee_id: who for who in people if any(each.employee.role in plans for each in who.stints or (who,))
        }


@dataclass(frozen=True)
class Moves:
    """Whom a case moves, and how far, of `results` (a person in two periods counts twice); money is in yuan."""

    results: int
    totals: int
    mean: float
    most: float
    better: int
    worse: int
    paid: int
    money: float


def moves(cases: TriedCases, case: int) -> Moves:
    """Return whose totals, grades and pay a case moves, and by how much."""
    if cases.tried.empty:
        return Moves(results=0, totals=0, mean=0, most=0, better=0, worse=0, paid=0, money=0)
    totals, pay = (_moved(cases.wide(value), case) for value in ("total", "fen"))
    better, worse = cases.moved(case) if "grade" in cases.plan.columns else (0, 0)
    return Moves(
        results=len(totals),
        totals=int((totals != 0).sum()),
        mean=float(totals.mean()) if len(totals) else 0,
        most=max(map(float, totals), key=abs, default=0),
        better=better,
        worse=worse,
        paid=int((pay != 0).sum()),
        money=round(float(pay.sum()) / 100, 2),
    )


def _moved(values: pd.DataFrame, case: int) -> pd.Series:
    return (values[case] - values[NOW]).round(_PLACES).dropna()


def last_periods(read: Reading, scheme: str, count: int) -> list[Period]:
    """Return the last periods of the ledger in which a scheme has results and whose names have not gone, in order."""
    known = sorted(marks.periods(read), key=last_day, reverse=True)
    whole = (period for period in known if not marks.is_retained(read, period))
    of_scheme = (period for period in whole if scheme in issuing.schemes_of(read, period))
    known_results = (period for period in of_scheme if any(each.complete for each in kept_results.all_of(read, period)))
    return [parse_period(period) for period in islice(known_results, count)][::-1]


def _grade(kept: Result, plan: Plan) -> float:
    keys = plan.dimensions["grade"].keys if "grade" in plan.columns else ()
    return float(keys.index(kept.grade)) if kept.grade in keys else math.nan


def _figures(who: Appraised) -> tuple[float, float, int]:
    """Return total, place of the grade and fen; without a total for whom something is missing."""
    total = who.outcome.total if who.outcome.is_complete else math.nan
    return total, who.outcome.value("grade"), _in_fen(paid_in_all(who.pay))


def _in_fen(money: float) -> int:
    """Return an amount in fen, 0 where there is none."""
    return fen(money) if math.isfinite(money) else 0
