"""The places of a quota as whole people: the same by hand, in Python and in the cells of a workbook."""

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.backends.quotas import places_formula, places_of
from presales_xl.scheme.columns import GradeGroup
from tests.engines import Recalculate

DOCS = Path(__file__).parents[2] / "docs"
#: Software pre-sales: the shares of scheme 1.
SHARES = {"S": 0.10, "A": 0.20, "B": 0.60, "C+D": 0.10}
#: People in S, A, B and C+D for pools of 1 to 40, worked out by hand: a tenth, two tenths, six tenths and a tenth, the
#: whole parts first, the places left to the largest remainders, of equal ones to the better grade.
BY_HAND = {
    1: (0, 0, 1, 0),
    2: (0, 1, 1, 0),
    3: (0, 1, 2, 0),
    4: (1, 1, 2, 0),
    5: (1, 1, 3, 0),
    6: (1, 1, 4, 0),
    7: (1, 1, 4, 1),
    8: (1, 1, 5, 1),
    9: (1, 2, 5, 1),
    10: (1, 2, 6, 1),
}
written_shares = st.dictionaries(
    st.text("SABCDE+", min_size=1, max_size=3), st.integers(0, 100).map(lambda cents: cents / 100), min_size=1
).filter(lambda shares: sum(shares.values()) > 0)


def quota(shares: Mapping[str, float], size: int) -> dict[str, int]:
    return places_of([GradeGroup(key, (), share) for key, share in shares.items()], size)


@pytest.mark.parametrize("size", range(41))
def test_the_places_of_scheme_1_are_those_worked_out_by_hand(size: int) -> None:
    tens, ones = divmod(size, 10)  # every ten people more are exactly 1, 2, 6 and 1 places more
    over = BY_HAND.get(ones, (0, 0, 0, 0))
    by_hand = tuple(places + tens * each for places, each in zip(over, (1, 2, 6, 1), strict=True))
    assert tuple(quota(SHARES, size).values()) == by_hand


@pytest.mark.parametrize("page", ["calibration.md", "calibration.zh-CN.md"])
def test_the_published_table_of_places_is_what_is_computed(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    rows = [
        [int(cell) for cell in row]
        for row in re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.M)
    ]
    assert [row[0] for row in rows] == list(range(1, 11))
    assert [row[1:] for row in rows] == [list(quota(SHARES, row[0]).values()) for row in rows]


@given(written_shares, st.integers(0, 400))
def test_everybody_has_a_place_and_each_grade_is_within_one_of_its_exact_number(
    shares: dict[str, float], size: int
) -> None:
    places = quota(shares, size)
    whole = sum(Fraction(repr(share)) for share in shares.values())
    assert sum(places.values()) == size
    assert list(places) == list(shares)
    for key, share in shares.items():
        assert abs(places[key] - Fraction(repr(share)) * size / whole) < 1


@given(written_shares, st.integers(0, 400))
def test_a_place_goes_to_the_larger_remainder_and_of_equal_ones_to_the_better_grade(
    shares: dict[str, float], size: int
) -> None:
    places = quota(shares, size)
    whole = sum(Fraction(repr(share)) for share in shares.values())
    exact = {key: Fraction(repr(share)) * size / whole for key, share in shares.items()}
    remainder = {key: number - int(number) for key, number in exact.items()}
    given_one = [key for key in shares if places[key] > int(exact[key])]
    without = [key for key in shares if key not in given_one]
    order = list(shares)
    for key in given_one:
        for other in without:
            assert (remainder[key], -order.index(key)) > (remainder[other], -order.index(other))


@given(st.integers(1, 10_000))
def test_a_tenth_is_a_tenth_and_not_what_a_computer_holds_for_it(size: int) -> None:
    assert quota({"A": 0.1, "B": 0.7, "C": 0.2}, 10 * size) == {"A": size, "B": 7 * size, "C": 2 * size}
    assert quota(dict.fromkeys("ABC", 0.33), 3 * size) == dict.fromkeys("ABC", size)  # they sum to 0.99


@pytest.mark.parametrize("shares", [{}, {"A": 0.0}, {"A": 1.5, "B": -0.5}])
def test_shares_that_distribute_nothing_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="not the shares"):
        quota(shares, 10)


@pytest.mark.parametrize("shares", [SHARES, dict.fromkeys("ABC", 0.33), {"S": 0.05, "A": 0.15, "B": 0.65, "C": 0.15}])
def test_the_formula_gives_every_group_the_same_places(
    shares: dict[str, float], recalculate: Recalculate, tmp_path: Path
) -> None:
    last = len(shares)
    with xlsxwriter.Workbook(tmp_path / "places.xlsx") as book:
        sheet = book.add_worksheet("S")
        sheet.write_column(0, 0, shares.values())
        for size in range(1, 101):
            sheet.write_number(last, size, size)
            people = xl_rowcol_to_cell(last, size, row_abs=True)
            for row in range(last):
                sheet.write_formula(row, size, places_formula(f"$A{row + 1}", f"$A$1:$A${last}", people))
    cells = recalculate(tmp_path / "places.xlsx")["S"]
    for size in range(1, 101):
        column = [cells[xl_rowcol_to_cell(row, size)] for row in range(last)]
        assert column == list(quota(shares, size).values())
