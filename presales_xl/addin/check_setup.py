"""环境检查: whether the add-in can work on this machine, and whose the open workbook is."""

import xlwings as xw

from presales_xl.addin.doctor import findings
from presales_xl.addin.open_book import identity_of, tabs_of
from presales_xl.addin.places import here
from presales_xl.addin.registry import NOBODY, Answer, Ask, command
from presales_xl.texts import Lang, text

_SIGNS = {"ok": "✓", "wrong": "✗", "unknown": "?"}


@command
def check_setup(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Say point by point how the installation stands, and whether the workbook is ours; nothing is changed."""
    found = findings(here())
    lines = [f"{_SIGNS[one.state]} {one.words(ask.lang)}" for one in found]
    wrong = sum(one.state == "wrong" for one in found)
    key = "verdict" if wrong else "healthy"
    lines += [_whose(book, ask.lang), "", text(ask.lang, f"addin_install.{key}", count=wrong)]
    return Answer("\n".join(lines), "error" if wrong else "info")


def _whose(book: xw.Book, lang: Lang) -> str:
    issued = identity_of(tabs_of(book))
    if issued is None:
        return text(lang, "addin.setup.foreign", file=book.name)
    known = issued.identity
    whose = f"{known.recipient}（{known.team}）" if lang == "zh" else f"{known.recipient} ({known.team})"
    fields = {"company": known.company, "period": known.period, "issue": known.issue}
    return text(lang, "addin.setup.ours", whose=whose if known.team else known.recipient, **fields)
