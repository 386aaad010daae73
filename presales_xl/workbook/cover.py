"""首页: whose workbook this is, what to do in three steps, and how far everybody is, with links."""

from presales_xl.texts import text
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.layout import (
    FIRST_ROW,
    PEOPLE_COL,
    PEOPLE_ROW,
    RoleLayout,
    label_of,
    quoted,
)
from presales_xl.workbook.style import page, progress_bar, set_widths
from presales_xl.workbook.values import RoleValues, Shown

FACTS_ROW, STEPS_ROW, PROGRESS_ROW = 3, 6, 11
WIDTHS = (2, 24, 24, 13, 13, 12, 12, 16)
PEOPLE_COLUMNS = ("people", "role", "completeness", "total", "grade", "rank", "open")


class CoverSheet(TeamSheet):
    """Writes the first sheet."""

    key = "cover"

    def write(self) -> None:
        """Write title, facts, steps, progress and the list of people."""
        sheet, style = self.sheet, self.style
        set_widths(sheet, WIDTHS)
        title = text(self.lang, "workbook.title", company=self.book.company, period=self.book.period)
        sheet.set_row(1, 36)
        sheet.write_string(1, 1, title, style(bold=True, font_size=20, colour="brand"))
        self._facts()
        self._steps()
        self._progress()
        self._people()
        page(sheet, self.lang, landscape=False, title=title, repeat=(PEOPLE_ROW - 1, PEOPLE_ROW - 1))

    def _facts(self) -> None:
        facts = {
            "company": self.book.company,
            "period": self.book.period,
            "manager": self.book.manager,
            "team": self.book.team,
        }
        for place, (key, value) in enumerate(facts.items(), 1):
            self.sheet.write_string(FACTS_ROW, place, self.say(key), self.style(colour="muted", font_size=9))
            self.sheet.write_string(FACTS_ROW + 1, place, value, self.style(bold=True, font_size=12))
        self.sheet.set_row(FACTS_ROW + 1, 22)

    def _steps(self) -> None:
        names = self.layout.names
        targets = [self.layout.roles[0].sheet, names["checks"], names["summary"]]
        for number, target in enumerate(targets, 1):
            row = STEPS_ROW + number - 1
            self.sheet.set_row(row, 24)
            step = self.style(fill="header", edge="line", text_wrap=True)
            self.sheet.write_string(
                row, 1, self.say(f"step{number}_name"), self.style(bold=True, fill="section", edge="line")
            )
            self.sheet.merge_range(row, 2, row, 6, data=self.say(f"step{number}"), cell_format=step)
            self.sheet.write_url(row, 7, f"internal:{quoted(target)}!A1", self.style.link(), string=self.say("go"))

    def _progress(self) -> None:
        """Show people done of all, over all roles."""
        done = "+".join(f"COUNT({role.span('total')})" for role in self.layout.roles)
        everybody = sum(len(role.role.people) for role in self.layout.roles)
        count = sum(int((values.columns["total"] == values.columns["total"]).sum()) for values in self.values)
        self.sheet.set_row(PROGRESS_ROW, 26)
        form = self.style(bold=True, font_size=12)
        self.sheet.write_string(PROGRESS_ROW, 1, self.say("progress"), form)
        sentence = self.say("done", done="\0", people=everybody).split("\0")
        formula = f'="{sentence[0]}"&({done})&"{sentence[1]}"'
        self.sheet.write_formula(PROGRESS_ROW, 2, formula, form, value=f"{sentence[0]}{count}{sentence[1]}")

    def _people(self) -> None:
        header = self.style.header()
        self.sheet.write_string(PEOPLE_ROW - 2, PEOPLE_COL, self.say("list"), self.style(bold=True, font_size=12))
        for place, key in enumerate(PEOPLE_COLUMNS, PEOPLE_COL):
            name = self.say(key) if key in ("people", "role", "open") else text(self.lang, f"columns.{key}")
            self.sheet.write_string(PEOPLE_ROW - 1, place, name, header)
        self.sheet.set_row(PEOPLE_ROW - 1, 22)
        row = PEOPLE_ROW
        for role, values in zip(self.layout.roles, self.values, strict=True):
            for number in range(len(role.role.people)):
                self._person(row, role, values, number)
                row += 1
        last = row - 1
        place = PEOPLE_COL + PEOPLE_COLUMNS.index("completeness")
        progress_bar(self.sheet, (PEOPLE_ROW, place, last, place))

    def _person(self, row: int, role: RoleLayout, values: RoleValues, number: int) -> None:
        person, style = role.role.people[number], self.style
        self.sheet.write_string(
            row, PEOPLE_COL, label_of(person.employee_id, person.name), style.cell("text", bold=True)
        )
        self.sheet.write_string(row, PEOPLE_COL + 1, role.role.name, style.cell("text"))
        for place, key in enumerate(PEOPLE_COLUMNS[2:6], PEOPLE_COL + 2):
            form = style.cell(
                "completeness"
                if key == "completeness"
                else role.plan.columns[key].unit
                if key in role.plan.columns and key != "grade"
                else "",
                align="center" if key in ("grade", "rank") else "right",
            )
            if key not in role.plan.columns:
                self.sheet.write_string(row, place, "", form)
                continue
            value: Shown = values.shown(key, number)
            cell = role.address(key, FIRST_ROW + number)
            self.sheet.write_formula(row, place, f"={quoted(role.sheet)}!{cell}", form, value=value)
        target = f"internal:{quoted(role.sheet)}!A{FIRST_ROW + number + 1}"
        self.sheet.write_url(row, PEOPLE_COL + 6, target, style.link(), string=self.say("fill_in"))
