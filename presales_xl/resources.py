"""Where the shipped files lie: scheme files, texts, macros.

A wheel carries `workbook_templates/`, `macros/` and the lock inside the package; a checkout and an editable install
keep them beside it.
"""

import sys
from pathlib import Path
from typing import TypeVar

from presales_xl.cache import kept

Declared = TypeVar("Declared")
_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the shipped folder `name` (`workbook_templates` or `macros`).

    Raises FileNotFoundError when the installation lacks it.
    """
    for base in (_PACKAGE, _PACKAGE.parent):
        if (base / name).is_dir():
            return base / name
    raise FileNotFoundError(f"the installation of presales_xl lacks its folder {name!r}; install it again")


def declared(file: Path, kind: type[Declared]) -> Declared:
    """Return what a shipped YAML file says, which is known by its text: reading it takes longer than some clicks."""
    source = file.read_text(encoding="utf-8")

    def read() -> Declared:
        from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import, and only the first of this user's commands needs it

        content: Declared = YAML(typ="safe").load(source)
        return content

    return kept(kind, ["declared", source], read)


def help_page(name: str) -> Path | None:
    """Return a page of the help, None where there is none: a wheel has them, a checkout once they are built.

    A name may be one that a workbook says, so that it leads nowhere else.
    """
    page = (HELP / f"{name}.html").resolve()
    return page if page.is_relative_to(HELP.resolve()) and page.is_file() else None


def shipped() -> dict[str, Path]:
    """Return the folders that make the product, by where they lie within its package, as a wheel has them."""
    beside = {f"/{name}": folder(name) for name in ("workbook_templates", "macros")}
    return {"": _PACKAGE} | {name: place for name, place in beside.items() if place.parent != _PACKAGE}


def contents(python: Path) -> Path:
    """Return the list of the program's files in a package for Windows, if it is one that brings this Python along."""
    return python.parent.parent / "contents.json"


def is_package() -> bool:
    """Return whether the product came in such a package, to which nobody but its maker adds a library."""
    return contents(Path(sys.executable)).is_file()


#: What the documentation is built from, in a checkout; its pages, in a wheel.
DOCS = _PACKAGE.parent / "docs"
HELP = _PACKAGE / "help"
#: The versions of all libraries that the product was tested with.
LOCK = folder("macros").parent / "requirements-test.lock"
SCHEMES = folder("workbook_templates") / "schemes"
DEMO = folder("workbook_templates") / "demo.yaml"
LOOK = folder("workbook_templates") / "look.yaml"
MAIL = folder("workbook_templates") / "mail"
TEXTS = folder("workbook_templates") / "texts"
