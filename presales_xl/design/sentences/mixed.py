"""Bands with steps beyond the last of them, and steps that cost more beyond a second bound."""

import re
from itertools import pairwise

from presales_xl.design.sentences import banded, judged, shared, tabled
from presales_xl.design.sentences.conditions import trimmed
from presales_xl.design.sentences.gathered import Gathered, Rule, in_band
from presales_xl.design.sentences.pieces import Figure, Piece
from presales_xl.design.sentences.targets import GENERIC
from presales_xl.scheme.bands import ELSE
from presales_xl.scheme.rules import TOLERANCE

_FEWEST, _MOST = 2, 10
#: Words that say of the same count that it is one: 「累计 5 项以上」.
_AGAIN = re.compile("^(?:[当本每同一]个?(?:[月季年]度?)|[月季年]度?内?|累计|合计|共计?|总计|达到?|发生|出现|超过|的)+")
_BESIDE = ("words", "weight", "floor", "short", "over", "band", "standard")
_DAYS = ("天", "日", "个工作日", "工作日")
#: What takes from the full points that several parts begin with.
_ONCE: Rule = {"kind": "formula", "formula": "0 - points"}


def mixed(cell: Gathered) -> Rule:
    """Return bands or steps that go on by steps of their own; nothing for anything else."""
    if heavier := _heavier(cell):
        return heavier
    changes = cell.of("short", "over")
    if len(changes) == 1 and changes[0].kind == "over" and changes[0].figures["points"].sign == "+":
        return _beyond_bands(cell, changes[0]) or _beyond_share(cell, changes[0])
    kinds = {piece.kind for piece in changes}
    taking = len(kinds) == 1 and all("step" in each.figures and each.figures["points"].sign == "-" for each in changes)
    if not taking or any(piece.kind not in _BESIDE or piece.remarks == ("open.words",) for piece in cell.found):
        return {}
    return _behind_bands(cell, changes) or _steeper(cell, changes)


def _heavier(cell: Gathered) -> Rule:
    """Return 「每次扣 1 分，3 次以上扣 5 分」: what each costs below a number of times, and more from there on.

    What else is counted beside it takes points as ever: 「…，旷工一次扣 5 分」.
    """
    told = [piece for piece in cell.found if piece.kind not in ("words", "weight", "floor")]
    taking = [piece for piece in told if piece.kind == "deduct" and "most" not in piece.figures]
    beyond = [piece for piece in taking if in_band(piece) and piece.figures.keys() == {"low", "points"}]
    each = [piece for piece in taking if piece not in beyond and beyond and _is_of_same(cell, piece, beyond)]
    if not any(piece.words for piece in beyond):  # 「迟到每次扣 1 分，3 次以上扣 5 分，旷工每次扣 10 分」
        each = [piece for piece in each if piece.start < beyond[0].start][-1:]
    most = max((cell.changes(piece.figures["points"]) for piece in beyond), default=0)
    caps = [piece for piece in cell.of("cap") if "points" in piece.figures and piece.figures["points"].value >= most]
    others = [piece for piece in told if piece not in (*beyond, *each, *caps)]
    if len(each) != 1 or any(piece.kind != "deduct" or in_band(piece) for piece in others):
        return {}
    left = _left_of(cell, each[0], beyond)
    if not left:
        return {}
    cell.remarks.append("assumed.heavier")
    cell.use(each[0], *beyond, *caps, *cell.of("floor"))
    rule: Rule = {"kind": "bands", "of": each[0].words, "bands": left}
    if not others:
        return rule
    beside = Gathered(cell.text, [*others, *cell.of("floor")], cell.points)
    rules = [rule, judged.counts(beside)]
    cell.remarks += [*beside.remarks, "assumed.together"]
    cell.use(*others)
    return {"kind": "sum", "parts": rules}


def _is_of_same(cell: Gathered, piece: Piece, beyond: list[Piece]) -> bool:
    """Return whether bounds are told of how often the same happens that each of costs points."""
    step, ends = piece.figures.get("step"), [each.figures["low"] for each in beyond]
    units = {end.unit for end in ends}
    one = step is not None and step.value == 1 and {step.unit} == units
    if step is None and len(units) == 1 and "open.beyond" not in piece.remarks:
        one = re.search(f"[每/／](?:[1一]\\s?)?{next(iter(units))}", cell.text[piece.start : piece.end]) is not None
    names = {_AGAIN.sub("", trimmed(each.words)) for each in beyond} - {""}
    name = _AGAIN.sub("", piece.words)
    return one and units <= {*tabled.COUNTED, *_DAYS} and all(told in name or (name and name in told) for told in names)


def _left_of(cell: Gathered, each: Piece, beyond: list[Piece]) -> dict[str, float]:
    """Return what is left at each number of times; nothing where that is none of the same costing more."""
    costs = cell.changes(each.figures["points"])
    starts = sorted(
        (end.value + (end.sign == ">"), cell.changes(piece.figures["points"]))
        for piece in beyond
        for end in [piece.figures["low"]]
    )
    leasts = [least for least, _ in starts]
    signs = {piece.figures["low"].sign for piece in beyond}
    if (
        cell.points is None
        or not signs <= {"≥", ">"}
        or not all(_FEWEST <= least <= _MOST and least % 1 == 0 for least in leasts)
    ):
        return {}
    table = {f"≤{times}": max(round(cell.points - costs * times, 10), 0) for times in range(int(leasts[0]))}
    before = costs * (leasts[0] - 1)
    for (_, more), after in zip(starts, [*leasts[1:], None], strict=True):
        if more < before:
            return {}
        table[f"≤{after - 1:.12g}" if after else ELSE] = max(round(cell.points - more, 10), 0)
        before = more
    return table


def _behind_bands(cell: Gathered, changes: list[Piece]) -> Rule:
    """Return 「≥90% 得 20 分，80%-90% 得 15 分，80% 以下每低 1% 扣 1 分」."""
    bands, standards = cell.earning("band"), cell.of("standard")
    giving = [piece for piece in bands if cell.gives(piece)]
    side = "low" if changes[0].kind == "short" else "high"
    ends = [piece.figures[side].value for piece in giving if side in piece.figures]
    if len(changes) != 1 or len(giving) < 2 or len(ends) < len(giving) or len(standards) > 1:
        return {}
    last = min(ends) if side == "low" else max(ends)
    if {piece.figures["standard"].value for piece in standards} - {last}:
        return {}
    part = Gathered(cell.text, giving, cell.points)
    told = banded.bands(part)
    table = told["bands"]
    if not isinstance(table, dict) or part.remarks.count("open.rest") != 1 or len(table) < 2:
        return {}
    table[ELSE] = table.pop(next(reversed(table)))
    cell.remarks += [*(each for each in part.remarks if each != "open.rest"), "assumed.together"]
    of = cell.measure([*giving, *changes])
    rules: list[Rule] = [{**told, "of": of}, _from(cell, of, changes[0], last)]
    cell.use(*giving, *standards, *changes)
    return {"kind": "sum", "parts": [*_emptied(cell, rules), _ONCE]}


def _beyond_bands(cell: Gathered, change: Piece) -> Rule:
    """Return 「完成任务得 15 分，完成 80% 以上得 10 分，80% 以下不得分；每超 10% 加 1 分，最高加 5 分」."""
    giving = [*cell.earning("band"), *cell.earning("case"), *cell.of("rest")]
    step, points = change.figures.get("step"), change.figures["points"]
    units = {end.unit for piece in cell.earning("band") for end in _aims(piece)}
    beside = [piece for piece in cell.found if piece not in giving and piece is not change]
    if len(cell.earning("band")) < _FEWEST or step is None or units != {step.unit}:
        return {}
    if change.formula or any(piece.kind not in ("words", "weight", "floor", "cap", "no_cap") for piece in beside):
        return {}
    if up_to := [piece for piece in cell.earning("band") if piece.start > change.start and cell.gives(piece)]:
        return _leading_up(cell, change, up_to)
    part = Gathered(cell.text, giving, cell.points)
    told = banded.bands(part)
    table = told["bands"]
    best, worth = next(iter(table.items())) if isinstance(table, dict) else ("", None)
    if not best.startswith("≥") or worth != cell.points or any(each.startswith("open.") for each in part.remarks):
        return {}
    cell.remarks += [*part.remarks, "assumed.together", "assumed.whole_steps"]
    of = cell.measure([*giving, change])
    steps: Rule = {"kind": "standard_steps", "of": of, "standard": float(best[1:])}
    steps |= {"over_step": step.value, "per_over": cell.changes(points)} | cell.limits(floor=True)
    cell.remarks += [] if {"cap", "cap_added"} & steps.keys() or cell.of("no_cap") else ["assumed.no_cap"]
    cell.use(*giving, change)
    return {"kind": "sum", "parts": [{**told, "of": of}, steps, _ONCE]}


def _leading_up(cell: Gathered, change: Piece, up_to: list[Piece]) -> Rule:
    """Return 「80% 得 6 分，每增加 5% 加 1 分，100% 得满分」 as steps from 80%; of steps that lead elsewhere asks."""
    bands = [piece for piece in cell.earning("band") if piece not in up_to]
    zero = [piece for piece in bands if cell.gives(piece) == 0 and "high" in piece.figures]
    ends = [piece.figures.get("low") for piece in bands if piece not in zero]
    step, end = change.figures["step"].value, up_to[0].figures.get("low")
    base = next((cell.gives(piece) or 0 for piece in bands if piece not in zero), 0)
    start = ends[0].value if len(ends) == 1 and ends[0] is not None else None
    most = cell.points or 0
    led = start is not None and end is not None and (end.value - start) / step * cell.changes(change.figures["points"])
    if led is False or len(up_to) > 1 or len(zero) != 1 or not base or abs(led - (most - base)) > TOLERANCE:
        cell.remarks.append("open.combined")
        return {}
    cell.use(change, *bands, *up_to)
    cell.remarks += ["assumed.whole_steps"]
    rule: Rule = {"kind": "standard_steps", "of": cell.measure([*bands, change]), "base": base, "standard": start}
    rule |= {"over_step": step, "per_over": cell.changes(change.figures["points"]), "cap": most}
    return rule | {"zero_when": tabled.bound(zero[0].figures["high"])} | cell.limits(floor=True)


def _beyond_share(cell: Gathered, change: Piece) -> Rule:
    """Return 「低于 80% 不得分，80%-100% 按完成比例得分，超过 100% 每超 1% 加 0.2 分，最高加 3 分」."""
    step, points = change.figures.get("step"), change.figures["points"]
    aims = {each.value for piece in cell.of("standard") for each in _aims(piece)}
    beside = {piece.kind for piece in cell.found} - {
        "share",
        "band",
        "case",
        "standard",
        "over",
        "cap",
        "words",
        "weight",
    }
    if len(cell.of("share")) != 1 or step is None or step.unit != "%" or aims - {1} or beside or cell.points is None:
        return {}
    part = Gathered(cell.text, [piece for piece in cell.found if piece.kind in ("share", "band", "case")], cell.points)
    told = shared.share(part)
    limits = cell.limits()
    known = told.get("kind") == "target_ratio" and told.get("target") in ("", 1.0) and told.get("cap") in ("points", 1)
    if not known or limits.keys() - {"cap_added"} or part.unused():
        return {}
    name = "" if GENERIC.fullmatch(str(told["of"])) else str(told["of"])
    beyond: Rule = {"kind": "add", "additions": {name: cell.changes(points)}, "every": {name: step.value}}
    beyond |= {"start": {name: 1.0}} | ({"cap": limits["cap_added"]} if limits else {})
    cell.remarks += [
        *(each for each in part.remarks if each != "assumed.cap"),
        "assumed.together",
        "assumed.whole_steps",
    ]
    cell.use(*cell.of("share", "band", "case", "standard", "over", "cap"))
    return {"kind": "sum", "parts": [{**told, "target": 1.0, "unit": "%", "measured": "actual"}, beyond]}


def _steeper(cell: Gathered, changes: list[Piece]) -> Rule:
    """Return 「95% 以上 20 分，每低 1% 扣 1 分；90% 以下每低 1% 扣 2 分」."""
    giving = [piece for piece in cell.earning("band") if cell.gives(piece) == cell.points]
    aims = [(piece.start, each) for piece in (*giving, *cell.of("standard")) for each in _aims(piece)]
    aims.sort(key=lambda aim: aim[0])
    worth = [cell.changes(piece.figures["points"]) for piece in changes]
    sizes = {piece.figures["step"].value for piece in changes}
    starts = [piece.start for piece in changes]
    if len(changes) != 2 or len(aims) != 2 or len(sizes) != 1 or not aims[0][0] <= starts[0] < aims[1][0] <= starts[1]:
        return {}
    way = -1 if changes[0].kind == "short" else 1
    values = [each.value * way for _, each in aims]
    if not (all(less < more for less, more in pairwise(values)) and worth[0] < worth[1]):
        return {}
    cell.remarks += ["assumed.progressive", "assumed.together", *(["assumed.standard"] if giving else [])]
    of = cell.measure([*giving, *cell.of("standard"), *changes])
    first = _from(cell, of, changes[0], aims[0][1].value)
    more = round(worth[1] - worth[0], 10) * (1 if way < 0 else -1)
    second = {**first, "standard": aims[1][1].value, "per_short" if way < 0 else "per_over": more}
    cell.use(*giving, *cell.of("standard"), *changes)
    return {"kind": "sum", "parts": [*_emptied(cell, [first, second]), _ONCE]}


def _aims(piece: Piece) -> list[Figure]:
    return [each for role, each in piece.figures.items() if role in ("low", "high", "standard")]


def _from(cell: Gathered, of: str, change: Piece, standard: float) -> Rule:
    """Return what each step from a standard takes."""
    points, side = cell.changes(change.figures["points"]), change.kind
    rule: Rule = {"kind": "standard_steps", "of": of, "standard": standard}
    rule |= {f"{side}_step": change.figures["step"].value, f"per_{side}": points if side == "short" else -points}
    cell.remarks.append("assumed.whole_steps")
    return rule | cell.limits(floor=True)


def _emptied(cell: Gathered, rules: list[Rule]) -> list[Rule]:
    """Return rules with where they leave nothing, of the last one."""
    zero = [piece for piece in cell.earning("band") if cell.gives(piece) == 0]
    ends = [each for piece in zero for each in _aims(piece)]
    cell.use(*(zero if len(ends) == 1 else ()))
    return [*rules[:-1], rules[-1] | ({"zero_when": tabled.bound(ends[0])} if len(ends) == 1 else {})]
