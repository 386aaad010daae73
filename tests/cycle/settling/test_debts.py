"""What is still to be returned, over many payrolls that are open at a time."""

from pathlib import Path

from sqlalchemy import Engine, event

from presales_xl.cycle.settling import debts
from presales_xl.cycle.settling.payroll import Debt
from presales_xl.ledger import marks, payments
from presales_xl.ledger.ledger import Ledger


def open_payrolls(folder: Path, count: int) -> tuple[Ledger, list[str]]:
    """Return a ledger with a payroll that was handed over and owes 1,000 fen, and so many behind it that take of it."""
    ledger = Ledger.open(folder / f"{count}.sqlite")
    first, *later = [f"20{20 + month // 12}-{month % 12 + 1:02d}" for month in range(count + 1)]
    with ledger.step("HR", "settle", first) as step:
        for period in (first, *later):
            marks.begin(step, period)
        payments.settle(step, first, first, {("E1", "pay.bonus"): -1000})
        marks.pay_out(step, first)
        for period in later:
            payments.settle(step, period, period, {("E1", "pay.bonus"): 30})
            marks.deduct(step, period, amount=30, yes=True)
    return ledger, later


def test_each_open_payroll_takes_once_and_is_worked_out_once(tmp_path: Path) -> None:
    asked = []
    for count in (6, 12):
        ledger, later = open_payrolls(tmp_path, count)
        statements = list[object]()

        def counts(*statement: object, known: list[object] = statements) -> None:
            known.append(statement[2])

        with ledger.reading() as read:
            event.listen(Engine, "before_cursor_execute", counts)
            left = debts.owing(read, later[-1])
            event.remove(Engine, "before_cursor_execute", counts)
        assert left == [Debt("2020-01", "E1", 1000 - 30 * (count - 1))]
        asked.append(len(statements))
    assert asked[1] < 6 * asked[0]
