"""The benchmarks run and say what they measured; how fast anything is, no test asks."""

from benchmarks.start import COMMANDS, measured


def test_the_start_of_every_command_is_measured_against_that_of_python() -> None:
    figures = measured(rounds=1)
    assert [figure.name for figure in figures] == list(COMMANDS)
    assert all(figure.ratio > 1 for figure in figures)
