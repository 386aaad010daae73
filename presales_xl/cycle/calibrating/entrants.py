"""What decides about people's places in a forced distribution, from the columns of their results."""

import operator
from collections.abc import Mapping, Sequence

import numpy as np

from presales_xl.backends.numbers import Floats
from presales_xl.cycle.calibrating.proposal import Entrant
from presales_xl.scheme.columns import Plan

_COMPARE = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}


def entrants(plan: Plan, values: Mapping[str, Floats], ids: Sequence[str]) -> dict[int, Entrant]:
    """Return those who have a grade, by their position among `ids`.

    `values` are all columns of the plan, by id, one number per person, with the grades by scale.
    """
    attained = _attained(plan, values)
    found = {}
    for place, employee_id in enumerate(ids):
        total, grade = float(values["total"][place]), float(values["grade"][place])
        if np.isfinite(total + grade):
            limit = _limit(plan, values, place, total, int(grade))
            found[place] = Entrant(employee_id, total, attained[place], int(grade), limit)
    return found


def _limit(plan: Plan, values: Mapping[str, Floats], place: int, total: float, by_scale: int) -> int:
    """Return the best grade that a person may get: bounded by a veto, or by a grade that the scheme lowers."""
    vetoes = len(plan.scheme.vetoes)
    if vetoes and int(np.nan_to_num(values["flags"][place])) % 2**vetoes:  # the flags begin with the vetoes
        return len(plan.dimensions["grade"].keys) - 1
    return by_scale if by_scale > _by_total(plan, total) else 0


def _by_total(plan: Plan, total: float) -> int:
    """Return the grade that the total alone gives."""
    keys = plan.dimensions["grade"].keys
    for place, key in enumerate(keys):
        bound = plan.parameters.get(f"grades.{key}")
        if bound and isinstance(bound.value, int | float) and _COMPARE[bound.sign](total, bound.value):
            return place
    return len(keys) - 1


def _attained(plan: Plan, values: Mapping[str, Floats]) -> list[tuple[float, ...]]:
    """Return for each person the share of the full points by indicator, the weightiest one first.

    Where full points differ by level, everybody is measured by their own, and the mean decides which is weightiest.
    """
    levels = plan.dimensions["level"].keys if "level" in plan.dimensions else ("",)
    full = [plan.full_points(level) for level in levels]
    order = sorted(full[0], key=lambda indicator: -sum(points[indicator] for points in full))
    own = values.get("level", np.zeros(len(values["total"])))
    own = np.nan_to_num(own).astype(int)
    shares = []
    for indicator in order:
        points = np.nan_to_num(values[f"points.{indicator}"])
        most = np.array([points_of[indicator] for points_of in full])[own]
        shares.append(np.round(np.divide(points, most, out=points.copy(), where=most > 0), 10).tolist())
    return list(zip(*shares, strict=True)) if shares else [()] * len(own)
