"""What the documentation says can be done: its commands, links and pictures are there."""

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from docs.make_demo_pictures import Sample, folder_of
from presales_xl.addin.ribbon import commands
from presales_xl.cli.command import PROGRAM
from presales_xl.cli.console import Session
from presales_xl.cli.program import root
from presales_xl.texts import LANGUAGES

CHECKOUT = Path(__file__).resolve().parents[1]
DOCS = CHECKOUT / "docs"
TESTS = 'python3 -m venv .venv && .venv/bin/python -m pip install -q -e ".[test]" && .venv/bin/python -m pytest'
DEMO = "python3 -m venv .venv && .venv/bin/python -m pip install -q . && .venv/bin/presales-xl demo"
PAGES = [*CHECKOUT.glob("*.md"), *DOCS.glob("*.md"), DOCS / "schemes" / "README.md"]
LARGEST = 200_000  # bytes of a picture


@pytest.mark.parametrize("file", ["README.md", "README.zh-CN.md", ".ci/run"])
def test_the_test_command_of_the_readme_is_the_one_that_ci_runs(file: str) -> None:
    assert TESTS in (CHECKOUT / file).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("file", ["README.md", "README.zh-CN.md"])
def test_the_demo_is_one_command(file: str) -> None:
    assert DEMO in (CHECKOUT / file).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_or_a_heading(page: Path) -> None:
    written = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", written):
        file, _, heading = unquote(link).partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        assert not heading or heading in _headings(target), link


def _headings(page: Path) -> set[str]:
    """Return the headings of a page as links name them."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_shown_exists_with_its_options(page: Path) -> None:
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    for line in (line for line in lines if line.startswith(f"{PROGRAM} ")):
        command: click.Command = root()
        context = click.Context(command, info_name=PROGRAM, obj=Session("en"))
        words = shlex.split(line, comments=True)[1:]
        while isinstance(command, click.Group):
            name = words.pop(0)
            found = command.get_command(context, name)
            assert found is not None, line
            command, context = found, click.Context(found, info_name=name, parent=context)
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert {word for word in words if word.startswith("-")} <= known | {"--help"}, line
        assert command.name != "run" or words[0] in commands(), line


def test_the_pictures_are_those_that_the_demo_makes_and_each_is_shown_and_small() -> None:
    folder = DOCS / "pictures"
    made = {
        folder_of(folder, lang) / f"{name}.png"
        for lang in LANGUAGES
        for name in Sample(Path(), Path(), lang).pictures()
    }
    files = {file for file in folder.rglob("*") if file.is_file()}
    assert files == made | {folder / "ribbon.svg", folder / "en" / "ribbon.svg", folder / "floors.svg"}
    assert max(file.stat().st_size for file in files) < LARGEST
    links = {
        (page, link) for page in PAGES for link in re.findall(r"!\[.*?\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert {(page.parent / link).resolve() for page, link in links} == files
    chinese = {page for page, link in links if page.name.endswith("zh-CN.md")}
    assert {page for page, link in links if "pictures/en/" in link} & chinese == set()
