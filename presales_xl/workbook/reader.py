"""Reads workbooks from elsewhere: the guard first, then calamine, both in a process that can be killed.

One bad file among a hundred costs that file and nothing else: it comes back as a `Problem`, the others as
values.
"""

import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetTypeEnum

from presales_xl.people.table import CellError, Value
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.workbook.guard import Checked, check, check_bytes
from presales_xl.workbook.worker import Worker

TIMEOUT = 30.0  # seconds for one workbook; an ordinary one takes a fiftieth of one


class Sheets(dict[str, list[list[Value]]]):
    """Sheet name -> rows of values; `formulas` are the cells with a formula, by sheet, as (row, column) from 0.

    `saved` is when the workbook says that it was saved last (ISO 8601, UTC), "" when it does not.
    """

    def __init__(
        self,
        values: Mapping[str, list[list[Value]]] | None = None,
        formulas: Mapping[str, frozenset[tuple[int, int]]] | None = None,
        saved: str = "",
    ) -> None:
        super().__init__(values or {})
        self.formulas = dict(formulas or {})
        self.saved = saved


def parse(path: Path) -> Sheets | Problem:
    """Check and read one workbook in this very process; a harmful one may bring it down. See `read`."""
    try:
        return _sheets(check(path))
    except ProblemsError as error:
        return error.problems[0]
    except BaseException as error:  # calamine's panics are no Exceptions
        reason = f"{type(error).__name__}: {error}"
        return Problem("file.unparsed", Place(file=str(path)), {"reason": reason[:200]})


def parse_bytes(data: bytes) -> Sheets | Problem:
    """Check and read one workbook that is in memory; see `parse`."""
    try:
        return _sheets(check_bytes(data))
    except ProblemsError as error:
        return error.problems[0]
    except BaseException as error:
        return Problem("file.unparsed", Place(), {"reason": f"{type(error).__name__}: {error}"[:200]})


def read(
    paths: Iterable[Path], *, timeout: float = TIMEOUT, parse: Callable[[Path], Sheets | Problem] = parse
) -> Iterator[tuple[Path, Sheets | Problem]]:
    """Yield each path, in order, with its sheets or with the problem that kept it from being read.

    Sheets are sheet name -> rows, hidden and very hidden sheets included; `rows[0][0]` is A1, and the rows of
    a sheet are equally long. Blank cells, empty texts and formulas without a cached value are None; whole
    numbers are int, as Excel shows them; dates, times and durations are those of `datetime`; errors are
    `CellError`.

    `timeout` is in seconds, for one file. `parse` is what the other process does with a file.
    """
    with Worker(timeout) as worker:
        for path in paths:
            yield path, _answer(worker, parse, path, timeout)


def read_one(path: Path) -> Sheets:
    """Return the sheets of one workbook, as `read` does; raises ProblemsError with its problem."""
    ((_, result),) = read([path])
    if isinstance(result, Problem):
        raise ProblemsError([result])
    return result


def _answer(worker: Worker, parse: Callable[[Path], Sheets | Problem], path: Path, timeout: float) -> Sheets | Problem:
    try:
        return worker.run(parse, path)
    except TimeoutError:
        return Problem("file.slow", Place(file=str(path)), {"seconds": timeout})
    except ChildProcessError:
        return Problem("file.crashed", Place(file=str(path)))


def _sheets(checked: Checked) -> Sheets:
    with CalamineWorkbook.from_filelike(io.BytesIO(checked.data)) as workbook:
        values = {
            sheet.name: _rows(
                workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
                checked.sheets[sheet.name].errors,
            )
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        }
    return Sheets(values, {name: frozenset(facts.formulas) for name, facts in checked.sheets.items()}, checked.saved)


def _rows(raw: Sequence[Sequence[Value]], errors: Mapping[tuple[int, int], str]) -> list[list[Value]]:
    """Return the values, with the errors put in: calamine reads them as empty texts."""
    rows = [[_value(cell) for cell in row] for row in raw]
    for (row, column), code in errors.items():
        rows[row][column] = CellError(code)
    return rows


def _value(cell: Value) -> Value:
    if cell == "":
        return None
    if isinstance(cell, float):
        if not math.isfinite(cell):  # Excel has no such numbers: nobody typed it
            return CellError("#NUM!")
        if cell.is_integer():
            return int(cell)
    return cell
