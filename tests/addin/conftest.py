"""The add-in's commands on real workbooks: a LibreOffice in the place of Excel."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from presales_xl.addin.engine import agree, libreoffice
from presales_xl.scheme.errors import ProblemsError
from tests.conftest import do_without
from tests.engines.libreoffice import missing

OpenBook = Callable[[Path], xw.Book]


@pytest.fixture(scope="session")
def office_app() -> Iterator[xw.App]:
    """Return the App of xlwings that is a LibreOffice; mark the test `libreoffice`."""
    try:
        with libreoffice() as app:
            yield app
    except ProblemsError as error:
        do_without(missing(error))


@pytest.fixture
def open_book(office_app: xw.App) -> Iterator[OpenBook]:
    """Open workbooks for one test; its message boxes stand in `office_app.impl.alerts`."""
    yield office_app.books.open
    for book in list(office_app.books):
        book.close()
    office_app.impl.alerts.clear()
    office_app.impl.respond = agree
