"""The people of the demo: managers who fill in yellow cells, a mail that cuts a file off, HR who decide a grade."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.cycle.calibrating import calibration_ranking
from presales_xl.demo.sample import Filling
from presales_xl.progress import Track, quiet
from presales_xl.project import Period, Project
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang
from presales_xl.workbook import identity, reader
from presales_xl.workbook.issued import plan_of
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY

_MADE = ("outbox", "inbox", "quarantine", "results")


def clear(folder: Path) -> None:
    """Take away what an earlier run of the demo made: folders and ledger."""
    for name in _MADE:
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in folder.glob("ledger.sqlite*"):
        file.unlink()


def fill_in(project: Project, period: Period, lang: Lang, track: Track = quiet) -> dict[str, Path]:
    """Fill the workbooks in as managers would, yellow cells only, and save them into the inbox; by manager's id."""
    filling, filled = Filling(period.text), {}
    project.inbox(period).mkdir(parents=True, exist_ok=True)
    for file in track(sorted(project.outbox(period).glob("*.xlsx")), "fill_in"):
        issued = identity.read(reader.read_one(file)[IDENTITY])
        if issued is None:
            continue
        book = _opened(file)
        for part in issued.parts:
            _fill(book[part.sheet], plan_of(issued.schemes[part.scheme]), part.table, filling, lang)
        filled[issued.identity.recipient_id] = project.inbox(period) / file.name
        book.save(project.inbox(period) / file.name)
    return filled


def _opened(file: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():  # openpyxl tells what it will not keep: marks that nobody reads here
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(file, rich_text=True)
    for sheet in book.worksheets:
        _keep_labels(sheet)
    return book


def _keep_labels(sheet: Worksheet) -> None:
    """Say of each chart label what it does not show: openpyxl forgets it, and then everything shows."""
    for chart in sheet._charts:  # type: ignore[attr-defined]
        for series in chart.series:
            for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
                if series.dLbls is not None:
                    setattr(series.dLbls, part, False)


def _fill(sheet: Worksheet, plan: Plan, table: str, filling: Filling, lang: Lang) -> None:
    """Fill in the unlocked cells of a role sheet or of one of its detail sheets."""
    ids = [cell.value for cell in sheet[ID_ROW + 1]]
    own = {spec.id for spec in (plan.tables[table].columns if table else plan.columns).values() if spec.field}
    for row in sheet.iter_rows(min_row=FIRST_ROW + 1):
        owner = str(row[0].value or "").split(" ")[0]
        for cell, key in zip(row, ids, strict=False):
            if owner and key in own and not cell.protection.locked:
                cell.value = filling.value(plan, plan.column(str(key)), owner, lang)


def cut_off(file: Path) -> Path:
    """Return a copy of a file as a mail server leaves it that gave up half way."""
    target = file.with_name(f"{file.stem} (1){file.suffix}")
    content = file.read_bytes()
    target.write_bytes(content[: len(content) // 2])
    return target


@contextmanager
def held_back(file: Path, folder: Path) -> Iterator[None]:
    """Keep a file of the inbox in another folder for a while, as a manager does who is late."""
    away = folder / file.name
    file.rename(away)
    yield
    away.rename(file)


def decide(file: Path, employee_id: str, grade: str, reason: str) -> None:
    """Write a final grade and its reason into the calibration workbook."""
    book = _opened(file)
    for sheet in book.worksheets:
        heads = [cell.value for cell in sheet[calibration_ranking.ID_ROW + 1]]
        if not {"employee_id", "final", "reason"} <= set(heads):
            continue
        who, final, why = (heads.index(key) for key in ("employee_id", "final", "reason"))
        for row in sheet.iter_rows(min_row=calibration_ranking.FIRST_ROW + 1):
            if str(row[who].value) == employee_id:
                row[final].value, row[why].value = grade, reason
    book.save(file)
