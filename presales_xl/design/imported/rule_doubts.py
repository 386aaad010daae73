"""What a rule that was read leaves open though its words are all understood, and what it takes for granted."""

import re
from collections.abc import Iterator, Mapping

from presales_xl.design.imported.recognised import FormItem
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.drafted import RuleDraft
from presales_xl.design.sentences.targets import AMISS

#: Levels told by the score alone: 「90-100 分为优秀」.
_BY_SCORE = re.compile(
    r"\d\s?分?(?:及?以[上下])?(?:者|的)?(?:为|是|属于?|评为)(?:优秀?|良好?|中等?|一般|较?差|不?合格|不?及格|(?:基本)?(?:称职|满意))"
)
_GIVES = re.compile(r"[得计扣加减]\s?\d|满分|不得分|\d\s?分?\s?[×*]|%")
#: A share of what is amiss, where all that is right is wanted.
_AMISS_SHARE = re.compile(r"(?P<part>[^，,。；;/÷\n]{2,14})[/÷][^，,。；;/÷\n]{0,6}(?:总|全部|应)[^，,。；;/÷\n]{1,8}")
_RIGHT = re.compile("(?:准确|正确|合格|及时|完好|良品|准时|达标|完整)(?:率|性|度)")
_SMALLER = re.compile(r"[≤<]|不[超高大多]|以内|低于目标")
#: The least that is left, in points, of what is measured in points.
_LEAST_IN_POINTS = re.compile(r"最低(?:扣至|扣到|降至|至)\s?(?P<least>\d+(?:\.\d+)?)\s?分")
_RATED = re.compile("(?:平均|评价|满意度|考核|测评)[^，,。；;]{0,4}分|评分|得分")
#: Points for what is reached and less where it is not, of which the form does not say where they start.
_EITHER_WAY = re.compile(
    r"(?:达标|达到|完成|做到|合格)[^，,；;。\d]{0,6}[加增]\s?\d[^；;。]*?[未不没](?:达标|达到|完成|做到|合格)[^，,；;。\d]{0,6}[减扣]\s?\d"
)
_MOST_TAKEN = re.compile(r"最[多高][^，,；;。]{0,4}[扣减]|[扣减][^，,；;。]{0,4}(?:封顶|为限)")
_SEVERAL = 2


def doubts(item: FormItem, made: RuleDraft, remarks: tuple[str, ...]) -> Iterator[str]:
    """Yield what has to be decided about a rule, or is assumed of it, that its reading does not say by itself."""
    rule = made.indicator["rule"]
    written = "\n".join(plain(said.flat) for said in item.sentences())
    if rule["kind"] == "level_range" and _BY_SCORE.search(written) and not _GIVES.search(written):
        yield "assumed.score_share"
    share = _AMISS_SHARE.search(written)
    wants_right = _RIGHT.search(item.name) or any(_RIGHT.search(said.plain) for said in item.targets)
    if share and AMISS.search(share["part"]) and wants_right and not AMISS.search(item.name):
        yield f"open.turned:{share[0]}"
    least = _LEAST_IN_POINTS.search(written)
    standard = rule.get("standard")
    is_within = isinstance(standard, float) and least is not None and 0 < float(least["least"]) <= standard
    if is_within and _RATED.search(f"{item.name}{written}") and "open.limits" not in remarks:
        yield "open.limits"
    if _EITHER_WAY.search(written) and "assumed.from_full" in remarks:
        yield "open.either_way"
    elif rule["kind"] == "deduct" and rule.get("additions") and "cap" not in rule:
        yield "assumed.added_beyond"
    if _is_shared_limit(rule, written) and "open.limits" not in remarks:
        yield "open.limits"


def _is_shared_limit(rule: Mapping[str, object], written: str) -> bool:
    """Return whether the only limit that a text states became that of each part of a sum."""
    parts = rule.get("parts")
    limited = [part for part in parts.values() if part.get("floor")] if isinstance(parts, dict) else []
    return len(limited) >= _SEVERAL and len(_MOST_TAKEN.findall(written)) == 1
