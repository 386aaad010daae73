"""What the tests rely on in the programs that judge our workbooks."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter

from presales_xl.workbook.build import write
from tests.conftest import Overflowing, Validate
from tests.engines import CellError, Recalculate, validator
from tests.engines.bare import AIDS, without_aids
from tests.engines.libreoffice import LibreOffice
from tests.lint_formulas import FUNCTIONS
from tests.workbook.samples import team

# Formulas on the data of `people`, and what every engine makes of them; together they use all our functions.
FORMULAS: dict[str, float | str] = {
    # a formula's empty text is no number, but it is text: no blank
    "COUNT(B2:B6)": 3,
    "COUNTA(B2:B6)": 5,
    "COUNTA(D2:D6)": 0,
    'COUNTIFS(B2:B6,"")': 2,
    "RANK(B4,B2:B6)": 3,
    "RANK(B2,B2:B6)+RANK(B5,B2:B6)": 2,
    "AVERAGE(B2:B6)": 13 / 3,
    'AVERAGEIFS(B2:B6,A2:A6,"1001 *")': 5,
    'IFERROR(AVERAGEIFS(B2:B6,A2:A6,"1003 *"),"none")': "none",
    'IFERROR(AVERAGE(D2:D6),"none")': "none",
    'LEN("评语 a")': 4,
    "ISTEXT(A2)+ISTEXT(D2)+ISTEXT(B2)": 1,
    "MAX(D2:D6)": 0,
    "MIN(B2:B6)": 3,
    "SUM(B2:B6)": 13,
    # a number, a space and anything finds 1001 and not 10010
    'COUNTIFS(A2:A6,C2&" *")': 2,
    'SUMIFS(B2:B6,A2:A6,C2&" *")': 5,
    "SUMPRODUCT((A2:A6=A3)*1)": 1,
    'SUMPRODUCT((B2:B6<>"")*(B2:B6>3))': 2,
    # text is more than any number, and upper case is lower case
    'IF(AND(NOT("abc"<0),OR("abc">1,1>2),"abc"="ABC"),"yes","no")': "yes",
    'INDEX(B2:B6,MATCH("1001 李四",A2:A6,0))': "",
    'VLOOKUP("1002 王五",A2:B6,2,FALSE)': 3,
    'LOOKUP(75,{0,60,70,90},{"D","C","B","A"})': "B",
    # halves go away from zero, on 15 digits
    "ROUND(2.5,0)": 3,
    "ROUND(-2.5,0)": -3,
    "ROUND(2.675,2)": 2.68,
    "ROUND(1.005,2)": 1.01,
    "ROUND(156.45/149,10)": 1.05,
    "INT(-2.5)": -3,
    "ABS(-2.5)": 2.5,
    'B6&"x"': "x",
    "IF(ISNUMBER(B2),1,0)": 1,
    "IF(ISNUMBER(B3),1,0)": 0,
    "IF(ISLOGICAL(B2),1,0)": 0,
    'SUBSTITUTE(A2,"1","0")': "0000 张三",
    'TRIM("  甲  乙 ")': "甲 乙",
    'HYPERLINK("#A1","to")': "to",
    "10*ROW(B6)+COLUMN(B6)": 62,
}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Return a workbook with two columns of people's data, whose cached values are all wrong."""
    path = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("售前 客服")
        hidden = book.add_worksheet("_presales")
        hidden.very_hidden()
        hidden.write_string("A1", "007")
        sheet.write_column("A1", ["姓名", "1001 张三", "1001 李四", "1002 王五", "10010 赵六", "1001"])
        sheet.write_column("B1", ["分", 5, '=""', 3, 5, '=""'])
        sheet.write_string("C2", "1001")
        for row, formula in enumerate(FORMULAS):
            sheet.write_formula(row, 5, f"={formula}", value=-99)
        sheet.protect()
    return path


def test_every_engine_knows_our_functions_and_agrees_on_blanks_text_and_halves(
    people: Path, recalculate: Recalculate
) -> None:
    assert {name for name in FUNCTIONS if not any(f"{name}(" in formula for formula in FORMULAS)} == set()
    found = recalculate(people)["售前 客服"]
    shown = {formula: found[f"F{row}"] for row, formula in enumerate(FORMULAS, start=1)}
    assert shown == {formula: pytest.approx(value, abs=1e-12) for formula, value in FORMULAS.items()}


def test_only_cells_that_hold_something_come_back_and_hidden_sheets_too(people: Path, recalculate: Recalculate) -> None:
    found = recalculate(people)
    assert list(found) == ["售前 客服", "_presales"]
    assert found["_presales"] == {"A1": "007"}
    assert found["售前 客服"]["B3"] == ""
    assert "D2" not in found["售前 客服"]


def test_inputs_are_put_in_before_the_calculation_and_the_file_stays_as_it_is(
    people: Path, recalculate: Recalculate
) -> None:
    before = people.read_bytes()
    typed = {"B2": 50.5, "B3": None, "B5": "病假", "C2": "1002", "C3": True, "C4": "=B2*2", "C5": "=NA()"}
    found = recalculate(people, {"售前 客服": {**typed, "C6": "=1/0"}})["售前 客服"]
    positions = {formula: f"F{row}" for row, formula in enumerate(FORMULAS, start=1)}
    assert found[positions["SUM(B2:B6)"]] == 53.5
    assert found[positions["COUNTA(B2:B6)"]] == 4
    assert found[positions['SUMIFS(B2:B6,A2:A6,C2&" *")']] == 3
    assert (found["B5"], found["C3"], found["C4"]) == ("病假", True, 101)
    assert "B3" not in found
    assert isinstance(found["C5"], CellError)
    assert (found["C5"], found["C6"]) == ("#N/A", "#DIV/0!")
    assert not isinstance(found["B5"], CellError)
    assert people.read_bytes() == before


def test_a_sheet_that_is_not_there_is_told_of(people: Path, recalculate: Recalculate) -> None:
    with pytest.raises(KeyError, match="汇总"):
        recalculate(people, {"汇总": {"A1": 1}})


@pytest.mark.parametrize("scheme", ["ecom_service_quality", "repair_stars"])
def test_what_an_engine_is_not_given_calculates_nothing(scheme: str, tmp_path: Path, recalculate: Recalculate) -> None:
    path = tmp_path / "team.xlsx"
    write(team(scheme, "zh"), path, "zh")
    assert recalculate(path) == recalculate(path, whole=True)
    (tmp_path / "bare").mkdir()
    with ZipFile(without_aids(path, tmp_path / "bare")) as archive:
        assert not any(AIDS.search(archive.read(name)) for name in archive.namelist())


@pytest.mark.libreoffice
def test_libreoffice_goes_on_after_a_file_that_it_cannot_open(
    people: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(people.read_bytes()[:2000])
    with pytest.raises(RuntimeError, match=r"broken\.xlsx"):
        libreoffice.recalculate(broken)
    with pytest.raises(FileNotFoundError):
        libreoffice.recalculate(tmp_path / "none.xlsx")
    assert libreoffice.recalculate(people)["_presales"] == {"A1": "007"}


@pytest.mark.validator
def test_the_validator_tells_the_file_the_office_version_and_the_part(
    people: Path, tmp_path: Path, validate: Validate
) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "openpyxl.xlsx")  # writes a font's parts in an order that the schema forbids
    flaws = validate([people, tmp_path / "openpyxl.xlsx"], validator.VERSIONS)
    assert {flaw.file for flaw in flaws} == {"openpyxl.xlsx"}
    assert [flaw.version for flaw in flaws] == list(validator.VERSIONS)
    assert str(flaws[0]).startswith("openpyxl.xlsx [Office2010] /xl/styles.xml")


@pytest.mark.validator
def test_the_validator_tells_of_a_file_that_is_no_workbook(tmp_path: Path, validate: Validate) -> None:
    (tmp_path / "text.xlsx").write_text("no zip", encoding="utf-8")
    assert {flaw.file for flaw in validate([tmp_path / "text.xlsx"])} == {"text.xlsx"}


@pytest.mark.parametrize(("required", "outcome"), [("0", "skipped"), ("1", "failed")])
def test_a_missing_engine_skips_its_tests_unless_everything_is_required(
    tmp_path: Path, required: str, outcome: str
) -> None:
    test = tmp_path / "test_one.py"
    test.write_text("from tests.conftest import validate\n\ndef test_one(validate):\n    pass\n", encoding="utf-8")
    environment = {**os.environ, "PRESALES_XL_REQUIRE_ALL": required, "PYTHONPATH": str(validator.CHECKOUT)}
    environment |= {"OOXML_VALIDATOR_CLI": str(tmp_path / "none")}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, test],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert f"1 {outcome}" in run.stdout.replace("error", "failed"), run.stdout + run.stderr


def test_the_browser_tells_of_what_runs_over_of_broken_amounts_and_of_pale_texts(overflowing: Overflowing) -> None:
    sound = '<div style="background: #1F4E79"><p style="color: #FFFFFF">甲 1,234.00</p></div>'
    pages = {
        "sound": sound,
        "wide": f'<div style="width: 600px">{sound}</div>',
        "broken": '<p style="width: 20px; word-break: break-all">1,234.00</p>',
        "pale": '<p style="color: #6B7280; background: #D6E4F0">注</p>',
        "pale chart": '<svg width="90" height="30"><text x="1" y="20" fill="#D1D5DB">注</text></svg>',
    }
    found = overflowing({name: f"<!DOCTYPE html>{page}" for name, page in pages.items()}, (390,))
    kinds = {name.removesuffix(" at 390 px"): {flaw.split(":")[0] for flaw in wrong} for name, wrong in found.items()}
    assert kinds["broken"] == {"broken"}
    assert kinds["pale"] == kinds["pale chart"] == {"pale"}
    assert "beyond the edge" in kinds["wide"]
    assert "sound" not in kinds
