"""The nodes that every rule, measure and amount of money lowers to: plain ones, and rich ones that lower themselves.

A node says what is computed, never how: each backend (`backends/excel`, `backends/frame`, `backends/phrases`) has
a table with one row per node, and refuses to import when a row is missing. The plain nodes are a closed set. A rich
node says more than its arithmetic does (a mean, a table of bands, what a choice is worth): `lowered` is the same in
plain nodes, for the backends that need no more; the explaining backend prints the rich node itself.

Two rules hold for every expression, in every backend:

- A column is *missing* when anything that it reads is missing, except through `OrElse`, `CountGiven`,
  `CountEntered` and `Tags`, or when a division in it has a denominator of 0. Missing is never 0.
- A text column (level, grade, a choice) holds the position of its label in its dimension, so that every value is a
  number; labels come in when a value is shown.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Literal, TypeVar

ArithOp = Literal["+", "-", "*", "/"]
CompareOp = Literal["<", "<=", ">", ">=", "==", "!="]
#: The comparison that holds just where another one does not.
OPPOSITE: Mapping[CompareOp, CompareOp] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
CohortKind = Literal["mean", "max", "min", "count", "rank_high", "rank_low"]
RowsKind = Literal["count", "sum"]
_Stated = TypeVar("_Stated")

#: Places that ratios and means are rounded to before they meet a band, a step or a grade: engines differ in the last
#: digits of 156.45/149 against 1.05.
RATIO_DIGITS = 10


@dataclass(frozen=True)
class Expr:
    """Base of all nodes.

    A node is the key of many tables, and its hash that of all its parts: it is computed once.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.__hash__ = Expr.__hash__  # type: ignore[method-assign]

    def __hash__(self) -> int:
        return self._hash

    def __getstate__(self) -> dict[str, object]:
        kept = vars(self).items()  # but for the hash, which each process computes its way, and what is found fast again
        return {key: value for key, value in kept if key not in ("_hash", "_nodes")}

    @cached_property
    def _hash(self) -> int:
        return hash((type(self), *_fields(self)))

    @cached_property
    def _nodes(self) -> tuple["Expr", ...]:
        return self, *(node for child in children(self) for node in walk(child))

    @cached_property
    def _reads(self) -> "Reads":
        return _found_in(self)

    @cached_property
    def _from_other_rows(self) -> tuple["FromOtherRows", ...]:
        return tuple(dict.fromkeys(node for node in walk(self) if isinstance(node, FromOtherRows)))


@dataclass(frozen=True)
class Const(Expr):
    """A number that is part of the method itself and that nobody changes (0, 1, 100)."""

    value: float


@dataclass(frozen=True)
class Missing(Expr):
    """No value: the result is incomplete."""


@dataclass(frozen=True)
class Column(Expr):
    """The value of another column in the same row, by column id."""

    id: str


@dataclass(frozen=True)
class Param(Expr):
    """A single figure of the scheme, by parameter id."""

    id: str


@dataclass(frozen=True)
class Keyed(Expr):
    """A figure that differs by level, grade or choice: the one for the key that `key` holds."""

    id: str
    key: Column


@dataclass(frozen=True)
class Is(Expr):
    """Whether a text holds the label number `position` (from 0) of `dimension`."""

    text: Expr
    dimension: str
    position: int


@dataclass(frozen=True)
class Nth(Expr):
    """The label of `dimension` at a computed position; the first is 1."""

    dimension: str
    position: Expr


@dataclass(frozen=True)
class Arith(Expr):
    """Addition, subtraction, multiplication or division."""

    op: ArithOp
    left: Expr
    right: Expr

    @property
    def divisor(self) -> Expr | None:
        """What is divided by: where it is 0 there is no value; None for what divides nothing."""
        return self.right if self.op == "/" else None


@dataclass(frozen=True)
class Compare(Expr):
    """A comparison of two numbers."""

    op: CompareOp
    left: Expr
    right: Expr


@dataclass(frozen=True)
class All(Expr):
    """True when every part is true."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Any(Expr):
    """True when at least one part is true."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Not(Expr):
    """True when the part is false."""

    part: Expr


@dataclass(frozen=True)
class If(Expr):
    """`then` where the test is true, `other` elsewhere."""

    test: Expr
    then: Expr
    other: Expr


@dataclass(frozen=True)
class Least(Expr):
    """The smallest of the parts."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Greatest(Expr):
    """The largest of the parts."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Round(Expr):
    """Rounded half away from zero to `digits` decimals, on 15 significant digits as Excel does."""

    part: Expr
    digits: int


@dataclass(frozen=True)
class Whole(Expr):
    """The largest whole number that is not above the part."""

    part: Expr


@dataclass(frozen=True)
class OrElse(Expr):
    """The column's value, or `other` where it is missing."""

    column: Column
    other: Expr


@dataclass(frozen=True)
class CountGiven(Expr):
    """How many of the columns have a value."""

    columns: tuple[Column, ...]


@dataclass(frozen=True)
class CountEntered(Expr):
    """In how many of the input columns something stands, valid or not; of a column of row counts, how many rows."""

    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Cohort(Expr):
    """A figure over the cohort's values of a column: people of the same role in the same period.

    Members without a value do not count. Ranks are those of this row, ties share the better one.
    """

    kind: CohortKind
    column: Column


@dataclass(frozen=True)
class Rows(Expr):
    """Count of, or sum over, this employee's rows of a detail table where every `where` holds.

    A `where` pairs a column of the detail table with the label position (text column) or the number that it must hold.
    """

    kind: RowsKind
    table: str
    column: Column | None = None
    where: tuple[tuple[Column, Expr], ...] = ()


@dataclass(frozen=True)
class RowCount(Expr):
    """How many rows of a detail table this employee has.

    Missing below `least`, above `most`, and while any row is incomplete.
    """

    table: str
    least: int
    most: int


@dataclass(frozen=True)
class Alike(Expr):
    """In a row of a detail table: the sum of a column over all rows with the same text in `key`, whoever's they are.

    Missing while the row's own value is, unless that may be blank, which counts as 0.
    """

    column: Column
    key: Column
    may_be_blank: bool = False


@dataclass(frozen=True)
class Label(Expr):
    """Label number `position` (from 0) of a dimension, as a constant."""

    dimension: str
    position: int


@dataclass(frozen=True)
class Unset(Expr):
    """Whether a figure, for whoever's key it is, is left for HR to fill in."""

    figure: Expr


@dataclass(frozen=True)
class Needs(Expr):
    """The part, missing as well while one of the columns is, though the part does not read it."""

    part: Expr
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Tags(Expr):
    """The tags (by position in `dimension`) whose test is certain to hold, shown one after the other.

    It is never missing: what a test lacks takes away that tag alone, and only where the rest does not decide.
    """

    dimension: str
    tests: tuple[Expr, ...]


@dataclass(frozen=True)
class Doubt(Expr):
    """Why an entry is doubted: 1 where it is a text that holds a number, else the number of the first test that holds.

    The number is negative for a reason that refuses the entry. 0 where there is nothing to doubt, or where `unasked`
    is 1, whatever the entry; missing where the entry is blank or not valid. A test does not hold while something else
    that it reads is missing. In a row of a detail table `unasked` is the column of the row's employee.
    """

    column: Column
    unasked: Column
    tests: tuple[tuple[int, Expr], ...]


@dataclass(frozen=True)
class Asked(Expr):
    """How many entries of a row are doubted or refused up to one: those `before`, and one by its `doubt`."""

    doubt: Column
    before: Column | None


#: The nodes that take a figure from other rows: of the cohort, of a detail table.
FromOtherRows = Cohort | Rows | RowCount
PLAIN: tuple[type[Expr], ...] = tuple(Expr.__subclasses__())


@dataclass(frozen=True)
class Rich(Expr, ABC):
    """Base of the nodes that say more than their arithmetic."""

    @cached_property
    def lowered(self) -> Expr:
        """The same, in nodes that are nearer to the plain ones."""
        return self._lower()

    @abstractmethod
    def _lower(self) -> Expr:
        """Return what `lowered` is made of, once."""


@dataclass(frozen=True)
class Individual(Rich):
    """A figure that HR may set otherwise for some: what the column holds, where it is blank the scheme's figure."""

    figure: Param | Keyed
    own: Column

    def _lower(self) -> Expr:
        return OrElse(self.own, self.figure)


@dataclass(frozen=True)
class Comparable(Rich):
    """A ratio or a mean, rounded so far that it meets bounds alike in every engine; people see it unrounded."""

    part: Expr

    def _lower(self) -> Expr:
        return Round(self.part, RATIO_DIGITS)


@dataclass(frozen=True)
class Negative(Rich):
    """The part with its sign turned."""

    part: Expr

    def _lower(self) -> Expr:
        return Arith("-", Const(0), self.part)


@dataclass(frozen=True)
class Sum(Rich):
    """Two or more parts, added from left to right."""

    parts: tuple[Expr, ...]

    def _lower(self) -> Expr:
        return reduce(lambda total, part: Arith("+", total, part), self.parts)


@dataclass(frozen=True)
class AllPoints(Rich):
    """The points of all indicators, with the adjustments after them where these count."""

    points: tuple[Expr, ...]
    adjustments: tuple[Expr, ...] = ()

    def _lower(self) -> Expr:
        return sum_of(self.points + self.adjustments)


@dataclass(frozen=True)
class NothingOf(Rich):
    """Whether there is nothing to take a share of: the whole is 0, and so is the part (or below, after refunds)."""

    part: Expr
    whole: Expr

    def _lower(self) -> Expr:
        return All((Compare("<=", self.part, Const(0)), Compare("==", self.whole, Const(0))))


@dataclass(frozen=True)
class WhereEmpty(Rich):
    """What points are worth where there is nothing to take a share of, else the points."""

    test: Expr
    worth: Expr
    points: Column

    def _lower(self) -> Expr:
        return Cases(((self.test, self.worth),), otherwise=OrElse(self.points, Missing()))


@dataclass(frozen=True)
class Applying(Rich):
    """The value of a column, 0 for whom it does not apply (one of `exempt` is 1)."""

    column: Column
    exempt: tuple[Column, ...]

    def _lower(self) -> Expr:
        first, *others = self.exempt
        test: Expr = Compare("==", first, Const(1))
        if others:  # each may be missing where another one is 1
            test = Any(tuple(Compare("==", OrElse(exempt, Const(0)), Const(1)) for exempt in self.exempt))
        return If(test, Const(0), OrElse(self.column, Missing()))


@dataclass(frozen=True)
class Spread(Rich):
    """The sum of parts × `scale` ÷ the full marks that apply, of `whole` ones: the weight of the others is spread.

    `parts` are what each adds, its full marks and, where it may not apply, the column that says so. It is missing where
    nothing applies.
    """

    parts: tuple[tuple[Expr, Expr, Column | None], ...]
    whole: Expr
    scale: Expr

    @property
    def applying(self) -> Expr:
        """The full marks that apply."""
        exempt = tuple(Arith("*", exempt, full) for _, full, exempt in self.parts if exempt)
        return Comparable(Arith("-", self.whole, sum_of(exempt)))

    def _lower(self) -> Expr:
        given = sum_of(tuple(part for part, _, _ in self.parts))
        if self.scale == Const(1):
            return Arith("/", given, self.applying)
        return Arith("*", given, Arith("/", self.scale, self.applying))


@dataclass(frozen=True)
class Mean(Rich):
    """The mean of the parts; missing while one of them is."""

    parts: tuple[Expr, ...]

    def _lower(self) -> Expr:
        return Arith("/", sum_of(self.parts), Const(len(self.parts)))


@dataclass(frozen=True)
class BlendOfGiven(Rich):
    """The mean of the entries that are there, by weight; missing while one of them is not valid, or none is there."""

    parts: tuple[tuple[Column, Expr], ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The entries."""
        return tuple(column for column, _ in self.parts)

    def _lower(self) -> Expr:
        given = sum_of(tuple(Arith("*", OrElse(column, Const(0)), weight) for column, weight in self.parts))
        weights = sum_of(tuple(Arith("*", CountEntered((column,)), weight) for column, weight in self.parts))
        return Arith("/", given, weights)


@dataclass(frozen=True)
class PartlyGiven(Rich):
    """Whether something is entered in some of the input columns, and nothing in others."""

    columns: tuple[Column, ...]

    def _lower(self) -> Expr:
        entered = CountEntered(self.columns)
        return All((Compare(">", entered, Const(0)), Compare("<", entered, Const(len(self.columns)))))


@dataclass(frozen=True)
class MeanOfRows(Rich):
    """What a choice made in every row of a detail table is worth on the average; `worth` by the label's position."""

    table: str
    column: Column
    dimension: str
    worth: tuple[tuple[int, Expr], ...]

    @property
    def counts(self) -> Iterator[tuple[int, Rows]]:
        """Yield the labels that are worth something, by their positions, each with how many rows have it."""
        for position, _ in self.worth:
            yield position, Rows("count", self.table, where=((self.column, Label(self.dimension, position)),))

    def _lower(self) -> Expr:
        products = tuple(Arith("*", rows, worth) for (_, rows), (_, worth) in zip(self.counts, self.worth, strict=True))
        return Arith("/", sum_of(products), row_count_column(self.table))


@dataclass(frozen=True)
class Clamp(Rich):
    """The part kept at or below `cap` and at or above `floor`, where they are given."""

    part: Expr
    floor: Expr | None = None
    cap: Expr | None = None

    @property
    def capped(self) -> Expr:
        """The part kept at or below the cap."""
        return self.part if self.cap is None else Least((self.part, self.cap))

    def _lower(self) -> Expr:
        return self.capped if self.floor is None else Greatest((self.capped, self.floor))


@dataclass(frozen=True)
class PointsByRatio(Rich):
    """The full points × a ratio that is kept between floor and cap."""

    points: Expr
    ratio: Expr
    floor: Expr | None
    cap: Expr | None

    def _lower(self) -> Expr:
        return Arith("*", self.points, Clamp(self.ratio, self.floor, self.cap))


@dataclass(frozen=True)
class RatioToMean(Rich):
    """A value ÷ its mean over the cohort; 1, as if everybody stood at the mean, where that is not above 0."""

    value: Column

    @property
    def is_flat(self) -> Expr:
        """Whether the mean is not above 0, so that nothing can be compared with it."""
        return Compare("<=", Comparable(Cohort("mean", self.value)), Const(0))

    def _lower(self) -> Expr:
        ratio = Comparable(Arith("/", self.value, Cohort("mean", self.value)))
        return Cases(((self.is_flat, Const(1)),), otherwise=ratio)


@dataclass(frozen=True)
class IsLast(Rich):
    """Whether nobody of the cohort is worse, and somebody is better; `from_below` ranks the worst first."""

    rank: Expr
    from_below: Cohort

    def _lower(self) -> Expr:
        return All((Compare(">", self.rank, Const(1)), Compare("==", self.from_below, Const(1))))


@dataclass(frozen=True)
class IsBest(Rich):
    """Whether an entry is the largest of its column in the cohort."""

    entry: Expr
    value: Column

    def _lower(self) -> Expr:
        return Compare("==", self.entry, Cohort("max", self.value))


@dataclass(frozen=True)
class OneOf(Rich):
    """Whether a text holds one of some labels of `dimension`, by their positions."""

    text: Expr
    dimension: str
    positions: tuple[int, ...]

    def _lower(self) -> Expr:
        return Any(tuple(Is(self.text, self.dimension, position) for position in self.positions))


@dataclass(frozen=True)
class Choice(Rich):
    """Base of the nodes whose value is that of the first step whose test holds, else `otherwise`."""

    otherwise: Expr = field(kw_only=True)

    @property
    @abstractmethod
    def steps(self) -> tuple[tuple[Expr, Expr], ...]:
        """The tests in order, each with the value that it leads to."""

    @property
    def is_partial(self) -> bool:
        """Whether there is no value where no test holds."""
        return self.otherwise == Missing()

    def _lower(self) -> Expr:
        result = self.otherwise
        for test, value in reversed(self.steps):
            result = If(test, value, result)
        return result


@dataclass(frozen=True)
class Cases(Choice):
    """The value of the first case whose test holds; a case is a test and its value."""

    cases: tuple[tuple[Expr, Expr], ...]

    @property
    def steps(self) -> tuple[tuple[Expr, Expr], ...]:
        """The cases."""
        return self.cases


@dataclass(frozen=True)
class Bands(Choice):
    """A table over one number: the value of the first band that it reaches.

    A band is a comparison, its bound and its value. Bounds run from the best to the last one, in one direction.
    """

    number: Expr
    bands: tuple[tuple[CompareOp, Expr, Expr], ...]

    @property
    def steps(self) -> tuple[tuple[Expr, Expr], ...]:
        """The bands as comparisons with their values."""
        return tuple((Compare(sign, self.number, bound), value) for sign, bound, value in self.bands)


@dataclass(frozen=True)
class ByLabel(Choice):
    """What some labels of a text are worth, by their positions in `dimension`; the others are worth `otherwise`."""

    text: Expr
    dimension: str
    worth: tuple[tuple[int, Expr], ...]

    @property
    def steps(self) -> tuple[tuple[Expr, Expr], ...]:
        """The labels as tests with their worth."""
        return tuple((Is(self.text, self.dimension, position), value) for position, value in self.worth)


@dataclass(frozen=True)
class Rated(Rich):
    """Points that somebody gives as they are; `guide` says by its bands which level of `dimension` they fall into."""

    entry: Column
    guide: Bands | None = None
    dimension: str = ""

    def _lower(self) -> Expr:
        return self.entry


@dataclass(frozen=True)
class Moved(Rich):
    """A grade's position so many steps further down or up, to the position `limit` at most."""

    position: Expr
    steps: Expr
    limit: Const
    way: Literal["lowered", "raised"]

    def _lower(self) -> Expr:
        if self.way == "lowered":
            return Least((Arith("+", self.position, self.steps), self.limit))
        return Greatest((Arith("-", self.position, self.steps), self.limit))


@dataclass(frozen=True)
class Scaled(Rich):
    """A score of 0..`out_of` scaled to the full points."""

    score: Column
    points: Expr
    out_of: Const

    def _lower(self) -> Expr:
        return Arith("/", Arith("*", self.score, self.points), self.out_of)


@dataclass(frozen=True)
class Reweighed(Rich):
    """A score of 0 to the scheme's full points, scaled to those that HR set for a person; as it is for all others."""

    score: Column
    points: Individual

    def _lower(self) -> Expr:
        is_set = Compare(">=", OrElse(self.points.own, Const(-1)), Const(0))
        return If(is_set, self.scaled, self.score)

    @property
    def scaled(self) -> Expr:
        """The score as it counts for whom HR set full points."""
        return Arith("/", Arith("*", self.score, self.points), self.points.figure)


@dataclass(frozen=True)
class WhereWeighed(Rich):
    """The points where the weight is above 0; else 0, whatever is missing for them."""

    weight: Expr
    points: Column

    def _lower(self) -> Expr:
        return If(Compare(">", self.weight, Const(0)), OrElse(self.points, Missing()), Const(0))


@dataclass(frozen=True)
class Told(Rich):
    """Whether a text is written, or nothing was entered that it is to explain; without such entries, whether it is.

    Where `unasked` is 1 nothing is to be explained.
    """

    text: Column
    entries: tuple[Column, ...]
    unasked: Column

    def _lower(self) -> Expr:
        written = Compare(">", CountEntered((self.text,)), Const(0))
        unasked = Compare("==", OrElse(self.unasked, Const(0)), Const(1))
        if not self.entries:
            return Any((unasked, written))
        none = All(tuple(Compare("==", OrElse(entry, Const(0)), Const(0)) for entry in self.entries))
        return Any((unasked, written, none))


@dataclass(frozen=True)
class Worded(Rich):
    """Computed as `expr`, and told in words of a rule kind's own: the text `explain.rule.<words>`.

    `parts` fill the blanks of the text by their names.
    """

    expr: Expr
    words: str
    parts: tuple[tuple[str, Expr], ...] = ()

    def _lower(self) -> Expr:
        return self.expr


RICH: tuple[type[Rich], ...] = (
    Individual,
    Reweighed,
    Comparable,
    Negative,
    Sum,
    AllPoints,
    NothingOf,
    WhereEmpty,
    Applying,
    Spread,
    Mean,
    BlendOfGiven,
    PartlyGiven,
    MeanOfRows,
    Clamp,
    PointsByRatio,
    RatioToMean,
    IsLast,
    IsBest,
    OneOf,
    Cases,
    Bands,
    ByLabel,
    Rated,
    Moved,
    Scaled,
    WhereWeighed,
    Told,
    Worded,
)


def refuse_gaps(table: Mapping[type[Expr], object], kinds: Collection[type[Expr]], backend: str) -> None:
    """Raise ImportError where a backend's table lacks a row for one of the kinds of nodes."""
    if lacking := [kind.__name__ for kind in kinds if kind not in table]:
        raise ImportError(f"{backend} has no row for {', '.join(lacking)}")


def sum_of(parts: tuple[Expr, ...]) -> Expr:
    """Return the sum of the parts: the only one itself, 0 for none."""
    return Sum(parts) if len(parts) > 1 else parts[0] if parts else Const(0)


def all_points(points: tuple[Expr, ...], adjustments: tuple[Expr, ...] = ()) -> Expr:
    """Return the sum of all points and adjustments: of a scheme with one indicator just its points."""
    parts = points + adjustments
    return AllPoints(points, adjustments) if len(parts) > 1 else sum_of(parts)


def bare(expr: Expr) -> Expr:
    """Return a value without what only keeps engines from differing, or says who gives it."""
    match expr:
        case Comparable(part=part) | Rated(entry=part):
            return bare(part)
    return expr


def stated(expr: _Stated) -> _Stated | Param | Keyed:
    """Return a figure as the scheme states it, whatever HR set for some; any other node as it is."""
    return expr.figure if isinstance(expr, Individual) else expr


def plain(expr: Expr) -> Expr:
    """Return a rich node as the plain one that it comes down to; its parts may be rich."""
    while isinstance(expr, Rich):
        expr = expr.lowered
    return expr


def children(expr: Expr) -> Iterator[Expr]:
    """Yield the nodes that stand directly in `expr`; of a rich node what it lowers to."""
    if isinstance(expr, Rich):
        yield expr.lowered
        return
    for value in _fields(expr):
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            if isinstance(part, Expr):
                yield part
            elif isinstance(part, tuple):
                yield from (inner for inner in part if isinstance(inner, Expr))


def _fields(expr: Expr) -> list[object]:
    return [getattr(expr, name) for name in expr.__dataclass_fields__]


def walk(expr: Expr) -> tuple[Expr, ...]:
    """Return `expr` and every node in it, which are looked for once."""
    return expr._nodes


def row_count_column(table: str) -> Column:
    """Return the column that holds `RowCount(table)`; every other roll-up of the table needs it."""
    return Column(f"rows.{table}")


def is_quotient(expr: Expr) -> bool:
    """Return whether a division stands anywhere in `expr`, so that its result may need rounding."""
    return any(isinstance(node, Arith) and node.divisor for node in walk(expr))


@dataclass(frozen=True)
class Reads:
    """The columns of its own row that an expression reads, in order of first use."""

    needed: tuple[Column, ...]
    optional: tuple[Column, ...]


def reads(expr: Expr) -> Reads:
    """Return what `expr` reads: without a needed column it is missing, an optional one may be blank.

    It is looked for once: whatever is evaluated asks for it each time.
    """
    return expr._reads


def from_other_rows(expr: Expr) -> tuple[FromOtherRows, ...]:
    """Return the nodes in `expr` that take a figure from other rows, looked for once."""
    return expr._from_other_rows


def _found_in(expr: Expr) -> Reads:
    needed: dict[Column, None] = {}
    optional: dict[Column, None] = {}

    def visit(node: Expr) -> None:
        match node:
            case Column():
                needed[node] = None
            case CountGiven() | CountEntered() | Tags() | Doubt() | Asked():
                pass
            case Needs(part=part, columns=columns):
                visit(part)
                needed.update(dict.fromkeys(columns))
            case Alike(column=column, key=key, may_be_blank=may_be_blank):
                (optional if may_be_blank else needed)[column] = None
                needed[key] = None
            case Rows(table=table):
                needed[row_count_column(table)] = None
            case Cohort(kind=kind, column=column):
                if kind.startswith("rank"):
                    needed[column] = None
            case OrElse(column=column, other=other):
                optional[column] = None
                visit(other)
            case _:
                for child in children(node):
                    visit(child)

    visit(expr)
    return Reads(tuple(needed), tuple(column for column in optional if column not in needed))
