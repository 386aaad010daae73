"""Figures that HR sets otherwise for some: which may be, and that all others get what the scheme says."""

import math
from collections.abc import Mapping

import numpy as np
import pytest

from presales_xl import catalogue
from presales_xl.backends.explain import explain
from presales_xl.backends.frame import Inputs, evaluate, number_of_one
from presales_xl.backends.numbers import Floats
from presales_xl.backends.rule_sentences import sentence
from presales_xl.scheme import load
from presales_xl.scheme.columns import Plan, individual_column
from presales_xl.scheme.individual import adjustable, individual, individual_as, with_individual_of
from presales_xl.scheme.names import Names
from presales_xl.texts import LANGUAGES, Lang

PEOPLE = 40
SCHEME = """\
id: some
name: x
cycles: [month]
levels: {junior: 初级, senior: 资深}
grades: {scale: {A: ">=80", B: else}, quota: {A: 0.2, B: 0.8}}
choices: {good: 好, bad: 差}
parameters:
  floor_score: {value: 1, unit: points, name: 最低分}
  top_score: {value: 5, unit: points, name: 最高分}
  share: {value: {junior: 0.5, senior: 0.6}, by: level, unit: rate, name: 分成}
  bonus_base: {value: null, unit: money, name: 奖金基数}
  per_minute: {value: 2, name: 每分钟}
  by_mood: {value: {good: 1, bad: 2}, by: mood, name: 态度系数}
inputs:
  sales: {name: 销售额, type: money, usual: [1, 100]}
  goal: {name: 目标, type: money}
  mood: {name: 态度, type: choice, choices: [good, bad]}
  skill: {name: 技能, type: score, limits: [floor_score, top_score]}
details:
  calls:
    name: 电话
    row_name: 一通
    columns: {minutes: {name: 分钟, type: number}}
    measures: {worth: {name: 折合, formula: minutes * per_minute}}
indicators:
  selling:
    name: 销售
    points: 60
    rule: {kind: target_ratio, of: sales / goal, target: 0.8, cap: 1}
  service:
    name: 服务
    rule: {kind: bands, of: skill, bands: {">=4": 40, ">=3": 20, else: 0}}
pay:
  bonus: {name: 奖金, formula: bonus_base * share * by_mood * total / 100}
"""
WORKED = {"input.sales": 60.0, "input.goal": 100.0, "input.mood": 0.0, "input.skill": 4.0, "level": 0.0}


def named(*keys: str) -> dict[str, Names]:
    return {key: Names(zh=f"数 {key}", en=f"figure {key}") for key in keys}


def plan_of(*keys: str) -> Plan:
    return individual(load.load(SCHEME, "some.yaml"), named(*keys))


def results(plan: Plan, own: Mapping[str, float] = {}, **given: float) -> dict[str, float]:
    entries = {**WORKED, **{individual_column(key): value for key, value in own.items()}, **given}
    columns = {key: np.array([entries.get(key, math.nan)]) for key, spec in plan.columns.items() if spec.expr is None}
    return {key: float(value[0]) for key, value in evaluate(plan, Inputs(1, columns)).items()}


def drawn(plan: Plan, seed: int) -> dict[str, Floats]:
    """Return entries of some people that are all within their limits."""
    rng, columns = np.random.default_rng(seed), {}
    for spec in (spec for spec in plan.columns.values() if spec.expr is None):
        low, high = (limit if limit is not None else 20.0 for limit in plan.limits(spec))
        numbers = (
            rng.integers(0, 2, PEOPLE) if spec.dimension else np.clip(rng.integers(0, 20, PEOPLE), min(low, high), high)
        )
        columns[spec.id] = numbers.astype(np.float64)
    return columns


@pytest.mark.parametrize("plan", [*catalogue.shipped()], ids=lambda plan: plan.scheme.id)
def test_whoever_has_no_figure_of_an_own_gets_the_same_to_the_last_digit(plan: Plan) -> None:
    """Who has one gets what everybody would if that were the scheme's."""
    figures, given = adjustable(plan), drawn(plan, seed=1)
    changeable = individual(plan, named(*figures))
    blank = {key: np.full(PEOPLE, math.nan) for key, spec in changeable.columns.items() if spec.expr is None}
    before = evaluate(plan, Inputs(PEOPLE, given))
    after = evaluate(changeable, Inputs(PEOPLE, {**blank, **given}))
    for key, values in before.items():
        assert np.array_equal(values, after[key], equal_nan=True), key
    single = [key for key, each in figures.items() if isinstance(each.value, float | int) and each.label != "points"]
    own = {key: float(plan.parameters[key].of("")) * 1.25 + 1 for key in single[::5]}
    for_all = evaluate(plan.with_parameters(own), Inputs(PEOPLE, given))
    set_for_each = {individual_column(key): np.full(PEOPLE, value) for key, value in own.items()}
    for_each = evaluate(changeable, Inputs(PEOPLE, {**blank, **given, **set_for_each}))
    for key, values in for_all.items():
        assert np.array_equal(values, for_each[key], equal_nan=True), key


def test_what_everybody_is_measured_by_cannot_be_set_for_some() -> None:
    """Nor what differs by grade or choice, limits entries or counts in detail rows."""
    figures = adjustable(load.load(SCHEME, "some.yaml"))
    assert {"selling.target", "selling.points", "service.points", "bonus_base", "share"} <= figures.keys()
    for key in ("grades.A", "quota.A", "usual.sales.low", "by_mood", "floor_score", "top_score", "per_minute"):
        assert key not in figures


def test_a_plan_in_which_nothing_is_set_for_anybody_is_the_plan() -> None:
    plan = load.load(SCHEME, "some.yaml")
    assert individual(plan, {}) is plan


def test_another_scheme_that_is_tried_on_people_has_what_was_set_for_some() -> None:
    """As far as it has such figures."""
    other = load.load(SCHEME.replace("selling", "offering"), "other.yaml")
    tried = individual_as(other, plan_of("selling.points", "service.points", "share"))
    assert set(tried.scheme.individual) == {"service.points", "share"}
    assert results(tried, {"service.points": 20})["points.service"] == 20
    assert individual_as(other, other) is other


def test_full_points_of_a_person_scale_what_the_rule_gives() -> None:
    plan = plan_of("selling.points", "service.points")
    assert results(plan)["points.selling"] == pytest.approx(45)
    found = results(plan, {"selling.points": 80, "service.points": 20})
    assert [round(found[key], 9) for key in ("points.selling", "points.service", "total")] == [60, 20, 80]
    assert plan.full_points_of({individual_column("selling.points"): 80, "level": 1}) == {"selling": 80, "service": 40}


def test_an_amount_waits_for_a_figure_of_hr_only_for_whom_none_is_set() -> None:
    plan = plan_of("bonus_base", "share")
    assert results(plan)["exempt.pay.bonus"] == 1
    found = results(plan, {"bonus_base": 1000, "share": 0.25})
    assert (found["exempt.pay.bonus"], found["pay.bonus"]) == (0, 212.5)


def test_the_figure_of_a_person_may_be_what_that_of_all_may_be() -> None:
    columns = plan_of("selling.target", "bonus_base", "share").columns
    limits = {key: plan_of(key).limits(columns[individual_column(key)]) for key in ("selling.target", "share")}
    assert limits == {"selling.target": (0, 10), "share": (0, 10)}
    money = columns[individual_column("bonus_base")]
    assert (money.unit, plan_of("bonus_base").limits(money)) == ("money", (None, None))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_explanation_has_the_figures_of_the_person(lang: Lang) -> None:
    plan = plan_of("selling.target", "selling.points", "share", "bonus_base")
    own = {"selling.target": 0.6, "selling.points": 50, "bonus_base": 1000, "share": 0.25}
    told = {}
    for key, figures in (("scheme", {}), ("own", own)):
        values = results(plan, figures)
        number = number_of_one(plan, values)
        told[key] = {
            c: explain(plan, plan.columns[c], number, lang) for c in ("points.selling", "pay.bonus", "score.selling")
        }
    assert "80%" in told["scheme"]["score.selling"]
    assert "60%" in told["own"]["score.selling"]
    assert "50" in told["own"]["points.selling"]
    assert "1,000" in told["own"]["pay.bonus"]
    assert "25%" in told["own"]["pay.bonus"]


def test_rules_are_told_with_the_figures_of_the_person_where_they_are_told_to_that_person() -> None:
    plan = plan_of("selling.target")
    own = plan.of_person({individual_column("selling.target"): 0.6})
    rules = [sentence(each, each.columns["points.selling"], "zh") for each in (plan, own, plan.of_person({}))]
    assert ["80%" in rule for rule in rules] == [True, False, True]
    assert "60%" in rules[1]


def test_what_is_set_under_other_versions_is_added_as_far_as_the_scheme_has_it() -> None:
    one, other = plan_of("selling.points"), plan_of("selling.points", "share")
    assert set(with_individual_of(one, [other, plan_of()]).scheme.individual) == {"selling.points", "share"}
    assert with_individual_of(other, [one]) is other
    less = load.load(SCHEME.replace("  selling:", "  trade:"), "some.yaml")
    assert with_individual_of(less, [one]) is less
