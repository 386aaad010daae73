"""Who is open by a workbook: to the buttons of whoever fills it in the same people as to `collect`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from presales_xl import catalogue
from presales_xl.cycle.generating.generate import generate
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.outcome import outcome
from presales_xl.problem_texts import explain
from presales_xl.project import Project, load
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import Returned
from presales_xl.workbook.review import review
from presales_xl.workbook.shown import as_counted
from tests.addin.commanding import cohorts, team
from tests.cycle.company import opened, write_sheets
from tests.cycle.returned import PERIOD, run
from tests.filling import Cohort, as_typed, label
from tests.workbook.samples import SCHEMES

#: Schemes by the month in which results hang on more than what must be filled in.
BY_MONTH = (
    "presales_manager",
    "repair_stars",
    "senior_presales_engineer",
    "support_kpi_85_15",
    "technical_support_110",
)
#: Schemes in which somebody's result hangs on an entry that may stay blank of others.
NEEDED = ("presales_system", "draft_scheme", "support_kpi_85_15", "erp_project_consultant")


def told(found: Returned) -> tuple[set[str], set[str]]:
    """Return who is open by a review, and who waits for others."""
    problems = [*(each for each in found.problems if each.severity == "error"), *found.blank]
    return {str(each.fields.get("id")) for each in problems}, {str(each.fields["id"]) for each in found.waiting}


def unfinished(found: Returned) -> Iterator[str]:
    """Yield the ids of those of whom a result is lacking, by their entries alone."""
    for role in found.roles:
        counted = as_counted(role, found.issued.given)
        complete = outcome(counted.plan, counted.inputs()).complete
        yield from (who.employee_id for who, is_done in zip(counted.people, complete, strict=True) if not is_done)


def test_of_every_scheme_just_those_without_a_result_are_told_of_or_wait_for_others(tmp_path: Path) -> None:
    book = team([cohort.given("zh") for cohort in cohorts(SCHEMES, 3, "zh", blank=0.3)])
    write(book, tmp_path / "team.xlsx", "zh")
    found = review(read_one(tmp_path / "team.xlsx"))
    (open_, waiting), lacking = told(found), {*unfinished(found)}
    wrong = {str(each.fields.get("id")) for each in found.problems if each.severity == "error"}
    of_teams = {str(each.fields["id"]) for each in found.problems if each.code == "workbook.row_check_alone"}
    assert open_ - wrong <= lacking <= open_ | waiting | of_teams
    assert not open_ & waiting


def test_whose_result_hangs_on_an_entry_that_may_stay_blank_elsewhere_has_it_named(tmp_path: Path) -> None:
    roles = []
    for cohort in cohorts(NEEDED, 40, "zh", blank=0):
        working = [{**each, "state": None} for each in cohort.people]
        role = replace(cohort, people=working, rows=dict.fromkeys(cohort.rows, ())).given("zh")
        done = outcome(role.plan, role.inputs()).complete
        whole = [who for who, is_done in zip(role.people, done, strict=True) if is_done]
        specs = [spec for spec in role.plan.of_kind("input") if spec.field and spec.field.may_stay_blank]
        keys = [spec.id for spec in specs if spec.id not in role.people[0].locked]
        people = [
            replace(who, employee_id=f"{who.employee_id}.{number}", entries={**who.entries, key: float("nan")})
            for who in whole[:2]
            for number, key in enumerate(keys)
        ]
        roles.append(Role(role.name, role.plan, people))
    write(team(roles), tmp_path / "team.xlsx", "zh")
    found = review(read_one(tmp_path / "team.xlsx"))
    assert told(found) == ({*unfinished(found)}, set())
    assert {each.place.sheet for each in found.blank if each.code == "table.blank" and each.place.cell} == {*NEEDED}


@pytest.mark.parametrize(("weights", "told_of"), [((0.5, 0.3, 0.2), []), ((0.5, 0.3, 0.1), ["关键指标"])])
def test_weights_that_do_not_sum_to_100_percent_are_an_error(
    weights: Sequence[float], told_of: list[str], tmp_path: Path
) -> None:
    plan = catalogue.load("presales_manager")

    def rows(table: str, weights: Sequence[float]) -> list[DetailRow]:
        texts = {f"{table}.name": "甲", f"{table}.target": "乙"}
        filled = {**dict.fromkeys(texts, 1.0), f"{table}.score": 90.0}
        return [DetailRow({**filled, f"{table}.weight": weight}, texts) for weight in weights]

    tables = {"key_items": rows("key_items", weights), "performance_items": rows("performance_items", (0.4, 0.4, 0.2))}
    write(team([Role("经理", plan, [Employee("1", "张三", rows=tables)])]), tmp_path / "team.xlsx", "zh")
    found = review(read_one(tmp_path / "team.xlsx"))
    wrong = [problem for problem in found.problems if problem.severity == "error"]
    assert [name for problem in wrong for name in problem.fields["names"]] == told_of  # type: ignore[attr-defined]
    assert all("权重合计" in explain("zh", problem) and problem.place.cell for problem in wrong)


def test_what_a_review_leaves_open_is_open_when_it_is_collected(tmp_path: Path) -> None:
    teams = dict(enumerate(cohorts(BY_MONTH, 3, "zh", blank=0.3)))
    project = issued(tmp_path / "公司", teams)
    for file in project.outbox(PERIOD).glob("*.xlsx"):
        number = int(file.stem.removeprefix("经理")[0])
        fill(file, project.inbox(PERIOD) / file.name, number, teams[number])
    found = {file.name: told(review(read_one(file))) for file in project.inbox(PERIOD).glob("*.xlsx")}
    states = {state.submission.file: state for state in run(project).returns}
    assert {
        name: tuple({who.employee_id for who in state.of(each)} for each in ("open", "waits"))
        for name, state in states.items()
    } == found
    assert any(waiting for _, waiting in found.values())


def issued(folder: Path, teams: Mapping[int, Cohort]) -> Project:
    """Return a project with workbooks for these teams, to whom HR gave what a scheme asks of it."""
    people, given = [], {}
    for number, team_ in teams.items():
        of_hr = [spec for spec in team_.plan.of_kind("input") if spec.field and spec.field.given_by == "hr"]
        for place, who in enumerate(team_.people):
            level = who["level"] or team_.plan.dimensions["level"].names[0].zh if "level" in who else None
            people.append([f"{number}-{place}", f"员工{place}", f"M{number}", team_.name, level])
            given[f"{number}-{place}"] = {spec.id.removeprefix("input."): "否" for spec in of_hr if is_asked(spec)}
    columns = sorted({key for each in given.values() for key in each})
    folder.mkdir(parents=True)
    (folder / "presales.toml").write_text('company = "甲公司"\n', encoding="utf-8")
    figures = [[key, *(each.get(column) for column in columns)] for key, each in given.items()]
    sheets: dict[str, list[list[Any]]] = {
        "员工": [["工号", "姓名", "经理工号", "岗位", "级别"], *people],
        "经理": [["经理工号", "姓名", "团队", "邮箱"], *([f"M{n}", f"经理{n}", "队", None] for n in teams)],
        "岗位": [["岗位", "方案", "周期"], *([each.name, each.name, "月"] for each in teams.values())],
        "目标与工资": [["工号", *columns], *figures],
    }
    write_sheets(folder / "roster.xlsx", sheets)
    project = load(folder)
    generate(project, PERIOD, "zh")
    return project


def is_asked(spec: ColumnSpec) -> bool:
    """Return whether an input is one that HR says no in."""
    return bool(spec.dimension) and not (spec.field and spec.field.may_stay_blank)


def fill(file: Path, target: Path, number: int, drawn: Cohort) -> None:
    """Save a workbook as it comes back, with what was drawn in the cells that are open."""
    book = opened(file)
    for sheet in book:
        ids = [cell.value for cell in sheet[1]]
        if "employee_id" in ids and "total" in ids:
            for place, who in enumerate(drawn.people):
                for key in who.keys() & set(ids) - {"state"}:
                    cell = sheet.cell(FIRST_ROW + 1 + place, ids.index(key) + 1)
                    if not cell.protection.locked:
                        cell.value = as_typed(who[key])
        elif ids and ids[0] == "employee":
            (table,) = (key for key, own in drawn.plan.tables.items() if {each.id for each in own.inputs} & set(ids))
            known = {label(place): f"{number}-{place} 员工{place}" for place in range(len(drawn.people))}
            rows = [row for row in drawn.rows[table] if row.owner in known]
            for line, row in enumerate(rows, FIRST_ROW + 1):
                sheet.cell(line, 1).value = known[str(row.owner)]
                for key, value in row.entries.items():
                    sheet.cell(line, ids.index(key) + 1).value = as_typed(value)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
