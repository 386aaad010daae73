"""Whether Esc is pressed while work goes on. Excel itself takes no keys meanwhile, so that Windows is asked."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

_ESCAPE = 0x1B
_DOWN, _SINCE = 0x8000, 0x1  # of GetAsyncKeyState: it is down now, it was pressed since the last look
_EVERY = 0.02  # seconds: whoever taps a key holds it for longer


@contextmanager
def heard_in(window: int | None) -> Iterator[Callable[[], bool]]:
    """Return what says whether Esc was pressed from now on while a window was in front; never without one.

    One that was pressed before, which answered a question perhaps, does not count, though it is still held down.
    """
    if sys.platform != "win32" or window is None:
        yield lambda: False
        return
    import ctypes  # noqa: PLC0415 - Windows has what is asked of it

    user32 = ctypes.windll.user32
    pressed, ended = Event(), Event()

    def listen(was_down: bool) -> None:
        while not ended.wait(_EVERY):
            state = user32.GetAsyncKeyState(_ESCAPE)
            if state & (_DOWN | _SINCE) and not was_down and user32.GetForegroundWindow() == window:
                pressed.set()
            was_down = bool(state & _DOWN)

    was_down = bool(user32.GetAsyncKeyState(_ESCAPE) & _DOWN)
    Thread(target=listen, args=[was_down], daemon=True).start()
    try:
        yield pressed.is_set
    finally:
        ended.set()
