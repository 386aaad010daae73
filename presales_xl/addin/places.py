"""Where Excel looks for an add-in on this machine, and where we keep what we know about the installation."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from presales_xl.addin.build import NAME
from presales_xl.addin.vba import PROJECT

_OFFICE = "Library/Group Containers/UBF8T346G9.Office"


@dataclass(frozen=True, slots=True)
class Places:
    """The files and folders of one user on one machine; made by `windows`, `mac` or `here`.

    `python` is the interpreter of this environment, `addin` the add-in where Excel starts it, `record` the list of
    what the installation wrote, `company` the settings that an add-in without any reads: a company may write them.

    Windows: `logs` is for what Python said when it failed, `code_page` the encoding of paths that VBA can open;
    `sandboxed` says that Python comes from the Microsoft Store: what it writes to AppData, Excel does not see.
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


def windows(
    home: Path,
    python: Path,
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


def mac(home: Path, python: Path) -> Places:
    """Return the places of a Mac user."""
    return Places(
        system="mac",
        python=python,
        addin=home / _OFFICE / "User Content.localized" / "Startup.localized" / "Excel" / NAME,
        record=home / "Library" / "Application Support" / "presales-xl" / "addin.json",
        company=home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / f"{PROJECT}.conf",
        scripts=home / "Library" / "Application Scripts" / "com.microsoft.Excel",
        launcher=home / ".presales-xl" / "python",
    )


def here() -> Places | None:
    """Return the places of the present user, None where there is no Excel (Linux)."""
    home, python = Path.home(), Path(sys.executable)
    if sys.platform == "win32":
        roaming, local = (
            Path(os.environ[name]) if name in os.environ else None for name in ("APPDATA", "LOCALAPPDATA")
        )
        return windows(home, python, roaming, local, base=Path(sys.base_prefix))
    return mac(home, python) if sys.platform == "darwin" else None
