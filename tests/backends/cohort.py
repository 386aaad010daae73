"""A cohort from plain figures, for tests of the backends."""

from collections.abc import Mapping, Sequence

import numpy as np

from presales_xl.backends.frame import DetailRows, Inputs, Known, evaluate, from_other_rows
from presales_xl.backends.numbers import Floats
from presales_xl.scheme.columns import Plan

NAN, INVALID = float("nan"), float("inf")
Entry = float | str | None
#: The rows of a detail table: the number of their employee, and their entries by column name.
Rows = Sequence[tuple[int, Mapping[str, Entry]]]


def entries(plan: Plan, prefix: str, people: Sequence[Mapping[str, Entry]]) -> dict[str, Floats]:
    """Return entries by input id (`level` and texts as they are) as columns; labels by their key, None for blank."""

    def number(column: str, value: Entry) -> float:
        if value is None:
            return NAN
        if isinstance(value, str):
            return plan.dimensions[plan.column(column).dimension].keys.index(value)
        return value

    names = {
        name: name if name in ("level", "state") or name.startswith("words.") else f"{prefix}.{name}"
        for person in people
        for name in person
    }
    return {
        column: np.array([number(column, person.get(name)) for person in people], dtype=float)
        for name, column in names.items()
    }


def inputs_of(
    plan: Plan,
    people: Sequence[Mapping[str, Entry]],
    cohort: Sequence[int] | None = None,
    **details: Rows,
) -> Inputs:
    """Return what an evaluation starts from."""
    tables = {}
    for table, rows in details.items():
        columns = entries(plan, table, [row for _, row in rows])
        lacking = plan.tables[table].columns.keys() - columns.keys() - {f"{table}.state"}
        columns |= {key: np.full(len(rows), NAN) for key in lacking}
        tables[table] = DetailRows(np.array([owner for owner, _ in rows], dtype=np.int64), columns)
    groups = None if cohort is None else np.array(cohort)
    return Inputs(len(people), entries(plan, "input", people), tables, groups)


def computed(plan: Plan, people: Sequence[Mapping[str, Entry]], **details: Rows) -> dict[str, list[float]]:
    """Return every column of a single cohort as plain lists."""
    columns = evaluate(plan, inputs_of(plan, people, None, **details))
    return {key: values.tolist() for key, values in columns.items()}


def known(plan: Plan, inputs: Inputs) -> Known:
    """Return what knows the value of any node for each employee."""
    columns = evaluate(plan, inputs)
    return Known(plan, inputs.size, columns, from_other_rows(plan, inputs, columns))
