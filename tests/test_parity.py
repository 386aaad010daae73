"""The array backend and a workbook's formulas come to the same, whatever people enter: not one difference.

Hypothesis draws what a workbook is like, `random_people` its entries. `--employees N` says how many people a scheme
are compared (200 unless said); then the draws differ from run to run.
"""

import hashlib
import math
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from presales_xl.catalogue import files, load
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import by_days, in_month
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import write
from presales_xl.workbook.formulas import Shown
from presales_xl.workbook.layout import Book
from tests.conftest import EMPLOYEES
from tests.engines import CellError, Cells, Recalculate, Value
from tests.filling import Cohort, Filling, formulas
from tests.random_people import Drawer, Shape

PEOPLE = 100  # of one workbook
SIZES = ((100,), (1, 5, 6, 88), (50, 50), (7, 93), (2, 33, 65))
SHOWN = 20  # differences, of what may be thousands
LARGE = 1e9  # yuan: beyond, the 15 digits that engines round on are too few for a half cent
EXACT = ("total", "grade", "rank", "pay.")
shapes = st.builds(
    Shape,
    sizes=st.sampled_from(SIZES),
    blank=st.sampled_from((0.0, 0.05, 0.2)),
    wrong=st.sampled_from((0.05, 0.0, 0.2)),
    lang=st.sampled_from(LANGUAGES),
    seed=st.integers(0, 2**32),
)


Written = Callable[[Book, Lang], Path]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Write each workbook once, however many engines are asked about it."""
    folder = tmp_path_factory.mktemp("parity")
    paths: dict[str, Path] = {}

    def once(book: Book, lang: Lang) -> Path:
        name = hashlib.sha256(pickle.dumps((book, lang))).hexdigest()
        if name not in paths:
            write(book, folder / f"{name}.xlsx", lang)
            paths[name] = folder / f"{name}.xlsx"
        return paths[name]

    return once


@pytest.mark.parametrize("scheme", sorted(files()))
def test_no_cell_differs(
    scheme: str, recalculate: Recalculate, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(load(scheme), recalculate, written, request)


@pytest.mark.parametrize("scheme", [key for key in sorted(files()) if by_days(load(key)) != load(key)])
def test_no_cell_differs_where_targets_and_pay_are_by_days(
    scheme: str, in_ironcalc: Recalculate, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(by_days(load(scheme)), in_ironcalc, written, request)


@pytest.mark.parametrize("scheme", [key for key in sorted(files()) if in_month(load(key), 11) != load(key)])
def test_no_cell_differs_where_entries_are_held_against_the_period(
    scheme: str, in_ironcalc: Recalculate, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(in_month(load(scheme), 11), in_ironcalc, written, request)


@pytest.mark.libreoffice
@pytest.mark.parametrize("scheme", ["nc_u8_consultant", "repair_stars"])
def test_no_cell_differs_in_libreoffice_where_targets_and_pay_are_by_days(
    scheme: str, in_libreoffice: Recalculate, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(by_days(load(scheme)), in_libreoffice, written, request)


def compared(plan: Plan, recalculate: Recalculate, written: Written, request: pytest.FixtureRequest) -> None:
    """Compare workbooks of a scheme with random people, cell by cell."""
    wanted = int(request.config.getoption("--employees"))

    @settings(
        max_examples=math.ceil(wanted / PEOPLE),
        derandomize=wanted == EMPLOYEES,
        database=None,
        phases=[Phase.explicit, Phase.generate],  # to make an example smaller would take an hour
        suppress_health_check=list(HealthCheck),
    )
    @given(shape=shapes)
    def compare(shape: Shape) -> None:
        # LibreOffice has no truth values in cells: TRUE is the number 1 there
        truths = "libreoffice" not in request.node.name
        cohorts = Drawer(plan, shape, Random(shape.seed), truths).cohorts()  # noqa: S311 - reproducible on purpose
        none(typed_in(cohorts, shape.lang, written, recalculate))
        none(given_before(cohorts, shape.lang, written, recalculate))

    compare()


def none(differences: Iterator[str]) -> None:
    found = list(differences)
    if found:
        pytest.fail("\n".join([f"{len(found)} differ:", *found[:SHOWN]]))


def typed_in(cohorts: list[Cohort], lang: Lang, written: Written, recalculate: Recalculate) -> Iterator[str]:
    """Yield how a blank workbook in which everything is typed differs from the array backend's results."""
    filling = Filling(cohorts, lang)
    path = written(filling.book, lang)
    cells = recalculate(path, filling.changes)
    left = {sheet: set(found) for sheet, found in formulas(path).items()}
    for sheet, address, column, expected in filling.expected():
        got = cells[sheet].get(address, "")
        if not same(expected, got, exact=column.startswith(EXACT)):
            yield f"{sheet}!{address} {column}: {got!r} instead of {expected!r} ({entries_of(filling, sheet, address)})"
        left[sheet].remove(address)
    for layout in filling.layout.roles:
        for sheet in (table.sheet for table in layout.tables):
            yield from (f"{sheet}!{address} was not compared" for address in left[sheet])
    yield from errors(cells, left)


def errors(cells: Cells, places: dict[str, set[str]]) -> Iterator[str]:
    """Yield the formulas that show an error, whatever was typed."""
    for sheet, addresses in places.items():
        for address in sorted(addresses):
            if isinstance(cells[sheet].get(address), CellError):
                yield f"{sheet}!{address} shows {cells[sheet][address]}"


def entries_of(filling: Filling, sheet: str, address: str) -> object:
    """Return what was typed in the row of a cell."""
    row = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    for cohort, layout in zip(filling.cohorts, filling.layout.roles, strict=True):
        if sheet in (layout.main.sheet, layout.workings.sheet):
            return cohort.people[row - 6]
    return ""


def given_before(cohorts: list[Cohort], lang: Lang, written: Written, recalculate: Recalculate) -> Iterator[str]:
    """Yield how the values that a workbook brings along differ from those that its formulas come to."""
    roles = [cohort.given(lang) for cohort in cohorts]
    path = written(Book("示例公司", "2026-11", "m1", manager="王芳", team="华东", roles=roles), lang)
    cells = recalculate(path)
    for sheet, found in formulas(path).items():
        for address, (formula, cached) in found.items():
            got = cells[sheet].get(address, "")
            if not same(cached, got, exact=False):
                yield f"{sheet}!{address}: {got!r} instead of the cached {cached!r}: {formula}"


def same(expected: Shown, got: Value, *, exact: bool) -> bool:
    """Return whether a cell shows what it must: texts to the letter, numbers to 1e-9 or to the last digit."""
    if isinstance(expected, str) or isinstance(got, str | None):
        return type(got) is str and expected == got
    return (
        expected == got if exact and abs(expected) < LARGE else math.isclose(expected, got, rel_tol=1e-9, abs_tol=1e-9)
    )
