"""Says point by point whether the add-in can work on this machine, and how to mend what is wrong.

What Windows and the policies say about it is looked up as far as it can be read from outside Excel.
"""

import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Literal
from zipfile import ZipFile

from presales_xl import __version__, resources
from presales_xl.addin import native, settings_file
from presales_xl.addin.addin_file import built
from presales_xl.addin.installation import applescript, content, digest, launcher, settings
from presales_xl.addin.places import Places, company_settings, known_settings, settings_of
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, text

Registry = Mapping[str, Mapping[str, object]]
"""Registry keys of the user and the machine, in small letters, and their values by name, likewise."""

_OFFICE = r"software\microsoft\office\16.0"
_POLICIES = (r"software\policies\microsoft\office\16.0", r"software\policies\microsoft\cloud\office\16.0")
_LOCATIONS = r"excel\security\trusted locations"
_FOLLOWED = (r"common", r"common\security", r"common\security\trusted locations", r"excel\security", _LOCATIONS)
_DISABLED = rf"{_OFFICE}\excel\resiliency\disableditems"
_DEFENDER = r"software\policies\microsoft\windows defender"
_RULES = rf"{_DEFENDER}\windows defender exploit guard\asr\rules"
_MANAGED = rf"{_DEFENDER}\policy manager"
_SYSTEM = r"software\policies\microsoft\windows\system"
#: Defender's rules against programs that Office starts, and against system calls in macros: xlwings does both.
_AGAINST_OFFICE = ("d4f940ab-401b-4efc-aadc-ad5f3c50688a", "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b")
#: Policies that keep the add-in from running: key, name, value, and the point of the doctor's list.
_AGAINST = (
    (r"common", "vbaoff", 1, "policy_vba"),
    (r"excel\security", "disablealladdins", 1, "policy_addins"),
    (r"excel\security", "requireaddinsig", 1, "policy_signature"),
    (r"common\security", "requirealwaysonmacrosig", 1, "policy_signature"),
    (_LOCATIONS, "alllocationsdisabled", 1, "policy_locations"),
)
_MET_BY_A_SIGNATURE = ("policy_signature", "policy_locations")
_KNOWN = ", ".join(settings_file.NAMES)

State = Literal["ok", "wrong", "unknown"]
_INTERNET = 3  # the zones from here on are strangers'


@dataclass(frozen=True, slots=True)
class Finding:
    """One point that was looked at: how it stands, and the sentence for it, `addin_install.doctor.<key>`.

    Where looking itself met a `problem`, that is the sentence. How to install is said for whom a package or another
    Python brought the product.
    """

    state: State
    key: str
    fields: Mapping[str, object] = field(default_factory=dict)
    problem: Problem | None = None
    of_package: bool = False

    def words(self, lang: Lang) -> str:
        """Return the sentence: what was found and, where it is wrong, how to mend it."""
        if self.problem is not None:
            return explain(lang, self.problem)
        way = "package" if self.of_package else "command"
        ways = {key: text(lang, f"addin_install.way.{way}.{key}") for key in ("install", "instead")}
        return text(lang, f"addin_install.doctor.{self.key}", **ways, **self.fields)


def findings(places: Places | None, registry: Registry | None = None) -> list[Finding]:
    """Return how each point stands: versions, the add-in and its settings, what lets it run. Files are only read.

    `places` is None where there is no Excel; `registry` holds Excel's security settings on Windows, by default those
    of this user.
    """
    points = _points(places, registry)
    return [replace(point, of_package=True) for point in points] if places is not None and places.of_package else points


def _points(places: Places | None, registry: Registry | None) -> list[Finding]:
    python = platform.python_implementation() if places is None else places.python
    points = [
        Finding("ok", "python", {"version": platform.python_version(), "file": python}),
        Finding("ok", "package", {"version": __version__}),
        Finding("ok", "xlwings", {"version": native.VERSION}),
    ]
    if places is None:
        return [*points, Finding("wrong", "no_excel")]
    points += _bundle(resources.contents(places.python))
    if resources.help_page("index") is not None:
        points.append(Finding("ok", "help", {"folder": resources.HELP}))
    addin = list(_addin(places))
    points += [*addin, *_company_settings(places), *_logs(places), *_helpers(places)]
    if places.system == "mac":
        return [*points, Finding("unknown", "trust_mac")]
    is_signed = any(point.key == "addin_signed" for point in addin)
    known = registry_of_this_user() if registry is None else registry
    return [*points, *_windows(places, known, is_signed=is_signed)]


def _bundle(contents: Path) -> Iterator[Finding]:
    """Look at whether a Python that came in our package is whole: protection software takes files out of it."""
    try:
        listed = json.loads(contents.read_text(encoding="utf-8"))["files"]
    except OSError:
        return
    folder = contents.parent
    damaged = [name for name, wanted in listed.items() if _digest(folder / name) != wanted]
    fields = {"folder": folder, "count": len(damaged), "name": next(iter(damaged), "")}
    yield _either(not damaged, "bundle", "bundle_damaged", **fields)


def _digest(file: Path) -> str | None:
    try:
        return digest(file.read_bytes())
    except OSError:
        return None


def _addin(places: Places) -> Iterator[Finding]:
    """Look at the add-in: there, whole, of this version, and pointing to this Python."""
    if places.sandboxed:
        yield Finding("wrong", "store_python", {"file": places.python})
    try:
        present = content(places.addin)
        if present is None:
            yield Finding("wrong", "addin_missing", {"file": places.addin})
            return
        kept, wanted = known_settings(places), settings(places)
    except ProblemsError as error:
        yield Finding("wrong", "problem", problem=error.problems[0])
        return
    version = _version(places.addin, present)
    yield version
    key = "INTERPRETER_WIN" if places.system == "windows" else "INTERPRETER_MAC"
    python, expected = os.path.expandvars(kept.get(key, "")), wanted[key]
    same = python.lower() == expected.lower() if places.system == "windows" else python == expected
    fields = {"found": python or "—", "expected": expected, "file": places.company, "name": key}
    ill = "interpreter_of_company" if version.key == "addin_signed" else "interpreter_other"
    yield _either(same, "interpreter", ill, **fields)


def _company_settings(places: Places) -> Iterator[Finding]:
    """Look at the lines of the settings file: what the add-in does not read, and what does nothing."""
    data = company_settings(places)
    if not data:
        return
    own: Mapping[str, str] = {}
    with suppress(ProblemsError):  # no add-in, or none of ours: that is told
        own = settings_of(places.addin)
    faults = list(settings_file.faults(data, places.encoding, own))
    for fault in faults:
        state: State = "unknown" if fault.kind == "overruled" else "wrong"
        fields = {"file": places.company, "line": fault.number, "says": fault.says}
        yield Finding(state, f"settings_{fault.kind}", fields | {"known": _KNOWN})
    if not faults:
        names = ", ".join(settings_file.said(settings_file.lines_of(data, places.encoding)))
        yield Finding("ok", "settings", {"file": places.company, "names": names})


def _logs(places: Places) -> Iterator[Finding]:
    """Look at where a click that fails is written down; the first one makes the folder."""
    if places.logs is not None and places.logs.exists():
        usable = os.access(places.logs, os.W_OK)
        yield Finding("ok" if usable else "unknown", "logs" if usable else "logs_unwritable", {"folder": places.logs})


def _either(is_well: bool, well: str, ill: str, **fields: object) -> Finding:
    return Finding("ok", well, fields) if is_well else Finding("wrong", ill, fields)


def _version(file: Path, present: bytes) -> Finding:
    """Look at whether the add-in is that of this version; one that a company has signed is another file."""
    kept = settings_of(file)
    if present == built("en" if kept.get("LANG") == "en" else "zh", kept):
        return Finding("ok", "addin", {"file": file})
    with ZipFile(BytesIO(present)) as parts:
        signed = any("vbaprojectsignature" in name.lower() for name in parts.namelist())
    return Finding("unknown" if signed else "wrong", "addin_signed" if signed else "addin_outdated", {"file": file})


def _helpers(places: Places) -> Iterator[Finding]:
    """Look at what Excel for Mac needs beside the add-in."""
    if places.launcher is not None:
        is_well = _holds(places.launcher, launcher(places)) and os.access(places.launcher, os.X_OK)
        yield _either(is_well, "launcher", "launcher_other", file=places.launcher)
    for script, wanted in applescript(places).items():
        yield _either(_holds(script, wanted), "applescript", "applescript_other", file=script)


def _holds(file: Path, wanted: bytes) -> bool:
    try:
        return file.read_bytes() == wanted
    except OSError:
        return False


def _windows(places: Places, registry: Registry | None, *, is_signed: bool) -> Iterator[Finding]:
    """Look at what Windows and the company's policies say; some of it is no matter to an add-in that is signed."""
    noted = zone(places.addin)
    if noted is not None and noted >= _INTERNET:
        yield Finding("wrong", "mark", {"file": places.addin})
    elif places.addin.exists():
        yield Finding("ok", "no_mark")
    if registry is None:
        yield Finding("unknown", "trust_unread")
        return
    against = obstacles(registry)
    yield from (Finding("wrong", point) for point in against if not (is_signed and point in _MET_BY_A_SIGNATURE))
    if "policy_locations" not in against:
        listed = is_trusted(registry, places.addin.parent)
        state: State = "ok" if listed else "unknown"
        yield Finding(state, "trusted" if listed else "trust_unlisted", {"folder": places.addin.parent})
    if watched(registry):
        yield Finding("unknown", "defender")
    if without_scripts(registry):
        yield Finding("unknown", "no_scripts")
    if is_disabled(registry, places.addin.name):
        yield Finding("wrong", "disabled", {"name": places.addin.name})


# The registry of Windows


def registry_of_this_user() -> Registry | None:
    """Return what the registry holds of Excel's security and of what may start, None on other systems."""
    if sys.platform != "win32":
        return None
    import winreg  # noqa: PLC0415  # Windows only

    registry: dict[str, dict[str, object]] = {}

    def gather(path: str, deep: bool = False) -> None:
        for hive in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            try:
                key = winreg.OpenKey(hive, path)
            except OSError:  # not there, or not ours to read
                continue
            with key:
                below, count, _ = winreg.QueryInfoKey(key)
                values = [winreg.EnumValue(key, place) for place in range(count)]
                names = [winreg.EnumKey(key, place) for place in range(below)] if deep else []
            registry.setdefault(path.lower(), {}).update({name.lower(): value for name, value, _ in values})
            for name in names:
                gather(rf"{path}\{name}")

    for root in (_OFFICE, *_POLICIES):
        for path in _FOLLOWED:
            gather(rf"{root}\{path}", deep=path == _LOCATIONS)
    for path in (_DISABLED, _RULES, _MANAGED, _SYSTEM):
        gather(path)
    return registry


def obstacles(registry: Registry) -> list[str]:
    """Return the policies that keep the add-in from running."""
    roots = (_OFFICE, *_POLICIES)
    points = [
        point
        for path, name, value, point in _AGAINST
        if any(registry.get(rf"{root}\{path}", {}).get(name) == value for root in roots)
    ]
    return list(dict.fromkeys(points))


def watched(registry: Registry) -> bool:
    """Return whether Defender is told to stop programs that Office starts; it may be told exceptions, too."""
    managed = str(registry.get(_MANAGED, {}).get("asrrules", "")).lower()
    rules = registry.get(_RULES, {})
    return any(str(rules.get(rule)) == "1" or f"{rule}=1" in managed for rule in _AGAINST_OFFICE)


def without_scripts(registry: Registry) -> bool:
    """Return whether a policy forbids the command prompt and scripts with it; with 2 it forbids the prompt only."""
    return registry.get(_SYSTEM, {}).get("disablecmd") == 1


def is_trusted(registry: Registry, folder: Path) -> bool:
    """Return whether a folder is among Excel's trusted locations, or below one that counts with its folders."""
    return any(
        _plain(folder) == place or (deep and _plain(folder).startswith(f"{place}\\"))
        for place, deep in _locations(registry)
    )


def _locations(registry: Registry) -> Iterator[tuple[str, bool]]:
    """Yield each trusted location, and whether the folders below it are trusted too."""
    mixed = [registry.get(rf"{root}\common\security\trusted locations", {}) for root in _POLICIES]
    only_policy = any(values.get("allow user locations") == 0 for values in mixed)
    for root in _POLICIES if only_policy else (_OFFICE, *_POLICIES):
        for key, values in registry.items():
            if key.startswith(rf"{root}\{_LOCATIONS}" + "\\") and values.get("path"):
                yield _plain(str(values["path"])), values.get("allowsubfolders") == 1


def _plain(path: str | Path) -> str:
    """Return a path so that two spellings of it are equal."""
    expanded = re.sub(r"%(\w+)%", lambda name: os.environ.get(name[1], name[0]), str(path))
    return expanded.replace("/", "\\").rstrip("\\").lower()


def is_disabled(registry: Registry, name: str) -> bool:
    """Return whether Excel has put a file on its list of disabled items, as it does after a crash."""
    values = registry.get(_DISABLED, {}).values()
    return any(isinstance(value, bytes) and name.lower().encode("utf-16-le") in value.lower() for value in values)


def zone(file: Path) -> int | None:
    """Return the zone that Windows noted for a downloaded file (3: internet), None where there is no note."""
    try:
        note = Path(f"{file}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    number = re.search(r"ZoneId\s*=\s*(\d+)", note)
    return int(number[1]) if number else None
