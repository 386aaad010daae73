"""What went wrong travels as data: between processes, into logs, and with the class that code tells it by."""

import pickle

from presales_xl.scheme.errors import (
    Place,
    Problem,
    ProblemsError,
    TooEarlyError,
    WrongPasswordError,
    fail,
    too_early,
    warning,
)


def test_an_error_says_in_a_log_what_and_where_it_found_something() -> None:
    assert str(fail("scheme.unknown", found="repair_star")) == "scheme.unknown {'found': 'repair_star'}"
    two = ProblemsError([Problem("file.missing"), Problem("scheme.sum", fields={"found": 99})])
    assert str(two) == "file.missing {}; scheme.sum {'found': 99}"


def test_an_error_that_gets_a_place_stays_what_it_is_and_keeps_the_rest_of_the_place() -> None:
    error = WrongPasswordError([Problem("file.password", Place(sheet="记分"))]).at(file="book.xlsx")
    assert isinstance(error, WrongPasswordError)
    assert [problem.place for problem in error.problems] == [Place(file="book.xlsx", sheet="记分")]


def test_an_error_arrives_whole_in_another_process() -> None:
    error = fail("scheme.sum", Place(line=3), found=99)
    arrived = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert arrived.problems == error.problems


def test_a_warning_says_where_and_stops_nothing() -> None:
    assert warning("table.blank", Place(line=3), found=1) == Problem(
        "table.blank", Place(line=3), {"found": 1}, "warning"
    )
    assert warning("table.blank").place == Place()


def test_a_step_that_comes_too_early_is_a_kind_of_its_own() -> None:
    error = too_early("ledger.missing", Place(file="ledger.sqlite"), period="2026-11")
    assert isinstance(error, TooEarlyError)
    assert [*error.problems] == [Problem("ledger.missing", Place(file="ledger.sqlite"), {"period": "2026-11"})]
    assert too_early("publish.nothing").problems[0].place == Place()
