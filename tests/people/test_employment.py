"""What dates make of a period: days at work, state at its end, whether somebody is there, and for how long."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from presales_xl import catalogue
from presales_xl.people.employment import Employment, Kind, Presence, StaffChange, Stint, appraised_in
from presales_xl.periods import first_day, last_day
from presales_xl.scheme.model import AppraisedPeople, Scheme
from presales_xl.scheme.states import EXEMPT, LEAVE, LEFT, PROBATION

DAYS = st.dates(dt.date(2025, 10, 1), dt.date(2027, 3, 31))
KINDS: list[Kind] = ["leave", "probation", "exempt", "role", "manager"]
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
POST = ("顾问", "M1")


def scheme(key: str, rule: str) -> Scheme:
    made = catalogue.load("support_engineer_kpi").scheme
    return made.model_copy(update={"id": key, "appraised": AppraisedPeople.model_validate({"stints": rule})})


#: By rule the scheme of every role, one for all of them.
SCHEMES: dict[str, dict[str, Scheme]] = {
    rule: dict.fromkeys(["顾问", "工程师", "A", "B"], scheme("same", rule)) for rule in ("by_days", "last", "longest")
}


@st.composite
def changes(draw: st.DrawFn) -> StaffChange:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    kind: Kind = draw(st.sampled_from(KINDS))
    return StaffChange(kind, first, draw(st.sampled_from([last, None])), draw(st.sampled_from("AB")))


@st.composite
def employments(draw: st.DrawFn) -> Employment:
    joined, left = sorted((draw(DAYS), draw(DAYS)))
    some = st.lists(changes(), max_size=4).map(tuple)
    return Employment(draw(st.sampled_from([joined, None])), draw(st.sampled_from([left, None])), draw(some))


def during(employment: Employment, period: str) -> Presence:
    return employment.during(first_day(period), last_day(period))


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


@given(employments())
def test_the_days_of_the_months_are_those_of_the_quarters_and_of_the_year(employment: Employment) -> None:
    months = [during(employment, month) for month in MONTHS]
    quarters = [during(employment, f"2026-Q{number}") for number in (1, 2, 3, 4)]
    year = during(employment, "2026")
    for several in (months, quarters):
        assert sum(each.days for each in several) == year.days
        assert sum(each.of for each in several) == year.of == 365


@given(employments(), st.sampled_from(MONTHS))
def test_what_is_said_of_a_period_hangs_together(employment: Employment, period: str) -> None:
    found = during(employment, period)
    first, last = first_day(period), last_day(period)
    gone = employment.left is not None and employment.left < first
    to_come = employment.joined is not None and employment.joined > last
    assert bool(found.absent) == (gone or to_come)
    assert 0 <= found.days <= found.of
    if found.absent:
        assert (found.days, found.is_too_new(10**6)) == (0, False)
        return
    leaves = employment.left is not None and employment.left <= last
    assert (found.state == LEFT) <= leaves
    assert leaves <= (found.state in (LEFT, EXEMPT))
    assert (found.state == LEAVE) <= (found.days == 0)
    assert (found.since is None) == (employment.joined is None)


@given(employments(), st.sampled_from(MONTHS))
def test_the_order_of_the_changes_and_what_holds_at_other_times_make_no_difference(
    employment: Employment, period: str
) -> None:
    near = [each for each in employment.changes if each.kind not in ("role", "manager")]
    before = [StaffChange("leave", day(1, 1), first_day(period) - dt.timedelta(1))] if period > "2026-01" else []
    one = Employment(employment.joined, employment.left, tuple(near))
    other = Employment(employment.joined, employment.left, (*before, *reversed(near)))
    assert during(one, period) == during(other, period)


@given(st.sampled_from([*MONTHS, "2026-Q3", "2026-H2", "2026"]))
def test_no_dates_are_the_whole_period_and_say_nothing_of_the_state(period: str) -> None:
    found = during(Employment(), period)
    assert (found.absent, found.state, found.since) == ("", None, None)
    assert found.days == found.of
    assert not found.is_too_new(10**6)


def test_who_joins_or_leaves_is_there_from_the_first_to_the_last_day() -> None:
    joiner, leaver = Employment(joined=day(11, 11)), Employment(left=day(11, 10))
    assert (during(joiner, "2026-10").absent, during(joiner, "2026-11").days, during(joiner, "2026-12").days) == (
        "not_joined",
        20,
        31,
    )
    assert [during(leaver, period).days for period in ("2026-10", "2026-11", "2026-12")] == [31, 10, 0]
    assert [during(leaver, period).state for period in ("2026-10", "2026-11")] == [None, LEFT]
    assert during(leaver, "2026-12").absent == "left"
    assert during(Employment(left=day(11, 30)), "2026-11").state == LEFT


def test_days_since_joining_are_counted_with_the_first_day_at_the_end_of_the_period() -> None:
    joiner = Employment(joined=day(11, 1))
    assert during(joiner, "2026-11").since == 30
    assert not during(joiner, "2026-11").is_too_new(30)
    assert during(Employment(joined=day(11, 2)), "2026-11").is_too_new(30)
    assert not during(Employment(joined=day(11, 2)), "2026-12").is_too_new(30)


def test_leave_is_a_state_only_of_a_whole_period_and_else_costs_its_days() -> None:
    away = Employment(
        changes=(StaffChange("leave", day(10, 21), day(12, 10)), StaffChange("leave", day(12, 5), day(12, 12)))
    )
    found = [during(away, period) for period in ("2026-10", "2026-11", "2026-12")]
    assert [each.state for each in found] == [None, LEAVE, None]
    assert [each.days for each in found] == [20, 0, 19]


def test_trial_and_exemption_are_what_holds_at_the_end() -> None:
    trial = Employment(joined=day(9, 1), changes=(StaffChange("probation", day(9, 1), day(11, 30)),))
    assert [during(trial, period).state for period in ("2026-11", "2026-12")] == [PROBATION, None]
    exempt = Employment(left=day(11, 20), changes=(StaffChange("exempt", day(11, 15)),))
    assert during(exempt, "2026-11").state == EXEMPT


def test_a_move_holds_from_its_day_on_and_the_latest_counts() -> None:
    moved = Employment(
        changes=(StaffChange("manager", day(11, 16), None, "M2"), StaffChange("manager", day(12, 1), day(12, 20), "M3"))
    )
    found = [
        [(each.manager_id, each.days) for each in moved.stints(first_day(period), last_day(period), POST)]
        for period in ("2026-10", "2026-11", "2026-12")
    ]
    assert found == [[("M1", 31)], [("M1", 15), ("M2", 15)], [("M3", 20), ("M2", 11)]]


@given(employments(), st.sampled_from([*MONTHS, "2026-Q3"]), st.integers(1, 40))
def test_stints_have_the_days_at_work_of_the_period_whatever_is_too_short(
    employment: Employment, period: str, least: int
) -> None:
    first, last, whole = first_day(period), last_day(period), during(employment, period)
    stints = employment.stints(first, last, POST)
    assert sum(each.days for each in stints) == whole.days
    if whole.absent:
        assert stints == []
        return
    posts = appraised_in(stints, SCHEMES["by_days"], least)
    kept = employment.stints(first, last, POST, posts)
    assert {each.post for each in kept} == set(posts.values())
    assert sum(each.days for each in kept) == whole.days
    assert all(each.days >= least for each in kept) or len(kept) == 1
    assert min(each.first for each in kept) == max(first, employment.joined or first)
    assert kept[-1].last == max(each.last for each in kept) == min(last, employment.left or last)
    for rule in ("last", "longest"):
        (only,) = employment.stints(first, last, POST, appraised_in(stints, SCHEMES[rule], least))
        assert only.days == whole.days


def test_days_too_few_go_with_those_before_them_at_the_beginning_with_those_after() -> None:
    moves = (StaffChange("manager", day(11, 4), None, "M2"), StaffChange("manager", day(11, 25), None, "M3"))
    away = StaffChange("leave", day(11, 10), day(11, 12))
    person, november = Employment(changes=(*moves, away)), (first_day("2026-11"), last_day("2026-11"))
    stints = person.stints(*november, POST)
    assert [(each.manager_id, each.first.day, each.last.day, each.days) for each in stints] == [
        ("M1", 1, 3, 3),
        ("M2", 4, 24, 18),
        ("M3", 25, 30, 6),
    ]
    assert person.stints(*november, POST, appraised_in(stints, SCHEMES["by_days"], 7)) == [
        Stint(*november, 27, role="顾问", manager_id="M2"),
    ]
    assert [each.days for each in person.stints(*november, POST, appraised_in(stints, SCHEMES["by_days"], 6))] == [
        21,
        6,
    ]
    assert person.stints(*november, POST, appraised_in(stints, SCHEMES["last"], 7)) == [
        Stint(*november, 27, role="顾问", manager_id="M3")
    ]


def test_the_rule_of_a_scheme_is_about_its_own_stints_and_days_too_few_go_with_whatever_is_before_them() -> None:
    moves: list[tuple[int, Kind, str]] = [
        (6, "manager", "M2"),
        (11, "role", "工程师"),
        (21, "manager", "M3"),
        (28, "role", "讲师"),
    ]
    person = Employment(changes=tuple(StaffChange(kind, day(11, first), None, to) for first, kind, to in moves))
    november = first_day("2026-11"), last_day("2026-11")
    stints = person.stints(*november, POST)
    schemes = {"顾问": scheme("units", "last"), "工程师": scheme("points", "by_days"), "讲师": scheme("talks", "last")}
    posts = appraised_in(stints, schemes, 7)
    assert [(each.role, each.manager_id, each.days) for each in person.stints(*november, POST, posts)] == [
        ("顾问", "M2", 10),
        ("工程师", "M2", 10),
        ("工程师", "M3", 10),
    ]
    engineer_only = {post: posts[post] if post[0] == "工程师" else None for post in posts}
    assert [each.days for each in person.stints(*november, POST, engineer_only)] == [10, 7]


def test_who_comes_back_has_one_stint_there() -> None:
    person = Employment(changes=(StaffChange("role", day(11, 11), day(11, 20), "工程师"),))
    assert person.stints(first_day("2026-11"), last_day("2026-11"), POST) == [
        Stint(day(11, 11), day(11, 20), 10, role="工程师", manager_id="M1"),
        Stint(day(11, 1), day(11, 30), 20, role="顾问", manager_id="M1"),
    ]


@given(employments(), st.sampled_from(MONTHS), st.sampled_from([None, {POST: None}, {POST: ("A", "M2")}]))
def test_without_changes_days_need_not_be_looked_at_one_by_one(
    employment: Employment, month: str, counts_in: dict[tuple[str, str], tuple[str, str] | None] | None
) -> None:
    none = replace(employment, changes=())
    one = replace(employment, changes=(StaffChange("role", dt.date(1999, 1, 1), dt.date(1999, 1, 2), "B"),))  # long ago
    first, last = first_day(month), last_day(month)
    assert none.stints(first, last, POST, counts_in) == one.stints(first, last, POST, counts_in)
    assert none.during(first, last) == one.during(first, last)
