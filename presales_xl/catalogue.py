"""Finding schemes by id or name: those of the project folder first, then the ones that the product ships.

A scheme may have versions, files of their own: `software_presales@2027-01.yaml` holds from January 2027 on, whatever
there is of that id beside it before. A period is of the version that holds in its first month; where no period is in
question the newest version is meant.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
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
    from presales_xl.scheme.model import Cycle

Files = tuple[Path, ...]
_ALONE = 2  # sources of a file that extends none: its name and its text
#: Stands in a file's name between the scheme's id and the month from which on the version holds.
FROM = "@"
_NAME = re.compile(rf"(?P<id>.+?)(?:{FROM}(?P<start>\d{{4}}-(?:0[1-9]|1[0-2])))?", re.ASCII)


class Version(NamedTuple):
    """A file of a scheme, and the month from which on it holds, "" for the one that holds before all others."""

    start: str
    file: Path


class CatalogueEntry(NamedTuple):
    """What a list of schemes says of one; `indicators` counts those in use, `own` is a company's own scheme."""

    id: str
    name: dict[str, str]
    cycles: tuple[str, ...]
    indicators: int
    own: bool = False
    versions: tuple[str, ...] = ()


def files(own: Path | None = None) -> dict[str, Path]:
    """Return the scheme files by scheme id, of each the newest version, a project's own before the shipped ones."""
    return {scheme_id: known[-1].file for scheme_id, known in versions(own).items()}


def versions(own: Path | None = None) -> dict[str, list[Version]]:
    """Return the versions of each scheme, the oldest first; a project's own file stands for the shipped one."""
    files: dict[str, dict[str, Path]] = {}
    for file in _files(own):
        scheme_id, start = _named(file)
        files.setdefault(scheme_id, {})[start] = file
    return {scheme_id: [Version(*each) for each in sorted(known.items())] for scheme_id, known in files.items()}


def starts(scheme_id: str, own: Path | None = None) -> list[str]:
    """Return the months from which on the versions of a scheme hold, "" for one that holds before all others."""
    return [version.start for version in versions(own)[scheme_id]]


def version_file(folder: Path, scheme_id: str, start: str) -> Path:
    """Return the file of a version in a project's folder of schemes; `start` is a month, or "" for the first one."""
    return folder / f"{scheme_id}{FROM if start else ''}{start}.yaml"


def _files(own: Path | None) -> Iterator[Path]:
    """Yield all scheme files, the shipped ones first."""
    folders = dict.fromkeys([SCHEMES, *([own] if own is not None and own.is_dir() else [])])
    return (file for folder in folders for file in sorted(folder.glob("*.yaml")) if file.is_file())


def _named(file: Path) -> tuple[str, str]:
    """Return the id of a scheme, and the month from which on this version of it holds, as its file is named."""
    named = _NAME.fullmatch(file.stem)
    return (named["id"], named["start"] or "") if named else (file.stem, "")


def _holding(known: list[Version], month: str) -> Version | None:
    """Return the version that holds in a month, the newest for no month; None before the first one."""
    return next((version for version in reversed(known) if not month or version.start <= month), None)


def listing(own: Path | None = None) -> tuple[list[CatalogueEntry], list[Problem]]:
    """Return an entry per scheme, and what is wrong with the files of those that have none."""
    entries: list[CatalogueEntry] = []
    problems: list[Problem] = []
    for known in versions(own).values():
        starts = tuple(version.start for version in known if version.start)
        try:
            file = known[-1].file
            entries.append(_entry(file)._replace(own=file.parent == own, versions=starts))
        except ProblemsError as error:
            problems += error.problems
    return entries, problems


def _entry(file: Path) -> CatalogueEntry:
    def made() -> CatalogueEntry:
        scheme = load_file(file).scheme
        return CatalogueEntry(scheme.id, scheme.name.model_dump(), tuple(scheme.cycles), len(scheme.enabled()))

    return kept(CatalogueEntry, _sources(file), made)


def load(
    scheme_id: str,
    own: Path | None = None,
    *,
    place: Place | None = None,
    period: "Period | None" = None,
    whole: bool = False,
    ahead: bool = False,
) -> "Plan":
    """Return the compiled scheme of that id or, where there is no such id, of that name in any language.

    With a `period` it is the version that holds for it, which has, where the scheme has such periods, only what is due
    in it unless it is to be `whole`, and entries are held against it; where none holds yet, and one
    that is `ahead` will do, it is the whole of the first. ProblemsError when its file is wrong, `project.no_version`
    where none holds yet, `project.scheme_name_twice` where several have the name, or `project.unknown_scheme` at
    `place`, which suggests ids and names that are close to a wrong one and lists all.
    """
    known = versions(own)
    if scheme_id not in known:
        scheme_id = _named_so(scheme_id, own, place)
    month = _first_month(period) if period else ""
    version = _holding(known[scheme_id], month)
    if version is None and ahead:
        version = known[scheme_id][0]
        month, whole = version.start, True
    if version is None:
        raise fail("project.no_version", place, found=scheme_id, period=period, start=known[scheme_id][0].start)
    return load_file(version.file, month, None if whole else period)


def _named_so(name: str, own: Path | None, place: Place | None) -> str:
    """Return the id of the scheme of a name, a company's own before a shipped one; fails as `load` says."""
    entries, _ = listing(own)
    called = [entry for entry in entries if _plain(name) in map(_plain, entry.name.values())]
    ids = [entry.id for entry in called if entry.own] or [entry.id for entry in called]
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise fail("project.scheme_name_twice", place, found=name, known=ids)
    words = {_plain(word): word for entry in entries for word in (entry.id, *entry.name.values())}
    close = [words[each] for each in get_close_matches(_plain(name), words, n=3, cutoff=0.5)]
    code = "project.unknown_scheme_close" if close else "project.unknown_scheme"
    raise fail(code, place, found=name, close=close, known=sorted(versions(own)))


def _plain(name: str) -> str:
    """Return an id or name as they are compared: without width, case and blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _first_month(period: "Period") -> str:
    from presales_xl.periods import first_month  # noqa: PLC0415 - as above

    return first_month(period.text)


def load_file(file: Path, month: str = "", period: "Period | None" = None) -> "Plan":
    """Return the compiled scheme of one file; ProblemsError names file, line and field of all that is wrong.

    A file that extends a scheme finds it beside itself or among the shipped ones, in the version that holds in `month`;
    one that extends its own id means the version before, at last the shipped scheme. With a `period`: see `load`.
    """
    place = file.resolve()
    sources = _sources(place)
    due_in = (period.cycle, period.month) if period else None
    return _load(place, (), sources, month if len(sources) > _ALONE else "", due_in=due_in)


def changed_by(file: Path) -> "Plan | None":
    """Return the scheme that a file of this name changes, or would change: as it says, else the version before.

    None where it is the first of its id.
    """
    scheme_id, start = _named(file)
    source = _read(file) if file.exists() else ""
    if (other := re.search(r"^extends: *([a-z]\w*)", source, re.MULTILINE)) and other[1] != scheme_id:
        return load(other[1], file.parent)
    base = _before(file, versions(file.parent).get(scheme_id, []), start)
    return None if base == file else load_file(base, start)


def shipped() -> "Iterator[Plan]":
    """Yield the compiled schemes that the product ships."""
    for file in files().values():
        yield load_file(file)


def _sources(file: Path) -> tuple[str, ...]:
    """Return all texts that a scheme is made of: its file's, and of one that extends another those that it may."""
    source = _read(file)
    others = _files(file.parent) if "extends" in source else ()
    return (file.name, source, *(other.read_text(encoding="utf-8", errors="replace") for other in others))


@cache
def _load(
    file: Path, opened: Files, sources: tuple[str, ...], month: str, *, due_in: "tuple[Cycle, int] | None" = None
) -> "Plan":
    """Return the compiled scheme of a file that the files `opened` extend, one the other, as it holds in a month.

    What is `due_in` periods of a cycle that end with a month is compiled by itself, and kept beside the whole.
    """
    from pydantic import VERSION  # noqa: PLC0415 - a list of schemes does without

    from presales_xl.scheme.columns import Plan  # noqa: PLC0415 - it imports pydantic

    def made() -> Plan:
        if due_in is None:
            return _compile(file, opened, sources, month)
        return _due(_load(file, opened, sources, month), *due_in)

    return kept(Plan, (VERSION, month, f"{due_in or ''}", *map(str, opened), *sources), made)


def _due(plan: "Plan", cycle: "Cycle", month: int) -> "Plan":
    from presales_xl.scheme.due import due, in_month  # noqa: PLC0415 - it imports all that compiles a scheme

    return in_month(due(plan, cycle) if cycle in plan.scheme.cycles else plan, month)


def _compile(file: Path, opened: Files, sources: tuple[str, ...], month: str) -> "Plan":
    from presales_xl.scheme.load import load  # noqa: PLC0415 - the YAML reader, too, is slow to import

    return load(sources[1], file.name, expected_id=_named(file)[0], extended=_extended_by(file, opened, month))


def findings(file: Path) -> tuple["Plan | None", list[Problem]]:
    """Return the scheme of one file, and all that is wrong with it or may not be meant; see `scheme.load.findings`."""
    from presales_xl.scheme.load import findings  # noqa: PLC0415 - as above

    place = file.resolve()
    try:
        source = _read(place)
    except ProblemsError as error:
        return None, list(error.problems)
    return findings(source, file.name, expected_id=_named(place)[0], extended=_extended_by(place, (), ""))


def _extended_by(file: Path, opened: Files, month: str) -> "Callable[[str], Plan]":
    """Return what finds the scheme that a file extends."""
    own_id, start = _named(file)

    def extended(scheme_id: str) -> "Plan":
        known = versions(file.parent)
        held = _holding(known.get(scheme_id, []), month)
        if held is None:
            raise fail("scheme.unknown", found=scheme_id, known=sorted(known))
        base = _before(file, known[own_id], start) if scheme_id == own_id else held.file
        if base in (*opened, file):
            raise fail("scheme.extends_cycle", names=" → ".join(each.stem for each in (*opened, file, base)))
        return _load(base, (*opened, file), _sources(base), month)

    return extended


def _before(file: Path, known: list[Version], start: str) -> Path:
    """Return the file that one of the same id changes: the version before, the shipped scheme, at last itself."""
    earlier = [version.file for version in known if version.start < start]
    shipped = [each for each in _files(None) if _named(each) == (_named(file)[0], "")]
    return [file, *shipped, *earlier][-1]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise fail("file.missing", Place(file=file.name)) from None
    except UnicodeDecodeError:
        raise fail("scheme.not_utf8", Place(file=file.name)) from None
    except OSError as error:
        raise fail("file.unreadable", Place(file=file.name), reason=error.strerror or str(error)) from None
