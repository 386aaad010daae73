"""Whose own data have changed, and not only what comes of others': who is told the reason that was given for it."""

import math

from presales_xl.cycle import changes
from presales_xl.ledger.kept_results import Result
from presales_xl.people.appraised import Appraised, Cause, Standing
from presales_xl.people.rows_of_others import reckoned_with
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Plan, once_per_plan

#: Why a result is not due that somebody else's data decide.
_OF_OTHERS: tuple[Cause, ...] = ("cohort", "earlier", "shared")


def moved(old: Result, who: Appraised, role: Standing) -> bool:
    """Return whether something of a person alone is another than in the result that was kept.

    That is an entry, what comes of nothing but one's own, a calibrated grade, or whether all of it is settled.
    """
    held = role.held_back.get(who.employee_id, "")
    if old.held not in ("", *_OF_OTHERS) and old.held != held:
        return True
    before, after = {**old.entries, **old.columns}, who.outcome
    if any(not changes.equal(before.get(key, math.nan), after.value(key)) for key in _of_person_alone(role.plan)):
        return True
    was_calibrated, is_calibrated = old.grade != old.grade_by_scale, after.grade != who.by_scale.grade
    if (was_calibrated or is_calibrated) and (old.grade, was_calibrated) != (after.grade, is_calibrated):
        return True
    was, now = ([each.entries for each in old.stints], [each.employee.entries for each in who.stints])
    return len(was) != len(now) or any(
        not changes.equal(entered.get(key, math.nan), entries.get(key, math.nan))
        for entered, entries in zip(was, now, strict=True)
        for key in {*entered, *entries}
    )


@once_per_plan
def _of_person_alone(plan: Plan) -> list[str]:
    """Return the columns that nobody else's data is in: what is entered, and what comes of that alone."""
    alone: dict[str, None] = {}
    for key, spec in plan.columns.items():
        if spec.kind in changes.ENTRIES:
            alone[key] = None
        elif spec.expr is not None and spec.kind in ("measure", *changes.RESULTS):
            of_rows = nodes.from_other_rows(spec.expr)
            is_shared = any(isinstance(each, nodes.Cohort) or reckoned_with(plan, each.table) for each in of_rows)
            read = {each.id for each in nodes.walk(spec.expr) if isinstance(each, nodes.Column)} | {spec.gate}
            if not is_shared and all(each in alone for each in read & plan.columns.keys()):
                alone[key] = None
    return list(alone)
