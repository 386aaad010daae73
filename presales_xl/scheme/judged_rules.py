"""The rule kinds in which people judge: levels, ratings, done or not."""

from functools import partial, reduce
from typing import Annotated, Literal, Protocol, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from presales_xl.scheme.bands import check_bands
from presales_xl.scheme.nodes import Arith, Column, Const, Expr, If, Rows, total_of
from presales_xl.scheme.rule import USUAL_RATER, Identifier, RuleKind, Scope, shares

#: Raters with the weights that blend their ratings; a weight of 0 shows a rating that does not count.
Raters = Annotated[dict[Identifier, float], AfterValidator(shares), Field(min_length=1)]


class Judged(Protocol):
    """Makes the input of one rater, who may be one that does not count, and returns the points that it gives."""

    def __call__(self, rater: str, *, alone: bool, counts: bool) -> Expr:
        """Return the rater's points."""


def blended(scope: Scope, raters: dict[str, float], judged: Judged) -> Expr:
    """Return what raters give, blended by weight; each rater has an input of their own."""
    alone = len(raters) == 1
    ratings = {rater: judged(rater, alone=alone, counts=weight > 0) for rater, weight in raters.items()}
    counting = {rater: weight for rater, weight in raters.items() if weight > 0}
    if len(counting) == 1:
        return ratings[next(iter(counting))]
    return total_of(
        [Arith("*", ratings[rater], scope.weight(rater, weight, None)) for rater, weight in counting.items()]
    )


class LevelsRule(RuleKind):
    """等级选择: raters pick one named level each; in a detail table, the mean over the employee's rows."""

    kind: Literal["levels"]
    points: dict[Identifier, float] = Field(min_length=1)
    of: Identifier | None = None
    table: Identifier | None = None
    raters: Raters = Field(default_factory=lambda: {USUAL_RATER: 1.0})

    @model_validator(mode="after")
    def _an_input_each(self) -> Self:
        if self.of is not None and len(self.raters) > 1:
            raise PydanticCustomError("scheme.one_input", "one input for several raters", {"input": self.of})
        return self

    def lower(self, scope: Scope) -> Expr:
        """Return the points of the level chosen, or their mean over the rows of the detail table; blended by rater."""
        figures = {key: scope.figure(key, value, unit="points") for key, value in self.points.items()}

        def judged(rater: str, *, alone: bool, counts: bool) -> Expr:
            column = scope.choice(list(self.points), self.of, self.table, rater, alone=alone, counts=counts)
            return self._points(scope, column, figures)

        return blended(scope, self.raters, judged)

    def _points(self, scope: Scope, column: Column, figures: dict[str, Expr]) -> Expr:
        if self.table is None:
            *keys, last = figures
            return reduce(
                lambda rest, key: If(scope.chosen(column, key), figures[key], rest),
                reversed(keys),
                figures[last],
            )
        counts = [
            Arith("*", Rows("count", self.table, where=((column, scope.label(column, key)),)), figures[key])
            for key, value in self.points.items()
            if value
        ]
        return Arith("/", total_of(list(counts)), scope.row_count(self.table))

    def best(self) -> float:
        """Return the points of the best level."""
        return max(self.points.values())


class RatingRule(RuleKind):
    """直接评分: raters give 0..points, or 0..scale scaled to the points; several raters blend by weight."""

    kind: Literal["rating"]
    raters: Raters = Field(default_factory=lambda: {USUAL_RATER: 1.0})
    scale: float | None = Field(default=None, gt=0)

    def lower(self, scope: Scope) -> Expr:
        """Return the weighted ratings, scaled to the full points."""
        high = scope.points() if self.scale is None else Const(self.scale)
        blend = blended(scope, self.raters, partial(scope.rating, high=high))
        return blend if self.scale is None else Arith("*", Arith("/", blend, high), scope.points())


def _levels(bounds: dict[str, str]) -> dict[str, str]:
    check_bands(list(bounds.values()))
    return bounds


class LevelRangeRule(RuleKind):
    """等级区间: raters give points, guided by described ranges; the sheet shows the level that they fall into."""

    kind: Literal["level_range"]
    levels: Annotated[dict[Identifier, str], AfterValidator(_levels)]
    raters: Raters = Field(default_factory=lambda: {USUAL_RATER: 1.0})

    def lower(self, scope: Scope) -> Expr:
        """Return the blended points as they are."""
        points = blended(scope, self.raters, partial(scope.rating, high=scope.points()))
        if isinstance(points, Column):
            scope.level_of(points, self.levels)
        return points


class AllOrNothingRule(RuleKind):
    """完成得分: full points when done, else 0."""

    kind: Literal["all_or_nothing"]

    def lower(self, scope: Scope) -> Expr:
        """Return the full points where the own input says yes."""
        return If(scope.done(), scope.points(), Const(0))
