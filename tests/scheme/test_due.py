"""A period's plan holds only what is due in it, and the weights of that make up the whole."""

import numpy as np
import pytest

from presales_xl import catalogue
from presales_xl.backends.frame import Inputs, evaluate
from presales_xl.problem_texts import explain
from presales_xl.scheme import load
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import due, not_handed_on, weighed
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.scheme.model import Cycle
from presales_xl.workbook import identity
from tests.scheme.small import Change, changed

PERIODS = """\
id: periods
name: x
cycles: [month, quarter, year]
inputs:
  errors: {name: {zh: 差错, en: Errors}, type: count}
  sales: {name: {zh: 销售额, en: Sales}, type: money}
  wins: {name: {zh: 中标数, en: Wins}, type: count}
indicators:
  care:
    name: {zh: 细心, en: Care}
    periods: [month, quarter]
    points: 30
    rule: {kind: deduct, deductions: {errors: 6}}
  selling:
    name: {zh: 销售, en: Selling}
    periods: [quarter, year]
    points: 50
    rule: {kind: target_ratio, of: sales, target: 100, cap: 1}
  winning: {name: {zh: 中标, en: Winning}, rule: {kind: bands, of: wins, bands: {≥5: 20, ≥2: 10, else: 0}}}
"""
ENTRIES = {"errors": 1.0, "sales": 80.0, "wins": 2.0}


def plan_of(*changes: Change) -> Plan:
    return load.load(changed(PERIODS, *changes), "periods.yaml")


def results(plan: Plan) -> dict[str, float]:
    """Return points and total of one person with the usual entries."""
    columns = {f"input.{key}": np.array([value]) for key, value in ENTRIES.items() if f"input.{key}" in plan.columns}
    values = evaluate(plan, Inputs(1, columns))
    return {key: round(float(values[key][0]), 6) for key in values if key == "total" or key.startswith("points.")}


def test_without_a_period_everything_counts() -> None:
    assert results(plan_of()) == {"points.care": 24, "points.selling": 40, "points.winning": 10, "total": 74}


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        # 30 and 20 of 100 are due: care 24 of 30 counts for 60, winning 10 of 20 for 40
        ("month", {"points.care": 48, "points.winning": 20, "total": 68}),
        ("quarter", {"points.care": 24, "points.selling": 40, "points.winning": 10, "total": 74}),
        # 50 and 20: selling 0.8 × 500/7, winning half of 200/7
        ("year", {"points.selling": 57.142857, "points.winning": 14.285714, "total": 71.43}),
    ],
)
def test_what_is_due_is_scored_as_always_and_counts_for_its_share_of_100(
    cycle: Cycle, expected: dict[str, float]
) -> None:
    plan = due(plan_of(), cycle)
    assert results(plan) == expected
    assert sum(plan.full_points().values()) == pytest.approx(100)


def test_what_is_not_due_is_not_asked_for_either() -> None:
    assert list(due(plan_of(), "month").inputs()) == ["errors", "wins"]


def test_what_only_a_longer_period_takes_over_is_asked_for_in_the_periods_that_it_is_taken_of() -> None:
    remembered = """\
  lost: {name: 丢单, type: count, default: 0}
  calm: {name: 无丢单, type: yes_no, remembered: {kind: quarter_without, of: [lost]}}
  orders: {name: 订单, type: count}
  all_orders: {name: 全年订单, type: count, remembered: {kind: sum_of_quarters, of: orders}}
indicators:
"""
    pay = """
pay:
  calm: {name: 无丢单奖, formula: "100 if calm == 'yes' else 0", periods: [quarter]}
  orders: {name: 订单奖, formula: all_orders - orders, periods: [year]}
"""
    plan = load.load(PERIODS.replace("indicators:\n", remembered) + pay, "periods.yaml")
    asked = {cycle: {*due(plan, cycle).inputs()} for cycle in plan.scheme.cycles}
    assert asked == {
        "month": {"errors", "wins", "lost"},
        "quarter": {"errors", "sales", "wins", "calm", "orders"},
        "year": {"sales", "wins", "orders", "all_orders"},
    }
    issued = identity.as_issued(due(plan, "month"))
    assert "input.lost" in identity.plan_of(issued).columns


def test_weights_by_level_are_rescaled_for_each_level() -> None:
    plan = catalogue.load("indicator_library")
    for cycle in plan.scheme.cycles:
        part = due(plan, cycle)
        assert part.scheme.enabled().keys() < plan.scheme.enabled().keys()
        for level in plan.scheme.levels:
            assert sum(part.full_points(level).values()) == pytest.approx(100)


def test_a_figure_that_the_company_has_changed_counts_in_the_period_too() -> None:
    plan = due(plan_of().with_parameters({"care.points": 60, "winning.bound_2": 3, "selling.target": 50}), "month")
    # care 60 + winning 20 are due: 24 of 30 … the deduction stays 6 a time, so 54 of 60, of 75
    assert results(plan) == {"points.care": 67.5, "points.winning": 0, "total": 67.5}


def test_schemes_that_name_no_periods_are_the_same_in_each() -> None:
    plan = catalogue.load("five_dimension")
    assert due(plan, "month") is plan


def test_a_period_in_which_nothing_is_due_is_told_of() -> None:
    with pytest.raises(ProblemsError) as error:
        due(plan_of(("rule: {kind: bands", "periods: [year], rule: {kind: bands")), "half_year")
    assert error.value.problems[0].code == "period.nothing_due"
    assert "periods" in explain("zh", error.value.problems[0])


def problems_of(*changes: Change) -> list[Problem]:
    with pytest.raises(ProblemsError) as error:
        plan_of(*changes)
    return list(error.value.problems)


def test_a_period_that_the_scheme_does_not_have_is_named_with_its_line() -> None:
    [problem] = problems_of(("periods: [month, quarter]", "periods: [month, half_year]"))
    assert (problem.code, problem.place.line) == ("scheme.period_unknown", 11)
    assert problem.place.field == "indicators.care.periods"


def test_a_formula_that_needs_an_indicator_in_a_period_without_it_is_told_of() -> None:
    more = "flags: {sold: {name: x, when: points.selling > 0}}\nindicators:\n"
    [problem] = problems_of(("indicators:\n", more))
    assert (problem.code, problem.place.field) == ("scheme.formula_name", "flags.sold.when")


def test_a_month_that_only_tracks_has_points_and_a_total_but_no_grade_pay_or_flags() -> None:
    plan = due(catalogue.load("draft_scheme"), "month")
    assert plan.of_kind("total")
    assert len(plan.of_kind("points")) == len(catalogue.load("draft_scheme").of_kind("points"))
    assert not plan.of_kind("grade", "pay", "flags")
    assert catalogue.load("draft_scheme").of_kind("grade")


def test_a_month_that_only_tracks_keeps_its_vetoes_though_it_has_no_grade_to_lower() -> None:
    more = """vetoes:
  none: {name: x, when: errors > 1, effect: total_zero}
  low: {name: x, when: errors > 0, effect: lowest_grade}
parameters: {}
grades: {scale: {A: ≥80, B: else}}
tracks: [month]
"""
    whole = plan_of(
        ("indicators:\n", more + "indicators:\n"),
        ("periods: [month, quarter]", "periods: []"),
        ("periods: [quarter, year]", "periods: []"),
    )
    month = due(whole, "month")
    assert list(whole.dimensions["flags"].keys) == ["none", "low"]
    assert list(month.dimensions["flags"].keys) == ["none", "low"]
    assert "grade" not in month.columns
    assert results(month)["total"] == results(whole)["total"]


def test_without_a_stated_whole_what_is_due_makes_up_all_the_points_that_there_are() -> None:
    plan = due(plan_of(("cycles:", "full_points: null\ncycles:"), ("points: 50", "points: 70")), "month")
    assert plan.full_points() == pytest.approx({"care": 72, "winning": 48})


def test_a_period_in_which_only_additions_without_points_are_due_has_them_as_they_are() -> None:
    added = "indicators:\n  extra: {name: x, points: 0, rule: {kind: add, additions: {wins: 2}}}\n"
    where = ("{≥5: 20, ≥2: 10, else: 0}}", "{≥5: 20, ≥2: 10, else: 0}}, periods: [month]")
    plan = due(plan_of(("indicators:\n", added), where), "half_year")
    assert results(plan) == {"points.extra": 4, "total": 4}


def test_sales_2024_holds_in_month_quarter_and_year_what_the_catalogue_says() -> None:
    plan = catalogue.load("sales_2024")
    month, quarter, year = (due(plan, cycle) for cycle in ("month", "quarter", "year"))
    progress = ["new_contracts", "renewals", "collection_rate", "contract_compliance", "crm_quality"]
    assert list(month.scheme.enabled()) == progress
    more = ["needs_documents", "solution_match", "follow_up", "handover", "product_feedback"]
    more += ["ai_tools", "product_exam", "industry_share"]
    assert quarter.scheme.enabled().keys() == {*progress, *more}
    assert year.scheme.enabled() == plan.scheme.enabled()
    assert not month.of_kind("grade")
    assert quarter.of_kind("grade")
    assert [len(part.dimensions["flags"].keys) for part in (month, quarter, year)] == [1, 2, 5]
    for level in plan.scheme.levels:
        assert sum(quarter.full_points(level).values()) == pytest.approx(100)


def test_an_indicator_may_have_another_rule_in_a_period_with_inputs_of_its_own() -> None:
    kept = "  kept: {name: x, type: rate}\n  sales:"
    other = (
        "periods: [quarter, year]",
        "periods: [quarter, year]\n    rules: {year: {kind: formula, formula: points * kept}}",
    )
    plan = plan_of(("  sales:", kept), other)
    quarter, year = due(plan, "quarter"), due(plan, "year")
    assert "kept" not in quarter.inputs()
    assert "sales" not in year.inputs()
    values = evaluate(year, Inputs(1, {"input.kept": np.array([0.7]), "input.wins": np.array([5.0])}))
    assert values["total"][0] == pytest.approx(78.57)  # 0.7 × 500/7 + 200/7


def test_what_is_wrong_in_the_rule_of_a_period_is_told_where_it_stands() -> None:
    other = ("periods: [quarter, year]", "periods: [quarter, year]\n    rules: {year: {kind: formula, formula: kept}}")
    [problem] = problems_of(other)
    assert (problem.code, problem.place.field) == ("scheme.formula_name", "indicators.selling.rules.year.formula")
    [problem] = problems_of((other[0], other[1].replace("year: {", "half_year: {")))
    assert (problem.code, problem.place.field) == ("scheme.period_unknown", "indicators.selling.rules")


def test_what_only_fails_beside_the_rule_of_a_period_stays_where_it_stands() -> None:
    rated = "rule: {kind: rating}\n    rules: {year: {kind: formula, formula: points}}"
    flag = "flags: {sold: {name: x, when: selling > 0}}\nindicators:\n"
    [problem] = problems_of(
        ("indicators:\n", flag), ("rule: {kind: target_ratio, of: sales, target: 100, cap: 1}", rated)
    )
    assert (problem.code, problem.place.field) == ("scheme.formula_name", "flags.sold.when")


PAY = """pay:
  bonus: {name: x, formula: total, periods: [quarter]}
  all_year: {name: x, formula: total, periods: [year]}
flags: {high: {name: x, when: total > 1, periods: [year]}}
indicators:
"""


def test_pay_and_flags_may_be_bound_to_periods() -> None:
    plan = plan_of(("indicators:\n", PAY))
    found = {cycle: [spec.id for spec in due(plan, cycle).of_kind("pay", "flags")] for cycle in plan.scheme.cycles}
    assert found == {"month": [], "quarter": ["pay.bonus"], "year": ["pay.all_year", "flags"]}
    [problem] = problems_of(("indicators:\n", PAY.replace("periods: [quarter]", "periods: [half_year]")))
    assert (problem.code, problem.place.field) == ("scheme.period_unknown", "pay.bonus.periods")


def test_pay_and_flags_of_a_period_that_is_only_tracked_are_refused_as_they_would_never_come() -> None:
    cycles = plan_of(("indicators:\n", PAY)).scheme.cycles
    tracked = PAY.replace("pay:\n", "tracks: [quarter, year]\npay:\n")
    found = problems_of(("indicators:\n", tracked))
    assert [(each.code, each.place.field) for each in found] == [
        ("scheme.period_tracked", f"{path}.periods") for path in ("pay.bonus", "pay.all_year", "flags.high")
    ]
    nothing_else = PAY.replace("pay:\n", f"tracks: [{', '.join(cycles)}]\npay:\n").replace(", periods: [quarter]", "")
    assert ("scheme.period_tracked", "pay.bonus") in [
        (each.code, each.place.field) for each in problems_of(("indicators:\n", nothing_else))
    ]


LEVELS = (
    ("cycles:", "levels: {junior: x, senior: y}\ncycles:"),
    ("points: 50", "points: {junior: 50, senior: 0}"),
    ("points: 30", "points: {junior: 30, senior: 80}"),
)


def test_what_weighs_nothing_for_anybody_is_left_out_and_what_weighs_for_one_stays() -> None:
    plan = plan_of(*LEVELS)
    assert list(weighed(plan, ["senior"]).scheme.enabled()) == ["care", "winning"]
    assert "sales" not in weighed(plan, ["senior"]).inputs()
    assert weighed(plan, ["junior", "senior"]) is plan
    assert weighed(plan, []) is plan
    assert weighed(plan.with_parameters({"winning.bound_2": 3}), ["senior"]).parameters["winning.bound_2"].value == 3
    weighing = plan.with_parameters({"selling.points": {"junior": 50, "senior": 10}})
    assert "selling" in weighed(weighing, ["senior"]).scheme.enabled()


def test_a_formula_that_needs_what_weighs_nothing_at_a_level_is_told_of() -> None:
    more = "flags: {sold: {name: x, when: points.selling > 0}}\nindicators:\n"
    problems = problems_of(*LEVELS, ("indicators:\n", more), ("periods: [quarter, year]", "periods: []"))
    assert {(problem.code, problem.place.field) for problem in problems} == {("scheme.formula_name", "flags.sold.when")}


@pytest.mark.parametrize(
    ("kind", "longer", "cycle", "lacking"),
    [
        ("kind: sum_of_quarters, of: sales", "year", "quarter", []),
        ("kind: sum_of_quarters, of: profit", "year", "quarter", [("taken", ["profit"])]),
        ("kind: mean_of_quarters, of: selling", "year", "quarter", []),
        ("kind: mean_of_quarters, of: yearly", "year", "quarter", [("taken", ["yearly"])]),
        ("kind: quarter_without, of: [errors]", "quarter", "month", []),
    ],
)
def test_what_a_longer_period_takes_over_and_a_shorter_one_does_not_have_is_found(
    kind: str, longer: Cycle, cycle: Cycle, lacking: list[tuple[str, list[str]]]
) -> None:
    is_choice = "without" in kind
    taken = f"  taken: {{name: T, type: {'yes_no' if is_choice else 'number'}, given_by: hr, remembered: {{{kind}}}}}\n"
    used = "points if taken == 'yes' else 0" if is_choice else "points * taken"
    yearly = f'  yearly: {{name: Y, periods: [{longer}], points: 9, rule: {{kind: formula, formula: "{used}"}}}}\n'
    heads = [("inputs:\n", f"inputs:\n{taken}"), ("indicators:\n", f"indicators:\n{yearly}")]
    plan = plan_of(*heads, ("points: 30", "points: 21"))
    assert [spec.id for spec in due(plan, longer).given_by_hr()] == ["input.taken"]
    found = not_handed_on(due(plan, cycle), due(plan, longer), cycle)
    assert [(spec.id.removeprefix("input."), names) for spec, names in found] == lacking
