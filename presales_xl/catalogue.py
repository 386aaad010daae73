"""Finding schemes by id: those of the project folder first, then the ones that the product ships."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from presales_xl.resources import SCHEMES
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, fail
from presales_xl.scheme.load import load as compile_text

Files = tuple[Path, ...]


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


def load_file(file: Path) -> Plan:
    """Return the compiled scheme of one file; ProblemsError names file, line and field of all that is wrong.

    A file that extends a scheme finds it beside itself or among the shipped ones; one that extends its own id means
    the shipped scheme.
    """
    place = file.resolve()
    return _load(place, (), _changed_at(place))


def _changed_at(file: Path) -> tuple[int, ...]:
    """Return when each file of a folder changed: a scheme may extend another one beside it."""
    folder = sorted(file.parent.glob("*.yaml")) if file.is_file() else []
    return tuple(number for one in folder for number in (one.stat().st_mtime_ns, one.stat().st_size))


@cache
def _load(file: Path, opened: Files, changed_at: tuple[int, ...]) -> Plan:
    """Return the compiled scheme of a file that the files `opened` extend, one the other."""

    def extended(scheme_id: str) -> Plan:
        known = files(file.parent) | ({file.stem: SCHEMES / file.name} if file.stem in files() else {})
        if scheme_id not in known:
            raise fail("scheme.unknown", found=scheme_id, known=sorted(known))
        found = known[scheme_id]
        if found in (*opened, file):
            raise fail("scheme.extends_cycle", names=" → ".join(one.stem for one in (*opened, file, found)))
        return _load(found, (*opened, file), changed_at)

    return compile_text(_read(file), file.name, expected_id=file.stem, extended=extended)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise fail("file.missing", Place(file=file.name)) from None
    except UnicodeDecodeError:
        raise fail("scheme.not_utf8", Place(file=file.name)) from None
    except OSError as error:
        raise fail("file.unreadable", Place(file=file.name), reason=error.strerror or str(error)) from None


def shipped() -> Iterator[Plan]:
    """Yield the compiled schemes that the product ships."""
    for file in files().values():
        yield load_file(file)
