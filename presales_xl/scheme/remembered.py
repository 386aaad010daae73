"""What an input takes over from earlier periods, as scheme files state it: `remembered: {kind: previous, of: sales}`.

`cycle/generating/history.py` looks the values up in the ledger. Where that lacks what a kind needs, the input stays
blank.
"""

from collections.abc import Container
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from presales_xl.scheme.names import Model
from presales_xl.scheme.rules import Identifier


class _Kind(Model):
    #: The cycle of the periods that it looks back at, "" for periods as long as its own.
    taken_of: ClassVar[str] = ""

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the inputs, measures and parameters of the own scheme that it names."""
        return ()

    @property
    def taken(self) -> tuple[str, ...]:
        """Return what it takes of earlier periods by name: another scheme may have that."""
        return self.reads

    def lacking(self, columns: Container[str]) -> list[str]:
        """Return the names of what it takes of earlier periods that the columns of such a period do not have."""
        return [name for name in self.taken if not column_of(columns, name)]

    @property
    def is_amount(self) -> bool:
        """Return whether it is an amount that is used up, so that it may count but once for a person in a period."""
        return isinstance(self, Award | SumOfQuarters | Paid) or (isinstance(self, Previous) and self.first is not None)


class Previous(_Kind):
    """上期数: the value of an input or measure in the period before."""

    kind: Literal["previous"]
    of: Identifier
    first: float | None = None
    """What a year starts with: the value in its first period, whatever the year before ended with."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the input or measure."""
        return (self.of,)


class Times(_Kind):
    """次数: how often the employee had a grade within the periods before."""

    kind: Literal["times"]
    grade: str
    within: int = Field(ge=1)
    """How many periods before this one are looked at."""


class RunningLast(_Kind):
    """连续垫底: in how many periods in a row, up to the one before, the employee was the last of the cohort."""

    kind: Literal["running_last"]
    smallest: Identifier
    """The parameter that holds the smallest cohort with a last place."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the parameter."""
        return (self.smallest,)


class Award(_Kind):
    """上期奖: an amount for those who were flagged in the period before, 0 for everybody else."""

    kind: Literal["award"]
    flag: Identifier
    amount: Identifier
    """The parameter that holds the amount in yuan."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the amount's parameter."""
        return (self.amount,)


class QuarterWithout(_Kind):
    """全季无: `yes` in a quarter's last month when these inputs were 0 in its other months; `no` in other months.

    In a quarter or a longer period it is `yes` when they were 0 in all of its months.
    """

    taken_of = "month"
    kind: Literal["quarter_without"]
    of: list[Identifier] = Field(min_length=1)

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the inputs."""
        return tuple(self.of)


class SumOfQuarters(_Kind):
    """全年合计: the sum of an input or measure over the year's four quarters, which another scheme appraised."""

    taken_of = "quarter"
    kind: Literal["sum_of_quarters"]
    of: Identifier

    @property
    def taken(self) -> tuple[str, ...]:
        """Return the input or measure."""
        return (self.of,)


class MeanOfQuarters(_Kind):
    """季度均值: the mean, over the year's quarters, of the share of its full points that an indicator came to."""

    taken_of = "quarter"
    kind: Literal["mean_of_quarters"]
    of: Identifier

    def lacking(self, columns: Container[str]) -> list[str]:
        """Return the indicator where a quarter gives no points for it."""
        return [] if f"points.{self.of}" in columns else [self.of]


class Paid(_Kind):
    """已发: what was settled of a pay item for one of the year's quarters, with corrections still to be paid."""

    kind: Literal["paid"]
    item: Identifier
    quarter: int = Field(ge=1, le=4)


#: The closed set of what can be remembered.
Remembered = Annotated[
    Previous | Times | RunningLast | Award | QuarterWithout | SumOfQuarters | MeanOfQuarters | Paid,
    Field(discriminator="kind"),
]


def column_of(columns: Container[str], name: str) -> str:
    """Return the id of the column that an input, a measure or a summary column is in; "" where there is none."""
    return next((key for key in (f"input.{name}", f"measure.{name}", name) if key in columns), "")
