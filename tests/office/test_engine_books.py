"""LibreOffice in the place of Excel: books, sheets, protection, messages."""

from typing import Any

import pytest
import xlwings as xw

from presales_xl.scheme.errors import ProblemsError

pytestmark = pytest.mark.libreoffice


def test_sheets_are_found_added_renamed_and_deleted(small_book: Any) -> None:
    assert [sheet.visible for sheet in small_book.sheets] == [-1, -1, 2]
    added = small_book.sheets.add("新表", after="工程师")
    assert small_book.sheet_names == ["工程师", "新表", "售前 客服", "_presales"]
    assert small_book.sheets.active == added
    added.name = "改名"
    added.visible = 0
    assert (small_book.sheets["改名"].visible, "新表" in small_book.sheets, "改名" in small_book.sheets) == (
        0,
        False,
        True,
    )
    added.delete()
    assert len(small_book.sheets) == 3
    with pytest.raises(KeyError):
        small_book.sheets["没有"]


def test_a_protected_sheet_takes_nothing_until_it_is_unprotected(small_book: Any) -> None:
    sheet = small_book.sheets["工程师"]
    sheet.api.protect("秘")
    with pytest.raises(ProblemsError):
        sheet["A1"].value = "李四"
    assert (sheet["A1"].value, sheet.api.isProtected()) == ("张三", True)
    with pytest.raises(PermissionError):
        sheet.api.unprotect("错")
    sheet.api.unprotect("秘")
    sheet["A1"].value = "李四"
    assert (sheet["A1"].value, sheet.api.isProtected()) == ("李四", False)


def test_a_message_box_is_kept_and_answered_by_whoever_asked(small_book: Any, office_app: xw.App) -> None:
    assert small_book.app.alert("好的", "售前考核") == "ok"
    office_app.impl.respond = lambda alert: "no" if "恢复" in alert.prompt else "yes"
    assert small_book.app.alert("要恢复公式吗？", buttons="yes_no", mode="critical") == "no"
    assert [(alert.prompt, alert.critical) for alert in office_app.impl.alerts] == [
        ("好的", False),
        ("要恢复公式吗？", True),
    ]


def test_the_calling_book_is_found_by_its_chinese_name(small_book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["python", f"--wb={small_book.fullname}", "--from_xl=1"])
    assert xw.Book.caller() == small_book
    assert small_book.app.version.major >= 15


def test_each_block_is_one_request(small_book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    office = small_book.app.impl.office
    ask = office.ask

    def counted(name: str, **fields: Any) -> Any:
        asked.append(name)
        return ask(name, **fields)

    monkeypatch.setattr(office, "ask", counted)
    sheet = small_book.sheets["工程师"]
    asked.clear()
    block = sheet["A20:Z119"]
    block.value = [[row * column for column in range(26)] for row in range(100)]
    assert (len(block.value), len(block.formula)) == (100, 100)
    block.color = (255, 0, 0)
    assert asked == ["put", "values", "formulas", "set_colour"]
