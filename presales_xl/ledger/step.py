"""What is done inside a transaction of the ledger: reading, and a step that writes rows and one line of the log."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, delete, insert, tuple_, update
from sqlalchemy import select as sql_select

from presales_xl.ledger import tables as t
from presales_xl.ledger.codec import dumps, plain
from presales_xl.ledger.log import Line, last_lines, row_digest

Key = tuple[object, ...]
_AT_ONCE = 200  # rows that one query names


class Reading:
    """The ledger as it is at one moment."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return the rows of a query."""
        return self.connection.execute(query).all()

    def first(self, query: Select[Any]) -> Row[Any] | None:
        """Return the first row of a query, None when there is none."""
        return self.connection.execute(query.limit(1)).first()

    def by_keys(self, table: Table, keys: Sequence[Key]) -> dict[Key, Row[Any]]:
        """Return the rows of a table that have these primary keys."""
        columns = list(table.primary_key)
        found: dict[Key, Row[Any]] = {}
        for start in range(0, len(keys), _AT_ONCE):
            named = tuple_(*columns).in_(keys[start : start + _AT_ONCE])
            found |= {key_of(table, row): row for row in self.all(sql_select(table).where(named))}
        return found


class Step(Reading):
    """One thing that was done: its rows, and the line of the log that tells it.

    Everything goes through `insert`, `update` and `delete`, which remember the rows for the log. `at` is when the step
    began, in UTC: the time of everything that it writes.
    """

    def __init__(
        self, connection: Connection, actor: str, action: str, subject: str, facts: Mapping[str, object]
    ) -> None:
        super().__init__(connection)
        self.at = now()
        self.actor = plain(actor)
        self._told = (action, subject)
        self._facts = dict(facts)
        self._touched: dict[str, dict[Key, None]] = {}
        self.is_dropped = False

    @property
    def changed(self) -> bool:
        """Return whether the step has written anything."""
        return bool(self._touched)

    def note(self, **facts: object) -> None:
        """Add facts to the line of the log; they must be JSON values or have a text."""
        self._facts |= facts

    def nothing(self) -> None:
        """Leave everything as it was: no row and no line of this step remains."""
        self.is_dropped = True

    def insert(self, table: Table, row: Mapping[str, object]) -> Key:
        """Insert a row and return its primary key."""
        made = self.connection.execute(insert(table).values(_clean(row)))
        key = tuple(made.inserted_primary_key or ())
        self._touch(table, [key])
        return key

    def insert_all(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows that name their primary keys themselves."""
        if rows:
            self.connection.execute(insert(table), [_clean(row) for row in rows])
            names = [column.name for column in table.primary_key]
            self._touch(table, [tuple(_clean(row)[name] for name in names) for row in rows])

    def update(self, table: Table, key: Key, **values: object) -> None:
        """Change columns of the row with this primary key."""
        self.connection.execute(update(table).where(_is(table, key)).values(_clean(values)))
        self._touch(table, [key])

    def delete(self, table: Table, key: Key) -> None:
        """Delete the row with this primary key."""
        self.connection.execute(delete(table).where(_is(table, key)))
        self._touch(table, [key])

    def sync(
        self, table: Table, where: ColumnElement[bool], rows: Sequence[Mapping[str, object]], stamp: str = ""
    ) -> None:
        """Make the rows that `where` selects be these, by primary key; rows that are so already stay untouched.

        `stamp` is a column with the time of writing, which is no difference by itself.
        """
        names = [column.name for column in table.primary_key]
        wanted = {tuple(row[name] for name in names): row for row in map(_clean, rows)}
        present = {key_of(table, row): dict(row._mapping) for row in self.all(sql_select(table).where(where))}
        for key in present.keys() - wanted.keys():
            self.delete(table, key)
        self.insert_all(table, [row for key, row in wanted.items() if key not in present])
        for key in present.keys() & wanted.keys():
            changed = {name: value for name, value in wanted[key].items() if present[key][name] != value}
            if changed.keys() - {stamp}:
                self.update(table, key, **changed)

    def finish(self) -> None:
        """Write the line of the log."""
        before = next(iter(last_lines(self.connection, 1)), None)
        action, subject = self._told
        line = Line(
            (before.seq if before else 0) + 1,
            self.at,
            self.actor,
            action,
            plain(subject),
            dumps(self._facts),
            dumps(self._written()),
            before.hash if before else "",
        )
        self.connection.execute(insert(t.log).values(vars(line) | {"hash": line.right_hash()}))

    def _written(self) -> dict[str, list[list[object]]]:
        """Return the rows touched as the database now holds them: by table, keys with digests."""
        told = {}
        for name, keys in self._touched.items():
            rows = self.by_keys(t.metadata.tables[name], list(keys))
            told[name] = [[*key, row_digest(rows[key]._mapping) if key in rows else None] for key in keys]
        return told

    def _touch(self, table: Table, keys: Iterable[Key]) -> None:
        self._touched.setdefault(table.name, {}).update(dict.fromkeys(keys))


def key_of(table: Table, row: Row[Any]) -> Key:
    """Return the primary key of a row of a table."""
    return tuple(row._mapping[column.name] for column in table.primary_key)


def now() -> str:
    """Return the time in UTC as ISO text to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _is(table: Table, key: Key) -> ColumnElement[bool]:
    return tuple_(*table.primary_key) == tuple_(*key)


def _clean(row: Mapping[str, object]) -> dict[str, object]:
    return {key: plain(value) if isinstance(value, str) else value for key, value in row.items()}
