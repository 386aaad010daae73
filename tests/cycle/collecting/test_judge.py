"""The verdict on a returned file: it counts, it counts with warnings, or it is set aside, and the message says why."""

import datetime as dt
import pickle
import random
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from presales_xl.cli import main
from presales_xl.cli.console import INTERNAL
from presales_xl.cycle.collecting import judge, reading
from presales_xl.cycle.collecting.collect import Collected
from presales_xl.cycle.collecting.incoming import Incoming
from presales_xl.cycle.collecting.judge import Judge
from presales_xl.cycle.collecting.reading import Reviewed
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.ledger import issues
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.employees import Employee
from presales_xl.people.table import CellError
from presales_xl.periods import parse_period
from presales_xl.project import Project, load
from presales_xl.scheme.errors import Problem
from presales_xl.workbook import reader
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import Sheets
from tests.cycle.company import CONSULTANT, ENGINEER, company, fill, messages_of, opened, refused, write_sheets
from tests.cycle.returned import (
    FIRST,
    PEOPLE,
    PERIOD,
    SECOND,
    Change,
    changed,
    reasons,
    results,
    returned,
    roster_changed,
    run,
    typed,
    verdicts,
)


def figures(book: openpyxl.Workbook) -> list[Any]:
    """Return the cells with numbers on the sheet of parameters."""
    return [cell for row in book["参数"].iter_rows() for cell in row if isinstance(cell.value, int | float)]


def hidden(book: openpyxl.Workbook, kind: str) -> Any:
    """Return the first row of a kind on the hidden sheet."""
    return next(row for row in book[IDENTITY].iter_rows() if row[0].value == kind)


# What counts.


def test_a_workbook_that_is_filled_in_is_accepted(tmp_path: Path) -> None:
    assert verdicts(run(returned(tmp_path))) == {FIRST: "accepted", SECOND: "accepted"}


def test_a_workbook_with_blanks_is_accepted_with_a_warning_for_each(tmp_path: Path) -> None:
    made = run(project := returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None, "complaints": None}}))
    assert verdicts(made) == {FIRST: "accepted", SECOND: "accepted"}
    assert reasons(made, FIRST) == ["workbook.blank", "workbook.blank"]
    assert [results(project)[key]["status"] for key in ("E1", "E2")] == ["未完成", "完成"]


def test_a_figure_of_hr_that_somebody_changed_is_a_warning_and_counts_as_issued(tmp_path: Path) -> None:
    made = run(project := returned(tmp_path, {"E2": CONSULTANT | {"base_salary": 99999}}))
    assert verdicts(made)[FIRST] == "accepted"
    told = messages_of(made.problems)[0]
    assert "E2 的「季度基本工资」在工作簿里是 99,999 元，名单上是 36,000 元，以名单为准。" in told
    assert made.problems[0].place.cell
    assert results(project)["E2"]["pay.total"] == "13500"


def test_a_level_that_somebody_changed_is_a_warning_and_counts_as_issued(tmp_path: Path) -> None:
    project = returned(tmp_path)
    changed(project, FIRST, typed("顾问", 6, "level", "资深"))
    made = run(project)
    assert "E2 的「级别」在工作簿里是 资深，名单上是 中级，以名单为准。" in messages_of(made.problems)[0]
    assert results(project)["E2"]["level"] == "中级"


def test_a_copy_of_a_file_under_another_name_does_no_harm(tmp_path: Path) -> None:
    project = returned(tmp_path)
    shutil.copy(project.inbox(PERIOD) / FIRST, project.inbox(PERIOD) / "副本.xlsx")
    made = run(project)
    assert verdicts(made) == {FIRST: "accepted", SECOND: "accepted", "副本.xlsx": "accepted"}
    assert (made.workbooks, made.complete, list(made.problems)) == (2, 3, [])


# What is not this period's workbook of this company.


def test_a_workbook_that_is_not_ours_is_set_aside(tmp_path: Path) -> None:
    project = returned(tmp_path)
    write_sheets(project.inbox(PERIOD) / "own.xlsx", {"工程师": [["工号"], ["E1"]]})
    made = run(project)
    assert messages_of(made.problems)[0].startswith("own.xlsx：这不是本系统发出的考核工作簿。")
    assert (verdicts(made)["own.xlsx"], made.complete) == ("set_aside", 3)


def test_a_workbook_of_another_period_is_set_aside(tmp_path: Path) -> None:
    project = returned(tmp_path)
    october = generate(project, parse_period("2026-10"), "zh").files[0]
    shutil.copy(october, project.inbox(PERIOD) / "a.xlsx")
    made = run(project)
    assert messages_of(made.problems)[0].startswith("a.xlsx：这份工作簿是 2026-10 的，不是 2026-11 的。")
    assert made.complete == 3


def test_a_workbook_of_another_company_is_set_aside(tmp_path: Path) -> None:
    other = company(tmp_path / "other")
    (other.folder / "presales.toml").write_text('company = "乙公司"', encoding="utf-8")
    theirs = generate(load(other.folder), PERIOD, "zh").files[0]
    project = returned(tmp_path / "mine")
    shutil.copy(theirs, project.inbox(PERIOD) / "a.xlsx")
    assert messages_of(run(project).problems)[0].startswith("a.xlsx：这份工作簿属于「乙公司」，不是「甲公司」。")


def test_a_workbook_that_the_ledger_does_not_know_was_never_issued(tmp_path: Path) -> None:
    project = returned(tmp_path / "mine")
    shutil.copytree(project.folder, tmp_path / "twin")
    twin = company(tmp_path / "twin", lambda sheets: sheets["员工"][1].__setitem__(1, "张三丰"))
    second = generate(twin, PERIOD, "zh").files[0]
    fill(second, project.inbox(PERIOD) / FIRST, PEOPLE)
    made = run(project)
    assert messages_of(made.problems)[0].startswith(f"{FIRST}：台账里没有给赵一发过第 2 版工作簿。")
    assert (made.workbooks, made.complete) == (1, 1)


def test_an_older_issue_is_set_aside_and_says_which_one_counts(tmp_path: Path) -> None:
    def everybody_of_the_first(sheets: dict[str, list[list[Any]]]) -> None:
        sheets["员工"][1][3:] = ["顾问", "初级"]
        sheets["员工"][2][4] = "资深"

    project = roster_changed(returned(tmp_path), everybody_of_the_first)
    generate(project, PERIOD, "zh")
    made = run(project)
    assert messages_of(made.problems)[0] == (
        f"{FIRST}：这是发给赵一的第 1 版，现在有效的是第 2 版。请把第 2 版再发给对方填写。"
    )
    assert (verdicts(made), made.workbooks) == ({FIRST: "set_aside", SECOND: "accepted"}, 1)


# The seal.


def test_a_workbook_whose_hidden_people_were_changed_has_a_broken_seal(tmp_path: Path) -> None:
    project = returned(tmp_path)
    changed(project, FIRST, lambda book: setattr(hidden(book, "person")[3], "value", "李鬼"))
    made = run(project)
    assert (reasons(made, FIRST), made.complete) == (["collect.seal_broken"], 1)


def test_what_a_broken_seal_does_not_cover_is_not_interpreted(tmp_path: Path) -> None:
    def forge(book: openpyxl.Workbook) -> None:
        hidden(book, "part")[5].value = "200000000"
        hidden(book, "scheme")[2].value = "[" * 30_000

    project = returned(tmp_path)
    changed(project, FIRST, forge)
    made = run(project)
    assert (reasons(made, FIRST), made.complete, made.failed) == (["collect.seal_broken"], 1, [])


def test_what_crosses_over_from_the_reading_process_is_small(tmp_path: Path) -> None:
    project = returned(tmp_path)
    path = project.inbox(PERIOD) / FIRST
    claim = reader.read_in(reader.reading_process(), path, reading.claim)
    reviewed = reader.reading_process().run(reading.reviewed, FIRST)
    assert len(pickle.dumps(claim)) < 2_000
    assert len(pickle.dumps(reviewed)) < path.stat().st_size
    many = [Problem("input.text", fields={"found": "字" * 30_000})] * 30_000
    told = reading.bounded(many, FIRST)
    assert (len(told), told[-1].code, told[-1].fields["count"]) == (20_001, "collect.more_problems", 10_000)
    assert len(pickle.dumps(told)) < 20_000_000


def test_a_workbook_of_another_project_is_not_called_altered_and_nobody_is_reminded_of_it(tmp_path: Path) -> None:
    theirs = generate(company(tmp_path / "theirs"), PERIOD, "zh").files[0]
    project = returned(tmp_path / "mine")
    fill(theirs, project.inbox(PERIOD) / "别家.xlsx", PEOPLE)
    made = run(project)
    assert (reasons(made, "别家.xlsx"), made.complete) == (["collect.not_this_project"], 3)
    assert not any(each.chase for each in status(project, PERIOD, "zh").returns)


def test_whoever_sent_what_cannot_be_read_is_asked_to_save_and_send_it_once_more(tmp_path: Path) -> None:
    project = returned(tmp_path)
    path = project.inbox(PERIOD) / FIRST
    path.write_bytes(path.read_bytes()[:3000])
    run(project)
    (chase,) = (each.chase for each in status(project, PERIOD, "zh").returns if each.chase)
    assert f"您交回的「{FIRST}」已经收到，但打不开" in chase
    assert "重新保存" in chase


def test_a_broken_seal_names_the_parameters_that_differ_from_what_was_issued(tmp_path: Path) -> None:
    def forge(book: openpyxl.Workbook) -> None:
        scheme = hidden(book, "scheme")[2]
        scheme.value = scheme.value.replace('"S": "≥90"', '"S": "≥99"')
        figures(book)[0].value = 99

    project = returned(tmp_path)
    cell = figures(opened(project.inbox(PERIOD) / FIRST))[0]
    changed(project, FIRST, forge)
    made = run(project)
    assert reasons(made, FIRST) == ["collect.seal_broken", "review.parameter_changed"]
    told_of = next(problem for problem in made.problems if problem.code == "review.parameter_changed")
    assert (told_of.place.sheet, told_of.place.cell) == ("参数", cell.coordinate)
    assert (told_of.fields["found"], told_of.fields["expected"]) == ("99", cell.value)


def test_without_the_key_nothing_is_judged_and_everything_stays(tmp_path: Path) -> None:
    project = returned(tmp_path)
    project.key.unlink()
    assert refused(lambda: run(project))[0].startswith(f"{project.key}：封签密钥文件不见了")
    assert (project.inbox(PERIOD) / FIRST).is_file()
    assert not project.key.exists()


# What was changed in the workbook.


def collected(folder: Path, change: Change) -> tuple[Project, Collected]:
    """Change one of the files that came back, and collect them."""
    project = returned(folder)
    changed(project, FIRST, change)
    return project, run(project)


@pytest.mark.parametrize("sheet", ["首页", "汇总", "检查"])
def test_a_file_without_a_sheet_that_nothing_is_entered_on_counts_and_hr_is_told_so(tmp_path: Path, sheet: str) -> None:
    _, made = collected(tmp_path, lambda book: book.remove(book[sheet]))
    (message,) = messages_of(made.problems, "workbook.showing_missing")
    assert f"{FIRST} › {sheet}：缺少这张工作表" in message
    assert "无需处理：照样计入" in message
    assert (verdicts(made)[FIRST], made.complete) == ("accepted", 3)


def test_a_parameter_that_was_changed_is_named_with_its_cell_and_both_values(tmp_path: Path) -> None:
    project = returned(tmp_path)
    changed(project, SECOND, lambda book: setattr(figures(book)[0], "value", 77))
    made = run(project)
    (message,) = messages_of(made.problems, "review.parameter_changed")
    assert message.startswith(f"{SECOND} › 参数 › ")
    assert "被改动：现在是「77」，发放时是「" in message
    assert (verdicts(made)[SECOND], made.complete) == ("set_aside", 2)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (typed("工程师", 1, "total", "被改了"), "工程师 › 1:1：隐藏的编号行被改动，找不到：total。"),
        (typed("工程师", 1, "input.unresolved", None), "工程师 › 1:1：隐藏的编号行被改动，找不到：input.unresolved。"),
        (lambda book: book.remove(book["工程师"]), "工程师：缺少这张工作表"),
        (lambda book: book.remove(book["参数"]), "参数：缺少这张工作表"),
        (typed("工程师", 6, "employee_id", None), "少了员工 张三（E1）"),
        (typed("工程师", 6, "employee_id", "E9"), "工程师 › A6：多了员工 张三（E9）"),
        (typed("工程师", 6, "employee_id", "E2"), "工程师 › A6：员工 张三（E2）换了表：发放时在「顾问」。"),
        (typed("工程师", 6, "name", "张三丰"), "工程师 › B6：工号 E1 的姓名是「张三丰」，发放时是「张三」。"),
    ],
)
def test_what_was_changed_sets_the_file_aside_and_is_named_with_its_cell(
    tmp_path: Path, change: Change, expected: str
) -> None:
    project, made = collected(tmp_path, change)
    assert any(expected in message for message in messages_of(made.problems)), messages_of(made.problems)
    assert verdicts(made) == {FIRST: "set_aside", SECOND: "accepted"}
    assert results(project)["E1"]["status"] == "未完成"
    assert results(project)["E3"]["status"] == "完成"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (typed("工程师", 6, "total", 100), "工程师 › D6：张三 的「总分」表里显示「100」，按计入的内容应为「93」："),
        (typed("工程师", 6, "points.resolution", None), "」表里显示「」，按计入的内容应为「30」："),
    ],
)
def test_a_result_that_was_shown_otherwise_is_named_with_both_values_and_what_was_entered_counts(
    tmp_path: Path, change: Change, expected: str
) -> None:
    project, made = collected(tmp_path, change)
    assert any(expected in message for message in messages_of(made.problems)), messages_of(made.problems)
    assert verdicts(made) == {FIRST: "accepted", SECOND: "accepted"}
    assert results(project)["E1"]["total"] == "93"


def test_what_sets_a_file_aside_is_named_before_what_would_leave_one_person_open(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        typed("工程师", 6, "input.satisfaction", 101)(book)
        typed("工程师", 1, "total", "被改了")(book)

    project = returned(tmp_path)
    changed(project, FIRST, change)
    assert "找不到：total" in messages_of([p for p in run(project).problems if p.place.file == FIRST])[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (typed("工程师", 6, "input.satisfaction", "九十"), "：「支持满意度」填的是「九十」，不是数字。"),
        (typed("工程师", 6, "input.satisfaction", 101), "：「支持满意度」填的是 101，超出范围。"),
        (typed("工程师", 6, "input.satisfaction", "=90+1"), "：「支持满意度」里是公式，但没有算出数值，或用到了"),
        (typed("工程师", 6, "input.satisfaction", "91,5"), "：「支持满意度」填的是「91,5」，其中的逗号不是千位分隔。"),
        (typed("工程师", 6, "input.complaints", 1.5), "：「客户投诉次数」填的是 1.5，不是整数。"),
        (typed("工程师", 6, "input.report_quality", "一般般"), "「日报质量」填的是「一般般」"),
    ],
)
def test_an_entry_that_is_not_valid_leaves_that_person_open_and_nobody_else(
    tmp_path: Path, change: Change, expected: str
) -> None:
    project, made = collected(tmp_path, change)
    assert any(expected in message for message in messages_of(made.problems)), messages_of(made.problems)
    assert verdicts(made) == {FIRST: "accepted", SECOND: "accepted"}
    assert {key: row["status"] for key, row in results(project).items()} == {
        "E1": "未完成",
        "E2": "完成",
        "E3": "完成",
    }


@pytest.mark.parametrize("written", [" 91 ", "９１"])
def test_a_number_that_is_a_text_counts_with_a_notice(tmp_path: Path, written: str) -> None:
    project = returned(tmp_path)
    changed(project, FIRST, typed("工程师", 6, "input.satisfaction", written))
    made = run(project)
    (message,) = messages_of(made.problems, "input.as_text")
    assert f"填的是文本「{written}」，按 91 计" in message
    assert (verdicts(made)[FIRST], results(project)["E1"]["total"]) == ("accepted", "93")


# Whatever else.


def test_whatever_stands_in_the_cells_gets_a_verdict(tmp_path: Path) -> None:
    project = returned(tmp_path)
    with Ledger.open(project.ledger).reading() as read:
        judging = Judge("甲公司", PERIOD, keys=keys_of(project), issued=issues.all_of(read, PERIOD.text), sources={})
    good = reader.read_one(project.inbox(PERIOD) / FIRST)
    chance = random.Random(7)  # noqa: S311 - no secrets
    odd = [None, "", " ", -1, 1e308, True, "E1", CellError("#N/A"), dt.date(2026, 1, 1), dt.timedelta(1), "总分" * 99]
    for number in range(150):
        sheets = Sheets({name: [list(row) for row in rows] for name, rows in good.items()}, good.formulas)
        for _ in range(chance.randint(1, 30)):
            rows = sheets[chance.choice([name for name in sheets if name != IDENTITY])]
            row = chance.choice(rows[: chance.choice((1, 7, 99))])
            row[chance.randrange(len(row))] = chance.choice(odd)
        claim = reader.reading_process().run(reading.keep, sheets)
        assert judging.judge(Incoming(Path("a.xlsx"), "a.xlsx", f"{number}", claim)).digest


def test_a_mistake_of_the_program_is_no_verdict_on_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    entered = judge.entered

    def mistaken(reviewed: Reviewed) -> list[Employee]:
        return {"E3": entered(reviewed)}[reviewed.entered[0].employee_id]

    project = returned(tmp_path)
    monkeypatch.setattr(judge, "entered", mistaken)
    made = run(project)
    assert (verdicts(made), made.failed, made.complete) == ({SECOND: "accepted"}, [FIRST], 1)
    assert messages_of(made.problems)[0].startswith(f"{FIRST}：程序本身出错，未能审核此文件（KeyError")
    assert "in mistaken" in caplog.text
    with pytest.raises(SystemExit) as left:
        main(["collect", PERIOD.text, "--project", str(project.folder)])
    assert left.value.code == INTERNAL
    assert (project.inbox(PERIOD) / FIRST).is_file()
    monkeypatch.undo()
    assert verdicts(run(project)) == {FIRST: "accepted", SECOND: "accepted"}


def test_one_bad_file_among_many_changes_nothing_for_the_others(tmp_path: Path) -> None:
    def many(sheets: dict[str, list[list[Any]]]) -> None:
        sheets["员工"] = [sheets["员工"][0], *([f"E{n}", f"员工{n}", f"M{n}", "工程师", None] for n in range(40))]
        sheets["经理"] = [sheets["经理"][0], *([f"M{n}", f"经理{n}", f"团队{n}", None] for n in range(40))]
        sheets["目标与工资"] = [["工号"]]

    def collected(project: Project) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        return verdicts(run(project)), results(project)

    project = company(tmp_path / "good", many)
    for number, file in enumerate(generate(project, PERIOD, "zh").files):
        fill(file, project.inbox(PERIOD) / file.name, {f"E{number}": ENGINEER | {"unresolved": number % 9}})
    other = load(Path(shutil.copytree(project.folder, tmp_path / "bad")))
    bad = "经理20_团队20_2026-11.xlsx"
    broken = other.inbox(PERIOD) / bad
    broken.write_bytes(broken.read_bytes()[:-200])
    good, all_of = collected(project)
    mixed, others = collected(other)
    assert set(good.values()) == {"accepted"}
    assert mixed == good | {bad: "set_aside"}
    assert [row for key, row in others.items() if key != "E20" and row["total"] != all_of[key]["total"]] == []
    assert others["E20"]["status"] == "未完成"
