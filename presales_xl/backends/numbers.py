"""Numbers as Excel sees them: rounding half away from zero on 15 significant digits."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from presales_xl.scheme.nodes import CompareOp

Floats = NDArray[np.float64]
_SIGNIFICANT = 15
_ALIKE = 2.0**-51  # relative: less than this lies beyond the 15 digits of any two numbers
_SHOWN, _APART = 1e-14, 0.2  # relative, and at most: more than 15 digits, and products of doubles, change a number
_ALL_SHOWN = (9e14, 1.1e15)  # below the one 15 digits reach to the point, above the other they do not
_EXACT = 22  # decimals: 10 to that power is exact as a double
_SPACING = 0.125  # of doubles below 10^15: a product is off by less
_LARGEST = 300  # decimals: 10 to that power is still a number


def round_half_away(values: Floats, digits: int) -> Floats:
    """Return `values` rounded to `digits` decimals, halves away from zero, as Excel's ROUND does.

    A value is first taken to the 15 significant decimal digits that Excel shows, so that 2.675 and 1.005 round up.
    Values that are not finite stay as they are. Most lie so far from a half that any way of rounding gives the same;
    only the others are taken to their digits.
    """
    if values.ndim == 0 or not 0 <= digits <= _EXACT:
        return by_digits(np.atleast_1d(values), digits).reshape(values.shape)
    unit = 10.0**digits
    with np.errstate(over="ignore", invalid="ignore"):  # what is infinite, or becomes so, is beyond
        scaled = np.abs(values) * unit
        whole = np.rint(scaled)
        near = np.abs(np.abs(scaled - whole) - 0.5) <= np.minimum(_SHOWN * scaled, _APART)
    rounded = np.copysign(whole / unit, values)
    beyond = scaled > _ALL_SHOWN[1]
    if beyond.any():
        rounded[beyond] = values[beyond]
    near |= ~beyond & (scaled > _ALL_SHOWN[0])
    if near.any():
        rounded[near] = by_digits(values[near], digits)
    return rounded


def by_digits(values: Floats, digits: int) -> Floats:
    """Return what `round_half_away` does, by the digits of each value: on whole integers, where every step is exact."""
    finite = np.isfinite(values) & (values != 0)
    magnitudes = np.abs(np.where(finite, values, 1.0))
    exponents = np.floor(np.log10(magnitudes)).astype(np.int64)
    scale = np.minimum(_SIGNIFICANT - 1 - exponents, _LARGEST)  # decimals that 15 significant digits leave
    whole = _nearest(magnitudes, scale).astype(np.int64)
    drop = np.clip(scale - digits, 0, 18)
    unit = np.power(np.int64(10), drop)
    kept = np.where(drop > _SIGNIFICANT + 1, 0, (whole + unit // 2) // unit)
    rounded = np.where(scale < digits, magnitudes, _shifted(kept.astype(np.float64), np.full_like(scale, -digits)))
    return np.where(finite, np.copysign(rounded, values), values)


def alike(left: Floats | np.float64, right: Floats | np.float64) -> NDArray[np.bool_]:
    """Return where two numbers are the same for Excel, which compares 15 digits: 0.3 × 3 is 0.9."""
    apart = np.abs(left - right)
    same: NDArray[np.bool_] = (left == right) | (apart <= _ALIKE * np.minimum(np.abs(left), np.abs(right)))
    return same


def compared(values: Floats, sign: CompareOp, bound: float) -> NDArray[np.bool_]:
    """Return where numbers compare so with one that is finite, as `alike` has it; where they are missing, anything."""
    if sign.startswith(">"):
        return values >= edge(sign, bound)
    if sign.startswith("<"):
        return values <= edge(sign, bound)
    same: NDArray[np.bool_] = (values >= edge(">=", bound)) & (values <= edge("<=", bound))
    return same if sign == "==" else ~same


@lru_cache(maxsize=4096)
def edge(sign: CompareOp, bound: float) -> float:
    """Return the last number towards which a comparison with a bound holds, counting what Excel takes for the bound.

    `number >= bound` holds for `edge` and everything above, `number <= bound` for `edge` and everything below.
    """
    outward = math.inf if sign in (">", "<=") else -math.inf
    number, beside = bound, math.nextafter(bound, outward)
    while alike(np.float64(beside), np.float64(bound)):
        number, beside = beside, math.nextafter(beside, outward)
    return beside if sign in (">", "<") else number


def whole_below(values: Floats) -> Floats:
    """Return the whole numbers at or below `values`; of what its 15 digits show as a whole number, that one."""
    nearest = np.rint(values)
    with np.errstate(invalid="ignore"):  # infinite stays so
        return np.where(alike(nearest, values), nearest, np.floor(values))


def _nearest(values: Floats, places: NDArray[np.int64]) -> Floats:
    """Return the whole numbers nearest to values × 10^places, halves up, by the exact product.

    A product of 15 digits has its halves rounded off: 965024 / 11 × 10^10 ends in .4545, its double in .5.
    """
    shifted = _shifted(values, places)
    whole = np.rint(shifted)
    beyond = shifted - whole
    near = (np.abs(beyond) > 0.5 - _SPACING) & (places >= 0) & (places <= _EXACT)
    powers: Floats = np.power(10.0, places[near])
    beyond[near] += _lost(values[near], powers)
    nearest: Floats = whole + (beyond >= 0.5) - (beyond < -0.5)
    return nearest


def _lost(left: Floats, right: Floats) -> Floats:
    """Return what a product of doubles lacks of the exact one (Dekker 1971, two-product)."""
    upper, lower = zip(*map(_halves, (left, right)), strict=True)
    product = left * right
    lost: Floats = lower[0] * lower[1] - (((product - upper[0] * upper[1]) - lower[0] * upper[1]) - upper[0] * lower[1])
    return lost


def _halves(values: Floats) -> tuple[Floats, Floats]:
    """Return doubles as sums of two that have half of the digits each."""
    wide = values * (2.0**27 + 1)
    upper = wide - (wide - values)
    return upper, values - upper


def _shifted(values: Floats, places: NDArray[np.int64]) -> Floats:
    """Return values × 10^places; divides for negative places, which keeps the result the nearest double."""
    up = np.power(10.0, np.maximum(places, 0))
    down = np.power(10.0, np.maximum(-places, 0))
    return values * up / down
