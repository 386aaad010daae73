"""A payroll: what the ledger pays out in a period, a line per person, item and earning period, with names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from presales_xl.ledger.payments import PayLine
from presales_xl.people.appraised import Appraised, Standing
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang

Kind = Literal["regular", "correction", "return"]


@dataclass(frozen=True)
class Person:
    """An employee as a payroll names one, as of the period that the money was earned in."""

    employee_id: str
    name: str = ""
    department: str = ""
    team: str = ""
    manager: str = ""
    role: str = ""


@dataclass(frozen=True)
class Line:
    """An amount in fen (分): `regular` for the payroll's own period, `correction` for an earlier one.

    `return` is money to be given back: a person's lines of one earning period that sum to less than nothing.
    """

    person: Person
    period: str
    item: str
    name: str
    kind: Kind
    fen: int


@dataclass(frozen=True)
class Unpaid:
    """Somebody who is not paid yet, and what is missing."""

    person: Person
    missing: Sequence[str]


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

    @property
    def payable(self) -> int:
        """Return what is to be paid out, in fen: everything but what is to be returned."""
        return self.total("regular", "correction")

    def by_person(self) -> list[tuple[Person, Mapping[Kind, int]]]:
        """Return everybody with the sums by kind, in the order of the lines; the latest role names the person."""
        people: dict[str, Person] = {}
        sums: dict[str, dict[Kind, int]] = {}
        for line in self.lines:
            key = line.person.employee_id
            if key not in people or line.period == self.period:
                people[key] = line.person
            mine = sums.setdefault(key, {"regular": 0, "correction": 0, "return": 0})
            mine[line.kind] += line.fen
        return [(people[key], mine) for key, mine in sums.items()]


def items(plan: Plan) -> list[ColumnSpec]:
    """Return the columns of a plan's pay items, without their sum."""
    return [spec for spec in plan.of_kind("pay") if spec.label != "pay_total"]


def person_of(who: Appraised, role: str) -> Person:
    """Return somebody appraised as a payroll names them."""
    return Person(who.employee_id, who.name, who.manager.department, who.manager.team, who.manager.name, role)


def lines_of(
    paid: Iterable[PayLine], standings: Mapping[str, Sequence[Standing]], lang: Lang, *, deduct: bool = False
) -> list[Line]:
    """Return a payroll's lines with names, from the ledger's lines of it and the standings of the earning periods.

    With `deduct` what somebody has to return is taken from the rest of this payroll, where that is enough.
    """
    people, names = _known(standings, lang)
    found = list(paid)
    groups: dict[tuple[str, str], int] = {}
    sums: dict[str, int] = {}
    for line in found:
        groups[line.employee_id, line.period] = groups.get((line.employee_id, line.period), 0) + line.fen
        sums[line.employee_id] = sums.get(line.employee_id, 0) + line.fen
    lines = []
    for line in found:
        returned = groups[line.employee_id, line.period] < 0 and not (deduct and sums[line.employee_id] >= 0)
        key = (line.period, line.employee_id)
        person = people.get(key, Person(line.employee_id))
        name = names.get((*key, line.item), line.item.removeprefix("pay."))
        lines.append(Line(person, line.period, line.item, name, "return" if returned else line.kind, line.fen))
    return lines


def _known(
    standings: Mapping[str, Sequence[Standing]], lang: Lang
) -> tuple[dict[tuple[str, str], Person], dict[tuple[str, str, str], str]]:
    """Return people by earning period and id, and the items' names by period, id and item."""
    people: dict[tuple[str, str], Person] = {}
    names: dict[tuple[str, str, str], str] = {}
    for period, own in standings.items():
        for standing in own:
            called = {spec.id: spec.name[lang] if spec.name else spec.id for spec in items(standing.plan)}
            for who in standing.people:
                people[period, who.employee_id] = person_of(who, standing.role)
                names |= {(period, who.employee_id, item): name for item, name in called.items()}
    return people, names


def fen(value: float) -> int:
    """Return an amount in yuan, rounded to the cent already, as whole fen."""
    return round(value * 100)


def yuan(amount: int) -> str:
    """Return fen as yuan are written: `26,910.00`, `−5.00`."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02}"
