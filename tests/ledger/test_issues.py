"""Workbooks issued, and mailed."""

from dataclasses import replace

import pytest

from presales_xl.ledger import deliveries, issues
from presales_xl.ledger.deliveries import Delivery
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.scheme.errors import ProblemsError
from tests.ledger.samples import PERIOD, WORKBOOK

CHANGED = replace(WORKBOOK, digest="digest-2", seal="seal-2")
RATER = replace(WORKBOOK, kind="rater", email="")


def issue(ledger: Ledger, *new: issues.LedgerWorkbook, expected: int = 0) -> list[issues.LedgerWorkbook]:
    with ledger.step("HR", "generate", PERIOD) as step:
        return [each for one in new for each in issues.issue(step, [replace(one, issue=expected)])]


def test_the_same_content_is_the_same_issue_and_other_content_the_next(ledger: Ledger) -> None:
    first, again, second = issue(ledger, WORKBOOK, WORKBOOK, CHANGED)
    (third,) = issue(ledger, WORKBOOK)  # back to what it was: the recipient still has the second
    assert [one.issue for one in (first, again, second, third)] == [1, 1, 2, 3]
    assert again == first
    with ledger.reading() as read:
        assert issues.all_of(read, PERIOD) == [first, second, third]
        assert issues.latest_of(read, PERIOD) == [third]
        assert issues.latest_of(read, "2026-12") == []


def test_issuing_the_same_again_writes_nothing(ledger: Ledger) -> None:
    issue(ledger, pairs := replace(WORKBOOK, content={"people": [("E1", "李雷")]}))
    with ledger.step("HR", "generate", PERIOD) as step:
        issues.issue(step, [pairs])
        assert not step.changed


def test_each_recipient_kind_and_period_is_numbered_by_itself(ledger: Ledger) -> None:
    other = (RATER, replace(WORKBOOK, recipient_id="M2"), replace(WORKBOOK, period="2026-12"))
    assert [one.issue for one in issue(ledger, WORKBOOK, CHANGED, *other)] == [1, 2, 1, 1, 1]
    with ledger.reading() as read:
        last = [(one.kind, one.recipient_id, one.issue) for one in issues.latest_of(read, PERIOD)]
    assert last == [("manager", "M1", 2), ("manager", "M2", 1), ("rater", "M1", 1)]


def test_an_address_put_right_is_no_new_issue(ledger: Ledger) -> None:
    first, mended = issue(ledger, WORKBOOK, replace(WORKBOOK, email="new@example.com"))
    assert mended == replace(first, email="new@example.com")
    with ledger.reading() as read:
        assert issues.all_of(read, PERIOD) == [mended]
    assert verify(ledger) == []


def test_a_file_made_with_a_number_that_is_taken_meanwhile_is_refused(ledger: Ledger) -> None:
    issue(ledger, WORKBOOK, expected=1)
    with pytest.raises(ProblemsError, match=r"ledger\.meanwhile"):
        issue(ledger, CHANGED, expected=1)
    assert issue(ledger, CHANGED, expected=2)[0].issue == 2


def test_a_workbook_is_mailed_once_to_each_address(ledger: Ledger) -> None:
    first, second, _ = issue(ledger, WORKBOOK, CHANGED, RATER)
    with ledger.step("HR", "send", PERIOD) as step:
        assert deliveries.claim(step, Delivery(f"workbook {second.id}", second.email, PERIOD, "<1>"))
    with ledger.step("HR", "send", PERIOD) as step:
        assert not deliveries.claim(step, Delivery(f"workbook {second.id}", second.email, PERIOD, "<2>"))
        deliveries.sent(step, Delivery(f"workbook {second.id}", second.email, PERIOD, "<1>"))
        deliveries.sent(step, Delivery(f"workbook {second.id}", second.email, PERIOD, "<1>"))
        deliveries.release(step, f"workbook {second.id}", second.email)  # it is gone
        (mail,) = deliveries.all_of(step, PERIOD)
    assert (mail.message_id, mail.address) == ("<1>", WORKBOOK.email)
    assert mail.sent_at
    assert issue(ledger, replace(CHANGED, email="b@example.com"))[0].id == second.id != first.id
    with ledger.step("HR", "send", PERIOD) as step:
        # another address has not got it yet
        assert deliveries.claim(step, Delivery(f"workbook {second.id}", "b@example.com", PERIOD, "<2>"))


def test_a_mail_that_the_server_refused_may_be_tried_again_and_an_unclear_one_is_told_of(ledger: Ledger) -> None:
    (book,) = issue(ledger, WORKBOOK)
    with ledger.step("HR", "send", PERIOD) as step:
        deliveries.claim(step, Delivery(f"workbook {book.id}", book.email, PERIOD, "<1>"))
        assert [one.sent_at for one in deliveries.all_of(step, PERIOD)] == [""]
        deliveries.release(step, f"workbook {book.id}", book.email)
        assert deliveries.all_of(step, PERIOD) == []
        assert deliveries.claim(step, Delivery(f"workbook {book.id}", book.email, PERIOD, "<2>"))
    assert verify(ledger) == []
