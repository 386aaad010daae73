"""The characters of a cell, made plain one by one, and the clauses of its text.

Every character stands for one, so that a place in the plain text is the same place in the source.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

#: What people write for one sign; NFKC does the full-width ones.
_ALIKE = {
    **dict.fromkeys("−–—―－ー﹣‐‑‒", "-"),
    **dict.fromkeys("～〜∼﹏˜", "~"),
    **dict.fromkeys("≧⩾⪰", "≥"),
    **dict.fromkeys("≦⩽⪯", "≤"),
    **dict.fromkeys("＊*·∙✕✖╳", "×"),
    **dict.fromkeys("／∕⁄", "/"),
    **dict.fromkeys("➔➜⇒⟶➞", "→"),
    **dict.fromkeys("（【〔〖［[｛{", "("),
    **dict.fromkeys("）】〕〗］]｝}", ")"),
    **dict.fromkeys("﹤〈＜‹⟨", "<"),
    **dict.fromkeys("﹥〉＞›⟩", ">"),
    **dict.fromkeys("∣│❘", "|"),
    **dict.fromkeys("\r\t\u00a0\u3000\u200b\ufeff", " "),
    **dict.fromkeys("，,﹐", "，"),
    "：": ":",
    "∶": ":",
    "；": ";",
    "％": "%",
    "﹪": "%",
    "兩": "两",
    "〇": "零",
}
#: Arithmetic in words: 完成率乘以权重.
_OPERATED = re.compile("(?<!分别)(?:乘以|除以)(?!各)")
#: The typist's 口 for 扣: 「请假 1 天口 2 分」.
TYPO = re.compile(r"(?<![窗出入进人门户路港接关缺风开端河海伤])口(?=\s?\d+(?:\.\d+)?\s?分)")
#: The typist's 一 for the dash between two figures, and a comma behind 扣: 「扣 1一5 分」, 「扣，2 分/次」.
_DASH = re.compile(r"(?<=\d)一(?=\d+(?:\.\d+)?\s?[分%])")
_PAUSED = re.compile(
    r"(?<=[^\s，不酌情予应]扣)[，、](?=\s?\d+(?:\.\d+)?(?:\s?[-~]\s?\d+(?:\.\d+)?)?\s?分\s?(?:[/，;。\n]|$))"
)
#: The typist's 底 for 低: 「每降底 1%」.
_LOW = re.compile(r"(?<=[降减])底(?=于?\s?\d)")
#: The sign of the most that is added, and the most of a period: 「每月最多+6」, 「单月不超过 6 分」.
_MOST_ADDED = re.compile(r"(?:(?<=最[多高]|至多|上限)|(?<=[不得]超过))\+(?=\s?\d+(?:\.\d+)?\s?(?:分|[，。;)]|$))")
_NOT_PASSED = re.compile(r"(?<=[当本每单全][月季年])不超过(?=\s?[+-]?\d+(?:\.\d+)?\s?分(?![以钟]))")
#: What parts the two bounds of one band: 「100%>/≥90%」.
_PARTED_BOUNDS = re.compile("(?<=[≥≤<>])/(?=[≥≤<>])")
#: A sign of two characters, in whichever order they were typed: 「<=」, 「=<」, 「< =」.
_AT_LEAST = re.compile("[>≥] ?=|= ?>(?![>=])")
_AT_MOST = re.compile("[<≤] ?=(?!>)|= ?<")
#: A comma inside of a number, which a full-width one is not: 「R≥1，100 分」.
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ENDS = re.compile(r"(?<=分\))\s{1,4}(?=[^\s(，:])|[\n;。]|(?<!\d)\.(?!\d)|(?<=[^\d\s])\.(?=\s|$)|(?<=分)\.")
#: Numbers of an enumeration, at the beginning of a clause or inside it.
_NUMBERING = re.compile(
    r"(?:^|(?<=[\n;。:]))\s{0,4}(?:[(<]\d{1,2}[)>]|\d{1,2}(?:[)、>]|\.(?!\d))|\(?[一二三四五六七八九十]{1,2}[)、]"
    r"|[a-zA-Z](?:[)、]|\.(?!\d)))\s{0,4}|(?<=[，\s)])\d{1,2}、\s{0,4}|[\u2460-\u2473\u2776-\u277f•●◆■▪]\s{0,4}"
    r"|(?:^|(?<=\n))\s{0,4}[×*]\s{0,4}"
    # 「4.2.1 未按时完成」; of two levels no figure with its unit: 「4.2 未按时完成」, not 「4.5 分以上」
    r"|(?:^|(?<=\n))\s{0,4}[1-9]\d?(?:\.\d{1,2}){2,3}(?![\d.])\s{0,4}"
    r"|(?:^|(?<=\n))\s{0,4}[1-9]\d?\.[1-9]\d?\s{0,4}(?=[\u4e00-\u9fff]{2})"
    r"(?![次个件项份级档分天日月年周季小元万千百人家单台条笔起处例名位倍点号秒米公吨成折以及到至或者])"
)


_FIRST = re.compile(r"\s{0,4}1[.、)](?!\d)")
#: A number that begins a line, with no sign behind it and of no unit: 「2不按要求完成」.
_BARE = re.compile(
    r"^\s{0,4}(\d{1,2})\s{0,2}(?=[\u4e00-\u9fff])"
    "(?![次个件项份级档分天日月年周季小元万千百人家单台条笔起处例名位倍点号])",
    re.MULTILINE,
)


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 and unicodedata.category(character) != "No" else character


def plain(text: str) -> str:
    """Return the text in plain characters, each in its place: half-width signs, one dash, one comma."""
    grouped = {match.start() for match in _THOUSANDS.finditer(text)}
    written = "".join("," if place in grouped else _plain_character(each) for place, each in enumerate(text))
    written = TYPO.sub("扣", _LOW.sub("低", _PARTED_BOUNDS.sub(" ", written)))
    written = _PAUSED.sub(" ", _DASH.sub("-", written))
    written = _MOST_ADDED.sub("加", _NOT_PASSED.sub("最多 ", written))
    written = _AT_LEAST.sub(lambda match: "≥".ljust(len(match[0])), written)
    written = _AT_MOST.sub(lambda match: "≤".ljust(len(match[0])), written)
    return _OPERATED.sub(lambda match: "× " if match[0] == "乘以" else "÷ ", written)


def clauses(written: str) -> Iterator[tuple[int, int]]:
    """Yield where each clause of a plain text begins and ends, without its number and the spaces around it."""
    cuts = [match.span() for pattern in (_ENDS, _NUMBERING) for match in pattern.finditer(written)]
    cuts += _counted_through(written)
    start = 0
    for first, last in [*sorted(cuts), (len(written), len(written))]:
        if first >= start:
            inner = written[start:first]
            if inner.strip(" ，:、"):
                yield start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
        start = max(start, last)


def line_numbers(written: str) -> Iterator[tuple[int, int]]:
    """Yield the numbers of lines that count from 1 on without a sign behind them."""
    bare = [*_BARE.finditer(written)]
    if len(bare) > 1 and [int(each[1]) for each in bare] == [*range(1, written.strip().count("\n") + 2)]:
        yield from (each.span() for each in bare)


def _counted_through(written: str) -> Iterator[tuple[int, int]]:
    """Yield the numbers of lines 1, 2 … without a sign, and 2, 3 … of an enumeration that begins with 「1.」."""
    yield from line_numbers(written)
    first = _FIRST.match(written)
    place, number = (first.end(), 2) if first else (len(written), 0)
    while match := re.compile(rf"(?<=[\s;。分)]){number}[.、)](?!\s?分)").search(written, place):
        yield match.span()
        place, number = match.end(), number + 1
