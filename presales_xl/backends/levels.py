"""Described levels in words: what a level is called, its points or their range, and what earns it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from presales_xl.backends.words import full_points, own_name, quantity
from presales_xl.scheme.columns import ColumnSpec, Level, Plan, once_per_plan
from presales_xl.scheme.nodes import Column, Keyed, Param, stated, walk
from presales_xl.texts import Lang, text


@dataclass(frozen=True)
class LevelInWords:
    """A level as people read it; what it lacks is empty."""

    name: str
    points: str
    text: str
    lang: Lang

    @property
    def called(self) -> str:
        """Return name and points together: 「优秀 13–15 分」."""
        if self.name and self.points:
            return text(self.lang, "levels.named", name=self.name, points=self.points)
        return self.name or self.points

    def __str__(self) -> str:
        """Return all of it: 「优秀 13–15 分：工作饱满…」; of a level that nothing is said of what it is called."""
        return self.called if not self.text else text(self.lang, "levels.described", level=self.called, text=self.text)


def described(plan: Plan) -> list[ColumnSpec]:
    """Return the inputs whose levels are described, those of detail tables too, what several raters give once."""
    tables = (table.columns for table in plan.tables.values())
    inputs = [spec for columns in (plan.columns, *tables) for spec in columns.values() if spec.is_described]
    once: dict[tuple[str, tuple[Level, ...]], ColumnSpec] = {}
    for spec in inputs:
        once.setdefault((spec.group if spec.rater else spec.id, spec.levels), spec)
    order = {key: place for place, key in enumerate(plan.scheme.enabled())}
    return sorted(once.values(), key=lambda spec: order.get(indicator_of(plan, spec), len(order)))


@once_per_plan
def rated_for(plan: Plan, spec: ColumnSpec) -> list[ColumnSpec]:
    """Return the inputs with described levels that a column is calculated from, those of detail tables too."""
    exprs = [spec.expr, *(source.expr for source in plan.sources(spec, through=("measure", "score")))]
    read = {node.id for expr in exprs if expr for node in walk(expr) if isinstance(node, Column)}
    tables = chain.from_iterable(table.columns.values() for table in plan.tables.values())
    return [each for each in chain(plan.columns.values(), tables) if each.id in read and each.is_described]


def indicator_of(plan: Plan, spec: ColumnSpec) -> str:
    """Return the id of the indicator that an input is rated for, "" for none; in a detail table it has the same id."""
    key, table = spec.id.rpartition(".")[2], plan.scheme.details.get(spec.group)
    indicator = spec.group if table is None else "" if key in table.columns else key
    return indicator if indicator in plan.scheme.enabled() else ""


def item_name(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return what is rated: the indicator with its full points, or an input of the scheme's own in its indicator."""
    indicator, name = indicator_of(plan, spec), own_name(spec, lang)
    of_its_own = spec.field is plan.scheme.inputs.get(spec.id.removeprefix("input."))
    if not indicator:
        return name
    whole = plan.scheme.enabled()[indicator].name[lang]
    if of_its_own and name != whole:
        return text(lang, "levels.of_input", indicator=whole, input=name)
    return full_points(plan, indicator, lang)


@once_per_plan
def levels_in_words(plan: Plan, spec: ColumnSpec, lang: Lang) -> list[LevelInWords]:
    """Return the levels of an input, best first, with the points as the plan's figures are now."""
    points = list(_ranges(plan, spec, lang) if not spec.dimension else _worths(plan, spec, lang))
    return [
        LevelInWords(level.name[lang] if level.name else "", shown, level.text[lang], lang)
        for level, shown in zip(spec.levels, points, strict=True)
    ]


def level_at(plan: Plan, spec: ColumnSpec, value: float) -> int | None:
    """Return the place of the level that a value of an input picks or falls into, None for a missing value."""
    if not spec.levels or not math.isfinite(value):
        return None
    if spec.dimension:
        return int(value)
    lows = [plan.limit(level.low) for level in spec.levels]
    return next((place for place, low in enumerate(lows) if low is None or value >= low), len(lows) - 1)


def _ranges(plan: Plan, spec: ColumnSpec, lang: Lang) -> Iterator[str]:
    """Yield the points of each level whose range a rating falls into: from its bound to that of the next better."""
    lowest, better = plan.limit(spec.low) or 0, math.inf
    highest = math.inf if isinstance(spec.high, Keyed) else plan.limit(spec.high)
    highest = math.inf if highest is None else highest
    for level in spec.levels:
        low = plan.limit(level.low)
        low = lowest if low is None else low
        top = highest if better == math.inf else better - 1
        if top == math.inf:
            yield text(lang, "levels.up", low=f"{low:g}")
        elif better == math.inf or (spec.field and spec.field.is_whole):
            yield _points(low, lang) if low == top else text(lang, "levels.between", low=f"{low:g}", high=f"{top:g}")
        else:
            yield text(lang, f"levels.{'from' if low > lowest else 'below'}", low=f"{low:g}", high=f"{better:g}")
        better = low


def _worths(plan: Plan, spec: ColumnSpec, lang: Lang) -> Iterator[str]:
    """Yield what picking each level gives: points, with a sign where some take points away, or a share of them."""
    worths = [plan.limit(level.points) for level in spec.levels]
    points = [stated(level.points) for level in spec.levels]
    owners = {plan.parameters[each.id].owner for each in points if isinstance(each, Param)}
    indicator = plan.scheme.enabled().get(next(iter(owners), "").partition(".")[0])
    out_of = indicator.out_of if indicator else None
    signed = any(worth is not None and worth < 0 for worth in worths)
    for worth, share in zip(worths, _shares(plan, spec), strict=True):
        if worth is None:
            yield "" if share is None else quantity(share, "rate", lang)
        elif out_of is not None:
            yield quantity(worth / out_of, "rate", lang)
        else:
            yield f"{'+' if signed and worth > 0 else ''}{_points(worth, lang)}"


def _shares(plan: Plan, spec: ColumnSpec) -> Sequence[float | None]:
    """Return the share that each label stands for in the one figure of the scheme that differs by this choice."""
    keys = plan.dimensions[spec.dimension].keys
    figures = [key for key, stated in plan.scheme.parameters.items() if f"input.{stated.by}" == spec.id]
    values = [plan.parameters[key].value for key in figures if plan.parameters[key].unit == "rate"]
    if len(values) == 1 and isinstance(values[0], Mapping):
        return [values[0][key] for key in keys]
    return [None] * len(keys)


def _points(value: float, lang: Lang) -> str:
    return text(lang, "levels.point" if abs(value) == 1 else "levels.points", value=quantity(value, "", lang))
