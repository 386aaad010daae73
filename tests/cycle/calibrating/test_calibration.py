"""A forced distribution: places as whole people, small teams pooled upward, nobody above a higher total."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presales_xl import catalogue
from presales_xl.backends.quotas import places_of
from presales_xl.cycle.calibrating.calibration import (
    Candidate,
    Pool,
    candidates,
    counts,
    excesses,
    passed_over,
    pools,
    propose,
    ranked,
    undecided,
)
from presales_xl.scheme.columns import GradeGroup
from tests.cycle.calibrated import Craftsman, plan, standing


def test_the_distribution_of_scheme_1_is_read_from_its_plan_with_c_and_d_together() -> None:
    of_scheme = next(plan for plan in catalogue.shipped() if plan.scheme.id == "software_presales")
    assert of_scheme.quota_groups() == [
        GradeGroup("S", (0,), 0.1),
        GradeGroup("A", (1,), 0.2),
        GradeGroup("B", (2,), 0.6),
        GradeGroup("C+D", (3, 4), 0.1),
    ]
    halved = of_scheme.with_parameters({"quota.S": 0.05, "quota.B": 0.65})
    assert [group.share for group in halved.quota_groups()] == [0.05, 0.2, 0.65, 0.1]


def test_a_scheme_without_shares_has_no_distribution() -> None:
    of_scheme = next(plan for plan in catalogue.shipped() if plan.scheme.id == "four_dimension")
    assert of_scheme.quota_groups() == []


PLAN = plan()


def company(**teams: tuple[int, str]) -> list[Candidate]:
    """Return the people of teams that are given by head count and department."""
    people = [
        Craftsman(f"{team}-{number}", 80, manager=team, department=department)
        for team, (size, department) in teams.items()
        for number in range(size)
    ]
    return list(candidates(standing(people, scheme=PLAN)))


def shown(formed: list[Pool]) -> list[tuple[str, str, int, bool]]:
    return [(pool.scope, pool.key, len(pool.people), pool.small) for pool in formed]


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
    for team in {person.who.manager.manager_id for person in people}:
        assert sum(any(person.who.manager.manager_id == team for person in pool.people) for pool in found) == 1
    for pool in found:
        assert pool.small == (len(pool.people) < least)
        assert pool.scope == "company" or not pool.small


S, A, B, C, D = range(5)
GROUPS = [
    GradeGroup("S", (S,), 0.1),
    GradeGroup("A", (A,), 0.2),
    GradeGroup("B", (B,), 0.6),
    GradeGroup("C+D", (C, D), 0.1),
]
BOUNDS = (90, 80, 70, 60)


SOMEBODY = company(team=(1, ""))[0]


def person(employee_id: str, total: float, *attained: float, limit: int = S) -> Candidate:
    by_scale = next((grade for grade, bound in enumerate(BOUNDS) if total >= bound), D)
    by_scale = max(by_scale, limit)
    return replace(SOMEBODY, employee_id=employee_id, total=total, attained=attained, by_scale=by_scale, limit=limit)


def team(*totals: float) -> list[Candidate]:
    return [person(f"E{number}", total) for number, total in enumerate(totals)]


def letters(grades: list[int]) -> str:
    return "".join("SABCD"[grade] for grade in grades)


def test_ten_people_are_one_s_two_a_six_b_and_one_c() -> None:
    people = team(99, 98, 97, 96, 95, 94, 93, 92, 91, 90)  # all of them S by the scale
    assert letters(propose(people, GROUPS)) == "SAABBBBBBC"


def test_a_distribution_raises_as_well_as_lowers() -> None:
    assert letters(propose(team(58, 57, 56, 55, 54, 53, 52, 51, 50, 49), GROUPS)) == "SAABBBBBBD"


def test_c_and_d_share_their_places_and_the_scale_says_which_it_is() -> None:
    people = team(*range(99, 81, -1), 62, 59)
    assert letters(propose(people, GROUPS)) == "SSAAAABBBBBBBBBBBBCD"
    assert letters(propose(team(*range(99, 79, -1)), GROUPS))[-2:] == "CC"


def test_a_vetoed_person_is_the_lowest_and_takes_a_place_of_the_lowest_only() -> None:
    people = [person("E0", 99, limit=D), *team(98, 97, 96, 95, 94, 93, 92, 91, 90)]
    assert letters(propose(people, GROUPS)) == "DSAABBBBBB"


def test_more_vetoed_people_than_lowest_places_cost_nobody_a_place() -> None:
    people = [person("V1", 99, limit=D), person("V2", 40, limit=D), *team(98, 97, 96, 95, 94, 93, 92, 91)]
    assert letters(propose(people, GROUPS)) == "DDSAABBBBB"


def test_everybody_may_be_vetoed() -> None:
    assert letters(propose([person(f"V{n}", 90 + n, limit=D) for n in range(5)], GROUPS)) == "DDDDD"


def test_a_lowered_person_gets_no_better_grade_than_the_lowered_one() -> None:
    people = [person("L", 99, limit=B), *team(98, 97, 96, 95, 94, 93, 92, 91, 90)]
    assert letters(propose(people, GROUPS)) == "BSAABBBBBC"


def test_equal_totals_are_told_apart_by_the_weightiest_indicator_then_the_next() -> None:
    people = [person("E1", 85, 0.8, 0.9), person("E2", 85, 0.9, 0.7), person("E3", 85, 0.9, 0.8)]
    assert [people[place].employee_id for place in ranked(people)] == ["E3", "E2", "E1"]


def test_who_cannot_be_told_apart_goes_by_id_and_is_marked_where_that_decides() -> None:
    people = [person("E2", 90, 0.9), person("E1", 90, 0.9), person("E3", 70, 0.5)]
    grades = propose(people, GROUPS)  # a pool of 3: one A, two B
    assert letters(grades) == "BAB"
    assert undecided(people, grades) == [True, True, False]


def test_it_is_said_who_stands_above_a_higher_total() -> None:
    people = team(90, 80, 70)
    assert list(passed_over(people, [B, A, B])) == [(1, 0)]
    assert list(passed_over(people, [A, A, B])) == []
    vetoed = [replace(people[0], limit=D), *people[1:]]
    assert list(passed_over(vetoed, [D, A, B])) == []


def test_equal_totals_may_have_different_grades() -> None:
    assert list(passed_over(team(80, 80), [B, A])) == []


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ("SAABBBBBBC", []),
        ("SABBBBBBCD", []),
        ("SSABBBBBBC", [(S, 2, 1)]),
        ("SAABBBBBBB", [(B, 10, 9)]),
        ("SAAABBBBBC", [(A, 4, 3)]),
    ],
)
def test_a_quota_bounds_how_many_have_a_grade_or_a_better_one(
    grades: str, expected: list[tuple[int, int, int]]
) -> None:
    assert list(excesses(GROUPS, ["SABCD".index(letter) for letter in grades])) == expected


people_of_a_pool = st.lists(
    st.builds(
        lambda total, attained, limit: person("", total, attained, limit=limit),
        st.integers(4000, 10000).map(lambda cents: cents / 100) | st.sampled_from([60.0, 75.0, 90.0]),
        st.sampled_from([0.5, 0.8, 1.0]),
        st.sampled_from([S, S, S, S, B, D]),
    ),
    min_size=1,
    max_size=40,
).map(lambda people: [replace(one, employee_id=f"E{number:02}") for number, one in enumerate(people)])


@given(people_of_a_pool)
def test_a_proposal_keeps_order_limits_and_quota_in_any_pool(people: list[Candidate]) -> None:
    grades = propose(people, GROUPS)
    assert list(passed_over(people, grades)) == []
    assert list(excesses(GROUPS, grades)) == []
    assert all(grade >= one.limit for one, grade in zip(people, grades, strict=True))
    if not any(one.limit for one in people):
        assert counts(GROUPS, grades) == places_of(GROUPS, len(people))


@given(people_of_a_pool, st.randoms(use_true_random=False))
def test_a_proposal_does_not_depend_on_the_order_in_which_people_come(people: list[Candidate], random: object) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    there = dict(zip((one.employee_id for one in shuffled), propose(shuffled, GROUPS), strict=True))
    assert [there[one.employee_id] for one in people] == propose(people, GROUPS)
