"""What a document says on paper, for every test that asks for it."""

import datetime as dt
from pathlib import Path

import pytest
from pypdf import PdfReader

from presales_xl.cycle.publishing import pdf
from tests.cycle.publishing.said import OnPaper, together


@pytest.fixture
def on_paper(tmp_path: Path, typesetting: None) -> OnPaper:
    path = tmp_path / "a.pdf"

    def words(document: dict[str, object]) -> list[str]:
        pdf.write(path, document, dt.date(2026, 12, 3))
        return [together(page.extract_text()) for page in PdfReader(path).pages]

    return words
