"""The benchmarks run and say what they measured; how fast anything is, no test asks."""

from pathlib import Path

import pytest

from benchmarks import clicks, growth, returns, scoring, statements, workbooks
from benchmarks.__main__ import main
from benchmarks.measuring import Cost, Figure
from benchmarks.start import COMMANDS, measured


def test_the_start_of_every_command_is_measured_against_that_of_python() -> None:
    figures = measured(rounds=1)
    assert [figure.name for figure in figures] == list(COMMANDS)
    assert all(figure.ratio > 1 for figure in figures)


def test_workbooks_are_measured_beside_openpyxl_xlsxwriter_and_the_limit(tmp_path: Path) -> None:
    figures = list(workbooks.figures(tmp_path, managers=2, rounds=1))
    assert [figure.peer for figure in figures] == ["openpyxl", "XlsxWriter", "the limit"] * len(workbooks.TEAMS)
    assert all(figure.cost.cpu > 0 < figure.peer_cost.cpu for figure in figures)


def test_returns_are_measured_beside_readers_and_a_second_run(tmp_path: Path) -> None:
    figures = list(returns.figures(tmp_path, managers=2, rounds=1))
    assert [figure.peer for figure in figures] == ["openpyxl", "openpyxl", "calamine", "the first run"]


def test_statements_are_measured_with_and_without_pdf(tmp_path: Path) -> None:
    figures = list(statements.figures(tmp_path, managers=1, rounds=1))
    assert [figure.name for figure in figures] == ["statement without PDF"] * 2 + ["PDF of a statement"]


def test_scoring_is_measured_beside_numpy_and_pandas_and_comes_to_the_same_as_numpy(tmp_path: Path) -> None:
    figures = list(scoring.figures(tmp_path, people=300, rounds=1))
    assert [figure.peer for figure in figures] == ["numpy by hand"] + ["pandas reading, writing"] * 3
    assert scoring.differing(people=300) == []


def test_importing_for_a_click_and_looking_through_workbooks_is_measured(tmp_path: Path) -> None:
    figures = list(clicks.figures(tmp_path, rounds=1, names=["validate"], people=[2, 4]))
    assert [figure.name.rpartition(" ")[2] for figure in figures] == ["validate", "2", "4"]
    assert figures[0].ratio > 1


def test_growth_is_measured_in_time_and_memory(tmp_path: Path) -> None:
    (row,) = growth.rows(tmp_path, (1,))
    assert row.memory > 2**20
    assert row.passes.cpu > 0 < row.workbook.cpu


def test_the_command_prints_its_figures_and_fails_where_a_goal_is_missed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(rounds: int) -> list[Figure]:
        return [
            Figure("--version", Cost(0.5, 0.5), "python -c pass", Cost(0.1, 0.1), goal=goal) for goal in (6, rounds)
        ]

    monkeypatch.setattr("benchmarks.start.measured", slow)
    assert [main(["start", "--rounds", rounds]) for rounds in ("5", "4")] == [0, 1]
    assert "5.0 × python -c pass (goal 4.0 ×)  MISSED" in capsys.readouterr().out
