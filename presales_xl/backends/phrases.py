"""Nodes in words: a table node → printer, for rules as they stand and for one employee's numbers put in."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from presales_xl.backends.words import LISTED, own_name, quantity
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan, once_per_plan
from presales_xl.texts import Lang, text

#: How strongly a phrase binds; one that binds less than its surroundings gets brackets. Several clauses and a list get
#: them within any other phrase, the definition of a measure (`DEFINED`) within any arithmetic.
CLAUSES, LIST, OR, AND, COMPARE, DEFINED, SUM, PRODUCT, ATOM = range(9)
SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_ARITH = {"+": ("+", SUM), "-": ("−", SUM), "*": ("×", PRODUCT), "/": ("÷", PRODUCT)}
FIGURES = (nodes.Const, nodes.Param, nodes.Keyed, nodes.Individual)
#: Nodes whose value for an employee is looked up, not calculated from parts that are shown.
LOOKED_UP = (
    nodes.Column,
    nodes.Keyed,
    nodes.OrElse,
    nodes.CountGiven,
    nodes.CountEntered,
    nodes.Cohort,
    nodes.Rows,
    nodes.RowCount,
)
SHORT = 4  # decimals of an employee's numbers


class Phrase(NamedTuple):
    """A text, how strongly it binds, and whether it begins with a minus."""

    text: str
    binds: int = ATOM
    signed: bool = False

    def within(self, binding: int) -> "Phrase":
        """Return the phrase as it stands in surroundings that bind so strongly: in brackets where they bind more."""
        return self.in_brackets() if self.binds < binding else self

    def behind_a_sign(self, binding: int) -> "Phrase":
        """Return the phrase as it stands behind + − × ÷: in brackets also where it begins with a minus."""
        phrase = self.within(binding)
        return phrase.in_brackets() if phrase.signed else phrase

    def in_brackets(self) -> "Phrase":
        """Return the phrase in brackets."""
        return Phrase(f"({self.text})")


def _decimals(value: float) -> int:
    """Return how many decimals a figure is told with: all that it is stated with, few where it is a third of 100."""
    return 10 if value == round(value, 10) else SHORT


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
        return self.phrase(node).within(binding).text

    def phrase(self, node: nodes.Expr) -> Phrase:
        """Return the node's text with how strongly it binds."""
        known = self.known(node)
        return known or _PRINT[type(node)](self, node)

    def lowered(self, node: nodes.Rich) -> Phrase:
        """Return the arithmetic of a rich node, where nothing shorter is to be said."""
        return self.phrase(node.lowered)

    def words(self, node: nodes.Expr) -> str:
        """Return the node in words, never in numbers."""
        return Printer(self.plan, self.lang).text(node)

    def known(self, node: nodes.Expr) -> Phrase | None:
        """Return the number or label that a node which is not calculated here has for the employee."""
        if self.value is None or not isinstance(node, LOOKED_UP):
            return None
        value = self.value(node)
        return None if math.isnan(value) else self.shown(node, value)

    def shown(self, node: nodes.Expr, value: float, digits: int = SHORT) -> Phrase:
        """Return a value of a node as people write it."""
        unit, dimension = "", ""
        match node:
            case nodes.Column(id=key) | nodes.OrElse(column=nodes.Column(id=key)):
                spec = self.plan.column(key)
                unit, dimension = spec.unit, spec.dimension
            case nodes.Cohort(kind="mean" | "max", column=nodes.Column(id=key)):
                unit = self.plan.columns[key].unit
            case nodes.Rows(kind="sum", table=table, column=nodes.Column(id=key)):
                unit = self.plan.tables[table].columns[key].unit
            case (
                nodes.Param(id=key)
                | nodes.Keyed(id=key)
                | nodes.Individual(figure=nodes.Param(id=key) | nodes.Keyed(id=key))
            ):
                unit = self.plan.parameters[key].unit
        if dimension:
            return Phrase(self.label(dimension, int(value)))
        return self.figure(value, unit, 2 if unit == "money" else digits)

    def figure(self, value: float, unit: str = "", digits: int = 10) -> Phrase:
        """Return a number as people write it."""
        shown = quantity(value, unit, self.lang, digits)
        return Phrase(shown, signed=shown.startswith("−"))

    def label(self, dimension: str, position: int) -> str:
        """Return a label of a dimension."""
        return self.plan.dimensions[dimension].names[position][self.lang]

    def name(self, node: nodes.Expr) -> str:
        """Return what a column is called, other nodes in words."""
        if not isinstance(node, nodes.Column):
            return self.words(node)
        spec = self.plan.column(node.id)
        indicator = self.plan.scheme.enabled().get(spec.group) if spec.label in ("measure", "points") else None
        return (
            indicator.name[self.lang] if indicator and not (spec.name and spec.kind == "measure") else self.called(spec)
        )

    def called(self, spec: ColumnSpec) -> str:
        """Return a column's own name."""
        return own_name(spec, self.lang)

    # One method per node that needs more than a line.

    def _column(self, node: nodes.Column) -> Phrase:
        spec = self.plan.column(node.id)
        if spec.kind == "measure" and spec.name is None and spec.expr is not None:
            phrase = self.phrase(spec.expr)
            return phrase if phrase.binds == ATOM else phrase._replace(binds=min(phrase.binds, DEFINED))
        return Phrase(self.name(node))

    def _keyed(self, node: nodes.Keyed) -> Phrase:
        figure = self.plan.parameters[node.id]
        if not isinstance(figure.value, Mapping):
            return self._stated(node, figure.value)
        alike = self._stated(node, next(iter(figure.value.values())))
        if all(self._stated(node, value) == alike for value in figure.value.values()):  # as told: a NaN equals no other
            return alike
        dimension = self.plan.dimensions[figure.dimension]
        if len(dimension.keys) > LISTED and figure.dimension != "grade":
            return Phrase(figure.name[self.lang] if figure.name else text(self.lang, f"figures.{figure.label}"))
        return Phrase(
            " / ".join(
                f"{names[self.lang]} {self._stated(node, figure.of(key)).text}"
                for key, names in zip(dimension.keys, dimension.names, strict=True)
            ),
            LIST,
        )

    def _stated(self, node: nodes.Keyed, value: float) -> Phrase:
        return self.shown(node, value, _decimals(value))

    def _param(self, node: nodes.Param) -> Phrase:
        figure = self.plan.parameters[node.id]
        unit = "" if figure.label in ("cap", "floor") else figure.unit  # a cap of 1.2 times the target, not 120%
        return self.figure(figure.value, unit, _decimals(figure.value))  # type: ignore[arg-type]

    def in_force(self, node: nodes.Expr) -> nodes.Expr:
        """Return the scheme's figure where HR has set none for the employee; any other node as it is."""
        is_set = isinstance(node, nodes.Individual) and self.value is not None and not math.isnan(self.value(node.own))
        return node if is_set else nodes.stated(node)

    def _individual(self, node: nodes.Individual) -> Phrase:
        if (figure := self.in_force(node)) is not node or self.value is None:
            return self.phrase(figure)
        own = self.value(node.own)
        return self.shown(node, own, _decimals(own))

    def _reweighed(self, node: nodes.Reweighed) -> Phrase:
        return self.phrase(node.scaled if self.in_force(node.points) is node.points else node.score)

    def _arith(self, node: nodes.Arith) -> Phrase:
        sign, binds = _ARITH[node.op]
        left = self.phrase(node.left).within(binds)
        right = self.phrase(node.right).behind_a_sign(binds + 1 if node.op in "-/" else binds)
        return Phrase(f"{left.text} {sign} {right.text}", binds, left.signed)

    def _negative(self, node: nodes.Negative) -> Phrase:
        return Phrase(f"−{self.phrase(node.part).behind_a_sign(PRODUCT).text}", SUM, signed=True)

    def _sum(self, node: nodes.Sum) -> Phrase:
        applying = [part for part in node.parts if not self.leaves_out(part)]
        first, *others = map(self.phrase, applying or [nodes.Const(0)])
        parts = [first.within(SUM), *(part.behind_a_sign(SUM) for part in others)]
        return Phrase(" + ".join(part.text for part in parts), SUM, parts[0].signed)

    def leaves_out(self, node: nodes.Expr) -> bool:
        """Return whether a part of a sum does not apply to the employee."""
        value = self.value
        return value is not None and isinstance(node, nodes.Applying) and any(value(each) == 1 for each in node.exempt)

    def _all_points(self, node: nodes.AllPoints) -> Phrase:
        if self.value:
            return self.lowered(node)
        return Phrase(self.say("all_adjusted" if node.adjustments else "all_points"), DEFINED)

    def _spread(self, node: nodes.Spread) -> Phrase:
        if self.value is None and node.scale != nodes.Const(1):
            return Phrase(self.say("spread"), DEFINED)
        if self.value is None:
            parts = self.say("join").join(self.by_its_rule(part) for part, _, _ in node.parts)
            return Phrase(self.say("mean_of_applying", parts=parts), CLAUSES)
        given: nodes.Expr = nodes.sum_of(tuple(part for part, _, _ in node.parts))
        applying = self.value(node.applying)
        if applying == self.value(node.scale):
            return self.phrase(given)
        if node.scale != nodes.Const(1):
            given = nodes.Arith("*", given, node.scale)
        return self.phrase(nodes.Arith("/", given, nodes.Const(applying)))

    def by_its_rule(self, part: nodes.Expr) -> str:
        """Return a part of a mean, which may be weighed, by the rule behind its column."""
        match part:
            case nodes.Applying(column=column):
                part = self.plan.columns[column.id].expr or part
            case nodes.Arith(left=nodes.Applying(column=column), right=weight):
                part = nodes.Arith("*", self.plan.columns[column.id].expr or column, weight)
        return self.text(part)

    def _call(self, function: str, *parts: nodes.Expr) -> Phrase:
        return Phrase(f"{function}({', '.join(map(self.text, parts))})")

    def relation(self, test: nodes.Expr) -> tuple[nodes.Expr | None, str]:
        """Return what a comparison asks about and what it asks of that; None for any other test."""
        match test:
            case nodes.Compare(op=op, left=left, right=right):
                return left, f"{SIGNS[op]}{self.text(right, DEFINED)}"
            case nodes.Is(text=text, dimension=dimension, position=position):
                return text, f"= {self.label(dimension, position)}"
            case nodes.OneOf(text=text, dimension=dimension, positions=positions):
                return text, f"= {' / '.join(self.label(dimension, position) for position in positions)}"
        return None, ""

    def _compare(self, node: nodes.Compare) -> Phrase:
        return Phrase(f"{self.text(node.left, DEFINED)} {self.relation(node)[1]}", COMPARE)

    def _asked(self, node: nodes.Is | nodes.OneOf) -> Phrase:
        return Phrase(f"{self.text(node.text)} {self.relation(node)[1]}", COMPARE)

    def _choice(self, node: nodes.Choice) -> Phrase:
        if self.value and not math.isnan(value := self.value(node)):
            return self.shown(node, value)
        return self.lowered(node)

    def _if(self, node: nodes.If) -> Phrase:
        parts = {"test": node.test, "then": node.then, "other": node.other}
        return Phrase(self.say("if", **{key: self.text(part) for key, part in parts.items()}), LIST)

    def _by_label(self, node: nodes.ByLabel) -> Phrase:
        worth = dict(node.worth)
        labels = range(len(self.plan.dimensions[node.dimension].keys))
        of_all = [(place, worth.get(place, node.otherwise)) for place in labels]
        simple = all(isinstance(nodes.stated(value), nodes.Const | nodes.Param) for _, value in of_all)
        if not simple or (self.value and not math.isnan(self.value(node))):
            return self._choice(node)
        levels = " / ".join(f"{self.label(node.dimension, place)} {self.text(value)}" for place, value in of_all)
        return Phrase(self.say("levels", name=self.text(node.text), levels=levels))

    def _blend_of_given(self, node: nodes.BlendOfGiven) -> Phrase:
        if not self.value or math.isnan(self.value(node)):
            weighted = nodes.sum_of(tuple(nodes.Arith("*", column, weight) for column, weight in node.parts))
            return Phrase(self.say("blend_of_given", parts=self.text(weighted)))
        given = [(column, weight) for column, weight in node.parts if math.isfinite(self.value(column))]
        blend = nodes.sum_of(tuple(nodes.Arith("*", column, weight) for column, weight in given))
        weights = nodes.sum_of(tuple(weight for _, weight in given))
        if len(given) == 1:
            return self.phrase(given[0][0])
        return self.phrase(blend if math.isclose(self.value(weights), 1) else nodes.Arith("/", blend, weights))

    def _mean_of_rows(self, node: nodes.MeanOfRows) -> Phrase:
        if self.value:
            return self.lowered(node)
        worth = {place: self.text(value) for place, value in node.worth}
        labels = range(len(self.plan.dimensions[node.dimension].keys))
        levels = [f"{self.label(node.dimension, place)} {worth.get(place, '0')}" for place in labels]
        rows = self.plan.scheme.details[node.table].name[self.lang]
        name = self.called(self.plan.column(node.column.id))
        return Phrase(self.say("mean_of_rows", name=name, table=rows, levels=self.say("join").join(levels)), CLAUSES)

    def _ratio_to_mean(self, node: nodes.RatioToMean) -> Phrase:
        if self.value:
            return self.phrase(nodes.Arith("/", node.value, nodes.Cohort("mean", node.value)))
        return Phrase(self.say("ratio_to_mean", name=self.text(node.value, DEFINED + 1)))

    def _worded(self, node: nodes.Worded) -> Phrase:
        if self.value:
            return self.lowered(node)
        return Phrase(self.say(f"rule.{node.words}", **{name: self.text(part) for name, part in node.parts}), LIST)

    def _clamp(self, node: nodes.Clamp) -> Phrase:
        floor = self.floor(node)
        return self.phrase(node.capped) if floor is None else self._call("max", node.capped, floor)

    def floor(self, node: nodes.Clamp) -> nodes.Expr | None:
        """Return the floor where it is to be told: one of 0 that nothing falls below is not."""
        if node.floor != nodes.Const(0):
            return node.floor
        above = never_negative(self.plan, node.capped) or (self.value and self.value(node.capped) >= 0)
        return None if above else node.floor

    def _rounded(self, node: nodes.Round) -> Phrase:
        return Phrase(self.say("rounded", part=self.text(node.part), digits=node.digits))

    def _cohort(self, node: nodes.Cohort) -> Phrase:
        is_worded = isinstance(self.plan.columns[node.column.id].expr, nodes.Worded)  # and has brackets of its own
        name = Printer(self.plan, self.lang).text(node.column, LIST if is_worded else SUM)
        return Phrase(self.say(f"cohort.{node.kind}", name=name))

    def _or_else(self, node: nodes.OrElse) -> Phrase:
        if node.other == nodes.Missing():
            return self.phrase(node.column)
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
        tags = [self.say("tag", name=name, test=self.text(test)) for name, test in zip(names, node.tests, strict=True)]
        return Phrase(self.say("join").join(tags), CLAUSES)

    def _nth(self, node: nodes.Nth) -> Phrase:
        return Phrase(self.say("nth", position=self.text(node.position)))


@once_per_plan
def never_negative(plan: Plan, node: nodes.Expr) -> bool:
    """Return whether a number is 0 or more whatever is filled in, so that a floor of 0 need not be told of."""
    match node:
        case nodes.Rich():
            return never_negative(plan, node.figure if isinstance(node, nodes.Individual) else node.lowered)
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


_PRINT: dict[type[nodes.Expr], Callable[..., Phrase]] = {
    nodes.Const: lambda p, node: p.figure(node.value),
    nodes.Missing: lambda p, _: Phrase(p.say("blank")),
    nodes.Column: Printer._column,
    nodes.Param: Printer._param,
    nodes.Keyed: Printer._keyed,
    nodes.Is: Printer._asked,
    nodes.Nth: Printer._nth,
    nodes.Label: lambda p, node: Phrase(p.label(node.dimension, node.position)),
    nodes.Arith: Printer._arith,
    nodes.Compare: Printer._compare,
    nodes.All: lambda p, node: Phrase(p.say("and").join(p.text(part, AND) for part in node.parts), AND),
    nodes.Any: lambda p, node: Phrase(p.say("or").join(p.text(part, OR) for part in node.parts), OR),
    nodes.Not: lambda p, node: Phrase(p.say("not", part=p.text(node.part))),
    nodes.If: Printer._if,
    nodes.Least: lambda p, node: p._call("min", *node.parts),
    nodes.Greatest: lambda p, node: p._call("max", *node.parts),
    nodes.Round: Printer._rounded,
    nodes.Whole: lambda p, node: p._call(p.say("whole"), node.part),
    nodes.OrElse: Printer._or_else,
    nodes.Alike: lambda p, node: Phrase(
        p.say("alike", name=p.called(p.plan.column(node.column.id)), key=p.called(p.plan.column(node.key.id)))
    ),
    nodes.CountEntered: lambda p, node: Phrase(p.say("count_given", count=len(node.columns))),
    nodes.Doubt: lambda p, node: Phrase(p.say("doubt", name=p.text(node.column))),
    nodes.Asked: lambda p, node: Phrase(p.say("asked")),
    nodes.CountGiven: lambda p, node: Phrase(p.say("count_given", count=len(node.columns))),
    nodes.Cohort: Printer._cohort,
    nodes.Rows: Printer._rows,
    nodes.RowCount: Printer._row_count,
    nodes.Needs: lambda p, node: p.phrase(node.part),
    nodes.Tags: Printer._tags,
    nodes.Individual: Printer._individual,
    nodes.Comparable: lambda p, node: p.phrase(node.part),
    nodes.Negative: Printer._negative,
    nodes.Sum: Printer._sum,
    nodes.AllPoints: Printer._all_points,
    nodes.Mean: lambda p, node: p._call(p.say("mean"), *node.parts),
    nodes.BlendOfGiven: Printer._blend_of_given,
    nodes.PartlyGiven: lambda p, node: Phrase(
        p.say("partly_given", names=p.say("join").join(map(p.text, node.columns)))
    ),
    nodes.MeanOfRows: Printer._mean_of_rows,
    nodes.Clamp: Printer._clamp,
    nodes.PointsByRatio: Printer.lowered,
    nodes.RatioToMean: Printer._ratio_to_mean,
    nodes.IsLast: lambda p, _: Phrase(p.say("last")),
    nodes.IsBest: lambda p, node: Phrase(p.say("best", name=p.text(node.entry, COMPARE)), COMPARE),
    nodes.OneOf: Printer._asked,
    nodes.Cases: Printer._choice,
    nodes.Bands: Printer._choice,
    nodes.ByLabel: Printer._by_label,
    nodes.Rated: Printer.lowered,
    nodes.Moved: Printer.lowered,
    nodes.Scaled: Printer.lowered,
    nodes.Reweighed: Printer._reweighed,
    nodes.WhereWeighed: Printer.lowered,
    nodes.NothingOf: lambda p, node: Phrase(f"{p.text(node.whole, DEFINED)} = 0", COMPARE),
    nodes.WhereEmpty: lambda p, node: p.lowered(node) if p.value else p.phrase(node.points),
    nodes.Applying: lambda p, node: p.phrase(node.column),
    nodes.Spread: Printer._spread,
    nodes.Unset: lambda p, node: Phrase(p.say("unset", figure=p.text(node.figure))),
    nodes.Told: Printer.lowered,
    nodes.Worded: Printer._worded,
}
nodes.refuse_gaps(_PRINT, nodes.PLAIN + nodes.RICH, "backends/phrases")


class ColumnPrinter(Printer):
    """Puts the expression of one column into words, or into one employee's numbers."""

    def __init__(
        self, plan: Plan, lang: Lang, spec: ColumnSpec, value: Callable[[nodes.Expr], float] | None = None
    ) -> None:
        super().__init__(plan, lang, value)
        self.unit = spec.unit
        self.indicator = spec.group
        #: The dimension whose labels the outcomes of choices are positions in.
        self.labels_of = spec.expr.dimension if isinstance(spec.expr, nodes.Nth) else ""

    def definition(self, column: nodes.Column) -> nodes.Expr:
        """Return what a computed column of the scheme stands for."""
        return self.plan.columns[column.id].expr or column

    def joined(self, *parts: str) -> str:
        """Return parts of a sentence one after the other."""
        return self.say("join").join(parts)
