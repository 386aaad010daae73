"""What a sentence of an appraisal form is read as: pieces with figures, each with its place in the source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from presales_xl.texts import Lang, text

#: What a piece says. The figures that each may have are told at `Piece`.
Kind = (
    Literal[
        "band", "rest", "rank", "case", "level", "deduct", "add", "short", "over", "cap", "floor", "no_cap", "no_floor"
    ]
    | Literal[
        "standard",
        "share",
        "equation",
        "veto",
        "lowered",
        "graded",
        "bounded",
        "unpaid",
        "grade",
        "rater",
        "weight",
        "words",
    ]
)
#: `understood`: it says just this. `assumed`: the source leaves something open, and the remarks say what was taken.
#: `not_understood`: a person has to decide, and the remarks say what.
Mark = Literal["understood", "assumed", "not_understood"]

_NUMBER = re.compile(r"-?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SPELT = re.compile(r"[零一二两三四五六七八九十百半]+")
_PART = re.compile(
    r"(?P<tenths>[一二两三四五六七八九])(?:点(?P<point>[一二三四五六七八九]))?成(?P<more>[一二三四五六七八九半]?)"
    r"|半数|一半|(?P<of>[二三四五六七八九十])分之(?P<share>[一二三四五六七八九])"
)
_ONES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_PARTS = re.compile(r"[百千万]分之\s?")
#: 一人一次 is 1 人次.
_EACH_PERSON = re.compile("人[1一]次")
#: From how much on 「低于目标 … %」 is a share of the target, and no longer how far it is from that.
_HALF = 0.5
#: Of how many a share is told.
_WHOLE = {
    **dict.fromkeys(("%", "个百分点", "百分点", "个百分比", "百分比", "个点", "百分之"), 100),
    **dict.fromkeys(("‰", "千分之"), 1000),
    **dict.fromkeys(("‱", "万分之"), 10000),
}


@dataclass(frozen=True)
class Figure:
    """A number of the source: its value (0.9 where 90 % stands), its unit as written, its place; a bound has a sign."""

    value: float
    unit: str
    start: int
    end: int
    sign: str = ""

    def __str__(self) -> str:
        value = round(self.value * 100, 10) if self.unit == "%" else self.value
        return f"{self.sign}{value:g}{self.unit}"


def of_target(value: float, *, is_below: bool) -> float:
    """Return how much of a target a bound told by percent is: 「低于目标 20%」 and 「低于目标的 80%」 0.8."""
    is_share = value >= (_HALF if is_below else 1)
    return round(value if is_share else 1 + value * (-1 if is_below else 1), 12)


@dataclass(frozen=True)
class Piece:
    """One thing that a sentence says, in `words` of the source; `remarks` name what is assumed or open.

    Figures by what they are: `low` and `high` with the sign of the bound, `points` (`most` where a range is given),
    `step` (how much or how often it takes), `first` and `last` of places (`from_last`: counted from the end), `ratio`,
    `coefficient`, `quota`, `weight`, `grades` (how many to go down); of an equation `1`, `2` … in its order.
    """

    kind: Kind
    words: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    formula: str = ""
    """Of an equation: what stands right of `=`, with names as written, `*` and `/`, percentages as fractions. Of what
    earns the full points, or is capped at them: `points`. Of a share: `linear`, `between` two bounds. Of a grade
    that is given outright, or is the best one: the grade. Of what is not paid: its name."""
    remarks: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """Return how sure the piece is."""
        return mark_of(self.remarks)

    def __str__(self) -> str:
        shown = [self.kind, self.words, *(f"{role}={figure}" for role, figure in self.figures.items())]
        shown += [f"= {self.formula}"] if self.formula else []
        return " ".join(filter(None, (*shown, *(f"[{remark}]" for remark in self.remarks))))


def mark_of(remarks: tuple[str, ...]) -> Mark:
    """Return the mark that remarks give: `open.…` is for a person to decide, `assumed.…` was taken."""
    if any(remark.startswith("open.") for remark in remarks):
        return "not_understood"
    return "assumed" if remarks else "understood"


def in_words(lang: Lang, remark: str) -> str:
    """Return what a remark says: what is assumed, or what somebody has to decide."""
    return text(lang, f"sentences.{remark}")


def figure(written: str, start: int, sign: str = "") -> Figure:
    """Return the figure that a plain text such as `90%`, `三次` or `百分之五` states; it begins at `start`."""
    body = written.lstrip()
    start += len(written) - len(body)
    end = start + len(body.rstrip())
    body = body.lstrip("± ")
    if share := _PART.match(body):
        part = _part(share)
        return Figure(round(part, 12), "%", start, end, sign=sign)
    parts = _PARTS.match(body)
    body = body[parts.end() :] if parts else body
    if match := _NUMBER.match(body):
        value = float(re.sub(r"[,\s]", "", match[0]))
    else:
        match = _SPELT.match(body)
        value = numeral(match[0]) if match else 0.0
    unit = parts[0].strip() if parts else body[match.end() :].partition("/")[0].strip() if match else body
    if _EACH_PERSON.fullmatch(unit):
        unit = "人次"
    if unit in _WHOLE:
        value, unit = round(value / _WHOLE[unit], 12), "%"
    return Figure(value, unit, start, end, sign=sign)


#: Units of one kind, with their sizes.
_ALIKE = (
    {"元": 1, "百元": 100, "千": 1000, "千元": 1000, "万": 10_000, "万元": 10_000, "亿": 10**8, "亿元": 10**8},
    {"秒": 1, "秒钟": 1, "分钟": 60, "小时": 3600, "个小时": 3600},
)


def in_unit(each: Figure, unit: str) -> Figure:
    """Return a figure in another unit of the same kind, 5000 元 as 0.5 万元; as it stands where there is none."""
    for sizes in _ALIKE:
        if each.unit != unit and {each.unit, unit} <= sizes.keys():
            return replace(each, value=round(each.value * sizes[each.unit] / sizes[unit], 12), unit=unit)
    return each


def _part(spelt: re.Match[str]) -> float:
    """Return the share that 九成五, 九成半, 半数 or 三分之一 spells."""
    if spelt["of"]:
        return numeral(spelt["share"]) / numeral(spelt["of"])
    if not spelt["tenths"]:
        return 0.5
    more = 0.5 if spelt["more"] == "半" else numeral(spelt["point"] or spelt["more"] or "零") / 10
    return (numeral(spelt["tenths"]) + more) / 10


def numeral(spelt: str) -> float:
    """Return the number that Chinese numerals up to 999 spell: 三, 十五, 一百二十, 半."""
    if spelt == "半":
        return 0.5
    total, digit = 0, 0
    for sign in spelt:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        elif sign in _ONES:
            digit = digit * 10 + _ONES[sign]
    return total + digit + (0.5 if spelt.endswith("半") else 0)
