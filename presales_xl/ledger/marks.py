"""The periods that were begun, and what has become of each: approved, settled, paid, published, reopened.

Marks are only added. What is relied on is a person's result: nobody else is behind a state. Within one cycle periods
sort as their texts do: 2026-09, 2026-10; 2026-Q3, 2026-Q4.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import case, func, select

from presales_xl.ledger import tables
from presales_xl.ledger.codec import dumps
from presales_xl.ledger.step import Reading, Step, unnumbered
from presales_xl.periods import cycle_of
from presales_xl.scheme.errors import fail
from presales_xl.scheme.model import Cycle

#: In their order; `paid` and `published` may come in any.
State = Literal["approved", "settled", "paid", "published", "retained"]
#: Whether what people have to return is taken from what they get in the payroll.
Deduction = Literal["deducted", "not_deducted"]


@dataclass(frozen=True)
class Mark:
    """A mark: of which period, by whom and when (UTC); a reopening says what was done behind the state, and why.

    A deduction, made or not, is of an amount in `fen`. `people` are the ids of those whose results changed: `reopened`
    of those whom the reason is about, `followed` of those whose results only follow those of others. `settings`
    are, as JSON, those by which results were worked out that are relied on since.
    """

    period: str
    kind: State | Deduction | Literal["reopened", "followed", "settings"]
    action: str = ""
    reason: str = ""
    people: Sequence[str] = ()
    author: str = ""
    at: str = ""
    fen: int | None = None
    settings: str = ""
    id: int = 0


def begin(step: Step, period: str) -> None:
    """Begin a period, unless it was begun before; ProblemsError `ledger.retained` of one whose names went."""
    refuse_retained(step, period)
    if not step.of_period(tables.period, period):
        step.insert(tables.period, {"period": period, "cycle": cycle_of(period), "opened_at": step.at})


def is_retained(read: Reading, period: str) -> bool:
    """Return whether names of a period were replaced by pseudonyms: nothing of it is worked out any more."""
    mark = tables.mark.c
    return read.first(select(mark.id).where(mark.period == period, mark.kind == "retained")) is not None


def refuse_retained(read: Reading, period: str) -> None:
    """Refuse (ProblemsError `ledger.retained`) whatever works with the names of a period that went."""
    if is_retained(read, period):
        raise fail("ledger.retained", period=period)


def periods(read: Reading, cycle: Cycle | None = None) -> list[str]:
    """Return the periods in order, of one cycle or of all."""
    query = select(tables.period).order_by(tables.period.c.cycle, tables.period.c.period)
    rows = read.all(query if cycle is None else query.where(tables.period.c.cycle == cycle))
    return [row.period for row in rows]


def add(step: Step, period: str, state: State, *, settings: str = "") -> None:
    """Note that a period has come to a state; said once, and once more after each reopening."""
    begin(step, period)
    since = [mark.kind for mark in all_of(step, period)]
    if state not in since[_after_reopening(since) :]:
        _insert(step, Mark(period, state, settings=settings))


def change_settings(step: Step, period: str, settings: str, *, what: str, reason: str) -> None:
    """Note by which settings the results of a period are worked out from now on, what they say in words, and why."""
    _insert(step, Mark(period, "settings", action=what, reason=reason, settings=settings))


def has_changed_settings(step: Step, period: str) -> bool:
    """Return whether a step has noted other settings of a period."""
    noted = step.touched(tables.mark)
    return any(mark.kind == "settings" and (mark.id,) in noted for mark in all_of(step, period))


def reopen(
    step: Step, period: str, action: str, reason: str, people: Sequence[str] = (), *, is_of_others: bool = False
) -> None:
    """Note that something behind the state of a period was changed, by which verb, why, and whose results.

    Of those for whom it `is_of_others` the reason is not told.
    """
    kind: Literal["reopened", "followed"] = "followed" if is_of_others else "reopened"
    _insert(step, Mark(period, kind, action=action, reason=reason, people=people))


@dataclass(frozen=True)
class Deducted:
    """What was said last of taking an amount, in fen, from what people get in a payroll."""

    yes: bool = False
    amount: int = 0


def deduct(step: Step, period: str, *, amount: int, yes: bool) -> None:
    """Note whether an amount that people have to return is taken from what they get, unless that was said last."""
    if deduction(step, period) != Deducted(yes, amount):
        _insert(step, Mark(period, "deducted" if yes else "not_deducted", fen=amount))


def deduction(read: Reading, period: str) -> Deducted:
    """Return what was said last of what is to be returned in a payroll; of nothing nobody has said anything."""
    marks = [mark for mark in all_of(read, period) if mark.kind in get_args(Deduction)]
    return Deducted(marks[-1].kind == "deducted", marks[-1].fen or 0) if marks else Deducted()


def all_of(read: Reading, period: str) -> list[Mark]:
    """Return every mark of a period, in order."""
    rows = read.of_period(tables.mark, period)
    return [Mark(**dict(row._mapping) | {"people": tuple(json.loads(row.people))}) for row in rows]


def reopenings(read: Reading, period: str) -> defaultdict[str, list[Mark]]:
    """Return the reopenings in which a person's result changed, by employee id: which of them tell the reason."""
    found = defaultdict[str, list[Mark]](list)
    for mark in all_of(read, period):
        for employee_id in mark.people if mark.kind in ("reopened", "followed") else ():
            found[employee_id].append(mark)
    return found


def state_of(marks: Sequence[Mark]) -> dict[State, Mark]:
    """Return the states that a period has come to, each with its last mark; none while it is open."""
    last = {mark.kind: mark for mark in marks}
    return {state: last[state] for state in get_args(State) if state in last}


def relied_on(read: Reading, period: str) -> dict[str, list[State]]:
    """Return whose results of a period are relied on, by employee id: who was settled or paid, or has a statement.

    Who was taken out of a payroll before it was handed over, and not settled in it since, is in it no more.
    """
    relied: dict[str, list[State]] = {}
    line = tables.pay_line.c
    taken_back: Any = func.max(case((line.kind == "taken_back", line.id), else_=0))
    last: Any = func.max(line.id)
    lines = select(line.employee_id, line.paid_in).where(line.period == period).group_by(line.employee_id, line.paid_in)
    paid_in: dict[str, set[str]] = {}
    for row in read.all(lines.having(last > taken_back)):
        paid_in.setdefault(row.employee_id, set()).add(row.paid_in)
    handed_over = {name for name in frozenset[str]().union(*paid_in.values()) if paid_at(read, name)}
    for employee_id, names in paid_in.items():
        relied[employee_id] = ["settled", "paid"] if names & handed_over else ["settled"]
    p = tables.publication.c
    published = select(p.employee_id).where(p.period == period, p.document == "statement")
    for row in read.all(published.distinct()):
        relied.setdefault(row.employee_id, []).append("published")
    return relied


def paid_at(read: Reading, period: str) -> str:
    """Return when the payroll of a period was handed over (UTC), "" when it was not."""
    return next((mark.at for mark in all_of(read, period) if mark.kind == "paid"), "")


def pay_out(step: Step, period: str) -> None:
    """Note that the payroll of a period was handed over: what changes from now on is paid in a later one.

    ProblemsError `ledger.no_period` for one that was never begun.
    """
    if not step.of_period(tables.period, period):
        raise fail("ledger.no_period", period=period)
    if not paid_at(step, period):
        add(step, period, "paid")


def _after_reopening(kinds: Sequence[str]) -> int:
    return max((place for place, kind in enumerate(kinds, 1) if kind in ("reopened", "followed")), default=0)


def _insert(step: Step, mark: Mark) -> None:
    step.insert(tables.mark, unnumbered(mark) | {"people": dumps(mark.people), "author": step.actor, "at": step.at})
