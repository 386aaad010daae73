"""`presales-xl demo`: three months of a sample company, told as they went."""

from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cycle.calibrating import calibration_book
from presales_xl.cycle.publishing.publish import LISTS, REPORT, STATEMENTS
from presales_xl.cycle.settling import payroll_files
from presales_xl.demo.demo import demo
from presales_xl.people.appraised import yuan


@command("demo", click.argument("folder", metavar="[DIR]", type=options.FILE, default="presales-demo"), options.force)
def make_demo(session: Session, folder: Path, force: bool) -> int:
    """Make the sample company and run its months."""
    made = demo(folder, session.lang, force=force, track=session.track)
    for month in made.months:
        collected, payroll = month.collected, month.payroll
        session.say(
            "demo.month",
            "bold",
            period=month.period,
            issued=len(month.generated.files),
            back=collected.workbooks,
            people=collected.people,
            complete=collected.complete,
            paid=yuan(payroll.payable),
            corrections=yuan(payroll.total("correction")),
        )
        for event in month.events:
            session.say(f"demo.event.{event.key}", **event.fields)
    code = session.tell(made.problems)
    last, project = made.months[-1].period, made.project
    results = project.results(last)
    session.say("demo.done", "bold green", people=made.months[-1].collected.people)
    places = {
        "project": project.folder,
        "outbox": project.outbox(last),
        "inbox": project.inbox(last),
        "quarantine": project.quarantine(made.months[1].period),
        "results": results / "results.xlsx",
        "calibration": results / calibration_book.FILE,
        "payroll": results / payroll_files.WORKBOOK,
        "statements": results / STATEMENTS,
        "lists": results / LISTS,
        "report": results / REPORT,
    }
    for key, place in places.items():
        session.print(f"  {session.word(f'demo.place.{key}')}: {place}")
    session.say("demo.cycles", "dim")
    return code
