"""Detail rows that people were settled for, as they counted then: what these shared stays taken."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from presales_xl.ledger import marks, tables
from presales_xl.ledger.codec import dumps, entries_in, entries_out, rows_in, rows_out
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.employees import Employee
from presales_xl.people.rows_of_others import Shared
from presales_xl.people.stints import person_id


@dataclass(frozen=True)
class SettledRows:
    """What somebody was settled for in days of a period: the rows, and what came of them by what they share.

    `employee` says whose days they are, by which scheme as issued, and the rows; nothing else. `shares` are the sums of
    the rows' computed columns that count, by column id.
    """

    employee: Employee
    shares: Mapping[Shared, Mapping[str, float]]


def put(step: Step, period: str, settled: Sequence[SettledRows], of: Collection[str]) -> None:
    """Make these the rows that people were settled for, `of` those with these ids; those of others stay."""
    marks.begin(step, period)
    present = step.of_period(tables.settled_rows, period)
    stay = [dict(row._mapping) for row in present if person_id(row.employee_id) not in of]
    rows = [
        {
            "period": period,
            "employee_id": each.employee.employee_id,
            "name": each.employee.name,
            "role": each.employee.role,
            "scheme": each.employee.scheme,
            "rows": rows_out(each.employee.rows),
            "shares": dumps([[*shared, entries_out(sums)] for shared, sums in each.shares.items()]),
        }
        for each in settled
    ]
    step.sync(tables.settled_rows, present, stay + rows)


def all_of(read: Reading, period: str) -> list[SettledRows]:
    """Return what people of a period were settled for, by the ids of their days."""
    return [
        SettledRows(
            Employee(row.employee_id, row.name, {}, rows=rows_in(row.rows), role=row.role, scheme=row.scheme),
            {(*shared,): entries_in(sums) for *shared, sums in json.loads(row.shares)},
        )
        for row in read.of_period(tables.settled_rows, period)
    ]
