"""What an expression reads decides when its value is missing."""

import pytest

from presales_xl.scheme import expr as x
from presales_xl.scheme.reads import Reads, reads

A, B, C = x.Column("a"), x.Column("b"), x.Column("c")


@pytest.mark.parametrize(
    ("expr", "needed", "optional"),
    [
        (x.Arith("+", A, x.Arith("*", B, A)), (A, B), ()),
        (x.If(x.Compare(">", A, x.Param("p")), B, C), (A, B, C), ()),
        (x.OrElse(A, x.Const(0)), (), (A,)),
        (x.OrElse(A, B), (B,), (A,)),
        (x.Arith("+", x.OrElse(A, x.Const(0)), A), (A,), ()),
        (x.CountGiven((A, B)), (), ()),
        (x.Keyed("wage", A), (A,), ()),
        (x.Cohort("mean", A), (), ()),
        (x.Cohort("count", A), (), ()),
        (x.Cohort("rank_high", A), (A,), ()),
        (x.Cohort("rank_low", A), (A,), ()),
        (x.Rows("sum", "chats", x.Column("chats.minutes")), (x.Column("rows.chats"),), ()),
        (x.Tags("flags", (x.Compare(">", A, B), x.Is(C, "grade", 0))), (A, B, C), ()),
        (x.RowCount("chats"), (), ()),
    ],
)
def test_an_expression_needs_what_it_reads_unless_a_blank_is_allowed(
    expr: x.Expr, needed: tuple[x.Column, ...], optional: tuple[x.Column, ...]
) -> None:
    assert reads(expr) == Reads(needed, optional)


def test_every_node_that_stands_in_an_expression_is_walked_once() -> None:
    where = x.Rows("count", "chats", where=((A, x.Label("level", 1)),))
    expr = x.All((x.Compare("<", where, x.Const(3)), x.Not(x.Is(B, "level", 0))))
    assert [type(node).__name__ for node in x.walk(expr)] == [
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
    assert x.total_of([A, B, C]) == x.Arith("+", x.Arith("+", A, B), C)
    assert x.total_of([]) == x.Const(0)
