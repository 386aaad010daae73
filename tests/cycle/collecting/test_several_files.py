"""Several files of one workbook: which one counts, and that none is lost."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import pytest

from presales_xl.catalogue import load
from presales_xl.cli import main
from presales_xl.cycle.collecting import collected_book, several_files
from presales_xl.cycle.generating.generate import generate
from presales_xl.ledger import submissions
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.submissions import Submission
from presales_xl.people.employees import DetailRow, Employee
from presales_xl.workbook import reader
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.submission import STAMP
from tests.cycle.company import fill, messages_of, opened
from tests.cycle.returned import (
    FIRST,
    PERIOD,
    changed,
    long_ago,
    reasons,
    results,
    returned,
    roster_changed,
    run,
    saved_at,
    typed,
    verdicts,
)


def test_of_several_files_of_one_workbook_the_one_saved_last_counts_and_both_are_kept(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    inbox = project.inbox(PERIOD)
    saved_at(inbox / FIRST, "2020-01-01T08:00:00Z")
    saved_at(fill(inbox / FIRST, inbox / "改.xlsx", {"E1": {"unresolved": 4}}), "2020-01-01T09:00:00Z")
    made = run(project)
    assert [state.verdict for state in made.returns if state.submission.file == FIRST] == ["replaced"]
    assert messages_of(made.problems, "collect.replaced") == [
        f"{FIRST}：被新版 改.xlsx 代替，有 1 处与它不同。"
        "无需处理；不同的是：张三（E1）的「未解决客户数」这份是 2，计入的是 4。"
    ]
    assert results(project)["E1"]["total"] == "88"
    assert (inbox / FIRST).is_file()


def test_a_copy_that_was_handed_in_from_an_open_workbook_is_as_new_as_its_record(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    inbox = project.inbox(PERIOD)
    saved_at(inbox / FIRST, "2020-01-01T09:00:00Z")
    run(project)
    corrected = fill(inbox / FIRST, inbox / "改.xlsx", {"E1": {"unresolved": 4}})
    book = opened(corrected)  # the copy says that it was saved when the workbook was
    book[IDENTITY].append([STAMP, "李四", "2020-01-01T19:00:00+08:00", ""])
    book.save(corrected)
    saved_at(corrected, "2020-01-01T08:00:00Z")
    assert [state.submission.file for state in run(project).returns if state.verdict == "replaced"] == [FIRST]
    assert results(project)["E1"]["total"] == "88"


def test_an_older_file_that_comes_later_does_not_count(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    inbox = project.inbox(PERIOD)
    saved_at(inbox / FIRST, "2020-01-01T09:00:00Z")
    run(project)
    late = saved_at(fill(inbox / FIRST, tmp_path / "旧.xlsx", {"E1": {"unresolved": 4}}), "2020-01-01T08:00:00Z")
    for _ in range(2):  # nothing that was said of it before makes it the newer one
        made = run(project, late)
        assert messages_of(made.problems)[0].startswith(
            "旧.xlsx：同一份工作簿已有更新的文件计入：" + FIRST + "。这份没有计入，有 1 处与它不同："
            "张三（E1）的「未解决客户数」这份是 4，计入的是 2。"
            "请核对哪份对；若应以这份为准，请让对方打开它保存一次后再交。"
        )
    assert results(project)["E1"]["total"] == "93"
    assert list(project.quarantine(PERIOD).glob("旧_*.xlsx"))


def test_a_correction_that_is_saved_later_under_another_name_is_no_error_however_often_it_is_collected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = long_ago(returned(tmp_path, {"E1": {"satisfaction": 101}}))
    inbox = project.inbox(PERIOD)
    saved_at(inbox / FIRST, "2020-01-01T08:00:00Z")
    run(project)
    right = {"E1": {"satisfaction": 90, "unresolved": 4}}
    saved_at(fill(inbox / FIRST, inbox / "改.xlsx", right), "2020-01-01T09:00:00Z")
    for _ in range(2):
        with pytest.raises(SystemExit) as left:
            main(["collect", PERIOD.text, "--project", str(project.folder)])
        said = capsys.readouterr().out
        assert (left.value.code or 0, f"＝ {FIRST}　另一份计入：被新版 改.xlsx 代替，有 2 处与它不同。" in said) == (
            0,
            True,
        )
        assert "✓ 改.xlsx" in said
    rows = reader.read_one(project.results(PERIOD) / collected_book.FILE)["问题"]
    (row,) = [row for row in rows if any("被新版" in str(value) for value in row)]
    assert "提醒" in row
    assert any("「未解决客户数」这份是 2，计入的是 4" in str(value) for value in row)


def test_a_newer_file_replaces_the_one_that_counted_and_the_older_never_comes_back(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    inbox, drawer = project.inbox(PERIOD), tmp_path / "drawer"
    drawer.mkdir()
    old = Path(shutil.copy(saved_at(inbox / FIRST, "2020-01-01T08:00:00Z"), drawer / "旧.xlsx"))
    run(project)
    new = saved_at(fill(inbox / FIRST, drawer / "新.xlsx", {"E1": {"unresolved": 4}}), "2020-01-01T09:00:00Z")
    run(project, new)
    assert results(project)["E1"]["total"] == "88"
    assert reasons(run(project, old), "旧.xlsx") == ["collect.superseded"]
    assert results(project)["E1"]["total"] == "88"


def test_the_ledger_knows_of_each_file_which_one_counts_instead(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    inbox = project.inbox(PERIOD)
    saved_at(inbox / FIRST, "2020-01-01T08:00:00Z")
    run(project)
    saved_at(fill(inbox / FIRST, inbox / "新.xlsx", {"E1": {"unresolved": 4}}), "2020-01-01T09:00:00Z")
    old = Path(shutil.copy(inbox / FIRST, tmp_path / "旧.xlsx"))
    run(project)
    ledger = Ledger.open(project.ledger)
    with ledger.step("HR", "collect", PERIOD.text) as step:
        by_name = {one.file: one for one in submissions.all_of(step, PERIOD.text)}
        new = by_name["新.xlsx"]
        assert (by_name[FIRST].superseded_by, new.superseded_by) == (new.id, None)
        assert submissions.entered(step, by_name[FIRST].id)
        submissions.record(step, [(replace(by_name["新.xlsx"], verdict="set_aside"), ())])
    (inbox / "新.xlsx").unlink()
    assert reasons(run(project, old), "旧.xlsx") == ["collect.superseded"]  # whatever became of the newer one


def test_of_two_files_saved_at_once_the_one_that_came_last_counts(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    file = project.inbox(PERIOD) / FIRST
    saved_at(file, "2020-01-01T08:00:00Z")
    run(project)
    saved_at(fill(file, file, {"E1": {"unresolved": 4}}), "2020-01-01T08:00:00Z")
    assert verdicts(run(project))[FIRST] == "accepted"
    assert results(project)["E1"]["total"] == "88"


def test_a_newer_file_that_is_bad_does_not_displace_the_older_good_one(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    run(project)
    changed(project, FIRST, typed("工程师", 6, "name", "张三丰"))
    made = run(project)
    assert (verdicts(made)[FIRST], made.complete) == ("set_aside", 3)
    assert results(project)["E1"]["total"] == "93"


def test_a_file_set_aside_and_then_mended_counts(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    changed(project, FIRST, typed("工程师", 6, "name", "张三丰"))
    assert run(project).complete == 1
    (aside,) = project.quarantine(PERIOD).glob("*.xlsx")
    shutil.copy(aside, project.inbox(PERIOD) / FIRST)
    changed(project, FIRST, typed("工程师", 6, "name", "张三"))
    made = run(project)
    assert (verdicts(made)[FIRST], made.complete) == ("accepted", 3)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "soon", ""])
def test_a_clock_that_goes_wrong_does_not_keep_later_files_out(tmp_path: Path, moment: str) -> None:
    project = long_ago(returned(tmp_path))
    file = project.inbox(PERIOD) / FIRST
    good = Path(shutil.copy(file, tmp_path / "good.xlsx"))
    saved_at(file, moment)
    run(project)
    fill(good, file, {"E1": {"unresolved": 4}})
    assert verdicts(run(project))[FIRST] == "accepted"
    assert results(project)["E1"]["total"] == "88"


def test_what_a_newer_file_changes_is_told_with_its_cells(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = project.inbox(PERIOD) / FIRST
    run(project)
    fill(file, file, {"E1": {"unresolved": 4, "words.comment": "很好"}})
    made = run(project)
    assert messages_of(made.problems, "collect.changed") == [
        f"{FIRST} › 工程师 › G6：张三（E1）的「未解决客户数」由 2 改为 4。若不是本意，请与经理核对。",
        f"{FIRST} › 工程师 › O6：张三（E1）的「评语」由 未填 改为 很好。若不是本意，请与经理核对。",
    ]
    assert messages_of(run(project).problems, "collect.changed") == messages_of(made.problems, "collect.changed")


def test_a_row_of_details_that_changes_is_told_with_its_texts() -> None:
    row = several_files.row_in_words(
        load("erp_project_consultant"), "projects", {}, {"projects.project": "项目甲"}, lang="zh"
    )
    assert row.startswith("项目甲")


def test_of_a_row_of_details_that_changes_only_the_columns_that_differ_are_told() -> None:
    plan, texts = load("erp_project_consultant"), {"projects.project": "项目甲"}

    def with_share(share: float) -> Employee:
        entries = {"projects.receipts": 200000.0, "projects.contribution": share}
        return Employee("E1", "张三", rows={"projects": [DetailRow(entries, texts)]})

    (told,) = several_files._of_employee(plan, with_share(0.5), with_share(0.95), "zh")
    fields = [told.fields[key] for key in ("name", "before", "after")]
    assert fields == ["项目 项目甲", "贡献比例 50%", "贡献比例 95%"]


def test_a_file_that_says_the_same_as_the_one_that_counts_needs_nothing(tmp_path: Path) -> None:
    project = returned(tmp_path)
    inbox = project.inbox(PERIOD)
    run(project)
    saved_at(inbox / FIRST, "2020-01-01T08:00:00Z")
    made = run(project)
    assert (verdicts(made)[FIRST], reasons(made, FIRST), made.complete) == ("accepted", [], 3)
    fill(inbox / FIRST, inbox / "旧.xlsx", {})
    made = run(project, inbox / FIRST)
    shutil.copy(inbox / "旧.xlsx", inbox / FIRST)
    assert not any(problem.severity == "error" for problem in run(project).problems)


def test_a_file_whose_clock_is_not_believed_is_no_error_where_it_had_counted_before_the_newer_came(
    tmp_path: Path,
) -> None:
    project = returned(tmp_path)
    inbox = project.inbox(PERIOD)
    saved_at(inbox / FIRST, "2020-01-01T08:00:00Z")  # before it was issued
    run(project)
    fill(inbox / FIRST, inbox / "改.xlsx", {"E1": {"unresolved": 4}})
    for _ in range(2):
        made = run(project)
        assert reasons(made, FIRST) == ["collect.replaced"]
        assert not any(problem.severity == "error" for problem in made.problems)
    assert results(project)["E1"]["total"] == "88"


def test_what_hr_changed_in_a_new_issue_is_no_change_of_the_managers(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    project = roster_changed(project, lambda sheets: sheets["目标与工资"][1].__setitem__(1, 600000))
    generate(project, PERIOD, "zh")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E2": {"bids_won": 5}})
    made = run(project)
    assert [each.fields["name"] for each in made.problems if each.code == "collect.changed"] == ["中标项目数"]
    assert made.complete == 3


@pytest.mark.parametrize("moment", ["2999-01-01T00:00:00Z", "2020-01-01T08:00:00Z"])
def test_a_time_in_the_future_or_before_the_issue_is_not_believed(tmp_path: Path, moment: str) -> None:
    project = returned(tmp_path)
    inbox = project.inbox(PERIOD)
    early = saved_at(inbox / FIRST, moment)
    fill(early, inbox / "改.xlsx", {"E1": {"unresolved": 4}})
    made = run(project)
    assert reasons(made, FIRST) == ["collect.superseded"]
    assert "无需处理" not in messages_of(made.problems)[0]
    assert results(project)["E1"]["total"] == "88"


def a_file(name: str, saved: str, issue: int = 1) -> Submission:
    """Return a file that came back: whose workbook id is the number of its issue."""
    return Submission(period="2026-01", workbook_id=issue, file=name, digest=name, verdict="accepted", saved=saved)


def counting(files: Sequence[Submission], runs: Sequence[int]) -> Submission:
    """Return which file counts of those that come in this order, so many in each run of collect."""
    came, counts = iter(files), list[Submission]()
    for many in runs:
        counts = [several_files.latest([*counts, *(next(came) for _ in range(many))], {1: 1, 2: 2})]
    return counts[0]


def test_which_file_counts_does_not_hang_on_how_many_are_collected_at_once() -> None:
    clocks = ("", "2026-01-01T08:00:00Z", "2026-01-01T09:00:00Z", "2026-01-01T09:00:00Z")
    for known in product(product(clocks, (1, 2)), repeat=3):
        files = [a_file(f"{number}.xlsx", saved, issue) for number, (saved, issue) in enumerate(known)]
        for came in permutations([*files, replace(files[0], file="4.xlsx", digest="4")]):
            counts = counting(came, [4])
            assert all(counting(came, runs) == counts for runs in ([1, 1, 1, 1], [2, 2], [1, 3], [3, 1], [2, 1, 1]))
            assert counts.workbook_id == max(each.workbook_id or 0 for each in came)
            newest = [each for each in came if each.workbook_id == counts.workbook_id]
            if all(each.saved for each in newest):
                assert counts.saved == max(each.saved for each in newest)


def test_of_two_files_with_right_clocks_the_later_counts_whatever_a_third_says(tmp_path: Path) -> None:
    strange, later, earlier = (
        a_file(name, saved) for name, saved in (("C", ""), ("B", "2026-01-01T09:00:00Z"), ("A", "2026-01-01T08:00:00Z"))
    )
    for came in ((strange, later, earlier), (strange, earlier, later), (earlier, strange, later)):
        assert several_files.latest(came, {1: 1}) == later
    project = long_ago(returned(tmp_path))
    inbox = project.inbox(PERIOD)
    saved_at(inbox / FIRST, "2999-01-01T08:00:00Z")
    run(project)
    saved_at(fill(inbox / FIRST, inbox / "后.xlsx", {"E1": {"unresolved": 4}}), "2020-01-01T09:00:00Z")
    run(project)
    saved_at(fill(inbox / FIRST, inbox / "前.xlsx", {"E1": {"unresolved": 1}}), "2020-01-01T08:00:00Z")
    run(project)
    assert results(project)["E1"]["total"] == "88"
