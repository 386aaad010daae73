"""Looks by which a cell shows something else than it holds, or nothing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.styles import Font

from presales_xl.problem_texts import explain
from presales_xl.workbook.areas import FIRST_COL, HEADING, LINE, PROBLEM_COLS, SUMMARY_COLS
from presales_xl.workbook.looks import Look, is_misleading
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.workbook.files import pack, parts_of
from tests.workbook.returned import engineers
from tests.workbook.samples import opened


@pytest.mark.parametrize("code", ['"96"', '0"9"', ";;;", '[>0]"96";0', "0,", "0.0,,", ';;;"S"', "96", '"好"', '0"０"'])
def test_a_format_by_which_another_number_or_none_is_shown_misleads(code: str) -> None:
    assert is_misleading(code)


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "#,##0.00",
        '0%;;""',
        '0"分"',
        '0.00" /33.3"',
        '[=1]"✓";[=0]"未完成";General',
        "[=1]\\✓;[=0]General",
        '[=1]✓;[=0]"未完成";General',
        '"TRUE";"TRUE";"FALSE"',
        '[$-804]yyyy"年"m"月"d"日"',
        '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    ],
)
def test_formats_that_programs_and_the_product_write_do_not_mislead(code: str) -> None:
    assert not is_misleading(code)


def test_a_total_that_is_formatted_as_another_is_told_with_its_cell(tmp_path: Path) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    assert "review.number_format" not in [each.code for each in review(read_one(path)).problems]
    parts = parts_of(path)
    styles = parts["xl/styles.xml"].decode().replace('formatCode="0.00"', 'formatCode="&quot;96&quot;"')
    pack(path, {**parts, "xl/styles.xml": styles})
    found = [each for each in review(read_one(path)).problems if each.code == "review.number_format"]
    assert any(re.search('工程师 › [A-Z]+6：从这格起.*「"96"」', explain("zh", each)) for each in found)


PICTURE = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
    "<xdr:twoCellAnchor><xdr:pic/></xdr:twoCellAnchor></xdr:wsDr>"
)
RELATION = '<Relationship Id="rId99" Type="http://x/drawing" Target="../drawings/drawing9.xml"/>'
ROLE_PART, RELATIONS = "xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels"
Parts = dict[str, str]


def hidden(parts: Parts) -> Parts:
    return {"xl/workbook.xml": parts["xl/workbook.xml"].replace('sheetId="2"', 'sheetId="2" state="hidden"')}


def in_the_colour_of_the_fill(parts: Parts) -> Parts:
    """Give all letters the colour of the cells for totals."""
    styles = re.sub(
        r"<fonts.*?</fonts>", lambda fonts: re.sub('rgb="FF1F2937"', 'rgb="FFF3F6FA"', fonts[0]), parts["xl/styles.xml"]
    )
    return {"xl/styles.xml": styles}


def by_a_rule(parts: Parts) -> Parts:
    """Let a rule of formatting write what cells hold in white."""
    styles = parts["xl/styles.xml"].replace("</dxfs>", '<dxf><font><color rgb="FFFFFFFF"/></font></dxf></dxfs>')
    rule = (
        f'<cfRule type="expression" dxfId="{styles.count("<dxf>") - 1}" priority="1"><formula>TRUE</formula></cfRule>'
    )
    first = "<conditionalFormatting "
    added = f'<conditionalFormatting sqref="D6:D8">{rule}</conditionalFormatting>{first}'
    return {"xl/styles.xml": styles, ROLE_PART: parts[ROLE_PART].replace(first, added, 1)}


@pytest.mark.parametrize("code", ['"▲"', "\\▲", "[object Object]"])
def test_the_sign_of_a_row_that_is_to_be_confirmed_does_not_mislead_as_exceljs_writes_it_either(code: str) -> None:
    rule = Look()
    for name, attributes in (
        ("font", {}),
        ("numFmt", {"formatCode": code}),
        ("fill", {}),
        ("bgColor", {"rgb": "FFFFD8A8"}),
    ):
        rule.take(name, attributes)
    assert not rule.is_misleading()


def under_a_picture(parts: Parts) -> Parts:
    relations = parts.get(
        RELATIONS,
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>',
    )
    return {
        RELATIONS: relations.replace("</Relationships>", f"{RELATION}</Relationships>"),
        "xl/drawings/drawing9.xml": PICTURE,
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (hidden, "整张表被隐藏了"),
        (in_the_colour_of_the_fill, "起有文字和底色同色，看不见"),
        (by_a_rule, "条件格式把 D6:D8 的内容显示成别的或藏起来"),
        (under_a_picture, "有 1 个图片或图形盖在上面"),
    ],
)
def test_what_keeps_people_from_seeing_what_counts_is_told_of_the_sheet(
    change: Callable[[Parts], Parts], said: str, tmp_path: Path
) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    assert "review.looks" not in [each.code for each in review(read_one(path)).problems]
    parts = parts_of(path)
    changed = change({name: content.decode() for name, content in parts.items() if name.endswith((".xml", ".rels"))})
    pack(path, {**parts, **changed})
    [told] = [
        each for each in review(read_one(path)).problems if each.code == "review.looks" and each.place.sheet == "工程师"
    ]
    assert said in explain("zh", told)


@pytest.mark.parametrize(
    ("area", "sheet", "columns"), [("problems", "检查", PROBLEM_COLS), ("grades", "汇总", SUMMARY_COLS)]
)
def test_what_our_buttons_list_hides_nothing_and_a_cell_that_somebody_hid_beside_it_is_told(
    area: str, sheet: str, columns: int, tmp_path: Path
) -> None:
    engineers(tmp_path)
    path = tmp_path / "team.xlsx"
    _, row = review(read_one(path)).issued.areas[area]
    book = opened(path)
    kind, other = FIRST_COL + columns + 1, FIRST_COL + 3
    for number, what in enumerate((HEADING, LINE), row + 1):
        book[sheet].cell(number, FIRST_COL + 1).value = "一条"
        book[sheet].cell(number, kind).value = what
    book.save(path)
    assert "review.looks" not in [each.code for each in review(read_one(path)).problems]
    hidden = book[sheet].cell(row + 2, other)
    hidden.value, hidden.font = 96, Font(color="FFFFFF", sz=8)
    book.save(path)
    [told] = [each for each in review(read_one(path)).problems if each.code == "review.looks"]
    assert f"从 {hidden.coordinate} 起有文字和底色同色" in explain("zh", told)
