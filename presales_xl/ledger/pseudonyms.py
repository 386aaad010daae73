"""Names that go: of some periods, everything that tells who somebody is becomes a pseudonym, and texts are taken out.

A person has the same pseudonym in all rows of one run, so that sums by person stay; nothing keeps which was whose.
Figures stay as they are, and `verify` proves that they did (see `step`).
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Table, select

from presales_xl.ledger import tables
from presales_xl.ledger.codec import dumps
from presales_xl.ledger.step import Key, LogLine, Step, key_of, lines

_IDS: Mapping[str, str] = {"employee_id": "name", "manager_id": "manager", "recipient_id": "recipient"}
#: What is left of columns that hold nothing but names and what was written.
_BLANK: Mapping[str, str] = {"content": "{}", "problems": "[]", "texts": "{}", "facts": "{}"}
_OF_FACTS = ("employee", "recipient", "id")


class Pseudonyms:
    """Replaces names in a step; `people` counts who got a pseudonym."""

    def __init__(self, step: Step, periods: Collection[str]) -> None:
        self._step = step
        self._periods = periods
        self._salt = secrets.token_bytes(32)
        self._people: set[str] = set()
        self._names: dict[str, str] = {}  # the pseudonym by the name, for whoever is named without an id
        self._keys: dict[tuple[str, Key], Key] = {}

    @property
    def people(self) -> int:
        """Return how many people got a pseudonym."""
        return len(self._people)

    def replace(self) -> int:
        """Replace the names in rows, then in the lines of the log that wrote them; returns how many rows that were."""
        rows = [(table, row) for table in tables.KEPT for row in self._rows(table)]
        for _, row in rows:
            for column, name in _IDS.items():
                if column in row._mapping and name in row._mapping:
                    self._names[row._mapping[name]] = self._of(row._mapping[column])
        told = {row.id: row.employee_id for table, row in rows if table is tables.publication}
        for table, row in rows:  # an approver stands in no row with an id
            if table is tables.answer and row.submission_id is not None:
                self._names.setdefault(row.author, self._person(told[row.publication_id]))
        for table, row in rows:
            values = {column: self._value(row, column) for column in row._mapping if column in tables.PERSONAL}
            changed = {column: value for column, value in values.items() if value != row._mapping[column]}
            self._keys[table.name, key_of(table, row)] = key_of(table, row)
            if changed:
                self._keys[table.name, key_of(table, row)] = self._step.rename(table, key_of(table, row), **changed)
        for line in lines(self._step.connection):
            self._rename_line(line)
        return len(rows)

    def _rows(self, table: Table) -> Iterable[Row[Any]]:
        """Return the rows of the periods in a table that names people."""
        if not tables.PERSONAL & set(table.columns.keys()):
            return ()
        if table is tables.entry:
            joined = select(table).join(tables.submission, table.c.submission_id == tables.submission.c.id)
            return self._step.all(joined.where(tables.submission.c.period.in_(self._periods)))
        return self._step.all(select(table).where(table.c.period.in_(self._periods))) if "period" in table.c else ()

    def _of(self, employee_id: str) -> str:
        """Return a person's pseudonym; a part of the person's period (`1105#1`) stays one."""
        person, mark, part = employee_id.partition("#")
        if not person:
            return ""
        self._people.add(person)
        return f"{self._hidden(person)}{mark}{part}"

    def _person(self, known: str) -> str:
        """Return the pseudonym of somebody whom a row knows by id, or as an approver by name."""
        return self._names.get(known) or self._of(known)

    def _hidden(self, words: str) -> str:
        """Return what stands for an id, a name or an address."""
        return f"P{hmac.new(self._salt, words.encode(), hashlib.sha256).hexdigest()[:10]}"

    def _value(self, row: Row[Any], column: str) -> object:
        value = row._mapping[column]
        if not value:
            return value
        if column in _IDS:
            return self._person(value)
        if column in _IDS.values():
            owner = next(key for key, name in _IDS.items() if name == column)
            return self._person(row._mapping[owner])
        match column:
            case "address":
                return self._hidden(value)
            case "author":
                return self._names.get(value, value)
            case "people":
                return dumps([self._person(each) for each in json.loads(value)])
            case "rows":
                filled = json.loads(value)
                return dumps({table: [_figures_of(each) for each in each_of] for table, each_of in filled.items()})
        return _BLANK.get(column, "")

    def _rename_line(self, line: LogLine) -> None:
        """Replace the names in a line of the log, where it is of one of the periods or wrote one of their rows."""
        written = json.loads(line.rows)
        is_theirs = line.subject in self._periods
        for table, marks in written.items():
            for place, (*key, mark) in enumerate(marks):
                if (renamed := self._keys.get((table, tuple(key)))) is not None:
                    is_theirs = True
                    marks[place] = [*renamed, mark]
        if not is_theirs:
            return
        facts = {key: self._fact(key, value) for key, value in line.said().items()}
        values = {"actor": self._names.get(line.actor, line.actor), "facts": dumps(facts), "rows": dumps(written)}
        if values != {name: getattr(line, name) for name in values}:
            self._step.rename(tables.log, (line.seq,), **values)

    def _fact(self, key: str, value: object) -> object:
        match key, value:
            case "files", list():
                return [""] * len(value)
            case "file", _:
                return ""
            case "address", str():
                return self._hidden(value)
            case key, str() if key in _OF_FACTS:
                return self._person(value)
        return value


def _figures_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a detail row without its texts."""
    return {"entries": row["entries"], "texts": {}, "place": {}}
