"""A folder for Windows with everything that a click needs: Python, the libraries, the product, five scripts.

Who gets it unpacks it and opens the first script; neither Python nor administrator's rights nor the internet are
needed. It is made on any system, and the same parts make the same file byte for byte.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jinja2 import Environment, StrictUndefined

from presales_xl import __version__, resources
from presales_xl.addin import windows_python
from presales_xl.addin.windows_python import WindowsPython
from presales_xl.files import draft
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, text

_SCRIPTS = resources.folder("macros") / "bundle"
_PYTHON, _SITE = "program/python", "program/python/Lib/site-packages"
#: Where the embeddable Python looks for modules, beside its own: without `import site` pywin32 does not find its parts.
_PATHS = "python3{minor}.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n"
#: What nothing runs: programs of the system that pip runs on, an editor and the help that come with pywin32, what of
#: xlwings is not free to companies, its libraries for calls from VBA, and the tests of numpy and pandas, which are a
#: quarter of all files.
_LEFT_OUT = (
    "bin/*",
    "pythonwin/*",
    "PyWin32.chm",
    "xlwings/pro/*",
    "xlwings-*/LICENSE_PRO.txt",
    "xlwings??-*.dll",
    "numpy/*tests/*",
    "pandas/tests/*",
)
#: The scripts, and what they say.
_OPENED = ("install", "uninstall", "check", "new_project", "command_line")
_WORDS = (
    "unpack",
    "not_copied",
    "preparing",
    "not_installed",
    "nothing_there",
    "not_removed",
    "removed",
    "project",
    "ask_company",
    "ask_folder",
    "no_company",
    "commands",
)
#: The command, for the script that finds it by its name.
COMMAND = b'@"%~dp0python\\python.exe" -m presales_xl %*\r\n'
_MADE = (2026, 1, 1, 0, 0, 0)
_NAMES: Mapping[Lang, str] = {"zh": "zh-CN", "en": "en"}
#: What the scripts are written in, and the line by which Windows reads them so. Plain letters are read in every code
#: page: that of the system stays, which knows the names of its user's folders and what its user types.
_CODE_PAGES: Mapping[Lang, tuple[str, str]] = {
    "zh": ("gbk", "chcp 936 >nul"),
    "en": ("ascii", "rem The code page of this Windows stays as it is."),
}


def write(file: Path, embeddable: Path, lang: Lang, *, extras: Sequence[str] = (), wheels: Path | None = None) -> int:
    """Write the zip with the folder; returns the number of its files.

    `embeddable` is the zip of Python for Windows, `wheels` a folder with the libraries' wheels, by default they are
    fetched. Raises ProblemsError of `windows_python.read` and `install`, `addin_bundle.no_help` where the help pages
    are neither there nor can be built, and `file.locked`, `file.unwritable`.
    """
    python = windows_python.read(embeddable)
    with TemporaryDirectory() as folder, draft(file) as place:
        site, pages = Path(folder) / "site", Path(folder) / "help"
        if not resources.HELP.is_dir():
            build_help(pages)
        windows_python.install(python, extras, wheels, site)
        parts = program(python, site)
        parts |= {f"{_SITE}/presales_xl/help/{name}": data for name, data in _files(pages)}
        listed = {name.removeprefix("program/"): hashlib.sha256(data).hexdigest() for name, data in parts.items()}
        about = {"version": __version__, "python": python.version, "files": listed}
        parts[f"program/{resources.contents(Path(_PYTHON, 'python.exe')).name}"] = json.dumps(about, indent=1).encode()
        parts |= scripts(lang)
        top = text(lang, "addin_install.bundle.folder")
        with ZipFile(place, "w", ZIP_DEFLATED) as archive:
            for name, data in sorted(parts.items()):
                info = ZipInfo(f"{top}/{name}", _MADE)
                info.compress_type = ZIP_DEFLATED
                archive.writestr(info, data)
    return len(parts)


def build_help(pages: Path) -> None:
    """Build the help pages into a folder, as a wheel has them; ProblemsError `addin_bundle.no_help`."""
    words = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(pages.with_name("read"))]
    done = subprocess.run([*words, str(resources.DOCS), str(pages)], capture_output=True, check=False)  # noqa: S603  # no shell
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise fail("addin_bundle.no_help", said=said)


def program(python: WindowsPython, site: Path) -> dict[str, bytes]:
    """Return the files of the program: Python, told where the libraries lie, the libraries, the product."""
    parts = {f"{_PYTHON}/{name}": data for name, data in python.files.items()}
    parts[f"{_PYTHON}/{python.paths_file}"] = _PATHS.format(minor=python.minor).encode()
    parts |= {f"{_SITE}/{name}": data for name, data in _files(site)}
    parts["program/presales-xl.cmd"] = COMMAND
    product = f"{_SITE}/presales_xl"
    for name, folder in resources.shipped().items():
        parts |= {f"{product}{name}/{inner}": data for inner, data in _files(folder)}
    return parts | {f"{product}/{resources.LOCK.name}": resources.LOCK.read_bytes()}


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and "__pycache__" not in path.parts and not any(fnmatch(name, part) for part in _LEFT_OUT):
            yield name, path.read_bytes()


def scripts(lang: Lang) -> dict[str, bytes]:
    """Return the scripts that people open, and what to do first, each in the encoding in which Windows reads it."""
    encoding, page = _CODE_PAGES[lang]
    templates = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)  # noqa: S701 - no HTML
    words = {key: text(lang, f"addin_install.bundle.{key}") for key in _WORDS}
    made = {
        text(lang, f"addin_install.bundle.{name}"): templates.from_string(
            (_SCRIPTS / f"{name}.cmd.j2").read_text(encoding="utf-8")
        ).render(words, code_page=page, lang=_NAMES[lang])
        for name in _OPENED
    }
    files = {name: _lines(content).encode(encoding) for name, content in made.items()}
    steps = _lines(text(lang, "addin_install.bundle.steps", version=__version__))
    return files | {text(lang, "addin_install.bundle.read_me"): steps.encode("utf-8-sig")}


def _lines(content: str) -> str:
    return "\r\n".join((*content.splitlines(), ""))
