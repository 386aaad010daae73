"""计算过程: what stands between entries and points: measures, ranks, scores, a column each, a row per employee."""

from collections.abc import Iterator, Mapping

from presales_xl.backends.words import column_name
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang
from presales_xl.workbook.headings import Heading, choose_rules
from presales_xl.workbook.layout import TableLayout, has_workings
from presales_xl.workbook.role import RoleSheet
from presales_xl.workbook.table_sheet import TableCells


class WorkingsSheet(RoleSheet):
    """Writes the workings of one role: the same rows as on its sheet, nothing to fill in."""

    key = "workings"
    tab_colour = "line"

    @classmethod
    def names(cls, lang: Lang, role: str = "", plan: Plan | None = None, *, only: bool = True) -> Mapping[str, str]:
        """Return the name of the sheet, none where a scheme has no workings."""
        return super(RoleSheet, cls).names(lang, role, only=only) if plan is None or has_workings(plan) else {}

    @property
    def table(self) -> TableLayout:
        """Return where the columns stand."""
        return self.layout.workings

    def first_blank(self) -> None:
        """Return nothing: there is nothing to fill in."""

    def _headings(self) -> list[tuple[Heading, str]]:
        columns = [key for group in self.layout.of_part("workings") for key in group.columns]
        specs = [self.plan.columns[key] for key in columns]
        headings = [Heading((spec.id,), column_name(spec, self.lang), [self._rule_of(spec)]) for spec in specs]
        return list(zip(headings, choose_rules(headings, self.widths, most=0), strict=True))

    def _rule_of(self, spec: ColumnSpec) -> str:
        return "" if spec.kind in ("last", "question", "asked") else self._rule(spec)

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        enabled = self.plan.scheme.enabled()
        for group in self.layout.of_part("workings"):
            name = self._indicator_name(group.id) if group.id in enabled else self.say(group.id)
            yield name, list(group.columns)

    def _marks(self, cells: TableCells) -> None:
        """Mark nothing."""
