"""One employee's form says what was measured, each thing once."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.form import CHOICE
from presales_xl.workbook.layout import Book
from tests.engines import Recalculate

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


def test_below_a_level_it_is_said_what_earns_it_of_whoever_is_chosen(tmp_path: Path, recalculate: Recalculate) -> None:
    scheme = load("competency")
    people = [
        Employee("1", "王芳", {"input.workload_superior": 14.0}),
        Employee("2", "李娜", {"input.workload_superior": 8.0}),
    ]
    roles = [Role("客服", load("values_and_post"), [Employee("3", "赵敏")]), Role("顾问", scheme, people)]
    book = Book("示例公司", "2026-11", manager_id="m1", manager="李娜", team="华东", roles=roles)
    write(book, tmp_path / "book.xlsx", "zh")
    form = lay_out_book(book, "zh").roles[1].form
    excellent, good, *_ = (level.text.zh for level in scheme.columns["input.workload_superior"].levels)
    first = recalculate(tmp_path / "book.xlsx")[form].values()
    second = recalculate(tmp_path / "book.xlsx", {form: {CHOICE.replace("$", ""): "2 李娜"}})[form].values()
    assert (excellent in first, good in first) == (True, False)
    assert (excellent in second, good in second) == (False, True)
