"""What a click says is to be done can be done by whoever has only buttons."""

from pathlib import Path

from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.mailing import encryption
from tests.addin.plain_book import book_of
from tests.cycle.returned import FIRST, PERIOD, returned

PASSWORD = "一二三四五六七八"  # noqa: S105 - of a test


def test_what_came_back_under_the_passwords_it_was_sent_with_counts_and_nobody_is_chased_for_it(tmp_path: Path) -> None:
    project = returned(tmp_path / "公司")
    file = project.inbox(PERIOD) / FIRST
    file.write_bytes(encryption.protected(file.read_bytes(), PASSWORD))
    book, table = book_of(project), tmp_path / "密码.csv"
    refused, hr = book.click("collect_returns", 设有打开密码=False)
    assert f"1 个文件设有打开密码：{FIRST}。" in hr.asked[-1]
    assert "文件设有打开密码" in refused.text
    table.write_text("工号,密码\nM1,another password\n", encoding="utf-8")
    wrong, _ = book.click("collect_returns", 选择密码表=[table])
    assert ("密码表里没有一个能打开它" in wrong.text, file.exists()) == (True, True)
    table.write_text("工号\nM1\n", encoding="utf-8")
    assert "密码表" in book.click("collect_returns", 选择密码表=[table])[0].text
    table.write_text(f"工号,密码\nM1,{PASSWORD}\n", encoding="utf-8")
    read, _ = book.click("collect_returns", 选择密码表=[table])
    assert ("3 人中 3 人完成" in read.text, "打开密码" in read.text) == (True, False), read.text
    now = status(project, PERIOD, "zh")
    assert [(each.workbook.recipient_id, each.chase) for each in now.returns if each.chase] == []
