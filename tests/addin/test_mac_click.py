"""What a click on a Mac leaves behind: there no macro waits for Python, which asks itself whether to go on."""

import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from presales_xl.addin.addin_file import sources
from presales_xl.addin.mac_click import Patience
from presales_xl.addin.places import mac_places

needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="a shell line")
#: The line of xlwings' AppleScript, which leads what a program says of its errors into a file.
LINE = (
    "{python} -B -u -W ignore -c \"import xlwings.utils;xlwings.utils.prepare_sys_path('false');{code} \""
    ' > /dev/null 2>"{log}"'
)
BEGUN = "from presales_xl.addin.mac_click import run; run('validate')"


def left_behind(tmp_path: Path, python: str = sys.executable, code: str = BEGUN) -> str:
    """Return what a click leaves behind in xlwings' file."""
    log = tmp_path / "xlwings.log"
    subprocess.run(["/bin/sh", "-c", LINE.format(python=python, code=code, log=log)], check=False, timeout=120)
    return log.read_text(encoding="utf-8")


@needs_sh
def test_a_python_that_is_not_there_is_told_by_the_shell(tmp_path: Path) -> None:
    assert "/nowhere/python" in left_behind(tmp_path, "/nowhere/python")


@needs_sh
def test_what_ends_a_click_is_left_behind_in_one_line_and_nothing_else_of_what_is_written(tmp_path: Path) -> None:
    fails = (
        "import sys; from presales_xl.addin import at_excel;"
        "at_excel.run = lambda command: [print(999, file=sys.stderr), dict()[command]]"
    )
    said = left_behind(tmp_path, code=f"{fails}; {BEGUN}")
    assert said == "KeyError: 'validate'\n"


@needs_sh
def test_where_a_click_fails_the_log_has_the_traceback(tmp_path: Path) -> None:
    fails = (
        "from pathlib import Path; from presales_xl.addin import at_excel, click, places;"
        f"click.places_here = lambda: places.mac_places(Path('{tmp_path}'), Path('python'));"
        "at_excel.run = lambda command: dict()[command]"
    )
    left_behind(tmp_path, code=f"{fails}; {BEGUN}")
    logs = mac_places(tmp_path, Path("python")).logs
    assert logs is not None
    logged = (logs / "clicks.log").read_text(encoding="utf-8")
    assert "Traceback" in logged
    assert "KeyError: 'validate'" in logged


@needs_sh
def test_a_click_that_ends_leaves_behind_that_it_did_and_no_question(tmp_path: Path) -> None:
    asker, asked, gone = tmp_path / "osascript", tmp_path / "asked", tmp_path / "gone"
    asker.write_text(
        f"#!/bin/sh\ntrap 'echo > {gone}; exit 1' TERM\necho > {asked}\nwhile :; do sleep 0.05; done\n",
        encoding="utf-8",
    )
    asker.chmod(0o755)
    works = (
        "import os, time; from presales_xl.addin import at_excel, mac_click; mac_click._PATIENCE = 0;"
        f"at_excel._OSASCRIPT = '{asker}';"
        f"at_excel.run = lambda command: [time.sleep(0.01) for _ in iter(lambda: os.path.exists('{asked}'), True)]"
    )
    assert left_behind(tmp_path, code=f"{works}; {BEGUN}") == "ENDED\n"
    assert gone.exists()
    assert 'ENDED = "ENDED"' in sources()["Presales"]


@needs_sh
def test_a_click_that_is_stopped_ends_whatever_it_hangs_in_and_leaves_that_behind(tmp_path: Path) -> None:
    hangs = (
        "import time; from presales_xl.addin import at_excel, mac_click; mac_click._PATIENCE = 0;"
        "at_excel.run = lambda command: time.sleep(10**6); at_excel.asked_mac = lambda *words, **how: words[3]"
    )
    assert left_behind(tmp_path, code=f"{hangs}; {BEGUN}") == "STOPPED\n"
    assert 'STOPPED = "STOPPED"' in sources()["Presales"]


def test_whoever_waits_on_is_asked_again_and_nobody_while_another_question_stands() -> None:
    answers, asked, stopped = iter([True, True, False]), [], threading.Event()
    is_asking = threading.Event()
    is_asking.set()

    def waits_on(_is_needless: object) -> bool:
        asked.append(is_asking.is_set())
        return next(answers)

    patience = Patience(0, is_asking, waits_on, stopped.set)
    patience.start()
    assert asked == []
    is_asking.clear()
    assert stopped.wait(60)
    patience.join(60)
    assert asked == [False, False, False]


@pytest.mark.parametrize("meanwhile", ["ended", "asks"])
def test_nobody_stops_by_a_late_no_what_has_ended_or_has_begun_to_ask(meanwhile: str) -> None:
    stopped, is_asking, asked = threading.Event(), threading.Event(), threading.Event()

    def waits_on(is_needless: Callable[[], bool]) -> bool:
        asked.set()
        while not is_needless():
            pass
        return False

    patience = Patience(0, is_asking, waits_on, stopped.set)
    patience.start()
    assert asked.wait(60)
    if meanwhile == "asks":
        is_asking.set()
    patience.end()
    assert not stopped.is_set()


def test_xlwings_tells_no_failure_itself_on_a_mac() -> None:
    code = sources()["xlwings"]
    on_mac = code[code.index("Sub ExecuteMac") : code.index("Function ExecuteWindows")]
    ended = code[code.index("Private Sub CleanUp") : code.index("Function XLPyCommand")]
    assert not re.findall(r"^[^'\n]*\b(?:MsgBox|ShowError)\b.*", on_mac + ended, re.MULTILINE)
    assert "Err.Raise" in on_mac
    assert "PresalesLook" in on_mac
    assert "PresalesLook" in ended
    assert "            Kill LOG_FILE" not in ended
