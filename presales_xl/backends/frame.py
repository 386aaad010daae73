"""The array backend: a plan evaluated over whole columns with numpy.

Every value is a float64 array with one element per employee: numbers as they are, texts as the position of their
label, truth as 1 and 0. NaN is missing; infinity is an entry that is there but not valid, which also makes
everything missing that reads it, even where a blank would be allowed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from itertools import accumulate, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.numbers import Floats, alike, compared, edge, round_half_away, whole_below
from presales_xl.backends.numerals import is_numeral
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import PARTIAL, ColumnSpec, Plan, once_per_plan
from presales_xl.scheme.states import NOT_APPRAISED

#: Gives one employee's value of any node, NaN where it is missing.
Number = Callable[[nodes.Expr], float]
INVALID = np.inf
_Key = TypeVar("_Key")
Mask = NDArray[np.bool_]
#: Rows that are computed at a time.
BLOCK = 65536
#: A number that was typed as a text: on the sheet it gives nothing, as what is not valid; whoever reads it takes it.
AS_TEXT = -np.inf


def text_entry(spec: ColumnSpec, written: str) -> float:
    """Return what a text in a cell for numbers is to the formulas of a sheet: AS_TEXT where it holds a number."""
    return AS_TEXT if is_numeral(spec, written) else INVALID


@dataclass(frozen=True)
class DetailRows:
    """The rows of a detail table: whose they are (index of the employee) and their columns, by column id.

    `beside` are the columns of further rows, of people who are not here: what rows share is reckoned with them.
    """

    owner: NDArray[np.int64]
    columns: Mapping[str, Floats]
    beside: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return how many rows there are, with those beside."""
        return len(self.owner) + len(next(iter(self.beside.values()), ()))

    def column(self, key: str) -> Floats:
        """Return a column of all rows, with those beside as the last ones; NaN where it is missing."""
        own = np.broadcast_to(self.columns.get(key, MISSING), len(self.owner))
        others = np.broadcast_to(self.beside.get(key, MISSING), self.size - len(self.owner))
        return np.concatenate([own, others], dtype=np.float64)

    def some(self, places: NDArray[np.int64] | slice) -> "DetailRows":
        """Return some of the rows, without those beside."""
        return DetailRows(self.owner[places], {key: column[places] for key, column in self.columns.items()})


@dataclass(frozen=True)
class Inputs:
    """What one cohort-wise evaluation starts from.

    `columns` holds input columns (and `level`) by column id, each of length `size`; absent ones are missing
    throughout. `cohort` numbers the cohort of each employee; all are one cohort when it is None. `given` holds computed
    columns that are decided otherwise, such as a calibrated grade; NaN where they are computed as usual. `others` holds
    by node what these employees take from rows that are not all here (see `of_whole_cohort`). Where rows of detail
    tables are but a part (`is_part`) of those that are reckoned together, those are complete which rows of others may
    make so.
    """

    size: int
    columns: Mapping[str, Floats]
    details: Mapping[str, DetailRows] = field(default_factory=dict)
    cohort: NDArray[np.int64] | None = None
    given: Mapping[str, Floats] = field(default_factory=dict)
    others: Mapping[nodes.Expr, Floats] = field(default_factory=dict)
    is_part: bool = False


class Evaluation:
    """The values of a plan's columns for some rows, and of any node once they are known.

    A value is an array with one element per row, or a single number where it is the same in all of them: most figures
    are, and nothing of a row is read for them. `others` holds what is taken from other rows, by node: `Cohort`, `Rows`
    and `RowCount`; what is not there is missing. Of `Alike` it holds what rows add that are not here. `filled` says of
    columns of row counts how many rows there are.
    """

    def __init__(
        self,
        plan: Plan,
        values: dict[str, Floats],
        others: Mapping[nodes.Expr, Floats] | None = None,
        filled: Mapping[str, Floats] | None = None,
    ) -> None:
        self.plan = plan
        self.values = values
        self.others = others or {}
        self.filled = filled or {}
        self._not_finite: dict[str, Mask | None] = {}

    def run(self, specs: Iterable[ColumnSpec], given: Mapping[str, Floats]) -> None:
        """Compute columns, in this order; `given` holds what is decided otherwise, NaN where it is not."""
        for spec in specs:
            values = self.within_limits(spec) if spec.expr is None else self.column(spec.expr)
            if spec.gate:
                values = _choose(self.values[spec.gate] != 0, MISSING, values)
            if spec.exempt:
                values = _choose(self.values[spec.exempt] == 1, MISSING, values)
            if spec.id in given:
                values = _choose(~np.isnan(given[spec.id]), given[spec.id], values)
            self.values[spec.id] = values

    def within_limits(self, spec: ColumnSpec) -> Floats:
        """Return an input, not valid where it is beyond limits that differ by what stands beside it."""
        values = self.values[spec.id]
        for bound, beyond in ((spec.low, np.less), (spec.high, np.greater)):
            if isinstance(bound, nodes.Keyed):
                wrong = beyond(values, self.value(bound)) & (values != AS_TEXT)
                values = _choose(wrong, NOT_VALID, values)
        return values

    def column(self, expr: nodes.Expr) -> Floats:
        """Return a whole column: missing wherever something that it reads is missing."""
        result = self.value(expr)
        read = nodes.reads(expr)
        unusable = [mask for column in read.needed if (mask := self.not_finite(column.id)) is not None]
        for column in read.optional:
            if self.not_finite(column.id) is not None:
                unusable.append(np.isinf(self.values[column.id]))
        unusable.append(~np.isfinite(result))
        return _choose(reduce(np.logical_or, unusable), MISSING, result)

    def not_finite(self, column_id: str) -> Mask | None:
        """Return where a column has no number, None where it has one everywhere."""
        if column_id not in self._not_finite:
            mask = ~np.isfinite(self.values[column_id])
            self._not_finite[column_id] = mask if _somewhere(mask) else None
        return self._not_finite[column_id]

    def value(self, node: nodes.Expr) -> Floats:
        """Return a node's value for everybody; unlike a column's, it may be infinite."""
        while type(node) not in _EVALUATE and isinstance(node, nodes.Rich):
            node = node.lowered
        return _EVALUATE[type(node)](self, node)

    def alike(self, node: nodes.Alike) -> Floats:
        """Return in each row the sum of a column over all rows with the same key."""
        keys = self.values[node.key.id]
        values = np.broadcast_to(self.values[node.column.id], keys.shape)
        counted = np.isfinite(values)
        known, groups = np.unique(keys, return_inverse=True)
        sums = np.bincount(groups[counted], values[counted], minlength=len(known)).astype(np.float64)
        return sums[groups] + self.others.get(node, 0)

    def tags(self, node: nodes.Tags) -> Floats:
        """Return the tags as a sum of powers of two, tag 0 being 1."""
        up = {place: self.certain(test) for place, test in enumerate(node.tests)}
        return reduce(np.add, [mask * 2.0**place for place, mask in up.items() if _somewhere(mask)], _single(0))

    def certain(self, test: nodes.Expr) -> Mask:
        """Return for whom a test holds whatever comes in place of what is missing."""
        certain: Mask
        if not isinstance(test, nodes.All | nodes.Any):
            certain = self.column(test) == 1
            return certain
        combine = np.logical_and if isinstance(test, nodes.All) else np.logical_or
        certain = reduce(combine, map(self.certain, test.parts))
        return certain


def _somewhere(mask: Mask) -> bool:
    """Return whether a mask holds for anybody: `mask.any()`, which takes ten times as long for a few people."""
    return bool(np.count_nonzero(mask))


def _single(value: float) -> Floats:
    """Return a value that is the same for everybody."""
    return np.array(value, dtype=np.float64)


MISSING, NOT_VALID = _single(np.nan), _single(INVALID)


def _choose(test: Mask, then: Floats, other: Floats) -> Floats:
    """Return `then` where a test holds, else `other`, as it is where the test holds for nobody."""
    return np.where(test, then, other) if _somewhere(test) else other


def _truth(result: Mask, *parts: Floats) -> Floats:
    """Return truth as 1 and 0, missing where a part is."""
    missing = [mask for mask in map(np.isnan, parts) if _somewhere(mask)]
    return np.where(reduce(np.logical_or, missing), MISSING, result) if missing else result.astype(np.float64)


def _arith(run: Evaluation, node: nodes.Arith) -> Floats:
    left, right = run.value(node.left), run.value(node.right)
    match node.op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return _choose(right == 0, MISSING, left / right)


def _compare(run: Evaluation, node: nodes.Compare) -> Floats:
    left, right = run.value(node.left), run.value(node.right)
    if right.ndim == 0 and np.isfinite(right):
        return _truth(compared(left, node.op, float(right)), left)
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
    holds = test == 1
    other = run.value(node.other)
    chosen = np.where(holds, run.value(node.then), other) if _somewhere(holds) else other
    return _choose(np.isnan(test), MISSING, chosen)


def _bands(run: Evaluation, node: nodes.Bands) -> Floats:
    """Return what the nested choices would: the first band that a number reaches, of a table in whatever order."""
    bounds = [_constant(run, bound) for _, bound, _ in node.bands]
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
    single = [_constant(run, value) for value in worth]
    if None in single:
        each = np.stack(np.broadcast_arrays(*map(run.value, worth), number)[:-1])
        values = np.take_along_axis(each, np.asarray(band)[None], 0)[0]
    else:
        values = np.array(single, dtype=np.float64)[band]
    return _choose(np.isnan(number), MISSING, values)


def _constant(run: Evaluation, node: nodes.Expr) -> float | None:
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
    unknown = ~np.isfinite(keys)
    return _choose(unknown, MISSING, by_position[_choose(unknown, _single(0), keys).astype(np.int64)])


def _or_else(run: Evaluation, node: nodes.OrElse) -> Floats:
    entry = run.values[node.column.id]
    if run.not_finite(node.column.id) is None:
        return entry
    return _choose(np.isnan(entry), run.value(node.other), entry)


def _is(run: Evaluation, node: nodes.Is) -> Floats:
    text = run.value(node.text)
    return _truth(text == node.position, text)


def _count_given(run: Evaluation, node: nodes.CountGiven) -> Floats:
    lacking = [mask for column in node.columns if (mask := run.not_finite(column.id)) is not None]
    return reduce(np.subtract, lacking, _single(len(node.columns)))


def _count_entered(run: Evaluation, node: nodes.CountEntered) -> Floats:
    counts = _single(0)
    for column in node.columns:
        if run.plan.columns[column.id].kind == "rows":
            counts = counts + run.filled.get(column.id, _single(0))
        elif run.not_finite(column.id) is None:
            counts = counts + 1
        else:
            counts = counts + ~np.isnan(run.values[column.id])
    return counts


def _doubt(run: Evaluation, node: nodes.Doubt) -> Floats:
    entry = run.values[node.column.id]
    number = _single(0)
    for reason, test in reversed(node.tests):
        read = nodes.reads(test)
        last = [column.id for column in read.optional if run.plan.columns[column.id].kind == "last"]
        if any(not _somewhere(~np.isnan(run.values[key])) for key in last):  # nothing of anybody to compare with
            continue
        is_alone = all(column.id == node.column.id for column in (*read.needed, *read.optional))
        holds = run.value(test) if is_alone else run.column(test)
        number = _choose(holds == 1, _single(reason), number)
    if run.not_finite(node.column.id) is not None:
        number = np.where(np.isfinite(entry), number, MISSING)
        if run.plan.columns[node.column.id].is_number:
            number = _choose(entry == AS_TEXT, _single(1), number)
    unasked = run.values.get(node.unasked.id, MISSING) == 1
    return _choose(unasked & ~np.isnan(entry), _single(0), number) if _somewhere(unasked) else number


def _asked(run: Evaluation, node: nodes.Asked) -> Floats:
    doubt = run.values[node.doubt.id]
    is_asked = np.abs(doubt) > 0
    before = _single(0) if node.before is None else run.values[node.before.id]
    return before + is_asked if _somewhere(is_asked) else before


def _from_others(run: Evaluation, node: nodes.Expr) -> Floats:
    return run.others.get(node, MISSING)


_EVALUATE: dict[type[nodes.Expr], Callable[..., Floats]] = {
    nodes.Const: lambda _, node: _single(node.value),
    nodes.Missing: lambda _run, _node: MISSING,
    nodes.Column: lambda run, node: run.values[node.id],
    nodes.Param: lambda run, node: _single(_parameter(run, node.id)),
    nodes.Keyed: _keyed,
    nodes.Is: _is,
    nodes.Nth: lambda run, node: run.value(node.position) - 1,
    nodes.Label: lambda _, node: _single(node.position),
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
    nodes.Cohort: _from_others,
    nodes.Rows: _from_others,
    nodes.RowCount: _from_others,
    nodes.Alike: Evaluation.alike,
    nodes.Unset: lambda run, node: 1.0 * np.isnan(run.value(node.figure)),
    nodes.Needs: lambda run, node: run.value(node.part),
    nodes.Tags: Evaluation.tags,
    nodes.Doubt: _doubt,
    nodes.Asked: _asked,
    nodes.Bands: _bands,
}
nodes.refuse_gaps(_EVALUATE, nodes.PLAIN, "backends/frame")


class _OtherRows:
    """What the expressions of a main table take from other rows: of the cohort, of detail tables.

    `values` are the columns as far as they are computed.
    """

    def __init__(self, plan: Plan, inputs: Inputs, values: Mapping[str, Floats]) -> None:
        self.plan = plan
        self.inputs = inputs
        self.values = values
        self._details: dict[str, DetailRows] = {}

    @cached_property
    def cohort(self) -> NDArray[np.int64]:
        """The number of each employee's cohort, from 0."""
        if self.inputs.cohort is None:
            return np.zeros(self.inputs.size, dtype=np.int64)
        return np.unique(self.inputs.cohort, return_inverse=True)[1]

    @cached_property
    def filled(self) -> dict[str, Floats]:
        """How many rows of each detail table an employee has, by the column of their count."""
        return {f"rows.{key}": self._sums(rows.owner) for key, rows in self.inputs.details.items()}

    def figure(self, node: nodes.FromOtherRows) -> Floats:
        """Return for each employee what a node takes from other rows."""
        if node in self.inputs.others:
            return self.inputs.others[node]
        if isinstance(node, nodes.Cohort):
            values = np.broadcast_to(self.values[node.column.id], self.inputs.size)
            return cohort_figure(node.kind, values, self.cohort)
        return self._rows(node) if isinstance(node, nodes.Rows) else self._row_count(node)

    def _detail(self, table: str) -> DetailRows:
        """Return the rows of a detail table with their measures and their state."""
        if table not in self._details:
            given = self.inputs.details.get(table, DetailRows(np.zeros(0, dtype=np.int64), {}))
            left_out = np.broadcast_to(self.values.get(NOT_APPRAISED, MISSING), self.inputs.size)
            columns = row_columns(self.plan, table, given, left_out, is_part=self.inputs.is_part)
            self._details[table] = DetailRows(given.owner, columns)
        return self._details[table]

    def _sums(self, owner: NDArray[np.int64], weights: Floats | None = None) -> Floats:
        return np.bincount(owner, weights, minlength=self.inputs.size).astype(np.float64)

    def _rows(self, node: nodes.Rows) -> Floats:
        """Return each employee's count of, or sum over, the rows of a detail table that match."""
        detail = self._detail(node.table)
        keep = np.ones(len(detail.owner), dtype=bool)
        for column, wanted in node.where:
            keep &= detail.columns[column.id] == Evaluation(self.plan, {}).value(wanted)
        weights = None
        if node.column is not None:
            keep &= np.isfinite(detail.columns[node.column.id])
            weights = detail.columns[node.column.id][keep]
        return self._sums(detail.owner[keep], weights)

    def _row_count(self, node: nodes.RowCount) -> Floats:
        """Return how many rows each employee has, missing for too few, too many and incomplete ones."""
        detail = self._detail(node.table)
        counts = self._sums(detail.owner)
        state = detail.columns[f"{node.table}.state"]
        good = self._sums(detail.owner, (state > 0).astype(np.float64))
        return np.where((counts >= node.least) & (counts <= node.most) & (good == counts), counts, np.nan)


def evaluate(plan: Plan, inputs: Inputs) -> dict[str, Floats]:
    """Return every column of the plan's main table by column id, NaN where it is missing; they are read only.

    `inputs` holds what people entered; everything else is computed from it and from the plan's parameters, for a block
    of people at a time: what is computed for them fits into the processor's own memory.
    """
    values = {key: np.asarray(inputs.columns.get(key, MISSING), dtype=np.float64) for key in plan.columns}
    rows = _OtherRows(plan, inputs, values)
    with np.errstate(all="ignore"):
        for specs in _passes(plan, inputs.given):
            others: dict[nodes.Expr, Floats]
            others = {node: rows.figure(node) for spec in specs for node in _of_other_rows(spec)}
            computed: dict[str, Floats] = {}
            for start in range(0, inputs.size, BLOCK):
                part = slice(start, start + BLOCK)
                run = Evaluation(plan, _part(values, part), _part(others, part), _part(rows.filled, part))
                run.run(specs, _part(inputs.given, part))
                for spec in specs:
                    _put(computed, spec.id, run.values[spec.id], part=part, size=inputs.size)
            values |= computed
    return {key: _read_only(column, inputs.size) for key, column in values.items()}


def _read_only(column: Floats, size: int) -> Floats:
    whole = column.view() if column.ndim else np.broadcast_to(column, size)
    whole.flags.writeable = False
    return whole


def _passes(plan: Plan, given: Mapping[str, Floats]) -> list[list[ColumnSpec]]:
    """Return the columns to compute in passes over all people: what one takes from other rows is known before it."""
    passes = [[*_limited(plan, "")]]
    for spec in plan.columns.values():
        if spec.expr is None and not (spec.gate or spec.exempt or spec.id in given):
            continue
        read = {node.column.id if isinstance(node, nodes.Cohort) else NOT_APPRAISED for node in _of_other_rows(spec)}
        if read and any(each.id in read for each in passes[-1]):
            passes.append([])
        passes[-1].append(spec)
    return passes


@once_per_plan
def _limited(plan: Plan, table: str) -> list[ColumnSpec]:
    """Return the inputs of a table, the main one or one of details, with limits that differ by what stands beside."""
    columns = plan.tables[table].columns if table else plan.columns
    return [s for s in columns.values() if isinstance(s.low, nodes.Keyed) or isinstance(s.high, nodes.Keyed)]


def beyond_limits(plan: Plan, table: str, values: Mapping[str, Floats | float]) -> dict[str, Mask]:
    """Return by input of a table, the main one or one of details, where it is beyond limits that differ by others.

    `values` are entries of the same rows, by column id; where what a limit differs by is not known, it limits nothing.
    """
    limited = [spec for spec in _limited(plan, table) if spec.id in values]
    if not limited:  # as in nearly every scheme: it is asked for each row that comes back
        return {}
    columns = plan.tables[table].columns if table else plan.columns
    known = {key: np.asarray(values.get(key, MISSING)) for key in columns}
    run = Evaluation(plan, known)
    return {spec.id: np.isfinite(known[spec.id]) & np.isinf(run.within_limits(spec)) for spec in limited}


def of_whole_cohort(plan: Plan, blocks: Sequence[Inputs]) -> dict[nodes.Expr, Floats]:
    """Return by node what everybody takes from the whole cohort, whose people come in blocks; for all of them in order.

    The plan has no detail tables. Only what figures are taken of is computed, and held for everybody.
    """
    sources = _sources(plan.columns)
    known: dict[nodes.Expr, Floats] = {}
    for level in _levels(plan.columns, sources):
        needed = {node.column.id for node in level}
        parts: dict[str, list[Floats]] = {key: [] for key in needed}
        for spec in reversed([*plan.columns.values()]):
            needed |= sources[spec.id] if spec.id in needed else set()
        columns = {key: spec for key, spec in plan.columns.items() if key in needed or spec.expr is None}
        own = replace(plan, columns=columns)
        for part, block in zip(_slices(blocks), blocks, strict=True):
            values = evaluate(own, replace(block, others=_part(known, part)))
            for key, column in parts.items():
                column.append(values[key])
        gathered = {key: np.concatenate(column) for key, column in parts.items()}
        everybody = np.broadcast_to(np.int64(0), sum(block.size for block in blocks))
        known |= {node: cohort_figure(node.kind, gathered[node.column.id], everybody) for node in level}
    return known


def in_whole_cohort(blocks: Sequence[Inputs], figures: Mapping[nodes.Expr, Floats]) -> Iterator[Inputs]:
    """Yield blocks with what their people take from the whole cohort."""
    for part, block in zip(_slices(blocks), blocks, strict=True):
        yield replace(block, others=_part(figures, part))


def _slices(blocks: Sequence[Inputs]) -> list[slice]:
    edges = accumulate((block.size for block in blocks), initial=0)
    return [slice(*edge) for edge in pairwise(edges)]


def _sources(columns: Mapping[str, ColumnSpec]) -> dict[str, set[str]]:
    """Return by column the columns that it reads."""
    sources = {}
    for key, spec in columns.items():
        exprs = [expr for expr in (spec.expr, spec.low, spec.high) if expr is not None]
        read = {node.id for expr in exprs for node in nodes.walk(expr) if isinstance(node, nodes.Column)}
        sources[key] = (read | {spec.gate, spec.exempt}) & columns.keys()
    return sources


def _levels(columns: Mapping[str, ColumnSpec], sources: Mapping[str, set[str]]) -> list[list[nodes.Cohort]]:
    """Return what is taken from the cohort in the order in which it can be known, each level from those before."""
    levels: dict[nodes.Cohort, int] = {}
    depths: dict[str, int] = {}
    for key, spec in columns.items():
        depths[key] = max((depths.get(source, 0) for source in sources[key]), default=0)
        for node in (node for node in _of_other_rows(spec) if isinstance(node, nodes.Cohort)):
            levels[node] = depths[node.column.id]
            depths[key] = max(depths[key], levels[node] + 1)
    return [[node for node, each in levels.items() if each == level] for level in sorted(set(levels.values()))]


def _of_other_rows(spec: ColumnSpec) -> Sequence[nodes.FromOtherRows]:
    return () if spec.expr is None else nodes.from_other_rows(spec.expr)


def _part(columns: Mapping[_Key, Floats], part: slice) -> dict[_Key, Floats]:
    """Return the same people's part of columns; a single number is that of everybody."""
    return {key: column[part] if column.ndim else column for key, column in columns.items()}


def _put(columns: dict[str, Floats], key: str, block: Floats, *, part: slice, size: int) -> None:
    """Put a block into its column, which is a single number as long as all blocks are the same one."""
    if part.start == 0 and (block.ndim == 0 or part.stop >= size):
        columns[key] = block
        return
    known = columns.get(key, MISSING)
    if known.ndim == 0 and block.ndim == 0 and np.array_equal(known, block, equal_nan=True):
        return
    if known.ndim == 0:
        columns[key] = np.empty(size)
        columns[key][: part.start] = known
    columns[key][part] = block


def row_columns(
    plan: Plan,
    table: str,
    rows: DetailRows,
    left_out: Floats | None = None,
    *,
    is_part: bool = False,
) -> dict[str, Floats]:
    """Return every column of a detail table, by column id: entries, measures, questions, and the state of each row.

    The state is 1 for a row that is complete, valid and meets the table's checks, else 0; where the rows are but a part
    (`is_part`) PARTIAL for one that rows of others may make so. `left_out` is 1 for people whom nobody appraises: of
    their rows nothing is asked.
    """
    detail, run, here = plan.tables[table], row_by_row(plan, table, rows, left_out), len(rows.owner)
    complete = np.ones(rows.size, dtype=bool)
    for spec in detail.columns.values():
        if spec.kind in ("input", "measure"):
            values = run.values[spec.id]
            may_stay_blank = spec.field is not None and spec.field.may_stay_blank
            complete &= np.isfinite(values) | (may_stay_blank & np.isnan(values))
    meets = np.ones(rows.size, dtype=bool)
    with np.errstate(all="ignore"):
        for check, beyond_others in zip(detail.checks, detail.beyond_others, strict=True):
            meets &= run.value(check) == 1
            complete &= run.value(beyond_others) == 1
    state = np.where(complete, np.where(meets, 1, PARTIAL if is_part else 0), 0.0)
    return {key: column[:here] for key, column in {**run.values, detail.state: state}.items()}


def failed_checks(plan: Plan, table: str, rows: DetailRows) -> dict[str, list[int]]:
    """Return by check of a detail table, by its id, the numbers of the rows that do not meet it.

    A row that lacks what the check reads, or has it not valid, is not among them: it is incomplete anyway.
    """
    run = row_by_row(plan, table, rows)
    with np.errstate(all="ignore"):
        return {
            key: np.flatnonzero(np.broadcast_to(run.column(check) == 0, rows.size)[: len(rows.owner)]).tolist()
            for key, check in zip(plan.scheme.details[table].checks, plan.tables[table].checks, strict=True)
        }


def row_by_row(
    plan: Plan,
    table: str,
    rows: DetailRows,
    left_out: Floats | None = None,
    added: Mapping[nodes.Expr, Floats] | None = None,
) -> Evaluation:
    """Return the evaluation of a table's own columns, an element per row, those beside last; see `row_columns`.

    `added` is what further rows add to sums over rows.
    """
    columns, size = plan.tables[table].columns, rows.size
    values = {key: rows.column(key) for key in columns}
    if left_out is not None:
        values[NOT_APPRAISED] = np.concatenate([left_out[rows.owner], np.zeros(size - len(rows.owner))])
    run = Evaluation(replace(plan, columns=columns), values, added)
    with np.errstate(all="ignore"):
        run.run([*_limited(plan, table), *(spec for spec in columns.values() if spec.expr is not None)], {})
    run.values = {key: np.broadcast_to(column, size) for key, column in run.values.items()}
    return run


def values_of(plan: Plan, columns: Mapping[str, Floats], node: nodes.Expr) -> Floats:
    """Return what a node that takes nothing from other rows comes to for everybody.

    `columns` is what `evaluate` returned.
    """
    with np.errstate(all="ignore"):
        return np.broadcast_to(Evaluation(plan, dict(columns)).value(node), len(next(iter(columns.values()))))


def from_other_rows(plan: Plan, inputs: Inputs, columns: Mapping[str, Floats]) -> dict[nodes.Expr, Floats]:
    """Return, by node, every figure that expressions take from other rows: of the cohort, of detail tables.

    `columns` is what `evaluate` returned for the same `inputs`.
    """
    rows = _OtherRows(plan, inputs, columns)
    with np.errstate(all="ignore"):
        return {node: rows.figure(node) for spec in plan.columns.values() for node in _of_other_rows(spec)}


class Known(Evaluation):
    """People whose columns and figures from other rows are known: gives the value of any node for one of them.

    A node is evaluated for all of them when it is asked for first. What is not known is missing.
    """

    def __init__(
        self, plan: Plan, size: int, columns: Mapping[str, Floats], others: Mapping[nodes.Expr, Floats]
    ) -> None:
        super().__init__(plan, {key: columns.get(key, MISSING) for key in plan.columns}, others)
        self._size = size
        self._numbers: dict[nodes.Expr | str, list[float]] = {}  # of columns by their ids

    def numbers(self, place: int) -> Number:
        """Return what gives the values of nodes for the person at a place."""
        known = self._numbers

        def number(node: nodes.Expr) -> float:
            key = node.id if isinstance(node, nodes.Column) else node
            if key not in known:
                with np.errstate(all="ignore"):
                    known[key] = np.broadcast_to(self.value(node), self._size).tolist()
            return known[key][place]

        return number


def number_of_one(plan: Plan, values: Mapping[str, float]) -> Number:
    """Return what gives the value of any node for one employee of whom only the columns are known."""
    return Known(plan, 1, {key: _single(value) for key, value in values.items()}, {}).numbers(0)


def cohort_figure(kind: nodes.CohortKind, values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Return for each row a figure over its cohort, or its rank there; rows without a value do not count.

    `groups` numbers the cohort of each row from 0.
    """
    given = np.isfinite(values)
    size = int(groups.max(initial=-1)) + 1
    if kind.startswith("rank"):
        ordered = np.where(given, values if kind == "rank_low" else -values, np.nan)
        return _ranks(ordered, groups) if size > 1 else _ranks_of_one(ordered)
    count = np.bincount(groups[given], minlength=size).astype(np.float64)
    if kind == "count":
        return count[groups]
    if kind == "mean":
        return (np.bincount(groups[given], values[given], minlength=size) / count)[groups]
    sign = 1.0 if kind == "max" else -1.0
    best = np.full(size, -np.inf)
    np.maximum.at(best, groups[given], sign * values[given])
    return np.where(count > 0, sign * best, 0.0)[groups]  # Excel's MAX of nothing is 0


def _ranks_of_one(values: Floats) -> Floats:
    """Return what `_ranks` does where all are one cohort."""
    ordered = np.sort(values)
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    ranks = first[np.searchsorted(ordered[first], values)] + 1.0
    return np.where(np.isnan(values), np.nan, ranks)


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
