"""The parameters of a scheme on the parameter sheet: the lines to write, and in which cells each of them stands.

A block is a list of lines with some cells each. Bands lie side by side, as a scheme prints them; figures
by level or grade stand under the labels of their dimension.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.backends.words import figure_name, owner_in_full
from presales_xl.cache import Kept
from presales_xl.scheme.columns import GRADES, QUOTA, Plan, PlanParameter
from presales_xl.texts import Lang, text
from presales_xl.workbook.style import number_format

OWNER, NAME, FIRST = 0, 1, 2  # columns of a line: whose figure, which figure, its cells
FIRST_LINE = 4  # the row (from 0) of the first block


@dataclass(frozen=True)
class FigureCell:
    """A figure (number) or a label (text) on a line of the parameter sheet, at its place from 0."""

    place: int
    value: float | str
    number_format: str = "@"
    reading: bool = False


@dataclass(frozen=True)
class ParameterLine:
    """One row of the parameter sheet."""

    owner: str
    name: str
    figures: tuple[FigureCell, ...] = ()
    remark: str = ""
    id: str = ""
    heading: bool = False


@dataclass
class ParameterBlock:
    """The parameters of one scheme; the title stands in row `first` (from 0) of `sheet`, the lines below it.

    `figures` and `dimensions` give row, first and last column of each figure and of each dimension's labels.
    """

    plan: Plan
    sheet: str
    first: int
    lang: Lang
    lines: list[ParameterLine] = field(init=False, default_factory=list)
    figures: dict[str, tuple[int, int, int]] = field(init=False, default_factory=dict)
    dimensions: dict[str, tuple[int, int, int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Lay the lines out."""
        self._grades()
        self._by_dimension("level", self._say("weights"))
        self._indicators()
        self._named()
        self._choices()
        self._method()

    @property
    def title(self) -> str:
        """Return what stands above the lines."""
        scheme = self.plan.scheme
        return self._say("title", name=scheme.name[self.lang], id=scheme.id)

    @property
    def end(self) -> int:
        """Return the index of the last row."""
        return self.first + len(self.lines)

    def _cells(self, row: int, first: int, last: int) -> str:
        start = xl_rowcol_to_cell(row, first, row_abs=True, col_abs=True)
        end = xl_rowcol_to_cell(row, last, row_abs=True, col_abs=True)
        return f"{self.sheet}!{start}" + (f":{end}" if last > first else "")

    def parameter(self, parameter_id: str) -> str:
        """Return the cell, or for a figure by level or grade the cells, of a parameter."""
        return self._cells(*self.figures[parameter_id])

    def labels(self, dimension: str) -> str:
        """Return the cells with the labels of a dimension."""
        return self._cells(*self.dimensions[dimension])

    def label(self, dimension: str, position: int) -> str:
        """Return the cell with one label."""
        row, first, _ = self.dimensions[dimension]
        return self._cells(row, first + position, first + position)

    def _say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"workbook.parameters.{key}", **fields)

    def _add(self, line: ParameterLine) -> int:
        self.lines.append(line)
        return self.first + len(self.lines)  # the block's title stands in its first row

    def _dimension_line(self, dimension: str, name: str) -> None:
        labels = [names[self.lang] for names in self.plan.dimensions[dimension].names]
        row = self._add(ParameterLine("", name, tuple(FigureCell(at, label) for at, label in enumerate(labels))))
        self.dimensions[dimension] = (row, FIRST, FIRST + len(labels) - 1)

    @staticmethod
    def _shown(figure: PlanParameter) -> str:
        """Return the number format of a figure; points as short as they are."""
        return number_format("" if figure.unit == "points" else figure.unit, figure.sign)

    def _cell(self, place: int, value: float, figure: PlanParameter) -> FigureCell:
        """Return the cell of a figure; one that is left for HR to fill in says so."""
        written = text(self.lang, "columns.unset") if math.isnan(value) else value
        return FigureCell(place, written, self._shown(figure), figure.reading is not None)

    def _figure_line(
        self,
        owner: str,
        name: str,
        figures: Mapping[int, PlanParameter],
        rest: Sequence[FigureCell] = (),
        remark: str = "",
    ) -> None:
        """Add a line of single figures, each at its place, before the cells that are the `rest`."""
        cells = []
        for place, figure in sorted(figures.items()):
            if isinstance(figure.value, Mapping):
                raise TypeError(f"{figure.id} is no single figure")
            cells.append(self._cell(place, figure.value, figure))
        line = self._with_remark(ParameterLine(owner, name, (*cells, *rest)), list(figures.values()))
        row = self._add(replace(line, remark=remark) if remark else line)
        for place, figure in figures.items():
            self.figures[figure.id] = (row, FIRST + place, FIRST + place)

    def _keyed_line(self, owner: str, name: str, figure: PlanParameter) -> None:
        """Add a line with a figure's values under the labels of its dimension."""
        if not isinstance(figure.value, Mapping):
            raise TypeError(f"{figure.id} is a single figure")
        keys = self.plan.dimensions[figure.dimension].keys
        cells = tuple(self._cell(at, figure.value[key], figure) for at, key in enumerate(keys))
        row = self._add(self._with_remark(ParameterLine(owner, name, cells), [figure]))
        self.figures[figure.id] = (row, FIRST, FIRST + len(keys) - 1)

    def _with_remark(self, line: ParameterLine, figures: list[PlanParameter]) -> ParameterLine:
        reasons = dict.fromkeys(figure.reading[self.lang] for figure in figures if figure.reading)
        remark = self._say("reading", why=text(self.lang, "explain.join").join(reasons)) if reasons else ""
        ids = figures[0].id if len(figures) == 1 else f"{figures[0].id} …"
        return replace(line, remark=remark, id=ids)

    def _grades(self) -> None:
        scale = self.plan.scheme.grades
        if scale is None:
            return
        self._add(ParameterLine(self._say("grades"), "", heading=True))
        self._dimension_line("grade", self._say("grade"))
        places = {key: place for place, key in enumerate(scale.scale)}
        bounds = {places[f.id.removeprefix("grades.")]: f for f in self._of(GRADES)}
        self._figure_line("", self._say("bound"), bounds, rest=[FigureCell(len(places) - 1, self._say("rest"))])
        if self.plan.quota():
            groups = self.plan.grade_groups()
            shares = {group.grades[0]: self.plan.parameters[f"quota.{group.key}"] for group in groups}
            together = text(self.lang, "problems.comma").join(group.key for group in groups if len(group.grades) > 1)
            remark = self._say("together", grades=together) if together else ""
            self._figure_line("", self._say("quota"), shares, remark=remark)
        self._by_dimension("grade", "")

    def _by_dimension(self, dimension: str, heading: str) -> None:
        figures = [f for f in self.plan.parameters.values() if f.dimension == dimension]
        if dimension not in self.plan.dimensions:
            return
        if dimension not in self.dimensions:
            self._add(ParameterLine(heading, "", heading=True))
            called = self.plan.scheme.level_name if dimension == "level" else None
            self._dimension_line(dimension, called[self.lang] if called else self._say(dimension))
        for figure in figures:
            owner = self.plan.scheme.enabled().get(figure.owner)
            self._keyed_line(owner.name[self.lang] if owner else "", figure_name(self.plan, figure, self.lang), figure)

    def _of(self, owner: str) -> list[PlanParameter]:
        return [f for f in self.plan.parameters.values() if f.owner == owner and not f.dimension]

    def _indicators(self) -> None:
        """Add the figures of each rule: bands side by side, everything else one by one."""
        self._add(ParameterLine(self._say("rules"), "", heading=True))
        for path in dict.fromkeys(f.owner for f in self.plan.parameters.values()):
            if path in ("", GRADES, QUOTA):
                continue
            figures = self._of(path)
            owner = owner_in_full(self.plan, figures[0], self.lang) if figures else ""
            for name, line in self._lines_of(figures):
                self._figure_line(owner, name, line)
                owner = ""

    def _lines_of(self, figures: list[PlanParameter]) -> Iterator[tuple[str, Mapping[int, PlanParameter]]]:
        rows: dict[int | str, dict[int, PlanParameter]] = {}
        for figure in sorted(figures, key=lambda f: (not f.line, f.line, f.index or (math.inf if f.line else 0))):
            row = rows.setdefault(figure.line or (figure.label if figure.index else figure.id), {})
            row[figure.index - 1 if figure.index else len(row)] = figure
        for row in rows.values():
            yield figure_name(self.plan, next(iter(row.values())), self.lang), row

    def _named(self) -> None:
        figures = [f for f in self.plan.parameters.values() if not f.owner and not f.dimension]
        if figures:
            self._add(ParameterLine(self._say("named"), "", heading=True))
        for figure in figures:
            self._figure_line("", figure_name(self.plan, figure, self.lang), {0: figure})

    def _choices(self) -> None:
        """Add the labels of choices and flags, each with the figures that differ by it."""
        left = [key for key in self.plan.dimensions if key not in self.dimensions]
        if left:
            self._add(ParameterLine(self._say("choices"), "", heading=True))
        for key in left:
            self._dimension_line(key, self._say("flags") if key == "flags" else self._say("choice"))
            self._by_dimension(key, "")

    def _method(self) -> None:
        """Add why something is worked out as it is, where that is a reading and no figure shows it."""
        scheme, readings = self.plan.scheme, self.plan.readings
        names = {key: spec.name for key, spec in self.plan.inputs().items()}
        names |= {key: measure.name for key, measure in scheme.measures.items()}
        names |= {key: indicator.name for key, indicator in scheme.enabled().items()}
        if readings:
            self._add(ParameterLine(self._say("method"), "", heading=True))
        for pattern, why in readings.items():
            about = names.get(pattern.partition(".")[0])
            self._add(
                ParameterLine(
                    about[self.lang] if about else "", "", remark=self._say("reading", why=why[self.lang]), id=pattern
                )
            )


_blocks = Kept[ParameterBlock](500)


def block_of(plan: Plan, sheet: str, first: int, lang: Lang) -> ParameterBlock:
    """Return the block of a scheme, laid out once for all workbooks that have it in the same place."""
    key = id(plan), sheet, first, lang  # of a plan that the block keeps: no other one has its number
    return _blocks.get(key, lambda: ParameterBlock(plan, sheet, first, lang))
