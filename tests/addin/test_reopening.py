"""What people rely on is changed by a button only for a reason that HR is asked for there, as on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from presales_xl.cycle.approving.approve import ask
from presales_xl.cycle.publishing.publish import publish
from presales_xl.ledger.ledger import Ledger, tail
from presales_xl.project import load
from tests.addin.plain_book import PlainBook, book_of
from tests.cycle.approving.test_approve import SETTINGS, YES, answered, approvers
from tests.cycle.company import company
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PERIOD, SECOND, returned, run
from tests.cycle.test_states import newer, other_comment, other_total, reopened

REASON = "漏报一个项目"
APPROVER = {"写出审批表": "登记", "登记谁的结果": "E1", "审批人对": "不同意", "依据": "电话更正"}


def settled(folder: Path) -> PlainBook:
    """Return the roster of a project whose results are settled and would come out otherwise now."""
    project = collected(folder)
    book = book_of(project)
    book.click("settle_pay")
    other_total(project)
    return book


def published(folder: Path) -> PlainBook:
    """Return the roster of a project whose statements are out and would say something else now."""
    project = collected(folder)
    book = book_of(project)
    book.click("publish_results")
    other_comment(project)
    return book


def approved(folder: Path) -> PlainBook:
    """Return the roster of a project whose results were approved and published."""
    returned(folder)
    project = company(folder, approvers, SETTINGS)
    run(project)
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=YES)
    book = book_of(project)
    book.click("publish_results")
    return book


@pytest.mark.parametrize(
    ("done", "button", "told", "said"),
    [
        (settled, "settle_pay", {}, "已结算"),
        (published, "publish_results", {}, "评语 — → 方案扎实"),
        (approved, "approve_results", APPROVER, "已公布"),
    ],
)
def test_a_button_asks_why_before_it_changes_what_people_rely_on_and_without_a_reason_changes_nothing(
    tmp_path: Path, done: Callable[[Path], PlainBook], button: str, told: dict[str, str], said: str
) -> None:
    book = done(tmp_path)
    project = load(tmp_path)
    before = tail(Ledger.open(project.ledger), 1)[0].hash
    answer, hr = book.click(button, **told, 写原因=None)
    (why,) = (question for question in hr.asked if "写原因" in question)
    assert said in why
    assert (answer.severity, said in answer.text) == ("error", True)
    assert (tail(Ledger.open(project.ledger), 1)[0].hash, reopened(project)) == (before, [])
    answer, _ = book.click(button, **told, 写原因=REASON)
    assert answer.severity != "error", answer.text
    assert [reason for _, reason in reopened(project)] == [REASON]


@pytest.mark.parametrize("is_one", [False, True], ids=["a reason for each file", "one reason for both"])
def test_of_several_files_each_reason_that_is_typed_goes_to_those_alone_whom_its_files_are_about(
    tmp_path: Path, *, is_one: bool
) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    book.click("publish_results")
    newer(project, FIRST, E2={"bids_won": 0})
    newer(project, SECOND, E3={"unresolved": 9})
    of_first, of_second = "流标未扣", "漏报九件"
    which = "1,2" if is_one else "2"
    answer, hr = book.click("collect_returns", 写原因=iter([of_second, of_first, None]), 哪些文件=which)
    assert answer.severity != "error", answer.text
    assert len([each for each in hr.asked if "写原因" in each]) == (1 if is_one else 2)
    revised = {each.now.employee_id: each.now.why for each in publish(project, PERIOD, "zh", with_pdf=False).revised}
    assert revised == {"E2": of_second if is_one else of_first, "E3": of_second}
