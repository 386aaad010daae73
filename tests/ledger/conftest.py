"""A new ledger for every test, once in each database."""

from pathlib import Path

import pytest

from presales_xl.ledger.ledger import Ledger


@pytest.fixture
def ledger(ledger_place: str | Path) -> Ledger:
    """Return a new ledger."""
    return Ledger.open(ledger_place)
