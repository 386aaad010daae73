"""How periods, amounts and places are written for people."""

import math
import re

from presales_xl.backends.words import column_name, quantity
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text

_DECIMALS = {"rate": 4}  # of the number itself, which is shown in %
_PERIOD = re.compile(r"(?P<year>\d{4})(-(?P<kind>[QH]?)(?P<number>\d+))?")


def period_name(period: str, lang: Lang) -> str:
    """Return a period as a heading says it: `2026-11` is 2026年11月, `2026-Q4` 2026年第4季度; others as they are."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return period
    number = int(found["number"] or 0)
    kind = {"Q": "quarter", "H": f"half_{number}", "": "month", None: "year"}[found["kind"]]
    return text(lang, f"publish.period.{kind}", year=found["year"], number=number)


def money(value: float, lang: Lang) -> str:
    """Return an amount in yuan to the cent: 1,520.00 元."""
    return text(lang, "publish.yuan", amount=f"{value + 0.0:,.2f}".replace("-", "−"))


def item(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return what a column is called where an indicator's points are called by the indicator."""
    return spec.name[lang] if spec.name else column_name(plan, spec, lang)


def value(plan: Plan, spec: ColumnSpec, number: float, lang: Lang) -> str:
    """Return a column's value: a label, or a number with its unit; what is missing is called blank."""
    if not math.isfinite(number):
        return text(lang, "publish.blank")
    if spec.dimension:
        return plan.dimensions[spec.dimension].names[int(number)][lang]
    if spec.kind == "rows":
        return text(lang, "publish.rows", count=f"{number:g}")
    if spec.kind == "pay":
        return money(number, lang)
    return quantity(round(number, _DECIMALS.get(spec.unit, 2)), spec.unit, lang)
