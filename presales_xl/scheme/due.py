"""What of a scheme is due in a period: only the indicators of its cycle, their full points rescaled to the whole."""

from collections.abc import Collection, Iterator, Mapping

from presales_xl.scheme import doubts
from presales_xl.scheme.columns import ColumnSpec, Plan, once_per_plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import fail
from presales_xl.scheme.model import Cycle, Indicator, Scheme
from presales_xl.scheme.rules import Figure


def due(plan: Plan, cycle: Cycle) -> Plan:
    """Return the plan for a period: without the indicators that name other `periods`, the others' points rescaled.

    Full points sum to the scheme's `full_points`, for each level. Indicators, pay and flags are those of the period; a
    cycle that the scheme only `tracks` has no grade, pay or flags, its vetoes are told of. A scheme that is the same in
    every period is returned as it is. ProblemsError `period.nothing_due` when no indicator is left.
    """
    scheme = plan.scheme
    kept = {key for key, indicator in scheme.enabled().items() if cycle in (indicator.periods or [cycle])}
    if scheme.enabled() and not kept:
        stated = sorted({period for indicator in scheme.enabled().values() for period in indicator.periods})
        raise fail("period.nothing_due", scheme=scheme.id, cycle=cycle, cycles=stated)
    fewer = len(kept) < len(scheme.enabled())
    period = of_period(_restricted(plan, kept) if fewer else scheme, cycle)
    if period == scheme:
        return _handing_on(plan, cycle)
    rescaled = {f"{key}.points" for key in kept} if fewer else set()
    changed = {key: value for key, value in plan.changed.items() if key not in rescaled}
    return _handing_on(remade(period, changed), cycle)


def _handing_on(plan: Plan, cycle: Cycle) -> Plan:
    """Return the plan of a period with what longer ones take over of it in use, and nothing that is taken of others."""
    scheme = plan.scheme
    told = (each.remembered for each in scheme.inputs.values() if each.remembered)
    known = [each for each in told if each.taken_of and each.taken]
    if not known:
        return plan
    names = dict.fromkeys(name for each in known if each.taken_of == cycle for name in each.taken)
    own = [name for name in names if name in scheme.inputs or name in scheme.measures]
    other = remade(scheme.model_copy(update={"handed_on": own}), plan.changed)
    return plan if other.columns.keys() == plan.columns.keys() else other


def not_handed_on(plan: Plan, longer: Plan, cycle: Cycle) -> Iterator[tuple[ColumnSpec, list[str]]]:
    """Yield each input of a longer period's plan that takes over of one of a cycle what its plan does not have."""
    for spec in longer.inputs().values():
        kind = spec.field.remembered if spec.field else None
        if kind is not None and kind.taken_of == cycle and (lacking := kind.lacking(plan.columns)):
            yield spec, lacking


def weighed(plan: Plan, levels: Collection[str]) -> Plan:
    """Return the plan without the indicators that weigh nothing at any of these levels, which are those of a role."""
    points = [plan.full_points(level) for level in levels]
    by_level = {key for key, indicator in plan.scheme.enabled().items() if isinstance(indicator.points, Mapping)}
    idle = {key for key in by_level if not any(full[key] for full in points)}
    if not levels or not idle:
        return plan
    kept = {key: indicator for key, indicator in plan.scheme.enabled().items() if key not in idle}
    return remade(only(plan.scheme, kept), plan.changed)


@once_per_plan
def by_days(plan: Plan) -> Plan:
    """Return the plan in which what is prorated is calculated by days at work; one without that as it is."""
    if not plan.scheme.prorated():
        return plan
    return remade(plan.scheme.model_copy(update={"by_days": True}), plan.changed)


def in_month(plan: Plan, month: int) -> Plan:
    """Return the plan for a period that ends with a month and lies within one quarter, 0 for a longer one.

    Entries are held against it; a plan without such entries is returned as it is.
    """
    inputs = [*plan.columns.values(), *(spec for table in plan.tables.values() for spec in table.columns.values())]
    if not any(doubts.by_period(spec, month) for spec in inputs):
        return plan
    return remade(plan.scheme.model_copy(update={"month": month}), plan.changed)


def of_period(scheme: Scheme, cycle: Cycle) -> Scheme:
    """Return the scheme with the rules, pay, flags and texts of a period, whichever indicators are due in it."""

    def ruled(indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
        return {
            key: indicator.model_copy(update={"rule": indicator.rules.get(cycle, indicator.rule)})
            for key, indicator in indicators.items()
        }

    tracked = cycle in scheme.tracks
    pay = {key: item for key, item in scheme.pay.items() if cycle in (item.periods or [cycle])}
    flags = {key: flag for key, flag in scheme.flags.items() if cycle in (flag.periods or [cycle])}
    changes: dict[str, object] = {
        "indicators": ruled(scheme.indicators),
        "sections": {
            key: section.model_copy(update={"indicators": ruled(section.indicators)})
            for key, section in scheme.sections.items()
        },
        "grades": None if tracked else scheme.grades,
        "pay": {} if tracked else pay,
        "flags": {} if tracked else flags,
        "words": {key: words for key, words in scheme.words.items() if cycle in (words.periods or [cycle])},
    }
    return scheme.model_copy(update=changes)


def remade(scheme: Scheme, changed: Mapping[str, Figure]) -> Plan:
    """Return the plan of a part of a scheme, with those of the company's figures that it has."""
    plan = compile_scheme(scheme)
    return plan.with_parameters({key: value for key, value in changed.items() if key in plan.parameters})


def only(scheme: Scheme, kept: Mapping[str, Indicator]) -> Scheme:
    """Return the scheme with only some indicators, as they are given; its sections have no shares to keep any more."""

    def of(indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
        return {key: kept[key] for key in indicators if key in kept}

    sections = {
        key: section.model_copy(update={"indicators": of(section.indicators), "share": None})
        for key, section in scheme.sections.items()
        if kept.keys() & section.indicators.keys()
    }
    return scheme.model_copy(update={"sections": sections, "indicators": of(scheme.indicators)})


def _restricted(plan: Plan, kept: Collection[str]) -> Scheme:
    """Return the scheme with only some indicators, of which the full points make up the whole."""
    scheme = plan.scheme
    levels = list(scheme.levels) or [""]
    points = {level: plan.full_points(level) for level in levels}
    whole = {level: scheme.full_points or sum(points[level].values()) for level in levels}
    factors = {level: whole[level] / (sum(points[level][key] for key in kept) or 1) for level in levels}
    rescaled = {
        key: _rescaled(indicator, plan.value(f"{key}.points", points[levels[0]][key]), factors)
        for key, indicator in scheme.enabled().items()
        if key in kept
    }
    return only(scheme, rescaled)


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
