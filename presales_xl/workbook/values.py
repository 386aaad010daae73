"""The values that a workbook shows before anybody recalculates it, computed by the array backend."""

import math

from presales_xl.people.outcome import PersonOutcome
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text

Shown = float | str


def cell_value(person: PersonOutcome, column_id: str, lang: Lang) -> Shown:
    """Return what the cell of a person shows; "" where it is blank."""
    return shown(person.plan, person.plan.columns[column_id], person.value(column_id), lang)


def shown(plan: Plan, spec: ColumnSpec, value: float, lang: Lang) -> Shown:
    """Return a column's value as its cell shows it: a number, a label, or what stands for missing."""
    if not math.isfinite(value):
        return missing_text(spec, lang)
    if not spec.dimension:
        return value
    names = [names[lang] for names in plan.dimensions[spec.dimension].names]
    if spec.kind == "flags":
        return "".join(f"●{names[place]} " for place in plan.flags_up(value))
    return names[int(value)]


def missing_text(spec: ColumnSpec, lang: Lang) -> str:
    """Return what a cell shows while its value is missing."""
    return text(lang, "workbook.role.not_done") if spec.kind == "total" else ""
