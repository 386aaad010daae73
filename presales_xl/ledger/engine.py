"""The two databases: how each is reached and locked, and what their failures mean to a user.

SQLite is a file: its own lock lets one write at a time, and every commit is on the disk before it returns. It has to
lie on a disk of this computer: file locks on network drives cannot be relied upon; several computers use PostgreSQL.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.util import LRUCache

from presales_xl.scheme.errors import Place, ProblemsError, fail

WAIT = 60  # seconds for whoever writes at the moment
_LOCK = 0x7072_6573_616C_6573  # "presales": the advisory lock that writers of a PostgreSQL ledger take in turn
_CONNECT = 10  # seconds until a server that does not answer counts as unreachable
_POSTGRESQL = re.compile(r"postgres(ql)?(\+psycopg)?://")
# What PostgreSQL calls them: lock not available, deadlock; no right to do this.
_BUSY = ("55P03", "40P01")
_FORBIDDEN = "42501"
#: Statements as SQLite gets them, which would otherwise be compiled anew each time that a ledger is opened.
_COMPILED: LRUCache[Any, Any] = LRUCache(500)


def is_url(where: str | Path) -> bool:
    """Return whether a ledger is named by a URL and not by a file."""
    return isinstance(where, str) and "://" in where


def shown(where: str | Path) -> str:
    """Return a ledger's address as it may be shown: without user, password and options."""
    if not is_url(where):
        return str(where)
    return re.sub(r"://.*@", "://", str(where), flags=re.DOTALL).partition("?")[0]


def connect(where: str | Path) -> Engine:
    """Return the engine of a file or a postgresql:// URL; connections are made when needed and not kept.

    ProblemsError `ledger.url` or `ledger.driver`.
    """
    if not is_url(where):
        engine = create_engine(
            URL.create("sqlite", database=str(where)), poolclass=NullPool, connect_args={"timeout": WAIT}
        )
        engine.dialect = _sqlite()
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    given = str(where)
    if not _POSTGRESQL.match(given):
        raise fail("ledger.url", Place(file=shown(given)))
    try:
        url = make_url(_POSTGRESQL.sub("postgresql+psycopg://", given, count=1))
        arguments = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT}
        return create_engine(url, poolclass=NullPool, connect_args=arguments | {"client_encoding": "utf8"})
    except (ArgumentError, ValueError):
        raise fail("ledger.url", Place(file=shown(given))) from None
    except ImportError:
        raise fail("ledger.driver", Place(file=shown(given))) from None


@cache
def _sqlite() -> Dialect:
    """Return how this SQLite is spoken to: the same for all files, so that what was compiled for one serves all."""
    engine = create_engine("sqlite://")
    with engine.connect():  # it then knows which SQLite this is
        return engine.dialect


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction(engine: Engine, where: str | Path, *, writing: bool) -> Iterator[Connection]:
    """Run one transaction: committed at the end, or nothing of it remains.

    A writing one first waits for the lock, so it sees everything written before and nobody writes beside it. A reading
    one sees the ledger as it is at one moment. ProblemsError of this module's kinds when the database fails.
    """
    server = engine.dialect.name == "postgresql"
    options: dict[str, Any] = {"writing": writing}
    if server:  # a later snapshot than the lock's would miss what was written while it was waited for
        reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        options |= {"isolation_level": "READ COMMITTED"} if writing else reading
    else:
        options["compiled_cache"] = _COMPILED
    with translated(where), engine.connect().execution_options(**options) as connection, connection.begin():
        if server and writing:
            connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


@contextmanager
def translated(where: str | Path) -> Iterator[None]:
    """Turn a database's failures into problems that a user can mend."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, IntegrityError | ProgrammingError) and _state(error) != _FORBIDDEN:
            raise  # ours to mend, not the user's
        raise _problem(error, where) from None


def _state(error: DBAPIError) -> object:
    return getattr(error.orig, "sqlstate", None)


def _problem(error: DBAPIError, where: str | Path) -> ProblemsError:
    place = Place(file=shown(where))
    reason = _without_password(str(error.orig).strip().partition("\n")[0], where)
    name = getattr(error.orig, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or _state(error) in _BUSY:
        return fail("ledger.busy", place, seconds=WAIT)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return fail("ledger.damaged", place, reason=reason)
    if is_url(where) and isinstance(error, OperationalError):
        return fail("ledger.unreachable", place, reason=reason)
    return fail("ledger.unusable", place, reason=reason)


def _without_password(reason: str, where: str | Path) -> str:
    if not is_url(where):
        return reason
    url = make_url(str(where))
    for secret in (url.password, url.query.get("password")):
        if isinstance(secret, str) and secret:
            reason = reason.replace(secret, "***")
    return reason
