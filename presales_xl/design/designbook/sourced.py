"""Where the cells of a design workbook come from, when it is a draft of a form that a company has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xlsxwriter.worksheet import Worksheet

from presales_xl.texts import Lang, text
from presales_xl.workbook.style import Style
from presales_xl.workbook.table_sheet import WRAPPED, Look, SheetColumn, SheetTable, write_sheet

Mark = Literal["understood", "assumed", "not_understood"]
SIGNS: Mapping[Mark, str] = {"understood": "✓", "assumed": "▲", "not_understood": "✗"}
_FILLS: Mapping[Mark, Look] = {
    "understood": {"colour": "good"},
    "assumed": {"fill": "missing"},
    "not_understood": {"fill": "asked", "colour": "bad", "bold": True},
}
_MOST = 1_500  # characters of a note
_NOTE = {"author": "presales_xl", "width": 360, "font_size": 9}
_LINE, _LETTERS = 15, 40  # pixels of a line of a note, and half-width characters that it takes


@dataclass(frozen=True)
class Note:
    """Where a cell comes from, in words, and how sure that is."""

    mark: Mark
    words: str

    def put(self, sheet: Worksheet, row: int, column: int) -> None:
        """Put it beside a cell."""
        words = self.words if len(self.words) <= _MOST else f"{self.words[:_MOST]}…"
        lines = sum(1 + len(line) * 2 // _LETTERS for line in words.split("\n"))
        sheet.write_comment(row, column, words, {**_NOTE, "height": min(40 + _LINE * lines, 400)})


@dataclass(frozen=True)
class Line:
    """A text of the form: its place, how sure it is what became of it, and what that is."""

    place: str
    words: str
    mark: Mark
    became: str


@dataclass(frozen=True)
class Sourced:
    """Notes by path of the item (of a fact of the scheme "") and column, the marks of whole items, and all texts."""

    notes: Mapping[tuple[str, str], Note] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    lines: Sequence[Line] = ()

    def look(self, path: str, column: str) -> Look:
        """Return the look of a cell that is assumed or not understood."""
        note = self.notes.get((path, column))
        return {} if note is None or note.mark == "understood" else {"fill": _FILLS[note.mark]["fill"]}

    def sign(self, path: str) -> str | None:
        """Return the sign of an item, None of what does not come from the form."""
        mark = self.marks.get(path)
        return SIGNS[mark] if mark else None

    def sign_look(self, path: str) -> Look:
        """Return the look of the cell with the sign of an item."""
        mark = self.marks.get(path)
        return _FILLS[mark] if mark else {}


def write_lines(sheet: Worksheet, style: Style, sourced: Sourced) -> None:
    """Write the sheet with every text of the form and what became of it."""
    lang: Lang = style.lang

    def say(key: str) -> str:
        return text(lang, f"imported.lines.{key}")

    columns: list[SheetColumn[Line]] = [
        SheetColumn("place", say("place"), lambda line: line.place, width=18, look=WRAPPED),
        SheetColumn("words", say("words"), lambda line: line.words, width=64, look=WRAPPED, letters=64),
        SheetColumn(
            "mark",
            say("mark"),
            lambda line: SIGNS[line.mark],
            width=7,
            look={**WRAPPED, "align": "center"},
            mark=lambda line: _FILLS[line.mark],
        ),
        SheetColumn("became", say("became"), lambda line: line.became, width=64, look=WRAPPED, letters=64),
    ]
    table = SheetTable(columns, sourced.lines, row_height=20)
    write_sheet(sheet, style, table, title=say("title"), titled=True, frozen=0)
