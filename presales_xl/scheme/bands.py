"""Bounds as people write them: `≥0.9`, `>95`, `≤30`, `<25`, and `else` for the rest."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from pydantic_core import PydanticCustomError

from presales_xl.scheme.nodes import Bands, CompareOp, Expr

_SIGNS: dict[str, CompareOp] = {"≥": ">=", ">=": ">=", "≤": "<=", "<=": "<=", ">": ">", "<": "<"}
_BOUND = re.compile(r"\s*(≥|>=|≤|<=|>|<)\s*(-?\d+(?:\.\d+)?)\s*")
ELSE = "else"


@dataclass(frozen=True)
class Bound:
    """One bound of a band: the comparison and the number."""

    op: CompareOp
    value: float

    @property
    def upward(self) -> bool:
        """Whether higher values are the better ones."""
        return self.op.startswith(">")

    def __str__(self) -> str:
        return f"{self.op.replace('>=', '≥').replace('<=', '≤')}{self.value:g}"


def parse_bound(text: str) -> Bound | None:
    """Return the bound that `text` states, None for `else`; ValueError (`scheme.bound`) for anything else."""
    return None if text.strip() == ELSE else _bound(text)


def _bound(text: str) -> Bound:
    match = _BOUND.fullmatch(text)
    if match is None:
        raise PydanticCustomError("scheme.bound", "{found} is no bound", {"found": text})
    return Bound(_SIGNS[match[1]], float(match[2]))


def check_bands(texts: list[str]) -> None:
    """Check that bounds run in one direction, from best to last, and end in `else`.

    Raises ValueError; its type names the message (`scheme.bands_…`), so that a scheme file's reader sees it in
    the language chosen.
    """
    bounds = [parse_bound(text) for text in texts]
    if not bounds or bounds[-1] is not None or None in bounds[:-1]:
        raise PydanticCustomError("scheme.bands_else", "the last band must be else, and only the last")
    stated = [bound for bound in bounds if bound is not None]
    if len({bound.upward for bound in stated}) > 1:
        raise PydanticCustomError("scheme.bands_mixed", "lower and upper bounds in one table")
    for before, after in pairwise(stated):
        further = after.value < before.value if before.upward else after.value > before.value
        admits_the_bound = after.value == before.value and len(before.op) < len(after.op)
        if not (further or admits_the_bound):
            fields = {"after": str(after), "before": str(before)}
            raise PydanticCustomError("scheme.bands_order", "{after} is never reached after {before}", fields)


def bands_over(
    number: Expr, bounds: Sequence[str], limit: Callable[[int, Bound], Expr], worth: Callable[[int], Expr]
) -> Bands:
    """Return a table over a number, whose last bound is `else`.

    `limit` makes the figure of a bound and `worth` what a band is worth, both by the band's place from 1; they are
    asked from the last band to the first.
    """
    otherwise = worth(len(bounds))
    bands = []
    for place in range(len(bounds) - 1, 0, -1):
        bound = _bound(bounds[place - 1])
        bands.append((bound.op, limit(place, bound), worth(place)))
    return Bands(number, tuple(reversed(bands)), otherwise=otherwise)


class BandFigures(Protocol):
    """Makes a changeable figure of a table: a bound with its sign, or a value, by the band's number."""

    def __call__(self, name: str, value: float, /, *, unit: str, index: int = 0, sign: str = "", line: int) -> Expr:
        """Return the figure as a node."""


def table(number: Expr, bands: Mapping[str, float], figure: BandFigures, *, bound_unit: str, unit: str) -> Bands:
    """Return a table over a number whose bounds and values are all changeable figures."""
    values = list(bands.values())

    def worth(place: int) -> Expr:
        if place == len(values):
            return figure("else", values[-1], unit=unit, line=2)
        return figure("value", values[place - 1], unit=unit, index=place, line=2)

    def limit(place: int, bound: Bound) -> Expr:
        return figure("bound", bound.value, unit=bound_unit, index=place, sign=bound.op, line=1)

    return bands_over(number, list(bands), limit, worth)
