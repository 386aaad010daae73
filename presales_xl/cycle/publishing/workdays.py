"""The days by which something is due after the day of publication.

They are counted in Chinese working days: public holidays out, make-up days in.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import chinese_calendar

_SATURDAY = 5


@dataclass(frozen=True)
class Due:
    """A last day; `official` is false where a day on the way has no published holidays yet: Monday to Friday then."""

    day: dt.date
    official: bool


@lru_cache(maxsize=64)
def due(start: dt.date, days: int) -> Due:
    """Return the day that lies `days` working days after `start`, which does not count itself."""
    day, official = start, True
    while days > 0:
        day += dt.timedelta(days=1)
        try:
            works = chinese_calendar.is_workday(day)
        except NotImplementedError:  # the State Council announces a year's holidays late in the year before
            works, official = day.weekday() < _SATURDAY, False
        days -= works
    return Due(day, official)


def today() -> dt.date:
    """Return the day that it is where this computer is."""
    return dt.datetime.now().astimezone().date()
