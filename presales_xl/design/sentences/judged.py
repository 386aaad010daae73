"""Rules over what is counted, chosen or judged: deductions and additions, levels, ratings by raters, grades."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.conditions import MONEY, TIMES, is_rater, trimmed
from presales_xl.design.sentences.gathered import NEGATED, SCALE, TOWARD, Gathered, Rule, alike, freed, in_band
from presales_xl.design.sentences.named import LEVELS
from presales_xl.design.sentences.pieces import Figure, Piece
from presales_xl.design.sentences.targets import AT_TARGET
from presales_xl.scheme.bands import ELSE
from presales_xl.scheme.rules import TOLERANCE

#: The mean of what several give: 各部门评分的平均值.
_MEAN_RATED = re.compile(
    r"(?:^|[取以按])(?P<several>[^，；。\d取以按]{2,14}?)(?:评分|打分|评价|评议)的?(?:算术)?(?:平均(?:得?分|值|数)?|均[分值])"
)
_RATED = re.compile(
    r"由(?P<rater>[^，；。由]{2,12}?)(?:集体|主观|酌情|[按依]据?|视|根据[^，；。]{0,20}|(?:从|就|针对|围绕)[^，；。]{1,30}?|进行|直接|综合|负责)*(?:评分|打分|评价|评定|考评|评议)"
    r"|由(?P<mutual>[^，；。由]{2,12}?[互测]评)(?=[，。；\s]|$)"
    r"|^[^，；。]{2,20}?(?:平均分|均分|平均得分|成绩|分数|评分|打分)(?:即|就)?(?:为|是|作为|计为)(?:本项|该项|最终)?(?:得分|分数)$"
    r"|^(?P<judging>(?!分?的?(?:之间|[以之]?内(?![部审控勤])|范围|区间))[^，；。]{0,10}?)(?:直接|主观|综合|酌情|(?:根据|依据|结合|按照?|视)[^，；。]{2,40}?){1,2}(?:(?:给|打|评|计)分|评[价定议]|打分|给予?评?分)$"
    r"|^(?P<checking>(?:(?!每|定期|不定期)[^，；。]){2,8}?)?(?:每[周月日天旬次]|不?定期|随机)?(?:检查|抽查|巡查|巡检)后?(?:进行)?(?:打分|评分)"
    r"|^(?P<assessing>(?!分?的?(?:之间|[以之]?内(?![部审控勤])|范围|区间))[^，；。]{2,10})评[价定]$|^(?P<named>(?!分?的?(?:之间|[以之]?内(?![部审控勤])|范围|区间))[^，；。]{2,12}?)(?:直接|进行|综合)?(?:评分|打分|评议)$"
)
#: Several who rate alike: 「由销售经理、项目经理、客户三方评分取平均」.
_TOGETHER = re.compile(
    r"^由?(?P<all>[^，；。\d由]{2,12}?(?:[、和与及][^，；。\d由]{2,12}?)+)(?:[两二三四五六]?(?:方|人|者|部门)?)?(?:分别|各自|共同|独立)*"
    r"(?:评分|打分|评价)[后，的]*(?:取|求|按|计算)?其?(?:算术)?平均(?:值|分|数)?(?:计分|得分|计算|为准)?$"
)
_HOW_OFTEN = re.compile("(?:[\\d一二两三四五六七八九十]+|多|历|各|每)次")
#: How somebody rates, behind who does: 「（主管）给予书面评价」.
_ACT = re.compile("(?:给予|给出|作出|做出|予以)?(?:书面|口头)*$")
#: Levels that are told by something to compare with: 「高于上期」, 「低于上期」.
_MORE_THAN = re.compile(r"(?<!不)(?:超过|高于|多于|大于|高出|超出)(?P<of>[^，；。\d]{2,8})$")
_LESS_THAN = re.compile(r"(?<!不)(?:低于|少于|小于|不足)(?P<of>[^，；。\d]{2,8})$")
_SIDES = 2
_SCALE = 4
#: What counts what lacks of all: 「归档及时率 100 % 得 10 分，少 1 件扣 1 分」.
_LACKING = re.compile(
    "少|缺|漏|错|晚点?|迟|脱班|误点|缺少|遗漏|出错|未完成|不合格|未?(?:及时|按时)|延[迟误期]|逾期|超期|未.{1,4}|不.{1,3}"
)
#: What counts the days or hours behind a term: 「3 日内提交得 10 分，每晚 1 天扣 2 分」.
_LATE = re.compile(r"(?:晚|迟|延迟|延误|延期|逾期|超期|推迟|拖延|滞后|超时)[^，]{0,4}$")
_BASE = re.compile(r"(?:基础|基准|基本|起评|起始|初始)分(?:值|数)?(?:为|是|:|：)?\s*$")
_LEVEL = re.compile(rf"{LEVELS}|[A-E甲乙丙丁][级等档]?")
_LEVEL_LAST = re.compile(rf"(?<=[^不较很极最更]{{2}})(?:{LEVELS})$")
#: What says that more of the same is counted, and nothing of what it is; and what is worse than the same.
_AGAIN = re.compile(
    "^(?:[当本每全][月季年周期日]度?|[月季年]度|期间|考核期内?|累计|合计|共计?|总?次数|数量|总数|超[过出]?|发生|出现|发现|存在|达到?|同[月日一]|有|的|该项|此项|以上)+"
)
_SEVERE = re.compile("特?重大|重伤|死亡|伤亡|严重|恶性|特别|较大")
#: A bound in the name of a level, by which a rater goes.
_BOUNDED = re.compile(r"[≥≤<>＜＞]\s?\d|\d\s?[%％]|\d[^，]{0,4}以[上下内]")
_HEAD = re.compile(r"\s*(?P<head>[^:：，,；;。\s\d]{2,14})\s?[:：]")
_ENDED = re.compile(r"[;；。\n]")
#: Who has not to do what takes points of the others: 「没有布置家访任务的老师」, 「无作业科目」.
_WITHOUT_TASK = re.compile(
    "(?:(?:本|当)[月季年期]度?)?(?:没有?|无|未|不)(?:需|用|要)?(?:(?:布置|安排|涉及|承担|担任|分配|下达|参[与加])|[^，。]{0,6}(?:任务|作业|科目|课程|业务|岗位|项目))"
)
_ASKED = re.compile("是否|，?是$")
_EXTRA = re.compile("(?:额外|另外|再)$")
_OF_ALL = re.compile("累计|合计|总|共|本项|该项|以上|两项")
_TAKES = re.compile("的?(?:另|再|则|加)?[扣减罚]$")
_DUTY = re.compile(r"(?:^|[\n;；]|(?<=\d)[、.．)）])\s*(?P<duty>[^\n;；。\d扣]{4,40})[。]\s*$")
_JUDGED = re.compile("酌情|[打评给]分|视情[况节]")
#: How a case says that something is not so, what it may say so of in general, and how well something is to be done.
_NOT_SO = re.compile("^(?:当月|本月|当季|本季|全年|期间|[月季年]度?内)?(?:没有|[无未没不])(?:能|有|及时|按时)?")
_IN_GENERAL = re.compile("(?:达到?|达[标成]|做到|符合|满足|是|合格)?(?:要求|目标|标准|上述|以上)*(?:的|者)?")
_APART = re.compile("[，,；;。且并]")
_WELL = re.compile(
    "按(?:[时期质量需要]+|计划|规定)|全部|全面|及时|准时|如期|准确|有效|良好|优秀|合格|达标|齐全|完整|规范"
)


def counts(cell: Gathered) -> Rule:
    """Return deductions and additions by what is counted; None where a rater decides, within limits."""
    deducted: dict[str, object] = {}
    added: dict[str, object] = {}
    every: dict[str, float] = {}
    start: dict[str, float] = {}
    ranged: dict[str, dict[str, list[float]]] = {"limits": {}, "limits_each": {}}
    counted = _ranged_each(cell, _counted(cell))
    for piece, key in zip(counted, _told_apart(cell, counted), strict=True):
        cell.use(piece)
        side = deducted if piece.kind == "deduct" else added
        cell.remarks += ["open.order"] if key in side else []
        points, most, step = (piece.figures.get(role) for role in ("points", "most", "step"))
        side[key] = cell.changes(points) if points is not None and most is None else None
        if most is not None and points is not None:
            times = "limits_each" if "assumed.each_within" in piece.remarks else "limits"
            ranged[times][key] = [cell.changes(points), cell.changes(most)]
            step = None
        if step is not None and (step.value != 1 or step.unit in MONEY):
            every[key] = step.value
            cell.remarks += _in_whole(cell)
        if (allowed := freed(piece)) is not None:
            every[key], start[key] = every.get(key, 1.0), allowed
    cell.remarks += ["open.how_much"] if _go_either_way(cell, counted) else []
    cell.remarks += ["open.combined"] if _is_part(counted) else []
    fields: Rule = {"kind": "deduct", "deductions": deducted} if deducted else {"kind": "add"}
    fields |= {"additions": added} if added else {}
    fields |= {times: limits for times, limits in ranged.items() if limits}
    fields |= ({"every": every} if every else {}) | ({"start": start} if start else {})
    _allow(cell, deducted)
    for piece in emptying(cell) if only_bounded(cell) else ():
        fields |= _zero_when(cell, piece, [*deducted, *added])
        cell.use(piece)
    for case in () if levelled(cell) else cell.of("case"):
        _case_beside(cell, case, fields)
    _leave_standards(cell, deducted)
    limits = _floorless(cell)
    limits |= cell.limits(floor=bool(deducted) and not limits)
    heaviest = max((each for each in deducted.values() if isinstance(each, int | float)), default=0)
    is_beyond = cell.points is not None and heaviest > cell.points and "assumed.floor" in cell.remarks
    cell.remarks += ["assumed.more_than_full"] if is_beyond else []
    if deducted and _from_nothing(cell):
        cell.remarks.append("assumed.from_nothing")
        capped = {"cap": limits["cap"]} if "cap" in limits else {}
        return {"kind": "sum", "parts": [{**fields, "kind": "add", **capped}]}
    cap = limits.get("cap")
    of_all = bool(added) and isinstance(cap, int | float) and cell.points is not None and cap >= cell.points
    if deducted and "cap" in limits and not of_all:  # 「最多 10 分」 behind deductions
        unclear = bool(added) or "cap_deducted" in limits
        cell.remarks.append("open.limits" if unclear else "assumed.most_deducted")
        limits |= {} if unclear else {"cap_deducted": limits.pop("cap")}
        cell.remarks = [each for each in cell.remarks if unclear or each != "assumed.floor"]
    cell.remarks += _of_both(deducted, added, is_capped=cap is not None and cap == cell.points)
    limits = limits if deducted else _limits_of_added(cell, limits)
    return _on_base(cell, fields, limits) or fields | limits


def _in_whole(cell: Gathered) -> list[str]:
    """Return that only whole steps count, but for where parts of them are said to count: 「不足 12 小时按比例扣分」."""
    in_parts = any("assumed.in_parts" in piece.remarks for piece in cell.of("words"))
    return [] if in_parts else ["assumed.whole_steps"]


def _is_part(counted: Sequence[Piece]) -> bool:
    """Return whether some are of the others, or what each gives is named by a share: 「按两者的比例，每个得 5 分」."""
    return any(piece.words.startswith("其中") for piece in counted[1:]) or any(
        piece.formula and piece.words.endswith(("比例", "比率")) for piece in counted
    )


def _of_both(deducted: Mapping[str, object], added: Mapping[str, object], *, is_capped: bool) -> list[str]:
    """Return what is assumed or open where something is deducted and something added.

    「每多 10 人加 2 分，每少 10 人减 2 分，最高 10 分」 of 10 points: nothing could ever be added.
    """
    ways = {bool(way["less"]) for key in (*deducted, *added) if (way := TOWARD.search(key))}
    in_vain = ["open.limits"] if is_capped and len(ways) > 1 else []
    return [*in_vain, "assumed.from_full"] if deducted and added else []


def _leave_standards(cell: Gathered, deducted: Mapping[str, object]) -> None:
    """Take up what has to be, of which nothing goes by: 「目标 0 单」, 「字数为 3000 字，字数不够的扣 0.5 分」."""
    duties = [each for each in cell.of("standard") if each.words and any(each.words in key for key in deducted)]
    cell.remarks += ["assumed.duty"] if duties else []
    cell.use(*duties, *(each for each in cell.of("standard") if not each.figures["standard"].value))


def _ranged_each(cell: Gathered, counted: Sequence[Piece]) -> list[Piece]:
    """Return what is counted with ranges as those of each time, where something else is said to cost each time."""
    if any({"assumed.each_time", "assumed.within_limits"} & {*piece.remarks} for piece in counted[:1]):
        return [*counted]
    return [cell.changed(piece, "assumed.within_limits", "assumed.each_within") for piece in counted]


def count_occasions(cell: Gathered) -> None:
    """Take the only bound that costs points beside what is counted for something that is counted, too.

    「每延误一次扣 1 分，延误超过 3 天的扣 3 分」, 「投诉一次扣 2 分，同一客户投诉两次以上扣 5 分」
    """
    bounded = [piece for piece in cell.of("deduct") if in_band(piece)]
    counted = [piece for piece in cell.of("deduct") if not in_band(piece) and piece.words]
    if len(bounded) != 1 or not counted or cell.of("band", "rank", "share", "standard", "short", "over"):
        return
    end = bounded[0].figures.get("low")
    if end is None or "high" in bounded[0].figures or end.unit not in {*tabled.COUNTED, *TIMES} or not bounded[0].words:
        return
    if _counted_again(bounded[0].words, [piece.words for piece in counted]) is None:
        return  # 「请假 2 天以上扣 10 分；迟到每次扣 3 分」
    words = _TAKES.sub("", trimmed(cell.text[bounded[0].start : bounded[0].figures["points"].start]))
    points = {role: each for role, each in bounded[0].figures.items() if role != "low"}
    place = cell.found.index(bounded[0])
    cell.found[place] = replace(bounded[0], words=words, figures=points, remarks=("assumed.each_time",))


def _limits_of_added(cell: Gathered, limits: Rule) -> Rule:
    """Return the limits of additions alone: what is added at most is all there is."""
    told = {"cap" if key == "cap_added" else key: each for key, each in limits.items()}
    return {"cap": None} | told if cell.of("no_cap") else told


def _on_base(cell: Gathered, fields: Rule, limits: Rule) -> Rule:
    """Return what is added to base points up to the full ones: 「基础分 6 分，每完成一项加 1 分，最高 10 分」."""
    stated = [piece.figures["weight"] for piece in cell.of("weight") if not piece.words]
    base = [each for each in stated if _BASE.search(cell.text[: each.start]) and each.unit != "%"]
    cap = limits.get("cap", cell.points)
    if len(base) != 1 or cell.points is None or not 0 < base[0].value < cell.points or "additions" not in fields:
        return {}
    if cap not in (cell.points, cell.points - base[0].value) or "zero_when" in fields:
        return {}
    cell.remarks.append("assumed.base")
    cell.remarks = [each for each in cell.remarks if each != "assumed.from_full"]
    left = {key: each for key, each in limits.items() if key == "cap_deducted"}
    changed = {**fields, **left, "cap": round(cell.points - base[0].value, 10)}
    return {"kind": "sum", "parts": [{"kind": "formula", "formula": f"{base[0].value:.12g}"}, changed]}


def _counted(cell: Gathered) -> list[Piece]:
    """Return what is counted, without what contradicts that, which is asked."""
    counted = [piece for piece in cell.of("deduct", "add") if not in_band(piece)]
    contrary = {id(piece) for before, piece in pairwise(counted) if _is_contrary(before, piece)}
    cell.use(*(piece for piece in counted if id(piece) in contrary))
    return [piece for piece in counted if id(piece) not in contrary]


def _is_contrary(one: Piece, piece: Piece) -> bool:
    """Return whether so many take something else than each does so often: 「每发生一例扣 5 分，发生两例时扣 20 分」."""
    step, before = piece.figures.get("step"), one.figures.get("step")
    is_one = step is not None and before is not None and (before.value, before.unit) == (1, step.unit)
    return is_one and step is not None and step.value > 1 and not piece.words and "open.times" in piece.remarks


def _go_either_way(cell: Gathered, counted: Sequence[Piece]) -> bool:
    """Return whether it is not said if points are added or taken: 「每次加减 5 分」, 「每次±5 分」."""
    ways = [at for match in re.finditer(r"(?:加减|±)\s?", cell.text) for at in match.span()]
    given = [end for piece in counted for role, end in piece.figures.items() if role in ("points", "most")]
    return bool(ways) and any(end.start in ways for end in given)


def _floorless(cell: Gathered) -> Rule:
    """Return that nothing is the lowest where everything is deducted from the total; asks where only some is."""
    of_total = ["assumed.of_total" in piece.remarks for piece in cell.of("deduct")]
    cell.remarks += ["open.combined"] if any(of_total) and (not all(of_total) or cell.of("floor")) else []
    return {"floor": None} if any(of_total) and not cell.of("floor") else {}


def _told_apart(cell: Gathered, found: Sequence[Piece]) -> list[str]:
    """Return what pieces count; of the same words, with the heads of their lines, or what is counted before them.

    「市级：简报每篇加 1 分」; 「（1）试卷缺一次扣 1 分，没有的扣 2 分。（2）成绩单缺一次扣 1 分，没有的扣 2 分」
    """
    words = [piece.words for piece in found]
    lines = [max(map(cell.text[: each.start + 1].rfind, "\n；;。")) + 1 for each in found]
    told = []
    for at, (each, line) in enumerate(zip(words, lines, strict=True)):
        head, first = _HEAD.match(cell.text, line), words[lines.index(line)]
        before = first if first != each else next((one for one in reversed(words[:at]) if one != each), "")
        led = head["head"] if head else before if words.index(each) < at or lines.count(line) > 1 else ""
        led = led or ("" if each else _duty_before(cell.text, line))
        told.append((f"{led}：{each}" if each else led) if led and words.count(each) > 1 else each)
    return told


def _duty_before(text: str, line: int) -> str:
    """Return what has to be, in front of what each time costs that it is not: 「不得脱岗。每次扣 2 分」."""
    duty = _DUTY.search(text, 0, line)
    return f"{trimmed(duty['duty'])}（未做到）" if duty else ""


def _allow(cell: Gathered, deducted: Mapping[str, object]) -> None:
    """Take up the bands in which nothing is deducted, and say what is taken of them."""
    stepped = cell.of("short", "over")  # whose standard the band is
    allowed = allowing(cell) if only_bounded(cell) and not stepped else []
    if not allowed:
        return
    late = all(_LATE.search(key) for key in deducted)
    ends = [piece.figures["high"] for piece in allowed if "high" in piece.figures]
    beyond = ends and all(any(f"{end.value:g}" in key for end in ends) for key in deducted)  # 「超 24 小时每单扣」
    lacking = beyond or "low" in allowed[0].figures
    cell.remarks.append("assumed.full_points" if lacking else "assumed.late" if late else "open.beyond")
    cell.use(*allowed)


def _from_nothing(cell: Gathered) -> bool:
    """Return whether what is counted earns its points: 「每达成一个里程碑得 3 分，未达成扣 2 分」."""
    earned = [piece for piece in cell.of("add") if piece.formula == "earned"]
    return bool(earned) and earned == cell.of("add") and not any(TOWARD.search(piece.words) for piece in earned)


def capped_apart(cell: Gathered) -> bool:
    """Return whether a cap lies over some additions or deductions: 「每提前 5 天加 1 分，上限 5 分；每封加 3 分」."""
    groups = _capped_groups(cell)
    return len(groups) > 1 and any(group[-1].kind == "cap" for group in groups)


def _capped_groups(cell: Gathered) -> list[list[Piece]]:
    """Return additions and deductions by the caps that lie over them, together where one lies over all of them."""
    groups: list[list[Piece]] = []
    found = [piece for piece in cell.of("add", "deduct", "cap") if not piece.formula and not in_band(piece)]
    for before, piece in zip([None, *found], found, strict=False):
        ended = before is None or before.kind == "cap" or _ENDED.search(cell.text, before.end, piece.start + 1)
        groups += [[]] if ended else []
        groups[-1].append(piece)
    for group in groups:
        limits = [each.value for each in group[-1].figures.values()] if group[-1].kind == "cap" else []
        of_all = limits and (len(group) == 1 or _OF_ALL.search(cell.text, group[-2].end, group[-1].end))
        if of_all or cell.points in limits:
            return [found]
    return groups


def apart(cell: Gathered) -> Rule:
    """Return additions and deductions each of which has the cap in its own sentence."""
    parts = [Gathered(cell.text, group, cell.points) for group in _capped_groups(cell)]
    rules = [counts(part) for part in parts]
    deducted = bool(cell.of("deduct"))
    floored = bool(cell.of("floor"))
    told = [remark for part in parts for remark in part.remarks if not (floored and remark == "assumed.floor")]
    cell.remarks += [*told, "assumed.together", "assumed.own_cap"]
    cell.use(*cell.of("add", "deduct", "cap", "floor"))
    base: list[Rule] = [{"kind": "formula", "formula": "points"}] if deducted else []
    return {"kind": "sum", "parts": [*base, *rules]}


def emptying(cell: Gathered) -> list[Piece]:
    """Return the only band that leaves nothing, beside deductions for each: a count, or something else by its name."""
    found = [piece for piece in cell.of("band") if cell.gives(piece) == 0]
    ends = found[0].figures.keys() - {"points"} if len(found) == 1 else set()
    return found if ends == {"low"} or (ends == {"high"} and found[0].words) else []


def allowing(cell: Gathered) -> list[Piece]:
    """Return the only band in which nothing is deducted: up to a bound, at 0, or at all of which some lack."""
    found = [piece for piece in cell.of("band") if piece.formula or cell.gives(piece) == cell.points is not None]
    ends = found[0].figures.keys() - {"points"} if len(found) == 1 else set()
    if len(found) > 1 and all(_is_term(piece) for piece in found):
        return found
    low = found[0].figures["low"] if ends == {"low"} else None
    all_of_it = low is not None and (
        low.value == 0
        or (low.unit == "%" and low.value == 1)
        or any(_LACKING.fullmatch(each.words) for each in cell.of("deduct", "add"))
    )
    return found if ends == {"high"} or all_of_it else []


def _is_term(piece: Piece) -> bool:
    """Return whether a band only says within which time something is to be done: 「一般故障 8 小时内解决」."""
    ends = piece.figures.keys() - {"points"}
    return ends == {"high"} and bool(piece.words) and piece.figures["high"].unit in TIMES


def only_bounded(cell: Gathered) -> bool:
    """Return whether bands beside deductions only say where nothing is deducted, and where nothing is left."""
    told = [*emptying(cell), *allowing(cell)]
    return bool(told) and len(told) == len(cell.of("band"))


def _counted_again(words: str, counted: Sequence[str]) -> str | None:
    """Return which count words speak of again, as 「当月累计超过 10 张」 does; None where they name something else."""
    bare = _AGAIN.sub("", words)
    if not bare:
        return counted[0]
    severe = _SEVERE.search(bare)
    for name in counted:
        shared = bare in name or name in bare or {*pairwise(bare)} & {*pairwise(name)}
        if (shared or (_LATE.search(bare) and _LATE.search(name))) and (not severe or severe[0] in name):
            return name
    return None


def _zero_when(cell: Gathered, piece: Piece, counted: Sequence[str]) -> Rule:
    """Return above how much of the same count, or with which value of something else, nothing is left."""
    end = piece.figures.get("low") or piece.figures["high"]
    bound = f"{piece.words} {tabled.bound(end, '≥' if end.sign == '=' else '')}".strip()
    if end.sign in "<≤" or (end.unit == "分" and piece.words):  # 「平台评分低于 4.5 分的不得分」
        cell.remarks.append("assumed.zero_when")
        return {"zero_when": bound, "zero_of": end.unit}
    again = _counted_again(piece.words, counted)
    sizes = [each.figures["step"].unit for each in cell.of("deduct", "add") if "step" in each.figures]
    lasting = {*TIMES, "周", "月", "个月"}
    if end.unit in lasting and alike(end.unit) not in map(alike, sizes):  # 「迟到一次扣 1 分，迟到 30 分钟以上不得分」
        again = None
    if again is None:  # 「迟到每次扣 1 分，旷工 1 天以上不得分」
        cell.remarks.append("assumed.zero_when")
        return {"zero_when": bound, "zero_of": end.unit}
    cell.remarks.append("open.condition" if end.unit == "分" else "assumed.same_count")
    other: Rule = {"zero_count": again} if again != counted[0] else {}
    return {"zero_when": bound, **other}


def _case_beside(cell: Gathered, case: Piece, fields: Rule) -> None:
    """Take 「无投诉得 15 分」 beside deductions for the full points, and 「丢标的 0 分」 for what leaves nothing."""
    worth = case.figures.get("points")
    cell.use(case)
    # 「基础分 30 分，无差错 30 分」
    based = [each.figures["weight"].value for each in cell.of("weight") if not each.words]
    if worth is None or worth.value in (cell.points, *based):
        only_added = not _changes_of(fields) and AT_TARGET.search(case.words)  # 「每次加 1 分，达到目标值为满分」
        cell.remarks += ["open.combined"] if only_added else []
        return
    if worth.value == 0 and _is_level_among(cell, case):
        cell.remarks.append("assumed.no_change")  # 「优加 10 分，良得 0 分，差扣 10 分」
    elif worth.value == 0 and case.words and "zero_when" not in fields:
        fields["zero_when"] = case.words
        cell.remarks.append("assumed.zero_when")
    elif worth.value == 0 and case.words and fields["zero_when"] in [each.words for each in cell.of("case")]:
        fields["zero_when"] = f"{fields['zero_when']}，或{case.words}"  # one question for all of them
    elif cell.points is not None and 0 < worth.value < cell.points and _is_without_task(case, fields):
        cell.remarks.append("assumed.without_task")  # 「没有值班任务的得 8 分」
        fields["deductions"] = {**_changes_of(fields), case.words: cell.points - worth.value}
    elif worth.value > 0 and cell.points is None and len(cell.earning("case")) == 1:
        cell.points = worth.value
        cell.remarks.append("assumed.full_points")
    else:
        alone = worth.value == 100 and len(cell.earning("case")) == 1
        cell.remarks.append("open.full_points" if alone else "open.case")


def _is_without_task(case: Piece, fields: Rule) -> bool:
    """Return whether a case is that of those who had not to do what takes points of the others."""
    told = _changes_of(fields)
    return bool(told) and bool(_WITHOUT_TASK.match(case.words)) and case.words not in told


def _changes_of(fields: Rule) -> dict[str, object]:
    told = fields.get("deductions")
    return dict(told) if isinstance(told, dict) else {}


def _is_level_among(cell: Gathered, case: Piece) -> bool:
    """Return whether a case is a level beside others that add or take."""
    changing = [piece.words for piece in cell.of("deduct", "add")]
    are_levels = all(_LEVEL.fullmatch(words) or _LEVEL_LAST.search(words) for words in changing)
    return _LEVEL.fullmatch(case.words) is not None and bool(changing) and are_levels


def parts(cell: Gathered) -> list[tuple[float, list[Piece]]]:
    """Return the parts of the full points, each with its deductions, [] for none: 「资料（8 分），每缺一项扣 2 分」."""
    found: list[tuple[float, list[Piece]]] = []
    for piece in cell.found:
        worth = piece.figures.get("points") or piece.figures.get("weight")
        if piece.kind in ("case", "weight") and piece.words and worth is not None:
            found.append((worth.value if worth.unit != "%" else worth.value * (cell.points or 0), []))
        elif piece.kind == "deduct" and not in_band(piece) and found and "most" not in piece.figures:
            found[-1][1].append(piece)
        elif piece.kind not in ("weight", "words", "floor") or any(each.value for each in piece.figures.values()) > (
            piece.kind == "weight"
        ):
            return []
    whole = abs(sum(worth for worth, _ in found) - (cell.points or 0)) < TOLERANCE
    return found if len(found) > 1 and whole and all(taken for _, taken in found) else []


def parted(cell: Gathered) -> Rule:
    """Return what is left of each part of the full points, none of which falls below nothing."""
    rules: list[Rule] = [{"kind": "formula", "formula": "points"}]
    for worth, taken in parts(cell):
        part = Gathered(cell.text, taken, worth)
        rules.append(counts(part) | {"cap_deducted": round(worth, 10)})
        cell.remarks += [remark for remark in part.remarks if remark != "assumed.floor"]
    cell.use(*cell.of("case", "weight", "deduct", "floor"))
    cell.remarks.append("assumed.parts")
    return {"kind": "sum", "parts": rules}


def cases(cell: Gathered) -> Rule:
    """Return levels by their descriptions, or all or nothing where there is one beside none."""
    found, rest = cell.of("case"), cell.of("rest")
    cell.use(*found, *rest)
    worth = [cell.gives(piece) for piece in (*found, *rest)]
    names = [piece.words for piece in found] + [ELSE] * len(rest)
    if (
        len(names) > 2
        and not _LEVEL.fullmatch(names[0])
        and all(_LEVEL.fullmatch(name) or name == ELSE for name in names[1:])
    ):  # 「客户评价好，一般，差」
        names[0] = match[0] if (match := _LEVEL_LAST.search(names[0])) else names[0]
    nothing = len(worth) == 2 and worth[1] == 0 and (bool(rest) or NEGATED.search(names[1]) is not None)
    if len(worth) == 2 and worth[1] == 0 and names[1] in ("否", "不是"):  # 「是否按时，是得 10 分，否得 0 分」
        nothing, names[0] = True, _ASKED.sub("", names[0])
    if {*worth} == {0} and not rest:  # 「未按时提交得 0 分；未达到要求得 0 分」
        cell.remarks.append("assumed.full_otherwise")
        return {"kind": "all_or_nothing", "points": cell.points, "unless": "，或".join(dict.fromkeys(names))}
    if nothing or len(worth) == 1:
        silent = ["assumed.third"] if len(found) > 1 and _leave_third(*names) else []
        cell.remarks += silent if nothing else ["assumed.else_nothing"]
        return {"kind": "all_or_nothing", "points": worth[0], "described": names[0]}
    if barred := [piece for piece in found if _barring(cell, piece)] if len(found) > 3 else []:
        cell.remarks.append("assumed.zero_when")  # 「优 10 分、良 8 分、差 3 分，缺勤者不得分」
        rest_of = Gathered(cell.text, [piece for piece in cell.found if piece not in barred], cell.points)
        return {**cases(rest_of), "zero_when": barred[0].words}
    if any(_EXTRA.search(name) for name in names):  # 「每月 0 次得额外 5 分」, beside the full points or within them?
        cell.remarks.append("open.combined")
    if not rest and all(name.endswith("奖") for name in names) and 0 not in worth:  # of whoever gets no prize
        cell.remarks.append("assumed.else_nothing")
        names, worth = [*names, ELSE], [*worth, 0]
    known = [each for each in worth if each is not None]
    more = [each for each in known if each]  # any number of levels may give nothing, which adds nothing up either
    is_sum = cell.points is not None and 0 not in known and max(known, default=0) != cell.points == sum(known)
    if is_sum and not is_scale(known) and not are_levels(names):
        return each_once(cell, dict(zip(names, known, strict=True)))
    if len(known) < len(worth):
        cell.remarks.append("open.full_points")
    elif len({*more}) < len(more) or (cell.points is not None and cell.points not in known):
        cell.remarks.append("open.levels")
    elif cell.points is None and min(known) > 0:
        cell.remarks.append("assumed.levels")
    cell.remarks += ["assumed.level_equal"] if len(names) == _SIDES and _leave_out_equal(names) else []
    return {"kind": "levels", "points": [[name, each] for name, each in zip(names, worth, strict=True)]}


def _leave_third(done: str, none: str) -> bool:
    """Return whether what is not done leaves out that it is done in part: 「按时提交得 5 分，未提交得 0 分」."""
    missed = _NOT_SO.sub("", none)
    if missed == none or _IN_GENERAL.fullmatch(missed):
        return False
    parts = [part for part in _APART.split(done) if part]
    of_it = [part for part in parts if missed in part or part in missed]
    return len(of_it) < len(parts) or any(way not in none for way in _WELL.findall(done))


def each_once(cell: Gathered, worths: Mapping[str, float]) -> Rule:
    """Return what each of several gives, which sum to the full points: 「按时提交得 5 分，内容准确得 5 分」."""
    cell.remarks.append("assumed.each_once")
    return {"kind": "add", "additions": {**worths}, "cap": cell.points}


def is_scale(worths: Sequence[float]) -> bool:
    """Return whether points are a scale of which one is picked, whatever they sum to: 5, 4, 3, 2, 1."""
    return len(worths) >= _SCALE and sorted(worths) == [*range(1, len(worths) + 1)]


def are_levels(names: Sequence[str]) -> bool:
    """Return whether names are those of one scale, of which one is picked: 「很好，一般，不好」."""
    return sum(_LEVEL.fullmatch(name) is not None for name in names) >= max(len(names) - 1, _SIDES)


def _leave_out_equal(names: Sequence[str]) -> bool:
    """Return whether two levels are told by being more, and less, than the same."""
    more, less = ({match["of"] for name in names for match in way.finditer(name)} for way in (_MORE_THAN, _LESS_THAN))
    return bool(more & less)


def otherwise(cell: Gathered) -> Rule:
    """Return all or nothing where only what gives nothing else is said: 「重大事故为零，否则不得分」."""
    [rest] = cell.of("rest")
    cell.use(rest)
    return {"kind": "all_or_nothing", "points": cell.points, "described": rest.words}


def required(cell: Gathered) -> bool:
    """Return whether a cell says nothing but what has to be, else nothing is given."""
    found = [piece for piece in cell.found if piece.kind not in ("words", "weight")]
    return len(found) == 1 and found[0].kind == "rest" and bool(found[0].words) and cell.gives(found[0]) == 0


def levelled(cell: Gathered) -> bool:
    """Return whether levels stand beside what is deducted each time: 「优 10 分，良 8 分，差 3 分；缺一份扣 1 分」."""
    found = cell.of("case")
    counted = [piece for piece in cell.of("deduct", "add") if not in_band(piece)] if len(found) > 1 else []
    worth = [piece.figures["points"].value for piece in found if "points" in piece.figures]
    named = all(_LEVEL.fullmatch(piece.words) for piece in found[1:])
    falls = all(better > worse for better, worse in pairwise(worth)) and cell.points in (None, *worth[:1])
    changing = any(_LEVEL.fullmatch(piece.words) or _LEVEL_LAST.search(piece.words) for piece in counted)
    return bool(counted) and len(found) == len(worth) and named and falls and not changing


def _barring(cell: Gathered, piece: Piece) -> bool:
    """Return whether a case that gives nothing is none of the levels, which are named by words such as 优 and 差."""
    named = [bool(_LEVEL.fullmatch(case.words)) for case in cell.of("case") if case is not piece]
    return cell.gives(piece) == 0 and all(named) and not _LEVEL.fullmatch(piece.words)


def ranges(cell: Gathered) -> Rule:
    """Return ranges of points by level: 优 9-10 分."""
    single = [case for case in cell.of("case") if "points" in case.figures]  # 「优秀（10 分），好（8-9 分）」
    found = [*cell.of("grade", "level"), *(single if len(cell.of("grade", "level")) > 1 else ())]
    cell.use(*found, *(piece for piece in cell.of("equation") if not cell.of("band")))  # what the levels are told of
    if len(found) == 1:
        return _rated_up_to(cell, found[0].figures)
    levels, remarks = tabled.ranges([_bounded(piece) for piece in found])
    cell.remarks += ["assumed.described"] if any(_BOUNDED.search(piece.words) for piece in found) else []
    is_told = any(each.startswith("assumed.gap") for each in remarks) or not single
    cell.remarks += [*remarks, *([] if is_told else ["assumed.gap"])]
    tops = [top.value for piece in found if (top := _bounded(piece).figures.get("high")) is not None]
    if cell.points is None or (tops and max(tops) > cell.points):
        cell.remarks.append("assumed.range_of_points" if cell.points is None else "open.full_points")
    return {"kind": "level_range", "levels": levels}


def _bounded(piece: Piece) -> Piece:
    """Return a level whose points range as one between bounds."""
    if piece.kind != "case" and "most" not in piece.figures:
        return piece
    points = piece.figures["points"]
    most = piece.figures.get("most", points)
    return replace(piece, figures={"low": replace(points, sign="≥"), "high": replace(most, sign="≤")})


def _rated_up_to(cell: Gathered, figures: Mapping[str, Figure]) -> Rule:
    """Return a rating from 0 up to the end of a range of points."""
    low, high = (
        (figures.get("points"), figures.get("most")) if "most" in figures else (figures.get("low"), figures.get("high"))
    )
    least = 1 if high is not None and high.value == cell.points and _JUDGED.search(cell.text) else 0
    if low is None or high is None or not 0 <= low.value <= least or high.value <= 0:
        cell.remarks.append("open.levels")
        return {}
    cell.remarks.append("assumed.rated")
    return {"kind": "rating", "scale": high.value}


def rated(cell: Gathered) -> Rule:
    """Return a rating where words alone say that somebody rates, or a range of points from 0."""
    together = [match for piece in cell.of("words") if (match := _TOGETHER.match(piece.words.strip(" 。")))]
    names = re.split("[、和与及]", together[0]["all"]) if len(together) == 1 else []
    if len({*names}) == len(names) > 1 and all(map(is_rater, names)):
        cell.remarks.append("assumed.rated")
        return {"kind": "rating", "raters": dict.fromkeys(names, 1 / len(names))}
    for piece in cell.of("words", "weight"):
        if piece.mark != "not_understood" and (match := _MEAN_RATED.search(piece.words) or _RATED.search(piece.words)):
            cell.remarks.append("assumed.rated")
            full, scale = piece.figures.get("weight"), SCALE.search(cell.text)
            cell.state_points(f"{full.value}" if full is not None else None)
            rater = _ACT.sub("", next(filter(None, match.groupdict().values()), ""))
            rater = "" if _HOW_OFTEN.fullmatch(rater) else rater  # 「取三次评分的平均值」
            caps = [cap for cap in cell.of("cap") if not cap.formula]
            cell.use(*caps)
            capped = caps[0].figures["points"].value if len(caps) == 1 and "points" in caps[0].figures else cell.points
            most = float(scale["most"] or 100) if scale else _most_of_range(cell) or capped
            fields: Rule = {"kind": "rating"} | ({"scale": most} if most != cell.points else {})
            return fields | ({"raters": {rater: 1.0}} if rater else {})
    if (scale := SCALE.search(cell.text)) and re.search("[评打]分", cell.text):
        cell.remarks.append("assumed.rated")
        return {"kind": "rating", "scale": float(scale["most"] or 100)}
    caps = cell.of("cap")
    if len(caps) == 1 and _JUDGED.search(cell.text):
        cell.use(*caps)
        cell.remarks.append("assumed.rated")
        return {"kind": "rating", "scale": next(iter(caps[0].figures.values())).value}
    if most := _most_of_range(cell):
        cell.remarks.append("assumed.rated")
        return {"kind": "rating", "scale": most}
    return {}


def _most_of_range(cell: Gathered) -> float | None:
    """Return the end of the only range of points from 0, which is taken up."""
    found = [piece for piece in cell.of("band") if piece.figures.keys() == {"low", "high"}]
    if len(found) != 1 or found[0].figures["high"].unit not in ("", "分") or found[0].figures["low"].value:
        return None
    cell.use(*found)
    return found[0].figures["high"].value or None


def raters(cell: Gathered) -> Rule:
    """Return a rating by raters with their weights."""
    found = cell.of("rater", "weight")
    shares = {piece.words: piece.figures["weight"].value for piece in found if piece.words}
    if len(shares) < 2:
        return {}
    if abs(sum(shares.values()) - 1) > TOLERANCE:
        cell.remarks.append("open.shares")
    return {"kind": "rating", "raters": shares}


def grades(cell: Gathered) -> Rule:
    """Return a grade scale, with coefficients where they are stated."""
    cell.found = [_named_grade(piece) for piece in cell.found]
    found = [piece for piece in cell.of("grade", "level", "band", "case") if piece.figures]
    if not found:
        return {}
    telling = {"low", "high", "most", "coefficient", "quota"}
    cell.remarks += ["open.unused"] if any(not piece.figures.keys() & telling for piece in found) else []
    bounded = [_bounded(piece) for piece in found if piece.figures.keys() & {"low", "high", "most"}]
    if (
        len(bounded) > 1
        and len({piece.words for piece in bounded if piece.words}) < 2
        and all("coefficient" in piece.figures for piece in bounded)
    ):
        return _coefficients(cell, bounded)
    scale, remarks = tabled.ranges(bounded) if bounded else ({}, [])
    cell.remarks += ["open.rest" if remark == "assumed.below" else remark for remark in remarks]
    coefficients = {
        piece.words: piece.figures["coefficient"].value for piece in found if "coefficient" in piece.figures
    }
    if any(not piece.words for piece in found):
        cell.remarks.append("open.level_names")
    quota = {piece.words: piece.figures["quota"].value for piece in found if "quota" in piece.figures}
    if quota and abs(sum(quota.values()) - 1) > TOLERANCE:
        cell.remarks.append("open.shares")
    rule: Rule = {"kind": "grades"}
    rule |= {"scale": scale} if scale else {}
    rule |= {"coefficients": coefficients} if coefficients else {}
    return rule | ({"quota": quota} if quota else {})


def _named_grade(piece: Piece) -> Piece:
    """Return 「90 分以上评为 A 级」 as the grade of those points."""
    is_graded = piece.kind == "graded" and piece.formula and piece.figures.keys() & {"low", "high"}
    return replace(piece, kind="grade", words=piece.formula, formula="") if is_graded else piece


def _coefficients(cell: Gathered, found: Sequence[Piece]) -> Rule:
    """Return coefficients by bounds of the score, where no grades are named."""
    rows = [tabled.row(piece, piece.figures["coefficient"].value) for piece in found]
    table, _, remarks = tabled.bands(rows, None, has_rest=False)
    cell.remarks += remarks
    return {"kind": "coefficients", "of": cell.measure(found[:1]), "bands": table}
