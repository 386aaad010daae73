"""The catalogue's figures, worked by hand and said in sentences: every engine comes to them.

`cases/<scheme>.yaml` holds them; how such a file is written is told in `case_files`.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from presales_xl.backends.frame import evaluate
from presales_xl.catalogue import files
from presales_xl.workbook.build import write
from presales_xl.workbook.formulas import Shown
from presales_xl.workbook.layout import FIRST_ROW
from tests.case_files import FOLDER, LANG, Case, CaseFile, read
from tests.engines import Recalculate, Value
from tests.filling import Cohort, Filling, as_shown

FILES = {file.stem: read(file) for file in sorted(FOLDER.glob("*.yaml"))}
CASES = [case for file in FILES.values() for case in file.cases]
Found = dict[tuple[str, int, str], Value]  # cohort, person, column id -> what is shown


@cache
def in_arrays(scheme: str) -> Found:
    """Return what the array backend makes of all cases of a scheme."""
    return evaluated(FILES[scheme])


def evaluated(file: CaseFile) -> Found:
    """Return what the array backend makes of all cases of a file."""
    found: Found = {}
    for cohort in file.cohorts:
        values = evaluate(cohort.plan, cohort.inputs(LANG))
        for key, spec in cohort.plan.columns.items():
            for person in range(len(cohort.people)):
                found[cohort.name, person, key] = as_shown(cohort.plan, spec, values, person=person, lang=LANG)
    return found


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Filling], Path]:
    """Write the cases of each plan once, a sheet per cohort, however many engines are asked about them."""
    folder = tmp_path_factory.mktemp("cases")

    def written(name: str, filling: Filling) -> Path:
        path = folder / f"{name}.xlsx"
        if not path.exists():
            write(filling.book, path, LANG)
        return path

    return written


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_array_backend_comes_to(case: Case) -> None:
    assert list(differences(case, in_arrays(case.scheme))) == []


@pytest.mark.parametrize("scheme", FILES)
def test_a_workbook_shows_what_every_case_says(
    scheme: str, recalculate: Recalculate, workbook: Callable[[str, Filling], Path]
) -> None:
    found: Found = {}
    by_book: dict[tuple[int, str], list[Cohort]] = {}  # what is reckoned together is of one cohort
    for cohort in FILES[scheme].cohorts:
        by_book.setdefault((id(cohort.plan), cohort.name if cohort.plan.is_shared else ""), []).append(cohort)
    for number, cohorts in enumerate(by_book.values()):
        filling = Filling(cohorts, LANG)
        cells = recalculate(workbook(f"{scheme}_{number}", filling), filling.changes)
        for cohort, layout in zip(cohorts, filling.layout.roles, strict=True):
            for key in cohort.plan.columns:
                for person in range(len(cohort.people)):
                    address = layout.address(key, FIRST_ROW + person)
                    found[cohort.name, person, key] = cells[layout.table_of(key).sheet].get(address, "")
    assert [line for case in FILES[scheme].cases for line in differences(case, found)] == []


def differences(case: Case, found: Found) -> Iterator[str]:
    """Yield what a case says and is not shown."""
    for person, expected in case.expected.items():
        for key, value in expected.items():
            shows = found[case.cohort, person, key]
            if shows != close(key, value):
                yield f"{case.sentence}: person {person + 1}: {key} is {shows!r} instead of {value!r}"


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
