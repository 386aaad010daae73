"""`presales-xl approve`: results go to one above before they are paid and published."""

from collections.abc import Mapping, Sequence

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.send import mail_parcels
from presales_xl.cycle.approving import approve
from presales_xl.cycle.approving.approvals import in_words
from presales_xl.cycle.mailing.page_mail import prepare_pages
from presales_xl.periods import Period
from presales_xl.project import Project


@command(
    "approve",
    options.period,
    click.argument("approved_id", metavar="[EMPLOYEE]", required=False),
    click.option("--approved/--refused", "approved", default=None),
    click.option("--reason", "approval_reason", metavar="TEXT", default=""),
    *options.mailing,
    *options.changing,
)
def approve_results(
    session: Session,
    period: Period,
    approved_id: str | None,
    approved: bool | None,
    approval_reason: str,
    really: bool,
    by_hand: bool,
    only: Sequence[str],
    passwords: Mapping[str, str] | None,
    again: Sequence[str],
    reopen: str,
    dry_run: bool,
    project: Project,
) -> int:
    """Write the forms for approving, or record what an approver said of somebody."""
    if approved_id is not None or approved is not None or approval_reason:
        now = approve.decide(
            project,
            period,
            approved_id or "",
            approved=approved,
            reason=approval_reason,
            lang=session.lang,
            reopen=reopen,
            dry_run=dry_run,
        )
        session.say("approval.decided", "bold green", id=approved_id, state=now.why_not(session.lang))
        return 0
    asked = approve.ask(project, period, session.lang, recipients=[*only, *again], dry_run=dry_run)
    code = session.tell(asked.problems)
    session.print(in_words(asked.known.values(), session.lang, asked.in_vain.values()), "bold")
    for form in asked.forms:
        publication = form.now
        fields = {
            "approver": publication.name,
            "count": len(publication.facts["people"]),
            "revision": publication.revision,
        }
        session.say(
            f"approval.form{'' if publication.id in asked.new else '_same'}", due=publication.answer_by, **fields
        )
        if not dry_run:
            session.print(f"  {form.file}")
    if not asked.forms:
        session.say("approval.nothing")
    elif not dry_run:
        session.say("approval.next", period=period)
    if dry_run or not (really or by_hand or only or passwords or again):
        return code
    parcels = prepare_pages(
        project, period, asked.forms, session.lang, table=passwords, again=again, track=session.track
    )
    return max(code, mail_parcels(session, project, period, parcels, really=really, by_hand=by_hand, only=only))
