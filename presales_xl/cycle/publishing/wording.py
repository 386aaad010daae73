"""How results are written for people: periods, amounts and values, and the HTML pages that say them.

The pages are Jinja2 templates of `workbook_templates/publish/`, every value escaped, nothing from elsewhere.
"""

import math
import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from presales_xl.backends.words import quantity
from presales_xl.resources import folder
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook.style import look

if TYPE_CHECKING:
    from jinja2 import Environment

_DECIMALS = {"rate": 4}  # of the number itself, which is shown in %
_PERIOD = re.compile(r"(?P<year>\d{4})(-(?P<kind>[QH]?)(?P<number>\d+))?")


def period_name(period: str, lang: Lang) -> str:
    """Return a period as a heading says it: `2026-11` is 2026年11月, `2026-Q4` 2026年第4季度; others as they are."""
    parts = _PERIOD.fullmatch(period)
    if parts is None:
        return period
    number = int(parts["number"] or 0)
    kind = {"Q": "quarter", "H": f"half_{number}", "": "month", None: "year"}[parts["kind"]]
    return text(lang, f"publish.period.{kind}", year=parts["year"], number=number)


def money(value: float, lang: Lang) -> str:
    """Return an amount in yuan to the cent: 1,520.00 元; what is missing is called blank."""
    if not math.isfinite(value):
        return text(lang, "publish.blank")
    return text(lang, "publish.yuan", amount=f"{value + 0.0:,.2f}".replace("-", "−"))


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


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - most who write amounts write no page

    from presales_xl.cycle.publishing.compiled_pages import CompiledLoader  # noqa: PLC0415

    environment = Environment(
        loader=CompiledLoader(folder("workbook_templates") / "publish", encoding="utf-8"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"colours": {key: f"#{value}" for key, value in look()["colours"].items()}}
    environment.tests["known"] = math.isfinite
    return environment


def render(template: str, lang: Lang, **values: Any) -> str:
    """Return a page; templates say a text of `publish.yaml` by `t("key", blank=…)`, and `alike` includes a file."""

    def say(key: str, /, **fields: object) -> str:
        return text(lang, f"publish.{key}", **fields)

    included = partial(_alike, lang=lang)
    return _environment().get_template(template).render(t=say, lang=lang, alike=included, **values)


@cache
def _alike(template: str, lang: Lang) -> str:
    """Return a file that says the same on every page, which is made once."""
    return render(template, lang)
