"""Returned workbooks against the roster: who came, left or moved, and whose figures count."""

from pathlib import Path

from presales_xl.cycle.generate import generate
from presales_xl.cycle.project import Project
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, told
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, SECOND, results, returned, roster_changed, run


def test_a_project_may_compare_people_within_their_teams(tmp_path: Path) -> None:
    project = returned(tmp_path, settings='cohort = "team"')
    run(project)
    assert [results(project)[key]["rank"] for key in ("E1", "E3")] == ["1", "1"]


def test_a_manager_who_has_not_returned_anything_is_a_notice(tmp_path: Path) -> None:
    project = returned(tmp_path)
    made = run(project, project.inbox(PERIOD) / FIRST)
    assert told(made.problems) == [
        "经理钱二（华南）的工作簿还没有交回，1 人未完成。收到后放进收件文件夹，重新运行 collect。"
    ]
    assert results(project)["E3"]["status"] == "未完成"


def test_an_employee_who_left_is_told_of_and_not_in_the_results(tmp_path: Path) -> None:
    project = roster_changed(returned(tmp_path), lambda sheets: sheets["员工"].pop(1))
    made = run(project)
    assert told(made.problems)[0].startswith(f"{FIRST} › 工程师：张三（E1）不在名单里，未计入结果。")
    assert "E1" not in results(project)


def test_an_employee_who_came_is_told_of_and_incomplete(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"].append(["E4", "孙六", "M1", "工程师", None])

    project = roster_changed(returned(tmp_path), change)
    made = run(project)
    assert told(made.problems)[0].startswith(f"{FIRST}：交回的工作簿里没有 孙六（E4）。")
    assert results(project)["E4"]["status"] == "未完成"


def test_an_employee_who_moved_to_another_manager_keeps_the_entries(tmp_path: Path) -> None:
    project = roster_changed(returned(tmp_path), lambda sheets: sheets["员工"][1].__setitem__(2, "M2"))
    made = run(project)
    assert told(made.problems)[0].startswith(f"{FIRST} › 工程师：张三（E1）在赵一的工作簿里，名单上的经理是钱二。")
    assert (results(project)["E1"]["manager"], results(project)["E1"]["status"]) == ("钱二", "完成")


def test_hr_figures_count_as_the_roster_has_them(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E2": CONSULTANT | {"base_salary": 99999}})
    made = run(project)
    assert "E2 的「季度基本工资」在工作簿里是 99999，名单上是 36000，以名单为准。" in told(made.problems)[0]
    assert made.problems[0].place.cell
    assert results(project)["E2"]["pay.total"] == "13500"


def test_the_level_counts_as_the_roster_has_it(tmp_path: Path) -> None:
    project = roster_changed(returned(tmp_path), lambda sheets: sheets["员工"][2].__setitem__(4, "资深"))
    made = run(project)
    assert "E2 的「级别」在工作簿里是 中级，名单上是 资深，以名单为准。" in told(made.problems)[0]
    assert results(project)["E2"]["level"] == "资深"


def test_an_employee_of_another_scheme_by_now_is_an_error(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][1][3:] = ["顾问", "初级"]

    project = roster_changed(returned(tmp_path), change)
    (message,) = told(run(project).problems, "collect.other_scheme")
    assert "张三（E1）的工作簿用的是方案 support_engineer_kpi，名单上是 software_presales，数据没有使用。" in message
    assert results(project)["E1"]["status"] == "未完成"


def test_a_role_that_was_renamed_keeps_the_entries(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"][1][0] = sheets["员工"][1][3] = sheets["员工"][3][3] = "支持工程师"

    project = roster_changed(returned(tmp_path), change)
    made = run(project)
    assert told(made.problems)[0].startswith(
        f"{FIRST} › 工程师：张三（E1）在工作簿里的岗位是「工程师」，名单上是「支持工程师」。"
    )
    assert (made.complete, results(project)["E1"]["role"]) == (3, "支持工程师")


def test_the_workbook_of_a_manager_who_left_still_counts(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["经理"].pop(2)
        sheets["员工"][3][2] = "M1"

    project = roster_changed(returned(tmp_path), change)
    made = run(project)
    messages = told(made.problems)
    assert messages[0].startswith(f"{SECOND}：名单里没有经理 钱二（M2）。")
    assert messages[1].startswith(f"{SECOND} › 工程师：王五（E3）在钱二的工作簿里，名单上的经理是赵一。")
    assert made.complete == 3


def test_somebody_in_two_workbooks_counts_as_the_own_manager_says(tmp_path: Path) -> None:
    project = both_have_e3(tmp_path, "M2")
    made = run(project)
    assert list(made.problems) == []
    assert results(project)["E3"]["total"] == "73"


def test_somebody_in_two_workbooks_of_other_managers_is_an_error(tmp_path: Path) -> None:
    project = both_have_e3(tmp_path, "M3")
    (message,) = told(run(project).problems, "collect.person_twice")
    assert message.startswith(f"王五（E3）出现在几份工作簿里：{FIRST}、{SECOND}，都不是名单上的经理，都没有使用。")
    assert results(project)["E3"]["status"] == "未完成"


def both_have_e3(folder: Path, manager: str) -> Project:
    """Return a project in which M1 and M2 both returned entries for E3, who now belongs to a manager."""
    project = returned(folder)
    moved = company(folder / "moved", lambda sheets: sheets["员工"][3].__setitem__(2, "M1"))
    file = generate(moved, PERIOD, "zh").files[0]
    fill(file, project.inbox(PERIOD) / FIRST, PEOPLE | {"E3": ENGINEER | {"unresolved": 0}})

    def change(sheets: Sheets) -> None:
        sheets["员工"][3][2] = manager
        sheets["经理"].append(["M3", "孙三", "华北", None])

    return roster_changed(project, change if manager == "M3" else lambda _: None)


def test_somebody_without_detail_rows_is_a_notice(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"][1][1] = "ecom_service_quality"

    project = company(tmp_path, change)
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, {"E2": CONSULTANT})
    messages = told(run(project).problems)
    assert messages[0].startswith(f"{FIRST}：张三（E1）在「抽查聊天记录」里没有任何记录。")
    assert len(messages) == 2
