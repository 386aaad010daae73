"""Before figures change HR sees what they would have done to periods of the ledger, each way beside the others."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from presales_xl.cycle import recompute
from presales_xl.cycle.standing import standings
from presales_xl.design import what_if_book
from presales_xl.design.what_if_ledger import TriedCases, try_cases
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period
from presales_xl.project import load
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import LANGUAGES, MINUS
from tests.cli.running import Runner, run
from tests.cycle.company import opened
from tests.cycle.generating.test_history import REPAIR
from tests.cycle.periods import Company
from tests.cycle.settling.test_settle import DUE, MONTH, NEXT, PEOPLE
from tests.english import in_workbook

__all__ = ["run"]
#: A yuan more for each of 240 and 200 units; who has 1★ gets nothing for the pieces.
MORE = 440


def two_months(folder: Path, settings: str = "") -> Company:
    """Return two months of three people in 华东, of which the first is settled, in a project with these settings."""
    (folder / "presales.toml").write_text(f'company = "云帆科技"\n{settings}', encoding="utf-8")
    made = Company(Ledger.open(folder / "ledger.sqlite"), folder, {"E1": "张三", "E2": "李四", "E3": "王五"})
    made.project = load(folder)
    for month in (MONTH, NEXT):
        made.run(month, REPAIR, PEOPLE)
    made.settle(MONTH)
    return made


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Return the two months; the team's budget is 4,000 yuan a month."""
    return two_months(tmp_path, '[budget]\n"华东" = 4000\n')


def tried(company: Company, *cases: str, periods: tuple[str, ...] = (MONTH, NEXT)) -> TriedCases:
    settings = [case.split(",") for case in cases]
    return try_cases(company.project, REPAIR, [parse_period(each) for each in periods], settings, lang="zh")


def test_several_ways_to_change_figures_stand_side_by_side_over_several_periods(company: Company) -> None:
    lines = what_if_book.case_lines(tried(company, "genuine_rate=6", "grades.4★=250,genuine_rate=6"), "zh")
    now, dearer, stricter = lines
    assert (now.money, dearer.difference, dearer.better, dearer.worse) == (2 * DUE / 100, 2 * MORE, 0, 0)
    assert (stricter.better, stricter.worse) == (0, 2)  # E1, in both months
    assert stricter.difference == 2 * (MORE - 50)  # 3★ has a base of 400 instead of 450
    assert [line.over for line in lines] == [2 * DUE / 100 - 8000, 2 * (DUE / 100 + MORE) - 8000, stricter.money - 8000]


def test_a_correction_that_is_still_to_be_paid_is_nothing_that_other_figures_change(company: Company) -> None:
    company.upheld(MONTH, "E1", "input.genuine_units", 250)
    now, same, dearer = what_if_book.case_lines(
        tried(company, "genuine_rate=5", "genuine_rate=6", periods=(MONTH,)), "zh"
    )
    assert now.money == same.money > DUE / 100
    assert dearer.difference == MORE + 10


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_has_the_cases_the_teams_against_their_budget_and_everybody(
    company: Company, tmp_path: Path, lang: str
) -> None:
    what_if_book.write(tmp_path / "out.xlsx", tried(company, "genuine_rate=6"), "en" if lang == "en" else "zh")
    book = opened(tmp_path / "out.xlsx")
    with ZipFile(tmp_path / "out.xlsx") as file:
        assert sum(name.startswith("xl/charts/chart") for name in file.namelist()) == 2
    teams = [cell.value for row in book.worksheets[1].iter_rows() for cell in row if cell.value is not None]
    assert teams[-4:] == ["华东", 2 * DUE / 100, 2 * DUE / 100 + 2 * MORE, 8000]
    people = list(book.worksheets[2].iter_rows(values_only=True))
    assert len(people) == 1 + 6
    assert people[1][:4] == (MONTH, "E1", "张三", "华东")
    assert people[1][-2:] == (1650, 1890)
    if lang == "en":
        assert in_workbook(tmp_path / "out.xlsx") == []


def test_the_command_takes_periods_or_the_products_own_table_of_results(
    run: Runner, company: Company, tmp_path: Path
) -> None:
    said = run("what-if", REPAIR, MONTH, NEXT, "--case", "genuine_rate=6", "--case", "grades.4★=250", "-o", "out.xlsx")
    (now,) = (line.split() for line in said.out.splitlines() if line.split()[:1] == ["现在"])
    first = what_if_book.case_lines(tried(company, "genuine_rate=6"), "zh")[0]
    figures = (first.mean, first.money, first.difference, first.over)
    assert now[3:] == [f"{figure:,.2f}".replace("-", MINUS) for figure in figures]
    assert (said.code, said.err, (tmp_path / "out.xlsx").is_file()) == (0, "", True)
    assert f"{2 * DUE / 100 + 2 * MORE:,.2f}" in said.out
    with company.ledger.reading() as read:
        current = standings(company.project, read, parse_period(MONTH), "zh")
    recompute.write(company.project, parse_period(MONTH), current, "zh", as_of="")
    table = company.project.results(parse_period(MONTH)) / f"{REPAIR}.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    table.write_text("\n".join(lines[:3]), encoding="utf-8")  # without E3
    assert "3,050.00" in run("what-if", REPAIR, table, "--set", "genuine_rate=5").out
    refused = run("what-if", REPAIR, MONTH, "people.csv", "--case", "genuine_rate=6")
    assert (refused.code, "--case" in refused.err) == (1, True)


def test_a_scheme_that_nobody_has_in_the_periods_is_told(company: Company) -> None:
    with pytest.raises(ProblemsError) as caught:
        try_cases(company.project, "competency", [parse_period(MONTH)], [["x=1"]], lang="zh")
    assert [problem.code for problem in caught.value.problems] == ["what_if.nobody"]
