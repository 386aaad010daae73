"""What an expression reads decides when its value is missing."""

import os
import pickle
import subprocess
import sys
from dataclasses import replace

import pytest

from presales_xl.scheme import nodes
from presales_xl.scheme.nodes import Reads, reads

A, B, C = nodes.Column("a"), nodes.Column("b"), nodes.Column("c")


@pytest.mark.parametrize(
    ("expr", "needed", "optional"),
    [
        (nodes.Arith("+", A, nodes.Arith("*", B, A)), (A, B), ()),
        (nodes.If(nodes.Compare(">", A, nodes.Param("p")), B, C), (A, B, C), ()),
        (nodes.OrElse(A, nodes.Const(0)), (), (A,)),
        (nodes.OrElse(A, B), (B,), (A,)),
        (nodes.Arith("+", nodes.OrElse(A, nodes.Const(0)), A), (A,), ()),
        (nodes.CountGiven((A, B)), (), ()),
        (nodes.Keyed("wage", A), (A,), ()),
        (nodes.Cohort("mean", A), (), ()),
        (nodes.Cohort("count", A), (), ()),
        (nodes.Cohort("rank_high", A), (A,), ()),
        (nodes.Cohort("rank_low", A), (A,), ()),
        (nodes.Rows("sum", "chats", nodes.Column("chats.minutes")), (nodes.Column("rows.chats"),), ()),
        (nodes.Tags("flags", (nodes.Compare(">", A, B), nodes.Is(C, "grade", 0))), (), ()),
        (nodes.Needs(nodes.OrElse(A, B), (C,)), (B, C), (A,)),
        (nodes.RowCount("chats", 1, 10), (), ()),
        (nodes.Alike(A, B), (A, B), ()),
    ],
)
def test_an_expression_needs_what_it_reads_unless_a_blank_is_allowed(
    expr: nodes.Expr, needed: tuple[nodes.Column, ...], optional: tuple[nodes.Column, ...]
) -> None:
    assert reads(expr) == Reads(needed, optional)


def test_a_node_is_found_among_its_like_in_another_process_too() -> None:
    expr = nodes.Arith("+", A, nodes.Cohort("mean", B))
    assert {expr: 1}[nodes.Arith("+", A, nodes.Cohort("mean", B))] == 1
    code = "import pickle, sys; node, same = pickle.load(sys.stdin.buffer); sys.exit(node not in {same: 1})"
    kept = pickle.dumps((expr, replace(expr)))
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code], input=kept, env=environment, check=True)


def test_every_node_that_stands_in_an_expression_is_walked_once() -> None:
    where = nodes.Rows("count", "chats", where=((A, nodes.Label("level", 1)),))
    expr = nodes.All((nodes.Compare("<", where, nodes.Const(3)), nodes.Not(nodes.Is(B, "level", 0))))
    assert [type(node).__name__ for node in nodes.walk(expr)] == [
        "All",
        "Compare",
        "Rows",
        "Column",
        "Label",
        "Const",
        "Not",
        "Is",
        "Column",
    ]


def test_a_sum_is_added_from_left_to_right_and_nothing_sums_to_0() -> None:
    assert nodes.Sum((A, B, C)).lowered == nodes.Arith("+", nodes.Arith("+", A, B), C)
    assert nodes.sum_of((A,)) == A
    assert nodes.sum_of(()) == nodes.Const(0)


def test_the_points_of_a_single_indicator_are_no_sum_of_all_points() -> None:
    assert nodes.all_points((A,)) == A
    assert nodes.all_points((A,), (B,)) == nodes.AllPoints((A,), (B,))
    assert nodes.all_points((A, B)) == nodes.AllPoints((A, B))


ZERO, TEN = nodes.Const(0), nodes.Const(10)
POSITIVE = nodes.Compare(">", A, ZERO)
IS_UNASKED = nodes.Compare("==", nodes.OrElse(C, ZERO), nodes.Const(1))
IS_WRITTEN = nodes.Compare(">", nodes.CountEntered((A,)), ZERO)


@pytest.mark.parametrize(
    ("rich", "plain"),
    [
        (nodes.Comparable(A), nodes.Round(A, 10)),
        (nodes.Negative(A), nodes.Arith("-", ZERO, A)),
        (nodes.AllPoints((A, B), (C,)), nodes.Arith("+", nodes.Arith("+", A, B), C)),
        (nodes.Clamp(A, ZERO, TEN), nodes.Greatest((nodes.Least((A, TEN)), ZERO))),
        (nodes.Clamp(A, cap=TEN), nodes.Least((A, TEN))),
        (nodes.Clamp(A, floor=ZERO), nodes.Greatest((A, ZERO))),
        (
            nodes.IsLast(A, nodes.Cohort("rank_low", B)),
            nodes.All(
                (
                    nodes.Compare(">", A, nodes.Const(1)),
                    nodes.Compare("==", nodes.Cohort("rank_low", B), nodes.Const(1)),
                )
            ),
        ),
        (nodes.IsBest(A, B), nodes.Compare("==", A, nodes.Cohort("max", B))),
        (nodes.OneOf(A, "level", (0, 2)), nodes.Any((nodes.Is(A, "level", 0), nodes.Is(A, "level", 2)))),
        (nodes.Cases(((POSITIVE, B),), otherwise=C), nodes.If(POSITIVE, B, C)),
        (
            nodes.Bands(A, ((">", ZERO, B), (">=", ZERO, C)), otherwise=TEN),
            nodes.If(POSITIVE, B, nodes.If(nodes.Compare(">=", A, ZERO), C, TEN)),
        ),
        (
            nodes.ByLabel(A, "level", ((1, B), (0, C)), otherwise=TEN),
            nodes.If(nodes.Is(A, "level", 1), B, nodes.If(nodes.Is(A, "level", 0), C, TEN)),
        ),
        (nodes.Moved(A, B, TEN, "lowered"), nodes.Least((nodes.Arith("+", A, B), TEN))),
        (nodes.Moved(A, B, nodes.Const(1), "raised"), nodes.Greatest((nodes.Arith("-", A, B), nodes.Const(1)))),
        (nodes.Scaled(A, B, TEN), nodes.Arith("/", nodes.Arith("*", A, B), TEN)),
        (nodes.WhereWeighed(A, B), nodes.If(POSITIVE, nodes.OrElse(B, nodes.Missing()), ZERO)),
        (nodes.Worded(A, "growth", (("step", B),)), A),
        (nodes.Told(A, (), C), nodes.Any((IS_UNASKED, IS_WRITTEN))),
        (
            nodes.Told(A, (B,), C),
            nodes.Any((IS_UNASKED, IS_WRITTEN, nodes.All((nodes.Compare("==", nodes.OrElse(B, ZERO), ZERO),)))),
        ),
        (nodes.NothingOf(A, B), nodes.All((nodes.Compare("<=", A, ZERO), nodes.Compare("==", B, ZERO)))),
        (nodes.WhereEmpty(POSITIVE, TEN, B), nodes.If(POSITIVE, TEN, nodes.OrElse(B, nodes.Missing()))),
        (
            nodes.Applying(A, (B,)),
            nodes.If(nodes.Compare("==", B, nodes.Const(1)), ZERO, nodes.OrElse(A, nodes.Missing())),
        ),
    ],
)
def test_a_rich_node_comes_down_to_plain_ones(rich: nodes.Expr, plain: nodes.Expr) -> None:
    assert nodes.plain(rich) == plain


def test_means_come_down_to_a_sum_and_a_count() -> None:
    mean, total = nodes.plain(nodes.Mean((A, B))), nodes.Sum((A, B))
    assert mean == nodes.Arith("/", total, nodes.Const(2))
    weighted = nodes.Sum((nodes.Arith("*", nodes.OrElse(A, ZERO), TEN), nodes.Arith("*", nodes.OrElse(B, ZERO), C)))
    weights = [nodes.Arith("*", nodes.CountEntered((A,)), TEN), nodes.Arith("*", nodes.CountEntered((B,)), C)]
    blend = nodes.BlendOfGiven(((A, TEN), (B, C)))
    assert nodes.plain(blend) == nodes.Arith("/", weighted, nodes.Sum(tuple(weights)))
    rows = nodes.Rows("count", "chats", where=((A, nodes.Label("level", 1)),))
    of_rows = nodes.MeanOfRows("chats", A, "level", ((1, B),))
    assert nodes.plain(of_rows) == nodes.Arith("/", nodes.Arith("*", rows, B), nodes.Column("rows.chats"))


def test_ratios_come_down_to_a_quotient() -> None:
    mean = nodes.Cohort("mean", A)
    flat = nodes.Compare("<=", nodes.Comparable(mean), ZERO)
    ratio = nodes.Comparable(nodes.Arith("/", A, mean))
    assert nodes.plain(nodes.RatioToMean(A)) == nodes.If(flat, nodes.Const(1), ratio)
    by_ratio = nodes.plain(nodes.PointsByRatio(TEN, A, ZERO, B))
    assert by_ratio == nodes.Arith("*", TEN, nodes.Clamp(A, ZERO, B))


def test_every_rich_node_is_listed_for_the_backends() -> None:
    def kinds(base: type[nodes.Expr]) -> set[type[nodes.Expr]]:
        return {kind for own in base.__subclasses__() for kind in {own, *kinds(own)}}

    assert set(nodes.RICH) == kinds(nodes.Rich) - {nodes.Choice}


def test_a_rating_is_worth_what_stands_in_its_entry() -> None:
    guided = nodes.Rated(A, nodes.Bands(A, ((">=", TEN, TEN),), otherwise=ZERO), "good_poor")
    for node in (nodes.Rated(A), guided, nodes.Comparable(nodes.Rated(A))):
        assert nodes.bare(node) == A
    assert nodes.plain(guided) == A
    assert nodes.bare(nodes.Negative(A)) == nodes.Negative(A)


def test_a_backend_without_a_row_for_a_node_is_refused() -> None:
    nodes.refuse_gaps({nodes.Const: 1, nodes.If: 2}, (nodes.Const,), "backends/some")
    with pytest.raises(ImportError, match="backends/some has no row for If, Sum"):
        nodes.refuse_gaps({nodes.Const: 1}, (nodes.Const, nodes.If, nodes.Sum), "backends/some")
