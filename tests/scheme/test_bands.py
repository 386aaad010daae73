"""Bounds as people write them, and tables of them that cannot be misread."""

import pytest

from presales_xl.scheme import nodes
from presales_xl.scheme.bands import Bound, check_bands, parse_bound
from tests.scheme.small import plan_of


@pytest.mark.parametrize(
    ("text", "op", "value"),
    [
        ("≥0.9", ">=", 0.9),
        (">=0.9", ">=", 0.9),
        (">95", ">", 95),
        ("≤30", "<=", 30),
        ("<=30", "<=", 30),
        ("<25", "<", 25),
        (" ≥ -0.5 ", ">=", -0.5),
        ("≤0", "<=", 0),
    ],
)
def test_a_bound_may_be_written_with_either_sign(text: str, op: str, value: float) -> None:
    bound = parse_bound(text)
    assert bound is not None
    assert (bound.op, bound.value) == (op, value)


def test_else_is_the_rest() -> None:
    assert parse_bound("else") is None
    assert parse_bound(" else ") is None


@pytest.mark.parametrize(
    "text", ["", "90", "=90", "≥", "≥90%", "≥1,000", "> = 3", "≥1e3", "≥nan", "其余", "≥9 ≤3", "⩾3"]
)
def test_anything_else_is_no_bound(text: str) -> None:
    with pytest.raises(ValueError, match="is no bound"):
        parse_bound(text)


def test_a_bound_is_shown_as_people_write_it() -> None:
    assert [str(Bound(">=", 0.9)), str(Bound("<", 25))] == ["≥0.9", "<25"]


@pytest.mark.parametrize(
    "texts",
    [
        ["≥95", "≥90", "else"],
        ["≤0", "≤3", "else"],
        [">95", "≥95", "else"],  # more than 95, then exactly 95
        ["<30", "≤30", "else"],
        ["else"],
    ],
)
def test_bands_from_best_to_last_are_sound(texts: list[str]) -> None:
    check_bands(texts)


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ([], "the last band must be else"),
        (["≥90"], "the last band must be else"),
        (["else", "≥90"], "the last band must be else"),
        (["≥90", "else", "else"], "the last band must be else"),
        (["≥90", "≤80", "else"], "lower and upper"),
        (["≥90", "≥95", "else"], "≥95 is never reached after ≥90"),
        (["≥90", "≥90", "else"], "≥90 is never reached after ≥90"),
        (["≥90", ">90", "else"], ">90 is never reached after ≥90"),
        (["≤10", "≤3", "else"], "≤3 is never reached after ≤10"),
    ],
)
def test_a_band_that_could_never_be_reached_is_refused(texts: list[str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_bands(texts)


def test_a_measure_with_bands_is_a_table_of_changeable_figures() -> None:
    plan = plan_of(
        """
        id: small
        name: Small
        cycles: [month]
        full_points: null
        inputs: {won: {name: Won, type: count}}
        measures: {coefficient: {name: Coefficient, formula: won, unit: rate, bands: {≥3: 1.2, ≥1: 1, else: 0}}}
        indicators: {won: {name: Won, rule: {kind: formula, formula: won * coefficient}}}
        """
    )
    expr = plan.columns["measure.coefficient"].expr
    assert isinstance(expr, nodes.Bands)
    assert expr.number == nodes.Column("input.won")
    figures = {key: (f.value, f.unit, f.sign) for key, f in plan.parameters.items()}
    assert figures == {
        "measure.coefficient.else": (0, "rate", ""),
        "measure.coefficient.bound_2": (1, "count", ">="),
        "measure.coefficient.value_2": (1, "rate", ""),
        "measure.coefficient.bound_1": (3, "count", ">="),
        "measure.coefficient.value_1": (1.2, "rate", ""),
    }
