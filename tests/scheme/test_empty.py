"""What holds where a share is to be taken of nothing, and where a figure of pay is not set yet."""

import math

import pytest

from presales_xl.backends.explain import causes, explain
from presales_xl.backends.rule_sentences import sentence
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.model import Scheme
from tests.backends.cohort import NAN, Entry, computed, inputs_of, known
from tests.scheme import small
from tests.scheme.small import SMALL, problems_of

SHARE = {"kind": "formula", "formula": "points * won / joined"}
RATING = {"kind": "rating"}
PEOPLE: tuple[dict[str, Entry], ...] = (
    {"won": 1.0, "joined": 2.0},
    {"won": 0.0, "joined": 0.0},
    {"won": 1.0, "joined": 0.0},
    {"won": None, "joined": 0.0},
    {"won": -1.0, "joined": 0.0},
)


def plan_of(rule: object, *, empty: str = "exempt", full_points: float | None = 100, **more: object) -> Plan:
    """Return the plan of a scheme with an indicator `share` of 40 points beside a rated one of 60."""
    scheme = {
        "id": "shares",
        "name": "Shares",
        "cycles": ["month"],
        "full_points": full_points,
        "inputs": {
            "won": {"name": "won", "type": "number", "min": -9},
            "joined": {"name": "joined", "type": "count"},
            "aim": {"name": "aim", "type": "count"},
        },
        "indicators": {
            "share": {"name": "share", "points": 40, "empty": empty, "rule": rule},
            "work": {"name": "work", "points": 60, "rule": RATING},
        },
        **more,
    }
    return compile_scheme(Scheme.model_validate(scheme))


def values(plan: Plan, *people: dict[str, Entry]) -> dict[str, list[float]]:
    """Return every column for some people, each of them rated 30 of 60 points unless it is said otherwise."""
    return computed(plan, [{"work": 30.0, **person} for person in people or PEOPLE])


def same(found: list[float], expected: list[float]) -> None:
    assert found == pytest.approx(expected, nan_ok=True)


def test_without_an_occasion_an_indicator_does_not_apply_and_its_weight_is_spread() -> None:
    found = values(plan_of(SHARE))
    same(found["exempt.share"], [0, 1, 0, NAN, 1])
    same(found["points.share"], [20, NAN, NAN, NAN, NAN])
    same(found["total"], [50, 50, NAN, NAN, 50])  # 30 of 60 points are 50 of 100
    same(found["completeness"], [1, 1, 0.5, 0.5, 1])
    same(found["rank"], [1, 1, NAN, NAN, 1])


def test_nothing_is_left_to_the_manager_of_who_is_exempt_of_all_that_is_paid_for_once_all_is_entered() -> None:
    share = {"name": "share", "points": 100, "empty": "exempt", "rule": SHARE}
    pay = {"bonus": {"name": "bonus", "formula": "total * aim"}}
    none: dict[str, Entry] = {"won": 0.0, "joined": 0.0}
    found = values(plan_of(SHARE, indicators={"share": share}, pay=pay), {**none, "aim": 2.0}, none)
    same(found["total"], [NAN, NAN])
    same(found["completeness"], [1, 0.5])


def test_a_share_of_nothing_may_give_nothing_or_all_or_stay_open() -> None:
    same(values(plan_of(SHARE, empty="zero"))["points.share"], [20, 0, NAN, NAN, 0])
    same(values(plan_of(SHARE, empty="full"))["points.share"], [20, 40, NAN, NAN, 40])
    same(values(plan_of(SHARE, empty="missing"))["points.share"], [20, NAN, NAN, NAN, NAN])
    assert "exempt.share" not in plan_of(SHARE, empty="zero").columns


def test_the_worst_points_of_a_table_are_those_of_its_last_band() -> None:
    bands = {"kind": "bands", "of": "won / joined", "bands": {"≥0.5": 40, "else": 7}}
    same(values(plan_of(bands, empty="zero"))["points.share"], [40, 7, NAN, NAN, 7])
    versus = {"kind": "vs_mean", "of": "won / joined", "bands": {"≥0.8": 40, "else": 7}}
    same(values(plan_of(versus, empty="zero"))["points.share"], [40, 7, NAN, NAN, 7])


@pytest.mark.parametrize(("better", "places"), [("high", [1, 3, 2, 3]), ("low", [2, 3, 1, 3])])
def test_in_a_ranking_a_share_of_nothing_stands_behind_everybody(better: str, places: list[float]) -> None:
    ranking = {"kind": "rank_bands", "of": "won / joined", "better": better, "bands": {"≤1": 40, "else": 10}}
    people: list[dict[str, Entry]] = [
        {"won": won, "joined": joined} for won, joined in ((2.0, 2.0), (0.0, 0.0), (1.0, 2.0), (0.0, 0.0))
    ]
    same(values(plan_of(ranking, empty="zero"), *people)["measure.share.rank"], places)
    exempt = values(plan_of(ranking), *people)
    same(exempt["measure.share.rank"], [place if place < 3 else NAN for place in places])
    same(exempt["exempt.share"], [0, 1, 0, 1])


def test_a_target_of_0_is_no_exemption() -> None:
    rule = {"kind": "target_ratio", "of": "won / joined", "target": "aim"}
    people: list[dict[str, Entry]] = [{"won": 0.0, "joined": 0.0, "aim": 1.0}, {"won": 0.0, "joined": 2.0, "aim": 0.0}]
    found = values(plan_of(rule), *people)
    same(found["exempt.share"], [1, 0])
    same(found["total"], [50, NAN])


def test_one_of_several_shares_that_is_of_nothing_is_enough() -> None:
    found = values(
        plan_of({"kind": "formula", "formula": "points * (won / joined + won / aim)"}), {**PEOPLE[1], "aim": 1.0}
    )
    same(found["exempt.share"], [1])


def test_a_rule_without_a_share_cannot_say_what_holds_where_it_is_empty() -> None:
    for empty in ("exempt", "zero", "full"):
        with pytest.raises(ProblemsError, match="no_share"):
            plan_of({"kind": "formula", "formula": "min(won / 100, 1)"}, empty=empty)


PARTS = {
    "first": {"name": "first", "kind": "formula", "formula": "points * won / joined"},
    "second": {"name": "second", "kind": "formula", "formula": "points * won / aim"},
    "third": {"name": "third", **RATING},
}


def mean(weights: dict[str, float], *parts: str) -> dict[str, object]:
    return {"kind": "mean", "parts": {key: PARTS[key] for key in parts}, "weights": weights}


AIMS: list[dict[str, Entry]] = [
    {"won": 1.0, "joined": 2.0, "aim": 1.0, "share_third": 10.0},
    {"won": 0.0, "joined": 0.0, "aim": 1.0, "share_third": 10.0},
    {"won": 0.0, "joined": 0.0, "aim": 0.0, "share_third": 10.0},
    {"won": 0.0, "joined": 0.0, "aim": 0.0, "share_third": None},
]


def test_a_mean_leaves_out_the_parts_that_do_not_apply() -> None:
    found = values(plan_of(mean({}, "first", "second", "third")), *AIMS)
    same(found["points.share"], [(20 + 40 + 10) / 3, 5, 10, NAN])
    assert "exempt.share" not in found
    weighted = mean({"first": 0.5, "second": 0.2, "third": 0.3}, "first", "second", "third")
    same(values(plan_of(weighted), *AIMS)["points.share"], [10 + 8 + 3, 6, 10, NAN])


def test_a_mean_of_which_no_part_applies_does_not_apply() -> None:
    found = values(plan_of(mean({}, "first", "second")), *AIMS[:3])
    same(found["points.share"], [30, 0, NAN])
    same(found["exempt.share"], [0, 0, 1])
    same(found["total"], [60, 30, 50])


def test_where_nothing_applies_there_is_no_total_though_nothing_is_lacking() -> None:
    only = {"share": {"name": "share", "points": 100, "empty": "exempt", "rule": SHARE}}
    found = values(plan_of(SHARE, indicators=only))
    same(found["total"], [50, NAN, NAN, NAN, NAN])
    same(found["completeness"], [1, 1, 0, 0, 1])


def test_additions_are_not_scaled_and_a_scheme_without_a_whole_has_the_sum_of_its_points() -> None:
    added = {"extra": {"name": "extra", "rule": {"kind": "add", "additions": {"aim": 2}}}}
    same(values(plan_of(SHARE, adjustments=added), {**PEOPLE[1], "aim": 3.0})["total"], [56])
    same(values(plan_of(SHARE, full_points=None), *PEOPLE[:2])["total"], [50, 50])


def test_the_weight_of_a_rule_that_states_its_own_points_is_the_best_of_them() -> None:
    bands = {"kind": "bands", "of": "won / joined", "bands": {"≥0.9": 30, "≥0.5": 40, "else": 7}}
    own = {
        "share": {"name": "share", "empty": "exempt", "rule": bands},
        "work": {"name": "w", "points": 60, "rule": RATING},
    }
    same(values(plan_of(SHARE, indicators=own), *PEOPLE[:2])["total"], [70, 50])


def test_what_does_not_apply_is_explained_by_what_there_was_nothing_of() -> None:
    plan = plan_of(mean({}, "first", "second"))
    for place, why in ((2, "Not applicable: joined 0 = 0, aim 0 = 0"), (1, "second 0")):
        number = known(plan, inputs_of(plan, [{"work": 30.0, **person} for person in AIMS[:3]])).numbers(place)
        assert explain(plan, plan.columns["points.share"], number, "en") == why
        assert not explain(plan, plan.columns["total"], number, "en").startswith("incomplete")
    plan = plan_of(SHARE)
    number = known(plan, inputs_of(plan, [{"work": 30.0, **PEOPLE[2]}])).numbers(0)
    assert explain(plan, plan.columns["exempt.share"], number, "en") == "40 × won = 40 > 0 → 0"
    assert explain(plan, plan.columns["total"], number, "en") == (
        "incomplete: joined is 0, nothing can be divided by it"
    )
    assert sentence(plan, plan.columns["points.share"], "en") == "40 × won ÷ joined; not applicable where joined = 0"
    full = plan_of(SHARE, empty="full")
    assert sentence(full, full.columns["points.share"], "en") == "40 × won ÷ joined; joined = 0 → 40"


BONUS = ("value: {A: 1.5, B: 1}}", "value: {A: 1.5, B: null}}")
SECOND = ("formula: salary * share * factor}", "formula: salary * share * factor}\n  more: {name: x, formula: won}")


def test_pay_by_a_figure_that_is_not_set_waits_for_it_and_is_left_out_of_the_sum() -> None:
    plan = small.plan_of(SMALL, BONUS, SECOND)
    good: dict[str, Entry] = {"level": "senior", "won": 6.0, "joined": 10.0, "manner": "good", "salary": 8000.0}
    people, hours = [good, {**good, "won": 1.0}], [(0, {"hours": 9.0}), (1, {"hours": 9.0})]
    found = computed(plan, people, visits=hours)
    same(found["exempt.pay.bonus"], [0, 1])
    same(found["pay.bonus"], [3000, NAN])
    same(found["pay.total"], [3006, 1])
    assert found["completeness"] == [1, 1]
    number = known(plan, inputs_of(plan, people, None, visits=hours)).numbers(1)
    assert explain(plan, plan.columns["pay.bonus"], number, "zh") == "未设定"
    assert "B 未设定" in sentence(plan, plan.columns["pay.bonus"], "zh")
    given = plan.with_parameters({"factor": {"A": 1.5, "B": 1.0}})
    same(computed(given, people, visits=hours)["pay.total"], [3006, 2001])
    assert Scheme.model_validate(plan.scheme.model_dump(mode="json")).model_dump(mode="json") == (
        plan.scheme.model_dump(mode="json")
    )


def test_a_figure_may_be_left_open_only_where_money_waits_for_it() -> None:
    assert [
        problem.code for problem in problems_of(("value: {junior: 1, senior: 2}", "value: {junior: 1, senior: null}"))
    ] == ["scheme.unset_figure"]
    assert not problems_of(("value: 0.25, unit: rate, range: [0.2, 0.3]", "value: null, unit: rate"))
    assert math.isnan(
        float(
            str(small.plan_of(SMALL, ("value: 0.25, unit: rate, range: [0.2, 0.3]", "value: null")).value("share", 0))
        )
    )


def test_the_worst_points_are_explained_by_what_there_was_nothing_of_and_a_mean_by_the_parts_that_count() -> None:
    plan = plan_of(SHARE, empty="zero")
    number = known(plan, inputs_of(plan, [{"work": 30.0, **PEOPLE[1]}])).numbers(0)
    assert explain(plan, plan.columns["points.share"], number, "en") == "joined 0 = 0 → 0 points"
    plan = plan_of(mean({}, "first", "second", "third"))
    number = known(plan, inputs_of(plan, [{"work": 30.0, **AIMS[1]}])).numbers(0)
    assert explain(plan, plan.columns["points.share"], number, "en").endswith("÷ 2 = 5")


def test_what_a_value_waits_for_is_told_by_its_column() -> None:
    plan = plan_of(SHARE)
    number = known(plan, inputs_of(plan, [PEOPLE[3]])).numbers(0)
    assert causes(plan, plan.columns["points.share"], number) == [
        ("blank", "input.won"),
        ("zero", nodes.Column("input.joined")),
    ]
    assert causes(plan, plan.columns["total"], number) == [("blank", "input.won"), ("blank", "input.work")]
