"""The part of a scheme that raters see: the ratings that are asked of them, and nothing that is made of those."""

from collections.abc import Collection
from dataclasses import replace

from presales_xl.scheme.columns import ColumnSpec, Level, Plan, once_per_plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Indicator, Input, Scheme, Words
from presales_xl.scheme.names import Names
from presales_xl.scheme.nodes import Const
from presales_xl.scheme.rules import FormulaRule, LevelsRule


def kinds(plan: Plan) -> dict[str, list[ColumnSpec]]:
    """Return the ratings and texts that a scheme asks for, by the id of who gives them; those in detail tables not."""
    ratings: dict[str, list[ColumnSpec]] = {}
    for spec in plan.of_kind("input", "words"):
        if spec.by:
            ratings.setdefault(spec.by, []).append(spec)
    return ratings


@once_per_plan
def ratings_of(plan: Plan, spec: ColumnSpec) -> list[ColumnSpec]:
    """Return the ratings that a result comes from, with those of an indicator that stand beside it and do not count."""
    read = {each.id for each in plan.sources(spec, through=("measure", "score"))}
    beside = spec.group if spec.kind == "points" else None
    return [each for each in plan.of_kind("input") if each.by and (each.id in read or each.group == beside)]


def ratings_only(plan: Plan, columns: Collection[str], level: str = "") -> Plan:
    """Return a scheme of the same id whose only inputs are these ratings: same column ids, ranges and choices.

    The ranges are those of a level, the widest for level "", and what earns the levels of a rating is known. Nothing
    else of the scheme is in it: no weight, target, grade or pay.
    """
    inputs: dict[str, Input] = {}
    indicators: dict[str, Indicator] = {}
    choices: dict[str, Names] = {}
    words: dict[str, Words] = {}
    for spec in (plan.columns[column] for column in columns):
        if spec.words:
            own = {"explains": [], "written_by": "manager"}  # who reads the form is who writes it
            words[spec.id.removeprefix("words.")] = spec.words.model_copy(update=own)
        if spec.field is None or spec.words:
            continue
        key = spec.id.removeprefix("input.")
        keys = plan.dimensions[spec.dimension].keys if spec.dimension else ()
        choices |= {choice: plan.scheme.choices[choice] for choice in keys if choice in plan.scheme.choices}
        bounds = {} if keys else dict(zip(("min", "max"), plan.limits(spec, level), strict=True))
        kept = spec.field.model_dump(include={"name", "type", "unit", "help", "choices", "default", "optional"})
        inputs[key] = Input.model_validate(kept | bounds)
        rule = (
            LevelsRule(kind="levels", of=key, points=dict.fromkeys(keys, 0.0))
            if keys
            else FormulaRule(kind="formula", formula=key)
        )
        indicators[f"{key}_rated"] = Indicator(name=spec.field.name, rule=rule)
    scheme = plan.scheme
    ratings = compile_scheme(
        Scheme(
            id=scheme.id,
            name=scheme.name,
            cycles=scheme.cycles,
            full_points=None,
            choices=choices,
            inputs=inputs,
            indicators=indicators,
            words=words,
        )
    )
    shown = {
        key: replace(spec, levels=_levels(plan, plan.columns[key]))
        for key, spec in ratings.columns.items()
        if key in columns
    }
    return replace(ratings, columns={**ratings.columns, **shown})


def _levels(plan: Plan, spec: ColumnSpec) -> tuple[Level, ...]:
    """Return the levels of a rating without what they are worth, their bounds as the figures are now."""
    lows = [plan.limit(level.low) for level in spec.levels]
    bounds = [None if low is None else Const(low) for low in lows]
    return tuple(replace(level, low=low, points=None) for level, low in zip(spec.levels, bounds, strict=True))
