"""The user's language: which it is, and the command line's help in it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer.rich_utils
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup

from presales_xl import project
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import Lang, catalogue, language, text

VARIABLE = "PRESALES_XL_LANG"
_ROOT = "presales-xl"


def chosen(words: Sequence[str]) -> tuple[Lang, Problem | None]:
    """Return the language of a command line, and a problem when it names one that we do not have.

    It is that of `--lang`, else of the project's `presales.toml`, else of PRESALES_XL_LANG, else Chinese.
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


def _of_project(words: Sequence[str]) -> Lang | None:
    try:
        return project.load(Path(_option(words, "--project") or ".")).lang
    except (ProblemsError, OSError):  # the command itself tells what is wrong
        return None


class Command(TyperCommand):
    """A command whose usage line and help option are in the user's language."""

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _usage(super().get_usage(ctx), ctx)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option --help."""
        return _help_option(super().get_help_option(ctx), ctx)


class Group(TyperGroup):
    """A group of commands, likewise."""

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _usage(super().get_usage(ctx), ctx)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option --help."""
        return _help_option(super().get_help_option(ctx), ctx)


def _usage(line: str, ctx: Any) -> str:
    lang: Lang = ctx.obj.lang if ctx.obj else "zh"
    return line.replace("Usage:", text(lang, "commands.panel.usage"), 1)


def _help_option(option: Any, ctx: Any) -> Any:
    if option is not None and ctx.obj:
        option.help = text(ctx.obj.lang, "commands.option.help")
        option.display_type_rich = _no_type
    return option


def translated(command: Any, lang: Lang) -> Any:
    """Return a command with its help, and that of its commands, in a language."""
    shown = typer.rich_utils
    shown.ARGUMENTS_PANEL_TITLE = text(lang, "commands.panel.arguments")
    shown.OPTIONS_PANEL_TITLE = text(lang, "commands.panel.options")
    shown.COMMANDS_PANEL_TITLE = text(lang, "commands.panel.commands")
    shown.DEFAULT_STRING = text(lang, "commands.panel.default")
    shown.REQUIRED_LONG_STRING = text(lang, "commands.panel.required")
    _translate(command, _ROOT, lang)
    return command


def _translate(command: Any, key: str, lang: Lang) -> None:
    example = text(lang, f"commands.help.{key}.example")
    about = re.sub(r"(?<!\n)\n(?!\n)", " ", text(lang, f"commands.help.{key}.about").strip())
    command.help = f"{escape(about)}\n\n{text(lang, 'commands.panel.example')}\n\n{escape(example)}"
    command.short_help = text(lang, f"commands.help.{key}.short")
    for parameter in command.params:
        if f"commands.option.{parameter.name}" in catalogue():
            parameter.help = escape(text(lang, f"commands.option.{parameter.name}"))
        if parameter.param_type_name == "argument" or parameter.is_flag:
            parameter.display_type_rich = _no_type
    commands = getattr(command, "commands", {})
    keys = {name: name if key == _ROOT else f"{key}_{name}" for name in commands}
    order = list(catalogue())
    for name in sorted(commands, key=lambda name: order.index(f"commands.help.{keys[name]}.short")):
        commands[name] = commands.pop(name)  # they are listed in the order of their help, which is that of a month
        _translate(commands[name], keys[name], lang)


def _no_type(**_: object) -> None:
    """Say nothing of the type, where the name says enough."""
