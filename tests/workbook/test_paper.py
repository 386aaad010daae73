"""On paper: what is printed of a workbook as the file itself asks for it, page by page."""

import html
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest

from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.layout import FIRST_ROW, RoleLayout
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
@pytest.mark.parametrize(("scheme", "most"), [("repair_stars", 7), ("support_kpi_85_15", 9), ("sales_2024", 14)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_team_of_six_takes_few_pages_and_none_for_workings(
    scheme: str, most: int, lang: Lang, printed: Printed
) -> None:
    pages = printed(scheme, lang)
    assert len(pages) <= most
    assert with_words(pages, text(lang, "workbook.workings.title", role=scheme, period="2026-11")) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("asked", [0, 1, 3])
def test_checks_are_printed_down_to_the_last_entry_to_be_confirmed(
    asked: int, lang: Lang, in_ironcalc: Recalculate, tmp_path: Path
) -> None:
    write(team("support_engineer_kpi", lang, filled=False), tmp_path / "book.xlsx", lang)
    sheet, role = text(lang, "workbook.sheet.checks"), role_of("support_engineer_kpi", lang)
    with ZipFile(tmp_path / "book.xlsx") as archive:
        names = html.unescape(archive.read("xl/workbook.xml").decode())
    assert re.search(rf"_xlnm.Print_Area[^>]*>'?{sheet}'?!\$A\$1:INDEX\('?{sheet}'?!\$I:\$I,'{sheet}'!\$K\$4\)<", names)
    one_point = {role.address("input.satisfaction", FIRST_ROW + person): 1.0 for person in range(asked)}
    cells = in_ironcalc(tmp_path / "book.xlsx", {role.main.sheet: one_point})[sheet]
    last = int(str(cells["K4"]).removesuffix(".0"))
    rows = {int(cell[1:]): str(words) for cell, words in cells.items() if re.fullmatch(r"B[1-9]\d*", cell)}
    (list_begins,) = (row for row, words in rows.items() if row > 6 and "▲" in words)
    assert last == max(row for row, words in rows.items() if words.startswith("0-"))
    assert max(0, last - list_begins) == asked
