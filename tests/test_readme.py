"""The one line that runs all tests is the same wherever it stands."""

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
TESTS = 'python3 -m venv .venv && .venv/bin/python -m pip install -q -e ".[test]" && .venv/bin/python -m pytest'


@pytest.mark.parametrize("file", ["README.md", "README.zh-CN.md", ".ci/run"])
def test_the_test_command_of_the_readme_is_the_one_that_ci_runs(file: str) -> None:
    assert TESTS in (CHECKOUT / file).read_text(encoding="utf-8").splitlines()
