"""Numbered notes beside a table that carry the rules of its items, by name or by number, and those of all items."""

import re
from collections.abc import Sequence
from dataclasses import replace

from presales_xl.design.imported import level_steps
from presales_xl.design.imported.column_contents import POINTED
from presales_xl.design.imported.line_items import fitting
from presales_xl.design.imported.recognised import RULED, Form, FormItem, core, style_of
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.sentences.cell import stated
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
#: What has to be filled in before its unit: 「GMV 数据    万元」.
_TO_FILL_IN = re.compile(r"[\s_＿]{2,}(?:万?元|[件个台单次家人篇条户]|小时)[。；;]?$")
#: What wants less of something, or has a day until when it is done.
_LESS = re.compile(r"[≤<]|不[超高大多]|(?<!不)[低少小]于|以?[内下]|前|\d[日号点]|控制在")
_SEVERAL = 2


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
                item.rules.append(replace(part, text=rule, written=part.shown))
                is_named = core(item.name) in map(core, _heads(part))
                item.told += [] if is_named else [f"assumed.by_likeness:{part.plain}"]
        _take(found, [part for part, _, _ in of_items])
    level_steps.spelt_out(found)


def of_all(found: Form) -> None:
    """Give what a note says of all items to those that have nothing but a figure to be reached, or a blank for one."""
    for passage in [*found.words]:
        formula = replace(passage, text="实际÷目标×分值", written=passage.shown)
        of_it = [item for item in found.items if _aimed(item)] if _OF_ALL.fullmatch(_bare(passage)) else []
        for item in of_it:
            [said] = item.rules
            figures = stated(said.flat)
            item.targets = [replace(said, text=said.flat[end.start : end.end], written=said.shown) for end in figures]
            item.abouts += [] if figures else [said]
            item.rules = [formula]
            item.told.append(f"assumed.of_all:{_bare(passage)}")
        found.words = [said for said in found.words if said is not passage or not of_it]


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
