"""Everybody of a roster, by what they are found by in a text; and whom of them somebody may see.

It is made once for all letters of a run: what one costs hangs on its length, not on how many people there are.
"""

import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from presales_xl.cycle.rosters.roster import Roster
from presales_xl.people.stints import person_id

RUN = re.compile(r"[A-Za-z0-9_./-]+")  # what may be an id inside a longer text


@dataclass(frozen=True)
class Circle:
    """Whom somebody sees: names by id. Of `persons` another stint is somebody else's to see."""

    inside: Mapping[str, str]
    persons: frozenset[str]


class Words:
    """Many words, to be found in texts: by their first two signs, then by their lengths."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word for word in words if word}
        self._lengths: dict[str, set[int]] = {}
        for word in self._words:
            self._lengths.setdefault(word[:2], set()).add(len(word))

    def within(self, content: str) -> Iterator[str]:
        """Yield each of the words that stands in a text once."""
        starts = {*content, *map(operator.add, content, content[1:])}
        for start in starts & self._lengths.keys():
            place, told = content.find(start), set[str]()
            while place >= 0:
                told |= {content[place : place + length] for length in self._lengths[start]}
                place = content.find(start, place + 1)
            yield from told & self._words


class Everybody:
    """The employees, managers and raters of a roster."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        employees = ((each.employee_id, each.name) for each in roster.employees)
        managers = ((each.manager_id, each.name) for each in roster.managers.values())
        raters = ((each.rater_id, each.name) for each in roster.raters.values())
        self.names: Mapping[str, str] = dict(chain(employees, managers, raters))
        self._called = _grouped((name, key) for key, name in self.names.items())
        self._approved = _grouped((each.approver, each.manager_id) for each in roster.managers.values())
        self.bearers = _grouped((name.casefold(), person_id(key)) for key, name in self.names.items() if name)
        self.ids = _grouped((key.casefold(), person_id(key)) for key in self.names)
        self.known_names = Words(self.bearers)
        self.longer_ids = Words(key for key in self.ids if not RUN.fullmatch(key))

    def circle(self, kind: str, recipient_id: str, also: Iterable[str] = ()) -> Circle:
        """Return whom a recipient sees, and those of these ids `also`.

        A manager sees the team, a rater those to rate, an approver (who has a name for an id) the teams whose results
        go there with their managers, an employee who is told a plan or a statement nobody. Everybody sees themselves.
        """
        seen = [recipient_id, *also]
        if kind == "approval":
            seen += self._called.get(recipient_id, ())
            for manager in self._approved.get(recipient_id, ()):
                seen += [manager, *self._team(manager)]
        elif kind == "manager":
            seen += self._team(recipient_id)
        elif kind not in ("plan", "statement"):
            seen += [each.employee_id for each in self.roster.asked.get(recipient_id, ())]
        inside = {key: self.names[key] for key in seen if key in self.names}
        return Circle(inside, frozenset(map(person_id, inside)))

    def _team(self, manager_id: str) -> list[str]:
        return [employee.employee_id for employee in self.roster.team(manager_id)]


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
