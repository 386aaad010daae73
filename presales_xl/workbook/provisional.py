"""What of a workbook is not final: results of rows that HR reckons together with those of other workbooks.

Wherever such amounts stand a line says so, as long as there are such rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from xlsxwriter.format import Format

from presales_xl.backends.words import own_name
from presales_xl.scheme.columns import Kind, Plan, once_per_plan
from presales_xl.scheme.nodes import row_count_column
from presales_xl.texts import Lang, text
from presales_xl.workbook.formulas import FormulaPart, literal
from presales_xl.workbook.layout import BookLayout, RoleLayout
from presales_xl.workbook.style import write_over
from presales_xl.workbook.varying import BookWorksheet, OfBook

_RESULTS: tuple[Kind, ...] = ("total", "pay")  # all others go into these
_THROUGH: tuple[Kind, ...] = ("measure", "score", "points", "adjustment", "grade", "rank", "exempt", *_RESULTS)


@dataclass(frozen=True)
class Provisional:
    """What is said of such results, "" without any, and by role, by its number, what counts the rows they come of."""

    words: str
    counts: Mapping[int, Sequence[str]]

    def of_all(self, roles: Sequence[RoleLayout]) -> FormulaPart[[BookLayout], str]:
        """Return what says it where anybody of a workbook with these roles has such rows."""
        counts = [(number, key) for number, keys in self.counts.items() for key in keys]
        rows = "+".join(f"SUM({roles[number].span(key)})" for number, key in counts)

        def value(layout: BookLayout) -> str:
            columns = (layout.roles[number].outcome.values[key] for number, key in counts)
            return self.words if any(np.nansum(column) > 0 for column in columns) else ""

        return FormulaPart(f'IF({rows}>0,{literal(self.words)},"")', value)

    def write(self, sheet: BookWorksheet, layout: BookLayout, form: Format, *, row: int, last_column: int) -> None:
        """Write it over a row from the second column on, where there is anything to say."""
        if self.words:
            write_over(sheet, (row, 1, row, last_column), "", form)
            told = self.of_all(layout.roles)
            sheet.write_formula(row, 1, f"={told.formula}", form, value=OfBook(told.value))
            sheet.set_row(row, 26)


def provisional(roles: Sequence[RoleLayout], lang: Lang) -> Provisional:
    """Return what is provisional of some roles."""
    hanging = {role.number: _hanging(role.plan) for role in roles if role.role.is_part}
    counts = {number: list(dict.fromkeys(chain(*of.values()))) for number, of in hanging.items() if of}
    results, tables = dict[str, None](), dict[str, None]()
    for role in (role for role in roles if role.number in counts):
        results |= dict.fromkeys(own_name(role.plan.columns[key], lang) for key in hanging[role.number])
        named = (
            table for key, table in role.plan.scheme.details.items() if row_count_column(key).id in counts[role.number]
        )
        tables |= dict.fromkeys(table.name[lang] for table in named)
    names, of_tables = (text(lang, "problems.comma").join(each) for each in (results, tables))
    return Provisional(text(lang, "workbook.provisional", names=names, tables=of_tables) if counts else "", counts)


@once_per_plan
def _hanging(plan: Plan) -> dict[str, list[str]]:
    """Return by result the columns that count the rows it comes of, of those that are reckoned with rows of others."""
    shared = {row_count_column(key).id for key, table in plan.tables.items() if table.is_shared}
    sources = {spec.id: plan.sources(spec, through=_THROUGH) for spec in plan.of_kind(*_RESULTS)}
    found = {key: [each.id for each in read if each.id in shared] for key, read in sources.items()}
    return {key: counts for key, counts in found.items() if counts}
