"""What must hold between the parts of a scheme; each breach is named with its field, in both languages."""

import pytest
from pydantic import ValidationError

from presales_xl.problem_texts import explain
from presales_xl.scheme.check import asked, check, paid_in_full, uncapped, undescribed
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.model import Input
from presales_xl.scheme.variant import value_problems
from presales_xl.texts import LANGUAGES
from tests.scheme.small import CHANGES, EVERY_KIND, PROJECTS, SMALL, Change, changed, plan_of, problems_of

ADJUSTED = "adjustments: {extra: {name: x, rule: {kind: add, additions: {won > 1: 1}}}}\ngrades:\n"
RATE = "sections.results.indicators.rate"
MANNER = "sections.conduct.indicators.manner_points"
SPARE = "sections.conduct.indicators.spare"
LEVELS = "points: {junior: 60, senior: 70}"
PAY = "salary * share * factor"
HOURS = "{name: {zh: 小时, en: Hours}, type: number}"
CONDITION = "      extra:\n        {name: x, points: 0, rule: {kind: formula, formula: won > 1}}\n      effort:\n"
ONE = "indicators: {a: {name: x, points: 1, rule: {kind: rating}}}\nvetoes:\n"
MEASURES, PARAMETERS = "win_rate: {name", "  share: {"
RATING = "      effort:\n"
EFFORT = """        points: 10
        rule: {kind: formula, formula: "min(total_of(visits.hours) * extra, points)"}
"""
MAKE = "    most: 5\n"  # in the detail table
OWN_MEASURE, OWN_CHECK = "details.visits.measures.m.formula", "details.visits.checks.c.when"


def test_a_sound_scheme_has_no_problem() -> None:
    assert problems_of() == []
    assert check(plan_of()) == []
    assert check(plan_of(EVERY_KIND)) == []


@pytest.mark.parametrize(
    ("change", "code", "field", "parts"),
    [
        # sums of full points
        (("points: 10", "points: 9"), "sum_of_level", "sections", ["99", "100"]),
        (("{junior: 60, senior: 70}", "{junior: 60, senior: 71}"), "sum_of_level", "sections", ["101", "100"]),
        (("share: [50, 80]", "share: [65, 80]"), "share_of_level", "sections.results.share", ["60", "65", "80"]),
        (("share: [50, 80]", "share: [50, 65]"), "share_of_level", "sections.results.share", ["70", "50", "65"]),
        # full points of one indicator
        (("range: [50, 80]", "range: [65, 80]"), "out_of_range", f"{RATE}.points", ["60", "65", "80"]),
        (("range: [50, 80]", "range: [80, 50]"), "range_order", f"{RATE}.range", ["80", "50"]),
        ((LEVELS, "points: {junior: 60}"), "keys_differ", f"{RATE}.points", ["junior", "senior"]),
        ((LEVELS, "points: {junior: 60, senor: 70}"), "keys_differ", f"{RATE}.points", ["senor", "senior"]),
        (("out_of: 100", "out_of: 10"), "best_differs", MANNER, ["100", "10"]),
        (("enabled: false", "enabled: false\n        points: 6"), "best_differs", SPARE, ["5", "6"]),
        # figures of the scheme
        (("value: 0.25", "value: 0.35"), "out_of_range", "parameters.share.value", ["0.35", "0.2", "0.3"]),
        (("range: [0.2, 0.3]", "range: [0.4, 0.3]"), "range_order", "parameters.share.range", ["0.4", "0.3"]),
        (("{A: 1.5, B: 1}", "{A: 1.5}"), "keys_differ", "parameters.factor.value", ["A", "B"]),
        (("{A: 1.5, B: 1}", "{A: 1.5, B: 1, C: 0}"), "keys_differ", "parameters.factor.value", ["C", "A"]),
        (("{A: 1.5, B: 1}", "2"), "keys_differ", "parameters.factor.value", ["2", "A", "B"]),
        (("{junior: 1, senior: 2}", "{junior: 1}"), "keys_differ", "parameters.extra.value", ["junior", "senior"]),
        (("by: level, value", "value"), "by_missing", "parameters.extra.value", ["junior", "senior", "by: level"]),
        (("type: money, default: 0", "type: money, default: -1"), "below", "inputs.salary.default", ["-1", "0"]),
        (("type: money, default: 0", "type: rate, default: 2"), "above", "inputs.salary.default", ["2", "1"]),
        (("type: money, default: 0", "type: money, max: -1"), "range_order", "inputs.salary", ["0", "-1"]),
        ((HOURS, "{name: x, type: number, min: 3, max: 2}"), "range_order", "details.visits.columns.hours", ["3", "2"]),
        (("    rows: 2", "    rows: 6"), "too_many_rows", "details.visits.rows", ["6", "5"]),
        # grades
        (("quota: {A: 0.2, B: 0.8}", "quota: {A: 0.2, B: 0.7}"), "shares", "grades.quota", ["0.9"]),
        (("quota: {A: 0.2, B: 0.8}", "quota: {A: 0.2, C: 0.8}"), "unknown_grade", "grades.quota.C", ["C", "A", "B"]),
        (("quota: {A: 0.2, B: 0.8}", "quota: {A: 0.2, A+B: 0.8}"), "grade_twice", "grades.quota.A+B", ["A"]),
        (("quota:", "names: {C: x}\n  quota:"), "unknown_grade", "grades.names.C", ["C", "A", "B"]),
        # names
        ((MEASURES, f"won: {{name: x, formula: salary}}\n  {MEASURES}"), "name_twice", "measures.won", ["won"]),
        ((PARAMETERS, "  won: {name: x, value: 1}\n  share: {"), "name_twice", "parameters.won", ["inputs.won"]),
        ((PARAMETERS, "  old: {name: x, value: 1}\n  share: {"), "unused", "parameters.old", ["old"]),
        (("  praise: {", "  rude: {"), "name_twice", "flags.rude", ["rude", "vetoes.rude"]),
        (("      spare:\n", "      rate:\n"), "indicator_twice", "sections.conduct.indicators.rate", ["results"]),
        (("vetoes:\n", "indicators: {}\nvetoes:\n"), "", "", []),
        (("vetoes:\n", ONE), "two_lists", "indicators", ["sections"]),
        # what is stated and never used
        (("  won: {name", "  wins: {name: x, type: count}\n  won: {name"), "unused", "inputs.wins", ["wins"]),
        ((MEASURES, "old: {name: x, formula: won}\n  win_rate: {name"), "unused", "measures.old", ["old"]),
        (("choices: {good", "choices: {fair: x, good"), "unused", "choices.fair", ["fair"]),
        (("rate.cap:", "rate.capp:"), "reading", "readings.rate.capp", ["rate.capp"]),
        # raters
        (("of: manner,", "of: manner, raters: {self: 0.5, peer: 0.5},"), "one_input", f"{MANNER}.rule", ["manner"]),
        (("cycles: [month]", "cycles: [month]\nbeside: [boss]"), "unknown_rater", "beside", ["boss", "superior"]),
        # numbers, conditions and texts in the wrong place
        (("formula: won / joined", "formula: won > joined"), "needs_number", "measures.win_rate.formula", []),
        (("when: grade == 'A'", "when: won"), "needs_truth", "flags.praise.when", []),
        (("manner == 'poor' and won < 1", "manner == 'poor' and won"), "needs_truth", "vetoes.rude.when", []),
        (("enabled: false", "enabled: false\n        zero_when: won"), "needs_truth", SPARE, []),
        ((PAY, "salary * share * factor * grade"), "needs_number", "pay.bonus.formula", []),
        ((PAY, "(salary if won > 0 else grade) * share * factor"), "needs_number", "pay.bonus.formula", []),
        ((PAY, '"given(grade, 1) * salary * share * factor"'), "needs_text", "pay.bonus.formula", []),
        ((PAY, "cohort_mean(manner) * salary * share * factor"), "needs_number", "pay.bonus.formula", []),
        ((PAY, "visits.hours * salary * share * factor"), "row_column", "pay.bonus.formula", ["visits.hours"]),
        ((PAY, "salary / visits.hours * share * factor"), "row_column", "pay.bonus.formula", ["visits.hours"]),
        ((RATING, CONDITION), "needs_number", "sections.conduct.indicators.extra", []),
        (("grades:\n", "total: {formula: points > 1}\ngrades:\n"), "needs_number", "total", []),
        (("  scale: {A", "  lowered_by: won > 1\n  scale: {A"), "needs_number", "grades", []),
        ((MAKE, f"{MAKE}    measures: {{m: {{name: x, formula: hours > 1}}}}\n"), "needs_number", f"{OWN_MEASURE}", []),
        ((MAKE, f"{MAKE}    checks: {{c: {{name: x, when: hours}}}}\n"), "needs_truth", f"{OWN_CHECK}", []),
        (("grades:\n", ADJUSTED), "needs_number", "adjustments.extra", []),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_breach_is_named_with_its_field(change: Change, code: str, field: str, parts: list[str]) -> None:
    problems = problems_of(change)
    assert {problem.code for problem in problems} == ({f"scheme.{code}"} if code else set())
    for problem in problems:
        assert problem.place.field == field
        assert problem.place.line > 1
        for message in (explain(lang, problem) for lang in LANGUAGES):
            assert [part for part in parts if part not in message] == []


@pytest.mark.parametrize(
    "change",
    [
        ("value: 0.25", "value: 0.2"),
        ("value: 0.25", "value: 0.3"),
        ("range: [0.2, 0.3]", "range: [0.25, 0.25]"),
        ("type: money, default: 0", "type: rate, default: 1"),
        ("type: money, default: 0", "type: money, default: 0, max: 0"),
        ("    rows: 2", "    rows: 5"),
        ("share: [50, 80]", "share: [60, 70]"),
        ("range: [50, 80]", "range: [60, 70]"),
    ],
)
def test_a_limit_itself_is_allowed(change: Change) -> None:
    assert problems_of(change) == []


@pytest.mark.parametrize("name", ["total", "grade", "rank", "level", "points", "class", "lambda"])
def test_a_name_that_formulas_read_as_something_else_is_refused(name: str) -> None:
    change = ("  share: {", f"  {name}: {{name: x, value: 1}}\n  share: {{")
    assert ("scheme.name_reserved", f"parameters.{name}") in [(p.code, p.place.field) for p in problems_of(change)]


@pytest.mark.parametrize(
    ("block", "name", "said"),
    [
        ("inputs", "name", "{name: x, type: count}"),
        ("inputs", "employee_id", "{name: x, type: count}"),
        ("raters", "hr", "x"),
        ("raters", "manager", "x"),
        ("words", "remarks", "{name: x}"),
        ("words", "withheld", "{name: x}"),
        ("words", "comment", "{name: x}"),
    ],
)
def test_a_name_under_which_something_else_is_kept_of_people_is_refused(block: str, name: str, said: str) -> None:
    change = (
        "inputs:\n",
        f"inputs:\n  {name}: {said}\n" if block == "inputs" else f"{block}: {{{name}: {said}}}\ninputs:\n",
    )
    assert ("scheme.name_reserved", f"{block}.{name}") in [(p.code, p.place.field) for p in problems_of(change)]


@pytest.mark.parametrize("name", ["points", "input"])
def test_a_table_named_like_a_kind_of_column_is_refused(name: str) -> None:
    change = ("details:\n", f"details:\n  {name}: {{name: x, row_name: x}}\n")
    assert [(p.code, p.place.field) for p in problems_of(change)] == [("scheme.name_reserved", f"details.{name}")]


def test_columns_of_a_table_that_would_stand_for_two_things_are_refused() -> None:
    state = ("columns: {hours", f"columns: {{state: {HOURS}, hours")
    assert [(p.code, p.place.field) for p in problems_of(state)] == [("scheme.name_reserved", "details.visits")]
    asked = ("details:\n", f"details:\n  question: {{name: x, row_name: x, columns: {{won: {HOURS}}}}}\n")
    found = [(p.code, p.place.field) for p in problems_of(asked)]  # the input `won` has a column why it is doubted
    assert found == [("scheme.duplicate", "details.question")]


def test_figures_that_would_stand_for_two_things_are_refused() -> None:
    named = ("choices: [good, poor]", "choices: [points, poor]"), ("{good: {zh", "{points: {zh")
    problems = problems_of(*named, ("{good: 100, poor: 0}", "{points: 100, poor: 0}"))
    assert [problem.code for problem in problems] == ["scheme.duplicate"]


def test_an_indicators_own_input_may_not_share_the_name_of_another() -> None:
    own = "      {name}:\n        {{name: x, points: 0, rule: {{kind: all_or_nothing}}}}\n" + RATING
    assert [p.code for p in problems_of((RATING, own.format(name="share")))] == ["scheme.name_twice"]
    assert [p.code for p in problems_of((RATING, own.format(name="manner")))] == ["scheme.duplicate"]
    assert [p.code for p in problems_of((RATING, own.format(name="tidy")))] == []


def test_an_indicator_named_like_the_measure_of_a_cohort_is_refused_instead_of_mixed_up() -> None:
    first = "      won:\n        {name: x, points: 0, rule: {kind: formula, formula: won / joined * 0}}\n"
    measured = "      won:\n        {name: x, rule: {kind: bands, of: won / joined, bands: {else: 0}}}\n"
    compared = "      place:\n        {name: x, rule: {kind: rank_bands, of: won, bands: {else: 0}}}\n"
    assert [p.code for p in problems_of((RATING, first + compared + RATING))] == []
    assert [p.code for p in problems_of((RATING, measured + compared + RATING))] == ["scheme.duplicate"]
    assert [p.code for p in problems_of((RATING, compared + measured + RATING))] == ["scheme.duplicate"]


def test_points_must_be_stated_where_the_rule_does_not() -> None:
    rule = "      extra:\n        {name: x, rule: {kind: add, additions: {won: 1}}}\n" + RATING
    assert [(p.code, p.place.field) for p in problems_of((RATING, rule))] == [
        ("scheme.belongs_to", "sections.conduct.indicators.extra")
    ]
    assert problems_of((RATING, rule), ("grades:\n", "full_points: null\ngrades:\n")) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("points: 10, rule: {kind: formula, formula: total_of(visits.mood)}", "needs_number"),
        ("points: 10, rule: {kind: levels, table: visits, points: {good: 10, poor: 0}}", "duplicate"),
        ("rule: {kind: rating}", "no_points"),
        (
            "points: 10, rule: {kind: mean, parts: {a: {kind: formula, formula: visits.hours}}}",
            "row_column",
        ),
    ],
)
def test_a_rule_that_asks_for_what_there_is_not_is_named_with_its_indicator(rule: str, code: str) -> None:
    columns = f"columns: {{effort: {HOURS}, mood: {{name: x, type: choice, choices: [good, poor]}}, hours:"
    problems = problems_of(
        ("      effort:\n        name: {zh: 投入, en: Effort}\n" + EFFORT, f"      effort: {{name: x, {rule}}}\n"),
        ("columns: {hours:", columns),
        (PAY, f"{PAY} * extra"),
    )
    assert [(p.code, p.place.field) for p in problems] == [(f"scheme.{code}", "sections.conduct.indicators.effort")]


def test_the_sum_of_full_points_is_checked_for_every_level_and_against_what_the_scheme_says() -> None:
    problems = problems_of(("points: 10", "points: 20"))
    assert [explain("en", problem).split("level ")[1].split(" sum")[0] for problem in problems] == ["Junior", "Senior"]
    assert problems_of(("points: 10", "points: 20"), ("grades:\n", "full_points: 110\ngrades:\n")) == []
    assert problems_of(("points: 10", "points: 20"), ("grades:\n", "full_points: null\ngrades:\n")) == []


def test_sums_that_only_floating_point_gets_wrong_are_right() -> None:
    changes = (
        ("{junior: 60, senior: 70}", "{junior: 60.2, senior: 70.2}"),
        ("{junior: 30, senior: 20}", "{junior: 29.6, senior: 19.6}"),
        ("points: 10", "points: 10.2"),
    )
    assert 60.2 + 29.6 + 10.2 != 100
    assert problems_of(*changes) == []
    narrow = (
        ("{junior: 30, senior: 20}", "{junior: 1.1, senior: 1.1}"),
        ("points: 10", "points: 2.2"),
        ("en: Conduct}", "en: Conduct}\n    share: [0, 3.3]"),
        ("grades:\n", "full_points: null\ngrades:\n"),
    )
    assert 1.1 + 2.2 > 3.3
    assert problems_of(*narrow) == []


def test_grade_and_level_figures_need_grades_and_levels() -> None:
    without_levels = (
        ("levels: {junior: {zh: 初级, en: Junior}, senior: {zh: 资深, en: Senior}}\n", ""),
        (LEVELS, "points: 60"),
        ("points: {junior: 30, senior: 20}", "points: 30"),
    )
    assert [(p.code, p.place.field) for p in problems_of(*without_levels)] == [
        ("scheme.unknown_key", "parameters.extra.by")
    ]
    whole = SMALL[SMALL.index("grades:") : SMALL.index("pay:")]
    without_grades = ((whole, ""), ("when: grade == 'A'", "when: won > 1"))
    assert [(p.code, p.place.field) for p in problems_of(*without_grades)] == [
        ("scheme.unknown_key", "parameters.factor.by"),
        ("scheme.no_grades", "vetoes.rude.effect"),
    ]


def test_a_figure_may_differ_by_an_input_with_choices_and_then_has_one_for_each() -> None:
    by = "by: manner, value: {good: 1, poor: 2}"
    assert plan_of(SMALL, ("by: level, value: {junior: 1, senior: 2}", by)).parameters["extra"].dimension == "good_poor"
    [problem] = problems_of(("by: level, value: {junior: 1, senior: 2}", by.replace(", poor: 2", "")))
    assert (problem.code, problem.place.field) == ("scheme.keys_differ", "parameters.extra.value")
    [problem] = problems_of(("by: level, value", "by: won, value"))
    assert (problem.code, problem.place.field) == ("scheme.unknown_key", "parameters.extra.by")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (("limits: [least, most]", "limits: [least, worst]"), "no_figure", "details.changes.columns.points"),
        (("fault: -10}", "fault: -21}"), "range_order", "details.changes.columns.points.limits"),
        (("value: {praise: 15, fault: -10}", "value: {praise: 15}"), "keys_differ", "parameters.most.value"),
        (
            ("by: kind, value: {praise: 5, fault: -20}", "value: 16"),
            "range_order",
            "details.changes.columns.points.limits",
        ),
    ],
)
def test_limits_are_parameters_of_which_the_lower_is_not_above_the_higher(
    change: Change, code: str, field: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        plan_of(CHANGES, change)
    assert {(p.code, p.place.field) for p in caught.value.problems} == {(f"scheme.{code}", field)}


def test_points_of_an_indicator_are_looked_at_in_a_scheme_without_sections() -> None:
    with pytest.raises(ProblemsError) as caught:
        plan_of(CHANGES, ("points: 100, rule", "points: 100, range: [50, 80], rule"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.field) == ("scheme.out_of_range", "indicators.work.points")


def test_where_parameters_limit_an_input_its_type_limits_nothing() -> None:
    plan = plan_of(CHANGES, ("limits: [least, most]}", "limits: [least, most], default: -20}"))
    field = plan.tables["changes"].columns["changes.points"].field
    assert field is not None
    assert (field.default, field.bounds) == (-20, (None, None))


def test_an_input_without_choices_beside_it_may_have_limits_of_its_own() -> None:
    single = (
        ("by: kind, value: {praise: 5, fault: -20}", "value: -20"),
        ("by: kind, value: {praise: 15, fault: -10}", "value: 15"),
    )
    assert check(plan_of(CHANGES, *single)) == []


def test_what_only_a_disabled_indicator_uses_is_in_use_and_its_formulas_must_hold() -> None:
    used = ("kind: bands, of: won, bands: {≥3: 5, ≥1: 2, else: 0}", "kind: cases, cases: {late > 0: 5, else: 0}")
    stated = ("  won: {name", "  late: {name: x, type: count}\n  won: {name")
    assert problems_of(used, stated) == []
    assert [(p.code, p.place.field) for p in problems_of(used)] == [
        ("scheme.formula_name", f"{SPARE}.rule.cases.late > 0")
    ]


FIGURES = ["rate.points", "*.cap", "grades.A", "quota.*", "spare.*"]
PARTS = ["rate", "won", "win_rate", "effort", "spare", "visits", "pay.bonus"]


@pytest.mark.parametrize("pattern", FIGURES + PARTS)
def test_a_reading_may_mark_a_figure_an_indicator_an_input_or_a_part(pattern: str) -> None:
    assert problems_of(("rate.cap:", f'"{pattern}":')) == []


def test_two_problems_are_told_of_at_once() -> None:
    changes = (("value: 0.25", "value: 0.35"), ("rate.cap:", "rate.capp:"))
    assert [problem.code for problem in problems_of(*changes)] == ["scheme.out_of_range", "scheme.reading"]


def test_the_choices_of_two_inputs_may_not_run_together() -> None:
    source = changed(SMALL, ("choices: {good: {zh", "choices: {a_b: x, c: y, a: z, b_c: v, good: {zh"))
    inputs = "  joined: {name: {zh: 投标数, en: Joined}, type: count}"
    two = "  left: {name: x, type: choice, choices: [a_b, c]}\n  right: {name: x, type: choice, choices: [a, b_c]}\n"
    assert inputs in source
    problems = problems_of(
        ("choices: {good: {zh", "choices: {a_b: x, c: y, a: z, b_c: v, good: {zh"),
        (inputs, two + inputs),
        ("won < 1", "won < 1 and left == 'c' and right == 'a'"),
    )
    assert [(p.code, p.place.field) for p in problems] == [("scheme.duplicate", "inputs.right")]


def test_a_detail_table_and_an_indicator_cannot_share_a_name() -> None:
    with pytest.raises(ProblemsError) as caught:
        plan_of(PROJECTS, ("  work: {name", "  projects: {name"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.field, problem.fields["other"]) == (
        "scheme.name_twice",
        "details.projects",
        "indicators.projects",
    )


@pytest.mark.parametrize(
    ("points", "share", "fits"),
    [
        ("0.1, 0.2", "[0, 0.3]", True),  # 0.1 + 0.2 is a hair more than 0.3
        ("0.1, 0.7", "[0.8, 1]", True),  # and 0.1 + 0.7 a hair less than 0.8
        ("0.1, 0.2", "[0, 0.29]", False),
        ("0.1, 0.7", "[0.81, 1]", False),
    ],
)
def test_the_share_of_a_section_may_miss_its_limits_by_what_floats_miss(points: str, share: str, fits: bool) -> None:
    first, second = points.split(", ")
    source = f"""
        id: small
        name: Small
        cycles: [month]
        full_points: null
        sections:
          all:
            name: All
            share: {share}
            indicators:
              first: {{name: First, points: {first}, rule: {{kind: rating}}}}
              second: {{name: Second, points: {second}, rule: {{kind: rating}}}}
    """
    if fits:
        assert check(plan_of(source)) == []
        return
    with pytest.raises(ProblemsError) as caught:
        plan_of(source)
    assert [problem.code for problem in caught.value.problems] == ["scheme.share"]


def test_shares_and_points_may_miss_the_whole_by_what_floats_miss() -> None:
    plan = plan_of("""
        id: small
        name: Small
        cycles: [month]
        full_points: 1
        indicators:
          manner: {name: Manner, points: 0.7, rule: {kind: rating, raters: {superior: 0.7, peer: 0.2, self: 0.1}}}
          effort: {name: Effort, points: 0.2, rule: {kind: rating}}
          order: {name: Order, points: 0.1, rule: {kind: rating}}
        grades:
          scale: {A: ≥0.8, B: ≥0.6, C: else}
          quota: {A: 0.7, B: 0.2, C: 0.1}
    """)  # 0.7 + 0.2 + 0.1 is a hair less than 1
    assert (check(plan), value_problems(plan)) == ([], [])


@pytest.mark.parametrize("key", ["junior", "praise", "a"])
def test_a_choice_is_not_in_use_because_a_level_a_flag_or_a_grade_is_called_alike(key: str) -> None:
    grades = (
        ("scale: {A: ≥80, B: else}", "scale: {a: ≥80, B: else}"),
        ("quota: {A: 0.2, B: 0.8}", ""),
        ("by: grade, value: {A: 1.5, B: 1}", "by: grade, value: {a: 1.5, B: 1}"),
        ("grade == 'A'", "grade == 'a'"),
    )
    assert problems_of(*grades) == []
    unused = problems_of(("choices: {good:", f"choices: {{{key}: {{zh: x, en: x}}, good:"), *grades)
    assert [(problem.code, problem.place.field) for problem in unused] == [("scheme.unused", f"choices.{key}")]


@pytest.mark.parametrize(
    ("item", "stints", "warned"),
    [
        ("formula: salary * share * factor", "by_days", ["pay.bonus"]),
        ("formula: salary * share * factor", "last", []),
        ("formula: salary * share * factor, prorated: true", "by_days", []),
        ("formula: salary * share", "by_days", []),
        ("formula: 100 * share", "by_days", ["pay.bonus"]),
    ],
)
def test_an_amount_that_each_stint_of_somebody_would_be_paid_in_full_is_warned_of(
    item: str, stints: str, warned: list[str]
) -> None:
    source = SMALL.replace("cycles: [month]", f"cycles: [month]\nappraised: {{stints: {stints}}}")
    source = source.replace("when: grade == 'A'", "when: factor > 1 and salary > 1")
    plan = plan_of(source, ("formula: salary * share * factor", item))
    assert [problem.place.field for problem in paid_in_full(plan)] == warned


STEPS = "kind: standard_steps, of: won, standard: 3, short_step: 1, per_short: 1, over_step: 1"


@pytest.mark.parametrize(
    ("rule", "warned"),
    [
        ("kind: add, additions: {won: 2}", True),
        ("kind: add, additions: {won: -2}", False),
        ("kind: add, additions: {won: 2}, cap: 5", False),
        ("kind: deduct, deductions: {joined: 1}, additions: {won: 2}", True),
        ("kind: deduct, deductions: {joined: 1}", False),
        (f"{STEPS}, per_over: 1", True),
        (f"{STEPS}, per_over: 0", False),
        (f"{STEPS}, per_over: 1, cap: 5", False),
        ("kind: target_ratio, of: win_rate, target: 0.5", True),
        ("kind: growth, of: won, previous: joined, step: 0.1, per_step: 1", True),
        ("kind: sum, parts: {one: {kind: add, additions: {won: 2}}}", True),
        ("kind: sum, parts: {one: {kind: add, additions: {won: 2}}}, cap: 5", False),
        ("kind: sum, parts: {one: {kind: bands, of: won, bands: {≥3: 5, else: 0}}}", False),
        ("kind: mean, parts: {one: {kind: add, additions: {won: 2}}}", True),
        ("kind: mean, parts: {one: {kind: bands, of: won, bands: {≥3: 5, else: 0}}}", False),
    ],
)
def test_what_gives_points_without_end_is_asked_about(rule: str, warned: bool) -> None:
    source = SMALL.replace("      spare:", f"      more: {{name: 加分, points: 0, rule: {{{rule}}}}}\n      spare:")
    path = "sections.conduct.indicators.more"
    assert [problem.place.field for problem in uncapped(plan_of(source))] == warned * [path]
    assert [each.code for each in asked(plan_of(source)) if each.code == "scheme.uncapped"] == warned * [
        "scheme.uncapped"
    ]


def test_a_total_of_its_own_formula_is_bounded_there() -> None:
    points = "adjustments:\n  more: {name: 加分, rule: {kind: add, additions: {won: 2}}}\n"
    total = "total: {formula: 'min(points + adjustment.more, 100)'}\n"
    assert uncapped(plan_of(SMALL.replace("vetoes:", f"{points}{total}vetoes:"))) == []


def test_measures_in_a_circle_that_nothing_uses_are_told_as_a_circle() -> None:
    circle = "  a: {name: 甲, formula: b + won}\n  b: {name: 乙, formula: a + 1}\nsections:"
    found = problems_of(("sections:", circle))
    assert [(problem.code, problem.fields.get("names")) for problem in found] == [("scheme.cycle", "a → b → a")]


def test_levels_that_nothing_is_said_of_are_warned_of_once_with_their_indicator_or_input() -> None:
    warned = {problem.place.field: problem.severity for problem in undescribed(plan_of(EVERY_KIND))}
    assert warned == dict.fromkeys(
        [f"indicators.{key}" for key in ("levels", "judged", "rows", "described")], "warning"
    )
    assert [problem.place.field for problem in undescribed(plan_of())] == ["inputs.manner"]


@pytest.mark.parametrize(
    ("rule", "code", "parts"),
    [
        (
            "{kind: level_range, levels: {good: '≥8', poor: else}, described: {good: a}}",
            "keys_differ",
            ["good", "poor"],
        ),
        ("{kind: level_range, levels: {good: '>8', poor: else}}", "range_bound", [">8"]),
        ("{kind: level_range, levels: {good: '≤8', poor: else}}", "range_bound", ["≤8"]),
        ("{kind: levels, points: {good: 10, poor: 0}, described: {good: a, fair: b}}", "keys_differ", ["fair", "poor"]),
    ],
)
def test_levels_are_all_described_or_none_and_a_range_begins_at_its_bound(
    rule: str, code: str, parts: list[str]
) -> None:
    points = "" if "levels, points" in rule else "points: 10, "
    described = next(line.strip() for line in EVERY_KIND.splitlines() if line.startswith("  described:"))
    with pytest.raises(ProblemsError) as caught:
        plan_of(EVERY_KIND, (described, f"described: {{name: x, {points}rule: {rule}}}"))
    (problem,) = caught.value.problems
    assert problem.code == f"scheme.{code}"
    assert problem.place.field.startswith("indicators.described.rule")
    for lang in LANGUAGES:
        assert all(part in explain(lang, problem) for part in parts)


def test_a_level_of_a_number_is_described_by_that_number() -> None:
    stated = {"name": "甲", "type": "number", "described": {"five": {"zh": "好", "en": "Good"}}}
    with pytest.raises(ValidationError, match="levels of a number"):
        Input.model_validate(stated)


def test_levels_of_a_range_that_several_rate_are_used() -> None:
    rated = "levels: {great: ≥8, poor: else}, raters: {peer: 0.5, superior: 0.5}}"
    changes = [("choices: {", "choices: {great: x, "), ("levels: {good: ≥8, poor: else}}", rated)]
    assert not [problem for problem in check(plan_of(EVERY_KIND, *changes)) if problem.code == "scheme.unused"]
