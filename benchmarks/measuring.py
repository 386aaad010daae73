"""What something costs: the processor's time and the clock's for one of it, beside that of a peer in the same run."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor, of this process and of those that it started, and seconds by the clock."""

    cpu: float
    wall: float

    def __truediv__(self, count: float) -> "Cost":
        """Return the cost of one of so many."""
        return Cost(self.cpu / count, self.wall / count)

    def __add__(self, other: "Cost") -> "Cost":
        """Return what both cost."""
        return Cost(self.cpu + other.cpu, self.wall + other.wall)

    def __sub__(self, other: "Cost") -> "Cost":
        """Return what one costs more than the other."""
        return Cost(self.cpu - other.cpu, self.wall - other.wall)


@dataclass(frozen=True)
class Figure:
    """A cost beside a peer's; `goal` is how many times the peer's it may be, None where nothing was asked for."""

    name: str
    cost: Cost
    peer: str
    peer_cost: Cost
    goal: float | None = None

    @property
    def ratio(self) -> float:
        """Return how many times the peer's cost it is, in time of the processor."""
        return self.cost.cpu / self.peer_cost.cpu

    @property
    def is_missed(self) -> bool:
        """Return whether a goal is missed."""
        return self.goal is not None and self.ratio > self.goal

    def line(self) -> str:
        """Return the figure as a line of the report."""
        goal = "" if self.goal is None else f" (goal {_times(self.goal)})"
        cost = f"{self.cost.cpu * 1e3:10.3f} ms CPU {self.cost.wall * 1e3:10.3f} ms"
        return f"{self.name:<52}{cost}  {_times(self.ratio):>8} {self.peer}{goal}{'  MISSED' if self.is_missed else ''}"


def _times(ratio: float) -> str:
    """Return a ratio as people read it: 2.4 ×, or 1/37 of what costs less."""
    return f"{ratio:.1f} ×" if ratio >= 0.8 else f"1/{1 / ratio:.0f}"


@contextmanager
def compiled(folder: Path) -> Iterator[None]:
    """Let processes that start meanwhile find in a folder what was compiled before, as in an installation."""
    before = dict(os.environ)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def cost_of(function: Callable[[], object], rounds: int = 1) -> Cost:
    """Return what a call costs: the least of some rounds, each with the processes that it starts or uses."""
    costs = []
    for _ in range(rounds):
        cpu, wall = _processor(), time.perf_counter()
        function()
        costs.append(Cost(_processor() - cpu, time.perf_counter() - wall))
    return min(costs, key=lambda cost: cost.cpu)


def _processor() -> float:
    """Return the processor's time of this process and of its children, those that ended and those that run."""
    ended = os.times()
    taken = time.process_time() + ended.children_user + ended.children_system
    for child in psutil.Process().children(recursive=True):
        try:
            running = child.cpu_times()
        except psutil.Error:  # it has just ended
            continue
        taken += running.user + running.system
    return taken
