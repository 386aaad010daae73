"""The formulas' part of our lint: what a formula calls, how large it is, whether what it names is there."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils.cell import column_index_from_string

# What Excel 2010, WPS and LibreOffice 7.4 have in common and we make do with.
FUNCTIONS = {
    *("IF", "AND", "OR", "NOT", "IFERROR"),
    *("INDEX", "MATCH", "LOOKUP", "VLOOKUP"),
    *("SUMPRODUCT", "SUMIFS", "COUNTIFS", "AVERAGEIFS"),
    *("RANK", "COUNT", "COUNTA", "SUM", "AVERAGE", "MIN", "MAX"),
    *("ROUND", "INT", "ABS", "ISNUMBER", "ISTEXT", "ISLOGICAL", "LEN", "SUBSTITUTE", "TRIM", "HYPERLINK"),
    *("ROW", "COLUMN"),
}
VOLATILE = {"NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "INFO", "CELL"}
LENGTH, DEPTH = 8192, 64
LAST_COLUMN, LAST_ROW = 16384, 1048576

CELL = r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})"
AREA = re.compile(rf"(?i){CELL}(?::{CELL})?|\$?([A-Z]{{1,3}}):\$?([A-Z]{{1,3}})|\$?([1-9]\d*):\$?([1-9]\d*)")
REFERENCE = re.compile(r"(?s)(?:(?P<sheet>'(?:[^']|'')+'|[^'!]+)!)?(?P<rest>.+)")
UNQUOTED = re.compile(r"[^\W\d][\w.]*")
#: What is quoted, which stays; or the row of a cell, of which only that there is one matters, up to 999999.
ROW = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")|(?<=[A-Z$])[1-9]\d{0,5}(?![\w.!(])""")


class Known(NamedTuple):
    """What a formula may name, casefolded as Excel compares it."""

    sheets: frozenset[str]
    names: frozenset[tuple[str, str]]
    """Sheet, or "" for the whole workbook, and name."""


def flaws(formula: str, sheet: str, known: Known) -> Iterator[str]:
    """Yield what is wrong with a formula that stands on `sheet` ("" for the workbook)."""
    if len(formula) > LENGTH:
        yield f"more than {LENGTH} characters"
    yield from _flaws(ROW.sub(lambda found: found[1] or "1", formula), sheet.casefold(), known)


@lru_cache(maxsize=4096)
def _flaws(formula: str, sheet: str, known: Known) -> tuple[str, ...]:
    """Return what is wrong with a formula, its length aside; down a column it is the same formula for everybody."""
    return tuple(_flaws_of(formula, sheet, known))


def _flaws_of(formula: str, sheet: str, known: Known) -> Iterator[str]:
    try:
        tokens = Tokenizer(f"={formula.removeprefix('=')}").items
    except TokenizerError as error:
        yield f"no formula ({error})"
        return
    calls = {t.value[:-1].upper() for t in tokens if t.type == Token.FUNC and t.subtype == Token.OPEN}
    yield from (f"volatile function {name}" for name in sorted(calls & VOLATILE))
    yield from (f"function {name} outside our list" for name in sorted(calls - VOLATILE - FUNCTIONS))
    if any(token.subtype == Token.ERROR and token.value == "#REF!" for token in tokens):
        yield "a lost reference"
    if _depth(tokens) > DEPTH:
        yield f"more than {DEPTH} levels"
    wanted = dict.fromkeys(token.value for token in tokens if token.subtype == Token.RANGE)
    yield from filter(None, (_unknown(reference, sheet, known) for reference in wanted))


def is_area(text: str) -> bool:
    """Return whether the text is the address of cells, columns or rows: A1, $B$2:C9, D:E, 3:4."""
    match = AREA.fullmatch(text)
    return match is not None and all(
        int(word) <= LAST_ROW if word.isdecimal() else column_index_from_string(word) <= LAST_COLUMN
        for word in match.groups()
        if word
    )


def _depth(tokens: Iterable[Token]) -> int:
    depth = deepest = 0
    for token in tokens:
        if token.type == Token.FUNC:
            depth += 1 if token.subtype == Token.OPEN else -1
            deepest = max(deepest, depth)
    return deepest


def _unknown(reference: str, here: str, known: Known) -> str:
    if "[" in reference:
        return f"a reference to another workbook or a table, {reference},"
    match = REFERENCE.fullmatch(reference)
    if not match:
        return f"no reference {reference}"
    sheet, rest = match["sheet"], match["rest"]
    if sheet and not sheet.startswith("'") and (is_area(sheet) or not UNQUOTED.fullmatch(sheet)):
        return f"sheet {sheet} without quotation marks"
    place = sheet.removeprefix("'").removesuffix("'").replace("''", "'").casefold() if sheet else here
    if sheet and place not in known.sheets:
        return f"no sheet {sheet}"
    if is_area(rest) or known.names & {(place, rest.casefold()), ("", rest.casefold())}:
        return ""
    return f"unknown name {rest}"
