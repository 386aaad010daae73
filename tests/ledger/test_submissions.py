"""What came back."""

import math
from dataclasses import replace

import pytest

from presales_xl.ledger import issues, submissions
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.scheme.errors import Place
from tests.ledger.samples import PERIOD, PROBLEM, ROW, SOURCE, WORKBOOK, entered, returned


@pytest.fixture
def book(ledger: Ledger) -> int:
    """Return the number of a workbook that was issued."""
    with ledger.step("HR", "generate", PERIOD) as step:
        return issues.issue(step, [WORKBOOK])[0].id


def test_entries_come_back_exactly_with_blanks_invalid_ones_texts_and_places(ledger: Ledger, book: int) -> None:
    with ledger.step("HR", "collect", PERIOD) as step:
        submission = returned(step, book)
    with ledger.reading() as read:
        (one,) = submissions.entered(read, submission.id)
        assert submissions.all_of(read, PERIOD) == [submission]
        assert submissions.find(read, PERIOD, "file-1") == submission
        assert issues.scheme_source(read, one.scheme) == SOURCE
    assert submission.problems == (PROBLEM,)
    assert one.entries["input.csat"] == 0.1 + 0.2
    assert math.isnan(one.entries["input.visits"])
    assert math.isinf(one.entries["input.late"])
    assert one.rows == {"chats": [ROW]}
    assert one.places == {"input.csat": Place(sheet="售前", cell="G6")}


def test_a_scheme_is_kept_once_and_an_unknown_one_is_an_error(ledger: Ledger) -> None:
    with ledger.step("HR", "generate", PERIOD) as step:
        assert (
            issues.keep_scheme(step, SOURCE, "small")
            == issues.keep_scheme(step, SOURCE, "small")
            == issues.scheme_digest(SOURCE)
        )
        with pytest.raises(KeyError):
            issues.scheme_source(step, "none")


def test_the_same_file_again_changes_nothing(ledger: Ledger, book: int) -> None:
    with ledger.step("HR", "collect", PERIOD) as step:
        first = returned(step, book)
    with ledger.step("HR", "collect", PERIOD) as step:
        assert returned(step, book) == first
        assert not step.changed


def test_a_file_that_is_accepted_after_all_has_its_entries(ledger: Ledger, book: int) -> None:
    new = submissions.Submission(PERIOD, None, file="a.xlsx", digest="file-1", verdict="set_aside", problems=[PROBLEM])
    with ledger.step("HR", "collect", PERIOD) as step:
        (first,) = submissions.record(step, [(new, ())])
        assert submissions.current(step, PERIOD) == []
    with ledger.step("HR", "collect", PERIOD) as step:
        second = returned(step, book)
    assert (second.id, second.received_at, second.file) == (first.id, first.received_at, "a.xlsx")
    assert (second.verdict, second.workbook_id) == ("accepted", book)
    assert verify(ledger) == []


def test_what_was_accepted_once_keeps_its_entries_when_the_file_is_set_aside(ledger: Ledger, book: int) -> None:
    with ledger.step("HR", "collect", PERIOD) as step:
        first = returned(step, book)
        people = submissions.entered(step, first.id)
    void = replace(first, verdict="set_aside", problems=[PROBLEM])
    with ledger.step("HR", "collect", PERIOD) as step:
        submissions.record(step, [(void, ())])
        assert submissions.current(step, PERIOD) == []
        ((kept, still),) = submissions.returned(step, PERIOD)
    assert (kept.verdict, still) == ("set_aside", people)
    assert people
    assert verify(ledger) == []


def test_what_counts_is_the_last_accepted_file_of_each_workbook_that_no_newer_one_replaced(
    ledger: Ledger, book: int
) -> None:
    with ledger.step("HR", "collect", PERIOD) as step:
        first = returned(step, book, "file-1")
        second = returned(step, book, "file-2", "accepted")
        returned(step, book, "file-3", "set_aside")
        submissions.supersede(step, first.id, second.id)
        late = returned(step, book, "file-1")  # dropped in again
        assert late.superseded_by == second.id
        assert submissions.current(step, PERIOD) == [(second, [entered(issues.scheme_digest(SOURCE))])]
        submissions.supersede(step, second.id, first.id)
        assert submissions.current(step, PERIOD) == []
        assert len(submissions.all_of(step, PERIOD)) == 3


def test_the_same_bytes_in_another_period_are_another_submission(ledger: Ledger, book: int) -> None:
    with ledger.step("HR", "collect", PERIOD) as step:
        one = returned(step, book)
        december = submissions.Submission("2026-12", None, file="a.xlsx", digest="file-1", verdict="set_aside")
        (other,) = submissions.record(step, [(december, ())])
        assert one.id != other.id
        assert submissions.find(step, "2027-01", "file-1") is None
