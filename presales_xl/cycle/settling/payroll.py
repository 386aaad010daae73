"""A payroll: what the ledger pays out in a period, a line per person, item and earning period, with names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from presales_xl.ledger.payments import PayLine
from presales_xl.people.appraised import Cause
from presales_xl.people.employees import Employee, Manager
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang

Kind = Literal["regular", "correction", "return"]
#: Why something is not paid: as `Cause`, or because its payroll was handed over, or because it is below 0.
Why = Cause | Literal["handed_over", "return"]
#: Employee, manager and columns of the plan as of an earning period.
Named = tuple[Employee, Manager, Mapping[str, ColumnSpec]]


@dataclass(frozen=True)
class Line:
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
    """Somebody who is not paid what a period earned, why, what is missing or to be confirmed, and what confirms it.

    `fen` is how much, None where that is not known yet: below 0 what is to be returned. `settled` is what the
    period was settled with before, in fen, which stays.
    """

    employee: Employee
    manager: Manager
    missing: Sequence[str]
    cause: Why = "incomplete"
    commands: Sequence[str] = ()
    period: str = ""
    fen: int | None = None
    settled: int = 0


@dataclass(frozen=True)
class Payroll:
    """What is paid in a period; `budget` in fen, None where there is none."""

    company: str
    period: str
    lines: Sequence[Line]
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

    def heads(self, *kinds: Kind) -> int:
        """Return how many people have lines of these kinds, of any kind without any."""
        return len({line.employee.employee_id for line in self.lines if not kinds or line.kind in kinds})


def items(plan: Plan) -> list[ColumnSpec]:
    """Return the columns of a plan's pay items, without their sum."""
    return [spec for spec in plan.of_kind("pay") if spec.label != "pay_total"]


def lines_of(
    paid: Sequence[PayLine], names: Mapping[tuple[str, str], Named], lang: Lang, *, deduct: bool = False
) -> list[Line]:
    """Return a payroll's lines with names, which are by earning period and employee id, from the ledger's lines of it.

    With `deduct` what somebody has to return is taken from the rest of this payroll, where that is enough.
    """
    earned: Counter[tuple[str, str]] = Counter()
    sums: Counter[str] = Counter()
    for line in paid:
        earned[line.period, line.employee_id] += line.fen
        sums[line.employee_id] += line.fen
    lines = []
    for line in paid:
        returned = earned[line.period, line.employee_id] < 0 and not (deduct and sums[line.employee_id] >= 0)
        employee, manager, name = Employee(line.employee_id, ""), Manager("", "", ""), line.item.removeprefix("pay.")
        if (line.period, line.employee_id) in names:
            employee, manager, columns = names[line.period, line.employee_id]
            spec = columns.get(line.item)
            name = spec.name[lang] if spec and spec.name else name
        kind: Kind = "return" if returned else line.kind
        lines.append(Line(employee, manager, line.period, item=line.item, name=name, kind=kind, fen=line.fen))
    return lines


def fen(value: float) -> int:
    """Return an amount in yuan, rounded to the cent already, as whole fen."""
    return round(value * 100)


def yuan(amount: int) -> str:
    """Return fen as yuan are written: `26,910.00`, `−5.00`."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02}"
