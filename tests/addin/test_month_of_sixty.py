"""The month of a company of sixty by HR's buttons alone, with the mistakes that are made in one."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from presales_xl.addin.ribbon import Reply, dispatch
from presales_xl.cycle.publishing.appeal import all_appeals
from presales_xl.ledger import payments
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.project import Project, load
from tests.addin.commanding import OfHr, sheet_text
from tests.conftest import OpenBook
from tests.cycle.calibrated import SCHEME, edited
from tests.cycle.company import ENGINEER, fill, write_sheets
from tests.cycle.postbox import Postbox, serving
from tests.cycle.returned import PERIOD

pytestmark = pytest.mark.libreoffice
MONTH, RESULT = "本月进度", "本次结果"
TEAMS = ("华东", "华南", "华北", "西南", "西北", "海外")
MANAGERS = ("赵一", "钱二", "孙三", "李四", "周五", "吴六")
#: The grades' share of the base of a craftsman's bonus, in yuan.
BONUS = {"S": 2000, "A": 1500, "B": 1000, "C": 500, "D": 0}
SETTINGS = """\
company = "甲公司"
[mail]
host = "localhost"
port = {port}
security = "none"
sender = "人事部 <hr@example.com>"
"""


def people(team: int) -> list[tuple[str, str, str]]:
    """Return the ids, names and roles of a team: five craftsmen, five engineers."""
    numbers = range(10 * team, 10 * team + 10)
    return [(f"E{n:02}", f"员工{n:02}", "师傅" if n % 10 < 5 else "工程师") for n in numbers]


def entries(team: int) -> dict[str, dict[str, Any]]:
    """Return what a manager fills in: of the craftsmen 68 to 97 points, so that more are S than there are places."""
    craft = {key: 68 + 29 * (5 * team + place) // 29 for place, (key, _, _) in enumerate(people(team)[:5])}
    scores: dict[str, dict[str, Any]] = {key: {"craft": score, "manner": score} for key, score in craft.items()}
    return scores | {key: ENGINEER for key, _, _ in people(team)[5:]}


@pytest.fixture
def box() -> Iterator[tuple[Postbox, int]]:
    post = Postbox()
    with serving(post) as port:
        yield post, port


@pytest.fixture
def project(tmp_path: Path, box: tuple[Postbox, int]) -> Project:
    """Return a company of six teams, whose roles have two schemes: one with pay and a quota, one without."""
    (tmp_path / "presales.toml").write_text(SETTINGS.format(port=box[1]), encoding="utf-8")
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "craft.yaml").write_text(SCHEME, encoding="utf-8")
    staff = [
        [key, name, f"M{team}", role, f"{key}@example.com"] for team in range(6) for key, name, role in people(team)
    ]
    managers = [
        [f"M{number}", name, team, f"m{number}@example.com"]
        for number, (name, team) in enumerate(zip(MANAGERS, TEAMS, strict=True))
    ]
    sheets = {
        "员工": [["工号", "姓名", "经理工号", "岗位", "邮箱"], *staff],
        "经理": [["经理工号", "姓名", "团队", "邮箱"], *managers],
        "岗位": [["岗位", "方案", "周期"], ["师傅", "craft", "月"], ["工程师", "support_engineer_kpi", "月"]],
    }
    write_sheets(tmp_path / "roster.xlsx", sheets)
    return load(tmp_path)


Click = Callable[..., Reply]


@pytest.fixture
def book(project: Project, open_book: OpenBook) -> xw.Book:
    return open_book(project.roster)


@pytest.fixture
def click(book: xw.Book) -> Click:
    """Return what clicks a button; of its questions is told what is given, to all else HR agrees."""

    def clicked(button: str, /, **told: Any) -> Reply:
        answer = dispatch(button, book, OfHr(told={"考核周期（": PERIOD.text, **told}))
        assert "没有完成，工作簿保持原样" not in answer.text, answer.text  # a mistake of the program
        return answer

    return clicked


def next_button(book: xw.Book, click: Click) -> str:
    """Return which button the sheet of the month names."""
    click("show_month")
    return sheet_text(book, MONTH).partition("下一步：点「")[2].partition("」")[0]


def returned(project: Project, *teams: int, changes: dict[str, dict[str, Any]] | None = None) -> None:
    """Put into the inbox what managers return, who filled in everything but for `changes`."""
    for team in teams:
        file = file_of(project, team)
        filled = {key: each | (changes or {}).get(key, {}) for key, each in entries(team).items()}
        fill(project.outbox(PERIOD) / file.name, file, filled)


def file_of(project: Project, team: int) -> Path:
    """Return where the workbook lies that the manager of a team returned."""
    return project.inbox(PERIOD) / f"{MANAGERS[team]}_{TEAMS[team]}_{PERIOD}.xlsx"


def paid(project: Project) -> dict[str, float]:
    """Return what the ledger's payroll of the period pays, in yuan, by employee."""
    with Ledger.open(project.ledger, create=False).reading() as read:
        lines = payments.payroll(read, PERIOD.text)
    sums: dict[str, float] = {}
    for line in lines:
        sums[line.employee_id] = sums.get(line.employee_id, 0) + line.fen / 100
    return sums


def test_a_month_of_sixty_people_by_buttons_alone_with_hrs_mistakes(
    project: Project, book: xw.Book, click: Click, box: tuple[Postbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    post, _ = box
    monkeypatch.setattr("presales_xl.cycle.collecting.status.due_back", lambda *_: dt.date(2099, 1, 1))
    _issue(project, book, click, post)
    _collect(project, book, click, post)
    _calibrate(project, book, click)
    _settle_and_publish(project, book, click, post, monkeypatch=monkeypatch)
    _appeal(project, book, click)
    assert next_button(book, click) == "收回汇总"  # the late workbook still lies there
    file_of(project, 2).unlink()
    assert next_button(book, click) == "公布"  # who appealed hears of the rejection
    assert "修订的是：员工21。" in revised(click)
    assert next_button(book, click) == "发送"
    assert "已发送 59 封" in click("send_documents", 发送什么="通知单").text
    assert next_button(book, click) == "核对台账"
    assert "台账完好" in click("verify_ledger").text
    assert verify(Ledger.open(project.ledger, create=False)) == []


def revised(click: Click) -> str:
    """Publish anew and return what was asked before."""
    asked: list[str] = []

    def heard(self: OfHr, question: str, *, proposed: bool = True) -> bool:
        del proposed
        asked.append(question)
        return True

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(OfHr, "yes", heard)
        click("publish_results")
    return asked[-1]


def _issue(project: Project, book: xw.Book, click: Click, post: Postbox) -> None:
    """Issue and mail: pressed too early, a month that does not exist, another month than is meant."""
    assert "点「生成工作簿」" in click("settle_pay").text
    assert click("generate_workbooks", **{"考核周期（": "2026-13"}).severity == "error"
    other = click("generate_workbooks", **{"考核周期（": "2027-11", "现在生成": False})
    assert (other.text, project.outbox(PERIOD).parent.exists()) == ("已取消，什么都没有做。", False)
    assert next_button(book, click) == "生成工作簿"
    assert "工作簿 6 份" in click("generate_workbooks").text
    assert next_button(book, click) == "发送"
    assert "已发送 6 封" in click("send_documents").text
    assert sorted(post.addresses()) == [f"m{number}@example.com" for number in range(6)]
    assert next_button(book, click) == "收回汇总"  # what is not late is waited for


def _collect(project: Project, book: xw.Book, click: Click, post: Postbox) -> None:
    """Take back: one is missing, one has a gap and a doubt; settled too early; a file that Excel holds open."""
    gap: dict[str, dict[str, Any]] = {"E13": {"craft": None}, "E14": {"craft": 1, "manner": 1}}
    returned(project, 0, 1, 2, 3, 4, changes=gap)
    whole = file_of(project, 3).read_bytes()
    file_of(project, 3).write_bytes(whole[: len(whole) // 2])  # a mail that broke off
    (project.inbox(PERIOD) / f"~${MANAGERS[0]}.xlsx").write_bytes(b"\x05HR")  # Excel's mark of an open workbook
    assert next_button(book, click) == "收回汇总"
    click("collect_returns")
    shown = sheet_text(book, RESULT)
    assert [f"{name}_" in shown for name in MANAGERS] == [True] * 5 + [False]
    click("show_month")
    month = sheet_text(book, MONTH)
    damaged = next(line for line in month.splitlines() if line.startswith(f"考核工作簿 {MANAGERS[3]}"))
    assert damaged.endswith("催办")
    assert re.search(rf"^{re.escape(file_of(project, 3).stem)}_\w+\.xlsx 文件不完整", month, re.MULTILINE)
    file_of(project, 3).write_bytes(whole)
    click("collect_returns")
    click("show_month")
    assert "文件不完整" not in sheet_text(book, MONTH)
    assert "~$" not in shown
    assert next_button(book, click) == "催办"
    rows = {line.split()[1]: line for line in sheet_text(book, MONTH).splitlines() if line.startswith("考核工作簿")}
    assert [rows[name].endswith("催办") for name in MANAGERS] == [False, True, False, False, False, False]
    assert click("settle_pay", 现在结算=False).text == "已取消，什么都没有做。"
    assert paid(project) == {}
    assert "已发送 1 封" in click("remind", 催哪些="全部", 发给谁="吴六").text
    assert post.addresses()[6:] == ["m5@example.com"]
    returned(project, 5)
    returned(project, 1, changes={"E14": gap["E14"]})
    click("collect_returns")
    book.save()  # what buttons wrote is no part of the roster
    assert next_button(book, click) == "确认存疑"
    assert "已确认 2 处，还有 0 处" in click("confirm_entries", 哪几处="全部", 依据="经理电话确认").text


def _calibrate(project: Project, book: xw.Book, click: Click) -> None:
    """Calibrate: a grade without a reason is refused, with one it is recorded."""
    assert next_button(book, click) == "校准等级"
    click("calibrate_grades")
    file = project.results(PERIOD) / "calibration.xlsx"
    edited(file, {"E52": ("B", None)})
    refused = click("calibrate_grades")
    assert (refused.severity, "理由" in refused.text) == ("error", True)
    edited(file, {"E52": ("B", "人少名额少")})
    assert "已记入台账" in click("calibrate_grades").text
    assert next_button(book, click) == "结算"


def _settle_and_publish(
    project: Project, book: xw.Book, click: Click, post: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settle with the payroll open in Excel, then closed; publish; mail to one."""
    with monkeypatch.context() as patched:

        def is_open(*_: object) -> None:
            raise PermissionError

        patched.setattr("os.replace", is_open)
        locked = click("settle_pay")
    assert (locked.severity, "台账已经记好" in locked.text) == ("error", True)
    click("settle_pay")
    sums = paid(project)
    assert len(sums) == 30
    assert sums["E52"] == BONUS["B"]
    assert next_button(book, click) == "公布"
    click("publish_results")
    assert len(list((project.results(PERIOD) / "statements").glob("**/*.html"))) == 60
    assert "已发送 1 封" in click("send_documents", 发送什么="通知单", 发给谁="员工00").text
    assert post.addresses()[7:] == ["E00@example.com"]


def _appeal(project: Project, book: xw.Book, click: Click) -> None:
    """Reject the appeal of somebody chosen by name; a late workbook counts for nothing without a reason."""
    click("decide_appeals", 谁申诉="员工21", 申诉的内容="分数算错了")
    assert next_button(book, click) == "申诉"
    rejected = click("decide_appeals", **{"分数算错了\n1. ": "驳回", "处理说明": "核对无误"})
    assert ("驳回：员工21" in rejected.text, all_appeals(project)[0].outcome) == (True, "rejected")
    before = paid(project)
    returned(project, 2, changes={"E20": {"craft": 99, "manner": 99}})
    late = click("collect_returns", 写原因=None)
    assert (late.severity, paid(project)) == ("error", before)
