"""Several measures in one cell, each held against a standard of its own: what each takes and adds is added up."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from presales_xl.design.sentences import banded, judged, stepped
from presales_xl.design.sentences.conditions import trimmed
from presales_xl.design.sentences.gathered import Gathered, Rule, in_band
from presales_xl.design.sentences.pieces import Kind, Piece

_ENDED = re.compile(r"[;；。\n]")
_STEPS: tuple[Kind, ...] = ("short", "over")
_CHANGES: tuple[Kind, ...] = ("deduct", "add")
_BESIDE = ("words", "weight")
_FEWEST = 2
#: What is said of anything that is measured; and what leads over to points.
_GENERIC = re.compile("^(?:实际)?(?:完成|达[到成])(?:率|比例|情况)?$")
_GAINED = re.compile("[，的者]*(?:可?得|计|给)$")


def apart(cell: Gathered) -> Rule:
    """Return the steps of each measure from its own standard, and what is counted beside them; else nothing.

    「合格率以 98% 为基准，每低 1% 扣 2 分；及时率以 95% 为基准，每低 1% 扣 1 分」
    """
    groups = _groups(cell) if len(cell.of(*_STEPS)) >= _FEWEST else []
    graded = [group for group in groups if any(piece.kind in _STEPS for piece in group)]
    stepping = [[piece for piece in group if piece.kind not in _CHANGES] for group in graded]
    counted = [piece for group in groups for piece in group if group not in graded or piece.kind in _CHANGES]
    names = [next((piece.words for piece in group if piece.words), "") for group in stepping]
    is_told = all(names) and len({*names}) == len(names) >= _FEWEST and all(map(_is_aimed, stepping))
    if not is_told or any(piece.kind not in (*_CHANGES, "floor") for piece in counted):
        return {}
    parts = [Gathered(cell.text, group, cell.points) for group in stepping]
    rules = [stepped.steps(part) for part in parts]
    if any(rule.get("kind") != "standard_steps" or part.unused() for rule, part in zip(rules, parts, strict=True)):
        return {}
    beside = Gathered(cell.text, counted, cell.points)
    rules += [judged.counts(beside)] if beside.of(*_CHANGES) else []
    told = [remark for part in (*parts, beside) for remark in part.remarks]
    is_floored = any(piece.kind == "floor" for piece in cell.found)
    cell.remarks += [*(each for each in told if each != "assumed.floor"), "assumed.together"]
    cell.remarks += [] if is_floored else ["assumed.floor"]
    cell.use(*cell.of(*_STEPS, *_CHANGES, "standard", "band", "case", "cap", "floor"))
    # each begins at the full points, of which there are as many as one has
    return {"kind": "sum", "parts": [*rules, *[{"kind": "formula", "formula": "0 - points"}] * (len(parts) - 1)]}


def tables(cell: Gathered) -> Rule:
    """Return what is left by several tables, each of another measure, as 迟到 and 请假; else nothing."""
    found = [piece for piece in cell.found if piece.kind not in _BESIDE]
    named: list[tuple[str, list[Piece]]] = []
    for piece in found:
        if not named or (piece.words and named[-1][0] not in piece.words):
            named.append((piece.words, []))
        named[-1][1].append(piece)
    names = [name for name, _ in named]
    if (
        not all(names)
        or len({*names}) < max(len(names), _FEWEST)
        or any(map(_is_no_table, (each for _, each in named)))
    ):
        return {}
    parts = [Gathered(cell.text, [replace(each, words=name) for each in group], cell.points) for name, group in named]
    rules = [banded.bands(part) for part in parts]
    told = [remark for part in parts for remark in part.remarks]
    if any(remark.startswith("open.") for remark in told) or any(part.unused() for part in parts):
        return {}
    cell.use(*found)
    cell.remarks += [*told, "assumed.together", "assumed.floor"]
    # each begins at the full points, of which there are as many as one has
    return {"kind": "sum", "parts": [*rules, *[{"kind": "formula", "formula": "0 - points"}] * (len(parts) - 1)]}


def added(cell: Gathered) -> Rule:
    """Return what each of several requirements gives of the full points, all of them together; else nothing.

    「按时提交得 5 分，准确率达 95% 得 5 分」
    """
    found = [piece for piece in cell.found if piece.kind not in _BESIDE]
    worth = [cell.gives(piece) or 0 for piece in found]
    names = [_GENERIC.sub("", piece.words) for piece in found]
    apart = all(names) and not any(one in two for one in names for two in names if one is not two)
    is_whole = cell.points is not None and sum(worth) == cell.points and all(0 < each < sum(worth) for each in worth)
    plain = all(piece.kind in ("band", "case") and piece.mark != "not_understood" for piece in found)
    if not (plain and apart and is_whole and any(piece.kind == "band" for piece in found)):
        return {}
    told = [trimmed(cell.text[piece.start : piece.figures["points"].start]) for piece in found]
    cell.use(*found)
    return judged.each_once(cell, {_GAINED.sub("", name): each for name, each in zip(told, worth, strict=True)})


def _is_no_table(group: Sequence[Piece]) -> bool:
    """Return whether pieces are no bounds of which one leaves all there is, and others take something."""
    free = [piece for piece in group if piece.kind == "band" and piece.formula == "points"]
    taking = [piece for piece in group if in_band(piece) and piece.kind == "deduct"]
    none = [piece for piece in group if piece.kind == "band" and "points" in piece.figures]
    return len(free) != 1 or not taking or len(free) + len(taking) + len(none) < len(group)


def _groups(cell: Gathered) -> list[list[Piece]]:
    """Return the pieces sentence by sentence."""
    found = [piece for piece in cell.found if piece.kind not in _BESIDE]
    groups: list[list[Piece]] = [found[:1]]
    for before, piece in pairwise(found):
        if _ENDED.search(cell.text, before.end, max(piece.start, before.end) + 1):
            groups.append([])
        groups[-1].append(piece)
    return [group for group in groups if group]


def _is_aimed(group: Sequence[Piece]) -> bool:
    """Return whether a sentence states the one standard of its steps, and limits nothing but what is left."""
    aims = [
        piece for piece in group if piece.kind == "standard" or (piece.kind == "band" and piece.formula == "points")
    ]
    return len(aims) == 1 and not any(piece.kind == "cap" for piece in group)
