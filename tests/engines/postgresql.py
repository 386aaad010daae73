"""A real PostgreSQL server of our own: a cluster in a temporary folder, on a free port of loopback, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import psycopg

from tests.engines import EngineMissingError

USER, PASSWORD = "ledger", "p@ss:w/rd%41"  # what a URL has to write otherwise
_PLACES = {
    "/usr/lib/postgresql": "*/bin",
    "/opt/homebrew/opt": "postgresql*/bin",
    "C:/Program Files/PostgreSQL": "*/bin",
}
_PATIENCE = 600  # seconds to start or stop, on however busy a machine


class PostgreSQL:
    """One running server; a context manager that ends it. `database()` makes an empty database."""

    def __enter__(self) -> Self:
        """Start it; EngineMissingError where there is none."""
        self._bin = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="presales-pg-"))
        if self._other_user():  # the server refuses to run as root
            shutil.chown(self._folder, "nobody")
        secret = self._folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        self._run(
            "initdb", "-U", USER, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._run("pg_ctl", "-w", "-l", self._folder / "log", "-o", options, "-t", str(_PATIENCE), "start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it and remove everything."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def database(self, encoding: str = "UTF8") -> str:
        """Return the URL of a new empty database."""
        name = f"ledger_{uuid.uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0".encode())
        return self.url(name)

    def url(self, database: str, password: str = PASSWORD) -> str:
        """Return the URL of a database."""
        return f"postgresql://{USER}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def _other_user(self) -> dict[str, Any]:
        return {"user": "nobody", "extra_groups": []} if os.name == "posix" and os.geteuid() == 0 else {}

    def _run(self, program: str, *words: str | Path) -> None:
        command = [self._bin / program, "-D", self._folder / "data", *words]
        with tempfile.TemporaryFile() as said:  # a pipe would stay open in the server that pg_ctl starts
            run = subprocess.run(
                command,
                stdout=said,
                stderr=said,
                cwd=self._folder,
                check=False,
                **self._other_user(),
            )
            said.seek(0)
            if run.returncode != 0:
                raise RuntimeError(f"{program}: {said.read().decode(errors='replace')}")


def _programs() -> Path:
    """Return the folder of the newest server's programs."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for root, pattern in _PLACES.items():
        folders += sorted(Path(root).glob(pattern), reverse=True)
    for folder in folders:
        if shutil.which("initdb", path=str(folder)):
            return folder
    raise EngineMissingError("no PostgreSQL server: apt-get install postgresql")
