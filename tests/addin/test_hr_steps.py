"""HR's buttons, in a roster that is open in LibreOffice: who is chosen by name, what is asked, what the sheet shows."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings as xw
from openpyxl import Workbook

from presales_xl.addin.choices import CancelledError, choose
from presales_xl.addin.hr_steps import HrStep, asked_period, ranked_problems
from presales_xl.addin.ribbon import Reply, StoppedError, buttons_by_command, dispatch, in_one_message
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.publishing.appeal import all_appeals
from presales_xl.periods import parse_period
from presales_xl.problem_texts import explain
from presales_xl.project import Project, load
from presales_xl.scheme.errors import ProblemsError, warning
from presales_xl.texts import shown_by_a_click
from tests.addin.commanding import OfHr, sheet_text
from tests.conftest import OpenBook
from tests.cycle.approving.test_approve import SETTINGS, approvers
from tests.cycle.company import ENGINEER, company, opened
from tests.cycle.postbox import Postbox, serving
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, issued, returned, run
from tests.cycle.sending import project_at, words

in_office = pytest.mark.libreoffice
RESULT = "本次结果"


def click(book: xw.Book, button: str, period: str = PERIOD.text, **told: Any) -> tuple[Reply, OfHr]:
    """Click a button of HR's, and say of its questions what is told of them."""
    hr = OfHr(told={"考核周期（": period, **told})
    return dispatch(button, book, hr), hr


@pytest.fixture
def post() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with serving(box) as port:
        yield box, port


# What must not stay blank


def step_of(hr: OfHr, tmp_path: Path) -> HrStep:
    return HrStep(cast("Any", None), hr, load(collected(tmp_path).folder), frozenset())


def test_a_blank_line_is_asked_for_again_and_says_how_to_leave(tmp_path: Path) -> None:
    hr = OfHr(told={"依据": iter(["  ", "", " 电话 "])})
    assert step_of(hr, tmp_path).typed("依据：") == "电话"
    assert hr.asked == ["依据：", *["▲ 这里必须填写；不做了请点「取消」。\n依据："] * 2]


@pytest.mark.parametrize(("typed", "asked"), [(None, 1), ("", 3)])
def test_who_cancels_is_asked_no_more_and_who_leaves_a_line_blank_thrice_neither(
    tmp_path: Path, typed: str | None, asked: int
) -> None:
    hr = OfHr(told={"依据": typed})
    with pytest.raises(CancelledError) as caught:
        step_of(hr, tmp_path).typed("依据：")
    assert (len(hr.asked), "必须填写" in str(caught.value)) == (asked, asked == 3)


# Periods


def test_a_period_is_read_as_people_type_it_and_asked_for_again_where_it_is_none() -> None:
    hr = OfHr(told={"从哪个周期": iter(["下个月", "2027.1", "2027年1月"])})
    assert asked_period(hr, "从哪个周期？") == parse_period("2027-01")
    assert [question.startswith("「2027.1」不是考核周期。") for question in hr.asked] == [False, False, True]
    assert asked_period(OfHr(told={"从": "２０２７－０１"}), "从？") == parse_period("2027-01")
    assert asked_period(OfHr(told={"从": " "}), "从？") is None
    with pytest.raises(CancelledError):
        asked_period(OfHr(told={"从": None}), "从？")
    with pytest.raises(ProblemsError):
        asked_period(hr := OfHr(told={"从": "下个月"}), "从？")
    assert len(hr.asked) == 3


# Choices by name


NAMES = ["王芳 1101 华东", "王刚 1102 华东", "李雷 1103 华南"]


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("李雷", [2]),
        ("3", [2]),
        ("1102", [1]),
        ("华南", [2]),
        ("李雷、王芳", [2, 0]),
        ("王芳, 王芳 1101 华东", [0]),
        ("全部", [0, 1, 2]),
    ],
)
def test_people_are_chosen_by_name_number_or_a_part_of_it(typed: str, chosen: Sequence[int]) -> None:
    assert choose(OfHr(told={"谁": typed}), "发给谁？", NAMES, several=True) == chosen


@pytest.mark.parametrize(
    ("typed", "names", "chosen"),
    [
        ("1", ["赵一 M0", "钱二 M1", "孙三 M2"], 0),
        ("2", ["王芳 1002", "李雷 1001", "韩梅 1003"], 1),
        ("3", ["不再更正", "首通率", "24小时响应率", "建议数"], 2),
        ("设计", ["设计：写出方案设计表", "读入：公司现有的考核表", "收进：填好的设计表"], 0),
        ("design", ["design: write a workbook", "import: a form", "adopt: a design workbook"], 0),
    ],
)
def test_a_number_is_that_of_a_line_and_the_word_a_line_begins_with_names_it(
    typed: str, names: Sequence[str], chosen: int
) -> None:
    assert choose(OfHr(told={"哪": typed}), "哪一个？", names) == [chosen]


@pytest.mark.parametrize("typed", ["２", "2.", "2. 李雷（1001）", "李雷(1001)", "李雷（１００１）"])
def test_a_line_is_named_as_it_is_shown_and_by_digits_and_brackets_of_any_keyboard(typed: str) -> None:
    assert choose(OfHr(told={"谁": typed}), "谁？", ["王芳（1002）", "李雷（1001）", "韩梅（1003）"]) == [1]


def test_a_number_that_is_an_id_of_another_line_is_asked_again() -> None:
    hr = OfHr(told={"谁": "2"})
    with pytest.raises(CancelledError):
        choose(hr, "谁？", ["王芳 2", "李雷 1"])
    assert "「2」不止一个：李雷 1、王芳 2" in hr.asked[1]


def test_a_name_that_fits_several_or_nobody_is_asked_again_and_never_guessed() -> None:
    for typed, said in (("王", "「王」不止一个：王芳 1101 华东、王刚 1102 华东"), ("赵", "没有「赵」")):
        hr = OfHr(told={"谁": typed})
        with pytest.raises(CancelledError):
            choose(hr, "谁申诉？", NAMES)
        assert len(hr.asked) == 3
        assert said in hr.asked[1]


def test_of_several_lines_of_one_person_the_name_or_the_id_means_all_and_one_of_two_called_alike_is_asked_for() -> None:
    whose = ["1101 王芳", "1102 李雷", "1101 王芳", "1103 李雷"]
    lines = [f"{who} 的「{figure}」" for who, figure in zip(whose, ("态度", "态度", "手艺", "手艺"), strict=True)]
    for typed, chosen in (("王芳", [0, 2]), ("1101", [0, 2]), ("1102", [1]), ("4、王芳", [3, 0, 2])):
        assert choose(OfHr(told={"哪": typed}), "哪几处？", lines, several=True, whose=whose) == chosen
    hr = OfHr(told={"哪": "李雷"})
    with pytest.raises(CancelledError, match="「李雷」不止一个：1102 李雷、1103 李雷"):
        choose(hr, "哪几处？", lines, several=True, whose=whose)


def test_what_is_to_be_done_is_told_before_what_needs_nothing_and_never_cut_off_without_a_word() -> None:
    needless = [warning("roster.left", people=[f"E{number}"]) for number in range(6)]
    to_mend = warning("roster.moved", people=["E9"])
    ranked = ranked_problems([*needless, to_mend], "zh")
    assert ranked == [to_mend, *needless]
    assert "还有 2 个问题，都无需处理。" in in_one_message(ranked, "zh")
    assert "还有 2 个问题，其中 1 个要处理。" in in_one_message([*needless, to_mend], "zh")


def test_buttons_speak_of_settings_in_words_and_the_command_line_by_their_keys() -> None:
    said = warning("settlement.calibration", count=2, people=["甲"], period="2026-11", then="")
    assert "（presales.toml 里 mode = enforce）" in explain("zh", said)
    with shown_by_a_click(buttons_by_command()):
        assert "按必须照办的名额定，还没有校准" in explain("zh", said)


def test_of_many_people_those_who_are_not_listed_are_chosen_by_name_all_the_same() -> None:
    many = [f"员工{number} {1000 + number}" for number in range(60)]
    hr = OfHr(told={"谁": "员工59"})
    assert choose(hr, "谁？", many) == [59]
    assert "另有 20 个" in hr.asked[0]


@in_office
def test_whoever_is_selected_in_the_roster_is_proposed(tmp_path: Path, open_book: OpenBook) -> None:
    book = open_book(collected(tmp_path).roster)
    book.sheets["员工"].range("B3").select()  # 李四
    answer, _ = click(book, "decide_appeals", **{"申诉的内容": "数错了"})
    assert "E2 李四" in answer.text


# Mail


@in_office
def test_workbooks_are_mailed_to_whom_hr_names_and_to_nobody_twice(
    tmp_path: Path, open_book: OpenBook, post: tuple[Postbox, int]
) -> None:
    box, port = post
    book = open_book(project_at(tmp_path, port).roster)
    click(book, "generate_workbooks", "2026-Q4")
    refused, hr = click(book, "send_documents", "2026-Q4", 现在发给=False)
    assert (refused.text, box.letters) == ("已取消，什么都没有做。", [])
    assert "待发送 3 封" in next(question for question in hr.asked if "发给谁" in question)
    sent, _ = click(book, "send_documents", "2026-Q4", 发给谁="赵一")
    assert ("已发送 1 封" in sent.text, box.addresses()) == (True, ["z@example.com"])
    assert "赵一 z@example.com 已发送" in sheet_text(book, RESULT)
    click(book, "send_documents", "2026-Q4")
    assert sorted(box.addresses()) == ["q@example.com", "z@example.com", "zhou@example.com"]
    refused, hr = click(book, "send_documents", "2026-Q4", 发给谁="赵一", 再发一次=False)
    assert (refused.text, len(box.letters)) == ("已取消，什么都没有做。", 3)
    click(book, "send_documents", "2026-Q4", 发给谁="赵一")
    assert box.addresses().count("z@example.com") == 2


@in_office
def test_attachments_are_put_under_the_passwords_of_a_table(
    tmp_path: Path, open_book: OpenBook, post: tuple[Postbox, int]
) -> None:
    box, port = post
    table = tmp_path / "密码.csv"
    table.write_text("工号,密码\nM1,vK8-qnwz-31\n", encoding="utf-8")
    book = open_book(project_at(tmp_path / "公司", port).roster)
    click(book, "generate_workbooks", "2026-Q4")
    told = {"发给谁": "赵一", "附件加密": "按密码表加密", "密码表（": [table]}
    assert "已发送 1 封" in click(book, "send_documents", "2026-Q4", **told)[0].text
    (attached,) = box.letters[0].iter_attachments()
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.startswith(b"\xd0\xcf\x11\xe0")  # no zip file, but an encrypted one


@in_office
@pytest.mark.usefixtures("before_anything_is_due")
def test_whoever_owes_something_is_reminded_in_words_of_what(
    tmp_path: Path, open_book: OpenBook, post: tuple[Postbox, int]
) -> None:
    box, port = post
    book = open_book(project_at(tmp_path, port).roster)
    click(book, "generate_workbooks", "2026-Q4")
    assert "下一步：点「发送」" in click(book, "remind", "2026-Q4")[0].text
    assert box.letters == []  # of what nobody was sent nobody is reminded
    click(book, "send_documents", "2026-Q4")
    box.letters.clear()
    assert "已发送 1 封" in click(book, "remind", "2026-Q4", 发给谁="钱二")[0].text
    assert "目前还没有收到" in words(box.to("q@example.com"), "plain")


@in_office
def test_without_a_mail_server_files_and_texts_are_listed_to_be_sent_by_hand(
    tmp_path: Path, open_book: OpenBook
) -> None:
    project = issued(tmp_path)
    book = open_book(project.roster)
    told, hr = click(book, "send_documents", 已经自己发出=False)
    assert "没有设置发件人" in told.text
    assert "请自己发出：2 份" in hr.asked[-1]
    formulas = [str(cell) for row in book.sheets[RESULT].used_range.formula for cell in row]
    assert f'=HYPERLINK("{project.outbox(PERIOD) / FIRST}","{FIRST}")' in formulas
    assert "没有要发的" in click(book, "remind")[0].text  # what nobody was given is not owed
    click(book, "send_documents")
    click(book, "remind", 已经自己发出=False)
    assert "赵一，您好：2026-11 的考核工作簿" in sheet_text(book, RESULT)


@in_office
def test_statements_and_forms_are_not_mailed_before_they_are_written(
    tmp_path: Path, open_book: OpenBook, post: tuple[Postbox, int]
) -> None:
    returned(tmp_path)
    mail = f'[mail]\nhost = "localhost"\nport = {post[1]}\nsecurity = "none"\nsender = "hr@example.com"\n'
    project = company(tmp_path, approvers, SETTINGS + mail)
    run(project)
    book = open_book(project.roster)
    assert "请先点「审批」" in click(book, "send_documents", 发送什么="审批表")[0].text
    click(book, "approve_results")
    for person in ("张三", "李四", "王五"):
        told = {"审批：": "登记审批人的意见", "谁的结果": person, "审批人对": "同意", "依据（": "会上同意"}
        said, hr = click(book, "approve_results", **told)
        assert "已同意" in said.text
        assert f"{person}，等级 " in hr.asked[-1]
        assert "：同意\n依据：会上同意\n\n记入台账？" in hr.asked[-1]
    assert "请先点「公布」" in click(book, "send_documents", 发送什么="通知单")[0].text
    assert list(project.results(PERIOD).glob("**/*.html")) == []
    click(book, "publish_results")
    assert "没有邮箱" in click(book, "send_documents", 发送什么="通知单")[0].text


# Appeals, doubts, approval, schemes


@in_office
def test_an_appeal_is_recorded_and_decided_by_names_and_says_first_what_changes(
    tmp_path: Path, open_book: OpenBook
) -> None:
    project = collected(tmp_path)
    book = open_book(project.roster)
    click(book, "settle_pay")
    click(book, "publish_results")
    opened, _ = click(book, "decide_appeals", **{"谁申诉": "张三", "申诉的内容": "未解决只有 1 件"})
    assert ("申诉已记录" in opened.text, all_appeals(project)[0].employee_id) == (True, "E1")
    decision: dict[str, Any] = {"1. 成立": "成立", "处理说明": "查实"}
    decision |= {"更正哪个数": iter(["满意度", "不再更正"] * 2), "应为": "97"}
    hesitating_over: dict[str, Any] = {"记入台账？": False, **decision}
    refused, hesitating = click(book, "decide_appeals", **hesitating_over)
    assert refused.text == "已取消，什么都没有做。"
    assert "91 → 97" in hesitating.asked[-1]
    assert not all_appeals(project)[0].decided_at
    decided, _ = click(book, "decide_appeals", **decision)
    assert ("成立：张三" in decided.text, all_appeals(project)[0].outcome) == (True, "upheld")
    assert "下一步：点「公布」" in decided.text
    assert "总分" in sheet_text(book, RESULT)


@in_office
def test_a_doubted_entry_is_confirmed_by_the_name_of_the_person_with_a_reason(
    tmp_path: Path, open_book: OpenBook
) -> None:
    doubted = PEOPLE | {"E1": ENGINEER | {"satisfaction": 1}}
    project = collected(tmp_path, doubted)
    book = open_book(project.roster)
    click(book, "show_month")
    assert "下一步：点「确认存疑」" in sheet_text(book, "本月进度")
    cancelled, _ = click(book, "confirm_entries", 依据=None)
    assert cancelled.text == "已取消，什么都没有做。"
    confirmed, _ = click(book, "confirm_entries", 依据="问过经理", 哪几处="张三")
    assert "已确认 1 处，还有 0 处" in confirmed.text
    assert all(each.state == "complete" for each in status(project, PERIOD, "zh").returns)


@in_office
def test_a_scheme_is_designed_and_adopted_and_what_is_wrong_is_listed_with_links(
    tmp_path: Path, open_book: OpenBook
) -> None:
    project = collected(tmp_path)
    book = open_book(project.roster)
    designed, _ = click(book, "schemes", 哪个方案="support_engineer_kpi")
    (file,) = tmp_path.glob("方案设计*.xlsx")
    assert str(file) in designed.text
    told: dict[str, Any] = {"方案：": "收进", "填好的方案设计表": [file], "从哪个周期": ""}
    refused, hr = click(book, "schemes", **{"收进项目？": False, **told})
    assert (refused.text, project.schemes.exists()) == ("已取消，什么都没有做。", False)
    assert "随产品提供的方案" in hr.asked[-2]
    assert "2026-11：2 人的结果，若按这份方案" in hr.asked[-1]
    adopted, _ = click(book, "schemes", **told)
    assert ("已收进项目" in adopted.text, "「岗位」表里写上" in adopted.text) == (True, False)  # it stands there
    assert [each.name for each in project.schemes.iterdir()] == ["support_engineer_kpi.yaml"]
    indicator = opened(file)
    for row in indicator["指标"].iter_rows(min_row=4):
        for cell in row:
            if isinstance(cell.value, int | float) and cell.value > 1:
                cell.value = "很多"
    indicator.save(file)
    wrong, _ = click(book, "schemes", **told)
    assert (wrong.severity, "处要改，已在副本里标好" in wrong.text) == ("error", True)
    formulas = [str(cell) for row in book.sheets[RESULT].used_range.formula for cell in row]
    assert any(f"{file}#'指标'!" in formula for formula in formulas), formulas


@in_office
def test_a_form_of_the_companys_is_read_in_as_a_draft_beside_those_that_are_there(
    tmp_path: Path, open_book: OpenBook
) -> None:
    form = Workbook()
    sheet = form.worksheets[0]
    for row in (["指标", "权重", "评分标准"], ["客户满意度", 60, "每低1分扣2分"], ["培训次数", 40, "每次得10分"]):
        sheet.append(row)
    form.save(tmp_path / "旧表.xlsx")
    book = open_book(company(tmp_path / "公司").roster)
    for expected in ("方案设计 旧表.xlsx", "方案设计 旧表-2.xlsx"):
        told: dict[str, Any] = {"方案：": "读入", "现有的考核表": [tmp_path / "旧表.xlsx"]}
        read, _ = click(book, "schemes", **told)
        assert ("2 个指标" in read.text, (tmp_path / "公司" / expected).is_file()) == (True, True)


@in_office
def test_what_is_open_in_a_returned_workbook_is_listed_with_a_link_to_its_cell(
    tmp_path: Path, open_book: OpenBook
) -> None:
    project = returned(tmp_path, PEOPLE | {"E1": ENGINEER | {"satisfaction": None}})
    book = open_book(project.roster)
    click(book, "collect_returns")
    formulas = [str(cell) for row in book.sheets[RESULT].used_range.formula for cell in row]
    assert any(f"{FIRST}#'工程师'!" in formula for formula in formulas), formulas


# What keeps a step from being done


@in_office
@pytest.mark.parametrize(
    "button",
    [
        "collect_returns",
        "send_documents",
        "remind",
        "confirm_entries",
        "calibrate_grades",
        "approve_results",
        "settle_pay",
        "publish_results",
        "decide_appeals",
    ],
)
def test_a_step_that_comes_too_early_says_which_button_comes_first(
    button: str, tmp_path: Path, open_book: OpenBook
) -> None:
    new = open_book(company(tmp_path / "新").roster)
    early, _ = click(new, button, 收回的工作簿=[tmp_path / "新" / "roster.xlsx"])
    assert (early.severity, "点「生成工作簿」" in early.text) == ("error", True)
    assert "密钥" not in early.text
    new.close()
    known = open_book(issued(tmp_path / "老").roster)
    wrong_month, _ = click(known, button, "2031-03", 收回的工作簿=[tmp_path / "老" / "roster.xlsx"])
    assert "点「生成工作簿」" in wrong_month.text


@in_office
@pytest.mark.parametrize("button", ["calibrate_grades", "settle_pay", "publish_results"])
def test_a_step_before_anything_came_back_says_what_is_waited_for(
    button: str, tmp_path: Path, open_book: OpenBook
) -> None:
    book = open_book(issued(tmp_path).roster)
    early, _ = click(book, button)
    assert (early.severity, "下一步：点「发送」" in early.text) == ("error", True)


@in_office
def test_what_is_wrong_with_the_roster_is_listed_with_links_to_its_cells(tmp_path: Path, open_book: OpenBook) -> None:
    def spoil(sheets: dict[str, list[list[Any]]]) -> None:
        sheets["员工"][1][2] = "M9"

    book = open_book(company(tmp_path, spoil).roster)
    refused, _ = click(book, "generate_workbooks")
    assert (refused.severity, "M9" in refused.text, RESULT in refused.text) == ("error", True, True)
    formulas = [str(cell) for row in book.sheets[RESULT].used_range.formula for cell in row]
    assert any(formula.startswith("=HYPERLINK(\"#'员工'!C2\"") for formula in formulas), formulas


@in_office
def test_work_that_is_stopped_leaves_no_half_file_and_the_next_click_ends_it(
    tmp_path: Path, open_book: OpenBook
) -> None:
    project = company(tmp_path)
    book = open_book(project.roster)

    class Stopping(OfHr):
        def track(self, items: Sequence[Any], what: str) -> Iterator[Any]:
            del what
            yield items[0]
            raise StoppedError

    stopped = dispatch("generate_workbooks", book, Stopping(told={"考核周期（": PERIOD.text}))
    assert "已停止" in stopped.text
    assert not [file for file in project.outbox(PERIOD).iterdir() if file.suffix != ".xlsx"]
    assert "工作簿 2 份" in click(book, "generate_workbooks")[0].text
    assert {each.file for each in _issued(project)} == {file.name for file in project.outbox(PERIOD).iterdir()}


@in_office
def test_trying_a_design_that_is_stopped_takes_nothing_over_and_the_next_click_does(
    tmp_path: Path, open_book: OpenBook
) -> None:
    project = collected(tmp_path)
    book = open_book(project.roster)
    click(book, "schemes", 哪个方案="support_engineer_kpi")
    (file,) = tmp_path.glob("方案设计*.xlsx")
    told: dict[str, Any] = {"方案：": "收进", "填好的方案设计表": [file], "从哪个周期": ""}
    tracked: list[tuple[str, int]] = []

    class Stopping(OfHr):
        def track(self, items: Sequence[Any], what: str) -> Iterator[Any]:
            tracked.append((what, len(items)))
            yield items[0]
            raise StoppedError

    assert "已停止" in dispatch("schemes", book, Stopping(told=told)).text
    assert tracked == [("trial", 1)]
    assert not project.schemes.exists()
    assert "已收进项目" in click(book, "schemes", **told)[0].text


@in_office
def test_mailing_that_is_stopped_goes_on_with_the_next_click_and_sends_nothing_twice(
    tmp_path: Path, open_book: OpenBook, post: tuple[Postbox, int]
) -> None:
    box, port = post
    book = open_book(project_at(tmp_path, port).roster)
    click(book, "generate_workbooks", "2026-Q4")

    class Stopping(OfHr):
        def track(self, items: Sequence[Any], what: str) -> Iterator[Any]:
            yield from items if what != "send" else items[:1]
            if what == "send":
                raise StoppedError

    assert "已停止" in dispatch("send_documents", book, Stopping(told={"考核周期（": "2026-Q4"})).text
    assert len(box.letters) == 1
    assert "已发送 2 封" in click(book, "send_documents", "2026-Q4")[0].text
    assert len(set(box.addresses())) == len(box.letters) == 3


@in_office
def test_publishing_too_early_names_the_next_button_or_says_who_and_which_step_is_missing(
    tmp_path: Path, open_book: OpenBook
) -> None:
    def leaves(sheets: dict[str, list[list[Any]]]) -> None:
        for place, row in enumerate(sheets["员工"]):
            row.append("离职日期" if place == 0 else "2026-11-02" if row[0] == "E3" else None)

    new = company(tmp_path / "新", leaves)
    book = open_book(new.roster)
    click(book, "generate_workbooks")
    early, _ = click(book, "publish_results")  # there is a result: of who left and is not appraised
    assert (early.severity, "下一步：点「" in early.text) == ("error", True)
    book.close()
    project = collected(tmp_path / "老", PEOPLE | {"E1": ENGINEER | {"satisfaction": None}})
    book = open_book(project.roster)
    answer, hr = click(book, "publish_results", 现在公布=False)
    asked = next(question for question in hr.asked if "现在公布" in question)
    assert ("1 人结果不完整" in asked, "1 人没有" in asked, len(asked) < 1000) == (True, True, True)
    assert "奖金还没有结算" in asked
    assert answer.text == "已取消，什么都没有做。"
    assert "E1 张三" in sheet_text(book, RESULT)


@in_office
def test_what_excel_holds_open_is_told_as_recorded_and_the_next_click_writes_it_before_it_asks(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = collected(tmp_path)
    book, payroll = open_book(project.roster), project.results(PERIOD) / "payroll.xlsx"
    with monkeypatch.context() as patched:

        def is_open(*_: object) -> None:
            raise PermissionError

        patched.setattr("os.replace", is_open)
        for _ in range(2):
            told, hr = click(book, "settle_pay")
            assert (told.severity, "台账已经记好" in told.text, "结算完成" in told.text) == ("error", True, True)
            assert not any("已经交出发放" in question for question in hr.asked), "there is no payroll to hand over"
        assert "台账已经记好" in click(book, "publish_results")[0].text
    assert not payroll.exists()
    _, hr = click(book, "settle_pay", 已经交出发放=False)
    assert ("已经交出发放" in hr.asked[-1], payroll.is_file()) == (True, True)


def _issued(project: Project) -> list[Any]:
    return [each.workbook for each in status(load(project.folder), PERIOD, "zh").returns]
