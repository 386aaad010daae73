"""What all commands have in common: they are found by their help, and tell it in the user's language.

`help` in `workbook_templates/texts/commands.yaml` lists the commands in the order of a month; `scheme_list` there is
the command `scheme list`. Its code is in `cli/scheme_list.py`; a group's commands may share a module instead, as
`cli/ledger.py`. It is imported when the command is named, so that no command pays for what another one needs.
"""

import importlib
import importlib.util
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from unicodedata import east_asian_width

import click

from presales_xl.cli.console import MISUSED
from presales_xl.texts import Lang, all_texts, text

PROGRAM = "presales-xl"
_Function = Callable[..., Any]


class SurplusError(click.UsageError):
    """A command line has more words than its command takes: these."""

    def __init__(self, words: Sequence[str], ctx: click.Context) -> None:
        super().__init__(" ".join(words), ctx)


class Command(click.Command):
    """A command with the option `--lang` and its help in the user's language."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.params.append(click.Option(["--lang"], metavar="zh-CN|en", expose_value=False))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take apart the words of a command line; SurplusError where they are too many."""
        takes_more, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            left = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # of options the parser does not say whose they are
            raise
        if left and not takes_more:
            raise SurplusError(left, ctx)
        return left

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write usage, what the command does, an example that can be pasted, arguments and options."""
        lang, key = ctx.obj.lang, key_of(ctx)
        usage = f"{ctx.command_path} {' '.join(self.collect_usage_pieces(ctx))}"
        formatter.write("\n".join(_listed([(_word(lang, "panel.usage"), usage)], formatter.width, indent=0)) + "\n\n")
        for paragraph in _word(lang, f"help.{key}.about").strip().split("\n\n"):
            lines = wrapped(" ".join(paragraph.split("\n")), formatter.width - 2)
            formatter.write("".join(f"  {line}\n" for line in lines) + "\n")
        formatter.write(f"  {_word(lang, 'panel.example')}\n    {_word(lang, f'help.{key}.example')}\n")
        parts = self.get_params(ctx)
        arguments = [(_spelled(part), _about(part, lang)) for part in parts if isinstance(part, click.Argument)]
        options = [(_spelled(part), _about(part, lang)) for part in parts if isinstance(part, click.Option)]
        for title, rows in (("arguments", arguments), ("options", options), ("commands", self.commands_of(ctx))):
            if rows:
                formatter.write(f"\n{click.style(_word(lang, f'panel.{title}'), bold=True)}\n")
                formatter.write("\n".join(_listed(rows, formatter.width)) + "\n")

    def commands_of(self, _ctx: click.Context) -> list[tuple[str, str]]:
        """Return the commands of a group, each with what it does."""
        return []

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Return what may follow, options with their help."""
        for part in self.get_params(ctx):
            if isinstance(part, click.Option):
                part.help = _about(part, ctx.obj.lang)
        return super().shell_complete(ctx, incomplete)


def command(name: str, *parameters: Callable[[_Function], _Function]) -> Callable[[_Function], Command]:
    """Return what makes a command of a function, with these arguments and options in the order of its help.

    The function gets the `Session`, and each argument and option by its name; it returns the exit code.
    """

    def made(function: _Function) -> Command:
        of_session: _Function = click.pass_obj(function)
        for parameter in reversed(parameters):
            of_session = parameter(of_session)
        return click.command(name, cls=Command)(of_session)

    return made


class CommandGroup(Command, click.Group):
    """A group of commands, which are those that have help; called alone it shows its own."""

    def __init__(self, name: str) -> None:
        super().__init__(name, invoke_without_command=True, callback=_show_help, subcommand_metavar="COMMAND [ARGS]...")

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of a month."""
        names = [key.removeprefix(_prefix(ctx)) for key in _keys() if key.startswith(_prefix(ctx))]
        return [name for name in names if name != PROGRAM and "_" not in name]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported now; None when there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        key = f"{_prefix(ctx)}{cmd_name}"
        if any(other.startswith(f"{key}_") for other in _keys()):
            return CommandGroup(cmd_name)
        names = [f"{__package__}.{name.replace('-', '_')}" for name in (key, key_of(ctx))]
        module = importlib.import_module(next(filter(importlib.util.find_spec, names)))
        commands = (value for value in vars(module).values() if isinstance(value, Command))
        return next(command for command in commands if command.name == cmd_name)

    def commands_of(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return the commands, each with what it does; none is imported for it."""
        lang, prefix = ctx.obj.lang, _prefix(ctx)
        return [(name, _word(lang, f"help.{prefix}{name}.short")) for name in self.list_commands(ctx)]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Return the commands and options that may follow, with their help."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only where a shell asks

        commands = [CompletionItem(name, help=about) for name, about in self.commands_of(ctx)]
        matching = [item for item in commands if item.value.startswith(incomplete)]
        return [*matching, *click.Command.shell_complete(self, ctx, incomplete)]


@click.pass_context
def _show_help(ctx: click.Context) -> int:
    """Show the help of a group that was called without a command."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return MISUSED


def key_of(ctx: click.Context) -> str:
    """Return the key of a command's help: `scheme_list`, for the program itself its name."""
    names: list[str] = []
    while ctx.parent is not None:
        names.insert(0, str(ctx.info_name))
        ctx = ctx.parent
    return "_".join(names) or PROGRAM


def _prefix(ctx: click.Context) -> str:
    """Return what the keys of a group's commands begin with."""
    return "" if ctx.parent is None else f"{key_of(ctx)}_"


def _keys() -> list[str]:
    """Return the keys of all commands and groups."""
    return [key.split(".")[2] for key in all_texts() if re.fullmatch(r"commands\.help\.[^.]+\.short", key)]


def _word(lang: Lang, key: str) -> str:
    return text(lang, f"commands.{key}")


def _spelled(part: click.Parameter) -> str:
    """Return an argument or option as it is typed."""
    if isinstance(part, click.Argument):
        return part.make_metavar(click.get_current_context())
    names = ", ".join(sorted(part.opts, key=len))
    both = " / ".join([names, *part.secondary_opts])
    return both if getattr(part, "is_flag", False) else f"{both} {part.metavar}"


def _about(part: click.Parameter, lang: Lang) -> str:
    """Return what an argument or option is, whether it must be there, and what holds without it."""
    words = [_word(lang, f"option.{'help' if '--help' in part.opts else part.name}")]
    if part.required:
        words.append(_word(lang, "panel.required"))
    default = part.to_info_dict()["default"]
    if isinstance(default, str | int) and not isinstance(default, bool) and default != "":
        words.append(_word(lang, "panel.default").format(default))
    return "  ".join(words)


# Lines of text in which Chinese is twice as wide and may break anywhere but before a closing mark.

_WIDE, _OPEN, _CLOSE = "⺀-꓏豈-﫿＀-｠￠-￦", "「『《【（“", "」』》】）”，。、；：！？…"
_TOKEN = re.compile(rf"\s+|[{_OPEN}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPEN}]+)?[{_CLOSE}]*|.")


def width_of(line: str) -> int:
    """Return how many columns of a terminal a line takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


def wrapped(paragraph: str, width: int) -> list[str]:
    """Return a paragraph as lines of at most `width` columns."""
    lines = [""]
    for token in filter(None, _TOKEN.findall(paragraph)):
        if lines[-1] and width_of(lines[-1] + token.rstrip()) > width:
            lines.append("")
        lines[-1] += token if lines[-1] else token.lstrip()
    return [line.rstrip() for line in lines]


def _listed(rows: Iterable[tuple[str, str]], width: int, indent: int = 2) -> Iterator[str]:
    """Yield a list of names, each with its text beside it, or below it where the name is long."""
    rows = list(rows)
    beside = min(max(width_of(name) for name, _ in rows), 28) + 2
    for name, about in rows:
        lines = wrapped(about, width - indent - beside)
        start = " " * indent + name + " " * (beside - width_of(name))
        if width_of(name) > beside - 2:
            yield start
            start = " " * (indent + beside)
        yield start + lines[0]
        yield from (" " * (indent + beside) + line for line in lines[1:])
