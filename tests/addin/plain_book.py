"""A workbook in memory: as much of one as HR's buttons read and write, so that their steps run without an office."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import xlwings as xw

from presales_xl.addin.ribbon import Reply, dispatch
from presales_xl.project import Project
from tests.addin.commanding import OfHr
from tests.cycle.returned import PERIOD


def _taken(value: Any) -> Any:
    """Return what a cell of Excel holds once a value is written to it: without its apostrophe a text may be a date."""
    if not isinstance(value, str) or value.startswith("'"):
        return value[1:] if isinstance(value, str) else value
    return "a date or a number" if re.fullmatch(r"[\d\s.,:/%-]*\d[\d\s.,:/%-]*|\d+[eE]\d+", value) else value


def _link(cell: object) -> tuple[str, str]:
    """Return where a cell leads to and what it shows."""
    found = re.fullmatch(r'=HYPERLINK\("((?:[^"]|"")*)","((?:[^"]|"")*)"\)', str(cell))
    return (found[1].replace('""', '"'), found[2].replace('""', '"')) if found else ("", str(cell))


class Cells:
    """A range of a sheet: a block written to A1 is all of it, anything else is let be."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet

    @property
    def value(self) -> Any:
        return self._sheet.rows[0][0] if self._sheet.rows else None

    @value.setter
    def value(self, block: list[list[Any]]) -> None:
        self._sheet.rows = [list(map(_taken, row)) for row in block]
        self._sheet.written += 1

    def clear(self) -> None:
        self._sheet.rows = []
        self._sheet.written += 1

    @property
    def shape(self) -> tuple[int, int]:
        return max(1, len(self._sheet.rows)), max(1, *map(len, self._sheet.rows), 1)

    @property
    def last_cell(self) -> SimpleNamespace:
        row, column = self.shape
        return SimpleNamespace(row=row, column=column)

    @property
    def formula(self) -> Any:
        rows = [["" if cell is None else cell for cell in row] for row in self._sheet.rows]
        return rows if len(rows) > 1 else rows[0] if rows else ""  # a single row and a single cell are given bare


class Sheet:
    """A sheet with its rows and how often it was written to, under a password where somebody says so."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[Any]] = []
        self.written = 0
        self.visible = True
        self.has_password = False
        self.api = self

    def isProtected(self) -> bool:  # noqa: N802 - as LibreOffice spells it
        return self.has_password

    def protect(self, password: str) -> None:
        del password

    def unprotect(self, password: str) -> None:
        raise PermissionError(password)

    def range(self, *_: Any) -> Cells:
        return Cells(self)

    @property
    def used_range(self) -> Cells:
        return Cells(self)

    def activate(self) -> None:
        pass


class Sheets:
    """The sheets of a workbook."""

    def __init__(self) -> None:
        self._all = {"员工": Sheet("员工")}
        self.is_locked = False

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, key: str | int) -> Sheet:
        return self._all[key] if isinstance(key, str) else list(self._all.values())[key]

    def add(self, name: str, after: Sheet) -> Sheet:
        if self.is_locked:
            raise PermissionError(after.name)
        return self._all.setdefault(name, Sheet(name))


class App:
    """A program with some workbooks open."""

    def __init__(self) -> None:
        self.books: list[PlainBook] = []


class PlainBook:
    """A workbook that is open, as the roster of a project, `changed` or not since it was saved."""

    def __init__(self, file: Path, app: App) -> None:
        self.fullname, self.name = str(file), file.name
        self.sheets = Sheets()
        self.changed = False
        self.api = self
        self.app = app
        app.books.append(self)

    def isModified(self) -> bool:  # noqa: N802 - as LibreOffice spells it
        return self.changed

    def setModified(self, on: bool) -> None:  # noqa: N802
        self.changed = on

    def save(self) -> None:
        self.changed = False

    def said(self, sheet: str) -> str:
        """Return what a sheet holds, a row a line."""
        rows = self.sheets[sheet].rows
        return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)

    def link_of(self, sheet: str, words: str) -> str:
        """Return where the first cell leads to that shows some words, "" for nowhere."""
        cells = [cell for row in self.sheets[sheet].rows for cell in row if cell is not None]
        return next(_link(cell)[0] for cell in cells if words in _link(cell)[1])

    def click(self, button: str, **told: Any) -> tuple[Reply, OfHr]:
        """Click a button of HR's, and say of its questions what is told of them."""
        hr = OfHr(told={"考核周期（": PERIOD.text, **told})
        answer = dispatch(button, cast("xw.Book", self), hr)
        assert "没有完成，工作簿保持原样" not in answer.text, answer.text  # a mistake of the program
        return answer, hr

    def month(self) -> str:
        """Return what the sheet of the month shows."""
        self.click("show_month")
        return self.said("本月进度")

    def next_button(self) -> str:
        """Return which button the sheet of the month names."""
        return self.month().partition("下一步：点「")[2].partition("」")[0]


def book_of(project: Project) -> PlainBook:
    """Return the roster of a project as it is open."""
    return PlainBook(project.roster, App())
