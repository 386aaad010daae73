"""Workbooks for engines that recalculate: without what shows and checks, and calculates nothing.

IronCalc works out every condition of a workbook's looks anew and needs twice as long for it; LibreOffice does so for
each cell that is typed into, and 7.4 needs 0.2 s to open each sheet that repeats rows and columns in print.
"""

import re
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

AIDS = re.compile(
    rb"<conditionalFormatting.*</conditionalFormatting>|<dataValidations.*</dataValidations>|<extLst.*</extLst>"
    rb'|<definedName name="_xlnm\.[^>]*>[^<]*</definedName>',
    re.DOTALL,
)


def without_aids(path: Path, folder: Path) -> Path:
    """Return a copy of a workbook in a folder without its conditions, validations and print areas."""
    copy = folder / path.name
    with ZipFile(path) as archive, ZipFile(copy, "w", ZIP_STORED) as target:
        for name in archive.namelist():
            content = archive.read(name)
            target.writestr(name, AIDS.sub(b"", content) if name.startswith("xl/wo") else content)
    return copy
