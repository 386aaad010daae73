"""How far the total of a form may go, as sentences say it: 「总分最高不超过 120 分」, 「不低于 40」."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from presales_xl.design.imported.confirmed import sums_up
from presales_xl.design.imported.part import Part
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.imported.vetoes import case_of
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.drafted import RuleDraft

_POINTS = r"(?:得?分|为|是|计|至|到|:|可达|限)*\s?(?P<{0}>\d{{1,3}}(?:\.\d)?)\s?分?(?:封顶|为限|为止)?"
_CAP = r"(?:最高|最多|上限|封顶|不超过|不得超过|不高于|不得高于)+" + _POINTS.format("cap")
_FLOOR = r"(?:最低|最少|下限|保底|不低于|不得低于|不少于)+" + _POINTS.format("floor")
#: 「超过 120 分的按 120 分计」, with the same figure twice.
_CUT = (
    r"(?:超过|高于|大于|超出)\s?(?P<over>\d{1,3})\s?分?(?:以上)?[的者时]*，?(?:均|一律)?(?:按|以)\s?(?P=over)\s?分?(?:计算?|封顶|核算)?"
    r"|(?:低于|小于|不足)\s?(?P<under>\d{1,3})\s?分?[的者时]*，?(?:均|一律)?(?:按|以)\s?(?P=under)\s?分?(?:计算?|核算)?"
)
#: How much all additions, or all deductions, come to at most: 「加分累计不超过 10 分」.
_OF_CHANGES = re.compile(
    r"(?:以上|上述|各项|所有|全部|奖励|[每当本][月季年]度?|附)*(?P<way>加[扣减]|[加扣])分(?:项目?)?(?:分[数值])?(?:合计|累计|总计|总和|总共|最多|幅度|范围)*"
    + _CAP.replace(r"(?P<cap>", r"(?P<both>±)?(?P<cap>")
)
_LIMIT = re.compile(rf"{_CUT}|{_CAP}|{_FLOOR}|(?P<empty>扣完为止|不(?:计|出现)负分)|上?不封顶|不设[上下]限|无上限")
#: What the total is called, and the points that it starts from.
_BASE = (
    r"(?:基础|基准|起始|初始|起评|基本)分(?:值|数)?(?:均|各)?[为是:]?\s*\d{2,3}\s*分?"
    r"|\d{2,3}\s*分(?:起|为基(?:础|准)?)"
)
_TOTAL = re.compile(
    rf"(?:总|合计)得?分|总成绩|(?:加扣?减?|加减)分?(?:项)?后|(?:最终|最后|考核|综合|绩效)(?:得分|成绩|分数)|{_BASE}"
)
#: 「发生质量事故的，当月考核得分不得高于 60 分」.
_CAPPED = re.compile(
    rf"(?P<when>[^:;。]{{2,80}}?)(?:[的者]|时)?，(?:[当本该][月季年]度?|[月季年]度)?(?:个人)?(?:绩效|考[核评]|综合)*(?:总?得?分|总?成绩|得分)[^，;。\d]{{0,2}}?{_CAP}"
)
_FILLER = re.compile(
    rf"{_TOTAL.pattern}|每?[月季年]度?|每个?|考核(?:方式|办法)|百分制|人|按|[下所]列|以下|条款|项目|加减|当|员工|个人|考核|绩效|得分|实行|分|[，、。;:且并均各的不为在至]|\s"
)


@dataclass(frozen=True)
class Limits:
    """Lowest and highest total, and the sentences that say so."""

    floor: float | None
    cap: float | None
    lines: Sequence[Passage]


def limits(lines: Sequence[Passage], parts: Sequence[Sequence[str]] = ()) -> Limits | None:
    """Return how far the total may go, as the sentences say that say nothing else; None where none does.

    What the total is the sum of, `parts` by name among them, may stand before: see `confirmed.sums_up`.
    """
    found: dict[str, float] = {}
    sources: list[Passage] = []
    for passage in lines:
        told = _told(passage.text) or _told(_without_sum(passage.text, parts))
        if any(found.get(key, value) != value for key, value in told.items()):
            return None
        found |= told
        sources += [passage] if told else []
    return Limits(found.get("floor"), found.get("cap"), sources) if found else None


def _sum_of(content: Mapping[str, Any]) -> str:
    """Return the sum of all points and adjustments as a formula."""
    groups = [content, *content.get("sections", {}).values()]
    items = [item for group in groups for item in group.get("indicators", {}).items()]
    scored = [f"points.{key}" for key, said in items if "rule" in said or "points" in said]
    return " + ".join([*scored, *(f"adjustment.{key}" for key in content.get("adjustments", {}))])


def limiting_changes(passage: Passage, content: Mapping[str, Any], name: str) -> Part | None:
    """Return an adjustment that keeps additions (or deductions) together within what a sentence says."""
    match = _OF_CHANGES.fullmatch(plain(NUMBERING.sub("", passage.text)).replace(" ", "").strip("。;，"))
    if match is None or (match["both"] and len(match["way"]) == 1):
        return None
    if len(match["way"]) > 1:
        return _limiting_both(passage, content, name, most=float(match["cap"]))
    sign = 1 if match["way"] == "加" else -1
    changes = {key: each["rule"].get("additions", {}) for key, each in content.get("adjustments", {}).items()}
    keys = [key for key, given in changes.items() if given and all(value * sign > 0 for value in given.values())]
    if not keys:
        return None
    needs = RuleDraft("additions_limit" if sign > 0 else "deductions_limit", name)
    cap, total = float(match["cap"]), " + ".join(f"adjustment.{key}" for key in keys)
    figure = needs.figure(cap, f"≤{cap:g}")
    formula = f"min(0, {figure} - ({total}))" if sign > 0 else f"max(0, 0 - {figure} - ({total}))"
    rule = {"kind": "formula", "formula": formula}
    remarks = ("assumed.total_limit",)
    return Part(
        "adjustments", needs.key, name, {"name": name, "rule": rule}, needs=needs, sources=[passage], remarks=remarks
    )


def _limiting_both(passage: Passage, content: Mapping[str, Any], name: str, most: float) -> Part | None:
    """Return an adjustment that keeps all others together between what they add and what they take at most."""
    keys = [key for key, each in content.get("adjustments", {}).items() if "rule" in each]
    if not keys:
        return None
    needs = RuleDraft("changes_limit", name)
    figure, total = needs.figure(most, f"±{most:g}"), " + ".join(f"adjustment.{key}" for key in keys)
    rule = {"kind": "formula", "formula": f"max(0 - {figure}, min({figure}, {total})) - ({total})"}
    said = {"name": name, "rule": rule}
    remarks = ("assumed.total_limit",)
    return Part("adjustments", needs.key, name, said, needs=needs, sources=[passage], remarks=remarks)


def _without_sum(text: str, parts: Sequence[Sequence[str]]) -> str:
    """Return a sentence without the clause that says what the total is the sum of."""
    clauses = re.split("[，,；;]", plain(NUMBERING.sub("", text)))
    left = [clause for clause in clauses if not sums_up(clause, parts)]
    return f"总分{'，'.join(left)}" if 0 < len(left) < len(clauses) else ""


def _told(text: str) -> dict[str, float]:
    """Return lowest and highest total of a sentence; empty where it is about something else as well."""
    written = plain(NUMBERING.sub("", text))
    if not _TOTAL.search(written) or _FILLER.sub("", _LIMIT.sub("", written)):
        return {}
    found: dict[str, float] = {}
    for match in _LIMIT.finditer(written):
        for role, name in (("cap", "cap"), ("over", "cap"), ("floor", "floor"), ("under", "floor")):
            if match[role]:
                found[name] = float(match[role])
        found |= {"floor": 0.0} if match["empty"] else {}
    return found


def capped(key: str, passage: Passage, content: Mapping[str, Any]) -> Part | None:
    """Return an adjustment that keeps the total at a number of points where something holds."""
    match = _CAPPED.fullmatch(plain(NUMBERING.sub("", passage.text)).strip(" 。;"))
    found = case_of(key, replace(passage, text=match["when"])) if match else None
    if found is None or match is None:
        return None
    total, most = _sum_of(content), found.needs.figure(float(match["cap"]), f"≤{match['cap']}")
    rule = {"kind": "formula", "formula": f"(min({most}, {total}) - ({total})) if {found.when} else 0"}
    remarks = (*found.remarks, "assumed.total_limit")
    content_of = {"name": found.name, "rule": rule}
    return Part("adjustments", key, found.name, content_of, needs=found.needs, sources=[passage], remarks=remarks)


def is_capping(text: str) -> bool:
    """Return whether a sentence says how much the total is at most where something holds."""
    return bool(_CAPPED.fullmatch(plain(NUMBERING.sub("", text)).strip(" 。;")))


def limiting(found: Limits, content: Mapping[str, Any], name: str) -> Part:
    """Return an adjustment that keeps the total within its limits, after all points and the other adjustments."""
    total = _sum_of(content)
    needs = RuleDraft("total_limit", name)
    kept = total
    for value, called, word in ((found.cap, "min", "≤"), (found.floor, "max", "≥")):
        if value is not None:
            kept = f"{called}({needs.figure(value, f'{word}{value:g}')}, {kept})"
    said = {"name": name, "rule": {"kind": "formula", "formula": f"{kept} - ({total})"}}
    remarks = ("assumed.total_limit",)
    return Part("adjustments", needs.key, name, said, needs=needs, sources=found.lines, remarks=remarks)
