"""Levels that go up and down by steps from the one of the target: 「以目标为 4 级，每增加 5% 提升一个等级」."""

import re

from presales_xl.design.imported.column_contents import POINTED
from presales_xl.design.imported.recognised import Form
from presales_xl.design.imported.source import Passage
from presales_xl.design.imported.spelt_figures import counted

_FIGURE = r"\d+(?:\.\d+)?"
_NUMBER = r"[一二两三四五六七八九十]|\d{1,2}"
_UP, _DOWN = "提升|提高|上[升调浮]|升|晋升?|增加|加", "降低|下[降调浮]|降|减少?"
#: A step of levels behind what it takes: 「每增加 5%，向上提升一个评价等级」.
STEP = re.compile(
    rf"(?P<each>每[^，,；;。]{{2,16}}?{_FIGURE}[^\d，,；;。]{{0,4}})[，,]?(?:则|就|可)?(?:向[上下])?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
    rf"(?P<levels>{_NUMBER})个?(?:评[价估分]|考[核评])?(?:等?级别?|档次?)"
)
#: The level of the target: 「以目标规定数额为 4 级」, 「达到目标评估等级为 4 级」.
_AIM = re.compile(rf"(?:以|达到?|完成)(?P<aim>[^，,；;。]{{2,14}}?)(?:为|评?定?为|得)(?P<level>{_NUMBER})(?:级|档)")
_BEST = re.compile(rf"(?:最高(?:等?级|档)?为?(?P<one>{_NUMBER})(?:级|档))|(?P<other>{_NUMBER})(?:级|档)为?最[高好优]")
_WORST = re.compile(rf"(?:最低(?:等?级|档)?为?(?P<one>{_NUMBER})(?:级|档))|(?P<other>{_NUMBER})(?:级|档)为?最[低差]")


def spelt_out(found: Form) -> None:
    """Say of levels that go by steps what points they are, out of the best one, where a sentence tells the scale."""
    of_steps = [item for item in found.items if any(map(STEP.search, (rule.plain for rule in item.rules)))]
    for item in of_steps:
        scale = next((said for said in (*item.rules, *found.words) if _ends(said)), None)
        ends = _ends(scale) if scale else None
        if ends is None or item.worth is None:
            continue
        rules = [(rule, _in_points(rule, *ends)) for rule in item.rules]
        beside = [rule for rule, said in rules if said is None]
        if len(beside) == len(rules) - 1 and not any(POINTED.search(rule.plain) for rule in beside):
            item.rules = [said for _, said in rules if said]
            item.abouts += beside  # how it is measured
            item.counts_to = float(ends[1])
            item.told.append("assumed.level_share")
            item.within += [scale] if scale in found.words else []
    used = {said.spot for item in of_steps for said in item.within}
    found.words = [said for said in found.words if said.spot not in used]


def _ends(said: Passage) -> tuple[int, int] | None:
    """Return the lowest and the highest of the levels that a sentence numbers, None where it does not say both."""
    best, worst = _BEST.search(said.plain), _WORST.search(said.plain)
    if not (best and worst):
        return None
    return counted(worst["one"] or worst["other"]), counted(best["one"] or best["other"])


def _in_points(rule: Passage, low: int, high: int) -> Passage | None:
    """Return a rule by levels as one of points, as many as the level has; None for any other."""
    written = rule.plain
    aim, steps = _AIM.search(written), [*STEP.finditer(written)]
    if aim is None or not steps:
        return None
    told = [f"{step['each']}{'加' if step['up'] else '扣'}{counted(step['levels'])}分" for step in steps]
    of = aim["aim"] if re.search(r"\d", aim["aim"]) else "目标"
    said = f"达到{of}得{counted(aim['level'])}分，{'，'.join(told)}，最高{high}分，最低{low}分"
    return rule.meaning(said)
