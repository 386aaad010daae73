"""Who works for whom in which role, which scheme a role has, which figures HR gives, and who rates whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

from presales_xl.files import file_part
from presales_xl.grouping import grouped
from presales_xl.ledger.issues import scheme_digest
from presales_xl.people import stints
from presales_xl.people.employees import Assignment, Employee, Manager, Rater, Role, of_plan
from presales_xl.people.employment import Employment
from presales_xl.people.outcome import not_appraised
from presales_xl.scheme.columns import Plan, once_per_plan
from presales_xl.scheme.errors import Problem
from presales_xl.scheme.model import Cycle
from presales_xl.scheme.states import EXEMPT, STATE, is_there_all_days
from presales_xl.texts import Lang
from presales_xl.workbook.identity import as_issued
from presales_xl.workbook.layout import Book

T = TypeVar("T")
#: What is to come back of a workbook: of nobody but exempt people the rows that count for others, or nothing.
Wants = Literal["all", "rows", "nothing"]


@dataclass(frozen=True)
class Roster:
    """All managers by id, the plan of each role by its name, the employees, who rates whom, and warnings.

    Of a period only the roles that are due in it, and their people. `cycles` are the periods in which each role that
    has people is due, also of roles that are not, and none where its scheme only begins later; `begins` are the first
    months of the period, or after it, that each role is appraised in, `ending` the roles with people that are due in
    longer periods which end with it, by these. `bases` are the roles' plans before what hangs
    on who is in them is left out or added: an entry counts as long as that stays the same. `whole` are the plans of the
    roles whose plans count days at work, without that. `absent` are the dates of those who are not employed on any day
    of the period, by id; `elsewhere` are the ids of those who have no day of it in a role that is due: theirs are those
    of other periods. `taken` are the ids of the schemes under which rows that people were settled for stay taken though
    these are not on the roster any more. `mail` are the addresses of all whom the sheet of employees names, by person
    id, be they in the period or not.
    """

    managers: Mapping[str, Manager]
    roles: Mapping[str, Plan]
    employees: Sequence[Employee]
    warnings: Sequence[Problem]
    raters: Mapping[str, Rater] = field(default_factory=dict)
    assignments: Sequence[Assignment] = ()
    cycles: Mapping[str, Sequence[Cycle]] = field(default_factory=dict)
    begins: Mapping[str, str] = field(default_factory=dict)
    ending: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bases: Mapping[str, Plan] = field(default_factory=dict)
    whole: Mapping[str, Plan] = field(default_factory=dict)
    absent: Mapping[str, Employment] = field(default_factory=dict)
    elsewhere: Collection[str] = ()
    taken: Collection[str] = ()
    mail: Mapping[str, str] = field(default_factory=dict)

    def team(self, manager_id: str) -> Sequence[Employee]:
        """Return a manager's people, as the workbook has them."""
        return self._teams.get(manager_id, ())

    def address_of(self, kind: str, recipient_id: str, usual: str) -> str:
        """Return the address for what somebody is mailed, by its kind; the `usual` one of who is not in the roster."""
        if kind == "manager":
            return self.managers[recipient_id].email if recipient_id in self.managers else usual
        if kind == "rater":
            return self.raters[recipient_id].email if recipient_id in self.raters else usual
        if kind == "approval":
            return self._of_approvers.get(recipient_id, usual)
        return self.mail.get(stints.person_id(recipient_id), usual)

    @cached_property
    def _of_approvers(self) -> Mapping[str, str]:
        """Return the addresses of approvers, by name: each has one at most, in some rows of managers."""
        return {each.approver: each.approver_email for each in self.managers.values() if each.approver_email}

    def plan(self, employee: Employee) -> Plan:
        """Return what an employee's manager has a workbook by.

        It counts days only where somebody of the team has fewer than the period under that scheme: a date is no
        business of other managers.
        """
        plan = self.roles[employee.role]
        if (employee.manager_id, plan.scheme.id) in self._in_part:
            return plan
        return self.whole.get(employee.role, plan)

    @cached_property
    def by_role(self) -> Sequence[Role]:
        """Return all roles with their people."""
        people = grouped(self.employees, lambda employee: employee.role)
        return [Role(name, plan, people.get(name, ())) for name, plan in self.roles.items()]

    @cached_property
    def by_id(self) -> Mapping[str, Employee]:
        """Return the employees by id."""
        return {employee.employee_id: employee for employee in self.employees}

    @cached_property
    def asked(self) -> Mapping[str, Sequence[Assignment]]:
        """Return whom each rater is asked to rate, by the rater's id."""
        return grouped(self.assignments, lambda assignment: assignment.rater_id)

    @cached_property
    def basis(self) -> Mapping[str, str]:
        """Return by role the digest of what people are appraised by, whoever else is in the role."""
        return {role: digest_of(self.bases.get(role, plan)) for role, plan in self.roles.items()}

    @cached_property
    def not_appraised(self) -> frozenset[str]:
        """Return the ids of those whom nobody appraises, as far as states and figures say."""
        return frozenset().union(*map(not_appraised, self.by_role))

    def book(self, company: str, period: str, manager: Manager, lang: Lang) -> Book:
        """Return what a manager's workbook says: the roles that the team has, in the order of the roster."""
        team = [stints.titled(employee, lang) for employee in self.team(manager.manager_id)]
        people = grouped(team, lambda employee: employee.role)
        plans = {name: self.plan(people[name][0]) for name in self.roles if name in people}
        others = self.shared_elsewhere(manager.manager_id)
        roles = [Role(name, plan, people[name], is_part=plan.scheme.id in others) for name, plan in plans.items()]
        return Book(
            company=company,
            period=period,
            manager_id=manager.manager_id,
            manager=manager.name,
            team=manager.team,
            roles=roles,
            department=manager.department,
        )

    def wants(self, people: Collection[Employee]) -> Wants:
        """Return what of a workbook of some people is to come back, by whom HR exempts."""
        if not people or any(each.entries.get(STATE) != EXEMPT for each in people):
            return "all"
        return "rows" if any(self.roles[each.role].is_shared for each in people) else "nothing"

    def shared_elsewhere(self, manager_id: str) -> list[str]:
        """Return the ids of a team's schemes under which rows elsewhere may be reckoned together with its own."""
        sharing = ((key, ids) for key, ids in self._sharing.items() if manager_id in ids)
        return sorted(key for key, ids in sharing if len(ids) > 1 or key in self.taken)

    @cached_property
    def _sharing(self) -> Mapping[str, Collection[str]]:
        """Return the ids of the managers of people whose rows reckon with others' rows, by scheme."""
        sharing: dict[str, set[str]] = {}
        for each in self.employees:
            if (plan := self.roles[each.role]).is_shared:
                sharing.setdefault(plan.scheme.id, set()).add(each.manager_id)
        return sharing

    @cached_property
    def _teams(self) -> Mapping[str, Sequence[Employee]]:
        return grouped(
            (of_plan(employee, self.plan(employee)) for employee in self.employees),
            lambda employee: employee.manager_id,
        )

    @cached_property
    def _in_part(self) -> frozenset[tuple[str, str]]:
        """Return the managers' ids and schemes under which somebody is not there all days of the period."""
        counted = (each for each in self.employees if each.role in self.whole and not is_there_all_days(each.entries))
        return frozenset((each.manager_id, self.roles[each.role].scheme.id) for each in counted)


@once_per_plan
def digest_of(plan: Plan) -> str:
    """Return the digest of a plan as the ledger keeps it."""
    return scheme_digest(as_issued(plan))


def file_stem(manager: str, team: str) -> str:
    """Return how a manager's workbook is called, without the period."""
    return f"{file_part(manager)}_{file_part(team)}"
