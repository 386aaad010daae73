"""What people still have to return by payrolls that were handed over, and how that comes back.

A payroll that was handed over never changes. What it says is to be returned stays open until it is taken from a later
payroll of the same person, or HR notes that it came back.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from presales_xl import periods
from presales_xl.cycle.settling.payroll import Debt, Named, PayrollLine, covered, lines_of, lines_of_debts, unspent
from presales_xl.ledger import marks, payments, repayments
from presales_xl.ledger.payments import PayLine
from presales_xl.ledger.repayments import Repayment
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import fen, yuan
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang

# A comma stands between two people, but in what is surely an amount: 1,200.00 or 1,200元. 101=1,200 may be either.
_BETWEEN = re.compile(r"[、;\n]|,(?!\d{3}(?:,\d{3})*(?:\.\d{1,2}|\s*元))")
_UNSURE = re.compile(r"[^、;,\s]\s*[=:\s]\s*¥?-?\d{1,3}(,\d{3})+(?=\s*([、;,\n]|$))")
_WRITTEN = re.compile(r"(?P<id>[^=:¥]+?)((\s*[=:]\s*¥?\s*|\s+¥?\s*)(?P<yuan>-?[\d,]+(\.\d{1,2})?)\s*元?)?")


def owing(read: Reading, period: str, *, with_own: bool = False) -> list[Debt]:
    """Return the debts of the payrolls before that of a period, with those of its own too, in order.

    What another payroll takes of them that is not handed over yet is left out: of two that are open at a time (a month
    and its quarter) the shorter one takes first, and what was noted as returned is beside both.
    """
    return _owing(read, period, with_own=with_own, known={})


def _owing(read: Reading, period: str, *, with_own: bool, known: dict[str, list[Debt]]) -> list[Debt]:
    """Return what `owing` does; `known` are the debts before periods that were asked about: each is worked out once."""
    if period in known and not with_own:
        return known[period]
    latest = periods.order(period)
    names = _kept_periods(read)
    before = [name for name in names if periods.order(name) < latest or (with_own and name == period)]
    wanting = payments.with_debts(read).intersection(before)
    debts = [debt for name in before if name in wanting and marks.paid_at(read, name) for debt in _of(read, name)]
    others = names if with_own else [name for name in names if periods.order(name) < latest]
    for other in (name for name in others if debts and name != period and not marks.paid_at(read, name)):
        if marks.deduction(read, other).yes:
            before_it = _owing(read, other, with_own=False, known=known)
            debts = without(debts, payable_from(payments.payroll(read, other), before_it))
    return debts if with_own else known.setdefault(period, debts)


def _kept_periods(read: Reading) -> list[str]:
    """Return the periods whose money is still followed, in order: those whose names were not taken away."""
    return sorted((name for name in marks.periods(read) if not marks.is_retained(read, name)), key=periods.order)


def _of(read: Reading, period: str) -> Iterator[Debt]:
    """Yield what is still open of a payroll that was handed over."""
    lines = payments.payroll(read, period)
    taken = covered(lines) if marks.deduction(read, period).yes else {}
    open_still: Counter[str] = Counter()
    for (earned_in, employee_id), amount in payments.earned(lines).items():
        open_still[employee_id] += max(0, -amount) - taken.get((earned_in, employee_id), 0)
    for each in repayments.all_of(read, period):
        open_still[each.employee_id] -= each.fen
    yield from (Debt(period, key, amount) for key, amount in sorted(open_still.items()) if amount > 0)


def payable_from(lines: Sequence[PayLine], debts: Iterable[Debt]) -> list[Debt]:
    """Return what of debts can be taken from a payroll, after what people have to return by itself."""
    left, taken = unspent(lines), list[Debt]()
    for debt in debts:
        if amount := min(debt.fen, left[debt.employee_id]):
            left[debt.employee_id] -= amount
            taken.append(replace(debt, fen=amount))
    return taken


def without(debts: Iterable[Debt], taken: Iterable[Debt]) -> list[Debt]:
    """Return what is left of debts when some is taken."""
    gone = Counter({(each.period, each.employee_id): each.fen for each in taken})
    left = (replace(debt, fen=debt.fen - gone[debt.period, debt.employee_id]) for debt in debts)
    return [debt for debt in left if debt.fen]


def taken_from(read: Reading, period: str, debts: Sequence[Debt]) -> list[Debt]:
    """Return the debts that a payroll takes: as noted once it was handed over, else what it can of `debts`, if it does.

    `debts` are those that it may take, as `owing` has them.
    """
    if marks.paid_at(read, period):
        noted = (each for name in marks.periods(read) for each in repayments.all_of(read, name))
        return [Debt(each.period, each.employee_id, each.fen) for each in noted if each.paid_in == period]
    return payable_from(payments.payroll(read, period), debts) if marks.deduction(read, period).yes else []


def note_deduction(step: Step, period: str, said: bool | None) -> list[Debt]:
    """Note what is `said` of taking what is to be returned from what people get, and return what can be taken.

    Of a payroll that was handed over that is nothing.
    """
    if marks.paid_at(step, period):
        return []
    now = payments.payroll(step, period)
    debts = [Debt(earned_in, employee_id, amount) for (earned_in, employee_id), amount in covered(now).items()]
    all_of_it = [*debts, *payable_from(now, owing(step, period))]
    if said is not None and all_of_it:
        marks.deduct(step, period, amount=sum(debt.fen for debt in all_of_it), yes=said)
    return all_of_it


def payroll_lines(
    read: Reading, period: str, taken: Sequence[Debt], names: Mapping[tuple[str, str], Named], lang: Lang
) -> list[PayrollLine]:
    """Return the lines of a payroll, with the earlier debts `taken` by it; `names` as `lines_of` takes them."""
    own = lines_of(payments.payroll(read, period), names, lang, deduct=marks.deduction(read, period).yes)
    return sorted([*own, *lines_of_debts(taken, names, lang)], key=lambda line: line.employee.employee_id)


def hand_over(step: Step, period: str) -> None:
    """Note that a payroll was handed over, and what it takes of earlier debts: from now on it stays as it is."""
    if not marks.paid_at(step, period):
        taken = taken_from(step, period, owing(step, period))
        repayments.record(step, (Repayment(each.period, each.employee_id, each.fen, paid_in=period) for each in taken))
        marks.pay_out(step, period)


def note_returned(step: Step, period: str, returned: Mapping[str, int | None]) -> None:
    """Note what people have returned of what they owe by the payrolls up to that of a period, the oldest first.

    Amounts are in fen by employee id, None for all of it; below 0 they take back what was noted by mistake, the latest
    first. ProblemsError `settlement.owes_nothing` for an id of nobody who owes anything, `settlement.owes_less`,
    `settlement.noted_less`.
    """
    for written, amount in returned.items():
        if amount is not None and amount < 0:
            _take_back(step, period, written, -amount)
    returned = {written: amount for written, amount in returned.items() if amount is None or amount > 0}
    debts = owing(step, period, with_own=True)
    ids = {debt.employee_id.casefold(): debt.employee_id for debt in debts}
    for written, amount in returned.items():
        theirs = [debt for debt in debts if debt.employee_id == ids.get(written.casefold())]
        if not theirs:
            owing_now = [f"{key} {yuan(amount)}" for key, amount in owed_in_all(debts).items()]
            raise fail("settlement.owes_nothing", found=written, known=owing_now or ["—"], period=period)
        owed = sum(debt.fen for debt in theirs)
        if (amount or 0) > owed:
            raise fail("settlement.owes_less", id=theirs[0].employee_id, found=yuan(amount or 0), owed=yuan(owed))
        left = owed if amount is None else amount
        for debt in theirs:
            part = min(left, debt.fen)
            left -= part
            repayments.record(step, [Repayment(debt.period, debt.employee_id, part)] if part else [])


def _take_back(step: Step, period: str, written: str, amount: int) -> None:
    """Note of an amount in fen that it did not come back, though it was noted: rows are only added."""
    noted = [each for each in _noted(step, period) if each.employee_id.casefold() == written.casefold()]
    in_all = sum(each.fen for each in noted)
    if amount > in_all:
        raise fail("settlement.noted_less", id=written, found=yuan(amount), noted=yuan(in_all), period=period)
    sums: Counter[tuple[str, str]] = Counter()
    for each in noted:
        sums[each.period, each.employee_id] += each.fen
    for (name, employee_id), of in reversed(sums.items()):
        part = min(amount, of)
        amount -= part
        repayments.record(step, [Repayment(name, employee_id, -part)] if part else [])


def _noted(read: Reading, period: str) -> list[Repayment]:
    """Return what was noted as returned by the payrolls up to that of a period, by payroll."""
    names = [name for name in _kept_periods(read) if periods.order(name) <= periods.order(period)]
    return [each for name in names for each in repayments.all_of(read, name) if not each.paid_in]


def noted_lately(read: Reading, period: str) -> list[Debt]:
    """Return what was noted as returned since a payroll was handed over last, by payroll and person.

    Times are whole seconds: what was noted in the very second of handing over counts.
    """
    noted = _noted(read, period)
    last = max(marks.paid_at(read, name) for name in marks.periods(read)) if noted else ""
    sums: Counter[tuple[str, str]] = Counter()
    for each in noted:
        sums[each.period, each.employee_id] += each.fen if each.at >= last else 0
    return [Debt(*key, amount) for key, amount in sums.items() if amount > 0]


def owed_in_all(debts: Iterable[Debt]) -> Counter[str]:
    """Return how much people owe by all payrolls, in fen, by employee id."""
    sums: Counter[str] = Counter()
    for debt in debts:
        sums[debt.employee_id] += debt.fen
    return sums


def returned_written(words: str) -> dict[str, int | None]:
    """Return who has returned how much, in fen, None for all: from `E1, E2=300`, in any width, with : or a blank too.

    An amount below 0, `E2=-300`, takes back what was noted by mistake. ProblemsError `settlement.returned_unread` for
    words that are neither, or may be both.
    """
    returned: dict[str, int | None] = {}
    plain = unicodedata.normalize("NFKC", words).replace("\N{MINUS SIGN}", "-")
    if unsure := _UNSURE.search(plain):
        raise fail("settlement.returned_unread", found=unsure[0])
    for each in filter(None, map(str.strip, _BETWEEN.split(plain))):
        match = _WRITTEN.fullmatch(each)
        amount = None if match is None or match["yuan"] is None else fen(float(match["yuan"].replace(",", "")))
        if match is None or amount == 0:
            raise fail("settlement.returned_unread", found=each)
        add_returned(returned, match["id"], amount)
    return returned


def add_returned(returned: dict[str, int | None], who: str, amount: int | None) -> None:
    """Add what somebody has returned; ProblemsError `settlement.returned_unread` for who is among them already."""
    if who.casefold() in map(str.casefold, returned):
        raise fail("settlement.returned_unread", found=who)
    returned[who] = amount
