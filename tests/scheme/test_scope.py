"""What a rule asks for becomes visible: inputs with the names, limits and raters that people see."""

import pytest

from presales_xl.scheme.columns import ColumnSpec, Plan
from tests.backends.cohort import NAN, Entry, computed
from tests.scheme.small import EVERY_KIND, SMALL, plan_of

KINDS = plan_of(EVERY_KIND)
PEER = "  peer_view: {name: {zh: 同事看, en: Peer view}, points: 10, rule: {kind: rating, raters: {peer: 1}}}\n"
POINTS = "        points: 10\n        rule: {kind: formula"


def english(spec: ColumnSpec) -> str:
    assert spec.name is not None
    return spec.name.en


@pytest.mark.parametrize(
    ("column", "name", "by", "rater"),
    [
        ("rating", "Rated", "superior", None),  # who fills in a workbook need not be named
        ("judged_superior", "Judged (superior)", "superior", "superior"),
        ("judged_self", "Judged (self)", "self", "self"),
        ("raters_peer", "Two raters (peer)", "peer", "peer"),
        ("average_second", "Second", "superior", None),
        ("done", "Done", "", None),
        ("score", "Score", "", None),
    ],
)
def test_an_input_is_called_by_who_rates_where_somebody_else_does(
    column: str, name: str, by: str, rater: str | None
) -> None:
    spec = KINDS.inputs()[column]
    assert (english(spec), spec.by, spec.rater and spec.rater.en) == (name, by, rater)


def test_a_rater_beside_the_superior_is_named_even_alone() -> None:
    spec = plan_of(EVERY_KIND, ("indicators:\n", f"indicators:\n{PEER}")).inputs()["peer_view"]
    assert (english(spec), spec.by, spec.rater) == ("Peer view (peer)", "peer", None)


def test_several_raters_of_a_part_are_told_apart_by_the_parts_name() -> None:
    second = "second: {name: {zh: 乙, en: Second}, kind: rating, raters: {self: 0.5, peer: 0.5}}"
    plan = plan_of(EVERY_KIND.replace("second: {name: {zh: 乙, en: Second}, kind: rating}", second, 1))
    spec = plan.inputs()["average_second_peer"]
    assert (english(spec), spec.rater) == ("Second (peer)", None)


def beside(*changes: tuple[str, str]) -> Plan:
    return plan_of(SMALL, ("cycles: [month]", "cycles: [month]\nbeside: [self]"), *changes)


def test_a_rating_beside_is_shown_with_the_difference_and_never_counts() -> None:
    plan = beside()
    own = plan.inputs()["effort_self"]
    assert (english(own), own.by, own.field and own.field.optional) == ("Effort (self)", "self", True)
    assert english(plan.columns["measure.effort.difference_self"]) == "Difference (self)"
    whole: dict[str, Entry] = {"level": "senior", "won": 3.0, "joined": 10.0, "manner": "good", "salary": 1.0}
    visits = [(0, {"hours": 2.0}), (1, {"hours": 2.0})]
    values = computed(plan, [{**whole, "effort_self": 6.0}, {**whole, "effort_self": None}], visits=visits)
    assert values["points.effort"] == [4, 4]
    assert values["measure.effort.difference_self"] == pytest.approx([-2, NAN], nan_ok=True)
    assert values["total"][0] == values["total"][1]


def test_a_rating_beside_is_limited_by_the_full_points_or_by_the_best_that_the_rule_states() -> None:
    plan = beside(("enabled: false", "enabled: true"), ("points: 10", "points: 5"))
    limits = {key: plan.limit(spec.high, "junior") for key, spec in plan.inputs().items() if key.endswith("_self")}
    assert limits == {"rate_self": 60, "manner_points_self": 30, "effort_self": 5, "spare_self": 5}
    assert plan.limit(plan.inputs()["rate_self"].high, "senior") == 70
