"""Detail rows on their way into a workbook and back: free texts, and what they may not hold."""

import math
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from presales_xl.backends.frame import INVALID
from presales_xl.backends.words import expected
from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.entries import read_entry
from presales_xl.people.outcome import outcome
from presales_xl.scheme.columns import TEXT_MOST, TEXT_REFUSED, Plan
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook import reader
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.layout import COLUMN_ROW, FIRST_ROW, Book
from presales_xl.workbook.returned import Returned, read
from presales_xl.workbook.review import review
from tests.cycle.company import opened
from tests.engines import Recalculate, Value, ironcalc
from tests.scheme.small import PROJECTS, plan_of
from tests.workbook.samples import EVERYBODY, BookIn, team

PLAN = plan_of(PROJECTS)
PROJECT, RECEIPTS, SHARE = "projects.project", "projects.receipts", "projects.share"
SPEC = PLAN.column(PROJECT)
SHEET = "明细 顾问"


def row(text: str, share: float) -> DetailRow:
    code, _ = read_entry(PLAN, SPEC, text, "zh")
    return DetailRow({PROJECT: code, RECEIPTS: 1000.0, SHARE: share}, {PROJECT: text})


def written(
    path: Path, first: DetailRow | None = None, *others: DetailRow, plan: Plan = PLAN, is_part: bool = True
) -> Path:
    """Write the workbook of two people, of one team of several: the first has one row, the second all others."""
    mine = [first] if first else []
    people = [Employee("E1", "张三", rows={"projects": mine}), Employee("E2", "李四", rows={"projects": others})]
    roles = [Role("顾问", plan, people, is_part=is_part)]
    write(Book("甲公司", "2026-11", manager_id="M1", manager="王芳", team="华东", roles=roles), path, "zh")
    return path


def returned(path: Path) -> Returned:
    return read(reader.read_one(path), path.name, lambda _: PLAN)


@pytest.mark.parametrize(
    "text", ["甲公司 ERP（二期）", "20260101", "007", "a&b/c-d", "+1", "'quoted'", "x" * TEXT_MOST]
)
def test_a_free_text_comes_back_as_it_was_written(tmp_path: Path, text: str) -> None:
    rows = row(text, 0.6), row(text, 0.4)
    back = returned(written(tmp_path / "a.xlsx", *rows))
    found = [each for _, each in back.roles[0].rows("projects")]
    assert [place for place, _ in back.roles[0].rows("projects")] == [0, 1]
    assert [(each.texts, each.entries) for each in found] == [(each.texts, each.entries) for each in rows]
    assert [(each.place.file, each.place.sheet, each.place.cell) for each in found] == [
        ("a.xlsx", SHEET, f"B{FIRST_ROW + 1}"),
        ("a.xlsx", SHEET, f"B{FIRST_ROW + 4}"),
    ]
    assert back.problems == []


def test_what_is_computed_in_a_row_comes_with_the_workbook(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", row("甲", 0.6), row("甲", 0.4), row("乙", 0.5))
    sheet = opened(path, values=True)[SHEET]
    shown = [[cell.value for cell in line] for line in sheet.iter_rows(FIRST_ROW + 1, FIRST_ROW + 5, 5, 7)]
    assert shown == [[1, 300, 1], [None] * 3, [None] * 3, [1, 200, 1], [0.5, 250, 0.5]]


def test_the_sheet_says_what_every_row_must_meet_and_that_it_sees_no_rows_of_other_teams(tmp_path: Path) -> None:
    legend = str(opened(written(tmp_path / "a.xlsx"))[SHEET].cell(3, 1).value)
    assert "须满足：占比合计为 100%（这里只合计本工作簿的行" in legend
    legend = str(opened(written(tmp_path / "b.xlsx", is_part=False))[SHEET].cell(3, 1).value)
    assert legend.endswith("须满足：占比合计为 100%。")


@pytest.mark.parametrize("sign", list(TEXT_REFUSED))
def test_a_text_with_a_sign_that_means_something_in_criteria_is_refused_with_its_cell(
    tmp_path: Path, sign: str
) -> None:
    path = written(tmp_path / "a.xlsx", row("甲", 1))
    book = opened(path)
    book[SHEET].cell(FIRST_ROW + 1, 2).value = f"甲{sign}"
    book[SHEET].cell(FIRST_ROW + 1, 2).data_type = "s"
    book.save(path)
    back = returned(path)
    (problem,) = back.problems
    assert (problem.code, problem.place.sheet, problem.place.cell) == ("input.free_text", SHEET, f"B{FIRST_ROW + 1}")
    assert back.roles[0].people[0].rows["projects"][0].entries[PROJECT] == math.inf


def test_a_text_that_is_too_long_is_refused() -> None:
    _, problem = read_entry(PLAN, SPEC, "x" * (TEXT_MOST + 1), "zh")
    assert problem is not None
    assert (problem.code, problem.fields["most"]) == ("input.text_length", TEXT_MOST)


@pytest.mark.parametrize(
    "text", [*(f"甲{sign}乙" for sign in TEXT_REFUSED), ">=5", "~*", "#N/A", "#DIV/0!", "x" * (TEXT_MOST + 1)]
)
def test_a_row_with_a_text_that_is_refused_is_not_complete_on_the_sheet_either(
    tmp_path: Path, text: str, recalculate: Recalculate
) -> None:
    path = written(tmp_path / "a.xlsx", row("甲", 0.6), row("甲", 0.4))
    state = f"{'ABCDEFGHIJ'[[*PLAN.tables['projects'].shown].index('projects.state') + 1]}{FIRST_ROW + 1}"
    cell = f"B{FIRST_ROW + 1}"
    for typed, complete in ((text, 0), ("甲", 1)):
        cells = recalculate(path, {SHEET: {cell: typed}})
        assert cells[SHEET][state] == complete
    _, problem = read_entry(PLAN, SPEC, text, "zh")
    assert problem is not None


def test_a_text_by_which_no_rows_are_sought_may_hold_any_sign(tmp_path: Path, recalculate: Recalculate) -> None:
    plan, goal = load("presales_manager"), ">=95%，<3 天？*"
    table = plan.tables["key_items"]
    texts = {spec.id: goal for spec in table.inputs if spec.is_free_text}
    read = [read_entry(plan, plan.column(key), goal, "zh") for key in texts]
    assert [problem for _, problem in read] == [None, None]
    assert not any("~" in expected(plan, plan.column(key), "zh") for key in texts)
    codes = dict(zip(texts, [code for code, _ in read], strict=True))
    line = DetailRow({**codes, "key_items.weight": 1.0, "key_items.score": 90.0}, texts)
    person = Employee("E1", "张三", rows={"key_items": [line]})
    roles = [Role("顾问", plan, [person])]
    write(
        Book("甲公司", "2026-11", manager_id="M1", manager="王芳", team="华东", roles=roles), tmp_path / "a.xlsx", "zh"
    )
    cells = recalculate(tmp_path / "a.xlsx")["明细 顾问 关键指标"]
    assert cells[f"{'ABCDEFGHIJ'[[*table.shown].index('key_items.state') + 1]}{FIRST_ROW + 1}"] == 1


def test_a_text_that_is_refused_is_refused_as_it_is_typed_and_the_prompt_says_which(tmp_path: Path) -> None:
    sheet = opened(written(tmp_path / "a.xlsx"))[SHEET]
    cell = f"B{FIRST_ROW + 1}"
    (rule,) = (each for each in sheet.data_validations.dataValidation if cell in each.sqref)
    assert rule.type == "custom"
    assert all(f'"*{"~" * (sign in "*?~")}{sign}*"' in rule.formula1 for sign in TEXT_REFUSED)
    assert len(rule.formula1) <= 255
    for words in (rule.prompt, rule.error):
        assert str(TEXT_MOST) in words
        assert " ".join(TEXT_REFUSED) in words


def test_texts_are_the_same_whatever_their_case_and_in_tables_of_hrs_the_blanks_around_them() -> None:
    same = {read_entry(PLAN, SPEC, text, "zh") for text in ("ERP 甲", "erp 甲")}
    assert same == {read_entry(PLAN, SPEC, text, "zh", typed=False) for text in (" Erp 甲 ", "ERP  甲")}
    assert len(same) == 1
    assert same != {read_entry(PLAN, SPEC, "ERP甲", "zh")}


@pytest.mark.parametrize("name", ["甲项目 ", " 甲项目", "甲项目\u3000", "甲\u00a0项目", "甲  项目"])
def test_a_name_that_differs_by_blanks_nobody_sees_is_refused_on_the_sheet_as_where_it_is_collected(
    tmp_path: Path, name: str
) -> None:
    path = written(tmp_path / "a.xlsx", row(name, 1.0), plan=plan_of(PROJECTS, ("least: 0", "least: 1")))
    computed = ironcalc.recalculate(path, {})["检查"]
    at = next(cell[1:] for cell, value in computed.items() if str(value).endswith("：每行填写完整"))
    assert (computed[f"F{at}"], opened(path, values=True)["检查"][f"F{at}"].value) == (1, 1)
    assert read_entry(PLAN, SPEC, name, "zh")[0] == INVALID
    assert not math.isnan(read_entry(PLAN, SPEC, "甲 项目", "zh")[0])


@pytest.mark.parametrize(
    ("when", "beyond"),
    [
        ("round(shares, 10) == 1", "✗"),
        ("1 == round(shares, 10)", "✗"),
        ("round(shares, 10) >= 1", "✓"),
        ("1 <= round(shares, 10)", "✓"),
        ("receipts < 0 or round(shares, 10) >= 1", "✓"),
    ],
)
def test_on_the_sheet_of_checks_a_table_is_whole_when_all_have_their_rows_or_open_where_other_teams_may_have_the_rest(
    tmp_path: Path, when: str, beyond: str
) -> None:
    def line(name: str, *rows: DetailRow) -> list[object]:
        """Return expected and given rows, incomplete ones and the result, as computed and as written."""
        plan = plan_of(PROJECTS, ("least: 0", "least: 1"), ("round(shares, 10) == 1", when))
        path = written(tmp_path / name, *rows, plan=plan)
        computed = ironcalc.recalculate(path, {})["检查"]
        at = next(cell[1:] for cell, value in computed.items() if str(value).endswith("：每行填写完整"))
        cells: list[object] = [computed.get(f"{column}{at}") for column in "DEFH"]
        assert cells == [opened(path, values=True)["检查"][f"{column}{at}"].value for column in "DEFH"]
        return cells

    rows = row("甲项目", 0.6), row("甲项目", 0.4)
    assert line("none.xlsx") == [2, 0, 0, "✗"]
    assert line("one.xlsx", rows[0]) == [2, 1, 0, "✗"]
    assert line("all.xlsx", *rows) == [2, 2, 0, "✓"]
    assert line("less.xlsx", rows[0], row("甲项目", 0.3)) == [2, 2, 0, "▲"]
    assert line("more.xlsx", rows[0], row("甲项目", 0.5)) == [2, 2, 2 if beyond == "✗" else 0, beyond]


def test_where_no_other_team_can_have_the_rest_shares_that_do_not_sum_up_are_wrong_in_the_workbook(
    tmp_path: Path, recalculate: Recalculate
) -> None:
    path = written(tmp_path / "a.xlsx", row("甲", 0.6), row("甲", 0.3), is_part=False)
    at_first, computed = opened(path, values=True)["检查"], recalculate(path, {})["检查"]
    for cells in (computed, {cell: at_first[cell].value for cell in computed}):
        at = next(cell[1:] for cell, value in cells.items() if str(value).endswith("：每行填写完整"))
        assert [cells[f"{column}{at}"] for column in "EFH"] == [2, 2, "✗"]
    told = [each for each in review(reader.read_one(path)).problems if each.code.startswith("workbook.row_check")]
    assert [(each.code, each.severity, each.place.cell) for each in told] == [
        ("workbook.row_check", "error", f"B{FIRST_ROW + number}") for number in (1, 4)
    ]


TWO = Book("甲公司", "2026-11", manager_id="M1", manager="王芳", team="华东", roles=[])


def two_roles(*rows: DetailRow) -> Book:
    """Return the book of two roles under one scheme, with a person and a row each; nobody else has the scheme."""
    people = [Employee(f"E{number}", "张三", rows={"projects": [each]}) for number, each in enumerate(rows)]
    return replace(TWO, roles=[Role(f"顾问{number}", PLAN, [who]) for number, who in enumerate(people)])


@pytest.mark.parametrize(
    ("shares", "state"), [((0.6, 0.4), 1), ((0.6, 0.5), 0), ((0.6, 0.3), 0)], ids=["whole", "too much", "too little"]
)
def test_rows_of_two_roles_in_one_workbook_are_reckoned_together_on_both_sheets(
    tmp_path: Path, recalculate: Recalculate, shares: tuple[float, float], state: int
) -> None:
    path = tmp_path / "a.xlsx"
    write(two_roles(*(row("甲", share) for share in shares)), path, "zh")
    at_first, computed = opened(path, values=True), recalculate(path, {})
    for sheet in ("明细 顾问0", "明细 顾问1"):
        place = f"{get_column_letter(PLAN.tables['projects'].shown.index('projects.state') + 2)}{FIRST_ROW + 1}"
        assert (computed[sheet][place], at_first[sheet][place].value) == (state, state)
    told = [each for each in review(reader.read_one(path)).problems if each.code == "workbook.row_check"]
    assert {each.place.sheet for each in told} == (set() if state else {"明细 顾问0", "明细 顾问1"})
    assert [f"{sum(shares):.0%}" in str(each.fields["why"]) for each in told] == [True] * len(told)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_units_stand_above_what_is_to_be_filled_in(book_in: BookIn, lang: Lang) -> None:
    book, told = book_in(lang), 0
    for role in lay_out_book(team(EVERYBODY, lang), lang).roles:
        for table in role.details.values():
            for place, column in enumerate(table.columns[1:], 2):
                spec = role.plan.columns.get(column) or role.plan.tables[table.detail].columns.get(column)
                unit = spec.field.unit[lang] if spec and spec.field else ""
                assert unit in str(book[table.sheet].cell(COLUMN_ROW + 1, place).value)
                told += bool(unit)
    assert told > 5


def test_only_what_is_summed_over_teams_is_said_to_be(book: openpyxl.Workbook) -> None:
    legends = {sheet: str(book[sheet].cell(3, 1).value) for sheet in book.sheetnames if sheet.startswith("明细")}
    assert any("其他团队的行" in legend for legend in legends.values())
    assert any("须满足" in legend and "其他团队的行" not in legend for legend in legends.values())


@pytest.mark.parametrize(
    ("owner", "waits_there", "waits"),
    [
        *(
            ("e1 张三", False, False),
            ("E1 张", True, True),
            ("E1", True, True),
            ("e1", True, True),
            ("E1 ", True, True),
        ),
        *(("E10", False, True), ("张三", False, True), ("Ｅ1", False, True), ("李四", False, False)),
    ],
)
def test_a_result_that_the_sheet_holds_for_a_row_waits_where_it_is_collected_and_so_do_others_that_it_may_be_of(
    tmp_path: Path, owner: str, waits_there: bool, waits: bool
) -> None:
    path = written(tmp_path / "a.xlsx", row("甲", 1.0))
    typed: dict[str, Value] = {"A": owner, "B": "乙", "C": 1, "D": 1}
    cells = ironcalc.recalculate(path, {SHEET: {f"{column}{FIRST_ROW + 6}": value for column, value in typed.items()}})
    workbook = opened(path)
    for column, value in typed.items():
        workbook[SHEET][f"{column}{FIRST_ROW + 6}"].value = value
    workbook.save(path)
    counted = outcome(PLAN, returned(path).roles[0].inputs()).person(0)
    ids = list(reader.read_one(path)["顾问"][0])
    award, whole = (
        cells["顾问"].get(f"{get_column_letter(ids.index(key) + 1)}{FIRST_ROW + 1}")
        for key in ("pay.award", "completeness")
    )
    assert (award == "", not math.isfinite(counted.value("pay.award"))) == (waits_there, waits)
    assert waits_there != waits or whole == pytest.approx(counted.value("completeness"))


@pytest.mark.parametrize("owner", [" E1 张三", "E1\u3000张三", "\u3000E1 张三"])
def test_a_row_with_other_blanks_around_an_id_is_that_persons_and_holds_the_result(tmp_path: Path, owner: str) -> None:
    path = written(tmp_path / "a.xlsx", row("甲", 1.0))
    workbook = opened(path)
    for column, value in zip("ABCD", (owner, "乙", 1, 1), strict=True):
        workbook[SHEET][f"{column}{FIRST_ROW + 6}"].value = value
    workbook.save(path)
    made = returned(path)
    assert not math.isfinite(outcome(PLAN, made.roles[0].inputs()).person(0).value("pay.award"))
    assert "workbook.row_misnamed" in [problem.code for problem in made.problems]
