"""Workbooks written by several processes are those that one process writes, and so is what the ledger knows of them."""

from pathlib import Path
from zipfile import ZipFile

from presales_xl.cores import Cores
from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.project import Project
from tests.cycle.company import Sheets, company
from tests.cycle.returned import PERIOD
from tests.cycle.test_killed import content, files, killed_among_processes, twin

_CLOCK = "docProps/core.xml"  # when it was written
MANY = 52  # managers beside the two that the company has


def many_people(sheets: Sheets) -> None:
    sheets["员工"] += [[f"E{n}", f"员工{n}", f"M{n}", ("工程师", "顾问")[n % 2], "中级"] for n in range(10, 10 + MANY)]
    sheets["经理"] += [[f"M{n}", f"经理{n}", f"团队{n}", None] for n in range(10, 10 + MANY)]
    sheets["目标与工资"] += [[f"E{n}", 500000, 36000] for n in range(11, 10 + MANY, 2)]


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
    project = company(tmp_path / "a", many_people)
    other = twin(project, tmp_path / "b")
    first = in_processes(project, 1)
    other.key.write_bytes(project.key.read_bytes())
    second = in_processes(other, 3)
    assert parts(project) == parts(other)
    assert len(parts(project)) == MANY + 2
    assert content(project)["workbook"] == content(other)["workbook"]
    assert first.counts == second.counts
    assert [path.name for path in first.files] == [path.name for path in second.files]
    assert in_processes(other, 2).counts["unchanged"] == MANY + 2


def test_what_a_process_cannot_write_is_told_of_and_the_others_are_written(tmp_path: Path) -> None:
    project = company(tmp_path, many_people)
    name = "经理10_团队10_2026-11.xlsx"
    (project.outbox(PERIOD) / name).mkdir(parents=True)  # nobody can write a file there
    made = in_processes(project, 2)
    assert len(made.files) == MANY + 1
    errors = [problem.place.file for problem in made.problems if problem.severity == "error"]
    assert errors == [str(project.outbox(PERIOD) / name)]


def test_a_cluster_writes_the_same_bytes(tmp_path: Path, scheduler: str) -> None:
    project = company(tmp_path / "a", many_people)
    other = twin(project, tmp_path / "b")
    in_processes(project, 1)
    other.key.write_bytes(project.key.read_bytes())
    in_processes(other, 0, scheduler)
    assert parts(project) == parts(other)
    assert content(project)["workbook"] == content(other)["workbook"]


def test_generate_killed_in_the_middle_of_its_processes_and_run_again_ends_in_the_same_state(tmp_path: Path) -> None:
    project = company(tmp_path / "a", many_people)
    other = twin(project, tmp_path / "b")
    killed_among_processes(in_processes, project, other, 2)
    assert [row["file"] for row in content(project)["workbook"]] == [row["file"] for row in content(other)["workbook"]]
    assert {row["issue"] for row in content(project)["workbook"]} == {1}
    assert files(project).keys() == files(other).keys()
    generate(project, PERIOD, "zh")
    assert len(parts(project)) == MANY + 2
