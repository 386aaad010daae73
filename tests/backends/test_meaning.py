"""What is printed is true: an arithmetic gives its result, a comparison holds, the last figure is what is paid.

The evaluator here knows nothing of nodes: it reads the text as an employee with a pocket calculator would. A figure
stands for every number that is printed like it, so that a calculation gives a range, and the printed result lies in it.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property, reduce
from random import Random
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from presales_xl import catalogue, texts
from presales_xl.backends.explain import explain
from presales_xl.backends.frame import Known, Number, evaluate, from_other_rows, number_of_one
from presales_xl.backends.numbers import Floats
from presales_xl.backends.phrases import Printer
from presales_xl.backends.words import own_name
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import LANGUAGES, Lang
from tests.random_people import Drawer, Shape
from tests.scheme.small import SMALL, plan_of

SHIPPED = {plan.scheme.id: plan for plan in catalogue.shipped()}
PEOPLE = 12
NUMBER = r"(?<![\d.])−?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:%| 元| yuan| 秒| s\b| 分| points)?"
WORD = re.compile(rf"\s*({NUMBER.replace('−?', '')}|[-+−×÷(),]|[^\W\d]+(?: down)?)")
SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "≤": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "≥": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "≠": lambda left, right: left != right,
}
SIDES = re.compile(rf"({NUMBER}) ([<≤>≥=≠]) (?:[^<≤>≥=≠→；;]*? )??({NUMBER})(?=$|[，）)]|, | →)")
EXACT, SHORT, CENT = 0.5e-10, 0.5e-4, 0.005
JOIN: Mapping[Lang, str] = {"zh": "；", "en": "; "}
COLON: Mapping[Lang, str] = {"zh": "：", "en": ": "}
BEST = {
    "zh": rf"(?:^|[；，（])([^；，（]+?) ({NUMBER}) (不是)?(?:为)?同岗位最高",
    "en": rf"(?:^|; |, | \()([^;,(]+?) ({NUMBER}) is (not )?the highest of the role",
}
IN_ALL = {"zh": re.compile(rf"合计 ({NUMBER})"), "en": re.compile(rf"({NUMBER}) in all")}


@dataclass(frozen=True)
class Range:
    """All numbers that a printed figure, or a calculation with such figures, may stand for."""

    low: float
    high: float

    @classmethod
    def around(cls, *corners: float) -> "Range":
        """Return the range over all corners."""
        return cls(min(corners), max(corners))

    @classmethod
    def printed(cls, text: str) -> "Range":
        """Return what a printed figure stands for: of money to the cent, of others to as many places as are shown."""
        digits = re.sub(r"[^\d.−]", "", text).replace("−", "-")
        places = len(digits.partition(".")[2])
        whole = 100 if text.endswith("%") else 1
        half = SHORT if places in (3, 4) else CENT if text.endswith(("元", "yuan")) else EXACT * whole
        half += abs(float(digits)) * 1e-14
        return cls((float(digits) - half) / whole, (float(digits) + half) / whole)

    def meets(self, other: "Range") -> bool:
        """Return whether both may be the same number."""
        return self.low <= other.high and other.low <= self.high


def times(left: Range, right: Range) -> Range:
    return Range.around(*(one * other for one in (left.low, left.high) for other in (right.low, right.high)))


def over(left: Range, right: Range) -> Range:
    if right.low <= 0 <= right.high:
        return Range(-math.inf, math.inf)
    return times(left, Range(1 / right.high, 1 / right.low))


def plus(left: Range, right: Range) -> Range:
    return Range(left.low + right.low, left.high + right.high)


def minus(left: Range, right: Range) -> Range:
    return Range(left.low - right.high, left.high - right.low)


def on_both_ends(function: Callable[[list[float]], float]) -> Callable[[list[Range]], Range]:
    """Return what a function that grows with its arguments gives of ranges."""
    return lambda parts: Range(function([part.low for part in parts]), function([part.high for part in parts]))


def rounded(parts: list[float]) -> float:
    number, places = parts[0], 10 ** round(parts[1])
    return math.copysign(math.floor(abs(number) * places + 0.5) / places, number)


FUNCTIONS = {
    "min": on_both_ends(min),
    "max": on_both_ends(max),
    "平均": on_both_ends(lambda parts: sum(parts) / len(parts)),
    "mean": on_both_ends(lambda parts: sum(parts) / len(parts)),
    "向下取整": on_both_ends(lambda parts: math.floor(parts[0])),
    "四舍五入": on_both_ends(rounded),
    "round": on_both_ends(rounded),
    "round down": on_both_ends(lambda parts: math.floor(parts[0])),
}


class Calculator:
    """Evaluates a printed calculation; ValueError where it is none."""

    def __init__(self, text: str) -> None:
        self.words: list[str] = []
        place = 0
        while place < len(text):
            match = WORD.match(text, place)
            if match is None:
                raise ValueError(f"{text[place:]!r} in {text!r}")
            self.words.append(match[1])
            place = match.end()

    def value(self) -> Range:
        """Return what the whole calculation comes to."""
        result = self.sum()
        if self.words:
            raise ValueError(f"{self.words} is left over")
        return result

    def next(self, *wanted: str) -> str:
        """Take the next word if it is one of those wanted, else return ""."""
        return self.words.pop(0) if self.words and self.words[0] in wanted else ""

    def sum(self) -> Range:
        negative = self.next("−")  # a sign stands at the beginning, anywhere else in brackets
        result = minus(Range(0, 0), self.product()) if negative else self.product()
        while sign := self.next("+", "−"):
            result = (plus if sign == "+" else minus)(result, self.product())
        return result

    def product(self) -> Range:
        result = self.atom()
        while sign := self.next("×", "÷"):
            result = (times if sign == "×" else over)(result, self.atom())
        return result

    def atom(self) -> Range:
        if not self.words:
            raise ValueError("a calculation ends in the middle")
        word = self.words.pop(0)
        if word[0].isdigit():
            return Range.printed(word)
        if word != "(" and (word not in FUNCTIONS or not self.next("(")):
            raise ValueError(f"{word!r} is no number")
        parts = [self.sum()]
        while self.next(","):
            parts.append(self.sum())
            self.next("decimals", "位小数")
        if not self.next(")") or (word == "(" and len(parts) > 1):
            raise ValueError("a bracket is not closed")
        return parts[0] if word == "(" else FUNCTIONS[word](parts)


def number(text: str) -> float:
    """Return a printed figure as the number that it shows."""
    shown = Range.printed(text)
    return (shown.low + shown.high) / 2


def false_steps(text: str, rounding: float, lang: Lang) -> Iterator[str]:
    """Yield what is not true in an explanation, sentence by sentence; its results are rounded by so much at most."""
    outcomes: list[Range | None] = []
    for step in text.split(JOIN[lang]):
        total = IN_ALL[lang].fullmatch(step)
        if total:
            if not reduce(plus, filter(None, outcomes)).meets(Range.printed(total[1])):
                yield f"the parts do not add up to {step}"
            continue
        try:
            outcomes.append(result(step, rounding, lang))
        except ValueError as error:
            yield f"{step}: {error}"


def result(step: str, rounding: float, lang: Lang) -> Range | None:
    """Return what a sentence leads to, None for one that only names conditions; ValueError where it is not true."""
    calculation = step.replace("(blank: ", "(").rpartition(COLON[lang])[2]
    if re.search(r" [<≤>≥≠→] ", step) or not re.search(" = ", calculation):
        return condition(step)
    left, _, right = calculation.rpartition(" = ")
    if left.startswith(tuple("0123456789(−")) or re.match(r"[^\W\d]+(?: down)?\(", left):
        shown = Range.printed(right)
        calculated = plus(Calculator(left).value(), Range(-rounding, rounding))
        if not calculated.meets(shown):
            raise ValueError(f"comes to {calculated}")
        return shown
    return condition(step)


def condition(step: str) -> Range | None:
    """Return the figure that conditions lead to; ValueError where one of them does not hold."""
    conditions, _, outcome = step.partition(" → ")
    sides = SIDES.findall(step)
    if len(sides) < len(re.findall(r" [<≤>≥≠] ", conditions)):
        raise ValueError("a comparison without two figures")
    for left, sign, right in sides:
        if not SIGNS[sign](number(left), number(right)):
            raise ValueError(f"{left} {sign} {right} is not true")
    return Range.printed(outcome) if re.fullmatch(NUMBER, outcome) else None


@dataclass(frozen=True)
class Employee:
    """One employee's values by column id, beside those of the whole cohort."""

    plan: Plan
    lang: Lang
    cohort: Mapping[str, Floats]
    place: int

    def value(self, column: str) -> float:
        return float(self.cohort[column][self.place])

    def false_figures(self, text: str) -> Iterator[str]:
        """Yield the figures that stand behind a column's name and are not the employee's."""
        for name, columns in self.named.items():
            for figure in re.findall(rf"(?:^|[；，：（]|; |, |: ){re.escape(name)} ({NUMBER})", text):
                if not any(Range(self.value(c), self.value(c)).meets(Range.printed(figure)) for c in columns):
                    yield f"{name} is not {figure}"

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """Return the columns of numbers by what they are called in an explanation."""
        printer, named = Printer(self.plan, self.lang), defaultdict[str, list[str]](list)
        for spec in self.plan.columns.values():
            if not spec.dimension and spec.id != "flags":
                named[printer.name(nodes.Column(spec.id))].append(spec.id)
        return named

    def false_labels(self, text: str) -> Iterator[str]:
        """Yield the choices and grades that are told of the employee and are not theirs."""
        for spec in self.plan.columns.values():
            if spec.dimension and spec.kind != "flags" and math.isfinite(self.value(spec.id)):
                names = [names[self.lang] for names in self.plan.dimensions[spec.dimension].names]
                any_label = "|".join(map(re.escape, names))
                told = rf"{re.escape(own_name(spec, self.lang))}{COLON[self.lang]}({any_label})(?= →|[；，）;,)]|$)"
                mine = names[int(self.value(spec.id))]
                yield from (f"{spec.id} is not {label}" for label in re.findall(told, text) if label != mine)

    def false_places(self, text: str, group: str) -> Iterator[str]:
        """Yield a best or last place that is told and is none, or the other way round."""
        for name, figure, negated in re.findall(BEST[self.lang], text):
            compared = (c for c in self.named[name] if not c.startswith(("last.", "question.", "asked.")))
            columns = [column for column in compared if math.isfinite(self.value(column))]
            best = {np.nanmax(np.where(np.isfinite(self.cohort[c]), self.cohort[c], np.nan)) for c in columns}
            if any(Range(value, value).meets(Range.printed(figure)) for value in best) == bool(negated):
                yield f"the best is {best}"
        last, not_last = (texts.text(self.lang, f"explain.{key}") for key in ("last", "reason.not_last"))
        if last in text or not_last in text:
            ranks = self.cohort[f"measure.{group}.rank"]
            if (ranks[self.place] == np.nanmax(ranks) > 1) != (not_last not in text):
                yield "not the place that is told"

    def false_end(self, text: str, spec: ColumnSpec) -> Iterator[str]:
        """Yield what is wrong with the end of an explanation: it is the value itself."""
        value = self.value(spec.id)
        if spec.dimension:
            label = self.plan.dimensions[spec.dimension].names[int(value)][self.lang]
            if not text.endswith(label):
                yield f"does not end in {label}"
            return
        figures = re.findall(NUMBER, text)
        if not figures or not Range(value, value).meets(Range.printed(figures[-1])):
            yield f"does not end in {value}"

    def false(self, spec: ColumnSpec, number: Number) -> Iterator[str]:
        """Yield whatever is not true in the explanation of a column that has a value."""
        text = explain(self.plan, spec, number, self.lang)
        rounding = CENT if spec.kind in ("total", "pay") else 0
        wrong = [*false_steps(text, rounding, self.lang), *self.false_figures(text), *self.false_labels(text)]
        wrong += self.false_places(text, spec.group)
        wrong += () if spec.kind == "flags" else self.false_end(text, spec)
        yield from (f"{spec.id}: {text}: {error}" for error in wrong)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", SHIPPED)
def test_what_is_printed_is_true_for_whoever_is_appraised(scheme: str, lang: Lang) -> None:
    plan = SHIPPED[scheme]
    drawer = Drawer(plan, Shape((PEOPLE, 1), 0.1, 0.05, lang, seed=1), Random(scheme), truths=True)  # noqa: S311 - reproducible on purpose
    wrong: list[str] = []
    for cohort in drawer.cohorts():
        inputs = cohort.inputs(lang)
        columns = evaluate(plan, inputs)
        known = Known(plan, inputs.size, columns, from_other_rows(plan, inputs, columns))
        for place in range(inputs.size):
            employee = Employee(plan, lang, columns, place)
            for spec in plan.columns.values():
                named = spec.kind in ("question", "asked")  # the number of a reason is not worked out, but looked up
                if math.isfinite(employee.value(spec.id)) and not named:
                    wrong += employee.false(spec, known.numbers(place))
    if wrong:
        pytest.fail("\n".join(wrong))


BELOW_0 = plan_of(SMALL, ("en: Won}, type: count", "en: Won}, type: number, min: -9"))
WON, JOINED, SALARY = (nodes.Column(f"input.{name}") for name in ("won", "joined", "salary"))


def calculations(parts: st.SearchStrategy[nodes.Expr]) -> st.SearchStrategy[nodes.Expr]:
    """Return calculations with such parts."""
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    limit = st.none() | parts
    return st.one_of(
        st.builds(nodes.Arith, st.sampled_from(get_args(nodes.ArithOp)), parts, parts),
        *(st.builds(node, some) for node in (nodes.Sum, nodes.Mean, nodes.Least, nodes.Greatest, nodes.AllPoints)),
        *(st.builds(node, parts) for node in (nodes.Negative, nodes.Whole, nodes.Comparable)),
        st.builds(nodes.Round, parts, st.integers(0, 3)),
        st.builds(nodes.Clamp, parts, limit, limit),
        st.builds(nodes.PointsByRatio, parts, parts, limit, limit),
        st.builds(nodes.Scaled, st.sampled_from([WON, JOINED]), parts, st.just(nodes.Const(100))),
    )


def unrounded(node: Any) -> Any:
    """Return a calculation as it is printed: people see unrounded what is rounded to be compared."""
    if isinstance(node, nodes.Comparable):
        return unrounded(node.part)
    if isinstance(node, tuple):
        return tuple(map(unrounded, node))
    if not isinstance(node, nodes.Expr):
        return node
    return replace(node, **{each.name: unrounded(getattr(node, each.name)) for each in fields(node)})


figures = st.integers(-9, 9).map(float)


@given(
    st.recursive(st.sampled_from([WON, JOINED, SALARY]) | figures.map(nodes.Const), calculations, max_leaves=8),
    st.tuples(figures, figures.map(abs), figures.map(abs)),
    st.sampled_from(LANGUAGES),
)
def test_any_calculation_is_printed_with_the_brackets_and_signs_that_it_needs(
    calculation: nodes.Expr, entries: tuple[float, float, float], lang: Lang
) -> None:
    value = number_of_one(BELOW_0, {WON.id: entries[0], JOINED.id: entries[1], SALARY.id: entries[2]})
    result = value(unrounded(calculation))
    assume(math.isfinite(result) and abs(result) < 1e9)
    printed = Printer(BELOW_0, lang, value).text(calculation)
    assert Calculator(printed).value().meets(Range(result, result)), printed
