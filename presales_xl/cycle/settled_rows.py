"""Rows that people were settled for: what they shared stays taken, whatever became of these people since."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from presales_xl.backends.frame import row_columns
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.ledger import issues, kept_rows
from presales_xl.ledger.kept_rows import SettledRows
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import Standing
from presales_xl.people.employees import Employee, Role
from presales_xl.people.rows_of_others import Shared, counting, shared_by
from presales_xl.people.stints import person_id
from presales_xl.workbook.identity import as_issued

_CENT = 0.005  # what differs by less is paid alike


@dataclass(frozen=True)
class SettledShares:
    """What people of a period were settled for, by the id of the scheme.

    `gone` are the ids of those who are not on the roster any more, `away` by scheme of those of whom nothing is back
    under it: of who is gone, and of who was issued anew.
    """

    rows: Mapping[str, Sequence[SettledRows]]
    gone: Collection[str]
    away: Mapping[str, Collection[str]]

    @property
    def taken(self) -> Mapping[str, Sequence[Employee]]:
        """Return by scheme those of whom nothing is back, with the rows that they were settled for.

        What these share stays taken: else it would be paid to others once more.
        """
        return {
            scheme: [each.employee for each in rows if person_id(each.employee.employee_id) in self.away[scheme]]
            for scheme, rows in self.rows.items()
        }

    def waited_for(
        self, read: Reading, roles: Sequence[Standing], apart: Sequence[Standing]
    ) -> dict[str, list[Employee]]:
        """Return who has rows of what others were settled for while that does not count as it did, and of whom.

        That is until those who are back with another scheme, or without their rows, are due anew; of who is gone while
        rows of now leave something else than what was settled. Ids are of persons and of their stints.
        """
        due = {who.employee_id for role in roles for who in role.due()}
        here, now = defaultdict[str, list[Employee]](list), defaultdict[tuple[str, str], set[Shared]](set)
        for role in apart if any(self.rows.values()) else ():
            for who in role.people:
                here[role.plan.scheme.id].append(who.employee)
                now[role.plan.scheme.id, person_id(who.employee_id)] |= shared_by(role.plan, who.employee)
        held: dict[str, dict[str, Employee]] = defaultdict(dict)
        for role in apart:
            scheme = role.plan.scheme.id
            otherwise = [*self._otherwise(read, scheme, here[scheme])]
            for each in (each for each in otherwise if person_id(each.employee_id) not in due):
                person = person_id(each.employee_id)
                left = shared_by(role.plan, each) - now[scheme, person]
                for who in role.people:
                    if left & shared_by(role.plan, who.employee) and person_id(who.employee_id) in due:
                        for key in (who.employee_id, person_id(who.employee_id)):
                            held[key][person] = each
        return {key: [*people.values()] for key, people in held.items()}

    def _otherwise(self, read: Reading, scheme: str, here: Sequence[Employee]) -> Iterator[Employee]:
        """Yield who is back under a scheme, or elsewhere, and of who is gone those whose rows sum to something else."""
        away = self.taken.get(scheme, [])
        for each in self.rows.get(scheme, ()):
            person = person_id(each.employee.employee_id)
            if person not in self.away[scheme]:
                yield each.employee
            elif person in self.gone:
                plan = issuing.plan_issued(read, each.employee.scheme)
                beside = [*here, *(other for other in away if other is not each.employee)]
                sums = summed_rows(Role(each.employee.role, plan, [each.employee], beside))[0]
                if any(abs(sums[key] - settled) > _CENT for key, settled in each.columns.items() if key in sums):
                    yield each.employee


def settled_shares(read: Reading, period: str, roster: Roster, files: Collection[str]) -> SettledShares:
    """Return what people of a period were settled for; `files` are the ids of those days of which something is back."""
    kept = kept_rows.all_of(read, period)
    schemes = {digest: issues.scheme_id(read, digest) for digest in {each.employee.scheme for each in kept}}
    rows = defaultdict[str, list[SettledRows]](list)
    for each in kept:
        rows[schemes[each.employee.scheme]].append(each)
    gone = {person_id(each.employee.employee_id) for each in kept}
    gone -= {person_id(each.employee_id) for each in roster.employees}
    away = {scheme: gone | _to_hand_in(roster, scheme, files) for scheme in rows}
    return SettledShares(rows, gone, away)


def _to_hand_in(roster: Roster, scheme: str, files: Collection[str]) -> set[str]:
    """Return the ids of the people under a scheme of whom nothing is back under it."""
    under = [each.employee_id for each in roster.employees if roster.roles[each.role].scheme.id == scheme]
    return {*map(person_id, under)} - {person_id(each) for each in under if each in files}


def keep(
    step: Step, period: str, roles: Sequence[Standing], apart: Sequence[Standing], *, waiting: Collection[str]
) -> None:
    """Keep what those are settled for by now who are due and not `waiting`: their rows, and what these sum to.

    Ids of `waiting` are of persons.
    """
    settled = {who.employee_id for role in roles for who in role.due()}.difference(waiting)
    rows = []
    for role in (role for role in apart if role.plan.is_shared):
        scheme, sums = issues.scheme_digest(as_issued(role.plan)), summed_rows(role.entered)
        issues.keep_scheme(step, as_issued(role.plan), role.plan.scheme.id)
        for who, columns in zip(role.people, sums, strict=True):
            if who.employee.rows and person_id(who.employee_id) in settled:
                rows.append(SettledRows(replace(who.employee, role=role.role, scheme=scheme), columns))
    kept_rows.put(step, period, rows, of=settled)


def summed_rows(role: Role) -> list[Counter[str]]:
    """Return by person of a role what each computed column of details that counts sums to over the person's rows."""
    sums = [Counter[str]() for _ in role.people]
    for table, rows in role.inputs().details.items():
        values = row_columns(role.plan, table, rows)
        for key in counting(role.plan, table):
            for owner, value in zip(rows.owner.tolist(), values[key].tolist(), strict=True):
                sums[owner][key] += value
    return sums
