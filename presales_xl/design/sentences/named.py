"""What conditions say without an outcome: bounds by name, standards, weights, raters; else words."""

import re
from collections.abc import Iterator
from dataclasses import replace

from presales_xl.design.sentences.conditions import (
    Clause,
    Conditions,
    Phrase,
    figures_of,
    is_rater,
    kind_of,
    places,
    tokens,
    trimmed,
)
from presales_xl.design.sentences.pieces import Figure, Kind, Piece
from presales_xl.scheme.rules import TOLERANCE

_EQUALLY = re.compile(r"[与和及、].{1,12}各占?$")
#: Names of levels in words.
LEVELS = (
    r"(?:特别|非常|基本|较|不|很|极){0,2}(?:优秀?|良好?|中等?|差|合格|及格|称职|卓越|达标|胜任|一般|杰出|满意|好"
    r"|待改进|待提高|需改进)"
)
_GRADE = re.compile(
    rf"[SABCDE][+-]?(?:级|等|档|类)?\s?[^，；、]{{0,6}}|{LEVELS}|[甲乙丙丁](?:级|等|档|类)?|[上中下](?:等|档)?|第?[一二三四五六][档级等]|特等"
)
#: What speaks of money that somebody has to pay, or gets.
_FINED = re.compile("(?:考核|激励|罚款?|奖励?)$")
#: What says of all bounds whether they are included.
_COUNTING_BOUNDS = re.compile("[（(]?(?:以上|以下)均?(?:不?包括|不?含).*$")
#: What leads over to the name of a grade.
_CALLED = re.compile(r"(?:分?(?:为|是|属于?|评定?为|定为|列为|确定为)|，)+")
_RATED_BY = re.compile("由[^，；。]{2,20}?(?:评[定分价议]|打分|考评|给分)")
_VALUED = re.compile(r"(?:[率度额数值]|(?<!质)量)$")
#: Words that tell of an outcome, which must not be passed over.
_TELLING = re.compile(
    r"扣(?!分项)|罚|取消|淘汰|降[级薪职档等]|不予|处分|辞退|解除|开除|否决|发放|晋升|调岗|加倍|减半|折半|奖励|[加减]分(?!项|说明|标准|情况)"
)
#: What has to be done, in words that nothing of points or pay is in: 「负责办公用品的采购与发放，按月盘点」.
_MERE_DUTY = re.compile(
    "(?:负责|协助|做好|及时|认真|严格|配合|参与|组织|定期|保[证持障]|确保|建立|维护|按[时月期周])"
    "(?:(?!不[计得予]|取消|否决|淘汰|降[级薪职档]|处分|辞退|解除|开除|晋升|调岗|减半|工资|绩效|薪)[^\\d;；。扣加减得分奖罚倍率]){4,60}"
)
#: What follows from something, which must not be passed over, nor kept as words.
_CONSEQUENCE = re.compile(
    r"取消|不[得能可](?:高于|超过|参[加与]|评|享受|晋|获)|不予|扣发|停发|缓发|扣除|不再?发放?|不享[受有]|降[级薪职岗档]|下调|调低|下浮"
    r"|淘汰|调离|调岗|[为是]不(?:合格|称职|及格)|解除|辞退|开除|劝退|免[除予于职发]|不参[加与]|不计入|不纳入|不计算|直接[为定降]|否决|罚款?|加倍|减半|折半|翻倍|不重复|只计|不累计"
)
#: What HR does beside the appraisal, which changes neither points nor grade nor pay.
_MEASURES = re.compile(
    r"(?:取消|不得|不能|不可|不予?|失去|丧失)(?:其|再|被|参加|参与|享受|具有|[当本全][月季年期]|[月季年]度|的|各类|各项|任何|一切)*"
    r"(?:评[先优](?:评[先优])?|(?:先进|优秀员工|优秀班组|评选)[^，；。]{0,6}?)(?:活动|资格|权利|机会|推荐|评选)*"
    r"|(?:给予|进行|予以)?(?:通报批评|书面警告|口头警告|警告(?:处[分理])?|记过|诫勉谈话|约谈|批评教育)(?:一次)?"
    r"|(?:调离|调整)(?:原|本|工作|该)?岗位?|(?:予以|直接)?(?:辞退|开除|劝退|淘汰)(?:处理)?|解除(?:劳动)?(?:合同|关系)"
    r"|(?:罚款|费用|损失)?(?:由)?(?:本人|个人|自己|责任人)?(?:自负|自理|自行承担|照价赔偿)"
    r"|(?:承担|赔偿)(?:相应|全部|由此|造成的?|一切|经济|公司|的)*(?:损失|责任|后果|费用)+"
)
#: How much is looked at, of which something is counted.
SAMPLED = re.compile(
    r"(?:每[周月季年天日]度?|随机|不定期)[^，:;\d=]{0,6}抽[检查取测][^，:;\d]{0,4}\d+\s?[^，:;\d]{1,3}$"
)
#: Sentences that tell what results are used for, and change none.
_USED_FOR = re.compile(r"(?:依据|参考|参照|挂钩|根据)[^，；。]{0,6}$|作为.{0,40}(?:依据|参考|条件)")
_NAMED = 3  # phrases that a name consists of at most


#: That a figure is what is aimed at, before what that is of: 「季度标准课时 60 课时」.
_AIM = re.compile(
    r"^(?:[当本]?[月季年]度?|每[月季年周日天])?(?:标准|目标|计划|定额)(?=[\u3400-\u9fff]{2,})(?!完成|达成|任务|[值数量额率]|客户|外)"
)


def standard_of(clause: Clause, phrase: Phrase, words: str) -> Piece:
    """Return a standard, or the range in which all is well: 「标准为 95%-105%」."""
    first, *last = [clause.figure(token) for token in figures_of(phrase)]
    if not last or kind_of(phrase) != "standard":
        return _piece(clause, "standard", phrase, _AIM.sub("", words), standard=first)
    ends = {"low": replace(first, sign="≥", unit=first.unit or last[0].unit), "high": replace(last[0], sign="≤")}
    return replace(_piece(clause, "band", phrase, words, **ends), formula="points")


def _piece(clause: Clause, kind: Kind, phrase: Phrase, words: str, **figures: Figure) -> Piece:
    start, end = clause.place(phrase)
    return Piece(kind, words, figures, start=start, end=end)


def alone(clause: Clause, phrases: list[Phrase]) -> Iterator[Piece]:
    """Yield what conditions alone say: what HR does; bounds by name, standards, weights, raters; else words."""
    measure = _measure(clause, phrases)
    yield from [measure] if measure else _said(clause, phrases)


def _said(clause: Clause, phrases: list[Phrase]) -> Iterator[Piece]:
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
            yield standard_of(clause, phrase, words)
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
        sampled = SAMPLED.match(words)
        loose = not sampled and any(kind_of(each) in ("quantity", "EACH_SHORT", "EACH_OVER") for each in named)
        loose |= any(tokens(each, "AGAIN") for each in named)
        told = not _USED_FOR.search(words)
        is_open = told and _TELLING.search(words) and not _MERE_DUTY.fullmatch(words)
        open_ = [
            *(["open.consequence"] if told and _CONSEQUENCE.search(words) else ()),
            *(["open.figure"] if loose else ()),
            *(["open.words"] if is_open or words.startswith(("为", "者")) else ()),
        ]
        remark = open_[0] if open_ else "assumed.only_words"
        yield Piece("words", words, start=start, end=end, remarks=(remark,))


def _measure(clause: Clause, phrases: list[Phrase]) -> Piece | None:
    """Return a measure of HR's, with how often it takes: 「三次以上的予以辞退」; None for what says more, or less."""
    words = clause.text(phrases)
    left = _MEASURES.sub("", words)
    if left == words or _CONSEQUENCE.search(left) or _USED_FOR.search(words):
        return None
    start, end = clause.place(phrases[0])[0], clause.place(phrases[-1])[1]
    return Piece("words", words, start=start, end=end, remarks=("assumed.measure",))


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
        if words in ("", "的", "之间", "时") or _RATED_BY.fullmatch(words):
            yield Piece("band", "", conditions.bounds, start=start, end=end, remarks=tuple(conditions.remarks))
            if _RATED_BY.fullmatch(words):  # 「0-10 分，由主管根据实际情况评定」
                begin = clause.place(names[0])[0]
                yield Piece("words", words, start=begin, end=end, remarks=("assumed.only_words",))
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
