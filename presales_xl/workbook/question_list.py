"""The list of 检查 that asks back (▲): each doubted entry with its value, why, and a yellow cell to confirm it in.

Entries that are refused because of what else is entered (✗) stand in it too; nobody can confirm them.

The list finds the entries by itself, the first, the second, … of a role, so that it is right whatever is entered. A
confirmation is a text that says who, what and which value, the only choice of its cell: a changed value has another
one. It counts wherever it stands: lines move up when one before them is mended. Each line says how its entry stands,
and each confirmation whether it is for another line or for none any more. Hidden columns at the right hold what the
formulas look up.
"""

from collections.abc import Collection, Mapping, Sequence
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

#: Columns of a line of the list; NOTE says of a confirmation that it is for another line, or for none any more.
ENTRY, WHY, VALUE, CONFIRM, NOTE, REASON, STATE, LINK = range(1, 9)
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

    def __init__(
        self, sheet: Worksheet, style: Style, role: RoleLayout, lines: Lines, confirmed: Collection[Confirmation] = ()
    ) -> None:
        self.sheet = sheet
        self.style = style
        self.role = role
        self.lines = lines
        self.lang: Lang = style.lang
        self.inputs = doubted(role.plan)
        self.asked = list(questions.questions(role.outcome))
        #: Confirmations that were given before, by the line that they answer.
        self.given = {
            line: said
            for line, question in enumerate(self.asked[: lines.asked[1] - lines.asked[0] + 1])
            for said in confirmed
            if not question.refuses and said.answers(role.role.people[question.place].employee_id, question)
        }
        open_lines = (line for line, question in enumerate(self.asked) if line not in self.given)
        self.open = [self.asked[line] for line in open_lines if not self.asked[line].refuses]

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
        now = sum(question.column == spec.id for question in self.open)
        return f'COUNTIFS({span},">0")-{self._confirmed(INPUT, number)}', now

    def refused(self, spec: ColumnSpec) -> int:
        """Return how many entries of an input are refused because of what else is entered."""
        return sum(question.column == spec.id and question.refuses for question in self.asked)

    def open_of_person(self, number: int) -> tuple[str, int]:
        """Return the same for a person, by number from 0."""
        now = sum(question.place == number for question in self.open)
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
        for place, key in enumerate(("entry", "why", "value", "confirm", "note", "reason", "state", "link"), ENTRY):
            self.sheet.write_string(first - 1, place, self.say(key, role=self.role.role.name), head)
        for place, reason in enumerate(REASONS):
            self.sheet.write_string(first + place, REASONS_AT, text(self.lang, f"questions.{reason}"))
        for number, row in enumerate(range(first, last + 1)):
            self._line(row, number)
        self._more(last + 1, last - first + 1)
        spent = self.style.condition(fill="header", colour="muted", italic=True)
        rule = {"type": "formula", "criteria": f'=${xl_rowcol_to_cell(first, NOTE)}<>""', "format": spent}
        for where in ((first, place, last, place) for place in (CONFIRM, REASON)):
            self.sheet.conditional_format(*where, rule)

    def _more(self, row: int, lines: int) -> None:
        """Say below the list how many questions it has no line for, and what to do about them."""
        count, now = f"{self._all()}-{lines}", len(self.asked) - lines
        before, after = self.say("more", count="\0").split("\0")
        form = self.style(bold=True, font_size=9)
        value = f"{before}{now}{after}" if now > 0 else ""
        self.sheet.write_formula(row, ENTRY, f'=IF({count}>0,"{before}"&{count}&"{after}","")', form, value=value)

    def _all(self) -> str:
        """Return the number of all questions."""
        return f"{xl_rowcol_to_cell(self.lines.people[1], PERSON)}+{self._count(len(self.role.role.people) - 1)}"

    def _line(self, row: int, number: int) -> None:
        asked = self.asked[number] if number < len(self.asked) else None
        formulas = self._formulas(row, number + 1)
        values = self._values(asked, number) if asked else {}
        wrapped = self.style.cell("text", text_wrap=True, font_size=9, num_format="General")
        link = self.style.link()
        small = dict.fromkeys((ENTRY, WHY, NOTE, STATE), wrapped)
        forms = {**small, VALUE: self.style.cell("", align="right"), LINK: link}
        for place, formula in formulas.items():
            self.sheet.write_formula(row, place, formula, forms.get(place), value=values.get(place, ""))
        self.sheet.set_row(row, 26)
        yellow = self.style(fill="input", locked=False, edge="line", text_wrap=True, font_size=9)
        said = self.given.get(number)
        for place, given in ((CONFIRM, values.get(TARGET) if said else None), (REASON, said.reason if said else None)):
            self.sheet.write(row, place, given, yellow)
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
        person, place = (f"${xl_rowcol_to_cell(row, at)}" for at in (PERSON, INPUT))
        before, of_input = lines.cells(lines.people, PERSON), lines.cells(lines.inputs, PERSON)

        def of(column: int) -> str:
            return f"INDEX({lines.cells(lines.inputs, column)},MATCH({place},{of_input},0))"

        def block(kind: str) -> str:
            return self._block(kind, (FIRST_ROW, main.last_row))

        entries = _block((FIRST_ROW, main.last_row), (0, len(main.columns) - 1))
        value = f"INDEX({quoted(main.sheet)}!{entries},{person},{of(INPUT)})"
        who = f"INDEX({role.span('employee_id')},{person})"
        shown = f'ROUND({value}*{of(SHOWN)},{PLACES})&IF({of(SHOWN)}=100,"%","")'
        asked = f"INDEX({block('question')},{person},{place})"
        reasons = lines.cells((lines.asked[0], lines.asked[0] + len(REASONS) - 1), REASONS_AT)
        own_number = f"MATCH({number}-INDEX({before},{person}),INDEX({block('asked')},{person},0),0)"
        link = f"{of(TARGET)}&({person}+{FIRST_ROW})"
        found = {
            PERSON: f'IF({number}>{self._all()},"",COUNTIFS({before},"<{number}"))',
            INPUT: own_number if len(self.inputs) > 1 else f'IF({person}="","",1)',
            TARGET: f'IF({asked}<0,"","{_yes(self.lang)}"&{who}&" "&{of(ENTRY)}&" "&{shown})',
            ENTRY: f'INDEX({lines.cells(lines.people, ENTRY)},{person})&" "&{of(ENTRY)}',
            WHY: f"INDEX({reasons},ABS({asked}))",
            VALUE: f"IF({of(SHOWN)}=100,{shown},{value})",
            **self._standing(row, asked, link),
        }
        return {place: f'=IFERROR({formula},"")' for place, formula in found.items()}

    def _standing(self, row: int, asked: str, link: str) -> dict[int, str]:
        """Return the formulas of a line that say how it stands; `asked` is the number of its reason."""
        cells, lines = self.lines.cells, self.lines.asked
        place, target, stands, said = (f"${xl_rowcol_to_cell(row, at)}" for at in (INPUT, TARGET, OPEN, CONFIRM))
        confirmations, reasons = cells(lines, CONFIRM), cells(lines, REASON)
        confirmed = f'COUNTIFS({confirmations},{target},{reasons},"?*")>0'
        why = f'"{self.say("confirmed")}"&INDEX({reasons},MATCH({target},{confirmations},0))'
        states = [why, *(f'"{self.say(key)}"' for key in ("open", "refused"))]
        elsewhere = f'IF(COUNTIFS({cells(lines, TARGET)},{said})>0,"{self.say("of_other")}","{self.say("of_none")}")'

        def choice(first: str, second: str, third: str) -> str:
            return f"IF({stands}=0,{first},IF({stands}=1,{second},{third}))"

        marks = choice(*(f'"{mark} "' for mark in MARKS))
        return {
            OPEN: f'IF({place}="","",IF({asked}<0,2,IF({target}="",1,IF({confirmed},0,1))))',
            NOTE: f'IF(OR({said}="",{said}={target}),"",{elsewhere})',
            STATE: f'IF({stands}="","",{choice(*states)})',
            LINK: f'IF({place}="","",HYPERLINK({link},{marks}&"{self.say("go")}"))',
        }

    def _values(self, asked: Question, number: int) -> Mapping[int, str | float]:
        """Return what a line shows before anybody recalculates the workbook."""
        person, spec = self.role.role.people[asked.place], self.role.plan.columns[asked.column]
        name = column_name(spec, self.lang)
        target = f"{_yes(self.lang)}{person.employee_id} {name} {_shown(asked.value, spec)}"
        said, stands = self.given.get(number), 2 if asked.refuses else 0 if number in self.given else 1
        states = f"{self.say('confirmed')}{said.reason if said else ''}", self.say("open"), self.say("refused")
        return {
            PERSON: asked.place + 1,
            INPUT: self.inputs.index(spec) + 1,
            TARGET: "" if asked.refuses else target,
            OPEN: stands,
            STATE: states[stands],
            ENTRY: f"{person.employee_id} {person.name} {name}",
            WHY: text(self.lang, f"questions.{asked.reason}"),
            VALUE: _shown(asked.value, spec) if spec.unit == "rate" else asked.value,
            LINK: f"{MARKS[stands]} {self.say('go')}",
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
