"""What HR is shown of a step before it is agreed to, and of results that were relied on after it has changed them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from presales_xl import catalogue
from presales_xl.addin.buttons.settle_pay import came_back
from presales_xl.addin.choices import choose
from presales_xl.addin.hr_steps import PeriodStep
from presales_xl.addin.ribbon import in_one_message
from presales_xl.cycle.calibrating import calibration_book
from presales_xl.cycle.changes import Affected, Change, in_lines, in_short
from presales_xl.cycle.generating.other_version import issued_otherwise
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.settling.payroll import Unpaid
from presales_xl.design.designbook import design_book
from presales_xl.ledger import issues
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.employees import Employee, Manager
from presales_xl.project import load
from presales_xl.resources import SCHEMES
from presales_xl.scheme.errors import ClosedError, Place, Problem
from tests.addin.commanding import OfHr
from tests.addin.plain_book import book_of
from tests.cycle import sending
from tests.cycle.calibrated import edited
from tests.cycle.calibrating import test_calibrate
from tests.cycle.collecting.test_file_states import command, resubmitted
from tests.cycle.company import company, fill_all, refused, write_csv
from tests.cycle.postbox import Postbox, serving
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, issued, roster_changed

RESULT = "本次结果"


def test_a_scheme_whose_id_the_program_made_is_to_be_named_in_the_roster_by_its_name(tmp_path: Path) -> None:
    project, design = company(tmp_path), tmp_path / "方案.xlsx"
    own = (SCHEMES / "repair_stars.yaml").read_text(encoding="utf-8").replace("id: repair_stars", "id: our_scheme_1")
    (tmp_path / "our_scheme_1.yaml").write_text(
        own.replace("售前维修人员（星级 + 计件）", "维修星级"), encoding="utf-8"
    )
    design_book.write(design_book.content(catalogue.load_file(tmp_path / "our_scheme_1.yaml")), design, "zh")
    told: dict[str, Any] = {"方案：": "收进", "填好的方案设计表": [design], "从哪个周期": ""}
    reply, _ = book_of(project).click("schemes", **told)
    assert "在名单的「岗位」表里写上「维修星级」。" in reply.text


def test_whose_grades_are_recorded_is_asked_by_name_and_listed_with_the_reason(tmp_path: Path) -> None:
    project = test_calibrate.collected(tmp_path, "advise")
    book = book_of(project)
    book.click("calibrate_grades")
    edited(project.results(PERIOD) / calibration_book.FILE, {"E10": ("B", "请假较多")})
    _, hr = book.click("calibrate_grades", 现在记入台账=False)
    before = test_calibrate.grades(project)[-1]
    assert f"{before} → B" in hr.asked[-1]
    book.click("calibrate_grades")
    assert f"{before} B 请假较多" in book.said(RESULT)


def test_the_question_of_settling_tells_this_period_from_corrections(tmp_path: Path) -> None:
    _, hr = book_of(collected(tmp_path)).click("settle_pay", 现在结算=False)
    assert "往期更正 0.00" in hr.asked[-1]


def test_what_a_late_file_changes_is_told_in_short_and_listed_before_and_after(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    book.click("settle_pay")
    book.click("publish_results")
    fill_all(project, PERIOD, {**PEOPLE, "E3": {**PEOPLE["E3"], "unresolved": 0}})
    told, hr = book.click("collect_returns", 写原因="补交")
    assert any("人只是名次变了" in question for question in hr.asked)
    assert "已作数的结果有更改" in told.text
    assert "张三 名次 1 2" in book.said(RESULT)


def test_the_note_of_an_appeal_is_in_the_question_that_records_it(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path))
    book.click("decide_appeals", **{"申诉：": "登记一件新的申诉", "谁申诉": "E1", "申诉的内容": "数错了"})
    _, hr = book.click("decide_appeals", **{"1. 成立": "驳回", "处理说明（必填": "数没有错", "记入台账": False})
    assert "处理说明（写进通知单）：数没有错" in hr.asked[-1]


def test_ranks_alone_are_counted_and_grades_and_pay_are_named() -> None:
    ranks = [Affected(f"E{n}", f"员工{n}", [Change("名次", "6", "14", "rank")]) for n in range(25)]
    pay = Change("奖金合计", "1,000", "500", "pay", is_all_pay=True)
    paid = Affected("E99", "张三", [Change("等级", "A", "B", "grade"), pay])
    assert in_short(ranks, "zh") == "等级和奖金都不变；25 人只是名次变了"
    assert (
        in_short([paid, *ranks], "zh")
        == "等级变的 1 人：张三 A → B；奖金变的 1 人：张三 1,000 → 500；另有 25 人只是名次变了"
    )
    months = [Affected("E99", "张三", [pay], period) for period in ("2026-07", "2026-08")]
    assert in_short(months, "zh") == "奖金变的 1 人：2026-07 张三 1,000 → 500，2026-08 张三 1,000 → 500"
    assert in_lines([paid, *ranks], "zh").count("\n") == 2
    assert in_lines(ranks, "zh") == "\n  25 人只是名次变了：员工0 6 → 14，员工1 6 → 14，员工2 6 → 14，另外 22 人"


def test_who_is_in_the_roster_no_more_is_named_though_grade_and_pay_stay() -> None:
    off = Affected("E8", "王五", [Change("名单", "在内", "不在内")])
    assert in_short([off], "zh") == "等级和奖金都不变；其他变化的 1 人：王五 名单 在内 → 不在内"


def test_the_question_why_many_results_are_to_change_names_the_first_of_them_and_how_many_more(tmp_path: Path) -> None:
    project = collected(tmp_path)
    pay = Change("奖金合计", "9,000.00 元", "10,500.00 元", "pay", is_all_pay=True)
    many = [Affected(f"E{n}", f"员工{n}", [pay], PERIOD.text) for n in range(30)]
    fields = Reopening(project, "generate 2026-11").fields(PERIOD.text, many, ["settled"])
    closed = ClosedError([Problem("period.closed", fields=fields)])
    hr = OfHr(told={"写原因": None})
    hr.button = "generate_workbooks"
    PeriodStep(cast("Any", book_of(project)), hr, project, frozenset(), period=PERIOD).reason_for(closed.problems)
    (asked,) = hr.asked
    assert "员工0（E0）：奖金合计 9,000.00 元 → 10,500.00 元" in asked
    assert "员工5（E5）：奖金合计 9,000.00 元 → 10,500.00 元" in asked
    assert re.search(r"另有 \d+ 行", asked)
    assert len(asked) < 1000
    refused = in_one_message(closed.problems, "zh", in_short=True)
    assert "员工0（E0）：奖金合计 9,000.00 元 → 10,500.00 元" in refused
    assert re.search(r"另有 \d+ 行", refused)


def test_the_question_about_several_files_names_whose_pay_changes_in_later_months_and_the_sum(tmp_path: Path) -> None:
    project = collected(tmp_path)

    def paid(name: str, period: str, by: float) -> Affected:
        change = Change("奖金合计", "3,373.17 元", f"{3373.17 + by:,.2f} 元", "pay", is_all_pay=True, by=by)
        return Affected(name, name, [change, *[Change("付款金额", "83,000 元", "93,000 元")] * 5], period)

    affected = [paid("陈芳", "2026-07", 285.12), paid("陈芳", "2026-08", 300), paid("周强磊", "2026-08", -300)]
    fields = Reopening(project, "collect 2026-07").fields("2026-07", affected, ["settled", "paid", "published"])
    closed = [Problem("collect.closed", Place(file=f"白玉_北区_{n}.xlsx"), fields) for n in range(2)]
    hr = OfHr(told={"写原因": None})
    hr.button = "collect_returns"
    PeriodStep(cast("Any", book_of(project)), hr, project, frozenset(), period=PERIOD).reason_for(closed)
    (asked,) = hr.asked
    told = "奖金变的 2 人（合计 +285.12 元）", "2026-08 周强磊 3,373.17 元 → 3,073.17 元"
    assert [words for words in told if asked.count(words) != 2] == []
    assert len(asked) < 1000


def test_a_name_of_several_who_have_money_to_return_is_refused_and_an_id_is_not(tmp_path: Path) -> None:
    manager = Manager("M1", "赵一", "华东")
    owing = [
        Unpaid(Employee(key, "王伟"), manager, "应退回", cause="return", period=PERIOD.text, fen=-300_00)
        for key in ("E57", "E58")
    ]
    project = load(collected(tmp_path).folder)

    def noted(typed: str) -> Mapping[str, int | None]:
        hr = OfHr(told={"谁已经退回了": typed})
        return came_back(PeriodStep(cast("Any", None), hr, project, frozenset(), period=PERIOD), owing, ())

    assert "叫「王伟」的不止一个：E57、E58" in refused(lambda: noted("王伟=50"))[0]
    assert noted("E58=50") == {"E58": 50_00}


def test_somebody_is_chosen_as_messages_name_people() -> None:
    assert choose(OfHr(told={"谁": "张伟（E22）"}), "谁？", ["E12 张伟", "E22 张伟"]) == [1]


def test_what_a_newer_copy_changes_is_told_by_the_button_as_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = command(capsys, resubmitted(tmp_path / "one"), "collect")
    changed = [line.strip() for line in out.splitlines() if " → " in line]
    told, _ = book_of(resubmitted(tmp_path / "two")).click("collect_returns")
    assert len(changed) > 1
    assert not [line for line in changed if line not in told.text], told.text
    assert f"{FIRST}：与此前计入的相比改了 2 处" in told.text


def test_what_was_noted_as_sent_by_hand_is_listed_as_sent(tmp_path: Path) -> None:
    book = book_of(issued(tmp_path))
    told, _ = book.click("send_documents")
    assert "已记为自己发出：2 份" in told.text
    assert book.said(RESULT).count("已发送") == 2
    assert "待发送" not in book.said(RESULT)


def test_whom_a_table_of_passwords_lacks_is_told_after_sending_as_before(tmp_path: Path) -> None:
    with serving(Postbox()) as port:
        project = sending.issued(tmp_path, port)
        table = write_csv(tmp_path / "密码.csv", [["工号", "密码"], ["M1", "vK8-qnwz-31"]])
        how = {"考核周期（": sending.PERIOD.text, "附件加密": "按密码表加密", "密码表（": [table]}
        book = book_of(project)
        told, _ = book.click("send_documents", **how)
    assert "已发送 1 封" in told.text
    assert "密码表里没有" in book.said(RESULT)
    assert told.severity == "error"


@pytest.mark.parametrize("keeps", [True, False])
def test_whether_a_newcomer_turns_everybody_to_another_version_of_a_scheme_is_asked_and_answered_by_a_button(
    tmp_path: Path, *, keeps: bool
) -> None:
    project = collected(tmp_path)
    project.schemes.mkdir()
    source = (SCHEMES / "support_engineer_kpi.yaml").read_text(encoding="utf-8")
    changed = source.replace("≤3: 30", "≤3: 29")
    assert changed != source
    (project.schemes / "support_engineer_kpi.yaml").write_text(changed, encoding="utf-8")
    roster_changed(project, lambda sheets: sheets["员工"].append(["E8", "周八", "M2", "工程师", None]))
    _, hr = book_of(project).click("generate_workbooks", 每个人都仍按发放时的版本考核=keeps)
    (asked,) = (each for each in hr.asked if "每个人都仍按发放时的版本考核" in each)
    assert "换了版本" in asked
    with Ledger.open(project.ledger).reading() as read:
        people = [each for book in issues.latest_of(read, PERIOD.text) for each in book.content["people"]]
        assert {each["id"] for each in people} >= {"E1", "E8"}
        assert issued_otherwise(read, PERIOD.text, project.schemes) == ["support_engineer_kpi"] * keeps


def test_which_version_is_kept_is_asked_before_the_reason_for_what_changes_by_that(tmp_path: Path) -> None:
    project = collected(tmp_path)
    publish(project, PERIOD, "zh", with_pdf=False)
    project.schemes.mkdir()
    source = (SCHEMES / "support_engineer_kpi.yaml").read_text(encoding="utf-8")
    (project.schemes / "support_engineer_kpi.yaml").write_text(source.replace("≤3: 30", "≤3: 29"), encoding="utf-8")
    roster_changed(project, lambda sheets: sheets["目标与工资"][1].__setitem__(2, 30000))
    _, hr = book_of(project).click("generate_workbooks", 每个人都仍按发放时的版本考核=True, 写原因="工资登记错了")
    versions, reason = (
        next(at for at, each in enumerate(hr.asked) if said in each) for said in ("仍按发放时的版本", "请写原因")
    )
    assert versions < reason
    assert "李四（E2）" in hr.asked[reason]
    assert "版本" not in hr.asked[reason]
    assert "张三（E1）" not in hr.asked[reason]
