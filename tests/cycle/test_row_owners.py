"""A row of details whose owner is not written as in the list: from the manager's button to the payroll, to the cent."""

from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger.ledger import Ledger
from presales_xl.project import Project
from presales_xl.workbook.layout import FIRST_ROW
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.cycle.company import Sheets, company, fill, messages_of, opened, read_csv
from tests.cycle.test_row_checks import ERP, FIRST, PERIOD, PERSON, project_rows


def a_team(folder: Path) -> Project:
    """Return a project of one manager with two consultants, whose workbook is out."""

    def change(sheets: Sheets) -> None:
        sheets["员工"] = [sheets["员工"][0], ["E1", "张三", "M1", "顾问", None], ["E2", "李四", "M1", "顾问", None]]
        sheets["岗位"], sheets["目标与工资"] = [["岗位", "方案"], ["顾问", ERP]], [["工号"]]

    project = company(folder, change)
    generate(project, PERIOD, "zh")
    return project


def came_back(project: Project, owner: str | None) -> None:
    """Put the workbook into the inbox with a whole project of each; the first row has this owner.

    A project brings 1,000 yuan to 3,600 for all else.
    """
    entries = {**PERSON, "quarter": "第四季度"}
    file = fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, dict.fromkeys(("E1", "E2"), entries))
    book = opened(file)
    for number, row in enumerate(project_rows(("E1 张三", "甲 ERP", 1), ("E2 李四", "乙 ERP", 1))[1:], FIRST_ROW + 1):
        for column, value in enumerate(row, 1):
            book["明细 顾问"].cell(number, column).value = value
    book["明细 顾问"].cell(FIRST_ROW + 1, 1).value = owner
    book.save(file)


def paid(project: Project) -> dict[str, str]:
    """Settle, and return what everybody is paid, those left out of the payroll with nothing."""
    payroll = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll
    results = {row["employee_id"]: row["pay.total"] for row in read_csv(project.results(PERIOD) / "results.csv")}
    return {**results, **{each.employee.employee_id: "" for each in payroll.unpaid}}


@pytest.mark.parametrize(
    ("owner", "waiting"),
    [
        *(("E1 张三", set()), ("\u200bE1 张三", {"E1"}), ("Ｅ１ 张三", {"E1"}), ("E1张三", {"E1"}), ("张三", {"E1"})),
        *(("王二", {"E1", "E2"}), (None, {"E1", "E2"}), ("张三/李四", {"E1", "E2"})),
    ],
)
def test_nobody_is_paid_whose_row_it_may_be_until_a_mended_file_comes_and_the_button_says_the_same(
    tmp_path: Path, owner: str | None, waiting: set[str]
) -> None:
    project = a_team(tmp_path)
    came_back(project, owner)
    at_button = review(read_one(project.inbox(PERIOD) / FIRST), FIRST).problems
    made = collect(project, PERIOD, [], "zh")
    told = [each for each in made.problems if each.code.startswith("workbook.row_")]
    assert {each.fields["id"] for each in told} == waiting
    assert messages_of(told) == messages_of([each for each in at_button if each.code.startswith("workbook.row_")])
    assert paid(project) == {key: "" if key in waiting else "4600" for key in ("E1", "E2")}
    still = status(project, PERIOD, "zh")
    (back,) = (each for each in still.returns if each.counts)
    once = "E1 张三、E2 李四：" if len(waiting) > 1 else "E1 张三　未完成：" if waiting else ""
    assert (back.chase.count("明细行的员工"), once in back.chase) == (bool(waiting), True)
    assert {who.employee_id for back in still.returns if back.counts for who in back.counts.of("open")} == waiting
    came_back(project, "E1 张三")
    assert collect(project, PERIOD, [], "zh").complete == 2
    assert paid(project) == {"E1": "4600", "E2": "4600"}
