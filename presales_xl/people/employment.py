"""What somebody's dates make of a period: whether they are there, in which state, with whom, for how many days."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from presales_xl.scheme.states import EXEMPT, LEAVE, LEFT, PROBATION

Kind = Literal["leave", "probation", "exempt", "role", "manager"]


@dataclass(frozen=True)
class Change:
    """Something that holds of a person from its first day to its last (None: from then on).

    `value` is the new role's name or the new manager's id.
    """

    kind: Kind
    first: dt.date
    last: dt.date | None = None
    value: str = ""

    def holds(self, day: dt.date) -> bool:
        """Return whether it holds on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Presence:
    """Somebody in a period.

    `absent` says why there is no day of it in which they are employed, "" where there is one. `state` is what the dates
    say of the state at its end, None where they say nothing. `days` are those at work among the `of` days of the
    period; `since` are the days since joining at its end, None where no date says so. `moves` are the changes of role
    and manager that hold at its end.
    """

    absent: Literal["", "left", "not_joined"] = ""
    state: int | None = None
    days: int = 0
    of: int = 0
    since: int | None = None
    moves: tuple[Change, ...] = ()

    def is_too_new(self, least_days: int) -> bool:
        """Return whether fewer days have passed since joining than somebody needs to be appraised."""
        return not self.absent and self.since is not None and self.since < least_days


@dataclass(frozen=True)
class Employment:
    """The first and the last day of somebody's employment, None where nothing is said, and what changed in between."""

    joined: dt.date | None = None
    left: dt.date | None = None
    changes: tuple[Change, ...] = ()

    @property
    def counts_days(self) -> bool:
        """Return whether the dates say anything of days at work."""
        is_away = any(change.kind == "leave" for change in self.changes)
        return self.joined is not None or self.left is not None or is_away

    def during(self, first: dt.date, last: dt.date) -> Presence:
        """Return what they make of the period from its first to its last day."""
        of = (last - first).days + 1
        if self.left is not None and self.left < first:
            return Presence("left", state=LEFT, of=of)
        if self.joined is not None and self.joined > last:
            return Presence("not_joined", of=of)
        begin = max(first, self.joined or first)
        end = min(last, self.left or last)
        days = sum(not self._is(day, "leave") for day in _days(begin, end))
        return Presence(
            state=self._state(end, is_last=self.left == end, days=days),
            days=days,
            of=of,
            since=None if self.joined is None else (end - self.joined).days + 1,
            moves=tuple(move for kind in ("role", "manager") if (move := self._latest(end, kind))),
        )

    def _state(self, end: dt.date, *, is_last: bool, days: int) -> int | None:
        if self._is(end, "exempt"):
            return EXEMPT
        if is_last:
            return LEFT
        if days == 0:
            return LEAVE
        return PROBATION if self._is(end, "probation") else None

    def _is(self, day: dt.date, kind: Kind) -> bool:
        return any(change.kind == kind and change.holds(day) for change in self.changes)

    def _latest(self, day: dt.date, kind: str) -> Change | None:
        """Return the change of a kind that holds on a day; of several the one that began last."""
        holding = [change for change in self.changes if change.kind == kind and change.holds(day)]
        return max(holding, key=lambda change: change.first, default=None)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the days from one to another."""
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(number)
