"""What a workbook keeps when LibreOffice saves it through our engine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import xlwings as xw
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.people.table import UNCOMPUTED
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import read_one
from tests.conftest import OpenBook
from tests.workbook.samples import opened, team

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbooks") / "华东 一组.xlsx"
    write(team("ecom_service_quality", "zh"), path, "zh")
    return path


@pytest.fixture(scope="module")
def saved(workbook: Path, office_app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook as LibreOffice saves it, after a sheet was unprotected and protected again."""
    path = tmp_path_factory.mktemp("saved") / "已存.xlsx"
    with office_app.books.open(workbook) as book:
        sheet = book.sheets["ecom_service_quality"]
        sheet.api.unprotect("")
        sheet.api.protect("")
        book.save(path)
    return path


def rounded(value: object) -> object:
    """Return a number with 13 digits: LibreOffice writes 15."""
    return float(f"{value:.13g}") if isinstance(value, float) else value


def kept(sheet: Worksheet) -> dict[str, object]:
    protection = sheet.protection
    rules = [rule for ranges in sheet.conditional_formatting for rule in ranges.rules]
    checks = sheet.data_validations.dataValidation
    return {
        "state": sheet.sheet_state,
        "frozen": sheet.freeze_panes,
        "validated": {
            str(check.sqref): (check.type, check.operator or "between", check.prompt, check.error) for check in checks
        },
        "conditions": len(rules),
        "hidden rows": [row for row, dimension in sheet.row_dimensions.items() if dimension.hidden],
        "widths": [round(sheet.column_dimensions[letter].width, 1) for letter in "ABCD"],
        "protected": (protection.sheet, protection.sort, protection.autoFilter, protection.formatColumns),
        "unlocked": [cell.coordinate for row in sheet for cell in row if not cell.protection.locked],
        "printed": (sheet.print_area, sheet.print_title_rows, sheet.page_setup.orientation or "portrait"),
        "charts": len(sheet._charts),  # type: ignore[attr-defined]
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
    }


def test_a_save_keeps_everything_that_a_manager_or_the_product_relies_on(workbook: Path, saved: Path) -> None:
    before, after = opened(workbook), opened(saved)
    assert before.sheetnames == after.sheetnames
    for sheet in before:
        assert kept(after[sheet.title]) == kept(sheet), sheet.title
    assert before["ecom_service_quality"].freeze_panes
    assert before[IDENTITY].sheet_state == "veryHidden"
    assert set(before.defined_names) == set(after.defined_names)


def test_the_product_reads_the_same_from_what_libreoffice_saved(workbook: Path, saved: Path) -> None:
    before, after = read_one(workbook), read_one(saved)
    assert after.formulas == before.formulas

    def filled(rows: Sequence[Sequence[object]]) -> dict[tuple[int, int], object]:
        cells = ((r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
        return {(r, c): value for r, c, value in cells if value not in (None, UNCOMPUTED)}

    for name, rows in before.items():
        cells, expected = filled(after[name]), filled(rows)
        assert {place: rounded(value) for place, value in cells.items()} == {
            place: rounded(value) for place, value in expected.items()
        }, name
    assert filled(after[IDENTITY]) == filled(before[IDENTITY])


def test_a_book_is_saved_where_it_is_told_and_is_known_by_that_from_then_on(
    workbook: Path, open_book: OpenBook, tmp_path: Path
) -> None:
    before = workbook.read_bytes()
    book = open_book(workbook)
    book.sheets["汇总"].api.unprotect("")
    book.sheets["汇总"]["A60"].value = "第一次"
    book.save(tmp_path / "新 名.xlsx")
    assert (book.name, Path(book.fullname)) == ("新 名.xlsx", tmp_path / "新 名.xlsx")
    book.sheets["汇总"]["A60"].value = "第二次"
    book.save()
    book.sheets["汇总"]["A60"].value = "没有保存"
    book.close()
    assert opened(tmp_path / "新 名.xlsx")["汇总"]["A60"].value == "第二次"
    assert workbook.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["新 名.xlsx"]


def test_a_sheet_can_be_made_very_hidden_and_shown(workbook: Path, open_book: OpenBook, tmp_path: Path) -> None:
    book: Any = open_book(workbook)
    book.sheets["参数"].visible = 2
    book.sheets[IDENTITY].visible = -1
    book.save(tmp_path / "a.xlsx")
    states = {sheet.title: sheet.sheet_state for sheet in opened(tmp_path / "a.xlsx")}
    assert (states["参数"], states[IDENTITY]) == ("veryHidden", "visible")
    with ZipFile(tmp_path / "a.xlsx") as parts:
        assert parts.testzip() is None


def test_a_file_that_libreoffice_does_not_open_is_named(open_book: OpenBook, tmp_path: Path) -> None:
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ProblemsError) as caught:
        open_book(broken)
    (problem,) = caught.value.problems
    assert (problem.code, Path(problem.place.file).name) == ("office.unopened", "坏的.xlsx")
