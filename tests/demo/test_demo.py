"""The sample company, through three months: here, and by the package for Windows in Wine."""

import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from presales_xl import catalogue
from presales_xl.cli import main
from presales_xl.demo import sample
from presales_xl.demo.demo import Demo, demo
from presales_xl.ledger import kept_results
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import parse
from tests.addin.test_bundle import without_libraries
from tests.conftest import do_without
from tests.cycle.company import company, read_csv, refused
from tests.engines import EngineMissingError, wine
from tests.english import chinese_punctuation, in_workbook
from tests.lint import lint


@dataclass(frozen=True)
class Command:
    """What `presales-xl demo` made and printed in an empty folder."""

    folder: Path
    demo: Demo
    out: str
    err: str


@pytest.fixture(scope="module", params=["zh", "en"])
def command(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run the command once for all tests of a language."""
    folder, kept, out, err = tmp_path_factory.mktemp("demo"), list[Demo](), StringIO(), StringIO()

    def keeping(*words: Any, **options: Any) -> Demo:
        kept.append(demo(*words, **options))
        return kept[-1]

    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        patched.chdir(folder)
        patched.setenv("COLUMNS", "80")
        patched.setattr("presales_xl.cli.demo.demo", keeping)
        with pytest.raises(SystemExit) as left:
            main(["demo", "--lang", request.param])
        assert not left.value.code
    return Command(folder, kept[0], out.getvalue(), err.getvalue())


@pytest.fixture
def made(command: Command, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """Return what was made; a test stands in its folder, as its paths are seen from there."""
    monkeypatch.chdir(command.folder)
    return command.demo


def test_the_command_says_where_everything_lies(command: Command) -> None:
    places = [Path(place) for place in re.findall(r"^  .+: (presales-demo\S*)$", command.out, re.MULTILINE)]
    assert len(places) == 10
    assert {place.name for place in places} >= {"presales-demo", "results.xlsx", "payroll.xlsx", "report.html"}
    assert all((command.folder / place).exists() for place in places)
    said = "0 个错误，5 个提醒。" if command.demo.project.lang == "zh" else "0 errors, 5 "
    assert said in command.err


def test_every_month_is_complete_but_for_one_blank_in_the_last(made: Demo) -> None:
    months = [(m.period.text, len(m.generated.files), m.collected.people, m.collected.complete) for m in made.months]
    assert months == [("2026-09", 4, 30, 30), ("2026-10", 4, 31, 31), ("2026-11", 4, 31, 30)]
    assert {problem.severity for problem in made.problems} == {"warning"}


def test_seven_schemes_are_shown(made: Demo) -> None:
    rows = read_csv(made.project.results(made.months[-1].period) / "results.csv")
    assert {row["scheme"] for row in rows} == {
        "software_presales",
        "support_engineer_kpi",
        "repair_stars",
        "ecom_dept_presales",
        "taobao_presales",
        "ecom_service_quality",
        "nc_u8_consultant",
    }


def test_what_goes_wrong_in_real_months_goes_wrong_here(made: Demo) -> None:
    assert [[event.key for event in month.events] for month in made.months] == [
        [],
        ["joined", "broken", "late", "appeal", "reopened"],
        ["left", "moved", "answered", "objected", "calibrated"],
    ]
    late = next(event for event in made.months[1].events if event.key == "late")
    assert (late.fields["back"], late.fields["expected"]) == (3, 4)
    quarantine = [file.suffix for file in made.project.quarantine(made.months[1].period).iterdir()]
    assert sorted(quarantine) == [".txt", ".xlsx"]


def test_whom_the_calibration_meeting_raises_gets_the_next_better_grade_and_its_pay(made: Demo) -> None:
    (decided,) = (event.fields for event in made.months[-1].events if event.key == "calibrated")
    rows = {row["employee_id"]: row for row in read_csv(made.project.results(made.months[-1].period) / "results.csv")}
    row = rows[str(decided["id"])]
    scale = catalogue.load(row["scheme"]).scheme.grades
    assert scale is not None
    grades = list(scale.scale)
    assert grades.index(str(decided["before"])) == grades.index(str(decided["after"])) + 1
    assert row["grade"] == decided["after"]
    like = rows["1003"]  # of the same role and level, whose total earned that grade
    shown = ("level", "grade", "pay.total")
    assert [row[key] for key in shown] == [like[key] for key in shown]


def test_who_is_on_leave_is_not_counted_among_those_who_are_appraised(made: Demo) -> None:
    folder, zh = made.project.results(made.months[-1].period), made.project.lang == "zh"
    shown = re.sub(r"<[^>]+>|\s+", " ", (folder / "report.html").read_text(encoding="utf-8"))
    assert re.search(r"\b30 +参加考核" if zh else r"\b30 +People appraised", shown)
    assert "29 / 30" in shown
    cells = [str(cell) for row in parse(folder / "results.xlsx")["汇总" if zh else "Summary"] for cell in row]
    assert cells.count("人数（另 1 人不考核）" if zh else "People (1 more not rated)") == 1


def test_what_changes_after_a_month_was_paid_is_a_correction_of_the_month_after(made: Demo) -> None:
    corrections = [month.payroll.total("correction") for month in made.months]
    assert corrections == [0, 0, 50_00 + 91_13]  # of the appeal, and of the figure that was corrected


def test_a_month_that_was_opened_again_has_revised_statements_of_those_concerned(made: Demo) -> None:
    rows = read_csv(made.project.results(made.months[1].period) / "statements.csv")
    _, name, _, revision, *_ = rows[0]
    assert {row[name]: row[revision] for row in rows if row[revision] != "1"} == {"何永刚": "2", "萧雅": "2"}


def test_people_come_and_go_and_change_managers_with_the_day(made: Demo) -> None:
    statuses = [
        {row["employee_id"]: row["status"] for row in read_csv(made.project.results(month.period) / "results.csv")}
        for month in made.months
    ]
    joined = [month.get("1307") for month in statuses]
    not_appraised, complete = ("不考核", "完成") if made.project.lang == "zh" else ("not rated", "complete")
    assert joined == [None, not_appraised, complete]
    assert statuses[2]["1207"] == complete  # who left is appraised to the last day
    page = next((made.project.results(made.months[2].period) / "statements").rglob("1208*.html"))
    stated = page.read_text(encoding="utf-8")
    assert all(each in stated for each in ("李雪梅", "赵明辉", "11-01", "11-15", "11-16"))


def test_what_a_month_leaves_is_carried_into_the_next(made: Demo) -> None:
    rows = [
        {row["employee_id"]: row for row in read_csv(made.project.results(month.period) / "nc_u8_consultant.csv")}
        for month in made.months
    ]
    assert all(row["status"] in ("完成", "complete") for month in rows for row in month.values())
    with Ledger.open(made.project.ledger).reading() as read:
        months = [kept_results.all_of(read, month.period.text) for month in made.months]
    first, second, last = (result for month in months for result in month if result.employee_id == "1006")
    # Receipts 200, 300, 400: below the third quarter's base, within the fourth's, above its target.
    assert [one.columns["measure.nc_carry_out"] for one in (first, second, last)] == [-14.375, 0, 32.5]
    assert second.entries["input.nc_carry_in"] == -14.375
    assert not [problem for month in made.months for problem in month.generated.problems if "doubted" in problem.code]


def test_the_last_month_ends_with_statements_and_the_report(made: Demo) -> None:
    folder = made.project.results(made.months[-1].period)
    pages = [page.read_text(encoding="utf-8") for page in (folder / "statements").rglob("*.html")]
    assert len(pages) == 30
    written = [each[made.project.lang] for each in sample.company()["comments"]]
    silent = [page for page in pages if not any(comment in page for comment in written)]
    assert ["郭静" in page for page in silent] == [True]  # who is on leave
    assert (folder / "report.html").stat().st_size > 10_000
    assert (folder / "payroll.xlsx").is_file()


def test_nothing_that_is_written_in_english_has_chinese_punctuation(made: Demo) -> None:
    if made.project.lang == "zh":
        return
    results = [file for month in made.months for file in made.project.results(month.period).rglob("*.*")]
    issued = [file for month in made.months for file in made.project.outbox(month.period).glob("*.xlsx")]
    places = {
        file.name: in_workbook(file)
        if file.suffix == ".xlsx"
        else chinese_punctuation(file.read_text(encoding="utf-8-sig"))
        for file in (*results, *issued, made.project.roster, made.project.folder / "presales.toml")
    }
    assert {file.suffix for file in results} == {".csv", ".html", ".xlsx"}
    assert {name: found for name, found in places.items() if found} == {}


def test_our_lint_finds_nothing_in_the_workbooks_that_are_handed_out(made: Demo) -> None:
    folders = [folder(month.period) for month in made.months for folder in (made.project.results, made.project.outbox)]
    # HR's program saved the calibration of a month anew: what it forgot is not the product's
    files = [file for folder in folders for file in folder.glob("*.xlsx") if file.name != "calibration.xlsx"]
    assert {"results.xlsx", "payroll.xlsx", "lists.xlsx"} <= {file.name for file in files}
    assert {file.name: found for file in (*files, made.project.roster) if (found := lint(file))} == {}


def test_the_ledger_of_the_sample_verifies(made: Demo) -> None:
    assert verify(Ledger.open(made.project.ledger)) == []


def test_the_sample_company_can_be_made_again_even_in_another_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "months", lambda: ["2026-09"])  # one month is enough here
    demo(tmp_path, "zh")
    assert demo(tmp_path, "en").months[-1].collected.complete == 30


def test_another_project_is_not_written_over(tmp_path: Path) -> None:
    company(tmp_path)
    assert "文件已存在" in refused(lambda: demo(tmp_path, "zh"))[0]


def test_months_of_the_sample_never_go_into_the_ledger_of_another_project(tmp_path: Path) -> None:
    project = company(tmp_path)
    Ledger.open(project.ledger)
    settings, roster = (tmp_path / "presales.toml").read_bytes(), project.roster.read_bytes()
    assert "有台账" in refused(lambda: demo(tmp_path, "zh", force=True))[0]
    assert ((tmp_path / "presales.toml").read_bytes(), project.roster.read_bytes()) == (settings, roster)


# The package for Windows with Python inside, in Wine: installed by its script, it pays there what it pays here.

FOLDER = "考核 (1) & 示例"
PROJECT = "presales-demo"


@dataclass(frozen=True)
class Installed:
    """A Windows on which somebody unpacked the package and opened its first script."""

    windows: wine.Windows
    package: Path
    program: Path
    said: str

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command of the product in a folder of the user's; return its exit code and what it printed."""
        folder = self.windows.local / FOLDER
        folder.mkdir(exist_ok=True)
        python = self.program / "python" / "python.exe"
        code, said = self.windows.program(folder, str(python), "-X", "utf8", "-m", "presales_xl", *words)
        return code, said.decode()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("windows")
    try:
        windows = wine.Windows(folder / "prefix")
        windows.complete()
        python = wine.embeddable(folder)
    except EngineMissingError as missing:
        do_without(missing)
    with redirect_stderr(StringIO()) as bundled, pytest.raises(SystemExit) as left:
        main(["addin", "bundle", "--lang", "zh-CN", "--python", str(python), "-o", str(folder / "包.zip")])
    if without_libraries(bundled.getvalue()):
        do_without(EngineMissingError("pip fetches no libraries here"))
    assert not left.value.code, bundled.getvalue()
    with ZipFile(folder / "包.zip") as archive:
        archive.extractall(folder / FOLDER)
    [package] = (folder / FOLDER).iterdir()
    (package / "program" / "python" / "Lib" / "site-packages" / "sitecustomize.py").write_bytes(wine.patience())
    code, said = windows.script(package, "安装.cmd", "/quiet")
    assert code == 0, said
    return Installed(windows, package, windows.local / "presales-xl" / "program", said.decode("gbk", "replace"))


def test_the_script_installs_the_add_in_and_the_check_finds_everything_in_place(installed: Installed) -> None:
    add_in = installed.windows.local.parent / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "presales.xlam"
    assert add_in.exists()
    code, said = installed.run("addin", "doctor")
    assert code == 0
    assert f"✓ 加载项已就位：C:\\users\\{installed.windows.local.parts[-3]}" in said
    assert "✓ 安装包完整" in said and "✗" not in said


@pytest.mark.parametrize("command", ["zh"], indirect=True)
def test_three_months_on_windows_pay_to_the_cent_what_they_pay_here(installed: Installed, command: Command) -> None:
    code, said = installed.run("demo")
    assert (code, "0 个错误" in said) == (0, True), said
    there, here = installed.windows.local / FOLDER / PROJECT, command.folder / PROJECT
    tables = of_months(here, "*.xlsx")
    assert len(tables) >= 9 and tables == of_months(there, "*.xlsx")
    for name in tables:
        if "collected" not in name:  # when and where each file lay
            assert cells(there / name) == cells(here / name), name
    pages = of_months(here, "**/*.html")
    assert len(pages) > 90 and pages == of_months(there, "**/*.html")
    for name in pages:
        assert without_days(there / name) == without_days(here / name), name
    code, said = installed.run("ledger", "verify", "--project", PROJECT)
    assert code == 0, said


def without_days(page: Path) -> str:
    """Return a page without its days, and the digest of what it states with them: they are those of each run."""
    return re.sub(r'\d{4}-\d{2}-\d{2}|content="[0-9a-f]{64} ', "", page.read_text(encoding="utf-8"))


def of_months(project: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(project).as_posix() for path in project.glob(f"results/*/{pattern}"))


def cells(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what stands in a workbook, but for the hidden sheet: its seal is of the project's own key."""
    book = openpyxl.load_workbook(file, data_only=True)
    return {
        sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets if sheet.title != IDENTITY
    }
