"""What comes back: entries as they were filled in, and every problem told with its file, sheet and cell."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import MergedCell

from presales_xl.backends.frame import INVALID, beyond_limits
from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.states import EXEMPT, NORMAL
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.layout import FIRST_ROW, Book, BookLayout
from presales_xl.workbook.returned import Returned
from tests.workbook.returned import engineers, returned
from tests.workbook.samples import SCHEMES, TeamFile, opened, team

# Round trips


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_was_given_comes_back_as_it_was(scheme: str, lang: Lang, team_file: TeamFile) -> None:
    book = team(scheme, lang)
    back = returned(team_file(scheme, lang))
    identity = back.identity
    known = (identity.company, identity.period, identity.recipient_id, identity.recipient, identity.team, identity.lang)
    assert known == (
        *(book.company, book.period, book.manager_id, book.manager, book.team),
        lang,
    )
    assert_same(back, book.roles, lang)
    assert {problem.code for problem in back.problems} <= {"workbook.row_incomplete", "input.range"}


def assert_same(back: Returned, roles: Sequence[Role], lang: Lang) -> None:
    """Check that everybody's entries and rows came back, in the order of the sheets."""
    assert [(role.name, role.plan.scheme.id) for role in back.roles] == [(r.name, r.plan.scheme.id) for r in roles]
    for got, role in zip(back.roles, roles, strict=True):
        assert [(p.employee_id, p.name) for p in got.people] == [(p.employee_id, p.name) for p in role.people]
        for mine, theirs in zip(got.people, role.people, strict=True):
            state = theirs.entries.get("state", math.nan)
            stated = {"state": NORMAL if math.isnan(state) else state}  # which the workbook says of whoever is not else
            assert mine.entries == pytest.approx({**theirs.entries, **stated}, rel=1e-12, nan_ok=True)
        for table in role.plan.tables:
            wanted = list(role.rows(table))
            assert [place for place, _ in got.rows(table)] == [place for place, _ in wanted]
            for (_, back_row), (_, row) in zip(got.rows(table), wanted, strict=True):
                assert {key: words for key, words in back_row.texts.items() if words} == row.texts
                numbers = [key for key in row.entries if key not in row.texts]
                beyond = beyond_limits(role.plan, table, row.entries)
                expected = [INVALID if beyond.get(key) else row.entries[key] for key in numbers]
                assert [back_row.entries[key] for key in numbers] == pytest.approx(expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_a_manager_fills_in_and_saves_comes_back(scheme: str, tmp_path: Path) -> None:
    filled = team(scheme, "zh")
    blank = replace(filled, roles=[_without_entries(role) for role in filled.roles])
    write(blank, tmp_path / "blank.xlsx", "zh")
    workbook = opened(tmp_path / "blank.xlsx")
    fill_in(workbook, filled, lay_out_book(blank, "zh"))
    workbook.save(tmp_path / "filled.xlsx")
    assert_same(returned(tmp_path / "filled.xlsx"), filled.roles, "zh")


def _without_entries(role: Role) -> Role:
    """Return the role as HR issues it: nothing entered but who is exempt."""
    exempted = {person.employee_id: {"state": EXEMPT} for person in role.people if person.entries["state"] == EXEMPT}
    people = [Employee(each.employee_id, each.name, exempted.get(each.employee_id, {})) for each in role.people]
    return replace(role, people=people)


def fill_in(workbook: openpyxl.Workbook, book: Book, layout: BookLayout) -> None:
    """Type all entries of a book into its blank workbook, whose labels are there already."""
    for role, places in zip(book.roles, layout.roles, strict=True):
        sheet = workbook[places.main.sheet]
        for number, person in enumerate(role.people):
            for key, entry in person.entries.items():
                if not math.isnan(entry):
                    sheet[places.address(key, FIRST_ROW + number)] = _typed(role, key, entry)
        for table, detail in places.details.items():
            target = workbook[detail.sheet]
            for number, (place, row) in enumerate(role.rows(table)):
                owner = role.people[place]
                target.cell(FIRST_ROW + 1 + number, 1).value = f"{owner.employee_id} {owner.name}"
                for key, entry in row.entries.items():
                    if not math.isnan(entry):
                        typed = row.texts.get(key, _typed(role, key, entry))
                        target.cell(FIRST_ROW + 1 + number, 1 + detail.place(key)).value = typed


def _typed(role: Role, key: str, entry: float) -> float | str:
    dimension = role.plan.column(key).dimension
    return role.plan.dimensions[dimension].names[int(entry)].zh if dimension else entry


def test_each_entry_is_known_by_its_sheet_and_cell(tmp_path: Path) -> None:
    book = engineers(tmp_path)
    layout = lay_out_book(book, "zh").roles[0]
    cells = returned(tmp_path / "team.xlsx").cells
    assert cells["1001", "input.complaints"] == ("工程师", layout.address("input.complaints", FIRST_ROW + 1))


def test_columns_may_be_moved_and_rows_sorted_because_the_id_row_tells_them(tmp_path: Path) -> None:
    engineers(tmp_path)
    before = returned(tmp_path / "team.xlsx")
    workbook = opened(tmp_path / "team.xlsx")
    sheet = workbook["工程师"]
    for row in list(sheet.iter_rows(min_row=1, max_row=FIRST_ROW + 3)):
        values = [cell.value for cell in row]
        for cell, value in zip(row, reversed(values), strict=True):
            if not isinstance(cell, MergedCell):
                cell.value = value
    workbook.save(tmp_path / "moved.xlsx")
    assert returned(tmp_path / "moved.xlsx").roles == before.roles


# Problems, each told in full
