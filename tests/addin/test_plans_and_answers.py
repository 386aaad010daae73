"""考核计划 and 登记答复: a period from its plans to what people said of them, by buttons."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings as xw

from presales_xl.addin.ribbon import StoppedError, dispatch
from presales_xl.cycle.answering import told_in
from presales_xl.cycle.generating.generate import generate
from tests.addin.commanding import OfHr
from tests.addin.plain_book import book_of
from tests.cycle.company import Sheets, company
from tests.cycle.postbox import Postbox, serving
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD


def test_plans_are_written_when_that_is_agreed_and_answers_on_paper_entered_by_name(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    nothing, _ = book.click("enter_answers")
    assert "还没有发出考核计划" in nothing.text
    declined, _ = book.click("write_plans", 现在写出=False)
    assert (declined.text, told_in(project, PERIOD)) == ("已取消，什么都没有做。", [])
    made, hr = book.click("write_plans")
    people = len(told_in(project, PERIOD))
    assert people > 1
    assert any(f"的考核计划：新发 {people} 份。" in question for question in hr.asked)
    assert f"新发 {people} 份" in made.text
    first, second = (each.now for each in told_in(project, PERIOD)[:2])
    cancelled, _ = book.click("enter_answers")  # whatever is proposed is taken: nobody is
    declined, _ = book.click("enter_answers", 登记谁的答复=first.name, 的答复="已知悉并确认", 记入台账=False)
    assert [cancelled.text, declined.text] == ["已取消，什么都没有做。"] * 2
    assert not [each for each in told_in(project, PERIOD) if each.answer]
    _, hr = book.click("enter_answers", 登记谁的答复=first.name, 的答复="已知悉并确认")
    assert first.name in next(question for question in hr.asked if "记入台账" in question)
    _, hr = book.click("enter_answers", 登记谁的答复=second.name, 的答复="有异议", 异议的内容="目标太高")
    assert "目标太高" in next(question for question in hr.asked if "记入台账" in question)
    given = {each.now.employee_id: each.answer for each in told_in(project, PERIOD) if each.answer}
    assert {key: (each.decision, each.reason) for key, each in given.items()} == {
        first.employee_id: ("confirmed", ""),
        second.employee_id: ("objected", "目标太高"),
    }
    _, hr = book.click("enter_answers", 登记谁的答复=second.name, 的答复="已知悉并确认")  # a wrong one is put right
    assert "其中 1 人以前的答复不同，将被改掉" in next(question for question in hr.asked if "记入台账" in question)
    assert {each.answer.decision for each in told_in(project, PERIOD) if each.answer} == {"confirmed"}


def test_who_has_a_plan_and_a_statement_is_chosen_by_name_for_either(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    book.click("write_plans")
    book.click("publish_results")
    for document in ("考核计划", "绩效结果通知单"):
        said, _ = book.click("enter_answers", 登记对什么=document, 登记谁的答复="张三", 的答复="已知悉并确认")
        assert "已记入台账：1 条答复" in said.text
    told = {each.now.document: each.answer for each in told_in(project, PERIOD) if each.now.name == "张三"}
    assert all(told.values())
    wrong = {"登记对什么": "绩效结果通知单", "登记谁的答复": "张三", "的答复": "有异议", "异议的内容": "数错了"}
    _, hr = book.click("enter_answers", **wrong)
    assert "张三（已知悉并确认）" in "\n".join(hr.asked)
    last = [each.decision for each in told_in(project, PERIOD) if each.now.name == "张三"]
    assert last == ["confirmed", "objected"]


def test_an_answer_is_entered_to_the_one_of_a_movers_two_plans_that_is_chosen(tmp_path: Path) -> None:
    def moved(sheets: Sheets) -> None:
        sheets["人员变动"] = [["工号", "自", "变动", "值"], ["E1", "2026-11-16", "经理", "M2"]]

    project = company(tmp_path, moved)
    generate(project, PERIOD, "zh")
    book = book_of(project)
    book.click("write_plans")
    book.click("enter_answers", 登记谁的答复="E1#1", 的答复="有异议", 异议的内容="目标太高", 记入台账=True)
    assert {each.now.employee_id: each.decision for each in told_in(project, PERIOD)} == {
        "E1#1": "objected",
        "E1": None,
        "E2": None,
        "E3": None,
    }


def test_generating_that_is_stopped_says_that_nothing_is_issued_yet(tmp_path: Path) -> None:
    class Stopping(OfHr):
        def track(self, items: Sequence[Any], what: str) -> Iterator[Any]:
            del items, what
            raise StoppedError

    book = book_of(company(tmp_path))
    stopped = dispatch("generate_workbooks", cast("xw.Book", book), Stopping(told={"考核周期（": PERIOD.text}))
    assert "已停止：2026-11 这次没有发放任何工作簿" in stopped.text


def test_plans_that_come_after_the_results_are_written_only_when_that_is_meant(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    book.click("settle_pay")
    book.click("publish_results")
    cancelled, hr = book.click("write_plans", 现在写出=False)
    assert "2026-11 已结算、已公布，这 3 份考核计划是事后补的" in hr.asked[-1]
    assert cancelled.text == "已取消，什么都没有做。"
    assert not [each for each in told_in(project, PERIOD) if each.now.document == "plan"]
    assert book.click("write_plans")[0].text.count("下一步：") == 1


@pytest.mark.usefixtures("before_anything_is_due")
def test_plans_that_were_not_mailed_come_next_and_are_what_is_proposed(tmp_path: Path) -> None:
    def with_address(sheets: Sheets) -> None:
        for row, more in zip(sheets["员工"], ("邮箱", "e1@example.com", None, None), strict=True):
            row.append(more)

    post = Postbox()
    with serving(post) as port:
        mail = f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "none"\nsender = "hr@example.com"\n'
        project = company(tmp_path, with_address, mail)
        generate(project, PERIOD, "zh")
        book = book_of(project)
        book.click("send_documents")
        book.click("write_plans")
        assert "下一步：点「发送」。1 份考核计划还没有发给本人。" in book.month()
        book.click("send_documents")
        assert book.next_button() == "收回汇总"
    assert post.addresses() == ["z@example.com", "e1@example.com"]
