"""The add-in file: its sources read back to the letter, valid, and the same byte for byte wherever it is built."""

import difflib
import os
import re
import subprocess
import sys
import warnings
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pyopenvba.cfb import CFB

from presales_xl.addin import addin_file
from presales_xl.addin.addin_file import built, generated, sources, write
from presales_xl.addin.places import NAME, settings_of
from presales_xl.cli import main
from presales_xl.resources import folder
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import LANGUAGES, Lang
from tests.conftest import Validate
from tests.workbook.files import ordinary

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of its own libraries
    from oletools.olevba import VBA_Parser

SHIPPED: dict[Lang, Path] = {"zh": folder("macros") / NAME, "en": folder("macros") / "presales-en.xlam"}
SETTINGS = {"INTERPRETER_WIN": r"C:\我的 公司\Scripts\python.exe", "HELP": r"C:\用户\王 五\帮助"}


def modules(addin: bytes) -> dict[str, str]:
    """Return the modules that oletools, which is not ours, finds in an add-in."""
    parser = VBA_Parser(NAME, data=addin)
    try:
        return {Path(name).stem: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def installed(name: str) -> list[str]:
    """Return the lines of a file of the installed xlwings."""
    return Path(str(distribution("xlwings").locate_file(name))).read_text(encoding="ascii").splitlines()


def body(code: str) -> list[str]:
    """Return the lines of a module, without the attributes and the preamble before them."""
    lines = code.splitlines()
    last = max(place for place, line in enumerate(lines[:20]) if line.startswith("Attribute VB_"))
    return lines[last + 1 :]


@pytest.fixture(scope="module")
def addin() -> bytes:
    return built("zh", SETTINGS)


def test_our_sources_are_read_back_to_the_letter(addin: bytes) -> None:
    code = modules(addin)
    ours = sorted(folder("macros").glob("*.[bc][al]s"))
    assert set(code) == {"ThisWorkbook", "Sheet1", "xlwings", "Dictionary", *(file.stem for file in ours)}
    for file in ours:
        written = "".join(f"{line}\r\n" for line in file.read_text(encoding="ascii").splitlines())
        for place, meant in generated().items():
            written = written.replace(place, meant)
        assert body(code[file.stem]) == body(written)
    assert [line for name in ("ThisWorkbook", "Sheet1") for line in body(code[name]) if line] == []


def test_our_macros_evaluate_and_start_nothing_that_a_workbook_says(addin: bytes) -> None:
    code = modules(addin)
    ours = "\n".join(code[file.stem] for file in folder("macros").glob("*.[bc][al]s"))
    for way in ("Evaluate", "ExecuteExcel4Macro", "Application.Run", "CallByName", "Shell(", ".Run ", "SendKeys"):
        assert way not in ours
    assert ours.count(".Exec(") == 1, "Python, with a command of ours and a number"


def test_xlwings_is_inside_with_few_lines_changed(addin: bytes) -> None:
    code = modules(addin)
    assert body(code["Dictionary"]) == body("\n".join(installed("xlwings/addin/Dictionary.cls")))
    before, after = installed("xlwings/xlwings_custom_addin.bas"), code["xlwings"].splitlines()
    changed = [line for line in difflib.ndiff(before, after) if line[0] in "-+"]
    assert len([line for line in changed if line[0] == "-"]) == 21
    assert len([line for line in changed if line[0] == "+"]) == 18  # one of them says so


def test_neither_a_workbook_nor_a_file_beside_it_can_choose_what_is_started(addin: bytes) -> None:
    code = modules(addin)["xlwings"]
    assert "SheetExists(ActiveWorkbook, PROJECT_NAME" not in code
    assert 'source = "" Or source = "directory"' not in code
    assert '"ADD_WORKBOOK_TO_PYTHONPATH", "true"' not in code
    assert "uses_embedded_code = True\r\n" not in code.replace("If uses_embedded_code = True Then\r\n", "")


def test_nothing_of_a_workbook_gets_into_a_command_line_or_a_python_string(addin: bytes) -> None:
    code = modules(addin)
    starts = re.search(r"Shell\.Exec\((.*)\)\r?\n", code["PresalesExcel"])
    assert starts
    assert re.findall(r"\b[A-Z]\w+(?:\.\w+)?(?=\W*(?:&|\)|$))", starts[1].replace('"', "")) == [
        "Program",
        "Command",
        "Application.Hwnd",
    ]
    for line in code["xlwings"].splitlines():
        if re.search(r"PYTHONPATH = Add|ParameterString = |RunCommand & |--wb", line):
            assert not re.search(r"\.(Full)?Name\b|FullName", line.replace("Application.Name", "")), line
    assert "AskPython Control.Tag" in code["Presales"]


def test_the_project_says_that_it_holds_nothing_compiled(addin: bytes) -> None:
    with ZipFile(BytesIO(addin)) as parts:
        head = CFB.from_bytes(parts.read("xl/vbaProject.bin")).get_stream_in_storage("VBA", "_VBA_PROJECT")
    assert head[:5] == b"\xcc\x61\xff\xff\x00"
    assert not any(head[5:])


def test_an_xlwings_that_we_do_not_know_is_refused_rather_than_built_in_unchanged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(addin_file, "_CHANGES", (("no such line", "", 1),))
    with pytest.raises(ProblemsError) as raised:
        sources()
    assert [problem.code for problem in raised.value.problems] == ["addin_build.xlwings"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_shipped_file_is_what_is_built_from_the_sources(lang: Lang) -> None:
    assert SHIPPED[lang].read_bytes() == built(lang), f"presales-xl addin build -o {SHIPPED[lang]} --lang {lang}"


def test_another_process_builds_the_same_bytes_in_whatever_order_settings_come(addin: bytes) -> None:
    program = (
        "import sys; from presales_xl.addin.addin_file import built; "
        f"sys.stdout.buffer.write(built('zh', {dict(reversed(SETTINGS.items()))!r}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7"}
    )
    assert run.stdout == addin


def test_the_parts_are_those_of_an_addin_with_a_ribbon(addin: bytes) -> None:
    with ZipFile(BytesIO(addin)) as parts:
        types = parts.read("[Content_Types].xml").decode()
        relations = parts.read("_rels/.rels").decode()
        assert parts.testzip() is None
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types
    assert "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" in relations


def test_settings_with_spaces_and_chinese_come_back_from_the_file(addin: bytes, tmp_path: Path) -> None:
    file = tmp_path / "加载 项.xlam"
    file.write_bytes(addin)
    kept = settings_of(file)
    assert kept.items() >= SETTINGS.items()
    assert kept["LANG"] == "zh"
    assert built("zh", kept) == addin


@pytest.mark.parametrize("damage", ["missing", "text", "workbook"])
def test_a_file_that_is_no_addin_of_ours_is_told_as_such(tmp_path: Path, damage: str) -> None:
    file = tmp_path / NAME
    if damage == "text":
        file.write_text("not an add-in", encoding="utf-8")
    elif damage == "workbook":
        ordinary(file.with_suffix(".xlsx")).rename(file)
    with pytest.raises(ProblemsError) as raised:
        settings_of(file)
    assert [problem.code for problem in raised.value.problems] == ["addin_build.not_ours"]


@pytest.mark.validator
def test_the_open_xml_sdk_finds_nothing_wrong(validate: Validate, addin: bytes, tmp_path: Path) -> None:
    files = [tmp_path / NAME, tmp_path / "presales-en.xlam"]
    files[0].write_bytes(addin)
    write(files[1], "en")
    assert validate(files) == []


def test_the_notices_of_what_is_not_ours_are_shipped() -> None:
    notices = {file.stem: file.read_text(encoding="utf-8") for file in (folder("macros") / "licences").iterdir()}
    assert set(notices) == {"xlwings", "VBA-Dictionary", "pyOpenVBA"}
    read = distribution("xlwings").read_text  # takes no encoding
    licence = read("licenses/LICENSE.txt")
    assert licence
    assert " ".join(licence.split()) in " ".join(notices["xlwings"].split())
    assert "MIT License" in notices["VBA-Dictionary"]


def test_the_command_writes_the_addin_of_the_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "我的 文件" / NAME
    with pytest.raises(SystemExit) as left:
        main(["addin", "build", "-o", str(file), "--lang", "en"])
    assert left.value.code == 0
    assert NAME in capsys.readouterr().out.replace("\n", "")
    assert file.read_bytes() == built("en")


def test_settings_are_read_whatever_sheet_is_active_and_their_file_line_by_line() -> None:
    code = sources()["xlwings"]
    settings = code.partition("Function GetConfigFromSheet")[2].partition("End Function")[0]
    assert not re.search(r"(?<![.\w])Range\(", settings)
    assert re.search(r"Line Input #iFileNum, sVarName\s+If IsSaid\(sVarName, sName, sVarValue\) Then", code)
