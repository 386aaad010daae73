"""What earlier periods leave: carry-ins, previous figures, counts of grades, awards, quarters without complaints.

Scheme files say which input takes over what (`scheme/remembered.py`); the ledger has the results. What the ledger does
not know stays blank and is told of: nothing is guessed, what the ledger lacks is not known, never 0. What comes from a
result that is still to be confirmed or approved counts, and whoever has it waits for that result; so does whoever was
issued with what the ledger does not have any more, or counts otherwise for want of a result (see `waited_for`).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from presales_xl import periods
from presales_xl.cycle.generating import issuing, upheld
from presales_xl.cycle.publishing import wording
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.ledger import by_hand, kept_results, marks, payments
from presales_xl.ledger.by_hand import Override
from presales_xl.ledger.kept_results import Result, StintResult
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import is_of_person
from presales_xl.people.employees import Employee
from presales_xl.people.stints import numbered, person_id
from presales_xl.periods import Period
from presales_xl.scheme import remembered
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem, warning
from presales_xl.scheme.states import DAYS
from presales_xl.texts import Lang, first_of, text

_LONGEST = 12  # periods in a row that are looked back at
_NAMED = 5  # people that a message names
_LAST_DAYS = {key.replace("input.", "last.", 1) for key in DAYS}  # ten times as many are nothing to wonder at


@dataclass(frozen=True)
class Memory:
    """What the ledger knows for one input of an employee.

    `lacking` are periods that it should come from, but that the ledger does not know. `open` are the results that it
    comes from and that are held back. `window` are the earlier periods that it is looked up in, `missing` says why one
    of these adds nothing to it, "" where it does. `relied_on` is what it was last worked out with for a result that
    somebody was settled for, or told; NaN where there is none.
    """

    employee_id: str
    column: str
    value: float
    lacking: tuple[str, ...] = ()
    open: tuple[Result, ...] = ()
    window: tuple[str, ...] = ()
    missing: Callable[[str], str] = lambda _: ""
    relied_on: float = math.nan

    @property
    def is_known(self) -> bool:
        """Return whether there is a value."""
        return not math.isnan(self.value)

    @property
    def taken_from(self) -> list[str]:
        """Return the periods whose results it comes from."""
        return [name for name in self.window if not self.missing(name)]

    def counted(self, employee: Employee) -> float:
        """Return what counted last: that which is relied on, else what an employee was issued with."""
        return employee.entries.get(self.column, math.nan) if math.isnan(self.relied_on) else self.relied_on

    def lost(self, employee: Employee) -> list[tuple[str, str]]:
        """Return the periods whose results an employee was issued with and that have none any more, with why.

        What is relied on comes from those that came in since, too: one that is not complete any more is lost. One that
        is gone is not: HR took the employee out of it, and what follows of that takes a reason, person by person
        (`recompute.keep`). Nothing is lost where the same counted, nor are those whose results are held back.
        """
        if self.counted(employee) == self.value:
            return []
        issued, open_ = employee.taken_from.get(self.column, ()), {each.period for each in self.open}
        missing = [(name, self.missing(name)) for name in self.window if name not in open_]
        later = not math.isnan(self.relied_on)
        return [(name, why) for name, why in missing if why and (name in issued or (later and why != "gone"))]


class TypedOtherwise(Problem):
    """What a manager typed for want of an earlier result is another figure than the ledger has by now."""


_Memories = Iterable[tuple[ColumnSpec, Memory]]


class Past:
    """The ledger as `period` looks back at it; each earlier period is read once."""

    def __init__(self, read: Reading, period: str) -> None:
        self.period = period
        #: The results of a period by employee id, none when the ledger does not know it.
        self.results = cache(partial(_results, read))
        #: The worst place that anybody had in a period, by role.
        self.worst_places = cache(self._worst_places)
        #: The scheme that results were computed by, named by its digest.
        self.plan = cache(partial(issuing.plan_issued, read))
        #: Whether names went of a period: nothing can be looked up of anybody, and what counted last stays.
        self.is_retained = cache(partial(marks.is_retained, read))
        #: What was settled for a period, in fen, by employee and item.
        self.paid = cache(partial(payments.paid, read))
        #: Of which values of the period itself those by hand or of an appeal count, by employee and column id.
        self.by_hand = cache(partial(_by_hand, read, period))
        #: Who is in the period itself, as it was issued.
        self.issued_here = cache(lambda: issuing.roster(read, period).by_id)
        #: Who was settled for a period or has a statement of it: of them there was a result.
        self.relied_on = cache(partial(marks.relied_on, read))

    def _lookup(self, employee: Employee, plan: Plan) -> "_Lookup":
        return _Lookup(self, person_id(employee.employee_id), employee.role, plan)

    def _worst_places(self, period: str) -> Mapping[str, int]:
        worst: dict[str, int] = {}
        for result in self.results(period).values():
            worst[result.role] = max(worst.get(result.role, 0), result.rank or 0)
        return worst

    def of(self, employee: Employee, plan: Plan) -> Iterator[tuple[ColumnSpec, Memory]]:
        """Yield each input of a plan that remembers something, with what it is for an employee; NaN is not known."""
        lookup = self._lookup(employee, plan)
        is_relied_on = lookup.employee_id in self.relied_on(self.period)
        relied_on = lookup.entries(self.period, employee.employee_id) if is_relied_on else {}
        for spec in plan.inputs().values():
            kind = spec.field.remembered if spec.field else None
            if kind is not None and employee.stint and not employee.stint.takes_over and kind.is_amount:
                yield spec, Memory(employee.employee_id, spec.id, 0.0)
            elif kind is not None:
                value, known, lacking = _VALUES[type(kind)](lookup, kind, spec)
                if not _holds(spec, value):
                    value, lacking = math.nan, known
                if retained := [name for name in {*known, *lacking} if self.is_retained(name)]:
                    value = _at_least(kind, self._as_before(lookup, employee, spec), value)  # nobody is known there
                    lacking = sorted(retained) if math.isnan(value) else []
                here = periods.order(self.period)
                of = sorted((name for name in {*known, *lacking} if periods.order(name) < here), key=periods.order)
                yield (
                    spec,
                    Memory(
                        employee_id=employee.employee_id,
                        column=spec.id,
                        value=value,
                        lacking=tuple(lacking),
                        open=tuple(lookup.held(kind, of, is_known=not math.isnan(value))),
                        window=tuple(of),
                        missing=partial(lookup.missing, kind),
                        relied_on=relied_on.get(spec.id, math.nan),
                    ),
                )

    def _as_before(self, lookup: "_Lookup", employee: Employee, spec: ColumnSpec) -> float:
        """Return what an input that was issued as remembered was last worked out with; NaN where it counts by hand."""
        key = employee.employee_id
        issued = self.issued_here().get(key)
        if issued is None or spec.id not in issued.locked or (key, spec.id) in self.by_hand():
            return math.nan
        return lookup.entries(self.period, key).get(spec.id, math.nan)

    def last(self, employee: Employee, plan: Plan) -> Iterator[tuple[str, float]]:
        """Yield what the ledger has of an employee's entries in the period before, by the columns that show them."""
        lookup = self._lookup(employee, plan)
        result = lookup.result(periods.before(self.period))
        for spec in (spec for spec in plan.of_kind("last") if result and spec.id not in _LAST_DAYS):
            value = lookup.value(result, spec.id.removeprefix("last."))
            if not math.isnan(value):
                yield spec.id, value


def _results(read: Reading, period: str) -> Mapping[str, Result]:
    return {result.employee_id: result for result in kept_results.all_of(read, period)}


def _by_hand(read: Reading, period: str) -> set[tuple[str, str]]:
    decided = {(key, column) for key, of in upheld.decided(read, period).items() for column in of}
    return decided | {key for key, each in by_hand.current_overrides(read, period).items() if each.given is not None}


#: A value (NaN: not known), the periods that it comes from, and those that the ledger lacks.
Answer = tuple[float, Sequence[str], Sequence[str]]


@dataclass(frozen=True)
class _Lookup:
    """What the ledger knows of one employee in one role."""

    past: Past
    employee_id: str
    role: str
    plan: Plan

    def result(self, period: str) -> Result | None:
        """Return the employee's result in an earlier period, None for one under another scheme in another role.

        Of who had the role before such a one it is what came out for the last days in it, which have no rank.
        """
        result = self.past.results(period).get(self.employee_id)
        if result is None or self._is_own(result):
            return result
        return next((self._of_stint(result, each) for each in reversed(result.stints) if self._is_own(each)), None)

    def _is_own(self, part: Result | StintResult) -> bool:
        """Return whether a result or a stint of one is in the role or under its scheme."""
        return part.role == self.role or self.past.plan(part.scheme).scheme.id == self.plan.scheme.id

    def _of_stint(self, result: Result, stint: StintResult) -> Result:
        """Return what came out for one stint of a result, as what is taken over looks at it."""
        plan, grade = self.past.plan(stint.scheme), stint.columns.get("grade", math.nan)
        return replace(
            result,
            role=stint.role,
            scheme=stint.scheme,
            grade="" if math.isnan(grade) else plan.dimensions["grade"].keys[int(grade)],
            rank=None,
            columns=stint.columns,
            entries=stint.entries,
        )

    def entries(self, period: str, employee_id: str) -> Mapping[str, float]:
        """Return what the employee's result in a period came from in the role, on the days that an id names, if any."""
        result, person = self.result(period), self.past.results(period).get(self.employee_id)
        stints = person.stints if person else ()
        ids = numbered(self.employee_id, len(stints)) if stints else ()
        own = {key: each.entries for key, each in zip(ids, stints, strict=True) if each.role == self.role}
        return own.get(employee_id, result.entries if result else {})

    def result_for(self, kind: object, period: str) -> Result | None:
        """Return the employee's result in an earlier period as something that is remembered looks at it."""
        return self.past.results(period).get(self.employee_id) if isinstance(kind, _OF_PERSON) else self.result(period)

    def held(self, kind: object, names: Iterable[str], *, is_known: bool) -> Iterator[Result]:
        """Yield the results of earlier periods, of those with these names, that something comes from and are held back.

        One that is not complete is one of them where a value is taken from it, or is not known for want of it, or where
        it was relied on: in a count it adds nothing before it is complete, and what it adds then is a correction.
        """
        for name in names:
            result = self.result_for(kind, name)
            if result is None:
                continue
            waits = isinstance(kind, _OF_VALUES) or not is_known or self.employee_id in self.past.relied_on(name)
            if result.held and (result.held != "incomplete" or waits):
                yield result

    def missing(self, kind: object, period: str) -> str:
        """Return why an earlier period adds nothing to what is remembered, "" where it does, or nobody can know."""
        result = self.result_for(kind, period)
        if self.past.is_retained(period):
            return ""
        if result is None or result.is_of_nobody:
            return "gone"
        return "incomplete" if result.held == "incomplete" else ""

    def parts(self, result: Result, *, everywhere: bool = False) -> Sequence[Result | StintResult]:
        """Return the stints of a result that an input looks at, in its role or under its scheme; itself of one."""
        return [each for each in result.stints if everywhere or self._is_own(each)] or [result]

    def value(self, result: Result | None, name: str, *, everywhere: bool = False) -> float:
        """Return the value of an input or measure in a result; NaN when it is not known.

        Of several stints, of all schemes or of the own one, it is the sum of what their managers counted, and of what
        HR gave for each where quarters are added up. What is of the person counts once (see `is_of_person`). What was
        taken over is that of the last one, what is decided of the person, as a total is, that. No other amount of each
        stint is known; anything else is where it is the same in all of them. Who counted nothing in a stint leaves it
        out.
        """
        if result is None:
            return math.nan
        found, amounts, is_typed = list[float](), set[str](), True
        parts = self.parts(result, everywhere=everywhere)
        for place, part in enumerate(parts):
            columns = self.past.plan(part.scheme).columns
            if column := remembered.column_of(columns, name):
                spec = columns[column]
                if spec.kind not in ("input", "measure") or (spec.field and spec.field.remembered):
                    return _value(result, spec)
                value = _value(part, spec)
                is_left_out = math.isnan(value) and result.complete
                if not (is_left_out or any(self._is_again(column, part, later) for later in parts[place + 1 :])):
                    found.append(value)
                    amounts.add(_amount(spec))
                    is_typed &= isinstance(part, StintResult) and column not in part.locked
        is_same = len(set(found)) == 1
        if is_same and (len(found) == 1 or found[0] == 0):
            return found[0]
        if (everywhere and amounts <= {"count", "money", "number"}) or (is_typed and amounts in ({"count"}, {"money"})):
            return math.fsum(found)
        return found[0] if is_same and amounts == {""} else math.nan

    def _is_again(self, column: str, stint: Result | StintResult, later: Result | StintResult) -> bool:
        """Return whether a later stint has a value once more; what is computed only under the same scheme."""
        if not (isinstance(stint, StintResult) and isinstance(later, StintResult)):
            return False
        plan, of_later = self.past.plan(stint.scheme), self.past.plan(later.scheme)
        is_there = column in of_later.columns and (
            plan.columns[column].kind == "input" or plan.scheme.id == of_later.scheme.id
        )
        return is_there and is_of_person(plan, column, stint, later)

    def flagged(self, result: Result | None, flag: str) -> bool | None:
        """Return whether a result has a flag, None when that is not known."""
        if result is None or "flags" not in result.columns:
            return None
        plan = self.past.plan(result.scheme)
        tags = plan.dimensions["flags"].keys
        if flag not in tags:
            return None
        return tags.index(flag) in plan.flags_up(result.columns["flags"]) or (False if result.complete else None)

    def is_last(self, result: Result) -> bool:
        """Return whether nobody of the role had a worse place in a period, and somebody a better one."""
        return result.rank == self.past.worst_places(result.period)[result.role] > 1

    def previous(self, kind: remembered.Previous, _: ColumnSpec) -> Answer:
        if kind.first is not None and periods.starts_year(self.past.period):
            return kind.first, [], []
        last = periods.before(self.past.period)
        value = self.value(self.result(last), kind.of)
        return value, [last], [last] if math.isnan(value) else []

    def times(self, kind: remembered.Times, _: ColumnSpec) -> Answer:
        wanted = periods.earlier(self.past.period, kind.within)
        known = [period for period in wanted if self.past.results(period)]
        results = [result for period in known if (result := self.result(period))]
        count = sum(result.grade == kind.grade for result in results)
        return count if known else math.nan, known, [period for period in wanted if period not in known]

    def running_last(self, kind: remembered.RunningLast, _: ColumnSpec) -> Answer:
        smallest = self.plan.parameters[kind.smallest].value
        known: list[str] = []
        for period in periods.earlier(self.past.period, _LONGEST):
            result = self.result(period)
            if not self.past.results(period) or (result and result.rank is None):
                return len(known) or math.nan, known, [period]
            if result is None or not self.is_last(result) or result.cohort < float(str(smallest)):
                return len(known), [*known, period], []
            known.append(period)
        return len(known), known, []

    def award(self, kind: remembered.Award, _: ColumnSpec) -> Answer:
        last = periods.before(self.past.period)
        result = self.result(last)
        flagged = self.flagged(result, kind.flag)
        if not self.past.results(last) or (result and flagged is None):
            return math.nan, [last], [last]
        return float(str(self.plan.parameters[kind.amount].value)) if flagged else 0, [last], []

    def quarter_without(self, kind: remembered.QuarterWithout, spec: ColumnSpec) -> Answer:
        keys = self.plan.dimensions[spec.dimension].keys
        yes, no = (float(keys.index(key)) for key in ("yes", "no"))
        period = self.past.period
        is_month = periods.months(period) == 1
        if is_month and periods.month_of_quarter(period) < 3:
            return no, [], []
        last = periods.last_month(period)  # of a month the manager enters the last one's
        months = periods.earlier(last, 2) if is_month else [last, *periods.earlier(last, periods.months(period) - 1)]
        had = [[self.value(self.result(month), name) for name in kind.of] for month in months]
        if any(count > 0 for counts in had for count in counts):
            return no, months, []
        lacking = [month for month, counts in zip(months, had, strict=True) if any(map(math.isnan, counts))]
        return math.nan if lacking else yes, months, lacking

    def sum_of_quarters(self, kind: remembered.SumOfQuarters, _: ColumnSpec) -> Answer:
        quarters = periods.quarters(self.past.period)
        results = [self.past.results(quarter).get(self.employee_id) for quarter in quarters]
        values = [self.value(result, kind.of, everywhere=True) for result in results]
        lacking = [quarter for quarter, value in zip(quarters, values, strict=True) if math.isnan(value)]
        return math.nan if lacking else round(math.fsum(values), 10), quarters, lacking

    def mean_of_quarters(self, kind: remembered.MeanOfQuarters, _: ColumnSpec) -> Answer:
        quarters = periods.quarters(self.past.period)
        shares = [self.attained(self.result(quarter), kind.of) for quarter in quarters]
        known = [share for share in shares if not math.isnan(share)]
        if not known:
            return math.nan, quarters, quarters
        lacking = [quarter for quarter in quarters if not self.past.results(quarter)]
        return round(math.fsum(known) / len(known), 10), quarters, lacking

    def attained(self, result: Result | None, indicator: str) -> float:
        """Return the share of its full points that an indicator came to in a result; NaN when it is not known.

        Of several stints it is the mean by days at work, as totals are.
        """
        shares = []
        for part in self.parts(result) if result else ():
            full = self.past.plan(part.scheme).full_points_of(part.entries)
            share = part.columns.get(f"points.{indicator}", math.nan) / full.get(indicator, math.nan)
            shares.append((share, part.days if isinstance(part, StintResult) else 1))
        known = [(share, days) for share, days in shares if not math.isnan(share)]
        days_known = sum(days for _, days in known)
        return math.fsum(share * days for share, days in known) / days_known if days_known else math.nan

    def paid(self, kind: remembered.Paid, _: ColumnSpec) -> Answer:
        quarter = f"{self.past.period[:4]}-Q{kind.quarter}"
        if quarter not in periods.quarters(self.past.period):
            return math.nan, [], []
        item, result = f"pay.{kind.item}", self.past.results(quarter).get(self.employee_id)
        fen = self.past.paid(quarter).get((self.employee_id, item))
        if fen is None:
            return math.nan, [quarter], [quarter]
        earned = result.columns.get(item, math.nan) if result and result.complete else math.nan
        return (earned if math.isfinite(earned) else fen / 100), [quarter], []  # with a correction still to be paid


_OF_PERSON = (remembered.SumOfQuarters, remembered.Paid)  # whatever the role was
_OF_VALUES = (remembered.Previous, remembered.MeanOfQuarters, *_OF_PERSON)
_VALUES: Mapping[type, Callable[..., Answer]] = {
    remembered.Previous: _Lookup.previous,
    remembered.Times: _Lookup.times,
    remembered.RunningLast: _Lookup.running_last,
    remembered.Award: _Lookup.award,
    remembered.QuarterWithout: _Lookup.quarter_without,
    remembered.SumOfQuarters: _Lookup.sum_of_quarters,
    remembered.MeanOfQuarters: _Lookup.mean_of_quarters,
    remembered.Paid: _Lookup.paid,
}


def _at_least(kind: object, before: float, known: float) -> float:
    """Return what counted `before`, or what the `known` periods decide, whatever those had whose names went.

    A count is no lower than theirs, and one of them ends a quarter without something. NaN is not known.
    """
    if isinstance(kind, remembered.QuarterWithout):
        return before if math.isnan(known) else known
    return known if isinstance(kind, remembered.Times) and known > before else before


def _value(part: Result | StintResult, spec: ColumnSpec) -> float:
    """Return a column's value in a result or a stint of it, with the default of an input; NaN when it is not known."""
    value, field_of = {**part.entries, **part.columns}.get(spec.id, math.nan), spec.field
    if math.isnan(value) and field_of and isinstance(field_of.default, float):
        return field_of.default
    return value if math.isfinite(value) else math.nan


def _amount(spec: ColumnSpec) -> str:
    """Return what is counted in an input or a measure, "" where it is no amount."""
    if spec.field is None:
        return "computed" if spec.unit in ("count", "money") else ""
    return spec.field.type if spec.field.type in ("count", "money", "number") else ""


def _holds(spec: ColumnSpec, value: float) -> bool:
    """Return whether an input takes a value: what it would reject is left to HR."""
    low, high = spec.field.bounds if spec.field and spec.is_number else (None, None)
    return math.isnan(value) or ((low is None or value >= low) and (high is None or value <= high))


@dataclass(frozen=True)
class Remembered:
    """The roster with what earlier periods leave, each memory that went in, the values by hand, and notices.

    `overrides` are values by hand that differ from what the ledger remembers, or that it does not know.
    """

    period: str
    roster: Roster
    memories: Sequence[Memory]
    overrides: Sequence[Override]
    problems: Sequence[Problem]


def remember(read: Reading, roster: Roster, period: Period, lang: Lang) -> Remembered:
    """Return the roster with the entries that the ledger remembers, locked as figures of HR are.

    A figure that the roster has already (of HR, or known beforehand) counts more. Notices: `history.missing`,
    `history.partial`, `history.given_again`, `history.same_name`.
    """
    past = Past(read, period.text)
    employees, memories, overridden, gaps, windows = [], [], [], [], defaultdict[str, list[Employee]](list)
    for employee in roster.employees:
        plan = roster.roles[employee.role]
        taken, last = [*past.of(employee, plan)], [*past.last(employee, plan)]
        if not (taken or last):
            employees.append(employee)
            continue
        entries, locked, taken_from = dict(employee.entries), set(employee.locked), dict[str, Sequence[str]]()
        for spec, memory in taken:
            given = entries.get(spec.id, math.nan)
            if math.isnan(given):
                for name in memory.window:
                    windows[name].append(employee)
                if memory.lacking:
                    gaps.append((employee, spec, memory))
                if memory.is_known:
                    memories.append(memory)
                    entries[spec.id] = memory.value
                    locked.add(spec.id)
                if memory.is_known and memory.taken_from:
                    taken_from[spec.id] = memory.taken_from
                continue
            if given != memory.value or memory.open:  # it counts whatever these come to
                value = memory.value if memory.is_known else None
                overridden.append(
                    Override(
                        period=period.text, employee_id=memory.employee_id, input=spec.id, remembered=value, given=given
                    )
                )
            locked.add(spec.id)
        for column, value in last:
            if column.replace("last.", "input.", 1) not in employee.awaited:  # what raters gave is not for the manager
                entries[column] = value
                locked.add(column)
        employees.append(replace(employee, entries=entries, locked=frozenset(locked), taken_from=taken_from))
    return Remembered(
        period=period.text,
        roster=replace(roster, employees=employees),
        memories=memories,
        overrides=overridden,
        problems=[
            *_lacking(roster, gaps, lang),
            *_given_again(read, roster, overridden, lang),
            *_same_names(past, roster, windows, lang),
        ],
    )


def record(step: Step, remembered: Remembered) -> None:
    """Record which values by hand count instead of what the ledger remembered, and which do so no more."""
    by_hand.record_overrides(step, remembered.overrides)
    given = {(each.employee_id, each.input) for each in remembered.overrides}
    values = {(each.employee_id, each.column): each.value for each in remembered.memories}
    lifted = [
        replace(before, remembered=values.get(key), given=None, author="", at="", id=0)
        for key, before in by_hand.current_overrides(step, remembered.period).items()
        if before.given is not None and key not in given
    ]
    by_hand.record_overrides(step, lifted)


def renewed(past: Past, employee: Employee, memories: _Memories) -> dict[str, float]:
    """Return the entries of an employee that are other ones by now: earlier periods may have changed since the issue.

    `memories` are those of the employee, as `Past.of` gives them. Values by hand stay: of HR, and of the manager where
    none was remembered. So does what was issued where it is another one for want of a result.
    """
    values = {}
    for spec, memory in memories:
        by_ledger = spec.id in employee.locked and (employee.employee_id, spec.id) not in past.by_hand()
        if memory.is_known and (math.isnan(employee.entries.get(spec.id, math.nan)) or by_ledger):
            counted = memory.counted(employee)
            values[spec.id] = counted if not math.isnan(counted) and memory.lost(employee) else memory.value
    return values


def waited_for(past: Past, employee: Employee, memories: _Memories) -> Iterator[tuple[ColumnSpec, str, str]]:
    """Yield each input of an employee that comes from a result that is not due, with its period, and why it is not.

    That is why it is held back, or "gone" where the ledger has nothing left of what was issued: neither the result, nor
    anything else that the input may come from; and why a result is lost for want of which the input would be another
    one than was issued, until it is issued anew. `memories` are those of the employee as came back, as `Past.of` gives
    them. Values by hand come from none: of HR, and of the manager where none was remembered.
    """
    for spec, memory in memories:
        entered = employee.entries.get(spec.id, math.nan)
        is_issued, is_blank = spec.id in employee.locked, math.isnan(entered)
        is_typed = not is_issued and not is_blank and entered != memory.value
        if is_typed or (employee.employee_id, spec.id) in past.by_hand():
            continue
        yield from ((spec, each.period, each.held) for each in memory.open)
        if memory.is_known:
            yield from ((spec, *each) for each in memory.lost(employee))
        elif is_issued and not is_blank and not memory.open:
            yield from ((spec, name, "gone") for name in memory.lacking if not past.is_retained(name))


def _same_names(past: Past, roster: Roster, windows: Mapping[str, Iterable[Employee]], lang: Lang) -> Iterator[Problem]:
    """Yield a notice of who may have been in earlier periods under another id, which leave nothing to the one of now.

    `windows` are those who take something over, by the periods that it would come from.
    """
    here = {*roster.mail, *roster.absent, *(person_id(each.employee_id) for each in roster.employees)}
    found: dict[tuple[str, str], tuple[Employee, Result]] = {}
    for period in sorted(windows, key=periods.order):
        results = past.results(period)
        gone = [result for key, result in results.items() if key not in here]
        new = [(each, roster.managers[each.manager_id]) for each in windows[period] if gone]
        new = [pair for pair in new if person_id(pair[0].employee_id) not in results]
        found |= {(who.employee_id, was.employee_id): (who, was) for who, was in issuing.alike(new, gone)}
    if found:
        people = issuing.named_alike(found.values(), lang)
        yield warning("history.same_name", people=first_of(people, _NAMED, lang), period=past.period)


def _given_again(read: Reading, roster: Roster, given: Sequence[Override], lang: Lang) -> Iterator[Problem]:
    """Yield a notice per role and input of figures by hand that are those of the period before still.

    The ledger knows another one by now, and nothing in a roster says for which period a figure was written.
    """
    before = by_hand.current_overrides(read, periods.before(given[0].period)) if given else {}
    last = {(person_id(key), column): each.given for (key, column), each in before.items()}
    people = {employee.employee_id: employee for employee in roster.employees}
    again = [
        (people[each.employee_id], each.input, each.given, each.remembered)
        for each in given
        if each.given is not None
        and each.remembered is not None
        and each.given == last.get((person_id(each.employee_id), each.input))
    ]
    for fields in _otherwise("roster.given_again", roster, again, lang):
        yield warning("history.given_again", **fields)


def typed_otherwise(
    roster: Roster, period: str, typed: Iterable[tuple[Employee, Memory]], lang: Lang
) -> Iterator[TypedOtherwise]:
    """Yield a notice per role and input of what managers typed for want of it, and the ledger knows otherwise by now.

    What they typed counts. `typed` are the memories of people as they came back, to which issued ones do not belong.
    """
    said = (
        (who, each.column, who.entries.get(each.column, math.nan), each.value) for who, each in typed if not each.open
    )
    for fields in _otherwise("roster.typed_otherwise", roster, said, lang):
        yield TypedOtherwise("history.typed_otherwise", fields={**fields, "period": period}, severity="warning")


def _otherwise(
    words: str, roster: Roster, given: Iterable[tuple[Employee, str, float, float]], lang: Lang
) -> Iterator[dict[str, Any]]:
    """Yield per role and input of whom a figure was given that is another one than the ledger knows.

    They are the fields of a notice; `words` is the text that names somebody with both figures.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for who, column, *figures in given:
        plan = roster.roles[who.role]
        if not any(map(math.isnan, figures)):
            figure, known = (wording.value(plan, plan.columns[column], each, lang=lang) for each in figures)
            if figure != known:
                named = text(lang, words, id=who.employee_id, name=who.name, given=figure, known=known)
                groups.setdefault((who.role, column), []).append(named)
    for (role, column), people in groups.items():
        name = roster.roles[role].columns[column].name
        yield {"role": role, "name": name, "people": first_of(people, _NAMED, lang)}


def _lacking(roster: Roster, gaps: Sequence[tuple[Employee, ColumnSpec, Memory]], lang: Lang) -> Iterator[Problem]:
    """Yield a notice per role, input and periods that it lacks: it stays blank, or holds only what is known."""
    groups: dict[tuple[str, str, bool, tuple[str, ...]], list[str]] = {}
    for employee, spec, memory in gaps:
        group = (employee.role, spec.id, memory.is_known, tuple(sorted(memory.lacking)))
        groups.setdefault(group, []).append(employee.name)
    for (role, column, known, lacking), people in groups.items():
        names = first_of(people, _NAMED, lang)
        code, name = "history.partial" if known else "history.missing", roster.roles[role].columns[column].name
        yield warning(code, role=role, name=name, periods=list(lacking), people=names)
