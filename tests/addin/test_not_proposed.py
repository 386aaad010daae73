"""Enter alone says nothing of the world outside and sends nothing: what nobody can take back is never proposed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings as xw

from presales_xl.addin import native
from presales_xl.addin.ribbon import Reply, dispatch
from presales_xl.cli.run import AtTerminal
from presales_xl.cycle.publishing.appeal import all_appeals
from presales_xl.ledger import by_hand, deliveries, marks, publications
from presales_xl.ledger.ledger import Ledger
from tests.addin.commanding import OfHr
from tests.addin.plain_book import PlainBook, book_of
from tests.cycle.approving.test_approve import SETTINGS, approvers
from tests.cycle.company import ENGINEER, company
from tests.cycle.postbox import Postbox, serving
from tests.cycle.published import collected
from tests.cycle.returned import PEOPLE, PERIOD, issued, returned, run
from tests.cycle.sending import project_at


def enter(book: PlainBook, button: str, period: str = PERIOD.text, **told: Any) -> tuple[Reply, OfHr]:
    """Click a button and press Enter at every question, but for those of which something is told."""
    hr = OfHr(told={"考核周期（": period, **told}, enters=True)
    return dispatch(button, cast("xw.Book", book), hr), hr


def test_a_second_enter_on_settling_does_not_note_the_payroll_as_handed_over(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    for _ in range(3):
        said, hr = enter(book, "settle_pay")
    assert "工资单已经交出发放了吗" in hr.asked[-1]
    with Ledger.open(project.ledger).reading() as read:
        assert not marks.paid_at(read, PERIOD.text)
    assert "已记为发放" not in said.text


def test_enter_alone_mails_nothing_and_notes_nothing_as_sent_by_hand(tmp_path: Path) -> None:
    box = Postbox()
    with serving(box) as port:
        book = book_of(project_at(tmp_path / "mail", port))
        enter(book, "generate_workbooks", "2026-Q4")
        said, hr = enter(book, "send_documents", "2026-Q4")
    assert ("现在发给" in hr.asked[-1], said.cancelled, box.letters) == (True, True, [])
    project = issued(tmp_path / "hand")
    _, hr = enter(book_of(project), "send_documents")
    assert "已经自己发出了吗" in hr.asked[-1]
    with Ledger.open(project.ledger).reading() as read:
        assert deliveries.all_of(read, PERIOD.text) == []


def test_what_an_approver_said_is_proposed_by_nobody(tmp_path: Path) -> None:
    returned(tmp_path)
    project = company(tmp_path, approvers, SETTINGS)
    run(project)
    book = book_of(project)
    enter(book, "approve_results")
    told = {"审批：": "登记审批人的意见", "谁的结果": "王五", "依据（": "会上同意"}
    said, hr = enter(book, "approve_results", **told)
    assert (said.cancelled, "审批人对" in hr.asked[-1]) == (True, True)
    said, hr = enter(book, "approve_results", **told, 审批人对="不同意")
    assert (said.cancelled, "：不同意" in hr.asked[-1]) == (True, True)
    with Ledger.open(project.ledger).reading() as read:
        assert publications.answers_of(read, PERIOD.text) == []


def test_what_an_employee_said_and_how_an_appeal_ends_is_proposed_by_nobody(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    enter(book, "settle_pay")
    enter(book, "publish_results")
    answered: dict[str, Any] = {"登记谁的答复": "张三"}
    asked = [
        enter(book, "enter_answers", **answered, **more)[1].asked[-1]
        for more in ({}, {"人的答复": "有异议", "内容": "错"})
    ]
    assert ("人的答复" in asked[0], "记入台账？" in asked[1]) == (True, True)
    appeal: dict[str, Any] = {"1. 登记一件": "登记一件新的申诉", "谁申诉": "张三", "申诉的内容": "数错了"}
    assert enter(book, "decide_appeals", **appeal)[0].cancelled
    enter(book, "decide_appeals", **appeal, 记入台账=True)
    said, hr = enter(book, "decide_appeals")
    assert (said.cancelled, "1. 成立" in hr.asked[-1]) == (True, True)
    with Ledger.open(project.ledger).reading() as read:
        assert publications.answers_of(read, PERIOD.text) == []
    assert not all_appeals(project, PERIOD)[0].decided_at


def test_no_doubted_entry_is_proposed_as_right(tmp_path: Path) -> None:
    project = collected(tmp_path, PEOPLE | {"E1": ENGINEER | {"satisfaction": 1}})
    said, hr = enter(book_of(project), "confirm_entries", 依据="电话")
    with Ledger.open(project.ledger).reading() as read:
        assert by_hand.confirmations(read, PERIOD.text) == []
    assert (said.cancelled, "确认哪几处无误" in hr.asked[-1]) == (True, True)
    assert "1. E1 张三 的「支持满意度」" in hr.asked[-1]  # one way of naming somebody in a line


@pytest.mark.parametrize(("proposed", "answers"), [(True, [True, []]), (False, [False, ["发吗？"]])])
def test_yes_on_the_command_line_agrees_to_what_is_proposed_alone(proposed: bool, answers: Sequence[Any]) -> None:
    ask = AtTerminal("zh", agreed=True)
    assert [ask.yes("发吗？", proposed=proposed), ask.unanswered] == answers


@pytest.mark.parametrize("proposed", [True, False])
def test_windows_gets_no_as_the_default_button_of_what_is_not_proposed(
    proposed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes: list[tuple[Any, ...]] = []

    class User32:
        def MessageBoxW(self, *words: Any) -> int:  # noqa: N802 - as Windows spells it
            boxes.append(words)
            return 7

    class App:
        hwnd = 42

        def alert(self, prompt: str, **_: Any) -> str:
            boxes.append((prompt,))
            return "yes"

    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("ctypes.windll", type("All", (), {"user32": User32()}), raising=False)
    assert native.agreed(cast("Any", App()), "发吗？", "考核", proposed=proposed) is proposed
    assert boxes == [("发吗？",)] if proposed else [(42, "发吗？", "考核", 0x104)]
