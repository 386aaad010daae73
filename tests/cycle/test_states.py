"""What was settled, paid or published changes only with a reason, by whatever verb; all else goes on as ever."""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.cli import main
from presales_xl.cycle.calibrating import calibrate, calibration_book
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.generating.seal import rotate
from presales_xl.cycle.publishing.publish import Published, publish
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import kept_results, marks
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.periods import parse_period
from presales_xl.problem_texts import explain
from presales_xl.project import Project
from presales_xl.scheme.errors import ClosedError
from presales_xl.texts import LANGUAGES
from tests.cycle.calibrated import edited
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, messages_of, read_csv
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, SECOND, results, roster_changed, run
from tests.cycle.test_killed import content, files, killed, seconds, twin
from tests.processes import command

REASON = "漏报一个项目"
#: What a manager fills in for an agent of taobao_presales.
AGENT = {
    "first_reply_s": 20,
    "average_reply_s": 50,
    "praises": 1,
    "bad_reviews": 0,
    "shared_bad_reviews": 0,
    "attitude_score": 95,
    "unanswered": 0,
    "sales": 50000,
    "buyers": 80,
    "visitors": 100,
    "obedience": "好",
    "skill": 95,
    "attendance": "全勤",
    "days_first": 1,
    "attitude_bad_reviews": 0,
}


def settled(folder: Path, *, paid: bool = False, settings: str = "") -> Project:
    """Return a project whose only consultant, E2, was settled; the scheme of the others has no pay."""
    project = collected(folder, settings=settings)
    settle(project, Ledger.open(project.ledger), PERIOD, "zh", paid_out=paid)
    return project


def reopened(project: Project) -> list[tuple[str, str]]:
    with Ledger.open(project.ledger).reading() as read:
        return [(mark.action, mark.reason) for mark in marks.all_of(read, PERIOD.text) if mark.kind == "reopened"]


def newer(project: Project, name: str, **people: dict[str, object]) -> Path:
    """Put a newer file of a manager into the inbox."""
    inbox = project.inbox(PERIOD)
    return fill(inbox / name, inbox / f"新{name}", people)


@pytest.mark.parametrize("paid", [False, True])
def test_a_file_that_changes_who_was_settled_stays_in_the_inbox_and_the_others_count(
    tmp_path: Path, paid: bool
) -> None:
    project = settled(tmp_path, paid=paid)
    file = newer(project, FIRST, E2={"bids_won": 0})
    newer(project, SECOND, E3={"unresolved": 0})
    made = run(project)
    verdicts = {state.submission.file: state.verdict for state in made.returns}
    assert (verdicts[file.name], verdicts[f"新{SECOND}"]) == ("closed", "accepted")
    assert file.is_file()
    told = next(problem for problem in made.problems if problem.code == "collect.closed")
    assert all(explain(lang, told) for lang in LANGUAGES)
    words = explain("zh", told)
    assert f"2026-11 已结算{'、已发放' if paid else ''}" in words
    assert "李四（E2）：中标项目数 6 → 0，总分 100.89 →" in words
    assert "13,500.00 元 → 10,800.00 元" in words
    assert f"presales-xl collect 2026-11 {file}" in words
    assert [each.code for each in run(project).problems if each.severity == "error"] == ["collect.closed"]
    assert reopened(project) == []
    assert main_code(project, "collect", PERIOD.text) == 1


def others(sheets: Sheets) -> None:
    """Add engineers, each of a manager of their own."""
    for place, name in enumerate(("孙三", "李二", "周五", "吴六"), 3):
        sheets["经理"].append([f"M{place}", name, "西南", None])
        sheets["员工"].append([f"E{place + 2}", f"新人{place}", f"M{place}", "工程师", None])


@pytest.mark.parametrize("stated", [False, True])
def test_a_place_in_rank_alone_holds_no_late_return_up_unless_a_statement_says_it(tmp_path: Path, stated: bool) -> None:
    def another(sheets: Sheets) -> None:
        sheets["经理"].append(["M3", "孙三", "西南", None])
        sheets["员工"].append(["E9", "新人", "M3", "顾问", "中级"])
        sheets["目标与工资"].append(["E9", 500000, 36000])

    project = company(tmp_path, another)
    generate(project, PERIOD, "zh")
    (late,) = project.outbox(PERIOD).glob("孙三*.xlsx")
    people = PEOPLE | {"E2": CONSULTANT | {"proposals_adopted": 0}, "E9": CONSULTANT}
    for file in (each for each in project.outbox(PERIOD).glob("*.xlsx") if each != late):
        fill(file, project.inbox(PERIOD) / file.name, people)
    run(project)
    settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    if stated:
        published(project)
    fill(late, project.inbox(PERIOD) / late.name, people)
    made = run(project)
    verdicts = {each.submission.file: each.verdict for each in made.returns}
    assert verdicts[late.name] == ("closed" if stated else "accepted")
    assert results(project)["E2"]["rank"] == ("1" if stated else "2")
    told = [(each.employee_id, one.before, one.after) for each in made.affected for one in each.changes]
    assert (told, reopened(project)) == ([] if stated else [("E2", "1", "2")], [])
    for words in messages_of(made.problems, "collect.closed_ranks"):
        assert "通知单上的名次是在这份文件里的人还没有结果时排的；他们排进来，1 人的名次就变了" in words
        assert f"补交的写明原因（如「补交」）就计入：运行 presales-xl collect 2026-11 {project.inbox(PERIOD)}" in words
    assert len(messages_of(made.problems, "collect.closed_ranks")) == stated


def test_of_files_that_come_together_only_those_wait_that_change_the_rank_of_whom_they_do_not_tell(
    tmp_path: Path,
) -> None:
    project = company(tmp_path, others)
    generate(project, PERIOD, "zh")
    back = sorted(project.outbox(PERIOD).glob("*.xlsx"))
    better, worse = ENGINEER | {"unresolved": 0, "complaints": 0}, ENGINEER | {"unresolved": 12}
    people = PEOPLE | {"E3": worse, "E5": worse, "E6": better, "E7": worse | {"unresolved": 9}, "E8": better}
    first = next(file for file in back if file.name == FIRST)
    fill(first, project.inbox(PERIOD) / FIRST, people)
    run(project)
    published(project)
    for file in back:
        fill(file, project.inbox(PERIOD) / file.name, people) if file != first else None
    made = run(project)
    held = {each.submission.file[:2]: each.problems for each in made.returns if each.verdict == "closed"}
    assert sorted(held) == ["吴六", "李二"]
    assert (made.workbooks, made.complete) == (4, 5)
    for manager, (told,) in held.items():
        assert told.place.file.startswith(manager)
        assert "张三（E1）" in explain("zh", told) or "1 人只是名次变了" in explain("zh", told)


def test_with_a_reason_it_counts_and_settle_pays_the_difference_without_asking_again(tmp_path: Path) -> None:
    project = settled(tmp_path)
    newer(project, FIRST, E2={"bids_won": 0})
    assert main_code(project, "collect", PERIOD.text, "--reopen", REASON) == 0
    assert reopened(project) == [("collect 2026-11", REASON)]
    added = settle(project, Ledger.open(project.ledger), PERIOD, "zh").added
    assert [(line.employee_id, line.fen) for line in added] == [("E2", -270000)]
    with Ledger.open(project.ledger).reading() as read:
        assert [mark.kind for mark in marks.all_of(read, PERIOD.text)] == ["settled", "reopened", "settled"]
    assert list(marks.state_of(status(project, PERIOD, "zh").marks)) == ["settled"]


def test_the_month_counts_who_is_not_settled_as_settling_does(tmp_path: Path) -> None:
    project = settled(tmp_path)
    newer(project, FIRST, E2={"bids_won": None})  # who was settled is open once more
    assert main_code(project, "collect", PERIOD.text, "--reopen", REASON) == 0
    would = settle(project, Ledger.open(project.ledger), PERIOD, "zh", dry_run=True)
    assert would.payroll.not_settled() == {"E2": "incomplete"}
    without = status(project, PERIOD, "zh").without
    assert (without["settlement"], without["again"]) == (0, 1)  # what was settled stays until there is a result again


def test_nobody_else_is_behind_the_state(tmp_path: Path) -> None:
    project = settled(tmp_path)
    newer(project, FIRST, E1={"unresolved": 9})  # E1 is in a scheme without pay and was not settled
    assert [state.verdict for state in run(project).returns if state.submission.file.startswith("新")] == ["accepted"]
    assert reopened(project) == []


def test_a_setting_that_changes_who_was_settled_changes_nothing_without_a_reason(tmp_path: Path) -> None:
    project = settled(tmp_path)
    ledger = Ledger.open(project.ledger)
    other_total(project)
    for work in (lambda: settle(project, ledger, PERIOD, "zh"), lambda: run(project)):
        with pytest.raises(ClosedError):
            work()
    made = settle(project, ledger, PERIOD, "zh", reopen=REASON)
    assert [(each.employee_id, each.changes[0].after) for each in made.affected] == [("E2", "100.89")]
    assert reopened(project) == [("settle 2026-11", REASON)]


def test_a_calibration_of_who_was_settled_needs_a_reason(tmp_path: Path) -> None:
    project = settled(tmp_path, settings='[calibration]\nmode = "advise"\n')
    calibrate.write(project, PERIOD, "zh")
    edited(project.results(PERIOD) / calibration_book.FILE, {"E2": ("B", "考评组决定")})
    with pytest.raises(ClosedError):
        calibrate.read(project, PERIOD, "zh")
    assert reopened(project) == []
    recorded = calibrate.read(project, PERIOD, "zh", reopen=REASON)
    assert [each.employee_id for each in recorded.affected] == ["E2"]
    assert reopened(project) == [("calibrate 2026-11 --read", REASON)]


def main_code(project: Project, *words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main([*words, "--project", str(project.folder)])
    return int(left.value.code or 0)


def figures(sheets: Sheets) -> None:
    """Change what HR gives of the consultant, as the next month's roster does."""
    sheets["目标与工资"][1][2] = 40000


def joined(sheets: Sheets) -> None:
    sheets["员工"].append(["E4", "新人", "M2", "工程师", None])


def left(sheets: Sheets) -> None:
    del sheets["员工"][2], sheets["目标与工资"][1]


def moved(sheets: Sheets) -> None:
    sheets["员工"][2][2] = "M2"


@pytest.mark.parametrize("change", [figures, joined, left, moved])
def test_a_mistyped_period_issues_voids_and_drops_nothing(tmp_path: Path, change: Callable[[Sheets], object]) -> None:
    project = roster_changed(settled(tmp_path, paid=True), change)
    before, outbox = content(project), files(project)
    with pytest.raises(ClosedError) as refused:
        generate(project, PERIOD, "zh")
    (told,) = refused.value.problems
    assert told.code == "generate.closed"
    assert "presales-xl generate 2026-11" in explain("zh", told)
    assert (change is joined) == ("李四（E2）" not in explain("zh", told))
    assert (content(project), files(project)) == (before, outbox)
    made = generate(project, PERIOD, "zh", reopen=REASON)
    assert made.unchanged < len(made.files)
    assert reopened(project)[0] == ("generate 2026-11", REASON)
    assert generate(project, PERIOD, "zh").counts["issued"] == 0  # what the reason was given for is not asked again


def test_what_says_the_same_is_issued_without_a_word_also_into_an_empty_outbox(tmp_path: Path) -> None:
    project = settled(tmp_path)
    shutil.rmtree(project.outbox(PERIOD))
    assert generate(project, PERIOD, "zh").counts["workbooks"] == 2
    rotate(project)
    assert generate(project, PERIOD, "zh").counts["issued"] == 0
    assert reopened(project) == []


def test_whom_a_reopening_voids_fills_in_again_without_another_reason(tmp_path: Path) -> None:
    project = roster_changed(settled(tmp_path, paid=True), figures)
    made = generate(project, PERIOD, "zh", reopen=REASON)
    assert {each.employee_id for each in made.affected} == {"E2"}
    for file in made.files:
        fill(file, project.inbox(PERIOD) / f"重填{file.name}", {"E2": CONSULTANT})
    assert not [problem for problem in run(project).problems if "closed" in problem.code]
    assert reopened(project) == [("generate 2026-11", REASON)]


def test_a_lost_key_makes_no_new_one_behind_a_state(tmp_path: Path) -> None:
    project = settled(tmp_path)
    project.key.unlink()
    for dry_run in (True, False):
        with pytest.raises(ClosedError, match=r"seal\.key_lost") as refused:
            generate(project, PERIOD, "zh", dry_run=dry_run)
        assert "--reopen 原因" in explain("zh", refused.value.problems[0])
    assert not project.key.exists()
    assert generate(project, PERIOD, "zh", reopen="没有备份").counts["issued"] == 2


# What was published.


def published(project: Project, day: str = "2026-12-03") -> Published:
    return publish(project, PERIOD, "zh", day=dt.date.fromisoformat(day), with_pdf=False)


def page_of(project: Project, employee_id: str) -> str:
    (page,) = (project.results(PERIOD) / "statements").rglob(f"{employee_id} *.html")
    return page.read_text(encoding="utf-8")


def test_who_has_a_statement_is_relied_on_without_any_money(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    newer(project, SECOND, E3={"unresolved": 0})
    told = next(each for each in run(project).problems if each.code == "collect.closed")
    assert "2026-11 已公布" in explain("zh", told)
    assert "王五（E3）：未解决客户数 12 → 0，总分 73 → 98，等级 B → S" in explain("zh", told)


def test_a_change_after_publishing_is_a_revision_for_those_concerned_with_days_of_its_own(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    before = {employee_id: page_of(project, employee_id) for employee_id in ("E1", "E2", "E3")}
    newer(project, SECOND, E3={"unresolved": 0})
    collect(project, PERIOD, [], "zh", reopen="王五的记录核对过了，与张三无关")
    made = published(project, "2026-12-10")
    assert [(each.now.employee_id, each.now.revision, each.now.day) for each in made.revised] == [
        ("E1", 2, "2026-12-10"),  # whose rank changed
        ("E3", 2, "2026-12-10"),
    ]
    words = page_of(project, "E3")
    assert "第 2 版，代替 2026-12-03 公布的通知单。" in words
    assert "总分 73 → 98，等级 B → S" in words
    assert "原因：王五的记录核对过了，与○○无关。" in words
    assert "2026-12-17" in words  # the last day for appeals
    assert page_of(project, "E2") == before["E2"]
    assert published(project, "2026-12-20").revised == []
    rows = {row["工号"]: row for row in read_csv(project.results(PERIOD) / "statements.csv")}
    assert (rows["E2"]["版次"], rows["E3"]["版次"], rows["E3"]["公布日期"]) == ("1", "2", "2026-12-10")


def test_what_a_statement_says_beside_results_changes_only_with_a_reason_too(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    before = page_of(project, "E2")
    newer(project, FIRST, E2={"words.comment": "方案扎实"})
    assert [each for each in run(project).problems if each.severity == "error"] == []  # no result hangs on it
    with pytest.raises(ClosedError) as refused:
        published(project, "2026-12-10")
    words = explain("zh", refused.value.problems[0])
    assert "2026-11 已公布" in words
    assert "李四（E2）：评语 — → 方案扎实" in words
    assert page_of(project, "E2") == before
    made = publish(project, PERIOD, "zh", day=dt.date(2026, 12, 10), with_pdf=False, reopen=REASON, dry_run=True)
    assert ([each.employee_id for each in made.affected], reopened(project)) == (["E2"], [])
    publish(project, PERIOD, "zh", with_pdf=False, reopen=REASON)
    assert f"原因：{REASON}。" in page_of(project, "E2")
    assert reopened(project) == [("publish 2026-11", REASON)]
    assert published(project).revised == []


def test_why_somebodys_figures_are_corrected_is_not_told_to_who_is_only_spelled_otherwise(tmp_path: Path) -> None:
    def corrected(sheets: Sheets) -> None:
        sheets["员工"][1][1] = "张 三"
        sheets["目标与工资"][1][2] = 30000

    project = collected(tmp_path)
    published(project)
    generate(roster_changed(project, corrected), PERIOD, "zh", reopen="李四的工资登记错了")
    why = {each.now.employee_id: each.now.why for each in published(project, "2026-12-10").revised}
    assert why == {"E1": "本人信息更正（姓名、岗位、团队或经理的写法）"}  # E2 is open again
    assert "张三 · " in page_of(project, "E1")


def test_who_gets_another_scheme_is_told_what_each_scheme_said(tmp_path: Path) -> None:
    worst = {"unresolved": 12, "satisfaction": 50, "not_visited": 9, "complaints": 3}
    project = collected(tmp_path, {"E3": worst})
    settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    published(project)
    project = roster_changed(project, agents)
    with pytest.raises(ClosedError) as refused:
        generate(project, PERIOD, "zh")
    words = explain("zh", refused.value.problems[0])
    assert "季度绩效奖金 13,500.00 元 → 未填" in words  # which the other scheme has not
    assert "未回访数 9 → 未填，总分 41 → 未填，等级 D → 未填" in words
    affected = generate(project, PERIOD, "zh", reopen=REASON, dry_run=True).affected
    assert "状态" not in [change.name for each in affected for change in each.changes]  # a blank one is normal
    for file in generate(project, PERIOD, "zh", reopen=REASON).files:
        fill(file, project.inbox(PERIOD) / f"重填{file.name}", {"E2": AGENT, "E3": AGENT})
    collect(project, PERIOD, [], "zh", reopen=REASON)
    added = settle(project, Ledger.open(project.ledger), PERIOD, "zh").added
    assert {(line.employee_id, line.item): line.fen for line in added} == {
        ("E2", "pay.award"): 10000,
        ("E2", "pay.bonus"): -1350000,
        ("E3", "pay.award"): 10000,
    }
    assert {each.now.employee_id for each in published(project, "2026-12-10").revised} >= {"E2", "E3"}
    assert "等级 D → C" in page_of(project, "E3")  # of five grades, and of four
    assert "季度绩效奖金 13,500.00 元 → 未填" in page_of(project, "E2")


def agents(sheets: Sheets) -> None:
    """Make the consultant and one of the engineers agents, whose scheme has other grades and another pay."""
    sheets["岗位"].append(["客服", "taobao_presales", "月"])
    sheets["员工"][2][3:], sheets["员工"][3][3] = ["客服", None], "客服"


def test_a_first_return_that_changes_nobody_else_is_published_later_on_a_day_of_its_own(tmp_path: Path) -> None:
    project = collected(tmp_path, {"E2": {"bids_won": None}})
    published(project)
    newer(project, FIRST, E2={"bids_won": 6})
    assert not [each for each in run(project).problems if each.severity == "error"]
    made = published(project, "2026-12-10")
    assert [(each.now.employee_id, each.now.day) for each in made.first] == [("E2", "2026-12-10")]
    assert made.revised == []
    assert reopened(project) == []


def test_a_file_that_enters_nothing_of_somebody_with_a_statement_makes_no_other_one(tmp_path: Path) -> None:
    def receipts(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", "u8erp_large_projects", "月"]
        sheets["目标与工资"] = [["工号", "large_project_receipts"], ["E1", 50000], ["E3", 20000]]

    project = company(tmp_path, receipts)
    issued = generate(project, PERIOD, "zh").files
    assert [each.now.employee_id for each in published(project).first] == ["E1", "E3"]
    for file in issued:
        fill(file, project.inbox(PERIOD) / file.name, {})
    collect(project, PERIOD, [], "zh")
    assert published(project, "2026-12-10").revised == []


def test_who_was_taken_off_keeps_the_statement(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    project = roster_changed(project, left)
    generate(project, PERIOD, "zh", reopen="离职")
    published(project)
    assert "第 1 名" in page_of(project, "E2")
    assert "E2" in {row["工号"] for row in read_csv(project.results(PERIOD) / "statements.csv")}


# A dry run tells all and writes nothing.


def everything(project: Project) -> tuple[object, ...]:
    """Return all that there is to change: the ledger with its log, and every file."""
    log = tail(Ledger.open(project.ledger), 1)
    written = [path for path in sorted(project.folder.rglob("*")) if path.is_file() and path.suffix != ".sqlite"]
    return content(project), log, [(path, path.read_bytes()) for path in written]


def test_a_dry_run_of_every_verb_writes_nothing_and_tells_what_would_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = settled(tmp_path, settings='[calibration]\nmode = "advise"\n')
    published(project)
    calibrate.write(project, PERIOD, "zh")
    edited(project.results(PERIOD) / calibration_book.FILE, {"E2": ("B", "考评组决定")})
    newer(project, FIRST, E2={"bids_won": 0})
    project = roster_changed(project, figures)
    stated = 'company = "甲公司"\n[calibration]\nmode = "advise"\n'
    (project.folder / "presales.toml").write_text(stated, encoding="utf-8")
    before = everything(project)
    for words in (
        ["generate", PERIOD.text],
        ["collect", PERIOD.text],
        ["calibrate", PERIOD.text, "--read"],
        ["settle", PERIOD.text, "--paid-out"],
        ["publish", PERIOD.text, "--no-pdf", "--date", "2026-12-10"],
    ):
        capsys.readouterr()
        assert main_code(project, *words, "--dry-run", f"--reopen={REASON}") == 0
        assert "预演" in capsys.readouterr().err
        assert everything(project) == before, words
    assert main_code(project, "generate", PERIOD.text, "--dry-run") == 1  # without a reason it says why not
    assert everything(project) == before


def test_a_dry_run_says_what_settling_would_add_and_not_that_it_was_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = collected(tmp_path)
    assert main_code(project, "settle", PERIOD.text, "--dry-run") == 0
    assert "将新记入台账" in (told := capsys.readouterr().out)
    assert "本次新记入" not in told
    assert main_code(project, "settle", PERIOD.text) == 0
    assert "本次新记入台账" in capsys.readouterr().out


def test_a_dry_run_of_a_new_project_makes_neither_ledger_nor_key(tmp_path: Path) -> None:
    project = company(tmp_path)
    assert main_code(project, "generate", PERIOD.text, "--dry-run") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["presales.toml", "roster.xlsx"]


def late_file(project: Project) -> Project:
    newer(project, FIRST, E2={"bids_won": 0})
    return project


def other_total(project: Project) -> Project:
    """Let the ledger keep a total of E2 as if another version had come to it."""
    with Ledger.open(project.ledger).step("HR", "collect", PERIOD.text) as step:
        every = kept_results.all_of(step, PERIOD.text)
        columns = {each.employee_id: {**each.columns, "total": 1.0} for each in every}
        changed = [replace(each, total=1.0, columns=columns["E2"]) for each in every if each.employee_id == "E2"]
        kept_results.put(step, PERIOD.text, [*(each for each in every if each.employee_id != "E2"), *changed])
    return project


def other_comment(project: Project) -> Project:
    newer(project, FIRST, E2={"words.comment": "方案扎实"})
    run(project)
    return project


def other_grade(project: Project) -> Project:
    calibrate.write(project, PERIOD, "zh")
    edited(project.results(PERIOD) / calibration_book.FILE, {"E2": ("B", "考评组决定")})
    return project


@pytest.mark.parametrize(
    ("change", "verb", "more"),
    [
        (lambda project: roster_changed(project, figures), "generate", ()),
        (late_file, "collect", ()),
        (other_total, "settle", ()),
        (other_comment, "publish", ("--no-pdf", "--date=2026-12-10")),
        (other_grade, "calibrate", ("--read",)),
    ],
)
def test_a_reopening_killed_anywhere_and_run_again_ends_in_the_same_state(
    tmp_path: Path, change: Callable[[Project], Project], verb: str, more: tuple[str, ...]
) -> None:
    settings = '[calibration]\nmode = "advise"\n' if verb == "calibrate" else ""
    project = settled(tmp_path / "a", paid=True, settings=settings)
    published(project)
    project = change(project)
    other = twin(project, tmp_path / "b")
    words = (verb, PERIOD.text, *more, "--reopen", REASON)
    killed(project, seconds(other, *words), *words)
    seconds(project, *words)
    assert content(project) == content(other)
    assert files(project) == files(other)
    action = f"{verb} 2026-11 --read" if verb == "calibrate" else f"{verb} 2026-11"
    assert reopened(project) == reopened(other) == [(action, REASON)]


def test_two_who_reopen_at_once_do_it_once_on_any_ledger(tmp_path: Path, ledger_place: str | Path) -> None:
    place = ledger_place if isinstance(ledger_place, str) else ledger_place.as_posix()
    project = company(tmp_path, None, f'ledger = "{place}"\n')
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    run(project)
    settle(project, Ledger.open(project.ledger), PERIOD, "zh", paid_out=True)
    late_file(project)
    assert [state.verdict for state in run(project).returns].count("closed") == 1
    assert reopened(project) == []
    at_once = [command(project, "collect", PERIOD.text, "--reopen", REASON) for _ in range(2)]
    for each in at_once:
        each.join()
    assert reopened(project) == [("collect 2026-11", REASON)]
    assert verify(Ledger.open(project.ledger)) == []
    later = parse_period("2026-12")
    for file in generate(project, later, "zh").files:
        fill(file, project.inbox(later) / file.name, PEOPLE)
    collect(project, later, [], "zh")
    lines = settle(project, Ledger.open(project.ledger), later, "zh").payroll.lines
    assert [(line.period, line.fen) for line in lines if line.period == PERIOD.text] == [(PERIOD.text, -270000)]
