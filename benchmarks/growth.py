"""What a workbook costs among few and among many, in time and memory, by one process and by all processors."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.company import PERIOD, company
from benchmarks.measuring import Cost, cost_of
from benchmarks.start import CHECKOUT
from presales_xl.cores import Cores
from presales_xl.cycle.generating.generate import generate

_LOOK = 0.1  # seconds between two looks at the memory
_GENERATE = "from benchmarks.growth import main; main()"


@dataclass(frozen=True)
class Row:
    """So many managers with ten people each: what each costs, and the most memory of the process that leads (bytes)."""

    managers: int
    passes: Cost
    workbook: Cost
    in_parallel: Cost
    memory: int

    def line(self) -> str:
        """Return the row as a line of the report."""
        figures = (self.passes.cpu, self.workbook.cpu, self.workbook.wall, self.in_parallel.cpu, self.in_parallel.wall)
        return f"{self.managers:>8}{''.join(f'{each * 1e3:>12.2f}' for each in figures)}{self.memory / 2**20:>10.0f}"


HEAD = (
    f"{'managers':>8}{'passes':>12}{'one CPU':>12}{'clock':>12}{'all CPUs':>12}{'clock':>12}{'MB':>10}"
    "    (ms for a manager: reading and looking through the roster; generating by one process, by all)"
)


def rows(folder: Path, sizes: Sequence[int]) -> Iterator[Row]:
    """Yield what generating costs among so many managers; each is run in a process of its own."""
    for managers in sizes:
        costs = []
        for words in (("dry", 1), ("one", 1), ("all", 0)):
            name = f"growth {managers} {words[0]}"
            company(folder / name, ("support_engineer_kpi",), managers, people=10)
            costs.append(_measured(folder / name, is_dry=words[0] == "dry", processes=words[1]))
        passes, workbook, in_parallel = (cost / managers for cost, _ in costs)
        memory = max(most for _, most in costs)
        yield Row(managers, passes=passes, workbook=workbook, in_parallel=in_parallel, memory=memory)


def _measured(folder: Path, *, is_dry: bool, processes: int) -> tuple[Cost, int]:
    """Return what a run costs in a process of its own, start and all, and the most memory that it took."""
    most = 0

    def run() -> None:
        nonlocal most
        call = [sys.executable, "-c", _GENERATE, str(folder), str(int(is_dry)), str(processes)]
        with psutil.Popen(call, cwd=CHECKOUT) as process:
            while process.poll() is None:
                most = max(most, _memory(process))
                try:
                    process.wait(_LOOK)
                except psutil.TimeoutExpired:
                    continue
        if process.returncode:
            raise ChildProcessError(process.returncode)

    return cost_of(run), most


def _memory(process: psutil.Popen) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has just ended
        return 0


def main() -> None:
    """Generate the workbooks of a project: its folder, whether dry, by how many processes."""
    from presales_xl.project import load  # noqa: PLC0415 - of the process that is measured

    folder, is_dry, processes = sys.argv[1:]
    generate(load(Path(folder)), PERIOD, "zh", dry_run=bool(int(is_dry)), cores=Cores(int(processes)))
