"""Workbooks for the ribbon's commands, answers to their questions, and what a workbook is like before and after."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import xlwings as xw

from presales_xl.addin.open_book import OpenBook, as_block
from presales_xl.addin.ribbon import WORKBOOKS, Ask
from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.texts import Lang
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.layout import IDENTITY, Book, BookLayout
from tests.filling import Cohort
from tests.random_people import Drawer, Shape

#: Grades and pay; a detail table.
TWO = ("repair_stars", "ecom_service_quality")
State = Mapping[str, Any]


@dataclass
class Answering(Ask):
    """Somebody who answers what a command asks, and keeps the questions."""

    agrees: bool = True
    chosen: Path | None = None
    returned: Sequence[Path] = ()
    typed: str | None = None
    asked: list[str] = field(default_factory=list)

    def yes(self, question: str, *, proposed: bool = True) -> bool:
        self.asked.append(question)
        return self.agrees

    def folder(self, title: str, proposed: Path | None) -> Path | None:
        self.asked.append(title)
        return self.chosen or proposed

    def files(self, title: str, endings: Sequence[str] = WORKBOOKS) -> list[Path]:
        self.asked.append(title)
        return list(self.returned)

    def line(self, question: str, proposed: str) -> str | None:
        self.asked.append(f"{question} [{proposed}]")
        return self.typed or proposed

    def show(self, page: Path) -> bool:
        self.asked.append(page.name)
        return True


@dataclass
class OfHr(Answering):
    """Somebody of HR, who says what is `told` of a question by words of it, and else agrees to what is proposed.

    None is no answer; where a reason is asked for and none is told there is none. Of an iterator it is the next. Who
    only presses Enter `enters`: what is not proposed is not agreed to.
    """

    enters: bool = False

    told: Mapping[str, Any] = field(default_factory=dict)

    def reply(self, question: str, proposed: Any) -> Any:
        """Return what is told of a question, else what is proposed."""
        self.asked.append(question)
        reply = next((said for words, said in self.told.items() if words in question), proposed)
        return next(reply) if isinstance(reply, Iterator) else reply

    def yes(self, question: str, *, proposed: bool = True) -> bool:
        return bool(self.reply(question, proposed if self.enters else self.agrees))

    def files(self, title: str, endings: Sequence[str] = WORKBOOKS) -> list[Path]:
        return list(self.reply(title, self.returned))

    def line(self, question: str, proposed: str) -> str | None:
        reply: str | None = self.reply(question, proposed or None)
        return reply


def sheet_text(book: xw.Book, name: str) -> str:
    """Return all that a sheet shows, a row a line; no cell says that there is nothing."""
    rows = book.sheets[name].used_range.options(ndim=2).value
    assert not any(cell == "None" for row in rows for cell in row)
    return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


def cohorts(schemes: Sequence[str], size: int, lang: Lang, *, wrong: float = 0, blank: float = 0.2) -> list[Cohort]:
    """Return drawn people of each scheme, their role named by it; ids differ between roles."""
    drawn_cohorts = []
    for number, scheme in enumerate(schemes):
        shape = Shape((size,), blank=blank, wrong=wrong, lang=lang, seed=number)
        (drawn,) = Drawer(load(scheme), shape, Random(number), truths=False).cohorts()  # noqa: S311 - not at random
        drawn_cohorts.append(replace(drawn, name=scheme))
    return drawn_cohorts


def team(roles: Sequence[Role]) -> Book:
    """Return the book of a team; every role's people get ids of their own."""
    numbered = [_with_own_ids(number, role) for number, role in enumerate(roles)]
    return Book("云帆科技", "2026-11", manager_id="m1", manager="王芳", team="华东", roles=numbered)


def two_schemes(file: Path) -> None:
    """Write the workbook of a team with somebody of each of two schemes, each role named by it."""
    write(team([Role(name, load(name), [Employee("1", "张三")]) for name in TWO]), file, "zh")


def _with_own_ids(number: int, role: Role) -> Role:
    people = [replace(person, employee_id=f"{number}-{person.employee_id}") for person in role.people]
    return replace(role, people=people)


def layout_of(book: Book, lang: Lang) -> BookLayout:
    """Return where everything stands."""
    return lay_out_book(book, lang)


def entries(book: xw.Book) -> State:
    """Return what stands in every cell of the sheets that people fill in and of the parameters."""
    by_sheet = {}
    for sheet in book.sheets:
        cells = sheet.used_range
        block = as_block(cells.formula, cells.shape[1])
        if "employee_id" in block[0] or "employee" in block[0] or sheet.name in ("参数", "Parameters"):
            by_sheet[sheet.name] = [list(row) for row in block]
    return by_sheet


def state(book: xw.Book, *, of: Sequence[str] = ()) -> State:
    """Return a workbook: cells (`of` some sheets only), protection, which sheets can be seen, what is selected."""
    parts: dict[str, Any] = {"sheets": [[sheet.name, *sheet.impl.ask("sheet_state")] for sheet in book.sheets]}
    for sheet in book.sheets:
        if not of or sheet.name in of:
            cells = sheet.used_range
            block = as_block(cells.formula, cells.shape[1])
            parts[sheet.name] = _trimmed([[cell or "" for cell in row] for row in block])
    selection = book.selection
    parts["selected"] = (book.sheets.active.name, selection.address if selection else None)
    return parts


def _trimmed(cells: list[list[object]]) -> list[list[object]]:
    """Return cells without what is blank at the end: a cell that was written to and blanked counts as used."""
    width = max((n for row in cells for n, cell in enumerate(row, 1) if cell != ""), default=0)
    height = max((n for n, row in enumerate(cells, 1) if any(cell != "" for cell in row)), default=0)
    return [row[:width] for row in cells[:height]]


def protections(book: xw.Book) -> dict[str, bool]:
    """Return which sheets are protected."""
    return {sheet.name: sheet.api.isProtected() for sheet in book.sheets}


def changed(source: Path, target: Path, change: Callable[[openpyxl.Workbook], Any]) -> Path:
    """Save a workbook anew with what somebody did to it in another program."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that it drops what only newer versions of Excel know
        book = openpyxl.load_workbook(source)
    change(book)
    book.save(target)
    return target


def listed(book: xw.Book) -> list[tuple[str, str, str]]:
    """Return the list on 检查: place, message, and how the marks name the cell."""
    return [(str(row[0] or ""), str(row[1]), str(row[-1])) for row in area(book, "problems") if row[-1] not in KINDS]


KINDS = ("heading", "header")


def area(book: xw.Book, name: str) -> list[list[Any]]:
    """Return the rows of a place that commands write to: what is shown, the kind of the row last."""
    opened = OpenBook.read(book, wanted=lambda issued: [issued.areas[name][0]])
    return [list(row) for row in opened.rows_of(opened.area(name))]


def stamps(book: xw.Book) -> list[list[Any]]:
    """Return the submissions that the hidden sheet records."""
    rows = book.sheets[IDENTITY].used_range.options(ndim=2).value
    return [row[:4] for row in rows if row[0] == "submitted"]
