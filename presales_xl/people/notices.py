"""Problems of tables of any size: most are only counted, as nobody reads more than the first of them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from presales_xl.scheme.errors import Problem, Severity


@dataclass(frozen=True)
class Notices:
    """Problems of one severity, one for each of what they are `about`, made when they are looked at."""

    about: Sequence[Any]
    made: Callable[[Any], Problem]
    severity: Severity = "warning"

    def __len__(self) -> int:
        return len(self.about)

    def __iter__(self) -> Iterator[Problem]:
        return map(self.made, self.about)


@dataclass
class Tally:
    """The problems of a table's blocks, group by group: the first `most` of each severity, and how many there are."""

    most: int
    counts: Counter[Severity] = field(default_factory=Counter)
    _groups: dict[int, list[Problem]] = field(default_factory=dict)

    def add(self, groups: Sequence[Sequence[Problem] | Notices]) -> None:
        """Add the groups of a block, each to those of the same place in other blocks."""
        for place, group in enumerate(groups):
            listed = self._groups.setdefault(place, [])
            have = Counter(problem.severity for problem in listed)
            if isinstance(group, Notices):
                self.counts[group.severity] += len(group)
                listed += islice(group, max(self.most - have[group.severity], 0))
                continue
            for problem in group:
                self.counts[problem.severity] += 1
                have[problem.severity] += 1
                if have[problem.severity] <= self.most:
                    listed.append(problem)

    @property
    def problems(self) -> list[Problem]:
        """Return those that are kept: for each severity the first `most` of all, and maybe more."""
        return [problem for group in self._groups.values() for problem in group]
