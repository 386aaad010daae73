"""Every rule kind: the nodes that it lowers to, the figures that become changeable, the best that it states."""

import pytest

from presales_xl.scheme import nodes
from presales_xl.scheme.nodes import Arith, Column, Compare, Const, Param
from presales_xl.scheme.rules import RULE_KINDS
from tests.scheme.small import EVERY_KIND, plan_of

PLAN = plan_of(EVERY_KIND)
SCORE, SALES, ERRORS = Column("input.score"), Column("measure.sales"), Column("input.errors")


def over(owner: str, number: Column, *bounds: str) -> nodes.Bands:
    """Return a table of a rule's own figures over a number."""
    bands = tuple(
        (sign, Param(f"{owner}.bound_{place}"), Param(f"{owner}.value_{place}")) for place, sign in enumerate(bounds, 1)
    )
    return nodes.Bands(number, bands, otherwise=Param(f"{owner}.else"))  # type: ignore[arg-type]


def good_or_poor(owner: str, column: str) -> nodes.ByLabel:
    """Return the worth of a choice between two levels."""
    return nodes.ByLabel(Column(column), "good_poor", ((0, Param(f"{owner}.good")),), otherwise=Param(f"{owner}.poor"))


def whole(distance: nodes.Expr, step: str, each: str) -> nodes.Expr:
    """Return whole steps × points each."""
    return Arith("*", nodes.Whole(nodes.Comparable(Arith("/", distance, Param(step)))), Param(each))


STEPS, STANDARD, GROWTH = Column("measure.steps"), Param("steps.standard"), Column("measure.growth.growth")
LOWERED: dict[str, nodes.Expr] = {
    "bands": over("bands", SCORE, ">="),
    "cases": nodes.Cases(
        (
            (
                nodes.Any((Compare(">", SCORE, Const(100)), Compare("<", ERRORS, Const(1)))),
                Param("cases.value_1"),
            ),
            (nodes.Not(Compare(">", ERRORS, Const(1))), Param("cases.value_2")),
        ),
        otherwise=Param("cases.else"),
    ),
    "levels": good_or_poor("levels", "input.levels"),
    "judged": nodes.Sum(
        tuple(
            Arith("*", good_or_poor("judged", f"input.judged_{rater}"), Param(f"judged.weight.{rater}"))
            for rater in ("superior", "self")
        )
    ),
    "rows": nodes.MeanOfRows("chats", Column("chats.rows"), "good_poor", ((0, Param("rows.good")),)),
    "rating": Column("input.rating"),
    "scaled": Arith("*", Arith("/", Column("input.scaled"), Const(100)), Param("scaled.points")),
    "raters": nodes.Sum(
        tuple(
            Arith("*", Column(f"input.raters_{rater}"), Param(f"raters.weight.{rater}"))
            for rater in ("peer", "superior")
        )
    ),
    "target": nodes.PointsByRatio(
        Param("target.points"),
        Arith("/", Column("input.sales"), Param("target.target")),
        floor=Const(0),
        cap=Param("target.cap"),
    ),
    "steps": nodes.Clamp(
        nodes.Worded(
            nodes.Cases(
                (
                    (
                        Compare("<", STEPS, STANDARD),
                        Arith(
                            "-",
                            Param("steps.points"),
                            whole(Arith("-", STANDARD, STEPS), "steps.short_step", "steps.per_short"),
                        ),
                    ),
                ),
                otherwise=Arith(
                    "+",
                    Param("steps.points"),
                    whole(Arith("-", STEPS, STANDARD), "steps.over_step", "steps.per_over"),
                ),
            ),
            "standard_steps",
            (
                ("value", STEPS),
                ("standard", STANDARD),
                ("points", Param("steps.points")),
                ("short_step", Param("steps.short_step")),
                ("per_short", Param("steps.per_short")),
                ("over_step", Param("steps.over_step")),
                ("per_over", Param("steps.per_over")),
            ),
        ),
        floor=Const(0),
    ),
    "deduct": nodes.Clamp(
        Arith("-", Param("deduct.points"), Arith("*", ERRORS, Param("deduct.deduction_1"))), floor=Const(0)
    ),
    "add": Arith("*", ERRORS, Param("add.addition_1")),
    "done": nodes.ByLabel(Column("input.done"), "yes_no", ((0, Param("done.points")),), otherwise=Const(0)),
    "mean": nodes.Cases(
        ((Compare("<=", nodes.Cohort("mean", SALES), Const(0)), Param("mean.mean_not_positive")),),
        otherwise=over("mean", Column("measure.mean.ratio_to_mean"), ">="),
    ),
    "rank": nodes.Cases(
        (
            (
                nodes.All(
                    (
                        nodes.IsLast(Column("measure.rank.rank"), SALES),
                        Compare(">=", nodes.Cohort("count", SALES), Param("rank.last_from")),
                    )
                ),
                Param("rank.last"),
            ),
        ),
        otherwise=over("rank", Column("measure.rank.rank"), "<=", "<="),
    ),
    "growth": nodes.Clamp(
        nodes.Worded(
            whole(GROWTH, "growth.step", "growth.per_step"),
            "growth",
            (("growth", GROWTH), ("step", Param("growth.step")), ("per_step", Param("growth.per_step"))),
        ),
        floor=Const(0),
        cap=Param("growth.cap"),
    ),
    "formula": nodes.Round(
        nodes.Clamp(
            Arith("-", Param("formula.points"), nodes.Whole(nodes.Comparable(Arith("/", ERRORS, Const(100))))),
            floor=Const(0),
        ),
        1,
    ),
    "sum": nodes.Cases(
        ((Compare(">", ERRORS, Const(100)), Const(0)),),
        otherwise=nodes.Clamp(
            nodes.Sum(
                (
                    over("sum.first", SCORE, ">="),
                    Arith("-", Param("sum.points"), Arith("*", ERRORS, Param("sum.second.deduction_1"))),
                )
            ),
            floor=Const(0),
            cap=Param("sum.cap"),
        ),
    ),
    "average": nodes.Mean((over("average.first", SCORE, ">="), Column("input.average_second"))),
    "weighted": nodes.Sum(
        (
            Arith("*", over("weighted.first", SCORE, ">="), Param("weighted.weight.first")),
            Arith("*", Column("input.weighted_second"), Param("weighted.weight.second")),
        )
    ),
    "where_done": nodes.MeanOfGiven(
        (Column("measure.where_done.first.part"), Column("measure.where_done.second.part")),
        ((ERRORS,), (Column("input.where_done_second"),)),
    ),
    "described": Column("input.described"),
}


def test_every_rule_kind_is_lowered_here() -> None:
    indicators = PLAN.scheme.indicators
    assert LOWERED.keys() == indicators.keys()
    assert {type(indicator.rule) for indicator in indicators.values()} == set(RULE_KINDS)


@pytest.mark.parametrize("indicator", LOWERED)
def test_a_rule_lowers_to_what_it_says(indicator: str) -> None:
    assert PLAN.columns[f"points.{indicator}"].expr == LOWERED[indicator]


@pytest.mark.parametrize(
    ("column", "expr"),
    [
        ("measure.mean.ratio_to_mean", nodes.RatioToMean(SALES, or_zero=True)),
        ("measure.rank.rank", nodes.Cohort("rank_high", SALES)),
        ("measure.sales", nodes.Comparable(Column("input.sales"))),
        ("measure.steps", nodes.Comparable(Arith("/", SCORE, Const(100)))),
        ("measure.where_done.first.part", over("where_done.first", ERRORS, "<=")),
        (
            "measure.described.level",
            nodes.Nth(
                "good_poor",
                nodes.Bands(
                    Column("input.described"), ((">=", Param("described.good"), Const(1)),), otherwise=Const(2)
                ),
            ),
        ),
    ],
)
def test_what_a_rule_measures_stands_in_a_column_of_its_own(column: str, expr: nodes.Expr) -> None:
    assert PLAN.columns[column].expr == expr


@pytest.mark.parametrize(
    ("rule", "expr"),
    [
        ("{kind: vs_mean, of: sales, bands: {≥1.2: 10, else: 5}}", over("x", Column("measure.x.ratio_to_mean"), ">=")),
        (
            "{kind: rank_bands, of: sales, better: low, bands: {≤1: 10, else: 5}}",
            over("x", Column("measure.x.rank"), "<="),
        ),
        (
            "{kind: deduct, deductions: {errors: 2}, additions: {score: 1}, floor: null, cap: 12}",
            nodes.Clamp(
                Arith(
                    "-",
                    Arith("+", Param("x.points"), Arith("*", SCORE, Param("x.addition_1"))),
                    Arith("*", ERRORS, Param("x.deduction_1")),
                ),
                cap=Param("x.cap"),
            ),
        ),
        (
            "{kind: add, additions: {errors: 2, score: 1}, cap: 5}",
            nodes.Clamp(
                nodes.Sum(
                    (Arith("*", ERRORS, Param("x.addition_1")), Arith("*", SCORE, Param("x.addition_2"))),
                ),
                cap=Param("x.cap"),
            ),
        ),
        (
            "{kind: target_ratio, of: sales, target: score, floor: 0.5}",
            nodes.PointsByRatio(
                Param("x.points"), Arith("/", Column("input.sales"), SCORE), floor=Param("x.floor"), cap=None
            ),
        ),
        ("{kind: formula, formula: points}", Param("x.points")),
    ],
)
def test_what_a_rule_leaves_out_stands_nowhere(rule: str, expr: nodes.Expr) -> None:
    plan = plan_of(EVERY_KIND, ("indicators:\n", f"indicators:\n  x: {{name: X, points: 10, rule: {rule}}}\n"))
    assert plan.columns["points.x"].expr == expr


@pytest.mark.parametrize(
    ("indicator", "best"),
    [("bands", 10), ("cases", 3), ("levels", 5), ("mean", 10), ("rank", 10), ("rating", None), ("steps", None)],
)
def test_a_rule_states_its_best_points_where_it_has_them(indicator: str, best: float | None) -> None:
    assert PLAN.scheme.indicators[indicator].rule.best() == best
