"""What a cell says of whose workbook it is: given as a function of the layout, not as the value itself.

Workbooks with the same sheets (see `shape`) differ in nothing else. A sheet hands such a value to its worksheet in
place of a text or number, as what a cell holds or what a formula shows at first; the worksheet writes what comes out
for its own workbook, and records where. Whatever is not a `Varying` is the same for all people.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellBlankTuple, CellStringTuple

from presales_xl.workbook.formulas import Shown, cell_values, entries
from presales_xl.workbook.layout import BookLayout, RoleLayout, label_of, once
from presales_xl.workbook.style import FormulaSheet

#: None is a blank cell; "" is a text.
Told = Shown | None


def number_or_text(value: Told) -> Told:
    """Return what is told in one spelling: a number as a fraction, and no −0."""
    return value if value is None or isinstance(value, str) else value + 0.0


@dataclass(frozen=True)
class OfBook:
    """What a function makes of a workbook: of any that has the same sheets and as many people."""

    function: Callable[[BookLayout], Told]

    def of(self, layout: BookLayout) -> Told:
        """Return what the function makes of it."""
        return self.function(layout)


def of_role(number: int, function: Callable[[RoleLayout], Told]) -> OfBook:
    """Return what a function makes of a role, by its number from 0."""
    return OfBook(lambda layout: function(layout.roles[number]))


@dataclass(frozen=True)
class InList:
    """One of many cells that are told together, in the list that `function` makes of a workbook and what it is about.

    It makes the list once of each workbook (see `layout.once`), as `number_or_text` spells what is told.
    """

    function: Callable[..., Sequence[Told]]
    about: tuple[Hashable, ...]
    place: int

    def of(self, layout: BookLayout) -> Told:
        """Return what stands in the cell's place."""
        return self.function(layout, *self.about)[self.place]


#: A text or number that hangs on the people of a workbook.
Varying = OfBook | InList


def named(role: int, place: int, by: Literal["employee_id", "name", "label"]) -> InList:
    """Return id or name of a person, or the label by which they are chosen; roles and their people count from 0."""
    return InList(_names, (role, by), place)


def result(role: int, place: int, column: str) -> InList:
    """Return what the cell of a person shows in a computed column."""
    return InList(_results, (role, column), place)


def entered(role: int, place: int, column: str) -> InList:
    """Return what the cell of a person holds of an input, or of what is known before."""
    return InList(_entries, (role, column), place)


@once
def _names(layout: BookLayout, role: int, by: str) -> list[str]:
    people = layout.roles[role].role.people
    if by == "label":
        return [label_of(person.employee_id, person.name) for person in people]
    return [person.name if by == "name" else person.employee_id for person in people]


def level(role: int, place: int, own: str) -> InList:
    """Return the place of a person's level from 1, 0 where they have none, or a figure of their own in a column."""
    return InList(_levels, (role, own), place)


@once
def _levels(layout: BookLayout, role: int, own: str) -> list[float]:
    everybody = [person.entries for person in layout.roles[role].role.people]
    levels = (math.nan if math.isfinite(each.get(own, math.nan)) else each.get("level", math.nan) for each in everybody)
    return [value + 1 if math.isfinite(value) else 0 for value in levels]


def _results(layout: BookLayout, role: int, column: str) -> list[Shown]:
    return cell_values(layout.roles[role], column)


def _entries(layout: BookLayout, role: int, column: str) -> list[Told]:
    return entries(layout.roles[role], column)


class VaryingCells:
    """Tells of one workbook after the other what many cells say, each list of theirs once."""

    def __init__(self, varying: Sequence[Varying]) -> None:
        lists: dict[tuple[Callable[..., Sequence[Told]], tuple[Hashable, ...]], list[tuple[int, int]]] = {}
        self._alone: list[tuple[int, Callable[[BookLayout], Told]]] = []
        for number, each in enumerate(varying):
            if isinstance(each, InList):
                lists.setdefault((each.function, each.about), []).append((number, each.place))
            else:
                self._alone.append((number, each.function))
        self._lists = [(function, about, _evenly(cells), cells) for (function, about), cells in lists.items()]
        self._size = len(varying)

    def of(self, layout: BookLayout) -> list[Told]:
        """Return what each says of a workbook."""
        told: list[Told] = [None] * self._size
        for function, about, evenly, cells in self._lists:
            values = function(layout, *about)
            if evenly:
                told[evenly] = values[: len(cells)]
            else:
                for number, place in cells:
                    told[number] = values[place]
        for number, tell in self._alone:
            alone = tell(layout)
            told[number] = alone if alone is None or isinstance(alone, str) else alone + 0.0  # as `number_or_text`
        return told


def _evenly(cells: Sequence[tuple[int, int]]) -> slice | None:
    """Return the numbers of cells in which a list stands from its beginning, where they are equally far apart."""
    numbers, places = zip(*cells, strict=True)
    step = numbers[1] - numbers[0] if len(cells) > 1 else 1
    evenly = range(numbers[0], numbers[0] + step * len(cells), step) if step > 0 else ()
    if places != tuple(range(len(cells))) or numbers != tuple(evenly):
        return None
    return slice(numbers[0], numbers[-1] + 1, step)


def _of_hidden_sheet(_layout: BookLayout) -> Told:
    """Raise NotImplementedError: only whoever writes the whole workbook can tell it, and writes it itself."""
    raise NotImplementedError


class BookWorksheet(FormulaSheet):
    """A worksheet of a manager's workbook, which is given its `layout` before anything is written.

    `varying` are the cells (row and column from 0) that are told by a `Varying`: written by any method that takes a
    text or a number, or by `write_formula` as the value that the formula shows. So may the heights of rows be
    (`heights`, by row), header and footer (`margins`), and the formats of cells that vary (`looks`).
    """

    def __init__(self) -> None:
        super().__init__()
        self.layout: BookLayout
        self.varying: dict[tuple[int, int], Varying] = {}
        self.heights: dict[int, Varying] = {}
        self.looks: dict[tuple[int, int], Varying] = {}
        self.margins: dict[str, Varying] = {}

    def set_row(self, row: int, height: float | Varying | None = None, *args: Any) -> int:
        """Set the height of a row in points, and what else rows have."""
        if isinstance(height, Varying):
            self.heights[row] = height
        return int(super().set_row(row, self._told(height), *args))

    def set_header(self, header: str | Varying = "", *args: Any) -> None:
        """Set what stands above each page."""
        if isinstance(header, Varying):
            self.margins["header"] = header
        super().set_header(self._told(header), *args)

    def set_footer(self, footer: str | Varying = "", *args: Any) -> None:
        """Set what stands below each page."""
        if isinstance(footer, Varying):
            self.margins["footer"] = footer
        super().set_footer(self._told(footer), *args)

    def look(self, row: int, column: int, forms: Sequence[Format], place: Varying) -> Format:
        """Return the format that a cell is written with, of those that it may have in workbooks with other people."""
        formats = [form._get_xf_index() for form in forms]  # numbers in the file
        self.looks[row, column] = OfBook(lambda layout: formats[int(place.of(layout) or 0)])
        return forms[int(place.of(self.layout) or 0)]

    def write_own(self, row: int, column: int, text: str) -> None:
        """Write a text that only whoever writes the whole workbook can tell: it has an entry of its own, too."""
        self.varying[row, column] = OfBook(_of_hidden_sheet)
        self._check_dimensions(row, column)
        self.table[row][column] = CellStringTuple(self.str_table.add_own(text), None)

    def _told(self, value: Any) -> Any:
        return number_or_text(value.of(self.layout)) if isinstance(value, Varying) else value

    def _write(self, row: int, col: int, *args: Any) -> int:
        if args and isinstance(args[0], Varying):
            return self._write_varying(row, col, *args)
        return int(super()._write(row, col, *args))

    def _write_string(self, row: int, col: int, string: str | Varying, cell_format: Any = None) -> int:
        if isinstance(string, Varying):
            return self._write_varying(row, col, string, cell_format)
        return int(super()._write_string(row, col, string, cell_format))

    def _write_number(self, row: int, col: int, number: float | Varying, cell_format: Any = None) -> int:
        if isinstance(number, Varying):
            return self._write_varying(row, col, number, cell_format)
        return int(super()._write_number(row, col, number, cell_format))

    def _write_varying(self, row: int, col: int, varying: Varying, cell_format: Any = None) -> int:
        self.varying[row, col] = varying
        self._check_dimensions(row, col)
        value = self._told(varying)
        if value is None or value != value:  # noqa: PLR0124 - NaN
            self.table[row][col] = CellBlankTuple(cell_format)  # without a look, too: another workbook has a text there
        elif isinstance(value, str):
            self.table[row][col] = CellStringTuple(self.str_table.add_own(value), cell_format)
        else:
            super()._write_number(row, col, value, cell_format)
        return 0

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        if isinstance(value, Varying):
            self.varying[row, col] = value
        return int(super()._write_formula(row, col, formula, cell_format, value=self._told(value)))
