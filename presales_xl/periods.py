"""Periods as texts, `2026-11`, `2026-Q4`, `2026-H2`, `2026`: what they are, which comes before which; and due days."""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from presales_xl import clock
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.scheme.model import Cycle

_PERIODS: Mapping[Cycle, re.Pattern[str]] = {
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII),
    "quarter": re.compile(r"\d{4}-Q[1-4]", re.ASCII),
    "half_year": re.compile(r"\d{4}-H[12]", re.ASCII),
    "year": re.compile(r"\d{4}", re.ASCII),
}


#: The cycles that periods have, the shortest first.
CYCLES: tuple[Cycle, ...] = tuple(_PERIODS)
_PARTS = {"Q": 4, "H": 2}  # of a year
_QUARTER = 3  # months
_SATURDAY = 5


@dataclass(frozen=True)
class Period:
    """A period as folders are named by it (`2026-11`, `2026-Q4`, `2026-H2`, `2026`), and its cycle."""

    text: str
    cycle: Cycle

    def __str__(self) -> str:
        """Return the period as it is written."""
        return self.text

    @property
    def month(self) -> int:
        """Return the month that it ends with where it lies within one quarter, 0 for a longer one."""
        return int(last_month(self.text)[5:]) if months(self.text) <= _QUARTER else 0


def parse_period(text: str) -> Period:
    """Return the period that `text` names; ProblemsError `period.unknown` for anything else."""
    written = text.strip().upper()
    for cycle, pattern in _PERIODS.items():
        if pattern.fullmatch(written):
            return Period(written, cycle)
    raise fail("period.unknown", found=text)


#: Ways in which people write periods, and how each is put. No point: in a cell 2026.10 is the number 2026.1.
_WRITTEN: Mapping[re.Pattern[str], str] = {
    re.compile(r"(\d{4})年度?", re.ASCII): "{}",
    re.compile(r"(\d{4})[-/年]?Q([1-4])", re.ASCII): "{}-Q{}",
    re.compile(r"(\d{4})[-/年]?第?([1-4一二三四])季度?", re.ASCII): "{}-Q{}",
    re.compile(r"(\d{4})[-/年]?H([12])", re.ASCII): "{}-H{}",
    re.compile(r"(\d{4})年?([上下])半年", re.ASCII): "{}-H{}",
    re.compile(r"(\d{4})[-/年](\d{1,2})月?份?", re.ASCII): "{}-{:0>2}",
}
_FIGURES = str.maketrans("一二三四上下", "123412")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))  # as a keyboard for Chinese has them


def period_written(text: str) -> Period:
    """Return the period that somebody typed, 2026年11月 and ２０２６—Q4 among them; ProblemsError as `parse_period`."""
    plain = "".join(unicodedata.normalize("NFKC", text).upper().translate(_DASHES).split())
    for pattern, form in _WRITTEN.items():
        if parts := pattern.fullmatch(plain):
            plain = form.format(*(part.translate(_FIGURES) for part in parts.groups()))
    try:
        return parse_period(plain)
    except ProblemsError:
        raise fail("period.unknown", found=text) from None


def cycle_of(period: str) -> Cycle:
    """Return the cycle that the text of a period belongs to; ProblemsError as of `parse_period`."""
    return parse_period(period).cycle


def before(period: str) -> str:
    """Return the period of the same length right before."""
    year, _, part = period.partition("-")
    if not part:
        return f"{int(year) - 1:04}"
    mark = part[0] if part[0] in _PARTS else ""
    number, last = int(part.removeprefix(mark)) - 1, _PARTS.get(mark, 12)
    if number == 0:
        year, number = f"{int(year) - 1:04}", last
    return f"{year}-{mark}{number}" if mark else f"{year}-{number:02}"


def year_before(period: str) -> str:
    """Return the same period of the year before."""
    return f"{int(period[:4]) - 1:04}{period[4:]}"


def earlier(period: str, count: int) -> list[str]:
    """Return the `count` periods before, the latest first."""
    periods: list[str] = []
    for _ in range(count):
        periods.append(before(periods[-1] if periods else period))
    return periods


def starts_year(period: str) -> bool:
    """Return whether it is the first period of its year."""
    return before(period)[:4] != period[:4]


def quarters(period: str) -> list[str]:
    """Return the quarters of a period's year that end with it or before; a quarter itself is none of them."""
    return [each for number in (1, 2, 3, 4) if order(each := f"{period[:4]}-Q{number}") < order(period)]


def month_of_quarter(period: str) -> int:
    """Return which month of its quarter a month is: 1, 2 or 3."""
    return (int(period[5:]) - 1) % 3 + 1


def last_month(period: str) -> str:
    """Return the month that a period ends with."""
    year, _, part = period.partition("-")
    if not part:
        return f"{year}-12"
    length = 12 // _PARTS.get(part[0], 12)
    return f"{year}-{int(part.lstrip('QH')) * length:02}"


def first_month(period: str) -> str:
    """Return the month that a period begins with."""
    return f"{first_day(period):%Y-%m}"


def months(period: str) -> int:
    """Return how many months a period has."""
    part = period.partition("-")[2]
    return 12 // _PARTS.get(part[0], 12) if part else 12


@lru_cache(maxsize=64)
def first_day(period: str) -> dt.date:
    """Return the day that a period begins with."""
    return last_day(before(period)) + dt.timedelta(1)


@lru_cache(maxsize=64)
def last_day(period: str) -> dt.date:
    """Return the day that a period ends with."""
    year, month = map(int, last_month(period).split("-"))
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def order(period: str) -> tuple[str, int]:
    """Return what periods of all lengths are put in order by: at one month's end the shorter one comes first."""
    return last_month(period), CYCLES.index(cycle_of(period))


def due_back(period: str, days: int) -> dt.date:
    """Return the day by which a period's workbooks are due back: `days` after its last day."""
    return last_day(period) + dt.timedelta(days)


@lru_cache(maxsize=64)
def working_days_after(start: dt.date, days: int) -> tuple[dt.date, bool]:
    """Return the day that lies so many Chinese working days after `start`, which does not count itself.

    Public holidays are out, make-up days in. It is told whether that is official: not where a day on the way has no
    published holidays yet, and Monday to Friday count.
    """
    import chinese_calendar  # noqa: PLC0415 - most commands count no working days

    day, is_official = start, True
    while days > 0:
        day += dt.timedelta(days=1)
        try:
            works = chinese_calendar.is_workday(day)
        except NotImplementedError:  # the State Council announces a year's holidays late in the year before
            works, is_official = day.weekday() < _SATURDAY, False
        days -= works
    return day, is_official


def today() -> dt.date:
    """Return the day that it is where this computer is."""
    return clock.now().date()


def local_time(at: str) -> str:
    """Return a moment in UTC, as the ledger holds it, by the clock where this computer is; "" for none."""
    return f"{dt.datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}" if at else ""


def ending_with(period: str) -> dict[Cycle, str]:
    """Return the longer periods that end with the same month, by cycle, the shortest first."""
    return {
        cycle: text
        for cycle, text in containing(last_month(period)).items()
        if last_day(text) == last_day(period) and first_day(text) < first_day(period)
    }


def containing(month: str) -> dict[Cycle, str]:
    """Return the periods that a month is in, by cycle, the shortest first, which is itself."""
    year, number = month[:4], int(month[5:])
    periods: dict[Cycle, str] = {"month": month, "quarter": f"{year}-Q{(number + 2) // 3}"}
    return {**periods, "half_year": f"{year}-H{1 + (number > 6)}", "year": year}


def months_from(month: str, last: str) -> Iterator[str]:
    """Yield the months from one to another."""
    for number in range(int(month[:4]) * 12 + int(month[5:]) - 1, int(last[:4]) * 12 + int(last[5:])):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def overlaps(period: str, other: str) -> bool:
    """Return whether two periods have days in common."""
    return first_day(period) <= last_day(other) and first_day(other) <= last_day(period)
