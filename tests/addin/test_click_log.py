"""What a click that fails leaves behind: its log, and the one line that the macro reads."""

import logging
import os
import subprocess
import sys
from pathlib import Path

from presales_xl.addin.click import log_in


def test_a_click_that_fails_says_why_in_one_line_that_fits_into_any_pipe() -> None:
    words = [sys.executable, "-B", "-m", "presales_xl.addin.click", "no" * 3000, "1"]
    run = subprocess.run(words, capture_output=True, check=False, encoding="utf-8")
    assert run.returncode
    (line,) = run.stderr.splitlines()
    assert line.startswith("KeyError: ")
    assert len(line) <= 300
    assert run.stdout == ""


def test_nothing_that_is_written_on_the_way_fills_the_pipe_which_the_macro_reads_at_the_end(tmp_path: Path) -> None:
    noisy = "import os\nfor number in (1, 2):\n    os.write(number, b'x' * 1_000_000)\nraise ImportError('kaputt')\n"
    (tmp_path / "xlwings.py").write_text(noisy, encoding="utf-8")
    words = [sys.executable, "-B", "-m", "presales_xl.addin.click", "validate", "1"]
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    ) as started:
        try:
            assert started.wait(timeout=120)  # nobody reads meanwhile
        finally:
            started.kill()
        assert started.stdout and started.stderr
        assert started.stdout.read() == b""
        assert started.stderr.read().decode().strip() == "ImportError: kaputt"


def _logged(folder: Path, words: str) -> str:
    handler = log_in(folder)
    try:
        raise ValueError(words)
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "收回", "exc_info": (type(error), error, error.__traceback__)})
    handler.emit(record)
    handler.close()
    return (folder / "clicks.log").read_text(encoding="utf-8")


def test_the_log_holds_the_traceback_and_begins_anew_when_it_is_long(tmp_path: Path) -> None:
    folder = tmp_path / "日志"
    assert "ValueError: 第一" in _logged(folder, "第一")
    assert "Traceback" in _logged(folder, "x" * 1_100_000)
    anew = _logged(folder, "第二")
    assert "第一" not in anew
    assert "第二" in anew
