"""A forced distribution within one pool: the ranking, the grade that each place brings, and who stands out of order.

Grades are places in the scale, 0 the best.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from presales_xl.cycle.calibrating.quota import GradeGroup, quota


@dataclass(frozen=True)
class Entrant:
    """What decides about one person's place.

    `total` is the rounded total. `attained` is the share of the full points in each indicator, the weightiest
    indicator first. `by_scale` is the grade that the scheme gives. `limit` is the best grade that the person may get:
    the lowest one after a veto, the lowered one where the scheme lowers a grade, else 0.
    """

    employee_id: str
    total: float
    attained: tuple[float, ...]
    by_scale: int
    limit: int = 0

    @property
    def merit(self) -> tuple[float, ...]:
        """Return what people are ranked by, before their ids: larger is better."""
        return self.total, *self.attained


@dataclass(frozen=True)
class Excess:
    """More people than the quota has places: `heads` people at `grade` or better, `places` for them."""

    grade: int
    heads: int
    places: int


def ranked(entrants: Sequence[Entrant]) -> list[int]:
    """Return the positions of the entrants, best first.

    The higher total comes first; of equal ones whoever attained more in the weightiest indicator, then in the next;
    whoever is equal in everything is put in the order of ids, which says nothing about merit (see `undecided`).
    """
    by_id = sorted(range(len(entrants)), key=lambda place: entrants[place].employee_id)
    return sorted(by_id, key=lambda place: entrants[place].merit, reverse=True)


def propose(entrants: Sequence[Entrant], groups: Sequence[GradeGroup]) -> list[int]:
    """Return the grade that the distribution gives each entrant; `groups` are those of the scheme, best first.

    From the best to the last, everybody takes the best place that is left within their limit; whoever finds none there
    gets their limit. Within grades that share a quota, the grade by scale decides.
    """
    left = quota({group.key: group.share for group in groups}, len(entrants))
    grades = [0] * len(entrants)
    for place in ranked(entrants):
        one = entrants[place]
        group = next((g for g in groups if left[g.key] and g.worst >= one.limit), None)
        if group is None:
            grades[place] = one.limit
        else:
            left[group.key] -= 1
            allowed = [grade for grade in group.grades if grade >= one.limit]
            grades[place] = min(max(one.by_scale, allowed[0]), allowed[-1])
    return grades


def undecided(entrants: Sequence[Entrant], grades: Sequence[int]) -> list[bool]:
    """Return for each entrant whether somebody with the same merit and limit got another grade."""
    found: dict[tuple[object, ...], set[int]] = {}
    keys = [(one.merit, one.limit) for one in entrants]
    for key, grade in zip(keys, grades, strict=True):
        found.setdefault(key, set()).add(grade)
    return [len(found[key]) > 1 for key in keys]


def passed_over(entrants: Sequence[Entrant], grades: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield each entrant with a grade above somebody who has a higher total: that entrant, and the best passed over.

    Whoever may not get the grade because of a limit is not passed over.
    """
    for place, (one, grade) in enumerate(zip(entrants, grades, strict=True)):
        over = [
            other
            for other, (rival, lower) in enumerate(zip(entrants, grades, strict=True))
            if rival.total > one.total and lower > grade >= rival.limit
        ]
        if over:
            yield place, max(over, key=lambda other: entrants[other].merit)


def excesses(groups: Sequence[GradeGroup], grades: Sequence[int]) -> Iterator[Excess]:
    """Yield where more people have a grade, or a better one, than the quota has places; fewer are no excess."""
    places = accumulate(quota({group.key: group.share for group in groups}, len(grades)).values())
    for group, most in zip(groups, places, strict=True):
        heads = sum(grade <= group.worst for grade in grades)
        if heads > most:
            yield Excess(group.worst, heads, most)


def counts(groups: Sequence[GradeGroup], grades: Sequence[int]) -> Mapping[str, int]:
    """Return how many people have a grade of each group."""
    return {group.key: sum(grade in group.grades for grade in grades) for group in groups}
