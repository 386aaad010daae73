"""A payroll: what the ledger pays out in a period, by person, item and earning period; and what is not paid, and why.

Nothing that a period owes is passed over in silence.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, get_args

from presales_xl import periods
from presales_xl.backends.words import own_name
from presales_xl.cycle import recompute
from presales_xl.cycle.generating.history import Past, waited_for
from presales_xl.grouping import grouped
from presales_xl.ledger import payments
from presales_xl.ledger.payments import PayLine
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import Appraised, Cause, Standing
from presales_xl.people.employees import Employee, Manager
from presales_xl.people.entries import names_of
from presales_xl.people.outcome import PersonOutcome
from presales_xl.people.questions import Question
from presales_xl.people.stints import person_id
from presales_xl.people.unresolved import owed_by_hr
from presales_xl.periods import parse_period
from presales_xl.project import Project
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.errors import too_early
from presales_xl.texts import Lang, text

REPAYMENT = "repayment"  # the item of a line that takes what an earlier payroll wants back
Kind = Literal["regular", "correction", "return"]
#: Why something is not paid: as `Cause`, or because HR alone owes a figure, because its payroll was handed over, or
#: because it is below 0.
Why = Cause | Literal["of_hr", "handed_over", "return"]
#: Employee, manager and columns of the plan as of an earning period.
Named = tuple[Employee, Manager, Mapping[str, ColumnSpec]]


@dataclass(frozen=True)
class PayrollLine:
    """An amount in fen (分): `regular` for the payroll's own period, `correction` for an earlier one.

    `return` is money to be given back: a person's lines of one earning period that sum to less than nothing. Employee
    and manager are as of the period that the money was earned in.
    """

    employee: Employee
    manager: Manager
    period: str
    item: str
    name: str
    kind: Kind
    fen: int


@dataclass(frozen=True)
class Unpaid:
    """Somebody who is not paid what a period earned, why, and what confirms entries.

    `fen` is how much, None where that is not known yet: below 0 what is to be returned. `settled` is what the
    period was settled with before, in fen, which stays.
    """

    employee: Employee
    manager: Manager
    why: str
    cause: Why = "incomplete"
    commands: Sequence[str] = ()
    period: str = ""
    fen: int | None = None
    settled: int = 0


@dataclass(frozen=True)
class Debt:
    """What somebody still has to return by the payroll of a period that was handed over, in fen, above 0."""

    period: str
    employee_id: str
    fen: int


@dataclass(frozen=True)
class Payroll:
    """What is paid in a period; `budget` in fen, None where there is none."""

    company: str
    period: str
    lines: Sequence[PayrollLine]
    unpaid: Sequence[Unpaid] = ()
    budget: int | None = None

    def total(self, *kinds: Kind) -> int:
        """Return the sum of the lines of these kinds, of all lines without any, in fen."""
        return sum(line.fen for line in self.lines if not kinds or line.kind in kinds)

    def sums(self) -> dict[str, int]:
        """Return what is to be paid out, and the sums of each kind, in fen; what is to be returned is above 0."""
        kinds = {"regular": self.total("regular"), "correction": self.total("correction")}
        return {"payable": self.payable, **kinds, "return": -self.total("return")}

    @property
    def payable(self) -> int:
        """Return what is to be paid out, in fen: everything but what is to be returned."""
        return self.total("regular", "correction")

    def not_settled(self) -> dict[str, Why]:
        """Return by person id who is not settled for the payroll's own period yet, and why."""
        return {
            person_id(each.employee.employee_id): each.cause
            for each in self.unpaid
            if each.period == self.period and each.cause in get_args(Cause)
        }

    def refuse_nobody(self, lang: Lang) -> None:
        """Refuse (TooEarlyError `settlement.nobody`) a payroll of nobody, with what people wait for and how many."""
        waiting = self.not_settled()
        if self.lines or not waiting:
            return
        raise too_early("settlement.nobody", period=self.period, why=counted(waiting.values(), self.period, lang))

    def heads(self, *kinds: Kind) -> int:
        """Return how many people have lines of these kinds, of any kind without any."""
        return len({line.employee.employee_id for line in self.lines if not kinds or line.kind in kinds})


def counted(waiting: Iterable[str], period: str, lang: Lang) -> str:
    """Return for what people wait in a period, and how many of them."""
    causes = sorted(Counter(waiting).items())
    words = [text(lang, f"settlement.nobody.{cause}", count=count, period=period) for cause, count in causes]
    return text(lang, "addin.comma").join(words)


def lines_of(
    paid: Sequence[PayLine], names: Mapping[tuple[str, str], Named], lang: Lang, *, deduct: bool = False
) -> list[PayrollLine]:
    """Return a payroll's lines with names, which are by earning period and employee id, from the ledger's lines of it.

    With `deduct` what somebody has to return is taken from the rest of this payroll, as far as that goes.
    """
    owed = {key: -amount for key, amount in payments.earned(paid).items() if amount < 0}
    taken = covered(paid) if deduct else Counter[tuple[str, str]]()
    lines = []
    for line in paid:
        key, (employee, manager, columns) = (line.period, line.employee_id), known_as(names, line)
        name, spec = line.item.removeprefix("pay."), columns.get(line.item)
        name = own_name(spec, lang) if spec else name
        own: Kind = "correction" if line.kind == "correction" else "regular"
        kinds = {own: line.fen}
        if key in owed and taken[key] < owed[key]:  # of what is taken in part as much as a line is below 0
            part = min(taken[key], max(0, -line.fen))
            taken[key] -= part
            owed[key] -= part
            kinds = ({own: -part} if part else {}) | ({} if part == -line.fen else {"return": line.fen + part})
        for kind, amount in (kinds or {"return": 0}).items():
            lines.append(PayrollLine(employee, manager, line.period, item=line.item, name=name, kind=kind, fen=amount))
    return lines


def lines_of_debts(taken: Iterable[Debt], names: Mapping[tuple[str, str], Named], lang: Lang) -> Iterator[PayrollLine]:
    """Yield a line per debt of an earlier payroll that this one takes."""
    for debt in taken:
        employee, manager, _ = known_as(names, debt)
        name = text(lang, "settlement.repayment", period=debt.period)
        yield PayrollLine(employee, manager, debt.period, item=REPAYMENT, name=name, kind="correction", fen=-debt.fen)


def known_as(names: Mapping[tuple[str, str], Named], line: PayLine | Debt) -> Named:
    """Return who is meant by a period and an employee id: as of that period, else as of the last one that has them.

    Of somebody whom none has the id alone.
    """
    if (line.period, line.employee_id) in names:
        return names[line.period, line.employee_id]
    others = [when for when, employee_id in names if employee_id == line.employee_id]
    if others:
        return names[max(others, key=periods.order), line.employee_id]
    return Employee(line.employee_id, ""), Manager("", "", ""), {}


def covered(paid: Sequence[PayLine]) -> Counter[tuple[str, str]]:
    """Return how much of what people have to return they get in the same payroll, by earning period and person."""
    earned = payments.earned(paid)
    left: Counter[str] = Counter()
    for (_, employee_id), amount in earned.items():
        left[employee_id] += max(0, amount)
    taken: Counter[tuple[str, str]] = Counter()
    for (period, employee_id), amount in sorted(earned.items(), key=lambda item: periods.order(item[0][0])):
        taken[period, employee_id] = min(max(0, -amount), left[employee_id])
        left[employee_id] -= taken[period, employee_id]
    return +taken


def unspent(paid: Sequence[PayLine]) -> Counter[str]:
    """Return what people get in a payroll beside what they have to return in it, by person."""
    sums: Counter[str] = Counter()
    for (_, employee_id), amount in payments.earned(paid).items():
        sums[employee_id] += amount
    return +sums


# What is not paid.

_Command = Callable[[str, Question], str]


def unpaid_of(
    project: Project,
    read: Reading,
    known: Mapping[str, Sequence[Standing]],
    settled: Mapping[str, Mapping[str, int]],
    lang: Lang,
) -> Iterator[Unpaid]:
    """Yield whose pay is not due in a period or in those before, the period itself first.

    `settled` is what people were settled with already, in fen by period and employee.
    """
    for name in reversed(list(known)):
        command = partial(recompute.confirming, project, parse_period(name), lang=lang)
        for unpaid in _unpaid(known[name], Past(read, name), command, lang):
            already = settled[name].get(person_id(unpaid.employee.employee_id), 0)
            yield replace(unpaid, period=name, settled=already)


def not_in_a_payroll(
    owed: Mapping[str, Mapping[str, int]], names: Mapping[tuple[str, str], Named], waiting: Collection[str], lang: Lang
) -> Iterator[Unpaid]:
    """Yield what is due in a period and waits for a later payroll, by period and employee: its own was handed over.

    That of those who are `waiting` goes with what they are paid for the period at hand.
    """
    for period, amounts in owed.items():
        for employee_id, amount in amounts.items():
            employee, manager, _ = names[period, employee_id]
            words = text(lang, f"settlement.waits.{'held' if employee_id in waiting else 'handed_over'}")
            yield Unpaid(employee, manager, words, cause="handed_over", period=period, fen=amount)


def still_owed(debts: Iterable[Debt], names: Mapping[tuple[str, str], Named], lang: Lang) -> Iterator[Unpaid]:
    """Yield what people still have to return by payrolls that were handed over, by payroll and person."""
    for debt in debts:
        employee, manager, _ = known_as(names, debt)
        words = text(lang, "settlement.waits.owed", period=debt.period)
        yield Unpaid(employee, manager, words, cause="return", period=debt.period, fen=-debt.fen)


def to_return(lines: Iterable[PayrollLine], lang: Lang) -> Iterator[Unpaid]:
    """Yield what people have to return and what is not deducted, by person and earning period."""
    returned = (line for line in lines if line.kind == "return")
    of_person = grouped(returned, lambda line: (line.period, line.employee.employee_id))
    words = text(lang, "settlement.waits.return")
    for (period, _), theirs in of_person.items():
        amount = sum(line.fen for line in theirs)
        yield Unpaid(theirs[0].employee, theirs[0].manager, words, cause="return", period=period, fen=amount)


def _unpaid(roles: Sequence[Standing], past: Past, command: _Command, lang: Lang) -> Iterator[Unpaid]:
    """Yield whose pay is not due, and what is missing or to be confirmed, of their own or of others."""
    for standing in roles:
        plan = standing.plan
        for who in standing.people:
            match cause := standing.pay_held_back.get(who.employee_id):
                case None:
                    continue
                case "incomplete":
                    if of_hr := owed_by_hr(who.employee, who.outcome):
                        names = text(lang, "problems.comma").join(names_of(plan, of_hr, lang))
                        yield Unpaid(
                            who.employee, who.manager, text(lang, "settlement.waits.of_hr", names=names), "of_hr"
                        )
                        continue
                    missing = [key for key in who.outcome.blank_inputs() if key in plan.columns]
                    missing = missing or _not_remembered(who.outcome) or who.outcome.not_computed()
                    names = text(lang, "problems.comma").join(names_of(plan, missing, lang))
                    lacking = text(lang, "settlement.waits.incomplete", names=names)
                    if who.outcome.is_complete:
                        lacking = text(lang, "settlement.waits.not_back")
                    yield Unpaid(who.employee, who.manager, lacking)
                case "earlier":
                    words = text(lang, "problems.comma").join(_taken_over(who, past, lang))
                    yield Unpaid(who.employee, who.manager, words, cause=cause)
                case "calibration":
                    yield Unpaid(who.employee, who.manager, text(lang, "settlement.waits.calibration"), cause=cause)
                case "approval":
                    yield Unpaid(who.employee, who.manager, standing.unapproved[who.employee_id], cause=cause)
                case _:
                    questions = [asked for asked in standing.asked if asked.place == who.outcome.place]
                    yield _to_confirm(standing, who, questions, cause, command=command, lang=lang)


def _to_confirm(
    standing: Standing, who: Appraised, own: Sequence[Question], cause: Cause, *, command: _Command, lang: Lang
) -> Unpaid:
    """Return somebody whose pay waits for `own` entries to be confirmed, or for others'."""
    names = [asked.name(standing.plan, lang) for asked in own or standing.asked]
    words = text(lang, f"settlement.waits.{cause}", names=text(lang, "problems.comma").join(dict.fromkeys(names)))
    commands = [command(who.employee_id, asked) for asked in own]
    return Unpaid(who.employee, who.manager, words, cause=cause, commands=commands)


def _taken_over(who: Appraised, past: Past, lang: Lang) -> Iterator[str]:
    """Yield which entries of somebody come from an earlier result that is not due, and what that waits for."""
    for spec, period, cause in waited_for(past, who.employee, past.of(who.employee, who.outcome.plan)):
        why = text(lang, f"settlement.earlier.{cause}")
        yield text(lang, "settlement.taken_over", name=own_name(spec, lang), period=period, why=why)


def _not_remembered(outcome: PersonOutcome) -> list[str]:
    """Return the inputs of a person that should have come from earlier periods and are blank."""
    inputs = [spec for spec in outcome.plan.inputs().values() if spec.field and spec.field.remembered]
    return [spec.id for spec in inputs if math.isnan(outcome.value(spec.id))]
