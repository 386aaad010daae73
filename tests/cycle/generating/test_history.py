"""What earlier periods leave flows into the next one by itself; what the ledger lacks stays blank and is told of."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from presales_xl import periods
from presales_xl.cycle.collecting.confirm import confirm, open_entries
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.history import Past, waited_for
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.standing import standings
from presales_xl.ledger import kept_results, marks
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.pseudonyms import Pseudonyms
from presales_xl.periods import parse_period
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ClosedError
from presales_xl.texts import LANGUAGES
from tests.cycle.company import refused
from tests.cycle.periods import Company, Said, entries, values

CASES = Path(__file__).resolve().parents[2] / "cases"
SERVICE, MALL, REPAIR, METRICS = "ecom_presales_service", "ecom_dept_presales", "repair_stars", "service_metrics"
SIX = {f"E{number}": f"客服{number}" for number in range(1, 7)}
PRESALES = "software_presales"
REMEMBERED = (
    "last_month_award",
    "months_last_before",
    "excellent_months_before",
    "sales_last_month",
    "inquiries_last_month",
    "complaint_free_quarter",
)


def base(scheme: str, **changed: float | str) -> dict[str, float | str]:
    """Return the base of a scheme's cases without what is remembered, with some entries changed."""
    said: Mapping[str, Any] = YAML(typ="safe").load((CASES / f"{scheme}.yaml").read_text(encoding="utf-8"))["base"]
    return {key: value for key, value in said.items() if key not in REMEMBERED} | changed


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(Ledger.open(tmp_path / "ledger.sqlite"), tmp_path, {"E1": "张三"})


@pytest.fixture
def mall(tmp_path: Path) -> Company:
    """Return a company of six, the fewest with a last place."""
    return Company(Ledger.open(tmp_path / "ledger.sqlite"), tmp_path, SIX)


def ranked(*, best: str = "E1", last: str = "E6") -> dict[str, Said]:
    """Return a month in which somebody sells most, and somebody ends last."""
    people: dict[str, Said] = {}
    for place, key in enumerate(SIX):
        complaints = 20 if key == last else place
        people[key] = base(MALL, payments=12000 if key == best else 10000, ordinary_complaints=complaints)
    return people


def flags(company: Company, month: str, people: dict[str, Said]) -> list[list[str]]:
    standing = company.run(month, MALL, people)
    keys = standing.plan.dimensions["flags"].keys
    return [[key for at, key in enumerate(keys) if int(value or 0) >> at & 1] for value in values(standing, "flags")]


@pytest.mark.parametrize(
    ("period", "before", "starts_year", "last_month"),
    [
        ("2026-11", "2026-10", False, "2026-11"),
        ("2026-01", "2025-12", True, "2026-01"),
        ("2026-10", "2026-09", False, "2026-10"),
        ("2026-Q4", "2026-Q3", False, "2026-12"),
        ("2026-Q1", "2025-Q4", True, "2026-03"),
        ("2026-H2", "2026-H1", False, "2026-12"),
        ("2026-H1", "2025-H2", True, "2026-06"),
        ("2026", "2025", True, "2026-12"),
        ("1000", "0999", True, "1000-12"),
    ],
)
def test_the_period_before_is_of_the_same_length(period: str, before: str, starts_year: bool, last_month: str) -> None:
    assert periods.before(period) == before
    assert periods.starts_year(period) is starts_year
    assert periods.last_month(period) == last_month


def test_the_single_award_goes_a_month_late_to_the_best_sales_and_is_paid(mall: Company) -> None:
    mall.run("2026-09", MALL, ranked(best="E2"))
    issued = mall.generate("2026-10", MALL)
    assert entries(issued, "last_month_award") == {key: 300 if key == "E2" else 0 for key in SIX}
    assert values(mall.returned("2026-10", ranked()), "pay.last_month_award") == [0, 300, 0, 0, 0, 0]
    assert entries(mall.generate("2026-11", MALL), "last_month_award")["E1"] == 300


def test_equal_best_sales_both_have_the_award(mall: Company) -> None:
    people = ranked(best="E2")
    people["E3"] = {**people["E3"], "payments": 12000}
    mall.run("2026-09", MALL, people)
    award = entries(mall.generate("2026-10", MALL), "last_month_award")
    assert [key for key, amount in award.items() if amount] == ["E2", "E3"]


def test_an_award_that_a_late_correction_gives_to_somebody_else_follows_it(mall: Company) -> None:
    mall.run("2026-09", MALL, ranked(best="E2"))
    mall.generate("2026-10", MALL)
    mall.returned("2026-09", ranked(best="E5"))
    assert values(mall.returned("2026-10", ranked()), "pay.last_month_award") == [0, 0, 0, 0, 300, 0]


def test_who_loses_an_award_of_last_month_to_somebody_else_is_told_that_and_not_the_reason_about_others(
    mall: Company,
) -> None:
    months = ("2026-09", "2026-10")
    keys_of(mall.project)

    def published(month: str) -> dict[str, str]:
        made = publish(mall.project, parse_period(month), "zh", with_pdf=False)
        return {each.now.employee_id: each.now.why for each in made.revised}

    for month in months:
        mall.run(month, MALL, ranked(best="E2"))
        mall.settle(month)
        assert published(month) == {}
    corrected = {**ranked(best="E2"), "E5": {**ranked(best="E5")["E5"], "payments": 13000}}
    with pytest.raises(ClosedError) as error:
        mall.returned("2026-09", corrected, alone=False)
    (asked,) = error.value.problems
    assert [line for line in ("2026-09 客服5（E5）", "2026-10 客服2（E2）") if line not in explain("zh", asked)] == []
    assert "奖金变的 2 人（合计 +" in str(asked.fields["short"])
    mall.returned("2026-09", corrected, reopen="漏报一单", alone=False)
    others = "其他人的结果有变化，名次等随之变化"
    assert [published(month) for month in months] == [{"E2": others, "E5": "漏报一单"}] * 2


def test_the_last_place_for_the_third_month_running_is_flagged(mall: Company) -> None:
    assert flags(mall, "2026-08", ranked())[5] == []
    assert flags(mall, "2026-09", ranked())[5] == []
    assert entries(mall.generate("2026-10", MALL), "months_last_before") == {**dict.fromkeys(SIX, 0), "E6": 2}
    assert flags(mall, "2026-10", ranked()) == [["best_sales"], [], [], [], [], ["elimination"]]
    assert flags(mall, "2026-11", ranked(last="E1"))[5] == []
    assert entries(mall.generate("2026-12", MALL), "months_last_before") == {**dict.fromkeys(SIX, 0), "E1": 1}


def test_two_who_share_the_last_place_are_both_last_and_six_equal_ones_are_none(mall: Company) -> None:
    mall.run("2026-09", MALL, {**ranked(), "E5": ranked(last="E5")["E5"]})
    last = entries(mall.generate("2026-10", MALL), "months_last_before")
    assert last == {**dict.fromkeys(SIX, 0), "E5": 1, "E6": 1}
    mall.run("2026-10", MALL, dict.fromkeys(SIX, base(MALL)))
    assert set(entries(mall.generate("2026-11", MALL), "months_last_before").values()) == {0}


def test_a_month_that_the_ledger_lacks_breaks_no_row_unseen(mall: Company) -> None:
    mall.run("2026-08", MALL, ranked())
    mall.run("2026-10", MALL, ranked())
    issued = mall.generate("2026-11", MALL)
    assert entries(issued, "months_last_before")["E6"] == 1
    partial = [problem for problem in issued.problems if problem.code == "history.partial"]
    assert [(problem.fields["periods"], problem.fields["people"]) for problem in partial] == [(["2026-09"], ["客服6"])]
    for lang in LANGUAGES:
        assert explain(lang, partial[0])


def test_five_people_have_no_last_place(tmp_path: Path) -> None:
    five = Company(Ledger.open(tmp_path / "ledger.sqlite"), tmp_path, dict(list(SIX.items())[1:]))
    people = {key: said for key, said in ranked().items() if key != "E1"}
    five.run("2026-09", MALL, people)
    assert set(entries(five.generate("2026-10", MALL), "months_last_before").values()) == {0}


@pytest.mark.parametrize(
    ("months", "promoted"), [("1101", False), ("11101", True), ("11110", True), ("0111001", True), ("1110001", False)]
)
def test_four_excellent_months_within_the_last_six_may_lead_to_a_promotion(
    company: Company, months: str, promoted: bool
) -> None:
    sales, standing = 1000.0, None
    for number, mark in enumerate(months, 1):
        last, sales = sales, sales * (2 if mark == "1" else 1)  # +10 points for 100 % of growth: 92 is excellent
        given: dict[str, Said] = {"E1": {"sales_last_month": last}} if number == 1 else {}
        standing = company.run(f"2026-{number:02}", SERVICE, {"E1": base(SERVICE, sales=sales)}, given)
        assert values(standing, "input.sales_last_month") == [last]
        assert values(standing, "grade") == [0.0 if mark == "1" else 1.0]
    assert standing is not None
    assert bool(values(standing, "flags")[0]) is promoted


def test_last_months_figure_is_the_base_of_this_months_growth(company: Company) -> None:
    issued = company.generate("2026-09", METRICS)
    assert [(p.code, p.fields["periods"]) for p in issued.problems] == [("history.missing", ["2026-08"])]
    company.returned("2026-09", {"E1": base(METRICS, inquiries=200)})
    issued = company.generate("2026-10", METRICS)
    assert (entries(issued, "inquiries_last_month"), issued.problems) == ({"E1": 200}, [])
    standing = company.returned("2026-10", {"E1": base(METRICS, inquiries=230)})  # 15 % more: three whole steps
    assert values(standing, "points.inquiry_growth") == [3]


def test_somebody_new_has_no_figure_of_last_month(company: Company) -> None:
    company.run("2026-09", METRICS, {"E1": base(METRICS)})
    company.people["E2"] = "李四"
    issued = company.generate("2026-10", METRICS)
    assert entries(issued, "inquiries_last_month") == {"E1": 105}
    assert [problem.fields["people"] for problem in issued.problems] == [["李四"]]


@pytest.mark.parametrize(
    ("complaints", "award"),
    [((0, 0, 0), 200), ((1, 0, 0), 0), ((0, 1, 0), 0), ((0, 0, 1), 0)],
)
def test_a_quarter_without_complaints_pays_200_yuan_in_its_last_month(
    company: Company, complaints: tuple[int, int, int], award: float
) -> None:
    paid = []
    for number, count in enumerate(complaints, 10):
        standing = company.run(f"2026-{number}", REPAIR, {"E1": base(REPAIR, skill_complaints=count)})
        paid += values(standing, "pay.quarter_award")
    assert paid == [0, 0, award]


def test_a_quarter_that_the_ledger_knows_in_part_is_left_to_the_manager(company: Company) -> None:
    company.run("2026-11", REPAIR, {"E1": base(REPAIR)})
    issued = company.generate("2026-12", REPAIR)
    assert entries(issued, "complaint_free_quarter") == {}
    assert "input.complaint_free_quarter" not in issued.roster.employees[0].locked
    assert [(p.code, p.fields["periods"]) for p in issued.problems] == [("history.missing", ["2026-10"])]
    standing = company.returned("2026-12", {"E1": base(REPAIR, complaint_free_quarter="yes")})
    assert values(standing, "pay.quarter_award") == [200]


def test_of_whom_the_ledger_lacks_which_periods_is_told_apart(company: Company) -> None:
    company.run("2026-11", REPAIR, {"E1": base(REPAIR)})
    company.people["E2"] = "李四"
    told = [(each.fields["people"], each.fields["periods"]) for each in company.generate("2026-12", REPAIR).problems]
    assert told == [(["张三"], ["2026-10"]), (["李四"], ["2026-10", "2026-11"])]


@pytest.mark.parametrize(("complaints", "expected"), [((0, 0, 0), 200), ((0, 0, 1), 0)])
def test_a_quarter_of_its_own_takes_over_from_its_three_months_whether_there_was_a_complaint(
    company: Company, complaints: tuple[int, int, int], expected: float
) -> None:
    quarter = "2026-Q4"
    for number, count in enumerate(complaints, 10):
        issued = company.generate(quarter, REPAIR)
        lacking = [f"2026-{each}" for each in range(number, 13)]
        assert [(each.code, each.fields["periods"]) for each in issued.problems] == [("history.missing", lacking)]
        assert entries(issued, "complaint_free_quarter") == {}
        company.run(f"2026-{number}", REPAIR, {"E1": base(REPAIR, skill_complaints=count)})
    assert company.generate(quarter, REPAIR).problems == []
    assert values(company.returned(quarter, {"E1": base(REPAIR)}), "pay.quarter_award") == [expected]


@pytest.mark.parametrize(("role", "taken_over"), [("岗位", {"E1": 90000}), ("另一个岗位", {})])
def test_what_somebody_did_in_another_role_under_another_scheme_is_not_taken_over(
    company: Company, role: str, taken_over: dict[str, float]
) -> None:
    company.run("2026-09", "five_dimension", {"E1": base("five_dimension", sales=90000)})
    company.role = role
    assert entries(company.generate("2026-10", SERVICE), "sales_last_month") == taken_over


def confirmed(company: Company, month: str) -> None:
    """Confirm whatever is doubted in a month."""
    period = parse_period(month)
    for who, question, _ in open_entries(company.project, period, "zh"):
        confirm(company.project, period, who.employee_id, question.key, reason="属实", lang="zh")


def held(company: Company, period: str) -> str:
    """Return why nothing is due of the result of a period that the ledger keeps."""
    with company.ledger.reading() as read:
        return kept_results.all_of(read, period)[0].held


@pytest.mark.parametrize(
    ("scheme", "doubted", "column", "value"),
    [
        (METRICS, {"inquiries": 5}, "inquiries_last_month", 5),
        (SERVICE, {"sales": 500}, "excellent_months_before", 1),
        (MALL, {"payments": 900}, "last_month_award", 300),
        (MALL, {"payments": 900}, "months_last_before", 0),
    ],
)
def test_who_takes_something_over_of_a_month_that_is_still_to_be_confirmed_waits_until_it_is(
    company: Company, scheme: str, doubted: dict[str, float], column: str, value: float
) -> None:
    company.run("2026-09", scheme, {"E1": base(scheme, **doubted)})
    company.run("2026-10", scheme, {"E1": base(scheme)})
    assert entries(company.generate("2026-10", scheme), column) == {"E1": value}
    confirmed(company, "2026-10")
    assert (held(company, "2026-09"), held(company, "2026-10")) == ("confirm", "earlier")
    confirmed(company, "2026-09")
    assert (held(company, "2026-09"), held(company, "2026-10")) == ("", "")


def test_who_waits_for_a_month_is_waited_for_by_the_month_after_and_by_nobody_whose_figure_is_by_hand(
    company: Company,
) -> None:
    company.run("2026-09", METRICS, {"E1": base(METRICS, inquiries=5)})
    for month in ("2026-10", "2026-11"):
        company.run(month, METRICS, {"E1": base(METRICS)})
        confirmed(company, month)
        assert held(company, month) == "earlier"
    (remembered,) = entries(company.generate("2026-11", METRICS), "inquiries_last_month").values()
    for figure in (remembered, remembered + 1):  # the same one is HR's word, too
        company.run("2026-11", METRICS, {"E1": base(METRICS)}, {"E1": {"inquiries_last_month": figure}})
        assert held(company, "2026-11") == ""


def test_a_figure_by_hand_that_is_left_in_the_roster_is_asked_about_when_the_ledger_knows_another_one(
    company: Company,
) -> None:
    given: dict[str, Said] = {"E1": {"inquiries_last_month": 300}}
    company.run("2026-09", METRICS, {"E1": base(METRICS, inquiries=200)}, given)
    issued = company.generate("2026-10", METRICS, given)
    (asked,) = [problem for problem in issued.problems if problem.code == "history.given_again"]
    for lang in LANGUAGES:
        assert all(words in explain(lang, asked) for words in ("E1", "张三", "300", "200", "岗位"))
    assert entries(issued, "inquiries_last_month") == {"E1": 300}
    for figure in (250, 200):  # another one, and what the ledger has itself
        assert company.generate("2026-10", METRICS, {"E1": {"inquiries_last_month": figure}}).problems == []


def test_who_takes_a_value_over_waits_while_the_month_is_open_and_keeps_what_was_issued(company: Company) -> None:
    whole = base(METRICS, inquiries=200)
    company.run("2026-09", METRICS, {"E1": whole})
    company.run("2026-10", METRICS, {"E1": base(METRICS)})
    confirmed(company, "2026-10")
    assert held(company, "2026-10") == ""
    for lacking in ("handled", "inquiries"):
        company.returned("2026-09", {"E1": {key: value for key, value in whole.items() if key != lacking}})
        standing = company.returned("2026-10", {"E1": base(METRICS)})
        assert values(standing, "input.inquiries_last_month") == [200]
        assert (held(company, "2026-09"), held(company, "2026-10")) == ("incomplete", "earlier")


def test_nobody_is_paid_by_a_figure_of_a_result_that_the_ledger_does_not_have_any_more(company: Company) -> None:
    company.people["E2"] = "李四"
    company.run("2026-09", METRICS, {"E1": base(METRICS, inquiries=5), "E2": base(METRICS)})
    month = {key: base(METRICS) for key in ("E1", "E2")}
    company.run("2026-10", METRICS, month)
    confirmed(company, "2026-10")
    gone = company.people.pop("E1")
    company.run("2026-09", METRICS, {"E2": base(METRICS)})
    company.people = {"E1": gone, **company.people}
    company.returned("2026-10", month)
    assert held(company, "2026-10") == "earlier"
    assert "E1" not in entries(company.generate("2026-10", METRICS), "inquiries_last_month")
    company.run("2026-10", METRICS, month, {"E1": {"inquiries_last_month": 100}})
    confirmed(company, "2026-10")
    assert held(company, "2026-10") == ""


def waiting(company: Company, period: str) -> dict[str, dict[str, str]]:
    """Return the periods whose results people wait for, with why these are not due."""
    with company.ledger.reading() as read:
        stands = standings(company.project, read, parse_period(period), "zh")
    return {key: dict(why) for key, why in stands.earlier.items()}


@pytest.mark.parametrize(
    ("scheme", "before", "month", "column"),
    [
        (MALL, ("2026-09",), "2026-10", "last_month_award"),
        (SERVICE, ("2026-08", "2026-09"), "2026-10", "excellent_months_before"),
        (PRESALES, ("2026-Q1", "2026-Q2"), "2026", "solution_quality_quarters"),
    ],
)
def test_an_award_a_count_and_a_mean_stay_as_issued_and_wait_once_an_earlier_result_of_theirs_is_gone(
    company: Company, scheme: str, before: tuple[str, ...], month: str, column: str
) -> None:
    other = {"payments": 9000} if scheme == MALL else {"first_pass_rate": 0.45} if scheme == PRESALES else {}
    company.people["E2"] = "李四"
    for name, changed in zip(before, ({}, other), strict=False):
        company.run(name, scheme, {"E1": base(scheme, **changed), "E2": base(scheme, **other)})
    people: dict[str, Said] = {key: {} if scheme == PRESALES else base(scheme) for key in ("E1", "E2")}
    company.run(month, scheme, people)
    confirmed(company, month)
    issued = entries(company.generate(month, scheme), column)["E1"]
    gone = company.people.pop("E1")
    company.run(before[0], scheme, {"E2": base(scheme, **other)})
    company.people = {"E1": gone, **company.people}
    assert values(company.returned(month, people), f"input.{column}")[0] == round(issued, 6)
    assert waiting(company, month) == {"E1": {before[0]: "gone"}}
    if scheme == MALL:
        assert "等 2026-09 的结果（台账里已没有可沿用的数）" in company.settle(month).payroll.unpaid[0].why
    by_now = entries(company.generate(month, scheme), column)["E1"]
    assert by_now != issued
    assert values(company.returned(month, people), f"input.{column}")[0] == round(by_now, 6)
    assert waiting(company, month) == {}


def test_a_count_waits_for_a_month_that_is_not_complete_any_more_but_for_none_that_never_was(company: Company) -> None:
    whole, given = base(SERVICE), {"E1": {"sales_last_month": 50000.0}}
    lacking = {key: value for key, value in whole.items() if key != "sales"}
    for month in ("2026-08", "2026-09", "2026-10"):
        company.run(month, SERVICE, {"E1": lacking if month == "2026-08" else whole}, given)
    assert waiting(company, "2026-10") == {}
    company.returned("2026-09", {"E1": lacking})
    standing = company.returned("2026-10", {"E1": whole})
    assert values(standing, "input.excellent_months_before") == [1]
    assert waiting(company, "2026-10") == {"E1": {"2026-09": "incomplete"}}


def test_what_was_told_by_a_month_that_came_in_after_the_issue_stays_and_waits_while_that_is_open_again(
    company: Company,
) -> None:
    whole, given = base(SERVICE), {"E1": {"sales_last_month": 50000.0}}
    lacking = {key: value for key, value in whole.items() if key != "sales"}
    company.run("2026-08", SERVICE, {"E1": whole}, given)
    company.generate("2026-10", SERVICE, given)
    company.run("2026-09", SERVICE, {"E1": whole}, given)
    assert values(company.returned("2026-10", {"E1": whole}), "input.excellent_months_before") == [2]
    keys_of(company.project)
    publish(company.project, parse_period("2026-10"), "zh", with_pdf=False)
    company.returned("2026-09", {"E1": lacking})
    assert values(company.returned("2026-10", {"E1": whole}), "input.excellent_months_before") == [2]
    assert waiting(company, "2026-10") == {"E1": {"2026-09": "incomplete"}}
    company.returned("2026-09", {"E1": whole})
    assert waiting(company, "2026-10") == {}


def test_what_was_told_by_a_month_that_came_in_after_the_issue_follows_for_a_reason_who_is_taken_out_of_that_month(
    company: Company,
) -> None:
    company.people["E2"] = "李四"
    given = {key: {"sales_last_month": 50000.0} for key in company.people}
    people = dict.fromkeys(company.people, base(SERVICE))
    company.run("2026-08", SERVICE, people, given)
    company.generate("2026-10", SERVICE, given)
    company.run("2026-09", SERVICE, people, given)
    assert values(company.returned("2026-10", people), "input.excellent_months_before") == [2, 2]
    keys_of(company.project)
    publish(company.project, parse_period("2026-10"), "zh", with_pdf=False)
    gone = company.people.pop("E1")
    company.run("2026-09", SERVICE, {"E2": people["E2"]}, given)
    company.people = {"E1": gone, **company.people}
    (message,) = refused(lambda: company.returned("2026-10", people))
    assert "张三（E1）：前 5 个月卓越次数 2 → 1" in message
    standing = company.returned("2026-10", people, reopen="名单更正")
    assert values(standing, "input.excellent_months_before") == [1, 2]
    assert waiting(company, "2026-10") == {}


def test_nobody_waits_for_a_month_that_left_nothing_when_a_later_one_was_issued(company: Company) -> None:
    company.people = {"E1": "张三", "E2": "李四"}
    given = {key: {"sales_last_month": 50000.0} for key in company.people}
    company.generate("2026-08", SERVICE, given)  # E2 by a slip
    slip = company.people.pop("E2")
    company.run("2026-08", SERVICE, {"E1": base(SERVICE)}, {"E1": given["E1"]})
    company.people["E2"] = slip
    people = dict.fromkeys(company.people, base(SERVICE))
    company.generate("2026-10", SERVICE, given)
    company.run("2026-09", SERVICE, people, given)
    assert values(company.returned("2026-10", people), "input.excellent_months_before") == [2, 1]
    assert waiting(company, "2026-10") == {}


def test_who_was_settled_for_a_month_that_is_not_complete_any_more_waits_for_it_in_what_is_issued_without_it(
    mall: Company,
) -> None:
    whole, given = ranked(), {key: {"last_month_award": 0} for key in SIX}
    mall.run("2026-09", MALL, whole)
    mall.settle("2026-09")
    lacking = {key: value for key, value in whole["E6"].items() if key != "ordinary_complaints"}
    mall.returned("2026-09", {**whole, "E6": lacking}, reopen="更正")
    assert entries(mall.generate("2026-10", MALL, given), "months_last_before").get("E6") != 1
    mall.returned("2026-10", whole)
    assert waiting(mall, "2026-10")["E6"] == {"2026-09": "incomplete"}


def test_a_mean_follows_a_correction_of_who_was_not_there_in_another_quarter(company: Company) -> None:
    company.people = {"E2": "李四"}
    company.run("2026-Q1", PRESALES, {"E2": base(PRESALES)})
    company.people = {"E1": "张三", "E2": "李四"}
    quarter = dict.fromkeys(company.people, base(PRESALES))
    company.run("2026-Q2", PRESALES, quarter)
    company.generate("2026", PRESALES)
    company.returned("2026-Q2", {**quarter, "E1": base(PRESALES, first_pass_rate=0.45)})
    assert values(company.returned("2026", {}), "input.solution_quality_quarters") == [0.833333, 1]
    assert waiting(company, "2026") == {}


def test_a_figure_by_hand_that_was_taken_out_of_the_roster_counts_for_nothing_any_more(company: Company) -> None:
    company.generate("2026-10", METRICS, {"E1": {"inquiries_last_month": 100}})
    company.run("2026-10", METRICS, {"E1": base(METRICS)})
    company.run("2026-09", METRICS, {"E1": base(METRICS, inquiries=5)})
    company.returned("2026-10", {"E1": base(METRICS)})
    confirmed(company, "2026-10")
    assert (held(company, "2026-09"), held(company, "2026-10")) == ("confirm", "earlier")


def names_go(company: Company, *names: str) -> None:
    with company.ledger.step("HR", "retain", names[-1]) as step:
        Pseudonyms(step, names).replace()
        for name in names:
            marks.add(step, name, "retained")


def test_awards_and_rows_of_months_whose_names_went_stay_as_they_were_issued(mall: Company) -> None:
    for month in ("2026-08", "2026-09"):
        mall.run(month, MALL, ranked(best="E2"))
    before = mall.run("2026-10", MALL, ranked())
    names_go(mall, "2026-08", "2026-09")
    after = mall.returned("2026-10", ranked())
    for key, issued in {
        "input.last_month_award": [0, 300, 0, 0, 0, 0],
        "input.months_last_before": [0] * 5 + [2],
    }.items():
        assert values(before, key) == values(after, key) == issued
    assert held(mall, "2026-10") == ""


def test_a_count_of_months_of_which_names_went_stays_as_it_was_issued(company: Company) -> None:
    for month in ("2026-08", "2026-09"):
        company.run(month, SERVICE, {"E1": base(SERVICE)})
    before = company.run("2026-10", SERVICE, {"E1": base(SERVICE)})
    names_go(company, "2026-08", "2026-09")
    after = company.returned("2026-10", {"E1": base(SERVICE)})
    column = "input.excellent_months_before"
    assert values(before, column) == values(after, column) == [1]


@pytest.mark.parametrize(
    ("scheme", "months", "column", "before", "corrected"),
    [
        (SERVICE, ("2026-08", "2026-09", "2026-10"), "excellent_months_before", {"orders": 0}, {"sales": 900000}),
        (REPAIR, ("2026-10", "2026-11", "2026-12"), "complaint_free_quarter", {}, {"skill_complaints": 1}),
    ],
)
def test_what_a_corrected_month_alone_decides_counts_beside_one_whose_names_went(
    company: Company, scheme: str, months: tuple[str, str, str], column: str, before: Said, corrected: Said
) -> None:
    first, second, last = months
    for month in (first, second):
        company.run(month, scheme, {"E1": base(scheme, **before)})
    assert values(company.run(last, scheme, {"E1": base(scheme)}), f"input.{column}") == [0]  # no such month; yes
    names_go(company, first)
    assert values(company.returned(last, {"E1": base(scheme)}), f"input.{column}") == [0]
    company.returned(second, {"E1": base(scheme, **corrected)})
    assert values(company.returned(last, {"E1": base(scheme)}), f"input.{column}") == [1]  # at least one such month; no


def test_the_mean_of_quarters_of_which_names_went_stays_as_it_was_issued(company: Company) -> None:
    for quarter, rate in {"2026-Q1": 0.9, "2026-Q2": 0.45}.items():
        company.run(quarter, PRESALES, {"E1": base(PRESALES, first_pass_rate=rate)})
    before = company.run("2026", PRESALES, {"E1": {}})
    names_go(company, "2026-Q1")
    after = company.returned("2026", {"E1": {}})
    (mean,) = values(before, "input.insight_quarters")
    assert values(after, "input.insight_quarters") == [mean]
    assert values(after, "input.solution_quality_quarters") == values(before, "input.solution_quality_quarters")


@pytest.mark.parametrize(
    ("scheme", "before", "month", "column", "corrected"),
    [
        (MALL, ("2026-09",), "2026-10", "last_month_award", {"payments": 9000}),
        (SERVICE, ("2026-08",), "2026-09", "excellent_months_before", {"orders": 0}),
        (METRICS, ("2026-09",), "2026-10", "inquiries_last_month", {"inquiries": 50}),
        (REPAIR, ("2026-10", "2026-11"), "2026-12", "complaint_free_quarter", {"skill_complaints": 1}),
        (PRESALES, ("2026-Q1", "2026-Q2"), "2026", "solution_quality_quarters", {"first_pass_rate": 0.45}),
    ],
)
def test_what_followed_a_correction_stays_so_when_names_go_of_where_it_came_from(
    company: Company, scheme: str, before: tuple[str, ...], month: str, column: str, corrected: dict[str, float]
) -> None:
    company.people["E2"] = "李四"
    whole = dict.fromkeys(company.people, base(scheme))
    of_month: dict[str, Said] = {key: {} if scheme == PRESALES else whole[key] for key in whole}
    for name in before:
        company.run(name, scheme, whole)
    issued = entries(company.generate(month, scheme), column)["E1"]
    company.returned(before[-1], {**whole, "E1": {**whole["E1"], **corrected}})
    followed = values(company.returned(month, of_month), f"input.{column}")
    assert followed[0] != issued
    names_go(company, *before)
    assert values(company.returned(month, of_month), f"input.{column}") == followed
    assert waiting(company, month) == {}
    again = entries(company.generate(month, scheme), column)
    assert [round(value, 6) for value in again.values()] == followed


def test_who_may_have_an_award_of_a_month_that_is_not_complete_waits_until_it_is(company: Company) -> None:
    whole = base(MALL, payments=12000)
    lacking = {key: value for key, value in whole.items() if key != "payments"}
    company.run("2026-09", MALL, {"E1": lacking})
    company.run("2026-10", MALL, {"E1": whole})
    assert held(company, "2026-10") == "earlier"
    company.returned("2026-09", {"E1": whole})
    assert values(company.run("2026-10", MALL, {"E1": whole}), "input.last_month_award") == [300]
    assert held(company, "2026-10") == ""
    company.returned("2026-09", {"E1": lacking})
    (unpaid,) = company.settle("2026-10").payroll.unpaid
    assert "「上月单项奖」等 2026-09 的结果（还未完成）" in unpaid.why


@pytest.mark.parametrize(("role", "why"), [("岗位", "earlier"), ("另一岗位", "")])
def test_who_had_another_role_under_another_scheme_waits_for_nothing_of_it(
    company: Company, role: str, why: str
) -> None:
    company.run("2026-09", "five_dimension", {"E1": base("five_dimension", sales=900)})
    company.role = role
    company.run("2026-10", SERVICE, {"E1": base(SERVICE)})
    confirmed(company, "2026-10")
    assert (held(company, "2026-09"), held(company, "2026-10")) == ("confirm", why)


def test_the_mean_of_a_year_waits_while_a_quarter_is_to_be_confirmed(company: Company) -> None:
    for quarter, rate in {"2026-Q1": 0.9, "2026-Q2": 0.05}.items():
        company.run(quarter, PRESALES, {"E1": base(PRESALES, first_pass_rate=rate)})
    (employee,) = company.generate("2026", PRESALES).roster.employees
    with company.ledger.reading() as read:
        plan = issuing.roster(read, "2026").roles[employee.role]
        past = Past(read, "2026")
        waits = {(spec.id, *why) for spec, *why in waited_for(past, employee, past.of(employee, plan))}
    assert ("input.solution_quality_quarters", "2026-Q2", "confirm") in waits


def test_a_manager_who_changes_a_remembered_figure_changes_nothing(company: Company) -> None:
    company.run("2026-09", METRICS, {"E1": base(METRICS, inquiries=200)})
    company.generate("2026-10", METRICS)
    standing = company.returned("2026-10", {"E1": base(METRICS, inquiries_last_month=1)})
    assert values(standing, "input.inquiries_last_month") == [200]


def test_a_year_takes_over_the_mean_of_its_quarters_as_a_share_of_the_full_points(company: Company) -> None:
    rates = {"2026-Q1": 0.9, "2026-Q2": 0.45, "2026-Q3": 0.9}
    for quarter, rate in rates.items():
        level = "senior" if quarter == "2026-Q3" else "junior"
        same = dict.fromkeys(("research_completeness", "first_pass_rate", "within_48h_rate"), rate)
        company.run(quarter, PRESALES, {"E1": base(PRESALES, level=level, **same)})
    year = company.generate("2026", PRESALES)
    assert entries(year, "solution_quality_quarters")["E1"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert entries(year, "insight_quarters")["E1"] == 1
    partial = [problem.fields["periods"] for problem in year.problems if problem.code == "history.partial"]
    assert partial == [["2026-Q4"]] * 3
    assert company.generate("2027", PRESALES).problems[0].code == "history.missing"


def test_the_mean_of_quarters_weighs_what_each_manager_of_a_quarter_gave_by_days(company: Company) -> None:
    company.run("2026-Q1", PRESALES, {"E1": base(PRESALES)})
    points = "points.solution_quality"
    with company.ledger.step("HR", "collect", "2026-Q1") as step:
        (whole,) = kept_results.all_of(step, "2026-Q1")
        of_both = [(60, whole.columns), (30, {**whole.columns, points: whole.columns[points] / 2})]
        stints = [
            kept_results.StintResult(whole.role, whole.scheme, days, columns=columns, entries=whole.entries)
            for days, columns in of_both
        ]
        kept_results.put(step, "2026-Q1", [replace(whole, stints=stints)])
    share = entries(company.generate("2026", PRESALES), "solution_quality_quarters")["E1"]
    assert share == pytest.approx((60 * 1 + 30 * 0.5) / 90)


@pytest.mark.parametrize(
    ("period", "quarters"),
    [
        ("2026", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ("2026-H1", ["2026-Q1", "2026-Q2"]),
        ("2026-H2", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ("2026-Q3", ["2026-Q1", "2026-Q2"]),
        ("2026-04", ["2026-Q1"]),
    ],
)
def test_a_period_takes_over_the_quarters_of_its_year_that_have_ended(period: str, quarters: list[str]) -> None:
    assert periods.quarters(period) == quarters


def test_a_quarter_without_an_employee_does_not_count_in_the_mean_of_the_quarters(company: Company) -> None:
    company.run("2026-Q1", PRESALES, {"E1": base(PRESALES)})
    company.people["E2"] = "李四"
    for quarter in ("2026-Q2", "2026-Q3", "2026-Q4"):
        company.run(quarter, PRESALES, {key: base(PRESALES, industry_reports=0) for key in ("E1", "E2")})
    insight = entries(company.generate("2026", PRESALES), "insight_quarters")
    assert insight == {"E1": 0.75, "E2": pytest.approx(2 / 3)}


def test_confirming_asks_first_for_a_reason_where_what_people_rely_on_in_a_later_month_follows(mall: Company) -> None:
    period, doubted = parse_period("2026-09"), ranked(best="E3") | {"E1": base(MALL, payments=900)}
    mall.run("2026-09", MALL, ranked(best="E2"))
    mall.run("2026-10", MALL, ranked())
    confirmed(mall, "2026-10")
    mall.settle("2026-10")
    mall.returned("2026-09", doubted)
    (who, question, _) = open_entries(mall.project, period, "zh")[0]
    whose: dict[str, Any] = {"employee_id": who.employee_id, "input_id": question.key}
    said = partial(confirm, mall.project, period, **whose, reason="属实", lang="zh")
    (told,) = refused(said)
    assert all(
        words in told for words in ("2026-10 已结算", "客服2（E2）", "300.00 元 → 0.00 元", "--reason 属实", "--reopen")
    )
    assert who.employee_id in [each.employee_id for each, _, _ in open_entries(mall.project, period, "zh")]
    with mall.ledger.reading() as read:
        assert not marks.reopenings(read, "2026-10")
    said(reopen="九月的数核对过")
    with mall.ledger.reading() as read:
        assert {each.reason for each in marks.reopenings(read, "2026-10")["E2"]} == {"九月的数核对过"}
