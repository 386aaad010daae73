"""Which columns of its own row an expression reads: without them it is missing."""

from dataclasses import dataclass

from presales_xl.scheme.nodes import (
    Alike,
    Cohort,
    Column,
    CountEntered,
    CountGiven,
    Expr,
    OrElse,
    Rows,
    children,
    row_count_column,
)


@dataclass(frozen=True)
class Reads:
    """The columns of the same row that an expression reads, in order of first use."""

    needed: tuple[Column, ...]
    optional: tuple[Column, ...]


def reads(expr: Expr) -> Reads:
    """Return what `expr` reads: without a needed column it is missing, an optional one may be blank."""
    needed: dict[Column, None] = {}
    optional: dict[Column, None] = {}

    def visit(node: Expr) -> None:
        match node:
            case Column():
                needed[node] = None
            case CountGiven() | CountEntered():
                pass
            case Alike(column=column, key=key):
                needed[column] = needed[key] = None
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
