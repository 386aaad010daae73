"""No workbook goes out that shows somebody outside the recipient's team, wherever in the file they stand."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from presales_xl.cycle.generating.raters import forms
from presales_xl.cycle.mailing import privacy
from presales_xl.cycle.mailing.privacy import Everybody
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.people.employees import Rater
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang
from presales_xl.workbook import identity, rater_form
from presales_xl.workbook.build import write
from presales_xl.workbook.identity import Identity, unsealed
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import read_one
from tests.cycle.company import Sheets, company, messages_of, opened, write_sheets
from tests.cycle.generating.test_raters import LINES, with_raters
from tests.workbook.files import pack, parts_of

PERIOD = "2026-Q4"
Change = Callable[[openpyxl.Workbook], object]


def people(sheets: Sheets) -> None:
    """Give the company a second team with names that lie near those of the first, and raters."""
    with_raters(*LINES)(sheets)
    sheets["员工"] += [
        ["E7001", "完成", "M2", "工程师"],
        ["1225", "张三丰", "M2", "工程师"],
        ["A", "Max", "M2", "工程师"],
    ]


@pytest.fixture
def known(tmp_path: Path) -> Roster:
    return load_roster(company(tmp_path / "company", people), "zh")


@pytest.fixture
def workbook(tmp_path: Path, known: Roster) -> Path:
    """Return the workbook of the manager M1, whose people are E1 张三 and E2 李四."""
    write(known.book("甲公司", PERIOD, known.managers["M1"], "zh"), tmp_path / "team.xlsx", "zh")
    return tmp_path / "team.xlsx"


def own(path: Path) -> Identity:
    found = identity.read(read_one(path)[IDENTITY])
    assert found is not None
    return found.identity


def looked_at(path: Path, known: Roster, expected: Identity | None = None) -> list[Problem]:
    who = expected or own(path)
    found = privacy.check(read_one(path), path.read_bytes(), Everybody(known), who, seal=unsealed)
    return [problem.at(file="team.xlsx") for problem in found]


def changed(path: Path, change: Change) -> Path:
    book = opened(path)
    change(book)
    book.save(path)
    return path


def put(sheet: str, cell: str, value: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book[sheet][cell].value = value

    return change


def whose(rater: Rater) -> Identity:
    return Identity("甲公司", PERIOD, "rater", recipient_id=rater.rater_id, recipient=rater.name, team="", lang="zh")


def test_every_workbook_and_form_as_generated_may_go_to_its_recipient(tmp_path: Path, known: Roster) -> None:
    for manager in known.managers.values():
        write(known.book("甲公司", PERIOD, manager, "zh"), tmp_path / "one.xlsx", "zh")
        assert looked_at(tmp_path / "one.xlsx", known) == []
    for rater_id, ratings in forms(known, "zh").items():
        rater_form.write(whose(known.raters[rater_id]), ratings, tmp_path / "form.xlsx")
        assert looked_at(tmp_path / "form.xlsx", known) == []


@pytest.mark.parametrize(
    ("change", "place", "found"),
    [
        (put("工程师", "A6", "E3"), "工程师 › A6", "E3"),
        (put("工程师", "A9", 1225), "工程师 › A9", "1225"),
        (put("工程师", "A9", "A"), "工程师 › A9", "A"),
        (put("工程师", "A9", "X99"), "工程师 › A9", "X99"),
        (put("参数", "Z90", "王五"), "参数 › Z90", "王五"),
        (put("首页", "B40", "备注：张三丰上季 88 分"), "首页 › B40", "张三丰"),
        (put("汇总", "H50", "（完成）"), "汇总 › H50", "完成"),
        (put("检查", "B90", "见e7001的分数"), "检查 › B90", "e7001"),
        (put(IDENTITY, "F60", "王五"), "_presales › F60", "王五"),
        (put("工程师", "H9", "钱二"), "工程师 › H9", "钱二"),
    ],
)
def test_somebody_of_another_team_is_found_wherever_they_stand(
    change: Change, place: str, found: str, workbook: Path, known: Roster
) -> None:
    messages = messages_of(looked_at(changed(workbook, change), known), "privacy.person")
    assert any(m.startswith(f"team.xlsx › {place}：这里有收件人团队以外的人：{found}。") for m in messages), messages


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Z90", "任务完成率"),
        ("Z90", 1225),
        ("Z90", "第 12 周"),
        ("Z90", "A"),
        ("Z90", "=MAX(1,2)"),
        ("Z90", "赵一"),
    ],
)
def test_words_figures_and_the_own_manager_are_nobody(cell: str, value: object, workbook: Path, known: Roster) -> None:
    assert looked_at(changed(workbook, put("参数", cell, value)), known) == []


@pytest.mark.parametrize(
    ("called", "lang"),
    [
        ("Mark", "zh"),
        ("华东", "zh"),
        ("支持满意度", "zh"),
        ("满分", "zh"),
        ("-", "zh"),
        ("Mark", "en"),
        ("May", "en"),
        ("Will", "en"),
    ],
)
def test_somebody_who_is_called_like_an_ordinary_word_holds_back_no_mail_of_others(
    tmp_path: Path, known: Roster, called: str, lang: Lang
) -> None:
    staff = [replace(each, name=called) if each.employee_id == "E7001" else each for each in known.employees]
    roster = replace(known, employees=staff)
    write(roster.book("甲公司", PERIOD, roster.managers["M1"], lang), tmp_path / "team.xlsx", lang)
    assert looked_at(tmp_path / "team.xlsx", roster) == []
    leak = changed(tmp_path / "team.xlsx", put("工程师", "H9", f"E7001 {called}：88"))
    assert messages_of(looked_at(leak, roster), "privacy.person")


def test_somebody_on_a_hidden_sheet_is_found_and_so_is_the_sheet(workbook: Path, known: Roster) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("备份")
        sheet["C3"].value = "王五"
        sheet.sheet_state = "veryHidden"

    problems = looked_at(changed(workbook, change), known)
    assert [(p.code, p.place.sheet, p.place.cell) for p in problems[:2]] == [
        ("privacy.other_sheet", "备份", ""),
        ("privacy.person", "备份", "C3"),
    ]


def test_somebody_in_a_comment_a_property_or_a_prompt_is_found(workbook: Path, known: Roster) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["工程师"]["H6"].comment = Comment("比王五差", "HR")

    commented = messages_of(looked_at(changed(workbook, change), known), "privacy.person")
    assert any("comment" in message and "王五" in message for message in commented)


@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/worksheets/sheet2.xml"])
def test_somebody_in_a_raw_part_of_the_file_is_found(part: str, workbook: Path, known: Roster) -> None:
    parts = parts_of(workbook)
    parts[part] = re.sub(rb'(<dc:subject>|promptTitle=")[^<"]*', rb"\1&#29579;&#20116;", parts[part], count=1)
    assert parts[part] != parts_of(workbook)[part]
    (problem,) = looked_at(pack(workbook, parts), known)
    assert (problem.code, problem.place.sheet, problem.fields["found"]) == ("privacy.person", part, "王五")


def test_somebody_who_has_moved_to_another_team_since_is_found(tmp_path: Path, workbook: Path) -> None:
    def moved(sheets: Sheets) -> None:
        people(sheets)
        sheets["员工"][2][2] = "M2"

    problems = looked_at(workbook, load_roster(company(tmp_path / "company", moved), "zh"))
    assert {problem.fields["found"] for problem in problems} >= {"E2 李四"}


def test_a_rater_sees_only_whom_to_rate(tmp_path: Path, known: Roster) -> None:
    rater_form.write(whose(known.raters["C01"]), forms(known, "zh")["C01"], tmp_path / "form.xlsx")
    assert looked_at(changed(tmp_path / "form.xlsx", put("张三", "H6", "吴客户")), known) != []


def test_a_file_of_another_recipient_period_or_issue_is_not_the_one(workbook: Path, known: Roster) -> None:
    right = own(workbook)
    for wrong in (
        replace(right, recipient_id="M2", recipient="钱二"),
        replace(right, period="2026-Q3"),
        replace(right, issue=2),
    ):
        assert "privacy.other_recipient" in {problem.code for problem in looked_at(workbook, known, wrong)}


def test_a_file_that_is_no_workbook_of_ours_is_told_of(tmp_path: Path, known: Roster, workbook: Path) -> None:
    right = own(workbook)
    write_sheets(workbook, {"员工": [["工号", "姓名"], ["E1", "张三"]]})
    assert [problem.code for problem in looked_at(workbook, known, right)] == ["workbook.not_ours"]


def test_a_file_whose_hidden_sheet_was_changed_is_not_sent(tmp_path: Path, known: Roster) -> None:
    path = tmp_path / "team.xlsx"
    write(known.book("甲公司", PERIOD, known.managers["M1"], "zh"), path, "zh", lambda content: str(len(content)))
    who = own(path)
    sheets, data = read_one(path), path.read_bytes()
    assert privacy.check(sheets, data, Everybody(known), who, seal=lambda content: str(len(content))) == []
    (problem,) = privacy.check(sheets, data, Everybody(known), who, seal=lambda content: str(len(content) + 1))
    assert problem.code == "privacy.seal"
