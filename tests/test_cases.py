"""The catalogue's figures, worked by hand and said in sentences: every engine comes to them.

`cases/<scheme>.yaml` holds them; how such a file is written is told in `case_files`.
"""

import tempfile
from functools import cache
from pathlib import Path

import pytest

from presales_xl.backends.frame import evaluate
from presales_xl.catalogue import files
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW
from presales_xl.workbook.values import Shown, shown
from tests.case_files import FOLDER, LANG, Case, CaseFile, read
from tests.engines import Recalculate, Value
from tests.filling import Filling, forget_print_titles

FILES = {file.stem: read(file) for file in sorted(FOLDER.glob("*.yaml"))}
CASES = [case for file in FILES.values() for case in file.cases]
Found = dict[tuple[str, int, str], Value]  # cohort, person, column id -> what is shown
SHOWN: dict[tuple[str, object], Found] = {}  # by scheme and engine


@cache
def in_arrays(scheme: str) -> Found:
    """Return what the array backend makes of all cases of a scheme."""
    found: Found = {}
    for cohort in FILES[scheme].cohorts:
        values = evaluate(cohort.plan, cohort.inputs(LANG))
        for key, spec in cohort.plan.columns.items():
            for person, value in enumerate(values[key].tolist()):
                found[cohort.name, person, key] = shown(cohort.plan, spec, value, LANG)
    return found


def in_workbook(scheme: str, recalculate: Recalculate) -> Found:
    """Return what a workbook with the cases of a scheme shows; each engine is asked once."""
    key = scheme, recalculate
    if key not in SHOWN:
        SHOWN[key] = filled_in(scheme, recalculate)
    return SHOWN[key]


def filled_in(scheme: str, recalculate: Recalculate) -> Found:
    """Return what a workbook shows when the cases of a scheme are filled in, a sheet per cohort."""
    filling = Filling(FILES[scheme].cohorts, LANG)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{scheme}.xlsx"
        write(filling.book, path, LANG)
        forget_print_titles(path)
        cells = recalculate(path, filling.changes)
    found: Found = {}
    for cohort, layout in zip(filling.cohorts, filling.layout.roles, strict=True):
        for key in cohort.plan.columns:
            for person in range(len(cohort.people)):
                address = layout.address(key, FIRST_ROW + person)
                found[cohort.name, person, key] = cells[layout.sheet].get(address, "")
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_array_backend_comes_to(case: Case) -> None:
    check(case, in_arrays(case.scheme))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_workbook_shows(case: Case, recalculate: Recalculate) -> None:
    check(case, in_workbook(case.scheme, recalculate))


def check(case: Case, found: Found) -> None:
    for person, expected in case.expected.items():
        got = {key: found[case.cohort, person, key] for key in expected}
        assert got == {key: close(key, value) for key, value in expected.items()}, f"person {person + 1}"


def close(column: str, value: Shown) -> object:
    """Return what a cell must equal: totals, grades, ranks and money to the last digit, other figures to 1e-9."""
    exact = isinstance(value, str) or column in {"total", "rank"} or column.startswith("pay.")
    return value if exact else pytest.approx(value, rel=1e-9, abs=1e-9)


def test_every_scheme_that_is_shipped_has_its_cases() -> None:
    assert set(FILES) == set(files())


@pytest.mark.parametrize("file", FILES.values(), ids=lambda file: file.scheme)
def test_every_figure_that_people_get_is_worked_by_hand_somewhere(file: CaseFile) -> None:
    plan = file.cohorts[0].plan
    worked = {key for case in file.cases for expected in case.expected.values() for key in expected}
    wanted = {spec.id for spec in plan.of_kind("points", "adjustment", "total", "grade", "rank", "pay", "flags")}
    assert wanted - worked == set()
