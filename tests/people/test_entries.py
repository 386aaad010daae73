"""What an entry means: the one reader of what people type, in tables of HR's and in workbooks."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presales_xl.backends.frame import Inputs
from presales_xl.backends.numerals import is_numeral
from presales_xl.catalogue import load
from presales_xl.people.employees import Employee
from presales_xl.people.entries import Headers, names_ids, read_column, read_entry, read_words
from presales_xl.people.outcome import outcome
from presales_xl.people.table import UNCOMPUTED, CellError, Table, Value, counting, is_total
from presales_xl.problem_texts import explain
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.doubts import reason_of
from tests.scheme.small import SMALL, plan_of

SCHEME = """\
id: small
name: 小方案
cycles: [month]
full_points: 10
inputs:
  heads: {name: 人数, type: count, unit: 人}
  amount: {name: 金额, type: money, unit: {zh: 元, en: yuan}, min: -2000}
  receipts: {name: 回款, type: number, unit: 万元, min: -1000}
  part: {name: 占比, type: rate}
  test: {name: 测试分, type: score}
  waited: {name: 等待, type: seconds, unit: {zh: 秒, en: s}}
indicators:
  work:
    name: 工作
    points: 10
    rule: {kind: formula, formula: heads + amount + receipts + part + test + waited}
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(SCHEME)


def spec_of(plan: Plan, name: str) -> ColumnSpec:
    return plan.inputs()[name]


@pytest.mark.parametrize(
    ("name", "written", "number"),
    [
        ("heads", " 3 ", 3),
        ("heads", "１２", 12),
        ("heads", "12人", 12),
        ("heads", "12 人", 12),
        ("amount", "1,200,000", 1200000),
        ("amount", "1,200,000.5", 1200000.5),
        ("amount", "￥500", 500),
        ("amount", "¥ 500元", 500),
        ("amount", "500 yuan", 500),
        ("amount", "-1,234", -1234),
        ("receipts", "−30", -30),
        ("receipts", "150万元", 150),
        ("part", "95%", 0.95),
        ("part", "９５％", 0.95),
        ("part", "0.95", 0.95),
        ("waited", "30 s", 30),
        ("test", "9.1e1", 91),
        ("test", "91分", 91),
    ],
)
def test_a_number_that_is_a_text_counts_in_a_table(plan: Plan, name: str, written: str, number: float) -> None:
    spec = spec_of(plan, name)
    assert read_entry(plan, spec, written, "zh", typed=False) == (number, None)
    typed, notice = read_entry(plan, spec, written, "zh")
    assert typed == number
    assert notice is not None
    assert (notice.code, notice.severity, notice.fields["counts"]) == ("input.as_text", "warning", number)


@pytest.mark.parametrize("dash", ["-", " - ", "–", "￥ -"])
def test_the_dash_of_accounting_is_0_in_a_table_and_not_valid_in_a_workbook(plan: Plan, dash: str) -> None:
    spec = spec_of(plan, "amount")
    assert read_entry(plan, spec, dash, "zh", typed=False) == (0, None)
    assert read_entry(plan, spec, dash, "zh")[0] == math.inf


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("amount", "1500,50", "input.comma"),
        ("amount", "36000,00", "input.comma"),
        ("amount", "1,5", "input.comma"),
        ("amount", "1,200,00", "input.comma"),
        ("amount", "5%", "input.text"),
        ("amount", "500人", "input.text"),
        ("heads", "￥500", "input.text"),
        ("heads", "3 或 4", "input.text"),
        ("heads", 3.5, "input.whole"),
        ("heads", "3.5", "input.whole"),
        ("heads", True, "input.text"),
        ("heads", CellError("#N/A"), "input.error"),
        ("heads", UNCOMPUTED, "input.formula"),
        ("heads", dt.date(2026, 11, 1), "input.date"),
        ("receipts", "无", "input.text"),
        ("part", 95, "input.rate"),
        ("part", "95", "input.rate"),
        ("part", "9500%", "input.rate"),
        ("test", 0.91, "input.percentage"),
        ("test", "91%", "input.percentage"),
        ("test", 101, "input.range"),
    ],
)
@pytest.mark.parametrize("typed", [True, False])
def test_what_is_no_number_does_not_count(plan: Plan, name: str, raw: Value, code: str, typed: bool) -> None:
    value, problem = read_entry(plan, spec_of(plan, name), raw, "zh", typed=typed)
    assert value == math.inf
    assert problem is not None
    assert (problem.code, problem.severity) == (code, "error")


def test_what_stands_between_0_and_1_point_is_told_as_the_percentage_that_it_is(plan: Plan) -> None:
    _, problem = read_entry(plan, spec_of(plan, "test"), 0.91, "zh")
    assert problem is not None
    words = explain("zh", problem)
    assert words == "「测试分」填的是 0.91，像是 91%，不是分数。91 分请填 91。"
    assert read_entry(plan, spec_of(plan, "test"), 0, "zh") == (0, None)
    assert read_entry(plan, spec_of(plan, "test"), 1, "zh") == (1, None)


@pytest.mark.parametrize(("name", "entered"), [("test", 100.0000000001), ("heads", 2.0000000001)])
def test_an_entry_that_is_refused_for_its_last_digit_is_told_with_that_digit(
    plan: Plan, name: str, entered: float
) -> None:
    _, problem = read_entry(plan, spec_of(plan, name), entered, "zh")
    assert problem is not None
    assert f"填的是 {entered}，" in explain("zh", problem)


def test_95_where_a_percentage_belongs_is_asked_back(plan: Plan) -> None:
    _, problem = read_entry(plan, spec_of(plan, "part"), 95, "zh")
    assert problem is not None
    words = explain("zh", problem)
    assert words == "「占比」填的是 95：95% 还是 9500%？应为：百分数，如 95%（0% 到 100%）。"


@pytest.mark.parametrize("raw", [None, "", math.nan])
def test_a_blank_is_missing_and_never_0(plan: Plan, raw: Value) -> None:
    value, problem = read_entry(plan, spec_of(plan, "heads"), raw, "zh")
    assert math.isnan(value)
    assert problem is None


@pytest.mark.parametrize("raw", [UNCOMPUTED, CellError("#VALUE!")])
def test_a_comment_that_is_an_error_or_has_no_value_is_told_of_and_never_printed(plan: Plan, raw: Value) -> None:
    comment = next(iter(plan.of_kind("words")))
    written, problem = read_words(comment, raw, "zh")
    assert written == ""
    assert problem is not None
    assert explain("zh", problem).startswith("「评语」里是错误值（如 #N/A）或没有算出结果的公式")


@pytest.mark.parametrize(
    ("raw", "written"),
    [(" 肯帮人\r\n\x07守时\t\n", "肯帮人\n守时"), (7, "7"), (None, "")],
)
def test_a_comment_is_what_was_written_without_signs_that_nobody_sees(plan: Plan, raw: Value, written: str) -> None:
    assert read_words(next(iter(plan.of_kind("words"))), raw, "zh") == (written, None)


@pytest.mark.parametrize(
    "header",
    [
        "工号",
        "*工号",
        "工 号",
        "工号*",
        "工号（必填）",
        "★ 工号 (必填)*",
        "【必填】工号",
        "工号[必填，6 位]",
        "工号\n（选填）",
        "Employee ID (required)",
        "employee_id",
    ],
)
def test_a_header_is_known_with_whatever_people_put_round_it(header: str) -> None:
    assert names_ids(header)


@pytest.mark.parametrize("header", ["经理工号", "工号(旧)", "", "*"])
def test_another_header_is_another_one(header: str) -> None:
    assert not names_ids(header)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("回款（万元）", ["input.receipts"]),
        ("*回款", ["input.receipts"]),
        ("测试分（分）", ["input.test"]),
        ("回款（元）", []),
        ("占比（%）", []),  # 0.95 under it may be 95 % or less than one
        ("金额 (yuan)（必填）", ["input.amount"]),
    ],
)
def test_behind_the_name_of_an_input_its_own_unit_may_stand_and_no_other(
    plan: Plan, header: str, found: list[str]
) -> None:
    assert [spec.id for spec in Headers(plan).find(header)] == found


@pytest.mark.parametrize(("value", "code"), [(0.7, "input.range"), (1, "input.range"), (60, "input.rate")])
def test_only_above_100_per_cent_is_a_rate_asked_whether_it_is_a_percentage(value: float, code: str) -> None:
    plan = load("senior_presales_engineer")
    problem = read_entry(plan, plan.columns["input.research_rated"], value, "zh")[1]  # at most 60 %
    assert problem is not None
    assert problem.code == code


TEXTS = (
    *("１２", " 3 ", "1,200,000", "1，200.5", "-5", "５．５", "5 次", "95%", "9 5", "￥500"),
    *("无", "-", "5天", "约5", "3-4", "2026-11-03", "1.2.3", "--5", "5-", "1500,50", "1500,500", "1,2345", "12,"),
    *("-￥5", "500 元", "5万", "90 分", "1,,200", "1.500,000", "1.5,000", "5.", ".5", "%", "1:30", "12345,678.5"),
)


@pytest.mark.parametrize(
    ("scheme", "column"),
    [("erp_project_consultant", "talks"), ("taobao_presales", "sales"), ("taobao_presales", "skill")],
)
def test_the_formulas_of_a_sheet_and_who_reads_it_take_the_same_texts_for_numbers(scheme: str, column: str) -> None:
    plan = load(scheme)
    spec = plan.column(f"input.{column}")
    problems = {written: read_entry(plan, spec, written, "zh")[1] for written in TEXTS}
    refused = [written for written, each in problems.items() if each and each.code in ("input.text", "input.comma")]
    assert [written for written in TEXTS if not is_numeral(spec, written)] == refused
    assert set(refused) < set(TEXTS)


def test_a_whole_number_that_a_date_turns_into_is_asked_about(plan: Plan) -> None:
    asked = outcome(plan, Inputs(3, {"input.heads": np.array([46329.0, 43830.0, 51136.0])}))
    assert [reason_of(number) if number else "" for number in asked.values["question.heads"]] == ["date", "", ""]


def test_of_whole_numbers_that_hr_gives_nobody_asks_whether_they_are_dates_which_tables_of_theirs_show() -> None:
    plan = load("ecom_dept_presales")
    asked = outcome(plan, Inputs(1, {"input.planned_traffic": np.array([50000.0])}))
    assert asked.values["question.planned_traffic"] == [0]
    assert read_entry(plan, plan.column("input.planned_traffic"), dt.datetime(2026, 11, 30), "zh")[1] is not None


FIELDS = st.one_of(
    st.sampled_from(["", " ", "3", " 3 ", "-0", "1_0", "nan", "inf", "1,200", "９", "95%", "2.5", "1e3", "0.91", "甲"]),
    st.floats(-3000, 3000).map(lambda number: f"{number:.6g}"),
    st.integers(0, 10**17).map(str),
)


def table_of(fields: Sequence[str]) -> Table:
    """Return a table of one column as it comes from a CSV file."""
    return Table(
        file="a.csv",
        sheet="",
        header=("n",),
        rows=[[field] for field in fields],
        lines=range(2, len(fields) + 2),
        header_line=1,
        typed=False,
    )


@given(st.lists(FIELDS, min_size=1, max_size=12))
def test_a_column_that_is_read_at_once_holds_what_each_of_its_fields_means(plan: Plan, fields: list[str]) -> None:
    table = table_of(fields)
    for spec in plan.inputs().values():
        numbers, problems = read_column(plan, spec, table, place=0, lang="zh")
        alone = [read_entry(plan, spec, field, "zh", typed=False) for field in fields]
        assert numbers.tolist() == pytest.approx([number for number, _ in alone], rel=0, abs=0, nan_ok=True)
        told = [replace(problem, place=table.place(row, 0)) for row, (_, problem) in enumerate(alone) if problem]
        assert problems == told


@given(st.lists(st.sampled_from(["E1", "00123", "e_2-x", "'=1", "12.0", "Ｅ３", " E4", "", "1E+15"]), max_size=5))
def test_ids_that_are_read_at_once_are_those_of_each_row(written: list[str]) -> None:
    table = table_of(written)
    assert table.ids(0) == [table.id(row, 0) for row in range(len(written))]


WORDS = [
    "合计",
    "小 计：",
    "Total",
    "备注：无",
    "Note: page 3",
    "共 2 人",
    "2 人",
    "王小平",
    "总和 12",
    "ｎｏｔｅ:",
]


@given(st.lists(st.tuples(*[st.sampled_from([*WORDS, "", "E1", "7"])] * 3), max_size=8))
def test_rows_of_totals_are_found_among_many_as_each_is_by_itself(rows: list[tuple[str, str, str]]) -> None:
    table = [("id", "a", "b"), *rows]
    by_itself = [n for n in range(1, len(table)) if not is_total(table[n], [0])]
    assert counting(table, lambda header: header == "id") == (0, by_itself)


def test_a_text_that_somebody_writes_is_an_entry_once_something_is_written() -> None:
    spec = replace(plan_of().columns["input.won"], id="words.why", kind="words")
    written = [
        Employee("E1", "张三", texts=texts).entry(spec) for texts in ({"words.why": "因故"}, {"words.why": ""}, {})
    ]
    assert [math.isnan(entry) for entry in written] == [False, True, True]
    assert written[0] == 1


def test_a_header_names_the_level_before_a_text_of_that_id_and_an_input_before_a_text() -> None:
    named = ("flags:\n", "words: {level: {name: x}, won: {name: x}}\nflags:\n")
    headers = Headers(plan_of(SMALL, named))
    found = [[spec.id for spec in headers.find(header)] for header in ("level", "won", "words.won")]
    assert found == [["level"], ["input.won"], ["words.won"]]
