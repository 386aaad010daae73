"""Levels that are told by a figure and bear a word beside it: 「80%一般（5 分）」, 「优秀：100%（10 分）」."""

import re

from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.named import LEVELS
from presales_xl.design.sentences.targets import AMISS

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"(?:%|[^\d\s，;。:()%扣加减每得计为分、~-]{1,2}|分)"
#: A figure with its unit, its bounds or the end of its range.
_FIGURE = (
    rf"(?:(?:[≥>≤<]=?|不?[低高少多]于|不足|达到?|超过)\s?)?{_NUMBER}(?![\d.])\s?{_UNIT}?"
    rf"(?:\s?[-~至到]\s?{_NUMBER}(?![\d.]))?(?:(?<=\d)\s?{_UNIT})?(?:\(不?含\)|及)?(?:以[上下内])?"
)
_WORD = rf"(?:不?达标|{LEVELS})"
_POINTS = rf"(?:\(\s?(?:[得计]\s?)?(?P<{{0}}>{_NUMBER})\s?分\s?\)|，?(?:[得计为:]\s?)?(?P<{{1}}>{_NUMBER})\s?分)"
_LEVEL = re.compile(
    r"\s*(?:[×•-]|\d[.、)]|[①-⑨])?\s*(?:"
    rf"(?P<of>[^\d，;。:()扣减加得≥>≤<]{{0,8}}?)(?P<figure>{_FIGURE})(?:的|者)?(?:为|属于?|是|=)?\s?(?P<word>{_WORD})?"
    rf"{_POINTS.format('bracketed', 'given')}"
    rf"|(?P<named>{_WORD})\s?[:(]?\s?(?P<figured>{_FIGURE})\s?\)?{_POINTS.format('enclosed', 'plainly')}"
    r")(?:\s?\([^()，;]{0,12}[×÷][^()，;]{0,12}\))?\s*(?P<end>[，;。、\n]|$)"
)
_EACH = re.compile("每(?![天日周月季年])")
_FEWEST = 2
_ALL = 100
#: Cases of which some give a share of the full points: 「一般提升为 60%」.
_CASE = re.compile(
    r"(?P<case>[^\d，;。:()=]{0,13}[^\d，;。:()=为是得按计率值量额标准例重])(?:的|者)?(?P<way>[为是:=]|[得计按])\s?"
    rf"(?:(?P<share>{_NUMBER})\s?%|(?P<full>满分|全分)|(?P<none>0\s?分?|零分|不得分))(?:计分?|给分|得分|计算)?"
)
_PARTS = re.compile("([，;。\n])")


def without_words(text: str) -> str:
    """Return levels as the figures that earn them with what each gives; any other text as it is.

    What derives a figure, in brackets behind it, is no part of the level: 「[60 篇×30 天]」.
    """
    written = plain(text).rstrip()
    found = [*_LEVEL.finditer(written)]
    if len(found) < _FEWEST or "".join(match[0] for match in found) != written:
        return text
    is_told = any(match["word"] or match["named"] or match["bracketed"] for match in found)
    told = [_told(match) for match in found]
    if not is_told or any(AMISS.search(match["of"] or "") or _EACH.search(match["of"] or "") for match in found):
        return text
    return "；".join(told)


def with_shares(text: str) -> str:
    """Return cases that give shares of the full points as such: 「显著提升为满分，一般提升为 60%，无提升为 0 分」.

    One at least gives all or nothing, so that no figure of what is measured is taken for one.
    """
    parts = _PARTS.split(plain(text))
    cases = {at: match for at, part in enumerate(parts) if (match := _CASE.fullmatch(part.strip()))}
    shares = [float(match["share"]) for match in cases.values() if match["share"]]
    is_bounded = any(match["full"] or match["none"] for match in cases.values()) or _ALL in shares
    at = sorted(cases)
    are_joined = bool(at) and at == [*range(at[0], at[-1] + 1, 2)]
    if not shares or len(cases) < _FEWEST or not (is_bounded and are_joined) or max(shares) > _ALL:
        return text
    told = (_of_full(cases[place]) if place in cases else part for place, part in enumerate(parts))
    return "".join("；" if place - 1 in cases and place + 1 in cases else part for place, part in enumerate(told))


def _of_full(match: re.Match[str]) -> str:
    share = match["share"]
    given = "得满分" if match["full"] or share == "100" else f"得{share}%的分" if share else "得0分"
    return f"{match['case']}{given}"


def _told(match: re.Match[str]) -> str:
    given = next(filter(None, (match[each] for each in ("bracketed", "given", "enclosed", "plainly"))))
    return f"{match['of'] or ''}{match['figure'] or match['figured']}得{given}分"
