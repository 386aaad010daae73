"""校验输入: every rule on every input, the list and the marks."""

from collections import Counter

import xlwings as xw

from presales_xl.addin import listing
from presales_xl.addin.open_book import OpenBook
from presales_xl.addin.registry import NOBODY, Answer, Ask, Severity, command
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang, text
from presales_xl.workbook.review import Review


@command
def validate(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Check all inputs, list what is wrong on 检查 with links, mark the cells, and say how many there are.

    Marks and list of the check before go away. Inputs stay as they are. ProblemsError `workbook.not_ours`.
    """
    opened = OpenBook.read(book)
    return show(opened, opened.review(), ask.lang)


def show(opened: OpenBook, found: Review, lang: Lang) -> Answer:
    """Write the list of what a review found, go there, and return the count by severity."""
    problems = ordered(found)
    own = opened.issued.identity.lang
    listing.write(opened, problems, verdict(problems, own))
    if problems:
        opened.book.sheets[text(own, "workbook.sheet.checks")].activate()
    severity: Severity = "error" if any(p.severity == "error" for p in problems) else "warning" if problems else "info"
    return Answer(verdict(problems, lang), severity)


def ordered(found: Review) -> list[Problem]:
    """Return the problems, errors first, one per cell and message."""
    unique = {(p.code, p.place, tuple(sorted(map(str, p.fields.items())))): p for p in found.problems}
    return sorted(unique.values(), key=lambda problem: problem.severity != "error")


def verdict(problems: list[Problem], lang: Lang) -> str:
    """Return in one sentence what a check found."""
    if not problems:
        return text(lang, "addin.validate.fine")
    counts = Counter(_sort(problem) for problem in problems)
    parts = [
        text(lang, f"addin.validate.{sort}", count=counts[sort]) for sort in ("wrong", "blank", "look") if counts[sort]
    ]
    return text(lang, "addin.validate.found", parts=text(lang, "addin.comma").join(parts))


def _sort(problem: Problem) -> str:
    return "wrong" if problem.severity == "error" else "blank" if problem.code == "workbook.blank" else "look"
