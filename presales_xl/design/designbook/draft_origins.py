"""Where the cells of a design workbook come from, when it is a draft of a form that a company has.

What is marked ✗ somebody has to decide, and says so by another mark in its column `sign`: until then it is not adopted.
A rule that the draft has filled in there is changed, or said to hold as drafted.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, TypeVar

from xlsxwriter.worksheet import Worksheet

from presales_xl.texts import Lang, text
from presales_xl.workbook.style import Style, note_size
from presales_xl.workbook.table_sheet import WRAPPED, Look, SheetColumn, SheetTable, write_sheet

Mark = Literal["understood", "assumed", "not_understood"]
SIGNS: Mapping[Mark, str] = {"understood": "✓", "assumed": "▲", "not_understood": "✗"}
#: The key of the column with the signs, and of the sheet with the texts of the form.
SIGN, LINES = "sign", "lines"
#: What records a row whose rule is filled in though it is to be decided: its sheet, its id, what it and its parts show.
UNSURE = "unsure"
_FILLS: Mapping[Mark, Look] = {
    "understood": {"colour": "good"},
    "assumed": {"fill": "missing"},
    "not_understood": {"fill": "asked", "colour": "bad", "bold": True},
}
Row = TypeVar("Row")
_MOST = 1_500  # characters of a note
_NOTE = {"author": "presales_xl", "font_size": 9}


@dataclass(frozen=True)
class SourceNote:
    """Where a cell comes from, in words, and how sure that is."""

    mark: Mark
    words: str

    def put(self, sheet: Worksheet, row: int, column: int) -> None:
        """Put it beside a cell."""
        words = self.words if len(self.words) <= _MOST else f"{self.words[:_MOST]}…"
        width, height = note_size(words)
        sheet.write_comment(row, column, words, {**_NOTE, "width": width, "height": height})


@dataclass(frozen=True)
class SourceLine:
    """A text of the form: its place, how sure it is what became of it, and what that is.

    `row` is the path of the item that it became a part of: it is decided there.
    """

    place: str
    words: str
    mark: Mark
    became: str
    row: str = ""


@dataclass(frozen=True)
class Sourced:
    """Notes by path of the item (of a fact of the scheme "") and column, the marks of whole items, and all texts."""

    notes: Mapping[tuple[str, str], SourceNote] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    lines: Sequence[SourceLine] = ()

    def look(self, path: str, column: str) -> Look:
        """Return the look of a cell that is assumed or not understood."""
        note = self.notes.get((path, column))
        return {} if note is None or note.mark == "understood" else {"fill": _FILLS[note.mark]["fill"]}

    def fact(self, key: str) -> Mark | None:
        """Return how sure a fact of the scheme is."""
        note = self.notes.get(("", key))
        return note.mark if note else None


def signs(lang: Lang) -> Sequence[str]:
    """Return what may be said of a row: the marks, and that it holds as the draft has it."""
    return [*SIGNS.values(), text(lang, "imported.as_drafted")]


def seen_in(rows: Sequence[Sequence[str]]) -> str:
    """Return what the cells of a row, and of the parts below it, show: short, and another one for anything changed."""
    return sha256(json.dumps([*map(list, rows)], ensure_ascii=False).encode("utf-8")).hexdigest()


def sign_column(lang: Lang, mark: Callable[[Row], Mark | None]) -> SheetColumn[Row]:
    """Return the column with the signs of a sheet's rows."""

    def sign(row: Row) -> str | None:
        found = mark(row)
        return SIGNS[found] if found else None

    def look(row: Row) -> Look:
        found = mark(row)
        return _FILLS[found] if found else {}

    title = text(lang, "imported.lines.mark")
    return SheetColumn(SIGN, title, sign, width=7, look={**WRAPPED, "align": "center"}, mark=look)


def write_lines(sheet: Worksheet, style: Style, sourced: Sourced, top: int) -> Sequence[str]:
    """Write the sheet with every text of the form and what became of it; return the keys of its columns."""
    lang: Lang = style.lang

    def say(key: str) -> str:
        return text(lang, f"imported.lines.{key}")

    columns: list[SheetColumn[SourceLine]] = [
        SheetColumn(LINES, "", lambda line: line.row, hidden=True),
        SheetColumn("place", say("place"), lambda line: line.place, width=18, look=WRAPPED),
        SheetColumn("words", say("words"), lambda line: line.words, width=64, look=WRAPPED, letters=64),
        sign_column(lang, lambda line: line.mark),
        SheetColumn("became", say("became"), lambda line: line.became, width=64, look=WRAPPED, letters=64),
    ]
    table = SheetTable(columns, sourced.lines, row_height=20)
    write_sheet(sheet, style, table, title=say("title"), top=top, frozen=0)
    return [column.key for column in columns]
