"""IronCalc, a spreadsheet engine in a wheel: some milliseconds a workbook, so every test can ask it.

Where 0.9.1 differs from LibreOffice, measured: AND and OR stop at the first operand that decides and so hide
an error after it; they pass over a text operand; SUMPRODUCT(ROUND(range)) is not implemented; a number
joined to text shows 17 digits instead of 15.
"""

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from tests.engines import CellError, Cells, Changes, EngineMissingError, Value
from tests.engines.bare import without_aids


def engine() -> Any:
    """Return the module `ironcalc`; EngineMissingError where it is not installed."""
    try:
        return import_module("ironcalc")
    except ImportError as missing:
        raise EngineMissingError("IronCalc is not installed: pip install ironcalc") from missing


def recalculate(path: Path, changes: Changes | None = None, *, whole: bool = False) -> Cells:
    """Return all cells of the workbook at `path`, recalculated; KeyError for an unknown sheet.

    IronCalc is given what calculates, or the `whole` workbook.
    """
    model = _opened(path, whole=whole)
    _put(model, changes or {})
    return _evaluated(model)


def before_and_after(path: Path, changes: Changes) -> tuple[Cells, Cells]:
    """Return all cells of the workbook at `path` as it comes, then with the changes; KeyError for an unknown sheet.

    To open it takes twice as long as to recalculate it.
    """
    model = _opened(path, whole=False)
    before = _evaluated(model)
    _put(model, changes)
    return before, _evaluated(model)


def _opened(path: Path, *, whole: bool) -> Any:
    with TemporaryDirectory() as folder:
        return engine().load_from_xlsx(str(path if whole else without_aids(path, Path(folder))))


def _evaluated(model: Any) -> Cells:
    """Return all cells of a model, recalculated."""
    error_type = engine().CellType.ErrorValue
    names = _names(model)
    model.evaluate()
    found: Cells = {name: {} for name in names}
    for place in model.get_all_cells():
        value: Value = model.get_cell_value(*place)
        if value is None:
            continue
        if isinstance(value, str) and model.get_cell_type(*place) == error_type:
            value = CellError(value)
        sheet, row, column = place
        found[names[sheet]][f"{get_column_letter(column)}{row}"] = value
    return found


def _names(model: Any) -> list[str]:
    return [sheet["name"] for sheet in model.get_worksheets_properties()]


def _put(model: Any, changes: Changes) -> None:
    sheets = {name: index for index, name in enumerate(_names(model))}
    for name, cells in changes.items():
        for address, value in cells.items():
            place = (sheets[name], *coordinate_to_tuple(address))
            match value:
                case None:
                    model.clear_cell_contents(*place)
                case bool():
                    model.update_cell_with_bool(*place, value)
                case str() if value.startswith("="):
                    model.update_cell_with_formula(*place, value)
                case str():
                    model.update_cell_with_text(*place, value)
                case _:
                    model.update_cell_with_number(*place, float(value))
