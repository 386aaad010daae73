"""What a file that came back comes to, told alike by collect, status, collected.xlsx and JSON."""

import datetime as dt
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cli import main
from presales_xl.cycle.collecting import collected_book, several_files
from presales_xl.cycle.collecting.collect import Collected
from presales_xl.cycle.collecting.file_states import FileState
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.publish import publish
from presales_xl.problem_texts import explain
from presales_xl.project import Project
from presales_xl.workbook import reader
from tests import lint
from tests.conftest import Validate
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, messages_of, opened
from tests.cycle.returned import FIRST, PERIOD, SECOND, changed, ranked, returned, roster_changed, run, typed

BLANK: dict[str, Any] = ENGINEER | {"satisfaction": None, "complaints": None}
DOUBTED: dict[str, Any] = CONSULTANT | {"bid_doc_score": 1}


def state_of(made: Collected, file: str = FIRST) -> FileState:
    return next(each for each in made.returns if each.submission.file == file)


def counts(state: FileState) -> tuple[int, int, int]:
    return len(state.of("complete")), len(state.of("open")), len(state.of("confirm"))


@pytest.mark.parametrize(
    ("people", "verdict", "expected", "words"),
    [
        ({}, "accepted", (2, 0, 0), "已交齐"),
        ({"E2": DOUBTED}, "confirm", (1, 0, 1), "1 处待确认"),
        ({"E1": BLANK}, "in_part", (1, 1, 0), "已交，1 人未完成"),
        ({"E1": ENGINEER | {"satisfaction": 101}}, "in_part", (1, 1, 0), "已交，1 人未完成"),
        ({"E1": BLANK, "E2": DOUBTED}, "in_part", (0, 1, 1), "已交，1 人未完成，1 处待确认"),
    ],
)
def test_a_file_gets_one_verdict_with_its_people_and_status_says_the_same(
    tmp_path: Path, people: dict[str, dict[str, Any]], verdict: str, expected: tuple[int, int, int], words: str
) -> None:
    project = returned(tmp_path, people)
    state = state_of(run(project))
    assert (state.verdict, counts(state)) == (verdict, expected)
    first = next(each for each in status(project, PERIOD, "zh").returns if each.workbook.recipient_id == "M1")
    assert first.counts == state
    assert first.said("zh") == words
    assert bool(first.chase) == (verdict != "accepted")


def test_a_total_that_was_typed_over_is_to_be_confirmed(tmp_path: Path) -> None:
    project = returned(tmp_path)
    changed(project, FIRST, typed("工程师", 6, "total", 100))
    state = state_of(run(project))
    assert (state.verdict, [person.employee_id for person in state.of("confirm")]) == ("confirm", ["E1"])


def test_blank_entries_are_one_line_with_their_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = returned(tmp_path, {"E1": BLANK})
    code, out, _ = command(capsys, project, "collect")
    assert code == 0
    assert f"▲ {FIRST}　部分接收：1 人填齐，1 人未完成\n  E1 张三　未完成：2 项未填（工程师 H6、J6）。" in out
    chase = next(each.chase for each in status(project, PERIOD, "zh").returns if each.chase)
    assert "- E1 张三　未完成：2 项未填（工程师 H6、J6）。" in chase


@pytest.mark.parametrize(
    ("people", "code"),
    [({}, 0), ({"E2": DOUBTED}, 0), ({"E1": BLANK}, 0), ({"E1": ENGINEER | {"satisfaction": 101}}, 1)],
)
def test_the_exit_code_is_1_only_where_an_entry_is_not_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], people: dict[str, dict[str, Any]], code: int
) -> None:
    assert command(capsys, returned(tmp_path, people), "collect")[0] == code


def test_who_is_issued_anew_with_other_figures_is_open_and_nobody_else(tmp_path: Path) -> None:
    def other_target(sheets: Sheets) -> None:
        sheets["目标与工资"][1][1] = 600000

    run(project := returned(tmp_path))
    project = roster_changed(project, other_target)
    generate(project, PERIOD, "zh")
    first = next(each for each in status(project, PERIOD, "zh").returns if each.workbook.recipient_id == "M1")
    assert (first.said("zh"), first.counts and [each.employee_id for each in first.counts.of("open")]) == (
        "已交，1 人未完成",
        ["E2"],
    )
    assert "第 2 版里李四（E2）的方案、目标或人事给的数变了" in first.chase
    assert first.counts == state_of(run(project))


RATED = """\
id: rated
name: {zh: 互评, en: Rated}
cycles: [month]
parameters: {half: {name: {zh: 折半, en: Half}, value: 0.5}}
inputs:
  done: {name: {zh: 完成数, en: Done}, type: count}
  view: {name: {zh: 同事评价, en: View}, type: score, rated_by: peer}
indicators:
  done: {name: {zh: 完成, en: Done}, points: 50, rule: {kind: formula, formula: done}}
  view: {name: {zh: 评价, en: View}, points: 50, rule: {kind: formula, formula: view * half}}
"""


def of_raters(tmp_path: Path) -> Project:
    """Return a company in which a colleague rates E1; the manager's workbook is back."""

    def rated(sheets: Sheets) -> None:
        sheets["岗位"][1][1] = "rated"
        sheets["评分人"] = [["被评人工号", "评分角色", "评分人工号"], ["E1", "同事", "E3"]]

    project = company(tmp_path, rated)
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "rated.yaml").write_text(RATED, encoding="utf-8")
    generate(project, PERIOD, "zh")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E1": {"done": 7}, "E2": CONSULTANT})
    return project


def test_whose_raters_have_not_answered_is_not_open_by_the_managers_file(tmp_path: Path) -> None:
    made = run(of_raters(tmp_path))
    state = state_of(made)
    assert (state.verdict, [(each.employee_id, each.state) for each in state.people], made.complete) == (
        "accepted",
        [("E1", "waits"), ("E2", "complete")],
        1,
    )


CHOICE = """\
id: choice
name: {zh: 择一, en: One of two}
cycles: [month]
inputs:
  surveyed: {name: {zh: 客户满意度, en: Satisfaction}, type: score, optional: true}
  not_measured: {name: {zh: 未测, en: Not measured}, type: yes_no, default: "no"}
  nps: {name: NPS, type: number, min: -100, max: 100, optional: true}
measures:
  view: {name: {zh: 满意度, en: View}, formula: "given(nps) if not_measured == 'yes' else given(surveyed)"}
indicators:
  view: {name: {zh: 满意度, en: View}, points: 100, rule: {kind: formula, formula: view}}
"""


def test_who_lacks_one_of_two_entries_that_may_each_stay_blank_is_open_and_the_blank_is_named(tmp_path: Path) -> None:
    project = company(tmp_path, lambda sheets: sheets["岗位"][1].__setitem__(1, "choice"))
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "choice.yaml").write_text(CHOICE, encoding="utf-8")
    generate(project, PERIOD, "zh")
    entered = {"E1": {"not_measured": "是"}, "E2": CONSULTANT}
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, entered)
    state = state_of(run(project))
    assert (state.verdict, counts(state)) == ("in_part", (1, 1, 0))
    [lacking] = state.of("open")[0].to_mend
    assert (lacking.code, lacking.place.cell != "", "NPS" in explain("zh", lacking)) == ("table.blank", True, True)
    [first] = [each for each in status(project, PERIOD, "zh").returns if each.workbook.recipient_id == "M1"]
    assert first.said("zh") == "已交，1 人未完成"
    assert "NPS" in first.chase


def test_what_a_rater_gave_and_is_doubted_is_asked_of_hr_and_not_of_the_manager(tmp_path: Path) -> None:
    project = of_raters(tmp_path)
    form = next(file for file in project.outbox(PERIOD).rglob("*.xlsx") if "王五" in file.name)
    fill(form, project.inbox(PERIOD) / form.name, {"E1": {"view": 1}})
    made = run(project)
    [person, _] = state_of(made).people
    assert (state_of(made).verdict, person.state) == ("accepted", "waits")
    [asked] = [each for each in made.problems if each.code == "collect.question_rated"]
    assert "confirm 2026-11 E1 view" in explain("zh", asked)
    assert all(each.chase == "" for each in status(project, PERIOD, "zh").returns if each.workbook.recipient == "赵一")


# A file that counts instead of another.


def resubmitted(folder: Path) -> Project:
    """Return a project in which another file lies in the inbox than the one that counts."""
    project = returned(folder)
    file = project.inbox(PERIOD) / FIRST
    run(project)
    fill(file, file, {"E1": {"unresolved": 4}, "E2": {"bids_won": 0}})
    return project


def test_what_another_file_changes_is_told_with_what_it_does_to_total_grade_and_pay(tmp_path: Path) -> None:
    project = resubmitted(tmp_path)
    made = run(project)
    state = state_of(made)
    assert (state.verdict, state.changed) == ("accepted", 2)
    effects = [
        problem.fields for person in state.people for problem in person.changes if "total_after" in problem.fields
    ]
    assert next((each["id"], each["total_before"], each["total_after"]) for each in effects) == ("E1", "93", "88")
    assert effects[1]["pay_before"] != effects[1]["pay_after"]
    assert state_of(run(project)) == state
    rows = reader.read_one(project.results(PERIOD) / collected_book.FILE)["变化"]
    assert rows[1][:7] == ["E1", "张三", "未解决客户数", "2", "4", "93", "88"]
    assert [row[0] for row in rows[1:]] == ["E1", "E2"]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set here")
def test_when_a_file_came_is_told_by_the_clock_of_whoever_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = returned(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        [came] = {state.submission.received_at for state in run(project).returns if state.submission.file == FIRST}
        rows = next(iter(reader.read_one(project.results(PERIOD) / collected_book.FILE).values()))
    finally:
        monkeypatch.undo()
        time.tzset()
    there = dt.datetime.fromisoformat(came) + dt.timedelta(hours=8)
    place = rows[0].index("收到时间")
    assert [row[place] for row in rows if FIRST in row] == [f"{there:%Y-%m-%d %H:%M}"]


def test_the_command_names_the_people_concerned_once_and_the_workbook_keeps_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = resubmitted(tmp_path)
    code, out, _ = command(capsys, project, "collect")
    assert code == 0
    assert (
        "与此前计入的相比改了 2 处，涉及 2 人（逐格见 collected.xlsx）："
        "\n    张三（E1）：未解决客户数 2 → 4；总分 93 → 88" in out
    )
    second = project.inbox(PERIOD) / SECOND
    fill(second, second, {"E3": {"unresolved": 4}})
    _, out, _ = command(capsys, project, "collect")
    assert ("张三（E1）" in out, "王五（E3）：未解决客户数" in out) == (False, True)
    rows = reader.read_one(project.results(PERIOD) / collected_book.FILE)["变化"]
    assert {row[0] for row in rows[1:]} == {"E1", "E2", "E3"}


def test_the_command_tells_the_first_changes_of_each_person_also_where_they_change_no_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = returned(tmp_path)
    file = project.inbox(PERIOD) / FIRST
    run(project)
    long = "很好" * 50
    much = {"unresolved": 4, "satisfaction": 80, "complaints": 3, "words.comment": "好"}
    fill(file, file, {"E1": much, "E2": {"words.comment": long}})
    out = command(capsys, project, "collect")[1]
    (first,) = [line for line in out.splitlines() if line.strip().startswith("张三（E1）：")]
    assert "未解决客户数 2 → 4" in first
    assert "，另有 1 处；总分 93 → " in first
    (other,) = [line for line in out.splitlines() if line.strip().startswith("李四（E2）：")]
    assert other.strip().startswith("李四（E2）：评语 未填 → 很好很好")
    assert long not in other


def test_a_doubted_entry_is_told_with_its_cell_wherever_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = returned(tmp_path, {"E2": DOUBTED})
    book = opened(project.inbox(PERIOD) / FIRST)
    assert book["顾问"]["S6"].value == DOUBTED["bid_doc_score"]
    line = "E2 李四　待确认：顾问 › S6：E2 李四 的「标书评分」填的是 1，请确认"
    for _ in range(2):  # read, and then as the ledger keeps it
        assert line in command(capsys, project, "collect")[1]
    (chase,) = [each.chase for each in status(project, PERIOD, "zh").returns if each.chase]
    assert line in chase
    (file, _) = json.loads(command(capsys, project, "collect", "--json")[1])["files"]
    (asked,) = [each for person in file["people"] for each in person["problems"]]
    assert (asked["file"], asked["sheet"], asked["cell"]) == (FIRST, "顾问", "S6")


# The workbook, and JSON.


@pytest.mark.validator
def test_the_workbook_of_what_came_back_has_links_to_files_and_cells(tmp_path: Path, validate: Validate) -> None:
    project = returned(tmp_path, {"E1": BLANK, "E2": DOUBTED})
    (project.inbox(PERIOD) / "坏.xlsx").write_bytes(b"PK no workbook")
    run(project)
    path = project.results(PERIOD) / collected_book.FILE
    assert validate([path]) == []
    assert list(lint.lint(path)) == []
    sheets = reader.read_one(path)
    assert list(sheets) == ["文件", "人员", "问题", "变化"]
    assert [row[0] for row in sheets["文件"][1:]] == ["未计入", "部分接收", "已接收"]
    assert [row[:3] for row in sheets["人员"][1:]] == [
        ["E1", "张三", "未完成"],
        ["E2", "李四", "待确认"],
        ["E3", "王五", "填齐"],
    ]
    assert sheets["问题"][1][0] == "错误"
    book = opened(path)
    links = [cell.hyperlink for row in book["问题"].iter_rows() for cell in row if cell.hyperlink]
    assert any("quarantine" in str(link.target) for link in links)
    assert [link.location for link in links if FIRST in str(link.target) and link.location] == [
        "'工程师'!H6",
        "'工程师'!J6",
        "'顾问'!S6",
    ]


def test_json_has_the_same_verdicts_on_collect_and_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = returned(tmp_path, {"E1": BLANK, "E2": DOUBTED})
    collected = json.loads(command(capsys, project, "collect", "--json")[1])
    now = json.loads(command(capsys, project, "status", "--json")[1])
    assert set(collected) == {
        "workbooks",
        "expected",
        "forms",
        "forms_expected",
        "people",
        "complete",
        "files",
        "problems",
        "written",
        "changed_by_others",
        "reopened",
    }
    first = next(each for each in collected["files"] if each["file"] == FIRST)
    assert first == next(each["file"] for each in now["recipients"] if each["id"] == "M1")
    assert [(each["id"], each["state"]) for each in first["people"]] == [("E1", "open"), ("E2", "confirm")]
    assert first["people"][0]["problems"][0] == {
        "code": "workbook.blank",
        "severity": "warning",
        "file": FIRST,
        "sheet": "工程师",
        "cell": "H6",
        "what": "张三 的「支持满意度」还没有填。",
        "mend": "请填写后重新交回；在此之前该员工为未完成。",
    }
    assert [each["state"] for each in now["recipients"]] == ["incomplete", "complete"]


@pytest.mark.parametrize("name", ["collect", "status"])
def test_json_says_why_a_command_cannot_be_carried_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    project = returned(tmp_path)
    with closing(sqlite3.connect(project.ledger)) as ledger, ledger:
        ledger.execute("UPDATE meta SET value = 'older' WHERE key = 'format'")
    code, out, err = command(capsys, project, name, "--json")
    (problem,) = json.loads(out)["problems"]
    assert (code, problem["code"], problem["severity"]) == (1, "ledger.other_format", "error")
    assert problem["file"] == str(project.ledger)
    assert problem["what"] + problem["mend"] in err


@pytest.mark.parametrize("name", ["collect", "status", "calibrate"])
def test_a_ledger_that_is_gone_is_told_of_and_no_empty_one_takes_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    project = returned(tmp_path)
    Path(project.ledger).unlink()
    code, _, err = command(capsys, project, name)
    assert (code, Path(project.ledger).exists()) == (1, False)
    assert "已经发放过的，请从备份恢复台账文件" in err


def test_json_is_one_document_though_a_table_beside_it_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = command(capsys, returned(tmp_path), "status", "--json", "--csv", str(tmp_path / "a.doc"))
    assert (code, [each["code"] for each in json.loads(out)["problems"]]) == (1, ["table.suffix"])


def command(capsys: pytest.CaptureFixture[str], project: Project, name: str, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([name, PERIOD.text, "--project", str(project.folder), *words])
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


# Results that change by what is entered of others.


def test_whose_result_moves_twice_in_one_click_is_told_once_and_who_comes_out_as_before_is_not(tmp_path: Path) -> None:
    project, people = ranked(tmp_path)
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, people)
    run(project)
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, people)
    down = run(project).moved
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / f"2_{FIRST}", {"E1": {"done": 5}})
    up = run(project).moved
    assert [each.fields["effects"] for each in (*down, *up)] == [["总分 100 → 60"], ["总分 60 → 100"]]
    assert several_files.once_each([*down, *up], "zh") == []
    assert several_files.once_each([*down, *up, *down], "zh") == down


def test_who_waits_for_others_of_the_cohort_is_sent_to_what_is_not_back_when_results_are_published(
    tmp_path: Path,
) -> None:
    project, people = ranked(tmp_path)
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, people)
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E2": CONSULTANT})
    run(project)
    made = publish(project, PERIOD, "zh", with_pdf=False)
    (told,) = messages_of(made.problems, "publish.cohort")
    assert "同组还有人未完成或有待确认的数，没有出通知单：E3 王五。" in told
    assert "催办文字见 presales-xl status 周期 --remind" in told
    assert messages_of(made.problems, "publish.to_confirm") == []


def test_whose_results_change_by_what_is_entered_of_others_is_told_when_that_comes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, people = ranked(tmp_path)
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, people)
    assert run(project).moved == []
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, people)
    made = run(project)
    assert [(each.fields["id"], each.fields["total_before"], each.fields["total_after"]) for each in made.moved] == [
        ("E3", "100", "60")
    ]
    rows = reader.read_one(project.results(PERIOD) / collected_book.FILE)["变化"]
    assert rows[1][:7] == ["E3", "王五", "同组人员的填写变化", None, None, "100", "60"]
    assert run(project).moved == []
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / f"2_{SECOND}", {"E3": {"done": 12}})
    code, out, _ = command(capsys, project, "collect")  # whose own entry changed is told of as before
    assert (
        code,
        "结果变了（本人的填写没有变，见 collected.xlsx 的「变化」）：\n  张三（E1）：总分 100 → 60。" in out,
    ) == (0, True)
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / f"3_{SECOND}", {"E3": {"done": 1}})
    code, out, _ = command(capsys, project, "collect", "--json")
    [moved] = json.loads(out)["changed_by_others"]
    assert (moved["id"], moved["total_before"], moved["total_after"]) == ("E1", "60", "100")
