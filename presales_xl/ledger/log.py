"""The log: one line per step, each bound to the one before it by a hash, and each vouching for the rows it wrote.

A line's hash is the SHA-256, as hex, of the JSON array [seq, at, actor, action, subject, facts, rows, previous] in
UTF-8 without spaces, where facts and rows are the JSON texts as stored and `previous` is the hash of the line before
("" in the first). `rows` lists by table the rows written: the parts of the primary key, then the row's digest, or null
when it was deleted. Who keeps the last hash elsewhere (on paper, in a mail) can prove later that nothing up to it was
changed or cut off.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from presales_xl.ledger import tables as t
from presales_xl.ledger.codec import digest


@dataclass(frozen=True)
class Line:
    """A line of the log; `facts` and `rows` are JSON texts, `at` is UTC."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    facts: str
    rows: str
    previous: str
    hash: str = ""

    def right_hash(self) -> str:
        """Return the hash that the line must have."""
        return digest([self.seq, self.at, self.actor, self.action, self.subject, self.facts, self.rows, self.previous])

    def said(self) -> dict[str, Any]:
        """Return the facts."""
        facts: dict[str, Any] = json.loads(self.facts)
        return facts

    def written(self) -> Iterator[tuple[str, tuple[object, ...], str | None]]:
        """Yield table, primary key and digest (None: deleted) of the rows that the step wrote."""
        for table, rows in json.loads(self.rows).items():
            for *key, mark in rows:
                yield table, tuple(key), mark


def last_lines(connection: Connection, count: int) -> list[Line]:
    """Return the last lines in order."""
    found = connection.execute(select(t.log).order_by(t.log.c.seq.desc()).limit(count))
    return [Line(**row._mapping) for row in found][::-1]


def last_of(connection: Connection, action: str, subject: str) -> Line | None:
    """Return the last line of an action on a subject, None when there is none."""
    query = select(t.log).where(t.log.c.action == action, t.log.c.subject == subject).order_by(t.log.c.seq.desc())
    row = connection.execute(query.limit(1)).first()
    return None if row is None else Line(**row._mapping)


def lines(connection: Connection) -> list[Line]:
    """Return all lines in order."""
    return [Line(**row._mapping) for row in connection.execute(select(t.log).order_by(t.log.c.seq))]


def row_digest(row: Mapping[Any, object]) -> str:
    """Return what a line of the log says of a row: half a SHA-256 over the columns that hold something.

    Empty columns do not count, so that a later version may add some.
    """
    return digest({str(key): value for key, value in row.items() if value is not None})[:32]
