"""One employee's numbers put into a rule: the branch taken and the calculation, or what is lacking for it."""

import math
from collections.abc import Callable, Iterator

from presales_xl.backends.phrases import OPPOSITE, SHORT, SIGNS, Printer, addends
from presales_xl.backends.simpler import counted
from presales_xl.backends.words import quantity
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.reads import reads
from presales_xl.texts import Lang

FIGURES = (nodes.Const, nodes.Param, nodes.Keyed)


class Reasons(Printer):
    """Tells how a value came about; `number` gives the value of any node for the employee, NaN for missing."""

    def __init__(self, plan: Plan, lang: Lang, number: Callable[[nodes.Expr], float], unit: str) -> None:
        super().__init__(plan, lang, number)
        self.number = number
        self.unit = unit
        self.grades = ""  # the dimension whose labels the outcomes of chains are positions in

    def reason(self, node: nodes.Expr, result: float) -> str:
        """Return how `result`, the value of `node`, came about."""
        match node:
            case nodes.If(then=nodes.Missing(), other=other):
                return self.reason(other, result)
            case nodes.If():
                return self.branch(node, result)
            case nodes.Nth(dimension=dimension, position=position):
                self.grades = dimension
                return self.reason(position, result + 1)
            case nodes.Tags():
                return self.tags_told(node, int(result))
            case nodes.Round(part=nodes.If() as part):
                return self.branch(part, result)
            case nodes.Least(parts=(nodes.Arith(left=nodes.If() as chain, right=steps), _)) if self.grades:
                lowered = self.say("reason.lowered", steps=self.text(steps), value=self.outcome(result))
                return self.joined(self.reason(chain, self.number(chain)), lowered)
            case nodes.Greatest(parts=(part, limit)) | nodes.Least(parts=(part, limit)) if is_compound(part):
                told = self.reason(part, self.number(part))
                if self.number(part) == result:
                    return told
                key = "at_least" if isinstance(node, nodes.Greatest) else "at_most"
                bound = self.say(key, limit=self.text(limit))
                return self.joined(told, self.say("reason.limited", limit=bound, value=self.outcome(result)))
            case nodes.Arith(left=nodes.Arith(left=nodes.Column(id=key))) if self.plan.columns[key].kind == "score":
                score = self.plan.columns[key].expr or nodes.Missing()
                scored = self.reason(score, self.number(nodes.Column(key)))
                return self.joined(scored, self.equation(node, result))
            case nodes.Arith(op="/", right=nodes.Column(id=key)) if self.plan.columns[key].kind == "rows":
                return self.rows_told(node, result)
            case nodes.Arith(op="/", right=nodes.CountGiven(columns=columns)):
                given = [column for column in columns if math.isfinite(self.number(column))]
                mean = nodes.Arith("/", nodes.total_of(list(given)), nodes.Const(len(given)))
                return self.equation(mean if len(given) > 1 else given[0], result)
            case nodes.Arith() if is_compound(node):
                parts = [self.reason(part, self.number(part)) for part in addends(node)]
                return self.joined(*parts, self.say("reason.in_total", value=self.outcome(result)))
        return self.equation(node, result)

    def joined(self, *parts: str) -> str:
        """Return parts of an explanation one after the other."""
        return self.say("join").join(parts)

    def outcome(self, value: float) -> str:
        """Return a value as the end of an explanation shows it."""
        if self.grades:
            return self.label(self.grades, int(value) - 1)
        shown = quantity(value, self.unit, self.lang, SHORT)
        return self.say("reason.points", value=shown) if self.unit == "points" else shown

    def rows_told(self, node: nodes.Arith, result: float) -> str:
        """Return a mean over detail rows: how many rows have which label, and the calculation."""
        found = (part for part in nodes.walk(node.left) if isinstance(part, nodes.Rows))
        told = [
            self.text(wanted) + f" {self.known(part)}" for part in found for _, wanted in part.where if self.known(part)
        ]
        counts = self.say("comma").join(told)
        equation = self.equation(node, result)
        return self.say("named", name=self.say("reason.rows", counts=counts), rule=equation) if told else equation

    def name(self, node: nodes.Expr) -> str:
        """Return what a column is called; of one with a default, what a blank counts as only when it is blank."""
        if isinstance(node, nodes.OrElse) and not math.isnan(self.number(node.column)):
            node = node.column
        return super().name(node)

    def equation(self, node: nodes.Expr, result: float) -> str:
        """Return a calculation with its result."""
        inner = node.part if isinstance(node, nodes.Round) else node
        shown = quantity(result, self.unit, self.lang, SHORT)
        match inner:
            case nodes.Column() | nodes.OrElse() | nodes.Cohort():
                return f"{self.name(inner)} {shown}"
            case nodes.Keyed(key=key):
                return self.say("named", name=self.side(key), rule=shown)
            case nodes.Const() | nodes.Param():
                return shown
        return f"{self.text(inner)} = {shown}"

    def branch(self, node: nodes.Expr, result: float) -> str:
        """Return the conditions that decided, each thing that they are about once, and what they led to."""
        if isinstance(node, nodes.If) and (column := counted(node)):
            weighs = self.number(node.test) == 1
            return (
                self.reason(self.plan.columns[column.id].expr or column, result)
                if weighs
                else self.say("reason.not_counted")
            )
        told: dict[nodes.Expr, str] = {}
        while isinstance(node, nodes.If):
            holds = self.holds(node, result)
            for subject, clause in self.clauses(node.test, holds):
                told.pop(subject, None)
                told[subject] = clause
            node = node.then if holds else node.other
        why = self.say("comma").join(told.values())
        if isinstance(node, FIGURES):
            return self.say("leads_to", when=why, value=self.outcome(result)) if why else self.outcome(result)
        return self.joined(*filter(None, [why, self.reason(node, result)]))

    def holds(self, node: nodes.If, result: float) -> bool:
        """Return whether a choice took `then`; where the cohort decides and is not known, the result tells."""
        test = self.number(node.test)
        if not math.isnan(test):
            return test == 1
        return math.isclose(self.number(node.then), result) and not math.isclose(self.number(node.other), result)

    def tags_told(self, node: nodes.Tags, tags: int) -> str:
        """Return the flags that are up, each with why; `tags` has a bit for each."""
        told = []
        for place, test in enumerate(node.tests):
            if tags >> place & 1:
                why = self.say("comma").join(dict(self.clauses(test, True)).values())
                told.append(self.say("reason.flag", name=self.label(node.dimension, place), test=why))
        return self.joined(*told) if told else self.say("reason.none")

    def clauses(self, test: nodes.Expr, holds: bool) -> Iterator[tuple[nodes.Expr, str]]:
        """Yield why a test holds or not: what each clause is about, and the clause."""
        match test:
            case nodes.Not(part=part):
                yield from self.clauses(part, not holds)
            case nodes.All(parts=parts) | nodes.Any(parts=parts):
                all_count = isinstance(test, nodes.All) == holds  # all of all, or none of any
                decisive = [part for part in parts if all_count or self.number(part) == float(holds)]
                unknown = [part for part in parts if math.isnan(self.number(part))]  # the cohort decides
                for part in decisive or (unknown if len(unknown) == 1 else []):
                    yield from self.clauses(part, holds)
            case nodes.Compare():
                yield test.left, self._compared(test, holds)
            case nodes.Is(text=text):
                yield text, self.say("named", name=self.name(text), rule=self.text(text))
            case _:
                yield test, self.words(test)

    def _compared(self, test: nodes.Compare, holds: bool) -> str:
        match test:
            case nodes.Compare(op="==", right=nodes.Cohort(kind="count")):
                return self.say("last") if holds else self.say("reason.not_last")
            case nodes.Compare(op="==", right=nodes.Cohort(kind="max")):
                return self.say("reason.best" if holds else "reason.not_best", name=self.side(test.left))
        left, right = self.number(test.left), self.number(test.right)
        close = left != right and round(left, SHORT) == round(right, SHORT)
        sign = SIGNS[test.op if holds else OPPOSITE[test.op]]
        digits = 10 if close else SHORT
        return f"{self.side(test.left, digits)} {sign} {self.side(test.right, digits)}"

    def side(self, node: nodes.Expr, digits: int = SHORT) -> str:
        """Return one side of a comparison: what it is and its number."""
        value = self.number(node)
        if isinstance(node, nodes.Const | nodes.Param):
            return self.text(node)
        if math.isnan(value):
            return self.name(node)
        shown = self.shown(node, value, digits)
        looked_up = isinstance(node, nodes.Column | nodes.OrElse | nodes.Cohort | nodes.Rows | nodes.Keyed)
        return f"{self.name(node)} {shown}" if looked_up else f"{self.words(node)} = {shown}"


def is_compound(node: nodes.Expr) -> bool:
    """Return whether a node is a choice, or a sum with one: such parts explain themselves."""
    return any(isinstance(part, nodes.If) for part in addends(node))


def halfway(reasons: Reasons, expr: nodes.Expr) -> Iterator[nodes.Column]:
    """Yield the parts of a mean over what is filled in that are begun and not finished, which leaves it open."""
    for node in nodes.walk(expr):
        match node:
            case nodes.All(
                parts=(nodes.Compare(left=nodes.CountEntered()), nodes.Compare(left=nodes.CountGiven(columns=(part,))))
            ):
                if reasons.number(node) == 1:
                    yield part


def lacking(reasons: Reasons, spec: ColumnSpec) -> str:
    """Return what is lacking for a column that is missing."""
    blank: dict[str, None] = {}
    not_valid: dict[str, None] = {}
    zero: dict[str, None] = {}

    def visit(column: ColumnSpec) -> None:
        value = reasons.number(nodes.Column(column.id))
        if math.isfinite(value):
            return
        if math.isinf(value):
            not_valid[reasons.called(column)] = None
        elif column.expr is None or column.kind == "rows":
            blank[reasons.called(column)] = None
        else:
            found = reads(column.expr)
            for part in found.needed:
                visit(reasons.plan.columns[part.id])
            begun = tuple(halfway(reasons, column.expr))
            for part in begun or found.optional:
                if begun or math.isinf(reasons.number(part)) or not found.needed or counted(column.expr):
                    visit(reasons.plan.columns[part.id])
            for node in nodes.walk(column.expr):
                if isinstance(node, nodes.Arith) and node.op == "/" and reasons.number(node.right) == 0:
                    zero[reasons.name(node.right)] = None

    visit(spec)
    found = {"blank": blank, "not_valid": not_valid, "zero": zero}
    separator = reasons.say("lacking.names")
    told = [reasons.say(f"lacking.{key}", names=separator.join(names)) for key, names in found.items() if names]
    return reasons.say("lacking.incomplete", what=reasons.joined(*told) if told else reasons.say("lacking.unknown"))
