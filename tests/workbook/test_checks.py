"""检查 says of a person whose results stay open why, though nothing that must be filled in is blank."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.outcome import outcome
from presales_xl.scheme.states import EXEMPT
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.checks import LINE, RESULT, WHAT, WRONG
from presales_xl.workbook.formulas import lacks
from presales_xl.workbook.layout import FIRST_ROW, Book, RoleLayout
from presales_xl.workbook.style import wide
from tests.engines import Changes, Recalculate, ironcalc
from tests.workbook.samples import opened

MANAGER = load("presales_manager")
DRAFT = load("draft_scheme")
_LETTERS = "ABCDEFGHIJK"


def book_of(role: Role) -> Book:
    return Book("甲公司", "2026-11", "m1", manager="王芳", team="华东", roles=[role])


def rows(table: str, *weights: float) -> list[DetailRow]:
    return [
        DetailRow(
            {f"{table}.name": 1.0, f"{table}.weight": weight, f"{table}.target": 1.0, f"{table}.score": 90.0},
            {f"{table}.name": "甲", f"{table}.target": "乙"},
        )
        for weight in weights
    ]


def remark(cells: Mapping[str, object], person: str) -> object:
    """Return what stands on 检查 beside a person's line."""
    row = next(at[1:] for at, value in cells.items() if at[0] == _LETTERS[WHAT] and str(value).startswith(person))
    return cells.get(f"{_LETTERS[WRONG]}{row}") or ""


def recalculated(path: Path, person: str, changes: Changes) -> object:
    return remark(ironcalc.recalculate(path, changes)["检查"], person)


def test_a_sum_of_weights_of_99_99_percent_is_named_and_shown_with_its_digits(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    weights = {"key_items": (0.3333, 0.3333, 0.3333), "performance_items": (0.5, 0.3, 0.2)}
    person = Employee("1000", "张三", rows={table: rows(table, *each) for table, each in weights.items()})
    book = book_of(Role("经理", MANAGER, [person]))
    write(book, path, "zh")
    said = "关键指标：权重合计（应为 100%）是 99.99%。"
    written = {cell.coordinate: cell.value for row in opened(path, values=True)["检查"] for cell in row}
    assert (remark(written, "1000"), recalculated(path, "1000", {})) == (said, said)
    workings = lay_out_book(book, "zh").roles[0].workings
    cell = opened(path)[workings.sheet].cell(FIRST_ROW + 1, workings.place("measure.key_weights") + 1)
    assert cell.number_format == "0.0#######%"

    form = opened(path, values=True)[lay_out_book(book, "zh").roles[0].form]
    assert any("权重合计（应为 100%） 99.99%" in str(cell.value) for row in form for cell in row)

    detail = lay_out_book(book, "zh").roles[0].address("key_items.weight", FIRST_ROW)
    sheet = next(table.sheet for table in lay_out_book(book, "zh").roles[0].details.values())
    assert recalculated(path, "1000", {sheet: {detail: 0.3334}}) == ""


def layout_of(book: Book) -> RoleLayout:
    return lay_out_book(book, "zh").roles[0]


@pytest.mark.parametrize(("not_measured", "blank"), [("是", "NPS"), ("否", "客户满意度（客户评）")])
def test_whichever_of_satisfaction_and_nps_is_wanted_is_named_and_marked_while_it_is_blank(
    tmp_path: Path, not_measured: str, blank: str
) -> None:
    path = tmp_path / "team.xlsx"
    entries = {spec.id: 0.0 if spec.dimension else 80.0 for spec in DRAFT.of_kind("input")}
    lacking = {key: value for key, value in entries.items() if key not in ("input.satisfaction", "input.nps")}
    lacking["input.not_measured"] = float(not_measured == "否")
    book = book_of(Role("顾问", DRAFT, [Employee("1000", "张三", lacking)]))
    write(book, path, "zh")
    said, role = f"「{blank}」未填。", layout_of(book)
    written = {cell.coordinate: cell.value for row in opened(path, values=True)["检查"] for cell in row}
    assert (remark(written, "1000"), recalculated(path, "1000", {})) == (said, said)
    wanted, other = ("input.nps", "input.satisfaction") if blank == "NPS" else ("input.satisfaction", "input.nps")
    sheet = opened(path)["顾问"]
    marked = {str(area.sqref) for area in sheet.conditional_formatting for rule in area.rules if _is_missing(rule)}
    assert role.address(wanted, FIRST_ROW) in marked
    assert recalculated(path, "1000", {"顾问": {role.address(other, FIRST_ROW): 50}}) == said
    assert recalculated(path, "1000", {"顾问": {role.address(wanted, FIRST_ROW): 50}}) == ""


#: A scheme, the entries in which a person differs from one of whom all is there (None: blank), what Checks then names
#: first, and an entry that ends it.
WANTED: list[tuple[str, dict[str, float | None], str, dict[str, float | str]]] = [
    ("nc_u8_consultant", {"nc_carry_in": None, "quarter": 1.0}, "NC 上季转入", {"nc_carry_in": 0}),
    ("senior_presales_engineer", {"research": None, "research_rated": None}, "调研等级", {"research_rated": 0.5}),
    ("senior_presales_engineer", {"bids_lost_by_fault": None}, "责任废标", {"no_bids": "是"}),
    ("presales_system", {"orders": None}, "订单数", {"no_order_target": "是"}),
    ("erp_project_consultant", {"team_spirit_manager": None}, "团队精神（部门经理评）", {"team_spirit_manager": 5}),
]


@pytest.mark.parametrize(("scheme", "entered", "name", "mended"), WANTED)
def test_an_entry_that_may_stay_blank_and_is_wanted_is_named_and_marked_until_it_is_there_or_not_wanted(
    scheme: str, entered: Mapping[str, float | None], name: str, mended: Mapping[str, float | str], tmp_path: Path
) -> None:
    path, plan = tmp_path / "team.xlsx", load(scheme)
    entries = {spec.id: 1.0 for spec in plan.of_kind("input")}  # the second label: a no, a good
    given = {f"input.{key}": value for key, value in entered.items()}
    entries = {key: value for key, value in {**entries, **given}.items() if value is not None}
    book = book_of(Role("顾问", plan, [Employee("1000", "张三", entries)]))
    write(book, path, "zh")
    said, role = f"「{name}」未填。", layout_of(book)
    written = {cell.coordinate: cell.value for row in opened(path, values=True)["检查"] for cell in row}
    assert (remark(written, "1000"), recalculated(path, "1000", {})) == (said, said)
    marked = {
        str(area.sqref)
        for area in opened(path)["顾问"].conditional_formatting
        for rule in area.rules
        if _is_missing(rule)
    }
    assert {role.address(f"input.{key}", FIRST_ROW) for key, value in entered.items() if value is None} <= marked
    changes = {role.address(f"input.{key}", FIRST_ROW): value for key, value in mended.items()}
    assert recalculated(path, "1000", {"顾问": changes}) == ""


def test_an_entry_that_exempts_while_it_is_blank_is_not_wanted() -> None:
    growing = ["ecom_presales_service", "service_metrics"]
    assert [lack.column.id for scheme in growing for lack in lacks(load(scheme))] == []


def _is_missing(rule: object) -> bool:
    return "IFERROR(AND(" in "".join(getattr(rule, "formula", ()))


def test_whom_a_manager_exempts_is_not_done_and_whom_hr_exempts_is(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    entries = {spec.id: 0.0 if spec.dimension else 80.0 for spec in DRAFT.of_kind("input")}
    people = [Employee("1000", "张三", entries), Employee("1001", "李四", {"state": float(EXEMPT)})]
    book = book_of(Role("顾问", DRAFT, people))
    write(book, path, "zh")
    cells = ironcalc.recalculate(path, {"顾问": {layout_of(book).address("state", FIRST_ROW): "免考"}})
    assert "已完成 1 人，共 2 人" in cells["首页"].values()
    results = {str(value)[:4]: at[1:] for at, value in cells["检查"].items() if at[0] == _LETTERS[WHAT]}
    assert [cells["检查"][f"{_LETTERS[RESULT]}{results[each]}"] for each in ("1000", "1001")] == ["✗", "✓"]
    assert remark(cells["检查"], "1000") == "免考由人事定。"
    assert cells["顾问"][layout_of(book).address("total", FIRST_ROW)] == "未完成"


@pytest.mark.parametrize("awaited", [[], ["input.unit_feedback_sales_director"]], ids=["nobody rates", "raters"])
def test_whoever_is_exempt_is_not_done_while_a_row_lacks_what_money_comes_from(
    tmp_path: Path, recalculate: Recalculate, awaited: Sequence[str]
) -> None:
    path, plan = tmp_path / "team.xlsx", load("erp_project_consultant")
    amounts = {f"projects.{key}": 0.0 for key in ("partner_share", "sales_cost", "entertainment", "travel")}
    whole = {**amounts, "projects.project": 1.0, "projects.contract_amount": 200000.0, "projects.contribution": 1.0}
    people = [
        Employee(
            key, name, {"state": float(EXEMPT)}, rows=lines, awaited=frozenset(f"input.{each}" for each in awaited)
        )
        for key, name, lines in (
            ("1000", "张三", {"projects": [DetailRow(whole, {"projects.project": "甲"})]}),
            ("1001", "李四", {}),
        )
    ]
    book = book_of(Role("顾问", plan, people))
    write(book, path, "zh")
    cells, role = recalculate(path), layout_of(book)
    written = {cell.coordinate: cell.value for row in opened(path, values=True)["检查"] for cell in row}
    for checks in (cells["检查"], written):
        rows_of = {str(value)[:4]: at[1:] for at, value in checks.items() if at[0] == _LETTERS[WHAT]}
        assert [checks[f"{_LETTERS[RESULT]}{rows_of[each]}"] for each in ("1000", "1001")] == ["✗", "✓"]
    done = [cells["顾问"][role.address("completeness", FIRST_ROW + place)] for place in (0, 1)]
    assert done == [0, 1]
    made = outcome(plan, role.role.inputs())
    assert (done, made.complete.tolist()) == (made.values["completeness"].tolist(), [False, True])
    sheet = next(table for table in role.details.values())
    mended = recalculate(path, {sheet.sheet: {role.address("projects.receipts", FIRST_ROW): 117000.0}})
    assert mended["顾问"][role.address("completeness", FIRST_ROW)] == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_person_lacks_is_seen_in_full_however_long_the_names(tmp_path: Path, lang: Lang) -> None:
    path, weights = tmp_path / "team.xlsx", {"key_items": (0.3333, 0.3333), "performance_items": (0.5, 0.3)}
    persons = [Employee("1000", "张三", rows={table: rows(table, *each) for table, each in weights.items()})]
    for role in (
        Role("经理", MANAGER, persons),
        Role("工程师", load("support_engineer_kpi"), [Employee("1000", "张三")]),
    ):
        write(book_of(role), path, lang)
        shown = opened(path, values=True)[{"zh": "检查", "en": "Checks"}[lang]]
        row = next(n for n, cells in enumerate(shown.values, 1) if str(cells[WHAT]).startswith("1000"))
        said = str(shown.cell(row, WRONG + 1).value)
        lines = (shown.row_dimensions[row].height or LINE) // LINE
        assert 1 < wide(said) <= lines * shown.column_dimensions[_LETTERS[WRONG]].width
