"""What follows from the points of a small scheme: total, grade, rank, pay, flags, and how complete all that is."""

import pytest

from presales_xl.scheme.columns import Plan
from presales_xl.scheme.load import load
from tests.backends.cohort import NAN, Entry, Rows, computed
from tests.scheme.small import SMALL, Change, plan_of

WHOLE: dict[str, Entry] = {"level": "senior", "won": 3.0, "joined": 10.0, "manner": "good", "salary": 8000.0}
HOURS: Rows = [(0, {"hours": 2.0})]
VETO, SCALE, BONUS = "effect: lowest_grade", "  scale: {A: ≥80, B: else}", "formula: salary * share * factor}"


def outcome(*changes: Change, **entries: Entry) -> dict[str, float]:
    """Return every column of one person of the changed small scheme."""
    columns = computed(plan_of(SMALL, *changes), [{**WHOLE, **entries}], visits=HOURS)
    return {key: values[0] for key, values in columns.items()}


def grade(plan: Plan, **entries: Entry) -> str:
    """Return the grade of one person of a plan."""
    place = computed(plan, [{**WHOLE, **entries}], visits=HOURS)["grade"][0]
    return plan.dimensions["grade"].keys[int(place)]


@pytest.mark.parametrize(
    ("won", "total"), [(1.0, 38.0), (1.0001, 38.0), (1.0004, 38.01), (0.9999, 38.0), (0.9996, 37.99)]
)
def test_the_total_is_rounded_to_two_decimals(won: float, total: float) -> None:
    assert outcome(won=won)["total"] == total  # 20 + 4 + 70 × won ÷ 10 ÷ 0.5


def test_money_is_rounded_to_the_cent_halves_up() -> None:
    assert [outcome(salary=salary)["pay.bonus"] for salary in (10.0, 10.02, 10.019, 0.0)] == [2.5, 2.51, 2.5, 0]


def test_several_amounts_have_a_total_and_a_single_one_is_it() -> None:
    second = (BONUS, f"{BONUS}\n  more: {{name: x, formula: won / 100}}")
    values = outcome(second, won=1.0)
    assert (values["pay.bonus"], values["pay.more"], values["pay.total"]) == (2000, 0.01, 2000.01)
    plan = plan_of(SMALL, second)
    assert (plan.pay_total(), plan_of().pay_total()) == ("pay.total", "pay.bonus")
    assert "pay.total" not in plan_of().columns


def test_all_is_complete_only_with_every_indicators_points_and_every_amount() -> None:
    assert outcome()["completeness"] == 1
    assert outcome(manner=None)["completeness"] == 0.5  # without a total there is no grade, and so no bonus
    assert outcome(level=None)["completeness"] == 0


def test_the_total_may_be_a_formula_of_all_points_before_the_adjustments() -> None:
    formula = ("grades:\n", "total: {name: x, formula: points * 0 + won, unit: count}\ngrades:\n")
    adjusted = ("vetoes:\n", "adjustments: {more: {name: x, rule: {kind: add, additions: {joined: 2}}}}\nvetoes:\n")
    assert outcome(formula)["total"] == 3
    assert outcome(formula, adjusted)["total"] == 23
    assert outcome(adjusted)["total"] == outcome()["total"] + 20
    spec = plan_of(SMALL, formula).columns["total"]
    assert (spec.unit, plan_of().columns["total"].unit) == ("count", "points")


@pytest.mark.parametrize(("won", "manner", "down"), [(0.0, "poor", True), (1.0, "poor", False), (0.0, "good", False)])
def test_a_veto_takes_the_total_or_the_grade_where_its_condition_holds(won: float, manner: str, down: bool) -> None:
    entries: dict[str, Entry] = {"won": won, "manner": manner, "joined": 1.0}
    plain, vetoed = outcome(**entries), outcome((VETO, "effect: total_zero"), **entries)
    assert vetoed["total"] == (0 if down else plain["total"])
    lenient = ("{A: ≥80, B: else}", "{A: ≥0, B: else}")
    assert grade(plan_of(SMALL, lenient), **entries) == ("B" if down else "A")
    assert grade(plan_of(SMALL, lenient, (VETO, "effect: total_zero")), **entries) == "A"


def test_one_of_several_vetoes_is_enough() -> None:
    second = ("vetoes:\n", "vetoes:\n  late: {name: x, when: joined > 1, effect: total_zero}\n")
    first = (VETO, "effect: total_zero")
    assert outcome(first, second)["total"] == 0
    assert outcome(first, second, joined=1.0)["total"] > 0
    assert outcome(first, second, joined=1.0, won=0.0, manner="poor")["total"] == 0


@pytest.mark.parametrize(
    ("won", "steps", "letter"), [(9.0, 0, "A"), (9.0, 1, "B"), (9.0, 9, "D"), (1.0, 1, "D"), (1.0, 0, "C")]
)
def test_a_grade_goes_down_by_steps_and_never_below_the_last(won: float, steps: float, letter: str) -> None:
    scale = "scale: {A: ≥80, B: '>70', C: ≥30, D: else}"
    plan = plan_of(
        SMALL,
        (SCALE, f"  {scale}\n  lowered_by: late"),
        ("  quota: {A: 0.2, B: 0.8}\n", ""),
        ("value: {A: 1.5, B: 1}", "value: {A: 1, B: 1, C: 1, D: 1}"),
        ("  salary: {", "  late: {name: x, type: count}\n  salary: {"),
    )
    assert grade(plan, won=won, late=steps) == letter


@pytest.mark.parametrize(("hours", "letter"), [(28.0, "A"), (27.9, "B")])
def test_a_grade_begins_at_its_bound(hours: float, letter: str) -> None:
    plan = plan_of(SMALL, ("min(total_of(visits.hours) * extra, points)", "total_of(visits.hours) * extra * won / won"))
    place = computed(plan, [{**WHOLE, "won": 3.0, "joined": 105.0}], visits=[(0, {"hours": hours})])["grade"][0]
    assert plan.dimensions["grade"].keys[int(place)] == letter  # 20 + 4 + 2 × 28


def test_the_rank_is_the_place_by_total_and_ties_share_the_better_one() -> None:
    people = [{**WHOLE, "won": won} for won in (3.0, 5.0, 5.0, 1.0, None)]
    visits = [(place, {"hours": 1.0}) for place in range(len(people))]
    assert computed(plan_of(), people, visits=visits)["rank"] == pytest.approx([3, 1, 1, 4, NAN], nan_ok=True)


def test_whoever_is_vetoed_stands_behind_everybody_else_and_among_themselves_by_their_totals() -> None:
    plan = plan_of()
    best, vetoed = {**WHOLE, "joined": 5.0}, {**WHOLE, "won": 0.0, "joined": 1.0, "manner": "poor"}
    people = [vetoed, WHOLE, best, vetoed, {**WHOLE, "won": 0.0, "manner": "poor", "joined": 0.0}]
    visits = [(place, {"hours": hours}) for place, hours in enumerate((5.0, 0.0, 1.0, 4.0, 1.0))]
    assert computed(plan, people, visits=visits)["rank"] == pytest.approx([3, 2, 1, 4, NAN], nan_ok=True)


SEVERE = ("  salary: {", "  severe: {name: x, type: yes_no}\n  salary: {")
DISMISSAL = ("flags:\n", "flags:\n  dismissal: {name: x, when: severe == 'yes' or won > 100}\n")


def test_what_only_a_flag_or_a_veto_asks_for_leaves_total_and_pay_open_while_it_is_blank() -> None:
    for asked in (DISMISSAL, ("when: manner == 'poor' and won < 1", "when: severe == 'yes'")):
        values = outcome(SEVERE, asked)
        assert [values[key] for key in ("total", "rank", "pay.bonus")] == pytest.approx([NAN] * 3, nan_ok=True)
        assert values["completeness"] == 0.6
        assert outcome(SEVERE, asked, severe="no")["completeness"] == 1
    paid = (BONUS, "formula: salary * share * factor if severe == 'no' else 0}")
    assert outcome(SEVERE, DISMISSAL, paid)["total"] > 0  # as any amount may be open beside a total


def test_a_flag_that_is_certain_stays_up_whatever_is_blank() -> None:
    plan = plan_of(SMALL, SEVERE, DISMISSAL)

    def flags(**entries: Entry) -> list[int]:
        return plan.flags_up(outcome(SEVERE, DISMISSAL, **entries)["flags"])

    assert plan.dimensions["flags"].keys == ("rude", "dismissal", "praise")
    assert flags(severe="yes", manner=None) == [1]
    assert flags(won=101.0) == [1]
    assert flags(won=0.0, manner="poor") == [0]
    assert flags(won=0.0, manner=None) == []
    assert flags() == []


def test_flags_and_vetoes_are_shown_in_the_order_of_the_file_vetoes_first() -> None:
    plan = plan_of()
    assert plan.dimensions["flags"].keys == ("rude", "praise")
    values = outcome(
        ("{A: ≥80, B: else}", "{A: else}"),
        ("quota: {A: 0.2, B: 0.8}", "quota: {A: 1}"),
        ("value: {A: 1.5, B: 1}", "value: {A: 1}"),
        won=0.0,
        manner="poor",
    )
    assert plan.flags_up(values["flags"]) == [0, 1]
    assert plan.flags_up(outcome()["flags"]) == []


BASE_ONLY = """\
id: base_only
name: {zh: 基础分, en: Base points}
cycles: [month]
full_points: 0
inputs: {praise: {name: {zh: 表扬, en: Praise}, type: count}}
sections: {all: {name: {zh: 全部, en: All}, indicators: {}}}
adjustments: {more: {name: {zh: 加分, en: More}, rule: {kind: add, additions: {praise: 2}}}}
total: {name: {zh: 总分, en: Total}, formula: points + 100, unit: points}
grades: {scale: {A: ≥100, B: else}}
"""


def test_what_only_adds_to_base_points_is_complete_once_there_is_a_total() -> None:
    people: list[dict[str, Entry]] = [{"praise": 3.0}, {"praise": None}]
    columns = computed(load(BASE_ONLY, "base_only.yaml"), people)
    assert columns["total"] == pytest.approx([106, NAN], nan_ok=True)
    assert columns["completeness"] == [1, 0]


def test_base_points_without_anything_to_enter_are_complete() -> None:
    alone = BASE_ONLY.replace("inputs: {praise: {name: {zh: 表扬, en: Praise}, type: count}}\n", "")
    alone = alone.replace(
        "adjustments: {more: {name: {zh: 加分, en: More}, rule: {kind: add, additions: {praise: 2}}}}\n", ""
    )
    assert computed(load(alone, "base_only.yaml"), [{}])["completeness"] == [1]
