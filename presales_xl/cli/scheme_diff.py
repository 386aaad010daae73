"""`presales-xl scheme diff`: what differs between two schemes, in sentences."""

from pathlib import Path

import click

from presales_xl import catalogue, project
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.scheme_difference import differences
from presales_xl.design.designbook.adoption import plan_of
from presales_xl.design.designbook.design_reader import read
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import Period, period_written
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import by_days
from presales_xl.scheme.errors import NoProjectError, TooEarlyError, fail

_LOOKS = {"new": "green", "gone": "red"}


@command(
    "diff",
    click.argument("before", metavar="BEFORE", shell_complete=options.schemes),
    click.argument("after", metavar="AFTER", shell_complete=options.schemes),
    options.project_folder,
)
def compare_schemes(session: Session, before: str, after: str, project: Path) -> int:
    """Tell what differs between two schemes."""
    plans = [_plan(name, project) for name in (before, after)]
    if any(plan.scheme.by_days for plan in plans):  # by the dates of a roster, which a scheme's file knows nothing of
        plans = [plan if plan.scheme.by_days else by_days(plan) for plan in plans]
    found = differences(plans[0], plans[1], session.lang)
    names = [f"{plan.scheme.name[session.lang]} ({name})" for plan, name in zip(plans, (before, after), strict=True)]
    if not found:
        session.say("difference.none", "bold green", before=names[0], after=names[1])
        return 0
    session.say("difference.title", "bold cyan", before=names[0], after=names[1], count=len(found))
    for block in dict.fromkeys(each.block for each in found):
        session.print()
        session.say(f"difference.block.{block}", "bold")
        for each in (each for each in found if each.block == block):
            session.print(f"  {each.in_words(session.lang)}", _LOOKS.get(each.kind, ""))
    return 0


def _is_of_period(name: str) -> bool:
    """Whether a name is `ID@PERIOD`, a scheme as it was issued for a period, or would be."""
    return "@" in name and not Path(name).is_file()


def _plan(name: str, folder: Path) -> Plan:
    """Return the scheme that is named: by its id, by a file, a design among them, or as `ID@PERIOD`."""
    file = Path(name)
    if file.suffix == ".yaml":
        return catalogue.load_file(file)
    if file.suffix.casefold() == ".xlsx":
        return plan_of(read(file))
    scheme_id, _, period = name.partition("@")
    if not _is_of_period(name):
        return catalogue.load(name, folder / "schemes")
    when = period_written(period)
    issued = _issued(folder, when)
    if scheme_id in issued:
        return issued[scheme_id]
    if not issued and scheme_id in catalogue.files(folder / "schemes"):
        return catalogue.load(scheme_id, folder / "schemes", period=when, whole=True)
    raise fail("difference.not_issued", found=scheme_id, period=when.text, known=sorted(issued) or ["—"])


def _issued(folder: Path, when: Period) -> dict[str, Plan]:
    """Return the schemes that were issued for a period, by id; none where there is no ledger yet."""
    try:
        ledger = Ledger.open(project.load(folder).ledger, create=False)
    except (NoProjectError, TooEarlyError):
        return {}
    with ledger.reading() as reading:
        return issuing.schemes_of(reading, when.text)
