"""Where a period's calibration stands: the pools of each scheme, the ranking in each, what is proposed and in force."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from presales_xl.cycle.calibrating.distribution import (
    Candidate,
    Pool,
    candidates,
    grade_groups,
    pools,
    ranked_pool,
)
from presales_xl.people.appraised import Standing
from presales_xl.scheme.columns import GradeGroup, Plan
from presales_xl.scheme.states import PROBATION, STATE
from presales_xl.texts import LANGUAGES, Lang, text

Mode = Literal["off", "advise", "enforce"]


@dataclass(frozen=True)
class Distribution:
    """The people of one scheme; without `groups` (no quota, or calibration is off) nothing is proposed."""

    plan: Plan
    mode: Mode
    groups: Sequence[GradeGroup]
    pools: Sequence[Pool]

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


def of(standings: Sequence[Standing], company: str, period: str, *, mode: Mode, least: int) -> Calibration:
    """Return the calibration of a period; schemes without grades and people without a grade are not in it."""
    graded = [standing for standing in standings if "grade" in standing.plan.dimensions]
    graded.sort(key=lambda standing: standing.plan.scheme.id)
    schemes = groupby(graded, lambda standing: standing.plan.scheme.id)
    distributions = [_distribution(list(standings_of), mode, least) for _, standings_of in schemes]
    return Calibration(company, period, mode, least, distributions=[each for each in distributions if each.pools])


def _distribution(standings: Sequence[Standing], mode: Mode, least: int) -> Distribution:
    plan = standings[0].plan
    groups = grade_groups(plan) if mode != "off" else []
    people = [candidate for standing in standings for candidate in candidates(standing)]
    if groups:  # whoever is on probation keeps the grade by scale and takes no place
        people = [each for each in people if each.who.by_scale.value(STATE) != PROBATION]
    # Nothing is distributed among those of a scheme without a quota: they are looked at together.
    formed = pools(people, least) if groups else [Pool("company", "", people)] if people else []
    ranked = [ranked_pool(pool, number, groups) for number, pool in enumerate(formed, 1)]
    return Distribution(plan, mode if groups else "off", groups, ranked)
