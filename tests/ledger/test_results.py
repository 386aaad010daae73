"""Results, and what later periods remember of them."""

import math
from dataclasses import replace

import pytest

from presales_xl.ledger import kept_results, marks
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.periods import cycle_of
from presales_xl.scheme.model import Cycle
from tests.ledger.samples import PERIOD, RESULT, result


def test_a_result_comes_back_exactly(ledger: Ledger) -> None:
    with ledger.step("HR", "collect", PERIOD) as step:
        incomplete = result(step, employee_id="E2", total=math.nan, rank=None, grade="", held="incomplete")
        kept_results.put(step, PERIOD, [result(step), incomplete])
        at = step.at
    with ledger.reading() as read:
        one, two = kept_results.all_of(read, PERIOD)
    assert replace(one, scheme="", entries=RESULT.entries) == replace(RESULT, computed_at=at)
    assert sorted(map(str, one.entries.items())) == sorted(map(str, RESULT.entries.items()))  # NaN differs from itself
    assert (two.total, two.rank, two.complete) == (None, None, False)


def test_putting_results_again_writes_only_what_differs_and_drops_who_left(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ledger.step("HR", "collect", PERIOD) as step:
        kept_results.put(step, PERIOD, [result(step, employee_id=f"E{n}") for n in range(1, 5)])
    monkeypatch.setattr("presales_xl.ledger.step.now", lambda: "2099-01-01T00:00:00Z")
    with ledger.step("HR", "collect", PERIOD) as step:
        kept_results.put(step, PERIOD, [result(step, employee_id=f"E{n}") for n in range(1, 5)])
        assert not step.changed
    with ledger.step("HR", "collect", PERIOD) as step:
        changed = result(step, employee_id="E2", grade="S")
        kept_results.put(step, PERIOD, [result(step), changed, result(step, employee_id="E4")])
        assert kept_results.changed(step, PERIOD) == {"E2", "E3"}
        assert kept_results.changed(step, "2026-10") == set()
    written = {(key[1], mark is None) for table, key, mark in tail(ledger, 1)[0].written() if table == "result"}
    assert written == {("E2", False), ("E3", True)}
    with ledger.reading() as read:
        assert [(one.employee_id, one.grade) for one in kept_results.all_of(read, PERIOD)] == [
            ("E1", "A"),
            ("E2", "S"),
            ("E4", "A"),
        ]
    assert verify(ledger) == []


@pytest.mark.parametrize(
    ("cycle", "texts"),
    [
        ("month", ["2025-12", "2026-01", "2026-09", "2026-10"]),
        ("quarter", ["2025-Q4", "2026-Q1", "2026-Q2"]),
        ("half_year", ["2025-H2", "2026-H1", "2026-H2"]),
        ("year", ["2024", "2025", "2026"]),
    ],
)
def test_the_periods_of_a_cycle_come_in_order_whatever_was_begun_first(
    ledger: Ledger, cycle: Cycle, texts: list[str]
) -> None:
    with ledger.step("HR", "collect", "") as step:
        for period in [*reversed(texts), "2026-07", "2026-Q3", "2023-H1", "2023"]:
            if period in texts or cycle_of(period) != cycle:
                kept_results.put(step, period, [result(step, period), result(step, period, "E2")])
        assert {cycle_of(period) for period in texts} == {cycle}
        assert marks.periods(step, cycle) == texts
        for period in texts:
            assert {one.period for one in kept_results.all_of(step, period)} == {period}
