"""A made-up company of any size, and its workbooks filled in as managers return them."""

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from presales_xl.periods import Period, parse_period
from presales_xl.project import Project, load
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW
from tests.cycle.company import CONSULTANT, ENGINEER, opened

PERIOD: Period = parse_period("2026-11")
#: What is filled in for everybody, give or take a little, by scheme and input: enough for a result.
ENTRIES: Mapping[str, Mapping[str, Any]] = {"support_engineer_kpi": ENGINEER, "software_presales": CONSULTANT}


def company(folder: Path, schemes: Sequence[str], managers: int, people: int) -> Project:
    """Write a project of so many managers with so many people each, who have the schemes in turn; returns it."""
    roster: dict[str, list[list[Any]]] = {
        "员工": [["工号", "姓名", "经理工号", "岗位", "级别"]],
        "经理": [["经理工号", "姓名", "团队", "邮箱"]],
        "岗位": [["岗位", "方案", "周期"], *([f"岗位{place}", scheme, "月"] for place, scheme in enumerate(schemes))],
        "目标与工资": [["工号", "销售贡献目标", "base_salary"]],
    }
    for manager in range(managers):
        roster["经理"].append([f"M{manager}", f"经理{manager}", f"团队{manager}", f"m{manager}@example.com"])
        for number in range(people):
            place = number % len(schemes)
            level = "中级" if schemes[place] == "software_presales" else None
            key = f"E{manager * people + number}"
            roster["员工"].append([key, f"员工{key}", f"M{manager}", f"岗位{place}", level])
            if level:
                roster["目标与工资"].append([key, 500000, 36000])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "presales.toml").write_text('company = "甲公司"\n', encoding="utf-8")
    with xlsxwriter.Workbook(folder / "roster.xlsx", {"constant_memory": True}) as book:
        for name, rows in roster.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return load(folder)


def fill_in(project: Project) -> int:
    """Save every workbook of the outbox into the inbox with entries for everybody; returns how many."""
    entries = {f"input.{key}": value for values in ENTRIES.values() for key, value in values.items()}
    files = sorted(project.outbox(PERIOD).glob("*.xlsx"))
    project.inbox(PERIOD).mkdir(parents=True, exist_ok=True)
    for path in files:
        book = opened(path)
        for sheet in book:
            ids = [cell.value for cell in sheet[ID_ROW + 1]]
            down = [cell.value for cell in sheet["A"]]
            if "employee_id" in ids:
                for cells in sheet.iter_rows(min_row=FIRST_ROW + 1):
                    _fill(cells, ids, entries)
            elif "employee_id" in down:  # a page for one person, whose ids stand down the first column
                for cells in sheet.iter_cols(min_col=FIRST_ROW + 1):
                    _fill(cells, down, entries)
        book.save(project.inbox(PERIOD) / path.name)
    return len(files)


def _fill(cells: Sequence[Any], ids: Sequence[Any], entries: Mapping[str, Any]) -> None:
    if who := cells[ids.index("employee_id")].value:
        for cell, column in zip(cells, ids, strict=False):
            if column in entries and cell.value is None:
                cell.value = _about(entries[column], zlib.crc32(f"{who} {column}".encode()))


def _about(entry: Any, chance: int) -> Any:
    """Return an entry or a little less: of counts and scores up to three, of shares and amounts up to a fifth."""
    if isinstance(entry, str):
        return entry
    is_count = isinstance(entry, int) and entry < 1000
    return max(entry - chance % 4, 0) if is_count else round(entry * (100 - chance % 20) / 100, 3)
