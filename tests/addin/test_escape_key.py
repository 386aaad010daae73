"""Esc stops long work: what asks Windows for the key, run by Python for Windows in Wine, where it is pressed."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from presales_xl.addin import escape_key
from tests.conftest import do_without
from tests.engines import EngineMissingError, wine

#: What is done before and after listening begins: the key goes down and up, and whose window is in front.
PRESS = """
import ctypes, importlib.util, sys, time
spec = importlib.util.spec_from_file_location("escape_key", sys.argv[1])
escape_key = importlib.util.module_from_spec(spec)
spec.loader.exec_module(escape_key)
user32 = ctypes.windll.user32
front = user32.GetForegroundWindow()

def key(*moves):
    for move in moves:
        user32.keybd_event(0x1B, 0, {"down": 0, "up": 2}[move], 0)

def heard(window, before, after, looks):
    key(*before)
    with escape_key.heard_in(window) as is_pressed:
        key(*after)
        while not is_pressed() and looks:
            looks -= 1
            time.sleep(0.01)
        said = is_pressed()
    key("up")
    return said

print(
    heard(front, [], ["down", "up"], 3000),
    heard(front, [], ["down"], 3000),
    heard(front, ["down", "up"], [], 50),
    heard(front, ["down"], ["up"], 50),
    heard(front + 1, [], ["down"], 50),
    heard(None, [], ["down"], 50),
)
"""


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> wine.Windows:
    folder = tmp_path_factory.mktemp("wine")
    try:
        windows = wine.Windows(folder / "prefix")
        windows.complete()
        with ZipFile(wine.embeddable(folder)) as archive:
            archive.extractall(folder / "python")
    except EngineMissingError as missing:
        do_without(missing)
    return windows


def test_a_tap_on_esc_stops_work_and_one_from_before_or_in_another_window_does_not(
    windows: wine.Windows, tmp_path: Path
) -> None:
    (tmp_path / "press.py").write_text(PRESS, encoding="utf-8")
    python = windows.folder.parent / "python" / "python.exe"
    code, said = windows.program(tmp_path, str(python), "press.py", str(Path(escape_key.__file__)))
    tapped, held, *none = said.decode().split()
    assert (code, tapped, held) == (0, "True", "True")
    assert set(none) == {"False"}, "of before, of another window, without a window"
