"""检查: every check with ✓ or ✗ and a link: per input column, per employee, per detail table."""

from collections.abc import Iterator, Mapping

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import excel
from presales_xl.backends.words import column_name, own_name
from presales_xl.people.entries import words_most
from presales_xl.scheme.columns import ColumnSpec, told_column
from presales_xl.scheme.doubts import beside
from presales_xl.scheme.nodes import row_count_column
from presales_xl.scheme.states import EXEMPT, NOT_APPRAISED, STATE, WAITING
from presales_xl.workbook.areas import PROBLEMS, area_at
from presales_xl.workbook.blocks import write_top
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.fields import ASKED_LOOK
from presales_xl.workbook.formulas import CellAddresses, Lack, cell_value, lacks
from presales_xl.workbook.layout import FIRST_ROW, BookLayout, RoleLayout, Tab, TableLayout
from presales_xl.workbook.question_list import HIDDEN, LINE_HEIGHT, Lines, QuestionList, length
from presales_xl.workbook.style import Style, page

WHAT, ROLE, EXPECTED, FILLED, WRONG, ASKED, RESULT, LINK = range(1, 9)
WIDTHS = (2, 34, 24, 10, 22, 10, 22, 16, 12)
GOOD, BAD, ASK = "✓", "✗", "▲"
_FIRST, LINE = 6, 15
_NOTHING = '""'


class ChecksSheet(TeamSheet):
    """Writes the checks."""

    key = "checks"
    tab_colour = "good"

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.row = _FIRST
        self.lacks: list[Lack] = []  # of the role that is being written
        self.tall = 0  # rows of two lines
        self.results: list[str] = []
        #: The lists of each role, by the detail table that they are of.
        self.lists: list[dict[str, QuestionList]] = []
        #: The cells with how many questions are open of each input and each table of details.
        self.open_of_inputs: list[str] = []

    def write(self) -> None:
        """Write the overall verdict and the checks below it."""
        title = self.say("title")
        write_top(self.sheet, self.style, title, [self.say("about")], widths=WIDTHS)
        for place, key in enumerate(("what", "role", "expected", "filled", "wrong", "asked", "result", "link"), 1):
            self.sheet.write_string(5, place, self.say(key), self.style.header())
        self._place_lists()
        for role, asked in zip(self.layout.roles, self.lists, strict=True):
            self._role(role, asked)
        self._verdict()
        checked = self.row
        for each in (each for of_role in self.lists for each in of_role.values()):
            each.write()
            self.row = each.lines.asked[1] + 2
        self.sheet.set_column(*HIDDEN, options={"hidden": True})
        where = (4, RESULT, self.row, RESULT)
        for mark, look in ((BAD, {"colour": "bad"}), (ASK, ASKED_LOOK), (GOOD, {"colour": "good"})):
            form = self.style.condition(**{"bold": True, **look})
            rule = {"type": "cell", "criteria": "==", "value": f'"{mark}"', "format": form}
            self.sheet.conditional_format(*where, rule)
        self.sheet.freeze_panes(6, 2)
        self.areas[PROBLEMS] = area_at(PROBLEMS, self.tab.name, self.row + 2, self.layout)
        height = LINE * (checked + self.tall) + LINE_HEIGHT * (self.row - checked)
        page(self.sheet, self.lang, landscape=False, title=title, repeat=(5, 5), height=height)

    def _verdict(self) -> None:
        cells = f"{xl_rowcol_to_cell(6, RESULT)}:{xl_rowcol_to_cell(self.row - 1, RESULT)}"
        formula, value = f'"{self.say("fine")}"', self.say("fine")
        doubts = sum(len(each.open) for of_role in self.lists for each in of_role.values())
        for key, count, now in (
            ("ask", "+".join(self.open_of_inputs) or "0", doubts),
            ("left", f'COUNTIFS({cells},"{BAD}")', self._bad()),
        ):
            before, after = self.say(key, count="\0").split("\0")
            formula = f'IF({count}=0,{formula},"{before}"&{count}&"{after}")'
            value = f"{before}{now}{after}" if now else value
        self.sheet.set_row(3, 26)
        self.sheet.write_formula(3, 1, f"={formula}", self.style(bold=True, font_size=13), value=value)

    def _bad(self) -> int:
        return self.results.count(BAD)

    def _place_lists(self) -> None:
        """Decide where the lists of doubted entries stand: below all checks, so that these can count in them."""
        people_at: list[tuple[int, int]] = []
        row = _FIRST
        for role in self.layout.roles:
            first_person = row + 1 + len(_checked(role)) + len(role.details) + 1
            row = first_person + len(role.role.people)
            people_at.append((first_person, row - 1))
        for role, at in zip(self.layout.roles, people_at, strict=True):
            self.lists.append({})
            for table in (role.main, *role.details.values()):
                if lines := length(role, table):
                    first = row + 2
                    row = first + lines
                    self.lists[-1][table.detail] = QuestionList(
                        self.sheet,
                        self.style,
                        role,
                        table,
                        lines=Lines(at, (first, row - 1)),
                        confirmed=self.book.confirmed,
                    )

    def _role(self, role: RoleLayout, asked: Mapping[str, QuestionList]) -> None:
        self._heading(self.say("by_input", role=role.role.name))
        for spec in _checked(role):
            if spec.words:
                self._words(role, spec)
            else:
                self._input(role, spec, asked.get(""))
        for detail in role.details.values():
            self._detail(role, detail, asked.get(detail.detail))
        self._heading(self.say("by_person", role=role.role.name))
        self.lacks = list(lacks(role.plan))
        for number in range(len(role.role.people)):
            self._person(role, number, asked)

    def _heading(self, name: str) -> None:
        for place in range(WHAT, LINK + 1):
            self.sheet.write_blank(self.row, place, None, self.style(fill="section"))
        self.sheet.write_string(self.row, WHAT, name, self.style(bold=True, fill="section"))
        self.row += 1

    def _line(self, name: str, role: RoleLayout, link: str) -> None:
        self.sheet.write_string(self.row, WHAT, name, self.style.cell("text", shrink=True))
        self.sheet.write_string(self.row, ROLE, role.role.name, self.style.cell("text", colour="muted"))
        self.sheet.write_url(self.row, LINK, f"internal:{link}", self.style.link(), string=self.say("go"))

    def _number(self, place: int, formula: str, value: float) -> str:
        self.sheet.write_formula(self.row, place, formula, self.style.cell("count", align="center"), value=value)
        return str(xl_rowcol_to_cell(self.row, place))

    def _result(self, test: str, good: bool, asked: tuple[str, int] | None = None, *, of_person: bool = False) -> None:
        """Write how many entries are to be confirmed, where any can be, and what all comes to."""
        right, sign = f'"{GOOD}"', GOOD
        if asked:
            formula, now = asked
            if not of_person:  # else it is counted with its input already
                self.open_of_inputs.append(str(xl_rowcol_to_cell(self.row, ASKED)))
            right, sign = f'IF({self._number(ASKED, f"={formula}", now)}>0,"{ASK}","{GOOD}")', ASK if now else GOOD
        else:
            self.sheet.write_blank(self.row, ASKED, None, self.style.cell())
        self.results.append(sign if good else BAD)
        form = self.style.cell(align="center", bold=True)
        self.sheet.write_formula(self.row, RESULT, f'=IF({test},{right},"{BAD}")', form, value=self.results[-1])
        self.row += 1

    def _input(self, role: RoleLayout, spec: ColumnSpec, asked: QuestionList | None) -> None:
        """Check one input column: filled in of everybody who is appraised, nothing that may not stand there."""
        cells = role.span(spec.id)
        entries, appraised = role.outcome.values[spec.id], role.outcome.appraised
        people = sum(spec.id not in person.awaited for person in role.role.people)
        optional = spec.field is not None and spec.field.may_stay_blank
        self._line(column_name(spec, self.lang), role, str(cells).split(":")[0])
        left_out, without = role.span(NOT_APPRAISED), int((~appraised).sum())
        needed = 0 if optional else people - without
        need = self._number(EXPECTED, "=0" if optional else f"={people}-SUM({left_out})", needed)
        filled, all_filled = int((~np.isnan(entries) & appraised).sum()), f"COUNTA({cells})"
        if spec.id == STATE:  # of everybody one is written
            have = self._number(FILLED, f"={all_filled}", len(entries))
        else:
            have = self._number(FILLED, f'={all_filled}-COUNTIFS({cells},"<>",{left_out},1)', filled)
        refused = asked.refused(spec) if asked is not None else 0
        asks = asked is not None and beside(spec.id) in role.plan.columns
        counts = np.isfinite(role.outcome.values[beside(spec.id)] if asks and spec.is_number else entries)
        wrong_now = int((~np.isnan(entries) & ~counts).sum()) + refused
        if asks and spec.is_number:  # a question is a number where an entry counts, or would if typed as a number
            numbers = role.span(beside(spec.id))
            not_valid = f'COUNTA({cells})-COUNT({numbers})+COUNTIFS({numbers},"<0")'
        else:
            not_valid = excel.count_not_valid(role.plan, spec, CellAddresses(role, self.tab.name, FIRST_ROW))
        if spec.id == STATE:  # HR alone exempts somebody
            exempted = sum(person.entries.get(STATE) == EXEMPT for person in role.role.people)
            not_valid += f"+COUNTIFS({cells},{role.block.label(STATE, EXEMPT)})-{exempted}"
        wrong = self._number(WRONG, f"={not_valid}", wrong_now)
        open_ = asked.open_of_input(spec) if asked is not None and asks else None
        good = filled >= needed and not wrong_now
        self._result(f"AND({have}>={need},{wrong}=0)", good, open_)

    def _words(self, role: RoleLayout, spec: ColumnSpec) -> None:
        """Check a text that is required: written for everybody, or for whom something is entered that it explains."""
        cells, told = role.span(spec.id), told_column(spec.id)
        written = sum(spec.id in person.texts for person in role.role.people)
        lacking = int(np.isnan(role.outcome.values[told]).sum())
        self._line(column_name(spec, self.lang), role, str(cells).split(":")[0])
        lacked = f"{len(role.role.people)}-COUNT({role.span(told)})"
        self._number(EXPECTED, f"=COUNTA({cells})+{lacked}", written + lacking)
        self._number(FILLED, f"=COUNTA({cells})", written)
        wrong = self._number(WRONG, f"={lacked}", lacking)
        self._result(f"{wrong}=0", not lacking)

    def _detail(self, role: RoleLayout, detail: TableLayout, asked: QuestionList | None) -> None:
        """Check a detail table: no row incomplete, nobody with fewer or more rows than are to be."""
        state_of = role.plan.tables[detail.detail].state
        state, rows_of = detail.span(state_of), row_count_column(detail.detail).id
        left_out, appraised = role.span(NOT_APPRAISED), role.outcome.appraised
        states = role.outcome.details[detail.detail][state_of]
        name = role.plan.scheme.details[detail.detail].name[self.lang]
        self._line(self.say("rows", name=name), role, str(state).split(":")[0])
        people = f"{len(appraised)}-SUM({left_out})"
        least = role.plan.scheme.details[detail.detail].least
        self._number(EXPECTED, f"={least}*({people})", least * int(appraised.sum()))
        self._number(FILLED, f"=COUNT({state})", len(states))
        bad = int((states == 0).sum())
        wrong = self._number(WRONG, f"=COUNTIFS({state},0)", bad)
        lacking = int((appraised & np.isnan(role.outcome.values[rows_of])).sum())
        lacked = f'{people}-COUNTIFS({role.span(rows_of)},">=0",{left_out},"<>1")'
        self._result(f"AND({wrong}=0,{lacked}=0)", not (bad or lacking), asked.open_of_rows() if asked else None)

    def _person(self, role: RoleLayout, number: int, asked: Mapping[str, QuestionList]) -> None:
        person = role.role.people[number]
        cell = role.cell("completeness", FIRST_ROW + number)
        done = float(role.outcome.values["completeness"][number])
        if person.awaited:
            cell, done = self._managers_share(role, number)
        self._line(f"{person.employee_id} {person.name}", role, role.begins(FIRST_ROW + number))
        self.sheet.write_blank(self.row, EXPECTED, None, self.style.cell())
        form = self.style.cell("completeness", align="center")
        self.sheet.write_formula(self.row, FILLED, f"={cell}", form, value=done)
        long = self._remarks(role, number)
        if self.lacks:  # what is lacking takes two lines, and a protected row cannot be made higher
            self.sheet.set_row(self.row, 2 * LINE)
            self.tall += 1
        if "" in asked:
            asked[""].look_up_person(self.row, number)
        parts = [each.open_of_person(number) for each in asked.values()]
        open_ = ("+".join(formula for formula, _ in parts), sum(now for _, now in parts)) if parts else None
        tests = [f"{xl_rowcol_to_cell(self.row, FILLED)}=1", *(f"NOT({too_long})" for too_long in long)]
        good = done == 1 and not any(long.values())
        self._result(f"AND({','.join(tests)})", good, open_, of_person=True)

    def _remarks(self, role: RoleLayout, number: int) -> dict[str, bool]:
        """Say which texts of a person are too long, what else is lacking, and what only HR can mend.

        Returns the tests for texts that are too long, with what each comes to.
        """
        person, row, value = role.role.people[number], FIRST_ROW + number, ""
        texts = [spec for spec in role.plan.of_kind("words") if spec.id not in person.locked | person.awaited]
        long: dict[str, bool] = {}
        parts = []
        for spec in texts:
            test = f"IFERROR(LEN({role.cell(spec.id, row)}),0)>{words_most(spec)}"
            long[test] = len(person.texts.get(spec.id, "")) > words_most(spec)
            words = self.say("long", name=column_name(spec, self.lang), most=words_most(spec))
            parts.append(f'IF({test},"{words}","")')
            value += words if long[test] else ""
        if person.entries.get(STATE) != EXEMPT:
            typed = f"{role.cell(STATE, row)}={role.block.label(STATE, EXEMPT)}"
            parts.append(f'IFERROR(IF({typed},"{self.say("exempt")}",""),"")')
        for formula, words in self._lacking(role, number):
            parts.append(formula)
            value += words
        if WAITING in role.plan.columns:
            parts.append(f'IF({role.cell(WAITING, row)}=1,{role.cell("total", row)},"")')
            is_waiting = role.outcome.values[WAITING][number] == 1
            value += str(cell_value(role.outcome.person(number), "total", self.lang)) if is_waiting else ""
        form = self.style.cell("text", align="center", text_wrap=True)
        if parts:
            self.sheet.write_formula(self.row, WRONG, f"={'&'.join(parts)}", form, value=value)
        else:
            self.sheet.write_blank(self.row, WRONG, None, form)
        return long

    def _lacking(self, role: RoleLayout, number: int) -> Iterator[tuple[str, str]]:
        """Yield the parts of a formula that say what else keeps a person's result open, with what each shows.

        Of the entries that are blank the first is named: all of them are marked.
        """
        at, person = CellAddresses(role, self.tab.name, FIRST_ROW + number), role.outcome.person(number)
        awaited = role.role.people[number].awaited
        blank, first = "", ""
        for lack in reversed([lack for lack in self.lacks if lack.column.expr is None]):
            if lack.column.id not in awaited:
                words = self.say("lacks", name=own_name(lack.column, self.lang))
                blank = f'IF({lack.formula(at)},"{words}",{blank or _NOTHING})'
                first = words if lack.holds(person) else first
        if blank:
            yield blank, first
        for lack in (lack for lack in self.lacks if lack.column.expr):
            indicator = role.plan.scheme.enabled()[lack.column.group].name[self.lang]
            name = own_name(lack.column, self.lang)
            before, after = self.say("lacks_sum", indicator=indicator, name=name, value="\0%").split("\0")
            figure = f'ROUND({at.cell(lack.column.id)}*100,8)&"{after}"'
            now = f"{before}{round(100 * person.value(lack.column.id), 8):.15g}{after}"
            yield f'IF({lack.formula(at)},"{before}"&{figure},"")', now if lack.holds(person) else ""

    @staticmethod
    def _managers_share(role: RoleLayout, number: int) -> tuple[str, float]:
        """Return the share of what the manager has to give for a person whose other ratings come from raters."""
        person, plan = role.role.people[number], role.plan
        needed = [
            spec.id
            for spec in plan.of_kind("input", "words", "rows")
            if spec.id not in person.awaited and not (spec.field and spec.field.may_stay_blank)
        ]
        if not needed:
            return "1", 1.0
        cells = (role.cell(column, FIRST_ROW + number) for column in needed)
        given = sum(not np.isnan(role.outcome.values[column][number]) for column in needed)
        tests = "+".join(f'({cell}<>"")' for cell in cells)
        share = given / len(needed) if role.outcome.appraised[number] else 1.0
        return f"IF({role.cell(NOT_APPRAISED, FIRST_ROW + number)}=1,1,({tests})/{len(needed)})", share


def _checked(role: RoleLayout) -> list[ColumnSpec]:
    """Return the inputs that have a line: texts where they are required."""
    specs = (role.plan.columns[column] for column in role.main.columns if column in role.plan.columns)
    return [spec for spec in specs if spec.field and (not spec.words or spec.words.required)]
