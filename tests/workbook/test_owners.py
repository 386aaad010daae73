"""Whose a row of details is, however somebody wrote it: what counts, whose results wait, and what is told of it."""

import math
from pathlib import Path
from typing import Any

import pytest

from presales_xl.catalogue import load
from presales_xl.people.alike_names import visible
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.notices import PersonProblem
from presales_xl.people.outcome import outcome
from presales_xl.people.table import Value
from presales_xl.problem_texts import explain
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW, Book, cell_name
from presales_xl.workbook.owners import Owners
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import Returned, read
from presales_xl.workbook.review import review
from tests.engines import ironcalc
from tests.workbook.returned import filled_row
from tests.workbook.samples import opened

SUPPORT, SERVICE = load("technical_support_110"), load("ecom_service_quality")
LEAK = ("泄密", -20, "泄露")
CHAT = {"chats": [DetailRow({spec.id: 0.0 for spec in SERVICE.tables["chats"].columns.values() if spec.field})]}
#: Nobody's; all of the table's role.
NOBODY, ALL = set[str](), {"T1", "T2", "T10", "T3", "T4"}
DETAILS = "明细 技术支持"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook of three roles: one of them has the same name twice, one has no detail sheet."""
    good = {spec.id: 0.0 if spec.dimension else 1.0 for spec in SUPPORT.of_kind("input")}
    names = {"T1": "张三", "T2": "李四", "T10": "王五", "T3": "赵六", "T4": "赵六"}
    kpi = load("support_engineer_kpi")
    done = {spec.id: 0.0 if spec.dimension else 91.0 if spec.smallest else 1.0 for spec in kpi.of_kind("input")}
    roles = [
        Role("技术支持", SUPPORT, [Employee(key, name, good) for key, name in names.items()]),
        Role("客服", SERVICE, [Employee("S1", "钱七", rows=CHAT)]),
        Role("工程师", kpi, [Employee("K1", "孙八", done)]),
    ]
    path = tmp_path_factory.mktemp("issued") / "team.xlsx"
    write(Book("甲公司", "2026-11", manager_id="M1", manager="王芳", team="华东", roles=roles), path, "zh")
    return path


def returned_with(issued: Path, label: Value, values: tuple[Value, ...] = LEAK, row: int = 1) -> Returned:
    """Return what is read where a row of the detail sheet, counted from 1, was filled in."""
    sheets = read_one(issued)
    rows = sheets[DETAILS]
    rows += [[] for _ in range(FIRST_ROW + row - len(rows))]
    rows[FIRST_ROW + row - 1] = [label, *values]
    return read(sheets, "team.xlsx")


def waiting(back: Returned) -> set[str]:
    """Return whose results wait."""
    found = set()
    for role in back.roles:
        computed = outcome(role.plan, role.inputs())
        found |= {who.employee_id for place, who in enumerate(role.people) if not computed.person(place).is_complete}
    return found


def told(back: Returned) -> dict[str, str]:
    """Return by employee what is told of rows; "" is nobody."""
    rows = (each for each in back.problems if each.code.startswith("workbook.row_"))
    return {str(each.fields.get("id", "")): each.code.removeprefix("workbook.row_") for each in rows}


MISNAMED = {"T1": "misnamed"}


@pytest.mark.parametrize(
    "label",
    [
        *(
            " T1 张三",
            "T1 张三 ",
            "\u3000T1 张三",
            "T1\u3000张三",
            "\u00a0T1 张三",
            "T1\u00a0张三",
            "T1  张三",
            "\tT1 张三",
        ),
        *(
            "\u200bT1 张三",
            "T1\u200b 张三",
            "T1 张三\u200b",
            "\ufeffT1 张三",
            "\u2060T1 张三",
            "T1 张\u200d三",
            "T1\n张三",
        ),
        *(
            "Ｔ１ 张三",
            "Ｔ１",
            "T1",
            " t1",
            "T1张三",
            "张三T1",
            "张三",
            " 张三 ",
            "张三（T1）",
            "T1（张三）",
            "T1, 张三",
            "T1-张三",
        ),
        *("'T1 张三", "【T1 张三】", "T1 张", "T1 *", "T1 张三（加班）", "员工：张三", "T-1 张三", "T1 张三 合计"),
    ],
)
def test_a_label_that_is_not_to_the_letter_that_of_the_list_lets_the_result_of_whom_it_names_wait(
    issued: Path, label: str
) -> None:
    back = returned_with(issued, label)
    assert (waiting(back), told(back)) == ({"T1"}, MISNAMED)
    (problem,) = (each for each in back.problems if each.code == "workbook.row_misnamed")
    assert isinstance(problem, PersonProblem)
    assert problem.fields["expected"] == "T1 张三" != problem.fields["found"]


@pytest.mark.parametrize(
    ("label", "whose"),
    [
        *(
            ("赵六", {"T3", "T4"}),
            ("T1 李四", {"T1", "T2"}),
            ("T1 张三/T2 李四", {"T1", "T2"}),
            ("T1、T2", {"T1", "T2"}),
        ),
        *(("张四丰", ALL), ("T11", ALL), ("XT1", ALL), ("T1-2", ALL), ("9999 无名", ALL), ("?", ALL), (20261101, ALL)),
        *((None, ALL), (" ", ALL), ("\u200b", ALL), ("\u3000", ALL), ("T10 王五x", {"T10"}), ("T10", {"T10"})),
    ],
)
def test_a_row_that_names_several_or_nobody_lets_all_results_wait_that_it_may_be_of(
    issued: Path, label: Value, whose: set[str]
) -> None:
    back = returned_with(issued, label)
    code = "misnamed" if len(whose) == 1 else "of_whom" if whose == ALL else "of_several"
    assert (waiting(back), told(back)) == (whose, dict.fromkeys(whose, code))


@pytest.mark.parametrize("label", ["T1 张三", "t1 张三"])
def test_the_label_of_the_list_counts_and_lets_nobody_wait(issued: Path, label: str) -> None:
    back = returned_with(issued, label)
    assert (waiting(back), told(back)) == (NOBODY, {})
    ((place, row),) = back.roles[0].rows("changes")
    assert (back.roles[0].people[place].employee_id, row.entries["changes.points"]) == ("T1", -20)


@pytest.mark.parametrize(
    ("label", "values"),
    [
        *(
            ("合计", (None, -20, None)),
            ("合计：", ("3 条", -20, None)),
            ("小计", LEAK),
            ("总计 3 条", (None, -20, None)),
        ),
        *((None, ("合计", -20, None)), (None, (None, -20, None)), (None, (None, None, "本月无扣分"))),
        *(("备注：张三本月休假", (None, None, "已核实")), ("制表人：王芳", (None, None, "2026-11-30"))),
        *(("张四丰", (None, None, "本月无扣分")),),
        *(
            (who, ("日期", "2026-11-30", "王芳"))
            for who in ("填表人：张三", "签字", "签字 张三", "经理（签名）：T1 张三")
        ),
        *(
            (who, (None, "2026-11-30", None))
            for who in ("部门经理：张三", "部门经理\u3000张三", "审核：T1 张三", "日期")
        ),
    ],
)
def test_totals_remarks_and_signatures_let_nobody_wait(
    issued: Path, label: str | None, values: tuple[Value, ...]
) -> None:
    back = returned_with(issued, label, values)
    assert (waiting(back), told(back)) == (NOBODY, {"": "of_nobody"})


@pytest.mark.parametrize(
    ("label", "values", "whose"),
    [
        *(
            ("合计", (None, -20, None), NOBODY),
            ("本月扣分", (None, -20, None), NOBODY),
            (None, (None, -20, None), NOBODY),
        ),
        *(("经理签字", ("王芳", None, "2026-11-30"), NOBODY), ("已核对", (None, None, "王芳"), NOBODY)),
        *(("\u200bT1 张三", LEAK, {"T1"}), ("张四丰", LEAK, ALL), (None, LEAK, ALL)),
    ],
)
def test_below_the_table_only_a_whole_row_is_somebodys(
    issued: Path, label: str | None, values: tuple[Value, ...], whose: set[str]
) -> None:
    below = 2 + next(part.rows for part in review(read_one(issued), "a").issued.parts if part.sheet == DETAILS)
    assert waiting(returned_with(issued, label, values, below)) == whose


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_of_a_colleague_of_another_role_is_told_with_the_sheet_where_it_belongs(issued: Path, lang: Lang) -> None:
    back = returned_with(issued, "\u200bS1 钱七")
    assert (waiting(back), told(back)) == ({"S1"}, {"S1": "elsewhere"})
    (problem,) = (each for each in back.problems if each.code == "workbook.row_elsewhere")
    said = explain(lang, problem)
    assert all(part in said for part in (f"{DETAILS} › A6", "U+200B", "S1 钱七", "客服", "明细 客服")), said


def test_a_row_of_a_colleague_whose_role_has_no_details_lets_that_result_wait(issued: Path) -> None:
    back = returned_with(issued, "K1 孙八")
    assert (waiting(back), told(back)) == ({"K1"}, {"K1": "without_table"})


def test_what_nobody_sees_is_named_so_that_what_was_found_differs_from_what_is_right() -> None:
    shown = {
        " T1 张三": "⟨空格⟩T1 张三",
        "T1  张三": "T1⟨空格⟩⟨空格⟩张三",
        "T1\u3000张三\n": "T1⟨全角空格⟩张三⟨换行⟩",
        "\u00a0T1\t张三": "⟨不间断空格⟩T1⟨制表符⟩张三",
        "\ufeffT1 张\u200b三": "⟨看不见的字符 U+FEFF⟩T1 张⟨看不见的字符 U+200B⟩三",
        "T1 张三": "T1 张三",
    }
    assert {written: visible(written, "zh") for written in shown} == shown


def test_of_two_names_one_of_which_begins_the_other_the_longer_is_meant() -> None:
    owners = Owners([("1", "张三"), ("2", "张三丰"), ("0-1", "Ann"), ("10-1", "Joanna")])
    named = {
        "张三丰（代）": {"2"},
        "张三 代": {"1"},
        "10-1x": set(),
        "10-1 x": {"10-1"},
        "Joanna!": {"10-1"},
        "Anna": set(),
    }
    assert {written: owners.named(written) for written in named} == named


@pytest.mark.parametrize("scheme", ["ecom_service_quality", "technical_support_110", "u8erp_support_dept"])
def test_as_issued_no_row_lets_anybody_wait(scheme: str, tmp_path: Path) -> None:
    plan = load(scheme)
    rows = {
        key: [filled_row(plan, {spec.id: 0.0 for spec in table.inputs if not spec.is_free_text}, {})]
        for key, table in plan.tables.items()
    }
    people = [
        Employee("1", "甲~乙", rows=rows),
        Employee("2", "John  Smith", rows=rows),
        Employee("合计", "总计", rows=rows),
    ]
    book = Book("甲公司", "2026-11", manager_id="M1", manager="王芳", team="华东", roles=[Role("岗", plan, people)])
    write(book, tmp_path / "a.xlsx", "zh")
    back = review(read_one(tmp_path / "a.xlsx"), "a.xlsx")
    assert {key for key in told(back).values() if key not in ("incomplete", "check")} == set()
    held = [row.entries for _, row in back.roles[0].rows(next(iter(plan.tables)))]
    assert len(held) == len(people)
    assert not all(all(map(math.isinf, entries.values())) for entries in held)


@pytest.mark.parametrize("label", ["\u200bT1 张三", "张三", "T1", "张四丰", None])
def test_what_the_sheet_shows_of_those_who_wait_is_told_to_follow_from_the_row(
    issued: Path, tmp_path: Path, label: str | None
) -> None:
    typed: dict[str, Any] = {f"{column}{FIRST_ROW + 1}": value for column, value in zip("BCD", LEAK, strict=True)}
    typed[f"A{FIRST_ROW + 1}"] = label
    cells = ironcalc.recalculate(issued, {DETAILS: typed})
    book = opened(issued)
    for cell, value in typed.items():
        book[DETAILS][cell].value = value
    book.save(tmp_path / "team.xlsx")
    sheets = read_one(tmp_path / "team.xlsx")
    for sheet, places in sheets.formulas.items():
        rows = sheets[sheet]
        for row, column in places:
            if sheet in cells and row < len(rows) and column < len(rows[row]):
                rows[row][column] = cells[sheet].get(cell_name(row, column))
    shown = [each for each in review(sheets, "team.xlsx").problems if each.code.startswith("shown.")]
    assert {each.code for each in shown} <= {"shown.follows"}
    assert all(each.fields["cause"] == f"{DETAILS} A6" for each in shown)
    assert any(each.place.sheet == "技术支持" for each in shown) == (label != "T1")
