"""Pages, forms and PDFs written by several processes are those that one process writes."""

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

import pytest

from presales_xl.cores import Cores
from presales_xl.cycle.publishing.publish import Published, publish
from presales_xl.problem_texts import explain
from presales_xl.project import Project
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD
from tests.cycle.test_killed import content, files, is_left, killed_among_processes, twin

_CLOCK = "docProps/core.xml"  # when it was written
_DAY = dt.date(2026, 12, 3)  # named, since the day that it is may end between one run and the next


def in_processes(project: Project, count: int, scheduler: str = "") -> Published:
    return publish(project, PERIOD, "zh", day=_DAY, cores=Cores(count, scheduler))


def written(project: Project) -> dict[str, object]:
    """Return every file of the statements by name, of a workbook its parts but the one that holds the time."""
    held: dict[str, object] = {}
    for path in (path for path in (project.results(PERIOD) / "statements").rglob("*.*") if not is_left(path)):
        held[path.name] = path.read_bytes()
        if path.suffix == ".xlsx":
            with ZipFile(path) as file:
                held[path.name] = {name: file.read(name) for name in file.namelist() if name != _CLOCK}
    return held


@pytest.mark.parametrize("place", ["processes", "cluster"])
def test_one_process_and_several_write_the_same_bytes(
    tmp_path: Path, place: str, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue("scheduler") if place == "cluster" else ""
    project = collected(tmp_path / "a")
    other = twin(project, tmp_path / "b")
    first, second = in_processes(project, 1), in_processes(other, 2, address)
    assert [path.name for path in first.pages] == [path.name for path in second.pages]
    assert len(first.documents) == len(second.documents) == 3
    assert written(project) == written(other)
    assert len(written(project)) == 9
    assert not [path for path in (*project.folder.rglob("*"), *other.folder.rglob("*")) if is_left(path)]
    before = {path: path.stat().st_mtime_ns for path in second.folder.rglob("*.html") if path.parent != second.folder}
    in_processes(other, 2, address)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_what_a_process_cannot_write_is_told_of_and_the_others_are_written(tmp_path: Path) -> None:
    project = collected(tmp_path)
    page = in_processes(project, 1).pages[0]
    page.unlink()
    page.mkdir()  # nobody can write a file there
    made = in_processes(project, 2)
    assert [explain("zh", problem) for problem in made.problems if problem.place.file == str(page)]
    assert len(made.documents) == 2


def test_publish_killed_in_the_middle_of_its_processes_and_run_again_ends_in_the_same_state(tmp_path: Path) -> None:
    project = collected(tmp_path / "a")
    other = twin(project, tmp_path / "b")
    killed_among_processes(in_processes, project, other, 2)
    assert content(project) == content(other)
    assert files(project) == files(other)
    assert written(project).keys() == written(other).keys()
