"""A LibreOffice that the add-in is loaded into, one for all tests that click its buttons there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from presales_xl.office.libreoffice import NoOfficeError, Office
from tests.conftest import do_without
from tests.engines.libreoffice import missing


@pytest.fixture(scope="session")
def clicking_office() -> Iterator[Office]:
    """Return LibreOffice with the operations of clicking.py; mark the test `libreoffice`."""
    try:
        with Office(operations=Path(__file__).with_name("clicking.py")) as started:
            yield started
    except NoOfficeError as error:
        do_without(missing(error))
