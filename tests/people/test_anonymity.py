"""Raters stay unknown: whatever a statement prints, with the reader's own rating, tells no rater's score."""

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
import pytest

from presales_xl import catalogue
from presales_xl.people.anonymity import OPEN, joined_kinds, together
from presales_xl.people.appraised import appraise
from presales_xl.people.employees import Employee, Manager, Role
from presales_xl.periods import parse_period

WEIGHTS = {"self": 0.1, "superior": 0.5, "peer": 0.2, "customer": 0.15, "sales": 0.05}


def companies() -> Iterator[Mapping[str, int]]:
    """Yield how many raters of each kind answered, in every combination of up to four."""
    for counts in product(*map(range, (2, 2, 5, 5, 5))):
        if any(counts[2:]):
            yield dict(zip(WEIGHTS, counts, strict=True))


def printed(raters: Mapping[str, int], least: int) -> np.ndarray:
    """Return what is printed, a row each, as sums of the raters' scores: a column each, in the order of kinds."""
    kinds = [kind for kind, count in raters.items() for _ in range(count)]

    def mean(kind: str) -> np.ndarray:
        return np.array([1 / raters[kind] if each == kind else 0 for each in kinds])

    answered = [kind for kind, count in raters.items() if count]
    lines = [sum(WEIGHTS[kind] * mean(kind) for kind in answered)]  # the result
    joined = joined_kinds(raters, least)
    if joined is not None:
        lines += [mean(kind) for kind in answered if kind not in joined]
        lines += [sum(WEIGHTS[kind] * mean(kind) for kind in joined)] if joined else []
    return np.array(lines)


@pytest.mark.parametrize("least", [2, 3, 4])
@pytest.mark.parametrize("reader", ["", *OPEN])
def test_nobody_can_solve_for_a_raters_score_but_where_only_one_is_unknown(least: int, reader: str) -> None:
    checked = 0
    for raters in companies():
        kinds = [kind for kind, count in raters.items() for _ in range(count)]
        units = np.eye(len(kinds))
        known = np.vstack([printed(raters, least), *(units[at] for at, kind in enumerate(kinds) if kind == reader)])
        rank = np.linalg.matrix_rank(known, tol=1e-9)
        for unit, kind in zip(units, kinds, strict=True):
            solved = np.linalg.matrix_rank(np.vstack([known, unit]), tol=1e-9) == rank
            others = sum(each != reader for each in kinds) - 1
            assert solved == (others == 0) or kind in OPEN, (raters, kind)
            checked += kind not in OPEN
    assert checked > 2000


@pytest.mark.parametrize("least", [2, 3, 4])
def test_what_is_shown_joined_or_by_itself_comes_from_enough_raters(least: int) -> None:
    for raters in companies():
        joined = joined_kinds(raters, least)
        unknown = {kind: count for kind, count in raters.items() if count and kind not in OPEN}
        if joined is None:
            assert sum(unknown.values()) < least
        else:
            shown = [count for kind, count in unknown.items() if kind not in joined]
            shown += [sum(raters[kind] for kind in joined)] if joined else []
            assert min(shown) >= least


@pytest.mark.parametrize(
    ("raters", "joined"),
    [
        ({"self": 1, "superior": 1, "peer": 1}, None),
        ({"superior": 1, "peer": 2}, None),
        ({"superior": 1, "peer": 3}, set()),
        ({"peer": 2, "customer": 1}, {"peer", "customer"}),
        ({"peer": 5, "customer": 1}, {"peer", "customer"}),
        ({"peer": 5, "customer": 2, "sales": 2}, {"customer", "sales"}),
        ({"superior": 1, "peer": 3, "customer": 0}, set()),
        ({"self": 1, "superior": 1}, set()),
    ],
)
def test_small_kinds_are_joined_with_as_few_others_as_it_takes(
    raters: Mapping[str, int], joined: set[str] | None
) -> None:
    assert joined_kinds(raters, 3) == (None if joined is None else frozenset(joined))
    assert joined_kinds(raters, 1) == frozenset()


def test_the_joined_score_counts_each_kind_by_its_weight_in_the_indicator() -> None:
    plan = catalogue.load("sales_2024", period=parse_period("2026-Q4"))
    given = {"self": 70.0, "superior": 90.0, "customer": 80.0, "cross_department": 60.0}
    entries = {"level": 0.0, **{f"input.needs_documents_{kind}": value for kind, value in given.items()}}
    counts = {"input.needs_documents_customer": 2, "input.needs_documents_cross_department": 2}
    person = Employee("E1", "张三", entries, manager_id="M1", raters=counts)
    role = appraise(Role("顾问", plan, [person]), {"M1": Manager("M1", "赵一", "华东")})
    spec = plan.columns["points.needs_documents"]
    shown = together(person, role.people[0].outcome, spec, 3)
    assert shown is not None
    assert [each.by for each in shown.columns] == ["customer", "cross_department"]
    assert shown.score == pytest.approx((0.3 * 80 + 0.1 * 60) / 0.4)
    assert together(person, role.people[0].outcome, spec, 1) is None
