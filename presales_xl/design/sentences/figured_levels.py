"""Levels that are told by a figure and bear a word beside it: 「80%一般（5 分）」, 「优秀：100%（10 分）」."""

import re

from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.named import LEVELS
from presales_xl.design.sentences.targets import AMISS

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"(?:%|[^\d\s，;。:()%扣加减每得计为分、~-]{1,2}|分)"
#: A figure with its unit, its bounds or the end of its range.
_FIGURE = (
    rf"(?:(?:[≥>≤<]=?|不?[低高少多]于|不足|达到?|超过)\s?)?{_NUMBER}\s?{_UNIT}?"
    rf"(?:\s?[-~至到]\s?{_NUMBER})?(?:(?<=\d)\s?{_UNIT})?(?:\(不?含\)|及)?(?:以[上下内])?"
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


def _told(match: re.Match[str]) -> str:
    given = next(filter(None, (match[each] for each in ("bracketed", "given", "enclosed", "plainly"))))
    return f"{match['of'] or ''}{match['figure'] or match['figured']}得{given}分"
