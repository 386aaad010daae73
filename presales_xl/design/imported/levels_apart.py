"""What levels of items give, or mean, where it stands apart from them: in a sentence, a row below, another table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from presales_xl.design.imported.line_items import fitting
from presales_xl.design.imported.recognised import Form, FormItem, core, worth_of
from presales_xl.design.imported.source import Passage, sentences

_OF_TOTAL = re.compile("等级|评级|总分|系数|结果|以[上下]")
#: What a sentence is about that says what the levels of each item give, and none of the total or of pay.
_OF_EACH = re.compile("[各每本该单]个?(?:项|指标|评价|考核)|指标|满分|权重|本项|分值")
_OF_ALL = re.compile("总分|总得分|综合[得评]分|最终|年度|工资|奖金|奖励|薪|发放|强制|排名|人数|名额|考核结果")
_GIVEN = re.compile(
    r"(?P<name>[^\W\d]{1,6}?)(?:级|档)?(?:[=:为(]|得|计)\s*(?P<worth>\d+(?:\.\d+)?(?:\s*[-~～至]\s*\d+(?:\.\d+)?)?\s*[分%]?)"
)
#: What one level gives, behind its name: a share or points alone, all, or nothing.
_WORTH = re.compile(r"[^\d]{0,16}?(?P<figure>\d+(?:\.\d+)?)\s?(?P<unit>%|分)?(?!\s?[-~～—至到])[^\d]*")
_WHOLE = re.compile(r"[^\d，,；;。]{0,12}(?:满分|全分|全额|全部分[值数]?)")
_NOTHING = re.compile(r"[^\d，,；;。]{0,10}(?:不得分|不计分|不给分|零分|为零)")
_BOUND = re.compile("以[上下内]|及格线|[≥≤<>]")
#: How often something is amiss for a level: 「发现三次及以上则为差」; and that this is said of all items.
_BY_TIMES = re.compile(
    r"(?:\d+|[一二两三四五六七八九十])[次项处条个](?:及?以上|以内|的)*[，,]?(?:则|即|就)?(?:评?定?为|属于|是|评)(?P<level>[^\W\d]{1,4}?)(?=[，,；;。]|$|级|等)"
)
_OF_ITEMS = re.compile(
    "(?:以上|上述|上列|各|每[一个]?|所有|全部)(?:各|每|所有)?(?:考[核评]|评[分价])?(?:项|指标|条|内容)"
)
_EACH = re.compile(r"\d+(?:\.\d+)?\s?[%分]?")
_KIND = re.compile("(?<=.)(?:级|档|等)$")
#: The row of what levels give, by its name.
_POINTS_BELOW = re.compile(
    "(?:对应|标准|评价|等级|各?档|单项|得)*(?:分值|得分|分数|计分|赋分|评分|分)(?:标准|系数)?|得分比例|比例|系数"
)
#: What speaks of grades, of which the best begins below a hundred.
_GRADED = re.compile("等级|评级")
_LEAST_OF_BEST, _WHOLE_SCORE = 60, 100
_SEVERAL, _MOST_OF_ONE = 2, 1.0
_ALL, _NONE = "100%", "0%"


def below(found: Form) -> None:
    """Take points below what earns the levels for what these give: in a second row of each item, or one for all."""
    _below_all(found)
    for item in found.items:
        heads = [head.plain for head, _ in item.levels]
        half = len(heads) // _SEVERAL
        if half < _SEVERAL or heads[:half] != heads[half:]:
            continue
        one, two = item.levels[:half], item.levels[half:]
        for told, given in ((one, two), (two, one)):
            if _all_give(given) and not any(worth_of(said.plain) for _, said in told):
                item.levels = [
                    (_headed(head, said.plain), text) for (head, text), (_, said) in zip(told, given, strict=True)
                ]
                item.within += [said for _, said in given]
                break


def _below_all(found: Form) -> None:
    """Take the points in a row by itself below all items for what their levels give."""
    for row in [each for each in found.items if each.levels and _POINTS_BELOW.fullmatch(each.name)]:
        heads = [head.plain for head, _ in row.levels]
        of_it = [each for each in found.items if each is not row and [head.plain for head, _ in each.levels] == heads]
        worths = [said.plain for _, said in row.levels]
        are_given = any(worth_of(said.plain) for each in of_it for _, said in each.levels)
        if not of_it or not _all_give(row.levels) or are_given:
            continue
        for each in of_it:
            each.levels = [
                (_headed(head, worth), said) for (head, said), worth in zip(each.levels, worths, strict=True)
            ]
        found.items.remove(row)
        found.headings += [said for said in (row.title, *(said for _, said in row.levels)) if said]


def _all_give(levels: Sequence[tuple[Passage, Passage]]) -> bool:
    """Return whether what stands beside each of some levels is what it gives."""
    return all(worth_of(said.plain) for _, said in levels)


def _headed(head: Passage, worth: str) -> Passage:
    """Return the heading of a level with what it gives, shares of one being per cent."""
    return replace(head, text=f"{head.plain}（{worth}）")


def described(found: Form) -> None:
    """Take what a further table says of each level of an item for what earns the points that the first one states.

    「合格率 | 5 分 | 3 分」 and 「合格率 | ≥95% | ≥90%」 below the same levels. Where both have as many items
    in one order, a name that is written in other words is that of the item in its place, and else of the one like it.
    """
    with_levels = [item for item in found.items if len(item.levels) > 1 and not item.rows]
    given = [item for item in with_levels if _all_give(item.levels)]
    told = [item for item in with_levels if item.worth is None and item not in given and not _give_points(item)]
    names = [core(item.name) for item in given]
    places = [names.index(name) if names.count(name := core(item.name)) == 1 else None for item in told]
    known = [(number, place) for number, place in enumerate(places) if place is not None]
    are_in_order = len(given) == len(told) < _SEVERAL * len(known) and all(one == two for one, two in known)
    places = [*range(len(given))] if are_in_order else places
    for item, place in zip(told, places, strict=True):
        free = [each for at, each in enumerate(given) if at not in places and not each.told]
        of = given[place] if place is not None else fitting(item.name, free)
        if of is not None:
            of.told += [f"assumed.by_likeness:{item.name}"] if place is None else []
            _describe(found, of, item)


def _give_points(item: FormItem) -> bool:
    """Return whether the headings of an item's levels, or texts beside these, state points."""
    heads = [*(head for head, _ in item.levels), *item.rules]
    return any(re.search(r"\d", passage.plain) for passage in heads)


def _describe(found: Form, given: FormItem, told: FormItem) -> None:
    """Give an item what another one with the same levels says of them, which is one item then."""
    points = {head.plain: said for head, said in given.levels}
    if [*points] != [head.plain for head, _ in told.levels]:
        return
    given.within += points.values()
    given.levels = [
        (_headed(head, f"{worth[0]:g}分"), said)
        for head, said in told.levels
        if (worth := worth_of(points[head.plain].plain))
    ]
    given.abouts, given.others = [*given.abouts, *told.abouts], [*given.others, *told.others]
    found.headings += [told.title] if told.title else []
    found.items.remove(told)


def stated(found: Form) -> None:
    """Put what a sentence says that each level gives into the headings of the levels: 「优＝100 分，良＝80 分」."""
    for passage in [*found.words]:
        told = [said for said in sentences(passage) if [item for item in found.items if _stated(item, said)]]
        if told:
            at = found.words.index(passage)
            found.words[at : at + 1] = [other for other in sentences(passage) if other not in told]


def _stated(item: FormItem, said: Passage) -> bool:
    """Put what a sentence says each level of an item gives into its headings; whether it says all of them.

    Of levels that are ticked nothing else earns points: what is said of the item tells when which is.
    """
    levels = item.levels or [(head, head) for head in item.ticked]
    heads = [head.plain for head, _ in levels]
    given = _single(said.plain, heads) or _ranged(said.plain, heads) if heads else {}
    if not given:
        return False
    if not item.levels:
        item.abouts, item.rules = [*item.rules, *item.abouts], []
    item.levels = [(_headed(head, given[head.plain]), text) for head, text in levels]
    item.within.append(said)
    return True


def by_times(found: Form) -> None:
    """Ask what ticked levels are worth where a sentence about all items says how often what is amiss for each of them.

    「以上各项违反两次为良，三次及以上为差」.
    """
    for passage in [*found.words] if any(item.ticked for item in found.items) else ():
        silent = [item for item in found.items if item.ticked and not (item.levels or item.rules or item.rows)]
        times = {match["level"] for match in _BY_TIMES.finditer(passage.plain)}
        told = [item for item in silent if len(times & {head.plain for head in item.ticked}) >= len(item.ticked) - 1]
        if len(times) < _SEVERAL or not told or not _OF_ITEMS.search(passage.plain):
            continue
        for item in told:
            item.rules.append(passage)
            item.told.append("open.levels_worth:" + "、".join(head.plain for head in item.ticked))
        found.words.remove(passage)


def _ranged(written: str, heads: Sequence[str]) -> Mapping[str, str]:
    """Return what a sentence of nothing else says that each level gives, a range it may be."""
    given = {match["name"]: match["worth"] for match in _GIVEN.finditer(written)}
    return given if {*given} == {*heads} and not _OF_TOTAL.search(written) else {}


def _single(written: str, heads: Sequence[str]) -> Mapping[str, str]:
    """Return what a sentence says that each level gives: 「A 级得 100 %，B 级 80 %，C 级不得分」; none of others."""
    if _OF_ALL.search(written) or ("系数" in written and not _OF_EACH.search(written)):
        return {}
    names = {_KIND.sub("", head): head for head in heads}
    if len(names) < max(len(heads), _SEVERAL) or any(re.search(r"\d", name) for name in names):
        return {}
    given = dict(_told(written, names))
    worths = [worth for head in heads if (worth := worth_of(given.get(head, "")))]
    values, units = [worth for worth, _ in worths], {unit for worth, unit in worths if worth}
    is_told = units == {"%"} or max(values, default=0) <= _MOST_OF_ONE or "分" in written
    is_told &= not (_GRADED.search(written) and _LEAST_OF_BEST <= max(values, default=0) < _WHOLE_SCORE)
    if len(given) < len(heads) or len(worths) < len(heads) or len(units) > 1 or len({*values}) == 1 or not is_told:
        return {}
    return given if values in (sorted(values), sorted(values, reverse=True)) else {}


def _told(written: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each level with what a sentence says that it gives, twice where it says it twice otherwise."""
    of_names = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    found = [*re.finditer(rf"(?<![A-Za-z不较很])(?P<name>{of_names})(?![A-Za-z])[秀好等]?[级档等]?", written)]
    ends = [*(match.start() for match in found), len(written)][1:]
    parts = [(names[match["name"]], written[match.end() : end]) for match, end in zip(found, ends, strict=True)]
    told = [(head, worth) for head, part in parts if (worth := _worth(part))]
    listed = [each.replace(" ", "") for each in _EACH.findall(parts[-1][1])] if parts else []
    if not told and len(listed) == len(names) <= len(parts):  # 「分别按 100 %、80 %、60 %、0」
        told = [*zip((head for head, _ in parts[-len(names) :]), listed, strict=True)]
    heads = [head for head, _ in told]
    yield from told if len({*heads}) == len(heads) else ()


def _worth(part: str) -> str:
    """Return what stands behind the name of a level: a share or points alone, all, or nothing; "" for others."""
    if _BOUND.search(part):
        return ""
    if match := _WORTH.fullmatch(part):
        return f"{match['figure']}{match['unit'] or ''}"
    if re.search(r"\d", part):
        return ""
    return _NONE if _NOTHING.match(part) else _ALL if _WHOLE.match(part) else ""


def meant(found: Form) -> None:
    """Take a table of what the levels of other items mean for what earns these: 「优 | 超出要求」."""
    of_levels = [item for item in found.items if item.levels and _all_give(item.levels)]
    names = {_KIND.sub("", head.plain) for item in of_levels for head, _ in item.levels}
    told = [item for item in found.items if item.worth is None and _KIND.sub("", item.name) in names]
    meanings = {_KIND.sub("", item.name): [*item.sentences()] for item in told}
    if {*meanings} != names or len(told) != len(names) or any(len(said) != 1 for said in meanings.values()):
        return
    if any(re.search(r"\d", said.text) for texts in meanings.values() for said in texts):
        return
    for item in of_levels:
        item.within += [said for _, said in item.levels]
        item.levels = [
            (_headed(head, given.plain), replace(said, text=f"{head.plain}：{said.text}"))
            for head, given in item.levels
            for said in meanings[_KIND.sub("", head.plain)]
        ]
    found.items = [item for item in found.items if item not in told]
    found.headings += [item.title for item in told if item.title]
