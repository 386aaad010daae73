"""Whose own data have changed, and not only what comes of others': who is told the reason that was given for it."""

import math
from itertools import chain, starmap

from presales_xl.cycle import changes
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.rosters.roster import digest_of
from presales_xl.ledger.codec import digest, entries_out
from presales_xl.ledger.kept_results import Result, StintResult
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import Appraised, Cause, Standing
from presales_xl.people.employees import Employee
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan, once_per_plan

#: Why a result is not due that somebody else's data decide.
_OF_OTHERS: tuple[Cause, ...] = ("cohort", "earlier", "shared")


def moved(read: Reading, old: Result, who: Appraised, role: Standing) -> bool:
    """Return whether something of a person alone is another than in the result that was kept.

    That is an entry, for how many stints HR gave it, a detail row, what was written, whose team it is, the rules, what
    comes of nothing but one's own, a calibrated grade, or whether all of it is settled.
    """
    of_team = who.manager.manager_id, who.manager.team, who.manager.department
    was_whose = old.name, old.role, old.manager_id, old.team, old.department
    if old.written != written(who) or was_whose != (who.name, role.role, *of_team):
        return True
    if old.scheme != digest_of(role.plan) and _rules(read, old.scheme) != _rules(read, digest_of(role.plan)):
        return True
    held = role.held_back.get(who.employee_id, "")
    if old.held not in ("", *_OF_OTHERS) and old.held != held:
        return True
    before, after = {**old.entries, **old.columns}, who.outcome
    paid = who.pay if who.stints and after.is_complete else {}  # which is kept of all of them
    now = {key: paid.get(key, after.value(key)) for key in of_person_alone(role.plan)}
    if any(not changes.equal(before.get(key, math.nan), value) for key, value in now.items()):
        return True
    was_calibrated, is_calibrated = old.grade != old.grade_by_scale, after.grade != who.by_scale.grade
    if (was_calibrated or is_calibrated) and (old.grade, was_calibrated) != (after.grade, is_calibrated):
        return True
    if len(old.stints) != len(who.stints):
        return True
    return any(_given_otherwise(was, each.employee) for was, each in zip(old.stints, who.stints, strict=True))


def _given_otherwise(was: StintResult, now: Employee) -> bool:
    """Return whether an entry of a stint is another one, or is given for it alone now, or once for several now."""
    keys = {*was.entries, *now.entries}
    entries = ((was.entries.get(key, math.nan), now.entries.get(key, math.nan)) for key in keys)
    return {*was.of_person} != {*now.of_person} or not all(starmap(changes.equal, entries))


def written(who: Appraised) -> str:
    """Return a digest of somebody's own detail rows and texts, of all stints."""
    parts = [each.employee for each in who.stints or [who]]
    rows = [
        {table: [[entries_out(row.entries), dict(row.texts)] for row in of] for table, of in part.rows.items() if of}
        for part in parts
    ]
    return digest([rows, [dict(part.texts) for part in parts]])


def _rules(read: Reading, scheme: str) -> tuple[object, ...]:
    """Return what people are appraised by under a scheme, whoever else has dates or figures of their own."""
    plan = issuing.plan_issued(read, scheme)
    return plan.scheme.model_copy(update={"by_days": False, "individual": {}}), plan.changed


@once_per_plan
def of_person_alone(plan: Plan) -> list[str]:
    """Return what is entered, and the results that come of nobody else's data: not of a cohort, nor of their rows."""
    columns = dict(chain(plan.columns.items(), *(table.columns.items() for table in plan.tables.values())))
    of_others, more = set[str](), {key for key, spec in columns.items() if _is_of_others(spec)}
    while more:
        of_others |= more
        more = {key for key, spec in columns.items() if of_others & _reads(spec)} - of_others
    kinds = (*changes.ENTRIES, "measure", *changes.RESULTS)
    return [key for key, spec in plan.columns.items() if spec.kind in kinds and key not in of_others]


def _is_of_others(spec: ColumnSpec) -> bool:
    """Return whether a column takes a figure from others itself."""
    found = nodes.walk(spec.expr) if spec.expr is not None else ()
    return any(isinstance(each, nodes.Cohort | nodes.Alike) for each in found)


def _reads(spec: ColumnSpec) -> set[str]:
    """Return the columns that a column reads, those of detail rows too."""
    found = nodes.walk(spec.expr) if spec.expr is not None else ()
    return {each.id for each in found if isinstance(each, nodes.Column)} | {spec.gate}
