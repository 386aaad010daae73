"""`presales-xl status`: how far a period is, and whom to chase."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.send import mail_parcels
from presales_xl.cycle.answering import as_json
from presales_xl.cycle.approving.approvals import in_words
from presales_xl.cycle.collecting.incoming import aside_in_words
from presales_xl.cycle.collecting.status import Return, Status, return_as_json, write
from presales_xl.cycle.mailing.reminders import prepare_reminders
from presales_xl.cycle.next_steps import Ahead, ahead_of
from presales_xl.ledger.marks import Mark
from presales_xl.ledger.step import unnumbered
from presales_xl.ledger.submissions import Submission
from presales_xl.periods import Period, today
from presales_xl.problem_texts import sentences
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, fail, too_early

_LOOKS = {
    "complete": "green",
    "confirm": "yellow",
    "incomplete": "yellow",
    "set_aside": "red",
    "missing": "",
    "exempt": "",
}


@command(
    "status",
    options.period,
    click.option("--team", metavar="TEAM", default=""),
    click.option("--late", is_flag=True),
    click.option("--csv", metavar="FILE", type=options.FILE),
    click.option("--json", "as_json", is_flag=True),
    click.option("--remind", is_flag=True),
    options.really,
    options.by_hand,
    options.only,
    options.again,
    *options.acting,
)
def show_status(
    session: Session,
    period: Period,
    team: str,
    late: bool,
    csv: Path | None,
    as_json: bool,
    remind: bool,
    really: bool,
    by_hand: bool,
    only: Sequence[str],
    again: Sequence[str],
    project: Project,
) -> int:
    """Show who has returned what."""
    ahead = ahead_of(project, period, session.lang)
    if (now := ahead.now) is None:
        raise ahead.too_early or too_early("standing.nothing_issued", period=period.text)
    teams = sorted({each.workbook.team for each in now.returns if each.workbook.team})
    if team and team not in teams:
        raise fail("status.unknown_team", Place(field="--team"), found=team, known=teams)
    chosen = [each for each in now.returns if team in ("", each.workbook.team) and (each.late or not late)]
    if remind or really or by_hand:
        day, owing = today(), ahead.owing()
        returns = [each for each in owing.returns if each in chosen]
        told = [each for each in owing.told if team in ("", each.now.team) and (each.is_late(day) or not late)]
        now = replace(owing, returns=returns, told=told, approvals={} if team or late else owing.approvals)
        return _remind(session, period, project, now, really=really, by_hand=by_hand, only=only, again=again)
    if csv is not None:
        write(csv, chosen, session.lang)
    if as_json:
        session.print(json.dumps(_data(session, ahead, now, chosen), ensure_ascii=False, indent=1))
    else:
        _show(session, ahead, now, chosen=chosen, with_files=not team and not late)
        if not team and not late:
            session.print(ahead.comes_next(), "bold")
    if csv is not None and not as_json:
        session.say("status.written", "bold green", file=csv)
    return 0


def _remind(
    session: Session,
    period: Period,
    project: Project,
    now: Status,
    *,
    really: bool,
    by_hand: bool,
    only: Sequence[str],
    again: Sequence[str],
) -> int:
    """Show who would be reminded of what, or remind them; returns the exit code."""
    parcels = prepare_reminders(project, period, session.lang, now, today=today(), again=again)
    for parcel in () if really or by_hand else parcels:
        mailed = parcel.mailed
        address = session.word("status.address", email=mailed.address) if mailed.address else ""
        session.say("status.to", "dim", name=mailed.recipient, address=address)
        session.print(parcel.said)
        session.print()
    return mail_parcels(session, project, period, parcels, really=really, by_hand=by_hand, only=only)


def _data(session: Session, ahead: Ahead, now: Status, chosen: Sequence[Return]) -> dict[str, object]:
    aside = [
        {"file": each.file, "problems": [session.as_json(problem) for problem in each.problems]}
        for each in now.quarantine
    ]
    recipients = [return_as_json(each, session.lang) for each in chosen]
    marks = [{key: value for key, value in unnumbered(mark).items() if key != "period"} for mark in now.marks]
    state: list[str] = [mark.kind for mark in now.states()] or ["open"]
    period = {"state": state, "marks": marks, "due": now.due.isoformat()}
    told = [as_json(each) for each in now.told]
    approved = {key: each.state for key, each in now.approvals.items()}
    shown = {"approvals": approved, "waiting": now.waiting, "recipients": recipients, "set_aside": aside, "told": told}
    first = ahead.first()
    comes_next = {"next": {"command": first.command(ahead.project, ahead.period, ahead.lang), "why": first.why}}
    return {**period, **comes_next, **shown}


def _show(session: Session, ahead: Ahead, now: Status, *, chosen: Sequence[Return], with_files: bool) -> None:
    _summary(session, ahead, now)
    _list(session, chosen)
    if with_files:
        session.tell(now.by_other_version)
        for line in now.answers_in_words(session.lang):
            session.print(line)
        session.tell([each.objection for each in now.told if each.objection])
        _set_aside(session, now.quarantine, ahead.project, ahead.period)
    _chase(session, [each for each in chosen if each.chase and (each.late or each.aside or each.counts)])


def _summary(session: Session, ahead: Ahead, now: Status) -> None:
    counts: dict[str, int] = {}
    for kind, back, out in (("manager", "workbooks", "expected"), ("rater", "forms", "forms_expected")):
        issued = [each for each in now.returns if each.workbook.kind == kind]
        awaited = sum(each.state != "exempt" for each in issued)
        counts |= {back: sum(each.counts is not None for each in issued), out: awaited}
    late = sum(each.late for each in now.returns)
    session.say("status.summary", "bold", period=ahead.period, due=now.due, late=late, **counts)
    states = [_marked(session, mark) for mark in now.states()]
    session.say("status.period", states=session.word("collecting.comma").join(states or [session.word("status.open")]))
    for mark in now.marks:
        if mark.kind in ("reopened", "followed", "settings"):
            session.print(f"  {_marked(session, mark)}")
    if lacking := now.without_in_words(session.lang):
        session.print(lacking)
    if now.approvals:
        session.print(in_words(now.approvals.values(), session.lang))
    names = {who.employee_id: who.name for who in ahead.current.everybody} if ahead.current else {}
    for key, each in now.approvals.items():
        if each.state == "refused":
            session.print(f"  {key} {names.get(key, '')}: {each.why_not(session.lang)}", "yellow")


def _marked(session: Session, mark: Mark) -> str:
    """Return a mark in words."""
    day = dt.datetime.fromisoformat(mark.at).astimezone().date()
    fields = {"day": day, "author": mark.author, "action": mark.action, "reason": mark.reason}
    return session.word(f"status.mark.{mark.kind}", **fields)


def _list(session: Session, chosen: Sequence[Return]) -> None:
    if not chosen:
        session.say("status.nobody")
        return
    rows, styles = [], []
    for each in chosen:
        book = each.workbook
        late = f" {session.word('status.late')}" if each.late else ""
        state = each.said(session.lang) + late
        file = each.counts.submission.file if each.counts else ""
        kind = session.word(f"status.kind.{book.kind}")
        rows.append([kind, book.recipient_id, book.recipient, book.team, state, each.entries, file])
        styles.append("red" if each.late else _LOOKS.get(each.state, ""))
    columns = ("kind", "id", "recipient", "team", "state", "entries", "file")
    spare = [columns.index("file")]  # the texts for chasing name it, --csv and --json have it
    session.table([session.word(f"status.column.{key}") for key in columns], rows, styles=styles, spare=spare)


def _set_aside(session: Session, files: Sequence[Submission], project: Project, period: Period) -> None:
    """List the files set aside, each with its first reason."""
    if files:
        session.say("status.quarantine", "bold", folder=project.quarantine(period))
    for each in files:
        errors = [problem for problem in each.problems if problem.severity == "error"]
        _, what, mend = sentences(session.lang, errors[0])
        where = aside_in_words(project, period, each, session.lang)
        session.print(f"  {session.word('problems.message', where=where, what=what, mend=mend)}")


def _chase(session: Session, chosen: Sequence[Return]) -> None:
    if chosen:
        session.say("status.chasing", "bold")
    for each in chosen:
        email = each.workbook.email
        address = session.word("status.address", email=email) if email else ""
        session.say("status.to", "dim", name=each.workbook.recipient, address=address)
        session.print(each.chase)
        session.print()
