"""What each rule kind makes of people's figures, beside every bound; a test's name begins with the kind it is about."""

import math
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pytest
from pydantic import ValidationError

from presales_xl.backends.rule_sentences import rule_in_words
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.nodes import Expr
from presales_xl.scheme.rules import RULE_KINDS, RuleKind, Scope
from tests.backends.cohort import NAN, Entry, computed
from tests.scheme import small
from tests.scheme.small import EVERY_KIND

FOLDER = Path(__file__).parents[1]
Rule = Mapping[str, object]
TYPES = {"score": "score", "sales": "money", "before": "money", "errors": "count", "praise": "count", "plan": "number"}
FIGURES = {"aim": 50, "high": 90, "low": 60}
ABC = {"a": 5, "b": 2, "c": 0}


def plan_of(rule: Rule, points: float | None = 10, **indicator: object) -> Plan:
    """Return the plan of a scheme with a single indicator, `work`, of this rule."""
    inputs = {key: {"name": key, "type": kind} for key, kind in TYPES.items()}
    inputs["mood"] = {"name": "mood", "type": "choice", "choices": [*ABC]}  # type: ignore[dict-item]
    inputs["known"] = {"name": "known", "type": "number", "given_by": "hr"}
    scheme = {
        "id": "one_rule",
        "name": "One rule",
        "cycles": ["month"],
        "full_points": None,
        "choices": dict.fromkeys(ABC, "choice"),
        "inputs": inputs,
        "parameters": {key: {"name": key, "value": value} for key, value in FIGURES.items()},
        "details": {"talks": {"name": "talks", "row_name": "talk"}},
        "indicators": {"work": {"name": "work", "points": points, "rule": rule, **indicator}},
    }
    return compile_scheme(Scheme.model_validate(scheme))


def scores(plan: Plan, *people: Mapping[str, Entry]) -> list[float]:
    """Return everybody's points; the people are one cohort."""
    return computed(plan, people)["points.work"]


def by(plan: Plan, name: str, *values: float | None) -> list[float]:
    """Return the points for some values of a single input, each of them of a person without a cohort."""
    return [points for value in values for points in scores(plan, {name: value})]


def beside(bound: float) -> tuple[float, float, float]:
    """Return a bound between two numbers that Excel, which compares 15 digits, only just tells from it."""
    return bound - 1e-13, bound, bound + 1e-13


def figures(plan: Plan) -> dict[str, tuple[object, str, str]]:
    """Return value, unit and sign of everything that the parameter sheet lets people change."""
    return {key.removeprefix("work."): (f.value, f.unit, f.sign) for key, f in plan.parameters.items()}


def missing(values: list[float]) -> list[bool]:
    """Return which values are missing."""
    return [math.isnan(value) for value in values]


def test_every_kind_has_a_test_of_its_own() -> None:
    kinds = {kind.key() for kind in RULE_KINDS}
    assert len(kinds) == len(RULE_KINDS)
    assert {kind for kind in kinds if not any(name.startswith(f"test_{kind}_") for name in globals())} == set()


def test_every_kind_is_in_the_scheme_that_the_backends_are_tested_with() -> None:
    indicators = small.plan_of(EVERY_KIND).scheme.indicators.values()
    assert {type(indicator.rule) for indicator in indicators} == set(RULE_KINDS)


@pytest.mark.parametrize("kind", RULE_KINDS, ids=lambda kind: kind.key())
def test_what_stands_in_the_clauses_of_a_kind_are_fields_of_it(kind: type[RuleKind]) -> None:
    assert {field for clause in kind.clauses for field in clause.fields} <= set(kind.model_fields)


def test_a_kind_that_leaves_out_what_it_gives_at_most_or_its_clauses_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="HalfRule does not say: most, clauses"):

        class HalfRule(RuleKind):
            kind: Literal["half"]

            def lower(self, scope: Scope) -> Expr:
                return scope.points()


TRIED = """\
import sys
from importlib.util import module_from_spec, spec_from_file_location

spec = spec_from_file_location("presales_xl.scheme.rules", sys.argv[1])
sys.modules[spec.name] = module_from_spec(spec)
spec.loader.exec_module(sys.modules[spec.name])

from presales_xl.design.designbook.rule_words import RULES
from presales_xl.design.designbook.design_sheets import SHEETS
from presales_xl.scheme.json_schema import json_schema
from presales_xl.workbook.parameter_block import ParameterBlock
from tests.scheme.test_rules import by, figures, plan_of

plan = plan_of({"kind": "tolerance", "of": "errors", "tolerated": 2})
print(by(plan, "errors", 2, 3), figures(plan)["tolerated"])
print("work.tolerated" in ParameterBlock(plan, "s", 0, "en").figures, "ToleranceRule" in json_schema()["$defs"])
print(*RULES["tolerance"][0].figures, *("tolerance" in each.cell.values for each in SHEETS[0].columns[2:3]))
"""


def test_the_class_of_the_guide_is_all_that_a_new_kind_takes_but_for_its_words(tmp_path: Path) -> None:
    guide = (FOLDER.parent / "docs" / "schemes.md").read_text(encoding="utf-8")
    [new] = re.findall(r"```python\n(class \w+Rule\(RuleKind\):\n.*?)```", guide, re.DOTALL)
    end = "#: Every rule kind"
    source = (FOLDER.parent / "presales_xl" / "scheme" / "rules.py").read_text(encoding="utf-8")
    (tmp_path / "rules.py").write_text(source.replace(end, f"{new}\n\n{end}"), encoding="utf-8")
    run = [sys.executable, "-c", TRIED, str(tmp_path / "rules.py")]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", check=False)
    said = ["[10.0, 5.0] (2.0, 'count', '')", "True True", "tolerated True"]
    assert done.stdout.splitlines() == said, done.stderr


# Bands.


def test_bands_give_the_points_of_the_first_bound_that_is_reached() -> None:
    plan = plan_of({"kind": "bands", "of": "score", "bands": {"≥90": 10, ">60": 6, "else": 1}}, None)
    assert by(plan, "score", *beside(90)) == [6, 10, 10]
    assert by(plan, "score", *beside(60)) == [1, 1, 6]
    assert by(plan, "score", 0, 100) == [1, 10]
    assert by(plan, "score", math.nextafter(90, 0), math.nextafter(60, 99)) == [10, 1]  # 90 and 60 in any cell
    assert missing(by(plan, "score", None)) == [True]


def test_bands_may_reward_small_values() -> None:
    plan = plan_of({"kind": "bands", "of": "errors", "bands": {"≤0": 10, "<3": 4, "else": -2}}, None)
    assert by(plan, "errors", 0, 1, *beside(3)) == [10, 4, 4, -2, -2]


def test_bands_over_a_quotient_meet_bounds_that_only_floating_point_misses() -> None:
    plan = plan_of({"kind": "bands", "of": "sales / before", "bands": {"≥1.05": 10, "else": 0}}, None)
    assert scores(plan, {"sales": 156.45, "before": 149.0}, {"sales": 156.4499, "before": 149.0}) == [10, 0]
    assert missing(scores(plan, {"sales": 1, "before": 0.0})) == [True]


def test_bands_are_figures_that_people_change() -> None:
    plan = plan_of({"kind": "bands", "of": "score", "bands": {"≥90": 10, ">60": 6, "else": 1}}, None)
    assert figures(plan) == {
        "bound_1": (90, "score", ">="),
        "value_1": (10, "points", ""),
        "bound_2": (60, "score", ">"),
        "value_2": (6, "points", ""),
        "else": (1, "points", ""),
    }
    changed = plan.with_parameters({"work.bound_1": 80, "work.value_1": 9})
    assert by(changed, "score", 80, 79) == [9, 6]
    assert (plan.best("work"), changed.best("work")) == (10, 9)


@pytest.mark.parametrize(
    ("measured", "unit"),
    [
        ("score", "score"),
        ("errors", "count"),
        ("sales + before", "money"),
        ("sales / errors", "rate"),
        ("sales - plan", "number"),
        ("points", "number"),
    ],
)
def test_bands_have_bounds_in_the_unit_of_what_is_measured(measured: str, unit: str) -> None:
    plan = plan_of({"kind": "bands", "of": measured, "bands": {"≥1": 10, "else": 0}})
    assert figures(plan)["bound_1"] == (1, unit, ">=")


# Cases.

TWO_WAY = {"kind": "cases", "cases": {"score >= high and errors < 1": 10, "score >= low": 6, "else": 1}}


@pytest.mark.parametrize(
    ("score", "errors", "points"), [(90, 0, 10), (90, 1, 6), (89, 0, 6), (60, 9, 6), (59, 0, 1), (0, 9, 1)]
)
def test_cases_give_the_points_of_the_first_condition_that_holds(score: float, errors: float, points: float) -> None:
    assert scores(plan_of(TWO_WAY, None), {"score": score, "errors": errors}) == [points]


def test_cases_wait_for_everything_that_any_condition_reads() -> None:
    assert missing(scores(plan_of(TWO_WAY, None), {"score": 10.0, "errors": None})) == [True]


def test_cases_keep_their_points_as_figures_in_the_order_of_the_file() -> None:
    plan = plan_of(TWO_WAY, None)
    own = {key: figure for key, figure in figures(plan).items() if key not in FIGURES}
    assert own == {"value_1": (10, "points", ""), "value_2": (6, "points", ""), "else": (1, "points", "")}
    assert plan.best("work") == 10


def test_cases_that_all_ask_for_one_choice_name_it_once() -> None:
    plan = plan_of({"kind": "cases", "cases": {"mood == 'b'": 4, "mood == 'a'": 9, "else": 1}}, None)
    assert [scores(plan, {"mood": mood}) for mood in ABC] == [[9], [4], [1]]
    words = rule_in_words(plan, "work", "en")
    assert words == "mood = choice → 4; = choice → 9; else 1"


# Target ratio.


def test_target_ratio_gives_full_points_at_the_target_up_to_the_cap_and_down_to_the_floor() -> None:
    rule = {"kind": "target_ratio", "of": "sales", "target": 1000, "cap": 1.2, "floor": 0.5}
    plan = plan_of(rule)
    assert by(plan, "sales", 1000, 1100, 1200, 5000, 600, 500, 499, 0) == [10, 11, 12, 12, 6, 5, 5, 5]
    assert missing(by(plan, "sales", None)) == [True]
    assert figures(plan) == {
        "target": (1000, "money", ""),
        "cap": (1.2, "rate", ""),
        "floor": (0.5, "rate", ""),
        "points": (10, "points", ""),
    }


def test_target_ratio_is_never_below_0_unless_the_scheme_says_so_and_has_no_cap_of_its_own() -> None:
    rule = {"kind": "target_ratio", "of": "sales", "target": 100}
    assert by(plan_of(rule), "sales", -50, 1000) == [0, 100]
    assert by(plan_of({**rule, "floor": None}), "sales", -50) == [-5]
    assert "work.floor" not in plan_of(rule).parameters


@pytest.mark.parametrize("target", ["plan", "aim"])
def test_target_ratio_takes_its_target_from_an_input_or_a_parameter(target: str) -> None:
    plan = plan_of({"kind": "target_ratio", "of": "sales", "target": target})
    assert scores(plan, {"sales": 25.0, "plan": 50.0}) == [5]


@pytest.mark.parametrize("target", [0.0, None])
def test_target_ratio_without_a_target_is_missing(target: float | None) -> None:
    plan = plan_of({"kind": "target_ratio", "of": "sales", "target": "plan"})
    assert missing(scores(plan, {"sales": 25.0, "plan": target})) == [True]


def test_target_ratio_does_not_round_on_the_way() -> None:
    plan = plan_of({"kind": "target_ratio", "of": "sales / before", "target": 1}, 1e12)
    assert scores(plan, {"sales": 1.0, "before": 3.0}) == [1e12 / 3]


# Standard steps.

STEPS = {
    "kind": "standard_steps",
    "of": "score / 100",
    "standard": 0.9,
    "short_step": 0.05,
    "per_short": 2,
    "over_step": 0.01,
    "per_over": 0.5,
}


@pytest.mark.parametrize(
    ("score", "points"),
    [
        (90, 20),
        (89.9, 20),
        (85.01, 20),  # no whole step short
        (85, 18),
        (80.01, 18),
        (80, 16),
        (90.99, 20),  # no whole step over
        (91, 20.5),
        (92.99, 21),
        (93, 21.5),
        (100, 25),
        (40, 0),
        (0, 0),  # 18 steps short would be -16
    ],
)
def test_standard_steps_count_whole_steps_short_of_and_over_the_standard(score: float, points: float) -> None:
    assert by(plan_of(STEPS, 20), "score", score) == [points]


def test_standard_steps_stay_between_floor_and_cap_where_there_are_any() -> None:
    assert by(plan_of({**STEPS, "floor": None}, 20), "score", 0) == [-16]
    plan = plan_of({**STEPS, "floor": 15, "cap": 21}, 20)
    assert by(plan, "score", 80, 75, 70, 91, 92, 93) == [16, 15, 15, 20.5, 21, 21]
    assert missing(by(plan, "score", None)) == [True]


def test_standard_steps_of_one_side_leave_the_other_its_full_points_and_say_nothing_of_it() -> None:
    short = {key: value for key, value in STEPS.items() if "over" not in key}
    over = {**{key: value for key, value in STEPS.items() if "short" not in key}, "per_over": -0.5}
    assert by(plan_of(short, 20), "score", 85, 80, 90, 99) == [18, 16, 20, 20]
    assert by(plan_of(over, 20), "score", 0, 90, 91, 93) == [20, 20, 19.5, 18.5]
    assert figures(plan_of(short, 20)).keys() == {"standard", "short_step", "per_short", "points"}
    assert (
        rule_in_words(plan_of(short, 20), "work", "zh")
        == "score ÷ 100 达到 90% 得 20 分，低于它每满 5% 减 2 分，不低于 0"
    )
    told = "20 where score ÷ 100 is at most 90%, −0.5 for every full 1% over it, at least 0"
    assert rule_in_words(plan_of(over, 20), "work", "en") == told


@pytest.mark.parametrize(
    "missing", [["per_short"], ["over_step"], ["short_step", "per_short", "over_step", "per_over"]]
)
def test_standard_steps_want_a_step_and_its_points_together_and_one_side_at_least(missing: list[str]) -> None:
    with pytest.raises(ValidationError, match="a step and its points"):
        plan_of({key: value for key, value in STEPS.items() if key not in missing}, 20)


def test_standard_steps_show_every_figure_in_the_unit_of_what_is_measured() -> None:
    assert figures(plan_of({**STEPS, "floor": 15, "cap": 21}, 20)) == {
        "standard": (0.9, "rate", ""),
        "short_step": (0.05, "rate", ""),
        "per_short": (2, "points", ""),
        "over_step": (0.01, "rate", ""),
        "per_over": (0.5, "points", ""),
        "points": (20, "points", ""),
        "cap": (21, "points", ""),
        "floor": (15, "points", ""),
    }


# Deductions and additions.


def test_deduct_takes_so_much_each_time_and_gives_back_what_is_to_be_added() -> None:
    plan = plan_of({"kind": "deduct", "deductions": {"errors": 2, "errors > 1": 1}, "additions": {"praise": 0.5}})
    times = [(0, 0), (1, 0), (2, 0), (4, 0), (0, 4), (3, 1), (9, 0)]
    people = [{"errors": float(errors), "praise": float(praise)} for errors, praise in times]
    assert scores(plan, *people) == [10, 8, 5, 1, 12, 3.5, 0]
    assert missing(scores(plan, {"errors": 1.0, "praise": None})) == [True]
    assert figures(plan) == {
        "points": (10, "points", ""),
        "addition_1": (0.5, "points", ""),
        "deduction_1": (2, "points", ""),
        "deduction_2": (1, "points", ""),
    }


def test_deduct_goes_below_0_only_where_the_scheme_says_so_and_stops_at_floor_and_cap() -> None:
    rule = {"kind": "deduct", "deductions": {"errors": 2}, "additions": {"praise": 1}}
    few, many = {"errors": 0.0, "praise": 9.0}, {"errors": 9.0, "praise": 0.0}
    assert scores(plan_of(rule), few, many) == [19, 0]
    assert scores(plan_of({**rule, "floor": None}), few, many) == [19, -8]
    assert scores(plan_of({**rule, "floor": -5, "cap": 11}), few, many) == [11, -5]


def test_add_gives_or_takes_so_much_each_time_with_a_limit_of_each_side_by_itself() -> None:
    rule = {"kind": "add", "additions": {"praise": 1.5, "errors": -2}}
    people: list[dict[str, Entry]] = [
        {"praise": 2.0, "errors": 0.0},
        {"praise": 4.0, "errors": 1.0},
        {"praise": 0.0, "errors": 3.0},
        {"praise": None, "errors": 3.0},
    ]
    assert scores(plan_of(rule), *people) == pytest.approx([3, 4, -6, NAN], nan_ok=True)
    capped = plan_of({**rule, "cap": 3.5})
    assert scores(capped, *people) == pytest.approx([3, 1.5, -6, NAN], nan_ok=True)
    limited = plan_of({**rule, "cap": 3.5, "floor": -5})
    assert scores(limited, *people) == pytest.approx([3, 1.5, -5, NAN], nan_ok=True)
    assert scores(plan_of({**rule, "additions": {"errors": -2}, "floor": -5}), *people)[1:3] == [-2, -5]
    with pytest.raises(ValueError, match="floor"):
        plan_of({**rule, "floor": 1})
    assert figures(capped) == {
        "addition_1": (1.5, "points", ""),
        "addition_2": (-2, "points", ""),
        "cap": (3.5, "points", ""),
    }


# Formulas and parts.


def test_formula_knows_the_full_points_of_its_indicator() -> None:
    plan = plan_of({"kind": "formula", "formula": "points * score / 100 - errors"}, 30)
    assert scores(plan, {"score": 50.0, "errors": 2.0}) == [13]
    scaled = plan_of({"kind": "formula", "formula": "points - errors"}, 30, out_of=60)
    assert by(scaled, "errors", 0, 6) == [30, 27]  # 60 and 54 of 60


def test_formula_is_computed_as_it_stands_with_no_limit() -> None:
    assert by(plan_of({"kind": "formula", "formula": "points - errors"}), "errors", 30) == [-20]


PARTS = {
    "first": {"kind": "bands", "of": "score", "bands": {"≥60": 6, "else": 0}},
    "second": {"kind": "add", "additions": {"errors": -1}},
}


def test_sum_adds_its_parts_within_floor_and_cap() -> None:
    people: list[dict[str, Entry]] = [
        {"score": 60.0, "errors": 0.0},
        {"score": 60.0, "errors": 2.0},
        {"score": 59.0, "errors": 2.0},
        {"score": 59.0, "errors": None},
    ]
    rule = {"kind": "sum", "parts": PARTS}
    assert scores(plan_of(rule), *people) == pytest.approx([6, 4, -2, NAN], nan_ok=True)
    plan = plan_of({**rule, "floor": 0, "cap": 5})
    assert scores(plan, *people) == pytest.approx([5, 4, 0, NAN], nan_ok=True)
    assert figures(plan) == {
        "first.bound_1": (60, "score", ">="),
        "first.value_1": (6, "points", ""),
        "first.else": (0, "points", ""),
        "second.addition_1": (-1, "points", ""),
        "cap": (5, "points", ""),
    }


def test_mean_of_parts_counts_each_part_alike_and_waits_for_all() -> None:
    plan = plan_of({"kind": "mean", "parts": PARTS})
    people: list[dict[str, Entry]] = [{"score": 60.0, "errors": 2.0}, {"score": 60.0, "errors": None}]
    assert scores(plan, *people) == pytest.approx([2, NAN], nan_ok=True)


def test_mean_with_weights_blends_by_them() -> None:
    parts = {key: {**part, "name": key} for key, part in PARTS.items()}
    plan = plan_of({"kind": "mean", "parts": parts, "weights": {"first": 0.75, "second": 0.25}})
    assert scores(plan, {"score": 60.0, "errors": 2.0}) == [4]
    shown = {key: (figure.value, figure.unit) for key, figure in plan.parameters.items() if ".weight." in key}
    assert shown == {"work.weight.first": (0.75, "rate"), "work.weight.second": (0.25, "rate")}


PARTLY = {
    "kind": "mean",
    "parts": {
        "first": {"kind": "formula", "formula": "score - errors"},
        "second": {"kind": "rating", "name": "Second"},
    },
}


@pytest.mark.parametrize(
    ("score", "errors", "mood", "second", "points"),
    [
        (9, 1, "a", 4, 6),
        (9, 1, "c", 4, 4),  # left out, whatever stands there
        (None, None, "c", 4, 4),
        (None, None, "a", 4, NAN),  # a blank is never left out
        (9, 1, "a", None, NAN),
        (9, 1, "c", None, NAN),
        (9, 1, None, 4, NAN),
        (math.inf, 1, "a", 4, NAN),
    ],
)
def test_mean_leaves_out_what_is_marked_and_waits_for_what_is_blank(
    score: float | None, errors: float | None, mood: str | None, second: float | None, points: float
) -> None:
    plan = plan_of({**PARTLY, "left_out": {"first": "mood == 'c'"}})
    person: dict[str, Entry] = {"score": score, "errors": errors, "mood": mood, "work_second": second}
    assert scores(plan, person) == pytest.approx([points], nan_ok=True)
    rule = rule_in_words(plan, "work", "en")
    assert rule == "mean of what applies: score − errors; Second"


def test_mean_with_weights_leaves_out_a_part_with_its_weight() -> None:
    parts = {key: {**part, "name": key} for key, part in PARTS.items()}
    weights = {"first": 0.75, "second": 0.25}
    plan = plan_of({"kind": "mean", "parts": parts, "weights": weights, "left_out": {"first": "mood == 'c'"}})
    assert scores(plan, {"score": 60.0, "errors": 2.0, "mood": "a"}) == [4]
    assert scores(plan, {"score": 60.0, "errors": 2.0, "mood": "c"}) == [-2]
    assert "× 75%" in rule_in_words(plan, "work", "en")


def test_mean_of_which_every_part_is_left_out_does_not_apply() -> None:
    plan = plan_of({**PARTLY, "left_out": {"first": "mood == 'c'", "second": "mood != 'a'"}})
    assert plan.columns["points.work"].exempt
    assert computed(plan, [{"mood": "c"}])["exempt.work"] == [1]


def test_mean_is_told_of_conditions_for_parts_that_it_does_not_have() -> None:
    with pytest.raises(ValueError, match="conditions of parts"):
        plan_of({**PARTLY, "left_out": {"third": "mood == 'c'"}})


# Comparisons with the cohort.


def test_vs_mean_compares_with_the_mean_of_those_who_have_a_value() -> None:
    plan = plan_of({"kind": "vs_mean", "of": "sales", "bands": {"≥1.2": 10, "≥0.8": 6, "else": 2}}, None)
    people: list[dict[str, Entry]] = [{"sales": sales} for sales in (120, 119, 80, 79, 102)]
    assert scores(plan, *people, {"sales": None}, {"sales": math.inf}) == pytest.approx(
        [10, 6, 6, 2, 6, NAN, NAN], nan_ok=True
    )
    assert plan.best("work") == 10
    assert figures(plan)["bound_1"] == (1.2, "rate", ">=")


@pytest.mark.parametrize("sales", [(0, 0), (-3, 1), (-3, 3), (0.1, 0.2, -0.3)])
def test_vs_mean_gives_everybody_the_band_of_the_mean_itself_where_that_is_not_above_0(sales: Sequence[float]) -> None:
    plan = plan_of({"kind": "vs_mean", "of": "sales", "bands": {"≥1.2": 10, "≥0.8": 6, "else": 2}}, None)
    people: list[dict[str, Entry]] = [{"sales": value} for value in sales]
    assert scores(plan, *people) == [6] * len(sales)
    assert computed(plan, people)["measure.work.ratio_to_mean"] == [1] * len(sales)
    assert scores(plan, {"sales": 0.0}, {"sales": 0.5}) == [2, 10]


RANKS = {"kind": "rank_bands", "of": "sales", "bands": {"≤1": 10, "≤3": 8, "else": 5}}


def ranked(rule: Rule, *sales: float | None) -> list[float]:
    people: list[dict[str, Entry]] = [{"sales": value} for value in sales]
    return scores(plan_of(rule, None), *people)


def test_rank_bands_let_ties_share_the_better_place_and_leave_out_who_has_no_value() -> None:
    assert ranked(RANKS, 5, 9, 7, 9, 1) == [5, 10, 8, 10, 5]
    assert ranked(RANKS, 5, None, 7, 9) == pytest.approx([8, NAN, 8, 10], nan_ok=True)


def test_rank_bands_may_put_the_smallest_first() -> None:
    assert ranked({**RANKS, "better": "low"}, 5, 9, 7, 9, 1) == [8, 5, 8, 5, 10]


def test_rank_bands_treat_the_last_one_apart_only_in_a_cohort_that_is_large_enough() -> None:
    rule = {**RANKS, "last": 1}
    assert ranked(rule, 6, 5, 4, 3, 2) == [10, 8, 8, 5, 5]
    assert ranked(rule, 6, 5, 4, 3, 2, 1) == [10, 8, 8, 5, 5, 1]
    assert ranked(rule, 6, 5, 4, 3, 2, None)[:5] == [10, 8, 8, 5, 5]  # five are ranked
    assert ranked({**rule, "last_from": 2}, 2, 1) == [10, 1]
    assert ranked({**rule, "better": "low"}, 6, 5, 4, 3, 2, 1) == [1, 5, 5, 8, 8, 10]
    plan = plan_of(rule, None)
    assert (figures(plan)["last"], figures(plan)["last_from"]) == ((1, "points", ""), (6, "count", ""))
    assert plan.best("work") == 10


def test_everybody_whom_nobody_is_worse_than_is_last_but_not_where_all_are_equal() -> None:
    rule = {**RANKS, "last": 1}
    assert ranked(rule, 6, 5, 4, 3, 1, 1) == [10, 8, 8, 5, 1, 1]
    assert ranked(rule, 9, 1, 1, 1, 1, 1) == [10, 1, 1, 1, 1, 1]  # though the band of the second place gives more
    assert ranked(rule, 3, 3, 3, 3, 3, 3) == [10] * 6


GROWTH = {"kind": "growth", "of": "sales", "previous": "before", "step": 0.1, "per_step": 2}


def grown(rule: Rule, *pairs: tuple[float | None, float | None]) -> list[float]:
    return scores(plan_of(rule), *[{"sales": sales, "before": before} for sales, before in pairs])


def test_growth_gives_points_for_every_whole_step_over_the_previous_period() -> None:
    assert grown(GROWTH, (100, 100), (109.9, 100), (110, 100), (119, 100), (1.3, 1), (150, 100)) == [0, 0, 2, 2, 6, 10]
    plan = plan_of({**GROWTH, "cap": 5, "floor": -3})
    assert figures(plan) == {
        "step": (0.1, "rate", ""),
        "per_step": (2, "points", ""),
        "cap": (5, "points", ""),
        "floor": (-3, "points", ""),
        "points": (10, "points", ""),
    }


def test_growth_over_nothing_does_not_apply_and_without_a_value_it_is_open() -> None:
    pairs: list[dict[str, Entry]] = [
        {"sales": sales, "before": before} for sales, before in ((1, 0), (1, -5), (1, None), (None, 1), (None, None))
    ]
    values = computed(plan_of(GROWTH), pairs)
    assert missing(values["points.work"]) == [True] * 5
    assert values["exempt.work"] == pytest.approx([1, 1, 1, NAN, NAN], nan_ok=True)
    product = {**GROWTH, "previous": "before * 1"}
    assert computed(plan_of(product), pairs)["exempt.work"] == pytest.approx([1, 1, NAN, NAN, NAN], nan_ok=True)


def test_growth_below_0_costs_nothing_unless_the_scheme_says_so_and_stops_at_floor_and_cap() -> None:
    falls = [(95.0, 100.0), (90.0, 100.0), (50.0, 100.0), (200.0, 100.0)]
    assert grown(GROWTH, *falls) == [0, 0, 0, 20]
    assert grown({**GROWTH, "floor": None}, *falls) == [-2, -2, -10, 20]  # a step that is begun downwards counts
    assert grown({**GROWTH, "floor": -3, "cap": 5}, *falls) == [-2, -2, -3, 5]


# Levels and ratings.


def test_levels_give_the_points_of_the_level_that_the_superior_picks() -> None:
    plan = plan_of({"kind": "levels", "points": ABC}, None)
    assert list(plan.inputs()) == ["work"]
    assert [scores(plan, {"work": level}) for level in ABC] == [[5], [2], [0]]
    assert missing(by(plan, "work", None)) == [True]
    assert figures(plan) == {"a": (5, "points", ""), "b": (2, "points", ""), "c": (0, "points", "")}
    assert plan.best("work") == 5


def test_levels_may_be_read_from_an_input_of_the_scheme() -> None:
    plan = plan_of({"kind": "levels", "points": {"c": 0, "a": 5, "b": 2}, "of": "mood"}, None)
    assert list(plan.inputs()) == ["mood"]
    assert [scores(plan, {"mood": level}) for level in ABC] == [[5], [2], [0]]


@pytest.mark.parametrize("of", ["share", "extra", "won"])
def test_levels_are_read_from_nothing_but_a_choice(of: str) -> None:
    (told,) = small.problems_of(("rule: {kind: levels, of: manner,", f"rule: {{kind: levels, of: {of},"))
    assert (told.code, told.fields["expected"]) == ("scheme.levels_differ", ())


def test_levels_of_several_raters_are_blended_by_weight_and_all_who_count_are_waited_for() -> None:
    plan = plan_of({"kind": "levels", "points": ABC, "raters": {"self": 0, "peer": 0.2, "superior": 0.8}}, None)
    people: list[dict[str, Entry]] = [
        {"work_self": "c", "work_peer": "a", "work_superior": "b"},
        {"work_self": None, "work_peer": "c", "work_superior": "a"},
        {"work_self": "a", "work_peer": None, "work_superior": "a"},
    ]
    assert scores(plan, *people) == pytest.approx([2.6, 4, NAN], nan_ok=True)
    blank = {key: spec.field.may_stay_blank for key, spec in plan.inputs().items() if spec.field}
    assert blank == {"work_self": True, "work_peer": False, "work_superior": False}
    assert figures(plan)["weight.peer"] == (0.2, "rate", "")
    assert "work.weight.self" not in plan.parameters


def test_levels_in_a_detail_table_come_to_the_mean_over_its_rows() -> None:
    plan = plan_of({"kind": "levels", "points": ABC, "table": "talks"}, None)
    rows = [(0, {"work": "a"}), (0, {"work": "c"}), (0, {"work": "b"}), (1, {"work": "c"}), (3, {"work": None})]
    points = computed(plan, [{}, {}, {}, {}], talks=rows)["points.work"]  # type: ignore[arg-type]
    assert points == pytest.approx([7 / 3, 0, NAN, NAN], nan_ok=True)


def test_rating_by_one_rater_counts_as_it_is_up_to_the_full_points() -> None:
    plan = plan_of({"kind": "rating"}, 15)
    assert by(plan, "work", 0, 7.5, 15) == [0, 7.5, 15]
    assert missing(by(plan, "work", None)) == [True]
    spec = plan.inputs()["work"]
    assert (plan.limit(spec.low), plan.limit(spec.high), spec.by) == (0, 15, "superior")
    assert plan.best("work") is None  # the indicator has to say


def test_rating_on_a_scale_is_scaled_to_the_full_points() -> None:
    plan = plan_of({"kind": "rating", "scale": 100}, 20)
    assert by(plan, "work", 0, 50, 100) == [0, 10, 20]
    assert plan.limit(plan.inputs()["work"].high) == 100


def test_rating_by_several_is_blended_by_weight_and_one_without_weight_only_shows() -> None:
    rule = {"kind": "rating", "raters": {"self": 0, "peer": 0.4, "superior": 0.6}}
    plan = plan_of(rule)
    people: list[dict[str, Entry]] = [
        {"work_self": None, "work_peer": 5.0, "work_superior": 10.0},
        {"work_self": 10.0, "work_peer": 5.0, "work_superior": None},
    ]
    assert scores(plan, *people) == pytest.approx([8, NAN], nan_ok=True)
    scaled = plan_of({**rule, "scale": 100}, 20)
    assert scores(scaled, {"work_peer": 50.0, "work_superior": 100.0}) == [16]


@pytest.mark.parametrize(
    ("own", "peer", "superior", "points"),
    [
        (100, 50, 80, 14.4),  # (200 + 200 + 320) ÷ 10 = 72 of 100, of 20 points
        (None, 50, 80, 13),  # (200 + 320) ÷ 8 = 65
        (None, None, 80, 16),
        (100, None, None, 20),
        (None, None, None, NAN),
        (math.inf, 50, 80, NAN),  # an entry that is not valid is no blank
    ],
)
def test_rating_that_is_rescaled_leaves_out_raters_of_whom_nothing_came(
    own: float | None, peer: float | None, superior: float | None, points: float
) -> None:
    rule = {"kind": "rating", "scale": 100, "raters": {"self": 2, "peer": 4, "superior": 4}, "rescaled": True}
    person = {"work_self": own, "work_peer": peer, "work_superior": superior}
    assert scores(plan_of(rule, 20), person) == pytest.approx([points], nan_ok=True)


def test_rating_of_a_single_rater_who_counts_needs_no_weight() -> None:
    plan = plan_of({"kind": "rating", "raters": {"self": 0, "superior": 1}})
    assert scores(plan, {"work_self": None, "work_superior": 7.0}) == [7]
    assert list(plan.parameters) == ["work.points"]


RANGES = {"kind": "level_range", "levels": {"a": "≥8", "b": "≥5", "c": "else"}}


def test_level_range_counts_the_points_and_shows_the_level_that_they_fall_into() -> None:
    plan = plan_of(RANGES)
    values = [computed(plan, [{"work": points}]) for points in (10.0, *beside(8), *beside(5), 0.0)]
    assert [value["points.work"][0] for value in values] == [10.0, *beside(8), *beside(5), 0.0]
    shown = plan.columns["measure.work.level"]
    names = [plan.dimensions[shown.dimension].keys[int(value["measure.work.level"][0])] for value in values]
    assert names == ["a", "b", "a", "a", "c", "b", "b", "c"]
    assert missing(by(plan, "work", None)) == [True]
    assert plan.limit(plan.inputs()["work"].high) == 10
    assert figures(plan) == {"points": (10, "points", ""), "a": (8, "points", ">="), "b": (5, "points", ">=")}


def test_level_range_of_several_raters_is_blended_and_shows_no_level_of_its_own() -> None:
    plan = plan_of({**RANGES, "raters": {"peer": 0.5, "superior": 0.5}})
    assert scores(plan, {"work_peer": 9.0, "work_superior": 6.0}) == [7.5]
    assert "measure.work.level" not in plan.columns


def test_all_or_nothing_gives_the_full_points_for_a_yes() -> None:
    plan = plan_of({"kind": "all_or_nothing"})
    assert [scores(plan, {"work": answer}) for answer in ("yes", "no")] == [[10], [0]]
    assert missing(by(plan, "work", None)) == [True]
    assert figures(plan) == {"points": (10, "points", "")}


def test_all_or_nothing_of_several_raters_is_blended_by_weight() -> None:
    plan = plan_of({"kind": "all_or_nothing", "raters": {"peer": 0.25, "superior": 0.75}})
    people: list[dict[str, Entry]] = [
        {"work_peer": "yes", "work_superior": "yes"},
        {"work_peer": "yes", "work_superior": "no"},
        {"work_peer": "no", "work_superior": "yes"},
    ]
    assert scores(plan, *people) == [10, 2.5, 7.5]
    assert missing(scores(plan, {"work_peer": "yes"})) == [True]
