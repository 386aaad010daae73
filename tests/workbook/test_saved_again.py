"""Workbooks that web programs saved again: read as they were sent, without a doubt that nobody has."""

import hashlib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from presales_xl.people.employees import Employee
from presales_xl.workbook import identity, rater_form
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import IDENTITY, Book
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import Returned
from presales_xl.workbook.review import review
from tests.conftest import SaveAgain
from tests.engines.javascript import PROGRAMS
from tests.workbook import test_rater_form
from tests.workbook.samples import roles

SCHEMES = ("software_presales", "ecom_service_quality", "repair_stars")


def sealed(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def entered(people: list[Employee]) -> list[tuple[Any, ...]]:
    """Return what is compared of people: NaN, which is not equal to itself, as a text."""
    return [
        (
            person.employee_id,
            person.name,
            {key: repr(value) for key, value in person.entries.items()},
            dict(person.texts),
            {table: [repr((row.entries, row.texts)) for row in rows] for table, rows in person.rows.items()},
        )
        for person in people
    ]


def everybody(returned: Returned) -> list[tuple[Any, ...]]:
    return [each for role in returned.roles for each in entered(list(role.people))]


def told(returned: Returned) -> Counter[str]:
    return Counter(problem.code for problem in returned.problems)


@cache
def sent(path: Path) -> Returned:
    """Return what is found in a workbook as it was sent."""
    return review(read_one(path), path.name)


def compared(path: Path, again: Path) -> tuple[Counter[str], Counter[str]]:
    """Return what is told of a workbook and of its copy, which holds the same entries under the same seal."""
    sheets = read_one(again)
    before, after = sent(path), review(sheets, again.name)
    issued = identity.read(sheets[IDENTITY])
    assert issued
    assert issued.seal == sealed(issued.digest())
    assert everybody(after) == everybody(before)
    return told(before), told(after)


@pytest.fixture(scope="module", params=[("zh", True), ("en", False)], ids=["zh-True", "en-False"])
def team(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook of a team, filled in and blank."""
    lang, filled = request.param
    path = tmp_path_factory.mktemp("sent") / "team.xlsx"
    book = Book(
        "甲公司", "2026-11", manager_id="M1", manager="赵一", team="华东", roles=roles(SCHEMES, lang, filled=filled)
    )
    write(book, path, lang, sealed)
    return path


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_workbook_that_a_web_program_saved_again_is_read_as_it_was_sent(
    team: Path, tmp_path: Path, program: str, save_again: SaveAgain
) -> None:
    before, after = compared(team, save_again(program, team, tmp_path / "again.xlsx"))
    lost = after.pop("review.formulas_lost", 0)  # in one line, however many there are
    assert after == before
    assert lost == (program in ("SheetJS", "SheetJS without formulas"))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_raters_form_that_a_web_program_saved_again_is_read_as_it_was_sent(
    tmp_path: Path, program: str, save_again: SaveAgain
) -> None:
    path = tmp_path / "form.xlsx"
    given = test_rater_form.ratings("draft_scheme", "peer")
    rater_form.write(test_rater_form.whose(), [given], path, seal=sealed)
    before, after = compared(path, save_again(program, path, tmp_path / "again.xlsx"))
    assert after == before
