"""Formulas as text → nodes: `receipts * rate * 0.8` and the like, over a whitelist of Python's syntax.

A formula may hold names, + - * /, comparisons, `and or not`, `a if test else b`, and the functions below. A figure
that somebody might change must be a named parameter, so the only numbers allowed in the text are 0, 1 and 100.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from presales_xl.scheme import nodes
from presales_xl.scheme.errors import Problem, ProblemsError, fail
from presales_xl.scheme.nodes import Column, Const, Expr

PLAIN_NUMBERS = (0, 1, 100)
_SYNTAX = "scheme.formula_syntax"
_ARITH: dict[type[ast.operator], nodes.ArithOp] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE: dict[type[ast.cmpop], nodes.CompareOp] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


class FormulaNames(Protocol):
    """What the names in a formula stand for."""

    def name(self, name: str) -> Expr:
        """Return what a name stands for; KeyError when it is not defined."""

    def member(self, owner: str, name: str) -> Expr:
        """Return what `owner.name` stands for; KeyError when it is not defined."""

    def labels(self, column: Column) -> tuple[str, ...]:
        """Return the keys of a text column's dimension, best first; empty for a number."""

    def dimension_of(self, column: Column) -> str:
        """Return the dimension of a text column."""

    def cohort_column(self, column: Column) -> Column:
        """Return the column to compare a cohort on."""

    def comparable(self, number: Expr) -> Expr:
        """Return a number as comparisons take it: rounded where it was worked out."""

    def row_count(self, table: str) -> Column:
        """Return the column that counts an employee's complete rows; KeyError for an unknown table."""


class _Reader:
    def __init__(self, source: str, names: FormulaNames) -> None:
        self.source = source
        self.names = names

    def wrong(self, code: str, fields: Mapping[str, object]) -> ProblemsError:
        return ProblemsError([Problem(code, fields={"formula": self.source, **fields})])

    def no_syntax(self, *parts: ast.expr) -> ProblemsError:
        return self.wrong(_SYNTAX, {"part": ", ".join(map(ast.unparse, parts)), "functions": FUNCTIONS})

    def whole(self, node: ast.expr) -> Expr:
        """Return the nodes of the whole formula; only as a whole may it ask for what may be blank and be blank then."""
        match node:
            case ast.Call(func=ast.Name(id="first_given"), args=[first, *others], keywords=[]) if others:
                result: Expr = nodes.Missing()
                for column in reversed([self._column(part) for part in (first, *others)]):
                    result = nodes.OrElse(column, result)
                return result
            case ast.IfExp():
                return self._choice(node, self._branch)
        return self.read(node)

    def _branch(self, node: ast.expr) -> Expr:
        """Return a branch of a formula that is one choice: `given(x)` there may be blank unless it is taken."""
        match node:
            case ast.Call(func=ast.Name(id="given"), args=[column], keywords=[]):
                return nodes.OrElse(self._column(column), nodes.Missing())
        return self.whole(node)

    def read(self, node: ast.expr) -> Expr:
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                if value not in PLAIN_NUMBERS:
                    raise self.wrong("scheme.formula_number", {"number": value, "allowed": PLAIN_NUMBERS})
                return Const(value)
            case ast.Name(id="missing"):
                return nodes.Missing()
            case ast.Name(id=name):
                return self._named(name, lambda: self.names.name(name))
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                return self._named(f"{owner}.{name}", lambda: self.names.member(owner, name))
            case ast.BinOp(op=op) if type(op) in _ARITH:
                return self._arith(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return nodes.Negative(self.read(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return nodes.Not(self.read(operand))
            case ast.BoolOp(op=op, values=values):
                parts = tuple(map(self.read, values))
                return nodes.All(parts) if isinstance(op, ast.And) else nodes.Any(parts)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
                return self._compare(left, _COMPARE[type(op)], right)
            case ast.IfExp():
                return self._choice(node, self.read)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _READ and args:
                return _READ[name](self, args)
        raise self.no_syntax(node)

    def _arith(self, node: ast.BinOp) -> Expr:
        if isinstance(node.op, ast.Add):
            return nodes.Sum(tuple(map(self.read, _addends(node))))
        return nodes.Arith(_ARITH[type(node.op)], self.read(node.left), self.read(node.right))

    def _choice(self, node: ast.expr, branch: Callable[[ast.expr], Expr]) -> Expr:
        """Return `a if test else b if test else c` as one choice; `branch` reads what a test leads to.

        Where every test is `text == 'label'` of one text it is a table by label.
        """
        steps = []
        while isinstance(node, ast.IfExp):
            steps.append((self.read(node.test), branch(node.body)))
            node = node.orelse
        otherwise, labels = branch(node), [test for test, _ in steps if isinstance(test, nodes.Is)]
        if len(labels) < len(steps) or any(label.text != labels[0].text for label in labels):
            return nodes.Cases(tuple(steps), otherwise=otherwise)
        worth = tuple((label.position, value) for label, (_, value) in zip(labels, steps, strict=True))
        return nodes.ByLabel(labels[0].text, labels[0].dimension, worth, otherwise=otherwise)

    def _least(self, args: list[ast.expr]) -> Expr:
        match tuple(map(self.read, args)):
            case (part, nodes.Const() | nodes.Param() | nodes.Keyed() | nodes.Individual() as cap):
                return nodes.Clamp(part, cap=cap)
            case parts:
                return nodes.Least(parts)

    def _greatest(self, args: list[ast.expr]) -> Expr:
        match tuple(map(self.read, args)):
            case (part, nodes.Const() | nodes.Param() | nodes.Keyed() | nodes.Individual() as floor):
                return nodes.Clamp(part, floor=floor)
            case parts:
                return nodes.Greatest(parts)

    def _named(self, shown: str, look_up: Callable[[], Expr]) -> Expr:
        try:
            return look_up()
        except KeyError:
            raise self.wrong("scheme.formula_name", {"name": shown}) from None

    def _one(self, args: list[ast.expr]) -> ast.expr:
        if len(args) != 1:
            raise self.no_syntax(*args)
        return args[0]

    def _column(self, node: ast.expr) -> Column:
        column = self.read(node)
        if not isinstance(column, Column):
            raise self.wrong("scheme.formula_column", {"part": ast.unparse(node)})
        return column

    def _cohort(self, kind: nodes.CohortKind, args: list[ast.expr]) -> nodes.Cohort:
        return nodes.Cohort(kind, self.names.cohort_column(self._column(self._one(args))))

    def _last(self, args: list[ast.expr]) -> Expr:
        return nodes.IsLast(self._cohort("rank_high", args), self._cohort("rank_low", args))

    def _round(self, args: list[ast.expr]) -> Expr:
        match args:
            case [value, ast.Constant(value=int() as digits)]:
                part = self.read(value)
                return nodes.Comparable(part) if digits == nodes.RATIO_DIGITS else nodes.Round(part, digits)
        raise self.no_syntax(*args)

    def _given(self, args: list[ast.expr]) -> Expr:
        match args:
            case [column, other]:
                return nodes.OrElse(self._column(column), self.read(other))
        raise self.no_syntax(*args)

    def _compare(self, left: ast.expr, op: nodes.CompareOp, right: ast.expr) -> Expr:
        """Return a comparison; with a text it asks which labels hold: `grade >= 'B'` means B or better."""
        if not (isinstance(right, ast.Constant) and isinstance(right.value, str)):
            return self._compare_numbers(self.read(left), op, self.read(right))
        text = self.read(left)
        column = text.column if isinstance(text, nodes.OrElse) else self._column(left)
        keys = self._labels(column, left)
        place = self._place(keys, right.value)
        holds: dict[nodes.CompareOp, Callable[[int], bool]] = {
            "==": lambda position: position == place,
            "!=": lambda position: position != place,
            ">=": lambda position: position <= place,
            ">": lambda position: position < place,
            "<=": lambda position: position >= place,
            "<": lambda position: position > place,
        }
        dimension = self.names.dimension_of(column)
        chosen = tuple(position for position in range(len(keys)) if holds[op](position))
        return nodes.Is(text, dimension, *chosen) if len(chosen) == 1 else nodes.OneOf(text, dimension, chosen)

    def _compare_numbers(self, left: Expr, op: nodes.CompareOp, right: Expr) -> Expr:
        match left, op, right:
            case (Column() as column, "==", nodes.Cohort(kind="max", column=value)) | (
                nodes.OrElse(column=column),
                "==",
                nodes.Cohort(kind="max", column=value),
            ) if value == self.names.cohort_column(column):
                return nodes.IsBest(left, value)
        return nodes.Compare(op, self.names.comparable(left), self.names.comparable(right))

    def _labels(self, column: Column, node: ast.expr) -> tuple[str, ...]:
        labels = self.names.labels(column)
        if not labels:
            raise self.wrong("scheme.formula_not_text", {"part": ast.unparse(node)})
        return labels

    def _place(self, labels: tuple[str, ...], label: str) -> int:
        if label not in labels:
            raise self.wrong("scheme.formula_label", {"label": label, "expected": labels})
        return labels.index(label)

    def _rows(self, node: ast.expr) -> Expr:
        """Return the count of rows: `rows(chats)`, or those with a label, `rows(chats.respect == 'none')`."""
        match node:
            case ast.Name(id=table):
                return self._named(table, lambda: self.names.row_count(table))
            case ast.Compare(
                left=ast.Attribute(value=ast.Name(id=table)) as left,
                ops=[ast.Eq()],
                comparators=[ast.Constant(value=str() as key)],
            ):
                column = self._column(left)
                place = self._place(self._labels(column, left), key)
                label = nodes.Label(self.names.dimension_of(column), place)
                return nodes.Rows("count", table, where=((column, label),))
        raise self.no_syntax(node)

    def _alike(self, args: list[ast.expr]) -> Expr:
        match args:
            case [column, key]:
                summed = self.read(column)
                if isinstance(summed, nodes.OrElse) and summed.other == nodes.Const(0):
                    return nodes.Alike(summed.column, self._column(key), may_be_blank=True)
                return nodes.Alike(self._column(column), self._column(key))
        raise self.no_syntax(*args)

    def _sum(self, node: ast.expr) -> Expr:
        match node:
            case ast.Attribute(value=ast.Name(id=table)):
                self._named(table, lambda: self.names.row_count(table))
                return nodes.Rows("sum", table, column=self._column(node))
        raise self.no_syntax(node)


#: What each function makes of its arguments.
_READ: Mapping[str, Callable[[_Reader, list[ast.expr]], Expr]] = {
    "min": _Reader._least,
    "max": _Reader._greatest,
    "mean": lambda reader, args: nodes.Mean(tuple(map(reader.read, args))),
    "floor": lambda reader, args: nodes.Whole(nodes.Comparable(reader.read(reader._one(args)))),
    "round": _Reader._round,
    "given": _Reader._given,
    "partly_given": lambda reader, args: nodes.PartlyGiven(tuple(map(reader._column, args))),
    "cohort_mean": lambda reader, args: reader._cohort("mean", args),
    "cohort_max": lambda reader, args: reader._cohort("max", args),
    "cohort_min": lambda reader, args: reader._cohort("min", args),
    "cohort_count": lambda reader, args: reader._cohort("count", args),
    "rank_high": lambda reader, args: reader._cohort("rank_high", args),
    "rank_low": lambda reader, args: reader._cohort("rank_low", args),
    "last": _Reader._last,
    "rows": lambda reader, args: reader._rows(reader._one(args)),
    "total_of": lambda reader, args: reader._sum(reader._one(args)),
    "alike": _Reader._alike,
}
#: All functions that a formula may call; the last one is read by `whole`.
FUNCTIONS = (*_READ, "first_given")


def _addends(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the parts of a sum from left to right."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _addends(node.left)
        yield node.right
    else:
        yield node


def parse(source: str, names: FormulaNames) -> Expr:
    """Return the nodes of a formula; ProblemsError (`scheme.formula_…`) says what it cannot be."""
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise fail(_SYNTAX, formula=source, part=source, functions=FUNCTIONS) from None
    return _Reader(source, names).whole(tree.body)
