"""Entries from tables: which input a header names, which are needed, whole columns of entries as numbers."""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from presales_xl.backends.frame import INVALID
from presales_xl.backends.numbers import Floats
from presales_xl.cycle.tables import Table, Value, normal
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.entries import limit, read_entry

_DIGITS = 15  # of a number that count


def fillable(plan: Plan, table: str = "") -> list[ColumnSpec]:
    """Return the columns that somebody fills in: of the main table (`level` too), or of a detail table."""
    if table:
        return [spec for spec in plan.tables[table].columns.values() if spec.field]
    return plan.of_kind("level", "input")


def is_required(spec: ColumnSpec) -> bool:
    """Return whether a column may not stay blank."""
    return spec.field is None or not spec.field.may_stay_blank


class Headers:
    """Finds the input that a column header names: by id, by column id, or by its name in any language."""

    def __init__(self, plan: Plan, table: str = "") -> None:
        self._ids: dict[str, ColumnSpec] = {}
        self._names: dict[str, dict[str, ColumnSpec]] = {}
        for spec in fillable(plan, table):
            for key in (spec.id, spec.id.partition(".")[2]):
                self._ids[normal(key)] = spec
            for name in _names(spec):
                self._names.setdefault(normal(name), {})[spec.id] = spec

    def find(self, header: str) -> list[ColumnSpec]:
        """Return the columns that a header may name: none, one, or several that share a name."""
        key = normal(header)
        return [self._ids[key]] if key in self._ids else list(self._names.get(key, {}).values())


def _names(spec: ColumnSpec) -> Iterator[str]:
    for lang in LANGUAGES:
        yield spec.name[lang] if spec.name else text(lang, f"columns.{spec.label}")


def means(header: str, key: str) -> bool:
    """Return whether a header is the id, or the name in any language, of a column that no scheme names."""
    return normal(header) in {key, *(normal(text(lang, f"columns.{key}")) for lang in LANGUAGES)}


def read_column(plan: Plan, spec: ColumnSpec, table: Table, place: int, lang: Lang) -> tuple[Floats, list[Problem]]:
    """Return a column of entries as numbers, NaN where blank, infinity where not valid, and the problems.

    Plainly written numbers within the limits are read all at once; only the others are looked at one by one.
    Choices may be written as ids or as labels in any language.
    """
    values = table.column(place)
    numbers = np.full(len(values), np.nan)
    left: Iterable[int] = range(len(values))
    if spec.is_number:
        numbers = np.fromiter((_plain(value, table.typed) for value in values), float, len(values))
        fine = np.isfinite(numbers)
        low, high = limit(plan, spec.low), limit(plan, spec.high)
        fine &= (numbers >= (-np.inf if low is None else low)) & (numbers <= (np.inf if high is None else high))
        if spec.field is not None and spec.field.is_whole:
            fine &= numbers == np.floor(numbers)
        left = np.flatnonzero(~fine).tolist()
    problems = []
    known: dict[tuple[type, Value], float | Problem] = {}
    for row in left:
        value = values[row]
        key = (type(value), value)
        if key not in known:
            known[key] = read_entry(plan, spec, value, lang, typed=table.typed and not spec.dimension)
        read = known[key]
        if isinstance(read, Problem):
            problems.append(read.at(**_parts(table, row, place)))
            read = INVALID
        numbers[row] = read
    return numbers, problems


def _plain(value: Value, typed: bool) -> float:
    """Return a plainly written number as `read_entry` does, NaN for everything that it has to look at."""
    if type(value) is float:
        return float(f"{value:.{_DIGITS}g}")
    if type(value) is int and abs(value) < 10**_DIGITS:
        return float(value)
    if typed or not isinstance(value, str) or len(value) > _DIGITS or "_" in value:
        return math.nan
    try:
        return float(value)
    except ValueError:
        return math.nan


def _parts(table: Table, row: int, column: int) -> dict[str, str | int]:
    place = table.place(row, column)
    return {
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "line": place.line,
        "field": place.field,
    }


def denominators(plan: Plan) -> frozenset[str]:
    """Return the ids of the inputs that something is divided by: where one is 0, nothing can be computed."""
    found: set[str] = set()
    for spec in plan.columns.values():
        for node in nodes.walk(spec.expr) if spec.expr else ():
            if isinstance(node, nodes.Arith) and node.op == "/":
                found |= _factors(plan, node.right)
    return frozenset(found)


def _factors(plan: Plan, node: nodes.Expr) -> set[str]:
    """Return the inputs that make a product 0 when they are 0."""
    match node:
        case nodes.Column(id=key):
            expr = plan.columns[key].expr
            return {key} if expr is None else _factors(plan, expr)
        case nodes.OrElse(column=column):
            return _factors(plan, column)
        case nodes.Round(part=part):
            return _factors(plan, part)
        case nodes.Arith(op="*", left=left, right=right):
            return _factors(plan, left) | _factors(plan, right)
        case nodes.Arith(op="/", left=left):
            return _factors(plan, left)
    return set()


def names_of(plan: Plan, column_ids: Sequence[str], lang: Lang) -> list[str]:
    """Return the names of columns as people read them; points by their indicator."""
    found = []
    for key in column_ids:
        spec = plan.column(key)
        found.append(spec.name[lang] if spec.name else text(lang, f"columns.{spec.label}"))
    return list(dict.fromkeys(found))
