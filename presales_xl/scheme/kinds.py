"""Whether every expression of a plan makes sense: a number, a condition or a text wherever one is needed.

Excel and numpy treat a number as a condition differently, so that a mix would give two results.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, ProblemsError, fail

Kind = Literal["number", "truth", "text"]
_NEEDED: dict[Kind, str] = {
    "number": "scheme.needs_number",
    "truth": "scheme.needs_truth",
    "text": "scheme.needs_text",
}
#: What the parts of a node must be and what it is then, where that is not number and number.
_PLAIN: dict[type[nodes.Expr], tuple[Kind, Kind]] = {
    nodes.All: ("truth", "truth"),
    nodes.Any: ("truth", "truth"),
    nodes.Not: ("truth", "truth"),
    nodes.Compare: ("number", "truth"),
    nodes.Label: ("text", "text"),
}


def misfits(plan: Plan) -> Iterator[tuple[str, Problem]]:
    """Yield column id and problem of each column whose expression mixes kinds or reads what its row lacks.

    A flag is named by its own id, `flags.promotion`.
    """
    yield from _rows_misfit(plan)
    for spec in plan.columns.values():
        expressions = {spec.id: spec.expr} if spec.expr else {}
        if isinstance(spec.expr, nodes.Tags):
            tags = plan.dimensions[spec.dimension].keys
            expressions = {f"flags.{key}": test for key, test in zip(tags, spec.expr.tests, strict=True)}
        for name, expr in expressions.items():
            needed: Kind = "text" if spec.dimension else "number"
            try:
                _need(plan, expr, "truth" if isinstance(spec.expr, nodes.Tags) else needed)
            except ProblemsError as error:
                yield from ((name, problem) for problem in error.problems)


def _rows_misfit(plan: Plan) -> Iterator[tuple[str, Problem]]:
    """Yield the same for the columns and checks of detail tables, which read their own row."""
    for table in plan.tables.values():
        own = replace(plan, columns=table.columns)
        needed: list[tuple[str, nodes.Expr, Kind]] = [
            (s.id, s.expr, "number") for s in table.columns.values() if s.expr
        ]
        needed += [(f"details.{table.id}.checks", check, "truth") for check in table.checks]
        for name, expr, kind in needed:
            try:
                _need(own, expr, kind)
            except ProblemsError as error:
                yield from ((name, problem) for problem in error.problems)


def _need(plan: Plan, node: nodes.Expr, needed: Kind) -> None:
    if kind_of(plan, node) != needed:
        raise fail(_NEEDED[needed])


def kind_of(plan: Plan, node: nodes.Expr) -> Kind:
    """Return what kind of value a node has; ProblemsError when kinds are mixed in it."""
    match node:
        case nodes.Rich():
            return kind_of(plan, node.lowered)
        case nodes.Column(id=key):
            return _kind_of_column(plan, key)
        case nodes.Keyed(key=column):
            _need(plan, column, "text")
            return "number"
        case nodes.Is(text=text):
            _need(plan, text, "text")
            return "truth"
        case nodes.Nth(position=position):
            _need(plan, position, "number")
            return "text"
        case nodes.If(test=test, then=then, other=other):
            _need(plan, test, "truth")
            kind = kind_of(plan, then)
            _need(plan, other, kind)
            return kind
        case nodes.OrElse(column=column, other=other):
            kind = kind_of(plan, column)
            _need(plan, other, kind)
            return kind
        case nodes.Rows(table=table, column=summed):
            if summed is not None and plan.tables[table].columns[summed.id].dimension:
                raise fail(_NEEDED["number"])
            return "number"
        case nodes.CountGiven() | nodes.CountEntered() | nodes.Alike():
            return "number"
    needed, result = _PLAIN.get(type(node), ("number", "number"))
    for part in nodes.children(node):
        _need(plan, part, needed)
    return result


def _kind_of_column(plan: Plan, key: str) -> Kind:
    if key not in plan.columns:
        raise fail("scheme.row_column", name=key)
    return "text" if plan.columns[key].dimension else "number"
