"""分数说明 and 打开考核表: what is told of the selected cell, and whose form it opens."""

from pathlib import Path

import pytest

from presales_xl.addin.ribbon import dispatch
from presales_xl.backends.rule_sentences import sentence
from presales_xl.catalogue import load
from presales_xl.cycle.generating import generate
from presales_xl.people.employees import Employee, Role
from presales_xl.periods import parse_period
from presales_xl.workbook.build import write
from presales_xl.workbook.form import CHOICE
from presales_xl.workbook.layout import FIRST_ROW, Book
from tests.addin.commanding import TWO, Answering, cohorts, layout_of, state, team
from tests.conftest import OpenBook
from tests.cycle.company import CONSULTANT, ENGINEER, company, fill
from tests.workbook.returned import agents, engineers

pytestmark = pytest.mark.libreoffice
SHEET = "工程师"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return the catalogue's example, 93 points, and a consultant."""
    project = company(tmp_path / "公司")
    period = parse_period("2026-11")
    generate.generate(project, period, "zh")
    issued = next(file for file in project.outbox(period).glob("*.xlsx") if "赵一" in file.name)
    return fill(issued, tmp_path / "mine.xlsx", {"E1": ENGINEER, "E2": CONSULTANT})


def cell_of(column: str, row: int = FIRST_ROW) -> str:
    role = Role(SHEET, load("support_engineer_kpi"), [Employee("E1", "张三")])
    book = Book(company="", period="", manager_id="", manager="", team="", roles=[role])
    return layout_of(book, "zh").roles[0].address(column, row)


@pytest.mark.parametrize(
    ("column", "row", "told"),
    [
        ("points.resolution", 5, ["E1 张三 · 项目技术解决率 得分", "规则：", "2 ≤ 3 → 30 分"]),
        ("total", 5, ["E1 张三 · 总分", "规则：", "本格：", "93"]),
        ("input.unresolved", 5, ["填写要求：不小于 0 的整数。", "本格：未解决客户数 2"]),
        ("input.report_quality", 5, ["深刻 +2 分：有分析、有总结，能提出改进办法", "敷衍 −1 分：内容空泛"]),
        ("points.daily_report", 5, ["合计 11 分。\n深刻 +2 分：有分析、有总结，能提出改进办法"]),
        ("points.resolution", 3, ["规则：未解决客户数 ≤0 → 35 分"]),
        ("employee_id", 5, ["工号和姓名由人事发放"]),
    ],
)
def test_the_rule_and_the_numbers_of_the_selected_cell_are_told(
    column: str, row: int, told: list[str], filled: Path, open_book: OpenBook
) -> None:
    book = open_book(filled)
    book.sheets[SHEET].range(cell_of(column, row)).select()
    before = state(book)
    answer = dispatch("explain_score", book, Answering())
    assert answer.severity == "info"
    for words in told:
        assert words in answer.text
    assert state(book) == before


def test_of_a_bad_cell_it_is_told_what_is_wrong_and_of_a_blank_one_that_it_is(
    filled: Path, open_book: OpenBook
) -> None:
    book = open_book(filled)
    cell = book.sheets[SHEET].range(cell_of("input.unresolved"))
    cell.select()
    cell.value = "很多"
    answer = dispatch("explain_score", book, Answering())
    assert answer.severity == "warning"
    assert "✗" in answer.text
    assert "很多" in answer.text
    cell.value = None
    assert "还没有填" in dispatch("explain_score", book, Answering()).text


def test_every_cell_of_every_column_is_explained(tmp_path: Path, open_book: OpenBook) -> None:
    content = team([cohort.given("zh") for cohort in cohorts(TWO, 3, "zh")])
    write(content, tmp_path / "team.xlsx", "zh")
    book = open_book(tmp_path / "team.xlsx")
    for role in layout_of(content, "zh").roles:
        tables = [
            (table.sheet, tuple(key for key in table.columns if key in role.plan.columns)[::4], role.plan.columns)
            for table in role.tables
            if not table.detail
        ]
        tables += [(d.sheet, d.columns[1::5], role.plan.tables[d.detail].columns) for d in role.details.values()]
        for sheet, columns, specs in tables:
            ids = [str(cell) for cell in book.sheets[sheet].range("A1:CZ1").value]
            for column in columns:
                book.sheets[sheet].range((FIRST_ROW + 1, ids.index(column) + 1)).select()
                answer = dispatch("explain_score", book, Answering())
                assert answer.severity == "info", answer.text
                if specs[column].expr is not None:
                    assert sentence(role.plan, specs[column], "zh") in answer.text


@pytest.mark.parametrize(("sheet", "cell"), [("首页", "B3"), ("汇总", "B6"), (SHEET, "CC6")])
def test_where_there_is_nothing_to_explain_it_is_told_where_to_click(
    sheet: str, cell: str, filled: Path, open_book: OpenBook
) -> None:
    book = open_book(filled)
    book.sheets[sheet].range(cell).select()
    assert "请选中岗位表或明细表里的一个单元格" in dispatch("explain_score", book, Answering()).text


@pytest.mark.parametrize(("sheet", "cell"), [(SHEET, "F7"), ("首页", "D20"), ("汇总", "C1")])
def test_the_form_shows_the_employee_of_the_selected_row(
    sheet: str, cell: str, tmp_path: Path, open_book: OpenBook
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    if sheet == "汇总":
        rows = book.sheets[sheet].range("C1:C40").value
        cell = f"C{rows.index('1001') + 1}"
    book.sheets[sheet].range(cell).select()
    answer = dispatch("show_form", book, Answering())
    form = book.sheets["考核表"]
    assert form.range(CHOICE).value == "1001 李四"
    assert book.sheets.active.name == "考核表"
    assert answer.quiet
    assert answer.text == "「考核表」已显示 1001 李四。"
    assert form.api.isProtected()


def test_a_row_of_details_opens_the_form_of_its_owner(tmp_path: Path, open_book: OpenBook) -> None:
    agents(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    sheet = book.sheets["明细 客服"]
    owners = sheet.range("A1:A20").value
    sheet.range((owners.index("1001 李四") + 1, 3)).select()
    dispatch("show_form", book, Answering())
    assert book.sheets["考核表"].range(CHOICE).value == "1001 李四"


def test_a_hidden_form_is_shown(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    book.sheets["考核表"].visible = False
    book.sheets[SHEET].range("B8").select()
    dispatch("show_form", book, Answering())
    assert book.sheets["考核表"].range(CHOICE).value == "1002 王五"
    assert book.sheets["考核表"].visible == -1


def test_outside_of_rows_with_people_it_is_told_what_to_select(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    book.sheets[SHEET].range("B40").select()
    before = state(book)
    assert "请先点一下某位员工所在的行" in dispatch("show_form", book, Answering()).text
    assert state(book) == before
