"""A Python process of its own that runs functions which may crash, never return, or want more than there is.

It is a plain subprocess and not multiprocessing's: that one imports the main program anew in every child (the
whole command line, or a user's unguarded script); this one imports only what it is asked to run.

Each call is bounded, but for work of the program's own: in memory by the system (`memory_limit`), and by this side,
which looks at the other process a few times a second; in the time that the processor gave it, so that a busy machine
makes no file a bad one, with the clock far behind; and in the size of its answer.
"""

import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from presales_xl.memory_limit import MAX_MEMORY, limit_memory
from presales_xl.scheme.errors import ProblemsError, fail

A = TypeVar("A")
R = TypeVar("R")

MAX_SECONDS = 5.0  # of the processor, for one call
MAX_WAIT = 60.0  # seconds by the clock, for one call
MAX_ANSWER = 64 * 2**20

_LOOK = 0.1  # seconds between two looks at the other process
_MEGABYTE = 2**20
_STARTED = struct.Struct("d")  # what the process had taken of the processor when it began with a call
_SIZE = struct.Struct("Q")  # of an answer
_SPENT = 77  # how the process ends that got no more memory in Python
#: How one ends that got no more memory elsewhere: it is aborted, which Windows calls a fast fail.
_ABORTED = (-6, 0xC0000409)

# The folder it is started in may hold files from elsewhere, so nothing is imported from there unless this
# process would: hence -P, and then the path of this process.
_COMMAND = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from presales_xl.worker import serve; serve(is_limited={})"
)


class Worker:
    """Runs functions in another process, which starts when first needed and anew after it was lost.

    Use it as a context manager; leaving ends the process. A call may take `seconds` of the processor and `wait` seconds
    by the clock; for work of the program's own it is not `is_limited`, neither in these nor in memory.
    """

    def __init__(self, seconds: float = MAX_SECONDS, wait: float = MAX_WAIT, *, is_limited: bool = True) -> None:
        self.seconds, self.wait, self.is_limited = seconds, wait, is_limited
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
        ProblemsError `file.slow`, `file.too_much` or `file.crashed` when it went beyond a limit and was ended or
        brought the process down, ChildProcessError where that is not limited. The next call has a fresh process then.
        """
        process = self._process = self._process or _start(is_limited=self.is_limited)
        watch = _Watch(process, self.seconds, self.wait, is_limited=self.is_limited)
        try:
            answer, error = _exchange(process, (function, argument), watch)
        except (EOFError, OSError, pickle.UnpicklingError):
            watch.stop()
            process.kill()  # where the pipe broke and the process did not
            code = process.wait()
            self.stop()
            raise watch.ended or (_end(code) if self.is_limited else ChildProcessError(code)) from None
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

    @property
    def is_idle(self) -> bool:
        """Return whether there is no process: nothing was run since it was made or stopped."""
        return self._process is None

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


def _end(code: int) -> ProblemsError:
    """Return what the way in which a process ended says."""
    if code == _SPENT or code in _ABORTED:
        return fail("file.too_much", limit=MAX_MEMORY // _MEGABYTE)
    return fail("file.crashed")


class _Watch:
    """Ends a process that takes more than it may, and says then what it was `ended` for."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float, wait: float, *, is_limited: bool) -> None:
        self.process, self.seconds, self.wait, self.is_limited = process, seconds, wait, is_limited
        self.began = float("inf")  # what it had taken of the processor before the call
        self.ended: ProblemsError | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        if is_limited:
            self._thread.start()

    def stop(self) -> None:
        """Look no longer."""
        self._over.set()
        if self.is_limited:
            self._thread.join()

    def _look(self) -> None:
        until = time.monotonic() + self.wait
        while not self._over.wait(min(_LOOK, max(until - time.monotonic(), 0))):
            self.ended = self._excess(time.monotonic() > until)
            if self.ended:
                self.process.kill()
                return

    def _excess(self, is_late: bool) -> ProblemsError | None:
        import psutil  # noqa: PLC0415 - takes longer than reading a file, and few take so long that they are looked at

        if is_late:
            return fail("file.slow", seconds=self.wait)
        try:
            process = psutil.Process(self.process.pid)
            times, memory = process.cpu_times(), process.memory_info().rss
        except psutil.Error:  # it is gone
            return None
        if memory > MAX_MEMORY:
            return fail("file.too_much", limit=MAX_MEMORY // _MEGABYTE)
        if times.user + times.system - self.began > self.seconds:
            return fail("file.slow", seconds=self.seconds)
        return None


def serve(*, is_limited: bool) -> None:
    """Answer calls from stdin to stdout until the other side is gone; the child's main function."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both; the parent decides
    if is_limited:
        limit_memory()
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # so that no print can spoil an answer
    try:
        while True:
            function, argument = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
            answers.write(_STARTED.pack(time.process_time()))  # what had to be imported for it is not its own
            answers.flush()
            answer = pickle.dumps(_outcome(function, argument))
            if is_limited and len(answer) > MAX_ANSWER:
                answer = pickle.dumps((None, fail("file.too_much", limit=MAX_ANSWER // _MEGABYTE)))
            answers.write(_SIZE.pack(len(answer)) + answer)
            answers.flush()
    except EOFError:
        return
    except MemoryError:
        os._exit(_SPENT)


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


def _start(*, is_limited: bool) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and a fixed command
        [sys.executable, "-P", "-c", _COMMAND.format(is_limited)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # each thread of numpy's takes memory
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    _stream(process.stdin).write(pickle.dumps(sys.path))
    return process


def _exchange(process: "subprocess.Popen[bytes]", call: object, watch: _Watch) -> Any:
    requests, answers = _stream(process.stdin), _stream(process.stdout)
    pickle.dump(call, requests)
    requests.flush()
    (watch.began,) = _STARTED.unpack(_read(answers, _STARTED.size))
    (size,) = _SIZE.unpack(_read(answers, _SIZE.size))
    if watch.is_limited and size > MAX_ANSWER:
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
