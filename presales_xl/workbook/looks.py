"""Looks by which a cell shows something else than it holds, or nothing.

Number formats such as `"96"`, `0,` and `;;;`, letters in the colour of what is below them, and rules of formatting
that give a cell such looks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from presales_xl.workbook.sheet_xml import MAIN, local_name, walk

_BRACKETS = re.compile(r"\[[^\]]*\]|_.")  # colours, conditions, languages; a gap as wide as a character
_LITERAL = re.compile(r'"([^"]*)"|[\\*](.)')
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
#: What workbooks are issued with: the full mark behind points (`0.00" /35"`), what a 1 or 0 means; TRUE and FALSE.
_ISSUED = re.compile(r'" ?/[0-9.]+"|\[=[01]\](?:"[^"0-9]*"|\\?\D);|^"TRUE";"TRUE";"FALSE"$')
#: What rules of ours show instead of the 1 of a row, and what exceljs makes of that.
_OF_RULES = ("", "▲", "[object Object]")
_OF_DATES = re.compile("[dhmsy]", re.IGNORECASE)  # and a few others
_NUMBERS = frozenset(map(str, (*range(14), *range(37, 41), 48, 49)))  # formats that all programs know
_SHOWS = re.compile(r"[0#?@]|general|[ymdhsegba]", re.IGNORECASE)


_WHITE, _BLACK = "FFFFFF", "000000"
_THEME = {"0": _WHITE, "1": _BLACK}
_INDEXED = {"0": _BLACK, "1": _WHITE, "8": _BLACK, "9": _WHITE, "64": _BLACK, "65": _WHITE}
_LEGIBLE = 1.2  # of contrast as WCAG measures it: 1 is none, white and black have 21
_SMALLEST = 4.0  # points of letters that are there to be read
_SIZE = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)?")
_SECTIONS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


@dataclass
class Look:
    """How cells look, as far as a font, a fill or the format of a rule says that; colours are RRGGBB, "" unsaid."""

    code: str = ""
    ink: str = ""
    size: float = 11.0
    pattern: str = ""
    front: str = ""
    back: str = ""
    _part: str = ""

    def take(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take in an element by its name without namespace."""
        if name in ("font", "fill", "border"):
            self._part = name
        elif name == "numFmt":
            self.code = attributes.get("formatCode", "")
        elif self._part == "font" and name == "color":
            self.ink = _colour(attributes)
        elif self._part == "font" and name == "sz" and _SIZE.fullmatch(attributes.get("val", "")):
            self.size = float(attributes["val"])
        elif name == "patternFill":
            self.pattern = attributes.get("patternType", "")
        elif self._part == "fill" and name == "fgColor":
            self.front = _colour(attributes)
        elif self._part == "fill" and name == "bgColor":
            self.back = _colour(attributes)

    def is_misleading(self) -> bool:
        """Return whether cells to which a rule gives this show something else than they hold, or nothing."""
        is_issued = self.code.strip('"\\') in _OF_RULES
        return (not is_issued and is_misleading(self.code)) or _is_unseen(self, self.back or self.front)


@dataclass
class Looks:
    """What misleads among the looks of a workbook.

    `formats` are number formats by the number of the style that cells name, `unseen` numbers of such styles, `rules`
    those of the formats that rules of formatting name, `dates` those of styles by which a number may be a date, None
    where nobody can tell.
    """

    formats: dict[str, str]
    unseen: set[str]
    rules: set[str]
    dates: set[str] | None


def looks_of(styles: bytes) -> Looks:
    """Return what misleads in a workbook's part of styles; raises as `walk` does."""
    codes: dict[str, str] = {}
    cells: list[Mapping[str, str]] = []
    looks: dict[str, list[Look]] = {"fonts": [], "fills": [], "dxfs": []}
    section, is_strange = "", b"&#" in styles

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal section, is_strange
        name = local_name(tag)
        if name in _SECTIONS:
            section = name if tag.startswith(MAIN) else ""
            is_strange = is_strange or not section
        elif section == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif section == "cellXfs" and name == "xf":
            cells.append(attributes)
        elif section in looks:
            if f"{name}s" == section:
                looks[section].append(Look())
            if looks[section]:
                looks[section][-1].take(name, attributes)

    def of(kind: str, number: str) -> Look:
        return looks[kind][int(number)] if _is_place(number, looks[kind]) else Look()

    walk("xl/styles.xml", styles, start)
    bad = {key: code for key, code in codes.items() if is_misleading(code)}
    named = [(str(style), each.get("numFmtId", "")) for style, each in enumerate(cells)]
    unseen = set()
    for style, each in enumerate(cells):
        font, fill = of("fonts", each.get("fontId", "0")), of("fills", each.get("fillId", "0"))
        if fill.pattern in ("", "none", "solid") and _is_unseen(font, fill.front if fill.pattern == "solid" else ""):
            unseen.add(str(style))
    rules = {str(number) for number, each in enumerate(looks["dxfs"]) if each.is_misleading()}
    dates = {style for style, key in named if (_OF_DATES.search(codes[key]) if key in codes else key not in _NUMBERS)}
    misleading = {style: bad[key] for style, key in named if key in bad}
    return Looks(misleading, unseen, rules, dates=None if is_strange else dates)


def _is_place(number: str, places: Sequence[object]) -> bool:
    return number.isascii() and number.isdecimal() and len(number) < 7 and int(number) < len(places)


def _is_unseen(font: Look, paper: str) -> bool:
    return font.size < _SMALLEST or _contrast(font.ink or _BLACK, paper or _WHITE) < _LEGIBLE


def _colour(attributes: Mapping[str, str]) -> str:
    """Return a colour as RRGGBB, as it is written where that takes a palette to know, "" for that of the program."""
    rgb, known = attributes.get("rgb", "")[-6:].upper(), ""
    if re.fullmatch("[0-9A-F]{6}", rgb):
        return rgb
    if "tint" not in attributes:
        known = _THEME.get(attributes.get("theme", ""), "") or _INDEXED.get(attributes.get("indexed", ""), "")
    return known or "" if known or "auto" in attributes else f"?{sorted(attributes.items())}"


def _contrast(ink: str, paper: str) -> float:
    """Return the contrast of two colours, 21 where one is not known."""
    if "?" in (ink[0], paper[0]):
        return 1.0 if ink == paper else 21.0
    darker, lighter = sorted(map(_luminance, (ink, paper)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_misleading(code: str) -> bool:
    """Return whether a format has digits of its own, leaves digits away, or shows nothing of a number or a text."""
    plain = _BRACKETS.sub("", _ISSUED.sub("", code) or "General")
    literal = "".join(quoted + sign for quoted, sign in _LITERAL.findall(plain))
    sections = _LITERAL.sub("", plain).split(";")
    has_digits = any(sign.isdigit() for sign in literal) or re.search(r"[1-9]", "".join(sections)) is not None
    hides = not _SHOWS.search(sections[0]) or (len(sections) > 3 and "@" not in sections[3])
    return has_digits or hides or _SCALED.search("".join(sections)) is not None
