"""The list of 检查 that asks back (▲): each doubted entry with its value, why, and a yellow cell to confirm it in.

Entries that are refused because of what else is entered (✗) stand in it too; nobody can confirm them.

Every table of a role has a list of its own: its main one, and each of details. A list finds the entries by itself, the
first, the second, … of its table, so that it is right whatever is entered. A confirmation is a text that says who, what
and which value, the only choice of its cell: a changed value has another one. It counts in whatever list it stands, for
lines move up when one before them is mended, and in upper or lower case, as formulas compare texts; any other spelling
is another text. Each line says how its entry stands, and each confirmation whether it is for another
line or for none any more. Hidden columns at the right hold what the formulas look up.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends.numbers import Floats, round_half_away
from presales_xl.people import questions
from presales_xl.people.questions import PLACES, Confirmation, Question, doubted, entry_name
from presales_xl.people.table import CellError, Value, as_error, value_at
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.doubts import REASONS, beside, number_of
from presales_xl.texts import Lang, text
from presales_xl.workbook.formulas import FormulaPart, Shown
from presales_xl.workbook.layout import ABOVE, FIRST_ROW, BookLayout, RoleLayout, TableLayout, once, quoted
from presales_xl.workbook.style import Style
from presales_xl.workbook.varying import InList, Told, number_or_text, of_role

#: Columns of a line of the list; NOTE says of a confirmation that it is for another line, or for none any more.
ENTRY, WHY, VALUE, CONFIRM, NOTE, REASON, STATE, LINK = range(1, 9)
#: Hidden columns of a line: the row of the table and the number of the input that it asks about, the text of its
#: confirmation, how it stands, the number of the employee. PERSON of an employee's own line on 检查: how many questions
#: come before theirs.
PERSON, INPUT, TARGET, OPEN, OWNER = 10, 11, 12, 14, 16
#: Hidden columns beside the first lines: reasons by number; of each input its name, place, the link to its column, what
#: its values are shown in, what is divided by it.
REASONS_AT, NAME, PLACE, COLUMN, SHOWN = 15, 17, 18, 19, 20
#: Where a list names which inputs an entry is compared with, by the reason.
COMPARED = {reason: SHOWN + number for number, reason in enumerate(questions.COMPARING, 1)}
HIDDEN = (PERSON, max(COMPARED.values()))
#: How a line stands: confirmed, open, refused.
MARKS = ("✓", "▲", "✗")
#: What NOTE says: it is for another line, for none any more, no item of the list.
NOTES = ("of_other", "of_none", "of_list")
AS_TEXT = number_of("text")  # nobody can confirm it: it is to be typed again
_BLANKS = " \u3000"  # a reason of nothing else is none
_LEAST, _MOST = len(REASONS), 100  # lines
LINE_HEIGHT = 26  # points


@dataclass(frozen=True)
class Lines:
    """Rows (from 0) of 检查 with a role's people, and one of its lists, whose heading stands in the row above.

    `all_lists` are the rows of the lists of all roles, in which a confirmation may stand.
    """

    people: tuple[int, int]
    asked: tuple[int, int]
    all_lists: tuple[int, int]

    def cells(self, rows: tuple[int, int], column: int) -> str:
        """Return the cells of some rows in a column, absolute."""
        return _block(rows, (column, column))


#: For how many questions are open.
Count = FormulaPart[[BookLayout], int]


def sum_of(counts: Sequence[Count]) -> Count:
    """Return how many questions are open of all of these together."""
    return FormulaPart(
        "+".join(each.formula for each in counts), lambda layout: sum(each.value(layout) for each in counts)
    )


@once
def _asked(role: RoleLayout) -> list[Question]:
    """Return what is asked of a role."""
    return list(questions.questions(role.outcome))


@once
def asked_of(role: RoleLayout, table: str) -> list[Question]:
    """Return what is asked of a table, in the order of its lines."""
    asked = [each for each in _asked(role) if each.table == table]
    return sorted(asked, key=lambda each: _row(role, each))


def _row(role: RoleLayout, asked: Question) -> int:
    """Return the row (from 0) of its table in which an entry stands that is asked about."""
    return _rows(role, asked.table)[asked.row] if asked.table else asked.place


@once
def _rows(role: RoleLayout, table: str) -> list[int]:
    """Return the rows, from 0, in which those of a detail table stand that are known."""
    return role.rows_of(table)


@dataclass(frozen=True)
class Answers:
    """Which questions of a table are confirmed, by their lines, and which are open."""

    given: Mapping[int, Confirmation]
    open: Sequence[Question]

    @cached_property
    def open_of(self) -> Counter[int | str]:
        """Return how many questions are open by the places of people, and by inputs."""
        return Counter([key for each in self.open for key in (each.place, each.column)])


@once
def _answers(layout: BookLayout, number: int, table: str, lines: int) -> Answers:
    """Return how the questions of a table stand whose list has some lines; `number` is that of the role."""
    role = layout.roles[number]
    asked = asked_of(role, table)
    given = {
        line: said
        for line, question in enumerate(asked[:lines])
        for said in layout.book.confirmed
        if not question.refuses and said.answers(role.role.people[question.place].employee_id, question)
    }
    open_ = [each for line, each in enumerate(asked) if line not in given and not each.refuses]
    return Answers(given, open_)


@once
def _shown_on_lines(layout: BookLayout, number: int, table: str, lines: int) -> Mapping[tuple[int, int], Shown]:
    """Return what the lines that ask something show, by line and column; takes what `_answers` does."""
    role, given = layout.roles[number], _answers(layout, number, table, lines).given
    asked = asked_of(role, table)
    shown: dict[tuple[int, int], Shown] = {}
    specs, values = [role.plan.column(each.column) for each in asked[:lines]], [each.value for each in asked[:lines]]
    figures = _shown(role.plan, specs, np.array(values), role.block.lang)
    for line, (question, figure) in enumerate(zip(asked, figures, strict=False)):
        confirmation = given.get(line)
        cells = _values(role, question, confirmation, figure)
        if confirmation:
            cells |= {CONFIRM: cells[TARGET], REASON: confirmation.reason}
        shown |= {(line, place): value for place, value in cells.items()}
    if not asked:
        shown[0, ENTRY] = _say(role.block.lang, "none")
    return shown


@once
def _column(layout: BookLayout, number: int, table: str, lines: int, place: int) -> list[Told]:
    """Return what the lines show in a column; those that ask nothing are blank."""
    column: list[Told] = [None if place in (CONFIRM, REASON) else ""] * lines
    for (line, shown_in), value in _shown_on_lines(layout, number, table, lines).items():
        if shown_in == place:
            column[line] = number_or_text(value)
    return column


def length(role: RoleLayout, table: TableLayout) -> int:
    """Return how many lines the list of a table has; none where no number is entered."""
    inputs = len(doubted(role.plan, table.detail))
    return max(inputs, min(_MOST, max(_LEAST, 2 * len(role.role.people)))) if inputs else 0


class QuestionList:
    """Writes the list of one table of a role: of its people, or of the rows of a detail table."""

    def __init__(
        self,
        sheet: Worksheet,
        style: Style,
        role: RoleLayout,
        table: TableLayout,
        *,
        lines: Lines,
    ) -> None:
        self.sheet = sheet
        self.style = style
        self.role = role
        self.table = table
        self.lines = lines
        self.lang: Lang = style.lang
        self.inputs = doubted(role.plan, table.detail)
        self.of_list = role.number, table.detail, lines.asked[1] - lines.asked[0] + 1  # as `_answers` takes it

    @property
    def answers(self) -> Callable[[BookLayout], Answers]:
        """Return what says how the questions of a workbook stand."""
        of_list = self.of_list
        return lambda layout: _answers(layout, *of_list)

    def say(self, key: str, **fields: object) -> str:
        """Return a text of the list."""
        return _say(self.lang, key, **fields)

    def _look_up_input(self, row: int, spec: ColumnSpec) -> None:
        """Write beside a line what the list looks up of an input."""
        place = self.table.place(spec.id)
        letter = xl_rowcol_to_cell(0, place)[:-1]
        self.sheet.write_string(row, NAME, entry_name(self.role.plan, spec.id, self.lang))
        self.sheet.write_number(row, PLACE, place + 1)
        self.sheet.write_string(row, COLUMN, f"#{quoted(self.table.sheet)}!{letter}")
        self.sheet.write_number(row, SHOWN, 100 if spec.unit == "rate" else 1)
        for reason, column in COMPARED.items():
            if words := questions.compared_with(self.role.plan, spec, reason, self.lang):
                self.sheet.write_string(row, column, words)

    def look_up_person(self, row: int, number: int) -> None:
        """Write beside the line of a person how many questions come before theirs."""
        table = self.table.detail
        before = of_role(self.role.number, lambda role: sum(each.place < number for each in asked_of(role, table)))
        if number:
            above = xl_rowcol_to_cell(row - 1, PERSON)
            formula = f"={above}+{self._count(number - 1)}"
        else:
            formula = "=0"
        self.sheet.write_formula(row, PERSON, formula, value=before)

    def open_of_rows(self) -> Count:
        """Return how many questions of the table are open."""
        cells, answers = self.lines.cells, self.answers
        own = self._block("question", (FIRST_ROW, self.table.last_row))
        formula = f'COUNTIFS({own},">0")-COUNTIFS({cells(self.lines.asked, OPEN)},0)'
        return FormulaPart(formula, lambda layout: len(answers(layout).open))

    def open_of_input(self, spec: ColumnSpec) -> Count:
        """Return how many questions of an input of the main table are open."""
        span, key, answers = self.role.span(beside(spec.id)), spec.id, self.answers
        formula = f'COUNTIFS({span},">0")-{self._confirmed(INPUT, self.inputs.index(spec) + 1)}'
        return FormulaPart(formula, lambda layout: answers(layout).open_of[key])

    def open_of_person(self, number: int) -> Count:
        """Return how many questions of a person, by number from 0, are open."""
        answers = self.answers
        if self.table.detail:
            labels, mine = self.table.span("employee"), self.role.cell("employee_id", FIRST_ROW + number)
            spans = (self.table.span(beside(spec.id)) for spec in self.inputs)
            asked = "+".join(f'COUNTIFS({labels},{mine}&" *",{span},">0")' for span in spans)
        else:
            asked = f'COUNTIFS({self._block("question", (FIRST_ROW + number, FIRST_ROW + number))},">0")'
        return FormulaPart(
            f"{asked}-{self._confirmed(OWNER, number + 1)}", lambda layout: answers(layout).open_of[number]
        )

    def _confirmed(self, column: int, number: int) -> str:
        cells = self.lines.cells
        return f"COUNTIFS({cells(self.lines.asked, column)},{number},{cells(self.lines.asked, OPEN)},0)"

    def _block(self, kind: str, rows: tuple[int, int]) -> str:
        """Return the cells of all inputs' columns of a kind in some rows."""
        names = [beside(spec.id, kind) for spec in self.inputs]
        table = self.role.table_of(names[0])
        return f"{quoted(table.sheet)}!{_block(rows, (table.place(names[0]), table.place(names[-1])))}"

    def _count(self, number: int) -> str:
        """Return the cell with how many questions there are in a row of the table."""
        return self.role.cell(beside(self.inputs[-1].id, "asked"), FIRST_ROW + number)

    def _before(self) -> str:
        """Return the cells with how many questions there are in the rows before each row of the table."""
        span = self.table.span(ABOVE) if self.table.detail else None
        return str(span) if span else self.lines.cells(self.lines.people, PERSON)

    def write(self) -> None:
        """Write heading and lines."""
        first, last = self.lines.asked
        head = self.style.header(font_size=9)
        for place, key in enumerate(("entry", "why", "value", "confirm", "note", "reason", "state", "link"), ENTRY):
            self.sheet.write_string(first - 1, place, self.say(key, role=self._whose()), head)
        for place, reason in enumerate(REASONS):
            words = questions.reason_in_words(self.role.plan, reason, self.lang)
            self.sheet.write_string(first + place, REASONS_AT, words)
        for row, spec in enumerate(self.inputs, first):
            self._look_up_input(row, spec)
        for number, row in enumerate(range(first, last + 1)):
            self._line(row, number)
        self._more()
        self._draw()

    def _draw(self) -> None:
        """Draw the lines that ask something, and those with a confirmation: a blank one is seen nowhere."""
        first, last = self.lines.asked
        asks, spent = (f'${xl_rowcol_to_cell(first, place)}<>""' for place in (INPUT, NOTE))
        line = {"border": 1, "edge": "line"}
        for left, right in ((ENTRY, VALUE), (NOTE, NOTE), (STATE, LINK)):
            rule = {"type": "formula", "criteria": f"={asks}", "format": self.style.condition(**line)}
            where = (first, left, last, right)
            self.sheet.conditional_format(*where, rule)
        for place in (CONFIRM, REASON):
            asked = f"AND({asks},${xl_rowcol_to_cell(first, OPEN)}<2)"  # what is refused cannot be confirmed
            written = f'{xl_rowcol_to_cell(first, place)}<>""'
            for test, look in (
                (spent, {"fill": "header", "colour": "muted", "italic": True}),
                (f"OR({asked},{written})", {"fill": "input"}),
                (asks, {}),
            ):
                form = self.style.condition(**look, **line)
                rule = {"type": "formula", "criteria": f"={test}", "format": form, "stop_if_true": True}
                where = (first, place, last, place)
                self.sheet.conditional_format(*where, rule)

    def _whose(self) -> str:
        role, detail = self.role.role.name, self.table.detail
        return f"{role} {self.role.plan.scheme.details[detail].name[self.lang]}" if detail else role

    def unlisted(self) -> FormulaPart[[RoleLayout], int]:
        """Return how many questions of its role the list has no line for."""
        _, table, lines = self.of_list
        return FormulaPart(f"MAX(0,{self._all()}-{lines})", lambda role: max(0, len(asked_of(role, table)) - lines))

    @property
    def more_row(self) -> int:
        """Return the row below the list, which says what has no line in it."""
        return self.lines.asked[1] + 1

    def _more(self) -> None:
        """Say below the list how many questions it has no line for, and what to do about them."""
        more = self.unlisted()
        before, after = self.say("more", count="\0").split("\0")
        form = self.style(bold=True, font_size=9)

        def value(role: RoleLayout) -> str:
            return f"{before}{more.value(role)}{after}" if more.value(role) else ""

        formula = f'=IF({more.formula}>0,"{before}"&{more.formula}&"{after}","")'
        self.sheet.write_formula(self.more_row, ENTRY, formula, form, value=of_role(self.role.number, value))

    def _all(self) -> str:
        """Return the number of all questions."""
        last = self.table.last_row
        above = xl_rowcol_to_cell(self.lines.people[1], PERSON)
        if self.table.detail:
            above = f"{quoted(self.table.sheet)}!{xl_rowcol_to_cell(last, self.table.place(ABOVE))}"
        return f"{above}+{self._count(last - FIRST_ROW)}"

    def _line(self, row: int, number: int) -> None:
        formulas = self._formulas(row, number + 1)
        wrapped = self.style(text_wrap=True, font_size=9)
        link = self.style(colour="brand", underline=1, align="center")
        small = dict.fromkeys((ENTRY, WHY, NOTE, STATE), wrapped)
        forms = {**small, VALUE: self.style(align="right"), LINK: link}
        for place, formula in formulas.items():
            self.sheet.write_formula(row, place, formula, forms.get(place), value=self._of_line(number, place))
        self.sheet.set_row(row, LINE_HEIGHT)
        entry = self.style(locked=False, text_wrap=True, font_size=9)
        for place in (CONFIRM, REASON):
            self.sheet.write(row, place, self._of_line(number, place), entry)
        rule = {
            "validate": "list",
            "source": f"={xl_rowcol_to_cell(row, TARGET, row_abs=True, col_abs=True)}",
            "input_title": self.say("confirm"),
            "input_message": self.say("prompt"),
            "error_title": text(self.lang, "workbook.prompt.stop_title"),
            "error_message": self.say("prompt"),
        }
        where = (row, CONFIRM, row, CONFIRM)
        self.sheet.data_validation(*where, rule)

    def _of_line(self, number: int, place: int) -> InList:
        """Return what a line shows in a column."""
        return InList(_column, (*self.of_list, place), number)

    def _formulas(self, row: int, number: int) -> dict[int, str]:
        """Return the formulas of a line by their places; all are blank where there are fewer questions."""
        lines, role, table = self.lines, self.role, self.table
        in_row, place, owner = (f"${xl_rowcol_to_cell(row, at)}" for at in (PERSON, INPUT, OWNER))
        before, first = self._before(), lines.asked[0]

        def of(column: int) -> str:
            return f"INDEX({lines.cells((first, first + len(self.inputs) - 1), column)},{place})"

        def block(kind: str) -> str:
            return self._block(kind, (FIRST_ROW, table.last_row))

        entries = _block((FIRST_ROW, table.last_row), (0, len(table.columns) - 1))
        value = f"INDEX({quoted(table.sheet)}!{entries},{in_row},{of(PLACE)})"
        who = f"INDEX({role.span('employee_id')},{owner})"
        said_of = f'INDEX({lines.cells(lines.people, ENTRY)},{owner})&" "&{of(NAME)}'
        whose = in_row
        if table.detail:
            whose = f"MATCH(INDEX({table.span('employee')},{in_row}),{role.people},0)"
            before_row, after_row = self.say("in_row", row="\0").split("\0")
            said_of += f'&"{before_row}"&({in_row}+{FIRST_ROW})&"{after_row}"'
        of_number = f'ROUND({value}*{of(SHOWN)},{PLACES})+0&IF({of(SHOWN)}=100,"%","")'
        shown = f"IF(ISTEXT({value}),{value},{of_number})"
        asked = f"INDEX({block('question')},{in_row},{place})"
        reasons = lines.cells((lines.asked[0], lines.asked[0] + len(REASONS) - 1), REASONS_AT)
        own_number = f"MATCH({number}-INDEX({before},{in_row}),INDEX({block('asked')},{in_row},0),0)"
        link = f"{of(COLUMN)}&({in_row}+{FIRST_ROW})"
        compared = (f'IF({asked}={number_of(reason)},{of(column)},"")' for reason, column in COMPARED.items())
        formulas = {
            PERSON: f'IF({number}>{self._all()},"",COUNTIFS({before},"<{number}"))',
            INPUT: own_number if len(self.inputs) > 1 else f'IF({in_row}="","",1)',
            OWNER: f'IF({place}="","",{whose})',
            TARGET: f'IF(OR({asked}<0,{asked}={AS_TEXT}),"","{_yes(self.lang)}"&{who}&" "&{of(NAME)}&" "&{shown})',
            ENTRY: said_of,
            WHY: "&".join([f"INDEX({reasons},ABS({asked}))", *compared]),
            VALUE: f"IF({of(SHOWN)}=100,{shown},{value})",
            **self._standing(row, asked, link),
        }
        formulas = {place: f'=IFERROR({formula},"")' for place, formula in formulas.items()}
        if number == 1:
            formulas[ENTRY] = f'=IF({self._all()}=0,"{self.say("none")}",{formulas[ENTRY][1:]})'
        return formulas

    def _standing(self, row: int, asked: str, link: str) -> dict[int, str]:
        """Return the formulas of a line that say how it stands; `asked` is the number of its reason."""
        cells, lines = self.lines.cells, self.lines.all_lists
        place, target, stands, confirming = (f"${xl_rowcol_to_cell(row, at)}" for at in (INPUT, TARGET, OPEN, CONFIRM))
        confirmations, reasons = cells(lines, CONFIRM), cells(lines, REASON)
        given = f"INDEX({reasons},MATCH({_literal(target)},{confirmations},0))"
        confirmed = f'IFERROR(LEN(SUBSTITUTE(SUBSTITUTE({given},"{_BLANKS[0]}",""),"{_BLANKS[1]}","")),0)>0'
        why = f'"{self.say("confirmed")}"&{given}'
        states = [why, *(f'"{self.say(key)}"' for key in ("open", "refused"))]
        yes, notes = _yes(self.lang), [f'"{self.say(key)}"' for key in NOTES]
        elsewhere = f"IF(ISNUMBER(MATCH({_literal(confirming)},{cells(lines, TARGET)},0)),{notes[0]},{notes[1]})"
        elsewhere = f'IF(COUNTIFS({confirming}:{confirming},"{yes}*")>0,{elsewhere},{notes[2]})'

        def choice(first: str, second: str, third: str) -> str:
            return f"IF({stands}=0,{first},IF({stands}=1,{second},{third}))"

        marks = choice(*(f'"{mark} "' for mark in MARKS))
        return {
            OPEN: f'IF({place}="","",IF({asked}<0,2,IF({target}="",1,IF({confirmed},0,1))))',
            NOTE: f'IF(OR({confirming}="",{confirming}={target}),"",{elsewhere})',
            STATE: f'IF({stands}="","",{choice(*states)})',
            LINK: f'IF({place}="","",HYPERLINK({link},{marks}&"{self.say("go")}"))',
        }


@once
def _numbers(role: RoleLayout, table: str) -> Mapping[str, int]:
    """Return the numbers of the inputs of a table that may be asked about."""
    return {spec.id: number for number, spec in enumerate(doubted(role.plan, table), 1)}


def _values(role: RoleLayout, asked: Question, sure: Confirmation | None, shown: Shown) -> dict[int, Shown]:
    """Return what a line shows before anybody recalculates the workbook; `shown` is the value as confirmed."""
    plan, lang = role.plan, role.block.lang
    person, spec = role.role.people[asked.place], plan.column(asked.column)
    name, row = entry_name(plan, spec.id, lang), _row(role, asked)
    in_row = _say(lang, "in_row", row=row + FIRST_ROW + 1) if asked.table else ""
    is_known = math.isfinite(asked.value)  # else a text is asked about, which is shown as it was typed
    target = f"{_yes(lang)}{person.employee_id} {name} {shown}" if is_known else math.nan
    stands = 2 if asked.refuses else 0 if sure else 1
    states = f"{_say(lang, 'confirmed')}{sure.reason if sure else ''}", _say(lang, "open"), _say(lang, "refused")
    return {
        PERSON: row + 1,
        INPUT: _numbers(role, asked.table)[spec.id],
        OWNER: asked.place + 1,
        TARGET: "" if asked.refuses else target,
        OPEN: stands,
        STATE: states[stands],
        ENTRY: f"{person.employee_id} {person.name} {name}{in_row}",
        WHY: _why(plan, asked, lang),
        VALUE: asked.value if is_known and spec.is_number and spec.unit != "rate" else shown,
        LINK: f"{MARKS[stands]} {_say(lang, 'go')}",
    }


def _why(plan: Plan, asked: Question, lang: Lang) -> str:
    """Return why an entry is asked about, with the inputs that it is compared with."""
    others = questions.compared_with(plan, plan.column(asked.column), asked.reason, lang)
    return questions.reason_in_words(plan, asked.reason, lang) + others


def _block(rows: tuple[int, int], columns: tuple[int, int]) -> str:
    """Return cells, absolute; one cell is a range too: IronCalc counts in no others."""
    first, last = (
        xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row, column in zip(rows, columns, strict=True)
    )
    return f"{first}:{last}"


def _literal(cell: str) -> str:
    """Return what finds the text of a cell itself: indicators and levels may be called "3~5", "Won?" or "A*"."""
    for mark in "~?*":
        cell = f'SUBSTITUTE({cell},"{mark}","~{mark}")'
    return cell


def _say(lang: Lang, key: str, **fields: object) -> str:
    return text(lang, f"workbook.questions.{key}", **fields)


def _yes(lang: Lang) -> str:
    return _say(lang, "yes")


def _shown(plan: Plan, specs: Sequence[ColumnSpec], values: Floats, lang: Lang) -> list[Shown]:
    """Return values as confirmations say them, which is how formulas join them to a text; NaN of one that is a text."""
    percent = np.where([spec.unit == "rate" for spec in specs], values * 100, values)
    figures = (round_half_away(percent, PLACES) + 0.0).tolist()  # no −0
    shown: list[Shown] = []
    for spec, value, figure in zip(specs, values.tolist(), figures, strict=True):
        if not math.isfinite(value):
            shown.append(math.nan)
        elif spec.dimension:
            shown.append(plan.dimensions[spec.dimension].names[int(value)][lang])
        else:
            shown.append(f"{figure:.15g}%" if spec.unit == "rate" else f"{figure:.15g}")
    return shown


def confirmed(
    sheet: Sequence[Sequence[Value]], plan: Plan, employee_ids: Sequence[str], period: str, lang: Lang
) -> list[Confirmation]:
    """Return the entries of some employees that somebody confirmed with a reason on 检查, whatever its rows are.

    `lang` is that of the workbook. What counts is what its formulas take.
    """
    confirmations = []
    names: dict[str, ColumnSpec] = {}
    people = {_folded(employee_id): employee_id for employee_id in employee_ids}
    for _, choice, reason in _chosen(sheet, lang):
        if not reason:
            continue
        if not names:
            inputs = [spec for table in ("", *plan.tables) for spec in doubted(plan, table)]
            names = {_folded(entry_name(plan, spec.id, lang)): spec for spec in inputs}
        who, _, rest = choice.removeprefix(_folded(_yes(lang))).partition(" ")
        for name, spec in names.items() if who in people else ():
            value = _value(plan, spec, rest.removeprefix(f"{name} "), lang) if rest.startswith(f"{name} ") else None
            if value is not None:
                confirmations.append(Confirmation(period, people[who], spec.id, value, reason=reason))
    return confirmations


def without_reason(sheet: Sequence[Sequence[Value]], lang: Lang) -> Iterator[tuple[int, int]]:
    """Yield the cells (from 0) of 检查 in which the reason of a confirmation is missing that a line asks for."""
    wanted = {_folded(str(value_at(row, TARGET))) for row in sheet}
    yield from ((row, REASON) for row, choice, reason in _chosen(sheet, lang) if choice in wanted and not reason)


def _chosen(sheet: Sequence[Sequence[Value]], lang: Lang) -> Iterator[tuple[int, str, str]]:
    """Yield the confirmations of 检查, folded, with their rows (from 0) and reasons, "" for none, the first of each.

    Formulas look for it there, too; and blanks are none for them.
    """
    yes = _folded(_yes(lang))
    seen: set[str] = set()
    for place, row in enumerate(sheet):
        choice, reason = value_at(row, CONFIRM), value_at(row, REASON)
        folded = _folded(choice) if isinstance(choice, str) else ""
        if folded.startswith(yes) and folded not in seen:
            seen.add(folded)
            is_none = reason is None or isinstance(as_error(reason), CellError)
            yield place, folded, "" if is_none else str(reason).strip(_BLANKS)


def _folded(words: str) -> str:
    """Return what texts have in common that formulas take for the same one: letters, whatever their case."""
    return words.casefold()


def is_note(row: Sequence[Value], lang: Lang) -> bool:
    """Return whether a line of 检查 says of the text in its yellow cell what may be said of any text."""
    written, note = (value_at(row, place) for place in (CONFIRM, NOTE))
    return bool(written) and note in [text(lang, f"workbook.questions.{key}") for key in NOTES]


def _value(plan: Plan, spec: ColumnSpec, written: str, lang: Lang) -> float | None:
    """Return the value that a confirmation says of an input, folded; None where it says none as the list spells it."""
    if spec.dimension:
        labels = plan.dimensions[spec.dimension].names
        return next((float(place) for place, names in enumerate(labels) if written == _folded(names[lang])), None)
    try:
        number = float(written.removesuffix("%"))
    except ValueError:
        return None
    value = number / 100 if spec.unit == "rate" else number
    (shown,) = _shown(plan, [spec], np.array([value]), lang)
    return value if math.isfinite(value) and written == _folded(str(shown)) else None
