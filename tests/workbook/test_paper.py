"""On paper: what is printed of a workbook as the file itself asks for it, page by page."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.layout import FIRST_ROW, RoleLayout
from presales_xl.workbook.question_list import CONFIRM, ENTRY, LINK
from tests.engines import Recalculate
from tests.engines.libreoffice import LibreOffice
from tests.workbook.samples import COMPANY, TeamFile, opened, team

#: Teams with the longest forms, the widest role sheets, and rows of details.
WIDE = ("indicator_library", "sales_2024", "support_kpi_85_15")
SHEETS = [(scheme, lang) for scheme in (*WIDE, "repair_stars") for lang in LANGUAGES]
#: The texts of the pages of a team's workbook, without blanks.
Printed = Callable[[str, Lang], Sequence[str]]


@pytest.fixture(scope="module")
def printed(libreoffice: LibreOffice, team_file: TeamFile, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("paper")

    @cache
    def pages(scheme: str, lang: Lang) -> Sequence[str]:
        target = folder / f"{scheme}-{lang}.pdf"
        libreoffice.to_pdf(team_file(scheme, lang), target)
        with pypdfium2.PdfDocument(target) as pdf:
            return [without_blanks(page.get_textpage().get_text_bounded()) for page in pdf]

    return pages


def without_blanks(words: str) -> str:
    return re.sub(r"\s", "", words)


def with_words(pages: Sequence[str], words: str) -> int:
    return sum(without_blanks(words) in page for page in pages)


def role_of(scheme: str, lang: Lang) -> RoleLayout:
    (role,) = lay_out_book(team(scheme, lang), lang).roles
    return role


@pytest.mark.libreoffice
@pytest.mark.parametrize(("scheme", "lang"), SHEETS)
def test_a_form_is_one_sheet_of_paper_with_its_signatures(scheme: str, lang: Lang, printed: Printed) -> None:
    title = text(lang, "workbook.form.title", company=COMPANY, period="2026-11")
    pages = printed(scheme, lang)
    assert with_words(pages, title) == 1
    (form,) = (page for page in pages if without_blanks(title) in page)
    assert without_blanks(text(lang, "workbook.form.sign_next_manager")) in form


@pytest.mark.libreoffice
@pytest.mark.parametrize(("scheme", "lang"), SHEETS)
def test_a_role_sheet_breaks_at_its_indicators_and_nowhere_else(
    scheme: str, lang: Lang, printed: Printed, team_file: TeamFile
) -> None:
    sheet = opened(team_file(scheme, lang))[role_of(scheme, lang).main.sheet]
    title = text(lang, "workbook.role.title", role=scheme, period="2026-11", team="华东「售前」")
    assert with_words(printed(scheme, lang), title) == len(sheet.col_breaks.brk) + 1


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("scheme", "most"), [("repair_stars", 7), ("support_kpi_85_15", 10), ("sales_2024", 14), ("presales_manager", 8)]
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_team_of_six_takes_few_pages_and_none_for_workings(
    scheme: str, most: int, lang: Lang, printed: Printed
) -> None:
    pages = printed(scheme, lang)
    assert len(pages) <= most
    assert with_words(pages, text(lang, "workbook.workings.title", role=scheme, period="2026-11")) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("asked", [0, 3])
def test_of_the_entries_to_be_confirmed_no_blank_line_is_drawn(
    asked: int, lang: Lang, in_ironcalc: Recalculate, tmp_path: Path
) -> None:
    """A line has no look of its own: a condition draws it once it asks something."""
    write(team("support_engineer_kpi", lang, filled=False), tmp_path / "book.xlsx", lang)
    name, role = text(lang, "workbook.sheet.checks"), role_of("support_engineer_kpi", lang)
    one_point = {role.address("input.satisfaction", FIRST_ROW + person): 1.0 for person in range(asked)}
    cells = in_ironcalc(tmp_path / "book.xlsx", {role.main.sheet: one_point})[name]
    sheet = opened(tmp_path / "book.xlsx")[name]
    lines = [row for row in range(7, sheet.max_row + 1) if sheet.cell(row, CONFIRM + 1).protection.locked is False]
    for row in lines:
        for place in range(ENTRY, LINK + 1):
            assert sheet.cell(row, place + 1).border.left.style is None
            assert sheet.cell(row, place + 1).fill.patternType is None
    tests = {rule.formula[0] for rules in sheet.conditional_formatting for rule in rules.rules if rule.formula}
    assert f'$L{lines[0]}<>""' in tests
    assert sum(cells.get(f"L{row}", "") != "" for row in lines) == asked
