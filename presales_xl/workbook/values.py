"""The values that a workbook shows before anybody recalculates it, computed by the array backend."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from presales_xl.backends.frame import Inputs, evaluate
from presales_xl.backends.numbers import Floats
from presales_xl.people.employees import Role
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text

Shown = float | str


@dataclass(frozen=True)
class RoleValues:
    """Every column of a role, by column id, one number per person."""

    role: Role
    lang: Lang
    columns: Mapping[str, Floats]

    def shown(self, column_id: str, person: int) -> Shown:
        """Return what the cell of a person shows; "" where it is blank."""
        spec = self.role.plan.columns[column_id]
        return shown(self.role.plan, spec, float(self.columns[column_id][person]), self.lang)


def compute(role: Role, lang: Lang) -> RoleValues:
    """Return the values of a role, its people being one cohort."""
    inputs: Inputs = role.inputs()
    return RoleValues(role, lang, evaluate(role.plan, inputs))


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
