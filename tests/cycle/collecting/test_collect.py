"""Collecting returned workbooks: what is read, what is told, and what is written."""

from pathlib import Path

import openpyxl
import pytest

from presales_xl.cycle import init
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.incoming import aside_in_words
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing import encryption
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.demo import sample
from presales_xl.ledger.ledger import Ledger, tail
from presales_xl.project import Project
from presales_xl.workbook import reader
from presales_xl.workbook.layout import FIRST_ROW
from tests import lint
from tests.conftest import Validate
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, messages_of, opened, refused
from tests.cycle.returned import FIRST, PERIOD, SECOND, issued, results, returned, run, verdicts
from tests.engines.libreoffice import LibreOffice


def test_everything_filled_in_is_complete_and_computed_over_the_whole_company(tmp_path: Path) -> None:
    project = returned(tmp_path)
    made = run(project)
    assert (made.workbooks, made.people, made.complete, list(made.problems)) == (2, 3, 3, [])
    rows = results(project)
    assert [(rows[key]["total"], rows[key]["grade"], rows[key]["rank"]) for key in ("E1", "E3")] == [
        ("93", "S", "1"),
        ("73", "B", "2"),
    ]
    assert rows["E2"]["pay.total"] == "13500"
    assert list(rows["E1"]) == [
        "employee_id",
        "name",
        "manager",
        "team",
        "role",
        "scheme",
        "level",
        "state",
        "status",
        "total",
        "grade",
        "rank",
        "pay.total",
        "flags",
    ]


def test_each_scheme_has_a_table_with_the_columns_of_score(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    row = results(project, "support_engineer_kpi.csv")["E1"]
    assert list(row)[:3] == ["employee_id", "status", "points.resolution"]
    assert (row["points.learning"], row["status"]) == ("15", "完成")


def test_the_results_workbook_has_a_summary_with_a_chart_a_sheet_per_scheme_and_items(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None}})
    made = run(project)
    sheets = reader.read_one(made.files[0])
    assert list(sheets) == ["汇总", "售前技术支持工程师 KPI", "软件公司售前 KPI", "逐项说明"]
    scheme = sheets["售前技术支持工程师 KPI"]
    assert [row[:10] for row in scheme[1:]] == [
        ["工号", "姓名", "经理", "团队", "岗位", "人员状态", "状态", "总分", "等级", "名次"],
        ["E1", "张三", "赵一", "华东", "工程师", "正常", "未完成", None, None, None],
        ["E3", "王五", "钱二", "华南", "工程师", "正常", "完成", 73, "B", 1],
    ]
    items = {(row[0], row[3]): row for row in sheets["逐项说明"]}
    assert items["E3", "项目技术解决率"][4:] == ["未解决客户数：12", "未解决客户数 12 > 10 → 10 分", 10]
    assert items["E1", "项目支持满意度"][6] == "未完成"
    assert reader.read_one(made.files[-1])["问题"][1][:5] == ["提醒", "E1", "张三", FIRST, "工程师 H6"]
    book = openpyxl.load_workbook(made.files[0])
    assert len(book["汇总"]._charts) == 2  # type: ignore[attr-defined]
    assert all(sheet.freeze_panes for sheet in book.worksheets[1:])


@pytest.mark.validator
def test_the_results_workbook_and_a_roster_are_valid_workbooks(tmp_path: Path, validate: Validate) -> None:
    project = returned(tmp_path)
    made = run(project)
    _, roster = init.create(tmp_path / "new", "zh", sample.roster("zh", 2))
    assert validate([made.files[0], made.files[-1], roster]) == []


def test_messages_and_results_come_in_english_too(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None}})
    run(project, lang="en")
    assert results(project)["E1"]["status"] == "incomplete"


def test_a_blank_is_a_notice_with_sheet_and_cell(tmp_path: Path) -> None:
    made = run(returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None}}))
    assert messages_of(made.problems) == [
        f"{FIRST} › 工程师 › H6：张三 的「支持满意度」还没有填。请填写后重新交回；在此之前该员工为未完成。"
    ]
    assert {problem.severity for problem in made.problems} == {"warning"}
    assert made.complete == 2


def test_a_0_that_something_was_to_be_shared_out_over_is_refused_and_only_that_is_told(tmp_path: Path) -> None:
    made = run(returned(tmp_path, {"E2": CONSULTANT | {"bids_joined": 0, "bids_won": 0}}))
    [message] = messages_of([problem for problem in made.problems if problem.severity == "error"])
    assert "E2 李四 的「参与投标项目数」填的是 0，不能用：由它去除的数大于 0" in message
    assert "（由它去除的：中标项目数、高价值项目数）" in message
    assert made.complete == 2


def test_nothing_in_the_inbox_is_told_of_with_where_to_put_it(tmp_path: Path) -> None:
    project = issued(tmp_path)
    message = refused(lambda: run(project))[0]
    assert message.startswith(f"{project.inbox(PERIOD)}：这里没有 2026-11 交回的工作簿。")


def test_an_empty_inbox_is_no_error_once_something_came_back(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    for file in project.inbox(PERIOD).iterdir():
        file.unlink()
    (project.results(PERIOD) / "results.csv").unlink()
    made = run(project)
    assert (list(made.judged), made.workbooks, made.complete) == ([], 2, 3)
    assert results(project)["E1"]["total"] == "93"


def test_collecting_again_with_nothing_new_changes_nothing(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None}})
    run(project)
    ledger = Ledger.open(project.ledger)
    before, table = tail(ledger, 1)[0].hash, (project.results(PERIOD) / "results.csv").read_bytes()
    again = run(project)
    assert tail(ledger, 1)[0].hash == before
    assert (project.results(PERIOD) / "results.csv").read_bytes() == table
    assert (again.workbooks, again.complete) == (2, 2)


def test_files_may_come_in_one_by_one(tmp_path: Path) -> None:
    project = returned(tmp_path)
    first, second = project.inbox(PERIOD) / FIRST, project.inbox(PERIOD) / SECOND
    one = run(project, first)
    assert (one.workbooks, one.expected, one.complete) == (1, 2, 2)
    assert messages_of(one.problems) == [
        "还有 1 位经理没有交回可用的工作簿（共 1 人未完成）：钱二。"
        "收到后放进收件文件夹，重新运行 presales-xl collect 2026-11；催办文字见 presales-xl status 2026-11 --remind。"
    ]
    two = run(project, second)
    assert (two.workbooks, two.expected, two.complete, messages_of(two.problems)) == (2, 2, 3, [])


def test_who_is_away_is_among_the_incomplete_until_the_workbook_is_back_and_a_mover_is_told_once(
    tmp_path: Path,
) -> None:
    def sheets(given: Sheets) -> None:
        for row, state in zip(given["员工"], ("状态", "休假", None, None), strict=True):
            row.append(state)
        given["人员变动"] = [["工号", "自", "变动", "值"], ["E3", "2026-11-16", "经理", "M1"]]

    project = company(tmp_path, sheets)
    file = next(iter(generate(project, PERIOD, "zh").files))
    project.inbox(PERIOD).mkdir(parents=True, exist_ok=True)
    (project.inbox(PERIOD) / "坏的.xlsx").write_bytes(file.read_bytes()[:2000])
    (message,) = messages_of(run(project).problems, "collect.not_returned")
    assert "2 位经理没有交回可用的工作簿（共 3 人未完成）" in message
    assert f"presales-xl collect {PERIOD}" in message
    assert f"presales-xl status {PERIOD} --remind" in message


def test_a_file_that_is_named_and_not_there_is_told_of_and_nothing_is_recorded(tmp_path: Path) -> None:
    project = returned(tmp_path)
    message = refused(lambda: run(project, tmp_path / "none.xlsx", project.inbox(PERIOD) / FIRST))[0]
    assert message.startswith(f"{tmp_path / 'none.xlsx'}：")
    assert not project.results(PERIOD).exists()
    assert not project.quarantine(PERIOD).exists()


def test_a_period_for_which_nothing_was_issued_is_told_of(tmp_path: Path) -> None:
    project = company(tmp_path)
    Ledger.open(project.ledger)
    assert refused(lambda: run(project))[0].startswith("2026-11 还没有发放过工作簿。")


def next_step(project: Project) -> str:
    """Return why what comes next is to be done, collecting mostly."""
    return ahead_of(project, PERIOD, "zh").first().why


def test_a_file_under_a_password_is_opened_with_a_table_of_passwords(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = project.inbox(PERIOD) / FIRST
    file.write_bytes(encryption.protected(file.read_bytes(), "一二三四五六七八"))
    closed = collect(project, PERIOD, [], "zh")
    assert (verdicts(closed)[FIRST], closed.complete, file.exists()) == ("set_aside", 1, True)
    assert messages_of(closed.problems)[0].startswith(f"{FIRST}：文件设有打开密码。")
    (aside,) = status(project, PERIOD, "zh").quarantine
    assert aside_in_words(project, PERIOD, aside, "zh") == f"{FIRST}（还在收件文件夹里）"
    assert next_step(project).startswith("1 份没有计入的文件还在收件文件夹里：设有打开密码的，")
    opened = collect(project, PERIOD, [], "zh", passwords={"m2": "another password", "m1": "一二三四五六七八"})
    assert (verdicts(opened)[FIRST], opened.complete) == ("accepted", 3)
    assert "密码" not in next_step(project)


def test_a_file_whose_password_is_not_in_the_table_stays_where_it_is_for_another_table(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = project.inbox(PERIOD) / FIRST
    file.write_bytes(encryption.protected(file.read_bytes(), "一二三四五六七八"))
    made = collect(project, PERIOD, [], "zh", passwords={"m1": "another password"})
    assert messages_of(made.problems)[0].startswith(f"{FIRST}：文件设有打开密码，密码表里没有一个能打开它。")
    assert (verdicts(made)[FIRST], made.complete, file.exists()) == ("set_aside", 1, True)
    assert verdicts(collect(project, PERIOD, [], "zh", passwords={"m1": "一二三四五六七八"}))[FIRST] == "accepted"


@pytest.mark.libreoffice
def test_what_people_type_into_libreoffice_counts(tmp_path: Path, libreoffice: LibreOffice) -> None:
    project = issued(tmp_path)
    out, back = project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND
    ids = list(map(str, reader.read_one(out)["工程师"][0]))
    back.parent.mkdir(parents=True)
    typed = {("工程师", FIRST_ROW, ids.index(f"input.{key}")): value for key, value in ENGINEER.items()}
    libreoffice.save_again(out, back, typed)
    assert verdicts(run(project)) == {SECOND: "accepted"}
    assert results(project)["E3"]["total"] == "93"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("notes.xlsx", b"hello", "不是 .xlsx 工作簿"),
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
    assert expected in messages_of(made.problems)[0]
    assert made.complete == 3


def test_columns_that_somebody_exchanged_are_named_and_the_file_is_set_aside(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = project.inbox(PERIOD) / SECOND
    book = opened(file)
    sheet = book["工程师"]
    ids = [value.value for value in sheet[1]]
    one, other = ids.index("input.unresolved") + 1, ids.index("input.complaints") + 1
    for row in sheet.iter_rows():
        left, right = row[one - 1], row[other - 1]
        if not any(type(each).__name__ == "MergedCell" for each in (left, right)):
            left.value, right.value = right.value, left.value
    book.save(file)
    told = messages_of(run(project).problems)
    assert any("此处是「input.complaints」，发放时是「input.unresolved」" in message for message in told), told
    assert results(project)["E3"]["total"] == ""


def test_a_name_like_a_formula_stays_text_in_every_result(tmp_path: Path) -> None:
    project = company(tmp_path, lambda sheets: sheets["员工"][1].__setitem__(1, "=1+1"))
    generate(project, PERIOD, "zh")
    made = run(project, project.outbox(PERIOD))
    assert results(project)["E1"]["name"] == "'=1+1"
    assert reader.read_one(made.files[0])["售前技术支持工程师 KPI"][2][1] == "=1+1"


def test_the_linter_finds_nothing_in_the_results_workbook(tmp_path: Path) -> None:
    made = run(returned(tmp_path))
    assert [*lint.lint(made.files[0]), *lint.lint(made.files[-1])] == []
