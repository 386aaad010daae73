"""The calibration workbook as HR sees it and as it is read back.

It recalculates to what it shows, Excel accepts it; what is recorded of it, and what the rules of each mode refuse.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from presales_xl.cycle.calibrating import calibration, calibration_book
from presales_xl.cycle.calibrating.calibration import Mode
from presales_xl.cycle.calibrating.calibration_book import typed_before
from presales_xl.cycle.calibrating.overview import strictness
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import LANGUAGES
from presales_xl.workbook import reader
from tests import lint
from tests.conftest import Validate
from tests.cycle.calibrated import (
    PERIOD,
    SCHEME,
    Craftsman,
    calibrated,
    edited,
    plan,
    read_back,
    rows,
    standing,
    team,
    written,
)
from tests.cycle.company import messages_of, refused
from tests.engines import Recalculate

GRADES = "定级 手艺方案"
PEOPLE = [
    *team(99, 91, 88, 84, 82, 79, 75, 72, 66, 58, 57, manager="M1", department="东区"),
    *team(95, 85, 70, manager="M2", department="东区", first=21),
    *team(93, 65, manager="M3", department="西区", first=31),
    Craftsman("V", 97, breaches=1, manager="M3", department="西区"),
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


def test_managers_are_compared_by_mean_and_spread_with_the_company(tmp_path: Path) -> None:
    now = calibrated([*team(90, 80), *team(70, 60, 80, manager="M2", first=3)])
    managers = strictness(now.distributions[0])
    assert [(each.manager, each.people, each.mean, each.difference) for each in managers] == [
        ("M1经理", 2, 85.0, 9.0),
        ("M2经理", 3, 70.0, -6.0),
    ]
    assert [round(each.spread, 3) for each in managers] == [5.0, 8.165]
    sheet = openpyxl.load_workbook(written(tmp_path, now), data_only=True)["经理宽严"]
    company = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "全公司")
    assert (company[3], company[4], round(float(str(company[5])), 3)) == (5, 76.0, 10.198)


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
    people = [Craftsman("=1+1", 90, manager='=HYPERLINK("x")'), *team(80)]
    path = written(tmp_path, calibrated(people, "advise", decided={"E01": ("A", "B", "=cmd|x")}))
    book = openpyxl.load_workbook(path)
    cells = {row[ids.index("employee_id")].value: row for _, row, ids in rows(book)}
    assert {cell.data_type for cell in cells["=1+1"][1:6]} == {"s", "n"}
    assert cells["E01"][10].data_type == "s"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.validator
def test_excel_and_our_lint_have_no_objection(tmp_path: Path, lang: str, validate: Validate) -> None:
    now = calibration.of([standing(PEOPLE)], "甲公司", "2026-11", mode="advise", least=4)
    path = tmp_path / "c.xlsx"
    calibration_book.write(path, now, "en" if lang == "en" else "zh", lambda _: "seal", typed={})
    assert lint.lint(path) == []
    assert validate([path]) == []


TEN = (99, 98, 97, 96, 95, 94, 93, 92, 91, 90)  # all of them S by the scale: S A A B B B B B B C by the quota
BY_RULE = "按强制分布的名额确定"


def test_an_enforced_distribution_is_recorded_as_it_was_proposed(tmp_path: Path) -> None:
    now = calibrated(team(*TEN))
    decisions, problems = read_back(written(tmp_path, now), now)
    assert [(one.employee_id, one.from_grade, one.to_grade) for one in decisions] == [
        (f"E{n:02}", "S", grade) for n, grade in zip(range(2, 11), "AABBBBBBC", strict=True)
    ]
    assert {one.reason for one in decisions} == {BY_RULE}
    assert problems == []


@pytest.mark.parametrize("mode", ["off", "advise"])
def test_without_enforcement_nothing_changes_by_itself(tmp_path: Path, mode: Mode) -> None:
    now = calibrated(team(*TEN), mode)
    assert read_back(written(tmp_path, now), now) == ([], [])


@pytest.mark.parametrize(("mode", "typed"), [("off", "B"), ("advise", "B"), ("off", "ｂ ")])
def test_a_grade_changed_by_hand_is_recorded_with_its_reason(tmp_path: Path, mode: Mode, typed: str) -> None:
    now = calibrated(team(*TEN), mode)
    decisions, _ = read_back(edited(written(tmp_path, now), {"E10": (typed, "年底休长假")}), now)
    assert [(one.employee_id, one.from_grade, one.to_grade, one.reason) for one in decisions] == [
        ("E10", "S", "B", "年底休长假")
    ]


@pytest.mark.parametrize("mode", ["off", "advise", "enforce"])
def test_a_grade_changed_by_hand_without_a_reason_is_refused_with_its_cell(tmp_path: Path, mode: Mode) -> None:
    now = calibrated(team(*TEN), mode)
    file = edited(written(tmp_path, now), {"E10": ("D", " ")})
    cell = next(
        f"{row[ids.index('final')].coordinate}"
        for _, row, ids in rows(openpyxl.load_workbook(file))
        if row[ids.index("employee_id")].value == "E10"
    )
    (message,) = refused(lambda: read_back(file, now))
    where = f"calibration.xlsx › 定级 手艺方案 › {cell}"
    assert message == f"{where}：E10号 的等级改成了「D」，没有写理由。请在同一行的「调整理由」里写明。"


def test_a_scheme_without_a_quota_is_open_in_no_mode() -> None:
    without = plan("".join(line for line in SCHEME.splitlines(keepends=True) if "quota" not in line))
    now = calibrated(team(*TEN), "enforce", scheme=without)
    assert (len(now.distributions), now.open, now.shifted) == (1, frozenset(), frozenset())


def test_advice_may_be_taken_without_a_reason(tmp_path: Path) -> None:
    now = calibrated(team(*TEN), "advise")
    decisions, _ = read_back(edited(written(tmp_path, now), {"E10": ("C", None)}), now)
    assert [(one.to_grade, one.reason) for one in decisions] == [("C", BY_RULE)]


def test_advice_not_taken_is_told_where_somebody_passes_over_a_higher_total(tmp_path: Path) -> None:
    now = calibrated(team(85, 75), "advise")
    _, problems = read_back(edited(written(tmp_path, now), {"E02": ("S", "重大项目")}), now)
    assert [(problem.code, problem.severity) for problem in problems] == [("calibration.order_meant", "warning")]
    assert "写明了理由的" in messages_of(problems)[0]
    assert "同池里分数更高的 E01号（85 分，A），等级反而低于 E02号（75 分，S）（共 1 人）" in messages_of(problems)[0]


@pytest.mark.parametrize("mode", ["off", "advise", "enforce"])
def test_a_vetoed_person_stays_the_lowest_in_every_mode(tmp_path: Path, mode: Mode) -> None:
    now = calibrated([Craftsman("V", 99, breaches=1), *team(*TEN)], mode)
    file = written(tmp_path, now)
    assert {
        row[ids.index("employee_id")].value: row[ids.index("final")].value
        for _, row, ids in rows(openpyxl.load_workbook(file))
    }["V"] == "D"
    assert "一票否决" in refused(lambda: read_back(edited(file, {"V": ("C", "求情")}), now))[0]


def test_enforced_nobody_gets_a_place_that_the_quota_has_not(tmp_path: Path) -> None:
    now = calibrated(team(*TEN))
    file = edited(written(tmp_path, now), {"E02": ("S", "重大项目")})
    (message,) = refused(lambda: read_back(file, now))
    people = rows(openpyxl.load_workbook(file))
    sheet, row, ids = next(each for each in people if "E02" in [cell.value for cell in each[1]])
    cell = row[ids.index("final")].coordinate  # of whoever is to be lowered first
    assert message.startswith(f"calibration.xlsx › {sheet.title} › {cell}：M1组（M1经理）：「S」及以上有 2 人")


def test_enforced_nobody_passes_over_a_higher_total(tmp_path: Path) -> None:
    now = calibrated(team(*TEN))
    swapped = {"E01": ("A", "换一下"), "E02": ("S", "换一下")}
    (message,) = refused(lambda: read_back(edited(written(tmp_path, now), swapped), now))
    assert "分数更高的 E01号（99 分，A），等级反而低于 E02号（98 分，S）" in message


def test_lowering_one_person_is_told_once_and_not_for_everybody_who_stands_above_now(tmp_path: Path) -> None:
    now = calibrated(team(*TEN), "advise")
    _, problems = read_back(edited(written(tmp_path, now), {"E02": ("B", "请假较多")}), now)
    assert len(problems) == 1
    assert "等级反而低于 E03号（97 分，S）、E04号（96 分，S）、E05号（95 分，S）（共 8 人）" in messages_of(problems)[0]


def test_enforced_equal_totals_may_be_swapped_and_the_last_ones_lowered_with_a_reason(tmp_path: Path) -> None:
    now = calibrated([Craftsman("E01", 90, 80), Craftsman("E02", 85, 87.5), *team(*TEN[3:], first=3)])
    tied = {ranked.total for ranked in now.distributions[0].everybody[-2:]}
    assert tied == {86.0}
    changes = {"E01": ("C", "按出勤"), "E02": ("B", "按出勤")}
    decisions, _ = read_back(edited(written(tmp_path, now), changes), now)
    assert {one.employee_id: (one.to_grade, one.reason) for one in decisions}["E01"] == ("C", "按出勤")


def test_a_grade_kept_against_the_proposal_is_remembered_when_the_workbook_is_written_anew(tmp_path: Path) -> None:
    now = calibrated(team(85, 85, 60, 59))  # S A B B; the two equal ones swapped
    changes = {"E01": ("A", "按出勤"), "E02": ("S", "按出勤"), "E03": ("C", "试用期"), "E04": ("D", "试用期")}
    decisions, _ = read_back(edited(written(tmp_path, now), changes), now)
    decided = {one.employee_id: (one.from_grade, one.to_grade, one.reason) for one in decisions}
    assert decided["E01"] == ("A", "A", "按出勤")
    after = calibrated(team(85, 85, 60, 59), decided=decided)
    assert read_back(written(tmp_path, after), after) == ([], [])
    finals = [
        row[ids.index("final")].value for _, row, ids in rows(openpyxl.load_workbook(tmp_path / "calibration.xlsx"))
    ]
    assert finals == ["A", "S", "C", "D"]


def test_a_distribution_follows_new_results_where_nobody_decided_otherwise(tmp_path: Path) -> None:
    before = calibrated(team(*TEN))
    decided = {
        one.employee_id: (one.from_grade, one.to_grade, one.reason)
        for one in read_back(written(tmp_path, before), before)[0]
    }
    now = calibrated(team(89, *TEN[1:]), decided=decided)  # the first one fell to the last place after an appeal
    decisions, _ = read_back(written(tmp_path, now), now)
    changed = {one.employee_id: one.to_grade for one in decisions}
    assert changed == {"E01": "C", "E02": "", "E04": "A", "E10": "B"}  # E02 is S by the scale already


def test_a_grade_by_scale_again_withdraws_the_decision(tmp_path: Path) -> None:
    now = calibrated(team(*TEN), "advise", decided={"E10": ("S", "B", "年底休长假")})
    decisions, _ = read_back(edited(written(tmp_path, now), {"E10": ("S", None)}), now)
    assert [(one.employee_id, one.from_grade, one.to_grade, one.reason) for one in decisions] == [
        ("E10", "S", "", "恢复为按分数的等级")
    ]


def test_the_reason_of_an_earlier_decision_is_none_for_another_one(tmp_path: Path) -> None:
    now = calibrated(team(*TEN), "advise", decided={"E10": ("S", "B", "年底休长假")})
    file = edited(written(tmp_path, now), {"E10": ("A", "年底休长假")})
    assert "没有写理由" in refused(lambda: read_back(file, now))[0]


def test_a_decision_that_rests_on_another_total_is_confirmed_by_reading_it_again(tmp_path: Path) -> None:
    now = calibrated(team(85, 75), "advise", decided={"E01": ("B", "S", "重大项目")})
    decisions, _ = read_back(written(tmp_path, now), now)
    (decision,) = decisions
    assert (decision.employee_id, decision.from_grade, decision.to_grade) == ("E01", "A", "S")
    assert (decision.period, decision.reason, decision.author) == (PERIOD, "重大项目", "")


def test_who_changed_a_grade_meanwhile_is_not_overruled(tmp_path: Path) -> None:
    first = calibrated(team(*TEN), "advise")
    file = edited(written(tmp_path, first), {"E10": ("B", "年底休长假")})
    meanwhile = calibrated(team(*TEN), "advise", decided={"E10": ("S", "A", "别的看法"), "E09": ("S", "A", "别的看法")})
    assert "E10号 的等级已另外改成「A」" in refused(lambda: read_back(file, meanwhile))[0]
    untouched = edited(file, {"E10": ("S", None)})
    assert read_back(untouched, meanwhile)[0] == []


@pytest.mark.parametrize(
    ("people", "mode", "least"),
    [
        (team(98, *TEN[1:]), "enforce", 1),
        (team(*TEN[1:]), "enforce", 1),
        (team(*TEN), "advise", 1),
        (team(*TEN), "enforce", 20),
    ],
)
def test_a_workbook_of_other_results_or_settings_is_refused(
    tmp_path: Path, people: list[Craftsman], mode: Mode, least: int
) -> None:
    file = written(tmp_path, calibrated(team(*TEN)))
    now = calibrated(people, mode, least)
    assert "考核结果或校准设置变了" in refused(lambda: read_back(file, now))[0]


def test_a_workbook_of_another_quota_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, calibrated(team(*TEN)))
    now = calibrated(team(*TEN), scheme=plan().with_parameters({"quota.S": 0.2, "quota.B": 0.5}))
    assert "考核结果或校准设置变了" in refused(lambda: read_back(file, now))[0]


def spoil(change: Callable[[Any], object]) -> Callable[[Path], Path]:
    def spoiled(path: Path) -> Path:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return path

    return spoiled


def _set(sheet: str, cell: str, value: object) -> Callable[[Any], object]:
    return lambda book: setattr(book[sheet][cell], "value", value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book.remove(book["_presales"]), "calibration.not_ours"),
        (lambda book: book.remove(book["定级 手艺方案"]), "calibration.sheet"),
        (_set("_presales", "B4", "乙公司"), "calibration.other"),
        (_set("_presales", "B9", "改过的"), "calibration.seal"),
        (_set("定级 手艺方案", "C1", "x"), "calibration.sheet"),
        (lambda book: book["定级 手艺方案"].delete_rows(6), "calibration.lacking"),
        (_set("定级 手艺方案", "C6", "E99"), "calibration.unknown"),
        (_set("定级 手艺方案", "C6", "E01"), "calibration.twice"),
        (_set("定级 手艺方案", "J6", "E"), "calibration.grade"),
        (_set("定级 手艺方案", "J6", None), "calibration.no_grade"),
    ],
)
def test_a_workbook_that_was_taken_apart_is_refused(tmp_path: Path, change: Callable[[Any], object], code: str) -> None:
    now = calibrated(team(*TEN))
    file = spoil(change)(written(tmp_path, now))
    with pytest.raises(ProblemsError) as caught:
        read_back(file, now)
    assert code in {problem.code for problem in caught.value.problems}
    assert all(messages_of([problem]) for problem in caught.value.problems)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    now = calibrated(team(*TEN), "advise")
    file = edited(written(tmp_path, now), {"E03": ("B", None), "E05": ("A+", "好"), "E07": ("C", None)})
    assert len(refused(lambda: read_back(file, now))) == 3


def test_what_was_typed_and_not_read_is_carried_over_and_of_who_is_decided_otherwise_since_it_is_told(
    tmp_path: Path,
) -> None:
    before = calibrated(team(*TEN), "advise")
    file = edited(
        written(tmp_path, before), {"E08": ("A", "补了材料"), "E09": ("A", "见面谈过"), "E10": ("B", "年底休长假")}
    )
    decided = {"E08": ("B", "C", "另有记录"), "E10": ("S", "B", "年底休长假")}
    now = calibrated(team(99.5, *TEN[1:]), "advise", decided=decided)  # somebody's total is another one
    typed, left = typed_before(reader.read_one(file), now, "zh")
    assert {key: (choice.final, choice.reason) for key, choice in typed.items()} == {"E09": (1, "见面谈过")}
    told = [(each.code, each.fields["found"], each.fields["why"], each.fields["known"]) for each in left]
    assert told == [("calibration.not_carried", "A", "补了材料", "C")]


def test_people_of_two_roles_under_one_scheme_are_distributed_together(tmp_path: Path) -> None:
    roles = [standing(team(*TEN[:5])), standing(team(*TEN[5:], first=6))]
    now = calibration.of(roles, "甲公司", "2026-11", mode="enforce", least=1)
    assert len(now.distributions) == 1
    assert len(read_back(written(tmp_path, now), now)[0]) == 9


def test_who_has_no_total_is_not_counted() -> None:
    now = calibrated([*team(*TEN), Craftsman("E11", None)])
    assert [len(pool.people) for pool in now.distributions[0].pools] == [10]


def test_a_lowered_grade_is_the_best_that_a_person_may_get() -> None:
    without_veto = SCHEME[: SCHEME.index("vetoes:")] + SCHEME[SCHEME.index("grades:") :]
    lowered = plan(without_veto.replace("grades:\n", "grades:\n  lowered_by: breaches\n"))
    now = calibrated([Craftsman("L", 99, breaches=2), *team(*TEN[1:])], scheme=lowered)
    (lowered_person,) = (person for person in now.distributions[0].everybody if person.employee_id == "L")
    assert (lowered_person.place, lowered_person.by_scale, lowered_person.proposed) == (1, 2, 2)


def test_equal_totals_are_ranked_by_the_weightiest_indicator() -> None:
    now = calibrated([Craftsman("E1", 80, 95), Craftsman("E2", 90, 80)])  # both 86: craft counts 60, manner 40
    assert [person.employee_id for person in now.distributions[0].everybody] == ["E2", "E1"]
