"""What follows from the points: what sets the total to 0 or the grade to the lowest, and what is paid."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from presales_xl.design.imported.part import Part
from presales_xl.design.imported.source import Said
from presales_xl.design.sentences.cell import Reading, read
from presales_xl.design.sentences.drafted import Draft
from presales_xl.design.sentences.pieces import Piece, mark_of

_SILENT = ("words", "weight")
_PAID = re.compile(r".*(?:奖|奖金|奖励|工资|提成|佣金|补贴|津贴|薪酬)")
#: What a formula of pay calls the total of the scheme.
_SCORE = re.compile(r"(?:KPI|绩效|考核|综合|个人|本人|季度|月度|年度|当月|当季)*(?:得分|分数|总分|总得分|考核分|评分)")
_RATE = re.compile("(?:率|比例|占比)$")
_OPERANDS = re.compile(r"[^-+*/(),\s][^-+*/(),]*[^-+*/(),\s]|[^-+*/(),\s]")


def veto(key: str, said: Said, grades: Sequence[str]) -> Part | None:
    """Return the veto that a sentence states; None where that is not all it says, or it names no lowest grade."""
    reading = read(said.flat)
    loud = [piece for piece in reading.pieces if piece.kind not in _SILENT]
    if len(loud) != 1 or loud[0].kind not in ("veto", "graded") or not loud[0].words:
        return None
    [piece] = loud
    if piece.kind == "graded" and (not grades or piece.formula != grades[-1]):
        return None
    needs = Draft(key, piece.words)
    when = _condition(needs, piece)
    if when is None or mark_of(piece.remarks) == "not_understood":
        return None
    effect = "lowest_grade" if piece.kind == "graded" else "total_zero"
    said_there = {"name": piece.words[:40], "when": when, "effect": effect}
    return Part("vetoes", key, piece.words[:40], said_there, needs=needs, sources=[said], remarks=piece.remarks)


def _condition(needs: Draft, piece: Piece) -> str | None:
    """Return when a veto holds: a number beyond its bound, else somebody says yes; None for anything else."""
    if not piece.figures:
        return f"{needs.input(piece.words, 'yes_no', default='no')} == 'yes'"
    if piece.figures.keys() != {"low"}:
        return None
    low = piece.figures["low"]
    sign = {"≥": ">=", ">": ">"}.get(low.sign)
    if sign is None or low.unit == "%":
        return None
    return f"{needs.input(piece.words, 'count')} {sign} {needs.figure(low.value, str(low))}"


@dataclass
class _Equations:
    """What the sentences of a form calculate, by its name."""

    formulas: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Said] = field(default_factory=dict)

    def operands(self, name: str) -> set[str]:
        """Return the names in a formula."""
        return set(_OPERANDS.findall(self.formulas[name]))

    def whole(self, name: str, seen: tuple[str, ...] = ()) -> str | None:
        """Return a formula with what others define put in; None where they go in a circle."""
        if name in seen:
            return None
        parts = re.split(rf"({_OPERANDS.pattern})", self.formulas[name])
        for place, part in enumerate(parts):
            if part in self.formulas:
                inner = self.whole(part, (*seen, name))
                if inner is None:
                    return None
                parts[place] = f"({inner})"
        return "".join(parts)


@dataclass(frozen=True)
class Paid:
    """The items of pay, and the sentences that only sum them up."""

    items: Sequence[Part]
    sums: Sequence[Said]


def pay(lines: Sequence[Said], there: Mapping[str, str]) -> Paid:
    """Return what sentences pay; `there` are the ids of figures that the scheme has already, by name.

    One that others are calculated from is not paid by itself, so that neither is taken; nor is what is calculated
    twice.
    """
    found = _Equations()
    twice: set[str] = set()
    for said, reading in _calculations(lines):
        for name, formula in reading.rule["pay"].items():  # type: ignore[attr-defined]
            twice |= {name} & found.formulas.keys()
            found.formulas[name] = formula
            found.sources[name] = said
    paid = [name for name in found.formulas if _PAID.fullmatch(name)]
    sums = [name for name in paid if _is_sum(found.formulas[name]) and found.operands(name) <= set(paid) - {name}]
    used = {operand for name in found.formulas if name not in sums for operand in found.operands(name)}
    items: list[Part] = []
    inputs: dict[str, dict[str, Any]] = {}  # one that several items take is one
    for name in paid:
        bare = name not in sums and not (found.operands(name) | {name}) & (set(paid) - {name} | used & {name} | twice)
        item = _item(f"pay_{len(items) + 1}", name, found, inputs=inputs, there=there) if bare else None
        items += [item] if item else []
    names = {item.name for item in items}
    return Paid(items, [found.sources[name] for name in sums if found.operands(name) <= names])


def _calculations(lines: Sequence[Said]) -> Iterator[tuple[Said, Reading]]:
    """Yield the sentences that only say how something is calculated."""
    for said in lines:
        reading = read(said.flat, about="pay")
        pieces = {piece.kind for piece in reading.pieces if piece.kind not in _SILENT}
        words = [piece for piece in reading.pieces if piece.kind == "words"]
        only = pieces == {"equation"} and not words and reading.rule.keys() == {"kind", "pay"}
        if only and reading.mark != "not_understood":
            yield said, reading


def _is_sum(formula: str) -> bool:
    return "+" in formula and not set(formula) & set("-*/(),")


def _item(
    key: str, name: str, found: _Equations, inputs: dict[str, dict[str, Any]], there: Mapping[str, str]
) -> Part | None:
    """Return an item of pay; None where its formula goes in a circle, or takes the score in two ways."""
    written = found.whole(name)
    if written is None:
        return None
    needs = Draft(key, name, inputs=inputs)
    remarks = ["assumed.given_by_hr"]
    scores = {operand for operand in _OPERANDS.findall(written) if _SCORE.fullmatch(operand)}
    known = {**there, **dict.fromkeys(scores, "total")}
    if any(re.search(rf"{re.escape(score)}(?! / 100(?!\d))", written) for score in scores):
        known |= dict.fromkeys(scores, "(total / 100)")
        remarks.append("assumed.score_of_hundred")
        if any(re.search(rf"{re.escape(score)} / 100(?!\d)", written) for score in scores):
            return None  # a share here, points there
    formula = needs.formula(written, known)
    for key_of, said in needs.inputs.items():
        needs.inputs[key_of] = said | {"given_by": "hr"} | ({"type": "rate"} if _RATE.search(said["name"]) else {})
    of_names = found.operands(name) & found.formulas.keys()
    sources = [found.sources[name], *(found.sources[each] for each in sorted(of_names))]
    said_there = {"name": name, "formula": formula}
    return Part("pay", key, name, said_there, needs=needs, sources=sources, remarks=tuple(remarks))
