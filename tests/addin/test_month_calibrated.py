"""After payment an enforced quota binds what comes later, too: the month names calibrating, and grades may be kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from presales_xl.addin.ribbon import Reply
from presales_xl.cycle.approving import approve
from presales_xl.cycle.calibrating import calibration_book
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.records.retain import retain
from presales_xl.ledger.ledger import Ledger, tail
from presales_xl.periods import parse_period
from presales_xl.project import Project, load
from tests.addin.plain_book import PlainBook, book_of
from tests.cli.running import Runner, run
from tests.cycle.calibrated import SCHEME, edited
from tests.cycle.calibrating.test_calibrate import MISSING, PERIOD, TOTALS, collected, grades, recorded
from tests.cycle.company import fill, fill_all, opened

__all__ = ["run"]
BEFORE, KEPT, ANEW = "SAABBBBBBC", "SAABBBBBSC", "AABBBBBBSC"
WHY = {"写原因": "更正"}
COUNT = "  best: {name: {zh: 上月优秀, en: Best}, type: count, remembered: {kind: times, grade: S, within: 1}}"


def paid(folder: Path) -> tuple[Project, PlainBook]:
    """Return a month whose quota is enforced, calibrated, settled, handed over and published by buttons."""
    project = collected(folder, "enforce", 10)
    book = book_of(project)
    for button in ("calibrate_grades", "calibrate_grades", "settle_pay", "settle_pay", "publish_results"):
        book.click(button)
    assert (book.next_button(), grades(project)) == ("核对台账", BEFORE)
    return project, book


def late(project: Project, book: PlainBook) -> Reply:
    """Collect workbooks that come late and make the ninth of ten the first."""
    entries = {key: {"craft": total, "manner": total} for key, total in TOTALS.items()}
    for file in project.inbox(PERIOD).glob("*.xlsx"):
        fill(file, file, {**entries, "E09": {"craft": 100, "manner": 100}})
    return book.click("collect_returns", **WHY)[0]


def appealed(_: Project, book: PlainBook) -> Reply:
    """Uphold an appeal that makes the ninth of ten the first."""
    book.click("decide_appeals", **{"申诉：": "登记一件新的申诉", "谁申诉": "E09", "申诉的内容": "数错了"})
    told = {"更正哪个数": iter(["手艺", "态度", "不再更正"]), "应为": "100", "处理说明": "查实"}
    return book.click("decide_appeals", **{"1. 成立": "成立", **told})[0]


@pytest.mark.parametrize("is_handed_over", [False, True])
def test_a_month_that_is_settled_goes_by_settings_that_are_changed_then_only_where_hr_says_so(
    tmp_path: Path, is_handed_over: bool
) -> None:
    project = collected(tmp_path, "advise", 10)
    for _ in range(1 + is_handed_over):
        book_of(project).click("settle_pay", 已经交出发放=True)
    file = project.folder / "presales.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("advise", "enforce"), encoding="utf-8")
    book = book_of(load(project.folder))
    question, agreed = "改按现在的设置重新计算吗", "改按现在的设置吗"
    assert "仍按当时的设置" not in book.click("settle_pay", **{question: False, "已经交出发放": False})[0].text
    (before,) = tail(Ledger.open(project.ledger), 1)
    told, hr = book.click("settle_pay", **{question: True, **WHY, agreed: False})
    assert ("什么都没有做" in told.text, tail(Ledger.open(project.ledger), 1)) == (True, [before])
    assert ("名额必须照办" in hr.asked[-1], book.next_button() == "校准等级") == (True, False)
    told, hr = book.click("settle_pay", **{question: True, **WHY, agreed: True})
    assert ("已改按现在的设置：名额必须照办" in told.text, book.next_button()) == (True, "校准等级")
    assert not any("改按现在的设置" in each for each in book.click("settle_pay", 已经交出发放=False)[1].asked)


def test_a_month_that_was_only_published_goes_by_other_settings_without_being_called_settled(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise", 10)
    book_of(project).click("publish_results")
    file = project.folder / "presales.toml"
    file.write_text(f"approval = true\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    told, _ = book_of(load(project.folder)).click("settle_pay", 改按现在的设置=True, **WHY)
    assert ("已改按现在的设置：结果都要审批" in told.text, "结算完成" in told.text) == (True, False)


def test_a_month_whose_names_went_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise", 10)
    for _ in range(2):
        book_of(project).click("settle_pay", 已经交出发放=True)
    retain(project, months=-12, reason="满三年")  # as if a year had passed
    file = project.folder / "presales.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("advise", "enforce"), encoding="utf-8")
    told, hr = book_of(load(project.folder)).click("settle_pay", 改按现在的设置=True, **WHY)
    assert ("2026-11 已过保存期" in told.text, any("改按现在的设置" in each for each in hr.asked)) == (True, False)


def test_a_button_names_what_comes_next_in_later_months_that_it_changes_too(tmp_path: Path) -> None:
    project, december = collected(tmp_path, "advise", 10), parse_period("2026-12")
    counting = SCHEME.replace("parameters:", f"{COUNT}\nparameters:").replace(
        "base * coefficient", "base * coefficient + base * best"
    )
    (project.folder / "schemes" / "craft@2026-12.yaml").write_text(counting, encoding="utf-8")
    book = book_of(project)
    book.click("settle_pay")
    generate(project, december, "zh")
    fill_all(project, december, {key: {"craft": total, "manner": total} for key, total in TOTALS.items()})
    collect(project, december, (), "zh")
    book.click("settle_pay", **{"考核周期（": december.text})
    fill_all(project, PERIOD, {key: {"craft": 100, "manner": 100} for key in TOTALS})
    told, _ = book.click("collect_returns", **{"考核周期（": PERIOD.text}, **WHY)
    assert "2026-12 的结果也变了。下一步：点「结算」。1 人有应发的还没有结算（含差额）。" in told.text
    assert "2026-12 的结果也变了。下一步：点「结算」。" in book.said("本次结果")


Correct = Callable[[Project, PlainBook], Reply]


@pytest.mark.parametrize("correct", [late, appealed])
def test_what_changes_after_payment_is_calibrated_anew_before_anything_else_is_named(
    tmp_path: Path, run: Runner, correct: Correct
) -> None:
    project, book = paid(tmp_path)
    assert "下一步：点「校准等级」。结算或公布以后结果有变化" in correct(project, book).text
    assert "calibrate 2026-11" in run("status", PERIOD.text, "--project", project.folder).out
    assert "还没有重新校准" in book.click("publish_results", 现在公布=False)[1].asked[-1]
    book.click("calibrate_grades")
    assert book.next_button() == "校准等级"
    book.click("calibrate_grades", **WHY)
    assert grades(project) == ANEW
    assert book.next_button() == "公布"
    assert "还没有重新校准" not in book.click("publish_results")[1].asked[-1]
    assert book.next_button() == "核对台账"


@pytest.mark.parametrize("correct", [late, appealed])
def test_grades_that_were_paid_may_stay_for_a_reason_and_are_not_asked_about_again(
    tmp_path: Path, correct: Correct
) -> None:
    project, book = paid(tmp_path)
    correct(project, book)
    kept = dict(zip(TOTALS, grades(project), strict=True))
    book.click("calibrate_grades")
    file = project.results(PERIOD) / calibration_book.FILE
    edited(file, {key: (grade, "已发放，不改") for key, grade in kept.items()})
    said, _ = book.click("calibrate_grades", **WHY)
    assert "已记入台账" in said.text
    assert "等级反而低于" in book.said("本次结果")  # the order is broken, which is told
    assert "".join(kept.values()) == grades(project)
    assert book.next_button() == "公布"
    book.click("publish_results")
    assert book.next_button() == "核对台账"
    book.click("calibrate_grades")
    (last,) = tail(Ledger.open(project.ledger), 1)
    assert "没有要改的等级" in book.click("calibrate_grades")[0].text
    assert tail(Ledger.open(project.ledger), 1) == [last]


def approving(project: Project) -> None:
    """Let all results want approval, and approve those that were asked about."""
    if not project.settings.approval:
        settings = project.folder / "presales.toml"
        settings.write_text(f"approval = true\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
        roster = opened(project.roster)
        for row, title in enumerate(["审批人", "王总", "王总"], 1):
            roster["经理"].cell(row, 9).value = title
        roster.save(project.roster)
    project = load(project.folder)
    asked = approve.ask(project, PERIOD, "zh").known
    if ids := [key for key, each in asked.items() if each.state == "asked"]:
        approve.decide_all(project, PERIOD, ids, approved=True, reason="口头", lang="zh")


@pytest.mark.parametrize("mode", ["advise", "enforce"])
def test_results_that_changed_are_calibrated_anew_before_anybody_is_asked_to_approve_them(
    tmp_path: Path, mode: str
) -> None:
    project = collected(tmp_path, mode, 10)
    book = book_of(project)
    book.click("calibrate_grades")
    book.click("calibrate_grades")
    approving(project)
    if mode == "enforce":  # what was settled is not held back by its pool
        book.click("settle_pay")
    late(project, book)
    assert book.next_button() == "校准等级"
    asked = approve.ask(load(project.folder), PERIOD, "zh", dry_run=True)
    assert (len(asked.new), [each.code for each in asked.problems]) == (
        (1, ["standing.changed_since"]) if mode == "advise" else (0, ["standing.shifted", "approval.not_ready"])
    )
    if mode == "advise":
        said = "校准以后结果有变化：9 人的等级与名额建议"
        assert said in book.said("本月进度")
        assert said in book.click("approve_results", **{"写出审批表（": False})[1].asked[-1]
    book.click("calibrate_grades")
    book.click("calibrate_grades", **WHY)
    assert book.next_button() == "审批"


def test_who_was_paid_nothing_yet_gets_no_grade_beyond_the_quota_beside_those_that_stay(tmp_path: Path) -> None:
    project = collected(tmp_path, "enforce", 10)
    book = book_of(project)
    book.click("calibrate_grades")
    edited(project.results(PERIOD) / calibration_book.FILE, {"E01": ("S", "突出"), "E02": ("S", "突出")})
    said, _ = book.click("calibrate_grades")
    assert said.severity == "error"
    assert "「S」及以上有 2 人，名额是 1 人" in said.text


@pytest.mark.parametrize("why", [None, "钱二先定"])
def test_with_workbooks_still_out_calibrating_says_whose_and_records_nothing_without_a_reason(
    tmp_path: Path, why: str | None
) -> None:
    project = collected(tmp_path, "advise", back=1)
    book = book_of(project)
    assert MISSING in book.click("calibrate_grades")[0].text
    edited(project.results(PERIOD) / calibration_book.FILE, {"E10": ("B", "请假较多")})
    said, hr = book.click("calibrate_grades", 不等他们=why)
    assert any(MISSING in question for question in hr.asked)
    assert [*recorded(project)] == ([] if why is None else ["E10"])
    assert "命令行" not in said.text
    assert (MISSING in said.text) == (why is None)  # what was given a reason for is not asked for once more


def test_where_the_quota_is_enforced_the_button_refuses_while_workbooks_are_out(tmp_path: Path) -> None:
    project = collected(tmp_path, "enforce", 10, back=1)
    book = book_of(project)
    book.click("calibrate_grades")
    said, hr = book.click("calibrate_grades", 不等他们="急")
    assert ("人不齐不能记入" in said.text, recorded(project)) == (True, {})
    assert not any("不等他们" in question for question in hr.asked)


def test_where_the_quota_is_enforced_nobody_is_sent_to_calibrate_while_workbooks_are_out(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path / "first", "enforce", 10, back=1))
    assert "校准等级" not in book.month()
    project, book = paid(tmp_path)
    late(project, book)
    assert "应是另一等级" in book.month()
    roster = project.folder / "roster.xlsx"
    sheets = opened(roster)
    sheets["员工"]["C2"] = "M2"  # the other manager is to enter E01 anew
    sheets.save(roster)
    book.click("generate_workbooks", **WHY)
    assert "校准等级" not in book.month()
    assert "应是另一等级" not in book.click("settle_pay", 已经交出发放=False)[0].text


def test_with_nothing_to_record_calibrating_asks_nothing_and_says_so(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise")
    book = book_of(project)
    book.click("calibrate_grades")
    said, hr = book.click("calibrate_grades")
    assert ("没有要改的等级" in said.text, "把里面定的等级记入台账" in hr.asked[-1]) == (True, True)
