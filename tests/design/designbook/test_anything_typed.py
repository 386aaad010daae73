"""Whatever somebody types into whichever cells, a design is taken, or what is wrong is told at a cell."""

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from presales_xl import catalogue
from presales_xl.design.designbook.adoption import plan_of
from presales_xl.design.designbook.design_book import content, write
from presales_xl.design.designbook.design_reader import read_sheets
from presales_xl.people.table import Value
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook.reader import Sheets, parse

FIRST_ROW = 3
SCHEMES = (
    "software_presales",
    "technical_support_110",
    "ecom_dept_presales",
    "senior_presales_engineer",
    "repair_stars",
)
TYPED: tuple[Value, ...] = (
    *(
        "",
        "x",
        "＝",
        "≥90",
        "≥90 → 15；其余 0",
        "「",
        "(((",
        "如果(1,2)",
        "且",
        "90%",
        "是",
        "否",
        "等级",
        "总分 ÷ 0",
        "合计(x)",
    ),
    *(
        "a.b.c",
        "每 1 扣 1",
        "目标",
        "上期的 总分",
        "；；；",
        "好：",
        "好 1；好 2",
        "A+B",
        "*·*",
        "·",
        "板块",
        "分项",
        "另行计分",
    ),
    *(
        "self",
        "上级评 120%",
        "取小()",
        "四舍五入(1)",
        "lambda: 1",
        "__import__('os')",
        "not not",
        "等级 = “A” = “B”",
        "“A”",
    ),
    *(
        "从高到低名次(总分)",
        "等级 ≥ 3",
        "1 < 2 < 3",
        "–",
        "级别",
        "1e9",
        7,
        0.5,
        True,
        10**20,
        dt.date(2024, 1, 1),
        None,
    ),
)


@pytest.mark.parametrize("seed", range(8))
def test_anything_that_is_typed_is_taken_or_told_of(seed: int, tmp_path: Path) -> None:
    random, scheme = Random(seed), SCHEMES[seed % len(SCHEMES)]  # noqa: S311 - not a secret
    write(content(catalogue.load(scheme)), tmp_path / "design.xlsx", "zh")
    issued = parse(tmp_path / "design.xlsx")
    for cells in (1, 1, 2, 5, 20):
        sheets = Sheets({name: [list(row) for row in rows] for name, rows in issued.items()})
        for _ in range(cells):
            rows = sheets[random.choice([name for name in sheets if not name.startswith("_")])]
            row = random.choice(rows[FIRST_ROW:] or rows[-1:])
            row[random.randrange(len(row))] = random.choice(TYPED)
        try:
            plan_of(read_sheets(sheets, "design.xlsx"))
        except ProblemsError as error:
            assert all(problem.place.cell for problem in error.problems)
            assert all(explain("zh", problem) for problem in error.problems)
