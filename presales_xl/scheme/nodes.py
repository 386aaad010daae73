"""The closed set of nodes that every rule, measure and amount of money lowers to.

A node says what is computed, never how: each backend (`backends/excel`, `backends/frame`, `backends/explain`) has
a table with one row per node, and refuses to import when a row is missing.

Two rules hold for every expression, in every backend:

- A column is *missing* when anything that it reads is missing, except through `OrElse`, `CountGiven` and
  `CountEntered`, or when a division in it has a denominator of 0. Missing is never 0.
- A text column (level, grade, a choice) holds the position of its label in its dimension, so that every value is a
  number; labels come in when a value is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

ArithOp = Literal["+", "-", "*", "/"]
CompareOp = Literal["<", "<=", ">", ">=", "==", "!="]
CohortKind = Literal["mean", "max", "count", "rank_high", "rank_low"]
RowsKind = Literal["count", "sum"]


@dataclass(frozen=True)
class Expr:
    """Base of all nodes."""


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
    """In how many of the input columns something stands, valid or not."""

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
    """How many rows of a detail table this employee has; missing below `least`, and while any row is incomplete."""

    table: str
    least: int = 1


@dataclass(frozen=True)
class Alike(Expr):
    """In a row of a detail table: the sum of a column over all rows with the same text in `key`, whoever's they are."""

    column: Column
    key: Column


@dataclass(frozen=True)
class Label(Expr):
    """Label number `position` (from 0) of a dimension, as a constant."""

    dimension: str
    position: int


@dataclass(frozen=True)
class Tags(Expr):
    """The tags (by position in `dimension`) whose test is true, shown one after the other."""

    dimension: str
    tests: tuple[Expr, ...]


NODES: tuple[type[Expr], ...] = tuple(Expr.__subclasses__())


def children(expr: Expr) -> Iterator[Expr]:
    """Yield the nodes that stand directly in `expr`."""
    for spec in fields(expr):
        value = getattr(expr, spec.name)
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            if isinstance(part, Expr):
                yield part
            elif isinstance(part, tuple):
                yield from (inner for inner in part if isinstance(inner, Expr))


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield `expr` and every node in it."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def row_count_column(table: str) -> Column:
    """Return the column that holds `RowCount(table)`; every other roll-up of the table needs it."""
    return Column(f"rows.{table}")


def total_of(parts: list[Expr]) -> Expr:
    """Return the sum of the parts, added from left to right; 0 for none."""
    total: Expr = parts[0] if parts else Const(0)
    for part in parts[1:]:
        total = Arith("+", total, part)
    return total


def is_quotient(expr: Expr) -> bool:
    """Return whether a division stands anywhere in `expr`, so that its result may need rounding."""
    return any(isinstance(node, Arith) and node.op == "/" for node in walk(expr))
