"""Files are whole or not there, and what a killed run left goes with the next one."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from presales_xl.files import draft, drafts_in, write_whole
from presales_xl.scheme.errors import ProblemsError

WRITE = "import sys, pathlib; from presales_xl.files import draft\nwith draft(pathlib.Path(sys.argv[1])) as place:\n"


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def begun(path: Path) -> subprocess.Popen[bytes]:
    """Return a process that has begun to write a file and does not end by itself."""
    code = f"{WRITE}    place.write_text('half')\n    print('begun', flush=True)\n    sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"begun"
    return process


def test_what_a_killed_run_left_goes_when_the_next_one_writes_into_the_folder(tmp_path: Path) -> None:
    with begun(tmp_path / "结果.txt") as killed:
        killed.kill()
    assert hidden(tmp_path)
    with draft(tmp_path / "结果.txt") as place:
        place.write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["结果.txt"]


def test_what_somebody_else_is_writing_stays_however_long_it_takes(tmp_path: Path) -> None:
    with begun(tmp_path / "one.txt") as other:
        with draft(tmp_path / "two.txt") as place:
            place.write_text("whole", encoding="utf-8")
        other.communicate(b"")
    assert other.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.txt", "two.txt"]


def test_of_several_that_write_into_one_folder_at_once_nobody_loses_a_draft(tmp_path: Path) -> None:
    code = "import sys, pathlib; from presales_xl.files import draft\n" + (
        "for number in range(200):\n"
        "    with draft(pathlib.Path(sys.argv[1]) / f'{sys.argv[2]}-{number}.txt') as place:\n"
        "        place.write_text('whole')\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], cwd=Path.cwd()) for name in "abc"]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(list(tmp_path.iterdir())) == 600


def test_a_file_that_is_not_to_be_replaced_stays_as_it_is(tmp_path: Path) -> None:
    for content in ("first", "second"):
        with draft(tmp_path / "one.txt", replace=False) as place:
            place.write_text(content, encoding="utf-8")
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["first"]


def test_an_error_while_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), draft(tmp_path / "one.txt") as place:
        place.write_text(str(1 / 0), encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["one.txt"]
    assert (tmp_path / "one.txt").read_text(encoding="utf-8") == "old"


def test_on_a_full_disk_it_says_which_file_could_not_be_written_and_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "通知单.html"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ProblemsError) as refused, draft(path) as place:
        place.write_text("ne", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")  # as a disk says it: without a name
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.file) == ("file.unwritable", str(path))
    assert [each.read_text(encoding="utf-8") for each in tmp_path.iterdir()] == ["old"]


def test_many_files_of_a_folder_are_drafted_in_one_place_that_goes_with_the_last(tmp_path: Path) -> None:
    with drafts_in(tmp_path):
        for number in range(3):
            write_whole(tmp_path / f"{number}.txt", b"whole")
            assert len([*tmp_path.glob(".presales-*.lock")]) == 1
        with pytest.raises(ValueError, match="broken"), draft(tmp_path / "0.txt") as place:
            place.write_text("half", encoding="utf-8")
            raise ValueError("broken")
        write_whole(tmp_path / "elsewhere" / "3.txt", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.txt", "1.txt", "2.txt", "elsewhere"]
    assert {path.read_bytes() for path in tmp_path.rglob("*.txt")} == {b"whole"}
