"""Figures of which the levels somebody chooses from do not say which of them they belong to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from presales_xl.design.sentences.cell import read
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.pieces import Figure, figure
from presales_xl.design.sentences.tabled import COUNTED, Row

#: The figures of a level, from its bound on.
_FIGURED = re.compile(r"(?:[≥≤<>]=?|不?[低高少多大小]于|不足|不满|超过|超出)?\s?\d.*")
_ALONE = re.compile(r"\d+(?:\.\d+)?(?P<unit>[^\d\s]{0,2})")
#: What is compared with something else and changes, or does not: 「比上月降低 2%以上」, 「持平」, 「高于上月」.
_DOWN, _UP, _SAME = (
    re.compile("降|减少|低于|缩短|少于"),
    re.compile("[上提]升|增|高于|提高|延长|多于|超"),
    re.compile("持平|不变|相同|一致|(?:未|没有?|无)(?:能|有)?(?:所)?(?:降低|下降|减少|缩短|提[高升]|增[长加]|改善)"),
)
_CLAUSES = re.compile("[，,；;。\n]")
#: What parts the conditions of a level; a count of something in one of them; and that there is nothing of it.
_CONDITIONS = re.compile("[，,；;。\n]|并?且|或者?|和|及(?!时|以)|、")
_OF_COUNT = re.compile(
    r"(?P<of>[\u3400-\u9fff]{2,8}?)(?:达到?|超过|出现|发生)?(?P<figure>\d+[次个件项份起例人条单笔])(?P<more>及?以[上下内])?"
)
_NOTHING = re.compile("^[^，,]{0,8}?(?:无|没有|未(?:发生|出现|有)?|零)(?P<of>[\u3400-\u9fff]{2,6})")
_SHARE, _SHORT = re.compile(r"\d+(?:\.\d+)?%"), 2
_TIMELY, _LATE = (
    re.compile("[日号天]之?前|按时|及时|准时|(?:规定|要求)的?(?:时[间限]|期限)"),
    re.compile("[时延迟逾拖]|期"),
)
#: Words of any requirement, which tell nothing of it.
_COMMON = re.compile("情[形况]|发生|出现|要求|无|没有|不|并|较|及|能")
#: That a bound itself is within, and that only what is beyond is, upwards and downwards.
_KEPT = ("不[少低小]于|至少|≥|不得?[少低]于", "不[超高大多][过于]|≤|不得?超过")
_BEYOND = ("(?<!不)(?:超过|超出|[多大高]于|>(?!=))", "(?<!不)(?:[低小少]于|<(?!=))")
_SIGNS = {"≥": "≤", ">": "<", "≤": "≥", "<": ">"}


def in_doubt(names: Sequence[str]) -> Iterator[str]:
    """Yield remarks about the figures that are between two levels, and about those that are of two."""
    texts = [plain(name).rpartition("：")[2].rpartition(":")[2].strip() for name in names]
    is_change = any(map(_SAME.search, texts))
    yield from _between([row for text in texts if (row := _changed(text) if is_change else _row(text)) is not None])
    for of, rows in _counts(texts).items():
        yield from (f"{remark}（{of}）" for remark in _between(rows))


def _counts(texts: Sequence[str]) -> Mapping[str, list[Row]]:
    """Return what several conditions of levels say of each thing that they count, of which one level has nothing.

    「无缺失且无假币」, 「缺失 2 次，或假币 100 元以内」: one of which nothing says to what level it belongs.
    """
    parts = [part for text in texts for part in _CONDITIONS.split(text) if part]
    told = [match for part in parts if (match := _OF_COUNT.search(part))]
    none = [match["of"] for part in parts if (match := _NOTHING.search(part)) and not re.search(r"\d", part)]
    found: dict[str, list[Row]] = {}
    for of in none:
        same = [match for match in told if match["of"].endswith(of) or match["of"] == of]
        rows = [row for match in same if (row := _row(match["figure"] + (match["more"] or ""))) is not None]
        if rows and len(parts) > len(texts):  # else they are read as they stand
            found[of] = [Row(Figure(0.0, same[0]["figure"][-1], 0, 0, sign="="), None, None), *rows]
    return found


def _between(rows: Sequence[Row]) -> Iterator[str]:
    """Yield remarks about the figures that are between two rows, and about those that are of two."""
    ordered = sorted(rows, key=lambda row: row.place)
    if len(ordered) < 2:
        return
    pairs = [(low.low if low.exact else low.high, high.low) for low, high in pairwise(ordered)]
    between = [f"{_shown(one)}–{_shown(two)}" for one, two in pairs if one and two and _is_apart(one, two)]
    twice = [
        _shown(one)
        for one, two in pairs
        if one and two and one.value == two.value and not {*"<>"} & {one.sign, two.sign}
    ]
    yield from [f"assumed.no_level:{'、'.join(between)}"] if between else []
    yield from [f"assumed.two_levels:{'、'.join(dict.fromkeys(twice))}"] if twice else []


def differing(wanted: Sequence[str], ruled: Sequence[str]) -> Iterator[str]:
    """Yield a remark about what is wanted with its bound, of which a rule gives something beyond that alone.

    「不少于 4 家」 beside 「超过 4 家得 10 分」: nobody says what 4 are.
    """
    kept, beyond = (
        {match for text in texts for match in _bounds(text, way)} for texts, way in ((wanted, _KEPT), (ruled, _BEYOND))
    )
    if both := sorted({figure for _, figure in kept & beyond}):
        yield f"assumed.bound_differs:{'、'.join(both)}"


def untold(wanted: Sequence[str], levels: Sequence[str], name: str) -> Iterator[str]:
    """Yield a remark about what is wanted of which neither levels nor name say anything, or not when it is done.

    「无违章」 beside levels of accidents, 「3 日前上报」 beside levels of errors.
    """
    told = plain("".join(levels))
    clauses = [clause for text in wanted for clause in _CLAUSES.split(plain(text).rstrip("。; ")) if clause]
    left = [
        clause
        for clause in clauses
        if not _is_told(_COMMON.sub("", clause), told + plain(name))
        or (_TIMELY.search(clause) and not _LATE.search(told))
    ]
    if left and len(levels) > 1:
        yield f"assumed.untold:{'；'.join(left)}"


def _is_told(clause: str, told: str) -> bool:
    """Return whether a text has all shares of a clause, and a word of it: of a short one a sign."""
    words = re.findall(r"[\u3400-\u9fff]+", clause)
    size = 1 if sum(map(len, words)) <= _SHORT else _SHORT
    parts = [word[at : at + size] for word in words for at in range(len(word) - size + 1)]
    return all(share in told for share in _SHARE.findall(clause)) and (not parts or any(map(told.__contains__, parts)))


def _bounds(text: str, ways: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield on which side the bounds of a text lie that are told in these ways, with their figures."""
    for side, way in enumerate(ways):
        for match in re.finditer(
            rf"(?:{way})\s?(\d+(?:\.\d+)?\s?(?:%|[^\d\s，。；;,、以及的为得扣加新（(])?)", plain(text)
        ):
            yield side, match[1].replace(" ", "")


def _shown(end: Figure) -> str:
    return str(end).lstrip("≥≤<>=-")


def _is_apart(one: Figure, two: Figure) -> bool:
    """Return whether there is something between the end of a level and the beginning of the next."""
    is_whole = two.value - one.value == 1 and (two.unit in COUNTED or one.unit in COUNTED or not (one.unit or two.unit))
    both_open = one.value == two.value and one.sign == "<" and two.sign == ">"
    return both_open or (two.value > one.value and not is_whole)


def _row(text: str) -> Row | None:
    """Return what figures a level is for, None where its words tell it, or several things."""
    found = _FIGURED.search(text)
    if found is None:
        return None
    if alone := _ALONE.fullmatch(found[0].strip()):
        return Row(figure(alone[0], 0, "="), None, None)
    bands = [piece.figures for piece in read(found[0]).pieces if piece.figures]
    if len(bands) != 1 or not bands[0].keys() <= {"low", "high"}:
        return None
    return Row(bands[0].get("low"), bands[0].get("high"), None)


def _changed(text: str) -> Row | None:
    """Return by how much something has changed at a level, less being below 0."""
    if _SAME.search(text):
        return Row(Figure(0.0, "", 0, 0, sign="="), None, None)
    sign = -1 if _DOWN.search(text) else 1 if _UP.search(text) else 0
    row = (
        _row(re.sub(r"^\D*?(?=(?:[大小]于|超过|[≥≤<>]=?)?\s?\d)", "", text))
        if sign and re.search(r"\d", text)
        else None
    )
    if row is not None and row.exact and row.low:
        return Row(Figure(sign * row.low.value, row.low.unit, 0, 0, sign="="), None, None)
    if row is None:
        none = Figure(0.0, "", 0, 0, sign=">" if sign > 0 else "<")
        return None if not sign else Row(none, None, None) if sign > 0 else Row(None, none, None)
    low, high = (each and Figure(-each.value, each.unit, 0, 0, sign=_SIGNS[each.sign]) for each in (row.high, row.low))
    return row if sign > 0 else Row(low, high, None)
