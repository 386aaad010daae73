"""A real LibreOffice, started once: a second opinion, and a maker of pictures.

Where 7.4 differs from IronCalc, measured: INT forgives the last binary digits (INT((0.1+0.7)*10) is 8, not
7); TRUE in a cell counts as the number 1; a criterion that is a number does not find its digits as text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from zipfile import ZipFile, is_zipfile

from presales_xl.office.libreoffice import NoOfficeError, Office
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from tests.engines import CellError, Cells, Changes, EngineMissingError, Value
from tests.engines.bare import without_aids

OPERATIONS = Path(__file__).with_name("uno_bridge.py")
FONTS = OPERATIONS.with_name("fonts.conf")
#: Values by sheet, row and column.
Typed = Mapping[tuple[str, int, int], Value]
#: Cells to select, a command, what goes with it.
Act = tuple[str, str, object]


class LibreOffice:
    """One running LibreOffice with a profile of its own; a context manager that ends it."""

    def __init__(self) -> None:
        # The fonts are read on Linux only.
        self._office = Office(operations=OPERATIONS, environment={"FONTCONFIG_FILE": str(FONTS)})

    def __enter__(self) -> Self:
        """Start it; EngineMissingError where there is none."""
        try:
            self._office.__enter__()
        except NoOfficeError as error:
            raise missing(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._office.__exit__(kind, error, trace)

    def recalculate(self, path: Path, changes: Changes | None = None, *, whole: bool = False) -> Cells:
        """Return all cells of the workbook at `path`, recalculated; KeyError for an unknown sheet.

        It is given what calculates, or the `whole` workbook. It has no truth values, only numbers shown as such: TRUE
        is 1.0, which equals `True`.
        """
        (cells,) = self._recalculate(path, [changes or {}], whole=whole)
        return cells

    def before_and_after(self, path: Path, changes: Changes) -> tuple[Cells, Cells]:
        """Return all cells of the workbook at `path` as it comes, then with the changes (see `recalculate`)."""
        before, after = self._recalculate(path, [{}, changes], whole=False)
        return before, after

    def _recalculate(self, path: Path, steps: Sequence[Changes], *, whole: bool) -> list[Cells]:
        """Return all cells after each of the changes."""
        wanted = [{sheet: dict(cells) for sheet, cells in changes.items()} for changes in steps]
        with TemporaryDirectory() as folder:
            if is_zipfile(path) and not whole:
                path = without_aids(path, Path(folder))
            found = self._ask("recalculate", path, steps=wanted)
        return [{sheet: dict(_shown(cells)) for sheet, cells in book.items()} for book in found]

    def print_sheet(self, path: Path, sheet: str, pdf: Path, *, cells: str = "") -> None:
        """Write one sheet as a PDF of one page as large as the sheet; KeyError for an unknown sheet.

        `cells` ("A1:P20") prints a part of it.
        """
        self._ask("print_sheet", path, sheet=sheet, pdf=str(pdf), cells=cells)

    def to_pdf(self, path: Path, pdf: Path) -> None:
        """Write a workbook as a PDF, on paper as its sheets are set up."""
        self._ask("pdf", path, target=str(pdf))

    def save_again(
        self, path: Path, target: Path, typed: Typed | None = None, moved: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Open a workbook, type values into cells (by sheet, row and column from 0), and save it under another name.

        `moved` are cells to cut and paste before: sheet, cells, where to.
        """
        number = self._ask("open", path)
        for sheet, cells, to in moved:
            self._office.ask("move", document=number, sheet=sheet, cells=cells, to=to)
        for (sheet, row, column), value in (typed or {}).items():
            self._office.ask("put", document=number, sheet=sheet, area=[row + 1, column + 1, 1, 1], block=[[value]])
        self._office.ask("store", document=number, file=str(target))
        self._office.ask("close", document=number)

    def by_hand(self, path: Path, sheet: str, rounds: Sequence[tuple[Path, Sequence[Act]]]) -> list[str]:
        """Open a workbook, do with a sheet what `uno_bridge.by_hand` takes, and save a copy after each round of acts.

        Returns the cells in which the cursor stood, one after the other.
        """
        number, stood = self._ask("open", path), list[str]()
        for target, acts in rounds:
            stood += self._office.ask("by_hand", document=number, sheet=sheet, acts=acts)
            self._office.ask("store", document=number, file=str(target))
        self._office.ask("close", document=number)
        return stood

    def _ask(self, operation: str, path: Path, **fields: Any) -> Any:
        if not path.is_file():
            raise FileNotFoundError(path)
        try:
            return self._office.ask(operation, file=str(path), **fields)
        except ProblemsError as error:
            raise RuntimeError("; ".join(explain("en", problem) for problem in error.problems)) from None


def forget_print_titles(path: Path) -> None:
    """Take the rows and columns repeated in print out of a workbook.

    LibreOffice 7.4 needs 0.2 s to open each sheet that has both, and nothing that is calculated depends on them.
    """
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = re.compile(rb'<definedName name="_xlnm.Print_Titles".*?</definedName>', re.DOTALL)
    parts["xl/workbook.xml"] = names.sub(b"", parts["xl/workbook.xml"])
    with ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def missing(error: NoOfficeError) -> EngineMissingError:
    """Return what a test says where LibreOffice is not there."""
    return EngineMissingError("; ".join(explain("en", problem) for problem in error.problems))


def _shown(cells: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    for address, value in cells.items():
        yield address, CellError(value["error"]) if isinstance(value, dict) else value
