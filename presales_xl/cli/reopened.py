"""Whose results change, before and after, as every command shows them."""

from collections.abc import Sequence
from typing import Any

from presales_xl.cli.console import Session
from presales_xl.cycle.changes import Affected, in_one_line
from presales_xl.cycle.publishing.revisions import Revision


def show_reopened(session: Session, affected: Sequence[Affected]) -> None:
    """List whose results that were relied on changed, value by value."""
    if affected:
        session.say("status.reopened", "bold yellow", count=len({each.employee_id for each in affected}))
        show(session, affected)


def show(session: Session, affected: Sequence[Affected]) -> None:
    """List whose results change, value by value."""
    rows = [[o.period, o.employee_id, o.name, c.name, c.before, c.after] for o in affected for c in o.changes]
    columns = ("period", "employee", "name", "item", "before", "after")
    session.table([session.word(f"publish.appeal.column.{key}") for key in columns], rows)


def show_revised(session: Session, revised: Sequence[Revision]) -> None:
    """List whose page is a revision, and what it says otherwise."""
    if revised:
        session.say("publish.revised", "bold", count=len(revised))
        for each in revised:
            fields = {"id": each.now.employee_id, "revision": each.now.revision, "day": each.now.day}
            what = in_one_line(each.changes, session.lang)
            session.print(f"  {session.word('publish.revised_one', what=what, **fields)}")


def changes_of(affected: Affected) -> dict[str, Any]:
    """Return whose results change as JSON."""
    values = [{"name": each.name, "before": each.before, "after": each.after} for each in affected.changes]
    return {"period": affected.period, "id": affected.employee_id, "name": affected.name, "changes": values}
