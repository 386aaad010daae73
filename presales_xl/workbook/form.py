"""考核表: one employee's form, chosen from a drop-down, laid out as HR departments do: one A4 page with signatures."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends.levels import level_at, levels_in_words, rated_for
from presales_xl.backends.numbers import round_half_away
from presales_xl.backends.rule_sentences import sentence
from presales_xl.backends.words import column_name, own_name
from presales_xl.people.employees import COMMENT
from presales_xl.people.entries import REASON_MOST
from presales_xl.scheme.columns import ADJUSTMENTS, PAY, SUMMARY, ColumnSpec, individual_column, is_individual
from presales_xl.scheme.nodes import Column, bare
from presales_xl.texts import Lang, text
from presales_xl.workbook.book_sheet import PerRoleSheet
from presales_xl.workbook.criteria import texts_of
from presales_xl.workbook.fields import validate_person
from presales_xl.workbook.formulas import FormulaPart, Shown, cell_values, literal, sums_rows
from presales_xl.workbook.headings import fold, letters
from presales_xl.workbook.layout import BookLayout, RoleLayout, Tab, label_of, once
from presales_xl.workbook.provisional import provisional
from presales_xl.workbook.style import Style, number_format, page, write_over
from presales_xl.workbook.varying import OfBook, Varying

TITLE_ROW, CHOICE_ROW, FACTS_ROW, TABLE_ROW = 0, 1, 2, 5
CHOICE = xl_rowcol_to_cell(CHOICE_ROW, 1, row_abs=True, col_abs=True)
#: Ratings with a column of their own, where a scheme has them; those of others are data.
RATERS = ("self", "superior")
INDICATOR, FULL, RULE, DATA = range(4)
SIZE = 9  # points of the smallest text; printed no smaller than 8
#: What an A4 page holds at full size within the margins (inches): pixels across, points down.
PAGE_WIDTH, PAGE_HEIGHT = 746, 788
_MARGINS = {"left": 0.22, "right": 0.22, "top": 0.25, "bottom": 0.42}
#: Pixels: the widths to try for the whole, and those of the columns that hold a name or a number. The first one prints
#: at 8 points where columns come out a fifth wider, too: on a Mac, and where no font is as wide as Arial.
_WHOLE = (692, 746, 791, 838)
_NAMES, _FULL, _POINTS = (100, 128, 150, 172, 200), 32, 64
_RATING: Mapping[Lang, int] = {"zh": 46, "en": 56}
_SHARES = [percent / 100 for percent in range(36, 62, 2)]  # of the rest, for the rules; what is left is for data
_LINE: Mapping[Lang, float] = {"zh": 12.2, "en": 11.0}  # points of a line: the fonts differ
_PADDING = 1
_PIXEL = 0.75  # points; rows are whole pixels high
_TITLE, _CHOICE, _HEAD, _GAP, _SIGNATURES = 24, 18, 18, 3.75, 21  # points of a row
#: Points: the least of the comment, what as much as may be written takes, the most; what a line may get more.
_COMMENT, _COMMENT_FULL, _COMMENT_MOST, _AIRY = 44, 125, 160, 5
#: Columns whose figures are data, but for those that only prepare a result.
_DATA, _NO_DATA = ("input", "measure", "rows", "rank"), ("counted", "standing", "by_rule", "told")
_FLAGS_MOST = 160  # characters of the rules of flags
#: The longest reason, and the longest figures of a total in which what does not apply is spread.
_LONGEST_REASON: Mapping[Lang, str] = {"zh": "字" * REASON_MOST, "en": ("words " * REASON_MOST)[:REASON_MOST]}
_WIDEST_SPREAD = ("99.99", "99.99", "100", "-99.99")
_SPREAD_MOST = 5500  # characters of its formula, of which Excel takes 8,192: more go without the figures
_FITTED = 200  # forms whose widths are kept


@dataclass(frozen=True)
class _Item:
    """A figure among the data of a line: its name, and the column that it is looked up in.

    `levels` are the inputs with described levels that it names a level of.
    """

    name: str
    spec: ColumnSpec
    levels: Sequence[ColumnSpec] = ()


@dataclass(frozen=True)
class _Line:
    """A line of the table: what is appraised, its rule for each level (one where all are alike), data and result.

    `reasons` are what HR set for the employee alone, and the texts that say why its data are what they are.
    """

    name: str
    rules: Sequence[str]
    items: Sequence[_Item] = ()
    reasons: Sequence[ColumnSpec] = ()
    result: ColumnSpec | None = None
    full: str = ""  # the indicator whose full points are told
    ratings: Mapping[str, ColumnSpec] | None = None


#: What a function makes of the employee in some place of a role.
_OfPerson = Callable[[RoleLayout, int], Shown]


#: What a part of a formula shows of the employee in some place of a role.
_Told = FormulaPart[[RoleLayout, int], str]


#: What the cells of a line say: its name, its rules, its data as long as they may get.
_Words = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True)
class _Room:
    """How much room lines take on a form: in a language, beside some columns of ratings and above some notes."""

    lang: Lang
    ratings: int
    notes: int

    def widths(self, whole: float, name: float, share: float) -> tuple[float, ...]:
        """Return the widths of the columns of a form in pixels; the rules have a share of what is left."""
        numbers = [_RATING[self.lang]] * self.ratings
        rest = whole - name - _FULL - sum(numbers) - _POINTS
        return (name, _FULL, share * rest, (1 - share) * rest, *numbers, _POINTS)

    def total(self, words: Sequence[_Words], widths: Sequence[float]) -> float:
        """Return the height of a form in points."""
        table = sum(self.height(each, widths) for each in words)
        return _TITLE + 2 * _CHOICE + (2 + self.notes) * _HEAD + _GAP + table + _COMMENT + 2 * _SIGNATURES

    def height(self, words: _Words, widths: Sequence[float]) -> float:
        """Return the height of a line for the level whose rule and the person whose data are the longest."""
        name, rules, data = words
        lines = [len(fold(name, widths[INDICATOR])), len(fold(data, widths[DATA]))]
        lines += [len(fold(rule, widths[RULE])) for rule in rules]
        return _in_pixels(max(lines) * _LINE[self.lang] + _PADDING)


@lru_cache(_FITTED)
def _fit(words: Sequence[_Words], room: _Room) -> tuple[float, ...]:
    """Return the widths of the columns with which a form fits its page: the least whole, the lowest lines.

    The workbooks of a period say the same words: what was chosen once is kept.
    """
    best: tuple[float, ...] = ()
    for whole in _WHOLE:
        tries = (room.widths(whole, name, share) for name in _NAMES for share in _SHARES)
        best = min(tries, key=lambda widths: room.total(words, widths))
        if room.total(words, best) <= _page_height(whole):
            break
    return best


class FormSheet(PerRoleSheet):
    """Writes the form of one role."""

    key = "form"

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.whole = layout
        given = {spec.by for spec in self.plan.of_kind("input") if spec.rater and spec.is_number}
        self.raters = [rater for rater in RATERS if rater in given]
        self.levels = self.plan.dimensions["level"].keys if "level" in self.plan.dimensions else ()
        self.plans = [self.plan.at_level(level) for level in self.levels] or [self.plan]
        self.note = any(spec.exempt for spec in self.plan.of_kind("points"))
        self.last = DATA + len(self.raters) + 1  # the column of the results
        self.provisional = provisional([self.layout], self.lang)
        self.room = _Room(self.lang, len(self.raters), sum(map(bool, (self.note, self.provisional.words))))
        self.widths: Sequence[float] = ()  # of the columns, in pixels
        self.told: set[str] = set()  # the texts that stand in the lines that they explain

    def write(self) -> None:
        """Write the form of the employee chosen, at first the first one."""
        lines, words = self._lines_that_fit()
        self.told = {spec.id for line in lines for spec in line.reasons}
        widths = self.widths
        left = _page_height(sum(widths)) - self.room.total(words, widths)
        airy = max(0.0, min(_AIRY, (left - (_COMMENT_FULL - _COMMENT)) / len(lines)) // _PIXEL * _PIXEL)
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, letters(width))
        title = self.say("title", company=self.book.company, period=self.book.period)
        self.sheet.set_row(TITLE_ROW, _TITLE)
        centred = self.style(bold=True, font_size=16, colour="brand", align="center")
        write_over(self.sheet, (TITLE_ROW, 0, TITLE_ROW, self.last), title, centred)
        self._head()
        self._header()
        for row, (line, each) in enumerate(zip(lines, words, strict=True), TABLE_ROW + 1):
            self.sheet.set_row(row, self.room.height(each, widths) + airy)
            self._line(row, line)
        height = min(_COMMENT_MOST, _COMMENT + max(0.0, left - airy * len(lines)))
        row = self._exemption(TABLE_ROW + 1 + len(lines))
        row = self._provisional(row)
        row = self._comment(row, height)
        row = self._signatures(row)
        page(self.sheet, landscape=False, title=title)
        self.sheet.set_margins(**_MARGINS)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.print_area(0, 0, row - 1, self.last)

    def _lines_that_fit(self) -> tuple[list[_Line], tuple[_Words, ...]]:
        """Return the lines with what they say, and choose the widths with which they fit the page.

        Reasons stand in the lines that they explain where there is room for the longest ones, else with the comment.
        """
        plain = list(self._lines())
        for lines in (list(self._with_reasons(plain)), plain):
            words = tuple((line.name, tuple(line.rules), self._longest(line)) for line in lines)
            self.widths = _fit(words, self.room)
            if self.room.total(words, self.widths) <= _page_height(sum(self.widths)):
                break
        return lines, words

    # What stands on it.

    def _lines(self) -> Iterator[_Line]:
        """Yield the lines of the table: indicators, adjustments, total, grade, pay, flags, then data of no line."""
        scheme, columns = self.plan.scheme, self.plan.columns
        for key, indicator in scheme.enabled().items():
            red = f" {text(self.lang, 'workbook.role.red_line')}" if indicator.red_line else ""
            points = columns[f"points.{key}"]
            specs = [columns[column] for column in self.layout.columns_of(key)]
            ratings = {spec.by: spec for spec in specs if spec.rater and spec.by in self.raters}
            items = self._items(spec for spec in specs if spec not in ratings.values())
            items = [self._within(item, indicator.name[self.lang], only=len(items) == 1) for item in items]
            name = indicator.name[self.lang] + red
            individual = [spec for spec in specs if is_individual(spec.id)]
            yield _Line(name, self._rules(points, of=key), items, individual, result=points, full=key, ratings=ratings)
        shown: set[str] = set()
        for spec in self.plan.of_kind("adjustment"):
            yield self._of_sum(spec, ADJUSTMENTS, shown)
        total = columns["total"]
        counts = [key for table in scheme.details for key in self.layout.columns_of(table)]
        rest = [*self.layout.columns_of(ADJUSTMENTS), *counts]
        yield self._of_sum(total, SUMMARY, shown, rest)
        if "grade" in columns:
            yield self._of_sum(columns["grade"], SUMMARY, shown, ["rank"])
        for spec in self.plan.of_kind("pay"):
            last = spec.id == self.plan.pay_total()
            yield self._of_sum(spec, PAY, shown, self.layout.columns_of(PAY) if last else ())
        if "flags" in columns:
            yield self._of_sum(columns["flags"], SUMMARY, shown)

    def _with_reasons(self, lines: Sequence[_Line]) -> Iterator[_Line]:
        """Yield the lines with the texts that explain their data, each text once."""
        left = [spec for spec in self.plan.of_kind("words") if spec.words and not spec.words.confidential]
        for line in lines:
            data = {spec.id for spec in (*(item.spec for item in line.items), *line.reasons)}
            reasons = [spec for spec in left if data.intersection(self.plan.explained(spec))]
            left = [spec for spec in left if spec not in reasons]
            yield replace(line, reasons=[*line.reasons, *reasons])

    def _of_sum(self, spec: ColumnSpec, group: str, shown: set[str], rest: Sequence[str] = ()) -> _Line:
        """Return the line of a result of no indicator with the data that it is calculated from and `rest`.

        Data that an earlier line told (`shown`) are not told again.
        """
        sources = self.plan.sources(spec, through=("measure", "score"))
        wanted = {source.id for source in sources if source.group == group} | set(rest)
        specs = [self.plan.columns[key] for key in self.plan.columns if key in wanted - shown]
        shown |= wanted
        individual = [each for each in specs if is_individual(each.id)]
        return _Line(own_name(spec, self.lang), self._rules(spec), self._items(specs), individual, result=spec)

    def _items(self, specs: "Sequence[ColumnSpec] | Iterator[ColumnSpec]") -> list[_Item]:
        """Return what was measured, each figure once."""
        common = [spec for spec in specs if not is_individual(spec.id)]
        shown = [spec for spec in common if spec.kind in _DATA and spec.label not in _NO_DATA]
        entered = [Column(spec.id) for spec in shown if spec.expr is None]
        once = [spec for spec in shown if spec.expr is None or bare(spec.expr) not in entered]
        return [_Item(column_name(spec, self.lang), spec, self._rated(spec)) for spec in once]

    @staticmethod
    def _within(item: _Item, indicator: str, *, only: bool) -> _Item:
        """Return a figure without the indicator's name, where what is left says enough: the rater, or the value."""
        rest = item.name.removeprefix(indicator).lstrip()
        return replace(item, name=rest) if rest.startswith(("（", "(")) or (only and not rest) else item

    def _rated(self, spec: ColumnSpec) -> list[ColumnSpec]:
        """Return the input with described levels whose level a column names: itself, or the one that it looks at."""
        if not spec.dimension:
            return []
        return [spec] if spec.is_described else rated_for(self.plan, spec)

    def _rules(self, spec: ColumnSpec, of: str = "") -> list[str]:
        """Return the rule of a result (`of` an indicator) for each level, one where it is the same for all."""
        rules = [sentence(plan, plan.columns[spec.id], self.lang, conditions=False) for plan in self.plans]
        if of:
            mark, full = self.say("exempt") if spec.exempt else "", self.plan.full_points
            weighs = [full(level)[of] != 0 for level in self.levels or ("",)]
            rules = [
                rule + mark if counts else self.say("weightless") for rule, counts in zip(rules, weighs, strict=True)
            ]
        if spec.kind == "flags" and max(map(len, rules)) > _FLAGS_MOST:
            return [""]  # they stand above the flags on the role sheet; the page is for what gives points
        return rules if len(set(rules)) > 1 else rules[:1]

    # How much room it takes.

    def _longest(self, line: _Line) -> str:
        """Return the data of a line as long as they may get."""
        if line.result is not None and line.result.kind == "flags":
            return self.say("join").join(flag.name[self.lang] for flag in self.plan.scheme.flags.values())
        items = line.items
        data = self._joined(items, [self._widest(item.spec) for item in items], self._longest_levels(items))
        longest = {spec.id: _LONGEST_REASON[self.lang] if spec.words else self._widest(spec) for spec in line.reasons}
        reasons = (self._reason(line, spec, longest[spec.id]) for spec in line.reasons)
        return "".join((data, *reasons, self._spread(line, _WIDEST_SPREAD) if self._may_spread(line) else ""))

    def _widest(self, spec: ColumnSpec) -> str:
        if spec.dimension:
            return max((names[self.lang] for names in self.plan.dimensions[spec.dimension].names), key=len)
        return {"money": "1234567.89", "rate": "99.99%", "count": "1000"}.get(spec.unit, "99.99")

    def _longest_levels(self, items: Sequence[_Item]) -> list[list[str]]:
        return [
            [
                max((level.text for level in levels_in_words(self.plan, rated, self.lang)), key=len)
                for rated in item.levels
            ]
            for item in items
        ]

    def _joined(self, items: Sequence[_Item], values: Sequence[str], levels: Sequence[Sequence[str]]) -> str:
        parts = (
            self._named(item, value) + "".join(self.say("earned", text=each) for each in earned)
            for item, value, earned in zip(items, values, levels, strict=True)
        )
        return self.say("join").join(parts)

    def _reason(self, line: _Line, spec: ColumnSpec, words: str) -> str:
        """Return a text below what it explains, by its name without that of the line."""
        name = own_name(spec, self.lang).removeprefix(line.name).strip(" :：")
        return self.say("join") + self.say("reason", name=name, words=words)

    def _may_spread(self, line: _Line) -> bool:
        """Return whether a line is that of the total, in which the points of what does not apply may be spread."""
        return self.note and line.result is not None and line.result.kind == "total"

    def _spread(self, line: _Line, figures: Sequence[str]) -> str:
        """Return how a total comes about in which the points of what does not apply are spread over the others.

        The figures are the points given, those that apply, the whole, and what is added or taken away.
        """
        given, applying, whole, adjustment = figures
        words = self.say("spread", given=given, applying=applying, whole=whole)
        if self.plan.of_kind("adjustment"):
            words += self.say("spread_adjusted", adjustment=adjustment)
        return (self.say("join") if line.items else "") + words

    def _named(self, item: _Item, value: str) -> str:
        return self.say("datum", name=item.name, value=value) if item.name else value

    # Cells.

    def _cell(self, column: str) -> str:
        """Return a formula's part that gives a column of the employee chosen."""
        return f"INDEX({self.layout.span(column)},MATCH({CHOICE},{self.layout.people},0))"

    def _look_up(self, row: int, place: int, column: str, form: object) -> None:
        """Write a formula that shows a column of the employee chosen."""
        cell = self._cell(column)
        spec = self.plan.columns.get(column)
        blank_shows = spec is not None and spec.expr is None
        formula = f'=IFERROR(IF({cell}="","",{cell}),"")' if blank_shows else f'=IFERROR({cell},"")'
        value = self._of_chosen(lambda role, chosen: _shown(role, chosen, column))
        self.sheet.write_formula(row, place, formula, form, value=value)

    def _of_chosen(self, function: _OfPerson) -> OfBook:
        """Return what a function makes of the employee chosen, whoever that is."""
        form, number = self.tab.name, self.layout.number
        return OfBook(lambda layout: function(layout.roles[number], layout.book.chosen.get(form, 0)))

    def _head(self) -> None:
        """Write who is appraised; what the workbook does not know is a line to write on."""
        sheet = self.sheet
        for row in range(CHOICE_ROW, TABLE_ROW):
            sheet.set_row(row, _HEAD)
        sheet.set_row(CHOICE_ROW, _CHOICE)
        sheet.write_string(CHOICE_ROW, 0, self.say("choose"), self.style(bold=True, font_size=SIZE, align="right"))
        chosen = self.style(fill="input", edge="line", bold=True, font_size=11, locked=False, num_format="@")
        where = (CHOICE_ROW, 1, CHOICE_ROW, RULE)
        write_over(sheet, where, self._of_chosen(_label), chosen)
        validate_person(
            sheet, (CHOICE_ROW, 1, CHOICE_ROW, 1), self.layout.people, title=self.say("choose"), lang=self.lang
        )
        form = self.style(font_size=SIZE, bottom=4)
        small = self.style(font_size=SIZE)
        write_over(sheet, (CHOICE_ROW, DATA, CHOICE_ROW, self.last), self.say("period", period=self.book.period), small)
        unit = "department" if self.book.department else "team"
        whose, by = self.say(unit, name="\0", role=self.layout.role.name), self.say("appraiser", manager="\0")
        facts: dict[tuple[int, int], str | Varying] = {
            (FACTS_ROW, 1): OfBook(lambda layout: whose.replace("\0", layout.book.department or layout.book.team)),
            (FACTS_ROW + 1, 0): self.say("joined"),
            (FACTS_ROW + 1, 1): OfBook(lambda layout: by.replace("\0", layout.book.manager)),
        }
        for (row, half), words in facts.items():
            write_over(sheet, self._half(row, half), words, form)
        write_over(sheet, self._half(FACTS_ROW, 0), "", form)
        before, between, after = self.say("person", name="\0", id="\0").split("\0")
        name, number = self._cell("name"), self._cell("employee_id")
        formula = f'=IFERROR("{before}"&{name}&"{between}"&{number}&"{after}","")'

        def value(role: RoleLayout, chosen: int) -> str:
            person = role.role.people[chosen]
            return f"{before}{person.name}{between}{person.employee_id}{after}"

        sheet.write_formula(FACTS_ROW, 0, formula, form, value=self._of_chosen(value))
        sheet.set_row(FACTS_ROW + 2, _GAP)

    def _half(self, row: int, half: int) -> tuple[int, int, int, int]:
        return (row, DATA, row, self.last) if half else (row, 0, row, RULE)

    def _header(self) -> None:
        names = ["indicator", "full", "rule", "data", *(f"by_{rater}" for rater in self.raters), "points"]
        self.sheet.set_row(TABLE_ROW, _CHOICE)
        for place, key in enumerate(names):
            self.sheet.write_string(TABLE_ROW, place, self.say(key), self.style.header(font_size=SIZE))

    def _line(self, row: int, line: _Line) -> None:
        small = self.style(font_size=SIZE, edge="line", text_wrap=True)
        number = self.style(font_size=SIZE, edge="line", align="center", num_format="General")
        name = self.style(bold=True, font_size=SIZE, edge="line", text_wrap=True)
        self.sheet.write_string(row, INDICATOR, "\n".join(fold(line.name, self.widths[INDICATOR])), name)
        for place in range(FULL, self.last + 1):
            self.sheet.write_blank(row, place, None, small)
        if line.full:
            self._full_points(row, line.full, number)
        self._rule(row, line.rules, small)
        if line.items or self._may_spread(line):
            self._data(row, line, small)
        for place, rater in enumerate(self.raters, DATA + 1):
            if line.ratings and rater in line.ratings:
                self._look_up(row, place, line.ratings[rater].id, number)
        if line.result is not None:
            self._result(row, line.result)

    def _result(self, row: int, spec: ColumnSpec) -> None:
        unit = "" if spec.dimension else spec.unit
        size = 11 if spec.kind in ("total", "grade") else SIZE
        look = {"bold": True, "font_size": size, "edge": "line", "fill": "result", "align": "center"}
        form = self.style(**look, num_format=number_format(unit), shrink=spec.kind != "flags")
        if spec.kind != "flags":
            self._look_up(row, self.last, spec.id, form)
        else:
            flags = self.style(bold=True, font_size=SIZE, edge="line", text_wrap=True)
            self._look_up(row, DATA, spec.id, flags)

    def _full_points(self, row: int, indicator: str, form: object) -> None:
        """Write an indicator's full points, where they differ by level those of the employee chosen."""
        key, points = f"{indicator}.points", [full[indicator] for full in self._full]
        if key not in self.plan.parameters:
            self.sheet.write_number(row, FULL, points[0], form)
            return
        by_level, individual = self.plan.parameters[key].dimension == "level", individual_column(key)

        def value(role: RoleLayout, chosen: int) -> Shown:
            figure, level = role.role.people[chosen].entries.get(individual, math.nan), _level(role, chosen)
            if math.isfinite(figure):
                return figure
            return "" if by_level and level is None else points[level or 0]

        formula = f'=IFERROR({self._full_of_chosen(indicator)},"")'
        self.sheet.write_formula(row, FULL, formula, form, value=self._of_chosen(value))

    def _rule(self, row: int, rules: Sequence[str], form: object) -> None:
        """Write a rule, where it differs by level that of the employee chosen."""
        if len(rules) == 1:  # folded here, as names are: LibreOffice begins lines with any sign
            self.sheet.write_string(row, RULE, "\n".join(fold(rules[0], self.widths[RULE])), form)
            return
        cell, formula = self._cell("level"), '""'
        for place, rule in reversed(list(enumerate(rules))):
            formula = f"IF({cell}={self.layout.block.label('level', place)},{literal(rule)},{formula})"

        def value(role: RoleLayout, chosen: int) -> str:
            level = _level(role, chosen)
            return "" if level is None else rules[level]

        self.sheet.write_formula(row, RULE, f'=IFERROR({formula},"")', form, value=self._of_chosen(value))

    def _data(self, row: int, line: _Line, form: object) -> None:
        """Write what was measured of the employee chosen, one after the other in one cell, and why that was so."""
        join = self.say("join")
        data = [self._datum(item) for item in line.items]
        after = [self._reason_given(line, spec) for spec in line.reasons]
        after += [self._spread_of_chosen(line)] if self._may_spread(line) else []
        formula = f"&{literal(join)}&".join(part.formula for part in data) or '""'
        formula = "&".join([formula, *(part.formula for part in after)])

        def value(role: RoleLayout, chosen: int) -> str:
            first = join.join([part.value(role, chosen) for part in data])
            return first + "".join([part.value(role, chosen) for part in after])

        self.sheet.write_formula(row, DATA, f'=IFERROR({formula},"")', form, value=self._of_chosen(value))

    def _datum(self, item: _Item) -> _Told:
        """Return what names and writes a figure, and says what earned the employee chosen that level."""
        before, after = self._named(item, "\0").split("\0")
        start, end = self.say("earned", text="\0").split("\0")
        formula = f"{literal(before)}&{self._written(item.spec)}&{literal(after)}"
        for rated in item.levels:
            names, texts = texts_of(self.whole, self.layout, rated)
            level_text = f"INDEX({texts},MATCH({self._cell(item.spec.id)},{names},0))"
            formula += f'&IFERROR({literal(start)}&{level_text}&{literal(end)},"")'
        spec, blank = item.spec, self._blank(item.spec)
        earning = [
            (rated, [level.text for level in levels_in_words(self.plan, rated, self.lang)]) for rated in item.levels
        ]

        def value(role: RoleLayout, chosen: int) -> str:
            earned = (_earned(role, chosen, rated, words) for rated, words in earning)
            is_known = math.isfinite(role.outcome.values[spec.id][chosen])
            told = "".join(f"{start}{words}{end}" for words in earned if words is not None and is_known)
            return f"{before}{_in_words(role, chosen, spec) or blank}{after}{told}"

        return FormulaPart(formula, value)

    def _reason_given(self, line: _Line, spec: ColumnSpec) -> _Told:
        """Return why something is as it is, or what HR set, with its name; nothing where nobody says."""
        cell = self._cell(spec.id)
        before, after = self._reason(line, spec, "\0").split("\0")

        def value(role: RoleLayout, chosen: int) -> str:
            words = _shown(role, chosen, spec.id) if spec.words else _in_words(role, chosen, spec)
            return f"{before}{words}{after}" if words else ""

        written = cell if spec.words else self._written(spec)
        return FormulaPart(f'IF({cell}="","",{literal(before)}&{written}&{literal(after)})', value)

    def _spread_of_chosen(self, line: _Line) -> _Told:
        """Return what tells how the points of what does not apply are spread.

        It is blank where everything applies, or the total is not there yet.
        """
        plan = self.plan
        points, adjustments = plan.of_kind("points"), plan.of_kind("adjustment")
        exempt, full = [spec for spec in points if spec.exempt], self._full
        whole = plan.scheme.full_points or sum(full[0].values())
        lost = "+".join(f"{self._number(spec.exempt)}*{self._full_of_chosen(spec.group)}" for spec in exempt)
        sums = ["+".join(self._number(spec.id) for spec in specs) for specs in (points, adjustments) if specs]
        figures = [sums[0], f"{whole:g}-({lost})", f"{whole:g}", *sums[1:]]
        before, *behind = self._spread(line, ["\0"] * 4).split("\0")
        pairs = (f"ROUND({figure},2)&{literal(words)}" for figure, words in zip(figures, behind, strict=True))
        words = "&".join((literal(before), *pairs))
        at_all = self.say("spread_at_all") if len(words) >= _SPREAD_MOST else ""

        def value(role: RoleLayout, chosen: int) -> str:
            person, own = role.outcome.person(chosen), plan.full_points_of(role.role.people[chosen].entries)
            gone = sum(own[spec.group] for spec in exempt if person.is_exempt(spec))
            if not gone or not math.isfinite(person.total):
                return ""
            given, added = (np.nansum([person.value(spec.id) for spec in specs]) for specs in (points, adjustments))
            figures = round_half_away(np.array([given, whole - gone, whole, added]), 2) + 0.0
            pairs = (f"{figure:.15g}{words}" for figure, words in zip(figures, behind, strict=False))
            return at_all or "".join((before, *pairs))

        return FormulaPart(
            f'IF(ISNUMBER({self._cell("total")}),IF({lost}>0,{literal(at_all) if at_all else words},""),"")', value
        )

    def _number(self, column: str) -> str:
        """Return a formula's part that gives a number of the employee chosen, 0 for a text."""
        return f"IFERROR({self._cell(column)}+0,0)"

    @cached_property
    def _full(self) -> list[dict[str, float]]:
        """Return the full points of the indicators at each level, once where they do not differ."""
        return [self.plan.full_points(level) for level in self.levels or ("",)]

    def _full_of_chosen(self, indicator: str) -> str:
        """Return a formula's part that gives an indicator's full points, of the level of the employee chosen."""
        key = f"{indicator}.points"
        if key not in self.plan.parameters:
            return f"{self._full[0][indicator]:.15g}"
        full = self.layout.block.parameter(key)
        if self.plan.parameters[key].dimension == "level":
            full = f"INDEX({full},MATCH({self._cell('level')},{self.layout.block.labels('level')},0))"
        if (individual := individual_column(key)) in self.plan.columns:
            return f'IF({self._cell(individual)}="",{full},{self._cell(individual)})'
        return full

    def _written(self, spec: ColumnSpec) -> str:
        """Return a formula's part that writes a figure of the employee chosen: the decimals that it needs.

        What rounds to nothing is 0, never −0.
        """
        cell, number = self._cell(spec.id), spec.is_number
        times, sign = ("*100", '&"%"') if spec.unit == "rate" else ("", "")
        shown = f"IFERROR(ROUND({cell}{times},{_decimals(spec)})+0{sign},{cell})"
        return f'IF({cell}="",{literal(self._blank(spec))},{shown if number else cell})'

    def _blank(self, spec: ColumnSpec) -> str:
        """Return what stands for a figure that is missing: a line to write on for one that somebody enters."""
        return self.say("blank" if spec.expr is None else "open")

    def _exemption(self, row: int) -> int:
        """Write what the mark behind a rule means: that its indicator may not apply, once for all of them."""
        if not self.note:
            return row
        self.sheet.set_row(row, _HEAD)
        write_over(self.sheet, (row, 0, row, self.last), self.say("exempt_note"), self.style(font_size=SIZE))
        return row + 1

    def _provisional(self, row: int) -> int:
        """Write which results are not final as long as rows of other workbooks are not in, of whom that holds."""
        words = self.provisional.words
        if not words:
            return row
        counts = self.provisional.counts[self.layout.number]

        def value(role: RoleLayout, chosen: int) -> str:
            return words if any(role.outcome.values[key][chosen] > 0 for key in counts) else ""

        self.sheet.set_row(row, _HEAD)
        form = self.style(font_size=SIZE, bold=True, colour="bad", shrink=True)
        write_over(self.sheet, (row, 0, row, self.last), "", form)
        formula = f'=IF({"+".join(map(self._number, counts))}>0,{literal(words)},"")'
        self.sheet.write_formula(row, 0, formula, form, value=self._of_chosen(value))
        return row + 1

    def _comment(self, row: int, height: float) -> int:
        """Write what was written of the employee, and the employee may read: reasons with their names, the comment.

        For a text that the scheme asks for by itself there is a line to write on where it is blank.
        """
        label = self.style(bold=True, font_size=SIZE, edge="line")
        self.sheet.set_row(row, height)
        self.sheet.write_string(row, INDICATOR, self.say("comment"), label)
        form = self.style(font_size=SIZE, edge="line", text_wrap=True, valign="top")
        write_over(self.sheet, (row, FULL, row, self.last), "", form)
        parts, pieces = [], []
        for spec in self.plan.of_kind("words"):
            if spec.words is None or spec.words.confidential or spec.id in self.told:
                continue
            cell = self._cell(spec.id)
            named = self.say("written", name=own_name(spec, self.lang), words="\0") if spec.id != COMMENT else "\0"
            before, after = named.split("\0")
            blank = "" if spec.words.explains or spec.id == COMMENT else f"{before}{self.say('blank')}{after}"
            parts.append(f'IF({cell}="",{literal(blank)},{literal(before)}&{cell}&{literal(after)})')
            pieces.append((spec.id, before, after, blank))

        def value(role: RoleLayout, chosen: int) -> str:
            written = ((_shown(role, chosen, key), before, after, blank) for key, before, after, blank in pieces)
            texts = (f"{before}{words}{after}" if words else blank for words, before, after, blank in written)
            return "".join(texts)

        self.sheet.write_formula(row, FULL, f'=IFERROR({"&".join(parts)},"")', form, value=self._of_chosen(value))
        return row + 1

    def _signatures(self, row: int) -> int:
        signers = ("employee", "manager", "next_manager", "hr")
        for place, key in enumerate(signers):
            line, half = row + place // 2, place % 2
            self.sheet.set_row(line, _SIGNATURES)
            words = self.say("signature", who=self.say(f"sign_{key}"))
            write_over(self.sheet, self._half(line, half), words, self.style(font_size=SIZE, valign="bottom"))
        return row + 2


def _label(role: RoleLayout, chosen: int) -> str:
    """Return how the employee chosen is chosen."""
    person = role.role.people[chosen]
    return label_of(person.employee_id, person.name)


def _level(role: RoleLayout, chosen: int) -> int | None:
    """Return the place of the level of the employee chosen, None without one."""
    value = float(role.outcome.values["level"][chosen]) if "level" in role.plan.dimensions else math.nan
    return int(value) if math.isfinite(value) else None


def _shown(role: RoleLayout, chosen: int, column: str) -> Shown:
    """Return what the form shows of a column; "" of an entry or a text that is blank."""
    if role.plan.columns[column].words:
        return role.role.people[chosen].texts.get(column, "")
    return cell_values(role, column)[chosen]


def _in_words(role: RoleLayout, chosen: int, spec: ColumnSpec) -> str:
    """Return what the form writes of a figure, "" where it is missing."""
    value = _shown(role, chosen, spec.id)
    if isinstance(value, str):
        return value
    figure = f"{_rounded(role, chosen, _decimals(spec))[spec.id]:.15g}"
    return f"{figure}%" if spec.unit == "rate" else figure


@once
def _rounded(role: RoleLayout, chosen: int, decimals: int) -> Mapping[str, float]:
    """Return all figures of the employee chosen as they are written; what rounds to nothing is 0, never −0."""
    columns = role.plan.columns
    values = np.array([column[chosen] for column in role.outcome.values.values()])
    percent = np.where([columns[key].unit == "rate" for key in role.outcome.values], values * 100, values)
    return dict(zip(role.outcome.values, (round_half_away(percent, decimals) + 0.0).tolist(), strict=True))


def _earned(role: RoleLayout, chosen: int, rated: ColumnSpec, words: Sequence[str]) -> str | None:
    """Return which of the `words` says what earned the level that an input gives, None without one."""
    person = role.outcome.person(chosen)
    place = level_at(person.own_plan, rated, person.value(rated.id))
    return None if place is None else words[place]


def _decimals(spec: ColumnSpec) -> int:
    """Return with how many decimals a figure is written: a sum that must come to 100 % with all that it differs by."""
    return 8 if sums_rows(spec) else 2


def _in_pixels(height: float) -> float:
    return round(height / _PIXEL) * _PIXEL


def _page_height(width: float) -> float:
    """Return how many points of rows a page holds that the form fills with this width in pixels."""
    return PAGE_HEIGHT * max(1.0, width / PAGE_WIDTH)
