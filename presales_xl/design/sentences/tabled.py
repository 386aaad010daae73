"""Pieces that make one table: bands by a measured value, places, ranges of points, grades."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from presales_xl.design.sentences.pieces import Figure, Piece
from presales_xl.scheme.bands import ELSE

#: What goes on as it began.
AND_SO_ON = re.compile("[以依如]此类推|类推")

#: A bound as scheme files write it, and what is given there; None where the source does not say how much.
Table = dict[str, float | None]
_OPPOSITE = {"<": "≥", "≤": ">", ">": "≤", "≥": "<"}
_TENTH = 0.1  # between 84.9 and 85 nothing is missed
_STRICTLY = {"≥<", ">≤", "<≥", "≤>"}
#: Units of what is counted, between whose whole numbers there is nothing.
COUNTED = {*"次个件项份篇家人例起条单笔户台套页字名位处张批场封", "人次"}


@dataclass(frozen=True)
class Row:
    """A row of a table: where it begins and ends, and what it gives."""

    low: Figure | None
    high: Figure | None
    gives: float | None

    @property
    def exact(self) -> bool:
        """Whether the row is for one value, as 「2 次得 5 分」 is."""
        return self.low is not None and self.low.sign == "="

    @property
    def sharp(self) -> bool:
        """Whether the row has one end that says on which side it is worse: 低于 80 %, 2 天以上."""
        return self.high is None if self.high is None or self.low is not None else self.high.sign == "<"

    @property
    def is_empty(self) -> bool:
        """Whether nothing is between its ends: 「90%≤B<90%」."""
        if self.exact or self.low is None or self.high is None:
            return False
        return self.low.value > self.high.value or (self.low.value == self.high.value and self.high.sign == "<")

    def end(self, *, upward: bool) -> Figure | None:
        """Return the bound that has to be reached, or kept to where less is better."""
        return self.low if upward or self.exact else self.high

    def other(self, *, upward: bool) -> Figure | None:
        """Return the bound towards the better rows."""
        return self.low if not upward or self.exact else self.high

    @property
    def place(self) -> tuple[float, int]:
        """Return where the row stands among the others."""
        if self.low is not None:
            return self.low.value, 2 if self.low.sign == ">" else 1
        return (self.high.value, 0) if self.high else (0, 0)


def nested(rows: Sequence[Row]) -> list[Row]:
    """Return rows of which each begins where the next ends: 低于 80 % 扣 5 分，低于 60 % 扣 10 分."""
    if any(row.exact for row in rows):
        return list(rows)
    below = sorted((row.high for row in rows if row.low is None and row.high), key=_order)
    above = sorted((row.low for row in rows if row.high is None and row.low), key=_order)
    lows = {_order(higher): _from(lower) for lower, higher in pairwise(below)}
    highs = {_order(lower): _from(higher) for lower, higher in pairwise(above)}
    return [
        replace(row, low=row.low or (lows.get(_order(row.high)) if row.high else None))
        if row.low is None
        else replace(row, high=row.high or highs.get(_order(row.low)))
        for row in rows
    ]


def _order(end: Figure) -> tuple[float, bool]:
    """Return where a bound stands among others of its side: 「≥2」 before 「>2」, 「<2」 before 「≤2」."""
    return end.value, end.sign in ">≤"


def _from(end: Figure) -> Figure:
    """Return a bound as that of the row beside it."""
    return replace(end, sign=_OPPOSITE[end.sign])


def bound(each: Figure, sign: str = "") -> str:
    """Return a bound as scheme files write it: `≥0.9`."""
    return f"{sign or each.sign}{each.value:.12g}"


def bands(
    rows: Sequence[Row], rest: float | None, *, has_rest: bool, taken: bool = False
) -> tuple[Table, bool, list[str]]:
    """Return rows as a table from best to `else`, whether more is better, and what is assumed or open.

    Without a row for what is left the table has no `else`. `taken`: one row alone takes from the full points.
    """
    remarks: list[str] = []
    upward = _more_is_better(rows, remarks) != (taken and len(rows) == 1 and rows[0].sharp)
    ordered = sorted(rows, key=lambda row: row.place, reverse=upward)
    table: Table = {}
    for row in ordered:
        end = row.end(upward=upward)
        if end is None or ELSE in table:
            remarks += ["open.order"] if ELSE in table or row is not ordered[-1] else []
            table[ELSE] = row.gives
        else:
            table[bound(end, ("≥" if upward else "≤") if row.exact else "")] = row.gives
    for better, worse in pairwise(ordered):
        remarks += _between(better.end(upward=upward), worse.other(upward=upward), upward=upward)
    if has_rest:
        remarks += ["open.order"] if ELSE in table else []
        table[ELSE] = rest
    elif ELSE not in table:
        last = ordered[-1].end(upward=upward)
        if upward and last and last.value == 0 and last.sign in "≥=":
            table[ELSE] = table.pop(list(table)[-1])
        elif len(rows) > 1 and ordered[-1].gives == 0:  # nothing is worse
            table[ELSE] = 0
        else:
            remarks.append("open.rest")
    if len(table) < len(rows) or any(row.is_empty for row in rows):
        remarks.append("open.order")
    return table, upward, remarks


def _more_is_better(rows: Sequence[Row], remarks: list[str]) -> bool:
    """Return whether higher values give more, by what the rows give; by their bounds where that does not tell."""
    ordered = sorted(rows, key=lambda row: row.place)
    given = [math.inf if row.gives is None else row.gives for row in ordered]  # full points that are not known
    lows = sum(row.low is not None for row in rows) >= sum(row.high is not None for row in rows)
    rises, falls = (all(sign * after >= sign * before for before, after in pairwise(given)) for sign in (1, -1))
    if rises == falls:
        remarks += ["open.order"] if not rises else []
        return lows
    return rises


def _between(better: Figure | None, worse: Figure | None, *, upward: bool) -> list[str]:
    """Return what is assumed or open between the end of a row and the beginning of the next better one."""
    if better is None or worse is None or (worse.sign in "≥>=" and upward) or (worse.sign in "≤<" and not upward):
        return []
    gap = round((better.value - worse.value) * (1 if upward else -1), 12)
    if gap < 0:
        return ["open.overlap"]
    if gap == 0:
        return [] if better.sign + worse.sign in _STRICTLY else ["assumed.shared_bound"]
    is_share = "%" in (better.unit, worse.unit)
    are_reached = not {*"<>"} & {better.sign, worse.sign}  # neither 「86-90」 nor 「<85」 has 85
    whole = gap == 1 and better.value == int(better.value) and not is_share and are_reached
    small = ((whole or gap <= _TENTH) and not is_share) or (better.unit == "%" and gap <= 0.01 + 1e-12)
    counted = whole and (COUNTED & {better.unit, worse.unit} or "=" in (worse.sign, better.sign))
    return [] if counted else ["assumed.gap"] if small else [f"assumed.gap:{_between_them(better, worse)}"]


def _between_them(*ends: Figure) -> str:
    """Return what lies between two bounds: 80%–90%."""
    return "–".join(str(replace(end, sign="")) for end in sorted(ends, key=lambda end: end.value))


def row(piece: Piece, gives: float | None) -> Row:
    """Return a piece as a row of a table that gives so much."""
    return Row(piece.figures.get("low"), piece.figures.get("high"), gives)


def places(
    ranks: Sequence[Piece], rest: Piece | None, gives: Callable[[Piece], float | None]
) -> tuple[dict[str, object], list[str]]:
    """Return the fields of a rule by places, and what is assumed or open."""
    table: Table = {}
    remarks: list[str] = []
    fields: dict[str, object] = {"bands": table}
    before = 0.0
    for piece in ranks:
        first, last, from_last = (piece.figures.get(role) for role in ("first", "last", "from_last"))
        if from_last is not None:
            remarks += [] if from_last.value == 1 and "last" not in fields else ["open.from_last"]
            fields["last"] = gives(piece)
        else:
            remarks += ["open.gap"] if first and first.value not in (before + 1, before if last is None else -1) else []
            table[ELSE if last is None else f"≤{last.value:.12g}"] = gives(piece)
            before = last.value if last else float("inf")
    if rest is not None:
        remarks += ["open.order"] if ELSE in table else []
        table[ELSE] = gives(rest)
    elif ELSE not in table:
        remarks.append("open.rest")
    return fields, remarks


def ranges(pieces: Sequence[Piece]) -> tuple[dict[str, str], list[str]]:
    """Return named ranges of points as levels with their lower bounds, best first, and what is assumed or open."""
    rows = [Row(piece.figures.get("low"), piece.figures.get("high"), None) for piece in pieces]
    named = sorted(zip(pieces, rows, strict=True), key=lambda pair: pair[1].place, reverse=True)
    levels: dict[str, str] = {}
    remarks: list[str] = []
    for number, (piece, each) in enumerate(named, 1):
        key = re.sub(r"\s+", " ", piece.words) or f"{number}"
        remarks += ["open.order"] if key in levels else []
        if each.low is None or number == len(named):
            remarks += ["open.order"] if number < len(named) else []
            remarks += ["assumed.below"] if each.low is not None and each.low.value > 0 else []
            levels[key] = ELSE
        else:
            levels[key] = bound(each.low, each.low.sign or "≥")
    for (_, better), (_, worse) in pairwise(named):
        remarks += [remark for remark in _between(better.low, worse.high, upward=True) if remark != "assumed.gap"]
    return levels, remarks
