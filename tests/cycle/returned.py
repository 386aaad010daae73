"""A project whose workbooks came back, for the tests of collecting."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from presales_xl.cycle.collect import Collected, collect
from presales_xl.cycle.generate import generate
from presales_xl.cycle.project import Project, parse_period
from presales_xl.texts import Lang
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, read_csv

PERIOD = parse_period("2026-11")
FIRST, SECOND = "赵一_华东_2026-11.xlsx", "钱二_华南_2026-11.xlsx"
PEOPLE: dict[str, dict[str, Any]] = {"E1": ENGINEER, "E2": CONSULTANT, "E3": ENGINEER | {"unresolved": 12}}


@cache
def _original() -> Path:
    """Return a project whose workbooks were generated and filled in; made once, copied for each test."""
    folder = Path(tempfile.mkdtemp(prefix="presales-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project = company(folder)
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    return folder


def returned(folder: Path, people: dict[str, dict[str, Any]] | None = None, settings: str = "") -> Project:
    """Return a project whose workbooks were filled in and lie in the inbox; `people` are filled in differently."""
    shutil.copytree(_original(), folder, dirs_exist_ok=True)
    project = company(folder, None, settings)
    for file in list(project.inbox(PERIOD).iterdir()) if people else ():
        fill(file, file, people or {})
    return project


def issued(folder: Path) -> Project:
    """Return a project whose workbooks were generated and are not back yet."""
    project = returned(folder)
    shutil.rmtree(project.inbox(PERIOD))
    return project


def run(project: Project, *files: Path, lang: Lang = "zh") -> Collected:
    return collect(project, PERIOD, files, lang)


def results(project: Project, name: str = "results.csv") -> dict[str, dict[str, str]]:
    return {row["employee_id"]: row for row in read_csv(project.results(PERIOD) / name)}


def roster_changed(project: Project, change: Callable[[Sheets], object]) -> Project:
    """Return the project with another roster than the workbooks were made from."""
    return company(project.folder, change)
