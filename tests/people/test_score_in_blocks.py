"""Scoring so many people at a time: what is written, and what is told, are those of the whole table."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presales_xl import catalogue
from presales_xl.people.entries import names_ids
from presales_xl.people.score import Notices, Tally, in_blocks, score
from presales_xl.people.table import Table
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, ProblemsError, warning
from presales_xl.workbook import table_files
from tests.cycle.company import messages_of, write_csv
from tests.random_people import Drawer, Shape

PLANS = [plan for plan in catalogue.shipped() if not plan.tables]
MOST = 4


def drawn(path: Path, plan: Plan, people: int, seed: int) -> Table:
    """Return a table of people whose entries lie where schemes decide, some blank, some wrong."""
    (cohort,) = Drawer(plan, Shape((people,), 0.05, 0.05, "zh", seed=seed), Random(seed), truths=True).cohorts()  # noqa: S311
    keys = [key for key, spec in plan.columns.items() if spec.expr is None and spec.kind != "last"]
    rows = [[f"E{number}", *(person.get(key) for key in keys)] for number, person in enumerate(cohort.people)]
    table, _ = table_files.read(write_csv(path, [["employee_id", *keys], *rows]), names_ids)
    return table


def listed(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems that a command lists where it lists few."""
    return sorted(problems, key=lambda problem: problem.severity != "error")[:MOST]


def same_in_blocks(folder: Path, plan: Plan, table: Table, size: int) -> int:
    """Assert that a table in blocks comes to what the whole comes to; returns how many problems are told of."""
    whole = score(plan, table, {}, "zh")
    table_files.write(folder / "whole.csv", {"id": whole.employee_ids, **whole.outcome.table("zh")}, "zh")
    told, ids = Tally(MOST), list[str]()
    blocks = list(in_blocks(plan, table, {}, "zh", size=size))
    columns = [{"id": block.ids, **block.outcome.columns("zh")} for block in blocks]
    table_files.write_blocks(folder / "blocks.csv", columns, "zh")
    for block in blocks:
        told.add(block.told)
        ids += block.employee_ids
    assert len(blocks) == max(-(-len(table.rows) // size), 1)
    assert ids == whole.employee_ids
    assert (folder / "blocks.csv").read_bytes() == (folder / "whole.csv").read_bytes()
    assert listed(told.problems) == listed(whole.problems)
    assert told.counts == Counter(problem.severity for problem in whole.problems)
    return len(whole.problems)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=st.sampled_from(PLANS),
    people=st.integers(0, 40),
    size=st.integers(1, 15),
    is_large=st.booleans(),
    seed=st.integers(0, 10**6),
)
def test_a_table_in_blocks_is_scored_and_told_of_as_the_whole(
    tmp_path: Path, plan: Plan, people: int, size: int, is_large: bool, seed: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_files, "LARGE", 0 if is_large else table_files.LARGE)
        same_in_blocks(tmp_path, plan, drawn(tmp_path / "in.csv", plan, people, seed), size)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.scheme.id)
def test_every_scheme_is_scored_in_blocks_as_at_once(tmp_path: Path, plan: Plan) -> None:
    assert same_in_blocks(tmp_path, plan, drawn(tmp_path / "in.csv", plan, 60, seed=5), size=7) > MOST


@pytest.mark.parametrize("large", [0, table_files.LARGE])
def test_an_id_that_stands_in_two_blocks_is_told_of_in_whatever_case(
    tmp_path: Path, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "LARGE", large)
    ids = ["E-longer-than-8-a1", "E2", "e2", "E3", "Ｅ4" if large else "E4", "e-LONGER-than-8-A1", "E2"]
    table, _ = table_files.read(write_csv(tmp_path / "in.csv", [["employee_id"], *([each] for each in ids)]), names_ids)
    with pytest.raises(ProblemsError) as refused:
        in_blocks(PLANS[0], table, {}, "zh", size=2)
    lines = [(problem.place.line, problem.fields["line"]) for problem in refused.value.problems]
    assert lines == [(4, 3), (7, 2), (8, 3)]


def test_of_many_problems_the_first_of_each_severity_are_kept_and_all_are_counted() -> None:
    def errors(numbers: Sequence[int]) -> list[Problem]:
        return [Problem("input.text", fields={"name": str(number), "found": "", "expected": ""}) for number in numbers]

    told = Tally(2)
    made: list[int] = []

    def notice(number: int) -> Problem:
        made.append(number)
        return warning("table.inputs_missing", ids=[], names=[str(number)])

    for start in (0, 10):
        told.add([errors(range(start, start + 3)), Notices(range(start, start + 10), notice)])
    assert told.counts == {"error": 6, "warning": 20}
    assert made == [0, 1]
    assert [message.count("「0」") + message.count("「1」") for message in messages_of(told.problems)[:2]] == [1, 1]
    assert len(told.problems) == 4
