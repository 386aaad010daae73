"""Numbered notes beside a table that carry the rules of its items, by name or by number, and those of all items."""

import re
from collections.abc import Iterator, Sequence, Sized
from dataclasses import replace
from itertools import groupby

from presales_xl.design.imported import level_steps
from presales_xl.design.imported.column_contents import POINTED
from presales_xl.design.imported.line_items import fitting
from presales_xl.design.imported.recognised import RULED, Form, FormItem, core, style_of
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.sentences.cell import read, stated
from presales_xl.design.sentences.targets import AMISS

#: Where a note ends: at the end of a line, and before the next number behind a semicolon.
_ENDS = re.compile(r"\n|(?<=[；;。])(?=\s*\d{1,2}[、.．)）](?!\d))")
_LABEL = re.compile(r"\s*(?:(?:考核|评分|计分|评估|等级|其他)?(?:说明|备注|注|标准|细则)\s*[:：]\s*)")
_NAMED = re.compile(
    r"(?P<name>[^，,：:；;。\d]{2,20}?)(?:的?(?:评分|计分|考核)?(?:标准|办法|规则))?[，,：:](?P<rest>.+)", re.DOTALL
)
_NUMBERED = re.compile(
    r"第?(?P<numbers>\d{1,2}(?:[、,，和及]\d{1,2})*)\s?(?:号|[项条款](?:指标|考核)?)[^，,：:\d]{0,10}[，,：:]?(?P<rest>.+)",
    re.DOTALL,
)
#: How every item that has a target gets its points: 「各项数据打分值=实际操作值/月初所定指标」.
_OF_ALL = re.compile(
    r"(?:各|每一?)(?:项|个)(?:数据|指标|项目|考核|工作|业务|量化)*的?(?:打分值?|得分|评分|分值|分数|计分)[=＝:：]实际[^=＝，,；;。]{0,10}[/÷]"
    r"[^=＝/÷，,；;。]{0,8}(?:目标|指标|计划|任务|定额)[值数量额]?(?:[×*][^×*，,；;。]{2,6})?[；;。]?"
)
#: How every item gets its points by the share of its target: 「得分=完成率×权重×100，单项最高不超过权重的 120%」.
_BY_SHARE = re.compile(
    r"(?:[^=＝，,；;。：:]{0,8}[：:])?(?:各|每一?|单)?(?:项|个)?(?:指标|考核|项目)*的?(?:得分|分数|计分)?\s?[=＝为按]?\s?"
    r"(?:实际)?(?:目标)?(?:完成|达成)(?:率|比例)\s?[×*xX]\s?(?:本项|该项|指标)?(?:权重|分值|满分|标准分|配分)(?:\s?[×*xX]\s?100)?(?:分|计分)?"
    r"(?:[，,；;](?:各|每|单)?项?(?:得分|分数)?最[高多](?:得分|分)?(?:不超过|为|得)?(?:本项|该项)?(?:权重|分值|满分|标准分)?的?\s?(?P<most>\d{3})\s?%)?[；;。]?"
)
#: What has to be filled in before its unit: 「GMV 数据    万元」.
_TO_FILL_IN = re.compile(r"[\s_＿]{2,}(?:万?元|[件个台单次家人篇条户]|小时)[。；;]?$")
#: What wants less of something, or has a day until when it is done.
_LESS = re.compile(r"[≤<]|不[超高大多]|(?<!不)[低少小]于|以?[内下]|前|\d[日号点]|控制在")
#: What levels are of that each item is rated by, and what is no item's.
_OF_EACH = re.compile(
    r"(?:各|每一?|单|所有|全部)个?(?:项|指标|条)?(?:考[核评]|评[分价])?(?:项目|指标|内容)?(?:的?(?:得分|评分|打分|分值|计分))?|(?:评|打|计)分|评分等级"
)
_SCALE_HEAD = re.compile(
    rf"[^：:\d]{{0,16}}?(?:{_OF_EACH.pattern})(?:标准|说明|办法|规则|方法|档次|等级)?(?:如下|分为|为)?[：:，,]\s*"
    r"(?:[^：:，,；;]{0,8}(?:\d{1,3}\s?分制|满分为?\s?\d{1,3}\s?分)[^：:，,；;\d]{0,8}[：:，,]\s*)?"
)
_NOT_OF_ITEMS = re.compile(
    r"总分|总得分|总评|综合|系数|工资|奖金|绩效等级|考核等级|考核结果|年度|晋升|加分|扣分|[扣加减]\s?\d"
)
#: A level behind its points: 「5 分-优秀」.
_POINTS_FIRST = re.compile(
    r"(?P<points>\d{1,2}(?:[-~～—至]\d{1,2})?)\s?分\s?(?:[-—=＝:：]|为)\s?(?P<level>[^\d，,；;。：:]{1,8})"
)
#: One level in a line: 「9-10 分：表现突出」, 「优秀：9-10 分」.
_ONE_LEVEL = re.compile(
    r"(?:[(（]?\d{1,2}[、.)）])?\s?(?P<level>(?:[^\d，,；;。：:]{1,8}[：:=]?)?\d{1,2}(?:[-~～—至]\d{1,2})?分(?:[：:=-][^\d；;。]*)?)[；;。]?"
)
#: The share of the full points that a level gives: 「优=100%」, 「差 0」.
_SHARE_OF_LEVEL = re.compile(
    r"(?P<level>[^\d=＝:：%]{1,8}?)\s?(?:[=＝:：-]|为|得|按)?\s?(?:(?:满分|分值|权重|本项)的?)?\s?(?:(?P<share>\d{1,3})\s?%|0分?)(?:得分|计分|计)?"
)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
#: That what is rated is weighed and made one of a hundred: 「得分×权重×10」.
_WEIGHED = re.compile(
    r"[^。；;\d]{0,16}(?:得分|评分|分数|分值)[^。；;\d]{0,8}(?:乘以?|[×*xX])[^。；;\d]{0,10}(?:权重|比重)[^。；;\d]{0,6}(?:乘以?|[×*xX])\s?(?P<factor>\d{1,2})(?!\d)[^\d]*"
)
#: A mean in the place of a name, made points of the scale: 「月度考核平均值/10」.
_OF_MEAN = re.compile(r"(?P<name>[^\d/÷×*=]{2,20})[/÷]\s?(?P<by>\d{1,2})")
_FEWEST_LEVELS, _WHOLE, _OUT_OF = 3, 100, 10
_SEVERAL = 2


def scaled(found: Form) -> None:
    """Give items that somebody rates the levels that a note tells of all of them: 「单项得分：优秀 10～9 分，…」.

    Levels up to ten points are no grades of a total of a hundred; others are said to be of each item.
    """
    for part, told in _told_together(found):
        rule, best = _levels_of_all(part)
        of_it = [item for item in found.items if _is_rated(item, best)] if rule else []
        if len(of_it) < max(_SEVERAL, len(found.items) / _SEVERAL):
            continue
        for item in of_it:
            mean = _OF_MEAN.fullmatch(item.name)
            is_share = mean is not None and float(mean["by"]) * best == _WHOLE
            written = f"得分={mean['name']}/{_WHOLE}×分值" if mean and is_share else item.name if mean else rule
            item.name = mean["name"] if mean else item.name
            item.rules = [part.meaning(written)]
            item.counts_to = None if mean or "%" in rule else best
            item.told.append(f"assumed.of_all:{_bare(part)}")
        weighing = [each for said in found.words for each in _parts(said) if _weighs(each, best)]
        of_it[0].within += weighing
        _take(found, [*told, *weighing])
        return


def _told_together(found: Form) -> Iterator[tuple[Passage, Sequence[Passage]]]:
    """Yield each note, and as one those that tell a level each: 「1、9-10 分：突出」, 「2、7-8 分：良好」."""
    parts = [part for passage in found.words for part in _parts(passage)]
    yield from ((part, [part]) for part in parts)
    for is_level, alike in groupby(parts, lambda part: bool(_ONE_LEVEL.fullmatch(part.plain))):
        run = [*alike] if is_level else []
        if len(run) >= _FEWEST_LEVELS:
            texts = [match["level"] for part in run if (match := _ONE_LEVEL.fullmatch(part.plain))]
            yield run[0].meaning("；".join(texts)), run


def _levels_of_all(part: Passage) -> tuple[str, float]:
    """Return what a note says that levels of each item give, and the best of it; "" for any other."""
    bare = NUMBERING.sub("", part.text)
    head = _SCALE_HEAD.match(bare)
    rule = _POINTS_FIRST.sub(r"\g<level>：\g<points>分", bare[head.end() :] if head else bare)
    if shares := _shares_of_all(rule):
        return ("", 0) if _NOT_OF_ITEMS.search(part.text) else (shares, _WHOLE)
    reading = read(rule)
    made = reading.rule
    if any("assumed.only_words" in piece.remarks for piece in reading.pieces):
        return "", 0
    levels = made.get("levels") or made.get("points") or []
    figures = [float(each) for each in _NUMBER.findall(rule)]
    best = max(figures, default=0.0)
    is_scale = (
        made.get("kind") in ("levels", "level_range") and isinstance(levels, Sized) and len(levels) >= _FEWEST_LEVELS
    )
    if not is_scale or _NOT_OF_ITEMS.search(part.text) or not (best <= _OUT_OF or (head and best == _WHOLE)):
        return "", 0
    return rule, best


def _shares_of_all(written: str) -> str:
    """Return as a rule what shares of the full points levels give: 「优=100%，良=80%，中=60%」; "" for others."""
    parts = [part for part in re.split("[，,；;、。\\s]+", written) if part]
    told = [match for part in parts if (match := _SHARE_OF_LEVEL.fullmatch(part))]
    shares = [float(match["share"] or 0) for match in told]
    is_scale = len(told) == len(parts) >= _FEWEST_LEVELS and max(shares) == _WHOLE and len({*shares}) == len(shares)
    return "；".join(f"{match['level']}：得{match['share'] or 0}%" for match in told) if is_scale else ""


def _is_rated(item: FormItem, best: float) -> bool:
    """Return whether nothing is said of an item but that somebody rates it, on no other scale."""
    is_silent = not (item.rules or item.rows or item.levels or item.changes or item.units or item.ticked)
    return is_silent and (item.span is None or item.span.high == best) and item.worth is not None


def _weighs(part: Passage, best: float) -> bool:
    """Return whether a note only says that ratings are weighed, and made points of a hundred."""
    match = _WEIGHED.fullmatch(NUMBERING.sub("", part.plain))
    return match is not None and float(match["factor"]) * best == _WHOLE


def joined(found: Form) -> None:
    """Give items without a rule what several numbered notes say of them, each of one that it names or numbers."""
    by_style: dict[str, list[Passage]] = {}
    for part in [part for passage in found.words for part in _parts(passage)]:
        by_style.setdefault(style_of(part.text), []).append(part)
    for style, alike in by_style.items():
        of_items = [(part, items, rule) for part in alike if style for items, rule in [_about(part, found)] if items]
        names = [item.name for _, items, _ in of_items for item in items]
        if len(of_items) < _SEVERAL or _SEVERAL * len(of_items) < len(alike) or len({*names}) < len(names):
            continue
        for part, items, rule in of_items:
            for item in items:
                item.rules.append(part.meaning(rule))
                is_named = core(item.name) in map(core, _heads(part))
                item.told += [] if is_named else [f"assumed.by_likeness:{part.plain}"]
        _take(found, [part for part, _, _ in of_items])
    level_steps.spelt_out(found)


def of_all(found: Form) -> None:
    """Give what a note says of all items to those that have nothing but a figure to be reached, or a blank for one."""
    for passage in [*found.words]:
        formula = passage.meaning("实际÷目标×分值")
        of_it = [item for item in found.items if _aimed(item)] if _OF_ALL.fullmatch(_bare(passage)) else []
        for item in of_it:
            [said] = item.rules
            figures = stated(said.flat)
            item.targets = [said.meaning(said.flat[end.start : end.end]) for end in figures]
            item.abouts += [] if figures else [said]
        by_share = _BY_SHARE.fullmatch(_bare(passage).replace(" ", ""))
        if by_share:
            of_it = [item for item in found.items if _is_only_aimed(item)]
            most = f"，最高不超过满分的{by_share['most']}%" if by_share["most"] else ""
            formula = replace(formula, text=f"{formula.text}{most}")
        for item in of_it:
            item.rules = [formula]
            item.told.append(f"assumed.of_all:{_bare(passage)}")
        found.words = [said for said in found.words if said is not passage or not of_it]


def _is_only_aimed(item: FormItem) -> bool:
    """Return whether nothing is said of an item but one figure to be reached, of which more is no worse."""
    is_silent = not (item.rules or item.rows or item.levels or item.changes or item.units or item.ticked)
    is_less = AMISS.search(item.name) or any(_LESS.search(said.plain) for said in item.targets)
    return is_silent and not is_less and len(item.targets) == 1 and len(stated(item.targets[0].flat)) == 1


def _bare(passage: Passage) -> str:
    return NUMBERING.sub("", passage.plain)


def _aimed(item: FormItem) -> bool:
    """Return whether the only sentence of an item is about one figure to be reached, or has a blank for it."""
    if len(item.rules) != 1 or item.targets or item.rows or item.levels or POINTED.search(item.rules[0].plain):
        return False
    if _LESS.search(item.rules[0].plain) or AMISS.search(item.name):
        return False
    return len(stated(item.rules[0].flat)) == 1 or bool(_TO_FILL_IN.search(item.rules[0].text))


def _parts(passage: Passage) -> list[Passage]:
    """Return the notes that a text holds, without a label before them."""
    label = _LABEL.match(passage.text)
    texts = [each.strip() for each in _ENDS.split(passage.text[label.end() :] if label else passage.text)]
    parts = [each for each in texts if each]
    if len(parts) < _SEVERAL and not label:
        return [passage]
    return [
        replace(passage, text=each, written="", spot=replace(passage.spot, part=at)) for at, each in enumerate(parts, 1)
    ]


def _take(found: Form, taken: Sequence[Passage]) -> None:
    """Leave out of the words the notes that became rules."""
    spots = {part.spot for part in taken}
    kept = list[Passage]()
    for passage in found.words:
        parts = _parts(passage)
        left = [part for part in parts if part.spot not in spots]
        kept += [passage] if len(left) == len(parts) else left
    found.words = kept


def _heads(part: Passage) -> list[str]:
    match = _NAMED.fullmatch(NUMBERING.sub("", part.text))
    return [match["name"]] if match else []


def _about(part: Passage, found: Form) -> tuple[list[FormItem], str]:
    """Return the items without a rule of points that a note is about, and what it says of them; none for any other."""
    bare = NUMBERING.sub("", part.text)
    silent = [item for item in found.items if not any(POINTED.search(said.plain) for said in item.sentences())]
    if numbered := _NUMBERED.fullmatch(bare):
        serials = [said.plain for said in found.serials]
        numbers = re.findall(r"\d+", numbered["numbers"])
        known = dict(zip(serials, found.items, strict=True)) if len(serials) == len(found.items) else {}
        items = [known[each] for each in numbers if each in known]
        is_told = (
            len(items) == len(numbers) and all(item in silent for item in items) and len({*serials}) == len(serials)
        )
        return (items, numbered["rest"]) if is_told and _rules(numbered["rest"]) else ([], "")
    named = _NAMED.fullmatch(bare)
    item = fitting(named["name"], found.items) if named and _rules(named["rest"]) else None
    return ([item], named["rest"]) if named and item is not None and item in silent else ([], "")


def _rules(written: str) -> bool:
    """Return whether a note says how points come about, or levels."""
    return bool(RULED.search(written) or level_steps.STEP.search(written))
