"""Forms for answering by the hundred: written once with marks in place of what hangs on whose they are, then filled.

Writing a form anew takes twenty times as long. Filled, it holds the same texts, looks and seal as when it is written.
"""

import datetime as dt
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from isal import isal_zlib
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from presales_xl.cache import Kept
from presales_xl.files import Packed, write_whole, zipped
from presales_xl.texts import text
from presales_xl.workbook import answer_form
from presales_xl.workbook.answer_form import Asked, Line
from presales_xl.workbook.identity import (
    Identity,
    Issued,
    Row,
    Seal,
    constant_digest,
    constant_of,
    formulas_of,
    sealed_digest,
)
from presales_xl.workbook.layout import IDENTITY, cell_name
from presales_xl.workbook.style import footer, now, workbook_in

_MARK = "\U0010fffd"  # stands around the number of a text
_MARKED = re.compile(f"{_MARK}(\\d+){_MARK}")
_CREATED, _TIME = dt.datetime.fromisoformat("1999-12-31T23:59:58"), "%Y-%m-%dT%H:%M:%SZ"
_FOOTER_MOST = 255  # characters; XlsxWriter leaves a longer one out
#: What XlsxWriter writes otherwise than it stands.
_SPECIAL = re.compile(rf"^\s|\s$|[\x00-\x08\x0b-\x1f\ufffe\uffff{_MARK}]|_x[0-9A-Fa-f]{{4}}_|&\[")
_LEVEL = 2
_KEPT = 32
_escape: Callable[[str], str] = XMLwriter()._escape_data
_looks = Kept["_Look"](_KEPT)  # by all that they hang on


def write(whose: Identity, asked: Asked, path: Path, seal: Seal) -> Issued:
    """Write a form to `path` (see `answer_form.write`)."""
    texts = _texts(whose, asked)
    names = chain.from_iterable((line.employee_id, line.name) for line in asked.lines)
    said = (*texts, *names, *map(str, vars(whose).values()))
    if not all(texts) or any(map(_SPECIAL.search, said)) or len(texts[1]) > _FOOTER_MOST:
        return answer_form.write(whose, asked, path, seal)
    there = (*map(bool, vars(whose).values()), *(bool(line.name) for line in asked.lines), len(asked.about))
    key = whose.lang, whose.company, asked.document, *asked.heads, answer_form.room_of(asked, whose.lang), there
    content, issued = _looks.get(key, partial(_Look, whose, asked)).fill(whose, asked, texts, seal)
    write_whole(path, content)
    return issued


def _texts(whose: Identity, asked: Asked) -> list[str]:
    """Return what hangs on whose form it is, beside the hidden sheet: the time and the foot first."""
    shown = chain.from_iterable(line.shown for line in asked.lines)
    return [now().strftime(_TIME), footer(asked.title), asked.title, whose.recipient, *asked.about, *shown]


class _Look:
    """A form with marks in place of its texts; `whose` and what is `asked` are those of one that looks so."""

    def __init__(self, whose: Identity, asked: Asked) -> None:
        self.name = text(whose.lang, f"answers.sheet.{asked.document}")
        marks = (f"{_MARK}{number}{_MARK}" for number in range(10**6))
        created, foot, title, recipient = (next(marks) for _ in range(4))
        about = [next(marks) for _ in asked.about]
        lines = [Line("", "", [next(marks) for _ in line.shown]) for line in asked.lines]
        marked = Asked(asked.document, "", title=title, about=about, heads=asked.heads, lines=lines)
        properties = {"title": title, "subject": recipient, "company": whose.company}
        content = io.BytesIO()
        with workbook_in(content, whose.lang, _CREATED, **properties) as book:
            sheet = answer_form.add_sheet(book, whose.lang, marked, answer_form.room_of(asked, whose.lang))
            sheet.footer = foot
            self.formulas = tuple(formulas_of(sheet))
            #: By locked cell what stands for its text, or the text where it hangs on whose form it is.
            self.constants = {
                cell: words if words.numbers else constant_digest(words.filled(()))
                for cell, words in _constants(sheet, book.str_table.by_number())
            }
            hidden = book.add_worksheet(IDENTITY)
            _, rows = self._rows(whose, asked, [""] * (4 + len(about) + sum(len(line.shown) for line in lines)), str)
            for number, row in enumerate(rows):
                for place in (place for place, value in enumerate(row) if value):
                    hidden.write_string(number, place, next(marks))
            hidden.very_hidden()
            hidden.protect()
        with ZipFile(content) as written:
            parts = {name: written.read(name).decode() for name in written.namelist()}
        cut = {name: _Cut.of(part.replace(_CREATED.strftime(_TIME), created)) for name, part in parts.items()}
        self.parts = {name: part if part.numbers else part.packed(()) for name, part in cut.items()}

    def _rows(self, whose: Identity, asked: Asked, texts: Sequence[str], seal: Seal) -> tuple[Issued, list[Row]]:
        """Return what a form is issued as, and the rows of its hidden sheet with the seal."""
        digests = {
            cell: words if isinstance(words, str) else constant_digest(words.filled(texts))
            for cell, words in self.constants.items()
        }
        issued = answer_form.issued_as(whose, asked)
        issued = replace(issued, constants={self.name: digests}, formulas={self.name: self.formulas})
        rows = list(issued.rows())
        sealed = seal(sealed_digest(rows))
        return replace(issued, seal=sealed), [*rows, ("seal", sealed)]

    def fill(self, whose: Identity, asked: Asked, texts: Sequence[str], seal: Seal) -> tuple[bytes, Issued]:
        """Return the content of a form's file, and what it is issued as."""
        issued, rows = self._rows(whose, asked, texts, seal)
        told = [_escape(words) for words in (*texts, *filter(None, chain.from_iterable(rows)))]
        packed = {name: part.packed(told) if isinstance(part, _Cut) else part for name, part in self.parts.items()}
        return zipped(packed), issued


def _constants(sheet: Worksheet, texts: Mapping[int, str]) -> Iterator[tuple[str, "_Cut"]]:
    """Yield the locked cells that hold something, each with its text."""
    for row, cells in sorted(sheet.table.items()):
        for column, cell in sorted(cells.items()):
            value: Any = constant_of(cell, texts)
            if value not in (None, "") and (cell.format is None or cell.format.locked):
                yield cell_name(row, column), _Cut.of(str(value))


@dataclass(frozen=True)
class _Cut:
    """Words cut at the marks: what stands between them, and the numbers of the texts that take their places."""

    between: Sequence[str]
    numbers: Sequence[int]

    @classmethod
    def of(cls, words: str) -> "_Cut":
        pieces = _MARKED.split(words)
        return cls(pieces[::2], [int(number) for number in pieces[1::2]])

    def filled(self, texts: Sequence[str]) -> str:
        """Return the words with texts in the places of the marks."""
        pieces = [""] * (len(self.between) + len(self.numbers))
        pieces[::2] = self.between
        pieces[1::2] = [texts[number] for number in self.numbers]
        return "".join(pieces)

    def packed(self, texts: Sequence[str]) -> Packed:
        """Return the words with texts in the places of the marks as a part of a file."""
        content = self.filled(texts).encode()
        return isal_zlib.compress(content, _LEVEL, -isal_zlib.MAX_WBITS), zlib.crc32(content), len(content)
