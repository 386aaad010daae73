"""The array backend: a plan evaluated over whole columns with numpy.

Every value is a float64 array with one element per employee: numbers as they are, texts as the position of their
label, truth as 1 and 0. NaN is missing; infinity is an entry that is there but not valid, which also makes
everything missing that reads it, even where a blank would be allowed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.numbers import Floats, alike, edge, round_half_away, whole_below
from presales_xl.backends.numerals import is_numeral
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.states import NOT_APPRAISED

#: Gives one employee's value of any node, NaN where it is missing.
Number = Callable[[nodes.Expr], float]
INVALID = np.inf
#: A number that was typed as a text: on the sheet it gives nothing, as what is not valid; whoever reads it takes it.
AS_TEXT = -np.inf


def text_entry(spec: ColumnSpec, written: str) -> float:
    """Return what a text in a cell for numbers is to the formulas of a sheet: AS_TEXT where it holds a number."""
    return AS_TEXT if is_numeral(spec, written) else INVALID


@dataclass(frozen=True)
class DetailRows:
    """The rows of a detail table: whose they are (index of the employee) and their columns, by column id."""

    owner: NDArray[np.int64]
    columns: Mapping[str, Floats]


@dataclass(frozen=True)
class Inputs:
    """What one cohort-wise evaluation starts from.

    `columns` holds input columns (and `level`) by column id, each of length `size`; absent ones are missing
    throughout. `cohort` numbers the cohort of each employee; all are one cohort when it is None. `given` holds computed
    columns that are decided otherwise, such as a calibrated grade; NaN where they are computed as usual.
    """

    size: int
    columns: Mapping[str, Floats]
    details: Mapping[str, DetailRows] = field(default_factory=dict)
    cohort: NDArray[np.int64] | None = None
    given: Mapping[str, Floats] = field(default_factory=dict)


class Evaluation:
    """The values of a plan's columns for a whole cohort, and of any node once they are known."""

    def __init__(self, plan: Plan, inputs: Inputs) -> None:
        self.plan = plan
        self.inputs = inputs
        self.values: dict[str, Floats] = {}
        self.details: dict[str, DetailRows] = {}
        cohort = np.zeros(inputs.size, dtype=np.int64) if inputs.cohort is None else inputs.cohort
        _, self.cohort = np.unique(cohort, return_inverse=True)

    def full(self, value: float) -> Floats:
        """Return a value as a column that is the same for everybody."""
        return np.full(self.inputs.size, value)

    def run(self) -> dict[str, Floats]:
        """Compute every column in order and return them by column id."""
        with np.errstate(all="ignore"):
            for key in self.plan.columns:
                given = self.inputs.columns.get(key)
                self.values[key] = self.full(np.nan) if given is None else given.astype(np.float64)
            self.refuse()
            for key, spec in self.plan.columns.items():
                if spec.expr is not None:
                    self.values[key] = self.column(spec.expr)
                if spec.gate:
                    self.values[key] = np.where(self.values[spec.gate] == 0, self.values[key], np.nan)
                if spec.exempt:
                    self.values[key] = np.where(self.values[spec.exempt] == 1, np.nan, self.values[key])
                decided = self.inputs.given.get(key)
                if decided is not None:
                    self.values[key] = np.where(np.isnan(decided), self.values[key], decided)
        return self.values

    def refuse(self) -> None:
        """Take for not valid what is beyond limits that differ by what stands beside it."""
        for key, spec in self.plan.columns.items():
            for bound, beyond in ((spec.low, np.less), (spec.high, np.greater)):
                if isinstance(bound, nodes.Keyed):
                    wrong = beyond(self.values[key], self.value(bound)) & (self.values[key] != AS_TEXT)
                    self.values[key] = np.where(wrong, INVALID, self.values[key])

    def column(self, expr: nodes.Expr) -> Floats:
        """Return a whole column: missing wherever something that it reads is missing."""
        result = self.value(expr)
        read = nodes.reads(expr)
        usable = np.isfinite(result)
        for column in read.needed:
            usable &= np.isfinite(self.values[column.id])
        for column in read.optional:
            usable &= ~np.isinf(self.values[column.id])
        return np.where(usable, result, np.nan)

    def value(self, node: nodes.Expr) -> Floats:
        """Return a node's value for everybody; unlike a column's, it may be infinite."""
        while type(node) not in _EVALUATE and isinstance(node, nodes.Rich):
            node = node.lowered
        return _EVALUATE[type(node)](self, node)

    def detail(self, table: str) -> DetailRows:
        """Return the rows of a detail table with their measures and their state."""
        if table not in self.details:
            given = self.inputs.details.get(table, DetailRows(np.zeros(0, dtype=np.int64), {}))
            columns = row_columns(self.plan, table, given, self.values.get(NOT_APPRAISED))
            self.details[table] = DetailRows(given.owner, columns)
        return self.details[table]

    def rows(self, node: nodes.Rows) -> Floats:
        """Return each employee's count of, or sum over, the rows of a detail table that match."""
        if not self.inputs.size:
            return self.full(0)
        detail = self.detail(node.table)
        keep = np.ones(len(detail.owner), dtype=bool)
        for column, wanted in node.where:
            keep &= detail.columns[column.id] == self.value(wanted)[0]
        weights = None
        if node.column is not None:
            keep &= np.isfinite(detail.columns[node.column.id])
            weights = detail.columns[node.column.id][keep]
        return np.bincount(detail.owner[keep], weights, minlength=self.inputs.size).astype(np.float64)

    def row_count(self, node: nodes.RowCount) -> Floats:
        """Return how many rows each employee has, missing for too few, too many and incomplete ones."""
        detail = self.detail(node.table)
        counts = np.bincount(detail.owner, minlength=self.inputs.size).astype(np.float64)
        good = np.bincount(detail.owner, detail.columns[f"{node.table}.state"], minlength=self.inputs.size)
        return np.where((counts >= node.least) & (counts <= node.most) & (good == counts), counts, np.nan)

    def alike(self, node: nodes.Alike) -> Floats:
        """Return in each row the sum of a column over all rows with the same key."""
        values, keys = self.values[node.column.id], self.values[node.key.id]
        counted = np.isfinite(values)
        known, groups = np.unique(keys, return_inverse=True)
        sums = np.bincount(groups[counted], values[counted], minlength=len(known)).astype(np.float64)
        return sums[groups]

    def tags(self, node: nodes.Tags) -> Floats:
        """Return the tags as a sum of powers of two, tag 0 being 1."""
        return reduce(np.add, [self.certain(test) * 2.0**place for place, test in enumerate(node.tests)], self.full(0))

    def certain(self, test: nodes.Expr) -> NDArray[np.bool_]:
        """Return for whom a test holds whatever comes in place of what is missing."""
        certain: NDArray[np.bool_]
        if not isinstance(test, nodes.All | nodes.Any):
            certain = self.column(test) == 1
            return certain
        combine = np.logical_and if isinstance(test, nodes.All) else np.logical_or
        certain = reduce(combine, map(self.certain, test.parts))
        return certain


def _truth(result: NDArray[np.bool_], *parts: Floats) -> Floats:
    """Return truth as 1 and 0, missing where a part is."""
    missing = reduce(np.logical_or, map(np.isnan, parts))
    return np.where(missing, np.nan, result.astype(np.float64))


def _arith(run: Evaluation, node: nodes.Arith) -> Floats:
    left, right = run.value(node.left), run.value(node.right)
    match node.op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return np.where(right == 0, np.nan, left / right)


def _compare(run: Evaluation, node: nodes.Compare) -> Floats:
    left, right = run.value(node.left), run.value(node.right)
    same = alike(left, right)
    match node.op:
        case "<" | ">=":
            result = (left < right) & ~same
        case ">" | "<=":
            result = (left > right) & ~same
        case _:
            result = same
    negated = node.op in (">=", "<=", "!=")
    return _truth(~result if negated else result, left, right)


def _of_all(run: Evaluation, node: nodes.All | nodes.Any) -> Floats:
    parts = [run.value(part) for part in node.parts]
    combine = np.logical_and if isinstance(node, nodes.All) else np.logical_or
    return _truth(reduce(combine, [part == 1 for part in parts]), *parts)


def _if(run: Evaluation, node: nodes.If) -> Floats:
    test = run.value(node.test)
    chosen = np.where(test == 1, run.value(node.then), run.value(node.other))
    return np.where(np.isnan(test), np.nan, chosen)


def _bands(run: Evaluation, node: nodes.Bands) -> Floats:
    """Return what the nested choices would: the first band that a number reaches, of a table in whatever order."""
    bounds = [_single(run, bound) for _, bound, _ in node.bands]
    upward = {sign.startswith(">") for sign, _, _ in node.bands}
    if None in bounds or len(upward) != 1:
        return run.value(node.lowered)
    turned = 1.0 if upward.pop() else -1.0
    edges = [
        turned * edge(sign, bound) for (sign, _, _), bound in zip(node.bands, bounds, strict=True) if bound is not None
    ]
    reached = np.minimum.accumulate(edges)[::-1]  # a bound behind a farther one is never the first
    number = run.value(node.number)
    band = len(edges) - np.searchsorted(reached, turned * number, side="right")
    worth = [value for _, _, value in node.bands] + [node.otherwise]
    single = [_single(run, value) for value in worth]
    if None in single:
        values = np.stack([run.value(value) for value in worth])[band, np.arange(len(band))]
    else:
        values = np.array(single, dtype=np.float64)[band]
    return np.where(np.isnan(number), np.nan, values)


def _single(run: Evaluation, node: nodes.Expr) -> float | None:
    """Return a figure that is the same for everybody, None for any other node."""
    match node:
        case nodes.Const(value=value):
            return value
        case nodes.Param(id=key):
            return _parameter(run, key)
    return None


def _parameter(run: Evaluation, key: str) -> float:
    value = run.plan.parameters[key].value
    if isinstance(value, Mapping):
        raise TypeError(f"parameter {key} differs by {run.plan.parameters[key].dimension}")
    return value


def _keyed(run: Evaluation, node: nodes.Keyed) -> Floats:
    figure = run.plan.parameters[node.id]
    by_position = np.array([figure.of(key) for key in run.plan.dimensions[figure.dimension].keys])
    keys = run.value(node.key)
    known = np.isfinite(keys)
    return np.where(known, by_position[np.where(known, keys, 0).astype(np.int64)], np.nan)


def _or_else(run: Evaluation, node: nodes.OrElse) -> Floats:
    entry = run.values[node.column.id]
    return np.where(np.isnan(entry), run.value(node.other), entry)


def _is(run: Evaluation, node: nodes.Is) -> Floats:
    text = run.value(node.text)
    return _truth(text == node.position, text)


def _count_given(run: Evaluation, node: nodes.CountGiven) -> Floats:
    return reduce(np.add, [np.isfinite(run.values[column.id]) * 1.0 for column in node.columns], run.full(0))


def _count_entered(run: Evaluation, node: nodes.CountEntered) -> Floats:
    counts = run.full(0.0)
    for column in node.columns:
        if run.plan.columns[column.id].kind == "rows":
            rows = run.inputs.details.get(column.id.removeprefix("rows."))
            counts = counts + (0 if rows is None else np.bincount(rows.owner, minlength=run.inputs.size))
        else:
            counts = counts + ~np.isnan(run.values[column.id])
    return counts


def _doubt(run: Evaluation, node: nodes.Doubt) -> Floats:
    entry = run.values[node.column.id]
    number = run.full(0)
    for reason, test in reversed(node.tests):
        read = nodes.reads(test)
        last = [column.id for column in read.optional if run.plan.columns[column.id].kind == "last"]
        if any(np.isnan(run.values[key]).all() for key in last):  # nothing of anybody to compare with
            continue
        others = {*read.needed, *read.optional} - {node.column}
        holds = run.column(test) if others else run.value(test)
        number = np.where(holds == 1, reason, number)
    as_text = (entry == AS_TEXT) & run.plan.columns[node.column.id].is_number
    asked = np.where(as_text, 1, np.where(np.isfinite(entry), number, np.nan))
    unasked = run.values.get(node.unasked.id, run.full(0)) == 1
    return np.where(unasked & ~np.isnan(entry), 0, asked) if unasked.any() else asked


def _asked(run: Evaluation, node: nodes.Asked) -> Floats:
    is_asked = (np.abs(run.values[node.doubt.id]) > 0).astype(np.float64)
    return is_asked if node.before is None else run.values[node.before.id] + is_asked


_EVALUATE: dict[type[nodes.Expr], Callable[..., Floats]] = {
    nodes.Const: lambda run, node: run.full(node.value),
    nodes.Missing: lambda run, _: run.full(np.nan),
    nodes.Column: lambda run, node: run.values[node.id],
    nodes.Param: lambda run, node: run.full(_parameter(run, node.id)),
    nodes.Keyed: _keyed,
    nodes.Is: _is,
    nodes.Nth: lambda run, node: run.value(node.position) - 1,
    nodes.Label: lambda run, node: run.full(node.position),
    nodes.Arith: _arith,
    nodes.Compare: _compare,
    nodes.All: _of_all,
    nodes.Any: _of_all,
    nodes.Not: lambda run, node: 1 - run.value(node.part),
    nodes.If: _if,
    nodes.Least: lambda run, node: reduce(np.minimum, map(run.value, node.parts)),
    nodes.Greatest: lambda run, node: reduce(np.maximum, map(run.value, node.parts)),
    nodes.Round: lambda run, node: round_half_away(run.value(node.part), node.digits),
    nodes.Whole: lambda run, node: whole_below(run.value(node.part)),
    nodes.OrElse: _or_else,
    nodes.CountGiven: _count_given,
    nodes.CountEntered: _count_entered,
    nodes.Cohort: lambda run, node: cohort_figure(node.kind, run.values[node.column.id], run.cohort),
    nodes.Rows: Evaluation.rows,
    nodes.RowCount: Evaluation.row_count,
    nodes.Alike: Evaluation.alike,
    nodes.Unset: lambda run, node: 1.0 * np.isnan(run.value(node.figure)),
    nodes.Needs: lambda run, node: run.value(node.part),
    nodes.Tags: Evaluation.tags,
    nodes.Doubt: _doubt,
    nodes.Asked: _asked,
    nodes.Bands: _bands,
}
nodes.refuse_gaps(_EVALUATE, nodes.PLAIN, "backends/frame")


def evaluate(plan: Plan, inputs: Inputs) -> dict[str, Floats]:
    """Return every column of the plan's main table by column id, NaN where it is missing.

    `inputs` holds what people entered; everything else is computed from it and from the plan's parameters.
    """
    return Evaluation(plan, inputs).run()


def row_columns(plan: Plan, table: str, rows: DetailRows, left_out: Floats | None = None) -> dict[str, Floats]:
    """Return every column of a detail table, by column id: entries, measures, questions, and the state of each row.

    The state is 1 for a row that is complete, valid and meets the table's checks, else 0. `left_out` is 1 for people
    whom nobody appraises: of their rows nothing is asked.
    """
    detail, run = plan.tables[table], row_by_row(plan, table, rows, left_out)
    complete = np.ones(len(rows.owner), dtype=bool)
    for spec in detail.columns.values():
        if spec.kind in ("input", "measure"):
            values = run.values[spec.id]
            may_stay_blank = spec.field is not None and spec.field.may_stay_blank
            complete &= np.isfinite(values) | (may_stay_blank & np.isnan(values))
    with np.errstate(all="ignore"):
        for check in detail.checks:
            complete &= run.value(check) == 1
    return {**run.values, detail.state: complete.astype(np.float64)}


def failed_checks(plan: Plan, table: str, rows: DetailRows) -> dict[str, list[int]]:
    """Return by check of a detail table, by its id, the numbers of the rows that do not meet it.

    A row that lacks what the check reads is not among them: it is incomplete anyway.
    """
    run = row_by_row(plan, table, rows)
    with np.errstate(all="ignore"):
        return {
            key: np.flatnonzero(run.value(check) == 0).tolist()
            for key, check in zip(plan.scheme.details[table].checks, plan.tables[table].checks, strict=True)
        }


def row_by_row(plan: Plan, table: str, rows: DetailRows, left_out: Floats | None = None) -> Evaluation:
    """Return the evaluation of a detail table's own columns, one element per row; see `row_columns`."""
    run = Evaluation(replace(plan, columns=plan.tables[table].columns), Inputs(len(rows.owner), rows.columns))
    if left_out is not None:
        run.values[NOT_APPRAISED] = left_out[rows.owner]
    run.run()
    return run


def values_of(plan: Plan, columns: Mapping[str, Floats], node: nodes.Expr) -> Floats:
    """Return what a node that takes nothing from other rows comes to for everybody.

    `columns` is what `evaluate` returned.
    """
    run = Evaluation(plan, Inputs(len(next(iter(columns.values()))), {}))
    run.values = dict(columns)
    with np.errstate(all="ignore"):
        return run.value(node)


def from_other_rows(plan: Plan, inputs: Inputs, columns: Mapping[str, Floats]) -> dict[nodes.Expr, Floats]:
    """Return, by node, every figure that expressions take from other rows: of the cohort, of detail tables.

    `columns` is what `evaluate` returned for the same `inputs`.
    """
    run = Evaluation(plan, inputs)
    run.values = dict(columns)
    expressions = [spec.expr for spec in plan.columns.values() if spec.expr is not None]
    collected = {
        n for expr in expressions for n in nodes.walk(expr) if isinstance(n, nodes.Cohort | nodes.Rows | nodes.RowCount)
    }
    with np.errstate(all="ignore"):
        return {node: run.value(node) for node in collected}


class Known(Evaluation):
    """People whose columns and figures from other rows are known: gives the value of any node for one of them.

    A node is evaluated for all of them when it is asked for first. What is not known is missing.
    """

    def __init__(
        self, plan: Plan, size: int, columns: Mapping[str, Floats], others: Mapping[nodes.Expr, Floats]
    ) -> None:
        super().__init__(plan, Inputs(size, {}))
        self.values = {key: columns[key] if key in columns else self.full(np.nan) for key in plan.columns}
        self.others = others
        self._numbers: dict[nodes.Expr | str, list[float]] = {}  # of columns by their ids

    def value(self, node: nodes.Expr) -> Floats:
        """Return a node's value for everybody; what comes from other rows is looked up."""
        if isinstance(node, nodes.Cohort | nodes.Rows | nodes.RowCount):
            return self.others[node] if node in self.others else self.full(np.nan)
        return super().value(node)

    def numbers(self, place: int) -> Number:
        """Return what gives the values of nodes for the person at a place."""
        known = self._numbers

        def number(node: nodes.Expr) -> float:
            key = node.id if isinstance(node, nodes.Column) else node
            if key not in known:
                with np.errstate(all="ignore"):
                    known[key] = self.value(node).tolist()
            return known[key][place]

        return number


def number_of_one(plan: Plan, values: Mapping[str, float]) -> Number:
    """Return what gives the value of any node for one employee of whom only the columns are known."""
    return Known(plan, 1, {key: np.array([value], dtype=np.float64) for key, value in values.items()}, {}).numbers(0)


def cohort_figure(kind: nodes.CohortKind, values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Return for each row a figure over its cohort, or its rank there; rows without a value do not count.

    `groups` numbers the cohort of each row from 0.
    """
    given = np.isfinite(values)
    size = int(groups.max(initial=-1)) + 1
    count = np.bincount(groups[given], minlength=size).astype(np.float64)
    match kind:
        case "count":
            return count[groups]
        case "mean":
            return (np.bincount(groups[given], values[given], minlength=size) / count)[groups]
        case "max" | "min":
            sign = 1.0 if kind == "max" else -1.0
            best = np.full(size, -np.inf)
            np.maximum.at(best, groups[given], sign * values[given])
            return np.where(count > 0, sign * best, 0.0)[groups]  # Excel's MAX of nothing is 0
    return _ranks(np.where(given, values if kind == "rank_low" else -values, np.nan), groups)


def _ranks(values: Floats, cohorts: NDArray[np.int64]) -> Floats:
    """Return 1 + how many of the cohort have a smaller value; NaN sorts last and has no rank."""
    order = np.lexsort((values, cohorts))
    groups, ordered = cohorts[order], values[order]
    index = np.arange(len(order))
    new_group = np.r_[True, groups[1:] != groups[:-1]][: len(order)]
    first = np.maximum.accumulate(np.where(new_group, index, 0)) if len(order) else index
    new_value = new_group | np.r_[True, ordered[1:] != ordered[:-1]][: len(order)]
    leader = np.maximum.accumulate(np.where(new_value, index, 0)) if len(order) else index
    result = np.empty(len(order))
    result[order] = leader - first + 1
    return np.where(np.isnan(values), np.nan, result)
