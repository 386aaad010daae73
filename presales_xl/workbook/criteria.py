"""评分标准: what earns each level of what is rated, for all roles; to be read while rating, and to be printed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from presales_xl.backends.levels import LevelInWords, described, indicator_of, item_name, levels_in_words
from presales_xl.grouping import grouped
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import text
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.headings import LETTER, SIZE, fold
from presales_xl.workbook.layout import BookLayout, RoleLayout, Span
from presales_xl.workbook.style import page, set_widths, write_over

#: Columns: what is rated, level, points, what earns it; together as wide as A4 is at full size.
COLUMNS = ("item", "level", "points", "text")
WIDTHS = (25, 12, 14, 47)
HEAD_ROW, FIRST_ROW = 2, 3
FONT_SIZE, LINE, PADDING = 10, 14, 6  # points
_TITLE, _ABOUT, _HEAD, _BAND = 30, 18, 22, 24  # heights in points
_PAGE = 750  # points of rows that an A4 page holds at full size


@dataclass(frozen=True)
class Item:
    """Something that is rated, and the rows (from 0) in which its levels stand."""

    spec: ColumnSpec
    first_row: int
    last_row: int


@dataclass(frozen=True)
class Block:
    """The items of a scheme, below a title in `row`, and the roles that it is for."""

    plan: Plan
    roles: Sequence[RoleLayout]
    row: int
    items: Sequence[Item]


def blocks(layout: BookLayout) -> Iterator[Block]:
    """Yield where the levels of each scheme stand; roles of one scheme share them."""
    groups = grouped(layout.roles, lambda role: (role.plan.scheme.id, repr(role.plan.changed)))
    row = FIRST_ROW
    for roles in groups.values():
        specs = described(roles[0].plan)
        starts = list(accumulate((len(spec.levels) for spec in specs), initial=row + 1))
        items = [Item(spec, first, after - 1) for spec, first, after in zip(specs, starts, starts[1:], strict=False)]
        if items:
            yield Block(roles[0].plan, roles, row, items)
            row = starts[-1]


def texts_of(layout: BookLayout, role: RoleLayout, spec: ColumnSpec) -> tuple[str, str]:
    """Return the cells with the names of an input's levels, and those with what earns them."""
    block = next(block for block in blocks(layout) if any(role is each for each in block.roles))
    item = next(item for item in block.items if (item.spec.group, item.spec.levels) == (spec.group, spec.levels))
    sheet = layout.names[CriteriaSheet.key]
    places = (COLUMNS.index("level"), COLUMNS.index("text"))
    names, texts = (str(Span(sheet, place, item.first_row, item.last_row)) for place in places)
    return names, texts


class CriteriaSheet(TeamSheet):
    """Writes the described levels of every role, those of a scheme that several roles share once."""

    key = "criteria"
    only_shows = False

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
        heights: dict[int, float] = {}  # of rows that stay on one page, by the first of them
        for block in blocks(self.layout):
            self._block(block, heights)
        sheet.freeze_panes(FIRST_ROW, 0)
        page(sheet, landscape=False, title=self.tab.name, repeat=(0, HEAD_ROW))
        sheet.print_area(0, 0, block.items[-1].last_row, len(COLUMNS) - 1)
        sheet.set_h_pagebreaks(_breaks(heights))

    def _block(self, block: Block, heights: dict[int, float]) -> None:
        """Write a block, and add the heights of its items to `heights`, that of the title to the first item's."""
        scheme, names = block.plan.scheme, text(self.lang, "page.join").join(role.role.name for role in block.roles)
        band = self.style(bold=True, font_size=11, colour="on_brand", fill="brand", indent=1)
        title = self.say("of_roles", roles=names, scheme=scheme.name[self.lang])
        write_over(self.sheet, (block.row, 0, block.row, len(COLUMNS) - 1), title, band)
        self.sheet.set_row(block.row, _BAND)
        for item in block.items:
            heights[item.first_row] = self._item(block.plan, item)
        heights[block.row] = _BAND + heights.pop(block.items[0].first_row)

    def _item(self, plan: Plan, item: Item) -> float:
        """Write what is rated with its levels; returns the height of all."""
        spec, levels = item.spec, levels_in_words(plan, item.spec, self.lang)
        name = _folded(item_name(plan, spec, self.lang), WIDTHS[0])
        remarks = [_folded(words, WIDTHS[0]) for words in self._remarks(plan, spec)]
        own = sum(LINE * (words.count("\n") + 1) for words in (name, *remarks)) + PADDING
        texts = [LINE * (_folded(level.text, WIDTHS[-1]).count("\n") + 1) + PADDING for level in levels]
        stretched = max(0.0, (own - sum(texts)) / len(levels))
        for row, (level, height) in enumerate(zip(levels, texts, strict=True), item.first_row):
            self.sheet.set_row(row, height + stretched)
            self._level(row, level)
        style, row = self.style, item.first_row
        look = style(fill="header", edge="line", bold=not remarks, text_wrap=True, indent=1)
        write_over(self.sheet, (row, 0, item.last_row, 0), name, look)
        if remarks:
            small = "\n".join(["", *remarks])
            parts = (style(bold=True), name, style(font_size=9, colour="muted"), small)
            self.sheet.write_rich_string(row, 0, *parts, look)
        return sum(texts) + stretched * len(levels)

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


def _folded(words: str, width: float) -> str:
    """Return a text as the lines on which it stands in a column of this width in letters, one of them the indent."""
    return "\n".join(fold(words, (width - 1) * LETTER * SIZE / FONT_SIZE))


def _breaks(heights: dict[int, float]) -> list[int]:
    """Return the rows that begin a page: nothing is cut that belongs together, and the pages are alike in length."""
    room = _PAGE - _TITLE - _ABOUT - _HEAD
    pages = len(_begin(heights, room))
    while len(_begin(heights, room - LINE)) == pages and room > max(heights.values()):
        room -= LINE
    return _begin(heights, room)


def _begin(heights: dict[int, float], room: float) -> list[int]:
    """Return the rows that begin a page where one holds `room` points."""
    rows, used = [], 0.0
    for row, height in sorted(heights.items()):
        if used and used + height > room:
            rows.append(row)
            used = 0.0
        used += height
    return rows
