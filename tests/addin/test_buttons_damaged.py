"""Workbooks that somebody has damaged: every command still answers, and nothing is lost that was entered."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings as xw

from presales_xl.addin import at_excel, problem_list
from presales_xl.addin.installation import install
from presales_xl.addin.ribbon import dispatch, groups
from presales_xl.office.libreoffice import Office
from presales_xl.texts import Lang, text
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import IDENTITY
from tests.addin.commanding import TWO, Answering, cohorts, entries, protections, state, team
from tests.addin.homes import windows
from tests.conftest import OpenBook
from tests.workbook.files import ordinary, pack, parts_of
from tests.workbook.returned import engineers

pytestmark = pytest.mark.libreoffice
ROLE, OTHER = TWO
DETAIL = f"明细 {OTHER}"
#: What can be clicked in a workbook of ours only.
BUTTONS = [
    button.command for buttons in groups().values() for button in buttons if button.python and not button.anywhere
]
Damage = Callable[[xw.Book], object]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("damaged") / "团队.xlsx"
    write(team([cohort.given("zh") for cohort in cohorts(TWO, 3, "zh")]), path, "zh")
    return path.read_bytes()


@pytest.fixture
def file(issued: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "团队.xlsx"
    path.write_bytes(issued)
    return path


@pytest.fixture(autouse=True)
def few_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write few notes: LibreOffice takes its time over them."""
    monkeypatch.setattr(problem_list, "_NOTES", 1)


def put(sheet: str, cell: str, value: object) -> Damage:
    """Return what writes into a cell, whatever protects it."""

    def damage(book: xw.Book) -> None:
        book.sheets[sheet].api.unprotect("")
        book.sheets[sheet].range(cell).formula = value

    return damage


def rename(book: xw.Book) -> None:
    book.sheets[ROLE].name = "我的表"


def everything_pasted_as_values(book: xw.Book) -> None:
    sheet = book.sheets[ROLE]
    sheet.api.unprotect("")
    cells = sheet.used_range
    cells.formula = [["" if cell is None else cell for cell in row] for row in cells.options(ndim=2).value]


def a_row_moved(book: xw.Book) -> None:
    sheet = book.sheets[ROLE]
    sheet.api.unprotect("")
    row = sheet.range("A6:BZ6").options(ndim=2).value
    sheet.range("A9:BZ9").formula = [["" if cell is None else cell for cell in row[0]]]
    sheet.range("A6:BZ6").value = None


def only_the_scheme_is_gone(book: xw.Book) -> None:
    sheet = book.sheets[IDENTITY]
    sheet.api.unprotect("")
    rows = sheet.used_range.options(ndim=2).value
    for number, row in enumerate(rows, 1):
        if row[0] == "scheme":
            sheet.range((number, 3)).value = "{}"


def without(kind: str) -> Damage:
    """Return what takes the rows of a kind out of the hidden sheet."""

    def damage(book: xw.Book) -> None:
        sheet = book.sheets[IDENTITY]
        sheet.api.unprotect("")
        rows = sheet.used_range.options(ndim=2).value
        sheet.range("A1").formula = [["gone" if row[0] == kind else row[0] or ""] for row in rows]

    return damage


def at_once(*damages: Damage) -> Damage:
    """Return what does several things to a workbook."""

    def damage(book: xw.Book) -> None:
        for each in damages:
            each(book)

    return damage


def delete(*sheets: str) -> Damage:
    """Return what deletes sheets."""
    return at_once(*(lambda book, name=name: book.sheets[name].delete() for name in sheets))


DAMAGES: dict[str, Damage] = {
    "sheet of a role deleted": delete(ROLE),
    "sheets of details and forms deleted": delete(DETAIL, f"考核表 {ROLE}", f"考核表 {OTHER}"),
    "检查 and 参数 deleted": delete("检查", "参数"),
    "汇总 deleted": delete("汇总"),
    "renamed, hidden": at_once(rename, lambda book: setattr(book.sheets["检查"], "visible", False)),
    "ids of columns blanked": at_once(put(ROLE, "A1", ""), put(ROLE, "D1", "x")),
    "ids of columns overwritten": put(ROLE, "H1", "employee_id"),
    "pasted as values": everything_pasted_as_values,
    "a person moved, a stranger": at_once(a_row_moved, put(ROLE, "A8", "9-999")),
    "a person twice, errors, a page of text, a cell far off": at_once(
        put(ROLE, "A7", "0-1000"),
        put(ROLE, "H6", "长" * 9000),
        put(DETAIL, "B6", "=NA()"),
        put(ROLE, "D8", "=1/0"),
        put(ROLE, "BZ900", 1),
        put("参数", "C6", "很多"),
    ),
    "places of list and grades taken": at_once(
        put("检查", "B60", [["我的笔记"]] * 70), put("汇总", "C30", [["=1+1"]] * 60)
    ),
    "schemes damaged": only_the_scheme_is_gone,
    "areas gone": without("area"),
    "people gone": without("person"),
    "parts gone": without("part"),
    "mark gone": without("mark"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_was_damaged_every_command_answers_and_entries_and_protection_stay(
    damage: str, file: Path, open_book: OpenBook
) -> None:
    book = open_book(file)
    DAMAGES[damage](book)
    if ROLE in book.sheets:
        book.sheets[ROLE].range("F6").select()
    before, locks = entries(book), protections(book)
    turn = list(DAMAGES).index(damage)
    others = [name for name in BUTTONS if name != "validate"]
    for name in ("validate", others[turn % len(others)], others[(turn + 2) % len(others)]):
        written = state(book, of=("检查", "汇总"))
        answer = dispatch(name, book, Answering(agrees=name != "recalculate"))
        assert answer.text.strip(), name
        assert "Error" not in answer.text, (name, answer.text)
        assert protections(book) == locks, name
        if any(words in answer.text for words in ("没有完成", "不是本系统", "读不出来")):
            assert state(book, of=("检查", "汇总")) == written
    assert entries(book) == before


#: What happens to the hidden sheet of an English workbook, and in which language a click speaks then.
HIDDEN: dict[str, tuple[Damage, Lang]] = {
    "as it was": (lambda _: None, "en"),
    "errors": (put(IDENTITY, "A1", [["=1/0"] * 3] * 9), "zh"),
    "no language": (without("lang"), "zh"),
    "seal gone": (without("seal"), "en"),
    "parts, sheets and schemes gone": (at_once(*map(without, ("part", "sheet", "scheme"))), "en"),
    "gone": (delete(IDENTITY), "zh"),
}


@pytest.mark.parametrize("damage", HIDDEN)
@pytest.mark.parametrize("button", ["validate", "open_help", "show_month"])
def test_in_a_workbook_whose_hidden_sheet_is_damaged_a_click_speaks_its_language_or_chinese_and_once(
    damage: str,
    button: str,
    tmp_path: Path,
    open_book: OpenBook,
    office_app: xw.App,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engineers(tmp_path, "en")
    book = open_book(tmp_path / "team.xlsx")
    harm, lang = HIDDEN[damage]
    harm(book)
    assert at_excel.language_of(book) == lang
    monkeypatch.setattr(xw.Book, "_mock_caller", book, raising=False)
    monkeypatch.setattr(office_app.impl, "respond", lambda _: "no")
    monkeypatch.setattr(at_excel.AtExcel, "line", lambda *_: None)
    monkeypatch.setattr(at_excel.AtExcel, "folder", lambda *_: None)
    monkeypatch.setattr(at_excel.AtExcel, "show", lambda *_: False)
    at_excel.run(button)
    (alert,) = office_app.impl.alerts
    assert alert.title == text(lang, "addin.title")
    assert "Error" not in alert.prompt


def test_with_no_workbook_or_an_addin_that_is_no_workbook_a_click_speaks_chinese(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(ordinary(tmp_path / "名单.xlsx"))
    places = windows(tmp_path)
    monkeypatch.setattr(at_excel, "places_here", lambda: places)
    install(places, "en")
    assert at_excel.language_of(book) == "en"
    places.addin.write_bytes(b"no workbook")
    assert at_excel.language_of(book) == "zh"
    places.addin.unlink()
    assert at_excel.language_of(book) == "zh"
    assert at_excel.language_of(cast("xw.Book", None)) == "zh"


def test_a_formula_is_restored_only_where_everything_stands_as_issued(file: Path, open_book: OpenBook) -> None:
    book = open_book(file)
    sheet = book.sheets[ROLE]
    before = entries(book)
    put(ROLE, "E6", 100)(book)
    put(ROLE, "E7", 100)(book)
    sheet.api.protect("")
    no = Answering(agrees=False)
    assert dispatch("recalculate", book, no).severity == "error"
    assert f"{ROLE} E6" in no.asked[0]
    assert sheet.range("E6").value == 100
    yes = dispatch("recalculate", book, Answering())
    assert (yes.text, yes.severity) == ("已恢复 2 格的公式。重新计算完成：所有结果与表中一致。", "info")
    assert entries(book) == before
    assert sheet.api.isProtected()
    put(ROLE, "E6", 100)(book)
    put(ROLE, "K1", "input.moved")(book)
    asked = Answering()
    assert dispatch("recalculate", book, asked).severity == "error"
    assert asked.asked == []
    assert sheet.range("E6").value == 100


def test_a_result_that_comes_from_another_formula_is_named_by_every_check_and_restored(
    file: Path, open_book: OpenBook
) -> None:
    book = open_book(file)
    place = book.sheets[ROLE].range("A1:AZ1").value.index("pay.base")
    cell = book.sheets[ROLE].range((7, place + 1))
    formula, before = cell.formula, entries(book)
    put(ROLE, cell.address, "=10000+2345")(book)
    book.sheets[ROLE].api.protect("")
    for name in ("validate", "submit"):
        dispatch(name, book, Answering(agrees=False))
        assert any("表里显示「12345」" in str(row) for row in book.sheets["检查"].used_range.value)
    answer = dispatch("recalculate", book, Answering())
    assert answer.text == "已恢复 1 格的公式。重新计算完成：所有结果与表中一致。"
    assert cell.formula == formula
    assert entries(book) == before


def test_formulas_of_the_form_and_the_summary_are_restored(file: Path, open_book: OpenBook) -> None:
    book = open_book(file)
    cells = [book.sheets["汇总"].range("B7")]
    cells += [sheet.range("E7") for sheet in book.sheets if sheet.name.startswith("考核表")]
    formulas, before = [cell.formula for cell in cells], entries(book)
    assert all(str(formula).startswith("=") for formula in formulas)
    for cell, typed in zip(cells, ("=1+98", 100, "优秀"), strict=True):
        put(cell.sheet.name, cell.address, typed)(book)
        cell.sheet.api.protect("")
    answer = dispatch("recalculate", book, Answering())
    assert answer.text == "已恢复 3 格的公式。重新计算完成：所有结果与表中一致。"
    assert [cell.formula for cell in cells] == formulas
    assert entries(book) == before


@pytest.mark.parametrize(
    ("name", "operation", "nth"),
    [
        ("validate", "put", 1),
        ("validate", "protect", 1),
        ("recalculate", "put", 1),
        ("recalculate", "put", 2),
        ("recalculate", "calculate", 2),
        ("recalculate", "values", 12),
        ("compute_grades", "put", 1),
        ("compute_bonus", "put", 1),
        ("show_form", "put", 1),
        ("show_form", "activate_sheet", 1),
    ],
)
def test_an_error_of_excel_leaves_the_workbook_as_it_was(
    name: str, operation: str, nth: int, file: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(file)
    if name == "recalculate":
        put(ROLE, "E6", 100)(book)
        put(ROLE, "G6", 100)(book)
        book.sheets[ROLE].api.protect("")
    book.sheets[ROLE].range("F7").select()  # the form shows another person
    before = state(book)
    ask, calls = Office.ask, Counter[str]()

    def fails_once(office: Office, wanted: str, /, **fields: Any) -> Any:
        calls[wanted] += 1
        if (wanted, calls[wanted]) == (operation, nth):
            raise OSError("Excel is busy")
        return ask(office, wanted, **fields)

    monkeypatch.setattr(Office, "ask", fails_once)
    answer = dispatch(name, book, Answering())
    assert calls[operation] >= nth
    if operation == "protect":  # which is tried again
        assert protections(book) == {sheet: is_protected for sheet, _, is_protected in before["sheets"]}
        return
    assert "工作簿保持原样" in answer.text
    assert "Excel is busy" in answer.text
    assert answer.severity == "error"
    assert state(book) == before


def test_what_somebody_wrote_where_results_go_is_not_overwritten(file: Path, open_book: OpenBook) -> None:
    book = open_book(file)
    DAMAGES["places of list and grades taken"](book)
    before = state(book, of=("检查", "汇总"))
    for name in ("validate", "compute_grades", "compute_bonus"):
        assert "这里是留给功能区写结果的位置" in dispatch(name, book, Answering()).text
    assert state(book, of=("检查", "汇总")) == before


def test_a_sheet_with_a_password_is_told_and_stays_as_it_is(file: Path, open_book: OpenBook) -> None:
    book = open_book(file)
    book.sheets["汇总"].api.unprotect("")
    book.sheets["汇总"].api.protect("secret")
    before = state(book)
    answer = dispatch("compute_grades", book, Answering())
    assert "加了密码保护" in answer.text
    assert state(book) == before


def test_of_the_hidden_sheet_nobody_is_told_to_take_a_password_away(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)  # complete: what is left to fill in would be told first
    book = open_book(tmp_path / "team.xlsx")
    sheet = book.sheets[IDENTITY]
    sheet.api.unprotect("")
    sheet.api.protect("secret")
    answer = dispatch("submit", book, Answering())
    assert (answer.severity, "撤销工作表保护" in answer.text) == ("error", False)
    assert "请直接保存，把文件发给人事" in answer.text


def test_a_sheet_whose_record_is_lost_is_not_told_as_deleted(file: Path, open_book: OpenBook) -> None:
    book = open_book(file)
    sheet = book.sheets[IDENTITY]
    sheet.api.unprotect("")
    rows = sheet.used_range.options(ndim=2).value
    kept = [["gone" if (row[0], row[1]) == ("sheet", ROLE) else row[0] or ""] for row in rows]
    sheet.range("A1").formula = kept
    answer = dispatch("validate", book, Answering())
    assert (answer.severity, "缺少这张工作表" in answer.text) == ("error", False)
    assert f"sheet {ROLE}" in answer.text


@pytest.mark.parametrize("command", ["compute_bonus", "compute_grades"])
def test_results_of_a_role_whose_sheet_was_renamed_are_not_told_as_nothing(
    command: str, tmp_path: Path, open_book: OpenBook
) -> None:
    write(team([cohort.role() for cohort in cohorts(TWO, 2, "zh")]), tmp_path / "team.xlsx", "zh")
    book = open_book(tmp_path / "team.xlsx")
    book.sheets[TWO[0]].name = "别的名字"
    answer = dispatch(command, book, Answering())
    assert answer.severity == "error"
    assert TWO[0] in answer.text


@pytest.mark.parametrize("command", BUTTONS)
def test_no_button_goes_by_a_workbook_that_is_rounded_to_what_it_shows(
    file: Path, open_book: OpenBook, command: str
) -> None:
    parts = parts_of(file)
    workbook = parts["xl/workbook.xml"].replace(b"<calcPr ", b'<calcPr fullPrecision="0" ')
    pack(file, {**parts, "xl/workbook.xml": workbook})
    reply = dispatch(command, open_book(file), Answering())
    assert "取消勾选" in reply.text
    assert reply.severity == "error"
