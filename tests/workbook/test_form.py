"""One employee's form says what was measured, each thing once."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import Book

ITEM = 2


def test_a_figure_that_is_compared_with_the_mean_stands_on_the_form_once(tmp_path: Path) -> None:
    role = Role("客服", load("values_and_post"), [Employee("1000", "王芳")])
    write(
        Book("示例公司", "2026-11", manager_id="m1", manager="李娜", team="华东", roles=[role]),
        tmp_path / "book.xlsx",
        "zh",
    )
    with CalamineWorkbook.from_path(str(tmp_path / "book.xlsx")) as book:
        rows = book.get_sheet_by_name("考核表").to_python(skip_empty_area=False)
    items = [str(row[ITEM]) for row in rows]
    first = items.index("完成率")
    assert items[first : first + 4] == ["完成率", "与均值之比", "询盘转化率", "与均值之比"]
