"""Formulas between Excel's spelling and LibreOffice's."""

import ast
from pathlib import Path

import pytest

from presales_xl.office import bridge
from presales_xl.office.bridge.spelling import excel_name, to_excel, to_libre


@pytest.mark.parametrize(
    ("excel", "libre"),
    [
        ("=SUM(A1:B2,C3)", "=SUM(A1:B2;C3)"),
        ("=参数!$C$4*2.5", "=$'参数'.$C$4*2.5"),
        ("='售前 客服'!A1&'It''s'!B2", "=$'售前 客服'.A1&$'It''s'.B2"),
        ('=IF(A1="a,b;{c}!d","x ""y"", z",0.5)', '=IF(A1="a,b;{c}!d";"x ""y"", z";0.5)'),
        ('=LOOKUP(A1,{0,60;70,90},{"D","C"})', '=LOOKUP(A1;{0;60|70;90};{"D";"C"})'),
        ("=IF(ISERROR(#REF!),#N/A,汇总!A:A)", "=IF(ISERROR(#REF!);#N/A;$'汇总'.A:A)"),
        ("=figure.rate*team_2.size", "=figure.rate*team_2.size"),
    ],
)
def test_a_formula_is_spelled_for_either_program(excel: str, libre: str) -> None:
    assert to_libre(excel) == libre
    assert to_excel(libre) == excel


@pytest.mark.parametrize(
    ("libre", "excel"),
    [
        ("=COUNT($K6;$P6)<10", "=COUNT($K6,$P6)<10"),
        ("=$参数.$C$7:$G$7+参数.A1", "=参数!$C$7:$G$7+参数!A1"),
        ("=$'R1'.A1+$'A1'.B2+$'2026'.C3", "='R1'!A1+'A1'!B2+'2026'!C3"),
    ],
)
def test_sheets_are_quoted_only_where_excel_quotes_them(libre: str, excel: str) -> None:
    assert to_excel(libre) == excel


def test_a_name_that_reads_like_a_cell_is_quoted() -> None:
    assert [excel_name(name) for name in ("工程师", "AB12", "R2C3", "C", "_x", "a b")] == [
        "工程师",
        "'AB12'",
        "'R2C3'",
        "'C'",
        "_x",
        "'a b'",
    ]


@pytest.mark.parametrize("module", sorted(Path(str(bridge.__file__)).parent.glob("*.py")), ids=lambda file: file.name)
def test_the_python_that_comes_with_an_older_libreoffice_reads_every_module(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    imports = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert "annotations" in imports or "def " not in source
