"""What stands above columns: names, full points and rules, and how wide that makes the columns.

Words are folded by rough widths of letters, on the safe side: programs and fonts differ. Widths are in pixels at 100 %.
What was folded once is kept: the workbooks of a period say the same words.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

SIZE = 9  # points
MOST_LINES = 11  # of a heading: more would leave too little of a screen for the people
_LAST_LATIN = 0x2E7F  # Chinese letters come behind it
_WIDE = 4 / 3  # pixels of a Chinese letter per point of its size
_LATIN = {True: 0.69, False: 0.63}  # of others, among Chinese ones (whose fonts are wider) and by themselves
_ROOM = 6  # pixels of a cell that no letter can take
_STEP = 2  # pixels
_KEPT = 20_000  # texts
_WORD = (
    r"（[^（）\n]{1,6}）[，。；：、]?| +|"
    r"(?:[!-,.-~–−’·×÷≥≤]*\(|[（「])?(?:[!-,.-~–−’·×÷≥≤]+[-★]?|.)[，。；：、）」※),]*"
)
#: What a line is not broken within: what a step leads to, a few words in brackets, a word with the signs about it.
_PIECE = re.compile(rf"(?:→|其余) [^\s，。；]+(?: 分)?[，。；]?|{_WORD}")
#: Nor, where there is room for it, within a bound and what it leads to, or a short word or an amount with its figure.
_WHOLE = re.compile(
    r"(?:(?:[≥≤<>=][\d.,]+%? )?→|其余) [^\s，。；]+(?: 分)?[，。；]?|"
    r"(?:(?<=[：；，、 ])|^)[一-鿿]{1,4} [−+]?\d[\d.]*%?(?: [分元])?(?:[，。；]|$)|\d[\d.,]*%? [分元][，。；]?|"
    rf"{_WORD}"
)
PARAGRAPH = "  "  # ends its last line, for whoever puts folded words together again
_PADDING = 5  # pixels that Excel adds to a width in letters
LETTER = 7  # pixels of the letter that widths are counted in


def letters(pixels: float) -> float:
    """Return a width in pixels as Excel counts it, in letters."""
    return (pixels - _PADDING) / LETTER


@lru_cache(_KEPT)
def length(words: str, size: float = SIZE) -> float:
    """Return how many pixels a text takes on one line."""
    chinese = sum(ord(letter) > _LAST_LATIN for letter in words)
    return (chinese * _WIDE + (len(words) - chinese) * _LATIN[chinese > 0]) * size


def fold(words: str, width: float) -> tuple[str, ...]:
    """Return a text as the lines on which it fits into a cell: never broken within a word, or within brackets.

    A line that is broken at a blank ends with it, the last of a paragraph with two where another follows: so whoever
    reads the cell can put the text together again.
    """
    room, ways = width - _ROOM, _ways(words)
    for way in ways:
        if way.least <= room < way.below:
            return way.lines
    ways.append(_folded(words, room))
    return ways[-1].lines


class _Way(NamedTuple):
    """The lines of a text, and from which room on and below which it has them: pixels for the letters of a line."""

    lines: tuple[str, ...]
    least: float
    below: float


@lru_cache(_KEPT)
def _ways(words: str) -> list[_Way]:
    """Return the ways in which a text was folded so far: a form tries hundreds of widths, which give a few."""
    return []


def _pieces(paragraph: str, room: float) -> Iterator[str]:
    """Yield what is not broken on lines with some room: a whole that is wider falls into its pieces."""
    for whole in _WHOLE.findall(paragraph):
        yield from [whole] if length(whole.rstrip()) <= room else _PIECE.findall(whole)


def _folded(words: str, room: float) -> _Way:
    lines: list[str] = []
    wide = [length(whole.rstrip()) for paragraph in words.split("\n") for whole in _WHOLE.findall(paragraph)]
    least = max((each for each in wide if each <= room), default=-math.inf)
    below = min((each for each in wide if each > room), default=math.inf)
    for paragraph in words.split("\n"):
        line = ""
        for piece in _pieces(paragraph, room):
            wanted = length((line + piece).rstrip()) if line.strip() else -math.inf
            if wanted > room:
                below = min(below, wanted)
                broken_at = (line + piece)[len(line.rstrip()) :][:1]
                lines.append(line.rstrip() + " " * broken_at.isspace())
                line = ""
            else:
                least = max(least, wanted)
            line += piece.lstrip() if not line else piece
        lines.append(line.rstrip() + PARAGRAPH)
    return _Way((*lines[:-1], lines[-1].rstrip()), least, below)


def balanced(words: str, width: float) -> list[str]:
    """Return a text on as few lines as `fold` does, those of a paragraph as equally long as they can be."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        least = narrowest(paragraph, len(fold(paragraph, width)), 2 * _ROOM)
        lines += fold(paragraph, min(width, least))
        lines[-1] += PARAGRAPH
    return [*lines[:-1], lines[-1].rstrip()]


@lru_cache(_KEPT)
def narrowest(words: str, lines: int, least: float) -> float:
    """Return the least width, from `least` on, at which a text takes no more than some lines."""
    most = max(lines, words.count("\n") + 1)
    sizes = (_WIDE if ord(letter) > _LAST_LATIN else _LATIN[False] for letter in words if not letter.isspace())
    short = sum(sizes) * SIZE / most + _ROOM - least  # what lacks room for the letters alone need not be tried
    width = least + max(0, short // _STEP) * _STEP
    while True:
        folded = fold(words, width)
        fits = len(folded) <= most
        if fits and all(length(line.rstrip()) <= width - _ROOM for line in folded):
            return width
        width += _STEP


@dataclass(frozen=True)
class Heading:
    """The words above neighbouring columns: whose they are, and the rule in several lengths, the longest first."""

    columns: tuple[str, ...]
    name: str
    rules: Sequence[str]

    def words(self, rule: str) -> str:
        """Return name and rule, one below the other."""
        return "\n".join(filter(None, (self.name, rule)))

    def lines(self, rule: str, width: float) -> int:
        """Return how many lines name and rule take."""
        return len(fold(self.words(rule), width))

    def width(self, rule: str, least: float) -> float:
        """Return the least width at which name and rule take no more lines than a heading may."""
        return narrowest(self.words(rule), MOST_LINES, least)


def choose_rules(headings: Sequence[Heading], widths: dict[str, float], most: float) -> list[str]:
    """Return the rule to show in each heading, and widen the columns so that it fits.

    Every heading gets its shortest rule at least; a longer one where all columns together stay within `most`.
    """
    for heading in headings:
        _widen(heading, heading.rules[-1], widths)
    chosen = [_fitting(heading, _width(heading, widths)) for heading in headings]
    short = [number for number, heading in enumerate(headings) if chosen[number] == heading.rules[-1]]
    for number in sorted(short, key=lambda number: _missing(headings[number], widths)):
        heading = headings[number]
        for rule in reversed(heading.rules[:-1]):
            extra = max(0.0, heading.width(rule, _width(heading, widths)) - _width(heading, widths))
            if sum(widths[column] for each in headings for column in each.columns) + extra <= most:
                _widen(heading, rule, widths)
                chosen[number] = rule
                break
    return chosen


def _fitting(heading: Heading, width: float) -> str:
    """Return the rule that suits a width: the whole one, unless a shorter one spares lines; else the shortest."""
    lines = {rule: heading.lines(rule, width) for rule in heading.rules[:-1]}
    fitting = [rule for rule, count in lines.items() if count <= MOST_LINES]
    return min(fitting, key=lambda rule: lines[rule] + 2 * heading.rules.index(rule), default=heading.rules[-1])


def _width(heading: Heading, widths: dict[str, float]) -> float:
    return sum(widths[column] for column in heading.columns)


def _missing(heading: Heading, widths: dict[str, float]) -> float:
    """Return by how much columns would have to be wider for the shortest rule that says something."""
    rules = heading.rules[:-1] or heading.rules
    return heading.width(rules[-1], _width(heading, widths)) - _width(heading, widths)


def _widen(heading: Heading, rule: str, widths: dict[str, float]) -> None:
    """Make the columns of a heading as wide as its words need."""
    extra = heading.width(rule, _width(heading, widths)) - _width(heading, widths)
    for column in heading.columns:
        widths[column] += extra / len(heading.columns)
