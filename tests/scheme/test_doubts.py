"""What a 0 does that something is shared out over, or that only divides: it is asked about, or refused."""

import math
from dataclasses import replace

import numpy as np
import pytest

from presales_xl.backends.frame import row_columns
from presales_xl.catalogue import files, load
from presales_xl.design.example import example
from presales_xl.people.entries import denominators
from presales_xl.people.outcome import outcome
from presales_xl.people.questions import questions, refused, why
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.doubts import number_of, shared_over
from presales_xl.scheme.due import in_month
from tests.backends.cohort import NAN, Entry, computed, inputs_of
from tests.scheme import small
from tests.scheme.small import SMALL, problems_of
from tests.scheme.test_empty import PARTS, PEOPLE, SHARE, plan_of, values

ASKED, OF_NOTHING, DIVISOR = (number_of(reason) for reason in ("exempting", "nothing_of", "divisor"))
TARGET = {"kind": "target_ratio", "of": "won", "target": "aim"}


def asked_of(key: str, found: dict[str, list[float]]) -> list[float]:
    """Return the numbers of the reasons to doubt or refuse an input, 0 for an entry that is blank."""
    return [0 if math.isnan(number) else number for number in found[f"question.{key}"]]


def refusals(key: str, found: dict[str, list[float]]) -> list[float]:
    """Return the numbers of the reasons to refuse an input, 0 for what is asked about at most."""
    return [min(number, 0) for number in asked_of(key, found)]


def test_a_0_without_occasion_is_asked_about_and_one_that_something_stands_over_is_refused() -> None:
    found = values(plan_of(SHARE))  # 1 of 2, 0 of 0, 1 of 0, nothing entered of 0, −1 of 0
    assert asked_of("joined", found) == [0, ASKED, OF_NOTHING, 0, ASKED]
    assert asked_of("won", found) == [0, 0, 0, 0, 0]
    assert found["asked.work"] == [0, 1, 1, 0, 1], "the list of what is asked holds what is refused"


@pytest.mark.parametrize("empty", ["zero", "full"])
def test_a_0_that_gives_no_or_all_points_is_no_question_unless_something_stands_over_it(empty: str) -> None:
    assert asked_of("joined", values(plan_of(SHARE, empty=empty))) == [0, 0, OF_NOTHING, 0, 0]


def test_a_0_that_only_divides_is_refused_whatever_else_is_entered() -> None:
    assert asked_of("joined", values(plan_of(SHARE, empty="missing"))) == [0, *[DIVISOR] * 4]
    people: list[dict[str, Entry]] = [{"won": 1.0, "aim": 0.0}, {"won": 0.0, "aim": 0.0}, {"won": None, "aim": 0.0}]
    assert asked_of("aim", values(plan_of(TARGET, empty="missing"), *people, {"aim": 2.0})) == [*[DIVISOR] * 3, 0]


def test_in_a_ranking_a_0_that_something_stands_over_is_refused() -> None:
    ranking = {"kind": "rank_bands", "of": "won / joined", "bands": {"≤1": 40, "else": 10}}
    assert asked_of("joined", values(plan_of(ranking, empty="zero"))) == [0, 0, OF_NOTHING, 0, 0]


def test_of_a_product_that_divides_each_factor_may_be_the_cause() -> None:
    plan = plan_of({"kind": "formula", "formula": "points * won / (joined * aim)"}, empty="missing")
    found = values(plan, {"won": 1.0, "joined": 0.0, "aim": 2.0}, {"won": 1.0, "joined": 2.0, "aim": 0.0})
    assert (asked_of("joined", found), asked_of("aim", found)) == ([DIVISOR, 0], [0, DIVISOR])


def test_a_part_that_does_not_apply_asks_nothing_of_its_divisor_and_a_share_of_nothing_names_its_own() -> None:
    plan = plan_of({"kind": "mean", "parts": PARTS})
    found = values(plan, {"won": 0.0, "joined": 0.0, "aim": 0.0, "share_third_superior": 20.0})
    assert (asked_of("joined", found), asked_of("aim", found)) == ([ASKED], [ASKED])
    marked = load("presales_system")
    people: list[dict[str, Entry]] = [{"sales_target": 0.0, "no_sales_target": choice} for choice in ("yes", "no")]
    assert refusals("sales_target", computed(marked, people)) == [0, DIVISOR]


def test_where_a_formula_says_itself_what_holds_for_0_nothing_is_refused() -> None:
    inline = {"kind": "formula", "formula": "points * won / joined if joined > 0 else 0"}
    assert asked_of("joined", values(plan_of(inline, empty="missing"))) == [0] * len(PEOPLE)


def test_a_target_of_what_has_no_weight_at_a_level_may_be_0() -> None:
    plan = load("sales_2024")
    weighs = plan.parameters["clv.points"]
    people: list[dict[str, Entry]] = [{"level": key, "clv_target": 0.0} for key in plan.dimensions["level"].keys]
    expected = [DIVISOR if weighs.of(key) else 0 for key in plan.dimensions["level"].keys]
    assert refusals("clv_target", computed(plan, people)) == expected
    assert len(set(expected)) == 2


def test_growth_over_an_entered_0_is_asked_about_and_over_nothing_is_not() -> None:
    plan = plan_of({"kind": "growth", "of": "won", "previous": "aim", "step": 0.1, "per_step": 1}, empty="missing")
    people: list[dict[str, Entry]] = [{"won": 2.0, "aim": aim} for aim in (0.0, None, 1.0)]
    assert asked_of("aim", values(plan, *people)) == [ASKED, 0, 0]


def test_who_is_not_appraised_is_asked_nothing_and_what_is_not_valid_decides_nothing() -> None:
    plan = plan_of(SHARE)
    found = values(
        plan, {"won": NAN, "joined": 0.0}, {"won": math.inf, "joined": 0.0}, {"won": -math.inf, "joined": 0.0}
    )
    assert asked_of("joined", found) == [0, 0, 0]


def test_a_part_that_is_more_than_its_whole_is_asked_about_while_the_whole_is_known_and_not_itself_refused() -> None:
    text = SMALL.replace("en: Won}, type: count", "en: Won}, type: count, part_of: joined")
    people: list[dict[str, Entry]] = [
        {"won": 5.0, "joined": joined} for joined in (3.0, 5.0, 0.0, None, math.inf, -math.inf)
    ]
    plan = small.plan_of(text)
    assert asked_of("won", computed(plan, people)) == [number_of("above_whole"), *[0] * 5]
    [question] = questions(outcome(plan, inputs_of(plan, people[:1])))
    assert why(plan, question, "zh").endswith("（总数：投标数）")


def test_a_part_of_nothing_is_asked_about_where_nothing_is_divided_by_the_whole() -> None:
    text = SMALL.replace("en: Won}, type: count", "en: Won}, type: count, part_of: joined")
    plan = small.plan_of(text.replace("formula: won / joined, unit", "formula: (won + joined) / 100, unit"))
    people: list[dict[str, Entry]] = [{"won": won, "joined": 0.0} for won in (1.0, 0.0)]
    assert asked_of("won", computed(plan, people)) == [number_of("above_whole"), 0]


def test_a_part_must_be_one_of_a_number_that_somebody_enters() -> None:
    [problem] = problems_of(("en: Won}, type: count", "en: Won}, type: count, part_of: joint"))
    assert (problem.code, problem.place.field) == ("scheme.no_entered_number", "inputs.won.part_of")


@pytest.mark.parametrize("scheme", sorted(files()))
def test_whoever_has_no_result_because_of_a_0_has_it_refused_and_nothing_else(scheme: str) -> None:
    plan: Plan = load(scheme)
    usual = example(plan).outcome.of.inputs
    for key in denominators(plan):
        found = outcome(plan, replace(usual, columns={**usual.columns, key: np.zeros(1)}))
        named = [question.column for question in refused(found)]
        assert named == ([] if found.complete[0] else [key]), key


#: Counts of which pay takes no multiple: whether there are some decides.
DECIDING = {"input.skill_complaints", "input.major_complaints", "input.attitude_bad_reviews"}


@pytest.mark.parametrize("scheme", sorted(files()))
def test_a_number_that_pay_is_a_multiple_of_is_asked_about_or_refused_where_it_is_far_too_high(scheme: str) -> None:
    plan = load(scheme)
    pay = plan.of_kind("pay")
    sources = [spec for item in pay for spec in plan.sources(item, through=("measure", "score", "total", "pay"))]
    numbers = [spec for spec in sources if spec.field and spec.is_number and spec.id not in DECIDING]
    assert [spec.id for spec in numbers if spec.high is None and spec.field and spec.field.usual is None] == []


@pytest.mark.parametrize("scheme", ["nc_u8_consultant", "u8erp_support_dept", "erp_project_consultant"])
def test_another_quarter_than_that_of_the_period_is_asked_about_and_a_longer_period_asks_nothing(scheme: str) -> None:
    other = number_of("other_quarter")
    people: list[dict[str, Entry]] = [{"quarter": quarter} for quarter in ("q1", "q3", "q4", None)]
    for month, expected in ((12, [other, other, 0, 0]), (10, [other, other, 0, 0]), (9, [other, 0, other, 0])):
        assert asked_of("quarter", computed(in_month(load(scheme), month), people)) == expected
    assert in_month(load(scheme), 0) is load(scheme)
    assert "question.quarter" not in load(scheme).columns


def test_a_quarter_without_complaints_is_asked_about_in_a_month_that_ends_no_quarter() -> None:
    plan = load("repair_stars")
    people: list[dict[str, Entry]] = [{"complaint_free_quarter": choice} for choice in ("yes", "no", None)]
    asked = asked_of("complaint_free_quarter", computed(in_month(plan, 11), people))
    assert asked == [number_of("no_quarter_end"), 0, 0]
    assert in_month(plan, 12) is plan


def test_only_a_choice_of_four_quarters_of_people_is_held_against_the_period() -> None:
    quarters = "  part: {name: x, type: choice, choices: [q1, q2, q3, q4], quarters: true}\n  manner:"
    named = ("choices: {", "choices: {q1: x, q2: y, q3: z, q4: w, ")
    used = ("won < 1", "won < 1 and part == 'q1'")
    assert problems_of(named, ("  manner:", quarters), used) == []
    told = problems_of(named, ("  manner:", quarters.replace(", q4", "")), used)
    assert ("scheme.quarters", "inputs.part.quarters") in [(each.code, each.place.field) for each in told]
    (problem,) = problems_of(("Hours}, type: number}", "Hours}, type: number, quarters: true}"))
    assert (problem.code, problem.place.field) == ("scheme.quarters_row", "details.visits.columns.hours.quarters")


@pytest.mark.parametrize(
    ("scheme", "entries", "asked"),
    [
        ("senior_presales_engineer", {"no_research": "yes", "research": "excellent"}, ["research"]),
        ("senior_presales_engineer", {"no_research": "no", "research": "excellent"}, []),
        ("senior_presales_engineer", {"research": "excellent", "research_rated": 0.3}, ["research_rated"]),
        ("senior_presales_engineer", {"research": "excellent", "research_rated": 0.0}, []),
        ("senior_presales_engineer", {"no_research": "yes", "research_rated": 0.3}, ["research_rated"]),
        ("senior_presales_engineer", {"research_rated": 0.3}, []),
        ("senior_presales_engineer", {"no_proposals": "yes", "internal_reviews": 3.0}, ["internal_reviews"]),
        ("senior_presales_engineer", {"no_proposals": "yes", "internal_reviews": 0.0}, []),
        ("senior_presales_engineer", {"no_sharing": "yes", "sharing": "passed"}, ["sharing"]),
        ("support_kpi_85_15", {"exam_absent": "yes", "exam": 85.0}, ["exam"]),
        ("support_kpi_85_15", {"exam_absent": "yes", "exam": 0.0}, []),
        (
            "support_kpi_85_15",
            {"feedbacks_given": 4.0, "feedbacks_due": 4.0, "feedback_deduction": 2.0},
            ["feedback_deduction"],
        ),
        ("support_kpi_85_15", {"feedbacks_given": 3.0, "feedbacks_due": 4.0, "feedback_deduction": 2.0}, []),
        ("draft_scheme", {"nps": 30.0}, ["nps"]),
        ("draft_scheme", {"not_measured": "yes", "nps": 30.0}, []),
        ("presales_system", {"no_sales_target": "yes", "sales_target": 50000.0, "sales": 4000.0}, ["sales_target"]),
        ("presales_system", {"sales_target": 50000.0, "sales": 4000.0}, []),
        ("indicator_library", {"no_key_result_2": "yes", "key_result_2": 0.5}, ["key_result_2"]),
    ],
)
def test_an_entry_that_a_choice_leaves_out_is_asked_about_unless_it_is_0(
    scheme: str, entries: dict[str, Entry], asked: list[str]
) -> None:
    plan = load(scheme)
    if scheme == "indicator_library":
        plan = compile_scheme(plan.scheme.enabling())
    found = questions(outcome(plan, inputs_of(plan, [entries])))
    assert [each.key for each in found if each.reason == "left_out"] == asked


def test_a_condition_that_leaves_an_entry_out_is_told_of_with_its_field_where_it_is_wrong() -> None:
    [problem] = problems_of(("en: Won}, type: count", "en: Won}, type: count, left_out: [nobody > 1]"))
    assert problem.place.field == "inputs.won.left_out.0"
    assert problems_of(("en: Won}, type: count", "en: Won}, type: count, left_out: [manner == 'poor']")) == []


def test_an_entry_of_a_detail_row_is_left_out_by_what_stands_in_the_same_row() -> None:
    plan = small.plan_of(
        SMALL.replace("en: Hours}, type: number}", "en: Hours}, type: number, left_out: [hours > 100]}")
    )
    rows = [(0, {"hours": 101.0}), (0, {"hours": 100.0})]
    asked = row_columns(plan, "visits", inputs_of(plan, [{}], visits=rows).details["visits"])
    assert asked["visits.question.hours"].tolist() == [number_of("left_out"), 0]


def test_of_which_others_shares_are_taken_of_an_input_is_known_by_its_id() -> None:
    assert shared_over(plan_of(SHARE).columns) == {"input.joined": ["input.won"]}
    assert shared_over(small.plan_of(SMALL).columns) == {}
