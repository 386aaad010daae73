"""Faults, and what else happens, with what each takes or adds in a cell beside it: 「2」, 「-2」, 「2 分/次」."""

import re
from collections.abc import Sequence
from dataclasses import replace

from presales_xl.design.imported.column_contents import EACH, POINTED
from presales_xl.design.imported.recognised import FormItem, PointsPerFault
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.sentences.cell import CellReading
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.targets import AMISS, as_fault

_TAKING, _GIVING = re.compile("[扣罚减]"), re.compile("[加奖]")
_MINUS = "扣减罚-－−"
_EACH_TIME = re.compile(r"每|/\s?(?:人?次|[项处例件起个])")
#: What is counted by an amount of its own, which no number of times is: 「每低 1%」, 「每迟到 10 分钟」.
_STEPPED = re.compile(r"每(?!次|[天日周月季年]).*\d")
_ONCE = re.compile(r"每(?:发现|发生|出现)?(?P<what>\D+?)(?:[一1](?:人?次|[项处例件起个])|/次)?")
_FIGURE = re.compile(r"[\d一二三四五六七八九十≥≤<>~～-]+|以[上下内]|[含及至到]")
#: Points for a unit, and nothing else: 「5 分/次，扣完为止」; and a clause that takes or adds some without a figure.
_PER_UNIT = re.compile(
    r"(?P<points>\d+(?:\.\d+)?)\s?分\s?[/每]\s?(?P<unit>人?次|[项处例件起个份天日单笔条])(?:[,，；;](?P<more>[^\d]{2,12}))?"
)
_UNFIGURED = re.compile(r"(?P<case>[^，,；;。]{2,}?)(?P<way>[扣减加奖])分(?=$|[，,；;。])")
_COUNTED = re.compile("[一1每](?:人?次|[项处例件起个份天日单笔条])")
_BEHIND = "。；;，, "


def change(takes: Passage, fault: Passage, heading: str, about: Sequence[str]) -> PointsPerFault | None:
    """Return what a figure takes or adds each time, by its sign, by the heading above it or else what it is `about`.

    What is amiss takes something where nothing says which of both; None where nobody knows.
    """
    match = EACH.fullmatch(takes.plain.replace(" ", ""))
    if match is None:
        return None
    ways = [(bool(_TAKING.search(written)), bool(_GIVING.search(written))) for written in (heading, *about)]
    takes_away = match["sign"] in _MINUS if match["sign"] else next((one for one, two in ways if one is not two), None)
    is_told = takes_away is not None
    if not is_told and not AMISS.search(fault.plain):
        return None
    is_each = bool(match["each"] or match["per"] or _EACH_TIME.search(heading))
    points = float(match["figure"])
    is_gain = takes_away is False
    return PointsPerFault(fault, takes, points=points if is_gain else -points, is_each=is_each, is_told=is_told)


def settle(item: FormItem) -> None:
    """Tell as sentences what an item's changes are where they are more than a number of times each, or rules beside."""
    if item.changes and not _are_counted(item):
        written = [
            replace(each.fault, text=f"{_name(each)}{'每次' if each.is_each else ''}{_way(each)}{abs(each.points):g}分")
            for each in item.changes
        ]
        item.rules = [*written, *item.rules]
        item.within += [each.takes for each in item.changes]
        item.changes = []


def figured(item: FormItem) -> None:
    """Put the points of a cell of its own where the rule says without a figure that some are taken, or added.

    「无客户认可记录扣分」 beside 「5 分/次，扣完为止」.
    """
    beside = [passage for passage in (*item.rules, *item.abouts, *item.others) if _PER_UNIT.fullmatch(passage.plain)]
    bare = [rule for rule in item.rules if _UNFIGURED.search(rule.plain) and not POINTED.search(rule.plain)]
    match = _PER_UNIT.fullmatch(beside[0].plain) if len(beside) == 1 else None
    if match is None or len(bare) != 1:
        return

    is_one = len(_UNFIGURED.findall(bare[0].plain)) == 1  # else it is assumed that the figure is that of each

    def told(found: re.Match[str]) -> str:
        each = f"每{match['unit']}" if is_one and not _COUNTED.search(found["case"]) else ""
        return f"{found['case']}{each}{found['way']}{match['points']}分"

    written = _UNFIGURED.sub(told, plain(bare[0].text))
    written += f"，{match['more']}" if match["more"] else ""
    item.rules = [replace(rule, text=written) if rule is bare[0] else rule for rule in item.rules if rule not in beside]
    item.abouts = [each for each in item.abouts if each not in beside]
    item.others = [each for each in item.others if each not in beside]
    item.within += beside


def reading(item: FormItem) -> CellReading | None:
    """Return what an item's changes are as a rule; None for an item that has none."""
    if not item.changes:
        return None
    deducted = {_name(each): -each.points for each in item.changes if each.points < 0}
    added = {_name(each): each.points for each in item.changes if each.points > 0}
    rule: dict[str, object] = {"kind": "deduct", "deductions": deducted} if deducted else {"kind": "add"}
    rule |= {"additions": added} if added else {}
    told = {
        "assumed.floor": bool(deducted),
        "assumed.each_time": not all(each.is_each for each in item.changes),
        "assumed.sign": not all(each.is_told for each in item.changes),
    }
    text = "\n".join(f"{name}\t{points:g}" for name, points in {**deducted, **added}.items())
    return CellReading(text, (), rule, tuple(remark for remark, is_so in told.items() if is_so))


def _are_counted(item: FormItem) -> bool:
    """Return whether all changes are something else that happens, so many times, and nothing else gives points."""
    names = [_name(each) for each in item.changes]
    bare = [_FIGURE.sub("", name) for name in names]
    is_told = any(POINTED.search(passage.plain) for passage in item.rules) or item.rows or item.levels
    stepped = any(_STEPPED.match(NUMBERING.sub("", each.fault.flat)) for each in item.changes)
    return len({*bare}) == len(names) and not stepped and not is_told


def _name(each: PointsPerFault) -> str:
    """Return what is counted: the fault without its number, or that something was not done."""
    lines = [NUMBERING.sub("", line).strip(_BEHIND) for line in each.fault.text.split("\n")]
    name = "；".join(line for line in lines if line)
    once = _ONCE.fullmatch(name)
    name = once["what"] if once else name
    return as_fault(name) if each.points < 0 else name


def _way(each: PointsPerFault) -> str:
    return "扣" if each.points < 0 else "加"
