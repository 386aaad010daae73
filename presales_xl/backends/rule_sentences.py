"""The rule of a column in words: 「未解决客户数 ≤0 → 35 分；≤3 → 30 分；其余 10 分」."""

from collections.abc import Callable, Iterator

from presales_xl.backends.phrases import CLAUSES, DEFINED, FIGURES, LIST, SIGNS, ColumnPrinter, Phrase, Printer
from presales_xl.backends.words import expected, quantity
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan, once_per_plan
from presales_xl.texts import Lang

#: Nodes with limits or cases: in a sum each of them is told by itself.
_LISTED = (nodes.Choice, nodes.Clamp, nodes.Least, nodes.Greatest)


@once_per_plan
def sentence(plan: Plan, spec: ColumnSpec, lang: Lang, *, conditions: bool = True) -> str:
    """Return the rule of a column in words, for an input what it may hold; with the conditions on which points count.

    Figures are those of the plan's parameters: rates in %, one figure per level or grade where they differ.
    """
    if spec.expr is None:
        return expected(plan, spec, lang)
    rules = _Rules(plan, lang, spec)
    rules.conditions = conditions
    return rules.joined(rules.rule(spec.expr).text, *(rules.not_applicable(spec) if conditions else ()))


def rule_in_words(plan: Plan, indicator: str, lang: Lang) -> str:
    """Return the rule that turns an indicator's inputs into points, as a sentence."""
    return sentence(plan, plan.columns[f"points.{indicator}"], lang)


def rule_in_short(plan: Plan, spec: ColumnSpec, lang: Lang) -> list[str]:
    """Return the steps of a rule that asks one thing only, without what it asks: `≥90 → 12`; of others nothing."""
    rules = _Rules(plan, lang, spec)
    short = rules.short(spec.expr or nodes.Missing())
    return [*short, *rules.not_applicable(spec)] if short else []


class _Rules(ColumnPrinter):
    """Puts a column's whole rule into words: choices as lists, limits behind what they limit."""

    conditions = True  # whether a rule says on which condition points count

    def rule(self, node: nodes.Expr) -> Phrase:
        """Return a rule as one sentence without its full stop."""
        return _RULE.get(type(node), Printer.phrase)(self, node)

    def not_applicable(self, spec: ColumnSpec) -> Iterator[str]:
        """Yield when points do not apply, if ever; of a mean that does not where no part does nothing is said."""
        if spec.kind != "points" or not spec.exempt:
            return
        test = self.plan.columns[spec.exempt].test or nodes.Missing()
        read = [self.plan.columns[node.id] for node in nodes.walk(test) if isinstance(node, nodes.Column)]
        if any(column.kind != "exempt" for column in read):
            yield self.say("not_applicable", test=self.text(test))

    def clauses(self, *parts: str) -> Phrase:
        """Return a rule that has several clauses."""
        return Phrase(self.joined(*parts), CLAUSES)

    # One method per node whose rule is told at more length than within a calculation.

    def rounded(self, node: nodes.Round) -> Phrase:
        return self.behind(self.rule(node.part), "rounded_to", digits=node.digits)

    def by_ratio(self, node: nodes.PointsByRatio) -> Phrase:
        if node.floor != nodes.Const(0):
            return self.phrase(node)
        points = nodes.Arith("*", node.points, nodes.Clamp(node.ratio, cap=node.cap))
        return self.clamped(nodes.Clamp(points, node.floor))

    def moved(self, node: nodes.Moved) -> Phrase:
        moved = self.say(node.way, steps=self.text(node.steps), limit=self.outcome(node.limit))
        return self.clauses(self.rule(node.position).text, moved)

    def scaled(self, node: nodes.Scaled) -> Phrase:
        scaled = self.say("scaled", points=self.text(node.points, DEFINED), scale=self.text(node.out_of))
        return self.clauses(self.rule(self.definition(node.score)).text, scaled)

    def where_empty(self, node: nodes.WhereEmpty) -> Phrase:
        worth = self.say("leads_to", when=self.text(node.test), value=self.outcome(node.worth))
        return self.clauses(self.rule(self.definition(node.points)).text, worth)

    def where_weighed(self, node: nodes.WhereWeighed) -> Phrase:
        rule = self.rule(self.definition(node.points))
        return Phrase(self.say("counted", rule=rule.text), CLAUSES) if self.conditions else rule

    def sum(self, node: nodes.Sum) -> Phrase:
        if not any(isinstance(part, _LISTED) for part in node.parts):
            return self.phrase(node)
        first, *others = (self.rule(part).text for part in node.parts)
        return self.clauses(first, *(self.say("plus", rule=rule) for rule in others))

    def name(self, node: nodes.Expr) -> str:
        """Return what a column is called; of an indicator's own raters the rule says no more than who."""
        spec = self.plan.column(node.id) if isinstance(node, nodes.Column) else None
        if spec and spec.rater and spec.group == self.indicator:
            return spec.rater[self.lang]
        return super().name(node)

    def rated(self, node: nodes.Rated) -> Phrase:
        """Return the rule of points that are given as they are, with the levels that guide them."""
        spec = self.plan.columns[node.entry.id]
        low, high = self.text(spec.low or nodes.Missing()), self.text(spec.high or nodes.Missing())
        rated = self.say("rated", name=self.called(spec), low=low, high=high)
        if node.guide is None:
            return Phrase(rated, LIST)
        labels = [names[self.lang] for names in self.plan.dimensions[node.dimension].names]
        levels = [
            f"{SIGNS[sign]}{self.text(bound)} {label}"
            for label, (sign, bound, _) in zip(labels, node.guide.bands, strict=False)
        ]
        levels.append(self.say("otherwise", value=labels[-1]))
        return Phrase(self.say("guided", rule=rated, levels=self.joined(*levels)), LIST)

    def behind(self, rule: Phrase, key: str, **fields: object) -> Phrase:
        """Return a rule with a limit behind it that holds for all of it."""
        whole = self.say("in_all" if rule.binds == CLAUSES else "comma")
        return Phrase(f"{rule.text}{whole}{self.say(key, **fields)}", min(rule.binds, LIST))

    def clamped(self, node: nodes.Clamp) -> Phrase:
        """Return a rule with its limits behind it."""
        rule, floor = self.rule(node.part), self.floor(node)
        if node.cap is not None:
            rule = self.behind(rule, "at_most", limit=self.text(node.cap))
        return rule if floor is None else self.behind(rule, "at_least", limit=self.text(floor))

    def choice(self, node: nodes.Choice) -> Phrase:
        return self.clauses(*self.steps(node))

    def steps(self, node: nodes.Choice) -> Iterator[str]:
        """Yield the steps of a choice; neighbours about the same thing name it once."""
        subject: nodes.Expr | None = None
        for test, value in node.steps:
            before, (subject, relation) = subject, self.relation(test)
            when = relation if subject is not None and subject == before else self.text(test)
            yield self.say("leads_to", when=when, value=self.outcome(value))
        if isinstance(node.otherwise, nodes.Cases | nodes.Bands):
            yield from self.steps(node.otherwise)
        else:
            simple = isinstance(node.otherwise, FIGURES)
            yield self.say("otherwise" if simple else "otherwise_rule", value=self.outcome(node.otherwise))

    def short(self, node: nodes.Expr) -> list[str]:
        """Return the steps of a choice about one thing, without what that is; of anything else nothing."""
        match node:
            case nodes.Round(part=part) | nodes.Comparable(part=part):
                return self.short(part)
            case nodes.Scaled(score=score, points=points, out_of=out_of):
                steps = self.short(self.definition(score))
                scaled = self.say("scaled", points=self.text(points, DEFINED), scale=self.text(out_of))
                return [*steps, scaled] if steps else []
            case nodes.ByLabel():
                return self.by_label(node)
            case nodes.Choice() if isinstance(node.otherwise, FIGURES):
                tests = [test for test, _ in node.steps if isinstance(test, nodes.Compare)]
                if len(tests) < len(node.steps) or len({test.left for test in tests}) > 1:
                    return []
                bounds = [f"{SIGNS[test.op]}{self.text(test.right, DEFINED)}" for test in tests]
                subject = tests[0].left
                if isinstance(subject, nodes.Column) and isinstance(self.definition(subject), nodes.RatioToMean):
                    bounds[0] = f"{self.say('against_mean')} {bounds[0]}"  # these are no bounds of the entry
                steps = [
                    self.say("leads_to", when=bound, value=self.bare_outcome(value))
                    for bound, (_, value) in zip(bounds, node.steps, strict=True)
                ]
                return [*steps, self.say("otherwise", value=self.bare_outcome(node.otherwise))]
        return []

    def levels(self, node: nodes.ByLabel) -> Phrase:
        """Return the outcome of each label of a choice, behind what is chosen."""
        rule = self.joined(*self.by_label(node))
        return Phrase(self.say("named", name=self.text(node.text), rule=rule), CLAUSES)

    def by_label(self, node: nodes.ByLabel) -> list[str]:
        """Return the outcome of each label of a choice."""
        worth = dict(node.worth)
        others = [place for place in range(len(self.plan.dimensions[node.dimension].keys)) if place not in worth]
        if len(others) == 1:
            worth[others[0]] = node.otherwise
        levels = [f"{self.label(node.dimension, place)} {self.bare_outcome(value)}" for place, value in worth.items()]
        if len(others) > 1:
            levels.append(self.say("otherwise", value=self.bare_outcome(node.otherwise)))
        return levels

    def outcome(self, node: nodes.Expr) -> str:
        """Return what a choice leads to, with the column's unit."""
        match nodes.stated(node):
            case nodes.Const(value=value) if self.labels_of:
                return self.label(self.labels_of, int(value) - 1)
            case nodes.Const(value=value) if self.unit == "money":
                return quantity(value, "money", self.lang)
            case nodes.Const() | nodes.Param() if self.unit == "points":
                return self.say("points", value=self.text(node))
        return self.rule(node).text

    def bare_outcome(self, node: nodes.Expr) -> str:
        """Return what a label leads to; points without their unit."""
        plain = self.unit == "points" and isinstance(nodes.stated(node), nodes.Const | nodes.Param)
        return self.text(node) if plain else self.outcome(node)


_RULE: dict[type[nodes.Expr], Callable[..., Phrase]] = {
    nodes.Cases: _Rules.choice,
    nodes.Bands: _Rules.choice,
    nodes.ByLabel: _Rules.levels,
    nodes.Nth: lambda rules, node: rules.rule(node.position),
    nodes.Comparable: lambda rules, node: rules.rule(node.part),
    nodes.Round: _Rules.rounded,
    nodes.Clamp: _Rules.clamped,
    nodes.PointsByRatio: _Rules.by_ratio,
    nodes.RatioToMean: lambda rules, node: Phrase(rules.say("flat", ratio=rules.text(node)), CLAUSES),
    nodes.Needs: lambda rules, node: rules.rule(node.part),
    nodes.Moved: _Rules.moved,
    nodes.Scaled: _Rules.scaled,
    nodes.Reweighed: lambda rules, node: rules.rule(rules.definition(node.score)),
    nodes.WhereWeighed: _Rules.where_weighed,
    nodes.WhereEmpty: _Rules.where_empty,
    nodes.Sum: _Rules.sum,
    nodes.Rated: _Rules.rated,
}
