"""`presales-xl scheme list`: the schemes with id, name, period and number of indicators."""

import json
from pathlib import Path

import click

from presales_xl.catalogue import listing
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session


@command("list", click.option("--json", "as_json", is_flag=True), options.project_folder)
def list_schemes(session: Session, as_json: bool, project: Path) -> int:
    """List the schemes, for people or for a program; files that are wrong are told of."""
    entries, problems = listing(project / "schemes")
    if as_json:
        click.echo(json.dumps([entry._asdict() for entry in entries], ensure_ascii=False, indent=2))
        return session.tell(problems)
    rows = []
    has_versions = any(entry.versions for entry in entries)
    for entry in entries:
        own = session.word("commands.show.own") if entry.own else ""
        cycles = " / ".join(session.word(f"commands.cycle.{cycle}") for cycle in entry.cycles)
        row = (entry.id, entry.name[session.lang] + own, cycles, str(entry.indicators))
        starts = session.word("page.join").join(entry.versions)
        rows.append((*row, starts) if has_versions else row)
    keys = ["id", "name", "cycles", "indicators", *(["versions"] if has_versions else [])]
    heads = [session.word(f"commands.show.{key}") for key in keys]
    session.table(heads, rows, right=[3], whole=[0])
    return session.tell(problems)
