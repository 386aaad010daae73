"""Finding schemes by id: those of the project folder first, then the ones that the product ships."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from presales_xl.resources import SCHEMES
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import Place, ProblemsError, fail
from presales_xl.scheme.load import parse


def files(own: Path | None = None) -> dict[str, Path]:
    """Return the scheme files by scheme id (the file's name), a project's own before the shipped ones."""
    folders = [SCHEMES, *([own] if own is not None and own.is_dir() else [])]
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.yaml"))}


def load(scheme_id: str, own: Path | None = None) -> Plan:
    """Return a compiled scheme; ProblemsError when there is none of that id or its file is wrong."""
    found = files(own)
    if scheme_id not in found:
        raise fail("scheme.unknown", found=scheme_id, known=sorted(found))
    return load_file(found[scheme_id])


@cache
def load_file(file: Path) -> Plan:
    """Return the compiled scheme of one file; ProblemsError names file, line and field."""
    scheme = parse(file.read_text(encoding="utf-8"), file.name)
    try:
        plan = compile_scheme(scheme)
    except ProblemsError as error:
        raise ProblemsError(p.at(file=p.place.file or file.name) for p in error.problems) from None
    if scheme.id != file.stem:
        raise fail("scheme.id_differs", Place(file=file.name, field="id"), found=scheme.id, expected=file.stem)
    return plan


def shipped() -> Iterator[Plan]:
    """Yield the compiled schemes that the product ships."""
    for file in files().values():
        yield load_file(file)
