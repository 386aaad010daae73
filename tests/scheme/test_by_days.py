"""Where the roster has dates, targets and amounts of a whole period are those of the days at work."""

import numpy as np
import pytest

from presales_xl import catalogue
from presales_xl.backends.explain import explain
from presales_xl.backends.frame import Inputs, evaluate, number_of_one
from presales_xl.scheme import load
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import by_days, due
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.states import DAYS
from presales_xl.texts import LANGUAGES, Lang

SCHEME = """\
id: days
name: x
cycles: [month]
inputs:
  sales: {name: {zh: 销售额, en: Sales}, type: money}
  sales_target: {name: {zh: 销售目标, en: Sales target}, type: money, given_by: hr, prorated: true}
  calls: {name: {zh: 电话, en: Calls}, type: count}
  wage: {name: {zh: 工资, en: Wage}, type: money, given_by: hr}
indicators:
  selling:
    name: {zh: 销售, en: Selling}
    points: 60
    rule: {kind: target_ratio, of: sales, target: sales_target, cap: 1}
  calling:
    name: {zh: 电话占比, en: Calling}
    points: 40
    empty: exempt
    rule: {kind: target_ratio, of: calls / sales, target: 1, cap: 1}
pay:
  base: {name: {zh: 底薪, en: Base pay}, formula: wage, prorated: true}
  bonus: {name: {zh: 奖金, en: Bonus}, formula: wage * total / 100, prorated: true}
  extra: {name: {zh: 补贴, en: Extra}, formula: calls}
"""
WHOLE = {"input.sales": 50.0, "input.sales_target": 100.0, "input.calls": 50.0, "input.wage": 3000.0}


def plan_of(text: str = SCHEME) -> Plan:
    return load.load(text, "days.yaml")


def results(plan: Plan, at_work: float, of: float = 30) -> dict[str, float]:
    entries = {**WHOLE, "input.days_at_work": at_work, "input.days_of_period": of}
    columns = {key: np.array([value]) for key, value in entries.items() if key in plan.columns}
    values = evaluate(plan, Inputs(1, columns))
    return {key: float(value[0]) for key, value in values.items()}


def test_a_target_and_an_amount_are_the_share_of_the_days_at_work_and_what_is_not_marked_is_whole() -> None:
    found = results(by_days(plan_of()), 15)
    assert [found[key] for key in ("points.selling", "points.calling", "total")] == [60, 40, 100]
    assert [found[key] for key in ("pay.base", "pay.bonus", "pay.extra")] == [1500, 1500, 50]


def test_all_days_come_to_what_it_is_without_dates() -> None:
    whole, plain = results(by_days(plan_of()), 30), results(plan_of(), 30)
    assert {key: whole[key] for key in plain} == pytest.approx(plain, nan_ok=True)


def test_nothing_is_asked_of_days_whatever_they_are() -> None:
    found = results(by_days(plan_of()), 0)
    assert [found[f"question.{key.removeprefix('input.')}"] for key in DAYS] == [0, 0]
    assert np.isnan(found["points.selling"])  # a target of no days is none
    assert found["exempt.calling"] == 0  # which is a share of the sales alone


def test_a_share_of_nothing_is_looked_for_in_what_is_entered_and_never_in_the_days() -> None:
    plan = by_days(plan_of(SCHEME.replace("of: calls / sales,", "of: calls / sales + sales_target,")))
    assert (results(plan, 15)["exempt.calling"], results(plan, 0, of=0)["exempt.calling"]) == (0, 0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_shows_target_and_days(lang: Lang) -> None:
    plan = by_days(plan_of())
    values = results(plan, 15)
    said = explain(plan, plan.columns["points.selling"], number_of_one(plan, values), lang)
    assert "100 × 15 ÷ 30" in said.replace(" 元", "").replace(" yuan", "")


def test_a_scheme_in_which_nothing_is_prorated_is_the_same_by_days() -> None:
    plan = catalogue.load("support_engineer_kpi")
    assert by_days(plan) is plan


def test_figures_of_the_company_stay_in_the_plan_by_days() -> None:
    plan = plan_of().with_parameters({"selling.cap": 1.5})
    assert by_days(plan).value("selling.cap", 0) == 1.5
    assert by_days(due(catalogue.load("software_presales"), "year")).scheme.by_days


def test_only_a_number_is_a_share_of_something() -> None:
    text = SCHEME.replace("type: money, given_by: hr, prorated", "type: yes_no, given_by: hr, prorated")
    with pytest.raises(ProblemsError) as refused:
        plan_of(text)
    assert refused.value.problems[0].code == "scheme.needs_number"
