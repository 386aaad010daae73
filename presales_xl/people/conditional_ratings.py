"""Ratings that may stay blank in one case and are needed in another: what is entered decides which results need."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.frame import Inputs
from presales_xl.backends.numbers import Floats
from presales_xl.people.employees import Role
from presales_xl.people.entries import is_required
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.scheme.columns import ColumnSpec, Plan


def needed(role: Role) -> dict[str, frozenset[str]]:
    """Return by employee id which of the ratings that may stay blank, and are asked of raters, a result hangs on.

    What is entered decides: a part that is left out is not needed. Of alternatives each is, until one is given.
    """
    specs = [spec for spec in _awaited(role) if not is_required(spec)]
    if not specs:
        return {}
    given, full = _each_alone(role), _filled(role)
    whole = _there(role.plan, full)
    due: dict[str, NDArray[np.bool_]] = {}
    for spec in specs:
        without = _there(role.plan, _with(full, {spec.id: np.full(full.size, np.nan)}))
        due[spec.id] = _is_awaited(role, spec) & (whole & ~without).any(axis=0)
    now = {spec.id: np.where(due[spec.id], full.columns[spec.id], given.columns[spec.id]) for spec in specs}
    lost = whole & ~_there(role.plan, _with(full, now))
    for spec in specs if lost.any() else ():
        helped = lost & _there(role.plan, _with(full, {**now, spec.id: full.columns[spec.id]}))
        due[spec.id] = due[spec.id] | (_is_awaited(role, spec) & helped.any(axis=0))
    people = {who.employee_id: place for place, who in enumerate(role.people)}
    return {key: frozenset(column for column in due if due[column][place]) for key, place in people.items()}


def if_rated(role: Role) -> Outcome:
    """Return what would come out if raters had given all that is asked of them, each person a cohort."""
    return outcome(role.plan, _filled(role))


def _awaited(role: Role) -> list[ColumnSpec]:
    """Return the ratings that raters are asked for of anybody of a role."""
    asked = frozenset[str]().union(*(who.awaited for who in role.people))
    return [spec for spec in role.plan.of_kind("input") if spec.id in asked]


def _is_awaited(role: Role, spec: ColumnSpec) -> NDArray[np.bool_]:
    return np.array([spec.id in who.awaited for who in role.people], dtype=bool)


def _each_alone(role: Role) -> Inputs:
    """Return what is entered; as everybody is a cohort, nobody's result hangs on others."""
    return role.inputs([who.employee_id for who in role.people])


def _filled(role: Role) -> Inputs:
    """Return what is entered, with some value in every rating that raters are asked for and have not given."""
    inputs, filled = _each_alone(role), dict[str, Floats]()
    for spec in _awaited(role):
        low, high = (None, None) if spec.dimension else role.plan.limits(spec)
        value = low if low is not None else high if high is not None else 0.0
        entered = inputs.columns[spec.id]
        filled[spec.id] = np.where(_is_awaited(role, spec) & np.isnan(entered), value, entered)
    return _with(inputs, filled)


def _with(inputs: Inputs, columns: Mapping[str, Floats]) -> Inputs:
    return replace(inputs, columns={**inputs.columns, **columns})


def _there(plan: Plan, inputs: Inputs) -> NDArray[np.bool_]:
    """Return a row per result, a column per person: whether it is there, or does not apply."""
    made = outcome(plan, inputs)
    rows: Sequence[NDArray[np.bool_]] = [np.isfinite(made.values[spec.id]) | made.exempt(spec) for spec in made.results]
    return np.array(rows, dtype=bool).reshape(len(rows), made.size)
