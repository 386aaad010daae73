"""Columns of levels: what each gives stands in its heading, in brackets behind what earns it, or alone in its cell."""

import re
from collections.abc import Sequence

from presales_xl.design.imported.recognised import named, worth_of
from presales_xl.design.imported.source import Said

_WORTH = re.compile(r"(?P<name>\D*?)[(（:：]?\s*(?P<worth>\d+(?:\.\d+)?)\s*(?P<unit>%|分)?\s*[)）]?")
_RANGE = re.compile(
    r"(?P<name>\D+?)[(（:：]?\s*(?P<low>\d+(?:\.\d+)?)\s*[%分]?"
    r"\s*[-~～—至到]\s*(?P<high>\d+(?:\.\d+)?)\s*(?P<unit>%|分)?\s*[)）]?"
)
_ALL = 100

#: The headings of columns of levels, with what earns each.
Levels = Sequence[tuple[Said, Said]]


def level_rows(levels: Levels, points: float | None) -> list[tuple[str, str]]:
    """Return columns of levels as rows of what is required and what it gives, where headings or cells state points."""
    behind = [named(said.flat) for _, said in levels]
    if len(levels) > 1 and all(worth for _, worth in behind):
        return [(name, f"{worth[0]:g}分") for name, worth in behind if worth]
    rows = []
    for head, said in levels:
        match = _WORTH.fullmatch(head.plain)
        if match is None or (match["unit"] == "%" and points is None):
            return []
        worth = float(match["worth"]) * (points or 0) / _ALL if match["unit"] == "%" else float(match["worth"])
        rows.append((said.flat.rstrip("。；;"), f"{round(worth, 6):g}分"))
    return rows if len(rows) > 1 else []


def level_sentence(levels: Levels, points: float | None) -> str:
    """Return columns of levels as a sentence, "" where they are none: points alone in the cells, or ranges above."""
    worths = [worth_of(said.plain) for _, said in levels]
    if len(levels) > 1 and all(worths):
        return "；".join(
            f"{head.plain}{worth[0]:g}分" for (head, _), worth in zip(levels, worths, strict=True) if worth
        )
    ranges = [match for head, _ in levels if (match := _RANGE.fullmatch(head.plain))]
    if len(ranges) < 2 or len(ranges) < len(levels):
        return ""
    lows, highs = [float(match["low"]) for match in ranges], [float(match["high"]) for match in ranges]
    scale = 1.0
    if max(highs) == _ALL:
        if points is None:
            return ""
        scale = points / _ALL
        highs = [
            next((low for low in sorted(lows) if high <= low <= high + 1), high) for high in highs
        ]  # 89 and 90 meet
    bounds = [(round(low * scale, 6), round(high * scale, 6)) for low, high in zip(lows, highs, strict=True)]
    return "；".join(f"{match['name']}{low:g}-{high:g}分" for match, (low, high) in zip(ranges, bounds, strict=True))
