"""What stands above a column group: the indicator with its full points, and its rule in words."""

from collections.abc import Mapping

from presales_xl.backends import explain
from presales_xl.backends.phrases import LISTED
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang, text


def full_points(plan: Plan, indicator: str, lang: Lang) -> str:
    """Return an indicator's name with its full points: one per level, of many levels the lowest and highest."""
    name = plan.scheme.enabled()[indicator].name[lang]
    figure = plan.parameters.get(f"{indicator}.points")
    if figure is not None and isinstance(figure.value, Mapping):
        values = figure.value.values()
        if len(values) > LISTED:
            points = "–".join(f"{value:g}" for value in sorted({min(values), max(values)}))
            return text(lang, "workbook.role.full_points", name=name, points=points)
        points = "/".join(f"{value:g}" for value in values)
        by = plan.scheme.level_name
        called = by[lang].lower() if by else text(lang, "columns.level").lower()
        return text(lang, "workbook.role.by_level", name=name, points=points, level=called)
    points = f"{plan.full_points(next(iter(plan.scheme.levels), ''))[indicator]:g}"
    return text(lang, "workbook.role.full_points", name=name, points=points)


def rule_in_words(plan: Plan, indicator: str, lang: Lang) -> str:
    """Return the rule that turns an indicator's inputs into points, as a sentence."""
    return explain.sentence(plan, plan.columns[f"points.{indicator}"], lang)


def wide(content: str) -> int:
    """Return the width of a text in half-width characters."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in content)
