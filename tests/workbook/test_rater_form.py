"""A rater's form: short, only what the rater gives, and read back as any workbook."""

import math
import warnings
from collections.abc import Callable
from pathlib import Path
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
from presales_xl.workbook.rater_form import Ratings, issued, write
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import Returned, read
from tests.conftest import Validate
from tests.engines import Recalculate
from tests.english import in_workbook
from tests.lint import lint

PEOPLE = [Employee("E1", "张三"), Employee("E2", "=1+1"), Employee("E3", "王五")]
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
        role, plan, by=by, called=called, people=people or PEOPLE, columns=tuple(spec.id for spec in kinds(plan)[by])
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
    assert entered == {"E1": {TEAMWORK: 80, GROWTH: 75.5}, "E2": {}, "E3": {TEAMWORK: 100}}
    assert (found.identity.kind, found.identity.recipient_id, found.identity.period) == ("rater", "E9", "2026-Q4")
    assert found.problems == []


def test_a_rating_out_of_range_is_told_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    form(path)
    changed(path, typed({(1, TEAMWORK): 101}))
    (problem,) = returned(path).problems
    assert (problem.code, problem.place.sheet, problem.place.cell) == ("input.range", "顾问", "E7")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", [plan.scheme.id for plan in shipped() if kinds(plan)])
def test_every_kind_of_rater_of_every_scheme_gets_a_sound_form(scheme: str, lang: Lang, tmp_path: Path) -> None:
    plan, path = load(scheme), tmp_path / "form.xlsx"
    level = {"level": 0.0} if "level" in plan.columns else {}
    people = [Employee("E1", "张三", level), Employee("E2", "李四", level)]
    asked_for = [ratings(scheme, by, called=by, role="Role", people=people) for by in kinds(plan)]
    form(path, *asked_for, lang=lang)
    found = returned(path)
    assert lint(path) == []
    assert found.problems == []
    assert lang == "zh" or in_workbook(path) == []
    asked = [set(one.columns) for one in asked_for]
    assert [set(role.people[0].entries) for role in found.roles] == asked


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
            assert cell.protection.locked is not str(key).startswith("input.")
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
    levels = [
        Employee("E1", "甲", {"level": 0.0}),
        Employee("E2", "乙", {"level": 0.0}),
        Employee("E3", "丙", {"level": 1.0}),
    ]
    form(tmp_path / "form.xlsx", of_plan(compile_scheme(Scheme.model_validate(scheme)), "peer", people=levels))
    sheet = opened(tmp_path / "form.xlsx")["顾问"]
    rules = {
        str(rule.sqref): (float(rule.formula1), float(rule.formula2)) for rule in sheet.data_validations.dataValidation
    }
    assert rules == {"D6:D7": (0, 10), "D8": (0, 20)}
    assert sheet["D5"].value == "满分见各行"


def test_progress_and_ticks_follow_what_is_filled_in(tmp_path: Path, recalculate: Recalculate) -> None:
    path = tmp_path / "form.xlsx"
    form(path)
    filled = {"D6": 80, "E6": 0, "F6": 100, "D7": 50}
    before, after = recalculate(path)["顾问"], recalculate(path, {"顾问": filled})["顾问"]
    assert (before["F2"], after["F2"]) == ("已填 0 / 9 项", "已填 4 / 9 项")
    assert [before.get("C6") or "", after["C6"], after.get("C7") or ""] == ["", "✓", ""]


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
        ratings("five_dimension", "peer", "同事评", people=PEOPLE[:1]),
        ratings("five_dimension", "customer", "客户评", people=PEOPLE[2:]),
    ]
    form(path, *both)
    found = returned(path)
    assert opened(path).sheetnames == ["同事评 顾问", "客户评 顾问", IDENTITY]
    assert [[person.employee_id for person in role.people] for role in found.roles] == [["E1"], ["E3"]]
    assert [list(role.people[0].entries) for role in found.roles] == [["input.teamwork_peer"], ["input.satisfaction"]]


def test_names_stay_text_whatever_they_begin_with(tmp_path: Path) -> None:
    form(tmp_path / "form.xlsx")
    cell = opened(tmp_path / "form.xlsx")["顾问"]["B7"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_form_is_sealed_over_whom_it_is_for_and_what_is_rated(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    given = [ratings("draft_scheme", "peer")]
    write(whose(issue=2), given, path, seal=lambda content: f"seal of {len(content)}")
    found = identity.read(read_one(path)[IDENTITY])
    assert found is not None
    assert found.seal == f"seal of {len(issued(whose(issue=2), given).content())}"
    assert found.content() == issued(whose(issue=2), given).content()
    assert found.identity.issue == 2


@pytest.mark.validator
def test_the_open_xml_validator_finds_nothing_in_forms(tmp_path: Path, validate: Validate) -> None:
    form(tmp_path / "form.xlsx", ratings("draft_scheme", "peer"), ratings("technical_support_110", "self", role="B"))
    assert validate([tmp_path / "form.xlsx"]) == []
