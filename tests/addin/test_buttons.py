"""The commands as Excel calls them: one message, its language, few calls; HR's verbs; other engines."""

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings as xw

from presales_xl.addin import at_excel
from presales_xl.addin.hr_steps import proposed_period
from presales_xl.addin.ribbon import Ask, StoppedError, commands, dispatch, groups
from presales_xl.catalogue import load
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger.ledger import Ledger
from presales_xl.office.libreoffice import Office
from presales_xl.office.xlwings_engine.app import Engine
from presales_xl.office.xlwings_engine.ranges import Range
from presales_xl.people.employees import Employee, Role
from presales_xl.texts import Lang, text
from presales_xl.workbook import rater_form
from presales_xl.workbook.build import write
from presales_xl.workbook.identity import Identity
from presales_xl.workbook.layout import FIRST_ROW, IDENTITY
from presales_xl.workbook.rater_form import Ratings
from tests.addin.commanding import TWO, Answering, area, cohorts, entries, listed, state, team
from tests.conftest import OpenBook
from tests.cycle.company import CONSULTANT, ENGINEER, company, fill
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PERIOD
from tests.workbook.files import ordinary
from tests.workbook.returned import engineers, written

pytestmark = pytest.mark.libreoffice
#: They ask for a project, whatever the workbook.
HR = {button.command for button in groups()["hr"]}


@pytest.fixture
def clicked(open_book: OpenBook) -> Iterator[Callable[[Path], xw.Book]]:
    """Open the workbook in which a button is clicked."""

    def click(file: Path) -> xw.Book:
        book = open_book(file)
        book.set_mock_caller()
        return book

    yield click
    if hasattr(xw.Book, "_mock_caller"):
        del xw.Book._mock_caller


@pytest.mark.parametrize(
    ("lang", "title", "words"), [("zh", "售前考核", "校验通过"), ("en", "Pre-sales appraisal", "All is well")]
)
def test_a_click_shows_one_message_in_the_language_of_the_workbook(
    lang: Lang, title: str, words: str, tmp_path: Path, clicked: Callable[[Path], xw.Book], office_app: xw.App
) -> None:
    engineers(tmp_path, lang)
    clicked(tmp_path / "team.xlsx")
    at_excel.run("validate")
    (alert,) = office_app.impl.alerts
    assert (alert.title, alert.critical) == (title, False)
    assert alert.prompt.startswith(words)


def test_a_click_that_fails_says_so_and_one_whose_work_is_seen_says_nothing(
    tmp_path: Path, clicked: Callable[[Path], xw.Book], office_app: xw.App
) -> None:
    clicked(ordinary(tmp_path / "别人的.xlsx"))
    for name in sorted(set(commands()) - {*HR, "check_setup", "open_help"}):
        office_app.impl.alerts.clear()
        at_excel.run(name)
        (alert,) = office_app.impl.alerts
        assert "不是本系统发出的考核工作簿" in alert.prompt
        assert alert.critical
    engineers(tmp_path)
    office_app.impl.alerts.clear()
    clicked(tmp_path / "team.xlsx").sheets["工程师"].range("B7").select()
    at_excel.run("show_form")
    assert office_app.impl.alerts == []


def test_a_question_is_a_message_box_and_no_means_no(
    tmp_path: Path, clicked: Callable[[Path], xw.Book], office_app: xw.App
) -> None:
    engineers(tmp_path)
    book = clicked(tmp_path / "team.xlsx")
    sheet = book.sheets["工程师"]
    sheet.api.unprotect("")
    sheet.range("D6").value = 1
    office_app.impl.respond = lambda alert: "no" if "no" in alert.buttons else "ok"
    at_excel.run("recalculate")
    assert len(office_app.impl.alerts) == 2
    assert sheet.range("D6").value == 1


def test_the_setup_is_told_in_any_workbook(tmp_path: Path, open_book: OpenBook) -> None:
    engineers(tmp_path)
    ours = dispatch("check_setup", open_book(tmp_path / "team.xlsx"), Ask()).text
    assert "Python 3" in ours
    assert f"xlwings {xw.__version__}" in ours
    assert "示例公司 2026-11，王芳（华东），第 1 版" in ours
    book = open_book(ordinary(tmp_path / "别人的.xlsx"))
    before = state(book)
    assert "「别人的.xlsx」不是本产品发放的" in dispatch("check_setup", book, Ask()).text
    assert state(book) == before


def test_the_number_of_calls_does_not_depend_on_the_number_of_people(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, calls = Office.ask, Counter[str]()
    sheets_read: Counter[tuple[str, str]] = Counter()

    def counted(office: Office, operation: str, /, **fields: Any) -> Any:
        calls[operation] += 1
        if operation in ("values", "formulas") and tuple(fields["area"][:2]) == (1, 1):
            sheets_read[operation, fields["sheet"]] += 1
        return ask(office, operation, **fields)

    calls_by_size: list[dict[str, Mapping[str, int]]] = []
    for size in (3, 60):
        file = tmp_path / f"{size}.xlsx"
        write(team([cohort.role() for cohort in cohorts(TWO, size, "zh")]), file, "zh")  # everything is blank
        book = open_book(file)
        calls_by_size.append({})
        for name in sorted(set(commands()) - HR):
            book.sheets[TWO[0]].range("D6").select()
            with monkeypatch.context() as patched:
                patched.setattr(Office, "ask", counted)
                calls.clear()
                sheets_read.clear()
                dispatch(name, book, Answering())
            calls_by_size[-1][name] = dict(calls)
            assert sheets_read["values", IDENTITY] == 1, name
            assert max(sheets_read.values(), default=0) <= 1, name
            if name == "show_form":  # which asks for nothing but whose row it is
                assert {sheet for _, sheet in sheets_read} == {IDENTITY, *TWO}
        book.close()
    assert calls_by_size[0] == calls_by_size[1]
    assert all(sum(each.values()) < 150 for each in calls_by_size[0].values())


def test_marks_and_notes_appear_and_go_with_what_is_wrong_and_own_notes_stay(
    tmp_path: Path, open_book: OpenBook
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    sheet = book.sheets["工程师"]
    apart = book.sheets["首页"]
    apart.api.unprotect("")
    sheet.api.unprotect("")
    apart.range("Z50").formula = '=COUNTIFS(checked_cells,"s2r7c7")'  # as the conditional format of G7 asks
    assert apart.range("Z50").value == 0
    apart.range("Z51").value = "很多"
    sheet.range("G7:G8").formula = "=首页!$Z$51"  # LibreOffice drops the note of a cell that is written to
    sheet.range("G8").add_note("我的批注")
    sheet.api.protect("")
    answer = dispatch("validate", book, Answering())
    assert answer.text == "校验发现 2 处错误，2 处提醒。清单在「检查」页，相应的格子已标出。"  # of Z50 and Z51
    assert book.sheets.active.name == "检查"
    assert apart.range("Z50").value == 1
    assert [note.text[0] for note in sheet.impl.notes] == ["✗", "我"]
    sheet.api.unprotect("")
    apart.range("Z51").value = 91
    sheet.api.protect("")
    assert dispatch("validate", book, Answering()).text == "校验发现 2 处提醒。清单在「检查」页，相应的格子已标出。"
    assert apart.range("Z50").value == 0
    assert [note.text for note in sheet.impl.notes] == ["我的批注"]
    assert [cell for cell, *_ in listed(book)] == ["首页 Z50", "首页 Z51"]


def test_a_note_that_is_lacking_since_a_click_was_stopped_is_put_there_by_the_next(
    tmp_path: Path, open_book: OpenBook
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    sheet = book.sheets["工程师"]
    sheet.range("G7:G8").value = [[None], [-1]]
    dispatch("validate", book, Answering())
    written = [note.text for note in sheet.impl.notes]
    assert len(written) == 2
    sheet.api.unprotect("")
    for note in sheet.impl.notes:
        note.delete()
    sheet.range("G8").add_note("✗ 以前的一处")
    dispatch("validate", book, Answering())
    assert [note.text for note in sheet.impl.notes] == written


def results(book: xw.Book) -> list[object]:
    """Return what two commands answer, and what stands in the workbook then."""
    names = ("validate", "recalculate")
    return [(dispatch(name, book, Ask()).text, listed(book), area(book, "grades")) for name in names]


@pytest.mark.parametrize("lines", ["flat", "tuples"])
def test_engines_may_give_lines_bare_blanks_as_texts_and_truth_as_numbers(
    lines: str, tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(team([cohort.given("zh") for cohort in cohorts(TWO[1:], 3, "zh")]), tmp_path / "team.xlsx", "zh")
    book = open_book(tmp_path / "team.xlsx")
    expected = results(book)
    clean = Engine.clean_value_data

    def plain(*arguments: Any) -> Any:
        rows = [
            ["" if cell is None else float(cell) if cell is True else cell for cell in row] for row in clean(*arguments)
        ]
        return rows if lines == "flat" else tuple(map(tuple, rows))

    original = vars(Range)["formula"]

    def formula(cells: Range) -> Any:
        typed = original.fget(cells)
        if lines == "flat" and isinstance(typed, tuple) and 1 in cells.shape:
            return [cell for row in typed for cell in row]
        return typed

    monkeypatch.setattr(Engine, "clean_value_data", staticmethod(plain))
    monkeypatch.setattr(Range, "formula", property(formula, original.fset))
    before = entries(book)
    assert results(book) == expected
    assert entries(book) == before


def test_hr_generates_and_collects_from_the_ribbon_as_on_the_command_line(tmp_path: Path, open_book: OpenBook) -> None:
    project = company(tmp_path / "公司")
    book = open_book(ordinary(project.folder / "outbox.xlsx"))
    person = Answering(typed="2026-11")
    made = dispatch("generate_workbooks", book, person)
    outbox = project.folder / "outbox" / "2026-11"
    assert str(outbox) in made.text
    assert f"工作簿 {len(list(outbox.glob('*.xlsx')))} 份" in made.text
    issued = next(file for file in outbox.glob("*.xlsx") if "赵一" in file.name)
    back = fill(issued, tmp_path / "收回.xlsx", {"E1": ENGINEER, "E2": CONSULTANT})
    person = Answering(typed="2026-11", returned=[back])
    taken = dispatch("collect_returns", book, person)
    assert "本次 1 个文件：接收 1。" in taken.text
    assert "3 人中 2 人完成" in taken.text
    assert "是空的" in person.asked[-1]
    assert (project.folder / "results" / "2026-11" / "results.xlsx").is_file()


def test_the_ribbon_asks_why_before_it_changes_what_was_settled(tmp_path: Path, open_book: OpenBook) -> None:
    project = collected(tmp_path)
    settle(project, Ledger.open(project.ledger), PERIOD, "zh", paid_out=True)
    fill(project.inbox(PERIOD) / FIRST, project.inbox(PERIOD) / "新.xlsx", {"E2": {"bids_won": 0}})
    book = open_book(ordinary(tmp_path / "a.xlsx"))

    class Hesitating(Answering):
        def line(self, question: str, proposed: str) -> str | None:
            self.asked.append(question)
            return None if "写原因" in question else PERIOD.text

    person = Hesitating()
    taken = dispatch("collect_returns", book, person)
    assert "李四（E2）：中标项目数 6 → 0，总分 100.89 →" in person.asked[-1]
    assert "没有收进 1" in taken.text
    company(tmp_path, lambda sheets: sheets["目标与工资"][1].__setitem__(2, 40000))
    refused = dispatch("generate_workbooks", book, Hesitating())
    assert (refused.severity, "什么也没有改" in refused.text) == ("error", True)
    assert "结果已作数" not in dispatch("collect_returns", book, Answering(typed=PERIOD.text)).text
    assert "已生成" in dispatch("generate_workbooks", book, Answering(typed=PERIOD.text)).text


def test_hr_may_cancel_and_mistype(tmp_path: Path, open_book: OpenBook) -> None:
    book = open_book(ordinary(tmp_path / "a.xlsx"))
    assert dispatch("generate_workbooks", book, Ask()).text == "已取消，什么都没有做。"
    company(tmp_path / "公司")
    wrong = dispatch("generate_workbooks", book, Answering(chosen=tmp_path / "公司", typed="11 月"))
    assert (wrong.severity, "11 月" in wrong.text) == ("error", True)
    assert not (tmp_path / "公司" / "outbox").exists()


def test_the_period_proposed_is_the_present_one_of_the_length_used_last(tmp_path: Path) -> None:
    project = company(tmp_path)
    month = proposed_period(project)
    assert len(month) == 7
    (tmp_path / "outbox" / "2025-Q3").mkdir(parents=True)
    assert proposed_period(project)[4:6] == "-Q"


class _Dialog:
    """Excel's dialog for folders."""

    def __init__(self, chosen: str) -> None:
        self._chosen = chosen

    def Show(self) -> int:  # noqa: N802  # as Excel calls it
        return -1 if self._chosen else 0

    def SelectedItems(self, place: int) -> str:  # noqa: N802
        return self._chosen


class _Excel:
    """What Excel gives Python for its own dialogs, and what its status bar says while one is open."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.api = self
        self.status_bar = ""
        self.said: list[str] = []
        self.prompts: list[str] = []
        self.alerts: list[str] = []

    def alert(self, prompt: str, **_: object) -> None:
        self.alerts.append(prompt)

    def FileDialog(self, kind: int) -> _Dialog:  # noqa: N802
        self.said.append(self.status_bar)
        return _Dialog(self.answer or "")

    def GetOpenFilename(self, **_: object) -> Any:  # noqa: N802
        self.said.append(self.status_bar)
        return self.answer

    def InputBox(self, **asked: object) -> Any:  # noqa: N802
        self.said.append(self.status_bar)
        self.prompts.append(str(asked["Prompt"]))
        return self.answer


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac asks by its own dialogs")
def test_folders_files_and_lines_are_asked_for_by_excels_own_dialogs() -> None:
    def asks(answer: Any) -> at_excel.AtExcel:
        return at_excel.AtExcel(cast(xw.App, _Excel(answer)), "zh")

    assert asks("C:/项目").folder("选择", None) == Path("C:/项目")
    assert asks("").folder("选择", None) is None
    assert asks(("C:/a.xlsx", "C:/b.xlsx")).files("选择") == [Path("C:/a.xlsx"), Path("C:/b.xlsx")]
    assert asks(False).files("选择") == []
    assert asks(" 2026-11 ").line("周期", "2026-10") == "2026-11"
    assert asks(False).line("周期", "2026-10") is None


def test_while_somebody_is_asked_excels_status_bar_says_so() -> None:
    excel = _Excel("2026-11")
    at_excel.AtExcel(cast(xw.App, excel), "zh").line("周期", "")
    assert excel.said == [text("zh", "addin.say.ASKING")]
    assert excel.status_bar == text("zh", "addin.say.WORKING")


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac's dialog holds long questions")
def test_a_question_that_excels_dialog_cannot_hold_is_shown_before_it() -> None:
    excel = _Excel("李雷")
    names = "\n".join(f"{number}. 员工{number}" for number in range(60))
    assert at_excel.AtExcel(cast(xw.App, excel), "zh").line(f"谁？\n{names}\n请填姓名：", "") == "李雷"
    assert (excel.alerts, excel.prompts) == ([f"谁？\n{names}\n请填姓名："], ["谁？\n请填姓名："])


def test_long_work_says_in_the_status_bar_how_far_it_is_and_stops_between_two_items(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    excel, done = _Excel(""), []
    pressed = iter([False, False, True])
    monkeypatch.setattr(at_excel, "heard_in", lambda _window: nullcontext(lambda: next(pressed)))
    with pytest.raises(StoppedError):
        for item in at_excel.AtExcel(cast(xw.App, excel), "zh").track(["a", "b", "c"], "send"):
            done.append((item, excel.status_bar.partition("（")[0]))
    assert done == [("a", "售前考核：发送邮件 1／3"), ("b", "售前考核：发送邮件 2／3")]


@pytest.mark.parametrize(("wrong", "is_cut"), [(300, False), (301, True)])
def test_a_list_that_ends_before_the_last_problem_says_so(
    tmp_path: Path, open_book: OpenBook, *, wrong: int, is_cut: bool
) -> None:
    plan = load("support_engineer_kpi")
    good = {spec.id: 0.0 if spec.dimension else 91.0 if spec.smallest else 1.0 for spec in plan.of_kind("input")}
    blank = [len(good)] * (wrong // len(good)) + [wrong % len(good)]
    people = [
        Employee(f"E{number}", f"员工{number}", dict(list(good.items())[count:])) for number, count in enumerate(blank)
    ]
    written(tmp_path, Role("工程师", plan, people), "zh")
    book = open_book(tmp_path / "team.xlsx")
    told = dispatch("validate", book, Answering()).text
    assert f"{wrong} 处" in told
    assert ("只列出、标出前 300 处" in told) is is_cut
    assert len(listed(book)) == 300


def test_checking_a_second_time_writes_nothing(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    book.sheets["工程师"].range("G7").value = None
    first = dispatch("validate", book, Answering()).text
    ask, written = Office.ask, []

    def counted(office: Office, operation: str, /, **fields: Any) -> Any:
        written.append(operation)
        return ask(office, operation, **fields)

    monkeypatch.setattr(Office, "ask", counted)
    assert dispatch("validate", book, Answering()).text == first
    assert not {"put", "fill", "clear", "set_note", "protect", "unprotect"} & set(written)


def test_a_raters_form_is_checked_explained_and_submitted_and_the_rest_is_told(
    tmp_path: Path, open_book: OpenBook
) -> None:
    plan = load("presales_system")
    columns = tuple(spec.id for spec in plan.columns.values() if spec.by == "peer")
    people = [Employee("1000", "张三"), Employee("1001", "李四")]
    ratings = Ratings("顾问", plan, by="peer", called="同事", people=people, columns=columns)
    whose = Identity("示例公司", "2026-Q4", "rater", recipient_id="r1", recipient="王五", team="", lang="zh")
    rater_form.write(whose, [ratings], tmp_path / "评分.xlsx")
    book = open_book(tmp_path / "评分.xlsx")
    sheet = next(sheet for sheet in book.sheets if sheet.name != IDENTITY)
    place = sheet.range("A1:A20").value.index(columns[0]) + 1
    cell = sheet.range((place, FIRST_ROW + 1))
    cell.value = "很好"
    assert "很好" in dispatch("validate", book, Answering()).text
    assert dispatch("submit", book, Answering()).text.startswith("没有提交")
    cell.value = 90
    cell.select()
    assert "1000 张三" in dispatch("explain_score", book, Answering()).text
    for name in ("recalculate", "compute_grades", "compute_bonus", "show_form"):
        assert "这是评分表" in dispatch(name, book, Answering()).text
    assert dispatch("submit", book, Answering()).text.startswith("没有提交")
    other = next(sheet for sheet in book.sheets if sheet.name == "李四")
    other.range((place, FIRST_ROW + 1)).value = 80
    assert dispatch("submit", book, Answering()).text.startswith("已提交")


def test_what_raters_give_is_in_no_result_when_the_manager_fills_it_in(tmp_path: Path, open_book: OpenBook) -> None:
    [role] = engineers(tmp_path).roles
    first = role.people[0]
    blank = {**first.entries, "input.satisfaction": math.nan}
    people = [replace(first, awaited=frozenset({"input.satisfaction"}), entries=blank), *role.people[1:]]
    written(tmp_path, replace(role, people=people), "zh")
    book = open_book(tmp_path / "team.xlsx")
    book.sheets["工程师"].range("H6").value = 91
    dispatch("compute_grades", book, Answering())
    totals = {str(row[1])[:4]: row[3] for row in area(book, "grades")}
    assert (totals["1000"], totals["1001"], totals["1002"]) == (None, 85, 85)
