"""考核计划 and 登记答复: a period from its plans to what people said of them, by buttons."""

from pathlib import Path

from presales_xl.cycle.answering import told_in
from tests.addin.plain_book import book_of
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
    assert any(f"将新发考核计划 {people} 份" in question for question in hr.asked)
    assert f"其中新发 {people} 份" in made.text
    first, second = (each.now for each in told_in(project, PERIOD)[:2])
    cancelled, _ = book.click("enter_answers")  # whatever is proposed is taken: nobody is
    declined, _ = book.click("enter_answers", 登记谁的答复=first.name, 的答复="已知悉并确认", 记入台账=False)
    assert [cancelled.text, declined.text] == ["已取消，什么都没有做。"] * 2
    assert not [each for each in told_in(project, PERIOD) if each.answer]
    _, hr = book.click("enter_answers", 登记谁的答复=first.name, 的答复="已知悉并确认")
    assert first.name in next(question for question in hr.asked if "记入台账" in question)
    book.click("enter_answers", 登记谁的答复=second.name, 的答复="有异议", 异议的内容="目标太高")
    given = {each.now.employee_id: each.answer for each in told_in(project, PERIOD) if each.answer}
    assert {key: (each.decision, each.reason) for key, each in given.items()} == {
        first.employee_id: ("confirmed", ""),
        second.employee_id: ("objected", "目标太高"),
    }
    book.click("enter_answers", 登记谁的答复=second.name, 的答复="已知悉并确认")  # a wrong one is put right
    assert {each.answer.decision for each in told_in(project, PERIOD) if each.answer} == {"confirmed"}
