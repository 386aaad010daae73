"""The list of 检查 that asks back (▲): each doubted entry with its value, why, and a yellow cell to confirm it in.

Entries that are refused because of what else is entered (✗) stand in it too; nobody can confirm them.

The list finds the entries by itself, the first, the second, … of a role, so that it is right whatever is entered. A
confirmation is a text that says who, what and which value, the only choice of its cell: a changed value has another
one. Hidden columns at the right hold what the formulas look up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends.numbers import round_half_away
from presales_xl.backends.words import column_name
from presales_xl.people import questions
from presales_xl.people.questions import PLACES, Confirmation, Question
from presales_xl.people.table import Value
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.doubts import REASONS
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.layout import FIRST_ROW, RoleLayout, quoted
from presales_xl.workbook.style import Style

#: Columns of a line of the list; confirmation and reason reach over several, of which these are the first.
ENTRY, WHY, VALUE, CONFIRM, REASON, STATE, LINK = 1, 2, 3, 4, 6, 7, 8
#: Hidden columns: of an input its number, place, the link to its column and what its values are shown in; of a person
#: how many questions come before theirs; of a line whose and what it asks, the text of its confirmation, how it stands.
PERSON, INPUT, TARGET, SHOWN, OPEN, REASONS_AT = 10, 11, 12, 13, 14, 15
#: How a line stands: confirmed, open, refused.
MARKS = ("✓", "▲", "✗")
_LEAST, _MOST = len(REASONS), 100  # lines


@dataclass(frozen=True)
class Lines:
    """Rows (from 0) of 检查 with a role's inputs, its people, and its list, whose heading stands in the row above."""

    inputs: tuple[int, int]
    people: tuple[int, int]
    asked: tuple[int, int]

    def cells(self, rows: tuple[int, int], column: int) -> str:
        """Return the cells of some rows in a column, absolute."""
        return _block(rows, (column, column))


def length(role: RoleLayout) -> int:
    """Return how many lines a role's list has; none where no number is entered."""
    return min(_MOST, max(_LEAST, 2 * len(role.role.people))) if doubted(role.plan) else 0


def doubted(plan: Plan) -> list[ColumnSpec]:
    """Return the inputs that may be asked back, in the order of their questions."""
    return [plan.columns[f"input.{spec.id.removeprefix('question.')}"] for spec in plan.of_kind("question")]


class QuestionList:
    """Writes the list of one role."""

    def __init__(self, sheet: Worksheet, style: Style, role: RoleLayout, lines: Lines) -> None:
        self.sheet = sheet
        self.style = style
        self.role = role
        self.lines = lines
        self.lang: Lang = style.lang
        self.inputs = doubted(role.plan)
        self.asked = list(questions.questions(role.outcome))
        self.doubted = [question for question in self.asked if not question.refuses]

    def say(self, key: str, **fields: object) -> str:
        """Return a text of the list."""
        return text(self.lang, f"workbook.questions.{key}", **fields)

    def look_up_input(self, row: int, spec: ColumnSpec) -> None:
        """Write beside the line of an input what the list looks up of it."""
        if spec not in self.inputs:
            return
        place = self.role.main.place(spec.id)
        letter = xl_rowcol_to_cell(0, place)[:-1]
        self.sheet.write_number(row, PERSON, self.inputs.index(spec) + 1)
        self.sheet.write_number(row, INPUT, place + 1)
        self.sheet.write_string(row, TARGET, f"#{quoted(self.role.main.sheet)}!{letter}")
        self.sheet.write_number(row, SHOWN, 100 if spec.unit == "rate" else 1)

    def look_up_person(self, row: int, number: int) -> None:
        """Write beside the line of a person how many questions come before theirs."""
        before = sum(question.place < number for question in self.asked)
        if number:
            above = xl_rowcol_to_cell(row - 1, PERSON)
            formula = f"={above}+{self._count(number - 1)}"
        else:
            formula = "=0"
        self.sheet.write_formula(row, PERSON, formula, value=before)

    def open_of_input(self, spec: ColumnSpec) -> tuple[str, int]:
        """Return the formula without `=` for how many questions of an input are open, and how many are."""
        span = self.role.span(spec.id.replace("input.", "question.", 1))
        number = self.inputs.index(spec) + 1
        now = sum(question.column == spec.id for question in self.doubted)
        return f'COUNTIFS({span},">0")-{self._confirmed(INPUT, number)}', now

    def refused(self, spec: ColumnSpec) -> int:
        """Return how many entries of an input are refused because of what else is entered."""
        return sum(question.column == spec.id and question.refuses for question in self.asked)

    def open_of_person(self, number: int) -> tuple[str, int]:
        """Return the same for a person, by number from 0."""
        now = sum(question.place == number for question in self.doubted)
        own = self._block("question", (FIRST_ROW + number, FIRST_ROW + number))
        return f'COUNTIFS({own},">0")-{self._confirmed(PERSON, number + 1)}', now

    def _confirmed(self, column: int, number: int) -> str:
        cells = self.lines.cells
        return f"COUNTIFS({cells(self.lines.asked, column)},{number},{cells(self.lines.asked, OPEN)},0)"

    def _block(self, kind: str, rows: tuple[int, int]) -> str:
        """Return the cells of all inputs' columns of a kind in some rows."""
        names = [spec.id.replace("input.", f"{kind}.", 1) for spec in self.inputs]
        first, last = (self.role.workings.place(name) for name in (names[0], names[-1]))
        return f"{quoted(self.role.workings.sheet)}!{_block(rows, (first, last))}"

    def _count(self, number: int) -> str:
        """Return the cell with how many questions there are of a person."""
        last = self.inputs[-1].id.replace("input.", "asked.", 1)
        return self.role.cell(last, FIRST_ROW + number)

    def write(self) -> None:
        """Write heading and lines."""
        first, last = self.lines.asked
        head = self.style.header(font_size=9)
        places = {"entry": ENTRY, "why": WHY, "value": VALUE, "confirm": CONFIRM, "reason": REASON, "link": LINK}
        for key, place in places.items():
            self.sheet.write_string(first - 1, place, self.say(key, role=self.role.role.name), head)
        for place in (CONFIRM, REASON):
            self.sheet.write_blank(first - 1, place + 1, None, head)
        for place, reason in enumerate(REASONS):
            self.sheet.write_string(first + place, REASONS_AT, text(self.lang, f"questions.{reason}"))
        for number, row in enumerate(range(first, last + 1)):
            self._line(row, number)

    def _line(self, row: int, number: int) -> None:
        asked = self.asked[number] if number < len(self.asked) else None
        formulas = self._formulas(row, number + 1)
        values = self._values(asked, number) if asked else {}
        wrapped = self.style.cell("text", text_wrap=True, font_size=9, num_format="General")
        link = self.style.link()
        forms = {ENTRY: wrapped, WHY: wrapped, VALUE: self.style.cell("", align="right"), LINK: link}
        for place, formula in formulas.items():
            self.sheet.write_formula(row, place, formula, forms.get(place), value=values.get(place, ""))
        self.sheet.set_row(row, 26)
        yellow = self.style(fill="input", locked=False, edge="line", text_wrap=True, font_size=9)
        for place in (CONFIRM, REASON):
            self.sheet.write_blank(row, place, None, yellow)
            self.sheet.write_blank(row, place + 1, None, wrapped)
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

    def _formulas(self, row: int, number: int) -> dict[int, str]:
        """Return the formulas of a line by their places; all are blank where there are fewer questions."""
        lines, role, main = self.lines, self.role, self.role.main
        person, place, target, is_open = (f"${xl_rowcol_to_cell(row, at)}" for at in (PERSON, INPUT, TARGET, OPEN))
        before, of_input = lines.cells(lines.people, PERSON), lines.cells(lines.inputs, PERSON)
        total = f"{xl_rowcol_to_cell(lines.people[1], PERSON)}+{self._count(len(role.role.people) - 1)}"

        def of(column: int) -> str:
            return f"INDEX({lines.cells(lines.inputs, column)},MATCH({place},{of_input},0))"

        def block(kind: str) -> str:
            return self._block(kind, (FIRST_ROW, main.last_row))

        entries = _block((FIRST_ROW, main.last_row), (0, len(main.columns) - 1))
        value = f"INDEX({quoted(main.sheet)}!{entries},{person},{of(INPUT)})"
        who = f"INDEX({role.span('employee_id')},{person})"
        shown = f'ROUND({value}*{of(SHOWN)},{PLACES})&IF({of(SHOWN)}=100,"%","")'
        reason = f"INDEX({lines.cells((lines.asked[0], lines.asked[0] + len(REASONS) - 1), REASONS_AT)},"
        asked = f"INDEX({block('question')},{person},{place})"
        reason += f"ABS({asked}))"
        confirmed = f'COUNTIFS({lines.cells(lines.asked, CONFIRM)},{target},{lines.cells(lines.asked, REASON)},"?*")'
        done, open_, refused = MARKS
        mark = f'IF({is_open}=0,"{done} ",IF({is_open}=1,"{open_} ","{refused} "))'
        own_number = f"MATCH({number}-INDEX({before},{person}),INDEX({block('asked')},{person},0),0)"
        found = {
            PERSON: f'IF({number}>{total},"",COUNTIFS({before},"<{number}"))',
            INPUT: own_number if len(self.inputs) > 1 else f'IF({person}="","",1)',
            TARGET: f'IF({asked}<0,"","{_yes(self.lang)}"&{who}&" "&{of(ENTRY)}&" "&{shown})',
            OPEN: f'IF({place}="","",IF({asked}<0,2,IF({target}="",1,IF({confirmed}>0,0,1))))',
            ENTRY: f'INDEX({lines.cells(lines.people, ENTRY)},{person})&" "&{of(ENTRY)}',
            WHY: reason,
            VALUE: value,
            LINK: f'IF({place}="","",HYPERLINK({of(TARGET)}&({person}+{FIRST_ROW}),{mark}&"{self.say("go")}"))',
        }
        return {place: f'=IFERROR({formula},"")' for place, formula in found.items()}

    def _values(self, asked: Question, number: int) -> Mapping[int, str | float]:
        """Return what a line shows before anybody recalculates the workbook."""
        person, spec = self.role.role.people[asked.place], self.role.plan.columns[asked.column]
        name = column_name(spec, self.lang)
        target = f"{_yes(self.lang)}{person.employee_id} {name} {_shown(asked.value, spec)}"
        return {
            PERSON: asked.place + 1,
            INPUT: self.inputs.index(spec) + 1,
            TARGET: "" if asked.refuses else target,
            OPEN: 2 if asked.refuses else 1,
            ENTRY: f"{person.employee_id} {person.name} {name}",
            WHY: text(self.lang, f"questions.{asked.reason}"),
            VALUE: asked.value,
            LINK: f"{MARKS[2 if asked.refuses else 1]} {self.say('go')}",
        }


def _block(rows: tuple[int, int], columns: tuple[int, int]) -> str:
    """Return cells, absolute; one cell is a range too: IronCalc counts in no others."""
    first, last = (
        xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row, column in zip(rows, columns, strict=True)
    )
    return f"{first}:{last}"


def _yes(lang: Lang) -> str:
    return text(lang, "workbook.questions.yes")


def _shown(value: float, spec: ColumnSpec) -> str:
    """Return a value as a confirmation says it, which is how formulas join it to a text."""
    rounded = float(round_half_away(np.array([value * 100 if spec.unit == "rate" else value]), PLACES)[0])
    return f"{rounded:.15g}%" if spec.unit == "rate" else f"{rounded:.15g}"


def confirmed(
    sheet: Sequence[Sequence[Value]], plan: Plan, employee_ids: Sequence[str], period: str
) -> list[Confirmation]:
    """Return the entries of some employees that somebody confirmed with a reason on 检查, whatever its rows are."""
    names = {column_name(spec, lang): spec for spec in doubted(plan) for lang in LANGUAGES}
    found = []
    for row in sheet:
        said, reason = (row[place] if place < len(row) else None for place in (CONFIRM, REASON))
        begun = next((_yes(lang) for lang in LANGUAGES if isinstance(said, str) and said.startswith(_yes(lang))), "")
        if not begun or reason is None or not str(reason).strip():
            continue
        employee_id, _, rest = str(said).removeprefix(begun).partition(" ")
        name, _, value = rest.rpartition(" ")
        number = _number(value)
        if employee_id in employee_ids and name in names and number is not None:
            column = names[name].id
            found.append(Confirmation(period, employee_id, column, number, reason=str(reason).strip()))
    return found


def _number(written: str) -> float | None:
    try:
        number = float(written.removesuffix("%"))
    except ValueError:
        return None
    return number / 100 if written.endswith("%") else number
