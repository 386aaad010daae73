"""HR's month by buttons alone, in a roster that is open in LibreOffice."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from presales_xl.addin.ribbon import dispatch
from presales_xl.ledger.ledger import Ledger, tail
from presales_xl.office.libreoffice import Office
from presales_xl.project import Project
from tests.addin.commanding import Answering
from tests.conftest import OpenBook
from tests.cycle.company import company, fill_all
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PEOPLE, PERIOD

pytestmark = pytest.mark.libreoffice
SHEET = "本月进度"


@dataclass
class OfHr(Answering):
    """HR, who gives the period, and a reason only where one is there."""

    reason: str | None = None

    def line(self, question: str, proposed: str) -> str | None:
        self.asked.append(question)
        return "" if "校验码" in question else self.reason if "写原因" in question else PERIOD.text


def said(book: xw.Book) -> str:
    """Return all that the sheet shows, a row a line."""
    rows = book.sheets[SHEET].used_range.options(ndim=2).value
    return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


def written_by_now(project: Project) -> tuple[list[Path], str]:
    """Return all files of a project, and the hash of the last line of its ledger."""
    return sorted(project.folder.rglob("*")), tail(Ledger.open(project.ledger), 1)[0].hash


def test_hrs_month_goes_by_buttons_alone_and_the_sheet_names_the_next(tmp_path: Path, open_book: OpenBook) -> None:
    project = company(tmp_path)
    book = open_book(project.roster)
    dispatch("show_month", book, OfHr())
    assert "下一步：点「生成工作簿」" in said(book)
    book.save()  # the sheet is no part of the roster
    assert "工作簿 2 份" in dispatch("generate_workbooks", book, OfHr()).text
    fill_all(project, PERIOD, PEOPLE)
    dispatch("show_month", book, OfHr())
    assert "收件文件夹里有 2 个文件还没有收进" in said(book)
    assert "下一步：点「收回汇总」" in said(book)
    dispatch("collect_returns", book, OfHr())
    dispatch("show_month", book, OfHr())
    shown = said(book)
    assert "已交 2／2 份" in shown
    assert "收件文件夹里有" not in shown
    assert FIRST in shown
    settled = dispatch("settle_pay", book, OfHr())
    assert ("结算完成" in settled.text, "本次新记入台账" in settled.text) == (True, True)
    dispatch("show_month", book, OfHr())
    assert "状态：已结算" in said(book)
    assert "下一步：点「公布」" in said(book)
    assert "已公布" in dispatch("publish_results", book, OfHr()).text
    dispatch("show_month", book, OfHr())
    assert "下一步：点「结算」。已结算的工资单还没有记为已发放" in said(book)
    dispatch("settle_pay", book, OfHr())
    dispatch("show_month", book, OfHr())
    assert "下一步：点「核对台账」" in said(book)
    assert "台账完好" in dispatch("verify_ledger", book, OfHr()).text
    assert list(project.results(PERIOD).glob("**/*.html"))


def test_the_link_of_a_recipient_leads_to_the_file_that_came_back(tmp_path: Path, open_book: OpenBook) -> None:
    project = collected(tmp_path)
    book = open_book(project.roster)
    dispatch("show_month", book, OfHr())
    formulas = [str(cell) for row in book.sheets[SHEET].used_range.formula for cell in row]
    assert f'=HYPERLINK("{project.inbox(PERIOD) / FIRST}","{FIRST}")' in formulas


def test_looking_at_the_month_a_second_time_writes_nothing_until_there_is_something_new(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = collected(tmp_path)
    book = open_book(project.roster)
    dispatch("show_month", book, OfHr())
    ask, written = Office.ask, []

    def counted(office: Office, operation: str, /, **fields: Any) -> Any:
        written.append(operation)
        return ask(office, operation, **fields)

    monkeypatch.setattr(Office, "ask", counted)
    writing = {"put", "fill", "clear", "protect", "unprotect"}
    dispatch("show_month", book, OfHr())
    assert SHEET in said(book) and not writing & set(written)
    book.sheets[SHEET].range("A60").value = "我的笔记"
    dispatch("show_month", book, OfHr())
    assert "clear" in written and "我的笔记" not in said(book)


def test_a_calibration_is_written_and_with_the_next_click_recorded(tmp_path: Path, open_book: OpenBook) -> None:
    project = collected(tmp_path)
    book = open_book(project.roster)
    written = dispatch("calibrate_grades", book, OfHr())
    assert str(project.results(PERIOD) / "calibration.xlsx") in written.text
    assert "已写出校准工作簿" in dispatch("calibrate_grades", book, OfHr(agrees=False)).text
    assert "没有要改的等级" in dispatch("calibrate_grades", book, OfHr()).text
    calibration = open_book(project.results(PERIOD) / "calibration.xlsx")
    for button in ("validate", "explain_score", "show_form", "submit"):
        said_there = dispatch(button, calibration, OfHr()).text
        assert "这是人事的校准工作簿，不用点这个按钮。定好等级、写明理由并保存后，请点「校准等级」。" in said_there


def test_nothing_is_settled_or_published_that_hr_does_not_agree_to(tmp_path: Path, open_book: OpenBook) -> None:
    project = collected(tmp_path)
    book = open_book(project.roster)
    for name in ("settle_pay", "publish_results"):
        hesitating = OfHr(agrees=False)
        before = written_by_now(project)
        assert dispatch(name, book, hesitating).text == "已取消，什么都没有做。"
        assert PERIOD.text in hesitating.asked[-1]
        assert written_by_now(project) == before
    dispatch("show_month", book, OfHr())
    assert "状态：进行中" in said(book)


def test_a_payroll_that_was_handed_over_is_noted_when_hr_says_so(tmp_path: Path, open_book: OpenBook) -> None:
    book = open_book(collected(tmp_path).roster)
    dispatch("settle_pay", book, OfHr())
    again = OfHr(agrees=False)
    assert "已记为发放" not in dispatch("settle_pay", book, again).text
    assert "工资单已经交出发放了吗" in again.asked[-1]
    assert "已记为发放" in dispatch("settle_pay", book, OfHr()).text
    dispatch("show_month", book, OfHr())
    assert "已发放" in said(book)


def test_progress_is_not_written_into_what_was_handed_out_nor_over_a_sheet_of_ones_own(
    tmp_path: Path, open_book: OpenBook
) -> None:
    project = collected(tmp_path / "公司")
    book = open_book(project.roster)
    book.sheets.add(SHEET).range("A1").value = "我的笔记"
    refused = dispatch("show_month", book, OfHr())
    assert (refused.severity, SHEET in refused.text) == ("error", True)
    assert book.sheets[SHEET].range("A1").value == "我的笔记"
    book.close()
    copy = shutil.copyfile(project.inbox(PERIOD) / FIRST, tmp_path / "公司" / "a.xlsx")
    book = open_book(copy)
    assert "已发放的考核工作簿" in dispatch("show_month", book, OfHr()).text
    assert SHEET not in [sheet.name for sheet in book.sheets]


def test_who_was_typed_into_the_roster_and_not_saved_is_issued_a_workbook_once_hr_saves(
    tmp_path: Path, open_book: OpenBook
) -> None:
    book = open_book(company(tmp_path).roster)
    dispatch("show_month", book, OfHr())
    assert not book.api.isModified(), "what a button wrote is nobody's change"
    book.sheets["员工"].range("A5").value = [["E4", "新人", "M2", "工程师"]]
    hr = OfHr()
    dispatch("generate_workbooks", book, hr)
    assert ["没有保存的改动" in question for question in hr.asked].count(True) == 1
    assert any("4 人" in question for question in hr.asked)


def test_each_button_says_what_is_missing_before_anything_was_issued(tmp_path: Path, open_book: OpenBook) -> None:
    book = open_book(company(tmp_path).roster)
    for name in ("calibrate_grades", "settle_pay", "publish_results", "verify_ledger"):
        refused = dispatch(name, book, OfHr())
        assert refused.severity == "error", name
        assert "presales" not in refused.text.split("\n")[0] or "generate" in refused.text, name
    assert not (tmp_path / "results").exists()
