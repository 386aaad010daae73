"""Stints: somebody who changes role or manager within a period is appraised in each for their days, and joined here.

A stint is an employee of its own. The last one has the person's id, earlier ones that id with a mark and a number that
no roster id has: 1105#1, 1105#2, 1105. So entries, forms and figures are kept apart, and whatever is decided of the
person stays with the person's id.

Joined: the total is the mean of the stints' totals weighted by days at work, the grade is that of the joined total by
the scale of the last role; in rank, quota and means the person counts once, there. Pay is each stint's own by its
total, grade and days, summed item by item; a calibrated grade pays every stint but those under another scheme, and so
does every grade of a scheme whose quota is enforced. A calibrated grade that is void for the person, by a veto in one
stint, say, still limits those under its scheme: each is paid by the worse of that grade and its own.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from presales_xl.backends.numbers import Floats, round_half_away
from presales_xl.people.appraised import (
    Appraised,
    CalibratedGrade,
    Cause,
    Standing,
    appraise,
    calibrated_place,
    is_calibrated,
)
from presales_xl.people.employees import Employee, Manager, Role
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.people.questions import Question
from presales_xl.scheme.compile import TOTAL_DIGITS
from presales_xl.texts import Lang, text

MARK = "#"


def person_id(employee_id: str) -> str:
    """Return the id of the person whose stint an id names."""
    return employee_id.partition(MARK)[0]


def is_earlier(employee_id: str) -> bool:
    """Return whether an id names a stint that another one of the person followed."""
    return MARK in employee_id


def numbered(employee_id: str, count: int) -> Iterator[str]:
    """Yield the ids of a person's stints, the earliest first."""
    yield from (f"{employee_id}{MARK}{number}" for number in range(1, count))
    yield employee_id


def days_of(employee: Employee, lang: Lang) -> str:
    """Return the days that a stint is about, 「11-01 至 11-14」, with how many are at work where it is not all of them.

    "" for somebody who has one stint for the whole period.
    """
    if (stint := employee.stint) is None:
        return ""
    key = "days" if (stint.last - stint.first).days + 1 == stint.days else "some_days"
    return text(lang, f"roster.{key}", first=f"{stint.first:%m-%d}", last=f"{stint.last:%m-%d}", count=stint.days)


def titled(employee: Employee, lang: Lang) -> Employee:
    """Return the employee with the days of the stint behind the name, as workbooks and forms show it."""
    days = days_of(employee, lang)
    return replace(employee, name=text(lang, "roster.stint", name=employee.name, days=days)) if days else employee


def joined(
    apart: Sequence[Standing],
    managers: Mapping[str, Manager],
    calibrations: Mapping[str, CalibratedGrade],
    files: Mapping[str, str],
    *,
    by_team: bool,
    is_enforced: bool = False,
) -> list[Standing]:
    """Return the roles with every person once, from those with each stint by itself; arguments as of `appraise`.

    Quotas may be `is_enforced`: then one grade pays all days under a scheme that has one.
    A role of which nobody has an earlier stint, or had one in it, is returned as it is.
    """
    earlier: dict[str, list[Appraised]] = {}
    held: dict[str, Cause] = {}
    for standing in apart:
        for who in standing.people:
            if is_earlier(who.employee_id):
                earlier.setdefault(person_id(who.employee_id), []).append(who)
                if (cause := standing.held_back.get(who.employee_id)) is not None:
                    held[person_id(who.employee_id)] = cause
    for stints in earlier.values():
        stints.sort(key=lambda who: int(who.employee_id.partition(MARK)[2]))
    roles, own_of = list[Standing](), dict[str, Standing]()
    for standing in apart:
        people = [who.employee for who in standing.people if not is_earlier(who.employee_id)]
        if len(people) == len(standing.people) and not any(person.employee_id in earlier for person in people):
            roles.append(standing)
        elif people:
            stints_before = [who.employee for who in standing.people if is_earlier(who.employee_id)]
            role = Role(standing.role, standing.plan, people, [*standing.beside, *stints_before])
            of_others = {key: each for key, each in calibrations.items() if key not in earlier}
            own = appraise(role, managers, of_others, files, by_team=by_team)
            given = _given(own, earlier)
            once = appraise(role, managers, calibrations, files, by_team=by_team, given=given)
            roles.append(replace(once, asked=_asked(standing, people), held={**standing.held, **held}))
            own_of[standing.role] = own
    grades = {who.employee_id: who for role in roles for who in role.people if who.employee_id in earlier}
    for who in (who for role in apart for who in _graded(role, grades, is_enforced) if is_earlier(who.employee_id)):
        stints = earlier[person_id(who.employee_id)]
        stints[int(who.employee_id.partition(MARK)[2]) - 1] = who
    owned = ((role, own_of.get(role.role)) for role in roles)
    return [_with_pay(role, _graded(own, grades, is_enforced), earlier) if own else role for role, own in owned]


def _graded(standing: Standing, final: Mapping[str, Appraised], is_enforced: bool) -> list[Appraised]:
    """Return the people of a role, each stint with the grade that pays it.

    That is the person's under the scheme of the last one, no better than a void one under whose scheme it is, else its
    own.
    """
    grades, before = np.full(len(standing.people), np.nan), standing.outcome
    is_one = is_enforced and bool(standing.plan.quota_groups())
    for place, who in enumerate(standing.people):
        person = final.get(person_id(who.employee_id))
        own = who.outcome.value("grade")
        if person is None or not math.isfinite(own):  # who has no total has no grade either
            continue
        if (person.calibration or is_one) and person.outcome.plan.scheme.id == standing.plan.scheme.id:
            grades[place] = person.outcome.value("grade")
        elif person.void and is_calibrated(person.by_scale):
            grades[place] = np.fmax(own, calibrated_place(standing.plan, person.void))
    if np.isnan(grades).all():
        return list(standing.people)
    given = {**before.inputs.given, "grade": np.where(np.isnan(grades), before.values["grade"], grades)}
    after = outcome(standing.plan, replace(before.inputs, given=given))
    return [replace(who, outcome=after.person(place)) for place, who in enumerate(standing.people)]


def _asked(apart: Standing, people: Sequence[Employee]) -> list[Question]:
    """Return the open questions of a role about some of its people, by their places."""
    places = {person.employee_id: place for place, person in enumerate(people)}
    asked = ((question, places.get(apart.people[question.place].employee_id)) for question in apart.asked)
    return [replace(question, place=place) for question, place in asked if place is not None]


def _given(own: Standing, earlier: Mapping[str, Sequence[Appraised]]) -> dict[str, Floats]:
    """Return what is decided of a role by the stints: joined totals, infinite where one is missing, and vetoes."""
    given = {"total": np.full(len(own.people), np.nan)}
    if "grade" in own.plan.columns:
        given["grade"] = np.full(len(own.people), np.nan)
    for place, who in enumerate(own.people):
        if who.employee_id in earlier and who.outcome.is_appraised:
            stints = [*earlier[who.employee_id], who]
            total = joined_total(stints)
            given["total"][place] = total if math.isfinite(total) else math.inf
            if "grade" in given and math.isfinite(total) and any(each.is_vetoed for each in stints):
                given["grade"][place] = len(own.plan.dimensions["grade"].keys) - 1
    return given


def counting(stints: Sequence[Appraised]) -> list[Appraised]:
    """Return the stints whose totals are joined: those that are appraised and measured as the last one is."""
    unit = stints[-1].outcome.plan.columns["total"].unit
    return [each for each in stints if each.outcome.is_appraised and each.outcome.plan.columns["total"].unit == unit]


def joined_total(stints: Sequence[Appraised]) -> float:
    """Return the mean of the stints' totals by days at work, exact and rounded as totals are; NaN while one is open."""
    if not all(each.outcome.is_complete for each in stints):
        return math.nan
    weighed = [(each.by_scale.total, each.employee.stint.days) for each in counting(stints) if each.employee.stint]
    days = sum(days for _, days in weighed)
    if not days or not all(math.isfinite(total) for total, _ in weighed):
        return math.nan
    mean = sum(Fraction(str(total)) * days for total, days in weighed) / days
    return float(round_half_away(np.array([float(mean)]), TOTAL_DIGITS)[0])


def joined_in_words(who: Appraised, lang: Lang) -> str:
    """Return how the totals of somebody's stints were joined: 「(93 × 14 天 + 73 × 16 天) ÷ 30 天 = 82.33」."""
    joined = [(each, each.employee.stint) for each in counting(who.stints)]
    parts = [
        text(lang, "publish.stint.part", total=f"{each.by_scale.total:g}", days=days.days)
        for each, days in joined
        if days
    ]
    whole = sum(days.days for _, days in joined if days)
    return text(lang, "publish.stint.total", parts=" + ".join(parts), days=whole, total=f"{who.by_scale.total:g}")


def _with_pay(once: Standing, own: Sequence[Appraised], earlier: Mapping[str, Sequence[Appraised]]) -> Standing:
    """Return the role with the stints of everybody who has several, and with what all of them are paid."""
    pay = once.plan.of_kind("pay")
    values = {spec.id: once.outcome.values[spec.id].copy() for spec in pay}
    people = list(once.people)
    for place, who in enumerate(once.people):
        if who.employee_id not in earlier:
            continue
        people[place] = replace(who, stints=(*earlier[who.employee_id], own[place]))
        is_whole = all(each.outcome.is_complete for each in people[place].stints)
        for spec in pay:
            paid = people[place].money if spec.label == "pay_total" else people[place].pay.get(spec.id, math.nan)
            values[spec.id][place] = paid if is_whole else math.nan
    final, by_scale = (_settled(each, values) for each in (once.outcome, once.by_scale))
    people = [replace(who, outcome=final.person(n), by_scale=by_scale.person(n)) for n, who in enumerate(people)]
    return replace(once, people=people, outcome=final, by_scale=by_scale)


def _settled(once: Outcome, pay: Mapping[str, Floats]) -> Outcome:
    """Return an outcome with what is paid, and with totals that are missing as such."""
    total = once.values["total"]
    return replace(once, values={**once.values, **pay, "total": np.where(np.isinf(total), np.nan, total)})
