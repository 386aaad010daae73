"""A real LibreOffice, started once and asked through `uno_bridge`: a second opinion, and a maker of pictures.

Where 7.4 differs from IronCalc, measured: INT forgives the last binary digits (INT((0.1+0.7)*10) is 8, not
7); TRUE in a cell counts as the number 1; a criterion that is a number does not find its digits as text.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

from tests.engines import CellError, Cells, Changes, EngineMissingError, Value

BRIDGE = Path(__file__).with_name("uno_bridge.py")
FONTS = BRIDGE.with_name("fonts.conf")
PATIENCE = 180.0  # seconds that one request may take before LibreOffice counts as stuck


class LibreOffice:
    """One running LibreOffice with a profile of its own; a context manager that ends it."""

    def __enter__(self) -> Self:
        """Start it; EngineMissingError where there is none."""
        soffice = _soffice()
        python = _python(soffice)
        self._profile = tempfile.TemporaryDirectory(prefix="presales-office-", ignore_cleanup_errors=True)
        self._bridge = subprocess.Popen(
            [python, str(BRIDGE), str(soffice), self._profile.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "FONTCONFIG_FILE": str(FONTS)},  # read on Linux only
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
            self._kill()
            self._bridge.communicate()
        finally:
            self._profile.cleanup()

    def recalculate(self, path: Path, changes: Changes | None = None) -> Cells:
        """Return all cells of the workbook at `path`, recalculated; KeyError for an unknown sheet.

        LibreOffice has no truth values, only numbers shown as such: TRUE is 1.0, which equals `True`.
        """
        wanted = {sheet: dict(cells) for sheet, cells in (changes or {}).items()}
        found = self._ask(path, {"changes": wanted})
        return {sheet: dict(_shown(cells)) for sheet, cells in found["cells"].items()}

    def print_sheet(self, path: Path, sheet: str, pdf: Path, *, cells: str = "") -> None:
        """Write one sheet as a PDF of one page as large as the sheet; KeyError for an unknown sheet.

        `cells` ("A1:P20") prints a part of it.
        """
        self._ask(path, {"pdf": str(pdf), "sheet": sheet, "cells": cells})

    def _ask(self, path: Path, request: dict[str, Any]) -> dict[str, Any]:
        if not path.is_file():
            raise FileNotFoundError(path)
        answer = json.loads(self._told(json.dumps({**request, "file": str(path)})) or "{}")
        if not isinstance(answer, dict) or not answer:
            raise RuntimeError(f"LibreOffice ended, or was ended because it was stuck, over {path}")
        if "unknown" in answer:
            raise KeyError(answer["unknown"])
        if "error" in answer:
            raise RuntimeError(f"{path}: {answer['error']}")
        return answer

    def _told(self, line: str) -> str:
        assert self._bridge.stdin
        assert self._bridge.stdout
        watch = Timer(PATIENCE, self._kill)
        watch.start()
        try:
            self._bridge.stdin.write(f"{line}\n")
            self._bridge.stdin.flush()
            return self._bridge.stdout.readline()
        finally:
            watch.cancel()

    def _kill(self) -> None:
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(self._bridge.pid)], check=False)
        else:
            os.killpg(self._bridge.pid, signal.SIGKILL)


def _shown(cells: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    for address, value in cells.items():
        yield address, CellError(value["error"]) if isinstance(value, dict) else value


def _soffice() -> Path:
    usual = (
        shutil.which("soffice"),
        shutil.which("libreoffice"),
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.exe",
    )
    for place in usual:
        if place and Path(place).is_file():
            return Path(place).resolve()
    raise EngineMissingError("LibreOffice is not installed (Debian: libreoffice-calc, python3-uno)")


@cache
def _python(soffice: Path) -> str:
    """Return a Python that can `import uno`: LibreOffice's own, or the system's."""
    usual = (
        soffice.with_name("python.exe"),
        soffice.with_name("python"),
        soffice.parents[1] / "Resources" / "python",
        Path("/usr/bin/python3"),
        Path(sys.executable),
    )
    for python in filter(Path.is_file, usual):
        tried = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)
        if tried.returncode == 0:
            return str(python)
    raise EngineMissingError("no Python here can import uno (Debian: python3-uno)")
