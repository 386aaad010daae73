"""Rows that people were settled for: what they shared stays taken, whatever became of these people since."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from presales_xl.backends.frame import row_columns
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.grouping import grouped
from presales_xl.ledger import issues, kept_rows
from presales_xl.ledger.kept_rows import SettledRows
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import Appraised, Standing
from presales_xl.people.employees import Employee, Role
from presales_xl.people.rows_of_others import Shared, counting, reckoned_with, shared_by, with_shared_rows
from presales_xl.people.stints import person_id
from presales_xl.workbook.identity import as_issued

_CENT = 0.005  # what differs by less is paid alike
_Person = tuple[str, str]  # scheme and person, by their ids


@dataclass(frozen=True)
class SettledShares:
    """What people of a period were settled for, by the id of the scheme.

    `away` are by scheme the ids of those of whom nothing is back under it: of who is not on the roster any more, and of
    who was issued anew.
    """

    rows: Mapping[str, Sequence[SettledRows]]
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
        """Return who has rows of what others were settled for while these do not come to the same, and of whom.

        Who is due is settled anew together with them, and holds nobody; whoever is held holds others in turn. Ids are
        of persons and of their stints.
        """
        otherwise = self._otherwise(read, apart) if self.rows else {}
        due = {who.employee_id for role in roles for who in role.due()}
        sharing = people_by_share(apart) if otherwise else {}
        held = defaultdict[str, dict[str, Employee]](dict)
        while newly := [*_held(otherwise, sharing, due)]:
            for who, employee in newly:
                for key in (who.employee_id, person_id(who.employee_id)):
                    held[key][person_id(employee.employee_id)] = employee
            due -= {person_id(who.employee_id) for who, _ in newly}
        return {key: [*people.values()] for key, people in held.items()}

    def awaited_approvals(self, roles: Sequence[Standing], apart: Sequence[Standing]) -> dict[str, list[str]]:
        """Return who waits for nothing but the approval of others whom something is shared with, and for whose, by id.

        What these were settled for comes to something else by now, so that all of them are settled anew together;
        whoever waits holds others in turn.
        """
        causes = {key: cause for role in roles for key, cause in role.held_back.items()}
        settled = {person_id(each.employee.employee_id) for rows in self.rows.values() for each in rows}
        if not settled or "shared" not in causes.values():
            return {}
        by_rows = {
            person_id(key) for each in with_shared_rows([replace(r, held={}) for r in apart]) for key in each.held
        }
        beside = defaultdict[str, set[str]](set)
        for people in people_by_share(apart).values():
            ids = {person_id(who.employee_id) for who in people} & causes.keys()
            for key in ids:
                beside[key] |= ids
        found = {}
        for key in (key for key, cause in causes.items() if cause == "shared"):
            chain, more = set[str](), {key}
            while more:
                chain |= more
                more = {other for each in more if causes[each] == "shared" for other in beside[each]} - chain
            last = sorted(each for each in chain & settled if causes[each] != "shared")
            if last and chain.isdisjoint(by_rows) and {causes[each] for each in last} == {"approval"}:
                found[key] = last
        return found

    def _otherwise(self, read: Reading, apart: Sequence[Standing]) -> dict[_Person, tuple[Employee, set[Shared]]]:
        """Return who was settled for rows that come to something else by now, and what these share."""
        now, then = defaultdict[_Person, _Shares](_Shares), defaultdict[_Person, _Shares](_Shares)
        for role in apart:
            for who, shares in zip(role.people, _shares_of(role.entered), strict=True):
                now[role.plan.scheme.id, person_id(who.employee_id)].add(shares)
        employees = {}
        for scheme, rows in self.rows.items():
            here = [who.employee for role in apart if role.plan.scheme.id == scheme for who in role.people]
            away = grouped(self.taken[scheme], lambda each: each.scheme)
            for digest, people in away.items():
                beside = [*here, *(other for others in away.values() if others is not people for other in others)]
                shares_of = _shares_of(Role(scheme, issuing.plan_issued(read, digest), people, beside))
                for each, shares in zip(people, shares_of, strict=True):
                    now[scheme, person_id(each.employee_id)].add(shares)
            for settled in rows:
                whose = scheme, person_id(settled.employee.employee_id)
                employees[whose] = settled.employee
                then[whose].add(settled.shares)
        return {whose: (employee, then[whose].differing(now[whose])) for whose, employee in employees.items()}


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
    return SettledShares(rows, away)


def _to_hand_in(roster: Roster, scheme: str, files: Collection[str]) -> set[str]:
    """Return the ids of the people under a scheme of whom nothing is back under it."""
    under = [each.employee_id for each in roster.employees if roster.roles[each.role].scheme.id == scheme]
    return {*map(person_id, under)} - {person_id(each) for each in under if each in files}


def keep(
    step: Step, period: str, roles: Sequence[Standing], apart: Sequence[Standing], *, waiting: Collection[str]
) -> None:
    """Keep what those are settled for by now who are due and not `waiting`: their rows, and what came of them.

    Ids of `waiting` are of persons.
    """
    settled = {who.employee_id for role in roles for who in role.due()}.difference(waiting)
    rows = []
    for role in (role for role in apart if role.plan.is_shared):
        scheme = issues.scheme_digest(as_issued(role.plan))
        issues.keep_scheme(step, as_issued(role.plan), role.plan.scheme.id)
        for who, shares in zip(role.people, _shares_of(role.entered), strict=True):
            if who.employee.rows and person_id(who.employee_id) in settled:
                rows.append(SettledRows(replace(who.employee, role=role.role, scheme=scheme), shares))
    kept_rows.put(step, period, rows, of=settled)


class _Shares(defaultdict[Shared, Counter[str]]):
    """What came of rows by what they share, by the ids of computed columns."""

    def __init__(self) -> None:
        super().__init__(Counter)

    def add(self, shares: Mapping[Shared, Mapping[str, float]]) -> None:
        """Add what came of other rows."""
        for shared, sums in shares.items():
            self[shared].update(sums)

    def differing(self, other: "_Shares") -> set[Shared]:
        """Return of what something else came of other rows; what is not known is not the same."""
        return {
            shared
            for shared in self.keys() | other.keys()
            for key in self[shared].keys() | other[shared].keys()
            if not abs(self[shared][key] - other[shared][key]) <= _CENT
        }


def people_by_share(apart: Sequence[Standing]) -> dict[tuple[str, Shared], list[Appraised]]:
    """Return who shares what, by scheme."""
    sharing = defaultdict[tuple[str, Shared], list[Appraised]](list)
    for role in apart:
        for who in role.people:
            for shared in shared_by(role.plan, who.employee):
                sharing[role.plan.scheme.id, shared].append(who)
    return sharing


def _held(
    otherwise: Mapping[_Person, tuple[Employee, Collection[Shared]]],
    sharing: Mapping[tuple[str, Shared], Sequence[Appraised]],
    due: Collection[str],
) -> Iterator[tuple[Appraised, Employee]]:
    """Yield who is due and shares something that came out otherwise of somebody settled who is not, and whom."""
    for (scheme, person), (employee, shares) in otherwise.items():
        for shared in shares if person not in due else ():
            for who in sharing.get((scheme, shared), ()):
                if person_id(who.employee_id) in due:
                    yield who, employee


def _shares_of(role: Role) -> list[_Shares]:
    """Return by person of a role what came of the person's rows."""
    shares = [_Shares() for _ in role.people]
    for table, rows in role.inputs().details.items() if role.plan.is_shared else ():
        values, counted = row_columns(role.plan, table, rows), counting(role.plan, table)
        for key in reckoned_with(role.plan, table):
            for place, (owner, named) in enumerate(zip(rows.owner.tolist(), values[key].tolist(), strict=True)):
                if isfinite(named):
                    shares[owner][table, key, named].update({each: float(values[each][place]) for each in counted})
    return shares
