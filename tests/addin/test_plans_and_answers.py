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
    book.click("enter_answers", 登记谁的答复=first.name, 的答复="已知悉并确认")
    book.click("enter_answers", 登记谁的答复=second.name, 的答复="有异议", 异议的内容="目标太高")
    given = {each.now.employee_id: each.answer for each in told_in(project, PERIOD) if each.answer}
    assert {key: (each.decision, each.reason) for key, each in given.items()} == {
        first.employee_id: ("confirmed", ""),
        second.employee_id: ("objected", "目标太高"),
    }
