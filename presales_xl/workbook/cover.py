"""首页: whose workbook this is, what to do in three steps, and how far everybody is, with links."""

from dataclasses import dataclass

from presales_xl.texts import text
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.layout import FIRST_ROW, PEOPLE_COL, PEOPLE_ROW, BookLayout, RoleLayout, quoted
from presales_xl.workbook.provisional import provisional
from presales_xl.workbook.style import number_format, page, progress_bar, set_widths, write_over
from presales_xl.workbook.table_sheet import Formula, Link, Look, SheetColumn, SheetTable, write_table
from presales_xl.workbook.varying import InList, OfBook, Varying, named, result

FACTS_ROW, RETURN_ROW, STEPS_ROW, PROVISIONAL_ROW, PROGRESS_ROW = 3, 6, 9, 12, 14
WIDTHS = (2, 24, 24, 13, 13, 12, 12, 16)


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
        self._return()
        self._steps()
        self._provisional()
        self._progress()
        self._people()
        page(sheet, landscape=False, title=title, repeat=(PEOPLE_ROW - 1, PEOPLE_ROW - 1))

    def _facts(self) -> None:
        facts: dict[str, str | Varying] = {
            "company": self.book.company,
            "period": self.book.period,
            "manager": OfBook(lambda layout: layout.book.manager),
            "team": OfBook(lambda layout: layout.book.team),
        }
        for place, (key, value) in enumerate(facts.items(), 1):
            self.sheet.write_string(FACTS_ROW, place, self.say(key), self.style(colour="muted", font_size=9))
            self.sheet.write_string(FACTS_ROW + 1, place, value, self.style(bold=True, font_size=12, text_wrap=True))
        self.sheet.set_row(FACTS_ROW + 1, 34)
        self.sheet.write_string(FACTS_ROW - 1, 1, self.say("private"), self.style(colour="bad", font_size=9))

    def _return(self) -> None:
        """Write by when the workbook is to come back, to where, and whom to ask."""
        book = self.book
        facts = {
            "due": (1, 1, book.due or self.say("as_agreed")),
            "return_to": (2, 4, book.returns or self._back_to()),
            "contact": (5, 7, book.contact or self.say("ask_sender")),
        }
        for key, (first, last, value) in facts.items():
            name = self.style(fill="section", edge="line", font_size=9)
            write_over(self.sheet, (RETURN_ROW, first, RETURN_ROW, last), self.say(key), name)
            size = 14 if key == "due" else 11
            form = self.style(fill="result", edge="line", bold=True, colour="brand", font_size=size, text_wrap=True)
            write_over(self.sheet, (RETURN_ROW + 1, first, RETURN_ROW + 1, last), value, form)
        self.sheet.set_row(RETURN_ROW + 1, 32)

    def _back_to(self) -> str:
        contact = self.book.contact
        return self.say("to_contact", contact=contact) if contact else self.say("to_sender")

    def _steps(self) -> None:
        names = self.layout.names
        first = self.layout.roles[0].begins(FIRST_ROW)
        targets = [first, f"{quoted(names['checks'])}!A1", f"{quoted(names['summary'])}!A1"]
        details = "_details" if any(role.details for role in self.layout.roles) else ""
        for number, target in enumerate(targets, 1):
            row = STEPS_ROW + number - 1
            self.sheet.set_row(row, 24)
            step = self.style(fill="header", edge="line", text_wrap=True)
            self.sheet.write_string(
                row, 1, self.say(f"step{number}_name"), self.style(bold=True, fill="section", edge="line")
            )
            words = self.say(f"step{number}{details if number == 1 else ''}")
            write_over(self.sheet, (row, 2, row, 6), words, step)
            self.sheet.write_url(row, 7, f"internal:{target}", self.style.link(), string=self.say("go"))

    def _provisional(self) -> None:
        """Say which results are not final as long as rows of other workbooks are not in."""
        form = self.style(font_size=9, bold=True, colour="bad", text_wrap=True)
        said = provisional(self.layout.roles, self.lang)
        said.write(self.sheet, self.layout, form, row=PROVISIONAL_ROW, last_column=7)

    def _progress(self) -> None:
        """Show people done of all, over all roles: who lacks nothing that the manager can give."""
        done = "+".join(f"COUNTIFS({role.span('completeness')},1)" for role in self.layout.roles)
        everybody = sum(len(role.role.people) for role in self.layout.roles)
        self.sheet.set_row(PROGRESS_ROW, 26)
        form = self.style(bold=True, font_size=12)
        self.sheet.write_string(PROGRESS_ROW, 1, self.say("progress"), form)
        before, after = self.say("done", done="\0", people=everybody).split("\0")
        formula = f'="{before}"&({done})&"{after}"'

        def value(layout: BookLayout) -> str:
            count = sum(int((role.outcome.values["completeness"] == 1).sum()) for role in layout.roles)
            return f"{before}{count}{after}"

        self.sheet.write_formula(PROGRESS_ROW, 2, formula, form, value=OfBook(value))

    def _people(self) -> None:
        """Write a line per employee: how far the workbook is with each, and a link to the row."""
        self.sheet.set_row(PEOPLE_ROW - 2, 22)
        self.sheet.write_string(PEOPLE_ROW - 2, PEOPLE_COL, self.say("list"), self.style(bold=True, font_size=12))
        lines = [_Line(role, place) for role in self.layout.roles for place in range(len(role.role.people))]
        columns: list[SheetColumn[_Line]] = [
            SheetColumn("people", self.say("people"), lambda line: line.label, look={"bold": True}),
            SheetColumn("role", self.say("role"), lambda line: line.role.role.name),
            *(self._result_column(key) for key in ("completeness", "total", "grade", "rank")),
            SheetColumn("open", self.say("open"), self._link, unit="", look={"align": "center"}),
        ]
        table = SheetTable(columns, lines, head_height=22)
        cells = write_table(self.sheet, self.style, table, PEOPLE_ROW - 1, left=PEOPLE_COL)
        progress_bar(self.sheet, cells.area("completeness"))

    def _result_column(self, key: str) -> SheetColumn["_Line"]:
        """Return a column that shows what stands on the role's sheet; blank where the role has no such column."""

        def value(line: _Line) -> Formula | str:
            if key not in line.role.plan.columns:
                return ""
            cell = f"={line.role.cell(key, line.row)}"
            return Formula(cell, result(line.role.number, line.place, key))

        def shown(line: _Line) -> Look:
            spec = line.role.plan.columns.get(key)
            unit = key if key == "completeness" else spec.unit if spec and key != "grade" else ""
            return {"num_format": number_format(unit)}

        align: Look = {"align": "center" if key in ("grade", "rank") else "right"}
        return SheetColumn(key, text(self.lang, f"columns.{key}"), value, unit="", look=align, mark=shown)

    def _link(self, line: "_Line") -> Link:
        return Link(f"internal:{line.role.begins(line.row)}", self.say("fill_in"))


@dataclass(frozen=True)
class _Line:
    """One employee of a role."""

    role: RoleLayout
    place: int

    @property
    def row(self) -> int:
        """Return the employee's row on the role's sheet."""
        return FIRST_ROW + self.place

    @property
    def label(self) -> InList:
        """Return how the employee is chosen from a list."""
        return named(self.role.number, self.place, "label")
