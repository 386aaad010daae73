"""What the buttons do where there is no Python: the built add-in in an interpreter of VBA, on generated workbooks."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter.utility import xl_col_to_name

from presales_xl.addin.addin_file import sentences_of
from presales_xl.addin.places import settings_of
from presales_xl.addin.ribbon import ribbon_buttons
from presales_xl.addin.settings_file import NAMES, lines_of, said
from presales_xl.catalogue import load
from presales_xl.cycle.calibrating import calibration_book
from presales_xl.cycle.collecting import collect
from presales_xl.cycle.generating import generate
from presales_xl.cycle.init import create
from presales_xl.demo import sample
from presales_xl.people.employees import Employee, Role
from presales_xl.periods import parse_period
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import IDENTITY, Book
from presales_xl.workbook.reader import read_one
from tests.addin.vba import Excel
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill
from tests.workbook.files import ordinary
from tests.workbook.returned import agents, engineers, written

YES, NO, CANCEL = 6, 7, 2
Start = Callable[..., Excel]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Return how to start Excel with a workbook of a complete team open."""

    def started(lang: Lang = "zh", team: Callable[[Path, Lang], object] = engineers) -> Excel:
        (tmp_path / "team").mkdir(exist_ok=True)
        team(tmp_path / "team", lang)
        excel = Excel(tmp_path, lang)
        excel.open(tmp_path / "team" / "team.xlsx")
        return excel

    return started


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_button_does_something_without_python_or_says_how_to_get_it(start: Start, lang: Lang) -> None:
    excel = start(lang)
    for button in ribbon_buttons():
        excel.pick("工程师", "D6")
        message = excel.click(button.command, [NO, NO])
        if not button.alone:
            assert text(lang, "addin.say.NEEDS_PYTHON") in message
            assert "addin install" in message
        assert text(lang, "addin.say.FAILED_ALONE") not in message
        assert message or button.command == "show_form"
        assert all(title == text(lang, "addin.say.TITLE_ALONE") for _, _, title, _ in excel.app.dialogs)


def test_with_python_it_is_python_that_is_asked_and_excel_is_busy_until_it_ends(start: Start) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3")
    excel.python_ends(5)
    assert excel.click("validate") == ""
    assert excel.done == ["busy", "python validate", "idle"]


@pytest.mark.parametrize(("hindrance", "code", "reason"), [("blocked", 0, "blocked"), ("", 1, "ModuleNotFoundError")])
def test_a_python_that_fails_leaves_the_work_to_the_workbooks_formulas(
    start: Start, hindrance: str, code: int, reason: str
) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3", hindrance)
    excel.python_ends(2, code)
    message = excel.click("compute_grades")
    assert excel.done[-1] == "idle"
    assert "平均总分" in message
    assert reason in message
    assert excel.picked().startswith("汇总")
    needing = excel.click("collect_returns")
    assert text("zh", "addin.say.NEEDS_PYTHON") in needing
    assert reason in needing


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_python_that_hangs_can_be_stopped_and_the_button_goes_on_by_formulas(start: Start, lang: Lang) -> None:
    excel = start(lang)
    excel.set_up("/usr/bin/python3")
    excel.python_ends(10**6)
    excel.impatient()
    message = excel.click("compute_grades", [YES, NO])
    assert excel.done == ["busy", "python compute_grades", "terminated", "idle", "idle"]
    *asked, (_, _, title, _) = excel.app.dialogs
    assert [question for _, question, _, _ in asked] == [text(lang, "addin.say.WAIT_ON")] * 2
    assert title == text(lang, "addin.say.TITLE_ALONE")
    assert message.endswith(text(lang, "addin.say.STOPPED"))
    assert ("平均总分: 85" if lang == "zh" else "Mean: Total: 85") in message
    assert excel.picked().startswith(text(lang, "workbook.sheet.summary"))
    assert excel.in_status_bar == ""


@pytest.mark.parametrize("does", ["ends", "shows"])
@pytest.mark.parametrize("button", ["compute_grades", "collect_returns"])
def test_what_python_has_done_when_somebody_says_no_to_waiting_is_neither_stopped_nor_done_again(
    start: Start, button: str, does: str
) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3")
    excel.python_ends(10**6)
    excel.impatient()
    excel.python_meanwhile(does)
    assert excel.click(button, [NO]) == text("zh", f"addin.say.{'WAIT_ON' + '_HR' * (button == 'collect_returns')}")
    assert excel.done == ["busy", f"python {button}", "idle"]


def test_what_python_failed_in_is_told_also_when_somebody_says_no_to_waiting(start: Start) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3")
    excel.python_ends(10**6, 1)
    excel.impatient()
    excel.python_meanwhile("ends")
    message = excel.click("collect_returns", [NO])
    assert "ModuleNotFoundError" in message
    assert "terminated" not in excel.done


@pytest.mark.parametrize("button", [button.command for button in ribbon_buttons() if button.alone and button.python])
def test_whichever_button_of_a_team_is_stopped_does_what_it_does_without_python_and_says_so(
    start: Start, button: str
) -> None:
    excel = start()
    excel.pick("工程师", "D6")
    alone, by_formulas = excel.click(button, [YES]), excel.picked()
    excel.pick("工程师", "D6")
    excel.set_up("/usr/bin/python3")
    excel.python_ends(10**6)
    excel.impatient()
    stopped = excel.click(button, [NO, YES])
    assert stopped.endswith(text("zh", "addin.say.STOPPED"))
    assert excel.picked() == by_formulas
    assert alone.split("\r\n")[0].split("：")[0] in stopped  # where the copy lies is told behind the colon


@pytest.mark.parametrize("end", ["stopped", "failed"])
def test_sheets_that_python_could_not_protect_again_are_protected_as_before(start: Start, end: str) -> None:
    excel = start()
    before = excel.guards()
    assert "True TrueTrueTrueFalse" in before
    excel.set_up("/usr/bin/python3")
    excel.python_writes()
    excel.python_ends(10**6 if end == "stopped" else 2, 1)
    excel.impatient()
    excel.click("validate", [NO] if end == "stopped" else [YES, YES])
    assert excel.guards() == before


def test_a_sheet_that_was_not_protected_stays_so_whoever_is_stopped(start: Start) -> None:
    excel = start()
    excel.app.sheet("工程师").sheet.vba_get("Unprotect")
    before = excel.guards()
    excel.set_up("/usr/bin/python3")
    excel.python_writes()
    excel.python_ends(10**6)
    excel.impatient()
    excel.click("validate", [NO])
    assert excel.guards() == before


def test_whoever_stops_work_of_hrs_is_told_to_press_the_button_again(start: Start) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3")
    excel.python_ends(10**6)
    excel.impatient()
    assert excel.click("send_documents", [NO]) == text("zh", "addin.say.STOPPED_HR")
    ((_, asked, _, _), _) = excel.app.dialogs
    assert asked == text("zh", "addin.say.WAIT_ON_HR")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_who_stops_a_click_is_advised_to_throw_entries_away(lang: Lang) -> None:
    for key in ("STOPPED", "STOPPED_HR"):
        said = text(lang, f"addin.say.{key}")
        assert not [word for word in ("不保存", "重新打开", "without saving", "reopen") if word in said]
        assert ("保存" if lang == "zh" else "save") in said.lower()


def test_whoever_turned_to_another_workbook_stops_python_and_the_button_goes_on_with_the_one_it_was_clicked_in(
    start: Start,
) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3")
    excel.python_ends(10**6)
    excel.impatient()
    excel.app.run("SwitchBooks")
    message = excel.click("validate", [NO])
    assert "全部通过" in message
    assert message.endswith(text("zh", "addin.say.STOPPED"))
    assert excel.done == ["busy", "python validate", "terminated", "idle", "idle"]


def test_whoever_turned_to_another_workbook_while_hrs_work_goes_on_can_still_stop_it(start: Start) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3")
    excel.python_ends(10**6)
    excel.impatient()
    excel.app.run("SwitchBooks")
    assert excel.click("collect_returns", [NO]) == text("zh", "addin.say.STOPPED_HR")
    assert excel.done == ["busy", "python collect_returns", "terminated", "idle", "idle"]


def _on_mac(excel: Excel, hindrance: str = "") -> Excel:
    """Return Excel on a Mac on which the add-in knows its Python, and what keeps that from being started."""
    excel.on_mac()
    excel.set_up("/Users/li/.presales-xl/python", hindrance)
    return excel


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_mac_a_python_that_cannot_be_started_leaves_the_work_to_the_formulas(start: Start, lang: Lang) -> None:
    excel = _on_mac(start(lang), text(lang, "addin.say.NO_SCRIPT"))
    message = excel.click("compute_grades")
    assert ("平均总分: 85" if lang == "zh" else "Mean: Total: 85") in message
    assert message.endswith(f"{text(lang, 'addin.say.FAILED_MAC')}\r\n{text(lang, 'addin.say.NO_SCRIPT')}")
    assert excel.app.dialogs[-1][2] == text(lang, "addin.say.TITLE_ALONE")
    assert text(lang, "addin.say.NEEDS_PYTHON") in excel.click("collect_returns")
    assert excel.look("whatever comes later") == ""


def test_on_a_mac_python_is_asked_and_excel_waits_for_nothing(start: Start) -> None:
    excel = _on_mac(start())
    assert excel.click("validate") == ""
    assert excel.done == ["run from presales_xl.addin.mac_click import run; run('validate')", "later"]
    assert excel.look("") == ""


@pytest.mark.parametrize("said", ["sh: /Users/li/.presales-xl/python: No such file or directory\n", "KeyError: 'x'"])
def test_on_a_mac_a_python_that_fails_later_leaves_the_work_to_the_formulas_once(start: Start, said: str) -> None:
    excel = _on_mac(start())
    excel.app.run("Leave", "")
    excel.click("compute_grades")
    message = excel.look(said)
    assert "平均总分: 85" in message
    assert text("zh", "addin.say.FAILED_MAC") in message
    assert said.strip() in message
    assert excel.look(said) == ""


@pytest.mark.parametrize(("button", "said"), [("compute_grades", "STOPPED"), ("collect_returns", "STOPPED_HR")])
def test_on_a_mac_a_python_that_was_stopped_leaves_the_work_to_the_formulas_or_ends_hrs(
    start: Start, button: str, said: str
) -> None:
    excel = _on_mac(start())
    before = excel.guards()
    excel.click(button)
    excel.app.run("Loosen")
    message = excel.look("STOPPED\n")
    assert message.endswith(text("zh", f"addin.say.{said}"))
    assert ("平均总分: 85" in message) == (said == "STOPPED")
    assert excel.guards() == before


@pytest.mark.parametrize(
    ("left", "said"), [("STOPPED\n", "STOPPED_HR"), ("KeyError: 'x'\n", "FAILED"), ("ENDED\n", "")]
)
def test_on_a_mac_a_click_while_python_works_does_nothing_but_say_so_and_the_first_ends_as_its_own(
    start: Start, left: str, said: str
) -> None:
    excel = _on_mac(start())
    before = excel.guards()
    excel.click("collect_returns")
    excel.app.run("Loosen")
    assert excel.click("compute_grades") == text("zh", "addin.say.STILL_WORKING")
    assert excel.done == []
    assert excel.look("") == ""
    message = excel.look(left)
    assert message.startswith(text("zh", f"addin.say.{said}")) if said == "STOPPED_HR" else (not said) == (not message)
    assert "平均总分" not in message
    assert excel.guards() == before
    assert excel.click("compute_grades") == ""
    assert excel.done[-1] == "later"


@pytest.mark.parametrize("left", ["ENDED\n", "KeyError: 'x'\n"])
def test_on_a_mac_the_next_click_finds_how_the_last_one_ended_where_excel_could_not_be_told(
    start: Start, left: str
) -> None:
    excel = _on_mac(start())
    excel.click("validate")
    excel.app.run("Leave", left)
    message = excel.click("compute_grades")
    if left == "ENDED\n":
        assert message == ""
        assert excel.done[-1] == "later"
    else:
        assert left.strip() in message
        assert "later" not in excel.done
        assert excel.click("compute_grades") == ""


def test_no_time_runs_while_python_asks_a_question(start: Start) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3")
    excel.python_ends(9, asking=True)
    excel.impatient()
    assert excel.click("validate") == ""


def test_a_python_that_hangs_while_it_seems_to_ask_can_be_stopped_after_a_longer_time(start: Start) -> None:
    excel = start()
    excel.set_up("/usr/bin/python3")
    excel.python_ends(200, asking=True)
    excel.impatient("ASKING = 600")
    assert excel.click("validate", [YES, NO]).endswith(text("zh", "addin.say.STOPPED"))
    assert "terminated" in excel.done


@pytest.mark.parametrize("is_of_project", [True, False])
def test_hrs_group_is_for_whoever_has_a_project(start: Start, is_of_project: bool) -> None:
    excel = start()
    if is_of_project:
        excel.app.run("SetUp", "", "", "")
    assert excel.app.run("IsForHr") is is_of_project


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("of_roster", LANGUAGES)
def test_hrs_group_is_in_every_roster_wherever_it_lies_and_in_no_workbook_with_less(
    tmp_path: Path, lang: Lang, of_roster: Lang
) -> None:
    excel = Excel(tmp_path, lang)
    folder = tmp_path / "OneDrive"
    _, roster = create(folder, of_roster, sample.roster(of_roster, teams=1))
    excel.open(roster)
    assert excel.app.run("IsForHr") is True
    excel.do(f'ActiveWorkbook.Worksheets("{text(of_roster, "roster.sheet.managers")}").Name = "其他"')
    assert excel.app.run("IsForHr") is False


def test_hrs_group_is_in_the_workbook_that_grades_are_calibrated_in_and_in_no_managers(start: Start) -> None:
    excel = start()
    assert excel.app.run("IsForHr") is False
    excel.do(f'ActiveWorkbook.Worksheets("{IDENTITY}").Range("B1").Value = "{calibration_book.MARK}"')
    assert excel.app.run("IsForHr") is True


@pytest.mark.parametrize(("setting", "is_shown"), [("yes", True), ("no", False), ("", False), ("error", False)])
def test_hrs_group_goes_by_the_setting_also_where_it_cannot_be_read(
    tmp_path: Path, setting: str, *, is_shown: bool
) -> None:
    excel = Excel(tmp_path, "zh")
    excel.app.run("SayOfHr", setting)
    assert excel.app.run("IsForHr") is is_shown


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_excel_reads_a_settings_file_as_the_doctor_does_and_a_bad_line_spoils_no_other(
    tmp_path: Path, ends: str
) -> None:
    rows = [
        '"INTERPRETER_WIN"',
        "",
        'HELP, "\\\\server\\a, b" ',
        '"Hr","yes"',
        '"HR","no"',
        "INTERPRETER_MAC=x",
        '"HELPS","x"',
    ]
    excel = Excel(tmp_path, "zh")
    asked = 'Dim Value As String\nIf IsSaid(Lines, Setting, Value) Then Told = Value Else Told = "?"'
    excel.app.add_module(f"Public Function Told(Lines, Setting)\n{asked}\nEnd Function\n", name="Reader")
    told = {name: excel.app.run("Told", ends.join(rows), name) for name in NAMES}
    assert told == {"INTERPRETER_WIN": "?", "INTERPRETER_MAC": "?", "HELP": "\\\\server\\a, b", "HR": "yes"}
    known = said(lines_of(ends.join(rows).encode(), "gbk"))
    assert {name: known.get(name, "?") for name in NAMES} == told


def test_a_workbook_that_is_not_ours_is_told_as_such(tmp_path: Path) -> None:
    excel = Excel(tmp_path, "zh")
    excel.open(ordinary(tmp_path / "别人的.xlsx"))
    assert excel.click("print_forms") == text("zh", "addin.say.NOT_OURS")


def test_next_goes_from_one_cell_at_fault_to_the_next_and_says_what_is_wrong_until_all_is_passed(start: Start) -> None:
    excel = start()
    assert "全部通过" in excel.click("validate")
    excel.put("工程师", "G7", None)
    excel.put("工程师", "H8", "很好")
    blank, wrong = excel.click("validate"), excel.click("validate")
    assert "工程师 G7  1001 李四 未解决客户数（个）\r\n还空着，请补上。" in blank
    assert "工程师 H8  1002 王五 支持满意度\r\n填的是「很好」，不能用。「支持满意度」应为：0 到 100 分" in wrong
    assert excel.picked() == "工程师 H8"
    assert "✗" in wrong
    excel.put("工程师", "G7", 1)
    excel.put("工程师", "H8", 91)
    assert "全部通过" in excel.click("validate")


def test_an_entry_to_be_confirmed_is_gone_to_and_told_where_it_is_confirmed(start: Start) -> None:
    excel = start()
    excel.put("工程师", "H7", 1)
    message = excel.click("validate")
    assert excel.picked() == "工程师 H7"
    assert "填的是「1」：只有 1 分" in message
    assert "检查 E23" in message


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_typed_as_text_is_told_by_cell_and_reason_and_to_be_typed_again_not_to_be_confirmed(
    start: Start, lang: Lang
) -> None:
    excel = start(lang)
    cell = 'ActiveWorkbook.Worksheets("工程师").Range("H7")'
    excel.do(f'{cell}.NumberFormat = "@"\n{cell}.Value = "95"')
    for command in ("validate", "validate", "submit"):
        message = excel.click(command)
        assert excel.picked() == "工程师 H7"
        assert "工程师 H7  1001 李四" in message
        assert "“95”" in message or "「95」" in message
        assert "文本" in message or "text" in message
        assert message.endswith(text(lang, "addin.say.ENTRY_REFUSED").rpartition("%2")[2])
    assert excel.done == []


@pytest.mark.parametrize("cell", ["A7", "D7", "P7"])
def test_the_form_of_the_person_in_the_selected_row_comes_to_the_front(start: Start, cell: str) -> None:
    excel = start()
    excel.pick("工程师", cell)
    assert excel.click("show_form") == ""
    assert excel.picked().startswith("考核表")
    assert excel.shown("考核表", "B2") == "1001 李四"


def test_the_form_is_found_from_a_row_of_details_and_of_the_checks(start: Start) -> None:
    excel = start(team=agents)
    excel.pick("明细 客服", "C9")
    excel.click("show_form")
    assert excel.shown("考核表", "B2") == "1001 李四"
    excel.pick("客服", "B3")
    assert "员工" in excel.click("show_form")


def test_all_forms_are_printed_or_saved_and_the_choice_is_as_before(start: Start) -> None:
    excel = start()
    excel.click("print_forms", [NO])
    assert excel.done == ["print 1000 张三", "print 1001 李四", "print 1002 王五"]
    message = excel.click("print_forms", [YES])
    assert [line.split(" > ")[0] for line in excel.done] == ["pdf 1000 张三", "pdf 1001 李四", "pdf 1002 王五"]
    assert all(line.endswith(" 2026-11.pdf") for line in excel.done)  # of another month it is another file
    assert "3 份" in message
    assert excel.shown("考核表", "B2") == "1000 张三"
    excel.click("print_forms", [CANCEL])
    assert excel.done == []


def test_where_another_workbook_comes_to_the_front_during_a_question_nothing_is_done(start: Start) -> None:
    excel = start()
    excel.app.run("SwitchBooks")
    assert "另一份工作簿到了前面，所以什么也没有做" in excel.click("print_forms", [YES])
    assert excel.done == []


def test_points_are_explained_by_the_rule_of_their_header_and_the_figures_of_their_row(start: Start) -> None:
    excel = start()
    excel.pick("工程师", "P7")
    message = excel.click("explain_score")
    assert "1001 李四" in message
    assert "≤3 → 30" in message
    assert "未解决客户数（个）: 1" in message
    excel.pick("工程师", "D7")
    assert message != excel.click("explain_score")
    excel.pick("首页", "B2")
    assert "岗位表或明细表" in excel.click("explain_score")


@pytest.mark.parametrize(
    ("lang", "cell", "told"),
    [
        ("zh", "T7", "技术学习交流与成长（10 分）\r\n培训考核分 >95 → 10 分\r\n>90 → 8 分"),
        ("zh", "D7", "等级：总分 ≥90 → S；≥80 → A；≥70 → B；≥60 → C；其余 D"),
        ("zh", "V7", "总分由高到低的名次"),
        ("en", "T7", "Training score >95 → 10\r\n>90 → 8"),
        ("en", "V7", "rank by Total (highest first)"),
    ],
)
def test_a_rule_is_told_in_its_own_lines_and_whole_words_however_the_header_folds_it(
    start: Start, lang: Lang, cell: str, told: str
) -> None:
    excel = start(lang)
    excel.pick("工程师", cell)
    assert told in excel.click("explain_score")


def test_items_whose_names_differ_in_a_bracket_are_two(start: Start) -> None:
    excel = start(team=agents)
    excel.pick("客服", "D6")
    message = excel.click("explain_score")
    assert "服务流程（一）: " in message
    assert "服务流程（二）: " in message


@pytest.mark.parametrize(
    ("lang", "named"), [("zh", ("咨询量: 100", "成交量: 50")), ("en", ("Inquiries: 100", "Orders: 50"))]
)
def test_a_figure_that_a_rule_names_is_told_though_it_stands_under_another_header(
    tmp_path: Path, lang: Lang, named: tuple[str, str]
) -> None:
    plan = load("ecom_presales_service")
    entries = {spec.id: 60.0 for spec in plan.of_kind("input")}
    given = {"inquiries": 100.0, "orders": 50.0, "inquiry_target": 70.0, "orders_returned": 3.0}
    entries |= {f"input.{name}": value for name, value in given.items()}
    written(tmp_path, Role("客服", plan, [Employee("E1", "张三", entries)]), lang)
    excel = Excel(tmp_path, lang)
    excel.open(tmp_path / "team.xlsx")
    ids = read_one(tmp_path / "team.xlsx")["客服"][0]
    excel.pick("客服", f"{xl_col_to_name(ids.index('points.conversion'))}6")
    message = excel.click("explain_score").replace("（个）", "").replace("（单）", "")
    assert all(figure in message for figure in named)
    assert "70" not in message  # a target, whose name begins as that of a figure
    excel.pick("客服", f"{xl_col_to_name(ids.index('points.attitude'))}6")
    assert "50" not in excel.click("explain_score")


def test_an_english_explanation_has_the_figures(start: Start) -> None:
    excel = start("en")
    excel.pick("工程师", "P7")
    assert "Unresolved customers: 1" in excel.click("explain_score")


def test_the_summary_is_told_without_the_ranking(start: Start) -> None:
    message = start().click("compute_grades")
    assert "已完成人数: 3\n总人数: 3\n平均总分: 85" in message
    assert "A:  人数 3  实际占比 100.0%" in message
    assert "张三" not in message


def test_the_quota_is_told_as_the_summary_has_it_with_who_is_beyond_it(tmp_path: Path) -> None:
    eight = ["E2", *(f"E{number}" for number in range(4, 11))]

    def with_seven_more(sheets: Sheets) -> None:
        (first,) = (row for row in sheets["员工"] if row[0] == "E2")
        sheets["员工"] += [[key, f"员工{key}", *first[2:]] for key in eight[1:]]
        sheets["目标与工资"] += [[key, 500000, 36000] for key in eight[1:]]

    project, period = company(tmp_path / "公司", with_seven_more), parse_period("2026-Q4")
    generate.generate(project, period, "zh")
    issued = next(file for file in project.outbox(period).glob("*.xlsx") if "赵一" in file.name)
    excel = Excel(tmp_path, "zh")
    excel.open(fill(issued, tmp_path / "我的" / issued.name, {"E1": ENGINEER, **dict.fromkeys(eight, CONSULTANT)}))
    told = excel.click("compute_grades").partition("顾问　")[2].splitlines()
    beyond = "超出 +／不足 −（人）"  # of eight 0.8, 1.6, 4.8 and 0.8: one, one, five and one
    assert told[-4:] == [
        f"S:  人数 8  实际占比 100.0%  强制分布 10%  名额（人） 1  {beyond} +7",
        f"A:  人数 0  实际占比 0.0%  强制分布 20%  名额（人） 1  {beyond} -1",
        f"B:  人数 0  实际占比 0.0%  强制分布 60%  名额（人） 5  {beyond} -5",
        f"C+D:  人数 0  实际占比 0.0%  强制分布 10%  名额（人） 1  {beyond} -1",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_money_is_told_by_role_in_a_few_lines_without_grades(tmp_path: Path, lang: Lang) -> None:
    plans = [load(scheme) for scheme in ("software_presales", "support_engineer_kpi", "erp_project_consultant")]
    roles = [Role(f"岗位{number}", plan, [Employee(f"E{number}", "张三")]) for number, plan in enumerate(plans)]
    file = tmp_path / "team.xlsx"
    write(Book("示例公司", "2026-11", manager_id="m1", manager="王芳", team="华东", roles=roles), file, lang)
    excel = Excel(tmp_path, lang)
    excel.open(file)
    message = excel.click("compute_bonus")
    paid = [role.name for role in roles if role.plan.pay_total()]
    assert paid and len(paid) < len(roles)
    for role in roles:
        if role.name in paid:
            assert f"{role.name}" in message
        else:
            assert said_no_pay(lang, role.name) in message
    assert len(message.split("\n")) <= 6 * len(paid) + len(roles)
    assert ("等级" if lang == "zh" else "Grade") not in message
    assert excel.picked().startswith(text(lang, "workbook.sheet.summary"))


def test_where_nobody_is_paid_that_is_all_that_is_told_of_money(start: Start) -> None:
    excel = start()
    excel.put("工程师", "G7", None)
    assert excel.click("compute_bonus") == said_no_pay("zh", "工程师")


def said_no_pay(lang: Lang, role: str) -> str:
    return text(lang, "addin.say.NO_PAY").replace("%1", role)


def test_a_formula_that_was_overwritten_is_named_and_keeps_the_workbook_from_being_handed_in(start: Start) -> None:
    excel = start()
    assert "没有公式被覆盖" in excel.click("recalculate")
    excel.app.sheet("工程师").sheet.vba_get("Unprotect")
    excel.put("工程师", "D7", 100)
    assert "工程师 D7" in excel.click("recalculate")
    assert "工程师 D7" in excel.click("submit", [YES])
    assert excel.done == []


def test_what_is_blank_keeps_a_workbook_from_being_handed_in(start: Start) -> None:
    excel = start()
    excel.put("工程师", "G7", None)
    assert excel.click("submit", [YES]).startswith("没有提交")
    assert excel.done == []


def test_a_complete_workbook_is_handed_in_as_a_copy_with_a_record_that_stays_out_of_the_workbook(start: Start) -> None:
    excel = start()
    message = excel.click("submit")
    (asked,) = excel.done
    copy = Path(asked.removeprefix("copy "))
    assert str(copy) in message
    (stamp,) = [row for row in read_one(copy)[IDENTITY] if row[0] == "submitted"]
    assert str(stamp[3]).startswith("shown 3 ")
    assert not [row for row in excel.app.sheet(IDENTITY).rows() if row[0] == "submitted"]


def test_no_header_breaks_between_two_words_without_the_blank_that_they_are_told_with() -> None:
    file = Path(__file__).parents[2] / "workbook_templates" / "texts" / "workbook.yaml"
    assert re.findall(r"[A-Za-z]\\n[A-Za-z]", file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("is_changed", [False, True])
def test_hr_takes_what_was_handed_in_and_is_told_when_it_was_changed_since(tmp_path: Path, *, is_changed: bool) -> None:
    project, period = company(tmp_path / "公司"), parse_period("2026-11")
    generate.generate(project, period, "zh")
    issued = next(file for file in project.outbox(period).glob("*.xlsx") if "赵一" in file.name)
    excel = Excel(tmp_path, "zh")
    excel.open(fill(issued, tmp_path / "我的" / issued.name, {"E1": ENGINEER, "E2": CONSULTANT}))
    excel.click("submit", [YES])
    (asked,) = excel.done
    copy = Path(asked.removeprefix("copy "))
    if is_changed:
        (tmp_path / "又").mkdir()
        excel = Excel(tmp_path / "又", "zh")
        excel.open(copy)
        part = next(row for row in read_one(copy)[IDENTITY] if row[0] == "part")
        column = read_one(copy)[str(part[1])][0].index("input.satisfaction")
        excel.put(str(part[1]), f"{xl_col_to_name(column)}6", 77)
        copy = excel.app.save()
    (judged,) = collect.collect(project, period, [copy], "zh").judged
    assert judged.counts
    told = [problem for problem in judged.problems if problem.code == "submission.changed"]
    assert len(told) == is_changed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_addin_holds_every_sentence_that_the_macros_say(tmp_path: Path, lang: Lang) -> None:
    excel = Excel(tmp_path, lang)
    words = settings_of(tmp_path / "presales.xlam")
    assert words.items() >= sentences_of(lang).items()
    assert excel.app.run("Word", "TITLE_ALONE") == text(lang, "addin.say.TITLE_ALONE")
