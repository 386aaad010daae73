"""Starts a command in the user's language and turns every failure that a user can mend into a message."""

import codecs
import gc
import json
import logging
import os
import sys
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

import click
import platformdirs

from presales_xl import __version__
from presales_xl.cli.command import PROGRAM, CommandGroup, SurplusError
from presales_xl.cli.console import FAILED, INTERNAL, MISUSED, STOPPED, Session
from presales_xl.files import decoded, folder_above
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import Lang, NotBuiltError, language

VARIABLE = "PRESALES_XL_LANG"
_NEAREST = "presales_xl.nearest"
#: What stands for a sign that a code page lacks, the first of these that it has.
_INSTEAD = {"✓": "√+", "✗": "×x", "›": ">"}
#: How rarely Python looks for cycles (see `gc.set_threshold`). What is known of people stays until the end and is in
#: none: by default a tenth of publishing and a sixth of collecting is looking through it again and again.
CYCLES = 50_000, 20, 20


def main(args: Sequence[str] | None = None) -> None:
    """Run a command and leave by SystemExit: 0 done, 1 something is wrong with the user's data, 2 misuse.

    70 is a mistake in the program itself, 130 that the user stopped it. `args` are the words after the program's name,
    by default those of the process.
    """
    gc.set_threshold(*CYCLES)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NEAREST)
    words = list(sys.argv[1:] if args is None else args)
    try:
        code = _run(words)
    except NotBuiltError as error:  # no message of ours can be had
        click.echo(error, err=True)
        code = INTERNAL
    sys.exit(code)


def root() -> CommandGroup:
    """Return the program as a command, which holds all others."""
    program = CommandGroup(PROGRAM)
    return click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")(program)


def _nearest(error: UnicodeError) -> tuple[str | bytes, int]:
    """Return what an old code page (of output that goes into a file on Windows) shows for what it lacks, ? at last."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    page = error.encoding.replace("charmap", "ascii")  # what Python calls every code page of one byte
    known = _INSTEAD.get(error.object[error.start], "")
    return next((sign for sign in known if sign.encode(page, "ignore")), "?"), error.start + 1


codecs.register_error(_NEAREST, _nearest)


def _run(words: list[str]) -> int:
    lang, wrong = _language_of(words)
    session = Session(lang)
    if wrong is not None:
        return session.tell([wrong])
    log = _log()
    try:
        code = root().main(args=words, prog_name=PROGRAM, standalone_mode=False, obj=session)
    except ProblemsError as error:
        return _failed(session, words, error.problems)
    except click.UsageError as error:
        return _misused(session, error)
    except (click.Abort, KeyboardInterrupt):
        session.complain(session.word("commands.stopped"))
        return STOPPED
    except OSError as error:  # no folder, no permission, no room; the log tells where, should it be our own mistake
        logging.getLogger(__name__).warning("%s %s %s", PROGRAM, __version__, _named(words), exc_info=True)
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unwritable"
        fields = {"reason": error.strerror or str(error)}
        return _failed(session, words, [Problem(code, Place(file=str(error.filename or "")), fields)])
    except Exception:  # whatever the program did not foresee
        logging.getLogger(__name__).exception("%s %s %s", PROGRAM, __version__, _named(words))
        session.complain(session.word("commands.internal", file=log))
        return INTERNAL
    if code == INTERNAL:  # the command went on without what it could not do
        session.complain(session.word("commands.internal", file=log))
    return int(code or 0)


def _failed(session: Session, words: Sequence[str], problems: Sequence[Problem]) -> int:
    """Tell why a command could not be carried out, as JSON too to whoever reads that, and return the exit code."""
    if "--json" in words:
        said = {"problems": [session.as_json(problem) for problem in problems]}
        session.print(json.dumps(said, ensure_ascii=False, indent=1))
    return session.tell(problems) or FAILED


def _named(words: Sequence[str]) -> str:
    """Return a command line as the log may hold it: commands and options, no values, one of which may be a password."""
    program = root()
    commands = program.list_commands(click.Context(program, info_name=PROGRAM))

    def named(word: str) -> str:
        if word.startswith("-"):
            return word.partition("=")[0] if word.startswith("--") else word[:2]
        return word if word in commands else "…"

    return " ".join(map(named, words))


def _misused(session: Session, error: click.UsageError) -> int:
    """Tell on stderr how a command was miswritten, and where its usage stands."""
    name, expected, close, code = "", "", [], type(error).__name__
    match error:
        case click.MissingParameter(param=click.Parameter() as part):
            name = part.metavar or str(part.name)
        case click.BadParameter(param=click.Parameter() as part):
            name = part.opts[0] if isinstance(part, click.Option) else str(part.name).upper()
            expected = _expected(part)
        case click.NoSuchOption(option_name=name, possibilities=possible):
            close = possible or []
        case click.NoSuchCommand(command_name=name, ctx=click.Context(command=CommandGroup() as group) as ctx):
            close = get_close_matches(name, group.list_commands(ctx))
        case click.BadOptionUsage(option_name=name, ctx=click.Context() as ctx) if _is_flag(ctx, name):
            code = "flag"
        case click.BadOptionUsage(option_name=name):
            pass
        case SurplusError():
            pass
        case _:
            code = "other"
    command = error.ctx.command_path if error.ctx else PROGRAM
    parts = [session.word(f"commands.usage.{code}", name=name, expected=expected, message=error.message)]
    if close:
        names = session.word("problems.comma").join(close)
        parts.append(session.word("commands.usage.close", names=names))
    parts.append(session.word("commands.usage.help", command=command))
    severity = session.word("commands.severity.error")
    session.complain(session.word("commands.message", severity=severity, message=" ".join(parts)))
    return MISUSED


def _is_flag(ctx: click.Context, name: str) -> bool:
    """Return whether an option of a command has no value."""
    options = (part for part in ctx.command.get_params(ctx) if isinstance(part, click.Option))
    return any(part.is_flag and name in (*part.opts, *part.secondary_opts) for part in options)


def _expected(part: click.Parameter) -> str:
    """Return how a value is written: as what, and from which number on."""
    least = part.type.min if isinstance(part.type, click.IntRange | click.FloatRange) else None
    written = (part.metavar or "").strip("[]")
    return f"{written} ≥ {least:g}" if least is not None else written


def _log() -> Path:
    """Return the file that mistakes of the program itself are written to, with their traceback."""
    file = platformdirs.user_log_path(PROGRAM, appauthor=False) / "errors.log"
    logger = logging.getLogger("presales_xl")
    if not logger.handlers:
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
        handler = _Log(file, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(handler)
    return file


class _Log(logging.FileHandler):
    """A file of mistakes; where it cannot be written, they are seen on stderr, and the exit code stays theirs."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        try:
            super().emit(record)
        except OSError:
            logging.StreamHandler().emit(record)


def _language_of(words: Sequence[str]) -> tuple[Lang, Problem | None]:
    """Return the language of a command line, and a problem when it names one that we do not have.

    It is that of `--lang`, else of the project's `presales.toml` (of `run` that in which its workbook lies), else of
    PRESALES_XL_LANG, else Chinese.
    """
    default = _of_project(words) or language(os.environ.get(VARIABLE, "")) or "zh"
    code = _option(words, "--lang")
    if code is None:
        return default, None
    lang = language(code)
    wrong = Problem("project.value", Place(field="--lang"), {"found": code, "expected": "zh-CN / en"})
    return lang or default, None if lang else wrong


def _option(words: Sequence[str], name: str) -> str | None:
    """Return the value of an option, None when it is not there."""
    for place, word in enumerate(words):
        if word == name:
            return words[place + 1] if place + 1 < len(words) else None
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _project_of_run(words: Sequence[str], name: str) -> Path | None:
    """Return the folder of the project that the workbook of `run` lies in: its buttons take all else from there."""
    files = (Path(word).absolute() for word in words[1:] if words[0] == "run")
    return next((found for file in files if file.is_file() and (found := folder_above(file, name))), None)


def _of_project(words: Sequence[str]) -> Lang | None:
    """Return the language that a project's settings name; whatever else is wrong with them, the command tells."""
    name = "presales.toml"  # `settings.FILE`, without its pydantic
    given = _option(words, "--project")
    file = Path(given or _project_of_run(words, name) or ".") / name
    try:
        return language(str(tomllib.loads(decoded(file)).get("lang", "zh"))) if file.is_file() else None
    except (ProblemsError, tomllib.TOMLDecodeError, OSError):
        return None
