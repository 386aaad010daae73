"""`presales-xl send`: shows who would get what, and with `--send` mails it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session, is_at_terminal, says_yes
from presales_xl.cycle.mailing.page_mail import prepare_pages
from presales_xl.cycle.mailing.send import Parcel, hand_over, in_words, only_to, prepare, send, to_hand_over
from presales_xl.cycle.publishing.pages import Page
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem

_COLUMNS = ("id", "recipient", "address", "file", "size", "password", "state")
_LOOKS = {"ready": "bold", "sent": "dim", "done": "green", "doubtful": "yellow", "held": "red"}


@command("send", options.period, *options.mailing, *options.acting)
def mail_workbooks(
    session: Session,
    period: Period,
    really: bool,
    by_hand: bool,
    only: Sequence[str],
    passwords: Mapping[str, str] | None,
    again: Sequence[str],
    project: Project,
) -> int:
    """Mail the workbooks, or note that they were sent by hand."""
    parcels = prepare(project, period, session.lang, table=passwords, again=again, track=session.track)
    return mail_parcels(session, project, period, parcels, really=really, by_hand=by_hand, only=only)


def mail_pages(
    session: Session,
    project: Project,
    period: Period,
    pages: Sequence[Page],
    *,
    really: bool,
    by_hand: bool,
    only: Sequence[str],
    passwords: Mapping[str, str] | None,
    again: Sequence[str],
) -> int:
    """Show which page would go to whom, or mail them; nothing without one of the options. Returns the exit code."""
    if not (really or by_hand or only or passwords or again):
        return 0
    parcels = prepare_pages(project, period, pages, session.lang, table=passwords, again=again, track=session.track)
    return mail_parcels(session, project, period, parcels, really=really, by_hand=by_hand, only=only)


def mail_parcels(
    session: Session,
    project: Project,
    period: Period,
    parcels: Sequence[Parcel],
    *,
    really: bool,
    by_hand: bool,
    only: Sequence[str],
) -> int:
    """Show who would get what, or mail it or note it as sent by hand, and show how it stands; returns the exit code.

    That is of all recipients or `only` of those with some ids. What is noted as sent by hand is listed first, and
    whoever sits at a terminal is asked whether it was. ProblemsError `send.unknown_recipient`.
    """
    parcels, failures = only_to(parcels, only), list[Problem]()
    if really:
        parcels, failures = send(project, period, parcels, session.lang, track=session.track)
    left = to_hand_over(parcels) if by_hand else []
    listed = [replace(each, state="ready", problems=()) if each in left else each for each in parcels]
    problems = [*(problem for parcel in listed for problem in parcel.problems), *failures]
    heads = [session.word(f"send.column.{key}") for key in _COLUMNS]
    rows = [_row(session, parcel) for parcel in listed]
    session.table(heads, rows, styles=[_LOOKS[parcel.state] for parcel in listed], right=[4])
    code = session.tell(problems)
    if by_hand and (not left or _were_sent(session, len(left))):
        session.say("send.handed_over", "bold green", count=len(hand_over(project, period, left)))
        return code
    dry = "send.dry_run" if project.settings.mail.is_set else "send.dry_run_by_hand"
    key = ("send.finished" if really else dry) if parcels else "send.nobody"
    session.say(key, "bold green" if code == 0 else "bold", counts=in_words(listed, session.lang))
    return code


def _were_sent(session: Session, count: int) -> bool:
    """Return whether somebody at a terminal says that what is listed was sent; elsewhere the option says so."""
    return not is_at_terminal() or says_yes(session.word("send.by_hand", count=count), session.lang)


def _row(session: Session, parcel: Parcel) -> list[str]:
    mailed = parcel.mailed
    size = session.word("send.size", kilobytes=-(-parcel.size // 1024)) if parcel.size else ""
    protected = session.word("send.yes" if parcel.password else "send.no")
    state = session.word(f"send.state.{parcel.state}")
    file = parcel.file.name or " ".join(name for name, _ in parcel.enclosed)
    return [mailed.recipient_id, mailed.recipient, parcel.address, file, size, protected, state]
