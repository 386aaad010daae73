"""What comes out for a group of people under one scheme: result columns, labels, who is complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.frame import Inputs, evaluate
from presales_xl.backends.numbers import Floats
from presales_xl.people.entries import denominators, fillable, is_required
from presales_xl.scheme.columns import ColumnSpec, Kind, Plan
from presales_xl.texts import Lang, text

#: Result columns by kind, in the order in which tables show them.
_ORDER: tuple[Kind, ...] = ("points", "score", "adjustment", "total", "grade", "rank", "pay", "flags")
FLAG_SEPARATOR = "；"
Column = list[str | int | float | None]


@dataclass(frozen=True)
class Outcome:
    """Every column of a plan for `size` people, as numbers; NaN is missing. `inputs` is what it came from."""

    plan: Plan
    inputs: Inputs
    values: Mapping[str, Floats]

    @property
    def size(self) -> int:
        """Return how many people there are."""
        return self.inputs.size

    @property
    def results(self) -> list[ColumnSpec]:
        """Return the result columns in order."""
        return [spec for kind in _ORDER for spec in self.plan.of_kind(kind)]

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """Return for each person whether nothing is missing from the results."""
        done = np.ones(self.size, dtype=bool)
        for spec in self.results:
            done &= np.isfinite(self.values[spec.id])
        return done

    def status(self, lang: Lang) -> list[str]:
        """Return 完成 or 未完成 for each person."""
        words = text(lang, "columns.incomplete"), text(lang, "columns.complete")
        return [words[int(done)] for done in self.complete]

    def column(self, column_id: str, lang: Lang) -> Column:
        """Return a column as tables show it: numbers, labels in `lang`, None where there is nothing."""
        spec = self.plan.columns.get(column_id)
        if spec is None:
            return [None] * self.size
        values = self.values[column_id]
        if not spec.dimension:
            return [value if value == value else None for value in values.tolist()]  # noqa: PLR0124 - NaN
        names = [name[lang] for name in self.plan.dimensions[spec.dimension].names]
        shown: dict[float, str] = {}
        for value in np.unique(values[np.isfinite(values)]).tolist():
            if spec.kind == "flags":
                chosen = [name for place, name in enumerate(names) if int(value) >> place & 1]
                shown[value] = FLAG_SEPARATOR.join(chosen)
            else:
                shown[value] = names[int(value)]
        return [shown.get(value) for value in values.tolist()]

    def table(self, lang: Lang) -> dict[str, Column]:
        """Return the result table without its first column: `status`, points, …, `flags`."""
        ids = [spec.id for spec in self.results]
        for place, key in enumerate(("total", "grade", "rank")):
            if key not in ids:  # a scheme without grades has the column all the same
                ids.insert(ids.index("total") + place, key)
        if "flags" not in ids:
            ids.append("flags")
        return {"status": list(self.status(lang)), **{key: self.column(key, lang) for key in ids}}

    def blank_inputs(self, person: int) -> list[str]:
        """Return the ids of the required inputs that this person lacks; `rows.…` for a table without rows."""
        wanted = [spec.id for spec in fillable(self.plan) if is_required(spec)]
        wanted += [spec.id for spec in self.plan.of_kind("rows")]
        return [key for key in wanted if np.isnan(self.values[key][person])]

    def not_computed(self, person: int) -> tuple[list[str], list[str]]:
        """Return the columns that could not be computed, and the inputs that are 0 and divide something."""
        missing = [
            spec.id
            for spec in self.plan.of_kind("points", "adjustment", "pay")
            if not np.isfinite(self.values[spec.id][person])
        ]
        zeros = [key for key in sorted(denominators(self.plan)) if self.values[key][person] == 0]
        return missing, zeros


def outcome(plan: Plan, inputs: Inputs) -> Outcome:
    """Return what comes out of these inputs."""
    return Outcome(plan, inputs, evaluate(plan, inputs))


def cohorts(names: Sequence[str]) -> NDArray[np.int64]:
    """Return the numbers of cohorts that are given by name."""
    return np.unique(np.array(names, dtype=str), return_inverse=True)[1].astype(np.int64)
