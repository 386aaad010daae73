"""What somebody's plan says: what is appraised, how much it counts, against which targets, by whom, for what pay."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from presales_xl.backends.levels import levels_in_words
from presales_xl.backends.phrases import Printer
from presales_xl.backends.rule_sentences import sentence
from presales_xl.backends.words import own_name
from presales_xl.cycle.changes import Change
from presales_xl.cycle.publishing import wording
from presales_xl.cycle.publishing.names_of_others import People, hide_others
from presales_xl.cycle.publishing.statement import Notice, Statement, StatementLine
from presales_xl.cycle.rosters.roster_raters import kind_names
from presales_xl.people.appraised import pay_items
from presales_xl.people.employees import Employee, Manager
from presales_xl.people.entries import texts_of
from presales_xl.people.stints import person_id
from presales_xl.periods import first_day, last_day
from presales_xl.scheme.columns import ColumnSpec, Plan, is_individual
from presales_xl.scheme.nodes import Tags
from presales_xl.scheme.states import DAYS, DAYS_AT_WORK, DAYS_OF_PERIOD
from presales_xl.texts import Lang, text
from presales_xl.workbook.results import entered


@dataclass(frozen=True)
class Planned:
    """An employee as a plan is made of: the manager, the rules, and how many raters of each kind.

    `basis` is the digest of the rules, whoever else has them.
    """

    employee: Employee
    manager: Manager
    plan: Plan
    basis: str
    raters: Mapping[str, int]

    def facts(self, answer_days: int) -> dict[str, Any]:
        """Return what the plan states, as JSON holds it: other facts are a revision."""
        employee, manager = self.employee, self.manager
        kept = {"level", *DAYS, *(key for key in employee.locked if key.startswith("input."))}
        entries = {
            key: value for key, value in sorted(employee.entries.items()) if key in kept and math.isfinite(value)
        }
        if entries.get(DAYS_AT_WORK) == entries.get(DAYS_OF_PERIOD):  # all days: nothing is said of them
            entries = {key: value for key, value in entries.items() if key not in DAYS}
        stated = {
            "basis": self.basis,
            "entries": entries,
            "texts": {key: words for key, words in sorted(employee.texts.items()) if words},
            "raters": dict(sorted(self.raters.items())),
            "stint": [str(employee.stint.first), str(employee.stint.last)] if employee.stint else [],
            "who": [employee.name, employee.role, manager.department, manager.team, manager.name],
        }
        return {"stated": stated, "scheme": employee.scheme, "days": [0, answer_days]}


def changed(before: Mapping[str, Any], now: Mapping[str, Any], plan: Plan, lang: Lang) -> Iterator[Change]:
    """Yield what a plan states otherwise than the one before."""
    was, stated = before["stated"], now["stated"]

    def both(said: Callable[[Mapping[str, Any]], str], name: str) -> Change:
        return Change(name, said(was) or "—", said(stated) or "—")

    if was["basis"] != stated["basis"]:
        old_way, new_way = (text(lang, f"publish.revision.{key}") for key in ("before", "after"))
        yield Change(text(lang, "publish.plan.revision.rules"), old_way, new_way)
    for key in {**was["entries"], **stated["entries"]}:
        old, new = (each["entries"].get(key, math.nan) for each in (was, stated))
        spec = plan.columns.get(key)
        if spec is not None and old != new:
            before_and_after = [wording.value(plan, spec, value, lang) for value in (old, new)]
            yield Change(own_name(spec, lang), before_and_after[0], before_and_after[1])
    for key in {**was["texts"], **stated["texts"]}:
        if was["texts"].get(key, "") != stated["texts"].get(key, ""):
            spec = plan.columns.get(key)
            name = own_name(spec, lang) if spec else text(lang, "publish.plan.words")
            yield Change(name, was["texts"].get(key, "—"), stated["texts"].get(key, "—"))
    if was["raters"] != stated["raters"]:
        called, comma = kind_names(plan, lang), text(lang, "publish.and")

        def raters(each: Mapping[str, Any]) -> str:
            return comma.join(f"{called.get(kind, kind)} {count}" for kind, count in each["raters"].items())

        yield both(raters, text(lang, "publish.plan.revision.raters"))
    if was["stint"] != stated["stint"]:
        yield both(lambda each: " – ".join(each["stint"]), text(lang, "publish.plan.period"))
    if was["who"] != stated["who"]:
        yield both(lambda each: " · ".join(filter(None, each["who"])), text(lang, "publish.revision.person"))


def plan_page(planned: Planned, notice: Notice, names: People, lang: Lang) -> Statement:
    """Return what somebody's plan says; `names` is what finds the names of others, which are taken out of texts."""
    writer = _Writer(planned, notice, lang)
    employee = planned.employee
    return Statement(
        name=employee.name,
        facts=list(writer.facts()),
        results=list(writer.results()),
        blocks=list(writer.blocks()),
        tables=(),
        conclusion=[writer.line(spec) for spec in planned.plan.of_kind("total", "grade")],
        calibrated={},
        pay=[writer.line(spec) for spec in pay_items(planned.plan)],
        pay_total="",
        outcomes=list(writer.outcomes()),
        decisions=(),
        words=[
            (name, hide_others(employee.texts[key], names, employee.name, employee.employee_id))
            for key, name in texts_of(planned.plan, [employee], lang).items()
            if employee.texts.get(key)
        ],
    )


class _Writer:
    def __init__(self, planned: Planned, notice: Notice, lang: Lang) -> None:
        self.planned = planned
        self.plan = planned.plan.of_person(planned.employee.entries)
        self.entries = planned.employee.entries
        self.notice = notice
        self.lang = lang
        self.called = kind_names(planned.plan, lang)
        self.level = self.plan.level_of(self.entries) or next(iter(self.plan.scheme.levels), "")
        self.full = self.plan.full_points_of(self.entries)

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"publish.{key}", **fields)

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield who this is about, and the days at work where they are not all."""
        who, manager = self.planned.employee, self.planned.manager
        yield self.say("fact.name"), who.name
        yield self.say("fact.id"), person_id(who.employee_id)
        yield self.say("fact.role"), who.role
        if self.level:
            title = self.plan.scheme.level_name
            yield title[self.lang] if title else self.say("fact.level"), self.plan.scheme.levels[self.level][self.lang]
        yield self.say("fact.team"), " · ".join(filter(None, (manager.department, manager.team)))
        yield self.say("fact.manager"), manager.name
        yield self.say("fact.scheme"), self.plan.scheme.name[self.lang]
        at_work, of = (self.entries.get(key, math.nan) for key in (DAYS_AT_WORK, DAYS_OF_PERIOD))
        if at_work < of:
            yield (
                own_name(self.plan.columns[DAYS_AT_WORK], self.lang),
                self.say("plan.at_work", days=f"{at_work:g}", of=f"{of:g}"),
            )

    def results(self) -> Iterator[tuple[str, str]]:
        """Yield what stands out: the full points, by when to answer, the days of the period."""
        period = self.notice.period
        stint = self.planned.employee.stint
        days = (stint.first, stint.last) if stint else (first_day(period), last_day(period))
        if total := sum(self.full.values()):
            yield self.say("plan.full"), f"{total:g}"
        yield self.say("plan.due"), str(self.notice.appeal)
        yield self.say("plan.period"), self.say("plan.days", first=days[0], last=days[1])

    def blocks(self) -> Iterator[tuple[str, list[StatementLine]]]:
        """Yield the indicators section by section, then what is added to and taken from their sum."""
        for _, section, indicators in self.plan.scheme.all_sections():
            columns = [self.plan.columns[f"points.{key}"] for key in indicators]
            if columns:
                yield section.name[self.lang] if section else "", [self.line(spec) for spec in columns]
        if adjustments := self.plan.of_kind("adjustment"):
            yield self.say("adjustments"), [self.line(spec) for spec in adjustments]

    def line(self, spec: ColumnSpec) -> StatementLine:
        """Return how a column will come about: the rule, the targets, and where each figure comes from."""
        given = list(self.entries_of(spec))
        steps = [] if spec.kind in ("points", "adjustment") else [f"{name} {value}" for name, value in given if value]
        return StatementLine(
            own_name(spec, self.lang),
            f"{self.full[spec.group]:g}" if spec.kind == "points" else "",
            entries=given if spec.kind in ("points", "adjustment") else (),
            rule=sentence(self.plan, spec, self.lang),
            steps=[*self.measures(spec), *steps, *self.levels(spec)],
        )

    def entries_of(self, spec: ColumnSpec) -> Iterator[tuple[str, str]]:
        """Yield the entries that a column is calculated from: HR's figure, or who will give it."""
        read = {each.id: each for each in entered(self.plan, spec) if each.kind not in ("level", "employment")}
        if spec.kind == "points":
            read |= {each.id: each for each in self.plan.of_kind("input") if each.group == spec.group}
        is_result = spec.kind not in ("points", "adjustment")
        for each in read.values():
            value = self.entries.get(each.id, math.nan)
            if each.is_free_text or each.id in DAYS:
                continue
            if math.isfinite(value):
                yield own_name(each, self.lang), wording.value(self.plan, each, value, self.lang)
            elif not is_result and each.kind == "input" and not is_individual(each.id):
                yield own_name(each, self.lang), self.giver(each)

    def giver(self, spec: ColumnSpec) -> str:
        """Return who gives a figure."""
        kind = spec.by
        if kind and (count := self.planned.raters.get(kind, 0)):
            return self.say("plan.by.rater", kind=self.called.get(kind, kind), count=count)
        by_hr = spec.field is not None and spec.field.given_by == "hr"
        return self.say("plan.by.hr" if by_hr else "plan.by.manager")

    def measures(self, spec: ColumnSpec) -> Iterator[str]:
        """Yield how the measures come about that a column is calculated from."""
        for each in self.plan.sources(spec, through=("measure", "score")):
            if each.kind == "measure" and each.expr is not None and each.label != "told":  # whether a text is there
                rule = sentence(self.plan, each, self.lang)
                yield text(self.lang, "explain.named", name=own_name(each, self.lang), rule=rule)

    def levels(self, spec: ColumnSpec) -> Iterator[str]:
        """Yield what earns the levels that are chosen for an indicator."""
        for each in self.plan.of_kind("input"):
            if spec.kind == "points" and each.group == spec.group and each.is_described:
                yield from map(str, levels_in_words(self.plan, each, self.lang))

    def outcomes(self) -> Iterator[str]:
        """Yield what vetoes and flags depend on."""
        spec = self.plan.columns.get("flags")
        if spec is None or not isinstance(spec.expr, Tags):
            return
        words, scheme = Printer(self.plan, self.lang), self.plan.scheme
        names = [veto.name[self.lang] for veto in scheme.vetoes.values()]
        names += [flag.name[self.lang] for flag in scheme.flags.values()]
        for name, test in zip(names, spec.expr.tests, strict=True):
            yield self.say("plan.outcome", name=name, when=words.text(test))
