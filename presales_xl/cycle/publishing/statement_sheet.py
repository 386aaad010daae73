"""A statement as a sheet to be printed: LibreOffice makes the PDF from it.

It is a sheet and no page of HTML because whoever has LibreOffice here has its Calc, not always its Writer.
LibreOffice takes the heights of rows as they are, so that they are measured here.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from presales_xl.cycle.publishing.statement import Line, Notice, Rows, Statement
from presales_xl.texts import Lang, text
from presales_xl.workbook.style import Style, new_workbook, page, set_widths, wide, write_over

#: Columns: item, entries (or rule), how it was calculated, result.
WIDTHS = (18, 22, 41, 15)
LAST = len(WIDTHS) - 1
_WRITING, _SIGNING = 28, 24  # heights in points
_PAGE = 885  # points of rows that a page surely holds, at the scale that makes the columns fit its width
#: By font size: half-width letters on one unit of column width, and the height of a line.
_LETTERS, _HEIGHTS = {8: 1.3, 9: 1.15, 10: 1.04}, {8: 11.8, 9: 13.2, 10: 14.7}
#: After that of the look: LibreOffice takes the first that is there.
_FONTS = ("PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC")


def write(path: Path, statement: Statement, notice: Notice, lang: Lang) -> None:
    """Write a workbook with the statement as its only sheet."""
    with new_workbook(path, lang, title=text(lang, "publish.sheet")) as book:
        style = Style(book, lang, _FONTS)
        book.formats[0].set_font_name(style.font)  # the unit of column widths
        book.formats[0].set_font_size(10)
        sheet = book.add_worksheet(text(lang, "publish.sheet"))
        _Sheet(sheet, style, statement, notice).write()


def height(words: str, width: float, size: int = 9) -> float:
    """Return how high a text is, in points, in a column of this width."""
    lines = sum(max(math.ceil(wide(line) / (width * _LETTERS[size])), 1) for line in words.split("\n"))
    return lines * _HEIGHTS[size]


class _Sheet:
    """Writes from the top down; `row` is the next free row.

    `heights` are those of the rows so far; `joined` are the rows that stay on the page of the row above.
    """

    def __init__(self, sheet: Worksheet, style: Style, statement: Statement, notice: Notice) -> None:
        self.sheet = sheet
        self.style = style
        self.lang: Lang = style.lang
        self.statement = statement
        self.notice = notice
        self.row = 0
        self.heights: dict[int, float] = {}
        self.joined: set[int] = set()
        self.title = self.say(f"title.{notice.document}")
        self.small = style(font_size=9, edge="line", text_wrap=True, valign="top")
        self.bold = style(bold=True, edge="line", text_wrap=True, valign="top")
        self.value = style(bold=True, edge="line", align="right", valign="top", text_wrap=True)
        self.label = style(bold=True, edge="line", fill="header", colour="brand", text_wrap=True)
        self.muted = style(font_size=8, colour="muted")

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"publish.{key}", **fields)

    def write(self) -> None:
        """Write all of it."""
        set_widths(self.sheet, WIDTHS)
        self._head()
        self._facts()
        self._indicators()
        for table in self.statement.rows:
            self._rows(table)
        if self.statement.conclusion:
            self._lines("conclusion", self.statement.conclusion, "result")
        if self.statement.calibrated:
            self._calibration(self.say("calibrated", **self.statement.calibrated))
        if self.notice.is_plan and self.statement.pay:
            self._lines("pay", self.statement.pay, "amount")
        elif self.statement.pay_total:
            self._lines("pay", self.statement.pay, "amount")
            left, right = (
                self.style(fill="section", edge="line", bold=True, align=align) for align in ("left", "right")
            )
            self._tall(18)
            self.joined.add(self.row)
            self._merged(0, LAST - 1, self.say("sum"), left)
            self.sheet.write_string(self.row, LAST, self.statement.pay_total, right)
            self.row += 1
        self._words()
        if self.statement.outcomes:
            self._heading("outcomes")
            for outcome in self.statement.outcomes:
                self._note(f"● {outcome}", self.style(text_wrap=True))
        for block in (self._confirmation,) if self.notice.is_plan else (self._interview, self._confirmation):
            first = self.row
            block()
            self.joined |= set(range(first + 1, self.row))
        self.sheet.set_h_pagebreaks(self._breaks())
        title = f"{self.notice.company} {self.title} {self.notice.period_name(self.lang)}"
        page(self.sheet, self.lang, landscape=False, title=f"{title} {self.statement.name}")

    def _tall(self, height: float) -> None:
        """Make the row this high, in points."""
        self.sheet.set_row(self.row, height)
        self.heights[self.row] = height

    def _breaks(self) -> list[int]:
        """Return the rows that begin a page, so that rows that belong together are on one."""
        breaks = []
        used = 0.0
        starts = [row for row in range(self.row) if row not in self.joined]
        for first, end in pairwise([*starts, self.row]):
            wanted = sum(self.heights[row] for row in range(first, end))
            if used and used + wanted > _PAGE:
                breaks.append(first)
                used = 0
            used += wanted
        return breaks

    def _words(self) -> None:
        """Write what was written of the employee."""
        if self.statement.words:
            self._heading("words", self.say("plan.words") if self.notice.is_plan else "")
        for name, words in self.statement.words:
            self.sheet.write_string(self.row, 0, name, self.label)
            self._merged(1, LAST, words, self.small)
            self._end_row(height(words, sum(WIDTHS[1:])), height(name, WIDTHS[0], 10))

    def _calibration(self, words: str) -> None:
        def form(**look: object) -> Format:
            return self.style(fill="missing", edge="line", valign="top", **look)

        self.sheet.write_string(self.row, 0, self.say("calibration"), form(bold=True))
        self.sheet.write_blank(self.row, 1, None, form())
        self.sheet.write_string(self.row, 2, words, form(font_size=9, text_wrap=True))
        self.sheet.write_string(self.row, LAST, self.statement.calibrated["after"], form(bold=True, align="right"))
        self._end_row(height(words, WIDTHS[2]))

    def _merged(self, first: int, last: int, words: str, form: Format) -> None:
        write_over(self.sheet, (self.row, first, self.row, last), words, form)

    def _line(self, words: str, height: float, **look: object) -> None:
        """Write a line over the whole width."""
        self._tall(height)
        self._merged(0, LAST, words, self.style(**look))
        self.row += 1

    def _heading(self, key: str, title: str = "") -> None:
        self.joined |= {self.row + 1, self.row + 2}
        self._line(title or self.say(f"heading.{key}"), 22, bold=True, font_size=12, colour="brand", valign="bottom")

    def _note(self, words: str, form: Format) -> None:
        self._tall(height(words, sum(WIDTHS), 10) + 4)
        self._merged(0, LAST, words, form)
        self.row += 1

    def _head(self) -> None:
        published = f"{self.say('plan.published' if self.notice.is_plan else 'fact.published')} {self.notice.published}"
        self._line(self.notice.company, 16, colour="muted", align="center")
        self._line(self.title, 26, bold=True, font_size=18, colour="brand", align="center")
        self._line(f"{self.notice.period_name(self.lang)} · {published}", 20, colour="muted", align="center")
        for line in self.notice.revised:
            self._note(line, self.style(bold=True, text_wrap=True))

    def _facts(self) -> None:
        facts, results = list(self.statement.facts), list(self.statement.results)
        for first in range(0, len(facts), 2):
            pair = [*facts[first : first + 2], ("", "")][:2]
            self._tall(18)
            for place, (name, value) in zip((0, 2), pair, strict=True):
                self.sheet.write_string(self.row, place, name, self.label)
                self.sheet.write_string(self.row, place + 1, value, self.style(edge="line", shrink=True))
            self.row += 1
        self._tall(8)
        self.row += 1
        for part, height in enumerate((18, 28)):
            self._tall(height)
            small: dict[str, object] = {"fill": "section"}
            look = {"font_size": 14, "bold": True, "colour": "brand", "fill": "result"} if part else small
            for place, result in enumerate(results):
                form = self.style(edge="line", align="center", shrink=True, **look)
                self.sheet.write_string(self.row, place, result[part], form)
            self.row += 1

    def _heads(self, *keys: str) -> None:
        self._tall(18)
        for place, key in enumerate(keys):
            align = "right" if place == LAST else "left"
            form = self.style(bold=True, fill="brand", colour="on_brand", edge="line", align=align)
            self.sheet.write_string(self.row, place, self.say(key), form)
        self.row += 1

    def _indicators(self) -> None:
        if not self.statement.blocks:
            return
        if self.notice.is_plan:
            self._heading("", self.say("plan.indicators"))
            self._heads("column.item", "plan.entries", "column.rule", "plan.points")
        else:
            self._heading("indicators")
            self._heads("column.item", "column.entries", "column.how", "column.points")
        for title, lines in self.statement.blocks:
            if title:
                self._tall(18)
                self._merged(0, LAST, title, self.label)
                self.row += 1
            for line in lines:
                entries = "\n".join(f"{name} {value}" for name, value in line.entries)
                result = f"{line.result} / {line.full}" if line.full else line.result
                self._cells(line.name, entries, result, line)

    def _cells(self, name: str, beside: str, result: str, line: Line) -> None:
        """Write a row: the rule small and grey above the steps."""
        self.sheet.write_string(self.row, 0, name, self.bold)
        self.sheet.write_string(self.row, 1, beside, self.small)
        steps = "\n".join(line.steps)
        if line.rule and steps:
            parts = (self.muted, f"{line.rule}\n", self.style(font_size=9), steps)
            self.sheet.write_rich_string(self.row, 2, *parts, self.small)
        else:
            self.sheet.write_string(self.row, 2, line.rule or steps, self.small)
        self.sheet.write_string(self.row, LAST, result, self.value)
        how = (height(line.rule, WIDTHS[2], 8) if line.rule else 0) + (height(steps, WIDTHS[2]) if steps else 0)
        self._end_row(height(name, WIDTHS[0], 10), height(beside, WIDTHS[1]), how)

    def _end_row(self, *heights: float) -> None:
        """Make the row as high as its highest cell, and go on below it."""
        self._tall(max(heights) + 4)
        self.row += 1

    def _rules(self, title: str, lines: Sequence[Line]) -> None:
        """Write lines of a plan, which have rules and no results yet."""
        self._heading(title)
        for line in lines:
            words = "\n".join(filter(None, (line.rule, *line.steps)))
            self.sheet.write_string(self.row, 0, line.name, self.bold)
            self._merged(1, LAST, words, self.small)
            self._end_row(height(line.name, WIDTHS[0], 10), height(words, sum(WIDTHS[1:])))

    def _lines(self, title: str, lines: Sequence[Line], result: str) -> None:
        if self.notice.is_plan:
            self._rules(title, lines)
            return
        self._heading(title)
        self._heads("column.item", "column.rule", "column.calculation", f"column.{result}")
        muted = self.style(font_size=8, colour="muted", edge="line", text_wrap=True, valign="top")
        for line in lines:
            self.sheet.write_string(self.row, 0, line.name, self.bold)
            self.sheet.write_string(self.row, 1, line.rule, muted)
            steps = "\n".join(line.steps)
            self.sheet.write_string(self.row, 2, steps, self.small)
            self.sheet.write_string(self.row, LAST, line.result, self.value)
            rule = height(line.rule, WIDTHS[1], 8)
            self._end_row(height(line.name, WIDTHS[0], 10), rule, height(steps, WIDTHS[2]))

    def _rows(self, table: Rows) -> None:
        self._heading("", table.title)
        for row in table.rows:
            first, *others = zip(table.heads, row, strict=True)
            self.sheet.write_string(self.row, 0, first[1], self.bold)
            half = -(-len(others) // 2)
            sides = ["\n".join(f"{name} {value}" for name, value in part) for part in (others[:half], others[half:])]
            for place, side in enumerate(sides, 1):
                self.sheet.write_string(self.row, place, side, self.small)
            self.sheet.write_blank(self.row, LAST, None, self.small)
            self._end_row(height(first[1], WIDTHS[0], 10), *map(height, sides, WIDTHS[1:3]))

    def _form(self, label: str, place: int, last: int) -> None:
        self.sheet.write_string(self.row, place, label, self.label)
        self._merged(place + 1, last, "", self.style(edge="line"))

    def _interview(self) -> None:
        self._heading("interview")
        due = {"day": self.notice.interview.day, "days": self.notice.interview_days}
        self._note(self.say("interview_by", **due), self.style(font_size=9, text_wrap=True))
        self._tall(22)
        self._form(self.say("interview.when"), 0, 1)
        self._form(self.say("interview.with"), 2, LAST)
        self.row += 1
        for key in ("strengths", "improve", "goals", "opinion"):
            self._tall(_WRITING)
            self._form(self.say(f"interview.{key}"), 0, LAST)
            self.row += 1

    def _confirmation(self) -> None:
        self._heading("confirm", self.say("plan.confirm") if self.notice.is_plan else "")
        due = {"day": self.notice.appeal.day, "days": self.notice.appeal_days}
        note = self.style(font_size=9, text_wrap=True)
        self._note(self.say("plan.answer_by" if self.notice.is_plan else "appeal_by", **due), note)
        if not (self.notice.interview.official and self.notice.appeal.official):
            self._note(self.say("not_official"), note)
        if self.statement.plan:
            self._note(self.statement.plan, note)
        for decision in self.statement.decisions:
            self._note(decision, self.style(text_wrap=True, bold=True, fill="missing"))
        for key in ("employee", "manager", "hr"):
            self._tall(_SIGNING)
            self._form(self.say(f"sign.{key}"), 0, 1)
            self._form(self.say("sign.date"), 2, LAST)
            self.row += 1
        self._note(self.say("private"), self.style(colour="muted", font_size=8, align="center"))
