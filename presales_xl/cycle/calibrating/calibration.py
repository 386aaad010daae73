"""Where a period's calibration stands: the pools of each scheme, the ranking in each, what is proposed and in force."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from presales_xl.cycle.calibrating.entrants import entrants
from presales_xl.cycle.calibrating.pools import Pool, Scope, pools
from presales_xl.cycle.calibrating.proposal import Entrant, propose, ranked, undecided
from presales_xl.cycle.calibrating.quota import GradeGroup, grade_groups
from presales_xl.people.appraised import Appraised, Standing
from presales_xl.scheme.columns import Plan
from presales_xl.texts import LANGUAGES, text

Mode = Literal["off", "advise", "enforce"]


@dataclass(frozen=True)
class Candidate:
    """One person: who it is, what decides about the grade, the grade in force now (0 the best) and its reason.

    `reason` is that of the calibration in force, "" without one; `is_stale` says that the grade by scale was another
    one then.
    """

    who: Appraised
    role: str
    entrant: Entrant
    in_force: int
    reason: str
    is_stale: bool

    @property
    def manager_id(self) -> str:
        """Return whose team it is."""
        return self.who.manager.manager_id

    @property
    def department(self) -> str:
        """Return which department it is."""
        return self.who.manager.department


@dataclass(frozen=True)
class Ranked:
    """A person's place in a pool, 1 the best, and the grade that the distribution proposes, None without one.

    `undecided` says that only the employee id told the person apart from somebody with another grade.
    """

    place: int
    person: Candidate
    proposed: int | None
    undecided: bool

    @property
    def entrant(self) -> Entrant:
        """Return what decides about the grade."""
        return self.person.entrant


@dataclass(frozen=True)
class RankedPool:
    """A pool with its people, the best first."""

    number: int
    scope: Scope
    key: str
    small: bool
    people: Sequence[Ranked]

    @property
    def entrants(self) -> list[Entrant]:
        """Return what decides about the grades, in the order of the people."""
        return [each.entrant for each in self.people]


@dataclass(frozen=True)
class Distribution:
    """The people of one scheme; without `groups` (no quota, or calibration is off) nothing is proposed."""

    plan: Plan
    mode: Mode
    groups: Sequence[GradeGroup]
    pools: Sequence[RankedPool]

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the grades, best first."""
        return self.plan.dimensions["grade"].keys

    @property
    def everybody(self) -> list[Ranked]:
        """Return all people, pool by pool."""
        return [each for pool in self.pools for each in pool.people]

    def start(self, ranked: Ranked, in_force: int, reason: str) -> int:
        """Return what the final grade starts from, given what is in force and why.

        Enforced, it is the proposal, unless somebody decided otherwise and said why; else it is what is in force.
        """
        by_rule = {text(lang, "calibration.reason.proposed") for lang in LANGUAGES}  # nobody decided it
        follows = not reason or reason in by_rule
        return ranked.proposed if self.mode == "enforce" and follows and ranked.proposed is not None else in_force

    def needs_reason(self, ranked: Ranked, final: int) -> bool:
        """Return whether a final grade is somebody's own decision: neither proposed nor, unenforced, by scale."""
        by_rule = {ranked.proposed} if self.mode == "enforce" else {ranked.proposed, ranked.entrant.by_scale}
        return final not in by_rule


@dataclass(frozen=True)
class Calibration:
    """What there is to calibrate in a period; `least` is the size below which a team is pooled upward."""

    company: str
    period: str
    mode: Mode
    least: int
    distributions: Sequence[Distribution]

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of everything that the proposals rest on, but not of the grades in force.

        A workbook that was written from other results is told by it.
        """
        told = [
            [
                d.plan.scheme.id,
                d.mode,
                d.keys,
                [[g.key, g.share] for g in d.groups],
                [
                    [pool.scope, pool.key, [[e.employee_id, *e.merit, e.by_scale, e.limit] for e in pool.entrants]]
                    for pool in d.pools
                ],
            ]
            for d in self.distributions
        ]
        text = json.dumps([self.company, self.period, self.mode, self.least, told], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def of(standings: Sequence[Standing], company: str, period: str, mode: Mode, least: int) -> Calibration:
    """Return the calibration of a period; schemes without grades and people without a grade are not in it."""
    graded = [standing for standing in standings if "grade" in standing.plan.dimensions]
    graded.sort(key=lambda standing: standing.plan.scheme.id)
    distributions = [
        _distribution(list(group), mode, least) for _, group in groupby(graded, lambda each: each.plan.scheme.id)
    ]
    return Calibration(company, period, mode, least, [each for each in distributions if each.pools])


def _distribution(standings: Sequence[Standing], mode: Mode, least: int) -> Distribution:
    plan = standings[0].plan
    groups = grade_groups(plan) if mode != "off" else []
    people = [person for standing in standings for person in _candidates(standing)]
    # Nothing is distributed among those of a scheme without a quota: they are looked at together.
    found = pools(people, least) if groups else [Pool("company", "", tuple(people))] if people else []
    ranking = [_ranked(pool, number, groups) for number, pool in enumerate(found, 1)]
    return Distribution(plan, mode if groups else "off", groups, ranking)


def _ranked(pool: Pool[Candidate], number: int, groups: Sequence[GradeGroup]) -> RankedPool:
    order = ranked([person.entrant for person in pool.people])
    people = [pool.people[place] for place in order]
    entrants = [person.entrant for person in people]
    proposed = propose(entrants, groups) if groups else []
    tied = undecided(entrants, proposed) if groups else [False] * len(people)
    lines = [
        Ranked(place + 1, person, proposed[place] if groups else None, tied[place])
        for place, person in enumerate(people)
    ]
    return RankedPool(number, pool.scope, pool.key, pool.small, lines)


def _candidates(standing: Standing) -> Iterator[Candidate]:
    """Yield everybody of a role who has a grade."""
    now = standing.outcome.values["grade"]
    ids = [who.employee_id for who in standing.people]
    for place, entrant in entrants(standing.plan, standing.by_scale.values, ids).items():
        who, known = standing.people[place], standing.people[place].calibration
        yield Candidate(who, standing.role, entrant, int(now[place]), known.reason if known else "", who.is_stale)
