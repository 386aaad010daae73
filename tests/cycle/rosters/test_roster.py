"""The roster: what is read from it, and every way in which it may be wrong."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from presales_xl.cycle.rosters.figures import with_figures
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.people.employees import Employee
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import Lang
from presales_xl.workbook.reader import read_one
from tests.cycle.company import Sheets, company, messages_of, refused, write_csv
from tests.scheme.small import SMALL, changed

Change = Callable[[Sheets], object]


def read(folder: Path, change: Change | None = None, lang: Lang = "zh") -> Roster:
    return load_roster(company(folder, change), lang)


def wrong(folder: Path, change: Change) -> list[str]:
    """Return the messages about a spoiled roster, without the file's name."""
    project = company(folder, change)
    return [message.removeprefix(f"{project.roster} › ") for message in refused(lambda: load_roster(project, "zh"))]


def set_cell(sheet: str, row: int, column: int, value: object) -> Change:
    def change(sheets: Sheets) -> None:
        sheets[sheet][row][column] = value

    return change


def person(name: str, loaded: Roster) -> Employee:
    return next(employee for employee in loaded.employees if employee.name == name)


def test_people_stand_under_their_managers_with_role_level_and_hr_figures(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    consultant = person("李四", loaded)
    assert [employee.employee_id for employee in loaded.team("M1")] == ["E1", "E2"]
    assert consultant.entries == {"level": 1, "input.contribution_target": 500000, "input.base_salary": 36000}
    assert consultant.locked == {"input.contribution_target", "input.base_salary"}
    assert loaded.warnings == []


def test_a_figure_beyond_the_limits_of_a_level_is_refused_in_the_roster_and_from_elsewhere(tmp_path: Path) -> None:
    source = changed(
        SMALL,
        ("parameters:\n", "parameters:\n  top: {name: Top, value: 5}\n"),
        ("en: Won}, type: count}", "en: Won}, type: count, limits: [extra, top]}"),
    )
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "small.yaml").write_text(source, encoding="utf-8")

    def given(won: int | None) -> Change:
        def change(sheets: Sheets) -> None:
            people = [["E1", "张三", "M1", "顾问", "初级"], ["E2", "李四", "M2", "顾问", "资深"]]
            sheets["员工"] = [sheets["员工"][0], *people]
            sheets["岗位"] = [["岗位", "方案"], ["顾问", "small"]]
            sheets["目标与工资"] = [["工号", "中标数"], ["E1", 1], ["E2", won]]

        return change

    assert [message.partition("：")[0] for message in wrong(tmp_path, given(1))] == ["目标与工资 › B3"]
    loaded, file = read(tmp_path, given(None)), write_csv(tmp_path / "crm.csv", [["工号", "中标数"], ["E2", 1]])
    assert "超出范围" in refused(lambda: with_figures(loaded, file, "zh"))[0]


def test_signs_that_nobody_sees_make_no_other_name_of_a_role_manager_or_person(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        for row in sheets["员工"][1:]:
            row[1:5] = [f"\ufeff{cell}\u200b" if isinstance(cell, str) else cell for cell in row[1:5]]

    for name in ("plain", "copied"):
        (tmp_path / name).mkdir()
    plain, loaded = read(tmp_path / "plain"), read(tmp_path / "copied", change)
    assert [(each.name, each.manager_id, each.role) for each in loaded.employees] == [
        (each.name, each.manager_id, each.role) for each in plain.employees
    ]


def test_a_roster_may_have_more_people_than_a_workbook_that_comes_back_has_rows(tmp_path: Path) -> None:
    def everybody(sheets: Sheets) -> None:
        sheets["员工"][1:] = [[f"E{n}", "张三", "M1", "顾问", "中级"] for n in range(25_000)]
        sheets["目标与工资"][1:] = [[f"E{n}", n, 36000] for n in range(25_000)]

    project = company(tmp_path, everybody)
    people = load_roster(project, "zh").employees
    assert [person.entries["input.contribution_target"] for person in people] == [*range(25_000)]
    with pytest.raises(ProblemsError, match=r"file\.far_cell"):
        read_one(project.roster)


def test_what_weighs_nothing_for_anybody_under_a_scheme_is_in_nobodys_workbook(tmp_path: Path) -> None:
    def profile(level: str) -> Change:
        def change(sheets: Sheets) -> None:
            sheets["岗位"][1] = ["工程师", "sales_2024"]
            sheets["员工"][1][4], sheets["员工"][3][4] = level, "年度标准"
            sheets["目标与工资"] += [["E1", None, None], ["E3", None, None]]
            sheets["目标与工资"][0].append("新客户目标")
            sheets["目标与工资"][1].append(None)
            sheets["目标与工资"][2].append(20)
            sheets["目标与工资"][3].append(30)

        return change

    same, entry = (read(tmp_path / level, profile(level)) for level in ("年度标准", "新市场开拓"))
    assert "points.new_customers" not in same.roles["工程师"].columns
    assert "input.new_customers_target" not in person("张三", same).entries
    assert "points.new_customers" in entry.roles["工程师"].columns
    assert "points.turnover" not in entry.roles["工程师"].columns
    assert person("张三", entry).entries["input.new_customers_target"] == 20


def test_a_managers_book_holds_the_roles_of_the_team(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    book = loaded.book("甲公司", "2026-11", loaded.managers["M1"], "zh")
    assert [(role.name, [p.name for p in role.people]) for role in book.roles] == [
        ("工程师", ["张三"]),
        ("顾问", ["李四"]),
    ]
    assert (book.company, book.manager, book.team, book.department) == ("甲公司", "赵一", "华东", "")
    manager = replace(loaded.managers["M1"], department="市场部")
    assert loaded.book("甲公司", "2026-11", manager, "zh").department == "市场部"


def test_sheets_and_headers_may_be_english_in_any_case_and_order(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets.clear()
        sheets["ROLES"] = [["Scheme", "role"], ["support_engineer_kpi", "Engineer"]]
        sheets["managers"] = [["team", "MANAGER_ID", "Name"], ["East", "M1", "Ann"]]
        sheets["Employees"] = [["Role", "employee id", "name", "Manager ID"], ["engineer", "E1", "Bob", "m1"]]

    loaded = read(tmp_path, change)
    assert [(e.name, e.role, e.manager_id) for e in loaded.employees] == [("Bob", "Engineer", "M1")]


def test_numbers_typed_as_ids_are_read_as_they_look(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][1][0] = 1001
        sheets["员工"][2][0] = 1002.0
        sheets["目标与工资"][1][0] = 1002.0

    loaded = read(tmp_path, change)
    assert [e.employee_id for e in loaded.employees] == ["1001", "1002", "E3"]
    assert "input.base_salary" in person("李四", loaded).entries


def test_figures_may_stand_beside_the_employees_and_under_any_name(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][0] += ["Base salary of the quarter", "日报质量", "unresolved"]
        sheets["员工"][1] += [None, "深刻", 4]
        sheets["员工"][2] += [36000, None, None]
        sheets["员工"][3] += [None, "normal", None]
        del sheets["目标与工资"]

    loaded = read(tmp_path, change)
    assert person("张三", loaded).entries == {"input.report_quality": 0, "input.unresolved": 4}
    assert person("张三", loaded).locked == frozenset()
    assert person("李四", loaded).locked == {"input.base_salary"}
    assert person("王五", loaded).entries == {"input.report_quality": 1}


def test_a_name_that_begins_with_an_equals_sign_stays_a_name(tmp_path: Path) -> None:
    assert read(tmp_path, set_cell("员工", 1, 1, "=1+1")).employees[0].name == "=1+1"


def test_a_missing_sheet_is_told_of_with_those_that_are_there(tmp_path: Path) -> None:
    (message,) = refused(lambda: read(tmp_path, lambda sheets: sheets.pop("经理")))
    assert "名单缺少工作表「经理 / Managers」。现有工作表：员工、岗位、目标与工资。" in message


def test_missing_columns_are_told_of_with_those_that_are_there(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][0][2:4] = ["上\n级", "职位"]

    (message,) = wrong(tmp_path, change)
    assert message.startswith(
        "员工：名单缺少列：经理工号 / Manager ID、岗位 / Role。现有列：工号、姓名、上 级、职位、级别。"
    )


def test_an_empty_sheet_is_told_of(tmp_path: Path) -> None:
    assert wrong(tmp_path, lambda sheets: sheets["岗位"].clear())[0].startswith("岗位：表是空的。")


#: What is spoiled, how, and how its message begins.
WRONG: dict[str, tuple[Change, str]] = {
    "duplicate id, any case": (set_cell("员工", 3, 0, "e1"), "员工 › A4：「工号」e1 重复，第 2 行已有。"),
    "empty id": (set_cell("员工", 2, 0, None), "员工 › A3：这一行没有「工号」。"),
    "blank in an id": (set_cell("员工", 2, 0, "E 2"), "员工 › A3：「工号」是「E 2」，含有不能用的字符。"),
    "wildcard in an id": (set_cell("员工", 2, 0, "E*"), "员工 › A3：「工号」是「E*」，含有不能用的字符。"),
    "date as id": (set_cell("员工", 2, 0, dt.date(2026, 11, 1)), "员工 › A3：「工号」是「2026-11-01」，不是文字。"),
    "full width twice": (set_cell("员工", 2, 0, "ｅ１"), "员工 › A3：「工号」e1 重复，第 2 行已有。"),
    "long id": (set_cell("员工", 2, 0, "E" * 51), "员工 › A3：「工号」超过 50 个字符"),
    "empty name": (set_cell("员工", 2, 1, " "), "员工 › B3：「姓名」是空的。"),
    "newline in a name": (set_cell("员工", 2, 1, "李\n四"), "员工 › B3：「姓名」里有换行或控制字符：李\\n四。"),
    "control character": (set_cell("员工", 2, 1, "李\x07四"), "员工 › B3：「姓名」里有换行或控制字符：李\\x07四。"),
    "turned text": (set_cell("员工", 2, 1, "李\u202e四"), "员工 › B3：「姓名」里有换行或控制字符：李\\u202e四。"),
    "long name": (set_cell("员工", 2, 1, "李" * 101), "员工 › B3：「姓名」超过 100 个字符"),
    "unknown manager": (set_cell("员工", 2, 2, "M9"), "员工 › C3：「经理」表里没有经理 M9。现有经理：M1、M2。"),
    "no manager": (set_cell("员工", 2, 2, None), "员工 › C3：员工 E2 没有经理工号。"),
    "no role": (set_cell("员工", 2, 3, None), "员工 › D3：员工 E2 没有岗位。请填其中之一：工程师、顾问。"),
    "unknown role": (
        set_cell("员工", 2, 3, "司机"),
        "员工 › D3：「岗位」表里没有岗位「司机」。现有岗位：工程师、顾问。",
    ),
    "unknown level": (
        set_cell("员工", 2, 4, "专家"),
        "员工 › E3：「级别」填的是「专家」，不在选项中。请从这些选项中选：初级 / 中级 / 资深。",
    ),
    "no level": (
        set_cell("员工", 2, 4, None),
        "员工 › E3：没有级别，而方案 software_presales 按级别考核。请填其中之一：初级、中级、资深。",
    ),
    "manager without a team": (set_cell("经理", 1, 2, None), "经理 › C2：经理 M1 没有团队。"),
    "newline in a team": (set_cell("经理", 1, 2, "华\n东"), "经理 › C2：「团队」里有换行或控制字符：华\\n东。"),
    "duplicate manager": (set_cell("经理", 2, 0, "M1"), "经理 › A3：「经理工号」M1 重复，第 2 行已有。"),
    "unknown scheme": (
        set_cell("岗位", 1, 1, "support_enginer"),
        "岗位 › B2：没有方案「support_enginer」。您是否想用 support_engineer_kpi",
    ),
    "role twice": (set_cell("岗位", 2, 0, "工程师 "), "岗位 › A3：岗位「工程师」重复（已有「工程师」）。"),
    "no sheet name": (
        set_cell("岗位", 2, 0, "?*/"),
        "岗位 › A3：岗位「?*/」去掉工作表名称不允许的字符后没有剩下任何字。",
    ),
    "reserved sheet name": (set_cell("岗位", 2, 0, "参数"), "岗位 › A3：岗位「参数」的工作表名称「参数」已被占用。"),
    "Excel's own sheet name": (
        set_cell("岗位", 2, 0, "history"),
        "岗位 › A3：岗位「history」的工作表名称「history」已被占用。",
    ),
    "figures of nobody": (set_cell("目标与工资", 1, 0, "E9"), "目标与工资 › A2：「员工」表里没有工号 E9。"),
    "text as a figure": (
        set_cell("目标与工资", 1, 1, "五十万"),
        "目标与工资 › B2：「销售贡献目标」填的是「五十万」，不是数字。应为：不小于 0 的数。",
    ),
    "negative figure": (
        set_cell("目标与工资", 1, 1, -1),
        "目标与工资 › B2：「销售贡献目标」填的是 -1，超出范围。应为：不小于 0 的数。",
    ),
    "date as a figure": (
        set_cell("目标与工资", 1, 1, dt.date(2026, 11, 1)),
        "目标与工资 › B2：「销售贡献目标」填的是日期 2026-11-01。",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_by_sheet_and_cell(tmp_path: Path, case: str) -> None:
    change, expected = WRONG[case]
    messages = wrong(tmp_path, change)
    assert any(message.startswith(expected) for message in messages), messages


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        set_cell("员工", 1, 3, "司机")(sheets)
        set_cell("员工", 2, 4, "专家")(sheets)
        set_cell("经理", 2, 2, None)(sheets)
        set_cell("目标与工资", 1, 2, "?")(sheets)

    cells = [message.split("：")[0] for message in wrong(tmp_path, change)]
    assert cells == ["员工 › D2", "员工 › E3", "经理 › C3", "目标与工资 › C2"]


@pytest.mark.parametrize(("one", "other"), [("007", "7"), ("1-2", "1/2"), ("1e2", "100"), ("1.50", "1.5")])
def test_ids_that_a_search_in_excel_takes_for_one_are_told_of(tmp_path: Path, one: str, other: str) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][1][0], sheets["员工"][3][0] = one, other

    assert any(
        f"「工号」{other} 与第 2 行的 {one} 在 Excel 里会被当成同一个" in message for message in wrong(tmp_path, change)
    )


@pytest.mark.parametrize("ids", [("1-2", "1-3"), ("nan", "inf"), ("A.1", "A-1"), ("E1_1", "E11")])
def test_ids_that_differ_for_excel_too_are_fine(tmp_path: Path, ids: tuple[str, str]) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][1][0], sheets["员工"][3][0] = ids

    assert len(read(tmp_path, change).employees) == 3


def test_roles_whose_sheets_would_have_one_name_are_told_of(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"] += [[f"{'高级解决方案' * 5}甲乙", "repair_stars"], [f"{'高级解决方案' * 5}甲丙", "repair_stars"]]

    (message,) = wrong(tmp_path, change)
    assert message.startswith("岗位 › A5：岗位")
    assert "的工作表名称缩短到 31 个字后相同" in message


def test_roles_with_characters_that_a_sheet_name_lacks_are_fine_while_they_differ(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"] += [["售前/售后", "repair_stars"], ["售前售后", "repair_stars"]]

    assert list(read(tmp_path, change).roles)[2:] == ["售前/售后", "售前售后"]


def test_managers_whose_files_would_have_one_name_are_told_of(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["经理"][1:] = [["M1", "Ann", "A/B", None], ["M2", "ANN", "a:b", None]]

    assert wrong(tmp_path, change)[0].startswith("经理 › B3：经理 M2 和 M1 的文件名都是「ANN_a b」。")


def test_a_manager_without_people_is_a_notice_only(tmp_path: Path) -> None:
    loaded = read(tmp_path, lambda sheets: sheets["经理"].append(["M3", "孙三", "华北", None]))
    assert "经理 孙三（M3）没有员工，不会有工作簿。" in messages_of(loaded.warnings)[0]


def test_a_target_of_0_is_a_notice_that_the_ratio_cannot_be_computed(tmp_path: Path) -> None:
    loaded = read(tmp_path, set_cell("目标与工资", 1, 1, 0))
    assert "目标与工资 › B2：员工 E2 的「销售贡献目标」为 0，完成率将无法计算。" in messages_of(loaded.warnings)[0]


def test_a_wage_of_0_divides_nothing_and_is_fine(tmp_path: Path) -> None:
    assert read(tmp_path, set_cell("目标与工资", 1, 2, 0)).warnings == []


def test_columns_and_figures_that_nobody_uses_are_notices(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["目标与工资"][0].append("花名")
        sheets["目标与工资"][1].append("阿四")
        sheets["目标与工资"].append(["E1", 1000, None, None])

    messages = messages_of(read(tmp_path, change).warnings)
    assert any("目标与工资 › D1：列「花名」不属于任何岗位的方案" in message for message in messages)
    assert any("B3：方案 support_engineer_kpi 没有「销售贡献目标」" in message for message in messages)


def test_a_figure_given_twice_with_different_values_is_told_of(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][0].append("base_salary")
        sheets["员工"][2].append(30000)

    assert wrong(tmp_path, change)[0].startswith(
        "目标与工资 › C2：员工 E2 的「季度基本工资」给了两次：30000 和 36000。"
    )


def test_a_roster_that_is_no_workbook_is_told_of(tmp_path: Path) -> None:
    project = company(tmp_path)
    project.roster.write_text("工号,姓名\n", encoding="utf-8")
    assert "不是 .xlsx 工作簿" in refused(lambda: load_roster(project, "zh"))[0]


def test_messages_come_in_english_too(tmp_path: Path) -> None:
    project = company(tmp_path, set_cell("员工", 2, 4, "guru"))
    with pytest.raises(ProblemsError) as caught:
        load_roster(project, "en")
    message = explain("en", caught.value.problems[0])
    assert message.endswith(
        "“Level” holds “guru”, which is none of the choices. Choose one of: Junior / Mid-level / Senior."
    )


# Rosters as people make them.


def by_hand(folder: Path, change: Callable[[openpyxl.Workbook], object]) -> Roster:
    """Return the roster after somebody changed it in a spreadsheet program."""
    project = company(folder)
    book = openpyxl.load_workbook(project.roster)
    change(book)
    book.save(project.roster)
    return load_roster(project, "zh")


def test_a_manager_merged_over_several_rows_is_the_manager_of_each(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["员工"]["C3"] = None
        book["员工"].merge_cells("C2:C3")

    assert [e.manager_id for e in by_hand(tmp_path, change).employees] == ["M1", "M1", "M2"]


def test_titles_decorated_headers_and_totals_are_understood(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        people, figures = book["员工"], book["目标与工资"]
        people["A1"], people["B1"], people["C1"] = "*工号", "姓名（必填）", "经理 工号"
        people.insert_rows(1, 2)
        people["A1"] = "2026 年花名册"
        people.merge_cells("A1:E1")
        people.append(["合计", "3 人"])
        people.append(["合计（人）", 3])
        people.append(["共 3 人"])
        people.append(["制表人：王芳", None, "审核人：李四"])
        people.append(["备注", "以上为正式员工"])
        people.append([None, None, None, "填表日期：2026-11-01"])
        people.append(["Prepared by: Wang"])
        figures.append([None, 500000, 36000])
        figures["A3"] = "总计"

    loaded = by_hand(tmp_path, change)
    assert [(e.employee_id, e.name, e.manager_id) for e in loaded.employees] == [
        ("E1", "张三", "M1"),
        ("E2", "李四", "M1"),
        ("E3", "王五", "M2"),
    ]
    assert (person("李四", loaded).entries["input.base_salary"], loaded.warnings) == (36000, [])


def test_a_remark_beside_a_person_and_an_id_beside_a_word_for_totals_stay_people(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        people = book["员工"]
        people.insert_cols(1)
        people["A1"], people["A2"], people["A3"], people["A4"] = "附记", "备注：试用", "合计", "注"
        people["B3"], people["C3"], people["D3"] = 1002, "李四", "M1"
        book["目标与工资"]["A2"] = 1002

    assert [e.employee_id for e in by_hand(tmp_path, change).employees] == ["E1", "1002", "E3"]


def test_an_id_shown_with_leading_zeros_is_read_as_it_is_shown(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for sheet, cell in (("员工", "A3"), ("目标与工资", "A2")):
            book[sheet][cell] = 123
            book[sheet][cell].number_format = "00000"

    loaded = by_hand(tmp_path, change)
    assert [e.employee_id for e in loaded.employees] == ["E1", "00123", "E3"]
    assert person("李四", loaded).entries["input.base_salary"] == 36000


def test_a_figure_merged_over_several_people_is_told_of(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["目标与工资"]["A3"] = "E3"
        book["目标与工资"].merge_cells("C2:C3")

    with pytest.raises(ProblemsError) as caught:
        by_hand(tmp_path, change)
    assert {(problem.code, problem.place.cell) for problem in caught.value.problems} >= {("table.merged", "C2")}


def test_an_id_that_lost_its_last_digits_is_told_of_with_how_to_keep_them(tmp_path: Path) -> None:
    (message,) = [m for m in wrong(tmp_path, set_cell("员工", 2, 0, 110101199001011234)) if "超过 15 位" in m]
    assert message.startswith("员工 › A3：「1101011990010112")
    assert "请把这一列的单元格格式改为文本" in message


def test_somebody_whose_name_looks_like_a_total_is_no_total(tmp_path: Path) -> None:
    assert person("安平均", read(tmp_path, set_cell("员工", 1, 1, "安平均"))).employee_id == "E1"


def test_an_id_that_lost_its_leading_zeros_in_a_csv_file_is_told_of_with_whose_it_may_be(tmp_path: Path) -> None:
    loaded = read(tmp_path, set_cell("员工", 1, 0, "007"))
    file = write_csv(tmp_path / "crm.csv", [["工号", "未解决客户数"], ["7", 1], ["8", 2]])
    after, problems = with_figures(loaded, file, "zh")
    lost, unknown = messages_of(problems)
    assert "名单里没有工号 7，只有 007；这一行未使用。若是同一人（Excel 打开 CSV 会丢掉前面的 0）" in lost
    assert "名单里没有工号 8，这一行未使用。" in unknown
    assert after.employees == loaded.employees


def test_an_id_of_the_figures_that_lost_its_zeros_is_told_of_with_whose_it_may_be(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][2][0], sheets["目标与工资"][1][0] = "00045", 45

    (message,) = wrong(tmp_path, change)
    assert message.startswith("目标与工资 › A2：「员工」表里没有工号 45，只有 00045。")


def test_ids_in_full_width_or_with_signs_that_nobody_sees_are_the_ids_that_people_see(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][1][0], sheets["员工"][1][2], sheets["员工"][3][2] = "Ｅ１", "Ｍ１", "\ufeffM2"
        sheets["目标与工资"][1][0] = "E2\u200b"

    loaded = read(tmp_path, change)
    assert [(each.employee_id, each.manager_id) for each in loaded.employees] == [
        ("E1", "M1"),
        ("E2", "M1"),
        ("E3", "M2"),
    ]
    assert "input.base_salary" in person("李四", loaded).entries


def test_an_error_and_a_formula_that_nothing_has_computed_are_told_of_as_such_and_nothing_else(tmp_path: Path) -> None:
    project = company(tmp_path)
    book = openpyxl.load_workbook(project.roster)
    book["员工"]["C2"] = "=经理!A2"
    book["员工"]["D3"].value, book["员工"]["D3"].data_type = "#N/A", "e"
    book.save(project.roster)
    uncomputed, error = refused(lambda: load_roster(project, "zh"))
    assert "员工 › C2：「经理工号」里是公式，但没有算出结果，或用到了这一格自己（循环引用）。" in uncomputed
    assert "员工 › D3：「岗位」里是错误值 #N/A。" in error


def test_headers_may_be_explained_in_brackets_and_a_column_without_them_goes_first(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][0] = ["工号（员工编号）", "【姓名】", "经理\n工号", "岗位(集团)", "级别", "岗位"]
        for row in sheets["员工"][1:]:
            row += [row[3]]
            row[3] = "司机"

    assert [(e.employee_id, e.role) for e in read(tmp_path, change).employees] == [
        ("E1", "工程师"),
        ("E2", "顾问"),
        ("E3", "工程师"),
    ]


def test_a_header_that_stands_again_further_down_is_nobody(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"].insert(2, sheets["员工"][0])

    assert len(read(tmp_path, change).employees) == 3


def test_another_table_below_is_told_of_by_its_first_cell_and_nothing_of_it_is_read(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"] += [[], ["离职人员"], ["工号", "姓名", "离职日期"], ["E9", "孙九", "2026-10-01"]]

    (message,) = wrong(tmp_path, change)
    assert message.startswith("员工 › A7：从此处起又是一张表（「工号」）。")


def test_a_role_may_be_called_as_another_column_is(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        for row in (sheets["员工"][1], sheets["员工"][3]):
            row[3] = "方案"
        sheets["岗位"][1][0] = "方案"

    assert person("张三", read(tmp_path, change)).role == "方案"


def test_two_sheets_of_one_kind_are_told_of(tmp_path: Path) -> None:
    (message,) = refused(lambda: read(tmp_path, lambda sheets: sheets.update({"Employees": sheets["员工"]})))
    assert "几张工作表都是「员工 / Employees」：员工、Employees。请合并成一张" in message


def test_figures_that_a_scheme_lacks_are_told_of_once_for_all_who_have_it(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    file = write_csv(tmp_path / "crm.csv", [["工号", "销售贡献目标"], ["E1", 1], ["E2", 500000], ["E3", 3]])
    (message,) = messages_of(with_figures(loaded, file, "zh")[1])
    assert "第 2 行 › 销售贡献目标：方案 support_engineer_kpi 没有「销售贡献目标」，员工 E1 等" in message


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["工号", "未解决客户数"]], "表是空的。"),
        ([["工号", "未解决客户数", "", "工号"], ["E1", 1, "", "E1"]], "工号：列「工号」与列「工号」是同一项。"),
    ],
)
def test_figures_of_nobody_or_of_two_ids_a_row_are_told_of(
    tmp_path: Path, rows: list[list[object]], expected: str
) -> None:
    loaded = read(tmp_path)
    (message,) = refused(lambda: with_figures(loaded, write_csv(tmp_path / "crm.csv", rows), "zh"))
    assert expected in message


def test_a_sheet_under_nearly_the_right_name_is_told_and_notes_of_hrs_own_are_not(tmp_path: Path) -> None:
    def misnamed(sheets: Sheets) -> None:
        sheets["变动"] = [["工号", "变动", "新值", "从哪天起"], ["E2", "经理", "M2", "2026-11-16"]]
        sheets["备注"] = [["十一月要换经理"]]

    loaded = load_roster(company(tmp_path, misnamed), "zh")
    told = [problem for problem in loaded.warnings if problem.code == "roster.sheet_not_read"]
    assert [(problem.place.sheet, problem.fields["expected"]) for problem in told] == [("变动", "人员变动 / Changes")]
