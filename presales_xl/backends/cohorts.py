"""Figures over cohorts, over whole columns: mean, largest, count, and ranks that share ties."""

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.numbers import Floats
from presales_xl.scheme.nodes import CohortKind


def cohort_figure(kind: CohortKind, values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Return for each row a figure over its cohort, or its rank there; rows without a value do not count.

    `groups` numbers the cohort of each row from 0.
    """
    given = np.isfinite(values)
    size = int(groups.max(initial=-1)) + 1
    count = np.bincount(groups[given], minlength=size).astype(np.float64)
    match kind:
        case "count":
            return count[groups]
        case "mean":
            return (np.bincount(groups[given], values[given], minlength=size) / count)[groups]
        case "max":
            best = np.full(size, -np.inf)
            np.maximum.at(best, groups[given], values[given])
            return np.where(count > 0, best, 0.0)[groups]  # Excel's MAX of nothing is 0
    return _ranks(np.where(given, values if kind == "rank_low" else -values, np.nan), groups)


def _ranks(values: Floats, cohorts: NDArray[np.int64]) -> Floats:
    """Return 1 + how many of the cohort have a smaller value; NaN sorts last and has no rank."""
    order = np.lexsort((values, cohorts))
    groups, ordered = cohorts[order], values[order]
    index = np.arange(len(order))
    new_group = np.r_[True, groups[1:] != groups[:-1]][: len(order)]
    first = np.maximum.accumulate(np.where(new_group, index, 0)) if len(order) else index
    new_value = new_group | np.r_[True, ordered[1:] != ordered[:-1]][: len(order)]
    leader = np.maximum.accumulate(np.where(new_value, index, 0)) if len(order) else index
    result = np.empty(len(order))
    result[order] = leader - first + 1
    return np.where(np.isnan(values), np.nan, result)
