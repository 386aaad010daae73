"""Numbers as Excel sees them: rounding half away from zero on 15 significant digits."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from presales_xl.scheme.nodes import CompareOp

Floats = NDArray[np.float64]
_SIGNIFICANT = 15
_ALIKE = 2.0**-51  # relative: less than this lies beyond the 15 digits of any two numbers
_EXACT = 22  # decimals: 10 to that power is exact as a double
_SPACING = 0.125  # of doubles below 10^15: a product is off by less
_LARGEST = 300  # decimals: 10 to that power is still a number


def round_half_away(values: Floats, digits: int) -> Floats:
    """Return `values` rounded to `digits` decimals, halves away from zero, as Excel's ROUND does.

    A value is first taken to the 15 significant decimal digits that Excel shows, so that 2.675 and 1.005 round up.
    Works on whole integers, where every step is exact; values that are not finite stay as they are.
    """
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
