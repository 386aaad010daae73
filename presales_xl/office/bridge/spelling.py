"""A formula's text from Excel's spelling to LibreOffice's and back: `参数!$C$4` is `$参数.$C$4`, `,` is `;` there.

Numbers, functions and operators are spelled alike. Texts in quotes stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT = 2**16  # formulas of what is open
_QUOTED = r"'(?:[^']|'')+'"
_TEXT = r'(?P<text>"(?:[^"]|"")*")'
_ERROR = r"(?P<error>#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!))"
_CELL = r"(?:\$?[A-Za-z]{1,3}(?:\$?\d{1,7}(?![\w.(])|:)|\$?\d{1,7}:|#REF!)"  # A1, A:A, 1:1
_EXCEL = re.compile(rf"{_TEXT}|{_ERROR}|(?P<sheet>{_QUOTED}|[^\W\d][\w.]*)!|(?P<mark>[{{}},;])")
_LIBRE = re.compile(rf"{_TEXT}|{_ERROR}|(?<![\w.])\$?(?P<sheet>{_QUOTED}|[^\W\d]\w*)\.(?={_CELL})|(?P<mark>[{{}};|])")
_PLAIN = re.compile(r"[^\W\d]\w*")  # a sheet's name that Excel writes without quotes
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*(?:[Cc]\d*)?|[Cc]\d*")  # unless it reads like a cell


def to_libre(formula: str) -> str:
    """Return an Excel formula as LibreOffice's API takes it."""
    marks, in_braces = {",": ";"}, {",": ";", ";": "|"}
    return _spelled(formula, _EXCEL, marks, in_braces, on_sheet=lambda name: f"$'{name}'.")


@lru_cache(_KEPT)
def to_excel(formula: str) -> str:
    """Return a formula from LibreOffice's API as Excel writes it: a workbook is read time and again."""
    marks, in_braces = {";": ","}, {";": ",", "|": ";"}
    return _spelled(formula, _LIBRE, marks, in_braces, on_sheet=lambda name: f"{excel_name(name)}!")


def excel_name(sheet: str) -> str:
    """Return a sheet's name as Excel writes it in front of `!`; apostrophes within stand doubled already."""
    return sheet if _PLAIN.fullmatch(sheet) and not _LIKE_A_CELL.fullmatch(sheet) else f"'{sheet}'"


def _spelled(
    formula: str,
    tokens: re.Pattern[str],
    outside: dict[str, str],
    in_braces: dict[str, str],
    on_sheet: Callable[[str], str],
) -> str:
    """Return the formula with its marks exchanged, those within an array's braces for others, and its sheets."""
    marks = outside

    def other(token: re.Match[str]) -> str:
        nonlocal marks
        if token["sheet"]:
            name = token["sheet"]
            return on_sheet(name[1:-1] if name.startswith("'") else name)
        if token["mark"] in ("{", "}"):
            marks = in_braces if token["mark"] == "{" else outside
        return marks.get(token["mark"], token[0])

    return tokens.sub(other, formula)
