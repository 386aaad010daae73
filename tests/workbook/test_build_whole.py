"""Texts stay texts, a blank workbook shows nothing, and files are written whole or not at all."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.people.employees import DetailRow
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.nodes import RowCount, reads
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.form import CHOICE
from presales_xl.workbook.layout import FIRST_ROW, BookLayout, label_of
from tests.engines import Cells, Recalculate
from tests.english import in_workbook
from tests.filling import formulas
from tests.workbook.samples import COMPANY, EVERYBODY, NAMES, SCHEMES, opened, team

# Words stay words


def test_names_that_look_like_formulas_stay_names(layout: BookLayout, cells: Cells) -> None:
    first = layout.roles[0]
    names = [cells[first.main.sheet][first.address("name", FIRST_ROW + number)] for number in range(len(NAMES))]
    assert names == list(NAMES)
    labels = {value for value in cells[layout.names["cover"]].values() if isinstance(value, str)}
    assert {label_of(person.employee_id, person.name) for person in first.role.people} <= labels
    assert "=王芳" in labels
    assert cells[first.form][CHOICE.replace("$", "")] == label_of(first.role.people[0].employee_id, "=1+1")


def test_no_text_of_the_roster_became_a_formula(everybody: dict[Lang, Path]) -> None:
    texts = {re.escape(name) + ".*" for name in (*NAMES, "=王芳", COMPANY)}
    for found in formulas(everybody["zh"]).values():
        for formula, _ in found.values():
            assert not re.fullmatch("|".join(texts), f"={formula}")


def test_an_english_workbook_has_no_chinese_punctuation(everybody: dict[Lang, Path]) -> None:
    assert in_workbook(everybody["en"], without=("华东「售前」", "乙 项目（二期）")) == []


# Before anything is filled in


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_blank_workbook_shows_no_result(lang: Lang, tmp_path: Path, in_ironcalc: Recalculate) -> None:
    blank = team(EVERYBODY, lang, filled=False)
    roles = [replace(role, people=[replace(person, entries={}) for person in role.people]) for role in blank.roles]
    blank = replace(blank, roles=roles)  # without those whom HR exempts, who are done before anything is filled in
    write(blank, tmp_path / "blank.xlsx", lang)
    cells = in_ironcalc(tmp_path / "blank.xlsx")
    compared = 0
    for role in lay_out_book(blank, lang).roles:
        for key, spec in role.plan.columns.items():
            if spec.expr is None or spec.kind == "completeness" or not needs_entries(role.plan, key):
                continue
            sheet = role.table_of(key).sheet
            shown = {cells[sheet][role.address(key, FIRST_ROW + n)] for n in range(len(role.role.people))}
            assert shown == {text(lang, "workbook.role.not_done") if key == "total" else ""}, f"{sheet} {key}"
            compared += 1
    assert compared > 200
    cover = cells[text(lang, "workbook.sheet.cover")].values()
    people = sum(len(role.people) for role in blank.roles)
    assert text(lang, "workbook.cover.done", done=0, people=people) in cover


def needs_entries(plan: Plan, column: str) -> bool:
    """Return whether a column has no value before something is filled in; what has a default may stay blank."""
    expr = plan.columns[column].expr
    if expr is None:
        return True
    if isinstance(expr, RowCount):
        return expr.least > 0
    return any(needs_entries(plan, needed.id) for needed in reads(expr).needed)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_totals_grades_and_ranks_always_wait_for_entries(scheme: str) -> None:
    plan = team(scheme, "zh").roles[0].plan
    assert all(needs_entries(plan, key) for key in ("total", "grade", "rank") if key in plan.columns)


# Written whole or not at all


def test_a_target_that_cannot_be_replaced_is_told_of_and_nothing_is_left_behind(tmp_path: Path) -> None:
    target = tmp_path / "team.xlsx"
    target.mkdir()
    with pytest.raises(ProblemsError) as caught:
        write(team(SCHEMES[0], "zh"), target, "zh")
    (problem,) = caught.value.problems
    assert (problem.code in ("file.locked", "file.unwritable"), problem.place.file) == (True, str(target))
    assert list(tmp_path.iterdir()) == [target]
    assert list(target.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        write(team(SCHEMES[0], "zh"), tmp_path / "file" / "team.xlsx", "zh")
    assert [problem.code for problem in caught.value.problems] == ["file.unwritable"]


def test_when_writing_fails_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "team.xlsx"
    target.write_bytes(b"last month's")
    good = team("ecom_service_quality", "zh")
    (role,) = good.roles
    impossible = replace(role.people[0], rows={"chats": [DetailRow({"chats.language": 99.0})]})
    with pytest.raises(IndexError):
        write(replace(good, roles=[replace(role, people=[impossible, *role.people[1:]])]), target, "zh")
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_bytes() == b"last month's"


def test_the_folder_is_made_and_an_old_workbook_replaced(tmp_path: Path) -> None:
    target = tmp_path / "outbox" / "2026-11" / "team.xlsx"
    for lang in LANGUAGES:
        write(team("repair_stars", lang), target, lang)
    assert [path.name for path in target.parent.iterdir()] == ["team.xlsx"]
    assert opened(target).sheetnames[0] == "Start"


def test_people_with_more_rows_than_kept_ready_all_keep_theirs(tmp_path: Path) -> None:
    """Whoever has few rows gets blank ones as well: they must not push out rows that are known."""
    book = team("ecom_service_quality", "zh", filled=False)
    (role,) = book.roles
    plenty = role.plan.scheme.details["chats"].most
    level = {spec.id: 0.0 for spec in role.plan.tables["chats"].columns.values() if spec.field}
    few, many = {"chats": [DetailRow(level)]}, {"chats": [DetailRow(level)] * plenty}
    people = [replace(person, rows=many) for person in role.people[:-1]] + [replace(role.people[-1], rows=few)]
    people += [replace(role.people[0], employee_id=f"x{n}", rows=few) for n in range(20)]
    rows = [row for person in people for row in person.rows["chats"]]
    write(replace(book, roles=[replace(role, people=people)]), tmp_path / "a.xlsx", "zh")
    sheet = opened(tmp_path / "a.xlsx", values=True)["明细 ecom_service_quality"]
    written = [row[0].value for row in sheet.iter_rows(min_row=FIRST_ROW + 1) if row[1].value]
    assert len(written) == len(rows)
