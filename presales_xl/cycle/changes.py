"""What changes for whom: results before and after, value by value, as people write them."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from presales_xl.backends.words import own_name
from presales_xl.cycle.publishing import wording
from presales_xl.people.appraised import Appraised, paid_by_item, paid_in_all, pay_items
from presales_xl.people.outcome import PersonOutcome
from presales_xl.scheme.columns import ColumnSpec, Kind, Plan
from presales_xl.scheme.states import DAYS, DAYS_AT_WORK, DAYS_OF_PERIOD, NORMAL, STATE
from presales_xl.texts import Lang, first_of, text

RESULTS: tuple[Kind, ...] = ("points", "adjustment", "total", "grade", "rank", "pay", "flags")
ENTRIES: tuple[Kind, ...] = ("level", "employment", "input")
#: What is told of whoever is not in question but changes too; of many changes these are told first.
WEIGHTY: tuple[Kind, ...] = ("total", "grade", "pay")
_OF_STINT: tuple[Kind, ...] = ("points", "adjustment", *ENTRIES)
_BY_STINT: tuple[Kind, ...] = ("points", "adjustment", "input")  # of these each stint's is told beside the others'
_PEOPLE, _VALUES, _CAUSES = 20, 6, 3  # that a message names, of each of them, and of those entries
_NAMED = 3  # people that one line names
_LETTERS = 60  # of one of them and what changes


@dataclass(frozen=True)
class Change:
    """One value before and after, as people write them, of a column's kind.

    Of what pay comes to `is_all_pay`, and it changes by so many yuan (NaN where it is open before or after).
    """

    name: str
    before: str
    after: str
    kind: Kind = field(default="input", compare=False)
    is_all_pay: bool = field(default=False, compare=False)
    by: float = field(default=math.nan, compare=False)


@dataclass(frozen=True)
class Affected:
    """Somebody whose result changes, in which period."""

    employee_id: str
    name: str
    changes: Sequence[Change]
    period: str = field(default="", compare=False)

    @property
    def is_rank_alone(self) -> bool:
        """Return whether nothing but the rank changes."""
        return all(each.kind == "rank" for each in self.changes)


def of_person(
    before: Mapping[str, float],
    paid: Mapping[str, float],
    who: Appraised,
    kinds: Sequence[Kind],
    lang: Lang,
    *,
    was: Plan | None = None,
    stints: Sequence[Mapping[str, float]] = (),
    hidden: Collection[str] = (),
) -> list[Change]:
    """Return what changes for somebody, with the pay of stints under other schemes; see `between`.

    `paid` is what was paid before by item, which may be among other values. Before or since, somebody may be joined of
    several `stints`; what each has by itself is told of all of them, and where the last is under another scheme then
    it is not compared. Nothing is told of columns that are `hidden`.
    """
    columns, before = who.outcome.plan.columns, {**before, **paid_by_item(paid)}
    plans, by_stint = (was or who.outcome.plan, who.outcome.plan), list[Change]()
    if stints or who.stints:
        if plans[0].scheme.id == plans[1].scheme.id:
            parts = [*stints] or [before], values_of_stints(who) or [{**who.employee.entries, **who.outcome.values}]
            own = (spec for kind in kinds if kind in _BY_STINT for spec in _of_both(kind, *plans[::-1]))
            by_stint += _of_stints(plans, [spec for spec in own if spec.id not in {*DAYS, *hidden}], parts, lang)
            kinds = [kind for kind in kinds if kind not in _BY_STINT]
        else:
            kinds = [kind for kind in kinds if kind not in _OF_STINT]
    others = {
        spec.id: (spec, stint.outcome.plan)
        for stint in who.stints
        for spec in pay_items(stint.outcome.plan)
        if spec.id not in columns
    }
    total = (was or who.outcome.plan).pay_total()
    was_open = total and not who.stints and math.isnan(before.get(total, math.nan))  # some items are there, not all
    money = math.nan if was_open else paid_in_all(paid), who.money
    changes = between(before, who.outcome, kinds, lang, was=was, money=money, elsewhere={*others, *hidden})
    for key, (spec, plan) in others.items():
        values = paid.get(key, math.nan), who.pay.get(key, math.nan)
        if not equal(*values):
            changes.append(one((plan, plan), spec, values, lang))
    return [*changes, *by_stint]


def values_of_stints(who: Appraised) -> list[dict[str, float]]:
    """Return what was entered and came out of each stint of somebody who is joined of several, else nothing."""
    return [{**each.employee.entries, **each.outcome.values} for each in who.stints]


def _of_stints(
    plans: tuple[Plan, Plan],
    specs: Iterable[ColumnSpec],
    parts: tuple[Sequence[Mapping[str, float]], Sequence[Mapping[str, float]]],
    lang: Lang,
) -> Iterator[Change]:
    """Yield what is another in some stint, before and after, with what it is in each that has such a column."""
    for spec in specs:
        sides = [[each[spec.id] for each in side if spec.id in each] or [math.nan] for side in parts]
        is_as_split = len(sides[0]) == len(sides[1])
        pairs = zip(*sides, strict=True) if is_as_split else product(sides[0], sides[1])
        if not all(equal(*values) for values in pairs):
            before, after = ([one(plans, spec, (each, each), lang) for each in side] for side in sides)
            words = _in_turn([each.before for each in before], lang), _in_turn([each.after for each in after], lang)
            yield replace(before[0], before=words[0], after=words[1])


def _in_turn(words: Sequence[str], lang: Lang) -> str:
    if len(words) == 1:
        return words[0]
    return text(lang, "results.in_turn", values=text(lang, "page.join").join(words))


def between(
    before: Mapping[str, float],
    after: PersonOutcome,
    kinds: Sequence[Kind],
    lang: Lang,
    *,
    was: Plan | None = None,
    money: tuple[float, float] | None = None,
    elsewhere: Collection[str] = (),
) -> list[Change]:
    """Return what changes for a person: `before` are the values by column id, under the plan that it `was` then.

    What only the plan before had (an item of pay, say) is there no more, which is a change too, but for what is told
    `elsewhere`. What all pay comes to is one change, whatever each plan calls it; `money` says it where the values by
    column do not: then the only item of a plan is not all pay.
    """
    plan, was = after.plan, was or after.plan
    changes = []
    own = before.get(was.pay_total(), math.nan), after.money
    is_own = money is None or all(map(equal, money, own))
    sums = {each.pay_total() for each in (was, plan)}
    sums -= set() if is_own else {spec.id for each in (was, plan) for spec in pay_items(each)}
    compared = (spec for kind in kinds for spec in _of_both(kind, plan, was) if spec.id not in {*sums, *elsewhere})
    was_there = before.get(DAYS_AT_WORK, math.nan)
    was_all_days = math.isnan(was_there) or was_there == before.get(DAYS_OF_PERIOD)
    is_all_days = was_all_days and (math.isnan(after.value(DAYS_AT_WORK)) or is_at_work_all_days(after))
    for spec in (spec for spec in compared if not is_all_days or spec.id not in DAYS):
        values = stated(spec, before.get(spec.id, math.nan)), stated(spec, after.value(spec.id))
        if equal(*values) and plan is was:
            continue
        change = one((was, plan), spec, values, lang)
        is_same = spec.kind == "flags" and change.before == change.after  # none are up, or nobody looked
        if change.before != change.after or not (is_same or equal(*values)):
            changes.append(change)
    return [*changes, *all_pay((was, plan), money or own, lang, is_own=is_own)] if "pay" in kinds else changes


def all_pay(plans: tuple[Plan, Plan], money: tuple[float, float], lang: Lang, *, is_own: bool) -> Iterator[Change]:
    """Yield what becomes of all pay, where it changes, by the names that the plans have for it where it `is_own`.

    Where items of other plans are among it, the name of a plan's only item is not that of the sum.
    """
    if not equal(*money):
        specs = [each.columns[each.pay_total()] for each in plans if each.pay_total()]
        names = dict.fromkeys(own_name(spec, lang) for spec in specs) if is_own else [text(lang, "columns.pay_total")]
        before, after = (wording.money(of, lang) for of in money)
        by = money[1] - money[0]
        yield Change(" / ".join(names), before, after, kind="pay", is_all_pay=True, by=by)


def is_at_work_all_days(after: PersonOutcome) -> bool:
    """Return whether somebody is at work all days of the period, as who has no dates: no more is to be told of days."""
    return after.value(DAYS_AT_WORK) == after.value(DAYS_OF_PERIOD)


def stated(spec: ColumnSpec, value: float) -> float:
    """Return a value as people mean it: a state that is left blank is the normal one."""
    return float(NORMAL) if spec.id == STATE and math.isnan(value) else value


def _of_both(kind: Kind, plan: Plan, was: Plan) -> list[ColumnSpec]:
    return [*plan.of_kind(kind), *(spec for spec in was.of_kind(kind) if spec.id not in plan.columns)]


def one(plans: tuple[Plan, Plan], spec: ColumnSpec, values: tuple[float, float], lang: Lang) -> Change:
    """Return one column before and after, as people write it, each under its own plan and by the names it had there."""
    holding = [each if spec.id in each.columns else other for each, other in zip(plans, plans[::-1], strict=True)]
    before, after = (_in_words(each, spec, value, lang) for each, value in zip(holding, values, strict=True))
    names = dict.fromkeys(_name_of(each, each.columns[spec.id], lang) for each in plans if spec.id in each.columns)
    return Change(" / ".join(names), before, after, spec.kind)


def _name_of(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return what a column is called beside others of the plan: points of the name of an entry as points."""
    name = own_name(spec, lang)
    is_entry = spec.kind == "points" and any(own_name(each, lang) == name for each in plan.inputs().values())
    return text(lang, "results.points_of", name=name, kind=text(lang, "columns.points")) if is_entry else name


def in_lines(affected: Sequence[Affected], lang: Lang) -> str:
    """Return whose results change and how, a line each; of many the first, and how many more there are.

    Of those who change in rank alone it is told in one line how many they are, and the first of them.
    """
    with_period = len({each.period for each in affected}) > 1
    lines = [f"{each.period} " * with_period + _line(each, lang) for each in affected if not each.is_rank_alone]
    ranks = [
        f"{each.name} {one.before} → {one.after}" for each in affected if each.is_rank_alone for one in each.changes
    ]
    people = text(lang, "collecting.comma").join(first_of(ranks, _NAMED, lang))
    alone = [text(lang, "collecting.of", who=told, what=people) for told in _ranks(affected, lang)]
    return "".join(f"\n  {line}" for line in [*first_of(lines, _PEOPLE, lang), *alone])


def in_short(affected: Sequence[Affected], lang: Lang) -> str:
    """Return in one line whose grades and pay change, or that none does, what else does, and how many ranks alone.

    Whoever changes in several periods counts once; changes of several periods are told with these.
    """
    with_period = len({each.period for each in affected}) > 1

    def told(kind: str, changes: Sequence[tuple[Affected, str]]) -> Iterator[str]:
        words = [f"{each.period} " * with_period + f"{each.name} {what}" for each, what in changes]
        if words:
            count, people = len({each.employee_id for each, _ in changes}), first_of(words, _NAMED, lang)
            joined, whole = (
                text(lang, "collecting.comma").join(people),
                _in_all(affected, lang) if kind == "pay" else "",
            )
            yield text(lang, f"results.changed.{kind}", count=count, people=joined, in_all=whole)

    parts = list[str]()
    for kind in ("grade", "pay"):
        changes = [(each, one) for each in affected for one in each.changes if one.kind == kind]
        telling = [(each, f"{one.before} → {one.after}") for each, one in changes if one.is_all_pay or kind != "pay"]
        parts += told(kind, telling)
    parts = parts or [text(lang, "results.changed.neither")]
    parts += told("other", [(each, _in_brief(each.changes[0])) for each in affected if not _is_told_elsewhere(each)])
    return text(lang, "results.separator").join([*parts, *_ranks(affected, lang)])


def _in_all(affected: Sequence[Affected], lang: Lang) -> str:
    """Return what pay changes by in all, of several amounts that are all known; else nothing."""
    amounts = [one.by for each in affected for one in each.changes if one.is_all_pay]
    total = round(math.fsum(amounts), 2)
    signed = "+" * (total > 0) + wording.money(total, lang)
    return text(lang, "results.changed.in_all", money=signed) if len(amounts) > 1 and math.isfinite(total) else ""


def _is_told_elsewhere(affected: Affected) -> bool:
    return (
        not affected.changes
        or affected.is_rank_alone
        or any(each.kind in ("grade", "pay") for each in affected.changes)
    )


def _in_brief(change: Change) -> str:
    return f"{change.name} {change.before} → {change.after}"[:_LETTERS]


def _ranks(affected: Sequence[Affected], lang: Lang) -> list[str]:
    """Return how many people change in rank alone, beside others or not."""
    alone = {each.employee_id for each in affected if each.is_rank_alone}
    key = "ranks" if all(each.is_rank_alone for each in affected) else "other_ranks"
    return [text(lang, f"results.changed.{key}", count=len(alone))] if alone else []


def in_words(differences: Sequence[Change], lang: Lang) -> list[str]:
    """Return changes in words; of many the first, and how many more there are.

    First come entries that were changed, of many a few, then all that weighs: what becomes of pay is never left out.
    """
    causes = [each for each in differences if each.kind in ENTRIES][:_CAUSES]
    others = [each for each in differences if each not in causes]
    ordered = [*causes, *sorted(others, key=lambda change: change.kind not in WEIGHTY)]
    most = max(_VALUES, len(causes) + sum(each.kind in WEIGHTY for each in others))
    words = [text(lang, "collecting.entry", name=each.name, before=each.before, after=each.after) for each in ordered]
    return first_of(words, most, lang, "collecting.and_more")


def in_one_line(differences: Sequence[Change], lang: Lang) -> str:
    """Return changes in one line, as `in_words` tells them."""
    return text(lang, "collecting.comma").join(in_words(differences, lang))


def _line(affected: Affected, lang: Lang) -> str:
    who = text(lang, "settlement.person", name=affected.name, id=affected.employee_id)
    return text(lang, "collecting.of", who=who, what=in_one_line(affected.changes, lang))


def equal(before: float, after: float) -> bool:
    """Return whether two values are the same; missing is as missing."""
    return (math.isnan(before) and math.isnan(after)) or math.isclose(before, after, rel_tol=1e-9, abs_tol=1e-9)


def _in_words(plan: Plan, spec: ColumnSpec, value: float, lang: Lang) -> str:
    if math.isinf(value):
        return text(lang, "collecting.invalid")
    spec = plan.columns[spec.id]
    if spec.kind != "flags":
        return wording.value(plan, spec, value, lang)
    names = plan.dimensions[spec.dimension].names
    return " · ".join(names[place][lang] for place in plan.flags_up(value)) or "—"
