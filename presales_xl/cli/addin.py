"""`presales-xl addin install | uninstall | doctor | build | bundle`: the Excel add-in."""

from pathlib import Path

import click

from presales_xl.addin import bundle, installation
from presales_xl.addin.addin_file import write
from presales_xl.addin.doctor import findings
from presales_xl.addin.places import NAME, Places, places_here
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.scheme.errors import fail

_MARKS = {"ok": ("✓", "green"), "wrong": ("✗", "bold red"), "unknown": ("?", "yellow")}


@command("install")
def install_addin(session: Session) -> int:
    """Install the add-in for this user."""
    return install_at(session, _places())


@command("uninstall")
def uninstall_addin(session: Session) -> int:
    """Undo what `install` did."""
    return uninstall_at(session, _places())


@command("doctor")
def diagnose(session: Session) -> int:
    """Say what is right and what is wrong."""
    return doctor_at(session, places_here())


@command("build", click.option("--output", "-o", "addin_file", metavar="FILE", type=options.FILE, default=NAME))
def build_addin(session: Session, addin_file: Path) -> int:
    """Write the add-in file."""
    write(addin_file, session.lang)
    session.say("commands.done.addin_build", "bold green", file=addin_file)
    return 0


@command(
    "bundle",
    click.option("--python", "embeddable", metavar="ZIP", type=options.FILE, required=True),
    click.option("--wheels", metavar="FOLDER", type=options.FILE),
    click.option("--pdf", "with_pdf", is_flag=True),
    click.option("--postgresql", "with_postgresql", is_flag=True),
    click.option("--output", "-o", "bundle_file", metavar="FILE", type=options.FILE, required=True),
)
def bundle_addin(
    session: Session,
    embeddable: Path,
    wheels: Path | None,
    with_pdf: bool,
    with_postgresql: bool,
    bundle_file: Path,
) -> int:
    """Write a folder for Windows that needs no Python, with the help pages, which a checkout builds."""
    session.say("addin_install.bundle.begun")
    extras = [extra for extra, is_wanted in (("pdf", with_pdf), ("postgresql", with_postgresql)) if is_wanted]
    count = bundle.write(bundle_file, embeddable, session.lang, extras=extras, wheels=wheels)
    session.say("commands.done.addin_bundle", "bold green", file=bundle_file, count=count)
    return 0


def install_at(session: Session, places: Places) -> int:
    """Install at these places and say what was written."""
    done = installation.install(places, session.lang)
    session.say(f"addin_install.{'installed' if done.written else 'already'}", "bold green", file=places.addin)
    _list(session, "written", done.written)
    _list(session, "left", done.left)
    if done.written:
        session.say(f"addin_install.next_{places.system}")
    return 0


def uninstall_at(session: Session, places: Places) -> int:
    """Uninstall at these places and say what was removed, put back or left."""
    done = installation.uninstall(places)
    touched = done.removed or done.restored or done.left
    session.say(f"addin_install.{'uninstalled' if touched else 'nothing'}", "bold green")
    for key, files in (("removed", done.removed), ("restored", done.restored), ("left", done.left)):
        _list(session, key, files)
    if not touched and places.addin.exists():
        session.say("addin_install.not_ours", "yellow", file=places.addin)
    return 0


def doctor_at(session: Session, places: Places | None) -> int:
    """List every finding; 1 when something is wrong."""
    points = findings(places)
    for finding in points:
        mark, style = _MARKS[finding.state]
        session.print(f"{mark} {finding.words(session.lang)}", style)
    wrong = sum(finding.state == "wrong" for finding in points)
    session.say("addin_install.verdict" if wrong else "addin_install.healthy", count=wrong)
    return 1 if wrong else 0


def _places() -> Places:
    places = places_here()
    if places is None:
        raise fail("addin_install.no_excel")
    return places


def _list(session: Session, key: str, files: list[Path]) -> None:
    for file in files:
        session.print(f"  {session.word(f'addin_install.{key}', file=file)}")
