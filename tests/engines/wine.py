"""Wine, which runs scripts and programs for Windows: none of Python's, which nobody may hand on for it."""

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pip._vendor.distlib

from tests.engines import EngineMissingError

#: Debian's name for the program beside the one on the path, which wants the 32-bit half as well.
_PROGRAMS = ("/usr/lib/wine/wine64", "wine64")
_SECONDS = 600  # on however busy a machine


def engine() -> str:
    """Return the program; EngineMissingError where there is none."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        raise EngineMissingError("no Wine here: install wine64")
    return found


def echo() -> bytes:
    """Return a Windows program that prints how it was called: pip's launcher, told to start `cmd /c echo`."""
    launcher = Path(pip._vendor.distlib.__file__).with_name("t64.exe").read_bytes()
    archive = BytesIO()
    with ZipFile(archive, "w") as names:
        names.writestr("__main__.py", "")
    return launcher + b"#!C:\\windows\\system32\\cmd.exe /c echo\n" + archive.getvalue()


class Windows:
    """A Windows of one's own in a folder, as Wine makes it."""

    def __init__(self, folder: Path) -> None:
        self._wine = engine()
        # Without UTF-8 Wine sees no Chinese names of files.
        self._environment = {**os.environ, "WINEPREFIX": str(folder), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}
        self._run(["wineboot", "-i"], folder.parent)
        [self.local] = (folder / "drive_c" / "users").glob("*/AppData/Local")

    def script(self, folder: Path, name: str, *arguments: str) -> tuple[int, bytes]:
        """Run a script that lies in a folder; return its exit code and what it printed."""
        done = self._run(["cmd", "/c", name, *arguments], folder)
        return done.returncode, done.stdout

    def _run(self, words: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self._wine, *words],
            cwd=folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
