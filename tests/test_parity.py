"""The array backend and a workbook's formulas come to the same, whatever people enter: not one difference.

What a workbook is like is drawn, and by `random_people` its entries. Each workbook is opened once: as it comes, with
what is valid given to some of its roles, then with everything typed in. `--employees N` says how many people a scheme
are compared with IronCalc (200 unless said); then the draws differ from run to run. Half of them are enough where it is
another engine, or the scheme is changed, that is asked about, and a quarter where each row of a table is held against
all others: each formula stands in every row of a workbook.
"""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random, SystemRandom

import pytest

from presales_xl.catalogue import files, load
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import by_days, in_month
from presales_xl.scheme.individual import adjustable, individual
from presales_xl.scheme.names import Names
from presales_xl.texts import LANGUAGES
from presales_xl.workbook.build import write
from presales_xl.workbook.formulas import Shown
from tests.conftest import EMPLOYEES
from tests.engines import BeforeAndAfter, CellError, Cells, Recalculate, Value, ironcalc
from tests.engines.libreoffice import LibreOffice
from tests.filling import Filling, Formulas, formulas
from tests.random_people import Drawer, Shape

PEOPLE = 100  # of one workbook
_QUARTER = 4  # of them where each row of a table is held against all others: with them come ten times as many rows
SIZES = ((100,), (88, 5, 6, 1), (50, 50), (93, 7), (65, 2, 33))
_INDIVIDUAL = 12  # figures of a scheme that are set for some
HALF = 0.5
SHOWN = 20  # differences, of what may be thousands
LARGE = 1e9  # yuan: beyond, the 15 digits that engines round on are too few for a half cent
EXACT = ("total", "grade", "rank", "pay.")
Change = Callable[[Plan], Plan]
#: What a workbook was drawn of: a scheme, what was done to it, how it was drawn.
Source = tuple[str, Change, Shape]
Written = Callable[[Filling, Source], Path]


def as_shipped(plan: Plan) -> Plan:
    return plan


def of_november(plan: Plan) -> Plan:
    """Return the plan of a month in which people came or left."""
    return in_month(by_days(plan), 11)


def with_individual_figures(plan: Plan) -> Plan:
    """Return the plan in which HR may set many figures otherwise for some."""
    figures = [key for place, key in enumerate(adjustable(plan)) if place % 3 == 0 or key.endswith(".points")]
    return individual(plan, {key: Names(zh=f"{key} 数", en=key) for key in figures[:_INDIVIDUAL]})


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Write each workbook once, however many engines are asked about it."""
    folder = tmp_path_factory.mktemp("parity")
    paths: dict[Source, Path] = {}

    def once(filling: Filling, source: Source) -> Path:
        if source not in paths:
            path = folder / f"{len(paths)}.xlsx"
            write(filling.book, path, filling.lang)
            paths[source] = path
        return paths[source]

    return once


@pytest.fixture
def ironcalc_twice(in_ironcalc: Recalculate) -> BeforeAndAfter:
    """Open workbooks in IronCalc, which `in_ironcalc` says is there."""
    return ironcalc.before_and_after


@pytest.fixture
def libreoffice_twice(libreoffice: LibreOffice) -> BeforeAndAfter:
    """Open workbooks in LibreOffice; mark the test `libreoffice`."""
    return libreoffice.before_and_after


@pytest.mark.parametrize("scheme", sorted(files()))
def test_no_cell_differs(
    scheme: str, ironcalc_twice: BeforeAndAfter, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(scheme, as_shipped, engine=ironcalc_twice, written=written, request=request, share=1)


@pytest.mark.libreoffice
@pytest.mark.parametrize("scheme", sorted(files()))
def test_no_cell_differs_in_libreoffice(
    scheme: str, libreoffice_twice: BeforeAndAfter, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(scheme, as_shipped, engine=libreoffice_twice, written=written, request=request)


@pytest.mark.parametrize("scheme", [key for key in sorted(files()) if of_november(load(key)) != load(key)])
def test_no_cell_differs_where_targets_and_pay_are_by_days_and_entries_are_held_against_the_period(
    scheme: str, ironcalc_twice: BeforeAndAfter, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(scheme, of_november, engine=ironcalc_twice, written=written, request=request)


@pytest.mark.libreoffice
@pytest.mark.parametrize("scheme", ["nc_u8_consultant", "repair_stars"])
def test_no_cell_differs_in_libreoffice_where_targets_and_pay_are_by_days(
    scheme: str, libreoffice_twice: BeforeAndAfter, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(scheme, by_days, engine=libreoffice_twice, written=written, request=request)


@pytest.mark.parametrize("scheme", [key for place, key in enumerate(sorted(files())) if place % 3 == 0])
def test_no_cell_differs_where_hr_sets_figures_otherwise_for_some(
    scheme: str, ironcalc_twice: BeforeAndAfter, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(scheme, with_individual_figures, engine=ironcalc_twice, written=written, request=request)


@pytest.mark.libreoffice
@pytest.mark.parametrize("scheme", ["software_presales", "support_engineer_kpi"])
def test_no_cell_differs_in_libreoffice_where_hr_sets_figures_otherwise_for_some(
    scheme: str, libreoffice_twice: BeforeAndAfter, written: Written, request: pytest.FixtureRequest
) -> None:
    compared(scheme, with_individual_figures, engine=libreoffice_twice, written=written, request=request)


def compared(
    scheme: str,
    change: Change,
    *,
    engine: BeforeAndAfter,
    written: Written,
    request: pytest.FixtureRequest,
    share: float = HALF,
) -> None:
    """Compare workbooks of a scheme with random people, a share of those that are wanted, cell by cell."""
    plan = change(load(scheme))
    wanted = int(request.config.getoption("--employees"))
    part = _QUARTER if holds_rows_against_each_other(plan) else 1
    random = Random(f"{scheme} {change.__name__}") if wanted == EMPLOYEES else SystemRandom()  # noqa: S311 - no secrets
    for _ in range(math.ceil(wanted * share / PEOPLE)):
        shape = drawn(random, part)
        cohorts = Drawer(plan, shape, Random(shape.seed), truths=True).cohorts()  # noqa: S311 - reproducible on purpose
        filling = Filling(cohorts, shape.lang)
        none(shape, differences(filling, written(filling, (scheme, change, shape)), engine))


def drawn(random: Random, part: int) -> Shape:
    """Return what a workbook is like: a part of the people of one of SIZES."""
    return Shape(
        tuple(math.ceil(size / part) for size in random.choice(SIZES)),
        blank=random.choice((0.0, 0.05, 0.2)),
        wrong=random.choice((0.0, 0.05, 0.2)),
        lang=random.choice(LANGUAGES),
        seed=random.randrange(2**32),
    )


def holds_rows_against_each_other(plan: Plan) -> bool:
    specs = (spec for table in plan.tables.values() for spec in table.columns.values() if spec.expr)
    return any(isinstance(node, nodes.Alike) for spec in specs for node in nodes.walk(spec.expr or nodes.Missing()))


def none(shape: Shape, differences: Iterator[str]) -> None:
    found = list(differences)
    if found:
        pytest.fail("\n".join([f"{len(found)} differ, drawn by {shape}:", *found[:SHOWN]]))


def differences(filling: Filling, path: Path, engine: BeforeAndAfter) -> Iterator[str]:
    """Yield how a workbook differs from the array backend's results as it comes, then with everything typed in."""
    brought = formulas(path)
    before, after = engine(path, filling.changes)
    yield from given_before(brought, before)
    yield from typed_in(filling, brought, after)


def typed_in(filling: Filling, brought: Formulas, cells: Cells) -> Iterator[str]:
    """Yield how what the formulas come to once everything is typed in differs from the array backend's results."""
    left = {sheet: set(found) for sheet, found in brought.items()}
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


def given_before(brought: Formulas, cells: Cells) -> Iterator[str]:
    """Yield how the values that a workbook brings along differ from those that its formulas come to."""
    for sheet, found in brought.items():
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
