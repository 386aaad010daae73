"""Which part of a row's check rows of others cannot mend: what a team's workbook alone may call wrong.

A sum over all rows of a project moves as other teams have rows of it: upwards where what is summed is never below 0.
A comparison that fails is open while they may yet move it to where it holds, and wrong where they only move it away.
"""

from collections.abc import Mapping
from functools import reduce

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.nodes import Column, Const, Expr

#: How a figure moves as rows of others are added: not at all, up, down, or either way.
_Moves = frozenset[str]
_STILL, _UP, _DOWN, _BOTH = _Moves(), _Moves("+"), _Moves("-"), _Moves("+-")


def beyond_others(check: Expr, columns: Mapping[str, ColumnSpec]) -> Expr:
    """Return what of a row's check, over the columns of its table, rows of others cannot mend.

    Where several sums that move against each other are compared, such as an amount with what it should come to, the
    whole of it: rows of others must meet the check by themselves, and add nothing to the difference then.
    """
    return _Reader(columns).beyond(check)


def _is_known(left: Expr, right: Expr) -> Expr:
    """Return a test that any two numbers pass, and nothing that is missing."""
    return nodes.Any((nodes.Compare("<=", left, right), nodes.Compare(">", left, right)))


class _Reader:
    """Reads how figures of a detail table's row move, by the table's columns."""

    def __init__(self, columns: Mapping[str, ColumnSpec]) -> None:
        self.columns = columns

    def beyond(self, check: Expr) -> Expr:
        """Return what of a check rows of others cannot mend."""
        if not self.sums(check):
            return check
        match check:
            case nodes.Rich():
                return self.beyond(check.lowered)
            case nodes.All(parts) | nodes.Any(parts):
                return type(check)(tuple(map(self.beyond, parts)))
            case nodes.Not(nodes.Not(part)):
                return self.beyond(part)
            case nodes.Not(nodes.Compare(op, left, right)):
                return self.beyond(nodes.Compare(nodes.OPPOSITE[op], left, right))
            case nodes.Not(nodes.All(parts)):
                return self.beyond(nodes.Any(tuple(map(nodes.Not, parts))))
            case nodes.Not(nodes.Any(parts)):
                return self.beyond(nodes.All(tuple(map(nodes.Not, parts))))
            case nodes.If(test, then, other) if not self.moves(test):
                return nodes.If(test, self.beyond(then), self.beyond(other))
            case nodes.Compare(op, left, right):
                return self._of_comparison(op, left, right)
        return check

    def _of_comparison(self, op: nodes.CompareOp, left: Expr, right: Expr) -> Expr:
        check, difference = nodes.Compare(op, left, right), nodes.Arith("-", left, right)
        moves = self.moves(difference)
        if not moves or (moves == _BOTH and len(self.sums(difference)) > 1):
            return check
        if op == "==" and moves != _BOTH:
            return nodes.Compare("<=" if moves == _UP else ">=", left, right)
        return check if (op[0], moves) in {("<", _UP), (">", _DOWN)} else _is_known(left, right)

    def moves(self, part: Expr) -> _Moves:
        """Return how a part moves as rows of others are added."""
        match part:
            case nodes.Alike(column):
                return _UP if self.is_never_below_0(column) else _BOTH
            case nodes.Arith(op, left, right):
                return self._of_arithmetic(op, left, right)
            case nodes.If(test, then, other):
                return _BOTH if self.moves(test) else self.moves(then) | self.moves(other)
            case Column(key) if key in self.columns and (expr := self.columns[key].expr):
                return self.moves(expr)
            case nodes.Least(parts) | nodes.Greatest(parts):
                return reduce(_Moves.union, map(self.moves, parts))
            case nodes.Round(inner) | nodes.Whole(inner) | nodes.Needs(inner):
                return self.moves(inner)
            case nodes.Rich():
                return self.moves(part.lowered)
        return _BOTH if self.sums(part) else _STILL

    def _of_arithmetic(self, op: nodes.ArithOp, left: Expr, right: Expr) -> _Moves:
        mine, other = self.moves(left), self.moves(right)
        if not mine | other:
            return _STILL
        if op in "+-":
            return mine | (other if op == "+" else _against(other))
        if not self.is_never_below_0(left) or not self.is_never_below_0(right):
            return _BOTH
        return mine | (other if op == "*" else _against(other))

    def is_never_below_0(self, part: Expr) -> bool:
        """Return whether a part is 0 or more, whatever is entered; figures of the scheme are taken to be."""
        match part:
            case Const(value):
                return value >= 0
            case nodes.Param() | nodes.Keyed():
                return True
            case Column(key) if key in self.columns:
                spec = self.columns[key]
                low = spec.field.bounds[0] if spec.field else None
                return self.is_never_below_0(spec.expr) if spec.expr else low is not None and low >= 0
            case nodes.Alike(column) | nodes.OrElse(column, Const(0)):
                return self.is_never_below_0(column)
            case nodes.Arith("+" | "/", left, right):
                return self.is_never_below_0(left) and self.is_never_below_0(right)
            case nodes.Arith("*", left, right):
                parts = left, right
                return Const(0) in parts or all(map(self.is_never_below_0, parts))
            case nodes.If(_, then, other):
                return self.is_never_below_0(then) and self.is_never_below_0(other)
            case nodes.Greatest(parts):
                return any(map(self.is_never_below_0, parts))
            case nodes.Least(parts):
                return all(map(self.is_never_below_0, parts))
            case nodes.Round(inner) | nodes.Whole(inner) | nodes.Needs(inner):
                return self.is_never_below_0(inner)
            case nodes.Rich():
                return self.is_never_below_0(part.lowered)
        return False

    def sums(self, part: Expr) -> set[nodes.Alike]:
        """Return the sums over rows of others that a part reads, by itself or through columns."""
        found = {node for node in nodes.walk(part) if isinstance(node, nodes.Alike)}
        read = {node.id for node in nodes.walk(part) if isinstance(node, Column)} - {node.column.id for node in found}
        exprs = (self.columns[key].expr for key in read & self.columns.keys())
        return found.union(*(self.sums(each) for each in exprs if each))


def _against(moves: _Moves) -> _Moves:
    """Return how the opposite of what moves so does."""
    return moves if moves in (_STILL, _BOTH) else _UP if moves == _DOWN else _DOWN
