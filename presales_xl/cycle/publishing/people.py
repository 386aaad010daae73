"""The people of a standing, one by one: each with what the statement says of nobody else."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from presales_xl.backends.frame import from_other_rows, row_columns
from presales_xl.cycle.publishing import names
from presales_xl.cycle.publishing.statement import Individual, Rows
from presales_xl.people.appraised import Standing
from presales_xl.people.employees import DetailRow
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang, text

_WIDE = 6  # columns that fit side by side on a page; a wider table is turned
_HIDDEN = "○○"
_FIGURE = re.compile(r"\d{1,3}")  # ids that may as well be a place or a count


class Discretion:
    """Takes the names and ids of other employees out of texts that somebody wrote by hand."""

    def __init__(self, standings: Iterable[Standing]) -> None:
        people = [who for standing in standings for who in standing.people]
        told = {who.name for who in people if len(who.name) > 1}
        told |= {who.employee_id for who in people if not _FIGURE.fullmatch(who.employee_id)}
        written = sorted((re.escape(part) for part in told), key=len, reverse=True)  # the longest one first
        edges = [rf"(?<![0-9A-Za-z]){part}(?![0-9A-Za-z])" if part.isascii() else part for part in written]
        self._names = re.compile("|".join(edges) or r"(?!)")

    def __call__(self, words: str, *own: str) -> str:
        """Return the text without names but a person's own."""
        return self._names.sub(lambda found: found[0] if found[0] in own else _HIDDEN, words)


def individuals(
    standing: Standing,
    discretion: Discretion,
    corrections: Mapping[str, Sequence[tuple[str, float]]],
    decisions: Mapping[str, Sequence[str]],
    lang: Lang,
) -> Iterator[Individual]:
    """Yield everybody, in the order of the standing; `corrections` and `decisions` on appeals by employee id."""
    final, scale = standing.outcome, standing.by_scale
    others = from_other_rows(standing.plan, final.inputs, final.values)
    ranked = np.isfinite(final.values["rank"]) if "rank" in final.values else np.zeros(final.size, dtype=bool)
    groups = np.zeros(final.size, dtype=int) if final.inputs.cohort is None else final.inputs.cohort
    rows = {table: row_columns(standing.plan, table, found) for table, found in final.inputs.details.items()}
    for place, who in enumerate(standing.people):
        own = {table: np.flatnonzero(final.inputs.details[table].owner == place) for table in rows}
        tables = [
            _table(
                standing.plan,
                table,
                who.employee.rows.get(table, ()),
                {k: c[own[table]] for k, c in found.items()},
                lang,
            )
            for table, found in rows.items()
            if len(own[table])
        ]
        key = who.employee_id
        yield Individual(
            key,
            who.name,
            standing.role,
            who.manager.team,
            who.manager.department,
            who.manager.name,
            {column: float(values[place]) for column, values in final.values.items()},
            {column: float(values[place]) for column, values in scale.values.items()},
            {node: float(values[place]) for node, values in others.items()},
            int((ranked & (groups == groups[place])).sum()),
            [
                Rows(each.title, each.heads, [[discretion(cell, who.name, key) for cell in row] for row in each.rows])
                for each in tables
            ],
            discretion(who.calibration.reason if who.calibration else "", who.name, key),
            corrections.get(key, ()),
            [discretion(decision, who.name, key) for decision in decisions.get(key, ())],
        )


def _table(
    plan: Plan, table: str, rows: Sequence[DetailRow], columns: Mapping[str, Iterable[float]], lang: Lang
) -> Rows:
    """Return an employee's rows of a detail table, a row each or, of a wide table, a column each."""
    shown = [spec for spec in plan.tables[table].columns.values() if spec.kind in ("input", "measure")]
    cells = []
    for spec in shown:
        if spec.is_free_text:
            cells.append([row.texts.get(spec.id, "") for row in rows])
        else:
            cells.append([names.value(plan, spec, float(value), lang) for value in columns[spec.id]])
    heads = [names.item(plan, spec, lang) for spec in shown]
    title = plan.scheme.details[table].name[lang]
    if len(shown) <= _WIDE:
        return Rows(title, heads, [list(row) for row in zip(*cells, strict=True)])
    numbers = [str(number) for number in range(1, len(cells[0]) + 1)]
    turned = [[head, *column] for head, column in zip(heads, cells, strict=True)]
    return Rows(title, [text(lang, "publish.column.item"), *numbers], turned)
