"""The settings file that a company may hand out for an add-in without settings of its own: lines `"NAME","VALUE"`.

It is read here as the add-in reads it, by `IsSaid` in `macros/Presales.bas`: the first line of a name counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

#: What the add-in asks for. `HR` is `yes` for whom HR's buttons show whichever workbook is open.
NAMES = ("INTERPRETER_WIN", "INTERPRETER_MAC", "HELP", "HR")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # of UTF-8 and UTF-16
_EAST = "\u0800"  # UTF-8 takes three bytes for a sign from here on: no ANSI text is that by chance

Kind = Literal["unicode", "no_comma", "unknown", "twice", "blank", "not_yes", "overruled"]


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A line that says something, by its number; without a comma it has no name."""

    number: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a line from doing what it says, and what it says; in line 0 the whole file."""

    number: int
    kind: Kind
    says: str = ""


def lines_of(data: bytes, encoding: str) -> list[SettingLine]:
    """Return what the lines of a settings file say."""
    lines = []
    for number, row in enumerate(re.split(r"\r\n|\r|\n", data.decode(encoding, errors="replace")), 1):
        name, comma, value = row.partition(",")
        if _bare(row):
            lines.append(
                SettingLine(number, _bare(name).upper(), _bare(value)) if comma else SettingLine(number, "", _bare(row))
            )
    return lines


def _bare(words: str) -> str:
    return words.replace('"', "").strip()


def said(lines: Sequence[SettingLine]) -> dict[str, str]:
    """Return the settings by name."""
    return {line.name: line.value for line in reversed(lines) if line.name}


def faults(data: bytes, encoding: str, own: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with a settings file, and which lines the add-in's `own` settings overrule."""
    if data.startswith(_MARKS) or (encoding != "utf-8" and _is_utf_8(data)):
        yield Fault(0, "unicode")
        return
    seen: set[str] = set()
    for line in lines_of(data, encoding):
        kind = _fault(line, seen, own)
        if kind is not None:
            yield Fault(line.number, kind, line.name or line.value)
        seen.add(line.name)


def _fault(line: SettingLine, seen: set[str], own: Mapping[str, str]) -> Kind | None:
    if not line.name:
        return "no_comma"
    if line.name not in NAMES:
        return "unknown"
    if line.name in seen:
        return "twice"
    if not line.value:
        return "blank"
    if line.name == "HR" and line.value.lower() != "yes":
        return "not_yes"
    return "overruled" if own.get(line.name, line.value) != line.value else None


def _is_utf_8(data: bytes) -> bool:
    try:
        return any(sign >= _EAST for sign in data.decode("utf-8"))
    except UnicodeDecodeError:
        return False
