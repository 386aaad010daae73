"""What a click says is to be done can be done by whoever has only buttons."""

import sys
from pathlib import Path
from typing import cast

import pytest
import xlwings as xw

from presales_xl.addin.ribbon import buttons_by_command, command_of
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.mailing import encryption
from presales_xl.texts import shown_by_a_click, text
from tests.addin.commanding import OfHr
from tests.addin.plain_book import book_of
from tests.cycle import sending
from tests.cycle.company import fill, write_roster
from tests.cycle.postbox import Postbox, serving
from tests.cycle.returned import FIRST, PERIOD, SECOND, issued, ranked, returned

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


def test_changes_of_results_that_nobody_saw_before_files_under_passwords_were_read_are_not_told(tmp_path: Path) -> None:
    project, people = ranked(tmp_path / "公司")
    table = tmp_path / "密码.csv"
    table.write_text(f"工号,密码\nM1,{PASSWORD}\n", encoding="utf-8")
    first, second = (
        fill(project.outbox(PERIOD) / name, project.inbox(PERIOD) / name, people) for name in (FIRST, SECOND)
    )
    first.write_bytes(encryption.protected(first.read_bytes(), PASSWORD))
    book = book_of(project)
    said, _ = book.click("collect_returns", 选择密码表=[table])
    assert (first.exists(), second.exists(), "结果变了" in said.text) == (True, True, False), said.text
    assert ("文件设有打开密码" in said.text, "2／2 份" in said.text) == (False, True), said.text


def test_who_was_sent_it_under_a_password_is_offered_again_and_without_a_table_nobody_is_said_to_be_sent_to(
    tmp_path: Path,
) -> None:
    table = tmp_path / "密码.csv"
    table.write_text("工号,密码\nM1,vK8-qnwz-31\nM2,vK8-qnwz-32\n", encoding="utf-8")
    with serving(box := Postbox()) as port:
        project = sending.project_at(tmp_path / "公司", port)
        book, when = book_of(project), {"考核周期（": "2026-Q4"}
        book.click("generate_workbooks", **when)
        told = {**when, "附件加密": "按密码表加密", "密码表（": [table], "发给谁": "赵一"}
        book.click("send_documents", **told)
        refused, hr = book.click("send_documents", **told | {"附件加密": "不加密"})
        assert ("都不能发" in refused.text, "现在发给" in "".join(hr.asked), len(box.letters)) == (True, False, 1)
        assert "请在按钮问时给密码表；" in refused.text
        assert "请自己发出，再在命令行上运行 presales-xl send 2026-Q4 --by-hand 记为已发" in refused.text
        write_roster(project.folder, lambda sheets: sheets["员工"].append(["E8", "周八", "M1", "工程师", None]))
        book.click("generate_workbooks", **when)
        sent, _ = book.click("send_documents", **{key: said for key, said in told.items() if key != "附件加密"})
        assert ("已发送 1 封" in sent.text, len(box.letters)) == (True, 2), sent.text


def test_where_no_server_is_set_files_are_sent_by_hand_and_noted_by_the_button(tmp_path: Path) -> None:
    project = issued(tmp_path)
    with (tmp_path / "presales.toml").open("a", encoding="utf-8") as stream:
        stream.write('[mail]\nsender = "人事部 <hr@example.com>"\n')
    told, hr = book_of(project).click("send_documents")
    assert any("没有设置发件人或发信服务器，请自己发出：2 份" in question for question in hr.asked)
    assert "已记为自己发出：2 份。" in told.text


@pytest.mark.parametrize(
    ("code", "fields", "said"),
    [
        ("file.encrypted", {}, "也可以在按钮问时给密码表。"),
        ("generate.turned", {}, "请在发放时在按钮问「每个人都仍按发放时的版本考核？」时选「是」；"),
        ("mail.not_set", {}, "自己发出的，点「发送」，在问到时记为已发。"),
        ("acting.unknown", {"known": "李总"}, "或在命令行上运行 presales-xl 时加 --by 写上其中的姓名"),
        ("appeal.no_note", {}, "请写明依据和结论。"),
    ],
)
def test_in_place_of_an_option_a_click_names_the_question_of_a_button_or_the_command_line(
    code: str, fields: dict[str, str], said: str
) -> None:
    with shown_by_a_click(buttons_by_command()):
        assert said in text("zh", f"problems.{code}.mend", **fields)


@pytest.mark.parametrize("code", ["publish.no_pdf", "send.no_pdf", "ledger.driver"])
def test_who_has_the_package_is_not_told_to_use_pip_but_how_it_makes_the_package_anew_and_where_commands_are_typed(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "运行 pip install" in text("zh", f"problems.{code}.mend")
    (tmp_path / "contents.json").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python" / "pythonw.exe"))
    extra = "postgresql" if code == "ledger.driver" else "pdf"
    assert f"请让 IT 用 presales-xl addin bundle --{extra} 重新制作安装包，安装以后重做" in text(
        "zh", f"problems.{code}.mend"
    )
    assert f"presales-xl addin bundle --{extra}, install it and do this again" in text("en", f"problems.{code}.mend")
    with shown_by_a_click(buttons_by_command()):
        assert "「命令行.cmd」" in text("zh", "problems.acting.unknown.mend", known="李总")


def test_the_sheet_of_the_month_names_buttons_after_a_click_and_commands_where_these_are_typed(tmp_path: Path) -> None:
    book = book_of(issued(tmp_path))
    assert book.month().endswith(" 发送")
    command_of("show_month")(cast("xw.Book", book), OfHr(told={"考核周期（": PERIOD.text}))
    typed = book.said("本月进度")
    assert f" presales-xl send {PERIOD}" in typed.splitlines()[-1]
    assert "发送" not in typed.splitlines()[-1]
