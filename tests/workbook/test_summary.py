"""汇总: grades that share a quota in one line, its places as whole people, the ranking, charts for all to read."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from presales_xl.backends.quotas import places_of
from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.people.outcome import outcome
from presales_xl.scheme.states import EXEMPT, NORMAL, PROBATION
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook import identity
from presales_xl.workbook.areas import FIRST_COL
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import IDENTITY, Book
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.summary import PAGE_ROWS
from tests.engines import Cells, Recalculate
from tests.random_people import Drawer, Shape
from tests.workbook.samples import SCHEMES, TeamFile, opened

SCHEME = "software_presales"
PEOPLE = 15
PLAN = load(SCHEME)


@pytest.fixture(scope="module")
def role() -> Role:
    """Return a role whose people are all complete; the first and the last have the same entries."""
    shape = Shape((8 * PEOPLE,), blank=0, wrong=0, lang="zh", seed=5)
    (cohort,) = Drawer(PLAN, shape, Random(5), truths=False).cohorts()  # noqa: S311 - not at random
    role = cohort.given("zh")
    role = replace(role, people=[_of(person, NORMAL) for person in role.people])
    totals = outcome(PLAN, role.inputs()).values["total"]
    complete = [person for person, total in zip(role.people, totals, strict=True) if math.isfinite(total)]
    *others, last = complete[:PEOPLE]
    return replace(role, people=[*others, replace(last, entries=others[0].entries)])


def _of(person: Employee, state: float) -> Employee:
    """Return a person with a state."""
    return replace(person, entries={**person.entries, "state": state})


@pytest.fixture
def summary(role: Role, recalculate: Recalculate, tmp_path: Path) -> list[list[Any]]:
    """Return the rows of 汇总 from column B on, recalculated."""
    write(Book("星河", "2026-11", "m1", "王芳", team="华东", roles=[role]), tmp_path / "a.xlsx", "zh")
    return rows_of(recalculate(tmp_path / "a.xlsx"))


def rows_of(cells: Cells) -> list[list[Any]]:
    return [[cells["汇总"].get(f"{column}{row}") for column in "BCDEFG"] for row in range(1, 60)]


def below(rows: list[list[Any]], header: str) -> list[list[Any]]:
    """Return the rows of the table whose first title is `header`."""
    start = [row[0] for row in rows].index(header) + 1
    filled = (number for number, row in enumerate(rows[start:], start) if row[1] in (None, ""))
    return rows[start : next(filled, len(rows))]


def test_grades_that_share_a_quota_are_one_line_with_the_places_of_the_calibration(
    summary: list[list[Any]], role: Role
) -> None:
    lines = below(summary, "等级")
    assert [line[0] for line in lines] == ["S", "A", "B", "C+D"]
    heads, places = [line[1] for line in lines], [line[4] for line in lines]
    assert sum(map(int, heads)) == below(summary, "已完成人数")[0][0] == len(role.people)
    assert places == list(places_of(PLAN.grade_groups(), PEOPLE).values())
    assert [line[5] for line in lines] == [have - may for have, may in zip(heads, places, strict=True)]


def test_who_is_on_probation_or_exempt_is_done_and_takes_no_place(
    role: Role, recalculate: Recalculate, tmp_path: Path
) -> None:
    newcomers = [replace(_of(role.people[0], state), employee_id=f"N{state}") for state in (PROBATION, EXEMPT)]
    more = replace(role, people=[*role.people, *newcomers])
    write(Book("星河", "2026-11", "m1", "王芳", team="华东", roles=[more]), tmp_path / "a.xlsx", "zh")
    rows = rows_of(recalculate(tmp_path / "a.xlsx"))
    lines = below(rows, "等级")
    assert sum(line[1] for line in lines) == PEOPLE
    assert [line[4] for line in lines] == list(places_of(PLAN.grade_groups(), PEOPLE).values())
    assert below(rows, "已完成人数")[0][0] == PEOPLE + len(newcomers)
    assert [line[1] for line in below(rows, "名次")].count(newcomers[1].employee_id) == 0


def test_nobody_done_has_no_places(recalculate: Recalculate, tmp_path: Path) -> None:
    blank = Role("顾问", PLAN, [Employee("1", "甲"), Employee("2", "乙")])
    write(Book("星河", "2026-11", "m1", "王芳", team="华东", roles=[blank]), tmp_path / "a.xlsx", "zh")
    lines = below(rows_of(recalculate(tmp_path / "a.xlsx")), "等级")
    assert [line[2] for line in lines] == [line[4] for line in lines] == [line[5] for line in lines] == [""] * 4


def test_the_ranking_names_everybody_once_the_best_first(summary: list[list[Any]], role: Role) -> None:
    lines = below(summary, "名次")
    assert sorted(str(line[1]) for line in lines) == sorted(person.employee_id for person in role.people)
    ranks = [line[0] for line in lines]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) < len(ranks)  # two are equal
    assert [line[3] for line in lines] == sorted((line[3] for line in lines), reverse=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_on_the_summary_is_beside_its_tables(lang: Lang, team_file: TeamFile) -> None:
    sheet = opened(team_file(SCHEME, lang))[text(lang, "workbook.sheet.summary")]
    assert not [cell.coordinate for row in sheet["H:Z"] for cell in row if cell.value is not None]
    assert not [key for key, column in sheet.column_dimensions.items() if column.hidden]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_charts_end_at_the_whole_and_each_says_whose_grades_it_shows(lang: Lang, everybody: dict[Lang, Path]) -> None:
    with ZipFile(everybody[lang]) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
        drawings = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/drawings/drawing")]
    assert charts
    assert all(re.findall(r'<c:max val="([^"]+)"/><c:min val="([^"]+)"/>', chart)[-1] == ("1", "0") for chart in charts)
    words = [found for drawing in drawings for found in re.findall(r'descr="([^"]+)"', drawing)]
    assert len(set(words)) == len(words) == len(charts)
    assert any(SCHEME in found and "C+D" in found for found in words)


def test_no_role_is_printed_on_two_pages(book: openpyxl.Workbook) -> None:
    sheet = book["汇总"]
    fit = sheet.sheet_properties.pageSetUpPr
    assert not (fit and fit.fitToPage)  # Excel keeps to no breaks where it is to fit pages
    bands = [cell.row for cell in sheet["B"] if cell.font.size == 12 and cell.fill.patternType and cell.value]
    assert len(bands) == len(SCHEMES)
    ends = [*bands[1:], sheet.max_row]
    breaks = [1, *(brk.id + 1 for brk in sheet.row_breaks.brk)]
    for band, end in zip(bands, ends, strict=True):
        begins = max(row for row in breaks if row <= band)
        assert end - begins <= PAGE_ROWS or begins == band


def test_amounts_that_the_add_in_writes_look_like_money_and_totals_like_points(team_file: TeamFile) -> None:
    file = team_file("software_presales", "zh")
    issued = identity.read(read_one(file)[IDENTITY])
    assert issued is not None
    looks = {name: opened(file)[sheet][row + 1][FIRST_COL:] for name, (sheet, row) in issued.areas.items()}
    assert [cell.number_format for cell in looks["bonus"][:4]] == ["General", "General", "#,##0.00", "General"]
    assert [cell.number_format for cell in looks["grades"][:5]] == [*["General"] * 3, "0.00", "General"]


def test_the_sum_of_all_pay_is_read_whatever_it_comes_to(role: Role, tmp_path: Path) -> None:
    write(Book("星河", "2026-11", "m1", "王芳", team="华东", roles=[role]), tmp_path / "a.xlsx", "zh")
    sheet = opened(tmp_path / "a.xlsx")["汇总"]
    (below,) = (
        amount
        for names, amounts in pairwise(sheet.iter_rows())
        for name, amount in zip(names, amounts, strict=True)
        if str(name.value).startswith("奖金合计（元")
    )
    assert below.alignment.shrink_to_fit  # where it is wider than its column
