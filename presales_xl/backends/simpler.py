"""What can be said more simply: limits that nothing reaches, choices that only ask for one thing's labels."""

from typing import NamedTuple

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Plan


def never_negative(plan: Plan, node: nodes.Expr) -> bool:
    """Return whether a number is 0 or more whatever is filled in, so that a floor of 0 need not be told of."""
    match node:
        case nodes.Const(value=value):
            return value >= 0
        case nodes.Param(id=key) | nodes.Keyed(id=key):
            figure = plan.parameters[key].value
            return all(value >= 0 for value in ([figure] if isinstance(figure, int | float) else figure.values()))
        case nodes.Column(id=key):
            spec = plan.columns[key]
            return never_negative(plan, spec.expr or spec.low or nodes.Missing())
        case nodes.Arith(op="+" | "*" | "/") | nodes.Round() | nodes.Least():
            return all(never_negative(plan, part) for part in nodes.children(node))
        case nodes.Greatest(parts=parts):
            return any(never_negative(plan, part) for part in parts)
    return False


class ByLabel(NamedTuple):
    """A choice by one text: what is asked for, and where each label of its dimension leads."""

    asked: nodes.Expr
    dimension: str
    leads_to: tuple[nodes.Expr, ...]


def by_label(plan: Plan, node: nodes.If) -> ByLabel | None:
    """Return a chain of choices as one by the labels of a text; None where it asks for anything else."""
    if not isinstance(node.test, nodes.Is):
        return None
    asked, dimension = node.test.text, node.test.dimension
    found: dict[int, nodes.Expr] = {}
    rest: nodes.Expr = node
    while isinstance(rest, nodes.If):
        if not isinstance(rest.test, nodes.Is) or rest.test.text != asked:
            return None
        found.setdefault(rest.test.position, rest.then)
        rest = rest.other
    labels = range(len(plan.dimensions[dimension].keys))
    return ByLabel(asked, dimension, tuple(found.get(place, rest) for place in labels))


def counted(node: nodes.Expr) -> nodes.Column | None:
    """Return what an indicator gives at the levels where it has a weight; None for any other node."""
    match node:
        case nodes.If(
            test=nodes.Compare(op=">", left=nodes.Keyed(), right=nodes.Const(value=0)),
            then=nodes.OrElse(column=column, other=nodes.Missing()),
            other=nodes.Const(value=0),
        ):
            return column
    return None
