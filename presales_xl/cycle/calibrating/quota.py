"""The places of a forced distribution: shares of a pool as whole people, by largest remainder."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from presales_xl.scheme.columns import Plan


@dataclass(frozen=True)
class GradeGroup:
    """One grade, or several (`C+D`), that a quota gives a share: their places in the scale, 0 the best."""

    key: str
    grades: tuple[int, ...]
    share: float

    @property
    def worst(self) -> int:
        """Return the lowest grade of the group."""
        return self.grades[-1]


def grade_groups(plan: Plan) -> list[GradeGroup]:
    """Return the groups of a plan's forced distribution, best first; none for a scheme without one."""
    keys = plan.dimensions["grade"].keys if "grade" in plan.dimensions else ()
    groups = []
    for key, share in plan.quota().items():
        together = [key] if key in keys else key.split("+")
        groups.append(GradeGroup(key, tuple(sorted(keys.index(grade) for grade in together)), share))
    return sorted(groups, key=lambda group: group.grades) if any(group.share for group in groups) else []


def quota(shares: Mapping[str, float], size: int) -> dict[str, int]:
    """Return how many of `size` people each grade gets, by largest remainder (Hamilton); they sum to `size`.

    `shares` names the grades best first, grades that share a quota together as one (`C+D`). They count as they
    are written (0.1 is a tenth) and relative to their sum. Each grade gets the whole part of its exact number; the
    places left go one each to the largest remainders, of equal ones to the better grade.

    ValueError when a share is negative or all are 0.
    """
    written = {key: Fraction(repr(share)) for key, share in shares.items()}
    whole = sum(written.values())
    if not whole or min(written.values()) < 0:
        raise ValueError(f"not the shares of a distribution: {dict(shares)}")
    exact = {key: share * size / whole for key, share in written.items()}
    places = {key: int(number) for key, number in exact.items()}
    by_remainder = sorted(exact, key=lambda key: places[key] - exact[key])  # stable: of equal ones the better grade
    for key in by_remainder[: size - sum(places.values())]:
        places[key] += 1
    return places
