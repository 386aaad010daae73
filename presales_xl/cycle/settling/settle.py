"""`presales-xl settle`: final grades → pay items → lines of the ledger → the payroll files.

The ledger holds what was settled; what is due now less that is the next line. So nothing is paid twice whatever is run
twice, and what changes in an earlier period comes as a correction in the payroll of a later one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from presales_xl import periods, unchanged
from presales_xl.backends.words import column_name
from presales_xl.cycle import recompute, settled_rows
from presales_xl.cycle.approving.approvals import asked_in_vain
from presales_xl.cycle.changes import Affected
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.other_version import other_version
from presales_xl.cycle.period_settings import go_by_current, other_settings, rely_on
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.rosters.roster_reader import not_employed
from presales_xl.cycle.settling import debts, payroll_files
from presales_xl.cycle.settling.payroll import (
    Debt,
    Named,
    Payroll,
    PayrollLine,
    Unpaid,
    Why,
    known_as,
    not_in_a_payroll,
    still_owed,
    to_return,
    unpaid_of,
    unspent,
)
from presales_xl.cycle.shared_rows import of_several_schemes
from presales_xl.cycle.standing import Standings, left_uncalibrated, standings
from presales_xl.files import write_or_tell
from presales_xl.grouping import grouped
from presales_xl.ledger import by_hand, issues, kept_results, marks, payments, submissions
from presales_xl.ledger.kept_results import Result
from presales_xl.ledger.ledger import Ledger, changed_outside
from presales_xl.ledger.payments import Item, PayLine
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import Appraised, Standing, fen, paid_by_item, pay_items, yuan
from presales_xl.people.employees import Employee, Manager
from presales_xl.people.stints import person_id
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.errors import ClosedError, NoPayError, Problem, ProblemsError, fail, warning
from presales_xl.scheme.states import LEFT, STATE
from presales_xl.texts import Lang, first_of, signed, text

_NAMED = 10  # people or commands that a message names
_HELD: Mapping[Why, str] = {
    "incomplete": "settlement.incomplete",
    "of_hr": "settlement.of_hr",
    "confirm": "settlement.confirm",
    "cohort": "settlement.cohort",
    "earlier": "settlement.earlier",
    "shared": "settlement.shared",
    "calibration": "settlement.calibration",
    "approval": "settlement.approval",
}


@dataclass(frozen=True)
class Settled:
    """The payroll as it is now, the lines that this run added, the files, notices, and whose results it reopened.

    `deductible` is what of what people have to return can be taken from what they get: nothing once it was handed over.
    `owing` is what they have to return by payrolls that were handed over, without what this one takes while it is open,
    which is `taken`, `noted` what was noted as returned since the last of them was. `settings` are those of now by
    which the period goes since this run, in words.
    """

    payroll: Payroll
    added: Sequence[PayLine]
    files: Sequence[Path]
    problems: Sequence[Problem]
    affected: Sequence[Affected] = ()
    deductible: Sequence[Unpaid] = ()
    owing: Sequence[Unpaid] = ()
    taken: Sequence[Unpaid] = ()
    noted: Sequence[Unpaid] = ()
    settings: Sequence[str] = ()


def settle(
    project: Project,
    ledger: Ledger,
    period: Period,
    lang: Lang,
    *,
    budget: int | None = None,
    deduct: bool | None = None,
    paid_out: bool = False,
    returned: Mapping[str, int | None] | None = None,
    current_settings: bool | None = None,
    reopen: str = "",
    dry_run: bool = False,
    current: Standings | None = None,
) -> Settled:
    """Settle a period: add to the ledger what is due and not paid yet, and write the payroll's files.

    `budget` is in fen. `deduct` takes what somebody has to return from the rest of the payroll, or does not, which is
    kept for the period; None goes by what was said last. What people have `returned` since a payroll was handed over,
    in fen by employee id (None: all), is noted. `paid_out` notes that the payroll was handed over as it was written
    last: what has changed since then is paid in a later one. Who is not complete, or refused since, is not paid.
    `current_settings` are what it goes by from now on; None is told that it keeps others.
    ProblemsError `settlement.…` when the ledger was changed outside, nothing is to be settled or handed over, sums do
    not tie out, four eyes are required of who has calibrated, or who is to be paid may have been under another id;
    `period.closed` where results that are relied on, or the settings behind them, would change without a reason to
    `reopen` them. A `dry_run` writes nothing. `current` is where everybody stands, if known.
    """
    reopening = Reopening(project, f"settle {period}" + " --current-settings" * bool(current_settings), reopen, lang)
    with ledger.step(project.by, "settle", period.text, dry_run=dry_run) as step:
        _refuse_changed_outside(step, ledger)
        before = payments.payroll(step, period.text)
        # What was paid out is the payroll as it was: what has come since must not slip into it.
        closed = bool(marks.paid_at(step, period.text)) or (paid_out and bool(before))
        brought = _Brought(go_by_current(step, project, period.text, reopen, lang=lang) if current_settings else [])
        _bring_up_to_date(step, brought, period, closed=closed, reopening=reopening, current=current)
        has_pay = _refuse_unpaid_and_own(project, step, period, brought)
        odd = _odd(project, step, period, brought, lang=lang)
        as_meant = _odd_as_meant(step, period, brought, reopening, tells_settings=current_settings is None)
        odd += _asked_anew(step, brought, as_meant)
        if added := brought.added:
            rely_on(step, period.text, "settled", brought.stands[period.text].settings)
        debts.note_returned(step, period.text, returned or {})
        can_be_taken = debts.note_deduction(step, period.text, deduct)
        if paid_out:
            debts.hand_over(step, period.text)
        payroll, of_debts = _payroll(step, period.text, brought, can_be_taken, reopening=reopening, budget=budget)
        _refuse_nobody(payroll, lang, paid_out=paid_out)
        taken = marks.deduction(step, period.text).yes
        step.note(lines=len(added), fen=sum(line.fen for line in added), deduct=taken)
        files = _written(project, period, payroll, lang) if paid_out and not dry_run else []
    notices = [*odd, *_notices(payroll, added if before else (), of_debts, closed=closed, taken=taken, lang=lang)]
    if has_pay and not paid_out and not dry_run:
        write_or_tell(notices, lambda: files.extend(_written(project, period, payroll, lang)))
    notices += [] if dry_run else recompute.rewrite_after(step, project, lang)
    return Settled(payroll, added, files, notices, affected=brought.affected, settings=brought.settings, **of_debts)


def _refuse_changed_outside(step: Step, ledger: Ledger) -> None:
    """Refuse (ProblemsError `settlement.ledger`) to pay by a ledger that was changed outside."""
    if wrong := [each.at(file=ledger.shown) for each in changed_outside(step)]:
        raise ProblemsError([Problem("settlement.ledger"), *wrong])


def _written(project: Project, period: Period, payroll: Payroll, lang: Lang) -> list[Path]:
    """Write a payroll's files and return them; a payroll of nobody is none.

    Nobody hands over what stands in no file: it is written before that is noted, and where it cannot be, nothing is.
    """
    is_any = payroll.lines or not payroll.unpaid
    return payroll_files.write(project.results(period), payroll, lang) if is_any else []


@dataclass
class _Brought:
    """Where everybody stands by period, lines that were added, whose results were reopened, whose corrections wait.

    `settings` are those of now by which the period goes since this step, in words. `closes` are the earlier periods
    whose payrolls count as handed over from now on.
    """

    settings: Sequence[str]
    stands: dict[str, Standings] = field(default_factory=dict)
    added: list[PayLine] = field(default_factory=list)
    affected: list[Affected] = field(default_factory=list)
    waiting: Collection[str] = ()
    closes: Sequence[str] = ()

    @property
    def roles(self) -> dict[str, Sequence[Standing]]:
        """Return the roles of each period."""
        return {name: each.roles for name, each in self.stands.items()}


def _odd(project: Project, read: Reading, period: Period, brought: _Brought, *, lang: Lang) -> list[Problem]:
    """Return what is odd about settling where people stand, before the period counts as settled."""
    current = brought.stands[period.text]
    shifted = ((name, len(each.shifted)) for name, each in brought.stands.items() if name != period.text)
    return [
        *other_version(project, read, period.text, relied=True),
        *left_uncalibrated(project, read, period, current),
        *(_still_calibrated(read, period, current, lang) if brought.settings else ()),
        *current.problems,
        *(warning("standing.shifted", count=count, period=name) for name, count in shifted if count),
        *not_paid(read, period.text, current.roles, lang),
        *_paid_in_full(read, period.text, brought, lang),
        *_not_employed(project, period, current, lang),
        *_never_settled(read, period, project, lang),
        *_of_other_payrolls(read, period.text, brought, lang),
    ]


def _not_employed(project: Project, period: Period, current: Standings, lang: Lang) -> Iterator[Problem]:
    """Yield a warning of those in the period who by the roster's dates were not employed in it, as somebody learnt."""
    if people := not_employed(project, lang, period, current.everybody):
        named = first_of(people, _NAMED, lang)
        yield warning("settlement.not_employed", period=period.text, count=len(people), people=named)


def _still_calibrated(read: Reading, period: Period, current: Standings, lang: Lang) -> Iterator[Problem]:
    """Yield a warning of those whose grades were calibrated by other settings than the period has now."""
    decided = by_hand.current_grades(read, period.text)
    calibrated = [who for who in current.everybody if who.employee_id in decided]
    if people := [who for who in calibrated if who.outcome.grade != who.by_scale.grade]:
        named = first_of([f"{each.employee_id} {each.name}" for each in people], _NAMED, lang)
        yield warning("standing.still_calibrated", period=period.text, count=len(people), people=named)


def _odd_as_meant(
    read: Reading, period: Period, brought: _Brought, reopening: Reopening, *, tells_settings: bool
) -> Iterator[Problem]:
    """Yield what is odd and may be meant to be so."""
    current, project, lang = brought.stands[period.text], reopening.project, reopening.lang
    if tells_settings:
        yield from other_settings(project, current.settings, period.text, lang)
    yield from _not_awaited(read, period.text, brought, lang)
    yield from _paid_by_two_schemes(read, period.text, current.roles, lang)
    yield from of_several_schemes(read, period.text, current, lang)
    yield from _left_otherwise(read, brought, lang)
    yield from _returned_in_vain(read, period, current, lang)


def _asked_anew(step: Step, brought: _Brought, odd: Iterable[Problem]) -> list[Problem]:
    """Return what is odd without what was asked before, and somebody settled with it as it is still.

    `everybody` of such a notice is whoever it is about, more than it names.
    """
    asked = {unchanged.digest([each.code, each.fields])[:12]: each for each in odd}
    known = {each for name in brought.stands for each in (step.last_facts("settle", name) or {}).get("asked", ())}
    if asked:
        step.note(asked=[*asked])
    step.is_told = step.is_told or bool(asked.keys() - known)  # though nothing is added
    return [problem for key, problem in asked.items() if key not in known]


def _of_other_payrolls(read: Reading, period: str, brought: _Brought, lang: Lang) -> Iterator[Problem]:
    """Yield which payrolls this one closes with changes, and which are to be closed before it takes their debts."""
    for name in brought.closes:
        if lines := [line for line in brought.added if line.period == name]:
            amount = yuan(sum(line.fen for line in lines))
            yield warning("settlement.closes", other=name, period=period, amount=amount)
    paid, names = unspent(payments.payroll(read, period)), _names(read, brought.roles)
    for name in (each for each in brought.stands if each != period and not marks.paid_at(read, each)):
        lines = payments.payroll(read, name)
        owed = {key: -amount for key, amount in payments.earned(lines).items() if amount < 0 and paid[key[1]]}
        if people := [known_as(names, line)[0] for line in lines if (line.period, line.employee_id) in owed]:
            who = dict.fromkeys(text(lang, "settlement.person", name=each.name, id=each.employee_id) for each in people)
            named = first_of([*who], _NAMED, lang)
            yield warning("settlement.not_closed", other=name, period=period, people=named)


def _of_debts(
    read: Reading, period: str, can_be_taken: list[Debt], names: Mapping[tuple[str, str], Named], *, lang: Lang
) -> dict[str, list[Unpaid]]:
    """Return what people have to return, what of it can be taken from what they get, and what was noted lately."""
    is_open = not marks.paid_at(read, period)
    taken = debts.taken_from(read, period, debts.owing(read, period)) if is_open else []
    owing = debts.without(debts.owing(read, period, with_own=True), taken)
    noted = debts.noted_lately(read, period)
    known = {"owing": owing, "taken": taken, "deductible": can_be_taken, "noted": noted}
    return {key: list(still_owed(each, names, lang)) for key, each in known.items()}


def _payroll(
    read: Reading,
    period: str,
    brought: _Brought,
    can_be_taken: list[Debt],
    *,
    reopening: Reopening,
    budget: int | None,
) -> tuple[Payroll, dict[str, list[Unpaid]]]:
    """Return the payroll of a period as it is now, and what people have to return, as `_of_debts` does."""
    names, lang = _names(read, brought.roles), reopening.lang
    lines, back = _lines_and_debts(read, period, names, lang)
    unpaid = [*_not_paid(read, brought, names, reopening), *back]
    payroll = Payroll(reopening.project.company, period, lines, unpaid, budget=budget)
    return payroll, _of_debts(read, period, can_be_taken, names, lang=lang)


def _lines_and_debts(
    read: Reading, period: str, names: Mapping[tuple[str, str], Named], lang: Lang
) -> tuple[list[PayrollLine], list[Unpaid]]:
    """Return the lines of a payroll, with what it takes of earlier debts, and what people still have to return."""
    earlier = debts.owing(read, period)
    taken = debts.taken_from(read, period, earlier)
    lines = debts.payroll_lines(read, period, taken, names=names, lang=lang)
    if marks.paid_at(read, period):  # what came back of it since is noted
        return lines, [*still_owed(debts.owing(read, period, with_own=True), names, lang)]
    return lines, [*to_return(lines, lang), *still_owed(debts.without(earlier, taken), names, lang)]


def _refuse_unpaid_and_own(project: Project, step: Step, period: Period, brought: _Brought) -> bool:
    """Refuse (ProblemsError) with four eyes whoever decided grades of what is paid; return whether the period has pay.

    One without is refused, too, unless it has other settings from now on.
    """
    has_pay = any(pay_items(standing.plan) for standing in brought.stands[period.text].apart)
    if not has_pay and not brought.settings:
        raise NoPayError([Problem("settlement.no_pay", fields={"period": period.text})])
    if project.settings.four_eyes:
        _not_by_who_calibrated(step, {period.text, *(line.period for line in brought.added)})
    return has_pay


def _not_by_who_calibrated(step: Step, names: Iterable[str]) -> None:
    """Refuse to settle periods (ProblemsError `settlement.four_eyes`) by who decided grades of one of them."""
    for name in sorted(names):
        decided = [each for each in by_hand.current_grades(step, name).values() if each.author == step.actor]
        if decided:
            raise fail("settlement.four_eyes", by=step.actor, period=name, count=len(decided))


def _bring_up_to_date(
    step: Step, made: _Brought, period: Period, *, closed: bool, reopening: Reopening, current: Standings | None
) -> None:
    """Keep the results of a period and of those settled before, and add what they owe to its payroll unless `closed`.

    In the period itself everybody stands as in `current`, where that is known; one whose settings have changed is
    followed by later periods. ProblemsError `period.settings` without a reason, though no result changes.
    """
    current = None if made.settings else current
    known = {period.text: current} if current else {}
    before = _settled_before(step, period.text)
    are_open = [name for name in before if not marks.paid_at(step, name)]
    if before and not closed:
        now = current or standings(reopening.project, step, period, reopening.lang)
        closed = not _is_begun(step, period.text, now)
        made.waiting = {*_held_back(step, period.text, now), *_paid_elsewhere(step, period, before, now)}
    for name in (*before, period.text):
        when = parse_period(name)
        stands = known.get(name) or standings(reopening.project, step, when, reopening.lang)
        is_alone = name != period.text or not made.settings  # the next period takes over what has changed
        made.affected += recompute.keep(step, when, stands, reopening, alone=is_alone)
        made.stands[name] = stands
        made.added += _take_back(step, name, stands.roles)
        if not closed:
            if not reopening.reason:
                _not_under_another_id(step, name, stands.roles, reopening)
            waiting = () if name == period.text else made.waiting
            made.added += _add(step, name, period.text, stands, waiting=waiting)
    owed: Counter[str] = Counter()
    for name in before if made.waiting else ():
        owed.update(_owed(step, name, made.stands[name].roles))
    made.waiting = [] if closed else [key for key in made.waiting if owed[key] < 0]
    if not closed and any(amount > 0 for amount in owed.values()):
        for name in before:
            made.added += _add(step, name, period.text, made.stands[name], waiting=made.waiting)
    made.closes = [name for name in are_open if marks.paid_at(step, name)]
    if made.settings and not reopening.reason:
        fields = {**reopening.fields(period.text, (), ()), "settings": made.settings}
        raise ClosedError([Problem("period.settings", fields=fields)])


def _not_paid(
    read: Reading, brought: _Brought, names: Mapping[tuple[str, str], Named], reopening: Reopening
) -> Iterator[Unpaid]:
    """Yield what nobody is paid of the periods, because it waits for something or for a later payroll."""
    project, lang = reopening.project, reopening.lang
    settled = {name: payments.by_employee(payments.paid(read, name)) for name in brought.stands}
    apart = {name: each.apart for name, each in brought.stands.items()}
    awaited = {name: each.named_sharing(lang) for name, each in brought.stands.items()}
    for each in unpaid_of(project, read, apart, settled, lang=lang):
        if others := each.cause == "shared" and awaited[each.period].get(person_id(each.employee.employee_id)):
            why = text(lang, "settlement.waits.approval", who=others)
            yield replace(each, why=why, cause="approval")
        else:
            yield each
    owed = {name: _owed(read, name, each) for name, each in brought.roles.items()}
    yield from not_in_a_payroll(owed, names, brought.waiting, lang)


def _is_begun(step: Step, period: str, current: Standings) -> bool:
    """Return whether a period has a payroll, or somebody to be paid in one: corrections alone wait for that."""
    return bool(payments.payroll(step, period)) or any(role.due() for role in current.roles)


def _held_back(read: Reading, period: str, current: Standings) -> list[str]:
    """Return who is paid nothing in a payroll yet because the result of its own period is open.

    Where corrections of theirs come to less than nothing, nothing is to be returned: they change what is held.
    """
    paid = {line.employee_id for line in payments.lines(read, paid_in=period)}
    return [key for role in current.roles for key in role.pay_held_back if key not in paid]


def _paid_elsewhere(read: Reading, period: Period, before: Iterable[str], current: Standings) -> set[str]:
    """Return who is paid in periods of another length and gets nothing in this one: a quarter's payroll, say.

    What they are to return waits for a payroll from which it can be taken. Whoever is on no list of such a period any
    more waits for nothing.
    """
    others = [name for name in before if parse_period(name).cycle != period.cycle]
    paid = {employee_id for name in others for employee_id, _ in payments.paid(read, name)}
    lengths = {parse_period(name).cycle for name in others}
    latest = [[name for name in marks.periods(read, cycle) if not marks.is_retained(read, name)] for cycle in lengths]
    expected = {
        person_id(each.employee_id)
        for names in latest
        for each in issuing.roster(read, max(names, key=periods.order)).employees
        if each.entries.get(STATE) != LEFT
    }
    here = {who.employee_id for role in current.roles for who in role.people if pay_items(role.plan)}
    return (paid & expected) - here


def _not_under_another_id(step: Step, period: str, roles: Sequence[Standing], reopening: Reopening) -> None:
    """Refuse to pay (ProblemsError `settlement.same_name`) who may have been paid under an id that is gone."""
    due = {employee_id for (employee_id, _), amount in _due(step, period, roles).items() if amount}
    people = [(who.employee, who.manager) for standing in roles for who in standing.people]
    alike = [pair for pair in issuing.same_names(step, period, people) if pair[0].employee_id in due]
    if alike:
        command = text(reopening.lang, "status.reopen", command=reopening.command, project=reopening.project.option)
        people_named = issuing.named_alike(alike, reopening.lang)
        raise fail("settlement.same_name", period=period, people=people_named, command=command)


def _settled_before(read: Reading, period: str) -> list[str]:
    """Return the periods before that were settled, in order; at one month's end the shorter period comes first."""
    earlier = [each for each in marks.periods(read) if periods.order(each) < periods.order(period)]
    open_still = [name for name in earlier if not marks.is_retained(read, name)]
    return [name for name in sorted(open_still, key=periods.order) if payments.paid(read, name)]


def _never_settled(read: Reading, period: Period, project: Project, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per earlier period that owes something and was issued, but never settled."""
    earlier = [name for name in marks.periods(read) if periods.order(name) < periods.order(period.text)]
    for name in sorted(set(earlier).difference(_settled_before(read, period.text)), key=periods.order):
        if issuing.roster(read, name).employees and not marks.state_of(marks.all_of(read, name)).get("settled"):
            owed = payments.by_employee(_due(read, name, standings(project, read, parse_period(name), lang).roles))
            if any(owed.values()):
                command = text(lang, "settlement.settle", period=name, project=project.option)
                people, amount = sum(map(bool, owed.values())), yuan(sum(owed.values()))
                yield warning("settlement.never_settled", period=name, people=people, amount=amount, command=command)


def _add(step: Step, period: str, paid_in: str, stands: Standings, *, waiting: Collection[str] = ()) -> list[PayLine]:
    """Add to a payroll what is due in a period and not paid yet, but to those who are `waiting`."""
    paid, roles = payments.paid(step, period).items(), stands.roles
    settled_rows.keep(step, period, roles, stands.apart, waiting=waiting)
    due = {item: amount for item, amount in _due(step, period, roles).items() if item[0] not in waiting}
    due |= {item: amount for item, amount in paid if item[0] in waiting}
    added = payments.settle(step, period, paid_in, due)
    _tie_out(period, roles, due, payments.paid(step, period), waiting=waiting)
    if periods.last_month(period) < periods.last_month(paid_in):
        debts.hand_over(step, period)  # its own payroll is closed: what changes in it comes in this one or later
    return added


def _take_back(step: Step, period: str, roles: Sequence[Standing]) -> list[PayLine]:
    """Take what a period pays those whom an approver has refused out of the payrolls that are not handed over yet."""
    refused, added = {key for role in roles for key in role.refused}, list[PayLine]()
    if theirs := [line for line in payments.lines(step, period=period) if line.employee_id in refused]:
        for name, lines in grouped(theirs, lambda line: line.paid_in).items():
            if not marks.paid_at(step, name):
                due = Counter(payments.paid(step, period))
                due.subtract(payments.by_item(lines))
                added += payments.settle(step, period, name, due, is_taken_back=True)
    return added


def _owed(read: Reading, period: str, roles: Sequence[Standing]) -> dict[str, int]:
    """Return what is due in a period and in no payroll, in fen by employee: because its own was handed over."""
    owed = payments.by_employee(_due(read, period, roles))
    owed.subtract(payments.by_employee(payments.paid(read, period)))
    return {employee_id: amount for employee_id, amount in owed.items() if amount}


def _names(read: Reading, known: Mapping[str, Sequence[Standing]]) -> dict[tuple[str, str], Named]:
    """Return who people of the periods are, by period and id; of those who left as the ledger keeps them."""
    names: dict[tuple[str, str], Named] = {}
    for period, roles in known.items():
        for kept in _left(read, period, roles):
            employee = Employee(kept.employee_id, kept.name, role=kept.role, manager_id=kept.manager_id)
            manager = Manager(kept.manager_id, kept.manager, team=kept.team, department=kept.department)
            names[period, kept.employee_id] = employee, manager, issuing.plan_issued(read, kept.scheme).columns
        for who in (who for standing in roles for who in standing.people):
            names[period, who.employee_id] = who.employee, who.manager, _columns(who)
    return names


def _columns(who: Appraised) -> Mapping[str, ColumnSpec]:
    """Return the columns of somebody's plan, of who has several stints those of all their plans."""
    columns: dict[str, ColumnSpec] = {}
    for each in who.stints:
        columns |= each.outcome.plan.columns
    return {**columns, **who.outcome.plan.columns}


def _refuse_nobody(payroll: Payroll, lang: Lang, *, paid_out: bool) -> None:
    """Refuse to note a payroll of nobody as handed over: what people earn would only follow as a correction of it."""
    if paid_out:
        payroll.refuse_nobody(lang)


def _left(read: Reading, period: str, roles: Sequence[Standing]) -> list[Result]:
    """Return the results of a period that the ledger keeps of people who are in it no more."""
    still = {who.employee_id for standing in roles for who in standing.people}
    return [kept for kept in kept_results.all_of(read, period) if kept.employee_id not in still]


def _settled_by_another(read: Reading, period: str, roles: Sequence[Standing]) -> dict[Item, str]:
    """Return the items that a period with days in common has settled already, and which: they are not paid again.

    The period that settled a person's item of a scheme first keeps it, whichever stint here is under that scheme.
    """
    schemes = {
        who.employee_id: {each.outcome.plan.scheme.id for each in who.stints or (who,)}
        for standing in roles
        for who in standing.people
    }
    own, taken = payments.paid(read, period), dict[Item, str]()
    for other, paid, results in _overlapping(read, period):
        same = {
            result.employee_id
            for result in results
            if issues.scheme_id(read, result.scheme) in schemes.get(result.employee_id, ())
        }
        taken |= {item: other for item in paid if item[0] in same and item not in own}
    return taken


def _overlapping(read: Reading, period: str) -> Iterator[tuple[str, Mapping[Item, int], list[Result]]]:
    """Yield each other period with days in common that was settled, what it pays, and the results that it keeps."""
    for other in marks.periods(read):
        if other != period and periods.overlaps(other, period) and (paid := payments.paid(read, other)):
            yield other, paid, kept_results.all_of(read, other)


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
            own = {(who.employee_id, key): amount for key, amount in _earned(who).items()}
            due |= {item: amount for item, amount in own.items() if item not in taken}
    paid = payments.paid(read, period)
    settled = {employee_id for employee_id, _ in paid}
    for kept in (kept for kept in _left(read, period, roles) if kept.employee_id in settled and _is_owed(read, kept)):
        complete.add(kept.employee_id)  # what was promised to who left is owed
        earned = {(kept.employee_id, key): amount for key, amount in _kept_pay(kept).items()}
        due |= {item: amount for item, amount in earned.items() if item not in taken}
    return due | {item: amount for item, amount in paid.items() if item[0] not in complete}


def _is_owed(read: Reading, kept: Result) -> bool:
    """Return whether what the ledger keeps of somebody who left is owed, and not what was settled.

    What was held back then is not, nor is a share of what others share: theirs goes by what was settled.
    """
    return kept.is_of_nobody or (not kept.held and not issuing.plan_issued(read, kept.scheme).is_shared)


def _kept_pay(kept: Result) -> dict[str, int]:
    """Return what the items of pay of a kept result come to, in fen, by column id."""
    amounts = paid_by_item(kept.columns).items()
    return {key: fen(money) for key, money in amounts if math.isfinite(money)}


def _earned(who: Appraised) -> dict[str, int]:
    """Return what somebody's items of pay come to, in fen, by column id."""
    return {key: fen(money) for key, money in who.pay.items()}


def not_paid(read: Reading, period: str, roles: Sequence[Standing], lang: Lang) -> Iterator[Problem]:
    """Yield a warning per item that is not paid because another period settled it for the same days."""
    taken = _settled_by_another(read, period, roles)
    people_of: dict[tuple[str, str], list[tuple[Appraised, int]]] = {}
    for standing in roles:
        for who in standing.due():
            for key, amount in _earned(who).items():
                if amount and (other := taken.get((who.employee_id, key))):
                    people_of.setdefault((column_name(_columns(who)[key], lang), other), []).append((who, amount))
    for (name, other), people in people_of.items():
        named = [text(lang, "settlement.person", name=who.name, id=who.employee_id) for who, _ in people]
        money = yuan(sum(amount for _, amount in people))
        fields = {
            "period": period,
            "other": other,
            "item": name,
            "amount": money,
            "people": first_of(named, _NAMED, lang),
        }
        yield Problem("settlement.settled_by_another", fields=fields, severity="warning")


def _not_awaited(read: Reading, period: str, brought: _Brought, lang: Lang) -> Iterator[Problem]:
    """Yield a warning of those who are paid now, though approvers were asked and have not answered, nor need any more.

    Whoever was settled before was told then.
    """
    current, paid = brought.stands[period], {line.employee_id for line in brought.added if line.period == period}
    asked = asked_in_vain(read, period, current.roles, everywhere=current.settings.approval)
    people = [
        text(lang, "settlement.asked", name=who.name, id=who.employee_id, approver=each.told.name)
        for standing in current.roles
        for who in standing.due()
        if who.employee_id in paid and (each := asked.get(who.employee_id)) and each.told and each.answer is None
    ]
    if people:
        named = first_of(people, _NAMED, lang)
        yield warning("settlement.not_awaited", period=period, count=len(people), people=named, everybody=people)


def _paid_by_two_schemes(read: Reading, period: str, roles: Sequence[Standing], lang: Lang) -> Iterator[Problem]:
    """Yield a warning per item that people are paid of which another scheme pays one of the same name.

    That is by a period with days in common: a month and its quarter may be meant to, but not for the same project.
    """
    people_of = defaultdict[tuple[str, str], list[str]](list)
    for other, paid, results in _overlapping(read, period):
        there = {each.employee_id: each for each in results}
        paid_there = grouped(paid.items(), lambda each: each[0][0])
        for who in (who for standing in roles for who in standing.due() if who.employee_id in there):
            result = there[who.employee_id]
            if issues.scheme_id(read, result.scheme) in {each.outcome.plan.scheme.id for each in who.stints or (who,)}:
                continue
            columns, here = issuing.plan_issued(read, result.scheme).columns, Counter[str]()
            for key, amount in _earned(who).items():
                here[column_name(_columns(who)[key], lang)] += amount
            for (_, key), amount in paid_there.get(who.employee_id, ()):
                name = column_name(columns[key], lang) if key in columns else ""
                if amount and here[name]:
                    person = {"name": who.name, "id": who.employee_id, "there": yuan(amount), "here": yuan(here[name])}
                    people_of[name, other].append(text(lang, "settlement.person_twice", **person))
    for (name, other), people in people_of.items():
        named = first_of(people, _NAMED, lang)
        yield warning("settlement.two_schemes", period=period, other=other, item=name, people=named, everybody=people)


def _left_otherwise(read: Reading, brought: _Brought, lang: Lang) -> Iterator[Problem]:
    """Yield a warning, by period, of those who left and have another result than what they were settled for."""
    for name, roles in brought.roles.items():
        settled = payments.by_employee(payments.paid(read, name))
        people = []
        for kept in _left(read, name, roles):
            earned = sum(_kept_pay(kept).values())
            if kept.complete and earned != settled.get(kept.employee_id, earned) and not _is_owed(read, kept):
                amounts = {"settled": yuan(settled[kept.employee_id]), "earned": yuan(earned)}
                person = {"name": kept.name, "id": kept.employee_id}
                people.append(text(lang, "settlement.person_left", **person, **amounts))
        if people:
            yield warning("settlement.left", period=name, people=first_of(people, _NAMED, lang), everybody=people)


def _returned_in_vain(read: Reading, period: Period, current: Standings, lang: Lang) -> Iterator[Problem]:
    """Yield a warning of those of whom a workbook came back, and who are in the period no more and never counted."""
    known = {person_id(key): name for key, name in submissions.everybody(read, period.text).items()}
    here = {who.employee_id for who in current.everybody} | {who.employee_id for who in _left(read, period.text, ())}
    people = [text(lang, "settlement.person", name=known[key], id=key) for key in sorted(known.keys() - here)]
    if people:
        named = first_of(people, _NAMED, lang)
        yield warning("settlement.in_vain", period=period.text, count=len(people), people=named, everybody=people)


def _paid_in_full(read: Reading, period: str, brought: _Brought, lang: Lang) -> Iterator[Problem]:
    """Yield a warning, by period, of all amounts that each stint of somebody is paid in full, whatever its days.

    Of earlier periods it tells of whoever this payroll pays a difference.
    """
    paid = {(line.period, line.employee_id) for line in payments.payroll(read, period)}
    for name, stands in brought.stands.items():
        amounts = [
            text(lang, "settlement.in_full", who=who.name, id=who.employee_id, item=item, parts=parts)
            for standing in stands.roles
            for who in standing.due()
            if name == period or (name, who.employee_id) in paid
            for key, of in who.pay_in_full.items()
            for item in [column_name(_columns(who)[key], lang)]
            for parts in [" + ".join(f"{amount:,.2f}" for amount in of)]
        ]
        if amounts:
            yield warning("settlement.in_full", period=name, amounts=amounts)


def _tie_out(
    period: str, roles: Sequence[Standing], due: Mapping[Item, int], paid: Mapping[Item, int], waiting: Collection[str]
) -> None:
    """Compare the ledger's sum of everybody with what is due, and with the sum that the scheme itself makes."""
    sums, owed = payments.by_employee(paid), payments.by_employee(due)
    for standing in roles:
        for who in standing.due():
            if math.isfinite(who.money) and who.employee_id not in waiting:
                not_due = [key for key in _earned(who) if (who.employee_id, key) not in due]
                owed[who.employee_id] = fen(who.money) - sum(_earned(who)[key] for key in not_due)
    for employee_id, amount in owed.items():
        if sums[employee_id] != amount:
            found, expected = yuan(sums[employee_id]), yuan(amount)
            raise fail("settlement.mismatch", period=period, id=employee_id, found=found, expected=expected)


def handed_over_before(payroll: Payroll, lang: Lang) -> Iterator[Problem]:
    """Yield a notice of what has changed since a payroll was handed over, and comes with the next period's."""
    unpaid = [each for each in payroll.unpaid if each.period == payroll.period and each.cause == "handed_over"]
    if unpaid:
        named = zip(_people(unpaid, lang, every=True), unpaid, strict=True)
        amounts = [f"{who} {signed((each.fen or 0) / 100)}" for who, each in named]
        yield warning("settlement.handed_over", period=payroll.period, people=first_of(amounts, _NAMED, lang))


def _notices(
    payroll: Payroll,
    changed: Sequence[PayLine],
    of_debts: Mapping[str, object],
    *,
    closed: bool,
    taken: bool,
    lang: Lang,
) -> Iterator[Problem]:
    """Yield what there is to tell of a payroll, `closed` once handed over; `changed` are lines added to one before.

    What people have to return, as `_of_debts` says it, may come back from the payroll "again", unless all that can be
    is `taken`, "later", or "nothing" of it now.
    """
    is_left = of_debts["deductible"] and not (closed or taken)
    how = "again" if is_left else "later" if of_debts["owing"] else "nothing"
    then = text(lang, f"settlement.then.{'later' if closed else 'again'}", period=payroll.period)
    own = [unpaid for unpaid in payroll.unpaid if unpaid.period == payroll.period]
    yield from handed_over_before(payroll, lang)
    for cause, code in _HELD.items():
        if held := [unpaid for unpaid in own if unpaid.cause == cause]:
            commands = list(dict.fromkeys(f"\n  {command}" for unpaid in held for command in unpaid.commands))
            listed, people = "".join(first_of(commands, _NAMED, lang)), _people(held, lang)
            if cause in ("approval", "earlier", "of_hr"):
                people = _with_why(held, lang)
            count = len({person_id(each.employee.employee_id) for each in held})
            yield warning(code, count=count, period=payroll.period, people=people, commands=listed, then=then)
    yield from _owed_before([unpaid for unpaid in payroll.unpaid if unpaid not in own], lang)
    if changed:
        count, amount = len({line.employee_id for line in changed}), yuan(sum(line.fen for line in changed))
        yield warning("settlement.changed", period=payroll.period, people=count, amount=amount)
    if below := [line for line in payroll.lines if line.kind == "regular" and line.fen < 0]:
        amounts = [f"{line.employee.employee_id} {line.employee.name} {line.name} {yuan(line.fen)}" for line in below]
        yield warning("settlement.below_0", period=payroll.period, amounts=first_of(amounts, _NAMED, lang))
    if back := [unpaid for unpaid in payroll.unpaid if unpaid.cause == "return"]:
        amount = yuan(-sum(unpaid.fen or 0 for unpaid in back))
        people = first_of([*dict.fromkeys(_people(back, lang, every=True))], _NAMED, lang)
        count = len({unpaid.employee.employee_id for unpaid in back})
        back_how = text(lang, f"settlement.back.{how}", period=payroll.period)
        yield warning("settlement.to_return", count=count, amount=amount, people=people, how=back_how)
    if payroll.budget is not None and payroll.payable > payroll.budget:
        payable, budget, over = map(yuan, (payroll.payable, payroll.budget, payroll.payable - payroll.budget))
        yield warning("settlement.over_budget", payable=payable, budget=budget, over=over)


def _owed_before(unpaid: Sequence[Unpaid], lang: Lang) -> Iterator[Problem]:
    """Yield what earlier periods owe: what waits for something to be done there, and what comes by itself."""

    def told(code: str, owed: Sequence[Unpaid], steps: Sequence[str] = ()) -> Iterator[Problem]:
        people = [
            text(lang, code, who=who, period=each.period, why=each.why, amount=signed((each.fen or 0) / 100))
            for who, each in zip(_people(owed, lang, every=True), owed, strict=True)
        ]
        if people:
            yield warning(code, count=len(owed), people=first_of(people, _NAMED, lang), steps=steps)

    waiting = [each for each in unpaid if each.cause in _HELD]
    counts = Counter((each.period, f"settlement.nobody.{each.cause}") for each in waiting)
    steps = [
        text(lang, "settlement.step", period=period, step=text(lang, step, count=count, period=period))
        for (period, step), count in counts.items()
    ]
    yield from told("settlement.owed", waiting, steps)
    yield from told("settlement.comes_later", [each for each in unpaid if each.cause == "handed_over"])


def _with_why(unpaid: Sequence[Unpaid], lang: Lang) -> list[str]:
    """Return the names of people with what each waits for, on which hangs what is to be done."""
    named = zip(_people(unpaid, lang, every=True), unpaid, strict=True)
    return first_of([text(lang, "settlement.person_why", who=who, why=each.why) for who, each in named], _NAMED, lang)


def _people(unpaid: Sequence[Unpaid], lang: Lang, *, every: bool = False) -> list[str]:
    """Return the names of people, of many the first unless `every` one is wanted."""
    names = []
    for each in unpaid:
        who = {"name": each.employee.name, "id": each.employee.employee_id}
        if each.settled:
            names.append(text(lang, "settlement.person_settled", **who, amount=yuan(each.settled)))
        else:
            names.append(text(lang, "settlement.person", **who))
    return names if every else first_of(names, _NAMED, lang)
