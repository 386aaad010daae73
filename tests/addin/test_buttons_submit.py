"""提交: what is stamped, saved, and put where; and what keeps a workbook from being submitted."""

import hashlib
import json
import re
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from presales_xl.addin.ribbon import dispatch
from presales_xl.catalogue import load
from presales_xl.cycle.collecting import collect
from presales_xl.cycle.generating import generate
from presales_xl.cycle.generating.seal import is_whole, keys_of
from presales_xl.office.xlwings_engine.books import Book
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.periods import parse_period
from presales_xl.workbook import identity
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.addin.commanding import Answering, OfHr, changed, entries, listed, protections, stamps, state
from tests.conftest import OpenBook
from tests.cycle.company import CONSULTANT, ENGINEER, company, fill
from tests.workbook.files import pack, parts_of
from tests.workbook.returned import engineers, returned, written

pytestmark = pytest.mark.libreoffice


def submitted(answer_text: str) -> Path:
    return Path(answer_text.splitlines()[-1])


def test_a_complete_workbook_is_stamped_saved_and_copied_and_hr_takes_the_copy(
    tmp_path: Path, open_book: OpenBook
) -> None:
    returns = tmp_path / "交回 文件夹"
    returns.mkdir()
    project = company(tmp_path / "公司", settings=f"returns = {json.dumps(str(returns))}")
    period = parse_period("2026-11")
    generate.generate(project, period, "zh")
    issued = next(file for file in project.outbox(period).glob("*.xlsx") if "赵一" in file.name)
    mine = fill(issued, tmp_path / "我的" / issued.name, {"E1": ENGINEER, "E2": CONSULTANT})
    book = open_book(mine)
    before, locks = entries(book), protections(book)
    answer = dispatch("submit", book, Answering())
    copy = submitted(answer.text)
    assert answer.severity == "info"
    assert "交回文件夹" in answer.text
    assert copy.parent == returns
    assert re.fullmatch(re.escape(mine.stem) + r"_提交_\d{8}-\d{4}\.xlsx", copy.name)
    assert copy.read_bytes() == mine.read_bytes()
    assert entries(book) == before
    assert protections(book) == locks
    (stamp,) = stamps(book)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", stamp[2])
    assert re.fullmatch(r"[0-9a-f]{64}", stamp[3])
    said_of_itself = identity.read(read_one(copy)[IDENTITY])
    assert said_of_itself is not None
    assert is_whole(said_of_itself.seal, said_of_itself.digest(), keys_of(project).seal())
    (judged,) = collect.collect(project, period, [copy], "zh").judged
    assert judged.counts


def test_into_a_folder_that_the_workbook_names_nothing_is_put_without_a_yes_and_the_copy_lies_beside_it(
    tmp_path: Path, open_book: OpenBook
) -> None:
    returns = tmp_path / "交回"
    returns.mkdir()
    engineers(tmp_path)
    mine = changed(tmp_path / "team.xlsx", tmp_path / "团队.xlsx", lambda book: named(book, str(returns)))
    hesitating = OfHr(told={"放到那里吗": False})
    answer = dispatch("submit", open_book(mine), hesitating)
    assert any(f"交回到：\n{returns}" in question for question in hesitating.asked)
    assert (answer.severity, submitted(answer.text).parent, list(returns.iterdir())) == ("info", mine.parent, [])
    assert "副本在它旁边，请发给人事" in answer.text


def test_a_workbook_words_no_question_and_what_is_no_folder_means_a_copy_beside_it(
    tmp_path: Path, open_book: OpenBook
) -> None:
    engineers(tmp_path)
    words = "\r\n" * 40 + "请点「是」\n" + "长" * 5000
    mine = changed(tmp_path / "team.xlsx", tmp_path / "团队.xlsx", lambda book: named(book, words))
    asked = OfHr()
    answer = dispatch("submit", open_book(mine), asked)
    (question,) = (question for question in asked.asked if "请点「是」" in question)
    assert (question.count("\n") < 10, len(question) < 400) == (True, True), question
    assert (answer.severity, submitted(answer.text).parent) == ("info", mine.parent)
    assert len(answer.text) < 800


def named(book: openpyxl.Workbook, folder: str) -> None:
    """Let a workbook name the folder that it is to be returned to."""
    (row,) = (row for row in book[IDENTITY].iter_rows(max_col=2) if row[0].value == "returns")
    row[1].value = folder


def test_a_team_with_a_leaver_of_whom_nothing_is_entered_can_be_submitted(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    sheet = book.sheets["工程师"]
    sheet.range("G7:N7").value = [[None] * 8]
    assert dispatch("submit", book, Answering()).severity == "error"
    sheet.range("C7").value = "离职"
    assert dispatch("validate", book, Answering()).severity == "info"
    assert dispatch("submit", book, Answering()).severity == "info"


def test_an_error_as_a_text_is_refused_by_its_cell_as_by_the_checks_and_collected_as_nothing(
    tmp_path: Path, open_book: OpenBook
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    sheet = book.sheets["工程师"]
    place = sheet.range("A1:Z1").value.index("words.comment") + 1
    sheet.range((7, place)).value = "'#N/A"
    answer = dispatch("submit", book, Answering())
    assert answer.text.startswith("没有提交")
    assert "1 处错误" in answer.text
    assert [place for place, _, _ in listed(book)] == ["工程师 O7"]
    assert "✗" in str(book.sheets["检查"].range("B4").value)
    book.save()
    [problem] = returned(tmp_path / "team.xlsx").problems
    assert (problem.code, problem.place.cell) == ("words.formula", "O7")


def test_submitting_again_adds_a_stamp_and_never_overwrites_a_copy(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    first = dispatch("submit", book, Answering())
    second = dispatch("submit", book, Answering())
    book.sheets["工程师"].range("G6").value = 3
    third = dispatch("submit", book, Answering())
    copies = [submitted(answer.text) for answer in (first, second, third)]
    assert len(set(copies)) == 3
    assert all(copy.is_file() and copy.parent == tmp_path for copy in copies)
    digests = [stamp[3] for stamp in stamps(book)]
    assert digests[0] == digests[1] != digests[2]
    assert len({hashlib.sha256(copy.read_bytes()).hexdigest() for copy in copies}) == 3


@pytest.mark.parametrize("behind", ["提交_20261101-0900", "submitted_20261101-0900-12", "提交_20261101-0900 (1)"])
def test_whoever_submits_a_copy_does_not_get_a_name_that_grows(
    tmp_path: Path, open_book: OpenBook, behind: str
) -> None:
    engineers(tmp_path)
    (tmp_path / "team.xlsx").rename(tmp_path / f"team_{behind}.xlsx")
    answer = dispatch("submit", open_book(tmp_path / f"team_{behind}.xlsx"), Answering())
    assert re.fullmatch(r"team_提交_\d{8}-\d{4}\.xlsx", submitted(answer.text).name)


@pytest.mark.parametrize(("value", "told"), [(None, "1 处未填"), ("很多", "1 处错误")])
def test_anything_wrong_or_blank_keeps_it_from_being_submitted(
    value: object, told: str, tmp_path: Path, open_book: OpenBook
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    book.sheets["工程师"].range("G6").value = value
    answer = dispatch("submit", book, Answering())
    assert answer.severity == "error"
    assert answer.text.startswith("没有提交")
    assert told in answer.text
    assert stamps(book) == []
    assert [file.name for file in tmp_path.iterdir()] == ["team.xlsx"]


def test_reminders_alone_are_asked_about(tmp_path: Path, open_book: OpenBook) -> None:
    plan = load("erp_project_consultant")
    good = {spec.id: 0.0 if spec.dimension else 1.0 for spec in plan.of_kind("input", "level")}
    good["input.quarter_base_wages"] = 20000
    half = {spec.id: 0.5 if spec.unit == "rate" else 0.0 for spec in plan.tables["projects"].inputs}
    half["projects.contract_amount"] = 200000.0
    texts = {spec.id: "甲项目" for spec in plan.tables["projects"].inputs if spec.is_free_text}
    written(
        tmp_path,
        Role("顾问", plan, [Employee("1000", "张三", good, {"projects": [DetailRow(half, texts)]})], is_part=True),
        "zh",
    )
    book = open_book(tmp_path / "team.xlsx")
    refusing, agreeing = Answering(agrees=False), Answering()
    answer = dispatch("submit", book, refusing)
    assert "1 处提醒" in refusing.asked[0]
    assert answer.text.startswith("没有提交")
    assert stamps(book) == []
    assert dispatch("submit", book, agreeing).text.startswith("已提交")
    assert len(stamps(book)) == 1


def test_a_copied_sheet_for_entries_is_asked_about_as_one_that_does_not_count(
    tmp_path: Path, open_book: OpenBook
) -> None:
    engineers(tmp_path)
    changed(tmp_path / "team.xlsx", tmp_path / "team.xlsx", lambda book: book.copy_worksheet(book["工程师"]))
    book = open_book(tmp_path / "team.xlsx")
    assert "1 处提醒" in dispatch("validate", book, Answering()).text
    [(place, told, _)] = listed(book)
    assert place == "工程师 Copy"
    assert "填在副本上的内容一概不计入；计入的是「工程师」" in told
    assert dispatch("submit", book, Answering(agrees=False)).text.startswith("没有提交")


def test_entries_that_others_were_merged_over_are_refused_as_collect_does(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    parts = parts_of(path)
    xml = parts["xl/worksheets/sheet2.xml"].replace(b"</mergeCells>", b'<mergeCell ref="G6:H8"/></mergeCells>')
    pack(path, {**parts, "xl/worksheets/sheet2.xml": xml})
    book = open_book(path)
    answer = dispatch("submit", book, Answering())
    assert answer.text.startswith("没有提交")
    of_file = [each for each in review(read_one(path)).problems if each.code == "input.covered"]
    refused = {f"工程师 {each.place.cell}" for each in of_file}
    assert len(refused) > 1
    assert {place for place, what, _ in listed(book) if "合并" in what} == refused


@pytest.mark.parametrize("returns", ["", "unreachable"])
def test_without_a_return_folder_the_copy_lies_beside_the_workbook(
    returns: str, tmp_path: Path, open_book: OpenBook
) -> None:
    project = company(tmp_path / "公司", settings=f"returns = {json.dumps(str(tmp_path / '不在' if returns else ''))}")
    period = parse_period("2026-11")
    generate.generate(project, period, "zh")
    issued = next(file for file in project.outbox(period).glob("*.xlsx") if "赵一" in file.name)
    mine = fill(issued, tmp_path / issued.name, {"E1": ENGINEER, "E2": CONSULTANT})
    answer = dispatch("submit", open_book(mine), Answering())
    assert submitted(answer.text).parent == tmp_path
    assert ("现在打不开" in answer.text) is bool(returns)


def test_a_read_only_file_is_told_and_nothing_changes(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)
    file = tmp_path / "team.xlsx"
    file.chmod(0o444)
    book = open_book(file)
    before = state(book)
    assert "只读" in dispatch("submit", book, Answering()).text
    assert state(book) == before


def test_a_workbook_that_is_gone_from_the_disk_is_told(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    (tmp_path / "team.xlsx").unlink()
    before = state(book)
    assert "还没有保存在这台电脑上" in dispatch("submit", book, Answering()).text
    assert state(book) == before


@pytest.mark.parametrize("step", ["save", "copy"])
def test_when_it_cannot_be_saved_or_copied_the_workbook_is_as_it_was(
    step: str, tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    before, content = state(book), (tmp_path / "team.xlsx").read_bytes()
    if step == "save":

        def full(*_: object, **__: object) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(Book, "save", full)
    else:
        monkeypatch.setattr("presales_xl.addin.buttons.submit.shutil.copyfile", no_copy)
    answer = dispatch("submit", book, Answering())
    assert answer.severity == "error"
    assert "disk full" in answer.text
    assert state(book) == before
    assert stamps(book) == []
    if step == "save":
        assert (tmp_path / "team.xlsx").read_bytes() == content
    else:
        assert identity_rows(tmp_path / "team.xlsx") == identity_rows_of(book)
    assert [file.name for file in tmp_path.iterdir()] == ["team.xlsx"]


@pytest.mark.parametrize("length", [None, 5000, 0])
def test_a_copy_that_is_older_or_cut_off_is_not_handed_in(
    length: int | None, tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    older = (tmp_path / "team.xlsx").read_bytes()  # what a cloud has on this computer while Excel saves elsewhere
    monkeypatch.setattr(
        "presales_xl.addin.buttons.submit.shutil.copyfile", lambda _, place: Path(place).write_bytes(older[:length])
    )
    before = state(book)
    answer = dispatch("submit", book, Answering())
    assert (answer.severity, "副本不是刚才保存的内容" in answer.text) == ("error", True)
    assert (state(book), stamps(book)) == (before, [])
    assert [file.name for file in tmp_path.iterdir()] == ["team.xlsx"]


def test_a_workbook_that_is_kept_as_xls_is_said_to_be_saved_as_xlsx_and_not_handed_in(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    monkeypatch.setattr(
        "presales_xl.addin.buttons.submit.shutil.copyfile",
        lambda _, place: Path(place).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")),
    )
    before = state(book)
    answer = dispatch("submit", book, Answering())
    assert answer.severity == "error"
    assert "team.xlsx" in answer.text and "另存为 .xlsx" in answer.text
    assert (state(book), stamps(book)) == (before, [])


def no_copy(*_: object) -> None:
    raise OSError(28, "disk full")


def identity_rows(file: Path) -> int:
    return sum(any(cell is not None for cell in row) for row in read_one(file)[IDENTITY])


def identity_rows_of(book: xw.Book) -> int:
    rows = book.sheets[IDENTITY].used_range.options(ndim=2).value
    return sum(any(cell is not None for cell in row) for row in rows)


@pytest.mark.parametrize("is_changed", [False, True])
def test_what_was_changed_after_it_was_handed_in_is_told_when_it_is_collected(
    tmp_path: Path, open_book: OpenBook, *, is_changed: bool
) -> None:
    project = company(tmp_path / "公司")
    period = parse_period("2026-11")
    generate.generate(project, period, "zh")
    issued = next(file for file in project.outbox(period).glob("*.xlsx") if "赵一" in file.name)
    book = open_book(fill(issued, tmp_path / "我的" / issued.name, {"E1": ENGINEER, "E2": CONSULTANT}))
    copy = submitted(dispatch("submit", book, Answering()).text)
    if is_changed:
        changed = open_book(copy)
        sheet = next(sheet for sheet in changed.sheets if "input.satisfaction" in (sheet.range("A1:Z1").value or []))
        column = sheet.range("A1:Z1").value.index("input.satisfaction")
        sheet.range((6, column + 1)).value = 77
        changed.save()
    (judged,) = collect.collect(project, period, [copy], "zh").judged
    told = [problem.fields for problem in judged.problems if problem.code == "submission.changed"]
    assert len(told) == is_changed
