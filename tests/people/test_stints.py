"""Somebody with several stints in a period is appraised in each, and joined by days: figures worked out by hand."""

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presales_xl.people import stints
from presales_xl.people.appraised import Appraised, CalibratedGrade, Standing, appraise
from presales_xl.people.employees import Employee, Manager, Role
from presales_xl.people.employment import Stint
from presales_xl.periods import first_day
from presales_xl.scheme.due import by_days
from presales_xl.scheme.load import load
from presales_xl.scheme.states import EXEMPT

CRAFT = """\
id: craft
name: {zh: 手艺方案, en: Craft}
cycles: [month]
inputs:
  craft: {name: {zh: 手艺, en: Craft}, type: score}
  breaches: {name: {zh: 违规, en: Breaches}, type: count, default: 0}
parameters:
  base: {name: {zh: 基数, en: Base}, value: 1000, unit: money}
  coefficient: {name: {zh: 系数, en: Coefficient}, by: grade, value: {S: 2, A: 1.5, B: 1, C: 0.5, D: 0}}
indicators:
  craft_points: {name: {zh: 手艺分, en: Craft}, points: 100, rule: {kind: formula, formula: points * craft / 100}}
vetoes:
  breach: {name: {zh: 违规, en: Breach}, when: breaches >= 1, effect: lowest_grade}
grades:
  scale: {S: ≥90, A: ≥80, B: ≥70, C: ≥60, D: else}
pay:
  bonus: {name: {zh: 奖金, en: Bonus}, formula: base * coefficient, prorated: true}
"""
#: The same with a wage beside the bonus.
SHOP = CRAFT.replace("id: craft", "id: shop").replace(
    "  coefficient:", "  wage: {name: {zh: 店薪, en: Wage}, value: 3000, unit: money}\n  coefficient:"
)
SHOP += "  wage: {name: {zh: 店薪, en: Wage}, formula: wage, prorated: true}\n"
PLANS = {"师傅": by_days(load(CRAFT, "craft.yaml")), "店员": by_days(load(SHOP, "shop.yaml"))}
MANAGERS = {key: Manager(key, f"{key}经理", f"{key}组") for key in ("M1", "M2")}
NOVEMBER = first_day("2026-11")


def person(
    key: str, role: str, score: float | None, days: tuple[int, int] = (1, 30), manager: str = "M1", breaches: int = 0
) -> Employee:
    """Return an employee or a stint, from one day of November to another; all days are at work."""
    first, last = (NOVEMBER.replace(day=day) for day in days)
    at_work = last.day - first.day + 1
    entries: dict[str, float] = {"input.days_at_work": at_work, "input.days_of_period": 30, "input.breaches": breaches}
    if score is not None:
        entries["input.craft"] = score
    stint = None if at_work == 30 else Stint(first, last, at_work, role=role, manager_id=manager)
    return Employee(key, "某人", entries, role=role, manager_id=manager, stint=stint)


def apart(people: Sequence[Employee], decided: dict[str, CalibratedGrade] | None = None) -> list[Standing]:
    roles = {role: [each for each in people if each.role == role] for role in PLANS}
    return [appraise(Role(role, PLANS[role], who), MANAGERS, decided) for role, who in roles.items() if who]


def joined(people: Sequence[Employee], decided: dict[str, CalibratedGrade] | None = None) -> dict[str, Appraised]:
    roles = stints.joined(apart(people, decided), MANAGERS, decided or {}, {}, by_team=False)
    return {who.employee_id: who for role in roles for who in role.people}


MOVED = [
    person("E1#1", "师傅", 92, (1, 14)),
    person("E2", "师傅", 85),
    person("E1", "店员", 75, (15, 30), "M2"),
    person("E3", "店员", 80),
]


def test_total_grade_rank_and_pay_of_somebody_who_changed_the_role() -> None:
    found = joined(MOVED)
    assert list(found) == ["E2", "E1", "E3"]
    one = found["E1"]
    # (92 × 14 + 75 × 16) ÷ 30 = 82.933…; A by the scale of the last role, first of two there.
    assert (one.outcome.total, one.outcome.grade) == (82.93, "A")
    assert (one.outcome.rank, one.outcome.ranked) == (1, 2)
    assert (found["E3"].outcome.rank, found["E2"].outcome.rank, found["E2"].outcome.ranked) == (2, 1, 1)
    # As a master S: 1000 × 2 × 14 ÷ 30 = 933.33; in the shop B: 1000 × 1 × 16 ÷ 30 = 533.33, and 3000 × 16 ÷ 30 = 1600.
    assert one.pay == {"pay.bonus": 1466.66, "pay.wage": 1600.0}
    assert (one.outcome.value("pay.bonus"), one.outcome.value("pay.total"), one.money) == (1466.66, 3066.66, 3066.66)
    assert [each.outcome.total for each in one.stints] == [92, 75]


def test_an_item_that_only_an_earlier_role_pays_is_paid_too() -> None:
    back = [person("E1#1", "店员", 75, (1, 16)), person("E1", "师傅", 92, (17, 30)), person("E2", "师傅", 85)]
    one = joined(back)["E1"]
    assert one.pay == {"pay.bonus": 1466.66, "pay.wage": 1600.0}
    assert one.money == 3066.66
    assert one.outcome.value("pay.bonus") == 1466.66


def test_a_veto_in_an_earlier_stint_is_one_of_the_person() -> None:
    one = joined([person("E1#1", "师傅", 92, (1, 14), breaches=1), *MOVED[1:]])["E1"]
    assert (one.outcome.total, one.outcome.grade, one.is_vetoed) == (82.93, "D", True)
    assert one.pay == {"pay.bonus": 533.33, "pay.wage": 1600.0}  # nothing for the first fourteen days


def test_a_veto_in_an_earlier_stint_holds_against_a_grade_that_was_calibrated_before() -> None:
    pool = PLANS["店员"].scheme.id
    decided = {"E1": CalibratedGrade("2026-11", "E1", "A", "S", reason="强制分布", author="HR", scheme=pool)}
    one = joined([person("E1#1", "师傅", 92, (1, 14), breaches=1), *MOVED[1:]], decided)["E1"]
    assert (one.outcome.grade, one.calibration, one.void) == ("D", None, decided["E1"])
    assert one.pay == {"pay.bonus": 533.33, "pay.wage": 1600.0}


@pytest.mark.parametrize(
    ("earlier", "final", "paid", "limited"),
    [
        # In the shop with 85 points, A, for fourteen days before the ones with the veto.
        ("店员", "C", 233.33, ["E1#1"]),  # lowered: 1000 × 0.5 × 14 ÷ 30
        ("店员", "S", 700.0, []),  # raised, which no veto leaves: by its own, 1000 × 1.5 × 14 ÷ 30
        ("店员", "", 700.0, []),  # withdrawn
        ("师傅", "C", 700.0, []),  # of whom the shop's pool says nothing
    ],
)
def test_what_was_calibrated_before_a_veto_was_known_still_limits_the_days_without_it(
    earlier: str, final: str, paid: float, limited: list[str]
) -> None:
    people = [person("E1#1", earlier, 85, (1, 14)), person("E1", "店员", 85, (15, 30), "M2", breaches=1)]
    pool = PLANS["店员"].scheme.id
    decided = {"E1": CalibratedGrade("2026-11", "E1", "A", final, reason="强制分布", author="HR", scheme=pool)}
    one = joined(people, decided if final else {})["E1"]
    assert (one.outcome.grade, one.pay["pay.bonus"]) == ("D", paid)
    assert [each.employee_id for each in one.limited] == limited
    assert not one.is_stale or not limited


def test_what_was_calibrated_limits_the_last_days_where_earlier_ones_under_another_scheme_have_the_veto() -> None:
    pool = PLANS["店员"].scheme.id
    decided = {"E1": CalibratedGrade("2026-11", "E1", "A", "C", reason="强制分布", author="HR", scheme=pool)}
    one = joined([person("E1#1", "师傅", 92, (1, 14), breaches=1), *MOVED[1:]], decided)["E1"]
    assert (one.outcome.grade, one.pay["pay.bonus"]) == ("D", 266.67)  # 1000 × 0.5 × 16 ÷ 30 instead of B's 533.33


def test_while_a_stint_is_open_nothing_is_due() -> None:
    people = [person("E1#1", "师傅", None, (1, 14)), *MOVED[1:]]
    roles = stints.joined(apart(people), MANAGERS, {}, {}, by_team=False)
    shop = next(role for role in roles if role.role == "店员")
    one = shop.people[0]
    assert math.isnan(one.outcome.total) and math.isnan(one.outcome.value("pay.total"))
    assert one.outcome.grade == ""
    assert shop.held_back == {"E1": "incomplete"}
    assert [who.employee_id for who in shop.due()] == ["E3"]


def test_a_calibrated_grade_is_the_persons_and_pays_in_the_last_stint() -> None:
    pool = PLANS["店员"].scheme.id
    decided = {"E1": CalibratedGrade("2026-11", "E1", "A", "S", reason="强制分布", author="HR", scheme=pool)}
    one = joined(MOVED, decided)["E1"]
    assert (one.by_scale.grade, one.outcome.grade, one.is_stale) == ("A", "S", False)
    assert one.pay["pay.bonus"] == 933.33 + 1066.67


def test_a_stint_that_is_not_appraised_does_not_count_in_the_total() -> None:
    away = person("E1#1", "师傅", None, (1, 14))
    people = [Employee(**{**vars(away), "entries": {**away.entries, "state": float(EXEMPT)}}), *MOVED[1:]]
    one = joined(people)["E1"]
    assert (one.outcome.total, one.outcome.grade) == (75, "B")


def test_where_nobody_moved_the_roles_are_what_they_were() -> None:
    roles = apart([MOVED[1], MOVED[3]])
    assert all(
        one is other for one, other in zip(stints.joined(roles, MANAGERS, {}, {}, by_team=False), roles, strict=True)
    )
    only_craft = apart([MOVED[0], MOVED[2], person("E4", "师傅", 70, manager="M2")])
    assert [role.role for role in only_craft] == ["师傅", "店员"]


SCORES = st.integers(0, 10_000).map(lambda number: number / 100)


@st.composite
def parts(draw: st.DrawFn) -> list[Employee]:
    """Return two to four stints of one person, day after day, in any roles and teams."""
    cuts = sorted(draw(st.sets(st.integers(2, 30), min_size=1, max_size=3)))
    firsts, lasts = [1, *cuts], [*(cut - 1 for cut in cuts), 30]
    found = []
    for key, first, last in zip(stints.numbered("E1", len(firsts)), firsts, lasts, strict=True):
        role, manager = draw(st.sampled_from(list(PLANS))), draw(st.sampled_from(list(MANAGERS)))
        found.append(person(key, role, draw(SCORES), (first, last), manager))
    return found


@given(parts(), st.lists(SCORES, max_size=3))
def test_days_totals_and_pay_of_the_stints_are_those_of_the_person(mine: list[Employee], others: list[float]) -> None:
    around = [person(f"E{number}", "店员", score) for number, score in enumerate(others, 2)]
    found = joined([*mine, *around])
    one = found["E1"]
    assert [each.employee_id for each in one.stints] == [each.employee_id for each in mine]
    assert sum(each.stint.days for each in mine if each.stint) == 30
    points = [Fraction(str(each.entries["input.craft"])) * each.stint.days for each in mine if each.stint]
    weighed = sum(points, Fraction(0)) / 30
    assert abs(Fraction(str(one.outcome.total)) - weighed) <= Fraction(1, 200)
    fen: dict[str, int] = {}
    for each in mine:
        (alone,) = apart([each])
        for key, amount in alone.people[0].pay.items():
            fen[key] = fen.get(key, 0) + round(amount * 100)
    assert {key: round(amount * 100) for key, amount in one.pay.items()} == fen
    assert round(one.money * 100) == sum(fen.values())
    without = joined(around)
    for key, other in without.items():
        assert found[key].outcome.total == other.outcome.total
        assert found[key].pay == other.pay


@pytest.mark.parametrize(("employee_id", "whose", "earlier"), [("E1", "E1", False), ("E1#2", "E1", True)])
def test_an_id_says_whose_stint_it_is(employee_id: str, whose: str, earlier: bool) -> None:
    assert (stints.person_id(employee_id), stints.is_earlier(employee_id)) == (whose, earlier)


def test_the_name_says_the_days_of_a_stint_and_how_many_are_at_work_where_that_is_not_all() -> None:
    whole, stint = person("E1", "师傅", 80), person("E1", "师傅", 80, (15, 30))
    assert stint.stint is not None
    away = replace(stint, stint=replace(stint.stint, days=11))
    assert [stints.titled(each, "zh").name for each in (whole, stint, away)] == [
        "某人",
        "某人（11-15 至 11-30）",
        "某人（11-15 至 11-30 共 11 天）",
    ]
    assert stints.titled(away, "en").name == "某人 (11-15 to 11-30, 11 days)"


def test_an_award_for_a_whole_quarter_is_paid_once_to_who_has_two_stints() -> None:
    source = CRAFT.replace(
        "parameters:\n",
        "  clean: {name: {zh: 全季无违规, en: Clean quarter}, type: yes_no, default: 'no', "
        "remembered: {kind: quarter_without, of: [breaches]}}\nparameters:\n",
    )
    source += "  award: {name: {zh: 全季奖, en: Award}, formula: base if clean == 'yes' and breaches == 0 else 0}\n"
    plan = by_days(load(source, "craft.yaml"))
    clean = {"input.clean": float(plan.dimensions[plan.columns["input.clean"].dimension].keys.index("yes"))}
    people = [person("E1#1", "师傅", 85, (1, 15)), person("E1", "师傅", 85, (16, 30), "M2")]
    people = [replace(each, entries={**each.entries, **clean}) for each in people]
    alone = [appraise(Role("师傅", plan, people), MANAGERS)]
    ((who,),) = (role.people for role in stints.joined(alone, MANAGERS, {}, {}, by_team=False))
    assert who.pay == {"pay.bonus": 1500, "pay.award": 1000}
