"""Rows of details that reckon with rows of others, such as shares of a project: who waits for rows of whom."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.frame import DetailRows, row_by_row
from presales_xl.people.appraised import Cause, Standing
from presales_xl.people.employees import Employee
from presales_xl.people.entries import is_required
from presales_xl.people.outcome import Outcome
from presales_xl.people.questions import Question, questions, refused
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Plan, once_per_plan

#: By which a sum over rows is changed to see what hangs on it: beyond what is rounded, or compared with a bound.
_CHANGES = [sign * 10.0**size for size in range(-2, 10, 2) for sign in (1, -1)]
#: What rows share: a detail table, the input that says it, and its value, such as one project.
Shared = tuple[str, str, float]


def with_shared_rows(roles: Sequence[Standing]) -> Iterator[Standing]:
    """Yield each role with those held back who hang on rows of anybody under its scheme, here or in another role.

    Who has rows that share something, a project, waits while one of these is not valid or has an open question, or
    does not say which it is of: it may be of any. Who comes out otherwise by a row that somebody else adds, taking what
    others leave of it, waits while anybody is not complete, or is appraised by nobody and not back: rows may still come
    that count for others, and are paid. Who states a share does not.
    """
    asked_about: dict[str, set[Shared]] = {}
    incomplete = set[str]()
    for role in roles:
        asked_about.setdefault(role.plan.scheme.id, set()).update(_asked_about(role.outcome, role.asked))
        if not all(who.outcome.is_complete and who.file for who in role.people):
            incomplete.add(role.plan.scheme.id)
    for role in roles:
        scheme = role.plan.scheme.id
        places = _hanging(role.outcome, asked_about[scheme], is_complete=scheme not in incomplete)
        ids = [role.people[place].employee_id for place in sorted(set(places))]
        if role.plan.is_shared:
            ids += [who.employee_id for who in role.people if not who.file and who.outcome.is_complete and who.pay]
        held: dict[str, Cause] = dict.fromkeys(ids, "shared")
        yield replace(role, held={**held, **role.held})


def hanging_on_rows(outcome: Outcome) -> list[int]:
    """Return the places of those who are complete and hang on rows of others, where there is nobody else."""
    asked_about = set(_asked_about(outcome, questions(outcome)))
    places = set(_hanging(outcome, asked_about, is_complete=bool(outcome.complete.all())))
    return [place for place in sorted(places) if outcome.complete[place]]


def _hanging(outcome: Outcome, asked_about: Collection[Shared], *, is_complete: bool) -> Iterator[int]:
    """Yield the places of those whose rows hang on rows of others that are open, or may still come."""
    plan = outcome.plan
    for table, rows in outcome.inputs.details.items():
        for key, summed in reckoned_with(plan, table).items():
            open_values = [value for *of, value in asked_about if of == [table, key]]
            hang = _sharing(plan, table, rows, key=key, summed=summed, open_values=open_values)
            yield from rows.owner[hang].tolist()
    if not is_complete:
        yield from changed_by_others(plan, outcome.inputs.details)


def changed_by_others(plan: Plan, details: Mapping[str, DetailRows]) -> set[int]:
    """Return the places of those who come out otherwise by rows that somebody else adds."""
    return {
        owner for table, rows in details.items() for owner in rows.owner[_changed_by_others(plan, table, rows)].tolist()
    }


def mended_by_others(plan: Plan, table: str, rows: DetailRows) -> dict[str, set[int]]:
    """Return by check, by its id, the rows that do not meet it for what rows of others may add to a sum."""
    now, detail = row_by_row(plan, table, rows), plan.tables[table]
    tests = zip(plan.scheme.details[table].checks, detail.checks, detail.beyond_others, strict=True)
    with np.errstate(all="ignore"):
        open_ = {key: (now.value(check) == 0) & (now.value(beyond) == 1) for key, check, beyond in tests}
    return {key: set(np.flatnonzero(np.broadcast_to(each, rows.size)).tolist()) for key, each in open_.items()}


def to_be_mended(plan: Plan, table: str, rows: DetailRows, mended: Mapping[str, Collection[int]]) -> set[int]:
    """Return the rows, those beside too, of which it is open what they add to a sum, so that others wait for them.

    Such a row has an entry that is not valid, lacks one that it must have, or fails a check that no row of others
    mends; `mended` are those that some do, as `mended_by_others` returns them.
    """
    read = {key for shared, summed in reckoned_with(plan, table).items() for key in (shared, *summed)}
    specs = [plan.tables[table].columns[key] for key in read]
    open_ = [np.isinf(rows.column(each.id)) | (np.isnan(rows.column(each.id)) & is_required(each)) for each in specs]
    found = set(np.flatnonzero(np.any(open_, axis=0)).tolist()) if open_ else set[int]()
    now = row_by_row(plan, table, rows)
    for key, check in zip(plan.scheme.details[table].checks, plan.tables[table].checks, strict=True):
        failed = np.flatnonzero(np.broadcast_to(now.value(check) == 0, rows.size)).tolist()
        found |= set(failed).difference(mended.get(key, ()))
    return found


def shared_by(plan: Plan, who: Employee) -> set[Shared]:
    """Return what somebody's rows share with others."""
    rows = ((table, row.entries) for table in who.rows.keys() & plan.tables.keys() for row in who.rows[table])
    shared = {(table, key, entries.get(key, nan)) for table, entries in rows for key in reckoned_with(plan, table)}
    return {each for each in shared if isfinite(each[2])}


def _sums(plan: Plan, table: str) -> set[nodes.Alike]:
    """Return the sums over rows of a detail table that have something in common."""
    computed = (spec.expr for spec in plan.tables[table].columns.values() if spec.expr is not None)
    return {node for expr in computed for node in nodes.walk(expr) if isinstance(node, nodes.Alike)}


@once_per_plan
def reckoned_with(plan: Plan, table: str) -> dict[str, list[str]]:
    """Return what rows of a detail table have in common, by the inputs' ids, each with the inputs that are summed."""
    columns = plan.tables[table].columns
    computed = {key: spec.expr for key, spec in columns.items() if spec.expr is not None}
    found: dict[str, set[str]] = {}
    for node in _sums(plan, table):
        read, more = set[str](), {node.column.id}
        while more:
            read |= more
            parts = (part for key in more & computed.keys() for part in nodes.walk(computed[key]))
            more = {part.id for part in parts if isinstance(part, nodes.Column) and part.id in columns}
            more -= read | {node.key.id}
        found.setdefault(node.key.id, set()).update(read - computed.keys())
    return {key: sorted(inputs) for key, inputs in found.items()}


def counting(plan: Plan, table: str) -> list[str]:
    """Return the computed columns of a detail table that results are calculated from."""
    found = (node for spec in plan.columns.values() if spec.expr is not None for node in nodes.walk(spec.expr))
    of_table = (node.column for node in found if isinstance(node, nodes.Rows) and node.table == table)
    keys = dict.fromkeys(column.id for column in of_table if column is not None)
    return [key for key in keys if plan.tables[table].columns[key].expr is not None]


def _asked_about(outcome: Outcome, asked: Iterable[Question]) -> Iterator[Shared]:
    """Yield what rows share of which one has an open question, or an entry that is refused, on what is reckoned."""
    for each in (*asked, *refused(outcome)) if outcome.plan.is_shared else ():
        if each.table:
            rows = outcome.inputs.details[each.table]
            keys = (key for key, inputs in reckoned_with(outcome.plan, each.table).items() if each.column in inputs)
            yield from ((each.table, key, float(rows.column(key)[each.row])) for key in keys)


def _sharing(
    plan: Plan, table: str, rows: DetailRows, *, key: str, summed: Sequence[str], open_values: Sequence[float]
) -> NDArray[np.bool_]:
    """Return which rows share something with a row of which it is open what it comes to."""
    named = rows.column(key)
    is_wrong = np.isinf([rows.column(each) for each in summed]).any(axis=0)
    others = [rows.column(spec.id) for spec in plan.tables[table].inputs if spec.id != key]
    is_of_any = ~np.isfinite(named) & ~np.isnan(others).all(axis=0)
    hang: NDArray[np.bool_] = np.isfinite(named) & (np.isin(named, [*named[is_wrong], *open_values]) | is_of_any.any())
    return hang[: len(rows.owner)]


def _changed_by_others(plan: Plan, table: str, rows: DetailRows) -> NDArray[np.bool_]:
    """Return of which rows something is counted that is more or less as what others add to a sum is."""
    counted, now = counting(plan, table), row_by_row(plan, table, rows).values
    hang = np.zeros(len(rows.owner), dtype=bool)
    for node, change in product(_sums(plan, table), _CHANGES):
        then = row_by_row(plan, table, rows, added={node: np.array(change)}).values
        for each in counted:
            hang |= ~np.isclose(now[each], then[each], rtol=0, atol=1e-12, equal_nan=True)[: len(hang)]
    return hang
