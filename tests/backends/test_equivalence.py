"""Every node comes to the same in both calculating backends: in arrays, and in a spreadsheet engine by its formula."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook
from openpyxl.utils.cell import get_column_letter

from presales_xl.backends.excel import formula
from presales_xl.backends.frame import Inputs, evaluate
from presales_xl.scheme import nodes
from tests.engines import Recalculate
from tests.scheme.small import SMALL, plan_of

PLAN = plan_of(
    SMALL,
    ("en: Won}, type: count", "en: Won}, type: number, min: -1000"),
    ("en: Joined}, type: count", "en: Joined}, type: number, min: -1000"),
)
A, B, LEVEL = nodes.Column("input.won"), nodes.Column("input.joined"), nodes.Column("level")
ZERO, TWO, BOUND = nodes.Const(0), nodes.Const(2), nodes.Const(0.9)
ABOVE, SHARE = nodes.Compare(">=", A, BOUND), nodes.Param("share")
BELOW, ABOVE_B = nodes.Compare("<", A, TWO), nodes.Compare(">", A, B)
NEAR = [math.nextafter(0.9, 0), 0.9, math.nextafter(0.9, 1), 0.3 * 3, 0.9 - 1e-9, 0.9 + 1e-9]
FIGURES = [*NEAR, None, 0.0, -2.5, 2.675, 2.0, 100.0]
ROWS = [(a, b, level) for a in FIGURES for b in (None, 0.0, 0.9, -3.0) for level in (0, 1)]
NODES: list[nodes.Expr] = [
    A,
    SHARE,
    nodes.Keyed("extra", LEVEL),
    *(nodes.Arith(op, A, nodes.Arith("-", B, TWO)) for op in ("+", "-", "*", "/")),
    *(nodes.If(nodes.Compare(op, A, BOUND), A, B) for op in ("<", "<=", ">", ">=", "==", "!=")),
    nodes.If(nodes.All((ABOVE, BELOW)), TWO, B),
    nodes.If(nodes.Any((ABOVE, ABOVE_B)), TWO, B),
    nodes.If(nodes.Not(ABOVE), TWO, B),
    nodes.If(nodes.Is(LEVEL, "level", 1), A, B),
    nodes.Least((A, B, TWO)),
    nodes.Greatest((A, B, ZERO)),
    nodes.Round(A, 2),
    nodes.Whole(A),
    nodes.OrElse(A, TWO),
    nodes.CountGiven((A, B)),
    nodes.CountEntered((A, B)),
    *(nodes.Cohort(kind, A) for kind in ("mean", "max", "min", "count", "rank_high", "rank_low")),
    nodes.If(nodes.IsLast(nodes.Cohort("rank_high", A), nodes.Cohort("rank_low", A)), TWO, B),
    nodes.Needs(nodes.OrElse(A, TWO), (B,)),
    nodes.Comparable(nodes.Arith("/", A, B)),
    nodes.Arith("-", A, nodes.Negative(B)),
    nodes.Sum((A, B, SHARE)),
    nodes.AllPoints((A, B), (TWO,)),
    nodes.Mean((A, B)),
    nodes.BlendOfGiven(((A, TWO), (B, SHARE))),
    nodes.If(nodes.PartlyGiven((A, B)), TWO, ZERO),
    nodes.Clamp(A, ZERO, TWO),
    nodes.PointsByRatio(TWO, A, ZERO, BOUND),
    nodes.RatioToMean(A),
    nodes.If(nodes.IsBest(A, A), TWO, B),
    nodes.If(nodes.OneOf(LEVEL, "level", (0, 1)), A, B),
    nodes.Cases(((ABOVE, TWO), (ABOVE_B, B)), otherwise=ZERO),
    nodes.Bands(A, ((">=", TWO, TWO), (">", BOUND, SHARE)), otherwise=ZERO),
    nodes.Bands(A, (("<=", ZERO, TWO), ("<", BOUND, SHARE)), otherwise=B),
    nodes.ByLabel(LEVEL, "level", ((0, A),), otherwise=B),
    nodes.Moved(A, B, TWO, "lowered"),
    nodes.Moved(A, B, nodes.Const(1), "raised"),
    nodes.Scaled(A, TWO, nodes.Const(100)),
    nodes.WhereWeighed(nodes.Arith("-", nodes.Keyed("extra", LEVEL), nodes.Const(1)), A),
    nodes.Worded(nodes.Sum((A, B)), "growth"),
    nodes.If(nodes.NothingOf(A, B), TWO, ZERO),
    nodes.WhereEmpty(nodes.Compare(">", B, ZERO), TWO, A),
    nodes.Applying(A, (B,)),
    nodes.Spread(((A, TWO, None), (nodes.Applying(A, (B,)), TWO, B)), nodes.Const(4), nodes.Const(4)),
    nodes.Spread(((A, nodes.Const(1), None), (nodes.Applying(A, (B,)), nodes.Const(1), B)), TWO, nodes.Const(1)),
    nodes.If(nodes.Unset(SHARE), TWO, A),
    nodes.If(nodes.Unset(nodes.Keyed("extra", LEVEL)), TWO, A),
]


LETTERS = {A.id: "A", B.id: "B", LEVEL.id: "C"}


class Cells:
    """Where the columns and figures stand on the sheet of this test; `row` is the formula's own."""

    row = 1

    def cell(self, column_id: str) -> str:
        return f"{LETTERS[column_id]}{self.row}"

    def whole(self, column_id: str) -> str:
        letter = LETTERS[column_id]
        return f"${letter}$1:${letter}${len(ROWS)}"

    def together(self, column_id: str) -> list[str]:
        return [self.whole(column_id)]

    def parameter(self, parameter_id: str) -> str:
        return {"share": "$E$1", "extra": "$E$2:$E$3"}[parameter_id]

    def labels(self, dimension: str) -> str:
        return "$D$2:$D$3"

    def label(self, dimension: str, position: int) -> str:
        return f"$D${2 + position}"

    def owner(self, table: str) -> tuple[str, str, str]:
        raise NotImplementedError("no detail table stands on this sheet")


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the columns, and every node's formula from column F on."""
    book, cells = Workbook(), Cells()
    page = book.active
    assert page is not None
    names = [names["zh"] for names in PLAN.dimensions["level"].names]
    for place, figure in enumerate((0.25, 1, 2)):
        page.cell(1 + place, 5, figure)
    for place, name in enumerate(names):
        page.cell(2 + place, 4, name)
    for cells.row, (a, b, level) in enumerate(ROWS, 1):
        for column, value in enumerate((a, b, names[level]), 1):
            page.cell(cells.row, column, value)
        for column, node in enumerate(NODES, 6):
            spec = replace(PLAN.columns["total"], expr=node, exempt="")
            page.cell(cells.row, column, formula(PLAN, spec, cells))
    path = tmp_path_factory.mktemp("equivalence") / "nodes.xlsx"
    book.save(path)
    return path


def test_every_node_is_the_same_number_in_arrays_and_in_a_printed_formula(
    sheet: Path, in_ironcalc: Recalculate
) -> None:
    shown = next(iter(in_ironcalc(sheet, None).values()))
    entered = [np.array([np.nan if row[place] is None else row[place] for row in ROWS]) for place in range(3)]
    inputs = Inputs(len(ROWS), dict(zip((A.id, B.id, LEVEL.id), entered, strict=True)))
    differ: list[str] = []
    for column, node in enumerate(NODES, 6):
        spec = replace(PLAN.columns["total"], expr=node, exempt="", gate="")
        values = evaluate(replace(PLAN, columns={**PLAN.columns, "total": spec}), inputs)["total"]
        for row, value in enumerate(values.tolist(), 1):
            address = f"{get_column_letter(column)}{row}"
            got = shown.get(address, "")
            same = (
                got == ""
                if math.isnan(value)
                else isinstance(got, float | int) and math.isclose(got, value, abs_tol=1e-12)
            )
            if not same:
                differ.append(f"{node} of {ROWS[row - 1]}: {got!r} instead of {value}")
    assert not differ
