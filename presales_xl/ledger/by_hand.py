"""What was decided by hand: calibrated grades, values given where the ledger remembered another, doubts laid to rest.

Every change is kept; the last one counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


def record_overrides(step: Step, overrides: Sequence[Override]) -> None:
    """Record overrides of one period, unless the last one of the same input says the same."""
    if not overrides:
        return
    period = overrides[0].period
    marks.begin(step, period)
    known = current_overrides(step, period)
    rows = []
    for new in overrides:
        said = replace(new, remembered=number_out(new.remembered), given=number_out(new.given))
        before = known.get((new.employee_id, new.input))
        if before is None or (before.remembered, before.given) != (said.remembered, said.given):
            known[new.employee_id, new.input] = said
            rows.append(unnumbered(said) | {"at": step.at, "author": new.author or step.actor})
    step.insert_all(tables.override, rows)


def current_overrides(read: Reading, period: str) -> dict[tuple[str, str], Override]:
    """Return the last override of every input of a period, by employee id and input."""
    return {(override.employee_id, override.input): override for override in all_overrides(read, period)}


def all_overrides(read: Reading, period: str) -> list[Override]:
    """Return every override of a period, in order."""
    return [Override(**row._mapping) for row in read.of_period(tables.override, period)]


def record_confirmations(step: Step, confirmed: Sequence[Confirmation]) -> None:
    """Record who confirmed entries of one period, unless the last word on one is the same, whoever repeats it."""
    if not confirmed:
        return
    period = confirmed[0].period
    marks.begin(step, period)
    last = {(each.employee_id, each.column): each for each in confirmations(step, period)}
    rows = []
    for new in confirmed:
        said = replace(new, author=new.author or step.actor, at=step.at)
        before = last.get((new.employee_id, new.column))
        if before is None or (before.value, before.reason) != (said.value, said.reason):
            last[new.employee_id, new.column] = said
            rows.append(unnumbered(said))
    step.insert_all(tables.confirmation, rows)


def confirmations(read: Reading, period: str) -> list[Confirmation]:
    """Return every entry that was confirmed in a period, in order: each holds for the value that it names."""
    return [Confirmation(**row._mapping) for row in read.of_period(tables.confirmation, period)]


def record_grades(step: Step, changes: Sequence[CalibratedGrade]) -> None:
    """Record changes of one period, one of an employee, unless the last one says the same grades and reason."""
    if not changes:
        return
    period = changes[0].period
    marks.begin(step, period)
    known = current_grades(step, period)
    rows = []
    for new in changes:
        before = known.get(new.employee_id)
        last = (before.from_grade, before.to_grade, before.reason) if before else (new.from_grade, "", new.reason)
        if last != (new.from_grade, new.to_grade, new.reason):
            rows.append(unnumbered(new) | {"at": step.at, "author": new.author or step.actor})
    step.insert_all(tables.calibration, rows)


def current_grades(read: Reading, period: str) -> dict[str, CalibratedGrade]:
    """Return the calibrations that count in a period, by employee id."""
    last = {change.employee_id: change for change in all_grades(read, period)}
    return {employee_id: change for employee_id, change in last.items() if change.to_grade}


def all_grades(read: Reading, period: str) -> list[CalibratedGrade]:
    """Return every change of a period, in order."""
    return [CalibratedGrade(**row._mapping) for row in read.of_period(tables.calibration, period)]
