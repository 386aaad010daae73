"""How much it costs to start a command: CPU time of its process, over that of `python -c pass` in the same run."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Cost, Figure

CHECKOUT = Path(__file__).resolve().parents[1]
_NOTHING = ("-c", "pass")
_PROGRAM = ("-m", "presales_xl")
_SCORE = ("score", "support_engineer_kpi", "inputs.csv", "-o", "results.csv")
#: The commands, and how many times the start of Python each may cost.
COMMANDS: Mapping[str, tuple[Sequence[str], int]] = {
    "--version": (("--version",), 12),
    "--help": (("--help",), 12),
    "scheme list": (("scheme", "list"), 25),
    "score of two rows": (_SCORE, 60),
}
_INPUTS = """\
employee_id,unresolved,satisfaction,not_visited,complaints,training_score,shared_cases,missing_reports,report_quality
E1,1,95,0,0,90,3,0,Thorough
E2,4,88,2,1,75,1,1,Ordinary
"""


def measured(rounds: int) -> list[Figure]:
    """Return what each command costs: the least of `rounds` runs, over the least of as many starts of Python.

    All take turns, so that a busy machine is busy for all of them; one run before fills the caches.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inputs.csv").write_text(_INPUTS, encoding="utf-8")
        calls = {key: (*_PROGRAM, *words) for key, (words, _) in COMMANDS.items()}
        seconds: dict[str, list[float]] = {key: [] for key in ("", *calls)}
        for call in calls.values():
            cpu_seconds(call, folder)
        for _ in range(rounds):
            for key, call in {"": _NOTHING, **calls}.items():
                seconds[key].append(cpu_seconds(call, folder))
    costs = {key: Cost(min(taken), min(taken)) for key, taken in seconds.items()}
    return [Figure(key, costs[key], "python -c pass", costs[""], goal=goal) for key, (_, goal) in COMMANDS.items()]


def cpu_seconds(words: Sequence[str], folder: Path) -> float:
    """Return the CPU time, of user and system, that Python needs for these words; CalledProcessError when it fails."""
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation is compiled
    call = [sys.executable, *words]
    process = subprocess.Popen(call, cwd=folder, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    seconds, code = _ended(process)
    if code:
        raise subprocess.CalledProcessError(code, call)
    return seconds


if sys.platform == "win32":
    import ctypes

    def _ended(process: subprocess.Popen[bytes]) -> tuple[float, int]:
        """Wait for a process and return its CPU time and exit code."""
        system = ctypes.windll.kernel32
        system.OpenProcess.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(system.OpenProcess(0x1000, False, process.pid))  # to ask for its times
        code = process.wait()
        times = [ctypes.c_uint64() for _ in ("created", "left", "system", "user")]  # in 100 ns
        system.GetProcessTimes(handle, *map(ctypes.byref, times))
        system.CloseHandle(handle)
        return (times[2].value + times[3].value) / 10_000_000, code

else:

    def _ended(process: subprocess.Popen[bytes]) -> tuple[float, int]:
        """Wait for a process and return its CPU time and exit code."""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_utime + usage.ru_stime, process.returncode
