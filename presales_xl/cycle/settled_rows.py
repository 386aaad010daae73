"""Rows that people were settled for: what they shared stays taken, whatever became of these people since."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from presales_xl.cycle.generating import issuing
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.ledger import issues, kept_results, payments, submissions
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import Standing, pay_items
from presales_xl.people.employees import Employee, Role
from presales_xl.people.outcome import outcome
from presales_xl.people.rows_of_others import Shared, changed_by_others, shared_by
from presales_xl.people.stints import person_id

_CENT = 0.005  # what differs by less is paid alike


@dataclass(frozen=True)
class SettledRows:
    """What came back of people who were settled, each with the id of its scheme, in the order in which it came.

    `there` are the ids of those who are on the roster still. Nothing came where no scheme of the period shares rows.
    """

    came: Sequence[tuple[str, Employee]] = ()
    there: Collection[str] = ()

    @property
    def gone(self) -> Mapping[str, Sequence[Employee]]:
        """Return by scheme those who are not on the roster any more and whose settled pay stays, as they came last.

        What their rows shared stays taken: else it would be paid to others once more.
        """
        last = {each.employee_id: (scheme, each) for scheme, each in self.came}
        gone: dict[str, list[Employee]] = defaultdict(list)
        for scheme, each in last.values():
            if person_id(each.employee_id) not in self.there:
                gone[scheme].append(each)
        return gone

    def waited_for(
        self, read: Reading, period: str, roles: Sequence[Standing], apart: Sequence[Standing]
    ) -> dict[str, list[Employee]]:
        """Return who has rows of what others were settled for while that does not count as it did, and of whom.

        That is until those who have another scheme, or lost their rows otherwise, are due anew; of who is gone while
        rows of now leave something else than what was settled. Ids are of persons and of their stints.
        """
        if not self.came:
            return {}
        plans = {role.plan.scheme.id: role.plan for role in apart}
        due = {who.employee_id for role in roles for who in role.due()}
        otherwise, now = self._reckoned_otherwise(read, period, apart), defaultdict[tuple[str, str], set[Shared]](set)
        for role in apart:
            for who in role.people:
                now[role.plan.scheme.id, person_id(who.employee_id)] |= shared_by(role.plan, who.employee)
        held: dict[str, dict[str, Employee]] = defaultdict(dict)
        for scheme, each in self.came:
            person = person_id(each.employee_id)
            if scheme not in plans or person in due or (person not in self.there and person not in otherwise):
                continue
            left = shared_by(plans[scheme], each) - now[scheme, person]
            for role in (role for role in apart if left and role.plan.scheme.id == scheme):
                for who in role.people:
                    if person_id(who.employee_id) in due and left & shared_by(role.plan, who.employee):
                        for key in (who.employee_id, person_id(who.employee_id)):
                            held[key][person] = each
        return {key: [*people.values()] for key, people in held.items()}

    def _reckoned_otherwise(self, read: Reading, period: str, apart: Sequence[Standing]) -> set[str]:
        """Return the ids of those who are gone and took what others left, where rows of now leave something else."""
        gone, sums = self.gone, defaultdict[tuple[str, str], float](float)
        for scheme, people in gone.items():
            here = [who.employee for role in apart if role.plan.scheme.id == scheme for who in role.people]
            for each in people:
                plan = issuing.plan_issued(read, each.scheme)
                beside = [*here, *(other for other in people if other is not each)]
                made = outcome(plan, Role(each.role, plan, [each], beside).inputs())
                if changed_by_others(plan, made.inputs.details):
                    for spec in pay_items(plan):
                        sums[person_id(each.employee_id), spec.id] += made.person(0).value(spec.id)
        kept = {each.employee_id: each.columns for each in kept_results.all_of(read, period)} if sums else {}
        pairs = {(person, money, kept.get(person, {}).get(item, math.nan)) for (person, item), money in sums.items()}
        return {person for person, money, settled in pairs if abs(money - settled) > _CENT}


def settled_rows(read: Reading, period: str, roster: Roster, known: submissions.Entered | None) -> SettledRows:
    """Return what people of a period were settled for and may share with others; `known` as `all_entered` takes it."""
    paid = {employee_id for (employee_id, _), fen in payments.paid(read, period).items() if fen}
    if not paid or not any(plan.is_shared for plan in roster.roles.values()):
        return SettledRows()
    entered = submissions.all_entered(read, period, known)
    came = [each for number in sorted(entered) for each in entered[number] if person_id(each.employee_id) in paid]
    schemes = {digest: issues.scheme_id(read, digest) for digest in {each.scheme for each in came}}
    there = {person_id(employee.employee_id) for employee in roster.employees}
    return SettledRows([(schemes[each.scheme], each) for each in came], there)
