"""What the items of pay among a person's values come to: the one place that tells them from all else."""

import math

import pytest

from presales_xl.people.appraised import paid_by_item, paid_in_all

VALUES = {
    "total": 90.0,
    "pay.bonus": 0.1,
    "pay.piece": 0.2,
    "pay.award": math.nan,
    "pay.total": 0.3,
    "exempt.pay.a": 1.0,
}


def test_items_are_all_pay_but_its_sum() -> None:
    assert list(paid_by_item(VALUES)) == ["pay.bonus", "pay.piece", "pay.award"]


@pytest.mark.parametrize(("values", "money"), [(VALUES, 0.3), ({"pay.bonus": math.nan, "total": 1.0}, math.nan)])
def test_what_is_paid_in_all_is_their_exact_sum_and_nothing_where_none_is_known(
    values: dict[str, float], money: float
) -> None:
    assert paid_in_all(values) == pytest.approx(money, abs=0, nan_ok=True)
