"""What somebody's dates make of a period: whether they are there, in which state, with whom, for how many days."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from presales_xl.scheme.model import Scheme
from presales_xl.scheme.states import EXEMPT, LEAVE, LEFT, PROBATION

Kind = Literal["leave", "probation", "exempt", "role", "manager"]


@dataclass(frozen=True)
class StaffChange:
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
    period; `since` are the days since joining at its end, None where no date says so. `left` is the last day of the
    employment, where that is in the period.
    """

    absent: Literal["", "left", "not_joined"] = ""
    state: int | None = None
    days: int = 0
    of: int = 0
    since: int | None = None
    left: dt.date | None = None

    def is_too_new(self, least_days: int) -> bool:
        """Return whether fewer days have passed since joining than somebody needs to be appraised."""
        return not self.absent and self.since is not None and self.since < least_days


#: A role and the id of a manager.
Post = tuple[str, str]


@dataclass(frozen=True)
class Stint:
    """The days of a period that somebody has one role and one manager, from the first to the last of them.

    `days` are those at work; where somebody comes back to a post it is one stint all the same. `takes_over` says
    whether amounts that earlier periods leave count in it: no later stint does that has the same scheme.
    """

    first: dt.date
    last: dt.date
    days: int
    role: str
    manager_id: str
    takes_over: bool = True

    @property
    def post(self) -> Post:
        """Return role and manager."""
        return self.role, self.manager_id


@dataclass(frozen=True)
class Employment:
    """The first and the last day of somebody's employment, None where nothing is said, and what changed in between."""

    joined: dt.date | None = None
    left: dt.date | None = None
    changes: tuple[StaffChange, ...] = ()

    def during(self, first: dt.date, last: dt.date) -> Presence:
        """Return what they make of the period from its first to its last day."""
        of = (last - first).days + 1
        if self.left is not None and self.left < first:
            return Presence("left", state=LEFT, of=of)
        if self.joined is not None and self.joined > last:
            return Presence("not_joined", of=of)
        begin = max(first, self.joined or first)
        end = min(last, self.left or last)
        days = max(0, (end - begin).days + 1)
        if self.changes:
            days = sum(not self._is(day, "leave") for day in _days(begin, end))
        return Presence(
            state=self._state(end, is_last=self.left == end, days=days),
            days=days,
            of=of,
            since=None if self.joined is None else (last - self.joined).days + 1,
            left=self.left if self.left == end else None,
        )

    def stints(
        self, first: dt.date, last: dt.date, post: Post, counts_in: Mapping[Post, Post | None] | None = None
    ) -> list[Stint]:
        """Return somebody's stints in a period, in the order in which they end; `post` holds where no change does.

        Days in a post are those of the one that it counts in, by default itself; None: they are in no stint.
        """
        begin, end = max(first, self.joined or first), min(last, self.left or last)
        if not self.changes:  # as of nearly everybody: no day is another than the one before
            now = post if counts_in is None else counts_in[post]
            return [Stint(begin, end, (end - begin).days + 1, *now)] if now is not None and begin <= end else []
        stints: dict[Post, Stint] = {}
        for day in _days(begin, end):
            held = self._post(day, post)
            now = held if counts_in is None else counts_in[held]
            if now is not None:
                before = stints.pop(now, Stint(day, day, 0, *now))
                stints[now] = replace(before, last=day, days=before.days + int(not self._is(day, "leave")))
        return list(stints.values())

    def _post(self, day: dt.date, post: Post) -> Post:
        moves = {kind: move.value for kind in ("role", "manager") if (move := self._latest(day, kind))}
        return moves.get("role", post[0]), moves.get("manager", post[1])

    def moves(self, first: dt.date, last: dt.date) -> list[StaffChange]:
        """Return the changes of role and manager that begin after the first day of a period, in it."""
        return [each for each in self.changes if each.kind in ("role", "manager") and first < each.first <= last]

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

    def _latest(self, day: dt.date, kind: str) -> StaffChange | None:
        """Return the change of a kind that holds on a day; of several the one that began last."""
        holding = [change for change in self.changes if change.kind == kind and change.holds(day)]
        return max(holding, key=lambda change: change.first, default=None)


def appraised_in(stints: Sequence[Stint], schemes: Mapping[str, Scheme], least_days: int) -> dict[Post, Post]:
    """Return in which post the days in each are appraised; `schemes` are those of the roles.

    Of stints under one scheme the rule is the scheme's own: each by itself, or all in the last or the longest one. What
    has fewer days at work then goes with what began before it, at the beginning with what comes after; where nothing is
    long enough all of it is appraised in the longest, of several the last of them.
    """
    counts_in: dict[Post, Post] = {}
    for each in stints:
        scheme = schemes[each.role]
        alike = [other for other in stints if schemes[other.role].id == scheme.id]
        only = {"by_days": each, "last": alike[-1], "longest": max(reversed(alike), key=lambda stint: stint.days)}
        counts_in[each.post] = only[scheme.appraised.stints].post
    days: Counter[Post] = Counter()
    for each in stints:
        days[counts_in[each.post]] += each.days
    kept = [each for each in stints if counts_in[each.post] == each.post]
    long = [each for each in kept if days[each.post] >= least_days]
    long = sorted(long or [max(reversed(kept), key=lambda stint: days[stint.post])], key=lambda stint: stint.first)
    goes_to = {each.post: ([long[0], *(o for o in long if o.first < each.first)][-1]).post for each in kept}
    goes_to |= {each.post: each.post for each in long}
    return {post: goes_to[other] for post, other in counts_in.items()}


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the days from one to another."""
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(number)
