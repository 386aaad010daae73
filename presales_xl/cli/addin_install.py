"""`presales-xl addin install | uninstall | doctor`."""

from pathlib import Path

import typer

from presales_xl.addin import installation
from presales_xl.addin.doctor import findings
from presales_xl.addin.places import Places, places_here
from presales_xl.cli.console import Session
from presales_xl.cli.language import Command
from presales_xl.cli.options import Lang, addins, session_of
from presales_xl.scheme.errors import fail
from presales_xl.texts import text

_MARKS = {"ok": ("✓", "green"), "wrong": ("✗", "bold red"), "unknown": ("?", "yellow")}


@addins.command("install", cls=Command)
def install(context: typer.Context, lang: Lang = None) -> int:
    """Install the add-in for this user."""
    return install_at(session_of(context), _places())


@addins.command("uninstall", cls=Command)
def uninstall(context: typer.Context, lang: Lang = None) -> int:
    """Undo what `install` did."""
    return uninstall_at(session_of(context), _places())


@addins.command("doctor", cls=Command)
def doctor(context: typer.Context, lang: Lang = None) -> int:
    """Say what is right and what is wrong."""
    return doctor_at(session_of(context), places_here())


def install_at(session: Session, places: Places) -> int:
    """Install at these places and say what was written."""
    done = installation.install(places, session.lang)
    key = "installed" if done.written else "already"
    session.print(text(session.lang, f"addin_install.{key}", file=places.addin), "bold green")
    _list(session, "written", done.written)
    _list(session, "left", done.left)
    if done.written:
        session.print(text(session.lang, f"addin_install.next_{places.system}"))
    return 0


def uninstall_at(session: Session, places: Places) -> int:
    """Uninstall at these places and say what was removed, put back or left."""
    done = installation.uninstall(places)
    touched = done.removed or done.restored or done.left
    session.print(text(session.lang, f"addin_install.{'uninstalled' if touched else 'nothing'}"), "bold green")
    for key, files in (("removed", done.removed), ("restored", done.restored), ("left", done.left)):
        _list(session, key, files)
    if not touched and places.addin.exists():
        session.print(text(session.lang, "addin_install.not_ours", file=places.addin), "yellow")
    return 0


def doctor_at(session: Session, places: Places | None) -> int:
    """List every finding; 1 when something is wrong."""
    points = findings(places)
    for finding in points:
        mark, style = _MARKS[finding.state]
        session.print(f"{mark} {finding.words(session.lang)}", style)
    wrong = sum(finding.state == "wrong" for finding in points)
    session.print(text(session.lang, "addin_install.verdict" if wrong else "addin_install.healthy", count=wrong))
    return 1 if wrong else 0


def _places() -> Places:
    places = places_here()
    if places is None:
        raise fail("addin_install.no_excel")
    return places


def _list(session: Session, key: str, files: list[Path]) -> None:
    for file in files:
        session.print(f"  {text(session.lang, f'addin_install.{key}', file=file)}")
