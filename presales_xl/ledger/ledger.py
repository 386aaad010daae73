"""The ledger: opened by file or URL, read at one moment, written in steps, proved to be as it was written.

    ledger = Ledger.open(project.ledger)
    with ledger.step(project.by, "collect", "2026-11", files=3) as step:
        submissions.record(step, ...)
    with ledger.reading() as read:
        submissions.current(read, "2026-11")

A step first takes the lock, so that everything it reads stays so until it ends; what it decides by, it reads inside. It
writes one line of the log and commits; an exception leaves everything as it was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, select, text

from presales_xl import texts
from presales_xl.ledger import tables
from presales_xl.ledger.engine import connect, is_url, shown, transaction
from presales_xl.ledger.step import HALF, Key, LogLine, Reading, Step, key_of, last_lines, lines, row_digest
from presales_xl.project import Project, user
from presales_xl.scheme.errors import Place, Problem, TooEarlyError, fail, too_early
from presales_xl.scheme.names import Names

FILE = "ledger.sqlite"
RETAIN = "retain"  # the action whose lines vouch for names that went


class Ledger:
    """An open ledger, for one thread. Nothing stays open between steps and readings, so there is nothing to close."""

    def __init__(self, engine: Engine, where: str | Path) -> None:
        self._engine = engine
        self.where = where
        self._inside = False

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True) -> "Ledger":
        """Return the ledger in a SQLite file or at a postgresql:// URL; its tables are made when there are none.

        ProblemsError `ledger.missing` when it is not there and not to be made, `ledger.other_format` when another
        version made it, `ledger.driver`, `ledger.url`, `ledger.unreachable`, `ledger.unusable`, `ledger.damaged`.
        """
        place = Place(file=shown(where))
        if not is_url(where) and not Path(where).is_file():
            if not create:
                raise too_early("ledger.missing", place)
            Path(where).parent.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):  # the database says why it cannot be made
                Path(where).touch(mode=0o600)  # for its owner only; on Windows its folder's rights hold
        ledger = cls(connect(where), where)
        with transaction(ledger._engine, where, writing=False) as connection:
            is_made = _is_made(connection, place)
        if not is_made and not create:
            raise too_early("ledger.missing", place)
        if not is_made:
            with transaction(ledger._engine, where, writing=True) as connection:
                if not _is_made(connection, place):  # somebody else may have been faster
                    _make(connection, place)
        return ledger

    @property
    def shown(self) -> str:
        """Return where it is, as it may be shown: without a password."""
        return shown(self.where)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Read the ledger as it is at one moment; do not write a step meanwhile."""
        with self._one_at_a_time(), transaction(self._engine, self.where, writing=False) as connection:
            yield Reading(connection)

    @contextmanager
    def step(
        self, actor: str, action: str, subject: str, *, dry_run: bool = False, always: bool = False, **facts: object
    ) -> Iterator[Step]:
        """Do one thing: take the lock, let the rows be written, add one line to the log, commit.

        Nothing remains of a `dry_run`, and of a step that wrote no row, unless it is `always` to be told.
        `actor` is who does it (`Project.by`); the log has the system's user too, where that is another name. `action`
        is the verb (`collect`), `subject` what it is done to (`2026-11`). ProblemsError `ledger.busy` when somebody
        else writes for too long.
        """
        at_computer = {} if actor == user() else {"user": user()}
        with self._one_at_a_time(), transaction(self._engine, self.where, writing=True) as connection:
            step = Step(connection, actor, action=action, subject=subject, facts=facts | at_computer)
            step.is_told = always
            yield step
            if dry_run or not (step.changed or step.is_told):
                connection.rollback()
            else:
                step.finish()
        for done in step.afterwards if not dry_run else ():
            done(step.head)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if self._inside:
            raise RuntimeError("a step or reading inside another would wait for it for ever; pass the outer one on")
        self._inside = True
        try:
            yield
        finally:
            self._inside = False


def _make(connection: Connection, place: Place) -> None:
    """Make the tables and the first line of the log."""
    if connection.dialect.name == "postgresql":
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise fail("ledger.encoding", place, found=encoding)
    tables.metadata.create_all(connection)
    connection.execute(tables.meta.insert().values(key="format", value=tables.FORMAT))
    Step(connection, user(), action="create", subject="", facts={"format": tables.FORMAT}).finish()


def _is_made(connection: Connection, place: Place) -> bool:
    """Return whether the tables are there. Those of another format are refused."""
    if not inspect(connection).has_table(tables.meta.name):
        return False
    version = connection.execute(select(tables.meta.c.value).where(tables.meta.c.key == "format")).scalar_one_or_none()
    if version is None:
        raise fail("ledger.not_ours", place)
    if version != tables.FORMAT:
        raise fail("ledger.other_format", place, found=version, known=tables.FORMAT)
    return True


def is_lost(project: Project) -> bool:
    """Return whether the ledger of a project that was at work is not there any more."""
    if not project.was_at_work:
        return False
    try:
        Ledger.open(project.ledger, create=False)
    except TooEarlyError:
        return True
    return False


def verify(ledger: Ledger, known: str = "") -> list[Problem]:
    """Return what is wrong with the ledger: nothing, when it is as it was written.

    First the first broken line of the log, then every row that was changed, added or removed without a line saying so.
    `known` is the hash of a line noted down at some time: it must still be there, or the log was cut off or
    written anew.
    """
    with ledger.reading() as read:
        log = lines(read.connection)
        problems = [*([] if log else [Problem("ledger.log_empty")]), *_first_broken(log), *_rows(read, log)]
    if known and known.strip().casefold() not in {line.hash for line in log}:
        problems.append(Problem("ledger.hash_gone", fields={"hash": known}))
    return [problem.at(file=ledger.shown) for problem in problems]


def tail(ledger: Ledger, count: int | None) -> list[LogLine]:
    """Return the last lines of the log, in order, or all."""
    with ledger.reading() as read:
        return last_lines(read.connection, count)


def changed_outside(read: Reading) -> list[Problem]:
    """Return what was changed in the ledger by something else than its steps."""
    log = lines(read.connection)
    return [*_first_broken(log), *_rows(read, log)]


def _first_broken(log: Sequence[LogLine]) -> Iterator[Problem]:
    previous = ""
    renamed = {
        key[0]: mark for line in log if line.action == RETAIN for name, key, mark in line.written() if name == "log"
    }
    for expected, line in enumerate(log, start=1):
        fields = {"line": line.seq, "at": line.at, "action": line.action, "subject": line.subject}
        if line.seq != expected:
            yield Problem("ledger.line_missing", Place(line=expected), {"line": expected})
        elif line.previous != previous:
            yield Problem("ledger.chain_broken", Place(line=line.seq), fields)
        elif line.hash != line.right_hash() or not _is_as_told(line, renamed.get(line.seq)):
            yield Problem("ledger.line_changed", Place(line=line.seq), fields)
        else:
            previous = line.hash
            continue
        return


def _is_as_told(line: LogLine, renamed: str | None) -> bool:
    """Return whether a line says what it said when it was written, or what is left of that without names."""
    return line.told == line.right_told() or line.mark() == renamed


def _rows(read: Reading, log: Iterable[LogLine]) -> Iterator[Problem]:
    """Yield the rows that are not as the last line that wrote them says."""
    logged: dict[str, dict[Key, tuple[str | None, LogLine]]] = {}
    for line in log:
        for table, key, mark in line.written():
            before = logged.setdefault(table, {}).get(key, (None, line))[0]
            if line.action == RETAIN and before != mark and before and (mark or "")[:HALF] != before[:HALF]:
                fields = _fields(table, {}, key)
                yield Problem("ledger.figures_changed", fields=fields | {"line": line.seq, "at": line.at})
            logged[table][key] = mark, line
    logged.pop(tables.log.name, None)
    for kept in tables.KEPT:
        marks = logged.pop(kept.name, {})
        for row in read.all(select(kept)):
            key = key_of(kept, row)
            fields = _fields(kept.name, row._mapping, key)
            match marks.pop(key, None):
                case None | (None, _):
                    yield Problem("ledger.row_unknown", fields=fields)
                case (mark, line) if mark != row_digest(row._mapping):
                    yield Problem("ledger.row_changed", fields=fields | {"line": line.seq, "at": line.at})
        for key, (mark, line) in marks.items():
            if mark is not None:
                fields = _fields(kept.name, {}, key)
                yield Problem("ledger.row_missing", fields=fields | {"line": line.seq, "at": line.at})


def _fields(table: str, row: Mapping[Any, object], key: Key) -> dict[str, object]:
    """Return what a row is called: its table, and period, person, item or key."""
    name = Names(zh=texts.text("zh", f"ledger.table.{table}"), en=texts.text("en", f"ledger.table.{table}"))
    parts = [row[column] for column in ("period", "recipient", "employee_id", "item", "input", "file") if column in row]
    return {"table": name, "row": " ".join(str(part) for part in parts or key)}
