"""Which ratings a statement may show by themselves: raters stay unknown where they are few.

The rule, for the ratings that one result comes from (`least` is `anonymous_below`):

1. Self-ratings and those of the superior are given openly, so is whatever the manager enters; all other raters are
   not to be known. Only those count who have answered.
2. A kind of at least `least` raters is shown by itself. Smaller kinds are shown joined, as one score; where they are
   fewer than `least` raters together, with the next larger kind as well: a kind that was only left out could be worked
   out from the result, whose weights are printed.
3. Where all of them together are fewer than `least`, no rating of the result is shown, the superior's neither: only
   the result itself. Whoever reads it and knows one rating, the own one, has a sum of the others.

So nobody who reads a statement can work out a rater's score, not even with the own rating, unless that rater is the
only one whom the reader does not know. That cannot be hidden in a result that is printed: `generate` says so.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from presales_xl.people.employees import Employee
from presales_xl.people.outcome import PersonOutcome
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.ratings import ratings_of

#: Kinds of raters whom everybody knows.
OPEN = ("self", "superior")


@dataclass(frozen=True)
class Together:
    """Ratings of a result that are not shown by themselves, and their joint score, NaN where that is not shown."""

    columns: Sequence[ColumnSpec]
    score: float


def joined_kinds(raters: Mapping[str, int], least: int) -> frozenset[str] | None:
    """Return the kinds that are shown joined, None where none is shown; `raters` is how many there are of each kind."""
    unknown = sorted((count, kind) for kind, count in raters.items() if count and kind not in OPEN)
    few = sum(count < least for count, _ in unknown)
    while few < len(unknown) and 0 < sum(count for count, _ in unknown[:few]) < least:
        few += 1
    enough = sum(count for count, _ in unknown[:few]) >= least
    return frozenset(kind for _, kind in unknown[:few]) if enough or not few else None


def together(person: Employee, outcome: PersonOutcome, spec: ColumnSpec, least: int) -> Together | None:
    """Return which ratings of a result are not shown by themselves, None where all may be."""
    ratings = ratings_of(outcome.plan, spec)
    if not ratings:
        return None
    raters: dict[str, int] = {}
    for each in ratings:
        count = person.raters.get(each.id, 0)
        raters[each.by] = min(raters.get(each.by, count), count)
    kinds = joined_kinds(raters, least)
    if kinds is None:
        return Together(ratings, math.nan)
    joined = [each for each in ratings if each.by in kinds]
    return Together(joined, _score(outcome, spec, joined)) if joined else None


def joined_ratings(person: Employee, outcome: PersonOutcome, least: int) -> dict[str, Together]:
    """Return the ratings that are not shown by themselves, by the id of the result that they come to."""
    results = outcome.plan.of_kind("points", "adjustment")
    shared = {spec.id: together(person, outcome, spec, least) for spec in results}
    return {key: each for key, each in shared.items() if each}


def hidden(joined: Mapping[str, Together]) -> frozenset[str]:
    """Return the ids of ratings that are not shown by themselves."""
    return frozenset(spec.id for each in joined.values() for spec in each.columns)


def _score(outcome: PersonOutcome, spec: ColumnSpec, joined: Sequence[ColumnSpec]) -> float:
    """Return the mean of ratings by the weights of the indicator, NaN where it has none or they are no numbers."""
    given: list[tuple[float, float]] = []
    for each in joined:
        value, weight = outcome.value(each.id), outcome.plan.value(f"{spec.group}.weight.{each.by}", math.nan)
        if each.dimension or not isinstance(weight, float | int) or math.isnan(weight):
            return math.nan
        given += [(value, weight)] if math.isfinite(value) else []
    whole = sum(weight for _, weight in given)
    return sum(value * weight for value, weight in given) / whole if whole else math.nan
