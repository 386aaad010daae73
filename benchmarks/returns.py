"""What a returned workbook costs to collect, beside openpyxl and calamine that only read it; and a second run."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.company import PERIOD, company, fill_in
from benchmarks.measuring import Figure, compiled, cost_of
from presales_xl.cores import Cores
from presales_xl.cycle.collecting import reading
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.workbook.reader import reading_process
from tests.cycle.company import opened

_FAST, _AGAIN = 0.1, 0.05  # goals: of openpyxl's cost, of the first run


def figures(folder: Path, managers: int, rounds: int) -> Iterator[Figure]:
    """Yield the cost of a returned workbook for ten people, among so many of a run, and of running again."""
    project = company(folder / "returns", ("support_engineer_kpi", "software_presales"), managers, people=10)
    generate(project, PERIOD, "zh", cores=Cores(1))
    count = fill_in(project)
    file = next(project.inbox(PERIOD).glob("*.xlsx"))
    with compiled(folder / "compiled"):
        reading_process().stop()
        reading_process().run(reading.claim, file)  # once, so that all of it is compiled
        reading_process().stop()  # so that its start counts
        first = cost_of(lambda: collect(project, PERIOD, (), "zh"))
        again = cost_of(lambda: collect(project, PERIOD, (), "zh"))
    by_openpyxl = cost_of(lambda: _by_openpyxl(file), rounds)
    read = cost_of(partial(_read, file), rounds)
    yield Figure("reading and reviewing a workbook", read, "openpyxl", by_openpyxl, goal=_FAST)
    yield Figure("returned workbook", first / count, "openpyxl", by_openpyxl, goal=_FAST)
    yield Figure("returned workbook", first / count, "calamine", cost_of(lambda: _by_calamine(file), rounds))
    yield Figure("collecting again, nothing new", again / count, "the first run", first / count, goal=_AGAIN)


def _read(file: Path) -> None:
    """Do all that the reading process does: guard, differential check, entries, what is shown against what counts."""
    reading.claim(file)
    reading.reviewed(file.name)


def _by_openpyxl(file: Path) -> None:
    for sheet in opened(file):
        for row in sheet.iter_rows(values_only=True):
            len(row)


def _by_calamine(file: Path) -> None:
    with CalamineWorkbook.from_path(file) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
