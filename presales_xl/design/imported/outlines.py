"""Texts that number what is assessed in several levels, each with a bare figure behind it.

「3.1.2 可读性  5」 is an item, 「3.1.2.1 没有注释  -2」 a fault of it,
「3.1 完成情况  50 分」 above both their section.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from presales_xl.design.imported.source import Passage, Spot, passage_of

_LINE = re.compile(
    r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,4})[、.．]?\s*(?P<name>[^\s\d].*?)"
    r"(?:(?:\s{2,}|\s(?=[-−]))(?P<worth>[-−]?\d{1,3}(?:\.\d)?)\s?分?)?\s*"
)
_LISTED = re.compile(
    r"\s*[<＜(（]?\d{1,2}[>＞)）]\s*(?P<points>\d{1,3}(?:\.\d)?)\s?分\s*[：:]\s*(?P<level>.+?)[；;。]?\s*"
)
_CELLS = re.compile(r"\s{3,}")
_FIGURE = re.compile(r"\d{1,3}(?:\.\d)?")
_FEWEST = 3  # items of an outline


@dataclass(frozen=True)
class _Line:
    """A numbered line: its number, what it says, and what is behind it: full points, or what it takes."""

    number: str
    name: str
    worth: float | None


def read(lines: Sequence[str]) -> Iterator[Passage] | None:
    """Return the lines of an outline in words as other forms have them; None where a text is no outline."""
    found = {at: _numbered(line) for at, line in enumerate(lines)}
    known = {at: line for at, line in found.items() if line is not None}
    worths = {line.number: line.worth for line in known.values() if line.worth and line.worth > 0}
    items = [number for number in worths if not any(other.startswith(f"{number}.") for other in worths)]
    is_told = any(line.worth is not None and line.worth < 0 for line in known.values())
    return _passages(lines, known, items) if len(items) >= _FEWEST and is_told else None


def _numbered(line: str) -> _Line | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    worth = float(match["worth"].replace("−", "-")) if match["worth"] else None
    return _Line(match["number"], match["name"].strip().rstrip("。"), worth)


def _passages(lines: Sequence[str], known: Mapping[int, _Line], items: Sequence[str]) -> Iterator[Passage]:
    """Yield each line with its figure in words, which the source has behind it or below it."""
    item = ""
    waiting: list[str] = []  # bounds in a line of cells, above what each gives
    for at, line in enumerate(lines):
        told = known.get(at)
        cells = _CELLS.split(line.strip())
        if told and told.worth and told.worth > 0:
            item = told.number if told.number in items else ""
            words = f"{told.name}（{told.worth:g}分）" if item else told.name  # of a section it is the sum
        elif told and told.worth is not None and item:
            words = f"{told.name}扣{-told.worth:g}分"
        elif item and waiting and len(cells) == len(waiting) and all(map(_FIGURE.fullmatch, cells)):
            words = "；".join(f"{bound}得{points}分" for bound, points in zip(waiting, cells, strict=True))
        elif item and (level := _LISTED.fullmatch(line)):
            words = f"{level['level']}得{level['points']}分"
        else:
            words = told.name if told and item else line.strip()
            words = words.replace("\\", "÷") if item else words
        waiting = cells if item and len(cells) > 1 and all(re.search("[<>≤≥=]", cell) for cell in cells) else []
        if words and not waiting:
            said = passage_of(words, Spot(row=at + 1))
            yield Passage(said.text, said.spot, written=line.strip())
