"""Files made to harm, many of them: each gets a verdict or is read rightly, and nothing else is touched.

`--hostile N` says how many files are drawn, by the same seeds each time.
"""

import contextlib
import datetime as dt
import io
import re
import sys
import warnings
from pathlib import Path

import openpyxl
import pytest

from presales_xl.cores import Cores
from presales_xl.cycle.collecting.collect import collect
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.people.table import UNCOMPUTED, CellError
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook import reader
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.sheet_xml import SENT
from presales_xl.worker import Bounds
from tests.cycle.returned import FIRST, PERIOD, SECOND, returned, run
from tests.hostile import mutants
from tests.workbook.behaviours import most_memory

AT_ONCE = 100  # files of one inbox
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Return workbooks as they came back, and as they went out."""
    project = returned(tmp_path_factory.mktemp("good"))
    return [
        (folder(PERIOD) / name).read_bytes() for folder in (project.inbox, project.outbox) for name in (FIRST, SECOND)
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the tests that draw files a seed for each inbox full of them."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(max(1, int(metafunc.config.getoption("--hostile")) // AT_ONCE)))


def test_whatever_comes_back_gets_a_verdict_and_touches_nothing_else(
    tmp_path: Path, books: list[bytes], seed: int
) -> None:
    project = returned(tmp_path)
    good = run(project)
    others = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and _is_others(path)}
    for number, (kind, data) in enumerate(mutants(books, seed, AT_ONCE)):
        (project.inbox(PERIOD) / f"{number:03}{kind}.xlsx").write_bytes(data)
    made = run(project)
    assert made.failed == []
    assert [problem.place.file for problem in made.problems if problem.code == "file.crashed"] == []
    assert len(made.judged) >= AT_ONCE
    assert made.people == good.people
    assert {path: path.read_bytes() for path in others} == others
    assert verify(Ledger.open(project.ledger)) == []


def test_several_processes_give_the_verdicts_of_one_in_the_same_order(tmp_path: Path, books: list[bytes]) -> None:
    project = returned(tmp_path)
    drawn = [(kind, data) for kind, data in mutants(books, 7, 40) if kind != "_bomb"]  # slow or too large: as it comes
    for number, (kind, data) in enumerate(drawn):
        (project.inbox(PERIOD) / f"{number:03}{kind}.xlsx").write_bytes(data)
    (project.inbox(PERIOD) / "020.xlsx").write_bytes((project.inbox(PERIOD) / FIRST).read_bytes())
    one, several = (collect(project, PERIOD, (), "zh", dry_run=True, cores=Cores(count)) for count in (1, 3))
    assert len(one.judged) == len(drawn) + 3
    assert {each.counts for each in one.judged} == {True, False}
    told, by_several = (re.sub(r"received_at='[^']*'", "", repr(each)) for each in (one, several))
    assert told == by_several


def _is_others(path: Path) -> bool:
    """Return whether nothing that is collected may change a file."""
    return not {"inbox", "results", "quarantine"} & set(path.parts) and not path.name.startswith("ledger")


def test_what_is_read_is_what_another_reader_reads(tmp_path: Path, books: list[bytes], seed: int) -> None:
    compared, path = 0, tmp_path / "a.xlsx"
    for kind, data in mutants(books, 1000 + seed, AT_ONCE):
        path.write_bytes(data)
        with contextlib.suppress(ProblemsError):
            sheets = reader.read_one(path)
            if (theirs := _by_openpyxl(data)) is not None:
                assert _differences(sheets, theirs) == [], kind
                compared += 1
    assert compared > AT_ONCE // 5
    if sys.platform == "linux":
        assert reader.reading_process().run(most_memory, path) <= Bounds().memory


def _by_openpyxl(data: bytes) -> openpyxl.Workbook | None:
    with warnings.catch_warnings(), contextlib.suppress(Exception):  # it has many ways to fail
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return None


def _differences(sheets: Sheets, theirs: openpyxl.Workbook) -> list[str]:
    """Return the cells that the two read differently, as text."""
    told = []
    for sheet in theirs.worksheets:
        rows = sheets.get(sheet.title, [])
        few = sheet.max_row * sheet.max_column < SENT.cells  # else openpyxl makes all cells up to a format far away
        for cells in sheet.iter_rows() if few else ():
            for cell in cells:
                row, column = (cell.row or 1) - 1, (cell.column or 1) - 1
                ours = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
                if ours is None and cell.hyperlink:  # of a link in a cell that is not there openpyxl makes one
                    continue
                if cell.value == "#VALUE!" and isinstance(ours, int | float):  # a number too great for its date format
                    continue
                if _plain(ours) != _plain(cell.value):
                    told.append(f"{sheet.title}!{cell.coordinate}: {ours!r} and {cell.value!r}")
    return told


def _plain(value: object) -> object:
    """Return a value without what the two say differently and mean alike."""
    if value is None or value == UNCOMPUTED:
        return None
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, str):
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value).strip() or None
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    if isinstance(value, float | int) and not abs(value) < sys.float_info.max:  # an int may be too great to be a float
        return "#NUM!"
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
