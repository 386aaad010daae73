"""Points that run in a straight line from one column of levels to the next: 80 % for 80 points, 90 % for 100."""

import re
from collections.abc import Sequence
from itertools import pairwise

from presales_xl.design.imported.level_columns import Levels, level_rows
from presales_xl.design.imported.recognised import worth_of
from presales_xl.design.sentences.cell import CellReading
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.pieces import Figure, Piece, figure

_AIM = re.compile(r"[≥≤]?(?P<figure>\d[\d,]*(?:\.\d+)?\s?%?)(?P<unit>[^\d\s%]{0,3})")
_OF = r"(?:实际|完成|目标|指标|本项|得|计)*(?:值|率|数|量|分)?"
_POINTS = r"(?P<points>\d+(?:\.\d+)?)\s?(?:分|%)"
#: What each step adds or takes, with the rest said to go in proportion.
_STEP = re.compile(
    rf"{_OF}每?(?:增加|增长|提高|提升|上升|降低|下降|减少|高于?|低于?|增|减|超过?|少|升|降|差)(?:目标值?)?\s?"
    rf"(?P<step>\d+(?:\.\d+)?\s?%?)[^\d%，,；;。]{{0,4}}[，,]?{_OF}(?:相应|对应|则|也|均)*地?(?:增加|减少|提高|降低|加|减|扣|多得|少得|得){_OF}\s?{_POINTS}"
)
_LINE = re.compile(
    r"[^，,；;。\d]{0,12}(?:区间|中间|之间|其余|其间|两档|各档)?[^，,；;。\d]{0,6}(?:线性|插值|直线|内插|(?:按|等)比例)[^，,；;。\d]{0,10}"
)
#: What is left below the last column: nothing.
_NOTHING = re.compile(
    rf"{_OF}(?P<way>低于|小于|不足|未达到?|不到|少于|<|高于|大于|超过|超出|>)(?:下限|底线|门槛)?(?:目标)?值?\s?(?P<end>\d[\d,]*(?:\.\d+)?\s?%?)?[^\d%，,；;。]{{0,3}}"
    r"(?:的|时|者)*[，,]?(?:得|为|计|记|按)*\s?(?:(?:0|零)分(?:计|计算)?|不得分|不计分)"
)
_CLOSE = 1e-6
_HUNDRED = 100
_LOWER = "低小不未少<"


def level_line(levels: Levels, rules: Sequence[str], points: float | None) -> CellReading | None:
    """Return what columns of levels give at their figures, and between these in proportion, where rules say so.

    None where no rule does, or a step that it states does not lead from one column to the next.
    """
    known = _knots(levels, points)
    clauses = [clause for rule in rules for clause in re.split(r"[；;。\n]", plain(rule)) if clause.strip()]
    told = [part for clause in clauses for part in _parted(clause.strip())]
    zeros = [match for part in told if (match := _NOTHING.fullmatch(part))]
    steps = [match for part in told if (match := _STEP.fullmatch(part)) and not _NOTHING.fullmatch(part)]
    lines = [part for part in told if _LINE.fullmatch(part)]
    if not known or points is None or not (steps or lines) or len(steps) + len(zeros) + len(lines) < len(told):
        return None
    rising = known[0][1] < known[-1][1]
    lowest = min(known, key=lambda knot: knot[1])
    if not all(_leads(match, known, points) for match in steps):
        return None
    if not all(_is_end(match, lowest[0], rising=rising) for match in zeros) or len(zeros) > 1:
        return None
    rule = {"kind": "linear", "of": "", "knots": dict(known), "zero_when": f"{'<' if rising else '>'}{lowest[0]:.12g}"}
    remarks = ["assumed.linear", *([] if zeros else ["assumed.nothing_short"])]
    remarks += ["assumed.beyond_full"] if max(worth for _, worth in known) > points else []
    units = "%" if "%" in levels[0][1].plain else ""
    ends = [Piece("band", "", {"low": Figure(value, units, 0, 0, sign="=")}) for value, _ in known]
    stated = [float(re.sub(r"[^\d.]", "", each)) for match in steps for each in match.group("step", "points")]
    heads = [float(each) for head, _ in levels for each in re.findall(r"\d+(?:\.\d+)?", head.plain)]
    figures = [Piece("band", "", {"aim": Figure(each, "", 0, 0)}) for each in (*stated, *heads)]
    return CellReading("\n".join(rules), (*ends, *figures), rule, tuple(remarks))


def _parted(clause: str) -> list[str]:
    """Return a clause as one rule, or as its parts between commas where these are rules by themselves."""
    parts = [part.strip() for part in re.split("[，,]", clause) if part.strip()]
    patterns = (_STEP, _LINE, _NOTHING)
    is_apart = all(any(each.fullmatch(part) for each in patterns) for part in parts)
    if is_apart or any(each.fullmatch(clause) for each in patterns):
        return parts if is_apart else [clause]
    for at in range(1, len(parts)):
        first, rest = "，".join(parts[:at]), "，".join(parts[at:])
        if any(each.fullmatch(first) for each in patterns):
            return [first, *_parted(rest)]
    return [clause]


def _knots(levels: Levels, points: float | None) -> list[tuple[float, float]]:
    """Return the figure of each column with what it gives, by figure; none where they do not go the same way."""
    matches = [_AIM.fullmatch(plain(passage.flat).strip()) for _, passage in levels]
    aims = [figure(match["figure"], 0) for match in matches if match]
    worths = [worth[0] for _, given in level_rows(levels, points) if (worth := worth_of(given))]
    if points is not None and points < _HUNDRED and _HUNDRED in worths:  # out of a hundred, whatever it weighs
        worths = [worth * points / _HUNDRED for worth in worths]
    units = {(match["unit"], "%" in match["figure"]) for match in matches if match}
    if len(aims) < max(len(levels), 2) or len(worths) < len(levels) or len(units) > 1:
        return []
    known = sorted((aim.value, worth) for aim, worth in zip(aims, worths, strict=True))
    ways = {two[1] > one[1] for one, two in pairwise(known)}
    is_told = points in worths and all(two[0] > one[0] and two[1] != one[1] for one, two in pairwise(known))
    return known if is_told and len(ways) == 1 else []


def _leads(step: re.Match[str], known: Sequence[tuple[float, float]], points: float) -> bool:
    """Return whether a step leads from each column to the next, in points of the item or out of a hundred."""
    size, gives = figure(step["step"], 0).value, float(step["points"])
    slopes = [abs(two[1] - one[1]) / (two[0] - one[0]) * size for one, two in pairwise(known)]
    return any(
        all(abs(slope * factor - gives) <= _CLOSE * max(gives, 1) for slope in slopes)
        for factor in (1, _HUNDRED / points)
    )


def _is_end(zero: re.Match[str], lowest: float, *, rising: bool) -> bool:
    """Return whether what gives nothing lies beyond the column that gives least."""
    is_low = zero["way"][0] in _LOWER
    return is_low is rising and (not zero["end"] or abs(figure(zero["end"], 0).value - lowest) < _CLOSE)
