"""Whether a scheme's figures fit: one for every level or grade, within their ranges, summing up to what they must."""

from collections.abc import Collection, Iterator, Mapping

from presales_xl.scheme.columns import Figure, Plan
from presales_xl.scheme.errors import Place, Problem
from presales_xl.scheme.model import Indicator, Input, Scheme
from presales_xl.scheme.resolve import YES_NO
from presales_xl.scheme.rules import TOLERANCE


def keys_fit(scheme: Scheme) -> Iterator[Problem]:
    """Yield figures whose keys are not exactly the levels or grades of the scheme."""
    grades = scheme.grades.scale if scheme.grades else {}
    for name, parameter in scheme.parameters.items():
        path = f"parameters.{name}.value"
        if parameter.by is not None:
            stated = {"level": list(scheme.levels), "grade": list(grades)}
            own = scheme.inputs.get(parameter.by)
            chosen = (own.choices or list(YES_NO)) if own else []
            yield from _keys(path, parameter.value, stated.get(parameter.by, chosen))
        elif isinstance(parameter.value, Mapping):
            yield _problem("scheme.by_missing", path, found=list(parameter.value))
    for name, indicator in _indicators(scheme).items():
        if isinstance(indicator.points, Mapping):
            yield from _keys(f"{scheme.path_of(name)}.points", indicator.points, scheme.levels)
    if scheme.grades:
        for name in scheme.grades.names:
            if name not in grades:
                yield _problem("scheme.unknown_grade", f"grades.names.{name}", found=name, expected=list(grades))
        yield from _quota(scheme.grades.quota, list(grades))


def figures_fit(plan: Plan) -> Iterator[Problem]:
    """Yield figures outside their ranges and sums that differ from what they must be."""
    scheme = plan.scheme
    for name, parameter in scheme.parameters.items():
        value = plan.value(name, parameter.value)
        yield from _in_range(f"parameters.{name}", "value", value, parameter.range)
    for name, field in scheme.inputs.items():
        yield from _input_fits(f"inputs.{name}", field)
    for key, detail in scheme.details.items():
        for name, field in detail.columns.items():
            yield from _input_fits(f"details.{key}.columns.{name}", field)
    for name, indicator in _indicators(scheme).items():
        yield from _points_fit(plan, name, indicator)
    for level in scheme.levels or [""]:
        yield from _sums(plan, level)


def _problem(code: str, path: str, **fields: object) -> Problem:
    return Problem(code, Place(field=path), fields)


def _indicators(scheme: Scheme) -> dict[str, Indicator]:
    """Return all indicators by id, those that are not enabled too."""
    grouped = {key: value for section in scheme.sections.values() for key, value in section.indicators.items()}
    return grouped or scheme.indicators


def _keys(path: str, value: Figure, expected: Collection[str]) -> Iterator[Problem]:
    found = list(value) if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping) or set(value) != set(expected):
        yield _problem("scheme.keys_differ", path, found=found, expected=list(expected))


def _quota(quota: Mapping[str, float], grades: list[str]) -> Iterator[Problem]:
    """Yield what is wrong with the forced distribution; `C+D` are two grades with a share together."""
    seen: set[str] = set()
    for key in quota:
        for grade in [key] if key in grades else key.split("+"):
            if grade not in grades:
                yield _problem("scheme.unknown_grade", f"grades.quota.{key}", found=grade, expected=grades)
            elif grade in seen:
                yield _problem("scheme.grade_twice", f"grades.quota.{key}", name=grade)
            seen.add(grade)
    if quota and abs(sum(quota.values()) - 1) > TOLERANCE:
        yield _problem("scheme.shares", "grades.quota", total=sum(quota.values()))


def _in_range(path: str, field: str, value: Figure, limits: tuple[float, float] | None) -> Iterator[Problem]:
    if limits is None:
        return
    low, high = limits
    if low > high:
        yield _problem("scheme.range_order", f"{path}.range", low=low, high=high)
        return
    for figure in value.values() if isinstance(value, Mapping) else [value]:
        if not low <= figure <= high:
            yield _problem("scheme.out_of_range", f"{path}.{field}", found=figure, low=low, high=high)


def _input_fits(path: str, field: Input) -> Iterator[Problem]:
    low, high = field.bounds
    if low is not None and high is not None and low > high:
        yield _problem("scheme.range_order", path, low=low, high=high)
    elif isinstance(field.default, float):
        if low is not None and field.default < low:
            yield _problem("scheme.below", f"{path}.default", found=field.default, limit=low)
        if high is not None and field.default > high:
            yield _problem("scheme.above", f"{path}.default", found=field.default, limit=high)


def _points_fit(plan: Plan, key: str, indicator: Indicator) -> Iterator[Problem]:
    """Yield what is wrong between an indicator's full points, its range and the best that its rule can give."""
    scheme, path = plan.scheme, plan.scheme.path_of(key)
    best = plan.best(key) if key in scheme.enabled() else indicator.rule.best()
    points = None if indicator.points is None else plan.value(f"{key}.points", indicator.points)
    if points is None:
        if best is None and scheme.full_points is not None:
            yield _problem("scheme.no_points", path, name=indicator.name)
        return
    yield from _in_range(path, "points", points, indicator.range)
    wanted = points if indicator.out_of is None else indicator.out_of
    stated = wanted.values() if isinstance(wanted, Mapping) else [wanted]
    if best is not None and any(abs(figure - best) > TOLERANCE for figure in stated):
        yield _problem("scheme.best_differs", path, found=best, expected=list(stated))


def _sums(plan: Plan, level: str) -> Iterator[Problem]:
    """Yield the sums of full points, of one level where there are levels, that are not what the scheme says."""
    scheme, points = plan.scheme, plan.full_points(level)
    total = sum(points.values())
    named = {"level": scheme.levels[level]} if level else {}
    if scheme.full_points is not None and abs(total - scheme.full_points) > TOLERANCE:
        code = "scheme.sum_of_level" if level else "scheme.sum"
        path = "sections" if scheme.sections else "indicators"
        yield _problem(code, path, found=total, expected=scheme.full_points, **named)
    for key, section, group in scheme.all_sections():
        share = sum(points[indicator] for indicator in group)
        if section is None or section.share is None:
            continue
        low, high = section.share
        if not low - TOLERANCE <= share <= high + TOLERANCE:
            code = "scheme.share_of_level" if level else "scheme.share"
            yield _problem(code, f"sections.{key}.share", found=share, low=low, high=high, **named)
