"""Reads workbooks from elsewhere: the guard first, then calamine, both in a process that can be killed.

One bad file among a hundred costs that file and nothing else: reading it raises a ProblemsError, whatever it does to
the other process.
"""

import atexit
import io
import math
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence, Set
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from python_calamine import CalamineWorkbook, SheetTypeEnum

from presales_xl.people.table import UNCOMPUTED, CellError, Merged, Value
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.workbook.circles import Circles
from presales_xl.workbook.guard import Checked, check, check_bytes, formulas_in, names_of
from presales_xl.workbook.sheet_xml import OWN, SENT, FileLimits, SheetFacts
from presales_xl.worker import Bounds, Worker, end

A = TypeVar("A")
R = TypeVar("R")
_OF_SENT = Bounds()
_OF_OWN = Bounds(seconds=120, wait=600, memory=2 * 2**30, answer=2**29)
_AHEAD = 2  # files that are out or done for each process: enough that none waits, few enough that memory stays flat
_beside = threading.local()  # the `process` of a thread that reads beside others


class Sheets(dict[str, list[list[Value]]]):
    """Sheet name -> rows of values; `formulas` are the cells with a formula, by sheet, as (row, column) from 0.

    `saved` is when the workbook says that it was saved last (ISO 8601, UTC), "" when it does not. `notes` are the texts
    of the first notes by sheet and cell, `notes_left` how many more a sheet has. `order` are all sheets in the order of
    their tabs, where that is known. `is_rounded` is whether programs round all that the workbook holds to what its
    cells show. `read_formulas()` are the formulas themselves, by sheet and cell, `read_names()` what names stand for.
    """

    def __init__(
        self,
        values: Mapping[str, list[list[Value]]] | None = None,
        formulas: Mapping[str, Set[tuple[int, int]]] | None = None,
        saved: str = "",
        notes: Mapping[str, Mapping[str, str]] | None = None,
        notes_left: Mapping[str, int] | None = None,
        order: Sequence[str] = (),
    ) -> None:
        super().__init__(values or {})
        self.formulas = dict(formulas or {})
        self.notes, self.notes_left = dict(notes or {}), dict(notes_left or {})
        self.saved, self.order, self.is_rounded = saved, order, False
        self.read_formulas: Callable[[], Mapping[str, Mapping[tuple[int, int], str]]] = dict  # read where they matter
        self.read_names: Callable[[], Mapping[str, str]] = dict
        self.merged: dict[str, list[Merged]] = {}  # merged cells by sheet
        self.formats: dict[str, dict[tuple[int, int], str]] = {}  # misleading number formats by sheet and first cell
        self.looks: dict[str, dict[str, str]] = {}  # what else hides what there is, by sheet (`SheetFacts.looks`)
        self.unseen: dict[str, list[tuple[int, int]]] = {}  # by sheet (`SheetFacts.unseen`)

    @cached_property
    def circles(self) -> Circles:
        """Return which formulas are no values because they come back to their own cell."""
        return Circles(self.read_formulas(), self.read_names())


def parse(path: Path, limits: FileLimits = SENT) -> Sheets:
    """Check and read one workbook in this very process; a harmful one may bring it down. See `read_in`."""
    try:
        return _sheets(check(path, limits))
    except ProblemsError as error:
        raise error.at(file=str(path)) from None


_parse_own = partial(parse, limits=OWN)


def parse_bytes(data: bytes) -> Sheets:
    """Check and read one workbook that is in memory; see `parse`."""
    return _sheets(check_bytes(data))


def read_one(path: Path) -> Sheets:
    """Return the sheets of one workbook; raises as `read_in` does."""
    return read_in(reading_process(), path, parse)


def read_own(path: Path, parse: Callable[[Path], Sheets] = _parse_own) -> Sheets:
    """Return the sheets of a table that HR keeps, as `read_one`: it may hold everybody in the company."""
    return read_in(_shared(_OF_OWN), path, parse)


def reading_process() -> Worker:
    """Return the process in which this thread reads files; starting one takes longer than reading a workbook."""
    process: Worker = getattr(_beside, "process", None) or _shared(_OF_SENT)
    return process


@cache
def _shared(bounds: Bounds) -> Worker:
    worker = Worker(bounds)
    atexit.register(worker.stop)
    return worker


def in_processes(function: Callable[[A], R], items: Iterable[A], count: int) -> Generator[R, None, None]:
    """Yield what `function` makes of each item, in their order, `count` at a time, each with a reading process.

    The function runs in threads of this process, and all that it has read for an item is read by one process, which is
    bounded as the one of a single reader is. It must change nothing that other items see. What it raises comes here.
    """
    if count < 2:
        yield from map(function, items)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - most who read want one file, at once

    processes: list[Worker] = []

    def begin() -> None:
        _beside.process = Worker(_OF_SENT)
        processes.append(_beside.process)

    threads, coming = ThreadPoolExecutor(count, initializer=begin), iter(items)
    try:
        under_way = deque(threads.submit(function, item) for item in islice(coming, count * _AHEAD))
        while under_way:
            result = under_way.popleft().result()
            under_way.extend(threads.submit(function, item) for item in islice(coming, 1))
            yield result
    finally:  # done, broken off, or interrupted
        end(threads, processes)


def read_in(worker: Worker, path: Path, parse: Callable[[Path], R]) -> R:
    """Return what `parse` makes of a workbook (its sheets, say) in another process, which many files may share.

    Sheets are sheet name -> rows, hidden and very hidden sheets included; `rows[0][0]` is A1, and the rows of
    a sheet are equally long. Blank cells and empty texts are None; whole numbers are int, as Excel shows them; dates,
    times and durations are those of `datetime`; errors are `CellError`, formulas without a cached value `UNCOMPUTED`.

    ProblemsError with one `file.*` problem for a file that cannot be read, as `guard.check` and `Worker.run`, and
    `file.unparsed`.
    """
    try:
        return worker.run(parse, path.absolute())  # the other process stays in the folder that it was started in
    except ProblemsError as error:
        raise error.at(file=str(path)) from None


def _sheets(checked: Checked) -> Sheets:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(checked.data)) as workbook:
            named = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            raw = {
                name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in named
                if checked.sheets[name].values is None
            }
    except MemoryError:
        raise
    except BaseException as error:  # calamine's panics are no Exceptions
        raise fail("file.unparsed", reason=f"{type(error).__name__}: {error}"[:200]) from None
    values = {name: _rows(raw.get(name, []), checked.sheets[name]) for name in named}
    read = Sheets(
        values,
        {name: facts.formulas for name, facts in checked.sheets.items()},
        checked.saved,
        notes={name: facts.notes for name, facts in checked.sheets.items() if facts.notes},
        notes_left={name: facts.notes_left for name, facts in checked.sheets.items() if facts.notes_left},
        order=tuple(values),
    )
    read.is_rounded = checked.is_rounded
    read.formats = {name: facts.misleading for name, facts in checked.sheets.items()}
    read.looks = {name: facts.looks for name, facts in checked.sheets.items()}
    read.unseen = {name: facts.unseen for name, facts in checked.sheets.items()}
    read.read_formulas, read.read_names = partial(formulas_in, checked.data), partial(names_of, checked.data)
    read.merged = {name: facts.merged for name, facts in checked.sheets.items()}
    return read


def _rows(raw: Sequence[Sequence[Value]], facts: SheetFacts) -> list[list[Value]]:
    """Return the values, with what calamine reads as empty texts put in: errors, formulas without a value."""
    rows = facts.values
    if rows is None:
        rows = [[(cell or None) if isinstance(cell, str) else _value(cell) for cell in row] for row in raw]
    for row, column in facts.uncomputed:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = UNCOMPUTED
    for code, cells in facts.errors.items():
        error = CellError(code)
        for row, column in cells:
            if row >= len(rows) or column >= len(rows[row]):
                raise fail("file.unparsed", reason=f"{code} in row {row + 1}, column {column + 1}")
            rows[row][column] = error
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
