"""Statements that were published: every revision of everybody's, with its days and the facts that it states."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from presales_xl.ledger import kept_periods, tables
from presales_xl.ledger.codec import dumps
from presales_xl.ledger.step import Reading, Step, unnumbered


@dataclass(frozen=True)
class Publication:
    """A statement: its revision (1, 2, …), the days as ISO texts, what it states as JSON, and why it was made anew."""

    period: str
    employee_id: str
    revision: int
    day: str
    interview_by: str
    appeal_by: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    at: str = ""
    id: int = 0


def record(step: Step, new: Publication) -> None:
    """Record a statement."""
    kept_periods.begin(step, new.period)
    step.insert(tables.publication, unnumbered(new) | {"facts": dumps(new.facts), "at": step.at})


def all_of(read: Reading, period: str) -> list[Publication]:
    """Return every revision of a period, in order."""
    return [_of(row) for row in read.of_period(tables.publication, period)]


def last_of(read: Reading, period: str) -> dict[str, Publication]:
    """Return the last revision of everybody's statement, by employee id."""
    return {each.employee_id: each for each in all_of(read, period)}


def _of(row: Row[Any]) -> Publication:
    return Publication(**dict(row._mapping) | {"facts": json.loads(row.facts)})
