"""A project whose workbooks came back, for the tests of collecting."""

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import select

from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.standing import standings
from presales_xl.ledger import tables
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import key_of
from presales_xl.people.appraised import Standing
from presales_xl.periods import parse_period
from presales_xl.project import Project, load
from presales_xl.texts import Lang
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, kept_folder, opened, read_csv
from tests.workbook.files import pack, parts_of

PERIOD = parse_period("2026-11")
FIRST, SECOND = "赵一_华东_2026-11.xlsx", "钱二_华南_2026-11.xlsx"
PEOPLE: dict[str, dict[str, Any]] = {"E1": ENGINEER, "E2": CONSULTANT, "E3": ENGINEER | {"unresolved": 12}}
RANKED = """\
id: ranked
name: {zh: 比名次, en: Ranked}
cycles: [month]
inputs: {done: {name: {zh: 完成数, en: Done}, type: count}}
indicators:
  done: {name: {zh: 完成, en: Done}, points: 100, rule: {kind: rank_bands, of: done, bands: {≤1: 100, else: 60}}}
"""
_FILLED_IN: dict[str, bytes] = {}


def roles_of(project: Project) -> Sequence[Standing]:
    """Return where everybody stands in the period."""
    with Ledger.open(project.ledger).reading() as read:
        return standings(project, read, PERIOD, "zh").roles


@cache
def _original() -> Path:
    """Return a project whose workbooks were generated and filled in; made once, copied for each test."""
    folder = kept_folder()
    project = company(folder)
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    return folder


def _filled_in(name: str, people: dict[str, dict[str, Any]]) -> bytes:
    """Return one of those workbooks filled in differently; in the same way once for all tests."""
    key = f"{name} {people}"
    if key not in _FILLED_IN:
        with tempfile.TemporaryDirectory() as folder:
            _FILLED_IN[key] = fill(load(_original()).inbox(PERIOD) / name, Path(folder) / name, people).read_bytes()
    return _FILLED_IN[key]


def returned(folder: Path, people: dict[str, dict[str, Any]] | None = None, settings: str = "") -> Project:
    """Return a project whose workbooks were filled in and lie in the inbox; `people` are filled in differently."""
    shutil.copytree(_original(), folder, dirs_exist_ok=True)
    project = company(folder, None, settings)
    for file in list(project.inbox(PERIOD).iterdir()) if people else ():
        file.write_bytes(_filled_in(file.name, people or {}))
    return project


def issued(folder: Path) -> Project:
    """Return a project whose workbooks were generated and are not back yet."""
    project = returned(folder)
    shutil.rmtree(project.inbox(PERIOD))
    return project


def ranked(folder: Path) -> tuple[Project, dict[str, dict[str, Any]]]:
    """Return a project whose engineers, of two managers, come out by their place, issued, and what they have done."""
    (folder / "schemes").mkdir(parents=True)
    (folder / "schemes" / "ranked.yaml").write_text(RANKED, encoding="utf-8")
    project = company(folder, lambda sheets: sheets["岗位"][1].__setitem__(1, "ranked"))
    generate(project, PERIOD, "zh")
    return project, {"E1": {"done": 9}, "E3": {"done": 7}}


def run(project: Project, *files: Path, lang: Lang = "zh") -> Collected:
    return collect(project, PERIOD, files, lang)


def results(project: Project, name: str = "results.csv") -> dict[str, dict[str, str]]:
    return {row["employee_id"]: row for row in read_csv(project.results(PERIOD) / name)}


def roster_changed(project: Project, change: Callable[[Sheets], object]) -> Project:
    """Return the project with another roster than the workbooks were made from."""
    return company(project.folder, change)


Change = Callable[[openpyxl.Workbook], object]


def column(sheet: Any, key: str) -> int:
    return [cell.value for cell in sheet[1]].index(key) + 1


def typed(sheet: str, row: int, key: str, value: object) -> Change:
    """Return what types a value into a row of a column that is known by its id."""
    return lambda book: setattr(book[sheet].cell(row, column(book[sheet], key)), "value", value)


def changed(project: Project, name: str, change: Change) -> Path:
    """Change a workbook in the inbox as somebody would who is not kept from it, and return it."""
    path = project.inbox(PERIOD) / name
    book = opened(path)
    change(book)
    book.save(path)
    return path


def saved_at(path: Path, moment: str) -> Path:
    """Let a workbook say that it was saved at a moment (ISO, UTC), "" for one that does not say."""
    parts = parts_of(path)
    core = parts.pop("docProps/core.xml").decode()
    dated = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{moment}", core)
    return pack(path, parts | ({"docProps/core.xml": dated} if moment else {}))


def long_ago(project: Project) -> Project:
    """Let the workbooks have been issued long ago, so that it can be said when they were saved since."""
    with Ledger.open(project.ledger).step(project.by, "generate", PERIOD.text) as step:
        for row in step.all(select(tables.workbook)):
            step.update(tables.workbook, key_of(tables.workbook, row), issued_at="2019-12-31T00:00:00Z")
    return project


def verdicts(made: Collected) -> dict[str, str]:
    return {one.file: "accepted" if one.counts else "set_aside" for one in made.judged}


def reasons(made: Collected, file: str) -> list[str]:
    """Return the codes of what was found in a file."""
    (judged,) = [one for one in made.judged if one.file == file]
    return [problem.code for problem in judged.problems]
