"""Grades that were calibrated: every change is kept, the last one of an employee counts."""

from sqlalchemy import select

from presales_xl.ledger import periods
from presales_xl.ledger import tables as t
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import CalibratedGrade


def record(step: Step, new: CalibratedGrade) -> None:
    """Record a change, unless the last one of the employee says the same grades for the same reason."""
    periods.begin(step, new.period)
    before = current(step, new.period).get(new.employee_id)
    said = (before.from_grade, before.to_grade, before.reason) if before else (new.from_grade, "", new.reason)
    if said != (new.from_grade, new.to_grade, new.reason):
        row = {name: value for name, value in vars(new).items() if name != "id"}
        step.insert(t.calibration, row | {"at": step.at, "author": new.author or step.actor})


def current(read: Reading, period: str) -> dict[str, CalibratedGrade]:
    """Return the calibrations that count in a period, by employee id."""
    last = {one.employee_id: one for one in all_of(read, period)}
    return {employee_id: one for employee_id, one in last.items() if one.to_grade}


def all_of(read: Reading, period: str) -> list[CalibratedGrade]:
    """Return every change of a period, in order."""
    query = select(t.calibration).where(t.calibration.c.period == period).order_by(t.calibration.c.id)
    return [CalibratedGrade(**row._mapping) for row in read.all(query)]
