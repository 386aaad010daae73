"""The two JavaScript libraries with which web programs save workbooks: SheetJS (npm's `xlsx`) and exceljs.

`npm install --prefix .ci` puts them where they are looked for.
"""

import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.engines import EngineMissingError

MODULES = Path(__file__).resolve().parents[2] / ".ci" / "node_modules"
_SHEETJS = "const x = require(modules + '/xlsx'); x.writeFile(x.readFile(from, {reading}), to, {writing})"
#: What saves a workbook again, by what a program does: each in another way than Excel does.
PROGRAMS: Mapping[str, str] = {
    "SheetJS": _SHEETJS.format(reading="{}", writing="{}"),
    "SheetJS with dates and styles": _SHEETJS.format(
        reading="{cellDates: true, cellStyles: true, cellNF: true}", writing="{cellDates: true, cellStyles: true}"
    ),
    "SheetJS without formulas": _SHEETJS.format(reading="{cellFormula: false}", writing="{}"),
    "exceljs": (
        "const book = new (require(modules + '/exceljs').Workbook)();"
        "book.xlsx.readFile(from).then(() => book.xlsx.writeFile(to))"
    ),
}


@cache
def node() -> str:
    """Return the executable of Node.js; raises EngineMissingError where it or one of the libraries is not there."""
    program = shutil.which("node")
    if program is None or not all((MODULES / name).is_dir() for name in ("xlsx", "exceljs")):
        raise EngineMissingError("SheetJS and exceljs are not installed: npm install --prefix .ci")
    return program


def save_again(program: str, path: Path, target: Path) -> Path:
    """Save a workbook again with one of `PROGRAMS` and return the copy."""
    script = f"const [modules, from, to] = process.argv.slice(1); {PROGRAMS[program]}"
    subprocess.run([node(), "-e", script, str(MODULES), str(path), str(target)], check=True, capture_output=True)
    return target
