"""Very hidden sheets, which LibreOffice knows as hidden ones only: told before it opens a file, made again after."""

import html
import re
from collections.abc import Set
from pathlib import Path
from zipfile import BadZipFile, ZipFile

WORKBOOK = "xl/workbook.xml"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_NAME = re.compile(r'\sname="([^"]*)"')
_STATE = re.compile(r'\sstate="(\w+)"')


def very_hidden(file: Path) -> frozenset[str]:
    """Return the names of a workbook's very hidden sheets; none where the file is no xlsx."""
    try:
        with ZipFile(file) as parts:
            content = parts.read(WORKBOOK).decode("utf-8")
    except (BadZipFile, KeyError, UnicodeDecodeError):
        return frozenset()
    return frozenset(name for tag, name in _sheets(content) if _state(tag) == "veryHidden")


def hide_again(file: Path, names: Set[str], target: Path) -> None:
    """Write a copy of a workbook in which these of its hidden sheets are very hidden."""
    with ZipFile(file) as source, ZipFile(target, "w") as copy:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == WORKBOOK:
                content = _hidden(content.decode("utf-8"), names).encode("utf-8")
            copy.writestr(part, content)


def _hidden(content: str, names: Set[str]) -> str:
    for tag, name in _sheets(content):
        if name in names and _state(tag) == "hidden":
            content = content.replace(tag, _STATE.sub(' state="veryHidden"', tag))
    return content


def _sheets(content: str) -> list[tuple[str, str]]:
    """Return the tags of the sheets, each with its name."""
    tags = _SHEET.findall(content)
    return [(tag, html.unescape(name[1])) for tag in tags if (name := _NAME.search(tag))]


def _state(tag: str) -> str:
    state = _STATE.search(tag)
    return state[1] if state else "visible"
