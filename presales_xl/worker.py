"""A Python process of its own that runs functions which may crash, never return, or want more than there is.

It is a plain subprocess and not multiprocessing's: that one imports the main program anew in every child (the
whole command line, or a user's unguarded script); this one imports only what it is asked to run.

Each call is bounded, but for work of the program's own: in memory by the system (`memory_limit`), and by this side,
which looks at the other process a few times a second; in the time that the processor gave it, so that a busy machine
makes no file a bad one, with the clock far behind; and in the size of its answer.
"""

import gc
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar

from presales_xl.memory_limit import limit_memory
from presales_xl.scheme.errors import Problem, ProblemsError, SlowError, fail

if TYPE_CHECKING:  # most who start a process need no threads
    from concurrent.futures import Executor

A = TypeVar("A")
R = TypeVar("R")

_LOOK = 0.1  # seconds between two looks at the other process
_SYNCHRONIZE, _FOREVER = 0x00100000, 0xFFFFFFFF  # Windows: the right to wait for a process, and for how long
_MEGABYTE = 2**20
_STARTED = struct.Struct("d")  # what the process had taken of the processor when it began with a call
_SIZE = struct.Struct("Q")  # of an answer
_SPENT = 77  # how the process ends that got no more memory in Python
#: How one ends that got no more memory elsewhere: it is aborted, which Windows calls a fast fail.
_ABORTED = (-6, 0xC0000409)

# The folder it is started in may hold files from elsewhere, so nothing is imported from there unless this
# process would: hence -P, and then the path of this process.
_COMMAND = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from presales_xl.worker import serve; serve()"
)

#: Each thread of numpy's takes memory, and of the C library's allocator, too; pydantic would look through all packages
#: for plugins of its own.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a call may take: seconds of the processor, seconds by the clock, bytes of memory, bytes of its answer."""

    seconds: float = 5.0
    wait: float = 60.0
    memory: int = 512 * 2**20
    answer: int = 64 * 2**20


class Worker:
    """Runs functions in another process, which starts when first needed and anew after it was lost.

    Use it as a context manager; leaving ends the process. A call has `bounds`; work of the program's own has none.
    """

    def __init__(self, bounds: Bounds | None) -> None:
        self.bounds = bounds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def run(self, function: Callable[[A], R], argument: A) -> R:
        """Return `function(argument)`; the other process finds the function by its module and name.

        Raises the function's own ProblemsError, RuntimeError with the traceback for any other exception of it, and
        SlowError, ProblemsError `file.too_much` or `file.crashed` when it went beyond a limit and was ended or
        brought the process down, ChildProcessError where that is not limited. The next call has a fresh process then;
        so has this one, where the process may have had no more memory for what earlier calls left there.
        """
        is_fresh = self._process is None
        try:
            return self._call(function, argument)
        except SlowError:
            raise
        except ProblemsError:
            if is_fresh or self._process:
                raise
            return self._call(function, argument)

    def _call(self, function: Callable[[A], R], argument: A) -> R:
        process = self._process = self._process or _start(self.bounds)
        watch = _Watch(process, self.bounds)
        try:
            answer, error = _exchange(process, (function, argument), watch)
        except (EOFError, OSError, pickle.UnpicklingError):
            watch.stop()
            process.kill()  # where the pipe broke and the process did not
            code = process.wait()
            self.stop()
            raise watch.ended or (_end(code, self.bounds) if self.bounds else ChildProcessError(code)) from None
        except BaseException:  # broken off: the answer would be taken for that to the next call
            self.stop()
            raise
        finally:
            watch.stop()
        if watch.ended:  # killed just after it had answered
            self.stop()
        if error is not None:
            raise error
        result: R = answer
        return result

    def kill(self) -> None:
        """Kill the process, so that a call of another thread fails."""
        if process := self._process:
            process.kill()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


def _end(code: int, bounds: Bounds) -> ProblemsError:
    """Return what the way in which a process ended says."""
    if code == _SPENT or code in _ABORTED:
        return fail("file.too_much", limit=bounds.memory // _MEGABYTE)
    return fail("file.crashed")


class _Watch:
    """Ends a process that takes more than it may, and says then what it was `ended` for."""

    def __init__(self, process: "subprocess.Popen[bytes]", bounds: Bounds | None) -> None:
        self.process, self.bounds = process, bounds
        self.began = float("inf")  # what it had taken of the processor before the call
        self.ended: ProblemsError | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, args=[bounds], daemon=True)
        if bounds:
            self._thread.start()

    def stop(self) -> None:
        """Look no longer."""
        self._over.set()
        if self.bounds:
            self._thread.join()

    def _look(self, bounds: Bounds) -> None:
        until = time.monotonic() + bounds.wait
        while not self._over.wait(min(_LOOK, max(until - time.monotonic(), 0))):
            self.ended = self._excess(bounds, is_late=time.monotonic() > until)
            if self.ended:
                self.process.kill()
                return

    def _excess(self, bounds: Bounds, *, is_late: bool) -> ProblemsError | None:
        import psutil  # noqa: PLC0415 - takes longer than reading a file, and few take so long that they are looked at

        if is_late:
            return SlowError([Problem("file.slow", fields={"seconds": bounds.wait})])
        try:
            process = psutil.Process(self.process.pid)
            times, memory = process.cpu_times(), process.memory_info().rss
        except psutil.Error:  # it is gone
            return None
        if memory > bounds.memory:
            return fail("file.too_much", limit=bounds.memory // _MEGABYTE)
        if times.user + times.system - self.began > bounds.seconds:
            return SlowError([Problem("file.slow", fields={"seconds": bounds.seconds})])
        return None


def end(threads: "Executor", workers: Sequence[Worker]) -> None:
    """End workers and the threads that lead them, whatever they are at."""
    threads.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.kill()
    threads.shutdown()
    for worker in workers:
        worker.stop()


def serve() -> None:
    """Answer calls from stdin to stdout until the other side is gone; the child's main function."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both; the parent decides
    bounds: Bounds | None
    bounds, parent = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    threading.Thread(target=_end_with, args=[parent], daemon=True).start()
    if bounds:
        limit_memory(bounds.memory)
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # so that no print can spoil an answer
    gc.disable()  # an eighth of a start was looking for cycles among what is imported, and that stays
    try:
        while True:
            function, argument = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
            if not gc.isenabled():
                gc.freeze()
                gc.enable()
            answers.write(_STARTED.pack(time.process_time()))  # what had to be imported for it is not its own
            answers.flush()
            answer = pickle.dumps(_outcome(function, argument))
            if bounds and len(answer) > bounds.answer:
                answer = pickle.dumps((None, fail("file.too_much", limit=bounds.answer // _MEGABYTE)))
            answers.write(_SIZE.pack(len(answer)) + answer)
            answers.flush()
    except EOFError:
        return
    except MemoryError:
        os._exit(_SPENT)


def _end_with(parent: int) -> None:
    """End this process with the one that started it, by its number, whatever this one is doing.

    Otherwise it would go on writing files beside whoever runs a killed command again. What comes from the other side is
    not waited for here: on Windows no library is loaded while somebody reads from it.
    """
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows has what is asked of it

        system = ctypes.windll.kernel32
        system.OpenProcess.restype = ctypes.c_void_p
        system.WaitForSingleObject.argtypes = ctypes.c_void_p, ctypes.c_ulong
        other = system.OpenProcess(_SYNCHRONIZE, False, parent)
        if not other or system.WaitForSingleObject(other, _FOREVER):
            return  # it cannot be waited for
    else:
        above = os.getppid()
        while os.getppid() == above:
            time.sleep(_LOOK)
    os._exit(0)


def _outcome(function: Callable[[A], R], argument: A) -> tuple[R | None, Exception | None]:
    """Return what a function returns, and what it raises."""
    try:
        return function(argument), None
    except MemoryError:  # this process is spent
        raise
    except ProblemsError as error:
        return None, error
    except Exception:  # a mistake in the program; its exception may be one that cannot be sent
        return None, RuntimeError(f"in the other process:\n{traceback.format_exc()}")


def _start(bounds: Bounds | None) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and a fixed command
        [sys.executable, "-P", "-c", _COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | _ENVIRONMENT,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    _stream(process.stdin).write(pickle.dumps(sys.path) + pickle.dumps((bounds, os.getpid())))
    return process


def _exchange(process: "subprocess.Popen[bytes]", call: object, watch: _Watch) -> Any:
    requests, answers = _stream(process.stdin), _stream(process.stdout)
    pickle.dump(call, requests)
    requests.flush()
    (watch.began,) = _STARTED.unpack(_read(answers, _STARTED.size))
    (size,) = _SIZE.unpack(_read(answers, _SIZE.size))
    if watch.bounds and size > watch.bounds.answer:
        raise EOFError
    return pickle.loads(_read(answers, size))  # noqa: S301 - from our own child


def _read(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ChildProcessError("the process was started without pipes")
    return pipe
