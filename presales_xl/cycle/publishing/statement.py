"""What one employee's statement says, in words ready to print: nothing of anybody else but places in a ranking."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from presales_xl.backends.rule_sentences import sentence
from presales_xl.backends.words import own_name
from presales_xl.cycle.publishing import wording
from presales_xl.cycle.publishing.names_of_others import People, hide_others
from presales_xl.people import anonymity
from presales_xl.people.appraised import Appraised, pay_items
from presales_xl.people.decisions import Document
from presales_xl.people.employees import WITHHELD, DetailRow
from presales_xl.people.entries import texts_of
from presales_xl.people.outcome import PersonOutcome, not_applying
from presales_xl.people.stints import days_of, joined_in_words
from presales_xl.periods import Period, working_days_after
from presales_xl.project import Project
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import PAY, ColumnSpec, Plan, is_individual, once_per_plan
from presales_xl.scheme.states import STATE
from presales_xl.texts import Lang, text
from presales_xl.titled_table import TitledTable
from presales_xl.workbook.results import entered

_PLAIN = nodes.Column | nodes.Cohort | nodes.OrElse  # what a measure may be that needs no explaining
_WIDE = 6  # columns that fit side by side on a page; a wider table is turned


@dataclass(frozen=True)
class Notice:
    """What all pages of a kind say alike in a period: statements at its end, plans at its start."""

    company: str
    period: str
    published: dt.date
    interview_days: int
    appeal_days: int
    cohort: str
    """Among whom people are ranked: "role" or "team"."""
    anonymous_below: int = 3
    """How many raters a kind needs for its rating to be shown by itself."""
    revised: Sequence[str] = ()
    """What a revision says of itself: what it replaces, what changed, and why."""
    document: Document = "statement"

    @property
    def is_plan(self) -> bool:
        """Return whether it is that of plans, which have no results, interview or appeal yet."""
        return self.document == "plan"

    def period_name(self, lang: Lang) -> str:
        """Return the period as a heading says it."""
        return wording.period_name(self.period, lang)

    @property
    def interview(self) -> dt.date:
        """Return by when the interview is to be held."""
        return working_days_after(self.published, self.interview_days)[0]

    @property
    def appeal(self) -> dt.date:
        """Return by when an appeal is to be made; of a plan by when it is to be answered."""
        return working_days_after(self.published, self.appeal_days)[0]

    @property
    def is_official(self) -> bool:
        """Return whether the holidays before these days are known."""
        return all(working_days_after(self.published, days)[1] for days in (self.interview_days, self.appeal_days))


def notice_of(project: Project, period: Period, day: dt.date, document: Document) -> Notice:
    """Return what all pages of a kind say alike that are published on a day."""
    settings = project.settings
    interview, answer = (0, settings.plan.answer_days)
    if document == "statement":
        interview, answer = settings.publish.interview_days, settings.publish.appeal_days
    return Notice(
        project.company,
        period.text,
        published=day,
        interview_days=interview,
        appeal_days=answer,
        cohort=settings.cohort,
        anonymous_below=settings.anonymous_below,
        document=document,
    )


@dataclass(frozen=True)
class StatementLine:
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
class Statement:
    """A statement; what a scheme does not have is empty.

    `blocks` are lines under a heading, which may be empty, `words` what was written of the employee, by its name.
    """

    name: str
    facts: Sequence[tuple[str, str]]
    results: Sequence[tuple[str, str]]
    blocks: Sequence[tuple[str, Sequence[StatementLine]]]
    tables: Sequence[TitledTable]
    conclusion: Sequence[StatementLine]
    calibrated: Mapping[str, str]
    pay: Sequence[StatementLine]
    pay_total: str
    outcomes: Sequence[str]
    decisions: Sequence[str]
    words: Sequence[tuple[str, str]]
    plan: str = ""
    """Which plan was told and confirmed, where there was one."""


@dataclass(frozen=True)
class Correction:
    """Money of the payroll of a period beside what the period earns: its name, and how much, in yuan.

    What `is_returned` is no part of what is paid. What `is_own` is what the period itself earns, below 0, and is to be
    returned.
    """

    name: str
    amount: float
    is_returned: bool = False
    is_own: bool = False


def statement(
    who: Appraised,
    notice: Notice,
    names: People,
    lang: Lang,
    *,
    corrections: Sequence[Correction] = (),
    decisions: Sequence[str] = (),
    plan: str = "",
) -> Statement:
    """Return what an employee's statement says, with the names of others taken out of what somebody wrote by hand.

    `names` is what finds them (see `names_in`), `corrections` the money of earlier periods in the payroll of this one,
    `decisions` what became of appeals, `plan` the line that cites the plan.
    """

    def discreet(words: str) -> str:
        return hide_others(words, names, who.name, who.employee_id)

    writer = (_JoinedWriter if who.stints else _Writer)(who, notice, corrections, lang)
    blocks = list(writer.blocks())  # before the pay, which does not explain again what they explained
    return Statement(
        name=who.name,
        facts=list(writer.facts()),
        results=list(writer.results()),
        blocks=blocks,
        tables=[table for stint in who.stints or (who,) for table in _tables(stint, discreet, lang)],
        conclusion=list(writer.conclusion()),
        calibrated=writer.calibrated(discreet(who.calibration.reason if who.calibration else "")),
        pay=list(writer.pay()),
        pay_total=writer.pay_total(),
        outcomes=writer.outcomes(),
        decisions=list(map(discreet, decisions)),
        words=[(name, discreet(words)) for name, words in writer.words()],
        plan=plan,
    )


class _Writer:
    def __init__(self, who: Appraised, notice: Notice, corrections: Sequence[Correction], lang: Lang) -> None:
        self.who = who
        self.outcome = who.outcome
        self.plan = self.outcome.own_plan
        self.notice = notice
        self.corrections = corrections
        self.lang = lang
        self.explained: set[str] = set()  # measures that were explained already
        self.joined = anonymity.joined_ratings(who.employee, self.outcome, notice.anonymous_below)
        self.hidden = anonymity.hidden(self.joined)

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"publish.{key}", **fields)

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield who this is about."""
        who, plan = self.who, self.plan
        yield self.say("fact.name"), who.name
        yield self.say("fact.id"), who.employee_id
        yield self.say("fact.role"), who.employee.role
        if "level" in plan.columns:
            spec = plan.columns["level"]
            title = plan.scheme.level_name
            yield title[self.lang] if title else self.say("fact.level"), self.shown(spec)
        yield self.say("fact.team"), " · ".join(filter(None, (who.manager.department, who.manager.team)))
        yield self.say("fact.manager"), who.manager.name
        yield self.say("fact.scheme"), plan.scheme.name[self.lang]

    def results(self) -> Iterator[tuple[str, str]]:
        """Yield the result in a few words: total, grade, place, money; or that, and why, nobody appraises."""
        if not self.outcome.is_appraised:
            yield text(self.lang, "columns.not_appraised_now"), self.shown(self.plan.columns[STATE])
        for spec in self.plan.of_kind("total", "grade") if self.outcome.is_appraised else ():
            yield self.named(spec), self.shown(spec)
        if self.outcome.rank is not None:
            place = self.say("place", place=self.outcome.rank, count=self.outcome.ranked)
            yield self.say(f"rank.{self.notice.cohort}"), place
        if amount := self.pay_total():
            yield self.say("to_return" if amount.startswith("−") else "to_pay"), amount
        if returned := self.returned():
            yield self.say("returned"), wording.money(returned, self.lang)

    def blocks(self) -> Iterator[tuple[str, list[StatementLine]]]:
        """Yield the indicators section by section, then what is added to and taken from their sum."""
        if not self.outcome.is_appraised:
            return
        full = self.plan.full_points_of(self.who.employee.entries)
        for _, section, indicators in self.plan.scheme.all_sections():
            columns = [self.plan.columns[f"points.{key}"] for key in indicators]
            lines = [self.line(spec, self.outcome, full[spec.group]) for spec in columns]
            if lines:
                yield section.name[self.lang] if section else "", lines
        if adjustments := self.plan.of_kind("adjustment"):
            yield self.say("adjustments"), [self.line(spec, self.outcome) for spec in adjustments]

    def conclusion(self) -> Iterator[StatementLine]:
        """Yield how total and grade came about, the grade as the total alone gives it."""
        for spec in self.plan.of_kind("total", "grade") if self.outcome.is_appraised else ():
            yield self.line(spec, self.who.by_scale)

    def calibrated(self, reason: str) -> Mapping[str, str]:
        """Return the grade before and after calibration with the reason, nothing where it is the same."""
        spec = self.plan.columns.get("grade")
        if spec is None or self.outcome.grade == self.who.by_scale.grade:
            return {}
        before, after = self.shown(spec, self.who.by_scale), self.shown(spec)
        return {"before": before, "after": after, "reason": reason or self.say("no_reason")}

    def pay(self) -> Iterator[StatementLine]:
        """Yield each amount with its arithmetic, and corrections of earlier periods."""
        yield from (self.line(spec, self.outcome) for spec in pay_items(self.plan) if self._is_told(spec))
        yield from self.corrected()
        for spec in self.plan.of_kind("measure"):  # what is carried to the next period
            if spec.group == PAY and spec.id not in self.explained and self._is_told(spec) and not self.hides(spec):
                name = self.say("beside", name=self.named(spec), value=self.shown(spec))
                yield StatementLine(name, "", steps=[self.outcome.explained(spec, self.lang)])

    def _is_told(self, spec: ColumnSpec) -> bool:
        """Return whether a column says something: of whoever is not appraised only money that hangs on nothing."""
        return self.outcome.is_appraised or math.isfinite(self.outcome.value(spec.id))

    def corrected(self) -> Iterator[StatementLine]:
        """Yield the money of earlier periods, what is paid and what is to be returned."""
        for each in (each for each in self.corrections if not each.is_own):
            rule = self.say("correction_returned" if each.is_returned else "correction")
            yield StatementLine(each.name, wording.money(each.amount, self.lang), rule=rule)

    def pay_total(self) -> str:
        """Return all money of the employee as the payroll pays it, that of earlier periods included."""
        amounts = [-each.amount if each.is_own else each.amount for each in self.corrections if self._is_paid(each)]
        if not (math.isfinite(self.who.money) or amounts):
            return ""
        own = self.who.money if math.isfinite(self.who.money) else 0.0
        return wording.money(own + sum(amounts), self.lang)

    @staticmethod
    def _is_paid(each: Correction) -> bool:
        """Return whether something counts for what is paid: what is returned of the period's own is taken out of it."""
        return each.is_own or not each.is_returned

    def returned(self) -> float:
        """Return what is to be returned beside what is paid, in yuan, above 0."""
        return -sum(each.amount for each in self.corrections if each.is_returned)

    def outcomes(self) -> list[str]:
        """Return the flags that are up, with their reasons; by name alone where a reason would show a hidden rating."""
        spec = self.plan.columns.get("flags")
        is_hidden = spec is not None and self.hides(spec)
        return [name if is_hidden else reason for name, reason in self.outcome.flags(self.lang)]

    def words(self) -> Iterator[tuple[str, str]]:
        """Yield what was written of the employee, but for what is kept from the employee."""
        kept = {spec.id for spec in self.plan.of_kind("words") if spec.words and spec.words.confidential} | {WITHHELD}
        for key, name in texts_of(self.plan, [self.who.employee], self.lang).items():
            if key not in kept and (written := self.who.employee.texts.get(key)):
                yield name, written

    def line(self, spec: ColumnSpec, outcome: PersonOutcome, full: float = 0) -> StatementLine:
        """Return how a column came about; of an indicator with its full points."""
        value = outcome.value(spec.id)
        share = min(max(value / full, 0), 1) * 100 if full and math.isfinite(value) else 0
        return StatementLine(
            name=self.named(spec),
            result=self.shown(spec, outcome),
            full=f"{full:g}" if full and not outcome.is_exempt(spec) else "",
            share=round(share),
            entries=list(self.entries(spec)),
            rule=sentence(self.plan, spec, self.lang),
            steps=[*self.measures(spec, outcome), *self.how(spec, outcome)],
        )

    def hides(self, spec: ColumnSpec) -> bool:
        """Return whether how a column came about would show a rating that is not shown by itself."""
        return bool(self.hidden) and any(
            each.id in self.hidden for each in self.plan.sources(spec, through=("measure", "score"))
        )

    def how(self, spec: ColumnSpec, outcome: PersonOutcome) -> list[str]:
        """Return how a column came about, with the levels that it comes from; or why that is not shown."""
        if self.hides(spec):
            return [self.say("few_raters", least=self.notice.anonymous_below)]
        return [outcome.explained(spec, self.lang), *outcome.levels(spec, self.lang)]

    def entries(self, spec: ColumnSpec) -> Iterator[tuple[str, str]]:
        """Yield what was filled in for a column, ratings that are shown beside it and do not count among them."""
        for each in _beside(self.plan, spec):
            is_told = not is_individual(each.id) or math.isfinite(self.outcome.value(each.id))
            if is_told and each.id not in self.hidden:
                yield self.named(each), self.shown(each)
        if joined := self.joined.get(spec.id):
            names = self.say("and").join(self.named(each) for each in joined.columns)
            known = math.isfinite(joined.score)
            yield names, self.say("together", score=f"{joined.score:.2f}") if known else self.say("not_by_itself")

    def measures(self, spec: ColumnSpec, outcome: PersonOutcome) -> Iterator[str]:
        """Yield how each measure came about that a column is calculated from and that nothing explained before.

        That a text is there which results wait for is told of nobody: whoever gets a statement has it.
        """
        for each in _measured(self.plan, spec):
            if each.id not in self.explained and not self.hides(each):
                self.explained.add(each.id)
                if not isinstance(nodes.bare(each.expr or nodes.Missing()), _PLAIN):
                    how = outcome.explained(each, self.lang)
                    yield text(self.lang, "explain.named", name=self.named(each), rule=how)

    def named(self, spec: ColumnSpec) -> str:
        return own_name(spec, self.lang)

    def shown(self, spec: ColumnSpec, outcome: PersonOutcome | None = None) -> str:
        outcome = outcome or self.outcome
        if outcome.is_exempt(spec):
            return not_applying(spec, self.lang)
        return wording.value(self.plan, spec, outcome.value(spec.id), self.lang)


@once_per_plan
def _beside(plan: Plan, spec: ColumnSpec) -> list[ColumnSpec]:
    """Return the inputs of which is shown beside a column what was filled in."""
    if spec.kind not in ("points", "adjustment"):
        return []
    read = {each.id: each for each in entered(plan, spec) if each.kind != "level"}
    if spec.kind == "points":
        read |= {each.id: each for each in plan.of_kind("input") if each.group == spec.group}
    return [each for each in read.values() if not each.is_free_text]


@once_per_plan
def _measured(plan: Plan, spec: ColumnSpec) -> list[ColumnSpec]:
    """Return the measures that a column is calculated from, but for whether a text is there."""
    sources = plan.sources(spec, through=("measure", "score"))
    return [each for each in sources if each.kind == "measure" and each.label != "told" and each.expr is not None]


class _JoinedWriter(_Writer):
    """Writes of somebody with several stints: each by itself, and how they were joined."""

    def __init__(self, who: Appraised, notice: Notice, corrections: Sequence[Correction], lang: Lang) -> None:
        super().__init__(who, notice, corrections, lang)
        self.stints = [_Writer(stint, notice, (), lang) for stint in who.stints]

    def days(self, stint: Appraised) -> str:
        return days_of(stint.employee, self.lang)

    def blocks(self) -> Iterator[tuple[str, list[StatementLine]]]:
        for writer in self.stints:
            stint = writer.who
            post = {"role": stint.employee.role, "manager": stint.manager.name, "team": stint.manager.team}
            heading = self.say("stint.heading", days=self.days(stint), count=_days_at_work(stint), **post)
            for title, lines in writer.blocks():
                yield " · ".join(filter(None, (heading, title))), lines
            if results := [*writer.conclusion(), *writer.pay()]:
                yield self.say("stint.results", stint=heading), results

    def conclusion(self) -> Iterator[StatementLine]:
        if not self.outcome.is_appraised:
            return
        total, how = self.plan.columns["total"], joined_in_words(self.who, self.lang)
        yield StatementLine(self.named(total), self.shown(total), rule=self.say("stint.total_rule"), steps=[how])
        if (grade := self.plan.columns.get("grade")) is not None:
            rule = self.say("stint.grade_rule", role=self.who.employee.role)
            vetoed = [self.say("stint.vetoed", days=self.days(s)) for s in self.who.stints[:-1] if s.is_vetoed]
            limited = [self.limited(stint) for stint in self.stints if stint.who in self.who.limited]
            steps = [*vetoed, *limited]
            yield StatementLine(self.named(grade), self.shown(grade, self.who.by_scale), rule=rule, steps=steps)

    def limited(self, stint: _Writer) -> str:
        """Return that a stint is paid by the calibrated grade, below its own."""
        spec = stint.plan.columns["grade"]
        fields = {"before": stint.shown(spec, stint.who.by_scale), "after": stint.shown(spec)}
        return self.say("stint.limited", days=self.days(stint.who), **fields)

    def pay(self) -> Iterator[StatementLine]:
        columns = {key: spec for s in self.who.stints for key, spec in s.outcome.plan.columns.items()}
        for key, amount in self.who.pay.items():
            paid = [(wording.money(part, self.lang), self.days(s)) for s, part in self.who.pay_by_stint[key]]
            parts = [self.say("stint.paid", amount=money, days=days) for money, days in paid]
            result = wording.money(amount, self.lang)
            yield StatementLine(
                self.named(columns[key]), result, rule=self.say("stint.pay_rule"), steps=[" + ".join(parts)]
            )
        yield from self.corrected()

    def words(self) -> Iterator[tuple[str, str]]:
        for writer in self.stints:
            for name, words in writer.words():
                yield self.say("stint.words", name=name, days=self.days(writer.who)), words


def _days_at_work(stint: Appraised) -> int:
    return stint.employee.stint.days if stint.employee.stint else 0


def _tables(who: Appraised, discreet: Callable[[str], str], lang: Lang) -> Iterator[TitledTable]:
    """Yield the detail tables in which an employee has rows."""
    outcome = who.outcome.of
    for table, columns in outcome.details.items() if who.outcome.is_appraised else ():
        places = np.flatnonzero(outcome.inputs.details[table].owner == who.outcome.place)
        if len(places):
            values = {key: column[places] for key, column in columns.items()}
            title, heads, rows = _table(outcome.plan, table, who.employee.rows.get(table, ()), values, lang=lang)
            yield TitledTable(title, heads, [list(map(discreet, row)) for row in rows])


def _table(
    plan: Plan, table: str, rows: Sequence[DetailRow], columns: Mapping[str, Iterable[float]], *, lang: Lang
) -> tuple[str, list[str], list[list[str]]]:
    """Return a detail table's title and heads and an employee's rows of it; of a wide table, a column for each."""
    shown = [spec for spec in plan.tables[table].columns.values() if spec.kind in ("input", "measure")]
    cells = []
    for spec in shown:
        if spec.is_free_text:
            cells.append([row.texts.get(spec.id, "") for row in rows])
        else:
            cells.append([wording.value(plan, spec, float(value), lang) for value in columns[spec.id]])
    heads = [own_name(spec, lang) for spec in shown]
    title = plan.scheme.details[table].name[lang]
    if len(shown) <= _WIDE:
        return title, heads, [list(row) for row in zip(*cells, strict=True)]
    numbers = [str(number) for number in range(1, len(cells[0]) + 1)]
    turned = [[head, *column] for head, column in zip(heads, cells, strict=True)]
    return title, [text(lang, "publish.column.item"), *numbers], turned
