"""The commands on workbooks of every scheme: what they find and compute is what the array backend says."""

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlwings as xw
from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin import problem_list
from presales_xl.addin.problem_list import sorted_problems
from presales_xl.addin.ribbon import dispatch
from presales_xl.backends.frame import Inputs
from presales_xl.backends.numbers import Floats
from presales_xl.people import questions
from presales_xl.people.appraised import pay_items
from presales_xl.people.employees import Employee
from presales_xl.people.entries import read_entry
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW, Book
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.addin.commanding import Answering, area, changed, cohorts, entries, layout_of, listed, protections, team
from tests.conftest import OpenBook
from tests.engines.libreoffice import forget_print_titles
from tests.filling import Cohort
from tests.workbook.samples import SCHEMES

pytestmark = pytest.mark.libreoffice
PEOPLE = 4
LANG: Lang = "zh"


@cache
def drawn(wrong: float) -> tuple[list[Cohort], Book]:
    drawn_cohorts = cohorts(SCHEMES, PEOPLE, LANG, wrong=wrong)
    return drawn_cohorts, team([cohort.given(LANG) for cohort in drawn_cohorts])


def outcomes(book: Book) -> Iterator[tuple[str, list[str], Outcome]]:
    """Yield what comes out for each role: its name, the people as lists show them, the numbers."""
    for role in book.roles:
        yield (
            role.name,
            [f"{person.employee_id} {person.name}" for person in role.people],
            outcome(role.plan, role.inputs()),
        )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("全部 方案") / "团队.xlsx"
    write(drawn(0)[1], file, LANG)
    forget_print_titles(file)
    return file


def test_on_every_scheme_results_are_those_of_python_and_nothing_that_was_entered_changes(
    filled: Path, open_book: OpenBook
) -> None:
    book = open_book(filled)
    before, locks = entries(book), protections(book)
    answer = dispatch("recalculate", book, Answering())
    assert (answer.text, answer.severity) == ("重新计算完成：所有结果与表中一致。", "info")
    for name in ("compute_grades", "compute_bonus"):
        assert "已写入「汇总」页" in dispatch(name, book, Answering()).text
    assert_grades(book)
    assert_bonus(book)
    assert entries(book) == before
    assert protections(book) == locks


def assert_grades(book: xw.Book) -> None:
    blocks = role_blocks(area(book, "grades"))
    for role, people, result in outcomes(drawn(0)[1]):
        if "grade" not in result.plan.columns:
            assert role not in blocks
            continue
        rows = {row[1]: row for row in blocks[role] if row[-1] == "line" and row[1]}
        assert set(rows) == set(people)
        totals, grades, ranks = (result.column(key, LANG) for key in ("total", "grade", "rank"))
        for place, who in enumerate(people):
            if grades[place] is None:
                assert rows[who][0] is rows[who][3] is rows[who][4] is None
            else:
                assert (rows[who][0], rows[who][3], rows[who][4]) == (ranks[place], totals[place], grades[place])


def assert_bonus(book: xw.Book) -> None:
    blocks = role_blocks(area(book, "bonus"))
    for role, people, result in outcomes(drawn(0)[1]):
        pay = pay_items(result.plan)
        if not pay:
            assert role not in blocks
            continue
        sums = {row[0]: row[2] for row in blocks[role] if row[0] in people}
        paid = result.values[result.plan.pay_total()]
        expected = {
            who: round(float(paid[place]), 2) if result.complete[place] and math.isfinite(paid[place]) else None
            for place, who in enumerate(people)
        }
        assert {who: None if each is None else round(each, 2) for who, each in sums.items()} == expected
        (total,) = (row[2] for row in blocks[role] if str(row[0]).startswith("合计"))
        assert math.isclose(total, sum(each or 0 for each in expected.values()), abs_tol=0.005)
        if len(pay) > 1:
            amounts = [row[2] for row in blocks[role] if str(row[0]).startswith("　·")]
            complete = [place for place in range(len(people)) if result.complete[place]]
            unset = {True: "未设定", False: None}  # nothing at all for whoever is not appraised
            assert amounts == [
                amount if math.isfinite(amount) else unset[bool(result.exempt(spec)[place])]
                for place in complete
                for spec in pay
                for amount in [float(result.values[spec.id][place])]
            ]


def role_blocks(rows: list[list[Any]]) -> dict[str, list[list[Any]]]:
    """Return the rows under each heading, by role."""
    blocks: dict[str, list[list[Any]]] = {}
    for row in rows:
        if row[-1] == "heading":
            current = blocks.setdefault(str(row[0]).split("　")[1], [])
        else:
            current.append(row)
    return blocks


def stands(person: Employee, column: str, entry: float) -> bool:
    """Return whether an entry may be another than HR gave, or is what HR gave."""
    is_given = column in person.locked or (column == "level" and column in person.entries)
    return not is_given or np.array_equal(entry, person.entries.get(column, math.nan), equal_nan=True)


def test_on_every_scheme_each_bad_and_each_blank_cell_is_listed_and_no_other(
    filled: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problem_list, "_NOTES", 1)  # LibreOffice takes its time over notes
    typed, book = drawn(0.15)[0], drawn(0)[1]
    layout = layout_of(book, LANG)
    wrong: set[tuple[str, str]] = set()
    blank: set[tuple[str, str]] = set()

    def fill(file: openpyxl.Workbook) -> None:
        for cohort, role in zip(typed, layout.roles, strict=True):
            read: dict[str, Floats] = {}
            for number, person in enumerate(cohort.people):
                is_exempt = role.role.people[number].entries[STATE] == EXEMPT
                for column, raw in {**person, STATE: "免考" if is_exempt else "正常"}.items():
                    if column not in role.main.columns:  # of the period before: nobody types it
                        continue
                    cell = role.address(column, FIRST_ROW + number)
                    file[role.main.sheet][cell].value = getattr(raw, "code", raw)
                    spec = cohort.plan.columns[column]
                    entry, problem = read_entry(cohort.plan, spec, raw, LANG)
                    read.setdefault(column, np.full(len(cohort.people), math.nan))[number] = entry
                    if not stands(role.role.people[number], column, entry):  # HR's figure counts, whatever stands there
                        continue
                    if problem and problem.severity == "error":
                        wrong.add((role.main.sheet, cell))
                    elif math.isnan(entry) and not is_exempt and not (spec.field and spec.field.may_stay_blank):
                        blank.add((role.main.sheet, cell))
            for asked in questions.refused(outcome(cohort.plan, Inputs(len(cohort.people), read))):
                wrong.add((role.main.sheet, role.address(asked.column, FIRST_ROW + asked.place)))

    file = changed(filled, filled.with_name("填错.xlsx"), fill)
    found = sorted_problems(review(read_one(file)).blank, "zh")
    count = len(blank) + sum(each.code in ("table.blank", "workbook.too_few_rows") for each in found)
    opened = open_book(file)
    before, locks = entries(opened), protections(opened)
    answer = dispatch("validate", opened, Answering())
    sheets = {role.main.sheet for role in layout.roles}
    lines = listed(opened)
    problems = {tuple(place.rsplit(" ", 1)): (message, key) for place, message, key in lines}
    marked = {place: message for place, message in problems.items() if place[0] in sheets}
    bad = {tuple(place.rsplit(" ", 1)) for place, message, _ in lines if message.startswith("✗")}
    assert {place for place in bad if place[0] in sheets} == wrong
    shown = {place for place, (message, _) in marked.items() if "还没有填" in message}
    assert shown <= blank
    assert shown == blank or f"{count} 处未填" in answer.text  # a list holds so many and no more
    tabs = list(layout.sheets())
    for (sheet, cell), (_, key) in marked.items():
        row, column = xl_cell_to_rowcol(cell)
        assert key == f"s{tabs.index(sheet) + 1}r{row + 1}c{column + 1}"
    assert f"{count} 处未填" in answer.text
    assert answer.severity == "error"
    assert entries(opened) == before
    assert protections(opened) == locks
    assert "一致" in dispatch("recalculate", opened, Answering()).text
