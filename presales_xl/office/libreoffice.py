"""A LibreOffice of our own: found, started with a profile of its own, asked through a bridge process, and ended."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail

PATIENCE = 180.0  # seconds that one request may take before LibreOffice counts as stuck
SETTINGS = Path(__file__).with_name("settings.xcu")
PACKAGES = Path(__file__).parents[2]
MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
#: glibc otherwise takes each large block from the system anew and gives it back: half of what a start costs on Linux.
_MEMORY = dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(256 << 20))
#: LibreOffice 7.4 computes a column in threads and now and then takes a mean before all of its cells are there.
_CALCULATION = {"SC_FORCE_CALCULATION": "core"}
# Our packages come last: the other Python's own go first.
_START = "import runpy, sys; sys.path.append(sys.argv.pop(1)); runpy.run_module('presales_xl.office.bridge')"


class NoOfficeError(ProblemsError):
    """This machine has no LibreOffice, or no Python that can talk to it."""


class Office:
    """One running LibreOffice; a context manager that starts it, which takes a second or two, and ends it.

    `operations` is a Python file with further OPERATIONS for the bridge; `environment` is put in addition to our own.
    Starting raises NoOfficeError where this machine lacks it.
    """

    def __init__(self, *, operations: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._more = [str(operations)] if operations else []
        ours = {**_MEMORY, **_CALCULATION}
        self._environment = {**ours, **os.environ, **(environment or {}), "PYTHONDONTWRITEBYTECODE": "1"}
        self._environment["PATH"] = _without_environments(self._environment.get("PATH", os.defpath))

    def __enter__(self) -> Self:
        self.program = soffice()
        python = python_with_uno(self.program)
        self._folder = tempfile.TemporaryDirectory(prefix="presales-office-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        profile = self.folder / "profile"
        (profile / "user").mkdir(parents=True)
        shutil.copyfile(SETTINGS, profile / "user" / "registrymodifications.xcu")
        self._bridge = subprocess.Popen(  # noqa: S603 - LibreOffice's own Python, or the system's
            [python, "-X", "utf8", "-c", _START, str(PACKAGES), str(self.program), str(profile), *self._more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=self._environment,
            start_new_session=True,  # one group with LibreOffice, to be ended together; no effect on Windows
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Tell it to leave, and end it where it does not."""
        try:
            self._bridge.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            self._bridge.communicate()
        finally:
            self._folder.cleanup()

    @property
    def pid(self) -> int:
        """The number of the process that talks to LibreOffice."""
        return self._bridge.pid

    def ask(self, operation: str, /, **fields: Any) -> Any:
        """Have the bridge do an operation and return its answer.

        Raises KeyError for an unknown sheet, name or operation, PermissionError for a wrong password, and
        ProblemsError: `office.stuck` when LibreOffice ended or took too long, `office.unopened` for a file that it
        did not open, `office.failed` with the reason for anything else.
        """
        place = Place(file=str(fields.get("file", "")))
        answer = json.loads(self._request(json.dumps({"do": operation, **fields})) or "{}")
        if "answer" in answer:
            return answer["answer"]
        match answer.get("error"):
            case None:
                raise fail("office.stuck", place)
            case "KeyError":
                raise KeyError(answer["message"])
            case "PermissionError":
                raise PermissionError(answer["message"])
            case "OSError" | "IllegalArgumentException":
                raise fail("office.unopened", place)
        raise fail("office.failed", place, reason=f"{operation}: {answer['message'] or answer['error']}")

    def kill(self) -> None:
        """End it at once, with all that it started."""
        if sys.platform == "win32":
            command = ["taskkill", "/F", "/T", "/PID", str(self._bridge.pid)]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - nothing from users
        else:
            os.killpg(self._bridge.pid, signal.SIGKILL)

    def _request(self, line: str) -> str:
        assert self._bridge.stdin  # noqa: S101 - for the type checker
        assert self._bridge.stdout  # noqa: S101
        watch = Timer(PATIENCE, self.kill)
        watch.start()
        try:
            self._bridge.stdin.write(f"{line}\n")
            self._bridge.stdin.flush()
            return self._bridge.stdout.readline()
        except OSError:  # it is gone
            return ""
        finally:
            watch.cancel()


def _without_environments(path: str) -> str:
    """Return a PATH without virtual environments.

    The Python inside LibreOffice takes its library from where the first `python3` lies, and dies of another one's.
    """
    folders = path.split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if not (Path(folder).parent / "pyvenv.cfg").is_file())


def soffice() -> Path:
    """Return LibreOffice's program; NoOfficeError where there is none."""
    program = next(filter(Path.is_file, _usual_places()), None)
    if program is None:
        raise NoOfficeError([Problem("office.missing")])
    return program.resolve()


def _usual_places() -> Iterator[Path]:
    yield from (Path(file) for file in map(shutil.which, ("soffice", "libreoffice")) if file)
    yield MAC
    for key in ("ProgramFiles", "ProgramFiles(x86)"):
        if folder := os.environ.get(key):
            yield Path(folder, "LibreOffice", "program", "soffice.exe")


@cache
def python_with_uno(program: Path) -> Path:
    """Return a Python that can `import uno`, LibreOffice's own or the system's; NoOfficeError where there is none."""
    usual = (
        program.with_name("python.exe"),
        program.with_name("python"),
        program.parents[1] / "Resources" / "python",
        Path("/usr/bin/python3"),
        Path(sys.executable),
    )
    for python in filter(Path.is_file, usual):
        tried = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)  # noqa: S603 - ours
        if tried.returncode == 0:
            return python
    raise NoOfficeError([Problem("office.no_python", fields={"soffice": str(program)})])
