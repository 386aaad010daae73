"""Rows among the items of a table that head a section with what its items are worth together.

「一 | 基础管理 | 10 |」 above items of 4, 4 and 2, which have rules.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from presales_xl.design.imported.column_headings import Purpose
from presales_xl.design.imported.recognised import RESULT, SIGNED, TOTAL, section_named, worth_of
from presales_xl.design.imported.source import Passage, Spot, distinct

_CHINESE = re.compile(r"第?[(（]?[一二三四五六七八九十]{1,3}(?:[)）、.．]|部分|[章项条类]|$)")
_NUMBERED = re.compile(r"[(（]?\d")
_SAID = ("number", "section", "name", "value", "entry")  # columns beside which a row that heads others says nothing
_SEVERAL, _CLOSE, _WHOLE = 2, 0.01, 100

Rows = Sequence[Sequence[Passage]]


@dataclass(frozen=True)
class SectionRow:
    """A row that heads a section: its name, and what its items are worth together."""

    name: Passage
    worth: Passage


@dataclass(frozen=True)
class _Row:
    """A row with points: whether nothing else is said there, and how it is numbered."""

    said: SectionRow
    points: float
    is_bare: bool
    style: str


def section_rows(rows: Rows, purposes: Sequence[Purpose | None]) -> Mapping[Spot, SectionRow]:
    """Return the rows that head sections by the place of their names; none where sums or numbers do not tell them."""
    values = [at for at, each in enumerate(purposes) if each == "value"]
    names = [at for at, each in enumerate(purposes) if each in ("name", "section")]
    if len(values) != 1 or not names:
        return {}
    found = [each for row in rows if (each := _row(row, purposes, names, values[0]))]
    for heads in (
        [each for each in found if each.is_bare and each.style == "一"],
        [each for each in found if each.is_bare],
    ):
        if _are_heads(heads, found):
            return {each.said.name.spot: each.said for each in heads}
    return {}


def _row(row: Sequence[Passage], purposes: Sequence[Purpose | None], names: Sequence[int], value: int) -> _Row | None:
    """Return a row that states what is named in it with its points; None for any other."""
    worth = worth_of(row[value].plain)
    name = next((row[at] for at in reversed(names) if row[at].text), None)
    if worth is None or name is None or row[value].copied or name.spot == row[value].spot:
        return None
    if TOTAL.fullmatch(name.plain) or RESULT.fullmatch(name.plain) or SIGNED.fullmatch(name.plain):
        return None
    others = [said for said, each in zip(row, purposes, strict=True) if said.text and each not in _SAID]
    first = distinct(row)[0].plain
    style = "一" if _CHINESE.match(first) else "1" if _NUMBERED.match(first) else ""
    is_bare = not others and not name.copied and section_named(name.plain)[1] is None
    return _Row(SectionRow(name, row[value]), worth[0], is_bare=is_bare, style=style)


def _are_heads(heads: Sequence[_Row], found: Sequence[_Row]) -> bool:
    """Return whether rows head those below them: their points are the sums of these, most of them or by their numbers.

    Where they are numbered as the others are, each of them has to be followed by some, and the first row is one.
    """
    if not heads or len(heads) == len(found) or found[0] not in heads:
        return False
    places = [found.index(each) for each in heads]
    inside = [found[first + 1 : last] for first, last in zip(places, [*places[1:], len(found)], strict=True)]
    alike = [
        each
        for head, each in zip(heads, inside, strict=True)
        if any(abs(sum(row.points for row in each) - whole) < _CLOSE for whole in (head.points, _WHOLE)) and each
    ]
    is_told = {each.style for each in heads} == {"一"} and not any(row.style == "一" for each in inside for row in each)
    if is_told:
        return bool(alike) and all(inside)
    return all(inside) and len(heads) >= _SEVERAL and _SEVERAL * len(alike) > len(heads)
