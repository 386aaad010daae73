"""What a form says beside its indicators: points added to the total or taken from it, and grades."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from presales_xl.design.imported.part import Part
from presales_xl.design.imported.recognised import Form, Item
from presales_xl.design.imported.source import Said
from presales_xl.design.sentences.cell import Reading, read
from presales_xl.design.sentences.drafted import draft
from presales_xl.design.sentences.pieces import Mark, mark_of

#: What a form says that starts from a number of points and only adds and deducts.
BASE = re.compile(
    r"(?:基础|基准|起始|初始|基本|总)分(?:值|数)?(?:均|各)?[为是:：]?\s*(?P<points>\d{2,3})\s*分?|(?P<from>\d{2,3})\s*分(?:起|为基)"
)
_POINTS = 100.0  # stands in where a rule asks for full points that an adjustment does not have
_GRADED = re.compile(
    r"(?:优秀?|良好?|合格|及格|称职|较?差|[A-ES])[:：(（≥]?\s?\d{2,3}"
    r"|\d\s*分?(?:及?以[上下]|之间)?\s*为\s*(?:优|良|合格|及格|不合格|称职|差|[A-ES])"
)
_OF_GRADES = re.compile(r"^[\d.、()（）\s]*(?:绩效|考核)*(?:等级|评级|分级)(?:划分|评定|标准)*[:：]")
_LABEL = re.compile("^.{0,8}[:：]")
_CHANGING = ("deduct", "add", "levels")
_TITLES: Mapping[str, str] = {"系数": "系数", "比例": "比例"}


def of_item(key: str, item: Item) -> Part | None:
    """Return what an item without full points adds or deducts, None where somebody has to decide."""
    sources = list(item.sentences())
    texts = ["；".join(said.flat for said in item.rules)]
    texts += ["；".join(required.flat for required, _ in item.rows)]
    texts += ["；".join(f"{required.flat}{given.flat}分" for required, given in item.rows)]
    made = [found for written in texts if written and (found := _adjustment(key, item.name, written, sources))]
    return max(made, key=lambda each: each.mark != "not_understood", default=None)


def of_line(key: str, said: Said) -> Part | None:
    """Return what a sentence outside of tables adds or deducts, None where that is not all it says."""
    reading = read(said.flat)
    pieces = [piece for piece in reading.pieces if piece.kind != "words"]
    if not pieces or any(piece.kind not in ("deduct", "add", "cap", "floor", "no_cap") for piece in pieces):
        return None
    name = _LABEL.sub("", next((piece.words for piece in pieces if piece.words), ""))[:20]
    return _adjustment(key, name, said.flat, [said]) if name else None


def _adjustment(key: str, name: str, written: str, sources: Sequence[Said]) -> Part | None:
    reading = read(written)
    if reading.rule.get("kind") not in _CHANGING:
        return None
    alone = {field: value for field, value in reading.rule.items() if field not in ("cap_added", "cap_deducted")}
    made = draft(key, name, replace(reading, rule=alone), _POINTS)
    if made is None or "zero_when" in made.indicator:
        return None
    rule = made.indicator["rule"]
    if rule["kind"] == "levels" and min(rule["points"].values()) >= 0:
        return None  # which may be an indicator as well
    if rule["kind"] != "levels":
        changes = rule.get("additions", {}) | {count: -each for count, each in rule.get("deductions", {}).items()}
        rule = {"kind": "add", "additions": dict(changes)} | _limits(reading)
    said = reading.told
    said += ("assumed.floor_of_total",) if rule.get("floor") == -_POINTS else ()
    remarks = tuple(dict.fromkeys(remark for remark in said if remark not in ("assumed.floor", "assumed.levels")))
    return Part("adjustments", key, name, {"name": name, "rule": rule}, needs=made, sources=sources, remarks=remarks)


def _limits(reading: Reading) -> dict[str, float]:
    """Return the most that is added, and the most that is taken, as the sentence states them.

    「扣完为止」 of an adjustment, which has no points of its own, is taken for all points of the scheme.
    """
    rule = reading.rule
    added = [value for key in ("cap", "cap_added") if isinstance(value := rule.get(key), int | float)]
    taken = [value for key in ("cap_deducted",) if isinstance(value := rule.get(key), int | float)]
    emptied = rule.get("floor") == 0 and "assumed.floor" not in reading.remarks
    taken += [_POINTS] if emptied and rule.get("deductions") else []
    return ({"floor": -taken[0]} if taken else {}) | ({"cap": added[0]} if added else {})


def base_points(form: Form) -> tuple[float | None, Said | None]:
    """Return the points from which a form starts that states none of its items, and where it says so."""
    for said in (*form.words, *form.headings):
        if match := BASE.search(said.plain):
            return float(match["points"] or match["from"]), said
    return None, None


@dataclass(frozen=True)
class Grades:
    """A grade scale as the scheme file says it, where it comes from, and what of that is not in it."""

    said: Mapping[str, Any]
    sources: Sequence[Said]
    remarks: tuple[str, ...]
    coefficients: Mapping[str, float]
    """What pay is multiplied with by grade; empty where that is not said of every grade."""

    @property
    def mark(self) -> Mark:
        """Return how sure it is."""
        return mark_of(self.remarks)


def grades(form: Form) -> Grades | None:
    """Return the grades that a table or a sentence of the form states, the first of them."""
    for scale in form.scales:
        titles, *rows = scale
        lines = [
            "，".join(_told(title.plain, said.flat) for title, said in zip(titles, row, strict=True)) for row in rows
        ]
        if found := _grades("\n".join(lines), [said for row in scale for said in row]):
            return found
    for said in form.words:
        if (re.search("等级|评级|分级", said.text) or len(_GRADED.findall(said.text)) > 1) and (
            found := _grades(_OF_GRADES.sub("", said.flat), [said])
        ):
            return found
    return None


def _told(title: str, written: str) -> str:
    """Return a cell of a table of grades with the word of its heading that says what it is."""
    word = next((word for sign, word in _TITLES.items() if sign in title), "")
    return f"{word}{written}" if word and word not in written else written


def _grades(written: str, sources: Sequence[Said]) -> Grades | None:
    reading = read(written, about="grades")
    scale = reading.rule.get("scale")
    is_whole = isinstance(scale, Mapping) and len(scale) > 1 and list(scale.values())[-1] == "else"
    if not is_whole or not isinstance(scale, Mapping) or reading.mark == "not_understood":
        return None
    said: dict[str, Any] = {"scale": dict(scale)}
    quota = reading.rule.get("quota")
    if isinstance(quota, Mapping) and quota.keys() <= scale.keys() and abs(sum(quota.values()) - 1) < 1e-9:
        said["quota"] = dict(quota)
    of_reading = reading.told
    coefficients = reading.rule.get("coefficients", {})
    whole = isinstance(coefficients, Mapping) and coefficients.keys() == scale.keys()
    remarks = of_reading if whole or not coefficients else (*of_reading, "open.coefficients")
    return Grades(said, sources, remarks, coefficients if whole else {})  # type: ignore[arg-type]
