"""Rules by bounds: bands of something measured, of its ratio to a mean, and places."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.gathered import NEGATED, TOWARD, Gathered, Rule, in_band
from presales_xl.design.sentences.pieces import Figure, Piece
from presales_xl.design.sentences.targets import AT_TARGET, COMPLETION, ENDS, ends_of
from presales_xl.scheme.bands import ELSE

_FULLY = re.compile(f"全部|全都|所有|百分之百|100%|^(?:达[到成]|完成|实现)[^\\d]{{2,8}}$|{AT_TARGET.pattern}")
_COUNTED = {*tabled.COUNTED}
_DAYS_OF_WEEK = 7
_BEYOND = {"≤": ">", "<": "≥", "≥": "<", ">": "≤"}
_PAST = re.compile("^超[过出支]?|^[大高多]于")
#: That a bound has its own number: 「5%（含）」, 「8% 及以上」.
_INCLUDED = re.compile(r"\s?[%分]?\s?(?:[（(]\s?包?含|[及含]以?上)")
_NOT_ADDED = re.compile("不加分?(?!也?不[减扣])")
_PERIOD = re.compile("[每当本]个?[天日周月季年]度?")
_MEAN = re.compile(
    r"(?P<against>与|和|占|达到?|为|超过|低于|高于)?(?P<group>同岗位|团队|部门|全部门|小组|全组|公司|全员)?(?:的)?"
    r"(?:均值|平均(?:值|水平|数|分)?)(?:的)?(?P<ratio>之比|比值|比例|比)?$"
)
_FEWER_IS_BETTER = re.compile(r"越小越好|越低越好|越少越好|由低到高|从低到高")


def bands(cell: Gathered) -> Rule:
    """Return points by bounds of a measured value, or of its ratio to the mean of the cohort."""
    base = _adding_nothing(cell)
    made = _banded(cell)
    return {"kind": "sum", "parts": [base, made]} if base else made


def _banded(cell: Gathered) -> Rule:
    """Return the table of the bands of a cell."""
    found = cell.earning("band") + [piece for piece in cell.of("deduct", "add") if in_band(piece)]
    rest = cell.of("rest")
    cell.use(*found, *rest)
    found = _in_days(cell, _all_of_it_as_none(cell, found))
    units = {end.unit for piece in found for end in ends_of(piece)}
    cell.remarks += ["open.several_measures"] if "%" in units and units & _COUNTED else []
    stated = [tabled.row(_settled(_up_to_next(cell, piece, found), found), _worth(cell, piece)) for piece in found]
    rows = tabled.nested(stated)
    remaining = _worth(cell, rest[0]) if rest else None
    deducted = any(piece.kind == "deduct" for piece in found)
    turned = {each.value for piece in cell.of("add") if piece in found for each in ends_of(piece)}
    both = turned & {each.value for piece in found if piece.kind == "deduct" for each in ends_of(piece)}
    cell.remarks += ["open.relative"] if both else []  # 「超出定额 1% 扣，低于定额 1% 奖」
    table, upward, remarks = tabled.bands(rows, remaining, has_rest=bool(rest), taken=deducted)
    cell.remarks += remarks
    _true_bounds(cell, found, {row.place: row for row in rows}.values(), upward=upward)
    cell.remarks += ["assumed.heavier"] if deducted and rows != stated else []
    if deducted and (cell.points is None or cell.points not in table.values()):
        table = _without_deduction(cell, rows, upward=upward) | table
    table = _not_below_nothing(cell, table) if deducted else table
    barred = _cases(cell, table, upward=upward, deducted=deducted)
    ends = [each.figures["low"] for each in found if "low" in each.figures]
    once = bool(ends) and min(end.value for end in ends) == 1 and all(end.unit in tabled.COUNTED for end in ends)
    from_once = once and next(iter(table))[0] in "≥>"
    if "open.rest" in cell.remarks and from_once and any(table.values()):  # below once there is nothing
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
    ends_said = {each.value for piece in found for role, each in piece.figures.items() if role in ENDS}
    aims = [piece for piece in cell.of("standard") if piece.figures["standard"].value in ends_said]
    cell.use(*aims)  # 「目标值≥95%；实际完成≥95%得 10 分，…」
    duties = [piece for piece in cell.of("band") if piece not in found and piece.figures.keys() <= {*ENDS}]
    cell.use(*(duty for duty in duties if {each.value for each in duty.figures.values()} <= ends_said))
    named = [piece for piece in found if not _PERIOD.fullmatch(piece.words)]
    measure = cell.measure(named) or cell.measure(found) or cell.measure(cell.of("standard"))
    units = {each.unit for piece in found for role, each in piece.figures.items() if role in ("low", "high")}
    match = _MEAN.search(measure)
    if match and units <= {"%", "倍", ""} and (match["against"] or match["group"] or match["ratio"]):
        cell.remarks += [] if match["ratio"] else ["assumed.ratio_to_mean"]
        return {"kind": "vs_mean", "of": measure[: match.start()], "bands": table, **barred}
    return {"kind": "bands", "of": measure, "bands": table, **barred}


def _adding_nothing(cell: Gathered) -> Rule | None:
    """Take bands that add nothing for ones of 0: 「110% 以上加 5 分，低于 100% 不加分」; return what it is added to.

    That are the full points, but where the additions go up to these, or where there are none.
    """
    added = [piece.figures["points"].value for piece in cell.of("add") if in_band(piece)]
    free = [
        piece
        for piece in cell.of("band")
        if piece.formula == "points" and _NOT_ADDED.search(cell.text, piece.start, piece.end)
    ]
    if any("assumed.from_full" in piece.remarks for piece in cell.of("add")):  # 「无投诉加 5 分，投诉一次扣 2 分」
        return {"kind": "formula", "formula": "points"}
    if not added or not free or cell.of("deduct"):
        return None
    for piece in free:
        none = {**piece.figures, "points": Figure(0, "", piece.end, piece.end)}
        cell.found[cell.found.index(piece)] = replace(piece, formula="", figures=none)
    if cell.points in (None, max(added)):
        return None
    cell.remarks.append("assumed.from_full")
    return {"kind": "formula", "formula": "points"}


def _in_days(cell: Gathered, bands: list[Piece]) -> list[Piece]:
    """Return bounds in weeks beside others in days as so many days: 「3 天以上扣 5 分，1 周以上扣 10 分」."""
    if {end.unit for piece in bands for end in ends_of(piece)} != {"天", "周"}:
        return bands
    cell.remarks.append("assumed.days_of_weeks")
    return [
        replace(
            piece,
            figures={
                role: replace(each, value=each.value * _DAYS_OF_WEEK, unit="天") if each.unit == "周" else each
                for role, each in piece.figures.items()
            },
        )
        for piece in bands
    ]


def _all_of_it_as_none(cell: Gathered, bands: Sequence[Piece]) -> list[Piece]:
    """Return bands with all of it as none of what lacks, which is counted: 「完成率 100% 得 5 分，1 项未完成 4 分」."""
    lacking = [piece for piece in bands if NEGATED.search(piece.words) and {e.unit for e in ends_of(piece)} <= _COUNTED]
    whole = [piece for piece in bands if piece not in lacking and piece.kind == "band"]
    all_of_it = [end.sign in "≥=" and (end.unit, end.value) == ("%", 1) for piece in whole for end in ends_of(piece)]
    if not lacking or len(lacking) + 1 != len(bands) or all_of_it != [True]:
        return list(bands)
    end, unit = ends_of(whole[0])[0], ends_of(lacking[0])[0].unit
    given = {role: each for role, each in whole[0].figures.items() if role not in ENDS}
    counted = f"{lacking[0].words}的{unit}数"
    none = replace(whole[0], words=counted, figures={"high": replace(end, sign="≤", value=0, unit=unit), **given})
    cell.remarks.append("assumed.none_is_0")
    return [none if piece is whole[0] else piece for piece in bands]


def _none_of_it(cell: Gathered, rows: Sequence[tabled.Row], table: tabled.Table, *, upward: bool) -> tabled.Table:
    """Return a table that gives less than the full points from once on with these before: 「错一次得 80 分」."""
    ends = [end for row in rows if (end := row.end(upward=upward)) is not None]
    late = all((toward := TOWARD.search(piece.words)) and toward["late"] for piece in cell.of("band") if piece.words)
    units = tabled.COUNTED | ({"天", "日"} if late else set())  # 「延误 1 天 60 分，2 天以上 0 分」
    counted = bool(ends) and all(end.unit in units and end.value >= 1 for end in ends)
    less = cell.points is not None and all(each is not None and each < cell.points for each in table.values())
    if upward or not counted or not less or min(end.value for end in ends) != 1:
        return table
    cell.remarks.append("assumed.nothing_deducted")
    return {"<1": cell.points} | table


def _not_below_nothing(cell: Gathered, table: tabled.Table) -> tabled.Table:
    """Return a table whose deductions leave nothing at worst, but where the cell says that they may go below."""
    all_gone = [piece for piece in cell.of("cap") if piece.figures["points"].value == cell.points]  # 「扣完 10 分为止」
    cell.use(*cell.of("floor", "no_floor"), *all_gone)
    if cell.of("no_floor") or all(each is None or each >= 0 for each in table.values()):
        return table
    cell.remarks += [] if cell.of("floor") or all_gone else ["assumed.floor", "assumed.more_than_full"]
    return {bound: None if each is None else max(each, 0) for bound, each in table.items()}


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
    ends = [each.value for piece in found for role, each in piece.figures.items() if role in ENDS]
    alone = [*table.values()] == [0] and not cell.of("share", "equation", "rank", "deduct", "add")
    alone = alone and all(each.mark != "not_understood" for each in found)
    if alone and cell.points is not None and standards in ([], ends) and "open.rest" in cell.remarks:
        table[ELSE] = cell.points
        cell.use(*cell.of("standard"))
        cell.remarks[cell.remarks.index("open.rest")] = "assumed.full_otherwise"


def _up_to_next(cell: Gathered, piece: Piece, others: Sequence[Piece]) -> Piece:
    """Return a range without its end where the next one is said to have that: 「2%（含）至 5%，5%（含）至 8%」."""
    high = piece.figures.get("high")
    if high is None or high.sign != "≤" or "low" not in piece.figures or _INCLUDED.match(cell.text, high.end):
        return piece
    lows = [each.figures["low"] for each in others if each is not piece and "low" in each.figures]
    is_next = any(low.value == high.value and low.sign == "≥" and _INCLUDED.match(cell.text, low.end) for low in lows)
    return replace(piece, figures={**piece.figures, "high": replace(high, sign="<")}) if is_next else piece


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
            cell.change(piece, without=("assumed.or_less", "assumed.or_more", "assumed.more_than"))


def _without_deduction(cell: Gathered, rows: Sequence[tabled.Row], *, upward: bool) -> tabled.Table:
    """Return the band before the first deduction, which leaves the full points: 「迟到 1-2 次扣 1 分」."""
    first = max(rows, key=lambda row: row.place).high if upward else min(rows, key=lambda row: row.place).low
    if free := _free_from(cell, rows, upward=upward):
        return {free: cell.points}
    if first is not None and upward:
        return {tabled.bound(first, "≥" if first.sign == "<" else ">"): cell.points}
    if first is None:
        cell.remarks.append("assumed.nothing_deducted")
        return {"≤0": cell.points}
    return {tabled.bound(first, "≤" if first.sign == ">" else "<"): cell.points}


def _free_from(cell: Gathered, rows: Sequence[tabled.Row], *, upward: bool) -> str:
    """Return the bound of what takes nothing where no row ends there: the standard, else all of a share; or "".

    「达到 95% 扣 5 分，达到 90% 扣 10 分」
    """
    if cell.points is None:
        return ""
    best = max(rows, key=lambda row: row.place) if upward else min(rows, key=lambda row: row.place)
    near, edge = (best.low, best.high) if upward else (best.high, best.low)
    aims = [piece for piece in cell.of("standard") if near is not None and piece.figures["standard"].unit == near.unit]
    aim = aims[0].figures["standard"] if len(aims) == 1 else None
    beyond = near is not None and aim is not None and (aim.value > near.value if upward else aim.value < near.value)
    if aim is not None and beyond and (edge is None or edge.value == aim.value):
        cell.use(*aims)
        return f"{'≥' if upward else '≤'}{aim.value:.12g}"
    if upward and edge is None and near is not None:
        is_share = near.unit == "%" and near.value < 1
        cell.remarks.append("assumed.all_of_it" if is_share else "open.free")
        return "≥1" if is_share else f">{near.value:.12g}"
    return ""


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


def _cases(cell: Gathered, table: tabled.Table, *, upward: bool, deducted: bool) -> Rule:
    """Take what cases in words give beside bands into the table, and return what leaves nothing."""
    barred: Rule = {}
    for case in cell.of("case"):
        if deducted and cell.gives(case) == cell.points:
            cell.use(case)
        elif deducted and cell.gives(case) == 0 and case.words and not barred:  # 「连续两月不达标不得分；单月扣 5 分」
            cell.use(case)
            cell.remarks.append("assumed.zero_when")
            barred = {"zero_when": case.words}
        elif not cell.of("deduct", "add"):
            cell.use(case)
            barred |= _case_among_bands(cell, case, table, upward=upward)
    return barred


def _case_among_bands(cell: Gathered, case: Piece, table: tabled.Table, *, upward: bool) -> Rule:
    """Take a case in words for the band of none, for the rest, where the table has place for it, or for what bars."""
    worth, given = cell.gives(case), [each for each in table.values() if each is not None]
    [(key, below), *more] = table.items()
    if key[0] in "<≤" and not more and worth and AT_TARGET.search(case.words):  # 「达到目标 10 分，少于 8 课时 5 分」
        target = "≥1" if case.words and _is_share(cell) else _BEYOND[key[0]] + key[1:]
        table.clear()
        table.update({target: worth, ELSE: below})
        gap = target == "≥1" and key[1:] != "1"
        cell.remarks[cell.remarks.index("open.rest")] = "open.gap" if gap else "assumed.standard"
        return {}
    share = _is_share(cell)
    told = [piece for piece in cell.found if piece.kind != "standard"]
    is_at_end = case in (told[0], told[-1])  # 「资料齐全得 10 分，缺失 2 处以内得 6 分」
    once = any(end.sign == "=" and end.unit in tabled.COUNTED for each in cell.of("band") for end in ends_of(each))
    fewest = NEGATED.search(case.words) or is_at_end
    if not upward and worth is not None and worth >= max(given, default=0) and fewest:
        others = dict(table)
        table.clear()
        table.update({"≤0": worth} | others)
        cell.remarks += ["assumed.none_is_0", *_gap_at_nothing(cell, max(given, default=0))]
    elif (given == [0] or once) and worth and key[0] == "≥" and not more and NEGATED.search(_last_part(case.words)):
        table.clear()
        table.update({"≤0": worth} | ({ELSE: 0} if given == [0] else {f"≤{key[1:]}": below}))  # 「发生 1 次得 50%」
        cell.remarks[:] = [each for each in cell.remarks if each != "open.rest" or given != [0]]
        cell.remarks.append("assumed.none_is_0")
    elif upward and worth is not None and worth >= max(given, default=0) and _FULLY.search(case.words) and share:
        others = dict(table)
        table.clear()
        table.update({_all_of_it(cell): worth} | others)
        highs = [piece.figures.get("high") for piece in cell.earning("band") if cell.gives(piece)]
        ends = [replace(end, sign="") for end in highs if end is not None]
        top = max(ends, key=lambda end: end.value, default=None)
        if top is not None and len(ends) == len(highs) and next(iter(table)) == "≥1" and top.value < 1:
            cell.remarks.append(f"assumed.gap:{top}–100%")  # 「全部完成 10 分，80%-90% 完成 6 分」
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


def _gap_at_nothing(cell: Gathered, best: float) -> list[str]:
    """Return what lies between nothing and where the best band begins: 「不超支 100 分，超支 9%-10% 得 90 分」."""
    first = [piece.figures.get("low") for piece in cell.earning("band") if cell.gives(piece) == best]
    low = first[0] if len(first) == 1 else None
    if low is None or low.value <= 0 or low.unit == "分":
        return []
    is_next = low.unit in {*tabled.COUNTED, "天", "日"} and low.value <= 1
    return [] if is_next else [f"assumed.gap:0–{replace(low, sign='')}"]


def _all_of_it(cell: Gathered) -> str:
    """Return the bound of a target that is reached: the rate that is stated for it, or all."""
    aims = [piece for piece in cell.of("standard") if piece.figures["standard"].unit == "%"]
    is_rate = len(aims) == 1 and not COMPLETION.search(cell.measure(cell.of("band")))
    cell.use(*(aims if is_rate else ()))
    cell.remarks.append("assumed.standard" if is_rate else "assumed.all_is_1")
    return f"≥{aims[0].figures['standard'].value:.12g}" if is_rate else "≥1"


def _is_share(cell: Gathered) -> bool:
    """Return whether the bounds of a cell are shares."""
    return any(each.unit == "%" for piece in cell.of("band") for role, each in piece.figures.items() if role in ENDS)


def _last_part(words: str) -> str:
    """Return the words behind the last comma: 「每月不能有投诉，无投诉」."""
    return re.split("[，,]", words)[-1]


def _is_rest(case: Piece, table: tabled.Table) -> bool:
    """Return whether a case is what is behind every bound: 未达到 behind the lowest, 超出 behind the highest."""
    beyond = NEGATED if all(key[:1] in "≥>" for key in table) else _PAST
    return all(key[:1] in "≥>" for key in table) != all(key[:1] in "≤<" for key in table) and bool(
        beyond.search(case.words)
    )


def ranks(cell: Gathered) -> Rule:
    """Return points by places."""
    found, rest = cell.earning("rank"), cell.of("rest")
    cell.use(*found, *rest)
    fields, remarks = tabled.places(found, rest[0] if rest else None, cell.gives)
    cell.remarks += remarks
    better = "low" if any(_FEWER_IS_BETTER.search(piece.words) for piece in cell.found) else "high"
    cell.remarks.append("assumed.better")
    return {"kind": "rank_bands", "of": cell.measure(found), "better": better, **fields}
