"""Forms for answering by the hundred: written once with marks in place of what hangs on whose they are, then filled.

Writing a form anew takes twenty times as long. Filled, it holds the same texts, looks and seal as when it is written.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

from presales_xl.cache import Kept
from presales_xl.files import write_whole, zipped
from presales_xl.texts import text
from presales_xl.workbook import answer_form
from presales_xl.workbook.answer_form import AnswerLine, AskedDocument
from presales_xl.workbook.identity import (
    Identity,
    Issued,
    Row,
    Seal,
    constant_cells,
    constant_digest,
    constant_of,
    formulas_of,
    sealed_digest,
)
from presales_xl.workbook.layout import IDENTITY, cell_name
from presales_xl.workbook.shape import CREATED, MARK, TIME, FilePart, escaped
from presales_xl.workbook.style import footer, now, workbook_in

_MARKED = re.compile(f"{MARK}(\\d+){MARK}")  # the number of a text
_FOOTER_MOST = 255  # characters; XlsxWriter leaves a longer one out
#: What XlsxWriter writes otherwise than it stands.
_SPECIAL = re.compile(rf"^\s|\s$|[\x00-\x08\x0b-\x1f\ufffe\uffff{MARK}]|_x[0-9A-Fa-f]{{4}}_|&\[")
_KEPT = 32
_looks = Kept["_Look"](_KEPT)  # by all that they hang on


def write(whose: Identity, asked: AskedDocument, path: Path, seal: Seal) -> Issued:
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


def _texts(whose: Identity, asked: AskedDocument) -> list[str]:
    """Return what hangs on whose form it is, beside the hidden sheet: the time and the foot first."""
    shown = chain.from_iterable(line.shown for line in asked.lines)
    return [now().strftime(TIME), footer(asked.title), asked.title, whose.recipient, *asked.about, *shown]


class _Look:
    """A form with marks in place of its texts; `whose` and what is `asked` are those of one that looks so."""

    def __init__(self, whose: Identity, asked: AskedDocument) -> None:
        self.name = text(whose.lang, f"answers.sheet.{asked.document}")
        marks = (f"{MARK}{number}{MARK}" for number in range(10**6))
        created, foot, title, recipient = (next(marks) for _ in range(4))
        about = [next(marks) for _ in asked.about]
        lines = [AnswerLine("", "", [next(marks) for _ in line.shown]) for line in asked.lines]
        marked = AskedDocument(asked.document, "", title=title, about=about, heads=asked.heads, lines=lines)
        properties = {"title": title, "subject": recipient, "company": whose.company}
        content = io.BytesIO()
        with workbook_in(content, whose.lang, CREATED, **properties) as book:
            sheet = answer_form.add_sheet(book, whose.lang, marked, answer_form.room_of(asked, whose.lang))
            sheet.footer = foot
            self.formulas = formulas_of(sheet)
            cells = constant_cells(sheet, book.str_table.by_number(), has_ids=False)
            shown = {
                cell_name(row, column): constant_of(cell, book.str_table.by_number()) for row, column, cell in cells
            }
            #: By locked cell its words, with marks, and the digest of those that no text changes.
            self.constants = {
                cell: (str(words), "" if MARK in str(words) else constant_digest(words))
                for cell, words in shown.items()
                if words
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
        self.parts = {name: _cut(part.replace(CREATED.strftime(TIME), created)) for name, part in parts.items()}

    def _rows(
        self, whose: Identity, asked: AskedDocument, texts: Sequence[str], seal: Seal
    ) -> tuple[Issued, list[Row]]:
        """Return what a form is issued as, and the rows of its hidden sheet with the seal."""
        digests = {
            cell: digest or constant_digest(_MARKED.sub(lambda mark: texts[int(mark[1])], words))
            for cell, (words, digest) in self.constants.items()
        }
        issued = answer_form.issued_as(whose, asked)
        issued = replace(issued, constants={self.name: digests}, formulas={self.name: self.formulas})
        rows = list(issued.rows())
        sealed = seal(sealed_digest(rows))
        return replace(issued, seal=sealed), [*rows, ("seal", sealed)]

    def fill(self, whose: Identity, asked: AskedDocument, texts: Sequence[str], seal: Seal) -> tuple[bytes, Issued]:
        """Return the content of a form's file, and what it is issued as."""
        issued, rows = self._rows(whose, asked, texts, seal)
        told = [*texts, *filter(None, chain.from_iterable(rows))]
        return zipped({name: part.packed(told) for name, part in self.parts.items()}), issued


def _cut(words: str) -> FilePart:
    """Return a part of the file cut at the marks."""
    part, at = FilePart(), 0
    for marked in _MARKED.finditer(words):
        part.add(words[at : marked.start()], int(marked[1]), escaped)
        at = marked.end()
    part.end(words[at:])
    return part
