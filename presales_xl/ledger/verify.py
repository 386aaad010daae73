"""Whether the ledger is as it was written: the log's chain is whole, and every row is what its line says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from presales_xl.ledger import tables as t
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.log import Line, last_lines, lines, row_digest
from presales_xl.ledger.step import Key, Reading, key_of
from presales_xl.scheme.errors import Place, Problem
from presales_xl.scheme.names import Names
from presales_xl.texts import text


def verify(ledger: Ledger, known: str = "") -> list[Problem]:
    """Return what is wrong with the ledger: nothing, when it is as it was written.

    First the first broken line of the log, then every row that was changed, added or removed without a line saying so.
    `known` is the hash of a line noted down at some time: it must still be there, or the log was cut off or
    written anew.
    """
    with ledger.reading() as read:
        log = lines(read.connection)
        problems = [*_first_broken(log), *_rows(read, log)]
    if known and known.strip().casefold() not in {line.hash for line in log}:
        problems.append(Problem("ledger.hash_gone", fields={"hash": known}))
    return [problem.at(file=ledger.shown) for problem in problems]


def tail(ledger: Ledger, count: int) -> list[Line]:
    """Return the last lines of the log, in order."""
    with ledger.reading() as read:
        return last_lines(read.connection, count)


def _first_broken(log: Sequence[Line]) -> Iterator[Problem]:
    if not log:
        yield Problem("ledger.log_empty")
    previous = ""
    for expected, line in enumerate(log, start=1):
        fields = {"line": line.seq, "at": line.at, "action": line.action, "subject": line.subject}
        if line.seq != expected:
            yield Problem("ledger.line_missing", Place(line=expected), {"line": expected})
        elif line.previous != previous:
            yield Problem("ledger.chain_broken", Place(line=line.seq), fields)
        elif line.hash != line.right_hash():
            yield Problem("ledger.line_changed", Place(line=line.seq), fields)
        else:
            previous = line.hash
            continue
        return


def _rows(read: Reading, log: Iterable[Line]) -> Iterator[Problem]:
    """Yield the rows that are not as the last line that wrote them says."""
    said: dict[str, dict[Key, tuple[str | None, Line]]] = {}
    for line in log:
        for table, key, mark in line.written():
            said.setdefault(table, {})[key] = mark, line
    for kept in t.KEPT:
        told = said.pop(kept.name, {})
        for row in read.all(select(kept)):
            key = key_of(kept, row)
            fields = _fields(kept.name, row._mapping, key)
            match told.pop(key, None):
                case None | (None, _):
                    yield Problem("ledger.row_unknown", fields=fields)
                case (mark, line) if mark != row_digest(row._mapping):
                    yield Problem("ledger.row_changed", fields=fields | {"line": line.seq, "at": line.at})
        for key, (mark, line) in told.items():
            if mark is not None:
                fields = _fields(kept.name, {}, key)
                yield Problem("ledger.row_missing", fields=fields | {"line": line.seq, "at": line.at})


def _fields(table: str, row: Mapping[Any, object], key: Key) -> dict[str, object]:
    """Return what a row is called: its table, and period, person, item or key."""
    name = Names(zh=text("zh", f"ledger.table.{table}"), en=text("en", f"ledger.table.{table}"))
    parts = [row[column] for column in ("period", "recipient", "employee_id", "item", "input", "file") if column in row]
    return {"table": name, "row": " ".join(str(part) for part in parts or key)}
