"""`presales-xl what-if`: the same people scored twice, with the figures as they are and with others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from presales_xl.backends.numbers import Floats
from presales_xl.people.outcome import Column
from presales_xl.people.score import Scored, score
from presales_xl.people.table import Table
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.scheme.rules import Figure
from presales_xl.scheme.variant import changed, value_problems
from presales_xl.texts import Lang


@dataclass(frozen=True)
class Move:
    """Somebody whose grade becomes another one: the grades' labels and the totals."""

    employee_id: str
    grades: tuple[str, str]
    totals: tuple[float, float]


@dataclass(frozen=True)
class WhatIf:
    """Results before and after a change of figures, for the same people in the same order."""

    before: Scored
    after: Scored
    problems: Sequence[Problem]

    @property
    def plans(self) -> tuple[Plan, Plan]:
        """Return the plan before and after."""
        return self.before.outcome.plan, self.after.outcome.plan

    def _both(self, column_id: str) -> tuple[Floats, Floats]:
        """Return a column before and after of those who have a value both times."""
        before, after = (scored.outcome.values[column_id] for scored in (self.before, self.after))
        known = np.isfinite(before) & np.isfinite(after)
        return before[known], after[known]

    def moves(self, lang: Lang) -> list[Move]:
        """Return who has another grade, in the table's order; somebody incomplete before or after has no grade."""
        if "grade" not in self.plans[0].columns:
            return []
        sides = [scored.outcome.column("grade", lang) for scored in (self.before, self.after)]
        totals = [scored.outcome.values["total"] for scored in (self.before, self.after)]
        return [
            Move(who, (str(old), str(new)), (float(totals[0][at]), float(totals[1][at])))
            for at, (who, old, new) in enumerate(zip(self.before.employee_ids, *sides, strict=True))
            if old is not None and new is not None and old != new
        ]

    def totals(self) -> tuple[Floats, Floats]:
        """Return the totals before and after of those who have one both times."""
        return self._both("total")

    def distribution(self, lang: Lang) -> list[tuple[str, int, int]]:
        """Return how many people have each grade before and after, best first."""
        if "grade" not in self.plans[0].columns:
            return []
        before, after = self._both("grade")
        names = self.plans[0].dimensions["grade"].names
        return [
            (name[lang], int((before == place).sum()), int((after == place).sum())) for place, name in enumerate(names)
        ]

    def money(self) -> tuple[float, float] | None:
        """Return the sum of all pay before and after, None for a scheme without pay."""
        column = self.plans[0].pay_total()
        if not column:
            return None
        before, after = self._both(column)
        return round(float(before.sum()), 2), round(float(after.sum()), 2)

    def table(self, lang: Lang) -> dict[str, Column]:
        """Return a row per person: total, grade and pay, each before and after."""
        ids = [key for key in ("total", "grade", self.plans[0].pay_total()) if key in self.plans[0].columns]
        return {
            f"{key}.{side}": scored.outcome.column(key, lang)
            for key in ids
            for side, scored in (("before", self.before), ("after", self.after))
        }


def what_if(plan: Plan, inputs: Table, details: Mapping[str, Table], settings: Sequence[str], *, lang: Lang) -> WhatIf:
    """Return the results of everybody in `inputs` before and after the settings (`NAME=VALUE`).

    Figures that do not fit together any more are warnings: a change is often tried one figure at a time. ProblemsError
    for settings that cannot be understood, and whatever `score.score` raises.
    """
    changed_plan = changed_by(plan, settings)
    before, after = (score(each, inputs, details, lang) for each in (plan, changed_plan))
    unsound = [
        replace(problem, severity="warning", place=Place(field="--set")) for problem in value_problems(changed_plan)
    ]
    known = {repr(problem) for problem in before.problems}
    fresh = [problem for problem in after.problems if repr(problem) not in known]
    return WhatIf(before, after, [*unsound, *before.problems, *fresh])


def changed_by(plan: Plan, settings: Sequence[str]) -> Plan:
    """Return the plan after settings such as `performance_share=0.3`, `coefficient.S=1.6`.

    ProblemsError lists every setting that names no parameter, or whose value is no number.
    """
    if not settings:
        raise fail("what_if.nothing", Place(field="--set"))
    values: dict[str, Figure] = {}
    problems: list[Problem] = []
    for setting in settings:
        name, _, written = (part.strip() for part in setting.partition("="))
        value = _number(written)
        if value is None or not name:
            problems.append(Problem("what_if.setting", Place(field="--set"), {"found": setting}))
            continue
        owner, _, key = name.rpartition(".")
        if name not in plan.parameters and isinstance(plan.value(owner, 0), Mapping):
            before = values.get(owner, {})
            values[owner] = {**(before if isinstance(before, Mapping) else {}), key: value}
        else:
            values[name] = value
    for name, figure in values.items():
        try:
            changed(plan, {name: figure})
        except ProblemsError as error:
            problems += [problem.at(field=f"--set {name}") for problem in error.problems]
    if problems:
        raise ProblemsError(problems)
    return changed(plan, values)


def _number(written: str) -> float | None:
    """Return a figure as people write it, also in %, None for anything else."""
    try:
        value = float(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
    except ValueError:
        return None
    return value if np.isfinite(value) else None
