"""A mail server on loopback for every test that asks for one, and whether PDFs can be made."""

from collections.abc import Iterator

import pytest

from presales_xl.cycle.publishing import pdf
from presales_xl.scheme.errors import ProblemsError
from tests.conftest import do_without
from tests.cycle.postbox import Postbox, serving
from tests.engines import EngineMissingError


@pytest.fixture
def post() -> Postbox:
    return Postbox()


@pytest.fixture
def port(post: Postbox) -> Iterator[int]:
    with serving(post) as port:
        yield port


@pytest.fixture
def typesetting() -> None:
    """Skip the test where no PDF can be made."""
    try:
        pdf.compiler()
    except ProblemsError as error:
        do_without(EngineMissingError(str(error)))
