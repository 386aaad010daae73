"""The add-in in a real LibreOffice: what each click asks of Python, and when buttons can be clicked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from presales_xl.addin.addin_file import sentences_of, write
from presales_xl.addin.places import NAME, settings_of
from presales_xl.addin.ribbon import commands
from presales_xl.office.libreoffice import Office
from presales_xl.workbook import build
from tests.workbook.files import ordinary
from tests.workbook.samples import team

pytestmark = pytest.mark.libreoffice
TAGS = commands()
PYTHON = r"C:\我的 公司\python.exe"

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("加载 项") / NAME
    write(file, "zh")
    return file


@pytest.fixture
def ask(clicking_office: Office, addin: Path) -> Iterator[Ask]:
    """Return how to call a function of the loaded add-in."""
    number = clicking_office.ask("load_addin", file=str(addin))
    yield lambda function, *words: clicking_office.ask("call", document=number, function=function, arguments=words)
    clicking_office.ask("close", document=number)


def click(ask: Ask, tag: str, python: str = PYTHON, hindrance: str = "") -> tuple[str, str]:
    """Return what a click asks of Python, and what message it shows itself."""
    asked, _, message = ask("Click", tag, python, hindrance).partition("\t")
    return asked, message


def test_every_button_asks_python_for_its_own_command_and_says_nothing(ask: Ask) -> None:
    asked = {tag: click(ask, tag) for tag in TAGS}
    assert asked == {tag: (tag, "") for tag in TAGS}


@pytest.mark.parametrize("tag", ["", "Validate", "collect_returns'); import os; ('", "收回"])
def test_a_tag_that_is_no_command_starts_nothing(ask: Ask, tag: str) -> None:
    assert click(ask, tag) == ("", "")


def test_an_addin_that_does_not_know_its_python_says_how_to_install_it_where_a_button_needs_it(
    ask: Ask, addin: Path
) -> None:
    words = settings_of(addin)
    asked, message = click(ask, "collect_returns", python="")
    assert asked == ""
    assert message.startswith(f"{words['TITLE_ALONE']}: ")
    assert words["NOT_SET_UP"] in message


def test_a_python_that_cannot_be_started_is_told_in_one_message_with_the_reason(ask: Ask, addin: Path) -> None:
    words = settings_of(addin)
    asked, message = click(ask, "collect_returns", hindrance="the shell is blocked")
    assert asked == ""
    assert words["FAILED_MAC"] in message
    assert "the shell is blocked" in message
    assert words.items() >= sentences_of("zh").items()


def test_buttons_are_live_in_our_workbooks_and_grey_in_others(
    clicking_office: Office, ask: Ask, tmp_path: Path
) -> None:
    ours, foreign = tmp_path / "我们的.xlsx", ordinary(tmp_path / "别人的.xlsx")
    build.write(team("support_engineer_kpi", "zh"), ours, "zh")
    enabled = []
    for file in (ours, foreign):
        number = clicking_office.ask("open", file=str(file))
        enabled.append([ask("IsEnabled", tag) for tag in TAGS])
        clicking_office.ask("close", document=number)
    assert enabled == [[True] * len(TAGS), [False] * len(TAGS)]


def test_the_ribbon_is_asked_anew_when_another_workbook_becomes_active(ask: Ask) -> None:
    assert ask("RefreshedAfterLoading") == 1
