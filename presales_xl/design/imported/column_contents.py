"""What stands in a column of a table: points, what rows give, faults and what each takes, names, rules."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from presales_xl.design.imported.recognised import BEHIND, HEADED, LONG, RULED, WHOLE_FIRST, section_named, worth_of
from presales_xl.design.imported.source import NUMBERING, Passage

WHOLE = 100
_CLOSE = 0.005  # of a whole: what weights may miss by rounding
NUMBER = re.compile(r"[\d.、()]+|[一二三四五六七八九十]+|[①-⑳]")
#: What one row of several gives: points, or a range of them.
_RANGED = r"(?:(?:[-~～—至到]|---)[-−]?\d{1,3}(?:\.\d+)?[分%]?|(?:\(不?含\)|及)?以[上下])"
_GIVEN = rf"(?:[NnXx][×*])?[<>≤≥＜＞]?=?[-－−+＋加减扣]?\d{{1,3}}(?:\.\d+)?[分%]?{_RANGED}?"
POINTS = re.compile(rf"{_GIVEN}(?:或{_GIVEN})?")
#: Full points with the fewest: 「0~40」, 「5-10 分」.
SPAN = re.compile(r"(?P<least>\d{1,2}(?:\.\d+)?)分?(?:[-~～—–至到]|---)(?P<most>\d{1,3}(?:\.\d+)?)\s?(?P<unit>分|%)?")
POINTED = re.compile(r"\d\s*分|[扣加减得]\s*\d(?!\d*(?:\.\d+)?\s*元)")
_TAKE = re.compile(r"[-－−]\d+(?:\.\d+)?(?:[~～-]\d+(?:\.\d+)?)?分?")
#: What a section is worth, on a line of its own below its name.
_WORTH_ON_LINE = re.compile(r"(?<=[^\n])\n\s*[(（]?(?:共|计)?\d+(?:\.\d+)?\s?[分%％][)）]?\s*$")
_MOSTLY = 0.8
_OCCASION = "(?:人?次|[项处例件起个人条单笔份天日张台户批本篇])"
#: What is taken or added each time, in a cell of its own: 「2」, 「-2」, 「每次 2 分」, 「扣 2 分/次」.
EACH = re.compile(
    rf"(?P<each>[每一1](?:发[现生])?[一1]?{_OCCASION})?[:：]?(?P<sign>[扣减罚加奖+＋\-－−])?(?P<figure>\d{{1,3}}(?:\.\d+)?)分?"
    rf"(?P<per>[/每]{_OCCASION})?[。；;]?"
)
_TAKEN_ALONE = re.compile(
    r"[^，。；;\d]{0,6}(?:每[^，。；;\d]{1,3}|一次|[一1][次项件处])?[扣减占加奖]\d+(?:\.\d+)?(?:[-~～—]\d+(?:\.\d+)?)?分"
    rf"(?:[/每]{_OCCASION})?[。；;]?"
)
#: Whether an item takes or adds, in a cell of its own.
WAY = re.compile("(?:(?P<takes>[扣减])|(?P<adds>加|奖励)|加减|加扣|奖扣)分(?:项目?|指标|类)?|酌情(?:给分|项)?")
CALCULATED = re.compile("[^=]=.|[×*+]")  # what a total is the sum of
TAKEN = re.compile("[扣罚]")
_CHANGING = re.compile("[扣罚减加奖]")
_FEWEST_ITEMS = 3  # whose points may be a whole


def worths_of(texts: Sequence[Passage]) -> list[float]:
    """Return the figures of a column of nothing but points or shares, none where it is no such."""
    worths = [worth for passage in texts if (worth := worth_of(passage.plain))]
    is_alike = len({unit for _, unit in worths}) == 1 and len(worths) == len(texts) > 1
    return [worth for worth, _ in worths] if is_alike else []


def are_weights(worths: Sequence[float]) -> bool:
    """Return whether figures may be what items or sections weigh: no serial numbers, and no more than a whole."""
    return len(worths) > 1 and [*worths] != [*range(1, len(worths) + 1)] and sum(worths) <= WHOLE


def are_whole(worths: Iterable[float]) -> bool:
    """Return whether figures from the first one on sum to a whole."""
    sums = [*accumulate(worths)][_FEWEST_ITEMS - 1 :]
    return any(map(is_whole, sums))


def is_whole(total: float) -> bool:
    """Return whether a sum is one or a hundred, as near as rounding leaves it."""
    return any(abs(total - whole) < _CLOSE * whole for whole in (1, WHOLE))


def are_mostly(told: Sequence[object]) -> bool:
    """Return whether nearly all texts of a column are something."""
    return sum(map(bool, told)) >= _MOSTLY * len(told)


def are_given(texts: Sequence[Passage], *, bare: bool) -> bool:
    """Return whether texts are what rows give: points, of which some range or have a sign unless they may be `bare`."""
    are_points = all(POINTS.fullmatch(passage.plain.replace(" ", "")) for passage in texts)
    return are_points and (bare or any(worth_of(passage.plain) is None for passage in texts))


def are_takes(texts: Sequence[Passage]) -> bool:
    """Return whether each line of a column is what a fault takes, with a minus: 「-3」, 「-1~5」."""
    lines = [line.strip() for passage in texts for line in passage.text.split("\n")]
    return len(texts) > 1 and all(map(_TAKE.fullmatch, lines))


def are_changes(texts: Sequence[Passage], heading: str) -> bool:
    """Return whether a column has what is taken or added each time: its heading says so, or each of its cells."""
    matches = [EACH.fullmatch(passage.plain.replace(" ", "")) for passage in texts]
    told = [match for match in matches if match and (match["sign"] or match["each"] or match["per"])]
    return len(texts) > 1 and all(matches) and (bool(_CHANGING.search(heading)) or len(told) == len(texts))


def are_taking(told: Sequence[Passage], taken: Sequence[Passage]) -> bool:
    """Return whether a column says only what each of the column before takes: 「每次扣 5 分」, 「未报扣 9 分」."""
    short = [_TAKEN_ALONE.fullmatch(passage.plain.replace(" ", "")) for passage in taken]
    return len(taken) > 1 and are_mostly(short) and not any(POINTED.search(passage.plain) for passage in told)


def are_headed(texts: Sequence[Passage]) -> bool:
    """Return whether each text of a column begins with a name and a colon."""
    return bool(texts) and all(HEADED.fullmatch(NUMBERING.sub("", passage.plain)) for passage in texts)


def states_points(texts: Sequence[Passage]) -> bool:
    """Return whether nearly each text of a column says what gives or takes points."""
    told = [POINTED.search(passage.plain) or WHOLE_FIRST.match(passage.text) for passage in texts]
    return bool(texts) and are_mostly(
        [each and not worth_of(passage.plain) for each, passage in zip(told, texts, strict=True)]
    )


def are_whole_rules(texts: Sequence[Passage]) -> bool:
    """Return whether nearly each text says what gives its points and what leaves none of them."""
    return are_mostly([re.search(r"[1-9]\d*\s*分.*\D0\s*分", passage.text, re.DOTALL) for passage in texts])


def tells_rules(texts: Sequence[Passage]) -> bool:
    """Return whether the texts of a column say how points come about, or are too long for names."""
    shares = [worth[0] for passage in texts if (worth := section_named(passage.plain)[1]) and worth[1] == "%"]
    if not texts or (len(shares) == len(texts) > 1 and sum(shares) == WHOLE):  # 「能力 85%」, 「态度 15%」
        return False
    bare = [replace(passage, text=_WORTH_ON_LINE.sub("", passage.text)) for passage in texts]
    ruled = sum(bool(RULED.search(BEHIND.sub("", passage.plain))) for passage in bare)
    long = sum(len(passage.plain) for passage in texts) > LONG * len(texts)
    return long or ruled > 0.5 * len(texts)
