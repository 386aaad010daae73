"""What columns, figures and limits are called, in both languages."""

import pytest

from presales_xl import catalogue
from presales_xl.backends.words import (
    column_in_full,
    column_name,
    expected,
    figure_in_full,
    figure_name,
    full_points,
    own_name,
)
from presales_xl.scheme.columns import QUOTA, Plan, PlanParameter
from tests.scheme.small import EVERY_KIND, PROJECTS, SMALL, plan_of

PLAN, KINDS, ROWS = plan_of(), plan_of(EVERY_KIND), plan_of(PROJECTS)
ADJUSTED = plan_of(
    SMALL, ("grades:\n", "adjustments: {praised: {name: Praised, rule: {kind: add, additions: {won: 2}}}}\ngrades:\n")
)
TABLE = plan_of(SMALL, ("unit: rate}\nsections", "unit: rate, bands: {≥0.5: 1, else: 0}}\nsections"))


@pytest.mark.parametrize(
    ("column", "zh", "en"),
    [
        ("input.manner", "好 / 差", "Good / Poor"),
        ("input.won", "不小于 0 的整数", "a whole number of at least 0"),
        ("input.salary", "不小于 0 的数", "a number of at least 0"),
    ],
)
def test_what_an_input_may_hold_is_said_by_its_choices_or_its_range(column: str, zh: str, en: str) -> None:
    spec = PLAN.columns[column]
    assert (expected(PLAN, spec, "zh"), expected(PLAN, spec, "en")) == (zh, en)


def test_a_score_a_rating_and_a_free_text_say_what_they_may_be() -> None:
    assert "0" in expected(KINDS, KINDS.columns["input.score"], "en")
    assert "100" in expected(KINDS, KINDS.columns["input.score"], "en")
    assert "15" in expected(KINDS, KINDS.columns["input.rating"], "en")
    project = ROWS.tables["projects"].columns["projects.project"]
    assert expected(ROWS, project, "en") == expected(ROWS, project, "en").strip() != ""


@pytest.mark.parametrize(("limits", "said"), [("min: -1000000, max: 5", "5"), ("min: -3", "-3")])
def test_limits_of_the_input_itself_are_said(limits: str, said: str) -> None:
    plan = plan_of(SMALL, ("type: money, default: 0", f"type: money, default: 0, {limits}"))
    assert said in expected(plan, plan.columns["input.salary"], "en")


def test_points_are_called_points_under_their_indicator_and_by_it_elsewhere() -> None:
    points, total = PLAN.columns["points.rate"], PLAN.columns["total"]
    assert (column_name(points, "en"), own_name(points, "en")) == ("Points", "Winning")
    assert column_in_full(PLAN, points, "en") == "Winning Points"
    assert column_in_full(PLAN, PLAN.columns["input.won"], "en") == "Won"
    assert column_in_full(PLAN, total, "zh") == column_name(total, "zh") == own_name(total, "zh") == "总分"


@pytest.mark.parametrize(
    ("plan", "figure", "zh", "en"),
    [
        (PLAN, "share", "比例", "Share"),
        (PLAN, "rate.cap", "中标 上限", "Winning Cap"),
        (PLAN, "manner_points.good", "态度分 好", "Manner points Good"),
        (PLAN, "grades.A", "A", "A"),
        (PLAN, "quota.B", "B", "B"),
        (ADJUSTED, "adjustment.praised.addition_1", "Praised 每次加分", "Praised Points on each"),
        (TABLE, "measure.win_rate.bound_1", "中标率 界限", "Win rate Bound"),
        (TABLE, "measure.win_rate.value_1", "中标率 取值", "Win rate Value"),
        (KINDS, "raters.weight.peer", "双评 同事评", "Two raters peer"),
    ],
)
def test_a_figure_is_called_by_its_role_with_whose_it_is_before_it(plan: Plan, figure: str, zh: str, en: str) -> None:
    parameter = plan.parameters[figure]
    assert (figure_in_full(plan, parameter, "zh"), figure_in_full(plan, parameter, "en")) == (zh, en)


def test_grades_that_share_a_quota_and_roles_without_a_text_are_called_as_the_scheme_writes_them() -> None:
    assert figure_name(PLAN, PlanParameter("quota.A+B", 1.0, QUOTA, label="quota"), "en") == "A+B"
    assert figure_name(PLAN, PlanParameter("rate.unheard_of", 1.0, "rate", label="unheard_of"), "en") == "unheard_of"


@pytest.mark.parametrize(
    ("points", "said"),
    [("{a: 9.52381, b: 24.5283}", "9.5/24.5"), ("{a: 7.25, b: 8}", "7.25/8"), ("{a: 8, b: 8}", "(8 points)")],
)
def test_full_points_have_no_more_digits_than_people_say(points: str, said: str) -> None:
    plan = plan_of(
        "id: small\nname: x\ncycles: [month]\nfull_points: null\nlevels: {a: A, b: B}\n"
        "inputs: {won: {name: Won, type: count}}\n"
        f"indicators: {{won: {{name: Won, points: {points}, rule: {{kind: formula, formula: won * points}}}}}}\n"
    )
    assert said in full_points(plan, "won", "en")


def test_full_points_are_said_per_level_and_of_many_levels_as_a_range() -> None:
    assert full_points(PLAN, "effort", "zh").startswith("投入")
    assert "10" in full_points(PLAN, "effort", "zh")
    assert "60/70" in full_points(PLAN, "rate", "en")
    many = catalogue.load("sales_2024")
    ranges = [full_points(many, key, "en") for key in many.scheme.enabled()]
    assert any("–" in points for points in ranges)
