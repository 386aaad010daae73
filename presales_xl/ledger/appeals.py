"""Appeals of employees against a result, and what was decided."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Row, select

from presales_xl.ledger import marks, tables
from presales_xl.ledger.codec import dumps
from presales_xl.ledger.step import Reading, Step
from presales_xl.scheme.errors import fail

AppealOutcome = Literal["upheld", "rejected"]


@dataclass(frozen=True)
class Appeal:
    """An appeal; `decided_at`, `outcome` and `author` are "" while it is open.

    `changes` is JSON: what an upheld one changes.
    """

    id: int
    period: str
    employee_id: str
    text: str
    opened_at: str
    decided_at: str = ""
    outcome: str = ""
    author: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def entries(self) -> dict[str, float]:
        """Return what it changes, by column id; NaN for what is blank now."""
        return {key: math.nan if value is None else float(value) for key, value in self.changes.items()}


def begin(step: Step, period: str, employee_id: str, text: str) -> Appeal:
    """Record an appeal and return it; the same one still open is not recorded twice."""
    marks.begin(step, period)
    for appeal in all_of(step, period):
        if (appeal.employee_id, appeal.text) == (employee_id, text) and not appeal.decided_at:
            return appeal
    row = {"period": period, "employee_id": employee_id, "text": text, "opened_at": step.at}
    key = step.insert(tables.appeal, row | {"changes": "{}", "note": ""})
    return Appeal(id=int(str(key[0])), period=period, employee_id=employee_id, text=text, opened_at=step.at)


def decide(
    step: Step, appeal: int, outcome: AppealOutcome, note: str = "", changes: Mapping[str, Any] | None = None
) -> Appeal:
    """Record what was decided, by the step's actor, and return the appeal.

    ProblemsError `ledger.no_appeal` when there is none of this number, `ledger.decided` when it was decided before.
    """
    before = find(step, appeal)
    if before is None:
        raise fail("ledger.no_appeal", id=appeal)
    if before.decided_at:
        raise fail("ledger.decided", id=appeal, at=before.decided_at, author=before.author)
    decision = {"decided_at": step.at, "outcome": outcome, "author": step.actor, "note": note}
    step.update(tables.appeal, (appeal,), **decision, changes=dumps(changes or {}))
    return Appeal(**vars(before) | decision | {"changes": changes or {}})


def find(read: Reading, appeal: int) -> Appeal | None:
    """Return the appeal of a number, None when there is none."""
    row = read.first(select(tables.appeal).where(tables.appeal.c.id == appeal))
    return None if row is None else _of(row)


def all_of(read: Reading, period: str) -> list[Appeal]:
    """Return the appeals of a period, in order; the open ones are those without `decided_at`."""
    return [_of(row) for row in read.of_period(tables.appeal, period)]


def upheld(read: Reading, period: str) -> list[Appeal]:
    """Return the appeals of a period that were upheld, in the order in which they were decided: the last one counts."""
    found = (each for each in all_of(read, period) if each.outcome == "upheld")
    return sorted(found, key=lambda each: (each.decided_at, each.id))


def _of(row: Row[Any]) -> Appeal:
    columns = {key: "" if value is None else value for key, value in row._mapping.items()}
    return Appeal(**columns | {"changes": json.loads(row.changes)})
