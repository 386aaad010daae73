"""Before a figure is changed, HR sees who moves grade and what the bonus total becomes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from presales_xl import catalogue
from presales_xl.design.what_if import Move, WhatIf, changed_by, what_if
from presales_xl.people.table import Table
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.workbook import table_files
from tests.cli.running import Runner, inputs, run
from tests.cycle.company import ENGINEER, read_csv, write_csv

__all__ = ["run"]

PIECES = {"genuine_units": 200, "class_b_units": 40, "stock_in_signed": "yes"}


def repairers(folder: Path, *changes: Mapping[str, object]) -> Table:
    """Return people of repair_stars; each as the example in the catalogue (240 units) but for the changes."""
    plan = catalogue.load("repair_stars")
    usual: dict[str, object] = {}
    for key, spec in plan.inputs().items():
        usual[key] = "no" if spec.dimension else 0
    rows = [["employee_id", *usual]]
    rows += [[f"E{n}", *map(str, {**usual, **PIECES, **change}.values())] for n, change in enumerate(changes, 1)]
    return table_files.read(write_csv(folder / "repair.csv", rows))[0]


def tried(table: Table, *settings: str) -> WhatIf:
    return what_if(catalogue.load("repair_stars"), table, {}, settings, lang="zh")


def problems_of(settings: Sequence[str]) -> list[Problem]:
    with pytest.raises(ProblemsError) as error:
        changed_by(catalogue.load("software_presales"), settings)
    return list(error.value.problems)


def test_who_moves_grade_is_told_with_both_grades_and_totals(tmp_path: Path) -> None:
    found = tried(repairers(tmp_path, {}, {"genuine_units": 300}), "grades.4★=250")
    assert found.moves("zh") == [Move("E1", ("4★", "3★"), (240, 240))]
    assert [line for line in found.distribution("zh") if line[1] != line[2]] == [("4★", 1, 0), ("3★", 0, 1)]


def test_what_the_bonus_total_becomes_is_the_sum_of_everybodys_pay(tmp_path: Path) -> None:
    # 4★: 450 + 200 × 5 + 40 × 4 = 1610 each; with 6 yuan per genuine unit 200 more each
    found = tried(repairers(tmp_path, {}, {}), "genuine_rate=6")
    assert found.money() == (3220, 3620)
    assert found.moves("zh") == []


def test_somebody_incomplete_counts_neither_before_nor_after(tmp_path: Path) -> None:
    found = tried(repairers(tmp_path, {}, {"genuine_units": ""}), "genuine_rate=6")
    assert found.money() == (1610, 1810)
    assert len(found.totals()[0]) == 1


def test_figures_by_level_or_grade_are_set_one_by_one() -> None:
    plan = changed_by(catalogue.load("software_presales"), ["coefficient.S=1.6", "coefficient.A = 130%"])
    assert plan.parameters["coefficient"].value == {"S": 1.6, "A": 1.3, "B": 1, "C": 0.6, "D": 0}


@pytest.mark.parametrize(
    ("setting", "code", "part"),
    [
        ("performance_shar=0.3", "scheme.parameter_unknown", "performance_share"),
        ("coefficient.E=1", "scheme.key_unknown", "S、A、B、C、D"),
        ("coefficient=1", "scheme.keys_needed", "S、A、B、C、D"),
        ("performance_share", "what_if.setting", "performance_share"),
        ("performance_share=many", "what_if.setting", "many"),
        ("performance_share=nan", "what_if.setting", "nan"),
        ("=1", "what_if.setting", "=1"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_answered_with_what_is_close(setting: str, code: str, part: str) -> None:
    [problem] = problems_of([setting])
    assert problem.code == code
    assert part in explain("zh", problem)


def test_all_settings_that_are_wrong_are_told_of_at_once() -> None:
    assert len(problems_of(["x=1", "y", "performance_share=0.2"])) == 2


def test_sums_that_do_not_hold_any_more_are_warnings_since_one_figure_is_tried_at_a_time(tmp_path: Path) -> None:
    people = table_files.read(inputs(tmp_path, {}))[0]
    found = what_if(catalogue.load("support_engineer_kpi"), people, {}, ["complaints.points=20"], lang="zh")
    assert [(problem.code, problem.severity) for problem in found.problems] == [("scheme.sum", "warning")]
    assert found.totals()[1][0] == found.totals()[0][0] + 5


def test_the_command_says_it_all_and_writes_a_table(run: Runner, tmp_path: Path) -> None:
    people = inputs(tmp_path, {}, {"unresolved": 4})
    said = run(
        "what-if",
        "support_engineer_kpi",
        people,
        "--set",
        "grades.S=92",
        "--set",
        "resolution.bound_2=1",
        "-o",
        "out.csv",
    )
    assert (said.code, said.err) == (0, "")
    for part in (
        "等级会变的：1 人（升 0，降 1）",
        "项目技术解决率 界限（resolution.bound_2）：3 → 1",
        "平均 90.50 → 88.00",
    ):
        assert part in said.out
    rows = read_csv(tmp_path / "out.csv")
    assert [(row["grade.before"], row["grade.after"], row["total.after"]) for row in rows] == [
        ("S", "A", "88"),
        ("A", "A", "88"),
    ]
    english = run("what-if", "support_engineer_kpi", people, "--set", "grades.S=80", "--lang", "en").out
    assert "Whose grade changes: 1 (up 1, down 0)" in english


def test_the_command_needs_something_to_change(run: Runner, tmp_path: Path) -> None:
    said = run("what-if", "support_engineer_kpi", inputs(tmp_path, ENGINEER))
    assert said.code == 1
    assert "--set" in said.err
