"""The rule kinds that compare: with the cohort, or with the previous period."""

from typing import Literal

from pydantic import Field

from presales_xl.scheme.nodes import All, Arith, Cohort, Compare, Const, Expr, If, Round, Whole
from presales_xl.scheme.rule import RATIO_DIGITS, Bands, Formula, RuleKind, Scope, clamp, lower_bands


class VersusMeanRule(RuleKind):
    """均值比较: bands on value ÷ mean of the cohort."""

    kind: Literal["vs_mean"]
    of: Formula
    bands: Bands
    when_mean_not_positive: float | None = None

    def lower(self, scope: Scope) -> Expr:
        """Return bands over the ratio; a mean of 0 is missing unless the scheme gives points for it."""
        value = scope.compared(self.of)
        mean = Cohort("mean", value)
        ratio: Expr = Round(Arith("/", value, mean), RATIO_DIGITS)
        flat = Compare("<=", mean, Const(0))
        if self.when_mean_not_positive is None:
            return lower_bands(scope, scope.derived("ratio_to_mean", ratio, "rate"), self.bands, "rate")
        points = scope.figure("mean_not_positive", self.when_mean_not_positive, unit="points")
        column = scope.derived("ratio_to_mean", If(flat, Const(0), ratio), "rate")
        return If(flat, points, lower_bands(scope, column, self.bands, "rate"))

    def best(self) -> float:
        """Return the highest points of any band."""
        return max(self.bands.values())


class RankBandsRule(RuleKind):
    """名次得分: bands on the rank in the cohort, with points of their own for the last place."""

    kind: Literal["rank_bands"]
    of: Formula
    better: Literal["high", "low"] = "high"
    bands: Bands
    last: float | None = None
    last_from: float = 6

    def lower(self, scope: Scope) -> Expr:
        """Return bands over the rank; whoever is last of at least `last_from` people gets `last`, if stated."""
        value = scope.compared(self.of)
        rank = scope.derived("rank", Cohort("rank_high" if self.better == "high" else "rank_low", value), "count")
        points = lower_bands(scope, rank, self.bands, "count")
        if self.last is None:
            return points
        size = Cohort("count", value)
        is_last = All(
            (
                Compare("==", rank, size),
                Compare(">=", size, scope.figure("last_from", self.last_from, unit="count")),
            )
        )
        return If(is_last, scope.figure("last", self.last, unit="points"), points)

    def best(self) -> float:
        """Return the highest points of any band."""
        return max(self.bands.values())


class GrowthRule(RuleKind):
    """增幅得分: so many points per whole step of growth over the previous period."""

    kind: Literal["growth"]
    of: Formula
    previous: Formula
    step: float = Field(gt=0)
    per_step: float
    floor: float | None = 0
    cap: float | None = None

    def lower(self, scope: Scope) -> Expr:
        """Return whole steps of growth × points; a previous value of 0 is missing."""
        value, previous = scope.expr(self.of), scope.expr(self.previous)
        growth = scope.derived("growth", Round(Arith("/", Arith("-", value, previous), previous), RATIO_DIGITS), "rate")
        steps = Whole(Round(Arith("/", growth, scope.figure("step", self.step, unit="rate")), RATIO_DIGITS))
        return clamp(
            scope,
            Arith("*", steps, scope.figure("per_step", self.per_step, unit="points")),
            self.floor,
            self.cap,
        )
