"""What of a scheme is due in a period: only the indicators of its cycle, their full points rescaled to the whole."""

from collections.abc import Mapping

from presales_xl.scheme.columns import Figure, Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import fail
from presales_xl.scheme.model import Cycle, Indicator, Scheme


def due(plan: Plan, cycle: Cycle) -> Plan:
    """Return the plan for a period: without the indicators that name other `periods`, the others' points rescaled.

    Full points sum to the scheme's `full_points`, for each level. A cycle that the scheme only `tracks` has no grade,
    pay or flags. A scheme that has nothing to leave out is returned as it is. ProblemsError `period.nothing_due`
    when no indicator is left.
    """
    scheme = plan.scheme
    kept = {key for key, indicator in scheme.enabled().items() if cycle in (indicator.periods or [cycle])}
    tracked = cycle in scheme.tracks
    if len(kept) == len(scheme.enabled()) and not tracked:
        return plan
    if not kept:
        stated = sorted({period for indicator in scheme.enabled().values() for period in indicator.periods})
        raise fail("period.nothing_due", scheme=scheme.id, cycle=cycle, cycles=stated)
    fewer = len(kept) < len(scheme.enabled())
    restricted = _restricted(plan, kept) if fewer else scheme
    made = compile_scheme(_without_grade(restricted) if tracked else restricted)
    rescaled = {f"{key}.points" for key in kept} if fewer else set()
    changed = {key: value for key, value in plan.changed.items() if key in made.parameters and key not in rescaled}
    return made.with_parameters(changed)


def _without_grade(scheme: Scheme) -> Scheme:
    """Return the scheme as it tracks progress: points and total, but nothing that follows from a grade."""
    vetoes = {key: veto for key, veto in scheme.vetoes.items() if veto.effect == "total_zero"}
    return scheme.model_copy(update={"grades": None, "pay": {}, "flags": {}, "vetoes": vetoes})


def _restricted(plan: Plan, kept: set[str]) -> Scheme:
    """Return the scheme with only some indicators, of which the full points make up the whole."""
    scheme = plan.scheme
    levels = list(scheme.levels) or [""]
    points = {level: plan.full_points(level) for level in levels}
    whole = {level: scheme.full_points or sum(points[level].values()) for level in levels}
    factors = {level: whole[level] / (sum(points[level][key] for key in kept) or 1) for level in levels}

    def of(indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
        return {
            key: _rescaled(indicator, plan.value(f"{key}.points", points[levels[0]][key]), factors)
            for key, indicator in indicators.items()
            if key in kept
        }

    sections = {
        key: section.model_copy(update={"indicators": of(section.indicators), "share": None})
        for key, section in scheme.sections.items()
        if kept & set(section.indicators)
    }
    return scheme.model_copy(update={"sections": sections, "indicators": of(scheme.indicators)})


def _rescaled(indicator: Indicator, points: Figure, factors: Mapping[str, float]) -> Indicator:
    """Return an indicator whose score is still 0..its own points, and counts for its share of the whole."""
    if points == 0:  # it only adds or takes away
        return indicator
    by_level = isinstance(points, Mapping) or len(set(factors.values())) > 1
    stated = {level: points[level] if isinstance(points, Mapping) else points for level in factors}
    shares = {level: stated[level] * factor for level, factor in factors.items()}
    out_of = indicator.out_of
    if out_of is None and not isinstance(points, Mapping):
        out_of = points
    new: Figure = shares if by_level else next(iter(shares.values()))
    return indicator.model_copy(update={"points": new, "out_of": out_of, "range": None})
