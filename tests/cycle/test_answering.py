"""Who has answered what: entered by HR, shown by status, cited by the statement."""

import datetime as dt
import json
from pathlib import Path

from presales_xl.cycle.answering import AnswerByHand, enter, local_day
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.publishing.appeal import open_appeal
from presales_xl.cycle.publishing.plan import plan
from presales_xl.cycle.publishing.publish import publish
from presales_xl.ledger import publications
from presales_xl.ledger.ledger import Ledger
from tests.cli.running import Runner, run
from tests.cycle.collecting.test_answers import form, kept, published
from tests.cycle.company import opened, write_csv
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD

__all__ = ["run"]


def test_hrs_entry_counts_like_a_form_and_says_who_entered_it(tmp_path: Path, run: Runner) -> None:
    project, told = published(tmp_path)
    where = ("--project", str(project.folder), "--by", "何芳")
    done = run("answer", "2026-11", "e1", "statement", "--objected", "漏算一个项目", *where)
    assert done.code == 0
    assert "presales-xl appeal open 2026-11 E1 --text 原因" in "".join((done.out + done.err).split("\n"))
    [answer] = kept(project)
    assert (answer.publication_id, answer.decision, answer.reason) == (told.id, "objected", "漏算一个项目")
    assert (answer.author, answer.submission_id) == ("何芳", None)
    assert run("answer", "2026-11", "E1", "statement", "--confirmed", *where).code == 0
    assert run("answer", "2026-11", "E1", "statement", "--confirmed", *where).code == 0
    assert [each.decision for each in kept(project)] == ["objected", "confirmed"]


def test_an_answer_without_its_parts_or_to_nothing_is_refused(tmp_path: Path, run: Runner) -> None:
    project, _ = published(tmp_path)
    where = ("--project", str(project.folder), "--by", "何芳")
    for words in (("E1",), ("E1", "statement"), ("E1", "statement", "--objected", " ")):
        said = run("answer", "2026-11", *words, *where).err
        assert "没有说清" in said
        assert "presales-xl answer 2026-11 E1 statement --objected 原因" in said.replace("\n", "")
    assert "2026-11 没有发给 E1 的考核计划" in run("answer", "2026-11", "E1", "plan", "--confirmed", *where).err
    assert kept(project) == []


def test_a_table_of_answers_is_entered_whole_or_not_at_all(tmp_path: Path, run: Runner) -> None:
    project, _ = published(tmp_path)
    rows = [
        ["工号", "文件", "答复", "原因"],
        ["E1", "绩效结果通知单", "已知悉并确认", ""],
        ["E2", "statement", "有异议", ""],
    ]
    file = write_csv(tmp_path / "a.csv", rows)
    words = ("answer", "2026-11", "--table", str(file), "--project", str(project.folder), "--by", "何芳")
    refused = run(*words).err
    assert "E2 李四 有异议，但没有写原因" in refused
    assert "第 3 行" in refused
    assert "原因" in refused.split("E2")[0]
    assert "再运行一次" in refused
    assert kept(project) == []
    rows[2][3] = "分数算错"
    write_csv(file, rows)
    assert run(*words).code == 0
    assert [(each.employee_id, each.decision) for each in kept(project)] == [("E1", "confirmed"), ("E2", "objected")]
    rows[1][2] = "好的"
    write_csv(file, rows)
    assert "a.csv" in run(*words).err


def test_confirmations_are_one_line_with_their_number_and_no_notice_and_objections_are_told_by_name(
    tmp_path: Path, run: Runner
) -> None:
    project, told = published(tmp_path)
    with Ledger.open(project.ledger).reading() as read:
        others = publications.last_of(read, PERIOD.text, "statement")
    form(project, told, "已知悉并确认")
    form(project, told, "已知悉并确认", "谢谢", name="回执 E1 再交.xlsx")
    form(project, others["E2"], "已知悉并确认", name="回执 E2.xlsx", who=("E2", "李四"))
    form(project, others["E3"], "有异议", "漏算一个项目", name="回执 E3.xlsx", who=("E3", "王五"))
    shown = run("collect", "2026-11", "--project", project.folder)
    assert "答复已记入台账：绩效结果通知单 已知悉并确认 2 人（" in shown.out
    assert "答复已记入台账" not in run("collect", "2026-11", "--project", project.folder).out  # they are no news then
    assert "回执 E1" not in shown.out + shown.err
    assert "王五 对绩效结果通知单（第 1 版）的答复：有异议；原因：漏算一个项目。" in "".join(shown.out.split("\n"))
    head, *rows = opened(project.results(PERIOD) / "collected.xlsx").worksheets[0].iter_rows(values_only=True)
    places = [head.index(title) for title in ("文件", "谁交回的", "团队", "问题")]
    answered = {row[places[0]]: [row[place] for place in places[1:]] for row in rows}
    assert answered["回执 E1.xlsx"] == ["张三", "华东", "绩效结果通知单：已知悉并确认"]
    assert answered["回执 E2.xlsx"] == ["李四", "华东", "绩效结果通知单：已知悉并确认"]
    assert answered["回执 E3.xlsx"][:2] == ["王五", "华南"]


def test_status_shows_who_has_answered_and_what_to_do_about_objections(tmp_path: Path, run: Runner) -> None:
    project, told = published(tmp_path)
    form(project, told, "有异议", "漏算一个项目")
    collect(project, PERIOD, (), "zh")
    shown = run("status", "2026-11", "--project", str(project.folder))
    assert "绩效结果通知单：共 3 份，已确认 0，有异议 1，未答复 2（逾期 0）" in shown.out
    assert "漏算一个项目" in shown.err
    data = json.loads(run("status", "2026-11", "--json", "--project", str(project.folder)).out)
    [first, *_] = [each for each in data["told"] if each["id"] == "E1"]
    assert (first["document"], first["decision"], first["by"]) == ("statement", "objected", "form")


def test_an_objection_may_become_an_appeal_until_one_is_made_of_it(tmp_path: Path) -> None:
    project, told = published(tmp_path)
    form(project, told, "有异议", "漏算一个项目")
    collect(project, PERIOD, (), "zh")

    def may_be_appeals() -> list[str]:
        return [each.now.employee_id for each in status(project, PERIOD, "zh").told if each.may_be_appeal]

    assert may_be_appeals() == ["E1"]
    open_appeal(project, PERIOD, "E1", "漏算一个项目", lang="zh")
    assert may_be_appeals() == []


def test_a_statement_cites_the_plan_with_day_and_answer(tmp_path: Path) -> None:
    project = collected(tmp_path)
    plan(project, PERIOD, "zh", day=dt.date(2026, 11, 2), with_pdf=False)
    enter(project, PERIOD, [AnswerByHand("E1", "plan", "confirmed")])
    publish(project, PERIOD, "zh", with_pdf=False)
    with Ledger.open(project.ledger).reading() as read:
        [answer] = publications.answers_of(read, PERIOD.text)
    cited = f"本期考核计划：第 1 版（2026-11-02 发出），{local_day(answer.at)} 已知悉并确认。"
    pages = {
        page.name: page.read_text(encoding="utf-8") for page in project.results(PERIOD).rglob("statements/*/*.html")
    }
    assert cited in pages["E1 张三.html"]
    assert "本期考核计划：第 1 版（2026-11-02 发出），未答复。" in pages["E2 李四.html"]
