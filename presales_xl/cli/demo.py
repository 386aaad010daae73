"""`presales-xl demo`: three months of a sample company, told as they went."""

from pathlib import Path

import typer

from presales_xl.cli.language import Command
from presales_xl.cli.options import Folder, Force, Lang, app, session_of
from presales_xl.cycle.calibrating.calibration_book import FILE as CALIBRATION
from presales_xl.cycle.publishing.publish import LISTS, REPORT, STATEMENTS
from presales_xl.cycle.settling.payroll import yuan
from presales_xl.cycle.settling.payroll_files import WORKBOOK as PAYROLL
from presales_xl.demo import demo as demonstrating
from presales_xl.texts import text


@app.command(cls=Command)
def demo(
    context: typer.Context,
    folder: Folder = Path("presales-demo"),
    force: Force = False,
    lang: Lang = None,
) -> int:
    """Make the sample company and run its months."""
    session = session_of(context)

    def tell(key: str, style: str = "", **fields: object) -> None:
        session.print(text(session.lang, f"demo.{key}", **fields), style)

    made = demonstrating.demo(folder, session.lang, force=force, track=session.track)
    for month in made.months:
        collected, payroll = month.collected, month.payroll
        tell(
            "month",
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
            session.print(text(session.lang, f"demo.event.{event.key}", **event.fields))
    code = session.tell(made.problems)
    last, project = made.months[-1].period, made.project
    results = project.results(last)
    tell("done", "bold green", people=made.months[-1].collected.people)
    places = {
        "project": project.folder,
        "outbox": project.outbox(last),
        "inbox": project.inbox(last),
        "quarantine": project.quarantine(made.months[1].period),
        "results": results / "results.xlsx",
        "calibration": results / CALIBRATION,
        "payroll": results / PAYROLL,
        "statements": results / STATEMENTS,
        "lists": results / LISTS,
        "report": results / REPORT,
    }
    for key, place in places.items():
        session.print(f"  {text(session.lang, f'demo.place.{key}')}: {place}")
    tell("cycles", "dim")
    return code
