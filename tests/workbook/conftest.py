"""The workbook of a team of all schemes, made once, and what the engines make of it."""

from pathlib import Path

import openpyxl
import pytest

from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.layout import BookLayout
from tests.engines import Cells, Recalculate
from tests.workbook.samples import EVERYBODY, opened, team


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workbooks")


@pytest.fixture(scope="session")
def everybody(folder: Path) -> dict[Lang, Path]:
    """Return the workbook of a team of all schemes in each language."""
    paths: dict[Lang, Path] = {lang: folder / f"{EVERYBODY}-{lang}.xlsx" for lang in LANGUAGES}
    for lang, path in paths.items():
        write(team(EVERYBODY, lang), path, lang)
    return paths


@pytest.fixture(scope="session")
def book(everybody: dict[Lang, Path]) -> openpyxl.Workbook:
    return opened(everybody["zh"])


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
