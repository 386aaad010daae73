"""Programs that are not ours and judge our workbooks: two that recalculate them, one that validates them.

Each recalculating engine offers `recalculate(path, changes)`: it opens the file, puts `changes` in (in
memory, the file stays as it is), calculates every formula anew and returns what every cell shows. Cached
values are not believed. `before_and_after(path, changes)` opens the file once for what it shows without and with them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

Value = float | str | bool | None

# Sheet -> {"A1": value}, only cells that hold something; an error is a `CellError`, an empty text is "".
Cells = dict[str, dict[str, Value]]

# Sheet -> {"A1": value}; None clears the cell, text that begins with "=" is a formula, other text stays text.
Changes = Mapping[str, Mapping[str, Value]]


class CellError(str):
    """An error as Excel names it, "#N/A", or "#ERR:502" where LibreOffice has an error that Excel has not."""

    __slots__ = ()


class EngineMissingError(Exception):
    """Raised when the machine lacks the engine; the message says what to install."""


class Recalculate(Protocol):
    """What each recalculating engine offers."""

    def __call__(self, path: Path, changes: Changes | None = None, *, whole: bool = False) -> Cells:
        """Return all cells of the workbook at `path`, recalculated; KeyError for an unknown sheet."""
        ...


class BeforeAndAfter(Protocol):
    """What each recalculating engine offers where both are asked for."""

    def __call__(self, path: Path, changes: Changes) -> tuple[Cells, Cells]:
        """Return all cells of the workbook at `path`, recalculated as it comes and then with the changes."""
        ...
