"""What is written of an employee on its way: into ledger and results, onto the statement, into the next issue."""

import re
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing import appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.records.dossier import export
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import submissions
from presales_xl.ledger.ledger import Ledger
from presales_xl.project import Project, load
from presales_xl.texts import text
from presales_xl.workbook.layout import FIRST_ROW
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.cycle.company import Sheets, company, fill, messages_of, opened, refused
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, SECOND, changed, results, returned, run, typed

COMMENT, REMARKS, WITHHELD = "words.comment", "words.remarks", "words.withheld"
OF_OTHERS = "其他人的结果有变化，名次等随之变化"
WRITTEN = "工作踏实；\n=1+1 也要学"


def statement_of(project: Project, employee_id: str) -> str:
    (page,) = (project.results(PERIOD) / "statements").rglob(f"{employee_id} *.html")
    return page.read_text(encoding="utf-8")


def test_a_comment_goes_into_ledger_and_results_and_onto_the_statement(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": {COMMENT: WRITTEN}})
    run(project)
    with Ledger.open(project.ledger).reading() as read:
        people = [each for _, entered in submissions.current(read, PERIOD.text) for each in entered]
    assert {each.employee_id: dict(each.texts) for each in people} == {"E1": {COMMENT: WRITTEN}, "E2": {}, "E3": {}}
    table = results(project, "support_engineer_kpi.csv")
    assert [table["E1"][COMMENT].splitlines(), table["E3"][COMMENT]] == [WRITTEN.splitlines(), ""]
    publish(project, PERIOD, "zh", with_pdf=False)
    assert WRITTEN in statement_of(project, "E1")
    assert "评语" not in re.sub(r"<style.*?</style>", "", statement_of(project, "E3"), flags=re.DOTALL)


def test_names_of_others_are_taken_out_of_a_comment_on_the_statement(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": {COMMENT: "比王五更快"}})
    run(project)
    publish(project, PERIOD, "zh", with_pdf=False)
    assert "比○○更快" in statement_of(project, "E1")


def test_a_comment_is_back_in_the_workbook_that_is_issued_anew(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": {COMMENT: WRITTEN}})
    run(project)

    def newcomer(sheets: Sheets) -> None:
        sheets["员工"].append(["E4", "赵六", "M1", "工程师", None])

    project = company(project.folder, newcomer)
    made = generate(project, PERIOD, "zh")
    path = next(file for file in made.files if "赵一" in file.name)
    people = {each.employee_id: each for role in review(read_one(path), path.name).roles for each in role.people}
    assert (people["E1"].texts, people["E4"].texts) == ({COMMENT: WRITTEN}, {})
    form = [str(cell) for row in opened(path, values=True)["考核表 工程师"].values for cell in row if cell is not None]
    assert WRITTEN in form


def test_another_comment_is_a_change_of_the_copy_that_came_before(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": {COMMENT: "好"}})
    run(project)
    changed(project, FIRST, typed("工程师", 6, COMMENT, "很好"))
    run(project)
    assert results(project, "support_engineer_kpi.csv")["E1"][COMMENT] == "很好"


def with_raters(sheets: Sheets) -> None:
    sheets["岗位"][1][1] = "five_dimension"
    sheets["目标与工资"][0].append("sales_target")
    sheets["目标与工资"][1].append(None)
    sheets["目标与工资"] += [["E1", None, None, 500000], ["E3", None, None, 500000]]
    sheets["评分人"] = [
        ["被评人工号", "评分角色", "评分人工号", "评分人姓名", "邮箱", "权重"],
        ["E1", "同事", "E3", None, None, None],
        ["E1", "客户", "K1", "孙总", "sun@example.com", None],
        ["E1", "客户", "K2", "周总", "zhou@example.com", None],
    ]


def test_comments_of_raters_go_to_hr_and_onto_the_statement_without_their_names(tmp_path: Path) -> None:
    project = company(tmp_path, with_raters)
    inbox = project.inbox(PERIOD)
    rated: dict[str, dict[str, Any]] = {
        "孙总": {"satisfaction": 90, COMMENT: "响应快"},
        "周总": {"satisfaction": 80, COMMENT: "方案清楚"},
        "王五": {"teamwork_peer": 85, COMMENT: "乐于帮忙"},
    }
    of_manager = {"sales": 400000, "teamwork_superior": 88, "knowledge": 80, "growth_self": 70, "growth_superior": 80}
    made = generate(project, PERIOD, "zh")
    for file in made.files:
        rater = next((name for name in rated if file.name.startswith(name)), None)
        people = {"E1": rated[rater]} if rater else {**PEOPLE, "E1": {**of_manager, COMMENT: "继续努力"}}
        fill(file, inbox / file.name, people)
    run(project)
    wanted = "评分人：乐于帮忙\n评分人：响应快\n评分人：方案清楚"  # too few of each kind to be named after it
    row = results(project, "five_dimension.csv")["E1"]
    assert (row[COMMENT], sorted(row[REMARKS].splitlines())) == ("继续努力", sorted(wanted.splitlines()))
    publish(project, PERIOD, "zh", with_pdf=False)
    page = statement_of(project, "E1")
    assert all(remark in page for remark in ("继续努力", *wanted.splitlines()))
    assert not any(name in page for name in rated)
    # Nor does the page say, or let anybody work out, what the one colleague and the two customers gave.
    assert not any(f"<b>{given} 分</b>" in page or f"{given} ×" in page for given in ("85", "88", "90"))
    assert page.count(text("zh", "publish.not_by_itself")) == 2
    few, alone = messages_of(made.problems, "raters.few"), messages_of(made.problems, "raters.alone")
    assert ["客户评" in few[0], "同事评" in alone[0], len(few), len(alone)] == [True, True, 1, 1]


def rated_and_told(folder: Path, **others: dict[str, Any]) -> Project:
    """Return a project whose statements are out, with one colleague and two customers who rated E1 alone."""
    project = company(folder, with_raters)
    rated = {"孙总": {"satisfaction": 90}, "周总": {"satisfaction": 80}, "王五": {"teamwork_peer": 85}}
    own = {"sales": 400000, "teamwork_superior": 88, "knowledge": 80, "growth_self": 70, "growth_superior": 80}
    for file in generate(project, PERIOD, "zh").files:
        rater = next((name for name in rated if file.name.startswith(name)), None)
        fill(
            file, project.inbox(PERIOD) / file.name, {"E1": rated[rater]} if rater else {**PEOPLE, **others, "E1": own}
        )
    run(project)
    publish(project, PERIOD, "zh", with_pdf=False)
    return project


def reasons(project: Project) -> dict[str, str]:
    """Publish, and return why statements are revised, by employee id."""
    return {each.now.employee_id: each.now.why for each in publish(project, PERIOD, "zh", with_pdf=False).revised}


def test_whose_ratings_are_not_shown_is_not_told_why_somebody_else_was_corrected_either(tmp_path: Path) -> None:
    entered = {"sales": 300000, "teamwork_superior": 70, "teamwork_peer": 70, "satisfaction": 70, "knowledge": 70}
    project = rated_and_told(tmp_path, E3=entered | {"growth_self": 70, "growth_superior": 70})
    assert results(project)["E3"]["rank"] == "2"
    (file,) = project.inbox(PERIOD).glob("钱二_*")
    fill(file, file, {"E3": {"sales": 600000, "knowledge": 100, "satisfaction": 100}})
    collect(project, PERIOD, [], "zh", reopen="漏记一单")
    assert reasons(project) == {"E1": OF_OTHERS, "E3": "漏记一单"}


def test_a_comment_that_is_reworded_beside_tells_nobody_why_somebody_else_was_corrected(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E3": {COMMENT: "好"}})
    run(project)
    publish(project, PERIOD, "zh", with_pdf=False)
    changed(project, FIRST, typed("工程师", 6, "input.unresolved", 30))
    collect(project, PERIOD, [], "zh", reopen="客户投诉")
    changed(project, SECOND, typed("工程师", 6, COMMENT, "很好"))
    run(project)
    assert reasons(project) == {"E1": "客户投诉", "E3": OF_OTHERS}


@pytest.mark.parametrize(
    ("unresolved", "told"),
    [(3, "本人信息更正（姓名、岗位、团队或经理的写法）"), (30, OF_OTHERS)],
    ids=["name alone", "place in rank, too"],
)
def test_why_the_workbook_of_one_is_issued_anew_is_told_to_nobody_else_who_is_corrected_later(
    tmp_path: Path, unresolved: int, told: str
) -> None:
    project = returned(tmp_path)
    run(project)
    publish(project, PERIOD, "zh", with_pdf=False)
    project = company(tmp_path, lambda sheets: sheets["员工"][3].__setitem__(1, "王六"))
    generate(project, PERIOD, "zh", reopen="王五改名")
    changed(project, FIRST, typed("工程师", 6, "input.unresolved", unresolved))
    collect(project, PERIOD, [], "zh", reopen="漏了一次返工")
    assert reasons(project) == {"E1": "漏了一次返工", "E3": told}
    (page,) = [file for file in export(project, "E1", "zh") if file.name == "dossier.html"]
    assert "改名" not in page.read_text(encoding="utf-8")


def test_a_revised_statement_tells_the_change_of_the_result_and_not_of_a_rating_that_is_not_shown(
    tmp_path: Path,
) -> None:
    project = rated_and_told(tmp_path)
    (form,) = project.inbox(PERIOD).glob("王五_*")
    fill(form, form, {"E1": {"teamwork_peer": 95}})
    collect(project, PERIOD, [], "zh", reopen="同事更正")
    publish(project, PERIOD, "zh", with_pdf=False)
    page = statement_of(project, "E1")
    assert "同事更正" in page
    assert "13.73" in page  # 15 points × (95 + 88) ÷ 200
    words = re.sub(r"<style>.*</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert not any(given in words for given in ("85", "95", "88"))


def test_what_raters_gave_while_they_were_not_to_be_known_stays_hidden_though_the_setting_is_another_one_now(
    tmp_path: Path,
) -> None:
    project = rated_and_told(tmp_path)
    settings = project.folder / "presales.toml"
    settings.write_text(f"anonymous_below = 1\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    project = load(project.folder)
    (few,) = messages_of(generate(project, PERIOD, "zh", dry_run=True).problems, "raters.few")
    assert "客户评" in few
    rejected(project, "E1")
    made = publish(project, PERIOD, "zh", with_pdf=False)
    ((revised, told),) = [(each.now.employee_id, each.changes) for each in made.revised]
    assert (revised, [each.name for each in told]) == ("E1", ["申诉 1"])
    assert statement_of(project, "E1").count(text("zh", "publish.not_by_itself")) == 2
    assert messages_of(made.problems, "standing.other_settings") == []  # nothing of it is to be had otherwise
    settled = settle(project, Ledger.open(project.ledger), PERIOD, "zh", current_settings=True, reopen="统一")
    assert settled.settings == []
    publish(project, PERIOD, "zh", with_pdf=False, reopen="统一")
    assert statement_of(project, "E1").count(text("zh", "publish.not_by_itself")) == 2


def rejected(project: Project, employee_id: str) -> None:
    made, _ = appeal.open_appeal(project, PERIOD, employee_id, "录错", lang="zh")
    appeal.decide(project, made.id, upheld=False, note="属实无误", settings=[], lang="zh")


def test_an_appeal_that_was_rejected_explains_no_other_comment(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": {COMMENT: "好"}})
    run(project)
    publish(project, PERIOD, "zh", with_pdf=False)
    changed(project, FIRST, typed("工程师", 6, COMMENT, "很好"))
    run(project)
    rejected(project, "E1")
    assert "好 → 很好" in refused(lambda: publish(project, PERIOD, "zh", with_pdf=False))[0]
    (revised,) = publish(project, PERIOD, "zh", with_pdf=False, reopen="评语写漏").revised
    assert revised.now.why == "属实无误；评语写漏"


def test_a_rater_whom_the_roster_no_longer_asks_is_not_heard(tmp_path: Path) -> None:
    project = company(tmp_path, with_raters)
    for file in generate(project, PERIOD, "zh").files:
        if file.name.startswith("王五"):
            fill(file, project.inbox(PERIOD) / file.name, {"E1": {"teamwork_peer": 85, COMMENT: "乐于帮忙"}})
    run(project)
    assert results(project, "five_dimension.csv")["E1"][WITHHELD] == "同事评：乐于帮忙"

    def without(sheets: Sheets) -> None:
        with_raters(sheets)
        del sheets["评分人"][1]

    project = company(tmp_path, without)
    generate(project, PERIOD, "zh")
    sheet = opened(project.outbox(PERIOD) / FIRST)["工程师"]
    peer = [cell.value for cell in sheet[1]].index("input.teamwork_peer")
    assert {row[peer].value for row in sheet.iter_rows(min_row=FIRST_ROW + 1)} == {None}  # nor told to the manager
    run(project)
    assert WITHHELD not in results(project, "five_dimension.csv")["E1"]
