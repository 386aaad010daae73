"""The text of a Word document, out of its part `word/document.xml`: paragraphs, and tables with their merged cells."""

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from presales_xl.design.imported.source import Grid, Passage, Spot, cleaned, grid, passage_of
from presales_xl.scheme.errors import fail
from presales_xl.workbook.sheet_xml import walk

PART = "word/document.xml"
#: What holds text that is not in the document: deleted, codes of fields, the other spelling of a drawing.
_LEFT_OUT = {"del", "moveFrom", "instrText", "delText", "Fallback", "rPr", "pPr", "tblPr", "tcPr", "trPr"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_MOST_COLUMNS = 200


def blocks(xml: bytes) -> list[Grid | Passage]:
    """Return what the main part of a document holds; ProblemsError `file.damaged` or `file.doctype` as the guard's."""
    walk(PART, xml)
    root = ElementTree.fromstring(xml)  # noqa: S314 - what was just walked holds no entities
    body = next((each for each in root if _local(each) == "body"), root)
    try:
        return list(_Reader().of(body))
    except RecursionError:  # nobody's document lies that deep within itself
        raise fail("file.damaged", part=PART) from None


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _property(element: Element, group: str, name: str) -> Element | None:
    """Return a property of a cell or row."""
    holder = next((each for each in element if _local(each) == group), None)
    return next((each for each in holder if _local(each) == name), None) if holder is not None else None


def _value(element: Element) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "val"), "")


class _Reader:
    """Counts paragraphs and tables while it reads."""

    def __init__(self) -> None:
        self.lines = self.tables = 0

    def of(self, element: Element) -> Iterator[Grid | Passage]:
        """Yield paragraphs and tables in their order, those inside of content controls too."""
        for each in element:
            match _local(each):
                case "p":
                    yield from self._lines(each)
                case "tbl":
                    yield from self._table(each)
                case name if name not in _LEFT_OUT and name != "sectPr":
                    yield from self.of(each)

    def _lines(self, paragraph: Element) -> Iterator[Grid | Passage]:
        """Yield the lines of a paragraph; its text boxes are lines of their own."""
        self.lines += 1
        for written in _text(paragraph).split("\n"):
            if cleaned(written):
                yield passage_of(written, Spot(row=self.lines))
        for box in paragraph.iter():
            if _local(box) == "txbxContent" and not _is_spare(paragraph, box):
                yield from self.of(box)

    def _table(self, table: Element) -> Iterator[Grid | Passage]:
        """Yield a table, and behind it the tables that stand in its cells."""
        self.tables += 1
        number, inner = self.tables, list[Element]()
        rows: list[list[tuple[str, Spot, bool]]] = []
        for line, row in enumerate(_rows(table), 1):
            cells: list[tuple[str, Spot, bool]] = []
            before = _property(row, "trPr", "gridBefore")
            if before is not None and _value(before).isdigit():
                cells += [("", Spot(), False)] * min(int(_value(before)), _MOST_COLUMNS)
            for cell in _cells(row):
                inner += [each for each in cell if _local(each) == "tbl"]
                self._cell(cell, cells, rows, Spot(table=number, row=line, column=len(cells) + 1))
            rows.append(cells)
        if made := grid(rows):
            yield made
        for each in inner:
            yield from self._table(each)

    def _cell(
        self, cell: Element, cells: list[tuple[str, Spot, bool]], rows: list[list[tuple[str, Spot, bool]]], spot: Spot
    ) -> None:
        """Add a cell to its row: once for each column that it reaches over, and with what it continues."""
        wide, merged = _property(cell, "tcPr", "gridSpan"), _property(cell, "tcPr", "vMerge")
        span = int(_value(wide)) if wide is not None and _value(wide).isdigit() else 1
        place = len(cells)
        goes_on = merged is not None and _value(merged) != "restart" and rows and place < len(rows[-1])
        written, at = (rows[-1][place][0], rows[-1][place][1]) if goes_on else (_paragraphs(cell), spot)
        cells += [(written, at, bool(goes_on or each)) for each in range(min(max(span, 1), _MOST_COLUMNS))]


def _rows(table: Element) -> Iterator[Element]:
    for each in table:
        if _local(each) == "tr":
            yield each
        elif _local(each) in ("sdt", "sdtContent", "ins"):
            yield from _rows(each)


def _cells(row: Element) -> Iterator[Element]:
    for each in row:
        if _local(each) == "tc":
            yield each
        elif _local(each) in ("sdt", "sdtContent", "ins"):
            yield from _cells(each)


def _paragraphs(cell: Element) -> str:
    """Return the text of a cell, a line a paragraph, without that of tables in it."""
    lines: list[str] = []
    for each in cell:
        if _local(each) == "p":
            lines.append(_text(each))
        elif _local(each) in ("sdt", "sdtContent", "ins"):
            lines.append(_paragraphs(each))
    return "\n".join(lines)


def _text(element: Element) -> str:
    """Return the text of a paragraph without that of its text boxes."""
    parts: list[str] = []
    for each in element:
        name = _local(each)
        if name == "t":
            parts.append(each.text or "")
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name not in _LEFT_OUT and name != "txbxContent":
            parts.append(_text(each))
    return "".join(parts)


def _is_spare(paragraph: Element, box: Element) -> bool:
    """Return whether a text box is the second spelling of one, for programs that know no newer one."""
    spare = (each for each in paragraph.iter() if _local(each) == "Fallback")
    return any(each is box for other in spare for each in other.iter())
