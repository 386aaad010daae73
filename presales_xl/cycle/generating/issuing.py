"""What was issued for a period, as the ledger keeps it: whoever is appraised, by which scheme, with which figures.

A period is scored by what was issued, whatever became of roster and schemes since: `roster` gives the roster as it was.
"""

import datetime as dt
import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from presales_xl.cycle.rosters.roster import Roster, digest_of
from presales_xl.grouping import grouped
from presales_xl.ledger import issues, kept_results, payments, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.kept_results import Result
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.employees import INDIVIDUAL, Assignment, Employee, Manager, Rater, Role, of_plan, with_days
from presales_xl.people.employment import Stint
from presales_xl.people.outcome import outcome
from presales_xl.people.stints import person_id
from presales_xl.people.table import normal
from presales_xl.periods import first_day, last_day
from presales_xl.scheme.columns import Kind, Plan, is_individual
from presales_xl.scheme.due import by_days
from presales_xl.scheme.individual import with_individual_of
from presales_xl.scheme.states import (
    DAYS,
    DAYS_AT_WORK,
    DAYS_OF_PERIOD,
    EXEMPT,
    LEAVE,
    LEFT,
    NORMAL,
    STATE,
    is_there_all_days,
)
from presales_xl.texts import Lang, text
from presales_xl.workbook.identity import as_issued, plan_of

Content = dict[str, Any]
#: What a workbook says of somebody: the names in it, and all else.
_Part = tuple[object, object]
#: What a figure of HR's may not change in entries that came back already, once it is there.
_RESULTS: Sequence[Kind] = ("measure", "score", "points", "adjustment", "total", "grade", "pay")


def team_content(roster: Roster, manager: Manager) -> Content:
    """Return what a manager's workbook is issued with, as JSON holds it."""
    people = [
        {
            "id": employee.employee_id,
            "name": employee.name,
            "email": employee.email,
            "role": employee.role,
            "scheme": digest_of(roster.plan(employee)),
            "basis": roster.basis[employee.role],
            "entries": {key: value for key, value in sorted(employee.entries.items()) if value == value},  # noqa: PLR0124 - NaN
            "texts": dict(employee.texts),
            "locked": sorted(employee.locked),
            "awaited": sorted(employee.awaited),
            **({"taken_from": dict(employee.taken_from)} if employee.taken_from else {}),
            **({"of_person": sorted(employee.of_person)} if employee.of_person else {}),
            **({"stint": _stint(employee.stint)} if employee.stint else {}),
        }
        for employee in roster.team(manager.manager_id)
    ]
    others = roster.shared_elsewhere(manager.manager_id)
    beside = {"others": others} if others else {}
    return {"department": manager.department, "roles": list(roster.roles), "people": people, **beside}


def _stint(stint: Stint) -> Content:
    days = {"first": stint.first.isoformat(), "last": stint.last.isoformat(), "days": stint.days}
    return {**days, "takes_over": stint.takes_over}


def rater_content(roster: Roster, rater: Rater) -> Content:
    """Return what a rater's form is issued with: whom to rate, as whom, how much it counts, by which scheme."""
    asked = [
        {
            "employee_id": assignment.employee_id,
            "kind": assignment.kind,
            "weight": assignment.weight,
            "scheme": digest_of(roster.whole.get(role, roster.roles[role])),  # days are no business of raters
            "basis": roster.basis[role],
        }
        for assignment in roster.asked.get(rater.rater_id, ())
        for role in [roster.by_id[assignment.employee_id].role]
    ]
    return {"assignments": asked}


def schemes_of(read: Reading, period: str) -> dict[str, Plan]:
    """Return the schemes that were issued for a period, by id."""
    return {plan.scheme.id: plan for plan in roster(read, period).roles.values()}


def withdrawn(workbook: LedgerWorkbook) -> LedgerWorkbook:
    """Return the next issue with nothing in it, of which there is no file, for whoever gets no workbook any more."""
    content: Content = {"people": [], "roles": []} if workbook.kind == "manager" else {"assignments": []}
    nothing = replace(workbook, seal="", key="", file="", email="", digest=digest(content), content=content)
    return replace(nothing, id=0, issue=workbook.issue + 1, issued_at="")


def digest(content: Content, *about: str) -> str:
    """Return a digest of what is issued.

    Mail addresses, the roles of other teams, what was entered in the period before and which results a figure comes
    from that is the same make no other issue.
    """
    people = [_issued(person) for person in content.get("people", ())]
    others = {key: value for key, value in content.items() if key != "roles"}
    written = json.dumps([{**others, "people": people}, *about], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _issued(person: Mapping[str, Any]) -> Content:
    """Return of a person what makes another issue."""
    entries = {key: value for key, value in person["entries"].items() if not key.startswith("last.")}
    locked = [key for key in person["locked"] if not key.startswith("last.")]
    kept = {key: value for key, value in person.items() if key not in ("email", "taken_from")}
    return {**kept, "entries": entries, "locked": locked}


def parts(workbooks: Iterable[LedgerWorkbook]) -> dict[tuple[str, ...], _Part]:
    """Return what workbooks say of each person, by the person's id first, then whose workbook it is.

    The names in it (of manager, team, department and the person's own) come first, then all else.
    """
    found: dict[tuple[str, ...], _Part] = {}
    for book in workbooks:
        of_team = book.recipient, book.team, book.content.get("department")
        for part in book.content.get("people", ()):
            names = *of_team, part["name"], part["role"]
            rest = {key: value for key, value in _issued(part).items() if key not in ("name", "role")}
            found[person_id(part["id"]), *book.whose, part["id"]] = names, rest
        for asked in book.content.get("assignments", ()):
            found[person_id(asked["employee_id"]), *book.whose, asked["employee_id"], asked["kind"]] = (), asked
    return found


def reissued(was: Mapping[tuple[str, ...], _Part], now: Mapping[tuple[str, ...], _Part]) -> dict[str, bool]:
    """Return of whom `parts` are others by now, by the person's id: whether in names alone."""
    found: dict[str, bool] = {}
    for key in was.keys() | now.keys():
        (names, rest), (names_now, rest_now) = (each.get(key, (None, None)) for each in (was, now))
        if (names, rest) != (names_now, rest_now):
            found[key[0]] = found.get(key[0], True) and rest == rest_now
    return found


def unchanged(
    older: LedgerWorkbook, latest: LedgerWorkbook, returned: Sequence[Employee], plan_of: Callable[[str], Plan]
) -> frozenset[str]:
    """Return the ids of those of whom an older issue still counts: nothing that was shown of them has changed.

    That is the scheme, and every figure and text that HR gave; of a rater's form the scheme, and as whom to rate. A
    figure that HR gives later, or gives otherwise, leaves the entries of an employee counting where no result hung on
    it yet in what was `returned`. Nor do days matter to what was entered, or that somebody has left, is on leave or
    exempt, as HR learns afterwards: what is owed goes by the days, and of who is exempt nothing is asked for. What
    earlier periods leave is followed by itself, so that a change of it leaves them counting too. `plan_of` gives the
    scheme of a digest.
    """
    if older.id == latest.id:
        return frozenset(people_of(latest))
    before, after = _by_employee(older), _by_employee(latest)
    same = {key for key, asked in after.items() if before.get(key) == asked}
    if latest.kind == "manager":
        same |= {key for key in before.keys() & after.keys() if _differ_by_dates_alone(before[key], after[key])}
    if latest.kind == "manager":
        people, people_now = (
            {person["id"]: _employee(_issued(person), book) for person in book.content["people"]}
            for book in (older, latest)
        )
        for came in (each for each in returned if each.employee_id not in same):
            was, now = people.get(came.employee_id), people_now.get(came.employee_id)
            if was and now:
                plan = plan_of(now.scheme)
                now = _with_carried(was, now, plan)
                if _is_open_figure(was, now) and _shows_the_same(was, now, came, plan):
                    same.add(came.employee_id)
    return frozenset(same)


def still_counting(read: Reading, submission: int, older: LedgerWorkbook, latest: LedgerWorkbook) -> frozenset[str]:
    """Return the ids of those of whom a file of an issue counts, given its number in the ledger; see `unchanged`."""
    if older.id == latest.id:
        return frozenset(people_of(latest))
    return unchanged(older, latest, submissions.entered(read, submission), partial(plan_issued, read))


def _with_carried(was: Employee, now: Employee, plan: Plan) -> Employee:
    """Return an employee as issued now with what earlier periods left when it `was` issued."""
    carried = {spec.id for spec in plan.inputs().values() if spec.field and spec.field.remembered}
    shown = {key: was.entries[key] for key in carried & was.locked & now.locked if key in was.entries}
    return replace(now, entries={**now.entries, **shown})


def _differ_by_dates_alone(was: Content, now: Content) -> bool:
    """Return whether issues differ in nothing but days at work, and in who left, is on leave or exempt now."""
    by_dates = {STATE, *DAYS}

    def asked(person: Content) -> Content:
        entries = {key: value for key, value in person["entries"].items() if key not in by_dates}
        return {**person, "entries": entries, "locked": sorted({*person["locked"]} - by_dates)}

    before, state = (person["entries"].get(STATE, NORMAL) for person in (was, now))
    return asked(was) == asked(now) and (state == before or state in (LEAVE, LEFT, EXEMPT))


def _is_open_figure(was: Employee, now: Employee) -> bool:
    """Return whether issues differ in nothing but figures that HR gives in the later one, and texts that were blank."""
    changed = {key for key in {*was.entries, *now.entries} if was.entries.get(key) != now.entries.get(key)}
    return (
        (was.scheme, was.awaited) == (now.scheme, now.awaited)
        and was.locked <= now.locked
        and changed <= {*now.locked, "level"} & now.entries.keys()
        and all(now.texts.get(key) == words for key, words in _figures_of(was.texts).items() if words)
    )


def _shows_the_same(was: Employee, now: Employee, came: Employee, plan: Plan) -> bool:
    """Return whether every result that an employee's entries came to in an issue is the same in another."""
    before, after = (
        outcome(plan, Role(now.role, plan, [with_returned(issued, came)]).inputs()).person(0) for issued in (was, now)
    )
    results = ((before.value(spec.id), after.value(spec.id)) for spec in plan.of_kind(*_RESULTS))
    return all(not math.isfinite(shown) or shown == by_now for shown, by_now in results)


def with_returned(employee: Employee, came: Employee | None) -> Employee:
    """Return an employee with the entries of HR as issued and, where something `came` back, of the manager."""
    if came is None:
        return employee
    fixed = {*employee.locked, *employee.awaited, *({"level"} & set(employee.entries))}
    entries = {column: value for column, value in came.entries.items() if column not in fixed}
    texts = {key: words for key, words in came.texts.items() if key not in fixed}
    return replace(
        employee,
        entries={**employee.entries, **entries},
        rows=came.rows,
        texts={**employee.texts, **texts},
        places=came.places,
    )


def people_of(workbook: LedgerWorkbook) -> dict[str, str]:
    """Return the names of those whom a workbook is about, by id; of a rater's form, which tells none, the ids."""
    if workbook.kind == "rater":
        return {each["employee_id"]: each["employee_id"] for each in workbook.content["assignments"]}
    return {person["id"]: person["name"] for person in workbook.content["people"]}


def _by_employee(workbook: LedgerWorkbook) -> dict[str, Any]:
    """Return what everybody in a workbook is appraised by."""
    if workbook.kind == "rater":
        asked: dict[str, list[object]] = {}
        for each in workbook.content["assignments"]:
            asked.setdefault(each["employee_id"], []).append((each["basis"], each["kind"]))
        return {key: sorted(map(str, kinds)) for key, kinds in asked.items()}
    kept = ("basis", "entries", "texts", "locked", "awaited")
    people = {person["id"]: _of_nobody_else(_all_days(_issued(person))) for person in workbook.content["people"]}
    return {key: {name: person[name] for name in kept} for key, person in people.items()}


def _all_days(person: Content) -> Content:
    """Return what is issued of a person without days that change nothing: all of the period's."""
    entries = person["entries"]
    if DAYS_AT_WORK not in entries or not is_there_all_days(entries):
        return person
    kept = {key: value for key, value in entries.items() if key not in DAYS}
    return {**person, "entries": kept, "locked": [key for key in person["locked"] if key not in DAYS]}


def _of_nobody_else(person: Content) -> Content:
    """Return what is issued of a person without the places of what HR sets otherwise for others of the role.

    Nor with the words that explain what is set for this one: they are no figure.
    """
    own, texts = person["entries"], _figures_of(person["texts"])
    kept = [key for key in person["locked"] if key in own or not (is_individual(key) or key == INDIVIDUAL)]
    return {**person, "texts": texts, "locked": kept}


def _figures_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts without those that only explain a figure."""
    return {key: words for key, words in texts.items() if key != INDIVIDUAL}


def out(workbooks: Iterable[LedgerWorkbook]) -> list[LedgerWorkbook]:
    """Return the workbooks that somebody is to return: without those withdrawn."""
    return [workbook for workbook in workbooks if workbook.file]


def roster(read: Reading, period: str) -> Roster:
    """Return the roster of a period as it was issued last; without people when nothing was."""
    workbooks = sorted(out(issues.latest_of(read, period)), key=lambda workbook: workbook.id)
    managers: dict[str, Manager] = {}
    employees: dict[str, Employee] = {}
    used: dict[str, list[str]] = {}
    for workbook in (workbook for workbook in workbooks if workbook.kind == "manager"):
        department = str(workbook.content.get("department", ""))
        managers[workbook.recipient_id] = Manager(
            manager_id=workbook.recipient_id,
            name=workbook.recipient,
            team=workbook.team,
            email=workbook.email,
            department=department,
        )
        for person in workbook.content["people"]:
            employees.pop(person["id"], None)  # issued to another manager before: the last issue counts
            employees[person["id"]] = _employee(person, workbook)
            used.setdefault(person["role"], []).append(person["scheme"])
    order = {role: place for workbook in workbooks for place, role in enumerate(workbook.content.get("roles", ()))}
    names = sorted(used, key=lambda role: order.get(role, len(order)))
    roles = _joined({role: list(dict.fromkeys(reversed(used[role]))) for role in names}, partial(plan_issued, read))
    raters = [workbook for workbook in workbooks if workbook.kind == "rater"]
    return Roster(
        managers=managers,
        roles=roles,
        employees=[_by_days(each, roles[each.role], period) for each in employees.values()],
        warnings=[],
        raters=_raters(raters),
        assignments=list(_assignments(raters, employees)),
    )


def _joined(used: Mapping[str, Sequence[str]], plan_of: Callable[[str], Plan]) -> dict[str, Plan]:
    """Return the plan of each role for all teams, from the digests that were `used` in it, the last issued first.

    Days that one team's counts are counted for everybody under the scheme, also in teams of whom everybody is there
    all days: by the scheme as it was issued last, whatever that team's own workbook still has. So is what HR set
    otherwise for somebody whose workbook was not issued anew.
    """
    plans = {role: [plan_of(digest) for digest in digests] for role, digests in used.items()}
    counted = {plan.scheme.id for each in plans.values() for plan in each if plan.scheme.by_days}
    whole = {role: with_individual_of(each[0], each[1:]) for role, each in plans.items()}
    return {role: by_days(plan) if plan.scheme.id in counted else plan for role, plan in whole.items()}


def _by_days(employee: Employee, plan: Plan, period: str) -> Employee:
    """Return an employee by the plan of all teams: whose workbook counts no days is there for all of the period."""
    if not plan.scheme.by_days or DAYS_OF_PERIOD in employee.entries:
        return employee
    days = float((last_day(period) - first_day(period)).days + 1)
    return replace(of_plan(with_days(employee, days, days), plan), scheme=digest_of(plan))


def _employee(person: Mapping[str, Any], workbook: LedgerWorkbook) -> Employee:
    return Employee(
        employee_id=person["id"],
        name=person["name"],
        entries={key: float(value) for key, value in person["entries"].items()},
        texts=person["texts"],
        role=person["role"],
        manager_id=workbook.recipient_id,
        email=person.get("email", ""),
        locked=frozenset(person["locked"]),
        awaited=frozenset(person["awaited"]),
        scheme=person["scheme"],
        taken_from=person.get("taken_from", {}),
        of_person=frozenset(person.get("of_person", ())),
        stint=_stint_issued(person, workbook.recipient_id) if "stint" in person else None,
    )


def _stint_issued(person: Mapping[str, Any], manager_id: str) -> Stint:
    first, last = (dt.date.fromisoformat(person["stint"][key]) for key in ("first", "last"))
    kept = {key: person["stint"][key] for key in ("days", "takes_over")}
    return Stint(first, last, role=person["role"], manager_id=manager_id, **kept)


def same_names(read: Reading, period: str, people: Iterable[tuple[Employee, Manager]]) -> list[tuple[Employee, Result]]:
    """Return who may be somebody under another id: who was paid in a period and is no longer among its `people`.

    That is who has the same name and the same role or team, and was paid nothing in it yet.
    """
    pairs = list(people)
    paid = {employee_id for (employee_id, _), amount in payments.paid(read, period).items() if amount}
    left = paid.difference(person_id(employee.employee_id) for employee, _ in pairs)
    gone = [result for result in kept_results.all_of(read, period) if result.employee_id in left] if left else []
    return alike([pair for pair in pairs if pair[0].employee_id not in paid], gone)


def alike(people: Iterable[tuple[Employee, Manager]], gone: Iterable[Result]) -> list[tuple[Employee, Result]]:
    """Return who of some people has the name and the role or team of somebody who is gone."""
    of_name = grouped(gone, lambda result: normal(result.name))
    return [
        (employee, result)
        for employee, manager in people
        for result in of_name.get(normal(employee.name), ())
        if employee.role == result.role or manager.team == result.team
    ]


def named_alike(pairs: Iterable[tuple[Employee, Result]], lang: Lang) -> list[str]:
    """Return who may be whom, in words that name both."""
    return [
        text(lang, "settlement.same_name", name=employee.name, id=employee.employee_id, other=result.employee_id)
        for employee, result in pairs
    ]


def keep_schemes(step: Step, sources: Iterable[tuple[str, str]]) -> None:
    """Keep schemes as issued, each with its id; and as they count days, by which all are scored once one has fewer."""
    for scheme, source in sources:
        issues.keep_scheme(step, source, scheme)
        issues.keep_scheme(step, as_issued(by_days(plan_of(source))), scheme)


def plan_issued(read: Reading, digest: str) -> Plan:
    """Return a scheme as it was issued; KeyError when the ledger has none of that digest."""
    return plan_of(issues.scheme_source(read, digest))


def _raters(workbooks: Iterable[LedgerWorkbook]) -> dict[str, Rater]:
    return {
        workbook.recipient_id: Rater(workbook.recipient_id, workbook.recipient, workbook.email)
        for workbook in workbooks
    }


def _assignments(workbooks: Iterable[LedgerWorkbook], employees: Mapping[str, Employee]) -> Iterable[Assignment]:
    for workbook in workbooks:
        for asked in workbook.content["assignments"]:
            if asked["employee_id"] in employees:
                yield Assignment(asked["employee_id"], asked["kind"], workbook.recipient_id, float(asked["weight"]))
