"""What was issued for a period, as the ledger keeps it: whoever is appraised, by which scheme, with which figures.

A period is scored by what was issued, whatever became of roster and schemes since: `roster` gives the roster as it was.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from presales_xl.cycle.rosters.roster import Roster
from presales_xl.ledger import issues
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.step import Reading
from presales_xl.people.employees import Assignment, Employee, Manager, Rater
from presales_xl.scheme.columns import Plan
from presales_xl.workbook.identity import as_issued, plan_of

Content = dict[str, Any]


def team_content(roster: Roster, manager: Manager) -> Content:
    """Return what a manager's workbook is issued with, as JSON holds it."""
    digests = {role: issues.scheme_digest(as_issued(plan)) for role, plan in roster.roles.items()}
    people = [
        {
            "id": employee.employee_id,
            "name": employee.name,
            "email": employee.email,
            "role": employee.role,
            "scheme": digests[employee.role],
            "entries": {key: value for key, value in sorted(employee.entries.items()) if value == value},  # noqa: PLR0124 - NaN
            "texts": dict(employee.texts),
            "locked": sorted(employee.locked),
            "awaited": sorted(employee.awaited),
        }
        for employee in roster.team(manager.manager_id)
    ]
    return {"department": manager.department, "roles": list(roster.roles), "people": people}


def rater_content(roster: Roster, rater: Rater) -> Content:
    """Return what a rater's form is issued with: whom to rate, as whom, how much it counts, by which scheme."""
    roles = {employee.employee_id: employee.role for employee in roster.employees}
    asked = [
        {
            "employee_id": assignment.employee_id,
            "kind": assignment.kind,
            "weight": assignment.weight,
            "scheme": issues.scheme_digest(as_issued(roster.roles[roles[assignment.employee_id]])),
        }
        for assignment in roster.assignments
        if assignment.rater_id == rater.rater_id
    ]
    return {"assignments": asked}


def withdrawn(workbook: LedgerWorkbook) -> LedgerWorkbook:
    """Return the issue with nothing in it, of which there is no file, for whoever gets no workbook any more."""
    content: Content = {"people": [], "roles": []} if workbook.kind == "manager" else {"assignments": []}
    nothing = replace(workbook, seal="", key="", file="", email="", digest=digest(content), content=content)
    return replace(nothing, id=0, issue=0, issued_at="")


def digest(content: Content, *about: str) -> str:
    """Return a digest of what is issued.

    Mail addresses, the roles of other teams and what was entered in the period before make no other issue.
    """
    people = [_issued(person) for person in content.get("people", ())]
    others = {key: value for key, value in content.items() if key != "roles"}
    written = json.dumps([{**others, "people": people}, *about], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _issued(person: Mapping[str, Any]) -> Content:
    """Return of a person what makes another issue."""
    entries = {key: value for key, value in person["entries"].items() if not key.startswith("last.")}
    locked = [key for key in person["locked"] if not key.startswith("last.")]
    return {**{key: value for key, value in person.items() if key != "email"}, "entries": entries, "locked": locked}


def unchanged(older: LedgerWorkbook, latest: LedgerWorkbook) -> frozenset[str]:
    """Return the ids of those of whom an older issue still counts: nothing that they are appraised by has changed.

    That is the scheme, and every figure and text that HR gave; of a rater's form the scheme, and as whom to rate.
    """
    before, after = _by_employee(older), _by_employee(latest)
    return frozenset(key for key, asked in after.items() if before.get(key) == asked)


def people_of(workbook: LedgerWorkbook) -> dict[str, str]:
    """Return the names of those whom a workbook is about, by id; of a rater's form, which tells none, the ids."""
    if workbook.kind == "rater":
        return {each["employee_id"]: each["employee_id"] for each in workbook.content["assignments"]}
    return {person["id"]: person["name"] for person in workbook.content["people"]}


def _by_employee(workbook: LedgerWorkbook) -> dict[str, object]:
    """Return what everybody in a workbook is appraised by."""
    if workbook.kind == "rater":
        asked: dict[str, list[object]] = {}
        for each in workbook.content["assignments"]:
            asked.setdefault(each["employee_id"], []).append((each["scheme"], each["kind"]))
        return {key: sorted(map(str, kinds)) for key, kinds in asked.items()}
    kept = ("scheme", "entries", "texts", "locked", "awaited")
    people = {person["id"]: _issued(person) for person in workbook.content["people"]}
    return {key: {name: person[name] for name in kept} for key, person in people.items()}


def out(workbooks: Iterable[LedgerWorkbook]) -> list[LedgerWorkbook]:
    """Return the workbooks that somebody is to return: without those withdrawn."""
    return [workbook for workbook in workbooks if workbook.file]


def roster(read: Reading, period: str) -> Roster:
    """Return the roster of a period as it was issued last; without people when nothing was."""
    workbooks = sorted(out(issues.latest_of(read, period)), key=lambda workbook: workbook.id)
    managers: dict[str, Manager] = {}
    employees: dict[str, Employee] = {}
    used: dict[str, str] = {}
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
            used[person["role"]] = person["scheme"]
    order = {role: place for workbook in workbooks for place, role in enumerate(workbook.content.get("roles", ()))}
    roles = {role: plan_issued(read, used[role]) for role in sorted(used, key=lambda role: order.get(role, len(order)))}
    raters = [workbook for workbook in workbooks if workbook.kind == "rater"]
    return Roster(
        managers=managers,
        roles=roles,
        employees=list(employees.values()),
        warnings=[],
        raters=_raters(raters),
        assignments=list(_assignments(raters, employees)),
    )


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
    )


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
