"""Figures in columns such as 门槛值, 目标值 and 挑战值, and what a rule says that each of them gives.

「低于门槛值 0 分；门槛值 60 分；目标值 100 分；挑战值 120 分；中间按线性」, in the row or once below the table.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from presales_xl.design.imported.recognised import Form, FormItem
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.sentences.characters import plain

_PARTS = re.compile(r"[；;，,、。\n]")
_LEAD = re.compile(r"[^:：]{0,12}[:：]\s*")
_GIVES = re.compile(r"(?:时|的|者)*[，,]?(?:可?得|为|计|记|即|则|[:：=＝])*\s?(?P<points>\d{1,3}(?:\.\d+)?)\s?(?:分|%)")
#: What is left where not even the lowest is reached: nothing.
_NOTHING = re.compile(
    r"(?:低于|小于|不足|未达到?|达不到|未完成|不到|少于|高于|大于|超过|<|＜|>|＞)[^\d，,；;。]{0,10}"
    r"(?:不得分|不计分|(?:得|为|计|记|按)*\s?(?:0|零)分(?:计算?)?)"
)
_BARE = re.compile(r"(?P<value>\d[\d,]*(?:\.\d+)?)\s?(?:%|[^\d\s%]{0,2})")
_REACHES = re.compile(r"(?:实际)?(?:完成|达到?|等于|超过|及)*(?:值|了)?")
_SEVERAL = 2


def taken(item: FormItem) -> bool:
    """Take the figures of an item that its rule gives points for as levels with these points; whether it does."""
    left = _given(item, item.rules)
    item.rules = item.rules if left is None else left
    return left is not None


def spread(found: Form) -> None:
    """Take the figures of items without a rule that a sentence below gives points for as levels with these points."""
    told: list[Passage] = []
    for passage in found.words:
        lines = [replace(passage, text=_LEAD.sub("", NUMBERING.sub("", passage.text), count=1))]
        silent = [item for item in found.items if not (item.rules or item.rows or item.levels)]
        left = [(item, rest) for item in silent if (rest := _given(item, lines)) is not None]
        for item, rest in left:
            item.rules = rest
        told += [passage] if left else []
    found.words = [passage for passage in found.words if passage not in told]
    found.headings += told


def _given(item: FormItem, rules: Sequence[Passage]) -> list[Passage] | None:
    """Give an item the levels that rules state points for, and return what else these say; None without such."""
    if item.levels or item.rows or len(item.figured) < _SEVERAL:
        return None
    known: dict[str, str] = {}
    left: list[Passage] = []
    figures = sorted(((head.plain, figure.text) for head, figure in item.figured), key=lambda pair: -len(pair[0]))
    for rule in rules:
        rest = []
        for part in filter(None, map(str.strip, _PARTS.split(plain(rule.text)))):
            head, points = _stated(part, (head.plain for head, _ in item.figured))
            known |= {head: points} if head else {}
            rest += [] if head else [part]
        left += [replace(rule, text="；".join(rest))] if rest else []
    if len(known) < _SEVERAL:
        return None
    item.levels = [
        (replace(head, text=f"{head.plain}（{known[head.plain]}分）"), figure)
        for head, figure in item.figured
        if head.plain in known
    ]
    taken = [figure for _, figure in item.levels]
    if left and all(_NOTHING.fullmatch(part) for rule in left for part in rule.text.split("；")):
        _bounded(item, left)
        left = []
    for head, figure in figures:  # 「低于基本目标不得分」
        left = [replace(rule, text=rule.text.replace(head, figure)) for rule in left]
    item.targets = [each for each in item.targets if each not in taken]
    item.others = [each for each in item.others if each not in taken]
    return left


def _bounded(item: FormItem, nothing: Sequence[Passage]) -> None:
    """Say of each level that its figure has to be reached, or kept to where less gives more, and what is left."""
    matches = [_BARE.fullmatch(plain(figure.text)) for _, figure in item.levels]
    values = [float(match["value"].replace(",", "")) for match in matches if match]
    given = [float(re.findall(r"\d+(?:\.\d+)?", head.plain)[-1]) for head, _ in item.levels]
    by_worth = [value for _, value in sorted(zip(given, values, strict=False))]
    if len({*values}) < len(matches) or by_worth not in (sorted(values), sorted(values, reverse=True)):
        item.rules = [*item.rules, *nothing]
        return
    is_rising = by_worth == sorted(values)
    lowest = item.levels[given.index(min(given))]
    rest = Passage(f"{'<' if is_rising else '>'}{lowest[1].text}", nothing[0].spot)
    item.levels = [
        (head, replace(figure, text=f"{'≥' if is_rising else '≤'}{figure.text}")) for head, figure in item.levels
    ]
    item.levels.append((replace(lowest[0], text="其余（0分）"), rest))


def _stated(part: str, heads: Iterable[str]) -> tuple[str, str]:
    """Return the heading that a clause gives points for, and these; "" where it gives some for none."""
    for head in heads:
        core = head.removesuffix("值")
        match = re.fullmatch(rf"{_REACHES.pattern}{re.escape(core)}(?:目标)?值?{_GIVES.pattern}", part)
        if match:
            return head, match["points"]
    return "", ""
