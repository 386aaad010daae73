"""What raters see of a scheme: their ratings with the same ids, ranges and choices, and nothing made of them."""

from presales_xl.scheme.ratings import kinds, ratings_of, ratings_only
from tests.scheme.small import EVERY_KIND, SMALL, plan_of

KINDS = plan_of(EVERY_KIND)


def test_ratings_are_sorted_by_who_gives_them() -> None:
    given = {rater: [spec.id for spec in specs] for rater, specs in kinds(KINDS).items()}
    assert given["peer"] == ["input.raters_peer", "input.rescaled_peer"]
    assert given["self"] == ["input.judged_self"]
    assert "input.judged_superior" in given["superior"]
    assert "input.score" not in [column for columns in given.values() for column in columns]


def test_the_ratings_of_a_result_are_those_that_it_comes_from_and_those_beside_it() -> None:
    of = {spec.id: [each.id for each in ratings_of(KINDS, spec)] for spec in KINDS.of_kind("points", "total")}
    assert "input.raters_peer" in of["points.raters"]
    assert "input.judged_self" in of["points.judged"]
    assert of["total"] == []
    assert ratings_of(KINDS, KINDS.columns["measure.where_done.first.part"]) == []  # what stands beside it is no part


def test_a_plan_of_ratings_has_their_columns_and_nothing_of_the_scheme() -> None:
    plan = ratings_only(KINDS, ["input.raters_peer", "input.judged_self", "points.raters"])
    assert [spec.id for spec in plan.of_kind("input")] == ["input.raters_peer", "input.judged_self"]
    peer, own = plan.columns["input.raters_peer"], plan.columns["input.judged_self"]
    assert (plan.limit(peer.low), plan.limit(peer.high)) == (0, 10)
    assert plan.dimensions[own.dimension].keys == ("good", "poor")
    assert plan.scheme.id == KINDS.scheme.id
    assert not plan.scheme.pay
    assert plan.scheme.grades is None


def test_a_yes_or_no_is_a_rating_too() -> None:
    plan = plan_of(
        EVERY_KIND,
        ("inputs:\n", "inputs:\n  tidy: {name: Tidy, type: yes_no, rated_by: peer}\n"),
        ("score > 100 or errors < 1", "tidy == 'yes'"),
    )
    assert "input.tidy" in [spec.id for spec in kinds(plan)["peer"]]
    rated = ratings_only(plan, ["input.tidy"])
    assert rated.dimensions[rated.columns["input.tidy"].dimension].keys == ("yes", "no")


def test_a_range_that_differs_by_level_is_that_of_the_level_or_the_widest() -> None:
    plan = plan_of(
        SMALL,
        ("        rule: {kind: target_ratio, of: win_rate, target: 0.5, cap: 1.2}", "        rule: {kind: rating}"),
        ("  rate.cap: {zh: 示例, en: An example}", "  rate: {zh: 示例, en: An example}"),
        ("measures:\n  win_rate: {name: {zh: 中标率, en: Win rate}, formula: won / joined, unit: rate}\n", ""),
        ("won < 1", "won < joined"),
    )
    for level, highest in (("junior", 60), ("senior", 70), ("", 70)):
        rated = ratings_only(plan, ["input.rate"], level)
        assert rated.limit(rated.columns["input.rate"].high) == highest


def test_levels_are_shown_to_raters_with_where_they_begin_as_the_figures_are_now_and_without_what_they_give() -> None:
    changed = KINDS.with_parameters({"described.good": 9})
    rated = ratings_only(changed, ["input.described", "input.levels"])
    lows = [rated.limit(level.low) for level in rated.columns["input.described"].levels]
    assert lows == [9, None]
    known = [level.points for level in changed.columns["input.levels"].levels]
    assert [changed.limit(points) for points in known] == [5, 0]
    assert [level.points for level in rated.columns["input.levels"].levels] == [None, None]
