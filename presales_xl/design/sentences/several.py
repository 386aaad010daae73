"""Several measures in one cell, each held against a standard of its own: what each takes and adds is added up."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from presales_xl.design.sentences import banded, judged, stepped
from presales_xl.design.sentences.gathered import Gathered, Rule, in_band
from presales_xl.design.sentences.pieces import Kind, Piece

_ENDED = re.compile(r"[;；。\n]")
_STEPS: tuple[Kind, ...] = ("short", "over")
_CHANGES: tuple[Kind, ...] = ("deduct", "add")
_BESIDE = ("words", "weight")
_FEWEST = 2


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
