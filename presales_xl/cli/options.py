"""Arguments and options that several commands have; what they are is in `texts/commands.yaml`: `option.<name>`."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from presales_xl.scheme.errors import Place, fail

FILE = click.Path(path_type=Path)
_WORKBOOK = ".xlsx"
_BY = "presales_xl.by"


def period_of(_ctx: click.Context, _param: click.Parameter, written: str | None) -> Any:
    """Return the `Period` that is named, None for none; ProblemsError `period.unknown`."""
    from presales_xl.periods import period_written  # noqa: PLC0415 - `scheme list` needs no pydantic

    return None if written is None else period_written(written)


def _project(ctx: click.Context, _param: click.Parameter, folder: Path) -> Any:
    """Return the `Project` of a folder; ProblemsError where its settings are missing or wrong."""
    from presales_xl import project  # noqa: PLC0415 - as above

    return project.load(folder, ctx.meta.get(_BY, ""))


def _by(ctx: click.Context, _param: click.Parameter, name: str) -> None:
    """Keep who acts for the project."""
    ctx.meta[_BY] = name


def refuse_taken(design_file: Path, *, force: bool) -> None:
    """Raise ProblemsError for the name of a new design workbook that is no .xlsx or, without `force`, is there."""
    if design_file.suffix.casefold() != _WORKBOOK:
        expected = design_file.with_suffix(_WORKBOOK).name
        raise fail("design.not_xlsx", Place(file=str(design_file)), found=design_file.name, expected=expected)
    if design_file.exists() and not force:
        raise fail("design.taken", Place(file=str(design_file)))


def schemes(ctx: click.Context, _param: click.Parameter, typed: str) -> list[str]:
    """Return the ids of schemes that begin with what is typed."""
    from presales_xl.catalogue import files  # noqa: PLC0415 - only where a shell asks

    return [name for name in files(Path(ctx.params.get("project") or ".") / "schemes") if name.startswith(typed)]


def _passwords(_ctx: click.Context, _param: click.Parameter, file: Path | None) -> Any:
    """Return the passwords of a table for what is mailed, by recipient id; None without one."""
    from presales_xl.cycle.mailing.passwords import LEAST, read  # noqa: PLC0415 - only mails are put under passwords

    return None if file is None else read(file, LEAST)


def _cores(_ctx: click.Context, _param: click.Parameter, address: str) -> Any:
    """Return the `Cores` that work is handed to."""
    from presales_xl.cores import Cores  # noqa: PLC0415 - few commands have so much to do

    return Cores(scheduler=address)


def _dry_run(ctx: click.Context, _param: click.Parameter, is_dry: bool) -> bool:
    """Say beside the output that nothing will be written."""
    if is_dry:
        ctx.obj.complain(ctx.obj.word("status.dry_run"), "bold yellow")
    return is_dry


def _by_hand(ctx: click.Context, _param: click.Parameter, is_by_hand: bool) -> bool:
    if is_by_hand and ctx.params.get("really"):
        raise fail("send.both")
    return is_by_hand


def _day(_ctx: click.Context, _param: click.Parameter, written: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError:
        raise fail("publish.day", Place(field="--date"), found=written) from None


period = click.argument("period", metavar="PERIOD", callback=period_of)
of_period = click.option("--period", metavar="PERIOD", callback=period_of)
project = click.option("--project", metavar="DIR", type=FILE, default=".", callback=_project)
#: Who acts, of commands that write into the ledger; known before the project is loaded.
by = click.option("--by", metavar="NAME", default="", is_eager=True, expose_value=False, callback=_by)
reopen = click.option("--reopen", metavar="REASON", default="", callback=lambda _ctx, _param, reason: reason.strip())
day = click.option("--date", "published_on", metavar="YYYY-MM-DD", callback=_day)
really = click.option("--send", "really", is_flag=True, is_eager=True)
passwords = click.option("--passwords", metavar="FILE", type=FILE, callback=_passwords)
again = click.option("--again", metavar="ID", multiple=True)
only = click.option("--only", metavar="ID", multiple=True)
by_hand = click.option("--by-hand", "by_hand", is_flag=True, callback=_by_hand)
#: A Dask cluster instead of this computer's own processors.
cores = click.option("--scheduler", "cores", metavar="ADDRESS", default="", callback=_cores)
dry_run = click.option("--dry-run", "dry_run", is_flag=True, callback=_dry_run)
no_pdf = click.option("--no-pdf", "no_pdf", is_flag=True)
#: Of what is mailed, of commands that write into the ledger, and of those that may change what is relied on.
mailing = (really, by_hand, only, passwords, again)
acting = (by, project)
changing = (reopen, dry_run, *acting)
#: The folder of a project for commands that do without one: they look for the company's own schemes in it.
project_folder = click.option("--project", "project", metavar="DIR", type=FILE, default=".")
folder = click.argument("folder", metavar="DIR", type=FILE)
force = click.option("--force", is_flag=True)
scheme_id = click.argument("scheme_id", metavar="SCHEME", shell_complete=schemes)
inputs = click.argument("inputs", metavar="INPUTS", type=FILE)
detail = click.option("--detail", metavar="TABLE=FILE", multiple=True)
