"""People's states: who is appraised, who counts as done, and what money whoever is not appraised keeps."""

import math
from collections.abc import Mapping

import pytest

from presales_xl.catalogue import files, load
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.states import AWAY, DAYS_AT_WORK, DAYS_OF_PERIOD, NOT_APPRAISED, STATES, is_there_all_days
from tests.backends.cohort import NAN, Entry, Rows, computed
from tests.scheme.small import SMALL, plan_of

PLAN = plan_of()
WHOLE: dict[str, Entry] = {"level": "senior", "won": 3.0, "joined": 10.0, "manner": "good", "salary": 8000.0}
#: Beside the bonus, which hangs on the grade, a wage that hangs on nothing and one by a rate of the measure.
PAID = plan_of(
    SMALL.replace(
        "pay:\n",
        "pay:\n  wage: {name: {zh: 工资, en: Wage}, formula: salary}\n"
        "  piece: {name: {zh: 计件, en: Piece}, formula: win_rate * 100}\n",
    ).replace("type: money, default: 0", "type: money, given_by: hr")
)
#: The wage waits for a figure of HR's.
UNSET = plan_of(
    SMALL.replace("pay:\n", "pay:\n  wage: {name: {zh: 工资, en: Wage}, formula: salary}\n").replace(
        "value: {A: 1.5, B: 1}", "value: {A: null, B: 1}"
    )
)
RESULTS = ("measure.win_rate", "points.rate", "total", "grade", "rank", "flags")


def person(
    state: str | float | None, plan: Plan = PLAN, visits: Rows = (), changes: Mapping[str, Entry] | None = None
) -> dict[str, float]:
    """Return the columns of the first of two people, the other of whom is normal and has everything."""
    people = [{**WHOLE, "state": state, **(changes or {})}, {**WHOLE, "state": None, "won": 1.0}]
    columns = computed(plan, people, visits=[*visits, (1, {"hours": 1.0})])
    return {key: values[0] for key, values in columns.items()}


NOTHING: dict[str, Entry] = dict.fromkeys(("won", "joined", "manner", "salary"))


@pytest.mark.parametrize("scheme", sorted(files()))
def test_every_scheme_knows_the_same_states_and_says_who_is_not_appraised(scheme: str) -> None:
    plan = load(scheme)
    assert plan.dimensions["state"].keys == tuple(STATES)
    assert list(plan.columns)[:3] == ["state", AWAY, NOT_APPRAISED]
    assert plan.columns["state"].is_entered
    assert "state" not in plan.inputs()


@pytest.mark.parametrize("state", [None, "normal", "probation"])
def test_whoever_works_is_appraised_and_owes_the_entries(state: str | None) -> None:
    assert person(state, visits=[(0, {"hours": 2.0})])["rank"] == 1
    open_ = person(state, changes=NOTHING)
    assert open_[NOT_APPRAISED] == 0
    assert open_["completeness"] == 0


@pytest.mark.parametrize("state", ["leave", "left"])
def test_whoever_is_away_and_of_whom_nothing_is_entered_is_done(state: str) -> None:
    away = person(state, changes=NOTHING)
    assert away[NOT_APPRAISED] == away[AWAY] == away["completeness"] == 1
    assert all(math.isnan(away[key]) for key in RESULTS)


def test_what_an_earlier_period_leaves_is_nothing_that_is_entered_of_who_is_away() -> None:
    given: dict[str, Entry] = {"stock_in_signed": "yes", "complaint_free_quarter": "yes", "state": "leave"}
    columns = computed(load("repair_stars"), [given, {**given, "major_complaints": 0.0}])
    assert (columns[AWAY], columns["completeness"][0]) == ([1, 0], 1)
    assert columns["completeness"][1] < 1


@pytest.mark.parametrize(
    ("entered", "visits"), [({"won": 3.0}, ()), ({"won": math.inf}, ()), ({}, [(0, {"hours": None})])]
)
def test_whoever_is_away_is_appraised_as_soon_as_anything_is_entered(entered: dict[str, Entry], visits: Rows) -> None:
    away = person("left", visits=visits, changes={**NOTHING, **entered})
    assert away[NOT_APPRAISED] == 0
    assert away["completeness"] < 1


def test_a_leaver_with_everything_entered_comes_to_what_anybody_would() -> None:
    visits: Rows = [(0, {"hours": 2.0})]
    left, working = person("left", visits=visits), person(None, visits=visits)
    assert {k: v for k, v in left.items() if k != "state"} == pytest.approx(
        {k: v for k, v in working.items() if k != "state"}, nan_ok=True
    )


def test_what_hr_gave_makes_no_leaver_appraised_unless_hr_gives_everything() -> None:
    assert person("left", PAID, changes={**NOTHING, "salary": 8000.0})[NOT_APPRAISED] == 1
    by_hr = plan_of(
        SMALL.replace("type: count}", "type: count, given_by: hr}")
        .replace("choices: [good, poor]}", "choices: [good, poor], given_by: hr}")
        .replace("type: money, default: 0", "type: money, given_by: hr")
        .replace("total_of(visits.hours) * extra", "won * extra")
        .replace(SMALL[SMALL.index("details:") : SMALL.index("measures:")], "")
    )
    assert person_of(by_hr, "left", won=2.0)[NOT_APPRAISED] == 0
    assert person_of(by_hr, "left")[NOT_APPRAISED] == 1


def person_of(plan: Plan, state: str, **entries: Entry) -> dict[str, float]:
    """Return the columns of somebody who is alone."""
    columns = computed(plan, [{"level": "senior", "state": state, **entries}])
    return {key: values[0] for key, values in columns.items()}


def test_who_is_exempt_takes_no_rank_and_is_in_no_mean_whatever_is_entered() -> None:
    plan = plan_of(
        SMALL.replace(
            "cap: 1.2}",
            "cap: 1.2}\n      beside:\n        name: {zh: 对比, en: Beside}\n        points: 0\n"
            "        rule: {kind: vs_mean, of: won, bands: {≥1.2: 0, else: 0}}",
        )
    )
    people = [{**WHOLE, "state": "exempt", "won": 9.0}, {**WHOLE, "won": 1.0}, {**WHOLE, "won": 3.0}]
    columns = computed(plan, people, visits=[(place, {"hours": 1.0}) for place in range(3)])
    assert columns["rank"] == pytest.approx([NAN, 2, 1], nan_ok=True)
    assert columns["completeness"] == [1, 1, 1]
    ratio = next(key for key in columns if "ratio" in key or key == "measure.beside")
    assert columns[ratio] == pytest.approx([NAN, 0.5, 1.5], nan_ok=True)


def test_nothing_is_asked_of_who_is_exempt() -> None:
    plan = plan_of(
        SMALL.replace("{name: {zh: 中标数, en: Won}, type: count}", "{name: Won, type: count, usual: [0, 2]}")
    )
    assert person(None, plan)["question.won"] > 0
    exempt = person("exempt", plan)
    assert exempt["question.won"] == exempt["asked.won"] == 0
    assert math.isnan(person("exempt", plan, changes={"won": None})["question.won"])


def test_who_is_exempt_keeps_the_money_that_hangs_on_no_appraisal() -> None:
    exempt = person("exempt", PAID)
    assert exempt["pay.wage"] == 8000
    assert exempt["pay.piece"] == 30
    assert math.isnan(exempt["pay.bonus"])
    assert exempt["pay.total"] == 8030
    away = person("left", PAID, changes={**NOTHING, "salary": 8000.0})
    assert all(math.isnan(away[f"pay.{key}"]) for key in ("wage", "piece", "bonus", "total"))


def test_who_is_exempt_is_not_done_while_money_that_hangs_on_no_appraisal_is_missing_of_what_is_entered() -> None:
    in_part = person("exempt", PAID, changes={"won": None})
    assert math.isnan(in_part["pay.total"])
    assert in_part["completeness"] < 1
    assert person("exempt", PAID, changes=NOTHING)["completeness"] == 1
    assert person("exempt", PAID, changes={**NOTHING, "salary": 8000.0})["completeness"] == 1  # given by HR
    assert person("left", PAID, changes={**NOTHING, "salary": 8000.0})["completeness"] == 1


def test_who_is_exempt_is_done_whatever_is_entered_where_no_money_hangs_on_that() -> None:
    fixed = plan_of(SMALL.replace("pay:\n", "pay:\n  fixed: {name: {zh: 津贴, en: Fixed}, formula: '100'}\n"))
    exempt = person("exempt", fixed, changes={"won": None})
    assert (exempt["pay.total"], exempt["completeness"]) == (100, 1)


def test_money_that_waits_for_a_figure_takes_nothing_from_who_is_exempt() -> None:
    exempt = person("exempt", UNSET)
    assert exempt["pay.total"] == exempt["pay.wage"] == 8000
    by_hr = UNSET.with_parameters({"factor": {"A": 1.5, "B": 1.0}})
    assert person("exempt", by_hr)["pay.total"] == 8000


def test_money_that_is_given_by_comparison_hangs_on_the_appraisal() -> None:
    plan = plan_of(
        SMALL.replace(
            "pay:\n", "pay:\n  first: {name: {zh: 第一, en: First}, formula: salary if won >= cohort_max(won) else 0}\n"
        )
    )
    assert math.isnan(person("exempt", plan)["pay.first"])


def test_a_state_that_is_not_valid_leaves_a_person_open_and_touches_nobody_else() -> None:
    people = [{**WHOLE, "state": math.inf}, dict(WHOLE)]
    columns = computed(PLAN, people, visits=[(0, {"hours": 1.0}), (1, {"hours": 1.0})])
    assert columns["completeness"] == [0, 1]
    assert columns["rank"] == pytest.approx([NAN, 1], nan_ok=True)


@pytest.mark.parametrize(("there", "of"), [(30.0, 30.0), (29.0, 30.0), (0.0, 30.0)])
def test_whoever_has_as_many_days_as_the_period_is_there_all_of_them(there: float, of: float) -> None:
    assert is_there_all_days({DAYS_AT_WORK: there, DAYS_OF_PERIOD: of}) is (there == of)
