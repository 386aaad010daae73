"""A Dask cluster of two workers on this computer, as `--scheduler` gets it; skipped where distributed is not there."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.engines import EngineMissingError

_PATIENCE = 120.0  # seconds until scheduler and workers are there


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Run a scheduler and two workers, and yield the scheduler's address."""
    if importlib.util.find_spec("distributed") is None:
        raise EngineMissingError("distributed is not installed: pip install 'presales-xl[dask]'")
    file = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    common = ("--scheduler-file", str(file))
    calls = [("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *common)]
    calls += [("worker", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder), *common)] * 2
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
            env=environment,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for words in calls
    ]
    try:
        yield _address(file)
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def ready(address: str) -> str:
    """Wait until both workers are there, again if need be, and return the scheduler's address."""
    distributed: Any = import_module("distributed")
    with distributed.Client(address, timeout=_PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=_PATIENCE)
    return address


def _address(file: Path) -> str:
    """Wait for the scheduler and return its address."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with suppress(OSError, ValueError):  # not there yet, or only begun
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        time.sleep(0.1)
    raise TimeoutError("the scheduler of the tests did not start")
