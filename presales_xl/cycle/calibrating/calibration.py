"""A calibration: who competes for grades in which pool, how many places there are, and whom each one goes to.

Its rules are those of a forced distribution. Grades are places in the scale, 0 the best.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, groupby
from typing import Literal

import numpy as np

from presales_xl.backends.numbers import Floats
from presales_xl.backends.quotas import places_of
from presales_xl.grouping import grouped
from presales_xl.people.appraised import Appraised, Standing, best_grades, is_calibrated
from presales_xl.scheme.columns import GradeGroup, Plan, individual_column
from presales_xl.texts import LANGUAGES, Lang, text

Scope = Literal["team", "department", "company"]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One person in a pool: what decides about the place, who it is, and what is decided.

    `total` is the rounded total. `attained` is the share of the full points in each indicator, the weightiest
    indicator first. `by_scale` is the grade that the scheme gives. `limit` is the best grade that the person may get
    (see `best_grades`).

    `in_force` is the grade that counts now, `reason` that of the calibration in force, "" without one, `place` the
    place, 1 the best. `proposed` is the grade that the distribution proposes, None without one; `undecided` says that
    only the employee id told the person apart from somebody with another grade.
    """

    employee_id: str
    total: float
    attained: tuple[float, ...]
    by_scale: int
    limit: int = 0
    who: Appraised
    in_force: int
    reason: str = ""
    place: int = 0
    proposed: int | None = None
    undecided: bool = False

    @property
    def merit(self) -> tuple[float, ...]:
        """Return what people are ranked by, before their ids: larger is better."""
        return self.total, *self.attained


@dataclass(frozen=True)
class Pool:
    """The people among whom grades are distributed, the best first once they are ranked.

    `key` is the manager's id of a team, the name of a department, "" for the company; `small` says that the pool is
    below the size because there was nothing left to join, `number` counts the ranked pools of a scheme.
    """

    scope: Scope
    key: str
    people: Sequence[Candidate]
    small: bool = False
    number: int = 0


def candidates(standing: Standing) -> Iterator[Candidate]:
    """Yield everybody of a role whose grade is calibrated, not ranked yet."""
    plan, values = standing.plan, standing.by_scale.values
    if plan.grade_scale is None:
        return
    attained, best = _attained(plan, values), best_grades(standing.by_scale)
    for place, who in enumerate(standing.people):
        if not is_calibrated(who.by_scale):
            continue
        yield Candidate(
            employee_id=who.employee_id,
            total=who.by_scale.total,
            attained=attained[place],
            by_scale=int(who.by_scale.value("grade")),
            limit=int(best[place]),
            who=who,
            in_force=int(who.outcome.value("grade")),
            reason=who.calibration.reason if who.calibration else "",
        )


def _attained(plan: Plan, values: Mapping[str, Floats]) -> list[tuple[float, ...]]:
    """Return for each person the share of the full points by indicator, the weightiest one first.

    Where full points differ by level, everybody is measured by their own, and the mean decides which is weightiest.
    """
    names = plan.dimensions["level"].keys if "level" in plan.dimensions else ("",)
    full = [plan.full_points(name) for name in names]
    order = sorted(full[0], key=lambda indicator: -sum(points[indicator] for points in full))
    levels = np.nan_to_num(values.get("level", np.zeros(len(values["total"])))).astype(int)
    shares = []
    for indicator in order:
        points = np.nan_to_num(values[f"points.{indicator}"])
        most = np.array([points_of[indicator] for points_of in full])[levels]
        points_of_own = values.get(individual_column(f"{indicator}.points"), np.array(np.nan))
        most = np.where(np.isnan(points_of_own), most, points_of_own)
        shares.append(np.round(np.divide(points, most, out=points.copy(), where=most > 0), 10).tolist())
    return list(zip(*shares, strict=True)) if shares else [()] * len(levels)


def pools(people: Iterable[Candidate], least: int) -> list[Pool]:
    """Return the pools of the people of one scheme; everybody is in exactly one.

    A team of at least `least` people is a pool of its own. The smaller teams of a department make one pool when they
    are that many together. All the others, and the small teams of no department, make the company's pool, however
    few they are.
    """
    teams, small = _split(people, least, lambda person: person.who.manager.manager_id)
    departments, rest = _split(small, least, lambda person: person.who.manager.department)
    large = [Pool("team", key, group) for key, group in teams.items()]
    large += [Pool("department", key, group) for key, group in departments.items()]
    return [*large, Pool("company", "", rest, len(rest) < least)] if rest else large


def _split(
    people: Iterable[Candidate], least: int, key: Callable[[Candidate], str]
) -> tuple[dict[str, list[Candidate]], list[Candidate]]:
    """Return the groups that are large enough, by name, and everybody else, in order; "" names no group."""
    everybody = list(people)
    large = {name: group for name, group in grouped(everybody, key).items() if name and len(group) >= least}
    return large, [person for person in everybody if key(person) not in large]


def ranked_pool(pool: Pool, number: int, groups: Sequence[GradeGroup]) -> Pool:
    """Return a pool with its people in order, each with place and, where there are `groups`, proposed grade."""
    people = [pool.people[place] for place in ranked(pool.people)]
    if not groups:
        return replace(pool, number=number, people=[replace(each, place=n) for n, each in enumerate(people, 1)])
    proposed = propose(people, groups)
    ties = undecided(people, proposed)
    order = enumerate(zip(people, proposed, ties, strict=True), 1)
    people = [replace(each, place=place, proposed=grade, undecided=tied) for place, (each, grade, tied) in order]
    return replace(pool, number=number, people=people)


def ranked(entrants: Sequence[Candidate]) -> list[int]:
    """Return the positions of the entrants, best first.

    The higher total comes first; of equal ones whoever attained more in the weightiest indicator, then in the next;
    whoever is equal in everything is put in the order of ids, which says nothing about merit (see `undecided`).
    """
    by_id = sorted(range(len(entrants)), key=lambda place: entrants[place].employee_id)
    return sorted(by_id, key=lambda place: entrants[place].merit, reverse=True)


def propose(entrants: Sequence[Candidate], groups: Sequence[GradeGroup]) -> list[int]:
    """Return the grade that the distribution gives each entrant; `groups` are those of the scheme, best first.

    From the best to the last, everybody takes the best place that is left within their limit; whoever finds none there
    gets their limit. Within grades that share a quota, the grade by scale decides.
    """
    left = places_of(groups, len(entrants))
    grades = [0] * len(entrants)
    for place in ranked(entrants):
        entrant = entrants[place]
        group = next((g for g in groups if left[g.key] and g.grades[-1] >= entrant.limit), None)
        if group is None:
            grades[place] = entrant.limit
        else:
            left[group.key] -= 1
            allowed = [grade for grade in group.grades if grade >= entrant.limit]
            grades[place] = min(max(entrant.by_scale, allowed[0]), allowed[-1])
    return grades


def undecided(entrants: Sequence[Candidate], grades: Sequence[int]) -> list[bool]:
    """Return for each entrant whether somebody with the same merit and limit got another grade."""
    grades_of: dict[tuple[object, ...], set[int]] = {}
    keys = [(entrant.merit, entrant.limit) for entrant in entrants]
    for key, grade in zip(keys, grades, strict=True):
        grades_of.setdefault(key, set()).add(grade)
    return [len(grades_of[key]) > 1 for key in keys]


def passed_over(entrants: Sequence[Candidate], grades: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield each entrant with a grade above somebody who has a higher total: that entrant, and the best passed over.

    Whoever may not get the grade because of a limit is not passed over.
    """
    for place, (entrant, grade) in enumerate(zip(entrants, grades, strict=True)):
        over = [
            other
            for other, (rival, lower) in enumerate(zip(entrants, grades, strict=True))
            if rival.total > entrant.total and lower > grade >= rival.limit
        ]
        if over:
            yield place, max(over, key=lambda other: entrants[other].merit)


def excesses(groups: Sequence[GradeGroup], grades: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the grades that more people have, or a better one, than there are places: grade, people, places."""
    places = accumulate(places_of(groups, len(grades)).values())
    for group, most in zip(groups, places, strict=True):
        heads = sum(grade <= group.grades[-1] for grade in grades)
        if heads > most:
            yield group.grades[-1], heads, most


def within(pool: Pool, grades: Sequence[int], worst: int) -> Iterator[tuple[Candidate, int]]:
    """Yield the people of a pool whose grades are no worse than one, each with the grade."""
    return ((each, grade) for each, grade in zip(pool.people, grades, strict=True) if grade <= worst)


def counts(groups: Sequence[GradeGroup], grades: Sequence[int]) -> Mapping[str, int]:
    """Return how many people have a grade of each group."""
    return {group.key: sum(grade in group.grades for grade in grades) for group in groups}


# Where the calibration of a period stands.

Mode = Literal["off", "advise", "enforce"]


@dataclass(frozen=True)
class Distribution:
    """The people of one scheme; without `groups` (no quota, or calibration is off) nothing is proposed.

    `relied` are the ids of those who were settled or told: HR may let their grades be, whatever the quota says since.
    """

    plan: Plan
    mode: Mode
    groups: Sequence[GradeGroup]
    pools: Sequence[Pool]
    relied: Collection[str] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the grades, best first."""
        return self.plan.dimensions["grade"].keys

    @property
    def everybody(self) -> list[Candidate]:
        """Return all people, pool by pool."""
        return [candidate for pool in self.pools for candidate in pool.people]

    def grade_names(self, lang: Lang) -> list[str]:
        """Return how the grades are shown, best first."""
        return [name[lang] for name in self.plan.dimensions["grade"].names]

    def pool_name(self, pool: Pool, lang: Lang) -> str:
        """Return what a pool is called."""
        if pool.scope == "company":
            return text(lang, "calibration.pool.company" if len(self.pools) == 1 else "calibration.pool.rest")
        manager = pool.people[0].who.manager
        names = {"team": manager.team or manager.name, "manager": manager.name, "department": pool.key}
        return text(lang, f"calibration.pool.{pool.scope}", **names)

    def by_rule(self, candidate: Candidate) -> int:
        """Return the grade that counts where nobody decides: the proposed one where enforced, else the one by scale."""
        if self.mode == "enforce" and candidate.proposed is not None:
            return candidate.proposed
        return candidate.by_scale

    def start(self, candidate: Candidate) -> int:
        """Return what the final grade starts from.

        Enforced, it is the proposal, unless somebody decided otherwise and said why; else it is what is in force.
        """
        proposed = {text(lang, "calibration.reason.proposed") for lang in LANGUAGES}  # nobody's own reason
        follows = self.mode == "enforce" and (not candidate.reason or candidate.reason in proposed)
        return self.by_rule(candidate) if follows else candidate.in_force

    def is_open(self, pool: Pool) -> bool:
        """Return whether a pool is to be calibrated before its grades count: its quota is enforced, and not kept yet.

        That is where a grade is neither proposed nor somebody's decision, or more people have it than there are places.
        """
        if self.mode != "enforce":
            return False
        in_force = [each.in_force for each in pool.people]
        unlike = any(map(self.is_shifted, pool.people))
        return unlike or any(
            not self.keeps(within(pool, in_force, grade)) for grade, _, _ in excesses(self.groups, in_force)
        )

    def is_shifted(self, candidate: Candidate) -> bool:
        """Return whether the quota, enforced, gives somebody another grade than is in force, and nobody decided it."""
        return self.start(candidate) != candidate.in_force

    def keeps(self, people: Iterable[tuple[Candidate, int]]) -> bool:
        """Return whether people keep with their final grades what was settled or told: that may break the quota."""
        return all(each.employee_id in self.relied and final == each.in_force for each, final in people)

    def needs_reason(self, candidate: Candidate, final: int) -> bool:
        """Return whether a final grade is somebody's own decision: neither proposed nor, unenforced, by scale."""
        return final not in (candidate.proposed, self.by_rule(candidate))


@dataclass(frozen=True)
class Calibration:
    """What there is to calibrate in a period; `least` is the size below which a team is pooled upward."""

    company: str
    period: str
    mode: Mode
    least: int
    distributions: Sequence[Distribution]

    @property
    def differing(self) -> frozenset[str]:
        """Return the ids of those who have another grade than is proposed."""
        people = (each for distribution in self.distributions for each in distribution.everybody)
        return frozenset(each.employee_id for each in people if each.proposed not in (None, each.in_force))

    @property
    def open(self) -> frozenset[str]:
        """Return the ids of those whose pools are to be calibrated before their grades count.

        What was settled or told stays until it is calibrated anew (see `shifted`).
        """
        pools = [(each, pool) for each in self.distributions for pool in each.pools if each.is_open(pool)]
        people = ((each, person) for each, pool in pools for person in pool.people)
        return frozenset(person.employee_id for each, person in people if person.employee_id not in each.relied)

    @property
    def shifted(self) -> frozenset[str]:
        """Return the ids of those who were settled or told a grade, and get another one when they are calibrated."""
        people = ((each, person) for each in self.distributions for person in each.everybody if each.is_shifted(person))
        return frozenset(person.employee_id for each, person in people if person.employee_id in each.relied)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of everything that the proposals rest on, but not of the grades in force.

        A workbook that was written from other results is told by it.
        """
        bases = [
            [
                distribution.plan.scheme.id,
                distribution.mode,
                distribution.keys,
                [[group.key, group.share] for group in distribution.groups],
                [
                    [pool.scope, pool.key, [[e.employee_id, *e.merit, e.by_scale, e.limit] for e in pool.people]]
                    for pool in distribution.pools
                ],
            ]
            for distribution in self.distributions
        ]
        content = json.dumps([self.company, self.period, self.mode, self.least, bases], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


def of(
    standings: Sequence[Standing], company: str, period: str, *, mode: Mode, least: int, relied: Collection[str] = ()
) -> Calibration:
    """Return the calibration of a period; schemes without grades and people without a grade are not in it."""
    graded = [standing for standing in standings if "grade" in standing.plan.dimensions]
    graded.sort(key=lambda standing: standing.plan.scheme.id)
    schemes = groupby(graded, lambda standing: standing.plan.scheme.id)
    distributions = [_distribution(list(standings_of), mode, least, relied) for _, standings_of in schemes]
    return Calibration(company, period, mode, least, distributions=[each for each in distributions if each.pools])


def _distribution(standings: Sequence[Standing], mode: Mode, least: int, relied: Collection[str]) -> Distribution:
    plan = standings[0].plan
    groups = plan.quota_groups() if mode != "off" else []
    people = [candidate for standing in standings for candidate in candidates(standing)]
    # Nothing is distributed among those of a scheme without a quota: they are looked at together.
    formed = pools(people, least) if groups else [Pool("company", "", people)] if people else []
    ranked = [ranked_pool(pool, number, groups) for number, pool in enumerate(formed, 1)]
    return Distribution(plan, mode if groups else "off", groups, ranked, relied=relied)
