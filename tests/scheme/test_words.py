"""Texts that a scheme asks for: what they explain, what waits for them, whose form they stand on."""

import math

import pytest

from presales_xl.scheme.columns import Plan
from presales_xl.scheme.ratings import ratings_only
from tests.backends.cohort import Entry, computed
from tests.scheme.small import SMALL, plan_of, problems_of

GRADES = "grades:\n"
WHOLE: dict[str, Entry] = {"level": "senior", "won": 3.0, "joined": 10.0, "manner": "good", "salary": 8000.0}


def plan_with(words: str, *changes: tuple[str, str]) -> Plan:
    return plan_of(SMALL, (GRADES, f"words:\n  why: {words}\n{GRADES}"), *changes)


def test_a_text_explains_inputs_of_the_scheme_and_stands_beside_them() -> None:
    plan = plan_with("{name: {zh: 原因, en: Why}, explains: [won, joined]}")
    assert plan.explained(plan.columns["words.why"]) == ["input.won", "input.joined"]
    assert plan.explained(plan.columns["words.comment"]) == []
    assert plan.columns["words.why"].group == plan.columns["input.joined"].group


@pytest.mark.parametrize("other", ["manner", "nothing"])
def test_what_is_no_number_of_the_scheme_is_not_explained(other: str) -> None:
    words = f"words:\n  why: {{name: {{zh: 原因, en: Why}}, explains: [{other}]}}\n{GRADES}"
    (problem,) = problems_of((GRADES, words))
    assert (problem.code, problem.place.field) == ("scheme.no_entered_number", "words.why.explains")
    assert problem.fields["found"] == [other]


def test_a_text_is_not_asked_for_where_nothing_that_it_explains_is_in_use() -> None:
    spare = "rule: {kind: bands, of: extra_won, bands: {≥3: 5, ≥1: 2, else: 0}}"
    won = "inputs:\n  won:"
    plan = plan_with(
        "{name: {zh: 原因, en: Why}, explains: [extra_won]}",
        ("rule: {kind: bands, of: won, bands: {≥3: 5, ≥1: 2, else: 0}}", spare),
        (won, "inputs:\n  extra_won: {name: x, type: count}\n  won:"),
    )
    assert "words.why" not in plan.columns


@pytest.mark.parametrize(("written", "waits"), [(math.nan, True), (1.0, False)])
def test_total_and_pay_wait_for_a_text_that_is_required_by_itself(written: float, waits: bool) -> None:
    plan = plan_with("{name: {zh: 总结, en: Report}, required: true}")
    columns = computed(plan, [{**WHOLE, "words.why": written}], visits=[(0, {"hours": 2.0})])
    assert [math.isnan(columns[key][0]) for key in ("total", "pay.bonus")] == [waits, waits]


def test_a_raters_form_takes_texts_along_for_whoever_reads_it_to_write() -> None:
    plan = plan_with("{name: {zh: 原因, en: Why}, explains: [won], written_by: manager}")
    only = ratings_only(plan, ["input.manner", "words.why"])
    words = only.scheme.words["why"]
    assert (words.explains, words.written_by) == ([], "manager")
    assert "words.why" in only.columns
