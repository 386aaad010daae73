"""Workbooks that somebody types into: cells change, and all else stays as it is in the file.

What formulas showed is left out, as openpyxl leaves it out, which takes six times as long: it reads each cell and
each look of a cell, and writes all of them again.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from tests.workbook.files import pack, parts_of

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: [a-z]+="[^"]*")*)(?:/>|>(.*?)</c>)')
_CORE, _SHEET = "docProps/core.xml", "xl/worksheets/sheet"
_REVISIONS = count(1)  # no two saves are the same file, even within a second


class Entered:
    """A workbook as it was issued, or came back before, with what is typed into it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._typed: dict[str, dict[str, object]] = {}

    @cached_property
    def sheets(self) -> Mapping[str, list[list[Any]]]:
        """What the sheets hold, row by row, "" where it is nothing."""
        with CalamineWorkbook.from_path(self._path) as book:
            return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}

    def put(self, sheet: str, row: int, column: int, value: object) -> None:
        """Type a value into a cell that is ready for it; rows and columns count from 1."""
        self._typed.setdefault(sheet, {})[xl_rowcol_to_cell(row - 1, column - 1)] = value

    def save(self, target: Path) -> Path:
        """Save the workbook elsewhere, or where it lies."""
        parts, names = parts_of(self._path), list(self.sheets)
        assert self._typed.keys() <= set(names)
        for part in [part for part in parts if part.startswith(_SHEET)]:
            typed = dict(self._typed.get(names[int(part.removeprefix(_SHEET).removesuffix(".xml")) - 1], {}))
            parts[part] = _CELL.sub(partial(_written, typed), parts[part].decode()).encode()
            assert not typed, f"no such cells: {typed}"
        now, number = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", f"<cp:revision>{next(_REVISIONS)}</cp:revision>"
        core = re.sub("<cp:revision>.*?</cp:revision>", "", parts[_CORE].decode())
        core = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{now}", core)
        parts[_CORE] = core.replace("</cp:coreProperties>", f"{number}</cp:coreProperties>").encode()
        target.parent.mkdir(parents=True, exist_ok=True)
        return pack(target, parts)


def _written(typed: dict[str, object], cell: re.Match[str]) -> str:
    """Return a cell with what is typed into it, or as it is, without what a formula showed."""
    place, attributes, content = cell.groups()
    if place in typed:
        return f'<c r="{place}"{_without_type(attributes)}{_held(typed.pop(place))}'
    if content and content.startswith("<f"):
        return f'<c r="{place}"{_without_type(attributes)}>{content.partition("<v>")[0]}</c>'
    return cell[0]


def _without_type(attributes: str) -> str:
    return re.sub(r' t="\w+"', "", attributes)


def _held(value: object) -> str:
    match value:
        case None:
            return "/>"
        case bool():
            return f' t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f"><v>{value!r}</v></c>"
        case str() if value.startswith("="):
            return f"><f>{escape(value[1:])}</f></c>"
        case str():
            return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    raise TypeError(value)
