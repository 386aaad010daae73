"""An own scheme that changes another one: its figures and indicators count, and what does not fit is told by line."""

from pathlib import Path

import pytest

from presales_xl import catalogue
from presales_xl.problem_texts import explain
from presales_xl.resources import SCHEMES
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.scheme.variant import changed, value_problems
from presales_xl.texts import LANGUAGES
from tests.scheme.small import EVERY_KIND

SHIPPED = sorted(file.stem for file in SCHEMES.glob("*.yaml"))
HEAD = "id: mine\nname: 我们的方案\n"


def write(folder: Path, content: str, name: str = "mine") -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(content, encoding="utf-8")
    return file


def plan_of(folder: Path, content: str) -> Plan:
    write(folder, HEAD + content)
    return catalogue.load("mine", folder)


def problems_of(folder: Path, content: str) -> list[Problem]:
    with pytest.raises(ProblemsError) as error:
        plan_of(folder, content)
    return list(error.value.problems)


def test_a_variant_is_found_by_id_and_has_everything_of_the_other_scheme_but_what_it_says(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "extends: software_presales\nparameters: {performance_share: 0.3}\n")
    base = catalogue.load("software_presales")
    assert (plan.scheme.id, plan.scheme.name.zh, plan.parameters["performance_share"].value) == (
        "mine",
        "我们的方案",
        0.3,
    )
    assert list(plan.columns) == list(base.columns)
    assert {k for k, figure in plan.parameters.items() if figure.value != base.parameters[k].value} == {
        "performance_share"
    }


def test_a_figure_that_the_company_has_set_is_no_reading_any_more(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "extends: software_presales\nparameters: {performance_share: 0.25}\n")
    assert plan.parameters["performance_share"].reading is None
    assert plan.parameters["coefficient"].reading is not None


def test_of_values_by_level_or_grade_only_those_that_differ_need_be_said(tmp_path: Path) -> None:
    content = "extends: software_presales\nparameters: {coefficient: {S: 1.6}}\n"
    assert plan_of(tmp_path, content).parameters["coefficient"].value == {"S": 1.6, "A": 1.2, "B": 1, "C": 0.6, "D": 0}


def test_weights_may_move_as_long_as_they_sum_up(tmp_path: Path) -> None:
    content = (
        "extends: software_presales\nparameters: {win_rate.points: {junior: 16}, innovation.points: {junior: 2}}\n"
    )
    points = plan_of(tmp_path, content).full_points("junior")
    assert (points["win_rate"], points["innovation"], sum(points.values())) == (16, 2, 100)


def test_optional_indicators_can_be_switched_on(tmp_path: Path) -> None:
    content = (
        "extends: software_presales\nenable: [sales_satisfaction]\nparameters:\n"
        "  sales_satisfaction.points: 5\n  sales_support.points: {junior: 8, mid: 8, senior: 8}\n"
        "  insight.points: {junior: 9, mid: 7, senior: 5}\n"
    )
    plan = plan_of(tmp_path, content)
    assert "points.sales_satisfaction" in plan.columns
    assert sum(plan.full_points("junior").values()) == 100


def test_figures_of_rules_can_be_changed_too_and_the_full_points_follow(tmp_path: Path) -> None:
    content = (
        "extends: support_engineer_kpi\n"
        "parameters: {resolution.value_1: 30, satisfaction.value_1: 20, resolution.bound_1: 1}\n"
    )
    plan = plan_of(tmp_path, content)
    assert plan.parameters["resolution.bound_1"].value == 1
    assert (plan.full_points()["resolution"], plan.full_points()["satisfaction"]) == (30, 20)


def test_what_earns_a_level_can_be_said_in_own_words_and_is_no_example_then(tmp_path: Path) -> None:
    content = (
        "extends: four_dimension\ndescribed:\n  teamwork: {excellent: 主动带教新人}\n"
        "  customer_service.judged: {improve: {zh: 有客户投诉, en: Customers complained}}\n"
    )
    plan, base = plan_of(tmp_path, content), catalogue.load("four_dimension")
    excellent, met, _ = plan.columns["input.teamwork"].levels
    assert (excellent.text.zh, met) == ("主动带教新人", base.columns["input.teamwork"].levels[1])
    assert plan.columns["input.customer_service"].levels[2].text.en == "Customers complained"
    assert base.readings.keys() - plan.readings.keys() == {"teamwork"}
    values = plan_of(tmp_path, 'extends: values_and_post\ndescribed: {passion: {"5": 天天向上}}\n')
    assert values.columns["input.passion"].levels[0].text.zh == "天天向上"


@pytest.mark.parametrize(
    ("content", "line", "field", "code", "parts"),
    [
        (
            "extends: four_dimension\ndescribed:\n  team: {excellent: 好}\n",
            5,
            "described.team",
            "scheme.described_unknown",
            ["teamwork", "customer_service.judged"],
        ),
        (
            "extends: four_dimension\ndescribed:\n  teamwork: {good: 好}\n",
            5,
            "described.teamwork",
            "scheme.described_unknown",
            ["good", "improve"],
        ),
        ("extends: softwar_presales\n", 3, "extends", "scheme.unknown", ["software_presales"]),
        (
            "extends: repair_stars\nparameters:\n  genuine_rat: 6\n",
            5,
            "parameters.genuine_rat",
            "scheme.parameter_unknown",
            ["genuine_rate"],
        ),
        (
            "extends: software_presales\nparameters:\n  coefficient: 2\n",
            5,
            "parameters.coefficient",
            "scheme.keys_needed",
            ["S"],
        ),
        (
            "extends: software_presales\nparameters:\n  coefficient: {E: 2}\n",
            5,
            "parameters.coefficient",
            "scheme.key_unknown",
            ["E"],
        ),
        (
            "extends: software_presales\nparameters:\n  performance_share: {S: 2}\n",
            5,
            "parameters.performance_share",
            "scheme.not_number",
            [],
        ),
        (
            "extends: software_presales\nparameters:\n  performance_share: many\n",
            5,
            "parameters.performance_share",
            "scheme.not_number",
            ["many"],
        ),
        (
            "extends: software_presales\nparameters:\n  performance_share: 0.4\n",
            5,
            "parameters.performance_share",
            "scheme.out_of_range",
            ["0.4", "0.3"],
        ),
        (
            "extends: software_presales\nparameters:\n  visits_standard: 4\n  win_rate.points: {junior: 21}\n"
            "  sales_support.points: {junior: 9}\n  professional_growth.points: {junior: 5}\n",
            6,
            "parameters.win_rate.points",
            "scheme.out_of_range",
            ["21", "20"],
        ),
        (
            "extends: support_engineer_kpi\nparameters:\n  resolution.bound_1: 4\n",
            5,
            "parameters.resolution.bound_1",
            "scheme.bands_order",
            ["≤3", "≤4"],
        ),
        (
            "extends: support_engineer_kpi\nparameters:\n  grades.A: 95\n",
            5,
            "parameters.grades.A",
            "scheme.bands_order",
            ["95"],
        ),
        (
            "extends: software_presales\nparameters:\n  quota.S: 0.2\n",
            5,
            "parameters.quota.S",
            "scheme.shares",
            ["1.1"],
        ),
        (
            "extends: support_engineer_kpi\nparameters:\n  complaints.points: 20\n",
            4,
            "parameters",
            "scheme.sum",
            ["105", "100"],
        ),
        (
            "extends: software_presales\nenable: [repurchase]\n",
            4,
            "enable",
            "scheme.enable_unknown",
            ["repurchase_rate"],
        ),
        ("extends: software_presales\nparameter: {}\n", 4, "parameter", "scheme.field_misspelt", ["parameters"]),
        ("extends: software_presales\nindicators: {}\n", 4, "indicators", "scheme.unknown_field", ["parameters"]),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("scheme.") else None,
)
def test_what_does_not_fit_is_named_with_line_and_field(
    tmp_path: Path, content: str, line: int, field: str, code: str, parts: list[str]
) -> None:
    problem = problems_of(tmp_path, content)[0]
    assert (problem.place.file, problem.place.line, problem.place.field) == ("mine.yaml", line, field)
    assert problem.code == code
    for lang in LANGUAGES:
        message = explain(lang, problem)
        assert [part for part in parts if part not in message] == []


def test_an_unknown_figure_is_answered_with_those_called_alike_else_with_those_that_the_scheme_names(
    tmp_path: Path,
) -> None:
    named = list(catalogue.load("repair_stars").scheme.parameters)
    [problem] = problems_of(tmp_path, "extends: repair_stars\nparameters: {genuine_rat: 6}\n")
    assert problem.fields["close"] == ["genuine_rate"]
    [problem] = problems_of(tmp_path, "extends: repair_stars\nparameters: {zzz: 6}\n")
    assert problem.fields["close"] == named


def test_an_indicator_that_breaks_the_sum_is_told_of_where_it_is_switched_on(tmp_path: Path) -> None:
    problem = problems_of(tmp_path, "extends: software_presales\nenable: [sales_satisfaction]\n")[0]
    assert (problem.code, problem.place.field, problem.place.line) == ("scheme.sum_of_level", "enable", 4)


@pytest.mark.parametrize(
    ("figures", "code", "field"),
    [
        ("raters.weight.peer: 0.5", "scheme.shares", "raters.weight.peer"),
        ("raters.weight.peer: 0.5, raters.weight.superior: 0.5", "", ""),
        ("rescaled.weight.peer: 2", "", ""),
        ("weighted.weight.first: 0.4", "scheme.shares", "weighted.weight.first"),
        ("steps.short_step: 0", "scheme.not_above", "steps.short_step"),
        ("steps.over_step: -1", "scheme.not_above", "steps.over_step"),
        ("growth.step: 0.001", "", ""),
        ("described.good: 11", "", ""),
        ("rank.bound_1: 4", "scheme.bands_order", "rank.bound_1"),
        ("rank.bound_1: 3", "scheme.bands_order", "rank.bound_1"),
        ("rank.bound_2: 1", "scheme.bands_order", "rank.bound_2"),
        ("rank.bound_2: 2", "", ""),
    ],
)
def test_every_kind_of_figure_must_still_fit_those_beside_it(
    tmp_path: Path, figures: str, code: str, field: str
) -> None:
    write(tmp_path, EVERY_KIND, "every_kind")
    content = f"extends: every_kind\nparameters: {{{figures}}}\n"
    if code:
        [problem] = problems_of(tmp_path, content)
        assert (problem.code, problem.place.field) == (code, f"parameters.{field}")
    else:
        assert value_problems(plan_of(tmp_path, content)) == []


def test_steps_of_nothing_are_refused(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, "extends: service_metrics\nparameters: {inquiry_growth.step: 0}\n")
    assert (problem.code, problem.place.field) == ("scheme.not_above", "parameters.inquiry_growth.step")


def test_own_schemes_may_extend_each_other_but_not_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path, "id: first\nname: x\nextends: repair_stars\nparameters: {genuine_rate: 6}\n", "first")
    plan = plan_of(tmp_path, "extends: first\nparameters: {class_b_rate: 5}\n")
    assert (plan.parameters["genuine_rate"].value, plan.parameters["class_b_rate"].value) == (6, 5)
    write(tmp_path, "id: a\nname: x\nextends: b\n", "a")
    write(tmp_path, "id: b\nname: x\nextends: a\n", "b")
    with pytest.raises(ProblemsError) as error:
        catalogue.load("a", tmp_path)
    [problem] = error.value.problems
    assert problem.code == "scheme.extends_cycle"
    assert "a → b → a" in explain("zh", problem)


def test_a_company_may_change_a_shipped_scheme_and_keep_its_id(tmp_path: Path) -> None:
    content = "id: repair_stars\nname: x\nextends: repair_stars\nparameters: {genuine_rate: 6}\n"
    write(tmp_path, content, "repair_stars")
    assert catalogue.load("repair_stars", tmp_path).parameters["genuine_rate"].value == 6
    assert catalogue.load("repair_stars").parameters["genuine_rate"].value == 5


def test_a_file_that_has_changed_is_read_again_and_so_is_one_that_extends_it(tmp_path: Path) -> None:
    write(tmp_path, "id: first\nname: x\nextends: repair_stars\nparameters: {genuine_rate: 6}\n", "first")
    assert plan_of(tmp_path, "extends: first\n").parameters["genuine_rate"].value == 6
    write(tmp_path, "id: first\nname: x\nextends: repair_stars\nparameters: {genuine_rate: 7.5}\n", "first")
    assert catalogue.load("mine", tmp_path).parameters["genuine_rate"].value == 7.5


def test_what_is_wrong_with_the_other_scheme_is_told_of_in_its_own_file(tmp_path: Path) -> None:
    write(tmp_path, "id: first\nname: x\ncycles: [week]\n", "first")
    [problem] = problems_of(tmp_path, "extends: first\n")
    assert (problem.place.file, problem.place.field) == ("first.yaml", "cycles.0")


@pytest.mark.parametrize("scheme", SHIPPED)
def test_the_figures_of_every_shipped_scheme_fit_and_say_the_full_points(scheme: str) -> None:
    plan = catalogue.load(scheme)
    assert value_problems(plan) == []
    same = changed(plan, {key: figure.value for key, figure in plan.parameters.items()})
    assert value_problems(same) == []
    for key, indicator in plan.scheme.enabled().items():
        assert plan.best(key) == indicator.rule.best()
