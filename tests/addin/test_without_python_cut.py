"""Cells that were cut and pasted, with which formulas go: the buttons without Python name them and tell no result."""

from pathlib import Path

import pytest
from xlsxwriter.utility import xl_col_to_name

from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import write
from presales_xl.workbook.reader import read_one
from tests.addin.vba import ROLE, Excel, said, with_team
from tests.workbook.returned import agents, sellers, written
from tests.workbook.samples import team

TELLING = ("validate", "recalculate", "compute_grades", "print_forms", "submit")
ZHANG, LI = "工程师 G6 1000 张三", "工程师 G7 1001 李四"  # and what stands there


def cut(excel: Excel, sheet: str, *moves: str) -> None:
    """Cut cells and paste them elsewhere, as in "G6 G7"."""
    place = f'ActiveWorkbook.Worksheets("{sheet}").Range'
    excel.do("\n".join(f'{place}("{cells}").Cut {place}("{to}")' for cells, to in map(str.split, moves)))


def told(message: str) -> list[str]:
    """Return the cells that a message names as cut, each with the formula that should read it."""
    before, _, others = said("FORMULAS_CUT").partition("%1")
    between, end = others.split("%2")
    assert before in message
    assert end in message.replace("\r", "")
    return message.replace("\r", "").partition(between)[2].partition(end)[0].split("\n")[1:]


@pytest.mark.parametrize(
    ("moves", "typed", "named"),
    [
        (("G6 G60", "G7 G6", "G60 G7"), None, [ZHANG, LI]),
        (("G6 G60",), None, [ZHANG]),
        (("G6 G60",), 2, [ZHANG]),
        (("G6 G7",), None, [ZHANG, LI]),
    ],
    ids=["exchanged", "cut away", "cut away and typed anew", "dragged over another one"],
)
def test_an_entry_that_was_cut_is_named_with_its_person_and_nothing_is_told_or_handed_in(
    excel: Excel, moves: tuple[str, ...], typed: float | None, named: list[str]
) -> None:
    cut(excel, "工程师", *moves)
    if typed:
        excel.put("工程师", "G6", typed)
    for command in TELLING:
        cells = told(excel.click(command))
        assert [name for name in (ZHANG, LI) if any(cell.startswith(name) for cell in cells)] == named
    assert excel.done == []


def test_two_entries_of_a_single_person_that_were_exchanged_are_named(tmp_path: Path) -> None:
    plan = load("support_engineer_kpi")
    good = {spec.id: 0.0 if spec.dimension else 91.0 if spec.smallest else 1.0 for spec in plan.of_kind("input")}
    role = Role("工程师", plan, [Employee("1000", "张三", good)])
    excel = with_team(tmp_path, lambda folder: written(folder, role, "zh"))
    assert excel.click("recalculate") == said("FORMULAS_FINE")
    cut(excel, "工程师", "G6 G60", "H6 G6", "G60 H6")
    cells = told(excel.click("validate"))
    assert any(cell.startswith(ZHANG) for cell in cells)
    assert any(cell.startswith(ZHANG.replace("G6", "H6")) for cell in cells)


def test_a_row_of_details_that_was_dragged_elsewhere_is_said_to_be_put_back(tmp_path: Path) -> None:
    excel = with_team(tmp_path, agents)
    cut(excel, "明细 客服", "A6:P6 A12")
    assert any(cell.startswith("明细 客服 B6 ") for cell in told(excel.click("validate")))


def test_cells_that_were_cut_and_put_back_are_as_issued(excel: Excel) -> None:
    cut(excel, "工程师", "G6:H7 G60", "G60:H61 G6")
    assert excel.click("recalculate") == said("FORMULAS_FINE")


def test_whose_entries_were_exchanged_is_named_though_whole_columns_are_read_otherwise(tmp_path: Path) -> None:
    excel = with_team(tmp_path, sellers)
    first, last = read_one(tmp_path / "team" / "team.xlsx")["售前"][0].index("input.bids_won"), "AF"
    rows = [f"{xl_col_to_name(first)}{row}:{last}{row}" for row in (6, 13, 60)]
    cut(excel, "售前", *(f"{rows[one]} {rows[other].partition(':')[0]}" for one, other in ((0, 2), (1, 0), (2, 1))))
    message = excel.click("validate")
    cells = told(message)
    assert len(cells) == 11
    assert {cell.split()[2] for cell in cells[:-1]} == {"E0", "E7"}
    assert message.endswith(said("FORMULAS_CUT").rpartition("\n")[2])  # nobody is asked to mend locked cells


@pytest.mark.parametrize("harm", ["+0*G7", "+0*SUM(G7:G8)"])
def test_a_cell_that_a_formula_reads_besides_is_told_and_none_that_it_should_read(excel: Excel, harm: str) -> None:
    excel.do(f'{ROLE}.Range("V6").Formula = {ROLE}.Range("V6").Formula & "{harm}"')
    named = LI if harm == "+0*G7" else "工程师 G7:G8"
    (cell,) = told(excel.click("validate"))
    before, after = said("READ_BESIDES").split("%1")
    assert cell.startswith(f"{before}{named}")
    assert cell.endswith(f"{after} (工程师 V6)")


def test_a_formula_that_lost_a_cell_is_named_by_every_button_that_tells_a_result(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("V7").Formula = "=IFERROR(#REF!+1,1)"\n{ROLE}.Range("V8").Formula = "=IFERROR(#REF!,2)"')
    for command in TELLING:
        cells = told(excel.click(command))
        assert [cell.partition("(")[2] for cell in cells] == ["工程师 V7)", "工程师 V8)"]
    assert excel.done == []


@pytest.mark.parametrize("scheme", ["erp_project_consultant", "presales_manager", "software_presales"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_formulas_as_they_are_issued_are_no_others(tmp_path: Path, scheme: str, lang: Lang) -> None:
    file = tmp_path / "team.xlsx"
    write(team(scheme, lang), file, lang)
    excel = Excel(tmp_path, lang)
    excel.open(file)
    assert excel.click("recalculate") == text(lang, "addin.say.FORMULAS_FINE")
