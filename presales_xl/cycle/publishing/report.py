"""The management report: figures of a period and of those before it, without names, ready for the page.

It is worked out from a table with a row per employee and period: `period`, `employee`, `role`, `department`, `team`,
`total`, `money` (yuan), `grade` and `by_scale` (places in the scale of the role's scheme, after and before
calibration), `flags` (those that are up). What is missing, or not due yet, is NaN; of earlier periods, which the ledger
remembers, `by_scale` and flags are.

No figure stands on fewer than `LEAST` people, nor can one be subtracted: small groups are joined, teams within their
department, so that what is shown of departments and of teams differs by whole groups that are large enough. Sums by
role, which cross the teams, are shown only where no small group follows from both. How strict managers are is worked
out from the means of teams that are shown.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from random import Random

import pandas as pd

from presales_xl.cycle.publishing.wording import period_name, render
from presales_xl.ledger import kept_results, marks, payments
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import Standing, paid_in_all
from presales_xl.periods import cycle_of, year_before
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.states import NOT_APPRAISED
from presales_xl.texts import Lang, text

PERIODS = 12  # that the report looks back over, this one included
_CHANCE = 128  # binary digits that are drawn
LEAST = 3  # people that a figure stands on: of fewer it would tell somebody's own
COLUMNS = ["period", "employee", "role", "department", "team", "total", "money", "grade", "by_scale", "flags"]


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
class TotalsSpread:
    """Totals of the people of a team in a role."""

    team: str
    people: int
    mean: float
    low: float
    high: float
    deviation: float


@dataclass(frozen=True)
class RoleReport:
    """A role: its grades against the target, its teams, and its mean total over the periods (NaN: nobody).

    `last_year` is the mean total a year ago, `moves` are how many people have a better, the same and a worse grade than
    in the period before, None where fewer than `LEAST` have a grade both times.
    """

    name: str
    scheme: str
    people: int
    unit: str
    shares: Sequence[Share]
    teams: Sequence[TotalsSpread]
    means: Sequence[float]
    last_year: float = math.nan
    moves: tuple[int, int, int] | None = None

    @property
    def changes(self) -> tuple[float, float]:
        """Return how much the mean total is above that of the period before, and of the year before; NaN: unknown."""
        return self.means[-1] - (self.means[-2] if len(self.means) > 1 else math.nan), self.means[-1] - self.last_year

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
    """Money of a department, a team, a role or a period, and how many people it is for; the budget where it has one."""

    name: str
    people: int
    money: float
    budget: float | None = None


@dataclass(frozen=True)
class Compared:
    """A figure of this period, of the one before, and of the same period a year ago; NaN where it is not known."""

    key: str
    now: float
    before: float
    last_year: float

    @property
    def changes(self) -> list[float]:
        """Return by which fraction it has changed since each of them."""
        return [self.now / then - 1 if then else math.nan for then in (self.before, self.last_year)]


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
    by_department: Sequence[Cost]
    by_team: Sequence[Cost]
    by_role: Sequence[Cost]
    by_period: Sequence[Cost]
    compared: Sequence[Compared] = field(default_factory=list)
    strictness: Sequence[tuple[str, int, float]] = field(default_factory=list)
    """Team, people, and how far its totals are above (below: a strict manager) those of its roles, as a fraction."""
    flags: Sequence[tuple[str, int | None]] = field(default_factory=list)
    """How many people each flag is up for, None for fewer than `LEAST`."""
    hidden: Sequence[str] = field(default_factory=list)
    """The roles of fewer than `LEAST` people, of which no figure is shown."""

    @property
    def before(self) -> str:
        """Return the period before, as it is named, "" where there is none."""
        return self.periods[-2] if len(self.periods) > 1 else ""

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
    """Return what the report rests on: this period, and earlier ones of the cycle that the ledger has results of.

    Who is not appraised in a period is not in it. What a period pays somebody whose result waits for something now
    is what was settled before.
    """
    earlier = [each for each in marks.periods(read, cycle_of(period)) if each < period]
    wanted = [each for each in earlier if each in earlier[1 - PERIODS :] or each == year_before(period)]
    scales = {each.role: each.plan.dimensions["grade"].keys for each in standings if "grade" in each.plan.columns}
    rows: list[list[object]] = []
    for before in wanted:
        for result in kept_results.all_of(read, before):
            if result.columns.get(NOT_APPRAISED) == 1:
                continue
            money = paid_in_all(result.columns) if result.complete else math.nan
            scale = scales.get(result.role, ())
            grade = float(scale.index(result.grade)) if result.grade in scale else math.nan
            about = before, result.employee_id, result.role, result.department, result.team
            rows.append([*about, result.total, money, grade, math.nan, ()])
    settled: defaultdict[str, int] = defaultdict(int)
    for (employee_id, _), fen in payments.paid(read, period).items():
        settled[employee_id] += fen
    for standing in standings:
        for who in filter(lambda who: who.outcome.is_appraised, standing.people):
            grades = (who.outcome.value("grade"), who.by_scale.value("grade"))
            flags = [name for name, _ in who.outcome.flags(lang)]
            key = who.employee_id
            money = who.money if key not in standing.held_back else settled[key] / 100 if key in settled else math.nan
            about = period, key, standing.role, who.manager.department, who.manager.team
            rows.append([*about, who.outcome.total, money, *grades, flags])
    return pd.DataFrame(rows, columns=COLUMNS).astype({"total": float, "money": float})


def report(
    company: str,
    period: str,
    people: pd.DataFrame,
    plans: Mapping[str, Plan],
    *,
    appeals: int,
    budget: Mapping[str, float] | None = None,
    lang: Lang,
) -> Report:
    """Return the report of a period from the table `people`, in which it is the last; `plans` are its roles' schemes.

    `budget` is yuan for the period by team.
    """
    names = list(dict.fromkeys([*people["period"], period]))[-PERIODS:]
    now = people[people["period"] == period]
    money = people.groupby("period")["money"].agg(["sum", "count"]).round(2).reindex(names, fill_value=0)
    flagged = Counter(chain.from_iterable(now["flags"])).most_common()
    roles = [_role(name, plan, people[people["role"] == name], names, lang=lang) for name, plan in plans.items()]
    paid = _joined(now.dropna(subset="money"), lang)
    by_role = _not_too_small(paid, "role", lang)
    return Report(
        company,
        period_name(period, lang),
        people=len(now),
        complete=int(now["total"].notna().sum()),
        changed=int((now["grade"].fillna(-1) != now["by_scale"].fillna(-1)).sum()),
        appeals=appeals,
        periods=names,
        roles=roles,
        by_department=_costs(paid, "department") if paid["department"].any() else [],
        by_team=_costs(paid, "team", budget),
        by_role=[] if tells_of_few(by_role, "place", "role") else _costs(by_role, "role"),
        by_period=[
            Cost(name, int((people["period"] == name).sum()), float(money["sum"][name]))
            for name in names
            if money["count"][name] >= LEAST
        ],
        compared=list(_compared(people, names)),
        strictness=_strictness(roles),
        flags=[(name, count if count >= LEAST else None) for name, count in flagged],
        hidden=[role for role in plans if 0 < (now["role"] == role).sum() < LEAST],
    )


def _role(name: str, plan: Plan, people: pd.DataFrame, names: list[str], *, lang: Lang) -> RoleReport:
    """Return a role; `people` are its own in all periods, whose names are `names`, those to be shown."""
    now = people[people["period"] == names[-1]]
    totals = people.groupby("period")["total"].agg(["mean", "count"])
    means = totals["mean"].where(totals["count"] >= LEAST)
    return RoleReport(
        name,
        plan.scheme.name[lang],
        people=len(now),
        unit=plan.columns["total"].unit,
        shares=list(_shares(plan, now, lang)) if len(now) >= LEAST else [],
        teams=_spreads(now, lang),
        means=means.reindex(names).tolist(),
        last_year=float(means.get(year_before(names[-1]), math.nan)),
        moves=_moves(now, people[people["period"] == names[-2]]) if len(names) > 1 else None,
    )


def _moves(now: pd.DataFrame, before: pd.DataFrame) -> tuple[int, int, int] | None:
    """Return how the grades of those have moved who have one both times."""
    both = now.dropna(subset="grade").merge(before.dropna(subset="grade"), on="employee", suffixes=("", "_before"))
    if len(both) < LEAST:
        return None
    change = both["grade"] - both["grade_before"]  # the best grade is the first
    return int((change < 0).sum()), int((change == 0).sum()), int((change > 0).sum())


def _compared(people: pd.DataFrame, names: Sequence[str]) -> Iterator[Compared]:
    """Yield people with a result, money, and money a head, each of periods in which enough people have it."""
    groups = people.groupby("period")
    counts, paid = groups["total"].count(), groups["money"].agg(["sum", "count"])
    figures = {
        "with_result": counts.where(counts >= LEAST),
        "money": paid["sum"].where(paid["count"] >= LEAST),
        "per_head": (paid["sum"] / paid["count"]).where(paid["count"] >= LEAST),
    }
    before = names[-2] if len(names) > 1 else ""
    for key, values in figures.items():
        shown = [float(values.get(period, math.nan)) for period in (names[-1], before, year_before(names[-1]))]
        if math.isfinite(shown[0]) and any(map(math.isfinite, shown[1:])):
            yield Compared(key, *shown)


def _strictness(roles: Sequence[RoleReport]) -> list[tuple[str, int, float]]:
    """Return how far teams are from the means of their roles, the strictest first, from what is shown of both."""
    compared = [(team, role.mean) for role in roles if len(role.teams) > 1 and role.mean > 0 for team in role.teams]
    rows = [(team.team, team.people, (team.mean / mean - 1) * team.people) for team, mean in compared]
    sums = pd.DataFrame(rows, columns=["team", "people", "weighted"]).groupby("team", sort=False).sum()
    ordered = sums.assign(difference=sums["weighted"] / sums["people"]).sort_values("difference", kind="stable")
    return [(str(team), int(line.people), float(line.difference)) for team, line in ordered.iterrows()]


def _shares(plan: Plan, people: pd.DataFrame, lang: Lang) -> Iterator[Share]:
    """Yield the grades best first; grades that a target takes together stand together."""
    graded = int(people["grade"].notna().sum())
    quota = plan.quota()
    for group in plan.grade_groups():
        heads, before = (int(people[column].isin(group.grades).sum()) for column in ("grade", "by_scale"))
        name = " + ".join(plan.dimensions["grade"].names[grade][lang] for grade in group.grades)
        yield Share(name, heads, before, share=heads / graded if graded else 0.0, target=quota.get(group.key))


def _spreads(people: pd.DataFrame, lang: Lang) -> list[TotalsSpread]:
    """Return the teams, the one with the highest mean first."""
    totals = _not_too_small(people.dropna(subset="total"), "team", lang).groupby("team", sort=False)["total"]
    teams = totals.agg(["size", "mean", "min", "max"]).assign(deviation=totals.std(ddof=0))
    return [TotalsSpread(*team) for team in teams.sort_values("mean", ascending=False, kind="stable").itertuples()]


def _costs(people: pd.DataFrame, by: str, budget: Mapping[str, float] | None = None) -> list[Cost]:
    """Return the money of each group, the largest first; nothing where no money is paid.

    A group has a budget where all teams in it, named by `own_team`, have one.
    """
    groups = people.groupby(by, sort=False)
    money = groups["money"].agg(["size", "sum"]).round(2).sort_values("sum", ascending=False, kind="stable")
    costs = [Cost(*group) for group in money.itertuples()]
    if not budget:
        return costs
    teams = groups["own_team"].unique()
    whole = {name: sum(budget.get(team, math.nan) for team in teams[name]) for name in teams.index}
    return [replace(cost, budget=whole[cost.name] if math.isfinite(whole[cost.name]) else None) for cost in costs]


def _joined(people: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return the people with small departments joined, and small teams within each.

    `own_team` is as it was, `place` are department and team.
    """
    people = _not_too_small(people.assign(own_team=people["team"]), "department", lang)
    parts = [_not_too_small(part, "team", lang) for _, part in people.groupby("department", sort=False)]
    joined = pd.concat(parts).sort_index() if parts else people
    return joined.assign(place=joined["department"] + "/" + joined["team"])


def tells_of_few(people: pd.DataFrame, first: str, second: str) -> bool:
    """Return whether sums by two groupings, taken together, give those of fewer than `LEAST` people away.

    What follows from both is what their groups span: of the cells in which they cross, a small one, or two of one
    person each. That is what no change of the cells moves which leaves all sums as they are (see `_moved`).
    """
    counts = people.groupby([first, second]).size()
    moved = dict(zip(counts.index, _moved(list(counts.index)), strict=True))
    single = {moved[cell] for cell in counts.index[counts == 1]}
    return any(moved[cell] == 0 for cell in counts.index[counts < LEAST]) or any(-by in single for by in single)


def _moved(cells: Sequence[tuple[str, str]]) -> list[int]:
    """Return by how much each cell of a table moves in a change that leaves every sum of its rows and columns.

    The change is drawn from all there are: a cell, or two together, that it leaves as they are no change moves, but
    for a chance below that of any failure of the machine. Cells are drawn, but those along which all rows and columns
    are reached first: what these must be follows, from the last one reached back.
    """
    chance = Random(0)  # noqa: S311 - no secret, and the same verdict each time
    lines: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for place, cell in enumerate(cells):
        for line in enumerate(cell):
            lines[line].append(place)
    reached: set[tuple[int, str]] = set()
    way: list[tuple[tuple[int, str], int]] = []  # each row and column with the cell by which it was reached
    for start in lines:
        ahead = [(start, -1)]
        while ahead:
            line, by = ahead.pop()
            if line in reached:
                continue
            reached.add(line)
            way.append((line, by))
            side = 1 - line[0]
            ahead += [((side, cells[place][side]), place) for place in lines[line] if place != by]
    tree = {by for _, by in way}
    moved = [0 if place in tree else chance.getrandbits(_CHANCE) for place in range(len(cells))]
    for line, by in reversed(way):
        if by >= 0:
            moved[by] = -sum(moved[place] for place in lines[line])
    return moved


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

    def signed(value: float) -> str:
        return f"{value:+.1f}".replace("-", "−")

    def change(value: float) -> str:
        return f"{value:+.1%}".replace("-", "−") if math.isfinite(value) else "—"

    def figure(key: str, value: float) -> str:
        if not math.isfinite(value):
            return "—"
        return f"{value:.0f}" if key == "with_result" else yuan(value)

    words = {"yuan": yuan, "number": number, "signed": signed, "change": change, "shown": figure}
    return render("report.html.j2", lang, r=shown, **words)
