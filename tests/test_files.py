"""Files are whole or not there, and what a killed run left goes with the next one."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from presales_xl.files import draft

WRITE = "import sys, pathlib; from presales_xl.files import draft\nwith draft(pathlib.Path(sys.argv[1])) as place:\n"


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def older(folder: Path) -> None:
    """Make the drafts in a folder a minute old."""
    for name in hidden(folder):
        os.utime(folder / name, (time.time() - 60, time.time() - 60))


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
    older(tmp_path)
    with draft(tmp_path / "结果.txt") as place:
        place.write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["结果.txt"]


def test_what_somebody_else_is_writing_stays_however_long_it_takes(tmp_path: Path) -> None:
    with begun(tmp_path / "one.txt") as other:
        older(tmp_path)
        with draft(tmp_path / "two.txt") as place:
            place.write_text("whole", encoding="utf-8")
        other.communicate(b"")
    assert other.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.txt", "two.txt"]


def test_a_draft_that_was_just_made_is_not_taken_for_a_left_one(tmp_path: Path) -> None:
    (tmp_path / ".presales-new").mkdir()
    os.utime(tmp_path / ".presales-new", (time.time() + 60, time.time() + 60))  # however slow this machine is
    with draft(tmp_path / "one.txt") as place:
        place.write_text("whole", encoding="utf-8")
    assert hidden(tmp_path) == [".presales-new"]


def test_an_error_while_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), draft(tmp_path / "one.txt") as place:
        place.write_text(str(1 / 0), encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["one.txt"]
    assert (tmp_path / "one.txt").read_text(encoding="utf-8") == "old"
