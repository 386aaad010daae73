"""Workbooks written by several processes are those that one process writes, and so is what the ledger knows of them."""

from pathlib import Path
from zipfile import ZipFile

from presales_xl.cores import Cores
from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.project import Project
from tests.cycle.company import company
from tests.cycle.returned import PERIOD
from tests.cycle.test_killed import content, more_people, twin

_CLOCK = "docProps/core.xml"  # when it was written


def parts(project: Project) -> dict[str, dict[str, bytes]]:
    """Return every part of every workbook of the outbox but the one that holds the time."""
    held = {}
    for path in project.outbox(PERIOD).rglob("*.xlsx"):
        with ZipFile(path) as file:
            held[path.name] = {name: file.read(name) for name in file.namelist() if name != _CLOCK}
    return held


def in_processes(project: Project, count: int, scheduler: str = "") -> Generated:
    return generate(project, PERIOD, "zh", cores=Cores(count, scheduler))


def test_one_process_and_several_write_the_same_bytes_and_the_same_ledger(tmp_path: Path) -> None:
    project = company(tmp_path / "a", more_people)
    other = twin(project, tmp_path / "b")
    first = in_processes(project, 1)
    other.key.write_bytes(project.key.read_bytes())
    second = in_processes(other, 3)
    assert parts(project) == parts(other)
    assert len(parts(project)) == 8
    assert content(project)["workbook"] == content(other)["workbook"]
    assert first.counts == second.counts
    assert [path.name for path in first.files] == [path.name for path in second.files]
    assert in_processes(other, 2).counts["unchanged"] == 8


def test_what_a_process_cannot_write_is_told_of_and_the_others_are_written(tmp_path: Path) -> None:
    project = company(tmp_path, more_people)
    name = "经理10_团队10_2026-11.xlsx"
    (project.outbox(PERIOD) / name).mkdir(parents=True)  # nobody can write a file there
    made = in_processes(project, 2)
    assert len(made.files) == 7
    errors = [problem.place.file for problem in made.problems if problem.severity == "error"]
    assert errors == [str(project.outbox(PERIOD) / name)]


def test_a_cluster_writes_the_same_bytes(tmp_path: Path, scheduler: str) -> None:
    project = company(tmp_path / "a", more_people)
    other = twin(project, tmp_path / "b")
    in_processes(project, 1)
    other.key.write_bytes(project.key.read_bytes())
    in_processes(other, 0, scheduler)
    assert parts(project) == parts(other)
    assert content(project)["workbook"] == content(other)["workbook"]
