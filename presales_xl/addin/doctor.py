"""Says point by point whether the add-in can work on this machine, and how to mend what is wrong."""

import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Literal
from zipfile import ZipFile

import xlwings

from presales_xl import __version__
from presales_xl.addin import trust
from presales_xl.addin.build import built, settings_of
from presales_xl.addin.install import content
from presales_xl.addin.places import Places
from presales_xl.addin.settings import applescript, known, launcher, settings
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, explain, text

State = Literal["ok", "wrong", "unknown"]
_INTERNET = 3  # the zones from here on are strangers'


@dataclass(frozen=True, slots=True)
class Finding:
    """One point that was looked at: how it stands, and the sentence for it, `addin_install.doctor.<key>`.

    Where looking itself met a `problem`, that is the sentence.
    """

    state: State
    key: str
    fields: Mapping[str, object] = field(default_factory=dict)
    problem: Problem | None = None

    def words(self, lang: Lang) -> str:
        """Return the sentence: what was found and, where it is wrong, how to mend it."""
        if self.problem is not None:
            return explain(lang, self.problem)
        return text(lang, f"addin_install.doctor.{self.key}", **self.fields)


def findings(places: Places | None, registry: trust.Registry | None = None) -> list[Finding]:
    """Return how each point stands: versions, the add-in and its settings, what lets it run. Files are only read.

    `places` is None where there is no Excel; `registry` holds Excel's security settings on Windows, by default those
    of this user.
    """
    found = [
        Finding("ok", "python", {"version": platform.python_version(), "file": _python(places)}),
        Finding("ok", "package", {"version": __version__}),
        Finding("ok", "xlwings", {"version": xlwings.__version__}),
    ]
    if places is None:
        return [*found, Finding("wrong", "no_excel")]
    found += [*_addin(places), *_helpers(places)]
    if places.system == "mac":
        return [*found, Finding("unknown", "trust_mac")]
    return [*found, *_windows(places, trust.of_this_user() if registry is None else registry)]


def _python(places: Places | None) -> Path | str:
    return platform.python_implementation() if places is None else places.python


def _addin(places: Places) -> Iterator[Finding]:
    """Look at the add-in: there, whole, of this version, and pointing to this Python."""
    if places.sandboxed:
        yield Finding("wrong", "store_python", {"file": places.python})
    try:
        present = content(places.addin)
        if present is None:
            yield Finding("wrong", "addin_missing", {"file": places.addin})
            return
        kept, wanted = known(places), settings(places)
    except ProblemsError as error:
        yield Finding("wrong", "problem", problem=error.problems[0])
        return
    yield _version(places.addin, present)
    key = "INTERPRETER_WIN" if places.system == "windows" else "INTERPRETER_MAC"
    found, expected = os.path.expandvars(kept.get(key, "")), wanted[key]
    same = found.lower() == expected.lower() if places.system == "windows" else found == expected
    fields = {"found": found, "expected": expected}
    yield Finding("ok", "interpreter", fields) if same else Finding("wrong", "interpreter_other", fields)
    if "TEMP DIR" in kept:
        logs = Path(os.path.expandvars(kept["TEMP DIR"]))
        usable = logs.is_dir() and os.access(logs, os.W_OK)
        yield Finding("ok" if usable else "wrong", "logs" if usable else "logs_missing", {"folder": logs})


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
        good = _holds(places.launcher, launcher(places)) and os.access(places.launcher, os.X_OK)
        yield Finding("ok" if good else "wrong", "launcher" if good else "launcher_other", {"file": places.launcher})
    script = applescript(places)
    if script is not None:
        good = _holds(script.path, script.content)
        yield Finding("ok" if good else "wrong", "applescript" if good else "applescript_other", {"file": script.path})


def _holds(file: Path, wanted: bytes) -> bool:
    try:
        return file.read_bytes() == wanted
    except OSError:
        return False


def _windows(places: Places, registry: trust.Registry | None) -> Iterator[Finding]:
    """Look at what Windows and the company's policies say."""
    zone = trust.zone(places.addin)
    if zone is not None and zone >= _INTERNET:
        yield Finding("wrong", "mark", {"file": places.addin})
    elif places.addin.exists():
        yield Finding("ok", "no_mark")
    if registry is None:
        yield Finding("unknown", "trust_unread")
        return
    obstacles = trust.obstacles(registry)
    yield from (Finding("wrong", point) for point in obstacles)
    if "policy_locations" not in obstacles:
        listed = trust.is_trusted(registry, places.addin.parent)
        state: State = "ok" if listed else "unknown"
        yield Finding(state, "trusted" if listed else "trust_unlisted", {"folder": places.addin.parent})
    if trust.watched(registry):
        yield Finding("unknown", "defender")
    if trust.is_disabled(registry, places.addin.name):
        yield Finding("wrong", "disabled", {"name": places.addin.name})
