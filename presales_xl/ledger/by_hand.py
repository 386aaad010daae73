"""What was decided by hand: calibrated grades, values given where the ledger remembered another, doubts laid to rest.

Every change is kept; the last one counts.
"""

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


def record_override(step: Step, new: Override) -> None:
    """Record an override, unless the last one of the same input says the same."""
    marks.begin(step, new.period)
    remembered, given = number_out(new.remembered), number_out(new.given)
    before = current_overrides(step, new.period).get((new.employee_id, new.input))
    if before is None or (before.remembered, before.given) != (remembered, given):
        values = {"remembered": remembered, "given": given, "at": step.at, "author": new.author or step.actor}
        step.insert(tables.override, unnumbered(new) | values)


def current_overrides(read: Reading, period: str) -> dict[tuple[str, str], Override]:
    """Return the last override of every input of a period, by employee id and input."""
    return {(override.employee_id, override.input): override for override in all_overrides(read, period)}


def all_overrides(read: Reading, period: str) -> list[Override]:
    """Return every override of a period, in order."""
    return [Override(**row._mapping) for row in read.of_period(tables.override, period)]


def record_confirmation(step: Step, new: Confirmation) -> None:
    """Record that somebody confirmed an entry, unless the last word on it is the same, whoever repeats it."""
    marks.begin(step, new.period)
    said = replace(new, author=new.author or step.actor, at=step.at)
    last = {(each.employee_id, each.column): each for each in confirmations(step, new.period)}
    before = last.get((new.employee_id, new.column))
    if before is None or (before.value, before.reason) != (said.value, said.reason):
        step.insert(tables.confirmation, unnumbered(said))


def confirmations(read: Reading, period: str) -> list[Confirmation]:
    """Return every entry that was confirmed in a period, in order: each holds for the value that it names."""
    return [Confirmation(**row._mapping) for row in read.of_period(tables.confirmation, period)]


def record_grade(step: Step, new: CalibratedGrade) -> None:
    """Record a change, unless the last one of the employee says the same grades for the same reason."""
    marks.begin(step, new.period)
    before = current_grades(step, new.period).get(new.employee_id)
    last = (before.from_grade, before.to_grade, before.reason) if before else (new.from_grade, "", new.reason)
    if last != (new.from_grade, new.to_grade, new.reason):
        step.insert(tables.calibration, unnumbered(new) | {"at": step.at, "author": new.author or step.actor})


def current_grades(read: Reading, period: str) -> dict[str, CalibratedGrade]:
    """Return the calibrations that count in a period, by employee id."""
    last = {change.employee_id: change for change in all_grades(read, period)}
    return {employee_id: change for employee_id, change in last.items() if change.to_grade}


def all_grades(read: Reading, period: str) -> list[CalibratedGrade]:
    """Return every change of a period, in order."""
    return [CalibratedGrade(**row._mapping) for row in read.of_period(tables.calibration, period)]
