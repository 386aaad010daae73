"""A table that somebody made, a CSV file or a sheet, as values: a header, rows, and where each cell stands."""

import datetime as dt
import re
import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from presales_xl.scheme.errors import CELL_ERRORS, Place, Problem, fail

if TYPE_CHECKING:  # the process that reads workbooks has no use for it
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error instead of a value; `code` is what Excel shows, `#N/A`."""

    code: str


#: A formula that no program has computed yet: whoever wrote the file left its value out.
UNCOMPUTED = CellError("=")


def as_error(raw: object) -> object:
    """Return a cell's value, the error for a text that is spelled as one."""
    return CellError(raw) if isinstance(raw, str) and raw in CELL_ERRORS else raw


class Shown(int):
    """A whole number that its cell shows otherwise: 123 as `00123`."""

    shown: str = ""

    @classmethod
    def of(cls, number: int, shown: str) -> "Shown":
        """Return a number with what its cell shows."""
        made = cls(number)
        made.shown = shown
        return made


#: What a cell or a field holds: None is blank.
Value = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | CellError | None
#: What stands where an id would in a row that adds up others, and beside it: 合计, 华东小计：, 合计 12 人; 12 人.
_ADDS_UP = re.compile(
    r".{0,8}(合计|总计|小计|共计|累计|总和|平均)(人数|[数值分])?[:(\s]*[\d.,]*\s*[人名行位条项次笔]?\)?|共\s*\d+\s*[人名行位]"
)
_TOTALS = frozenset(("total", "totals", "grand total", "sub total", "subtotal", "sum", "average"))
#: How a line below a table begins that is about nobody in it, before its colon or alone in its cell; a post, which may
#: be the name of a role, before its colon only.
_REMARK = re.compile(
    r"(备注|说明|附注|注|(制表|编制|填表|填报|审核|复核|批准|审批|经办|负责)人?|(制表|编制|填表|填报)(日期|时间|部门|单位)"
    r"|.{0,8}(签字|签名|签章|盖章)(人|处|栏|日期)?\)?|日期|remarks?|notes?|signature|date"
    r"|(prepared|checked|approved|signed) by)(:|$)|(被?考核人|.{0,4}(经理|主管|总监|上级|领导)|manager):"
)
_COUNT = re.compile(r"\d+\s*[人名行位]")
_TOTAL_MOST = 20  # characters that it has at most
_PART = 2048  # rows
HEAD_ROWS = 20  # rows among which the header stands, below titles
_DIGITS = 15  # that Excel keeps of a number; of a longer one zeros stand for the rest
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
#: What people put round a header: an asterisk, 必填 in brackets.
_DECORATED = re.compile(
    r"^[*★※\s]+|[*★※\s]+$|^[(\[【](必填|选填|可选)[^)\]】]*[)\]】]|"
    r"[(\[【](必填|选填|可选|required|mandatory|optional)[^)\]】]*[)\]】]$"
)
#: A header in square brackets, 【岗位】, and what is said of one in round ones behind it, 工号（员工编号）; not (旧).
_BRACKETED = re.compile(r"[\[【]([^\]】]*)[\]】]")
_EXPLAINED = re.compile(r"(?<=\S)\s*\((?![旧原])[^()]*\)$")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_PLAIN = re.compile(r"[A-Za-z0-9_-]*")  # signs that stand for nothing but themselves
#: Signs of no width, which come along where something is copied from a page or a chat, and which nobody sees.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff"))
#: Texts that Excel takes for formulas when it opens a CSV file, marked or not; a negative number is none.
_FORMULA = re.compile(r"'*([=+@\t\r]|-(?!\d+(\.\d+)?$))")


class RowsByColumn(Sequence[list[str]]):
    """Rows of a file whose columns are read at once, `part` of the rows at a time."""

    part: ClassVar[int]

    @abstractmethod
    def texts(self, column: int, rows: "NDArray[np.int64] | None" = None) -> list[str]:
        """Return the texts of a column, of some rows if these are given."""


@dataclass(frozen=True)
class Coded:
    """A column of few different cells: these, and the place among them of what stands in each row."""

    cells: Sequence[str | int | float | None]
    places: "NDArray[np.int64]"

    def listed(self) -> list[str | int | float | None]:
        """Return what stands in each row."""
        return [self.cells[place] for place in self.places.tolist()]


@dataclass(frozen=True)
class Table:
    """A header and rows below it, each as wide as the header.

    `lines` are the rows' numbers in the file, from 1.
    `typed` says that values come from a workbook, where no text has an apostrophe before it. `shared` are the cells, by
    row and column, that hold the value of one cell merged over several rows.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    lines: Sequence[int]
    header_line: int
    typed: bool
    shared: frozenset[tuple[int, int]] = frozenset()

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """Return where a row or one of its cells stands; the header's cell for a column alone."""
        line = self.header_line if row is None else self.lines[row]
        if not self.sheet:
            field = self.header[column] if column is not None else ""
            return Place(file=self.file, line=line if row is not None else 0, field=field)
        cell = "" if row is None and column is None else cell_name(line, column or 0)
        return Place(file=self.file, sheet=self.sheet, cell=cell)

    def column(self, place: int) -> list[Value]:
        """Return the values of one column."""
        return [*self.rows.texts(place)] if isinstance(self.rows, RowsByColumn) else [row[place] for row in self.rows]

    def cells(self, place: int, rows: "NDArray[np.int64]") -> list[Value]:
        """Return the values of one column in some rows."""
        if isinstance(self.rows, RowsByColumn):
            return [*self.rows.texts(place, rows)]
        return [self.rows[row][place] for row in rows.tolist()]

    def parts(self) -> Iterator["Table"]:
        """Yield the table in parts small enough for the processor's own memory; in one with merged cells as it is."""
        if self.shared:
            yield self
            return
        yield from map(self.part, self.slices(self.rows.part if isinstance(self.rows, RowsByColumn) else _PART))

    def slices(self, size: int) -> list[slice]:
        """Return the places of so many rows at a time; of a table without rows one."""
        return [slice(start, start + size) for start in range(0, max(len(self.rows), 1), size)]

    def part(self, rows: slice) -> "Table":
        """Return the table with some of its rows; of all of them itself, with the cells that it has found."""
        if rows.start == 0 and rows.stop >= len(self.rows):
            return self
        return replace(self, rows=self.rows[rows], lines=self.lines[rows])

    def text(self, row: int, column: int) -> str | None:
        """Return a name or id as somebody typed it, None for a value that is no text (a date, an error)."""
        value = as_text(self.rows[row][column])
        if value is None:
            return None
        value = value if self.typed else unmark(value)
        return value[:-2] if value.endswith(".0") and value[:-2].isdigit() else value  # an id that was a number once

    def id(self, row: int, column: int) -> str | None:
        """Return an id as `text` does, in half width and without signs that nobody sees."""
        written = self.text(row, column)
        if written is None or written.isascii():
            return written
        return in_half_width(written)

    def ids(self, column: int) -> list[str | None]:
        """Return the ids of all rows as `id` does."""
        values = self.column(column)
        written = [value for value in values if isinstance(value, str) and value]
        if len(written) == len(values) and _PLAIN.fullmatch("".join(written)):
            return list(written)
        return [self.id(row, column) for row in range(len(values))]

    def cut_ids(self, column: int) -> list[Problem]:
        """Return a problem per id of more digits than a number keeps: what stands there is not what was typed."""
        return [
            Problem("table.id_digits", self.place(row, column), {"found": as_text(value), "most": _DIGITS})
            for row, value in enumerate(self.column(column))
            if _is_cut(value)
        ]


def in_half_width(text: str) -> str:
    """Return a text in half width, without signs that nobody sees and without blanks around it."""
    return "".join(filter(is_seen, unicodedata.normalize("NFKC", text))).strip()


def is_seen(sign: str) -> bool:
    """Return whether a sign is a blank or leaves a mark: others come along with what is copied."""
    return sign.isspace() or unicodedata.category(sign) not in ("Cf", "Cc")


def normal(header: str) -> str:
    """Return a header as headers are compared: without width, case and blanks around it."""
    return unicodedata.normalize("NFKC", header).strip().casefold()


def heading(header: str) -> str:
    """Return a header as headers are compared, without what people put round it: `*姓 名（必填）`, 【姓名】."""
    plain = normal(header)
    while (bare := _DECORATED.sub("", plain)) != plain:
        plain = bare
    bracketed = _BRACKETED.fullmatch(plain)
    return _without_blanks(bracketed[1] if bracketed else plain)


def unexplained(header: str) -> str:
    """Return a header without what stands in brackets behind it: 工号（员工编号） is 工号."""
    return _EXPLAINED.sub("", normal(header))


def _without_blanks(text: str) -> str:
    """Return a text without blanks between Chinese characters, others being one blank."""
    return _BETWEEN_CHINESE.sub("", " ".join(text.split()))


def as_text(value: Value) -> str | None:
    """Return a name or id as somebody typed it, None for a value that is no text (a date, an error)."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, Shown):
        return value.shown
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _seen(str(value))


def _seen(text: str) -> str:
    """Return a text without blanks around it, and without signs that nobody sees."""
    return (text if text.isascii() else text.translate(_UNSEEN)).strip()


def _is_cut(value: Value) -> bool:
    if isinstance(value, str):
        return "+" in value and bool(_SCIENTIFIC.fullmatch(value.strip()))
    return isinstance(value, int | float) and abs(value) >= 10**_DIGITS


#: Says of a header whether the reader needs the column that it names.
Knows = Callable[[str], bool]
#: A merged cell: its first row and column, its last row and column, all from 0.
Merged = tuple[int, int, int, int]


def no_header(_header: str) -> bool:
    """Return that no header is needed: the first row that is not blank is the header, and every other one counts."""
    return False


def of_sheet(
    file: str, sheet: str, rows: Sequence[Sequence[Value]], *, knows: Knows, merged: Sequence[Merged] = ()
) -> Table:
    """Return a sheet as a table, without what stands above its header, blank rows and rows of totals.

    What stands in a cell `merged` over several rows stands in each of them. ProblemsError `table.empty`, and
    `table.second` as `without_others`.
    """
    rows, shared = _filled(rows, merged)
    lines = [number for number, row in enumerate(rows) if any_value(row)]
    if not lines:
        raise fail("table.empty", Place(file=file, sheet=sheet))
    at, below = counting([rows[line] for line in lines], knows)
    names = tuple(" ".join((as_text(cell) or "").split()) for cell in rows[lines[at]])  # lines of a cell are one
    body = [lines[place] for place in below]
    places = {line: place for place, line in enumerate(body)}
    table = Table(
        file=file,
        sheet=sheet,
        header=names,
        rows=[rows[line] for line in body],
        lines=[line + 1 for line in body],
        header_line=lines[at] + 1,
        typed=True,
        shared=frozenset((places[row], column) for row, column in shared if row in places),
    )
    return without_others(table, knows)


def _filled(
    rows: Sequence[Sequence[Value]], merged: Sequence[Merged]
) -> tuple[Sequence[Sequence[Value]], list[tuple[int, int]]]:
    """Return the rows with the value of each merged cell in all rows that it reaches over, and where that is."""
    over_rows = [each for each in merged if each[2] > each[0] and each[0] < len(rows) and each[1] < len(rows[0])]
    if not over_rows:
        return rows, []
    full, shared = [list(row) for row in rows], []
    for top, left, bottom, _ in over_rows:
        for row in range(top, min(bottom + 1, len(full))):
            full[row][left] = full[top][left]
            shared.append((row, left))
    return full, shared


def header_place(rows: Sequence[Sequence[Value]], knows: Knows) -> int:
    """Return which of the first rows is the header: that which names most that is needed, else the first.

    Where a header has two rows, with cells merged over both, it is the second.
    """
    counts = [sum(knows(as_text(cell) or "") for cell in row) for row in rows]
    at = counts.index(max(counts))
    while counts[at] and at + 1 < len(counts) and counts[at + 1] == counts[at]:
        at += 1
    return at


def counting(rows: Sequence[Sequence[Value]], knows: Knows) -> tuple[int, list[int]]:
    """Return which row is the header, and which rows below it count: no totals, remarks, nor the header once more."""
    at = header_place(rows[:HEAD_ROWS], knows)
    needed = [place for place, cell in enumerate(rows[at]) if knows(as_text(cell) or "")]
    below = range(at + 1, len(rows))
    if not needed:
        return at, list(below)
    title, first = rows[at][needed[0]], needed[0]
    words = {value for value in set().union(*rows[at + 1 :]) if _is_word(value)}
    looked_at = (each for each in below if rows[each][first] == title or not words.isdisjoint(rows[each]))
    others = {each for each in looked_at if _repeats(rows[each], rows[at], needed) or is_total(rows[each], needed)}
    return at, [each for each in below if each not in others]


def _is_word(value: Value) -> bool:
    """Return whether a cell may make its row one of totals or a remark; of most ids that is seen at a glance."""
    if not isinstance(value, str) or (value[-1:].isdigit() and value.isascii() and ":" not in value):
        return False
    return _adds_up(value) or _is_remark(value)


def _repeats(row: Sequence[Value], header: Sequence[Value], needed: Sequence[int]) -> bool:
    """Return whether a row is the whole header again, as printed lists have it on each page."""
    is_header = bool(needed) and row[needed[0]] == header[needed[0]]
    return is_header and all(value == title for value, title in zip(row, header, strict=True) if is_there(title))


def without_others(table: Table, knows: Knows) -> Table:
    """Return a table below which no other one begins, by the name of its column of ids; else `table.second`."""
    place = next((place for place, name in enumerate(table.header) if knows(name)), None)
    if place is None:
        return table
    title = heading(table.header[place])
    for row, value in enumerate(table.column(place)):
        if isinstance(value, str) and not value[-1:].isdigit() and heading(value) == title:  # ids mostly end in a digit
            raise fail("table.second", table.place(row, place), found=value)
    return table


def is_total(row: Sequence[Value], needed: Sequence[int]) -> bool:
    """Return whether a row adds up others or is a remark below a table: 合计, 制表人：王芳, 备注：….

    `needed` are the places of what every row must have. There stands at most such a word, a count, or what belongs to a
    remark; where nothing is needed no row is one.
    """
    if not needed:
        return False
    first = next((place for place, value in enumerate(row) if is_there(value)), 0)
    if _is_remark(row[first]) and (first in needed or not any_value(row[place] for place in needed)):
        return True
    words = [place for place, value in enumerate(row) if _adds_up(value)]
    in_place = any(place in needed for place in words)
    others = (row[place] for place in needed if is_there(row[place]))
    return bool(words) and all(
        _adds_up(value, or_counts=True) if isinstance(value, str) else in_place for value in others
    )


def _is_remark(value: Value) -> bool:
    return isinstance(value, str) and bool(_REMARK.match(" ".join(normal(value).casefold().split())))


def _adds_up(value: Value, *, or_counts: bool = False) -> bool:
    if not isinstance(value, str) or len(value) > _TOTAL_MOST:
        return False
    if value.isascii():
        return value.strip().rstrip(": ").casefold() in _TOTALS
    plain = _without_blanks(normal(value))
    return bool(_ADDS_UP.fullmatch(plain) or (or_counts and _COUNT.fullmatch(plain)))


def value_at(row: Sequence[Value], place: int) -> Value:
    """Return what stands at a place of a row, None behind its end."""
    return row[place] if place < len(row) else None


def cell_at(rows: Sequence[Sequence[Value]], row: int, place: int) -> Value:
    """Return what stands in a cell, row and place from 0; None behind the end of a row, and below the last one."""
    return value_at(rows[row], place) if row < len(rows) else None


def any_value(row: Iterable[Value]) -> bool:
    """Return whether any cell of a row holds something."""
    return any(map(is_there, row))


def is_there(value: Value) -> bool:
    """Return whether a cell holds something that can be seen."""
    return bool(_seen(value)) if isinstance(value, str) else value is not None


def unmark(text: str) -> str:
    """Return a text without the apostrophe that `mark` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def mark(text: str) -> str:
    """Return a text as a CSV file holds it: with an apostrophe before it where Excel would see a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def cell_name(line: int, column: int) -> str:
    """Return what Excel calls a cell; `line` counts from 1, `column` from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{line}"
