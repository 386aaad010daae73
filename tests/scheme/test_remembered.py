"""What an input takes over from earlier periods is stated in the scheme file, and must be there to be taken over."""

import pytest

from presales_xl import catalogue
from presales_xl.problem_texts import explain
from presales_xl.scheme.remembered import Award, Paid, Previous, column_of
from presales_xl.texts import LANGUAGES
from presales_xl.workbook import identity
from presales_xl.workbook.identity import as_issued
from tests.scheme.small import SMALL, Change, plan_of, problems_of

SALARY = "salary: {name: {zh: 工资, en: Salary}, type: money, default: 0"
PARAMETERS = "parameters:\n"
SHARE = "share: {name: {zh: 比例, en: Share}"
HOURS = "hours: {name: {zh: 小时, en: Hours}, type: number"
MANNER = "type: choice, choices: [good, poor]"


def remembering(kind: str, *more: Change) -> tuple[Change, ...]:
    """Return the change that gives the salary of the small scheme something to remember."""
    return ((SALARY, f"{SALARY}, remembered: {{{kind}}}"), *more)


@pytest.mark.parametrize(
    "kind",
    [
        "kind: previous, of: won",
        "kind: previous, of: win_rate, first: 0",
        "kind: previous, of: total",
        "kind: times, grade: A, within: 5",
        "kind: running_last, smallest: share",
        "kind: award, flag: praise, amount: share",
        "kind: award, flag: rude, amount: share",
        "kind: sum_of_quarters, of: anything_of_another_scheme",
        "kind: mean_of_quarters, of: rate",
        "kind: paid, item: bonus, quarter: 4",
    ],
)
def test_every_kind_of_number_can_be_remembered(kind: str) -> None:
    assert problems_of(*remembering(kind)) == []


@pytest.mark.parametrize(
    ("kind", "code", "field"),
    [
        ("kind: previous, of: wonn", "formula_name_close", "inputs.salary.remembered"),
        ("kind: previous, of: manner", "remembered_type", "inputs.salary.type"),
        ("kind: previous, of: share", "remembered_type", "inputs.salary.type"),
        ("kind: times, grade: S, within: 5", "unknown_grade", "inputs.salary.remembered.grade"),
        ("kind: times, grade: A, within: 0", "below", "inputs.salary.remembered.within"),
        ("kind: award, flag: prize, amount: share", "unknown_flag", "inputs.salary.remembered.flag"),
        ("kind: award, flag: praise, amount: factor", "no_figure", "inputs.salary.remembered"),
        ("kind: award, flag: praise, amount: won", "no_figure", "inputs.salary.remembered"),
        ("kind: running_last, smallest: extra", "no_figure", "inputs.salary.remembered"),
        ("kind: quarter_without, of: [won]", "remembered_type", "inputs.salary.type"),
        ("kind: quarter_without, of: []", "empty", "inputs.salary.remembered.of"),
        ("kind: mean_of_quarters, of: won", "unknown_indicator", "inputs.salary.remembered.of"),
        ("kind: paid, item: bonus, quarter: 5", "above", "inputs.salary.remembered.quarter"),
        ("kind: last, of: won", "not_remembered_kind", "inputs.salary.remembered"),
        ("of: won", "missing_field", "inputs.salary.remembered.kind"),
        ("kind: previous, of: won, from: won", "unknown_field", "inputs.salary.remembered.from"),
    ],
)
def test_what_cannot_be_remembered_is_told_with_its_field(kind: str, code: str, field: str) -> None:
    problem = problems_of(*remembering(kind))[0]
    assert (problem.code, problem.place.field) == (f"scheme.{code}", field)
    for lang in LANGUAGES:
        assert explain(lang, problem)


def test_a_choice_can_only_be_remembered_where_the_same_choices_are() -> None:
    same = "  mood: {name: x, type: choice, choices: [good, poor], remembered: {kind: previous, of: manner}}\n  manner:"
    assert problems_of(("  manner:", same), ("won < 1", "won < 1 and mood == 'poor'")) == []
    number = same.replace("of: manner", "of: won")
    [problem] = problems_of(("  manner:", number), ("won < 1", "won < 1 and mood == 'poor'"))
    assert (problem.code, problem.place.field) == ("scheme.remembered_type", "inputs.mood.type")


def test_a_choice_of_other_choices_is_not_remembered() -> None:
    other = (
        "  mood: {name: x, type: choice, choices: [poor, good], remembered: {kind: previous, of: manner}}\n  manner:"
    )
    [problem] = problems_of(("  manner:", other), ("won < 1", "won < 1 and mood == 'poor'"))
    assert (problem.code, problem.place.field) == ("scheme.remembered_type", "inputs.mood.type")


def test_a_free_text_is_not_remembered() -> None:
    text = "  note: {name: x, type: text, remembered: {kind: previous, of: won}}\n  manner:"
    codes = [problem.code for problem in problems_of(("  manner:", text), ("won < 1", "won < 1 and note == 1"))]
    assert codes != []


def test_a_column_of_a_detail_table_remembers_nothing() -> None:
    [problem] = problems_of((HOURS, f"{HOURS}, remembered: {{kind: paid, item: bonus, quarter: 1}}"))
    assert (problem.code, problem.place.field) == ("scheme.remembered_row", "details.visits.columns.hours.remembered")


def test_what_only_the_next_period_takes_over_is_computed_all_the_same() -> None:
    spare = ("measures:\n", "measures:\n  left_over: {name: x, formula: won - joined}\n")
    assert [problem.code for problem in problems_of(spare)] == ["scheme.unused"]
    plan = plan_of(SMALL, *remembering("kind: previous, of: left_over", spare))
    assert column_of(plan.columns, "left_over") == "measure.left_over"
    assert column_of(plan.columns, "won") == "input.won"
    assert column_of(plan.columns, "nothing") == ""


def test_what_is_remembered_is_part_of_the_scheme_as_issued() -> None:
    plan = catalogue.load("ecom_dept_presales")
    known = identity.plan_of(as_issued(plan)).scheme.inputs["last_month_award"].remembered
    assert known == Award(kind="award", flag="best_sales", amount="single_award")


def test_the_shipped_schemes_remember_what_the_catalogue_says() -> None:
    found = {
        f"{plan.scheme.id}.{key}": field.remembered
        for plan in catalogue.shipped()
        for key, field in plan.scheme.inputs.items()
        if field.remembered
    }
    assert found["nc_u8_consultant.nc_carry_in"] == Previous(kind="previous", of="nc_carry_out", first=0)
    assert found["nc_u8_settlement.paid_q3"] == Paid(kind="paid", item="commission", quarter=3)
    assert {(name.partition(".")[0], known.kind) for name, known in found.items()} == {
        ("ecom_dept_presales", "award"),
        ("ecom_dept_presales", "running_last"),
        ("ecom_presales_service", "previous"),
        ("ecom_presales_service", "times"),
        ("nc_u8_consultant", "previous"),
        ("nc_u8_settlement", "paid"),
        ("nc_u8_settlement", "sum_of_quarters"),
        ("repair_stars", "quarter_without"),
        ("sales_2024", "previous"),
        ("service_metrics", "previous"),
        ("software_presales", "mean_of_quarters"),
    }


def test_amounts_are_used_up_figures_to_compare_with_are_not() -> None:
    amounts = {
        f"{plan.scheme.id}.{key}"
        for plan in catalogue.shipped()
        for key, field in plan.scheme.inputs.items()
        if field.remembered and field.remembered.is_amount
    }
    assert {
        "nc_u8_settlement.paid_q3",
        "nc_u8_consultant.nc_carry_in",
        "ecom_dept_presales.last_month_award",
    } <= amounts
    assert "nc_u8_settlement.nc_receipts" in amounts
    assert not amounts & {"service_metrics.inquiries_last_month", "ecom_dept_presales.months_last_before"}
