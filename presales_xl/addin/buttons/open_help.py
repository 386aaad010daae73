"""帮助: the page of the documentation about what is selected, in the browser; it opens without a network."""

from collections.abc import Mapping

from presales_xl.addin.native import Book, Sheet
from presales_xl.addin.open_book import identity_of, is_calibration, selected_cell, sheets_by_name
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.resources import help_page
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.identity import Issued
from presales_xl.workbook.layout import IDENTITY


def run(book: Book, ask: Ask) -> Reply:
    """Open the page about what is selected: in a team's workbook of the scheme, in one of HR's of what is done in it.

    Says where the page is where no browser opens it. ProblemsError `addin.no_help` where the pages were not built.
    """
    page = help_page(_name(book, ask.lang))
    if page is None:
        raise fail("addin.no_help")
    shown = ask.show(page)
    return Reply(text(ask.lang, "buttons.open_help.page", page=page.as_uri()), quiet=shown)


def _name(book: Book, lang: Lang) -> str:
    """Return the name of the page, as the file is called; of the buttons where there is none of the scheme."""
    suffix = ".zh-CN" if lang == "zh" else ""
    tabs = sheets_by_name(book)
    issued = identity_of(tabs)
    name = f"{_of_hr(tabs) if issued is None else _of_team(book, issued)}{suffix}"
    return name if help_page(name) else f"addin{suffix}"


def _of_hr(tabs: Mapping[str, Sheet]) -> str:
    """Return what a workbook is about that is no team's: schemes, grades, else the month."""
    from presales_xl.design.designbook.design_book import RECORDS  # noqa: PLC0415 - it brings along what writes them

    if RECORDS in tabs:
        return "design"
    if IDENTITY not in tabs:
        return "month"
    return "calibration" if is_calibration(tabs) else "addin"


def _of_team(book: Book, issued: Issued) -> str:
    """Return the page of the scheme of the selected sheet, of one that is no role's but the first the only scheme."""
    try:
        sheet = selected_cell(book).sheet
    except ProblemsError:  # a chart, a picture
        return "addin"
    schemes = {part.scheme for part in issued.parts if part.sheet == sheet}
    if not schemes and sheet != next(iter(issued.sheets), ""):
        schemes = {part.scheme for part in issued.parts}
    return f"schemes/{schemes.pop()}" if len(schemes) == 1 else "addin"
