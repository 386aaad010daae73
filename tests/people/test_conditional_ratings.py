"""Ratings that may stay blank in one case and are needed in another."""

import math
from dataclasses import replace
from random import Random

import pytest

from presales_xl import catalogue
from presales_xl.people.conditional_ratings import needed
from presales_xl.people.employees import Employee, Role
from presales_xl.people.entries import is_required
from presales_xl.people.outcome import outcome
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.ratings import kinds

RATED = [plan.scheme.id for plan in catalogue.shipped() if kinds(plan)]
MANAGER, BOTH = "input.team_spirit_manager", "input.team_spirit_both_general_manager"


def ratings(plan: Plan) -> list[ColumnSpec]:
    return [spec for same in kinds(plan).values() for spec in same if not spec.words]


def value(plan: Plan, spec: ColumnSpec, random: Random) -> float:
    if spec.dimension:
        return random.randrange(len(plan.dimensions[spec.dimension].keys))
    low, high = plan.limits(spec)
    return random.choice([each for each in (low, high) if each is not None] or [1.0])


def missing(plan: Plan, employee: Employee) -> set[str]:
    made = outcome(plan, Role("顾问", plan, [employee]).inputs()).person(0)
    return {each.id for each in made.of.results if not math.isfinite(made.value(each.id)) and not made.is_exempt(each)}


def owed(plan: Plan, employee: Employee) -> set[str]:
    due = needed(Role("顾问", plan, [employee])).get(employee.employee_id, frozenset())
    asked = (spec for spec in ratings(plan) if is_required(spec) or spec.id in due)
    return {spec.id for spec in asked if math.isnan(employee.entries.get(spec.id, math.nan))}


@pytest.mark.parametrize("scheme", RATED)
def test_whoever_is_unfinished_for_want_of_ratings_has_just_those_raters_named_who_owe_one(scheme: str) -> None:
    plan, random = catalogue.load(scheme), Random(scheme)  # noqa: S311 - no secret
    asked = frozenset(spec.id for spec in ratings(plan))
    for number in range(12):
        inputs = plan.of_kind("input", "level")
        entries = {spec.id: value(plan, spec, random) for spec in inputs if is_required(spec) or random.random() < 0.7}
        whole = {**entries, **{spec.id: value(plan, spec, random) for spec in ratings(plan)}}
        left = {key: entry for key, entry in whole.items() if key not in asked or random.random() < 0.6}
        employee = Employee(f"E{number}", "张三", entries=left, awaited=asked)
        anyway = missing(plan, replace(employee, entries=whole))
        lacking = owed(plan, employee)
        lost = missing(plan, employee) - anyway
        assert not lost or lacking
        assert lost or all(is_required(plan.columns[key]) for key in lacking)
        given = {**left, **{key: whole[key] for key in lacking}}
        assert missing(plan, replace(employee, entries=given)) == anyway


@pytest.mark.parametrize(("none", "due"), [("yes", BOTH), ("no", MANAGER)])
def test_a_part_that_is_left_out_is_asked_of_nobody_and_the_other_is(none: str, due: str) -> None:
    plan = catalogue.load("erp_project_consultant")
    choice = "input.no_department_manager"
    entry = float(plan.dimensions[plan.columns[choice].dimension].keys.index(none))
    employee = Employee("E1", "张三", entries={choice: entry}, awaited=frozenset(spec.id for spec in ratings(plan)))
    assert needed(Role("顾问", plan, [employee]))["E1"] & {MANAGER, BOTH} == {due}


def test_a_rating_that_another_entry_stands_in_for_is_not_asked_for() -> None:
    plan = catalogue.load("draft_scheme")
    keys = plan.dimensions[plan.columns["input.not_measured"].dimension].keys
    found = {}
    for key in keys:
        entries = {"input.not_measured": float(keys.index(key))}
        employee = Employee("E1", "张三", entries=entries, awaited=frozenset({"input.satisfaction"}))
        found[key] = needed(Role("顾问", plan, [employee]))["E1"]
    assert found == {"yes": frozenset(), "no": {"input.satisfaction"}}
