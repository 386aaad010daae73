"""A scheme changes from a period on: each period is of the version that holds for it, and what is settled stays."""

import json
from pathlib import Path

import openpyxl
import pytest
from ruamel.yaml import YAML

from presales_xl import catalogue
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.generating.other_version import issued_otherwise
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.cycle.standing import standings
from presales_xl.design.designbook.design_book import content, write
from presales_xl.design.what_if_ledger import last_periods, moves, try_cases
from presales_xl.ledger import issues, kept_results
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import Lang
from tests.cli.running import Run, Runner, run
from tests.cycle.company import Sheets, company, messages_of, opened, refused
from tests.cycle.generating.test_history import REPAIR
from tests.cycle.periods import Company
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD, roster_changed
from tests.cycle.settling.test_settle import DUE, MONTH, NEXT, PEOPLE
from tests.design.designbook.typing_in import column_of
from tests.design.test_what_if_ledger import two_months

__all__ = ["run"]
RATE, FROM = "genuine_rate", "2026-12"  # yuan for a genuine unit: 5 as shipped
MORE = 240 + 200  # units of two people: a yuan more for each; who has 1★ gets nothing for the pieces


@pytest.fixture
def own(tmp_path: Path) -> Company:
    """Return two months of three people, of which the first is settled."""
    return two_months(tmp_path)


def design(folder: Path, rate: float | str = 6, lang: Lang = "zh", name: str = "设计.xlsx") -> Path:
    """Return a design of the scheme as it is now, on whose sheet of figures one is another one."""
    file = folder / name
    write(content(catalogue.load(REPAIR, folder / "schemes")), file, lang)
    book = openpyxl.load_workbook(file)
    sheet = book["参数" if lang == "zh" else "Figures"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == RATE)
    sheet.cell(row, column_of(sheet, "数值" if lang == "zh" else "Value")).value = rate
    book.save(file)
    return file


def rate(folder: Path, period: str = "") -> object:
    """Return the figure in the version of a period, of the newest one without."""
    plan = catalogue.load(REPAIR, folder / "schemes", period=parse_period(period) if period else None)
    return plan.parameters[RATE].value


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_version_that_changes_figures_says_these_and_holds_from_its_period_on(
    run: Runner, tmp_path: Path, lang: Lang
) -> None:
    design(tmp_path, lang=lang)
    said = run("scheme", "adopt", "设计.xlsx", "--from", FROM)
    assert said.code == 0, said.err
    file = tmp_path / "schemes" / f"{REPAIR}@{FROM}.yaml"
    stated = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    assert {key: stated[key] for key in ("id", "extends", "parameters")} == {
        "id": REPAIR,
        "extends": REPAIR,
        "parameters": {RATE: 6},
    }
    assert "只改了数，方案文件里只写改了的 1 个" in said.out
    assert [rate(tmp_path, each) for each in (MONTH, NEXT, FROM, "2027-03")] == [5, 5, 6, 6]
    assert rate(tmp_path) == 6


def test_a_later_version_changes_the_one_before_and_each_is_kept(run: Runner, tmp_path: Path) -> None:
    design(tmp_path, 6)
    run("scheme", "adopt", "设计.xlsx", "--from", FROM)
    design(tmp_path, 7)
    assert run("scheme", "adopt", "设计.xlsx", "--from", "2027-Q2").code == 0
    assert [rate(tmp_path, each) for each in (NEXT, FROM, "2027-03", "2027-04", "2028-01")] == [5, 6, 6, 7, 7]
    listed = {entry["id"]: entry for entry in json.loads(run("scheme", "list", "--json").out)}
    assert listed[REPAIR]["versions"] == [FROM, "2027-04"]
    assert listed["competency"]["versions"] == []
    assert "新版起于" in run("scheme", "list").out
    shown = run("scheme", "show", REPAIR, "--period", NEXT)
    assert "另有从这些月份起的版本：2026-12、2027-04" in shown.out
    told = run("scheme", "diff", f"{REPAIR}@{NEXT}", f"{REPAIR}@2027-05")
    assert (told.code, told.err) == (0, "")
    assert "由“5" in told.out
    assert "改为“7" in told.out


def test_a_version_that_changes_nothing_or_is_there_already_is_not_adopted(run: Runner, tmp_path: Path) -> None:
    design(tmp_path, 5)
    said = run("scheme", "adopt", "设计.xlsx", "--from", FROM)
    assert (said.code, "没有不同" in said.err) == (1, True)
    design(tmp_path, 6)
    assert run("scheme", "adopt", "设计.xlsx", "--from", FROM).code == 0
    design(tmp_path, 7)
    assert run("scheme", "adopt", "设计.xlsx", "--from", FROM).code == 1
    assert rate(tmp_path, FROM) == 6
    assert run("scheme", "adopt", "设计.xlsx", "--from", FROM, "--force").code == 0
    assert rate(tmp_path, FROM) == 7


def test_who_adopts_without_a_period_is_told_of_versions_that_go_on(run: Runner, tmp_path: Path) -> None:
    design(tmp_path, 6)
    run("scheme", "adopt", "设计.xlsx", "--from", FROM)
    design(tmp_path, 4)
    said = run("scheme", "adopt", "设计.xlsx", "--force")
    assert said.code == 0
    assert f"从 {FROM} 起另有版本" in said.out
    assert [rate(tmp_path, each) for each in (NEXT, FROM)] == [4, 6]


def test_a_design_that_changes_more_than_figures_is_kept_as_a_whole(run: Runner, tmp_path: Path) -> None:
    file = design(tmp_path)
    book = openpyxl.load_workbook(file)
    book["方案"]["C6"] = "月、季度"
    book.save(file)
    assert run("scheme", "adopt", "设计.xlsx", "--from", FROM).code == 0
    source = (tmp_path / "schemes" / f"{REPAIR}@{FROM}.yaml").read_text(encoding="utf-8")
    assert "extends" not in source
    schemes = tmp_path / "schemes"
    assert catalogue.load(REPAIR, schemes, period=parse_period(MONTH)).scheme.cycles == ["month"]
    assert catalogue.load(REPAIR, schemes, period=parse_period("2027-Q1")).scheme.cycles == ["month", "quarter"]


def test_a_scheme_that_only_begins_later_is_told_of(run: Runner, tmp_path: Path) -> None:
    file = design(tmp_path)
    book = openpyxl.load_workbook(file)
    book["方案"]["C5"] = "our_repair"
    book.save(file)
    assert run("scheme", "adopt", "设计.xlsx", "--from", FROM).code == 0
    with pytest.raises(ProblemsError) as caught:
        catalogue.load("our_repair", tmp_path / "schemes", period=parse_period(NEXT))
    assert [each.code for each in caught.value.problems] == ["project.no_version"]
    assert catalogue.load("our_repair", tmp_path / "schemes", period=parse_period(FROM)).scheme.id == "our_repair"


def test_who_has_a_scheme_that_begins_later_is_not_due_before_and_stops_no_button_of_earlier_periods(
    run: Runner, tmp_path: Path
) -> None:
    def own(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", "our_repair", None]
        sheets["岗位"][2][2] = "月"

    project = company(tmp_path, own)
    file = design(tmp_path)
    book = openpyxl.load_workbook(file)
    book["方案"]["C5"] = "our_repair"
    book.save(file)
    assert run("scheme", "adopt", "设计.xlsx", "--from", FROM).code == 0
    made = generate(project, parse_period(NEXT), "zh")
    (told,) = messages_of(made.problems, "roster.not_begun")
    assert ("E1" in told, FROM in told, "E2" in told) == (True, True, False)
    assert not messages_of(made.problems, "generate.not_due")
    assert made.people == 1
    for command in ("send", "remind", "approve"):
        assert "才有方案" not in run(command, NEXT, "--dry-run").err
    assert set(load_roster(project, "zh", parse_period(FROM)).by_id) == {"E1", "E2", "E3"}
    of_cycle, of_scheme = refused(lambda: generate(project, parse_period("2026-Q3"), "zh"))
    assert "2026-Q3 没有到期的岗位：顾问（月）" in of_cycle
    assert f"2026-Q3 这些岗位还没有方案可用，从括号内的月份起才有：工程师 ({FROM})" in of_scheme


def test_a_scheme_that_extends_one_with_versions_follows_the_one_of_its_period(run: Runner, tmp_path: Path) -> None:
    design(tmp_path)
    run("scheme", "adopt", "设计.xlsx", "--from", FROM)
    (tmp_path / "schemes" / "mine.yaml").write_text(f"id: mine\nextends: {REPAIR}\nname: 我们的\n", encoding="utf-8")
    plans = [catalogue.load("mine", tmp_path / "schemes", period=parse_period(each)) for each in (NEXT, FROM)]
    assert [plan.parameters[RATE].value for plan in plans] == [5, 6]


def test_the_roster_of_a_period_has_the_version_that_holds_for_it(run: Runner, tmp_path: Path) -> None:
    def repair(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", REPAIR, "月"]

    project = company(tmp_path, repair)
    design(tmp_path)
    run("scheme", "adopt", "设计.xlsx", "--from", FROM)
    plans = [load_roster(project, "zh", parse_period(each)).roles["工程师"] for each in (NEXT, FROM)]
    assert [plan.parameters[RATE].value for plan in plans] == [5, 6]


def test_what_is_settled_stays_and_a_reopened_period_keeps_its_version(run: Runner, own: Company) -> None:
    with own.ledger.reading() as read:
        before = kept_results.all_of(read, MONTH)
    design(own.project.folder)
    said = run("scheme", "adopt", "设计.xlsx", "--from", FROM, "--no-what-if")
    assert (said.code, said.err) == (0, "")
    with own.ledger.reading() as read:
        assert kept_results.all_of(read, MONTH) == before
        current = standings(own.project, read, parse_period(MONTH), "zh")
        assert issuing.schemes_of(read, MONTH)[REPAIR].parameters[RATE].value == 5
    assert round(sum(who.money for who in current.everybody) * 100) == DUE
    schemes = own.project.schemes
    again = catalogue.load(REPAIR, schemes, period=parse_period(MONTH))
    standing = own.run(MONTH, again, PEOPLE)
    assert round(sum(who.money for who in standing.people) * 100) == DUE
    later = own.run(FROM, catalogue.load(REPAIR, schemes, period=parse_period(FROM)), PEOPLE)
    assert later.plan.parameters[RATE].value == 6
    with own.ledger.reading() as read:
        assert [issuing.schemes_of(read, each)[REPAIR].parameters[RATE].value for each in (MONTH, FROM)] == [5, 6]


def test_a_version_for_a_settled_period_is_warned_of_and_changes_nothing(run: Runner, own: Company) -> None:
    with own.ledger.reading() as read:
        before = kept_results.all_of(read, MONTH)
    design(own.project.folder)
    said = run("scheme", "adopt", "设计.xlsx", "--from", MONTH)
    assert said.code == 0
    assert f"{MONTH} 的结果已经作数" in said.err
    with own.ledger.reading() as read:
        assert kept_results.all_of(read, MONTH) == before


def test_before_it_is_adopted_a_version_is_tried_on_the_last_periods(run: Runner, own: Company) -> None:
    design(own.project.folder)
    said = run("scheme", "adopt", "设计.xlsx", "--from", FROM, "--what-if")
    assert (said.code, said.err) == (0, "")
    assert f"{NEXT}：3 人的结果，若按这份方案" in said.out
    assert said.out.count(f"奖金会变的 2 人，合计 +{MORE:,.2f} 元") == 2
    assert "总分会变的 0 人" in said.out
    quiet = run("scheme", "adopt", "设计.xlsx", "--from", FROM, "--force")
    assert "若按这份方案" not in quiet.out


def test_whom_another_scheme_moves_is_counted_with_grades_and_pay(own: Company) -> None:
    plan = catalogue.load(REPAIR).with_parameters({"grades.4★": 250, RATE: 6})
    cases = try_cases(own.project, REPAIR, [parse_period(MONTH)], [plan], lang="zh")
    found = moves(cases, 1)
    assert (found.results, found.totals, found.better, found.worse) == (3, 0, 0, 1)
    assert (found.paid, found.money) == (2, MORE - 50)


def test_it_is_tried_on_the_last_periods_that_had_the_scheme(own: Company) -> None:
    with own.ledger.reading() as read:
        assert [each.text for each in last_periods(read, REPAIR, 3)] == [MONTH, NEXT]
        assert [each.text for each in last_periods(read, REPAIR, 1)] == [NEXT]
        assert last_periods(read, "competency", 3) == []


def test_a_period_of_which_nothing_came_back_yet_is_nothing_to_try_it_on(run: Runner, own: Company) -> None:
    own.generate(FROM, REPAIR)
    with own.ledger.reading() as read:
        assert [each.text for each in last_periods(read, REPAIR, 3)] == [MONTH, NEXT]
    plan = catalogue.load(REPAIR).with_parameters({RATE: 6})
    cases = try_cases(own.project, REPAIR, [parse_period(FROM)], [plan], lang="zh")
    assert (moves(cases, 1).results, moves(cases, 1).money) == (0, 0)
    design(own.project.folder)
    said = run("scheme", "adopt", "设计.xlsx", "--from", FROM, "--what-if")
    assert (said.code, f"{FROM}：" in said.out) == (0, False)


def test_without_an_answer_at_the_terminal_nothing_is_adopted(
    run: Runner, own: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(question: str, *_: object, **__: object) -> bool:
        asked.append(question)
        return len(asked) == 1

    monkeypatch.setattr("presales_xl.cli.scheme_adopt.is_at_terminal", lambda: True)
    monkeypatch.setattr("presales_xl.cli.scheme_adopt.says_yes", answer)
    design(own.project.folder)
    said = run("scheme", "adopt", "设计.xlsx", "--from", FROM)
    assert len(asked) == 2
    assert f"（{MONTH}、{NEXT}）" in asked[0]
    assert "没有收进来" in said.out
    assert not (own.project.schemes / f"{REPAIR}@{FROM}.yaml").exists()


def test_designs_are_compared_as_files(run: Runner, tmp_path: Path) -> None:
    design(tmp_path)
    said = run("scheme", "diff", REPAIR, "设计.xlsx")
    assert (said.code, said.err) == (0, "")
    assert "由“5" in said.out


@pytest.mark.parametrize("start", [("--from", PERIOD.text), ("--force",)])
def test_a_period_that_is_issued_says_that_it_stays_by_its_version_until_it_is_issued_anew(
    run: Runner, tmp_path: Path, start: tuple[str, ...]
) -> None:
    project = collected(tmp_path)

    def says(*words: str) -> bool:
        return "仍按发放时的那一版" in run(*words, "--project", tmp_path).err

    steps = (("status", PERIOD.text), ("settle", PERIOD.text), ("publish", PERIOD.text, "--no-pdf"))
    assert not any(says(*step, *(["--dry-run"] if step[0] != "status" else [])) for step in steps)
    changed = design_of(tmp_path, "support_engineer_kpi")
    said = run("scheme", "adopt", changed, *start, "--project", tmp_path)
    assert said.code == 0
    assert "2026-11 的工作簿已经发放，support_engineer_kpi 仍按发放时的那一版" in said.err
    assert "presales-xl generate 2026-11" in said.err
    assert all(says(*step) for step in steps)
    for step in steps:  # by now its results are relied on
        assert f"presales-xl generate {PERIOD} --reopen" in run(*step, "--project", tmp_path).err
    assert "结果已经作数" in run("scheme", "adopt", changed, *start, "--force", "--project", tmp_path).err
    assert run("generate", PERIOD.text, "--reopen", "新方案", "--project", tmp_path).code == 0
    assert not any(says(*step) for step in steps)
    for file in project.schemes.iterdir():
        file.write_text("id: [", encoding="utf-8")
    assert not says("status", PERIOD.text)  # what cannot be loaded any more keeps nothing from being done


@pytest.mark.parametrize("is_settled", [True, False])
def test_a_newcomer_in_an_issued_period_turns_nobody_to_another_version_without_a_word(
    run: Runner, tmp_path: Path, *, is_settled: bool
) -> None:
    project = collected(tmp_path)
    assert not is_settled or run("settle", PERIOD.text, "--project", tmp_path).code == 0

    def joined_by(newcomers: list[str], *reason: str) -> Run:
        rows = [[each, each, "M2", "工程师", None] for each in newcomers]
        roster_changed(project, lambda sheets: sheets["员工"].extend(rows))
        return run("generate", PERIOD.text, *reason, "--project", tmp_path)

    assert "换了版本" not in joined_by(["E8"], "--reopen", "新入职").err
    run("scheme", "adopt", design_of(tmp_path, "support_engineer_kpi"), "--force", "--project", tmp_path)
    kept = joined_by(["E8", "E9"], "--keep-versions", "--reopen", "新入职")
    assert (kept.code, "换了版本" in kept.err, "改变" in kept.err) == (0, False, False)
    with Ledger.open(project.ledger).reading() as read:
        books = issues.latest_of(read, PERIOD.text)
        people = {each["id"]: each["basis"] for book in books for each in book.content["people"]}
        assert issued_otherwise(read, PERIOD.text, project.schemes) == ["support_engineer_kpi"]
    assert len({people[each] for each in ("E1", "E3", "E8", "E9")}) == 1
    said = [joined_by(["E8", "E9"])]
    said += [joined_by(["E8", "E9"], "--reopen", "新入职")] if is_settled else []
    assert [each.code for each in said] == ([1, 0] if is_settled else [0])
    for each in said:
        (line,) = (line for line in each.err.splitlines() if "换了版本" in line)
        assert "support_engineer_kpi" in line
        assert "由“" in line
    assert "换了版本" not in run("generate", PERIOD.text, "--project", tmp_path).err


def design_of(folder: Path, scheme: str) -> Path:
    """Return a design of a shipped scheme in which a figure is another one."""
    plan = catalogue.load(scheme)
    file = folder / "改.xlsx"
    write(content(plan), file, "zh", plan)
    book = opened(file)
    sheet = book["参数"]
    places = (sheet.cell(row, column_of(sheet, "数值")) for row in range(4, sheet.max_row + 1))
    cell = next(each for each in places if isinstance(each.value, int))
    cell.value = int(str(cell.value)) + 1
    book.save(file)
    return file


@pytest.mark.parametrize("scheme", sorted(catalogue.files()))
def test_nothing_is_said_of_another_version_where_there_is_none(tmp_path: Path, scheme: str) -> None:
    plan = catalogue.load(scheme)
    levels = plan.dimensions["level"].names if "level" in plan.dimensions else [{"zh": None}]

    def change(sheets: Sheets) -> None:
        sheets["岗位"] = [["岗位", "方案"], *([row[0], scheme] for row in sheets["岗位"][1:])]
        for row in sheets["员工"][1:]:
            row[4] = levels[0]["zh"]

    project = company(tmp_path, change)
    named = {"month": "2026-11", "quarter": "2026-Q4", "half_year": "2026-H2", "year": "2026"}
    period = parse_period(next(name for cycle, name in named.items() if cycle in plan.scheme.cycles))
    generate(project, period, "zh", dry_run=False)
    with Ledger.open(project.ledger).reading() as read:
        assert issues.latest_of(read, period.text)
        assert issued_otherwise(read, period.text, project.schemes) == []
