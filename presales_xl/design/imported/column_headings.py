"""What the columns of a form are for, by their headings."""

import re
from collections.abc import Sequence
from typing import Literal

from presales_xl.design.imported.source import Passage, distinct

#: `value`: full points or weights; `gives`: what one row of several gives; `level`: a level with what earns it;
#: `takes`: what each fault in the column before takes; `counted`: what a rule counts up to, beside a weight.
Purpose = Literal[
    "number",
    "section",
    "name",
    "value",
    "gives",
    "rule",
    "target",
    "about",
    "source",
    "entry",
    "level",
    "limit",
    "takes",
    "counted",
]

_MOST = 24  # characters of a heading
_WHOLE = 100
_EXPLAINED = re.compile(r"[(（【\[].*?[)）】\]]")
_JUDGED = "(?:考核|考评|评价|评估|评分|评定|评判)"
_KIND = "(?:指标|考核|项目|kpi)"
_BY = (
    ".*(?:自|本人|员工|上级|主管|领导|经理|总监|组长|负责人|考核人|考评人|部门|同事|同级|下[属级]|客户|人事|人力|hr|他|复|初|终|中心|[^\\W\\d全]部)"
    "(?:测?评|核)"
)
_GOT = "(?:得分|评分|打分|成绩|扣分|结果)"
_HOW = "(?:标准|办法|方法|规则|细则|依据|方式|准则|说明|要求)"
_ITEM = "(?:指标|项目|内容|要素|事项|因素|名称|任务|条目|项|要?点|kpi|重点)"
_PURPOSES: Sequence[tuple[Purpose, str]] = (
    (
        "limit",
        r"(?:单项|本项|每[项月季]|月度|季度|累计|最[高多]|[加扣减]+分|得分|分[值数]|计分)*(?:上限|封顶|限额)(?:分?[值数]?|线)|最[高多][加扣减]分?",
    ),
    ("number", r"序号?|编号|项次|no\.?|#"),
    (
        "name",
        r"(?:考核|评价|关键|业绩|绩效|kpi)*(?:指标|项目|名称)+(?:及其?|与|和|[(（])(?:计算|指标)?"
        r"(?:公式|定义|说明|口径|算法|含义|解释|方[法式])[)）]?",
    ),
    (
        "name",
        r"(?:考[核评]|评价|检查|关键|业绩|绩效|工作|kpi)*(?:指标|项目|内容|要素|名称)+(?:及其?|与|和)"
        r"(?:标准|所占)?(?:分值|权重|配分|满分|分数|占比|比重|分)",
    ),
    (
        "rule",
        r".*(?:标准|等级|档次|细则|办法)(?:及其?|与|和)(?:对应|相应)?(?:分值|分数|得分|计分|评分|扣分)|(?:得分|分数|计分)计算",
    ),
    ("entry", rf"(?:{_BY}|.*(?:自我评|直接上级))(?!.*(?:标准|办法)).*|上级"),
    (
        "entry",
        rf"(?:实际|考核|最终|总|当项|本项|各项|单项|加权|权重系数|综合|{_JUDGED}|自查|部门|人事|hr)?{_GOT}(?:情况|结果|合计)?",
    ),
    (
        "entry",
        r"(?:实际)?完成(?:值|数|情况|结果)|实绩|实际(?:值|数据?|业绩)?|数据|实得分?|达成情况|签[字名]|扣分原因|加权分",
    ),
    ("entry", r"score|self.*|superior.*"),
    ("value", rf"(?:{_KIND}|标准|维度|类别|大类|模块|分值)?(?:权重|权数|比重|占比|比例)(?:分值?|数|值|系数)?"),
    (
        "value",
        rf"(?:标准|基准|应得|基[本础]|总|[单本各]项|最高|[核额规设]定|理论|目标|参考|计划|满分|所占|{_KIND})?(?:分值|配分|满分)"
        "(?:值|数|设定|分配)?|占分|赋分值?|所占(?:权重|比[例重]|分数?)"
        "|weight|(?:full |max )?points",
    ),
    ("value", r"(?:标准|基准|应得|基本|基础|总|规定|额定|起始|满分|目标|理论)分数?|分数|(?:目标)?点值|(?:百分比)?额度"),
    ("value", r"(?:标准|基准|应得|基[本础]|[额规]定|满分|目标|理论|最高)得分|标准评分"),
    ("gives", r"(?:对应|相应|档位|等级)?(?:分值|得分|[打评计]分|分数|分)的?(?:区间|范围|段)|分段|等级分"),
    ("gives", r"(?:对应|相应|档位)(?:分值|得分|分数|分)|得分标准|给分"),
    ("rule", rf".*(?:{_JUDGED}|计分|打分|加?[扣减]分|加分|奖惩|扣减|得分|衡量|绩效)的?(?:计算)?{_HOW}(?:及.*)?"),
    (
        "rule",
        r"(?:每[次项处例件人]|单次)(?:[加扣减奖罚]分?)|(?:每[次项处例件人]|单次)?(?:奖励|扣罚|扣减|[加扣减]分?)(?:分?值|分数|额度)",
    ),
    ("rule", r"(?:扣罚|奖罚|奖扣|罚则|处罚)(?:标准|办法|规定|分值?)?|等级(?:划分|评定)?标准"),
    ("rule", r"计算(?:公式|方法|办法|方式)|算法|评分|计分|标准|细则|(?:scoring|rule|criteria).*"),
    (
        "target",
        rf"(?:{_KIND}|绩效|季度|月度|年度|目标|基准|计划|完成|工作|业绩)?(?:目标(?:完成)?值?|指标值|标准值|目标标准|基准值|期望值|档次|等级|区间|target)(?:要求)?|指标要求",
    ),
    ("source", rf".*(?:来源|提供部门|提供人|取数|责任人|{_JUDGED}(?:部门|人|主体)|周期|频次|频率|统计部门).*|source"),
    ("section", r".*(?:维度|大类|类别|类型|模块|板块|分类|方面|一级指标|category|section)"),
    ("about", r".*(?:定义|界定|目的|说明|解释|描述|备注|要点|释义|口径|注释|remarks?|notes?|definition|description)"),
    (
        "name",
        rf"(?:关键|业绩|工作|二级|三级|具体|主要|岗位|kpi|kpa|{_JUDGED}|绩效|指标|[量细]化)*[^\W\d_]{{0,4}}{_ITEM}(?:名称|内容)?",
    ),
    (
        "name",
        r"kpi|indicator|item|name|(?:工作|岗位)?职责|(?:本[月周季]度?|[月季周]度|重点|主要|关键|日常)+工作(?:计划|事项)?",
    ),
)
_LEVEL = re.compile(
    r"(?:优秀?|良好?|中等?|一般|不?合格|不?及格|(?:基本|不)?称职|(?:较|很|非常)?[好差]|[待需]改进|卓越|杰出|突出|不?满意|[sa-e][级档等]?)"
    r"(?:\s*[(（:：\d].*)?|\d+(?:\.\d+)?分(?:[(（].*)?|\d+-\d+分?|[\d一二三四五六]级",
    re.IGNORECASE,
)


def purpose(passage: Passage) -> Purpose | None:
    """Return what a column is for by its heading, None for a text that is no heading."""
    written = passage.plain.casefold().strip("*：: ")
    if _LEVEL.fullmatch(written):
        return "level"
    bare = _EXPLAINED.sub("", written).replace(" ", "") or written
    if not bare or len(bare) > _MOST:
        return None
    for found, pattern in _PURPOSES:
        for each in (bare, *re.split(r"[/、]", bare)):
            if re.fullmatch(pattern, each):
                return found
    return "value" if is_composed(bare) else None


def is_composed(heading: str) -> bool:
    """Return whether a heading says of nothing but how it is made that points stand below it: 「项目分」."""
    return bool(_COMPOSED.fullmatch(heading))


#: A heading of nothing but a share, or a range of shares, with the points of a scale behind it: 「70-80%（7-8分）」.
_SHARED_LEVEL = re.compile(
    r"(?P<low>\d{1,3}(?:\.\d+)?)%?(?:[-~～—至到](?P<high>\d{1,3}(?:\.\d+)?))?%(?:[(（\[].*[)）\]])?"
)
#: Points of whatever stands before them, 「项目分」, but such as somebody gets, gives, adds or takes.
_COMPOSED = re.compile(
    r"(?:(?![得扣加减评打计给实总最自他互复初终上下奖罚折平])[\u3400-\u9fff]){1,4}(?<![部充成十])分(?:值|数)?"
)
_POST = re.compile("(?:适用|被?考核)?(?:岗位|职位|职务|对象)(?:名称)?")
#: Any name with a range or a bound of points: 「有待提高（60 分以下）」.
_FIGURED = re.compile(
    r"[^\d]{1,8}?[(（]?\s*\d{1,3}(?:\s*[-~～—至]\s*\d{1,3})?\s*[分%]?(?:及?以下|及?以上|及?以内)?[)）]?"
)
_SEVERAL = 2
_MOST_LEVELS = 6  # that are numbered
_FEWEST_SHARES = 3  # of levels that are called by their shares or points alone
#: A range or a bound of points, in any spelling, with or without a name: 「90分以上」, 「80≤X<90」, 「95分以上（优）」.
_IN_POINTS = re.compile(
    r"\D{0,8}?[(（]?(?P<low>\d{1,3}(?:\.\d)?)分?(?:(?:[-~～—至到]|[≤<]\D{1,4}?[≤<])(?P<high>\d{1,3}(?:\.\d)?)分?|(?:[(（]不?含[)）]|不?含|及)?以[上下])"
    r"(?:[(（]不?含[)）])?[)）]?(?:[(（]\D{1,6}[)）])?|[≥>≤<]=?(?P<bound>\d{1,3}(?:\.\d)?)分?(?:[(（]\D{1,6}[)）])?"
)
#: Points alone, falling from column to column.
_BARE_POINTS = re.compile(r"\d{1,3}(?:\.\d)?")
#: A heading that ends with what it weighs or gives: 「远高于要求（120%）」, 「A 档 1.0」, 「分管领导 30%」.
_WEIGHED = re.compile(r"(?P<name>\D*?[^\W\d]\D{0,4}?)(?P<worth>\d+(?:\.\d+)?)\s*(?P<unit>%|分)?\s*[)）\]]?")
_RULE = re.compile("[每扣减]|最[多高低少]|不超过")  # of a row below: 「每次 2 分」
_RANGED = re.compile(
    r"(?P<name>\D*?[^\W\d]\D{0,2}?)(?P<worth>\d+(?:\.\d+)?)\s*[%分]?\s*[-~～—至到]\s*\d+(?:\.\d+)?\s*(?P<unit>%|分)?\s*[)）\]]?"
)


def purposes(row: Sequence[Passage]) -> list[Purpose | None]:
    """Return what each column is for by all headings of a row.

    Those in words of their own are told by their figures: shares that sum to a whole are those of raters, figures in an
    order are what levels give.
    """
    found = _beside_levels(row, _in_points(row, _with_shares(row, [purpose(passage) for passage in row])))
    weighed = {
        passage.spot: match
        for passage, each in zip(row, found, strict=True)
        if each in (None, "entry", "level", "target")
        and len(passage.plain) <= _MOST
        and (match := _WEIGHED.fullmatch(passage.plain) or _RANGED.fullmatch(passage.plain))
    }
    unknown = {
        passage.spot: weighed[passage.spot]
        for passage, each in zip(row, found, strict=True)
        if each in (None, "level", "target")
        and passage.spot in weighed
        and not _RULE.search(weighed[passage.spot]["name"])
    }
    if {"value", "rule"} <= {*found} and found[0] == "target" and not {"name", "section"} & {*found}:
        found[0] = "name"  # 「考核目标」 is what is assessed where no other column says that
    if "name" in found and {"value", "rule"} & {*found} and "section" not in found:  # each has indicators of its own
        found = [
            "section" if _POST.fullmatch(passage.plain) else each for passage, each in zip(row, found, strict=True)
        ]
    if {"value", "rule"} <= {*found} and "gives" not in found:  # what a rule's own line gives, not what is aimed at
        found = ["gives" if passage.plain == "区间" else each for passage, each in zip(row, found, strict=True)]
    bare = {passage.spot: float(passage.plain) for passage in row if re.fullmatch(r"\d{1,3}", passage.plain)}
    figures = [*bare.values()]
    is_told = "value" in found or 0 in figures
    if is_told and len({*figures}) == len(figures) > 2 and _WHOLE in figures and _are_ordered(figures):
        return ["level" if passage.spot in bare else each for passage, each in zip(row, found, strict=True)]
    entries = [float(each["worth"]) for each in weighed.values() if each["unit"] == "%"]
    if len(entries) == len(weighed) > 1 and sum(entries) == _WHOLE and "level" not in found:
        return ["entry" if passage.spot in weighed else each for passage, each in zip(row, found, strict=True)]
    # Not 「Q1」 or 「评委 1」, which only count.
    are_told = all(each["unit"] or re.search(r"[(（:：]", each["name"]) for each in unknown.values())
    worths = [float(each["worth"]) for each in unknown.values()]
    if (
        are_told
        and len({each["name"] for each in unknown.values()}) == len(worths) > 1
        and len({*worths}) == len(worths)
        and _are_ordered(worths)
    ):
        return ["level" if passage.spot in unknown else each for passage, each in zip(row, found, strict=True)]
    return found


def _with_shares(row: Sequence[Passage], found: Sequence[Purpose | None]) -> list[Purpose | None]:
    """Return what columns are for, of which several that are headed by nothing but shares in an order are levels."""
    shares = {
        passage.spot: match
        for passage, each in zip(row, found, strict=True)
        if each is None and (match := _SHARED_LEVEL.fullmatch(passage.plain.replace(" ", "")))
    }
    ends = [(float(match["low"]), float(match["high"] or match["low"])) for match in shares.values()]
    are_apart = len({*ends}) == len(ends) >= _FEWEST_SHARES
    if not are_apart or ends not in (sorted(ends), sorted(ends, reverse=True)):
        return [*found]
    return ["level" if passage.spot in shares else each for passage, each in zip(row, found, strict=True)]


def _in_points(row: Sequence[Passage], found: Sequence[Purpose | None]) -> list[Purpose | None]:
    """Return what columns are for, of which those that are headed by ranges of points in an order are levels.

    So are several with nothing but falling points in their headings: 5, 4, 3, 2, 1.
    """
    free = [at for at, each in enumerate(found) if each in (None, "level", "target")]
    told = [(at, match) for at in free if (match := _IN_POINTS.fullmatch(row[at].plain.replace(" ", "")))]
    bare = [at for at in free if _BARE_POINTS.fullmatch(row[at].plain)]
    ends = [(float(match["low"] or match["bound"]), float(match["high"] or 0)) for _, match in told]
    falling = [float(row[at].plain) for at in bare]
    is_of_points = "value" in found or any("分" in row[at].plain for at, _ in told)
    are_ranges = is_of_points and len(ends) >= _FEWEST_SHARES and ends in (sorted(ends), sorted(ends, reverse=True))
    levels = {at for at, _ in told} if are_ranges else set()
    is_falling = len({*falling}) == len(falling) and falling == sorted(falling, reverse=True)
    # 1, 2, 3 … right behind what is assessed are its levels, and no days
    is_rising = (
        {"name", "value"} <= {*found} and falling == [*range(1, len(falling) + 1)] and len(falling) <= _MOST_LEVELS
    )
    if len(falling) >= _FEWEST_SHARES and (is_falling or is_rising):
        levels |= {*bare}
    return ["level" if at in levels else each for at, each in enumerate(found)]


def _beside_levels(row: Sequence[Passage], found: Sequence[Purpose | None]) -> list[Purpose | None]:
    """Return what columns are for, of which one right of several levels, with figures as these, is a level too."""
    told = [*found]
    for at in range(_SEVERAL, len(row)):
        left = [row[each].plain for each in (at - 2, at - 1) if told[each] == "level"]
        is_figured = len(left) == _SEVERAL and all(re.search(r"\d", heading) for heading in left)
        if told[at] is None and is_figured and _FIGURED.fullmatch(row[at].plain):
            told[at] = "level"
    return told


def _are_ordered(figures: Sequence[float]) -> bool:
    return figures in (sorted(figures), sorted(figures, reverse=True))


def is_header(row: Sequence[Passage]) -> bool:
    """Return whether a row has the headings of a form: one for what is assessed, and one for points or rules."""
    titles = distinct(row)
    found = purposes(titles)
    known = [each for each in found if each]
    names = {"name", "section", "about"} & set(known)
    worth = {"value", "rule", "gives", "level", "target"} & set(known)
    is_whole = {"name", "value", "rule"} <= set(known)
    is_told = bool(names and worth) or {"value", "rule"} <= set(known) or ("number" in known and bool(worth))
    is_told |= "value" in known and found[0] is None and len(known) == len(titles) - 1 > 1  # 「栏目」, whatever it says
    return len(known) > 1 and (is_whole or 2 * len(known) >= len(titles)) and is_told
