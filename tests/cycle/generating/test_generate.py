"""Generating workbooks from a roster, with figures known beforehand."""

from pathlib import Path

import pytest

from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.periods import parse_period
from presales_xl.project import Project
from presales_xl.workbook import reader
from presales_xl.workbook.layout import FIRST_ROW
from tests.cycle.company import Sheets, company, messages_of, opened, refused, write_csv, write_sheets

PERIOD = parse_period("2026-11")


def run(project: Project, prefill: Path | None = None) -> Generated:
    return generate(project, PERIOD, "zh", prefill)


def row_of(file: Path, sheet: str, employee_id: str) -> dict[str, object]:
    """Return an employee's row of a workbook by column id."""
    rows = reader.read_one(file)[sheet]
    (row,) = [row for row in rows[FIRST_ROW:] if row[0] == employee_id]
    return dict(zip(map(str, rows[0]), row, strict=True))


def test_every_manager_gets_a_workbook_named_by_manager_team_and_period(tmp_path: Path) -> None:
    made = run(company(tmp_path))
    assert [file.relative_to(tmp_path).as_posix() for file in made.files] == [
        "outbox/2026-11/赵一_华东_2026-11.xlsx",
        "outbox/2026-11/钱二_华南_2026-11.xlsx",
    ]
    assert made.people == 3


def test_a_team_named_with_characters_that_a_file_name_lacks_gets_its_workbook(tmp_path: Path) -> None:
    project = company(tmp_path, lambda sheets: sheets["经理"][1].__setitem__(2, '华东:"售前"/<一>?'))
    assert run(project).files[0].name == "赵一_华东 售前 一_2026-11.xlsx"


def test_hr_figures_level_and_name_stand_in_the_workbook_as_given(tmp_path: Path) -> None:
    project = company(tmp_path, lambda sheets: sheets["员工"][2].__setitem__(1, "=1+1"))
    row = row_of(run(project).files[0], "顾问", "E2")
    assert (row["name"], row["level"], row["input.base_salary"], row["input.bids_won"]) == ("=1+1", "中级", 36000, None)


def test_a_scheme_of_another_cycle_is_a_notice_only(tmp_path: Path) -> None:
    made = run(company(tmp_path))
    assert messages_of(made.problems)[0].startswith("方案 software_presales 按季度、年考核，而 2026-11 是一个月。")
    assert len(made.files) == 2


def test_nothing_is_written_while_the_roster_is_wrong(tmp_path: Path) -> None:
    project = company(tmp_path, lambda sheets: sheets["员工"][1].__setitem__(3, "司机"))
    assert "没有岗位「司机」" in refused(lambda: run(project))[0]
    assert not (tmp_path / "outbox").exists()


def test_a_manager_without_people_gets_no_workbook(tmp_path: Path) -> None:
    project = company(tmp_path, lambda sheets: sheets["经理"].append(["M3", "孙三", "华北", None]))
    assert len(run(project).files) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_known_figures_come_from_a_csv_file_by_id_or_name(tmp_path: Path, encoding: str) -> None:
    rows = [
        ["工号", "姓名", "unresolved", "参与投标项目数", "日报质量"],
        ["e1", "张三", "2", "", "敷衍"],
        ["E2", "", "", "9", ""],
    ]
    made = run(company(tmp_path), write_csv(tmp_path / "crm.csv", rows, encoding))
    engineer, consultant = row_of(made.files[0], "工程师", "E1"), row_of(made.files[0], "顾问", "E2")
    assert (engineer["input.unresolved"], engineer["input.report_quality"]) == (2, "敷衍")
    assert (consultant["input.bids_joined"], consultant["input.base_salary"]) == (9, 36000)
    assert [problem.code for problem in made.problems] == ["period.other_cycle"]


def test_known_figures_come_from_a_workbook_even_as_texts(tmp_path: Path) -> None:
    crm = write_sheets(tmp_path / "crm.xlsx", {"导出": [["employee_id", "input.unresolved"], ["E1", "2"], ["E3", 4]]})
    made = run(company(tmp_path), crm)
    assert row_of(made.files[0], "工程师", "E1")["input.unresolved"] == 2
    assert row_of(made.files[1], "工程师", "E3")["input.unresolved"] == 4


def test_nothing_of_known_figures_is_dropped_without_a_word(tmp_path: Path) -> None:
    rows = [["工号", "unresolved", "区域", "bids_won"], ["E1", "2", "华东", "3"], ["E9", "1", "", ""]]
    made = run(company(tmp_path), write_csv(tmp_path / "crm.csv", rows))
    messages = [message.split("crm.csv › ")[1] for message in messages_of(made.problems)[1:]]
    assert messages[0].startswith("第 3 行 › 工号：名单里没有工号 E9，这一行未使用。")
    assert messages[1].startswith("区域：列「区域」不属于任何岗位的方案，未使用。")
    assert messages[2].startswith("第 2 行 › bids_won：方案 support_engineer_kpi 没有「bids_won」，员工 E1")
    assert len(made.files) == 2


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["工号", "unresolved"], ["E1", "两个"]], "第 2 行 › unresolved：「未解决客户数」填的是「两个」，不是数字。"),
        ([["工号", "unresolved"], ["E1", "-2"]], "第 2 行 › unresolved：「未解决客户数」填的是 -2，超出范围。"),
        ([["工号", "unresolved"], ["E1", "1"], ["E1", "2"]], "第 3 行 › 工号：工号「E1」重复，第 2 行已有。"),
        ([["工号", "unresolved"], ["", "1"]], "第 2 行 › 工号：这一行没有工号。"),
        ([["姓名", "unresolved"], ["张三", "1"]], "没有工号列（employee_id）。现有列：姓名、unresolved。"),
        (
            [["工号", "base_salary"], ["E2", "1"]],
            "第 2 行 › base_salary：员工 E2 的「季度基本工资」给了两次：36000 和 1。",
        ),
    ],
)
def test_known_figures_that_are_wrong_stop_the_generation(tmp_path: Path, rows: list[list[str]], expected: str) -> None:
    project, crm = company(tmp_path), write_csv(tmp_path / "crm.csv", rows)
    assert expected in refused(lambda: run(project, crm))[0]
    assert not (tmp_path / "outbox").exists()


def test_a_workbook_says_by_when_it_is_due_and_whom_to_ask(tmp_path: Path) -> None:
    project = company(tmp_path, settings='due = 5\ncontact = "李梅 8021"\n')
    sheet = opened(generate(project, PERIOD, "zh").files[0])["首页"]
    assert [sheet[cell].value for cell in ("B8", "F8")] == ["2026-12-05", "李梅 8021"]


def with_repairers(sheets: Sheets) -> None:
    """Make E1 and E3 repairers: HR gave E1 a star without a reason, and says of nobody whether the list is signed."""
    sheets["岗位"][1] = ["工程师", "repair_stars"]
    sheets["目标与工资"] = [
        ["工号", "批准升星", "销售贡献目标", "季度基本工资"],
        ["E1", 1],
        ["E2", None, 500000, 36000],
    ]


def test_hr_is_told_which_figures_of_whom_are_missing(tmp_path: Path) -> None:
    messages = messages_of(run(company(tmp_path, with_repairers)).problems)
    missing = [message for message in messages if "由人事提供的数" in message]
    assert [message.split("。")[0] for message in missing] == [
        "「工程师」的 E1 张三 没有这些由人事提供的数：入库单已签收、升星加价理由",
        "「工程师」的 E3 王五 没有这些由人事提供的数：入库单已签收",
    ]


def test_what_hr_may_leave_out_is_not_asked_of_the_manager(tmp_path: Path) -> None:
    sheet = opened(run(company(tmp_path, with_repairers)).files[0])["工程师"]
    keys = [cell.value for cell in sheet[1]]
    locked = {key: sheet.cell(FIRST_ROW + 1, place).protection.locked for place, key in enumerate(keys, 1)}
    assert locked["input.extra_rate"]
    assert locked["input.complaint_free_quarter"]  # of November the ledger knows that it ends no quarter
    assert not (locked["input.stock_in_signed"] or locked["words.grant_reason"])


GOAL = """\
id: goal
name: {zh: 有目标, en: With a goal}
cycles: [month]
inputs:
  sales: {name: {zh: 销售额, en: Sales}, type: money}
  no_goal: {name: {zh: 无目标, en: No goal}, type: yes_no, given_by: hr, default: "no"}
  goal: {name: {zh: 销售目标, en: Goal}, type: money, given_by: hr, optional: true}
indicators:
  sales:
    name: {zh: 销售, en: Sales}
    points: 100
    rule: {kind: formula, formula: "sales if no_goal == 'yes' else given(goal)"}
"""


@pytest.mark.parametrize(("figures", "told"), [([], True), (["E1", "是", None], False), (["E1", None, 80], False)])
def test_a_figure_that_hr_may_leave_out_is_told_of_where_a_result_waits_for_it(
    figures: list[object], told: bool, tmp_path: Path
) -> None:
    def with_goals(sheets: Sheets) -> None:
        sheets["岗位"][1][1] = "goal"
        sheets["目标与工资"] = [["工号", "无目标", "销售目标"], *([figures] if figures else []), ["E3", "是", None]]

    project = company(tmp_path, with_goals)
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "goal.yaml").write_text(GOAL, encoding="utf-8")
    waiting = [line for line in messages_of(run(project).problems) if "结果要等它" in line]
    assert ["E1 张三" in line and "销售目标" in line and "E3" not in line for line in waiting] == [True] * told


def test_what_could_not_be_written_is_not_among_what_is_said_to_be_issued(tmp_path: Path) -> None:
    project = company(tmp_path)
    kept_open = next(path for path in run(project).files if path.parent == project.outbox(PERIOD))
    kept_open.unlink()
    kept_open.mkdir()  # cannot be replaced, as a workbook that is open in Excel
    made = run(project)
    assert made.unwritten == 1
    assert kept_open not in made.files
    assert made.in_words(project.outbox(PERIOD), "zh").startswith("只生成了一部分")
    assert "另有 1 份没有写成" in made.in_words(project.outbox(PERIOD), "zh")
    kept_open.rmdir()
    assert run(project).in_words(project.outbox(PERIOD), "zh").startswith("已生成")
