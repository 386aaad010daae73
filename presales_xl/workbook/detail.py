"""The sheet of a detail table: rows of their own, each with the employee that it belongs to."""

import math
from collections.abc import Mapping

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import excel
from presales_xl.backends.explain import rule_in_words
from presales_xl.backends.frame import row_columns
from presales_xl.backends.words import column_name
from presales_xl.people.employees import DetailRow
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook import formulas
from presales_xl.workbook.book_sheet import BookContent, PerRoleSheet
from presales_xl.workbook.fields import mark_not_valid, validate
from presales_xl.workbook.formulas import CellAddresses
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, Tab, label_of, sheet_name
from presales_xl.workbook.style import Style, number_format, page, wide
from presales_xl.workbook.values import Shown, shown

TITLE_ROW, LEGEND_ROW, RULE_ROW, COLUMN_ROW = 1, 2, 3, 4
COLUMN_WIDTH = 13  # half-width characters


class DetailSheet(PerRoleSheet):
    """Writes one detail sheet."""

    key = "detail"

    def __init__(self, sheet: Worksheet, style: Style, content: BookContent, tab: Tab) -> None:
        super().__init__(sheet, style, content, tab)
        self.detail = self.layout.details[tab.table]
        self.table = self.plan.scheme.details[tab.table]
        self.known = row_columns(self.plan, tab.table, self.layout.role.inputs().details[tab.table])
        self.places = {id(row): place for place, (_, row) in enumerate(self.layout.role.rows(tab.table))}

    @classmethod
    def names(cls, lang: Lang, role: str = "", plan: Plan | None = None, *, only: bool = True) -> Mapping[str, str]:
        """Return a name per detail table of the role's scheme."""
        details = plan.scheme.details if plan else {}
        name = text(lang, "workbook.detail_sheet", role=role)
        return {
            table: sheet_name(f"{name} {detail.name[lang]}" if len(details) > 1 else name)
            for table, detail in details.items()
        }

    def write(self) -> None:
        """Write headers, the rows kept ready, validations and the print set-up."""
        self._headers()
        rows = list(self._rows())
        for number in range(self.detail.rows):
            label, row = rows[number] if number < len(rows) else ("", None)
            self._row(FIRST_ROW + number, label, row)
        self._owner_column()
        for spec in self.plan.tables[self.detail.table].inputs:
            self._input_column(spec)
        self.sheet.freeze_panes(FIRST_ROW, 1)
        page(self.sheet, self.lang, landscape=True, title=self._title(), repeat=(TITLE_ROW, COLUMN_ROW))

    def _title(self) -> str:
        return self.say(
            "title",
            name=self.table.name[self.lang],
            role=self.layout.role.name,
            period=self.book.period,
        )

    def _headers(self) -> None:
        sheet, style = self.sheet, self.style
        for row, height in (
            (TITLE_ROW, 30),
            (LEGEND_ROW, 20),
            (RULE_ROW, self._rule_height()),
            (COLUMN_ROW, 34),
        ):
            sheet.set_row(row, height)
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        sheet.write_string(TITLE_ROW, 0, self._title(), style.title())
        table, key = self.table, "legend_from" if self.table.least > 1 else "legend"
        legend = self.say(key, row=table.row_name[self.lang], least=table.least, most=table.most)
        if self.table.checks:
            names = text(self.lang, "problems.comma").join(
                check.name[self.lang] for check in self.table.checks.values()
            )
            legend += " " + self.say("checks", names=names)
        sheet.write_string(LEGEND_ROW, 0, legend, style(colour="muted", font_size=9))
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, len(self.detail.columns), COLUMN_WIDTH)
        rule = style(font_size=9, fill="section", edge="line", text_wrap=True, valign="top")
        fill = style(bold=True, fill="input_header", edge="line", align="center", text_wrap=True, font_size=9)
        sheet.write_string(ID_ROW, 0, "employee", style(colour="muted"))
        sheet.write_string(RULE_ROW, 0, "", rule)
        sheet.write_string(COLUMN_ROW, 0, text(self.lang, "workbook.role.people"), fill)
        for column in self.detail.columns:
            place, spec = self.detail.place(column), self.plan.column(column)
            sheet.write_string(ID_ROW, place, column, style(colour="muted"))
            sheet.write_string(RULE_ROW, place, self._rule(spec), rule)
            sheet.write_string(COLUMN_ROW, place, column_name(spec, self.lang), fill if spec.field else style.header())

    def _rule_height(self) -> float:
        rules = [self._rule(self.plan.column(column)) for column in self.detail.columns[:-1]]
        lines = [sum(math.ceil(wide(line) * 1.1 / COLUMN_WIDTH) for line in rule.split("\n")) for rule in rules]
        return 13.0 * max([2, *lines]) + 6

    def _rule(self, spec: ColumnSpec) -> str:
        """Return the rule of the indicator that the column belongs to, if it is one."""
        indicator = spec.id.split(".", 1)[1]
        if indicator not in self.plan.scheme.enabled():
            return ""
        return rule_in_words(self.plan, indicator, self.lang)

    def _rows(self) -> list[tuple[str, DetailRow | None]]:
        """Return the known rows, each employee's filled up with blank ones."""
        found: list[tuple[str, DetailRow | None]] = []
        for person in self.layout.role.people:
            known = person.rows.get(self.detail.table, ())
            rows = [*known, *[None] * (self.table.rows - len(known))]
            found += [(label_of(person.employee_id, person.name), row) for row in rows]
        return found

    def _row(self, row: int, label: str, known: DetailRow | None) -> None:
        sheet, detail = self.sheet, self.detail
        sheet.set_row(row, 19)
        owner = self.style(fill="input", edge="line", num_format="@", locked=False)
        if label:
            sheet.write_string(row, 0, label, owner)
        else:
            sheet.write_blank(row, 0, None, owner)
        for column in detail.columns[:-1]:
            spec = self.plan.column(column)
            if spec.expr is not None:
                form = self.style(fill="computed", edge="line", align="right", num_format=number_format(spec.unit))
                formula = formulas.of_detail(self.layout, detail, spec, row)
                sheet.write_formula(row, detail.place(column), formula, form, value=self._known(known, column))
                continue
            entry = known.texts.get(column, "") if known and spec.is_free_text else self._known(known, column)
            align = "left" if spec.is_free_text else "center" if spec.dimension else "right"
            form = self.style(fill="input", edge="line", locked=False, num_format=number_format(spec.unit), align=align)
            if entry == "":
                sheet.write_blank(row, detail.place(column), None, form)
            elif isinstance(entry, str):
                sheet.write_string(row, detail.place(column), entry, form)
            else:
                sheet.write_number(row, detail.place(column), entry, form)
        formula = formulas.of_detail(self.layout, detail, self.plan.column(detail.columns[-1]), row)
        not_done = text(self.lang, "workbook.role.not_done")
        form = self.style(fill="result", edge="line", align="center", num_format=f'[=1]"✓";[=0]"{not_done}";General')
        sheet.write_formula(
            row, detail.place(detail.columns[-1]), formula, form, value=self._known(known, detail.columns[-1])
        )

    def _known(self, row: DetailRow | None, column: str) -> Shown:
        """Return what a cell shows of a row that was known before; "" for a blank row."""
        if row is None or all(math.isnan(entry) for entry in row.entries.values()):
            return ""
        return shown(self.plan, self.plan.column(column), float(self.known[column][self.places[id(row)]]), self.lang)

    def _owner_column(self) -> None:
        where = (FIRST_ROW, 0, self.detail.last_row, 0)
        self.sheet.data_validation(
            *where,
            {
                "validate": "list",
                "source": f"={self.layout.people}",
                "ignore_blank": True,
                "input_title": text(self.lang, "workbook.role.people"),
                "input_message": text(self.lang, "workbook.prompt.person"),
                "error_title": text(self.lang, "workbook.prompt.stop_title"),
                "error_message": text(self.lang, "workbook.prompt.person_stop"),
            },
        )
        first = xl_rowcol_to_cell(FIRST_ROW, 0, col_abs=True)
        test = f'AND({first}<>"",SUMPRODUCT(({self.layout.people}={first})*1)=0)'
        mark_not_valid(self.sheet, self.style, test, where)

    def _input_column(self, spec: ColumnSpec) -> None:
        place = self.detail.place(spec.id)
        where = (FIRST_ROW, place, self.detail.last_row, place)
        at = CellAddresses(self.layout, FIRST_ROW, self.detail)
        validate(self.sheet, self.plan, spec, where, at=at, lang=self.lang)
        mark_not_valid(self.sheet, self.style, excel.not_valid(self.plan, spec, at), where)
        state = at.cell(self.detail.columns[-1])
        first = xl_rowcol_to_cell(FIRST_ROW, place, col_abs=True)
        form = self.style.book.add_format(
            {"bg_color": self.style.colour("missing"), "border": 4, "border_color": self.style.colour("missing_line")}
        )
        rule = {"type": "formula", "criteria": f'=AND({state}=0,{state}<>"",{first}="")', "format": form}
        self.sheet.conditional_format(*where, rule)
