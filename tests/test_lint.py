"""Each rule of our lint finds the one broken file made for it, and nothing in a sound one."""

from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from tests.filling import formulas
from tests.lint import lint
from tests.lint_formulas import FUNCTIONS

SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Return a small workbook with all that the lint looks at."""
    path = tmp_path / "sound.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": "考核"})
        book.set_custom_property("Language", "zh-CN")
        people, settings = book.add_worksheet("售前 客服"), book.add_worksheet("参数")
        settings.write_row("A1", [0.6, 0.4])
        book.define_name("weight.响应", "=参数!$A$1")
        people.write_row("A1", ["工号", "得分"])
        people.write_string("A2", "007")
        people.write_number("B2", 12.5)
        people.write_formula("C2", "=ROUND(B2*weight.响应+SUM('售前 客服'!$B:$B,参数!A1:B1),2)", None, 20)
        people.write_formula("D2", '=IF(B2="","",LOOKUP(B2,{0,60},{"C","A"}))', None, "")
        people.write_url("A4", "internal:'参数'!A1", string="参数")
        people.data_validation("B2", {"validate": "list", "source": ["甲", "乙"], "input_message": "选一个"})
        rule = {"type": "formula", "criteria": "=$B2>参数!$A$1", "format": book.add_format({"bold": True})}
        people.conditional_format("B2:B9", rule)
        people.print_area("A1:C9")
        people.autofilter("A1:C9")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='售前 客服'!$B$2:$B$9"})
        people.insert_chart("F2", chart, {"description": "柱形图：得分"})
        people.write_comment("B1", "口径")
    return path


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """Return a copy of the workbook with one piece of one part's text replaced."""
    broken = path.with_name("broken.xlsx")
    with ZipFile(path) as source, ZipFile(broken, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == part:
                assert text.count(old) >= 1, f"{part} has no {old}"
                text = text.replace(old, new, 1)
            target.writestr(name, text)
    return broken


def two_sheets(folder: Path, first: str, second: str) -> Path:
    """Return a workbook of two sheets with a formula each and a name that is defined on the first."""
    with xlsxwriter.Workbook(folder / "two.xlsx") as book:
        book.set_properties({"title": "考核"})
        book.set_custom_property("Language", "zh-CN")
        for name, formula in {"one": first, "two": second}.items():
            book.add_worksheet(name).write_formula("A1", formula, None, 1)
        book.define_name("one!Local", "=one!$B$1")
    return folder / "two.xlsx"


def test_a_sound_workbook_has_no_flaw(sound: Path) -> None:
    assert lint(sound) == []


FORMULA = '"",LOOKUP(B2,{0,60},{"C","A"})'


@pytest.mark.parametrize(
    ("part", "old", "new", "flaw"),
    [
        (SHEET, '<c r="B2">', '<c r="A2">', "售前 客服!A2: the cell is there twice"),
        (SHEET, '<c r="C2">', '<c r="AC2">', "售前 客服!D2: the cell stands after a later one"),
        (SHEET, "<v>0</v>", "<v>99</v>", "售前 客服!A1: there is no shared string 99"),
        (SHEET, "<v>0</v>", "<v>-1</v>", "售前 客服!A1: there is no shared string -1"),
        (SHEET, "<v>12.5</v>", "<v>nan</v>", "售前 客服!B2: nan is no number"),
        (SHEET, "<v>12.5</v>", "<v>twelve</v>", "售前 客服!B2: twelve is no number"),
        (SHEET, "<v>20</v>", "", "售前 客服!C2: the formula has no cached value"),
        (SHEET, "<f>ROUND", '<f t="array" ref="C2">ROUND', "售前 客服!C2: an array formula"),
        (SHEET, '<c r="C2">', '<c r="C2" cm="1">', "售前 客服!C2: an array formula"),
        (SHEET, '"甲,乙"', f'"{"甲" * 256}"', "售前 客服!B2: the list is longer than 255"),
        (SHEET, 'prompt="选一个"', f'promptTitle="{"选" * 33}"', "promptTitle is longer than 32"),
        (SHEET, 'prompt="选一个"', f'prompt="{"选" * 256}"', "prompt is longer than 255"),
        (SHEET, 'prompt="选一个"', f'errorTitle="{"选" * 33}"', "errorTitle is longer than 32"),
        (SHEET, 'prompt="选一个"', f'error="{"选" * 256}"', "error is longer than 255"),
        (SHEET, "weight.响应", "weight.工单", "售前 客服!C2: unknown name weight.工单"),
        (SHEET, "参数!A1:B1", "参数!weight", "unknown name weight"),
        (SHEET, "参数!A1:B1", "参数!XFE1", "unknown name XFE1"),
        (SHEET, "参数!A1:B1", "参数!A1048577", "unknown name A1048577"),
        (SHEET, "参数!A1:B1", "参 数!A1", "unknown name 参"),
        (SHEET, "参数!A1:B1", "2组!A1", "sheet 2组 without quotation marks"),
        (SHEET, "参数!A1:B1", "A2!A1", "sheet A2 without quotation marks"),
        (SHEET, "参数!A1:B1", "旧参数!A1", "售前 客服!C2: no sheet 旧参数"),
        (SHEET, "参数!A1:B1", "[1]参数!A1", "a reference to another workbook or a table"),
        (SHEET, "参数!A1:B1", "#REF!", "a lost reference"),
        (SHEET, "参数!$A$1", "旧参数!$A$1", "售前 客服!B2:B9: no sheet 旧参数"),
        (SHEET, "'参数'!A1", "'旧参数'!A1", "售前 客服!A4, its link: no sheet '旧参数'"),
        ("xl/charts/chart1.xml", "'售前 客服'!", "'售后 客服'!", "no sheet '售后 客服'"),
        (BOOK, "参数!$A$1<", "旧参数!$A$1<", "name weight.响应: no sheet 旧参数"),
        (SHEET, "ROUND(", "XLOOKUP(", "function XLOOKUP outside our list"),
        (SHEET, "ROUND(", "_xlfn.IFS(", "function _XLFN.IFS outside our list"),
        (SHEET, "ROUND(", "INDIRECT(", "volatile function INDIRECT"),
        (SHEET, "SUM(", "NOW()+SUM(", "volatile function NOW"),
        (SHEET, "weight.响应", f"weight.响应{'+1' * 4100}", "more than 8192 characters"),
        (SHEET, "weight.响应", f"{'ABS(' * 64}1{')' * 64}", "more than 64 levels"),
        (SHEET, FORMULA, "{1,2", "no formula"),
        (BOOK, 'name="参数"', f'name="{"参" * 32}"', "is longer than 31 characters"),
        (BOOK, 'name="参数"', 'name="参/数"', "has a character that Excel forbids"),
        (BOOK, 'name="参数"', 'name="售前 客服"', "2 sheets are called 售前 客服"),
        (BOOK, 'name="weight.响应"', 'name="W12"', "defined name W12 is the address of a cell"),
        (BOOK, 'name="weight.响应"', 'name="r1c1"', "defined name r1c1 is the address of a cell"),
        (BOOK, 'name="weight.响应"', 'name="weight 响应"', "has a character that Excel forbids"),
        (TYPES, 'PartName="/xl/styles.xml"', 'PartName="/xl/style.xml"', "given for xl/style.xml, which is"),
        (TYPES, "spreadsheetml.styles", "spreadsheetml.style", "part xl/styles.xml is a styles, but its"),
        (TYPES, '<Default Extension="vml"', '<Default Extension="vm"', "vmlDrawing1.vml has no content type"),
        (TYPES, "sheet.main", "template.main", "part xl/workbook.xml is a officeDocument, but its content"),
        ("xl/_rels/workbook.xml.rels", "styles.xml", "style.xml", "needs xl/style.xml, which is missing"),
        ("xl/_rels/workbook.xml.rels", "relationships/theme", "relationships/externalLink", "another workb"),
    ],
)
def test_a_broken_workbook_is_told_of(sound: Path, part: str, old: str, new: str, flaw: str) -> None:
    assert flaw in "\n".join(lint(changed(sound, part, old, new)))


def test_two_sheets_that_differ_only_in_case_count_as_one_name(sound: Path) -> None:
    renamed = changed(changed(sound, BOOK, "参数", "Q").rename(sound), BOOK, "售前 客服", "q")
    assert "2 sheets are called q" in lint(renamed)


def test_a_name_that_is_defined_twice_is_told_of(sound: Path) -> None:
    name = '<definedName name="weight.响应">参数!$A$1</definedName>'
    assert "the workbook has weight.响应 2 times" in lint(changed(sound, BOOK, name, name * 2))


def test_a_part_that_is_in_the_file_twice_is_told_of(sound: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(sound, "a") as archive:
        archive.writestr(SHEET, "<worksheet/>")
    assert f"part {SHEET} is there 2 times" in lint(sound)


@pytest.mark.parametrize("name", ["Local", "LOCAL"])
def test_a_name_of_one_sheet_is_known_there_and_where_the_sheet_is_named(tmp_path: Path, name: str) -> None:
    assert lint(two_sheets(tmp_path, f"={name}+one!{name}", f"=one!{name}")) == []
    assert f"two!A1: unknown name {name} in {name}" in lint(two_sheets(tmp_path, "=1", f"={name}"))


def test_no_function_of_ours_is_so_young_that_excel_wants_a_prefix(tmp_path: Path) -> None:
    calls = [f"{name}(A1)" for name in sorted(FUNCTIONS)]
    with xlsxwriter.Workbook(tmp_path / "calls.xlsx", {"use_future_functions": True}) as book:
        book.add_worksheet("calls").write_column("B1", [f"={call}" for call in (*calls, "XLOOKUP(A1)")])
    assert [formula for formula, _ in formulas(tmp_path / "calls.xlsx")["calls"].values()] == [
        *calls,
        "_xlfn.XLOOKUP(A1)",
    ]
