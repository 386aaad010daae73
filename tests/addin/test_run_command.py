"""`presales-xl run`: a command of the ribbon on a copy of a workbook, without Excel."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
import xlwings as xw

from presales_xl.addin.buttons import validate
from presales_xl.addin.ribbon import Ask, Reply, commands, groups
from presales_xl.cli import main
from presales_xl.cli.console import INTERNAL
from presales_xl.cli.run import AtTerminal
from presales_xl.office.xlwings_engine.app import Respond
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import write
from tests.cycle.company import company
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PERIOD, issued, returned
from tests.workbook.samples import opened, team

Run = Callable[..., tuple[int, str, str]]
SHEET = "repair_stars"

pytestmark = pytest.mark.libreoffice
in_running_office = pytest.mark.usefixtures("running_office")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, office_app: xw.App) -> Run:
    """Return a function that runs the program; without LibreOffice the test is skipped."""
    monkeypatch.delenv("PRESALES_XL_LANG", raising=False)
    monkeypatch.chdir(tmp_path)

    def program(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return int(left.value.code or 0), output.out, output.err

    return program


@pytest.fixture
def running_office(monkeypatch: pytest.MonkeyPatch, office_app: xw.App) -> Iterator[None]:
    """Let commands work in the LibreOffice that runs for all tests; to start one takes longer than what they do."""
    respond_before = office_app.impl.respond

    @contextmanager
    def running(respond: Respond) -> Iterator[xw.App]:
        office_app.impl.respond = respond
        yield office_app
        assert not list(office_app.books)

    monkeypatch.setattr("presales_xl.cli.run.libreoffice_app", running)
    yield
    office_app.impl.respond = respond_before
    office_app.impl.alerts.clear()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "华东 一组.xlsx"
    write(team(SHEET, "zh"), path, "zh")
    return path


def command(monkeypatch: pytest.MonkeyPatch, work: Callable[[xw.Book, Ask], Reply]) -> None:
    """Let `validate` do something else."""
    monkeypatch.setattr(validate, "run", work)


def mark(book: xw.Book, ask: Ask) -> Reply:
    """Write beside the cell that is selected whether the person agrees."""
    sheet = book.sheets["汇总"]
    sheet.api.unprotect("")
    cell = book.selection
    assert cell is not None
    sheet["A60"].value = [f"{cell.sheet.name} {cell.address}", ask.yes("继续吗"), ask.line("谁", "王芳")]
    return Reply("做完了", "info")


def test_the_copy_holds_what_the_command_did_and_the_file_stays_as_it_was(
    run: Run, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(monkeypatch, mark)
    before = workbook.read_bytes()
    code, out, _ = run("run", "validate", "华东 一组.xlsx", "--cell", f"{SHEET}!H7", "--yes")
    assert code == 0
    assert out.splitlines() == ["做完了", "副本：华东 一组.presales-validate.xlsx（原文件没有改动）"]
    sheet = opened(workbook.with_name("华东 一组.presales-validate.xlsx"))["汇总"]
    assert [sheet.cell(60, column).value for column in (1, 2, 3)] == [f"{SHEET} $H$7", True, "王芳"]
    assert workbook.read_bytes() == before


@in_running_office
def test_the_copy_goes_where_it_is_wanted_and_what_is_there_stays_unless_forced(
    run: Run, workbook: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command(monkeypatch, mark)
    words = ("run", "validate", str(workbook), "-o", "结果/副本.xlsx")
    assert run(*words)[0] == 0
    first = (tmp_path / "结果" / "副本.xlsx").read_bytes()
    code, _, err = run(*words)
    assert (code, "--force" in err) == (1, True)
    assert (tmp_path / "结果" / "副本.xlsx").read_bytes() == first
    assert run(*words, "--force", "--yes")[0] == 0
    assert opened(tmp_path / "结果" / "副本.xlsx")["汇总"]["B60"].value is True


@in_running_office
def test_the_file_itself_is_never_written_over(run: Run, workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(monkeypatch, mark)
    before = workbook.read_bytes()
    code, _, err = run("run", "validate", str(workbook), "-o", str(workbook), "--force")
    assert (code, "不能与原文件同名" in err) == (1, True)
    assert workbook.read_bytes() == before


@in_running_office
def test_a_copy_is_never_put_where_it_would_be_taken_for_a_returned_workbook(
    run: Run, workbook: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command(monkeypatch, mark)
    (tmp_path / "presales.toml").write_text('company = "甲公司"', encoding="utf-8")
    lying = tmp_path / "inbox" / "2026-11" / workbook.name
    lying.parent.mkdir(parents=True)
    workbook.rename(lying)
    code, _, err = run("run", "validate", str(lying), "-o", str(lying.with_name("b.xlsx")))
    assert (code, "副本不能放进收件文件夹" in err) == (1, True)
    assert run("run", "validate", str(lying), "--yes")[0] == 0
    assert [file.name for file in lying.parent.iterdir()] == [workbook.name]
    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["华东 一组.presales-validate.xlsx"]


@in_running_office
def test_nobody_at_the_terminal_means_no(run: Run, workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(monkeypatch, mark)
    monkeypatch.setattr(sys, "stdin", StringIO("y\n"))
    assert run("run", "validate", str(workbook))[0] == 0
    sheet = opened(workbook.with_name("华东 一组.presales-validate.xlsx"))["汇总"]
    assert (sheet["B60"].value, sheet["C60"].value) == (False, None)


@in_running_office
def test_a_command_that_finds_errors_ends_with_1_and_leaves_its_copy(
    run: Run, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(monkeypatch, lambda _book, _ask: Reply("有 3 处错误", "error"))
    code, out, _ = run("run", "validate", str(workbook))
    assert (code, "有 3 处错误" in out, "副本" in out) == (1, True, True)
    assert workbook.with_name("华东 一组.presales-validate.xlsx").is_file()


@in_running_office
def test_a_command_that_fails_says_why_and_leaves_no_copy(
    run: Run, workbook: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def mendable(_book: xw.Book, _ask: Ask) -> Reply:
        raise fail("workbook.not_ours", Place(file="x.xlsx"))

    def broken(_book: xw.Book, _ask: Ask) -> Reply:
        raise ZeroDivisionError("by zero")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("logs")))
    for work, ends, expected in ((mendable, 1, "x.xlsx"), (broken, INTERNAL, "errors.log")):
        command(monkeypatch, work)
        code, out, err = run("run", "validate", str(workbook))
        assert (code, out) == (ends, "")
        assert expected in err
        assert list(workbook.parent.iterdir()) == [workbook]


@in_running_office
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("run", "nothing", "华东 一组.xlsx"), "没有命令「nothing」"),
        (("run", "validate", "华东 一组.xlsx", "--cell", "没有!F7"), "没有单元格「没有!F7」"),
        (("run", "validate", "华东 一组.xlsx", "--cell", f"{SHEET}!不是"), f"没有单元格「{SHEET}!不是」"),
        (("run", "validate", "没有.xlsx"), "没有.xlsx"),
        (("run", "validate", "."), "文件无法读取"),
        (("run", "validate", "坏的.xlsx"), "坏的.xlsx"),
    ],
)
def test_what_is_miswritten_is_told_of(
    words: tuple[str, ...], expected: str, run: Run, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(monkeypatch, mark)
    (workbook.parent / "坏的.xlsx").write_bytes(workbook.read_bytes()[:5000])
    code, _, err = run(*words)
    assert code == 1
    assert expected in err
    assert {file.name for file in workbook.parent.iterdir()} == {"华东 一组.xlsx", "坏的.xlsx"}


@in_running_office
def test_hrs_buttons_do_the_same_without_excel_and_say_of_each_question_what_is_proposed(
    run: Run, tmp_path: Path
) -> None:
    project = returned(tmp_path)
    for button, said in (
        ("collect_returns", "2 个文件"),
        ("calibrate_grades", "校准工作簿"),
        ("settle_pay", "结算完成"),
        ("publish_results", "已公布"),
        ("show_month", ""),
        ("verify_ledger", "台账完好"),
    ):
        code, out, err = run("run", button, str(project.roster), "--yes")
        assert (code, said in out) == (0, True), (button, out, err)
    assert list(project.results(PERIOD).glob("**/*.html"))
    month = opened(project.folder / "roster.presales-show_month.xlsx")["本月进度"]
    assert "已公布" in str(month["A3"].value)
    assert "本月进度" not in opened(project.roster).sheetnames


#: What each button of HR's says on a month whose workbooks are back, agreed to as proposed; those that end with 1.
OF_HR = {
    "show_month": "副本：",
    "generate_workbooks": "不变 2 份",
    "write_plans": "考核计划共 3 份",
    "collect_returns": "2 个文件",
    "send_documents": "待发送 2 封",
    "remind": "没有要发的",
    "confirm_entries": "没有待确认的数",
    "calibrate_grades": "已写出校准工作簿：3 人",
    "approve_results": "没有要审批的结果",
    "settle_pay": "结算完成：1 人",
    "publish_results": "3 份通知单",
    "enter_answers": "还没有发出考核计划或结果通知单",
    "decide_appeals": "这一步要问「谁申诉？",
    "schemes": "方案设计表已写入",
    "verify_ledger": "台账完好",
}
REFUSED = ("approve_results", "decide_appeals")


def test_what_hrs_buttons_say_without_excel_is_tried_of_each() -> None:
    assert set(OF_HR) == {button.command for button in groups()["hr"]}


@in_running_office
@pytest.mark.parametrize("button", OF_HR)
@pytest.mark.usefixtures("before_anything_is_due")
def test_each_of_hrs_buttons_works_without_excel_or_says_what_is_missing(run: Run, tmp_path: Path, button: str) -> None:
    project = collected(tmp_path)
    code, out, err = run("run", button, str(project.roster), "--yes")
    assert (code, OF_HR[button] in (err if button == "decide_appeals" else out)) == (int(button in REFUSED), True), out


@in_running_office
def test_of_hrs_buttons_nothing_is_done_where_nobody_answers_and_what_is_typed_where_somebody_does(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = company(tmp_path)
    words = ("run", "generate_workbooks", str(project.roster))
    code, _, err = run(*words)
    assert (code, "没有人回答，所以什么都没有做" in err) == (1, True)
    assert {file.name for file in tmp_path.rglob("*presales-*")} == set()
    assert not (tmp_path / "outbox").exists()
    monkeypatch.setattr("presales_xl.cli.run.is_at_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", StringIO("2026-11\ny\n"))
    assert "工作簿 2 份" in run(*words, "--force")[1]
    assert len(list(project.outbox(PERIOD).glob("*.xlsx"))) == 2


@in_running_office
def test_the_project_is_that_of_the_file_wherever_its_copy_goes(run: Run, tmp_path: Path) -> None:
    project = returned(tmp_path / "project")
    code, out, err = run("run", "show_month", str(project.roster), "-o", str(tmp_path / "elsewhere" / "r.xlsx"), "-y")
    assert (code, err) == (0, ""), out
    assert PERIOD.text in str(opened(tmp_path / "elsewhere" / "r.xlsx")["本月进度"]["A2"].value)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_of_run_names_the_commands_of_all_buttons(lang: Lang) -> None:
    named = text(lang, "commands.help.run.about")
    assert set(re.findall(r"[a-z]+_[a-z_]+|validate|recalculate|submit|remind|schemes", named)) >= set(commands())


@in_running_office
def test_a_button_of_hrs_that_comes_too_early_ends_with_1(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("run", "publish_results", str(company(tmp_path).roster), "--yes")
    assert (code, "下一步：运行 presales-xl generate" in out) == (1, True)


def test_how_files_are_typed_is_said_and_no_question_ends_in_two_colons(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("presales_xl.cli.run.is_at_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", StringIO('a.xlsx\n"b c.xlsx"\n\n'))
    assert AtTerminal("zh").files("请选择：") == [Path("a.xlsx"), Path("b c.xlsx")]
    err = capsys.readouterr().err
    assert err.startswith("一行写一个文件")
    assert err.count("请选择: ") == 3


@in_running_office
def test_what_a_question_is_about_is_seen_in_the_terminal_and_a_no_leaves_no_copy(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = issued(tmp_path)
    monkeypatch.setattr("presales_xl.cli.run.is_at_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", StringIO("2026-11\n1\nn\n"))
    code, out, err = run("run", "send_documents", str(project.roster))
    assert str(project.outbox(PERIOD) / FIRST) in err, out
    monkeypatch.setattr(sys, "stdin", StringIO("2026-12\nn\n"))
    code, out, err = run("run", "generate_workbooks", str(project.roster))
    assert (code, "已取消" in out) == (0, True), err
    assert not (tmp_path / "roster.presales-generate_workbooks.xlsx").exists()
