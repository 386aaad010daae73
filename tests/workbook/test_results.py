"""The results workbook: grades beside the shares that they should have."""

from pathlib import Path

import pytest

from presales_xl.catalogue import load
from presales_xl.people.appraised import appraise
from presales_xl.people.employees import Manager, Role
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Scheme
from presales_xl.texts import text
from presales_xl.workbook import results
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import Book
from presales_xl.workbook.reader import read_one
from tests.workbook.samples import roles


@pytest.fixture
def with_a_plus() -> Role:
    """Return people under a scheme whose best grade is called A+; a quota gives it 10 %, A 20 %."""
    source = load("software_presales").scheme.model_dump_json(exclude_defaults=True).replace('"S"', '"A+"')
    (role,) = roles(["software_presales"], "zh")
    return Role(role.name, compile_scheme(Scheme.model_validate_json(source)), role.people)


def test_a_grade_called_a_plus_is_one_with_a_share_of_its_own(with_a_plus: Role, tmp_path: Path) -> None:
    standing = appraise(
        with_a_plus, {person.manager_id: Manager("M1", "王芳", "华东") for person in with_a_plus.people}
    )
    results.write(tmp_path / "a.xlsx", [standing], company="甲", period="2026-11", cohort="role", lang="zh", as_of="")
    rows = read_one(tmp_path / "a.xlsx")[text("zh", "results.sheet.summary")]
    assert [(row[1], row[4]) for row in rows if "A+" in row or "A" in row] == [("A+", 0.1), ("A", 0.2)]
    heads = {row[1]: row[2] for row in rows if "A+" in row or "A" in row}
    assert heads == {key: sum(person.outcome.grade == key for person in standing.people) for key in ("A+", "A")}


def test_a_grade_called_a_plus_has_its_own_share_in_the_workbook_too(with_a_plus: Role, tmp_path: Path) -> None:
    book = Book("甲", "2026-11", manager_id="M1", manager="王芳", team="华东", roles=[with_a_plus])
    write(book, tmp_path / "a.xlsx", "zh")
    sheets = read_one(tmp_path / "a.xlsx")
    rows = sheets[text("zh", "workbook.sheet.summary")]
    quota = next(row for row in rows if text("zh", "workbook.summary.quota") in row).index(
        text("zh", "workbook.summary.quota")
    )
    assert {row[1]: row[quota] for row in rows if row[1] in ("A+", "A", "B")} == {"A+": 0.1, "A": 0.2, "B": 0.6}
    parameters = sheets[text("zh", "workbook.sheet.parameters")]
    (shares,) = (row for row in parameters if text("zh", "workbook.parameters.quota") in row)
    assert [value for value in shares if isinstance(value, float)][:4] == [0.1, 0.2, 0.6, 0.1]
