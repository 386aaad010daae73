"""What was decided by hand: calibrated grades, values given where the ledger remembered another, doubts laid to rest.

Every change is kept; the last one counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TypeVar

from sqlalchemy import Table

from presales_xl.ledger import marks, tables
from presales_xl.ledger.codec import number_out
from presales_xl.ledger.step import Reading, Step, unnumbered
from presales_xl.people.appraised import CalibratedGrade
from presales_xl.people.questions import Confirmation


@dataclass(frozen=True)
class Override:
    """An input of an employee (`input.carry_in`): what the ledger remembered, what was given, who, when (UTC).

    None is no value.
    """

    period: str
    employee_id: str
    input: str
    remembered: float | None
    given: float | None
    author: str = ""
    at: str = ""
    id: int = 0


Said = TypeVar("Said", Override, Confirmation, CalibratedGrade)


def _record(
    step: Step,
    table: Table,
    said: Sequence[Said],
    all_of: Callable[[Reading, str], list[Said]],
    *,
    of: Sequence[str],
    says: Sequence[str],
) -> None:
    """Record what was said of one period, unless the last one `of` the same `says` the same, whoever repeats it."""
    if not said:
        return
    marks.begin(step, said[0].period)
    whom, words = attrgetter(*of), attrgetter(*says)
    last = {whom(each): words(each) for each in all_of(step, said[0].period)}
    rows = []
    for each in said:
        if last.get(whom(each)) != words(each):
            last[whom(each)] = words(each)
            rows.append(unnumbered(each) | {"at": step.at, "author": each.author or step.actor})
    step.insert_all(table, rows)


def record_overrides(step: Step, overrides: Sequence[Override]) -> None:
    """Record overrides of one period, unless the last one of the same input says the same."""
    rows = [replace(new, remembered=number_out(new.remembered), given=number_out(new.given)) for new in overrides]
    _record(step, tables.override, rows, all_overrides, of=("employee_id", "input"), says=("remembered", "given"))


def current_overrides(read: Reading, period: str) -> dict[tuple[str, str], Override]:
    """Return the last override of every input of a period, by employee id and input."""
    return {(override.employee_id, override.input): override for override in all_overrides(read, period)}


def all_overrides(read: Reading, period: str) -> list[Override]:
    """Return every override of a period, in order."""
    return [Override(**row._mapping) for row in read.of_period(tables.override, period)]


def record_confirmations(step: Step, confirmed: Sequence[Confirmation]) -> None:
    """Record who confirmed entries of one period, unless the last word on one is the same, whoever repeats it."""
    _record(step, tables.confirmation, confirmed, confirmations, of=("employee_id", "column"), says=("value", "reason"))


def confirmations(read: Reading, period: str) -> list[Confirmation]:
    """Return every entry that was confirmed in a period, in order: each holds for the value that it names."""
    return [Confirmation(**row._mapping) for row in read.of_period(tables.confirmation, period)]


def record_grades(step: Step, changes: Sequence[CalibratedGrade]) -> None:
    """Record changes of one period, one of an employee, unless the last one says the same under the same scheme."""
    known = current_grades(step, changes[0].period) if changes else {}
    decided = [each for each in changes if each.to_grade or each.employee_id in known]  # else there is none to withdraw
    says = ("from_grade", "to_grade", "reason", "scheme")
    _record(step, tables.calibration, decided, all_grades, of=("employee_id",), says=says)


def current_grades(read: Reading, period: str) -> dict[str, CalibratedGrade]:
    """Return the calibrations that count in a period, by employee id."""
    last = {change.employee_id: change for change in all_grades(read, period)}
    return {employee_id: change for employee_id, change in last.items() if change.to_grade}


def all_grades(read: Reading, period: str) -> list[CalibratedGrade]:
    """Return every change of a period, in order."""
    return [CalibratedGrade(**row._mapping) for row in read.of_period(tables.calibration, period)]
