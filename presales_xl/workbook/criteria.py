"""评分标准: what earns each level of what is rated, for all roles; to be read while rating, and to be printed."""

import math
from collections.abc import Iterable, Iterator

from presales_xl.backends.levels import LevelInWords, described, indicator_of, item_name, levels_in_words
from presales_xl.people.employees import Role
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import text
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.style import page, set_widths, wide, write_over

#: Columns: what is rated, level, points, what earns it; together as wide as A4 is at full size.
COLUMNS = ("item", "level", "points", "text")
WIDTHS = (25, 9, 16, 47)
HEAD_ROW, FIRST_ROW = 2, 3
LINE, PADDING = 14, 6  # points
_TITLE, _ABOUT, _HEAD, _BAND = 30, 18, 22, 24  # heights in points
_PAGE = 750  # points of rows that an A4 page holds at full size


class CriteriaSheet(TeamSheet):
    """Writes the described levels of every role, those of a scheme that several roles share once."""

    key = "criteria"

    @classmethod
    def needed(cls, plans: Iterable[Plan]) -> bool:
        """Return whether anything is rated by described levels."""
        return any(described(plan) for plan in plans)

    def write(self) -> None:
        """Write the head, and a block of levels per scheme; what belongs together stays on one printed page."""
        sheet, style = self.sheet, self.style
        set_widths(sheet, WIDTHS)
        sheet.set_row(0, _TITLE)
        sheet.write_string(0, 0, self.tab.name, style.title())
        sheet.set_row(1, _ABOUT)
        sheet.write_string(1, 0, self.say("about"), style(colour="muted", font_size=9))
        sheet.set_row(HEAD_ROW, _HEAD)
        for place, key in enumerate(COLUMNS):
            align = "left" if key == "text" else "center"
            sheet.write_string(HEAD_ROW, place, self.say(key), style.header(align=align, indent=int(key == "text")))
        row = FIRST_ROW
        heights: dict[int, float] = {}  # of rows that stay on one page, by the first of them
        for plan, title in self._schemes():
            row = self._scheme(row, plan, title, heights)
        sheet.freeze_panes(FIRST_ROW, 0)
        page(sheet, self.lang, landscape=False, title=self.tab.name, repeat=(0, HEAD_ROW))
        sheet.print_area(0, 0, row - 1, len(COLUMNS) - 1)
        sheet.set_h_pagebreaks(list(_breaks(heights)))

    def _schemes(self) -> Iterator[tuple[Plan, str]]:
        """Yield each scheme with described levels, and the roles that it is for."""
        roles: dict[tuple[str, str], list[Role]] = {}
        for layout in self.layout.roles:
            roles.setdefault((layout.plan.scheme.id, repr(layout.plan.changed)), []).append(layout.role)
        for group in roles.values():
            if described(group[0].plan):
                names = text(self.lang, "page.join").join(role.name for role in group)
                yield group[0].plan, self.say("of_roles", roles=names, scheme=group[0].plan.scheme.name[self.lang])

    def _scheme(self, row: int, plan: Plan, title: str, heights: dict[int, float]) -> int:
        """Write a block from a row on, and add the heights of its items to `heights`; returns the row below it."""
        band = self.style(bold=True, font_size=11, colour="on_brand", fill="brand", indent=1)
        write_over(self.sheet, (row, 0, row, len(COLUMNS) - 1), title, band)
        self.sheet.set_row(row, _BAND)
        heights[row] = _BAND
        first, row = row, row + 1
        for number, spec in enumerate(described(plan)):
            below, height = self._item(row, plan, spec)
            if number:
                heights[row] = height
            else:  # the title stays with it
                heights[first] += height
            row = below
        return row

    def _item(self, row: int, plan: Plan, spec: ColumnSpec) -> tuple[int, float]:
        """Write what is rated with its levels; returns the row below, and the height of all."""
        levels = levels_in_words(plan, spec, self.lang)
        last = row + len(levels) - 1
        name, remarks = item_name(plan, spec, self.lang), self._remarks(plan, spec)
        own = sum(_lines(words, WIDTHS[0] - 2) * LINE for words in (name, *remarks)) + PADDING
        texts = [_lines(level.text, WIDTHS[-1] - 2) * LINE + PADDING for level in levels]
        stretched = max(0.0, (own - sum(texts)) / len(levels))
        for line, (level, height) in enumerate(zip(levels, texts, strict=True), row):
            self.sheet.set_row(line, height + stretched)
            self._level(line, level)
        style, where = self.style, (row, 0, last, 0)
        look = style(fill="header", edge="line", bold=not remarks, text_wrap=True, indent=1)
        write_over(self.sheet, where, name, look)
        if remarks:
            small = "\n".join(["", *remarks])
            parts = (style(bold=True), name, style(font_size=9, colour="muted"), small)
            self.sheet.write_rich_string(row, 0, *parts, look)
        return last + 1, sum(texts) + stretched * len(levels)

    def _level(self, row: int, level: LevelInWords) -> None:
        style = self.style
        bold = style(edge="line", align="center", bold=True)
        if level.name and level.points:
            self.sheet.write_string(row, 1, level.name, bold)
            self.sheet.write_string(row, 2, level.points, style(edge="line", align="center"))
        else:
            write_over(self.sheet, (row, 1, row, 2), level.called, bold)
        self.sheet.write_string(row, 3, level.text, style(edge="line", text_wrap=True, indent=1))

    def _remarks(self, plan: Plan, spec: ColumnSpec) -> list[str]:
        """Return what else is said of what is rated, and whether its levels are only an example."""
        key = indicator_of(plan, spec)
        indicator = plan.scheme.enabled().get(key)
        helps = [spec.field.help[self.lang] if spec.field else "", indicator.help[self.lang] if indicator else ""]
        is_example = not plan.readings.keys().isdisjoint((key, spec.id.rpartition(".")[2]))
        return list(filter(None, (helps[0] or helps[1], self.say("example") if is_example else "")))


def _lines(words: str, width: float) -> int:
    return max(1, math.ceil(wide(words) / width))


def _breaks(heights: dict[int, float]) -> Iterator[int]:
    """Yield the rows that begin a page, so that nothing is cut that belongs together."""
    used = 0.0
    for row, height in heights.items():
        room = _PAGE - _TITLE - _ABOUT - _HEAD
        if used and used + height > room:
            yield row
            used = 0.0
        used += height
