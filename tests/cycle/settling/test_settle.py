"""What is settled is paid once and to the cent; what changes afterwards comes as a correction of its own."""

import datetime as dt
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from presales_xl.cycle.approving.approvals import shown_of
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.records import retain
from presales_xl.cycle.settling.debts import returned_written
from presales_xl.cycle.settling.settle import Settled
from presales_xl.cycle.standing import standings
from presales_xl.ledger import marks, payments, publications
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.people.appraised import fen, yuan
from presales_xl.periods import parse_period
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from presales_xl.settings import Settings
from presales_xl.texts import LANGUAGES, shown_by_a_click
from presales_xl.workbook import reader
from tests.cycle.calibrated import SCHEME, plan
from tests.cycle.company import messages_of, read_csv
from tests.cycle.generating.test_history import MALL, REPAIR, base
from tests.cycle.periods import Company, Said

#: Units, and what 13 of the catalogue pays for them: 240 → 4★, 450 + 1200; 200 → 3★, 400 + 1000; 100 → 1★, 800.
PEOPLE: dict[str, Said] = {
    "E1": base(REPAIR),
    "E2": base(REPAIR, genuine_units=200),
    "E3": base(REPAIR, genuine_units=100),
}
DUE = 1_650_00 + 1_400_00 + 800_00
MONTH, NEXT = "2026-10", "2026-11"


def new(place: str | Path, folder: Path) -> Company:
    return Company(Ledger.open(place), folder, {"E1": "张三", "E2": "=李四", "E3": "王五"})


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = new(tmp_path / "ledger.sqlite", tmp_path)
    made.run(MONTH, REPAIR, PEOPLE)
    return made


def sums(settled: Settled) -> dict[str, int]:
    return {kind: settled.payroll.total(kind) for kind in ("regular", "correction", "return")}


def can_be_taken(settled: Settled) -> int:
    """Return how much of what people have to return can be taken from what they get, in fen."""
    return -sum(each.fen or 0 for each in settled.deductible)


def codes(settled: Settled) -> list[str]:
    for problem in settled.problems:
        assert all(explain(lang, problem) for lang in LANGUAGES)
    return [problem.code.removeprefix("settlement.") for problem in settled.problems]


def test_everybody_is_paid_each_item_once_whatever_is_run_again(tmp_path: Path, ledger_place: str | Path) -> None:
    company = new(ledger_place, tmp_path)
    company.run(MONTH, REPAIR, PEOPLE)
    first, *again = [company.settle(MONTH) for _ in range(3)]
    assert sums(first) == {"regular": DUE, "correction": 0, "return": 0}
    assert [len(first.added), *(len(one.added) for one in again)] == [9, 0, 0]
    assert [one.payroll for one in again] == [first.payroll, first.payroll]
    with company.ledger.reading() as read:
        assert sum(payments.paid(read, MONTH).values()) == DUE
    assert verify(company.ledger) == []


def test_a_ledger_that_was_changed_outside_the_program_pays_nobody(company: Company, tmp_path: Path) -> None:
    company.settle(MONTH)
    with create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}").begin() as connection:
        connection.execute(text("UPDATE pay_line SET fen = fen + 100000 WHERE employee_id = 'E3'"))
    with pytest.raises(ProblemsError) as refused:
        company.settle(MONTH)
    first, *rows = (each.code for each in refused.value.problems)
    assert (first, set(rows)) == ("settlement.ledger", {"ledger.row_changed"})
    assert all(explain(lang, each) for lang in LANGUAGES for each in refused.value.problems)


def test_the_files_hold_a_line_per_person_and_item_to_the_cent(company: Company) -> None:
    settled = company.settle(MONTH)
    book, table = settled.files
    rows = read_csv(table)
    assert len(rows) == 9
    assert sum(fen(float(row["amount"])) for row in rows) == DUE
    assert rows[1] == {
        "employee_id": "E1",
        "name": "张三",
        "department": "",
        "team": "华东",
        "manager": "赵一",
        "role": "岗位",
        "period": MONTH,
        "item": "piece",
        "item_name": "计件工资",
        "kind": "regular",
        "amount": "1200.00",
    }
    sheets = reader.read_one(book)
    assert list(sheets) == ["工资单", "明细", "未结算"]
    assert [row[9] for row in sheets["明细"][1:4]] == [450, 1200, 0]
    people = {row[0]: row for row in sheets["工资单"][7:10]}
    assert people["E2"][1] == "=李四"  # a text, never a formula
    assert [people[key][8] for key in ("E1", "E2", "E3")] == [1650, 1400, 800]
    assert sheets["工资单"][3][:5] == [3, 3850, 3850, 0, 0]


def test_who_is_not_complete_is_not_paid_but_listed_and_comes_later_alone(company: Company) -> None:
    late = {**PEOPLE, "E2": {key: value for key, value in PEOPLE["E2"].items() if key != "class_b_units"}}
    company.returned(MONTH, late)
    settled = company.settle(MONTH)
    assert settled.payroll.total() == DUE - 1_400_00
    assert [(one.employee.employee_id, one.why) for one in settled.payroll.unpaid] == [
        ("E2", "未完成，还缺：B 类合格件数")
    ]
    assert codes(settled) == ["incomplete"]
    assert reader.read_one(settled.files[0])["未结算"][1][0] == "E2"
    company.returned(MONTH, PEOPLE)  # of those who are settled it changes the ranks alone, which pay nothing
    settled = company.settle(MONTH)
    assert {line.employee_id for line in settled.added} == {"E2"}
    assert (settled.payroll.total(), codes(settled)) == (DUE, ["changed"])


def test_of_who_lacks_no_entry_but_a_result_it_is_told_which_result_that_is(tmp_path: Path) -> None:
    mall = new(tmp_path / "mall.sqlite", tmp_path)
    divided_by_0 = base(MALL, planned_traffic=0, last_month_award=0, months_last_before=0)
    mall.run(MONTH, MALL, {"E1": base(MALL), "E2": divided_by_0, "E3": base(MALL)})
    unpaid = {one.employee.employee_id: one.why for one in mall.settle(MONTH).payroll.unpaid}
    assert unpaid["E2"].startswith("未完成，还缺：月度任务完成率、")


def test_settling_again_is_not_asked_for_once_the_payroll_was_handed_over(company: Company) -> None:
    company.returned(MONTH, {**PEOPLE, "E3": {}})
    (told,) = company.settle(MONTH).problems
    assert f"{told.fields['then']}。" in explain("zh", told)
    assert f"再运行 presales-xl settle {MONTH}，会只补上这些人" in explain("zh", told)
    (told,) = company.settle(MONTH, paid_out=True).problems
    assert "随以后周期的工资单发放" in explain("zh", told)
    assert "presales-xl settle" not in explain("zh", told)


def test_who_was_paid_and_is_no_longer_complete_keeps_what_was_paid(company: Company) -> None:
    company.settle(MONTH)
    company.returned(MONTH, {**PEOPLE, "E2": {}}, reopen="李四的数作废")
    settled = company.settle(MONTH)
    assert (settled.added, settled.payroll.total()) == ([], DUE)
    assert codes(settled) == ["incomplete"]
    assert "李四（E2，已结算 1,400.00 元不变）" in explain("zh", settled.problems[0])  # nobody pays that once more
    assert "已结算 1,400.00 元不变" in str(reader.read_one(settled.files[0])["未结算"][1])


def test_an_amount_whose_figure_is_not_set_is_no_line_of_any_payroll(tmp_path: Path) -> None:
    mall = new(tmp_path / "mall.sqlite", tmp_path)
    mall.run(MONTH, MALL, {"E1": base(MALL), "E2": base(MALL, payments=1000, refunds=101000), "E3": base(MALL)})
    settled = mall.settle(MONTH)
    assert {line.item for line in settled.added} == {"pay.last_month_award", "pay.commission"}
    assert min(line.fen for line in settled.added) == 0
    assert not settled.payroll.unpaid


def test_a_calibrated_grade_pays_by_its_own_coefficients(company: Company) -> None:
    company.calibrated(MONTH, "E2", "3★", "2★")
    settled = company.settle(MONTH)
    assert settled.payroll.total() == DUE - 100_00  # the base pay of 2★ is 300


def test_a_change_after_settling_is_a_correction_in_the_next_payroll_and_paid_once(company: Company) -> None:
    company.settle(MONTH)
    company.upheld(MONTH, "E2", "input.genuine_units", 230)  # 4★: 450 + 1150 instead of 400 + 1000
    company.run(NEXT, REPAIR, PEOPLE)
    settled = company.settle(NEXT)
    corrections = {
        (line.employee.employee_id, line.period, line.item): line.fen
        for line in settled.payroll.lines
        if line.kind == "correction"
    }
    assert corrections == {("E2", MONTH, "pay.base"): 50_00, ("E2", MONTH, "pay.piece"): 150_00}
    assert sums(settled) == {"regular": DUE, "correction": 200_00, "return": 0}
    assert company.settle(NEXT).added == []
    before = company.settle(MONTH)
    assert (before.added, before.payroll.total(), codes(before)) == ([], DUE, [])


def test_a_payroll_that_was_handed_over_stays_as_it_was(company: Company) -> None:
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E1", "input.major_complaints", 1)  # 3★: 50 less
    settled = company.settle(MONTH)
    assert (settled.added, settled.payroll.total(), codes(settled)) == ([], DUE, ["handed_over"])
    assert settled.problems[0].fields["people"] == ["张三（E1） −50.00"]
    company.run(NEXT, REPAIR, PEOPLE)
    settled = company.settle(NEXT)
    assert sums(settled) == {"regular": DUE, "correction": 0, "return": -50_00}


def test_a_payroll_that_cannot_be_written_is_not_noted_as_handed_over(company: Company) -> None:
    company.settle(MONTH)
    company.upheld(MONTH, "E2", "input.genuine_units", 230)
    kept_open = company.project.results(parse_period(MONTH)) / "payroll.csv"
    kept_open.unlink()
    kept_open.mkdir()  # cannot be replaced, as a table that is open in Excel
    workbook = company.project.results(parse_period(MONTH)) / "payroll.xlsx"
    before = workbook.read_bytes()
    settled = company.settle(MONTH)
    assert settled.files == []
    assert any("台账已经记好" in each and "只补写文件" in each for each in messages_of(settled.problems))
    assert workbook.read_bytes() == before  # the two say the same, always
    told = [(each.step, each.why) for each in ahead_of(company.project, parse_period(MONTH), "zh").steps()]
    assert any(step == "settle" and f"台账里应发的 {yuan(DUE + 200_00)} 元" in why for step, why in told)
    with pytest.raises(ProblemsError):
        company.settle(MONTH, paid_out=True)
    with company.ledger.reading() as read:
        assert not marks.paid_at(read, MONTH)
    kept_open.rmdir()
    assert company.settle(MONTH, paid_out=True).payroll.total() == DUE + 200_00
    with company.ledger.reading() as read:
        assert marks.paid_at(read, MONTH)
    assert verify(company.ledger) == []


def test_nobody_is_paid_by_defaults_alone_before_the_workbook_is_back(tmp_path: Path) -> None:
    company = Company(Ledger.open(tmp_path / "ledger.sqlite"), tmp_path, {"E1": "张三"})
    company.generate("2026-11", plan(SCHEME.replace("type: score}", "type: score, default: 95}")))
    made = company.settle("2026-11")
    (unpaid,) = made.payroll.unpaid
    assert (made.payroll.lines, unpaid.why) == ([], "未完成：工作簿还没有交回")
    company.returned("2026-11", {"E1": {"breaches": 1}})
    made = company.settle("2026-11")
    assert (made.payroll.unpaid, made.payroll.total()) == ([], 0)  # the lowest grade


def test_who_is_paid_one_item_by_two_schemes_is_asked_about_again_when_anybody_of_many_is_paid_otherwise(
    tmp_path: Path,
) -> None:
    people = {f"E{number:02}": f"{number}号" for number in range(1, 13)}
    company = Company(Ledger.open(tmp_path / "ledger.sqlite"), tmp_path, people)
    done: dict[str, Said] = {key: {"craft": 95, "manner": 95} for key in people}
    season = SCHEME.replace("id: craft", "id: season").replace("cycles: [month]", "cycles: [quarter]")
    company.run("2026-11", plan(SCHEME), done)
    company.settle("2026-11")
    company.run("2026-Q4", plan(season), done)

    def asked() -> int:
        return sum(each.code == "settlement.two_schemes" for each in company.settle("2026-Q4").problems)

    assert (asked(), asked()) == (1, 0)
    company.returned("2026-Q4", {**done, "E12": {"craft": 65, "manner": 65}}, reopen="更正")
    assert (asked(), asked()) == (1, 0)


def test_what_comes_between_paying_and_saying_so_does_not_slip_into_the_payroll(company: Company) -> None:
    company.settle(MONTH)
    company.upheld(MONTH, "E2", "input.genuine_units", 230)
    settled = company.settle(MONTH, paid_out=True)
    assert (settled.added, settled.payroll.total(), codes(settled)) == ([], DUE, ["handed_over"])
    company.run(NEXT, REPAIR, PEOPLE)
    assert sums(company.settle(NEXT))["correction"] == 200_00


def test_settling_a_month_closes_the_payrolls_before_it(company: Company) -> None:
    company.settle(MONTH)
    company.run(NEXT, REPAIR, PEOPLE)
    company.settle(NEXT)
    with company.ledger.reading() as read:
        found = {period: bool(marks.paid_at(read, period)) for period in marks.periods(read)}
    assert found == {MONTH: True, NEXT: False}


def test_money_to_be_returned_is_deducted_only_when_hr_says_so(company: Company) -> None:
    company.settle(MONTH)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)  # 1★: 800 instead of 1650
    company.run(NEXT, REPAIR, PEOPLE)
    settled = company.settle(NEXT)
    assert sums(settled) == {"regular": DUE, "correction": 0, "return": -850_00}
    assert (settled.payroll.payable, codes(settled)) == (DUE, ["closes", "to_return"])
    settled = company.settle(NEXT, deduct=True)
    assert sums(settled) == {"regular": DUE, "correction": -850_00, "return": 0}
    assert (settled.payroll.payable, settled.added) == (DUE - 850_00, [])


def test_corrections_wait_for_a_payroll_in_which_somebody_is_paid(company: Company) -> None:
    company.settle(MONTH)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)
    company.run(NEXT, REPAIR, {})
    early = company.settle(NEXT, deduct=True)
    assert (early.added, early.payroll.lines) == ([], [])
    with company.ledger.reading() as read:
        assert "settled" not in marks.state_of(marks.all_of(read, NEXT))
    company.returned(NEXT, PEOPLE)
    settled = company.settle(NEXT, deduct=True)
    assert sums(settled) == {"regular": DUE, "correction": -850_00, "return": 0}


def test_more_than_the_budget_is_told_and_paid_all_the_same(company: Company) -> None:
    assert codes(company.settle(MONTH, budget=DUE)) == []
    settled = company.settle(MONTH, budget=DUE - 1)
    assert codes(settled) == ["over_budget"]
    assert settled.problems[0].fields["over"] == "0.01"
    assert reader.read_one(settled.files[0])["工资单"][3][5:7] == [(DUE - 1) / 100, -0.01]


def test_a_period_without_pay_has_nothing_to_settle(company: Company) -> None:
    company.run("2026-09", "work_process", {})
    with pytest.raises(ProblemsError) as caught:
        company.settle("2026-09")
    assert [problem.code for problem in caught.value.problems] == ["settlement.no_pay"]


def test_sums_that_do_not_tie_out_stop_everything(company: Company, tmp_path: Path) -> None:
    spoilt = "AFTER INSERT ON pay_line BEGIN UPDATE pay_line SET fen = fen + 1 WHERE id = new.id; END"
    with create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}").begin() as connection:
        connection.execute(text(f"CREATE TRIGGER spoilt {spoilt}"))
    with pytest.raises(ProblemsError) as caught:
        company.settle(MONTH)
    assert [problem.code for problem in caught.value.problems] == ["settlement.mismatch"]
    with company.ledger.reading() as read:
        assert payments.lines(read) == []
    assert not company.project.results(parse_period(MONTH)).exists()


def test_a_payroll_open_in_excel_is_written_by_the_next_run(company: Company) -> None:
    target = company.project.results(parse_period(MONTH)) / "payroll.xlsx"
    target.mkdir(parents=True)  # what cannot be replaced
    (told,) = (each for each in company.settle(MONTH).problems if each.severity == "error")
    assert told.place.file == str(target)
    target.rmdir()
    settled = company.settle(MONTH)
    assert (settled.added, settled.payroll.total()) == ([], DUE)
    assert all(file.is_file() for file in settled.files)


def test_two_people_who_settle_at_once_pay_once(tmp_path: Path, ledger_place: str | Path) -> None:
    new(ledger_place, tmp_path).run(MONTH, REPAIR, PEOPLE)
    found: list[Settled] = []

    def run(folder: Path) -> None:
        found.append(new(ledger_place, folder).settle(MONTH))

    both = [threading.Thread(target=run, args=(tmp_path / name,)) for name in ("甲", "乙")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(len(one.added) for one in found) == [0, 9]
    with Ledger.open(ledger_place).reading() as read:
        assert sum(payments.paid(read, MONTH).values()) == DUE


@pytest.mark.parametrize(
    ("amount", "shown"), [(0, "0.00"), (5, "0.05"), (-5, "−0.05"), (2_691_000, "26,910.00"), (100, "1.00")]
)
def test_fen_are_shown_as_yuan(amount: int, shown: str) -> None:
    assert yuan(amount) == shown


@pytest.mark.parametrize("amount", [0, 1, 29, 57, 115, 2_691_000, -1_809_000, 10**13 + 1])
def test_no_amount_in_yuan_loses_a_cent(amount: int) -> None:
    assert fen(amount / 100) == amount


def test_who_is_exempt_is_paid_what_hangs_on_no_grade_and_holds_nobody_up(tmp_path: Path) -> None:
    company = new(tmp_path / "ledger.sqlite", tmp_path)
    award = {"state": "exempt", "complaint_free_quarter": "yes"}
    company.run("2026-12", REPAIR, {**PEOPLE, "E1": base(REPAIR, **award), "E2": {"state": "left"}})
    settled = company.settle("2026-12")
    assert [(line.employee.employee_id, line.item, line.fen) for line in settled.payroll.lines[:1]] == [
        ("E1", "pay.quarter_award", 200_00)
    ]
    assert sums(settled) == {"regular": 200_00 + 800_00, "correction": 0, "return": 0}
    assert settled.payroll.unpaid == []


def test_who_is_exempted_after_the_payroll_returns_what_hung_on_the_grade(company: Company) -> None:
    company.settle(MONTH, paid_out=True)
    company.returned(MONTH, {**PEOPLE, "E1": base(REPAIR, state="exempt")}, reopen="免考")
    company.run(NEXT, REPAIR, PEOPLE)
    settled = company.settle(NEXT)
    corrections = [(line.item, line.fen) for line in settled.payroll.lines if line.period == MONTH]
    assert sorted(corrections) == [("pay.base", -450_00), ("pay.piece", -1_200_00)]


def test_the_same_item_is_never_paid_twice_by_periods_that_share_days(company: Company) -> None:
    company.settle(MONTH)
    quarter, year = "2026-Q4", "2026"
    for period in (quarter, year):
        company.run(period, REPAIR, PEOPLE)
        settled = company.settle(period)
        assert (settled.added, settled.payroll.total()) == ([], 0)
        told = [explain("zh", problem) for problem in settled.problems]
        assert [problem.severity for problem in settled.problems] == ["warning"] * 2  # base and piece
        assert any(f"{period} 的「计件工资」不发：{MONTH} 与它有重叠的日期" in message for message in told)
    changed = {**PEOPLE, "E2": base(REPAIR, genuine_units=201)}
    company.returned(MONTH, changed, reopen="漏计一件")  # what the month owes it pays itself
    company.run(NEXT, REPAIR, PEOPLE)
    settled = company.settle(NEXT)
    assert sums(settled) == {"regular": DUE, "correction": 5_00, "return": 0}


def test_the_period_that_was_settled_first_keeps_the_item(company: Company) -> None:
    company.run("2026-Q4", REPAIR, PEOPLE)
    assert company.settle("2026-Q4").payroll.total() == DUE
    assert company.settle(MONTH).payroll.total() == 0
    company.run("2027-01", REPAIR, PEOPLE)
    settled = company.settle("2027-01")  # which looks at all earlier ones again
    assert (sums(settled), codes(settled)) == ({"regular": DUE, "correction": 0, "return": 0}, [])


def test_what_is_not_paid_is_listed_by_person_and_period_with_why(company: Company) -> None:
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E2", "input.genuine_units", 230)  # promised: 200 more
    company.upheld(MONTH, "E1", "input.genuine_units", 200)  # and 200 less of another, which must not hide it
    settled = company.settle(MONTH)
    assert codes(settled) == ["handed_over"]
    assert "张三（E1） −250.00、=李四（E2） +200.00" in explain("zh", settled.problems[0])
    listed = [(each.employee.name, each.period, each.cause, each.fen) for each in settled.payroll.unpaid]
    assert listed == [("张三", MONTH, "handed_over", -250_00), ("=李四", MONTH, "handed_over", 200_00)]
    company.run(NEXT, REPAIR, {**PEOPLE, "E3": {}})
    settled = company.settle(NEXT)
    assert sums(settled) == {"regular": DUE - 800_00, "correction": 200_00, "return": -250_00}
    listed = [(each.employee.name, each.period, each.cause, each.fen) for each in settled.payroll.unpaid]
    assert listed == [("王五", NEXT, "incomplete", None), ("张三", MONTH, "return", -250_00)]
    assert reader.read_one(settled.files[0])["未结算"][2][6:] == [MONTH, "应退回，没有从应发中扣", -250]


def test_who_is_not_complete_in_an_earlier_period_is_told_of_until_it_is_settled(company: Company) -> None:
    company.returned(MONTH, {**PEOPLE, "E3": {}})
    company.settle(MONTH)
    company.run(NEXT, REPAIR, PEOPLE)
    settled = company.settle(NEXT)
    (told,) = [problem for problem in settled.problems if problem.code == "settlement.owed"]
    assert f"王五（E3） {MONTH}：" in explain("zh", told)
    with shown_by_a_click({"settle": "settle_pay", "collect": "collect_returns"}):
        (told,) = [each for each in company.settle(NEXT).problems if each.code == "settlement.owed"]
        assert f"{MONTH} 有 1 人未完成（点「收回汇总」）；之后再点「结算」" in explain("zh", told)


def test_who_left_keeps_name_and_correction_on_the_payroll(company: Company) -> None:
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E2", "input.genuine_units", 230)
    name = company.people.pop("E2")
    company.generate(MONTH, REPAIR)  # as generate does it with a reason
    company.run(NEXT, REPAIR, {key: PEOPLE[key] for key in company.people})
    settled = company.settle(NEXT, reopen="离职")
    assert settled.payroll.total("correction") == 200_00
    (line, other) = [line for line in settled.payroll.lines if line.kind == "correction"]
    assert (line.employee.name, line.manager.team, {line.name, other.name}) == (name, "华东", {"星级底薪", "计件工资"})


def test_with_four_eyes_who_calibrated_does_not_settle(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.calibrated(MONTH, "E1", "4★", "3★")
    settings = Settings(four_eyes=True, users={"hefang": "何芳", "li": "人力资源"})
    company.project = replace(company.project, settings=settings)
    monkeypatch.setenv("LOGNAME", "li")
    with pytest.raises(ProblemsError) as error:
        company.settle(MONTH)
    assert [problem.code for problem in error.value.problems] == ["settlement.four_eyes"]
    with company.ledger.reading() as read:
        assert payments.lines(read) == []
    monkeypatch.setenv("LOGNAME", "hefang")
    assert company.settle(MONTH).added


def approved(company: Company, employee_id: str) -> None:
    """Let one above see the result of somebody as it is, and approve it."""
    with company.ledger.step("HR", "approve", MONTH) as step:
        roles = standings(company.project, step, parse_period(MONTH), "zh").roles
        (who,) = (who for role in roles for who in role.people if who.employee_id == employee_id)
        before = publications.last_of(step, MONTH, "approval").get("王总")
        facts = {"people": {employee_id: shown_of(who)}}
        number = before.revision + 1 if before else 1
        told = Publication(MONTH, "approval", "王总", number, day="2026-11-01", answer_by="2026-11-05", facts=facts)
        publications.record(step, [told])
        key = publications.last_of(step, MONTH, "approval")["王总"].id
        publications.record_answer(step, Answer(MONTH, key, employee_id, "approved", author="王总"))


def test_who_is_not_approved_is_not_paid_but_listed_and_what_changes_is_to_be_approved_again(company: Company) -> None:
    company.project = replace(company.project, settings=Settings(approval=True))
    approved(company, "E1")
    settled = company.settle(MONTH)
    assert (settled.payroll.total(), codes(settled)) == (1_650_00, ["approval"])
    assert [(one.employee.employee_id, one.why) for one in settled.payroll.unpaid] == [
        ("E2", "还没有送审"),
        ("E3", "还没有送审"),
    ]
    assert "E2）还没有送审" in explain("zh", settled.problems[0])
    assert f"都同意之后，再运行 presales-xl settle {MONTH}" in explain("zh", settled.problems[0])
    company.returned(MONTH, {**PEOPLE, "E1": base(REPAIR, genuine_units=200)}, reopen="数量填错")
    assert company.settle(MONTH).payroll.total() == 1_650_00
    approved(company, "E1")
    assert company.settle(MONTH).payroll.total() == 1_400_00
    assert verify(company.ledger) == []


def test_an_earlier_period_that_was_issued_and_never_settled_is_told_of(company: Company) -> None:
    company.run(NEXT, REPAIR, PEOPLE)
    settled = company.settle(NEXT)
    assert (settled.payroll.total(), codes(settled)) == (DUE, ["never_settled"])
    message = explain("zh", settled.problems[0])
    assert message.startswith(f"{MONTH} 发过工作簿，但从未结算：3 人应发的 3,850.00 元不在任何工资单里。")
    assert f"presales-xl settle {MONTH}" in message
    company.settle(MONTH)
    assert codes(company.settle(NEXT)) == []


# What somebody who is held back would have to return


UNDONE = {key: each for key, each in PEOPLE.items() if key != "E1"}


def returning(company: Company) -> None:
    """Settle a month and let the first of its people have earned 850 less since; the next one lacks that person."""
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)  # 1★: 800 instead of 1650
    company.run(NEXT, REPAIR, UNDONE)


def by_person(settled: Settled) -> dict[tuple[str, str, str], int]:
    """Return what the payroll holds by person, earning period and kind, in yuan."""
    found: dict[tuple[str, str, str], int] = {}
    for line in settled.payroll.lines:
        key = (line.employee.employee_id, line.period, line.kind)
        found[key] = found.get(key, 0) + line.fen // 100
    return found


def test_who_is_held_back_returns_nothing_and_is_paid_the_less_once_the_result_is_there(company: Company) -> None:
    returning(company)
    settled = company.settle(NEXT)
    others = {("E2", NEXT, "regular"): 1_400, ("E3", NEXT, "regular"): 800}
    assert (by_person(settled), can_be_taken(settled)) == (others, 0)
    waits = next(each for each in settled.payroll.unpaid if each.period == MONTH)
    assert (waits.fen, waits.why) == (-850_00, "差额等给本人结算下一笔应发时一起计")
    (told,) = (explain("zh", each) for each in settled.problems if each.code == "settlement.comes_later")
    assert f"（E1） {MONTH} −850.00（差额等给本人结算下一笔应发时一起计）。无需处理" in told
    company.returned(NEXT, PEOPLE, reopen="补交")
    settled = company.settle(NEXT)
    assert by_person(settled) == {**others, ("E1", NEXT, "regular"): 1_650, ("E1", MONTH, "return"): -850}
    assert can_be_taken(settled) == 850_00
    settled = company.settle(NEXT, deduct=True)
    assert (by_person(settled)["E1", MONTH, "correction"], settled.payroll.payable) == (-850, DUE - 850_00)


def test_a_payroll_that_is_handed_over_meanwhile_leaves_the_difference_for_the_next(company: Company) -> None:
    returning(company)
    company.settle(NEXT, paid_out=True)
    company.settle(NEXT, paid_out=True)
    company.returned(NEXT, PEOPLE, reopen="补交")
    assert company.settle(NEXT).added == []
    company.run("2026-12", REPAIR, UNDONE)
    settled = company.settle("2026-12")  # held back once more, but what is held of November is more than October's
    assert {key: amount for key, amount in by_person(settled).items() if key[0] == "E1"} == {
        ("E1", NEXT, "correction"): 1_650,
        ("E1", MONTH, "return"): -850,
    }
    assert can_be_taken(settled) == 850_00


def test_what_comes_to_more_for_who_is_held_back_is_paid_at_once(company: Company) -> None:
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E2", "input.genuine_units", 230)
    company.run(NEXT, REPAIR, {key: each for key, each in PEOPLE.items() if key != "E2"})
    assert by_person(company.settle(NEXT))["E2", MONTH, "correction"] == 200
    assert company.settle(NEXT).added == []


def test_who_is_in_the_payroll_already_keeps_a_correction_there_when_the_result_opens_again(company: Company) -> None:
    company.settle(MONTH, paid_out=True)
    company.run(NEXT, REPAIR, PEOPLE)
    company.settle(NEXT)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)
    company.returned(NEXT, UNDONE, reopen="重填")
    assert by_person(company.settle(NEXT))["E1", MONTH, "return"] == -850


def test_what_is_to_be_returned_waits_over_the_payroll_of_a_quarter_in_which_the_person_gets_nothing(
    company: Company,
) -> None:
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)
    monthly, company.people = company.people, {"E9": "周九"}
    company.run("2026-Q4", REPAIR, {"E9": PEOPLE["E2"]})
    settled = company.settle("2026-Q4", deduct=True)
    assert by_person(settled) == {("E9", "2026-Q4", "regular"): 1_400}
    assert [each.fen for each in settled.payroll.unpaid] == [-850_00]
    company.people = monthly
    company.run("2027-01", REPAIR, PEOPLE)
    later = company.settle("2027-01", deduct=True)
    assert (by_person(later)["E1", MONTH, "correction"], later.payroll.payable) == (-850, DUE - 850_00)


# What was said of deducting


def test_what_was_said_of_deducting_holds_for_the_period_until_something_else_is_said(company: Company) -> None:
    company.settle(MONTH)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)
    company.run(NEXT, REPAIR, PEOPLE)
    assert can_be_taken(company.settle(NEXT)) == 850_00
    assert can_be_taken(company.settle(NEXT, deduct=True)) == 850_00
    assert sums(company.settle(NEXT)) == {"regular": DUE, "correction": -850_00, "return": 0}
    company.upheld(MONTH, "E2", "input.genuine_units", 0)
    changed = company.settle(NEXT)
    assert can_be_taken(changed) == 850_00 + 600_00
    apart = company.settle(NEXT, deduct=False)
    assert (sums(apart)["return"], can_be_taken(apart)) == (-1_450_00, 1_450_00)
    handed_over = company.settle(NEXT, paid_out=True)
    assert (sums(handed_over)["return"], can_be_taken(company.settle(NEXT))) == (-1_450_00, 0)
    assert verify(company.ledger) == []
    late = company.settle(NEXT, deduct=True)  # of a payroll that was handed over nothing is decided any more
    assert (sums(late)["return"], late.payroll) == (-1_450_00, handed_over.payroll)


# What is still owed once a payroll was handed over


def owed(settled: Settled) -> list[tuple[str, str, int | None]]:
    """Return who has to return what, and by which payroll."""
    back = (each for each in settled.payroll.unpaid if each.cause == "return")
    return [(each.employee.employee_id, each.period, each.fen) for each in back]


def test_who_gets_less_than_is_to_be_returned_gets_nothing_and_owes_the_rest_until_a_later_payroll_takes_it(
    company: Company,
) -> None:
    company.settle(MONTH, paid_out=True)
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)  # 800 instead of 1650: 850 to return
    company.run(NEXT, REPAIR, {**PEOPLE, "E1": base(REPAIR, genuine_units=0)})
    assert can_be_taken(company.settle(NEXT)) == 800_00
    settled = company.settle(NEXT, deduct=True)
    assert by_person(settled)["E1", NEXT, "regular"] == 800
    assert (by_person(settled)["E1", MONTH, "correction"], by_person(settled)["E1", MONTH, "return"]) == (-800, -50)
    assert (settled.payroll.payable, owed(settled)) == (1_400_00 + 800_00, [("E1", MONTH, -50_00)])
    (told,) = (explain("zh", each) for each in settled.problems if each.code == "settlement.to_return")
    assert "他们这次的应发里没有可再扣的" in told
    assert owed(company.settle(NEXT, paid_out=True)) == [("E1", NEXT, -50_00)]

    company.run("2026-12", REPAIR, PEOPLE)
    settled = company.settle("2026-12")
    assert (owed(settled), can_be_taken(settled)) == ([("E1", NEXT, -50_00)], 50_00)
    assert "张三（E1）" in explain("zh", settled.problems[0])
    assert len(settled.owing) == 1
    settled = company.settle("2026-12", deduct=True)
    assert (settled.owing, [each.fen for each in settled.taken]) == ([], [-50_00])
    (line,) = (line for line in settled.payroll.lines if line.kind == "correction")
    assert (line.employee.name, line.name, line.fen) == ("张三", f"扣回 {NEXT} 工资单应退回的", -50_00)
    assert (settled.payroll.payable, owed(settled)) == (sums(settled)["regular"] - 50_00, [])
    handed_over = company.settle("2026-12", paid_out=True)
    assert (handed_over.payroll, company.settle("2026-12").payroll) == (settled.payroll, settled.payroll)
    company.run("2027-01", REPAIR, PEOPLE)
    assert (owed(company.settle("2027-01")), sums(company.settle("2027-01", deduct=True))["correction"]) == ([], 0)
    assert verify(company.ledger) == []


def test_what_came_back_after_a_payroll_was_handed_over_is_noted_and_no_more_is_asked_for(company: Company) -> None:
    company.settle(MONTH, paid_out=True)
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)
    company.run(NEXT, REPAIR, PEOPLE)
    company.settle(NEXT, deduct=False)
    with pytest.raises(ProblemsError) as early:
        company.settle(NEXT, returned="E1")  # it can still be taken from this payroll
    assert [each.code for each in early.value.problems] == ["settlement.owes_nothing"]
    company.settle(NEXT, paid_out=True)
    wrong_of = {"E2": "owes_nothing", "没有": "owes_nothing", "E1=850.01": "owes_less", "E1=": "returned_unread"}
    wrong_of |= {"E1=500, e1=350": "returned_unread"}  # who is named twice
    wrong_of |= {
        "E1=1,200": "returned_unread",
        "E1=-1,200": "returned_unread",
        "101=5, E1 1,102": "returned_unread",
    }  # 1,102 yuan, or 1 yuan and 102
    for wrong, code in wrong_of.items():
        with pytest.raises(ProblemsError) as refused:
            company.settle(NEXT, returned=wrong)
        assert [each.code for each in refused.value.problems] == [f"settlement.{code}"]
        assert explain("zh", refused.value.problems[0]).endswith("什么也没有登记。")
    assert owed(company.settle(NEXT, returned="E1=300")) == [("E1", NEXT, -550_00)]
    assert owed(company.settle(NEXT, returned="E1")) == []
    for wrong in ("E1=-850.01", "E2=-1", "没有=-1"):  # more than was noted
        with pytest.raises(ProblemsError) as refused:
            company.settle(NEXT, returned=wrong)
        assert [each.code for each in refused.value.problems] == ["settlement.noted_less"]
    assert owed(company.settle(NEXT, returned="e1=−550")) == [("E1", NEXT, -550_00)]
    company.run("2026-12", REPAIR, PEOPLE)
    settled = company.settle("2026-12", returned="E1", deduct=True)
    assert (owed(settled), sums(settled)["correction"], sums(settled)["return"]) == ([], 0, 0)
    assert verify(company.ledger) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("101、102=￥500", {"101": None, "102": 500_00}),
        ("101,102", {"101": None, "102": None}),
        ("101=1,102.00, 102", {"101": 1102_00, "102": None}),
        ("101＝1,200元，102 ¥50", {"101": 1200_00, "102": 50_00}),
        ("101=500,102=5", {"101": 500_00, "102": 5_00}),
        ("101=-500、102=－1,200.00", {"101": -500_00, "102": -1200_00}),
    ],
)
def test_a_comma_in_what_came_back_stands_between_people_unless_it_is_surely_in_an_amount(
    written: str, meant: dict[str, int | None]
) -> None:
    assert returned_written(written) == meant


def test_of_two_payrolls_that_are_open_at_a_time_one_alone_takes_a_debt(company: Company) -> None:
    company.settle(MONTH, paid_out=True)
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)  # 850 to return
    company.run(NEXT, REPAIR, PEOPLE)
    company.settle(NEXT, deduct=False)
    company.settle(NEXT, paid_out=True)
    company.run("2026-12", REPAIR, PEOPLE)
    company.run("2026-Q4", MALL, dict.fromkeys(PEOPLE, base(MALL)))
    taken = {
        period: sum(line.fen for line in settled.payroll.lines if line.item == "repayment")
        for period in ("2026-12", "2026-Q4")
        for settled in [company.settle(period, deduct=True)]
    }
    assert taken == {"2026-12": -850_00, "2026-Q4": 0}
    for period in ("2026-Q4", "2026-12"):
        company.settle(period, paid_out=True)
    company.run("2027-01", REPAIR, PEOPLE)
    assert owed(company.settle("2027-01")) == []
    assert verify(company.ledger) == []


def test_who_was_paid_in_months_and_quarters_and_is_on_no_list_any_more_is_told_what_to_return(
    company: Company,
) -> None:
    company.run("2026-Q3", MALL, dict.fromkeys(PEOPLE, base(MALL)))
    company.settle("2026-Q3", paid_out=True)
    company.settle("2026-Q3", paid_out=True)
    company.settle(MONTH, paid_out=True)
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)
    del company.people["E1"]
    company.run("2026-Q4", MALL, {"E2": base(MALL)})
    company.run(NEXT, REPAIR, {key: PEOPLE[key] for key in ("E2", "E3")})
    assert ("E1", MONTH, -850_00) in owed(company.settle(NEXT))


def test_names_stay_while_a_payroll_was_not_handed_over(company: Company) -> None:
    company.settle(MONTH)
    over = -12  # months: as if a year had passed
    made = retain.retain(company.project, months=over, reason="期满")
    assert (list(made.periods), [problem.code for problem in made.problems]) == ([], ["retain.not_paid"])
    company.settle(MONTH, paid_out=True)
    made = retain.retain(company.project, months=over, reason="期满")
    assert (list(made.periods), made.problems) == ([MONTH], [])


def test_names_stay_while_money_is_to_be_returned_or_stands_in_a_payroll_that_keeps_its_names(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.settle(MONTH, paid_out=True)
    company.settle(MONTH, paid_out=True)
    company.upheld(MONTH, "E1", "input.genuine_units", 0)
    company.run(NEXT, REPAIR, PEOPLE)
    company.settle(NEXT, deduct=False)
    handed_over = company.settle(NEXT, paid_out=True).payroll

    def retained(day: str) -> tuple[list[str], list[str]]:
        monkeypatch.setattr(retain, "today", lambda: dt.date.fromisoformat(day))
        made = retain.retain(company.project, months=1, reason="期满")
        return list(made.periods), [problem.code for problem in made.problems]

    assert retained("2026-12-05") == ([], [])  # October's correction stands in November's payroll
    assert company.settle(NEXT).payroll == handed_over
    assert retained("2027-01-05") == ([], ["retain.not_returned"])
    company.settle(NEXT, returned="E1")
    assert retained("2027-01-05") == ([MONTH, NEXT], [])
    assert verify(company.ledger) == []


def test_names_of_a_month_stay_while_a_longer_period_is_not_paid_what_the_month_was(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.settle(MONTH)
    company.settle(MONTH, paid_out=True)
    quarter = "2026-Q4"
    company.run(quarter, REPAIR, PEOPLE)
    assert company.settle(quarter).added == []

    def retained(day: dt.date) -> list[str]:
        monkeypatch.setattr(retain, "today", lambda: day)
        return list(retain.retain(company.project, months=1, reason="期满").periods)

    assert retained(dt.date(2026, 12, 5)) == []
    assert company.settle(quarter).added == []
    assert retained(dt.date(2027, 2, 5)) == [MONTH, quarter]
