"""IronCalc, a spreadsheet engine in a wheel: some milliseconds a workbook, so every test can ask it.

Where 0.9.1 differs from LibreOffice, measured: AND and OR stop at the first operand that decides and so hide
an error after it; they pass over a text operand; SUMPRODUCT(ROUND(range)) is not implemented; a number
joined to text shows 17 digits instead of 15.
"""

import re
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from tests.engines import CellError, Cells, Changes, EngineMissingError, Value

#: What shows and checks, and calculates nothing: IronCalc reads it, works it out anew and needs twice as long for it.
AIDS = re.compile(
    rb"<conditionalFormatting.*</conditionalFormatting>|<dataValidations.*</dataValidations>|<extLst.*</extLst>"
    rb'|<definedName name="_xlnm\.[^>]*>[^<]*</definedName>',
    re.DOTALL,
)


def engine() -> Any:
    """Return the module `ironcalc`; EngineMissingError where it is not installed."""
    try:
        return import_module("ironcalc")
    except ImportError as missing:
        raise EngineMissingError("IronCalc is not installed: pip install ironcalc") from missing


def recalculate(path: Path, changes: Changes | None = None) -> Cells:
    """Return all cells of the workbook at `path`, recalculated; KeyError for an unknown sheet."""
    with TemporaryDirectory() as folder:
        return recalculate_whole(without_aids(path, Path(folder)), changes)


def recalculate_whole(path: Path, changes: Changes | None = None) -> Cells:
    """Return the same of a workbook with all that it shows beside its cells."""
    error_type = engine().CellType.ErrorValue
    model = engine().load_from_xlsx(str(path))
    names: list[str] = [sheet["name"] for sheet in model.get_worksheets_properties()]
    _put(model, {name: index for index, name in enumerate(names)}, changes or {})
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


def without_aids(path: Path, folder: Path) -> Path:
    """Return a copy of a workbook in a folder without its conditions, validations and print areas."""
    copy = folder / path.name
    with ZipFile(path) as archive, ZipFile(copy, "w", ZIP_STORED) as target:
        for name in archive.namelist():
            content = archive.read(name)
            target.writestr(name, AIDS.sub(b"", content) if name.startswith("xl/wo") else content)
    return copy


def _put(model: Any, sheets: dict[str, int], changes: Changes) -> None:
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
