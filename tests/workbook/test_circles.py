"""A formula that comes back to its own cell, over others or by what follows from it, is no entry; any other one is."""

from pathlib import Path

import pytest

from presales_xl.problem_texts import explain
from presales_xl.workbook.circles import Circles
from presales_xl.workbook.layout import cell_place
from presales_xl.workbook.reader import Sheets, read_one
from presales_xl.workbook.sheet_xml import names_in, read_by
from tests.workbook.files import pack, parts_of
from tests.workbook.returned import engineers, returned
from tests.workbook.samples import EVERYBODY, SCHEMES, TeamFile
from tests.workbook.test_shown import cell_of, rewritten

ROLE = "工程师"


def told_of(path: Path) -> list[str]:
    """Return the cells whose formula has no value, by what is told."""
    return [each.place.cell for each in returned(path).problems if each.code == "input.formula"]


@pytest.mark.parametrize("name", [*SCHEMES, EVERYBODY])
def test_no_formula_of_a_workbook_as_issued_comes_back_to_itself(name: str, team_file: TeamFile) -> None:
    sheets = read_one(team_file(name, "zh"))
    held = [
        (sheet, *cell)
        for sheet, cells in sheets.formulas.items()
        for cell in cells
        if sheets.circles.holds(sheet, *cell)
    ]
    assert sum(map(len, sheets.formulas.values())) > 100
    assert held == []


def test_entries_that_read_each_other_are_none(tmp_path: Path) -> None:
    engineers(tmp_path)
    rewritten(tmp_path / "team.xlsx", {"G7": "<f>G8</f><v>0</v>", "G8": "<f>$G$7+0</f><v>0</v>"})
    assert told_of(tmp_path / "team.xlsx") == ["G7", "G8"]


def test_an_entry_that_reads_one_of_a_circle_is_none(tmp_path: Path) -> None:
    engineers(tmp_path)
    rewritten(tmp_path / "team.xlsx", {"G6": "<f>G7</f><v>0</v>", "G7": "<f>G8</f><v>0</v>", "G8": "<f>G7</f><v>0</v>"})
    assert told_of(tmp_path / "team.xlsx") == ["G6", "G7", "G8"]


def test_an_entry_that_reads_its_own_total_is_none_and_one_that_reads_the_total_of_another_is(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    total = cell_of(path, "total", 7)
    rewritten(path, {"G7": f"<f>IF({total}&gt;0,0,2)</f><v>0</v>", "G8": f"<f>IF({total}&gt;0,0,2)</f><v>0</v>"})
    assert told_of(path) == ["G7", "G8"]  # G8 hangs on G7
    rewritten(path, {"G7": "<v>1</v>", "G8": f"<f>IF({total}&gt;0,0,2)</f><v>0</v>"})
    assert told_of(path) == []


def test_formulas_that_cells_share_are_followed_as_each_of_them_reads(tmp_path: Path) -> None:
    engineers(tmp_path)
    shared = {
        "G6": '<f t="shared" ref="G6:G8" si="0">G7</f><v>0</v>',
        "G7": '<f t="shared" si="0"/><v>0</v>',
        "G8": '<f t="shared" si="0"/><v>0</v>',
    }
    path = rewritten(tmp_path / "team.xlsx", shared)
    assert told_of(path) == []  # G9 is blank
    rewritten(path, {"G8": "<f>G6</f><v>0</v>"})
    assert told_of(path) == ["G6", "G7", "G8"]


def named(path: Path, names: str) -> None:
    """Put names into a workbook."""
    parts = parts_of(path)
    workbook = parts["xl/workbook.xml"].replace(b"<definedNames>", f"<definedNames>{names}".encode())
    pack(path, {**parts, "xl/workbook.xml": workbook})


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("Own", ["G7"]),
        ("own+1", ["G7"]),
        ("IF(1=1,Over,0)", ["G7"]),
        ("INDIRECT(&quot;G7&quot;)", ["G7"]),
        ("INDIRECT( &quot;工程师!$G$7&quot; )", ["G7"]),
        ("INDIRECT(&quot;Own&quot;)", ["G7"]),
        ("Local", ["G7"]),
        ("Elsewhere", []),
        ("Other*2", []),
        ("INDIRECT(&quot;G8&quot;)", []),
        ("OFFSET(G8,0,0)", []),
        ("IF(&quot;Own&quot;=&quot;G7&quot;,1,2)", []),
        ("Nothing", []),
    ],
)
def test_an_entry_is_followed_over_names_and_texts_for_places(tmp_path: Path, formula: str, told: list[str]) -> None:
    engineers(tmp_path)
    path = rewritten(tmp_path / "team.xlsx", {"G7": f"<f>{formula}</f><v>0</v>"})
    meant = {"Own": "工程师!$G$7", "Over": "Own+1", "Other": "'工程师'!$G$8"}
    names = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in meant.items())
    names += '<definedName name="Local" localSheetId="1">工程师!$G$7</definedName>'
    named(path, names + '<definedName name="Elsewhere" localSheetId="2">工程师!$G$7</definedName>')
    assert told_of(path) == told


def test_what_is_told_of_a_circle_says_that_it_is_one(tmp_path: Path) -> None:
    engineers(tmp_path)
    rewritten(tmp_path / "team.xlsx", {"G7": "<f>G8</f><v>0</v>", "G8": "<f>G7</f><v>0</v>"})
    [first, _] = [each for each in returned(tmp_path / "team.xlsx").problems if each.code == "input.formula"]
    assert "循环引用" in explain("zh", first)


@pytest.mark.parametrize(
    ("formula", "areas"),
    [
        ("A1+$B$2", [("", 1, 1, 1, 1), ("", 2, 2, 2, 2)]),
        ("SUM(A1:C3)", [("", 1, 1, 3, 3)]),
        ("SUM(G:G)", [("", 1, 7, 1_048_576, 7)]),
        ("SUM(3:4)", [("", 3, 1, 4, 16_384)]),
        ("'明细 客服'!D6*明细!E7", [("明细 客服", 6, 4, 6, 4), ("明细", 7, 5, 7, 5)]),
        ("'O''Brien'!A1", [("O'Brien", 1, 1, 1, 1)]),
        ('IF("A1"="B2",LOG10(2),TRUE)', []),
        ("[1]表!A1", []),
    ],
)
def test_what_a_formula_reads_is_known_by_sheet_and_area(
    formula: str, areas: list[tuple[str, int, int, int, int]]
) -> None:
    assert list(read_by(formula)) == areas


def test_a_circle_over_another_sheet_is_found_whatever_the_case_of_its_name() -> None:
    circles = Circles({"A": {(0, 0): "b!A1"}, "B": {(0, 0): "a!A1", (1, 0): "a!A2"}})
    assert [circles.holds(*cell) for cell in (("A", 0, 0), ("B", 0, 0), ("B", 1, 0))] == [True, True, False]


def test_a_chain_of_thousands_of_cells_is_followed_to_its_end() -> None:
    chain = {(row, 0): f"A{row + 2}" for row in range(20_000)}
    assert not Circles({"A": chain}).holds("A", 0, 0)
    assert Circles({"A": {**chain, (20_000, 0): "A1"}}).holds("A", 0, 0)


def test_sheets_that_came_from_no_file_hold_no_circles() -> None:
    assert not Sheets({"A": [[1]]}).circles.holds("A", *cell_place("A1"))


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("VLOOKUP(A6,'满意度 导出'!$A$1:$B$9,2,0)", False),
        ("'it''s 满意度'!A1+满意度!A1+表[满意度]", False),
        ('"满意度"&A1', False),
        ("Sheet1!满意度", True),
        ("'导出 A'!满意度", True),
        ("SUM(满意度,1)", True),
        ('INDIRECT("满意度")', True),
    ],
)
def test_a_word_in_the_name_of_a_sheet_or_of_a_column_is_no_defined_name(formula: str, names: bool) -> None:
    assert ("满意度" in names_in(formula)) is names
