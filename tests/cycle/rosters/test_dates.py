"""Dates in the roster: who is in a period, in which state, with whom; and how dates and changes may be wrong."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_dates import day_of
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.periods import parse_period
from presales_xl.scheme.states import DAYS, EXEMPT, LEAVE, LEFT, NORMAL, PROBATION
from tests.cycle.company import Sheets, company, messages_of, opened, refused

CHANGES = ["工号", "自", "至", "变动", "值"]


def dated(
    joined: dict[str, Any] | None = None,
    left: dict[str, Any] | None = None,
    changes: list[list[Any]] | None = None,
    state: dict[str, str] | None = None,
) -> Callable[[Sheets], object]:
    """Return what writes dates, changes and states into the roster, by employee id."""

    def change(sheets: Sheets) -> None:
        head, *rows = sheets["员工"]
        head += ["入职日期", "离职日期", "状态"]
        for row in rows:
            row += [(each or {}).get(row[0]) for each in (joined, left, state)]
        if changes is not None:
            sheets["人员变动"] = [CHANGES, *changes]

    return change


def read(folder: Path, period: str = "2026-11", **what: Any) -> Roster:
    return load_roster(company(folder, dated(**what)), "zh", parse_period(period))


def states(loaded: Roster) -> dict[str, float | None]:
    return {employee.employee_id: employee.entries.get("state") for employee in loaded.employees}


@pytest.mark.parametrize(
    "written",
    [
        dt.date(2026, 11, 5),
        dt.datetime(2026, 11, 5),
        "2026-11-05",
        "2026/11/5",
        "2026.11.5",
        "2026年11月5日",
        " ２０２６－１１－０５ ",
        "20261105",
        20261105,
        "2026-11-05 00:00:00",
    ],
)
def test_a_day_is_read_as_people_write_it(written: Any) -> None:
    assert day_of(written) == dt.date(2026, 11, 5)


@pytest.mark.parametrize("written", ["2026-11-31", "11/5/2026", "下周", 46331, "2026-11", True, dt.time(8, 0), ""])
def test_what_is_no_day_is_none(written: Any) -> None:
    assert day_of(written) is None


def test_who_left_before_or_joins_after_a_period_is_not_in_it_and_told(tmp_path: Path) -> None:
    loaded = read(tmp_path, joined={"E2": "2026-12-01"}, left={"E1": "2026-10-31"})
    assert states(loaded) == {"E3": None}
    assert [message.partition("：")[2].partition("。")[0] for message in messages_of(loaded.warnings)] == [
        "E1 张三",
        "E2 李四",
    ]
    assert "本期之前已离职" in messages_of(loaded.warnings)[0]


def test_dates_say_the_state_at_the_end_of_the_period(tmp_path: Path) -> None:
    changes = [["E2", "2026-10-20", "2026-12-05", "产假", None], ["E3", "2026/9/1", None, "试用", None]]
    loaded = read(tmp_path, left={"E1": dt.date(2026, 11, 16)}, changes=changes)
    assert states(loaded) == {"E1": LEFT, "E2": LEAVE, "E3": PROBATION}
    assert [each.code for each in loaded.warnings] == ["roster.by_dates"]


def test_who_joined_too_short_before_the_end_is_not_appraised_and_told(tmp_path: Path) -> None:
    loaded = read(tmp_path, joined={"E1": "2026-11-02", "E2": "2026-11-01"})
    assert states(loaded) == {"E1": EXEMPT, "E2": None, "E3": None}
    assert loaded.employees[0].locked == {"state"}
    (told,) = messages_of(loaded.warnings)
    assert told.startswith("到本期末入职天数（括号内）不够，本期不考核（免考）：E1 张三 (29)。")
    assert states(read(tmp_path, "2026-Q4", joined={"E1": "2026-11-02"}))["E1"] is None


def test_whom_hr_exempts_is_not_told_to_be_too_new(tmp_path: Path) -> None:
    loaded = read(tmp_path, joined={"E1": "2020-03-01"}, state={"E1": "免考"})
    assert states(loaded)["E1"] == EXEMPT
    assert messages_of(loaded.warnings) == []


def test_the_state_that_hr_wrote_counts_and_is_told_of_where_dates_contradict(tmp_path: Path) -> None:
    loaded = read(
        tmp_path,
        joined={"E1": "2026-11-20"},
        left={"E2": "2026-10-01", "E3": "2026-11-10"},
        state={"E1": "正常", "E2": "休假", "E3": "离职"},
    )
    assert states(loaded) == {"E1": NORMAL, "E2": LEAVE, "E3": LEFT}
    told = messages_of(loaded.warnings)
    assert [each.code for each in loaded.warnings][2:] == ["roster.by_dates"]  # E3, who leaves in the period
    assert "员工 › H2：E1 的「状态」写的是正常，而日期说的是免考；以「状态」为准。" in told[0]
    assert "员工 › H3：E2 的「状态」写的是休假，而日期说的是离职" in told[1]


def test_who_moved_is_in_the_workbooks_of_both_managers_and_for_a_few_days_in_one(tmp_path: Path) -> None:
    changes: list[list[Any]] = [
        ["E1", "2026-11-16", None, "经理", "M2"],
        ["E3", "2026-11-20", "2026-11-25", "经理", "M1"],
    ]
    project = company(tmp_path, dated(changes=changes))
    made = generate(project, parse_period("2026-11"), "zh")
    ids = {
        file.name[:2]: {str(cell.value) for cell in opened(file)["工程师"]["A"]} & {"E1", "E1#1", "E3"}
        for file in made.files
        if "工程师" in opened(file).sheetnames
    }
    assert ids == {"赵一": {"E1#1"}, "钱二": {"E1", "E3"}}
    told = made.problems
    (parts,), (whole,) = messages_of(told, "roster.stints"), messages_of(told, "roster.moved")
    assert "E1#1 张三 (11-01 – 11-15 M1 赵一 工程师)、E1 张三 (11-16 – 11-30 M2 钱二 工程师)。" in parts
    assert "整个本期只在一处考核（括号内）：E3 王五 (11-01 – 11-30 M2 钱二 工程师)。" in whole
    october = generate(project, parse_period("2026-10"), "zh").problems
    assert messages_of(october, "roster.moved") == messages_of(october, "roster.stints") == []


def test_who_has_a_few_days_between_two_long_stints_is_told_that_they_go_with_those_beside_them(tmp_path: Path) -> None:
    changes: list[list[Any]] = [
        ["E1", "2026-11-14", "2026-11-16", "经理", "M2"],
        ["E1", "2026-11-17", None, "经理", "M3"],
        ["E3", "2026-11-16", None, "经理", "M1"],
    ]

    def change(sheets: Sheets) -> None:
        dated(changes=changes)(sheets)
        sheets["经理"].append(["M3", "孙三", "华北", None])

    loaded = load_roster(company(tmp_path, change), "zh", parse_period("2026-11"))
    (short,) = messages_of(loaded.warnings, "roster.stint_short")
    assert "E1 张三 (11-14 – 11-16 M2 钱二 工程师)。" in short
    assert "E3" not in short
    assert "E1#1 张三 (11-01 – 11-16 M1 赵一 工程师)" in messages_of(loaded.warnings, "roster.stints")[0]


def test_a_new_role_is_that_of_its_scheme(tmp_path: Path) -> None:
    loaded = read(tmp_path, changes=[["e2", "2026-11-01", None, "转岗", "工程师"]])
    assert {each.employee_id: each.role for each in loaded.employees}["E2"] == "工程师"
    assert "E2" not in {each.employee_id for each in load_roster(company(tmp_path, dated()), "zh").team("M2")}


def test_dates_alone_change_nothing_without_a_period_in_which_they_matter(tmp_path: Path) -> None:
    plain = load_roster(company(tmp_path / "a"), "zh", parse_period("2026-11"))
    blank = read(tmp_path / "b", changes=[])
    assert (blank.employees, blank.roles, blank.warnings) == (plain.employees, plain.roles, plain.warnings)
    old = read(tmp_path / "c", joined={"E1": "2019-03-01"}, changes=[["E1", "2020-01-01", "2020-02-01", "休假", None]])
    assert states(old) == {"E1": None, "E2": None, "E3": None}
    assert not any("state" in each.locked for each in old.employees)
    assert old.warnings == []


#: What is wrong with the dates, and how its message begins.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no day": ({"joined": {"E1": "去年"}}, "员工 › F2：「入职日期」填的是「去年」，不是日期。请写成 2026-11-05 这样"),
    "a day that is none": ({"left": {"E2": "2026-11-31"}}, "员工 › G3：「离职日期」填的是「2026-11-31」，不是日期。"),
    "left before joined": (
        {"joined": {"E1": "2026-11-05"}, "left": {"E1": "2026-11-04"}},
        "员工 › G2：离职日期 2026-11-04 早于入职日期 2026-11-05。",
    ),
    "nobody": ({"changes": [["E9", "2026-11-05", None, "休假"]]}, "人员变动 › A2：「员工」表里没有工号 E9。"),
    "no first day": ({"changes": [["E1", None, None, "休假"]]}, "人员变动 › B2：没有写从哪一天起。"),
    "turned round": (
        {"changes": [["E1", "2026-11-05", "2026-11-04", "休假"]]},
        "人员变动 › C2：「至」2026-11-04 早于「自」2026-11-05。",
    ),
    "unknown change": (
        {"changes": [["E1", "2026-11-05", None, "出差"]]},
        "人员变动 › D2：「变动」填的是「出差」，不在选项中。请从这些选项中选：休假、试用、免考、岗位、经理。",
    ),
    "unknown manager": (
        {"changes": [["E1", "2026-11-05", None, "经理", "M9"]]},
        "人员变动 › E2：「经理」表里没有经理 M9。现有经理：M1、M2。",
    ),
    "two roles at once": (
        {"changes": [["E1", "2026-11-05", None, "岗位", "顾问"], ["e1", "2026-11-05", "2026-11-20", "岗位", "工程师"]]},
        "人员变动 › E3：e1 从 2026-11-05 起同时变成「顾问」和「工程师」，只能有一个。先后变动的请各写各的日期；同时有",
    ),
    "no role": ({"changes": [["E1", "2026-11-05", None, "岗位"]]}, "人员变动 › E2：「岗位」表里没有岗位「—」。"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_dates_is_told_with_its_cell(tmp_path: Path, case: str) -> None:
    what, begins = WRONG[case]
    project = company(tmp_path, dated(**what))
    (message,) = [each.removeprefix(f"{project.roster} › ") for each in refused(lambda: load_roster(project, "zh"))]
    assert message.startswith(begins)


def test_a_new_role_and_a_new_manager_of_one_day_are_no_mistake(tmp_path: Path) -> None:
    changes = [["E2", "2026-11-01", None, "岗位", "工程师"], ["E2", "2026-11-01", None, "经理", "M2"]]
    (moved,) = (each for each in read(tmp_path, changes=changes).employees if each.employee_id == "E2")
    assert (moved.role, moved.manager_id) == ("工程师", "M2")


def test_targets_are_by_days_for_all_of_a_role_in_which_somebody_is_not_there_all_of_the_period(tmp_path: Path) -> None:
    plain, joined = read(tmp_path / "a"), read(tmp_path / "b", joined={"E1": "2026-10-21", "E2": "2026-11-11"})
    leave = read(tmp_path / "c", changes=[["E2", "2026-11-21", None, "休假", None]])
    trial = read(tmp_path / "d", changes=[["E2", "2026-09-01", None, "试用", None]])
    for loaded, days in ((joined, 20.0), (leave, 20.0)):
        consultant = next(each for each in loaded.employees if each.employee_id == "E2")
        assert [consultant.entries[key] for key in DAYS] == [days, 30]
        assert consultant.locked >= DAYS.keys()
        assert loaded.roles["顾问"].scheme.by_days
        assert loaded.roles["工程师"] == plain.roles["工程师"]  # nothing in it is prorated
    for loaded in (plain, trial):
        assert not any(plan.scheme.by_days for plan in loaded.roles.values())
        assert not any(each.entries.keys() & DAYS.keys() for each in loaded.employees)


def test_who_is_there_by_hrs_word_against_the_dates_has_all_days(tmp_path: Path) -> None:
    loaded = read(tmp_path, left={"E2": "2026-10-01"}, state={"E2": "正常"})
    assert not loaded.roles["顾问"].scheme.by_days


@pytest.mark.parametrize("blank", ["", " ", "　", "\u00a0", "\ufeff"])
def test_a_day_in_which_nothing_can_be_seen_is_none_and_whoever_is_exempt_stays_so(tmp_path: Path, blank: str) -> None:
    loaded = read(tmp_path, joined={"E1": blank}, left={"E2": blank}, state={"E3": "免考"})
    assert (states(loaded), loaded.warnings) == ({"E1": None, "E2": None, "E3": EXEMPT}, [])
    assert ["state" in each.locked for each in loaded.employees] == [False, False, True]


@pytest.mark.parametrize(
    "what", [{"left": {"E2": "2026-12-05"}}, {"joined": {"E2": "2026-11-01"}}, {"left": {"E1": "2026-11-20"}}]
)
def test_dates_that_take_nobody_of_a_role_a_day_of_the_period_ask_for_no_days_there(tmp_path: Path, what: Any) -> None:
    loaded = read(tmp_path, **what)
    assert not loaded.roles["顾问"].scheme.by_days
    assert not any(each.entries.keys() & DAYS.keys() for each in loaded.employees)


@pytest.mark.parametrize(
    ("sheet", "header", "expected"),
    [
        ("人员变动", "到", "这张表没有叫这个名字的列。若是下列之一，请改成那个列名：至 / Until；"),
        ("员工", "离职时间", "若是下列之一，请改成那个列名：离职日期 / Left；"),
        ("经理", "邮件", "若是下列之一，请改成那个列名：邮箱 / Email；"),
        ("岗位", "说明", "若是下列之一，请改成那个列名："),
        ("员工", "爱好", "不属于任何岗位的方案，未使用。"),
    ],
)
def test_a_column_that_is_not_read_is_told_on_every_sheet_with_what_it_may_be_meant_for(
    sheet: str, header: str, expected: str, tmp_path: Path
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["人员变动"] = [["工号", "自", "变动", "值"], ["E1", dt.date(2026, 11, 2), "免考", None]]
        sheets["经理"] = [row[:3] for row in sheets["经理"]]
        sheets["岗位"] = [row[:2] for row in sheets["岗位"]]
        head, *rows = sheets[sheet]
        sheets[sheet] = [[*head, header], *([*row, dt.date(2026, 11, 9)] for row in rows)]

    roster = load_roster(company(tmp_path, change), "zh", parse_period("2026-11"))
    told = messages_of(roster.warnings, "roster.column_unused", "roster.unknown_column")
    assert len(told) == 1
    assert f"「{header}」" in told[0]
    assert expected in told[0]


def test_a_name_beside_the_id_is_read_over_without_a_word(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        day = dt.date(2026, 11, 2)
        sheets["人员变动"] = [["工号", "姓名", "自", "至", "变动", "值"], ["E1", "张三", day, None, "免考", None]]

    roster = load_roster(company(tmp_path, change), "zh", parse_period("2026-11"))
    assert messages_of(roster.warnings, "roster.column_unused") == []


def test_a_change_that_needs_a_column_which_is_not_there_names_the_column_once(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        rows = [[key, dt.date(2026, 11, 9), "经理", "M2"] for key in ("E1", "E2")]
        sheets["人员变动"] = [["工号", "自", "变动", "改为"], *rows]

    told = refused(lambda: load_roster(company(tmp_path, change), "zh", parse_period("2026-11")))
    assert [each for each in told if "M2" in each or "名单缺少列：值 / Value" in each] == told[:1]
    assert "「改为」" in told[1]


def test_who_is_exempt_or_on_leave_all_period_by_dates_is_told_by_name(tmp_path: Path) -> None:
    exempt = ["E2", dt.date(2026, 11, 20), None, "免考", None]
    leave = ["E3", dt.date(2026, 10, 1), dt.date(2026, 12, 31), "休假", None]
    part = ["E1", dt.date(2026, 11, 2), dt.date(2026, 11, 3), "休假", None]
    roster = read(tmp_path, changes=[exempt, leave, part])
    (told,) = messages_of(roster.warnings, "roster.by_dates")
    assert told.startswith("按名单里的日期，本期是括号里的状态：E2 李四 (免考)、E3 王五 (休假)。")


def test_nothing_is_told_of_the_dates_of_who_is_not_appraised_in_such_a_period(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        dated(left={"E1": dt.date(2026, 11, 20), "E2": dt.date(2026, 11, 20)})(sheets)
        sheets["岗位"][2] = ["顾问", "software_presales", "季度"]

    roster = load_roster(company(tmp_path, change), "zh", parse_period("2026-11"))
    (told,) = messages_of(roster.warnings, "roster.by_dates")
    assert "E1" in told and "E2" not in told


def test_who_leaves_in_the_period_is_told_by_name_with_the_day(tmp_path: Path) -> None:
    roster = read(tmp_path, left={"E1": dt.date(2026, 11, 20), "E2": dt.date(2026, 12, 1), "E3": dt.date(2026, 10, 31)})
    (told,) = messages_of(roster.warnings, "roster.by_dates")
    assert told.startswith("按名单里的日期，本期是括号里的状态：E1 张三 (离职 2026-11-20)。")
