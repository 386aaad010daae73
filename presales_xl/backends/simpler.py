"""What can be said more simply: limits that nothing reaches, choices that only ask for one thing's labels."""

from typing import NamedTuple

from presales_xl.scheme import expr as x
from presales_xl.scheme.columns import Plan


def never_negative(plan: Plan, node: x.Expr) -> bool:
    """Return whether a number is 0 or more whatever is filled in, so that a floor of 0 need not be told of."""
    match node:
        case x.Const(value=value):
            return value >= 0
        case x.Param(id=key) | x.Keyed(id=key):
            figure = plan.parameters[key].value
            return all(value >= 0 for value in ([figure] if isinstance(figure, int | float) else figure.values()))
        case x.Column(id=key):
            spec = plan.columns[key]
            return never_negative(plan, spec.expr or spec.low or x.Missing())
        case x.Arith(op="+" | "*" | "/") | x.Round() | x.Least():
            return all(never_negative(plan, part) for part in x.children(node))
        case x.Greatest(parts=parts):
            return any(never_negative(plan, part) for part in parts)
    return False


class ByLabel(NamedTuple):
    """A choice by one text: what is asked for, and where each label of its dimension leads."""

    asked: x.Expr
    dimension: str
    leads_to: tuple[x.Expr, ...]


def by_label(plan: Plan, node: x.If) -> ByLabel | None:
    """Return a chain of choices as one by the labels of a text; None where it asks for anything else."""
    if not isinstance(node.test, x.Is):
        return None
    asked, dimension = node.test.text, node.test.dimension
    found: dict[int, x.Expr] = {}
    rest: x.Expr = node
    while isinstance(rest, x.If):
        if not isinstance(rest.test, x.Is) or rest.test.text != asked:
            return None
        found.setdefault(rest.test.position, rest.then)
        rest = rest.other
    labels = range(len(plan.dimensions[dimension].keys))
    return ByLabel(asked, dimension, tuple(found.get(place, rest) for place in labels))


def counted(node: x.Expr) -> x.Column | None:
    """Return what an indicator gives at the levels where it has a weight; None for any other node."""
    match node:
        case x.If(
            test=x.Compare(op=">", left=x.Keyed(), right=x.Const(value=0)),
            then=x.OrElse(column=column, other=x.Missing()),
            other=x.Const(value=0),
        ):
            return column
    return None
