"""Large plain CSV files, which are read all at once: what comes out is what comes out line by line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presales_xl import catalogue
from presales_xl.people.entries import names_ids
from presales_xl.people.plain_rows import PlainRows, plain_rows
from presales_xl.people.score import score
from presales_xl.people.table import Table
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook import table_files
from tests.cycle.company import ENGINEER

SUPPORT = "support_engineer_kpi"
#: Cells that are plain, and such as only a look at each tells what they are.
PLAIN = ["", "0", "7", "007", "91.5", "-0", "-3", "5.", ".5", "12345678901234", "0.1", "100", "deep"]
ODD = [
    "1e1",
    "+5",
    "1_0",
    "95%",
    "1,200",
    " 91 ",
    "９１",
    "nan",
    "inf",
    "--5",
    "1.2.3",
    "-",
    ".",
    "0.1234567890123456789",
]
ODD += [
    "甲",
    '"quoted"',
    '"',
    "=1+1",
    "#N/A",
    "5-3",
    "123456789012345678901",
    "TRUE",
    "\t",
    "\x0b",
    "\x1c5",
    "5分",
    "x" * 2000,
]
IDS = [
    "E{}1",
    "{}7",
    "00{}1",
    "{}.0",
    "E{}x",
    "'={}1",
    "{}E+15",
    "总计",
    "Total",
    "employee_id",
    "",
    " ",
    "note: {}1",
    "李{}1",
]


@contextmanager
def large_from(size: int) -> Iterator[None]:
    """Have files of so many bytes looked at for whether they are plain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_files, "LARGE", size)
        yield


def outcome_of(path: Path) -> object:
    """Return everything that reading and scoring a file comes to: values, rows and messages, or the refusal."""
    try:
        table, told = table_files.read(path, names_ids)
        scored = score(catalogue.load(SUPPORT), table, {}, "zh")
    except ProblemsError as error:
        return error.problems
    values = {key: column.tobytes() for key, column in scored.outcome.values.items()}
    rows = [list(row) for row in table.rows]
    read = (table.header, rows, list(table.lines), table.header_line)
    return read, told, list(scored.employee_ids), values, scored.outcome.table("zh"), scored.problems


def written(path: Path, lines: Sequence[str], ending: str = "\n", encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(line + ending for line in lines).encode(encoding))
    return path


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Return a file of people, most of whose lines are plain."""
    head = ["employee_id", *ENGINEER]
    delimiter = draw(st.sampled_from([",", ",", "\t", ";"]))
    lines = [delimiter.join(head)]
    cell = st.sampled_from(PLAIN) if draw(st.integers(0, 2)) else st.sampled_from(PLAIN * 3 + ODD)
    any_id = IDS[:4] if draw(st.integers(0, 2)) else IDS
    for number in range(draw(st.integers(0, 6))):
        cells = [draw(st.sampled_from(any_id)).format(number), *(draw(cell) for _ in ENGINEER)]
        lines.append(delimiter.join(cells))
    lines += draw(st.sampled_from([[], [], [], [""], ["E99"], [delimiter * 20], ["E98,1,2,3,4,5,6,7,8,9"], ["E97\r1"]]))
    ending = draw(st.sampled_from(["\n", "\r\n", "\n", "\r\n", "\r"]))
    text = ending.join(lines) + draw(st.sampled_from([ending, ending, ending, "", "\n", "\0"]))
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])), "surrogatepass")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
def test_a_large_file_is_read_as_it_is_read_line_by_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    by_line = outcome_of(path)
    with large_from(0):
        assert outcome_of(path) == by_line


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_entry_in_a_large_file_is_told_of_as_in_a_small_one(tmp_path: Path, odd: str) -> None:
    lines = [",".join(["employee_id", *ENGINEER]), *(",".join([f"E{n}", *["7"] * len(ENGINEER)]) for n in range(9))]
    lines[5] = ",".join(["E4", odd, *["7"] * (len(ENGINEER) - 1)])
    by_line = outcome_of(written(tmp_path / "in.csv", lines))
    with large_from(0):
        assert outcome_of(tmp_path / "in.csv") == by_line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_plain_file_is_read_all_at_once_whatever_its_header_is_written_in(
    tmp_path: Path, encoding: str, ending: str
) -> None:
    with large_from(0):
        table, _ = table_files.read(
            written(tmp_path / "a.csv", ["工号,满意度", "007,91", "E2,"], ending, encoding), names_ids
        )
    assert isinstance(table.rows, PlainRows)
    assert (table.header, [*table.rows], [*table.lines]) == (("工号", "满意度"), [["007", "91"], ["E2", ""]], [2, 3])
    assert table.rows[-1] == ["E2", ""]
    with pytest.raises(IndexError):
        table.rows[2]


@settings(max_examples=300)
@given(st.lists(st.from_regex(r"-?[0-9]{0,9}\.?[0-9]{0,8}", fullmatch=True), min_size=1, max_size=40))
def test_numbers_are_read_to_the_last_binary_digit_as_python_reads_them(cells: list[str]) -> None:
    content = "".join(f"{cell},E1\n" for cell in cells).encode()
    rows = plain_rows(content, 0, width=2, delimiter=",", ids=1)
    assert rows is not None
    numbers, others = rows.numbers(0)
    for place, cell in enumerate(cells):
        if place not in others:
            assert numbers[place].tobytes() == np.float64(cell or "nan").tobytes() or not cell
    assert {cells[place] for place in others.tolist()} <= {"-", ".", "-."} | {cell for cell in cells if len(cell) > 15}
    assert rows.texts(0) == cells


def test_labels_and_names_in_chinese_are_plain_where_the_file_is_utf_8_and_ids_are_figures(tmp_path: Path) -> None:
    lines = ["工号,姓名,满意度", "007,李雷,９１", "E-2,合计,好"]
    with large_from(0):
        table, _ = table_files.read(written(tmp_path / "a.csv", lines), names_ids)
        gbk, _ = table_files.read(written(tmp_path / "b.csv", lines, encoding="gb18030"), names_ids)
    assert isinstance(table.rows, PlainRows)
    assert not isinstance(gbk.rows, PlainRows)
    assert [*table.rows] == [*gbk.rows] == [["007", "李雷", "９１"], ["E-2", "合计", "好"]]
    assert table.rows.texts(1) == ["李雷", "合计"]
    ids = table.rows.ids(0)
    assert ids is not None
    assert ids.tolist() == [b"007", b"E-2"]
    assert table.rows.ids(1) is None


def test_a_part_of_the_rows_is_as_the_whole_has_it() -> None:
    content = "".join(f"E{n},{n % 100}\n" for n in range(200_000)).encode()
    rows = plain_rows(content, 0, width=2, delimiter=",", ids=0)
    assert rows is not None
    table = Table(
        file="a.csv",
        sheet="",
        header=("id", "n"),
        rows=rows,
        lines=range(2, 200_002),
        header_line=1,
        typed=False,
    )
    parts = list(table.parts())
    assert [number for part in parts for number in part.column(1)] == [str(n % 100) for n in range(200_000)]
    assert table.column(0)[150_000] == rows[150_000][0] == "E150000"
    assert parts[2].lines[5] == 2 + 2 * 65536 + 5
