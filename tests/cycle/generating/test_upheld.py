"""What an upheld appeal has decided counts beside a later roster, and what does not go by it is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.appeal import decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.standing import standings
from presales_xl.ledger.ledger import Ledger
from presales_xl.project import Project
from tests.cycle.company import Sheets, fill, fill_all, messages_of, opened
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, roster_changed, run
from tests.cycle.test_stints import moved, returned

OTHERWISE = "appeal.given_otherwise"


def upheld(project: Project, employee_id: str, setting: str) -> None:
    appeal, _ = open_appeal(project, PERIOD, employee_id, "数据有误", lang="zh")
    decide(project, appeal.id, upheld=True, note="查证属实", settings=[setting], lang="zh")


def counting(project: Project, employee_id: str, column: str) -> float:
    with Ledger.open(project.ledger).reading() as read:
        current = standings(project, read, PERIOD, "zh")
    return next(who for who in current.every_stint if who.employee_id == employee_id).employee.entries[column]


def base_salary(amount: int) -> Callable[[Sheets], object]:
    return lambda sheets: sheets["目标与工资"][1].__setitem__(2, amount)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with a published result, of which an appeal has put a figure of HR's right."""
    made = collected(tmp_path)
    publish(made, PERIOD, "zh", with_pdf=False)
    upheld(made, "E2", "base_salary=40000")
    return made


def shown(project: Project) -> object:
    sheet = opened(project.outbox(PERIOD) / FIRST)["顾问"]
    ids = [cell.value for cell in sheet[1]]
    [cell] = [row[ids.index("input.base_salary")] for row in sheet.iter_rows(min_row=2) if row[0].value == "E2"]
    assert cell.protection.locked
    return cell.value


def test_a_figure_that_hr_gives_later_than_an_appeal_decided_is_named_and_the_workbook_shows_what_counts(
    project: Project,
) -> None:
    project = roster_changed(project, base_salary(42000))
    made = generate(project, PERIOD, "zh", reopen="调薪")
    (message,) = messages_of(made.problems, OTHERWISE)
    assert message.startswith(
        "申诉 1 已为李四（E2）裁定「季度基本工资」40,000 元，仍按裁定的计入；"
        "名单里现在给的「季度基本工资」42,000 元 不计入。"
    )
    assert "presales-xl appeal open 2026-11 E2" in message
    assert shown(project) == 40000
    fill_all(project, PERIOD, PEOPLE)
    assert messages_of(run(project).problems, "collect.upheld_given") == []
    assert counting(project, "E2", "input.base_salary") == 40000


def test_once_the_roster_gives_what_was_decided_or_another_appeal_decides_what_it_gives_nothing_is_named(
    project: Project,
) -> None:
    project = roster_changed(project, base_salary(42000))
    upheld(project, "E2", "base_salary=42000")
    assert messages_of(generate(project, PERIOD, "zh", reopen="调薪").problems, OTHERWISE) == []


def test_an_appeal_issues_no_workbook_anew_and_a_file_that_shows_the_old_figure_counts_and_is_named(
    project: Project, tmp_path: Path
) -> None:
    made = generate(project, PERIOD, "zh")
    assert made.unchanged == len(made.files)
    assert "「季度基本工资」36,000 元 不计入" in messages_of(made.problems, OTHERWISE)[0]
    assert shown(project) == 36000
    file = project.inbox(PERIOD) / FIRST
    later = PEOPLE["E2"] | {"words.comment": "补一句评语"}
    file.write_bytes(fill(file, tmp_path / "again.xlsx", {"E2": later}).read_bytes())
    (message,) = messages_of(collect(project, PERIOD, (), "zh", reopen="补交").problems, "collect.upheld_given")
    assert (
        "李四（E2）的「季度基本工资」在交回的表里是 36,000 元（由人事或台账给出），但申诉已裁定为 40,000 元" in message
    )
    assert counting(project, "E2", "input.base_salary") == 40000


def test_what_an_appeal_has_decided_of_a_stint_that_is_none_any_more_is_named_until_another_one_decides_it(
    tmp_path: Path,
) -> None:
    project = returned(tmp_path)
    upheld(project, "E1#1", "unresolved=1")
    assert messages_of(run(project).problems, "appeal.void_stint") == []
    project = roster_changed(project, only_of_the_second)
    made = generate(project, PERIOD, "zh")
    (message,) = messages_of(made.problems, "appeal.void_stint")
    assert message.startswith(
        "申诉 1 为张三（E1#1）裁定的「未解决客户数」1 不再计入：按现在的名单，2026-11 里没有 E1#1 这一段。"
    )
    assert "presales-xl appeal open 2026-11 E1 --text" in message
    fill_all(project, PERIOD, PEOPLE)
    assert messages_of(run(project).problems, "appeal.void_stint") == [message]
    assert counting(project, "E1", "input.unresolved") == 2
    upheld(project, "E1", "unresolved=1")
    assert messages_of(run(project).problems, "appeal.void_stint") == []


def only_of_the_second(sheets: Sheets) -> None:
    """Let only E2 change the manager: E1 stays with the first."""
    moved(sheets)
    del sheets["人员变动"][1]


def test_generate_names_an_appeal_that_counts_for_other_days_than_before(tmp_path: Path) -> None:
    project = returned(tmp_path, None, PEOPLE)
    upheld(project, "E1", "unresolved=1")
    project = roster_changed(project, moved)
    (message,) = messages_of(generate(project, PERIOD, "zh").problems, "appeal.other_days")
    assert message.startswith(
        "申诉 1 为张三（E1）裁定的「未解决客户数」1，计入的日子由「整个周期」变为「11-15 至 11-30」；"
        "本人其余的日子按交回的计入。"
    )
    assert messages_of(generate(project, PERIOD, "zh").problems, "appeal.other_days") == []


def test_what_an_appeal_has_decided_and_the_scheme_of_now_does_not_have_is_named(tmp_path: Path) -> None:
    project = collected(tmp_path)
    upheld(project, "E1", "unresolved=1")
    project = roster_changed(project, lambda sheets: sheets["员工"][1].__setitem__(slice(3, 5), ["顾问", "中级"]))
    (message,) = messages_of(generate(project, PERIOD, "zh").problems, "appeal.void_figure")
    assert message.startswith("申诉 1 为张三（E1）裁定的「未解决客户数」1 不再计入：本人现在的考核方案里没有这个数。")
    assert messages_of(run(project).problems, "appeal.void_figure") == [message]
