"""The add-in file: a workbook without content but for its settings, with the ribbon and the VBA project in it.

Built the same byte for byte from the same sources, on any machine: fixed dates, and parts that are not
compressed, since compressors differ.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from presales_xl.addin.ribbon import custom_ui, word
from presales_xl.addin.vba import PROJECT, project
from presales_xl.files import draft
from presales_xl.resources import folder
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import Lang

NAME = "presales.xlam"
#: The add-ins that come with the product: without settings, to be looked at, signed or handed out.
SHIPPED: Mapping[Lang, Path] = {"zh": folder("macros") / NAME, "en": folder("macros") / "presales-en.xlam"}
SHEET = f"{PROJECT}.conf"
#: What the VBA says itself, when it cannot ask Python.
SAYS = ("TITLE", "NO_WORKBOOK", "NOT_SET_UP", "FAILED")
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_RIBBON = "customUI/customUI14.xml"
_RIBBON_KIND = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def built(lang: Lang, settings: Mapping[str, str] | None = None) -> bytes:
    """Return the add-in file in a language, with settings for xlwings on its sheet.

    Settings are such as INTERPRETER_WIN, INTERPRETER_MAC, "TEMP DIR". Raises ProblemsError when the installed
    xlwings is one that we do not know.
    """
    said = {"LANG": lang} | {key: word(lang, f"say.{key}") for key in SAYS}
    parts = _workbook(lang, {**(settings or {}), **said}, project())
    _replace(parts, "[Content_Types].xml", "vnd.ms-excel.sheet.macroEnabled", "vnd.ms-excel.addin.macroEnabled")
    relation = f'<Relationship Id="ribbon" Type="{_RIBBON_KIND}" Target="{_RIBBON}"/></Relationships>'
    _replace(parts, "_rels/.rels", "</Relationships>", relation)
    parts[_RIBBON] = custom_ui(lang).encode()
    return _packed(parts)


def write(file: Path, lang: Lang) -> None:
    """Write an add-in without settings; ProblemsError `file.locked` when it is open in Excel."""
    content = built(lang)
    with draft(file) as place:
        place.write_bytes(content)


def settings_of(file: Path) -> dict[str, str]:
    """Return what `built` wrote on the sheet of an add-in; ProblemsError when the file is no add-in of ours."""
    try:
        with CalamineWorkbook.from_path(str(file)) as book:
            rows = book.get_sheet_by_name(SHEET).to_python()
    except (CalamineError, OSError):
        raise fail("addin_build.not_ours", Place(file=str(file))) from None
    return {str(row[0]): str(row[1]) for row in rows}


def _workbook(lang: Lang, rows: Mapping[str, str], vba: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook with macros and one sheet, a row for each setting."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        title, comments = word(lang, "file.title"), word(lang, "file.comments")  # Excel's list of add-ins shows them
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
    found = parts[name].decode()
    if found.count(old) != 1:
        raise ValueError(f"{name} holds {old!r} {found.count(old)} times")
    parts[name] = found.replace(old, new).encode()


def _packed(parts: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name)  # of 1980, as all dates in office files
            entry.create_system = 0  # on any system
            package.writestr(entry, content)
    return file.getvalue()
