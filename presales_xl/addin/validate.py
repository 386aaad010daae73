"""校验输入: every rule on every input, the list and the marks."""

from collections import Counter
from collections.abc import Sequence

import xlwings as xw

from presales_xl.addin import listing
from presales_xl.addin.open_book import OpenBook, go_to
from presales_xl.addin.registry import NOBODY, Answer, Ask, Severity, command, told
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, text
from presales_xl.workbook.review import Review

BLANK = "workbook.blank"


@command
def validate(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Check all inputs, list what is wrong on 检查 with links, mark the cells, and say how many there are.

    Marks and list of the check before go away. Inputs stay as they are. ProblemsError `workbook.not_ours`.
    """
    opened = OpenBook.read(book)
    problems = ordered(opened.review())
    return Answer(shown(opened, problems, ask.lang), severity(problems))


def shown(opened: OpenBook, problems: Sequence[Problem], lang: Lang, said: str = "") -> str:
    """List what a review found, go there, and return in a sentence what it was, behind what is `said` before.

    Where the list has no place, the first problems stand in the message instead.
    """
    own = opened.issued.identity.lang
    where = text(own, "workbook.sheet.checks")
    try:
        listing.show(opened, problems, verdict(problems, own))
    except ProblemsError as error:
        if opened.layout is None:
            return said + (told(problems, lang) or verdict(problems, lang))
        return f"{said}{verdict(problems, lang, listed=False)}\n\n{told([*error.problems, *problems], lang)}"
    if problems:
        go_to(opened, where, opened.issued.areas["problems"][1])
    return said + verdict(problems, lang)


def severity(problems: Sequence[Problem]) -> Severity:
    """Return how bad it is."""
    return "error" if any(one.severity == "error" for one in problems) else "warning" if problems else "info"


def ordered(found: Review) -> list[Problem]:
    """Return the problems, errors first, one per cell and message."""
    unique = {(p.code, p.place, tuple(sorted(map(str, p.fields.items())))): p for p in found.problems}
    return sorted(unique.values(), key=lambda problem: problem.severity != "error")


def verdict(problems: Sequence[Problem], lang: Lang, *, listed: bool = True) -> str:
    """Return in one sentence what a check found, and where the list is."""
    if not problems:
        return text(lang, "addin.validate.fine")
    counts = Counter(_sort(problem) for problem in problems)
    parts = [
        text(lang, f"addin.validate.{sort}", count=counts[sort]) for sort in ("wrong", "blank", "look") if counts[sort]
    ]
    key = "addin.validate.found" if listed else "addin.validate.unlisted"
    return text(lang, key, parts=text(lang, "addin.comma").join(parts))


def _sort(problem: Problem) -> str:
    return "wrong" if problem.severity == "error" else "blank" if problem.code == BLANK else "look"
