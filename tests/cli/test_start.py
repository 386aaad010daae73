"""The program as a process: it starts in any console, imports what the command needs, and completes what is typed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.running import CHECKOUT, inputs
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD


def imported_by(folder: Path, *words: str) -> set[str]:
    """Return which libraries and which modules of commands a command imports."""
    program = (
        "import sys\n"
        "from presales_xl.cli import main\n"
        "try: main()\n"
        "except SystemExit as left: print(*sys.modules, left.code, sep='\\n', file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    said = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=folder, env=environment, capture_output=True, check=True
    )
    *modules, code = said.stderr.decode().splitlines()
    assert code == "0"
    return {name.partition(".")[0] for name in modules} | {name for name in modules if name.startswith("presales_xl")}


def test_a_command_imports_only_what_it_needs(tmp_path: Path) -> None:
    heavy = {"numpy", "openpyxl", "pandas", "rich", "ruamel", "sqlalchemy", "xlsxwriter", "xlwings"}
    for words in (["--version"], ["--help"], ["scheme", "--help"]):
        assert imported_by(tmp_path, *words) & {*heavy, "pydantic"} == set()
    assert not any(name.startswith("presales_xl.cycle") for name in imported_by(tmp_path, "--help"))
    imported_by(tmp_path, "scheme", "list")  # the schemes are compiled and kept
    assert imported_by(tmp_path, "scheme", "list") & {*heavy, "pydantic"} == {"rich"}
    words = ["score", "support_engineer_kpi", str(inputs(tmp_path, {})), "-o", "out.csv"]
    assert imported_by(tmp_path, *words) & heavy == {"numpy"}


def test_how_the_month_stands_is_told_without_what_the_report_is_made_with(tmp_path: Path) -> None:
    project = collected(tmp_path)
    assert "pandas" not in imported_by(project.folder, "status", PERIOD.text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "plain,generate"),
        ("gen", "plain,generate"),
        ("scheme ", "plain,compose"),
        ("generate --pre", "plain,--prefill"),
    ],
)
def test_a_shell_completes_commands_and_options(tmp_path: Path, typed: str, expected: str) -> None:
    words = ["presales-xl", *typed.split(" ")]
    asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    said = process([], tmp_path, _PRESALES_XL_COMPLETE="bash_complete", **asked)
    assert expected in said.stdout.decode().splitlines()


def process(words: Sequence[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    program = "from presales_xl.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), **variables}
    return subprocess.run(
        [sys.executable, "-c", program, *words], cwd=folder, env=environment, capture_output=True, check=False
    )


def test_run_speaks_the_language_of_the_project_that_its_workbook_lies_in(tmp_path: Path) -> None:
    (tmp_path / "p" / "inbox").mkdir(parents=True)
    (tmp_path / "p" / "presales.toml").write_text('company = "C"\nlang = "en"\n', encoding="utf-8")
    workbook = tmp_path / "p" / "inbox" / "a.xlsx"
    workbook.touch()
    said = process(["run", "nonsense", str(workbook), "-y"], tmp_path)
    assert b"error:" in said.stderr, said.stderr.decode()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
def test_a_console_with_an_old_code_page_gets_question_marks_instead_of_a_failure(
    tmp_path: Path, encoding: str
) -> None:
    for words, code in ((["scheme", "show", "repair_stars"], 0), (["--help"], 0), (["generate", "x"], 1)):
        said = process(words, tmp_path, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
        assert b"Traceback" not in said.stderr
        assert said.returncode == code
        assert (said.stderr if code else said.stdout).strip()


def test_the_commands_work_from_a_process_of_their_own(tmp_path: Path) -> None:
    for words in (["init", "d", "--lang", "en"], *(["generate", p, "--project", "d"] for p in ("2026-12", "2026-Q4"))):
        said = process(words, tmp_path)
        assert said.returncode == 0, said.stderr.decode()
    for period, team in (("2026-12", "Technical services"), ("2026-Q4", "Solutions")):  # the one is due by the month
        (workbook,) = (tmp_path / "d" / "outbox" / period).glob("*.xlsx")
        assert team in workbook.name


@pytest.mark.parametrize(
    ("code_page", "lang", "fine"), [("gbk", "zh", "√"), ("cp437", "en", "+"), ("utf-8", "zh", "✓")]
)
def test_signs_that_a_code_page_lacks_stay_apart_where_output_goes_into_a_file(
    tmp_path: Path, code_page: str, lang: str, fine: str
) -> None:
    words = [sys.executable, "-m", "presales_xl", "addin", "doctor", "--lang", lang]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": code_page}
    said = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert f"{fine} Python 3." in said.stdout.decode(code_page)
    assert "?" not in said.stdout.decode(code_page)
