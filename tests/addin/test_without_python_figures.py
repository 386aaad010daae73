"""How the buttons without Python explain what stands in a cell where somebody has figures of their own."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from xlsxwriter.utility import xl_col_to_name

from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.columns import individual_column
from presales_xl.scheme.individual import individual
from presales_xl.scheme.names import Names
from presales_xl.texts import Lang
from presales_xl.workbook.reader import read_one
from tests.addin.vba import with_team
from tests.workbook.returned import filled_row, sellers, written

NOTE = "绩效工资占比 改为 20%（方案 25%）：约定；项目中标率 目标 改为 75%（方案 60%）：新区域"


def own_figures(folder: Path, lang: Lang = "zh") -> None:
    """Write the workbook of two consultants, the first of whom has figures of their own."""
    [role] = sellers(folder).roles
    figures = {"performance_share": 0.2, "win_rate.target": 0.75}
    plan = individual(role.plan, {key: Names(zh=key, en=key) for key in figures})
    own = {individual_column(key): value for key, value in figures.items()}
    locked = frozenset((*own, "words.individual"))
    first, second, *_ = role.people
    people = [
        replace(first, entries={**first.entries, **own}, texts={"words.individual": NOTE}, locked=locked),
        replace(second, entries={**second.entries, **dict.fromkeys(own, math.nan)}, locked=locked),
    ]
    written(folder, Role("售前", plan, people), lang)


@pytest.mark.parametrize(
    ("column", "figure"),
    [
        ("pay.bonus", "performance_share（个别调整）: 20.0%"),
        ("points.win_rate", "win_rate.target（个别调整）: 75.0%"),
        ("input.bids_won", "win_rate.target（个别调整）: 75.0%"),
        ("total", "win_rate.target（个别调整）: 75.0%"),
        ("points.innovation", ""),
        ("input.led_amount", ""),
    ],
)
def test_figures_of_somebodys_own_are_told_with_the_schemes_wherever_a_rule_has_them(
    tmp_path: Path, column: str, figure: str
) -> None:
    excel = with_team(tmp_path, own_figures)
    place = xl_col_to_name(read_one(tmp_path / "team" / "team.xlsx")["售前"][0].index(column))
    excel.pick("售前", f"{place}6")
    message = excel.click("explain_score")
    if figure:
        assert message.count("（个别调整）") == 1
        assert figure in message
        assert message.count(NOTE) == 1
    else:
        assert "个别调整" not in message
    excel.pick("售前", f"{place}7")
    assert "个别调整" not in excel.click("explain_score")


def test_a_figure_of_somebodys_own_is_told_with_what_it_is_for_everybody_else(tmp_path: Path) -> None:
    excel = with_team(tmp_path, own_figures)
    ids = read_one(tmp_path / "team" / "team.xlsx")["售前"][0]
    excel.pick("售前", f"{xl_col_to_name(ids.index(individual_column('performance_share')))}6")
    assert NOTE in excel.click("explain_score")


def support(folder: Path, lang: Lang = "zh") -> None:
    """Write the workbook of two people with changes of points, of whom the first is vetoed."""
    plan = load("technical_support_110")
    entries = {spec.id: 0.0 if spec.dimension else 3.0 for spec in plan.of_kind("input")}
    leaks = plan.dimensions["yes_no"].keys.index("yes"), plan.dimensions["yes_no"].keys.index("no")
    rows = [
        filled_row(plan, {"changes.kind": kind, "changes.points": points}, {"changes.reason": reason})
        for kind, points, reason in ((1.0, 12.5, "新工具"), (3.0, -10.0, "回复太迟"))
    ]
    people = [
        Employee(key, "张三", entries | {"input.serious_leak": float(leak)}, {"changes": rows})
        for key, leak in zip(("E1", "E2"), leaks, strict=True)
    ]
    written(folder, Role("支持", plan, people), lang)


def test_a_total_is_told_with_what_is_added_and_deducted_and_with_what_makes_it_0(tmp_path: Path) -> None:
    excel = with_team(tmp_path, support)
    ids = read_one(tmp_path / "team" / "team.xlsx")["支持"][0]

    def explained(column: str, row: int) -> list[str]:
        excel.pick("支持", f"{xl_col_to_name(ids.index(column))}{row}")
        return [line.rstrip() for line in excel.click("explain_score").splitlines()]

    vetoed, other = explained("total", 6), explained("total", 7)
    assert {"总分: 0.00", "严重泄密: 是", "标记: ●严重泄密，总分归零", "加减分的分数之和: 2.50"} <= set(vetoed)
    assert {"严重泄密: 否", "加减分的分数之和: 2.50", "工作量: 10.00"} <= set(other)
    changes = explained("adjustment.changes", 7)
    assert changes[-3:] == ["加减分: 2", "–  技术创新  12.5  新工具", "–  客户投诉  -10  回复太迟"]
    assert "加减分: 2" not in explained("points.workload", 7)
