"""Fixtures: the programs that judge our workbooks, and the options of a run.

A machine without one of them skips the tests that ask it; where PRESALES_XL_REQUIRE_ALL=1 is set, as in
.ci/run, they fail instead.
"""

import datetime as dt
import gc
import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from presales_xl.office.libreoffice import NoOfficeError
from tests.engines import EngineMissingError, Recalculate, browser, dask, ironcalc, javascript, validator
from tests.engines.libreoffice import LibreOffice, missing
from tests.engines.postgresql import PostgreSQL

if TYPE_CHECKING:
    import xlwings as xw

OpenBook = Callable[[Path], "xw.Book"]
Validate = Callable[..., list[validator.Flaw]]
SaveAgain = Callable[[str, Path, Path], Path]
Overflowing = Callable[[Mapping[str, str], Sequence[int]], dict[str, list[str]]]
# Nothing depends on how fast the machine is.
settings.register_profile("presales", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("presales")

TESTS = Path(__file__).parent
FOLDER = Path.cwd()  # in which all of them stand
EMPLOYEES = 200  # whose results every run compares, for each scheme
HOSTILE = 100  # files made to harm that every run collects and reads
CASES = "test_cases.py"
RULES = ("scheme", "backends", CASES)  # of the last one what asks the array backend alone
DAY = dt.datetime(2026, 11, 30, 12).astimezone()  # of the period of most samples: nothing is overdue by then
PENDING = 6  # times that some hundred thousand objects more outlived two looks for garbage
#: The files that take longest, which come first: at the end each would keep one worker busy and leave the others idle.
LONGEST = (
    "test_parity.py",
    "addin/test_buttons_everywhere.py",
    "cycle/collecting/test_hostile.py",
    "demo/test_demo.py",
    "test_code_quality.py",
    "workbook/test_shape.py",
    "workbook/test_varying.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Keep what the product keeps for a user out of the user's home: caches and logs go with the run.

    Plans and workbooks are many objects: to look through all of them for garbage time and again took a fifth of a run.
    """
    gc.set_threshold(20_000, 20, 50)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        home = TemporaryDirectory(prefix="presales-tests-")
        config.add_cleanup(home.cleanup)
        for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = home.name


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this suite."""
    words = f"how many random employees of each scheme IronCalc is asked about ({EMPLOYEES}), LibreOffice half of them"
    parser.addoption("--employees", type=int, default=EMPLOYEES, help=words)
    parser.addoption(
        "--hostile", type=int, default=HOSTILE, help="files made to harm that tests/cycle/collecting draws"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no file for `-m rules` in which nothing bears that mark: to import all of them takes most of a minute."""
    is_far = config.option.markexpr == "rules" and not (
        TESTS.is_relative_to(collection_path) or _may_be_of_rules(collection_path)
    )
    return True if is_far else None


def _may_be_of_rules(path: Path) -> bool:
    return path.is_relative_to(TESTS) and path.relative_to(TESTS).parts[0] in RULES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and mark what a change of a rule touches.

    That are the tests of `scheme` and `backends`, and the figures of all schemes.
    """
    gc.freeze()  # what was imported stays
    longest = [TESTS / file for file in LONGEST]
    items.sort(key=lambda item: longest.index(item.path) if item.path in longest else len(longest))
    for item in items:
        if _may_be_of_rules(item.path) and (item.path.name != CASES or item.name.startswith("test_the_array_backend")):
            item.add_marker("rules")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """Let go of what nobody but itself holds, workbooks above all, at the end of a file and where it becomes much.

    By itself Python would look for it once there are twenty million objects, which are some gigabytes. Nor does a test
    leave the others in a folder of its own: what they call is told of files as they are seen from here.
    """
    yield
    assert Path.cwd() == FOLDER
    if nextitem is None or nextitem.path != item.path or gc.get_count()[2] >= PENDING:
        gc.collect()


def do_without(engine: EngineMissingError) -> NoReturn:
    """Skip the test for want of an engine, or fail it where everything is required."""
    if os.environ.get("PRESALES_XL_REQUIRE_ALL") == "1":
        pytest.fail(str(engine), pytrace=False)
    pytest.skip(str(engine))


@pytest.fixture
def before_anything_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test begin on one day, whenever it runs; programs that it starts know the real one."""
    begun = dt.datetime.now(dt.UTC)
    monkeypatch.setattr("presales_xl.clock.now", lambda: DAY + (dt.datetime.now(dt.UTC) - begun))


@pytest.fixture(scope="session")
def in_ironcalc() -> Recalculate:
    """Recalculate workbooks with IronCalc."""
    try:
        ironcalc.engine()
    except EngineMissingError as engine:
        do_without(engine)
    return ironcalc.recalculate


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    """Return the LibreOffice of this run; mark the test `libreoffice`."""
    try:
        with LibreOffice() as office:
            yield office
    except EngineMissingError as engine:
        do_without(engine)


@pytest.fixture(scope="session")
def office_app() -> Iterator[Any]:
    """Return the App of xlwings that is a LibreOffice; mark the test `libreoffice`."""
    from presales_xl.office.xlwings_engine.app import libreoffice_app  # noqa: PLC0415 - most tests need no xlwings

    try:
        with libreoffice_app() as app:
            yield app
    except NoOfficeError as error:
        do_without(missing(error))


@pytest.fixture
def open_book(office_app: Any) -> Iterator[OpenBook]:
    """Open workbooks for one test; its message boxes stand in `office_app.impl.alerts`."""
    respond = office_app.impl.respond
    yield office_app.books.open
    for book in list(office_app.books):
        book.close()
    office_app.impl.alerts.clear()
    office_app.impl.respond = respond


@pytest.fixture(scope="session")
def in_libreoffice(libreoffice: LibreOffice) -> Recalculate:
    """Recalculate workbooks with LibreOffice; mark the test `libreoffice`."""
    return libreoffice.recalculate


@pytest.fixture(params=["in_ironcalc", pytest.param("in_libreoffice", marks=pytest.mark.libreoffice)])
def recalculate(request: pytest.FixtureRequest) -> Recalculate:
    """Run the test once with each engine."""
    engine: Recalculate = request.getfixturevalue(request.param)
    return engine


@pytest.fixture(scope="session")
def validate() -> Validate:
    """Return what the Open XML SDK objects to in files; mark the test `validator`."""
    try:
        validator.executable()
    except EngineMissingError as engine:
        do_without(engine)
    return validator.validate


@pytest.fixture
def scheduler(dask_cluster: str) -> str:
    """Return the address of a Dask cluster with two workers on this computer, which are both there."""
    return dask.ready(dask_cluster)


@pytest.fixture(scope="module")
def dask_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a Dask cluster on this computer, and return its address.

    It takes two seconds to start, and a tenth of a processor for as long as it runs, whether it works or not.
    """
    try:
        with dask.cluster(tmp_path_factory.mktemp("dask")) as address:
            yield address
    except EngineMissingError as engine:
        do_without(engine)


@pytest.fixture(scope="session")
def save_again() -> SaveAgain:
    """Save workbooks again as web programs do, with one of `javascript.PROGRAMS`."""
    try:
        javascript.node()
    except EngineMissingError as engine:
        do_without(engine)
    return javascript.save_again


@pytest.fixture(scope="session")
def overflowing() -> Overflowing:
    """Return what of HTML pages does not fit on screens of some widths (see `browser.flaws`), laid out by Chromium."""
    try:
        browser.executable()
    except EngineMissingError as engine:
        do_without(engine)
    return browser.flaws


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Return the PostgreSQL server of this run."""
    try:
        with PostgreSQL() as server:
            yield server
    except EngineMissingError as engine:
        do_without(engine)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Return where a new ledger may be made: run the test once with a file and once with a PostgreSQL database."""
    if request.param == "sqlite":
        return tmp_path / "我的 公司" / "ledger.sqlite"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.database()
