"""Rounding is Excel's: half away from zero, on the 15 significant digits that Excel keeps."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presales_xl.backends.numbers import Floats, alike, by_digits, compared, edge, round_half_away, whole_below
from presales_xl.scheme.nodes import CompareOp


def rounded(value: float, digits: int) -> float:
    return float(round_half_away(np.array([value]), digits)[0])


def in_decimals(value: float, digits: int) -> float:
    """Return the same by decimal arithmetic: first to 15 significant digits, then half away from zero.

    A number whose 15 digits do not reach so far behind the point has nothing to round.
    """
    shown = Decimal(f"{value:.15g}")
    if value == 0 or 14 - shown.adjusted() < digits:
        return value
    return float(shown.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, Context(prec=60)))


@pytest.mark.parametrize(
    ("value", "digits", "result"),
    [
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (-2.675, 2, -2.68),
        (0.5, 0, 1.0),
        (1.5, 0, 2.0),
        (2.5, 0, 3.0),
        (-0.5, 0, -1.0),
        (69.995, 2, 70.0),
        (89.994999999999, 2, 89.99),
        (89.99499999999999999, 2, 90.0),
        (1560.0, 2, 1560.0),
        (0.285, 2, 0.29),
        (8.345, 2, 8.35),
        (1234567890.125, 2, 1234567890.13),
        (100 / 3, 10, 33.3333333333),
        (156.45 / 149, 10, 1.05),
        (0.1 + 0.2, 10, 0.3),
        (1e-7, 2, 0.0),
        (4e15, 2, 4e15),
        (0.0, 2, 0.0),
    ],
)
def test_known_halves_go_away_from_zero(value: float, digits: int, result: float) -> None:
    assert rounded(value, digits) == result


def test_every_half_of_a_hundredth_up_to_200_points_goes_up() -> None:
    thousandths = np.arange(5, 200_000, 10)
    expected = (thousandths // 10 + 1) / 100
    assert np.array_equal(round_half_away(thousandths / 1000, 2), expected)
    assert np.array_equal(round_half_away(-thousandths / 1000, 2), -expected)


def test_what_is_missing_or_not_valid_stays_so() -> None:
    result = round_half_away(np.array([np.nan, np.inf, -np.inf, 1.005]), 2)
    assert np.array_equal(result, [np.nan, np.inf, -np.inf, 1.01], equal_nan=True)


def test_a_number_that_shows_as_whole_is_whole_and_any_other_is_cut() -> None:
    values = np.array([37043.2 / 0.1, 2.9999999999, 3.0, -0.5, np.nan, np.inf])
    assert np.array_equal(whole_below(values), [370432, 2, 3, -1, np.nan, np.inf], equal_nan=True)


def test_nothing_at_all_may_be_rounded() -> None:
    assert round_half_away(np.array([]), 2).shape == (0,)


def otherwise_rounded(values: Floats, digits: int) -> list[float]:
    """Return those of some numbers, drawn at random, that decimal arithmetic rounds to something else."""
    results = round_half_away(values, digits).tolist()
    return [
        value for value, result in zip(values.tolist(), results, strict=True) if result != in_decimals(value, digits)
    ]


@pytest.mark.parametrize("digits", range(5))
def test_what_people_type_is_rounded_as_on_paper(digits: int) -> None:
    random = np.random.default_rng(digits)
    typed = (10.0 ** random.uniform(0, 12, 2000)).astype(int) * random.choice([-1, 1], 2000)
    assert otherwise_rounded(typed / 10 ** random.integers(0, 7, 2000), digits) == []


@pytest.mark.parametrize("digits", [0, 2, 10])
def test_any_number_is_rounded_as_by_decimal_arithmetic(digits: int) -> None:
    random = np.random.default_rng(digits)
    numbers = 10.0 ** random.uniform(-12, 12, 2000) * random.choice([-1, 1], 2000)
    assert otherwise_rounded(np.array([value for value in numbers.tolist() if not is_between(value)]), digits) == []


def is_between(value: float) -> bool:
    """Return whether a number lies about half way between two numbers of 15 digits: either is right."""
    exact = Decimal(value)
    sixteenth = exact.scaleb(14 - exact.adjusted(), Context(prec=800)) % 1
    return abs(abs(sixteenth) - Decimal("0.5")) <= Decimal("0.15")


def test_a_ratio_of_counts_is_rounded_to_10_places_as_by_decimal_arithmetic() -> None:
    random = np.random.default_rng(11)
    parts, wholes = random.integers(1, 10**6, (2, 5000))
    assert otherwise_rounded(np.array([965024 / 11, *(parts / wholes)]), 10) == []


@settings(max_examples=200)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 2, 4, 10]))
def test_rounding_all_at_once_gives_what_the_digits_of_each_number_do(seed: int, digits: int) -> None:
    random = np.random.default_rng(seed)
    anything = 10.0 ** random.uniform(-8, 17, 500) * random.choice([-1, 1], 500)
    halves = (np.floor(10.0 ** random.uniform(0, 15.3, 500)) + 0.5) / 10**digits
    powers = 10.0 ** random.integers(-5, 17, 500)
    ends = np.array([0.0, -0.0, np.nan, np.inf, -np.inf, 1e300, 5e-324])
    values = np.concatenate([anything, np.round(anything, 3), halves, -halves, powers])
    for _ in range(random.integers(4)):
        values = np.nextafter(values, random.choice([-np.inf, np.inf], len(values)))
    values = np.concatenate([values, ends])
    assert np.array_equal(round_half_away(values, digits), by_digits(values, digits), equal_nan=True)


def test_more_decimals_than_a_number_has_leave_it_as_it_is() -> None:
    assert rounded(0.125, 30) == 0.125
    assert float(round_half_away(np.array(2.675), 2)) == 2.68


@pytest.mark.parametrize("sign", get_args(CompareOp))
@pytest.mark.parametrize("bound", [0.0, 0.3, 0.9, -0.9, 90.0, 1e15])
def test_a_comparison_with_one_bound_is_that_of_two_numbers(sign: CompareOp, bound: float) -> None:
    beside = [np.nextafter(bound, way, dtype=float) for way in (-np.inf, np.inf)]
    values = np.array([bound, *beside, bound * (1 + 1e-15), bound * (1 - 1e-15), bound - 1, bound + 1, np.inf, -np.inf])
    same = alike(values, np.float64(bound))
    by_two = {
        "<": (values < bound) & ~same,
        ">=": ~((values < bound) & ~same),
        ">": (values > bound) & ~same,
        "<=": ~((values > bound) & ~same),
        "==": same,
        "!=": ~same,
    }
    assert compared(values, sign, bound).tolist() == by_two[sign].tolist()


@pytest.mark.parametrize("bound", [0.3, 0.9, 1.0, 90.0, -0.3, 1e15])
def test_beyond_the_edge_of_a_bound_lies_what_excel_does_not_take_for_the_bound(bound: float) -> None:
    inside_below, inside_above = edge(">=", bound), edge("<=", bound)
    outside_below, outside_above = edge("<", bound), edge(">", bound)
    assert outside_below < inside_below < bound < inside_above < outside_above
    assert alike(np.array([inside_below, inside_above]), np.array([bound])).all()
    assert not alike(np.array([outside_below, outside_above]), np.array([bound])).any()
    assert np.nextafter(outside_below, bound) == inside_below
    assert np.nextafter(outside_above, bound) == inside_above


def test_nothing_but_0_is_taken_for_0() -> None:
    assert (edge(">=", 0.0), edge("<=", 0.0)) == (0.0, 0.0)
    assert edge("<", 0.0) < 0 < edge(">", 0.0)
