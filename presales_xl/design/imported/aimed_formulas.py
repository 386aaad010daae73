"""Formulas of points between two figures that are named: 「得分=100+(实际值-目标值)/(挑战值-目标值)×20」.

The figures stand in columns of their own, or behind their names in one cell: 「合格值：80%」.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from presales_xl.design.imported import named_figures
from presales_xl.design.imported.named_figures import LINE
from presales_xl.design.imported.recognised import FormItem
from presales_xl.design.imported.source import Passage
from presales_xl.design.sentences.characters import plain

_NAME = r"[^()+\-×/=\d，;。\s]{1,8}"
_ACTUAL = r"(?:实际|完成|本期|当期)[^()+\-×/=\d，;。\s]{0,8}"
_SHARE = (
    rf"\(?(?:{_ACTUAL}-(?P<from>{_NAME})\)?/\((?P<to>{_NAME})-(?P<again>{_NAME})\)"
    rf"|(?P<start>{_NAME})-{_ACTUAL}\)?/\((?P<begin>{_NAME})-(?P<end>{_NAME})\))"
)
_FORMULA = re.compile(
    rf"(?:[^=]{{0,10}}=)?(?:(?P<base>\d+(?:\.\d+)?)分?\+)?\(?(?:(?P<first>\d+(?:\.\d+)?)分?×)?{_SHARE}\)?"
    r"(?:×(?P<span>\d+(?:\.\d+)?)分?)?\)?(?:\+(?P<then>\d+(?:\.\d+)?)分?)?"
)
_MOST = re.compile(r"(?:得分|分数)?(?:最[高多]|封顶|上限|不超过)[^\d]{0,6}(?P<most>\d+(?:\.\d+)?)分?(?:封顶|为限)?")
_NOTHING = re.compile(
    r"(?:实际(?:完成)?值?)?(?:低于|小于|不足|未达到?|达不到|未完成|不到|高于|大于|超过|<|>)(?P<name>[^\d，;。]{1,8}?)(?:的|时|者)*"
    r"(?:不得分|不计分|(?:得|为|计|记|按|即)*(?:0|零)分?(?:计算?)?)"
)
_LABELLED = re.compile(
    r"(?P<name>(?:合格|及格|最低|基本|底线|门槛|保底|达标|目标|计划|标准|挑战|满分|优秀|理想|卓越)(?:值|目标|线)?)"
    r"\s*[:=]\s*[_ ]*"
    r"(?:(?P<figure>[≥≤<>]?\s?\d[\d.,]*)[_ ]*(?P<unit>%|[^\d\s;，。_]{0,3})|[_ ]*%?)(?:[;，。\s]+|$)"
)
_FIGURE = re.compile(r"[≥≤<>=]?\s?(?P<value>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>%|[^\d\s%]{0,3})")
_CLAUSES = re.compile(r"[;；。\n，,]")
_SEVERAL, _CLOSE = 2, 1e-6


@dataclass(frozen=True)
class _Line:
    """A straight line from one named figure to another, and what each of both gives."""

    start: str
    end: str
    base: float
    span: float


def labelled(item: FormItem) -> None:
    """Take figures behind their names in one cell for such of columns: 「合格值：80%；目标值：90%」; ask for blanks."""
    for passage in [*item.targets] if len(item.figured) < _SEVERAL else ():
        written = plain(passage.text).replace("＿", "_")
        found = [*_LABELLED.finditer(written)]
        if len(found) < _SEVERAL or "".join(match[0] for match in found) != written:
            continue
        item.targets = [each for each in item.targets if each is not passage]
        item.within.append(passage)
        if not all(match["figure"] for match in found):
            item.told.append("open.blanks")
            return
        for at, match in enumerate(found, 1):
            spot = replace(passage.spot, part=at)
            item.figured.append(
                (Passage(match["name"], spot), Passage(f"{match['figure'].strip()}{match['unit']}", spot))
            )
        _ = taken(item) or named_figures.taken(item)
        return


def taken(item: FormItem) -> bool:
    """Take a formula between two figures of an item as levels with a line between them; whether it has one."""
    if item.levels or item.rows or len(item.figured) < _SEVERAL:
        return False
    known = {head.plain: (head, figure) for head, figure in item.figured}
    figures = {name: match for name, (_, figure) in known.items() if (match := _FIGURE.fullmatch(plain(figure.text)))}
    values = {name: float(match["value"].replace(",", "")) for name, match in figures.items()}
    clauses = [
        each for rule in item.rules for part in _CLAUSES.split(plain(rule.text)) if (each := part.replace(" ", ""))
    ]
    lines = [line for each in clauses if (line := _line(each)) and {line.start, line.end} <= values.keys()]
    mosts = [float(match["most"]) for each in clauses if (match := _MOST.fullmatch(each))]
    zeros = [match["name"] for each in clauses if (match := _NOTHING.fullmatch(each))]
    told = [each for each in clauses if LINE.search(each) and not _line(each)]
    if len(lines) != 1 or len(mosts) > 1 or len(zeros) > 1 or not {*zeros} <= values.keys():
        return False
    if len(clauses) != len(lines) + len(mosts) + len(zeros) + len(told):
        return False
    [line] = lines
    first, last = values[line.start], values[line.end]
    best = line.base + line.span
    if first == last or line.span <= 0 or any(abs(most - best) > _CLOSE for most in mosts):
        return False
    given = {line.start: line.base, line.end: best}
    for name in zeros:
        given.setdefault(name, line.base + (values[name] - first) / (last - first) * line.span)
    if min(given.values()) < 0 or any(points > best for points in given.values()):
        return False
    _put(item, line, given, known=known, zero=next(iter(zeros), ""), is_rising=first < last)
    item.told += [] if mosts else ["assumed.no_cap"]
    return True


def _line(clause: str) -> _Line | None:
    """Return the line that a clause is the formula of; None for any other."""
    match = _FORMULA.fullmatch(clause)
    span = (match["span"] or match["first"]) if match else None
    if match is None or span is None or (match["span"] and match["first"]) or (match["base"] and match["then"]):
        return None
    start, end, again = (
        (match["from"], match["to"], match["again"])
        if match["from"]
        else (match["start"], match["end"], match["begin"])
    )
    return _Line(start, end, float(match["base"] or match["then"] or 0), float(span)) if start == again else None


def _put(
    item: FormItem,
    line: _Line,
    given: Mapping[str, float],
    *,
    known: Mapping[str, tuple[Passage, Passage]],
    zero: str,
    is_rising: bool,
) -> None:
    """Put what a line gives at its figures into the levels of an item, and what is left beyond them into its rule."""
    rule = next(each for each in item.rules if any(map(_line, _parts(each))))
    beside = [figure for name, (_, figure) in known.items() if name not in given]
    item.levels = [
        (replace(known[name][0], text=f"{name}（{points:.6g}分）"), known[name][1]) for name, points in given.items()
    ]
    if not zero and line.base > 0:  # from where the line goes up
        ends = [_FIGURE.fullmatch(plain(known[name][1].text)) for name in (line.start, line.end)]
        first, last = (float(match["value"].replace(",", "")) for match in ends if match)
        unit = ends[0]["unit"] if ends[0] else ""
        nothing = f"{first - line.base / line.span * (last - first):.6g}{unit}"
        spot = replace(rule.spot, part=len(item.figured) + 1)
        item.levels.append((Passage("起点（0分）", spot), Passage(nothing, spot)))
    way = "低于" if is_rising else "高于"
    end = [f"{way}{known[zero][1].plain.strip('≥≤<>= ')}得0分"] if zero else []
    item.within += [each for each in item.rules if each is not rule]
    item.rules = [rule.meaning("；".join(["中间按线性插值", *end]))]
    figures = [figure for _, figure in known.values()]
    for texts in (item.targets, item.abouts, item.others):
        texts[:] = [each for each in texts if each not in figures]
    item.others += [each for each in beside if each.spot.part == 0]


def _parts(rule: Passage) -> Iterator[str]:
    yield from (part.replace(" ", "") for part in _CLAUSES.split(plain(rule.text)))
