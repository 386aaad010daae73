"""The rule kinds in which people judge: levels, ratings, done or not."""

from functools import reduce
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from presales_xl.scheme.bands import check_bands
from presales_xl.scheme.expr import Arith, Column, Const, Expr, If, Rows, total_of
from presales_xl.scheme.rule import Identifier, RuleKind, Scope, shares

#: Raters with the weights that blend their ratings; a weight of 0 shows a rating that does not count.
Raters = Annotated[dict[Identifier, float], AfterValidator(shares), Field(min_length=1)]


def blended(scope: Scope, raters: dict[str, float], high: Expr) -> Expr:
    """Return the ratings of 0..high blended by weight; each rater has an input of their own."""
    several = len(raters) > 1
    ratings = {
        rater: scope.rating(rater if several else "", high, counts=weight > 0) for rater, weight in raters.items()
    }
    counting = {rater: weight for rater, weight in raters.items() if weight > 0}
    if len(counting) == 1:
        return ratings[next(iter(counting))]
    return total_of(
        [Arith("*", ratings[rater], scope.weight(rater, weight, None)) for rater, weight in counting.items()]
    )


class LevelsRule(RuleKind):
    """等级选择: a rater picks one named level; in a detail table, the mean over the employee's rows."""

    kind: Literal["levels"]
    points: dict[Identifier, float] = Field(min_length=1)
    of: Identifier | None = None
    table: Identifier | None = None

    def lower(self, scope: Scope) -> Expr:
        """Return the points of the level chosen, or their mean over the rows of the detail table."""
        column = scope.choice(list(self.points), self.of, self.table)
        figures = {key: scope.figure(key, value, unit="points") for key, value in self.points.items()}
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
    raters: Raters = Field(default_factory=lambda: {"superior": 1.0})
    scale: float | None = Field(default=None, gt=0)

    def lower(self, scope: Scope) -> Expr:
        """Return the weighted ratings, scaled to the full points."""
        high = scope.points() if self.scale is None else Const(self.scale)
        blend = blended(scope, self.raters, high)
        return blend if self.scale is None else Arith("*", Arith("/", blend, high), scope.points())


def _levels(bounds: dict[str, str]) -> dict[str, str]:
    check_bands(list(bounds.values()))
    return bounds


class LevelRangeRule(RuleKind):
    """等级区间: raters give points, guided by described ranges; the sheet shows the level that they fall into."""

    kind: Literal["level_range"]
    levels: Annotated[dict[Identifier, str], AfterValidator(_levels)]
    raters: Raters = Field(default_factory=lambda: {"superior": 1.0})

    def lower(self, scope: Scope) -> Expr:
        """Return the blended points as they are."""
        points = blended(scope, self.raters, scope.points())
        if isinstance(points, Column):
            scope.level_of(points, self.levels)
        return points


class AllOrNothingRule(RuleKind):
    """完成得分: full points when done, else 0."""

    kind: Literal["all_or_nothing"]

    def lower(self, scope: Scope) -> Expr:
        """Return the full points where the own input says yes."""
        return If(scope.done(), scope.points(), Const(0))
