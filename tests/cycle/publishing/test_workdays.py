"""Working days as the State Council sets them: public holidays out, make-up Saturdays and Sundays in."""

import datetime as dt

import pytest

from presales_xl.periods import working_days_after


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-12-03", 5, "2026-12-10"),  # Thursday: Friday, then Monday to Thursday
        ("2026-12-05", 1, "2026-12-07"),  # from a Saturday
        ("2026-09-29", 5, "2026-10-12"),  # National Day 1–7 October; Saturday 10 October makes up for it
        ("2026-02-13", 3, "2026-02-25"),  # Spring Festival 15–23 February; Saturday 14 makes up for it
        ("2025-12-31", 1, "2026-01-04"),  # New Year 1–3 January; Sunday 4 makes up for it
        ("2026-12-03", 0, "2026-12-03"),
    ],
)
def test_the_last_day_is_so_many_working_days_after_the_first(start: str, days: int, last: str) -> None:
    assert working_days_after(dt.date.fromisoformat(start), days) == (dt.date.fromisoformat(last), True)


def test_where_the_holidays_are_not_known_yet_days_are_counted_monday_to_friday_and_marked() -> None:
    assert working_days_after(dt.date(2090, 12, 28), 5) == (dt.date(2091, 1, 4), False)
