"""The statements of a clause as pieces: what is required, and what that earns or costs."""

import re
from collections.abc import Iterator
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
    is_rater,
    kind_of,
    numbers,
    parts_of,
    places,
    token_of,
    tokens,
    trimmed,
)
from presales_xl.design.sentences.pieces import Figure, Kind, Piece, figure
from presales_xl.design.sentences.tabled import COUNTED
from presales_xl.scheme.rules import TOLERANCE

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
_CHANGED = re.compile(r"加减|[扣减加奖]")
_EQUALLY = re.compile(r"[与和及、].{1,12}各占?$")
#: Names of levels in words.
LEVELS = (
    r"(?:特别|非常|基本|较|不|很|极)?(?:优秀?|良好?|中等?|差|合格|及格|称职|卓越|达标|胜任|一般|杰出|满意|好"
    r"|待改进|待提高|需改进)"
)
_GRADE = re.compile(
    rf"[SABCDE][+-]?(?:级|等|档|类)?\s?[^，；、]{{0,6}}|{LEVELS}|[甲乙丙丁](?:级|等|档|类)?|[上中下](?:等|档)?|第?[一二三四五六][档级等]|特等"
)
_LEVEL = re.compile(rf"(?P<name>{LEVELS})\s?[:(]?\s?(?P<points>[+-]?\d{{1,4}}(?:\.\d{{1,2}})?)\s?分?\s?\)?")
_RESPECTIVELY = re.compile(
    r"(?P<names>[^，;:。\d]{0,30}?|(?:排名)?前\s?\d\s?名)(?:的?，?每[次起例件])?(?:分别|依次)(?P<sign>得|为|给|计|记|是|对应|[扣减加奖])?\s?"
    r"(?P<points>\d+(?:\.\d+)?\s?分?(?:\s?[、/和，]\s?\d+(?:\.\d+)?\s?分?){1,8})(?!\s?[%\d])"
)
_LEVELLED = re.compile(rf"(?:{LEVELS}\s?[:(]?\s?[+-]?\d{{1,4}}(?:\.\d{{1,2}})?\s?分?\s?\)?\s?[，、/]?\s?){{1,9}}")


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
    found += _without_outcome(clause, rest) if rest else ()
    used = {each.start for piece in found for each in piece.figures.values()}
    loose = [clause.place(token)[0] for phrase in phrases for token in numbers(phrase)]
    for piece in found:
        left = [place for place in loose if piece.start <= place < piece.end and place not in used]
        told = "" if piece.kind == "words" and not _SAMPLED.match(piece.words) else piece.words
        left = [place for place in left if _WRITTEN.findall(clause.plain, place)[0] not in told]
        lost = ("open.figure",) if left and piece.kind not in ("case", "level") else ()
        yield replace(piece, remarks=tuple(dict.fromkeys((*piece.remarks, *lost))))


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
    places = re.fullmatch(r"(?:排名)?前\s?(\d|[二两三四五六七八九十])\s?名", match["names"])
    for number, points in enumerate(given, 1):
        place = Figure(number, "", match.start(), match.start("points"))
        if places and kind == "case" and figure(places[1], 0).value == len(given):
            yield Piece(
                "rank", "", {"first": place, "last": place, "points": points}, start=match.start(), end=match.end()
            )
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
        of = each if kind_of(phrase) == "quantity" else place + 1  # 「每季度完成 2 个案例，少 1 个扣」
        words = trimmed(clause.text(before[:place]) + clause.text(before[place + 1 : of]))
        yield _standard(clause, phrase, words)
        before = before[of:]
    if kind_of(first) in _LIMITS and (aside := _aside(clause, before)):  # 「…，客户原因除外，扣完为止」
        yield from _without_outcome(clause, aside)
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
    if size.unit in TIMES and step.unit == "%":  # 「24 小时内回复，及时率每低 5% 扣」
        start, end = clause.place(before[0])[0], clause.place(first)[1]
        return [Piece("words", clause.text([first]), {"whole": size}, start=start, end=end)], before[sizes[0] + 1 :]
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
    if size.value not in (0, 1) or (size.value == 1 and size.unit in TIMES):
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
    return before[: ends[-1]] if ends and clause.text(before[: ends[-1]]) else []


def _standards(before: list[Phrase]) -> list[Phrase]:
    """Return what is a standard: said to be one, or the bound of 「不低于 95 %，每降低 1 % 扣」."""
    kinds = [kind_of(phrase) for phrase in before]
    stepped = max((number for number, kind in enumerate(kinds) if kind in ("EACH_SHORT", "EACH_OVER")), default=0)
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


def _standard(clause: Clause, phrase: Phrase, words: str) -> Piece:
    """Return a standard, or the range in which all is well: 「标准为 95%-105%」."""
    first, *last = [clause.figure(token) for token in figures_of(phrase)]
    if not last or kind_of(phrase) != "standard":
        return _piece(clause, "standard", phrase, words, standard=first)
    ends = {"low": replace(first, sign="≥", unit=first.unit or last[0].unit), "high": replace(last[0], sign="≤")}
    return replace(_piece(clause, "band", phrase, words, **ends), formula="points")


def _piece(clause: Clause, kind: Kind, phrase: Phrase, words: str, **figures: Figure) -> Piece:
    start, end = clause.place(phrase)
    return Piece(kind, words, figures, start=start, end=end)


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
    ranged = kind == "given" and len(figures_of(outcome)) > 1 and conditions.words  # 「每次都能做到得 12-15 分」
    daily = kind == "points" and [kind_of(phrase) for phrase in conditions.phrases][-1:] == ["PERIOD"]
    fault = daily and FAULT.search(conditions.words)  # 「事假每天 2 分」
    repeated = conditions.kinds & _REPEATED or tokens(outcome, "PER") or fault
    if kind in ("given", "points") and not ranged and repeated:
        return _each(conditions, outcome)
    amount = _given(clause, outcome)
    remarks, formula = tuple(conditions.remarks), "points" if kind == "full" else ""
    remarks += ("open.two_bounds",) if conditions.turns("bound") else ()
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
    if counted and kind == "zero" and conditions.turns("quantity"):  # 「报告每月 1 份，未提交不得分」
        return Piece("case", conditions.behind("quantity"), amount)
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
    remarks += ("open.list",) if LISTED.search(conditions.words) else ()
    named: Kind = "level" if "most" in amount else "case"
    return Piece(named, conditions.described, amount, formula=formula, remarks=remarks)


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
    changed = _changed(conditions, outcome)
    if kind_of(outcome) == "given":
        return replace(changed, formula="earned")
    taken = _TAKEN.search(conditions.words)  # 「每错一处扣当月考核得分 2 分」
    fault = taken or FAULT.search(conditions.words)  # 「未佩戴胸牌：1 分/人次」, 「不打扫每次 2 分」
    if not fault and not tokens(outcome, "PER"):
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
    if conditions.sized and "most" not in amount and "%" not in amount["points"].unit:
        kind: Kind = "deduct" if kind_of(outcome) == "deducted" else "add"
        counted = [conditions.clause.figure(token) for token in conditions.times]
        return Piece(kind, conditions.sized, amount | dict(zip(["step"], counted[-1:], strict=False)))
    if words := _named_by_size(conditions):  # 「每开发一家合作半年以上的客户加 2 分」
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"
        return Piece(kind, words, {"step": conditions.clause.figure(conditions.counted[0])} | amount)
    if (
        "OTHERWISE" in conditions.kinds
        and (conditions.bounds or conditions.counted)
        and not conditions.kinds & _REPEATED
    ):
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"  # 「烟头不超过 5 个，否则扣 1 分」
        told = "assumed.within_limits" if "most" in amount else "assumed.each_time"
        return Piece(kind, conditions.described, amount, remarks=(told,))
    sizes = {end.unit for end in conditions.bounds.values()}
    if tokens(outcome, "PER") and sizes and sizes <= {*TIMES, *MONEY} and conditions.words:
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"  # 「离岗超过 20 分钟，扣 4 分/次」
        return Piece(kind, conditions.described, amount)
    if conditions.contrary("bound") and {end.unit for end in conditions.bounds.values()} <= {*TIMES}:
        kind = "deduct" if kind_of(outcome) == "deducted" else "add"  # 「30 分钟内未到场扣 2 分」
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


def _changed(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return what is deducted or added: per step, per time, in a band, or once."""
    clause = conditions.clause
    kind: Kind = "deduct" if kind_of(outcome) == "deducted" else "add"
    amount = _amount(clause, outcome)
    remarks = [*conditions.remarks, *(["open.two_bounds"] if conditions.turns("bound") else [])]
    remarks += ["open.times"] if _ORDINAL.search(conditions.words) else []
    remarks += _of_sign(conditions, outcome)
    remarks += ["open.two_bounds"] if re.search("分别|依次", conditions.words) else []
    percent = "%" in (amount["points"].unit, amount.get("most", amount["points"]).unit)
    of_full = [each for each in tokens(outcome, "OF_FULL") if each != "分数"]
    remarks += ["assumed.percent_of"] if percent and not of_full else []
    if "most" in amount:
        repeated = conditions.kinds & _REPEATED or conditions.counted or tokens(outcome, "PER")
        remarks.append("assumed.each_within" if repeated else "assumed.within_limits")
    ranks = [phrase for phrase in conditions.phrases if kind_of(phrase) in ("rank", "rank_span")]
    if ranks:
        signed = {
            role: replace(each, value=-each.value if kind == "deduct" else each.value) for role, each in amount.items()
        }
        remarks += ["open.two_bounds"] if len(ranks) > 1 or conditions.bounds or conditions.counted else []
        return Piece("rank", conditions.words, places(clause, ranks[0]) | signed, remarks=tuple(remarks))
    conditions, sized = _sized(conditions)
    if len(sized) == 1 and _FROM.search(clause.plain[clause.start : sized[0].start]) and "EACH_ONE" in conditions.kinds:
        words = re.sub("从?第$", "", conditions.words)
        figures = {"low": replace(sized[0], sign="≥")} | amount
        return Piece(kind, trimmed(words), figures, remarks=(*remarks, "open.beyond"))
    per = tokens(outcome, "PER")
    toward = conditions.kinds & {"EACH_SHORT", "EACH_OVER"}
    words = conditions.words
    turn = _TURN.search(words) if "EACH" in conditions.kinds and not words.endswith("部分") else None
    if (toward or turn) and sized and _by_steps(conditions, sized[0]) and not conditions.bounds:
        direction: Kind = "short" if toward == {"EACH_SHORT"} or (turn and turn["short"]) else "over"
        signed = {role: replace(each, sign="-" if kind == "deduct" else "+") for role, each in amount.items()}
        remarks += [] if len(sized) == 1 and len(toward) <= 1 else ["open.two_bounds"]
        return Piece(direction, words, {"step": sized[0]} | signed, remarks=tuple(remarks))
    if amount["points"].unit in MONEY:
        remarks.append("open.money")
    if toward:
        words = conditions.counted_words
    if conditions.bounds and (per or conditions.kinds & _REPEATED):
        remarks.append("open.beyond")
    if conditions.bounds and not (per or conditions.kinds & {"EACH", "EACH_ONE"} or toward):
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


def _of_sign(conditions: Conditions, outcome: Phrase) -> list[str]:
    """Return what is assumed of the words that say that something is deducted or added."""
    written = slice(*conditions.clause.place(outcome))
    remarks = ["assumed.typo"] if TYPO.search(conditions.clause.source[written]) else []
    remarks += ["assumed.of_total"] if _OF_TOTAL.match(conditions.clause.plain[written]) else []
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
    words = _NEUTRAL.sub("", conditions.words) or (changed[0] if changed else "")
    told = ("assumed.most_deducted",) if down and named == "cap" else ()  # 「最高扣至 20 分」: 20 points, or to 20?
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
        remarks += ["assumed.veto_of_total"] if "否决" in token else []
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
    if kind_of(outcome) == "unchanged" and len(conditions.bounds) == 1 and not conditions.counted:
        kept = tuple(conditions.remarks)
        return Piece("band", conditions.words, dict(conditions.bounds), formula="points", remarks=kept)
    if kind_of(outcome) == "unchanged" and len(conditions.counted) == 1 and not conditions.kinds & _REPEATED:
        exact = {"low": conditions.clause.figure(conditions.counted[0], "=")}  # 「1 次不扣分」
        return Piece("band", conditions.words, exact, formula="points", remarks=tuple(conditions.remarks))
    told = {"open_change": "open.how_much", "unchanged": "assumed.only_words" if conditions.words else ""}
    remarks = tuple(filter(None, [told[kind_of(outcome)]]))
    clause = conditions.clause
    return Piece("words", clause.text([*conditions.phrases, outcome]), remarks=remarks)


def _rounded(conditions: Conditions, outcome: Phrase) -> Piece:
    """Return how much counts that is not whole: 「不足一周按一周计」."""
    remark = "assumed.only_words" if token_of(outcome).startswith("剩余") else "assumed.round_up"
    return Piece("words", conditions.clause.text([*conditions.phrases, outcome]), remarks=(remark,))


#: What is deducted from the total, and not from the item: 扣总分 5 分, 从总分中扣 5 分.
_OF_TOTAL = re.compile(r"(?:，\s?)?(?:直接)?[从在](?:当月|考核|绩效)*总|[扣减](?:当月|绩效|考核)*总")
#: What speaks of money that somebody has to pay, or gets.
_FINED = re.compile("(?:考核|激励|罚款?|奖励?)$")
#: What says of all bounds whether they are included.
_COUNTING_BOUNDS = re.compile("[（(]?(?:以上|以下)均?(?:不?包括|不?含).*$")
#: What leads over to the name of a grade.
_CALLED = re.compile(r"(?:分?(?:为|是|属于?|评定?为|定为|列为|确定为)|，)+")
_ELSE_BEHIND = re.compile("[，,]?否则的?$")
#: What is done within a time.
_TOOK = re.compile("(?:完成|解决|处理完?毕?|[答回]复|提交|上报|到[场达]|响应|修复)(?:的|者)?$")
#: Words that take, though no points stand right behind them.
_TAKEN = re.compile("(?:[扣罚]|减(?!少))[^，,（()制项标]{0,10}$")
_VALUED = re.compile(r"(?:[率度额数值]|(?<!质)量)$")
#: Words before a limit that say no more than that it is one.
_NEUTRAL = re.compile(
    r"^(?:(?:以上|上述)(?:各项|各条|所有)?|合计|累计|本项|该项|总分|均|[各每单]项|(?:[各每单]项?)?(?:考核)?指标|超额(?:完成)?)+$"
)
#: Words that tell of an outcome, which must not be passed over.
_TELLING = re.compile(
    r"扣(?!分项)|罚|取消|淘汰|降[级薪职档等]|不予|处分|辞退|解除|开除|否决|发放|晋升|调岗|加倍|减半|折半|奖励|[加减]分(?!项|说明|标准|情况)"
)
#: What follows from something, which must not be passed over, nor kept as words.
_CONSEQUENCE = re.compile(
    r"取消|不[得能可](?:高于|超过|参[加与]|评|享受|晋|获)|不予|扣发|停发|缓发|扣除|不再?发放?|不享[受有]|降[级薪职岗档]|下调|调低|下浮"
    r"|淘汰|调离|调岗|[为是]不(?:合格|称职|及格)|解除|辞退|开除|劝退|免[除予于职发]|不参[加与]|不计入|不纳入|不计算|直接[为定降]|否决|罚款?|加倍|减半|折半|翻倍|不重复|只计|不累计"
)
#: How much is looked at, of which something is counted.
_SAMPLED = re.compile(
    r"(?:每[周月季年天日]度?|随机|不定期)[^，:;\d=]{0,6}抽[检查取测][^，:;\d]{0,4}\d+\s?[^，:;\d]{1,3}$"
)
#: Sentences that tell what results are used for, and change none.
_USED_FOR = re.compile(r"(?:依据|参考|参照|挂钩|根据)[^，；。]{0,6}$|作为.{0,40}(?:依据|参考|条件)")
#: A share that runs from one bound to the next, and not from nothing.
_LINEAR = re.compile("线性|直线|插|递|差[值额距]")
#: What is held against a target: 「按实际回款额与目标值的比例计分」.
_HELD = re.compile("按照?(?:实际)?(?P<of>[^按]*?)[与和占对](?:目标|计划|任务|标准)")
_REST = re.compile("^(?:其余|其他)(?:情况|部分|的)*")
_BETWEEN = re.compile("(?:在|介于)?(?:中间|其间|之间|两者之间|此间|区间)(?:的|部分|值|者|时|取|则|采用)*$")
_EXCEPTED = re.compile(
    r"(?:不作为?|不予|不适用|免予|免于|免除|不按|不实行|不执行|不再|不构成|不属于?|可不|不列为|暂不|不被?)$"
)
LISTED = re.compile(r"(?:下列|以下|如下)(?:情[形况]|行为|条件|问题|事项|任一|之一)|之一$")
_PAY = re.compile(r"(?:绩效|项目|销售|季度|年度|年终|月度|全勤|考核|业绩){0,2}(?:奖金|奖励|工资|提成|奖|佣金|补贴)")
_WRITTEN = re.compile(r"[\d.]+|[零一二两三四五六七八九十百半]+")
_SHARE = re.compile(r"\d.*%")
_FROM = re.compile(r"第\s?$")  # 「从第 3 次起每次」
_ORDINAL = re.compile(r"第[一二三四五\d]+次")
_NAMED = 3  # phrases that a name consists of at most
_BARE = [["points", kind] for kind in ("given", "full", "zero")] + [["given", "full"]]  # 「95 分得 10 分」
_LIMITS = {"capped", "highest", "lowest", "unlimited", "unfloored", "emptied"}
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


def _without_outcome(clause: Clause, phrases: list[Phrase]) -> Iterator[Piece]:
    """Yield what conditions alone say: bounds by name, standards, weights, raters; else words."""
    first = next((place for place, each in enumerate(phrases) if kind_of(each) in ("bound", "span")), 0)
    names = [each for each in phrases[first:] if kind_of(each) in ("words", "name")]
    called = names and all(_CALLED.match(clause.plain, clause.place(each)[0]) for each in names)
    if kind_of(phrases[first]) in ("bound", "span") and phrases[-1] in names and (not first or called):
        yield from _named_behind(clause, phrases[first:])  # 「得分 90 分以上为优秀，…」
        return
    named: list[Phrase] = []
    weights = _weights(clause, phrases)
    for phrase in phrases:
        kind = kind_of(phrase)
        start = clause.place(named[0] if named else phrase)[0]
        end = clause.place(phrase)[1]
        told = kind in ("bound", "span", "rank", "rank_span", "standard")
        words = _name(clause.text(named)) if told or (kind == "quantity" and len(named) <= _NAMED) else ""
        if kind in ("bound", "span"):
            conditions = Conditions(clause, [phrase])
            said: Kind = "grade" if _GRADE.fullmatch(words) else "band"
            ranged = conditions.bounds.keys() == {"low", "high"} and _is_range_of_points(clause, phrase)
            if said == "band" and words and ranged:
                yield Piece("level", clause.text(named), _as_points(conditions.bounds), start=start, end=end)
                named = []
                continue
            units = {each.unit for each in conditions.bounds.values()}
            fined = ("open.money",) if units <= {"元"} and _FINED.search(words) else ()  # 「视情节考核 100-300 元」
            remarks = (*conditions.remarks, *fined)
            yield Piece(said, words, conditions.bounds, start=start, end=end, remarks=remarks)
        elif kind in ("rank", "rank_span"):
            yield Piece("rank", words, places(clause, phrase), start=start, end=end)
        elif kind == "standard":
            yield _standard(clause, phrase, words)
        elif kind == "quantity" and _GRADE.fullmatch(words) and clause.figure(figures_of(phrase)[0]).unit == "":
            yield Piece("case", words, {"points": clause.figure(figures_of(phrase)[0])}, start=start, end=end)
        elif kind == "quantity" and weights:
            yield from _weighed(clause, clause.text(named), clause.figure(figures_of(phrase)[0]), (start, end))
        else:
            named.append(phrase)
            continue
        named = []
    words = clause.text(named)
    if words:
        start, end = clause.place(named[0])[0], clause.place(named[-1])[1]
        sampled = _SAMPLED.match(words)
        loose = not sampled and any(kind_of(each) in ("quantity", "EACH_SHORT", "EACH_OVER") for each in named)
        told = not _USED_FOR.search(words)
        open_ = [
            *(["open.consequence"] if told and _CONSEQUENCE.search(words) else ()),
            *(["open.figure"] if loose else ()),
            *(["open.words"] if (told and _TELLING.search(words)) or words.startswith(("为", "者")) else ()),
        ]
        remark = open_[0] if open_ else "assumed.only_words"
        yield Piece("words", words, start=start, end=end, remarks=(remark,))


def _as_points(bounds: dict[str, Figure]) -> dict[str, Figure]:
    """Return the bounds of a span as the points that a level gives."""
    return {"points": replace(bounds["low"], sign=""), "most": replace(bounds["high"], sign="")}


def _led_by_colon(clause: Clause, phrase: Phrase) -> bool:
    """Return whether words begin with a colon, as 「9-10 分：主动学习」."""
    return clause.plain[clause.place(phrase)[0] :].lstrip().startswith(":")


def _is_range_of_points(clause: Clause, phrase: Phrase) -> bool:
    """Return whether a span is the points set off behind a description: （16-20 分）, 较高：11-15 分, 主动，8-10 分."""
    start, end = clause.place(phrase)
    before, after = clause.plain[max(start - 1, clause.start) : start], clause.plain[end : end + 1]
    set_off = before + after == "()" or before == ":" or (before == "，" and end == clause.end)
    return kind_of(phrase) == "span" and set_off and clause.plain[start:end].endswith("分")


def _named_behind(clause: Clause, phrases: list[Phrase]) -> Iterator[Piece]:
    """Yield bounds whose names stand behind them: 「90 分以上为优秀，80-89 分为良好」."""
    told_of = [kind_of(phrase) in ("bound", "span") for phrase in phrases]
    starts = [number for number, is_bound in enumerate(told_of) if is_bound and not (number and told_of[number - 1])]
    for first, after in zip(starts, [*starts[1:], len(phrases)], strict=True):
        ends = phrases[first : next((at for at in range(first, after) if not told_of[at]), after)]
        conditions = Conditions(clause, ends)  # 「80 分以上 90 分以下为良好」
        names = phrases[first + len(ends) : after]
        told = clause.text(names)
        told = told[match.end() :] if (match := _CALLED.match(told)) else told
        told = _COUNTING_BOUNDS.sub("", told)
        words = trimmed(re.split(r"[，、]", told)[0])
        start, end = clause.place(phrases[first])[0], clause.place(phrases[after - 1])[1]
        if (
            conditions.bounds.keys() == {"low", "high"}
            and names
            and clause.text(names)
            and _led_by_colon(clause, names[0])
        ):
            yield Piece("level", words, _as_points(conditions.bounds), start=start, end=end)
            continue
        if words in ("", "的", "之间", "时"):
            yield Piece("band", "", conditions.bounds, start=start, end=end, remarks=tuple(conditions.remarks))
            continue
        remarks = (*conditions.remarks, *(() if _GRADE.fullmatch(words) else ("open.words",)))
        yield Piece("grade", words, conditions.bounds, start=start, end=end, remarks=remarks)


def _weights(clause: Clause, phrases: list[Phrase]) -> bool:
    """Return whether the numbers of a clause are weights: alone, in brackets behind a name, or shares of a whole."""
    if any(kind_of(phrase) not in ("words", "quantity", "name") for phrase in phrases):
        return False
    if len(phrases) > 1 and _EQUALLY.search(clause.text(phrases[:1])) and kind_of(phrases[1]) == "quantity":
        return True
    found = [clause.figure(figures_of(phrase)[0]) for phrase in phrases if kind_of(phrase) == "quantity"]
    around = [
        clause.plain[max(each.start - 1, clause.start) : each.start] + clause.plain[each.end : each.end + 1]
        for each in found
    ]
    if len(found) == 1:
        alone = not clause.text([phrase for phrase in phrases if kind_of(phrase) != "quantity"])
        rated = found[0].unit == "%" and is_rater(_name(clause.text(phrases[:1])))
        named = found[0].unit == "%" and kind_of(phrases[-1]) == "quantity" and len(phrases) == 2
        named = named and not _VALUED.search(_name(clause.text(phrases[:1])))
        return found[0].unit in ("%", "") and bool(alone or rated or named or around[0] == "()")
    return all(each.unit == "%" for each in found) and abs(sum(each.value for each in found) - 1) < TOLERANCE


def _name(words: str) -> str:
    """Return the last part of words such as 「等级标准：A」."""
    bare = re.sub(r"[：:]\s?(?:得分|分数|总分|分值)$|[（(【]\s?(?:得分|分数|总分|[A-Za-z])$", "", words.strip())
    return re.split(r"[：:]", bare)[-1].strip("【】[] ") or words


def _weighed(clause: Clause, words: str, share: Figure, place: tuple[int, int]) -> Iterator[Piece]:
    """Yield raters with their weights, or the weight of what the words name."""
    words = _name(words)
    together = words.endswith(("各", "各占"))
    for part in re.split(r"[与和及、]", words.removesuffix("占").removesuffix("各")) if together else [words]:
        name = trimmed(part).removesuffix("占").removesuffix("权重")
        rated = share.unit == "%" and is_rater(name)
        bracketed = clause.plain[share.start - 1 : share.start] in "(" if share.start else False
        remarks = () if rated or bracketed or not name or together else ("assumed.weight",)
        if share.unit == "%" and _GRADE.fullmatch(name):
            yield Piece("grade", name, {"quota": share}, start=place[0], end=place[1])
            continue
        yield Piece(
            "rater" if rated else "weight", name, {"weight": share}, start=place[0], end=place[1], remarks=remarks
        )
