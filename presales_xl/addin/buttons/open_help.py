"""帮助: the page of the documentation about what is selected, in the browser; it opens without a network."""

from presales_xl.addin.native import Book
from presales_xl.addin.open_book import identity_of, selected_cell, sheets_by_name
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.resources import help_page
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.texts import Lang, text


def run(book: Book, ask: Ask) -> Answer:
    """Open the page of the selected sheet's scheme, else that of the buttons; in another workbook that of the month.

    Says where the page is where no browser opens it. ProblemsError `addin.no_help` where the pages were not built.
    """
    page = help_page(_name(book, ask.lang))
    if page is None:
        raise fail("addin.no_help")
    shown = ask.show(page)
    return Answer(text(ask.lang, "buttons.open_help.page", page=page.as_uri()), quiet=shown)


def _name(book: Book, lang: Lang) -> str:
    """Return the name of the page, as the file is called."""
    issued = identity_of(sheets_by_name(book))
    suffix = ".zh-CN" if lang == "zh" else ""
    if issued is None:
        return f"month{suffix}"
    try:
        sheet = selected_cell(book).sheet
    except ProblemsError:  # a chart, a picture
        sheet = ""
    names = [f"schemes/{part.scheme}{suffix}" for part in issued.parts if part.sheet == sheet]
    return next((name for name in names if help_page(name)), f"addin{suffix}")
