"""A whole cell of a form: its pieces, and the rule that they make in the terms of a scheme file."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from presales_xl.design.sentences import banded, equations, judged, mixed, several, shared, stepped
from presales_xl.design.sentences.characters import clauses, plain
from presales_xl.design.sentences.conditions import TIMES, Clause, numbers, trimmed
from presales_xl.design.sentences.gathered import WITH, Gathered, Rule, in_band
from presales_xl.design.sentences.named import LEVELS
from presales_xl.design.sentences.pieces import Figure, Kind, Mark, Piece, figure, mark_of
from presales_xl.design.sentences.reworded import among_places, as_bound, reworded
from presales_xl.design.sentences.statements import pieces
from presales_xl.design.sentences.tabled import COUNTED
from presales_xl.design.sentences.targets import HUNDRED

#: What the heading of a column or the place on the page says that a cell is about.
About = Literal["rule", "grades", "raters", "weight", "pay"]
_NUMBER = r"[-+]?\d{1,9}(?:\.\d{1,6})?"
_LISTED = re.compile(rf"\s*{_NUMBER}(?:\s?[/、]\s?{_NUMBER}){{1,9}}\s?分?\s*")
#: A range of points to be added or deducted, alone: -30~-100.
_SPAN = re.compile(
    r"\s?(?P<points>[-+]\d{1,9}(?:\.\d{1,6})?)\s?分?\s?[~至到-]\s?(?P<most>[-+]?\d{1,9}(?:\.\d{1,6})?)\s?分?\s?"
)
#: What a part of the full points is worth, before what is deducted of it: 「进度占 60%：每延期一天扣 2 分」.
_HEAD = re.compile(
    r"(?P<head>(?:其中)?[^，:;\d%()]{2,12}(?:(?:占|权重|满分)\s?\d+(?:\.\d+)?\s?[%分]|\(\s?\d+(?:\.\d+)?\s?[%分]\s?\)"
    r"|(?<=[性量度律面分况])\d+(?:\.\d+)?\s?分|(?<=[性面])\d+(?:\.\d+)?\s?%))\s?[:，]\s?(?=[^;]*[扣减])"
)
#: What a cell is called, before what takes points: 「考核标准：迟到一次扣 2 分」.
_LABEL = re.compile(
    r"(?:考核|评分|计分|[扣加]分)(?:标准|办法|细则)\s?:\s?(?=[^，;:≥≤<>]*[扣减]\s?\d)"
    r"|(?:其[他它])?[扣加]分(?:情[况形]|项目?|因素|事项)\s?:\s?(?=[^;:≥≤<>]*[扣减加]\s?\d)"
)
#: Who rates, what by, or what is looked at, before what that gives: 「由组长打分：好 8 分」, 「每周抽检 5 通，…」.
_INTRODUCTION = re.compile(
    r"(?P<head>由[^，:;\d=]{2,14}?(?:评[分价定议]?|打分|考评)|(?:以|根据|按照?|依据?|参照|结合|视)[^，:;\d=]{2,20}?(?:为准|评[分价定议]|打分)"
    rf"|[^，:;\d=]{{4,20}}(?=\s?[:(]\s?{LEVELS}\s?[:(]?\s?\d)|(?:由|根据|依据|参照|结合)[^，:;\d=]{{2,20}}(?=\s?:\s?[^得扣加减计给每最满\d\s])"
    r"|(?:每[周月季年天日]度?|随机|不定期)[^，:;\d=]{0,6}抽[检查取测听看问][^，:;\d=]{0,4}\d+\s?[^，:;\d=扣]{1,9}|(?:现场|随机|每次)?抽[查问考检]\s?\d{1,2}\s?[名人份件项处个位本][^，:;\d=扣]{0,8}(?=，\s?(?:每|发现|其中|如?有|若)*\s?[\d一]))\s?(?:[:，]|\((?=[^\d\s]))\s?(?!满分|总分|最[高多])(?=[^，:;=]{0,16}\d)"
)
#: How many are looked at, which is no figure of the rule: 「抽查 3 名病人，1 人不知晓扣 1 分」.
_SAMPLE = re.compile(
    r"(?:现场|随机|每次|不定期|每(?:个?[天日周月年]|季度?))?(?:随机|质检)?抽[查问考检取听测看]\s?[^，:;\d=]{0,4}\d{1,3}\s?[名人份件项处个位本条通张单次]"
)
#: What says what a word means, and no rule: 「（及时是指：在 1 个工作日内答复）」.
_DEFINED = re.compile(
    r"\((?P<of>[^()，]{0,10}(?:是指|系指|指的是|指:|(?<=[^\d()，]{2})指(?![标定数导令挥派引]))|(?:例如|比如|如)(?![果有未无不遇因出发]))(?:(?![扣加减得]\s?\d)[^()])*\)"
    r"|(?P<how>\((?:每(?:个?[天日周月年]|季度?|半[年月])[^()，\d]{0,4}[一二两三四1-9]次|\d{1,2}\s?(?:分钟|小时|次|天)(?:[以之]?内)?的?不(?:计|算|扣)[^()]{0,6}|[以按凭][^()\d]{2,24}为(?:依据|准|凭据?))\)"
    r"|(?<=，)(?:每(?:个?[天日周月年]|季度?)|随机|不定期)[^，:;\d=]{0,6}抽[检查取测听看问][^，:;\d=]{0,4}\d+\s?[^，:;\d=扣]{1,9}(?=，)"
    r"|(?:^|(?<=[;。\n]))每(?:个?[天日周月年]|季度?)[^，;。\d]{0,6}(?P<times>\d{1,3})(?P<unit>[篇次家个件项份场户条])，"
    r"(?=[^，;。\d]{0,6}(?P=times)(?P=unit)))"
    r"|(?<![^\n;。])(?:界定|定义)\s?:(?:(?![^，;。]*[扣加减得]\s?\d).)*|(?<=\d分)[^，;:。\d]{2,10}(?:是指|系指|指的是|指\s?:).*"
)
#: Examples of a case that gives or takes points right behind them: 「出现失误（如错发、漏发）得 0 分」.
_OF_CASE = re.compile(r"\((?:例如|比如|如)[^()\d]*\)\s?(?:的|者|时)?，?\s?(?:[得扣减加计给]\s?\d|不得分|满分|扣完)")
#: What says that something is to be done within a time; and what follows for the total, the grade or pay.
_TERM = re.compile("提前|之前|[前内]$|[前内](?=[^部容])|限时|限期|期限|时限|及时|按时|周期|工期")
_FOLLOWING: tuple[Kind, ...] = ("veto", "lowered", "graded", "bounded", "unpaid")
#: What says that something gives or takes points.
_SCORED_BY = re.compile(r"[扣加减得罚计给]\s?\d|\d\s?分|满分|不得分|扣完")
_TIMES = re.compile(r"[一二两三四]次")
_ALONE = re.compile(rf"\s*{_NUMBER}\s?[%分]?\s*")
#: A level and its points as a mere number; and what says by itself that all is well.
_BARE_LEVEL = re.compile(
    r"[，、/\s]*(?P<name>[^\d，/;:()扣加减罚奖得每≥≤<>=+-]{1,20}?)\s?[:=]?\s?"
    rf"(?P<points>{_NUMBER})(?=\s?(?:[，、/;\s]|$))"
)
_ALL_WELL = re.compile(
    "(?:符合|达标|合格|健全|完[善好整]|齐[全备]|落实|规范|到位|正常|良好|优秀|满意|准确|及时)(?:要求|规定|标准)?$"
)
_PAID = re.compile(r"(?:奖|工资|提成|薪|补贴|佣金)(?!.*(?:系数|比例|基数)$)")
#: How many cases in words stand beside bands: none of it, and the rest.
_OF_BANDS = 2
_SEVERAL = 2
#: Which time it is, and not from which time on: 「第二次扣 3 分」, not 「第三次起每次扣 1 分」.
_IN_TURN = re.compile(
    r"(?:第(?P<number>[\d一二三四五六])|(?P<first>首))次(?!性|均|都)(?=[^，,；;。\n]*(?:[扣减加得罚]|提醒|警告|满分|\d\s?分))"
)
_SINCE = re.compile(r"第[\d一二三四五六]次[^，,。；;：:\d]{0,4}(?:起|每次)")
_HEADED = re.compile(r"\s*(?P<head>[^：:，,；;。\n]*\d[^：:，,；;。\n]*)[：:]\s*(?=一次| [一\d]次)")
#: Bounds on both sides of nothing, and what is one figure off another by its name.
_BOTH_SIDES = re.compile(r"(?<!每)±\s?\d+(?:\.\d+)?(?!\d*\s?分)")
_DEVIATION = re.compile("偏|误差|差[异值额距率]|波动|浮动|变动|变化|增减")
_BY_FIGURE = ("bands", "standard_steps")
#: What makes an event graver that another count has as well; a count that has none of these; and one without an end.
_GRAVER = re.compile(
    r"^(?:其中|[如若]|并|且|因此|由此|而|同时)*(?:(?:造成|导致|引起|引发|致使|酿成|带来|产生|给)(?!$)|(?:情节|后果|影响|性质|损失)[^，,；;]{0,4}(?:严重|恶劣|重大|较大|巨大))"
)
_OTHER_CASE = re.compile(r"[未没无][^，,；;]{0,2}(?:造成|导致|引起|影响|损失|后果)|轻微|较轻|一般")
_BESIDE = re.compile(r"(?:另外?|再|额外|加|还[要应]?)[扣罚]")
_BEYOND = re.compile(
    r"^(?!.*(?:不超|不[高大多]于|以[下内]|不足|[<≤~至到]|\d-)).*(?:超[过出]?|[高大多晚]于|[>≥]|延[迟误期]|逾期)\D{0,2}\d"
    r"|^\D*\d+\D{1,4}以上"
)
_LIMITED = re.compile(r"得分|加分|扣分|减分|总分|累计")
#: What is open of words that are no more than the description of a level; and a number with its unit alone.
_OF_DESCRIPTIONS = {"assumed.only_words", "open.words", "open.figure"}
#: What leads over to points, behind what they are for; and what a level is called that is everything else.
_GAINED = re.compile("[，,的者]*(?:得分|评分|计分|得)$")
_REST = "其余"
#: What says of points only that they are taken, or when none are: 「根据投诉次数扣分」, 「各台独立扣分」.
_ANNOUNCED = re.compile(
    "(?:(?:根据|按照?|依据?)[^，；。情轻重]{1,12}(?:次数|数量|个数|件数|天数|人数)(?:进行|相应|予以)?"
    "|[各每]?[^，；。情轻重]{0,10}(?:独立|分别|单独|累计|叠加|各自))扣分|(?:[如若]|如果)?[^，；。]{1,14}，?(?:则|均|的)?不予扣分"
)
_OF_TARGET = re.compile("[，,]?(?:[得计给]目标[分值]?的?)$")
_ALL_ELSE = re.compile("(?:其[余他它]|除此之外|否则)(?:情[况形])?的?")
_COUNT = re.compile(r"\d+(?:\.\d+)?\s?\S{0,2}")
_CHANGE = re.compile(r"[扣减加奖](?=分|$)")


@dataclass(frozen=True)
class CellReading:
    """What a cell says: its pieces, the rule that they make (empty: none), and what is assumed or open about that.

    `weight` is the figure of the full points, or of their share of the whole, where the cell itself states it.
    """

    text: str
    pieces: tuple[Piece, ...]
    rule: Mapping[str, object] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    weight: Figure | None = None

    @property
    def mark(self) -> Mark:
        """Return how sure the reading of the whole cell is."""
        return mark_of(self.told)

    @property
    def told(self) -> tuple[str, ...]:
        """Return everything that is assumed or open, of the rule and of its pieces."""
        return tuple(dict.fromkeys((*self.remarks, *(each for piece in self.pieces for each in piece.remarks))))


def read(text: str, *, about: About = "rule", points: float | None = None) -> CellReading:
    """Return the reading of a cell; `points` are the full points of its indicator where another cell states them."""
    source, text = text, _in_turn(text)
    head = _HEADED.match(text) if text != source else None
    if head:  # 「30 分钟内联系不上：第一次提醒，…」
        text = " " * head.end() + text[head.end() :]
    found = _dutiful(_based(list(_paired(_listed(list(_pieces(text, points)))))))
    found = reworded(text, found, points)
    weights = [weight for piece in found if (weight := _weight(piece, about))]
    weight = weights[0] if weights else None
    stated = weight.value if weight is not None and weight.unit != "%" else None
    cell = Gathered(text, found, stated if points is None else points)
    rule = _rule(cell, about)
    rule |= {"of": trimmed(head["head"])} if head and rule.get("of") == "" else {}
    cell.remarks += ["open.figure"] if len(weights) > 1 and about == "rule" else []
    rule = _absolute(cell, rule)
    cell.remarks += ["open.formula"] if "|" in str(rule) else []  # a bar of an absolute value, and of no name
    cell.remarks += ["assumed.apart"] if _is_counted_within(cell, rule) else []
    cell.remarks += ["open.cumulative"] if text != source and _costs_again(found, cell.points) else []
    return CellReading(source, tuple(cell.found), rule, remarks=tuple(dict.fromkeys(cell.remarks)), weight=weight)


def _in_turn(text: str) -> str:
    """Return a text with times that it tells one after the other as so many times: 「第一次提醒，第二次扣 3 分」."""
    found = [*_IN_TURN.finditer(text)]
    told = [1.0 if match["first"] else figure(match["number"], 0).value for match in found]
    if (
        len(told) < _SEVERAL
        or _SINCE.search(text)
        or told != [told[0] + number for number in range(len(told))]
        or told[0] > _SEVERAL
    ):
        return text
    return _IN_TURN.sub(lambda match: "一次" if match["first"] else f" {match['number']}次", text)


def _absolute(cell: Gathered, rule: Rule) -> Rule:
    """Return a rule whose bounds lie on both sides as one of the figure without its sign: 「偏差±5%以内」."""
    of = rule.get("of")
    if rule.get("kind") not in _BY_FIGURE or not isinstance(of, str) or not _BOTH_SIDES.search(plain(cell.text)):
        return rule
    if "绝对值" in of:
        return rule
    cell.remarks.append("assumed.absolute")
    told = f"{of}（绝对值）" if _DEVIATION.search(of) else f"{of}与目标的偏差（绝对值）"
    return {**rule, "of": told if of else "（与目标的偏差，绝对值）"}


def _is_counted_within(cell: Gathered, rule: Rule) -> bool:
    """Return whether a count has another one within it: 「每次扣 5 分，造成损失的扣 20 分」.

    Not where that costs its points beside those of the first: 「造成损失的另扣 5 分」.
    """
    deducted = rule.get("deductions")
    counts = [str(words) for words in deducted] if isinstance(deducted, Mapping) else []
    graver = [words for words in counts if _GRAVER.search(words)]
    pieces = cell.found if graver else ()
    beside = {piece.words for piece in pieces if _BESIDE.search(cell.text[piece.start : piece.end])}
    beyond = [re.sub(r"[\d.]+", "", words) for words in counts if _BEYOND.search(words)]
    others = [words for words in counts if words not in graver and not _OTHER_CASE.search(words)]
    return bool(others and {*graver} - beside) or len({*beyond}) < len(beyond)


def _costs_again(found: Sequence[Piece], points: float | None) -> bool:
    """Return whether what the times before cost, or give, may come on top of what a further time does."""
    given = [each.figures["points"].value for each in found if each.kind != "deduct" and "points" in each.figures]
    if len(given) >= _SEVERAL and all(one < two for one, two in pairwise(given)):
        return True
    costs = [piece.figures["points"].value for piece in found if piece.kind == "deduct"]
    most = points or sum(costs)
    return any(min(sum(costs[: at + 1]), most) != min(cost, most) for at, cost in enumerate(costs))


def _dutiful(found: list[Piece]) -> list[Piece]:
    """Return pieces with what is to be done within a time as words, where everything else only counts what happens.

    「按要求提前三天办理保证金；未按时办理的，每笔扣 2 分」
    """
    untold = [piece for piece in found if piece.remarks == ("open.figure",)]
    if not found or (
        found[0].kind not in ("band", "grade") and not untold and not any(p.kind == "band" for p in found)
    ):
        return found
    if not any(piece.kind in ("deduct", "add") for piece in found):
        return found
    ruling = [piece for piece in found if piece.kind not in ("words", "weight", "floor", "cap", *_FOLLOWING)]
    bounds = [piece for piece in found[:1] if piece.kind in ("band", "grade") and piece.figures.keys() == {"high"}]
    within = [piece for piece in bounds if piece.figures["high"].unit in (*TIMES, "个月") and not piece.formula]
    first = next((place for place, piece in enumerate(found) if piece.kind in ("deduct", "add")), 0)
    duties = [piece for piece in found[:first] if piece.kind == "band" and piece.figures.keys() == {"low"}]
    within += [piece for piece in duties if not piece.formula]  # 「每周不少于两次；每出错一次，扣 1 分」
    told = [(piece, then) for piece, then in pairwise(found) if _is_occasion(piece, then)]
    within += [piece for pair in told for piece in pair if piece.kind == "band" or piece in untold]
    counting = {id(piece) for piece in found if piece.kind in ("deduct", "add") or _is_each(piece)}
    if within and not any(piece.kind in ("short", "over", "share") for piece in found if id(piece) not in counting):
        within += [piece for piece in found if piece.kind == "standard"]  # 「每月不少于 15 户次；少一次扣 2 分」
    ruling = [piece for piece in ruling if piece not in within]
    timed = [piece for piece in untold if _is_timed(piece.words) and piece not in within] + within
    counted = ruling and all(
        id(piece) in counting
        and piece.mark != "not_understood"
        and not piece.figures.keys() & {"low", "high", "since", "free"}
        for piece in ruling
    )
    if not timed or not counted or any(piece.mark == "not_understood" for piece in found if piece not in timed):
        return found
    return [
        replace(piece, kind="words", figures={}, remarks=("assumed.duty",)) if piece in timed else piece
        for piece in found
    ]


def _is_each(piece: Piece) -> bool:
    """Return whether each of what is counted is taken for that is short: 「少一次扣 2 分」."""
    step = piece.figures.get("step")
    return piece.kind == "short" and step is not None and step.value == 1 and step.unit in COUNTED


def _is_occasion(piece: Piece, then: Piece) -> bool:
    """Return whether a bound only says when something is to be done: 「人员异动满 10 人，即发布一次新报表」."""
    is_bound = piece.kind == "band" and piece.figures.keys() <= {"low", "high"} and not piece.formula
    return is_bound and then.kind == "words" and not _SCORED_BY.search(then.words)


def _is_timed(words: str) -> bool:
    """Return whether all figures of words are times, by which something is to be done."""
    units = [each.unit for each in stated(words)]
    return bool(units) and {*units} <= {*TIMES, "周", "个月", "月"} and _TERM.search(words) is not None


def _based(found: list[Piece]) -> list[Piece]:
    """Return pieces with the points that only additions and deductions change as the full ones: 「以 30 分为基数」."""
    kinds = {piece.kind for piece in found}
    base = [piece for piece in found if piece.kind == "standard" and piece.figures["standard"].unit == "分"]
    if len(base) != 1 or not kinds & {"deduct", "add"} or kinds & {"short", "over", "band", "share"}:
        return found
    full = {"weight": base[0].figures["standard"]}
    return [replace(piece, kind="weight", words="", figures=full) if piece is base[0] else piece for piece in found]


def _weight(piece: Piece, about: About) -> Figure | None:
    """Return the weight that a piece states of the indicator itself; where the cell is about weights, of its name."""
    if about == "weight":
        return piece.figures.get("weight") or piece.figures.get("points")
    return piece.figures.get("weight") if not piece.words else None


def _listed(found: list[Piece]) -> list[Piece]:
    """Return pieces with what a list enumerates in the place of 「有下列情形之一的」."""
    for number, piece in enumerate(found):
        cases = found[number + 1 :]
        if "open.list" in piece.remarks and cases and all(each.remarks == ("assumed.only_words",) for each in cases):
            words = "；".join(each.words for each in cases)
            remarks = tuple(each for each in piece.remarks if each != "open.list")
            return [*found[:number], replace(piece, words=words, end=cases[-1].end, remarks=remarks)]
    return found


def _paired(found: list[Piece]) -> Iterator[Piece]:
    """Yield pieces with 「5 分：能独立讲解；3 分：…」 as cases: points, and behind them what earns them."""
    bare = [piece.kind == "weight" and not piece.words for piece in found]
    pairs = len(found) > 3 and all(bare[::2]) and all(piece.kind == "words" for piece in found[1::2])
    if not pairs:
        yield from found
        return
    for points, words in zip(found[::2], found[1::2], strict=False):
        open_ = tuple(remark for remark in words.remarks if remark != "assumed.only_words")
        yield Piece(
            "case", words.words, {"points": points.figures["weight"]}, start=points.start, end=words.end, remarks=open_
        )


def stated(text: str) -> list[Figure]:
    """Return the figures of a text, whatever they are for, without those inside of names."""
    clause = Clause(plain(text), text, 0, len(text))
    return [clause.figure(token) for phrase in clause.phrases() or () for token in numbers(phrase)]


def read_rows(rows: Sequence[tuple[str, str]], *, points: float | None = None) -> CellReading:
    """Return the reading of a table with what is required in one cell and what it gives in the next, row by row.

    A figure's place is that in its own cell. `text` of the reading is the rows, a line each.
    """
    found: list[Piece] = []
    parts = [_of_row([as_bound(piece) for piece in _pieces(required)], required) for required, _ in rows]
    described = any("open.figure" in piece.remarks and _is_description(piece) for part in parts for piece in part)
    for part, (required, given) in zip(parts, rows, strict=True):
        worth = [piece for piece in _pieces(given) if piece.kind == "weight"]
        gives = {"points": worth[0].figures["weight"]} if worth else {}
        is_one = described and any(piece.kind == "band" for piece in part)  # of levels by their descriptions
        for piece in [Piece("words", required.strip(" 。；;"), end=len(required))] if is_one else part:
            is_rest = piece.kind == "words" and _ALL_ELSE.fullmatch(piece.words.strip())
            kind: Kind = "rest" if is_rest else "case" if piece.kind == "words" else piece.kind
            remarks = () if _is_description(piece) else piece.remarks
            words = "" if is_rest else piece.words
            found.append(replace(piece, kind=kind, words=words, figures=dict(piece.figures) | gives, remarks=remarks))
    text = "\n".join("\t".join(row) for row in rows)
    cell = Gathered(text, among_places(found), points)
    rule = _rule(cell, "rule")
    cell.remarks += ["assumed.described"] if described else []
    return CellReading(text, tuple(cell.found), rule, tuple(dict.fromkeys(cell.remarks)))


def _is_description(piece: Piece) -> bool:
    """Return whether a piece is no more than the description of a level, figures included; a count alone is more."""
    is_count = "open.figure" in piece.remarks and _COUNT.fullmatch(piece.words)
    return piece.kind == "words" and {*piece.remarks} <= _OF_DESCRIPTIONS and not is_count


def _of_row(found: list[Piece], required: str) -> list[Piece]:
    """Return what a row requires as one piece: its bound, or its words where these are broken up."""
    bounds = [piece for piece in found if piece.kind in ("band", "rank")]
    if len(found) < 2 or len(bounds) > 1 or any(piece.kind != "words" for piece in found if piece not in bounds):
        return found
    if any("open.consequence" in piece.remarks for piece in found):
        return found
    return bounds or [Piece("words", required.strip(), end=len(required), remarks=("assumed.only_words",))]


def _pieces(text: str, points: float | None = None) -> Iterator[Piece]:
    """Yield the pieces of a cell in their order; `points` are the full points where they are known."""
    written = plain(text)
    if _LISTED.fullmatch(written):
        for match in re.finditer(_NUMBER, written):
            given = {"points": figure(match[0], match.start())}
            yield Piece("case", "", given, start=match.start(), end=match.end(), remarks=("open.level_names",))
        return
    if _ALONE.fullmatch(written):
        yield Piece("weight", "", {"weight": figure(written.replace("+", " "), 0)}, end=len(written))
        return
    if span := _SPAN.fullmatch(written):
        ends = {role: figure(span[role].replace("+", " "), span.start(role)) for role in ("points", "most")}
        yield Piece("level", "", ends, end=len(written))
        return
    for start, end, defined in _with_heads(written):
        if defined:
            yield Piece("words", text[start:end], start=start, end=end, remarks=("assumed.only_words",))
            continue
        levels = _bare_levels(written, text, (start, end), points)
        yield from levels
        start = levels[-1].end if levels else start  # noqa: PLW2901
        for first, last, calculated in equations.parts(written, start, end):
            if calculated:
                yield equations.equation(written, text, first, last)
            else:
                yield from pieces(Clause(written, text, first, last))


def _bare_levels(written: str, source: str, clause: tuple[int, int], points: float | None) -> list[Piece]:
    """Return the levels with which a clause begins whose points are mere numbers: 「盈利 2.0，持平 1.0，亏本 0」."""
    place, end = clause
    found: list[Piece] = []
    while match := _BARE_LEVEL.match(written, place, end):
        points_at = {"points": figure(match["points"], match.start("points"))}
        name = trimmed(source[match.start("name") : match.end("name")])
        found.append(Piece("case", name, points_at, start=match.start("name"), end=match.end()))
        place = match.end()
    worth = [piece.figures["points"].value for piece in found]
    falls = all(better > worse for better, worse in pairwise(worth))
    is_best = worth[:1] == [points] or (points is None and worth[-1:] == [0])
    several = len(found) > 1 and falls and is_best
    alone = len(found) == 1 and is_best and points is not None and _ALL_WELL.search(found[0].words)
    return found if several or alone else []


def _with_heads(written: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the clauses of a plain text, and whether each only defines something.

    The head of a part with its worth and an introduction are clauses of their own, and so is a definition.
    """
    defining = False
    for start, end in clauses(written):
        defining = defining and not _SCORED_BY.search(written, start, end) and written[start - 1] in ";；"
        if defining:
            yield start, end, True
            continue
        if label := _LABEL.match(written, start, end):
            start = label.end()  # noqa: PLW2901
        if head := _HEAD.match(written, start, end) or _INTRODUCTION.match(written, start, end):
            yield start, head.end("head"), _SAMPLE.match(written, start) is not None
        since = head.end() if head else start
        for defined in _DEFINED.finditer(written, since, end):
            if _OF_CASE.match(written, defined.start()):
                continue
            if written[since : defined.start()].strip(" ，"):
                yield since, defined.start(), False
            yield *defined.span(), True
            since = defined.end()
            defining = since == end and defined["of"] is None and defined["how"] is None
        if written[since:end].strip(" ，"):
            yield since, end, False


def _rule(cell: Gathered, about: About) -> Rule:
    """Return the rule that the pieces make, empty where they make none; what is assumed or open goes to `cell`."""
    if about == "raters" or (cell.of("rater") and not cell.of("band", "deduct", "add", "case")):
        return judged.raters(cell)
    if about == "weight":
        return {}
    if about == "grades" or any(piece.figures.keys() & {"coefficient", "quota"} for piece in cell.of("grade")):
        return judged.grades(cell)
    if cell.of("equation") and (about == "pay" or any(_PAID.search(piece.words) for piece in cell.of("equation"))):
        return _paid(cell)
    return _scored(cell)


def _described(cell: Gathered) -> None:
    """Take bounds and places in the descriptions of levels for words: 「或者超时 1 天以上（0 分）」."""
    kinds = {piece.kind for piece in cell.found}
    mixed = len(cell.of("case")) + len(cell.of("band", "rank")) > 2 and kinds & {"band", "rank"} and cell.of("case")
    several = len(cell.of("case")) > _OF_BANDS  # which no table has place for
    told = all(piece.words for piece in cell.of("band", "rank")) or any(
        _TIMES.search(case.words) for case in cell.of("case")
    )
    bare = [piece.figures for piece in cell.of("band") if not piece.words and cell.gives(piece) == 0]
    units = {each.unit for figures in bare for role, each in figures.items() if role in ("low", "high")}
    told |= len(bare) == len(cell.of("band")) == 1 and units <= {*TIMES}  # 「当天 5 分，次日 3 分，超过两天不得分」
    both = bool(cell.of("band")) and any("assumed.described" in case.remarks for case in cell.of("case"))
    if (mixed and told and (several or not _one_measure(cell))) or both:  # 「≥95% 且无投诉得 10 分，≥90% 得 6 分」
        cell.found = [_as_case(cell, piece) for piece in cell.found]
        cell.remarks.append("assumed.described")


def _leave_money(cell: Gathered) -> None:
    """Leave a fine to be decided on, which costs no points: 「一次扣 5 分，情节严重扣 100 元」."""
    for piece in [piece for piece in cell.found if "open.money" in piece.remarks and piece.kind != "words"]:
        words = cell.text[piece.start : piece.end].strip(" ，,")
        left = Piece("words", words, start=piece.start, end=piece.end, remarks=("open.money",))
        cell.found[cell.found.index(piece)] = left


def _leave_announced(cell: Gathered) -> None:
    """Take what says no more than that points are taken, beside what takes them, for words."""
    if not cell.of("deduct", "short", "over"):
        return
    for number, piece in enumerate(cell.found):
        if piece.kind == "words" and piece.remarks == ("open.how_much",) and _ANNOUNCED.fullmatch(_whole(cell, piece)):
            cell.found[number] = replace(piece, remarks=("assumed.only_words",))


def _whole(cell: Gathered, piece: Piece) -> str:
    return cell.text[piece.start : piece.end].strip(" ，,。；;")


def _ranged(cell: Gathered) -> None:
    """Take bounds that give points from … to … for levels described by them: 「达到 100%，得 16-20 分」."""
    bands = cell.of("band")
    rest = cell.earning("rest")
    ranged = any("most" in piece.figures for piece in bands) and len(bands) == len(cell.earning("band", "rank"))
    if ranged and len(bands) + len(rest) > 1:
        for piece in rest:  # 「完成 90% 以上得 8-10 分，其余 0 分」
            ends = (
                {"points": piece.figures["points"], "most": piece.figures["points"]}
                if "points" in piece.figures
                else {}
            )
            number = cell.found.index(piece)
            cell.found[number] = (
                replace(piece, kind="level", words=piece.words or _REST, figures=ends) if ends else piece
            )
        for number, piece in enumerate(cell.found):
            points = piece.figures.get("points")
            if piece.kind == "band" and points is not None:
                words = _GAINED.sub("", trimmed(cell.text[piece.start : points.start]))
                ends = {"points": points, "most": piece.figures.get("most", points)}
                cell.found[number] = replace(piece, kind="level", words=words, figures=ends, remarks=())


def _spanning(cell: Gathered) -> None:
    """Take ranges of points behind descriptions for levels: 「积极主动 8-10 分；按要求完成 5-7 分；拖沓 0-4 分」."""
    spans = [piece for piece in cell.of("band") if piece.figures.keys() == {"low", "high"} and not piece.formula]
    told = {piece.words for piece in spans if piece.words and piece.figures["high"].unit == "分"}
    tops = [piece.figures["high"].value for piece in spans]
    beside = [
        piece
        for piece in cell.found
        if piece.kind not in ("words", "weight") and piece not in spans and not _is_at_once(piece)
    ]
    wholes = [None, max(tops, default=None), *([cell.points] if HUNDRED in tops else [])]  # which is weighted
    if len(spans) < 2 or len(told) < len(spans) or beside or cell.points not in wholes:
        return
    for number, piece in enumerate(cell.found):
        if piece in spans:
            low, high = (replace(piece.figures[role], sign="") for role in ("low", "high"))
            cell.found[number] = replace(piece, kind="level", figures={"points": low, "most": high}, remarks=())


def _is_at_once(piece: Piece) -> bool:
    """Return whether a level gives just so many points where others give ranges: 「未制定 0 分」."""
    return piece.kind == "case" and bool(piece.words) and piece.figures.keys() == {"points"}


def _describing(cell: Gathered) -> None:
    """Take bounds without points behind levels for words of their description: 「D（8 分以下）离岗达 30 分钟」."""
    if len(cell.of("level", "grade")) > 1:
        for number, piece in enumerate(cell.found):
            if piece.kind == "band" and "points" not in piece.figures and not piece.formula:
                words = cell.text[piece.start : piece.end].strip(" ，,")
                left = Piece("words", words, start=piece.start, end=piece.end, remarks=("assumed.only_words",))
                cell.found[number] = left


def _as_case(cell: Gathered, piece: Piece) -> Piece:
    points = piece.figures.get("points")
    if piece.kind not in ("band", "rank") or points is None:
        return piece
    words = trimmed(_OF_TARGET.sub("", cell.text[piece.start : points.start]))
    kept = tuple(remark for remark in piece.remarks if remark == "assumed.percent_of")
    return replace(piece, kind="case", words=words, figures={"points": points}, remarks=kept)


def _take_bounds_for_limits(cell: Gathered) -> None:
    """Take 「不低于 0 分」 and 「不超过 5 分」 behind a rule for its floor and cap."""
    if not cell.of("equation", "deduct", "add", "short", "over", "share"):
        return
    for number, piece in enumerate(cell.found):
        limits = [*piece.figures.items()]
        if piece.kind == "band" and len(limits) == 1 and limits[0][1].unit in ("", "分") and not piece.formula:
            role, each = limits[0]
            if each.sign in "≥≤" and (not piece.words or _LIMITED.search(piece.words)):
                kind: Kind = "floor" if role == "low" else "cap"
                said = _CHANGE.search(piece.words)
                points = {"points": replace(each, sign="")}
                cell.found[number] = replace(piece, kind=kind, words=said[0] if said else "", figures=points)


def _one_measure(cell: Gathered) -> bool:
    """Return whether several bands go by the same measured value."""
    words = [WITH.sub("", piece.words) for piece in cell.of("band")]
    return len(words) > 1 and len(set(words)) == 1


def _paid(cell: Gathered) -> Rule:
    """Return items of pay, with the highest amount where there is one item."""
    found, caps = cell.of("equation"), cell.of("cap", "floor")
    cell.remarks += ["open.limits"] if caps and (len(found) > 1 or len(caps) > 1) else []
    cell.remarks += ["open.condition"] if cell.of("band", "rank", "case") else []
    rule: Rule = {"kind": "pay", "pay": {piece.words: piece.formula for piece in found}}
    return rule | {piece.kind: each.value for piece in caps[:1] for each in piece.figures.values()}


def _scored(cell: Gathered) -> Rule:
    """Return the rule by which an indicator's points come about."""
    _leave_money(cell)
    _leave_announced(cell)
    _ranged(cell)
    _spanning(cell)
    _describing(cell)
    _described(cell)
    _take_bounds_for_limits(cell)
    shared.leave_examples(cell)
    stepped.leave_standards(cell)
    if own := several.apart(cell) or several.tables(cell) or several.added(cell) or mixed.mixed(cell):
        return own
    judged.count_occasions(cell)
    rules = [rule for make in _makers(cell) if (rule := make(cell))]
    if len(rules) == 1:
        rules[0] |= shared.measures(cell, rules[0])
    cell.remarks += ["open.unused"] if rules and cell.unused() else []
    if len(rules) > 1 and (same := shared.counted_by_share(cell, rules)):
        return same
    if len(rules) > 1:
        emptied = [[*each.values()] for rule in rules if isinstance(each := rule.get("bands"), dict)]
        earned = {str(rule.get("kind")) for rule in rules} == {"add", "target_ratio"} and all(
            piece.formula == "earned" for piece in cell.of("add")
        )  # 「每处理一项得 1 分，按比例计分」: which of both?
        cell.remarks += ["open.combined"] if earned or any(not any(worths) for worths in emptied) else []
        cell.remarks.append("assumed.together")
        return {"kind": "sum", "parts": [part for rule in rules for part in _flat(rule)]}
    return rules[0] if rules else {}


def _flat(rule: Rule) -> list[Rule]:
    """Return the parts of a sum, which holds no others; any other rule as it is."""
    parts = rule.get("parts")
    return [*parts] if rule.get("kind") == "sum" and isinstance(parts, list) else [rule]


def _makers(cell: Gathered) -> Iterator[Callable[[Gathered], Rule]]:
    """Yield what makes a rule of the pieces; several make a sum, such as bands and additions beside them."""
    if judged.parts(cell):
        yield judged.parted
        return
    by_bounds = cell.earning("band") or any(in_band(piece) for piece in cell.of("deduct", "add"))
    counted = any(not in_band(piece) for piece in cell.of("deduct", "add"))
    placed = stepped.falling(cell)
    by_share = cell.of("share") or shared.scoring(cell)
    zeroing = (by_share and (shared.is_linear(cell) or shared.limiting(cell))) or (
        counted and judged.only_bounded(cell)
    )
    alone: list[tuple[object, Callable[[Gathered], Rule]]] = [
        (cell.of("equation") and (shared.scoring(cell) or not cell.of("level", "grade", "case")), shared.equation),
        (cell.of("level", "grade"), judged.ranges),
        (cell.of("case"), judged.cases),
        (judged.required(cell), judged.otherwise),
        (True, judged.rated),
    ]
    several: list[tuple[object, Callable[[Gathered], Rule]]] = [
        (placed, stepped.falls),
        (not placed and cell.of("short", "over"), stepped.steps),
        (by_bounds and not zeroing and not cell.of("short", "over"), banded.bands),
        (not placed and cell.earning("rank"), banded.ranks),
        (judged.levelled(cell), judged.cases),
        (not placed and counted, judged.apart if judged.capped_apart(cell) else judged.counts),
        (cell.of("share") and not cell.of("short", "over"), shared.share),  # which say the same, or something else
        (not cell.of("share") and by_share and (zeroing if by_bounds else counted), shared.equation),
    ]
    found = [make for asked, make in several if asked]
    yield from found or [make for asked, make in alone if asked][:1]
