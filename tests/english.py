"""What English output must not hold: punctuation that belongs to Chinese texts."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from presales_xl.design.designbook.design_book import RECORDS
from presales_xl.workbook import reader
from presales_xl.workbook.layout import IDENTITY

#: Formulas look for digits of any width, which are no punctuation.
_CHINESE = re.compile(r".{0,20}[\u3000-\u303f\uff00-\uff0f\uff1a-\uffef].{0,20}")
#: What a formula replaces in a text that somebody typed, and by what.
_REPLACED = re.compile(r',"[^"]{1,2}","[^"]?"\)')
#: The parts of a workbook, beside its cells, that are for people: headers, footers, prompts, formulas, charts.
_FOR_PEOPLE = re.compile(r"xl/(worksheets|charts|drawings)/|docProps/|xl/(workbook|styles)\.xml")


def chinese_punctuation(text: str, without: tuple[str, ...] = ()) -> list[str]:
    """Return the places of a text that hold Chinese punctuation; `without` are words of the company's own."""
    for word in without:
        text = text.replace(word, "")
    return _CHINESE.findall(text)


def in_workbook(path: Path, without: tuple[str, ...] = ()) -> list[str]:
    """Return the places of a workbook that hold Chinese punctuation; hidden sheets, which are for nobody, may."""
    return [place for text in _texts(path) for place in chinese_punctuation(text, without)]


def _texts(path: Path) -> Iterator[str]:
    for sheet, rows in reader.read_one(path).items():
        if sheet not in (IDENTITY, RECORDS):
            yield sheet
            yield from (str(cell) for row in rows for cell in row if cell is not None)
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            if _FOR_PEOPLE.match(part):
                yield _REPLACED.sub(")", unescape(archive.read(part).decode("utf-8")))
