"""What a manager's workbook costs to make, beside openpyxl and XlsxWriter writing the same cells, and the limit.

The limit is what no way of making it can do without: deflating the parts that differ from the last workbook's, and
writing the file. Everything around counts too: roster, ledger, seals.
"""

import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import xlsxwriter

from benchmarks.company import PERIOD, company
from benchmarks.measuring import Cost, Figure, cost_of
from presales_xl.cores import Cores
from presales_xl.cycle.generating.generate import generate
from tests.cycle.company import opened

TEAMS: Mapping[str, Sequence[str]] = {
    "support_engineer_kpi": ("support_engineer_kpi",),
    "software_presales": ("software_presales",),
    "taobao_presales": ("taobao_presales",),
    "two roles in a team": ("support_engineer_kpi", "software_presales"),
}
_FAST, _LIMIT = 1 / 60, 2.0  # goals: of openpyxl's cost, of the limit


def figures(folder: Path, managers: int, rounds: int) -> Iterator[Figure]:
    """Yield the cost of a workbook for ten people, among so many of a run."""
    for name, schemes in TEAMS.items():
        project = company(folder / name, schemes, managers, people=10)
        cost = cost_of(partial(generate, project, PERIOD, "zh", cores=Cores(1))) / managers
        files = sorted(project.outbox(PERIOD).glob("*.xlsx"))
        cells = _cells(files[0])
        target = folder / "peer.xlsx"
        what = f"workbook, {name}"
        yield Figure(what, cost, "openpyxl", cost_of(partial(_by_openpyxl, cells, target), rounds), goal=_FAST)
        yield Figure(what, cost, "XlsxWriter", cost_of(partial(_by_xlsxwriter, cells, target), rounds))
        yield Figure(what, cost, "the limit", _limit(files, target), goal=_LIMIT)


Cells = Mapping[str, Sequence[tuple[Any, Any, Any, Any]]]


def _cells(path: Path) -> Cells:
    """Return what stands in a workbook by sheet: row, column, value and the cell's format."""
    return {
        sheet.title: [
            (cell.row, cell.column, cell.value, cell)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        ]
        for sheet in opened(path)
    }


def _by_openpyxl(cells: Cells, path: Path) -> None:
    """Write the cells with openpyxl, each format made once."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    styles: dict[bytes, Any] = {}
    for name, held in cells.items():
        sheet = book.create_sheet(name)
        for row, column, value, source in held:
            cell = sheet.cell(row, column, value)
            key = source._style.tobytes()
            if key not in styles:
                for part in ("font", "fill", "border", "alignment", "protection"):
                    setattr(cell, part, copy(getattr(source, part)))
                cell.number_format = source.number_format
                styles[key] = cell._style
            cell._style = styles[key]
    book.save(path)


def _by_xlsxwriter(cells: Cells, path: Path) -> None:
    """Write the cells with XlsxWriter, each format made once."""
    formats: dict[bytes, Any] = {}
    with xlsxwriter.Workbook(path) as book:
        for name, held in cells.items():
            sheet = book.add_worksheet(name)
            for row, column, value, source in held:
                key = source._style.tobytes()
                if key not in formats:
                    look = {"bold": bool(source.font.b), "num_format": source.number_format, "text_wrap": True}
                    formats[key] = book.add_format(look | {"locked": bool(source.protection.locked)})
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(row - 1, column - 1, value, formats[key], value=0)
                else:
                    sheet.write(row - 1, column - 1, value, formats[key])


def _limit(files: Sequence[Path], target: Path) -> Cost:
    """Return what it costs to deflate the parts in which a workbook differs from the one before, and to write it."""
    held = [_parts(path) for path in files[:12]]
    cost = Cost(0.0, 0.0)
    for before, now in pairwise(held):
        changed = [content for name, content in now.items() if before.get(name) != content]
        rest = bytes(max(files[0].stat().st_size - sum(map(len, map(zlib.compress, changed))), 0))
        cost += cost_of(partial(_deflated, changed, rest, target))
    return cost / (len(held) - 1)


def _parts(path: Path) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(path.read_bytes())) as file:
        return {name: file.read(name) for name in file.namelist()}


def _deflated(changed: Sequence[bytes], rest: bytes, target: Path) -> None:
    with target.open("wb") as file:
        for content in changed:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            file.write(packer.compress(content) + packer.flush())
            zlib.crc32(content)
        file.write(rest)
