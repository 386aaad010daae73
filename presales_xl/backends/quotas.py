"""The places of a forced distribution: whole people by largest remainder, as a number and as a formula of cells."""

from collections.abc import Sequence
from fractions import Fraction

from presales_xl.scheme.columns import GradeGroup

_ALMOST = "0.000000001"  # what a share of people may lack of a whole number by the way computers hold a tenth


def places_of(groups: Sequence[GradeGroup], size: int) -> dict[str, int]:
    """Return how many of `size` people each group of grades gets, by largest remainder (Hamilton); they sum to `size`.

    `groups` stand best first. Their shares count as they are written (0.1 is a tenth) and relative to their sum. Each
    group gets the whole part of its exact number; the places left go one each to the largest remainders, of equal ones
    to the better group.

    ValueError when a share is negative or all are 0.
    """
    shares = {group.key: Fraction(repr(group.share)) for group in groups}
    whole = sum(shares.values())
    if not whole or min(shares.values()) < 0:
        raise ValueError(f"not the shares of a distribution: {[group.share for group in groups]}")
    exact = {key: share * size / whole for key, share in shares.items()}
    places = {key: int(number) for key, number in exact.items()}
    by_remainder = sorted(exact, key=lambda key: places[key] - exact[key])  # stable: of equal ones the better group
    for key in by_remainder[: size - sum(places.values())]:
        places[key] += 1
    return places


def places_formula(share: str, shares: str, size: str) -> str:
    """Return the formula for what `places_of` gives one group.

    `share` is the cell with its share, `shares` the cells with those of all groups, best first and one below the other,
    `size` the cell with how many people there are.
    """

    def exact(cells: str) -> str:
        return f"{cells}*{size}/SUM({shares})"

    def whole(cells: str) -> str:
        return f"INT({exact(cells)}+{_ALMOST})"

    def claim(cells: str) -> str:
        """Return the remainder, by which places are given: of equal ones the upper cell's is a trace larger."""
        return f"({exact(cells)}-{whole(cells)}-ROW({cells})*{_ALMOST})"

    before = f"SUMPRODUCT(({claim(shares)}>{claim(share)})*1)"
    left = f"{size}-SUMPRODUCT({whole(shares)})"
    return f"{whole(share)}+IF({before}<{left},1,0)"
