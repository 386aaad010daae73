"""Plans: what everybody is told before a period is appraised, once, and anew only where it says something else."""

import datetime as dt
import re
from pathlib import Path

import pytest

from presales_xl import catalogue
from presales_xl.cli import main
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.names_of_others import names_of
from presales_xl.cycle.publishing.plan import Plans, plan
from presales_xl.cycle.publishing.plan_page import Planned, plan_page
from presales_xl.cycle.publishing.printed import printed
from presales_xl.cycle.publishing.statement import Notice
from presales_xl.cycle.publishing.wording import render
from presales_xl.ledger import publications
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.ledger.publications import Publication
from presales_xl.people.employees import Employee, Manager
from presales_xl.project import Project
from presales_xl.resources import SCHEMES
from presales_xl.texts import LANGUAGES
from tests.cycle.company import Sheets, opened, refused
from tests.cycle.publishing.said import OnPaper, not_the_same
from tests.cycle.returned import PERIOD, issued, roster_changed
from tests.english import chinese_punctuation

DAY = dt.date(2026, 11, 2)
SHIPPED = sorted(file.stem for file in SCHEMES.glob("*.yaml"))


def planned(project: Project, day: dt.date = DAY) -> Plans:
    return plan(project, PERIOD, "zh", day=day, with_pdf=False)


def says(file: Path) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", file.read_text(encoding="utf-8"), flags=re.S).split())


def page_of(made: Plans, employee_id: str) -> str:
    (page,) = [page for page in made.pages if page.now.employee_id == employee_id]
    return says(page.file)


def told(project: Project, employee_id: str) -> list[Publication]:
    with Ledger.open(project.ledger).reading() as read:
        every = publications.all_of(read, PERIOD.text, "plan")
    return [each for each in every if each.employee_id == employee_id]


def test_a_plan_tells_indicators_points_targets_rules_and_how_pay_comes_about(tmp_path: Path) -> None:
    made = planned(issued(tmp_path))
    words = page_of(made, "E2")
    for part in (
        "绩效考核计划",
        "2026-11-01 至 2026-11-30",
        "答复截止 2026-11-09",
        "李四",
        "软件公司售前 KPI",
        "销售贡献目标 500,000 元",
        "项目中标率",
        "中标项目数 经理填写",
        "总分 ≥90 → S",
        "季度绩效奖金",
    ):
        assert part in words
    assert not {"张三", "王五"} & set(re.findall(r"张三|王五", words))
    assert [page.form.is_file() for page in made.pages] == [True] * 3


def test_a_plan_that_states_the_same_keeps_its_day_and_its_page(tmp_path: Path) -> None:
    project = issued(tmp_path)
    first = planned(project)
    before = {path: path.read_bytes() for page in first.pages for path in page.files if path.is_file()}
    again = planned(project, DAY + dt.timedelta(3))
    assert not again.first
    assert not again.revised
    assert {path: path.read_bytes() for path in before} == before
    assert [each.day for each in told(project, "E1")] == ["2026-11-02"]
    assert verify(Ledger.open(project.ledger)) == []


def test_another_target_is_a_revision_for_that_person_alone_that_says_what_changed(tmp_path: Path) -> None:
    project = issued(tmp_path)
    planned(project)

    def other_target(sheets: Sheets) -> None:
        sheets["目标与工资"][1][1] = 600000

    roster_changed(project, other_target)
    generate(project, PERIOD, "zh")
    made = planned(project, DAY + dt.timedelta(7))
    assert [each.now.employee_id for each in made.revised] == ["E2"]
    assert "销售贡献目标 500,000 元 → 600,000 元" in page_of(made, "E2")
    assert [(each.revision, each.day) for each in told(project, "E2")] == [(1, "2026-11-02"), (2, "2026-11-09")]
    assert len(told(project, "E1")) == 1


def test_a_new_issue_that_changes_nothing_on_the_page_makes_no_revision(tmp_path: Path) -> None:
    project = issued(tmp_path)
    planned(project)

    def joiner(sheets: Sheets) -> None:
        sheets["员工"].append(["E9", "赵六", "M1", "工程师", None])

    roster_changed(project, joiner)
    generate(project, PERIOD, "zh")
    made = planned(project)
    assert [each.now.employee_id for each in made.first] == ["E9"]
    assert not made.revised


def test_whoever_is_not_appraised_gets_no_plan(tmp_path: Path) -> None:
    project = issued(tmp_path)

    def on_leave(sheets: Sheets) -> None:
        sheets["员工"][0].append("状态")
        sheets["员工"][1].append("休假")

    roster_changed(project, on_leave)
    generate(project, PERIOD, "zh")
    assert {page.now.employee_id for page in planned(project).pages} == {"E2", "E3"}


def test_the_form_beside_the_page_asks_about_that_revision(tmp_path: Path) -> None:
    made = planned(issued(tmp_path))
    (page,) = [page for page in made.pages if page.now.employee_id == "E1"]
    sheet = opened(page.form).worksheets[0]
    assert [cell.value for cell in sheet[6]][:4] == ["考核计划", "2026年11月", "第 1 版", "2026-11-02"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    project = issued(tmp_path)
    made = plan(project, PERIOD, "zh", dry_run=True)
    assert len(made.first) == 3
    assert not told(project, "E1")
    assert not made.folder.exists()


def test_without_workbooks_there_is_nothing_to_plan(tmp_path: Path) -> None:
    project = issued(tmp_path)
    project.ledger.unlink()  # type: ignore[union-attr]
    assert refused(lambda: planned(project))


def test_the_command_lists_what_is_new_and_where_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = issued(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["plan", "2026-11", "--no-pdf", "--project", str(project.folder)])
    assert not left.value.code
    assert "2026-11 考核计划共 3 份：新发 3 份。" in capsys.readouterr().out


@pytest.mark.parametrize("scheme", SHIPPED)
def test_every_shipped_scheme_has_a_plan_in_both_languages(scheme: str, on_paper: OnPaper) -> None:
    rules = catalogue.load(scheme)
    notice = Notice("Company", "2026-11", DAY, interview_days=0, appeal_days=5, cohort="role", document="plan")
    who = Employee("E1", "Li", {"level": 0.0} if rules.scheme.levels else {}, role="Role", manager_id="M1")
    for lang in LANGUAGES:
        content = plan_page(
            Planned(who, Manager("M1", "Zhao", "East"), rules, basis="", raters={}), notice, names_of([who]), lang
        )
        document = printed(content, notice, lang)
        page = render("statement.html.j2", lang, d=document)
        assert not_the_same(page, on_paper(document)) == []
        rules_said = [line.rule for _, lines in content.blocks for line in lines]
        assert all(rules_said), scheme
        assert not re.search(r"\bnan\b", page)
        if lang == "en":
            assert not chinese_punctuation(page)


def test_a_plan_on_record_that_could_not_be_written_is_named_until_it_lies_there(tmp_path: Path) -> None:
    project = issued(tmp_path)
    kept_open = project.results(PERIOD) / "plans" / "华东" / "E1 张三.html"
    kept_open.mkdir(parents=True)
    made = planned(project)
    assert [each.employee_id for each in made.unwritten] == ["E1"]
    assert made.in_words(PERIOD, "zh").startswith("2026-11 考核计划写成 2 份；1 份已记入台账，文件却没有写成")
    kept_open.rmdir()
    assert not planned(project).unwritten
    assert not plan(project, PERIOD, "zh", dry_run=True).unwritten
