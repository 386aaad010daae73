"""Levels as profiles of weights: what they are called, and indicators that have no weight at one of them."""

from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from presales_xl.backends.frame import evaluate
from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.columns import Plan
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import Book
from tests.backends.cohort import Entry, inputs_of
from tests.scheme.small import plan_of

PROFILES = """\
id: profiles
name: {zh: 权重, en: Profiles}
cycles: [month]
level_name: {zh: 权重方案, en: Weights}
levels: {plain: {zh: 标准, en: Standard}, new: {zh: 新市场, en: New market}}
inputs:
  sales: {name: {zh: 销售分, en: Sales score}, type: score}
  brand: {name: {zh: 品牌分, en: Brand score}, type: score, optional: true}
indicators:
  sales:
    name: {zh: 销售, en: Sales}
    points: {plain: 100, new: 60}
    rule: {kind: formula, formula: points * sales / 100}
  brand:
    name: {zh: 品牌, en: Brand}
    points: {plain: 0, new: 40}
    out_of: 100
    rule: {kind: formula, formula: brand}
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(PROFILES)


@pytest.mark.parametrize(
    ("level", "brand", "points", "total"),
    [
        ("plain", None, 0, 50),
        ("plain", 80, 0, 50),
        ("new", 80, 32, 62),
        ("new", None, np.nan, np.nan),
        (None, 80, np.nan, np.nan),
    ],
)
def test_what_has_no_weight_at_a_level_may_stay_blank_there_and_nowhere_else(
    plan: Plan, level: str | None, brand: float | None, points: float, total: float
) -> None:
    person: dict[str, Entry] = {"level": level, "sales": 50, "brand": brand}
    values = evaluate(plan, inputs_of(plan, [person]))
    np.testing.assert_array_equal(values["points.brand"], [points])
    np.testing.assert_array_equal(values["total"], [total])


def test_levels_are_called_in_a_workbook_as_the_scheme_calls_them(plan: Plan, tmp_path: Path) -> None:
    people = [Employee("1", "王芳", {"level": 0.0})]
    write(
        Book("公司", "2026-11", manager_id="m1", manager="李伟", team="华东", roles=[Role("销售", plan, people)]),
        tmp_path / "book.xlsx",
        "zh",
    )
    book = CalamineWorkbook.from_path(str(tmp_path / "book.xlsx"))
    shown = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert "权重方案" in shown
    assert "级别" not in shown
