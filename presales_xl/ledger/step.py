"""What is done inside a transaction of the ledger: reading, and a step that writes rows and one line of the log.

The log has one line per step, each bound to the one before it by a hash, and each vouching for the rows it wrote.
A line's hash is the SHA-256, as hex, of the JSON array [seq, at, action, told, figures, previous] in UTF-8 without
spaces, where `previous` is the hash of the line before ("" in the first). `told` is the SHA-256 of [actor, subject,
facts, rows], with facts and rows as the JSON texts that are stored. `rows` lists by table the rows written: the parts
of the primary key, then the row's digest, or null when it was deleted. A row's digest has two halves, the first of its
figures, the second of what names people (`tables.PERSONAL`); `figures` is the SHA-256 of all first halves, by table.
So names can go from rows and lines after a time (`retain`, whose line vouches for both as they are since), while the
chain still proves every figure. Who keeps the last hash elsewhere (on paper, in a mail) can prove later that nothing up
to it was changed or cut off.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from presales_xl import clock
from presales_xl.ledger import tables
from presales_xl.ledger.codec import digest, dumps, plain

R = TypeVar("R")
Key = tuple[object, ...]
HALF = 32  # characters of a digest that stand for the figures of a row, and for its names
_AT_ONCE = 200  # rows that one query names
_BLOCK = 1000  # rows that are inserted at a time


@dataclass(frozen=True)
class LogLine:
    """A line of the log; `facts` and `rows` are JSON texts, `at` is UTC, `told` vouches for what names people."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    facts: str
    rows: str
    previous: str
    told: str = ""
    hash: str = ""

    def right_hash(self) -> str:
        """Return the hash that the line must have."""
        return digest([self.seq, self.at, self.action, self.told, self.figures(), self.previous])

    def right_told(self) -> str:
        """Return what vouches for who did it, to what, and for the rows by their keys."""
        return digest([self.actor, self.subject, self.facts, self.rows])

    def figures(self) -> str:
        """Return the digest of all figures that the step wrote."""
        halves: dict[str, list[str]] = {}
        for table, _, mark in self.written():
            halves.setdefault(table, []).append((mark or "")[:HALF])
        return digest({table: sorted(marks) for table, marks in halves.items()})

    def mark(self) -> str:
        """Return the digest of the line as a later one writes it that took names out of it."""
        return self.figures()[:HALF] + self.right_told()[:HALF]

    def said(self) -> dict[str, Any]:
        """Return the facts."""
        facts: dict[str, Any] = json.loads(self.facts)
        return facts

    def written(self) -> Iterator[tuple[str, tuple[object, ...], str | None]]:
        """Yield table, primary key and digest (None: deleted) of the rows that the step wrote."""
        for table, rows in json.loads(self.rows).items():
            for *key, mark in rows:
                yield table, tuple(key), mark


def last_lines(connection: Connection, count: int | None) -> list[LogLine]:
    """Return the last lines in order, or all."""
    rows = connection.execute(select(tables.log).order_by(tables.log.c.seq.desc()).limit(count))
    return [LogLine(**row._mapping) for row in rows][::-1]


def lines(connection: Connection) -> list[LogLine]:
    """Return all lines in order."""
    return [LogLine(**row._mapping) for row in connection.execute(select(tables.log).order_by(tables.log.c.seq))]


def row_digest(row: Mapping[Any, object]) -> str:
    """Return what a line of the log says of a row: half a SHA-256 each over its figures, and over what names people.

    Empty columns do not count, so that a later version may add some.
    """
    filled = {str(key): value for key, value in row.items() if value is not None}
    personal = {key: value for key, value in filled.items() if key in tables.PERSONAL}
    figures = {key: value for key, value in filled.items() if key not in personal}
    return digest(figures)[:HALF] + digest(personal)[:HALF]


class Reading:
    """The ledger as it is at one moment; `schemes` are the texts that were read of it, which never change."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.schemes: dict[str, str] = {}
        self._kept: dict[str, dict[tuple[str, object], Sequence[Any]]] = {}

    def all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return the rows of a query."""
        return self.connection.execute(query).all()

    def first(self, query: Select[Any]) -> Row[Any] | None:
        """Return the first row of a query, None when there is none."""
        return self.connection.execute(query.limit(1)).first()

    def of_period(self, table: Table, period: str) -> Sequence[Row[Any]]:
        """Return the rows of a period, in the order of their primary keys."""
        return self._known(table, period, None, lambda: self._of_period(table, period))

    def records(self, table: Table, period: str, make: Callable[[Row[Any]], R]) -> list[R]:
        """Return what a function makes of each row of a period, in their order; nobody is to change what it made."""
        return [*self._known(table, period, make, lambda: [*map(make, self._of_period(table, period))])]

    def last_facts(self, action: str, subject: str) -> Mapping[str, Any] | None:
        """Return what the log tells of something that was done last, None where it was not done yet."""
        log = tables.log.c
        done = select(log.facts).where(log.action == action, log.subject == subject).order_by(log.seq.desc())
        row = self.first(done)
        return None if row is None else json.loads(row.facts)

    def _of_period(self, table: Table, period: str) -> Sequence[Row[Any]]:
        return self.all(select(table).where(table.c.period == period).order_by(*table.primary_key))

    def _known(self, table: Table, period: str, what: object, read: Callable[[], Sequence[R]]) -> Sequence[R]:
        """Return what was read of a table, which is read once, unless the table was written to since."""
        kept = self._kept.setdefault(table.name, {})
        if (period, what) not in kept:
            kept[period, what] = read()
        return kept[period, what]

    def by_keys(self, table: Table, keys: Sequence[Key]) -> dict[Key, Row[Any]]:
        """Return the rows of a table that have these primary keys."""
        columns = list(table.primary_key)
        rows: dict[Key, Row[Any]] = {}
        for start in range(0, len(keys), _AT_ONCE):
            named = tuple_(*columns).in_(keys[start : start + _AT_ONCE])
            rows |= {key_of(table, row): row for row in self.all(select(table).where(named))}
        return rows


class Step(Reading):
    """One thing that was done: its rows, and the line of the log that tells it.

    Everything goes through `insert`, `update` and `delete`, which remember the rows for the log. `at` is when the step
    began, in UTC: the time of everything that it writes. `is_told`: the log tells it even where it writes no row.
    `afterwards` is done once all of it is in the ledger, given the `head`.
    """

    is_told = False

    def __init__(
        self, connection: Connection, actor: str, action: str, subject: str, facts: Mapping[str, object]
    ) -> None:
        super().__init__(connection)
        self.at = now()
        self.actor = plain(actor)
        self._told = (action, subject)
        self._facts = dict(facts)
        self._touched: dict[str, dict[Key, None]] = {}
        self.afterwards: list[Callable[[str], None]] = []

    @cached_property
    def head(self) -> str:
        """Return the hash of the last line of the log, by which the state of the ledger is known."""
        return str(self.connection.execute(select(tables.log.c.hash).order_by(tables.log.c.seq.desc())).scalar() or "")

    @property
    def changed(self) -> bool:
        """Return whether the step has written anything."""
        return bool(self._touched)

    def touched(self, table: Table) -> Collection[Key]:
        """Return the primary keys of the rows of a table that the step has written."""
        return self._touched.get(table.name, {}).keys()

    def note(self, **facts: object) -> None:
        """Add facts to the line of the log; they must be JSON values or have a text."""
        self._facts |= facts

    def insert(self, table: Table, row: Mapping[str, object]) -> Key:
        """Insert a row and return its primary key."""
        return self.insert_all(table, [row])[0]

    def insert_all(self, table: Table, rows: Iterable[Mapping[str, object]]) -> list[Key]:
        """Insert rows, all of the same columns, in blocks, and return their primary keys in the same order."""
        coming = map(_clean, rows)
        keys: list[Key] = []
        while block := list(islice(coming, _BLOCK)):
            keys += self._inserted(table, block)
        if keys:
            self._touch(table, keys)
        return keys

    def _inserted(self, table: Table, block: Sequence[Mapping[str, object]]) -> list[Key]:
        names = [column.name for column in table.primary_key]
        if names[0] in block[0]:
            self.connection.execute(insert(table), block)
            return [tuple(row[name] for name in names) for row in block]
        (number,) = table.primary_key  # the database numbers them, one after the other: nobody else writes in a step
        last = self.connection.execute(select(func.max(number))).scalar_one() or 0
        self.connection.execute(insert(table), block)
        return [tuple(row) for row in self.all(select(number).where(number > last).order_by(number))]

    def update(self, table: Table, key: Key, **values: object) -> None:
        """Change columns of the row with this primary key."""
        self.update_all(table, {key: values})

    def update_all(self, table: Table, rows: Mapping[Key, Mapping[str, object]]) -> None:
        """Change columns, the same of each, of the rows with these primary keys in one block."""
        if not rows:
            return
        first = next(iter(rows.values()))
        is_row = [column == bindparam(f"key_{column.name}") for column in table.primary_key]
        changed = update(table).where(*is_row).values({name: bindparam(f"new_{name}") for name in first})
        block = [
            {f"new_{name}": value for name, value in _clean(values).items()}
            | {f"key_{column.name}": part for column, part in zip(table.primary_key, key, strict=True)}
            for key, values in rows.items()
        ]
        self.connection.execute(changed, block)
        self._touch(table, rows)

    def rename(self, table: Table, key: Key, **values: object) -> Key:
        """Change columns of a row, those of the primary key too, and return the key that it has since.

        The row is vouched for under its new key; lines that name the old one are changed with it.
        """
        self.connection.execute(update(table).where(_is(table, key)).values(_clean(values)))
        names = [column.name for column in table.primary_key]
        renamed = tuple(values.get(name, part) for name, part in zip(names, key, strict=True))
        self._touch(table, [renamed])
        return renamed

    def delete(self, table: Table, key: Key) -> None:
        """Delete the row with this primary key."""
        self.connection.execute(delete(table).where(_is(table, key)))
        self._touch(table, [key])

    def sync(
        self, table: Table, present: Iterable[Row[Any]], rows: Sequence[Mapping[str, object]], stamp: str = ""
    ) -> None:
        """Make the rows that are `present` be these, by primary key; rows that are so already stay untouched.

        `stamp` is a column with the time of writing, which is no difference by itself.
        """
        names = [column.name for column in table.primary_key]
        wanted = {tuple(row[name] for name in names): row for row in map(_clean, rows)}
        there = {key_of(table, row): row._mapping for row in present}
        for key in there.keys() - wanted.keys():
            self.delete(table, key)
        self.insert_all(table, [row for key, row in wanted.items() if key not in there])
        changed = {
            key: {name: value for name, value in wanted[key].items() if name not in names}
            for key in there.keys() & wanted.keys()
            if any(there[key][name] != value for name, value in wanted[key].items() if name != stamp)
        }
        self.update_all(table, changed)

    def finish(self) -> None:
        """Write the line of the log."""
        before = next(iter(last_lines(self.connection, 1)), None)
        action, subject = self._told
        line = LogLine(
            seq=(before.seq if before else 0) + 1,
            at=self.at,
            actor=self.actor,
            action=action,
            subject=plain(subject),
            facts=dumps(self._facts),
            rows=dumps(self._written()),
            previous=before.hash if before else "",
        )
        line = replace(line, told=line.right_told())
        self.head = line.right_hash()
        self.connection.execute(insert(tables.log).values(vars(line) | {"hash": self.head}))

    def _written(self) -> dict[str, list[list[object]]]:
        """Return the rows touched as the database now holds them: by table, keys with digests."""
        digests: dict[str, list[list[object]]] = {}
        for name, touched in self._touched.items():
            of, keys = _line_mark if name == tables.log.name else row_digest, list(touched)
            digests[name] = []
            for start in range(0, len(keys), _AT_ONCE):
                block = keys[start : start + _AT_ONCE]
                rows = self.by_keys(tables.metadata.tables[name], block)
                digests[name] += ([*key, of(rows[key]._mapping) if key in rows else None] for key in block)
        return digests

    def _touch(self, table: Table, keys: Iterable[Key]) -> None:
        self._touched.setdefault(table.name, {}).update(dict.fromkeys(keys))
        self._kept.pop(table.name, None)


def _line_mark(row: Mapping[Any, Any]) -> str:
    return LogLine(**row).mark()


def unnumbered(record: object) -> dict[str, object]:
    """Return a record as a row to insert: without its number, which the database gives."""
    return {name: value for name, value in vars(record).items() if name != "id"}


def key_of(table: Table, row: Row[Any]) -> Key:
    """Return the primary key of a row of a table."""
    return tuple(row._mapping[column.name] for column in table.primary_key)


def now() -> str:
    """Return the time in UTC as ISO text to the second."""
    return clock.now().astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _is(table: Table, key: Key) -> ColumnElement[bool]:
    return tuple_(*table.primary_key) == tuple_(*key)


def _clean(row: Mapping[str, object]) -> dict[str, object]:
    return {key: plain(value) if isinstance(value, str) else value for key, value in row.items()}
