"""The calibration workbook as HR sees it: what it shows, that it recalculates to the same, that Excel accepts it."""

from pathlib import Path

import openpyxl
import pytest

from presales_xl.cycle.calibrating import calibration, calibration_book
from presales_xl.cycle.calibrating.calibration import Mode
from presales_xl.cycle.calibrating.calibration_managers import strictness
from presales_xl.texts import LANGUAGES
from tests import lint
from tests.conftest import Validate
from tests.cycle.calibrated import One, calibrated, rows, standing, team, written
from tests.engines import Recalculate

GRADES = "定级 手艺方案"
PEOPLE = [
    *team(99, 91, 88, 84, 82, 79, 75, 72, 66, 58, 57, manager="M1", department="东区"),
    *team(95, 85, 70, manager="M2", department="东区", first=21),
    *team(93, 65, manager="M3", department="西区", first=31),
    One("V", 97, breaches=1, manager="M3", department="西区"),
]


def shown(path: Path, key: str) -> dict[str, object]:
    """Return a column of the sheets of grades, by employee id, as it was saved."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {row[ids.index("employee_id")].value: row[ids.index(key)].value for _, row, ids in rows(book)}


def test_people_are_ranked_pool_by_pool_with_what_decides_about_their_grade(tmp_path: Path) -> None:
    path = written(tmp_path, calibrated(PEOPLE, least=4))
    pools = shown(path, "pool")
    assert (pools["E01"], pools["E21"], pools["V"]) == ("M1组（M1经理）",) + ("全公司 · 其余小团队合并",) * 2
    assert "".join(map(str, shown(path, "proposed").values())) == "SAABBBBBBBD" + "DSABBB"
    assert shown(path, "final") == shown(path, "proposed")
    assert shown(path, "note")["V"] == "一票否决，只能是最低等级"


@pytest.mark.parametrize("mode", ["off", "advise", "enforce"])
def test_every_engine_recalculates_it_to_what_was_saved(tmp_path: Path, recalculate: Recalculate, mode: Mode) -> None:
    path = written(tmp_path, calibrated(PEOPLE, mode, least=4, decided={"E31": ("S", "B", "试用期")}))
    saved = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    fresh = recalculate(path)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    value = saved[sheet.title][cell.coordinate].value
                    assert fresh[sheet.title][cell.coordinate] == ("" if value is None else value)
                    compared += 1
    assert compared > len(PEOPLE) * 2


def test_a_choice_is_checked_in_the_sheet_and_counted_on_the_overview(tmp_path: Path, recalculate: Recalculate) -> None:
    path = written(tmp_path, calibrated(PEOPLE, least=4))
    where = {row[ids.index("employee_id")].value: row[0].row for _, row, ids in rows(openpyxl.load_workbook(path))}
    changes = {
        "E04": ("S", "重大项目"),
        "E05": ("A", None),
        "E10": ("D", "试用期"),
        "V": ("B", "求情"),
        "E11": (None, None),
    }
    cells: dict[str, str | None] = {}
    for employee_id, (grade, reason) in changes.items():
        cells |= {f"J{where[employee_id]}": grade, f"K{where[employee_id]}": reason}
    fresh = recalculate(path, {GRADES: cells})[GRADES]
    assert {employee_id: fresh[f"L{where[employee_id]}"] for employee_id in changes} == {
        "E04": "高于分数更高的人",
        "E05": "请写理由",
        "E10": "",
        "V": "超过允许的最高等级",
        "E11": "请选择等级",
    }
    raised = {f"J{where['E01']}": "S", f"J{where['E02']}": "S", f"K{where['E02']}": "重大项目"}
    book = recalculate(path, {GRADES: raised})
    assert (book[GRADES][f"L{where['E02']}"], book[GRADES][f"L{where['E04']}"]) == ("", "↓ 下调")
    counts = [cell.coordinate for cell in openpyxl.load_workbook(path)["等级分布"]["G"] if _counts_s(cell.value)]
    assert [book["等级分布"][cell] for cell in counts] == [2, 1]


def _counts_s(formula: object) -> bool:
    return isinstance(formula, str) and formula.startswith("=COUNTIFS") and formula.endswith(",1)")


def test_the_overview_has_places_and_people_before_and_after_and_a_chart_for_each_pool(tmp_path: Path) -> None:
    path = written(tmp_path, calibrated(PEOPLE, least=4))
    sheet = openpyxl.load_workbook(path, data_only=True)["等级分布"]
    lines = [[cell.value for cell in row[1:8]] for row in sheet.iter_rows()]
    at = lines.index(["等级", "目标占比", "名额", "校准前", "建议", "校准后", "与名额之差"])
    assert lines[at + 1 : at + 5] == [
        ["S", 0.1, 1, 2, 1, 1, 0],
        ["A", 0.2, 2, 3, 2, 2, 0],
        ["B", 0.6, 7, 3, 7, 7, 0],
        ["C+D", 0.1, 1, 3, 1, 1, 0],
    ]
    assert len(sheet._charts) == 2  # type: ignore[attr-defined]


def test_managers_are_compared_by_mean_and_spread_with_the_company() -> None:
    now = calibrated([*team(90, 80), *team(70, 60, 80, manager="M2", first=3)])
    found, mean, spread = strictness(now.distributions[0])
    assert (mean, round(spread, 3)) == (76.0, 10.198)
    assert [(one.manager, one.people, one.mean, round(one.spread, 3), one.difference) for one in found] == [
        ("M1经理", 2, 85.0, 5.0, 9.0),
        ("M2经理", 3, 70.0, 8.165, -6.0),
    ]


def test_only_the_final_grade_and_its_reason_can_be_typed(tmp_path: Path) -> None:
    path = written(tmp_path, calibrated(PEOPLE))
    book = openpyxl.load_workbook(path)
    assert all(sheet.protection.sheet for sheet in book)
    for _, row, ids in rows(book):
        assert {ids[place] for place, cell in enumerate(row) if not cell.protection.locked} == {"final", "reason"}
    assert [str(rule.sqref) for rule in book[GRADES].data_validations.dataValidation if rule.type == "list"] == [
        "J5:J21"
    ]
    assert book["_presales"].sheet_state == "veryHidden"


def test_names_and_reasons_are_never_formulas(tmp_path: Path) -> None:
    people = [One("=1+1", 90, manager='=HYPERLINK("x")'), *team(80)]
    path = written(tmp_path, calibrated(people, "advise", decided={"E01": ("A", "B", "=cmd|x")}))
    book = openpyxl.load_workbook(path)
    cells = {row[ids.index("employee_id")].value: row for _, row, ids in rows(book)}
    assert {cell.data_type for cell in cells["=1+1"][1:6]} == {"s", "n"}
    assert cells["E01"][10].data_type == "s"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.validator
def test_excel_and_our_lint_have_no_objection(tmp_path: Path, lang: str, validate: Validate) -> None:
    now = calibration.of([standing(PEOPLE)], "甲公司", "2026-11", "advise", 4)
    path = tmp_path / "c.xlsx"
    calibration_book.write(path, now, "en" if lang == "en" else "zh", lambda _: "seal")
    assert lint.lint(path) == []
    assert validate([path]) == []
