"""What people call things: columns, what an input may hold, figures with their units."""

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from presales_xl.scheme.columns import (
    GRADES,
    OF_ADJUSTMENT,
    OF_MEASURE,
    OF_USUAL,
    QUOTA,
    TEXT_MOST,
    ColumnSpec,
    Plan,
    PlanParameter,
)
from presales_xl.scheme.model import Adjustment, Indicator, Input, Measure
from presales_xl.scheme.names import Names
from presales_xl.scheme.nodes import Keyed
from presales_xl.scheme.rules import RuleKind
from presales_xl.texts import Lang, all_texts, text

#: Units that a figure is shown with; of others only the number is shown.
_WITH_UNIT = ("rate", "money", "seconds")
LISTED = 3  # values of a figure by level or choice that are all told where it is used; of more, only its name


def expected(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return in words what an input may hold: a range, or the labels to choose from."""
    if spec.dimension:
        return " / ".join(names[lang] for names in plan.dimensions[spec.dimension].names)
    if spec.is_free_text:
        key = "key" if spec.refused else "text"
        return text(lang, f"problems.expected.{key}", most=TEXT_MOST, refused=" ".join(spec.refused))
    if spec.low is None and spec.high is None:
        return text(lang, "problems.expected.any_number")
    if isinstance(spec.low, Keyed) and isinstance(spec.high, Keyed):
        return text(lang, "problems.semicolon").join(_by_choice(plan, spec.low, spec.high, lang))
    low, high = plan.limits(spec)
    low = low or 0
    if spec.unit == "rate" and high is not None:
        return text(lang, "problems.expected.rate", low=f"{low * 100:g}", high=f"{high * 100:g}")
    if spec.smallest:
        return text(lang, "problems.expected.score", low=f"{low:g}", high=f"{high:g}")
    kind = "whole" if spec.field is not None and spec.field.is_whole else "number"
    if high is None:
        return text(lang, f"problems.expected.{kind}_from", low=f"{low:g}")
    return text(lang, f"problems.expected.{kind}_between", low=f"{low:g}", high=f"{high:g}")


def _by_choice(plan: Plan, low: Keyed, high: Keyed, lang: Lang) -> Iterator[str]:
    """Yield for each choice what an input may hold beside it, such as `name 1 to 10`."""
    lowest, highest = plan.parameters[low.id], plan.parameters[high.id]
    labels = plan.dimensions[lowest.dimension]
    for key, names in zip(labels.keys, labels.names, strict=True):
        ends = dict.fromkeys((lowest.of(key), highest.of(key)))
        span = text(lang, "problems.expected.to").join(quantity(end, "points", lang) for end in ends)
        yield f"{names[lang]} {span}"


def own_name(spec: ColumnSpec, lang: Lang) -> str:
    """Return what a column is called: its own name (of points the indicator's), else its role within the indicator."""
    return spec.name[lang] if spec.name else text(lang, f"columns.{spec.label}")


def column_name(spec: ColumnSpec, lang: Lang) -> str:
    """Return what a column is called where its indicator's name stands over it: there points are just points."""
    return text(lang, "columns.points") if spec.kind == "points" else own_name(spec, lang)


def column_in_full(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return a column's name where nothing says whose it is: points, ranks and such with their indicator before it."""
    name = column_name(spec, lang)
    indicator = plan.scheme.enabled().get(spec.group)
    return f"{indicator.name[lang]} {name}" if indicator and spec.field is None else name


def figure_in_full(plan: Plan, figure: PlanParameter, lang: Lang) -> str:
    """Return what a figure is called where nothing says whose it is: with its indicator or adjustment before it."""
    owner, name = owner_in_full(plan, figure, lang), figure_name(plan, figure, lang)
    return f"{owner} {name}" if owner else name


def owner_in_full(plan: Plan, figure: PlanParameter, lang: Lang) -> str:
    """Return whose a figure is, "" for the scheme's own; of a rule in parts with the part, where that has a name."""
    owner, (key, _, part) = figure_owner(plan, figure), figure.owner.partition(".")
    indicator = plan.scheme.enabled().get(key)
    parts: Mapping[str, RuleKind] = getattr(indicator.rule, "parts", {}) if indicator else {}
    name, part_name = owner[lang] if owner else "", parts[part].name if part in parts else None
    return text(lang, "workbook.parameters.part", name=name, part=part_name[lang]) if part_name else name


def figure_owner(plan: Plan, figure: PlanParameter) -> Names | None:
    """Return what the indicator, adjustment or measure is called that a figure belongs to, None for any other."""
    scheme = plan.scheme
    inputs = {f"{key}.{name}": field for key, table in scheme.details.items() for name, field in table.columns.items()}
    is_of_block, (kind, _, rest) = figure.owner.startswith("."), figure.owner.removeprefix(".").partition(".")
    blocks: dict[str, Mapping[str, Indicator | Adjustment | Measure | Input]] = {
        OF_ADJUSTMENT: scheme.adjustments,
        OF_MEASURE: scheme.measures,
        OF_USUAL: {**scheme.inputs, **inputs},
    }
    block, key = (blocks.get(f".{kind}", {}), rest.partition(".")[0]) if is_of_block else (scheme.enabled(), kind)
    key = rest if rest in inputs else key
    return block[key].name if key in block else None


def figure_name(plan: Plan, figure: PlanParameter, lang: Lang) -> str:
    """Return what a figure is called: its own name, or its role within its rule; a choice's points by the choice."""
    grades = plan.dimensions.get("grade")
    if figure.name:
        return figure.name[lang]
    if figure.label.startswith("."):
        return plan.scheme.choices[figure.label[1:]][lang]
    if figure.owner in (GRADES, QUOTA):
        key = figure.id.partition(".")[2]
        return grades.names[grades.keys.index(key)][lang] if grades and key in grades.keys else key
    known = f"figures.of_measure.{figure.label}" if figure.owner.startswith(OF_MEASURE) else f"figures.{figure.label}"
    return text(lang, known) if known in all_texts() else figure.label


def full_points(plan: Plan, indicator: str, lang: Lang) -> str:
    """Return an indicator's name with its full points: one per level, of many levels the lowest and highest."""
    name = plan.scheme.enabled()[indicator].name[lang]
    figure = plan.parameters.get(f"{indicator}.points")
    if figure is not None and isinstance(figure.value, Mapping) and len(set(figure.value.values())) > 1:
        level = plan.scheme.level_name
        level_name = level[lang] if level else text(lang, "columns.level")
        values = list(figure.value.values())
        few = len(values) <= LISTED
        values = values if few else sorted({min(values), max(values)})
        points = ("/" if few else "–").join(_points(value, lang) for value in values)
        return text(lang, "workbook.role.by_level", name=name, points=points, level=level_name.lower())
    points = _points(plan.full_points(next(iter(plan.scheme.levels), ""))[indicator], lang)
    return text(lang, "workbook.role.full_points", name=name, points=points)


def _points(value: float, lang: Lang) -> str:
    """Return points as people say them: two decimals where they say it all, else one."""
    return quantity(value if value == round(value, 2) else round(value, 1), "points", lang)


def shown_as(value: float, unit: str, digits: int = 10) -> float:
    """Return the number that a figure is shown as: a rate in hundredths, rounded to at most `digits` decimals."""
    exact = value * 100 if unit == "rate" else value
    scaled = round(exact, digits) + 0.0  # no −0
    if unit != "money" and scaled == round(exact, 2):
        scaled = round(exact, 10) + 0.0  # 89.99999 must not look like 90
    return scaled


@lru_cache(maxsize=4096)
def quantity(value: float, unit: str, lang: Lang, digits: int = 10) -> str:
    """Return a figure as people write it, with at most `digits` decimals.

    Rates are shown in %, money with thousands and yuan, negative figures with a true minus sign; NaN is not set yet.
    """
    if math.isnan(value):
        return text(lang, "columns.unset")
    shown = f"{shown_as(value, unit, digits):.15g}"
    if unit == "money" or "e" in shown or math.isinf(value):  # a millionth is 0.000001, not 1e-06
        shown = f"{Decimal(shown):{',' if unit == 'money' else ''}f}"
    shown = shown.replace("-", "−")
    return text(lang, f"explain.unit.{unit}", value=shown) if unit in _WITH_UNIT else shown
