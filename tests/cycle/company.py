"""A small company on disk: a project folder whose roster a test may spoil, and workbooks filled in for it."""

import atexit
import copy
import csv
import shutil
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from presales_xl.periods import Period
from presales_xl.problem_texts import explain
from presales_xl.project import Project, load
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.workbook.layout import FIRST_ROW
from tests.workbook.entered import Entered

Rows = list[list[Any]]
Sheets = dict[str, Rows]

SHEETS: Sheets = {
    "员工": [
        ["工号", "姓名", "经理工号", "岗位", "级别"],
        ["E1", "张三", "M1", "工程师", None],
        ["E2", "李四", "M1", "顾问", "中级"],
        ["E3", "王五", "M2", "工程师", None],
    ],
    "经理": [
        ["经理工号", "姓名", "团队", "邮箱"],
        ["M1", "赵一", "华东", "z@example.com"],
        ["M2", "钱二", "华南", None],
    ],
    "岗位": [
        ["岗位", "方案", "周期"],
        ["工程师", "support_engineer_kpi", "月、季度"],
        ["顾问", "software_presales", "月、季度"],
    ],
    "目标与工资": [["工号", "销售贡献目标", "base_salary"], ["E2", 500000, 36000]],
}

#: What a manager fills in for an engineer of support_engineer_kpi: 93 points, as the catalogue's example.
ENGINEER: dict[str, Any] = {
    "unresolved": 2,
    "satisfaction": 91,
    "not_visited": 0,
    "complaints": 1,
    "training_score": 96,
    "shared_cases": 3,
    "missing_reports": 1,
    "report_quality": "深刻",
}
#: Enough for a consultant of software_presales to be complete.
CONSULTANT: dict[str, Any] = {
    "bids_won": 6,
    "bids_joined": 10,
    "led_amount": 1500000,
    "supported_amount": 250000,
    "high_value_projects": 3,
    "proposals_adopted": 7,
    "proposals_made": 10,
    "research_completeness": 0.9,
    "first_pass_rate": 0.9,
    "within_48h_rate": 0.9,
    "response_24h_rate": 0.9,
    "bid_doc_score": 90,
    "visits_per_month": 4,
    "industry_reports": 2,
    "need_updates_per_month": 5,
    "kb_contributions": 3,
    "certifications": 1,
    "design_assessment": 90,
    "industry_test": 81,
    "collaboration_rating": 4.5,
    "csat": 4.5,
    "shares_per_month": 1,
    "suggestions_adopted": 1,
    "innovation_cases": 1,
    "process_proposals": 0,
}


def kept_folder() -> Path:
    """Return a folder for what is made once and copied for each test; it goes with the run."""
    folder = Path(tempfile.mkdtemp(prefix="presales-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def write_sheets(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Write a workbook with these sheets; texts stay texts."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(path, options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8") -> Path:
    """Write a CSV file."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file that the product wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def company(folder: Path, change: Callable[[Sheets], object] | None = None, settings: str = "") -> Project:
    """Write a project whose roster `change` may have spoiled, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "presales.toml").write_text(f'company = "甲公司"\n{settings}', encoding="utf-8")
    write_roster(folder, change)
    return load(folder)


def write_roster(folder: Path, change: Callable[[Sheets], object] | None = None) -> None:
    """Write the roster of a project, with a change where there is one."""
    sheets = copy.deepcopy(SHEETS)
    if change is not None:
        change(sheets)
    write_sheets(folder / "roster.xlsx", sheets)


def opened(path: Path, *, values: bool = False) -> openpyxl.Workbook:
    """Return a workbook to look at or to change; `values` are those that formulas were saved with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that it drops what only newer versions of Excel know
        return openpyxl.load_workbook(path, data_only=values)


def fill(path: Path, target: Path, people: Mapping[str, Mapping[str, Any]]) -> Path:
    """Save a copy of a workbook as a manager returns it, with entries by employee id and input id."""
    book = Entered(path)
    for sheet, rows in book.sheets.items():
        ids, down = rows[0] if rows else [], [row[0] for row in rows]
        if "employee_id" in down:  # a page for one person
            for key, value in people.get(str(rows[down.index("employee_id")][FIRST_ROW]), {}).items():
                if (column := column_of(key)) in down:
                    book.put(sheet, down.index(column) + 1, FIRST_ROW + 1, value)
        if "employee_id" not in ids:
            continue
        for number, row in enumerate(rows[FIRST_ROW:], FIRST_ROW + 1):
            for key, value in people.get(str(row[0]), {}).items():
                if (column := column_of(key)) in ids:
                    book.put(sheet, number, ids.index(column) + 1, value)
    return book.save(target)


def fill_all(project: Project, period: Period, people: Mapping[str, Mapping[str, Any]]) -> None:
    """Put the managers' workbooks into the inbox as `fill` saves them."""
    for file in project.outbox(period).glob("*.xlsx"):
        fill(file, project.inbox(period) / file.name, people)


def column_of(key: str) -> str:
    """Return the column id of an input, of a text that somebody writes (`words.comment`), of the state."""
    return key if key == "state" or key.startswith("words.") else f"input.{key}"


def messages_of(problems: Sequence[Problem], *codes: str) -> list[str]:
    """Return the messages of problems, of some codes only where they are given."""
    return [explain("zh", problem) for problem in problems if not codes or problem.code in codes]


def refused(work: Callable[[], object]) -> list[str]:
    """Return the messages of the problems that keep `work` from being done."""
    with pytest.raises(ProblemsError) as caught:
        work()
    return messages_of(caught.value.problems)
