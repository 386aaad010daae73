"""Texts that people write of each employee: on sheet and form, back again as they were written, never a formula."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.people.entries import REASON_MOST, WORDS_MOST
from presales_xl.problem_texts import explain
from presales_xl.scheme.columns import Plan
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, Book
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.engines import ironcalc
from tests.scheme.small import plan_of
from tests.workbook.samples import opened

REQUIRED = """\
id: reasons
name: {zh: 加减分, en: Adjusted}
cycles: [month]
inputs:
  score: {name: {zh: 评分, en: Score}, type: number, max: 100}
  faults: {name: {zh: 违规次数, en: Faults}, type: count}
indicators:
  work: {name: {zh: 工作, en: Work}, points: 100, rule: {kind: formula, formula: score}}
adjustments:
  faults: {name: {zh: 违规, en: Faults}, rule: {kind: add, additions: {faults: -5}}, reason: required}
words:
  raise: {name: {zh: 调薪建议, en: Pay rise}, confidential: true}
"""
TEXTS = ("=1+1", "*?~<>=，带「符号」", "两行\n第二行", "+8613800000000", "0012")


def book_of(plan: Plan, *people: Employee) -> Book:
    return Book(
        company="甲公司",
        period="2026-11",
        manager_id="M1",
        manager="王芳",
        team="华东",
        roles=[Role("岗位", plan, people)],
    )


def person(number: int, texts: dict[str, str], **entries: float) -> Employee:
    given = {f"input.{key}": value for key, value in entries.items()}
    return Employee(f"E{number}", f"员工{number}", given, texts=texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_any_text_comes_back_as_it_was_written_and_is_no_formula(lang: Lang, tmp_path: Path) -> None:
    plan = plan_of(REQUIRED)
    people = [person(n, {"words.comment": words}, score=80, faults=0) for n, words in enumerate(TEXTS)]
    write(book_of(plan, *people), tmp_path / "team.xlsx", lang)
    sheet = opened(tmp_path / "team.xlsx")["岗位"]
    place = next(cell.column for cell in sheet[ID_ROW + 1] if cell.value == "words.comment")
    cells = [sheet.cell(FIRST_ROW + 1 + n, place) for n in range(len(TEXTS))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(not cell.protection.locked and cell.alignment.wrap_text for cell in cells)
    back = review(read_one(tmp_path / "team.xlsx"), "team.xlsx")
    assert [each.texts["words.comment"] for each in back.roles[0].people] == list(TEXTS)
    assert back.problems == []


def test_a_reason_that_is_required_is_missed_only_where_there_is_something_to_explain(tmp_path: Path) -> None:
    plan = plan_of(REQUIRED)
    people = [
        person(1, {}, score=80, faults=0),
        person(2, {}, score=80, faults=2),
        person(3, {"words.faults_reason": "迟到"}, score=80, faults=2),
    ]
    role = Role("岗位", plan, people)
    write(replace(book_of(plan), roles=[role]), tmp_path / "team.xlsx", "zh")
    back = review(read_one(tmp_path / "team.xlsx"), "team.xlsx")
    assert [(problem.code, problem.fields["name"]) for problem in back.problems] == [("workbook.blank", "违规说明")]
    assert back.problems[0].fields["person"] == "员工2"
    sheet = opened(tmp_path / "team.xlsx", values=True)["岗位"]
    place = next(cell.column for cell in sheet[ID_ROW + 1] if cell.value == "total")
    assert [sheet.cell(FIRST_ROW + 1 + n, place).value for n in range(3)] == [80, "未完成", 70]


def test_the_comment_ends_the_entries_and_a_reason_stands_beside_what_it_explains(tmp_path: Path) -> None:
    write(book_of(plan_of(REQUIRED), person(1, {})), tmp_path / "team.xlsx", "zh")
    ids = [cell.value for cell in opened(tmp_path / "team.xlsx")["岗位"][ID_ROW + 1]]
    first = ids.index("input.score")
    entries = ["input.score", "input.faults", "words.faults_reason", "words.raise", "words.comment"]
    assert ids[first : first + len(entries)] == entries


def test_the_form_shows_what_was_written_but_for_what_is_kept_from_the_employee(tmp_path: Path) -> None:
    texts = {"words.comment": "工作踏实", "words.raise": "加薪 10%"}
    write(book_of(plan_of(REQUIRED), person(1, texts, score=80, faults=0)), tmp_path / "team.xlsx", "zh")
    form = opened(tmp_path / "team.xlsx", values=True)["考核表"]
    shown = [str(cell) for row in form.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "工作踏实" in shown
    assert not any("加薪" in words or "调薪" in words for words in shown)


def test_a_proposal_that_the_scheme_asks_for_has_a_line_on_the_form_until_it_is_written(tmp_path: Path) -> None:
    people = [Employee("1", "王芳"), Employee("2", "李娜", texts={"words.pay_rise": "加一级", "words.comment": "好"})]
    for place, shown in enumerate(("调薪建议：______　　", "调薪建议：加一级　　好")):
        team = [people[place], people[1 - place]]
        write(book_of(load("presales_staff_form"), *team), tmp_path / "team.xlsx", "zh")
        form = opened(tmp_path / "team.xlsx", values=True)["考核表"]
        assert shown in [cell for row in form.iter_rows(values_only=True) for cell in row]


def test_a_text_that_is_too_long_is_kept_whole_and_told_of(tmp_path: Path) -> None:
    long = person(1, {"words.comment": "长" * (WORDS_MOST + 1)}, score=80, faults=0)
    write(book_of(plan_of(REQUIRED), long), tmp_path / "team.xlsx", "zh")
    back = review(read_one(tmp_path / "team.xlsx"), "team.xlsx")
    assert back.roles[0].people[0].texts == {"words.comment": "长" * (WORDS_MOST + 1)}
    assert [(problem.code, problem.severity) for problem in back.problems] == [("words.long", "warning")]


def test_a_pasted_text_that_is_longer_than_its_limit_is_not_passed_on_the_sheet_of_checks(tmp_path: Path) -> None:
    path, plan = tmp_path / "team.xlsx", plan_of(REQUIRED)
    write(book_of(plan, person(1, {}, score=80, faults=0)), path, "zh")
    ids = [cell.value for cell in opened(path)["岗位"][ID_ROW + 1]]

    def told(column: str, letters: int) -> tuple[object, object]:
        cell = f"{get_column_letter(ids.index(column) + 1)}{FIRST_ROW + 1}"
        checks = ironcalc.recalculate(path, {"岗位": {cell: "长" * letters}})["检查"]
        row = next(key[1:] for key, value in checks.items() if key[0] == "B" and str(value).startswith("E1 "))
        return checks[f"H{row}"], checks.get(f"F{row}") or ""

    assert told("words.comment", WORDS_MOST) == ("✓", "")
    assert told("words.comment", WORDS_MOST + 1) == ("✗", f"「评语」超过 {WORDS_MOST} 个字，请写短些")
    assert told("words.faults_reason", REASON_MOST + 1)[0] == "✗"


def test_a_note_and_a_sheet_that_a_manager_added_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    write(book_of(plan_of(REQUIRED), person(1, {}, score=80, faults=0)), path, "zh")
    changed: openpyxl.Workbook = opened(path)
    changed["岗位"]["A6"].comment = Comment("请人事\n再看一下", "王芳")
    changed.create_sheet("我的备注")["A1"] = "张三下月调岗"
    changed.save(path)
    found = {p.code: (p.place.sheet, p.place.cell, p.severity) for p in review(read_one(path), path.name).problems}
    assert found["review.note"] == ("岗位", "A6", "warning")
    assert found["review.own_sheet"] == ("我的备注", "", "warning")


def test_of_a_copied_sheet_for_entries_it_is_told_that_it_does_not_count_and_which_one_does(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    write(book_of(plan_of(REQUIRED), person(1, {}, score=80, faults=0)), path, "zh")
    changed: openpyxl.Workbook = opened(path)
    changed.copy_worksheet(changed["岗位"]).title = "岗位 (2)"
    changed.save(path)
    [told] = [each for each in review(read_one(path), path.name).problems if each.place.sheet == "岗位 (2)"]
    assert "这是「岗位」的副本，填在副本上的内容一概不计入；计入的是「岗位」。" in explain("zh", told)


def test_of_very_many_notes_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    book = openpyxl.Workbook()
    for row in range(1, 71):
        book.active.cell(row, 1).comment = Comment("长" * 400, "王芳")  # type: ignore[union-attr]
    book.save(path)
    sheets = read_one(path)
    assert len(sheets.notes["Sheet"]) == 50
    assert {len(note) for note in sheets.notes["Sheet"].values()} == {300}
    assert sheets.notes_left == {"Sheet": 20}
