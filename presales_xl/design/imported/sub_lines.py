"""Lines of an item that are indicators of their own, without points behind their names: 「-及时性：超时扣 3 分」."""

import re
from collections.abc import Iterator
from dataclasses import replace

from presales_xl.design.imported.column_contents import POINTED
from presales_xl.design.imported.column_headings import purpose
from presales_xl.design.imported.item_reading import best_stated
from presales_xl.design.imported.line_items import RATED_BY
from presales_xl.design.imported.recognised import Form, FormItem
from presales_xl.design.imported.sentence_names import is_part, name_and_rule
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.imported.vetoes import bars_total

_LINE = re.compile(
    rf"(?:{NUMBERING.pattern}|[-–—•·]\s*)?(?P<name>[^（(：:，,。；;\d≥≤<>%]{{2,16}})[：:]\s*(?P<rest>.{{3,}})",
    re.DOTALL,
)
#: What is no name of its own, but tells something of the item that the line is of.
_OF_ITEM = re.compile(
    "[加减扣奖罚]|说明|备注|注意|其中|否则|目标|公式|数据|周期|评分|计分|考核|达标|完成|合格|优|良|差"
)
_MOST_TAKEN = re.compile(r"(?:最[多高]|累计|上限)[^，,；;。\d]{0,4}扣?[^，,；;。\d]{0,4}(?P<most>\d+(?:\.\d+)?)\s*分")
_SENTENCES = re.compile(r"[；;\n]+")
_OWN_WHOLE = re.compile("满分")
_SEVERAL, _CLOSE = 2, 0.01


def parted(found: Form, item: FormItem) -> list[FormItem]:
    """Return the lines of an item that count by themselves: what each is worth sums to what the item is.

    So are several that each have full points of their own, or of which somebody rates one, where nobody states these:
    they share what the item is worth.
    """
    lines = [*_lines(item)]
    names = [part.name for part in lines]
    if item.worth is None or item.rows or item.levels or item.changes or len({*names}) < max(len(lines), _SEVERAL):
        return [item]
    worths = [_worth(part) for part in lines]
    known = [worth for worth in worths if worth]
    rest = round(item.worth - sum(known), 6)
    if len(known) == len(worths) - 1 and known and rest > 0:
        worths = [worth or rest for worth in worths]
    elif abs(rest) >= _CLOSE or len(known) < len(worths):
        wholes = [part for part in lines if _OWN_WHOLE.search(part.rules[0].text)]
        are_apart = len(wholes) >= _SEVERAL or any(RATED_BY.search(part.rules[0].text) for part in lines)
        if not are_apart or item.section:
            return [item]
        worths = [None] * len(worths)
    found.headings += [said for said in (item.title, item.worth_at) if said]
    if not item.section:
        found.sections[item.name] = item.worth
    return [
        replace(
            part,
            name=f"{item.name}：{part.name}" if item.section else part.name,
            section=item.section or item.name,
            worth=worth,
            unit="分" if worth else "",
            worth_at=part.rules[0] if worth else None,
            doubt="" if not worth else "assumed.points_of_rule" if worth in known else "assumed.rest_of_item",
            others=item.others if part is lines[0] else [],
        )
        for part, worth in zip(lines, worths, strict=True)
    ]


def changes_apart(item: FormItem) -> list[FormItem]:
    """Return the sentences of a row without points that each say something of their own: numbered, or one a veto.

    「1、发现问题每次加 3 分；2、盘点无差错，加 5 分」, 「每批扣 5 分；伪造记录的，当月考核计 0 分」
    """
    texts = item.rules or ([item.title] if item.title else [])
    if item.worth is not None or len(texts) != 1 or item.rows or item.levels or item.changes:
        return [item]
    said = item.title if item.title and item.title.spot == texts[0].spot else texts[0]  # with its number
    lines = [line.strip() for line in _SENTENCES.split(said.text) if line.strip(" 。")]
    is_numbered = all(map(NUMBERING.match, lines)) and all(map(POINTED.search, lines))
    has_veto = {*map(bars_total, lines)} == {True, False}  # and something else
    if len(lines) < _SEVERAL or not (is_numbered or has_veto):
        return [item]
    passages = [replace(said, text=line, spot=replace(said.spot, part=part)) for part, line in enumerate(lines, 1)]
    named = [(line, *name_and_rule(line.text)) for line in passages]
    return [
        replace(
            item,
            name=name,
            title=line,
            rules=[replace(line, text=rule)],
            is_named_within=is_part(name, line.text),
            others=item.others if line is passages[0] else [],
        )
        for line, name, rule in named
    ]


def _lines(item: FormItem) -> Iterator[FormItem]:
    """Yield what each line of the rules says of a name in front of it; nothing where some lines have none."""
    parts = [
        replace(rule, text=line.strip(), spot=replace(rule.spot, part=number) if "\n" in rule.text else rule.spot)
        for rule in item.rules
        for number, line in enumerate(rule.text.split("\n"), 1)
        if line.strip()
    ]
    told = [(part, match) for part in parts if (match := _LINE.fullmatch(part.text)) and _is_own(match, part)]
    if len(told) < len(parts) or item.targets or item.abouts:
        return
    for part, match in told:
        yield FormItem(match["name"].strip(), part, rules=[replace(part, text=match["rest"])])


def _is_own(match: re.Match[str], part: Passage) -> bool:
    """Return whether a line states points behind a name of its own."""
    name = match["name"]
    is_name = not _OF_ITEM.search(name) and purpose(Passage(name, part.spot)) is None
    return is_name and bool(POINTED.search(match["rest"]) or RATED_BY.search(match["rest"]))


def _worth(part: FormItem) -> float | None:
    """Return what a line is worth by itself: the best that it gives, or the most that it takes."""
    taken = _MOST_TAKEN.search(part.rules[0].text)
    return float(taken["most"]) if taken else best_stated(part)
