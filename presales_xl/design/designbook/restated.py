"""A scheme with other figures, as the scheme that states these in their own places.

Where a figure stands is asked of the compiler: the place is the one number that, moved by a hair, moves this figure.
"""

import math
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from presales_xl.design.designbook.codecs import number_text
from presales_xl.scheme.bands import parse_bound
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.scheme.model import Scheme

_HAIR, _RELATIVE = 1e-10, 1e-13  # less than what sums may be off by, yet more than a number's last digit
_Figures = Mapping[tuple[str, str], float]  # by id and, of a figure per level or grade, the key
_Path = tuple[Any, ...]


class _Key(str):
    """At the end of a path: not what stands there, but the bound that it stands under."""


def restated(plan: Plan) -> dict[str, Any]:
    """Return what a scheme says with the company's own figures in the places of those that they replace.

    ProblemsError `design.variant` where one stands in no place of its own.
    """
    said: dict[str, Any] = plan.scheme.model_dump(mode="json", exclude_defaults=True)
    before, wanted = _figures(compile_scheme(plan.scheme)), _figures(plan)
    others = {key: value for key, value in wanted.items() if value != before[key] and not math.isnan(value)}
    places = {key: _place_of(key, before, said) for key in others}
    if lost := [".".join(filter(None, key)) for key, path in places.items() if path is None]:
        raise fail("design.variant", name=plan.scheme.name, figures=lost)
    for key, path in sorted(places.items(), key=lambda place: _is_key(place[1])):  # values go by their bounds
        said = _with(said, path or (), others[key])
        said.get("readings", {}).pop(key[0], None)
    return said


def _is_key(path: _Path | None) -> bool:
    return bool(path) and isinstance((path or ())[-1], _Key)


def _figures(plan: Plan) -> _Figures:
    figures: dict[tuple[str, str], float] = {}
    for key, figure in plan.parameters.items():
        by_key = figure.value if isinstance(figure.value, Mapping) else {"": figure.value}
        figures |= {(key, each): value for each, value in by_key.items()}
    return figures


def _place_of(key: tuple[str, str], figures: _Figures, said: Mapping[str, Any]) -> _Path | None:
    """Return where a figure stands in what a scheme says, None where that is no one place."""
    for path, number in _numbers(said, ()):
        if number != figures[key]:
            continue
        hair = 1 if isinstance(number, int) else max(_HAIR, abs(number) * _RELATIVE)
        try:
            moved = _figures(compile_scheme(Scheme.model_validate(_with(said, path, number + hair))))
        except (ProblemsError, ValidationError):
            continue
        if [each for each, value in moved.items() if repr(value) != repr(figures.get(each))] == [key]:  # NaN is itself
            return path
    return None


def _numbers(value: Any, path: _Path) -> Iterator[tuple[_Path, float]]:
    """Yield the numbers in what a scheme says, bounds among them, with their paths."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if (number := _bound(key)) is not None:
                yield (*path, _Key(key)), number
            yield from _numbers(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _numbers(inner, (*path, place))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value
    elif (number := _bound(value)) is not None:
        yield path, number


def _bound(written: object) -> float | None:
    """Return the number of a bound such as `≥90`, None for everything else."""
    if not isinstance(written, str) or written[:1] not in tuple("≥≤<>"):
        return None
    try:
        bound = parse_bound(written)
    except PydanticCustomError:
        return None
    return bound.value if bound else None


def _with(said: Mapping[str, Any], path: _Path, number: float) -> dict[str, Any]:
    """Return what a scheme says with another number at a path."""
    whole: dict[str, Any] = deepcopy(dict(said))
    *steps, last = path
    holder: Any = whole
    for step in steps:
        holder = holder[step]
    if isinstance(last, _Key):
        items = [(_rewritten(key, number) if key == last else key, inner) for key, inner in holder.items()]
        holder.clear()
        holder.update(items)
    else:
        holder[last] = _rewritten(holder[last], number) if isinstance(holder[last], str) else number
    return whole


def _rewritten(bound: str, number: float) -> str:
    sign = bound.rstrip("-.%0123456789 ")
    return f"{sign}{number_text(number)}"
