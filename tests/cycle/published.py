"""A project whose results are there, for the tests of what comes after collecting."""

import shutil
from functools import cache
from pathlib import Path
from typing import Any

from presales_xl.project import Project, load
from presales_xl.settings import FILE
from tests.cycle.company import kept_folder
from tests.cycle.returned import returned, run


@cache
def _original() -> Path:
    """Return a project with results; made once, copied for each test."""
    folder = kept_folder()
    run(returned(folder))
    return folder


def collected(folder: Path, people: dict[str, dict[str, Any]] | None = None, settings: str = "") -> Project:
    """Return a project with results; `people` are filled in differently, `settings` are put into `presales.toml`."""
    if people:
        project = returned(folder, people, settings)
        run(project)
        return project
    shutil.copytree(_original(), folder, dirs_exist_ok=True)
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(settings)
    return load(folder)
