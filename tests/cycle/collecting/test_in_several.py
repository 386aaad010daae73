"""Files that several processes or a cluster read have the verdicts of one, and a run that was killed is run again."""

import json
import shutil
from pathlib import Path

from presales_xl.cores import Cores
from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.collecting.file_states import file_as_json
from presales_xl.project import Project
from tests.cycle.returned import FIRST, PERIOD, returned
from tests.cycle.test_killed import content, files, killed_among_processes, twin
from tests.workbook.files import pack

BAD = 90


def many_files(folder: Path) -> Project:
    """Return a project with what managers returned, a zip of one of them, and files that are none of ours."""
    project = returned(folder)
    inbox = project.inbox(PERIOD)
    pack(inbox / "打包.zip", {FIRST: (inbox / FIRST).read_bytes()})
    (inbox / FIRST).unlink()
    for number in range(BAD):
        (inbox / f"坏{number:02}.xlsx").write_bytes(b"x" * (number + 1))
    return project


def in_several(project: Project, count: int, scheduler: str = "") -> Collected:
    return collect(project, PERIOD, (), "zh", cores=Cores(count, scheduler))


def said(made: Collected) -> str:
    states = [file_as_json(state, "zh") | {"received": ""} for state in made.returns]
    return json.dumps(states, ensure_ascii=False, default=str)


def test_a_cluster_gives_the_verdicts_of_one_process(tmp_path: Path, scheduler: str) -> None:
    project = many_files(tmp_path / "a")
    other = twin(project, tmp_path / "b")
    first, second = in_several(project, 1), in_several(other, 0, scheduler)
    assert said(first) == said(second)
    assert len(first.returns) == BAD + 2
    assert first.counts == second.counts
    assert content(project) == content(other)
    assert files(project) == files(other)


def test_collect_killed_in_the_middle_of_its_processes_and_run_again_ends_in_the_same_state(tmp_path: Path) -> None:
    project = many_files(tmp_path / "a")
    other, warm = twin(project, tmp_path / "b"), twin(project, tmp_path / "c")
    in_several(warm, 2)
    shutil.rmtree(warm.folder)
    killed_among_processes(in_several, project, other, 2)
    assert content(project) == content(other)
    assert files(project) == files(other)
    assert len(list(project.quarantine(PERIOD).glob("*.xlsx"))) == BAD
