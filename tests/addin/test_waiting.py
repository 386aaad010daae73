"""Who has no result though nothing is left to fill in: the buttons say what is waited for, and hold nobody up."""

from pathlib import Path

import pytest

from presales_xl.addin.ribbon import dispatch
from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from tests.addin.commanding import Answering, area
from tests.conftest import OpenBook
from tests.workbook.returned import written

pytestmark = pytest.mark.libreoffice


def test_of_whom_only_hr_keeps_open_the_buttons_say_what_for_and_the_workbook_can_be_handed_in(
    tmp_path: Path, open_book: OpenBook
) -> None:
    plan = load("repair_stars")
    entries = {spec.id: 0.0 for spec in plan.of_kind("input")} | {"input.genuine_units": 300.0}
    entries["input.severe"] = entries["input.complaint_free_quarter"] = entries["input.upgrade_applied"] = 1.0
    signed = frozenset({"input.stock_in_signed"})
    people = [
        Employee("1000", "张三", {**entries, "input.stock_in_signed": 1.0}, locked=signed),
        Employee("1001", "李四", {**entries, "input.stock_in_signed": 0.0}, locked=signed),
    ]
    written(tmp_path, Role("维修", plan, people), "zh")
    book = open_book(tmp_path / "team.xlsx")
    who = "1000 张三（待：入库单已签收）"
    checked = dispatch("validate", book, Answering())
    assert (checked.severity, "内容完整" in checked.text, who in checked.text) == ("info", False, True)
    grades, bonus = (dispatch(name, book, Answering()).text for name in ("compute_grades", "compute_bonus"))
    assert all(who in said and "没有填写完整" not in said and "未完成" not in said for said in (grades, bonus))
    notes = [str(row) for name in ("grades", "bonus") for row in area(book, name) if "1000 张三" in str(row)]
    assert [("待：入库单已签收" in note) for note in notes] == [True, True]
    submitting = Answering()
    assert dispatch("submit", book, submitting).text.startswith("已提交")
    assert submitting.asked == []
