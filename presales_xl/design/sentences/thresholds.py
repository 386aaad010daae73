"""Named values of a target, and what each of them gives, with a straight line between: 「门槛值 80%，目标值 100%」."""

import re
from collections.abc import Mapping

from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.pieces import Figure, Piece, figure

_NAME = (
    "(?P<{0}>门槛|保底|底线|及格|达标|合格|基准|基础|基本|起步|最低|目标|标准|计划|挑战|卓越|优秀|理想|期望|冲刺|突破|超越)"
    "(?:值|目标|线|指标|水平|档)?"
)
_VALUE = r"\d[\d,]*(?:\.\d+)?\s?(?:%|万元|亿元|万|元|分(?!值)|个|家|单|次|件|天|小时)?"
_GIVEN = r"\d+(?:\.\d+)?\s?[%分]"
#: 「门槛值（70%）」, 「目标：100%」, 「挑战值为 120%」.
_STATED = re.compile(_NAME.format("name") + rf"\s?(?:[为是:=(]|设?定为|[≥>]=?)*\s?(?P<value>{_VALUE})")
#: 「达到目标值（100%）的，得 20 分」, 「门槛：80%，得 60% 权重分」.
_GAINED = re.compile(
    r"(?:达到?|完成|实现|达成)?"
    + _NAME.format("name")
    + rf"\s?(?:[为是:=(]*\s?[≥>]?\s?{_VALUE}\)?)?(?:及?以上|时|的|者|，|:)*(?:可?得|计|为|给|获得|对应|→)\s?"
    rf"(?P<given>{_GIVEN})(?:的?(?:本项|该项)?(?:权重分?|分值|满分|标准分|配分)(?:\d+分)?)?"
)
#: 「…，对应得分系数 60%、100%、120%」.
_LISTED = re.compile(rf"(?:对应|分别)[^，;。\d]{{0,8}}(?P<given>{_GIVEN}(?:\s?[、/]\s?{_GIVEN})+)")
_NOTHING = re.compile(
    r"(?:低于|未达到?|不足|没有?达到|达不到|小于|<)\s?"
    + _NAME.format("name")
    + rf"(?:\s?[(]?{_VALUE}[)]?)?(?:及?以下|时|的|者|，|则)*(?:不得分|(?:得|为|计|按)*\s?0\s?分?|[得计]?零分)"
)
_LINE = re.compile("线性|直线|插值|内插")
_BESIDE = ("words", "weight", "band", "case", "rest", "standard", "share", "grade", "cap")
_FEWEST = 2
#: Names that say by themselves that nothing is given below.
_LEAST = ("门槛", "保底", "底线", "及格", "达标", "合格", "最低", "起步")


def named_values(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return bands at the named values of a target where points run in a straight line between these."""
    written = plain(text)
    line = _LINE.search(written)
    if line is None or any(piece.kind not in _BESIDE for piece in found):
        return found
    below = _NOTHING.search(written)
    values = _values(written)
    given = _given(_NOTHING.sub(lambda match: " " * len(match[0]), written), values)
    if len(values) < _FEWEST or values.keys() != given.keys() or not _rise(values, given) or _is_left(written):
        return found
    told = [
        Piece("band", "", {"low": value, "points": given[name]}, start=value.start, end=max(value.end, given[name].end))
        for name, value in values.items()
    ]
    least = min(values, key=lambda name: values[name].value)
    low = values[least]
    place = below.span() if below else (low.start, low.end)
    none = {
        "high": Figure(low.value, low.unit, low.start, low.end, sign="<"),
        "points": Figure(0, "", *(place[1],) * 2),
    }
    remarks = () if below else ("assumed.else_nothing",) if least in _LEAST else ("open.rest",)
    share = Piece("share", "", formula="linear", start=line.start(), end=line.end())
    return [*told, Piece("band", "", none, start=place[0], end=place[1], remarks=remarks), share]


def _values(written: str) -> dict[str, Figure]:
    """Return the figures that a text states of named values, by their names."""
    found: dict[str, Figure] = {}
    for match in _STATED.finditer(written):
        found.setdefault(match["name"], figure(match["value"], match.start("value"), sign="="))
    return found


def _given(written: str, values: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return what each named value gives."""
    found = {match["name"]: figure(match["given"], match.start("given")) for match in _GAINED.finditer(written)}
    listed = _LISTED.search(written)
    if listed and not found:
        each = [*re.finditer(_GIVEN, listed["given"])]
        begin = listed.start("given")
        if len(each) == len(values):
            found = {name: figure(match[0], begin + match.start()) for name, match in zip(values, each, strict=True)}
    return found


def _rise(values: Mapping[str, Figure], given: Mapping[str, Figure]) -> bool:
    """Return whether a higher value gives more, all in the same units."""
    ordered = sorted(values, key=lambda name: values[name].value)
    worths = [given[name].value for name in ordered]
    units = {each.unit for each in values.values()}, {given[name].unit for name in ordered}
    return worths == sorted({*worths}) and all(len(each) == 1 for each in units)


def _is_left(written: str) -> bool:
    """Return whether a figure stands beside what is told of the named values."""
    for pattern in (_NOTHING, _GAINED, _STATED, _LISTED):
        written = pattern.sub(lambda match: " " * len(match[0]), written)
    return re.search(r"\d", re.sub(r"(?:最高|封顶)[^，;。]{0,6}\d+\s?[%分]", "", written)) is not None
