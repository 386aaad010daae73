"""What can be asked of a compiled scheme."""

import math
import pickle

import pytest

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import GradeGroup, Kind
from tests.scheme.small import CHANGES, EVERY_KIND, PROJECTS, SMALL, plan_of

PLAN, KINDS, ROWS = plan_of(), plan_of(EVERY_KIND), plan_of(PROJECTS)


@pytest.mark.parametrize(
    ("column", "through", "sources"),
    [
        ("points.rate", (), ["level", "measure.win_rate"]),
        ("points.rate", ("measure",), ["level", "input.won", "input.joined", "measure.win_rate"]),
        ("points.effort", (), ["level", "rows.visits"]),
        ("pay.bonus", (), ["input.salary", "grade"]),
        ("input.won", ("measure",), []),
    ],
)
def test_a_column_is_calculated_from_what_it_reads_and_through_kinds_from_what_they_read(
    column: str, through: tuple[Kind, ...], sources: list[str]
) -> None:
    found = PLAN.sources(PLAN.columns[column], through=through)
    assert [spec.id for spec in found] == [key for key in PLAN.columns if key in sources]


def test_a_comparison_with_the_cohort_stands_on_the_compared_column() -> None:
    found = KINDS.sources(KINDS.columns["measure.rank.rank"], through=("measure",))
    assert {spec.id for spec in found} == {"input.sales", "measure.sales"}


def test_a_bound_is_a_number_or_the_one_of_a_level() -> None:
    assert PLAN.limit(None) is None
    assert PLAN.limit(nodes.Const(3)) == 3
    assert PLAN.limit(nodes.Param("share")) == 0.25
    assert PLAN.limit(nodes.Keyed("extra", nodes.Column("level"))) == 2
    assert PLAN.limit(nodes.Keyed("extra", nodes.Column("level")), "junior") == 1


@pytest.mark.parametrize(("value", "up"), [(0.0, []), (1.0, [0]), (2.0, [1]), (3.0, [0, 1]), (math.nan, [])])
def test_flags_that_are_up_are_told_from_their_bits(value: float, up: list[int]) -> None:
    assert PLAN.flags_up(value) == up


def test_a_scheme_without_flags_has_none_up() -> None:
    assert KINDS.flags_up(math.nan) == []


def test_the_grade_scale_is_the_table_behind_the_grade() -> None:
    plan = plan_of(SMALL, ("  quota:", "  lowered_by: joined\n  quota:"))
    scale = plan.grade_scale
    assert scale is not None
    assert scale.number == nodes.Column("total")
    assert scale.bands == ((">=", nodes.Param("grades.A"), nodes.Const(1)),)
    assert scale.otherwise == nodes.Const(2)


def test_columns_of_detail_tables_are_found_by_their_id_too() -> None:
    assert ROWS.column("projects.share").id == "projects.share"
    assert ROWS.column("pay.award").id == "pay.award"
    with pytest.raises(KeyError):
        PLAN.column("visits.minutes")


def test_a_measure_is_a_number_unless_it_has_a_unit() -> None:
    assert PLAN.columns["measure.win_rate"].unit == "rate"
    plain = plan_of(SMALL, ("formula: won / joined, unit: rate", "formula: won / joined"))
    assert plain.columns["measure.win_rate"].unit == "number"


def test_a_detail_table_shows_what_is_filled_in_then_what_is_computed_then_the_state() -> None:
    table = ROWS.tables["projects"]
    filled_in = ["projects.project", "projects.receipts", "projects.share"]
    assert [spec.id for spec in table.inputs] == filled_in
    assert table.shown == [*filled_in, "projects.shares", "projects.award", "projects.state"]


def test_figures_change_and_everything_else_follows() -> None:
    changed = PLAN.with_parameters({"rate.points": {"junior": 65.0, "senior": 75.0}, "quota.A": 0.1})
    assert (changed.full_points("senior")["rate"], PLAN.full_points("senior")["rate"]) == (75, 70)
    assert changed.quota() == {"A": 0.1, "B": 0.8}
    assert changed.changed.keys() == {"rate.points", "quota.A"}
    assert (PLAN.pay_total(), KINDS.pay_total()) == ("pay.bonus", "")
    with pytest.raises(KeyError):
        PLAN.with_parameters({"nothing": 1.0})


def test_grades_that_share_a_quota_stand_together_best_first_and_one_may_be_called_a_plus() -> None:
    grades = ("scale: {A: ≥80, B: else}", "scale: {A+: ≥90, A: ≥80, B: ≥60, C: else}")
    praise, share = ("grade == 'A'", "grade == 'A+'"), ("{A: 0.2, B: 0.8}", "{B+C: 0.7, A+: 0.1, A: 0.2}")
    factor = ("value: {A: 1.5, B: 1}", "value: {A+: 1.5, A: 1.2, B: 1, C: 0}")
    groups = plan_of(SMALL, grades, praise, share, factor).grade_groups()
    assert groups == [GradeGroup("A+", (0,), 0.1), GradeGroup("A", (1,), 0.2), GradeGroup("B+C", (2, 3), 0.7)]
    alone = plan_of(SMALL, ("  quota: {A: 0.2, B: 0.8}\n", "")).grade_groups()
    assert alone == [GradeGroup("A", (0,), 0), GradeGroup("B", (1,), 0)]
    assert KINDS.grade_groups() == []


def test_a_plan_is_the_same_after_it_was_kept() -> None:
    for plan in (PLAN, KINDS, ROWS):
        assert pickle.loads(pickle.dumps(plan)) == plan  # noqa: S301 - our own


def test_limits_that_differ_by_a_choice_are_the_widest_where_nothing_is_chosen() -> None:
    plan = plan_of(CHANGES)
    assert plan.limits(plan.column("changes.points")) == (-20, 15)


def test_a_table_is_shared_where_its_rows_reckon_with_those_of_others() -> None:
    assert ROWS.tables["projects"].is_shared and ROWS.is_shared
    assert not plan_of(CHANGES).tables["changes"].is_shared and not plan_of(CHANGES).is_shared
