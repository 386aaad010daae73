"""A rater's form: short, only what the rater gives, and read back as any workbook."""

import datetime as dt
import math
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.catalogue import load, shipped
from presales_xl.people.employees import Employee
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.ratings import kinds
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook import identity
from presales_xl.workbook.identity import Identity, Issued
from presales_xl.workbook.layout import FIRST_ROW, IDENTITY
from presales_xl.workbook.rater_form import Ratings, write
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import Returned, read
from presales_xl.workbook.review import review
from tests.conftest import Validate
from tests.engines import Recalculate, Value
from tests.english import in_workbook
from tests.lint import lint

PEOPLE = [Employee("E1", "张三"), Employee("E2", "=1+1"), Employee("E3", "王五")]
MANY = [*PEOPLE, *(Employee(f"E{number}", f"同事{number}") for number in range(4, 8))]  # too many for a page each
KINDS = {"peer": "同事评", "customer": "客户评"}
TEAMWORK, GROWTH = "input.teamwork_peer", "input.growth_peer"


def ratings(
    scheme: str, by: str, called: str = "同事评", role: str = "顾问", people: list[Employee] | None = None
) -> Ratings:
    plan = load(scheme)
    return of_plan(plan, by, called, role=role, people=people)


def of_plan(
    plan: Plan, by: str, called: str = "同事评", role: str = "顾问", people: list[Employee] | None = None
) -> Ratings:
    return Ratings(
        role,
        plan,
        by=by,
        called=called,
        people=people or MANY,
        columns=(*(spec.id for spec in kinds(plan)[by]), "words.comment"),
    )


def whose(lang: Lang = "zh", issue: int = 1) -> Identity:
    return Identity(
        "示例公司", "2026-Q4", "rater", recipient_id="E9", recipient="陈九", team="", lang=lang, issue=issue
    )


def form(path: Path, *given: Ratings, lang: Lang = "zh") -> Issued:
    return write(whose(lang), given or [ratings("draft_scheme", "peer")], path)


def opened(path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path)


def changed(path: Path, change: Callable[[Worksheet], object], sheet: str = "顾问") -> Path:
    """Save the form as a rater returns it."""
    book = opened(path)
    change(book[sheet])
    book.save(path)
    return path


def column(sheet: Worksheet, key: str) -> int:
    return [cell.value for cell in sheet[1]].index(key) + 1


def typed(values: dict[tuple[int, str], Any]) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for (person, key), value in values.items():
            sheet.cell(FIRST_ROW + 1 + person, column(sheet, key)).value = value

    return change


def returned(path: Path) -> Returned:
    return read(read_one(path), path.name)


def test_what_a_rater_enters_is_read_back_by_employee_and_rating(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    form(path)
    changed(path, typed({(0, TEAMWORK): 80, (0, GROWTH): 75.5, (2, TEAMWORK): 100}))
    found = returned(path)
    entered = {
        p.employee_id: {key: value for key, value in p.entries.items() if math.isfinite(value)}
        for p in found.roles[0].people
    }
    nothing: dict[str, dict[str, float]] = {person.employee_id: {} for person in MANY}
    assert entered == nothing | {"E1": {TEAMWORK: 80, GROWTH: 75.5}, "E3": {TEAMWORK: 100}}
    assert (found.identity.kind, found.identity.recipient_id, found.identity.period) == ("rater", "E9", "2026-Q4")
    assert found.problems == []


def test_a_rating_out_of_range_is_told_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    form(path)
    changed(path, typed({(1, TEAMWORK): 101}))
    (problem,) = returned(path).problems
    assert (problem.code, problem.place.sheet, problem.place.cell) == ("input.range", "顾问", "E7")


@pytest.mark.parametrize("number", [1, 7], ids=["page", "table"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", [plan.scheme.id for plan in shipped() if kinds(plan)])
def test_every_kind_of_rater_of_every_scheme_gets_a_sound_form(
    scheme: str, lang: Lang, number: int, tmp_path: Path
) -> None:
    plan, path = load(scheme), tmp_path / "form.xlsx"
    level = {"level": 0.0} if "level" in plan.columns else {}
    people = [Employee(f"E{place}", "张三", level) for place in range(number)]
    asked_for = [ratings(scheme, by, called=by, role="Role", people=people) for by in kinds(plan)]
    form(path, *asked_for, lang=lang)
    found = returned(path)
    assert lint(path) == []
    assert found.problems == []
    assert {problem.code for problem in review(read_one(path)).problems} <= {"workbook.blank"}
    assert lang == "zh" or in_workbook(path) == []
    asked = [set(one.columns) for one in asked_for]
    rated = [{key for key in columns if key.startswith("input.")} for columns in asked]
    assert [set(role.people[0].entries) for role in found.roles] == rated


def test_a_form_holds_nothing_of_the_scheme_but_the_own_ratings(tmp_path: Path) -> None:
    own = form(tmp_path / "form.xlsx", ratings("sales_2024", "customer", "客户评"))
    everything = "\n".join(own.schemes.values()) + str(read_one(tmp_path / "form.xlsx"))
    words = ("weight", "grades", "pay", "cross_department", "自评", "上级评", "跨部门", "目标", "奖金", "win_rate")
    assert [word for word in words if word in everything] == []
    assert "需求调研充分度" in everything


def test_cells_to_fill_in_are_open_and_everything_else_is_locked(tmp_path: Path) -> None:
    form(tmp_path / "form.xlsx")
    sheet = opened(tmp_path / "form.xlsx")["顾问"]
    ids = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=FIRST_ROW + 1):
        for cell, key in zip(row, ids, strict=True):
            assert cell.protection.locked is not str(key).startswith(("input.", "words."))
    assert sheet.protection.sheet
    assert sheet.row_dimensions[1].hidden


def test_each_rating_accepts_what_the_person_may_get_at_the_own_level(tmp_path: Path) -> None:
    scheme = {
        "id": "levels",
        "name": "分级",
        "cycles": ["month"],
        "full_points": None,
        "levels": {"junior": "初级", "senior": "资深"},
        "indicators": {
            "care": {
                "name": "态度",
                "points": {"junior": 10, "senior": 20},
                "rule": {"kind": "rating", "raters": {"peer": 0.5, "superior": 0.5}},
            }
        },
    }
    levels = [Employee(f"E{number}", "甲", {"level": float(number > 2)}) for number in range(1, 8)]
    form(tmp_path / "form.xlsx", of_plan(compile_scheme(Scheme.model_validate(scheme)), "peer", people=levels))
    sheet = opened(tmp_path / "form.xlsx")["顾问"]
    rules = {
        str(rule.sqref): (float(rule.formula1), float(rule.formula2))
        for rule in sheet.data_validations.dataValidation
        if rule.type == "decimal"
    }
    assert rules == {"D6:D7": (0, 10), "D8:D12": (0, 20)}
    assert sheet["D5"].value == "满分见各行"


def test_progress_and_ticks_follow_what_is_filled_in(tmp_path: Path, recalculate: Recalculate) -> None:
    path = tmp_path / "form.xlsx"
    form(path)
    filled = {"D6": 80, "E6": 0, "F6": 100, "D7": 50}
    before, after = recalculate(path)["顾问"], recalculate(path, {"顾问": filled})["顾问"]
    assert (before["G2"], after["G2"]) == ("已填 0 / 21 项", "已填 4 / 21 项")
    assert [before.get("C6") or "", after["C6"], after.get("C7") or ""] == ["", "✓", ""]


def test_entries_that_do_not_count_are_not_counted_as_filled_in_and_the_first_is_named_above(
    tmp_path: Path, recalculate: Recalculate
) -> None:
    path = tmp_path / "form.xlsx"
    form(path)
    filled: dict[str, Value] = {
        "D6": 80,
        "E6": 0,
        "F6": 100,
        "D7": 50,
        "E7": 500,
        "F7": "无",
        "D8": 80,
        "E8": "９０",
        "F8": 90,
    }
    cells = recalculate(path, {"顾问": filled})["顾问"]
    assert [cells.get(f"C{row}") or "" for row in (6, 7, 8, 9)] == ["✓", "✗", "✗", ""]
    assert cells["G2"] == "已填 6 / 21 项；✗ 3 项填写有误，先看「=1+1」"


def test_a_page_of_one_person_names_the_first_item_that_does_not_count(
    tmp_path: Path, recalculate: Recalculate
) -> None:
    path, random = tmp_path / "form.xlsx", Random(7)  # noqa: S311 - reproducible on purpose
    form(path, ratings("draft_scheme", "peer", people=PEOPLE[:1]))
    items = [opened(path)["张三"].cell(row, 3).value for row in (6, 7, 8)]
    for _ in range(4):
        typed_in: list[Value] = [random.choice([None, 0, 80, 100, 100.5, -1, "无", 0.5, "７0"]) for _ in items]
        wrong = [value not in (None, 0, 80, 100) for value in typed_in]
        changes: dict[str, Value] = {f"F{row}": value for row, value in enumerate(typed_in, 6) if value is not None}
        given = sum(value in (0, 80, 100) for value in typed_in)
        told = f"；✗ {sum(wrong)} 项填写有误，先看「{items[wrong.index(True)]}」" if any(wrong) else ""
        assert recalculate(path, {"张三": changes})["张三"]["F1"] == f"已填 {given} / 3 项{told}", typed_in


def test_ratings_that_may_stay_blank_are_said_to(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    form(path, ratings("draft_scheme", "customer", "客户评"))
    assert "可不填" in str(opened(path)["顾问"]["D4"].value)


def test_levels_are_chosen_from_a_list_in_the_forms_own_cells(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    form(path, ratings("technical_support_110", "self", "自评"))
    sheet = opened(path)["顾问"]
    rule = next(rule for rule in sheet.data_validations.dataValidation if rule.type == "list")
    first, last = rule.formula1.replace("$", "").split(":")
    assert [row[0].value for row in sheet[f"{first}:{last}"]] == ["好", "一般", "差"]
    assert sheet.column_dimensions[first.rstrip("0123456789")].hidden
    changed(path, typed({(0, "input.workload_self"): "一般", (1, "input.workload_self"): "很好"}))
    found = returned(path)
    assert found.roles[0].people[0].entries["input.workload_self"] == 1
    assert [problem.code for problem in found.problems] == ["input.choice"]


def test_described_levels_stand_above_the_ratings(tmp_path: Path) -> None:
    form(tmp_path / "form.xlsx", ratings("competency", "self", "自评"))
    assert opened(tmp_path / "form.xlsx")["顾问"]["D4"].value == (
        "专业知识\n看学历与从业年限\n评分标准：\n"
        "优秀 4–5 分：硕士及以上学历，或从业五年以上\n"
        "良好 2 分至不足 4 分：本科学历，或从业两年以上\n"
        "一般 不足 2 分：大专学历，从业一至两年（一般不低于 1 分）\n可不填"
    )


def test_a_level_to_choose_is_described_without_what_it_is_worth(tmp_path: Path) -> None:
    form(tmp_path / "form.xlsx", ratings("technical_support_110", "self", "自评"))
    assert opened(tmp_path / "form.xlsx")["顾问"]["D4"].value == (
        "工作量\n评分标准：\n好：工作很饱满，工作量居部门前列\n一般：工作饱满，工作量居部门中游\n"
        "差：工作不饱满，时间安排不当，工作量居部门末位"
    )


def test_a_role_rated_in_two_capacities_has_a_sheet_for_each(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    both = [
        ratings("five_dimension", "peer", "同事评", people=MANY[:4]),
        ratings("five_dimension", "customer", "客户评", people=MANY[3:]),
    ]
    form(path, *both)
    found = returned(path)
    assert opened(path).sheetnames == ["同事评 顾问", "客户评 顾问", IDENTITY]
    assert [[person.employee_id for person in role.people] for role in found.roles] == [
        ["E1", "E2", "E3", "E4"],
        ["E4", "E5", "E6", "E7"],
    ]
    assert [list(role.people[0].entries) for role in found.roles] == [["input.teamwork_peer"], ["input.satisfaction"]]


def test_names_stay_text_whatever_they_begin_with(tmp_path: Path) -> None:
    form(tmp_path / "form.xlsx")
    cell = opened(tmp_path / "form.xlsx")["顾问"]["B7"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_form_is_sealed_over_whom_it_is_for_and_what_is_rated(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    given = [ratings("draft_scheme", "peer")]
    written = write(whose(issue=2), given, path, seal=lambda content: f"seal of {content[:9]}")
    found = identity.read(read_one(path)[IDENTITY])
    assert found is not None
    assert found.seal == f"seal of {written.digest()[:9]}"
    assert found.digest() == written.digest()
    assert found.identity.issue == 2


def page_of(path: Path, *given: Ratings) -> Worksheet:
    """Return the first page of a form for few people."""
    form(path, *given)
    return opened(path).worksheets[0]


def test_of_few_people_each_has_a_page_with_the_items_down_it(tmp_path: Path) -> None:
    sheet = page_of(tmp_path / "form.xlsx", ratings("technical_support_110", "self", "自评", people=PEOPLE))
    assert opened(tmp_path / "form.xlsx").sheetnames == ["张三", "=1+1", "王五", IDENTITY]
    assert [(sheet["F3"].value, sheet["F4"].value, sheet["D3"].value)] == [("E1", "张三", "顾问")]
    lines = [[cell.value for cell in row] for row in sheet["B6:F8"]]
    levels = (
        "好：工作很饱满，工作量居部门前列",
        "一般：工作饱满，工作量居部门中游",
        "差：工作不饱满，时间安排不当，工作量居部门末位",
    )
    assert lines[0] == [1, "工作量", "\n".join(levels), "好 / 一般 / 差", None]
    assert lines[1] == [2, "项目支持", None, "0–20 分", None]
    assert [sheet.column_dimensions["A"].hidden, sheet.cell(6, 1).value] == [True, "input.workload_self"]


def test_what_is_entered_on_pages_is_read_back_by_employee_and_rating(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    page_of(path, ratings("technical_support_110", "self", "自评", people=PEOPLE))
    for sheet, level, points in (("张三", "一般", 12.5), ("王五", "很好", 21)):
        changed(path, lambda page, level=level: page.__setitem__("F6", level), sheet)  # type: ignore[misc]
        changed(path, lambda page, points=points: page.__setitem__("F7", points), sheet)  # type: ignore[misc]
    found = returned(path)
    workload, support = "input.workload_self", "input.project_support_self"
    (first,), (second,), (third,) = (role.people for role in found.roles)
    assert (first.employee_id, first.entries[workload], first.entries[support]) == ("E1", 1, 12.5)
    assert (second.name, math.isnan(second.entries[workload])) == ("=1+1", True)
    assert not math.isfinite(third.entries[workload])
    assert [(p.code, p.place.sheet, p.place.cell) for p in found.problems] == [
        ("input.choice", "王五", "F6"),
        ("input.range", "王五", "F7"),
    ]


def test_the_same_person_in_two_capacities_has_a_page_for_each_and_both_are_in_order(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    both = [ratings("five_dimension", by, called, people=PEOPLE[:1]) for by, called in KINDS.items()]
    page_of(path, *both)
    assert opened(path).sheetnames == ["同事评 张三", "客户评 张三", IDENTITY]
    reviewed = review(read_one(path), path.name)
    assert [problem for problem in reviewed.problems if problem not in reviewed.blank] == []
    assert [(problem.place.sheet, problem.place.cell) for problem in reviewed.blank] == [
        ("同事评 张三", "F6"),
        ("客户评 张三", "F6"),
    ]


@pytest.mark.parametrize("people", [PEOPLE, MANY])
def test_a_comment_may_stand_beside_the_ratings_of_each_person_and_is_read_back(
    people: list[Employee], tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    form(path, ratings("draft_scheme", "peer", people=people))
    book = opened(path)
    for sheet in book.worksheets[:-1]:
        for cell in [cell for row in sheet.iter_rows() for cell in row if cell.value == "words.comment"]:
            row, place = (cell.row, FIRST_ROW + 1) if people is PEOPLE else (FIRST_ROW + 1, cell.column)
            written = sheet.cell(row, place)
            assert (written.protection.locked, written.alignment.wrap_text) == (False, True)
            written.value = f"好 {sheet.title}"
    book.save(path)
    found = returned(path)
    written_of = {each.name: each.texts.get("words.comment") for role in found.roles for each in role.people}
    wanted = {each.name: f"好 {each.name}" for each in PEOPLE}
    assert written_of == (wanted if people is PEOPLE else {each.name: None for each in MANY} | {"张三": "好 顾问"})


@pytest.mark.parametrize("people", [MANY, MANY[:1]], ids=["table", "page"])
def test_a_comment_says_how_long_it_may_be_and_forbids_no_sign(tmp_path: Path, people: list[Employee]) -> None:
    form(tmp_path / "form.xlsx", ratings("draft_scheme", "peer", people=people))
    (sheet,) = (each for each in opened(tmp_path / "form.xlsx") if each.sheet_state == "visible")
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "500 字以内" in told
    assert not any("不含" in words for words in told)


def test_a_comment_that_is_too_long_is_told_with_its_cell_on_the_page(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    form(path, ratings("draft_scheme", "peer", people=PEOPLE))
    changed(path, lambda page: page.__setitem__("F9", "长" * 501), "王五")
    assert [(p.code, p.place.sheet, p.place.cell) for p in returned(path).problems] == [("words.long", "王五", "F9")]


def test_somebody_elses_id_on_a_page_is_told_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    page_of(path, ratings("five_dimension", "peer", people=PEOPLE[:2]))
    changed(path, lambda page: page.__setitem__("F3", "E9"), "张三")
    told = [problem for problem in review(read_one(path), path.name).problems if problem.code.startswith("review.")]
    assert [(problem.code, problem.place.sheet, problem.place.cell) for problem in told] == [
        ("review.person_added", "张三", "F3"),
        ("review.person_missing", "张三", ""),
    ]


def test_a_page_counts_what_is_given_and_says_by_when_and_to_whom_it_returns(
    tmp_path: Path, recalculate: Recalculate
) -> None:
    path = tmp_path / "form.xlsx"
    given = [ratings("draft_scheme", "peer", people=PEOPLE)]
    write(whose(), given, path, due=dt.date(2027, 1, 3), contact="李梅 hr@example.com")
    before = recalculate(path)["张三"]
    after = recalculate(path, {"张三": {"F6": 80, "F8": 0}})["张三"]
    assert (before["F1"], after["F1"]) == ("已填 0 / 3 项", "已填 2 / 3 项")
    assert "请于 2027-01-03 前发回 李梅 hr@example.com" in str(before["B2"])


def test_who_rates_oneself_is_not_promised_that_nobody_but_hr_sees_it(tmp_path: Path) -> None:
    own = page_of(tmp_path / "own.xlsx", ratings("competency", "self", "自评", people=PEOPLE))
    peers = page_of(tmp_path / "peers.xlsx", ratings("draft_scheme", "peer", people=PEOPLE))
    said = [" ".join(str(cell.value) for row in page.iter_rows() for cell in row) for page in (own, peers)]
    assert [("只有人事看得到" in words, "不写是谁写的" in words) for words in said] == [(False, False), (True, True)]


def test_only_the_ratings_and_the_comment_of_a_page_are_open(tmp_path: Path) -> None:
    sheet = page_of(tmp_path / "form.xlsx", ratings("draft_scheme", "peer", people=PEOPLE))
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert (sheet.protection.sheet, open_cells) == (True, {"F6", "F7", "F8", "F9"})


@pytest.mark.validator
def test_the_open_xml_validator_finds_nothing_in_forms(tmp_path: Path, validate: Validate) -> None:
    form(tmp_path / "form.xlsx", ratings("draft_scheme", "peer"), ratings("technical_support_110", "self", role="B"))
    form(tmp_path / "pages.xlsx", ratings("technical_support_110", "self", people=PEOPLE))
    assert validate([tmp_path / "form.xlsx", tmp_path / "pages.xlsx"]) == []
