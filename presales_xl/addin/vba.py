"""The add-in's VBA: our sources in `macros/`, xlwings' own from the installed package, and the project made of them."""

import re
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from pyopenvba import ExcelFile
from pyopenvba.vba import VBAModuleKind, normalize_class_source

from presales_xl.resources import folder
from presales_xl.scheme.errors import fail

#: What xlwings names the add-in's settings by: they stand on its sheet `presales_xl.conf`.
PROJECT = "presales_xl"
#: What is changed in xlwings' module, and how often it stands there. As it comes, a workbook (by a sheet of its own, or
#: by a file beside it) may name the interpreter that a click starts, and bring Python modules of its own.
_CHANGES = (
    ('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"', 1),
    ('If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then', "If False Then", 1),
    ('If source = "" Or source = "directory" Then', 'If source = "directory" Then', 1),
    ('GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")', 'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "false")', 2),
    ("                uses_embedded_code = True", "                uses_embedded_code = False", 1),
)
_NOTICE = (
    "'Changed by presales_xl: settings come from the add-in and the user's folder only, never from a workbook.\r\n"
)


@dataclass(frozen=True, slots=True)
class Source:
    """One module as it stands in the project: its attributes first, lines ended by CR LF."""

    name: str
    code: str
    is_class: bool


def sources() -> list[Source]:
    """Return the modules of the add-in; ProblemsError when the installed xlwings is one that we do not know."""
    xlwings = distribution("xlwings")
    ours = [_source(folder("macros") / name) for name in ("Presales.bas", "PresalesEvents.cls")]
    module = _source(Path(str(xlwings.locate_file("xlwings/xlwings_custom_addin.bas"))))
    dictionary = _source(Path(str(xlwings.locate_file("xlwings/addin/Dictionary.cls"))))
    return [*ours, Source(module.name, _changed(module.code, xlwings.version), is_class=False), dictionary]


def _source(file: Path) -> Source:
    """Read a module as the editor of Excel exports it."""
    code = "".join(f"{line}\r\n" for line in file.read_text(encoding="ascii").splitlines())
    is_class = file.suffix == ".cls"
    if is_class:  # the preamble VERSION … END belongs to files only, the attribute VB_Base to projects only
        code = normalize_class_source(code)
    named = re.match(r'Attribute VB_Name = "(\w+)"', code)
    if named is None:
        raise ValueError(f"{file} does not begin with the name of its module")
    return Source(named[1], code, is_class)


def _changed(code: str, version: str) -> str:
    for old, new, times in _CHANGES:
        if code.count(old) != times:
            raise fail("addin_build.xlwings", version=version)
        code = code.replace(old, new)
    first, _, rest = code.partition("\r\n")
    return f"{first}\r\n{_NOTICE}{rest}"


def project() -> bytes:
    """Return the VBA project of the add-in, the part vbaProject.bin: the same bytes every time."""
    with TemporaryDirectory() as place:
        file = Path(place) / "empty.xlam"
        with ExcelFile.create_new(file) as book:
            made = book.vba_project()
            made.delete_module("Module1")
            for source in sources():
                kind = VBAModuleKind.other if source.is_class else VBAModuleKind.standard
                made.add_module(source.name, source.code, kind=kind)
            book.save()
        with ZipFile(file) as parts:
            return parts.read("xl/vbaProject.bin")
