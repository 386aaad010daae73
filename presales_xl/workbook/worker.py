"""A Python process of its own that runs functions which may crash or never return.

It is a plain subprocess and not multiprocessing's: that one imports the main program anew in every child (the
whole command line, or a user's unguarded script); this one imports only what it is asked to run.
"""

import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from presales_xl.scheme.errors import ProblemsError

A = TypeVar("A")
R = TypeVar("R")

# The folder it is started in may hold files from elsewhere, so nothing is imported from there unless this
# process would: hence -P, and then the path of this process.
_COMMAND = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from presales_xl.workbook.worker import serve; serve()"
)


class Worker:
    """Runs functions in another process, which starts when first needed and anew after it was lost.

    Use it as a context manager; leaving ends the process. `timeout` is in seconds, for one call.
    """

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def run(self, function: Callable[[A], R], argument: A) -> R:
        """Return `function(argument)`; the other process finds the function by its module and name.

        Raises the function's own ProblemsError, RuntimeError with the traceback for any other exception of it,
        TimeoutError when it took too long and was killed, ChildProcessError when it brought the process down. The
        next call has a fresh process then.
        """
        process = self._process = self._process or _start()
        expired = threading.Event()

        def kill() -> None:
            expired.set()
            process.kill()

        watch = threading.Timer(self.timeout, kill)
        watch.start()
        try:
            answer, error = _exchange(process, (function, argument))
        except (EOFError, OSError, pickle.UnpicklingError) as lost:
            self.stop()
            raise TimeoutError if expired.is_set() else ChildProcessError from lost
        except BaseException:  # broken off: the answer would be taken for that to the next call
            self.stop()
            raise
        finally:
            watch.cancel()
            watch.join()
        if expired.is_set():  # killed just after it had answered
            self.stop()
        if error is not None:
            raise error
        result: R = answer
        return result

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


def serve() -> None:
    """Answer calls from stdin to stdout until the other side is gone; the child's main function."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both; the parent decides
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # so that no print can spoil an answer
    while True:
        try:
            function, argument = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
        except EOFError:
            return
        pickle.dump(_outcome(function, argument), answers)
        answers.flush()


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


def _start() -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and a fixed command
        [sys.executable, "-P", "-c", _COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    _stream(process.stdin).write(pickle.dumps(sys.path))
    return process


def _exchange(process: "subprocess.Popen[bytes]", call: object) -> Any:
    requests = _stream(process.stdin)
    pickle.dump(call, requests)
    requests.flush()
    return pickle.load(_stream(process.stdout))  # noqa: S301 - from our own child


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ChildProcessError("the process was started without pipes")
    return pipe
