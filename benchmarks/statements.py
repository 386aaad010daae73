"""What a person's statement costs to explain, to write and to set, beside writing a page of its size."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.company import PERIOD, company, fill_in
from benchmarks.measuring import Cost, Figure, cost_of
from presales_xl.cores import Cores
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.publish import publish

_EXPLAINED, _SET = 0.002, 0.020  # goals in seconds of the processor for a person: without PDF, and for the PDF


def figures(folder: Path, managers: int, rounds: int) -> Iterator[Figure]:
    """Yield the cost of a statement without PDF, and of the PDF, among those of so many managers with ten people."""
    project = company(folder / "statements", ("support_engineer_kpi", "software_presales"), managers, people=10)
    generate(project, PERIOD, "zh", cores=Cores(1))
    fill_in(project)
    collect(project, PERIOD, (), "zh")
    made = []
    plain = cost_of(lambda: made.append(publish(project, PERIOD, "zh", with_pdf=False)))
    people = len(made[0].documents)
    pages = [page.read_bytes() for page in made[0].pages]
    target = folder / "peer"
    written = cost_of(lambda: [target.write_bytes(page) for page in pages], rounds)
    goal = Cost(_EXPLAINED, _EXPLAINED)
    yield Figure("statement without PDF", plain / people, "2 ms", goal, goal=1.0)
    yield Figure("statement without PDF", plain / people, "writing its page", written / people)
    set_too = cost_of(lambda: publish(project, PERIOD, "zh"))
    yield Figure("PDF of a statement", set_too / people, "20 ms", Cost(_SET, _SET), goal=1.0)
