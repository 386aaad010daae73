"""Appeals: recorded in time or late, decided once, and an upheld one counts from then on."""

import datetime as dt
from functools import partial
from pathlib import Path

import pytest

from presales_xl.cycle import recompute
from presales_xl.cycle.changes import Affected, Change
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.next_steps import ahead_of, next_of_others
from presales_xl.cycle.publishing.appeal import all_appeals, decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.settling.settle import settle
from presales_xl.cycle.standing import standings
from presales_xl.ledger import kept_results
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.periods import parse_period, today
from presales_xl.project import Project
from presales_xl.scheme.errors import ProblemsError
from tests.cycle.company import ENGINEER, fill, messages_of, read_csv, refused
from tests.cycle.periods import Company
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, SECOND, roles_of, roster_changed, run
from tests.cycle.test_states import left
from tests.scheme.small import SMALL, plan_of


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with results, published today."""
    found = collected(tmp_path)
    publish(found, PERIOD, "zh", day=today(), with_pdf=False)
    return found


def upheld(project: Project, employee_id: str, *settings: str) -> Affected:
    appeal, _ = open_appeal(project, PERIOD, employee_id, "数据有误", lang="zh")
    return decide(project, appeal.id, upheld=True, note="查证属实", settings=settings, lang="zh").employee


def test_an_appeal_in_time_is_recorded_without_a_word(project: Project) -> None:
    made, problems = open_appeal(project, PERIOD, " e1 ", "未解决客户数应为 0", lang="zh")
    assert (made.employee_id, made.text, problems) == ("E1", "未解决客户数应为 0", [])
    assert [(one.id, one.outcome) for one in all_appeals(project)] == [(made.id, "")]


def test_a_file_that_comes_later_changes_nothing_of_what_an_appeal_has_put_right_and_that_is_told(
    project: Project, tmp_path: Path
) -> None:
    upheld(project, "E3", "unresolved=1")
    file = project.inbox(PERIOD) / SECOND
    for value in (9, 8):
        file.write_bytes(fill(file, tmp_path / "again.xlsx", {"E3": ENGINEER | {"unresolved": value}}).read_bytes())
        made = run(project)
        (message,) = messages_of(made.problems, "collect.upheld")
        assert f"的「未解决客户数」交回的是 {value}，但申诉已裁定为 1：仍按裁定的计入。" in message
        assert messages_of(made.problems, "collect.changed") == []
    (entry,) = (
        who.employee.entries["input.unresolved"]
        for role in roles_of(project)
        for who in role.people
        if who.employee_id == "E3"
    )
    assert entry == 1


def test_a_file_that_says_what_an_appeal_has_decided_changes_nothing_and_is_told_of_as_nothing(
    project: Project, tmp_path: Path
) -> None:
    upheld(project, "E3", "unresolved=1")
    file = project.inbox(PERIOD) / SECOND
    for value in (9, 1):  # the first never counted, so the second changes nothing
        file.write_bytes(fill(file, tmp_path / "again.xlsx", {"E3": ENGINEER | {"unresolved": value}}).read_bytes())
        made = run(project)
    assert messages_of(made.problems, "collect.upheld", "collect.changed", "collect.effect") == []


def test_whose_appeal_was_upheld_keeps_its_value_beside_the_first_file_of_another_manager_and_that_is_told(
    project: Project,
) -> None:
    upheld(project, "E3", "unresolved=1")
    project = roster_changed(project, lambda sheets: sheets["员工"][3].__setitem__(2, "M1"))
    generate(project, PERIOD, "zh", reopen="换了经理")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, PEOPLE | {"E3": ENGINEER | {"unresolved": 9}})
    made = collect(project, PERIOD, (), "zh", reopen="换了经理")
    (message,) = messages_of(made.problems, "collect.upheld")
    assert "王五（E3）的「未解决客户数」交回的是 9，但申诉已裁定为 1：仍按裁定的计入。" in message


def test_a_late_appeal_is_told_of_and_recorded_all_the_same(project: Project) -> None:
    publish(project, PERIOD, "zh", day=dt.date(2026, 1, 5), with_pdf=False, reopen="日期写错")
    _, problems = open_appeal(project, PERIOD, "E1", "迟到的申诉", lang="zh")
    assert messages_of(problems, "appeal.late")[0].startswith("申诉期限是 2026-01-12，已经过了；申诉已照样记录。")
    assert len(all_appeals(project, PERIOD)) == 1


def test_an_appeal_before_publication_is_told_of(tmp_path: Path) -> None:
    project = collected(tmp_path)
    _, problems = open_appeal(project, PERIOD, "E1", "太早", lang="zh")
    assert messages_of(problems, "appeal.unpublished")[0].startswith(
        "张三（E1）的 2026-11 结果还没有公布；申诉已照样记录。"
    )


def test_the_same_appeal_is_recorded_once(project: Project) -> None:
    first, _ = open_appeal(project, PERIOD, "E1", "数据有误", lang="zh")
    assert open_appeal(project, PERIOD, "E1", "数据有误", lang="zh")[0].id == first.id
    assert len(all_appeals(project)) == 1


def test_an_appeal_of_nobody_known_is_refused_with_close_ids(project: Project) -> None:
    (message,) = refused(lambda: open_appeal(project, PERIOD, "E9", "x", lang="zh"))
    assert message.startswith("这个周期没有工号「E9」。相近的：")
    assert all_appeals(project) == []


def test_an_upheld_appeal_shows_what_it_changes_before_and_after(project: Project) -> None:
    appeal, _ = open_appeal(project, PERIOD, "E3", "未解决客户数应为 0", lang="zh")
    made = decide(project, appeal.id, upheld=True, note="查证属实", settings=["unresolved=0"], lang="zh")
    assert made.entries == [Change("未解决客户数", "12", "0")]
    assert made.employee.changes == [
        Change("项目技术解决率", "10", "35"),
        Change("总分", "73", "98"),
        Change("等级", "B", "S"),
        Change("名次", "2", "1"),
    ]
    [other] = made.others  # whose statement says another rank
    assert (other.employee_id, other.changes) == ("E1", [Change("名次", "1", "2")])
    assert made.problems == []


def test_an_upheld_appeal_changes_the_pay_and_who_stands_where(project: Project) -> None:
    changes = {one.name: (one.before, one.after) for one in upheld(project, "E2", "input.bids_won=0").changes}
    assert changes["等级"] == ("S", "A")
    assert changes["季度绩效奖金"] == ("13,500.00 元", "10,800.00 元")
    standing = next(role for role in roles_of(project) if role.role == "顾问")
    (consultant,) = standing.people
    assert (consultant.outcome.grade, consultant.employee.entries["input.bids_won"]) == ("A", 0)


def test_the_ledgers_results_follow_in_the_same_step(project: Project) -> None:
    upheld(project, "E3", "unresolved=0")
    ledger = Ledger.open(project.ledger)
    with ledger.reading() as read:
        found = next(one for one in kept_results.all_of(read, PERIOD.text) if one.employee_id == "E3")
    assert (found.total, found.grade) == (98, "S")
    assert verify(ledger) == []
    assert tail(ledger, 1)[0].action == "appeal"


def test_hrs_table_of_results_is_as_new_as_the_ledger(project: Project) -> None:
    def totals() -> dict[str, str]:
        return {row["employee_id"]: row["total"] for row in read_csv(project.results(PERIOD) / "results.csv")}

    before = totals()
    upheld(project, "E3", "unresolved=0")
    assert (before["E3"], totals()) == ("73", before | {"E3": "98"})


def test_the_statement_tells_of_the_decision_and_the_new_result(project: Project) -> None:
    upheld(project, "E3", "unresolved=0")
    made = publish(project, PERIOD, "zh", with_pdf=False)
    html = next(path for path in made.pages if path.name.startswith("E3")).read_text(encoding="utf-8")
    assert "（成立）：查证属实" in html
    assert "未解决客户数 0 ≤ 0 → 35 分" in html


def test_the_difference_is_paid_by_the_next_settlement(project: Project) -> None:
    ledger = Ledger.open(project.ledger)
    settle(project, ledger, PERIOD, "zh")
    upheld(project, "E2", "bids_won=0")
    added = settle(project, ledger, PERIOD, "zh").added
    assert [(line.employee_id, line.fen) for line in added] == [("E2", -270000)]


def test_a_rejected_appeal_changes_nothing(project: Project) -> None:
    appeal, _ = open_appeal(project, PERIOD, "E1", "数据有误", lang="zh")
    made = decide(project, appeal.id, upheld=False, note="数据无误", settings=[], lang="zh")
    assert (made.appeal.outcome, made.employee.changes, made.problems) == ("rejected", (), [])


@pytest.mark.parametrize("is_upheld", [True, False])
def test_who_is_gone_from_the_roster_is_promised_no_other_statement(project: Project, *, is_upheld: bool) -> None:
    appeal, _ = open_appeal(project, PERIOD, "E2", "数据有误", lang="zh")
    roster_changed(project, left)
    generate(project, PERIOD, "zh", reopen="离职")
    made = decide(project, appeal.id, upheld=is_upheld, note="数据无误", settings=[], lang="zh")
    assert "已不在 2026-11 的名单里" in made.in_words("zh")
    assert "下一版" not in made.in_words("zh")


def test_an_upheld_appeal_that_changes_no_result_is_told_of(project: Project) -> None:
    appeal, _ = open_appeal(project, PERIOD, "E1", "数据有误", lang="zh")
    made = decide(project, appeal.id, upheld=True, note="属实", settings=["unresolved=1"], lang="zh")
    assert [problem.code for problem in made.problems] == ["appeal.nothing_follows"]


def test_an_upheld_appeal_that_names_no_entry_is_told_of(project: Project) -> None:
    appeal, _ = open_appeal(project, PERIOD, "E1", "数据有误", lang="zh")
    made = decide(project, appeal.id, upheld=True, note="属实", settings=[], lang="zh", dry_run=True)
    assert [problem.code for problem in made.problems] == ["appeal.nothing_changes"]


LAST = parse_period("2026-09")
_STARS: dict[str, float | str] = {"class_b_units": 0, "major_complaints": 0, "severe": "no", "stock_in_signed": "yes"}


def three_months(folder: Path) -> tuple[Company, Path]:
    """Return three months of which the last, settled, has what no complaints give, and its table of results."""
    company = Company(Ledger.open(folder / "ledger.sqlite"), folder, {"E1": "张三"})
    for month, complaints in (("2026-07", 0), ("2026-08", 1), ("2026-09", 0)):
        company.run(month, "repair_stars", {"E1": {**_STARS, "genuine_units": 200, "skill_complaints": complaints}})
    company.settle("2026-09")
    with company.ledger.reading() as read:
        current, as_of = standings(company.project, read, LAST, "zh"), kept_results.as_of(read, LAST.text)
    recompute.write(company.project, LAST, current, "zh", as_of=as_of)
    return company, company.project.results(LAST) / "results.csv"


def test_an_upheld_appeal_tells_what_it_changes_in_a_later_period_that_remembers_this_one(tmp_path: Path) -> None:
    company, results = three_months(tmp_path)
    paid = read_csv(results)[0]["pay.total"]
    appeal, _ = open_appeal(company.project, parse_period("2026-08"), "E1", "没有投诉", lang="zh")
    made = decide(company.project, appeal.id, upheld=True, note="属实", settings=["skill_complaints=0"], lang="zh")
    assert (made.employee.changes, list(made.others), made.problems) == ((), [], [])
    assert [row["pay.total"] for row in read_csv(results)] == [f"{float(paid) + 200:g}"]
    (line,) = next_of_others(company.project, made.later, parse_period("2026-08"), "zh")
    assert line.startswith("2026-09 的结果也变了。下一步：")
    assert [(each.period, Change("季度无投诉奖", "0.00 元", "200.00 元") in each.changes) for each in made.later] == [
        ("2026-09", True)
    ]


def test_files_of_results_that_did_not_follow_an_appeal_come_next_and_are_written_by_any_run_of_any_period(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, results = three_months(tmp_path)
    appeal, _ = open_appeal(company.project, parse_period("2026-08"), "E1", "没有投诉", lang="zh")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    def left() -> list[str]:
        steps = ahead_of(company.project, LAST, "zh").steps()
        return [each.step for each in steps if "没有跟上台账" in each.why]

    assert left() == []
    with monkeypatch.context() as stopped:
        stopped.setattr(recompute, "rewrite", stop)
        stopped.setattr("presales_xl.ledger.step.now", lambda: "2026-12-01T00:00:00Z")  # never the second of before
        with pytest.raises(KeyboardInterrupt):
            decide(company.project, appeal.id, upheld=True, note="属实", settings=["skill_complaints=0"], lang="zh")
    paid = float(read_csv(results)[0]["pay.total"])
    assert left() == ["collect"]
    company.settle("2026-07")
    assert [row["pay.total"] for row in read_csv(results)] == [f"{paid + 200:g}"]
    assert left() == []


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("unresolvd=1", "--set：「unresolvd=1」不是可以更改的数据。请写成 编号=值，编号如：unresolved"),
        ("satisfacton=9", "--set：「satisfacton=9」不是可以更改的数据。请写成 编号=值，编号如：satisfaction"),
        ("unresolved=", "--set：「unresolved=」不是可以更改的数据。"),
        ("total=100", "--set：「total=100」不是可以更改的数据。"),
        ("unresolved=很多", "--set unresolved：「未解决客户数」填的是「很多」，不是数字。"),
        ("satisfaction=101", "--set satisfaction：「支持满意度」填的是 101，超出范围。"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_the_appeal_stays_open(
    project: Project, setting: str, expected: str
) -> None:
    appeal, _ = open_appeal(project, PERIOD, "E1", "数据有误", lang="zh")
    (message,) = refused(lambda: decide(project, appeal.id, upheld=True, note="属实", settings=[setting], lang="zh"))
    assert message.startswith(expected)
    assert all_appeals(project)[0].outcome == ""


def test_what_is_beyond_the_limits_of_a_level_no_appeal_sets(tmp_path: Path) -> None:
    plan = plan_of(
        SMALL,
        ("parameters:\n", "parameters:\n  top: {name: Top, value: 5}\n"),
        ("en: Won}, type: count}", "en: Won}, type: count, limits: [extra, top]}"),
    )
    company = Company(Ledger.open(tmp_path / "ledger.sqlite"), tmp_path, {"E1": "张三", "E2": "李四"})
    given: dict[str, float | str] = {"won": 3.0, "joined": 4.0}
    company.run("2026-11", plan, {"E1": {**given, "level": "junior"}, "E2": {**given, "level": "senior"}})
    for employee_id, is_refused in (("E1", False), ("E2", True)):
        appeal, _ = open_appeal(company.project, PERIOD, employee_id, "数据有误", lang="zh")
        decided = partial(decide, company.project, appeal.id, upheld=True, note="属实", settings=["won=1"], lang="zh")
        if is_refused:
            assert "超出范围" in refused(decided)[0]
        else:
            assert decided().entries == [Change("中标数", "3", "1")]


@pytest.mark.parametrize(
    ("outcome", "note", "settings", "code"),
    [
        (None, "属实", [], "appeal.no_outcome"),
        (True, " ", [], "appeal.no_note"),
        (False, "不属实", ["unresolved=1"], "appeal.set_rejected"),
    ],
)
def test_a_decision_needs_outcome_and_note_and_only_an_upheld_one_changes_entries(
    project: Project, outcome: bool | None, note: str, settings: list[str], code: str
) -> None:
    appeal, _ = open_appeal(project, PERIOD, "E1", "数据有误", lang="zh")
    with pytest.raises(ProblemsError) as error:
        decide(project, appeal.id, upheld=outcome, note=note, settings=settings, lang="zh")
    assert [problem.code for problem in error.value.problems] == [code]


def test_an_appeal_is_decided_once(project: Project) -> None:
    upheld(project, "E1", "unresolved=0")
    with pytest.raises(ProblemsError) as error:
        decide(project, 1, upheld=False, note="改主意", settings=[], lang="zh")
    assert [problem.code for problem in error.value.problems] == ["ledger.decided"]
