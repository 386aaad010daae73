"""The embeddable Python for Windows that IT gives, and the libraries for it: looked at and unpacked on any system."""

import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from presales_xl.resources import LOCK
from presales_xl.scheme.errors import Place, fail

#: What a program says of its machine behind `PE`, and how wheels and markers name that.
_MACHINES = {0x8664: "amd64", 0xAA64: "arm64", 0x014C: "win32"}
_LIBRARY = re.compile(r"python3(\d{1,2})\.dll")
_MOST_FILES = 1000
_MOST_UNPACKED = 200_000_000  # bytes; the zip of Python 3.11 comes to 23 million
_OLDEST = 11
#: Of the lock, what runs the product; what only some need is asked for by extras.
_PROJECT = "presales-xl"


@dataclass(frozen=True, slots=True)
class WindowsPython:
    """An embeddable Python: its files by name, its minor version (3.`minor`)."""

    files: Mapping[str, bytes]
    minor: int

    @property
    def version(self) -> str:
        """Return the version as pip and markers name it: 3.11."""
        return f"3.{self.minor}"

    @property
    def paths_file(self) -> str:
        """Return the name of the file that says where this Python looks for modules."""
        return f"python3{self.minor}._pth"


def read(file: Path) -> WindowsPython:
    """Return the Python of a zip as python.org offers it ("Windows embeddable package, 64-bit").

    ProblemsError `addin_bundle.python` when it is another file, `addin_bundle.machine` when it is for other processors
    than those that all libraries come for, `addin_bundle.version` when it is older than 3.11, `file.unreadable`.
    """
    try:
        with ZipFile(file) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            bounded = len(infos) <= _MOST_FILES and sum(info.file_size for info in infos) <= _MOST_UNPACKED
            if not bounded or any(PurePosixPath(info.filename).name != info.filename for info in infos):
                raise fail("addin_bundle.python", Place(file=str(file)))
            files = {info.filename: archive.read(info) for info in infos}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise fail("addin_bundle.python", Place(file=str(file))) from None
    except OSError as error:
        raise fail("file.unreadable", Place(file=str(file)), reason=error.strerror or str(error)) from None
    minors = [int(match[1]) for name in files if (match := _LIBRARY.fullmatch(name))]
    if len(minors) != 1 or not {"python.exe", f"python3{minors[0]}.zip", f"python3{minors[0]}._pth"} <= files.keys():
        raise fail("addin_bundle.python", Place(file=str(file)))
    machine = _machine(files["python.exe"])
    if machine != "amd64":
        raise fail("addin_bundle.machine", Place(file=str(file)), found=machine)
    if minors[0] < _OLDEST:
        raise fail("addin_bundle.version", Place(file=str(file)), found=f"3.{minors[0]}")
    return WindowsPython(files, minors[0])


def _machine(program: bytes) -> str:
    """Return what processors a Windows program is for, `?` when it is none."""
    head = BytesIO(program)
    head.seek(0x3C)
    start = int.from_bytes(head.read(4), "little")
    head.seek(start)
    if program[:2] != b"MZ" or head.read(4) != b"PE\0\0":
        return "?"
    return _MACHINES.get(int.from_bytes(head.read(2), "little"), "?")


def install(python: WindowsPython, extras: Sequence[str], wheels: Path | None, site: Path) -> None:
    """Put the libraries that the product needs on Windows into a folder, in the versions of the lock.

    They come from the folder `wheels` where one is given, else from where this machine's pip takes them. ProblemsError
    `addin_bundle.pip` with what pip said.
    """
    marks, pins = _marks(python), _pins(python)
    present: set[str] = set()
    wanted: dict[str, set[str]] = {}

    def want(lines: Sequence[str], of: Collection[str]) -> None:
        for name, inner in _needed(lines, of, marks):
            wanted.setdefault(name, set()).update(inner)

    want(metadata.requires(_PROJECT) or [], extras)
    while missing := wanted.keys() - present:
        _pip(python, [f"{name}=={pins[name]}" for name in sorted(missing)], wheels, site)
        present |= missing
        for library in metadata.distributions(path=[str(site)]):
            want(library.requires or [], wanted.get(canonicalize_name(library.name), ()))


def _needed(
    lines: Sequence[str], extras: Collection[str], marks: Mapping[str, str]
) -> Iterator[tuple[str, Collection[str]]]:
    """Yield the names of the libraries that these requirements ask for on Windows, each with the extras of it."""
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({**marks, "extra": extra}) for extra in ("", *extras)):
            yield canonicalize_name(requirement.name), requirement.extras


def _pins(python: WindowsPython) -> dict[str, Version]:
    """Return the version of each library that the lock names for Windows."""
    lines = [line.split("#")[0].strip() for line in LOCK.read_text(encoding="utf-8").splitlines()]
    locked = [Requirement(line) for line in lines if line]
    return {
        canonicalize_name(each.name): Version(next(iter(each.specifier)).version)
        for each in locked
        if each.marker is None or each.marker.evaluate(dict(_marks(python)))
    }


def _marks(python: WindowsPython) -> Mapping[str, str]:
    """Return what markers of requirements ask about, as this Python answers."""
    return {
        "implementation_name": "cpython",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_system": "Windows",
        "python_full_version": f"{python.version}.0",
        "python_version": python.version,
        "sys_platform": "win32",
        "extra": "",
    }


def _pip(python: WindowsPython, wanted: Sequence[str], wheels: Path | None, site: Path) -> None:
    source = [] if wheels is None else ["--no-index", "--find-links", str(wheels)]
    options = ["--platform=win_amd64", f"--python-version={python.version}", "--implementation=cp"]
    options += ["--only-binary=:all:", "--no-deps", "--no-compile", "--target", str(site), "--quiet"]
    options += ["--disable-pip-version-check", "--no-input"]
    done = subprocess.run(  # noqa: S603  # names and versions of the lock, and folders
        [sys.executable, "-m", "pip", "install", *options, *source, *wanted],
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise fail("addin_bundle.pip", said=" ".join(lines)[-400:])
