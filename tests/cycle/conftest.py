"""A mail server on loopback for every test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.cycle.postbox import Postbox, serving


@pytest.fixture
def post() -> Postbox:
    return Postbox()


@pytest.fixture
def port(post: Postbox) -> Iterator[int]:
    with serving(post) as port:
        yield port
