"""Rules by steps from a standard, a target that stands elsewhere, or the period before; falling places."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.conditions import trimmed
from presales_xl.design.sentences.gathered import HELD_TO, Gathered, Rule
from presales_xl.design.sentences.pieces import Figure, Piece, of_target
from presales_xl.design.sentences.targets import (
    AGAINST,
    AT_TARGET,
    COMPLETION,
    ENDS,
    HUNDRED,
    LESSENED,
    RATE,
    ends_of,
)
from presales_xl.scheme.bands import ELSE
from presales_xl.scheme.rules import TOLERANCE

#: What keeps to a budget, of which all is 100 %.
_WITHIN_BUDGET = re.compile(
    r"(?P<of>预算|定额|限额)(?:范围)?(?:[之以]?内)?$|(?:不|未)超(?:过|出|支)?(?P<beyond>预算|定额|限额)?$"
)
_REACHED = re.compile(f"{AT_TARGET.pattern}|{_WITHIN_BUDGET.pattern}")
#: What speaks of a share of the target, of which all is 100 %.
_BEYOND_TARGET = re.compile(r"(?:完成|达成)(?:目标|任务|计划)(?=[\s\S]*每(?:超额|欠))")
_PART_OF_AIM = re.compile("(?:目标|计划|预算|定额|任务|标准|基准)(?:价格|[值数量额价])?的")
#: What limits the points themselves, and not what is added to them: 「最高得 20 分」, 「最高加至 20 分」.
_OF_TOTAL = re.compile("得|总分|[加扣]?[至到满]")
_RANGE = re.compile("范围|区间")
_SHORT_OF_AIM = re.compile("(?:[低少小]于|不足|未?达不?到?)(?:规定|考核|目标|既定)*(?:标准|目标|基准|指标|计划)值?")
_SHORT_OF = re.compile("[低少小]于|不足|未达")
_HELD_OFF = re.compile("差[值额距]")
_AIMS = (*ENDS, "standard")
_SEVERAL = 2
_HALF = 0.5
#: That points come of a rate, or of the share of a target, before steps of the same.
_SHARED_POINTS = re.compile(
    r"按照?[^，；。\d]{0,8}(?:率|比例|(?P<of>[与和占同][^，；。\d]{0,4}(?:目标|计划|标准|任务)[^，；。\d]{0,4}(?:比例|比值|比率)))"
    r"(?:来|进行)?(?:计算|核算|折算)?(?:得分|计分|给分|评分)，每[^，；。\d]{0,6}$"
)
#: What was done of a plan, each step of which is told of: 「每少完成 10%」.
_DONE = re.compile("每[少低欠差](?:完成|达成)|(?:未|没有?)(?:完成|达成)[^，；。]{0,4}每")
_YEARLY = re.compile("同比|较去|比去|上年|去年")
#: Growth since one of two periods, of which nobody knows which: 「同上月或上年度比」.
_PERIODS = re.compile(r"(?:上|去)[^，；。\d]{0,6}[或/、](?:者)?(?:上|去)")
_GROWTH = re.compile(r"环比|同比|较上|比上|较去|比去|增长|增幅")
#: What says that something is held to its target, and a target that can be no share as it stands: 10000.
_SHARE_OF_AIM = re.compile(
    "(?:目标|计划|任务|标准|基准)[值数量额]?的?(?:比例|比值|百分比|占比|比率)|(?:完成|达成)(?:率|比例|度)"
)
_FAR_FROM_SHARE = 1000


def steps(cell: Gathered) -> Rule:
    """Return the full points at a standard, less and more by steps; points by growth where there is no standard."""
    if gained := _gained(cell):
        return gained
    standards, bands = cell.of("standard"), cell.earning("band")
    reached, below = _at_target(cell)
    saved = all(piece.figures["points"].sign == "+" for piece in cell.of("short"))  # 「每节约 1% 加 0.5 分」
    kept = [_WITHIN_BUDGET.search(case.words) for case in reached if saved]
    budget = next((match["of"] or match["beyond"] or "预算" for match in kept if match), "")
    told = _BEYOND_TARGET.search(cell.text) or any(COMPLETION.search(each.words) for each in cell.of("short", "over"))
    exceeding = not standards and reached and (budget or told)
    cell.use(*(reached if standards or exceeding else ()))
    other = _of_other(cell, [*standards, *bands, *cell.of("short", "over")])
    bands = [piece for piece in bands if piece not in other]
    valued = [piece for piece in bands if "assumed.distance" not in piece.remarks]
    of = cell.measure([*standards, *valued, *cell.of("short", "over")])
    fields: dict[str, Any] = {"kind": "standard_steps", "of": of}
    zero = [piece for piece in bands if cell.gives(piece) == 0 and len(piece.figures.keys() & {"low", "high"}) == 1]
    best = [piece for piece in bands if piece not in zero]
    if apart := _two_standards(cell, best) or _outside(cell, best):
        return apart
    aim: Figure | None = None
    same = {next(each.value for role, each in piece.figures.items() if role in ENDS) for piece in best}
    if len(standards) == 1 and same <= {standards[0].figures["standard"].value}:
        aim = standards[0].figures["standard"]
        fields |= _base(cell, best[0]) if len(best) == 1 else {}
    elif not standards and len(best) == 1 and best[0].figures.keys() & {"low", "high"}:
        aim = best[0].figures.get("low") or best[0].figures["high"]
        fields |= _base(cell, best[0])
        cell.remarks.append("assumed.standard")
    elif exceeding and not best and all(each.figures["step"].unit == "%" for each in cell.of("short", "over")):
        completed = f"{budget}执行率" if budget else "完成率"
        fields |= {"of": fields["of"] if COMPLETION.search(fields["of"]) else completed, "standard": 1.0}
        cell.remarks.append("assumed.standard")
    elif growth := _growth(cell):
        return growth
    elif against := _against(cell):
        fields["against"] = against
        cell.use(*reached)
        cell.remarks.append("assumed.against")
        _against_all(cell, bands)
    else:
        fields |= _whole(cell, of)
    fields |= {} if aim is None else {"standard": aim.value}
    if len(below) == 1 and below == reached:
        fields["base"] = cell.gives(below[0])
    fields |= _sides(cell, earning=bool(best or reached))
    cell.remarks += [*_as_large(cell, aim), *_against_base(fields, best), *_beside_steps(cell, best)]
    _relative(cell, fields, aim)
    fields |= _nothing_left(cell, zero, budgeted=bool(budget)) or _nothing_by(cell, other)
    cell.remarks += _unsaid(fields, aimed="base" not in fields and (bool(standards) or "against" in fields))
    cell.use(
        *standards, *bands, *cell.of("short", "over"), *_said_by_steps(cell)
    )  # 「按与目标值的差值计分，每低 1% 扣 2 分」
    return _smooth(cell, fields | _within(cell, fields, cell.limits(floor=True)), zero)


def _as_large(cell: Gathered, aim: Figure | None) -> list[str]:
    """Return what is open where a step is all of what is wanted: 「目标 100%；每低于 100% 减 5 分」."""
    sizes = [piece.figures["step"] for piece in cell.of("short") if "step" in piece.figures]
    told = aim is not None and aim.value >= (_HALF if aim.unit == "%" else _SEVERAL)
    return ["open.order"] if aim and told and any((s.value, s.unit) == (aim.value, aim.unit) for s in sizes) else []


def _against_base(fields: dict[str, Any], best: Sequence[Piece]) -> list[str]:
    """Return what is open where less of what gives all gives more: 「缩短 10% 及以上得满分，每减少 1% 加 0.5 分」."""
    side = "low" if fields.get("per_short", 0) < 0 and "per_over" not in fields else ""
    side = "high" if fields.get("per_over", 0) > 0 and "per_short" not in fields else side
    return ["open.order"] if any(side in each.figures and each.figures[side].sign != "=" for each in best) else []


def _adding(fields: dict[str, Any]) -> list[str]:
    """Return the sides of a standard on which steps add points."""
    return [side for side, way in (("short", -1), ("over", 1)) if fields.get(f"per_{side}", 0) * way > 0]


def _unsaid(fields: dict[str, Any], *, aimed: bool) -> list[str]:
    """Return what is assumed or open of the side of a standard on which nothing is deducted, as steps only add."""
    sides = _adding(fields)
    if len(sides) != 1 or sum(f"per_{side}" in fields for side in ("short", "over")) > 1:
        return []
    zero, is_over = str(fields.get("zero_when", "")), sides == ["over"]
    if zero:
        is_apart = zero[1:] != f"{fields.get('standard', 0):.12g}"
        return ["assumed.full_to_zero"] if zero[0] in ("<≤" if is_over else ">≥") and is_apart else []
    if not aimed:
        return ["open.rest"] if is_over else []
    return ["assumed.nothing_below" if is_over else "assumed.nothing_above"]


def _base(cell: Gathered, best: Piece) -> dict[str, Any]:
    """Return what is given at a standard where steps beyond it add up to the full points; else asks which these are.

    「80% 以上得 6 分，每增加 5% 加 1 分，最高 10 分」
    """
    worth, most = cell.gives(best), cell.points
    adds = any(piece.figures["points"].sign == "+" for piece in cell.of("over"))
    caps = [each.value for piece in cell.of("cap") for each in piece.figures.values()]
    if worth is not None and most is not None and 0 < worth < most and adds and caps in ([], [most]):
        return {"base": worth}
    cell.state_points(None if best.formula else f"{best.figures['points'].value}")
    return {}


def _said_by_steps(cell: Gathered) -> list[Piece]:
    """Return the shares of which steps only say how they count: 「按比例计算，85% 得满分，每降低 5% 扣 1 分」."""
    first = min((piece.start for piece in cell.of("short", "over")), default=0)
    bare = [piece for piece in cell.of("share") if not piece.figures and not piece.formula and piece.start < first]
    at_once = [piece for piece in bare if first - piece.end <= 1]  # 「低于目标值部分按比例扣分，每低 1% 扣 2 分」
    lessened = [piece for piece in bare if LESSENED.search(cell.text, piece.start, piece.end)]
    bare = [piece for piece in bare if piece in at_once or piece not in lessened]
    return bare + [piece for piece in cell.of("share") if _HELD_OFF.search(cell.text, piece.start, piece.end)]


def _beside_steps(cell: Gathered, best: Sequence[Piece]) -> list[str]:
    """Return that steps may be all that a share of the points means, or what is open where it is of the target.

    「按合格率计算得分，每低 1% 扣 2 分」; 「按合格率与目标值的比例计算得分，每低 1% 扣 2 分」. What is given short of
    the standard is open, too: 「≥95% 得 10 分，<95% 得 8 分，低于 95% 每低 1% 扣 1 分」.
    """
    if len({cell.gives(piece) for piece in best}) > 1:
        return ["open.combined"]
    sizes = [piece.figures["step"].start for piece in cell.of("short", "over") if "step" in piece.figures]
    told = _SHARED_POINTS.search(cell.text[: min(sizes, default=0)])
    return [] if told is None else ["open.combined" if told["of"] else "assumed.by_steps"]


def _against_all(cell: Gathered, bands: Sequence[Piece]) -> None:
    """Take bounds for shares of a target; asks where 「>目标值的 50%，不得分」 is nothing at the target either."""
    for piece in bands:
        within = any(end.sign in ">≥" and end.value < 1 for end in ends_of(piece))
        is_part = within and _PART_OF_AIM.search(cell.text, piece.start, piece.end)
        cell.change(piece, without=() if is_part else ("open.relative",))


def _smooth(cell: Gathered, fields: dict[str, Any], zero: Sequence[Piece]) -> Rule:
    """Return steps as points in a straight line where the rest is said to be: 「其余按线性计算」; else as they are."""
    spans = [piece for piece in cell.of("share") if piece.formula == "linear" and id(piece) not in cell.used]
    spans += [piece for piece in cell.of("words") if "assumed.in_parts" in piece.remarks]
    spans += [
        piece
        for piece in cell.of("share")
        if not piece.formula and piece.words.endswith("部分") and LESSENED.search(cell.text, piece.start, piece.end)
    ]  # 「超过部分按比例扣分，每超出 1% 扣 0.5 分」
    standard = 1.0 if "against" in fields else fields.get("standard")
    full, cap, floor = cell.points, fields.get("cap"), fields.get("floor")
    below = str(fields.get("zero_when", ""))[:1] in ("<", "≤")
    if spans and below and "per_short" not in fields:  # where does the line begin?
        cell.remarks.append("open.rest")
    if not spans or standard is None or full is None or not isinstance(floor, int | float) or "base" in fields:
        cell.remarks.append("assumed.whole_steps")
        return fields
    knots = {standard: full}
    for side, way in (("short", -1), ("over", 1)):
        step, per = fields.get(f"{side}_step"), fields.get(f"per_{side}", 0) * way
        end = cap if per > 0 else floor
        if step is not None and end is None:  # it gives more and more
            cell.remarks.append("assumed.whole_steps")
            return fields
        if step is not None and end is not None and per:
            knots[round(standard + way * step * (end - full) / per, 10)] = end
    cell.use(*spans)
    cell.remarks.append("assumed.linear")
    kept: Rule = {key: fields[key] for key in ("of", "against", "zero_when") if key in fields}
    for end in [end for piece in zero for end in ends_of(piece)] if "against" in fields else []:
        share = of_target(end.value, is_below=end.sign in "<≤") if end.unit == "%" else end.value
        kept["zero_when"] = tabled.bound(replace(end, value=share))
    return {"kind": "linear", **kept, "knots": dict(sorted(knots.items()))}


def _at_target(cell: Gathered) -> tuple[list[Piece], list[Piece]]:
    """Return the cases that say what is given at the target, and those of them that give less than all there is."""
    found = [case for case in cell.of("case") if not case.words or _REACHED.search(case.words)]
    hundred = [case for case in found if cell.gives(case) == HUNDRED != cell.points is not None]
    cell.remarks += ["open.full_points"] if hundred else []
    below = [case for case in found if 0 < (cell.gives(case) or 0) < (cell.points or 0) and cell.of("over")]
    full = [case for case in found if case.formula == "points" or cell.gives(case) == cell.points]
    return [*below, *full], below


def _within(cell: Gathered, fields: dict[str, Any], limits: Rule) -> Rule:
    """Return limits of steps; of less than the full points they limit what is added and deducted, or it is asked."""
    cap, floor = limits.get("cap"), limits.get("floor")
    is_endless = _adding(fields) and not {"cap", "cap_added", "base"} & {*limits, *fields} and not cell.of("no_cap")
    cell.remarks += ["assumed.no_cap"] if is_endless else []
    taking = fields.get("per_short", 0) > 0 or fields.get("per_over", 0) < 0
    adding = fields.get("per_short", 0) < 0 or fields.get("per_over", 0) > 0
    if not isinstance(cap, int | float) or "base" in fields or cell.points is None:
        return limits
    below = floor if isinstance(floor, int | float) and floor < 0 else None
    symmetrical = below is not None and cap == -below
    if cap >= cell.points + (not taking) * TOLERANCE and not symmetrical:
        # 「每高 1% 加 1 分，每低 1% 扣 1 分，最高 10 分」 of 10 points: nothing could ever be added
        cell.remarks += ["open.limits"] if adding and taking and cap == cell.points else []
        return limits
    of_total = any(_OF_TOTAL.search(cell.text, piece.start, piece.end) for piece in cell.of("cap"))
    if taking and not adding and not of_total and floor == 0:  # 「每低于 1% 扣 2 分，最高不超过 10 分」 of 20
        cell.remarks.append("assumed.most_deducted")
        cell.remarks = [each for each in cell.remarks if each != "assumed.floor"]
        return {key: each for key, each in limits.items() if key != "cap"} | {"cap_deducted": cap}
    if not adding or of_total or floor not in (0, below):
        cell.remarks.append("open.limits")
        return limits
    cell.remarks.append(
        "assumed.limits_of_changes"
    )  # 「每提前 1 天加 1 分，每延迟 1 天扣 0.5 分，最高 5 分，最低-5 分」
    changes = {"cap_added": cap} | ({} if below is None else {"cap_deducted": -below})
    return {key: each for key, each in limits.items() if key != "cap" and (key != "floor" or below is None)} | changes


def _outside(cell: Gathered, best: Sequence[Piece]) -> Rule:
    """Return steps on both sides of a range in which all is well: 「标准为 95%-105%；每超出范围 1% 扣 15 分」."""
    ranges = [piece for piece in best if {"low", "high"} <= piece.figures.keys()]
    left = [piece for piece in cell.of("deduct") if _leaves_range(piece)]
    changes = cell.of("short", "over")
    both = len(changes) == 1 and changes[0].figures["points"].sign == "-"
    both = both and _RANGE.search(cell.text, changes[0].start, changes[0].end) is not None
    if len(ranges) + len(left) != 1 or len(best) > len(ranges) or any("step" not in each.figures for each in changes):
        return {}
    if not (both or (len(changes) == _SEVERAL and cell.of("short") and cell.of("over"))):
        return {}
    low, high = (ranges[0].figures[side].value for side in ("low", "high")) if ranges else _range_left(left[0])
    ends = [piece for piece in cell.of("standard") if piece.figures["standard"].value in (low, high)]
    name = trimmed(_RANGE.sub("", cell.measure([*ranges, *changes])))
    limits = cell.limits(floor=True)
    cell.use(*ranges, *left, *changes, *ends)
    cell.remarks += ["assumed.whole_steps", "assumed.together"]
    short, over = (found[0] if (found := cell.of(kind)) else changes[0] for kind in ("short", "over"))
    adding = [piece for piece in changes if piece.figures["points"].sign == "+"]
    cell.remarks += ["open.limits"] if adding and {"cap", "cap_deducted"} & {*limits} else []
    cell.remarks += ["assumed.no_cap"] if adding and not {"cap", "cap_added"} & {*limits} else []
    below: Rule = {"kind": "standard_steps", "of": name, "standard": low, "short_step": short.figures["step"].value}
    below["per_short"] = cell.changes(short.figures["points"]) * (-1 if short in adding else 1)
    way = ("add", "additions") if over in adding else ("deduct", "deductions")
    above: Rule = {"kind": way[0], way[1]: {name: cell.changes(over.figures["points"])}}
    above |= {"every": {name: over.figures["step"].value}, "start": {name: high}}
    takes = [-cell.changes(piece.figures["points"]) for piece in left]
    outside: list[Rule] = [
        {"kind": "bands", "of": name, "bands": {f">{high:.12g}": each, f"≥{low:.12g}": 0, ELSE: each}} for each in takes
    ]
    worth = cell.gives(ranges[0]) if ranges else None
    if worth is not None and cell.points is not None and worth < cell.points:  # which is not yet all there is
        outside.append({"kind": "formula", "formula": f"{worth:.12g} - points"})
        cell.remarks.append("assumed.base")
    if adding and isinstance(most := limits.pop("cap_added", None), int | float):
        (below if short in adding else above)["cap_added"] = most
    if not isinstance(limits.get("cap_deducted"), int | float):
        return {"kind": "sum", "parts": [below | limits, above, *outside]}
    # over both sides
    return {"kind": "sum", "parts": [below | {"floor": None}, above, *outside], **limits}


def _leaves_range(piece: Piece) -> bool:
    """Return whether something is taken on both sides of a range: 「低于 80% 或高于 120% 各扣 5 分」."""
    ends = [piece.figures.get(role) for role in ("high", "low")]
    return "most" not in piece.figures and None not in ends and ends[0].value < ends[1].value  # type: ignore[union-attr]


def _range_left(piece: Piece) -> tuple[float, float]:
    """Return the range outside of which something is taken."""
    return piece.figures["high"].value, piece.figures["low"].value


def _two_standards(cell: Gathered, best: Sequence[Piece]) -> Rule:
    """Return steps below one standard and above another: 「达到 92% 得满分，每低 1% 扣；高于 95% 的，每高 1% 加」."""
    aims = {each for piece in (*cell.of("standard"), *best) for role, each in piece.figures.items() if role in _AIMS}
    values, short, over = sorted({each.value for each in aims}), cell.of("short"), cell.of("over")
    signs = [piece.figures["points"].sign for piece in (*short, *over)]
    if len(values) != 2 or signs != ["-", "+"] or any("step" not in piece.figures for piece in (*short, *over)):
        return {}
    name = cell.measure([*cell.of("standard"), *best, *short, *over])
    cell.use(*cell.of("standard"), *best, *short, *over)
    cell.remarks += ["assumed.standard", "assumed.whole_steps", "assumed.together"]
    sides, limits = _sides(cell, earning=True), cell.limits(floor=True)
    below = {"kind": "standard_steps", "of": name, "standard": values[0], "floor": limits["floor"]}
    below |= {key: sides[key] for key in ("short_step", "per_short")}
    above: Rule = {"kind": "add", "additions": {name: sides["per_over"]}, "every": {name: sides["over_step"]}}
    above |= {"start": {name: values[1]}} | ({"cap": limits["cap_added"]} if "cap_added" in limits else {})
    return {"kind": "sum", "parts": [below, above]}


def _sides(cell: Gathered, *, earning: bool) -> dict[str, Any]:
    """Return the steps on both sides of a standard; `earning`: the cell says what is given at it."""
    fields: dict[str, Any] = {}
    for kind, found in (("short", cell.of("short")), ("over", cell.of("over"))):
        cell.remarks += ["open.order"] if len(found) > 1 else []
        for piece in found[:1]:
            points = piece.figures["points"]
            fields[f"{kind}_step"] = piece.figures["step"].value if "step" in piece.figures else 1.0
            worth = cell.changes(points)
            fields[f"per_{kind}"] = -worth if (points.sign == "+") == (kind == "short") else worth
            from_nothing = piece.formula == "earned" and not earning  # 「每低于预算 1% 得 2 分」
            cell.remarks += ["open.combined"] if "most" in piece.figures or from_nothing else []
    rounded = any("assumed.round_up" in piece.remarks for piece in cell.of("words"))
    cell.remarks += ["open.combined"] if rounded else []
    return fields


def _nothing_left(cell: Gathered, zero: Sequence[Piece], *, budgeted: bool) -> Rule:
    """Return what leaves nothing beside steps: a bound of the same value, of a budget from all of it, or words."""
    words = [case for case in cell.of("case") if case.words and cell.gives(case) == 0]
    cell.use(*words)
    cell.remarks += ["assumed.zero_when"] if words else []
    cell.remarks += ["open.combined"] if len(zero) + len(words) > 1 else []
    for piece in zero:
        end = piece.figures.get("high") or piece.figures["low"]
        if "assumed.distance" in piece.remarks:  # 「低于目标值 10 个百分点以上不得分」
            sign = {"≥": "≤", ">": "<"}.get(end.sign, end.sign) if _SHORT_OF.search(piece.words) else end.sign
            return {"zero_when": tabled.bound(end, sign), "zero_off": True}
        above = budgeted and "超" in cell.text[piece.start : piece.end]
        return {"zero_when": tabled.bound(replace(end, value=end.value + 1) if above else end)}
    return {"zero_when": words[0].words} if words else {}


def _of_other(cell: Gathered, told: Sequence[Piece]) -> list[Piece]:
    """Return the bounds of something else that leave nothing: 「合格率…每低 1% 扣 1 分；离职率高于 20% 不得分」."""
    names = [piece.words for piece in told if piece.words]
    zero = [piece for piece in told if piece.kind == "band" and cell.gives(piece) == 0 and RATE.search(piece.words)]
    apart = [piece for piece in zero if not any(each in piece.words or piece.words in each for each in names[:1])]
    return apart if len(apart) == 1 and RATE.search((names or [""])[0]) else []


def _nothing_by(cell: Gathered, other: Sequence[Piece]) -> Rule:
    """Return which value of something else leaves nothing."""
    cell.use(*other)
    cell.remarks += ["assumed.zero_when"] if other else []
    told = [(piece.words, end) for piece in other for end in ends_of(piece)]
    return {"zero_when": f"{told[0][0]} {tabled.bound(told[0][1])}", "zero_of": told[0][1].unit} if told else {}


def _relative(cell: Gathered, fields: dict[str, Any], standard: Figure | None) -> None:
    """Take steps in per cent from a standard in another unit for shares of that: 500 万元, 每低 1 % 扣 1 分."""
    units = {piece.figures["step"].unit for piece in cell.of("short", "over") if "step" in piece.figures}
    if standard is None or units != {"%"} or standard.unit == "%" or not standard.value:
        return
    is_told = standard.unit or standard.value >= _FAR_FROM_SHARE or _SHARE_OF_AIM.search(cell.text)
    cell.remarks.append("assumed.of_target" if is_told else "open.relative")
    actual = f"{fields['of']}（实际）" if fields["of"] else "实际"
    fields |= {"standard": 1.0, "measures": {fields["of"]: f"{actual} / {standard.value:.12g}"}}
    fields |= {"unit": standard.unit} if standard.unit not in {"", "分", *tabled.COUNTED} else {}


def leave_standards(cell: Gathered) -> None:
    """Take steps of several measures without a standard for how far each is off: 「平均分每少 1 分，及格率每低 1%」."""
    found = cell.of("short", "over")
    names = [re.split("[，,]", piece.words)[-1] for piece in found]
    are_taken = all(each.figures["points"].sign == "-" and "step" in each.figures for each in found)
    if len({*names} - {""}) < max(len(found), _SEVERAL) or not are_taken or cell.of("standard", "share"):
        return
    if cell.earning("band") or _against(cell) or any(_at_target(cell)):
        return
    for piece, name in zip(found, names, strict=True):
        words = f"{name}{'少' if piece.kind == 'short' else '多'}的数"
        figures = {**piece.figures, "points": replace(piece.figures["points"], sign="")}
        cell.found[cell.found.index(piece)] = replace(piece, kind="deduct", words=words, figures=figures)
    cell.remarks.append("assumed.how_far")


def falling(cell: Gathered) -> bool:
    """Return whether each place behind the first costs points: 「第一名满分，每低一名扣 2 分」."""
    changes = cell.of("short", "over", "deduct")
    if not changes and tabled.AND_SO_ON.search(cell.text):  # 「第一名 10 分，第二名 8 分，以此类推」
        return len(cell.earning("rank")) > 1 and not cell.of("rest", "band", "add")
    units = [piece.figures["step"].unit for piece in changes if "step" in piece.figures]
    placed = units == ["个"] and changes[0].words.endswith(("名次", "位次", "名"))  # 「每降一个名次减 2 分」
    return len(changes) == 1 and bool(cell.earning("rank")) and (placed or units in (["名"], ["位"]))


def falls(cell: Gathered) -> Rule:
    """Return the full points at the first place, and steps behind it; the place itself is filled in."""
    ranks, changes = cell.earning("rank"), cell.of("short", "over", "deduct")
    cell.use(*ranks, *changes)
    given = [cell.gives(piece) for piece in ranks]
    change = changes[0] if changes else ranks[-1]
    step = change.figures["step"].value if changes else 1.0
    points = change.figures["points"].value if changes else round((given[0] or 0) - (given[1] or 0), 9)
    cell.remarks += [] if changes else ["assumed.and_so_on"]
    places = [(piece.figures.get("first"), piece.figures.get("last")) for piece in ranks]
    single = [first.value for first, last in places if first is not None and last is not None and first == last]
    even = all(worth == (given[0] or 0) - place * points for place, worth in enumerate(given))
    if single != [place + 1.0 for place in range(len(ranks))] or not even or step != 1 or change.kind == "add":
        cell.remarks.append("open.order")
        return {}
    cell.state_points(None if given[0] is None else f"{given[0]}")
    cell.remarks.append("assumed.place")
    fields: Rule = {"kind": "standard_steps", "of": "名次", "standard": single[0], "over_step": step}
    return fields | {"per_over": -points} | cell.limits(floor=True)


def _against(cell: Gathered) -> str:
    """Return against what steps are told that is stated nowhere: 「比目标值每低 1% 扣 2 分」; "" for nothing."""
    changes = [piece for piece in cell.of("short", "over") if "step" in piece.figures]
    found = [AGAINST.search(cell.text, piece.start, piece.figures["step"].start) for piece in changes]
    found = [match for match in found if match and not COMPLETION.match(cell.text, match.end())]  # 「计划完成率每低」
    named = {match[0] for match in found if match}
    told_of = [cell.text[each.start : each.figures["step"].start] for each in changes]
    named |= {"目标"} if not named and any("超额" in each for each in told_of) else set()
    both = {piece.kind for piece in changes} == {"short", "over"}
    if not named and both and any(map(_GROWTH.search, told_of)):  # 「环比每增长 1% 加 1 分，每下降 1% 扣 1 分」
        named = {"去年同期" if any(map(_YEARLY.search, told_of)) else "上期"}
    reached = [AGAINST.search(case.words) for case in cell.of("case") if AT_TARGET.search(case.words)]
    shares = {(piece.kind, piece.figures["step"].unit) for piece in changes} == {("short", "%"), ("over", "%")}
    told = [match[0] for match in reached if match and (shares or match[0].endswith("值"))]
    told += [match["aim"] for match in HELD_TO.finditer(cell.text)]
    named = named or ({*told} if changes else set())
    bounds = {role for piece in cell.earning("band") for role in piece.figures} - {"low", "high", "points"}
    return named.pop() if len(named) == 1 and not bounds and not cell.of("standard") else ""


def _whole(cell: Gathered, of: str) -> dict[str, Any]:
    """Return all of it as the standard of what was done of a plan, which is asked of anything else."""
    changes = [piece for piece in cell.of("short", "over") if "step" in piece.figures]
    told = [cell.text[piece.start : piece.figures["step"].start] for piece in changes]
    in_percent = {piece.figures["step"].unit for piece in changes} == {"%"}
    is_done = COMPLETION.search(of) or any(_DONE.search(each) for each in told)
    if not in_percent or not is_done or cell.earning("band") != [p for p in cell.earning("band") if not cell.gives(p)]:
        cell.remarks.append("open.standard")
        return {}
    cell.remarks.append("assumed.all_of_it")
    return {"standard": 1.0}


def _only_beyond(cell: Gathered) -> Rule:
    """Return 「每超额 10% 加 2 分，最高加 10 分」 of 10 points as what is earned: nothing at the target."""
    changes = cell.of("short", "over", "case", "band", "standard", "share", "rest")
    zero = [
        each for each in changes if each.kind == "case" and cell.gives(each) == 0 and _SHORT_OF_AIM.search(each.words)
    ]
    changes = [each for each in changes if each not in zero]  # below it there is nothing: 「低于标准的记 0 分」
    caps = [each.value for piece in cell.of("cap") for each in piece.figures.values()]
    if len(changes) != 1 or changes[0].kind != "over" or changes[0].figures["points"].sign != "+":
        return {}
    is_capped = caps == [cell.points] or cell.points is None or (zero and not caps)
    if not is_capped or "step" not in changes[0].figures or not _against(cell):
        return {}
    cell.use(*changes, *zero, *cell.of("cap"))
    cell.remarks += ["assumed.whole_steps", "assumed.from_nothing", *(["open.standard"] if zero else [])]
    if zero and not caps and cell.points is not None:
        caps = [cell.points]
        cell.remarks.append("assumed.cap")
    name = trimmed(re.sub("以上的?$", "", changes[0].words))
    name = name if "超额" in name else f"{name}超额部分"
    step, per = changes[0].figures["step"].value, cell.changes(changes[0].figures["points"])
    limit = {"cap": caps[0]} if caps else {}
    return {"kind": "add", "additions": {name: per}, "every": {name: step}, **limit}


def _gained(cell: Gathered) -> Rule:
    """Return what each step earns from nothing, or from the bound below which there is none: 「每提高 10% 得 4 分」."""
    if beyond := _only_beyond(cell):
        return beyond
    changes, bands = cell.of("short", "over"), cell.earning("band")
    earned = len(changes) == 1 and changes[0].kind == "over" and changes[0].formula == "earned"
    if not earned or cell.of("standard") or len(bands) > 2 or _GROWTH.search(cell.text):
        return {}
    step, per = changes[0].figures["step"].value, changes[0].figures["points"].value
    starts = [each.figures["high"].value for each in bands if cell.gives(each) == 0 and "high" in each.figures]
    full = [(each.figures["low"].value, cell.gives(each)) for each in bands if "low" in each.figures]
    start = starts[0] if starts else 0
    if len(starts) > 1 or any(abs((end - start) / step * per - (worth or 0)) > TOLERANCE for end, worth in full):
        return {}
    name, cap = cell.measure([*bands, *changes]), cell.limits().get("cap", cell.points)
    cell.use(*changes, *bands, *(each for each in cell.of("equation") if each.words == name))
    for piece in bands:
        cell.change(piece, without=("assumed.exactly",))
    cell.remarks += ["assumed.whole_steps", "assumed.from_nothing"]
    fields: Rule = {"kind": "add", "additions": {name: per}, "every": {name: step}}
    measures = {each.words: each.formula for each in cell.of("equation") if each.words == name}
    fields |= {"start": {name: start}} if starts else {}
    return fields | ({"measures": measures} if measures else {}) | {"cap": cap}


def _growth(cell: Gathered) -> Rule:
    """Return points for each step of growth over the period before, where the words speak of growth."""
    found = cell.of("over")
    if len(found) != 1 or cell.of("short") or not _GROWTH.search(cell.text[found[0].start : found[0].end]):
        return {}
    step, points = found[0].figures["step"], found[0].figures["points"]
    cell.remarks += ["assumed.whole_steps", "assumed.previous"] + (["open.order"] if points.sign == "-" else [])
    cell.remarks += ["open.previous"] if _PERIODS.search(cell.text[found[0].start : found[0].end]) else []
    cell.use(*found)
    fields: Rule = {"kind": "growth", "of": cell.measure(found), "step": step.value, "per_step": points.value}
    limits = cell.limits(floor=True)
    is_endless = cell.points is None or {"cap", "cap_added"} & {*limits} or cell.of("no_cap")
    cell.remarks += [] if is_endless else ["assumed.cap"]
    return fields | ({} if is_endless else {"cap": cell.points}) | limits
