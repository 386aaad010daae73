"""What scoring costs a person beside the same scheme in numpy by hand, and the command beside pandas."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.measuring import Figure, cost_of
from benchmarks.start import CHECKOUT
from presales_xl import catalogue
from presales_xl.backends.frame import Inputs, evaluate
from presales_xl.scheme.columns import Plan

Floats = NDArray[np.float64]
SCHEME = "support_engineer_kpi"
DOUBTED = "work_process"  # of whose entries, drawn from all that may stand there, most are doubted
_BY_HAND, _BY_PANDAS, _INCOMPLETE = 2.5, 2.0, 3.0  # goals
_MOST: Mapping[str, float] = {
    "input.unresolved": 12,
    "input.satisfaction": 100,
    "input.not_visited": 12,
    "input.complaints": 4,
    "input.training_score": 100,
    "input.shared_cases": 4,
    "input.missing_reports": 7,
    "input.report_quality": 2,
}


def figures(folder: Path, people: int, rounds: int) -> Iterator[Figure]:
    """Yield the cost of a person among so many: evaluated, from CSV to CSV, and so with a tenth of them incomplete."""
    plan, columns, chance = catalogue.load(SCHEME), _drawn(people), np.random.default_rng(2)
    inputs = Inputs(people, columns)
    by_hand = cost_of(partial(_by_hand, columns), rounds)
    evaluated = cost_of(partial(evaluate, plan, inputs), rounds)
    yield Figure("evaluating a person", evaluated / people, "numpy by hand", by_hand / people, goal=_BY_HAND)
    complete = _table(plan, columns)
    incomplete = complete.astype(object)
    incomplete.loc[chance.random(people) < 0.1, "satisfaction"] = ""
    doubted = catalogue.load(DOUBTED)
    tables = (
        ("complete", SCHEME, complete, _BY_PANDAS),
        ("a tenth incomplete", SCHEME, incomplete, _INCOMPLETE),
        ("most entries doubted", DOUBTED, _table(doubted, _within_limits(doubted, people)), _BY_PANDAS),
    )
    for name, scheme, table, goal in tables:
        table.to_csv(folder / "inputs.csv", index=False, encoding="utf-8-sig")
        words = ("-m", "presales_xl", "score", scheme, "inputs.csv", "-o", "out.csv")
        ours = cost_of(partial(_run, folder, words))
        peer = cost_of(partial(_run, folder, ("-c", _PANDAS)))
        peer -= cost_of(partial(_run, folder, ("-c", _READS)))
        peer += cost_of(partial(_run, folder, ("-c", "import pandas")))
        yield Figure(f"scoring CSV to CSV, {name}", ours / people, "pandas reading, writing", peer / people, goal=goal)


def differing(people: int) -> list[str]:
    """Return the columns in which the scheme and numpy by hand differ: none, or they are not comparable."""
    columns = _drawn(people)
    evaluated = evaluate(catalogue.load(SCHEME), Inputs(people, columns))
    return [key for key, values in _by_hand(columns).items() if not np.array_equal(values, evaluated[_column(key)])]


def _drawn(people: int) -> dict[str, Floats]:
    """Return entries of so many people, by column."""
    chance = np.random.default_rng(1)
    return {key: chance.integers(0, int(most) + 1, people).astype(float) for key, most in _MOST.items()}


def _within_limits(plan: Plan, people: int) -> dict[str, Floats]:
    """Return whole numbers up to the limits of each input of a scheme without choices, none of them 0, as targets."""
    chance, columns = np.random.default_rng(3), {}
    for spec in plan.of_kind("input"):
        columns[spec.id] = chance.integers(1, int(plan.limits(spec)[1] or 100) + 1, people).astype(float)
    return columns


def _column(key: str) -> str:
    return key if key in ("total", "grade", "rank") else f"points.{key}"


#: Reads the inputs and writes the results, which are read beforehand: that is taken off again.
_READS = "import pandas; results = pandas.read_csv('out.csv', encoding='utf-8-sig')"
_PANDAS = (
    f"{_READS}; pandas.read_csv('inputs.csv', encoding='utf-8-sig'); "
    "results.to_csv('peer.csv', index=False, encoding='utf-8-sig')"
)


def _table(plan: Plan, columns: Mapping[str, Floats]) -> pd.DataFrame:
    """Return the entries as HR writes them: whole numbers, and labels."""
    people = len(next(iter(columns.values())))
    table: dict[str, object] = {"employee_id": [f"E{number:07d}" for number in range(people)]}
    for key, values in columns.items():
        dimension = plan.columns[key].dimension
        whole = values.astype(int)
        labels = np.array(plan.dimensions[dimension].keys, dtype=object) if dimension else None
        table[key.removeprefix("input.")] = whole if labels is None else labels[whole]
    return pd.DataFrame(table)


def _run(folder: Path, words: Sequence[str]) -> None:
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    call = [sys.executable, *words]
    subprocess.run(call, cwd=folder, env=environment, capture_output=True, check=True)  # noqa: S603 - ours


def _by_hand(columns: Mapping[str, Floats]) -> Mapping[str, Floats]:
    """Return points, total, grade and rank of the scheme as somebody writes it for this one alone."""
    given = {key.removeprefix("input."): values for key, values in columns.items()}
    points = {
        "resolution": _bands(given["unresolved"], [0, 3, 5, 10], [35, 30, 25, 20, 10], "left"),
        "satisfaction": _bands(given["satisfaction"], [80, 85, 90, 95], [0, 5, 10, 12, 15], "right"),
        "follow_up": _bands(given["not_visited"], [0, 3, 5, 10], [15, 12, 10, 5, 0], "left"),
        "complaints": np.maximum(15 - 5 * given["complaints"], 0),
        "learning": _bands(given["training_score"], [80, 90, 95], [5, 6, 8, 10], "left")
        + np.minimum(2 * given["shared_cases"], 5),
    }
    missing, quality = given["missing_reports"], given["report_quality"]
    reports = np.maximum(np.maximum(10 - missing, 0) + np.select([quality == 0, quality == 1], [2.0, 0.0], -1.0), 0)
    points["daily_report"] = np.where(missing > 5, 0, reports)
    total = np.floor(np.sum(list(points.values()), axis=0) * 100 + 0.5 + 1e-9) / 100
    grade = 4 - np.searchsorted([60, 70, 80, 90], total, "right")
    order = np.argsort(-total, kind="quicksort")
    ranked = total[order]
    leads = np.where(np.r_[True, ranked[1:] != ranked[:-1]], np.arange(len(total)), 0)
    rank = np.empty(len(total))
    rank[order] = np.maximum.accumulate(leads) + 1
    return {**points, "total": total, "grade": grade.astype(float), "rank": rank}


def _bands(values: Floats, bounds: list[float], points: list[float], side: str) -> Floats:
    found: Floats = np.array(points, dtype=float)[np.searchsorted(bounds, values, side)]  # type: ignore[call-overload]
    return found
