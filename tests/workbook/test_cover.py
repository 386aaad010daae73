"""The first sheet: what a manager knows at a glance."""

from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import write
from tests.workbook.samples import opened, team


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_sheet_says_by_when_where_to_and_whom_to_ask(lang: Lang, tmp_path: Path) -> None:
    book = replace(
        team("support_engineer_kpi", lang), due="2026-12-03", returns=r"\\服务器\交回", contact="李梅 分机 8021"
    )
    write(book, tmp_path / "told.xlsx", lang)
    write(team("support_engineer_kpi", lang), tmp_path / "plain.xlsx", lang)
    told, plain = (opened(tmp_path / f"{name}.xlsx").worksheets[0] for name in ("told", "plain"))
    assert [told[cell].value for cell in ("B8", "C8", "F8")] == ["2026-12-03", r"\\服务器\交回", "李梅 分机 8021"]
    assert [plain[cell].value for cell in ("B8", "C8", "F8")] == [
        text(lang, f"workbook.cover.{key}") for key in ("as_agreed", "to_sender", "ask_sender")
    ]
    assert told["B3"].value == text(lang, "workbook.cover.private")
