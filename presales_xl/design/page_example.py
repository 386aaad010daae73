"""The worked example of a scheme's page: entries, points with their reasons, total, grade and pay."""

from collections.abc import Iterator
from math import isfinite

from presales_xl.backends.explain import explain
from presales_xl.backends.frame import from_other_rows
from presales_xl.backends.words import quantity
from presales_xl.design.example import Example, example
from presales_xl.design.page_parts import table
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text

_RESULTS = ("adjustment", "total", "grade", "pay", "flags")


def worked(plan: Plan, lang: Lang) -> Iterator[str]:
    """Yield the example's lines."""
    found = example(plan)
    yield from (text(lang, "page.example"), "")
    main = [spec for spec in plan.columns.values() if spec.expr is None and isfinite(found.entries[spec.id])]
    if main:
        rows = [[_name(spec, lang), _shown(plan, spec, found.entries[spec.id], lang)] for spec in main]
        yield from table(lang, ("name", "entry"), rows)
    for key, detail in plan.tables.items():
        yield from (text(lang, "page.rows", table=plan.scheme.details[key].name[lang], count=found.rows[key]), "")
        rows = [
            [_name(spec, lang), "…" if spec.is_free_text else _shown(plan, spec, found.entries[spec.id], lang)]
            for spec in detail.inputs
            if isfinite(found.entries[spec.id])
        ]
        yield from table(lang, ("name", "entry"), rows)
    yield from _results(plan, found, lang)


def _results(plan: Plan, found: Example, lang: Lang) -> Iterator[str]:
    outcome = found.outcome
    values = {key: float(column[0]) for key, column in outcome.values.items()}
    others = {
        node: float(figures[0]) for node, figures in from_other_rows(plan, outcome.inputs, outcome.values).items()
    }

    def row(spec: ColumnSpec) -> list[str]:
        value = outcome.column(spec.id, lang)[0]
        shown = quantity(round(value, 2), spec.unit, lang) if isinstance(value, int | float) else value or ""
        return [_name(spec, lang), explain(plan, spec, values, lang, others), shown]

    points = plan.of_kind("points")
    if points:
        yield from table(lang, ("indicator", "how", "scored"), [row(spec) for spec in points])
    results = [spec for kind in _RESULTS for spec in plan.columns.values() if spec.kind == kind]
    yield from table(lang, ("name", "how", "result"), [row(spec) for spec in results])


def _name(spec: ColumnSpec, lang: Lang) -> str:
    return spec.name[lang] if spec.name else text(lang, f"columns.{spec.label}")


def _shown(plan: Plan, spec: ColumnSpec, value: float, lang: Lang) -> str:
    if spec.dimension:
        return plan.dimensions[spec.dimension].names[int(value)][lang]
    return quantity(value, spec.unit, lang, 2)
