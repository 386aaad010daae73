"""The open set of rule kinds (评分规则): how a measured value becomes points.

A new kind is one class: its fields are what a scheme file may say, its `lower` puts it into nodes, `most` is what it
gives at most, its `clauses` say how its figures stand in a design workbook. That is all; workbook, Python results,
explanations and JSON Schema follow from it. A kind that wants words of its own lowers to `nodes.Worded`.
"""

import math
from abc import abstractmethod
from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Protocol, Self, Union, get_args

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from presales_xl.scheme import nodes
from presales_xl.scheme.bands import ELSE, check_bands, parse_bound, table
from presales_xl.scheme.clauses import Clause, FiguresClause, TableClauses, ValueClause, single
from presales_xl.scheme.names import NOTHING, Model, Names, Text
from presales_xl.scheme.nodes import Column, Const, Expr

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Formula = Annotated[str, StringConstraints(min_length=1)]
#: A number, or one number per level, grade or choice.
Figure = float | dict[str, float]
#: Who rates where a scheme does not say.
USUAL_RATER = "superior"
#: How far a sum of shares may be from 1, for the sake of 0.1 + 0.2.
TOLERANCE = 1e-9


class Scope(Protocol):
    """What a rule may ask for while it lowers; everything it asks for becomes visible in the workbook."""

    def measure(self, formula: str, *, rounded: bool = True) -> Column:
        """Return the column of a measured value; a ratio is rounded unless `rounded` is false.

        Where the formula is just the name of an input or a measure that is the column itself.
        """

    def compared(self, formula: str) -> Column:
        """Return the column of a measured value that the cohort is compared on."""

    def ranked(self, formula: str, *, high: bool) -> Column:
        """Return the column of a measured value that the cohort is ranked on, highest first where `high`.

        A share of nothing stands behind everybody where that gives the worst points.
        """

    def exempt_where(self, test: Expr, needs: Expr) -> None:
        """Let the indicator, or this part of it, not apply where a test holds, once what `needs` reads is there."""

    def exempt_column(self, points: Expr) -> Column | None:
        """Return the column that is 1 for whom this part does not apply, None for one that always does."""

    def derived(self, name: str, expr: Expr, unit: str = "", shown: Names | None = None) -> Column:
        """Return a further column of this indicator, such as a rank; called `shown`, else by its role `name`."""

    def expr(self, formula: str) -> Expr:
        """Return a formula as nodes; the name `points` in it is the indicator's full points."""

    def figure(
        self,
        name: str,
        value: Figure,
        *,
        unit: str = "",
        index: int = 0,
        sign: str = "",
        line: int = 0,
        label: str = "",
    ) -> Expr:
        """Return a changeable figure of this rule, shown on the parameter sheet.

        The unit `measure` is that of the value that `measure` gave. What stands side by side has a `line`, see
        `PlanParameter`.
        """

    def weight(self, key: str, value: float, name: Names | None) -> Expr:
        """Return the weight of a rater, or of a part called `name`, as a changeable figure."""

    def points(self) -> Expr:
        """Return the full points of the indicator (or `out_of`, when the score is scaled)."""

    def rating(self, rater: str, high: Expr, *, alone: bool = False, counts: bool = True) -> nodes.Rated:
        """Return what an own input for a rater's points gives, from 0 to `high`; one that only shows may stay blank.

        That of a rater who rates `alone` has the indicator's id, those of several also the rater's. Its name says who
        rates, but for a superior who rates alone: that is who fills in a workbook.
        """

    def guided(self, rating: nodes.Rated, bounds: dict[str, str], lows: Mapping[str, Expr]) -> nodes.Rated:
        """Return a rating guided by described levels; a column of its own shows which one it falls into.

        `lows` are the figures of the bounds.
        """

    def describe(
        self,
        column: Column,
        described: Mapping[str, Names],
        *,
        lows: Mapping[str, Expr] | None = None,
        points: Mapping[str, Expr] | None = None,
    ) -> None:
        """Say of the levels of an input what earns them, and of each where its range begins or what it gives.

        `lows` has no entry for the last level. What was said of them before stays where nothing is said now.
        """

    def choice(
        self, keys: list[str], of: str | None, table: str | None, rater: str, *, alone: bool, counts: bool
    ) -> Column:
        """Return the input for a choice of `keys`: the one named, or a rater's own, in a table when one is named.

        What `alone` and `counts` say of the rater is told at `rating`.
        """

    def yes_or_no(self, rater: str, *, alone: bool, counts: bool) -> Column:
        """Return a rater's own yes-or-no input; what `alone` and `counts` say is told at `rating`."""

    def by_label(self, column: Column, worth: Mapping[str, Expr], otherwise: Expr) -> Expr:
        """Return what a choice column is worth by the key that it holds."""

    def mean_of_rows(self, table: str, column: Column, worth: Mapping[str, Expr]) -> Expr:
        """Return what a choice column of a detail table is worth, as the mean over this employee's rows."""

    def part(self, key: str, name: Names | None = None, *, optional: bool = False) -> "Scope":
        """Return the scope of a part of this rule; its own inputs are called `name`, else like the indicator.

        They may stay blank where the part is `optional`.
        """


class RuleKind(Model):
    """Base of all rule kinds. A rule that is a part of another may have a `name` for its own inputs."""

    name: Text | None = None

    #: How the fields without a column of their own stand in a design workbook.
    clauses: ClassVar[tuple[Clause, ...]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Refuse a kind that leaves something unsaid: what it gives at most would be wrong without a word."""
        unsaid = [*sorted(cls.__abstractmethods__), *([] if hasattr(cls, "clauses") else ["clauses"])]
        if unsaid:
            raise TypeError(f"{cls.__name__} does not say: {', '.join(unsaid)}")

    @classmethod
    def key(cls) -> str:
        """Return what a scheme file calls the kind."""
        return str(get_args(cls.model_fields["kind"].annotation)[0])

    @abstractmethod
    def lower(self, scope: Scope) -> Expr:
        """Return the points as nodes."""

    @abstractmethod
    def most(self) -> float | None:
        """Return the most points that the rule itself states, infinity where nothing bounds what it gives.

        None where the full points are, which the indicator states.
        """

    def best(self) -> float | None:
        """Return the best points that the rule itself states, None when the indicator has to."""
        return None if self.is_endless() else self.most()

    def is_endless(self) -> bool:
        """Return whether nothing bounds what the rule gives."""
        return self.most() == math.inf


def _bands(bands: dict[str, float]) -> dict[str, float]:
    check_bands(list(bands))
    return bands


#: Points by bound, best first, the last one `else`.
Bands = Annotated[dict[str, float], AfterValidator(_bands)]


def lower_bands(scope: Scope, column: Column, bands: dict[str, float], unit: str = "measure") -> nodes.Bands:
    """Return points by bound over a column, all of them changeable figures."""
    return table(column, bands, scope.figure, bound_unit=unit, unit="points")


def clamp(scope: Scope, value: Expr, floor: float | None, cap: float | None) -> Expr:
    """Return `value` kept between `floor` and `cap` where they are given."""
    if floor is None and cap is None:
        return value
    highest, lowest = limits(scope, floor, cap, "points")
    return nodes.Clamp(value, lowest, highest)


def limits(scope: Scope, floor: float | None, cap: float | None, unit: str) -> tuple[Expr | None, Expr | None]:
    """Return cap and floor as figures; a floor of 0 is part of the method."""
    highest = None if cap is None else scope.figure("cap", cap, unit=unit)
    lowest = None if floor is None else scope.figure("floor", floor, unit=unit) if floor else Const(0)
    return highest, lowest


def _endless(grows: bool) -> float | None:
    """Return infinity where what a rule gives grows without end; else the full points are the most."""
    return math.inf if grows else None


def shares(weights: dict[str, float]) -> dict[str, float]:
    """Return weights that sum to 1; an error of the scheme file otherwise."""
    if len(weights) > 1 and abs(sum(weights.values()) - 1) > TOLERANCE:
        raise PydanticCustomError("scheme.shares", "the shares sum to {total}", {"total": sum(weights.values())})
    return weights


#: Raters with the weights that blend their ratings; a weight of 0 shows a rating that does not count.
Raters = Annotated[dict[Identifier, float], AfterValidator(shares), Field(min_length=1)]


class RaterInput(Protocol):
    """Makes the input of one rater, who may be one that does not count, and returns the points that it gives."""

    def __call__(self, rater: str, *, alone: bool, counts: bool) -> Expr:
        """Return the rater's points."""


def blended(scope: Scope, raters: dict[str, float], judged: RaterInput) -> Expr:
    """Return what raters give, blended by weight; each rater has an input of their own."""
    alone = len(raters) == 1
    ratings = {rater: judged(rater, alone=alone, counts=weight > 0) for rater, weight in raters.items()}
    counting = {rater: weight for rater, weight in raters.items() if weight > 0}
    if len(counting) == 1:
        return ratings[next(iter(counting))]
    weighted = [
        nodes.Arith("*", ratings[rater], scope.weight(rater, weight, None)) for rater, weight in counting.items()
    ]
    return nodes.sum_of(tuple(weighted))


def check_described(described: Mapping[str, Names], levels: Collection[str]) -> None:
    """Check that every level is described, or none; an error of the scheme file otherwise."""
    if described and described.keys() != set(levels):
        fields = {"found": list(described), "expected": list(levels)}
        raise PydanticCustomError("scheme.keys_differ", "a description for each level", fields)


class RatingRule(RuleKind):
    """直接评分: raters give 0..points, or 0..scale scaled to the points; several raters blend by weight."""

    kind: Literal["rating"]
    clauses = (single("scale"), ValueClause("rescaled"))
    raters: dict[Identifier, float] = Field(default_factory=lambda: {USUAL_RATER: 1.0}, min_length=1)
    scale: float | None = Field(default=None, gt=0)
    rescaled: bool = False
    """A rater of whom there is nothing is left out, and the others' weights, of any sum, are rescaled."""

    @model_validator(mode="after")
    def _shares_of_the_whole(self) -> Self:
        if not self.rescaled:
            shares(self.raters)
        return self

    def most(self) -> None:
        """Return nothing: ratings go up to the full points."""

    def lower(self, scope: Scope) -> Expr:
        """Return the weighted ratings, scaled to the full points."""
        high = scope.points() if self.scale is None else Const(self.scale)
        blend: Expr
        if self.rescaled:
            weights = {rater: scope.weight(rater, weight, None) for rater, weight in self.raters.items()}
            blend = nodes.BlendOfGiven(tuple((scope.rating(rater, high).entry, weights[rater]) for rater in weights))
        else:
            blend = blended(scope, self.raters, partial(scope.rating, high=high))
        return blend if self.scale is None else nodes.Arith("*", nodes.Arith("/", blend, high), scope.points())


class LevelsRule(RuleKind):
    """等级选择: raters pick one named level each; in a detail table, the mean over the employee's rows."""

    kind: Literal["levels"]
    clauses = (TableClauses("points", "levels"),)
    points: dict[Identifier, float] = Field(min_length=1)
    described: dict[Identifier, Text] = Field(default_factory=dict)
    """What earns each level."""
    of: Identifier | None = None
    table: Identifier | None = None
    raters: Raters = Field(default_factory=lambda: {USUAL_RATER: 1.0})

    @model_validator(mode="after")
    def _an_input_each(self) -> Self:
        if self.of is not None and len(self.raters) > 1:
            raise PydanticCustomError("scheme.one_input", "one input for several raters", {"input": self.of})
        check_described(self.described, self.points)
        return self

    def lower(self, scope: Scope) -> Expr:
        """Return the points of the level chosen, or their mean over the rows of the detail table; blended by rater."""
        figures = {key: scope.figure(key, value, unit="points", label=f".{key}") for key, value in self.points.items()}

        def judged(rater: str, *, alone: bool, counts: bool) -> Expr:
            column = scope.choice(list(self.points), self.of, self.table, rater, alone=alone, counts=counts)
            scope.describe(column, self.described, points=figures)
            return self._points(scope, column, figures)

        return blended(scope, self.raters, judged)

    def _points(self, scope: Scope, column: Column, figures: dict[str, Expr]) -> Expr:
        if self.table is not None:
            worth = {key: figure for key, figure in figures.items() if self.points[key]}
            return scope.mean_of_rows(self.table, column, worth)
        *others, last = figures
        return scope.by_label(column, {key: figures[key] for key in others}, figures[last])

    def most(self) -> float:
        """Return the points of the best level."""
        return max(self.points.values())


def _levels(bounds: dict[str, str]) -> dict[str, str]:
    check_bands(list(bounds.values()))
    for bound in bounds.values():
        if (parsed := parse_bound(bound)) and parsed.op != ">=":
            raise PydanticCustomError("scheme.range_bound", "a range begins at its bound", {"found": bound})
    return bounds


class LevelRangeRule(RuleKind):
    """等级区间: raters give points, guided by described ranges; the sheet shows the level that they fall into."""

    kind: Literal["level_range"]
    clauses = (TableClauses("levels", "level_ranges"),)
    levels: Annotated[dict[Identifier, str], AfterValidator(_levels)]
    """Where each level's range begins, best first, such as `≥13`; it ends before that of the next better one."""
    described: dict[Identifier, Text] = Field(default_factory=dict)
    """What earns points in each level's range."""
    raters: Raters = Field(default_factory=lambda: {USUAL_RATER: 1.0})

    @model_validator(mode="after")
    def _a_description_each(self) -> Self:
        check_described(self.described, self.levels)
        return self

    def most(self) -> None:
        """Return nothing: ratings go up to the full points."""

    def lower(self, scope: Scope) -> Expr:
        """Return the blended points as they are."""
        bounds = {key: bound for key, text in reversed(self.levels.items()) if (bound := parse_bound(text))}
        lows = {
            key: scope.figure(key, low.value, unit="points", sign=low.op, label=f".{key}")
            for key, low in bounds.items()
        }

        def judged(rater: str, *, alone: bool, counts: bool) -> nodes.Rated:
            rating = scope.rating(rater, scope.points(), alone=alone, counts=counts)
            scope.describe(rating.entry, dict.fromkeys(self.levels, NOTHING) | self.described, lows=lows)
            return rating

        points = blended(scope, self.raters, judged)
        return scope.guided(points, self.levels, lows) if isinstance(points, nodes.Rated) else points


class AllOrNothingRule(RuleKind):
    """完成得分: full points when done, else 0; blended by weight where several raters say so."""

    kind: Literal["all_or_nothing"]
    clauses = ()
    raters: Raters = Field(default_factory=lambda: {USUAL_RATER: 1.0})

    def most(self) -> None:
        """Return nothing: what is done has the full points."""

    def lower(self, scope: Scope) -> Expr:
        """Return the full points where a rater's own input says yes."""

        def judged(rater: str, *, alone: bool, counts: bool) -> Expr:
            done = scope.yes_or_no(rater, alone=alone, counts=counts)
            return scope.by_label(done, {"yes": scope.points()}, Const(0))

        return blended(scope, self.raters, judged)


class BandsRule(RuleKind):
    """区间得分: a measured value meets thresholds, best first."""

    kind: Literal["bands"]
    clauses = (TableClauses("bands", "bands"),)
    of: Formula
    bands: Bands

    def lower(self, scope: Scope) -> Expr:
        """Return nested choices, from the best band to `else`."""
        return lower_bands(scope, scope.measure(self.of), self.bands)

    def most(self) -> float:
        """Return the highest points of any band."""
        return max(self.bands.values())


class TargetRatioRule(RuleKind):
    """目标达成: full points × actual ÷ target, with a cap and a floor on the ratio."""

    kind: Literal["target_ratio"]
    clauses = (single("target", "target"),)
    of: Formula
    target: float | Formula
    cap: float | None = None
    floor: float | None = 0

    def most(self) -> float | None:
        """Return infinity where the ratio has no cap."""
        return _endless(self.cap is None)

    def lower(self, scope: Scope) -> Expr:
        """Return points × min(actual ÷ target, cap), not below the floor; a target of 0 is missing."""
        actual = scope.measure(self.of, rounded=False)
        target = (
            scope.expr(self.target)
            if isinstance(self.target, str)
            else scope.figure("target", self.target, unit="measure")
        )
        cap, floor = limits(scope, self.floor, self.cap, "rate")
        return nodes.PointsByRatio(scope.points(), nodes.Arith("/", actual, target), floor, cap)


class DeductRule(RuleKind):
    """按次扣分: full points less so much each time; `additions` may give some back."""

    kind: Literal["deduct"]
    clauses = (TableClauses("deductions", "counts"), TableClauses("additions", "counts"))
    deductions: dict[Formula, float] = Field(min_length=1)
    additions: dict[Formula, float] = Field(default_factory=dict)
    floor: float | None = 0
    cap: float | None = None

    def most(self) -> float | None:
        """Return infinity where something is added each time, without a cap."""
        return _endless(self.cap is None and any(points > 0 for points in self.additions.values()))

    def lower(self, scope: Scope) -> Expr:
        """Return points + Σ count × addition − Σ count × deduction, within floor and cap."""
        result = scope.points()
        for number, (count, points) in enumerate(self.additions.items(), 1):
            each = scope.figure("addition", points, unit="points", index=number)
            result = nodes.Arith("+", result, nodes.Arith("*", scope.expr(count), each))
        for number, (count, points) in enumerate(self.deductions.items(), 1):
            each = scope.figure("deduction", points, unit="points", index=number)
            result = nodes.Arith("-", result, nodes.Arith("*", scope.expr(count), each))
        return clamp(scope, result, self.floor, self.cap)


class AddRule(RuleKind):
    """按次加分: so many points each time (negative points take away).

    `cap` limits what is added and `floor` what is taken, each by itself.
    """

    kind: Literal["add"]
    clauses = (TableClauses("additions", "counts"),)
    additions: dict[Formula, float] = Field(min_length=1)
    floor: float | None = Field(default=None, le=0)
    cap: float | None = None

    def most(self) -> float | None:
        """Return infinity where something is added each time, without a cap."""
        return _endless(self.cap is None and any(points > 0 for points in self.additions.values()))

    def lower(self, scope: Scope) -> Expr:
        """Return Σ count × points of what is added, at most the cap, and of what is taken, at least the floor."""
        added: list[Expr] = []
        taken: list[Expr] = []
        for number, (count, points) in enumerate(self.additions.items(), 1):
            each = scope.figure("addition", points, unit="points", index=number)
            (taken if points < 0 else added).append(nodes.Arith("*", scope.expr(count), each))
        sides = [clamp(scope, nodes.sum_of(tuple(added)), None, self.cap)] if added else []
        sides += [clamp(scope, nodes.sum_of(tuple(taken)), self.floor, None)] if taken else []
        return nodes.sum_of(tuple(sides))


class StandardStepsRule(RuleKind):
    """基准增减: full points at a standard, less per whole step short of it, more per whole step over it.

    Either side may be left out: what lies there has the full points.
    """

    kind: Literal["standard_steps"]
    clauses = (
        single("standard"),
        FiguresClause("short", {"short_step": "number", "per_short": "number"}),
        FiguresClause("over", {"over_step": "number", "per_over": "number"}),
    )
    of: Formula
    standard: float
    short_step: float | None = Field(None, gt=0)
    per_short: float | None = None
    over_step: float | None = Field(None, gt=0)
    per_over: float | None = None
    floor: float | None = 0
    cap: float | None = None

    @model_validator(mode="after")
    def _sides(self) -> Self:
        pairs = (
            {"short_step": self.short_step, "per_short": self.per_short},
            {"over_step": self.over_step, "per_over": self.per_over},
        )
        given = [key for pair in pairs for key, value in pair.items() if value is not None]
        whole = [key for pair in pairs if not pair.keys().isdisjoint(given) for key in pair]
        if not given or whole != given:
            fields = {"found": given, "expected": whole or ["short_step", "per_short"]}
            raise PydanticCustomError("scheme.keys_differ", "a step and its points", fields)
        return self

    def most(self) -> float | None:
        """Return infinity where steps over the standard give more and more."""
        return _endless(self.cap is None and (self.per_over or 0) > 0)

    def lower(self, scope: Scope) -> Expr:
        """Return points − whole steps short × points each, or + whole steps over × points each."""
        value = scope.measure(self.of)
        standard = scope.figure("standard", self.standard, unit="measure")
        parts = {"value": value, "standard": standard}

        def steps(side: str, distance: Expr, step: float | None, each: float | None) -> Expr | None:
            if step is None or each is None:
                return None
            size = parts[f"{side}_step"] = scope.figure(f"{side}_step", step, unit="measure")
            worth = parts[f"per_{side}"] = scope.figure(f"per_{side}", each, unit="points")
            return nodes.Arith("*", nodes.Whole(nodes.Comparable(nodes.Arith("/", distance, size))), worth)

        short = steps("short", nodes.Arith("-", standard, value), self.short_step, self.per_short)
        over = steps("over", nodes.Arith("-", value, standard), self.over_step, self.per_over)
        full = parts["points"] = scope.points()
        less = full if short is None else nodes.Arith("-", full, short)
        more = full if over is None else nodes.Arith("+", full, over)
        points = nodes.Cases(((nodes.Compare("<", value, standard), less),), otherwise=more)
        words = "steps_over" if short is None else "steps_short" if over is None else "standard_steps"
        return clamp(scope, nodes.Worded(points, words, tuple(parts.items())), self.floor, self.cap)


def _cases(cases: dict[str, float]) -> dict[str, float]:
    if list(cases).count(ELSE) != 1 or list(cases)[-1] != ELSE:
        raise PydanticCustomError("scheme.bands_else", "the last case must be else, and only the last")
    return cases


class CasesRule(RuleKind):
    """情形得分: the first condition that holds gives the points (two-way tables, special cases)."""

    kind: Literal["cases"]
    clauses = (TableClauses("cases", "cases"),)
    cases: Annotated[dict[str, float], AfterValidator(_cases)]

    def lower(self, scope: Scope) -> Expr:
        """Return nested choices between the cases in order; the last one is `else`."""
        *cases, (_, rest) = self.cases.items()
        otherwise = scope.figure("else", rest, unit="points", line=1)
        steps = [
            (scope.expr(condition), scope.figure("value", value, unit="points", index=number, line=1))
            for number, (condition, value) in reversed(list(enumerate(cases, 1)))
        ]
        return nodes.Cases(tuple(reversed(steps)), otherwise=otherwise)

    def most(self) -> float:
        """Return the highest points of any case."""
        return max(self.cases.values())


class VersusMeanRule(RuleKind):
    """均值比较: bands on value ÷ mean of the cohort; the band of 1 for everybody where the mean is not above 0."""

    kind: Literal["vs_mean"]
    clauses = (TableClauses("bands", "ratio_bands"),)
    of: Formula
    bands: Bands

    def lower(self, scope: Scope) -> Expr:
        """Return bands over the ratio to the mean."""
        ratio = scope.derived("ratio_to_mean", nodes.RatioToMean(scope.compared(self.of)), "rate")
        return lower_bands(scope, ratio, self.bands, "rate")

    def most(self) -> float:
        """Return the highest points of any band."""
        return max(self.bands.values())


class RankBandsRule(RuleKind):
    """名次得分: bands on the rank in the cohort, with points of their own for the last place."""

    kind: Literal["rank_bands"]
    clauses = (
        single("last"),
        single("last_from"),
        ValueClause("better", "low"),
        TableClauses("bands", "place_bands"),
    )
    of: Formula
    better: Literal["high", "low"] = "high"
    bands: Bands
    last: float | None = None
    last_from: float = 6

    def lower(self, scope: Scope) -> Expr:
        """Return bands over the rank; whoever is last of at least `last_from` people gets `last`, if stated."""
        value = scope.ranked(self.of, high=self.better == "high")
        ranks: list[nodes.CohortKind] = ["rank_high", "rank_low"]
        best_first, worst_first = ranks if self.better == "high" else reversed(ranks)
        rank = scope.derived("rank", nodes.Cohort(best_first, value), "count")
        points = lower_bands(scope, rank, self.bands, "count")
        if self.last is None:
            return points
        enough = nodes.Compare(
            ">=", nodes.Cohort("count", value), scope.figure("last_from", self.last_from, unit="count")
        )
        is_last = nodes.All((nodes.IsLast(rank, nodes.Cohort(worst_first, value)), enough))
        return nodes.Cases(((is_last, scope.figure("last", self.last, unit="points")),), otherwise=points)

    def most(self) -> float:
        """Return the highest points of any band."""
        return max(self.bands.values())


class GrowthRule(RuleKind):
    """增幅得分: so many points per whole step of growth over the previous period."""

    kind: Literal["growth"]
    clauses = (single("previous", "formula"), FiguresClause("steps", {"step": "rate", "per_step": "number"}))
    of: Formula
    previous: Formula
    step: float = Field(gt=0)
    per_step: float
    floor: float | None = 0
    cap: float | None = None

    def most(self) -> float | None:
        """Return infinity where growth has no cap."""
        return _endless(self.cap is None)

    def lower(self, scope: Scope) -> Expr:
        """Return whole steps of growth × points; without a previous value above 0 there is nothing to grow from."""
        value, previous = scope.expr(self.of), scope.expr(self.previous)
        known = nodes.OrElse(previous, Const(0)) if isinstance(previous, Column) else previous
        scope.exempt_where(nodes.Compare("<=", known, Const(0)), value)
        ratio = nodes.Comparable(nodes.Arith("/", nodes.Arith("-", value, previous), previous))
        growth = scope.derived("growth", ratio, "rate")
        step = scope.figure("step", self.step, unit="rate")
        steps = nodes.Whole(nodes.Comparable(nodes.Arith("/", growth, step)))
        per_step = scope.figure("per_step", self.per_step, unit="points")
        parts = (("growth", growth), ("step", step), ("per_step", per_step))
        points = nodes.Worded(nodes.Arith("*", steps, per_step), "growth", parts)
        return clamp(scope, points, self.floor, self.cap)


class FormulaRule(RuleKind):
    """公式: the points as an expression over inputs, measures and parameters."""

    kind: Literal["formula"]
    clauses = ()
    formula: Formula

    def most(self) -> None:
        """Return nothing: nobody knows what a formula gives at most."""

    def lower(self, scope: Scope) -> Expr:
        """Return the formula as nodes; the name `points` in it is the indicator's full points."""
        return scope.expr(self.formula)


class SumRule(RuleKind):
    """分项相加: the sum of parts that each have a rule of their own."""

    kind: Literal["sum"]
    clauses = ()
    parts: dict[Identifier, "Rule"] = Field(min_length=1)
    floor: float | None = None
    cap: float | None = None

    def most(self) -> float | None:
        """Return infinity where a part is endless, and the sum has no cap."""
        return _endless(self.cap is None and any(rule.is_endless() for rule in self.parts.values()))

    def lower(self, scope: Scope) -> Expr:
        """Return the sum of the parts, within floor and cap."""
        parts = [rule.lower(scope.part(key, rule.name)) for key, rule in self.parts.items()]
        return clamp(scope, nodes.sum_of(tuple(parts)), self.floor, self.cap)


class MeanRule(RuleKind):
    """分项平均: the mean of parts that each have a rule of their own, weighted where said.

    A part that does not apply, or is marked as not there in a period, is left out of the mean; a blank one never is.
    """

    kind: Literal["mean"]
    clauses = ()
    parts: dict[Identifier, "Rule"] = Field(min_length=1)
    weights: Annotated[dict[Identifier, float], AfterValidator(shares)] = Field(default_factory=dict)
    left_out: dict[Identifier, Formula] = Field(default_factory=dict)
    """The conditions that leave parts out, each a choice of its own such as `no_bids == 'yes'`."""

    @model_validator(mode="after")
    def _of_its_parts(self) -> Self:
        if not self.left_out.keys() <= self.parts.keys():
            fields = {"found": list(self.left_out), "expected": list(self.parts)}
            raise PydanticCustomError("scheme.keys_differ", "conditions of parts", fields)
        if self.weights and self.weights.keys() != self.parts.keys():
            fields = {"found": list(self.weights), "expected": list(self.parts)}
            raise PydanticCustomError("scheme.keys_differ", "a weight for each part", fields)
        return self

    def most(self) -> float | None:
        """Return infinity where a part is endless."""
        return _endless(any(rule.is_endless() for rule in self.parts.values()))

    def lower(self, scope: Scope) -> Expr:
        """Return Σ part × weight, or the mean of the parts that apply."""
        scopes = {key: scope.part(key, rule.name, optional=key in self.left_out) for key, rule in self.parts.items()}
        parts = {key: rule.lower(scopes[key]) for key, rule in self.parts.items()}
        for key, condition in self.left_out.items():
            scopes[key].exempt_where(scope.expr(condition), Const(0))
        exempt = {key: scopes[key].exempt_column(part) for key, part in parts.items()}
        if not any(exempt.values()):
            if not self.weights:
                return nodes.Mean(tuple(parts.values()))
            weighted = [nodes.Arith("*", part, self._weight(scope, key)) for key, part in parts.items()]
            return nodes.sum_of(tuple(weighted))
        spread: list[tuple[Expr, Expr, Column | None]] = []
        for key, part in parts.items():
            value, column, weight = part, exempt[key], self._weight(scope, key)
            if column:
                value = nodes.Applying(scopes[key].derived("part", part, shown=self.parts[key].name), (column,))
            spread.append((nodes.Arith("*", value, weight) if self.weights else value, weight, column))
        if all(exempt.values()):
            none = nodes.All(tuple(nodes.Compare("==", column, Const(1)) for column in exempt.values() if column))
            scope.exempt_where(none, Const(0))
        return nodes.Spread(tuple(spread), Const(1 if self.weights else len(parts)), Const(1))

    def _weight(self, scope: Scope, key: str) -> Expr:
        return scope.weight(key, self.weights[key], self.parts[key].name) if self.weights else Const(1)


#: Every rule kind, in the order in which a design workbook offers them.
RULE_KINDS = tuple(RuleKind.__subclasses__())

if TYPE_CHECKING:
    Rule = RuleKind
else:
    Rule = Annotated[Union[RULE_KINDS], Field(discriminator="kind")]  # noqa: UP007 - of a tuple made above
