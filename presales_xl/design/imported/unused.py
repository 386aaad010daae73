"""Figures of a form that stand nowhere in what was made of it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from presales_xl.design.imported.source import NUMBERING
from presales_xl.design.sentences.cell import CellReading
from presales_xl.design.sentences.characters import line_numbers
from presales_xl.design.sentences.drafted import RuleDraft
from presales_xl.design.sentences.pieces import Piece

_FIGURE = re.compile(r"(?<![A-Za-z\d.])\d+(?:,\d{3})*(?:\.\d+)?(?P<unit>\s?(?:%|％|‰|分|个?百分点))?")
_NUMBERED = re.compile(
    r"(?:^|(?<=[\s；;。，,]))(?:[(（]\d{1,2}[)）]|\d\s?[级档]$|\d{1,2}(?:[)）、]|[．.](?!\d)))"
    r"|(?:^|(?<=\n))\s*[1-9]\d?(?:\.\d{1,2}){2,3}(?![\d.])"  # 4.4.1
)
_IDS = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_CLAUSE = re.compile(r"[^，,。；;\n]+")
#: Ends of ranges that the next range says, and what no rule keeps.
_ENDS = ("low", "high", "most", "last", "aim", "off", "since")
_LIMITS = ("cap", "floor", "cap_added", "cap_deducted")
_LONGEST = 60
#: What follows for the total, the grade or pay.
_FOLLOWING = ("veto", "graded", "bounded", "lowered", "unpaid")
_MOST = 1e9  # no figure of any form


def unused(texts: Iterable[str], made: RuleDraft, reading: CellReading | None, points: float | None) -> str:
    """Return the clauses of a rule's sentences in which a figure stands that is nowhere in the draft, "" for none."""
    inputs = [_stated(said) for said in made.inputs.values()]
    needed = [each for block, each in made.needed.items() if block != "inputs"]
    known = {round(abs(value), 9) for value in _values((made.indicator, inputs, needed, points))}
    for piece in [piece for piece in reading.pieces if not _is_left(piece, reading)] if reading else ():
        known |= {round(abs(each.value), 9) for role, each in piece.figures.items() if role in _ENDS}
    for piece in reading.pieces if reading and reading.rule.get("kind") == "linear" else ():
        known |= {round(abs(each.value), 9) for each in piece.figures.values()}  # steps of which a line is made
    # limits that are beyond what there is stand nowhere in the draft: 「最高扣 20 分」 of 10
    known |= {round(abs(each), 9) for key in _LIMITS for each in _values(reading.rule.get(key))} if reading else set()
    bands = reading.rule.get("bands") if reading else None
    least = 0.0 if isinstance(bands, Mapping) and 0 in bands.values() else -_MOST
    left = [clause.strip() for written in texts for clause in _left(written, known, points, least)]
    return shortened("；".join(dict.fromkeys(left)))


def _is_left(piece: Piece, reading: CellReading) -> bool:
    """Return whether a bound gives and takes nothing beside a rule that only counts: 「最高不超过±10%」."""
    counts = reading.rule.get("kind") in ("deduct", "add")
    return counts and piece.kind == "band" and piece.figures.keys() <= {"low", "high"} and not piece.formula


def is_unused(written: str, *made: object) -> bool:
    """Return whether a text has a figure that stands nowhere in what was made."""
    return any(_left(written, {round(abs(value), 9) for value in _values(made)}, None))


def told_in(text: str, piece: Piece) -> str:
    """Return the words of a text that a piece is of."""
    return text[piece.start : piece.end].strip(" \n，,；;。")


def told_of(reading: CellReading) -> Iterator[str]:
    """Yield what is assumed or open of the pieces of a reading; what is open or left out with its words."""
    for piece in reading.pieces:
        words = piece.words if "\t" in reading.text else told_in(reading.text, piece)
        follows = piece.kind in _FOLLOWING  # of the total, the grade or pay, which no rule of an item says
        for remark in ("open.consequence",) if follows else piece.remarks:
            is_told = remark.startswith("open.") or remark in ("assumed.only_words", "assumed.measure")
            yield f"{remark}:{shortened(words)}" if words and is_told else remark


def shortened(words: str) -> str:
    """Return words of a form as a remark repeats them."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}……"


def _stated(entry: Mapping[str, object]) -> Mapping[str, object]:
    """Return an input without the limits of every rate, which no form states."""
    return {key: each for key, each in entry.items() if entry.get("type") != "rate" or key not in ("max", "usual")}


def _left(written: str, known: set[float], points: float | None, least: float = -_MOST) -> Iterator[str]:
    """Yield the clauses with a figure that is not known; `least` is what is left where more is taken than there is."""
    for first, last in line_numbers(written):
        written = written[:first] + " " * (last - first) + written[last:]
    body = _NUMBERED.sub(lambda found: " " * len(found[0]), NUMBERING.sub("", written))
    for clause in _CLAUSE.finditer(body):
        for figure in _FIGURE.finditer(clause[0]):
            value = float(re.sub(r"[^\d.]", "", figure[0]))
            is_one = value == 1 and not figure["unit"]  # 「每 1 次」
            whole = points or 1
            meant = {value, value / 100, value / 1000, value * 100, value * whole, value / 100 * whole, value / whole}
            # the most that is taken or given, as the least that is left, or the best that there is
            meant |= (
                {whole - value if whole > value else least, whole - value / 100 * whole}
                if "扣" in clause[0]
                else {whole + value}
                if "加" in clause[0]
                else set()
            )
            if value and not is_one and not known & {round(each, 9) for each in meant}:
                yield clause[0]
                break


def _values(said: object) -> Iterator[float]:
    """Yield every number of what a scheme file says, those in names and formulas too."""
    if isinstance(said, Mapping):
        said = (*said.keys(), *said.values())
    if isinstance(said, str):
        yield from (float(found) for found in re.findall(r"\d+(?:\.\d+)?", _IDS.sub(" ", said)))
    elif isinstance(said, Sequence):
        for each in said:
            yield from _values(each)
    elif isinstance(said, int | float):
        yield float(said)
