"""计算过程: what stands between entries and points: measures, ranks, scores, a column each, a row per employee."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from presales_xl.backends.words import column_name
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang
from presales_xl.workbook.headings import Heading, choose_rules
from presales_xl.workbook.layout import COLUMN_ROW, FIRST_ROW, ORDER, SECTION_ROW, RoleLayout, TableLayout
from presales_xl.workbook.role import RESULT_WIDTH, RoleSheet
from presales_xl.workbook.style import page
from presales_xl.workbook.table_sheet import Formula, SheetColumn, TableCells
from presales_xl.workbook.varying import of_role

_OF_INPUTS = ("last", "question", "asked")


class WorkingsSheet(RoleSheet):
    """Writes the workings of one role: the same rows as on its sheet, nothing to fill in."""

    key = "workings"
    only_shows = False
    tab_colour = "line"

    @classmethod
    def names(cls, lang: Lang, role: str = "", plan: Plan | None = None, *, only: bool = True) -> Mapping[str, str]:
        """Return the name of the sheet."""
        return super(RoleSheet, cls).names(lang, role, plan, only=only)

    @property
    def table(self) -> TableLayout:
        """Return where the columns stand."""
        return self.layout.workings

    def _print(self) -> None:
        """Print nothing, as they are far wider than paper and nobody signs them: a page that is printed says so."""
        page(self.sheet, landscape=True, title=self.title, repeat=(SECTION_ROW, COLUMN_ROW))
        self._title_pages()
        below = self.table.last_row + 2
        self.sheet.print_area(below, 0, below, 0)

    def first_blank(self) -> None:
        """Return nothing: there is nothing to fill in."""

    def task(self) -> str:
        """Return nothing: there is nothing to fill in."""
        return ""

    def _headings(self) -> list[tuple[Heading, str]]:
        columns = [key for group in self.layout.of_part("workings") for key in group.columns]
        specs = [self.plan.columns[key] for key in columns]
        headings = [Heading((spec.id,), self._name(spec), [self._rule_of(spec)]) for spec in specs]
        headings.append(Heading((ORDER,), self.say("order"), [self.say("order_rule")]))
        return list(zip(headings, choose_rules(headings, self.widths, most=0), strict=True))

    def _name(self, spec: ColumnSpec) -> str:
        """Return a name that no other column has: three of them are of one input."""
        name = column_name(spec, self.lang)
        return self.say(f"{spec.kind}_of", name=name) if spec.kind in _OF_INPUTS else name

    def _column_title(self, key: str, spec: ColumnSpec | None) -> str:
        return self._name(spec) if spec and spec.kind in _OF_INPUTS else super()._column_title(key, spec)

    def _rule_of(self, spec: ColumnSpec) -> str:
        return "" if spec.kind in _OF_INPUTS else self._rule(spec)

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        enabled = self.plan.scheme.enabled()
        for group in self.layout.of_part("workings"):
            name = self._indicator_name(group.id) if group.id in enabled else self.say(group.name)
            yield name, list(group.columns)
        yield self.say("ranking"), [ORDER]

    def _least_width(self, column: str) -> float:
        return RESULT_WIDTH if column == ORDER else super()._least_width(column)

    def _column(self, key: str) -> SheetColumn[int]:
        if key == ORDER:
            return SheetColumn(ORDER, self.say("order"), self._order, unit="count")
        return super()._column(key)

    def _order(self, number: int) -> Formula:
        """Return the place of an employee in the ranking: the rank, those of equal rank one after the other."""
        ranks = self.layout.span("rank")
        rank = self.layout.cell("rank", FIRST_ROW + number)
        tied = f"+COUNTIFS({replace(ranks, last_row=FIRST_ROW + number)},{rank})-1" if number else ""
        return Formula(f'=IF(COUNT({rank})=0,"",{rank}{tied})', of_role(self.layout.number, partial(_order_of, number)))

    def _marks(self, cells: TableCells) -> None:
        """Mark nothing."""


def _order_of(number: int, role: RoleLayout) -> str | float:
    """Return the place in the ranking of an employee, "" without one."""
    place = role.order[number]
    return "" if math.isnan(place) else place
