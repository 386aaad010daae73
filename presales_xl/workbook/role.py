"""The role sheet: a row per employee: what the manager enters side by side, then what HR gives, then the results."""

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import accumulate, groupby, pairwise

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import excel
from presales_xl.backends.rule_sentences import rule_in_short, sentence
from presales_xl.backends.words import column_name, full_points, quantity
from presales_xl.people.employees import Employee, Role
from presales_xl.people.entries import words_most
from presales_xl.scheme.columns import ADJUSTMENTS, PAY, SUMMARY, WORDS, ColumnSpec, Plan, individual_column
from presales_xl.scheme.doubts import beside
from presales_xl.scheme.states import EXEMPT, NOT_APPRAISED, STATE, WAITING
from presales_xl.texts import Lang, text
from presales_xl.workbook import formulas
from presales_xl.workbook.book_sheet import PerRoleSheet
from presales_xl.workbook.fields import (
    entry_format,
    mark_asked,
    mark_missing,
    mark_not_valid,
    refuse,
    validate,
)
from presales_xl.workbook.formulas import CellAddresses
from presales_xl.workbook.headings import (
    PARAGRAPH,
    SIZE,
    Heading,
    balanced,
    choose_rules,
    fold,
    length,
    letters,
    narrowest,
)
from presales_xl.workbook.layout import (
    COLUMN_ROW,
    FIRST_ROW,
    GROUP_ROW,
    ID_ROW,
    NOT_GIVEN,
    PERSON,
    SECTION_ROW,
    TITLE_ROW,
    Book,
    BookLayout,
    Group,
    Tab,
    TableLayout,
    sheet_name,
)
from presales_xl.workbook.style import Style, footer, number_format, page, page_text, progress_bar, write_over
from presales_xl.workbook.table_sheet import (
    INPUT,
    Formula,
    Look,
    OneLook,
    SheetColumn,
    SheetTable,
    TableCells,
    write_table,
)
from presales_xl.workbook.varying import OfBook, entered, level, named, result

#: Pixels of the frozen columns, which together take no more than FROZEN_MOST.
FROZEN_WIDTHS = {
    "employee_id": 74,
    "name": 88,
    "level": 60,
    "state": 46,
    "total": 66,
    "grade": 52,
    "completeness": 54,
}
FROZEN_MOST = 456
_LETTER = 7  # pixels of a letter of a text
#: Pixels that a value of a unit takes, and at least.
VALUE_WIDTHS = {"money": 84, "rate": 52, "number": 52, "points": 58}
LEAST_WIDTH, RESULT_WIDTH, FLAGS_WIDTH = 48, 88, 220
LARGE, LARGE_WIDTH = 10_000, 70  # a number that is usual, and what it takes with two decimals
REASON_WIDTH, COMMENT_WIDTH, ALONE_WIDTH = 150, 320, 84
FEW = 16  # entries that a screen shows side by side
#: Where they are few and where they are more: pixels of all entries, lines of their names.
ENTRIES_MOST, BLOCK_MOST = 980, 2480
_LINES_OF_FEW, _LINES_OF_MANY = 3, 5
VALUE_SIZE, BOLD = 10, 1.05  # bold letters are a little wider
SEEN_ROWS, SEEN_WIDTH = 9, 1000  # people, and pixels behind the frozen columns, that most screens show
PRINT_SCALES, PAGE_WIDTH = (
    (75, 72, 70, 68, 66, 64, 62, 60),
    860,
)  # percent; pixels that fit on a page, whatever the fonts
LINE_HEIGHT, ROW_HEIGHT, ARROW = 12.5, 20, 14  # points; the arrow of the filter stands below a column's name
TITLE_SIZE, TEAM_STEP = 15, 160  # points of the title; pixels of a team's name
_HEAD: Look = {"font_size": SIZE, "fill": "header", "valign": "top"}


def team_room(team: str) -> float:
    """Return the pixels that are left for a team's name in the title, the same for names that are about as long."""
    return TEAM_STEP * math.ceil(length(team, TITLE_SIZE) / TEAM_STEP)


def said_alike(book: Book) -> tuple[Hashable, ...]:
    """Return what cells and places hang on of all that a workbook says beside its people."""
    return book.company, book.period, book.returns, book.due, book.contact, bool(book.department), team_room(book.team)


def people_alike(role: Role, *, with_details: bool = True) -> Iterator[Hashable]:
    """Yield what cells hang on: whether rows may come of others; of each person what is locked, awaited and known."""
    yield role.is_part
    for person in role.people:
        rows = tuple((table, len(known)) for table, known in person.rows.items() if known and with_details)
        yield person.locked, person.awaited, person.entries.get(STATE) == EXEMPT, rows, "level" in person.entries


class RoleSheet(PerRoleSheet):
    """Writes one role sheet."""

    key = "role"
    only_shows = False
    tab_colour = "input_header"

    @classmethod
    def names(cls, lang: Lang, role: str = "", plan: Plan | None = None, *, only: bool = True) -> Mapping[str, str]:
        """Return the role's own name."""
        return {"": sheet_name(role)}

    def write(self) -> None:
        """Write headers, rows, validations, conditional formats and the print set-up."""
        sheet, frozen = self.sheet, len(self.frozen)
        self._headers()
        self._marks(self._rows())
        sheet.freeze_panes(FIRST_ROW, frozen, *self._top_left())
        sheet.autofilter(COLUMN_ROW, 0, self.table.last_row, len(self.table.columns) - 1)
        self._print()
        sheet.write_string(TITLE_ROW, 0, self._title(), self.style(bold=True, font_size=14, colour="brand"))

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.entries = [column for group in self.layout.of_part("entries") for column in group.columns]
        self.not_given = [key for group in self.layout.groups if group.id == NOT_GIVEN for key in group.columns]
        self.written = [column for column in self.entries if self.plan.columns[column].words]
        self.lacks = formulas.lacks(self.plan)
        self.few = len(self.entries) - len(self.written) <= FEW
        self.name_lines = _LINES_OF_FEW if self.few else _LINES_OF_MANY
        self.starts: list[str] = []  # the columns with which a heading begins
        self.widths: dict[str, float] = {}  # of all columns, in pixels

    def _print(self) -> None:
        """Print as few pages as can be, with whom and what they tell of on each."""
        sheet = self.sheet
        page(sheet, landscape=True, title=self.title, repeat=(SECTION_ROW, COLUMN_ROW))
        sheet.print_area(SECTION_ROW, 0, self.table.last_row, len(self.table.columns) - 1)
        self._title_pages()
        sheet.repeat_columns(0, len(PERSON) - 1)
        sheet.fit_to_pages(0, 0)
        scale, breaks = self._pages
        sheet.set_print_scale(scale)
        sheet.set_v_pagebreaks(breaks)

    @property
    def title(self) -> str:
        """Return what stands above everything, and below each page."""
        return self._words_of_title(self.book.team)

    def _words_of_title(self, team: str) -> str:
        return self.say("title", role=self.layout.role.name, period=self.book.period, team=team)

    def _title(self, form: Callable[[str], str] = str) -> OfBook:
        words = self._words_of_title("\0")
        return OfBook(lambda layout: form(words.replace("\0", layout.book.team)))

    def _title_pages(self) -> None:
        """Print the title above each page, as its cell would be cut on later ones, and below it."""
        self.sheet.set_header(self._title(partial(page_text, bold=True, size=12)))
        self.sheet.set_footer(self._title(footer))

    @property
    def table(self) -> TableLayout:
        """Return where the columns stand."""
        return self.layout.main

    @property
    def frozen(self) -> list[str]:
        """Return the columns at the left that stay in sight."""
        return [column for column in self.table.columns if column in FROZEN_WIDTHS]

    def _top_left(self) -> tuple[int, int]:
        """Return the cell with which the scrolled part begins, so that the first blank cell is seen."""
        row, column = self.first_blank() or (FIRST_ROW, len(self.frozen))
        right = sum(self.widths[key] for key in self.table.columns[len(self.frozen) : column + 1])
        top = row if row >= FIRST_ROW + SEEN_ROWS else FIRST_ROW
        return top, column if right > SEEN_WIDTH else len(self.frozen)

    @cached_property
    def _pages(self) -> tuple[int, list[int]]:
        """Return the scale of print and the columns with which a page begins: as few pages as any scale allows."""
        ways = [(scale, list(self._page_breaks(100 * PAGE_WIDTH / scale))) for scale in PRINT_SCALES]
        return min(ways, key=lambda way: len(way[1]))  # of equal ones the largest scale

    def _page_breaks(self, most: float) -> Iterator[int]:
        """Yield the columns with which a printed page of `most` pixels begins: as much as fits, no heading on two."""

        def room(columns: Iterable[str]) -> int:
            return sum(math.ceil(self.widths[key]) for key in columns)  # a column takes whole pixels

        used, repeated = room(self.frozen), room(PERSON)
        starts = [self.table.place(column) for column in self.starts]
        for first, after in pairwise([*starts, len(self.table.columns)]):
            width = room(self.table.columns[first:after])
            if used + width > most and used > repeated:
                yield first
                used = repeated
            used += width

    def first_blank(self) -> tuple[int, int] | None:
        """Return the first cell, person by person, that the manager still has to fill in."""
        return self.layout.first_blank

    # Headers.

    def _headers(self) -> None:
        sheet, table = self.sheet, self.table
        for place, column in enumerate(table.columns):
            sheet.write_string(ID_ROW, place, column, self.style(colour="muted"))
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        sheet.set_row(TITLE_ROW, 24)
        self.widths = self._frozen_widths()
        behind = [key for key in table.columns if key not in FROZEN_WIDTHS]
        widths = self.widths = self.widths | {key: self._least_width(key) for key in behind}
        headings = self._headings()
        self.starts = [heading.columns[0] for heading, _ in headings]
        lines = [heading.lines(rule, sum(widths[key] for key in heading.columns)) for heading, rule in headings]
        sheet.set_row(GROUP_ROW, LINE_HEIGHT * max([*lines, len(self._overall())]) + 6)
        for heading, rule in headings:
            self._write_heading(heading, rule)
        self._write_frozen_heading()
        self._write_sections()
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, letters(widths[column]))

    def _write_sections(self) -> None:
        """Write the bands above the headings: those of entries are dark, so that they stand out on paper too."""
        lines = [1]
        _, breaks = self._pages
        for name, columns in self._sections():
            band = self._band(dark=columns[0] in self.entries)
            first, after = self.table.place(columns[0]), self.table.place(columns[-1]) + 1
            edges = [first, *(place for place in breaks if first < place < after), after]
            for left, right in pairwise(edges):  # a band that goes on on another page has its name there, too
                folded = balanced(name, sum(self.widths[key] for key in self.table.columns[left:right]))
                lines.append(len(folded))
                write_over(self.sheet, (SECTION_ROW, left, SECTION_ROW, right - 1), "\n".join(folded), band)
        self.sheet.set_row(SECTION_ROW, LINE_HEIGHT * max(lines) + 6)

    def _band(self, *, dark: bool) -> Format:
        look: Look = {"fill": "brand", "colour": "on_brand"} if dark else {"fill": "section", "colour": "brand"}
        return self.style(**look, bold=True, edge="line", align="center", font_size=SIZE, text_wrap=True)

    def _write_heading(self, heading: Heading, rule: str) -> None:
        first, last = (self.table.place(heading.columns[place]) for place in (0, -1))
        width = sum(self.widths[column] for column in heading.columns)
        name = "\n".join(balanced(heading.name, width))
        look: Look = {"fill": "section", "edge": "line", "text_wrap": True, "valign": "top", "align": "left"}
        form, bold = self.style(**look), {"bold": True, "colour": "brand", "font_size": SIZE}
        write_over(self.sheet, (GROUP_ROW, first, GROUP_ROW, last), "", form)
        folded = "\n".join(fold(rule, width))
        if name and rule:
            fragments = (self.style(**bold), name, self.style(font_size=SIZE), f"{PARAGRAPH}\n{folded}")
            self.sheet.write_rich_string(GROUP_ROW, first, *fragments, form)
        elif rule:
            self.sheet.write_string(GROUP_ROW, first, folded, self.style(**look, font_size=SIZE))
        elif name:
            self.sheet.write_string(GROUP_ROW, first, name, self.style(**look, **bold))

    def _write_frozen_heading(self) -> None:
        """Write what stands above the people: how total and grade come about, and above it what the colours mean."""
        behind, last = len(PERSON), len(self.frozen) - 1
        look: Look = {"font_size": SIZE, "text_wrap": True, "fill": "section", "edge": "line", "valign": "top"}
        form, band, legend = self.style(**look, align="left"), self._band(dark=False), self.say("legend")
        write_over(self.sheet, (SECTION_ROW, 0, SECTION_ROW, behind - 1), self.say("people"), band)
        if last >= behind:
            write_over(self.sheet, (SECTION_ROW, behind, SECTION_ROW, last), self.say("overall"), band)
            write_over(self.sheet, (GROUP_ROW, behind, GROUP_ROW, last), "\n".join(self._overall()), form)
            edges = accumulate(self.widths[column] for column in self.table.columns[:-1])
            title = length(self._words_of_title(""), TITLE_SIZE) + team_room(self.book.team)
            places = (place for place, edge in enumerate(edges, 1) if place > last and edge > title)
            beside = next(places, len(self.table.columns) - 1)
            self._write_task(beside, legend)
        write_over(self.sheet, (GROUP_ROW, 0, GROUP_ROW, behind - 1), "" if last >= behind else legend, form)

    def _write_task(self, place: int, legend: str) -> None:
        """Write beside the title what to do, and what the colours mean."""
        muted = self.style(colour="muted", font_size=SIZE)
        if task := self.task():
            bold = self.style(colour="brand", font_size=VALUE_SIZE, bold=True)
            fragments = (bold, task, muted, legend)
            self.sheet.write_rich_string(TITLE_ROW, place, *fragments, muted)
        else:
            self.sheet.write_string(TITLE_ROW, place, legend, muted)

    def _overall(self) -> Sequence[str]:
        """Return the lines that say how total and grade come about."""
        specs = [self.plan.columns[key] for key in ("total", "grade") if key in self.frozen]
        width = sum(self.widths[column] for column in self.frozen[len(PERSON) :])
        return fold("\n".join(map(self._named_rule, specs)), width) if specs else []

    def _frozen_widths(self) -> dict[str, float]:
        """Return the widths of the frozen columns; what is left of the room goes to grades and levels of long names."""
        widths: dict[str, float] = {column: FROZEN_WIDTHS[column] for column in self.frozen}
        for column in ("total", "state", "grade", "level"):
            if column in widths:
                left = FROZEN_MOST - sum(widths.values())
                dimension = self.plan.dimensions.get(column)
                labels = [name[self.lang] for name in dimension.names] if dimension else [self._widest_total()]
                wanted = max(length(label, VALUE_SIZE) for label in labels) + 10 - widths[column]
                widths[column] += max(0, min(left, wanted))
        return widths

    def _widest_total(self) -> str:
        """Return what takes the most room in the column of the total."""
        if self.plan.columns["total"].unit == "money":
            return "9,999,999.99"
        return formulas.waiting_text(self.plan, self.lang) if WAITING in self.plan.columns else self.say("not_done")

    def _least_width(self, column: str) -> float:
        """Return the pixels that the values of a column take, and its title on three lines."""
        spec = self.plan.columns[column]
        least: float = VALUE_WIDTHS.get(spec.unit, LEAST_WIDTH)
        if spec.unit == "number" and spec.field and spec.field.usual and max(spec.field.usual) >= LARGE:
            least = LARGE_WIDTH
        if spec.kind == "flags":
            least = FLAGS_WIDTH
        elif spec.words:
            least = REASON_WIDTH if spec.words.explains else COMMENT_WIDTH
        elif spec.expr is not None and spec.kind != "rows":
            least = RESULT_WIDTH
        elif spec.dimension:
            labels = (name[self.lang] for name in self.plan.dimensions[spec.dimension].names)
            least = max(LEAST_WIDTH, *(min(length(label, VALUE_SIZE) + 12, RESULT_WIDTH) for label in labels))
        if [column] == self.not_given:
            least = max(least, ALONE_WIDTH)  # the band above is named in six letters a line
        title = self._column_title(column, spec)
        if self.few and self.lang == "en":
            least = max(least, *(BOLD * length(word) + 6 for word in title.split()))
        return narrowest(title, self.name_lines, least)

    def _headings(self) -> list[tuple[Heading, str]]:
        """Return all headings with the rules that they show; columns are made wide enough for them."""
        entries = [self._group_heading(group) for group in self.layout.of_part("entries")]
        most: float = ENTRIES_MOST if self.few else BLOCK_MOST
        most += sum(self.widths[column] for column in self.written)
        rules = choose_rules(entries, self.widths, most)
        given = [replace(self._group_heading(group), rules=("",)) for group in self.layout.of_part("given")]
        results = [self._result_heading(key) for group in self.layout.of_part("results") for key in group.columns]
        rules += choose_rules([*given, *results], self.widths, most=0)
        bands = {column: name for name, columns in self._sections() for column in columns}
        headings = (
            replace(heading, name="") if heading.name == bands[heading.columns[0]] else heading  # it stands right above
            for heading in (*entries, *given, *results)
        )
        return list(zip(headings, rules, strict=True))

    def _group_heading(self, group: Group) -> Heading:
        """Return what stands above the inputs of an indicator, of the adjustments, of the pay."""
        scheme = self.plan.scheme
        if group.id in scheme.enabled():
            spec = self.plan.columns[f"points.{group.id}"]
            short = "\n".join(rule_in_short(self.plan, spec, self.lang))
            rules = [self._rule(spec), *([short] if short else []), self.say("rule_elsewhere")]
            return Heading(group.columns, self._indicator_name(group.id), rules)
        if group.id in scheme.details:
            return Heading(group.columns, self.say("details", name=scheme.details[group.id].name[self.lang]), [""])
        if group.id == WORDS:
            return Heading(group.columns, self.say("words"), [""])
        if group.id == NOT_GIVEN:
            return Heading(group.columns, self.say("of_hr"), [self.say("of_hr_rule")])
        kind = {ADJUSTMENTS: "adjustment", PAY: "pay", SUMMARY: "flags"}[group.id]
        specs = [spec for spec in self.plan.columns.values() if spec.kind == kind]
        rule = "\n".join(self._rule(spec) if kind == "flags" else self._named_rule(spec) for spec in specs)
        return Heading(group.columns, self.say(group.name), [rule, self.say("rule_elsewhere")] if rule else [""])

    def _result_heading(self, column: str) -> Heading:
        """Return what stands above the points of an indicator, an adjustment, an amount of pay, the flags."""
        spec = self.plan.columns[column]
        name = self._indicator_name(spec.group) if spec.kind == "points" else column_name(spec, self.lang)
        return Heading((column,), name, [self._rule(spec)])

    def _indicator_name(self, indicator: str) -> str:
        red = f" {self.say('red_line')}" if self.plan.scheme.enabled()[indicator].red_line else ""
        return full_points(self.plan, indicator, self.lang) + red

    def _rule(self, spec: ColumnSpec) -> str:
        """Return the rule of a column, each step on a line of its own."""
        return sentence(self.plan, spec, self.lang).replace(text(self.lang, "explain.join"), "\n")

    def _named_rule(self, spec: ColumnSpec) -> str:
        rule = sentence(self.plan, spec, self.lang)
        return text(self.lang, "explain.named", name=column_name(spec, self.lang), rule=rule)

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the bands above the headings with their columns: the scheme's sections, what HR gives, the results."""
        scheme = self.plan.scheme
        sections = {
            key: section.name if section else scheme.name
            for _, section, indicators in scheme.all_sections()
            for key in indicators
        }

        def band(group: Group) -> str:
            if group.part == "entries" and group.id in sections:
                return sections[group.id][self.lang]
            if group.part == "results" and group.id == SUMMARY:
                return text(self.lang, "columns.rank")
            is_points = group.part == "results" and group.id in sections
            return self.say("given" if group.part == "given" else "points" if is_points else group.name)

        groups = self.layout.of_part("entries", "given", "results")
        for name, run in groupby(groups, lambda group: (group.part, band(group))):
            yield name[1], [column for group in run for column in group.columns]

    # Rows, with the header right above them.

    def _rows(self) -> TableCells:
        columns = [self._column(key) for key in self.table.columns]
        lines = max(column.title.count("\n") + 1 for column in columns)
        height = LINE_HEIGHT * lines + ARROW
        table = SheetTable(
            columns, range(self.table.rows), head_height=height, row_height=ROW_HEIGHT, line_height=16, growing=True
        )
        cells = write_table(self.sheet, self.style, table, COLUMN_ROW)
        for key in self.table.columns:
            if target := self._workings(key):
                form = self.style.header(**_HEAD, underline=1, colour="brand")
                place = cells.columns[key]
                title = cells.titles[key].replace("\n", " \n")  # LibreOffice shows a link on one line
                self.sheet.write_url(COLUMN_ROW, place, f"internal:{target}", form, string=title)
        return cells

    def _column(self, key: str) -> SheetColumn[int]:
        """Return a column; its rows are the numbers of the employees."""
        people = self.layout.role.people
        spec = self.plan.columns.get(key)
        title = self._column_title(key, spec)
        if spec is None:
            look: Look = {"bold": key == "name", "text_wrap": True}
            return SheetColumn(
                key,
                title,
                lambda number: named(self.layout.number, number, "name" if key == "name" else "employee_id"),
                look=look,
                head=_HEAD,
                letters=self.widths[key] // _LETTER,
            )
        title += f"\n{self.say('workings')}" if self._workings(key) else ""
        title = "\n".join(balanced(title, self.widths[key]))
        if spec.expr is not None:
            unit = "completeness" if spec.kind == "completeness" else "" if spec.unit == "text" else spec.unit
            unit = "exact_rate" if formulas.sums_rows(spec) else unit
            look = self._result_look(spec)
            mark = partial(self._points_look, spec) if spec.kind == "points" else None
            return SheetColumn(
                key, title, lambda number: self._formula(spec, number), unit=unit, look=look, mark=mark, head=_HEAD
            )
        fill = "header" if not spec.field else "input_header" if key in (*self.entries, STATE) else "given"
        end: Look = {"right": 2} if key in self.entries[-1:] else {}  # of the block, on paper too
        return SheetColumn(
            key,
            title,
            lambda number: entered(self.layout.number, number, key),
            unit=spec.unit,
            look={
                "align": "left" if spec.words else "center" if spec.dimension else "right",
                "text_wrap": not spec.is_number,
                **({"valign": "top"} if spec.words else {}),
                "num_format": entry_format(spec),
                **end,
            },
            mark=lambda number: self._entry_look(spec, people[number]),
            head={**_HEAD, "fill": fill},
            letters=0 if spec.is_number else self.widths[key] // _LETTER,
        )

    def _column_title(self, key: str, spec: ColumnSpec | None) -> str:
        if spec is None:
            return text(self.lang, f"columns.{key}")
        if spec.rater and spec.group in self.plan.scheme.enabled():
            return spec.rater[self.lang]
        if spec.kind in ("adjustment", "pay"):
            return self.say("points" if spec.kind == "adjustment" else "yuan")
        indicator = self.plan.scheme.enabled().get(spec.group) if key not in self.not_given else None
        name, unit = column_name(spec, self.lang), spec.field.unit[self.lang] if spec.field else ""
        if spec.field and indicator:  # whose name stands right above
            scale = name.removeprefix(indicator.name[self.lang]).strip()
            name = scale.strip("（）()") if scale.startswith(("（", "(")) else name
        return self.say("with_unit", name=name, unit=unit) if unit else name

    def _workings(self, key: str) -> str:
        """Return the cell above the first of the workings that a result comes from, "" where there are none."""
        spec = self.plan.columns.get(key)
        if spec is None or spec.kind not in ("points", "adjustment", "pay"):
            return ""
        sources = (source.id for source in self.plan.sources(spec, through=("measure", "score")))
        first = next((key for key in sources if self.layout.table_of(key) is self.layout.workings), "")
        return self.layout.cell(first, COLUMN_ROW) if first else ""

    def _formula(self, spec: ColumnSpec, number: int) -> Formula:
        formula = formulas.of_row(self.layout, spec, FIRST_ROW + number, self.lang)
        return Formula(formula, result(self.layout.number, number, spec.id))

    def _points_look(self, spec: ColumnSpec, number: int) -> Look | OneLook:
        """Return how a person's points look: with the full points of their level where those differ by level.

        Of whom HR set others, these stand beside.
        """
        full = self.plan.parameters.get(f"{spec.group}.points")
        if full is None or not full.dimension:
            return {}
        own = (quantity(full.of(key), "points", self.lang, 1) for key in self.plan.dimensions["level"].keys)
        looks: list[Look] = [{"num_format": f'{number_format("points")}" /{points}"'} for points in own]
        return OneLook([{}, *looks], level(self.layout.number, number, individual_column(f"{spec.group}.points")))

    def _result_look(self, spec: ColumnSpec) -> Look:
        return {
            "fill": "result" if spec.id in self.frozen or spec.kind == "points" else "computed",
            "bold": spec.kind in ("points", "total", "grade", "pay"),
            "text_wrap": spec.kind == "grade",
            "shrink": spec.kind == "total" and WAITING in self.plan.columns,
            "align": "center" if spec.kind in ("grade", "rank") else "left" if spec.kind == "flags" else "right",
        }

    def _entry_look(self, spec: ColumnSpec, person: Employee) -> Look:
        """Return the look of an entry: yellow and unlocked where the manager fills it in.

        In the block what raters give is unlocked too, so that a block of values can be pasted.
        """
        if spec.kind in ("level", "last"):
            return {"fill": "computed"}
        if spec.id in person.locked:
            return {"fill": "given"}
        if spec.id in person.awaited:
            return {"fill": "given", "locked": spec.id not in self.entries}
        return INPUT

    # Validations and marks.

    def _marks(self, cells: TableCells) -> None:
        self._mark_not_appraised()
        for spec in filter(None, map(self.plan.columns.get, self.table.columns)):
            if spec.field:
                self._input_marks(spec, cells)
        self._result_marks(cells)

    def _mark_not_appraised(self) -> None:
        """Grey the rows of those whom nobody appraises, whatever else is marked in them."""
        form = self.style.condition(fill="header", colour="muted", italic=True, bold=False)
        at = CellAddresses(self.layout, self.table.sheet, FIRST_ROW)
        rule = {"type": "formula", "criteria": f"={at.cell(NOT_APPRAISED)}=1", "format": form, "stop_if_true": True}
        where = (FIRST_ROW, 0, self.table.last_row, len(self.table.columns) - 1)
        self.sheet.conditional_format(*where, rule)

    def _input_marks(self, spec: ColumnSpec, cells: TableCells) -> None:
        """Let the cells of an input accept only what it may hold, and mark what is missing or not valid."""
        people, place = self.layout.role.people, cells.columns[spec.id]
        at = CellAddresses(self.layout, self.table.sheet, FIRST_ROW)
        not_valid = excel.not_valid(self.plan, spec, at)
        if beside(spec.id) in self.plan.columns:
            question = at.cell(beside(spec.id))
            mark_asked(self.sheet, self.style, question, cells.area(spec.id))
            if spec.is_number:
                not_valid = f"OR({not_valid},SUM({question})<0)"  # refused because of what else is entered
        if spec.words:
            not_valid = f"LEN({at.cell(spec.id)})>{words_most(spec)}"
        mark_not_valid(self.sheet, self.style, not_valid, cells.area(spec.id))
        for first, last in _runs([spec.id not in person.locked | person.awaited for person in people]):
            where = (first, place, last, place)
            validate(self.sheet, self.plan, spec, where, at=replace(at, row=first), lang=self.lang)
        for first, last in _runs([spec.id in person.awaited for person in people]):
            where = (first, place, last, place)
            title, message = text(self.lang, "raters.awaited_title"), text(self.lang, "raters.awaited")
            refuse(self.sheet, where, title, message)
            mark_not_valid(self.sheet, self.style, f'{cells.cell(spec.id, first)}<>""', where)
        for first, last in _runs([spec.id == STATE and person.entries.get(STATE) != EXEMPT for person in people]):
            typed = f"{cells.cell(STATE, first)}={self.layout.block.label(STATE, EXEMPT)}"
            mark_not_valid(self.sheet, self.style, typed, (first, place, last, place))
        optional = spec.field is not None and spec.field.may_stay_blank
        for first, last in [] if optional else _runs([spec.id not in person.awaited for person in people]):
            mark_missing(self.sheet, self.style, f'{cells.cell(spec.id, first)}=""', (first, place, last, place))
        for lack in (lack for lack in self.lacks if lack.column is spec):
            for first, last in _runs([spec.id not in person.awaited for person in people]):
                mark_missing(self.sheet, self.style, lack.formula(replace(at, row=first)), (first, place, last, place))
        if spec.words and spec.words.required and (explained := self.plan.explained(spec)):
            entered = ",".join(f"{cells.cell(column, FIRST_ROW)}<>0" for column in explained)
            test = f'AND({cells.cell(spec.id, FIRST_ROW)}="",OR({entered}))'
            mark_missing(self.sheet, self.style, test, cells.area(spec.id))

    def _result_marks(self, cells: TableCells) -> None:
        """Make a total that is missing quiet, the best and the lowest grade conspicuous, completeness a bar."""
        quiet = self.style.condition(italic=True, bold=False, colour="missing_line")
        rule = {"type": "formula", "criteria": f"=ISTEXT({cells.cell('total', FIRST_ROW)})", "format": quiet}
        self.sheet.conditional_format(*cells.area("total"), rule)
        if "grade" in self.frozen:
            lowest = len(self.plan.dimensions["grade"].keys) - 1
            for grade, look in ((0, {"colour": "good"}), (lowest, {"colour": "bad", "underline": 1})):
                label = self.layout.block.label("grade", grade)
                test = f"={self.layout.address('grade', FIRST_ROW)}={label}"
                rule = {"type": "formula", "criteria": test, "format": self.style.condition(bold=True, **look)}
                self.sheet.conditional_format(*cells.area("grade"), rule)
        progress_bar(self.sheet, cells.area("completeness"))


def _runs(people: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last row of each run of people for whom something holds."""
    row = FIRST_ROW
    for holds, run in groupby(people):
        after = row + len(list(run))
        if holds:
            yield row, after - 1
        row = after
