"""What the reading process may do with a file; it imports this, so little else is imported here."""

import contextlib
import os
import re
import socket
import sys
import time
import weakref
from pathlib import Path

from presales_xl.workbook.reader import Sheets, parse
from presales_xl.worker import Bounds

PATIENCE = 600.0  # seconds after which a test fails instead of waiting on, on however busy a machine


def meet(path: Path) -> socket.socket:
    """Connect to the port that the file names; the connection lasts no longer than this process."""
    return socket.create_connection(("127.0.0.1", int(path.read_text(encoding="utf-8"))), PATIENCE)


def hang(path: Path) -> Sheets:
    """Wait on a `.port` file for an answer that never comes; read others."""
    if path.suffix == ".port":
        with contextlib.suppress(TimeoutError):
            meet(path).recv(1)
        return Sheets()
    return parse(path)


def crash(path: Path) -> Sheets:
    """Bring the process down at a `.port` file; read others."""
    if path.suffix == ".port":
        os._exit(3)
    return parse(path)


def linger(path: Path) -> Sheets:
    """Connect and go on living."""
    globals()["kept"] = meet(path)
    return Sheets()


def chatter(path: Path) -> Sheets:
    """Print, as a library might."""
    print("a library says something")
    return parse(path)


def stumble(path: Path) -> Sheets:
    """Fail as a mistake in the program does."""
    raise LookupError(f"a mistake about {path.name}")


def process_id(_path: Path) -> int:
    """Return which process this is."""
    return os.getpid()


def devour(_path: Path) -> int:
    """Take more memory than there may be, and keep it."""
    taken = b"x" * Bounds().memory
    time.sleep(PATIENCE)  # where it is not the system that says no, but who watches
    return len(taken)


def leave_behind(_path: Path) -> None:
    """Keep most of the memory that there may be, as what was read earlier does where it lies scattered."""
    globals()["kept"] = bytearray(b"x") * (Bounds().memory * 3 // 5)


class Ring:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


def make_rings(count: int) -> int:
    """Make things that hold themselves, each given up at once; returns how many of them are still there."""
    rings = [weakref.ref(Ring()) for _ in range(count)]
    return sum(ring() is not None for ring in rings)


def need(path: Path) -> Sheets:
    """Take less memory than there may be, and read."""
    return parse(path) if bytearray(b"x") * (Bounds().memory // 2) else Sheets()


def abort(_path: Path) -> None:
    """End as a library does that gets no more memory."""
    os.abort()


def boast(_path: Path) -> bytes:
    """Answer with more than anybody wants to know."""
    return bytes(Bounds().answer)


def spin(path: Path) -> Sheets:
    """Keep the processor busy without an end at a `.port` file, but wait at others before they are read."""
    while path.suffix == ".port":
        pass
    time.sleep(1)
    return parse(path)


def most_memory(_path: Path) -> int:
    """Return how many bytes this process has had at most; on Linux only."""
    (most,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(most) * 1024


def modules(_path: Path) -> set[str]:
    """Return the top-level modules that this process has loaded."""
    return {name.partition(".")[0] for name in sys.modules}
