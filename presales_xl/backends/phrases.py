"""Nodes in words: a table node → printer, for rules as they stand and for one employee's numbers put in."""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from presales_xl.backends.simpler import by_label, never_negative
from presales_xl.backends.words import column_name, quantity
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.rule import RATIO_DIGITS
from presales_xl.texts import Lang, text

#: How strongly a phrase binds; one that binds less than its surroundings gets brackets. A `list` gets them within
#: any other phrase, the definition of a measure (`defined`) within any arithmetic.
LIST, OR, AND, COMPARE, DEFINED, SUM, PRODUCT, ATOM = range(1, 9)
SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_ARITH = {"+": ("+", SUM), "-": ("−", SUM), "*": ("×", PRODUCT), "/": ("÷", PRODUCT)}
SHORT = 4  # decimals of an employee's numbers
LISTED = 3  # values of a figure by level or choice that are all told where it is used; of more, only its name


class Phrase(NamedTuple):
    """A text and how strongly it binds."""

    text: str
    binds: int = ATOM


class Printer:
    """Puts nodes into words; with `value`, which gives a node's value for one employee, into numbers."""

    def __init__(self, plan: Plan, lang: Lang, value: Callable[[nodes.Expr], float] | None = None) -> None:
        self.plan = plan
        self.lang = lang
        self.value = value

    def say(self, key: str, /, **fields: object) -> str:
        """Return a text of this backend."""
        return text(self.lang, f"explain.{key}", **fields)

    def text(self, node: nodes.Expr, binding: int = 0) -> str:
        """Return the node's text, in brackets where its surroundings bind more strongly."""
        known = self.known(node)
        phrase = self._phrase(node) if known is None else Phrase(known)
        return f"({phrase.text})" if phrase.binds < binding else phrase.text

    def _phrase(self, node: nodes.Expr) -> Phrase:
        return _PRINT[type(node)](self, node)

    def words(self, node: nodes.Expr) -> str:
        """Return the node in words, never in numbers."""
        return Printer(self.plan, self.lang).text(node)

    def known(self, node: nodes.Expr) -> str | None:
        """Return the number or label that a node which is not calculated here has for the employee."""
        if self.value is None or not isinstance(node, _LOOKED_UP):
            return None
        value = self.value(node)
        return None if math.isnan(value) else self.shown(node, value)

    def shown(self, node: nodes.Expr, value: float, digits: int = SHORT) -> str:
        """Return a value of a node as people write it."""
        unit, dimension = "", ""
        match node:
            case nodes.Column(id=key) | nodes.OrElse(column=nodes.Column(id=key)):
                spec = self.plan.columns[key]
                unit, dimension = spec.unit, spec.dimension
            case nodes.Cohort(kind="mean" | "max", column=nodes.Column(id=key)):
                unit = self.plan.columns[key].unit
            case nodes.Param(id=key) | nodes.Keyed(id=key):
                unit = self.plan.parameters[key].unit
        if dimension:
            return self.label(dimension, int(value))
        return quantity(value, unit, self.lang, 2 if unit == "money" else digits)

    def label(self, dimension: str, position: int) -> str:
        """Return a label of a dimension."""
        return self.plan.dimensions[dimension].names[position][self.lang]

    def name(self, node: nodes.Expr) -> str:
        """Return what a column is called, other nodes in words."""
        if not isinstance(node, nodes.Column):
            return self.words(node)
        spec = self.plan.column(node.id)
        own = self.plan.scheme.enabled().get(spec.group) if spec.label in ("measure", "points") else None
        return own.name[self.lang] if own and not (spec.name and spec.kind == "measure") else self.called(spec)

    def called(self, spec: ColumnSpec) -> str:
        """Return a column's own name."""
        return spec.name[self.lang] if spec.name else column_name(self.plan, spec, self.lang)

    # One method per node that needs more than a line.

    def _column(self, node: nodes.Column) -> Phrase:
        spec = self.plan.column(node.id)
        if spec.kind == "measure" and spec.name is None and spec.expr is not None:
            phrase = self._phrase(bare(spec.expr))
            return phrase if phrase.binds == ATOM else Phrase(phrase.text, min(phrase.binds, DEFINED))
        return Phrase(self.name(node))

    def _keyed(self, node: nodes.Keyed) -> Phrase:
        figure = self.plan.parameters[node.id]
        if not isinstance(figure.value, dict):
            return Phrase(self.shown(node, float(figure.value), 10))  # type: ignore[arg-type]
        dimension = self.plan.dimensions[figure.dimension]
        if len(dimension.keys) > LISTED and figure.dimension != "grade":
            return Phrase(figure.name[self.lang] if figure.name else text(self.lang, f"figures.{figure.label}"))
        return Phrase(
            " / ".join(
                f"{names[self.lang]} {self.shown(node, figure.value[key], 10)}"
                for key, names in zip(dimension.keys, dimension.names, strict=True)
            ),
            LIST,
        )

    def _param(self, node: nodes.Param) -> Phrase:
        figure = self.plan.parameters[node.id]
        unit = "" if figure.label in ("cap", "floor") else figure.unit  # a cap of 1.2 times the target, not 120%
        return Phrase(quantity(figure.value, unit, self.lang))  # type: ignore[arg-type]

    def _arith(self, node: nodes.Arith) -> Phrase:
        parts = list(addends(node.left))
        match node:
            case nodes.Arith(op="/", right=nodes.Const(value=count)) if count == len(parts) > 1:
                return self._call(self.say("mean"), *parts)
            case nodes.Arith(op="/", right=nodes.Cohort(kind="mean", column=column)) if self.value is None:
                return Phrase(self.say("ratio_to_mean", name=self.text(column, DEFINED + 1)))
            case nodes.Arith(op="-", left=nodes.Const(value=0)):
                return Phrase(f"−{self.text(node.right, PRODUCT)}", SUM)
        sign, own = _ARITH[node.op]
        right = self.text(node.right, own + 1 if node.op in "-/" else own)
        right = f"({right})" if right.startswith("−") else right
        return Phrase(f"{self.text(node.left, own)} {sign} {right}", own)

    def _call(self, function: str, *parts: nodes.Expr) -> Phrase:
        return Phrase(f"{function}({', '.join(map(self.text, parts))})")

    def _compare(self, node: nodes.Compare) -> Phrase:
        match node:
            case nodes.Compare(op="==", right=nodes.Cohort(kind="count")):
                return Phrase(self.say("last"))
            case nodes.Compare(op="==", right=nodes.Cohort(kind="max")):
                return Phrase(self.say("best", name=self.text(node.left, COMPARE)), COMPARE)
        left, right = self.text(node.left, DEFINED), self.text(node.right, DEFINED)
        return Phrase(f"{left} {SIGNS[node.op]}{right}", COMPARE)

    def _is_label(self, node: nodes.Is) -> Phrase:
        return Phrase(f"{self.text(node.text)} = {self.label(node.dimension, node.position)}", COMPARE)

    def _any(self, node: nodes.Any) -> Phrase:
        first = node.parts[0]
        if all(
            isinstance(part, nodes.Is) and isinstance(first, nodes.Is) and part.text == first.text
            for part in node.parts
        ):
            labels = [self.label(p.dimension, p.position) for p in node.parts if isinstance(p, nodes.Is)]
            return Phrase(f"{self.text(first.text)} = {' / '.join(labels)}", COMPARE)  # type: ignore[attr-defined]
        return Phrase(self.say("or").join(self.text(part, OR) for part in node.parts), OR)

    def _choice(self, node: nodes.If) -> Phrase:
        if self.value and not math.isnan(value := self.value(node)):
            return Phrase(self.shown(node, value))
        choice = by_label(self.plan, node)
        if choice and all(isinstance(then, nodes.Const | nodes.Param) for then in choice.leads_to):
            worth = zip(self.plan.dimensions[choice.dimension].names, choice.leads_to, strict=True)
            told = " / ".join(f"{names[self.lang]} {self.text(then)}" for names, then in worth)
            return Phrase(self.say("levels", name=self.text(choice.asked), levels=told))
        parts = {"test": node.test, "then": node.then, "other": node.other}
        return Phrase(self.say("if", **{key: self.text(part) for key, part in parts.items()}), LIST)

    def _greatest(self, node: nodes.Greatest) -> Phrase:
        match node.parts:
            case (part, nodes.Const(value=0)) if never_negative(self.plan, part) or (
                self.value and self.value(part) >= 0
            ):
                return self._phrase(part)  # a floor of 0 that nothing falls below
        return self._call("max", *node.parts)

    def _rounded(self, node: nodes.Round) -> Phrase:
        if node.digits == RATIO_DIGITS:  # never seen: it keeps engines from differing
            return self._phrase(node.part)
        return Phrase(self.say("rounded", part=self.text(node.part), digits=node.digits))

    def _cohort(self, node: nodes.Cohort) -> Phrase:
        return Phrase(self.say(f"cohort.{node.kind}", name=Printer(self.plan, self.lang).text(node.column, SUM)))

    def _or_else(self, node: nodes.OrElse) -> Phrase:
        if node.other == nodes.Missing():
            return Phrase(self.text(node.column))
        return Phrase(self.say("or_else", name=self.text(node.column), other=self.text(node.other)))

    def _rows(self, node: nodes.Rows) -> Phrase:
        columns = self.plan.tables[node.table].columns
        tests = [f"{self.called(columns[column.id])} = {self.text(wanted)}" for column, wanted in node.where]
        name = self.plan.scheme.details[node.table].name[self.lang]
        where = self.say("where", tests=self.say("and").join(tests)) if tests else ""
        what = self.called(columns[node.column.id]) if node.column else ""
        return Phrase(self.say(f"rows.{node.kind}", table=name, where=where, name=what))

    def _row_count(self, node: nodes.RowCount) -> Phrase:
        return Phrase(self.say("rows.count", table=self.plan.scheme.details[node.table].name[self.lang], where=""))

    def _tags(self, node: nodes.Tags) -> Phrase:
        names = (self.label(node.dimension, place) for place in range(len(node.tests)))
        told = [self.say("tag", name=name, test=self.text(test)) for name, test in zip(names, node.tests, strict=True)]
        return Phrase(self.say("join").join(told), LIST)

    def _nth(self, node: nodes.Nth) -> Phrase:
        return Phrase(self.say("nth", position=self.text(node.position)))


def bare(node: nodes.Expr) -> nodes.Expr:
    """Return a measure's definition without what only guards it: the rounding, the case of no mean."""
    match node:
        case nodes.Round(part=part, digits=digits) if digits == RATIO_DIGITS:
            return bare(part)
        case nodes.If(then=nodes.Const(), other=nodes.Round() as other):
            return bare(other)
    return node


def addends(node: nodes.Expr) -> Iterator[nodes.Expr]:
    """Yield the parts of a sum from left to right."""
    if isinstance(node, nodes.Arith) and node.op == "+":
        yield from addends(node.left)
        yield node.right
    else:
        yield node


#: Nodes whose value for an employee is looked up, not calculated from parts that are shown.
_LOOKED_UP = (
    nodes.Column,
    nodes.Keyed,
    nodes.OrElse,
    nodes.CountGiven,
    nodes.CountEntered,
    nodes.Cohort,
    nodes.Rows,
    nodes.RowCount,
)

_PRINT: dict[type[nodes.Expr], Callable[..., Phrase]] = {
    nodes.Const: lambda p, node: Phrase(quantity(node.value, "", p.lang)),
    nodes.Missing: lambda p, _: Phrase(p.say("blank")),
    nodes.Column: Printer._column,
    nodes.Param: Printer._param,
    nodes.Keyed: Printer._keyed,
    nodes.Is: Printer._is_label,
    nodes.Nth: Printer._nth,
    nodes.Label: lambda p, node: Phrase(p.label(node.dimension, node.position)),
    nodes.Arith: Printer._arith,
    nodes.Compare: Printer._compare,
    nodes.All: lambda p, node: Phrase(p.say("and").join(p.text(part, AND) for part in node.parts), AND),
    nodes.Any: Printer._any,
    nodes.Not: lambda p, node: Phrase(p.say("not", part=p.text(node.part))),
    nodes.If: Printer._choice,
    nodes.Least: lambda p, node: p._call("min", *node.parts),
    nodes.Greatest: Printer._greatest,
    nodes.Round: Printer._rounded,
    nodes.Whole: lambda p, node: p._call(p.say("whole"), node.part),
    nodes.OrElse: Printer._or_else,
    nodes.Alike: lambda p, node: Phrase(
        p.say("alike", name=p.called(p.plan.column(node.column.id)), key=p.called(p.plan.column(node.key.id)))
    ),
    nodes.CountEntered: lambda p, node: Phrase(p.say("count_given", count=len(node.columns))),
    nodes.CountGiven: lambda p, node: Phrase(p.say("count_given", count=len(node.columns))),
    nodes.Cohort: Printer._cohort,
    nodes.Rows: Printer._rows,
    nodes.RowCount: Printer._row_count,
    nodes.Tags: Printer._tags,
}
if lacking := set(nodes.NODES) - set(_PRINT):
    raise ImportError(f"backends/phrases has no row for {lacking}")
