"""Number formats by which a cell shows something else than it holds."""

import re
from pathlib import Path

import pytest

from presales_xl.texts import explain
from presales_xl.workbook.number_formats import is_misleading
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.workbook.files import pack, parts_of
from tests.workbook.returned import engineers


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
