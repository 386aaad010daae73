"""What Windows and Excel's policies say about the add-in, as far as it can be read from outside Excel."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

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


def of_this_user() -> Registry | None:
    """Return what the registry holds of Excel's security, None on other systems."""
    if sys.platform != "win32":
        return None
    import winreg  # noqa: PLC0415  # Windows only

    found: dict[str, dict[str, object]] = {}

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
            found.setdefault(path.lower(), {}).update({name.lower(): value for name, value, _ in values})
            for name in names:
                gather(rf"{path}\{name}")

    for root in (_OFFICE, *_POLICIES):
        for path in _FOLLOWED:
            gather(rf"{root}\{path}", deep=path == _LOCATIONS)
    for path in (_DISABLED, _RULES, _MANAGED):
        gather(path)
    return found


def obstacles(registry: Registry) -> list[str]:
    """Return the policies that keep the add-in from running."""
    roots = (_OFFICE, *_POLICIES)
    found = [
        point
        for path, name, value, point in _AGAINST
        if any(registry.get(rf"{root}\{path}", {}).get(name) == value for root in roots)
    ]
    return list(dict.fromkeys(found))


def watched(registry: Registry) -> bool:
    """Return whether Defender is told to stop programs that Office starts; it may be told exceptions, too."""
    managed = str(registry.get(_MANAGED, {}).get("asrrules", "")).lower()
    rules = registry.get(_RULES, {})
    return any(str(rules.get(rule)) == "1" or f"{rule}=1" in managed for rule in _AGAINST_OFFICE)


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
    expanded = re.sub(r"%(\w+)%", lambda found: os.environ.get(found[1], found[0]), str(path))
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
    found = re.search(r"ZoneId\s*=\s*(\d+)", note)
    return int(found[1]) if found else None
