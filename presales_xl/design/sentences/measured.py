"""Rules over something measured: bands, steps from a standard, growth, places, shares of a target, formulas."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.conditions import is_rater
from presales_xl.design.sentences.gathered import HELD_TO, NEGATED, SCALE, Gathered, Rule, in_band
from presales_xl.design.sentences.pieces import Figure, Piece, of_target
from presales_xl.scheme.bands import ELSE
from presales_xl.scheme.rules import TOLERANCE

_FULL = r"分值|权重分值|权重分数|权重|配分|满分|标准分|标准分值|本项分值|本项分数|该项分值|权重分|基准分"
_FULL_POINTS = re.compile(rf"(?<!\w)(?:{_FULL})(?:\((?:{_FULL})\))?(?!\w)")
_SHARE = re.compile(
    rf"(?P<of>[^*/+\-]+?) \* (?:(?:{_FULL})|(?P<points>\d+(?:\.\d+)?))|(?P<first>\d+(?:\.\d+)?) \* (?P<after>[^*/+\-]+)"
)
#: 完成率 × 权重 × 100: a weight in per cent, as points.
_AS_SHARE = re.compile(r"(?<!\w)(?:权重 \* 100|100 \* 权重)(?!\w)")
_RATIO = re.compile(
    rf"(?P<of>[^*/+]+) / (?P<target>[^*/+]+) \* (?:(?:{_FULL}|考核分值?)|(?P<points>\d+(?:\.\d+)?))"
    rf"|(?:(?:{_FULL})|(?P<first>\d+(?:\.\d+)?)) \* (?P<part>[^*/+]+) / (?P<whole>[^*/+]+)"
)
COMPLETION = re.compile(r"(?:完成|达成)(?:率|比例|百分比|比)")
_SCORED = re.compile(r"得分|分数|考核分|评分|计分|总分|成绩$")
#: Names of what is added to the points or taken from them, and no score.
_TAKEN = re.compile("[扣减加罚奖]")
#: What earns the full points where the standard stands elsewhere: 「达到目标值的，得满分」.
_AT_TARGET = re.compile(
    r"(?:目标|标准|基准|基线|指标|要求|规定|计划|任务|预算)(?:值|水平|.?数|要求)?(?:及?以上)?的?(?:完成|达成)?(?:时间)?(?:[以之]?内)?(?:完成|达成)?时?$|达标$|^(?:按[时期])?(?:达成|完成)$"
)
#: What keeps to a budget, of which all is 100 %.
_WITHIN_BUDGET = re.compile(
    r"(?P<of>预算|定额|限额)(?:范围)?(?:[之以]?内)?$|(?:不|未)超(?:过|出|支)?(?P<beyond>预算|定额|限额)?$"
)
_REACHED = re.compile(f"{_AT_TARGET.pattern}|{_WITHIN_BUDGET.pattern}")
#: What speaks of a share of the target, of which all is 100 %.
_BEYOND_TARGET = re.compile(r"(?:完成|达成)(?:目标|任务|计划)(?=[\s\S]*每(?:超额|欠))")
#: What is given out of a hundred, as its product with a weight says.
_OF_HUNDRED = re.compile("(?:评分|打分|得分|成绩|分数|评价分)$")
#: What steps are told against.
_AGAINST = re.compile("(?:目标|计划|预算|定额|任务|标准(?!分)|基准(?!分))(?:价格|[值数量额价])?")
_PART_OF_AIM = re.compile("(?:目标|计划|预算|定额|任务|标准|基准)(?:价格|[值数量额价])?的")
#: What limits the points themselves, and not what is added to them: 「最高得 20 分」, 「最高加至 20 分」.
_OF_TOTAL = re.compile("得|总分|[加扣]?[至到满]")
_TARGETS = ("目标", "任务", "计划", "指标")
_RANGE = re.compile("范围|区间")
_HELD_OFF = re.compile("差[值额距]")
_LESSENED = re.compile("比例[^，。；]{0,4}[扣减]")
_FULLY = re.compile(f"全部|全都|所有|百分之百|100%|^(?:达[到成]|完成|实现)[^\\d]{{2,8}}$|{_AT_TARGET.pattern}")
_ENDS = ("low", "high")
_AIMS = (*_ENDS, "standard")
_HUNDRED = 100
_COUNTED = {*tabled.COUNTED}
_BEYOND = {"≤": ">", "<": "≥", "≥": "<", ">": "≤"}
_PAST = re.compile("^超[过出支]?|^[大高多]于")
_GROWTH = re.compile(r"环比|同比|较上|比上|较去|比去|增长|增幅")
_MEAN = re.compile(
    r"(?P<against>与|和|占|达到?|为|超过|低于|高于)?(?P<group>同岗位|团队|部门|全部门|小组|全组|公司|全员)?(?:的)?"
    r"(?:均值|平均(?:值|水平|数|分)?)(?:的)?(?P<ratio>之比|比值|比例|比)?$"
)
_TIMES = re.compile(r"(?P<sign>[-+]) (?P<of>[^-+*/()]+) \* (?P<points>\d+(?:\.\d+)?)")
_FROM_POINTS = re.compile(r"(?P<points>\d+(?:\.\d+)?)(?P<changes>(?: [-+] [^-+*/()]+ \* \d+(?:\.\d+)?)+)")
_CAPPED = re.compile(
    r"(?P<points>\d+(?:\.\d+)?|points) \* min\((?P<of>.+) / (?P<target>[^/]+), (?P<cap>\d+(?:\.\d+)?)\)"
)
_FEWER_IS_BETTER = re.compile(r"越小越好|越低越好|越少越好|由低到高|从低到高")


def _number(written: str) -> str | float:
    """Return a target as a number where it is one, else its words."""
    return float(written) if re.fullmatch(r"\d+(?:\.\d+)?", written) else written


def bands(cell: Gathered) -> Rule:
    """Return points by bounds of a measured value, or of its ratio to the mean of the cohort."""
    found = cell.earning("band") + [piece for piece in cell.of("deduct", "add") if in_band(piece)]
    rest = cell.of("rest")
    cell.use(*found, *rest)
    found = _all_of_it_as_none(cell, found)
    stated = [tabled.row(_settled(piece, found), _worth(cell, piece)) for piece in found]
    rows = tabled.nested(stated)
    remaining = _worth(cell, rest[0]) if rest else None
    deducted = any(piece.kind == "deduct" for piece in found)
    turned = {each.value for piece in cell.of("add") if piece in found for each in _ends(piece)}
    both = turned & {each.value for piece in found if piece.kind == "deduct" for each in _ends(piece)}
    cell.remarks += ["open.relative"] if both else []  # 「超出定额 1% 扣，低于定额 1% 奖」
    table, upward, remarks = tabled.bands(rows, remaining, has_rest=bool(rest), taken=deducted)
    cell.remarks += remarks
    _true_bounds(cell, found, {row.place: row for row in rows}.values(), upward=upward)
    cell.remarks += ["assumed.heavier"] if deducted and rows != stated else []
    if deducted and (cell.points is None or cell.points not in table.values()):
        table = _without_deduction(cell, rows, upward=upward) | table
    table = _not_below_nothing(cell, table) if deducted else table
    barred: Rule = {}
    for case in cell.of("case"):
        if deducted and cell.gives(case) == cell.points:
            cell.use(case)
        elif not cell.of("deduct", "add"):
            cell.use(case)
            barred |= _case_among_bands(cell, case, table, upward=upward)
    ends = [each.figures["low"] for each in found if "low" in each.figures]
    once = bool(ends) and min(end.value for end in ends) == 1 and all(end.unit in tabled.COUNTED for end in ends)
    if "open.rest" in cell.remarks and upward and once and any(table.values()):  # below once there is nothing
        table[ELSE] = 0
        cell.remarks[cell.remarks.index("open.rest")] = "assumed.else_nothing"
    if len(rest) > 1:
        cell.remarks.append("open.order")
    if "open.rest" in cell.remarks and all(piece.kind == "add" for piece in found):  # which nothing else adds to
        table[ELSE] = 0
        cell.remarks[cell.remarks.index("open.rest")] = "assumed.once"
    table = _none_of_it(cell, rows, table, upward=upward)
    table = _closed(cell, rows, table, upward=upward, remaining=remaining if rest else None)
    _full_otherwise(cell, found, table)
    ends_said = {each.value for piece in found for role, each in piece.figures.items() if role in _ENDS}
    duties = [piece for piece in cell.of("band") if piece not in found and piece.figures.keys() <= {*_ENDS}]
    cell.use(*(duty for duty in duties if {each.value for each in duty.figures.values()} <= ends_said))
    measure = cell.measure(found)
    units = {each.unit for piece in found for role, each in piece.figures.items() if role in ("low", "high")}
    match = _MEAN.search(measure)
    if match and units <= {"%", "倍", ""} and (match["against"] or match["group"] or match["ratio"]):
        cell.remarks += [] if match["ratio"] else ["assumed.ratio_to_mean"]
        return {"kind": "vs_mean", "of": measure[: match.start()], "bands": table, **barred}
    return {"kind": "bands", "of": measure, "bands": table, **barred}


def _all_of_it_as_none(cell: Gathered, bands: Sequence[Piece]) -> list[Piece]:
    """Return bands with all of it as none of what lacks, which is counted: 「完成率 100% 得 5 分，1 项未完成 4 分」."""
    lacking = [piece for piece in bands if NEGATED.search(piece.words) and {e.unit for e in _ends(piece)} <= _COUNTED]
    whole = [piece for piece in bands if piece not in lacking and piece.kind == "band"]
    all_of_it = [end.sign in "≥=" and (end.unit, end.value) == ("%", 1) for piece in whole for end in _ends(piece)]
    if not lacking or len(lacking) + 1 != len(bands) or all_of_it != [True]:
        return list(bands)
    end, unit = _ends(whole[0])[0], _ends(lacking[0])[0].unit
    given = {role: each for role, each in whole[0].figures.items() if role not in _ENDS}
    none = replace(whole[0], words="", figures={"high": replace(end, sign="≤", value=0, unit=unit), **given})
    cell.remarks.append("assumed.none_is_0")
    return [none if piece is whole[0] else piece for piece in bands]


def _none_of_it(cell: Gathered, rows: Sequence[tabled.Row], table: tabled.Table, *, upward: bool) -> tabled.Table:
    """Return a table that gives less than the full points from once on with these before: 「错一次得 80 分」."""
    ends = [end for row in rows if (end := row.end(upward=upward)) is not None]
    counted = bool(ends) and all(end.unit in tabled.COUNTED and end.value >= 1 for end in ends)
    less = cell.points is not None and all(each is not None and each < cell.points for each in table.values())
    if upward or not counted or not less or min(end.value for end in ends) != 1:
        return table
    cell.remarks.append("assumed.nothing_deducted")
    return {"<1": cell.points} | table


def _not_below_nothing(cell: Gathered, table: tabled.Table) -> tabled.Table:
    """Return a table whose deductions leave nothing at worst, but where the cell says that they may go below."""
    cell.use(*cell.of("floor", "no_floor"))
    if cell.of("no_floor") or all(each is None or each >= 0 for each in table.values()):
        return table
    cell.remarks += [] if cell.of("floor") else ["assumed.floor"]
    return {bound: None if each is None else max(each, 0) for bound, each in table.items()}


def _ends(piece: Piece) -> list[Figure]:
    """Return the bounds of a piece."""
    return [each for role, each in piece.figures.items() if role in _ENDS]


def _closed(
    cell: Gathered, rows: Sequence[tabled.Row], table: tabled.Table, *, upward: bool, remaining: float | None
) -> tabled.Table:
    """Return a table with what is beyond its best band: 「3-5 分钟得 5 分，否则不得分」."""
    best = max(rows, key=lambda row: row.place) if upward else min(rows, key=lambda row: row.place)
    beyond, end = best.other(upward=upward), best.end(upward=upward)
    is_last = beyond is None or beyond.sign == "=" or not beyond.value or (beyond.unit == "%" and beyond.value >= 1)
    if beyond is None or end is None or is_last or tabled.bound(end) != next(iter(table)):
        return table
    if len(rows) == 1 and remaining is not None:
        return {tabled.bound(replace(beyond, sign=_BEYOND[beyond.sign])): remaining} | table
    cell.remarks += ["assumed.beyond_best"] if beyond.unit not in ("", "分") else []
    return table


def _full_otherwise(cell: Gathered, found: Sequence[Piece], table: tabled.Table) -> None:
    """Give the full points beside the only band, which gives none: 「低于 95% 不得分」, the standard maybe."""
    standards = [each.figures["standard"].value for each in cell.of("standard")]
    ends = [each.value for piece in found for role, each in piece.figures.items() if role in _ENDS]
    alone = [*table.values()] == [0] and not cell.of("share", "equation", "rank", "deduct", "add")
    alone = alone and all(each.mark != "not_understood" for each in found)
    if alone and cell.points is not None and standards in ([], ends) and "open.rest" in cell.remarks:
        table[ELSE] = cell.points
        cell.use(*cell.of("standard"))
        cell.remarks[cell.remarks.index("open.rest")] = "assumed.full_otherwise"


def _settled(piece: Piece, others: Sequence[Piece]) -> Piece:
    """Return a bound that is only assumed to include its number without it where another one includes that for sure."""
    if not {"assumed.or_more", "assumed.or_less"} & set(piece.remarks):
        return piece
    sure = {
        (role, each.value)
        for other in others
        for role, each in other.figures.items()
        if len(other.figures.keys() & {"low", "high"}) == 1 and not other.remarks and each.sign in ("≥", "≤")
    }
    figures = dict(piece.figures)
    for role, opposite, strict in (("low", "high", ">"), ("high", "low", "<")):
        # 「达 2 次扣 3 分，2 次以上扣 6 分」 says on the same side what the number itself costs
        if role in figures and {(opposite, figures[role].value), (role, figures[role].value)} & sure:
            figures[role] = replace(figures[role], sign=strict)
    return replace(piece, figures=figures)


def _true_bounds(cell: Gathered, found: Sequence[Piece], rows: Collection[tabled.Row], *, upward: bool) -> None:
    """Take back that a bound is included where a better row includes it: 「80% 以上 10 分，80% 以下 0 分」."""
    better = {end.value for row in rows if (end := row.end(upward=upward)) is not None and end.sign in "≥≤="}
    for piece in found:
        worse = piece.figures.get("high" if upward else "low")
        if worse is not None and worse.value in better and len(piece.figures.keys() & {"low", "high"}) == 1:
            cell.change(piece, without=("assumed.or_less", "assumed.or_more"))


def _without_deduction(cell: Gathered, rows: Sequence[tabled.Row], *, upward: bool) -> tabled.Table:
    """Return the band before the first deduction, which leaves the full points: 「迟到 1-2 次扣 1 分」."""
    first = max(rows, key=lambda row: row.place).high if upward else min(rows, key=lambda row: row.place).low
    if first is not None and upward:
        return {tabled.bound(first, "≥" if first.sign == "<" else ">"): cell.points}
    if first is None:
        cell.remarks.append("assumed.nothing_deducted")
        return {"≤0": cell.points}
    return {tabled.bound(first, "≤" if first.sign == ">" else "<"): cell.points}


def _worth(cell: Gathered, piece: Piece) -> float | None:
    if piece.kind != "deduct" and not (piece.kind == "add" and any(in_band(each) for each in cell.of("deduct"))):
        of_full = piece.formula or getattr(piece.figures.get("points"), "unit", "") == "%"
        cell.remarks += ["open.full_points"] if of_full and cell.points is None else []
        return cell.gives(piece)
    if cell.points is None:
        cell.remarks.append("open.full_points")
        return None
    worth = cell.changes(piece.figures["points"])
    return cell.points + worth * (-1 if piece.kind == "deduct" else 1)


def _case_among_bands(cell: Gathered, case: Piece, table: tabled.Table, *, upward: bool) -> Rule:
    """Take a case in words for the band of none, for the rest, where the table has place for it, or for what bars."""
    worth, given = cell.gives(case), [each for each in table.values() if each is not None]
    [(key, below), *more] = table.items()
    if key[0] in "<≤" and not more and worth and _AT_TARGET.search(case.words):  # 「达到目标 10 分，少于 8 课时 5 分」
        target = "≥1" if case.words and _is_share(cell) else _BEYOND[key[0]] + key[1:]
        table.clear()
        table.update({target: worth, ELSE: below})
        gap = target == "≥1" and key[1:] != "1"
        cell.remarks[cell.remarks.index("open.rest")] = "open.gap" if gap else "assumed.standard"
        return {}
    share = _is_share(cell)
    fewest = NEGATED.search(case.words) or case is cell.found[0]  # 「资料齐全得 10 分，缺失 2 处以内得 6 分」
    if not upward and worth is not None and worth >= max(given, default=0) and fewest:
        others = dict(table)
        table.clear()
        table.update({"≤0": worth} | others)
        cell.remarks.append("assumed.none_is_0")
    elif given == [0] and worth and next(iter(table)).startswith("≥") and NEGATED.search(_last_part(case.words)):
        table.clear()
        table.update({"≤0": worth, ELSE: 0})
        cell.remarks.remove("open.rest")
        cell.remarks.append("assumed.none_is_0")
    elif upward and worth is not None and worth >= max(given, default=0) and _FULLY.search(case.words) and share:
        others = dict(table)
        table.clear()
        table.update({_all_of_it(cell): worth} | others)
    elif worth == 0 and ELSE not in table and _is_rest(case, table):
        table[ELSE] = worth
        cell.remarks.remove("open.rest")
        cell.remarks.append("assumed.case_is_rest")
    elif worth == 0 and case.words:  # 「数据造假得 0 分」
        cell.remarks.append("assumed.zero_when")
        return {"zero_when": case.words}
    else:
        cell.remarks.append("open.case")
    return {}


def _all_of_it(cell: Gathered) -> str:
    """Return the bound of a target that is reached: the rate that is stated for it, or all."""
    aims = [piece for piece in cell.of("standard") if piece.figures["standard"].unit == "%"]
    is_rate = len(aims) == 1 and not COMPLETION.search(cell.measure(cell.of("band")))
    cell.use(*(aims if is_rate else ()))
    cell.remarks.append("assumed.standard" if is_rate else "assumed.all_is_1")
    return f"≥{aims[0].figures['standard'].value:.12g}" if is_rate else "≥1"


def _is_share(cell: Gathered) -> bool:
    """Return whether the bounds of a cell are shares."""
    return any(each.unit == "%" for piece in cell.of("band") for role, each in piece.figures.items() if role in _ENDS)


def _last_part(words: str) -> str:
    """Return the words behind the last comma: 「每月不能有投诉，无投诉」."""
    return re.split("[，,]", words)[-1]


def _is_rest(case: Piece, table: tabled.Table) -> bool:
    """Return whether a case is what is behind every bound: 未达到 behind the lowest, 超出 behind the highest."""
    beyond = NEGATED if all(key[:1] in "≥>" for key in table) else _PAST
    return all(key[:1] in "≥>" for key in table) != all(key[:1] in "≤<" for key in table) and bool(
        beyond.search(case.words)
    )


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
    fields: dict[str, Any] = {
        "kind": "standard_steps",
        "of": cell.measure([*standards, *bands, *cell.of("short", "over")]),
    }
    zero = [piece for piece in bands if cell.gives(piece) == 0 and len(piece.figures.keys() & {"low", "high"}) == 1]
    best = [piece for piece in bands if piece not in zero]
    if apart := _two_standards(cell, best) or _outside(cell, best):
        return apart
    aim: Figure | None = None
    same = {next(each.value for role, each in piece.figures.items() if role in _ENDS) for piece in best}
    if len(standards) == 1 and same <= {standards[0].figures["standard"].value}:
        aim = standards[0].figures["standard"]
    elif not standards and len(best) == 1 and best[0].figures.keys() & {"low", "high"}:
        aim = best[0].figures.get("low") or best[0].figures["high"]
        cell.state_points(None if best[0].formula else f"{best[0].figures['points'].value}")
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
        cell.remarks.append("open.standard")
    fields |= {} if aim is None else {"standard": aim.value}
    if len(below) == 1 and below == reached:
        fields["base"] = cell.gives(below[0])
    fields |= _sides(cell, earning=bool(best or reached))
    _relative(cell, fields, aim)
    fields |= _nothing_left(cell, zero, budgeted=bool(budget))
    if "per_short" not in fields and fields.get("per_over", 0) > 0 and "zero_when" not in fields:
        cell.remarks.append("assumed.nothing_below" if standards or "against" in fields else "open.rest")
    cell.use(
        *standards, *bands, *cell.of("short", "over"), *_said_by_steps(cell)
    )  # 「按与目标值的差值计分，每低 1% 扣 2 分」
    return _smooth(cell, fields | _within(cell, fields, cell.limits(floor=True)), zero)


def _said_by_steps(cell: Gathered) -> list[Piece]:
    """Return the shares of which steps only say how they count: 「按比例计算，85% 得满分，每降低 5% 扣 1 分」."""
    first = min((piece.start for piece in cell.of("short", "over")), default=0)
    bare = [piece for piece in cell.of("share") if not piece.figures and not piece.formula and piece.start < first]
    bare = [piece for piece in bare if not _LESSENED.search(cell.text, piece.start, piece.end)]
    return bare + [piece for piece in cell.of("share") if _HELD_OFF.search(cell.text, piece.start, piece.end)]


def _against_all(cell: Gathered, bands: Sequence[Piece]) -> None:
    """Take bounds for shares of a target; asks where 「>目标值的 50%，不得分」 is nothing at the target either."""
    for piece in bands:
        within = any(end.sign in ">≥" and end.value < 1 for end in _ends(piece))
        is_part = within and _PART_OF_AIM.search(cell.text, piece.start, piece.end)
        cell.change(piece, without=() if is_part else ("open.relative",))


def _smooth(cell: Gathered, fields: dict[str, Any], zero: Sequence[Piece]) -> Rule:
    """Return steps as points in a straight line where the rest is said to be: 「其余按线性计算」; else as they are."""
    spans = [piece for piece in cell.of("share") if piece.formula == "linear" and id(piece) not in cell.used]
    standard = 1.0 if "against" in fields else fields.get("standard")
    full, cap, floor = cell.points, fields.get("cap"), fields.get("floor")
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
    for end in [end for piece in zero for end in _ends(piece)] if "against" in fields else []:
        share = of_target(end.value, is_below=end.sign in "<≤") if end.unit == "%" else end.value
        kept["zero_when"] = tabled.bound(replace(end, value=share))
    return {"kind": "linear", **kept, "knots": dict(sorted(knots.items()))}


def _at_target(cell: Gathered) -> tuple[list[Piece], list[Piece]]:
    """Return the cases that say what is given at the target, and those of them that give less than all there is."""
    found = [case for case in cell.of("case") if not case.words or _REACHED.search(case.words)]
    hundred = [case for case in found if cell.gives(case) == _HUNDRED != cell.points is not None]
    cell.remarks += ["open.full_points"] if hundred else []
    below = [case for case in found if 0 < (cell.gives(case) or 0) < (cell.points or 0) and cell.of("over")]
    full = [case for case in found if case.formula == "points" or cell.gives(case) == cell.points]
    return [*below, *full], below


def _within(cell: Gathered, fields: dict[str, Any], limits: Rule) -> Rule:
    """Return limits of steps; of less than the full points they limit what is added and deducted, or it is asked."""
    cap, floor = limits.get("cap"), limits.get("floor")
    taking = fields.get("per_short", 0) > 0 or fields.get("per_over", 0) < 0
    adding = fields.get("per_short", 0) < 0 or fields.get("per_over", 0) > 0
    if not isinstance(cap, int | float) or "base" in fields or cell.points is None:
        return limits
    if cap >= cell.points + (not taking) * TOLERANCE:
        return limits
    below = floor if isinstance(floor, int | float) and floor < 0 else None
    of_total = any(_OF_TOTAL.search(cell.text, piece.start, piece.end) for piece in cell.of("cap"))
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
    changes = cell.of("short", "over")
    told = [piece for piece in changes if piece.figures["points"].sign == "-" and "step" in piece.figures]
    both = len(told) == 1 and _RANGE.search(cell.text, told[0].start, told[0].end)
    if len(ranges) != 1 or len(best) > 1 or told != changes or not (both or (cell.of("short") and cell.of("over"))):
        return {}
    name, limits = cell.measure([*ranges, *changes]), cell.limits(floor=True)
    cell.use(*ranges, *changes)
    cell.remarks += ["assumed.whole_steps", "assumed.together"]
    short, over = (found[0] if (found := cell.of(kind)) else told[0] for kind in ("short", "over"))
    below: Rule = {"kind": "standard_steps", "of": name, "standard": ranges[0].figures["low"].value, **limits}
    below |= {"short_step": short.figures["step"].value, "per_short": cell.changes(short.figures["points"])}
    above: Rule = {"kind": "deduct", "deductions": {name: cell.changes(over.figures["points"])}}
    above |= {"every": {name: over.figures["step"].value}, "start": {name: ranges[0].figures["high"].value}}
    return {"kind": "sum", "parts": [below, above]}


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
        above = budgeted and "超" in cell.text[piece.start : piece.end]
        return {"zero_when": tabled.bound(replace(end, value=end.value + 1) if above else end)}
    return {"zero_when": words[0].words} if words else {}


def _relative(cell: Gathered, fields: dict[str, Any], standard: Figure | None) -> None:
    """Take steps in per cent from a standard in another unit for shares of that: 500 万元, 每低 1 % 扣 1 分."""
    units = {piece.figures["step"].unit for piece in cell.of("short", "over") if "step" in piece.figures}
    if standard is None or units != {"%"} or standard.unit == "%" or not standard.value:
        return
    cell.remarks.append("assumed.of_target" if standard.unit else "open.relative")
    actual = f"{fields['of']}（实际）" if fields["of"] else "实际"
    fields |= {"standard": 1.0, "measures": {fields["of"]: f"{actual} / {standard.value:.12g}"}}


def falling(cell: Gathered) -> bool:
    """Return whether each place behind the first costs points: 「第一名满分，每低一名扣 2 分」."""
    changes = cell.of("short", "over", "deduct")
    units = [piece.figures["step"].unit for piece in changes if "step" in piece.figures]
    return len(changes) == 1 and bool(cell.earning("rank")) and units in (["名"], ["位"])


def falls(cell: Gathered) -> Rule:
    """Return the full points at the first place, and steps behind it; the place itself is filled in."""
    ranks, [change] = cell.earning("rank"), cell.of("short", "over", "deduct")
    cell.use(*ranks, change)
    step, points = change.figures["step"].value, change.figures["points"].value
    given = [cell.gives(piece) for piece in ranks]
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
    found = [_AGAINST.search(cell.text, piece.start, piece.figures["step"].start) for piece in changes]
    named = {match[0] for match in found if match}
    reached = [_AGAINST.search(case.words) for case in cell.of("case") if _AT_TARGET.search(case.words)]
    told = [match[0] for match in reached if match and match[0].endswith("值")]
    told += [match["aim"] for match in HELD_TO.finditer(cell.text)]
    named = named or ({*told} if changes else set())
    bounds = {role for piece in cell.earning("band") for role in piece.figures} - {"low", "high", "points"}
    return named.pop() if len(named) == 1 and not bounds and not cell.of("standard") else ""


def _gained(cell: Gathered) -> Rule:
    """Return what each step earns from nothing, or from the bound below which there is none: 「每提高 10% 得 4 分」."""
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
    cell.use(*found)
    fields: Rule = {"kind": "growth", "of": cell.measure(found), "step": step.value, "per_step": points.value}
    return fields | cell.limits(floor=True)


def share(cell: Gathered) -> Rule:
    """Return the full points in proportion to what was reached of a target, or of the way between two bounds."""
    found = cell.of("share")
    cell.use(
        *found, *(case for case in cell.of("case") if cell.gives(case) == cell.points and _AT_TARGET.search(case.words))
    )
    if any(_LESSENED.search(cell.text, piece.start, piece.end) for piece in found) and cell.of("add", "deduct"):
        cell.remarks.append("open.combined")  # 「每推出 1 道加 3 分，未达标的按比例扣分」
    if is_linear(cell):
        return _linear(cell)
    of = cell.measure(found)
    full = [piece for piece in cell.earning("band") if cell.gives(piece) and piece.figures.keys() & {"low"}]
    ends = [piece.figures["low"] for piece in full] + [
        piece.figures["high"] for piece in found if piece.figures.keys() & {"low", "high"} == {"high"}
    ]
    ends = [piece.figures["standard"] for piece in cell.of("standard")] or ends
    if len({end.value for end in ends}) == 1 and (not COMPLETION.search(of) or cell.of("standard")):
        return _of_standard(cell, found, ends[0])  # 「95% 以上满分，低于 95% 等比例扣减」
    return _ratio(cell, of, "")


def leave_examples(cell: Gathered) -> None:
    """Take bands that a share comes to anyway out of the cell: 「按比例计分，如完成率 100% 得满分，80% 得 80 分」."""
    bands = cell.earning("band")
    ends = [piece.figures.get("low") for piece in bands]
    shared = cell.of("share") and not any(piece.formula or "low" in piece.figures for piece in cell.of("share"))
    if not shared or any(end is None or end.unit != "%" or end.sign not in "≥=" or not end.value for end in ends):
        return
    whole = {
        round((cell.gives(piece) or 0) / end.value, 6)
        for piece, end in zip(bands, ends, strict=True)
        if end and not (piece.formula == "points" and end.value == 1)
    }
    if whole in ({_HUNDRED}, {cell.points}):
        cell.state_points(f"{whole.pop()}")
        told = [replace(each, kind="words", formula="", remarks=()) if each in bands else each for each in cell.found]
        cell.found, cell.remarks = told, [*cell.remarks, "assumed.example"]


def reached(words: str) -> bool:
    """Return whether words say that a target is reached, which another place states."""
    return _AT_TARGET.search(words) is not None


def is_linear(cell: Gathered) -> bool:
    """Return whether points run from one bound to the next."""
    said = {piece.formula for piece in cell.of("share")}
    ends = {each.value for piece in cell.of("share", "band") for role, each in piece.figures.items() if role in _ENDS}
    return "linear" in said or ("between" in said and 1 not in ends)  # up to 100 % it is the share itself


def _linear(cell: Gathered) -> Rule:
    """Return what is given at bounds between which points run, by value; what is below the lowest may get nothing."""
    bands, spans, standards = cell.earning("band"), cell.of("share"), cell.of("standard")
    cell.use(*bands, *cell.of("rest"), *standards)
    against = _reached_target(cell) if not standards else {}
    exact: dict[float, float | None] = {}
    outer: dict[float, float | None] = {piece.figures["standard"].value: cell.points for piece in standards}
    for piece in bands:
        first, *others = [
            _of_target(piece, each) if against else each for role, each in piece.figures.items() if role in _ENDS
        ]
        (exact if first.sign == "=" or first.value in outer else outer)[first.value] = cell.gives(piece)
        cell.remarks += ["open.condition"] if others else []
        # it is the same points on either side
        cell.change(piece, without=("assumed.or_less", "assumed.or_more", "open.relative"))
    exact |= dict.fromkeys([1.0] * bool(against), next(iter(against.values()), None))
    known = outer | exact
    ends = {each.value for piece in spans for role, each in piece.figures.items() if role in _ENDS}
    if len(ends) == 2 and len(told := ends & known.keys()) == 1:  # the other end gives nothing, or everything
        known[(ends - told).pop()] = 0 if known[told.pop()] else cell.points
    if len(known) < 2 or None in known.values() or not ends <= known.keys():
        cell.remarks.append("open.ends")
        return {}
    cell.remarks.append("assumed.linear")
    fields: Rule = {"kind": "linear", "of": cell.measure([*bands, *spans]), "knots": dict(sorted(known.items()))}
    fields |= {"against": next(iter(against))} if against else {}
    below = [end for end, gives in outer.items() if gives == 0 and exact.get(end)]
    best = max(each for each in known.values() if each is not None)
    cell.remarks += ["open.full_points"] if (cell.points or best) != best == _HUNDRED else []
    of_other = (cell.points or best) != best != _HUNDRED
    cell.remarks += ["open.condition"] if cell.limits() or len(below) > 1 or of_other else []
    return fields | ({"zero_when": f"<{below[0]:.12g}"} if below else {})


def _reached_target(cell: Gathered) -> dict[str, float]:
    """Return what a target is called that is stated nowhere, and what reaching it gives; empty for none."""
    found = [(case, _AGAINST.search(case.words)) for case in cell.of("case") if _AT_TARGET.search(case.words)]
    if len(found) != 1 or not (match := found[0][1]) or (worth := cell.gives(found[0][0])) is None:
        return {}
    cell.use(found[0][0])
    cell.remarks.append("assumed.against")
    return {match[0]: worth}


def _of_target(piece: Piece, end: Figure) -> Figure:
    """Return 「超过目标值的 30 %」 and 「低于目标值的 70 %」 as shares of the target."""
    if end.unit != "%" or "open.relative" not in piece.remarks:
        return end
    return replace(end, value=of_target(end.value, is_below=end.sign in "<≤"))


def _of_standard(cell: Gathered, found: Sequence[Piece], standard: Figure) -> Rule:
    """Return the full points at a standard that the cell states, and in proportion below it."""
    cell.use(*cell.of("standard"))
    bands = cell.earning("band")
    cell.use(*bands)
    zero = [piece for piece in bands if cell.gives(piece) == 0]
    limits = cell.limits(shared=True)
    cell.remarks += ["open.condition"] if len(bands) - len(zero) > 1 or len(zero) > 1 else []
    cell.remarks.append("assumed.proportion")
    fields: Rule = {"kind": "target_ratio", "of": cell.measure([*bands, *found] if bands else found)}
    fields |= {"target": standard.value, "cap": "points", "unit": standard.unit, "measured": "actual"}
    for piece in zero:
        end = next(each for role, each in piece.figures.items() if role in _ENDS)
        lows = [each.figures["low"] for each in found if "low" in each.figures]
        shared = end.sign == "≤" and any(low.sign == "≥" and low.value == end.value for low in lows)
        fields["zero_of"] = tabled.bound(end, "<" if shared else "")
        cell.change(piece, without=("assumed.or_less",) if shared else ())
    return fields | limits


def _ratio(cell: Gathered, of: str, target: str | float) -> Rule:
    """Return the full points times actual over target; where no cap is stated no more than the full points."""
    between = {role: each for piece in cell.of("share") for role, each in piece.figures.items()}
    stated = cell.of("standard")
    if isinstance(target, str) and len(stated) == 1 and (target == "" or target[:2] in _TARGETS):
        cell.use(*stated)
        aim = stated[0].figures["standard"]
        target, aimed = aim.value, {"unit": aim.unit, "measured": "actual"}
    else:
        aimed = {}
    if target == "" and not COMPLETION.search(of):
        cell.remarks.append("assumed.no_target")
    elif between:
        cell.remarks.append("assumed.proportion")
    fields: Rule = {"kind": "target_ratio", "of": of, "target": target, **aimed}
    units = [each.unit for piece in cell.of("equation") for each in piece.figures.values() if each.value == target]
    fields |= {"unit": units[0]} if units and units[0] not in ("", "%", "分") else {}
    fields |= _share_limits(cell, between.get("low"), between.get("high")) | cell.limits(shared=True)
    if not (fields.keys() & {"cap", "cap_points"} or cell.of("no_cap")):
        cell.remarks.append("assumed.cap")
        fields["cap"] = "points"
    return fields


def _share_limits(cell: Gathered, low: Figure | None, high: Figure | None) -> Rule:
    """Return below what a share gives nothing and up to what it counts, as bands beside it say."""
    fields: Rule = {}
    for piece in cell.earning("band"):
        cell.use(piece)
        bound = next(each for role, each in piece.figures.items() if role in ("low", "high"))
        if cell.gives(piece) == 0:
            included = low is not None and low.value == bound.value and low.sign == "≥"
            fields["zero_when"] = tabled.bound(bound, "<" if included else "")
            cell.remarks += ["open.condition"] if low is not None and low.value != bound.value else []
            if included and bound.sign == "≤":
                cell.change(piece, without=("assumed.or_less",))
        else:
            fields["cap"] = bound.value
            cell.remarks += [] if bound.value == 1 else ["open.condition"]
    if high is not None:
        cell.remarks += [] if high.value == fields.get("cap", 1) == 1 else ["open.condition"]
        fields["cap"] = high.value
    cell.remarks += ["open.rest"] if low is not None and "zero_when" not in fields else []
    return fields


def limiting(cell: Gathered) -> bool:
    """Return whether bands only say below what a share gives nothing, and from where on the full points."""
    ends = [(cell.gives(piece), piece.figures.keys() & {"low", "high"}) for piece in cell.earning("band")]
    zero = [sides for given, sides in ends if given == 0 and sides == {"high"}]
    full = [sides for given, sides in ends if given is not None and given == cell.points and sides == {"low"}]
    return len(zero) <= 1 and len(full) <= 1 and len(zero) + len(full) == len(ends)


def scoring(cell: Gathered) -> bool:
    """Return whether the last equation says what the points are, and no measure."""
    found = cell.of("equation")
    if not found or found[-1].words:
        ratio = _RATIO.fullmatch(found[-1].formula) if found else None
        of_full = ratio is not None and not (ratio["points"] or ratio["first"] or _TAKEN.search(found[-1].words))
        return bool(found) and (of_full or _SCORED.search(found[-1].words) is not None)
    return bool(_FULL_POINTS.search(found[-1].formula) or not _measuring(found[-1]) or _as_share(cell))


def _as_share(cell: Gathered) -> bool:
    """Return whether a quotient is what is earned of the full points, as it only ends at a bound: 低于 80 % 得 0 分."""
    [*_, last] = cell.of("equation")
    earning = [piece for piece in cell.found if piece.kind not in ("equation", "words", "weight", "cap", "floor")]
    if not earning and "/" in last.formula and cell.of("cap"):  # 「实际/目标*100%，超过 100% 按 100% 计」
        return True
    if "/" not in last.formula or _FULL_POINTS.search(last.formula):
        return False
    return len(earning) == 1 and earning[0].kind == "band" and cell.gives(earning[0]) == 0 and limiting(cell)


def _measuring(piece: Piece) -> bool:
    """Return whether an equation has no figure but the 100 % of a share: 合格数÷交付数×100%."""
    return all(each.unit == "%" and each.value == 1 for each in piece.figures.values())


def equation(cell: Gathered) -> Rule:
    """Return what a score is calculated from, as the plainest kind of rule that says it; or measures alone."""
    *measures, last = cell.of("equation")
    cell.use(*(piece for piece in measures if piece.words), last)
    nothing = {each.value for piece in cell.earning("band") if cell.gives(piece) == 0 for each in _ends(piece)}
    reaching = [piece for piece in cell.of("band") if not piece.formula and "points" not in piece.figures]
    reaching = [piece for piece in reaching if "low" in piece.figures]  # 「达到 80% 的，得分=…」, 「80%-100% 之间」
    cell.use(*(piece for piece in reaching if piece.figures["low"].value in nothing))
    if not scoring(cell):
        return {"measures": {piece.words: _floored(cell, piece) for piece in cell.of("equation")}}
    fields: Rule = {"measures": {piece.words: piece.formula for piece in measures}} if measures else {}
    if not last.words and _measuring(last) and _as_share(cell):
        cell.remarks.append("assumed.proportion")
        last = replace(last, formula=f"{last.formula} * 满分")
    if changed := _from_points(cell, last.formula):
        return fields | changed
    if match := _CAPPED.fullmatch(last.formula):
        cell.state_points(match["points"])
        of, target = match["of"], _number(match["target"])
        limits = cell.limits(shared=True)
        return fields | {"kind": "target_ratio", "of": of, "target": target, "cap": float(match["cap"]), **limits}
    weighed = _AS_SHARE.sub("权重", last.formula)
    cell.remarks += ["assumed.weight_is_points"] if weighed != last.formula else []
    if match := _RATIO.fullmatch(weighed):
        cell.state_points(match["points"] or match["first"])
        return fields | _ratio(cell, match["of"] or match["part"], _number(match["target"] or match["whole"]))
    if (match := _SHARE.fullmatch(last.formula)) and (match["of"] or match["after"]):
        name = match["of"] or match["after"]
        factor = float(match["points"] or match["first"] or cell.points or 0)
        scale = SCALE.search(cell.text)
        if scale and scale["most"] and float(scale["most"]) * factor == cell.points:  # 「5 分制，得分=平均分×2」
            return {"kind": "rating", "scale": float(scale["most"])}
        if factor * 100 != cell.points and not cell.of("cap"):  # of a score of a hundred: × 30 % of 30 points
            cell.state_points(match["points"] or match["first"])
        if COMPLETION.search(name):
            return fields | _ratio(cell, name, "")
        if "权重" in last.formula and _OF_HUNDRED.search(name):
            cell.remarks.append("assumed.of_hundred")
            return fields | {"kind": "target_ratio", "of": name, "target": "hundred", "cap": "points"}
    for piece in cell.earning("band") if limiting(cell) and len(cell.earning("band")) == 1 else ():
        fields["zero_when"] = tabled.bound(piece.figures["high"])
        cell.use(piece)
    cell.remarks += ["open.condition"] if cell.earning("band") and "zero_when" not in fields else []
    formula = _FULL_POINTS.sub("points", weighed)
    cell.remarks += ["assumed.weight_is_points"] if "权重" in last.formula else []
    if raters := _blended(cell, formula):
        return {"kind": "rating", "raters": raters}
    return fields | {"kind": "formula", "formula": formula, **cell.limits()}


def _blended(cell: Gathered, formula: str) -> dict[str, float]:
    """Return raters with their weights where a formula adds up what they give; else nothing."""
    terms = [re.fullmatch(r"([^*/]+) \* (0?\.\d+)", term) for term in formula.split(" + ")]
    shares = {term[1]: float(term[2]) for term in terms if term and is_rater(term[1])}
    return shares if len(shares) == len(terms) > 1 and abs(sum(shares.values()) - 1) < TOLERANCE else {}


def _from_points(cell: Gathered, formula: str) -> Rule:
    """Return 「15 - 投诉次数 × 5」 as deductions from the full points; nothing for another formula."""
    match = _FROM_POINTS.fullmatch(formula)
    if match is None:
        return {}
    cell.state_points(match["points"])
    fields: dict[str, dict[str, float]] = {"-": {}, "+": {}}
    for each in _TIMES.finditer(match["changes"]):
        fields[each["sign"]][each["of"].strip()] = float(each["points"])
    if not fields["-"]:
        return {}
    added: Rule = {"additions": fields["+"]} if fields["+"] else {}
    return {"kind": "deduct", "deductions": fields["-"], **added, **cell.limits(floor=True)}


def measures(cell: Gathered, rule: Rule) -> Rule:
    """Return the equations that say how what a rule goes by is calculated."""
    found = [piece for piece in cell.of("equation") if id(piece) not in cell.used]
    of = str(rule.get("of", ""))
    if len(found) == 1 and not found[0].words and _measuring(found[0]) and "of" in rule:
        cell.use(found[0])
        return {"measures": {of: found[0].formula}}
    found = [piece for piece in found if piece.words]
    if not found or not any(piece.words.endswith(of) for piece in found):
        return {}
    cell.use(*found)
    return {"measures": {piece.words: _floored(cell, piece) for piece in found}}


def _floored(cell: Gathered, measure: Piece) -> str:
    """Return the formula of a measure, not below what is said to be its lowest value."""
    for floor in cell.of("floor"):
        if floor.words and floor.words in measure.words:
            cell.use(floor)
            return f"max({measure.formula}, {floor.figures['points'].value:.12g})"
    return measure.formula


def ranks(cell: Gathered) -> Rule:
    """Return points by places."""
    found, rest = cell.earning("rank"), cell.of("rest")
    cell.use(*found, *rest)
    fields, remarks = tabled.places(found, rest[0] if rest else None, cell.gives)
    cell.remarks += remarks
    better = "low" if any(_FEWER_IS_BETTER.search(piece.words) for piece in cell.found) else "high"
    cell.remarks.append("assumed.better")
    return {"kind": "rank_bands", "of": cell.measure(found), "better": better, **fields}
