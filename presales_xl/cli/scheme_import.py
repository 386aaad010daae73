"""`presales-xl scheme import`: the form that a company uses today as the draft of a scheme."""

from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.design.imported.form_draft import import_form
from presales_xl.files import pasted


@command(
    "import",
    click.argument("form_file", metavar="FORM", type=options.FILE),
    click.option("--output", "-o", "design_file", metavar="FILE.xlsx", type=options.FILE, required=True),
    click.option("--sheet", "form_sheet", metavar="NAME", default=""),
    options.force,
)
def import_scheme(session: Session, form_file: Path, design_file: Path, form_sheet: str, force: bool) -> int:
    """Write the draft of a scheme that a form makes."""
    options.refuse_taken(design_file, force=force)
    made = import_form(form_file, design_file, session.lang, form_sheet)
    session.say("commands.done.import", "bold green", file=design_file, **made.counts())
    session.say("commands.done.import_words", count=made.open_words())
    if made.plan is None:
        session.say("commands.done.import_no_trial")
    elif made.rated:
        session.say("commands.done.import_rated", names=session.word("design.and").join(made.rated))
    session.say("commands.done.import_next", file=pasted(design_file))
    return 0
