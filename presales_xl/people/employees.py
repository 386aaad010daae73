"""Who is appraised, by whom, and what was entered of them: the same types for roster, workbook, ledger and add-in."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from presales_xl.backends.frame import DetailRows, Inputs
from presales_xl.people.employment import Stint
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Place
from presales_xl.scheme.states import DAYS_AT_WORK, DAYS_OF_PERIOD

#: Keys of texts of which a plan has no column: the comment of whoever fills in a sheet, what raters wrote, and what of
#: it would tell who wrote it, so that it is for HR alone.
COMMENT, REMARKS, WITHHELD = "words.comment", "words.remarks", "words.withheld"
#: The key of what HR says of the figures that it set for somebody alone.
INDIVIDUAL = "words.individual"
#: One entry as numbers hold it (see backends/frame): a number, a label's position, NaN blank, infinity not valid.
Entry = float


@dataclass(frozen=True)
class DetailRow:
    """One filled row of a detail table: its entries by column id (`chats.language`).

    `texts` holds the free texts themselves, of which `entries` has codes that only tell them apart. `place` is where a
    row that came back stands.
    """

    entries: Mapping[str, Entry]
    texts: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Employee:
    """Who is appraised, and what was entered: by HR, by the manager, or by all, as whoever holds it says.

    `entries` are by column id (`level`, `input.unresolved`), `rows` by detail table, `texts` what was written, by
    column id (`words.comment`). `locked` are the column ids that
    HR gave and that the manager may not change, `awaited` those that raters give on forms of their own, `raters` how
    many of them gave each. `stint` are the days that this is about, None where it is the whole period (see `stints`).
    `scheme` is the digest of the scheme as issued, "" where nothing was issued yet. `taken_from` are, by column id, the
    earlier periods whose results an entry comes from that was issued as the ledger had it. `of_person` are the column
    ids that HR gave once for several stints of a person, this one among them. `places` are sheet and cell of each entry
    in the workbook that came back.
    """

    employee_id: str
    name: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    rows: Mapping[str, Sequence[DetailRow]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    role: str = ""
    manager_id: str = ""
    email: str = ""
    locked: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()
    raters: Mapping[str, int] = field(default_factory=dict)
    scheme: str = ""
    taken_from: Mapping[str, Sequence[str]] = field(default_factory=dict)
    of_person: Collection[str] = frozenset()
    places: Mapping[str, Place] = field(default_factory=dict)
    stint: Stint | None = None

    def entry(self, spec: ColumnSpec) -> Entry:
        """Return the entry in an input: of a text that somebody writes 1, NaN where it is blank."""
        if spec.kind == "words":
            return 1.0 if self.texts.get(spec.id) else math.nan
        return self.entries.get(spec.id, math.nan)


@dataclass(frozen=True)
class Manager:
    """Who gets a workbook for which team; the approver is one above, by name, who approves what comes of it."""

    manager_id: str
    name: str
    team: str
    email: str = ""
    department: str = ""
    approver: str = ""
    approver_email: str = ""


@dataclass(frozen=True)
class Rater:
    """Who gets a form to rate others: an employee, a manager, or somebody from outside."""

    rater_id: str
    name: str
    email: str


@dataclass(frozen=True)
class Assignment:
    """A rater, whom to rate, as whom (`peer`), and the weight among raters of that kind."""

    employee_id: str
    kind: str
    rater_id: str
    weight: float


@dataclass(frozen=True)
class Role:
    """The people of one role and their scheme.

    People who stand elsewhere, in other roles under the scheme or for days before a change, have detail rows that are
    reckoned `beside` those of its people: a project is shared between all of them. All these are but a part (`is_part`)
    where people of whom nothing is known here may have such rows, too: those of other workbooks.
    """

    name: str
    plan: Plan
    people: Sequence[Employee]
    beside: Sequence[Employee] = ()
    is_part: bool = False

    def rows(self, table: str) -> Iterator[tuple[int, DetailRow]]:
        """Yield the rows of a detail table, each with the place of its employee among `people`."""
        for place, person in enumerate(self.people):
            yield from ((place, row) for row in person.rows.get(table, ()))

    def inputs(self, cohort: Sequence[str] | None = None) -> Inputs:
        """Return the entries as columns; `cohort` names each person's cohort, all are one when it is None."""
        specs = [spec for spec in self.plan.columns.values() if spec.expr is None]
        columns = {spec.id: np.array(self._entered(spec), dtype=float) for spec in specs}
        groups = None
        if cohort is not None:
            groups = np.unique(np.array(cohort, dtype=str), return_inverse=True)[1].astype(np.int64)
        details = {table: self._details(table) for table in self.plan.tables}
        if self.beside:
            others = replace(self, people=self.beside)
            details = {key: replace(rows, beside=others._details(key).columns) for key, rows in details.items()}
        return Inputs(len(self.people), columns, details, groups, is_part=self.is_part)

    def _entered(self, spec: ColumnSpec) -> list[Entry]:
        """Return what `Employee.entry` says of everybody."""
        if spec.kind == "words":
            return [person.entry(spec) for person in self.people]
        key = spec.id
        return [person.entries.get(key, math.nan) for person in self.people]

    def _details(self, table: str) -> DetailRows:
        rows = list(self.rows(table))
        ids = [spec.id for spec in self.plan.tables[table].columns.values() if spec.field]
        columns = {key: np.array([row.entries.get(key, np.nan) for _, row in rows], dtype=float) for key in ids}
        return DetailRows(np.array([place for place, _ in rows], dtype=np.int64), columns)


def with_others(roles: Sequence[Role], settled: Mapping[str, Sequence[Employee]] | None = None) -> Iterator[Role]:
    """Yield each role with the people of the others under its scheme beside, where rows reckon with others' rows.

    So do rows that people are `settled` for and do not have here, by the id of the scheme.
    """
    settled = settled or {}
    for role in roles:
        scheme = role.plan.scheme.id
        others = (other.people for other in roles if other is not role and other.plan.scheme.id == scheme)
        beside = [*chain.from_iterable(others), *settled.get(scheme, ())] if role.plan.is_shared else ()
        yield replace(role, beside=beside)


def with_days(employee: Employee, at_work: float, of_period: float) -> Employee:
    """Return the employee with the days at work and those of the period, which are HR's."""
    days = {DAYS_AT_WORK: at_work, DAYS_OF_PERIOD: of_period}
    return replace(employee, entries={**employee.entries, **days}, locked=employee.locked.union(days))


def of_plan(employee: Employee, plan: Plan) -> Employee:
    """Return the employee without what was given for columns that the role's plan does not have."""
    if plan.columns.keys() >= {*employee.entries, *employee.texts, *employee.locked}:
        return employee
    entries = {column: value for column, value in employee.entries.items() if column in plan.columns}
    texts = {column: words for column, words in employee.texts.items() if column in plan.columns}
    return replace(employee, entries=entries, texts=texts, locked=employee.locked.intersection(plan.columns))
