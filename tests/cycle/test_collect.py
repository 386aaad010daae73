"""Collecting returned workbooks: what is read, what is told, and what is written."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from presales_xl.cycle import init
from presales_xl.cycle import project as projects
from presales_xl.cycle.generate import generate
from presales_xl.cycle.project import parse_period
from presales_xl.workbook import reader
from tests import lint
from tests.conftest import Validate
from tests.cycle.company import CONSULTANT, ENGINEER, company, fill, refused, told, write_csv, write_sheets
from tests.cycle.returned import FIRST, PERIOD, SECOND, issued, results, returned, roster_changed, run


def test_everything_filled_in_is_complete_and_computed_over_the_whole_company(tmp_path: Path) -> None:
    project = returned(tmp_path)
    made = run(project)
    assert (made.workbooks, made.people, made.complete, list(made.problems)) == (2, 3, 3, [])
    rows = results(project)
    assert [(rows[key]["total"], rows[key]["grade"], rows[key]["rank"]) for key in ("E1", "E3")] == [
        ("93", "S", "1"), ("73", "B", "2"),
    ]  # fmt: skip
    assert rows["E2"]["pay.total"] == "13500"
    assert list(rows["E1"]) == [
        "employee_id", "name", "manager", "team", "role", "scheme", "level", "status", "total", "grade", "rank",
        "pay.total", "flags",
    ]  # fmt: skip


def test_each_scheme_has_a_table_with_the_columns_of_score(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    row = results(project, "support_engineer_kpi.csv")["E1"]
    assert list(row)[:3] == ["employee_id", "status", "points.resolution"]
    assert (row["points.learning"], row["status"]) == ("15", "完成")


def test_the_results_workbook_has_a_summary_with_a_chart_a_sheet_per_scheme_items_and_problems(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None}})
    made = run(project)
    sheets = reader.read_one(made.files[0])
    assert list(sheets) == ["汇总", "售前技术支持工程师 KPI", "软件公司售前 KPI", "逐项说明", "问题"]
    scheme = sheets["售前技术支持工程师 KPI"]
    assert [row[:9] for row in scheme[1:]] == [
        ["工号", "姓名", "经理", "团队", "岗位", "状态", "总分", "等级", "名次"],
        ["E1", "张三", "赵一", "华东", "工程师", "未完成", None, None, None],
        ["E3", "王五", "钱二", "华南", "工程师", "完成", 73, "B", 1],
    ]
    items = {(row[0], row[3]): row for row in sheets["逐项说明"]}
    assert items["E3", "项目技术解决率"][4:] == ["未解决客户数：12", "未解决客户数 12 > 10 → 10 分", 10]
    assert items["E1", "项目支持满意度"][6] == "未完成"
    assert sheets["问题"][1][:4] == ["提醒", FIRST, "工程师", "I6"]
    book = openpyxl.load_workbook(made.files[0])
    assert len(book["汇总"]._charts) == 2  # type: ignore[attr-defined]
    assert all(sheet.freeze_panes for sheet in book.worksheets[1:])


@pytest.mark.validator
def test_the_results_workbook_and_a_roster_are_valid_workbooks(tmp_path: Path, validate: Validate) -> None:
    project = returned(tmp_path)
    made = run(project)
    _, roster = init.create(tmp_path / "new", "zh")
    assert validate([made.files[0], roster]) == []


def test_messages_and_results_come_in_english_too(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None}})
    run(project, lang="en")
    assert results(project)["E1"]["status"] == "incomplete"


def test_a_blank_is_a_notice_with_sheet_and_cell(tmp_path: Path) -> None:
    made = run(returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None}}))
    assert told(made.problems) == [
        f"{FIRST} › 工程师 › I6：张三 的「支持满意度」还没有填。请填写后重新交回；在此之前该员工为未完成。"
    ]
    assert {problem.severity for problem in made.problems} == {"warning"}
    assert made.complete == 2


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("九十", "「支持满意度」填的是「九十」，不是数字。"),
        ("91", "「支持满意度」填的是「91」，不是数字。"),
        (-1, "「支持满意度」填的是 -1，超出范围。"),
        (101, "「支持满意度」填的是 101，超出范围。"),
    ],
)
def test_an_entry_that_is_not_valid_is_an_error_with_sheet_and_cell(
    tmp_path: Path, entry: object, expected: str
) -> None:
    made = run(returned(tmp_path, {"E1": ENGINEER | {"satisfaction": entry}}))
    (problem,) = made.problems
    assert (problem.severity, problem.place.file, problem.place.sheet) == ("error", FIRST, "工程师")
    assert problem.place.cell.endswith("6")
    assert expected in told(made.problems)[0]
    assert made.complete == 2


def test_a_divisor_of_0_is_a_notice(tmp_path: Path) -> None:
    made = run(returned(tmp_path, {"E2": CONSULTANT | {"bids_joined": 0, "bids_won": 0}}))
    assert "工号「E2」的「参与投标项目数」为 0，不能作除数" in told(made.problems)[0]


def test_nothing_in_the_inbox_is_told_of_with_where_to_put_it(tmp_path: Path) -> None:
    project = issued(tmp_path)
    message = refused(lambda: run(project))[0]
    assert message.startswith(f"{project.inbox(PERIOD)}：这里没有 2026-11 交回的工作簿。")


def test_lock_files_of_open_workbooks_are_left_alone(tmp_path: Path) -> None:
    project = returned(tmp_path)
    (project.inbox(PERIOD) / f"~${FIRST}").write_bytes(b"x")
    assert list(run(project).problems) == []


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("notes.xlsx", b"hello", "这不是 .xlsx 工作簿"),
        ("old.xlsx", b"", "文件是空的"),
        ("scan.xlsx", b"%PDF-1.7", "这不是 Excel 工作簿（PDF）"),
        ("cut.xlsx", b"PK\x03\x04", "文件不完整"),
    ],
)
def test_a_file_that_is_no_workbook_does_not_stop_the_others(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    project = returned(tmp_path)
    (project.inbox(PERIOD) / name).write_bytes(content)
    made = run(project)
    (problem,) = made.problems
    assert (problem.severity, problem.place.file) == ("error", name)
    assert expected in told(made.problems)[0]
    assert made.complete == 3


def test_a_workbook_that_is_not_ours_does_not_stop_the_others(tmp_path: Path) -> None:
    project = returned(tmp_path)
    write_sheets(project.inbox(PERIOD) / "own.xlsx", {"工程师": [["工号"], ["E1"]]})
    made = run(project)
    assert told(made.problems)[0].startswith("own.xlsx：这不是本系统发出的考核工作簿。")
    assert made.complete == 3


def test_a_workbook_of_another_period_is_not_used(tmp_path: Path) -> None:
    project = returned(tmp_path)
    october = generate(project, parse_period("2026-10"), "zh").files[0]
    shutil.copy(october, project.inbox(PERIOD) / "a.xlsx")
    made = run(project)
    assert told(made.problems)[0].startswith("a.xlsx：这份工作簿是 2026-10 的，不是 2026-11 的。")
    assert made.complete == 3


def test_a_workbook_of_another_company_is_not_used(tmp_path: Path) -> None:
    other = company(tmp_path / "other")
    (other.folder / "presales.toml").write_text('company = "乙公司"', encoding="utf-8")
    theirs = generate(projects.load(other.folder), PERIOD, "zh").files[0]
    project = returned(tmp_path / "mine")
    shutil.copy(theirs, project.inbox(PERIOD) / "a.xlsx")
    assert told(run(project).problems)[0].startswith("a.xlsx：这份工作簿属于「乙公司」，不是「甲公司」。")


def test_a_workbook_that_is_there_twice_is_used_once_when_both_say_the_same(tmp_path: Path) -> None:
    project = returned(tmp_path)
    shutil.copy(project.inbox(PERIOD) / FIRST, project.inbox(PERIOD) / "副本.xlsx")
    made = run(project)
    (problem,) = made.problems
    assert (problem.code, problem.severity) == ("collect.same_twice", "warning")
    assert made.complete == 3


def test_workbooks_of_one_manager_that_differ_are_both_named_and_not_used(tmp_path: Path) -> None:
    project = returned(tmp_path)
    inbox = project.inbox(PERIOD)
    fill(inbox / FIRST, inbox / "新.xlsx", {"E1": {"unresolved": 0}})
    made = run(project)
    (message,) = told(made.problems, "collect.given_twice")
    assert message.startswith(f"经理赵一交了几份内容不同的工作簿：新.xlsx、{FIRST}。都没有使用。")
    assert [results(project)[key]["status"] for key in ("E1", "E3")] == ["未完成", "完成"]


def test_when_no_file_can_be_used_nothing_is_written(tmp_path: Path) -> None:
    project = issued(tmp_path)
    bad = write_csv(tmp_path / "bad.xlsx", [["x"]])
    assert refused(lambda: run(project, bad))[-1].startswith("1 个文件没有一个能用，没有写出结果。")
    assert not project.results(PERIOD).exists()


def test_entries_survive_a_column_that_somebody_moved(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = project.inbox(PERIOD) / SECOND
    book = openpyxl.load_workbook(file)
    sheet = book["工程师"]
    ids = [value.value for value in sheet[1]]
    one, other = ids.index("input.unresolved") + 1, ids.index("input.complaints") + 1
    for row in sheet.iter_rows():
        left, right = row[one - 1], row[other - 1]
        if not any(type(each).__name__ == "MergedCell" for each in (left, right)):
            left.value, right.value = right.value, left.value
    book.save(file)
    run(project)
    assert results(project)["E3"]["total"] == "73"


def test_a_name_like_a_formula_stays_text_in_every_result(tmp_path: Path) -> None:
    project = roster_changed(returned(tmp_path), lambda sheets: sheets["员工"][1].__setitem__(1, "=1+1"))
    made = run(project)
    assert results(project)["E1"]["name"] == "'=1+1"
    assert reader.read_one(made.files[0])["售前技术支持工程师 KPI"][2][1] == "=1+1"


def test_the_linter_finds_nothing_in_the_results_workbook(tmp_path: Path) -> None:
    made = run(returned(tmp_path))
    assert list(lint.lint(made.files[0])) == []
