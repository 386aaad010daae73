"""Excel with a team's workbook open, and a LibreOffice for all tests that click the buttons there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from presales_xl.office.libreoffice import NoOfficeError, Office
from tests.addin.vba import Excel, with_team
from tests.conftest import do_without
from tests.engines.libreoffice import missing
from tests.workbook.returned import engineers


@pytest.fixture
def excel(tmp_path: Path) -> Excel:
    """Return Excel with the workbook of a complete team open, in which ROLE is the sheet of the role."""
    return with_team(tmp_path, engineers)


@pytest.fixture(scope="session")
def clicking_office() -> Iterator[Office]:
    """Return LibreOffice with the operations of clicking.py; mark the test `libreoffice`."""
    try:
        with Office(operations=Path(__file__).with_name("clicking.py")) as started:
            yield started
    except NoOfficeError as error:
        do_without(missing(error))
