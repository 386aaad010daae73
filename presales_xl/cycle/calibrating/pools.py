"""Pools: the people among whom grades are distributed. A team that is too small is pooled upward."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

Scope = Literal["team", "department", "company"]


class Member(Protocol):
    """Whoever belongs to a team, by its manager, and that to a department, "" for none."""

    @property
    def manager_id(self) -> str:
        """Return the id of the manager, whose team it is."""

    @property
    def department(self) -> str:
        """Return the name of the department."""


M = TypeVar("M", bound=Member)


@dataclass(frozen=True)
class Pool(Generic[M]):
    """The people of one pool, as they were given.

    `key` is the manager's id of a team, the name of a department, "" for the company; `small` says that the pool is
    below the size because there was nothing left to join.
    """

    scope: Scope
    key: str
    people: tuple[M, ...]
    small: bool = False


def pools(people: Iterable[M], least: int) -> list[Pool[M]]:
    """Return the pools of the people of one scheme; everybody is in exactly one.

    A team of at least `least` people is a pool of its own. The smaller teams of a department make one pool when they
    are that many together. All the others, and the small teams of no department, make the company's pool, however
    few they are.
    """
    teams, small = _split(people, least, lambda person: person.manager_id)
    departments, rest = _split(small, least, lambda person: person.department)
    found = [Pool[M]("team", key, group) for key, group in teams.items()]
    found += [Pool[M]("department", key, group) for key, group in departments.items()]
    return [*found, Pool("company", "", tuple(rest), len(rest) < least)] if rest else found


def _split(people: Iterable[M], least: int, key: Callable[[M], str]) -> tuple[dict[str, tuple[M, ...]], Sequence[M]]:
    """Return the groups that are large enough, by name, and everybody else, in order; "" names no group."""
    everybody = list(people)
    groups: dict[str, list[M]] = {}
    for person in everybody:
        groups.setdefault(key(person), []).append(person)
    large = {name: tuple(group) for name, group in groups.items() if name and len(group) >= least}
    return large, [person for person in everybody if key(person) not in large]
