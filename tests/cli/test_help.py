"""What the command line says of itself, in the user's language."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import pytest

from presales_xl import cli
from presales_xl.cli.command import width_of, wrapped
from presales_xl.cli.program import root
from presales_xl.cycle import next_steps
from presales_xl.periods import parse_period
from presales_xl.project import Project
from presales_xl.settings import Mail, Settings
from presales_xl.texts import all_texts
from tests.cli.running import Runner, run
from tests.cycle.company import company

__all__ = ["run"]

#: What there is, in the order that `--help` lists it in: that of a month.
COMMANDS: Mapping[str, Sequence[str]] = {
    "init": [],
    "generate": [],
    "plan": [],
    "send": [],
    "status": [],
    "collect": [],
    "confirm": [],
    "answer": [],
    "calibrate": [],
    "approve": [],
    "settle": [],
    "publish": [],
    "appeal": ["open", "list", "decide"],
    "ledger": ["verify", "log", "dossier", "export", "retain", "rotate-key"],
    "score": [],
    "what-if": [],
    "scheme": ["list", "show", "compose", "design", "import", "adopt", "check", "diff"],
    "run": [],
    "addin": ["install", "uninstall", "doctor", "build", "bundle"],
    "demo": [],
}
HELPS = [[], *([name] for name in COMMANDS), *([name, part] for name, parts in COMMANDS.items() for part in parts)]


def test_the_program_alone_shows_what_it_can_do(run: Runner) -> None:
    assert "generate" in run().out


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_help_teaches_in_the_users_language_with_an_example(run: Runner, words: list[str], lang: str) -> None:
    said = run(*words, "--help", "--lang", lang)
    example = all_texts()[f"commands.help.{'_'.join(words) or 'presales-xl'}.example"]["en" if lang == "en" else "zh"]
    assert said.code == 0
    assert f"    {example}\n" in said.out  # on a line of its own, to be pasted
    assert ("用法：" in said.out) == (lang == "zh-CN")
    assert ("Show this" in said.out) == (lang == "en")
    told = said.out.replace(example, "").splitlines()
    assert max(map(width_of, told)) <= 80
    assert not re.search(r"<\w+>|\b(PATH|INTEGER|FLOAT)\b", said.out)  # no type of the code is shown


def test_commands_are_listed_in_the_order_of_a_month(run: Runner) -> None:
    def listed(*words: str) -> list[str]:
        return re.findall(r"^  ([a-z][a-z-]+) ", run(*words, "--help").out.partition("\n命令\n")[2], re.MULTILINE)

    assert listed() == list(COMMANDS)
    groups = {name: parts for name, parts in COMMANDS.items() if parts}
    assert {name: listed(name) for name in groups} == groups


def test_text_is_broken_between_chinese_characters_but_not_before_a_closing_mark_and_never_in_a_word() -> None:
    assert wrapped("按名单生成工作簿。", 8) == ["按名单生", "成工作", "簿。"]
    assert wrapped("先看 presales-xl demo。", 12) == ["先看", "presales-xl", "demo。"]
    assert wrapped("one  two", 20) == ["one  two"]
    assert wrapped("", 10) == [""]


def test_every_module_of_the_command_line_is_a_command_or_named_here() -> None:
    shared = {"__init__", "command", "console", "options", "program", "reopened"}
    commands = {"_".join(words).replace("-", "_") for words in HELPS if words}
    modules = {file.stem for file in Path(cli.__file__).parent.glob("*.py")}
    assert modules - shared <= commands


def test_the_version_can_be_asked_for(run: Runner) -> None:
    assert run("--version").out.startswith("presales-xl 0.")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["generat", "2026-11"], "没有命令「generat」。 您是否想用 generate？ 用法见 presales-xl --help。"),
        (["generate"], "缺少参数 PERIOD。 用法见 presales-xl generate --help。"),
        (["generate", "2026-11", "--prefil", "x"], "没有选项 --prefil。 您是否想用 --prefill？"),
        (["scheme", "lst"], "没有命令「lst」。 您是否想用 list？ 用法见 presales-xl scheme --help。"),
        (["ledger", "log", "--last", "x"], "--last 的值写错了，应为 N ≥ 1。 用法见 presales-xl ledger log --help。"),
        (["ledger", "retain", "--months", "0"], "--months 的值写错了，应为 N ≥ 24。"),
        (["answer", "2026-11", "E1", "foo", "--confirmed"], "DOCUMENT 的值写错了，应为 plan|statement。"),
        (["scheme", "show", "x", "--format", "pdf"], "--format 的值写错了，应为 text|markdown。"),
        (["ledger", "log", "--last"], "选项 --last 后面要写它的值。 用法见 presales-xl ledger log --help。"),
        (["approve", "2026-11", "E1", "--approved=1"], "选项 --approved 后面不带值。 用法见 presales-xl approve"),
        (["scheme", "compose", "a", "b", "c"], "多出来的词：b c。这条命令不收这么多；"),
    ],
)
def test_a_miswritten_command_is_told_of_in_the_users_language(run: Runner, words: list[str], expected: str) -> None:
    said = run(*words)
    assert said.code == 2
    assert said.err.startswith(f"错误　{expected}")


# Language.


def test_the_language_is_that_of_the_option_else_of_the_project_else_of_the_environment_else_chinese(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def error(*words: str) -> str:
        return run("generate", "x", *words).err.split(maxsplit=1)[0].rstrip(":")

    assert error() == "错误"
    monkeypatch.setenv("PRESALES_XL_LANG", "en")
    assert error() == "error"
    company(tmp_path, None, 'lang = "zh-CN"')
    assert error() == "错误"
    assert error("--lang", "en") == error("--lang=en") == "error"
    assert run("--lang", "en", "generate", "x").err.startswith("error")
    company(tmp_path / "other", None, 'lang = "en"')
    assert error("--project", "other") == "error"


def test_a_language_that_we_do_not_have_is_told_of(run: Runner) -> None:
    assert "--lang：填的是「fr」。应为 zh-CN / en。" in run("demo", "--lang", "fr").err


@pytest.mark.parametrize("sender", ["", "hr@example.com"])
@pytest.mark.parametrize("step", next_steps.COMMANDS)
def test_the_command_that_comes_next_is_whole_as_it_is_printed(tmp_path: Path, step: str, sender: str) -> None:
    project = Project(tmp_path, "C", settings=Settings(mail=Mail(sender=sender)))
    line = next_steps.Open(step, "").command(project, parse_period("2026-11"), "zh")
    command, words = click.Context(root(), info_name="presales-xl"), line.split()
    while isinstance(command.command, click.Group):
        name, found, words = command.command.resolve_command(command, words)
        assert found is not None
        command = click.Context(found, info_name=name, parent=command)
    given, left, _ = command.command.make_parser(command).parse_args(words)
    arguments = [part.name for part in command.command.params if isinstance(part, click.Argument) and part.required]
    assert left == []
    assert all(isinstance(given[name], str) for name in arguments), line
    assert ("--send" in words) <= bool(sender)
