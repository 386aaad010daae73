"""What a sheet shows that does not count: typed over, re-wired by cut and paste, or never recalculated."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from xlsxwriter.utility import xl_col_to_name

from presales_xl.catalogue import load
from presales_xl.people.employees import COMMENT, DetailRow, Employee, Role
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import Problem
from presales_xl.workbook.layout import FIRST_ROW, IDENTITY
from presales_xl.workbook.question_list import CONFIRM, NOTE, REASON
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from presales_xl.workbook.shown import as_counted, is_same
from tests.engines.libreoffice import LibreOffice
from tests.workbook.files import pack, parts_of
from tests.workbook.returned import agents, engineers, written
from tests.workbook.samples import opened

ROLE = "工程师"


def differing(path: Path) -> list[Problem]:
    return [each for each in review(read_one(path), path.name).problems if each.code == "shown.differs"]


def cell_of(path: Path, column: str, row: int, sheet: str = ROLE) -> str:
    """Return the cell of a column id in a row (from 1)."""
    place = read_one(path)[sheet][0].index(column)
    return f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[place]}{row}"


def rewritten(path: Path, cells: Mapping[str, str], part: str = "xl/worksheets/sheet2.xml") -> Path:
    """Put other content into cells of the role sheet, whose other cells keep their values."""
    parts = parts_of(path)
    xml = parts[part].decode()
    for cell, content in cells.items():
        xml, count = re.subn(rf'<c r="{cell}"( s="\d+")[^>]*?(/>|>.*?</c>)', rf'<c r="{cell}"\1>{content}</c>', xml)
        assert count == 1, cell
    return pack(path, {**parts, part: xml})


def test_what_is_shown_and_counts_is_not_told_of(tmp_path: Path) -> None:
    engineers(tmp_path)
    agents(tmp_path)
    assert differing(tmp_path / "team.xlsx") == []


def rounding(path: Path, said: str) -> Path:
    """Have a workbook say whether programs keep more digits than they show."""
    parts = parts_of(path)
    workbook = parts["xl/workbook.xml"].replace(b"<calcPr ", f'<calcPr fullPrecision="{said}" '.encode())
    return pack(path, {**parts, "xl/workbook.xml": workbook})


@pytest.mark.parametrize("said", ["0", "false"])
def test_a_workbook_that_is_rounded_to_what_it_shows_is_told_and_named_as_why_results_differ(
    tmp_path: Path, said: str
) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    total = cell_of(path, "total", 7)
    formula = escape(str(opened(path)[ROLE][total].value)[1:])
    rewritten(path, {total: f"<f>{formula}</f><v>12</v>"})
    (before,) = differing(path)
    rounding(path, said)
    told = review(read_one(path), path.name).problems
    (precision,) = (each for each in told if each.code == "review.precision")
    assert "高级" in explain("zh", precision)
    (now,) = differing(path)
    assert (before.place.cell, now.place.cell) == (total, total)
    assert "将精度设为所显示的精度" in explain("zh", now)
    assert "将精度设为所显示的精度" not in explain("zh", before)


@pytest.mark.parametrize("said", ["1", "true"])
def test_a_workbook_that_keeps_all_digits_is_told_of_by_nobody(tmp_path: Path, said: str) -> None:
    engineers(tmp_path)
    told = review(read_one(rounding(tmp_path / "team.xlsx", said)), "team.xlsx").problems
    assert [each for each in told if each.code.startswith(("review.", "shown."))] == []


def test_no_formula_is_accused_of_what_follows_from_an_entry_that_does_not_count(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = rewritten(tmp_path / "team.xlsx", {"G7": "<f>G7</f><v>1</v>"})
    assert differing(path) == []
    rewritten(path, {"G6": "<f>G8</f><v>1</v>", "G7": "<v>1</v>", "G8": "<f>G6</f><v>1</v>"})
    assert differing(path) == []
    rank = cell_of(path, "rank", 7)
    formula = str(opened(path)[ROLE][rank].value)[1:]
    rewritten(path, {rank: f"<f>{escape(formula)}</f><v>3</v>"})
    told = differing(path)
    assert told[0].place.cell == rank
    assert [f"{ROLE} G6 填的不计入" in explain("zh", each) for each in told[:1]] == [True]
    assert not any("公式被改动" in explain("zh", each) for each in told)


def test_a_total_that_is_a_formula_of_its_own_is_told_with_what_counts_and_what_follows_from_it(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    total, grade = cell_of(path, "total", 7), cell_of(path, "grade", 7)
    rewritten(path, {total: "<f>50+50</f><v>100</v>"})
    [told] = differing(path)
    assert (told.place.sheet, told.place.cell, told.severity) == (ROLE, total, "warning")
    message = explain("zh", told)
    assert "李四 的「总分」表里显示「100」，按计入的内容应为「" in message
    assert "剪切移动" in message
    parts = parts_of(path)
    xml = parts["xl/worksheets/sheet2.xml"].decode()
    found = re.search(rf'<c r="{grade}"[^>]*>(.*?)</c>', xml)
    assert found
    pack(path, {**parts, "xl/worksheets/sheet2.xml": xml.replace(found[0], found[0].replace("<v>A</v>", "<v>S</v>"))})
    told, follows = differing(path)
    assert (told.place.cell, follows.place.cell) == (total, grade)
    assert f"它引用的 {ROLE} {total} 就不一致" in explain("zh", follows)


ELSEWHERE = ("shown.differs", "shown.elsewhere", "shown.follows", "shown.more")


def elsewhere(path: Path) -> list[str]:
    """Return what is told of the sheets on which nothing is entered."""
    problems = review(read_one(path), path.name).problems
    return [explain("zh", each) for each in problems if each.code in ELSEWHERE and each.place.sheet != ROLE]


def part_of(path: Path, sheet: str) -> str:
    return f"xl/worksheets/sheet{list(read_one(path)).index(sheet) + 1}.xml"


@pytest.mark.parametrize(
    ("sheet", "cell", "content", "said"),
    [
        ("考核表", "E13", "<f>100</f><v>100</v>", "张三 的「总分」表里显示「100」，按计入的内容应为「"),
        (
            "考核表",
            "A3",
            '<f>"姓名："&amp;"别人"</f><v>姓名：别人</v>',
            "表里显示「姓名：别人」，按计入的内容应为「姓名：张三",
        ),
        ("考核表", "D7", "<f>1</f><v>未解决客户数 9</v>", "表里显示「未解决客户数 9」，按计入的内容应为「"),
        ("汇总", "C10", "<f>3</f><v>3</v>", "这里显示「3」，按计入的内容应为「"),
        ("首页", "D20", "<f>1</f><v>0.1</v>", "这里显示「0.1」，按计入的内容应为「"),
        ("检查", "B4", "<f>1</f><v>没有任何问题</v>", "这里显示「没有任何问题」，按计入的内容应为「"),
    ],
)
def test_a_sheet_on_which_nothing_is_entered_that_shows_something_else_is_told_with_both(
    tmp_path: Path, sheet: str, cell: str, content: str, said: str
) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    is_text = not re.search(r"<v>[\d.]+</v>", content)
    parts = parts_of(path)
    part = part_of(path, sheet)
    xml, count = re.subn(
        rf'<c r="{cell}"( s="\d+")[^>]*>.*?</c>',
        rf'<c r="{cell}"\1{" t=" + chr(34) + "str" + chr(34) if is_text else ""}>{content}</c>',
        parts[part].decode(),
    )
    assert count == 1
    pack(path, {**parts, part: xml})
    [told] = elsewhere(path)
    assert told.startswith(f"team.xlsx › {sheet} › {cell}：")
    assert said in told
    assert "公式被改动" in told


def test_the_form_is_that_of_whoever_is_chosen_on_it(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    parts, part = parts_of(path), part_of(path, "考核表")
    xml = re.sub(
        r'<c r="B2"( s="\d+")[^>]*>.*?</c>',
        r'<c r="B2"\1 t="inlineStr"><is><t>1001 李四</t></is></c>',
        parts[part].decode(),
    )
    pack(path, {**parts, part: xml})
    [told] = elsewhere(path)  # all others have the same entries
    assert "李四 的「考核表」表里显示「姓名：张三" in told


def test_what_a_summary_shows_by_a_total_that_was_changed_is_told_in_one_line(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    total = cell_of(path, "total", 6)
    rewritten(path, {total: "<f>50+50</f><v>100</v>"})
    rewritten(path, {"E13": "<f>1</f><v>100</v>"}, part_of(path, "考核表"))
    rewritten(path, {"E21": "<f>1</f><v>100</v>"}, part_of(path, "汇总"))
    form, summary = elsewhere(path)
    assert f"这张表有 1 格随 {ROLE} {total} 与计入的不同（现在 → 应为）：E13 100 → " in form
    assert f"这张表有 1 格随 {ROLE} {total} 与计入的不同（现在 → 应为）：E21 100 → " in summary


@pytest.mark.parametrize(("column", "name"), [("completeness", "完成度"), ("not_appraised", "")])
def test_done_and_workings_that_show_something_else_are_told(tmp_path: Path, column: str, name: str) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    sheets = read_one(path)
    sheet = next(
        each for each in sheets if sheets[each] and any(str(key).startswith(column) for key in sheets[each][0])
    )
    key = next(str(key) for key in sheets[sheet][0] if str(key).startswith(column))
    cell = cell_of(path, key, 7, sheet)
    rewritten(path, {cell: "<f>1</f><v>0.37</v>"}, part_of(path, sheet))
    assert [(each.place.sheet, each.place.cell, each.fields["found"]) for each in differing(path)] == [
        (sheet, cell, "0.37")
    ]
    assert name in str(differing(path)[0].fields["name"])


def test_a_row_of_details_that_is_said_to_be_complete_is_told_with_what_it_is(tmp_path: Path) -> None:
    agents(tmp_path)
    path = tmp_path / "team.xlsx"
    cell = cell_of(path, "chats.state", 6, "明细 客服")
    rewritten(path, {cell: "<f>1</f><v>0</v>"}, part_of(path, "明细 客服"))
    [told] = differing(path)
    assert (told.place.cell, told.fields["found"], told.fields["expected"]) == (cell, "0", "1")


def test_a_sheet_whose_last_rows_are_gone_is_told_of_by_its_cells(tmp_path: Path) -> None:
    engineers(tmp_path)
    sheets = read_one(tmp_path / "team.xlsx")
    del sheets["汇总"][20:]
    sheets.formulas["汇总"] = frozenset(cell for cell in sheets.formulas["汇总"] if cell[0] < 20)
    told = {each.place.cell for each in review(sheets).problems if each.code == "shown.elsewhere"}
    assert {"B21", "C21"} <= told


def test_an_id_that_was_typed_again_as_a_number_is_shown_as_it_was_issued(tmp_path: Path) -> None:
    engineers(tmp_path)
    sheets = read_one(tmp_path / "team.xlsx")
    for name in (ROLE, "汇总", "检查"):
        sheets[name][:] = [[1001.0 if cell == "1001" else cell for cell in row] for row in sheets[name]]
    assert not [each for each in review(sheets).problems if each.code.startswith("shown.")]


def test_a_blank_row_of_details_that_shows_something_is_told(tmp_path: Path) -> None:
    agents(tmp_path)
    path = tmp_path / "team.xlsx"
    cell = cell_of(path, "chats.state", 7, "明细 客服")
    rewritten(path, {cell: "<f>1</f><v>1</v>"}, part_of(path, "明细 客服"))
    [told] = elsewhere(path)
    assert told.startswith(f"team.xlsx › 明细 客服 › {cell}：")
    assert "显示「1」，按计入的内容应为「」" in told


@pytest.mark.parametrize(("column", "found"), [("order", "9"), ("name", "别人")])
def test_whose_workings_they_are_and_the_order_of_a_ranking_are_compared(
    tmp_path: Path, column: str, found: str
) -> None:
    engineers(tmp_path)
    sheets = read_one(tmp_path / "team.xlsx")
    sheets["计算过程"][6][sheets["计算过程"][0].index(column)] = int(found) if found.isdigit() else found
    [told] = [each for each in review(sheets).problems if each.place.sheet == "计算过程"]
    assert (told.fields["found"], told.place.cell[-1]) == (found, "7")


def test_a_workbook_that_was_not_recalculated_is_told_of(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    rewritten(path, {cell_of(path, "total", 6): "<f>1</f><v></v>"})
    assert differing(path) == []  # no value is shown
    rewritten(path, {cell_of(path, "grade", 6): "<f>1</f>"})  # a text that is left out is told apart by that
    assert differing(path) == []
    engineers(tmp_path)
    points = cell_of(path, "points.learning", 6)
    xml = parts_of(path)["xl/worksheets/sheet2.xml"].decode()
    formula = re.search(rf'<c r="{points}"[^>]*><f>(.*?)</f>', xml)
    assert formula
    parts = parts_of(path)
    blank = re.sub(rf'<c r="{points}"( s="\d+")[^>]*>.*?</c>', rf'<c r="{points}"\1 t="str"><f>1</f><v></v></c>', xml)
    pack(path, {**parts, "xl/worksheets/sheet2.xml": blank})
    assert "没有重新计算" in explain("zh", differing(path)[0])


def test_old_results_beside_a_changed_entry_may_be_those_of_a_program_that_does_not_recalculate(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    rewritten(path, {cell_of(path, "input.satisfaction", 6): "<v>60</v>"})
    assert "没有重新计算" in explain("zh", differing(path)[0])


def test_a_text_that_no_program_computed_was_not_shown(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    parts = parts_of(path)
    xml, count = re.subn(
        r'(<c r="[A-Z]+7" s="\d+" t="str"><f>[^<]*</f>)<v>[^<]+</v>', r"\1", parts["xl/worksheets/sheet2.xml"].decode()
    )
    assert count == 1  # the grade
    pack(path, {**parts, "xl/worksheets/sheet2.xml": xml})
    assert differing(path) == []
    pack(path, {**parts, "xl/worksheets/sheet2.xml": xml.replace("</f></c>", "</f><v></v></c>")})
    assert differing(path) != []


@pytest.mark.libreoffice
def test_points_that_read_another_cell_since_an_entry_was_cut_and_pasted_are_told_of(
    tmp_path: Path, libreoffice: LibreOffice
) -> None:
    engineers(tmp_path)
    path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
    entry, below = cell_of(path, "input.satisfaction", 6), cell_of(path, "input.satisfaction", 7)
    sheet, row, column = ROLE, 5, ord(entry[0]) - ord("A")
    typed = {(sheet, row, column): 60.0}
    libreoffice.save_again(path, back, typed, moved=[(ROLE, entry, below)])
    told = {explain("zh", each).split("：")[1].split("，")[0] for each in differing(back)}
    assert any(each.startswith("张三 的「总分」表里显示「") for each in told), told


@pytest.mark.libreoffice
def test_a_number_that_is_a_text_is_no_formula_that_was_changed(tmp_path: Path, libreoffice: LibreOffice) -> None:
    for make, sheet, column in ((engineers, ROLE, "input.satisfaction"), (agents, "明细 客服", "chats.language")):
        make(tmp_path)
        path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
        cell = cell_of(path, column, 6, sheet)
        libreoffice.save_again(path, back, {(sheet, 5, ord(cell[0]) - ord("A")): " 1 "})
        problems = review(read_one(back), "back.xlsx").problems
        assert "shown.differs" not in [each.code for each in problems]


@pytest.mark.libreoffice
@pytest.mark.parametrize("said", ["是", "是：1000 满意度 9"])
def test_a_confirmation_that_confirms_nothing_blames_no_formula(
    said: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    engineers(tmp_path)
    path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
    cell = cell_of(path, "input.satisfaction", 6)
    line = next(row for row, values in enumerate(read_one(path)["检查"]) if "无误：从下拉里选" in values) + 1
    typed: dict[tuple[str, int, int], float | str | bool | None] = {
        (ROLE, 5, ord(cell[0]) - ord("A")): 1.0,
        ("检查", line, CONFIRM): said,
        ("检查", line, REASON): "只一份",
    }
    libreoffice.save_again(path, back, typed)
    assert str(read_one(back)["检查"][line][NOTE]).startswith(("请从", "已失效"))
    codes = {each.code for each in review(read_one(back), "back.xlsx").problems}
    assert {each for each in codes if each.startswith(("input.", "shown."))} == {"input.question"}


@pytest.mark.libreoffice
@pytest.mark.parametrize(("typed", "code"), [("１２", "input.as_text"), ("1,5", "input.comma"), ("无", "input.text")])
def test_a_text_among_numbers_is_told_of_alone(typed: str, code: str, tmp_path: Path, libreoffice: LibreOffice) -> None:
    engineers(tmp_path)
    path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
    places = (ord(cell_of(path, column, 6)[0]) - ord("A") for column in ("input.complaints", "input.missing_reports"))
    libreoffice.save_again(path, back, dict.fromkeys(((ROLE, 5, place) for place in places), typed))
    codes = {each.code for each in review(read_one(back), "back.xlsx").problems}
    assert {each for each in codes if each.startswith(("input.", "shown."))} == {code}


@pytest.mark.libreoffice
def test_true_in_a_row_of_details_is_told_of_alone(tmp_path: Path, libreoffice: LibreOffice) -> None:
    row = DetailRow(
        {"key_items.weight": 1.0, "key_items.score": 80.0}, {"key_items.name": "A", "key_items.target": "B"}
    )
    person = Employee("1000", "张三", rows={"key_items": [row]})
    written(tmp_path, Role("经理", load("presales_manager"), [person]), "zh")
    path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
    sheet = next(name for name, rows in read_one(path).items() if rows and "key_items.score" in rows[0])
    place = ord(cell_of(path, "key_items.score", 6, sheet)[0]) - ord("A")
    libreoffice.save_again(path, back, {(sheet, 5, place): True})
    codes = {each.code for each in review(read_one(back), "back.xlsx").problems}
    assert {each for each in codes if each.startswith(("input.", "shown."))} == {"input.text"}


@pytest.mark.libreoffice
def test_a_colleague_s_number_as_text_is_what_the_others_are_told_of(tmp_path: Path, libreoffice: LibreOffice) -> None:
    plan = load("taobao_presales")
    good = {spec.id: 0.0 if spec.dimension else 20.0 for spec in plan.of_kind("input")}
    sales = {"1000": 9000.0, "1001": 4000.0, "1002": 4000.0}
    people = [Employee(key, key, {**good, "input.sales": value}) for key, value in sales.items()]
    written(tmp_path, Role("客服", plan, people), "zh")
    path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
    cell = cell_of(path, "input.sales", 6, "客服")
    libreoffice.save_again(path, back, {("客服", 5, ord(cell[0]) - ord("A")): "９０００"})
    problems = review(read_one(back), "back.xlsx").problems
    assert "input.as_text" in [each.code for each in problems]
    assert "shown.differs" not in [each.code for each in problems]
    [told] = [each for each in problems if each.code == "shown.follows"]
    assert f"先把 客服 {cell} 改对" in explain("zh", told)


@pytest.mark.libreoffice
@pytest.mark.parametrize("typed", [" ", "=1/0", "'#N/A"])
def test_a_reason_that_is_no_text_is_told_of_and_blames_no_formula(
    typed: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    plan = load("repair_stars")
    good = {spec.id: 0.0 if spec.dimension else 1.0 for spec in plan.of_kind("input")}
    [reason] = [spec.id for spec in plan.of_kind("words") if spec.words and spec.words.required]
    people = [Employee(key, key, good, texts={reason: "王芳提议"}) for key in ("1000", "1001")]
    written(tmp_path, Role("维修", plan, people), "zh")
    path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
    cell = cell_of(path, reason, 6, "维修")
    libreoffice.save_again(path, back, {("维修", 5, ord(cell[0]) - ord("A")): typed})
    problems = [each for each in review(read_one(back)).problems if each.place.sheet != "检查"]
    assert {each.code for each in problems} == {"words.formula", "shown.follows", "workbook.blank"}
    [others] = [explain("zh", each) for each in problems if each.code == "shown.follows"]
    assert f"随 维修 {cell} 与计入的不同" in others


@pytest.mark.libreoffice
def test_a_total_typed_over_on_the_form_of_somebody_with_a_bad_entry_is_told(
    tmp_path: Path, libreoffice: LibreOffice
) -> None:
    engineers(tmp_path)
    path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
    place = ord(cell_of(path, "input.satisfaction", 6)[0]) - ord("A")
    libreoffice.save_again(path, back, {(ROLE, 5, place): "请假"})
    assert elsewhere(back) == []
    form = part_of(back, "考核表")
    xml = parts_of(back)[form].decode()
    [total] = re.findall(r'<c r="E13"[^>]*>.*?</c>', xml)
    other = re.sub(r"<v>.*?</v>", "<v>优秀</v>", total)
    pack(back, {**parts_of(back), form: xml.replace(total, other)})
    [told] = elsewhere(back)
    assert "「总分」表里显示「优秀」，按计入的内容应为「未完成」" in told


def given(folder: Path, satisfaction: float) -> Path:
    """Write the workbook of an engineer whose satisfaction HR gave."""
    [role] = engineers(folder).roles
    entries = {**role.people[0].entries, "input.satisfaction": satisfaction}
    person = replace(role.people[0], entries=entries, locked=frozenset({"input.satisfaction"}))
    written(folder, replace(role, people=[person]), "zh")
    return folder / "team.xlsx"


def test_results_shown_by_what_does_not_count_are_told_with_what_counts(tmp_path: Path) -> None:
    issued, shown = read_one(given(tmp_path, 91)), read_one(given(tmp_path, 60))
    shown[IDENTITY] = issued[IDENTITY]  # somebody typed another figure of HR's, and everything followed
    problems = review(shown).problems
    [figure] = [each for each in problems if each.code == "review.hr_figure"]
    assert "是 60，名单上是 91，" in explain("zh", figure)
    [total] = [each for each in problems if each.code == "shown.differs" and "总分" in str(each.fields["name"])]
    assert float(str(total.fields["expected"])) > float(str(total.fields["found"]))
    assert "人事给的数被改" in explain("zh", total)
    assert [each for each in review(issued).problems if each.severity == "warning"] == []


def test_a_sheet_that_shows_what_counts_is_right_though_a_figure_of_hr_was_changed(tmp_path: Path) -> None:
    path = given(tmp_path, 91)
    rewritten(path, {cell_of(path, "input.satisfaction", 6): "<v>1</v>"})
    codes = [each.code for each in review(read_one(path)).problems]
    assert ("review.hr_figure" in codes, "shown.differs" in codes) == (True, False)


@pytest.mark.parametrize(("content", "found"), [('t="inlineStr"><is><t>请假</t></is></c>', "请假"), ("></c>", "未填")])
def test_a_figure_of_hr_that_is_no_number_any_more_is_told_in_one_line(
    content: str, found: str, tmp_path: Path
) -> None:
    path = given(tmp_path, 91)
    cell = cell_of(path, "input.satisfaction", 6)
    parts = parts_of(path)
    xml = re.sub(rf'<c r="{cell}"[^>]*>.*?</c>', f'<c r="{cell}" {content}', parts["xl/worksheets/sheet2.xml"].decode())
    pack(path, {**parts, "xl/worksheets/sheet2.xml": xml})
    [told] = [each for each in review(read_one(path)).problems if each.place.cell == cell and each.place.sheet == ROLE]
    assert f"在工作簿里是 {found}，名单上是 91，以名单为准" in explain("zh", told)


def test_a_figure_of_somebody_who_stands_there_twice_is_no_other_one(tmp_path: Path) -> None:
    path = given(tmp_path, 91)
    sheets = read_one(path)
    rows = [list(row) for row in sheets[ROLE]]
    rows.append(rows[FIRST_ROW])
    sheets[ROLE] = rows
    codes = [each.code for each in review(sheets).problems]
    assert ("workbook.person_twice" in codes, "review.hr_figure" in codes) == (True, False)


def test_a_choice_that_was_typed_in_small_or_capital_letters_is_the_same() -> None:
    assert is_same("Additions 0; serious leak NO", "Additions 0; Serious leak No")
    assert not is_same("Serious leak Yes", "Serious leak No")


def test_a_number_as_text_of_which_the_sheet_shows_what_counts_is_not_told_of(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    sheet = read_one(path)[ROLE]
    entered = sheet[5][sheet[0].index("input.satisfaction")]
    parts = parts_of(path)
    cell = cell_of(path, "input.satisfaction", 6)
    text = f'<c r="{cell}" t="inlineStr"><is><t> {entered} </t></is></c>'
    xml = re.sub(rf'<c r="{cell}"[^>]*>.*?</c>', text, parts["xl/worksheets/sheet2.xml"].decode())
    pack(path, {**parts, "xl/worksheets/sheet2.xml": xml})
    codes = [each.code for each in review(read_one(path)).problems]
    assert "input.as_text" in codes
    assert "shown.differs" not in codes


@pytest.mark.parametrize("is_blank", [False, True])
def test_entries_under_merged_cells_are_named_and_do_not_count(tmp_path: Path, *, is_blank: bool) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    first, covered = (cell_of(path, "input.satisfaction", row) for row in (6, 7))
    parts = parts_of(path)
    merged = f'<mergeCell ref="{first}:{covered}"/>'.encode()
    xml = parts["xl/worksheets/sheet2.xml"]
    assert xml.count(b"</mergeCells>") == 1
    if is_blank:
        xml, count = re.subn(rf'(<c r="{covered}"[^>]*>)<v>91</v>'.encode(), rb"\1", xml)
        assert count == 1
    pack(path, {**parts, "xl/worksheets/sheet2.xml": xml.replace(b"</mergeCells>", merged + b"</mergeCells>")})
    found = review(read_one(path))
    told = {each.place.cell: each.code for each in found.problems if each.place.cell in (first, covered)}
    assert told == {covered: "workbook.merged" if is_blank else "input.covered"}
    above, below = (person.entries["input.satisfaction"] for person in found.roles[0].people[:2])
    assert (math.isfinite(above), math.isfinite(below)) == (True, False)


def test_a_comment_under_merged_cells_is_named_and_not_read(tmp_path: Path) -> None:
    [role] = engineers(tmp_path).roles
    written(tmp_path, replace(role, people=[replace(each, texts={COMMENT: "不错"}) for each in role.people]), "zh")
    path = tmp_path / "team.xlsx"
    first, covered = (f"{xl_col_to_name(read_one(path)[ROLE][0].index(COMMENT))}{row}" for row in (6, 7))
    parts = parts_of(path)
    merged = f'<mergeCell ref="{first}:{covered}"/>'.encode()
    xml = parts["xl/worksheets/sheet2.xml"]
    pack(path, {**parts, "xl/worksheets/sheet2.xml": xml.replace(b"</mergeCells>", merged + b"</mergeCells>")})
    found = review(read_one(path))
    [told] = [each for each in found.problems if each.code == "words.covered"]
    assert (told.place.cell, told.severity) == (covered, "warning")
    assert [person.texts.get(COMMENT) for person in found.roles[0].people] == ["不错", None, "不错"]


def test_what_a_manager_fills_in_where_raters_are_asked_is_named_though_nothing_was_recalculated(
    tmp_path: Path,
) -> None:
    [role] = engineers(tmp_path).roles
    person = replace(
        role.people[0],
        awaited=frozenset({"input.satisfaction"}),
        entries={**role.people[0].entries, "input.satisfaction": math.nan},
    )
    written(tmp_path, replace(role, people=[person]), "zh")
    path = tmp_path / "team.xlsx"
    cell = cell_of(path, "input.satisfaction", 6)
    rewritten(path, {cell: "<v>88</v>"})
    [told] = [each for each in review(read_one(path)).problems if each.code == "review.of_raters"]
    assert (told.place.cell, told.severity) == (cell, "warning")
    assert "由评分人填，这里填的 88 不计入" in explain("zh", told)


def test_what_a_manager_fills_in_where_raters_are_asked_does_not_count(tmp_path: Path) -> None:
    role = engineers(tmp_path).roles[0]
    person = replace(role.people[0], awaited=frozenset({"input.satisfaction"}))
    assert person.entries["input.satisfaction"] > 0
    [counted] = as_counted(replace(role, people=[person]), {}).people
    assert math.isnan(counted.entries["input.satisfaction"])
    assert {**counted.entries, "input.satisfaction": 0} == {**person.entries, "input.satisfaction": 0}


@pytest.mark.libreoffice
@pytest.mark.parametrize("owner", ["1001", 1001.0, "1001 李"])
def test_a_row_of_details_that_names_its_person_otherwise_is_told_of_alone(
    tmp_path: Path, owner: str | float, libreoffice: LibreOffice
) -> None:
    agents(tmp_path)
    path, back = tmp_path / "team.xlsx", tmp_path / "back.xlsx"
    filled = read_one(path)["明细 客服"][8]
    typed: dict[tuple[str, int, int], float | str | bool | None] = {("明细 客服", 9, 0): owner}
    typed |= {("明细 客服", 9, place): str(filled[place]) for place in range(1, 16)}
    libreoffice.save_again(path, back, typed)
    shown = read_one(back)["客服"]
    assert shown[FIRST_ROW + 1][shown[0].index("total")] == "未完成"
    codes = {each.code for each in review(read_one(back), "back.xlsx").problems}
    assert {each for each in codes if each.startswith(("workbook.row", "input.", "shown."))} == {
        "workbook.row_misnamed"
    }
