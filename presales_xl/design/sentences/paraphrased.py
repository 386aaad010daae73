"""Sentences of forms in the plain terms of the grammar: what many companies write in words of their own.

Each paraphrase is a phrase whose slots are filled from small vocabularies (what is aimed at, on which side of it,
by how much, what that costs), and the same in words that `phrases.lark` knows. No figure is added or changed.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.figured_levels import with_shares, without_words
from presales_xl.design.sentences.named import LEVELS
from presales_xl.design.sentences.pieces import figure

_AIM = "(?:考核)?(?P<aim>(?:目标|计划|标准|基准|指标|定额|预算)值?)(?:[数量额]|次数)?"
_SIDE = "(?P<side>[低少小]于|[低少差]|不足|[高多大]于|[高多]出?|超[出过]?)"
_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"(?:%|个?百分点|个点|[^\d%，。;:、()扣加减得以\s]{1,3}?)"
_TIME = "(?:个?小时|分钟|秒钟?|个?工作日|天|日)"
#: One step: 1 次, 0.1%, 一个百分点.
_ONE = rf"(?:0?\.\d+|1(?![\d.])|一)\s?{_UNIT}"
_GIVEN = r"\s?(?:\d|[一二两三四五六七八九十半]{1,3}分)"  # how points begin
_COSTS = rf"(?=(?:的|时|者|，)?(?:[扣减加奖]|各扣){_GIVEN})"
_STEP = (
    r"每(?:超[过出]?|高于?|低于?|少于?|多于?|增加?|减少|降低|提高|下降|上升|延[迟误]|逾期|迟到)"
    rf"\s?{_NUMBER}\s?(?:%|[^\d%，;。、扣加减得]{{1,4}})"
)
#: What ends a clause.
_END = r"(?=\s*(?:[;。\n]|$))"
_FEW = "(?:[1-9]|[一二两三四五六七八九])"
#: What steps are called, and which way they go.
_TIER, _WAY = (
    "(?:档次?|级别?|等级|台阶|单位|步长|阶梯)",
    "超[过出]?|高[于出]?|增[加长]|提高|上升|低于?|少于?|降低?|下降|减少",
)
_POINTS = r"\d{1,3}(?:\.\d)?"
#: What leaves nothing; and what of another rule gives or takes, or leaves nothing.
_ZERO = r"(?:[本该此]项)?(?:得分)?(?:即|则|均)?(?:(?:[为得计记按])?\s?[0零]\s?分?|不[得计给]分)(?=\s*(?:[;。\n]|$))"
_RULED = re.compile(r"[扣加减]\s?[\d一二两三]|[，的者][^，;。\d]{0,4}[0零]\s?分?\s*(?:[;。\n]|$)|不得分")
#: That points end a clause, and are no step of which another clause tells: 「每少得 1 分，扣 2 分」.
_NO_STEP = rf"\s*(?:[;。\n]|$|，(?![^，;。\n]{{0,3}}[扣减加奖]\s?{_NUMBER}))"
#: Words for the full points in a formula.
_FULL = "(?:(?:基础|标准|权重)?(?:分值|分数)|权重|满分|配分|标准分|基准分)"
#: Where a clause begins that gives or takes nothing and wants nothing; what is amiss in it; and how much that costs.
_SEPARATE = r"(?:(?<=[;。\n])|^)(?![^;。\n]*(?:[扣减加得]\s?\d|\d\s?分|不得|满分))"
_BREACH = (
    "(?![^;。\n]*(?:不[准许能]|严禁|禁止|要求|必须|应|确保|做到|保[证持]|杜绝|避免|防止|无(?!故)|零))"
    "[^;。\n\\d]*?(?:未(?!发生|出现|有)|不(?:按|及时|服从|遵守|认真|规范|到位|配合|整|清|完|准|良)|没有|擅自|私自|违[反犯规]|泄露|丢失|损坏"
    "|迟到|早退|旷工|脱岗|离岗|争吵|漏|差错|失误|延误|拖延)[^;。\n\\d]*"
)
_AS_IT_IS = "(?:[视按根]据?)(?:其|实际)?情[况节](?:轻重|严重程度)?(?:酌情)?(?:给予)?"
_EACH_TIME = r"(?:每(?:发现)?[一1]?[次处项起例]|[一1]次)?"
#: Names of times that are written in letters.
_LETTERS: Mapping[str, str] = {"min": "分钟", "mins": "分钟", "h": "小时", "s": "秒"}

_BELOW = "低少小差不"
#: What is off a target by some figure.
_OFF_AIM = re.compile(rf"(?<!不)([低少小]于|不足|[高多大]于|超[出过]?){_AIM}的?\s?{_NUMBER}")

#: The range in which all is well, with what that gives; and how far beyond one of two targets something is.
_RANGE = re.compile(
    rf"(?:位于|在|介于)?\s?(?P<low>{_NUMBER}\s?%)\s?[-~至到]\s?(?P<high>{_NUMBER}\s?%)(?:之?[间内])?，?(?:得|计|为)"
)
_OFF_TARGET = re.compile(
    rf"每(?P<side>[高低]于|超[过出]|[高低])(?:考核|挑战|基本|最高|最低)?(?:目标|标准|基准)值?的?\s?(?P<size>{_NUMBER}\s?%)，?(?=[扣加])"
)
_SIDES = 2
#: From where on a share of a plan is told, and no longer how far something is off it.
_MOST_OFF = 0.5

_Said = str | Callable[[re.Match[str]], str]


def _each_from_aim(match: re.Match[str]) -> str:
    """Return a step beyond the only share that a text states before as one for each; of another one as it is."""
    before = re.sub(rf"(?:{_WAY})\s?{_NUMBER}\s?%", "", match.string[: match.start()])
    return f"每{match['step']}" if {*re.findall(rf"{_NUMBER}\s?%", before)} == {match["aim"]} else match[0]


def _toward(match: re.Match[str]) -> str:
    """Return what a step from the target costs; of several bounds on one side as they are."""
    below = [way[1][0] in _BELOW for way in _OFF_AIM.finditer(match.string)]
    is_below = match["side"][0] in _BELOW
    side = "低于" if is_below else "高于"
    return match[0] if below.count(is_below) > 1 else f"每{side}{match['aim']}{match['size']}"


def _leveled(match: re.Match[str]) -> str:
    """Return levels with their points in brackets as what each gives, behind who picks one of them."""
    levels = re.sub(r"\((\d{1,3}(?:\.\d)?)分?\)[、，,/]?\s?", r"得\1分，", match["levels"]).rstrip("，")
    return f"{match['who']}评定，{levels}" if match["who"] else levels


def _lettered(match: re.Match[str]) -> str:
    """Return levels by letters with their points in brackets as what each gives, by its name."""
    told = re.findall(r"[A-E]\s?[.、:]\s?([^()\d]{1,14})\((\d{1,3}(?:\.\d)?)分?\)", match[0])
    return "；".join(f"{name.strip()}得{points}分" for name, points in told)


def _in_words(match: re.Match[str]) -> str:
    return _LETTERS[match[0].strip().lower()]


def _off_range(match: re.Match[str]) -> str:
    """Return steps off either of two targets as those off the end of the range between, where a text states that."""
    ranges = [*_RANGE.finditer(match.string)]
    ways = {way["side"][0] in _BELOW for way in _OFF_TARGET.finditer(match.string)}
    if len(ranges) != 1 or len(ways) != _SIDES:
        return match[0]
    side, end = ("低", "low") if match["side"][0] in _BELOW else ("高", "high")
    return f"{side}于{ranges[0][end]}每{side}{match['size']}"


def _of_plan(match: re.Match[str]) -> str:
    """Return how much of a plan is done as its completion; what is little enough to be the distance as it is."""
    if figure(match["share"], 0).value < _MOST_OFF:
        return match[0]
    done = f"{match['of'] or ''}{'执行率' if match['aim'] in ('预算', '定额') else '完成率'}"
    way = "低于" if match["way"][0] in "未没不低" or match["way"] == "达不到" else match["way"]
    return f"{done}{way}{match['share']}"


def _called(match: re.Match[str]) -> str:
    """Return what is counted by its name, and in brackets from when on it is called that."""
    each = f"每{match['unit']}" if match["unit"] else ""
    return f"{match['event']}{each}{match['takes']}({match['event']}是指{match['when']})"


def _or_nothing(match: re.Match[str]) -> str:
    """Return when nothing is left where a text has another rule beside; a rule by itself as it is."""
    is_alone = not _RULED.search(match.string[: match.start()] + match.string[match.end() :])
    return match[0] if is_alone else f"未做到{match['must']}的，本项不得分"


def _below_or_nothing(match: re.Match[str]) -> str:
    """Return below which figure nothing is left; beside another rule it is a case by itself, with its figure told."""
    if not _RULED.search(match.string[: match.start()] + match.string[match.end() :]):
        return f"{match['of']}低于{match['aim']}的，本项不得分"
    return f"{match['of']}未达标准的，本项不得分(标准是指{match['of']}为{match['aim']})"


def _each_given(match: re.Match[str]) -> str:
    return re.sub(rf"[:\s]*(?P<given>{_POINTS}(?:\s?[-~]\s?{_POINTS})?)\s?$", r"得\g<given>分", match[0].rstrip(" 分"))


def _beyond(match: re.Match[str]) -> str:
    """Return what follows beyond a number of times up to which each costs something; of two numbers as they are."""
    is_same = figure(match["most"], 0).value == figure(match["more"], 0).value
    return f"{match['then']}超过{match['more']}次" if is_same else match[0]


#: How many times cost something, or nothing, in front of more of them: 「1 次不扣分，」.
_TIMES_BEFORE = re.compile(
    rf"(?<!\d)(?P<times>{_FEW})\s?次[^，;。\n\d]*(?:[扣减]\s?{_NUMBER}\s?分|不[扣减]分?)[，;]\s?[^，;。\n\d]{{0,6}}$"
)


def _from_then_on(match: re.Match[str]) -> str:
    """Return what a number of times costs up to the next one, from which on it is more; of others as they are."""
    few, more = (figure(match[number], 0).value for number in ("few", "more"))
    before = _TIMES_BEFORE.search(plain(match.string[: match.start()]))
    is_next = 1 < few == more - 1 and not (before and figure(before["times"], 0).value == few - 1)
    return f"{match['few']}次以上{match['then']}{match['more']}次" if is_next else match[0]


def _with_own_end(match: re.Match[str]) -> str:
    """Return a band with what is said of its ends beside that end; of a third number as it is."""
    low, high, own = (figure(match[name], 0).value for name in ("low", "high", "own"))
    if own not in (low, high):
        return match[0]
    of_low, of_high = ("含", "不含") if own == low else ("不含", "含")
    return f"{match['low']}%({of_low})-{match['high']}%({of_high}){match['gives']}"


#: A clause of several that all end in a bare number, or a range: 「≥100%：100」, 「A≥98% 91-100」, 「全勤 100」.
_BARE = (
    rf"(?:[^;。\n得扣加减]|得(?=[力当体到]))*?(?:[%\d次天个\u3400-\u9fff<>≤≥]\s?:\s?|%\s|[<>≤≥]\s?\d+(?:\.\d+)?\s|(?<=[\u3400-\u9fff]))\s*"
    rf"{_POINTS}(?:\s?[-~]\s?{_POINTS})?\s?"
)
#: A clause of several that all end in a range of points, of which some tell a figure: 「达成率 100% 以上 21~25 分」.
_SPANNED = rf"[^;。\n得扣加减]*?[^;。\n得扣加减\d.~-]\s*{_POINTS}\s?[-~]\s?{_POINTS}\s?分\s?"

#: That a plan is met or exceeded, what that gives, and how what is said of others begins.
_MET = "(?:(?:达到|达成|完成|超额完成)(?:或|或者|及|和)?(?:超[过出]|超额完成|达到|高于)?|超额?完成)"
_PLAN = "(?:(?:当期|[年月]度|季度|既定|销售)?(?:计划|目标|任务|预算|指标|定额|标准)(?:值|目标|任务|数|额)?)"
_FULLY = r"(?:的|者|时|以上)?，?(?:即|则|可)?(?:得|计|为)?满分[，;。]\s*"
_THEN = r"(?:的|者|时)?(?:，|则)*(?=[^，;。\n]*[=÷/×])"
#: What is written, and the same in plain terms.
_PARAPHRASES: Sequence[tuple[str, _Said]] = (
    # A sum of what is entered as one figure anyway, and what a rate means, in a note that gives no points.
    (r"[∑Σ]\s?(?=[\u3400-\u9fff(])", ""),
    (r"(?:^|(?<=[;。\n，\s]))\(?(?:备?注|说明)\s?:\s?[^=;。\n\d]{2,16}=[^;。\n分得扣加减]*(?=[;。\n]|$)[;。]?", ""),
    # How a rate is made, before what it gives: 「总得分除以总事件数乘以 100%即为得分率，得分率 90%以上得满分」.
    (
        r"(?:^|(?<=[;。\n]))[^;。\n]*?(?:除以|÷|/)[^;。\n，]*?(?:即为|即是|记为|作为|为|即)(?P<rate>[^，;。\n\d]{1,10}率)[，;。]\s*(?=(?P=rate))",
        "",
    ),
    # All points for a plan that is met, and a share of it, or of what is spent beyond it, where it is not.
    (
        rf"(?:^|(?<=[;。\n]))(?:如|若|凡)?{_MET}(?:实现)?{_PLAN}{_FULLY}(?:若|如)?(?:未能?|没有?|不)(?:能|达到?|完成|实现|足|达成|超额){{1,3}}{_PLAN}?{_THEN}",
        "最高不超过满分；",
    ),
    (rf"(?:^|(?<=[;。\n]))(?:如|若|凡)?{_MET}(?:实现)?{_PLAN}{_FULLY}(?:否则|低于{_PLAN}){_THEN}", "最高不超过满分；"),
    (
        rf"(?:^|(?<=[;。\n]))(?:如|若|凡)?(?:(?:控制|保持)?在{_PLAN}(?:以|之|范围)?内|(?:不超过|低于|≤){_PLAN}){_FULLY}(?:若|如)?(?:超[过出]?|高于){_PLAN}?(?:部分)?{_THEN}",
        "最高不超过满分；",
    ),
    # 「阅读量 10 万+的文章」.
    (rf"(?P<least>{_NUMBER}\s?[万千])\+(?=的)", r"\g<least>以上"),
    # Half of the points of an item, each time: 「扣完该项分值的一半」.
    (
        r"扣(?:[完除掉去]|减)?(?:[该本此]项(?:目)?的?)?(?:分值|分数|得分|满分|配分)的?(?:一半|二分之一|半数)",
        "扣50%的本项分值",
    ),
    # Each of several is rated up to some points, all of them up to the full ones: 「每份满分 10 分，最高 50 分」.
    (
        rf"每(?P<unit>[个份场篇项次件门条])[\u3400-\u9fff]{{0,6}}?(?:满分|最[高多](?:得|可得|为)?|不超过)为?\s?(?P<most>{_NUMBER})\s?分，"
        rf"(?:(?:总分|累计|合计)?(?:最[高多](?:得|可得|为)?|不超过|满分|封顶)|总分|累计|合计)\s?(?P<all>{_NUMBER})\s?分(?:封顶|为满分)?",
        r"每\g<unit>得0-\g<most>分，最高\g<all>分",
    ),
    # 「7% 为满分，7% 以上提高 0.1% 加 1 分；反之降低 0.1% 扣 1 分」.
    (rf"(?P<aim>{_NUMBER}\s?%)以[上下]的?，?每?(?P<step>(?:{_WAY})\s?{_NUMBER}\s?%，?[加扣减]\s?\d)", _each_from_aim),
    (rf"反之，?(?:则|若)?(?=(?:{_WAY})\s?{_NUMBER}\s?{_UNIT}，?[加扣减]\s?\d)", "每"),
    # How grave something is, which is no count: 「三级以上安全事件」; and what it leaves, before what others take.
    (
        r"(?P<level>[一二三四五六]级)(?:及|\(含\))?以上的?(?=[^，;。\d]{0,6}(?:事[件故]|故障|缺陷|隐患|风险))",
        r"\g<level>和以上级别的",
    ),
    (r"(?<=[为是])[\"“”]\s?0\s?[\"“”](?=\s*(?:[，;。\n]|$))", "0"),
    (r"(?P<none>考核结果(?:为|是|计|记)\s?0\s?分?)，(?=[^，;。]{2,20}，?(?:每[次起件])?[扣减]\s?\d)", r"\g<none>；"),
    # Which days a period has: 「以月为单位周期计算，即从每月的 1 日至 31 日止」.
    (
        r"(?:^|(?<=[\n;。]))\s*(?:\d[、.)]\s*)?[以按][月季年周]度?为(?:一个)?(?:单位|周期|考核周期)+(?:计算)?"
        r"(?:，即?从?每月的?[\d一二三十]{1,3}[日号][至到~-][\d一二三十]{1,3}[日号]止?)?(?:[;。\n]|$)",
        "",
    ),
    # 「扣除本项分值的 20%」, 「按该项分值 50% 扣减」.
    (
        rf"(?P<way>[扣减加奖])(?:[除减罚掉励])?[该本此](?:项|指标)(?:指标)?的?(?:分值|分数|得分|权重分?|配分|标准分|满分)?的?\s?(?P<share>{_NUMBER}\s?%)",
        r"\g<way>\g<share>",
    ),
    (
        rf"按[该本此](?:项|指标)(?:指标)?的?(?:分值|分数|得分|权重分?|配分|标准分|满分)?的?\s?(?P<share>{_NUMBER}\s?%)\s?(?P<way>[扣减])(?:[除减罚]|分)?(?=\s*(?:[，;。\n]|$))",
        r"\g<way>\g<share>",
    ),
    # 「每低 1% 扣除 3% 分值，最高扣除 15% 分值」
    (
        rf"(?P<way>[扣减加奖](?:[除减罚掉励])?\s?{_NUMBER}\s?%)的?(?:分值|分数|得分|权重分)(?=\s*(?:[，;。\n]|$))",
        r"\g<way>",
    ),
    # 「达到 90% 得基础分 8 分，每增加 1% 加 0.2 分，满分 10 分」
    (
        rf"(?<=[^，;。\n])，?[可得计]得?(?:基[本础准]|起评)分(?=\s?{_NUMBER}\s?分[，;]\s?每[^;。\n\d]{{0,6}}{_NUMBER}\s?%[^;。\n]*[，;]\s?(?:最[高多]|满分|总分))",
        "得",
    ),
    # 「1 家（15 分）」
    (
        rf"(?:^|(?<=[\n;。]))(?P<count>\s*{_NUMBER}\s?{_UNIT})\s?\((?P<points>\s?{_NUMBER}\s?分)\)(?=\s*(?:[，;。\n]|$))",
        r"\g<count>得\g<points>",
    ),
    # 「每高于考核目标值 1% 扣 3 分；位于 2%~5% 间得 15 分；每低于挑战目标值 0.2% 加 1 分」
    (_OFF_TARGET.pattern, _off_range),
    (rf"位于\s?(?P<ends>{_NUMBER}\s?%\s?[-~]\s?{_NUMBER}\s?%)之?间，?(?=得)", r"\g<ends>之间"),
    # 「每增长 1% 计 1 分，每下降 1% 扣 1 分」
    (
        rf"(?P<step>每(?:增长|增加|上升|提高|提升)\s?{_NUMBER}\s?%，?)[计得](?P<points>\s?{_NUMBER}\s?分)(?=[，;]\s?每(?:下降|减少|降低)[^，;。]*扣)",
        r"\g<step>加\g<points>",
    ),
    # 「回款额达不到计划的 80% 不得分」
    (
        rf"(?P<of>(?:^|(?<=[;。，\n]))[^，;。\n\d每]{{2,10}}?[额量数])?(?P<way>(?:未能?|没有?)达到?|达不到|不足|[低高]于|达到|超过)(?P<aim>计划|任务|预算|定额)的?\s?(?P<share>{_NUMBER}\s?%)"
        r"(?=(?:的|者|时|及?以[上下]|\([^()]*\))*[，]?(?:[本该此]项|不得|得|按|[为计扣]))",
        _of_plan,
    ),
    # 「完成规定动作得基本分 6 分，每增加一个亮点加 1 分」; 「每单加 2 分，加满为止」.
    (rf"(?<=[^，;。\n])，?[可得计]得?(?P<base>(?:基[本础准]|起评)分)(?=\s?{_NUMBER}\s?分，)", r"；\g<base>"),
    (r"(?<=，)加满(?:[本该此]项)?(?:分值?|满分)?(?:即?为?止)?(?=\s*(?:[，;。\n]|$))", "加到满分为止"),
    # How many levels there are, around these: 「分优秀（9-10 分）、…、差（0-4 分）四个等级」.
    (r"(?<=[)分])(?:共|等)?[二两三四五六]个?(?:等级|档次|级别|[档级等])(?=\s*(?:[，;。\n]|$))", ""),
    (r"(?:^|(?<=[，;。:\n]))(?:共?分(?:为|成)?|分别为)(?=优秀?\s?[(:])", ""),
    # Times in letters: 「>15min」.
    (r"(?<=\d)\s?(?:mins?|h|s)(?![A-Za-z])", _in_words),
    (r"(?:(?<=\d\d)|(?<=(?<![A-Za-z\d])\d))\s?H(?![A-Za-z\d小])", _in_words),
    # What is lost or won behind its verb: 「扣出 2 分」, 「扣去三分」, 「加给二分」, 「扣除掉 1 分」.
    (
        rf"(?P<way>扣|(?<!增)减|奖|(?<![增参附更])加)(?:[除减]?(?:出|去|掉|下|走|给|上|了|分)|[除减](?=[一二两三四五六七八九十半]))(?={_GIVEN})",
        r"\g<way>",
    ),
    # Other verbs for the same: 「核减 2 分」, 「罚没 2 分」, 「损失 2 分」; 「追加 1 分」, 「另给 1 分」.
    (rf"(?:核|酌情?|记|削|冲|(?<!计)划|追|抵|处(?=罚))(?P<way>[扣减罚])(?={_GIVEN})", r"\g<way>"),
    (rf"(?<!每)(?:(?<![成济大重])损失|罚没|少得|折损)\s?(?={_NUMBER}\s?分{_NO_STEP})", "扣"),
    (
        rf"(?<!每)(?:[追再]加|[加增]记|(?<![新递])增|(?:(?<![最至不每])多|另外?|额外|再)[得给])\s?(?={_NUMBER}\s?分{_NO_STEP})",
        "加",
    ),
    # 「未执行/台，扣 3 分」
    (rf"(?<=[^\d，;。\n/])/(?P<unit>[台次项个件处人份单]人?次?)，\s?(?=扣{_GIVEN})", r"每\g<unit>"),
    # What something is called that is so large, and what each takes: 「不良率大于 2% 定义为漏检，一批扣 2 分」.
    (
        rf"(?P<when>[^，;。\n扣加减()]*\d[^，;。\n扣加减()]*?)，?(?:则|即|就|均)?(?:(?:定义|界定|认定|判定)[为作]|即为|算作?|称[为作]|属于?|记作)"
        rf"(?P<event>[^，;。\d\n()扣加减得]{{2,10}})，(?P<again>[^，;。\d\n一每()扣加减得]{{0,10}})(?:[一每1]\s?(?P<unit>{_UNIT}))?(?P<takes>扣{_GIVEN}[\d.]*\s?分?)",
        _called,
    ),
    # What has to be, beside another rule: 「按期归档，否则为 0 分；…」, 「评分为 4 分，未达到此标准者为 0 分；…」.
    (
        rf"(?:^|(?<=[\n;。，])|(?<=\d[.、)]))\s?(?P<must>[^，;。\n\d().]{{3,40}}?)(?:的?，?[得计给]?满分)?，否则{_ZERO}",
        _or_nothing,
    ),
    (
        rf"(?P<of>[^，;。\n\d().]{{2,14}}?)(?:应|须|要求)?(?:为|达到?|≥|不低于)\s?(?P<aim>{_NUMBER}\s?{_UNIT})，"
        rf"(?:未|没有?|不|达不)(?:能)?(?:达到?|到|满足|符合)(?:此|该|上述|这一|以上|规定的?)?(?:标准|要求|目标|指标)[者的时]?，?{_ZERO}",
        _below_or_nothing,
    ),
    # A full stop between what is amiss and what that takes: 「漏记工单。扣 2 分/次」.
    (
        rf"(?P<amiss>(?:^|(?<=[;。\n]))[^;。\n]*(?:未|没(?!有)|不(?!含|低于|少于|超过)|(?<!无)(?<!无差)(?<!没有)[错漏迟误缺违失])[^;。\n]{{0,12}})。\s*(?=扣\s?{_NUMBER}(?:\s?[-~]\s?{_NUMBER})?\s?分\s?/)",
        r"\g<amiss>，",
    ),
    # 「超过一周」 is a bound, as 「超过 1 周」 is.
    (r"(?<!每)(?P<way>超[过出]|大于|多于)一(?=\s?(?:周|个?星期|个月|个?季度|年)(?![内度]))", r"\g<way>1"),
    # 「累计 2 次扣 1 分，3 次以上扣 5 分」
    (
        rf"(?<![每第~至到\d-])(?P<few>{_FEW})\s?次(?P<then>扣\s?{_NUMBER}\s?分，)(?P<more>{_FEW})\s?次(?=(?:\(含[^()]*\)|及)?以上)",
        _from_then_on,
    ),
    # Steps told by their size, or by the time they last: 「以 4% 为一档，每超过一档」, 「以周为单位，超出一周」.
    (
        rf"[以每按]\s?(?P<size>{_NUMBER}\s?{_UNIT})[作]?为(?:[一1]个?)?{_TIER}[，;]?\s?"
        rf"每(?P<way>{_WAY})(?P<of>(?:目标|标准|基准)值?)?(?:了|[一1]个?|个)?{_TIER}",
        r"每\g<way>\g<of>\g<size>",
    ),
    (
        r"[以按]每?(?P<unit>周|月|天|日|小时|季度?|年)[作]?为(?:计算|考核)?单位(?:计算)?[，;]\s?"
        r"每?(?P<way>超[过出]?|逾期|延[迟误期]|推迟|晚)(?:了|[一1]个?|个)?(?:个?(?P=unit)|单位)(?=的|时|者|，|[扣减加])",
        lambda match: f"每逾期1{'个月' if match['unit'] == '月' else match['unit']}",
    ),
    # 「同上年度销售额比，每增加 1%」
    (
        r"(?:同|与|和|跟|对比)(?P<of>(?:上|去年|前一)[^，;。\d每]{1,16}?)(?:相比较?|比较|对比|比)[，]?\s?(?=每[增提上升])",
        r"较\g<of>",
    ),
    # That a bound has its own number, wherever it is said: 「2 天以内扣 2 分（包括 2 天）」.
    (r"\((?P<no>不)?包括(?=\s?[\d一二两三四五六七八九十])", r"(\g<no>含"),
    (
        rf"(?P<end>(?:{_NUMBER}|{_FEW})\s?{_UNIT})(?P<way>以[内下]|之内)(?P<takes>[扣减]\s?{_NUMBER}\s?分)\(含\s?(?P=end)\)",
        r"\g<end>(含)\g<way>\g<takes>",
    ),
    # 「超出范围每高/低 1%」
    (
        r"超出(?:[该此]|上述|目标|标准|合理)?(?P<of>范围|区间)的?(?:部分)?，?每(?:高[/或、]低|低[/或、]高|超[过出]?|偏离|偏差)(?=\s?[\d一])",
        r"每超出\g<of>",
    ),
    # Each of those of whom something fell by so much: 「客户采购额下降 30% 扣 2 分/户」.
    (
        rf"(?P<fell>(?:^|(?<=[;。，、\n]))[^;。，\n每\d]*(?:下降|下滑|减少|降低)\s?{_NUMBER}\s?%)(?:及?以上)?的?扣\s?(?P<points>{_NUMBER}\s?分)/(?P<unit>[个户家名人])",
        r"\g<fell>的，每\g<unit>扣\g<points>",
    ),
    # The rest of a scale: 「10 课时以上 5 分，6 课时以上 3 分，低于 0 分」.
    (r"(?<=以上)(?P<given>\s?\d+(?:\.\d+)?\s?分[;，。\n]\s*)低于\s?(?=0\s?分\s*[;。]?\s*$)", r"\g<given>其余"),
    # 「扣 2 分/次/项」, and how long something took that nothing names: 「1 天以上 3 天以下扣 2 分/次」.
    (r"(?<=分/)(?P<unit>[次项个件])/[次项个件人]", r"\g<unit>"),
    (
        r"(?:^|(?<=[;。，\n]))(?=\d+\s?(?:天|个工作日|小时)(?:\(含\))?以上(?:\d+\s?(?:天|个工作日|小时)(?:\(含\))?以下)?扣\s?\d+(?:\.\d+)?\s?分/)",
        "时长",
    ),
    # Shares of the full points: 「100% 按比例计提得分，80%~99% 按 80% 计提得分，基本完成 60% 分值」.
    (
        r"(?<![\d.~-])100\s?%，?\s?按(?:实际)?(?:完成)?比例(?:计提)?得分(?=[\s\S]*[~-]\s?99(?:\.\d+)?\s?%)",
        "100%得满分",
    ),
    (r"按(?:实际)?(?:完成)?比例计提(?:得分|分值|分数)", "按比例得分"),
    (rf"按\s?(?P<share>{_NUMBER}\s?%)\s?计提(?:得分|分值|分数)", r"得\g<share>"),
    (rf"(?<=[\u3400-\u9fff])(?<![得占为计按给的])(?P<share>{_NUMBER}\s?%)的?分值", r"得\g<share>分值"),
    (r"(?<=[\u3400-\u9fff])(?P<given>\d+(?:\.\d+)?\s?分)值(?=[，;。\n]|$)", r"\g<given>"),
    # All of a plan, and steps of its share: 「完成计划得满分，每差 1%扣 0.5 分」.
    (
        rf"(?:^|(?<=[;。\n，]))(?:按时?|全部|全面)?(?:完成|达成|实现)了?(?:生产|销售|工作|月度|季度|年度|当月|既定|公司)*(?:计划|任务|定额)"
        rf"(?:的|时|者)?，?(?P<given>得?(?:满分|\s?{_NUMBER}\s?分))(?=[，;]\s*每(?:降低|减少|下降|[差低少])\s?{_NUMBER}\s?%)",
        r"完成率100%\g<given>",
    ),
    # Levels with their points in brackets, without their unit: 「由班长按优（15）、良（12）、差（5）评定」.
    (
        rf"(?P<who>由[^，;。、\d]{{2,12}}?)?(?:按照?|分为?)(?P<levels>(?:(?:{LEVELS})\s?\({_POINTS}分?\)[、，,/]?\s?){{3,}})"
        r"(?:等级?|[几三四五]?[档级])*(?:进行)?(?:评定|评分|打分|评价|计分|给分)",
        _leveled,
    ),
    # Levels by letters with their points in brackets, and nothing else: 「A.精通（25）B.熟练（20）C.较差（8）」.
    (r"^\s*(?=(?:[A-E]\s?[.、:]\s?[^()\d]{1,14}\(\d{1,3}(?:\.\d)?分?\)[;；，,、。\s]*){3,}$)[\s\S]*$", _lettered),
    # The scale that somebody rates on: 「由上级按 1-5 分打分」.
    (
        r"(?P<who>由[^，；。\d]{2,12}?)按照?\s?[01]\s?[-~至]\s?(?P<most>\d{1,3})\s?分(?:制|之间|范围内?)?(?:的?标准)?"
        r"(?P<way>(?:进行)?(?:打分|评分|评价|评定))",
        r"\g<most>分制，\g<who>\g<way>",
    ),
    # A bound of its own behind a sign: 「=100%：100 分」.
    (r"(?:^|(?<=[\n;]))\s*=\s?(?=\d+(?:\.\d+)?\s?%\s?[:，得])", "≥"),
    # Percentage points in words of their own: 「每下降一个 1%点」, 「每低 1%个点」.
    (
        rf"(?:(?<=[\u3400-\u9fff])[一1]\s?个\s?(?={_NUMBER}\s?%))?(?P<size>{_NUMBER})\s?%个?点(?!击)",
        r"\g<size>个百分点",
    ),
    (rf"(?<=[低降少差超高升增于标值])[一1]\s?个\s?(?P<size>{_NUMBER})\s?%(?=的?，?[扣减加])", r"\g<size>个百分点"),
    # One step in words that look like points: 「平均分少一分扣 1 分」.
    (
        r"(?<![每\d降减提升增])(?P<way>[少低差高超多])了?(?:一|1)(?P<unit>分|个百分点|个点)(?=，?[扣减]\s?\d)",
        r"每\g<way>1\g<unit>",
    ),
    # 「比目标值多 1 次扣 3 分」, 「低于目标 1 个百分点扣 0.5 分」.
    (rf"(?<!每)(?:比|较|与){_AIM}(?:相比)?，?{_SIDE}了?\s?(?P<size>{_ONE}){_COSTS}", _toward),
    (rf"(?<![每不未]){_SIDE}了?{_AIM}的?\s?(?P<size>{_ONE}){_COSTS}", _toward),
    # Nothing is left: 「最高扣至该指标得分为 0」, 「扣满即止」.
    (
        r"最[高多](?:可)?扣[至到](?:[本该此](?:项|指标|维度)(?:指标)?)?的?(?:得分|分数|分值)(?:为|是)?\s?[0零]\s?分?(?:为止)?",
        "扣完为止",
    ),
    (r"扣满[即则]?[为]?止", "扣完为止"),
    # Limits on both sides: 「上下限为 ±5 分」.
    (
        rf"(?:加减分?)?(?:上下限|最[高多]|上限)(?:均|各|都)?(?:为|是|不超过)?\s?±\s?(?P<most>{_NUMBER})\s?分",
        r"最高加\g<most>分，最低扣\g<most>分",
    ),
    # What counts up to a hundred and is taken as it is: 「调研得分（百分制）即为本项得分」.
    (
        r"(?P<of>[^，。;:\d()（）]{2,14}?(?:得分|评分|分数|成绩|平均分))\s*[(（]百分制[)）]\s*(?:即为?|直接作为|作为|计为|就是)[本该此]项"
        r"(?:指标|考核)?的?(?:最终)?(?:得分|分数)",
        r"得分=\g<of>/100×分值",
    ),
    # That only whole steps count, which is so: 「每超 0.5 个百分点扣 4 分（不足 0.5 个百分点不扣）」.
    (
        rf"(?P<step>每[^，;。(（\n\d]{{0,8}}(?P<size>{_NUMBER})[^，;。(（\n]*)\s*[，(（]\s*(?:不足|不满|不到|未满)\s?(?P=size)"
        r"[^，;。)）\n\d]{0,6}?(?:的|者|部分)*(?:则|均|都)?不(?:予|再)?(?:[扣减加奖]分?|计算?分?|算|考虑)(?=\s*(?:[)），;。\n]|$))[)）]?",
        r"\g<step>",
    ),
    # What is reached, and what follows where it is not: 「≥92% 视为达标，若低于 92% 则为不达标；每降低 1% 扣 1 分」.
    (
        rf"(?:达到?|[≥>]|不低于)?\s?(?P<aim>{_NUMBER}\s?%)(?:\(含\)|及?以上)?(?:视为|即为|则?为|算)(?:达标|合格)"
        rf"(?:，?(?:若|如)?(?:低于|未达到?|不足|小于|<)\s?(?P=aim)(?:的|则|即|视)*为不(?:达标|合格))?(?=[;，。\n]\s*(?:\d[.、)]\s?)?每)",
        r"目标值为\g<aim>",
    ),
    # 「泄漏率>0.2% 扣分，每增长 0.1% 扣 1 分」.
    (rf"(?:[<>]|[高低多少]于|超[过出]|不足)\s?(?P<aim>{_NUMBER}\s?%)(?:的|时)?扣分，(?=每)", r"标准为\g<aim>，"),
    # Points that everything starts from, and changes of these: 「以 30 分为基数」, 「在 100 分基础上降低 5 分」.
    (rf"以\s?(?P<base>{_NUMBER})\s?分(?:为|作为?)(?:基数|基础|基准分?|起点)", r"基础分\g<base>分"),
    (rf"，?在\s?{_NUMBER}\s?分(?:标准分)?的?基础之?上(?:再|相应)?(?:降低|减少|下降|扣[减除]?)\s?(?=\d)", "，扣"),
    (rf"，?在\s?{_NUMBER}\s?分(?:标准分)?的?基础之?上(?:再|相应)?(?:增加|提高|上升|加)\s?(?=\d)", "，加"),
    # 「投诉次数=1 次，不扣分」.
    (rf"=\s?(?P<free>{_NUMBER}\s?{_UNIT})(?=(?:的|时|，)*不扣分)", r"≤\g<free>"),
    # What is done within a time, or not, each time: 「15 秒内未接听 1 次扣 1 分」.
    (rf"(?P<late>\d+\s?{_TIME}(?:之|以)?内(?:未|没|不)[^，;。\d]{{1,10}}?)[1一]\s?次(?=，?扣)", r"\g<late>每次"),
    # Two that take the same, each with its own number: 「每缺一项或错一项扣 2 分」.
    (
        r"每?(?P<one>[^，;:。\d一每扣加减得]{1,6})[1一]\s?(?P<unit>[项次处个件份起例条页单])或者?"
        r"(?P<two>[^，;:。\d一扣加减得]{1,6})[1一]\s?(?P=unit)(?P<how>[^，;:。\d扣加减得]{0,8})(?=的?，?扣\s?\d)",
        r"每\g<one>或\g<two>\g<how>一\g<unit>",
    ),
    # Who is never late, and what each time of lateness costs: 「出勤率 100% 得满分，迟到一次扣 1 分」.
    (
        r"[月季年]?度?(?:员工|个人|本人)?的?出勤率(?:达到?|为|是)?\s?100\s?%(?:的|者)?(?=，?[得为]?满分[，;。\n]\s*(?:迟到|早退|旷工|缺[勤席]|请假|[事病]假)[^，;。\d]{0,8}\d?[^，;。\d]{0,3}，?扣)",
        "全勤",
    ),
    # 「扣 1 分（3 次及以内），3 次以上不得分」: more than 3.
    (
        rf"\((?P<most>{_FEW})\s?次(?:及?以[内下])\)(?P<then>[，;。\n]\s*(?:(?:\d|[①-⑨])[、.)]?\s*)?[^，;。\n\d]{{0,10}}?)(?P<beyond>超过)?(?P<more>{_FEW})\s?次(?:以上)?",
        _beyond,
    ),
    # 「成本超出预算不多于 2% 为满分，每再超 1% 扣 1 分」.
    (
        rf"超[出过]?(?P<of>预算|定额|计划)的?(?:部分)?(?:不[多大高]于|不超过|≤)\s?(?P<most>{_NUMBER}\s?%)(?=[的者，]?[得为]?满分)",
        r"超\g<of>\g<most>以内",
    ),
    (r"(?<=满分[，;])\s?每再(?=[超高低少多])", "每"),
    # 「每项每延误半天扣 2 分」: each of them.
    (r"每(?:[项单件份]|个[^，;。\d每扣]{0,3})(?=每(?:延[误迟期]|逾期|推迟|超|迟)[^，;。]{0,4}[\d半一])", ""),
    # 「扣分项一次一分」.
    (r"扣分项?目?(?:每|一|1)?\s?次(?=[\d一]\s?分)", "每次扣"),
    # 「55<：0」.
    (rf"(?<![\d%.])(?P<end>{_NUMBER}\s?%?)\s?<\s?(?=得|:)", r">\g<end>"),
    # 「≤15 分钟扣 1 分，>15 分钟扣 3 分」 are two that are counted.
    (rf"(?<=[，;])>\s?(?={_NUMBER}\s?{_TIME})", "超过"),
    # What an item keeps none of: 「安全管理考核分清零」.
    (
        r"(?<=，)(?:直接)?(?!总|当|本[月季年]|[月季年]|绩效)[^，;。\d总]{0,8}(?:考核|[本该此]项)(?:得?分数?|分值)?(?:直接)?清零",
        "本项不得分",
    ),
    # Formulas in words: 「达成率与基础分值的乘积」, 「允许高于基础分值」.
    (
        rf"(?:^|(?<=[;。，\n]))(?:(?:根据|按照?|以|得分[为是]?)\s?)?(?P<of>[^，;。\n\d×÷按]{{2,24}}?)[与和](?P<full>(?:[本该]项)?{_FULL})"
        r"(?:的?乘积|之积|相乘)(?:(?:来|进行)?(?:计算|核算|计|得)?(?:出|为)?(?:本项|该项|最终|相应|对应)?的?(?:得分|分数|分值|计分)?)(?=\s*(?:[，;。\n]|$))",
        r"按\g<of>×\g<full>计分",
    ),
    (rf"(?:超额|超出|超过)[^，;。\n\d]{{0,8}}(?:允许|可以?)(?:高于|超过|超出)(?:[本该]项)?{_FULL}", "不封顶"),
    # How often is asked, before what the answer gives: 「每月调查一次，满意率 90% 以上得 20 分」.
    (
        r"(?:^|(?<=[;。\n]))(?:每(?:个?月|季度?|半?年|周)|月度|季度|年度)(?:进行|组织|开展)?(?:满意度)?(?:调查|测评|问卷|抽查|测试)(?:问卷)?[一1]\s?次，"
        r"(?=[^，;。\d]{2,12}(?:达到?|[≥>]|不低于)?\s?\d)",
        "",
    ),
    # All points of a part, told again: 「该单项分值 5 分全扣」.
    (rf"(?:[该本此]?(?:单项|项)?的?)?分值\s?{_NUMBER}\s?(?:分|[′'])?全扣", "本项不得分"),
    (
        rf"(?P<late>超期|逾期|延[误期迟])?(?:超[过出])?(?<=[过出期误迟])\s?(?P<size>{_NUMBER}\s?{_TIME})[以之]?后(?=的?，?[扣减])",
        r"\g<late>超过\g<size>",
    ),
    (r"(?<=\d次)上(?=，?(?:[扣减]|全扣|不得分))", "以上"),
    # One of two units, each time: 「每出现一次或一项扣 10 分」; and that more may be lost than there is.
    (r"(?P<each>[一1]\s?[次起例])或者?[一1]\s?[项条处件个](?=[^，;。\d]{0,4}[扣减])", r"\g<each>"),
    (r"不受(?:[本该此]项)?(?:分值|满分|配分|权重)(?:的)?限制", "可扣至负分"),
    # What was done of all that was to be: 「按实际到场人数与应到场人数的比例计分，比例越高得分越高」.
    (
        r"按照?(?:实际)?(?P<done>[^，;。\n\d按÷/]{2,16}?)[与和占](?P<due>应(?![收付])[^，;。\n\d]{2,14}?)的?(?:比例|比值|比率|百分比)"
        r"(?:来|进行)?(?:计分|得分|给分|评分)(?:，(?:比例|比率)?越高得?分(?:数|值)?越高)?(?=\s*(?:[;。\n]|$))",
        r"按\g<done>÷\g<due>×分值计分",
    ),
    # Which end of a band is its own, told behind its points: 「80-90% 得 1 分（含 80%）」.
    (
        rf"(?P<low>{_NUMBER})\s?%?\s?[-~至到]\s?(?P<high>{_NUMBER})\s?%(?P<gives>[，:]?[得为计扣]?\s?{_NUMBER}\s?分)"
        rf"\(含\s?(?P<own>{_NUMBER})\s?%?\)",
        _with_own_end,
    ),
    (
        rf"(?P<end>{_NUMBER}\s?%)(?P<way>以[上下])(?P<gives>[，:]?[得为计]\s?{_NUMBER}\s?分)\(含\s?(?P=end)\)",
        r"\g<end>(含)\g<way>\g<gives>",
    ),
    # A ratio that is the score: 「实际上缴小于应上缴，其比率作为考核分值」.
    (
        r"(?P<part>[^，;。、\n\d]{2,20}?)(?:小于|低于|少于|不足)(?P<whole>[^，;。\n\d]{2,16}?)(?:的|时|者)?，其(?:比率|比例|比值)[作做]为[^，;。\d]{0,6}(?:分值|得分|分数)",
        r"按\g<part>÷\g<whole>×分值计分",
    ),
    (r"[按以]?其?(?:比率|比例|比值)[作做]为[^，;。\d]{0,6}(?:分值|得分|分数)", "按比例得分"),
    # 「受理 1 项得 5 分、授权 1 项得 10 分」.
    (r"(?<=\d分)、(?=[^，;。、\d]{1,10}\d\s?[项个篇次件]\s?得)", "，"),
    # 「扣掉全部 10 分」; 「×本项权重系数 70%」.
    (rf"扣(?:掉|除)?全部\s?{_NUMBER}\s?分(?:，扣完为止)?", "本项不得分"),
    (r"(?<=×)\s?(?:[本该此]项)?权重(?:系数)?\s?(?=\d+\s?%)", ""),
    (r"(?<=[分值])\(百分制\)", ""),
    # 「每欠产 5 件扣 1 分，超 10 件奖 1 分」.
    (
        rf"(?P<short>每[欠少低差][^，;。\d]{{0,4}}{_NUMBER}[^，;。\d]{{1,3}}[扣减]\s?{_NUMBER}\s?分，)(?=[超多高]\s?\d)",
        r"\g<short>每",
    ),
    # A range of days with a sign for no end, and what counts each of several things each time: 「扣 5 分/次/项」.
    (
        rf"(?P<range>{_NUMBER}\s?[~-]\s?{_NUMBER}\s?(?:天|日|个?小时|分钟|个?工作日))(?:\(含\))?以上(?=[^;。\n]{{0,8}}[扣减])",
        r"\g<range>",
    ),
    (rf"(?P<takes>[扣减]\s?{_NUMBER}\s?分/次)/[项件个份人]", r"\g<takes>"),
    # 「5 分-完全准确；4 分-有微小偏差」.
    (
        rf"(?:(?<=[:;。\n])|^)\s*(?P<given>{_POINTS})\s?分\s?-\s?(?P<level>[^;。\n\d扣加减得]{{2,20}}){_END}",
        r"\g<level>得\g<given>分",
    ),
    # 「80 分：90%≤A<95%」.
    (r"(?m)^(?P<given>\d{1,3}分):(?P<when>[^\n;得扣]*[\d][^\n;得扣分]*)$", r"\g<when>得\g<given>"),
    # What is amiss before a semicolon, with nothing of its own, and what that costs behind it, alone or with more.
    (
        rf"(?P<case>{_SEPARATE}[^;。\n]{{4,}});\s*(?=(?:{_AS_IT_IS}，?)?{_EACH_TIME}(?:酌情)?[扣减]\s?{_NUMBER}\s?[-~至到]?)",
        r"\g<case>，",
    ),
    (
        rf"(?P<case>{_SEPARATE}{_BREACH});\s*(?=(?:(?![一二两三半]\s?(?:天|日|周|小时|分钟|个)|每)[^;。\n\d]){{2,}}?(?:，?{_AS_IT_IS})?，?{_EACH_TIME}[扣减]\s?{_NUMBER}(?:\s?[-~至到]\s?{_NUMBER})?\s?分)",
        r"\g<case>、",
    ),
    # Levels by letters that cost something each, behind what they are of: 「形象，得 A 不扣分，得 B 扣 1 分」.
    (
        rf"(?:^|(?<=[;。\n]))(?P<no>\s*\d{{1,2}}[、.])?(?P<of>[^，;。:\n\d]{{2,16}}?)(?:分(?:[三四五六]?[级档等])?)?[，:]得?(?P<best>[A-E])级?(?:的|者)?不扣分"
        rf"，得?(?P<next>[A-E])级?(?:的|者)?扣\s?(?P<takes>{_NUMBER})\s?分",
        r"\g<no>\g<of>得\g<next>扣\g<takes>分",
    ),
    (
        rf"(?P<first>(?:^|(?<=[;。\n]))(?:\s*\d{{1,2}}[、.])?(?P<of>[^，;。:\n\d]{{2,16}}?)得[A-E]扣\s?{_NUMBER}\s?分)，得?(?P<next>[A-E])级?(?:的|者)?(?=扣)",
        r"\g<first>;\g<of>得\g<next>",
    ),
    # A time that may not be passed, beside what each time costs: 「反馈不能超过 4H，每超过 1 次扣 5 分」.
    (
        rf"(?P<of>[^，;。:\n\d]{{2,20}}?)不(?:能|得|可|应|许)?超过\s?(?P<limit>{_NUMBER})\s?(?P<unit>[Hh]|{_TIME})[，;。\n]\s*(?:每超过?|每?超过|超时)?\s?[1一]次(?=的?，?[扣减]\s?\d)",
        lambda match: f"{match['of']}超过{match['limit']}{_LETTERS.get(match['unit'].lower(), match['unit'])}，每次",
    ),
    # Steps of two things that take the same, told once: 「水量每超过 1 立方，电量每超过 10 度扣 5 分」.
    (
        rf"(?P<first>{_STEP})[，、](?P<second>[^，;。、\d]{{2,14}}?{_STEP})(?P<outcome>[扣加减]\s?{_NUMBER}\s?分)",
        r"\g<first>\g<outcome>，\g<second>\g<outcome>",
    ),
)
_COMPILED = [(re.compile(pattern), said) for pattern, said in _PARAPHRASES]
_GIVING = [
    (re.compile(rf"{told}(?:{each}[;。\n]\s*)+{each}"), re.compile(rf"{each}{_END}"))
    for told, each in (("", _BARE), (r"(?=.*(?:\d[^;。\n]{0,12}[^\d;。\n~-]\d|[一二两三四五][次起项个处]))", _SPANNED))
]
_FEWEST = 3


def in_plain_terms(text: str) -> str:
    """Return a text with what it says in the words that the grammar knows; of other texts as they are."""
    text = with_shares(without_words(text))
    for pattern, said in _COMPILED:
        while (told := _changed(text, pattern, said)) != text:
            text = told
    written = plain(text).strip().rstrip(";。")
    for all_of_them, each in _GIVING:
        if all_of_them.fullmatch(written) and len(re.split(r"[;。\n]+", written)) >= _FEWEST:
            text = _changed(text, each, _each_given)
    return text


def _changed(text: str, pattern: re.Pattern[str], said: _Said) -> str:
    """Return a text with each match of a pattern in its plain characters said in other words."""
    written, told, place = plain(text), "", 0
    for match in pattern.finditer(written):
        told += text[place : match.start()] + (match.expand(said) if isinstance(said, str) else said(match))
        place = match.end()
    return told + text[place:]
