"""Formulas in names read back as the formulas of ids that they are, and what people type in many ways is understood."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from presales_xl import catalogue
from presales_xl.design.designbook.design_book import content
from presales_xl.design.designbook.design_sheets import tree_of
from presales_xl.design.designbook.vocabulary import Vocabulary
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import LANGUAGES, Lang

CONTENT = {
    "inputs": {
        "received": {"name": "实收款"},
        "due": {"name": "应收款"},
        "rate": {"name": "NC 回款"},
        "limit": {"name": "上限（含税）"},
        "a": {"name": "投诉"},
        "b": {"name": "投诉次数"},
        "quarter": {"name": "季度"},
        "one": {"name": "重名"},
        "two": {"name": "重名"},
    },
    "choices": {"q1": {"name": "第一季度"}},
    "grades": {"A": {"name": "A"}, "B": {"name": "良"}},
}


@pytest.fixture
def names() -> Vocabulary:
    """Return the names of a small scheme."""
    return Vocabulary(CONTENT, "zh")


def formulas(value: Any, table: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the formulas of a scheme, each with the detail table in whose rows it stands."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, str) and key in ("formula", "when", "left_out", "zero_when", "lowered_by"):
            yield inner, table
        elif isinstance(inner, dict):
            yield from formulas(inner, key if path == "details" else table, key)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_formula_of_every_scheme_is_shown_in_names_and_reads_back(lang: Lang) -> None:
    count = 0
    for plan in catalogue.shipped():
        said = content(plan)
        vocabulary = Vocabulary(tree_of(said), lang)
        for formula, table in formulas(said):
            shown = vocabulary.formula(formula, table)
            assert vocabulary.read_formula(shown, table) == ast.unparse(ast.parse(formula.strip(), mode="eval"))
            named = {*vocabulary.names["value"], *vocabulary.names.get(f"row:{table}", {})}
            assert not [word for word in re.findall(r"(?<!#)\b[a-z]+_[a-z_]+\b(?!\()", shown) if word in named]
            count += 1
    assert count > 100


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("实收款÷应收款", "received / due"),
        ("实收款 ／ 应收款", "received / due"),
        ("（实收款＋应收款）× NC 回款", "(received + due) * rate"),
        ("投诉次数≥1且投诉=0", "b >= 1 and a == 0"),
        ("投诉次数 >= 1 或 非 投诉 ＞ 0", "b >= 1 or not a > 0"),
        ("如果(季度＝“第一季度”，实收款，0)", "received if quarter == 'q1' else 0"),
        ("如果(等级 ≥ '良', 1, 0)", "1 if grade >= 'B' else 0"),
        ("「上限（含税）」−投诉", "limit - a"),
        ("取小(实收款, 应收款)", "min(received, due)"),
        ("实收款 ≠ 100%", "received != 1"),
        ("IF(投诉>=1，MIN(实收款，应收款)，0)", "min(received, due) if a >= 1 else 0"),
        ("重名#two ＋ 1", "two + 1"),
    ],
)
def test_a_formula_is_understood_as_people_type_it(names: Vocabulary, typed: str, read: str) -> None:
    assert names.read_formula(typed) == read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("实收 ÷ 应收款", "没有叫“实收”的"),
        ("实收款 ÷ (应收款", "括号不成对"),
        ("重名 ＋ 1", "不止一个"),
        ("如果(投诉 > 0, 1)", "三部分"),
        ("季度 = “春季”", "没有叫“春季”的"),
    ],
)
def test_what_is_not_understood_is_said(names: Vocabulary, typed: str, said: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        names.read_formula(typed)
    assert said in explain("zh", caught.value.problems[0])


def test_a_number_in_a_formula_becomes_a_figure_with_a_name() -> None:
    names = Vocabulary(CONTENT, "zh")
    names.owner = "奖金"
    assert names.read_formula("实收款 × 80% + round(应收款, 2)") == "received * figure_1 + round(due, 2)"
    assert names.figures == {"figure_1": {"name": "奖金（0.8）", "value": 0.8}}


def test_the_name_that_a_workbook_began_with_still_stands_for_the_same() -> None:
    names = Vocabulary(CONTENT, "zh", {"value": {"received": "到账"}, "level": {}})
    assert names.read_formula("到账 ÷ 应收款") == "received / due"
    assert names.id_of("value", "到账") == "received"
