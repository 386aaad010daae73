"""参数, the parameter sheet: where every figure stands that the formulas read, a block per scheme."""

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.layout import BookLayout, Tab
from presales_xl.workbook.parameter_block import FIRST, NAME, OWNER, ParameterLine
from presales_xl.workbook.style import Style, page

_LEAST_WIDTH = 5  # columns for the cells of a line, at least


class ParameterSheet(TeamSheet):
    """Writes every figure that the formulas read; those that are only examples are marked."""

    key = "parameters"
    only_shows = False
    tab_colour = "line"

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        places = [figure.place for block in self.layout.blocks for line in block.lines for figure in line.figures]
        self.remark_col = FIRST + max([_LEAST_WIDTH - 1, *places]) + 1
        self.id_col = self.remark_col + 1

    def write(self) -> None:
        """Write the title and a block per scheme."""
        sheet, style, title = self.sheet, self.style, self.tab.name
        sheet.set_column(OWNER, OWNER, 28)
        sheet.set_column(NAME, NAME, 26)
        sheet.set_column(FIRST, self.remark_col - 1, 13)
        sheet.set_column(self.remark_col, self.remark_col, 58)
        sheet.set_column(self.id_col, self.id_col, 26)
        sheet.write_string(0, 0, title, style.title())
        sheet.set_row(0, 28)
        sheet.write_string(1, 0, self.say("about"), style(colour="muted"))
        sheet.write_string(2, 0, self.say("about_readings"), style(colour="muted", fill="reading"))
        for block in self.layout.blocks:
            self._filled(block.first, block.title, style(bold=True, font_size=12, colour="on_brand", fill="brand"))
            sheet.set_row(block.first, 22)
            for number, line in enumerate(block.lines, block.first + 1):
                self._line(number, line)
        page(sheet, landscape=True, title=title, repeat=(0, 2))
        sheet.freeze_panes(3, 2)

    def _filled(self, row: int, content: str, form: Format) -> None:
        for place in range(self.id_col + 1):
            self.sheet.write_blank(row, place, None, form)
        self.sheet.write_string(row, OWNER, content, form)

    def _line(self, row: int, line: ParameterLine) -> None:
        sheet, style = self.sheet, self.style
        if line.heading:
            self._filled(row, line.owner, style(bold=True, fill="section"))
            return
        sheet.write_string(row, OWNER, line.owner, style(bold=True))
        sheet.write_string(row, NAME, line.name, style())
        for figure in line.figures:
            if figure.number_format == "@" and isinstance(figure.value, str):
                form = style(bold=True, fill="header", edge="line", align="center", num_format="@", text_wrap=True)
                sheet.write_string(row, FIRST + figure.place, figure.value, form)
            else:
                fill = {"fill": "reading"} if figure.reading else {}
                form = style(edge="line", align="right", num_format=figure.number_format, **fill)
                sheet.write(row, FIRST + figure.place, figure.value, form)
        sheet.write_string(row, self.remark_col, line.remark, style(colour="muted", font_size=9))
        sheet.write_string(row, self.id_col, line.id, style(colour="muted", font_size=8))
