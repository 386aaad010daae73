"""What one employee's statement says, in words ready to print: nothing of anybody else but places in a ranking."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from presales_xl.backends.explain import explain, sentence
from presales_xl.backends.phrases import bare
from presales_xl.cycle.publishing import names
from presales_xl.cycle.publishing.outcomes import raised
from presales_xl.cycle.publishing.workdays import Due, due
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook.results import entered


@dataclass(frozen=True)
class Notice:
    """What all statements of a period say alike."""

    company: str
    period: str
    published: dt.date
    interview_days: int
    appeal_days: int
    cohort: str
    """Among whom people are ranked: "role" or "team"."""

    def period_name(self, lang: Lang) -> str:
        """Return the period as a heading says it."""
        return names.period_name(self.period, lang)

    @property
    def interview(self) -> Due:
        """Return by when the interview is to be held."""
        return due(self.published, self.interview_days)

    @property
    def appeal(self) -> Due:
        """Return by when an appeal is to be made."""
        return due(self.published, self.appeal_days)


@dataclass(frozen=True)
class Line:
    """One thing that gives points, a grade or money: what was entered, the rule, how it was applied, what came out.

    `full` are the full points where there are any, `share` is the per cent of them that was reached, 0 to 100.
    """

    name: str
    result: str
    full: str = ""
    share: float = 0
    entries: Sequence[tuple[str, str]] = ()
    rule: str = ""
    steps: Sequence[str] = ()


@dataclass(frozen=True)
class Block:
    """Lines under a heading, which may be empty."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Rows:
    """The employee's rows of a detail table."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Individual:
    """One employee as results know one: who it is, the columns by id, and what the ledger adds.

    `scale` are the columns as the totals alone give them, `values` as they count after calibration, `others` the
    figures from other rows. `among` is how many people are ranked together, `reason` why the grade was changed,
    `corrections` the money of earlier periods that is paid with this one, `decisions` what became of appeals.
    """

    employee_id: str
    name: str
    role: str
    team: str
    department: str
    manager: str
    values: Mapping[str, float]
    scale: Mapping[str, float]
    others: Mapping[nodes.Expr, float]
    among: int
    rows: Sequence[Rows] = ()
    reason: str = ""
    corrections: Sequence[tuple[str, float]] = ()
    decisions: Sequence[str] = ()


@dataclass(frozen=True)
class Statement:
    """A statement; what a scheme does not have is empty."""

    name: str
    facts: Sequence[tuple[str, str]]
    results: Sequence[tuple[str, str]]
    blocks: Sequence[Block]
    rows: Sequence[Rows]
    conclusion: Sequence[Line]
    calibrated: Mapping[str, str]
    pay: Sequence[Line]
    pay_total: str
    outcomes: Sequence[str]
    decisions: Sequence[str]


def statement(plan: Plan, person: Individual, notice: Notice, lang: Lang) -> Statement:
    """Return what an employee's statement says."""
    return _Writer(plan, person, notice, lang).statement()


class _Writer:
    def __init__(self, plan: Plan, person: Individual, notice: Notice, lang: Lang) -> None:
        self.plan = plan
        self.person = person
        self.notice = notice
        self.lang = lang
        self.told: set[str] = set()  # measures that were explained already

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"publish.{key}", **fields)

    def statement(self) -> Statement:
        blocks = list(self.blocks())  # before the pay, which does not explain again what they explained
        return Statement(
            self.person.name,
            list(self.facts()),
            list(self.results()),
            blocks,
            self.person.rows,
            list(self.conclusion()),
            self.calibrated(),
            list(self.pay()),
            self.pay_total(),
            self.outcomes(),
            self.person.decisions,
        )

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield who this is about."""
        person, plan = self.person, self.plan
        yield self.say("fact.name"), person.name
        yield self.say("fact.id"), person.employee_id
        yield self.say("fact.role"), person.role
        if "level" in plan.columns:
            spec = plan.columns["level"]
            called = plan.scheme.level_name
            yield called[self.lang] if called else self.say("fact.level"), self.shown(spec, person.values)
        yield self.say("fact.team"), " · ".join(filter(None, (person.department, person.team)))
        yield self.say("fact.manager"), person.manager
        yield self.say("fact.scheme"), plan.scheme.name[self.lang]

    def results(self) -> Iterator[tuple[str, str]]:
        """Yield the result in a few words: total, grade, place, money."""
        values = self.person.values
        for key in ("total", "grade"):
            if key in self.plan.columns:
                yield self.named(self.plan.columns[key]), self.shown(self.plan.columns[key], values)
        if math.isfinite(values.get("rank", math.nan)):
            among = {"place": int(values["rank"]), "count": self.person.among}
            yield self.say(f"rank.{self.notice.cohort}"), self.say("place", **among)
        if amount := self.pay_total():
            yield self.say("to_return" if amount.startswith("−") else "to_pay"), amount

    def blocks(self) -> Iterator[Block]:
        """Yield the indicators section by section, then what is added to and taken from their sum."""
        level = self.person.values.get("level", math.nan)
        levels = list(self.plan.scheme.levels)
        full = self.plan.full_points(levels[int(level)] if levels and math.isfinite(level) else next(iter(levels), ""))
        for _, section, indicators in self.plan.scheme.all_sections():
            columns = [self.plan.columns[f"points.{key}"] for key in indicators]
            lines = [self.line(spec, self.person.values, full[spec.group]) for spec in columns]
            if lines:
                yield Block(section.name[self.lang] if section else "", lines)
        if adjustments := self.plan.of_kind("adjustment"):
            yield Block(self.say("adjustments"), [self.line(spec, self.person.values) for spec in adjustments])

    def conclusion(self) -> Iterator[Line]:
        """Yield how total and grade came about, the grade as the total alone gives it."""
        for spec in self.plan.of_kind("total", "grade"):
            yield self.line(spec, self.person.scale)

    def calibrated(self) -> Mapping[str, str]:
        """Return the grade before and after calibration with the reason, nothing where it is the same."""
        spec = self.plan.columns.get("grade")
        if spec is None or self.person.values["grade"] == self.person.scale["grade"]:
            return {}
        before, after = self.shown(spec, self.person.scale), self.shown(spec, self.person.values)
        return {"before": before, "after": after, "reason": self.person.reason or self.say("no_reason")}

    def pay(self) -> Iterator[Line]:
        """Yield each amount with its arithmetic, and corrections of earlier periods."""
        for spec in self.plan.of_kind("pay"):
            if spec.label != "pay_total":
                yield self.line(spec, self.person.values)
        for name, amount in self.person.corrections:
            yield Line(name, names.money(amount, self.lang), rule=self.say("correction"))
        for spec in self.plan.of_kind("measure"):  # what is carried to the next period
            if spec.group == "pay" and spec.id not in self.told:
                told = explain(self.plan, spec, self.person.values, self.lang, self.person.others)
                shown = self.shown(spec, self.person.values)
                yield Line(self.say("beside", name=self.named(spec), value=shown), "", steps=[told])

    def pay_total(self) -> str:
        """Return all money of the employee, that of earlier periods included."""
        own = self.person.values.get(self.plan.pay_total(), math.nan)
        if not math.isfinite(own):
            return ""
        return names.money(own + sum(amount for _, amount in self.person.corrections), self.lang)

    def outcomes(self) -> list[str]:
        """Return the flags that are up, each with why."""
        return [told for _, told in raised(self.plan, self.person.values, self.person.others, self.lang)]

    def line(self, spec: ColumnSpec, values: Mapping[str, float], full: float = 0) -> Line:
        """Return how a column came about; of an indicator with its full points."""
        own = explain(self.plan, spec, values, self.lang, self.person.others)
        steps = [*self.measures(spec, values), own]
        rule = sentence(self.plan, spec, self.lang)
        share = min(max(values[spec.id] / full, 0), 1) * 100 if full and math.isfinite(values[spec.id]) else 0
        shown_full, entries = f"{full:g}" if full else "", list(self.entries(spec))
        return Line(self.named(spec), self.shown(spec, values), shown_full, round(share), entries, rule, steps)

    def entries(self, spec: ColumnSpec) -> Iterator[tuple[str, str]]:
        """Yield what was filled in for a column, ratings that are shown beside it and do not count among them."""
        read = {each.id: each for each in entered(self.plan, spec) if each.kind != "level"}
        if spec.kind == "points":
            read |= {each.id: each for each in self.plan.of_kind("input") if each.group == spec.group}
        if spec.kind in ("points", "adjustment"):
            for each in read.values():
                if not each.is_free_text:
                    yield self.named(each), self.shown(each, self.person.values)

    def measures(self, spec: ColumnSpec, values: Mapping[str, float]) -> Iterator[str]:
        """Yield how each measure came about that a column is calculated from and that nothing explained before."""
        for each in self.read(spec):
            if each.kind == "measure" and each.id not in self.told and each.expr is not None:
                self.told.add(each.id)
                plain = bare(each.expr)
                if not isinstance(plain, nodes.Column | nodes.Cohort | nodes.OrElse):
                    told = explain(self.plan, each, values, self.lang, self.person.others)
                    yield text(self.lang, "explain.named", name=self.named(each), rule=told)

    def read(self, spec: ColumnSpec) -> Iterator[ColumnSpec]:
        """Yield the columns that a column is calculated from, in the order in which they are computed."""
        found: set[str] = set()

        def visit(expr: nodes.Expr | None) -> None:
            for node in nodes.walk(expr) if expr is not None else ():
                column = node.column if isinstance(node, nodes.OrElse | nodes.Cohort) else node
                if isinstance(column, nodes.Column) and column.id in self.plan.columns and column.id not in found:
                    found.add(column.id)
                    if (other := self.plan.columns[column.id]).kind in ("measure", "score"):
                        visit(other.expr)

        visit(spec.expr)
        yield from (each for key, each in self.plan.columns.items() if key in found)

    def named(self, spec: ColumnSpec) -> str:
        return names.item(self.plan, spec, self.lang)

    def shown(self, spec: ColumnSpec, values: Mapping[str, float]) -> str:
        return names.value(self.plan, spec, values[spec.id], self.lang)
