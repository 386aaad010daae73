"""What a click on a button costs: importing its module, over the start of Python, and looking through the workbook."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.company import PERIOD, company, fill_in
from benchmarks.measuring import Cost, Figure, cost_of
from benchmarks.start import cpu_seconds
from presales_xl.addin.ribbon import command_of, commands
from presales_xl.cores import Cores
from presales_xl.cycle.generating.generate import generate
from presales_xl.workbook import reader
from presales_xl.workbook.review import review

PEOPLE = (10, 50, 200)  # of the team whose workbook is looked through


def figures(folder: Path, rounds: int, names: Sequence[str] = (), people: Sequence[int] = PEOPLE) -> Iterator[Figure]:
    """Yield what it costs to import each button's module, or that of some, and to look through workbooks."""
    start = min(cpu_seconds(("-c", "pass"), folder) for _ in range(rounds))
    for module in dict.fromkeys(command_of(name).__module__ for name in names or commands()):
        # As the add-in starts Python.
        words = ("-c", f"import presales_xl.addin.without_pandas, presales_xl.addin.at_excel, {module}")
        cpu_seconds(words, folder)  # the first fills the caches
        taken = min(cpu_seconds(words, folder) for _ in range(rounds))
        yield Figure(f"click, {module.rpartition('.')[2]}", Cost(taken, taken), "python -c pass", Cost(start, start))
    yield from (_looking_through(folder / f"team{count}", count, rounds, start) for count in people)


def _looking_through(folder: Path, people: int, rounds: int, start: float) -> Figure:
    """Return what all buttons but that of the form do first: say what is wrong with the sheets that Excel gave them."""
    project = company(folder, ("support_engineer_kpi", "software_presales"), managers=1, people=people)
    generate(project, PERIOD, "zh", cores=Cores(1))
    fill_in(project)
    (file,) = project.inbox(PERIOD).glob("*.xlsx")
    sheets = reader.read_one(file)
    cost = cost_of(lambda: review(sheets), rounds)
    return Figure(f"click, looking through a team of {people}", cost, "python -c pass", Cost(start, start))
