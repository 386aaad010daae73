"""The form in which somebody answers: what comes back of it line by line, and what makes it count for nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from presales_xl.people.decisions import DECISIONS, Document
from presales_xl.problem_texts import explain
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook import answer_form, identity, reader
from presales_xl.workbook.answer_form import AnswerLine, AskedDocument, Head, LineAnswer
from presales_xl.workbook.identity import Identity
from presales_xl.workbook.layout import FIRST_ROW, IDENTITY
from tests.conftest import Validate
from tests.cycle.company import opened
from tests.english import in_workbook
from tests.lint import lint

PEOPLE = (AnswerLine("E1", "张三", ("E1", "张三", "93.00")), AnswerLine("E2", "李四", ("E2", "李四", "81.50")))


def form(folder: Path, document: Document = "approval", lang: Lang = "zh") -> Path:
    whose = Identity(
        "甲公司", "2026-11", kind="answer", recipient_id="Z1", recipient="周总", team="", lang=lang, issue=2
    )
    lines = PEOPLE if document == "approval" else PEOPLE[:1]
    asked = AskedDocument(
        document,
        "digest",
        title="标题",
        about=["一行说明"],
        heads=(Head("工号"), Head("姓名"), Head("总分", figures=True)),
        lines=lines,
    )
    answer_form.write(whose, asked, folder / "form.xlsx")
    return folder / "form.xlsx"


def filled(path: Path, cells: Mapping[str, Any]) -> Path:
    book = opened(path)
    for cell, value in cells.items():
        book.worksheets[0][cell].value = value
    book.save(path)
    return path


def answers(path: Path) -> tuple[list[LineAnswer], list[str]]:
    sheets = reader.read_one(path)
    issued = identity.read(sheets[IDENTITY])
    assert issued is not None
    lines, problems = answer_form.read(sheets, issued, path.name)
    return lines, [problem.code for problem in problems]


def test_each_line_offers_its_answers_and_has_room_for_a_reason_and_none_below(tmp_path: Path) -> None:
    sheet = opened(form(tmp_path)).worksheets[0]
    ranges = sorted(str(rule.sqref) for rule in sheet.data_validations.dataValidation)
    assert ranges == [f"{column}{FIRST_ROW + 1}:{column}{FIRST_ROW + len(PEOPLE)}" for column in "DE"]


def test_an_approver_decides_person_by_person_and_blank_lines_stay_open(tmp_path: Path) -> None:
    path = filled(form(tmp_path), {"D6": "✗ 不同意", "E6": "奖金算高了"})
    assert answers(path) == ([LineAnswer("E1", "refused", "奖金算高了")], ["answers.blank"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_decision_that_a_form_offers_is_understood_when_it_comes_back(tmp_path: Path, lang: Lang) -> None:
    for document in ("plan", "statement", "approval"):
        for decision in DECISIONS[document]:
            path = filled(form(tmp_path, document, lang), {"D6": answer_form.said(decision, lang), "E6": "有原因"})
            assert answers(path)[0] == [LineAnswer("E1", decision, "有原因")]


def test_no_without_a_reason_is_no_answer(tmp_path: Path) -> None:
    assert answers(filled(form(tmp_path, "plan"), {"D6": "有异议"})) == ([], ["answers.no_reason"])


def test_a_reason_without_a_decision_is_no_answer(tmp_path: Path) -> None:
    assert answers(filled(form(tmp_path, "plan"), {"E6": "目标太高"})) == ([], ["answers.decision"])


def test_a_form_that_nobody_filled_in_answers_nothing(tmp_path: Path) -> None:
    assert answers(form(tmp_path, "statement")) == ([], ["answers.nothing"])


def test_nothing_counts_of_a_form_that_shows_something_else_than_was_asked(tmp_path: Path) -> None:
    path = filled(form(tmp_path), {"C6": "99.00", "D6": "✓ 同意"})
    lines, codes = answers(path)
    assert (lines, codes) == ([], ["answers.changed"])


def test_only_yellow_cells_can_be_typed_into(tmp_path: Path) -> None:
    sheet = opened(form(tmp_path)).worksheets[0]
    unlocked = [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert sheet.protection.sheet
    assert unlocked == [f"{column}{FIRST_ROW + 1 + line}" for line in range(len(PEOPLE)) for column in "DE"]


def test_what_is_wrong_is_said_with_the_cell_and_what_to_do(tmp_path: Path) -> None:
    path = filled(form(tmp_path, "plan"), {"D6": "有异议"})
    sheets = reader.read_one(path)
    issued = identity.read(sheets[IDENTITY])
    assert issued is not None
    _, [problem] = answer_form.read(sheets, issued, "a.xlsx")
    assert explain("zh", problem).startswith("a.xlsx › 回执 › E6：E1 张三 一行没有写原因。请在右边")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forms_hold_nothing_that_excel_would_mend_or_that_cannot_be_read(tmp_path: Path, lang: Lang) -> None:
    for document in ("plan", "statement", "approval"):
        path = form(tmp_path, document, lang)
        assert lint(path) == []
        assert lang == "zh" or not in_workbook(path, ("一行说明", "标题", "总分", "工号", "姓名"))


@pytest.mark.validator
def test_the_open_xml_validator_finds_nothing_in_forms(tmp_path: Path, validate: Validate) -> None:
    assert validate([form(tmp_path)]) == []
