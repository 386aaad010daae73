"""Finding schemes by id: those of the project folder first, then the ones that the product ships."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from presales_xl.cache import kept
from presales_xl.resources import SCHEMES
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail

if TYPE_CHECKING:  # pydantic's models take longer to import than `scheme list` has
    from presales_xl.periods import Period
    from presales_xl.scheme.columns import Plan

Files = tuple[Path, ...]


class Entry(NamedTuple):
    """What a list of schemes says of one; `indicators` counts those in use, `own` is a company's own scheme."""

    id: str
    name: dict[str, str]
    cycles: tuple[str, ...]
    indicators: int
    own: bool = False


def files(own: Path | None = None) -> dict[str, Path]:
    """Return the scheme files by scheme id (the file's name), a project's own before the shipped ones."""
    folders = [SCHEMES, *([own] if own is not None and own.is_dir() else [])]
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.yaml")) if file.is_file()}


def listing(own: Path | None = None) -> tuple[list[Entry], list[Problem]]:
    """Return an entry per scheme, and what is wrong with the files of those that have none."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for file in files(own).values():
        try:
            entries.append(_entry(file)._replace(own=file.parent == own))
        except ProblemsError as error:
            problems += error.problems
    return entries, problems


def _entry(file: Path) -> Entry:
    def made() -> Entry:
        scheme = load_file(file).scheme
        return Entry(scheme.id, scheme.name.model_dump(), tuple(scheme.cycles), len(scheme.enabled()))

    return kept(Entry, _sources(file), made)


def load(
    scheme_id: str, own: Path | None = None, *, place: Place | None = None, period: "Period | None" = None
) -> "Plan":
    """Return the compiled scheme of that id, the company's own before the shipped ones.

    With a `period` it holds, where it has such periods, only what is due in it, and entries are held against it.
    ProblemsError when its file is wrong, or `project.unknown_scheme` at `place`, which suggests ids that are close to a
    wrong one and lists all.
    """
    known = files(own)
    if scheme_id not in known:
        close = get_close_matches(scheme_id.casefold(), known, n=3, cutoff=0.5)
        code = "project.unknown_scheme_close" if close else "project.unknown_scheme"
        raise fail(code, place, found=scheme_id, close=close, known=sorted(known))
    plan = load_file(known[scheme_id])
    if period is None:
        return plan
    from presales_xl.scheme.due import due, in_month  # noqa: PLC0415 - it imports all that compiles a scheme

    return in_month(due(plan, period.cycle) if period.cycle in plan.scheme.cycles else plan, period.month)


def load_file(file: Path) -> "Plan":
    """Return the compiled scheme of one file; ProblemsError names file, line and field of all that is wrong.

    A file that extends a scheme finds it beside itself or among the shipped ones; one that extends its own id means
    the shipped scheme.
    """
    place = file.resolve()
    return _load(place, (), _sources(place))


def shipped() -> "Iterator[Plan]":
    """Yield the compiled schemes that the product ships."""
    for file in files().values():
        yield load_file(file)


def _sources(file: Path) -> tuple[str, ...]:
    """Return all texts that a scheme is made of: its file's, and of one that extends another those that it may."""
    source = _read(file)
    others = files(file.parent).values() if "extends" in source else ()
    return (file.name, source, *(other.read_text(encoding="utf-8", errors="replace") for other in others))


@cache
def _load(file: Path, opened: Files, sources: tuple[str, ...]) -> "Plan":
    """Return the compiled scheme of a file that the files `opened` extend, one the other."""
    from pydantic import VERSION  # noqa: PLC0415 - a list of schemes does without

    from presales_xl.scheme.columns import Plan  # noqa: PLC0415 - it imports pydantic

    return kept(Plan, (VERSION, *map(str, opened), *sources), lambda: _compile(file, opened, sources))


def _compile(file: Path, opened: Files, sources: tuple[str, ...]) -> "Plan":
    from presales_xl.scheme.load import load  # noqa: PLC0415 - the YAML reader, too, is slow to import

    def extended(scheme_id: str) -> "Plan":
        known = files(file.parent) | ({file.stem: SCHEMES / file.name} if file.stem in files() else {})
        if scheme_id not in known:
            raise fail("scheme.unknown", found=scheme_id, known=sorted(known))
        base = known[scheme_id]
        if base in (*opened, file):
            raise fail("scheme.extends_cycle", names=" → ".join(each.stem for each in (*opened, file, base)))
        return _load(base, (*opened, file), _sources(base))

    return load(sources[1], file.name, expected_id=file.stem, extended=extended)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise fail("file.missing", Place(file=file.name)) from None
    except UnicodeDecodeError:
        raise fail("scheme.not_utf8", Place(file=file.name)) from None
    except OSError as error:
        raise fail("file.unreadable", Place(file=file.name), reason=error.strerror or str(error)) from None
