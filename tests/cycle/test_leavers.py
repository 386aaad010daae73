"""Whoever comes or goes costs nobody else's entries, from the workbooks to the pay."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle.answering import told_in
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing.page_mail import prepare_pages
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.publishing.appeal import decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.settling.payroll import PayrollLine
from presales_xl.cycle.settling.settle import settle
from presales_xl.cycle.standing import standings
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period
from presales_xl.project import Project
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, fill_all, messages_of, opened, refused
from tests.cycle.returned import FIRST, PERIOD, SECOND, results, run

NAMES = {"E1": "张三", "E2": "李四", "E3": "王五", "E4": "周六", "E5": "吴七"}
LATER = parse_period("2026-12")
LEFT = "10 月 28 日离职，人事晚知道"
LEVELS = {"E2": "中级", "E4": "初级", "E5": "资深"}


def staff(sheets: Sheets) -> None:
    """Add two consultants of other levels, each with a base salary, and the address of one."""
    sheets["员工"][0].append("邮箱")
    sheets["员工"][2].append("li@example.com")
    sheets["员工"] += [["E4", "周六", "M1", "顾问", "初级"], ["E5", "吴七", "M2", "顾问", "资深"]]
    sheets["目标与工资"] += [["E4", 400000, 24000], ["E5", 800000, 48000]]


def without(employee_id: str) -> Any:
    """Return what takes somebody off the roster altogether."""

    def change(sheets: Sheets) -> None:
        staff(sheets)
        for name in ("员工", "目标与工资"):
            sheets[name] = [row for row in sheets[name] if row[0] != employee_id]

    return change


def dated(employee_id: str, column: str, day: str) -> Any:
    """Return what gives somebody a day in a column of the roster, of joining or of leaving."""

    def change(sheets: Sheets) -> None:
        staff(sheets)
        sheets["员工"][0].append(column)
        for row in sheets["员工"][1:]:
            row.extend([None] * (len(sheets["员工"][0]) - 1 - len(row)))
            row.append(day if row[0] == employee_id else None)

    return change


def left_on(employee_id: str, day: str) -> Any:
    return dated(employee_id, "离职日期", day)


def joined_on(employee_id: str, day: str) -> Any:
    return dated(employee_id, "入职日期", day)


@pytest.mark.parametrize(
    ("gone", "how"),
    [
        ("E1", without),
        ("E4", without),
        ("E4", lambda key: left_on(key, "2026-10-31")),
        ("E5", lambda key: left_on(key, "2026-11-20")),
    ],
)
def test_who_is_taken_off_costs_nobody_elses_entries(tmp_path: Path, gone: str, how: Any) -> None:
    people = dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT)
    project = company(tmp_path, staff)
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, people)
    run(project)
    before = {key: row["total"] for key, row in results(project).items()}
    assert "" not in before.values()

    project = company(tmp_path, how(gone))
    made = generate(project, PERIOD, "zh")
    told = messages_of(made.problems, "generate.void")
    assert not any(name in message for message in told for key, name in NAMES.items() if key != gone)
    run(project)
    after = {key: row["total"] for key, row in results(project).items()}
    assert {key: total for key, total in after.items() if key != gone} == {
        key: total for key, total in before.items() if key != gone
    }
    settled = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    paid = {line.employee.employee_id for line in settled.payroll.lines}
    assert paid >= LEVELS.keys() - {gone}
    assert [each.employee.employee_id for each in settled.payroll.unpaid if each.employee.employee_id != gone] == []


def test_a_leaver_is_measured_and_paid_by_the_days_at_work_and_the_statement_says_so(tmp_path: Path) -> None:
    whole, by_days = company(tmp_path / "whole", staff), company(tmp_path / "left", left_on("E2", "2026-11-20"))
    paid = {}
    for project in (whole, by_days):
        for file in generate(project, PERIOD, "zh").files:
            people = dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT)
            fill(file, project.inbox(PERIOD) / file.name, people)
        run(project)
        settled = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
        bonus = [line for line in settled.payroll.lines if line.item == "pay.bonus"]
        paid[project.folder.name] = {line.employee.employee_id: line.fen for line in bonus}
    assert paid["left"]["E2"] == round(paid["whole"]["E2"] * 20 / 30) > 0
    assert {key: paid["left"][key] for key in ("E4", "E5")} == {key: paid["whole"][key] for key in ("E4", "E5")}
    published = publish(by_days, PERIOD, "zh", with_pdf=False)
    page = next(path for path in published.pages if path.name.startswith("E2")).read_text(encoding="utf-8")
    assert "36,000 元 × 25%" in page
    assert "20 ÷ 30" in page


def test_a_day_of_leaving_that_is_known_late_leaves_what_was_entered_and_takes_the_days_alone(tmp_path: Path) -> None:
    known, late = company(tmp_path / "known", left_on("E2", "2026-11-20")), company(tmp_path / "late", staff)
    people = dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT)
    for project in (known, late):
        for file in generate(project, PERIOD, "zh").files:
            fill(file, project.inbox(PERIOD) / file.name, people)
        run(project)
    late = company(tmp_path / "late", left_on("E2", "2026-11-20"))
    made = generate(late, PERIOD, "zh")
    assert not messages_of(made.problems, "generate.void")
    run(late)
    assert results(late)["E2"]["total"] == results(known)["E2"]["total"] != ""
    paid = []
    for project in (known, late):
        lines = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll.lines
        paid.append({(line.employee.employee_id, line.item): line.fen for line in lines})
    assert paid[0] == paid[1]


def test_a_day_of_leaving_that_was_a_mistake_changes_nobody_but_whom_it_was_of(tmp_path: Path) -> None:
    project = company(tmp_path, left_on("E2", "2026-11-20"))
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT))
    run(project)
    settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    company(tmp_path, staff)
    made = generate(project, PERIOD, "zh", reopen="日期打错了")
    assert {each.employee_id: each.is_rank_alone for each in made.affected} == {"E2": False, "E4": True, "E5": True}


def test_a_day_of_leaving_after_the_period_issues_nothing_of_it_anew(tmp_path: Path) -> None:
    generate(company(tmp_path, staff), PERIOD, "zh")
    made = generate(company(tmp_path, left_on("E2", "2026-12-20")), PERIOD, "zh", dry_run=True)
    assert not messages_of(made.problems, "generate.anew", "generate.void")


def two_teams(left: str = "", *roles: str) -> Any:
    """Return what makes consultants of both managers, of whom one may have left; the last has another `roles`."""

    def change(sheets: Sheets) -> None:
        left_on(left, "2026-11-20")(sheets)
        day = "2026-11-20" if left == "E6" else None
        sheets["员工"].append(["E6", "郑八", "M2", *(roles or ["顾问"]), "中级", None, day])
        sheets["目标与工资"].append(["E6", 500000, 36000])
        sheets["岗位"] += [[role, "software_presales", "月、季度"] for role in roles]

    return change


def bonuses(project: Project) -> dict[str, int]:
    """Return what settling pays as bonus, in fen, by employee id."""
    lines = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll.lines
    found: dict[str, int] = {}
    for line in (line for line in lines if line.item == "pay.bonus"):
        found[line.employee.employee_id] = found.get(line.employee.employee_id, 0) + line.fen
    return found


def test_a_day_of_leaving_issues_the_workbook_of_the_own_team_anew_and_changes_no_pay_in_others(tmp_path: Path) -> None:
    people = dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(("E2", "E4", "E5", "E6"), CONSULTANT)
    project = company(tmp_path, two_teams())
    before = {file.name: file.read_bytes() for file in generate(project, PERIOD, "zh").files}
    fill_all(project, PERIOD, people)
    run(project)
    was, whole = results(project), bonuses(project)
    company(tmp_path, two_teams("E2"))
    (told,) = refused(lambda: generate(project, PERIOD, "zh"))
    assert FIRST in told and SECOND not in told
    made = generate(project, PERIOD, "zh", reopen=LEFT)
    assert [file.name for file in made.files if file.read_bytes() != before[file.name]] == [FIRST]
    run(project)
    assert {each.employee_id for each in made.affected if not each.is_rank_alone} == {"E2"}
    assert results(project)["E6"]["total"] == was["E6"]["total"]
    assert bonuses(project) == whole | {"E2": round(whole["E2"] * 20 / 30)}


def test_a_workbook_with_fewer_days_that_cannot_be_written_leaves_nobody_paid_by_the_scheme_before(
    tmp_path: Path,
) -> None:
    def with_share(share: float) -> Project:
        (tmp_path / "schemes").mkdir(parents=True, exist_ok=True)
        source = f"id: own\nextends: software_presales\nname: 自有\nparameters: {{performance_share: {share}}}\n"
        (tmp_path / "schemes" / "own.yaml").write_text(source, encoding="utf-8")

        def change(sheets: Sheets) -> None:
            two_teams("E2")(sheets)
            sheets["岗位"][2][1] = "own"

        return company(tmp_path, change)

    people = dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(("E2", "E4", "E5", "E6"), CONSULTANT)
    project = with_share(0.25)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, people)
    run(project)
    before = bonuses(project)
    project = with_share(0.2)
    kept_open = project.outbox(PERIOD) / FIRST
    kept_open.rename(kept_open.with_suffix(".old"))
    kept_open.mkdir()  # cannot be replaced, as a workbook that is open in Excel
    made = generate(project, PERIOD, "zh", reopen="比例改为 20%")
    assert [FIRST in message for message in messages_of(made.problems) if "无法写入" in message] == [True]
    (project.outbox(PERIOD) / SECOND).replace(project.inbox(PERIOD) / SECOND)
    fill(project.inbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, people)
    collect(project, PERIOD, [], "zh", reopen="比例改为 20%")
    assert bonuses(project) == {key: round(fen * 0.2 / 0.25) for key, fen in before.items()}
    assert before["E2"] == round(before["E6"] * 20 / 30)


def test_two_roles_of_one_scheme_have_days_where_their_team_has_a_leaver(tmp_path: Path) -> None:
    for left, given in (("E2", FIRST), ("E6", SECOND)):
        project = company(tmp_path / left, two_teams(left, "资深顾问"))
        for file in generate(project, PERIOD, "zh").files:
            ids = {cell.value for sheet in opened(file) for cell in sheet[1]}
            assert ("input.days_at_work" in ids) == (file.name == given)
        fill_all(project, PERIOD, dict.fromkeys(("E2", "E4", "E5", "E6"), CONSULTANT))
        run(project)
        assert all(results(project)[key]["total"] for key in ("E2", "E4", "E5", "E6"))
        with Ledger.open(project.ledger).reading() as read:
            roles = standings(project, read, PERIOD, "zh").roles
        assert [role.plan.scheme.by_days for role in roles] == [False, True, True]


def test_who_is_the_only_one_of_a_profile_may_go_and_what_others_returned_still_counts(tmp_path: Path) -> None:
    def profiles(*gone: str) -> Callable[[Sheets], object]:
        def change(sheets: Sheets) -> None:
            sheets["岗位"][1] = ["工程师", "sales_2024", "季度"]
            levels = {"E1": "年度标准", "E3": "新市场开拓"}
            sheets["员工"] = [[*row[:4], levels.get(row[0], row[4])] for row in sheets["员工"] if row[0] not in gone]

        return change

    quarter = parse_period("2026-Q4")
    project = company(tmp_path, profiles())
    for file in generate(project, quarter, "zh").files:
        fill(file, project.inbox(quarter) / file.name, {"E1": {"new_contracts": 900000}, "E2": CONSULTANT})
    collect(project, quarter, [], "zh")
    made = generate(company(tmp_path, profiles("E3")), quarter, "zh")
    assert messages_of(made.problems, "generate.void") == []
    with Ledger.open(project.ledger).reading() as read:
        found = {who.employee_id: who for role in standings(project, read, quarter, "zh").roles for who in role.people}
    assert found["E1"].employee.entries["input.new_contracts"] == 900000
    assert found["E1"].file


def test_who_comes_back_under_another_id_is_asked_about_and_paid_again_only_with_a_reason(tmp_path: Path) -> None:
    def new_id(sheets: Sheets) -> None:
        for name in ("员工", "目标与工资"):
            sheets[name] = [["X2", *row[1:]] if row[0] == "E2" else row for row in sheets[name]]

    def returned(project: Project) -> None:
        fill_all(project, PERIOD, {"E1": ENGINEER, "E2": CONSULTANT, "X2": CONSULTANT})
        collect(project, PERIOD, [], "zh", reopen="换了工号")

    made = generate(project := company(tmp_path), PERIOD, "zh")
    assert messages_of(made.problems, "generate.same_name") == []
    returned(project)
    ledger = Ledger.open(project.ledger)
    assert sum(line.fen for line in settle(project, ledger, PERIOD, "zh").added) == 1350000
    made = generate(project := company(tmp_path, new_id), PERIOD, "zh", reopen="换了工号")
    assert "李四（X2，原来可能是 E2）" in messages_of(made.problems, "generate.same_name")[0]
    assert settle(project, ledger, PERIOD, "zh").added == []  # nothing is due to X2 yet
    returned(project)
    assert "李四（X2，原来可能是 E2）" in refused(partial(settle, project, ledger, PERIOD, lang="zh"))[0]
    added = settle(project, ledger, PERIOD, "zh", reopen="是两个人").added
    assert [(line.employee_id, line.fen) for line in added] == [("X2", 1350000)]
    assert settle(project, ledger, PERIOD, "zh").added == []


def paid_though_gone(folder: Path) -> tuple[Project, int]:
    """Return a project with a period that was paid and published, after which E2 proves to have left before."""
    project = company(folder, staff)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT))
    run(project)
    paid = settle(project, Ledger.open(project.ledger), PERIOD, "zh", paid_out=True).payroll.lines
    publish(project, PERIOD, "zh", with_pdf=False)
    due = sum(line.fen for line in paid if line.employee.employee_id == "E2")
    assert due > 0
    return company(folder, left_on("E2", "2026-10-28")), due


def claimed(project: Project) -> Sequence[PayrollLine]:
    """Settle the next period, and return the lines of E2 in its payroll."""
    fill_all(project, LATER, dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT))
    collect(project, LATER, [], "zh")
    lines = settle(project, Ledger.open(project.ledger), LATER, "zh").payroll.lines
    return [line for line in lines if line.employee.employee_id == "E2"]


def test_what_was_paid_for_a_period_that_somebody_had_left_before_is_to_be_returned_once_hr_learns_of_it(
    tmp_path: Path,
) -> None:
    project, due = paid_though_gone(tmp_path)
    made = generate(project, LATER, "zh")
    (told,) = messages_of(made.problems, "generate.paid_when_absent")
    assert "李四（E2）：按名单的入职、离职日期，2026-11 期间不在职，但 2026-11 发过钱" in told
    change = f"李四（E2）：名单 在内 → 不在内，奖金合计 {due / 100:,.2f} 元 → 0.00 元"
    assert change in refused(partial(generate, project, PERIOD, "zh"))[0]
    made = generate(project, PERIOD, "zh", reopen=LEFT)
    assert {each.employee_id for each in made.affected} == {"E2", "E5"}  # E5 is one place higher now
    assert generate(project, PERIOD, "zh").affected == []  # it is told once
    waited_for = {each.now.employee_id for each in told_in(project, PERIOD) if each.is_awaited}
    assert waited_for == {"E1", "E3", "E4", "E5"}  # nobody is reminded of a period without any employment
    assert messages_of(generate(project, LATER, "zh").problems, "generate.paid_when_absent") == []  # what is done

    returned = claimed(project)
    assert (sum(line.fen for line in returned), {line.kind for line in returned}) == (-due, {"return"})
    assert {line.employee.name for line in returned} == {"李四"}
    ledger = Ledger.open(project.ledger)
    assert settle(project, ledger, LATER, "zh").added == []

    project = company(tmp_path, staff)  # it was somebody else who had left
    generate(project, PERIOD, "zh", reopen="离职日期登记错了人")
    assert sum(line.fen for line in settle(project, ledger, LATER, "zh").added) == due


def test_who_had_left_before_a_period_and_is_still_in_it_is_told_before_it_is_settled_and_comes_first(
    tmp_path: Path,
) -> None:
    def made() -> tuple[list[str], str]:
        told = settle(project, Ledger.open(project.ledger), PERIOD, "zh", dry_run=True).problems
        return messages_of(told, "settlement.not_employed"), ahead_of(project, PERIOD, "zh").comes_next()

    project = company(tmp_path, staff)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT))
    run(project)
    told, first = made()
    assert (told, "不在职" in first) == ([], False)
    project = company(tmp_path, left_on("E2", "2026-10-28"))
    [message], first = made()
    assert "1 人 2026-11 期间不在职，却还在 2026-11 的工作簿里：E2 李四" in message
    assert "presales-xl generate 2026-11" in first
    assert "E2 李四" in first
    generate(project, PERIOD, "zh")
    told, first = made()
    assert (told, "不在职" in first) == ([], False)


def test_who_was_not_employed_gets_a_statement_that_says_what_is_to_be_returned_and_why_and_may_appeal(
    tmp_path: Path,
) -> None:
    project, due = paid_though_gone(tmp_path)
    generate(project, PERIOD, "zh", reopen=LEFT)
    published = publish(project, PERIOD, "zh", with_pdf=False)
    why = {each.now.employee_id: each.now.why for each in published.revised}
    assert why == {"E2": LEFT, "E5": "其他人的结果有变化，名次等随之变化"}
    page = next(path for path in published.pages if path.name.startswith("E2")).read_text(encoding="utf-8")
    said = (
        "本期不在职，或所在岗位不在本期考核，没有本期的结果；以前公布的结果作废",
        f"{due / 100:,.2f} 元",
        "名单 在内 → 不在内",
        LEFT,
    )
    assert [words for words in said if words not in page] == []
    parcels = prepare_pages(project, PERIOD, published.documents, "zh")
    (parcel,) = [each for each in parcels if each.mailed.recipient_id == "E2"]
    assert (parcel.address, parcel.state, parcel.problems) == ("li@example.com", "ready", [])
    assert "E2" in {each.now.employee_id for each in told_in(project, PERIOD) if each.is_awaited}

    generate(project, LATER, "zh")
    assert sum(line.fen for line in claimed(project)) == -due
    assert publish(project, PERIOD, "zh", with_pdf=False).revised == []  # that it is claimed is no news

    appeal, problems = open_appeal(project, PERIOD, "e2", "我 11 月在岗", lang="zh")
    assert (appeal.employee_id, problems) == ("E2", [])
    decided = partial(decide, project, appeal.id, upheld=True, note="有打卡", lang="zh")
    (no_entry,) = refused(partial(decided, settings=["csat=1"]))
    assert no_entry.startswith("李四（E2）已不在 2026-11 的名单里")
    (hint,) = messages_of(decided(settings=[]).problems)
    assert "改好名单里的日期或信息，再运行 presales-xl generate 2026-11" in hint
    (revision,) = publish(project, PERIOD, "zh", with_pdf=False).revised
    assert [(each.name, each.after) for each in revision.changes] == [(f"申诉 {appeal.id}", "成立 · 有打卡")]


def exempt(employee_id: str) -> Any:
    """Return what exempts somebody for the whole period."""

    def change(sheets: Sheets) -> None:
        staff(sheets)
        sheets["人员变动"] = [["工号", "自", "至", "变动", "值"], [employee_id, "2026-11-01", None, "免考", None]]

    return change


def test_who_is_exempted_after_settling_is_not_asked_for_again_and_loses_what_hangs_on_the_appraisal(
    tmp_path: Path,
) -> None:
    people = dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT)
    project = company(tmp_path, staff)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, people)
    run(project)
    ledger = Ledger.open(project.ledger)
    before = settle(project, ledger, PERIOD, "zh").payroll.total()
    project = company(tmp_path, exempt("E2"))
    assert "李四（E2）：状态 正常 → 免考，总分 100.89 → 未填" in refused(partial(generate, project, PERIOD, "zh"))[0]
    made = generate(project, PERIOD, "zh", reopen="产假补办")
    assert messages_of(made.problems, "generate.void") == []
    settled = settle(project, ledger, PERIOD, "zh")
    assert (settled.payroll.total(), settled.payroll.unpaid) == (before - 13_500_00, [])


def test_a_day_of_joining_that_is_known_late_or_was_a_mistake_leaves_what_was_entered(tmp_path: Path) -> None:
    project = company(tmp_path, staff)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, dict.fromkeys(("E1", "E3"), ENGINEER) | dict.fromkeys(LEVELS, CONSULTANT))
    run(project)
    entered, total = results(project)["E2"]["total"], results(project)["E4"]["total"]
    for change in (joined_on("E2", "2026-11-01"), joined_on("E4", "2026-10-05"), staff):
        made = generate(company(tmp_path, change), PERIOD, "zh")
        assert not messages_of(made.problems, "generate.void")
        run(project)
        assert (results(project)["E2"]["total"], results(project)["E4"]["total"]) == (entered, total)
