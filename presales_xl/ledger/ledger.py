"""The ledger: opened by file or URL, read at one moment, written in steps.

    ledger = Ledger.open(project.ledger)
    with ledger.step("", "collect", "2026-11", files=3) as step:
        submissions.record(step, ...)
    with ledger.reading() as read:
        submissions.current(read, "2026-11")

A step first takes the lock, so that everything it reads stays so until it ends; what it decides by, it reads inside. It
writes one line of the log and commits; an exception leaves everything as it was.
"""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text

from presales_xl.ledger import tables as t
from presales_xl.ledger.engine import connect, is_url, shown, transaction
from presales_xl.ledger.step import Reading, Step
from presales_xl.scheme.errors import Place, fail

FILE = "ledger.sqlite"


class Ledger:
    """An open ledger, for one thread. Nothing stays open between steps and readings, so there is nothing to close."""

    def __init__(self, engine: Engine, where: str | Path) -> None:
        self._engine = engine
        self.where = where
        self._inside = False

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True) -> "Ledger":
        """Return the ledger in a SQLite file or at a postgresql:// URL; its tables are made when there are none.

        ProblemsError `ledger.missing` when it is not there and not to be made, `ledger.newer` when a later version
        wrote it, `ledger.driver`, `ledger.url`, `ledger.unreachable`, `ledger.unusable`, `ledger.damaged`.
        """
        place = Place(file=shown(where))
        if not is_url(where) and not Path(where).is_file():
            if not create:
                raise fail("ledger.missing", place)
            Path(where).parent.mkdir(parents=True, exist_ok=True)
        ledger = cls(connect(where), where)
        with transaction(ledger._engine, where, writing=False) as connection:
            is_made = _is_made(connection, place)
        if not is_made and not create:
            raise fail("ledger.missing", place)
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
    def step(self, actor: str, action: str, subject: str, **facts: object) -> Iterator[Step]:
        """Do one thing: take the lock, let the rows be written, add one line to the log, commit.

        `actor` is who does it, the user of this computer when empty; `action` is the verb (`collect`), `subject` what
        it is done to (`2026-11`). ProblemsError `ledger.busy` when somebody else writes for too long.
        """
        with self._one_at_a_time(), transaction(self._engine, self.where, writing=True) as connection:
            step = Step(connection, actor or user(), action, subject, facts)
            yield step
            if step.is_dropped:
                connection.rollback()
            else:
                step.finish()

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if self._inside:
            raise RuntimeError("a step or reading inside another would wait for it for ever; pass the outer one on")
        self._inside = True
        try:
            yield
        finally:
            self._inside = False


def user() -> str:
    """Return the name of this computer's user, "?" where it has none."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # no variable names one, and the system knows none
        return "?"


def _make(connection: Connection, place: Place) -> None:
    """Make the tables and the first line of the log."""
    if connection.dialect.name == "postgresql":
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise fail("ledger.encoding", place, found=encoding)
    t.metadata.create_all(connection)
    connection.execute(t.meta.insert().values(key="format", value=str(t.FORMAT)))
    Step(connection, user(), "create", "", {"format": t.FORMAT}).finish()


def _is_made(connection: Connection, place: Place) -> bool:
    """Return whether the tables are there. Those of a later format are refused.

    When there is a second format, this is where the tables of the first are brought up to date.
    """
    if not inspect(connection).has_table(t.meta.name):
        return False
    found = connection.execute(select(t.meta.c.value).where(t.meta.c.key == "format")).scalar_one_or_none()
    if found is None or not found.isdigit():
        raise fail("ledger.not_ours", place)
    if int(found) > t.FORMAT:
        raise fail("ledger.newer", place, found=found, known=t.FORMAT)
    return True
