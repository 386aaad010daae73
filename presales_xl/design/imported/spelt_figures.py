"""Figures that a document spells in Chinese numerals, in digits: 「二十分」, 「百分之九十」, 「零点五分」."""

import re

from presales_xl.design.sentences.pieces import numeral

_SIGN, _ONE = "零〇一二两三四五六七八九十百", "零〇一二两三四五六七八九"
_N = f"[{_SIGN}]"
_UNIT = (
    "(?:个?百分点|%|[万千]?元|个?工作日|个?小时|分钟|个月|人次|次|天|个|家|件|份|篇|项|例|起|处|名|人|场|单|条|课时|倍)"
)
#: No 分钟, 分析, 分公司, 三分之一, 百分制, 九点三十分.
_POINT = r"分(?![钟析类享别公部工明配担支布开成歧红内]|之(?![间内外]))"
_SHARES = re.compile(
    rf"百分之(?:(?P<all>百)|(?P<first>(?:{_N}{{1,5}}|\d{{1,3}})(?:点[{_ONE}]{{1,2}})?)"
    rf"(?:(?P<dash>至|到|[-~～—－])(?P<last>{_N}{{1,5}}(?:点[{_ONE}]{{1,2}})?)(?!{_N}|分(?!之)|个|次|天))?)"
)
_DECIMAL = re.compile(rf"(?<![\d第午早晚{_SIGN}])(?P<value>{_N}{{1,3}}点[{_ONE}]{{1,2}})(?={_POINT}|{_UNIT})(?!分前)")
_RANGE = re.compile(
    rf"(?<![第{_SIGN}])(?P<first>{_N}{{1,5}})(?P<dash>至|到|[-~～—－])(?P<last>{_N}{{1,5}})(?={_POINT}|{_UNIT})"
)
_POINTS = re.compile(
    rf"(?<![点时第{_SIGN}])(?P<points>{_N}{{1,5}}){_POINT}(?P<half>半(?!钟))?(?=(?P<next>.?))", re.DOTALL
)
#: The letter O in the place of a zero: 「未按时完成（O分）」, 「1O分」.
_LETTER = re.compile(rf"(?:(?<![A-Za-z])|(?<=\d))[OoＯｏ](?=\s?{_POINT})")
#: What is followed by points, and what follows them: else 十分 is 「very」, and 百分 and 一分 are parts of words.
_GIVING = re.compile("(?:[扣加减得计给记奖罚获满至到为每≥≤><+-]|[高低]于|达到?|超过|不足)$")
_WORDS = ("十", "百", "一")
_BEHIND = re.compile(r"[^\u3400-\u9fff]|[以及至到或含封]|$")


def in_digits(written: str) -> str:
    """Return a text with the figures that it spells in digits; words with numerals in them stay: 「十分满意」."""
    told = _SHARES.sub(_shares, _LETTER.sub("0", written))
    told = _DECIMAL.sub(lambda found: _value(found["value"]), told)
    told = _RANGE.sub(lambda found: f"{_value(found['first'])}{found['dash']}{_value(found['last'])}", told)
    return _POINTS.sub(_points, told)


def counted(written: str) -> int:
    """Return what 四, 两 or 12 is as a number."""
    return int(_value(written))


def _value(spelt: str) -> str:
    """Return what 十五, 零点五 or 12 is in digits."""
    whole, point, part = spelt.replace("〇", "零").partition("点")
    number = whole if whole.isdigit() and whole.isascii() else f"{numeral(whole):g}"
    return number + ("." + "".join(f"{numeral(each):g}" for each in part) if point else "")


def _shares(found: re.Match[str]) -> str:
    if found["all"]:
        return "100%"
    last = f"{found['dash']}{_value(found['last'])}%" if found["last"] else ""
    return f"{_value(found['first'])}%{last}"


def _points(found: re.Match[str]) -> str:
    points = found["points"]
    if len(points) > 1 and not re.search("[十百]", points):  # 三七分
        return found[0]
    is_word = points in _WORDS and not _BEHIND.match(found["next"])
    if is_word and (points == "百" or not _GIVING.search(found.string, 0, found.start())):
        return found[0]
    return f"{_value(points)}{'.5' if found['half'] else ''}分"
