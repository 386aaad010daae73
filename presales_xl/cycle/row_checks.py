"""Detail rows that are filled in and still do not count, because they fail a check of their table."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from presales_xl.backends.frame import DetailRows, row_columns
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.expr import RowCount, row_count_column
from presales_xl.scheme.names import Names


def failing(plan: Plan, table: str, rows: DetailRows) -> Iterator[tuple[int, Names]]:
    """Yield each row (by its number) that has all its entries and fails a check, with the check's name."""
    own = plan.tables[table]
    unchecked = replace(plan, tables={**plan.tables, table: replace(own, checks=())})
    complete = row_columns(unchecked, table, rows)[f"{table}.state"] == 1
    for check, stated in zip(own.checks, plan.scheme.details[table].checks.values(), strict=True):
        single = replace(plan, tables={**plan.tables, table: replace(own, checks=(check,))})
        passed = row_columns(single, table, rows)[f"{table}.state"] == 1
        for row in np.flatnonzero(complete & ~passed).tolist():
            yield row, stated.name


def needs_rows(plan: Plan, table: str) -> bool:
    """Return whether everybody must have rows in a detail table."""
    count = plan.columns[row_count_column(table).id].expr
    return not isinstance(count, RowCount) or count.least > 0
