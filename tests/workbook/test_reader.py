"""The reader: the values it gives, and that a bad file costs only itself."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import psutil
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from presales_xl.people.table import UNCOMPUTED, CellError
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError, UnavailableError
from presales_xl.texts import LANGUAGES
from presales_xl.workbook import reader
from presales_xl.workbook.reader import Sheets, in_processes, parse, read_in, read_one, reading_process
from presales_xl.worker import Bounds, Worker
from tests.processes import started
from tests.workbook.behaviours import (
    PATIENCE,
    abort,
    boast,
    chatter,
    crash,
    devour,
    hang,
    leave_behind,
    linger,
    make_rings,
    modules,
    need,
    process_id,
    spin,
    stumble,
)
from tests.workbook.files import SHEET1, cell, ordinary, pack, parts_of, sheet, with_sheet


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return ordinary(tmp_path / "张三 2026年11月.xlsx")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(Bounds(PATIENCE, PATIENCE)) as running:
        yield running


# Values


def test_every_value_stands_in_the_row_and_column_that_excel_shows(book: Path) -> None:
    assert read_one(book)["数据"] == [
        [None, None, None, None, None, None, None],
        [None, None, None, None, None, None, None],
        [None, None, "张三", 91, 1.5, True, False],
        [None, None, date(2026, 11, 1), datetime(2026, 11, 1, hour=12, minute=30), time(9, 15), None, None],
        [None, None, CellError("#DIV/0!"), CellError("#N/A"), "#N/A", 182, "张三!"],
    ]


def test_whole_numbers_are_int_and_truth_values_stay_truth_values(book: Path) -> None:
    row = read_one(book)["数据"][2]
    assert [type(value) for value in row[2:]] == [str, int, float, bool, bool]


def test_hidden_very_hidden_and_empty_sheets_are_read_in_the_order_of_the_workbook(book: Path) -> None:
    sheets = read_one(book)
    assert list(sheets) == ["数据", "隐藏", "深藏", "空"]
    assert sheets["隐藏"] == [["藏"]]
    assert sheets["深藏"] == [[None, None], [None, 7]]
    assert sheets["空"] == []


def test_a_formula_without_a_cached_value_is_told_apart_from_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    made.worksheets[0].append([1, "=A1+1", 3])
    made.save(path)
    assert read_one(path) == {"Sheet": [[1, UNCOMPUTED, 3]]}


@pytest.mark.parametrize(
    ("formula", "has_value"),
    [
        ("=B1", False),
        ("=$B$1+A1", False),
        ("=SUM(A1:C3)", False),
        ("=A1+AB1+B10", True),
        ("=SUM(A2:C3)", True),
        ("=Other!B1", True),
        ("='B1'!A1&\"B1\"", True),
    ],
)
def test_what_is_kept_of_a_formula_that_reads_its_own_cell_is_no_value(
    tmp_path: Path, formula: str, *, has_value: bool
) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Sheet").write_formula("B1", formula, value=7)
    assert read_one(path) == {"Sheet": [[None, 7 if has_value else UNCOMPUTED]]}


def test_a_number_that_excel_cannot_hold_is_an_error_and_not_a_number(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c><c r="C1"><v>90</v></c></row>'
    path = with_sheet(tmp_path / "a.xlsx", sheet(rows))
    assert read_one(path)["数据"] == [[CellError("#NUM!"), CellError("#NUM!"), 90]]


def test_errors_keep_their_place_where_cells_name_none(tmp_path: Path) -> None:
    rows = '<row><c><v>1</v></c></row><row r="3"><c><v>1</v></c><c t="e"><v>#REF!</v></c></row>'
    path = with_sheet(tmp_path / "a.xlsx", sheet(rows))
    assert read_one(path)["数据"] == [[1, None], [None, None], [1, CellError("#REF!")]]


def test_errors_of_newer_programs_are_told_by_their_names_and_nothing_else_changes(tmp_path: Path) -> None:
    cells = (
        '<c r="A1" t="e"><f>B1#</f><v>#SPILL!</v></c><c r="B1" t="str"><f>"#SPILL!"</f><v>#SPILL!</v></c>'
        '<c r="C1" t="e"><v>#DIV/0!</v></c><c r="D1" t="e"><v>Err:522</v></c><c r="E1"><v>7</v></c>'
    )
    path = with_sheet(tmp_path / "a.xlsx", sheet(f'<row r="1">{cells}</row>'))
    errors = [CellError("#SPILL!"), "#SPILL!", CellError("#DIV/0!"), CellError("Err:522"), 7]
    assert read_one(path)["数据"] == [errors]


def test_a_chart_sheet_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("表").write("A1", 1)
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=表!$A$1:$A$1"})
        made.add_chartsheet("图").set_chart(chart)
    assert read_one(path) == {"表": [[1]]}


# Bad files among good ones


def code(worker: Worker, path: Path, behaviour: Callable[[Path], Sheets] = parse) -> str:
    """Return the problem of a file, once it can be told in every language, or `read`."""
    try:
        read_in(worker, path, behaviour)
    except ProblemsError as error:
        (problem,) = error.problems
        assert all(explain(lang, problem) for lang in LANGUAGES)
        assert problem.place.file == str(path)
        return problem.code
    return "read"


def test_a_bad_file_raises_its_problem_and_the_next_one_is_read(book: Path, tmp_path: Path, worker: Worker) -> None:
    far = with_sheet(tmp_path / "远.xlsx", sheet(cell("XFD1048576")))
    text = tmp_path / "文本.xlsx"
    text.write_text("工号,姓名", encoding="utf-8")
    paths = [book, far, book, text, tmp_path / "没有.xlsx", book]
    expected = ["read", "file.far_cell", "read", "file.text_only", "file.missing", "read"]
    assert [code(worker, path) for path in paths] == expected


def test_what_only_calamine_objects_to_is_a_problem_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_one(with_sheet(tmp_path / "a.xlsx", sheet(cell("A1"), '<dimension ref="x"/>')))
    (problem,) = caught.value.problems
    assert problem.code == "file.unparsed"
    assert "Range is missing" in str(problem.fields["reason"])


def test_a_path_begins_where_the_program_is_now_and_is_named_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        openpyxl.Workbook().save("a.xlsx")
        assert read_one(Path("a.xlsx")) == {"Sheet": []}
        with pytest.raises(UnavailableError) as caught:
            read_one(Path("none.xlsx"))
        assert caught.value.problems[0].place.file == "none.xlsx"


def test_reading_one_bad_file_raises_its_problem(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError) as caught:
        read_one(tmp_path / "没有.xlsx")
    assert [problem.code for problem in caught.value.problems] == ["file.missing"]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return parts_of(ordinary(tmp_path_factory.mktemp("parts") / "a.xlsx"))


@given(data=st.data())
def test_whatever_is_done_to_its_xml_a_file_is_read_or_told_of_and_never_crashes_the_reader(
    worker: Worker, parts: dict[str, bytes], data: st.DataObject
) -> None:
    part = data.draw(st.sampled_from(["xl/workbook.xml", SHEET1, "xl/styles.xml", "xl/sharedStrings.xml"]))
    xml = parts[part]
    start = data.draw(st.integers(0, len(xml)))
    end = data.draw(st.integers(start, min(start + 20, len(xml))))
    junk = data.draw(st.sampled_from([b"", b"9", b"99999999", b"-1", b"XFD", b"<v>", b'"', b'"/>', b"&#1;"]))
    with tempfile.TemporaryDirectory() as folder:
        path = pack(Path(folder) / "a.xlsx", parts | {part: xml[:start] + junk + xml[end:]})
        with contextlib.suppress(ProblemsError):
            assert worker.run(parse, path).keys() >= set()


# A process that can be lost


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE)
        yield listening


@pytest.fixture
def port(server: socket.socket, tmp_path: Path) -> Path:
    """Return a file that names the port of `server`."""
    path = tmp_path / "a.port"
    path.write_text(str(server.getsockname()[1]), encoding="utf-8")
    return path


def is_gone(server: socket.socket) -> bool:
    """Wait until the process that connected is gone: only then does its connection end."""
    connection, _ = server.accept()
    with connection, contextlib.suppress(ConnectionResetError):
        connection.settimeout(PATIENCE)
        return connection.recv(1) == b""
    return True


def test_a_file_that_takes_too_long_is_given_up_its_process_killed_and_the_next_file_read(
    book: Path, port: Path, server: socket.socket
) -> None:
    server.settimeout(0)
    wait = 0.5
    with Worker(Bounds(PATIENCE, wait)) as worker:
        while True:  # on a slow machine the process is killed before it has come to the file
            assert code(worker, port, hang) == "file.slow"
            with contextlib.suppress(BlockingIOError):
                assert is_gone(server)
                break
            wait *= 2
            worker.bounds = Bounds(PATIENCE, wait)
        worker.bounds = Bounds(PATIENCE, PATIENCE)
        assert code(worker, book, hang) == "read"


def test_a_file_that_brings_its_process_down_is_told_of_and_the_next_file_read(
    book: Path, port: Path, worker: Worker
) -> None:
    assert [code(worker, path, crash) for path in (port, book, port, book)] == ["file.crashed", "read"] * 2


def test_time_is_what_the_processor_gave_and_not_what_the_clock_says(book: Path, port: Path) -> None:
    with Worker(Bounds(0.3, PATIENCE)) as worker:
        assert [code(worker, path, spin) for path in (port, book)] == ["file.slow", "read"]


@pytest.mark.parametrize("behaviour", [devour, abort, boast])
def test_a_file_that_takes_more_memory_than_it_may_is_told_of_and_the_next_file_read(
    book: Path, worker: Worker, behaviour: Callable[[Path], Sheets]
) -> None:
    assert [code(worker, book, behaviour), code(worker, book)] == ["file.too_much", "read"]


def test_no_file_is_refused_for_what_files_read_before_it_left_in_memory(book: Path, worker: Worker) -> None:
    worker.run(leave_behind, book)
    assert code(worker, book, need) == "read"


def test_what_a_call_leaves_in_circles_goes_while_it_runs(worker: Worker) -> None:
    assert worker.run(make_rings, 20_000) < 10_000


def test_the_process_ends_when_reading_is_broken_off(port: Path, server: socket.socket) -> None:
    with Worker(Bounds(PATIENCE, PATIENCE)) as worker:
        assert read_in(worker, port, linger) == {}
    assert is_gone(server)


def hang_in_another(port: Path) -> None:
    """Have a process of its own wait at a file for good."""
    Worker(None).run(hang, port)


def test_a_process_ends_with_whoever_started_it_however_busy_it_is(port: Path, server: socket.socket) -> None:
    starter = started(hang_in_another, port)
    connection, _ = server.accept()
    with connection, contextlib.suppress(ConnectionResetError):
        starter.kill()
        connection.settimeout(PATIENCE / 20)  # by itself it would wait for all of it
        assert connection.recv(1) == b""


def test_a_mistake_of_the_program_is_no_problem_of_the_file_and_keeps_its_traceback(book: Path, worker: Worker) -> None:
    with pytest.raises(RuntimeError, match=f"(?s)in stumble.*LookupError: a mistake about {book.name}"):
        read_in(worker, book, stumble)
    assert code(worker, book) == "read"


def test_a_mistake_in_what_the_program_makes_of_cells_is_no_problem_of_the_file_either(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_rows", lambda raw, facts: stumble(book))
    with pytest.raises(LookupError):
        parse(book)


def test_one_process_reads_all_files(book: Path) -> None:
    def identity(worker: Worker) -> int:
        return worker.run(process_id, book)

    with Worker(Bounds(PATIENCE, PATIENCE)) as first, Worker(Bounds(PATIENCE, PATIENCE)) as second:
        assert identity(first) == identity(first) != identity(second)


def test_what_a_library_prints_does_not_spoil_an_answer(book: Path, worker: Worker) -> None:
    assert [code(worker, book, chatter) for _ in range(2)] == ["read", "read"]


def test_a_script_without_a_main_guard_can_read_and_leaves_no_warning_behind(book: Path, tmp_path: Path) -> None:
    script = tmp_path / "脚本.py"
    script.write_text(
        "from pathlib import Path\n"
        "from presales_xl.workbook.reader import parse, read_in, read_one\n"
        "from presales_xl.worker import Bounds, Worker\n"
        f"print(read_one(Path({str(book)!r}))['深藏'])\n"
        "with Worker(Bounds(60)) as worker:\n"
        f"    read_in(worker, Path({str(book)!r}), parse)\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", script],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[[None, None], [None, 7]]\n", "")


def test_the_process_loads_none_of_the_heavy_libraries(book: Path) -> None:
    heavy = {"numpy", "openpyxl", "pandas", "pydantic", "click", "rich", "ruamel", "xlsxwriter"}
    with Worker(Bounds(PATIENCE, PATIENCE)) as worker:
        loaded = worker.run(modules, book)
    assert "python_calamine" in loaded
    assert loaded & heavy == set()


# Several processes at once


def through_another(path: Path) -> object:
    """Return the process that read a file, by its number, or what was told of the file."""
    try:
        return read_in(reading_process(), path, crash if path.suffix == ".port" else process_id)
    except ProblemsError as error:
        return error.problems[0].code


def test_a_file_that_brings_one_of_several_processes_down_costs_only_itself(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.xlsx" for number in range(30)]
    files[4] = files[17] = tmp_path / "bad.port"
    told = list(in_processes(through_another, files, 3))
    assert [place for place, each in enumerate(told) if each == "file.crashed"] == [4, 17]
    others = {each for each in told if each != "file.crashed"}
    assert os.getpid() not in others
    assert 2 <= len(others) <= 5  # one a thread, and one more for each that was lost


def test_several_processes_give_what_one_gives_in_the_same_order(book: Path) -> None:
    files = [book, book.with_name("none.xlsx")] * 10

    def cells(path: Path) -> object:
        try:
            return sorted(read_one(path))
        except ProblemsError as error:
            return [problem.code for problem in error.problems]

    assert list(in_processes(cells, files, 3)) == list(in_processes(cells, files, 1))


def test_processes_end_when_nobody_wants_the_rest(book: Path) -> None:
    before = {process.pid for process in psutil.Process().children()}
    rest = in_processes(read_one, [book] * 30, 2)
    next(rest)
    rest.close()
    assert {process.pid for process in psutil.Process().children()} <= before
