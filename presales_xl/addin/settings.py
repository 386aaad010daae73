"""What an installation consists of: the add-in with its settings inside and, on the Mac, what starts Python for it."""

import csv
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import xlwings

from presales_xl.addin.build import built, settings_of
from presales_xl.addin.places import Places
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import Lang

_PLAIN = frozenset("/._-+@,:")  # what a shell leaves alone outside quotes, beside letters and digits


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the installation."""

    path: Path
    content: bytes
    program: bool = False  # the system may start it


def parts(places: Places, lang: Lang) -> list[Part]:
    """Return the files to put in place, the add-in first: it is the one that Excel may hold open.

    Raises ProblemsError when Excel could not start this environment's Python.
    """
    found = [Part(places.addin, built(lang, settings(places)))]
    if places.launcher is not None:
        found.append(Part(places.launcher, launcher(places), program=True))
    script = applescript(places)
    return [*found, script] if script is not None else found


def settings(places: Places) -> Mapping[str, str]:
    """Return what the add-in has to know, as xlwings names it.

    Raises ProblemsError `addin_install.interpreter` or `addin_install.home` when Excel could not start Python there.
    """
    if places.launcher is not None:  # xlwings writes the interpreter into a shell line without quotes
        found = "".join(sorted({sign for sign in str(places.launcher) if not (sign.isalnum() or sign in _PLAIN)}))
        if found:
            raise fail("addin_install.home", Place(file=str(places.launcher)), found=found)
        return {"INTERPRETER_MAC": str(places.launcher)}
    python = opened_by_vba(places.python, places.code_page)
    if python is None:
        raise fail("addin_install.interpreter", Place(file=str(places.python)))
    logs = None if places.logs is None else opened_by_vba(places.logs, places.code_page)
    return {"INTERPRETER_WIN": python} | ({"TEMP DIR": logs} if logs is not None else {})


def known(places: Places) -> dict[str, str]:
    """Return what the installed add-in knows: the settings inside it, else those that the company wrote beside.

    Raises ProblemsError when the installed file is no add-in of ours.
    """
    encoding = places.code_page if places.system == "windows" else "utf-8"
    try:
        lines = places.company.read_text(encoding=encoding, errors="replace").splitlines()
    except OSError:
        lines = []
    return {row[0]: row[1] for row in csv.reader(lines) if len(row) > 1} | settings_of(places.addin)


def opened_by_vba(path: Path, code_page: str) -> str | None:
    """Return the path as VBA can open it, None when it cannot.

    VBA knows only the characters of the system's code page; a path with others has a short form (`ZHANG~1`) where the
    disk keeps those. xlwings replaces %NAME% in settings, so that a path must not hold the sign.
    """
    for form in (str(path), _short(path)):
        try:
            form.encode(code_page)
        except UnicodeEncodeError:
            continue
        return None if "%" in form else form
    return None


def _short(path: Path) -> str:
    """Return the short form that Windows keeps of a path, the path itself where there is none."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  # its windll exists on Windows only

        buffer = ctypes.create_unicode_buffer(1024)
        if ctypes.windll.kernel32.GetShortPathNameW(str(path), buffer, len(buffer)):
            return buffer.value
    return str(path)


def launcher(places: Places) -> bytes:
    """Return the program that starts this environment's Python from a path without spaces.

    A link would not do: Python started through one does not find its environment.
    """
    return f'#!/bin/sh\nexec {shlex.quote(str(places.python))} "$@"\n'.encode()


def applescript(places: Places) -> Part | None:
    """Return the script through which Excel for Mac may start programs; the add-in asks for it by this name."""
    if places.scripts is None:
        return None
    name = f"xlwings-{xlwings.__version__}.applescript"
    return Part(places.scripts / name, (Path(xlwings.__file__).parent / name).read_bytes())
