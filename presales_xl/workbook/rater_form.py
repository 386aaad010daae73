"""A rater's form: a short workbook with the ratings that are asked of one rater, and nothing else.

Whoever rates few people has a page for each, with the items down the page and what earns their points beside them;
whoever rates many has a sheet per role with a row per person. Steps, day and progress stand above, cells to fill in are
yellow.
"""

import datetime as dt
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import excel
from presales_xl.backends.levels import levels_in_words
from presales_xl.backends.words import expected, own_name
from presales_xl.people.employees import COMMENT, Employee
from presales_xl.people.entries import WORDS_MOST, words_most
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.ratings import ratings_only
from presales_xl.texts import Lang, text
from presales_xl.workbook import identity
from presales_xl.workbook.fields import entry_format, mark_missing, mark_not_valid, validate
from presales_xl.workbook.identity import Identity, Issued, Seal, SheetPart, as_issued, unsealed
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, sheet_name
from presales_xl.workbook.style import Style, new_workbook, page, set_widths, wide, write_over
from presales_xl.workbook.table_sheet import Area, Look

PAGES_MOST = 6  # people with a page each; of more a table is the shorter way
TITLE_ROW, STEPS_ROW, GUIDE_ROW, COLUMN_ROW = 1, 2, 3, 4
PEOPLE = ("employee_id", "name", "done")
PEOPLE_WIDTHS = (12, 14, 8)
NARROWEST, WIDEST, TOGETHER = 16, 44, 72  # widths of a rating's column, and of all of them at least
LINE, SMALL_LINE = 14, 12.5  # points
TITLE, HEAD = 34, 24  # points of rows
FROZEN_MOST = 300  # points of the header that stay in sight: on a laptop's screen people need room below
#: A page for one person: ids, number, item, what earns the points, what may be given, and the rating.
IDS, NUMBER, ITEM, CRITERIA, RANGE, RATING = 0, 1, 2, 3, 4, FIRST_ROW
PAGE_WIDTHS = (2, 5, 20, 48, 14, 28)
PAGE_WORDS, TABLE_WORDS, WORDS_WIDTH = 110, 46, 40  # points of a row with a text to write, and the width of a column
TOP_ROW, ABOUT_ROW, ID_LINE, NAME_LINE, HEAD_LINE, FIRST_LINE = range(6)
_WRITTEN: Look = {"align": "left", "valign": "top", "text_wrap": True, "font_size": 9}
_PROTECTION = {"sort": True, "format_columns": True, "format_rows": True}


@dataclass(frozen=True)
class Ratings:
    """What one rater gives in one capacity to people of one role.

    `by` is the rater's kind (`peer`), `called` what people call it, `columns` the ids of the ratings.
    `is_alone` says that of some of them nobody else gives what can be told apart from the result. What this rater gave
    in an older issue stands among the entries and texts of `people`.
    """

    role: str
    plan: Plan
    by: str
    called: str
    people: Sequence[Employee]
    columns: tuple[str, ...]
    is_alone: bool = False


def write(
    whose: Identity,
    given: Sequence[Ratings],
    path: Path,
    seal: Seal = unsealed,
    due: dt.date | None = None,
    contact: str = "",
) -> Issued:
    """Write a rater's form to `path`, to be returned to `contact` by the day `due`; returns what it was issued as.

    Raises ProblemsError (`file.locked`) when the target is open in another program; nothing is left behind then.
    """
    title = text(whose.lang, "raters.form.document", company=whose.company, period=whose.period)
    with new_workbook(
        path, whose.lang, title=title, subject=whose.recipient, author="presales_xl", company=whose.company
    ) as file:
        style = Style(file, whose.lang)
        back = _back(whose.lang, due, contact)
        for name, ratings in _sheets(given).items():
            sheet = file.add_worksheet(name)
            kind = _PersonPage if _by_person(given) else _RoleTable
            kind(sheet, style, whose=whose, ratings=ratings, back=back).write()
            sheet.protect("", _PROTECTION)
        file.add_worksheet(IDENTITY)
        return identity.write(file, issued(whose, given), seal)


def issued(whose: Identity, given: Sequence[Ratings]) -> Issued:
    """Return what a rater's form is issued as: of every scheme it holds only the ratings that the rater gives."""
    parts, people = [], {}
    asked: dict[str, tuple[Plan, dict[str, None]]] = {}
    for name, ratings in _sheets(given).items():
        scheme = ratings.plan.scheme.id
        parts.append(SheetPart(name, name, scheme, columns=ratings.columns, turned=_by_person(given)))
        people[name] = [(person.employee_id, person.name) for person in ratings.people]
        asked.setdefault(scheme, (ratings.plan, {}))[1].update(dict.fromkeys(ratings.columns))
    schemes = {scheme: as_issued(ratings_only(plan, columns)) for scheme, (plan, columns) in asked.items()}
    ids = {part.sheet: (*PEOPLE[:2], *part.columns) for part in parts}
    return Issued(whose, parts, people, schemes, sheets=ids)


def _back(lang: Lang, due: dt.date | None, contact: str) -> str:
    """Return by when a form is to come back, and to whom where that is known."""
    if due is None:
        return ""
    return text(lang, f"raters.form.{'due_to' if contact else 'due'}", day=due.isoformat(), contact=contact)


def _by_person(given: Sequence[Ratings]) -> bool:
    return sum(len(ratings.people) for ratings in given) <= PAGES_MOST


def _sheets(given: Sequence[Ratings]) -> dict[str, Ratings]:
    """Return what each sheet holds by its name: the person or the role, with the capacity where that is not enough."""
    pages = given
    if _by_person(given):
        pages = [replace(ratings, people=[person]) for ratings in given for person in ratings.people]
    called = [page.people[0].name if _by_person(given) else page.role for page in pages]
    sheets: dict[str, Ratings] = {}
    for ratings, own in zip(pages, called, strict=True):
        wanted = own if called.count(own) == 1 else f"{ratings.called} {own}"
        name, number = sheet_name(wanted), 1
        while not name or name.casefold() in {other.casefold() for other in sheets}:
            number += 1
            name = sheet_name(f"{number} {wanted}")
        sheets[name] = ratings
    return sheets


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

    def together(self, column_id: str) -> list[str]:
        """Return nothing that a form has."""
        raise KeyError(column_id)

    parameter = whole

    def owner(self, table: str) -> tuple[str, str, str]:
        """Return nothing that a form has."""
        raise KeyError(table)


class _PageCells(_RatingCells):
    """The same of a page for one person: ratings one below the other, choices in hidden rows at its end."""

    def cell(self, column_id: str) -> str:
        """Return the cell of a rating."""
        return str(xl_rowcol_to_cell(FIRST_LINE + self.columns.index(column_id), RATING, row_abs=True, col_abs=True))

    def label(self, dimension: str, position: int) -> str:
        """Return the cell with one label."""
        row = self.list_row(dimension) + position
        return str(xl_rowcol_to_cell(row, ITEM, row_abs=True, col_abs=True))

    def list_row(self, dimension: str) -> int:
        """Return the first hidden row with a choice's labels; a row is left free behind the ratings."""
        before = list(self.dimensions.values())[: list(self.dimensions).index(dimension)]
        return FIRST_LINE + len(self.columns) + 2 + sum(before)

    @property
    def checks_row(self) -> int:
        """The first of as many hidden rows as there are ratings, with 1 for each that is not valid."""
        return FIRST_LINE + len(self.columns) + 3 + sum(self.dimensions.values())


class _Form(ABC):
    """Writes one sheet."""

    def __init__(self, sheet: Worksheet, style: Style, whose: Identity, ratings: Ratings, back: str) -> None:
        self.sheet = sheet
        self.style = style
        self.lang = style.lang
        self.whose = whose
        self.back = back
        self.ratings = ratings
        self.plan = ratings_only(ratings.plan, ratings.columns)
        self.plans = {"": self.plan}  # by level
        self.specs = [self.plan.columns[column] for column in ratings.columns]
        self.needed = [spec for spec in self.specs if spec.field and not spec.field.may_stay_blank] or self.specs
        used = dict.fromkeys(spec.dimension for spec in self.specs if spec.dimension)
        self.dimensions = {key: len(self.plan.dimensions[key].keys) for key in used}

    @abstractmethod
    def write(self) -> None:
        """Write everything on the sheet."""

    def say(self, key: str, **fields: object) -> str:
        """Return a text of the form."""
        return text(self.lang, f"raters.form.{key}", **fields)

    def _name(self, spec: ColumnSpec) -> str:
        """Return what is rated, without who rates: the title says that."""
        name, called = own_name(spec, self.lang), self.ratings.called
        return name.removesuffix(f"（{called}）").removesuffix(f" ({called})")

    def _help(self, spec: ColumnSpec) -> list[str]:
        """Return what the indicator and the input say to help."""
        indicator = self.ratings.plan.scheme.enabled().get(self.ratings.plan.columns[spec.id].group)
        helps = [spec.field.help[self.lang] if spec.field else "", indicator.help[self.lang] if indicator else ""]
        if spec.id == COMMENT:
            helps = [self.say("comment_self" if self.ratings.by == "self" else "comment", most=WORDS_MOST)]
        return list(dict.fromkeys(words for words in helps if words))

    def _levels(self, spec: ColumnSpec) -> list[str]:
        """Return the levels with what earns them; those that are only chosen are told where they are."""
        told = spec.levels and (spec.is_described or not spec.dimension)
        return list(map(str, levels_in_words(self.plan, spec, self.lang))) if told else []

    def _optional(self, spec: ColumnSpec) -> list[str]:
        """Return that a rating may stay blank, where it may."""
        optional = spec.field and spec.field.may_stay_blank and spec.id != COMMENT
        return [self.say("optional")] if optional else []

    def _range(self, spec: ColumnSpec) -> str:
        """Return what a cell may hold; where it differs by row, the prompt of each cell says it."""
        plan = self.ratings.plan
        if spec.words:
            return self.say("words", most=words_most(spec))
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

    def _write(self, place: tuple[int, int], person: Employee, spec: ColumnSpec, look: Look) -> None:
        """Write the cell of a rating with what was given in an older issue, blank where nothing was."""
        form = self.style.cell(spec.unit, fill="input", locked=False, num_format=entry_format(spec), **look)
        words, entry = person.texts.get(spec.id, ""), person.entries.get(spec.id, math.nan)
        if spec.dimension and math.isfinite(entry):
            words = self.plan.dimensions[spec.dimension].names[int(entry)][self.lang]
        if words:
            self.sheet.write_string(*place, words, form)
        elif math.isfinite(entry):
            self.sheet.write_number(*place, entry, form)
        else:
            self.sheet.write_blank(*place, None, form)

    def _given(self, person: Employee) -> int:
        """Return how many of the ratings that may not stay blank an older issue has of a person."""
        entries, texts = person.entries, person.texts
        return sum(spec.id in texts if spec.words else spec.id in entries for spec in self.needed)

    def _plan(self, person: Employee) -> Plan:
        """Return the ratings with the ranges that they have at the person's level."""
        keys = self.ratings.plan.dimensions["level"].keys if "level" in self.ratings.plan.columns else ()
        level = keys[int(person.entries["level"])] if keys and "level" in person.entries else ""
        if level not in self.plans:
            self.plans[level] = ratings_only(self.ratings.plan, self.ratings.columns, level)
        return self.plans[level]

    def _progress(self, given: str, wrong: str, first: str, place: tuple[int, int]) -> None:
        """Write how many of the ratings that may not stay blank are given, and how many entries are not valid.

        `given` and `wrong` are formulas without `=` for these, `first` what the first is called that is not valid.
        """
        needed = len(self.needed) * len(self.ratings.people)
        before, after = self.say("progress", done="\0", all=needed).split("\0")
        count, called, end = self.say("not_valid", count="\0", first="\0").split("\0")
        told = f'IF({wrong}=0,"","{count}"&{wrong}&"{called}"&{first}&"{end}")'
        form = self.style(bold=True, font_size=12, align="right", colour="brand")
        formula = f'="{before}"&{given}&"{after}"&{told}'
        done = sum(map(self._given, self.ratings.people))
        self.sheet.write_formula(*place, formula, form, value=f"{before}{done}{after}")
        bad = self.style.condition(colour="bad", underline=1)
        self.sheet.conditional_format(*place, *place, {"type": "formula", "criteria": f"={wrong}>0", "format": bad})

    def _wrong(self, plan: Plan, spec: ColumnSpec, at: _RatingCells) -> str:
        """Return a test for a cell that holds what may not stand in it."""
        test = excel.not_valid(plan, plan.columns[spec.id], at)
        return f"IFERROR({test},TRUE)" if test else "FALSE"

    def _accept(self, plan: Plan, spec: ColumnSpec, where: Area, at: _RatingCells) -> None:
        """Let cells of a rating accept what `plan` allows; mark what is missing and what is not valid there."""
        rating = plan.columns[spec.id]
        validate(self.sheet, plan, rating, where, at=at, lang=self.lang)
        mark_not_valid(self.sheet, self.style, excel.not_valid(plan, rating, at), where)
        if spec.field and not spec.field.may_stay_blank:
            mark_missing(self.sheet, self.style, f'{at.cell(spec.id)}=""', where)

    def _steps(self) -> str:
        """Return whose form it is, by when it is to come back, and the three steps."""
        whose = self.say("for", rater=self.whose.recipient, company=self.whose.company)
        is_self = self.ratings.by == "self"
        steps = self.say("steps_self" if is_self else "steps")
        private = self.say("private_self" if is_self else "private_alone" if self.ratings.is_alone else "private")
        return "\n".join((self.say("gap").join(filter(None, (whose, self.back))), steps, private))


class _RoleTable(_Form):
    """Writes a row per person, a column per rating."""

    def __init__(self, sheet: Worksheet, style: Style, whose: Identity, ratings: Ratings, back: str) -> None:
        super().__init__(sheet, style, whose=whose, ratings=ratings, back=back)
        self.last_row = FIRST_ROW + len(ratings.people) - 1
        self.height = 0.0  # of the header, in points
        numbers = sum(not spec.words for spec in self.specs)
        self.width = max(NARROWEST, min(WIDEST, math.ceil(TOGETHER / max(numbers, 1))))
        #: Hidden columns with how many ratings of a person are given that may not stay blank, and how many not valid.
        self.given = len(PEOPLE) + len(self.specs) + 1 + len(self.dimensions)
        self.wrong = self.given + 1

    def write(self) -> None:
        """Write headers, rows, validations and the print set-up."""
        sheet, style = self.sheet, self.style
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        set_widths(sheet, PEOPLE_WIDTHS)
        for place, spec in enumerate(self.specs, len(PEOPLE)):
            sheet.set_column(place, place, self._width(spec))
        self._top()
        self._headers()
        for number, person in enumerate(self.ratings.people):
            self._person(FIRST_ROW + number, person)
        self._choices()
        for spec in self.specs:
            self._checks(spec)
        sheet.set_column(self.given, self.wrong, options={"hidden": True})
        done = PEOPLE.index("done")
        bad = {"type": "cell", "criteria": "==", "value": '"✗"', "format": style.condition(colour="bad", underline=1)}
        where = (FIRST_ROW, done, self.last_row, done)
        sheet.conditional_format(*where, bad)
        sheet.freeze_panes(FIRST_ROW if self.height <= FROZEN_MOST else 0, 2)
        page(sheet, landscape=len(self.specs) > 2, title=self._title(), repeat=(TITLE_ROW, COLUMN_ROW))
        sheet.set_selection(FIRST_ROW, len(PEOPLE), FIRST_ROW, len(PEOPLE))

    def cells(self, row: int) -> _RatingCells:
        """Return the addresses of a row."""
        return _RatingCells(self.ratings.columns, self.dimensions, row)

    def _people(self, column: int) -> str:
        """Return the cells of a column of all people."""
        return str(xl_range_abs(FIRST_ROW, column, self.last_row, column))

    def _width(self, spec: ColumnSpec) -> float:
        return WORDS_WIDTH if spec.words else self.width

    def _title(self) -> str:
        return self.say("title", role=self.ratings.role, kind=self.ratings.called, period=self.whose.period)

    def _top(self) -> None:
        """Write title, progress, whose form it is and the three steps."""
        sheet, style, last = self.sheet, self.style, len(PEOPLE) + len(self.specs) - 1
        sheet.set_row(TITLE_ROW, TITLE)
        sheet.write_string(TITLE_ROW, 0, self._title(), style.title())
        given, wrong = (f"SUM({self._people(place)})" for place in (self.given, self.wrong))
        first = f'INDEX({self._people(PEOPLE.index("name"))},MATCH("✗",{self._people(PEOPLE.index("done"))},0))'
        self._progress(given, wrong, first, (TITLE_ROW, last))
        steps = self._steps()
        room = sum(PEOPLE_WIDTHS) + sum(map(self._width, self.specs))
        lines = sum(math.ceil(wide(line) * 1.1 / room) for line in steps.split("\n"))
        self.height += TITLE + LINE * lines + 8 + HEAD
        sheet.set_row(STEPS_ROW, LINE * lines + 8)
        form = style(fill="header", edge="line", text_wrap=True, indent=1)
        write_over(sheet, (STEPS_ROW, 0, STEPS_ROW, last), steps, form)

    def _headers(self) -> None:
        """Write the ids, and above each rating what it is, what its levels mean and what it may be."""
        sheet, style = self.sheet, self.style
        words = {}
        for spec in self.specs:
            levels = self._levels(spec)
            criteria = [self.say("criteria"), *levels] if levels else []
            words[spec.id] = [*self._help(spec), *criteria, *self._optional(spec)]
        where = {"valign": "top"} if any(words.values()) else {"align": "center"}
        guide = {"fill": "section", "edge": "line", "text_wrap": True, **where}
        bold, small = style(bold=True, colour="brand"), style(font_size=9)
        head = style(bold=True, fill="input_header", edge="line", align="center", text_wrap=True)
        sheet.set_row(COLUMN_ROW, HEAD)
        heights = [2.0 * LINE]
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
            width = self._width(spec)
            below = sum(math.ceil(wide(line) * 0.9 / width) for line in lines_below)
            heights.append(LINE * math.ceil(wide(name) * 1.15 / width) + SMALL_LINE * below + 8)
        self.height += max(heights)
        sheet.set_row(GUIDE_ROW, max(heights))

    def _person(self, row: int, person: Employee) -> None:
        sheet, style = self.sheet, self.style
        sheet.set_row(row, TABLE_WORDS)
        sheet.write_string(row, 0, person.employee_id, style(edge="line", num_format="@"))
        sheet.write_string(row, 1, person.name, style(edge="line", num_format="@", bold=True, text_wrap=True))
        plan, at = self._plan(person), self.cells(row)
        tests = {spec.id: self._wrong(plan, spec, at) for spec in self.specs}
        given = "+".join(f"IF({tests[spec.id]},0,COUNTA({at.cell(spec.id)}))" for spec in self.needed)
        wrong = "+".join(f"IF({test},1,0)" for test in tests.values() if test != "FALSE")
        done = self._given(person)
        for place, formula, value in ((self.given, given, done), (self.wrong, wrong or "0", 0)):
            sheet.write_formula(row, place, f"={formula}", value=value)
        given_at, wrong_at = (xl_rowcol_to_cell(row, place) for place in (self.given, self.wrong))
        mark = style(edge="line", align="center", colour="good", bold=True, fill="result")
        shown = f'=IF({wrong_at}>0,"✗",IF({given_at}={len(self.needed)},"✓",""))'
        sheet.write_formula(row, PEOPLE.index("done"), shown, mark, value="✓" if done == len(self.needed) else "")
        for place, spec in enumerate(self.specs, len(PEOPLE)):
            look = _WRITTEN if spec.words else {"align": "center" if spec.dimension else "right"}
            self._write((row, place), person, spec, look)

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
            self._accept(plan, spec, where, self.cells(first))


class _PersonPage(_Form):
    """Writes a page for one person: the items down the page."""

    def write(self) -> None:
        """Write the head, a line per rating with what earns its points, validations and the print set-up."""
        sheet, style, at = self.sheet, self.style, self.cells()
        set_widths(sheet, PAGE_WIDTHS)
        sheet.set_column(IDS, IDS, options={"hidden": True})
        self._head()
        for number, spec in enumerate(self.specs):
            self._line(FIRST_LINE + number, number + 1, spec)
        for dimension in self.dimensions:
            for row, names in enumerate(self.plan.dimensions[dimension].names, at.list_row(dimension)):
                sheet.write_string(row, ITEM, names[self.lang], style(colour="muted"))
                sheet.set_row(row, None, None, {"hidden": True})
        sheet.freeze_panes(FIRST_LINE, 0)
        page(sheet, landscape=False, title=self._title(), repeat=(HEAD_LINE, HEAD_LINE))
        sheet.print_area(0, NUMBER, FIRST_LINE + len(self.specs) - 1, RATING)
        sheet.set_selection(FIRST_LINE, RATING, FIRST_LINE, RATING)

    def cells(self) -> _PageCells:
        """Return the addresses of the page."""
        return _PageCells(self.ratings.columns, self.dimensions, FIRST_LINE)

    def _title(self) -> str:
        (person,) = self.ratings.people
        return self.say("title", role=person.name, kind=self.ratings.called, period=self.whose.period)

    def _head(self) -> None:
        """Write title, progress, steps, who is rated, and the header of the lines."""
        sheet, style = self.sheet, self.style
        (person,) = self.ratings.people
        sheet.set_row(TOP_ROW, 34)
        sheet.write_string(TOP_ROW, NUMBER, self._title(), style.title())
        at, plan, more = self.cells(), self._plan(person), len(self.specs) - 1
        given = "+".join(f"IF({self._wrong(plan, each, at)},0,COUNTA({at.cell(each.id)}))" for each in self.needed)
        marks, items = (xl_range_abs(row, ITEM, row + more, ITEM) for row in (at.checks_row, FIRST_LINE))
        self._progress(f"({given})", f"SUM({marks})", f"INDEX({items},MATCH(1,{marks},0))", (TOP_ROW, RATING))
        steps = self._steps()
        lines = sum(math.ceil(wide(line) * 1.1 / sum(PAGE_WIDTHS[1:])) for line in steps.split("\n"))
        sheet.set_row(ABOUT_ROW, LINE * lines + 8)
        form = style(fill="header", edge="line", text_wrap=True, indent=1)
        write_over(sheet, (ABOUT_ROW, NUMBER, ABOUT_ROW, RATING), steps, form)
        label, value = style(fill="section", edge="line", align="center"), style(edge="line", num_format="@", bold=True)
        facts = (
            (ID_LINE, "employee_id", self.say("role"), self.ratings.role, person.employee_id),
            (NAME_LINE, "name", self.say("as"), self.ratings.called, person.name),
        )
        for row, key, name, about, content in facts:
            sheet.set_row(row, 22)
            sheet.write_string(row, IDS, key)
            write_over(sheet, (row, NUMBER, row, ITEM), name, label)
            sheet.write_string(row, CRITERIA, about, value)
            sheet.write_string(row, RANGE, text(self.lang, f"columns.{key}"), label)
            sheet.write_string(row, RATING, content, style(edge="line", num_format="@", bold=True, align="center"))
        heads = {NUMBER: "number", ITEM: "item", CRITERIA: "criteria_head", RANGE: "range_head", RATING: "rating"}
        sheet.set_row(HEAD_LINE, 24)
        for place, key in heads.items():
            fill = {"fill": "input_header"} if place == RATING else {}
            sheet.write_string(HEAD_LINE, place, self.say(key), style.header(**fill))

    def _line(self, row: int, number: int, spec: ColumnSpec) -> None:
        """Write one rating: what it is, what earns its points, what may be given, and its cell."""
        sheet, style = self.sheet, self.style
        words, plan = [*self._help(spec), *self._levels(spec)], self._plan(self.ratings.people[0])
        lines = [math.ceil(wide(line) / PAGE_WIDTHS[CRITERIA]) for line in words]
        named = math.ceil(wide(self._name(spec)) * 1.15 / PAGE_WIDTHS[ITEM])
        least = PAGE_WORDS if spec.words else 30
        sheet.set_row(row, max(least, SMALL_LINE * sum(lines) + 8, LINE * named + 8))
        sheet.write_string(row, IDS, spec.id)
        sheet.write_number(row, NUMBER, number, style(edge="line", align="center", colour="muted"))
        sheet.write_string(row, ITEM, self._name(spec), style(edge="line", bold=True, text_wrap=True))
        content = style(edge="line", font_size=9, text_wrap=True)
        if words:
            sheet.write_string(row, CRITERIA, "\n".join(words), content)
        else:
            sheet.write_blank(row, CRITERIA, None, content)
        limits = "\n".join([self._range(spec), *self._optional(spec)])
        sheet.write_string(row, RANGE, limits, style(edge="line", align="center", text_wrap=True))
        look = _WRITTEN if spec.words else {"align": "center", "font_size": 13, "bold": True}
        at = self.cells()
        sheet.write_formula(at.checks_row + number - 1, ITEM, f"=IF({self._wrong(plan, spec, at)},1,0)", value=0)
        sheet.set_row(at.checks_row + number - 1, None, None, {"hidden": True})
        self._write((row, RATING), self.ratings.people[0], spec, look)
        self._accept(plan, spec, (row, RATING, row, RATING), at)
