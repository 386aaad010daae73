"""环境检查: whether the add-in can work on this machine, and whose the open workbook is."""

from dataclasses import asdict

from presales_xl.addin.doctor import findings
from presales_xl.addin.native import Book
from presales_xl.addin.open_book import identity_of, sheets_by_name
from presales_xl.addin.places import places_here
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.texts import Lang, text

_SIGNS = {"ok": "✓", "wrong": "✗", "unknown": "?"}


def run(book: Book, ask: Ask) -> Reply:
    """Say point by point how the installation stands, and whether the workbook is ours; nothing is changed."""
    points = findings(places_here())
    wrong = sum(point.state == "wrong" for point in points)
    verdict = text(ask.lang, f"addin_install.{'verdict' if wrong else 'healthy'}", count=wrong)
    lines = [f"{_SIGNS[point.state]} {point.words(ask.lang)}" for point in points]
    return Reply("\n".join([*lines, _whose(book, ask.lang), "", verdict]), "error" if wrong else "info")


def _whose(book: Book, lang: Lang) -> str:
    issued = identity_of(sheets_by_name(book))
    if issued is None:
        return text(lang, "buttons.check_setup.foreign", file=book.name)
    key = "ours" if issued.identity.team else "ours_without_team"
    return text(lang, f"buttons.check_setup.{key}", **asdict(issued.identity))
