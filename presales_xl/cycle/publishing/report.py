"""The management report: figures of a period and of those before it, without names, ready for the page."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, pstdev

from presales_xl.cycle.publishing import names
from presales_xl.cycle.publishing.pages import render
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang, text


@dataclass(frozen=True)
class Fact:
    """What the report knows of one employee in one period.

    Grades are places in the scale of the role's scheme, None where there is none; `total` and `money` are NaN where
    they are missing.
    """

    role: str
    team: str
    total: float
    money: float
    grade: int | None = None
    by_scale: int | None = None
    flags: Sequence[str] = ()


@dataclass(frozen=True)
class Past:
    """An earlier period, or this one: what was computed for everybody then."""

    period: str
    facts: Sequence[Fact]


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
class Role:
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
    roles: Sequence[Role]
    by_team: Sequence[Cost]
    by_role: Sequence[Cost]
    by_period: Sequence[Cost]
    flags: Sequence[tuple[str, int]] = field(default_factory=list)

    @property
    def money(self) -> float:
        """Return all money of this period."""
        return self.by_period[-1].money

    @property
    def money_before(self) -> float | None:
        """Return all money of the period before, None where there is none to compare with."""
        return self.by_period[-2].money if len(self.by_period) > 1 and self.by_period[-2].money else None


def report(company: str, past: Sequence[Past], plans: Mapping[str, Plan], appeals: int, lang: Lang) -> Report:
    """Return the report; the last of `past` is the period that it is about, `plans` are its roles' schemes."""
    now = past[-1].facts
    flags: dict[str, int] = {}
    for fact in now:
        for flag in fact.flags:
            flags[flag] = flags.get(flag, 0) + 1
    return Report(
        company,
        names.period_name(past[-1].period, lang),
        len(now),
        sum(math.isfinite(fact.total) for fact in now),
        sum(fact.grade != fact.by_scale for fact in now),
        appeals,
        [each.period for each in past],
        [_role(name, plan, past, lang) for name, plan in plans.items()],
        _costs(now, lambda fact: fact.team),
        _costs(now, lambda fact: fact.role),
        [Cost(each.period, len(each.facts), _money(each.facts)) for each in past],
        sorted(flags.items(), key=lambda pair: -pair[1]),
    )


def _role(name: str, plan: Plan, past: Sequence[Past], lang: Lang) -> Role:
    own = [[fact for fact in each.facts if fact.role == name] for each in past]
    means = [_mean(fact.total for fact in facts) for facts in own]
    unit = plan.columns["total"].unit
    teams = list(_spreads(own[-1]))
    return Role(name, plan.scheme.name[lang], len(own[-1]), unit, list(_shares(plan, own[-1], lang)), teams, means)


def _shares(plan: Plan, facts: Sequence[Fact], lang: Lang) -> Iterator[Share]:
    """Yield the grades best first; grades that a target takes together stand together."""
    if "grade" not in plan.columns:
        return
    labels = plan.dimensions["grade"]
    graded = sum(fact.grade is not None for fact in facts)
    quota = plan.quota()
    for group in quota or labels.keys:
        places = [labels.keys.index(key) for key in group.split("+")]
        heads = sum(fact.grade in places for fact in facts)
        before = sum(fact.by_scale in places for fact in facts)
        name = " + ".join(labels.names[place][lang] for place in places)
        yield Share(name, heads, before, heads / graded if graded else 0.0, quota.get(group))


def _spreads(facts: Sequence[Fact]) -> Iterator[Spread]:
    """Yield the teams, the one with the highest mean first."""
    totals: dict[str, list[float]] = {}
    for fact in facts:
        if math.isfinite(fact.total):
            totals.setdefault(fact.team, []).append(fact.total)
    for team, own in sorted(totals.items(), key=lambda pair: -fmean(pair[1])):
        yield Spread(team, len(own), fmean(own), min(own), max(own), pstdev(own))


def _costs(facts: Sequence[Fact], by: Callable[[Fact], str]) -> list[Cost]:
    """Return the money of each group, the largest first; nothing where no money is paid."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        if math.isfinite(fact.money):
            groups.setdefault(by(fact), []).append(fact)
    return sorted((Cost(name, len(own), _money(own)) for name, own in groups.items()), key=lambda cost: -cost.money)


def _money(facts: Iterable[Fact]) -> float:
    return round(math.fsum(fact.money for fact in facts if math.isfinite(fact.money)), 2)


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return fmean(known) if known else math.nan


def page(found: Report, lang: Lang) -> str:
    """Return the report as one page of HTML that needs nothing else."""

    def yuan(value: float) -> str:
        return text(lang, "publish.yuan", amount=f"{round(value) + 0:,}".replace("-", "−"))

    def number(value: float) -> str:
        return f"{value:.1f}".removesuffix(".0").replace("-", "−")

    return render("report.html.j2", lang, r=found, yuan=yuan, number=number)
