"""The workbook of a team of all schemes, made once, and what the engines make of it."""

from functools import cache
from pathlib import Path

import openpyxl
import pytest

from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.layout import BookLayout
from tests.engines import Cells, Recalculate
from tests.workbook.samples import EVERYBODY, BookIn, TeamFile, opened, team


@pytest.fixture(scope="session")
def team_file(tmp_path_factory: pytest.TempPathFactory) -> TeamFile:
    """Return where the workbook of a team lies (see `samples.team`); it is written once, for tests that read it."""
    folder = tmp_path_factory.mktemp("workbooks")

    @cache
    def path_of(name: str, lang: Lang) -> Path:
        path = folder / f"{name}-{lang}.xlsx"
        write(team(name, lang), path, lang)
        return path

    return path_of


@pytest.fixture(scope="session")
def everybody(team_file: TeamFile) -> dict[Lang, Path]:
    """Return the workbook of a team of all schemes in each language."""
    return {lang: team_file(EVERYBODY, lang) for lang in LANGUAGES}


@pytest.fixture(scope="session")
def book_in(everybody: dict[Lang, Path]) -> BookIn:
    """Return the workbook of everybody in a language; it is opened once, for tests that only look at it."""
    return cache(lambda lang: opened(everybody[lang]))


@pytest.fixture(scope="session")
def book(book_in: BookIn) -> openpyxl.Workbook:
    return book_in("zh")


@pytest.fixture(scope="session")
def shown() -> dict[object, Cells]:
    """Keep what each engine made of the team of all schemes."""
    return {}


@pytest.fixture
def cells(everybody: dict[Lang, Path], recalculate: Recalculate, shown: dict[object, Cells]) -> Cells:
    """Return what the team of all schemes shows, recalculated by one engine after the other."""
    if recalculate not in shown:
        shown[recalculate] = recalculate(everybody["zh"])
    return shown[recalculate]


@pytest.fixture(scope="session")
def layout() -> BookLayout:
    return lay_out_book(team(EVERYBODY, "zh"), "zh")
