"""Sheets and shared strings as programs write them: what `sheet_xml` says of them, without following each element.

Workbooks of one shape differ in values alone: in what stands between `<v>` and `</v>`, and in texts. Without these, a
sheet is one that was followed before, be it in another file; the values are looked at all together. Whatever is not
plain (and every sheet that is to be refused, so that it is refused in the same words) is left to `sheet_xml`.
"""

import hashlib
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite
from typing import Generic, TypeVar

from presales_xl.cache import Kept
from presales_xl.people.table import Value
from presales_xl.scheme.errors import CELL_ERRORS, ProblemsError
from presales_xl.workbook.sheet_xml import (
    BLANKS,
    MAX_COLUMNS,
    OWN,
    VALUES,
    CellFollower,
    Positions,
    SheetFacts,
    StringFollower,
    Totals,
    local_name,
)

R = TypeVar("R")
F = TypeVar("F", bound=CellFollower | StringFollower)

_MOST = 16 * 2**20  # bytes of sheets, or of parts, of which is kept in mind what they are
_BIGGEST = 8 * 2**20  # of one of which it is: one for fifty people of two roles has 2
#: A text that means what it says: no reference but those that all programs write, no character that XML forbids.
_PLAIN = rb"[^<>&\x00-\x08\x0b-\x1f]*+(?:&(?:amp|lt|gt|quot|apos|#10);[^<>&\x00-\x08\x0b-\x1f]*+)*+"
_TEXT = rb'<t(?: xml:space="preserve")?>'
_VALUE = re.compile(rb"(<v>|%s)(%s)(?=</[vt]>)" % (_TEXT, _PLAIN))
_STRING = re.compile(
    rb"<si>(?:<t/>|(%s)(%s)</t>)"
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
_NUMBERS = re.compile(rb"(?:(?:-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)?\n)*+")  # that are read as they are written
_REFERENCES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#10;": "\n", "&amp;": "&"}  # this one last
_ODD = re.compile("_x[0-9A-Fa-f]{4}_")  # of which calamine makes a character
_TEXTS = frozenset({"str", "t", "whole"})
_TRUTH = {b"0": False, b"1": True}
_DIMENSION = re.compile("[A-Z]{1,2}[1-9][0-9]{0,5}(?::[A-Z]{1,2}[1-9][0-9]{0,5})?")
_STYLE = re.compile("0|[1-9][0-9]{0,4}")


class RememberedXml(Generic[R]):
    """What was made of the last contents, by their digests."""

    def __init__(self, make: Callable[[bytes], R], most: int = _MOST) -> None:
        self._make = make
        self._kept = Kept[R](most)

    def of(self, content: bytes) -> R:
        """Return what is made of a content; what that raises is raised."""
        if len(content) > _BIGGEST:
            return self._make(content)
        return self._kept.get(hashlib.sha256(content).digest(), partial(self._make, content), len(content))


@dataclass(frozen=True, slots=True)
class _Outer:
    """What a sheet says around its cells, and how elements are called in it: the start of its root.

    It `is_readable` where calamine does not stumble over what is said there.
    """

    facts: SheetFacts
    root: bytes
    is_readable: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a sheet's cells are but for their values.

    `kinds` are the places of values by the type of their cells, "t" being texts in the cells themselves, and "whole"
    those with the blanks around them; `cells` say where each stands (see `cell`), `computed` are the places of values
    of formulas. Values can be read here where it `is_readable`, and reach so far (rows, columns), blank ones left out.
    """

    facts: SheetFacts
    totals: Totals
    count: int
    kinds: dict[str, "array[int]"]
    cells: "array[int]"
    computed: "array[int]"
    is_readable: bool
    reach: tuple[int, int]

    def cell(self, place: int) -> tuple[int, int]:
        """Return row and column (from 0) of the cell of a value."""
        return divmod(self.cells[place], MAX_COLUMNS)


def scan(xml: bytes, strings: Sequence[str], totals: Totals) -> SheetFacts | None:
    """Return what `sheet_xml.scan` does of a sheet, adding to `totals`; None where that has to look at it itself."""
    begin = xml.find(_BEGIN)
    end = xml.rfind(_END)
    if not 0 <= begin < end or len(xml) > _BIGGEST or totals.cells + xml.count(b"<") > totals.limits.cells:
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
    totals_now = replace(totals, cells=totals.cells + shape.totals.cells, text=totals.text + shape.totals.text)
    if not _Values(shape, values, strings, facts=facts, totals=totals_now).are_taken(is_read=outer.is_readable):
        return None
    totals.cells, totals.text, totals.area = totals_now.cells, totals_now.text, totals_now.area
    return facts


def shared_strings(xml: bytes, most: int) -> list[str] | None:
    """Return what `sheet_xml.shared_strings` does; None where that has to look at them itself."""
    root, end = _STRINGS.search(xml), xml.rfind(b"</sst>")
    if root is None or end < root.end() or not _is_around(xml[: root.end()], xml[end:], root.start()):
        return None
    pieces = _STRING.split(xml[root.end() : end])
    text = _decoded([value or b"" for value in pieces[2::3]], b"\0")
    if text is None or len(pieces) > most:
        return None
    plain, texts = iter(_meant(text).split("\0")), list[str]()
    for place in range(0, len(pieces), 3):
        if pieces[place]:  # with letters of several kinds, say
            others = _strings.of(_start(b"sst", root) + pieces[place] + b"</sst>")
            if others is None:
                return None
            texts += others
        if place + 1 < len(pieces):
            texts.append(next(plain).strip(BLANKS) if pieces[place + 1] == b"<t>" else next(plain))
    return texts if len(texts) <= most else None


def _is_around(head: bytes, tail: bytes, begin: int) -> bool:
    """Return whether one text begins the shared strings, with their root, and another ends them."""
    strings = _followed(lambda: StringFollower("", head + tail, most=0))
    return strings is not None and strings.seen and (strings.begin, strings.finish) == (begin, len(head))


def _others(xml: bytes) -> list[str] | None:
    """Return shared strings that are not plain, None where they are not whole or are to be refused."""
    strings = _followed(lambda: StringFollower("", xml, most=OWN.cells))
    return strings.texts if strings and xml[strings.finish :] == b"</sst>" else None


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
    around = _followed(lambda: _Around("", "", xml, strings=(), totals=Totals()))
    root = _SHEET.match(xml, around.begin_of_root) if around and around.seen else None
    if around is None or root is None or xml[around.begin : around.finish] != _BEGIN:
        return None
    if around.begin != xml.find(_BEGIN) or around.depth_of_cells != 1:
        return None
    return _Outer(around.facts, _start(b"worksheet", root), is_readable=around.is_readable)


def _shape(xml: bytes) -> _Shape | None:
    """Return what the cells of a sheet without its values are, None where it is not plain."""
    totals = Totals()
    marked = _followed(lambda: _Marked("", "", xml, strings=(), totals=totals))
    if marked is None or xml[marked.finish :] != _END + b"</worksheet>" or marked.facts.errors:
        return None
    if not {*marked.kinds} <= {*_LINES, *_TEXTS, "e"}:
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
        is_readable=marked.is_readable and all(map(_STYLE.fullmatch, marked.facts.styles)),
        reach=marked.reach,
    )


_outers: RememberedXml[_Outer | None] = RememberedXml(_outer)
_shapes: RememberedXml[_Shape | None] = RememberedXml(_shape, most=2 * _MOST)
_strings: RememberedXml[list[str] | None] = RememberedXml(_others)


class _Around(CellFollower):
    """Follows a sheet without cells, and sees how deep these stand."""

    depth = depth_of_cells = begin_of_root = 0
    is_readable = True

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        was = self.seen
        if local_name(tag) == "dimension" and not _DIMENSION.fullmatch(attributes.get("ref", "")):
            self.is_readable = False
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

    def __init__(self, sheet: str, part: str, xml: bytes, *, strings: Sequence[str], totals: Totals) -> None:
        super().__init__(sheet, part, xml, strings=strings, totals=totals)
        self.kinds: list[str] = []
        self.cells = array("I")
        self.computed = array("I")
        self.is_readable, self.reach = True, (0, 0)
        self._before = 0  # marks before the cell

    def started(self, name: str, attributes: dict[str, str]) -> None:
        super().started(name, attributes)
        if name == "c":
            self._before = len(self.kinds)
            self.is_readable = self.is_readable and attributes.get("r") != ""

    def ended(self, name: str) -> None:
        start = self._mark() if name in ("v", "t") else None
        if start is None:
            super().ended(name)
            if name == "c" and ("v" in self.parts or "i" in self.parts):
                self._end_cell()
            return
        if name == "v" and "f" in self.parts:
            self.computed.append(len(self.kinds))
        kind = "t" if start == b"<t>" else "whole"
        self.kinds.append(self.type if name == "v" else "rPh" if self.open[-1] == "rPh" else kind)
        self.cells.append((self.row - 1) * MAX_COLUMNS + self.column - 1)
        if name == "v":
            self.value = ["?"]  # whether it is blank is seen when there is a value

    def _end_cell(self) -> None:
        """Take in how far cells with values reach, and whether this one has its value in one piece that was marked."""
        marks = len(self.kinds) - self._before
        is_text = self.type == "inlineStr"
        is_blank = not marks and self.type in ("n", "str") and not any(self.value)
        if not is_blank and (marks != 1 or (is_text and self.parts != "it")):
            self.is_readable = False
        if self.type != "n":
            self.reach = max(self.reach[0], self.row), max(self.reach[1], self.column)

    def _mark(self) -> bytes | None:
        """Return the start of the element that ends here if a value was taken out of it."""
        at = self.parser.CurrentByteIndex
        before = self.xml[max(at - 24, 0) : at]
        starts = (start for start, end in _MARKS if before.endswith(start) and self.xml[at : at + 4] == end)
        return next(starts, None)


@dataclass
class _Values:
    """The values of a sheet: what is counted of them, and what they are where it can be told without calamine."""

    shape: _Shape
    written: Sequence[bytes]
    strings: Sequence[str]
    facts: SheetFacts
    totals: Totals

    def are_taken(self, *, is_read: bool) -> bool:
        """Count them and add them to the facts, errors and formulas without any, too; False where one is not plain.

        What they are is added where it can be told and `is_read` says so.
        """
        shape, facts = self.shape, self.facts
        self.totals.area += facts.rows * facts.columns
        is_read = is_read and shape.is_readable and self.totals.area <= self.totals.limits.cells
        cells: list[Value] = [None] * (facts.rows * facts.columns if is_read else 0)
        for kind, places in shape.kinds.items():
            contents = [self.written[place] for place in places]
            values = self._of(kind, places, contents)
            if values is None:
                return False
            if len(values) < len(contents):
                is_read = False
            for place, value in zip(places, values, strict=False) if is_read else ():
                row, column = shape.cell(place)
                cells[row * facts.columns + column] = value
        blank = [place for place in shape.computed if not self.written[place]]
        if blank:
            texts = {*shape.kinds.get("str", ())}
            without = (shape.cell(place) for place in blank if place not in texts)
            facts.uncomputed = Positions([*facts.uncomputed, *without])
        if is_read:
            rows, columns = self._reach()
            facts.values = [cells[at : at + columns] for at in range(0, rows * facts.columns, facts.columns or 1)]
        return self.totals.text <= self.totals.limits.text

    def _of(self, kind: str, places: Sequence[int], contents: Sequence[bytes]) -> Sequence[Value] | None:
        """Return the values of cells of one type, none where calamine has to; None where one is not plain."""
        if kind in _TEXTS:
            return self._texts(kind, contents)
        if kind == "e":
            for place, value in zip(places, contents, strict=True):
                code = value.decode(errors="replace")
                if code not in CELL_ERRORS:
                    return None
                self.facts.errors.setdefault(code, Positions()).add(*self.shape.cell(place))
            return [None] * len(contents)
        lines = b"\n".join((*contents, b""))
        if lines.count(b"\n") != len(contents) or not _LINES[kind].fullmatch(lines):
            return None
        if kind == "s":
            return self._shared(contents)
        if kind == "b":
            return [_TRUTH[value] for value in contents] if {*contents} <= {*_TRUTH} else ()
        return self._numbers(contents, lines) if kind == "n" else ()

    def _texts(self, kind: str, contents: Sequence[bytes]) -> Sequence[Value] | None:
        text = _decoded(contents, b"\0")
        if text is None:
            return None
        text = _meant(text)
        self.totals.text += len(text) - len(contents) + 1
        values = text.split("\0")
        return () if _ODD.search(text) else [(each.strip(BLANKS) if kind == "t" else each) or None for each in values]

    def _shared(self, contents: Sequence[bytes]) -> Sequence[Value] | None:
        if b"" in contents or max(numbers := [*map(int, contents)]) >= len(self.strings):
            return None
        texts = [self.strings[number] for number in numbers]
        self.totals.text += sum(map(len, texts))
        return () if _ODD.search("\0".join(texts)) else [text or None for text in texts]

    def _numbers(self, contents: Sequence[bytes], lines: bytes) -> Sequence[Value]:
        if not _NUMBERS.fullmatch(lines):
            return ()
        figures = [float(value) if value else None for value in contents]
        if not all(isfinite(figure) for figure in figures if figure is not None):
            return ()
        return [int(each) if each is not None and each.is_integer() else each for each in figures]

    def _reach(self) -> tuple[int, int]:
        """Return how many rows and columns calamine reads: up to the last of each that has a value."""
        numbers = self.shape.kinds.get("n", ())
        cells = [self.shape.cells[place] for place in numbers if self.written[place]]
        rows, columns = self.shape.reach
        if cells:
            rows = max(rows, max(cells) // MAX_COLUMNS + 1)
            columns = max(columns, max(cell % MAX_COLUMNS for cell in cells) + 1)
        return rows, columns


def _decoded(values: Sequence[bytes], between: bytes = b"") -> str | None:
    """Return texts in one, None where they are none that XML may hold."""
    try:
        text = between.join(values).decode()
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in text or "\uffff" in text else text


def _meant(text: str) -> str:
    """Return a text with the characters that references stand for."""
    if "&" in text:
        for reference, character in _REFERENCES.items():
            text = text.replace(reference, character)
    return text
