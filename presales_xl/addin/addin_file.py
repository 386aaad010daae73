"""The add-in file: a workbook without content but for its settings, with the ribbon and the VBA project in it.

The VBA is ours in `macros/` and xlwings' own from the installed package.

Built the same byte for byte from the same sources, on any machine: fixed dates, and parts that are not
compressed, since compressors differ.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import distribution
from io import BytesIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

from jinja2 import Environment, StrictUndefined
from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import VBAModuleKind, normalize_class_source
from xlsxwriter import Workbook

from presales_xl.addin.places import PROJECT, SHEET
from presales_xl.addin.ribbon import commands, groups, ribbon_buttons
from presales_xl.cycle.rosters.roster_sheet import COLUMNS, OPTIONAL
from presales_xl.files import draft
from presales_xl.resources import folder
from presales_xl.scheme.errors import CELL_ERRORS, fail
from presales_xl.texts import LANGUAGES, Lang, all_texts, text
from presales_xl.workbook.identity import FORMAT, HEAD

_MACROS = folder("macros")
#: The texts that the VBA says itself.
_SAY = "addin.say."
#: What is changed in xlwings' module, and how often it stands there. As it comes, a workbook (by a sheet of its own, or
#: by a file beside it) may name the interpreter that a click starts, and bring Python modules of its own.
_CHANGES = (
    ('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"', 1),
    ('If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then', "If False Then", 1),
    ('If source = "" Or source = "directory" Then', 'If source = "directory" Then', 1),
    ('GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")', 'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "false")', 2),
    ("                uses_embedded_code = True", "                uses_embedded_code = False", 1),
    # Without its sheet `Range` is one of the active sheet, which may be a chart, or none.
    ("In Range(sht.Range(", "In sht.Range(sht.Range(", 1),
    # A settings file is read by lines: behind one without a comma each name would be taken for a value.
    ("        Input #iFileNum, sVarName, sVarValue", "        Line Input #iFileNum, sVarName", 1),
    ("If LCase(sVarName) = LCase(sName) Then", "If IsSaid(sVarName, sName, sVarValue) Then", 1),
    # On a Mac what went wrong is told once, by `PresalesLook`, and the button goes on by formulas.
    (
        "MsgBox \"To enable RunPython, please run 'xlwings runpython install' in a terminal once and try again.\","
        " vbCritical",
        'Err.Raise 53, , Word("NO_SCRIPT")',
        1,
    ),
    ("            ShowError (LOG_FILE)\r\n            Application.StatusBar = False", "            PresalesLook", 1),
    (
        '    If ReadFile(LOG_FILE) <> "" Then\r\n        Call ShowError(LOG_FILE)\r\n    End If',
        "    PresalesLook",
        1,
    ),
    # What was left behind is deleted when it is read: by now it may be that of the next click.
    (
        "            Kill LOG_FILE\r\n        #Else\r\n            KillFileOnMac",
        "        #Else\r\n            KillFileOnMac",
        1,
    ),
    # No path or name of a workbook gets into a command line or into a Python string.
    ('AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";" &', 'AddExcelDir & ";;;" &', 2),
    ('AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" &', 'AddExcelDir & ";;;" &', 1),
    ('ParameterString + "|" + ActiveWorkbook.Name', 'ParameterString + "|-"', 1),
    ('" --wb=" & """" & ActiveWorkbook.Name & """ --from_xl=1"', '" --from_xl=1"', 1),
)
#: What stands in our modules in the place of the commands that a click may start.
_COMMANDS = '"every command of ribbon.yaml"'
#: In the place of the buttons that never ask Python, and of what each button does without.
_NEVER = '"every button of ribbon.yaml without Python"'
_NEEDING = '"every button of ribbon.yaml that needs Python"'
_ERRORS = '"every error that a cell shows"'
_FORMAT = '"the format of the hidden sheet"'
_HEAD = '"every record of whose the workbook is"'
_EACH = '        Case "each button of ribbon.yaml"  \' what it does stands here when the add-in is built\r\n'
_NOTICE = (
    "'Changed by presales_xl: settings come from the add-in and the user's folder only, never from a workbook, "
    "and nothing of a workbook gets into a command line.\r\n"
)
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_RIBBON = "customUI/customUI14.xml"
_RIBBON_KIND = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def built(lang: Lang, settings: Mapping[str, str] | None = None) -> bytes:
    """Return the add-in file in a language, with settings for xlwings on its sheet.

    Settings are such as INTERPRETER_WIN, INTERPRETER_MAC, HELP. Raises ProblemsError when the installed
    xlwings is one that we do not know.
    """
    known = {"LANG": lang, "ROSTER": _sheets_of_a_roster(), **sentences_of(lang)}
    parts = _workbook(lang, {**(settings or {}), **known}, project())
    _replace(parts, "[Content_Types].xml", "vnd.ms-excel.sheet.macroEnabled", "vnd.ms-excel.addin.macroEnabled")
    relation = f'<Relationship Id="ribbon" Type="{_RIBBON_KIND}" Target="{_RIBBON}"/></Relationships>'
    _replace(parts, "_rels/.rels", "</Relationships>", relation)
    parts[_RIBBON] = custom_ui(lang).encode()
    return _packed(parts)


def sentences_of(lang: Lang) -> dict[str, str]:
    """Return what the VBA says itself, by name."""
    return {key.removeprefix(_SAY): text(lang, key) for key in all_texts() if key.startswith(_SAY)}


def _sheets_of_a_roster() -> str:
    """Return the names of the sheets that every roster has, `A/B|C/D`: by one of each the VBA knows it."""
    needed = [key for key in COLUMNS if key not in OPTIONAL]
    return "|".join("/".join(text(lang, f"roster.sheet.{key}") for lang in LANGUAGES) for key in needed)


def write(file: Path, lang: Lang) -> None:
    """Write an add-in without settings; ProblemsError `file.locked` when it is open in Excel."""
    content = built(lang)
    with draft(file) as place:
        place.write_bytes(content)


def _workbook(lang: Lang, rows: Mapping[str, str], vba: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook with macros and one sheet, a row for each setting."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        title, comments = text(lang, "addin.title"), text(lang, "addin.comments")  # Excel's list of add-ins shows them
        book.set_properties({"title": title, "comments": comments, "author": "presales-xl", "created": _MADE})
        book.add_vba_project(BytesIO(vba), is_stream=True)
        book.set_vba_name("ThisWorkbook")
        sheet = book.add_worksheet(SHEET)
        sheet.set_vba_name("Sheet1")
        for row, pair in enumerate(sorted(rows.items())):
            for column, value in enumerate(pair):
                sheet.write_string(row, column, value)
    with ZipFile(file) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def _replace(parts: dict[str, bytes], name: str, old: str, new: str) -> None:
    content = parts[name].decode()
    if content.count(old) != 1:
        raise ValueError(f"{name} holds {old!r} {content.count(old)} times")
    parts[name] = content.replace(old, new).encode()


def _packed(parts: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name)  # of 1980, as all dates in office files
            entry.create_system = 0  # on any system
            package.writestr(entry, content)
    return file.getvalue()


def custom_ui(lang: Lang) -> str:
    """Return the XML of the part customUI14.xml."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    template = environment.from_string((_MACROS / "customUI14.xml.j2").read_text(encoding="utf-8"))
    return template.render(groups=groups(), word=lambda key: text(lang, key))


# The VBA project


def sources() -> dict[str, str]:
    """Return the code of the add-in's modules by name: attributes first, lines ended by CR LF.

    ProblemsError when the installed xlwings is one that we do not know.
    """
    xlwings = distribution("xlwings")
    theirs = [
        xlwings.locate_file(file) for file in ("xlwings/xlwings_custom_addin.bas", "xlwings/addin/Dictionary.cls")
    ]
    ours = dict(map(_source, (*sorted(_MACROS.glob("*.bas")), _MACROS / "PresalesEvents.cls")))
    for name, (place, written) in product(ours, generated().items()):
        ours[name] = ours[name].replace(place, written)
    modules = ours | dict(_source(Path(str(file))) for file in theirs)
    return modules | {"xlwings": _changed(modules["xlwings"], xlwings.version)}


def generated() -> dict[str, str]:
    """Return what stands in our modules for their marks: which tags are let through, what each does alone, errors."""
    never = [button.command for button in ribbon_buttons() if not button.python]
    cases = [
        f'        Case "{button.command}": Alone = {button.alone}()\r\n' for button in ribbon_buttons() if button.alone
    ]
    needing = [button.command for button in ribbon_buttons() if button.needs_python]
    lists = {_COMMANDS: commands(), _NEVER: never, _NEEDING: needing, _ERRORS: CELL_ERRORS, _HEAD: HEAD}
    return {**{mark: _listed(names) for mark, names in lists.items()}, _EACH: "".join(cases), _FORMAT: f'"{FORMAT}"'}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _source(file: Path) -> tuple[str, str]:
    """Return name and code of a module that the editor of Excel exported."""
    code = "".join(f"{line}\r\n" for line in file.read_text(encoding="ascii").splitlines())
    if (
        file.suffix == ".cls"
    ):  # the preamble VERSION … END belongs to files only, the attribute VB_Base to projects only
        code = normalize_class_source(code)
    named = re.match(r'Attribute VB_Name = "(\w+)"', code)
    if named is None:
        raise ValueError(f"{file} does not begin with the name of its module")
    return named[1], code


def _changed(code: str, version: str) -> str:
    for old, new, times in _CHANGES:
        if code.count(old) != times:
            raise fail("addin_build.xlwings", version=version)
        code = code.replace(old, new)
    first, _, rest = code.partition("\r\n")
    return f"{first}\r\n{_NOTICE}{rest}"


def project() -> bytes:
    """Return the VBA project of the add-in, the part vbaProject.bin: the same bytes every time."""
    return _project_of(tuple(sources().items()))


@lru_cache(maxsize=1)
def _project_of(modules: Sequence[tuple[str, str]]) -> bytes:
    with TemporaryDirectory() as place:
        file = Path(place) / "empty.xlam"
        with ExcelFile.create_new(file) as book:
            made = book.vba_project()
            made.delete_module("Module1")
            for name, code in modules:
                is_class = "Attribute VB_Base" in code
                made.add_module(name, code, kind=VBAModuleKind.other if is_class else VBAModuleKind.standard)
            book.save()
        with ZipFile(file) as parts:
            return _without_version(parts.read("xl/vbaProject.bin"))


def _without_version(vba: bytes) -> bytes:
    """Return a project that says that it holds nothing compiled: MS-OVBA wants 0xFFFF from whoever writes no cache."""
    place = CFB.from_bytes(vba)
    written = place.get_stream_in_storage("VBA", "_VBA_PROJECT")
    place.write_stream_in_storage("VBA", "_VBA_PROJECT", written[:2] + b"\xff\xff" + written[4:])
    return bytes(place.to_bytes())
