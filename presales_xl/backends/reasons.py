"""One employee's numbers put into a rule: the branch taken and the calculation, or what is lacking for it."""

import math
from collections.abc import Callable, Iterator

from presales_xl.backends.phrases import OPPOSITE, SHORT, SIGNS, Printer, addends
from presales_xl.backends.simpler import counted
from presales_xl.backends.words import quantity
from presales_xl.scheme import expr as x
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.reads import reads
from presales_xl.texts import Lang

FIGURES = (x.Const, x.Param, x.Keyed)


class Reasons(Printer):
    """Tells how a value came about; `number` gives the value of any node for the employee, NaN for missing."""

    def __init__(self, plan: Plan, lang: Lang, number: Callable[[x.Expr], float], unit: str) -> None:
        super().__init__(plan, lang, number)
        self.number = number
        self.unit = unit
        self.grades = ""  # the dimension whose labels the outcomes of chains are positions in

    def reason(self, node: x.Expr, result: float) -> str:
        """Return how `result`, the value of `node`, came about."""
        match node:
            case x.If(then=x.Missing(), other=other):
                return self.reason(other, result)
            case x.If():
                return self.branch(node, result)
            case x.Nth(dimension=dimension, position=position):
                self.grades = dimension
                return self.reason(position, result + 1)
            case x.Tags():
                return self.tags_told(node, int(result))
            case x.Round(part=x.If() as part):
                return self.branch(part, result)
            case x.Least(parts=(x.Arith(left=x.If() as chain, right=steps), _)) if self.grades:
                lowered = self.say("reason.lowered", steps=self.text(steps), value=self.outcome(result))
                return self.joined(self.reason(chain, self.number(chain)), lowered)
            case x.Greatest(parts=(part, limit)) | x.Least(parts=(part, limit)) if is_compound(part):
                told = self.reason(part, self.number(part))
                if self.number(part) == result:
                    return told
                key = "at_least" if isinstance(node, x.Greatest) else "at_most"
                bound = self.say(key, limit=self.text(limit))
                return self.joined(told, self.say("reason.limited", limit=bound, value=self.outcome(result)))
            case x.Arith(left=x.Arith(left=x.Column(id=key))) if self.plan.columns[key].kind == "score":
                score = self.plan.columns[key].expr or x.Missing()
                scored = self.reason(score, self.number(x.Column(key)))
                return self.joined(scored, self.equation(node, result))
            case x.Arith(op="/", right=x.Column(id=key)) if self.plan.columns[key].kind == "rows":
                return self.rows_told(node, result)
            case x.Arith(op="/", right=x.CountGiven(columns=columns)):
                given = [column for column in columns if math.isfinite(self.number(column))]
                mean = x.Arith("/", x.total_of(list(given)), x.Const(len(given)))
                return self.equation(mean if len(given) > 1 else given[0], result)
            case x.Arith() if is_compound(node):
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

    def rows_told(self, node: x.Arith, result: float) -> str:
        """Return a mean over detail rows: how many rows have which label, and the calculation."""
        found = (part for part in x.walk(node.left) if isinstance(part, x.Rows))
        told = [
            self.text(wanted) + f" {self.known(part)}" for part in found for _, wanted in part.where if self.known(part)
        ]
        counts = self.say("comma").join(told)
        equation = self.equation(node, result)
        return self.say("named", name=self.say("reason.rows", counts=counts), rule=equation) if told else equation

    def name(self, node: x.Expr) -> str:
        """Return what a column is called; of one with a default, what a blank counts as only when it is blank."""
        if isinstance(node, x.OrElse) and not math.isnan(self.number(node.column)):
            node = node.column
        return super().name(node)

    def equation(self, node: x.Expr, result: float) -> str:
        """Return a calculation with its result."""
        inner = node.part if isinstance(node, x.Round) else node
        shown = quantity(result, self.unit, self.lang, SHORT)
        match inner:
            case x.Column() | x.OrElse() | x.Cohort():
                return f"{self.name(inner)} {shown}"
            case x.Keyed(key=key):
                return self.say("named", name=self.side(key), rule=shown)
            case x.Const() | x.Param():
                return shown
        return f"{self.text(inner)} = {shown}"

    def branch(self, node: x.Expr, result: float) -> str:
        """Return the conditions that decided, each thing that they are about once, and what they led to."""
        if isinstance(node, x.If) and (column := counted(node)):
            weighs = self.number(node.test) == 1
            return (
                self.reason(self.plan.columns[column.id].expr or column, result)
                if weighs
                else self.say("reason.not_counted")
            )
        told: dict[x.Expr, str] = {}
        while isinstance(node, x.If):
            holds = self.holds(node, result)
            for subject, clause in self.clauses(node.test, holds):
                told.pop(subject, None)
                told[subject] = clause
            node = node.then if holds else node.other
        why = self.say("comma").join(told.values())
        if isinstance(node, FIGURES):
            return self.say("leads_to", when=why, value=self.outcome(result)) if why else self.outcome(result)
        return self.joined(*filter(None, [why, self.reason(node, result)]))

    def holds(self, node: x.If, result: float) -> bool:
        """Return whether a choice took `then`; where the cohort decides and is not known, the result tells."""
        test = self.number(node.test)
        if not math.isnan(test):
            return test == 1
        return math.isclose(self.number(node.then), result) and not math.isclose(self.number(node.other), result)

    def tags_told(self, node: x.Tags, tags: int) -> str:
        """Return the flags that are up, each with why; `tags` has a bit for each."""
        told = []
        for place, test in enumerate(node.tests):
            if tags >> place & 1:
                why = self.say("comma").join(dict(self.clauses(test, True)).values())
                told.append(self.say("reason.flag", name=self.label(node.dimension, place), test=why))
        return self.joined(*told) if told else self.say("reason.none")

    def clauses(self, test: x.Expr, holds: bool) -> Iterator[tuple[x.Expr, str]]:
        """Yield why a test holds or not: what each clause is about, and the clause."""
        match test:
            case x.Not(part=part):
                yield from self.clauses(part, not holds)
            case x.All(parts=parts) | x.Any(parts=parts):
                all_count = isinstance(test, x.All) == holds  # all of all, or none of any
                decisive = [part for part in parts if all_count or self.number(part) == float(holds)]
                unknown = [part for part in parts if math.isnan(self.number(part))]  # the cohort decides
                for part in decisive or (unknown if len(unknown) == 1 else []):
                    yield from self.clauses(part, holds)
            case x.Compare():
                yield test.left, self._compared(test, holds)
            case x.Is(text=text):
                yield text, self.say("named", name=self.name(text), rule=self.text(text))
            case _:
                yield test, self.words(test)

    def _compared(self, test: x.Compare, holds: bool) -> str:
        match test:
            case x.Compare(op="==", right=x.Cohort(kind="count")):
                return self.say("last") if holds else self.say("reason.not_last")
            case x.Compare(op="==", right=x.Cohort(kind="max")):
                return self.say("reason.best" if holds else "reason.not_best", name=self.side(test.left))
        left, right = self.number(test.left), self.number(test.right)
        close = left != right and round(left, SHORT) == round(right, SHORT)
        sign = SIGNS[test.op if holds else OPPOSITE[test.op]]
        digits = 10 if close else SHORT
        return f"{self.side(test.left, digits)} {sign} {self.side(test.right, digits)}"

    def side(self, node: x.Expr, digits: int = SHORT) -> str:
        """Return one side of a comparison: what it is and its number."""
        value = self.number(node)
        if isinstance(node, x.Const | x.Param):
            return self.text(node)
        if math.isnan(value):
            return self.name(node)
        shown = self.shown(node, value, digits)
        looked_up = isinstance(node, x.Column | x.OrElse | x.Cohort | x.Rows | x.Keyed)
        return f"{self.name(node)} {shown}" if looked_up else f"{self.words(node)} = {shown}"


def is_compound(node: x.Expr) -> bool:
    """Return whether a node is a choice, or a sum with one: such parts explain themselves."""
    return any(isinstance(part, x.If) for part in addends(node))


def halfway(reasons: Reasons, expr: x.Expr) -> Iterator[x.Column]:
    """Yield the parts of a mean over what is filled in that are begun and not finished, which leaves it open."""
    for node in x.walk(expr):
        match node:
            case x.All(parts=(x.Compare(left=x.CountEntered()), x.Compare(left=x.CountGiven(columns=(part,))))):
                if reasons.number(node) == 1:
                    yield part


def lacking(reasons: Reasons, spec: ColumnSpec) -> str:
    """Return what is lacking for a column that is missing."""
    blank: dict[str, None] = {}
    not_valid: dict[str, None] = {}
    zero: dict[str, None] = {}

    def visit(column: ColumnSpec) -> None:
        value = reasons.number(x.Column(column.id))
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
            for node in x.walk(column.expr):
                if isinstance(node, x.Arith) and node.op == "/" and reasons.number(node.right) == 0:
                    zero[reasons.name(node.right)] = None

    visit(spec)
    found = {"blank": blank, "not_valid": not_valid, "zero": zero}
    separator = reasons.say("lacking.names")
    told = [reasons.say(f"lacking.{key}", names=separator.join(names)) for key, names in found.items() if names]
    return reasons.say("lacking.incomplete", what=reasons.joined(*told) if told else reasons.say("lacking.unknown"))
