"""A reading as part of a scheme: an indicator with its rule, and the inputs, figures, levels and raters that it needs.

Everything is as scheme files say it, and compiles. Where somebody has to decide first what a rule cannot do without,
such as a standard or the full points, there is no draft; what is open otherwise counts as 0 until it is decided.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from presales_xl.design.sentences.cell import CellReading
from presales_xl.design.sentences.pieces import of_target
from presales_xl.design.sentences.targets import AMISS, COMPLETION, ENDS, GENERIC, HAPPENING, RATE, as_fault, missed
from presales_xl.scheme.bands import ELSE
from presales_xl.scheme.rules import TOLERANCE

#: A part of a scheme file.
Said = dict[str, Any]

_SPLIT = re.compile(r"( [-+*/] |[(),])")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: Which shares are never above one.
_WHOLE = re.compile(
    r"(?:通过|合格|及时|准时|满意|准确|正确|达标|差错|出勤|归档|响应|解决|覆盖|好评|到岗|一次\S{0,4})率"
)
_IN_FORMULAS = ("", "0", "1", "100", "min", "max", "mean", "floor", "points")
_BOUND = re.compile(r"(?P<words>.*?) ?(?P<sign>[≥≤<>])(?P<value>-?\d+(?:\.\d+)?)")
#: How a formula writes a comparison.
SIGNS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<"}
_RATERS = {
    "自": "self",
    "本人": "self",
    "上级": "superior",
    "主管": "superior",
    "同事": "peer",
    "同级": "peer",
    "互评": "peer",
}
_RATERS |= {"客户": "customer", "销售": "sales"}
#: What is beside the word for a usual rater in a name of theirs: 「直接上级」, 「主管领导」.
_AROUND_RATER = re.compile("^直[接属]|(?:领导|人员)$")
_FURTHER = re.compile("间接|[隔二]级|上上|分管|内部客户")
PLACE = re.compile("(?:排名|名次|排序|排行|位次)$")
#: Words that nobody knows what to enter for, but beside the name of the indicator.
_VAGUE = re.compile(
    "[少多低高差缺漏降超晚迟]|完成|达到|达成|按时|按时完成|奖励|加分|扣分|[减增]少?加?|占比|平均|之后|以后|超过|超出|低于|发生|出现|延迟|提前|缺少|未完成|未达到|实际|目标|占"
    r"|半?[一二两三四五六\d]*个?(?:小时|分钟|天|日)[内里]|第[一二三四五六\d]+次|[内外]部|以[^，。]{1,10}(?:核准|为准|为依据)"
)
#: What only says who looks at it, or that it is counted, and names nothing.
_NAMELESS = re.compile(r"由[^，。；\d]{2,8}(?:复核|审核|评估|核[对实]|统计|提供)|计算(?:方式|方法|公式)|实际得分")
#: What may be less than before, or less than nothing.
_EITHER_WAY = re.compile(
    r"(?:增长|增加|提[升高]|降低|下降|减少|改善|变[化动]|节[约省]|超额)[^，。；]{0,4}(?:率|幅度|比例|百分比)|[增降]幅|偏差|差异[率额]|同比|环比|利润"
)
_TIMES = {"周", "天", "日", "工作日", "个工作日", "小时", "个小时", "分钟", "个月", "月", "年", "季度"}
_SHORT = 12  # characters of a level's name


#: 「通过率 × 15」 of 15 points: what is measured is a share of one; of a hundred where it is × 0.15.
SHARE_OF_POINTS = re.compile(
    r"(?P<of>[^*/+\-\d][^*/+\-]*) \* (?P<points>\d+(?:\.\d+)?)"
    r"|(?P<first>\d+(?:\.\d+)?) \* (?P<after>[^*/+\-\d][^*/+\-]*)"
)
_HUNDRED = 100


#: That what is named happened, and is no duty.
_SEEN = re.compile("发现|发生|出现|查实|查出")
_UNTOLD = "基准"  # as the input for a standard is called that the form does not state
#: How what is not reached is told of: 「未完成当月指标，每低 1%」.
_UNREACHED = re.compile("^(?:未能?|没有?|不能?)(?:按[时期])?(?:完成|达到|达成|实现)")


class UndecidedError(Exception):
    """A rule lacks what it cannot do without."""


@dataclass
class RuleDraft:
    """An indicator, and what else a scheme has to hold for it, by id; ids begin with that of the indicator."""

    key: str
    name: str
    indicator: Said = field(default_factory=dict)
    inputs: dict[str, Said] = field(default_factory=dict)
    parameters: dict[str, Said] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    raters: dict[str, str] = field(default_factory=dict)

    @property
    def needed(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what the indicator needs, by block of the scheme file and id."""
        return {
            "inputs": self.inputs,
            "parameters": self.parameters,
            "choices": self.choices,
            "raters": self.raters,
        }

    def input(self, words: str, kind: str, **fields: object) -> str:
        """Return the id of the input that the words name, which is made once; without words it has the own name."""
        words = "" if _NAMELESS.fullmatch(words) else words
        is_signed = "绝对值" not in words and _EITHER_WAY.search(words or self.name)
        if kind in ("rate", "number") and is_signed:
            fields = {**fields, "may_be_negative": True}
        name = f"{self.name}（{words}）" if _VAGUE.fullmatch(words) else words or self.name
        name = f"{self.name}{words}" if words.startswith("（") else name
        for known, said in self.inputs.items():
            if said["name"] == name:
                return known
        identifier = f"{self.key}_{len(self.inputs) + 1}"
        self.inputs[identifier] = {"name": name, "type": kind, **fields}
        return identifier

    def figure(self, value: float, name: str) -> str:
        """Return how a formula says a figure: 0, 1 and 100 themselves, others by a parameter, once by each name."""
        if value in (0, 1, 100):
            return f"{value:g}"
        said = {"name": f"{self.name}：{name.removeprefix(self.name)}", "value": value}
        for known, each in self.parameters.items():
            if each == said:
                return known
        identifier = f"{self.key}_figure_{len(self.parameters) + 1}"
        self.parameters[identifier] = said
        return identifier

    def formula(self, written: str, known: Mapping[str, str] | None = None) -> str:
        """Return a formula of names as one of inputs and parameters, but for names that are `known`."""
        parts = [part.strip() for part in _SPLIT.split(written)]
        said = known or {}
        kept = [part for part in parts if part]
        joined = " ".join(part if part in "+-*/()," else said.get(part) or self._operand(part) for part in kept)
        joined = joined.replace("( ", "(").replace(" )", ")").replace(" ,", ",")
        return re.sub(r"(?<![\w.])(min|max|mean|floor) \(", r"\1(", joined)

    def _operand(self, part: str) -> str:
        if part in _IN_FORMULAS:
            return part
        if _NUMBER.fullmatch(part):
            return self.figure(float(part), part)
        if RATE.search(part):
            return self.input(part, "rate", **({} if _WHOLE.search(part) else {"max": 10}))
        return self.input(part, "number", may_be_negative=True)

    def condition(self, bound: str, measured: str) -> str:
        """Return `<0.8` of a measured value, or words that somebody says yes or no to, as a condition."""
        match = _BOUND.fullmatch(bound)
        if match is None:
            return f"{self.input(bound, 'yes_no')} == 'yes'"
        return f"{measured} {SIGNS[match['sign']]} {self.figure(float(match['value']), bound)}"


def draft(key: str, name: str, reading: CellReading, points: float | None = None) -> RuleDraft | None:
    """Return the indicator that a reading makes; `points` are its full points where another cell states them.

    None where the reading has no rule of an indicator, or somebody has to decide first.
    """
    made = RuleDraft(key, name)
    stated = reading.weight.value if reading.weight is not None and reading.weight.unit != "%" else None
    full = points if points is not None else stated
    try:
        rule = _rule(made, dict(reading.rule), full, reading)
    except UndecidedError:
        return None
    made.indicator |= {"name": name, "rule": rule} | ({} if full is None else {"points": full})
    if rule["kind"] in _STATED and full is None:
        made.indicator.pop("points", None)
    elif "points" not in made.indicator:
        return None
    return made


#: Kinds that state their own best points.
_STATED = ("bands", "cases", "vs_mean", "rank_bands", "levels")


def _rule(made: RuleDraft, said: Said, points: float | None, reading: CellReading) -> Said:
    make = _KINDS.get(str(said.get("kind", "")))
    if make is None:
        raise UndecidedError
    return make(made, said, points, reading)


def _needed(value: Any) -> Any:
    """Return a figure that a rule cannot do without; UndecidedError where there is none."""
    if value is None or value == {}:
        raise UndecidedError
    return value


def _measured(made: RuleDraft, said: Said, reading: CellReading) -> str:
    """Return what a rule goes by: the formula of a measure that the source states, else an input."""
    for formula in said.get("measures", {}).values():
        of = made.formula(formula)
        for key in [key for key in made.inputs if "unit" in said and key in of]:  # 「实际 / 100」 of 100 万次
            made.inputs[key] |= {"unit": said["unit"]}
        return of
    figures = [(role, each.unit) for piece in reading.pieces for role, each in piece.figures.items()]
    ends = {unit for role, unit in figures if role in ENDS}  # 「目标 100%；超过 24 小时扣 3 分」 goes by hours
    units = ends or {unit for role, unit in figures if role in _MEASURED}
    if "%" in units and not _is_counted(said, reading):
        return made.input(said.get("of", ""), "rate", max=10)
    return made.input(
        said.get("of", ""), "number", **({"unit": units.pop()} if len(units) == 1 and units <= _SIZED else {})
    )


def _is_counted(said: Said, reading: CellReading) -> bool:
    """Return whether a standard and its steps are of something counted beside rates: 「1 次以内，每超一次扣 5 分」.

    So are bands of which 「完成率 100%」 is the one of nothing that lacks: 「1 项未完成得 4 分」.
    """
    figures = [(role, each) for piece in reading.pieces for role, each in piece.figures.items()]
    if "assumed.none_is_0" in reading.remarks and {each.unit for role, each in figures if role in ENDS} - {"%"}:
        return True
    steps = [said[key] for key in ("short_step", "over_step") if key in said]
    of_steps = {each.unit for role, each in figures if role == "step" and each.value in steps}
    own = {each.unit for role, each in figures if role in (*ENDS, "standard") and each.value == said.get("standard")}
    return bool(of_steps) and "%" not in of_steps and bool(own - {"%"})


#: Units without which nobody knows what figure to enter.
_SIZED = {"万", "万元", "亿元", "元", "千元", "百元", *_TIMES}
_MEASURED = ("low", "high", "standard", "step")


def _table(table: Mapping[str, float | None]) -> dict[str, float]:
    """Return a table of bands with all its values; what is open gives 0."""
    values = {bound: _needed(value) for bound, value in table.items()}
    return {bound: value for bound, value in values.items() if bound != ELSE} | {ELSE: values.get(ELSE, 0)}


def _bands(made: RuleDraft, said: Said, _points: float | None, reading: CellReading) -> Said:
    fields: Said = {"of": _measured(made, said, reading), "bands": _table(_needed(said["bands"]))}
    if len(fields["bands"]) < 2:
        raise UndecidedError
    if "zero_when" in said:
        made.indicator["zero_when"] = made.condition(said["zero_when"], fields["of"])
    if said["kind"] == "rank_bands":
        if PLACE.search(made.inputs[fields["of"]]["name"]):  # the place itself is filled in
            made.inputs[fields["of"]] |= {"type": "count"}
            if "last" in said:
                raise UndecidedError
            return {"kind": "bands", **fields}
        made.inputs[fields["of"]]["type"] = "number"
        fields |= {"better": said["better"]} | ({"last": said["last"]} if "last" in said else {})
    return {"kind": said["kind"], **fields}


def _target_ratio(made: RuleDraft, said: Said, points: float | None, _reading: CellReading) -> Said:
    is_named = GENERIC.fullmatch(said["of"]) and COMPLETION.search(made.name)
    name = made.name if is_named else said["of"] or made.name
    if said["target"] == "" and COMPLETION.search(said["of"]):
        of, target = made.input(name, "rate", max=10, usual=[0, 1.5]), "1"
        said |= {"target": 1.0, "zero_of": said["zero_when"]} if "zero_when" in said else {"target": 1.0}
    elif said["target"] == "hundred":
        of, target = made.input(name, "number", max=_HUNDRED), "100"
        said |= {"target": float(_HUNDRED)}
    elif said["target"] == "":
        of, target = made.input(f"{name}（实际）", "number"), made.input(f"{name}（目标）", "number")
    else:
        of = _actual(made, said)
        target = f"{said['target']:g}" if isinstance(said["target"], float) else made.formula(said["target"])
    if "cap_points" in said:
        said["cap"] = said["cap_points"] / _needed(points)
    elif said.get("cap") == "points":
        said["cap"] = 1.0
    if "zero_of" in said:
        made.indicator["zero_when"] = made.condition(said["zero_of"], of)
    elif "zero_when" in said:
        made.indicator["zero_when"] = made.condition(
            said["zero_when"], f"{of} / {made.figure(float(target), '目标') if _NUMBER.fullmatch(target) else target}"
        )
    stated = said["target"] if isinstance(said["target"], float) else target
    return {"kind": "target_ratio", "of": of, "target": stated} | ({"cap": said["cap"]} if "cap" in said else {})


def _actual(made: RuleDraft, said: Said) -> str:
    """Return what is held against a target: a formula of names, or an input in the unit of the target."""
    unit = said.get("unit", "")
    if said.get("measured"):
        return _measured_in(made, "" if GENERIC.fullmatch(said["of"]) else said["of"], unit)
    if unit and not _SPLIT.search(said["of"]):
        return _measured_in(made, said["of"], unit)
    return made.formula(said["of"])


def _measured_in(made: RuleDraft, words: str, unit: str) -> str:
    """Return an input for what is measured in a unit."""
    if unit == "%":
        return made.input(words, "rate", **({} if _WHOLE.search(words or made.name) else {"max": 10}))
    return made.input(words, "number", **({"unit": unit} if unit not in ("", "分") else {}))


def _linear(made: RuleDraft, said: Said, points: float | None, reading: CellReading) -> Said:
    """Return points that run between bounds: of each stretch the share that is behind the value."""
    full = _needed(points)
    of = _held_against(made, said, reading)[0] if "against" in said else _measured(made, said, reading)
    knots = [(end, _needed(gives)) for end, gives in said["knots"].items()]
    if len(knots) < 2:
        raise UndecidedError
    terms = [] if not knots[0][1] else [made.figure(knots[0][1], "起点得分")]
    for (start, before), (end, after) in pairwise(knots):
        low, high = (made.figure(each, f"{each:g}") for each in (start, end))
        within = f"(min(max({of}, {low}), {high}) - {low}) / ({high} - {low})"
        if after == before:
            continue
        gained = "points" if abs(after - before) == full else made.figure(abs(after - before), f"{start:g}-{end:g}")
        terms += ["+" if after > before else "-"] if terms or after < before else []
        terms.append(f"{gained} * {within}")
    if "zero_when" in said:
        made.indicator["zero_when"] = made.condition(said["zero_when"], of)
    return {"kind": "formula", "formula": " ".join(terms)}


def _steps(made: RuleDraft, said: Said, points: float | None, reading: CellReading) -> Said:
    full = _needed(points)
    if "against" in said:
        of, said = _held_against(made, said, reading)
    else:
        of = _measured(made, said, reading)
    rule = {"kind": "standard_steps", "of": of, "standard": _needed(said.get("standard"))}
    rule |= {key: said[key] for key in ("short_step", "per_short", "over_step", "per_over") if key in said}
    if "zero_of" in said:
        _emptied(made, said, {})
    elif "zero_when" in said:
        made.indicator["zero_when"] = made.condition(said["zero_when"], of)
    limits = _limits(said, full)
    if "base" in said:  # at the standard there are not yet the full points
        less = f"{made.figure(said['base'], '达到基准得分')} - points"
        parts = {"steps": {**rule, "floor": None}, "base": {"kind": "formula", "formula": less}}
        return {"kind": "sum", "parts": parts, "cap": full, **limits}
    return rule | limits


def _held_against(made: RuleDraft, said: Said, reading: CellReading) -> tuple[str, Said]:
    """Return what is held against a target that is entered too: how much of it, or how far from it for rates."""
    name = _UNREACHED.sub("", said["of"]) or made.name
    steps = [each.figures["step"] for each in reading.pieces if "step" in each.figures]
    is_linear = "knots" in said
    is_share = {step.unit for step in steps} == {"%"} or is_linear
    in_points = any("点" in reading.text[step.start : step.end] for step in steps)  # 「每低于目标 1 个百分点」
    is_rate = (RATE.search(name) is not None or in_points) and not is_linear
    kind = "rate" if is_rate and is_share else "number"
    limits: Said = {} if kind == "number" else {"max": 10}
    actual, target = (made.input(f"{name}（{each}）", kind, **limits) for each in ("实际", said["against"]))
    if is_share and not is_rate:
        zero = _of_target(said["zero_when"]) if "zero_when" in said and not is_linear else {}
        return f"{actual} / {target}", {**said, "standard": 1.0, **zero}
    if match := _BOUND.fullmatch(said.get("zero_when", "")):
        if not said.get("zero_off"):
            raise UndecidedError
        less = "-" if match["sign"] in "<≤" else ""  # so far from the target on that side
        said = {**said, "zero_when": f"{match['sign']}{less}{match['value']}"}
    return f"{actual} - {target}", {**said, "standard": 0.0}


def _of_target(bound: str) -> Said:
    """Return 「低于目标 20%」 and 「超过目标 30%」 as shares of the target: 0.8 and 1.3."""
    match = _BOUND.fullmatch(bound)
    if match is None:
        return {}
    share = of_target(float(match["value"]), is_below=match["sign"] in "<≤")
    return {"zero_when": f"{match['sign']}{share:.12g}"}


def _limits(said: Said, full: float) -> Said:
    """Return floor and cap in points, from what may be deducted and added at most."""
    if said.get("floor", 0) is None:
        return {"floor": None} | _limits({key: each for key, each in said.items() if key != "floor"}, full)
    floors = [said["floor"]] if "floor" in said else []
    floors += [full - said["cap_deducted"]] if "cap_deducted" in said else []
    caps = [said["cap"]] if "cap" in said else [full + said["cap_added"]] if "cap_added" in said else []
    return ({"floor": max(floors)} if floors else {}) | ({"cap": caps[0]} if caps else {})


def _growth(made: RuleDraft, said: Said, points: float | None, _reading: CellReading) -> Said:
    of = made.input(said["of"], "number", may_be_negative=True)
    previous = made.input(f"{said['of'] or made.name}（上期）", "number", may_be_negative=True)
    rule = {"kind": "growth", "of": of, "previous": previous, "step": said["step"], "per_step": said["per_step"]}
    cap = said.get("cap", said.get("cap_added"))  # of growth everything is added
    _needed(points)
    return rule | {"floor": said["floor"]} | ({} if cap is None else {"cap": cap})


def _counted(made: RuleDraft, said: Said, side: str, reading: CellReading) -> dict[str, float]:
    """Return what is counted with its points, or the points that a rater decides on within limits."""
    counted: dict[str, float] = {}
    for words, each in said.get(side, {}).items():
        if words in said.get("limits", {}):
            least, most = said["limits"][words]
            signed = {"min": least} if least < 0 else {}
            counted[made.input(f"{words or made.name}（分数）", "number", **signed, max=most)] = 1
        elif words in said.get("limits_each", {}):
            counted[_summed(made, words or made.name, said["limits_each"][words])] = 1
        elif words in said.get("every", {}):
            counted[_every(made, said, words, reading)] = _needed(each)
        else:
            is_taken = side == "deductions" or (each is not None and each < 0)
            name = _taken(made, words, reading) if is_taken else words
            counted[_count(made, words, reading, name)] = _needed(each)
    return counted


def _summed(made: RuleDraft, name: str, limits: Sequence[float]) -> str:
    """Return what a rater gives in all, within the limits of each time."""
    times, total = made.input(f"{name}（次数）", "count"), made.input(f"{name}（分数合计）", "number")
    least, most = (
        times if limit == 1 else f"{times} * {made.figure(limit, f'{name}每次{side}')}"
        for limit, side in zip(limits, ("至少", "至多"), strict=True)
    )
    return f"min(max({total}, {least}), {most})"


def _taken(made: RuleDraft, words: str, reading: CellReading) -> str:
    """Return what is counted against somebody: where only an item's name tells, that it was not as it has to be."""
    if words not in ("", made.name):
        return missed(words, reading.text)
    if RATE.search(made.name) or AMISS.search(made.name):
        return words
    if words and (_SEEN.search(reading.text) or re.search(rf"{re.escape(words)}[的者][，,]", reading.text)):
        return words  # 「反查用户资料的，发现一次扣 10 分」, 「客户退货属质检责任的，每批扣 5 分」
    wanted = as_fault(made.name)
    is_told = wanted != made.name or HAPPENING.search(made.name) or len(made.name) == 1
    return wanted if is_told else f"{made.name}（不符合要求）"


def _every(made: RuleDraft, said: Said, words: str, reading: CellReading) -> str:
    """Return how often a step fits into what is measured, from where it starts."""
    if said["every"][words] == 1 and words in said.get("start", {}):  # 「第 3 次起每次」
        return f"max({_count(made, words, reading)} - {made.figure(said['start'][words], f'{words}不计的次数')}, 0)"
    steps = [piece for piece in reading.pieces if "step" in piece.figures]
    units = {piece.figures["step"].unit for piece in [one for one in steps if one.words == words] or steps}
    measures = said.get("measures", {})
    of = made.formula(measures[words]) if words in measures else ""
    of = of or made.input(words, "rate" if units == {"%"} else "number", **({"max": 10} if units == {"%"} else {}))
    if words in said.get("start", {}):
        of = f"max({of} - {made.figure(said['start'][words], f'{words}从多少起计')}, 0)"
    steps_in = f"{of} / {made.figure(said['every'][words], f'{words}每满多少计一次')}"
    return steps_in if "assumed.in_parts" in reading.told else f"floor({steps_in})"


def _count(made: RuleDraft, words: str, reading: CellReading, name: str = "") -> str:
    """Return the input for what is counted, in the time in which it is counted where that is one: weeks, hours."""
    steps = [piece.figures.get("step") for piece in reading.pieces if piece.words == words]
    units = {step.unit for step in steps if step is not None} & _TIMES
    words = name or words or (f"{made.name}（次数）" if RATE.search(made.name) else "")  # 「报表及时率」：一次扣 2 分
    return made.input(words, "count", **({"unit": units.pop()} if len(units) == 1 else {}))


def _deduct(made: RuleDraft, said: Said, points: float | None, reading: CellReading) -> Said:
    deducted, added = (_counted(made, said, side, reading) for side in ("deductions", "additions"))
    full = _needed(points)
    _emptied(made, said, deducted)
    if added and said.keys() & {"cap_added", "cap_deducted"}:  # each limits its own side
        taken = {"kind": "deduct", "deductions": deducted, "floor": None}
        taken |= {"floor": full - said["cap_deducted"]} if "cap_deducted" in said else {}
        given = {"kind": "add", "additions": added} | ({"cap": said["cap_added"]} if "cap_added" in said else {})
        return {"kind": "sum", "parts": {"taken": taken, "added": given}, "floor": said["floor"]}
    return {"kind": "deduct", "deductions": deducted, "additions": added} | _limits(said, full)


def _emptied(made: RuleDraft, said: Said, counted: Mapping[str, float]) -> None:
    """Say when nothing is left: by something else, or by how much of what is counted."""
    match = _BOUND.fullmatch(said.get("zero_when", ""))
    if "zero_of" in said and match:
        is_named = match["words"] in said.get("deductions", {}) or match["words"] in said.get("additions", {})
        words = f"{match['words']}（{said['zero_of']}）" if is_named else match["words"]  # 「迟到 30 分钟以上不得分」
        other = made.input(words, "rate" if said["zero_of"] == "%" else "number")
        made.indicator["zero_when"] = made.condition(said["zero_when"], other)
    elif "zero_when" in said:
        names = [*said.get("deductions", {}), *said.get("additions", {})]
        place = names.index(said["zero_count"]) if "zero_count" in said else 0
        made.indicator["zero_when"] = made.condition(said["zero_when"], [*counted][place])


def _add(made: RuleDraft, said: Said, points: float | None, reading: CellReading) -> Said:
    limit = said.get("cap", points)
    made.indicator["points"] = _needed(limit or points)
    added = _counted(made, said, "additions", reading)
    _emptied(made, said, added)
    return {"kind": "add", "additions": added, "cap": limit}


def _named(made: RuleDraft, names: Sequence[str]) -> tuple[list[str], Said]:
    """Return an id for each level, which the scheme's choices name, and what earns each."""
    ids = [f"{made.key}_level_{number}" for number in range(1, len(names) + 1)]
    for number, (identifier, name) in enumerate(zip(ids, names, strict=True), 1):
        short = name if len(name) <= _SHORT else f"{name[: _SHORT - 1]}…"
        is_told = name not in ("", ELSE) and short not in made.choices.values()
        made.choices[identifier] = short if is_told else "其余" if name == ELSE else f"第 {number} 档"
    described = dict(zip(ids, names, strict=True))
    return ids, {"described": described} if all(names) and ELSE not in names else {}


def _levels(made: RuleDraft, said: Said, _points: float | None, _reading: CellReading) -> Said:
    ids, described = _named(made, [name for name, _ in said["points"]])
    worth = [_needed(each) for _, each in said["points"]]
    if "zero_when" in said:
        made.indicator["zero_when"] = made.condition(said["zero_when"], "")
    return {"kind": "levels", "points": dict(zip(ids, worth, strict=True)), **described}


def _level_range(made: RuleDraft, said: Said, points: float | None, _reading: CellReading) -> Said:
    ids, described = _named(made, list(said["levels"]))
    bounds = list(said["levels"].values())
    if bounds.index(ELSE) < len(bounds) - 1 or any(bound.startswith(">") for bound in bounds):
        raise UndecidedError
    _needed(points)
    return {"kind": "level_range", "levels": dict(zip(ids, said["levels"].values(), strict=True)), **described}


def _all_or_nothing(made: RuleDraft, said: Said, points: float | None, _reading: CellReading) -> Said:
    made.indicator["points"] = _needed(points if points is not None else said["points"])
    if "unless" in said:
        made.indicator["help"] = f"没有“{said['unless']}”时填“是”"
    return {"kind": "all_or_nothing"}


def _rating(made: RuleDraft, said: Said, _points: float | None, _reading: CellReading) -> Said:
    rule: Said = {"kind": "rating"} | ({"scale": said["scale"]} if "scale" in said else {})
    raters: dict[str, float] = {}
    for name, weight in said.get("raters", {}).items():
        near = not _FURTHER.search(name)  # 「间接上级」 is not the superior, 「内部客户」 no customer
        alone = _AROUND_RATER.sub("", name)
        words = [word for word in _RATERS if (word == alone if said.get("are_named") else near and word in name)]
        known = next((_RATERS[word] for word in words if _RATERS[word] not in raters), None)
        identifier = known or f"{made.key}_rater_{len(made.raters) + 1}"
        raters[identifier] = weight
        if known is None:
            made.raters[identifier] = name
    if raters and abs(sum(raters.values()) - 1) > TOLERANCE:
        raise UndecidedError
    return rule | ({"raters": raters} if raters else {})


def _formula(made: RuleDraft, said: Said, points: float | None, _reading: CellReading) -> Said:
    formula = str(_needed(said["formula"]))
    if (match := SHARE_OF_POINTS.fullmatch(formula)) and points is not None:
        name, factor = match["of"] or match["after"], float(match["points"] or match["first"])
        if factor == points:
            made.input(name, "rate")
        elif factor * _HUNDRED == points:
            made.input(name, "number", max=_HUNDRED)
    for limit, of in (("cap", "min"), ("floor", "max")):
        if (end := said.get(limit)) is not None:
            formula = f"{of}({formula}, {'points' if end == points else f'{end:g}'})"
    rule = {"kind": "formula", "formula": made.formula(formula)}
    if "zero_when" in said:
        [measured] = made.inputs if len(made.inputs) == 1 else _needed({})
        made.indicator["zero_when"] = made.condition(said["zero_when"], measured)
    return rule


def _sum(made: RuleDraft, said: Said, points: float | None, reading: CellReading) -> Said:
    """Return parts that are added up; deductions beside another part take away from that."""
    parts: Said = {}
    for number, part in enumerate(said["parts"], 1):
        emptied = made.indicator.pop("zero_when", None)
        if part["kind"] in ("deduct", "add"):
            added = _counted(made, part, "additions", reading)
            deducted = _counted(made, part, "deductions", reading)
            _emptied(made, part, deducted | added)
            changes = added | {count: -each for count, each in deducted.items()}
            cap = part.get("cap", part.get("cap_added"))
            limits = {} if cap is None else {"cap": cap}
            limits |= {"floor": -part["cap_deducted"]} if "cap_deducted" in part else {}
            parts[f"part_{number}"] = {"kind": "add", "additions": changes} | limits
        else:
            beside = [other for other in said["parts"] if other is not part and other["kind"] in ("deduct", "add")]
            is_stepped = part["kind"] == "standard_steps"
            is_floored = is_stepped and any("additions" in other for other in beside)
            kinds = [other["kind"] for other in said["parts"]]
            is_floored |= is_stepped and (kinds.count(part["kind"]) > 1 or "bands" in kinds)
            lifted: Said = {}
            if is_floored and "cap_deducted" not in part:
                lifted["floor"] = None  # the floor is that of all
            if is_stepped and not part.keys() & {"standard", "against"}:
                lifted["against"] = _UNTOLD  # which is asked, and entered: the other parts hold anyway
            parts[f"part_{number}"] = _rule(made, {**part, **lifted}, points, reading)
        if emptied is not None:  # by what several parts say nothing is left of all of them
            also = made.indicator.get("zero_when")
            made.indicator["zero_when"] = emptied if also in (None, emptied) else f"({emptied}) or ({also})"
    unfloored = any(part.get("floor", 0) is None for part in said["parts"])
    within: Said = {"floor": None if unfloored else 0}
    if all(part["kind"] == "add" for part in said["parts"]):  # no more in all than the item is worth
        caps = [part.get("cap") for part in said["parts"]]
        within["cap"] = made.indicator["points"] = _needed(points or (None if None in caps else sum(caps)))
    if "cap_deducted" in said:
        within |= _limits({key: said[key] for key in ("floor", "cap_deducted")}, _needed(points))
    return {"kind": "sum", "parts": parts, **within}


_KINDS = {
    **dict.fromkeys(("bands", "vs_mean", "rank_bands"), _bands),
    "target_ratio": _target_ratio,
    "standard_steps": _steps,
    "growth": _growth,
    "deduct": _deduct,
    "add": _add,
    "levels": _levels,
    "level_range": _level_range,
    "all_or_nothing": _all_or_nothing,
    "rating": _rating,
    "formula": _formula,
    "sum": _sum,
    "linear": _linear,
}
