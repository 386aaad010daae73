"""Pieces of a cell that say in other words what the rules know: places as shares, a bare 0, a target told twice."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.conditions import FAULT, trimmed
from presales_xl.design.sentences.named import LEVELS
from presales_xl.design.sentences.pieces import Figure, Kind, Piece
from presales_xl.design.sentences.targets import ends_of
from presales_xl.design.sentences.thresholds import named_values

#: What is measured where places are told as shares of everybody: 「前 20%」, 「后 10%」.
_PLACE = "名次占人数的百分比"
_HUNDRED = 100
_FIRST = re.compile(r"(?<![提以之目日年月天分])前\s?$")
_LAST = re.compile(r"(?:后|末尾?|最后)\s?$")
_RANKED = re.compile(r"(?:^|排名|名次|排序|位列|排)(?:(?P<first>前)|后|末尾?|最后)\s?$")
#: A level that gets a bare 0.
_ZERO = re.compile(r"(?P<words>[^\d，,；;]{2,14}?)\s?[:：=]?\s?0")
#: From where on points are counted, below which there are none: 「以 80% 为起点」.
_STARTING = re.compile("起点|起算|起计|起始")
#: So many of which each gives the same: 「5 项工作，每项 2 分」.
_EVEN = re.compile(
    r"(?:共计?|合计|总共)?\s?(?P<count>\d{1,2})\s?(?P<unit>[项个次篇份家场条件门])[^，。;\d]{0,8}，每(?P=unit)\s?\d+(?:\.\d+)?\s?分"
)
#: What is beyond a bound, which names nothing: 「超过 100% 的部分」.
_PART = re.compile("的?部分$")
#: A score of a hundred that is turned into the points: 「按检查得分折算」, 「上级检查得分的 10%」.
_SCORE = r"(?P<of>[^，,；;。\d按]{2,16}?(?:得分|成绩|分数|评分))"
_TURNED = re.compile(
    rf"(?:按照?|根据|以){_SCORE}(?:按比例|按权重)?(?:来|进行)?(?:折算|换算|折合|计入)(?:为|成)?(?:本项|该项)?(?:得分|分数|成绩|计分)?"
)
#: A rating on a scale of its own that is turned into the points: 「按满意度评分，满分 5 分，按得分占比计分」.
_OF_SCALE = re.compile(
    r"(?:(?:按照?|根据|以)?(?P<of>[^，,；;。\d()（）]{2,24}?)(?:为准)?[，,]?)?[(（]?满分(?:为|是)?\s?(?P<most>\d{1,3}(?:\.\d+)?)\s?分[)）]?[，,]?"
    r"按照?(?:实际)?(?:得分|评分|分数)?的?(?:所?占)?(?:满分)?的?(?:占?比例?|比重)(?:来|进行)?(?:计算|折算|换算|计)?(?:为|成)?(?:本项|该项)?(?:得分|分数|成绩|分)?"
)
_SHARE_OF = re.compile(rf"{_SCORE}的\s?(?P<share>\d{{1,3}}(?:\.\d+)?)\s?[%％]")
#: What places behind the first are called that cost points one after the other.
_NEXT_PLACES = re.compile(
    "(?:以此类推|依此类推|其[余他它]|之?后面?|以[后下]|往[后下]|余下|下面|[的各]|名次?|位次?|人员?|者|每|，)*"
)
_FALLING = re.compile("依次|逐[级名次个]|顺次|递减|类推")
_BELOW = re.compile("低于(?:以上|此|该数|该值)?|不足|以下|达不到")
_FEWEST = 2
#: A level of a scale, of which one holds and none is counted; and that nothing is lost at the best of them.
_IN_SCALE = re.compile(
    rf"[^，;；\d每次]{{0,6}}?(?:{LEVELS}|(?:很|非常|比?较|偏|最)?[高中低快慢强弱]|快速|迅速|缓慢|不?(?:及时|主动|积极|到位)|欠佳|不佳|不足"
    r"|(?:完全|基本|部分|不太?)(?:符合|达标|满足|合格)(?:要求|标准|规范|规定)?)"
)
_LEVEL_ALONE = re.compile(
    rf"{LEVELS}|(?:比?较|偏)?[高中低快慢强弱]|缓慢|欠佳|不佳|基本(?:符合|达标|满足|合格)[^，,；;]{{0,4}}"
)
_SIDE = re.compile("^(?:未能?|没有?|不|高于|低于|超过|不足|大于|小于)")
#: Any of several of which it is not said whether each costs, or all of them once.
_ANY = re.compile(r"(?:其中)?(?:之一|任何|任意|任)(?=[\d一]?\s?[项条点个种]|[，,]?$)(?:[\d一]?\s?[项条点个种])?")
#: What says that a figure is the full points, or what part of them something is.
_WHOLE = re.compile(r"(?:总分|满分|分值|权重|配分)\s?[为是:]?\s?(?P<most>\d{1,3}(?:\.\d+)?)\s?[分%]?[)）]?$")
_COSTLESS = re.compile(r"(?P<name>[^，,；;\d]{1,8}?)[，,]?\s?(?:的|者)?(?:不扣分?|不减分|(?:得|为|给)?满分)")
#: That a result is rounded down, and that there is none of what is counted: 「无投诉」, 「未发生差错」.
_ROUNDED_DOWN = re.compile("(?:得分|分值|(?:计算)?结果)?向下取整数?|取整数部分|(?:小数|尾数)(?:部分)?(?:舍去|不计)")
_NONE = re.compile(
    r"(?:[每当本全][月季年]度?内?)?(?:未发生|未出现|没有|无|零|0)(?:任何|发生|出现)?(?P<of>[^，,；;\d]{2,8})"
)
_LIMITS = {"low", "high", "step", "most"}
_EARNING: tuple[Kind, ...] = ("band", "case", "rank")


def reworded(text: str, found: Sequence[Piece], points: float | None) -> list[Piece]:
    """Return the pieces of a cell with what they say in plain terms; `points` are the full points where known."""
    told = list(found)
    for change in (
        named_values,
        _calculated_too,
        _whole_points,
        _none_as_state,
        _exact_shares,
        _turned_score,
        _on_scale,
        _places_in_shares,
        _bare_range,
        _bare_zero,
        _levels_that_cost,
        _opposite,
        _any_of_them,
        _full_points_told,
        _from_a_start,
        _short_of_bound,
        _whole_target,
        _each_alike,
        _places_behind,
        _and_so_on,
        _costing_on,
        _below_them,
    ):
        told = change(text, told, points)
    return told


def _calculated_too(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「按照完成率赋分，即完成率×权重」 with the formula alone, which says the same."""
    equations = [piece for piece in found if piece.kind == "equation" and piece.formula.startswith("即")]
    if len(equations) != 1:
        return found
    [said] = equations
    formula = said.formula[1:]
    named = formula.split(" ", maxsplit=1)[0]
    told: list[Piece] = []
    for piece in found:
        written = text[piece.start : piece.end]
        again = piece.kind in ("share", "words") and piece.end <= said.start and named in written.replace("实际", "")
        if again and not re.search(r"\d", written):
            told.append(Piece("words", "", start=piece.start, end=piece.end))
        else:
            told.append(replace(piece, formula=formula) if piece is said else piece)
    return told


def _whole_points(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「完成率×分值，向下取整」 with the formula rounded down."""
    equations = [piece for piece in found if piece.kind == "equation"]
    rounded = [
        piece
        for piece in found
        if piece.kind == "words" and _ROUNDED_DOWN.fullmatch(text[piece.start : piece.end].strip(" ，,"))
    ]
    if len(equations) != 1 or not rounded:
        return found
    told = [replace(piece, remarks=()) if piece in rounded else piece for piece in found]
    told[found.index(equations[0])] = replace(equations[0], formula=f"floor({equations[0].formula})")
    return told


def _none_as_state(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「无投诉加 10 分」 beside what each 投诉 costs as what none of them adds, and no count of its own."""
    costs = [piece for piece in found if piece.kind == "deduct"]
    for piece in found:
        match = _NONE.fullmatch(piece.words) if piece.kind == "add" and not piece.figures.keys() & _LIMITS else None
        if match is None or "每次" in text[piece.start : piece.end]:
            continue
        of = match["of"]
        same = [each for each in costs if (not each.words and len(costs) == 1) or of in each.words or each.words in of]
        if len(same) != 1:
            continue
        words = same[0].words or of
        none = {"high": Figure(0, "", piece.start, piece.start, sign="≤"), **piece.figures}
        state = replace(piece, words=words, figures=none, remarks=("assumed.none_is_0", "assumed.from_full"))
        changed = {id(piece): state, id(same[0]): replace(same[0], words=words)}
        return [changed.get(id(each), each) for each in found]
    return found


def _exact_shares(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「完好率 100% 加 5 分」 beside bands as one of them, and not as something counted."""
    shares = [end.unit == "%" for piece in found if piece.kind in ("band", "add", "deduct") for end in ends_of(piece)]
    if not shares or not all(shares):
        return found
    return [
        replace(piece, figures={"points": piece.figures["points"], "low": replace(step, sign="≥")}, remarks=())
        if (step := piece.figures.get("step")) is not None
        and piece.kind == "add"
        and (step.unit, step.value) == ("%", 1)
        and "每" not in text[piece.start : piece.end]
        else piece
        for piece in found
    ]


def _turned_score(text: str, found: list[Piece], points: float | None) -> list[Piece]:
    """Return 「按检查得分折算」, and 「检查得分的 10%」 of 10 points, as calculated from a score of a hundred."""
    ruling = [piece for piece in found if piece.kind not in ("words", "weight")]
    if ruling or points is None or len(found) != 1:
        return found
    written = text.strip(" 。；;")
    turned, share = _TURNED.fullmatch(written), _SHARE_OF.fullmatch(written)
    if turned:
        return [replace(found[0], kind="equation", words="", figures={}, formula=f"{turned['of']} * 权重", remarks=())]
    if share and float(share["share"]) == points:
        start = text.index(share["share"], text.index(share["of"]))
        each = Figure(points / _HUNDRED, "%", start, start + len(share["share"]) + 1)
        formula = f"{share['of']} * {each.value:.12g}"
        return [replace(found[0], kind="equation", words="", figures={"1": each}, formula=formula, remarks=())]
    return found


def _on_scale(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「按满意度评分，满分 5 分，按得分占比计分」 as the share of the scale that is reached."""
    match = _OF_SCALE.fullmatch(text.strip(" 。；;"))
    if match is None or not found:
        return found
    start = text.index(match["most"], text.index("满分"))
    most = Figure(float(match["most"]), "分", start, start + len(match["most"]))
    formula = f"{match['of'] or '实际得分'} / {most.value:.12g} * 权重"
    return [Piece("equation", "", {"1": most}, start=found[0].start, end=found[-1].end, formula=formula)]


def _places_in_shares(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「前 20% 得 10 分，20%-50% 得 8 分，后 20% 得 3 分」 as bands of the place in per cent of everybody."""
    bands = [piece for piece in found if piece.kind == "band" and {end.unit for end in ends_of(piece)} == {"%"}]
    first = [piece for piece in bands if _is_behind(_FIRST, text, piece)]
    last = [piece for piece in bands if _is_behind(_LAST, text, piece)]
    between = [piece for piece in bands if {"low", "high"} <= piece.figures.keys()]
    if not first or len(first) + len(last) + len(between) < len(bands):
        return found
    told: list[Piece] = []
    for piece in found:
        if piece in first or piece in last:
            told.append(_among_first_or_last(piece, is_first=piece in first))
        elif piece.kind == "rest" and len(first) == len(last) == 1 and not between:
            low, high = (
                replace(end, sign=sign) for each, sign in ((first, ">"), (last, "≤")) for end in ends_of(each[0])
            )
            ends = {"low": low, "high": replace(high, value=round(1 - high.value, 12)), "off": high}
            told.append(replace(piece, kind="band", words=_PLACE, figures=ends | _given(piece)))
        else:
            told.append(replace(piece, words=_PLACE) if piece in between else piece)
    return told


def as_bound(piece: Piece) -> Piece:
    """Return a share that a row of a table requires, and not what something weighs: 「100%」, 「前 20%」."""
    share = piece.figures.get("weight") if piece.kind == "weight" else None
    if share is None or share.unit != "%" or (piece.words and not _RANKED.search(piece.words)):
        return piece
    return replace(piece, kind="band", figures={"low": replace(share, sign="=")}, remarks=())


def among_places(found: Sequence[Piece]) -> list[Piece]:
    """Return rows of 「前 20%」, 「20%-50%」 and 「后 20%」 as bands of the place in per cent of everybody."""
    ways = [_RANKED.search(piece.words) if piece.kind == "band" else None for piece in found]
    others = [piece for piece, way in zip(found, ways, strict=True) if way is None]
    if not any(ways) or any(piece.kind != "rest" and not {"low", "high"} <= piece.figures.keys() for piece in others):
        return list(found)
    told: list[Piece] = []
    for piece, way in zip(found, ways, strict=True):
        ends = ends_of(piece)
        if way and len(ends) == 1 and ends[0].unit == "%" and ends[0].sign == "=":
            told.append(_among_first_or_last(piece, is_first=bool(way["first"])))
        else:
            told.append(replace(piece, words=_PLACE) if piece.kind == "band" else piece)
    return told


def _among_first_or_last(piece: Piece, *, is_first: bool) -> Piece:
    """Return what a share of everybody gets, the first or the last of them, as a band of the place in per cent."""
    [end] = ends_of(piece)
    beyond = replace(end, value=round(1 - end.value, 12), sign=">")
    ends = {"high": replace(end, sign="≤")} if is_first else {"low": beyond, "off": end}
    return replace(piece, words=_PLACE, figures=ends | _given(piece), remarks=("assumed.rank_share",))


def _given(piece: Piece) -> dict[str, Figure]:
    """Return the figures of a band but for its ends."""
    return {role: each for role, each in piece.figures.items() if role not in ("low", "high")}


def _is_behind(pattern: re.Pattern[str], text: str, piece: Piece) -> bool:
    """Return whether the one exact bound of a band stands behind words of a pattern."""
    ends = ends_of(piece)
    return len(ends) == 1 and ends[0].sign == "=" and pattern.search(text[piece.start : ends[0].start]) is not None


def _bare_range(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「5 次及以上，0-50 分」 beside bands that give points as one that gives from … to …."""
    giving = any(piece.kind == "band" and "points" in piece.figures for piece in found)
    told: list[Piece] = []
    for piece in found:
        before = told[-1] if told else None
        ends = piece.figures if piece.kind == "band" and piece.figures.keys() == {"low", "high"} else {}
        is_range = bool(ends) and not piece.words and ends["high"].unit == "分"
        bare = before is not None and before.kind == "band" and not before.formula and "points" not in before.figures
        if before is None or not (giving and bare and is_range) or re.search("[;；。]", text[before.end : piece.start]):
            told.append(piece)
            continue
        given = {"points": replace(ends["low"], sign=""), "most": replace(ends["high"], sign="")}
        told[-1] = replace(before, figures={**before.figures, **given}, end=piece.end)
    return told


def _bare_zero(_text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「…，未完成 0」 beside levels that give points as the one that gives none."""
    giving = [piece for piece in found if piece.kind in _EARNING and "points" in piece.figures]
    if len(giving) < len(_EARNING) - 1:
        return found
    for number, piece in enumerate(found):
        match = _ZERO.fullmatch(piece.words) if piece.remarks == ("open.figure",) else None
        if match and piece.kind == "words":
            none = {"points": Figure(0, "", piece.end, piece.end)}
            found[number] = Piece("case", trimmed(match["words"]), none, start=piece.start, end=piece.end)
    return found


def _levels_that_cost(_text: str, found: list[Piece], points: float | None) -> list[Piece]:
    """Return 「高为满分，中扣 5 分，低扣 10 分」 as levels of which one holds, not as what is counted.

    So are states beside one that gives all and one that gives none: 「通过为满分，通过但有漏洞扣 5 分，未通过为 0 分」.
    """
    given = [piece for piece in found if piece.kind == "case"]
    full_and_none = {"points", ""} <= {piece.formula for piece in given} and any(_is_worth(each, 0) for each in given)
    told = [_as_level(piece, points, is_state=full_and_none) for piece in found]
    cases = [piece for piece in told if piece.kind == "case"]
    costs = [piece for before, piece in zip(found, told, strict=True) if before.kind == "deduct" and piece in cases]
    full = [piece for piece in cases if piece not in costs and (piece.formula or _is_worth(piece, points))]
    if (
        not ((costs and full_and_none) or any(_LEVEL_ALONE.fullmatch(piece.words) for piece in costs))
        or any(piece.kind not in ("case", "words", "weight", "floor") for piece in told)
        or len(costs) + len(full) < _FEWEST
    ):
        return found
    for piece in full:  # 「由上级评估，快速为满分」
        told[told.index(piece)] = replace(piece, words=re.split("[，,]", piece.words)[-1])
    if not full:  # 「良扣 2 分，中扣 4 分」, of the best of which nothing is lost
        end = told[-1].end
        told.append(Piece("rest", "", start=end, end=end, formula="points", remarks=("assumed.levels_cost",)))
    return [piece for piece in told if piece.kind != "floor"]


def _any_of_them(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「违反任何一项，扣 5 分」 as what is counted each time, which is assumed: it may be once for all."""
    return [
        replace(piece, remarks=(*piece.remarks, "assumed.each_time"))
        if piece.kind == "deduct"
        and _ANY.search(text, piece.start, piece.figures["points"].start)
        and "每" not in text[piece.start : piece.end]
        and "assumed.each_time" not in piece.remarks
        else piece
        for piece in found
    ]


def _full_points_told(_text: str, found: list[Piece], points: float | None) -> list[Piece]:
    """Return 「按四个等级考核（总分 20）」 of 20 points as words, whose figure are the full points."""
    told: list[Piece] = []
    for piece in found:
        match = _WHOLE.search(piece.words) if piece.kind == "words" else None
        stated = float(match["most"]) if match and len(re.findall(r"\d+", piece.words)) == 1 else None
        stated = piece.figures["weight"].value if piece.kind == "weight" else stated
        is_whole = piece.remarks == ("open.figure",) and stated is not None and stated == points
        told.append(replace(piece, remarks=("assumed.only_words",)) if is_whole else piece)
    return told


def _is_worth(piece: Piece, points: float | None) -> bool:
    worth = piece.figures.get("points")
    return worth is not None and worth.value == points


def _as_level(piece: Piece, points: float | None, *, is_state: bool) -> Piece:
    """Return what a level of a scale, or a state, costs, or that it costs nothing, as what it leaves."""
    best = _COSTLESS.fullmatch(piece.words) if piece.kind == "words" else None
    if best:
        return replace(piece, kind="case", words=best["name"], formula="points", remarks=())
    of_full = tuple(remark for remark in piece.remarks if remark == "assumed.percent_of")
    once = piece.figures.keys() == {"points"} and {*piece.remarks} - {*of_full} == {"assumed.each_time"}
    is_level = _IN_SCALE.fullmatch(piece.words) and not of_full
    if piece.kind != "deduct" or not once or not (is_state or is_level):
        return piece
    cost = piece.figures["points"]
    if points is None:
        return replace(piece, kind="case", figures={}, remarks=("open.full_points",))
    taken = round(cost.value * points, 9) if cost.unit == "%" else cost.value
    left = {"points": replace(cost, value=max(round(points - taken, 9), 0), unit="分"), "off": cost}
    beyond = ["assumed.more_than_full"] if taken > points else []
    return replace(piece, kind="case", figures=left, remarks=("assumed.levels_cost", *of_full, *beyond))


def _opposite(_text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return states that rule each other out as asked about: 「未完成目标扣 5 分；完成目标加 5 分」 count nothing."""
    once = [each for each in found if each.kind in ("deduct", "add") and "assumed.each_time" in each.remarks]
    same = len({_SIDE.sub("", each.words) for each in once}) == 1 < len({each.words for each in once})
    return [replace(each, remarks=(*each.remarks, "open.times")) if same and each in once else each for each in found]


def _from_a_start(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return what is added from where nothing is given as earned: 「以 80% 为起点，每增加 1% 加 0.5 分」."""
    standards = [piece for piece in found if piece.kind == "standard"]
    over = [piece for piece in found if piece.kind == "over" and piece.figures["points"].sign == "+"]
    if len(standards) != 1 or len(over) != 1 or any(piece.kind == "short" for piece in found):
        return found
    aim = standards[0].figures["standard"]
    zero = [piece for piece in found if piece.kind == "band" and _gives_nothing(piece)]
    starts = [end for piece in zero for end in ends_of(piece) if end.sign in "≤<" and end.value == aim.value]
    if over[0].formula == "earned" and len(starts) == 1:
        return [piece for piece in found if piece is not standards[0]]
    told = text[standards[0].start : standards[0].end]
    if not _STARTING.search(told) and not _STARTING.search(standards[0].words):
        return found
    none = Figure(0, "", standards[0].end, standards[0].end)
    below = replace(standards[0], kind="band", words="", figures={"high": replace(aim, sign="≤"), "points": none})
    earned = replace(over[0], formula="earned")
    return [below if piece is standards[0] else earned if piece is over[0] else piece for piece in found]


def _gives_nothing(piece: Piece) -> bool:
    points = piece.figures.get("points")
    return points is not None and points.value == 0


def _short_of_bound(_text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「小于 95% 每 1% 扣 1 分」 as steps from that bound."""
    aims = {end.value for piece in found for role, end in piece.figures.items() if role == "standard"}
    told: list[Piece] = []
    for piece in found:
        ends, step = ends_of(piece), piece.figures.get("step")
        signs = "<>" if piece.kind == "deduct" else ">"
        strict = len(ends) == 1 and ends[0].sign in signs and step is not None and ends[0].unit == step.unit == "%"
        if piece.kind not in ("deduct", "add") or not strict or step is None or "most" in piece.figures:
            told.append(piece)
            continue
        [end] = ends
        others = {other.value for each in found if each is not piece for other in ends_of(each)} | aims
        if end.value not in others:
            standard = {"standard": replace(end, sign="")}
            words = _PART.sub("", piece.words)
            told.append(Piece("standard", words, standard, start=piece.start, end=end.end))
        points = replace(piece.figures["points"], sign="-" if piece.kind == "deduct" else "+")
        figures = {"step": step, "points": points}
        kind: Kind = "short" if end.sign == "<" else "over"
        remarks = tuple(each for each in piece.remarks if each != "open.beyond")
        told.append(replace(piece, kind=kind, words=_PART.sub("", piece.words), figures=figures, remarks=remarks))
    return told


def _whole_target(_text: str, found: list[Piece], points: float | None) -> list[Piece]:
    """Return pieces with all of a target that is stated as no bound of its own.

    「目标 100 万元，完成 100% 得 10 分，每少 5 万元扣 1 分」
    """
    standards = [piece.figures["standard"] for piece in found if piece.kind == "standard"]
    changes = [piece for piece in found if piece.kind in ("short", "over")]
    units = {piece.figures["step"].unit for piece in changes if "step" in piece.figures}
    if len(standards) != 1 or units != {standards[0].unit} or standards[0].unit in ("%", ""):
        return found
    told: list[Piece] = []
    for piece in found:
        ends = ends_of(piece) if piece.kind == "band" else []
        given = piece.figures.get("points")
        is_full = piece.formula == "points" or (given is not None and given.value == points)
        is_whole = [(end.value, end.unit, end.sign in "=≥") for end in ends] == [(1, "%", True)] and is_full
        told.append(Piece("words", "", {"aim": ends[0]}, start=piece.start, end=piece.end) if is_whole else piece)
    return told


def _places_behind(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「第一名 20 分，以后依次递减 2 分」 with what each place further costs."""
    if not any(piece.kind == "rank" for piece in found):
        return found
    for number, piece in enumerate(found):
        points = piece.figures.get("points")
        is_next = piece.kind == "deduct" and piece.figures.keys() == {"points"} and points is not None
        if (
            is_next
            and points is not None
            and _NEXT_PLACES.fullmatch(piece.words)
            and _FALLING.search(text, piece.start, points.start)
        ):
            figures = {"step": Figure(1, "名", points.start, points.start), "points": points}
            found[number] = replace(piece, words="", figures=figures, remarks=())
    return found


def _and_so_on(text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「100% 得 20 分，90% 得 18 分，80% 得 16 分，以此类推」 with the bands that go on, down to nothing."""
    told = [piece for piece in found if piece.kind not in ("words", "weight")]
    bands = [piece for piece in told if piece.kind == "band" and piece.figures.keys() == {"low", "points"}]
    if len(bands) < _FEWEST or bands != told or not tabled.AND_SO_ON.search(text):
        return found
    ends = [piece.figures["low"] for piece in bands]
    given = [piece.figures["points"].value for piece in bands]
    sizes, falls = (
        {round(one - two, 9) for one, two in pairwise(each)} for each in ([end.value for end in ends], given)
    )
    even = len(sizes) == len(falls) == 1 and min(*sizes, *falls) > 0 and all(end.sign in "=≥" for end in ends)
    if not even or len({end.unit for end in ends}) != 1 or len({piece.figures["points"].unit for piece in bands}) != 1:
        return found
    size, fall = sizes.pop(), falls.pop()
    last, place = bands[-1], found.index(bands[-1])
    more: list[Piece] = []
    value, worth = ends[-1].value - size, given[-1] - fall
    while value > size / 2 and worth > fall / 2 and len(more) < _HUNDRED:
        low = replace(ends[-1], value=round(value, 12))
        points = replace(last.figures["points"], value=round(worth, 9))
        more.append(
            replace(
                last, words="", figures={"low": low, "points": points, "off": ends[-1]}, remarks=("assumed.and_so_on",)
            )
        )
        value, worth = value - size, worth - fall
    none = Piece(
        "rest",
        "",
        {"points": Figure(0, "", last.end, last.end)},
        start=last.end,
        end=last.end,
        remarks=("assumed.and_so_on",),
    )
    behind = [
        replace(piece, remarks=()) if tabled.AND_SO_ON.search(piece.words) else piece for piece in found[place + 1 :]
    ]
    return [*found[: place + 1], *more, none, *behind]


def _costing_on(_text: str, found: list[Piece], points: float | None) -> list[Piece]:
    """Return 「迟到 3 次扣 2 分，4 次扣 3 分，以此类推」 with the counts that go on, until nothing is left."""
    place = next((at for at, piece in enumerate(found) if tabled.AND_SO_ON.search(piece.words)), len(found))
    told = [_at_count(piece) for piece in [*takewhile(_costs_at_count, reversed(found[:place]))][::-1]]
    ends = [piece.figures["low"] for piece in told]
    costs = [piece.figures["points"].value for piece in told]
    more = {round(two - one, 9) for one, two in pairwise(costs)}
    is_even = len(more) == 1 and min(more) > 0 and {two.value - one.value for one, two in pairwise(ends)} == {1.0}
    free = any(piece.kind == "band" and piece.formula == "points" for piece in found[:place])
    if place == len(found) or not is_even or not free or points is None or len({end.unit for end in ends}) != 1:
        return found
    last, cost, count = told[-1], costs[-1], ends[-1].value
    while cost < points and len(told) < _HUNDRED:
        cost, count = round(cost + min(more), 9), count + 1
        low = replace(ends[-1], value=count, sign="=" if cost < points else "≥")
        figures = {"low": low, "points": replace(last.figures["points"], value=min(cost, points)), "off": ends[-1]}
        told.append(replace(last, figures=figures, remarks=("assumed.and_so_on",)))
    return [*found[: place - len(ends)], *told, replace(found[place], remarks=()), *found[place + 1 :]]


def _costs_at_count(piece: Piece) -> bool:
    """Return whether something costs points at one number of times."""
    end = piece.figures.get("low") or piece.figures.get("step")
    is_one = piece.figures.keys() in ({"low", "points"}, {"step", "points"})
    return piece.kind == "deduct" and is_one and end is not None and end.sign in ("", "=")


def _at_count(piece: Piece) -> Piece:
    """Return what something costs at so many times as a band of that number alone."""
    end = piece.figures.get("low") or piece.figures["step"]
    told = tuple(each for each in piece.remarks if each != "open.times")
    return replace(piece, figures={"low": replace(end, sign="="), "points": piece.figures["points"]}, remarks=told)


def _below_them(_text: str, found: list[Piece], _points: float | None) -> list[Piece]:
    """Return 「10 课时以上 5 分，6 课时以上 3 分，低于 0 分」, whose last bound is the one before, as what is left."""
    bands = [piece for piece in found if piece.kind == "band" and "points" in piece.figures]
    for number, piece in enumerate(found):
        if len(bands) >= _FEWEST and piece.kind == "case" and _gives_nothing(piece) and _BELOW.fullmatch(piece.words):
            found[number] = replace(piece, kind="rest", words="", remarks=("assumed.case_is_rest",))
    return found


def _each_alike(text: str, found: list[Piece], points: float | None) -> list[Piece]:
    """Return 「5 项工作，每项 2 分」 of 10 points as what each earns, or as what each that is missed takes."""
    for number, piece in enumerate(found):
        match = _EVEN.search(text.replace(",", "，"), piece.start, piece.end)
        given = piece.figures.get("points")
        if match is None or piece.kind not in ("deduct", "add") or given is None or points is None:
            continue
        if float(match["count"]) * given.value != points:
            continue
        alike = [
            each
            for each in found
            if each is not piece
            and each.kind == "deduct"
            and each.figures["points"].value == given.value
            and FAULT.search(each.words)
        ]
        if alike:
            words = text[piece.start : piece.end].strip(" ，,")
            found[number] = Piece("words", words, {"aim": given}, start=piece.start, end=piece.end)
            return found
        one = {"step": Figure(1, match["unit"], given.start, given.start), "points": given}
        name = piece.words if piece.words not in ("共", "共计", "合计") else ""
        found[number] = replace(piece, kind="add", words=name, figures=one, formula="earned", remarks=("assumed.sign",))
    return found
