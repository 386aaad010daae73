"""检查: every check with ✓ or ✗ and a link: per input column, per employee, per detail table."""

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import excel
from presales_xl.backends.frame import row_columns
from presales_xl.backends.words import column_name
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.workbook.areas import PROBLEMS, area_at
from presales_xl.workbook.blocks import write_top
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.formulas import CellAddresses
from presales_xl.workbook.layout import FIRST_ROW, BookLayout, RoleLayout, Tab, TableLayout
from presales_xl.workbook.style import Style, page

WHAT, ROLE, EXPECTED, FILLED, WRONG, RESULT, LINK = range(1, 8)
WIDTHS = (2, 34, 24, 10, 10, 12, 9, 12)
GOOD, BAD = "✓", "✗"


class ChecksSheet(TeamSheet):
    """Writes the checks."""

    key = "checks"
    tab_colour = "good"

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.row = 6
        self.results: list[bool] = []

    def write(self) -> None:
        """Write the overall verdict and the checks below it."""
        title = self.say("title")
        write_top(self.sheet, self.style, title, [self.say("about")], widths=WIDTHS)
        for place, key in enumerate(("what", "role", "expected", "filled", "wrong", "result", "link"), 1):
            self.sheet.write_string(5, place, self.say(key), self.style.header())
        for role in self.layout.roles:
            self._role(role)
        self._verdict()
        where = (4, RESULT, self.row, RESULT)
        for mark, colour in ((BAD, "bad"), (GOOD, "good")):
            form = self.style.condition(colour=colour, bold=True)
            rule = {"type": "cell", "criteria": "==", "value": f'"{mark}"', "format": form}
            self.sheet.conditional_format(*where, rule)
        self.sheet.freeze_panes(6, 2)
        page(self.sheet, self.lang, landscape=False, title=title, repeat=(5, 5))
        self.areas[PROBLEMS] = area_at(PROBLEMS, self.tab.name, self.row + 2, self.layout)

    def _verdict(self) -> None:
        cells = f"{xl_rowcol_to_cell(6, RESULT)}:{xl_rowcol_to_cell(self.row - 1, RESULT)}"
        bad = f'COUNTIFS({cells},"{BAD}")'
        left = sum(not good for good in self.results)
        before, after = self.say("left", count="\0").split("\0")
        fine = self.say("fine")
        formula = f'=IF({bad}=0,"{fine}","{before}"&{bad}&"{after}")'
        self.sheet.set_row(3, 26)
        form = self.style(bold=True, font_size=13)
        self.sheet.write_formula(3, 1, formula, form, value=f"{before}{left}{after}" if left else fine)

    def _role(self, role: RoleLayout) -> None:
        self._heading(self.say("by_input", role=role.role.name))
        for column in role.main.columns:
            spec = role.plan.columns.get(column)
            if spec is not None and spec.field is not None:
                self._input(role, spec)
        for detail in role.details.values():
            self._detail(role, detail)
        self._heading(self.say("by_person", role=role.role.name))
        for number in range(len(role.role.people)):
            self._person(role, number)

    def _heading(self, name: str) -> None:
        for place in range(WHAT, LINK + 1):
            self.sheet.write_blank(self.row, place, None, self.style(fill="section"))
        self.sheet.write_string(self.row, WHAT, name, self.style(bold=True, fill="section"))
        self.row += 1

    def _line(self, name: str, role: RoleLayout, link: str) -> None:
        self.sheet.write_string(self.row, WHAT, name, self.style.cell("text"))
        self.sheet.write_string(self.row, ROLE, role.role.name, self.style.cell("text", colour="muted"))
        self.sheet.write_url(self.row, LINK, f"internal:{link}", self.style.link(), string=self.say("go"))

    def _number(self, place: int, formula: str, value: float) -> str:
        self.sheet.write_formula(self.row, place, formula, self.style.cell("count", align="center"), value=value)
        return str(xl_rowcol_to_cell(self.row, place))

    def _result(self, test: str, good: bool) -> None:
        self.results.append(good)
        form = self.style.cell(align="center", bold=True)
        self.sheet.write_formula(self.row, RESULT, f'=IF({test},"{GOOD}","{BAD}")', form, value=GOOD if good else BAD)
        self.row += 1

    def _input(self, role: RoleLayout, spec: ColumnSpec) -> None:
        """Check one input column: everybody filled in, nothing that may not stand there."""
        cells = role.span(spec.id)
        entries = role.outcome.values[spec.id]
        filled = int((~np.isnan(entries)).sum())
        people = sum(spec.id not in person.awaited for person in role.role.people)
        optional = spec.field is not None and spec.field.may_stay_blank
        self._line(column_name(spec, self.lang), role, str(cells).split(":")[0])
        expected = self.style.cell("count", align="center")
        self.sheet.write_number(self.row, EXPECTED, 0 if optional else people, expected)
        need = str(xl_rowcol_to_cell(self.row, EXPECTED))
        have = self._number(FILLED, f"=COUNTA({cells})", filled)
        wrong_now = int(np.isinf(entries).sum())
        not_valid = excel.count_not_valid(role.plan, spec, CellAddresses(role, self.tab.name, FIRST_ROW))
        wrong = self._number(WRONG, f"={not_valid}", wrong_now)
        self._result(f"AND({have}>={need},{wrong}=0)", (optional or filled >= people) and not wrong_now)

    def _detail(self, role: RoleLayout, detail: TableLayout) -> None:
        """Check a detail table: no row incomplete, nobody with more rows than allowed."""
        state = detail.span(detail.columns[-1])
        rows = role.role.inputs().details[detail.detail]
        states = row_columns(role.plan, detail.detail, rows)[detail.columns[-1]]
        name = role.plan.scheme.details[detail.detail].name[self.lang]
        self._line(self.say("rows", name=name), role, str(state).split(":")[0])
        self.sheet.write_blank(self.row, EXPECTED, None, self.style.cell())
        self._number(FILLED, f"=COUNT({state})", len(states))
        bad = int((states == 0).sum())
        wrong = self._number(WRONG, f"=COUNTIFS({state},0)", bad)
        self._result(f"{wrong}=0", not bad)

    def _person(self, role: RoleLayout, number: int) -> None:
        person = role.role.people[number]
        cell = role.cell("completeness", FIRST_ROW + number)
        done = float(role.outcome.values["completeness"][number])
        if person.awaited:
            cell, done = self._managers_share(role, number)
        self._line(f"{person.employee_id} {person.name}", role, role.cell("employee_id", FIRST_ROW + number))
        self.sheet.write_blank(self.row, EXPECTED, None, self.style.cell())
        form = self.style.cell("completeness", align="center")
        self.sheet.write_formula(self.row, FILLED, f"={cell}", form, value=done)
        self.sheet.write_blank(self.row, WRONG, None, self.style.cell())
        self._result(f"{xl_rowcol_to_cell(self.row, FILLED)}=1", done == 1)

    @staticmethod
    def _managers_share(role: RoleLayout, number: int) -> tuple[str, float]:
        """Return the share of what the manager has to give for a person whose other ratings come from raters."""
        person, plan = role.role.people[number], role.plan
        needed = [
            spec.id
            for spec in plan.of_kind("input", "rows")
            if spec.id not in person.awaited and not (spec.field and spec.field.may_stay_blank)
        ]
        if not needed:
            return "1", 1.0
        cells = (role.cell(column, FIRST_ROW + number) for column in needed)
        given = sum(not np.isnan(role.outcome.values[column][number]) for column in needed)
        tests = "+".join(f'({cell}<>"")' for cell in cells)
        return f"({tests})/{len(needed)}", given / len(needed)
