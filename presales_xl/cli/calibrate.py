"""`presales-xl calibrate`: write the calibration workbook, or record what came back in it."""

from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show_reopened
from presales_xl.cycle.calibrating import calibrate
from presales_xl.periods import Period
from presales_xl.project import Project


@command(
    "calibrate",
    options.period,
    click.argument("calibration_file", metavar="[FILE]", type=options.FILE, required=False),
    click.option("--read", is_flag=True),
    click.option("--incomplete", metavar="REASON", default="", callback=lambda _ctx, _param, reason: reason.strip()),
    *options.changing,
)
def calibrate_grades(
    session: Session,
    period: Period,
    calibration_file: Path | None,
    read: bool,
    incomplete: str,
    reopen: str,
    dry_run: bool,
    project: Project,
) -> int:
    """Write the calibration workbook; with a file or --read, record its grades."""
    if read or dry_run or calibration_file is not None:
        recorded = calibrate.read(
            project,
            period,
            session.lang,
            file=calibration_file,
            incomplete=incomplete,
            reopen=reopen,
            dry_run=dry_run,
        )
        code = session.tell(recorded.problems)
        show_reopened(session, recorded.affected)
        session.print(recorded.in_words(session.lang), "bold green")
        return code
    made = calibrate.write(project, period, session.lang)
    session.tell(made.problems)
    session.say("calibration.done.written", "bold green", file=made.file, people=made.people, pools=made.pools)
    if made.carried:
        session.say("calibration.done.carried", count=made.carried)
    session.say("calibration.done.next", period=period)
    return 0
