"""A year of scheme 5 as the catalogue works it: carry-over between quarters, their pay, the settlement of the year."""

from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.settling.settle import Settled
from presales_xl.cycle.standing import standings
from presales_xl.ledger import by_hand, kept_results, payments
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period
from presales_xl.problem_texts import explain
from presales_xl.texts import Lang
from tests.cycle.periods import Company, Said, entries, values

QUARTER, YEAR = "nc_u8_consultant", "nc_u8_settlement"
RECEIPTS = {"q1": 150.0, "q2": 300.0, "q3": 400.0, "q4": 400.0}
FULL: Said = {
    "support_visits": 10,
    "support_visits_target": 10,
    "support_projects": 5,
    "support_projects_target": 5,
    "talks": 2,
    "talks_target": 2,
    "trainings": 4,
    "trainings_target": 4,
    "good_proposals": 10,
    "proposals": 10,
    "projects_won": 10,
    "projects_due": 10,
    "unit_feedback": 10,
    "team_spirit": 10,
}


def new(place: str | Path, folder: Path) -> Company:
    return Company(Ledger.open(place), folder / "考核 项目", {"E1": "张三"})


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return new(tmp_path / "ledger.sqlite", tmp_path)


def hr(quarter: str, receipts: float) -> dict[str, Said]:
    return {"E1": {"quarter": quarter, "nc_receipts": receipts, "u8_receipts": 0, "quarter_wages": 30000}}


def quarters(company: Company, until: str = "q4") -> None:
    """Run and settle the quarters of the worked example."""
    for quarter, receipts in RECEIPTS.items():
        if quarter <= until:
            period = f"2026-{quarter.upper()}"
            company.run(period, QUARTER, {"E1": FULL}, hr(quarter, receipts))
            company.settle(period)


def amounts(settled: Settled, kind: str = "") -> dict[tuple[str, str], int]:
    return {(line.period, line.item): line.fen for line in settled.payroll.lines if kind in ("", line.kind)}


def test_the_worked_year_carries_over_pays_the_quarters_and_settles_26910_yuan(
    ledger_place: str | Path, tmp_path: Path
) -> None:
    company = new(ledger_place, tmp_path)
    carried_in, carried_out, paid = [], [], []
    for quarter, receipts in RECEIPTS.items():
        period = f"2026-{quarter.upper()}"
        issued = company.generate(period, QUARTER, hr(quarter, receipts))
        carried_in.append(entries(issued, "nc_carry_in")["E1"])
        assert "input.nc_carry_in" in issued.roster.employees[0].locked
        assert issued.problems == []
        carried_out += values(company.returned(period, {"E1": FULL}), "measure.nc_carry_out")
        paid.append(amounts(company.settle(period))[period, "pay.commission"])
    assert carried_in == [0, -21.5, 0, 93.75]
    assert carried_out == [-21.5, 0, 93.75, 126.25]
    assert paid == [0, 11_140_00, 12_250_00, 14_700_00]

    issued = company.generate("2026", YEAR)
    assert entries(issued, "nc_receipts") == {"E1": 1250}
    assert [entries(issued, f"paid_q{number}")["E1"] for number in (1, 2, 3, 4)] == [0, 11140, 12250, 14700]
    assert issued.problems == []
    company.returned("2026", {"E1": {}})
    settled = company.settle("2026")
    assert amounts(settled) == {("2026", "pay.settlement"): 26_910_00}
    assert (settled.payroll.payable, settled.payroll.unpaid, settled.problems) == (26_910_00, [], [])
    with company.ledger.reading() as read:
        assert sum(line.fen for line in payments.lines(read)) == sum(paid) + 26_910_00 + 4 * 7_200_00


def test_a_quarter_that_was_paid_less_than_nothing_counts_as_such_in_the_settlement(company: Company) -> None:
    # In 10,000 yuan, of which 1 % and 80 % of that are paid.
    given = {"E1": {**hr("q1", 0)["E1"], "distribution_receipts": -20}}
    company.run("2026-Q1", QUARTER, {"E1": FULL}, given)
    (told,) = [explain("zh", problem) for problem in company.settle("2026-Q1").problems]
    assert told.startswith("2026-Q1 有负的奖金项，已从本人其余奖金里扣减：E1 张三 回款提成 −1,600.00。")
    for quarter in ("q2", "q3", "q4"):
        company.run(f"2026-{quarter.upper()}", QUARTER, {"E1": FULL}, hr(quarter, 0))
        company.settle(f"2026-{quarter.upper()}")
    issued = company.generate("2026", YEAR)
    assert entries(issued, "paid_q1") == {"E1": -1600}


def test_a_new_year_starts_at_0_and_the_excess_is_left_to_the_settlement(company: Company) -> None:
    quarters(company)
    issued = company.generate("2027-Q1", QUARTER, hr("q1", 200))
    assert entries(issued, "nc_carry_in") == {"E1": 0}


def test_a_quarter_whose_past_the_ledger_lacks_stays_blank_and_is_told_of(company: Company) -> None:
    issued = company.generate("2026-Q2", QUARTER, hr("q2", 300))
    assert entries(issued, "nc_carry_in") == {}
    assert [problem.code for problem in issued.problems] == ["history.missing", "history.missing"]
    standing = company.returned("2026-Q2", {"E1": FULL})
    assert values(standing, "pay.commission") == [None]
    settled = company.settle("2026-Q2")
    assert [one.employee.employee_id for one in settled.payroll.unpaid] == ["E1"]
    assert settled.added == []
    assert "NC 上季转入" in settled.payroll.unpaid[0].why


def test_settling_pays_nothing_on_a_carry_over_that_is_to_be_confirmed_and_tells_whose_waits_for_what(
    company: Company,
) -> None:
    company.run("2026-Q1", QUARTER, {"E1": FULL}, hr("q1", 5200))
    company.run("2026-Q2", QUARTER, {"E1": FULL}, hr("q2", 0))
    settled = company.settle("2026-Q2")
    assert settled.added == []
    told = {problem.code: explain("zh", problem) for problem in settled.problems}
    assert "张三（E1）「NC 上季转入」等 2026-Q1 的结果（有待确认的数）" in told["settlement.earlier"]
    assert "等 2026-Q1 的结果（有待确认的数）" in settled.payroll.unpaid[0].why


def test_settling_pays_nothing_on_a_carry_over_that_the_ledger_does_not_have_any_more(company: Company) -> None:
    company.run("2026-Q1", QUARTER, {"E1": FULL}, hr("q1", 5200))
    company.run("2026-Q2", QUARTER, {"E1": FULL}, hr("q2", 0))
    company.people = {"E2": "李四"}
    company.run("2026-Q1", QUARTER, {"E2": FULL}, {"E2": hr("q1", 100)["E1"]})
    settled = company.settle("2026-Q2")
    assert settled.added == []
    assert [each.cause for each in settled.payroll.unpaid] == ["earlier"]
    assert "「NC 上季转入」等 2026-Q1 的结果（台账里已没有可沿用的数）" in settled.payroll.unpaid[0].why


def test_a_quarter_names_who_is_gone_from_it_and_whose_open_result_later_quarters_wait_for(tmp_path: Path) -> None:
    company = Company(Ledger.open(tmp_path / "ledger.sqlite"), tmp_path, {"E1": "张三", "E2": "李四"})
    given = {key: hr("q1", 300)["E1"] for key in company.people}
    company.run("2026-Q1", QUARTER, dict.fromkeys(company.people, FULL), given)
    company.settle("2026-Q1")
    company.generate("2026-Q1", QUARTER, {**given, "E1": hr("q1", 5200)["E1"]})  # to be confirmed
    company.returned("2026-Q1", dict.fromkeys(company.people, FULL), reopen="更正")
    company.run("2026-Q2", QUARTER, dict.fromkeys(company.people, FULL), {key: hr("q2", 0)["E1"] for key in given})

    def told(lang: Lang) -> dict[str, str]:
        return {each.step: each.why for each in ahead_of(company.project, parse_period("2026-Q1"), lang).steps()}

    assert "left" not in told("zh")
    del company.people["E1"]
    company.run("2026-Q1", QUARTER, {"E2": FULL}, {"E2": given["E2"]})
    assert "E1 张三" in told("zh")["left"]
    assert "2026-Q2" in told("en")["left"]


def test_a_year_is_not_settled_while_a_quarter_of_it_is_to_be_confirmed(company: Company) -> None:
    quarters(company)
    company.generate("2026-Q4", QUARTER, hr("q4", 5400))
    company.returned("2026-Q4", {"E1": FULL}, reopen="更正")
    company.run("2026", YEAR, {"E1": {}})
    assert company.settle("2026").added == []


def test_a_carry_in_by_hand_counts_more_and_is_kept_in_the_ledger(company: Company) -> None:
    quarters(company, "q1")
    given = hr("q2", 300)
    given["E1"] = {**given["E1"], "nc_carry_in": -20}
    standing = company.run("2026-Q2", QUARTER, {"E1": FULL}, given)
    assert values(standing, "measure.nc_available") == [280]
    with company.ledger.reading() as read:
        [one] = by_hand.all_overrides(read, "2026-Q2")
    assert (one.employee_id, one.input, one.remembered, one.given) == ("E1", "input.nc_carry_in", -21.5, -20)

    standing = company.run("2026-Q2", QUARTER, {"E1": FULL}, hr("q2", 300))
    assert values(standing, "measure.nc_available") == [278.5]
    with company.ledger.reading() as read:
        assert [one.given for one in by_hand.all_overrides(read, "2026-Q2")] == [-20, None]


def test_a_carry_in_that_a_correction_changed_leaves_what_came_back_counting_when_issued_anew(company: Company) -> None:
    quarters(company, "q2")
    company.upheld("2026-Q1", "E1", "input.nc_receipts", 171.5)  # carries nothing
    issued = company.generate("2026-Q2", QUARTER, hr("q2", 300))
    assert entries(issued, "nc_carry_in") == {"E1": 0}
    assert amounts(company.settle("2026-Q2"))["2026-Q2", "pay.commission"] == 12_000_00  # of 300, not 278.5
    company.generate("2026-Q2", QUARTER, hr("q2", 310))  # a figure of HR's that the manager's entries came with
    with company.ledger.reading() as read:
        stands = standings(company.project, read, parse_period("2026-Q2"), "zh")
    assert values(stands.roles[0], "total") == [None]


def test_a_change_in_an_early_quarter_comes_as_corrections_of_it_and_of_all_that_follow(company: Company) -> None:
    quarters(company, "q3")
    company.upheld("2026-Q1", "E1", "input.nc_receipts", 171.5)  # accrues 171.5, carries nothing
    company.run("2026-Q4", QUARTER, {"E1": FULL}, hr("q4", 400))
    settled = company.settle("2026-Q4")
    # Q1 pays 171.5 × 0.5 % × 80 %, Q2 accrues 300 instead of 278.5; Q3 and Q4 stay.
    assert amounts(settled, "correction") == {
        ("2026-Q1", "pay.commission"): 6_860_00,
        ("2026-Q2", "pay.commission"): 860_00,
    }
    assert amounts(settled, "regular")["2026-Q4", "pay.commission"] == 14_700_00
    company.run("2026", YEAR, {"E1": {}})
    # 65,000 for 1271.5 × 52 = 66,118 less what was paid: 38,090 + 7,720.
    assert amounts(company.settle("2026")) == {("2026", "pay.settlement"): 66_118_00 - 45_810_00}


def test_a_correction_after_the_year_was_settled_is_paid_with_that_of_the_settlement_by_the_one_reason(
    company: Company,
) -> None:
    quarters(company)
    company.run("2026", YEAR, {"E1": {}})
    company.settle("2026", paid_out=True)
    company.upheld("2026-Q2", "E1", "input.nc_receipts", 305)
    company.run("2027-Q1", QUARTER, {"E1": FULL}, hr("q1", 150))
    settled = company.settle("2027-Q1")
    # Q2 accrues 283.5 instead of 278.5, the year's 1255 × 52 are 260 more, of which Q2 pays 200.
    assert amounts(settled, "correction") == {("2026-Q2", "pay.commission"): 200_00, ("2026", "pay.settlement"): 60_00}
    assert company.settle("2027-Q1").added == []


def test_what_a_quarter_pays_late_reaches_the_year_that_was_issued_before(company: Company) -> None:
    quarters(company, "q3")
    company.run("2026-Q4", QUARTER, {"E1": FULL}, hr("q4", 400))
    issued = company.generate("2026", YEAR)
    assert (entries(issued, "paid_q3"), entries(issued, "paid_q4")) == ({"E1": 12250}, {})
    assert [problem.fields["periods"] for problem in issued.problems] == [["2026-Q4"]]
    assert values(company.returned("2026", {"E1": {}}), "pay.settlement") == [None]
    company.settle("2026-Q4")
    assert amounts(company.settle("2026")) == {("2026", "pay.settlement"): 26_910_00}


def test_too_much_paid_is_to_be_returned_and_no_part_of_what_is_paid(company: Company) -> None:
    quarters(company)
    given: dict[str, Said] = {"E1": {"nc_receipts": 500}}
    company.run("2026", YEAR, {"E1": {}}, given)
    settled = company.settle("2026")
    # 500 × 0.5 % × 80 % = 2 万元, paid were 38,090.
    assert amounts(settled, "return") == {("2026", "pay.settlement"): -18_090_00}
    assert (settled.payroll.payable, settled.payroll.total("return")) == (0, -18_090_00)
    assert [problem.code for problem in settled.problems] == ["settlement.to_return"]


def test_nothing_is_paid_by_another_quarter_than_that_of_the_period_while_nobody_confirms_it(company: Company) -> None:
    carried = {"nc_carry_in": 0, "u8_carry_in": 0}
    for period, paid in (("2026-Q3", ["pay.commission", "pay.kpi_bonus"]), ("2026-Q4", [])):
        company.run(period, QUARTER, {"E1": FULL}, {"E1": {**hr("q3", 300)["E1"], **carried}})
        settled = company.settle(period)
        assert [line.item for line in settled.payroll.lines if line.period == period] == paid
    assert [each.why for each in settled.payroll.unpaid] == ["请确认：季度"]


def test_a_year_adds_what_hr_gave_for_each_manager_of_a_quarter_and_counts_once_what_it_gave_for_the_person(
    company: Company,
) -> None:
    quarters(company)
    receipts = "input.nc_receipts"
    for quarter, of_person in {"2026-Q1": [receipts], "2026-Q2": []}.items():
        with company.ledger.step("HR", "collect", quarter) as step:
            (whole,) = kept_results.all_of(step, quarter)
            entries_of = {**whole.entries, receipts: 150}
            stint = kept_results.StintResult(
                whole.role, whole.scheme, 45, columns={}, entries=entries_of, locked=[receipts], of_person=of_person
            )
            kept_results.put(step, quarter, [replace(whole, stints=[stint, stint])])
    rest = RECEIPTS["q3"] + RECEIPTS["q4"]
    assert entries(company.generate("2026", YEAR), "nc_receipts") == {"E1": 150 + 2 * 150 + rest}
