"""People under a small scheme with a quota, where they stand, and their calibration workbook as somebody edits it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from presales_xl.cycle.calibrating import calibration, calibration_book
from presales_xl.cycle.calibrating.calibration import Calibration, Mode
from presales_xl.cycle.calibrating.grade_sheet import FIRST_ROW
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.people.appraised import CalibratedGrade, Standing, appraise
from presales_xl.people.employees import Employee, Manager, Role
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem
from presales_xl.scheme.load import load
from presales_xl.scheme.states import STATES
from presales_xl.workbook import reader

PERIOD = "2026-11"
SCHEME = """\
id: craft
name: {zh: 手艺方案, en: Craft}
cycles: [month]
inputs:
  craft: {name: {zh: 手艺, en: Craft}, type: score}
  manner: {name: {zh: 态度, en: Manner}, type: score}
  breaches: {name: {zh: 违规, en: Breaches}, type: count, default: 0}
parameters:
  base: {name: {zh: 基数, en: Base}, value: 1000, unit: money}
  coefficient: {name: {zh: 系数, en: Coefficient}, by: grade, value: {S: 2, A: 1.5, B: 1, C: 0.5, D: 0}}
indicators:
  manner_points: {name: {zh: 态度分, en: Manner}, points: 40, rule: {kind: formula, formula: points * manner / 100}}
  craft_points: {name: {zh: 手艺分, en: Craft}, points: 60, rule: {kind: formula, formula: points * craft / 100}}
vetoes:
  breach: {name: {zh: 违规, en: Breach}, when: breaches >= 1, effect: lowest_grade}
grades:
  scale: {S: ≥90, A: ≥80, B: ≥70, C: ≥60, D: else}
  quota: {S: 0.1, A: 0.2, B: 0.6, C+D: 0.1}
pay:
  bonus: {name: {zh: 奖金, en: Bonus}, formula: base * coefficient}
"""


def plan(source: str = SCHEME) -> Plan:
    return load(source, "craft.yaml")


@dataclass(frozen=True)
class Craftsman:
    """An employee: both scores (None: not filled in), breaches of rules, the team's manager and department, state."""

    employee_id: str
    craft: float | None
    manner: float | None = None
    breaches: int = 0
    manager: str = "M1"
    department: str = ""
    state: str = "normal"


def team(*scores: float, manager: str = "M1", department: str = "", first: int = 1) -> list[Craftsman]:
    """Return people who get the same score for everything, which then is their total."""
    return [
        Craftsman(f"E{n:02}", score, manager=manager, department=department) for n, score in enumerate(scores, first)
    ]


def standing(
    people: Sequence[Craftsman], decided: Mapping[str, tuple[str, str, str]] | None = None, scheme: Plan | None = None
) -> Standing:
    """Return where people stand; `decided` was recorded: grades by scale and final, reason."""
    employees, managers = [], {}
    for person in people:
        manner = person.craft if person.manner is None else person.manner
        entries = {"input.craft": person.craft, "input.manner": manner, "input.breaches": person.breaches}
        entries["state"] = list(STATES).index(person.state)
        known = {key: value for key, value in entries.items() if value is not None}
        employees.append(Employee(person.employee_id, f"{person.employee_id}号", known, manager_id=person.employee_id))
        # A manager of one's own: of the people of one manager some may be of another department.
        managers[person.employee_id] = Manager(
            person.manager, f"{person.manager}经理", team=f"{person.manager}组", department=person.department
        )
    by = scheme or plan()
    grades = {
        key: CalibratedGrade(PERIOD, key, *decision, author="HR", scheme=by.scheme.id)
        for key, decision in (decided or {}).items()
    }
    return appraise(Role("师傅", by, employees), managers, grades)


def calibrated(
    people: Sequence[Craftsman],
    mode: Mode = "enforce",
    least: int = 1,
    decided: Mapping[str, tuple[str, str, str]] | None = None,
    scheme: Plan | None = None,
) -> Calibration:
    return calibration.of([standing(people, decided, scheme)], "甲公司", PERIOD, mode=mode, least=least)


def written(folder: Path, now: Calibration) -> Path:
    """Write the workbook of a calibration, sealed with the key of a project in that folder."""
    path = folder / calibration_book.FILE
    calibration_book.write(path, now, "zh", keys_of(Project(folder, "甲公司")).seal(), typed={})
    return path


def edited(path: Path, changes: Mapping[str, tuple[str | None, str | None]]) -> Path:
    """Change the yellow cells of people, by employee id: the grade and the reason as they are shown."""
    book = openpyxl.load_workbook(path)
    for sheet, row, ids in rows(book):
        if (change := changes.get(str(row[ids.index("employee_id")].value))) is not None:
            row[ids.index("final")].value, row[ids.index("reason")].value = change
        assert sheet
    book.save(path)
    return path


def rows(book: openpyxl.Workbook) -> list[tuple[Any, Any, list[Any]]]:
    """Return sheet, row and column ids of everybody on the sheets of grades."""
    people_rows = []
    for sheet in book:
        ids = [cell.value for cell in sheet[1]]
        if "final" in ids:
            people_rows += [(sheet, row, ids) for row in sheet.iter_rows(min_row=FIRST_ROW + 1) if row[0].value]
    return people_rows


def read_back(path: Path, now: Calibration) -> tuple[list[CalibratedGrade], list[Problem]]:
    sheets = reader.read_one(path)
    told = calibration_book.read(sheets, path.name, now, keys_of(Project(path.parent, "甲公司")).seal())
    return [*told.decisions], [*told.problems]
