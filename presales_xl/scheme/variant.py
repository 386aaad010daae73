"""An own scheme as a change of another one: other figures and optional indicators, under a name of its own."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import reduce
from operator import getitem

from pydantic import ConfigDict, Field
from pydantic_core import PydanticCustomError

from presales_xl.scheme import rules
from presales_xl.scheme.bands import ELSE, check_bands
from presales_xl.scheme.check import figures_fit
from presales_xl.scheme.columns import QUOTA, Plan, PlanParameter
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.names import Model, Names, Text
from presales_xl.scheme.rules import TOLERANCE, Figure, Identifier, RatingRule

#: Figures that something is divided by.
_POSITIVE = ("short_step", "over_step", "step")


class Variant(Model):
    """A change of another scheme: it has everything of that scheme but what is said here."""

    model_config = ConfigDict(title="presales_xl variant of a scheme")

    id: Identifier
    extends: Identifier
    """The scheme that this one changes: one that the product ships, or an own one."""
    name: Text
    about: Text | None = None
    enable: list[Identifier] = Field(default_factory=list)
    """Optional indicators that come into use."""
    parameters: dict[str, rules.Figure] = Field(default_factory=dict)
    """Other values by parameter id, see `scheme show`; of values per level or grade only those that differ."""
    described: dict[str, dict[str, Text]] = Field(default_factory=dict)
    """What earns levels in other words: by indicator, `indicator.part` or input, then by level; the others stay."""


def compile_variant(variant: Variant, base: Plan) -> Plan:
    """Return the plan of a variant; ProblemsError names its fields that do not fit the scheme that it extends."""
    scheme = base.scheme
    optional = [key for key in scheme.enabling().enabled() if key not in scheme.enabled()]
    unknown = [key for key in variant.enable if key not in optional and key not in scheme.enabled()]
    if unknown:
        fields = {"found": unknown, "known": optional}
        raise ProblemsError([Problem("scheme.enable_unknown", Place(field="enable"), fields)])
    named = {"id": variant.id, "name": variant.name, "about": variant.about or scheme.about}
    plan = compile_scheme(_reworded(scheme.enabling(variant.enable), variant.described).model_copy(update=named))
    plan = changed(plan.with_parameters(base.changed), variant.parameters)
    problems = [problem.at(field=_own_field(plan, problem.place.field)) for problem in value_problems(plan)]
    if problems:
        raise ProblemsError(problems)
    return plan


def _reworded(scheme: Scheme, described: Mapping[str, Mapping[str, Names]]) -> Scheme:
    """Return the scheme with other descriptions of some levels, which are no examples any more."""
    places = dict(_described(scheme))
    content = scheme.model_dump()
    for key, texts in described.items():
        place = Place(field=f"described.{key}")
        if key not in places:
            raise fail("scheme.described_unknown", place, found=key, known=list(places))
        levels = reduce(getitem, places[key], content)["described"]
        if unknown := [level for level in texts if level not in levels]:
            raise fail("scheme.described_unknown", place, found=unknown, known=list(levels))
        levels |= {level: words.model_dump() for level, words in texts.items()}
        content["readings"].pop(key, None)
    return Scheme.model_validate(content) if described else scheme


def _described(scheme: Scheme) -> Iterator[tuple[str, list[str]]]:
    """Yield the id of whatever has described levels, and where it stands in the scheme."""
    yield from ((key, ["inputs", key]) for key, field in scheme.inputs.items() if field.described)
    for key, indicator in scheme.enabled().items():
        rule, path = indicator.rule, [*scheme.path_of(key).split("."), "rule"]
        if getattr(rule, "described", None):
            yield key, path
        for part, inner in getattr(rule, "parts", {}).items():
            if getattr(inner, "described", None):
                yield f"{key}.{part}", [*path, "parts", part]


def changed(plan: Plan, values: Mapping[str, Figure]) -> Plan:
    """Return the plan with other values for some parameters; of values per key those that are not given stay.

    ProblemsError with the field `parameters.<id>` for ids that there are not and values of another shape.
    """
    problems = [problem for key, value in values.items() for problem in _misshapen(plan, key, value)]
    if problems:
        raise ProblemsError(problems)
    merged: dict[str, Figure] = {}
    for key, value in values.items():
        before = plan.parameters[key].value
        whole = isinstance(value, Mapping) and isinstance(before, Mapping)
        merged[key] = {**before, **value} if whole else value  # type: ignore[dict-item]
    return plan.with_parameters(merged)


def value_problems(plan: Plan) -> list[Problem]:
    """Return what does not fit together among the figures of a plan as they are now."""
    figures = list(plan.parameters.values())
    owners = dict.fromkeys(figure.owner for figure in figures)
    groups = {owner: [figure for figure in figures if figure.owner == owner] for owner in owners}
    problems = list(figures_fit(plan))
    ratings = {key: each.rule for key, each in plan.scheme.enabled().items() if isinstance(each.rule, RatingRule)}
    rescaled = {f"{key}.weight" for key, rule in ratings.items() if rule.rescaled}
    for owner, group in groups.items():
        problems += _bounds_fit(group)
        if owner not in rescaled:
            problems += _shares_fit(owner, group)
        problems += [
            Problem("scheme.not_above", Place(field=f"parameters.{figure.id}"), {"found": value, "limit": 0})
            for figure in group
            if figure.label in _POSITIVE
            for value in _numbers(figure.value)
            if value <= 0
        ]
    return problems


def _misshapen(plan: Plan, key: str, value: Figure) -> Iterator[Problem]:
    """Yield what is wrong with a value before its size matters: an unknown id, other keys, one number for many."""
    place = Place(field=f"parameters.{key}")
    if key not in plan.parameters:
        close = get_close_matches(key, plan.parameters, n=5, cutoff=0.6) or list(plan.scheme.parameters)
        yield Problem("scheme.parameter_unknown", place, {"found": key, "close": close or list(plan.parameters)[:5]})
        return
    before = plan.parameters[key].value
    if isinstance(before, Mapping):
        if not isinstance(value, Mapping):
            yield Problem("scheme.keys_needed", place, {"found": value, "expected": list(before)})
        elif unknown := [name for name in value if name not in before]:
            yield Problem("scheme.key_unknown", place, {"found": unknown, "expected": list(before)})
    elif isinstance(value, Mapping):
        yield Problem("scheme.not_number", place, {"found": "{…}"})


def _bounds_fit(group: Sequence[PlanParameter]) -> Iterator[Problem]:
    """Yield bounds of one table that are not in order any more."""
    bounds = [figure for figure in group if figure.sign and isinstance(figure.value, int | float)]
    if not all(figure.index for figure in bounds):
        bounds.reverse()  # they were made from the last one to the first
    bounds.sort(key=lambda figure: figure.index)
    try:
        check_bands([*(f"{figure.sign}{figure.value:.10f}" for figure in bounds), ELSE])
    except PydanticCustomError as error:
        yield Problem(error.type, Place(field=f"parameters.{bounds[0].id}"), error.context or {})


def _shares_fit(owner: str, group: Sequence[PlanParameter]) -> Iterator[Problem]:
    """Yield weights of raters or parts, or quotas, that do not sum to 1."""
    shares = [figure for figure in group if owner == QUOTA or (owner.endswith(".weight") and figure.name)]
    if not shares:
        return
    total = sum(value for figure in shares for value in _numbers(figure.value))
    if abs(total - 1) > TOLERANCE:
        yield Problem("scheme.shares", Place(field=f"parameters.{group[0].id}"), {"total": total})


def _numbers(value: Figure) -> list[float]:
    return list(value.values()) if isinstance(value, Mapping) else [value]


def _own_field(plan: Plan, path: str) -> str:
    """Return the field of a variant that a problem in the scheme's own file would be mended in."""
    stated = [key for key in plan.changed if path == f"parameters.{key}"]
    for key in plan.changed:
        figure = plan.parameters[key]
        owner = figure.owner.removeprefix(".").partition(".")[0]
        home = owner if figure.owner.startswith(".") else plan.scheme.path_of(owner)
        places = [f"{home}.{figure.label}", home] if owner else [f"parameters.{key}.value"]
        group = [other.id for other in plan.parameters.values() if other.owner == figure.owner]
        if path in places or path.removeprefix("parameters.") in group:
            stated.append(key)
    return f"parameters.{stated[0]}" if stated else "parameters" if plan.changed else "enable"
