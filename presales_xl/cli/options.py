"""The command line's own parts: the application, its groups, and the words and options that commands share.

Each module beside this one adds its commands; their help is in `texts/commands.yaml`: `help.<command>` and
`option.<parameter>`.
"""

from pathlib import Path
from typing import Annotated

import typer

from presales_xl.cli.console import Session
from presales_xl.cli.language import Group

app = typer.Typer(cls=Group, no_args_is_help=True, add_completion=False, rich_markup_mode="rich")

Lang = Annotated[str | None, typer.Option("--lang", metavar="zh-CN|en")]
Folder = Annotated[Path, typer.Argument(metavar="DIR")]
ProjectFolder = Annotated[Path, typer.Option("--project", metavar="DIR")]
Period = Annotated[str, typer.Argument(metavar="PERIOD")]
OfPeriod = Annotated[str | None, typer.Option("--period", metavar="PERIOD")]
SchemeId = Annotated[str, typer.Argument(metavar="SCHEME")]
Inputs = Annotated[Path, typer.Argument(metavar="INPUTS")]
Details = Annotated[list[str] | None, typer.Option("--detail", metavar="TABLE=FILE")]
Force = Annotated[bool, typer.Option("--force")]
HERE = Path()


def group(name: str) -> typer.Typer:
    """Return a new group of commands, which is a command of the application."""
    made = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode="rich")
    made.callback()(_options_of_group)
    app.add_typer(made, name=name)
    return made


def _options_of_group(lang: Lang = None) -> None:
    """Hold the options that stand before a command of a group."""


schemes = group("scheme")
addins = group("addin")


def session_of(context: typer.Context) -> Session:
    """Return what the command says things with."""
    found = context.obj
    if not isinstance(found, Session):
        raise TypeError("commands run through presales_xl.cli.main")
    return found
