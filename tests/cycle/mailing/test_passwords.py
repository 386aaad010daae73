"""Workbooks under a password: what goes in comes out, nothing else opens them, and the table's mistakes are told."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import msoffcrypto
import pytest

from presales_xl.cycle.mailing import encryption, passwords
from presales_xl.scheme.errors import ProblemsError, WrongPasswordError
from presales_xl.workbook.guard import check
from tests.cycle.company import refused, write_csv, write_sheets

WORD = "密码 Abc-123"


@pytest.fixture
def plain(tmp_path: Path) -> bytes:
    return write_sheets(tmp_path / "plain.xlsx", {"表": [["工号", "姓名"], ["E1", "张三"]]}).read_bytes()


def locked(folder: Path, data: bytes) -> Path:
    path = folder / "locked.xlsx"
    path.write_bytes(encryption.protected(data, WORD))
    return path


def test_an_encrypted_workbook_opens_with_its_password_to_the_very_same_bytes(tmp_path: Path, plain: bytes) -> None:
    assert encryption.opened(locked(tmp_path, plain), WORD) == plain


def test_it_is_encrypted_as_excel_does_it_and_says_nothing_of_its_content(tmp_path: Path, plain: bytes) -> None:
    path = locked(tmp_path, plain)
    office = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes()))
    assert (office.is_encrypted(), office.type) == (True, "agile")
    assert "张三".encode() not in path.read_bytes()
    assert plain[:64] not in path.read_bytes()
    assert any("打开密码" in message for message in refused(lambda: check(path)))


@pytest.mark.parametrize("word", ["密码 Abc-124", "wrong", "密码 abc-123"])
def test_another_password_does_not_open_it(word: str, tmp_path: Path, plain: bytes) -> None:
    path = locked(tmp_path, plain)
    with pytest.raises(WrongPasswordError):
        encryption.opened(path, word)
    (message,) = refused(lambda: encryption.opened(path, word))
    assert "密码不对，文件打不开。" in message


@pytest.mark.parametrize("place", [0.3, 0.5, 0.7])
def test_a_file_changed_after_it_was_encrypted_is_not_opened(place: float, tmp_path: Path, plain: bytes) -> None:
    path = locked(tmp_path, plain)
    data = bytearray(path.read_bytes())
    inside = data.find(b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e")
    assert inside > 0
    for at in range(int(len(data) * place), int(len(data) * place) + 600):
        data[at] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ProblemsError) as caught:
        encryption.opened(path, WORD)
    assert caught.value.problems[0].code in ("passwords.damaged", "passwords.wrong")


@pytest.mark.parametrize("data", [b"", b"PK\3\4 no workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000])
def test_what_is_no_encrypted_workbook_is_told_of_and_harms_nobody(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    (message,) = refused(lambda: encryption.opened(tmp_path / "x.xlsx", WORD))
    assert "x.xlsx" in message


@pytest.mark.parametrize(
    "header", [["工号", "密码"], ["id", "password"], ["employee_id", "口令"], ["密码", "姓名", "工号"]], ids=str
)
def test_the_table_names_recipients_and_passwords(header: list[str], tmp_path: Path) -> None:
    row = {"密码": "12345678", "password": "12345678", "口令": "12345678", "姓名": "赵一"}
    file = write_csv(tmp_path / "p.csv", [header, [row.get(name, "M1") for name in header]], "gb18030")
    found = passwords.read(file)
    assert passwords.password_of(found, "m1") == "12345678"
    assert passwords.password_of(found, "M2") == ""


def test_a_password_that_excel_took_for_a_date_or_a_formula_is_told_of(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["*工号", "密码（8 位以上）"], ["Ｍ１", "12345678"], ["M2", dt.date(2026, 3, 1)]]
    (message,) = refused(lambda: passwords.read(write_sheets(tmp_path / "p.xlsx", {"密码": rows}), passwords.LEAST))
    assert "B3：M2 的密码不是文字（是日期、公式或错误值）。" in message
    del rows[2]
    assert passwords.read(write_sheets(tmp_path / "p.xlsx", {"密码": rows})) == {"m1": "12345678"}


def test_a_file_may_be_opened_with_the_short_password_that_somebody_chose(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "p.csv", [["工号", "密码"], ["M1", "123456"]])
    assert passwords.read(table) == {"m1": "123456"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["工号"], ["M1"]], "密码表应有且只有一列工号和一列密码。"),
        ([["工号", "密码"], ["M1", "1234567"]], "M1 的密码应为 8 到 255 个字符。"),
        ([["工号", "密码"], ["M1", "12345678"], ["m1", "12345679"]], "工号 m1 的密码写了两次。"),
        ([["工号", "密码"], ["", "12345678"]], "这一行没有工号。"),
    ],
)
def test_mistakes_of_the_table_are_told_without_a_password(rows: list[list[Any]], message: str, tmp_path: Path) -> None:
    (found,) = refused(lambda: passwords.read(write_csv(tmp_path / "p.csv", rows), passwords.LEAST))
    assert message in found
    assert "1234567" not in found
