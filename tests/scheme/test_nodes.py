"""What an expression reads decides when its value is missing."""

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
        (nodes.Tags("flags", (nodes.Compare(">", A, B), nodes.Is(C, "grade", 0))), (A, B, C), ()),
        (nodes.RowCount("chats"), (), ()),
    ],
)
def test_an_expression_needs_what_it_reads_unless_a_blank_is_allowed(
    expr: nodes.Expr, needed: tuple[nodes.Column, ...], optional: tuple[nodes.Column, ...]
) -> None:
    assert reads(expr) == Reads(needed, optional)


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
