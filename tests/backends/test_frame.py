"""Whole columns at once: what is missing stays missing, one bad entry harms nobody else, cohorts keep apart."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presales_xl import catalogue
from presales_xl.backends import frame
from presales_xl.backends.frame import (
    Evaluation,
    Inputs,
    Known,
    cohort_figure,
    evaluate,
    failed_checks,
    from_other_rows,
    in_whole_cohort,
    number_of_one,
    of_whole_cohort,
    row_columns,
    values_of,
)
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Plan
from tests.backends.cohort import INVALID, NAN, Entry, Rows, computed, inputs_of, known
from tests.random_people import Drawer, Shape
from tests.scheme import small
from tests.scheme.small import EVERY_KIND, PROJECTS, plan_of

SMALL = plan_of()
KINDS = plan_of(EVERY_KIND)
#: An employee with everything filled in.
WHOLE: dict[str, Entry] = {"level": "senior", "won": 3.0, "joined": 10.0, "manner": "good", "salary": 8000.0}
VISITS: Rows = [(0, {"hours": 2.0}), (0, {"hours": 1.5})]


def one(visits: Rows = VISITS, /, **changes: Entry) -> dict[str, float]:
    """Return the columns of one employee of the small scheme who differs from `WHOLE`."""
    columns = computed(SMALL, [{**WHOLE, **changes}], visits=visits)
    return {key: values[0] for key, values in columns.items()}


def test_an_employee_with_everything_filled_in_has_every_value() -> None:
    values = one()
    assert values["measure.win_rate"] == 0.3
    assert values["points.rate"] == pytest.approx(70 * 0.3 / 0.5)
    assert values["points.manner_points"] == 20
    assert values["points.effort"] == 7  # 3.5 hours × 2 for seniors
    assert values["total"] == 69
    assert values["grade"] == 1
    assert values["pay.bonus"] == 8000 * 0.25 * 1
    assert values["completeness"] == 1
    assert values["flags"] == 0


@pytest.mark.parametrize(
    ("blank", "missing"),
    [
        ("won", {"measure.win_rate", "points.rate"}),
        ("joined", {"measure.win_rate", "points.rate"}),
        ("manner", {"points.manner_points"}),
        ("level", {"points.rate", "points.manner_points", "points.effort"}),
    ],
)
def test_a_blank_makes_missing_what_reads_it_and_nothing_else(blank: str, missing: set[str]) -> None:
    values = one(**{blank: None})
    found = {key for key, value in values.items() if np.isnan(value)}
    summary = {"total", "measure.standing", "grade", "rank", "pay.bonus"}
    assert found & {spec.id for spec in SMALL.of_kind("measure", "points")} == missing | {"measure.standing"}
    assert summary <= found
    assert values["flags"] == 0
    assert values["completeness"] < 1


def test_a_blank_with_a_default_counts_as_the_default_and_an_invalid_one_does_not() -> None:
    assert one(salary=None)["pay.bonus"] == 0
    assert np.isnan(one(salary=INVALID)["pay.bonus"])
    assert one(salary=INVALID)["total"] == 69


def test_a_ratio_without_a_denominator_is_missing_not_zero_and_not_infinite() -> None:
    values = one(joined=0.0)
    assert np.isnan(values["measure.win_rate"])
    assert np.isnan(values["total"])


def test_a_limit_does_not_hide_that_something_is_missing_or_not_valid() -> None:
    limited = plan_of(
        small.SMALL,
        ("formula: won / joined,", 'formula: "min(won / joined, 1)",'),
        ("salary * share * factor", '"min(salary, 100) * share * factor"'),
    )
    columns = computed(limited, [WHOLE, {**WHOLE, "joined": 0.0}, {**WHOLE, "salary": INVALID}], visits=[])
    assert columns["measure.win_rate"] == pytest.approx([0.3, NAN, 0.3], nan_ok=True)
    assert np.isnan(columns["pay.bonus"][2])


@pytest.mark.parametrize(("won", "points"), [(5.0, 70.0), (6.0, 84.0), (10.0, 84.0), (0.0, 0.0)])
def test_a_target_ratio_stops_at_its_cap(won: float, points: float) -> None:
    assert one(won=won)["points.rate"] == pytest.approx(points)


def test_a_veto_gives_the_lowest_grade_and_leaves_the_total_visible() -> None:
    values = one(manner="poor", won=0.0)
    assert (values["total"], values["grade"], values["flags"]) == (7, 1, 1)


def test_flags_are_counted_in_bits() -> None:
    values = one(won=6.0)
    assert (values["total"], values["grade"]) == (111, 0)
    assert values["flags"] == 2  # the second tag, 表扬; a third would be 4


@pytest.mark.parametrize(
    ("visits", "hours"),
    [
        ([(0, {"hours": 2.0})], 4.0),
        ([(0, {"hours": 2.0}), (0, {"hours": 9.0})], 10.0),
        ([], NAN),
        ([(0, {"hours": 2.0}), (0, {"hours": None})], NAN),
        ([(0, {"hours": 2.0}), (0, {"hours": INVALID})], NAN),
    ],
)
def test_detail_rows_count_only_when_there_are_some_and_all_are_complete(visits: Rows, hours: float) -> None:
    assert one(visits)["points.effort"] == pytest.approx(hours, nan_ok=True)


def test_what_is_decided_otherwise_counts_and_what_is_not_is_computed_as_usual() -> None:
    inputs = inputs_of(SMALL, [WHOLE, WHOLE], visits=[(0, {"hours": 2.0}), (1, {"hours": 2.0})])
    decided = Inputs(2, inputs.columns, inputs.details, given={"grade": np.array([0.0, NAN])})
    columns = evaluate(SMALL, decided)
    assert columns["grade"].tolist() == [0, 1]
    assert columns["pay.bonus"].tolist() == [3000, 2000]  # × 1.5 for an A
    assert columns["flags"].tolist() == [2, 0]


def test_detail_rows_belong_to_their_own_employee() -> None:
    people = [WHOLE, WHOLE, WHOLE]
    rows = [(2, {"hours": 1.0}), (0, {"hours": 2.0}), (2, {"hours": 3.0}), (0, {"hours": NAN})]
    columns = computed(SMALL, people, visits=rows)
    assert columns["points.effort"] == pytest.approx([NAN, NAN, 8.0], nan_ok=True)
    assert columns["rows.visits"] == pytest.approx([NAN, NAN, 2.0], nan_ok=True)


def sales(*figures: float) -> dict[str, list[float]]:
    return computed(KINDS, [{"sales": figure} for figure in figures])


def test_equal_values_share_the_better_rank() -> None:
    assert sales(500, 900, 500, 100)["measure.rank.rank"] == [2, 1, 2, 4]


def test_what_was_entered_cannot_be_changed_through_what_comes_out() -> None:
    inputs = inputs_of(SMALL, [WHOLE, {}])
    for column in evaluate(SMALL, inputs).values():
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1.0
    inputs.columns["input.won"][0] = 4.0  # which belongs to whoever gave it


def test_who_has_no_value_has_no_rank_and_takes_none() -> None:
    assert sales(500, NAN, INVALID, 100)["measure.rank.rank"] == pytest.approx([1, NAN, NAN, 2], nan_ok=True)


@pytest.mark.parametrize(("size", "points"), [(1, 10), (4, 5), (5, 5), (6, 1), (7, 1)])
def test_the_last_place_is_given_from_six_people_on(size: int, points: float) -> None:
    figures = [1000.0 - 100 * place for place in range(size)]
    assert sales(*figures)["points.rank"][-1] == points
    assert sales(*figures, NAN, INVALID)["points.rank"][size - 1] == points


def test_everybody_in_the_last_place_is_last_but_nobody_where_all_are_equal() -> None:
    assert sales(9, 8, 7, 6, 5, 5)["points.rank"] == [10, 8, 8, 5, 1, 1]
    assert sales(5, 5, 5, 5, 5, 5)["points.rank"] == [10] * 6


def test_the_mean_is_that_of_valid_values_only() -> None:
    ratios = sales(100, 300, NAN, INVALID)["measure.mean.ratio_to_mean"]
    assert ratios == pytest.approx([0.5, 1.5, NAN, NAN], nan_ok=True)


def test_the_largest_and_the_smallest_of_no_values_are_0_as_in_excel() -> None:
    values = np.array([NAN, INVALID, -2.0, -3.0])
    assert cohort_figure("max", values, np.array([0, 0, 1, 1])).tolist() == [0, 0, -2, -2]
    assert cohort_figure("min", values, np.array([0, 0, 1, 1])).tolist() == [0, 0, -3, -3]


def test_a_mean_of_nothing_sold_gives_the_points_of_the_mean_itself() -> None:
    assert sales(0, 0)["points.mean"] == [5, 5]


def test_cohorts_are_compared_within_themselves() -> None:
    people = [{"sales": figure} for figure in (100.0, 300.0, 900.0, 100.0)]
    columns = evaluate(KINDS, inputs_of(KINDS, people, cohort=[7, 7, 2, 2]))
    assert columns["measure.rank.rank"].tolist() == [2, 1, 1, 2]
    assert columns["measure.mean.ratio_to_mean"].tolist() == [0.5, 1.5, 1.8, 0.2]


def test_a_cohort_of_nobody_is_no_error() -> None:
    for plan in (SMALL, KINDS, *catalogue.shipped()):
        columns = evaluate(plan, Inputs(0, {}))
        assert {values.shape for values in columns.values()} == {(0,)}


def test_without_any_entry_everything_is_missing_but_what_no_row_means() -> None:
    for plan in catalogue.shipped():
        columns = evaluate(plan, Inputs(3, {}))
        certain = {f"rows.{key}" for key, detail in plan.scheme.details.items() if detail.least == 0}
        for spec in plan.of_kind("points", "total", "grade", "rank"):
            sources = {source.id for source in plan.sources(spec, through=("measure", "score"))}
            if sources and sources <= certain:  # no deduction is entered
                assert columns[spec.id].tolist() == [plan.full_points()[spec.group]] * 3
                continue
            assert np.isnan(columns[spec.id]).all(), spec.id
        assert (columns["completeness"] < 1).all()


@given(st.lists(st.sampled_from([NAN, INVALID, -1.0, 0.0, 0.5, 1.0, 1.0, 2.0]), max_size=12), st.data())
def test_ranks_are_one_more_than_the_number_of_better_ones_in_the_cohort(
    figures: list[float], data: st.DataObject
) -> None:
    cohort = data.draw(st.lists(st.integers(0, 2), min_size=len(figures), max_size=len(figures)))
    columns = evaluate(KINDS, inputs_of(KINDS, [{"sales": figure} for figure in figures], cohort))
    mates = [[other for other, group in zip(figures, cohort, strict=True) if group == mine] for mine in cohort]
    expected = [
        1 + sum(other > figure for other in others if np.isfinite(other)) if np.isfinite(figure) else NAN
        for figure, others in zip(figures, mates, strict=True)
    ]
    assert columns["measure.rank.rank"].tolist() == pytest.approx(expected, nan_ok=True)


def test_one_employee_alone_has_the_same_values_once_the_cohorts_figures_are_known() -> None:
    people = [{"sales": figure, "score": 95.0, "errors": 1.0} for figure in (100.0, 300.0, 300.0)]
    inputs = inputs_of(KINDS, people, chats=[(0, {"rows": "good"}), (1, {"rows": "poor"}), (1, {"rows": "good"})])
    columns = evaluate(KINDS, inputs)
    assert (
        from_other_rows(KINDS, inputs, columns)[nodes.Cohort("mean", nodes.Column("measure.sales"))].tolist()
        == [700 / 3] * 3
    )
    for place in range(3):
        value = known(KINDS, inputs).numbers(place)
        for key, spec in KINDS.columns.items():
            if spec.expr is not None and np.isfinite(columns[key][place]):
                assert value(spec.expr) == columns[key][place], key


@pytest.mark.parametrize("plan", list(catalogue.shipped()), ids=lambda plan: plan.scheme.id)
def test_every_node_of_every_scheme_has_the_same_value_for_one_of_many_alone_and_in_the_evaluation(plan: Plan) -> None:
    shape = Shape((9,), 0.1, 0.05, "zh", seed=3)
    (cohort,) = Drawer(plan, shape, Random(plan.scheme.id), truths=True).cohorts()  # noqa: S311 - reproducible on purpose
    inputs = cohort.inputs("zh")
    columns = evaluate(plan, inputs)
    others = from_other_rows(plan, inputs, columns)
    run = Evaluation(plan, dict(columns), others)
    among_all = Known(plan, inputs.size, columns, others)
    expressions = [spec.expr for spec in plan.columns.values() if spec.expr is not None]
    asked = {node for expr in expressions for node in nodes.walk(expr)}
    of_all = nodes.Doubt | nodes.CountEntered  # ask everybody at once, and for rows
    asked = {node for node in asked if not any(isinstance(part, of_all) for part in nodes.walk(node))}
    asked = {node for node in asked if not isinstance(node, nodes.Column) or node.id in plan.columns}
    for place in range(inputs.size):
        own = {key: values[[place]] for key, values in columns.items()}
        alone = Known(plan, 1, own, {node: values[[place]] for node, values in others.items()})
        for node in asked:
            with np.errstate(all="ignore"):
                expected = np.broadcast_to(run.value(node), inputs.size)[place]
            numbers = [each(node) for each in (among_all.numbers(place), alone.numbers(0))]
            assert np.array_equal(numbers, [expected] * 2, equal_nan=True), node


def test_one_employee_without_the_cohorts_figures_lacks_only_what_hangs_on_them() -> None:
    value = number_of_one(KINDS, {"input.score": 95.0, "measure.sales": 10.0})
    assert value(KINDS.columns["points.bands"].expr or nodes.Missing()) == 10
    assert np.isnan(value(KINDS.columns["points.rank"].expr or nodes.Missing()))


@pytest.mark.parametrize("block", [1, 5])
def test_people_computed_in_blocks_have_the_values_that_they_have_all_at_once(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for plan in (*catalogue.shipped(), KINDS):
        shape = Shape((12,), blank=0.05, wrong=0.05, lang="zh", seed=block)
        drawer = Drawer(plan, shape, Random(block), truths=False)  # noqa: S311 - sample figures
        drawn = drawer.cohorts()[0].inputs("zh")
        inputs = replace(drawn, cohort=np.arange(12) % 3, given={"total": np.where(np.arange(12) == 9, 50.0, NAN)})
        at_once = evaluate(plan, inputs)
        monkeypatch.setattr(frame, "BLOCK", block)
        in_blocks = evaluate(plan, inputs)
        monkeypatch.undo()
        assert [key for key in plan.columns if not np.array_equal(at_once[key], in_blocks[key], equal_nan=True)] == []


@pytest.mark.parametrize("edges", [(0, 24), (0, 0, 1, 2, 15, 24)])
def test_blocks_that_know_the_whole_cohorts_figures_have_the_values_of_the_whole(edges: Sequence[int]) -> None:
    for plan in (plan for plan in (*catalogue.shipped(), KINDS) if not plan.tables):
        shape = Shape((24,), blank=0.05, wrong=0.05, lang="zh", seed=len(edges))
        drawn = Drawer(plan, shape, Random(len(edges)), truths=False).cohorts()[0].inputs("zh")  # noqa: S311 - sample
        at_once, blocks = evaluate(plan, drawn), []
        for first, after in pairwise(edges):
            columns = {key: column[first:after] for key, column in drawn.columns.items()}
            blocks.append(Inputs(after - first, columns))
        parts = [evaluate(plan, block) for block in in_whole_cohort(blocks, of_whole_cohort(plan, blocks))]
        for key in plan.columns:
            together = np.concatenate([part[key] for part in parts])
            assert together.tobytes() == at_once[key].tobytes(), (plan.scheme.id, key)


WON, LEVEL = nodes.Column("input.won"), nodes.Column("level")
bounds = st.one_of(
    st.sampled_from([0.0, 0.1, 0.3, 0.9, 1.05, 1.0, -0.3, 60.0, 90.0, 89.99, 1e15, 5e-324]),
    st.floats(-1e6, 1e6),
    st.floats(0, 100).map(lambda bound: round(bound, 2)),
)


def beside(bound: float, steps: int) -> float:
    """Return the number that lies so many binary digits beside a bound."""
    for _ in range(abs(steps)):
        bound = math.nextafter(bound, math.copysign(math.inf, steps))
    return bound


@st.composite
def tables(draw: st.DrawFn) -> tuple[nodes.Bands, list[float]]:
    """Return a table with bounds in one direction, in order or not, and numbers on its bounds and beside them."""
    directions: list[tuple[nodes.CompareOp, nodes.CompareOp]] = [(">", ">="), ("<", "<=")]
    signs = draw(st.sampled_from(directions))
    stated = draw(st.lists(st.tuples(st.sampled_from(signs), bounds), min_size=1, max_size=6))
    if draw(st.booleans()):
        stated.sort(key=lambda band: band[1], reverse=signs[0] == ">")
    bands = tuple((sign, nodes.Const(bound), nodes.Const(float(place))) for place, (sign, bound) in enumerate(stated))
    near = [beside(bound, steps) for _, bound in stated for steps in range(-6, 7)]
    far = draw(st.lists(st.floats(allow_nan=True), max_size=8))
    return nodes.Bands(WON, bands, otherwise=nodes.Const(-1.0)), [*near, *far, NAN, math.inf, -math.inf]


@given(tables())
def test_a_table_gives_what_nested_choices_give_to_the_last_binary_digit(
    table: tuple[nodes.Bands, list[float]],
) -> None:
    bands, numbers = table
    columns = {WON.id: np.array(numbers)}
    assert np.array_equal(values_of(SMALL, columns, bands), values_of(SMALL, columns, bands.lowered), equal_nan=True)


def test_a_table_whose_figures_differ_by_level_gives_what_nested_choices_give() -> None:
    columns = {WON.id: np.array([0.0, 1.0, 2.0, 3.0, NAN, 2.0]), "level": np.array([0.0, 0.0, 1.0, 1.0, 0.0, NAN])}
    worth = nodes.Keyed("extra", LEVEL)
    by_worth = nodes.Bands(WON, ((">=", nodes.Const(2), worth), (">", nodes.Const(0), WON)), otherwise=nodes.Const(9))
    by_bound = nodes.Bands(WON, ((">=", worth, nodes.Const(5)),), otherwise=nodes.Const(9))
    assert values_of(SMALL, columns, by_worth).tolist() == pytest.approx([9, 1, 2, 2, NAN, NAN], nan_ok=True)
    for bands in (by_worth, by_bound):
        assert np.array_equal(
            values_of(SMALL, columns, bands), values_of(SMALL, columns, bands.lowered), equal_nan=True
        )


def test_a_figure_by_level_is_none_that_is_the_same_for_everybody() -> None:
    with pytest.raises(TypeError, match="parameter extra differs by level"):
        values_of(SMALL, {WON.id: np.array([1.0])}, nodes.Param("extra"))


@pytest.mark.parametrize(
    ("entered", "count"),
    [([NAN, NAN], 0), ([NAN, 3.0], 1), ([INVALID, NAN], 1), ([0.0, 3.0], 2), ([INVALID, INVALID], 2)],
)
def test_whatever_stands_in_a_cell_is_entered_valid_or_not(entered: Sequence[float], count: int) -> None:
    columns = {WON.id: np.array(entered[:1]), "input.joined": np.array(entered[1:])}
    both = (WON, nodes.Column("input.joined"))
    assert values_of(SMALL, columns, nodes.CountEntered(both)).tolist() == [count]
    valid = sum(math.isfinite(entry) for entry in entered)
    assert values_of(SMALL, columns, nodes.CountGiven(both)).tolist() == [valid]


@pytest.mark.parametrize(
    ("errors", "skipped", "second", "points"),
    [(0.0, "no", None, NAN), (None, "yes", 4.0, 4), (0.0, "yes", 4.0, 4), (None, "no", 4.0, NAN), (0.0, None, 4.0, 7)],
)
def test_a_part_that_is_marked_is_left_out_of_the_mean_and_a_blank_one_is_missing(
    errors: float | None, skipped: str | None, second: float | None, points: float
) -> None:
    columns = computed(KINDS, [{"errors": errors, "skipped": skipped, "where_done_second": second}])
    assert columns["points.where_done"] == pytest.approx([points], nan_ok=True)


def test_a_part_that_is_not_valid_leaves_the_mean_open() -> None:
    columns = computed(KINDS, [{"errors": 0.0, "where_done_second": INVALID}])
    assert np.isnan(columns["points.where_done"]).all()


@pytest.mark.parametrize(("when", "up"), [("not won > 1", [1, 0]), ("not (won > 1 or won < 0)", [1, 0])])
def test_a_flag_whose_condition_is_turned_round_is_up_where_the_condition_fails(when: str, up: list[int]) -> None:
    plan = plan_of(small.SMALL, ("when: grade == 'A'", f"when: {when}"))
    columns = computed(plan, [{**WHOLE, "won": 1.0}, {**WHOLE, "won": 2.0}], visits=[])
    assert [int(value) >> 1 for value in columns["flags"]] == up


def test_a_row_check_that_is_turned_round_refuses_the_rows_that_meet_its_condition() -> None:
    plan = plan_of(PROJECTS, ("round(shares, 10) == 1", "not receipts > 100"))
    rows = [(0, {"project": 0.0, "receipts": figure, "share": 1.0}) for figure in (100.0, 101.0)]
    detail = inputs_of(plan, [{}], projects=rows).details["projects"]
    assert row_columns(plan, "projects", detail)["projects.state"].tolist() == [1, 0]
    assert failed_checks(plan, "projects", detail) == {"whole": [1]}


def test_entries_beyond_limits_that_differ_by_a_choice_are_found_and_blank_or_unknown_ones_are_not() -> None:
    plan = catalogue.load("technical_support_110")
    kinds = plan.dimensions[plan.tables["changes"].columns["changes.kind"].dimension].keys
    innovation, leak = float(kinds.index("innovation")), float(kinds.index("leak"))
    given_kinds = np.array([innovation, innovation, innovation, leak, leak, NAN, innovation])
    points = np.array([5.0, 15.0, 16.0, -30.0, -20.0, 99.0, NAN])
    beyond = frame.beyond_limits(plan, "changes", {"changes.kind": given_kinds, "changes.points": points})
    assert {key: list(each) for key, each in beyond.items()} == {
        "changes.points": [False, False, True, True, False, False, False]
    }
    assert frame.beyond_limits(plan, "", {"state": np.zeros(2)}) == {}
