"""A rater's form: a short workbook with the ratings that are asked of one rater, a sheet per role, and nothing else.

A sheet has three steps and the progress above, a row per person, a yellow cell per rating.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import excel
from presales_xl.backends.levels import levels_in_words
from presales_xl.backends.words import expected
from presales_xl.people.employees import Employee
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.ratings import ratings_only
from presales_xl.texts import text
from presales_xl.workbook import identity
from presales_xl.workbook.fields import mark_missing, mark_not_valid, validate
from presales_xl.workbook.identity import Identity, Issued, Seal, SheetPart, as_issued, unsealed
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, sheet_name
from presales_xl.workbook.style import Style, new_workbook, page, set_widths, wide, write_over

TITLE_ROW, STEPS_ROW, GUIDE_ROW, COLUMN_ROW = 1, 2, 3, 4
PEOPLE = ("employee_id", "name", "done")
PEOPLE_WIDTHS = (12, 14, 8)
NARROWEST, WIDEST, TOGETHER = 16, 44, 72  # widths of a rating's column, and of all of them at least
LINE = 14  # points
_PROTECTION = {"sort": True, "format_columns": True, "format_rows": True}


@dataclass(frozen=True)
class Ratings:
    """What one rater gives in one capacity to people of one role.

    `by` is the rater's kind (`peer`), `called` what people call it, `columns` the ids of the ratings.
    """

    role: str
    plan: Plan
    by: str
    called: str
    people: Sequence[Employee]
    columns: tuple[str, ...]


def write(whose: Identity, given: Sequence[Ratings], path: Path, seal: Seal = unsealed) -> Issued:
    """Write a rater's form to `path`, with the seal that `seal` makes; returns what it was issued as.

    Raises ProblemsError (`file.locked`) when the target is open in another program; nothing is left behind then.
    """
    title = text(whose.lang, "raters.form.document", company=whose.company, period=whose.period)
    with new_workbook(path, title=title, subject=whose.recipient, author="presales_xl", company=whose.company) as file:
        style = Style(file, whose.lang)
        for name, ratings in zip(sheet_names(given), given, strict=True):
            sheet = file.add_worksheet(name)
            _RatingSheet(sheet, style, whose, ratings).write()
            sheet.protect("", _PROTECTION)
        return identity.write(file.add_worksheet(IDENTITY), issued(whose, given), seal)


def issued(whose: Identity, given: Sequence[Ratings]) -> Issued:
    """Return what a rater's form is issued as: of every scheme it holds only the ratings that the rater gives."""
    parts, people = [], {}
    asked: dict[str, tuple[Plan, dict[str, None]]] = {}
    for name, ratings in zip(sheet_names(given), given, strict=True):
        scheme = ratings.plan.scheme.id
        parts.append(SheetPart(name, name, scheme, columns=ratings.columns))
        people[name] = [(person.employee_id, person.name) for person in ratings.people]
        asked.setdefault(scheme, (ratings.plan, {}))[1].update(dict.fromkeys(ratings.columns))
    schemes = {scheme: as_issued(ratings_only(plan, columns)) for scheme, (plan, columns) in asked.items()}
    return Issued(whose, parts, people, schemes)


def sheet_names(given: Sequence[Ratings]) -> list[str]:
    """Return the name of each sheet: the role, with the capacity where a role has several, never one twice."""
    roles = [ratings.role for ratings in given]
    names: list[str] = []
    for ratings in given:
        wanted = ratings.role if roles.count(ratings.role) == 1 else f"{ratings.called} {ratings.role}"
        name, number = sheet_name(wanted), 1
        while name.casefold() in {other.casefold() for other in names}:
            number += 1
            name = sheet_name(f"{number} {wanted}")
        names.append(name)
    return names


class _RatingCells:
    """The `Addresses` of one row of the sheet; choices stand in hidden columns to the right of the ratings."""

    def __init__(self, columns: Sequence[str], dimensions: Mapping[str, int], row: int) -> None:
        self.columns = columns
        self.dimensions = dimensions
        self.row = row

    def cell(self, column_id: str) -> str:
        """Return the cell of a rating in this row."""
        return str(xl_rowcol_to_cell(self.row, len(PEOPLE) + self.columns.index(column_id), col_abs=True))

    def labels(self, dimension: str) -> str:
        """Return the cells with the labels of a choice."""
        return f"{self.label(dimension, 0)}:{self.label(dimension, self.dimensions[dimension] - 1)}"

    def label(self, dimension: str, position: int) -> str:
        """Return the cell with one label."""
        place = self.list_column(dimension)
        return str(xl_rowcol_to_cell(FIRST_ROW + position, place, row_abs=True, col_abs=True))

    def list_column(self, dimension: str) -> int:
        """Return the hidden column with a choice's labels; one is left free between."""
        return len(PEOPLE) + len(self.columns) + 1 + list(self.dimensions).index(dimension)

    def whole(self, column_id: str) -> str:
        """Return nothing that a form has."""
        raise KeyError(column_id)

    parameter = whole

    def owner(self, table: str) -> tuple[str, str]:
        """Return nothing that a form has."""
        raise KeyError(table)


class _RatingSheet:
    """Writes one sheet."""

    def __init__(self, sheet: Worksheet, style: Style, whose: Identity, ratings: Ratings) -> None:
        self.sheet = sheet
        self.style = style
        self.lang = style.lang
        self.whose = whose
        self.ratings = ratings
        self.plan = ratings_only(ratings.plan, ratings.columns)
        self.specs = [self.plan.columns[column] for column in ratings.columns]
        self.needed = [spec for spec in self.specs if spec.field and not spec.field.may_stay_blank] or self.specs
        used = dict.fromkeys(spec.dimension for spec in self.specs if spec.dimension)
        self.dimensions = {key: len(self.plan.dimensions[key].keys) for key in used}
        self.last_row = FIRST_ROW + len(ratings.people) - 1
        self.width = max(NARROWEST, min(WIDEST, math.ceil(TOGETHER / len(self.specs))))

    def write(self) -> None:
        """Write headers, rows, validations and the print set-up."""
        sheet, style = self.sheet, self.style
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        set_widths(sheet, PEOPLE_WIDTHS)
        sheet.set_column(len(PEOPLE), len(PEOPLE) + len(self.specs) - 1, self.width)
        self._top()
        self._headers()
        for number, person in enumerate(self.ratings.people):
            self._person(FIRST_ROW + number, person)
        self._choices()
        for spec in self.specs:
            self._checks(spec)
        sheet.freeze_panes(FIRST_ROW, 2)
        page(sheet, style.lang, landscape=len(self.specs) > 2, title=self._title(), repeat=(TITLE_ROW, COLUMN_ROW))
        sheet.set_selection(FIRST_ROW, len(PEOPLE), FIRST_ROW, len(PEOPLE))

    def say(self, key: str, **fields: object) -> str:
        """Return a text of the form."""
        return text(self.lang, f"raters.form.{key}", **fields)

    def cells(self, row: int) -> _RatingCells:
        """Return the addresses of a row."""
        return _RatingCells(self.ratings.columns, self.dimensions, row)

    def _title(self) -> str:
        return self.say("title", role=self.ratings.role, kind=self.ratings.called, period=self.whose.period)

    def _top(self) -> None:
        """Write title, progress, whose form it is and the three steps."""
        sheet, style, last = self.sheet, self.style, len(PEOPLE) + len(self.specs) - 1
        sheet.set_row(TITLE_ROW, 34)
        sheet.write_string(TITLE_ROW, 0, self._title(), style.title())
        needed = self.needed
        spans = [":".join(self.cells(row).cell(spec.id) for row in (FIRST_ROW, self.last_row)) for spec in needed]
        before, after = self.say("progress", done="\0", all=len(needed) * len(self.ratings.people)).split("\0")
        formula = f'="{before}"&({"+".join(f"COUNTA({span})" for span in spans)})&"{after}"'
        done = sum(spec.id in person.entries for spec in needed for person in self.ratings.people)
        form = style(bold=True, font_size=12, align="right", colour="brand")
        sheet.write_formula(TITLE_ROW, last, formula, form, value=f"{before}{done}{after}")
        whose = self.say("for", rater=self.whose.recipient, company=self.whose.company)
        steps = f"{whose}\n{self.say('steps_self' if self.ratings.by == 'self' else 'steps')}"
        room = sum(PEOPLE_WIDTHS) + self.width * len(self.specs)
        lines = sum(math.ceil(wide(line) * 1.1 / room) for line in steps.split("\n"))
        sheet.set_row(STEPS_ROW, LINE * lines + 8)
        form = style(fill="header", edge="line", text_wrap=True, indent=1)
        write_over(sheet, (STEPS_ROW, 0, STEPS_ROW, last), steps, form)

    def _headers(self) -> None:
        """Write the ids, and above each rating what it is, what its levels mean and what it may be."""
        sheet, style = self.sheet, self.style
        words = {spec.id: list(self._guide(spec)) for spec in self.specs}
        where = {"valign": "top"} if any(words.values()) else {"align": "center"}
        guide = {"fill": "section", "edge": "line", "text_wrap": True, **where}
        bold, small = style(bold=True, colour="brand"), style(font_size=9)
        head = style(bold=True, fill="input_header", edge="line", align="center", text_wrap=True)
        sheet.set_row(COLUMN_ROW, 24)
        lines = [2.0]
        for place, key in enumerate(PEOPLE):
            name = self.say("done") if key == "done" else text(self.lang, f"columns.{key}")
            write_over(sheet, (GUIDE_ROW, place, COLUMN_ROW, place), name, style.header())
            if key != "done":
                sheet.write_string(ID_ROW, place, key, style(colour="muted"))
        for place, spec in enumerate(self.specs, len(PEOPLE)):
            name, lines_below = self._name(spec), words[spec.id]
            sheet.write_string(ID_ROW, place, spec.id, style(colour="muted"))
            sheet.write_string(COLUMN_ROW, place, self._range(spec), head)
            if lines_below:
                content = "\n" + "\n".join(lines_below)
                fragments = (bold, name, small, content)
                sheet.write_rich_string(GUIDE_ROW, place, *fragments, style(**guide))
            else:
                sheet.write_string(GUIDE_ROW, place, name, style(bold=True, colour="brand", **guide))
            lines.append(sum(math.ceil(wide(line) * 1.15 / self.width) for line in [name, *lines_below]))
        sheet.set_row(GUIDE_ROW, LINE * max(lines) + 8)

    def _name(self, spec: ColumnSpec) -> str:
        """Return what is rated, without who rates: the title says that."""
        name = spec.name[self.lang] if spec.name else ""
        called = self.ratings.called
        return name.removesuffix(f"（{called}）").removesuffix(f" ({called})")

    def _guide(self, spec: ColumnSpec) -> Iterator[str]:
        """Yield what helps to rate: the indicator's or input's help, the described levels, whether it may be blank."""
        indicator = self.ratings.plan.scheme.enabled().get(self.ratings.plan.columns[spec.id].group)
        helps = [spec.field.help[self.lang] if spec.field else "", indicator.help[self.lang] if indicator else ""]
        yield from dict.fromkeys(words for words in helps if words)
        if spec.levels and (spec.is_described or not spec.dimension):  # what is chosen only is told below
            yield self.say("criteria")
            yield from map(str, levels_in_words(self.plan, spec, self.lang))
        if spec.field and spec.field.may_stay_blank:
            yield self.say("optional")

    def _range(self, spec: ColumnSpec) -> str:
        """Return what a cell may hold; where it differs by row, the prompt of each cell says it."""
        plan = self.ratings.plan
        if spec.dimension:
            return " / ".join(names[self.lang] for names in self.plan.dimensions[spec.dimension].names)
        plans = [self._plan(person) for person in self.ratings.people]
        if len({expected(by_level, by_level.columns[spec.id], self.lang) for by_level in plans}) > 1:
            return self.say("by_person")
        field = plans[0].columns[spec.id].field
        low, high = field.bounds if field else (None, None)
        if low is None or high is None:
            return expected(plan, spec, self.lang)
        return self.say("range", low=f"{low:g}", high=f"{high:g}")

    def _plan(self, person: Employee) -> Plan:
        """Return the ratings with the ranges that they have at the person's level."""
        keys = self.ratings.plan.dimensions["level"].keys if "level" in self.ratings.plan.columns else ()
        level = keys[int(person.entries["level"])] if keys and "level" in person.entries else ""
        return ratings_only(self.ratings.plan, self.ratings.columns, level)

    def _person(self, row: int, person: Employee) -> None:
        sheet, style = self.sheet, self.style
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, person.employee_id, style(edge="line", num_format="@"))
        sheet.write_string(row, 1, person.name, style(edge="line", num_format="@", bold=True))
        cells = ",".join(self.cells(row).cell(spec.id) for spec in self.needed)
        mark = style(edge="line", align="center", colour="good", bold=True, fill="result")
        sheet.write_formula(row, 2, f'=IF(COUNTA({cells})={len(self.needed)},"✓","")', mark, value="")
        for place, spec in enumerate(self.specs, len(PEOPLE)):
            align = "center" if spec.dimension else "right"
            sheet.write_blank(row, place, None, style.cell(spec.unit, fill="input", locked=False, align=align))

    def _choices(self) -> None:
        """Write the labels of choices where the drop-down lists find them: in columns that are not shown."""
        at = self.cells(FIRST_ROW)
        for dimension in self.dimensions:
            place = at.list_column(dimension)
            for number, names in enumerate(self.plan.dimensions[dimension].names):
                self.sheet.write_string(FIRST_ROW + number, place, names[self.lang], self.style(colour="muted"))
            self.sheet.set_column(place, place, 12, None, options={"hidden": True})

    def _checks(self, spec: ColumnSpec) -> None:
        """Let the cells of a rating accept what each person may get; mark what is missing and what is not valid."""
        place = len(PEOPLE) + self.ratings.columns.index(spec.id)
        rows = enumerate(self.ratings.people, FIRST_ROW)
        for _, run in groupby(rows, key=lambda item: item[1].entries.get("level", math.nan)):
            people = list(run)
            (first, person), (last, _) = people[0], people[-1]
            plan, where = self._plan(person), (first, place, last, place)
            rating, at = plan.columns[spec.id], self.cells(first)
            validate(self.sheet, plan, rating, where, at=at, lang=self.lang)
            mark_not_valid(self.sheet, self.style, excel.not_valid(plan, rating, at), where)
        if spec.field and not spec.field.may_stay_blank:
            first_cell = self.cells(FIRST_ROW).cell(spec.id)
            mark_missing(self.sheet, self.style, f'{first_cell}=""', (FIRST_ROW, place, self.last_row, place))
