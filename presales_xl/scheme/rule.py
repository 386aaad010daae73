"""What a rule kind is: its base class, what it may ask for while it lowers, and the helpers that kinds share."""

from typing import Annotated, Protocol

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from presales_xl.scheme.bands import check_bands, parse_bound
from presales_xl.scheme.names import Model, Names, Text
from presales_xl.scheme.nodes import Column, Compare, Const, Expr, Greatest, If, Least

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Formula = Annotated[str, StringConstraints(min_length=1)]
#: A number, or one number per level, grade or choice.
Figure = float | dict[str, float]
#: Who rates where a scheme does not say.
USUAL_RATER = "superior"
#: Places that ratios and means are rounded to before they meet a band, a step or a grade.
RATIO_DIGITS = 10
#: How far a sum of shares may be from 1, for the sake of 0.1 + 0.2.
TOLERANCE = 1e-9


class Scope(Protocol):
    """What a rule may ask for while it lowers; everything it asks for becomes visible in the workbook."""

    def measure(self, formula: str, *, rounded: bool = True) -> Column:
        """Return the column of a measured value; a ratio is rounded unless `rounded` is false."""

    def compared(self, formula: str) -> Column:
        """Return the column of a measured value that the cohort is compared on."""

    def derived(self, name: str, expr: Expr, unit: str = "", shown: Names | None = None) -> Column:
        """Return a further column of this indicator, such as a rank; called `shown`, else by its role `name`."""

    def expr(self, formula: str) -> Expr:
        """Return a formula as nodes."""

    def entries(self, expr: Expr) -> tuple[Column, ...]:
        """Return the inputs that an expression stands on, through whatever measures."""

    def figure(self, name: str, value: Figure, *, unit: str = "", index: int = 0, sign: str = "") -> Expr:
        """Return a changeable figure of this rule, shown on the parameter sheet."""

    def weight(self, key: str, value: float, name: Names | None) -> Expr:
        """Return the weight of a rater, or of a part called `name`, as a changeable figure."""

    def points(self) -> Expr:
        """Return the full points of the indicator (or `out_of`, when the score is scaled)."""

    def rating(self, rater: str, high: Expr, *, alone: bool = False, counts: bool = True) -> Column:
        """Return an own input for a rater's points, from 0 to `high`; one that only shows may stay blank.

        That of a rater who rates `alone` has the indicator's id, those of several also the rater's.
        """

    def level_of(self, column: Column, bounds: dict[str, str]) -> None:
        """Show in a column of its own which described level a rating falls into."""

    def choice(
        self, keys: list[str], of: str | None, table: str | None, rater: str, *, alone: bool, counts: bool
    ) -> Column:
        """Return the input for a choice of `keys`: the one named, or a rater's own, in a table when one is named.

        What `alone` and `counts` say of the rater is told at `rating`.
        """

    def done(self) -> Expr:
        """Return whether the indicator's own yes-or-no input says yes."""

    def chosen(self, column: Column, key: str) -> Expr:
        """Return whether a choice column holds `key`."""

    def label(self, column: Column, key: str) -> Expr:
        """Return the label `key` of the column's dimension."""

    def row_count(self, table: str) -> Column:
        """Return the column with the number of this employee's complete rows in a detail table."""

    def part(self, key: str, name: Names | None = None) -> "Scope":
        """Return the scope of a part of this rule; its own inputs are called `name`, else like the indicator."""


class RuleKind(Model):
    """Base of all rule kinds. A rule that is a part of another may have a `name` for its own inputs."""

    name: Text | None = None

    def lower(self, scope: Scope) -> Expr:
        """Return the points as nodes."""
        raise NotImplementedError

    def best(self) -> float | None:
        """Return the best points that the rule itself states, None when the indicator has to."""
        return None


def _bands(bands: dict[str, float]) -> dict[str, float]:
    check_bands(list(bands))
    return bands


#: Points by bound, best first, the last one `else`.
Bands = Annotated[dict[str, float], AfterValidator(_bands)]


def lower_bands(scope: Scope, column: Column, bands: dict[str, float], unit: str = "measure") -> Expr:
    """Return `bands` over a column as nested choices between figures."""
    steps = [(parse_bound(text), value) for text, value in bands.items()]
    result = scope.figure("else", steps[-1][1], unit="points")
    for number in range(len(steps) - 1, 0, -1):
        bound, value = steps[number - 1]
        if bound is None:
            raise ValueError("else must be the last band")
        limit = scope.figure("bound", bound.value, unit=unit, index=number, sign=bound.op)
        points = scope.figure("value", value, unit="points", index=number)
        result = If(Compare(bound.op, column, limit), points, result)
    return result


def clamp(scope: Scope, value: Expr, floor: float | None, cap: float | None, unit: str = "points") -> Expr:
    """Return `value` kept between `floor` and `cap` where they are given; a floor of 0 is part of the method."""
    if cap is not None:
        value = Least((value, scope.figure("cap", cap, unit=unit)))
    if floor is not None:
        value = Greatest((value, scope.figure("floor", floor, unit=unit) if floor else Const(0)))
    return value


def shares(weights: dict[str, float]) -> dict[str, float]:
    """Return weights that sum to 1; an error of the scheme file otherwise."""
    if len(weights) > 1 and abs(sum(weights.values()) - 1) > TOLERANCE:
        raise PydanticCustomError("scheme.shares", "the shares sum to {total}", {"total": sum(weights.values())})
    return weights
