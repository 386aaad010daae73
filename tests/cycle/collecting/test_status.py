"""`presales-xl status`: who has returned what, how complete, who is late, and what to write to them."""

import datetime as dt
import json
from pathlib import Path

import pytest

from presales_xl.cli import main
from presales_xl.cycle.collecting.status import Return, Status, status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.next_steps import WAITING, ahead_of
from presales_xl.cycle.publishing.publish import publish
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period, today
from presales_xl.project import Project
from presales_xl.texts import Lang
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, read_csv, refused
from tests.cycle.returned import FIRST, PERIOD, SECOND, changed, issued, returned, roster_changed, run, typed
from tests.cycle.test_people_states import stated

ON_TIME, TOO_LATE = dt.date(2026, 12, 3), dt.date(2026, 12, 4)  # the month ends on 30 November, 3 days are left


def of(project: Project, today: dt.date = ON_TIME, lang: Lang = "zh") -> tuple[Status, dict[str, Return]]:
    progress = status(project, PERIOD, lang, today)
    return progress, {one.workbook.recipient_id: one for one in progress.returns}


def test_nobody_has_returned_anything_at_first(tmp_path: Path) -> None:
    progress, people = of(issued(tmp_path))
    assert (progress.due, [one.state for one in progress.returns]) == (ON_TIME, ["missing", "missing"])
    assert (people["M1"].filled, people["M1"].wanted) == (0, 33)
    assert not any(one.late for one in progress.returns)
    assert people["M1"].chase == "赵一，您好：2026-11 的考核工作簿请在 2026-12-03 前填好交回，目前还没有收到。"


def test_what_came_back_is_complete_or_says_how_much_is_left(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E3": ENGINEER | {"satisfaction": None, "complaints": None}})
    run(project)
    _, people = of(project, TOO_LATE)
    assert (people["M1"].state, people["M1"].filled, people["M1"].chase) == ("complete", 33, "")
    assert (people["M2"].state, people["M2"].filled, people["M2"].wanted) == ("incomplete", 6, 8)
    assert people["M2"].chase.startswith(
        f"钱二，您好：您交回的「{SECOND}」已收到，还有这些要补、要改或要确认：\n"
        "- E3 王五　未完成：2 项未填（工程师 H6、J6）。"
    )
    assert not people["M2"].late


@pytest.mark.parametrize(("settings", "late"), [("", True), ("due = 4\n", False), ("due = 0\n", True)])
def test_late_is_who_has_returned_nothing_after_the_due_day(tmp_path: Path, settings: str, late: bool) -> None:
    project = returned(tmp_path, settings=settings)
    run(project, project.inbox(PERIOD) / FIRST)
    _, people = of(project, TOO_LATE)
    assert (people["M1"].late, people["M2"].late) == (False, late)
    assert ("已逾期" in people["M2"].chase) == late


@pytest.mark.usefixtures("before_anything_is_due")
def test_what_was_set_aside_is_told_with_the_reasons_for_the_recipient(tmp_path: Path) -> None:
    project = returned(tmp_path)
    changed(project, SECOND, typed("工程师", 6, "name", "某人"))
    run(project)
    progress, people = of(project)
    assert people["M2"].state == "set_aside"
    assert people["M2"].chase == (
        f"钱二，您好：您交回的「{SECOND}」没有计入，原因如下：\n"
        "- 工程师 › B6：工号 E3 的姓名是「某人」，发放时是「王五」。\n"
        "请在最近一次发给您的考核工作簿里改好，在 2026-12-03 前重新交回。"
    )
    assert [one.file for one in progress.quarantine] == [SECOND]
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, {"E3": ENGINEER})
    run(project)
    progress, people = of(project)
    assert (people["M2"].state, list(progress.quarantine)) == ("complete", [])


def test_entries_that_do_not_count_are_told_with_their_cells(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E3": ENGINEER | {"satisfaction": 101}})
    run(project)
    progress, people = of(project)
    assert (people["M2"].state, people["M2"].filled, people["M2"].wanted) == ("incomplete", 7, 8)
    assert people["M2"].chase.startswith(
        f"钱二，您好：您交回的「{SECOND}」已收到，还有这些要补、要改或要确认：\n- E3 王五　未完成：工程师 › H6："
    )
    assert "「支持满意度」填的是 101，超出范围。" in people["M2"].chase
    assert not progress.quarantine


def test_a_bad_file_after_a_good_one_is_listed_and_the_good_one_counts(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    changed(project, SECOND, typed("工程师", 6, "name", "某人"))
    run(project)
    progress, people = of(project)
    assert (people["M2"].state, people["M2"].counts is not None) == ("complete", True)
    assert "没有计入" in people["M2"].chase
    assert [one.file for one in progress.quarantine] == [SECOND]


def test_files_of_nobody_are_listed_and_those_superseded_are_not(tmp_path: Path) -> None:
    project = returned(tmp_path)
    inbox = project.inbox(PERIOD)
    (inbox / "坏.xlsx").write_bytes(b"hello")
    run(project)
    fill(inbox / FIRST, inbox / "新.xlsx", {"E1": {"unresolved": 0}})
    run(project)
    progress, _ = of(project)
    assert [one.file for one in progress.quarantine] == ["坏.xlsx"]


def test_after_a_new_issue_nobody_is_asked_again_of_whom_nothing_has_changed(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    project = roster_changed(project, lambda sheets: sheets["员工"][1].__setitem__(1, "张三丰"))
    generate(project, PERIOD, "zh")
    _, people = of(project)
    assert (people["M1"].state, people["M1"].workbook.issue, people["M2"].state) == ("complete", 2, "complete")


def test_a_manager_whose_people_are_all_exempt_is_never_late_and_never_reminded(tmp_path: Path) -> None:
    project = company(tmp_path, stated(E3="免考"))
    generate(project, PERIOD, "zh")
    _, people = of(project, TOO_LATE)
    second = people["M2"]
    assert (second.state, second.said("zh"), second.late, second.chase) == ("exempt", "都免考，不用交", False, "")
    assert people["M1"].late and people["M1"].chase
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E1": ENGINEER, "E2": CONSULTANT})
    run(project)
    assert [each.step for each in ahead_of(project, PERIOD, "zh").steps() if each.step in (*WAITING, "remind")] == []


def test_whose_exemption_is_lifted_is_to_be_filled_in_and_counts_among_what_is_open(tmp_path: Path) -> None:
    project = company(tmp_path, stated(E2="免考"))
    generate(project, PERIOD, "zh")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E1": ENGINEER})
    run(project)
    assert (of(project)[1]["M1"].filled, of(project)[1]["M1"].wanted) == (8, 8)
    project = company(tmp_path)
    generate(project, PERIOD, "zh")
    one = of(project)[1]["M1"]
    assert one.filled == 8 < one.wanted


def with_raters(sheets: Sheets) -> None:
    sheets["岗位"][1][1] = "presales_system"
    sheets["评分人"] = [
        ["被评人工号", "评分角色", "评分人工号", "评分人姓名", "邮箱", "权重"],
        ["E1", "同事", "E3", None, None, None],
        ["E1", "客户", "K1", "孙总", "sun@example.com", None],
    ]


def test_raters_are_chased_as_well(tmp_path: Path) -> None:
    project = company(tmp_path, with_raters)
    generate(project, PERIOD, "zh")
    _, people = of(project, TOO_LATE)
    assert (people["K1"].state, people["K1"].late, people["K1"].filled, people["K1"].wanted) == ("missing", True, 0, 1)
    assert people["K1"].chase.startswith("孙总，您好：2026-11 的评分表应在 2026-12-03 前交回，现已逾期")
    form = project.outbox(PERIOD) / people["K1"].workbook.file
    fill(form, project.inbox(PERIOD) / "孙总.xlsx", {"E1": {"satisfaction": 90}})
    made = run(project)
    _, people = of(project, TOO_LATE)
    assert (made.forms, made.forms_expected, made.workbooks, made.expected) == (1, 2, 0, 2)
    assert (people["K1"].state, people["K1"].filled, people["E3"].state) == ("complete", 1, "missing")


def test_a_rating_on_which_a_result_hangs_is_asked_of_its_rater_and_not_of_the_manager(tmp_path: Path) -> None:
    def by_customers(sheets: Sheets) -> None:
        with_raters(sheets)
        sheets["岗位"][1][1] = "draft_scheme"
        del sheets["评分人"][1]

    project = company(tmp_path, by_customers)
    generate(project, PERIOD, "zh")
    _, people = of(project, TOO_LATE)
    fill(project.outbox(PERIOD) / people["K1"].workbook.file, project.inbox(PERIOD) / "孙总.xlsx", {})
    rated = ("proposal_quality", "teamwork", "growth")
    entries = {f"{key}_{by}": 80 for key in rated for by in ("self", "peer", "superior")}
    entries |= {"deals": 3, "opportunities": 9}
    manager = project.outbox(PERIOD) / people["M1"].workbook.file
    fill(manager, project.inbox(PERIOD) / manager.name, {"E1": entries, "E2": CONSULTANT})
    made = run(project)
    _, people = of(project, TOO_LATE)
    assert (people["K1"].state, people["K1"].filled, people["K1"].wanted) == ("incomplete", 0, 1)
    assert "E1 张三　未完成：1 项未填（客户满意度（客户评））。" in people["K1"].chase
    assert (people["M1"].state, people["M1"].chase) == ("complete", "")
    assert any(each.code == "raters.nobody" for each in made.problems)


def test_who_has_no_statement_is_told_once_others_have_one(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E3": ENGINEER | {"satisfaction": None}})
    run(project)
    assert of(project)[0].without_in_words("zh") == "3 人：1 人还没有结果。"
    publish(project, PERIOD, "zh", with_pdf=False)
    assert of(project)[0].without_in_words("zh") == "3 人：1 人还没有结果，1 人没有通知单。"


def test_texts_come_in_english_too(tmp_path: Path) -> None:
    _, people = of(issued(tmp_path), TOO_LATE, "en")
    assert people["M1"].chase.startswith("Dear 赵一, the appraisal workbook of 2026-11 was due back by 2026-12-03")


def test_a_period_that_was_not_issued_is_told_of(tmp_path: Path) -> None:
    project = company(tmp_path)
    Ledger.open(project.ledger)
    assert refused(lambda: status(project, PERIOD, "zh"))[0].startswith("2026-11 还没有发放过工作簿。")


# The command.


def run_status(capsys: pytest.CaptureFixture[str], project: Project, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["status", PERIOD.text, "--project", str(project.folder), *words])
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def test_the_command_lists_recipients_files_set_aside_and_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = returned(tmp_path)
    changed(project, SECOND, typed("工程师", 6, "name", "某人"))
    run(project)
    (project.inbox(PERIOD) / "刚到.xlsx").write_bytes(b"hello")
    code, out, err = run_status(capsys, project)
    assert (code, err) == (0, "")
    assert "2026-11：工作簿 1／2 份已交，评分表 0／0 份已交；截止 2026-12-03" in out
    assert "收件文件夹里有 1 个文件还没有收进" in out
    assert all(word in out for word in ("已交齐", "未计入", "33/33", "【钱二】", "原因如下"))


def test_in_a_narrow_terminal_names_of_files_are_left_out_and_in_a_wide_one_they_are_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = returned(tmp_path)
    run(project)
    lines = {}
    for width in (80, 140):
        monkeypatch.setenv("COLUMNS", str(width))
        out = run_status(capsys, project)[1].splitlines()
        lines[width] = next(line.split() for line in out if "赵一" in line)
    assert lines[80] == ["考核工作簿", "M1", "赵一", "华东", "已交齐", "33/33"]
    assert lines[140] == [*lines[80], FIRST]


def test_the_list_can_be_cut_to_a_team_or_to_who_is_late(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = issued(tmp_path)
    _, out, _ = run_status(capsys, project, "--team", "华南")
    assert ("钱二" in out, "赵一" in out) == (True, False)
    late = today() > ON_TIME
    assert ("没有符合条件的人。" in run_status(capsys, project, "--late")[1]) != late
    code, _, err = run_status(capsys, project, "--team", "华中")
    assert (code, "没有团队「华中」。现有团队：华东、华南。" in err) == (1, True)


def test_the_list_with_the_texts_can_be_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = issued(tmp_path)
    file = tmp_path / "催办 名单.csv"
    run_status(capsys, project, "--csv", str(file))
    assert {row["催办文字"] for row in read_csv(file)} == {""}  # nothing was sent to anybody yet
    for each in json.loads(run_status(capsys, project, "--json")[1])["recipients"]:
        assert each["chase"] == ""
    with pytest.raises(SystemExit):
        main(["send", PERIOD.text, "--project", str(project.folder), "--by-hand"])
    capsys.readouterr()
    assert run_status(capsys, project, "--csv", str(file))[0] == 0
    rows = read_csv(file)
    assert [(row["姓名"], row["状态"], row["已填"], row["应填"]) for row in rows] == [
        ("赵一", "未交", "0", "33"),
        ("钱二", "未交", "0", "8"),
    ]
    assert rows[0]["催办文字"].startswith("赵一，您好：")


def test_nobody_is_told_to_return_what_was_never_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, long_over = company(tmp_path), "2026-01"
    generate(project, parse_period(long_over), "zh")
    for is_sent in (False, True):
        if is_sent:
            with pytest.raises(SystemExit):
                main(["send", long_over, "--project", str(project.folder), "--by-hand"])
        with pytest.raises(SystemExit):
            main(["status", long_over, "--project", str(project.folder)])
        assert ("赵一，您好：" in capsys.readouterr().out) == is_sent
