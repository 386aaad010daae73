"""The explaining backend: the rule of a column in words, and how one employee's value came about.

Both stand on one printer (`phrases`): 「未解决客户数 ≤0 → 35 分；≤3 → 30 分；其余 10 分」 is what the rule says,
「未解决客户数 2 ≤ 3 → 30 分」 what it did.
"""

import math
from collections.abc import Mapping

from presales_xl.backends.phrases import DEFINED, SIGNS, Printer, addends
from presales_xl.backends.reasons import Reasons, lacking
from presales_xl.backends.simpler import counted, never_negative
from presales_xl.backends.single import single
from presales_xl.backends.words import expected, quantity
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang


def sentence(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return the rule of a column in words, for an input what it may hold.

    Figures are those of the plan's parameters: rates in %, one figure per level or grade where they differ.
    """
    if spec.expr is None:
        return expected(plan, spec, lang)
    return _Rules(plan, lang, spec).rule(spec.expr)


def explain(
    plan: Plan,
    spec: ColumnSpec,
    values: Mapping[str, float],
    lang: Lang,
    others: Mapping[nodes.Expr, float] | None = None,
) -> str:
    """Return how one employee's value of a column came about: the branch taken, with the numbers put in.

    `values` are the employee's columns by id as `frame.evaluate` gives them, `others` the employee's part of
    `frame.from_other_rows`; without it figures of the cohort and of detail rows are named, not shown. For a value that
    is missing the text says what is lacking.
    """
    reasons = Reasons(plan, lang, single(plan, values, others or {}), spec.unit)
    column = nodes.Column(spec.id)
    result = reasons.number(column)
    if not math.isfinite(result):
        return lacking(reasons, spec)
    return f"{reasons.name(column)} {reasons.text(column)}" if spec.expr is None else reasons.reason(spec.expr, result)


class _Rules(Printer):
    """Puts a column's whole rule into words: chains as lists, limits behind what they limit."""

    def __init__(self, plan: Plan, lang: Lang, spec: ColumnSpec) -> None:
        super().__init__(plan, lang)
        self.unit = spec.unit
        self.indicator = spec.group
        self.grades = ""  # the dimension whose labels the outcomes of chains are positions in

    def rule(self, node: nodes.Expr) -> str:
        """Return a rule as one sentence without its full stop."""
        match node:
            case nodes.If(then=nodes.Missing(), other=other):  # half filled in: missing as any other
                return self.rule(other)
            case nodes.If() if column := counted(node):
                return self.say("counted", rule=self.rule(self.plan.columns[column.id].expr or column))
            case nodes.If():
                return self.chain(node)
            case nodes.Nth(dimension=dimension, position=position):
                self.grades = dimension
                return self.rule(position)
            case nodes.Round(part=part, digits=digits) if digits in (0, 2):
                return self.behind(self.rule(part), "rounded_to", digits=digits)
            case nodes.Greatest(parts=(part, nodes.Const(value=0))) if never_negative(self.plan, part):
                return self.rule(part)
            case nodes.Greatest(parts=(part, nodes.Const() | nodes.Param() | nodes.Keyed() as limit)):
                return self.behind(self.rule(part), "at_least", limit=self.text(limit))
            case nodes.Least(
                parts=(nodes.Arith(op="+", left=nodes.If() as chain, right=steps), nodes.Const() as last)
            ) if self.grades:
                lowered = self.say("lowered", steps=self.text(steps), last=self.outcome(last))
                return self.say("join").join([self.rule(chain), lowered])
            case nodes.Least(parts=(part, nodes.Const() | nodes.Param() | nodes.Keyed() as limit)):
                return self.behind(self.rule(part), "at_most", limit=self.text(limit))
            case nodes.Arith():
                return self.calculation(node)
            case nodes.Column(id=key) if self.plan.columns[key].field not in (None, *self.plan.scheme.inputs.values()):
                return self.rated(self.plan.columns[key])
        return self.text(node)

    def name(self, node: nodes.Expr) -> str:
        """Return what a column is called; of an indicator's own raters the rule says no more than who."""
        spec = self.plan.column(node.id) if isinstance(node, nodes.Column) else None
        if spec and spec.rater and spec.group == self.indicator:
            return spec.rater[self.lang]
        return super().name(node)

    def rated(self, spec: ColumnSpec) -> str:
        """Return the rule of an indicator whose points are given as they are, with the levels that guide them."""
        low, high = self.text(spec.low or nodes.Missing()), self.text(spec.high or nodes.Missing())
        rated = self.say("rated", name=self.called(spec), low=low, high=high)
        guide = self.plan.columns.get(f"measure.{spec.group}.level")
        return self.say("guided", rule=rated, levels=self.guide(guide)) if guide else rated

    def guide(self, spec: ColumnSpec) -> str:
        """Return the described levels that a rating falls into, by lower bound."""
        told: list[str] = []
        rest = spec.expr.position if isinstance(spec.expr, nodes.Nth) else None
        labels = self.plan.dimensions[spec.dimension].keys
        for place in range(len(labels)):
            label = self.label(spec.dimension, place)
            if isinstance(rest, nodes.If) and isinstance(rest.test, nodes.Compare):
                told.append(f"{SIGNS[rest.test.op]}{self.text(rest.test.right)} {label}")
                rest = rest.other
            else:
                told.append(self.say("otherwise", value=label))
        return self.say("join").join(told)

    def behind(self, rule: str, key: str, **fields: object) -> str:
        """Return a rule with a limit behind it that holds for all of it."""
        whole = self.say("in_all") if self.say("join") in rule else self.say("comma")
        return f"{rule}{whole}{self.say(key, **fields)}"

    def calculation(self, node: nodes.Arith) -> str:
        match node:
            case nodes.Arith(
                op="*",
                left=nodes.Param() | nodes.Keyed() as points,
                right=nodes.Greatest(parts=(inner, nodes.Const(value=0))),
            ) if not never_negative(self.plan, inner):
                return self.behind(self.text(nodes.Arith("*", points, inner)), "at_least", limit="0")
            case nodes.Arith(
                op="/", left=nodes.Arith(op="*", left=nodes.Column(id=key), right=points), right=nodes.Const() as scale
            ):
                spec = self.plan.columns[key]
                if spec.kind == "score" and spec.expr is not None:
                    scaled = self.say("scaled", points=self.text(points, DEFINED), scale=self.text(scale))
                    return self.say("join").join([self.rule(spec.expr), scaled])
            case nodes.Arith(op="/", left=counts, right=nodes.Column(id=key)) if self.plan.columns[key].kind == "rows":
                return self.mean_of_rows(node, list(addends(counts)))
            case nodes.Arith(op="/", left=given, right=nodes.CountGiven(columns=columns)):
                if [part.column for part in addends(given) if isinstance(part, nodes.OrElse)] == list(columns):
                    rules = (self.text(self.plan.columns[column.id].expr or column) for column in columns)
                    return self.say("mean_of_given", parts=self.say("join").join(rules))
        parts = list(addends(node))
        totals = {nodes.Column(spec.id) for spec in self.plan.of_kind("points", "adjustment")}
        if len(parts) > 1 and set(parts) == totals:
            return self.say("all_adjusted" if self.plan.of_kind("adjustment") else "all_points")
        if any(isinstance(part, nodes.If | nodes.Least | nodes.Greatest) for part in parts):
            first, *rest = map(self.rule, parts)
            return self.say("join").join([first, *(self.say("plus", rule=rule) for rule in rest)])
        return self.text(node)

    def mean_of_rows(self, node: nodes.Arith, counts: list[nodes.Expr]) -> str:
        """Return the rule of a choice that is made in every row: the mean of the points of its labels."""
        stated: dict[int, str] = {}
        for part in counts:
            match part:
                case nodes.Arith(
                    left=nodes.Rows(table=table, where=((nodes.Column(id=key), nodes.Label() as label),)), right=points
                ):
                    stated[label.position] = self.text(points)
                case _:
                    return self.text(node)
        labels = range(len(self.plan.dimensions[label.dimension].keys))
        told = [f"{self.label(label.dimension, place)} {stated.get(place, '0')}" for place in labels]
        rows = self.plan.scheme.details[table].name[self.lang]
        name = self.called(self.plan.column(key))
        return self.say("mean_of_rows", name=name, table=rows, levels=self.say("join").join(told))

    def chain(self, node: nodes.If) -> str:
        """Return nested choices as a list; neighbours about the same thing name it once."""
        links: list[tuple[nodes.Expr, nodes.Expr]] = []
        rest: nodes.Expr = node
        while isinstance(rest, nodes.If):
            links.append((rest.test, rest.then))
            rest = rest.other
        tests = [test for test, _ in links]
        first = tests[0]
        if isinstance(first, nodes.Is) and all(
            isinstance(test, nodes.Is) and test.text == first.text for test in tests
        ):
            return self.levels(first, links, rest)
        told: list[str] = []
        subject: nodes.Expr | None = None
        for test, then in links:
            when = self.text(test)
            if isinstance(test, nodes.Compare):
                when = f"{SIGNS[test.op]}{self.text(test.right, DEFINED)}" if test.left == subject else when
                subject = test.left
            else:
                subject = None
            told.append(self.say("leads_to", when=when, value=self.outcome(then)))
        simple = isinstance(rest, nodes.Const | nodes.Param | nodes.Keyed)
        told.append(self.say("otherwise" if simple else "otherwise_rule", value=self.outcome(rest)))
        return self.say("join").join(told)

    def levels(self, first: nodes.Is, links: list[tuple[nodes.Expr, nodes.Expr]], rest: nodes.Expr) -> str:
        """Return the outcome of each label of a choice."""
        stated = {test.position: then for test, then in links if isinstance(test, nodes.Is)}
        labels = self.plan.dimensions[first.dimension].keys
        left_over = [place for place in range(len(labels)) if place not in stated]
        if len(left_over) == 1:
            stated[left_over[0]] = rest
        told = [f"{self.label(first.dimension, place)} {self.bare_outcome(then)}" for place, then in stated.items()]
        if len(left_over) > 1:
            told.append(self.say("otherwise", value=self.bare_outcome(rest)))
        return self.say("named", name=self.text(first.text), rule=self.say("join").join(told))

    def outcome(self, node: nodes.Expr) -> str:
        """Return what a chain leads to, with the column's unit."""
        match node:
            case nodes.Const(value=value) if self.grades:
                return self.label(self.grades, int(value) - 1)
            case nodes.Const(value=value) if self.unit == "money":
                return quantity(value, "money", self.lang)
            case nodes.Const() | nodes.Param() if self.unit == "points":
                return self.say("points", value=self.text(node))
        return self.rule(node)

    def bare_outcome(self, node: nodes.Expr) -> str:
        return (
            self.text(node)
            if self.unit == "points" and isinstance(node, nodes.Const | nodes.Param)
            else self.outcome(node)
        )
