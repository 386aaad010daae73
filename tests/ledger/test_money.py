"""Grades by hand, money, values by hand, appeals."""

from dataclasses import replace

import pytest

from presales_xl.ledger import appeals, by_hand, marks, payments
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.people.appraised import CalibratedGrade
from presales_xl.scheme.errors import ProblemsError
from tests.ledger.samples import PERIOD

E1, E2 = ("E1", "pay.bonus"), ("E2", "pay.bonus")
NEXT = "2026-12"


def settle(ledger: Ledger, due: dict[payments.Item, int], paid_in: str = PERIOD) -> list[tuple[str, int, str, int]]:
    with ledger.step("HR", "settle", PERIOD) as step:
        added = payments.settle(step, PERIOD, paid_in, due)
    return [(line.employee_id, line.fen, line.kind, line.number) for line in added]


def test_settling_twice_pays_once(ledger: Ledger) -> None:
    due = {E1: 123_456, E2: 0}
    assert settle(ledger, due) == [("E1", 123_456, "regular", 1), ("E2", 0, "regular", 1)]
    assert settle(ledger, due) == []
    with ledger.reading() as read:
        assert payments.paid(read, PERIOD) == due
        assert [line.fen for line in payments.lines(read, employee_id="E1", paid_in=PERIOD)] == [123_456]


def test_a_difference_is_a_line_of_its_own_and_lines_never_change(ledger: Ledger) -> None:
    settle(ledger, {E1: 100_000, E2: 50_000})
    assert settle(ledger, {E1: 90_000, E2: 50_000}) == [("E1", -10_000, "regular", 2)]
    assert settle(ledger, {E1: 95_050}, NEXT) == [("E1", 5_050, "correction", 3), ("E2", -50_000, "correction", 2)]
    with ledger.reading() as read:
        assert payments.paid(read, PERIOD) == {E1: 95_050, E2: 0}
        assert [line.fen for line in payments.lines(read, period=PERIOD)] == [100_000, 50_000, -10_000, 5_050, -50_000]
        now = [(line.employee_id, line.fen, line.kind) for line in payments.payroll(read, PERIOD)]
        later = [(line.employee_id, line.period, line.fen, line.kind) for line in payments.payroll(read, NEXT)]
    assert now == [("E1", 90_000, "regular"), ("E2", 50_000, "regular")]
    assert later == [("E1", PERIOD, 5_050, "correction"), ("E2", PERIOD, -50_000, "correction")]
    assert verify(ledger) == []


def test_corrections_that_cancel_out_are_not_on_the_payroll(ledger: Ledger) -> None:
    settle(ledger, {E1: 100})
    settle(ledger, {E1: 300}, NEXT)
    settle(ledger, {E1: 100}, NEXT)
    with ledger.reading() as read:
        assert payments.payroll(read, NEXT) == []
        assert len(payments.lines(read, paid_in=NEXT)) == 2


def test_a_payroll_handed_over_changes_no_more_and_the_difference_goes_into_the_next(ledger: Ledger) -> None:
    settle(ledger, {E1: 100})
    with ledger.step("HR", "settle", PERIOD) as step:
        marks.pay_out(step, PERIOD)
        marks.pay_out(step, PERIOD)
    assert settle(ledger, {E1: 100}) == []
    with pytest.raises(ProblemsError, match=r"ledger\.paid_out"):
        settle(ledger, {E1: 101})
    assert settle(ledger, {E1: 101}, NEXT) == [("E1", 1, "correction", 2)]
    with pytest.raises(ProblemsError, match=r"ledger\.no_period"), ledger.step("HR", "settle", "2030-01") as step:
        marks.pay_out(step, "2030-01")


def test_large_amounts_are_kept_to_the_fen(ledger: Ledger) -> None:
    settle(ledger, {E1: 9_007_199_254_740_993})  # more than a float or 32 bits hold
    with ledger.reading() as read:
        assert payments.paid(read, PERIOD) == {E1: 9_007_199_254_740_993}


def test_the_last_calibration_counts_and_all_are_kept(ledger: Ledger) -> None:
    change = CalibratedGrade(PERIOD, "E1", "B", "A", reason="重点项目", author="王总", scheme="craft")
    with ledger.step("何芳", "calibrate", PERIOD) as step:
        by_hand.record_grades(step, [change])
        by_hand.record_grades(step, [change])
        assert len(by_hand.all_grades(step, PERIOD)) == 1
        by_hand.record_grades(step, [replace(change, to_grade="S", author="")])
        last = by_hand.current_grades(step, PERIOD)["E1"]
        assert (last.to_grade, last.author, last.at) == ("S", "何芳", step.at)
        by_hand.record_grades(step, [replace(change, to_grade="", reason="撤回")])
        assert by_hand.current_grades(step, PERIOD) == {}
        assert [one.to_grade for one in by_hand.all_grades(step, PERIOD)] == ["A", "S", ""]


def test_the_last_override_counts_and_all_are_kept(ledger: Ledger) -> None:
    new = by_hand.Override(PERIOD, "E1", "input.carry_in", remembered=-21.5, given=0.1)
    with ledger.step("何芳", "generate", PERIOD) as step:
        by_hand.record_overrides(step, [new])
        by_hand.record_overrides(step, [new])
        by_hand.record_overrides(step, [replace(new, remembered=None, given=float("nan"))])
        last = by_hand.current_overrides(step, PERIOD)["E1", "input.carry_in"]
        assert (last.remembered, last.given, last.author) == (None, None, "何芳")
        assert [one.given for one in by_hand.all_overrides(step, PERIOD)] == [0.1, None]


def test_an_appeal_is_recorded_once_and_decided_once(ledger: Ledger) -> None:
    with ledger.step("何芳", "appeal", PERIOD) as step:
        opened = appeals.begin(step, PERIOD, "E1", "漏算一个项目")
        assert appeals.begin(step, PERIOD, "E1", "漏算一个项目") == opened
        assert appeals.find(step, opened.id) == opened
    with ledger.step("王总", "appeal", PERIOD) as step:
        decided = appeals.decide(step, opened.id, "upheld", note="属实", changes={"input.visits": 3})
        assert (decided.outcome, decided.author, decided.changes) == ("upheld", "王总", {"input.visits": 3})
        assert appeals.all_of(step, PERIOD) == [decided]
        assert appeals.begin(step, PERIOD, "E1", "漏算一个项目").id != opened.id  # anew, after the decision
        for code, number in (("decided", opened.id), ("no_appeal", 99)):
            with pytest.raises(ProblemsError, match=rf"ledger\.{code}"):
                appeals.decide(step, number, "rejected")


def test_of_two_upheld_appeals_of_one_figure_the_one_that_was_decided_last_counts(ledger: Ledger) -> None:
    with ledger.step("何芳", "appeal", PERIOD) as step:
        numbers = [appeals.begin(step, PERIOD, "E1", words).id for words in ("漏算一个项目", "多算一个项目")]
    for number, visits, at in ((numbers[1], 3, "2026-12-01T08:00:00Z"), (numbers[0], 5, "2026-12-02T08:00:00Z")):
        with ledger.step("王总", "appeal", PERIOD) as step:
            step.at = at
            appeals.decide(step, number, "upheld", note="属实", changes={"input.visits": visits})
    with ledger.reading() as read:
        assert [each.entries for each in appeals.upheld(read, PERIOD)] == [{"input.visits": 3}, {"input.visits": 5}]
