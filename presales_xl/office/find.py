"""Where LibreOffice is on this machine, and a Python that can talk to it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from presales_xl.scheme.errors import fail

MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")


def soffice() -> Path:
    """Return LibreOffice's program; ProblemsError `office.missing` where there is none."""
    found = next(filter(Path.is_file, _usual()), None)
    if found is None:
        raise fail("office.missing")
    return found.resolve()


def _usual() -> Iterator[Path]:
    yield from (Path(found) for name in ("soffice", "libreoffice") if (found := shutil.which(name)))
    yield MAC
    for key in ("ProgramFiles", "ProgramFiles(x86)"):
        if folder := os.environ.get(key):
            yield Path(folder, "LibreOffice", "program", "soffice.exe")


@cache
def python(soffice: Path) -> Path:
    """Return a Python that can `import uno`: LibreOffice's own, or the system's.

    ProblemsError `office.no_python` where there is none.
    """
    usual = (
        soffice.with_name("python.exe"),
        soffice.with_name("python"),
        soffice.parents[1] / "Resources" / "python",
        Path("/usr/bin/python3"),
        Path(sys.executable),
    )
    for found in filter(Path.is_file, usual):
        tried = subprocess.run([found, "-c", "import uno"], capture_output=True, check=False)  # noqa: S603 - ours
        if tried.returncode == 0:
            return found
    raise fail("office.no_python", soffice=str(soffice))
