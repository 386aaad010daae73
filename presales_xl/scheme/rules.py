"""The open set of rule kinds (评分规则): how a measured value becomes points.

A new kind is one class: its fields are what a scheme file may say, its `lower` puts it into nodes. That is all; the
workbook, the Python results, the explanations and the scheme file's JSON Schema follow from it.
"""

from typing import TYPE_CHECKING, Annotated, Literal, Union

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from presales_xl.scheme import cohort_rules, judged_rules
from presales_xl.scheme.bands import ELSE
from presales_xl.scheme.nodes import (
    All,
    Any,
    Arith,
    Column,
    Compare,
    Const,
    CountEntered,
    CountGiven,
    Expr,
    If,
    Missing,
    OrElse,
    Round,
    Whole,
    total_of,
)
from presales_xl.scheme.rule import (
    RATIO_DIGITS,
    Bands,
    Formula,
    Identifier,
    RuleKind,
    Scope,
    clamp,
    lower_bands,
    shares,
)

__all__ = ["RULE_KINDS", "Rule", "cohort_rules", "judged_rules"]


class BandsRule(RuleKind):
    """区间得分: a measured value meets thresholds, best first."""

    kind: Literal["bands"]
    of: Formula
    bands: Bands

    def lower(self, scope: Scope) -> Expr:
        """Return nested choices, from the best band to `else`."""
        return lower_bands(scope, scope.measure(self.of), self.bands)

    def best(self) -> float:
        """Return the highest points of any band."""
        return max(self.bands.values())


def _cases(cases: dict[str, float]) -> dict[str, float]:
    if list(cases).count(ELSE) != 1 or list(cases)[-1] != ELSE:
        raise PydanticCustomError("scheme.bands_else", "the last case must be else, and only the last")
    return cases


class CasesRule(RuleKind):
    """情形得分: the first condition that holds gives the points (two-way tables, special cases)."""

    kind: Literal["cases"]
    cases: Annotated[dict[str, float], AfterValidator(_cases)]

    def lower(self, scope: Scope) -> Expr:
        """Return nested choices between the cases in order; the last one is `else`."""
        *cases, (_, rest) = self.cases.items()
        result = scope.figure("else", rest, unit="points")
        for number, (condition, value) in reversed(list(enumerate(cases, 1))):
            result = If(scope.expr(condition), scope.figure("value", value, unit="points", index=number), result)
        return result

    def best(self) -> float:
        """Return the highest points of any case."""
        return max(self.cases.values())


class TargetRatioRule(RuleKind):
    """目标达成: full points × actual ÷ target, with a cap and a floor on the ratio."""

    kind: Literal["target_ratio"]
    of: Formula
    target: float | Formula
    cap: float | None = None
    floor: float | None = 0

    def lower(self, scope: Scope) -> Expr:
        """Return points × min(actual ÷ target, cap), not below the floor; a target of 0 is missing."""
        actual = scope.measure(self.of, rounded=False)
        target = (
            scope.expr(self.target)
            if isinstance(self.target, str)
            else scope.figure("target", self.target, unit="measure")
        )
        ratio = clamp(scope, Arith("/", actual, target), self.floor, self.cap, unit="rate")
        return Arith("*", scope.points(), ratio)


class StandardStepsRule(RuleKind):
    """基准增减: full points at a standard, less per whole step short of it, more per whole step over it."""

    kind: Literal["standard_steps"]
    of: Formula
    standard: float
    short_step: float = Field(gt=0)
    per_short: float
    over_step: float = Field(gt=0)
    per_over: float
    floor: float | None = 0
    cap: float | None = None

    def lower(self, scope: Scope) -> Expr:
        """Return points − whole steps short × points each, or + whole steps over × points each."""
        value = scope.measure(self.of)
        standard = scope.figure("standard", self.standard, unit="measure")

        def steps(distance: Expr, name: str, step: float, points: float) -> Expr:
            size = scope.figure(f"{name}_step", step, unit="measure")
            whole = Whole(Round(Arith("/", distance, size), RATIO_DIGITS))
            return Arith("*", whole, scope.figure(f"per_{name}", points, unit="points"))

        short = steps(Arith("-", standard, value), "short", self.short_step, self.per_short)
        over = steps(Arith("-", value, standard), "over", self.over_step, self.per_over)
        moved = If(
            Compare("<", value, standard),
            Arith("-", scope.points(), short),
            Arith("+", scope.points(), over),
        )
        return clamp(scope, moved, self.floor, self.cap)


class DeductRule(RuleKind):
    """按次扣分: full points less so much each time; `additions` may give some back."""

    kind: Literal["deduct"]
    deductions: dict[Formula, float] = Field(min_length=1)
    additions: dict[Formula, float] = Field(default_factory=dict)
    floor: float | None = 0
    cap: float | None = None

    def lower(self, scope: Scope) -> Expr:
        """Return points + Σ count × addition − Σ count × deduction, within floor and cap."""
        result = scope.points()
        for number, (count, points) in enumerate(self.additions.items(), 1):
            each = scope.figure("addition", points, unit="points", index=number)
            result = Arith("+", result, Arith("*", scope.expr(count), each))
        for number, (count, points) in enumerate(self.deductions.items(), 1):
            each = scope.figure("deduction", points, unit="points", index=number)
            result = Arith("-", result, Arith("*", scope.expr(count), each))
        return clamp(scope, result, self.floor, self.cap)


class AddRule(RuleKind):
    """按次加分: so many points each time, with a cap where said (negative points take away)."""

    kind: Literal["add"]
    additions: dict[Formula, float] = Field(min_length=1)
    cap: float | None = None

    def lower(self, scope: Scope) -> Expr:
        """Return Σ count × points, at most the cap."""
        parts: list[Expr] = [
            Arith("*", scope.expr(count), scope.figure("addition", points, unit="points", index=number))
            for number, (count, points) in enumerate(self.additions.items(), 1)
        ]
        return clamp(scope, total_of(parts), None, self.cap)


class FormulaRule(RuleKind):
    """公式: the points as an expression over inputs, measures and parameters."""

    kind: Literal["formula"]
    formula: Formula

    def lower(self, scope: Scope) -> Expr:
        """Return the formula as nodes; the name `points` in it is the indicator's full points."""
        return scope.expr(self.formula)


class SumRule(RuleKind):
    """分项相加: the sum of parts that each have a rule of their own."""

    kind: Literal["sum"]
    parts: dict[Identifier, "Rule"] = Field(min_length=1)
    floor: float | None = None
    cap: float | None = None

    def lower(self, scope: Scope) -> Expr:
        """Return the sum of the parts, within floor and cap."""
        parts = [rule.lower(scope.part(key, rule.name)) for key, rule in self.parts.items()]
        return clamp(scope, total_of(parts), self.floor, self.cap)


class MeanRule(RuleKind):
    """分项平均: the mean of parts that each have a rule of their own, weighted where said.

    With `skip_blank` a part that nobody filled in is left out of the mean.
    """

    kind: Literal["mean"]
    parts: dict[Identifier, "Rule"] = Field(min_length=1)
    weights: Annotated[dict[Identifier, float], AfterValidator(shares)] = Field(default_factory=dict)
    skip_blank: bool = False

    def lower(self, scope: Scope) -> Expr:
        """Return Σ part × weight, or the mean of the parts that apply."""
        parts = {key: rule.lower(scope.part(key, rule.name)) for key, rule in self.parts.items()}
        if self.skip_blank:
            columns = [scope.part(key).derived("part", part, shown=self.parts[key].name) for key, part in parts.items()]
            return _mean_of_given(columns, [scope.entries(part) for part in parts.values()])
        if not self.weights:
            return Arith("/", total_of(list(parts.values())), Const(len(parts)))
        return total_of(
            [
                Arith("*", part, scope.weight(key, self.weights[key], self.parts[key].name))
                for key, part in parts.items()
            ]
        )


def _mean_of_given(columns: list[Column], entries: list[tuple[Column, ...]]) -> Expr:
    """Return the mean of the columns that have a value; missing while one's `entries` are filled in but not all."""
    half_done = tuple(
        All(
            (
                Compare(">", CountEntered(own), Const(0)),
                Compare("==", CountGiven((column,)), Const(0)),
            )
        )
        for column, own in zip(columns, entries, strict=True)
        if own
    )
    mean = Arith("/", total_of([OrElse(column, Const(0)) for column in columns]), CountGiven(tuple(columns)))
    return If(Any(half_done), Missing(), mean) if half_done else mean


#: Every rule kind; a class that derives from RuleKind in a module imported here is found by itself.
RULE_KINDS = tuple(RuleKind.__subclasses__())

if TYPE_CHECKING:
    Rule = RuleKind
else:
    Rule = Annotated[Union[RULE_KINDS], Field(discriminator="kind")]  # noqa: UP007 - of a tuple made above
SumRule.model_rebuild()
MeanRule.model_rebuild()
