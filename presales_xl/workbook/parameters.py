"""Where every figure stands on the parameter sheet: a block per scheme that the formulas read from.

A block is a list of lines with some cells each. Bands lie side by side, as a scheme prints them; figures
by level or grade stand under the labels of their dimension.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.scheme.columns import Parameter, Plan
from presales_xl.scheme.names import Names
from presales_xl.scheme.rules import RuleKind
from presales_xl.texts import Lang, text
from presales_xl.workbook.style import number_format

OWNER, NAME, FIRST = 0, 1, 2  # columns of a line: whose figure, which figure, its cells
FIRST_LINE = 4  # the row (from 0) of the first block


@dataclass(frozen=True)
class Cell:
    """A figure (number) or a label (text) on a line, at its place from 0."""

    place: int
    value: float | str
    number_format: str = "@"
    reading: bool = False


@dataclass(frozen=True)
class Line:
    """One row of the sheet."""

    owner: str
    name: str
    cells: tuple[Cell, ...] = ()
    remark: str = ""
    id: str = ""
    heading: bool = False


@dataclass(frozen=True)
class Block:
    """The parameters of one scheme: where they stand, and the lines to write."""

    sheet: str
    first: int
    title: str
    lines: tuple[Line, ...]
    figures: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)  # row, first and last column
    dimensions: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)

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


class _Builder:
    def __init__(self, plan: Plan, sheet: str, first: int, lang: Lang) -> None:
        self.plan = plan
        self.lang = lang
        self.first = first
        self.sheet = sheet
        self.lines: list[Line] = []
        self.figures: dict[str, tuple[int, int, int]] = {}
        self.dimensions: dict[str, tuple[int, int, int]] = {}

    def build(self) -> Block:
        self.grades()
        self.by_dimension("level", self.say("weights"))
        self.indicators()
        self.named()
        self.choices()
        self.method()
        scheme = self.plan.scheme
        title = self.say("title", name=scheme.name[self.lang], id=scheme.id)
        return Block(self.sheet, self.first, title, tuple(self.lines), self.figures, self.dimensions)

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"workbook.parameters.{key}", **fields)

    def add(self, line: Line) -> int:
        self.lines.append(line)
        return self.first + len(self.lines)  # the block's title stands in its first row

    def dimension_line(self, dimension: str, owner: str, name: str) -> None:
        labels = [names[self.lang] for names in self.plan.dimensions[dimension].names]
        row = self.add(Line(owner, name, tuple(Cell(at, label) for at, label in enumerate(labels))))
        self.dimensions[dimension] = (row, FIRST, FIRST + len(labels) - 1)

    @staticmethod
    def shown(figure: Parameter) -> str:
        """Return the number format of a figure; points as short as they are."""
        return number_format("" if figure.unit == "points" else figure.unit, figure.sign)

    def figure_line(self, owner: str, name: str, figures: Mapping[int, Parameter]) -> None:
        """Add a line of single figures, each at its place."""
        cells = []
        row = self.first + len(self.lines) + 1
        for place, figure in sorted(figures.items()):
            if isinstance(figure.value, Mapping):
                raise TypeError(f"{figure.id} is no single figure")
            cells.append(Cell(place, figure.value, self.shown(figure), figure.reading is not None))
            self.figures[figure.id] = (row, FIRST + place, FIRST + place)
        self.add(self._with_remark(Line(owner, name, tuple(cells)), list(figures.values())))

    def keyed_line(self, owner: str, name: str, figure: Parameter) -> None:
        """Add a line with a figure's values under the labels of its dimension."""
        if not isinstance(figure.value, Mapping):
            raise TypeError(f"{figure.id} is a single figure")
        keys = self.plan.dimensions[figure.dimension].keys
        marked = figure.reading is not None
        cells = tuple(Cell(at, figure.value[key], self.shown(figure), marked) for at, key in enumerate(keys))
        row = self.add(self._with_remark(Line(owner, name, cells), [figure]))
        self.figures[figure.id] = (row, FIRST, FIRST + len(keys) - 1)

    def _with_remark(self, line: Line, figures: list[Parameter]) -> Line:
        reasons = dict.fromkeys(figure.reading[self.lang] for figure in figures if figure.reading)
        remark = self.say("reading", why="；".join(reasons)) if reasons else ""
        ids = figures[0].id if len(figures) == 1 else f"{figures[0].id} …"
        return replace(line, remark=remark, id=ids)

    def grades(self) -> None:
        scale = self.plan.scheme.grades
        if scale is None:
            return
        self.add(Line(self.say("grades"), "", heading=True))
        self.dimension_line("grade", "", self.say("grade"))
        places = {key: place for place, key in enumerate(scale.scale)}
        bounds = {places[f.id.removeprefix("grades.")]: f for f in self.of("grades")}
        self.figure_line("", self.say("bound"), bounds)
        last = self.lines[-1]
        rest = Cell(len(places) - 1, self.say("rest"))
        self.lines[-1] = replace(last, cells=(*last.cells, rest))
        shares = {f.id.removeprefix("quota."): f for f in self.of("quota")}
        if shares:
            self.figure_line("", self.say("quota"), {places[key.split("+")[0]]: f for key, f in shares.items()})
            together = "、".join(key for key in shares if key not in places)
            if together:
                self.lines[-1] = replace(self.lines[-1], remark=self.say("together", grades=together))
        self.by_dimension("grade", "")

    def by_dimension(self, dimension: str, heading: str) -> None:
        figures = [f for f in self.plan.parameters.values() if f.dimension == dimension]
        if dimension not in self.plan.dimensions:
            return
        if dimension not in self.dimensions:
            self.add(Line(heading, "", heading=True))
            called = self.plan.scheme.level_name if dimension == "level" else None
            self.dimension_line(dimension, "", called[self.lang] if called else self.say(dimension))
        for figure in figures:
            owner = self.plan.scheme.enabled().get(figure.owner)
            self.keyed_line(owner.name[self.lang] if owner else "", self.figure_name(figure), figure)

    def of(self, owner: str) -> list[Parameter]:
        return [f for f in self.plan.parameters.values() if f.owner == owner and not f.dimension]

    def indicators(self) -> None:
        """Add the figures of each rule: bands side by side, everything else one by one."""
        self.add(Line(self.say("rules"), "", heading=True))
        for path in dict.fromkeys(f.owner for f in self.plan.parameters.values()):
            if path in ("", "grades", "quota"):
                continue
            owner = self._owner_name(path)
            for name, figures in self._lines_of(self.of(path)):
                self.figure_line(owner, name, figures)
                owner = ""

    def _lines_of(self, figures: list[Parameter]) -> Iterator[tuple[str, Mapping[int, Parameter]]]:
        rows: dict[str, dict[int, Parameter]] = {}
        for figure in sorted(figures, key=lambda f: (f.label in ("else", "last", "last_from"), f.index)):
            if figure.index:
                rows.setdefault(figure.label, {})[figure.index - 1] = figure
            elif figure.label == "else" and "value" in rows:
                rows["value"][max(rows["value"]) + 1] = figure
            else:
                rows[figure.id] = {0: figure}
        order = ["bound", "value", *(key for key in rows if key not in ("bound", "value"))]
        for row in (rows[key] for key in order if key in rows):
            yield self.figure_name(next(iter(row.values()))), row

    def figure_name(self, figure: Parameter) -> str:
        """Return what a figure is called within its rule; a choice's points are called by the choice."""
        if figure.name:
            return figure.name[self.lang]
        choices: Mapping[str, Names] = self.plan.scheme.choices
        if figure.label in choices:
            return choices[figure.label][self.lang]
        return text(self.lang, f"figures.{figure.label}")

    def _owner_name(self, path: str) -> str:
        key, _, part = path.partition(".")
        scheme = self.plan.scheme
        if key == "adjustment":
            key, _, part = part.partition(".")
            return scheme.adjustments[key].name[self.lang]
        indicator = scheme.enabled()[key]
        parts: Mapping[str, RuleKind] = getattr(indicator.rule, "parts", {})
        own = parts[part].name if part in parts else None
        name = indicator.name[self.lang]
        return self.say("part", name=name, part=own[self.lang]) if own else name

    def named(self) -> None:
        figures = [f for f in self.plan.parameters.values() if not f.owner and not f.dimension]
        if figures:
            self.add(Line(self.say("named"), "", heading=True))
        for figure in figures:
            self.figure_line("", self.figure_name(figure), {0: figure})

    def choices(self) -> None:
        """Add the labels of choices and flags, each with the figures that differ by it."""
        left = [key for key in self.plan.dimensions if key not in self.dimensions]
        if left:
            self.add(Line(self.say("choices"), "", heading=True))
        for key in left:
            self.dimension_line(key, "", self.say("flags") if key == "flags" else self.say("choice"))
            self.by_dimension(key, "")

    def method(self) -> None:
        """Add why something is worked out as it is, where that is a reading and no figure shows it."""
        scheme, readings = self.plan.scheme, self.plan.readings
        names = {key: spec.name for key, spec in self.plan.inputs().items()}
        names |= {key: measure.name for key, measure in scheme.measures.items()}
        names |= {key: indicator.name for key, indicator in scheme.enabled().items()}
        if readings:
            self.add(Line(self.say("method"), "", heading=True))
        for pattern, why in readings.items():
            about = names.get(pattern.partition(".")[0])
            self.add(
                Line(about[self.lang] if about else "", "", remark=self.say("reading", why=why[self.lang]), id=pattern)
            )


def lay_out(plan: Plan, sheet: str, first: int, lang: Lang) -> Block:
    """Return the block of a scheme's parameters; its title stands in row `first`."""
    return _Builder(plan, sheet, first, lang).build()
