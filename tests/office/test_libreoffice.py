"""A LibreOffice of our own: found, started, asked, ended."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from presales_xl.office import libreoffice
from presales_xl.office.libreoffice import NoOfficeError, Office
from presales_xl.scheme.errors import ProblemsError
from tests.conftest import do_without
from tests.engines.libreoffice import missing


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    try:
        with Office() as running:
            yield running
    except NoOfficeError as error:
        do_without(missing(error))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Return a workbook whose cached values are wrong, in a folder with blanks and Chinese in its name."""
    path = tmp_path / "华东 一组" / "考核 表.xlsx"
    path.parent.mkdir()
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("工程师")
        sheet.set_paper(9)
        sheet.write_row("A1", ["张三", 90])
        sheet.write_formula("C1", "=B1/100", None, -99)
        book.add_worksheet("秘密").hide()
    return path


def code_of(caught: pytest.ExceptionInfo[ProblemsError]) -> str:
    (problem,) = caught.value.problems
    return problem.code


@pytest.mark.libreoffice
def test_a_lock_that_a_crash_left_behind_does_not_matter(office: Office, workbook: Path) -> None:
    lock = workbook.with_name(f".~lock.{workbook.name}#")
    lock.write_text(",somebody,elsewhere,01.11.2026 09:00,file:///home/somebody;", encoding="utf-8")
    number = office.ask("open", file=str(workbook))
    assert office.ask("values", document=number, sheet="工程师", area=[1, 1, 1, 3]) == [["张三", 90.0, 0.9]]
    office.ask("close", document=number)


@pytest.mark.libreoffice
def test_it_works_where_an_environment_of_another_python_is_active(
    office: Office, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.prefix) / "bin"), prepend=os.pathsep)
    with Office() as another:
        number = another.ask("open", file=str(workbook))
        assert another.ask("values", document=number, sheet="工程师", area=[1, 1, 1, 3]) == [["张三", 90.0, 0.9]]


@pytest.mark.libreoffice
def test_what_is_no_workbook_is_told_of_and_the_work_goes_on(office: Office, workbook: Path, tmp_path: Path) -> None:
    for name, content in {"damaged.xlsx": workbook.read_bytes()[:900], "text.bin": b"\x00\x01\x02"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ProblemsError) as caught:
            office.ask("open", file=str(tmp_path / name))
        assert code_of(caught) == "office.unopened"
        assert caught.value.problems[0].place.file.endswith(name)
    with pytest.raises(KeyError, match="没有"):
        number = office.ask("open", file=str(workbook))
        office.ask("values", document=number, sheet="没有", area=[1, 1, 1, 1])
    office.ask("close", document=number)


@pytest.mark.libreoffice
def test_a_stuck_libreoffice_is_ended_and_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office
) -> None:
    stuck = tmp_path / "stuck.py"
    stuck.write_text("import time\nOPERATIONS = {'sleep': lambda session: time.sleep(600)}\n", encoding="utf-8")
    with Office(operations=stuck) as running:
        monkeypatch.setattr(libreoffice, "PATIENCE", 0.1)
        with pytest.raises(ProblemsError) as caught:
            running.ask("sleep")
        assert code_of(caught) == "office.stuck"
        with pytest.raises(ProblemsError) as again:
            running.ask("sheets", document=1)
        assert code_of(again) == "office.stuck"
        monkeypatch.undo()
        folder = running.folder
    assert not folder.exists()


@pytest.mark.libreoffice
def test_our_process_does_not_import_uno(office: Office) -> None:
    assert office.ask("open", file=str(shutil.copy(__file__, office.folder / "a.csv")))
    assert "uno" not in sys.modules


def test_a_machine_without_libreoffice_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    monkeypatch.setattr(libreoffice, "MAC", tmp_path / "none")
    with pytest.raises(NoOfficeError) as caught, Office():
        pass
    assert code_of(caught) == "office.missing"


def test_libreoffice_is_found_where_windows_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "Program Files" / "LibreOffice" / "program" / "soffice.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ProgramFiles", str(tmp_path / "Program Files"))
    monkeypatch.setattr(libreoffice, "MAC", tmp_path / "none")
    assert libreoffice.soffice() == program.resolve()


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for a Python")
def test_the_python_that_comes_with_libreoffice_is_asked_first(tmp_path: Path) -> None:
    for folder, answer in (("with", 0), ("without", 1)):
        (tmp_path / folder / "program").mkdir(parents=True)
        python = tmp_path / folder / "program" / "python"
        python.write_text(f"#!/bin/sh\nexit {answer}\n", encoding="utf-8")
        python.chmod(0o755)
    with_uno, without_uno = tmp_path / "with" / "program", tmp_path / "without" / "program"
    assert libreoffice.python_with_uno(with_uno / "soffice") == with_uno / "python"
    try:
        other = libreoffice.python_with_uno(without_uno / "soffice")
    except NoOfficeError as error:
        assert error.problems[0].code == "office.no_python"
    else:
        assert subprocess.run([other, "-c", "import uno"], check=False).returncode == 0
        assert other != without_uno / "python"
