"""Rules by calculation: shares of a target, points in a straight line, formulas, measures."""

import re
from collections.abc import Sequence
from dataclasses import replace

from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.conditions import is_rater
from presales_xl.design.sentences.gathered import SCALE, Gathered, Rule
from presales_xl.design.sentences.pieces import Figure, Piece, of_target
from presales_xl.design.sentences.targets import (
    AGAINST,
    AT_TARGET,
    COMPLETION,
    ENDS,
    HUNDRED,
    LESSENED,
    RATE,
    ends_of,
)
from presales_xl.scheme.rules import TOLERANCE

#: What stands before full points that limit a formula, and a term that grows with what it counts.
_LIMITING = re.compile(r"(?:满分|总分|最[高多])(?:为|是|:)?\s*$")
_GROWING = re.compile(r"\* [1-9]|(?<![\d.-])[1-9]\d* \*")
_BOUNDED = re.compile("率|比例|占比|百分比|/")
#: Words for the points themselves.
_OF_SCORE = re.compile("(?:本项|该项|最终)?(?:得分|分数|总分)?(?:按|为)?")
#: How far 33.33 points for each of three may be from a hundred.
_CLOSE = 0.001
_FULL = r"分值|基础分值|权重分值|权重分数|权重|配分|满分|标准分|标准分值|本项分值|本项分数|该项分值|权重分|基准分"
_FULL_POINTS = re.compile(rf"(?<!\w)(?:{_FULL})(?:\((?:{_FULL})\))?(?!\w)")
_SUMMAND = re.compile(r"(?P<of>[^*/+\-\d()]+?) / (?P<base>[^*/+\-\d()]+?) \* (?P<weight>0?\.\d+)")
_SHARE = re.compile(
    rf"(?P<of>[^*/+\-]+?) \* (?:(?:{_FULL})|(?P<points>\d+(?:\.\d+)?))|(?P<first>\d+(?:\.\d+)?) \* (?P<after>[^*/+\-]+)"
)
#: 完成率 × 权重 × 100: a weight in per cent, as points.
_AS_SHARE = re.compile(r"(?<!\w)(?:权重 \* 100|100 \* 权重)(?!\w)")
_RATIO = re.compile(
    rf"(?P<of>[^*/+]+) / (?P<target>[^*/+]+) \* (?:(?:{_FULL}|考核分值?)|(?P<points>\d+(?:\.\d+)?))"
    rf"|(?:(?:{_FULL})|(?P<first>\d+(?:\.\d+)?)) \* (?P<part>[^*/+]+) / (?P<whole>[^*/+]+)"
)
_SCORED = re.compile(r"得分|分数|分值|考核分|评分|计分|总分|成绩$")
#: Names of what is added to the points or taken from them, and no score.
_TAKEN = re.compile("[扣减加罚奖]")
#: What is given out of a hundred, as its product with a weight says.
_OF_HUNDRED = re.compile("(?:评分|打分|得分|成绩|分数|评价分)$")
#: What says that the target is reached, beside a formula that says the same: 「实际值≥目标值，得 10 分」.
_AIMED = re.compile("[≥≧>]=?\\s?(?:目标|计划|标准)[值量数额]?$|达[到成](?:目标|计划|标准)[值量数额]?(?:及?以上)?的?$")
#: The ends of what is done in part, of which a share is given.
_ALL_DONE = re.compile("(?:全部|全面|按[时期]|如期)?(?:完成|达成|做到|落实)(?:的|者)?")
_NOT_DONE = re.compile("(?:[完]?全部?)?(?:未|没有?)(?:完成|达成|做到|落实|开展|进行|启动)(?:的|者)?")
_BARE_TIMES = r"[-+] (?:[^-+*/()\d][^-+*/()]* \* \d+(?:\.\d+)?|\d+(?:\.\d+)? \* [^-+*/()\d][^-+*/()]*)"
_TARGETS = ("目标", "任务", "计划", "指标")
_TIMES = re.compile(
    r"(?P<sign>[-+]) (?:(?P<of>[^-+*/()\d][^-+*/()]*) \* (?P<points>\d+(?:\.\d+)?)"
    r"|(?P<each>\d+(?:\.\d+)?) \* (?P<what>[^-+*/()\d][^-+*/()]*))(?= [-+] |$)"
)
_FROM_POINTS = re.compile(rf"(?P<full>\d+(?:\.\d+)?)(?P<changes>(?: {_BARE_TIMES})+)")
#: What is taken, as a formula by its name says it: 「扣分=迟到次数×0.5」; and what is taken from the full points.
_DEDUCTION = re.compile("(?:应|本项|该项)?[扣减]分(?:数|值)?")
_LESS = re.compile(r"(?P<full>\d+(?:\.\d+)?|points) - .+")
_CAPPED = re.compile(
    r"(?P<points>\d+(?:\.\d+)?|points) \* min\((?P<of>.+) / (?P<target>[^/]+), (?P<cap>\d+(?:\.\d+)?)\)"
)


def _number(written: str) -> str | float:
    """Return a target as a number where it is one, else its words."""
    return float(written) if re.fullmatch(r"\d+(?:\.\d+)?", written) else written


def share(cell: Gathered) -> Rule:
    """Return the full points in proportion to what was reached of a target, or of the way between two bounds."""
    found = cell.of("share")
    full = [case for case in cell.of("case") if cell.gives(case) == cell.points]
    cell.use(*found, *(case for case in full if AT_TARGET.search(case.words) or _ALL_DONE.fullmatch(case.words)))
    cell.use(*(case for case in cell.of("case") if cell.gives(case) == 0 and _NOT_DONE.fullmatch(case.words)))
    if any(LESSENED.search(cell.text, piece.start, piece.end) for piece in found) and cell.of("add", "deduct"):
        cell.remarks.append("open.combined")  # 「每推出 1 道加 3 分，未达标的按比例扣分」
    if is_linear(cell):
        return _linear(cell)
    of = cell.measure(found)
    full = [piece for piece in cell.earning("band") if cell.gives(piece) and piece.figures.keys() & {"low"}]
    ends = [piece.figures["low"] for piece in full] + [
        piece.figures["high"] for piece in found if piece.figures.keys() & {"low", "high"} == {"high"}
    ]
    ends = [piece.figures["standard"] for piece in cell.of("standard")] or ends
    if len({end.value for end in ends}) == 1 and (not COMPLETION.search(of) or cell.of("standard")):
        return _of_standard(cell, found, ends[0])  # 「95% 以上满分，低于 95% 等比例扣减」
    return _ratio(cell, of, "")


def counted_by_share(cell: Gathered, rules: Sequence[Rule]) -> Rule:
    """Return the share of a target alone where what each gives is the same.

    「按与目标 5 个的比例，每个得 20 分，最高 100 分」
    """
    told = {str(rule.get("kind")): rule for rule in rules}
    counted, ratio = told.get("add", {}), told.get("target_ratio", {})
    additions, every = (counted.get(key, {}) for key in ("additions", "every"))
    target, most = ratio.get("target"), counted.get("cap")
    if len(rules) != len(told) or len(rules) > 2 or not isinstance(target, float) or not isinstance(most, float):
        return {}
    [per] = additions.values() if isinstance(additions, dict) and len(additions) == 1 else [None]
    [step] = every.values() if isinstance(every, dict) and every else [1.0]
    if per is None or abs(per * target / step - most) > most * _CLOSE:
        return {}
    cell.remarks += ["assumed.cap"]
    return {key: each for key, each in ratio.items() if key != "cap_points"} | {"cap": "points"}


def leave_examples(cell: Gathered) -> None:
    """Take bands that a share comes to anyway out of the cell: 「按比例计分，如完成率 100% 得满分，80% 得 80 分」."""
    bands = cell.earning("band")
    ends = [piece.figures.get("low") for piece in bands]
    shared = cell.of("share") and not any(piece.formula or "low" in piece.figures for piece in cell.of("share"))
    if not shared or any(end is None or end.unit != "%" or end.sign not in "≥=" or not end.value for end in ends):
        return
    whole = {
        round((cell.gives(piece) or 0) / end.value, 6)
        for piece, end in zip(bands, ends, strict=True)
        if end and not (piece.formula == "points" and end.value == 1)
    }
    if whole in ({HUNDRED}, {cell.points}):
        cell.state_points(f"{whole.pop()}")
        told = [replace(each, kind="words", formula="", remarks=()) if each in bands else each for each in cell.found]
        cell.found, cell.remarks = told, [*cell.remarks, "assumed.example"]


def is_linear(cell: Gathered) -> bool:
    """Return whether points run from one bound to the next."""
    said = {piece.formula for piece in cell.of("share")}
    ends = {each.value for piece in cell.of("share", "band") for role, each in piece.figures.items() if role in ENDS}
    return "linear" in said or ("between" in said and 1 not in ends)  # up to 100 % it is the share itself


def _linear(cell: Gathered) -> Rule:
    """Return what is given at bounds between which points run, by value; what is below the lowest may get nothing."""
    bands, spans, standards = cell.earning("band"), cell.of("share"), cell.of("standard")
    cell.use(*bands, *cell.of("rest"), *standards)
    against = _reached_target(cell) if not standards else {}
    exact: dict[float, float | None] = {}
    outer: dict[float, float | None] = {piece.figures["standard"].value: cell.points for piece in standards}
    for piece in bands:
        first, *others = [
            _of_target(piece, each) if against else each for role, each in piece.figures.items() if role in ENDS
        ]
        if outer.get(first.value) and cell.gives(piece) == 0:  # 「≥25% 得 60 分，<25% 得 0 分」
            exact[first.value] = outer.pop(first.value)
        (exact if first.sign == "=" or first.value in outer else outer)[first.value] = cell.gives(piece)
        cell.remarks += ["open.condition"] if others else []
        # it is the same points on either side
        cell.change(piece, without=("assumed.or_less", "assumed.or_more", "open.relative"))
    exact |= dict.fromkeys([1.0] * bool(against), next(iter(against.values()), None))
    known = outer | exact
    ends = {each.value for piece in spans for role, each in piece.figures.items() if role in ENDS}
    if len(ends) == 2 and len(told := ends & known.keys()) == 1:  # the other end gives nothing, or everything
        known[(ends - told).pop()] = 0 if known[told.pop()] else cell.points
    if len({*known.values()}) < 2 or None in known.values() or not ends <= known.keys():
        cell.remarks.append("open.ends")
        return {}
    cell.remarks.append("assumed.linear")
    fields: Rule = {"kind": "linear", "of": cell.measure([*bands, *spans]), "knots": dict(sorted(known.items()))}
    fields |= {"against": next(iter(against))} if against else {}
    below = [end for end, gives in outer.items() if gives == 0 and exact.get(end)]
    best = max(each for each in known.values() if each is not None)
    of_hundred = (cell.points or best) != best == HUNDRED and cell.points not in known.values()
    cell.remarks += ["open.full_points"] if of_hundred else []
    of_other = (cell.points or best) != best != HUNDRED and cell.points not in known.values()
    cell.remarks += ["open.condition"] if cell.limits() or len(below) > 1 or of_other else []
    return fields | ({"zero_when": f"<{below[0]:.12g}"} if below else {})


def _reached_target(cell: Gathered) -> dict[str, float]:
    """Return what a target is called that is stated nowhere, and what reaching it gives; empty for none."""
    found = [(case, AGAINST.search(case.words)) for case in cell.of("case") if AT_TARGET.search(case.words)]
    if len(found) != 1 or not (match := found[0][1]) or (worth := cell.gives(found[0][0])) is None:
        return {}
    cell.use(found[0][0])
    cell.remarks.append("assumed.against")
    return {match[0]: worth}


def _of_target(piece: Piece, end: Figure) -> Figure:
    """Return 「超过目标值的 30 %」 and 「低于目标值的 70 %」 as shares of the target."""
    if end.unit != "%" or "open.relative" not in piece.remarks:
        return end
    return replace(end, value=of_target(end.value, is_below=end.sign in "<≤"))


def _of_standard(cell: Gathered, found: Sequence[Piece], standard: Figure) -> Rule:
    """Return the full points at a standard that the cell states, and in proportion below it."""
    cell.use(*cell.of("standard"))
    bands = cell.earning("band")
    cell.use(*bands)
    zero = [piece for piece in bands if cell.gives(piece) == 0]
    limits = cell.limits(shared=True)
    cell.remarks += ["open.condition"] if len(bands) - len(zero) > 1 or len(zero) > 1 else []
    cell.remarks.append("assumed.proportion")
    fields: Rule = {"kind": "target_ratio", "of": cell.measure([*bands, *found] if bands else found)}
    fields |= {"target": standard.value, "cap": "points", "unit": standard.unit, "measured": "actual"}
    for piece in zero:
        end = next(each for role, each in piece.figures.items() if role in ENDS)
        lows = [each.figures["low"] for each in found if "low" in each.figures]
        shared = end.sign == "≤" and any(low.sign == "≥" and low.value == end.value for low in lows)
        fields["zero_of"] = tabled.bound(end, "<" if shared else "")
        cell.change(piece, without=("assumed.or_less",) if shared else ())
    return fields | limits


def _ratio(cell: Gathered, of: str, target: str | float) -> Rule:
    """Return the full points times actual over target; where no cap is stated no more than the full points."""
    between = {role: each for piece in cell.of("share") for role, each in piece.figures.items()}
    stated = cell.of("standard")
    if isinstance(target, str) and len(stated) == 1 and (target == "" or target[:2] in _TARGETS):
        cell.use(*stated)
        aim = stated[0].figures["standard"]
        target, aimed = aim.value, {"unit": aim.unit, "measured": "actual"}
    else:
        aimed = {}
    if target == "" and not COMPLETION.search(of):
        cell.remarks.append("assumed.no_target")
    elif between:
        cell.remarks.append("assumed.proportion")
    fields: Rule = {"kind": "target_ratio", "of": of, "target": target, **aimed}
    units = [each.unit for piece in cell.of("equation") for each in piece.figures.values() if each.value == target]
    fields |= {"unit": units[0]} if units and units[0] not in ("", "%", "分") else {}
    whole = target if isinstance(target, float) else None
    fields |= _share_limits(cell, between.get("low"), between.get("high"), whole) | cell.limits(shared=True)
    if not (fields.keys() & {"cap", "cap_points"} or cell.of("no_cap")):
        cell.remarks.append("assumed.cap")
        fields["cap"] = "points"
    return fields


def _share_limits(cell: Gathered, low: Figure | None, high: Figure | None, whole: float | None) -> Rule:
    """Return below what a share gives nothing and up to what it counts, as bands beside it say; `whole`: its target."""
    fields: Rule = {}
    for piece in cell.earning("band"):
        cell.use(piece)
        bound = _as_part(cell, piece, next(each for role, each in piece.figures.items() if role in ENDS), whole)
        if cell.gives(piece) == 0:
            included = low is not None and low.value == bound.value and low.sign == "≥"
            fields["zero_when"] = tabled.bound(bound, "<" if included else "")
            cell.remarks += ["open.condition"] if low is not None and low.value != bound.value else []
            if included and bound.sign == "≤":
                cell.change(piece, without=("assumed.or_less",))
        else:
            fields["cap"] = bound.value
            cell.remarks += [] if bound.value == 1 else ["open.condition"]
    if high is not None:
        cell.remarks += [] if high.value == fields.get("cap", 1) == 1 else ["open.condition"]
        fields["cap"] = high.value
    cell.remarks += ["open.rest"] if low is not None and "zero_when" not in fields else []
    return fields


def _as_part(cell: Gathered, piece: Piece, bound: Figure, whole: float | None) -> Figure:
    """Return a bound in points as a share: of the full points, 「低于 6 分按 0 分计」, or of what is measured."""
    if bound.unit != "分" or not _OF_SCORE.fullmatch(piece.words):
        return bound
    of = cell.points if cell.points is not None and bound.value <= cell.points else whole
    cell.remarks += [] if of else ["open.condition"]
    return replace(bound, value=round(bound.value / of, 12), unit="%") if of else bound


def limiting(cell: Gathered) -> bool:
    """Return whether bands only say below what a share gives nothing, and from where on the full points."""
    ends = [(cell.gives(piece), piece.figures.keys() & {"low", "high"}) for piece in cell.earning("band")]
    zero = [sides for given, sides in ends if given == 0 and sides == {"high"}]
    full = [sides for given, sides in ends if given is not None and given == cell.points and sides == {"low"}]
    return len(zero) <= 1 and len(full) <= 1 and len(zero) + len(full) == len(ends)


def scoring(cell: Gathered) -> bool:
    """Return whether the last equation says what the points are, and no measure."""
    found = cell.of("equation")
    if not found or found[-1].words:
        ratio = _RATIO.fullmatch(found[-1].formula) if found else None
        if found and cell.points is not None and _DEDUCTION.fullmatch(found[-1].words):
            return True
        of_full = ratio is not None and not (ratio["points"] or ratio["first"] or _TAKEN.search(found[-1].words))
        return bool(found) and (of_full or _SCORED.search(found[-1].words) is not None)
    return bool(_FULL_POINTS.search(found[-1].formula) or not _measuring(found[-1]) or _as_share(cell))


def _as_share(cell: Gathered) -> bool:
    """Return whether a quotient is what is earned of the full points, as it only ends at a bound: 低于 80 % 得 0 分."""
    [*_, last] = cell.of("equation")
    earning = [piece for piece in cell.found if piece.kind not in ("equation", "words", "weight", "cap", "floor")]
    if "/" not in last.formula or _FULL_POINTS.search(last.formula):
        return False
    if not earning and cell.of("cap"):  # 「实际/目标*100%，超过 100% 按 100% 计」
        return True
    return len(earning) == 1 and earning[0].kind == "band" and cell.gives(earning[0]) == 0 and limiting(cell)


def _measuring(piece: Piece) -> bool:
    """Return whether an equation has no figure but the 100 % of a share: 合格数÷交付数×100%."""
    return all(each.unit == "%" and each.value == 1 for each in piece.figures.values())


def equation(cell: Gathered) -> Rule:
    """Return what a score is calculated from, as the plainest kind of rule that says it; or measures alone."""
    *measures, last = cell.of("equation")
    full = [case for case in cell.of("case") if cell.gives(case) == cell.points and _AIMED.search(case.words)]
    cell.use(*(piece for piece in measures if piece.words), last, *full)
    nothing = {each.value for piece in cell.earning("band") if cell.gives(piece) == 0 for each in ends_of(piece)}
    reaching = [piece for piece in cell.of("band") if not piece.formula and "points" not in piece.figures]
    reaching = [piece for piece in reaching if "low" in piece.figures]  # 「达到 80% 的，得分=…」, 「80%-100% 之间」
    cell.use(*(piece for piece in reaching if piece.figures["low"].value in nothing))
    if not scoring(cell):
        return {"measures": {piece.words: _floored(cell, piece) for piece in cell.of("equation")}}
    fields: Rule = {"measures": {piece.words: piece.formula for piece in measures}} if measures else {}
    if not last.words and _measuring(last) and _as_share(cell):
        cell.remarks.append("assumed.proportion")
        last = replace(last, formula=f"{last.formula} * 满分")
    if _is_rate(last):
        cell.remarks.append("open.formula" if "差" in last.formula else "assumed.of_hundred")
        last = replace(last, formula=f"{last.formula} * 满分")
    is_taken = _DEDUCTION.fullmatch(last.words) and cell.points is not None
    if changed := _from_points(cell, f"{cell.points:.12g} - {last.formula}" if is_taken else last.formula):
        return fields | changed
    if is_taken:
        return fields | _less(cell, last.formula)
    if match := _CAPPED.fullmatch(last.formula):
        cell.state_points(match["points"])
        of, target = match["of"], _number(match["target"])
        limits = cell.limits(shared=True)
        return fields | {"kind": "target_ratio", "of": of, "target": target, "cap": float(match["cap"]), **limits}
    weighed = _AS_SHARE.sub("权重", last.formula)
    cell.remarks += ["assumed.weight_is_points"] if weighed != last.formula else []
    if (match := _RATIO.fullmatch(weighed)) and all(map(_is_whole, match.groups(""))):
        cell.state_points(match["points"] or match["first"])
        return fields | _ratio(cell, match["of"] or match["part"], _number(match["target"] or match["whole"]))
    if told := _of_share(cell, measures, last):
        return told if told["kind"] in ("formula", "rating") else fields | told
    for piece in cell.earning("band") if limiting(cell) and len(cell.earning("band")) == 1 else ():
        fields["zero_when"] = tabled.bound(piece.figures["high"])
        cell.use(piece)
    cell.remarks += ["open.condition"] if cell.earning("band") and "zero_when" not in fields else []
    formula = _FULL_POINTS.sub("points", weighed)
    cell.remarks += ["assumed.weight_is_points"] if "权重" in last.formula else []
    if raters := _blended(formula):
        return {"kind": "rating", "raters": raters}
    return fields | {"kind": "formula", "formula": formula, **_limits(cell, formula), **_within(cell, formula)}


def _is_rate(piece: Piece) -> bool:
    """Return whether a score is no more than a share, which is one of a hundred: 「得分=签约率×100%」."""
    of_share = RATE.search(piece.formula) or ("/" in piece.formula and piece.figures)
    is_bare = _SCORED.search(piece.words) and _measuring(piece) and not re.search(r"[*+]| - |\d", piece.formula)
    return bool(is_bare and of_share and not _OF_HUNDRED.search(piece.formula.split(" / ")[0]))


def _less(cell: Gathered, taken: str) -> Rule:
    """Return the full points without what a formula says is taken of them: 「扣分=差额/任务指标*考核分」."""
    formula = _FULL_POINTS.sub("points", re.sub(r"(?<!\w)考核分值?(?!\w)", "points", taken))
    cell.remarks += ["assumed.weight_is_points"] if "points" in formula else []
    formula = f"points - ({formula})" if re.search(" [-+] ", formula) else f"points - {formula}"
    return {"kind": "formula", "formula": formula, **cell.limits(), **_within(cell, formula)}


def _is_whole(part: str) -> bool:
    """Return whether a part of a formula has as many brackets closed as opened: not 「(1 - 投诉次数」."""
    return part.count("(") == part.count(")")


def _within(cell: Gathered, formula: str) -> Rule:
    """Return nothing and the full points as limits of what is less than these where it states none."""
    match = _LESS.fullmatch(formula)
    if (
        match is None
        or match["full"] not in ("points", f"{cell.points or 0:.12g}")
        or cell.of("floor", "no_floor", "cap")
    ):
        return {}
    cell.remarks += ["assumed.floor", "assumed.cap"]
    return {"floor": 0, "cap": cell.points or "points"}


def _of_share(cell: Gathered, measures: Sequence[Piece], last: Piece) -> Rule:
    """Return 「完成率 × 20」 as what it is a share of, nothing for another formula."""
    match = _SHARE.fullmatch(last.formula)
    if match is None or not (match["of"] or match["after"]):
        return {}
    name = match["of"] or match["after"]
    factor = float(match["points"] or match["first"] or cell.points or 0)
    scale = SCALE.search(cell.text)
    if scale and scale["most"] and float(scale["most"]) * factor == cell.points:  # 「5 分制，得分=平均分×2」
        return {"kind": "rating", "scale": float(scale["most"])}
    is_completed = bool(COMPLETION.search(name)) and factor > 1  # so that a limit is of these points
    if factor * 100 != cell.points and (is_completed or not cell.of("cap")):  # of a score of a hundred: × 30 % of 30
        cell.state_points(match["points"] or match["first"])
    if summed := _weighed_sum(measures, name):
        limits = _limits(cell, summed)
        cell.remarks += [] if "cap" in limits else ["assumed.cap"]
        return {"kind": "formula", "formula": f"({summed}) * {factor:.12g}", "cap": factor, **limits}
    if COMPLETION.search(name) or name.endswith("得分比例"):
        return _ratio(cell, name, "")
    if "权重" in last.formula and _OF_HUNDRED.search(name):
        cell.remarks.append("assumed.of_hundred")
        return {"kind": "target_ratio", "of": name, "target": "hundred", "cap": "points"}
    return {}


def _limits(cell: Gathered, formula: str) -> Rule:
    """Return cap and floor of a formula; full points that its own cell states limit it: 「A×2分+B×1分，满分10分」."""
    limits = cell.limits()
    full = [piece.figures["weight"] for piece in cell.of("weight") if not piece.words]
    full = [each for each in full if each.unit != "%" and _LIMITING.search(cell.text[: each.start])]
    if "cap" not in limits and len({each.value for each in full}) == 1:
        cell.state_points(f"{full[0].value:.12g}")
        return limits | {"cap": full[0].value}
    grows = any(_GROWING.search(term) and not _BOUNDED.search(term) for term in re.split(r" [-+] ", formula))
    cell.remarks += ["assumed.no_cap"] if grows and "cap" not in limits and not cell.of("no_cap") else []
    return limits


def _blended(formula: str) -> dict[str, float]:
    """Return raters with their weights where a formula adds up what they give; else nothing."""
    terms = [re.fullmatch(r"([^*/]+) \* (0?\.\d+)", term) for term in formula.split(" + ")]
    shares = {term[1]: float(term[2]) for term in terms if term and is_rater(term[1])}
    return shares if len(shares) == len(terms) > 1 and abs(sum(shares.values()) - 1) < TOLERANCE else {}


def _from_points(cell: Gathered, formula: str) -> Rule:
    """Return 「15 - 投诉次数 × 5」 as deductions from the full points; nothing for another formula."""
    match = _FROM_POINTS.fullmatch(formula)
    if match is None:
        return {}
    cell.state_points(match["full"])
    fields: dict[str, dict[str, float]] = {"-": {}, "+": {}}
    for each in _TIMES.finditer(match["changes"]):
        fields[each["sign"]][(each["of"] or each["what"]).strip()] = float(each["points"] or each["each"])
    if not fields["-"]:
        return {}
    added: Rule = {"additions": fields["+"]} if fields["+"] else {}
    return {"kind": "deduct", "deductions": fields["-"], **added, **cell.limits(floor=True)}


def _weighed_sum(measures: Sequence[Piece], name: str) -> str:
    """Return the shares with their weights that make what a name is called before; "" where there are none.

    「完成比=合同数/预算数×40%+回款/预算数×60%，完成比例×20=得分」: each is held against a figure of its own.
    """
    alike = [piece.formula for piece in measures if piece.words and (piece.words in name or name in piece.words)]
    parts = [_SUMMAND.fullmatch(part) for part in alike[0].split(" + ")] if len(alike) == 1 else []
    found = [part for part in parts if part]
    if len(found) < max(len(parts), 2) or abs(sum(float(part["weight"]) for part in found) - 1) > TOLERANCE:
        return ""
    bases = [part["base"] for part in found]
    told = [f"{part['base']}（{part['of']}）" if bases.count(part["base"]) > 1 else part["base"] for part in found]
    return " + ".join(f"{part['of']} / {base} * {part['weight']}" for part, base in zip(found, told, strict=True))


def measures(cell: Gathered, rule: Rule) -> Rule:
    """Return the equations that say how what a rule goes by is calculated."""
    found = [piece for piece in cell.of("equation") if id(piece) not in cell.used]
    of = str(rule.get("of", ""))
    if len(found) == 1 and not found[0].words and _measuring(found[0]) and "of" in rule:
        cell.use(found[0])
        return {"measures": {of: found[0].formula}}
    found = [piece for piece in found if piece.words]
    if not found or not any(piece.words.endswith(of) for piece in found):
        return {}
    cell.use(*found)
    return {"measures": {piece.words: _floored(cell, piece) for piece in found}}


def _floored(cell: Gathered, measure: Piece) -> str:
    """Return the formula of a measure, not below what is said to be its lowest value."""
    for floor in cell.of("floor"):
        if floor.words and floor.words in measure.words:
            cell.use(floor)
            return f"max({measure.formula}, {floor.figures['points'].value:.12g})"
    return measure.formula
