"""How one employee's value came about: 「未解决客户数 2 ≤ 3 → 30 分」."""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from presales_xl.backends.frame import DetailRows, Number, failed_checks, row_by_row
from presales_xl.backends.phrases import FIGURES, LOOKED_UP, SHORT, SIGNS, ColumnPrinter
from presales_xl.backends.words import quantity
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.states import NOT_APPRAISED, STATE
from presales_xl.texts import Lang, text


def explain(plan: Plan, spec: ColumnSpec, number: Number, lang: Lang) -> str:
    """Return how one employee's value of a column came about: the branch taken, with the numbers put in.

    `number` gives the employee's value of any node (see `frame.Known`); figures of the cohort and of detail rows that
    it does not know are named, not shown. For a value that is missing the text says what is lacking.
    """
    reasons = _Reasons(plan, lang, spec, number)
    column = nodes.Column(spec.id)
    if reasons.is_exempt(spec):
        return reasons.exempt(plan.columns[spec.exempt])
    result = number(column)
    if not math.isfinite(result) and number(nodes.Column(NOT_APPRAISED)) == 1:
        is_open = spec.id in plan.lasting and number(nodes.Column("completeness")) < 1
        return reasons.lacking(spec) if is_open else reasons.not_appraised()
    if not math.isfinite(result):
        return reasons.lacking(spec)
    return f"{reasons.name(column)} {reasons.text(column)}" if spec.expr is None else reasons.reason(spec.expr, result)


class Explained:
    """How values of one column came about, for many people: put into words once for the same numbers.

    Words are found as they were put together: a node is asked for, its number leads to the next node, or to the words.
    """

    def __init__(self, plan: Plan, spec: ColumnSpec, lang: Lang, room: int = 1000) -> None:
        self._about = plan, spec, lang
        self._room = room  # for how many texts
        self._said: dict[
            float | None, Any
        ] = {}  # by the number asked for last: the next node with its numbers, or words

    def of(self, number: Number) -> str:
        """Return what `explain` says of somebody."""
        known = self._said.get(None)
        while isinstance(known, tuple):
            node, answers = known
            known = answers.get(_answer(number(node)))
        return known or self._put(number)

    def _put(self, number: Number) -> str:
        """Put into words what was not said yet, and keep it by what was asked for that."""
        asked: dict[nodes.Expr, float] = {}

        def asking(node: nodes.Expr) -> float:
            if node not in asked:
                asked[node] = number(node)
            return asked[node]

        plan, spec, lang = self._about
        words = explain(plan, spec, asking, lang)
        if self._room:
            self._room -= 1
            answers, answer = self._said, None
            for node, value in asked.items():
                _, answers = answers.setdefault(answer, (node, {}))
                answer = _answer(value)
            answers[answer] = words
        return words


def _answer(value: float) -> float | None:
    """Return a number as it is looked up by: what is missing is no number, and equal to no other."""
    return None if math.isnan(value) else value


def flags(plan: Plan, number: Number, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield the name of each flag that is up for one employee, and the flag with its reason."""
    if (spec := plan.columns.get("flags")) is not None and spec.expr is not None:
        reasons = _Reasons(plan, lang, spec, number)
        for place in plan.flags_up(number(nodes.Column(spec.id))):
            yield reasons.label(spec.dimension, place), reasons.reason(spec.expr, 2.0**place)


def refused_rows(plan: Plan, table: str, rows: DetailRows, lang: Lang) -> Iterator[tuple[int, str, str]]:
    """Yield each row of a detail table that does not meet a check: its number, what is asked, what the row comes to."""
    run, checks = row_by_row(plan, table, rows), plan.scheme.details[table].checks
    tests = dict(zip(checks, plan.tables[table].checks, strict=True))
    for key, failed in failed_checks(plan, table, rows).items():
        for row in failed:

            def number(node: nodes.Expr, row: int = row) -> float:
                return float(np.broadcast_to(run.value(node), rows.size)[row])

            reasons = _Reasons(plan, lang, plan.column(f"{table}.state"), number)
            why = dict(reasons.clauses(tests[key], False)).values()
            yield row, checks[key].name[lang], reasons.say("comma").join(why)


def causes(plan: Plan, spec: ColumnSpec, number: Number) -> list[tuple[str, str | nodes.Expr]]:
    """Return what leaves one employee's value of a column open (see `explain`): the reason, and where it lies.

    `blank` and `not_valid` go with the id of an entry or a written text, `zero` with what divides, `waits` with a test.
    """
    return list(dict.fromkeys(_Reasons(plan, "zh", spec, number).causes(spec)))


class _Reasons(ColumnPrinter):
    """Tells how a value came about; `number` gives the value of any node for the employee, NaN for missing."""

    def __init__(self, plan: Plan, lang: Lang, spec: ColumnSpec, number: Callable[[nodes.Expr], float]) -> None:
        super().__init__(plan, lang, spec, number)
        self.number = number
        self.asked: set[str] = set()  # columns of which it was asked what leaves them open

    def reason(self, node: nodes.Expr, result: float) -> str:
        """Return how `result`, the value of `node`, came about."""
        return _REASON.get(type(node), _Reasons.equation)(self, node, result)

    # One method per node that is explained by more than its calculation.

    def ratio_to_mean(self, node: nodes.RatioToMean, result: float) -> str:
        return (self.branch if self.number(node.is_flat) else self.equation)(node, result)

    def rounded(self, node: nodes.Round | nodes.Comparable, result: float) -> str:
        return (self.branch if isinstance(node.part, nodes.Choice) else self.equation)(node.part, result)

    def moved(self, node: nodes.Moved, result: float) -> str:
        position = self.reason(node.position, self.number(node.position))
        if self.number(node.steps) == 0:
            return position
        moved = self.say(f"reason.{node.way}", steps=self.text(node.steps), value=self.outcome(result))
        return self.joined(position, moved)

    def where_empty(self, node: nodes.WhereEmpty, result: float) -> str:
        if self.number(node.test) == 1:
            why = self.say("comma").join(dict(self.clauses(node.test, True)).values())
            return self.say("leads_to", when=why, value=self.outcome(result))
        return self.reason(self.definition(node.points), result)

    def where_weighed(self, node: nodes.WhereWeighed, result: float) -> str:
        if self.number(node.weight) <= 0:
            return self.say("reason.not_counted")
        return self.reason(self.definition(node.points), result)

    def scaled(self, node: nodes.Scaled, result: float) -> str:
        score = self.reason(self.definition(node.score), self.number(node.score))
        return self.joined(score, self.equation(node, result))

    def reweighed(self, node: nodes.Reweighed, result: float) -> str:
        score = self.reason(self.definition(node.score), self.number(node.score))
        return self.joined(score, self.equation(node, result)) if self.in_force(node.points) is node.points else score

    def spread(self, node: nodes.Spread, result: float) -> str:
        """Explain a mean of which a single part applies by that part."""
        applying = [part for part, _, exempt in node.parts if exempt is None or self.number(exempt) == 0]
        alone = applying[0] if len(applying) == 1 and node.scale == nodes.Const(1) else node
        return self.equation(alone.column if isinstance(alone, nodes.Applying) else alone, result)

    def sum(self, node: nodes.Sum, result: float) -> str:
        if not is_compound(node):
            return self.equation(node, result)
        parts = [self.reason(part, self.number(part)) for part in node.parts]
        return self.joined(*parts, self.say("reason.in_total", value=self.outcome(result)))

    def outcome(self, value: float) -> str:
        """Return a value as the end of an explanation shows it."""
        if self.labels_of:
            return self.label(self.labels_of, int(value) - 1)
        shown = quantity(value, self.unit, self.lang, SHORT)
        return self.say("reason.points", value=shown) if self.unit == "points" else shown

    def clamped(self, node: nodes.Clamp, result: float) -> str:
        """Return how a choice came about, and the limit where it was reached."""
        if not is_compound(node.part):
            return self.equation(node, result)
        value = self.number(node.part)
        reason = self.reason(node.part, value)
        if value == result:
            return reason
        key, limit = ("at_least", node.floor) if result > value else ("at_most", node.cap)
        bound = self.say(key, limit=self.text(limit or nodes.Missing()))
        return self.joined(reason, self.say("reason.limited", limit=bound, value=self.outcome(result)))

    def mean_of_rows(self, node: nodes.MeanOfRows, result: float) -> str:
        """Return a mean over detail rows: how many rows have which label, and the calculation."""
        equation = self.equation(node, result)
        counts = [
            f"{self.label(node.dimension, position)} {known.text}"
            for position, rows in node.counts
            if (known := self.known(rows))
        ]
        counted = self.say("reason.rows", counts=self.say("comma").join(counts))
        return self.say("named", name=counted, rule=equation) if counts else equation

    def name(self, node: nodes.Expr) -> str:
        """Return what a column is called; of one with a default, what a blank counts as only when it is blank."""
        if isinstance(node, nodes.OrElse) and not math.isnan(self.number(node.column)):
            node = node.column
        return super().name(node)

    def equation(self, node: nodes.Expr, result: float) -> str:
        """Return a calculation with its result."""
        shown = quantity(result, self.unit, self.lang, SHORT)
        match self.in_force(node):
            case nodes.Keyed(key=key):
                return self.say("named", name=self.side(key), rule=shown)
            case nodes.Const() | nodes.Param() | nodes.Individual():
                return shown
            case looked_up if isinstance(looked_up, LOOKED_UP):
                return f"{self.name(node)} {shown}"
        return f"{self.text(node)} = {shown}"

    def branch(self, node: nodes.Expr, result: float) -> str:
        """Return the conditions that decided, each thing that they are about once, and what they led to."""
        decisive: dict[nodes.Expr, str] = {}
        node = nodes.plain(node)
        while isinstance(node, nodes.If):
            holds = self.holds(node, result)
            for subject, clause in self.clauses(node.test, holds):
                decisive.pop(subject, None)
                decisive[subject] = clause
            node = node.then if holds else node.other
            node = nodes.plain(node) if isinstance(node, nodes.Choice) else node
        why = self.say("comma").join(decisive.values())
        if isinstance(node, FIGURES):
            return self.say("leads_to", when=why, value=self.outcome(result)) if why else self.outcome(result)
        return self.joined(*filter(None, [why, self.reason(node, result)]))

    def holds(self, node: nodes.If, result: float) -> bool:
        """Return whether a choice took `then`; where the cohort decides and is not known, the result tells."""
        test = self.number(node.test)
        if not math.isnan(test):
            return test == 1
        return math.isclose(self.number(node.then), result) and not math.isclose(self.number(node.other), result)

    def flags(self, node: nodes.Tags, value: float) -> str:
        """Return the flags that are up, each with why."""
        flags = []
        for place in self.plan.flags_up(value):
            why = self.say("comma").join(dict(self.clauses(node.tests[place], True)).values())
            flags.append(self.say("reason.flag", name=self.label(node.dimension, place), test=why))
        return self.joined(*flags) if flags else self.say("reason.none")

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
            case nodes.NothingOf(part=part, whole=whole):
                some_of_nothing = self.number(whole) == 0 and not holds
                zero = nodes.Const(0)
                asked = nodes.Compare("<=", part, zero) if some_of_nothing else nodes.Compare("==", whole, zero)
                yield asked.left, self.compared(asked, holds)
            case nodes.Compare(left=nodes.Column(id=key)) if self.plan.column(key).kind == "exempt":
                yield from self.exempt_clauses(self.plan.columns[key])
            case nodes.Compare():
                yield test.left, self.compared(test, holds)
            case nodes.IsLast(rank=rank):
                yield rank, self.say("last") if holds else self.say("reason.not_last")
            case nodes.IsBest(entry=entry):
                yield entry, self.say("reason.best" if holds else "reason.not_best", name=self.side(entry))
            case nodes.Is(text=text) | nodes.OneOf(text=text):
                yield text, self.say("named", name=self.name(text), rule=self.text(text))
            case _:
                yield test, self.words(test)

    def compared(self, test: nodes.Compare, holds: bool) -> str:
        """Return a comparison as it came out, with enough digits to tell its sides apart."""
        left, right = self.number(test.left), self.number(test.right)
        sign = SIGNS[test.op if holds else nodes.OPPOSITE[test.op]]
        tell_apart = (digits for digits in (SHORT, 10) if left == right or round(left, digits) != round(right, digits))
        digits = next(tell_apart, 15)
        asked, bound = nodes.bare(test.left), self.side(test.right, digits)
        if not isinstance(asked, nodes.Column):
            return f"{self.side(test.left, digits)} {sign} {bound}"
        if self.plan.column(asked.id).unit == "rate" and isinstance(test.right, nodes.Const):
            bound = self.figure(right, "rate").text  # the 1 beside a rate is 100 %
        return f"{self.side(asked, digits)} {sign} {bound}"

    def side(self, node: nodes.Expr, digits: int = SHORT) -> str:
        """Return one side of a comparison: what it is and its number."""
        value = self.number(node)
        if isinstance(nodes.stated(node), nodes.Const | nodes.Param):
            return self.text(node)
        if math.isnan(value):
            return self.name(node)
        shown = self.shown(node, value, digits).text
        return f"{self.name(node)} {shown}" if isinstance(node, LOOKED_UP) else f"{self.words(node)} = {shown}"

    def is_exempt(self, spec: ColumnSpec) -> bool:
        """Return whether a column does not apply to the employee."""
        return bool(spec.exempt) and self.number(nodes.Column(spec.exempt)) == 1

    def exempt(self, spec: ColumnSpec) -> str:
        """Return why something does not apply; `spec` is the column that says so."""
        if spec.label == "unset":
            return text(self.lang, "columns.unset")
        if spec.id == NOT_APPRAISED:
            return self.not_appraised()
        why = self.say("comma").join(dict(self.exempt_clauses(spec)).values())
        return self.say("named", name=text(self.lang, "columns.exempt"), rule=why)

    def not_appraised(self) -> str:
        """Return that the employee is not appraised, and the state by which that is so."""
        state = self.label(STATE, int(self.number(nodes.Column(STATE))))
        return self.say("named", name=text(self.lang, "columns.not_appraised_now"), rule=state)

    def exempt_clauses(self, spec: ColumnSpec) -> Iterator[tuple[nodes.Expr, str]]:
        """Yield why a column that says what does not apply is 1."""
        yield from self.clauses(spec.test or nodes.Missing(), True)

    def lacking(self, spec: ColumnSpec) -> str:
        """Return what is lacking for a column that is missing."""
        lacking: dict[str, dict[str, None]] = {"blank": {}, "not_valid": {}, "zero": {}, "waits": {}}
        for reason, part in self.causes(spec):
            name = self.called(self.plan.columns[part]) if isinstance(part, str) else self.name(part)
            lacking[reason][name] = None
        if any(names for reason, names in lacking.items() if reason != "waits"):
            del lacking["waits"]  # what is given then may end the waiting
        separator = self.say("lacking.names")
        reasons = [self.say(f"lacking.{key}", names=separator.join(names)) for key, names in lacking.items() if names]
        return self.say("lacking.incomplete", what=self.joined(*reasons) if reasons else self.say("lacking.unknown"))

    def causes(self, spec: ColumnSpec) -> Iterator[tuple[str, str | nodes.Expr]]:
        """Yield why a column has no value, with the id of the column or the divisor that it lies in.

        It is said once of each column, however many others are calculated from it.
        """
        if spec.id in self.asked:
            return
        self.asked.add(spec.id)
        value = self.number(nodes.Column(spec.id))
        if math.isfinite(value) or self.is_exempt(spec):
            return
        if math.isinf(value):
            yield "not_valid", spec.id
        elif spec.expr is None or spec.kind == "rows":
            yield "blank", spec.id
        elif untold := [n for n in _decisive(spec.expr) if isinstance(n, nodes.Told) and not self.number(n)]:
            yield from (("blank", node.text.id) for node in untold)
        else:
            read, columns = nodes.reads(spec.expr), self.plan.columns
            for part in read.needed:
                yield from self.causes(columns[part.id])
            blocking = tuple(self._in_the_way(spec.expr))
            waiting = () if any(not math.isfinite(self.number(part)) for part in read.needed) else read.optional
            for part in blocking or waiting or [part for part in read.optional if math.isinf(self.number(part))]:
                yield from self.causes(columns[part.id])
            for node in _decisive(spec.expr):
                if isinstance(node, nodes.Arith) and node.divisor and self.number(node.divisor) == 0:
                    yield "zero", node.divisor
                elif isinstance(node, nodes.Choice) and node.is_partial:
                    yield from (("waits", test) for test, _ in node.steps if self.number(test) == 0)

    def _in_the_way(self, expr: nodes.Expr) -> Iterator[nodes.Column]:
        """Yield what keeps a value open that may do without some of its parts: those that it cannot do without now."""
        for node in _decisive(expr):
            if isinstance(node, nodes.Applying) and all(self.number(each) == 0 for each in node.exempt):
                yield from [node.column] if not math.isfinite(self.number(node.column)) else ()
            elif isinstance(node, nodes.BlendOfGiven):
                yield from (column for column in node.columns if math.isinf(self.number(column)))


@lru_cache(maxsize=4096)
def _decisive(expr: nodes.Expr) -> tuple[nodes.Expr, ...]:
    """Return the nodes of an expression that may leave it open though every column is there that it needs."""
    kinds = (nodes.Told, nodes.Applying, nodes.BlendOfGiven, nodes.Choice, nodes.Arith)
    return tuple(node for node in nodes.walk(expr) if isinstance(node, kinds))


_REASON: dict[type[nodes.Expr], Callable[..., str]] = {
    nodes.Rated: lambda reasons, node, result: reasons.reason(node.entry, result),
    nodes.If: _Reasons.branch,
    nodes.Cases: _Reasons.branch,
    nodes.Bands: _Reasons.branch,
    nodes.ByLabel: _Reasons.branch,
    nodes.Nth: lambda reasons, node, result: reasons.reason(node.position, result + 1),
    nodes.Tags: _Reasons.flags,
    nodes.Worded: lambda reasons, node, result: reasons.reason(node.expr, result),
    nodes.Needs: lambda reasons, node, result: reasons.reason(node.part, result),
    nodes.Comparable: _Reasons.rounded,
    nodes.Round: _Reasons.rounded,
    nodes.Clamp: _Reasons.clamped,
    nodes.RatioToMean: _Reasons.ratio_to_mean,
    nodes.Moved: _Reasons.moved,
    nodes.WhereWeighed: _Reasons.where_weighed,
    nodes.WhereEmpty: _Reasons.where_empty,
    nodes.Scaled: _Reasons.scaled,
    nodes.Reweighed: _Reasons.reweighed,
    nodes.MeanOfRows: _Reasons.mean_of_rows,
    nodes.Spread: _Reasons.spread,
    nodes.Sum: _Reasons.sum,
}


def is_compound(node: nodes.Expr) -> bool:
    """Return whether a node is a choice, or a sum with one: such parts explain themselves."""
    if isinstance(node, nodes.Worded):
        return is_compound(node.expr)
    parts = node.parts if isinstance(node, nodes.Sum) else (node,)
    return any(isinstance(part, nodes.Choice) for part in parts)
