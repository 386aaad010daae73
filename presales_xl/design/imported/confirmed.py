"""Sentences of a form that only say what its draft does anyway: how points add up, that no item goes below 0."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from presales_xl.design.imported.item_reading import ItemReading
from presales_xl.design.imported.part import Part
from presales_xl.design.imported.source import NUMBERING
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.drafted import RuleDraft
from presales_xl.design.sentences.pieces import Mark

_EACH = "(?:[本该此]表)?(?:以上|上述)?(?:所有|全部|各|每[一个]?|单)个?单?(?:考核|扣分|评分)?(?:指标|项目?|栏)(?:指标)?"
_WHOLE = "(?:[本该当]?[月季年]度?|员工|个人|最[终后]|考[核评]|绩效|综合|合计|实际|KPI)*(?:总得?分|得分|总?成绩|分数)"
_ADDED = re.compile(
    r"Σ|∑|以上|上述|后|之和|总和|合计|相加|累[加计]|求和|加总|加权|平均|汇总|各|每|单|指标|考[核评]|项目?|维度|部分|模块|大?类别?|权重|分值|配分|满分"
    r"|基[础准本]分|[加扣减奖]分|实际|评分|得分|分数|总分|成绩|乘以?|所得|其中|由|[×*+=()/÷与和的及、为是即按—-]|100分?|\s"
)
_EMPTIED = re.compile(
    rf"{_EACH}|[扣减]分|分(?=[扣减]完)|不得?(?:超过|多于|大于)|得分|均|都|以|该项|本项|此项|各自|其|的?(?:配分|分值|满分|标准分|权重分?)|最多|只|[扣减]完|为[止限]|不再?倒扣"
    r"|不(?:计|得|出现|为)负分?|不会?(?:低于|小于)\s?0\s?分?|最低(?:为|得)?\s?0\s?分|[，、;的为至到]"
)
#: What is taken beyond the points of an item is taken from others: 「单项不够扣的从其他项目扣」.
_PASSED_ON = re.compile(
    "(?:项|指标)[^，。；;]{0,6}(?:不[够足]扣(?:分|除|减)?|扣完)[^，。；;]{0,4}[，,]?(?:可|则|再|继续)*(?:从|由|在|倒扣|扣)[^，。；;]{0,4}(?:其[它他余]|总|别的)[^，。；;]{0,6}"
)
#: No more than that items may get less than nothing: 「单项分值可以扣至负数，并入总分」.
_BELOW_NOTHING = re.compile(
    rf"(?:{_EACH}|单项)(?:的|分值|得分|分数|扣分|均|都|可以?|允许|会|出现|[倒扣减]+[至到成为]?|为|计|是)*负(?:分|数|值)?"
    "(?:[，,]?(?:直接|并|均|全部)?[并计纳]入(?:当月|考核|绩效)*总(?:得)?分)?"
)
_IS_EMPTIED = re.compile(
    "[扣减]完|倒扣|负分|0|扣分.{0,4}不得?(?:超过|多于|大于)(?:该|本|此|其).{0,2}(?:分|分值|满分|配分|标准分)$"
)
_NO_WORK = re.compile(
    "(?:[当本该][月季年期]度?|[月季年]度?内?)?(?:[无没]有?|未发生|未涉及)(?:该|此|这|相应|对应|相关)?(?:项|类)?(?:考核)?(?:工作|业务|任务)(?:任务|内容|项目|发生)?(?:的|时|者)?，?"
    "(?:则|可)?(?:该|此|本|对应|相应)?(?:项|指标|项目|项指标)?(?:得分)?(?:直接|均|一律)?(?:按|得|计|记|给|为|以)+满分(?:计算?|处理|计分)?"
)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")  # 「（说明：各单项分扣完为止）」
_LABEL = re.compile(r"^(?:备注|说明|注)\s*:\s*")
_SCALED = re.compile(
    rf"{_EACH}(?:得分)?(?:均|都)?(?:按|采用|实行|以)?(?:百分制|(?P<of>\d{{1,3}})\s?分制)(?:打分|评[分价]|计分|考核)?"
)
_CONVERTED = re.compile(
    r"(?:各?(?:单项|指标|项目?)(?:实际|考核|最终)?|该项)得分=(?:实际|考核)?(?:评分|打分|得分|评[价定]分)[÷/](?P<of>\d{1,3})[×*](?:该?项?指标)?(?:权重|分值|满分)"
)
_FULL = re.compile(rf"(?:{_WHOLE}|[本该]表)?(?:满分|总分|共计?|合计)?(?:为|是|:)?\s?(?P<full>\d{{2,3}})\s?分?(?:满分)?")
_COUNTING = re.compile(r"分制|[\d=Σ∑×]|[扣加减得奖罚发]|否决|系数|之和|平均|超|低")
#: Rules of which no figure is of any number of points.
_OF_ANY_SCALE = ("rating", "target_ratio", "all_or_nothing")
_CLOSE = 0.01
_HUNDRED = 100
#: A sum of weighted points with what makes a hundred of it.
_TIMES = re.compile(r"(?P<sum>.+)[×*]\s?(?P<by>\d+(?:\.\d+)?)")
#: 「总分＝各项得分之和」, and the other way round: 「各项得分之和为当月绩效得分」.
_TOTAL_FIRST = re.compile(rf"{_WHOLE}(?:=|为|是|等于|即)(?P<of>.+)")
_TOTAL_LAST = re.compile(rf"(?P<of>.+?)(?:=|为|是|即|作为|等于|得出?|计入)(?:员工|其)?{_WHOLE}")
_HOW = re.compile("^(?:计算|计分|得分)(?:方法|公式|方式|办法):")
_WEIGHED = re.compile(
    "[×*][^，;+=]{0,8}(?:权重|权数|比重|占比)|(?:权重|权数|比重|占比)[^，;+=]{0,4}[×*]|加权"
    "|乘以?[^，;]{0,8}(?:权重|比重)"
)
_SUMS = re.compile("Σ|∑|之和|总和|相加|累[加计]|求和|加总|加权|合计|[+×]")


def is_emptying(text: str) -> bool:
    """Return whether a sentence says of all items that no more is taken than they have, and nothing else."""
    written = _bare(text)
    return bool(re.match(_EACH, written) and _IS_EMPTIED.search(written)) and not _EMPTIED.sub("", written)


def is_emptying_beside(text: str) -> bool:
    """Return whether a note beside the total says so: 「100 分（说明：各单项分扣完为止）」."""
    return any(is_emptying(part) for part in re.split("[()（）；;。]", text))


def is_full_without_work(text: str) -> bool:
    """Return whether a sentence gives the full points where there was no such work in the period, and says no more."""
    return bool(_NO_WORK.fullmatch(_bare(text)))


def is_passing_on(text: str) -> bool:
    """Return whether a sentence says that items can fall below 0, or that what is over is taken from other ones."""
    written = _bare(text)
    return bool(_PASSED_ON.search(written) or _BELOW_NOTHING.fullmatch(written))


def sums_up(text: str, parts: Sequence[Sequence[str]]) -> bool:
    """Return whether a sentence says that the total is the sum of its parts, or of all sections or items by name.

    `parts` are the names of the sections, and those of the items.
    """
    written = _HOW.sub("", _bare(text))
    match = _TOTAL_FIRST.fullmatch(written) or _TOTAL_LAST.fullmatch(written)
    if match is None or not _SUMS.search(match["of"]):
        return False
    left = match["of"]
    for names in parts:
        if names and all(plain(name) in left for name in names):
            for name in sorted(map(plain, names), key=len, reverse=True):
                left = left.replace(name, "")
    return not _ADDED.sub("", left)


def tells_arithmetic(text: str) -> bool:
    """Return whether a sentence says clause by clause how points make the total, and of how many points at best."""
    clauses = [clause for clause in re.split("[，;]", _bare(text)) if clause]
    told = [_SCALED.fullmatch(each) or _FULL.fullmatch(each) for each in clauses]
    sums = [sums_up(each, ()) for each in clauses]
    return any(sums) and all(one or two for one, two in zip(told, sums, strict=True))


def is_confirmed(text: str, kept: Sequence[ItemReading], parts: Sequence[Sequence[str]]) -> bool:
    """Return whether a sentence says nothing that its draft does not do anyway, clause by clause."""
    rules = [each.made.indicator["rule"] if each.made else {} for each in kept]
    are_emptied = all(rule.get("floor", 0) == 0 for rule in rules)
    clauses = [clause for clause in re.split("[，;]", _bare(text)) if clause]
    said = [
        sums_up(clause, parts)
        or _is_scaled(clause, kept)
        or _is_whole(clause, kept)
        or _is_weighed_up(clause, kept, parts)
        for clause in clauses
    ]
    are_others_words = not any(
        _COUNTING.search(clause) for clause, known in zip(clauses, said, strict=True) if not known
    )
    return (are_emptied and is_emptying(text)) or (any(said) and are_others_words)


def weighs_otherwise(text: str, kept: Sequence[ItemReading]) -> bool:
    """Return whether a sentence weighs points of items whose weights the draft takes for the full points themselves.

    What such an item deducts falls on the total as it is: 「总分=Σ(得分×权重)」 would weigh it first.
    """
    return bool(_WEIGHED.search(_bare(text))) and any("assumed.weight_in_points" in each.of_rule for each in kept)


def _is_scaled(clause: str, kept: Sequence[ItemReading]) -> bool:
    """Return whether a clause says out of how many points all items count, and that they do."""
    match = _SCALED.fullmatch(clause) or _CONVERTED.fullmatch(clause.replace(" ", ""))
    of = float(match["of"] or 100) if match else None
    counted = [each for each in kept if each.made is None or each.made.indicator["rule"]["kind"] not in _OF_ANY_SCALE]
    return of is not None and all(of in (each.out_of, each.points) for each in counted or kept if each.made)


def _is_weighed_up(clause: str, kept: Sequence[ItemReading], parts: Sequence[Sequence[str]]) -> bool:
    """Return whether a clause makes a hundred of weighted points, as all items do: 「总分=∑(评分×权重)×20」 of 5."""
    match = _TIMES.fullmatch(clause)
    if match is None or not _WEIGHED.search(match["sum"]) or not sums_up(match["sum"], parts):
        return False
    return all(abs((each.out_of or each.points or 0) * float(match["by"]) - _HUNDRED) < _CLOSE for each in kept)


def _is_whole(clause: str, kept: Sequence[ItemReading]) -> bool:
    """Return whether a clause states the sum of the full points."""
    match = _FULL.fullmatch(clause)
    return match is not None and abs(float(match["full"]) - sum(each.points or 0 for each in kept)) < _CLOSE


def _bare(text: str) -> str:
    written = plain(NUMBERING.sub("", text)).strip(" 。;，")
    inside = _IN_BRACKETS.fullmatch(written)
    return _LABEL.sub("", inside[1].strip(" 。;，") if inside else written)


def told_again(parts: Sequence[Part], items: Sequence[ItemReading]) -> Mark | None:
    """Return whether what a sentence takes or adds is what items count by the same name, at other points than these.

    None where it is something else.
    """
    known = {name: points for each in items if each.made for name, points in _changes(each.made.indicator, each.made)}
    told = [change for part in parts for change in _changes(part.content, part.needs)]
    if not told or any(name not in known for name, _ in told):
        return None
    return "understood" if all(known[name] == points for name, points in told) else "not_understood"


def _changes(said: Mapping[str, Any], made: RuleDraft) -> Iterator[tuple[str, float]]:
    """Yield what is counted by its name, and what that changes each time."""
    rule = said.get("rule", {})
    signed = [(key, -points) for key, points in rule.get("deductions", {}).items()]
    for key, points in (*signed, *rule.get("additions", {}).items()):
        if key in made.inputs:
            yield str(made.inputs[key]["name"]), points
