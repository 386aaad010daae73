"""Users' folders as Windows and the Mac lay them out, in a temporary folder, and what lies in them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from presales_xl.addin.places import Places, mac_places, windows_places

Tree = dict[str, bytes | None]
"""Everything below a folder: the content of files, None for folders."""


def windows(base: Path, python: Path = Path(sys.executable), code_page: str = "gbk") -> Places:
    """Return a Windows user's places, by default on a Chinese Windows; the usual folders are there."""
    home = base / "Users" / "张 三"
    (home / "AppData" / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)
    (home / "AppData" / "Local").mkdir()
    return windows_places(home, python, code_page=code_page)


def mac(base: Path, python: Path = Path(sys.executable)) -> Places:
    """Return a Mac user's places; the usual folders are there."""
    home = base / "Users" / "zhangsan"
    (home / "Library" / "Group Containers" / "UBF8T346G9.Office").mkdir(parents=True)
    (home / "Library" / "Application Scripts").mkdir()
    return mac_places(home, python)


def tree(folder: Path) -> Tree:
    """Return everything below a folder."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold a file as Excel does: nobody can replace or remove it."""
    if sys.platform == "win32":
        with file.open("rb"):
            yield
        return
    chattr = shutil.which("chattr")
    if chattr is None or subprocess.run([chattr, "+i", file], capture_output=True, check=False).returncode:
        pytest.skip("this file system cannot hold a file against its user")
    try:
        yield
    finally:
        subprocess.run([chattr, "-i", file], check=True)
