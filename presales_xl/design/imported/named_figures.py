"""Figures in columns such as 门槛值, 目标值 and 挑战值, and what a rule says that each of them gives.

「低于门槛值 0 分；门槛值 60 分；目标值 100 分；挑战值 120 分；中间按线性」, in the row or once below the table.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from presales_xl.design.imported.column_contents import POINTED
from presales_xl.design.imported.recognised import Form, FormItem
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.sentences.characters import plain

_PARTS = re.compile(r"[；;，,、。\n]")
_LEAD = re.compile(r"[^:：]{0,12}[:：]\s*")
_GIVES = re.compile(
    r"(?:时|的|者)*[，,]?(?:可?得|为|计|记|即|则|[:：=＝])*(?:该项|本项)?\s?"
    r"(?:(?P<points>\d{1,3}(?:\.\d+)?)\s?(?:分|%)|(?P<all>满分|全分|全额))"
)
#: What is left where not even the lowest is reached: nothing.
_NOTHING = re.compile(
    r"(?:低于|小于|不足|未达到?|达不到|未完成|不到|少于|高于|大于|超过|<|＜|>|＞)[^\d，,；;。]{0,10}"
    r"(?:不得分|不计分|(?:得|为|计|记|按)*\s?(?:0|零)分(?:计算?)?)"
)
_LOW = re.compile("^(?:低于|小于|不足|未达到?|达不到|不到|少于|<|＜)")
_BARE = re.compile(r"(?P<value>\d[\d,]*(?:\.\d+)?)\s?(?:%|[^\d\s%]{0,2})")
_REACHES = re.compile(r"(?:实际)?(?:完成|达到?|等于|超过|及)*(?:值|了)?")
_CLAUSES = re.compile("[；;，,。\\n]")
#: A clause that gives all points, or none.
_ENDED = re.compile(r"(?P<all>满分|全分|全额|100\s?分)|(?<![\d.])0\s?分|零分|不得分|不计分|(?:为|得|计)(?:零|0)$")
_SEVERAL = 2
_ALL = "满分"
#: That points run in a straight line in between, and not that they are a share of what is aimed at.
LINE = re.compile(
    "(?:之间|中间|其[余间]|区间|介于|两[者档])[^，,；;。\\d完]{0,8}(?:比例|线性|插值|直线|内插)|线性|插值|直线|内插"
)


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
    found.headings += told
    for passage in [each for each in found.words if each not in told]:
        aimed = [item for item in found.items if _aimed(item, passage)]
        told += [passage] if aimed else []
    found.words = [passage for passage in found.words if passage not in told]


def _aimed(item: FormItem, said: Passage) -> bool:
    """Put what a sentence gives from one column's figure on, and beyond another's, into the rule of an item without.

    「达到目标值得满分，低于最低值 0 分，之间按比例」; less is better where that of nothing is higher.
    """
    if item.rows or item.levels or any(POINTED.search(rule.plain) or _ENDED.search(rule.plain) for rule in item.rules):
        return False
    known: dict[str, Passage] = {}
    left: list[str] = []
    for clause in filter(None, map(str.strip, _CLAUSES.split(_LEAD.sub("", plain(NUMBERING.sub("", said.text)))))):
        ends = [match["all"] for match in _ENDED.finditer(clause)]
        of = [figure for head, figure in item.figured if _names_column(clause, head.plain)]
        if len(ends) == len(of) == 1:
            known["full" if ends[0] else "none"] = of[0]
        else:
            left.append("中间按线性插值" if LINE.search(clause) else clause)
    figures = {end: _BARE.fullmatch(plain(figure.text).strip("≥≤<>= ")) for end, figure in known.items()}
    if len(known) < _SEVERAL or not all(figures.values()):
        return False
    full, none = (float(match["value"].replace(",", "")) for end in ("full", "none") if (match := figures[end]))
    if full == none or any(re.search(r"\d", clause) for clause in left):
        return False
    at, beyond = ("≥", "<") if full > none else ("≤", ">")
    told = [f"{at}{_bare(known['full'])}得满分", f"{beyond}{_bare(known['none'])}得0分", *left]
    taken = [*known.values()]
    beside = [figure for _, figure in item.figured if figure not in taken and figure in (*item.targets, *item.abouts)]
    item.targets = [each for each in item.targets if each not in (*taken, *beside)]
    item.abouts = [each for each in item.abouts if each not in (*taken, *beside)]
    item.others = [*(each for each in item.others if each not in taken), *beside]
    item.rules.append(replace(known["full"], text="，".join(told)))
    item.within += [known["none"], said]
    return True


def _names_column(clause: str, heading: str) -> bool:
    """Return whether a clause is about the figures below a heading: 最低值, called 最低指标 or 最低."""
    return heading in clause or re.sub("(?:值|指标|目标|线|标准)$", "", heading) in clause


def _bare(figure: Passage) -> str:
    return figure.plain.strip("≥≤<>= 分")


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
    if len(known) < _SEVERAL or {*known.values()} == {_ALL}:
        return None
    if _ALL in known.values():  # what is worth more, or in shares, is out of a hundred
        most = max(float(points) for points in known.values() if points != _ALL)
        whole = f"{item.worth:g}" if item.worth and item.unit != "%" and most <= item.worth else "100"
        known = {head: whole if points == _ALL else points for head, points in known.items()}
    beyond = next((head for head, _ in item.figured if head.plain not in known and _is_end(head, left)), None)
    if beyond is not None and any(LINE.search(rule.text) for rule in left):
        known[beyond.plain] = "0"  # from where points begin
    item.levels = [
        (replace(head, text=f"{head.plain}（{known[head.plain]}分）"), figure)
        for head, figure in item.figured
        if head.plain in known
    ]
    taken = [figure for _, figure in item.levels]
    if left and all(_NOTHING.fullmatch(part) for rule in left for part in rule.text.split("；")):
        _bounded(item, left)
        left = []
    left = [_turned(item, rule) for rule in left]
    for head, figure in figures:  # 「低于基本目标不得分」
        left = [replace(rule, text=rule.text.replace(head, figure)) for rule in left]
    item.targets = [each for each in item.targets if each not in taken]
    item.others = [each for each in item.others if each not in taken]
    return left


def _turned(item: FormItem, rule: Passage) -> Passage:
    """Return a rule that gives nothing 「低于底线值」 as what is above that, where less gives more."""
    parts = rule.text.split("；")
    if _sign(item) == "≤":
        parts = [_LOW.sub("高于", part) if _NOTHING.fullmatch(part) else part for part in parts]
    return replace(rule, text="；".join(parts))


def _sign(item: FormItem) -> str:
    """Return how the figures of levels are met: reached, or kept to where less gives more; "" where nobody knows."""
    matches = [_BARE.fullmatch(plain(figure.text)) for _, figure in item.levels]
    values = [float(match["value"].replace(",", "")) for match in matches if match]
    given = [_points_of(head) for head, _ in item.levels]
    by_worth = [value for _, value in sorted(zip(given, values, strict=False))]
    if len({*values}) < len(matches):
        return ""
    return "≥" if by_worth == sorted(values) else "≤" if by_worth == sorted(values, reverse=True) else ""


def _points_of(head: Passage) -> float:
    return float(re.findall(r"\d+(?:\.\d+)?", head.plain)[-1])


def _is_end(head: Passage, left: Sequence[Passage]) -> bool:
    """Return whether a clause that is left says that nothing is given beyond the figure below a heading."""
    clauses = [part for rule in left for part in rule.text.split("；")]
    return any(_NOTHING.fullmatch(part) and _names_column(part, head.plain) for part in clauses)


def _bounded(item: FormItem, nothing: Sequence[Passage]) -> None:
    """Say of each level that its figure has to be reached, or kept to where less gives more, and what is left."""
    if not (sign := _sign(item)):
        item.rules = [*item.rules, *nothing]
        return
    lowest = min(item.levels, key=lambda level: _points_of(level[0]))
    end = next((figure for head, figure in item.figured if _is_end(head, nothing)), lowest[1])
    rest = Passage(f"{'<' if sign == '≥' else '>'}{end.text}", nothing[0].spot)
    item.levels = [(head, replace(figure, text=f"{sign}{figure.text}")) for head, figure in item.levels]
    item.levels.append((replace(lowest[0], text="其余（0分）"), rest))


def _stated(part: str, heads: Iterable[str]) -> tuple[str, str]:
    """Return the heading that a clause gives points for, and these; "" where it gives some for none."""
    for head in heads:
        core = head.removesuffix("值")
        match = re.fullmatch(rf"{_REACHES.pattern}{re.escape(core)}(?:目标)?值?{_GIVES.pattern}", part)
        if match:
            return head, match["points"] or _ALL
    return "", ""
