"""The management report: figures of a period and of those before it, without names, ready for the page.

It is worked out from a table with a row per employee and period: `period`, `role`, `team`, `total`, `money` (yuan),
`grade` and `by_scale` (places in the scale of the role's scheme, after and before calibration), `flags` (those that
are up). What is missing, or not due yet, is NaN; of earlier periods, which the ledger remembers, grades and flags are.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import pandas as pd

from presales_xl.cycle.publishing.wording import period_name, render
from presales_xl.ledger import kept_periods, kept_results
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import Standing
from presales_xl.periods import cycle_of
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang, text

PERIODS = 12  # that the report looks back over, this one included
LEAST = 3  # people that a figure stands on: of fewer it would tell somebody's own
COLUMNS = ["period", "role", "team", "total", "money", "grade", "by_scale", "flags"]


@dataclass(frozen=True)
class Share:
    """How many people of a role have a grade, or one of several that share a target; shares are fractions.

    `before` is how many had it before calibration.
    """

    grade: str
    people: int
    before: int
    share: float
    target: float | None


@dataclass(frozen=True)
class Spread:
    """Totals of the people of a team in a role."""

    team: str
    people: int
    mean: float
    low: float
    high: float
    deviation: float


@dataclass(frozen=True)
class RoleReport:
    """A role: its grades against the target, its teams, and its mean total over the periods (NaN: nobody)."""

    name: str
    scheme: str
    people: int
    unit: str
    shares: Sequence[Share]
    teams: Sequence[Spread]
    means: Sequence[float]

    @property
    def top(self) -> float:
        """Return the end of the scale on which the teams' totals are drawn."""
        highest = max((team.high for team in self.teams), default=0.0)
        return 100.0 if self.unit == "points" and highest <= 100 else highest or 1.0

    @property
    def mean(self) -> float:
        """Return the mean total of this period."""
        return self.means[-1]


@dataclass(frozen=True)
class Cost:
    """Money of a team, a role or a period, and how many people it is for."""

    name: str
    people: int
    money: float


@dataclass(frozen=True)
class Report:
    """Everything on the page; `periods` are named, this one last."""

    company: str
    period: str
    people: int
    complete: int
    changed: int
    appeals: int
    periods: Sequence[str]
    roles: Sequence[RoleReport]
    by_team: Sequence[Cost]
    by_role: Sequence[Cost]
    by_period: Sequence[Cost]
    flags: Sequence[tuple[str, int | None]] = field(default_factory=list)
    """How many people each flag is up for, None for fewer than `LEAST`."""
    hidden: Sequence[str] = field(default_factory=list)
    """The roles of fewer than `LEAST` people, of which no figure is shown."""

    @property
    def money(self) -> float:
        """Return all money of this period."""
        return self.by_period[-1].money

    @property
    def money_before(self) -> float | None:
        """Return all money of the period before, None where there is none to compare with."""
        before = [cost.money for cost in self.by_period[:-1] if cost.name == self.periods[-2]]
        return before[0] if before and before[0] else None


def facts(standings: Sequence[Standing], read: Reading, period: str, lang: Lang) -> pd.DataFrame:
    """Return what the report rests on: this period, and earlier ones of the cycle that the ledger has results of."""
    earlier = [each for each in kept_periods.all_of(read, cycle_of(period)) if each < period]
    rows: list[list[object]] = []
    for before in earlier[1 - PERIODS :]:
        for result in kept_results.all_of(read, before):
            pay = {key: value for key, value in result.columns.items() if key.startswith("pay.")}
            money = pay.get("pay.total", math.fsum(pay.values()) if pay else math.nan)
            rows.append([before, result.role, result.team, result.total, money, math.nan, math.nan, ()])
    for standing in standings:
        for who in standing.people:
            grades = (who.outcome.value("grade"), who.by_scale.value("grade"))
            flags = [name for name, _ in who.outcome.flags(lang)]
            money = math.nan if who.employee_id in standing.held_back else who.outcome.money
            rows.append([period, standing.role, who.manager.team, who.outcome.total, money, *grades, flags])
    return pd.DataFrame(rows, columns=COLUMNS).astype({"total": float, "money": float})


def report(company: str, people: pd.DataFrame, plans: Mapping[str, Plan], *, appeals: int, lang: Lang) -> Report:
    """Return the report of the last period in the table `people`; `plans` are its roles' schemes."""
    names = list(people["period"].unique())
    now = people[people["period"] == names[-1]]
    money = people.groupby("period")["money"].sum().round(2)
    heads = people.groupby("period")["money"].count()
    flagged = Counter(chain.from_iterable(now["flags"])).most_common()
    return Report(
        company,
        period_name(names[-1], lang),
        people=len(now),
        complete=int(now["total"].notna().sum()),
        changed=int((now["grade"].fillna(-1) != now["by_scale"].fillna(-1)).sum()),
        appeals=appeals,
        periods=names,
        roles=[_role(name, plan, people[people["role"] == name], names, lang=lang) for name, plan in plans.items()],
        by_team=_costs(now, "team", lang),
        by_role=_costs(now, "role", lang),
        by_period=[
            Cost(name, int((people["period"] == name).sum()), float(money[name]))
            for name in names
            if heads[name] >= LEAST
        ],
        flags=[(name, count if count >= LEAST else None) for name, count in flagged],
        hidden=[role for role in plans if 0 < (now["role"] == role).sum() < LEAST],
    )


def _role(name: str, plan: Plan, people: pd.DataFrame, names: list[str], *, lang: Lang) -> RoleReport:
    """Return a role; `people` are its own in all periods, whose names are `names`."""
    now = people[people["period"] == names[-1]]
    totals = people.groupby("period")["total"].agg(["mean", "count"]).reindex(names)
    return RoleReport(
        name,
        plan.scheme.name[lang],
        people=len(now),
        unit=plan.columns["total"].unit,
        shares=list(_shares(plan, now, lang)) if len(now) >= LEAST else [],
        teams=_spreads(now, lang),
        means=totals["mean"].where(totals["count"] >= LEAST).tolist(),
    )


def _shares(plan: Plan, people: pd.DataFrame, lang: Lang) -> Iterator[Share]:
    """Yield the grades best first; grades that a target takes together stand together."""
    graded = int(people["grade"].notna().sum())
    quota = plan.quota()
    for group in plan.grade_groups():
        heads, before = (int(people[column].isin(group.grades).sum()) for column in ("grade", "by_scale"))
        name = " + ".join(plan.dimensions["grade"].names[grade][lang] for grade in group.grades)
        yield Share(name, heads, before, share=heads / graded if graded else 0.0, target=quota.get(group.key))


def _spreads(people: pd.DataFrame, lang: Lang) -> list[Spread]:
    """Return the teams, the one with the highest mean first."""
    totals = _not_too_small(people.dropna(subset="total"), "team", lang).groupby("team", sort=False)["total"]
    teams = totals.agg(["size", "mean", "min", "max"]).assign(deviation=totals.std(ddof=0))
    return [Spread(*team) for team in teams.sort_values("mean", ascending=False, kind="stable").itertuples()]


def _costs(people: pd.DataFrame, by: str, lang: Lang) -> list[Cost]:
    """Return the money of each group, the largest first; nothing where no money is paid."""
    groups = _not_too_small(people.dropna(subset="money"), by, lang).groupby(by, sort=False)
    money = groups["money"].agg(["size", "sum"]).round(2)
    return [Cost(*group) for group in money.sort_values("sum", ascending=False, kind="stable").itertuples()]


def _not_too_small(people: pd.DataFrame, by: str, lang: Lang) -> pd.DataFrame:
    """Return the people with groups of fewer than `LEAST` joined, with the next larger one if need be.

    A group that was only left out could be worked out from the sum. Nobody is left where all are fewer.
    """
    sizes = people[by].value_counts(ascending=True)
    if sizes.sum() < LEAST:
        return people.iloc[:0]
    few = int((sizes < LEAST).sum())
    while few and sizes.iloc[:few].sum() < LEAST:
        few += 1
    joined = people[by].isin(sizes.index[:few])
    return people.assign(**{by: people[by].mask(joined, text(lang, f"publish.report.other_{by}s"))})


def page(shown: Report, lang: Lang) -> str:
    """Return the report as one page of HTML that needs nothing else."""

    def yuan(value: float) -> str:
        return text(lang, "publish.yuan", amount=f"{round(value) + 0:,}".replace("-", "−"))

    def number(value: float) -> str:
        return f"{value:.1f}".removesuffix(".0").replace("-", "−")

    return render("report.html.j2", lang, r=shown, yuan=yuan, number=number)
