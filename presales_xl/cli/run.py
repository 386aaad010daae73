"""Starts a command in the user's language and turns every failure that a user can mend into a message."""

import logging
import sys
from collections.abc import Sequence
from difflib import get_close_matches

import typer

from presales_xl.cli import addin as _addin  # noqa: F401 - registers its commands
from presales_xl.cli import addin_install as _addin_install  # noqa: F401
from presales_xl.cli import appeal as _appeal  # noqa: F401
from presales_xl.cli import calibrate as _calibrate  # noqa: F401
from presales_xl.cli import collect as _collect  # noqa: F401
from presales_xl.cli import commands as _commands  # noqa: F401
from presales_xl.cli import demo as _demo  # noqa: F401
from presales_xl.cli import ledger as _ledger  # noqa: F401
from presales_xl.cli import publish as _publish  # noqa: F401
from presales_xl.cli import run_command as _run_command  # noqa: F401
from presales_xl.cli import send as _send  # noqa: F401
from presales_xl.cli import settle as _settle  # noqa: F401
from presales_xl.cli import status as _status  # noqa: F401
from presales_xl.cli.console import INTERNAL, Session
from presales_xl.cli.language import chosen, translated
from presales_xl.cli.options import app
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import catalogue

NAME = "presales-xl"
FAILED, MISUSED, STOPPED = 1, 2, 130
#: What the command line's library raises for a command that is not well written; it has no public name of its own.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def main(args: Sequence[str] | None = None) -> None:
    """Run a command and leave by SystemExit: 0 done, 1 something is wrong with the user's data, 2 misuse.

    70 is a mistake in the program itself, told with its traceback. `args` are the words after the program's name, by
    default those of the process.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console with an old code page shows ? for what it lacks
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if args is None else args)
    sys.exit(_run(words))


def _run(words: list[str]) -> int:
    lang, wrong = chosen(words)
    session = Session(lang)
    if wrong is not None:
        return session.tell([wrong])
    command = translated(typer.main.get_command(app), lang)
    try:
        code = command.main(args=words, prog_name=NAME, standalone_mode=False, obj=session)
    except ProblemsError as error:
        return session.tell(error.problems) or FAILED
    except _UsageError as error:
        return _misused(session, error)
    except (typer.Abort, KeyboardInterrupt):
        session.complain("stopped")
        return STOPPED
    except OSError as error:  # no folder, no permission, no room
        fields = {"reason": error.strerror or str(error)}
        return session.tell([Problem("file.unwritable", Place(file=str(error.filename or "")), fields)])
    except Exception:
        logging.getLogger(__name__).exception(" ".join([NAME, *words]))
        session.complain("internal")
        return INTERNAL
    return int(code or 0)


def _misused(session: Session, error: Exception) -> int:
    """Tell how a command was miswritten, and where its usage stands."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":  # the help was shown
        return MISUSED
    context = getattr(error, "ctx", None)
    message = str(getattr(error, "message", error))
    close: Sequence[str] = getattr(error, "possibilities", None) or []
    name = str(getattr(error, "option_name", ""))
    parameter = getattr(error, "param", None)
    if kind == "MissingParameter" and parameter is not None:
        name = str(parameter.metavar or parameter.name)
    elif message.startswith("No such command"):
        kind = "NoSuchCommand"
        name = message.split("'")[1] if "'" in message else message
        close = get_close_matches(name, getattr(context.command, "commands", {}) if context else {})
    code = kind if f"commands.usage.{kind}" in catalogue() else "other"
    session.misused(code, context.command_path if context else NAME, close, name=name, message=message)
    return MISUSED
