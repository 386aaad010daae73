"""Small teams are pooled upward: team, department, company; nobody is left out and nobody is twice."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from presales_xl.cycle.calibrating.pools import Pool, pools


@dataclass(frozen=True)
class Person:
    employee_id: str
    manager_id: str
    department: str = ""


def company(**teams: tuple[int, str]) -> list[Person]:
    """Return the people of teams that are given by head count and department."""
    return [Person(f"{team}-{n}", team, department) for team, (size, department) in teams.items() for n in range(size)]


def shown(found: list[Pool[Person]]) -> list[tuple[str, str, int, bool]]:
    return [(pool.scope, pool.key, len(pool.people), pool.small) for pool in found]


def test_a_team_of_the_size_is_a_pool_and_one_below_it_is_not() -> None:
    people = company(M1=(10, "东区"), M2=(9, "东区"), M3=(1, "东区"))
    assert shown(pools(people, 10)) == [("team", "M1", 10, False), ("department", "东区", 10, False)]


def test_small_teams_that_are_too_few_in_their_department_join_those_of_the_company() -> None:
    people = company(M1=(4, "东区"), M2=(5, "东区"), M3=(6, "西区"), M4=(12, "西区"))
    assert shown(pools(people, 10)) == [("team", "M4", 12, False), ("company", "", 15, False)]


def test_a_small_team_of_no_department_joins_those_of_the_company() -> None:
    people = company(M1=(6, ""), M2=(6, ""))
    assert shown(pools(people, 10)) == [("company", "", 12, False)]


def test_what_is_still_too_small_in_the_end_is_one_pool_all_the_same_and_says_so() -> None:
    people = company(M1=(20, "东区"), M2=(3, "西区"))
    assert shown(pools(people, 10)) == [("team", "M1", 20, False), ("company", "", 3, True)]


def test_without_people_there_are_no_pools() -> None:
    assert pools([], 10) == []


teams = st.lists(st.tuples(st.integers(1, 15), st.sampled_from(["", "东区", "西区", "南区"])), max_size=12)


@given(teams, st.integers(1, 20))
def test_everybody_is_in_exactly_one_pool_with_the_whole_team(sizes: list[tuple[int, str]], least: int) -> None:
    people = company(**{f"M{number}": team for number, team in enumerate(sizes)})
    found = pools(people, least)
    assert sorted(p.employee_id for pool in found for p in pool.people) == sorted(p.employee_id for p in people)
    for team in {person.manager_id for person in people}:
        assert sum(any(person.manager_id == team for person in pool.people) for pool in found) == 1
    for pool in found:
        assert pool.small == (len(pool.people) < least)
        assert pool.scope == "company" or not pool.small
