"""A plausible employee for any scheme: entries that give a good, not a perfect result, found by the scheme's rules.

Every entry begins with a usual value of its type. Then each in turn takes that one of some round values with which
every indicator comes closest to seven eighths of its full points, nothing is missing and money is paid.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from presales_xl.backends.frame import DetailRows, Inputs, evaluate
from presales_xl.backends.numbers import Floats
from presales_xl.people.entries import denominators, is_required
from presales_xl.people.outcome import PersonOutcome, outcome
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.nodes import Keyed

AIM = 0.875  # of the full points
PASSES = 2
Entries = Mapping[str, float]

#: Round values by type, the usual one first.
_USUAL: Mapping[str, Sequence[float]] = {
    "count": (2, 0, 1, 3, 4, 5, 8, 10, 12, 15, 17, 18, 20, 30, 50, 100, 200, 240),
    "number": (4, 0, 0.1, 0.2, 1, 2, 3, 5, 8, 10, 20, 50, 100),
    "money": (6000, 0, 1000, 20000, 50000, 80000, 90000, 95000, 100000, 110000, 200000, 500000, 1000000),
    "rate": (0.9, 0.95, 0.85, 0.8, 0.7, 0.6, 0.5, 0.1, 0.05, 0.02, 1, 0.25, 0),
    "score": (88, 92, 85, 95, 80, 90, 75),
    "seconds": (30, 20, 25, 35, 45, 60, 90),
    "text": (1,),
}
_DIVISOR: Mapping[str, float] = {"count": 20, "number": 10, "money": 100000, "rate": 1, "score": 100, "seconds": 30}
_SHARES = (0.9, 0.8, 0.85, 1, 0.7, 0.6)  # of the highest value allowed, where there is one


@dataclass(frozen=True)
class Example:
    """One employee: the entries by column id (of detail tables those of every row), rows by table, what came out."""

    entries: Entries
    rows: Mapping[str, int]
    outcome: PersonOutcome


def example(plan: Plan) -> Example:
    """Return the plausible employee of a scheme, alone in the role; always the same one."""
    rows = {key: _row_count(plan.scheme.details[key].least) for key in plan.tables}
    specs = {spec.id: spec for spec in plan.columns.values() if spec.is_entered}
    specs |= {spec.id: spec for table in plan.tables.values() for spec in table.inputs}
    level = len(plan.scheme.levels) // 2
    fixed = denominators(plan)
    options = {key: list(_options(plan, spec, level, rows=rows, fixed=fixed)) for key, spec in specs.items()}
    entries = {key: next(filter(np.isfinite, values), np.nan) for key, values in options.items()}
    for _ in range(PASSES):
        for key, values in options.items():
            if len(values) > 1:
                tried = [{**entries, key: value} for value in values]
                entries = tried[int(np.argmin(_distance(plan, _inputs(plan, tried, rows))))]
    inputs = _inputs(plan, [entries], rows)
    return Example(entries, rows, outcome(plan, inputs).person(0))


def _row_count(least: int) -> int:
    """Return how many rows a table has: as few as may be, and such that shares of them are round."""
    return 4 if least == 3 else max(least, 1)


def _options(
    plan: Plan, spec: ColumnSpec, level: int, rows: Mapping[str, int], fixed: frozenset[str]
) -> Iterator[float]:
    """Yield what an entry may be, the usual value first."""
    if spec.kind == "level":
        yield level
        return
    if spec.kind == "employment":
        yield np.nan
        return
    if not is_required(spec) and not spec.words:
        yield np.nan
    if spec.dimension:
        yield from range(len(plan.dimensions[spec.dimension].keys))
        return
    kind = spec.field.type if spec.field else "number"
    own_level = [*plan.scheme.levels, ""][level]
    low, high = plan.limits(spec, own_level)
    values = list(_USUAL.get(kind, _USUAL["number"]))
    lowest = plan.parameters[spec.low.id] if isinstance(spec.low, Keyed) else None
    if lowest and lowest.dimension != "level":  # first what goes with the first choice beside it
        values = [lowest.of(key) for key in plan.dimensions[lowest.dimension].keys]
    elif spec.id in fixed:
        values = [_DIVISOR[kind]]
    elif kind in ("number", "rate") and high is not None and high != 1:
        values = [round(high * share, 1) for share in _SHARES]
    table = spec.id.partition(".")[0]
    if kind in ("rate", "number") and table in rows:
        values.append(1 / rows[table])
    kept = [value for value in values if (low is None or value >= low) and (high is None or value <= high)]
    yield from dict.fromkeys(kept or [low or high or 0])


def _inputs(plan: Plan, people: Sequence[Entries], rows: Mapping[str, int]) -> Inputs:
    """Return several variants of the employee, each alone in a cohort."""
    size = len(people)
    columns = {
        spec.id: np.array([person[spec.id] for person in people]) for spec in plan.columns.values() if spec.is_entered
    }
    details = {}
    for key, table in plan.tables.items():
        owner = np.repeat(np.arange(size), rows[key])
        entries: dict[str, Floats] = {}
        for spec in table.inputs:
            values = np.repeat(np.array([person[spec.id] for person in people], dtype=float), rows[key])
            entries[spec.id] = np.arange(len(owner), dtype=float) if spec.is_free_text else values
        details[key] = DetailRows(owner, entries)
    return Inputs(size, columns, details, np.arange(size))


def _distance(plan: Plan, inputs: Inputs) -> Floats:
    """Return how far the result of each employee is from what the example should show."""
    values = evaluate(plan, inputs)
    level = list(plan.scheme.levels)[len(plan.scheme.levels) // 2] if plan.scheme.levels else ""
    full = plan.full_points(level)
    distance = np.zeros(inputs.size)
    for spec in plan.of_kind("points"):
        key = spec.id.partition(".")[2]
        wanted = full[key] or 1
        distance += np.nan_to_num(np.abs(values[spec.id] / wanted - AIM), nan=10)
    for spec in plan.of_kind("adjustment"):
        distance += np.nan_to_num(np.abs(values[spec.id]) / 100, nan=10)
    for spec in plan.of_kind("pay"):
        distance += np.where(np.isnan(values[spec.id]), 10, np.where(values[spec.id] > 0, 0, 0.3))
    for spec in plan.of_kind("flags"):
        distance += np.nan_to_num(np.sign(values[spec.id]), nan=1) / 100
    if "grade" in plan.columns:
        distance += np.nan_to_num(np.abs(values["grade"] - 1), nan=9) / 50  # the second best
    return distance
