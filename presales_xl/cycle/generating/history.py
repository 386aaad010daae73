"""What earlier periods leave: carry-ins, previous figures, counts of grades, awards, quarters without complaints.

Scheme files say which input takes over what (`scheme/remembered.py`); the ledger has the results. What the ledger does
not know stays blank and is told of.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from presales_xl.cycle.generating.past import Memory, Past
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.ledger import by_hand
from presales_xl.ledger.by_hand import Override
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.employees import Employee
from presales_xl.periods import Period
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang, text

_NAMED = 5  # people that a message names


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
    `history.partial`.
    """
    past = Past(read, period.text)
    employees, memories, overridden, gaps = [], [], [], _Gaps(roster, lang)
    for employee in roster.employees:
        entries, locked = dict(employee.entries), set(employee.locked)
        for spec, memory in past.of(employee.employee_id, employee.role, roster.roles[employee.role]):
            given = entries.get(spec.id, math.nan)
            if math.isnan(given):
                if memory.lacking:
                    gaps.add(employee, spec, memory)
                if memory.is_known:
                    memories.append(memory)
                    entries[spec.id] = memory.value
                    locked.add(spec.id)
                continue
            if given != memory.value:
                value = memory.value if memory.is_known else None
                overridden.append(Override(period.text, memory.employee_id, spec.id, value, given))
            locked.add(spec.id)
        employees.append(replace(employee, entries=entries, locked=frozenset(locked)))
    return Remembered(period.text, replace(roster, employees=employees), memories, overridden, list(gaps.problems()))


def record(step: Step, remembered: Remembered) -> None:
    """Record which values by hand count instead of what the ledger remembered, and which do so no more."""
    for one in remembered.overrides:
        by_hand.record_override(step, one)
    known = by_hand.current_overrides(step, remembered.period)
    for memory in remembered.memories:
        before = known.get((memory.employee_id, memory.column))
        if before is not None and before.given is not None:
            by_hand.record_override(step, replace(before, remembered=memory.value, given=None, author="", at="", id=0))


class Renewal:
    """What the ledger remembers by now, for a period that was issued before: earlier periods may have changed since."""

    def __init__(self, read: Reading, period: str, issued: Roster) -> None:
        self.past = Past(read, period)
        self.roles = issued.roles
        known = by_hand.current_overrides(read, period)
        self.by_hand = {key for key, one in known.items() if one.given is not None}

    def entries(self, employee: Employee, entries: Mapping[str, float]) -> dict[str, float]:
        """Return the entries of an employee as issued that are other ones by now.

        `entries` are those that count so far. Values by hand stay: of HR, and of the manager where none was remembered.
        """
        found = {}
        for spec, memory in self.past.of(employee.employee_id, employee.role, self.roles[employee.role]):
            by_ledger = spec.id in employee.locked and (employee.employee_id, spec.id) not in self.by_hand
            if memory.is_known and (by_ledger or math.isnan(entries.get(spec.id, math.nan))):
                found[spec.id] = memory.value
        return found


class _Gaps:
    """Gathers what the ledger lacks: one notice per role and input."""

    def __init__(self, roster: Roster, lang: Lang) -> None:
        self.roster, self.lang = roster, lang
        self.found: dict[tuple[str, str, bool], list[tuple[Employee, Memory]]] = {}

    def add(self, employee: Employee, spec: ColumnSpec, memory: Memory) -> None:
        """Tell of an input that stays blank, or holds only what is known."""
        self.found.setdefault((employee.role, spec.id, memory.is_known), []).append((employee, memory))

    def problems(self) -> Iterator[Problem]:
        """Yield the notices."""
        for (role, column, known), people in self.found.items():
            name = self.roster.roles[role].columns[column].name
            periods = sorted({period for _, memory in people for period in memory.lacking})
            names = [employee.name for employee, _ in people[:_NAMED]]
            if len(people) > _NAMED:
                names.append(text(self.lang, "settlement.and_more", count=len(people) - _NAMED))
            code = "history.partial" if known else "history.missing"
            yield Problem(
                code, fields={"role": role, "name": name, "periods": periods, "people": names}, severity="warning"
            )
