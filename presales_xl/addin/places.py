"""Where Excel looks for an add-in on this machine, what the one there knows, and where its installation is recorded."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from python_calamine import CalamineError, CalamineWorkbook

from presales_xl import resources
from presales_xl.addin import settings_file
from presales_xl.scheme.errors import Place, fail

NAME = "presales.xlam"
#: What xlwings names the add-in's settings by: they stand on its sheet `presales_xl.conf`.
PROJECT = "presales_xl"
SHEET = f"{PROJECT}.conf"
_OFFICE = "Library/Group Containers/UBF8T346G9.Office"


@dataclass(frozen=True, slots=True)
class Places:
    """The files and folders of one user on one machine; made by `windows_places`, `mac_places` or `places_here`.

    `python` is the interpreter of this environment, `addin` the add-in where Excel starts it, `record` the list of
    what the installation wrote, `company` the settings that an add-in without any reads: a company may write them.

    `logs` is for what Python said when it failed.

    Windows: `code_page` is the encoding of paths that VBA can open; `sandboxed` says that Python comes from the
    Microsoft Store: what it writes to AppData, Excel does not see.
    Mac: `scripts` is the folder of Excel's AppleScripts, `launcher` the program that starts Python.
    """

    system: Literal["windows", "mac"]
    python: Path
    addin: Path
    record: Path
    company: Path
    logs: Path | None = None
    code_page: str = "utf-8"
    sandboxed: bool = False
    scripts: Path | None = None
    launcher: Path | None = None

    @property
    def encoding(self) -> str:
        """Return what the company's settings are written in."""
        return self.code_page if self.system == "windows" else "utf-8"

    @property
    def of_package(self) -> bool:
        """Return whether Python came in a package, by its scripts, whose copies lie beside the record."""
        listed = resources.contents(self.python)
        return listed.parent.parent == self.record.parent and listed.is_file()


def windows_places(
    home: Path,
    python: Path,
    *,
    roaming: Path | None = None,
    local: Path | None = None,
    code_page: str = "mbcs",
    base: Path | None = None,
) -> Places:
    """Return the places of a Windows user.

    `roaming` and `local` are %APPDATA% and %LOCALAPPDATA%; `base` is where the Python lies that `python` was made from.
    """
    local = local or home / "AppData" / "Local"
    return Places(
        system="windows",
        python=python.with_name("python.exe") if python.name.lower() == "pythonw.exe" else python,
        addin=(roaming or home / "AppData" / "Roaming") / "Microsoft" / "Excel" / "XLSTART" / NAME,
        record=local / "presales-xl" / "addin.json",
        company=home / f".{PROJECT}" / f"{PROJECT}.conf",
        logs=local / "presales-xl" / "logs",
        code_page=code_page,
        sandboxed="windowsapps" in (part.lower() for part in (base or python).parts),
    )


def mac_places(home: Path, python: Path) -> Places:
    """Return the places of a Mac user."""
    return Places(
        system="mac",
        python=python,
        addin=home / _OFFICE / "User Content.localized" / "Startup.localized" / "Excel" / NAME,
        record=home / "Library" / "Application Support" / "presales-xl" / "addin.json",
        company=home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / f"{PROJECT}.conf",
        logs=home / "Library" / "Application Support" / "presales-xl" / "logs",
        scripts=home / "Library" / "Application Scripts" / "com.microsoft.Excel",
        launcher=home / ".presales-xl" / "python",
    )


def places_here() -> Places | None:
    """Return the places of the present user, None where there is no Excel (Linux)."""
    home, python = Path.home(), Path(sys.executable)
    if sys.platform == "win32":
        roaming, local = (
            Path(os.environ[name]) if name in os.environ else None for name in ("APPDATA", "LOCALAPPDATA")
        )
        return windows_places(home, python, roaming=roaming, local=local, base=Path(sys.base_prefix))
    return mac_places(home, python) if sys.platform == "darwin" else None


def known_settings(places: Places) -> dict[str, str]:
    """Return what the installed add-in knows: the settings inside it, else those that the company wrote beside.

    Raises ProblemsError when the installed file is no add-in of ours.
    """
    of_company = settings_file.said(settings_file.lines_of(company_settings(places), places.encoding))
    return of_company | settings_of(places.addin)


def company_settings(places: Places) -> bytes:
    """Return the settings file that the company wrote, nothing where there is none."""
    try:
        return places.company.read_bytes()
    except OSError:
        return b""


def settings_of(file: Path) -> dict[str, str]:
    """Return what stands on the settings' sheet of an add-in; ProblemsError when the file is no add-in of ours."""
    try:
        with CalamineWorkbook.from_path(str(file)) as book:
            rows = book.get_sheet_by_name(SHEET).to_python()
    except (CalamineError, OSError):
        raise fail("addin_build.not_ours", Place(file=str(file))) from None
    return {str(row[0]): str(row[1]) for row in rows}
