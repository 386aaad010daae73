"""`presales-xl settle`: final grades → pay items → lines of the ledger → the payroll files.

The ledger holds what was settled; what is due now less that is the next line. So nothing is paid twice whatever is run
twice, and what changes in an earlier period comes as a correction in the payroll of a later one.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from presales_xl import periods
from presales_xl.backends.words import column_name
from presales_xl.cycle import recompute
from presales_xl.cycle.changes import Affected
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.settling import payroll_files
from presales_xl.cycle.settling.payroll import Payroll, Unpaid, fen, items, lines_of, yuan
from presales_xl.cycle.standing import standings
from presales_xl.ledger import issues, kept_periods, kept_results, marks, payments
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.payments import Item, PayLine
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import Appraised, Cause, Standing
from presales_xl.people.outcome import PersonOutcome
from presales_xl.people.questions import Question
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, fail, warning
from presales_xl.texts import Lang, text

_Command = Callable[[str, Question], str]
_NAMED = 10  # people or commands that a message names
_HELD: Mapping[Cause, str] = {
    "incomplete": "settlement.incomplete",
    "confirm": "settlement.confirm",
    "cohort": "settlement.cohort",
}


@dataclass(frozen=True)
class Settled:
    """The payroll as it is now, the lines that this run added, the files, notices, and whose results it reopened."""

    payroll: Payroll
    added: Sequence[PayLine]
    files: Sequence[Path]
    problems: Sequence[Problem]
    affected: Sequence[Affected] = ()


def settle(
    project: Project,
    ledger: Ledger,
    period: Period,
    lang: Lang,
    *,
    budget: int | None = None,
    deduct: bool = False,
    paid_out: bool = False,
    reopen: str = "",
) -> Settled:
    """Settle a period: add to the ledger what is due and not paid yet, and write the payroll's files.

    `budget` is in fen. `deduct` takes what somebody has to return from the rest of the payroll. `paid_out` notes that
    the payroll was handed over as it was written last: what has changed since then is paid in a later one. People who
    are not complete are not paid. ProblemsError `settlement.…` when there is nothing to settle or the sums do not tie
    out, `file.locked`; `period.closed` where results that are relied on would change without a reason to `reopen` them.
    """
    reopening = Reopening(project, f"settle {period}", reopen, lang)
    with ledger.step("", "settle", period.text) as step:
        before = payments.payroll(step, period.text)
        # What was paid out is the payroll as it was: what has come since must not slip into it.
        closed = bool(marks.paid_at(step, period.text)) or (paid_out and bool(before))
        known, added, affected = _brought_up_to_date(step, period, closed=closed, reopening=reopening)
        if not any(items(standing.plan) for standing in known[period.text]):
            raise fail("settlement.no_pay", period=period.text)
        if added:
            marks.add(step, period.text, "settled")
        if paid_out:
            marks.pay_out(step, period.text)
        left = _left(step, period.text, known[period.text])
        refused = list(_refused(step, period.text, known[period.text], lang))
        step.note(lines=len(added), fen=sum(line.fen for line in added), deduct=deduct)
        if not step.changed:
            step.nothing()
        now = payments.payroll(step, period.text)
    unpaid = list(_unpaid(known[period.text], partial(recompute.confirming, project, period, lang=lang), lang))
    lines = lines_of(now, known, lang, deduct=deduct)
    payroll = Payroll(project.company, period.text, lines, unpaid, budget=budget)
    files = payroll_files.write(project.results(period), payroll, lang)
    notices = [*refused, *_notices(payroll, added if before else (), left=left, lang=lang)]
    return Settled(payroll, added, files, notices, affected=affected)


def _brought_up_to_date(
    step: Step, period: Period, *, closed: bool, reopening: Reopening
) -> tuple[dict[str, Sequence[Standing]], list[PayLine], list[Affected]]:
    """Keep the results of a period and of those settled before, and add what they owe to its payroll unless `closed`.

    Returns where everybody stands by period, the lines that were added, and whose results were reopened.
    """
    known: dict[str, Sequence[Standing]] = {}
    added: list[PayLine] = []
    affected: list[Affected] = []
    for name in (*_settled_before(step, period.text), period.text):
        when = parse_period(name)
        current = standings(reopening.project, step, when, reopening.lang)
        affected += recompute.keep(step, when, current, reopening)  # the next period takes over what has changed in it
        known[name] = current.roles
        if not closed:
            added += _add(step, name, period.text, current.roles)
    return known, added, affected


def _settled_before(read: Reading, period: str) -> list[str]:
    """Return the periods before that were settled, in order; at one month's end the shorter period comes first."""
    earlier = [each for each in kept_periods.all_of(read) if periods.order(each) < periods.order(period)]
    return [name for name in sorted(earlier, key=periods.order) if payments.paid(read, name)]


def _add(step: Step, period: str, paid_in: str, roles: Sequence[Standing]) -> list[PayLine]:
    """Add to a payroll what is due in a period and not paid yet."""
    due = _due(step, period, roles)
    added = payments.settle(step, period, paid_in, due)
    _tie_out(period, roles, due, payments.paid(step, period))
    if periods.last_month(period) < periods.last_month(paid_in):
        marks.pay_out(step, period)  # its own payroll is closed: what changes in it comes in this one or later
    return added


def _left(read: Reading, period: str, roles: Sequence[Standing]) -> int:
    """Return what is due in a period and not in any payroll, in fen: because its own was handed over."""
    return sum(_due(read, period, roles).values()) - sum(payments.paid(read, period).values())


def _settled_by_another(read: Reading, period: str, roles: Sequence[Standing]) -> dict[Item, str]:
    """Return the items that a period with days in common has settled already, and which: they are not paid again.

    The period that settled a person's item of a scheme first keeps it.
    """
    schemes = {who.employee_id: standing.plan.scheme.id for standing in roles for who in standing.people}
    own, taken = payments.paid(read, period), dict[Item, str]()
    for other in kept_periods.all_of(read):
        if other == period or not periods.overlaps(other, period) or not (paid := payments.paid(read, other)):
            continue
        same = {
            result.employee_id
            for result in kept_results.all_of(read, other)
            if issues.scheme_id(read, result.scheme) == schemes.get(result.employee_id)
        }
        taken |= {item: other for item in paid if item[0] in same and item not in own}
    return taken


def _due(read: Reading, period: str, roles: Sequence[Standing]) -> dict[Item, int]:
    """Return what a period owes, in fen: to complete people what they earned, to others what they have got already.

    Who is not appraised is owed what hangs on no appraisal; what another period settled of the same days is not owed.
    """
    due: dict[Item, int] = {}
    taken = _settled_by_another(read, period, roles)
    complete: set[str] = set()
    for standing in roles:
        for who in standing.due():
            complete.add(who.employee_id)
            own = {(who.employee_id, key): amount for key, amount in _earned(standing, who).items()}
            due |= {item: amount for item, amount in own.items() if item not in taken}
    return due | {item: amount for item, amount in payments.paid(read, period).items() if item[0] not in complete}


def _earned(standing: Standing, who: Appraised) -> dict[str, int]:
    """Return what somebody's items of pay come to, in fen, by column id."""
    earned = {spec.id: who.outcome.value(spec.id) for spec in items(standing.plan)}
    return {key: fen(money) for key, money in earned.items() if math.isfinite(money)}


def _refused(read: Reading, period: str, roles: Sequence[Standing], lang: Lang) -> Iterator[Problem]:
    """Yield an error per item that is not paid because another period settled it for the same days."""
    taken = _settled_by_another(read, period, roles)
    found: dict[tuple[str, str], list[tuple[Appraised, int]]] = {}
    for standing in roles:
        for who in standing.due():
            for key, amount in _earned(standing, who).items():
                if amount and (other := taken.get((who.employee_id, key))):
                    found.setdefault((column_name(standing.plan.columns[key], lang), other), []).append((who, amount))
    for (name, other), people in found.items():
        named = [text(lang, "settlement.person", name=who.name, id=who.employee_id) for who, _ in people]
        money = yuan(sum(amount for _, amount in people))
        fields = {"period": period, "other": other, "item": name, "amount": money, "people": _first(named, lang)}
        yield Problem("settlement.settled_by_another", fields=fields)


def _tie_out(period: str, roles: Sequence[Standing], due: Mapping[Item, int], paid: Mapping[Item, int]) -> None:
    """Compare the ledger's sum of everybody with what is due, and with the sum that the scheme itself makes."""
    sums, owed = _by_employee(paid), _by_employee(due)
    for standing in roles:
        for who in standing.due():
            if math.isfinite(who.outcome.money):
                not_due = [key for key in _earned(standing, who) if (who.employee_id, key) not in due]
                owed[who.employee_id] = fen(who.outcome.money) - sum(_earned(standing, who)[key] for key in not_due)
    for employee_id, amount in owed.items():
        if sums[employee_id] != amount:
            found, expected = yuan(sums[employee_id]), yuan(amount)
            raise fail("settlement.mismatch", period=period, id=employee_id, found=found, expected=expected)


def _by_employee(amounts: Mapping[Item, int]) -> Counter[str]:
    """Return the sum of everybody's items."""
    sums: Counter[str] = Counter()
    for (employee_id, _), amount in amounts.items():
        sums[employee_id] += amount
    return sums


def _unpaid(roles: Sequence[Standing], command: _Command, lang: Lang) -> Iterator[Unpaid]:
    """Yield whose pay is not due, with the names of what is missing or to be confirmed, of their own or of others."""
    for standing in (standing for standing in roles if items(standing.plan)):
        plan = standing.plan
        for who in standing.people:
            match cause := standing.held_back.get(who.employee_id):
                case None:
                    continue
                case "incomplete":
                    missing = [key for key in who.outcome.blank_inputs() if key in plan.columns]
                    missing = missing or _not_remembered(who.outcome) or who.outcome.not_computed()
                    names = list(dict.fromkeys(column_name(plan.columns[key], lang) for key in missing))
                    yield Unpaid(who.employee, who.manager, names)
                case _:
                    own = [asked for asked in standing.asked if asked.place == who.outcome.place]
                    yield _to_confirm(standing, who, own, cause, command=command, lang=lang)


def _to_confirm(
    standing: Standing, who: Appraised, own: Sequence[Question], cause: Cause, *, command: _Command, lang: Lang
) -> Unpaid:
    """Return somebody whose pay waits for `own` entries to be confirmed, or for others'."""
    names = [asked.name(standing.plan, lang) for asked in own or standing.asked]
    words = text(lang, f"settlement.waits.{cause}", names=text(lang, "problems.comma").join(dict.fromkeys(names)))
    commands = [command(who.employee_id, asked) for asked in own]
    return Unpaid(who.employee, who.manager, [words], cause=cause, commands=commands)


def _not_remembered(outcome: PersonOutcome) -> list[str]:
    """Return the inputs of a person that should have come from earlier periods and are blank."""
    inputs = [spec for spec in outcome.plan.inputs().values() if spec.field and spec.field.remembered]
    return [spec.id for spec in inputs if math.isnan(outcome.value(spec.id))]


def _notices(payroll: Payroll, changed: Sequence[PayLine], *, left: int, lang: Lang) -> Iterator[Problem]:
    """Yield what there is to tell; `changed` are lines added to a payroll that was there, `left` fen not in any."""
    if left:
        yield warning("settlement.handed_over", period=payroll.period, amount=yuan(left))
    for cause, code in _HELD.items():
        held = [unpaid for unpaid in payroll.unpaid if unpaid.cause == cause]
        if held:
            people = [text(lang, "settlement.person", name=e.employee.name, id=e.employee.employee_id) for e in held]
            commands = [f"\n  {command}" for unpaid in held for command in unpaid.commands]
            listed = "".join(_first(commands, lang))
            yield warning(code, count=len(held), period=payroll.period, people=_first(people, lang), commands=listed)
    if changed:
        count, amount = len({line.employee_id for line in changed}), yuan(sum(line.fen for line in changed))
        yield warning("settlement.changed", period=payroll.period, people=count, amount=amount)
    if payroll.total("return"):
        amount = yuan(-payroll.total("return"))
        yield warning("settlement.to_return", count=payroll.heads("return"), amount=amount)
    if payroll.budget is not None and payroll.payable > payroll.budget:
        payable, budget, over = map(yuan, (payroll.payable, payroll.budget, payroll.payable - payroll.budget))
        yield warning("settlement.over_budget", payable=payable, budget=budget, over=over)


def _first(words: Sequence[str], lang: Lang) -> list[str]:
    """Return as many as a message names, and how many more there are."""
    more = len(words) - _NAMED
    return [*words[:_NAMED], *([text(lang, "settlement.and_more", count=more)] if more > 0 else [])]
