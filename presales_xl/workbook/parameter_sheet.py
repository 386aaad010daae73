"""参数, the parameter sheet: every figure that the formulas read, those that are only examples marked."""

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from presales_xl.texts import text
from presales_xl.workbook.parameters import FIRST, NAME, OWNER, Block, Line
from presales_xl.workbook.style import Style, page

LEAST_WIDTH = 5  # columns for the cells of a line, at least


def write(sheet: Worksheet, style: Style, blocks: tuple[Block, ...], title: str) -> None:
    """Write the parameter sheet with its title, a block per scheme."""
    _Writer(sheet, style, blocks).write(title)


class _Writer:
    def __init__(self, sheet: Worksheet, style: Style, blocks: tuple[Block, ...]) -> None:
        self.sheet = sheet
        self.style = style
        self.blocks = blocks
        places = [cell.place for block in blocks for line in block.lines for cell in line.cells]
        self.remark = FIRST + max([LEAST_WIDTH - 1, *places]) + 1
        self.id = self.remark + 1

    def write(self, title: str) -> None:
        sheet, style, lang = self.sheet, self.style, self.style.lang
        sheet.set_column(OWNER, OWNER, 28)
        sheet.set_column(NAME, NAME, 26)
        sheet.set_column(FIRST, self.remark - 1, 10)
        sheet.set_column(self.remark, self.remark, 58)
        sheet.set_column(self.id, self.id, 26)
        sheet.write_string(0, 0, title, style.title())
        sheet.set_row(0, 28)
        sheet.write_string(1, 0, text(lang, "workbook.parameters.about"), style(colour="muted"))
        sheet.write_string(
            2, 0, text(lang, "workbook.parameters.about_readings"), style(colour="muted", fill="reading")
        )
        for block in self.blocks:
            self._filled(block.first, block.title, style(bold=True, font_size=12, colour="on_brand", fill="brand"))
            sheet.set_row(block.first, 22)
            for number, line in enumerate(block.lines, block.first + 1):
                self._line(number, line)
        page(sheet, lang, landscape=True, title=title, repeat=(0, 1))
        sheet.freeze_panes(3, 2)

    def _filled(self, row: int, content: str, form: Format) -> None:
        for place in range(self.id + 1):
            self.sheet.write_blank(row, place, None, form)
        self.sheet.write_string(row, OWNER, content, form)

    def _line(self, row: int, line: Line) -> None:
        sheet, style = self.sheet, self.style
        if line.heading:
            self._filled(row, line.owner, style(bold=True, fill="section"))
            return
        sheet.write_string(row, OWNER, line.owner, style(bold=True))
        sheet.write_string(row, NAME, line.name, style())
        for cell in line.cells:
            if isinstance(cell.value, str):
                form = style(bold=True, fill="header", edge="line", align="center", num_format="@", text_wrap=True)
                sheet.write_string(row, FIRST + cell.place, cell.value, form)
            else:
                fill = {"fill": "reading"} if cell.reading else {}
                form = style(edge="line", align="right", num_format=cell.number_format, **fill)
                sheet.write_number(row, FIRST + cell.place, cell.value, form)
        sheet.write_string(row, self.remark, line.remark, style(colour="muted", font_size=9))
        sheet.write_string(row, self.id, line.id, style(colour="muted", font_size=8))
