"""Results: one row per employee and period, as last computed; what the periods to come remember."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, func, select

from presales_xl.ledger import marks, tables
from presales_xl.ledger.codec import Stored, dumps, entries_in, entries_out, number_out
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import Cause


@dataclass(frozen=True)
class StintResult:
    """What came out for one stint of somebody who has several: on so many days at work, under a scheme by its digest.

    `columns` are its results by column id, `entries` what they came from, `locked` which of these no manager typed and
    `of_person` which HR gave once for several stints.
    """

    role: str
    scheme: str
    days: int
    columns: Mapping[str, float]
    entries: Mapping[str, float]
    locked: Sequence[str] = ()
    of_person: Sequence[str] = ()


@dataclass(frozen=True)
class Result:
    """What came out for one employee in one period.

    `scheme` is the digest of the scheme as issued. `total` and `rank` are None when missing; `grade` is the key of the
    final grade, `grade_by_scale` of the one that the total alone gives, "" where there is none. `cohort` is among how
    many the rank is. `held` is why nothing was due of it when it was kept, "" for one that was due. `columns` are the
    results by column id, `entries` what they came from: of several `stints`, which are told apart, those of the last.
    `written` is a digest of the person's own detail rows and texts.
    """

    period: str
    employee_id: str
    name: str
    role: str
    manager_id: str
    manager: str
    team: str
    department: str
    scheme: str
    total: float | None
    grade: str
    grade_by_scale: str
    rank: int | None
    cohort: int
    held: Cause | Literal[""]
    columns: Mapping[str, float]
    entries: Mapping[str, float]
    written: str = ""
    stints: Sequence[StintResult] = ()
    computed_at: str = ""

    @property
    def complete(self) -> bool:
        """Return whether there was a result, due or not."""
        return self.held != "incomplete"

    @property
    def is_of_nobody(self) -> bool:
        """Return whether somebody turned out not to have had a day in the period, or in its roles: nothing is owed."""
        return self.complete and not self.columns


def put(step: Step, period: str, results: Sequence[Result]) -> None:
    """Make these the results of a period, whole; only those that differ are written."""
    marks.begin(step, period)
    rows = [
        vars(result)
        | {
            "period": period,
            "total": number_out(result.total),
            "computed_at": step.at,
            "columns": dumps(entries_out(result.columns)),
            "entries": dumps(entries_out(result.entries)),
            "stints": dumps([_stint_out(stint) for stint in result.stints]),
        }
        for result in results
    ]
    step.sync(tables.result, step.of_period(tables.result, period), rows, stamp="computed_at")


def changed(step: Step, period: str) -> set[str]:
    """Return whose results of a period a step has written."""
    return {str(employee) for when, employee in step.touched(tables.result) if when == period}


def periods_written(step: Step) -> list[str]:
    """Return the periods of which a step has written results."""
    return sorted({str(when) for when, _ in step.touched(tables.result)})


def as_of(read: Reading, period: str) -> str:
    """Return what tells the results of a period from what they were before: how many, and when one was last written."""
    of = tables.result.c
    people: Any = func.count(of.employee_id)
    (row,) = read.all(select(people.label("people"), func.max(of.computed_at).label("last")).where(of.period == period))
    return f"{row.people} {row.last or ''}"


def all_of(read: Reading, period: str) -> list[Result]:
    """Return the results of a period, by employee id."""
    return [_of(row) for row in read.of_period(tables.result, period)]


def _of(row: Row[Any]) -> Result:
    figures = {name: Stored(row._mapping[name], entries_in) for name in ("columns", "entries")}
    stints = [_stint_in(stint) for stint in json.loads(row.stints)] if row.stints != "[]" else ()
    return Result(**dict(row._mapping) | figures | {"stints": stints})


def _stint_out(stint: StintResult) -> dict[str, Any]:
    return vars(stint) | {"columns": entries_out(stint.columns), "entries": entries_out(stint.entries)}


def _stint_in(stored: Mapping[str, Any]) -> StintResult:
    return StintResult(**dict(stored) | {name: entries_in(stored[name]) for name in ("columns", "entries")})
