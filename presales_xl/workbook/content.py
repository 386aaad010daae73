"""What a workbook says: people, roles and what is known of them before anybody fills it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from presales_xl.backends.frame import DetailRows, Inputs
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place

#: One entry as numbers hold it (see backends/frame): a number, a label's position, NaN blank, infinity not valid.
Entry = float


@dataclass(frozen=True)
class Row:
    """One filled row of a detail table: whose it is, and its entries by column id (`chats.language`).

    `texts` holds the free texts themselves, of which `entries` has codes that only tell them apart. `place` is where a
    row that came back stands.
    """

    employee_id: str
    entries: Mapping[str, Entry]
    texts: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Person:
    """An employee as a workbook shows one; `entries` by column id (`level`, `input.unresolved`).

    `locked` are the column ids that HR gave and that the manager may not change, `awaited` those that raters give on
    forms of their own.
    """

    employee_id: str
    name: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Role:
    """The people of one role, their scheme and their rows of its detail tables, by table id."""

    name: str
    plan: Plan
    people: Sequence[Person]
    details: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def inputs(self, cohort: Sequence[str] | None = None) -> Inputs:
        """Return the entries as columns; `cohort` names each person's cohort, all are one when it is None."""
        ids = [key for key, spec in self.plan.columns.items() if spec.expr is None]
        columns = {
            key: np.array([person.entries.get(key, np.nan) for person in self.people], dtype=float) for key in ids
        }
        groups = None if cohort is None else np.unique(np.array(cohort, dtype=str), return_inverse=True)[1]
        return Inputs(len(self.people), columns, self._rows(), groups)

    def _rows(self) -> dict[str, DetailRows]:
        places = {person.employee_id: place for place, person in enumerate(self.people)}
        found = {}
        for table, rows in self.details.items():
            ids = [spec.id for spec in self.plan.tables[table].columns.values() if spec.field]
            owner = np.array([places[row.employee_id] for row in rows], dtype=np.int64)
            columns = {key: np.array([row.entries.get(key, np.nan) for row in rows], dtype=float) for key in ids}
            found[table] = DetailRows(owner, columns)
        return found


@dataclass(frozen=True)
class Book:
    """One manager's workbook for one period.

    `issue` counts what was issued to the manager for it; `returns` is the folder that it is to be returned to, if any.
    """

    company: str
    period: str
    manager_id: str
    manager: str
    team: str
    roles: Sequence[Role]
    issue: int = 1
    returns: str = ""
