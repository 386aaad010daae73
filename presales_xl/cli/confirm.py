"""`presales-xl confirm`: a doubted entry is right."""

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cycle.collecting.confirm import confirm
from presales_xl.people.questions import SHOWN
from presales_xl.periods import Period
from presales_xl.project import Project


@command(
    "confirm",
    options.period,
    click.argument("employee", metavar="EMPLOYEE"),
    click.argument("input_id", metavar="INPUT"),
    click.option("--reason", metavar="TEXT", default=""),
    *options.changing,
)
def confirm_entry(
    session: Session,
    period: Period,
    employee: str,
    input_id: str,
    reason: str,
    reopen: str,
    dry_run: bool,
    project: Project,
) -> int:
    """Record that a doubted entry is right."""
    said, question = confirm(
        project, period, employee, input_id, reason=reason, lang=session.lang, reopen=reopen, dry_run=dry_run
    )
    key = "collecting.confirmed_shown" if said.column == SHOWN else "collecting.confirmed"
    session.say(key, "bold green", **{**question.fields, "id": said.employee_id})
    return 0
