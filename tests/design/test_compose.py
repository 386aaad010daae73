"""HR composes a scheme from the library: a sound file with the indicators, weights and periods that were chosen."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from presales_xl import catalogue
from presales_xl.design.compose import choices, compose
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.load import load
from tests.backends.cohort import NAN, Entry, computed
from tests.cli.running import Runner, run
from tests.cycle.company import company, fill, read_csv, write_csv

__all__ = ["run"]

CHOSEN = ("bid_rate=40", "response_time=20", "objective=20@quarter", "sales_rating=20", "benchmark=3")


def refused(written: Sequence[str]) -> list[str]:
    with pytest.raises(ProblemsError) as error:
        choices(written)
    return [explain("zh", problem) for problem in error.value.problems]


def test_a_composed_scheme_has_the_indicators_weights_and_periods_that_were_chosen() -> None:
    plan = load(compose("ours", "我们的", choices(CHOSEN)), "ours.yaml", expected_id="ours")
    assert plan.full_points() == {"bid_rate": 40, "sales_rating": 20, "response_time": 20, "objective": 20}
    found = {key: list(indicator.periods) for key, indicator in plan.scheme.enabled().items()}
    assert found["objective"] == ["quarter"]
    assert found["bid_rate"] == ["quarter", "year"]
    assert plan.scheme.cycles == ["month", "quarter", "year"]
    assert (plan.parameters["adjustment.benchmark.addition_1"].value, plan.scheme.pay) == (3, {})


def test_what_the_library_leaves_open_stays_marked_and_the_own_weights_are_no_examples() -> None:
    plan = load(compose("ours", "x", choices(CHOSEN)), "ours.yaml")
    assert plan.parameters["bid_rate.target"].reading is not None
    assert plan.parameters["bid_rate.points"].reading is None


def test_the_librarys_pay_is_taken_over_when_asked_for() -> None:
    plan = load(compose("ours", "x", choices(["bid_rate=100"]), pay=True), "ours.yaml")
    assert list(plan.scheme.pay) == ["base", "sales_bonus", "appraisal_bonus"]


@pytest.mark.parametrize("key", list(catalogue.load("indicator_library").scheme.enabling().enabled()))
def test_every_indicator_of_the_library_makes_a_sound_scheme_by_itself(key: str) -> None:
    plan = load(compose("ours", "x", choices([f"{key}=100"])), "ours.yaml")
    assert list(plan.scheme.enabled()) == [key]


@pytest.mark.parametrize(
    ("results", "marked", "points"),
    [
        ((1, 0.5, 0, 0.5), (), 10),
        ((1, 0.5, None, None), (3, 4), 15),
        ((1, 0.5, 0, None), (3, 4), 15),  # whatever stands in one that is marked
        ((1, 0.5, None, None), (3,), NAN),  # a blank is missing
        ((None, None, None, 0.8), (1, 2, 3), 16),
    ],
)
def test_an_objective_is_the_mean_of_the_key_results_that_hr_does_not_mark_as_not_there(
    results: Sequence[float | None], marked: Sequence[int], points: float
) -> None:
    plan = load(compose("ours", "x", choices(["objective=20", "sales_rating=80"])), "ours.yaml")
    person: dict[str, Entry] = {f"key_result_{place}": result for place, result in enumerate(results, 1)}
    person |= {f"no_key_result_{place}": "yes" for place in marked}
    assert computed(plan, [person])["points.objective"] == pytest.approx([points], nan_ok=True)


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ([], "--indicator"),
        (["bid_rate"], "「bid_rate」看不懂"),
        (["bid_rate=-1"], "「bid_rate=-1」看不懂"),
        (["bid_rate=much"], "看不懂"),
        (["bid_rat=100"], "bid_rate"),
        (["bid_rate=100@week"], "week"),
        (["bid_rate=50", "bid_rate=50"], "两次"),
        (["bid_rate=50", "benchmark=50"], "权重之和为 50，应为 100"),
    ],
)
def test_choices_that_do_not_fit_are_told_of(written: list[str], part: str) -> None:
    [message] = refused(written)
    assert part in message


def test_everything_wrong_is_told_of_at_once() -> None:
    assert len(refused(["bid_rat=3", "x", "nps_score=1@week"])) == 3


def test_the_command_writes_a_file_into_the_project_that_the_check_accepts(run: Runner, tmp_path: Path) -> None:
    words = ["scheme", "compose", "ours", "--name", "我们的"]
    for chosen in CHOSEN:
        words += ["--indicator", chosen]
    assert run(*words).code == 0
    assert run("scheme", "check", "schemes/ours.yaml").code == 0
    assert "我们的" in run("scheme", "list").out
    again = run(*words)
    assert again.code == 1
    assert "文件已存在" in again.err
    assert run(*words, "--force").code == 0
    assert run("scheme", "compose", "Ours", "--indicator", "bid_rate=100").code == 1
    assert [path.name for path in (tmp_path / "schemes").iterdir()] == ["ours.yaml"]


def test_a_periods_workbook_asks_only_for_what_is_due_and_collects_it(run: Runner, tmp_path: Path) -> None:
    run(
        "scheme",
        "compose",
        "ours",
        "--indicator",
        "bid_rate=50",
        "--indicator",
        "response_time=30",
        "--indicator",
        "delivery_time=20",
    )

    def change(sheets: dict[str, list[list[object]]]) -> None:
        for row in sheets["岗位"][1:]:
            row[1] = "ours"
        for row in sheets["员工"][1:]:
            row[4] = ""
        del sheets["目标与工资"]

    company(tmp_path, change)
    assert run("generate", "2026-11").code == 0
    entries = {"response_hours": 4, "delivery_days": 6}  # 100 of 100 counting 60, 60 of 100 counting 40
    ids = [str(row) for row in read_ids(tmp_path)]
    for file in (tmp_path / "outbox" / "2026-11").iterdir():
        fill(file, tmp_path / "inbox" / "2026-11" / file.name, dict.fromkeys(ids, entries))
    said = run("collect", "2026-11")
    assert said.code == 0, said.err
    assert {row["total"] for row in read_csv(tmp_path / "results" / "2026-11" / "results.csv")} == {"84"}


def read_ids(folder: Path) -> list[str]:
    from presales_xl import project  # noqa: PLC0415
    from presales_xl.cycle.rosters.roster_reader import load_roster  # noqa: PLC0415

    return [employee.employee_id for employee in load_roster(project.load(folder), "zh").employees]


def test_score_takes_a_period_too(run: Runner, tmp_path: Path) -> None:
    run("scheme", "compose", "ours", "--indicator", "bid_rate=50", "--indicator", "response_time=50")
    people = write_csv(tmp_path / "in.csv", [["employee_id", "response_hours"], ["E1", "8"]])
    assert run("score", "ours", people, "-o", "out.csv", "--period", "2026-11").code == 0
    assert [row["total"] for row in read_csv(tmp_path / "out.csv")] == ["80"]
    run("score", "ours", people, "-o", "out.csv", "--period", "2026-Q4")
    assert [row["status"] for row in read_csv(tmp_path / "out.csv")] == ["未完成"]
