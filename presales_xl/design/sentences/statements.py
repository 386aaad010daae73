"""The statements of a clause as pieces: what is required, and what that earns or costs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from lark import Tree

from presales_xl.design.sentences.characters import TYPO
from presales_xl.design.sentences.conditions import (
    FAULT,
    MONEY,
    TIMES,
    Clause,
    Conditions,
    Phrase,
    figures_of,
    is_distance,
    is_rater,
    kind_of,
    numbers,
    parts_of,
    places,
    token_of,
    tokens,
    trimmed,
)
from presales_xl.design.sentences.named import LEVELS, SAMPLED, alone, standard_of
from presales_xl.design.sentences.pieces import Figure, Kind, Piece, figure
from presales_xl.design.sentences.tabled import COUNTED

#: Units in which something is measured, so that 「每少 5%」 goes by steps and 「每少一次」 by times.
_MEASURED = (
    "%",
    "‰",
    "万元",
    "亿元",
    "元",
    "万",
    "小时",
    "个小时",
    "分钟",
    "秒",
    "秒钟",
    "个工作日",
    "工作日",
    "倍",
    "分",
)
#: What joins two conditions, of which one is in words.
_JOINED = re.compile(r"(?<=.)(?:且|或者?|同时|并)")
_ALSO = re.compile(r"(?<=.)(?<!而)(?:且|并且?(?!列)|同时)(?=[^，]{2})")
#: How often something is to be done, of which 少一次 is counted: 「每半年组织一次，少一次扣 3 分」.
_REGULAR = ("每周", "每天", "每日", "每季", "每半年", "每年", "半年", "一季度", "一年")
_PLACED = re.compile(r"(?:排名?|名次|排序|位列).{0,4}[前后]?$|(?<![滞延推之以落])[前后]$")
#: What tells what is counted.
_COUNTING = ("quantity", "bound", "EACH", "EACH_ONE", "EACH_SHORT", "EACH_OVER")
_REPEATED = {"EACH", "EACH_ONE", "EACH_SHORT", "EACH_OVER"}
_TURN = re.compile(
    r"(?P<short>低于|未达|达不到|少于|不足|低|减少|下降)|超|高于|高(?![优级质风效层管压峰校速端])|增|提[高升]"
)
#: A limit where something that happens would stand: 「每次最低扣 2 分，最高扣 5 分」.
_LEAST = re.compile("每?次?(?:最[低少高多]|[至起]少|[至起]多)")
_CHANGED = re.compile(r"加减|[扣减加奖]")
_LEVEL = re.compile(rf"(?P<name>{LEVELS})\s?[:(]?\s?(?P<points>[+-]?\d{{1,4}}(?:\.\d{{1,2}})?)\s?分?\s?\)?")
_RESPECTIVELY = re.compile(
    r"(?P<names>[^，;:。\d]{0,48}?|(?:排名)?前\s?\d\s?名)(?:的?，?每[次起例件]|的，)?(?:分别|依次)(?P<sign>得|为|给|计|记|是|对应|[扣减加奖])?\s?"
    r"(?P<points>\d+(?:\.\d+)?\s?分?(?:\s?[、/和，]\s?[加扣奖]?\d+(?:\.\d+)?\s?分?){1,8})(?!\s?[%\d])"
)
_FIRST_PLACES = re.compile(r"^(.{0,20}?)(?:排名)?前\s?(\d|[二两三四五六七八九十])\s?名$")
_BOTH_WAYS = re.compile(
    r"每?(?:增减|升降|上下浮动|浮动|变动|±)\s?(?P<step>\d+(?:\.\d+)?\s?(?:个?百分点|[%‰]|[\u4e00-\u9fff]{1,2}?))，?(?:得分|分数|分值|则|相应|对应|地)*"
    r"(?:增减|加减|加扣|奖[扣罚]|±)\s?(?P<points>\d+(?:\.\d+)?\s?分)"
)
_WAYS: dict[Kind, str] = {"over": "+", "short": "-"}
_LEVELLED = re.compile(rf"(?:{LEVELS}\s?[:(]?\s?[+-]?\d{{1,4}}(?:\.\d{{1,2}})?\s?分?\s?\)?\s?[，、/]?\s?){{1,9}}")
#: What is deducted from the total, and not from the item: 扣总分 5 分, 从总分中扣 5 分.
_OF_TOTAL = re.compile(r"(?:，\s?)?(?:直接)?[从在](?:当月|考核|绩效)*总|[扣减](?:当月|绩效|考核)*总")
_ELSE_BEHIND = re.compile("[，,]?否则的?$")
#: What is done within a time.
_TOOK = re.compile("(?:完成|解决|处理完?毕?|[答回]复|提交|上报|到[场达]|响应|修复)(?:的|者)?$")
#: What is to be done, and behind it that it was not: 「外部学习并分享，未参加」.
_NOT_DONE = re.compile("(?P<duty>[^，,]{2,24})[，,](?P<missed>未[^，,\\d]{1,4}?)(?:的|者)?")
#: Words that take, though no points stand right behind them.
_TAKEN = re.compile("(?:[扣罚]|减(?!少))[^，,（()制项标]{0,10}$")
#: Words before a limit that say no more than that it is one.
_NEUTRAL = re.compile(
    r"^(?:(?:以上|上述)?(?:各项|各条|所有|全部)?(?:[加扣减]|加减)分项目?的?|(?:以上|上述)(?:各项|各条|所有)?|[当本每单全][月季年期]|[本该此]项(?:的?分值|分数|得分|分)?|合计|累计|本项|该项|总分|均|[各每单]项|(?:[各每单]项?)?(?:考核)?指标|超额(?:完成)?)+$"
)
#: That somebody decides, which names nothing: 「根据情况适当扣分」.
_BY_CASE = re.compile("^(?:根据|视|按照?|依据?)(?:具体|实际)?(?:情[况节]|程度)$")
#: How what is told before is counted, and nothing of its own: 「…扣 2 分，累计扣分」.
_SUMMED = re.compile("累计|逐次|按次|依次|据此|按此")
#: What a limit lies over that is none of the period's: 「同一通电话累计扣分不超过 4 分」.
_EACH_CASE = re.compile(r"同[一1](?![天日周月季年]|个?(?:月|季度?|年|考核期|周期)|项?指标)[^，,]{1,10}|单[次笔件]")
#: A share that runs from one bound to the next, and not from nothing.
_LINEAR = re.compile("线性|直线|插|递|差[值额距]")
#: What is held against a target: 「按实际回款额与目标值的比例计分」.
_HELD = re.compile("按照?(?:实际)?(?P<of>[^按]*?)[与和占对](?:目标|计划|任务|标准)")
_REST = re.compile("^(?:其余|其他)(?:情况|部分|的)*")
_BETWEEN = re.compile(
    "(?:在|介于)?(?:中间|各[点档段]位?(?:之间)?|其间|之间|[两二]者(?:之间)?|此间|区间|(?<=率)间|^间)(?:的|部分|值|者|时|取|则|采[用取]|分数|得分)*$"
)
_EXCEPTED = re.compile(
    r"(?:不作为?|不予|不适用|免予|免于|免除|不按|不实行|不执行|不再|不构成|不属于?|可不|不列为|暂不|不被?)$"
)
LISTED = re.compile(r"(?:下列|以下|如下)(?:情[形况]|行为|条件|问题|事项|任一|之一)|之一$")
_PAY = re.compile(
    r"(?:绩效|项目|销售|季度|年度|年终|月度|全勤|考核|业绩){0,2}(?:奖金|奖励|工资|提成|奖|佣金|补贴)|绩效(?=$|全|一律|均|则|不|停|取)"
)
_WRITTEN = re.compile(r"[\d.]+|[零一二两三四五六七八九十百半]+")
_SHARE = re.compile(r"\d.*%")
_FROM = re.compile(r"第\s?$")  # 「从第 3 次起每次」
#: Several of the same within a time, and what they are.
_SOON_AGAIN = re.compile(
    r"(?:连续)?(?:半|\d+|[一二两三四五六七八九十]{1,2})\s?个?(?:小时|分钟|天|日|周|月)[之以]?内，?(?:连续|累计)?"
    r"\s?(?:[2-9]|[两二三四五])\s?次[^，;。\d]{2,}"
)
#: From which time on something counts: 「从第 3 次起」, 「除第一次外」.
_COUNT = r"[次例起件处项单人个]"
_SINCE = re.compile(
    rf"从?第\s?(?P<since>\d{{1,2}}|[二三四五六七八九十]{{1,2}})\s?{_COUNT}(?:及?以[上后]|之后|起|开始)+的?，?"
    rf"|除(?:首{_COUNT}|第?\s?[1一]\s?{_COUNT}|前\s?(?P<free>\d{{1,2}}|[二两三四五六七八九十])\s?{_COUNT})(?:以|之)?外，?"
)
#: What happens the first time, which costs nothing.
_WARNED = re.compile(r"(?:首次|初次|第一次|前[两二三]次)(?:[^，,]{0,6}(?:警告|提醒|不扣分?|批评|教育|免[扣罚]))+[，,]?")
_ONE_MORE = re.compile(rf"每?(?:发生|出现|发现)?(?:[1一]|每)?{_COUNT}(?=[，,]?$)")
_ORDINAL = re.compile(r"第[一二三四五\d]+次")
_BARE = [["points", kind] for kind in ("given", "full", "zero")] + [["given", "full"]]  # 「95 分得 10 分」
#: Duties with figures, and what each breach of them takes.
_DUTIES = re.compile(
    r"(?P<duty>(?=[^;。]*\d)(?:(?![;。扣]|[得加减奖]\s?\d|\d\s?分).){4,})，\s?(?P<fault>[^，;。\d扣加减得奖少缺超每一]{0,12})"
    r"(?:每(?:发现|发生|出现|有|查出)?|发现|发生|出现|有)?\s?[一1]?\s?(?P<unit>[处次项个例])"
    r"(?:不(?:符合?|合格|达标|到位)|违反)?(?:要求|规定|标准)?[的者]?，?[扣减]\s?(?P<points>\d+(?:\.\d+)?\s?分)"
)
#: How often something is to be done.
_FREQUENT = re.compile(
    r"每\s?(?:个|\d{1,2}|[两二三四五六七八九十半])?\s?(?:[天日周月年]|季度?|小时)(?:(?!超[过出])[^，;。\d]){0,12}?(?:\d{1,2}|[一二两三四])\s?[次遍]"
)
#: What is done several times a day or week, each of which is counted where it is missed.
_ROUTINE = re.compile(r"每(?:天|日|班|周|晚|小时)[^，;。\d]{0,16}\d{1,2}\s?[次遍][^，;。\d]{0,8}，每?[少缺漏]")
#: What leads over from what is measured to its standard: 「投诉率在 3% 以内」.
_WHERE = re.compile("(?<=..)(?:(?:保持|控制|维持|维护)?在|[要应须需])$")
#: That a standard is not reached, behind it, which names nothing.
_UNREACHED = re.compile(
    "^[，,]?(?:若|如)?(?:未能?|没有?|不能?)(?:达[到成标]?|完成|实现)(?:目标|要求|标准|该?指标)?值?(?:的|者|时)?$"
)
#: That nothing is left of an item, and no limit of what is deducted.
_ALL_GONE = re.compile("[扣减](?:完|光)[本该此]项(?:指标)?(?:的|全部|所有)*(?:分值|分数|得分|分)?")
#: What is said of each one by its amount, and what is not done within a time.
_SINGLE = re.compile("单[个笔次项台件份]")
#: Somebody, or something, that a bound only tells of: 「停岗三个月以上的员工未培训」.
_WHOSE = re.compile("[年月天日时](?:[以之]?[上下内])的[^，,]{2,}?(?:[未没漏缺误]|不(?!足|满|超))")
_MISSED = re.compile(r"(?:未|没有?|不)能?在?[^，\d]{0,4}\d+(?:\.\d+)?\s?[^，\d]{1,4}内")
#: Two measures of which each step takes the same: 「水量每超过 1 立方，电量每超过 10 度扣 5 分」.
_BOTH = re.compile(
    r"(?P<first>[^，;。:\d每]{2,14})每(?P<way>超[过出]?|高于|低于|少)(?P<size>\d+(?:\.\d+)?)(?P<unit>[^，;。\d%扣]{1,4})，"
    r"(?P<second>[^，;。:\d每]{2,14})每(?P<way2>超[过出]?|高于|低于|少)(?P<size2>\d+(?:\.\d+)?)(?P<unit2>[^，;。\d%扣]{1,4})，?"
    r"(?:各|均|分别)?扣(?P<points>\d+(?:\.\d+)?\s?分)"
)
#: What gives or takes points, each of what is counted, and what may be free, or all there is.
_SCORED = re.compile(r"[扣减加奖罚得计给]\s?\d|\d\s?分|满分|不得分|不[扣加]分")
#: Verbs in front of points that change these in a way that nobody knows, and give none: 「扣还 2 分」.
_CHANGING = re.compile("(?:[扣减罚抵增补]|(?<![参增附])加|[扣减][^，；。])$")
#: Another bound of the same behind, of which nobody says that each counts: 「每单低于 10% 扣 2 分，高于 20% 加 2 分」.
_BOUND_BEHIND = re.compile(r"[^;。\n]*?(?:[低高大小少多]于|超[过出]?|不足|[≥≤<>]|以[上内下])")
#: What says of what is counted that it is one, in front of it: 「每有一家」.
_ONE_OF = re.compile(r"^每(?:有|发生|发现|出现)?\s?[1一]?\s?(?:[次个项例件起处]|(?<=[1一])[家名位条篇单台户])")
_BARE_BOUND = 2  # phrases, of which none names what lies beyond the bound: 「每次超过 3 天」
_UNIT_OF = re.compile(r"每(?:[1一]\s?)?([次例件项份起处个单条人天日台张户笔])")
_PART_OF = re.compile("超[过出]|[低高多少]于|以[上下内外]的?$|累计|率|标准|目标|定额|预算")
_TOO = re.compile("并且?|且|同时|[，,]|再")
_BARRING = ("veto", "unpaid", "graded", "bounded", "lowered")
_LIMITS = {"capped", "highest", "lowest", "unlimited", "unfloored", "emptied"}


def pieces(clause: Clause) -> Iterator[Piece]:
    """Yield the pieces of a clause in their order; one that is outside the grammar is kept as words, not understood."""
    if _LEVELLED.fullmatch(clause.plain, clause.start, clause.end):
        yield from _levelled(clause)
        return
    if (match := _RESPECTIVELY.match(clause.plain, clause.start, clause.end)) and (each := list(_each_of(match))):
        yield from each
        behind = clause.plain[match.end() : clause.end].lstrip("，")
        yield from pieces(replace(clause, start=clause.end - len(behind))) if behind else ()
        return
    if match := _BOTH_WAYS.search(clause.plain, clause.start, clause.end):
        before = clause.plain[clause.start : match.start()].rstrip("， ")
        yield from pieces(replace(clause, end=clause.start + len(before))) if before else ()
        yield from _both_ways(match)
        behind = clause.plain[match.end() : clause.end].lstrip("， ")
        yield from pieces(replace(clause, start=clause.end - len(behind))) if behind else ()
        return
    if match := _BOTH.fullmatch(clause.plain, clause.start, clause.end):
        yield from _both_over(match)
        return
    read = [*_as_read(clause)]
    routine = _ROUTINE.search(clause.plain, clause.start, clause.end)
    if routine or any(remark.startswith("open.") for piece in read for remark in piece.remarks):
        read = _of_duties(clause) or _behind_duty(clause) or read
    yield from read


def _of_duties(clause: Clause) -> list[Piece]:
    """Return what each breach of duties takes that stand in front of it, figures and all; none for others.

    「每 3 日清洁 1 次，桶内不超过 2/3，每发现一处扣 1 分」
    """
    match = _DUTIES.fullmatch(clause.plain, clause.start, clause.end)
    if match is None:
        return []
    duty = _FREQUENT.sub("", match["duty"])
    if re.search(rf"\d\s?{match['unit']}|\d\s?次|\d\s?%|率", duty):  # of which so many are free, or steps go
        return []
    points = {"points": figure(match["points"], match.start("points"))}
    duties, fault = trimmed(clause.source[match.start("duty") : match.end("duty")]), match["fault"].rstrip("的者")
    words = f"{duties}，{fault}" if fault else duties
    return [Piece("deduct", words, points, start=match.start(), end=match.end(), remarks=("assumed.duty",))]


def _behind_duty(clause: Clause) -> list[Piece]:
    """Return what is counted behind what is to be done, whose figures are none of the rule; none for others.

    「3 天内完成招聘，超期每天扣 1 分」, 「负责 3 个项目的资料整理，每遗漏一项扣 1 分」
    """
    for place in [place for place in range(clause.start + 2, clause.end) if clause.plain[place] == "，"]:
        head = replace(clause, end=place)
        if _SCORED.search(clause.plain, head.start, place) or not re.search("[扣减罚加奖]", clause.plain[place:]):
            return []
        often = _FREQUENT.search(head.plain, head.start, place)  # 「每 10 天更新一次数据」
        stated = [head.figure(token) for phrase in head.phrases() or () for token in numbers(phrase)]
        found = [_missed(piece) for piece in _as_read(replace(clause, start=place + 1))] if stated else []
        counted = [piece for piece in found if piece.kind in ("deduct", "add")]
        units = {piece.figures["step"].unit for piece in counted if "step" in piece.figures}
        units |= {each[0] for piece in counted for each in _UNIT_OF.findall(clause.plain, piece.start, piece.end)}
        is_plain = counted and (counted[0].words or "每" in clause.plain[place : counted[0].end])
        is_plain = is_plain and all(
            piece.mark != "not_understood" and not piece.figures.keys() & {"low", "high", "since", "free"}
            for piece in found
        )
        if not is_plain or {piece.kind for piece in found} - {"deduct", "add", "floor", "cap", "words"}:
            continue
        counted_too = any(each.unit in units and each.unit not in TIMES for each in stated) and not often
        if counted_too or (
            _PART_OF.search(head.plain, head.start, place) and not _ROUTINE.search(clause.plain, head.start)
        ):
            return []
        duty = trimmed(clause.source[head.start : place])
        first = found.index(counted[0])
        words = f"{duty}，{counted[0].words}" if counted[0].words else duty
        remarks = (*counted[0].remarks, "assumed.duty")
        found[first] = replace(counted[0], words=words, start=head.start, remarks=remarks)
        return found
    return []


def _missed(piece: Piece) -> Piece:
    """Return 「每少一次扣 1 分」 of what is done daily or weekly as what is counted, over all days of the period."""
    if piece.kind != "short" or piece.figures["step"].value != 1 or piece.figures["points"].sign != "-":
        return piece
    figures = {**piece.figures, "points": replace(piece.figures["points"], sign="")}
    return replace(piece, kind="deduct", words=piece.words or "少", figures=figures)


def _as_read(clause: Clause) -> Iterator[Piece]:
    """Yield the pieces of a clause as the grammar has them."""
    phrases = clause.phrases()
    apart = clause.plain.find("，", clause.start, clause.end)
    if phrases is None and apart > 0:  # what is read by itself is not lost for what is not
        yield from pieces(replace(clause, end=apart))
        yield from pieces(replace(clause, start=apart + 1))
        return
    if phrases is None:
        words = clause.source[clause.start : clause.end]
        yield Piece("words", words, start=clause.start, end=clause.end, remarks=("open.words",))
        return
    rest: list[Phrase] = []
    found: list[Piece] = []
    for phrase in phrases:
        if kind_of(phrase) == "statement" and isinstance(phrase, Tree):
            found += _of_statement(clause, list(phrase.children))
        else:
            rest.append(phrase)
    found += alone(clause, rest) if rest else ()
    found = [*_barred_by(found)]
    used = {each.start for piece in found for each in piece.figures.values()}
    loose = [clause.place(token)[0] for phrase in phrases for token in numbers(phrase)]
    for piece in found:
        left = [place for place in loose if piece.start <= place < piece.end and place not in used]
        told = "" if piece.kind == "words" and not SAMPLED.match(piece.words) else piece.words
        left = [place for place in left if _WRITTEN.findall(clause.plain, place)[0] not in told]
        kept = "assumed.measure" in piece.remarks
        lost = ("open.figure",) if left and not (kept or piece.kind in ("case", "level")) else ()
        yield replace(piece, remarks=tuple(dict.fromkeys((*piece.remarks, *lost))))


def _barred_by(found: list[Piece]) -> Iterator[Piece]:
    """Yield 「…的，实行一票否决，当月绩效奖金为 0」 as what follows, which is what the veto means."""
    before: Piece | None = None
    for piece in found:
        is_meant = piece.kind in _BARRING and not piece.words and not piece.figures
        if before is not None and piece.kind in _BARRING and _TOO.fullmatch(piece.words):  # 「…不得分并一票否决」
            ends = {role: each for role, each in before.figures.items() if role in ("low", "high", "step")}
            figures = ends | dict(piece.figures)
            start = before.start if ends else piece.start
            piece = replace(piece, words=before.words, figures=figures, start=start)  # noqa: PLW2901
        if before is not None and is_meant and "assumed.veto_of_total" in before.remarks:
            remarks = (*(each for each in before.remarks if each != "assumed.veto_of_total"), *piece.remarks)
            before = replace(piece, words=before.words, figures=before.figures, start=before.start, remarks=remarks)
            continue
        if before is not None:
            yield before
        before = piece
    if before is not None:
        yield before


def _both_over(match: re.Match[str]) -> Iterator[Piece]:
    """Yield what each step of two measures takes, of which how far it is off is what is counted."""
    points = {"points": figure(match["points"], match.start("points"))}
    for name, way, size, unit in (("first", "way", "size", "unit"), ("second", "way2", "size2", "unit2")):
        words = f"{match[name]}{match[way]}的数（{match[unit]}）"
        step = {"step": figure(match[size], match.start(size))}
        yield Piece("deduct", words, step | points, start=match.start(name), end=match.end())


def _both_ways(match: re.Match[str]) -> Iterator[Piece]:
    """Yield what each step adds on one side and takes on the other: 「每增减 1% 相应增减 0.5 分」."""
    step, points = (figure(match[role], match.start(role)) for role in ("step", "points"))
    for kind, sign in _WAYS.items():
        figures = {"step": step, "points": replace(points, sign=sign)}
        yield Piece(kind, "", figures, start=match.start(), end=match.end())


def _levelled(clause: Clause) -> Iterator[Piece]:
    """Yield the levels of 「优：+10，良：+5，中：0，差：-5」 with their points."""
    for match in _LEVEL.finditer(clause.plain, clause.start, clause.end):
        points = figure(match["points"].replace("+", " "), match.start("points"))
        yield Piece("case", match["name"], {"points": points}, start=match.start(), end=match.end())


def _each_of(match: re.Match[str]) -> Iterator[Piece]:
    """Yield what each of several names or places gives, if anything: 「优、良、差分别得 10、8、0 分」."""
    kind: Kind = "case" if match["sign"] not in (*"扣减加奖",) else "deduct" if match["sign"] in "扣减" else "add"
    told = () if kind == "case" else ("assumed.each_time",)
    given = [figure(each[0], match.start("points") + each.start()) for each in re.finditer(r"[\d.]+", match["points"])]
    names = _each_named(re.sub("的?，?每[次起例件]$", "", match["names"].strip()))
    places = _FIRST_PLACES.search(match["names"].strip())
    for number, points in enumerate(given, 1):
        place = Figure(number, "", match.start(), match.start("points"))
        if places and kind == "case" and figure(places[2], 0).value == len(given):
            yield Piece(
                "rank", "", {"first": place, "last": place, "points": points}, start=match.start(), end=match.end()
            )
        elif places and figure(places[2], 0).value == len(given):  # 「每月前三名分别加 3 分、2 分、1 分」
            words = f"{places[1]}第{number}名"
            yield Piece(kind, words, {"points": points}, start=match.start(), end=match.end(), remarks=told)
        elif len(names) == len(given):
            yield Piece(kind, names[number - 1], {"points": points}, start=match.start(), end=match.end(), remarks=told)


def _each_named(words: str) -> list[str]:
    """Return what is enumerated; what follows names of one length belongs to each: 轻微、重大事故."""
    *names, last = re.split("[、/]|和|及", words)
    lengths = {len(name) for name in names}
    shared = last[lengths.pop() :] if len(lengths) == 1 else ""
    return [*(name + shared for name in names), last]


def _of_statement(clause: Clause, phrases: list[Phrase]) -> Iterator[Piece]:
    outcomes = [phrase for phrase in phrases if kind_of(phrase) in _OUTCOMES]
    before = [phrase for phrase in phrases if phrase not in outcomes]
    first = outcomes[0]
    if [kind_of(each) for each in outcomes[:2]] in _BARE and isinstance(first, Tree):
        before.append(Tree("quantity", first.children, first.meta))
        outcomes = outcomes[1:]
    before = list(_turned(before))
    otherwise = any(kind_of(phrase) == "OTHERWISE" for phrase in before)
    if kind_of(first) in ("deducted", "added") and not _standards(before) and not otherwise:
        duty, before = _duty(clause, before)
        while duty:
            yield from duty
            duty, before = _duty(clause, before, again=True)
    for phrase in _standards(before):
        place = before.index(phrase)
        each = next(
            (at for at, other in enumerate(before) if at > place and kind_of(other).startswith("EACH")), place + 1
        )
        between = before[place + 1 : each]  # 「每季度完成 2 个案例，少 1 个扣」
        if kind_of(phrase) == "bound":
            between = [other for other in between if kind_of(other) == "words"]
        told = clause.text(between) if kind_of(phrase) in ("quantity", "bound") else ""
        told = "" if _UNREACHED.match(told) else told
        words = _WHERE.sub("", trimmed(clause.text(before[:place]) + told))
        yield standard_of(clause, phrase, words)
        before = before[each if kind_of(phrase) in ("quantity", "bound") else place + 1 :]
    if kind_of(first) in _LIMITS and (aside := _aside(clause, before)):  # 「…，客户原因除外，扣完为止」
        yield from alone(clause, aside)
        before = before[len(aside) :]
    for outcome in outcomes:
        piece = _OUTCOMES[kind_of(outcome)](Conditions(clause, before), outcome)
        begin = before[0] if before else outcome
        yield replace(piece, start=clause.place(begin)[0], end=clause.place(outcome)[1])
        before = []


def _duty(clause: Clause, before: list[Phrase], *, again: bool = False) -> tuple[list[Piece], list[Phrase]]:
    """Return what has to be, in front of a comma and of what is counted, and what is left of the conditions.

    All, nothing or once is no figure of a rule: 「归档率 100%，缺一份扣」. Within the first of two bounds all is well.
    """
    sizes = [place for place, phrase in enumerate(before) if kind_of(phrase) in ("quantity", "bound")]
    more = [place for place, phrase in enumerate(before) if kind_of(phrase) in _COUNTING and place > (sizes or [0])[0]]
    first = before[sizes[0]] if sizes else None
    if (
        first is None
        or not more
        or "，" not in clause.plain[clause.place(first)[1] : clause.place(before[more[0]])[0] + 1]
    ):
        return [], before
    size = clause.figure(figures_of(first)[0])
    rest = [phrase for phrase in before if phrase is not first]
    step = clause.figure(figures_of(before[sizes[-1]])[-1])
    second = clause.figure(figures_of(before[more[0]])[0]) if figures_of(before[more[0]]) else None
    if second is not None and (second.unit, kind_of(before[more[0]])) == (size.unit, "quantity") and size.unit == "%":
        return [], before  # 「外销 100%，内销 95%，每低 1% 扣」: which of both?
    if size.unit in TIMES and step.unit == "%":  # 「24 小时内回复，及时率每低 5% 扣」
        start, end = clause.place(before[0])[0], clause.place(first)[1]
        return [Piece("words", clause.text([first]), {"whole": size}, start=start, end=end)], before[sizes[0] + 1 :]
    late = step.value == 1 and kind_of(before[more[0]]) == "quantity" and {size.unit, step.unit} <= {*TIMES}
    if kind_of(first) == "bound" and late:  # 「3 个工作日内提交，逾期 1 天扣」
        start, end = clause.place(before[0])[0], clause.place(first)[1]
        words = clause.text(before[: sizes[0] + 1])
        duty = Piece("words", words, {"whole": size}, start=start, end=end, remarks=("assumed.duty",))
        return [duty], before[sizes[0] + 1 :]
    if size.unit == "%" and step.unit in COUNTED and size.value not in (0, 1):  # 「投诉率低于 10%，投诉 1 次扣」
        start, end = clause.place(before[0])[0], clause.place(first)[1]
        words = clause.text(before[: sizes[0] + 1])
        duty = Piece("words", words, {"whole": size}, start=start, end=end, remarks=("assumed.duty",))
        return [duty], before[sizes[0] + 1 :]
    if kind_of(first) == "bound" and (kind_of(before[more[0]]) == "bound" or (again and size.unit in TIMES)):
        conditions = Conditions(clause, before[: sizes[0] + 1])
        start, end = clause.place(before[0])[0], clause.place(first)[1]
        duty = Piece("band", conditions.words, conditions.bounds, formula="points", start=start, end=end)
        return [duty], before[sizes[0] + 1 :]
    beyond = kind_of(first) == "bound" and any(end.sign == ">" for end in Conditions(clause, [first]).bounds.values())
    if beyond or size.value not in (0, 1) or (size.value == 1 and size.unit in TIMES):
        return [], before
    start, end = clause.place(first)
    return [Piece("words", clause.text([first]), {"whole": size}, start=start, end=end)], rest


def _turned(before: list[Phrase]) -> Iterator[Phrase]:
    """Yield phrases with the standard of 「每低于 95% 一个百分点」 in front of 每."""
    kinds = [kind_of(phrase) for phrase in before]
    for place, phrase in enumerate(before):
        if kinds[place : place + 3] in (["EACH_SHORT", "quantity", "quantity"], ["EACH_OVER", "quantity", "quantity"]):
            yield before[place + 1]
            yield phrase
        elif kinds[max(place - 1, 0) : place + 2] not in (
            ["EACH_SHORT", "quantity", "quantity"],
            ["EACH_OVER", "quantity", "quantity"],
        ):
            yield phrase


def _aside(clause: Clause, before: list[Phrase]) -> list[Phrase]:
    """Return what stands in front of a limit, set off from it by a comma."""
    ends = [place for place, phrase in enumerate(before, 1) if clause.plain[: clause.place(phrase)[1]].endswith("，")]
    bounded = any(kind_of(phrase) in ("bound", "span") for phrase in before[: (ends or [0])[-1]])
    if ends and bounded and re.search("[的者时]，$", clause.plain[: clause.place(before[ends[-1] - 1])[1]]):
        return []  # 「超过 10 天的，扣完本项分」
    return before[: ends[-1]] if ends and clause.text(before[: ends[-1]]) else []


def _standards(before: list[Phrase]) -> list[Phrase]:
    """Return what is a standard: said to be one, or the bound of 「不低于 95 %，每降低 1 % 扣」."""
    kinds = [kind_of(phrase) for phrase in before]
    toward = ("EACH_SHORT", "EACH_OVER")
    off = [kind in toward or is_distance(each) for each, kind in zip(before, kinds, strict=True)]
    stepped = max((number for number, is_off in enumerate(off) if is_off), default=0)
    stated = [phrase for phrase, kind in zip(before[:stepped], kinds, strict=False) if kind in ("bound", "quantity")]
    sizes = [figures_of(phrase)[-1] for phrase in before if kind_of(phrase) in ("bound", "quantity")]
    units = [figure(str(size), 0).unit for size in sizes]
    of_term = bool(units) and units[0] in TIMES and (units[-1] == "%" or units[-1] in COUNTED)
    weekly = any(str(phrase).startswith(_REGULAR) for phrase in before[:stepped])
    of_term |= weekly and len(sizes) > 1 and figure(str(sizes[0]), 0).value == 1  # 「每周更新一次，少一次扣」
    stated = (
        [] if (units[:1] == ["%"] and units[-1] not in ("%", "")) or of_term else stated
    )  # 「归档率 100%，缺一份扣」
    return [phrase for phrase in before if kind_of(phrase) == "standard"] or (stated if len(stated) == 1 else [])


def _amount(clause: Clause, outcome: Phrase) -> dict[str, Figure]:
    """Return the points of an outcome, and the most of them where it states a range."""
    figures = [clause.figure(token) for token in figures_of(outcome)]
    if len(figures) == 1:
        return {"points": figures[0]}
    low, high = sorted(figures, key=lambda each: abs(each.value))
    return {"points": replace(low, unit=high.unit), "most": high}


def _earned(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return what earns points: a band, a place, the rest, or a case in words."""
    clause, kind = conditions.clause, kind_of(outcome)
    if kind == "given" and (stated := clause.figure(figures_of(outcome)[0])).unit in COUNTED:
        return Piece("standard", conditions.words, {"standard": stated})  # 「数量为 4 份，每少一份扣 1 分」
    ranged = kind == "given" and len(figures_of(outcome)) > 1 and conditions.words  # 「每次都能做到得 12-15 分」
    daily = kind == "points" and [kind_of(phrase) for phrase in conditions.phrases][-1:] == ["PERIOD"]
    fault = daily and FAULT.search(conditions.words)  # 「事假每天 2 分」
    repeated = conditions.kinds & _REPEATED or tokens(outcome, "PER", "PER_TIME") or fault
    if kind in ("given", "points") and not ranged and repeated:
        return _each(conditions, outcome)
    amount = _given(clause, outcome)
    remarks, formula = tuple(conditions.remarks), "points" if kind == "full" else ""
    remarks += ("open.two_bounds",) if conditions.turns("bound") else ()
    remarks += ("assumed.percent_of",) if kind == "part" and re.match(".?目标|为", token_of(outcome)) else ()
    if "OTHERWISE" in conditions.kinds:
        return Piece("rest", conditions.words, amount, formula=formula, remarks=remarks)
    ranks = [phrase for phrase in conditions.phrases if kind_of(phrase) in ("rank", "rank_span")]
    if ranks:
        remarks += ("open.two_bounds",) if len(ranks) > 1 or conditions.bounds else ()
        return Piece("rank", conditions.words, places(clause, ranks[0]) | amount, formula=formula, remarks=remarks)
    bounds = dict(conditions.bounds)
    counted = conditions.counted and (
        kind in ("given", "zero", "full", "part") or kind_of(conditions.phrases[-1]) == "quantity"
    )
    sized = next((phrase for phrase in conditions.phrases if kind_of(phrase) == "quantity"), outcome)
    apart = "，" in clause.plain[clause.place(sized)[1] - 1 : clause.place(outcome)[0]]
    if counted and kind == "zero" and apart and conditions.turns("quantity"):  # 「报告每月 1 份，未提交不得分」
        return Piece("case", _not_done(conditions.behind("quantity")), amount)
    took = [clause.figure(token, "≤") for token in conditions.counted if _TOOK.match(conditions.behind("quantity"))]
    if not bounds and not counted and len(took) == 1 and took[0].unit in TIMES:  # 「8 小时完成 20 分」
        return Piece("band", "", {"high": took[0], **amount}, formula=formula, remarks=(*remarks, "assumed.exactly"))
    if not bounds and counted:
        exact = [clause.figure(token, "=") for token in conditions.counted]
        remarks += ("open.two_bounds",) if len(exact) > 1 else ("assumed.exactly",)
        bounds = {"low": exact[0]}
    if kind == "scored" and not bounds:
        share = amount["points"]
        rated = (share.unit == "%" or 0 < share.value < 1) and is_rater(conditions.words)
        return Piece("rater" if rated else "weight", conditions.words, {"weight": share})
    if _both(conditions):  # 「首次响应≤30 秒且平均响应≤60 秒得 5 分」
        return Piece("case", conditions.described, amount, formula=formula, remarks=("assumed.described",))
    if bounds:
        remarks += ("open.rank_share",) if _PLACED.search(conditions.words) else ()
        remarks += ("open.two_bounds",) if _JOINED.search(conditions.words) else ()
        return Piece("band", conditions.words, bounds | amount, formula=formula, remarks=remarks)
    if not conditions.words and kind == "zero":  # 「2 次扣 10 分（全扣）」
        return Piece("words", clause.text([outcome]), remarks=("assumed.only_words",))
    if not conditions.words and kind != "given":
        return Piece("weight", "", {"weight": amount["points"]}) if amount else Piece("words")
    return replace(_case(conditions, outcome, amount, remarks), formula=formula)


def _case(conditions: Conditions, outcome: Phrase, amount: Mapping[str, Figure], remarks: tuple[str, ...]) -> Piece:
    """Return what is told in words that gives points; a verb in front of these may change them in another way."""
    gives = any(each.value for each in amount.values()) and kind_of(outcome) == "points"
    if gives and _CHANGING.search(conditions.words):
        return Piece("words", conditions.clause.text([*conditions.phrases, outcome]), remarks=("open.words",))
    listed = ("open.list",) if LISTED.search(conditions.words) else ()
    named: Kind = "level" if "most" in amount else "case"
    words = _not_done(conditions.described) if kind_of(outcome) == "zero" else conditions.described
    return Piece(named, words, amount, remarks=(*remarks, *listed))


def _not_done(words: str) -> str:
    """Return what is to be done and was not as one: 「参加培训，未参加」 is 「未参加培训」."""
    match = _NOT_DONE.fullmatch(words)
    if match is None:
        return words
    missed = match["missed"]
    return f"{missed[0] if match['duty'].startswith(missed[1:]) else missed}{match['duty']}"


def _given(clause: Clause, outcome: Phrase) -> dict[str, Figure]:
    """Return the points that an outcome gives, which may be a share of the full ones, or none."""
    if kind_of(outcome) == "part":
        token = token_of(outcome)
        [share] = _SHARE.findall(token)
        return {"points": figure(share, clause.place(token)[0] + token.index(share))}
    if kind_of(outcome) == "zero":
        start, end = clause.place(outcome)
        return {"points": Figure(0, "", start, end)}
    return _amount(clause, outcome) if figures_of(outcome) else {}


def _both(conditions: Conditions) -> bool:
    """Return whether two things are required of which at least one is a bound, and which somebody looks at."""
    sizes = [phrase for phrase in conditions.phrases if kind_of(phrase) in ("bound", "span")]
    if not sizes or conditions.kinds & {*_REPEATED, "OTHERWISE"}:
        return False
    clause, place = conditions.clause, conditions.phrases.index(sizes[0])
    parts = [part for phrase in conditions.phrases[place + 1 :] for part in (phrase, *parts_of(phrase))]
    behind = [part for part in parts if kind_of(part) == "words"]
    other = [re.sub("^，?(?:[且并]|并且|同时|但)+|(?:的|时)$", "", clause.text([part])) for part in behind]
    start, end = clause.place(conditions.phrases[0])[0], clause.place(conditions.phrases[-1])[1]
    return _ALSO.search(clause.plain, start, end) is not None and any(len(each) > 1 for each in other)


def _each(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return what is given each time: earned, or deducted where the words say what went wrong, or that it takes."""
    if kind_of(outcome) == "given":
        return replace(_told_of(conditions, outcome), formula="earned")
    changed = _changed(conditions, outcome)
    taken = _TAKEN.search(conditions.words)  # 「每错一处扣当月考核得分 2 分」
    fault = taken or FAULT.search(conditions.words)  # 「未佩戴胸牌：1 分/人次」, 「不打扫每次 2 分」
    if not fault and not tokens(outcome, "PER", "PER_TIME"):
        return replace(changed, remarks=(*changed.remarks, "assumed.sign"))
    return replace(changed, kind="deduct" if fault else "add", remarks=(*changed.remarks, "assumed.sign"))


def _counted(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return what is deducted or added; of 「按时提交，否则扣 2 分」 that something was not done is counted."""
    piece = _told_of(conditions, outcome)
    wanted = _ELSE_BEHIND.sub("", piece.words)
    is_else = "否则" in "".join(token for each in conditions.phrases for token in tokens(each, "OTHERWISE"))
    return replace(piece, words=f"{wanted}（未做到）") if wanted and (is_else or wanted != piece.words) else piece


def _told_of(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return what is deducted or added, where the time in 「超过 2 小时没有到场的，每次」 is no bound of a count."""
    amount = _amount(conditions.clause, outcome)
    if piece := _since(conditions, outcome) or _within_time(conditions, outcome):
        return piece
    if conditions.sized and "most" not in amount and "%" not in amount["points"].unit:
        kind: Kind = "deduct" if kind_of(outcome) == "deducted" else "add"
        counted = [conditions.clause.figure(token) for token in conditions.times]
        return Piece(kind, conditions.sized, amount | dict(zip(["step"], counted[-1:], strict=False)))
    if words := _named_by_size(conditions):  # 「每开发一家合作半年以上的客户加 2 分」
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"
        return Piece(kind, words, {"step": conditions.clause.figure(conditions.counted[0])} | amount)
    lone = not _BOUND_BEHIND.match(conditions.clause.plain, conditions.clause.place(outcome)[1])
    if (
        lone and "most" not in amount and (step := _each_beyond(conditions)) is not None
    ):  # 「一单利润率低于 10% 扣 2 分」
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"
        return Piece(kind, _ONE_OF.sub("", conditions.described), step | amount)
    is_last = bool(conditions.phrases) and kind_of(conditions.phrases[-1]) == "OTHERWISE"
    if (
        "OTHERWISE" in conditions.kinds
        and (conditions.bounds or conditions.counted)
        and (is_last or not conditions.kinds & _REPEATED)
    ):
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"  # 「烟头不超过 5 个，否则扣 1 分」
        told = "assumed.within_limits" if "most" in amount else "assumed.each_time"
        return Piece(kind, conditions.described, amount, remarks=(told,))
    sizes = {end.unit for end in conditions.bounds.values()}
    if tokens(outcome, "PER", "PER_TIME") and sizes and sizes <= {*TIMES, *MONEY}:
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"  # 「离岗超过 20 分钟，扣 4 分/次」
        return Piece(kind, conditions.described, amount)
    if "most" in amount and sizes and sizes <= {*TIMES} and not conditions.kinds & _REPEATED:
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"  # 「停留超过 30 分钟扣 1-3 分」
        return Piece(kind, conditions.described, amount, remarks=("assumed.each_within",))
    if conditions.contrary("bound") and {end.unit for end in conditions.bounds.values()} <= {*TIMES}:
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"  # 「30 分钟内未到场扣 2 分」
        return Piece(kind, conditions.described, amount, remarks=("assumed.each_time",))
    single = (
        bool(sizes) and sizes <= {*MONEY} and _SINGLE.match(conditions.words)
    )  # 「单个项目合同额超过 100 万元的加 3 分」
    missed = (
        bool(sizes) and sizes <= {*TIMES} and _MISSED.search(conditions.described)
    )  # 「未在 24 小时内处理的扣 1 分」
    whose = sizes <= {"年", "月", "个月", *TIMES} and _WHOSE.search(conditions.described)
    if (single or missed or (sizes and whose)) and not conditions.kinds & _REPEATED:
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"
        return Piece(kind, conditions.described, amount, remarks=("assumed.each_time",))
    return _changed(conditions, outcome)


def _named_by_size(conditions: Conditions) -> str:
    """Return the words of what is counted where a bound of money or time behind the count only tells which."""
    kinds = [kind_of(phrase) for phrase in conditions.phrases]
    counted = [place for place, kind in enumerate(kinds) if kind == "quantity"]
    ends = {end.unit for end in conditions.bounds.values()}
    if (
        len(counted) != 1
        or not kinds[0].startswith("EACH")
        or not ends
        or not ends <= {*TIMES, *MONEY, "年", "月", "个月"}
    ):
        return ""
    behind = conditions.phrases[counted[0] + 1 :]
    led = conditions.clause.text([each for each in conditions.phrases[: counted[0]] if kind_of(each) == "words"])
    is_name = "bound" in kinds[counted[0] :] and kinds[-1] == "words" and not FAULT.search(led)
    return led + conditions.clause.text(behind) if is_name else ""


def _each_beyond(conditions: Conditions) -> dict[str, Figure] | None:
    """Return of what each one is told that it is beyond a bound in another unit, as `step`; None for others."""
    first = conditions.phrases[0] if conditions.phrases else ""
    sized = [conditions.clause.figure(token) for token in conditions.counted]
    units = {end.unit for end in conditions.bounds.values()}
    kinds = [kind_of(phrase) for phrase in conditions.phrases]
    if len(units) != 1 or any(remark.startswith("open.") for remark in conditions.remarks) or kinds.count("bound") != 1:
        return None
    if kinds[0] == "EACH_ONE" and not sized and len(kinds) > _BARE_BOUND and not str(first).endswith((*units,)):
        return {}
    one = [each for each in sized if each.value == 1 and each.unit in COUNTED and each.unit not in units]
    led = kinds[1:] if kinds[0] == "EACH" else kinds  # 「每有一家供应商未达到 85 分」
    behind = led[:2] == ["quantity", "words"] and len(sized) == 1 and not _REPEATED & {*led}
    return {"step": one[0]} if one and behind else None


def _of_counted(words: str, amount: Mapping[str, Figure]) -> list[str]:
    """Return what is open where what is counted is none: 「第二次」, 「分别」, 「最低」."""
    remarks = ["open.times"] if _ORDINAL.search(words) else []
    remarks += ["open.limits"] if _LEAST.fullmatch(words) and "most" not in amount else []
    return remarks + (["open.two_bounds"] if re.search("分别|依次", words) else [])


def _changed(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return what is deducted or added: per step, per time, in a band, or once."""
    clause = conditions.clause
    kind: Kind = "deduct" if kind_of(outcome) == "deducted" else "add"
    amount = _amount(clause, outcome)
    remarks = [*conditions.remarks, *(["open.two_bounds"] if conditions.turns("bound") else [])]
    words = conditions.words
    remarks += _of_counted(words, amount)
    remarks += _of_sign(conditions, outcome)
    percent = "%" in (amount["points"].unit, amount.get("most", amount["points"]).unit)
    of_full = [each for each in tokens(outcome, "OF_FULL") if each not in ("分", "分数")]
    remarks += ["assumed.percent_of"] if percent and not of_full else []
    if "most" in amount:
        repeated = conditions.kinds & _REPEATED or conditions.counted or tokens(outcome, "PER", "PER_TIME")
        remarks.append("assumed.each_within" if repeated else "assumed.within_limits")
    ranks = [phrase for phrase in conditions.phrases if kind_of(phrase) in ("rank", "rank_span")]
    if ranks:
        signed = {
            role: replace(each, value=-each.value if kind == "deduct" else each.value) for role, each in amount.items()
        }
        remarks += ["open.two_bounds"] if len(ranks) > 1 or conditions.bounds or conditions.counted else []
        return Piece("rank", conditions.words, places(clause, ranks[0]) | signed, remarks=tuple(remarks))
    daily = bool(conditions.phrases) and kind_of(conditions.phrases[-1]) == "PERIOD"
    conditions, sized = _sized(conditions)
    if len(sized) == 1 and _FROM.search(clause.plain[clause.start : sized[0].start]) and "EACH_ONE" in conditions.kinds:
        words = re.sub("从?第$", "", conditions.words)
        figures = {"low": replace(sized[0], sign="≥")} | amount
        return Piece(kind, trimmed(words), figures, remarks=(*remarks, "open.beyond"))
    per = tokens(outcome, "PER", "PER_TIME")
    toward = conditions.kinds & {"EACH_SHORT", "EACH_OVER"}
    words = conditions.words
    turn = _TURN.search(words) if "EACH" in conditions.kinds and not words.endswith("部分") else None
    if (toward or turn) and sized and _by_steps(conditions, sized[0]) and not conditions.bounds:
        direction: Kind = "short" if toward == {"EACH_SHORT"} or (turn and turn["short"]) else "over"
        signed = {role: replace(each, sign="-" if kind == "deduct" else "+") for role, each in amount.items()}
        remarks += [] if len(sized) == 1 and len(toward) <= 1 else ["open.two_bounds"]
        return Piece(direction, words, {"step": sized[0]} | signed, remarks=tuple(remarks))
    if toward:
        words = conditions.counted_words
    if conditions.bounds and (per or daily or conditions.kinds & _REPEATED):
        remarks.append("open.beyond")  # 「3 天内完成，超期每天扣 1 分」
    if conditions.bounds and not (per or daily or conditions.kinds & {"EACH", "EACH_ONE"} or toward):
        return Piece(kind, words, dict(conditions.bounds) | amount, remarks=tuple(remarks))
    figures = dict(conditions.bounds) | ({"step": sized[0]} if sized else {}) | amount
    if len(sized) > 1 or (conditions.counted and "EACH_ONE" in conditions.kinds):
        remarks.append("open.two_bounds")
    one = bool(sized) and sized[0].value == (0.01 if sized[0].unit == "%" else 1)
    if sized and not one and not (conditions.kinds & _REPEATED):
        remarks.append("open.times")
    remarks += ["assumed.each_time"] if one and sized[0].unit == "%" and not conditions.kinds & _REPEATED else []
    if not (sized or per or conditions.kinds & {"EACH", "EACH_ONE", "PERIOD"} or toward):
        remarks.append("assumed.each_time")
    return Piece(kind, words, figures, remarks=tuple(remarks))


def _within_time(conditions: Conditions, outcome: Phrase) -> Piece | None:
    """Return what is counted of several within a time: 「半小时内 2 次未接电话，扣 20 分」; None for others."""
    clause = conditions.clause
    start = clause.place(conditions.phrases[0])[0] if conditions.phrases else clause.start
    match = _SOON_AGAIN.fullmatch(clause.plain[start : clause.place(outcome)[0]].rstrip("的者， "))
    if match is None or conditions.kinds & _REPEATED:
        return None
    words = clause.source[start : start + match.end()]
    kind: Kind = "deduct" if kind_of(outcome) == "deducted" else "add"
    remarks = (*_of_sign(conditions, outcome), "assumed.each_time")
    return Piece(kind, trimmed(words), _amount(clause, outcome), remarks=remarks)


def _since(conditions: Conditions, outcome: Phrase) -> Piece | None:
    """Return what counts from a time on, or beyond what is free: 「第 3 次起每次」, 「除首次外」; None for others."""
    clause = conditions.clause
    start = clause.place(conditions.phrases[0])[0] if conditions.phrases else clause.start
    match = _SINCE.search(clause.plain, start, clause.place(outcome)[1]) if conditions.phrases else None
    if match is None or conditions.bounds:
        return None
    role = "since" if match["since"] else "free"
    number, start = match[role], match.start(role if match[role] else 0)
    told = figure(number, start) if number else Figure(1, "", start, match.end())
    begin, end = clause.place(conditions.phrases[0])[0], clause.place(outcome)[0]
    words = trimmed(clause.source[begin : match.start()] + clause.source[match.end() : end])
    sized = [each for each in _sized(conditions)[1] if not match.start() <= each.start < match.end()]
    allowed = told.value - (role == "since")
    sized = [each for each in sized if each.value == 1 or each.value != allowed]  # 「允许 2 次，第 3 次起每次」
    figures = {role: told} | dict(zip(["step"], sized[:1], strict=False)) | _amount(clause, outcome)
    kind: Kind = "deduct" if kind_of(outcome) == "deducted" else "add"
    words = trimmed(_WARNED.sub("", trimmed(_ONE_MORE.sub("", words))))
    return Piece(kind, words, figures, remarks=(*_of_sign(conditions, outcome), "assumed.beyond"))


def _of_sign(conditions: Conditions, outcome: Phrase) -> list[str]:
    """Return what is assumed of the words that say that something is deducted or added."""
    written = slice(*conditions.clause.place(outcome))
    remarks = ["assumed.typo"] if TYPO.search(conditions.clause.source[written]) else []
    remarks += ["assumed.of_total"] if _OF_TOTAL.match(conditions.clause.plain[written]) else []
    remarks += ["open.money"] if _amount(conditions.clause, outcome)["points"].unit in MONEY else []
    ranged = len(figures_of(outcome)) > 1
    return remarks + (["assumed.discretion"] if "DISCRETION" in conditions.kinds and not ranged else [])


def _sized(conditions: Conditions) -> tuple[Conditions, list[Figure]]:
    """Return for how much each is, with what else is required: 「旷工每天扣 5 分」 is for 1 天."""
    clause, phrases = conditions.clause, conditions.phrases
    sized = [clause.figure(token) for token in conditions.counted]
    if sized or not phrases or kind_of(phrases[-1]) != "PERIOD":
        return conditions, sized
    start, end = clause.place(phrases[-1])
    one = replace(figure("1" + clause.plain[start:end].lstrip("每个/"), start), end=end)
    return Conditions(clause, phrases[:-1]), [one]


def _by_steps(conditions: Conditions, size: Figure) -> bool:
    """Return whether what is repeated is a step of something measured, as in 每少 5 %, and no count: 每少组织一次."""
    kinds = [kind_of(phrase) for phrase in conditions.phrases if conditions.clause.text([phrase])]
    adjoining = any(pair in (("EACH_SHORT", "quantity"), ("EACH_OVER", "quantity")) for pair in pairwise(kinds))
    return size.unit in _MEASURED or (adjoining and kinds[-1] == "quantity")


def _limited(conditions: Conditions, outcome: Phrase) -> Piece:
    clause, kind = conditions.clause, kind_of(outcome)
    if kind in ("unlimited", "unfloored"):
        above = kind == "unlimited" and "扣" not in conditions.words
        return Piece("no_cap" if above else "no_floor", conditions.words)
    if kind == "emptied" and (conditions.bounds or conditions.counted):  # 「三次以上扣完」
        start, end = clause.place(outcome)
        ends = conditions.bounds or {"low": clause.figure(conditions.counted[0], "=")}
        return Piece(
            "band", conditions.words, ends | {"points": Figure(0, "", start, end)}, remarks=tuple(conditions.remarks)
        )
    if kind == "emptied" and (words := _NEUTRAL.sub("", conditions.words)) and _ALL_GONE.fullmatch(token_of(outcome)):
        return Piece("case", words, {"points": Figure(0, "", *clause.place(outcome))})  # 「出现食物中毒扣完本项」
    if kind == "emptied":
        start, end = clause.place(outcome)
        return Piece("floor", _NEUTRAL.sub("", conditions.words), {"points": Figure(0, "", start, end)})
    if kind == "capped":
        return _capped(conditions, outcome)
    if tokens(outcome, "FULL_CAP"):
        return Piece("cap", formula="points")
    limit = clause.figure(figures_of(outcome)[0])
    negative = bool(tokens(outcome, "MINUS")) or limit.value < 0
    limit = replace(limit, value=-abs(limit.value)) if negative else limit
    down = re.search("[扣减][至到]", "".join(tokens(outcome, "HIGHEST")))
    if (kind == "lowest" and negative) or (down and limit.value <= 0):  # 「最高扣至 0 分」
        return Piece("floor", "", {"points": limit})
    if negative:  # 最多 -20 分
        return Piece("cap", "扣", {"points": replace(limit, value=-limit.value)})
    written = "".join(tokens(outcome, "HIGHEST", "LOWEST"))
    changed = (
        None if re.search("加[到至]|低[^高]*[扣减][到至]", written) else _CHANGED.search(written)
    )  # 「最高加至 10 分」 is all of it
    named: Kind = "floor" if kind == "lowest" else "cap"
    if named == "cap" and _EACH_CASE.fullmatch(conditions.words):
        words = clause.text([*conditions.phrases, outcome])
        return Piece("words", words, {"whole": limit}, remarks=("assumed.limit_each",))
    words = _NEUTRAL.sub("", conditions.words) or (changed[0] if changed else "")
    least = named == "cap" and "最低" in written  # 「最高加 5 分，最低减 5 分」: the limit on that side
    told = ("assumed.most_deducted",) if least or (down and named == "cap") else ()  # 「最高扣至 20 分」: 20, or to 20?
    return Piece(named, words, {"ratio" if limit.unit in ("%", "倍") else "points": limit}, remarks=told)


def _capped(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return the cap of 「超过 120 % 按 120 % 计」; two different figures are open."""
    token = token_of(outcome)
    start = conditions.clause.place(token)[0]
    above, limit = (
        figure(each[0], start + each.start()) for each in re.finditer(r"\d+(?:\.\d+)?\s?[%分]?", str(token))
    )
    remarks = () if above.value == limit.value else ("open.two_bounds",)
    return Piece("cap", conditions.words, {"ratio" if limit.unit == "%" else "points": limit}, remarks=remarks)


def _by_share(conditions: Conditions, outcome: Phrase) -> Piece:
    token = str(outcome.children[0]) if isinstance(outcome, Tree) else ""
    share = re.search(r"(?:完成|达成)(?:率|比例|百分比)", token)
    held = _HELD.match(token)
    named = _REST.sub("", conditions.words)
    words = _BETWEEN.sub("", named)
    between = words != named or len(conditions.bounds) > 1
    words = (held["of"] if held else "") or words or (share[0] if share else "")
    formula = "linear" if _LINEAR.search(token) else "between" if between else ""
    return Piece("share", words, dict(conditions.bounds), formula=formula, remarks=tuple(conditions.remarks))


def _coefficient(conditions: Conditions, outcome: Phrase) -> Piece:
    figures = dict(conditions.bounds) | {"coefficient": conditions.clause.figure(figures_of(outcome)[0])}
    words = re.sub("^(?:总分|得分|分数|成绩)?(?:为|是|属于?|评为|定为)?", "", conditions.words)
    return Piece("grade", words, figures, remarks=tuple(conditions.remarks))


def _barred(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return a veto, or a grade that is lowered or set."""
    clause, kind = conditions.clause, kind_of(outcome)
    token = token_of(outcome)
    start = clause.place(token)[0]
    sized = [clause.figure(each) for each in conditions.counted]
    figures = dict(conditions.bounds) | ({"step": sized[0]} if sized else {})
    words = conditions.words
    are_points = all(each.unit == "分" for each in figures.values())
    if not words and figures and (are_points or "得分" in clause.plain[clause.start : start]):
        words = "得分"
    remarks = [*conditions.remarks, *(["open.consecutive"] if "连续" in words else [])]
    remarks += ["open.otherwise"] if "否则" in words else []
    if _EXCEPTED.search(words):
        return Piece("words", clause.text([*conditions.phrases, outcome]), remarks=("open.exception",))
    remarks += ["open.two_bounds"] if (figures or conditions.counted) and _JOINED.search(words) else []
    remarks += ["open.list"] if LISTED.search(words) else []
    if kind == "unpaid":
        share = ["open.how_much"] if re.match("扣", token) and not re.search("全", token) else []
        return Piece("unpaid", words, figures, formula=_PAY.findall(token)[-1], remarks=(*remarks, *share))
    if kind == "veto":
        remarks += ["assumed.veto_of_total"] if "否决" in token or "考核结果" in token else []
        return Piece("veto", words, figures, remarks=tuple(remarks))
    if kind == "lowered":
        number = re.search(r"\d|一|二|两|三", token)
        steps = {"grades": figure(number[0], start + number.start())} if number else {}
        return Piece("lowered", words, figures | steps, remarks=tuple(remarks))
    named = re.search(r"[A-E](?!.*[A-E])|不合格|不称职|最低", token)
    remarks += ["open.otherwise"] if re.search("由.*降", token) else []
    said: Kind = "bounded" if kind == "bounded" else "graded"
    return Piece(said, words, figures, formula=named[0] if named else "", remarks=tuple(remarks))


def _unsaid(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return what changes nothing: up to a bound, or words; or something by nobody knows how much."""
    clause = conditions.clause
    if kind_of(outcome) == "unchanged" and conditions.bounds and not conditions.counted:
        kept = tuple(conditions.remarks)
        return Piece("band", conditions.words, dict(conditions.bounds), formula="points", remarks=kept)
    if kind_of(outcome) == "unchanged" and len(conditions.counted) == 1 and not conditions.kinds & _REPEATED:
        exact = {"low": conditions.clause.figure(conditions.counted[0], "=")}  # 「1 次不扣分」
        return Piece("band", conditions.words, exact, formula="points", remarks=tuple(conditions.remarks))
    if kind_of(outcome) == "open_change" and _is_discretion(conditions, outcome):
        start, end = clause.place(outcome)
        figures = {"points": Figure(0, "", start, end), "most": Figure(1, "%", start, end)}
        figures |= dict(zip(["step"], map(clause.figure, conditions.counted), strict=False))
        each = ("assumed.each_within",) if conditions.kinds & _REPEATED else ()
        words = _BY_CASE.sub("", conditions.words)
        return Piece("deduct", words, figures, remarks=("assumed.discretion_within", *each))
    if kind_of(outcome) == "open_change" and _SUMMED.fullmatch(conditions.words):
        return Piece("words", clause.text([*conditions.phrases, outcome]), remarks=("assumed.only_words",))
    told = {"open_change": "open.how_much", "unchanged": "assumed.only_words" if conditions.words else ""}
    remarks = tuple(filter(None, [told[kind_of(outcome)]]))
    return Piece("words", clause.text([*conditions.phrases, outcome]), remarks=remarks)


def _is_discretion(conditions: Conditions, outcome: Phrase) -> bool:
    """Return whether somebody decides what is taken: 「视情节酌情扣分」; bounds and counts say that it is not."""
    token = token_of(outcome)
    judged = "DISCRETION" in conditions.kinds or "适当" in token
    once = all(conditions.clause.figure(each).value == 1 for each in conditions.counted)
    return judged and "加" not in token and not conditions.bounds and once


def _rounded(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return how much counts that is not whole: 「不足一周按一周计」."""
    token = str(token_of(outcome))
    remark = "assumed.only_words" if token.startswith("剩余") else "assumed.round_up"
    remark = "assumed.in_parts" if "比例" in token else remark
    return Piece("words", conditions.clause.text([*conditions.phrases, outcome]), remarks=(remark,))


_OUTCOMES = {
    **dict.fromkeys(("points", "given", "scored", "full", "zero", "part"), _earned),
    **dict.fromkeys(("deducted", "added"), _counted),
    **dict.fromkeys(_LIMITS, _limited),
    **dict.fromkeys(("veto", "lowered", "graded", "bounded", "unpaid"), _barred),
    **dict.fromkeys(("unchanged", "open_change"), _unsaid),
    "rounded": _rounded,
    "by_share": _by_share,
    "coefficient": _coefficient,
}
