"""One person of an outcome shows just what the columns of all show."""

import math
from dataclasses import replace

import numpy as np
import pytest

from presales_xl.backends.frame import evaluate
from presales_xl.catalogue import load
from presales_xl.people.appraised import CalibratedGrade, appraise
from presales_xl.people.employees import DetailRow, Employee, Manager, Role
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.resources import SCHEMES
from presales_xl.texts import LANGUAGES, Lang
from tests.workbook.samples import roles

SHIPPED = sorted(file.stem for file in SCHEMES.glob("*.yaml"))
MANAGERS = {"M1": Manager("M1", "赵一", "华东"), "M2": Manager("M2", "钱二", "华南")}


def everybody(scheme: str, lang: Lang) -> Outcome:
    (role,) = roles([scheme], lang)
    return outcome(role.plan, role.inputs())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", SHIPPED)
def test_a_persons_cells_are_those_of_the_columns(scheme: str, lang: Lang) -> None:
    result = everybody(scheme, lang)
    table = result.table(lang) | {"level": result.column("level", lang)}
    for place in range(result.size):
        person = result.person(place)
        assert {key: person.cell(key, lang) for key in table} == {key: column[place] for key, column in table.items()}
        assert person.values == pytest.approx({k: v[place] for k, v in result.values.items()}, nan_ok=True)
        assert person.is_complete == result.complete[place]


@pytest.mark.parametrize("scheme", SHIPPED)
def test_what_is_asked_again_is_what_the_same_entries_come_to_and_of_others_something_else(scheme: str) -> None:
    (role,) = roles([scheme], "zh")
    before = everybody(scheme, "zh")
    key = next(key for key, column in before.inputs.columns.items() if np.isfinite(column).any())
    for inputs in (role.inputs(), replace(role.inputs(), columns={**role.inputs().columns, key: np.full(6, np.nan)})):
        again, anew = outcome(role.plan, inputs), evaluate(role.plan, inputs)
        assert {column: values.tobytes() for column, values in again.values.items()} == {
            column: values.tobytes() for column, values in anew.items()
        }
    assert not np.array_equal(again.values[key], before.values[key], equal_nan=True)


def test_the_names_of_a_persons_flags_are_those_that_the_table_shows() -> None:
    result = everybody("support_engineer_kpi", "zh")
    for place in range(result.size):
        person = result.person(place)
        assert "；".join(name for name, _ in person.flags("zh")) == (person.cell("flags", "zh") or "")


@pytest.mark.parametrize("scheme", SHIPPED)
def test_nothing_is_done_before_the_manager_enters_anything_whatever_hr_gave(scheme: str) -> None:
    plan = load(scheme)
    fields = {spec.id: spec for spec in plan.of_kind("level", "input")}
    given = {key: 1.0 for key, spec in fields.items() if spec.field and spec.field.given_by == "hr"}
    given |= {key: 0.0 for key, spec in fields.items() if spec.dimension and (key in given or not spec.field)}
    role = Role("r", plan, [Employee("1", "blank"), Employee("2", "of HR", given)])
    done = outcome(plan, role.inputs()).values["completeness"].tolist()
    by_managers = any(spec.field and spec.field.given_by == "manager" for spec in fields.values()) or plan.tables
    assert done == [0, 0 if by_managers else 1]


def team(scores: list[float | None], managers: list[str]) -> Role:
    """Return engineers of a scheme whose entries are all that good."""
    plan = load("support_engineer_kpi")
    people = []
    for number, (score, manager_id) in enumerate(zip(scores, managers, strict=True)):
        entries = {spec.id: 0.0 for spec in plan.of_kind("input")}
        if score is None:
            entries = {}
        else:
            entries["input.satisfaction"] = score
        people.append(Employee(f"E{number}", f"人{number}", entries, role="工程师", manager_id=manager_id))
    return Role("工程师", plan, people)


def test_what_does_not_apply_is_called_so_and_is_not_lacking() -> None:
    plan = load("ecom_dept_presales")
    entries = {spec.id: 1.0 for spec in plan.inputs().values()}
    entries |= {"input.customer_replies": 0.0, "input.agent_replies": 0.0}
    result = outcome(plan, Role("客服", plan, [Employee("E1", "甲", entries)]).inputs())
    person = result.person(0)
    assert (person.is_complete, person.blank_inputs(), person.not_computed()) == (True, [], [])
    assert [person.cell(key, "zh") for key in ("points.reply_ratio", "pay.base")] == ["本期不适用", "未设定"]
    assert [result.column(key, "en") for key in ("points.reply_ratio", "pay.base")] == [["Not applicable"], ["Not set"]]
    assert person.money == person.value("pay.commission") + person.value("pay.last_month_award")


def test_ranks_are_counted_among_those_of_the_cohort_that_have_one() -> None:
    role = team([90, 80, None, 70], ["M1", "M1", "M1", "M2"])
    whole, by_team = appraise(role, MANAGERS), appraise(role, MANAGERS, by_team=True)
    assert [person.outcome.ranked for person in whole.people] == [3, 3, 3, 3]
    assert [person.outcome.ranked for person in by_team.people] == [2, 2, 2, 1]
    assert [person.outcome.rank for person in by_team.people] == [1, 2, None, 1]
    assert [person.manager.team for person in by_team.people] == ["华东", "华东", "华东", "华南"]


def test_what_is_missing_of_a_person_is_nothing_and_its_inputs_are_told() -> None:
    person = outcome((role := team([None], ["M1"])).plan, role.inputs()).person(0)
    assert (person.grade, person.rank, [*person.flags("zh")], person.is_complete) == ("", None, [], False)
    assert math.isnan(person.total)
    assert "input.satisfaction" in person.blank_inputs()
    assert math.isnan(person.value("no.such.column"))
    assert person.cell("no.such.column", "zh") is None


def test_a_calibrated_grade_counts_is_stale_when_the_total_moves_and_never_without_a_total() -> None:
    role = team([90, 80, None], ["M1", "M1", "M1"])
    by_scale = [person.by_scale.grade for person in appraise(role, MANAGERS).people]
    lower = role.plan.dimensions["grade"].keys[-1]
    decided = {
        "E0": CalibratedGrade(
            "2026-11", "E0", by_scale[0], lower, reason="强制分布", author="HR", scheme=role.plan.scheme.id
        ),
        "E1": CalibratedGrade(
            "2026-11", "E1", "another", lower, reason="强制分布", author="HR", scheme=role.plan.scheme.id
        ),
        "E2": CalibratedGrade("2026-11", "E2", "", lower, reason="强制分布", author="HR", scheme=role.plan.scheme.id),
    }
    standing = appraise(role, MANAGERS, decided, {"E0": "a.xlsx"})
    assert [person.outcome.grade for person in standing.people] == [lower, lower, ""]
    assert [person.by_scale.grade for person in standing.people] == by_scale
    assert [person.is_stale for person in standing.people] == [False, True, False]
    assert [person.file for person in standing.people] == ["a.xlsx", "", ""]


def test_detail_rows_know_whose_they_are_in_the_order_of_the_people() -> None:
    plan = load("ecom_service_quality")
    first, second, third = (DetailRow({spec.id: value for spec in plan.tables["chats"].inputs}) for value in (0, 1, 2))
    people = [
        Employee("E1", "甲", rows={"chats": [first]}),
        Employee("E2", "乙"),
        Employee("E3", "丙", rows={"chats": [second, third]}),
    ]
    role = Role("客服", plan, people)
    assert list(role.rows("chats")) == [(0, first), (2, second), (2, third)]
    details = role.inputs().details["chats"]
    assert details.owner.tolist() == [0, 2, 2]
    assert all(column.tolist() == [0, 1, 2] for column in details.columns.values())
    assert set(role.inputs(["b", "a", "b"]).cohort) == set(np.array([1, 0, 1]))  # type: ignore[arg-type]


def test_explanations_are_the_same_however_many_people_are_evaluated_together(monkeypatch: pytest.MonkeyPatch) -> None:
    together, apart = everybody("ecom_dept_presales", "zh"), everybody("ecom_dept_presales", "zh")

    def explained(of: Outcome) -> list[str]:
        people = [of.person(place) for place in (*reversed(range(of.size)), 1, of.size - 1)]
        return [person.explained(spec, "zh") for person in people for spec in of.plan.columns.values()]

    expected = explained(together)
    monkeypatch.setattr("presales_xl.people.outcome._TOGETHER", 2)
    assert explained(apart) == expected
