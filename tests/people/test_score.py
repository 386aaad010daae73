"""Scoring a table without a workbook: columns, statuses, and every way in which an input may be wrong."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from presales_xl import catalogue
from presales_xl.people.entries import names_ids
from presales_xl.people.score import Scored, score
from presales_xl.people.table import Table
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import Lang
from presales_xl.workbook import table_files
from presales_xl.workbook.layout import cell_name
from tests.cycle.company import CONSULTANT, ENGINEER, messages_of, refused, write_csv, write_sheets
from tests.scheme.small import SMALL, changed

SUPPORT = "support_engineer_kpi"


def engineers(*rows: dict[str, Any]) -> list[list[Any]]:
    """Return a table of engineers, each as the catalogue's example with some entries changed."""
    keys = ["employee_id", *ENGINEER]
    return [
        keys,
        *([{"employee_id": f"E{n}", **ENGINEER, **row}[key] for key in keys] for n, row in enumerate(rows, 1)),
    ]


def run(folder: Path, scheme: str, rows: Sequence[Sequence[Any]], lang: Lang = "zh", **details: Any) -> Scored:
    table, _ = table_files.read(write_csv(folder / "in.csv", rows))
    read = {key: table_files.read(write_csv(folder / f"{key}.csv", part))[0] for key, part in details.items()}
    return score(catalogue.load(scheme), table, read, lang)


def row_of(scored: Scored, number: int = 0, lang: Lang = "zh") -> dict[str, Any]:
    return {key: column[number] for key, column in scored.outcome.table(lang).items()}


def test_a_table_that_is_read_in_parts_is_scored_as_one_that_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = engineers({}, {"satisfaction": ""}, {"satisfaction": "甲"}, {"complaints": "0.5"}, {"unresolved": "44000"})
    at_once = run(tmp_path, SUPPORT, rows)
    monkeypatch.setattr("presales_xl.people.table._PART", 2)
    in_parts = run(tmp_path, SUPPORT, rows)
    assert in_parts.outcome.table("zh") == at_once.outcome.table("zh")
    assert in_parts.problems == at_once.problems
    assert len(at_once.problems) == 4


def test_the_catalogues_example_is_scored_as_the_catalogue_says(tmp_path: Path) -> None:
    scored = run(tmp_path, SUPPORT, engineers({}))
    assert row_of(scored) == {
        "status": "完成",
        "points.resolution": 30,
        "points.satisfaction": 12,
        "points.follow_up": 15,
        "points.complaints": 10,
        "points.learning": 15,
        "points.daily_report": 11,
        "total": 93,
        "grade": "S",
        "rank": 1,
        "flags": None,
    }
    assert scored.problems == []


def test_result_columns_are_points_then_scores_adjustments_total_grade_rank_pay_and_flags() -> None:
    table = run_blank("ecom_dept_presales")
    kinds = [key.split(".")[0] for key in table]
    assert list(dict.fromkeys(kinds)) == [
        "status",
        "points",
        "score",
        "adjustment",
        "total",
        "grade",
        "rank",
        "pay",
        "flags",
    ]
    assert list(run_blank("repair_stars")) == [
        "status",
        "total",
        "grade",
        "rank",
        "pay.base",
        "pay.piece",
        "pay.quarter_award",
        "pay.total",
        "flags",
    ]


def run_blank(scheme: str) -> dict[str, Any]:
    plan = catalogue.load(scheme)
    header = ("employee_id", *plan.inputs())
    table = Table(
        "x.csv", "", header=header, rows=[["E1", *[""] * len(plan.inputs())]], lines=[2], header_line=1, typed=False
    )
    return row_of(score(plan, table, {}, "zh"))


def test_words_come_in_the_users_language(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Employee ID", "level", "季度基本工资", "contribution_target", *CONSULTANT]]
    rows.append(["E1", "Senior", 54000, 500000, *CONSULTANT.values()])
    row = row_of(run(tmp_path, "software_presales", rows, "en"), lang="en")
    assert (row["status"], row["flags"]) == ("complete", "May be promoted")


def test_a_blank_is_incomplete_and_a_notice_while_everybody_else_is_scored(tmp_path: Path) -> None:
    scored = run(tmp_path, SUPPORT, engineers({}, {"satisfaction": "", "unresolved": None}))
    assert [row_of(scored, n)["status"] for n in (0, 1)] == ["完成", "未完成"]
    assert (row_of(scored, 1)["total"], row_of(scored, 1)["points.complaints"]) == (None, 10)
    (message,) = messages_of(scored.problems)
    assert message.endswith(
        "in.csv › 第 3 行：工号「E2」未填：未解决客户数、支持满意度。状态为「未完成」，填上后重新计算。"
    )
    assert scored.problems[0].severity == "warning"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"satisfaction": "高"},
            "第 2 行 › satisfaction：「支持满意度」填的是「高」，不是数字。应为：0 到 100 分",
        ),
        ({"satisfaction": 101}, "第 2 行 › satisfaction：「支持满意度」填的是 101，超出范围。"),
        ({"complaints": -1}, "第 2 行 › complaints：「客户投诉次数」填的是 -1，超出范围。"),
        ({"complaints": 1.5}, "第 2 行 › complaints：「客户投诉次数」填的是 1.5，不是整数。"),
        ({"complaints": "1_0"}, "第 2 行 › complaints：「客户投诉次数」填的是「1_0」，不是数字。"),
        ({"satisfaction": "nan"}, "第 2 行 › satisfaction：「支持满意度」填的是「nan」，不是数字。"),
        ({"satisfaction": "2026-11-01"}, "第 2 行 › satisfaction：「支持满意度」填的是「2026-11-01」，不是数字。"),
        ({"report_quality": "好"}, "第 2 行 › report_quality：「日报质量」填的是「好」，不在选项中。"),
    ],
)
def test_an_entry_that_is_not_valid_is_an_error_and_counts_as_missing(
    tmp_path: Path, changed: dict[str, Any], expected: str
) -> None:
    scored = run(tmp_path, SUPPORT, engineers(changed, {}))
    assert [problem.severity for problem in scored.problems] == ["error"]
    assert expected in messages_of(scored.problems)[0]
    assert [row_of(scored, n)["status"] for n in (0, 1)] == ["未完成", "完成"]
    assert row_of(scored, 1)["rank"] == 1


def test_a_workbook_of_inputs_is_told_of_by_sheet_and_cell(tmp_path: Path) -> None:
    rows = engineers({"satisfaction": "九十"}, {"satisfaction": dt.date(2026, 11, 1)}, {"report_quality": "deep"})
    table, _ = table_files.read(write_sheets(tmp_path / "in.xlsx", {"数据": rows}))
    scored = score(catalogue.load(SUPPORT), table, {}, "zh")
    text, date = messages_of(scored.problems)
    assert "in.xlsx › 数据 › C2：「支持满意度」填的是「九十」，不是数字。" in text
    assert "in.xlsx › 数据 › C3：「支持满意度」填的是日期 2026-11-01。" in date
    assert row_of(scored, 2)["status"] == "完成"


@pytest.mark.parametrize("written", ["91", " 91 ", "９１", "9.1e1", "091.0"])
def test_a_number_in_a_csv_file_may_be_written_in_any_plain_way(tmp_path: Path, written: str) -> None:
    assert row_of(run(tmp_path, SUPPORT, engineers({"satisfaction": written})))["points.satisfaction"] == 12


def test_numbers_are_read_to_the_digits_that_excel_keeps(tmp_path: Path) -> None:
    rows = [["employee_id", "payments"], ["E1", "0.1234567890123456789"], ["E2", "123456789.12345678"]]
    values = run(tmp_path, "ecom_dept_presales", rows).outcome.values["input.payments"].tolist()
    assert values == [0.123456789012346, 123456789.123457]


def test_a_default_stands_in_for_a_blank_without_a_notice(tmp_path: Path) -> None:
    keys = ["stock_in_signed", "genuine_units", "class_b_units", "major_complaints", "skill_complaints", "severe"]
    scored = run(tmp_path, "repair_stars", [["employee_id", *keys], ["E1", "yes", 200, 40, 1, 0, "no"]])
    row = row_of(scored)
    assert (row["status"], row["grade"], row["pay.total"]) == ("完成", "3★", 1560)
    assert scored.problems == []


def test_a_target_of_0_is_refused_by_name(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["employee_id", "level", "base_salary", "contribution_target", *CONSULTANT]]
    rows.append(["E1", "mid", 36000, 0, *CONSULTANT.values()])
    scored = run(tmp_path, "software_presales", rows)
    assert row_of(scored)["status"] == "未完成"
    [problem] = scored.problems
    assert "E1 的「销售贡献目标」填的是 0 元，不能用：目标或除数必须大于 0。" in messages_of([problem])[0]
    assert (problem.code, problem.severity, problem.place.line) == ("input.refused", "error", 2)


def test_what_cannot_be_computed_though_nothing_is_blank_or_0_is_told_of(tmp_path: Path) -> None:
    scheme = changed(SMALL, ("formula: won / joined, unit", "formula: won / (joined - won), unit"))
    (tmp_path / "small.yaml").write_text(scheme, encoding="utf-8")
    entries = {"level": "senior", "won": 3, "joined": 3, "manner": "good"}
    table, _ = table_files.read(write_csv(tmp_path / "in.csv", [["employee_id", *entries], ["E1", *entries.values()]]))
    visits, _ = table_files.read(write_csv(tmp_path / "visits.csv", [["employee_id", "hours"], ["E1", 3]]))
    scored = score(catalogue.load_file(tmp_path / "small.yaml"), table, {"visits": visits}, "zh")
    message = messages_of(scored.problems)[0]
    assert "输入已齐，但尚无结果：中标、奖金（未完成：" in message
    assert "为 0" in message


@pytest.mark.parametrize("given", [True, False])
def test_a_blank_that_a_result_waits_for_is_named_though_it_might_stay_blank_elsewhere(
    tmp_path: Path, given: bool
) -> None:
    plan = catalogue.load("nc_u8_consultant")
    entries: dict[str, Any] = dict.fromkeys(plan.inputs(), 1) | {"quarter": "q2", "u8_carry_in": 0, "nc_carry_in": ""}
    entries |= {"quarter_wages": 30000}
    if not given:
        del entries["nc_carry_in"]
    scored = run(tmp_path, "nc_u8_consultant", [["employee_id", *entries], ["E1", *entries.values()]])
    assert [message.partition("：")[2] for message in messages_of(scored.problems)] == [
        "工号「E1」未填：NC 上季转入。状态为「未完成」，填上后重新计算。"
    ]


def test_half_a_part_of_a_mean_over_what_was_done_names_the_other_half(tmp_path: Path) -> None:
    left_out = {"no_proposals": "yes", "no_sharing": "yes"}
    entries = {"research": "good", "returns_after_sealing": 5, "attitude": 18, "attendance": 18, **left_out}
    rows: list[list[Any]] = [["employee_id", *entries], ["E1", *entries.values()]]
    scored = run(tmp_path, "senior_presales_engineer", rows)
    assert any("未填：责任废标" in message for message in messages_of(scored.problems))


def test_columns_that_are_missing_are_one_error_that_names_them(tmp_path: Path) -> None:
    rows = [[cell for cell in row if cell not in ("unresolved", 2)] for row in engineers({}, {})]
    scored = run(tmp_path, SUPPORT, rows)
    assert messages_of(scored.problems) == [
        f"{tmp_path / 'in.csv'}：缺少这些列：unresolved（未解决客户数）。请加上；在此之前无法得出总分。"
    ]
    assert row_of(scored)["status"] == "未完成"


def test_columns_that_the_scheme_lacks_are_a_notice(tmp_path: Path) -> None:
    rows = [[*row, "?", "张三"] for row in engineers({})]
    rows[0][-2:] = ["mood", "姓名"]
    scored = run(tmp_path, SUPPORT, rows)
    assert [(problem.fields["found"], problem.severity) for problem in scored.problems] == [(["mood"], "warning")]


def test_columns_without_a_name_are_no_columns(tmp_path: Path) -> None:
    scored = run(tmp_path, SUPPORT, [[*row, "", ""] for row in engineers({}, {})])
    assert (scored.problems, [row_of(scored, n)["status"] for n in (0, 1)]) == ([], ["完成", "完成"])


def spoiled(rows: list[list[Any]], row: int, column: int, value: Any) -> list[list[Any]]:
    rows[row][column] = value
    return rows


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (spoiled(engineers({}), 0, 0, "code"), "没有工号列（employee_id）。现有列：code、unresolved"),
        (spoiled(engineers({}, {}), 2, 0, "e1"), "第 3 行：工号「e1」重复，第 2 行已有。"),
        (spoiled(engineers({}, {}), 2, 0, ""), "第 3 行 › employee_id：这一行没有工号。"),
        (spoiled(engineers({}), 0, 2, "未解决客户数"), "未解决客户数：列「未解决客户数」与列「unresolved」是同一项。"),
    ],
)
def test_a_table_that_cannot_be_told_apart_is_not_scored(tmp_path: Path, rows: list[list[Any]], expected: str) -> None:
    assert expected in refused(lambda: run(tmp_path, SUPPORT, rows))[0]


CHATS = [
    "language",
    "questioning",
    "recommendation",
    "add_to_cart",
    "respect",
    "greeting",
    "process_a",
    "process_b",
    "order_handling",
    "product_knowledge",
    "intent",
    "honesty",
    "patience",
    "first_contact_resolution",
    "empathy",
]
QUALITY = "ecom_service_quality"


def chats(*rows: tuple[str, dict[str, str]]) -> list[list[str]]:
    return [
        ["employee_id", *CHATS],
        *([who, *(dict.fromkeys(CHATS, "full") | entries).values()] for who, entries in rows),
    ]


def test_detail_rows_come_from_a_second_table(tmp_path: Path) -> None:
    rows = chats(("E1", {}), ("E1", {"recommendation": "部分满足"}), ("E2", {"respect": "none"}))
    scored = run(tmp_path, QUALITY, [["employee_id"], ["E2"], ["E1"]], chats=rows)
    assert [row_of(scored, n)["total"] for n in (0, 1)] == [85, 98]
    assert [row_of(scored, n)["grade"] for n in (0, 1)] == ["D", "A"]
    assert row_of(scored, 0)["flags"] == "触碰红线"


def test_detail_rows_without_any_entry_do_not_count(tmp_path: Path) -> None:
    rows = chats(("E1", {}), ("E1", dict.fromkeys(CHATS, "")))
    assert row_of(run(tmp_path, QUALITY, [["employee_id"], ["E1"]], chats=rows))["total"] == 100


def test_what_is_blank_in_detail_rows_is_told_of(tmp_path: Path) -> None:
    rows = chats(("E1", {"greeting": ""}))
    scored = run(tmp_path, QUALITY, [["employee_id"], ["E1"], ["E2"]], chats=rows)
    assert [message.split(" › ")[1].split("。")[0] for message in messages_of(scored.problems)] == [
        "第 2 行：工号「E1」未填：标准开场白",
        "第 3 行：工号「E2」未填：抽查聊天记录",
    ]
    assert all(problem.severity == "warning" for problem in scored.problems)


def test_a_figure_beyond_the_limits_of_its_kind_is_told_at_its_cell_by_what_it_holds(tmp_path: Path) -> None:
    rows = [["employee_id", "kind", "points", "reason"], ["E1", "技术创新", 15, "甲"], ["E1", "技术创新", 16, "乙"]]
    scored = run(tmp_path, "technical_support_110", [["employee_id"], ["E1"]], changes=rows)
    told = [problem for problem in scored.problems if problem.place.file.endswith("changes.csv")]
    assert [(each.code, each.place.line) for each in told] == [("input.range", 3)]
    assert "「分数」填的是 16，超出范围。应为：" in messages_of(told)[0]


def test_a_figure_beyond_the_limits_of_its_level_is_told_of_whom_it_is(tmp_path: Path) -> None:
    limited = ("type: count}", "type: count, limits: [extra, top]}")
    source = changed(
        SMALL,
        ("parameters:\n", "parameters:\n  top: {name: Top, value: 5}\n"),
        ("en: Won}, " + limited[0], "en: Won}, " + limited[1]),
    )
    (tmp_path / "small.yaml").write_text(source, encoding="utf-8")
    table, _ = table_files.read(
        write_csv(tmp_path / "in.csv", [["employee_id", "level", "won"], ["E1", "junior", 1], ["E2", "senior", 1]])
    )
    scored = score(catalogue.load_file(tmp_path / "small.yaml"), table, {}, "en")
    told = [problem for problem in scored.problems if problem.code == "input.range"]
    assert [(each.place.line, each.fields["found"]) for each in told] == [(3, "1")]


def test_detail_rows_of_somebody_unknown_or_too_many_of_them_are_errors(tmp_path: Path) -> None:
    messages = refused(
        lambda: run(tmp_path, QUALITY, [["employee_id"], ["E1"]], chats=chats(("E9", {}), *[("E1", {})] * 11))
    )
    assert "第 2 行：没有工号为「E9」的员工。" in messages[0]
    assert "工号「E1」有 11 行明细，最多 10 行。" in messages[1]


def test_a_scheme_with_a_detail_table_wants_its_rows(tmp_path: Path) -> None:
    scored = run(tmp_path, QUALITY, [["employee_id"], ["E1"]])
    assert [(problem.code, problem.severity) for problem in scored.problems] == [("table.no_detail", "error")]
    assert "--detail chats=文件" in messages_of(scored.problems)[0]


def test_a_detail_table_that_the_scheme_lacks_is_told_of(tmp_path: Path) -> None:
    assert (
        "方案没有明细表「calls」"
        in refused(lambda: run(tmp_path, QUALITY, [["employee_id"], ["E1"]], calls=chats()))[0]
    )


def test_an_empty_table_of_people_gives_no_results_and_no_failure(tmp_path: Path) -> None:
    assert run(tmp_path, SUPPORT, engineers()).employee_ids == []


def test_a_number_merged_over_several_people_does_not_count(tmp_path: Path) -> None:
    rows = engineers({}, {}, {})
    with xlsxwriter.Workbook(tmp_path / "in.xlsx") as book:
        sheet = book.add_worksheet("数据")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        place = rows[0].index("satisfaction")
        sheet.merge_range(f"{cell_name(1, place)}:{cell_name(2, place)}", 91)
    table, _ = table_files.read(tmp_path / "in.xlsx", names_ids)
    scored = score(catalogue.load(SUPPORT), table, {}, "zh")
    messages = messages_of(scored.problems)
    assert ["「支持满意度」的这个数合并了几行" in message for message in messages] == [True, True]
    assert [row_of(scored, n)["status"] for n in (0, 1, 2)] == ["未完成", "未完成", "完成"]


def test_an_id_that_lost_its_last_digits_is_told_of(tmp_path: Path) -> None:
    rows = engineers({})
    rows[1][0] = 110101199001011234
    table, _ = table_files.read(write_sheets(tmp_path / "in.xlsx", {"数据": rows}), names_ids)
    with pytest.raises(ProblemsError, match=r"table\.id_digits"):
        score(catalogue.load(SUPPORT), table, {}, "zh")
