"""Rows of a large CSV file of which each line is plain: its cells are cut out and its numbers read all at once.

Nothing in such a file is in quotes, and every line has as many fields: where a cell stands follows from the bytes
alone. Whatever is not surely so is no matter of this module: `plain_rows` returns None, and the file is read line by
line.
"""

import string
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.numbers import Floats
from presales_xl.people.table import RowsByColumn

_NEW_LINE, _POINT, _MINUS, _ZERO, _COLON = b"\n.-0:"
_ASCII = 128  # below it is one sign a byte
_NINE = 9
_DIGITS = 15  # of a number that is a whole one exactly, and so is the power of ten that divides it
_LONGEST = 1000  # bytes of a line
_PIECE = 1 << 24  # bytes in which ends of lines are looked for at a time
#: Rows whose fields are looked for at a time.
BLOCK = 65536
_SIGNS = (b'"', b"\0")
#: Signs that ids of letters and figures are made of.
_OF_IDS = np.isin(np.arange(256), np.frombuffer(b"0123456789-_" + string.ascii_letters.encode(), dtype=np.uint8))

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


class PlainRows(RowsByColumn):
    """Lines of a file as rows of texts; `starts` are where each begins, and where the next one would."""

    part = BLOCK

    def __init__(
        self, content: Bytes, starts: Places, *, width: int, delimiter: str, ending: int, encoding: str
    ) -> None:
        self._content = content
        self._starts = starts
        self._width = width
        self._delimiter = delimiter
        self._ending = ending
        self._encoding = encoding

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> "PlainRows": ...
    def __getitem__(self, place: int | slice) -> "list[str] | PlainRows":
        """Return a row, or the rows of a slice without steps."""
        if isinstance(place, slice):
            first, after, _ = place.indices(len(self))
            return PlainRows(
                self._content,
                self._starts[first : max(first, after) + 1],
                width=self._width,
                delimiter=self._delimiter,
                ending=self._ending,
                encoding=self._encoding,
            )
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        place %= len(self)
        line = self._content[self._starts[place] : self._starts[place + 1] - self._ending]
        return line.tobytes().decode(self._encoding).split(self._delimiter)

    def is_even(self, ids: int) -> bool:
        """Return whether every line has as many fields as the header, and an id that makes it none but a person's.

        That is one in ASCII without a colon, which ends in a digit: no row of totals has it, no remark and no header.
        """
        edges = self._separators
        if len(edges) != len(self) * self._width or np.diff(self._starts).max(initial=0) > _LONGEST:
            return False
        if not np.array_equal(edges[self._width - 1 :: self._width], self._starts[1:] - 1):
            return False
        self._content[self._starts[0] : self._starts[-1]].tobytes().decode(self._encoding)
        begins, lengths = self._field(ids)
        lasts = self._content[begins + lengths - 1]
        signs = self._cells(ids, np.arange(len(self)))
        no_words = not ((signs >= _ASCII) | (signs == _COLON)).any()
        return bool((lengths > 0).all() and (lasts - _ZERO <= _NINE).all()) and no_words

    @cached_property
    def _separators(self) -> Places:
        """Where delimiters and ends of lines stand."""
        first = int(self._starts[0])
        part = self._content[first : int(self._starts[-1])]
        return np.flatnonzero((part == ord(self._delimiter)) | (part == _NEW_LINE)) + first

    @cached_property
    def _edges(self) -> Places:
        """Where the fields of each column end, column by column."""
        edges = self._separators.reshape(len(self), self._width).T.copy()
        edges[-1] -= self._ending - 1
        return edges

    def _field(self, column: int) -> tuple[Places, Places]:
        """Return where the cells of a column begin, and how many bytes each has."""
        begins = self._edges[column - 1] + 1 if column else self._starts[:-1]
        return begins, self._edges[column] - begins

    def texts(self, column: int, rows: Places | None = None) -> list[str]:
        """Return the cells of a column as texts, of all rows or of some."""
        if rows is None:
            parts = (self[start : start + BLOCK] for start in range(0, len(self), BLOCK))
            return [cell for part in parts for cell in part.texts(column, np.arange(len(part)))]
        cells = self._cells(column, rows, end=_NEW_LINE)
        return cells.tobytes().translate(None, b"\0").decode(self._encoding).split("\n")[:-1]

    def ids(self, column: int) -> NDArray[np.bytes_] | None:
        """Return the cells of a column as they stand there, None unless all are of nothing but letters and figures."""
        cells = self._cells(column, np.arange(len(self)))
        if not (_OF_IDS[cells] | (cells == 0)).all():
            return None
        return cells.reshape(-1).view(f"S{cells.shape[1]}")

    def _cells(self, column: int, rows: Places, end: int = 0) -> Bytes:
        """Return the bytes of the cells of a column, a row each: behind a cell its end, and then zeros."""
        begins, lengths = (each[rows] for each in self._field(column))
        inside = np.arange(int(lengths.max(initial=0)) + 1)
        cells: Bytes = self._content[np.minimum(begins[:, None] + inside, len(self._content) - 1)]
        cells[inside >= lengths[:, None]] = 0
        cells[np.arange(len(rows)), lengths] = end
        return cells

    def numbers(self, column: int) -> tuple[Floats, Places]:
        """Return the numbers in a column, NaN where there is none, and the rows that hold something else to be read.

        A number here is digits, with a point and a minus at most: few enough for a whole number and a power of ten that
        are exact, so that their quotient is the double that is nearest to what is written.
        """
        begins, lengths = self._field(column)
        plain = lengths <= _DIGITS
        longest = int(lengths[plain].max(initial=0))
        whole, decimals = np.zeros(len(self), dtype=np.int64), np.zeros(len(self), dtype=np.int64)
        digits, points = np.zeros(len(self), dtype=np.int64), np.zeros(len(self), dtype=bool)
        minus = (lengths > 0) & (self._content[begins] == _MINUS)
        last = len(self._content) - 1
        for place in range(longest):
            signs = self._content[np.minimum(begins + place, last)]
            within = place < lengths
            digit = within & (signs - _ZERO <= _NINE)
            point = within & (signs == _POINT)
            plain &= digit | (point & ~points) | ~within | (minus if place == 0 else False)
            whole = np.where(digit, whole * 10 + (signs - _ZERO), whole)
            digits += digit
            decimals += digit & points
            points |= point
        blank = lengths == 0
        plain &= (digits > 0) | blank
        values = np.where(plain & ~blank, whole / 10.0**decimals, np.nan)
        return np.where(minus, -values, values), np.flatnonzero(~plain)


def plain_rows(
    content: bytes, start: int, *, width: int, delimiter: str, ids: int, encoding: str = "utf-8"
) -> PlainRows | None:
    """Return the lines from a place on, below the header; None where any of them is not surely plain.

    `ids` is the column of ids: by these no line is blank or no person's (see `is_even`). UnicodeDecodeError where the
    lines are not in the `encoding`, UTF-8 or ASCII.
    """
    returns = content.count(b"\r")
    if returns and not returns == content.count(b"\n") == content.count(b"\r\n"):
        return None
    if not content.endswith(b"\n") or any(content.find(sign, start) >= 0 for sign in _SIGNS):
        return None
    body = np.frombuffer(content, dtype=np.uint8)
    pieces = range(start, len(content), _PIECE)
    ends = [np.flatnonzero(body[first : first + _PIECE] == _NEW_LINE) + (first + 1) for first in pieces]
    starts = np.concatenate([np.array([start]), *ends])
    rows = PlainRows(body, starts, width=width, delimiter=delimiter, ending=2 if returns else 1, encoding=encoding)
    parts = (rows[first : first + BLOCK] for first in range(0, len(rows), BLOCK))
    return rows if all(part.is_even(ids) for part in parts) else None
