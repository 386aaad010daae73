"""Sheets and shared strings as programs write them: what `sheet_xml` says of them, without following each element.

Workbooks of one shape differ in values alone: in what stands between `<v>` and `</v>`, and in texts. Without these, a
sheet is one that was followed before, be it in another file; the values are looked at all together. Whatever is not
plain (and every sheet that is to be refused, so that it is refused in the same words) is left to `sheet_xml`.
"""

import hashlib
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook.sheet_xml import (
    ERRORS,
    MAX_COLUMNS,
    OWN,
    VALUES,
    CellFollower,
    Positions,
    SheetFacts,
    StringFollower,
    Totals,
)

R = TypeVar("R")
F = TypeVar("F", bound=CellFollower | StringFollower)

_MOST = 16 * 2**20  # bytes of sheets, or of parts, that are kept in mind
_BIGGEST = 2**20  # of one that is
#: A text that means what it says: no reference but the five that all programs write, no character that XML forbids.
_PLAIN = rb"[^<>&\x00-\x08\x0b-\x1f]*+(?:&(?:amp|lt|gt|quot|apos);[^<>&\x00-\x08\x0b-\x1f]*+)*+"
_TEXT = rb'<t(?: xml:space="preserve")?>'
_VALUE = re.compile(rb"(<v>|%s)(%s)(?=</[vt]>)" % (_TEXT, _PLAIN))
_STRING = re.compile(
    rb"<si>(?:<t/>|%s(%s)</t>)"
    rb'(?:<phoneticPr fontId="[0-9]+"(?: type="[A-Za-z]+")?(?: alignment="[A-Za-z]+")?/>)?</si>' % (_TEXT, _PLAIN)
)
_MARKS = ((b"<v>", b"</v>"), (b"<t>", b"</t>"), (b'<t xml:space="preserve">', b"</t>"))
#: What is around cells and changes with whoever looks at them: which is chosen, what is printed above and below.
_PASSING = (
    re.compile(
        rb'()<selection(?: pane="[A-Za-z]+")?(?: activeCell="[A-Z]+[0-9]+")?(?: activeCellId="[0-9]+")?'
        rb'(?: sqref="[A-Z0-9: ]+")?/>'
    ),
    re.compile(rb'( topLeftCell=")[A-Z]+[0-9]+(?=")'),
    re.compile(rb'( xr:uid="\{)[0-9A-F-]+(?=\}")'),
    re.compile(rb"(<odd(?:Header|Footer)>)%s(?=</odd)" % _PLAIN),
)
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_ATTRIBUTES = rb'((?:\s+[A-Za-z0-9_:.-]+="[^"<]*")*)\s*>'
_SHEET, _STRINGS = re.compile(b"<worksheet" + _ATTRIBUTES), re.compile(b"<sst" + _ATTRIBUTES)
_ATTRIBUTE = re.compile(rb'\s+([A-Za-z0-9_:.-]+)="([^"<]*)"')
_LINES = {kind: re.compile(rb"(?:(?:%s)?\n)*+" % known.pattern.encode()) for kind, known in VALUES.items()}
_LONGER = {"&lt;": 3, "&gt;": 3, "&amp;": 4, "&quot;": 5, "&apos;": 5}  # than the character that is meant


class Remembered(Generic[R]):
    """What was made of the last contents, by their digests."""

    def __init__(self, make: Callable[[bytes], R]) -> None:
        self._make = make
        self._kept: dict[bytes, tuple[int, R]] = {}
        self._size = 0

    def of(self, content: bytes) -> R:
        """Return what is made of a content; what that raises is raised."""
        if len(content) > _BIGGEST:
            return self._make(content)
        key = hashlib.sha256(content).digest()
        if key in self._kept:
            size, made = self._kept.pop(key)
        else:
            size, made = len(content), self._make(content)
            self._size += size
        self._kept[key] = size, made  # the last one that was asked for goes last
        while self._size > _MOST:
            self._size -= self._kept.pop(next(iter(self._kept)))[0]
        return made


@dataclass(frozen=True, slots=True)
class _Outer:
    """What a sheet says around its cells, and how elements are called in it: the start of its root."""

    facts: SheetFacts
    root: bytes


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a sheet's cells are but for their values.

    `kinds` are the places of values by the type of their cells, "t" being texts in the cells themselves; `cells` say
    where each stands (see `cell`), `computed` are the places of values of formulas.
    """

    facts: SheetFacts
    totals: Totals
    count: int
    kinds: dict[str, "array[int]"]
    cells: "array[int]"
    computed: "array[int]"

    def cell(self, place: int) -> tuple[int, int]:
        """Return row and column (from 0) of the cell of a value."""
        return divmod(self.cells[place], MAX_COLUMNS)


def scan(xml: bytes, strings: "array[int]", totals: Totals) -> SheetFacts | None:
    """Return what `sheet_xml.scan` does of a sheet, adding to `totals`; None where that has to look at it itself."""
    begin = xml.find(_BEGIN)
    end = xml.find(_END, begin)
    if begin < 0 or end < 0 or len(xml) > _BIGGEST or totals.cells + len(xml) // len("<c>") > totals.limits.cells:
        return None
    around = b"".join((xml[: begin + len(_BEGIN)], xml[end:]))
    if b"<!" in around or _decoded([around]) is None:
        return None
    for passing in _PASSING:
        around = passing.sub(rb"\1", around)
    outer = _outers.of(around)
    if outer is None:
        return None
    pieces = _VALUE.split(xml[begin:end])
    values = pieces[2::3]
    del pieces[2::3]
    shape = _shapes.of(b"".join((outer.root, *pieces, _END, b"</worksheet>")))
    if shape is None or shape.count != len(values):
        return None
    facts = SheetFacts(
        rows=shape.facts.rows,
        columns=shape.facts.columns,
        formulas=shape.facts.formulas,
        uncomputed=shape.facts.uncomputed,
        merged=[*outer.facts.merged],
        styles=shape.facts.styles,
        rules=outer.facts.rules,
        looks={**outer.facts.looks},
    )
    characters = _characters(shape, values, strings, facts)
    if characters is None or totals.text + shape.totals.text + characters > totals.limits.text:
        return None
    totals.cells += shape.totals.cells
    totals.text += shape.totals.text + characters
    return facts


def string_lengths(xml: bytes, most: int) -> "array[int] | None":
    """Return what `sheet_xml.string_lengths` does; None where that has to look at them itself."""
    root, end = _STRINGS.search(xml), xml.rfind(b"</sst>")
    if root is None or end < root.end() or not _is_around(xml[: root.end()], xml[end:], root.start()):
        return None
    pieces = _STRING.split(xml[root.end() : end])
    text = _decoded([value or b"" for value in pieces[1::2]], b"\0")
    if text is None or len(pieces) > most:
        return None
    plain = iter([len(each) - _excess(each) for each in text.split("\0")])
    lengths = array("I")
    for place, piece in enumerate(pieces):
        if place % 2:
            lengths.append(next(plain))
        elif piece:  # with letters of several kinds, say
            others = _strings.of(_start(b"sst", root) + piece + b"</sst>")
            if others is None:
                return None
            lengths += others
    return lengths if len(lengths) <= most else None


def _is_around(head: bytes, tail: bytes, begin: int) -> bool:
    """Return whether one text begins the shared strings, with their root, and another ends them."""
    strings = _followed(lambda: StringFollower("", head + tail, most=0))
    return strings is not None and strings.seen and (strings.begin, strings.finish) == (begin, len(head))


def _others(xml: bytes) -> "array[int] | None":
    """Return how long shared strings are that are not plain, None where they are not whole or are to be refused."""
    strings = _followed(lambda: StringFollower("", xml, most=OWN.cells))
    return strings.lengths if strings and xml[strings.finish :] == b"</sst>" else None


def _followed(follower: Callable[[], F]) -> F | None:
    """Return who has followed a part to its end, None where it is to be refused."""
    try:
        made = follower()
        made.parse()
    except ProblemsError:
        return None
    return made


def _start(name: bytes, root: re.Match[bytes]) -> bytes:
    """Return the start of a root as it says how elements are called in it."""
    spaces = [b' %s="%s"' % (key, value) for key, value in _ATTRIBUTE.findall(root[1]) if key.startswith(b"xmlns")]
    return b"<%s%s>" % (name, b"".join(spaces))


def _outer(xml: bytes) -> _Outer | None:
    """Return what stands around the cells, None where they do not stand right in the root."""
    around = _followed(lambda: _Around("", "", xml, strings=array("I"), totals=Totals()))
    root = _SHEET.match(xml, around.begin_of_root) if around and around.seen else None
    if around is None or root is None or xml[around.begin : around.finish] != _BEGIN:
        return None
    if around.begin != xml.find(_BEGIN) or around.depth_of_cells != 1:
        return None
    return _Outer(around.facts, _start(b"worksheet", root))


def _shape(xml: bytes) -> _Shape | None:
    """Return what the cells of a sheet without its values are, None where it is not plain."""
    totals = Totals()
    marked = _followed(lambda: _Marked("", "", xml, strings=array("I"), totals=totals))
    if marked is None or xml[marked.finish :] != _END + b"</worksheet>" or marked.facts.errors:
        return None
    if not {*marked.kinds} <= {*_LINES, "str", "e", "t"}:
        return None
    kinds: dict[str, array[int]] = {}
    for place, kind in enumerate(marked.kinds):
        kinds.setdefault(kind, array("I")).append(place)
    return _Shape(
        marked.facts,
        totals,
        count=len(marked.kinds),
        kinds=kinds,
        cells=marked.cells,
        computed=marked.computed,
    )


_outers: Remembered[_Outer | None] = Remembered(_outer)
_shapes: Remembered[_Shape | None] = Remembered(_shape)
_strings: Remembered["array[int] | None"] = Remembered(_others)


class _Around(CellFollower):
    """Follows a sheet without cells, and sees how deep these stand."""

    depth = depth_of_cells = begin_of_root = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        was = self.seen
        super().start(tag, attributes)
        if self.depth == 0:
            self.begin_of_root = self.parser.CurrentByteIndex
        if self.seen and not was:
            self.depth_of_cells = self.depth
        self.depth += 1

    def end(self, tag: str) -> None:
        super().end(tag)
        self.depth -= 1


class _Marked(CellFollower):
    """Follows a sheet whose values were taken out, and notes where one stood and of what type its cell is."""

    def __init__(self, sheet: str, part: str, xml: bytes, *, strings: "array[int]", totals: Totals) -> None:
        super().__init__(sheet, part, xml, strings=strings, totals=totals)
        self.kinds: list[str] = []
        self.cells = array("I")
        self.computed = array("I")

    def ended(self, name: str) -> None:
        if name not in ("v", "t") or not self._is_mark():
            super().ended(name)
            return
        if name == "v" and "f" in self.parts:
            self.computed.append(len(self.kinds))
        is_pronunciation = name == "t" and self.open[-1] == "rPh"
        self.kinds.append("rPh" if is_pronunciation else "t" if name == "t" else self.type)
        self.cells.append((self.row - 1) * MAX_COLUMNS + self.column - 1)
        if name == "v":
            self.value = ["?"]  # whether it is blank is seen when there is a value

    def _is_mark(self) -> bool:
        """Return whether the element that ends here is one that a value was taken out of."""
        at = self.parser.CurrentByteIndex
        before = self.xml[max(at - 24, 0) : at]
        return any(before.endswith(start) and self.xml[at : at + 4] == end for start, end in _MARKS)


def _characters(shape: _Shape, values: Sequence[bytes], strings: "array[int]", facts: SheetFacts) -> int | None:
    """Return how many characters of text the values are, None where one of them is not plainly what it should be.

    Adds error cells and formulas without a value to the facts.
    """
    characters = 0
    for kind, places in shape.kinds.items():
        found = [values[place] for place in places]
        if kind in ("str", "t"):
            text = _decoded(found, b"\n")
            if text is None:
                return None
            characters += len(text) - _excess(text) - len(found) + 1
        elif kind == "e":
            for place, value in zip(places, found, strict=True):
                code = value.decode(errors="replace")
                if code not in ERRORS:
                    return None
                facts.errors.setdefault(code, Positions()).add(*shape.cell(place))
        else:
            lines = b"\n".join((*found, b""))
            if lines.count(b"\n") != len(found) or not _LINES[kind].fullmatch(lines):
                return None
            if kind == "s":
                if b"" in found or max(numbers := [*map(int, found)]) >= len(strings):
                    return None
                characters += sum(map(strings.__getitem__, numbers))
    blank = [place for place in shape.computed if not values[place]]
    if blank:
        texts = {*shape.kinds.get("str", ())}
        facts.uncomputed = Positions([*facts.uncomputed, *(shape.cell(place) for place in blank if place not in texts)])
    return characters


def _decoded(values: Sequence[bytes], between: bytes = b"") -> str | None:
    """Return texts in one, None where they are none that XML may hold."""
    try:
        text = between.join(values).decode()
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in text or "\uffff" in text else text


def _excess(text: str) -> int:
    """Return how many characters references in a text take beside those that they stand for."""
    return sum(text.count(each) * longer for each, longer in _LONGER.items()) if "&" in text else 0
