"""The add-in: what the buttons of the ribbon do. Excel calls `run` with the tag of a button."""

import xlwings as xw

from presales_xl.addin import (  # noqa: F401 - each registers its commands
    bonus,
    check_setup,
    explain,
    grades,
    hr,
    recalculate,
    show_form,
    submit,
    validate,
)
from presales_xl.addin.ask import AtExcel
from presales_xl.addin.build import settings_of
from presales_xl.addin.open_book import identity_of, tabs_of
from presales_xl.addin.places import here
from presales_xl.addin.registry import dispatch
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import Lang, text

__all__ = ["run"]


def run(name: str) -> None:
    """Do what a button of the ribbon stands for with the workbook that it was clicked in, and show one message.

    KeyError for a name that no button has.
    """
    book = xw.Book.caller()
    lang = language_of(book)
    answer = dispatch(name, book, AtExcel(book.app, lang))
    if not answer.quiet:
        mode = "info" if answer.severity == "info" else "critical"
        book.app.alert(answer.text, title=text(lang, "addin.title"), mode=mode)


def language_of(book: xw.Book) -> Lang:
    """Return the language of a workbook of ours, else that of the add-in, else Chinese."""
    try:
        issued = identity_of(tabs_of(book))
        if issued is not None:
            return issued.identity.lang
        places = here()
        return "en" if places and settings_of(places.addin).get("LANG") == "en" else "zh"
    except (ProblemsError, ValueError):  # a hidden sheet that is damaged, an add-in that is gone
        return "zh"
