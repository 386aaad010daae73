"""Numbers that are texts: which ones the formulas of a sheet take for a number."""

import pytest

from presales_xl.backends.frame import AS_TEXT, INVALID, text_entry
from presales_xl.backends.numerals import is_numeral, units
from presales_xl.catalogue import load
from presales_xl.scheme.columns import ColumnSpec
from tests.scheme.small import plan_of

PLAN = plan_of()
COUNT, MONEY = PLAN.column("input.won"), PLAN.column("input.salary")
NUMBERS = ["１２", " 3 ", "1,200,000", "1,200.5", "1，200", "-5", "５．５", ".5", "12345678901234567"]
NO_NUMBERS = [
    *("无", "-", "", "%", "5天", "约5", "3-4", "2026-11-03", "1.2.3", "--5", "3 4", "- 5", "5e3"),
    *("1500,50", "1500,500", "1,5", "1,2345", "12,", "1,,200", "1,2,300", "1,20.5", "1.500,000", "-12345,678"),
]


def test_a_text_of_a_number_is_told_from_every_other() -> None:
    assert [written for written in NUMBERS if text_entry(COUNT, written) != AS_TEXT] == []
    assert [written for written in NO_NUMBERS if text_entry(COUNT, written) != INVALID] == []


@pytest.mark.parametrize(("spec", "written"), [(COUNT, "95%"), (MONEY, "￥5,000"), (MONEY, "¥ -3")])
def test_a_number_may_have_a_sign_of_its_kind(spec: ColumnSpec, written: str) -> None:
    other = MONEY if spec is COUNT else COUNT
    assert (is_numeral(spec, written), is_numeral(other, written)) == (True, False)


def test_behind_a_number_may_stand_its_own_unit_alone() -> None:
    assert units(PLAN.column("level")) == []
    talks, score = load("erp_project_consultant").column("input.talks"), load("taobao_presales").column("input.skill")
    assert [is_numeral(spec, written) for spec in (talks, score) for written in ("12 次", "12分", "12 斤")] == [
        *(True, False, False),
        *(False, True, False),
    ]
