"""参数, the parameter sheet: where every figure stands that the formulas read, a block per scheme.

A block is a list of lines with some cells each. Bands lie side by side, as a scheme prints them; figures
by level or grade stand under the labels of their dimension.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends.words import figure_name, figure_owner
from presales_xl.scheme.columns import Parameter, Plan
from presales_xl.scheme.rules import RuleKind
from presales_xl.texts import Lang, text
from presales_xl.workbook.book_sheet import BookContent, TeamSheet
from presales_xl.workbook.layout import Block, Figure, Line, Tab
from presales_xl.workbook.style import Style, number_format, page

OWNER, NAME, FIRST = 0, 1, 2  # columns of a line: whose figure, which figure, its cells
FIRST_LINE = 4  # the row (from 0) of the first block
_LEAST_WIDTH = 5  # columns for the cells of a line, at least


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
        return Block(
            self.sheet,
            self.first,
            title=title,
            lines=tuple(self.lines),
            figures=self.figures,
            dimensions=self.dimensions,
        )

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"workbook.parameters.{key}", **fields)

    def add(self, line: Line) -> int:
        self.lines.append(line)
        return self.first + len(self.lines)  # the block's title stands in its first row

    def dimension_line(self, dimension: str, owner: str, name: str) -> None:
        labels = [names[self.lang] for names in self.plan.dimensions[dimension].names]
        row = self.add(Line(owner, name, tuple(Figure(at, label) for at, label in enumerate(labels))))
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
            cells.append(Figure(place, figure.value, self.shown(figure), figure.reading is not None))
            self.figures[figure.id] = (row, FIRST + place, FIRST + place)
        self.add(self._with_remark(Line(owner, name, tuple(cells)), list(figures.values())))

    def keyed_line(self, owner: str, name: str, figure: Parameter) -> None:
        """Add a line with a figure's values under the labels of its dimension."""
        if not isinstance(figure.value, Mapping):
            raise TypeError(f"{figure.id} is a single figure")
        keys = self.plan.dimensions[figure.dimension].keys
        marked = figure.reading is not None
        cells = tuple(Figure(at, figure.value[key], self.shown(figure), marked) for at, key in enumerate(keys))
        row = self.add(self._with_remark(Line(owner, name, cells), [figure]))
        self.figures[figure.id] = (row, FIRST, FIRST + len(keys) - 1)

    def _with_remark(self, line: Line, figures: list[Parameter]) -> Line:
        reasons = dict.fromkeys(figure.reading[self.lang] for figure in figures if figure.reading)
        remark = self.say("reading", why=text(self.lang, "explain.join").join(reasons)) if reasons else ""
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
        rest = Figure(len(places) - 1, self.say("rest"))
        self.lines[-1] = replace(last, figures=(*last.figures, rest))
        shares = {f.id.removeprefix("quota."): f for f in self.of("quota")}
        if shares:
            self.figure_line("", self.say("quota"), {places[key.split("+")[0]]: f for key, f in shares.items()})
            together = text(self.lang, "problems.comma").join(key for key in shares if key not in places)
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
            self.keyed_line(owner.name[self.lang] if owner else "", figure_name(self.plan, figure, self.lang), figure)

    def of(self, owner: str) -> list[Parameter]:
        return [f for f in self.plan.parameters.values() if f.owner == owner and not f.dimension]

    def indicators(self) -> None:
        """Add the figures of each rule: bands side by side, everything else one by one."""
        self.add(Line(self.say("rules"), "", heading=True))
        for path in dict.fromkeys(f.owner for f in self.plan.parameters.values()):
            if path in ("", "grades", "quota"):
                continue
            figures = self.of(path)
            owner = self._owner_name(path, figures[0]) if figures else ""
            for name, line in self._lines_of(figures):
                self.figure_line(owner, name, line)
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
            yield figure_name(self.plan, next(iter(row.values())), self.lang), row

    def _owner_name(self, path: str, figure: Parameter) -> str:
        """Return whose a figure is; of a rule in parts with the part, where that has a name."""
        owner = figure_owner(self.plan, figure)
        name = owner[self.lang] if owner else ""
        key, _, part = path.partition(".")
        indicator = self.plan.scheme.enabled().get(key)
        parts: Mapping[str, RuleKind] = getattr(indicator.rule, "parts", {}) if indicator else {}
        own = parts[part].name if part in parts else None
        return self.say("part", name=name, part=own[self.lang]) if own else name

    def named(self) -> None:
        figures = [f for f in self.plan.parameters.values() if not f.owner and not f.dimension]
        if figures:
            self.add(Line(self.say("named"), "", heading=True))
        for figure in figures:
            self.figure_line("", figure_name(self.plan, figure, self.lang), {0: figure})

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


class ParameterSheet(TeamSheet):
    """Writes every figure that the formulas read; those that are only examples are marked."""

    key = "parameters"

    def __init__(self, sheet: Worksheet, style: Style, content: BookContent, tab: Tab) -> None:
        super().__init__(sheet, style, content, tab)
        places = [figure.place for block in self.layout.blocks for line in block.lines for figure in line.figures]
        self.remark_col = FIRST + max([_LEAST_WIDTH - 1, *places]) + 1
        self.id_col = self.remark_col + 1

    def write(self) -> None:
        """Write the title and a block per scheme."""
        sheet, style, title = self.sheet, self.style, self.tab.name
        sheet.set_column(OWNER, OWNER, 28)
        sheet.set_column(NAME, NAME, 26)
        sheet.set_column(FIRST, self.remark_col - 1, 10)
        sheet.set_column(self.remark_col, self.remark_col, 58)
        sheet.set_column(self.id_col, self.id_col, 26)
        sheet.write_string(0, 0, title, style.title())
        sheet.set_row(0, 28)
        sheet.write_string(1, 0, self.say("about"), style(colour="muted"))
        sheet.write_string(2, 0, self.say("about_readings"), style(colour="muted", fill="reading"))
        for block in self.layout.blocks:
            self._filled(block.first, block.title, style(bold=True, font_size=12, colour="on_brand", fill="brand"))
            sheet.set_row(block.first, 22)
            for number, line in enumerate(block.lines, block.first + 1):
                self._line(number, line)
        page(sheet, self.lang, landscape=True, title=title, repeat=(0, 1))
        sheet.freeze_panes(3, 2)

    def _filled(self, row: int, content: str, form: Format) -> None:
        for place in range(self.id_col + 1):
            self.sheet.write_blank(row, place, None, form)
        self.sheet.write_string(row, OWNER, content, form)

    def _line(self, row: int, line: Line) -> None:
        sheet, style = self.sheet, self.style
        if line.heading:
            self._filled(row, line.owner, style(bold=True, fill="section"))
            return
        sheet.write_string(row, OWNER, line.owner, style(bold=True))
        sheet.write_string(row, NAME, line.name, style())
        for figure in line.figures:
            if isinstance(figure.value, str):
                form = style(bold=True, fill="header", edge="line", align="center", num_format="@", text_wrap=True)
                sheet.write_string(row, FIRST + figure.place, figure.value, form)
            else:
                fill = {"fill": "reading"} if figure.reading else {}
                form = style(edge="line", align="right", num_format=figure.number_format, **fill)
                sheet.write_number(row, FIRST + figure.place, figure.value, form)
        sheet.write_string(row, self.remark_col, line.remark, style(colour="muted", font_size=9))
        sheet.write_string(row, self.id_col, line.id, style(colour="muted", font_size=8))
