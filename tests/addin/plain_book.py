"""A workbook in memory: as much of one as HR's buttons read and write, so that their steps run without an office."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import xlwings as xw

from presales_xl.addin.ribbon import Answer, dispatch
from presales_xl.project import Project
from tests.addin.commanding import OfHr
from tests.cycle.returned import PERIOD


class Cells:
    """A range of a sheet: a block written to A1 is all of it, anything else is let be."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet

    @property
    def value(self) -> Any:
        return self._sheet.rows[0][0] if self._sheet.rows else None

    @value.setter
    def value(self, block: list[list[Any]]) -> None:
        self._sheet.rows = block

    def clear_contents(self) -> None:
        self._sheet.rows = []


class Sheet:
    """A sheet with its rows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[Any]] = []

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

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, key: str | int) -> Sheet:
        return self._all[key] if isinstance(key, str) else list(self._all.values())[key]

    def add(self, name: str, after: Sheet) -> Sheet:
        del after
        return self._all.setdefault(name, Sheet(name))


class PlainBook:
    """The roster of a project, open; `rows_of` is what a sheet shows, a row a line."""

    def __init__(self, file: Path) -> None:
        self.fullname, self.name = str(file), file.name
        self.sheets = Sheets()

    def said(self, sheet: str) -> str:
        rows = self.sheets[sheet].rows
        return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)

    def click(self, button: str, **told: Any) -> tuple[Answer, OfHr]:
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
    return PlainBook(project.roster)
